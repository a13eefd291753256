import { Input, MultiSelect, SegmentedControl, Select, Switch, TextInput } from "@mantine/core";

import { DateField, NumberText } from "../../components/Fields";
import { useAsk, type ContactType, type CountedWord } from "../../ipc";
import { count } from "../../lib/format";
import { useWords } from "../../words/i18n";
import css from "../campaigns/Campaigns.module.css";
import type { Draft } from "../campaigns/draft";
import { BELOW } from "../campaigns/Target";
import { People, Vehicles } from "../campaigns/Who";
import { eventOf, type ScheduleDraft, type Unit } from "./draft";

export type SchedulePartProps = {
  draft: ScheduleDraft;
  set: (part: Partial<ScheduleDraft>) => void;
  errorOf: (field: string) => string | undefined;
};

type EntriesProps = SchedulePartProps & { isSaved: boolean };

/** Part 1: which entries of the traffic log, or which deals, and for how long. */
export function Entries({ draft, set, errorOf, isSaved }: EntriesProps) {
  const t = useWords();
  const { base } = draft;
  const setBase = (part: Partial<Draft>): void => set({ base: { ...base, ...part } });
  const event = eventOf(base.contactType);
  return (
    <div className={css.fields}>
      <TextInput className={css.w6} label={t("campaigns.build.name")} placeholder={t("schedules.build.namePlaceholder")} value={base.name} onChange={(change) => setBase({ name: change.currentTarget.value })} error={errorOf("name")} data-testid="field-name" />
      <Input.Wrapper className={css.w6} label={t("campaigns.build.contactType")} description={isSaved ? t("schedules.build.typeFixed") : undefined} inputWrapperOrder={BELOW} error={errorOf("contact_type")}>
        <SegmentedControl
          fullWidth
          aria-label={t("campaigns.build.contactType")}
          value={base.contactType}
          disabled={isSaved}
          onChange={(value) => setBase({ contactType: value as ContactType })}
          data={(["unsold", "sales"] as const).map((value) => ({ value, label: t(`contactType.${value}`) }))}
          data-testid="field-contact_type"
        />
      </Input.Wrapper>
      {event === "entry" ? <Traffic draft={draft} set={set} errorOf={errorOf} /> : null}
      <DateField className={css.w6} label={t(`schedules.build.from.${event}`)} description={t(`schedules.build.${draft.entriesFrom ? "fromHint" : "fromNone"}.${event}`)} inputWrapperOrder={BELOW} value={draft.entriesFrom} onChange={(entriesFrom) => set({ entriesFrom })} error={errorOf("entries_from_on")} clearable data-testid="field-entries_from_on" />
      <div className={css.w6}>
        <Span label={t(`schedules.build.expires.${event}`)} hint={t(`schedules.build.expiresHint.${event}`)} amount={draft.expires} unit={draft.expiresUnit} onChange={(amount, unit) => set({ expires: amount, expiresUnit: unit })} error={errorOf("expires_after")} testId="field-expires_after" />
      </div>
      <People draft={base} set={setBase} errorOf={errorOf} />
      <Vehicles draft={base} set={setBase} errorOf={errorOf} />
    </div>
  );
}

/** The store's own words of the traffic log, with how many entries bear them. */
function Traffic({ draft, set, errorOf }: SchedulePartProps) {
  const t = useWords();
  const asked = useAsk("campaign_choices", {}).data;
  const isEmpty = asked !== undefined && asked.statuses.length === 0;
  // Whatever is ticked, a sold customer is not unsold.
  const statuses = (asked?.statuses ?? []).filter((row) => row.word.trim().toLowerCase() !== "sold");
  return (
    <>
      <WordsField label={t("schedules.build.statuses")} none={t("schedules.build.statusesAny")} onFile={statuses} value={draft.statuses} onChange={(value) => set({ statuses: value })} error={errorOf("statuses")} testId="field-statuses" />
      <WordsField label={t("schedules.build.trafficTypes")} none={t("schedules.build.trafficTypesAny")} onFile={asked?.traffic_types ?? []} value={draft.trafficTypes} onChange={(value) => set({ trafficTypes: value })} error={errorOf("traffic_types")} testId="field-traffic_types" />
      <WordsField label={t("schedules.build.lostReasons")} none={t("schedules.build.lostReasonsAny")} onFile={asked?.lost_reasons ?? []} value={draft.lostReasons} onChange={(value) => set({ lostReasons: value })} error={errorOf("lost_reasons")} testId="field-lost_reasons" />
      <Switch className={css.w6} style={{ alignSelf: "end", paddingBottom: 8 }} label={t("schedules.build.hold")} checked={draft.hold} onChange={(change) => set({ hold: change.currentTarget.checked })} data-testid="field-hold" />
      {isEmpty ? <div className={`${css.w12} quiet small`}>{t("schedules.build.noTraffic")}</div> : null}
    </>
  );
}

type WordsFieldProps = { label: string; none: string; onFile: CountedWord[]; value: string[]; onChange: (value: string[]) => void; error: string | undefined; testId: string };

function WordsField({ label, none, onFile, value, onChange, error, testId }: WordsFieldProps) {
  const t = useWords();
  const lines = onFile.map((row) => ({ value: row.word, label: t("schedules.build.wordLine", { word: row.word, n: count(row.entries) }) }));
  const gone = value.filter((word) => !onFile.some((row) => row.word === word)).map((word) => ({ value: word, label: t("campaigns.build.noneOnFile", { name: word }) }));
  return (
    <MultiSelect className={css.w6} label={label} placeholder={value.length === 0 ? none : undefined} data={[...lines, ...gone]} value={value} onChange={onChange} error={error} searchable clearable clearButtonProps={{ "aria-label": t("common.clear", { name: label }) }} data-testid={testId} />
  );
}

type SpanProps = { label: string; hint?: string; amount: string; unit: Unit; onChange: (amount: string, unit: Unit) => void; error: string | undefined; testId: string };

/** So many hours or days. */
export function Span({ label, hint, amount, unit, onChange, error, testId }: SpanProps) {
  const t = useWords();
  return (
    <div style={{ display: "flex", gap: 8, alignItems: "flex-start" }}>
      <NumberText style={{ flex: 1, minWidth: 64 }} label={label} description={hint} inputWrapperOrder={BELOW} value={amount} onChange={(typed) => onChange(typed, unit)} error={error} styles={{ error: { minWidth: 196 }, input: { fontVariantNumeric: "tabular-nums" } }} data-testid={testId} />
      <Select
        w={96}
        // As high as the label beside it.
        label={"\u00a0"}
        aria-label={`${label}: ${t("schedules.build.unit")}`}
        data={(["hours", "days"] as const).map((value) => ({ value, label: t(`schedules.build.${value}`) }))}
        value={unit}
        onChange={(value) => value && onChange(amount, value as Unit)}
        allowDeselect={false}
        data-testid={`${testId}-unit`}
      />
    </div>
  );
}
