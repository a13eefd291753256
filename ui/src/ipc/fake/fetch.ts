import type { Handlers } from ".";
import type { FetchAbout, FetchCampaignDto, FetchChecked, FetchCompletion, FetchFound, FetchItem, FetchQuery, FetchQueryDto, FetchSuggestion, FetchValue } from "../bindings";
import { CATALOGUE } from "./fetchCatalogue";
import { faultsOf, fieldOf, parse, print, quoted, sentence } from "./fetchLine";
import { carOf, nameOf, PEOPLE } from "./people";
import { at, refuse, type FakeState } from "./state";

type Names = Extract<keyof Handlers, `fetch_${string}`>;

const rule = (field: string, comparison: Extract<FetchItem, { kind: "rule" }>["comparison"], values: string[], unit: "months" | "years" | null = null): FetchItem =>
  ({ kind: "rule", field, comparison, values, unit });
const vehicles = (items: FetchItem[]): FetchQuery => ({ about: "vehicles", root: { combine: "all", negated: false, items } });

const QUIET = vehicles([rule("vehicle.make", "is", ["Honda"]), rule("vehicle.last_ro_on", "more_than_ago", ["6"], "months")]);

function saved(id: number, name: string, query: FetchQuery, part: Partial<FetchQueryDto> = {}): FetchQueryDto {
  return { id, name, query, sentence: sentence(query), fault: null, saved_at: at(-3000 * id), saved_by: "R. Marsh", used_by: [], ...part };
}

/** Saved queries and Fetch Campaigns of the sample store. */
export function fetchState(empty: boolean): Pick<FakeState, "fetched" | "fetchCampaigns"> {
  if (empty) return { fetched: [], fetchCampaigns: [] };
  const over: FetchItem = {
    kind: "has", relation: "declined_work", negated: false, within: { reach: "last", count: 12, unit: "months" },
    rules: { combine: "all", negated: false, items: [rule("declined_work.is_open", "is", ["yes"]), rule("declined_work.amount_cents", "more_than", ["300"])] },
  };
  const campaign: FetchCampaignDto = {
    id: 1, name: "Quiet Hondas, November", query: 1, query_name: "Quiet Hondas", expires_on: "2026-12-05", state: "active", made_at: at(-9000), made_by: "R. Marsh", members: 412, open: 287,
  };
  return {
    fetched: [
      saved(1, "Quiet Hondas", QUIET),
      saved(2, "Declined brakes, still open", vehicles([over, rule("customer.city", "one_of", ["Toronto", "Markham"])]), { used_by: ["Declined brakes"] }),
      saved(3, "Lease ends in spring, with everything that was agreed with the sales desk in October", vehicles([rule("vehicle.lease_ends_on", "within_next", ["6"], "months")]), {
        sentence: null, fault: "The field vehicle.lease_ends_on is no longer there. Choose another.",
      }),
    ],
    fetchCampaigns: [campaign, { ...campaign, id: 2, name: "Winter tires", query: 2, query_name: "Declined brakes, still open", state: "ended", expires_on: "2026-10-31", members: 96, open: 12 }],
  };
}

const READY = [
  { word: "sold_not_serviced", name: "Sold Not Serviced", tells: "Bought here within 3 years, and never back for service.", query: vehicles([rule("vehicle.purchased_on", "within_last", ["3"], "years"), rule("vehicle.last_ro_on", "is_empty", [])]) },
  { word: "beyond_maintenance_trigger", name: "Beyond Maintenance Trigger", tells: "Last visit more than 18 months ago, the end of the store's trigger.", query: vehicles([rule("vehicle.last_ro_on", "more_than_ago", ["18"], "months")]) },
  { word: "thin_ice", name: "Thin Ice", tells: "The last 3 months before they fall out of the trigger.", query: vehicles([rule("vehicle.last_ro_on", "more_than_ago", ["15"], "months"), rule("vehicle.last_ro_on", "within_last", ["18"], "months")]) },
];

