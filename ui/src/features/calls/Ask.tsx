import { Button, MultiSelect, Popover, Select } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";

import type { CallSelectAsk, CallType, SortOption, Subtype } from "../../ipc";
import { date } from "../../lib/format";
import { useWords } from "../../words/i18n";
import { filtersOn, plainAsk } from "./ask";

const SORTS: SortOption[] = ["ro_newest", "ro_oldest", "recycle_oldest", "stars_highest", "stars_lowest"];

type AskProps = { type: CallType; cities: string[]; ask: CallSelectAsk; onAsk: (ask: CallSelectAsk) => void };

/** Sort options, targets and store selections of one contact type. */
export function Ask({ type, cities, ask, onAsk }: AskProps) {
  const t = useWords();
  return (
    <>
      <Select
        aria-label={t("calls.sort")}
        w={264}
        data={SORTS.map((sort) => ({ value: sort, label: t(`calls.sorts.${sort}`) }))}
        value={ask.sort}
        onChange={(sort) => onAsk({ ...ask, sort: (sort ?? "ro_newest") as SortOption })}
        data-testid="calls-sort"
      />
      <Targets type={type} ask={ask} onAsk={onAsk} />
      <Filters cities={cities} ask={ask} onAsk={onAsk} />
    </>
  );
}

function Targets({ type, ask, onAsk }: Omit<AskProps, "cities">) {
  const t = useWords();
  const options =
    type.subtypes.length > 0
      ? type.subtypes.map((part) => ({ value: part as string, label: t(`calls.subtypes.${part}`) }))
      : type.recalls.length > 0
        ? type.recalls.map((word) => ({ value: word, label: word }))
        : type.fetch_campaigns.map((campaign) => ({ value: String(campaign.id), label: t("calls.fetchTarget", { name: campaign.name, on: date(campaign.expires_on) }) }));
  if (options.length === 0) return null;
  const chosen = type.subtypes.length > 0 ? ask.subtypes : type.recalls.length > 0 ? ask.recalls : ask.fetch_campaigns.map(String);
  const choose = (values: string[]): void => {
    if (type.subtypes.length > 0) onAsk({ ...ask, subtypes: values as Subtype[] });
    else if (type.recalls.length > 0) onAsk({ ...ask, recalls: values });
    else onAsk({ ...ask, fetch_campaigns: values.map(Number) });
  };
  return (
    <MultiSelect
      aria-label={t("calls.targets")}
      placeholder={chosen.length === 0 ? t("calls.targetsAll") : undefined}
      miw={150}
      maw={300}
      data={options}
      value={chosen}
      onChange={choose}
      searchable={options.length > 6}
      clearable
      data-testid="calls-targets"
    />
  );
}

function Filters({ cities, ask, onAsk }: Omit<AskProps, "type">) {
  const t = useWords();
  const on = filtersOn(ask);
  const { language, day, customer_type, city } = plainAsk(ask.contact_type);
  return (
    <Popover position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant={on > 0 ? "light" : "default"} leftSection={<IconFilter size={15} aria-hidden />} data-testid="calls-filters">
          {on > 0 ? t("calls.filtersOn", { n: on }) : t("calls.filters")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown w={280}>
        <Select
          label={t("calls.language")}
          comboboxProps={{ withinPortal: false }}
          data={[{ value: "any", label: t("calls.languageAny") }, { value: "en", label: t("language.en") }, { value: "fr", label: t("language.fr") }]}
          value={ask.language}
          onChange={(value) => onAsk({ ...ask, language: (value ?? "any") as CallSelectAsk["language"] })}
          data-testid="calls-language"
        />
        <Select
          mt="sm"
          label={t("calls.day")}
          comboboxProps={{ withinPortal: false }}
          data={[{ value: "all", label: t("calls.dayAll") }, { value: "day", label: t("dayPreference.day") }, { value: "late_day", label: t("dayPreference.late_day") }]}
          value={ask.day}
          onChange={(value) => onAsk({ ...ask, day: (value ?? "all") as CallSelectAsk["day"] })}
        />
        <Select
          mt="sm"
          label={t("calls.customerType")}
          comboboxProps={{ withinPortal: false }}
          data={[{ value: "all", label: t("calls.customerTypeAll") }, { value: "non_fleet", label: t("calls.nonFleet") }]}
          value={ask.customer_type}
          onChange={(value) => onAsk({ ...ask, customer_type: (value ?? "all") as CallSelectAsk["customer_type"] })}
        />
        <Select
          mt="sm"
          label={t("calls.city")}
          placeholder={t("calls.cityAll")}
          comboboxProps={{ withinPortal: false }}
          data={cities}
          value={ask.city}
          onChange={(value) => onAsk({ ...ask, city: value })}
          searchable
          clearable
          allowDeselect
          data-testid="calls-city"
        />
        {on > 0 ? (
          <Button mt="md" size="xs" variant="subtle" onClick={() => onAsk({ ...ask, language, day, customer_type, city })}>
            {t("calls.clearFilters")}
          </Button>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}
