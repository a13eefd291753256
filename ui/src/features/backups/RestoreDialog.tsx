import { PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";

import { AskReason } from "../../components/AskReason";
import { tell } from "../../components/Errors";
import { AppError, useAct, type BackupDto } from "../../ipc";
import { count } from "../../lib/format";
import { useWords } from "../../words/i18n";
import { takenAt } from "./takenAt";

/** Asks once, says what is lost and what waits, and why it is done. */
export function RestoreDialog({ backup, onClose }: { backup: BackupDto; onClose: () => void }) {
  const t = useWords();
  const restore = useAct("backup_restore");
  const [passphrase, setPassphrase] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const at = takenAt(backup);
  return (
    <AskReason
      title={t("backups.dialog.title", { at })}
      yes={t("backups.dialog.yes")}
      red
      usual={t("backups.why", { returnObjects: true })}
      label={t("backups.dialog.reason")}
      onClose={onClose}
      onYes={async (reason) => {
        setFault(null);
        try {
          await restore.mutateAsync({ path: backup.path, passphrase: passphrase === "" ? null : passphrase, reason });
        } catch (thrown) {
          if (thrown instanceof AppError && thrown.field === "passphrase") setFault(thrown.message);
          throw thrown;
        }
        tell(t("backups.dialog.done"));
      }}
      more={
        backup.opens_with_passphrase ? (
          <PasswordInput
            mt="md"
            label={t("backups.dialog.passphrase")}
            description={backup.is_of_this_file ? t("backups.dialog.passphraseHint") : undefined}
            value={passphrase}
            onChange={(event) => {
              setPassphrase(event.currentTarget.value);
              setFault(null);
            }}
            error={fault ?? undefined}
            autoComplete="current-password"
            data-testid="restore-passphrase"
          />
        ) : null
      }
    >
      <Stack gap="xs">
        <div>{t("backups.dialog.what", { customers: count(backup.customers), campaigns: count(backup.campaigns), drops: count(backup.drops), store: backup.store })}</div>
        <div>{t("backups.dialog.aside")}</div>
        <div>{t("backups.dialog.quarantine")}</div>
      </Stack>
    </AskReason>
  );
}
