import { Input, Popover, TextInput, type TextInputProps } from "@mantine/core";
import { DatePicker } from "@mantine/dates";
import { useState } from "react";

import { date, readDate } from "../lib/format";
import { useWords } from "../words/i18n";

type NumberTextProps = Omit<TextInputProps, "value" | "onChange"> & { value: string; onChange: (typed: string) => void };

/** A number as it is typed. It is read when it is used, so that nothing typed is ever lost or changed under the hand. */
export function NumberText({ value, onChange, ...rest }: NumberTextProps) {
  return (
    <TextInput value={value} onChange={(event) => onChange(event.currentTarget.value)} inputMode="numeric" autoComplete="off" styles={{ input: { fontVariantNumeric: "tabular-nums" } }} {...rest} />
  );
}

type DateFieldProps = Omit<TextInputProps, "value" | "onChange" | "rightSection"> & {
  /** A date as `2026-11-28`, or what was typed instead of one; `null` is an empty field. */
  value: string | null;
  onChange: (typed: string | null) => void;
  clearable?: boolean;
  /** The first day that can be picked. */
  minDate?: string;
};

/**
 * A calendar date, typed or picked. Text that is no date is handed on as it is, stays in the field, and the field says what
 * is wrong with it: whoever uses it reads it with `readDate`.
 */
export function DateField({ value, onChange, clearable, minDate, error, onFocus, onBlur, onKeyDown, ...rest }: DateFieldProps) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  /** The text under the hand. Afterwards the date is shown as everywhere else. */
  const [typing, setTyping] = useState<string | null>(null);
  const [month, setMonth] = useState<string | undefined>(undefined);
  const on = value === null ? null : readDate(value);
  const isUnreadable = value !== null && on === null;
  const set = (typed: string): void => {
    const read = readDate(typed);
    onChange(typed.trim() === "" ? null : (read ?? typed));
    if (read !== null) setMonth(read);
  };
  const pick = (day: string | null): void => {
    setTyping(null);
    setOpened(false);
    onChange(day ?? (clearable ? null : value));
  };
  // Half of a date is not wrong yet.
  const wrong = typing !== null && isUnreadable ? undefined : error || (isUnreadable ? t("common.aDate") : undefined);
  const name = typeof rest.label === "string" ? rest.label : "";
  return (
    // Above, where it hides no sentence about the field.
    <Popover opened={opened} onChange={setOpened} position="top-start" shadow="md" trapFocus={false} withRoles={false}>
      <Popover.Target>
        <TextInput
          placeholder={t("common.none")}
          autoComplete="off"
          {...rest}
          value={typing ?? (on === null ? (value ?? "") : date(on))}
          error={wrong}
          onChange={(event) => {
            setTyping(event.currentTarget.value);
            setOpened(true);
            set(event.currentTarget.value);
          }}
          onClick={() => setOpened(true)}
          onFocus={(event) => {
            setMonth(on ?? undefined);
            setOpened(true);
            onFocus?.(event);
          }}
          onBlur={(event) => {
            setTyping(null);
            setOpened(false);
            onBlur?.(event);
          }}
          onKeyDown={(event) => {
            if (event.key === "Escape" || event.key === "Enter") setOpened(false);
            onKeyDown?.(event);
          }}
          rightSection={
            clearable && value !== null ? <Input.ClearButton onClick={() => pick(null)} aria-label={t("common.clear", { name })} /> : undefined
          }
        />
      </Popover.Target>
      {/* The text keeps the hand while the calendar is used. */}
      <Popover.Dropdown onMouseDown={(event) => event.preventDefault()}>
        <DatePicker value={on} onChange={pick} date={month} onDateChange={setMonth} minDate={minDate} allowDeselect={clearable} />
      </Popover.Dropdown>
    </Popover>
  );
}
