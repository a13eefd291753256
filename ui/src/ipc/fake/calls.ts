import type { Handlers } from ".";
import type { CallDto, CallPhone, CallRow, CallSelectAsk, CallType, ContactType, CustomerDto, Holder, SortOption } from "../bindings";
import { at, refuse, type FakeState } from "./state";

type Names =
  | "call_select_types" | "call_select_list" | "call_select_holders" | "call_select_take" | "call_select_mine" | "call_select_call" | "call_select_recycle"
  | "call_select_complete" | "call_select_save" | "call_select_give_back" | "customer_rate";

const ME = "R. Marsh";
const PAGE = 100;
/** In the order of an agent's morning, with every how many-th customer being due. */
const TYPES: [ContactType, number][] = [
  ["confirm", 9], ["no_show", 31], ["service_follow_up", 11], ["special_order_parts", 23], ["maintenance", 2], ["recall", 17], ["mvi", 19],
  ["declined_work", 13], ["unsold", 29], ["sales", 0], ["marketing", 7],
];
const SUBTYPES: Partial<Record<ContactType, CallType["subtypes"]>> = {
  maintenance: ["first_service", "regulars", "thin_ice"], confirm: ["level_1", "level_2"], service_follow_up: ["customer_pay", "warranty_pay", "internal_pay"],
  special_order_parts: ["front_counter", "back_counter"],
};

type Taken = { by: string; at: string; type: ContactType | null; sort: SortOption | null; saved: string | null };

