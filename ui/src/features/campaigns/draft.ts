import type { Aim, CampaignSpec, ContactType, CustomerTypeFilter, Day, Department, DayFilter, LanguageFilter, MessageChoice, MessageId, MissedStart, Prevention } from "../../ipc";
import { local, readDate, readLocal } from "../../lib/format";

export const CONTACT_TYPES: ContactType[] = [
  "maintenance", "confirm", "no_show", "service_follow_up", "special_order_parts", "recall", "mvi", "declined_work", "sales",
  "unsold", "marketing", "fetch_automation",
];

/** Sales and Unsold go by the steps of schedules, and no campaign of theirs stands alone. */
export const SINGLE_TYPES: ContactType[] = CONTACT_TYPES.filter((type) => type !== "sales" && type !== "unsold");

/** A campaign as it stands in the form: numbers, times and dates as typed. */
export type Draft = {
  name: string;
  contactType: ContactType;
  language: LanguageFilter;
  customerType: CustomerTypeFilter;
  day: DayFilter;
  makes: string[];
  models: string[];
  yearFrom: string;
  yearTo: string;
  odometerFrom: string;
  odometerTo: string;
  visitFrom: string | null;
  visitTo: string | null;
  messageKind: "single" | "per_language";
  message: MessageId | null;
  english: MessageId | null;
  french: MessageId | null;
  countKind: "number" | "all_due";
  count: string;
  time: string;
  latest: string;
  repeat: "once" | "weekly";
  on: string | null;
  weekdays: Day[];
  startOn: string | null;
  endOn: string | null;
  daysBetween: string;
  prevention: Prevention;
  missedStart: MissedStart;
  aim: Aim;
  restDays: string;
  department: Department | null;
  perHour: string;
};

/** All of the contact type. */
export const EVERYTHING: Aim = { subtypes: [], recalls: [], fetch_campaigns: [], step: null, fetch: null };

const said = (value: number | null): string => (value === null ? "" : String(value));

export function newDraft(today: string): Draft {
  return {
    name: "", contactType: "maintenance", language: "any", customerType: "all", day: "all", makes: [], models: [], yearFrom: "",
    yearTo: "", odometerFrom: "", odometerTo: "", visitFrom: null, visitTo: null, messageKind: "single", message: null, english: null,
    french: null, countKind: "number", count: "50", time: "10:00", latest: "", repeat: "weekly", on: today,
    weekdays: ["mon", "tue", "wed", "thu", "fri"], startOn: today, endOn: null, daysBetween: "30", prevention: "by_customer",
    missedStart: "run_late", aim: EVERYTHING, restDays: "7", department: null, perHour: "",
  };
}

export function draftOf(spec: CampaignSpec, today: string): Draft {
  const { filters, message, count, days } = spec;
  const plain = newDraft(today);
  return {
    ...plain,
    name: spec.name, contactType: spec.contact_type, language: filters.language, customerType: filters.customer_type, day: filters.day,
    makes: filters.makes, models: filters.models, yearFrom: said(filters.year_from), yearTo: said(filters.year_to),
    odometerFrom: said(filters.odometer_from), odometerTo: said(filters.odometer_to), visitFrom: filters.last_visit_from_on,
    visitTo: filters.last_visit_to_on, ...messageDraft(message),
    countKind: count.kind, count: count.kind === "number" ? String(count.number) : plain.count, time: local(spec.time_local),
    latest: local(spec.latest_local), repeat: days.kind, on: days.kind === "once" ? days.on : plain.on,
    weekdays: days.kind === "weekly" ? days.weekdays : plain.weekdays, startOn: days.kind === "weekly" ? days.start_on : plain.startOn,
    endOn: days.kind === "weekly" ? days.end_on : null, daysBetween: String(spec.days_between), prevention: spec.prevention,
    missedStart: spec.missed_start, aim: spec.aim, restDays: String(spec.rest_days), department: spec.department, perHour: said(spec.per_hour),
  };
}