const ON_FILE: Record<string, [string, number][]> = {
  "vehicle.make": [["Honda", 1204], ["Acura", 96], ["Toyota", 71], ["Ford", 44], ["Hyundai", 38], ["Kia", 22]],
  "vehicle.model": [["CR-V", 402], ["Civic", 377], ["Pilot", 118], ["Odyssey", 101], ["HR-V", 94], ["Accord", 77], ["Fit", 35]],
  "vehicle.year": [["2022", 160], ["2021", 151], ["2019", 148], ["2018", 122], ["2016", 60]],
  "customer.city": [["Toronto", 611], ["Markham", 240], ["Vaughan", 212], ["Richmond Hill", 150], ["Thornhill", 88]],
  "repair_order.opcodes": [["LOF", 2310], ["TIRE", 804], ["BRKF", 377], ["MPI", 350]],
};

function valuesOf(word: string, search: string): FetchValue[] {
  const field = fieldOf(word) ?? refuse("fetch.field", "This field is no longer there. Choose another.", "field");
  const known = ON_FILE[word] ?? field.options.map((option, place): [string, number] => [option.word, 400 - 70 * place]);
  const label = (value: string): string => field.options.find((of) => of.word === value)?.label ?? value;
  return known.map(([value, rows]) => ({ value, label: label(value), rows })).filter((of) => of.label.toLowerCase().includes(search.toLowerCase()));
}

function checked(query: FetchQuery): FetchChecked {
  const faults = faultsOf(query);
  const ice = query.root.items.filter((item) => item.kind === "rule" && item.field === "vehicle.make" && item.comparison === "is");
  const notices = query.root.combine === "all" && ice.length > 1 ? ["Make cannot be two values at once: this finds nobody. Join the rules by any, or use is one of."] : [];
  return { query, line: print(query), sentence: faults.length === 0 ? sentence(query) : null, line_error: null, faults, notices };
}