export function callHandlers(state: FakeState): Pick<Handlers, Names> {
  const taken = new Map<number, Taken>();
  const closed = new Set<string>();
  if (state.people.size > 0) {
    taken.set(12, { by: "A. Snyder", at: at(-25), type: "maintenance", sort: "ro_newest", saved: null });
  }
  const find = (id: number): CustomerDto => state.people.get(id) ?? refuse("store.not_found", "This is not on file any more. Go back and open it again.");
  const isDue = (id: number, type: ContactType): boolean => {
    const every = TYPES.find(([one]) => one === type)?.[1] ?? 0;
    return every > 0 && id % every === 0 && !closed.has(`${id} ${type}`);
  };
  const holderOf = (id: number): Holder => {
    const lane = state.lanes[0];
    const runs = lane && lane.port !== null && [4, 6, 8].includes(id) ? lane : null;
    if (runs) return { kind: "run", run: runs.run, campaign_name: runs.campaign_name, started_at: runs.since ?? at(-42), until: runs.until };
    const own = taken.get(id);
    const by = own?.by ?? find(id).taken_by;
    return by ? { kind: "agent", name: by, since: own?.at ?? at(-3), contact_type: own?.type ?? null, mine: by === ME } : { kind: "nobody" };
  };
  const due = (type: ContactType): CustomerDto[] => [...state.people.values()].filter((person) => isDue(person.id, type));
  const row = (person: CustomerDto): CallRow => ({
    customer: person.id, name: person.name, customer_number: person.customer_number, city: person.city, vehicle: person.vehicles[0]?.title ?? null,
    more: person.id % 10 === 0 ? 1 : 0, last_ro_on: `2026-0${1 + (person.id % 7)}-1${person.id % 9}`, stars: person.stars, last_contact_at: person.last_contact_at,
    may_have_heard_at: person.id === 14 ? at(-21) : null, no_drops: person.id % 22 === 0 ? "do_not_call" : person.id % 18 === 0 ? "opted_out" : null, holder: holderOf(person.id),
  });
  const stars = (one: CallRow, none: number): number => one.stars ?? none;
  const orders: Record<SortOption, (a: CallRow, b: CallRow) => number> = {
    ro_newest: (a, b) => (b.last_ro_on ?? "").localeCompare(a.last_ro_on ?? ""),
    ro_oldest: (a, b) => (a.last_ro_on ?? "").localeCompare(b.last_ro_on ?? ""),
    recycle_oldest: (a, b) => (a.last_contact_at ?? "").localeCompare(b.last_contact_at ?? ""),
    stars_highest: (a, b) => stars(b, -1) - stars(a, -1),
    stars_lowest: (a, b) => stars(a, 9) - stars(b, 9),
  };
  const list = (ask: CallSelectAsk): CallRow[] => {
    const those = due(ask.contact_type).filter((person) => {
      const late = person.day_preference === "late_day";
      return (
        (ask.language === "any" || person.language === ask.language) &&
        (ask.customer_type === "all" || person.customer_type !== "fleet") &&
        (ask.day === "all" || (ask.day === "late_day") === late) &&
        (ask.city === null || person.city === ask.city)
      );
    });
    return those.map(row).sort((a, b) => orders[ask.sort](a, b) || a.customer - b.customer);
  };
  const why = (id: number): string | null => {
    const holder = holderOf(id);
    if (holder.kind === "run") return `The run of ${holder.campaign_name} holds ${find(id).name} until 17:30.`;
    return holder.kind === "agent" ? `${holder.name} took ${find(id).name} at 10:17.` : null;
  };
  const phones = (person: CustomerDto): CallPhone[] =>
    person.phones.filter((phone) => phone.typed !== "").map((phone) => ({ kind: phone.kind, shown: phone.kind === "work" ? phone.typed : (phone.number ?? phone.typed).replace(/^\+1(\d{3})(\d{3})(\d{4})$/, "($1) $2-$3") }));
  const mineOnly = (id: number): void => {
    const holder = holderOf(id);
    if (holder.kind !== "agent" || !holder.mine) refuse("call_select.not_yours", why(id) ?? "You do not have this customer any more. Take them again to go on.");
  };
  const free = (id: number): void => {
    taken.delete(id);
    state.people.set(id, { ...find(id), taken_by: null });
  };
  const log = (id: number, type: ContactType, code: number | null, comment: string, returns_on: string | null): void => {
    const name = state.codes.find((one) => one.id === code)?.name;
    const rows = state.history.get(id) ?? [];
    const said = [name, comment.trim()].filter(Boolean).join(": ");
    state.history.set(id, [{ id: state.nextId++, user_name: ME, started_at: at(0), finished_at: at(0), vehicle: find(id).vehicles[0]?.title ?? null, vin: null, linked: [], contact_type: type, comment: said, in_progress: false, inbound: false, number: null, returns_on, campaign_name: null, message_name: null, other_result: null, sort: taken.get(id)?.sort ?? null }, ...rows]);
    state.tell("customers", "recycle");
  };
  const codesOf = (type: ContactType): CallDto["codes"] =>
    state.codes.filter((one) => one.contact_type === type && one.active && !one.is_voice_drop).map(({ id, name, days, productive }) => ({ id, name, days, productive }));
  return {
    call_select_types: () => ({
      types: TYPES.map(([contact_type]) => ({
        contact_type, due: due(contact_type).length, free: due(contact_type).filter((person) => holderOf(person.id).kind === "nobody").length,
        subtypes: SUBTYPES[contact_type] ?? [], recalls: contact_type === "recall" ? ["25V-102", "26V-411"] : [],
        fetch_campaigns: contact_type === "marketing" && state.people.size > 0 ? [{ id: 1, name: "Lease ends in spring", expires_on: "2026-12-31" }] : [],
        steps: contact_type === "sales" ? 0 : contact_type === "unsold" ? 2 : null,
      })),
      cities: [...new Set([...state.people.values()].map((person) => person.city ?? ""))].filter(Boolean).sort(),
    }),
    call_select_list: ({ ask, offset }) => {
      const all = list(ask);
      const held = all.filter((one) => one.holder.kind === "run").length;
      const free_ = all.filter((one) => one.holder.kind === "nobody").length;
      return { rows: all.slice(offset, offset + PAGE), total: all.length, free: free_, held, taken: all.length - held - free_ };
    },
    call_select_holders: ({ customers }) => ({ holders: customers.map((customer) => ({ customer, holder: holderOf(customer) })) }),
    call_select_take: ({ ask, what }) => {
      const many = what.kind === "first" ? what.how_many : what.customers.length;
      if (many < 1 || many > 200) refuse("call_select.how_many", "Take 1 to 200 customers at a time; more would wait for you.", "how_many");
      const asked = what.kind === "these" ? what.customers : list(ask).filter((one) => one.holder.kind === "nobody").slice(0, many).map((one) => one.customer);
      const got = asked.filter((id) => why(id) === null);
      const refused = asked.flatMap((customer) => ({ customer, why: why(customer) })).flatMap((one) => (one.why === null ? [] : [{ customer: one.customer, why: one.why }]));
      got.forEach((id) => taken.set(id, { by: ME, at: at(0), type: ask.contact_type, sort: ask.sort, saved: null }));
      state.tell("customers");
      return { taken: got, refused };
    },
    call_select_mine: () => ({
      agent: ME,
      // In the order of the list that they were taken from.
      calls: [...new Set([...taken.keys(), ...state.people.keys()])].map(find).flatMap((person) => {
        const own = taken.get(person.id);
        if ((own?.by ?? person.taken_by) !== ME) return [];
        return [{ customer: person.id, name: person.name, customer_number: person.customer_number, city: person.city, stars: person.stars, phones: phones(person), taken_at: own?.at ?? at(-3), contact_type: own?.type ?? null, sort: own?.sort ?? null, saved_at: own?.saved ?? null, may_have_heard_at: person.id === 14 ? at(-21) : null }];
      }),
    }),
    call_select_call: ({ customer, contact_type }) => {
      const person = find(customer);
      const dueFor = TYPES.map(([type]) => type).filter((type) => isDue(customer, type));
      const type = contact_type ?? taken.get(customer)?.type ?? dueFor[0] ?? "maintenance";
      return {
        customer, name: person.name, customer_number: person.customer_number, language: person.language, phones: phones(person), holder: holderOf(customer), contact_type: type,
        also_due: dueFor.filter((one) => one !== type),
        files: !isDue(customer, type) ? [] : person.vehicles.filter((vehicle) => vehicle.owned && !closed.has(`vehicle ${vehicle.id}`)).map((vehicle) => ({ vehicle: vehicle.id, title: vehicle.title, vin: vehicle.vin, events: type === "confirm" ? ["Appointment on 24 Nov 2026"] : [], last_ro_on: vehicle.last_ro_on })),
        codes: codesOf(type), no_drops: row(person).no_drops, may_have_heard_at: row(person).may_have_heard_at,
      };
    },
    call_select_recycle: ({ customer, contact_type, code, comment, what }) => {
      mineOnly(customer);
      const chosen = codesOf(contact_type).find((one) => one.id === code) ?? refuse("call_select.code", "Choose an active reason code.", "code");
      const returns_on = new Date(Date.parse("2026-11-21") + chosen.days * 86_400_000).toISOString().slice(0, 10);
      const owned = find(customer).vehicles.filter((vehicle) => vehicle.owned && !closed.has(`vehicle ${vehicle.id}`));
      const left = what.kind === "customer" ? 0 : owned.filter((vehicle) => vehicle.id !== what.vehicle).length;
      if (what.kind === "vehicle") closed.add(`vehicle ${what.vehicle}`);
      log(customer, contact_type, code, comment, returns_on);
      if (left === 0) {
        closed.add(`${customer} ${contact_type}`);
        free(customer);
      }
      return { freed: left === 0, left, returns_on };
    },
    call_select_complete: ({ customer, code, comment }) => {
      mineOnly(customer);
      log(customer, "marketing", code, `Complete. ${comment}`, null);
      closed.add(`${customer} marketing`);
      free(customer);
      return { freed: true, left: 0, returns_on: null };
    },
    call_select_save: ({ customer, contact_type, code, comment }) => {
      mineOnly(customer);
      if (comment.trim() === "" && code === null) refuse("call_select.nothing_said", "Write what happened, or choose a reason code.", "comment");
      const own = taken.get(customer);
      log(customer, contact_type, code, comment, null);
      if (own) taken.set(customer, { ...own, saved: at(0) });
      return { freed: false, left: 1, returns_on: null };
    },
    call_select_give_back: ({ customer }) => {
      const those = customer !== null ? [customer] : [...state.people.keys()].filter((id) => (taken.get(id)?.by ?? find(id).taken_by) === ME);
      those.forEach(free);
      state.tell("customers");
      return { customers: those.length };
    },
    customer_rate: ({ customer, stars: many }) => {
      const person = { ...find(customer), stars: many };
      state.people.set(customer, person);
      state.tell("customers");
      return person;
    },
  };
}
