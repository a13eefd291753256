import { TextInput, type TextInputProps } from "@mantine/core";
import { DateInput, type DateInputProps } from "@mantine/dates";

import { useWords } from "../words/i18n";

type NumberTextProps = Omit<TextInputProps, "value" | "onChange"> & { value: string; onChange: (typed: string) => void };

/** A number as it is typed. It is read when it is used, so that nothing typed is ever lost or changed under the hand. */
export function NumberText({ value, onChange, ...rest }: NumberTextProps) {
  return (
    <TextInput value={value} onChange={(event) => onChange(event.currentTarget.value)} inputMode="numeric" autoComplete="off" styles={{ input: { fontVariantNumeric: "tabular-nums" } }} {...rest} />
  );
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `2026-11-28` or `28 Nov 2026`, as `2026-11-28`; anything else is no date. */
export function readDate(typed: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed.trim());
  const words = /^(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{4})$/i.exec(typed.trim());
  const parts = iso
    ? [Number(iso[1]), Number(iso[2]), Number(iso[3])]
    : words
      ? [Number(words[3]), MONTHS.indexOf((words[2] ?? "").toLowerCase()) + 1, Number(words[1])]
      : null;
  if (!parts) return null;
  const [year = 0, month = 0, day = 0] = parts;
  const made = new Date(Date.UTC(year, month - 1, day));
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) return null;
  return made.toISOString().slice(0, 10);
}

type DateFieldProps = Omit<DateInputProps, "value" | "onChange"> & { value: string | null; onChange: (on: string | null) => void };

/** A calendar date, typed or picked. */
export function DateField({ value, onChange, ...rest }: DateFieldProps) {
  const t = useWords();
  return (
    <DateInput
      value={value}
      onChange={(next) => onChange(next)}
      valueFormat="D MMM YYYY"
      dateParser={readDate}
      clearButtonProps={{ "aria-label": t("common.clear", { name: typeof rest.label === "string" ? rest.label : "" }) }}
      placeholder={t("common.none")}
      // Above, where it hides no sentence about the field.
      popoverProps={{ shadow: "md", position: "top-start" }}
      fixOnBlur
      {...rest}
    />
  );
}
