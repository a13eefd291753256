import { Alert, Button, CopyButton, Group, Modal, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconDatabaseExport } from "@tabler/icons-react";
import { useState } from "react";

import { Answer, ErrorNote, tell } from "../../components/Errors";
import { Empty, PageHead, Panel } from "../../components/Panel";
import { useAct, useAsk, type AppError, type BackupList } from "../../ipc";
import { attempt } from "../../lib/acts";
import { useZone } from "../../lib/clock";
import { dayTime } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "./Backups.module.css";
import { BackupTable } from "./BackupTable";
import { ChooseBackup } from "./Recovery";

/** While one is being made its percents are asked for this often. */
const MAKING_EVERY_MS = 500;

/** Backups: where, which, and the next one. */
export function BackupsPage() {
  const t = useWords();
  const make = useAct("backup_now");
  const asked = useAsk("backup_list", {}, { refetchInterval: (query) => (make.isPending || query.state.data?.making ? MAKING_EVERY_MS : 60_000) });
  const percent = asked.data?.making?.percent;
  return (
    <>
      <PageHead title={t("backups.title")}>
        <Button
          leftSection={<IconDatabaseExport size={16} aria-hidden />}
          loading={make.isPending}
          onClick={() =>
            void attempt(async () => {
              await make.mutateAsync({});
              tell(t("backups.done"));
            })
          }
          data-testid="backup-now"
        >
          {t("backups.now")}
        </Button>
      </PageHead>
      <Stack gap="md">
        <div role="status" className="quiet small">
          {percent === undefined ? t("backups.subtitle") : t("backups.making", { percent })}
        </div>
        <Answer query={asked} lines={6}>
          {(list) => (
            <>
              <Problem list={list} />
              <Where list={list} />
              <Panel title={t("backups.title")} right={<ChooseBackup />} flush testId="backups">
                {list.backups.length === 0 ? (
                  <Empty icon={<IconDatabaseExport size={32} stroke={1.3} aria-hidden />} title={t("backups.none")}>
                    {t("backups.noneHint")}
                  </Empty>
                ) : (
                  <BackupTable backups={list.backups} />
                )}
              </Panel>
            </>
          )}
        </Answer>
      </Stack>
    </>
  );
}

function Problem({ list }: { list: BackupList }) {
  const t = useWords();
  const zone = useZone();
  if (list.problem === null) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={t("backups.problem")} role="alert" data-testid="backup-problem">
      {list.problem} <span className="quiet figures">{dayTime(list.problem_at, zone)}</span>
      <div className="quiet">{t("backups.problemSent")}</div>
    </Alert>
  );
}

function Where({ list }: { list: BackupList }) {
  const t = useWords();
  const [editing, setEditing] = useState(false);
  return (
    <Panel title={t("backups.folder.title")} testId="backup-folder">
      <div className={css.folder}>
        <div>
          <div className={css.path}>
            {list.folder} {list.is_default ? <span className="quiet">({t("backups.folder.default")})</span> : null}
          </div>
          <div className="quiet small">{t("backups.folder.why")}</div>
        </div>
        <Group gap={6}>
          <CopyButton value={list.folder}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy}>
                {copied ? t("backups.folder.copied") : t("backups.folder.copy")}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" onClick={() => setEditing(true)} data-testid="backup-folder-change">
            {t("backups.folder.change")}
          </Button>
        </Group>
      </div>
      {editing ? <FolderDialog list={list} onClose={() => setEditing(false)} /> : null}
    </Panel>
  );
}

function FolderDialog({ list, onClose }: { list: BackupList; onClose: () => void }) {
  const t = useWords();
  const save = useAct("backup_folder_save");
  const [folder, setFolder] = useState(list.is_default ? "" : list.folder);
  const [fault, setFault] = useState<AppError | null>(null);
  const use = async (chosen: string | null): Promise<void> => {
    setFault(null);
    try {
      const now = await save.mutateAsync({ folder: chosen });
      tell(t("backups.folder.saved", { folder: now.folder }));
      onClose();
    } catch (thrown) {
      setFault(thrown as AppError);
    }
  };
  const beside = fault?.field === "folder" ? fault.message : undefined;
  return (
    <Modal opened onClose={onClose} title={t("backups.folder.title")} styles={{ title: { fontWeight: 600 } }} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (folder.trim() !== "") void use(folder.trim());
        }}
      >
        <TextInput
          label={t("backups.folder.label")}
          description={t("backups.folder.hint")}
          value={folder}
          onChange={(event) => {
            setFolder(event.currentTarget.value);
            setFault(null);
          }}
          error={beside}
          spellCheck={false}
          data-autofocus
          data-testid="backup-folder-path"
        />
        {fault && !beside ? (
          <div style={{ marginTop: 12 }}>
            <ErrorNote error={fault} />
          </div>
        ) : null}
        <Group justify="flex-end" mt="lg" gap="sm">
          {list.is_default ? null : (
            <Button variant="subtle" onClick={() => void use(null)} data-testid="backup-folder-back">
              {t("backups.folder.back")}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={folder.trim() === ""} data-testid="backup-folder-save">
            {t("backups.folder.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
