import { Loader, SimpleGrid, Table } from "@mantine/core";

import { Panel, Tile } from "../../components/Panel";
import type { ImportPreview } from "../../ipc";
import { count, date } from "../../lib/format";
import { useWords } from "../../words/i18n";

/** Counts, first rows and rejected rows, before anything is written. */
export function ImportPreviewView({ preview, counting }: { preview: ImportPreview | undefined; counting: boolean }) {
  const t = useWords();
  return (
    <Panel title={t("imports.preview")} right={counting ? <Loader size={16} aria-label={t("imports.counting")} /> : <span className="quiet small">{t("imports.previewHint")}</span>} flush testId="import-preview">
      {preview === undefined ? (
        <div className="quiet" style={{ padding: "0 16px 16px" }}>
          {counting ? t("imports.counting") : t("imports.previewWaits")}
        </div>
      ) : (
        <>
          {preview.events ? <EventNumbers preview={preview} events={preview.events} /> : <CustomerNumbers preview={preview} />}
          {preview.events ? <EventRows preview={preview} /> : <CustomerRows preview={preview} />}
          {preview.first_rejected.length > 0 ? <Rejected preview={preview} /> : null}
          {preview.first_notes.length > 0 ? <Notes preview={preview} /> : null}
        </>
      )}
    </Panel>
  );
}

type PreviewProps = { preview: ImportPreview };

function CustomerNumbers({ preview }: PreviewProps) {
  const t = useWords();
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} spacing="sm" px={16} pb={12}>
      <Tile label={t("imports.numbers.customers")} value={count(preview.customers)} hint={`${t("imports.numbers.newCustomers", { n: count(preview.new_customers) })}, ${t("imports.numbers.changedCustomers", { n: count(preview.changed_customers) })}`} testId="import-customers" />
      <Tile label={t("imports.numbers.vehicles")} value={count(preview.vehicles)} hint={t("imports.numbers.newVehicles", { n: count(preview.new_vehicles) })} testId="import-vehicles" />
      <Tile label={t("imports.numbers.usableCells")} value={count(preview.usable_cells)} testId="import-usable-cells" />
      <Tile label={t("imports.numbers.usableHomes")} value={count(preview.usable_homes)} testId="import-usable-homes" />
      <Tile label={t("imports.numbers.doNotCall")} value={count(preview.do_not_call)} testId="import-do-not-call" />
      <Tile label={t("imports.numbers.rejected")} value={count(preview.rejected)} colour={preview.rejected > 0 ? "var(--vd-bad)" : undefined} testId="import-rejected" />
    </SimpleGrid>
  );
}

function EventNumbers({ preview, events }: PreviewProps & { events: NonNullable<ImportPreview["events"]> }) {
  const t = useWords();
  return (
    <SimpleGrid cols={{ base: 2, xs: 3, md: 5 }} spacing="sm" px={16} pb={12}>
      <Tile label={t("imports.numbers.new")} value={count(events.new)} testId="import-new" />
      <Tile label={t("imports.numbers.changed")} value={count(events.changed)} testId="import-changed" />
      <Tile label={t("imports.numbers.same")} value={count(events.same)} testId="import-same" />
      <Tile label={t("imports.numbers.strangers")} value={count(preview.new_customers)} hint={preview.new_customers > 0 ? t("imports.numbers.strangersHint") : undefined} testId="import-strangers" />
      <Tile label={t("imports.numbers.rejected")} value={count(preview.rejected)} colour={preview.rejected > 0 ? "var(--vd-bad)" : undefined} testId="import-rejected" />
    </SimpleGrid>
  );
}

