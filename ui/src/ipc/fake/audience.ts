import type { Handlers } from ".";
import type { PreviewPerson, Reason, ReasonGroup } from "../bindings";
import { checkSpec } from "./campaigns";
import { carOf, kindOf, nameOf, numberOf, PEOPLE } from "./people";
import type { FakeState } from "./state";

type Names = "campaign_preview" | "campaign_preview_people" | "campaign_makes";

const GROUPS: [ReasonGroup, number, Reason][] = [
  ["filter", 402, "filter"], ["not_due", 209, "not_due"], ["turned_off", 33, "turned_off"], ["opted_out", 51, "opted_out"],
  ["booked_or_held", 46, "booked"], ["recycled", 131, "recycled"], ["resting", 28, "days_between"], ["impossible", 149, "impossible"],
  ["gate", 46, "outside_hours"], ["same_number", 7, "same_number"],
];

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
      const groups = GROUPS.map(([group, customers]) => ({ group, customers }));
      if (eligible > would) groups.push({ group: "beyond_count", customers: eligible - would });
      const notices = spec.filters.language === "any" && spec.message?.kind === "single" ? ["31 of them have French on file and would hear the English message."] : [];
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
    campaign_makes: () => ({ makes: state.people.size === 0 ? [] : [{ make: "Honda", vehicles: 1610, models: ["Accord", "Civic", "CR-V", "Fit", "HR-V", "Odyssey", "Pilot", "Ridgeline"] }, { make: "Acura", vehicles: 214, models: ["MDX", "RDX", "TLX"] }, { make: "Toyota", vehicles: 144, models: ["Corolla", "RAV4"] }] }),
  };
}
