import { Alert, Button, Group, Table } from "@mantine/core";
import { useState } from "react";

import { Confirm } from "../../components/Confirm";
import { Answer } from "../../components/Errors";
import { ExportList, ExportMenu } from "../../components/Export";
import { Panel } from "../../components/Panel";
import { useAct, useAsk, type ImportSummary, type ImportUndone } from "../../ipc";
import { useZone } from "../../lib/clock";
import { count, dayTime } from "../../lib/format";
import { useWords } from "../../words/i18n";

/** Files taken in so far, with what they rejected, and the way back. */
export function Earlier() {
  const t = useWords();
  const asked = useAsk("import_list", {});
  const undo = useAct("import_undo");
  const [asking, setAsking] = useState<ImportSummary | null>(null);
  const [undone, setUndone] = useState<ImportUndone | null>(null);
  return (
    <Panel title={t("imports.earlier")} right={asked.data && asked.data.imports.length > 0 ? <ExportList list={{ kind: "imports" }} what={t("imports.earlier")} size="xs" /> : null} flush testId="import-list">
      {undone ? <Undone undone={undone} onClose={() => setUndone(null)} /> : null}
      <Answer query={asked}>
        {({ imports }) =>
          imports.length === 0 ? (
            <div className="quiet" style={{ padding: "0 16px 16px" }}>
              {t("imports.earlierNone")}
            </div>
          ) : (
            <Table.ScrollContainer minWidth={760} type="native">
              <Table horizontalSpacing={16} aria-label={t("imports.earlier")}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("imports.e.at")}</Table.Th>
                    <Table.Th>{t("imports.e.file")}</Table.Th>
                    <Table.Th>{t("imports.e.what")}</Table.Th>
                    <Table.Th>{t("imports.e.by")}</Table.Th>
                    <Table.Th className="number">{t("imports.e.rows")}</Table.Th>
                    <Table.Th className="number">{t("imports.e.changes")}</Table.Th>
                    <Table.Th className="number">{t("imports.e.rejected")}</Table.Th>
                    <Table.Th />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {imports.map((row) => (
                    <Row key={row.id} row={row} onUndo={() => setAsking(row)} />
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Answer>
      <Confirm
        opened={asking !== null}
        red
        title={t("imports.undoTitle", { file: asking?.file_name ?? "" })}
        yes={t("imports.undoYes")}
        onClose={() => setAsking(null)}
        onYes={async () => {
          if (asking) setUndone(await undo.mutateAsync({ id: asking.id }));
        }}
      >
        {t("imports.undoBody")}
      </Confirm>
    </Panel>
  );
}

function Row({ row, onUndo }: { row: ImportSummary; onUndo: () => void }) {
  const t = useWords();
  const zone = useZone();
  return (
    <Table.Tr data-testid={`import-${row.id}`}>
      <Table.Td className="nowrap figures">{dayTime(row.at, zone)}</Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        {row.file_name}
        {row.undone_at ? <div className="quiet small">{t("imports.undone", { at: dayTime(row.undone_at, zone) })}</div> : null}
      </Table.Td>
      <Table.Td>{t(`source.${row.source}`)}</Table.Td>
      <Table.Td>{row.by}</Table.Td>
      <Table.Td className="number">{count(row.rows)}</Table.Td>
      <Table.Td className="number nowrap">{`${count(row.events?.new ?? row.new_customers)} / ${count(row.events?.changed ?? row.changed_customers)}`}</Table.Td>
      <Table.Td className="number">{count(row.rejected)}</Table.Td>
      <Table.Td>
        <Group gap={6} justify="flex-end" wrap="nowrap">
          {row.rejected > 0 ? (
            <ExportMenu
              name={t("imports.download", { file: row.file_name })}
              label={t("imports.downloadShort")}
              list={{ kind: "rejected_rows", import: row.id }}
              size="xs"
              testId={`rejected-export-${row.id}`}
            />
          ) : null}
          {row.can_undo ? (
            <Button size="xs" variant="default" onClick={onUndo} aria-label={t("imports.undoName", { file: row.file_name })} data-testid={`import-undo-${row.id}`}>
              {t("imports.undo")}
            </Button>
          ) : null}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function Undone({ undone, onClose }: { undone: ImportUndone; onClose: () => void }) {
  const t = useWords();
  return (
    <Alert color="teal" variant="light" m="0 16px 12px" withCloseButton closeButtonLabel={t("common.close")} onClose={onClose} data-testid="import-undone">
      {t("imports.undoneDone", { customers: count(undone.removed_customers), vehicles: count(undone.removed_vehicles), values: count(undone.restored_values) })}
      {undone.left.length > 0 ? (
        <>
          <div style={{ marginTop: 6, fontWeight: 550 }}>{t("imports.undoneLeft")}</div>
          <ul style={{ margin: 0, paddingLeft: 20 }}>
            {undone.left.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      ) : null}
    </Alert>
  );
}
