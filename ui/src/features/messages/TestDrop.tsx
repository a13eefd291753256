import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { Panel } from "../../components/Panel";
import { useAct, useAsk, type Disposition, type MessageDto, type TestDropResult } from "../../ipc";
import { useZone } from "../../lib/clock";
import { timeExact } from "../../lib/format";
import { fieldErrors } from "../../lib/fields";
import { i18next, useWords } from "../../words/i18n";

/** P16: to a staff number, through gate and port, and into no count. */
export function TestDrop({ message }: { message: MessageDto }) {
  const t = useWords();
  const drop = useAct("message_test_drop");
  const [to, setTo] = useState("");
  const errors = fieldErrors(drop.error, ["to"]);
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
        {drop.data ? <Outcome key={drop.data.attempt} begun={drop.data} /> : null}
        {errors.rest ? (
          <div style={{ marginTop: 8 }}>
            <ErrorNote error={errors.rest} />
          </div>
        ) : null}
      </form>
    </Panel>
  );
}

/** How it stands with a test drop, from its beginning until its result is there. */
function Outcome({ begun }: { begun: TestDropResult }) {
  const t = useWords();
  const zone = useZone();
  const { data: now = begun } = useAsk("message_test_drop_get", { attempt: begun.attempt }, { initialData: begun, staleTime: 0 });
  const ours: Record<string, string> = { in_progress: t("messages.testGoing"), unknown: t("messages.testUnknown"), not_sent: t("messages.testNotSent") };
  const result = ours[now.result] ?? (i18next.exists(`disposition.${now.result}`) ? t(`disposition.${now.result as Disposition}`) : now.result);
  return (
    <div role="status" style={{ marginTop: 8, fontWeight: 550 }} data-testid="test-drop-result">
      {t("messages.testResult", { at: timeExact(now.at, zone), result })}
    </div>
  );
}
