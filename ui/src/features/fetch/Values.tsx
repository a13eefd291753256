import { Autocomplete, MultiSelect, Select, TagsInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";

import { DateField, NumberText } from "../../components/Fields";
import { useAsk, type FetchFieldDto, type FetchUnit, type FetchValue } from "../../ipc";
import { count } from "../../lib/format";
import { useWords } from "../../words/i18n";
import { comparisonOf, fieldOf } from "./catalogue";
import { spelled, useEditing, useFaults } from "./editing";
import css from "./Fetch.module.css";
import { UNITS } from "./HasHead";
import type { TreePath, TreeRule } from "./tree";

/** How long the fingers rest before values are looked up. */
const LOOK_UP_DEBOUNCE_MS = 200;

type Option = { value: string; label?: string };

type ValueProps = { rule: TreeRule; path: TreePath };

/** What a field is compared with, by its kind and by what the comparison takes. */
export function ValuesOf({ rule, path }: ValueProps) {
  const { catalogue, edit } = useEditing();
  const field = fieldOf(catalogue, rule.field);
  const comparison = comparisonOf(field, rule.operator);
  const wrong = useFaults(path, "values").length > 0 && rule.value.some((value) => value.trim() !== "");
  if (!field || !comparison) return <span className={css.grow} />;
  const set = (value: string[]): void => edit(path, { value });
  const common = { field, rule, wrong, place: spelled(path), set };
  switch (comparison.takes) {
    case "nothing":
      return <span className={css.grow} />;
    case "one":
      return <One {...common} />;
    case "two":
      return <Two {...common} />;
    case "many":
      return <Many {...common} />;
    case "span":
      return <SpanOf {...common} path={path} />;
  }
}

type EditorProps = { field: FetchFieldDto; rule: TreeRule; wrong: boolean; place: string; set: (value: string[]) => void };

/** The same place always, so that a list of values keeps its one editor while it changes. */
function One({ field, rule, wrong, place, set }: EditorProps) {
  const t = useWords();
  const value = rule.value[0] ?? "";
  const setOne = (next: string): void => set(next === "" ? [] : [next]);
  const common = { size: "xs" as const, className: css.value, "aria-label": t("fetch.tree.value"), error: wrong, "data-testid": `fetch-value-${place}` };
  switch (field.kind) {
    case "date":
      return <DateField {...common} value={value === "" ? null : value} onChange={(on) => setOne(on ?? "")} placeholder="2026-02-14" />;
    case "money":
      return <NumberText {...common} value={value} onChange={setOne} leftSection="$" />;
    case "choice":
      return <ChoiceOf field={field} {...common} value={value} onChange={setOne} />;
    case "yes_no":
      return (
        <Select {...common} data={[{ value: "yes", label: t("common.yes") }, { value: "no", label: t("common.no") }]} value={value === "" ? null : value} onChange={(word) => setOne(word ?? "")} placeholder={t("fetch.tree.pickValue")} />
      );
    case "number":
    case "text":
    case "words": {
      const isWhole = rule.operator === "is" || rule.operator === "is_not";
      return <TextOf field={field} {...common} value={value} onChange={setOne} offers={field.has_values && isWhole} />;
    }
  }
}

type OfProps = { field: FetchFieldDto; size: "xs"; className?: string; "aria-label": string; error: boolean; "data-testid": string };

function TextOf({ field, value, onChange, offers, ...rest }: OfProps & { value: string; onChange: (value: string) => void; offers: boolean }) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const values = useValues(field, value, offers && opened);
  return (
    <Autocomplete
      {...rest}
      data={values.map((of) => of.value)}
      value={value}
      onChange={onChange}
      onDropdownOpen={() => setOpened(true)}
      // What was looked up fits already, without regard to case and accents.
      filter={({ options }) => options}
      renderOption={({ option }) => <Counted option={option} values={values} />}
      placeholder={offers ? t("fetch.tree.pickValue") : undefined}
      inputMode={field.kind === "number" ? "numeric" : undefined}
      maxDropdownHeight={320}
      autoComplete="off"
    />
  );
}

