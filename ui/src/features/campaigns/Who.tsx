import { MultiSelect, Select, TextInput } from "@mantine/core";

import { DateField, NumberText } from "../../components/Fields";
import { useAsk, type ContactType, type CustomerTypeFilter, type DayFilter, type LanguageFilter } from "../../ipc";
import { useWords } from "../../words/i18n";
import css from "./Campaigns.module.css";
import { CONTACT_TYPES, type Draft } from "./draft";

export type PartProps = {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  errorOf: (field: string) => string | undefined;
};

/** Part 1: the contact type and the filters beyond its due rule. */
export function Who({ draft, set, errorOf }: PartProps) {
  const t = useWords();
  const makes = useAsk("campaign_makes", {}).data?.makes ?? [];
  const models = makes.filter((row) => draft.makes.length === 0 || draft.makes.includes(row.make)).flatMap((row) => row.models);
  return (
    <div className={css.fields}>
      <TextInput className={css.w6} label={t("campaigns.build.name")} placeholder={t("campaigns.build.namePlaceholder")} value={draft.name} onChange={(event) => set({ name: event.currentTarget.value })} error={errorOf("name")} data-testid="field-name" />
      <Select className={css.w6} label={t("campaigns.build.contactType")} data={CONTACT_TYPES.map((value) => ({ value, label: t(`contactType.${value}`) }))} value={draft.contactType} onChange={(value) => value && set({ contactType: value as ContactType })} error={errorOf("contact_type")} maxDropdownHeight={360} data-testid="field-contact_type" />
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
      <MultiSelect className={css.w6} label={t("campaigns.build.makes")} placeholder={draft.makes.length === 0 ? t("campaigns.build.makesAll") : undefined} data={[...new Set([...makes.map((row) => row.make), ...draft.makes])]} value={draft.makes} onChange={(value) => set({ makes: value })} error={errorOf("makes")} searchable clearable clearButtonProps={{ "aria-label": t("common.clear", { name: t("campaigns.build.makes") }) }} data-testid="field-makes" />
      <MultiSelect className={css.w6} label={t("campaigns.build.models")} placeholder={draft.models.length === 0 ? t("campaigns.build.modelsAll") : undefined} data={[...new Set([...models, ...draft.models])]} value={draft.models} onChange={(value) => set({ models: value })} error={errorOf("models")} searchable clearable clearButtonProps={{ "aria-label": t("common.clear", { name: t("campaigns.build.models") }) }} data-testid="field-models" />
      <NumberText className={css.w3} label={t("campaigns.build.yearFrom")} value={draft.yearFrom} onChange={(yearFrom) => set({ yearFrom })} error={errorOf("year_from")} data-testid="field-year_from" />
      <NumberText className={css.w3} label={t("campaigns.build.yearTo")} aria-label={`${t("campaigns.build.yearFrom")} … ${t("campaigns.build.yearTo")}`} value={draft.yearTo} onChange={(yearTo) => set({ yearTo })} error={errorOf("year_to")} data-testid="field-year_to" />
      <NumberText className={css.w3} label={t("campaigns.build.odometerFrom")} value={draft.odometerFrom} onChange={(odometerFrom) => set({ odometerFrom })} error={errorOf("odometer_from")} data-testid="field-odometer_from" />
      <NumberText className={css.w3} label={t("campaigns.build.odometerTo")} aria-label={`${t("campaigns.build.odometerFrom")} … ${t("campaigns.build.odometerTo")}`} value={draft.odometerTo} onChange={(odometerTo) => set({ odometerTo })} error={errorOf("odometer_to")} data-testid="field-odometer_to" />
      <DateField className={css.w3} label={t("campaigns.build.visitFrom")} value={draft.visitFrom} onChange={(visitFrom) => set({ visitFrom })} error={errorOf("last_visit_from_on")} clearable data-testid="field-last_visit_from_on" />
      <DateField className={css.w3} label={t("campaigns.build.visitTo")} aria-label={`${t("campaigns.build.visitFrom")} … ${t("campaigns.build.visitTo")}`} value={draft.visitTo} onChange={(visitTo) => set({ visitTo })} error={errorOf("last_visit_to_on")} clearable data-testid="field-last_visit_to_on" />
    </div>
  );
}
