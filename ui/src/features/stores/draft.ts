import type { ClosedDayDto, Day, Department, HoursDto, Language, StoreDto } from "../../ipc";
import { local, phone, readDate, readLocal, readPhone } from "../../lib/format";

export const WEEK: Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const DEPARTMENTS: Department[] = ["service", "sales"];

type DayHours = { open: boolean; opens: string; closes: string };

/** A store as it stands in the form: everything as typed, so that nothing is lost by an error. */
export type StoreDraft = {
  name: string;
  country: string;
  region: string;
  zone: string;
  language: Language;
  optOut: string;
  callerIds: Record<Department, string>;
  callBacks: Record<Department, string>;
  hours: Record<Department, Record<Day, DayHours>>;
  closedDays: ClosedDayDto[];
  ownLines: string;
};

function usualWeek(closes: string): Record<Day, DayHours> {
  const weekday = { open: true, opens: "07:30", closes };
  return {
    mon: { ...weekday },
    tue: { ...weekday },
    wed: { ...weekday },
    thu: { ...weekday },
    fri: { ...weekday },
    sat: { open: true, opens: "08:00", closes: "16:00" },
    sun: { open: false, opens: "10:00", closes: "16:00" },
  };
}

export function newStore(): StoreDraft {
  return {
    name: "",
    country: "CA",
    region: "ON",
    zone: "America/Toronto",
    language: "en",
    optOut: "",
    callerIds: { service: "", sales: "" },
    callBacks: { service: "", sales: "" },
    hours: { service: usualWeek("18:00"), sales: usualWeek("20:00") },
    closedDays: [],
    ownLines: "",
  };
}

export function draftOf(store: StoreDto): StoreDraft {
  const draft = newStore();
  const said = (number: string | null | undefined): string => (number ? phone(number) : "");
  for (const department of DEPARTMENTS) {
    const found = store.departments.find((row) => row.department === department);
    draft.callerIds[department] = said(found?.caller_id);
    draft.callBacks[department] = said(found?.call_back_number);
    for (const day of WEEK) {
      const row = store.hours.find((hours) => hours.department === department && hours.day === day);
      const usual = draft.hours[department][day];
      draft.hours[department][day] = row
        ? { open: true, opens: local(row.opens_local), closes: local(row.closes_local) }
        : { ...usual, open: false };
    }
  }
  return {
    ...draft,
    name: store.name,
    country: store.country,
    region: store.region,
    zone: store.zone,
    language: store.language,
    optOut: said(store.opt_out_number),
    closedDays: store.closed_days,
    ownLines: store.own_lines.map(phone).join("\n"),
  };
}

export type StoreFault = "name" | "opt_out_number" | "hours" | "departments" | "own_lines" | "closed_days";

/** The store of the contract, or which fields hold something that is no number or time. */
export function storeOf(draft: StoreDraft): { store: StoreDto | null; faults: Set<StoreFault> } {
  const faults = new Set<StoreFault>();
  const number = (typed: string, fault: StoreFault): string | null => {
    if (typed.trim() === "") return null;
    const read = readPhone(typed);
    if (read === null) faults.add(fault);
    return read;
  };
  if (draft.name.trim() === "") faults.add("name");
  if (draft.closedDays.some((day) => readDate(day.on) === null || day.name.trim() === "")) faults.add("closed_days");
  const hours: HoursDto[] = [];
  for (const department of DEPARTMENTS) {
    for (const day of WEEK) {
      const row = draft.hours[department][day];
      if (!row.open) continue;
      const opens_local = readLocal(row.opens);
      const closes_local = readLocal(row.closes);
      if (opens_local === null || closes_local === null || opens_local >= closes_local) faults.add("hours");
      else hours.push({ department, day, opens_local, closes_local });
    }
  }
  const store: StoreDto = {
    name: draft.name.trim(),
    country: draft.country,
    region: draft.region,
    zone: draft.zone,
    language: draft.language,
    opt_out_number: number(draft.optOut, "opt_out_number"),
    departments: DEPARTMENTS.map((department) => ({
      department,
      caller_id: number(draft.callerIds[department], "departments"),
      call_back_number: number(draft.callBacks[department], "departments"),
    })),
    hours,
    closed_days: draft.closedDays,
    own_lines: draft.ownLines
      .split(/[\n,;]+/)
      .filter((line) => line.trim() !== "")
      .map((line) => number(line, "own_lines") ?? ""),
  };
  return { store: faults.size === 0 ? store : null, faults };
}
