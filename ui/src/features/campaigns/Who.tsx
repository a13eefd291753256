import { MultiSelect, Select, TextInput } from "@mantine/core";

import { DateField, NumberText } from "../../components/Fields";
import { useAsk, type ContactType, type CustomerTypeFilter, type DayFilter, type LanguageFilter } from "../../ipc";
import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";
import { EVERYTHING, SINGLE_TYPES, type Draft } from "./draft";
import { More } from "./More";
import { Target } from "./Target";

export type PartProps = {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  errorOf: (field: string) => string | undefined;
};

/** Part 1: the contact type, what of it is meant, and the filters beyond its due rule. */
export function Who(part: PartProps) {
  const { draft, set, errorOf } = part;
  const t = useWords();
  // A step that lost its schedule keeps its type, which no other campaign can have.
  const types = SINGLE_TYPES.includes(draft.contactType) ? SINGLE_TYPES : [...SINGLE_TYPES, draft.contactType];
  return (
    <div className={css.fields}>
      <TextInput className={css.w6} label={t("campaigns.build.name")} placeholder={t("campaigns.build.namePlaceholder")} value={draft.name} onChange={(event) => set({ name: event.currentTarget.value })} error={errorOf("name")} data-testid="field-name" />
      <Select
        className={css.w6}
        label={t("campaigns.build.contactType")}
        data={types.map((value) => ({ value, label: t(`contactType.${value}`) }))}
        value={draft.contactType}
        // What was meant of one contact type means nothing to another.
        onChange={(value) => value && value !== draft.contactType && set({ contactType: value as ContactType, aim: EVERYTHING })}
        error={errorOf("contact_type")}
        maxDropdownHeight={360}
        data-testid="field-contact_type"
      />
      <Target {...part} />
      <People {...part} />
      <Vehicles {...part} />
    </div>
  );
}

/** Language, customer type and the time of day that a customer prefers (P4). */
export function People({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  return (
    <>
      <Select
        className={css.w4}
        label={t("campaigns.build.language")}
        data={[
          { value: "any", label: t("campaigns.build.languageAny") },
          { value: "en", label: t("language.en") },
          { value: "fr", label: t("language.fr") },
        ]}
        value={draft.language}
        onChange={(value) => value && set({ language: value as LanguageFilter })}
        error={errorOf("language")}
        data-testid="field-language"
      />
      <Select
        className={css.w4}
        label={t("campaigns.build.customerType")}
        data={[
          { value: "all", label: t("campaigns.build.customerTypeAll") },
          { value: "non_fleet", label: t("campaigns.build.customerTypeNonFleet") },
        ]}
        value={draft.customerType}
        onChange={(value) => value && set({ customerType: value as CustomerTypeFilter })}
        error={errorOf("customer_type")}
        data-testid="field-customer_type"
      />
      <Select
        className={css.w4}
        label={t("campaigns.build.day")}
        data={[
          { value: "all", label: t("campaigns.build.dayAll") },
          { value: "day", label: t("campaigns.build.dayDay") },
          { value: "late_day", label: t("campaigns.build.dayLate") },
        ]}
        value={draft.day}
        onChange={(value) => value && set({ day: value as DayFilter })}
        error={errorOf("day")}
        data-testid="field-day"
      />
    </>
  );
}

const VEHICLE_FIELDS = ["makes", "models", "year_from", "year_to", "odometer_from", "odometer_to", "last_visit_from_on", "last_visit_to_on"];

/** Filters about the vehicle, folded until one of them is used. */
export function Vehicles({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  const makes = useAsk("campaign_makes", {}).data?.makes ?? [];
  const models = makes.filter((row) => draft.makes.length === 0 || draft.makes.includes(row.make)).flatMap((row) => row.models);
  const used = [
    draft.makes.length > 0, draft.models.length > 0, draft.yearFrom !== "" || draft.yearTo !== "", draft.odometerFrom !== "" || draft.odometerTo !== "",
    draft.visitFrom !== null || draft.visitTo !== null,
  ];
  return (
    <More label={t("campaigns.build.vehicleFilters")} set={used.filter(Boolean).length} faulty={VEHICLE_FIELDS.some((field) => errorOf(field) !== undefined)} testId="more-vehicles">
      <MultiSelect className={css.w6} label={t("campaigns.build.makes")} placeholder={draft.makes.length === 0 ? t("campaigns.build.makesAll") : undefined} data={[...new Set([...makes.map((row) => row.make), ...draft.makes])]} value={draft.makes} onChange={(value) => set({ makes: value })} error={errorOf("makes")} searchable clearable clearButtonProps={{ "aria-label": t("common.clear", { name: t("campaigns.build.makes") }) }} data-testid="field-makes" />
      <MultiSelect className={css.w6} label={t("campaigns.build.models")} placeholder={draft.models.length === 0 ? t("campaigns.build.modelsAll") : undefined} data={[...new Set([...models, ...draft.models])]} value={draft.models} onChange={(value) => set({ models: value })} error={errorOf("models")} searchable clearable clearButtonProps={{ "aria-label": t("common.clear", { name: t("campaigns.build.models") }) }} data-testid="field-models" />
      <NumberText className={css.w3} label={t("campaigns.build.yearFrom")} value={draft.yearFrom} onChange={(yearFrom) => set({ yearFrom })} error={errorOf("year_from")} data-testid="field-year_from" />
      <NumberText className={css.w3} label={t("campaigns.build.yearTo")} aria-label={`${t("campaigns.build.yearFrom")} … ${t("campaigns.build.yearTo")}`} value={draft.yearTo} onChange={(yearTo) => set({ yearTo })} error={errorOf("year_to")} data-testid="field-year_to" />
      <NumberText className={css.w3} label={t("campaigns.build.odometerFrom")} value={draft.odometerFrom} onChange={(odometerFrom) => set({ odometerFrom })} error={errorOf("odometer_from")} data-testid="field-odometer_from" />
      <NumberText className={css.w3} label={t("campaigns.build.odometerTo")} aria-label={`${t("campaigns.build.odometerFrom")} … ${t("campaigns.build.odometerTo")}`} value={draft.odometerTo} onChange={(odometerTo) => set({ odometerTo })} error={errorOf("odometer_to")} data-testid="field-odometer_to" />
      <DateField className={css.w6} label={t("campaigns.build.visitFrom")} value={draft.visitFrom} onChange={(visitFrom) => set({ visitFrom })} error={errorOf("last_visit_from_on")} clearable data-testid="field-last_visit_from_on" />
      <DateField className={css.w6} label={t("campaigns.build.visitTo")} aria-label={`${t("campaigns.build.visitFrom")} … ${t("campaigns.build.visitTo")}`} value={draft.visitTo} onChange={(visitTo) => set({ visitTo })} error={errorOf("last_visit_to_on")} clearable data-testid="field-last_visit_to_on" />
    </More>
  );
}