/** The longest end of the line behind which something fits. */
function complete(about: FetchAbout, line: string, caret: number): FetchCompletion {
  const before = line.slice(0, caret);
  const word = /[^\s(,]*$/.exec(before)?.[0] ?? "";
  const start = caret - word.length;
  const head = before.slice(0, start).trim();
  const of = (kind: FetchSuggestion["kind"], label: string, text = label, rows: number | null = null): FetchSuggestion => ({ kind, text, label, rows });
  const fields = CATALOGUE.fields.filter((field) => field.source === "customer" || (about === "vehicles" && field.source === "vehicle"));
  const last = fields.find((field) => head.toLowerCase().endsWith(field.label.toLowerCase()) || head.endsWith(`"${field.label}"`));
  const compared = fields.find((field) => new RegExp(`"?${field.label}"? (=|!=|is one of \\()$`, "i").test(head));
  let all: FetchSuggestion[];
  if (compared) all = valuesOf(compared.word, "").map((value) => of("value", value.label, quoted(value.label), value.rows));
  else if (last) all = last.comparisons.map((one) => of("comparison", one.phrase, one.comparison === "is" ? "=" : one.phrase.split(" … ")[0]?.replace(/^is (?!not|empty|one|none)/, "")));
  else if (/\bhas( no)?$/i.test(head)) all = CATALOGUE.relations.map((relation) => of("relation", relation.label, quoted(relation.label)));
  else if (head === "" || /\b(and|or|not|\()$/i.test(head)) all = [...fields.map((field) => of("field", field.label, quoted(field.label))), of("word", "has"), of("word", "not")];
  else all = typeof parse(about, head) === "object" && "root" in parse(about, head) ? [of("word", "and"), of("word", "or")] : [];
  const typed = word.replace(/^"/, "").toLowerCase();
  return { start, end: caret, suggestions: all.filter((one) => one.label.toLowerCase().split(" ").some((part) => part.startsWith(typed)) || one.label.toLowerCase().startsWith(typed)) };
}

/** The more is asked the fewer are found; the same query always finds the same. */
function find(query: FetchQuery): FetchFound {
  const fault = faultsOf(query)[0];
  if (fault) refuse("fetch.query", fault.message, "query");
  const text = JSON.stringify(query);
  if (text.includes("Nobody")) return { found: 0, customers: 0, rows: [] };
  const found = Math.max(3, Math.round(2600 / (query.root.items.length + 1)) - (text.length % 90));
  const about = query.about === "vehicles";
  const rows = Array.from({ length: Math.min(50, found) }, (_, place) => {
    const id = ((place * 7) % PEOPLE) + 1;
    return {
      customer: id, vehicle: about ? id : null, customer_number: String(100_200 + id), name: nameOf(id), city: id % 9 === 0 ? null : (["Toronto", "Markham", "Vaughan"][id % 3] ?? null),
      vehicle_title: about ? carOf(id) : null, vin: about ? `2HKRW2H5${String(id).padStart(9, "0")}` : null, last_ro_on: id % 5 === 0 ? null : `2026-0${(id % 5) + 1}-1${id % 9}`,
      last_contact_at: id % 3 === 0 ? null : at(-60 * 24 * (id % 90)),
    };
  });
  return { found, customers: about ? Math.round(found * 0.94) : found, rows };
}

export function fetchHandlers(state: FakeState): Pick<Handlers, Names> {
  const one = (id: number): FetchQueryDto => state.fetched.find((query) => query.id === id) ?? refuse("store.not_found", "This query was deleted.");
  return {
    fetch_catalogue: () => CATALOGUE,
    fetch_check: ({ written }) => {
      const read = written.kind === "query" ? written.query : parse(written.about, written.line);
      if ("root" in read) return checked(read);
      return { query: null, line: null, sentence: null, line_error: read, faults: [], notices: [] };
    },
    fetch_complete: ({ about, line, caret }) => complete(about, line, caret),
    fetch_values: ({ field, search }) => ({ values: valuesOf(field, search) }),
    fetch_find: ({ query }) => find(query),
    fetch_list: () => ({ queries: state.fetched }),
    fetch_save: ({ id, name, query }) => {
      if (name.trim() === "") refuse("fetch.name_empty", "Give it a name.", "name");
      if (state.fetched.some((other) => other.id !== id && other.name.toLowerCase() === name.trim().toLowerCase())) refuse("fetch.name_taken", "There is already a query of this name. Choose another, or save over that one.", "name");
      const fault = faultsOf(query)[0];
      if (fault) refuse("fetch.query", fault.message, "query");
      const before = id === null ? null : one(id);
      const now = saved(id ?? state.nextId++, name.trim(), query, { used_by: before?.used_by ?? [], saved_at: at(0), saved_by: "Manager" });
      state.fetched = before ? state.fetched.map((other) => (other.id === id ? now : other)) : [...state.fetched, now];
      state.tell("fetch");
      return now;
    },
    fetch_delete: ({ id }) => {
      const { used_by } = one(id);
      if (used_by.length > 0) refuse("fetch.in_use", `Active campaigns ask this query: ${used_by.join(", ")}. Make them inactive first, or choose another query there.`);
      state.fetched = state.fetched.filter((query) => query.id !== id);
      state.tell("fetch");
      return {};
    },
    fetch_ready_made: () => ({ queries: READY }),
    fetch_campaign_list: () => ({ campaigns: state.fetchCampaigns }),
    fetch_campaign_make: ({ query, name, expires_on }) => {
      const of = one(query);
      const found = of.query ? find(of.query) : null;
      if (!found || found.found === 0) refuse("fetch.nobody", "This query finds nobody now. Change it, or wait until it does.", "query");
      const members = found?.found ?? 0;
      const made: FetchCampaignDto = { id: state.nextId++, name, query, query_name: of.name, expires_on, state: "active", made_at: at(0), made_by: "Manager", members, open: members };
      state.fetchCampaigns = [made, ...state.fetchCampaigns];
      state.tell("fetch");
      return made;
    },
    fetch_campaign_end: ({ id }) => {
      const found = state.fetchCampaigns.find((campaign) => campaign.id === id) ?? refuse("store.not_found", "This Fetch Campaign was deleted.");
      const ended: FetchCampaignDto = { ...found, state: "ended" };
      state.fetchCampaigns = state.fetchCampaigns.map((campaign) => (campaign.id === id ? ended : campaign));
      state.tell("fetch");
      return ended;
    },
  };
}
