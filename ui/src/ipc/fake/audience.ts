import type { Handlers } from ".";
import type { CampaignSpec, Notice, PreviewPart, PreviewPerson, Reason, ReasonGroup } from "../bindings";
import { checkSpec } from "./campaigns";
import { carOf, kindOf, nameOf, numberOf, PEOPLE } from "./people";
import type { FakeState } from "./state";

type Names = "campaign_preview" | "campaign_preview_people" | "campaign_makes" | "campaign_choices" | "campaign_overlaps";

const GROUPS: [ReasonGroup, number, Reason][] = [
  ["filter", 402, "filter"], ["not_due", 209, "not_due"], ["turned_off", 33, "turned_off"], ["opted_out", 51, "opted_out"],
  ["booked_or_held", 46, "booked"], ["recycled", 131, "recycled"], ["resting", 28, "days_between"], ["impossible", 149, "impossible"],
  ["gate", 46, "outside_hours"], ["same_number", 7, "same_number"],
];

const part = (reason: Reason, customers: number, number: PreviewPart["number"] = null): PreviewPart => ({ reason, customers, number });

const PARTS: Partial<Record<ReasonGroup, PreviewPart[]>> = {
  booked_or_held: [part("booked", 29), part("held_by_run", 9), part("taken_by_agent", 5), part("on_hold", 2), part("open_complaint", 1)],
  resting: [part("days_between", 14), part("rest", 8), part("prevention", 4), part("retry_rest", 2)],
  impossible: [
    part("impossible", 101, { kind: "cell", fault: "empty" }), part("impossible", 31, { kind: "cell", fault: "blocked_until" }),
    part("impossible", 17, { kind: "cell", fault: "landline" }), part("impossible", 120, { kind: "home", fault: "empty" }),
    part("impossible", 22, { kind: "home", fault: "blocked_for_ever" }), part("impossible", 7, { kind: "home", fault: "shared_line" }),
  ],
  gate: [part("outside_hours", 40), part("number_locked", 6)],
};

function noticesOf(spec: CampaignSpec, would: number, eligible: number): Notice[] {
  const said: Notice[] = [];
  if (spec.contact_type === "confirm") said.push({ kind: "last_chance", text: "12 have their last chance on 28 Nov 2026: on the next open day the appointment is too near to be confirmed." });
  if (spec.count.kind === "number" && spec.count.number > eligible) said.push({ kind: "short", text: `Only ${eligible} of ${spec.count.number} can get a drop now.` });
  const fits = spec.per_hour === null ? would : Math.floor(spec.per_hour * 7.5);
  if (fits < would) said.push({ kind: "window", text: `At ${spec.per_hour} an hour, ${would - fits} of ${would} will not fit before 17:30.` });
  if (spec.filters.language === "any" && spec.message?.kind === "single") said.push({ kind: "language", text: "31 of them have French on file and would hear English." });
  return said;
}

function person(id: number): PreviewPerson {
  return { customer: id, name: nameOf(id), customer_number: String(100_000 + id), vehicle: carOf(id), kind: kindOf(id), number: numberOf(id), last_contact_at: id < 4 ? null : `2024-0${1 + (id % 9)}-14T15:20:00Z` };
}

export function audienceHandlers(state: FakeState): Pick<Handlers, Names> {
  return {
    campaign_preview: ({ spec }) => {
      checkSpec({ ...spec, name: spec.name || "new" });
      if (state.people.size === 0) return { eligible: 0, would_get: 0, first: [], groups: [], customers: 0, notices: [], next_run_at: null, credits: null, data_as_of: state.dataAsOf };
      const eligible = spec.filters.makes.length === 0 ? 640 : 412;
      const would = spec.count.kind === "all_due" ? eligible : Math.min(eligible, spec.count.number);
      const groups = GROUPS.map(([group, customers]) => ({ group, customers, parts: PARTS[group] ?? [] }));
      if (eligible > would) groups.push({ group: "beyond_count", customers: eligible - would, parts: [] });
      const notices = noticesOf(spec, would, eligible);
      return { eligible, would_get: would, first: Array.from({ length: Math.min(50, would) }, (_, index) => person(index + 1)), groups, customers: 1507, notices, next_run_at: "2026-11-28T15:00:00Z", credits: state.house.credits, data_as_of: state.dataAsOf };
    },
    campaign_preview_people: ({ group, offset }) => {
      const [, total, reason] = GROUPS.find(([name]) => name === group) ?? ["beyond_count", 212, "beyond_count" as const];
      const people = Array.from({ length: Math.max(0, Math.min(100, total - offset)) }, (_, index) => {
        const id = ((offset + index) % PEOPLE) + 1;
        return {
          person: person(id),
          reasons: [
            { reason, detail: reason === "recycled" ? "until 5 Dec 2026" : null, numbers: reason === "impossible" ? [{ kind: "cell" as const, fault: "blocked_until" as const, until_on: "2026-12-05" }, { kind: "home" as const, fault: "empty" as const, until_on: null }] : [] },
            ...(id % 3 === 0 ? [{ reason: "booked" as const, detail: "2 Dec 2026", numbers: [] }] : []),
          ],
        };
      });
      return { people, total };
    },
    campaign_overlaps: ({ spec }) => ({
      notices: state.people.size === 0 || spec.time_local !== "10:00:00" ? [] : [
        { kind: "overlap", text: "18 of them would also be chosen by No. 4, Lease ends in spring, at 10:00 that day. Whichever comes first gets them." },
        { kind: "ports", text: "6 campaigns start at 10:00 and there are 5 ports: the last waits until one is free." },
      ],
    }),
    campaign_choices: () =>
      state.people.size === 0
        ? { recalls: [], statuses: [], traffic_types: [], lost_reasons: [], fetch_campaigns: [], fetch_queries: [] }
        : {
            recalls: [{ campaign: "26V-411", title: "Fuel pump", vehicles: 84 }, { campaign: "25V-880", title: "Steering rack", vehicles: 31 }, { campaign: "24V-064", title: null, vehicles: 6 }],
            statuses: [{ word: "Working", entries: 212 }, { word: "Lost", entries: 140 }, { word: "Sold", entries: 97 }, { word: "Appointment set", entries: 33 }],
            traffic_types: [{ word: "Walk-in", entries: 240 }, { word: "Internet lead", entries: 181 }, { word: "Phone-up", entries: 61 }],
            lost_reasons: [{ word: "Too expensive", entries: 58 }, { word: "Bought elsewhere", entries: 41 }, { word: "No reply", entries: 27 }],
            fetch_campaigns: [{ id: 1, name: "Lease ends in spring", expires_on: "2027-01-31", customers: 118 }, { id: 2, name: "Winter tires, SUVs", expires_on: "2026-12-15", customers: 203 }],
            fetch_queries: [{ id: 1, name: "Hondas over 60,000 km, not seen for 6 months" }, { id: 2, name: "Lease ends within 120 days" }],
          },
    campaign_makes: () => ({ makes: state.people.size === 0 ? [] : [{ make: "Honda", vehicles: 1610, models: ["Accord", "Civic", "CR-V", "Fit", "HR-V", "Odyssey", "Pilot", "Ridgeline"] }, { make: "Acura", vehicles: 214, models: ["MDX", "RDX", "TLX"] }, { make: "Toyota", vehicles: 144, models: ["Corolla", "RAV4"] }] }),
  };
}
