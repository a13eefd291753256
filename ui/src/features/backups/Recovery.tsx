import { Button } from "@mantine/core";
import { IconDatabaseOff, IconFolderOpen } from "@tabler/icons-react";
import { useState } from "react";

import { Answer } from "../../components/Errors";
import { Empty, Panel } from "../../components/Panel";
import { call, useAsk, type BackupDto } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useWords } from "../../words/i18n";
import { BackupTable } from "./BackupTable";
import { RestoreDialog } from "./RestoreDialog";

/** Opens the system's dialog and looks at what was chosen. */
export function ChooseBackup() {
  const t = useWords();
  const [found, setFound] = useState<BackupDto | null>(null);
  const choose = async (): Promise<void> => {
    await attempt(async () => {
      const { path } = await call("file_pick", { title: t("backups.chooseTitle"), extensions: ["db"] });
      if (path !== null) setFound(await call("backup_look", { path }));
    });
  };
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconFolderOpen size={15} aria-hidden />} onClick={() => void choose()} data-testid="backup-choose">
        {t("backups.choose")}
      </Button>
      {found ? <RestoreDialog backup={found} onClose={() => setFound(null)} /> : null}
    </>
  );
}

/** Backups for a file that is not open: cannot be, is locked, or is not there yet. */
export function Recovery() {
  const t = useWords();
  const asked = useAsk("backup_list", {});
  return (
    <Panel title={t("backups.recovery.title")} right={<ChooseBackup />} flush testId="recovery">
      <div className="quiet" style={{ padding: "0 16px 12px" }}>
        {t("backups.recovery.body")}
      </div>
      <Answer query={asked} lines={2}>
        {(list) =>
          list.backups.length === 0 ? (
            <Empty icon={<IconDatabaseOff size={32} stroke={1.3} aria-hidden />} title={t("backups.noneHere")}>
              <span style={{ overflowWrap: "anywhere" }}>{list.folder}</span>
              <div>{t("backups.noneHereHint")}</div>
            </Empty>
          ) : (
            <BackupTable backups={list.backups} recovery />
          )
        }
      </Answer>
    </Panel>
  );
}

/** The way to a backup from a screen that is about something else. */
export function ToRecovery({ title, body }: { title: string; body: string }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  if (open) return <Recovery />;
  return (
    <div className="quiet small" style={{ display: "flex", flexWrap: "wrap", alignItems: "center", gap: "4px 8px" }}>
      <span>
        {title} {body}
      </span>
      <Button size="compact-sm" variant="subtle" onClick={() => setOpen(true)} data-testid="to-recovery">
        {t("backups.recovery.open")}
      </Button>
    </div>
  );
}