/** Which message, as it stands in the form. */
export type MessageDraft = Pick<Draft, "messageKind" | "message" | "english" | "french">;

export function messageOf({ messageKind, message, english, french }: MessageDraft): MessageChoice | null {
  if (messageKind === "single") return message === null ? null : { kind: "single", message };
  return english === null || french === null ? null : { kind: "per_language", english, french };
}

export function messageDraft(message: MessageChoice | null): MessageDraft {
  return {
    messageKind: message?.kind ?? "single", message: message?.kind === "single" ? message.message : null,
    english: message?.kind === "per_language" ? message.english : null, french: message?.kind === "per_language" ? message.french : null,
  };
}

export type Fault = "number" | "time" | "date";
export type Faults = Record<string, Fault>;

/** A whole number as typed; `null` if it is none. */
export function readWhole(typed: string): number | null {
  const plain = typed.replace(/[\s,]/g, "");
  return /^\d{1,9}$/.test(plain) ? Number(plain) : null;
}

/** The spec of the contract; what is no number, time or date is named by the contract's field. */
export function specOf(draft: Draft): { spec: CampaignSpec | null; faults: Faults } {
  const faults: Faults = {};
  const whole = (field: string, typed: string): number => {
    const read = readWhole(typed);
    if (read === null) faults[field] = "number";
    return read ?? 0;
  };
  const orNone = (field: string, typed: string): number | null => (typed.trim() === "" ? null : whole(field, typed));
  const clock = (field: string, typed: string): string => {
    const read = readLocal(typed);
    if (read === null) faults[field] = "time";
    return read ?? "00:00:00";
  };
  const on = (field: string, typed: string | null): string => {
    const date = readDate(typed ?? "");
    if (date === null) faults[field] = "date";
    return date ?? "";
  };
  const onOrNone = (field: string, typed: string | null): string | null => (typed === null ? null : on(field, typed));
  const spec: CampaignSpec = {
    name: draft.name,
    contact_type: draft.contactType,
    filters: {
      language: draft.language, customer_type: draft.customerType, day: draft.day, makes: draft.makes, models: draft.models,
      year_from: orNone("year_from", draft.yearFrom), year_to: orNone("year_to", draft.yearTo),
      odometer_from: orNone("odometer_from", draft.odometerFrom), odometer_to: orNone("odometer_to", draft.odometerTo),
      last_visit_from_on: onOrNone("last_visit_from_on", draft.visitFrom), last_visit_to_on: onOrNone("last_visit_to_on", draft.visitTo),
    },
    message: messageOf(draft),
    count: draft.countKind === "all_due" ? { kind: "all_due" } : { kind: "number", number: whole("count", draft.count) },
    days:
      draft.repeat === "once"
        ? { kind: "once", on: on("on", draft.on) }
        : { kind: "weekly", weekdays: draft.weekdays, start_on: on("start_on", draft.startOn), end_on: onOrNone("end_on", draft.endOn) },
    time_local: clock("time_local", draft.time),
    latest_local: draft.latest.trim() === "" ? null : clock("latest_local", draft.latest),
    days_between: whole("days_between", draft.daysBetween),
    prevention: draft.prevention,
    missed_start: draft.missedStart,
    aim: draft.aim,
    rest_days: whole("rest_days", draft.restDays),
    department: draft.department,
    per_hour: orNone("per_hour", draft.perHour),
  };
  return { spec: Object.keys(faults).length === 0 ? spec : null, faults };
}

export const SPEC_FIELDS = [
  "name", "contact_type", "language", "customer_type", "day", "makes", "models", "year_from", "year_to", "odometer_from", "odometer_to",
  "last_visit_from_on", "last_visit_to_on", "message", "english", "french", "count", "number", "time_local", "latest_local", "on", "weekdays",
  "start_on", "end_on", "days_between", "prevention", "missed_start",
  "subtypes", "recalls", "fetch_campaigns", "step", "expires_after", "statuses", "fetch", "rest_days", "department", "per_hour",
] as const;
