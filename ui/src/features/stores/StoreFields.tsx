import { Checkbox, Select, SimpleGrid, Table, TextInput } from "@mantine/core";

import { useAsk, type Day, type Department, type Language } from "../../ipc";
import { regionsOf, zonesKnown } from "../../lib/places";
import { useWords } from "../../words/i18n";
import { DEPARTMENTS, WEEK, type StoreDraft } from "./draft";

type FieldsProps = {
  draft: StoreDraft;
  onChange: (draft: StoreDraft) => void;
  errorOf: (field: string) => string | undefined;
};

/** Name, place, zone, language, opt-out number. */
export function StoreFields({ draft, onChange, errorOf }: FieldsProps) {
  const t = useWords();
  const asked = useAsk("zone_list", {}, { staleTime: Infinity }).data?.zones;
  const zones = asked && asked.length > 0 ? asked : zonesKnown();
  const set = (part: Partial<StoreDraft>): void => onChange({ ...draft, ...part });
  const place = (country: string, region: string): void => {
    const zone = regionsOf(country).find((row) => row.code === region)?.zone ?? draft.zone;
    set({ country, region, zone });
  };
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <TextInput
        label={t("admin.store.name")}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={errorOf("name")}
        placeholder={t("admin.store.namePlaceholder")}
        data-testid="field-store-name"
        style={{ gridColumn: "1 / -1" }}
        withAsterisk
      />
      <Select
        label={t("admin.store.country")}
        data={[
          { value: "CA", label: t("admin.store.canada") },
          { value: "US", label: t("admin.store.us") },
        ]}
        value={draft.country}
        onChange={(value) => value && value !== draft.country && place(value, value === "US" ? "NY" : "ON")}
        error={errorOf("country")}
        data-testid="field-store-country"
      />
      <Select
        label={draft.country === "US" ? t("admin.store.state") : t("admin.store.province")}
        data={regionsOf(draft.country).map((region) => ({ value: region.code, label: region.name }))}
        value={draft.region}
        onChange={(value) => value && place(draft.country, value)}
        searchable
        error={errorOf("region")}
        data-testid="field-store-region"
      />
      <Select
        label={t("admin.store.zone")}
        data={[...new Set([draft.zone, ...zones])].map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
        value={draft.zone}
        onChange={(value) => value && set({ zone: value })}
        searchable
        error={errorOf("zone")}
        data-testid="field-store-zone"
      />
      <Select
        label={t("admin.store.language")}
        description={undefined}
        data={(["en", "fr"] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        value={draft.language}
        onChange={(value) => value && set({ language: value as Language })}
        error={errorOf("language")}
        data-testid="field-store-language"
      />
      <TextInput
        label={t("admin.store.optOut")}
        description={t("admin.store.optOutHint")}
        value={draft.optOut}
        onChange={(event) => set({ optOut: event.currentTarget.value })}
        error={errorOf("opt_out_number")}
        placeholder="800 555 0199"
        inputMode="tel"
        data-testid="field-opt-out-number"
        style={{ gridColumn: "1 / -1" }}
      />
    </SimpleGrid>
  );
}

/** Opening hours per department and day. */
export function HoursFields({ draft, onChange, errorOf }: FieldsProps) {
  const t = useWords();
  const set = (department: Department, day: Day, part: Partial<StoreDraft["hours"]["service"]["mon"]>): void =>
    onChange({
      ...draft,
      hours: {
        ...draft.hours,
        [department]: { ...draft.hours[department], [day]: { ...draft.hours[department][day], ...part } },
      },
    });
  const error = errorOf("hours");
  return (
    <div>
      <Table.ScrollContainer minWidth={460} type="native">
        <Table verticalSpacing={3} horizontalSpacing={6} withRowBorders={false} aria-label={t("admin.store.hours")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th />
              {DEPARTMENTS.map((department) => (
                <Table.Th key={department}>{t(`department.${department}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {WEEK.map((day) => (
              <Table.Tr key={day}>
                <Table.Th fw={500}>{t(`dayName.${day}`)}</Table.Th>
                {DEPARTMENTS.map((department) => {
                  const row = draft.hours[department][day];
                  const name = `${t(`department.${department}`)}, ${t(`dayName.${day}`)}`;
                  return (
                    <Table.Td key={department}>
                      <div style={{ display: "flex", alignItems: "center", gap: 6 }}>
                        <Checkbox
                          checked={row.open}
                          onChange={(event) => set(department, day, { open: event.currentTarget.checked })}
                          aria-label={t("admin.store.openOn", { name })}
                        />
                        {row.open ? (
                          <>
                            <TextInput
                              size="xs"
                              w={64}
                              value={row.opens}
                              onChange={(event) => set(department, day, { opens: event.currentTarget.value })}
                              aria-label={t("admin.store.opens", { name })}
                              error={Boolean(error)}
                            />
                            <span aria-hidden>–</span>
                            <TextInput
                              size="xs"
                              w={64}
                              value={row.closes}
                              onChange={(event) => set(department, day, { closes: event.currentTarget.value })}
                              aria-label={t("admin.store.closes", { name })}
                              error={Boolean(error)}
                            />
                          </>
                        ) : (
                          <span className="quiet">{t("admin.store.closed")}</span>
                        )}
                      </div>
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {error ? (
        <div role="alert" style={{ color: "var(--mantine-color-error)", fontSize: "0.75rem" }}>
          {error}
        </div>
      ) : null}
    </div>
  );
}