function ChoiceOf({ field, value, onChange, ...rest }: OfProps & { value: string; onChange: (value: string) => void }) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const values = useValues(field, "", opened);
  return (
    <Select
      {...rest}
      data={field.options.map(({ word, label }) => ({ value: word, label }))}
      value={value === "" ? null : value}
      onChange={(word) => onChange(word ?? "")}
      onDropdownOpen={() => setOpened(true)}
      renderOption={({ option }) => <Counted option={option} values={values} />}
      placeholder={t("fetch.tree.pickValue")}
      searchable
      selectFirstOptionOnChange
    />
  );
}

function Many({ field, rule, wrong, place, set }: EditorProps) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState("");
  const values = useValues(field, field.kind === "choice" ? "" : typed, opened);
  const common = {
    size: "xs" as const, className: css.value, classNames: { pill: css.pill }, "aria-label": t("fetch.tree.values"), error: wrong, value: rule.value, onChange: set, onDropdownOpen: () => setOpened(true),
    placeholder: rule.value.length === 0 ? t("fetch.tree.pickValues") : undefined, maxDropdownHeight: 320, "data-testid": `fetch-value-${place}`,
    renderOption: ({ option }: { option: Option }) => <Counted option={option} values={values} />,
  };
  if (field.kind === "choice") {
    return <MultiSelect {...common} data={field.options.map(({ word, label }) => ({ value: word, label }))} searchable hidePickedOptions />;
  }
  return (
    <TagsInput
      {...common}
      data={values.map((of) => of.value)}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options.filter((option) => !("value" in option) || !rule.value.includes(option.value))}
      acceptValueOnBlur
    />
  );
}

function Two({ field, rule, wrong, place, set }: EditorProps) {
  const t = useWords();
  const [from = "", to = ""] = rule.value;
  const setBoth = (first: string, last: string): void => set(first === "" && last === "" ? [] : [first, last]);
  const ends = [
    { label: t("fetch.tree.from"), value: from, onChange: (next: string) => setBoth(next, to), "data-testid": `fetch-from-${place}` },
    { label: t("fetch.tree.to"), value: to, onChange: (next: string) => setBoth(from, next), "data-testid": `fetch-to-${place}` },
  ];
  return (
    <span className={css.two}>
      {ends.map(({ label, value, onChange, ...rest }, index) => (
        <span key={label} className={css.end}>
          {index === 1 ? <span className={css.words}>{t("fetch.tree.and")}</span> : null}
          {field.kind === "date" ? (
            <DateField {...rest} size="xs" aria-label={label} value={value === "" ? null : value} onChange={(on) => onChange(on ?? "")} placeholder="2026-02-14" error={wrong} />
          ) : (
            <NumberText {...rest} size="xs" aria-label={label} value={value} onChange={onChange} error={wrong} leftSection={field.kind === "money" ? "$" : undefined} />
          )}
        </span>
      ))}
    </span>
  );
}

/** "6 months". */
function SpanOf({ rule, wrong, place, set, path }: EditorProps & { path: TreePath }) {
  const t = useWords();
  const { edit } = useEditing();
  return (
    <span className={css.two}>
      <NumberText size="xs" className={css.count} aria-label={t("fetch.tree.number")} value={rule.value[0] ?? ""} onChange={(typed) => set(typed === "" ? [] : [typed])} error={wrong} data-testid={`fetch-value-${place}`} />
      <Select
        size="xs"
        className={css.unit}
        aria-label={t("fetch.tree.unit")}
        data={UNITS.map((unit) => ({ value: unit as string, label: t(`fetch.unit.${unit}`) }))}
        value={rule.unit}
        onChange={(unit) => unit !== null && edit(path, { unit: unit as FetchUnit })}
        data-testid={`fetch-unit-${place}`}
      />
    </span>
  );
}

function useValues(field: FetchFieldDto, search: string, enabled: boolean): FetchValue[] {
  const [asked] = useDebouncedValue(search, LOOK_UP_DEBOUNCE_MS);
  const answer = useAsk("fetch_values", { field: field.word, search: asked }, { enabled: enabled && field.has_values, placeholderData: keepPreviousData });
  return answer.data?.values ?? [];
}

/** A value with how many rows on file have it. */
function Counted({ option, values }: { option: Option; values: FetchValue[] }) {
  const found = values.find((of) => of.value === option.value);
  return (
    <span className={css.counted}>
      <span className="clip">{found?.label ?? option.label ?? option.value}</span>
      {found ? <span className="quiet small number">{count(found.rows)}</span> : null}
    </span>
  );
}
