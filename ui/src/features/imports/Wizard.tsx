import { Alert, Button, Group, Radio, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCalendarQuestion, IconColumns3, IconHistory } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";

import { ErrorNote } from "../../components/Errors";
import { Panel } from "../../components/Panel";
import { useAct, useAsk, type ColumnsChanged, type DataSource, type DateCandidate, type FieldDto, type ImportDraft } from "../../ipc";
import { count, date } from "../../lib/format";
import { fieldErrors } from "../../lib/fields";
import { useWords } from "../../words/i18n";
import { sourceOptions } from "./sources";
import { Columns } from "./Columns";
import { ImportPreviewView } from "./PreviewView";
import { Progress } from "./Progress";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const DELIMITER_NAMES = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" } as const;
const ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"] as const;

/** `%d-%b-%Y` as people write it: `DD-Mon-YYYY`. */
function plainFormat(format: string): string {
  const words: Record<string, string> = { Y: "YYYY", y: "YY", m: "MM", d: "DD", b: "Mon" };
  return format.replace(/%([YymdbB])/g, (whole, letter: string) => words[letter] ?? whole);
}

type WizardProps = {
  draft: ImportDraft;
  /** Reads the file again another way. */
  onReread: (source: DataSource | null, encoding: string | null, delimiter: string | null) => void;
  onOver: () => void;
};

/** A file that is open and not written: how it is read, what its columns mean, what taking it in would do. */
export function Wizard({ draft, onReread, onOver }: WizardProps) {
  const t = useWords();
  const [mapping, setMapping] = useState<(FieldDto | null)[]>(draft.columns.map((column) => column.field));
  const [format, setFormat] = useState<string | null>(draft.date_format);
  const [list, setList] = useState(draft.list);
  const [started, setStarted] = useState(false);
  const start = useAct("import_start");
  // Asked, not guessed: while two readings are possible and none is chosen, nothing is counted.
  const ambiguous = draft.date_format === null && draft.date_candidates.length > 1;
  const undecided = ambiguous && format === null;
  const plan = { draft: draft.draft, mapping, date_format: format, list };
  const [asked] = useDebouncedValue(plan, 250);
  const settled = JSON.stringify(asked) === JSON.stringify(plan);
  const answerable = !ambiguous || asked.date_format !== null;
  const preview = useAsk("import_preview", asked, { enabled: answerable, placeholderData: keepPreviousData, staleTime: 0 });
  const errors = fieldErrors(preview.error ?? start.error, ["mapping", "date_format", "list"]);

  if (started) return <Progress draft={draft} onOver={onOver} onBack={() => setStarted(false)} />;
  return (
    <>
      <Panel title={`${draft.file_name} · ${t("imports.rows", { count: draft.rows, n: count(draft.rows) })}`} label={t("imports.facts")}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
          <Select
            label={t("imports.source")}
            description={t(draft.is_adf ? "imports.sourceAdf" : "imports.sourceHint")}
            data={sourceOptions(t)}
            value={draft.source}
            onChange={(value) => value && value !== draft.source && onReread(value as DataSource, draft.encoding, draft.delimiter)}
            disabled={draft.is_adf}
            data-testid="import-source"
          />
          <Select
            label={t("imports.encoding")}
            description={t("imports.recognised")}
            data={[...new Set<string>([...ENCODINGS, draft.encoding])].map((value) => ({ value, label: (ENCODINGS as readonly string[]).includes(value) ? t(`imports.encodings.${value as (typeof ENCODINGS)[number]}`) : value }))}
            value={draft.encoding}
            onChange={(value) => value && value !== draft.encoding && onReread(draft.source, value, draft.delimiter)}
            data-testid="import-encoding"
          />
          {(DELIMITERS as readonly string[]).includes(draft.delimiter) ? (
            <Select
              label={t("imports.delimiter")}
              description={t("imports.recognised")}
              data={DELIMITERS.map((value) => ({ value, label: t(`imports.delimiters.${DELIMITER_NAMES[value]}`) }))}
              value={draft.delimiter}
              onChange={(value) => value && value !== draft.delimiter && onReread(draft.source, draft.encoding, value)}
              data-testid="import-delimiter"
            />
          ) : null}
          <Select
            label={t("imports.dateFormat")}
            description={draft.date_format ? t("imports.recognised") : ambiguous ? t("imports.asked") : t("imports.dateNone")}
            disabled={format === null && !ambiguous}
            data={[...new Set([...draft.date_candidates.map((row) => row.format), ...(format ? [format] : [])])].map((value) => ({ value, label: plainFormat(value) }))}
            value={format}
            onChange={setFormat}
            error={errors.of("date_format")}
            data-testid="import-date-format"
          />
        </SimpleGrid>
        {list !== null ? (
          <TextInput
            mt="md"
            maw={420}
            label={t("imports.listName")}
            description={t("imports.listNameHint")}
            value={list}
            onChange={(event) => setList(event.currentTarget.value)}
            error={errors.of("list")}
            data-testid="import-list-name"
          />
        ) : null}
        {draft.is_adf ? (
          <Alert mt="md" color="blue" variant="light" data-testid="import-adf">
            {t("imports.adf")}
          </Alert>
        ) : null}
        {ambiguous ? <AskDates candidates={draft.date_candidates} value={format} onChange={setFormat} /> : null}
        {draft.remembered ? (
          <Alert mt="md" color="blue" variant="light" icon={<IconHistory size={18} />} data-testid="import-remembered">
            {t("imports.remembered")}
          </Alert>
        ) : null}
        {draft.columns_changed ? <Changed changed={draft.columns_changed} /> : null}
      </Panel>
      {draft.is_adf ? null : <Columns fields={draft.fields} columns={draft.columns} came={draft.columns_changed?.came ?? []} mapping={mapping} onChange={setMapping} error={errors.of("mapping")} />}
      {undecided ? (
        <Panel title={t("imports.preview")}>
          <span className="quiet">{t("imports.askDatesFirst")}</span>
        </Panel>
      ) : (
        <ImportPreviewView preview={preview.error ? undefined : preview.data} counting={preview.isFetching || !settled} />
      )}
      <Stack gap="sm">
        {errors.rest ? <ErrorNote error={errors.rest} onRetry={() => void preview.refetch()} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onOver}>
            {t("common.cancel")}
          </Button>
          <Button
            disabled={undecided || !settled || preview.data === undefined || preview.error !== null || preview.isPlaceholderData}
            loading={start.isPending}
            onClick={() => start.mutate(plan, { onSuccess: () => setStarted(true) })}
            data-testid="import-commit"
          >
            {t("imports.commit")}
          </Button>
        </Group>
      </Stack>
    </>
  );
}

