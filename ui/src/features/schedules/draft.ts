import type { After, CampaignId, CampaignSpec, ContactType, ScheduleSpec } from "../../ipc";
import { readDate } from "../../lib/format";
import { draftOf, EVERYTHING, messageDraft, messageOf, newDraft, readWhole, SPEC_FIELDS, specOf, type Draft, type Faults, type MessageDraft } from "../campaigns/draft";

export type Unit = After["unit"];

/** One step as it stands in the form. */
export type StepDraft = MessageDraft & {
  /** Tells the rows of the form apart, also those that are not saved yet. */
  key: number;
  campaign: CampaignId | null;
  amount: string;
  unit: Unit;
  isActive: boolean;
};

/** A schedule as it stands in the form. What it shares with any campaign is a campaign's draft. */
export type ScheduleDraft = {
  base: Draft;
  statuses: string[];
  trafficTypes: string[];
  lostReasons: string[];
  hold: boolean;
  expires: string;
  expiresUnit: Unit;
  entriesFrom: string | null;
  steps: StepDraft[];
};

let keys = 0;

export function newStep(amount: string, unit: Unit): StepDraft {
  keys += 1;
  return { key: keys, campaign: null, amount, unit, isActive: true, ...messageDraft(null) };
}

export function newSchedule(today: string): ScheduleDraft {
  const plain = newDraft(today);
  const base: Draft = { ...plain, contactType: "unsold", countKind: "all_due", time: "09:30", weekdays: ["mon", "tue", "wed", "thu", "fri", "sat"] };
  // Old entries are not swept in.
  return { base, statuses: [], trafficTypes: [], lostReasons: [], hold: true, expires: "60", expiresUnit: "days", entriesFrom: today, steps: [newStep("2", "hours")] };
}

/** The shared part as a campaign's set-up. */
function shared(spec: ScheduleSpec): CampaignSpec {
  const { name, contact_type, filters, count, days, time_local, latest_local, days_between, prevention, rest_days, department, per_hour } = spec;
  return { name, contact_type, filters, message: null, count, days, time_local, latest_local, days_between, prevention, missed_start: "run_late", aim: EVERYTHING, rest_days, department, per_hour };
}

const amountOf = (after: After): string => String(after.unit === "hours" ? after.hours : after.days);

export function scheduleDraftOf(spec: ScheduleSpec, today: string): ScheduleDraft {
  const expires = spec.expires_after;
  return {
    base: draftOf(shared(spec), today),
    statuses: spec.statuses, trafficTypes: spec.traffic_types, lostReasons: spec.lost_reasons, hold: spec.hold_back_while_booked,
    expires: expires ? amountOf(expires) : "", expiresUnit: expires?.unit ?? "days", entriesFrom: spec.entries_from_on,
    // A step's key is its place, so that a saved schedule compares as equal to what was typed.
    steps: spec.steps.map((step, place) => ({ ...newStep(amountOf(step.after), step.after.unit), key: -1 - place, campaign: step.campaign, isActive: step.is_active, ...messageDraft(step.message) })),
  };
}

export function afterOf(amount: string, unit: Unit): After | null {
  const many = readWhole(amount);
  if (many === null) return null;
  return unit === "hours" ? { unit, hours: many } : { unit, days: Math.min(many, 65_535) };
}

/** The spec of the contract; what is no number, time or date is named by the contract's field. */
export function scheduleSpecOf(draft: ScheduleDraft): { spec: ScheduleSpec | null; faults: Faults } {
  const { base } = draft;
  const { spec: of, faults } = specOf({ ...base, repeat: "weekly" });
  const steps = draft.steps.map((step, place) => {
    const after = afterOf(step.amount, step.unit);
    if (after === null) faults[`steps[${place}].after`] = "number";
    return { campaign: step.campaign, after: after ?? { unit: "hours" as const, hours: 0 }, message: messageOf(step), is_active: step.isActive };
  });
  const expires = draft.expires.trim() === "" ? null : afterOf(draft.expires, draft.expiresUnit);
  if (draft.expires.trim() !== "" && expires === null) faults.expires_after = "number";
  const entriesFrom = draft.entriesFrom === null ? null : readDate(draft.entriesFrom);
  if (draft.entriesFrom !== null && entriesFrom === null) faults.entries_from_on = "date";
  if (!of || Object.keys(faults).length > 0) return { spec: null, faults };
  const { name, contact_type, filters, count, days, time_local, latest_local, days_between, prevention, rest_days, department, per_hour } = of;
  const spec: ScheduleSpec = {
    name, contact_type, filters, statuses: draft.statuses, traffic_types: draft.trafficTypes, lost_reasons: draft.lostReasons,
    hold_back_while_booked: draft.hold, expires_after: expires, entries_from_on: entriesFrom, count, days, time_local, latest_local,
    days_between, prevention, rest_days, department, per_hour, steps,
  };
  return { spec, faults };
}

/** Every field of the contract that has a place on the page; those of the steps first, because their names end alike. */
export function fieldsOf(draft: ScheduleDraft): string[] {
  const own = draft.steps.flatMap((_, place) => [`steps[${place}].after`, `steps[${place}].message`]);
  return [...own, "steps", "entries_from_on", ...SPEC_FIELDS];
}

/** "entry" or "deal": what the steps count from. */
export function eventOf(type: ContactType): "entry" | "deal" {
  return type === "sales" ? "deal" : "entry";
}
