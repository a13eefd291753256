import type { Handlers } from ".";
import type { CustomerDto, CustomerHit, GridColumn, HistoryRow, OffDto, VehicleDto, WhyCalling } from "../bindings";
import { eventsPage } from "./onFile";
import { PEOPLE } from "./people";
import { at, refuse, TRANSCRIPT, type FakeState } from "./state";

type Names = "customer_events" | "vehicle_turn_off" | "vehicle_turn_on" | "turn_off_reasons" | "voice_switch_off" | "voice_switch_on" | "number_switch_off" | "number_switch_on" | "hold_set" | "hold_end" | "complaint_open" | "complaint_settle" | "customer_search" | "customer_list" | "customer_get" | "customer_history" | "customer_opt_out" | "customer_opt_in" | "customer_take" | "customer_give_back" | "phone_save" | "call_back_log";

const PAGE = 100;

export function customerHandlers(state: FakeState): Pick<Handlers, Names> {
  const inProgress = (id: number): boolean => state.lanes.some((lane) => lane.in_flight?.customer === id);
  const hit = (person: CustomerDto, matched: string | null): CustomerHit => ({
    id: person.id, name: person.name, customer_number: person.customer_number, city: person.city, matched, vehicle: person.vehicles[0]?.title ?? null,
    drop_in_progress: inProgress(person.id), last_drop_at: person.id % 17 === 5 ? at(-3000) : null,
  });
  const find = (id: number): CustomerDto => state.people.get(id) ?? refuse("customer.not_found", "There is no such customer.");
  const put = (person: CustomerDto): CustomerDto => {
    state.people.set(person.id, person);
    state.tell("customers");
    return withWhy(person);
  };
  const withWhy = (person: CustomerDto): CustomerDto => {
    const lane = state.lanes.find((row) => row.in_flight?.customer === person.id);
    const recent = state.drops.find((row) => row.customer === person.id && row.disposition === "delivered");
    const vehicle = person.vehicles[0];
    const common = { contact_type: "maintenance" as const, vehicle: vehicle?.title ?? null, message: 1, message_name: "Your next service", transcript: TRANSCRIPT, last_ro_on: vehicle?.last_ro_on ?? null, odometer: vehicle?.odometer ?? null, next_appointment_on: vehicle?.next_appointment_on ?? null };
    const why: WhyCalling[] = [];
    if (lane?.in_flight) why.push({ ...common, at: lane.in_flight.since, in_progress: true, disposition: null, unknown: false, kind: lane.in_flight.kind, number: lane.in_flight.number, campaign_name: lane.campaign_name, contact_type: lane.contact_type });
    else if (recent) why.push({ ...common, at: recent.at, in_progress: false, disposition: "delivered", unknown: false, kind: recent.kind, number: recent.number, campaign_name: "Thin Ice, November" });
    return { ...person, why_calling: why, held: lane ? { run: lane.run, campaign_name: lane.campaign_name, until: lane.until } : null };
  };
  const historyOf = (id: number): HistoryRow[] => {
    const own = state.history.get(id) ?? [];
    const person = find(id);
    const vehicle = person.vehicles[0]?.title ?? null;
    const row = (part: Partial<HistoryRow> & Pick<HistoryRow, "id" | "user_name" | "started_at" | "comment">): HistoryRow => ({ finished_at: part.started_at, vehicle, vin: null, linked: [], contact_type: "maintenance", in_progress: false, inbound: false, number: null, returns_on: null, campaign_name: null, message_name: null, other_result: null, sort: null, ...part });
    const past = [
      row({ id: 3, user_name: "A. Snyder", started_at: "2024-01-14T20:20:00Z", comment: "Spoke; booked oil service (Appt 55821)", returns_on: "2024-04-14" }),
      row({ id: 2, user_name: "Voice Drop", started_at: "2024-01-03T15:04:00Z", comment: "Delivered", finished_at: "2024-01-03T15:04:22Z", returns_on: "2024-01-13", campaign_name: "Thin Ice, January", message_name: "Your next service", linked: person.vehicles.slice(1).map(({ title, vin }) => ({ title, vin })), number: person.phones[0]?.number ?? null }),
      row({ id: 1, user_name: "Mailing", started_at: "2023-12-12T09:00:00Z", contact_type: "service_follow_up", comment: "E-mail: how was your visit" }),
    ];
    const now = inProgress(id) ? [row({ id: 9, user_name: "Voice Drop", started_at: at(0, -9), finished_at: null, comment: "In Progress", in_progress: true, campaign_name: "Thin Ice, November", message_name: "Your next service", number: person.phones[0]?.number ?? null })] : [];
    return [...own, ...now, ...past];
  };
  const off = (reason: string): OffDto => {
    if (reason.trim() === "") refuse("customer.reason_empty", "Say why: the reason is kept with the customer.", "reason");
    return { reason: reason.trim(), at: at(0), by: "R. Marsh" };
  };
  const cell = (person: CustomerDto, vehicle: number, column: GridColumn, to: OffDto | null): CustomerDto => {
    const change = (row: VehicleDto): VehicleDto =>
      column.kind === "owns"
        ? { ...row, owned: to === null, owns_off: to }
        : { ...row, types: row.types.map((type) => (type.contact_type === column.contact_type ? { ...type, off: to, due: to === null && type.due } : type)) };
    return put({ ...person, vehicles: person.vehicles.map((row) => (row.id === vehicle ? change(row) : row)) });
  };
  const number = (person: CustomerDto, of: string, to: OffDto | null): CustomerDto =>
    put({ ...person, phones: person.phones.map((phone) => (phone.number === of ? { ...phone, switched_off: to, fault: to ? "switched_off" : null, used_first: to ? false : phone.kind === "cell" } : phone)) });
  return {
    customer_events: ({ customer, source, before }) => eventsPage(find(customer), source, before),
    vehicle_turn_off: ({ customer, vehicle, column, reason }) => cell(find(customer), vehicle, column, off(reason)),
    vehicle_turn_on: ({ customer, vehicle, column }) => cell(find(customer), vehicle, column, null),
    turn_off_reasons: () => ({ contact_types: ["Asked for service calls only", "Services it at home"], owns: ["Traded", "Sold privately"] }),
    voice_switch_off: ({ customer, reason }) => put({ ...find(customer), voice_switch: off(reason) }),
    voice_switch_on: ({ customer, reason }) => {
      off(reason);
      return put({ ...find(customer), voice_switch: null });
    },
    number_switch_off: ({ customer, number: of, reason }) => number(find(customer), of, off(reason)),
    number_switch_on: ({ customer, number: of, reason }) => {
      off(reason);
      return number(find(customer), of, null);
    },
    hold_set: ({ customer, reason, until_on }) => {
      if (until_on !== null && until_on <= "2026-11-21") refuse("hold.until_past", "The hold would be over already. Choose a day from tomorrow on.", "until_on");
      return put({ ...find(customer), hold: { ...off(reason), until_on } });
    },
    hold_end: ({ id }) => put({ ...find(id), hold: null }),
    complaint_open: ({ customer, words }) => put({ ...find(customer), complaint: { words: words.trim(), at: at(0), by: "R. Marsh", settled: null } }),
    complaint_settle: ({ customer, how }) => {
      const person = find(customer);
      const settled = { how: how.trim(), at: at(0), by: "R. Marsh" };
      return put({ ...person, complaint: null, settled_complaints: [{ ...(person.complaint ?? { words: "", at: null, by: null }), settled }, ...person.settled_complaints] });
    },
    customer_search: ({ text }) => {
      const wanted = text.toLowerCase();
      const digits = text.replace(/\D/g, "");
      const hits = [...state.people.values()].flatMap((person) => {
        const number = digits.length >= 3 ? person.phones.find((phone) => phone.number?.includes(digits)) : undefined;
        const vin = person.vehicles.find((vehicle) => vehicle.vin.toLowerCase().includes(wanted));
        if (number?.number) return [hit(person, number.number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3"))];
        if (vin) return [hit(person, vin.vin)];
        return person.name.toLowerCase().includes(wanted) || person.customer_number.includes(wanted) ? [hit(person, null)] : [];
      });
      hits.sort((a, b) => Number(b.drop_in_progress) - Number(a.drop_in_progress));
      return { hits: hits.slice(0, 50), more: hits.length > 50 };
    },
    customer_list: ({ after }) => {
      const all = [...state.people.values()];
      const from = after ?? 0;
      const page = all.filter((person) => person.id > from).slice(0, PAGE);
      const last = page.at(-1)?.id ?? PEOPLE;
      return { customers: page.map((person) => hit(person, null)), after: last < all.length ? last : null, total: all.length };
    },
    customer_get: ({ id }) => withWhy(find(id)),
    customer_history: ({ customer }) => ({ rows: historyOf(customer), before: null }),
    customer_opt_out: ({ customer, reason }) => {
      const person = find(customer);
      if (reason.trim() === "") refuse("opt_out.reason", "Say why, in a few words.", "reason");
      return put({ ...person, voice_off: reason, phones: person.phones.map((phone) => (phone.number ? { ...phone, fault: "opted_out", opted_out: { at: at(0), by: "R. Marsh", reason }, used_first: false } : phone)) });
    },
    customer_opt_in: ({ customer, reason }) => {
      const person = find(customer);
      if (reason.trim().length < 3) refuse("opt_in.reason", "Say who asked for it and how.", "reason");
      return put({ ...person, voice_off: null, phones: person.phones.map((phone) => ({ ...phone, opted_out: null, fault: phone.fault === "opted_out" ? null : phone.fault })) });
    },
    customer_take: ({ id }) => put({ ...find(id), taken_by: "R. Marsh" }),
    customer_give_back: ({ id }) => put({ ...find(id), taken_by: null }),
    phone_save: ({ customer, kind, typed }) => {
      const digits = typed.replace(/\D/g, "");
      if (digits !== "" && digits.length !== 10) refuse("phone.invalid", "That is no valid number. Write ten digits, such as 416 555 0134.", "typed");
      const person = find(customer);
      return put({ ...person, phones: person.phones.map((phone) => (phone.kind === kind ? { ...phone, typed, number: digits ? `+1${digits}` : null, fault: digits ? null : "empty" } : phone)) });
    },
    call_back_log: ({ customer, outcome, note }) => {
      const id = state.nextId++;
      const rows = state.history.get(customer) ?? [];
      state.history.set(customer, [{ id, user_name: "R. Marsh", started_at: at(0), finished_at: at(0), vehicle: find(customer).vehicles[0]?.title ?? null, vin: null, linked: [], contact_type: "maintenance", comment: `Called back: ${outcome.replaceAll("_", " ")}${note ? ` – ${note}` : ""}`, in_progress: false, inbound: true, number: null, returns_on: null, campaign_name: null, message_name: null, other_result: null, sort: null }, ...rows]);
      state.tell("customers");
      return { id, from_drop: "the drop of 10:42, Thin Ice, November" };
    },
  };
}