/** What became of the columns since the last file of this kind. */
function Changed({ changed: { came, went } }: { changed: ColumnsChanged }) {
  const t = useWords();
  const list = (names: string[]): string => names.map((name) => `“${name}”`).join(", ");
  return (
    <Alert mt="md" color="yellow" variant="light" icon={<IconColumns3 size={18} />} title={t("imports.changed")} data-testid="import-columns-changed">
      {came.length > 0 ? <div>{t("imports.changedCame", { names: list(came) })}</div> : null}
      {went.length > 0 ? <div>{t("imports.changedWent", { names: list(went) })}</div> : null}
      {came.length + went.length === 0 ? <div>{t("imports.changedOrder")}</div> : null}
      <div>{t("imports.changedKept")}</div>
    </Alert>
  );
}

/** Both readings of the first date, side by side. */
function AskDates({ candidates, value, onChange }: { candidates: DateCandidate[]; value: string | null; onChange: (format: string) => void }) {
  const t = useWords();
  return (
    <Alert mt="md" color="yellow" variant="light" icon={<IconCalendarQuestion size={18} />} title={t("imports.askDates")} data-testid="import-ask-dates">
      <div style={{ marginBottom: 8 }}>{t("imports.askDatesWhy")}</div>
      <Radio.Group value={value} onChange={onChange} aria-label={t("imports.askDates")}>
        <Stack gap={6}>
          {candidates.map((row) => (
            <Radio key={row.format} value={row.format} label={`${t("imports.reading", { text: row.example_text, date: date(row.example) })} (${plainFormat(row.format)})`} />
          ))}
        </Stack>
      </Radio.Group>
    </Alert>
  );
}