function CustomerRows({ preview }: PreviewProps) {
  const t = useWords();
  return (
    <Table.ScrollContainer minWidth={760} maxHeight={280} type="native">
      <Table stickyHeader horizontalSpacing={16} aria-label={t("imports.sample")}>
        <Table.Thead>
          <Table.Tr>
            {(["line", "number", "name", "vehicle", "cell", "home", "lastVisit"] as const).map((column) => (
              <Table.Th key={column} className={column === "line" ? "number" : undefined}>
                {t(`imports.s.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.first_rows.map((row) => (
            <Table.Tr key={row.line}>
              <Table.Td className="number quiet">{count(row.line)}</Table.Td>
              <Table.Td className="figures">{row.customer_number}</Table.Td>
              <Table.Td>{row.name}</Table.Td>
              <Table.Td>{row.vehicle}</Table.Td>
              <Table.Td className="figures nowrap">{row.cell || "–"}</Table.Td>
              <Table.Td className="figures nowrap">{row.home || "–"}</Table.Td>
              <Table.Td className="figures nowrap">{date(row.last_visit_on)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function EventRows({ preview }: PreviewProps) {
  const t = useWords();
  return (
    <Table.ScrollContainer minWidth={760} maxHeight={280} type="native">
      <Table stickyHeader horizontalSpacing={16} aria-label={t("imports.sample")}>
        <Table.Thead>
          <Table.Tr>
            {(["line", "customer", "vehicle", "on", "what"] as const).map((column) => (
              <Table.Th key={column} className={column === "line" ? "number" : undefined}>
                {t(`imports.v.${column}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.first_events.map((row) => (
            <Table.Tr key={row.line}>
              <Table.Td className="number quiet">{count(row.line)}</Table.Td>
              <Table.Td>{row.customer || "–"}</Table.Td>
              <Table.Td>{row.vehicle || "–"}</Table.Td>
              <Table.Td className="figures nowrap">{date(row.on)}</Table.Td>
              <Table.Td>{row.what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Rejected({ preview }: { preview: ImportPreview }) {
  const t = useWords();
  return (
    <>
      <h3 style={{ margin: "14px 16px 4px", fontSize: "0.875rem" }}>
        {t("imports.rejectedRows")}{" "}
        {preview.rejected > preview.first_rejected.length ? <span className="quiet small" style={{ fontWeight: 400 }}>{t("imports.rejectedMore")}</span> : null}
      </h3>
      <Table.ScrollContainer minWidth={620} maxHeight={220} type="native">
        <Table horizontalSpacing={16} aria-label={t("imports.rejectedRows")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="number" w={80}>
                {t("imports.r.line")}
              </Table.Th>
              <Table.Th w={260}>{t("imports.r.reason")}</Table.Th>
              <Table.Th>{t("imports.r.text")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.first_rejected.map((row) => (
              <Table.Tr key={row.line}>
                <Table.Td className="number quiet">{count(row.line)}</Table.Td>
                <Table.Td>{row.reason}</Table.Td>
                <Table.Td className="quiet clip" style={{ maxWidth: 1 }} title={row.text}>
                  {row.text}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

/** Cells of rows that are taken all the same: most can be mended in the dealer system before the file is taken in. */
function Notes({ preview }: { preview: ImportPreview }) {
  const t = useWords();
  const shown = preview.first_notes.length;
  const more = preview.notes - shown;
  return (
    <div data-testid="import-notes">
      <h3 style={{ margin: "14px 16px 4px", fontSize: "0.875rem" }}>
        {t("imports.notes")} {more > 0 ? <span className="quiet small" style={{ fontWeight: 400 }}>{t("imports.notesMore", { shown: count(shown), n: count(more) })}</span> : null}
      </h3>
      <Table.ScrollContainer minWidth={620} maxHeight={220} type="native">
        <Table horizontalSpacing={16} aria-label={t("imports.notes")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="number" w={80}>
                {t("imports.n.line")}
              </Table.Th>
              <Table.Th w={180}>{t("imports.n.column")}</Table.Th>
              <Table.Th w={200}>{t("imports.n.text")}</Table.Th>
              <Table.Th>{t("imports.n.note")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.first_notes.map((row) => (
              <Table.Tr key={`${row.line} ${row.column} ${row.note}`}>
                <Table.Td className="number quiet">{count(row.line)}</Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{row.column}</Table.Td>
                <Table.Td className="figures" style={{ overflowWrap: "anywhere" }}>
                  {row.text}
                </Table.Td>
                <Table.Td>{row.note}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}
