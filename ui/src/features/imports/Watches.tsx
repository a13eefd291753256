import { Button, Group, Modal, Select, Stack, Table, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconFolderPlus } from "@tabler/icons-react";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { Answer, ErrorNote } from "../../components/Errors";
import { ExportList } from "../../components/Export";
import { Panel } from "../../components/Panel";
import { useAct, useAsk, type DataSource, type WatchDto, type WatchList } from "../../ipc";
import { useZone } from "../../lib/clock";
import { fieldErrors } from "../../lib/fields";
import { dayTime } from "../../lib/format";
import { useWords } from "../../words/i18n";

type WatchesProps = {
  /** Opens a file of a red mark in the wizard. */
  onOpen: (path: string, source: DataSource) => void;
};

/** Folders whose new files come in by themselves; a red mark says what a person has to look at. */
export function Watches({ onOpen }: WatchesProps) {
  const t = useWords();
  const asked = useAsk("watch_list", {});
  const remove = useAct("watch_remove");
  const [editing, setEditing] = useState<WatchDto | "new" | null>(null);
  const [removing, setRemoving] = useState<WatchDto | null>(null);
  return (
    <Panel
      title={t("imports.watch.title")}
      right={
        <Group gap={6}>
        {asked.data && asked.data.watches.length > 0 ? <ExportList list={{ kind: "watched_folders" }} what={t("imports.watch.title")} size="xs" /> : null}
        <Button size="xs" variant="default" leftSection={<IconFolderPlus size={15} aria-hidden />} onClick={() => setEditing("new")} data-testid="watch-add">
          {t("imports.watch.add")}
        </Button>
        </Group>
      }
      flush
      testId="watches"
    >
      <Answer query={asked} lines={2}>
        {(list) => (
          <>
            {list.watches.length === 0 ? (
              <div className="quiet" style={{ padding: "0 16px 16px" }}>
                {t("imports.watch.none")}
              </div>
            ) : (
              <Table.ScrollContainer minWidth={720} type="native">
                <Table horizontalSpacing={16} aria-label={t("imports.watch.title")}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t("imports.watch.source")}</Table.Th>
                      <Table.Th miw={200}>{t("imports.watch.folder")}</Table.Th>
                      <Table.Th>{t("imports.watch.last")}</Table.Th>
                      <Table.Th />
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {list.watches.map((watch) => (
                      <Row key={watch.id} watch={watch} onOpen={onOpen} onEdit={() => setEditing(watch)} onRemove={() => setRemoving(watch)} />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )}
            {editing ? <Editor key={editing === "new" ? "new" : editing.id} watch={editing === "new" ? null : editing} list={list} onClose={() => setEditing(null)} /> : null}
          </>
        )}
      </Answer>
      <Confirm
        opened={removing !== null}
        red
        title={t("imports.watch.removeTitle")}
        yes={t("imports.watch.removeYes")}
        onClose={() => setRemoving(null)}
        onYes={async () => {
          if (removing) await remove.mutateAsync({ id: removing.id });
        }}
      >
        {t("imports.watch.removeBody")}
      </Confirm>
    </Panel>
  );
}

type RowProps = WatchesProps & { watch: WatchDto; onEdit: () => void; onRemove: () => void };

function Row({ watch, onOpen, onEdit, onRemove }: RowProps) {
  const t = useWords();
  const zone = useZone();
  const source = t(`source.${watch.source}`);
  return (
    <Table.Tr data-testid={`watch-${watch.id}`} style={{ verticalAlign: "top" }}>
      <Table.Td fw={500} className="nowrap">{source}</Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        {watch.folder}
        <div className="quiet small">{watch.names || t("imports.watch.everyFile")}</div>
      </Table.Td>
      <Table.Td>
        {watch.problem ? <Trouble watch={watch} onOpen={onOpen} /> : <Last watch={watch} at={watch.last_at ? dayTime(watch.last_at, zone) : null} />}
      </Table.Td>
      <Table.Td>
        <Group gap={6} justify="flex-end" wrap="nowrap">
          <Button size="xs" variant="default" onClick={onEdit} aria-label={t("imports.watch.editName", { source })}>
            {t("imports.watch.edit")}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={onRemove} aria-label={t("imports.watch.removeName", { source })} data-testid={`watch-remove-${watch.id}`}>
            {t("imports.watch.remove")}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function Last({ watch, at }: { watch: WatchDto; at: string | null }) {
  const t = useWords();
  if (at === null) return <span className="quiet">{t("imports.watch.nothingYet")}</span>;
  return (
    <>
      <span style={{ overflowWrap: "anywhere" }}>{watch.last_file}</span> <span className="quiet figures nowrap">{at}</span>
      <div className="quiet small">{watch.last_outcome}</div>
    </>
  );
}

/** The red mark with what to do about it. */
function Trouble({ watch, onOpen }: WatchesProps & { watch: WatchDto }) {
  const t = useWords();
  const zone = useZone();
  const goOn = useAct("watch_go_on");
  const at = watch.problem_at ? dayTime(watch.problem_at, zone) : "";
  return (
    <div role="alert" data-testid={`watch-problem-${watch.id}`}>
      <div style={{ color: "var(--vd-bad)", fontWeight: 550 }}>
        <IconAlertTriangle size={15} aria-hidden style={{ verticalAlign: -2 }} /> {t(watch.needs_person ? "imports.watch.stopped" : "imports.watch.troubled", { at })}
      </div>
      <div>{watch.problem}</div>
      {watch.needs_person ? (
        <Group gap={6} mt={6}>
          {watch.problem_file ? (
            <Button size="xs" onClick={() => onOpen(inFolder(watch.folder, watch.problem_file ?? ""), watch.source)} data-testid={`watch-open-${watch.id}`}>
              {t("imports.watch.openFile", { file: watch.problem_file })}
            </Button>
          ) : null}
          <Button size="xs" variant={watch.problem_file ? "default" : "filled"} loading={goOn.isPending} onClick={() => goOn.mutate({ id: watch.id })} data-testid={`watch-go-on-${watch.id}`}>
            {t("imports.watch.goOn")}
          </Button>
        </Group>
      ) : null}
      {goOn.error ? (
        <div style={{ marginTop: 8 }}>
          <ErrorNote error={goOn.error} />
        </div>
      ) : null}
    </div>
  );
}

/** A path as the folder itself is written. */
function inFolder(folder: string, file: string): string {
  const separator = folder.includes("\\") ? "\\" : "/";
  return folder.endsWith(separator) ? `${folder}${file}` : `${folder}${separator}${file}`;
}

type EditorProps = { watch: WatchDto | null; list: WatchList; onClose: () => void };

function Editor({ watch, list, onClose }: EditorProps) {
  const t = useWords();
  const save = useAct("watch_save");
  const [source, setSource] = useState<DataSource | null>(watch?.source ?? list.sources[0] ?? null);
  const [folder, setFolder] = useState(watch?.folder ?? "");
  const [names, setNames] = useState(watch?.names ?? "");
  const errors = fieldErrors(save.error, ["source", "folder", "names"]);
  return (
    <Modal opened onClose={onClose} title={watch ? t("imports.watch.editName", { source: t(`source.${watch.source}`) }) : t("imports.watch.add")} size="md" closeButtonProps={{ "aria-label": t("common.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (source) save.mutate({ id: watch?.id ?? null, source, folder, names }, { onSuccess: onClose });
        }}
      >
        <Stack gap="sm">
          <span className="quiet small">{t("imports.watch.hint")}</span>
          <Select
            label={t("imports.watch.source")}
            description={t("imports.watch.sourceHint")}
            data={list.sources.map((value) => ({ value, label: t(`source.${value}`) }))}
            value={source}
            onChange={(value) => setSource(value as DataSource | null)}
            error={errors.of("source")}
            data-testid="watch-source"
          />
          <TextInput label={t("imports.watch.folder")} description={t("imports.watch.folderHint")} value={folder} onChange={(event) => setFolder(event.currentTarget.value)} error={errors.of("folder")} spellCheck={false} data-autofocus data-testid="watch-folder" />
          <TextInput label={t("imports.watch.names")} description={t("imports.watch.namesHint")} value={names} onChange={(event) => setNames(event.currentTarget.value)} error={errors.of("names")} spellCheck={false} data-testid="watch-names" />
          {errors.rest ? <ErrorNote error={errors.rest} /> : null}
        </Stack>
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={source === null} data-testid="watch-save">
            {t(watch ? "imports.watch.saveChanged" : "imports.watch.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
