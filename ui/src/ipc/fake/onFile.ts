// What is on file of a customer: some of everything for the first ones, repair orders for all, nothing of some sources.
import type { CustomerDto, EventCursor, EventDto, EventsPage, EventSource, OnFileDto } from "../bindings";

const SOURCES: EventSource[] = ["appointment", "repair_order", "parts_order", "recall", "inspection", "declined_work", "deal", "traffic_entry", "list_entry", "fetch_member"];
const PAGE = 25;

function countOf(id: number, source: EventSource): number {
  switch (source) {
    case "appointment":
      return id % 3;
    case "repair_order":
      return id % 2 === 1 ? 31 : 4;
    case "parts_order":
    case "inspection":
    case "fetch_member":
      return id % 2;
    case "recall":
      return id % 5 === 1 ? 2 : 0;
    case "declined_work":
      return id % 4 === 1 ? 3 : 0;
    case "deal":
      return 1;
    case "traffic_entry":
      return id % 6 === 1 ? 2 : 0;
    case "list_entry":
      return id % 7 === 0 ? 1 : 0;
  }
}

export function countsOf(id: number): OnFileDto[] {
  return SOURCES.map((source) => ({ source, count: countOf(id, source) }));
}

/** The nth newest row. */
function rowOf(person: CustomerDto, source: EventSource, n: number): EventDto {
  const vehicle = person.vehicles[n % Math.max(1, person.vehicles.length)];
  const common = { id: 1000 - n, vehicle: vehicle?.title ?? null, vin: vehicle?.vin ?? null };
  const month = String(((n + 6) % 12) + 1).padStart(2, "0");
  const year = 2026 - Math.floor(n / 3);
  switch (source) {
    case "appointment":
      return { ...common, event: { source, on: n === 0 ? "2026-12-02" : `${year - 1}-${month}-14`, at_local: "09:30:00", booked_on: "2026-11-12", state: n === 0 ? "booked" : "shown", services: "Oil and filter, winter tires", advisor: "Kim Laforest", team: "Honda" } };
    case "repair_order":
      return { ...common, event: { source, number: String(455_821 - 13 * n), opened_on: `${year - 1}-${month}-14`, closed_on: n === 0 ? null : `${year - 1}-${month}-15`, pay: n % 4 === 1 ? "warranty" : "customer", opcodes: n % 3 === 0 ? ["LOF", "BRK", "TIRE"] : ["LOF"], advisor: "Kim Laforest", technician: "Lou", odometer: 84_210 - 2100 * n, amount_cents: 41_250 + 1999 * n } };
    case "parts_order":
      return { ...common, vehicle: null, vin: null, event: { source, number: "SP-7712", ordered_on: "2026-11-02", arrived_on: "2026-11-18", is_open: true, counter: "back", parts: "Mirror glass, left, heated, with blind-spot lamp", amount_cents: 23_990 } };
    case "recall":
      return { ...common, event: { source, campaign: n === 0 ? "26-V114" : "19-V500", title: n === 0 ? "Fuel pump may stop while driving" : "Air bag inflator", opened_on: n === 0 ? "2026-03-01" : null, is_open: n === 0, has_remedy: n === 0 ? true : null, outcome: n === 0 ? null : "done_elsewhere" } };
    case "inspection":
      return { ...common, event: { source, name: "Annual safety", due_on: "2026-12-15" } };
    case "declined_work":
      return { ...common, event: { source, declined_on: "2026-05-15", due_on: "2026-11-15", is_open: n < 2, kind: n === 1 ? "deferred" : "declined", services: n === 0 ? "Rear brakes and rotors" : "Cabin filter", ro_number: "455821", amount_cents: 62_000 - 20_000 * n } };
    case "deal":
      return { ...common, event: { source, number: "D-20190302", sold_on: "2019-03-02", delivered_on: "2019-03-05", is_unwound: false, sold_as: "new", salesperson: "Ray Chow", amount_cents: 3_129_900, ends_on: "2024-03-05" } };
    case "traffic_entry":
      return { ...common, vehicle: null, vin: null, event: { source, entered_at: `2026-11-${19 - n}T18:05:00Z`, is_lead: n === 0, status: n === 0 ? "Working" : "Lost", traffic_type: n === 0 ? "Internet" : "Walk-in", lost_reason: n === 0 ? null : "Too expensive", follow_up_on: n === 0 ? "2026-11-24" : null, appointment_on: null, interest: "2026 CR-V Hybrid Sport Touring", salesperson: "Ray Chow", lead_source: "Website", comment: "Asked for the lease payment with winter tires included." } };
    case "list_entry":
      return { ...common, event: { source, list: "Lease ends spring 2027", listed_on: "2026-10-01", note: "call after 5" } };
    case "fetch_member":
      return { ...common, event: { source, campaign_name: "Winter tires, not booked", made_at: "2026-11-10T14:00:00Z", expires_on: "2026-12-15", is_open: true, is_ended: false } };
  }
}

export function eventsPage(person: CustomerDto, source: EventSource, before: EventCursor | null): EventsPage {
  const total = countOf(person.id, source);
  const from = before === null ? 0 : 1001 - before.id;
  const rows = Array.from({ length: Math.min(PAGE, total - from) }, (_, index) => rowOf(person, source, from + index));
  const last = rows.at(-1);
  return { rows, before: last && from + rows.length < total ? { sorted_by: "", id: last.id } : null };
}
