import { Alert, Button, Group, PasswordInput, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";

import { Panel } from "../../components/Panel";
import { Recovery, ToRecovery } from "../backups/Recovery";
import { useAct, type CommandError } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useWords } from "../../words/i18n";
import css from "./Start.module.css";

/** The data file wants its passphrase. */
export function Locked() {
  const t = useWords();
  const unlock = useAct("house_unlock");
  const [passphrase, setPassphrase] = useState("");
  return (
    <main className={css.page}>
      <form
        style={{ maxWidth: 440 }}
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase !== "" && !unlock.isPending) unlock.mutate({ passphrase });
        }}
      >
        <Panel title={t("start.locked.title")}>
          <Stack gap="md">
            <div className="quiet">{t("start.locked.body")}</div>
            <PasswordInput
              label={t("start.passphrase")}
              description={t("start.locked.lost")}
              value={passphrase}
              onChange={(event) => {
                setPassphrase(event.currentTarget.value);
                unlock.reset();
              }}
              error={unlock.error?.message}
              aria-invalid={unlock.error !== null}
              autoComplete="current-password"
              autoFocus
              data-testid="passphrase"
            />
            <Group justify="flex-end">
              <Button type="submit" loading={unlock.isPending} disabled={passphrase === ""} data-testid="unlock">
                {t("start.locked.unlock")}
              </Button>
            </Group>
          </Stack>
        </Panel>
      </form>
      <div style={{ maxWidth: 760, marginTop: 16 }}>
        <ToRecovery title={t("backups.recovery.locked")} body={t("backups.recovery.lockedBody")} />
      </div>
    </main>
  );
}

/** Troubles that no backup mends: another program has the folder, the folder cannot hold data, or this one ends. */
const ELSEWHERE = new Set(["store.in_use", "store.not_local", "program.closing", "store.restoring"]);

type CannotOpenProps = { problem: CommandError | null };

/** There is a data file, and it cannot be opened: why, and what to do. Never a new file in its place. */
export function CannotOpen({ problem }: CannotOpenProps) {
  const t = useWords();
  const retry = useAct("house_retry");
  return (
    <main className={css.page}>
      <div style={{ width: "100%", maxWidth: 760 }}>
        <Alert color="red" variant="light" title={t("start.cannotOpen.title")} icon={<IconAlertTriangle size={18} />} role="alert" data-testid="cannot-open">
          <Stack gap="sm">
            <div>{problem?.message}</div>
            <div>{t("start.cannotOpen.nothingLost")}</div>
            {problem ? <div className="quiet small">{t("start.cannotOpen.code", { code: problem.code })}</div> : null}
            <div>
              <Button onClick={() => void attempt(() => retry.mutateAsync({}))} loading={retry.isPending} variant="default" data-testid="retry">
                {t("start.cannotOpen.retry")}
              </Button>
            </div>
          </Stack>
        </Alert>
      </div>
      {problem && ELSEWHERE.has(problem.code) ? null : (
        <div style={{ width: "100%", maxWidth: 760, marginTop: 16 }}>
          <Recovery />
        </div>
      )}
    </main>
  );
}
