import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { Panel } from "../../components/Panel";
import { useAct, type Disposition, type MessageDto } from "../../ipc";
import { useZone } from "../../lib/clock";
import { timeExact } from "../../lib/format";
import { fieldErrors } from "../../lib/fields";
import { i18next, useWords } from "../../words/i18n";

/** P16: to a staff number, through gate and port, and into no count. */
export function TestDrop({ message }: { message: MessageDto }) {
  const t = useWords();
  const zone = useZone();
  const drop = useAct("message_test_drop");
  const [to, setTo] = useState("");
  const errors = fieldErrors(drop.error, ["to"]);
  const word = (result: string): string =>
    result === "in_progress" ? t("messages.testGoing") : i18next.exists(`disposition.${result}`) ? t(`disposition.${result as Disposition}`) : result;
  return (
    <Panel title={t("messages.testTitle")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          drop.mutate({ id: message.id, to });
        }}
      >
        <Group align="flex-start">
          <TextInput w={260} label={t("messages.testTo")} placeholder="416 555 0134" inputMode="tel" value={to} onChange={(event) => {
            setTo(event.currentTarget.value);
            drop.reset();
          }} error={errors.of("to")} data-testid="test-drop-to" />
          <Button type="submit" variant="light" mt={21} loading={drop.isPending} disabled={to.trim() === ""} data-testid="test-drop">
            {t("messages.testSend")}
          </Button>
        </Group>
        <div className="quiet small" style={{ marginTop: 8 }}>
          {t("messages.testHint")}
        </div>
        {drop.data ? (
          <div role="status" style={{ marginTop: 8, fontWeight: 550 }} data-testid="test-drop-result">
            {t("messages.testResult", { at: timeExact(drop.data.at, zone), result: word(drop.data.result) })}
          </div>
        ) : null}
        {errors.rest ? (
          <div style={{ marginTop: 8 }}>
            <ErrorNote error={errors.rest} />
          </div>
        ) : null}
      </form>
    </Panel>
  );
}
