// What the fake host knows. One object, changed by its handlers.
import type {
  CampaignDto, CampaignSpec, ConnectionDto, Counts, CustomerDto, DataAsOf, Decision, DropRow, DueSettings, HistoryRow, HouseAccounts, HouseStatus, ImportSummary, WatchDto,
  BackupDto, FetchCampaignDto, FetchQueryDto, Lane, MessageDto, RecycleCodeDto, ReportHead, Restored, ScheduleId, Step, StoreDto, Topic,
} from "../bindings";
import type { Settings } from "../shell";
import { AppError } from "../error";
import { DUE, HOUSE } from "./admin";
import { backups } from "./backupRows";
import { fetchState } from "./fetch";
import { carOf, kindOf, nameOf, numberOf, PEOPLE, personOf } from "./people";

export const NOW = Date.parse("2026-11-21T15:42:08Z");
export const at = (minutesFromNow: number, secondsFromNow = 0): string =>
  new Date(NOW + minutesFromNow * 60_000 + secondsFromNow * 1000).toISOString();

export type FakeState = {
  house: HouseStatus;
  settings: Settings;
  people: Map<number, CustomerDto>;
  history: Map<number, HistoryRow[]>;
  lanes: Lane[];
  drops: DropRow[];
  decisions: Decision[];
  reports: ReportHead[];
  campaigns: CampaignDto[];
  /** Their steps are campaigns. */
  schedules: { id: ScheduleId; name: string }[];
  messages: MessageDto[];
  codes: RecycleCodeDto[];
  voiceDropTypes: Set<string>;
  imports: ImportSummary[];
  dataAsOf: DataAsOf[];
  watches: WatchDto[];
  backups: BackupDto[];
  /** `null`: the one in the data folder. */
  backupFolder: string | null;
  restored: Restored | null;
  connection: ConnectionDto;
  due: DueSettings;
  houseAccounts: HouseAccounts;
  audit: { id: number; at: string; who: string; what: string; old: string | null; new: string | null }[];
  fetched: FetchQueryDto[];
  fetchCampaigns: FetchCampaignDto[];
  nextId: number;
  /** What the fake tells the window has changed. */
  tell: (...topics: Topic[]) => void;
};

export const STORE: StoreDto = {
  name: "Northgate Honda", country: "CA", region: "ON", zone: "America/Toronto", language: "en", opt_out_number: "+18005550199",
  departments: [
    { department: "service", caller_id: "+14165550110", call_back_number: "+14165550110" },
    { department: "sales", caller_id: "+14165550120", call_back_number: null },
  ],
  hours: (["mon", "tue", "wed", "thu", "fri", "sat"] as const).flatMap((day) => [
    { department: "service" as const, day, opens_local: "07:30:00", closes_local: day === "sat" ? "16:00:00" : "18:00:00" },
    { department: "sales" as const, day, opens_local: "09:00:00", closes_local: day === "sat" ? "17:00:00" : "20:00:00" },
  ]),
  closed_days: [{ on: "2026-12-25", name: "Christmas Day" }],
  own_lines: ["+14165550100"],
};

export function refuse(code: string, message: string, field: string | null = null): never {
  throw new AppError({ code, message, field, retryable: false });
}

export function counts(part: Partial<Counts>): Counts {
  const all = { chosen: 0, delivered: 0, failed: 0, unknown: 0, in_progress: 0, skipped: 0, released: 0, to_do: 0, ...part };
  return { ...all, chosen: all.delivered + all.failed + all.unknown + all.in_progress + all.skipped + all.released + all.to_do };
}

export const TRANSCRIPT =
  "Hi, it’s Alex at Northgate Honda. Your Honda’s next service is due, and we kept you a spot. Call me at 416-555-0110, that’s 416-555-0110. To opt out, call 800-555-0199.";

export function spec(part: Partial<CampaignSpec>): CampaignSpec {
  return {
    name: "Thin Ice, November", contact_type: "maintenance",
    filters: {
      language: "any", customer_type: "non_fleet", day: "all", makes: ["Honda"], models: [], year_from: null, year_to: null,
      odometer_from: 60_000, odometer_to: null, last_visit_from_on: null, last_visit_to_on: "2026-05-21",
    },
    message: { kind: "single", message: 1 }, count: { kind: "number", number: 200 },
    days: { kind: "weekly", weekdays: ["sat"], start_on: "2026-11-21", end_on: null },
    time_local: "10:00:00", latest_local: "17:30:00", days_between: 30, prevention: "by_customer", missed_start: "run_late",
    aim: { subtypes: [], recalls: [], fetch_campaigns: [], step: null, fetch: null }, rest_days: 7, department: null, per_hour: null, ...part,
  };
}

function campaign(id: number, part: Partial<CampaignDto>): CampaignDto {
  return {
    id, number: id, state: "active", version: 1, saved_at: at(-1600), spec: spec({}), has_run: true, next_run_at: at(60 * 24 * 7 - 42),
    schedule: null, warning: null, last_run: null, running: null, ...part,
  };
}

/** A step of the sample's Unsold schedule. */
export function stepSpec(name: string, after: Step["after"], message: CampaignSpec["message"]): CampaignSpec {
  const plain = spec({ name, contact_type: "unsold", message, count: { kind: "all_due" }, time_local: "09:30:00", latest_local: null });
  return {
    ...plain,
    filters: { ...plain.filters, customer_type: "all", makes: [], odometer_from: null, last_visit_to_on: null },
    days: { kind: "weekly", weekdays: ["mon", "tue", "wed", "thu", "fri", "sat"], start_on: "2026-11-02", end_on: null },
    aim: {
      ...plain.aim,
      step: { after, expires_after: { unit: "days", days: 60 }, entries_from_on: "2026-11-02", statuses: ["Working", "Lost"], traffic_types: [], lost_reasons: ["Too expensive"], hold_back_while_booked: true },
    },
  };
}

function campaigns(): CampaignDto[] {
  return [
    campaign(1, { spec: spec({}), running: { run: 1, version_saved_at: at(-42), is_newest: false }, last_run: { run: 91, on: "2026-11-14", state: "finished", delivered: 163, asked: 200 } }),
    campaign(2, { spec: spec({ name: "Confirms for Monday", contact_type: "confirm", count: { kind: "all_due" } }), running: { run: 2, version_saved_at: at(-30), is_newest: true }, last_run: { run: 92, on: "2026-11-20", state: "finished", delivered: 44, asked: 52 } }),
    campaign(3, { schedule: 1, spec: stepSpec("Showroom follow-up, step 1: 2 hours", { unit: "hours", hours: 2 }, { kind: "single", message: 1 }), last_run: { run: 3, on: "2026-11-21", state: "running", delivered: 21, asked: 80 } }),
    campaign(4, { spec: spec({ name: "Lease ends in spring", contact_type: "marketing" }), warning: "The traffic log is 6 days old. Import a newer one, or the next run will not start." }),
    campaign(5, { state: "draft", has_run: false, next_run_at: null, spec: spec({ name: "Winter tires", message: null, count: { kind: "number", number: 100 }, time_local: "09:30:00" }), warning: "Choose a message before you activate it." }),
    campaign(7, { schedule: 1, spec: stepSpec("Showroom follow-up, step 2: 3 days", { unit: "days", days: 3 }, { kind: "single", message: 2 }), last_run: { run: 91, on: "2026-11-20", state: "ended_at_closing", delivered: 4, asked: 4 } }),
    campaign(8, { schedule: 1, state: "inactive", next_run_at: null, has_run: false, spec: stepSpec("Showroom follow-up, step 3: 21 days", { unit: "days", days: 21 }, null) }),
    campaign(6, { state: "inactive", next_run_at: null, spec: spec({ name: "Recall 26V-411", contact_type: "recall" }), last_run: { run: 93, on: "2026-10-30", state: "stopped", delivered: 12, asked: 40 } }),
  ];
}

function messages(): MessageDto[] {
  const base: MessageDto = {
    id: 1, name: "Your next service", language: "en", transcript: TRANSCRIPT, contact_types: ["maintenance"], duration_ms: 13_200,
    sha256: "9f2c1a7be0d44c1f", notices: [], approved_at: at(-26_000), approved_by: "R. Marsh", added_at: at(-26_400), used_by: ["Thin Ice, November"],
  };
  return [
    base,
    { ...base, id: 2, name: "Votre prochain entretien", language: "fr", transcript: "Bonjour, c’est Alex chez Northgate Honda. Votre prochain entretien approche. Appelez-moi au 416-555-0110.", duration_ms: 14_900, used_by: [] },
    { ...base, id: 3, name: "Winter tires", transcript: "", contact_types: [], duration_ms: 31_000, approved_at: null, approved_by: null, used_by: [], notices: ["It lasts 31 s. Many people stop listening after 25 s.", "2.4 s of silence at the end."] },
  ];
}

const LANE_NAMES = ["Thin Ice, November", "Confirms for Monday", "Unsold, two days after", "Lease ends in spring", "Declined brakes", "Recall 26V-411", "CSI day 3", "MVI December", "Special orders", "No-shows, rebook", "Fleet reminder"];

export function lane(run: number, part: Partial<Lane>): Lane {
  return {
    run, campaign: run, campaign_name: LANE_NAMES[run - 1] ?? `Run ${run}`, contact_type: "maintenance", state: "running", resting: false, port: run,
    counts: counts({ delivered: 124, failed: 14, in_progress: 1, to_do: 61, skipped: 3 }), asked: 200,
    in_flight: { customer: run, name: nameOf(run), kind: kindOf(run), number: numberOf(run), since: at(0, -9 - run) },
    since: at(-42), paused_by: null, pause_cause: null, note: null, until: at(408), version_saved_at: at(-42), is_newest_version: true, ...part,
  };
}

function lanes(howMany: number): Lane[] {
  const all = [
    lane(1, { is_newest_version: false }),
    lane(2, { contact_type: "confirm", counts: counts({ delivered: 41, failed: 3, in_progress: 1, to_do: 15 }), asked: 60 }),
    lane(3, { contact_type: "unsold", state: "waiting_for_port", resting: true, port: null, in_flight: null, counts: counts({ delivered: 21, failed: 4, in_progress: 1, to_do: 54 }), asked: 80 }),
    lane(4, { contact_type: "marketing", state: "paused", in_flight: null, paused_by: "R. Marsh", pause_cause: "person", since: at(-11), counts: counts({ delivered: 12, failed: 2, to_do: 46 }), asked: 60 }),
    lane(5, { contact_type: "declined_work", state: "waiting_for_port", port: null, in_flight: null, since: at(-12), counts: counts({}), asked: 40, note: "All 4 ports are in use. It starts when one becomes free." }),
    ...[6, 7, 8, 9, 10, 11].map((run) => lane(run, { counts: counts({ delivered: 10 * run, failed: run, in_progress: 1, to_do: 60 }), asked: 61 + 11 * run })),
  ];
  return all.slice(0, howMany);
}

const RESULTS: (DropRow["disposition"])[] = ["delivered", "delivered", "busy", "delivered", "impossible", "delivered", "unavailable", "mailbox_full"];

export function drop(attempt: number, customer: number, seconds: number, disposition: DropRow["disposition"]): DropRow {
  return {
    attempt, customer, name: nameOf(customer), vehicle: carOf(customer), contact_type: customer % 3 === 1 ? "confirm" : "maintenance",
    kind: kindOf(customer), number: numberOf(customer), at: at(0, -seconds), disposition, unknown: false, other_result: null,
  };
}

function drops(running: number): DropRow[] {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const customer = (index % PEOPLE) + 1;
    return drop(900 - index, customer, 6 + index * 13, index < Math.min(3, running) ? null : (RESULTS[index % RESULTS.length] ?? "delivered"));
  });
  return rows;
}

function decisions(): Decision[] {
  return [
    {
      attempt: 501, run: 93, customer: 14, name: nameOf(14), number: numberOf(14), campaign_name: "No-shows of 9:30", intended_at: at(-21, -4),
      accepted_at: at(-21), known: "Stratics accepted it at 10:21 and has sent no result since.", last_answer: null,
    },
  ];
}

function code(id: number, part: Partial<RecycleCodeDto>): RecycleCodeDto {
  return { id, contact_type: "maintenance", name: "Voice Drop", days: 10, active: true, productive: false, is_voice_drop: false, last_used_on: "2026-11-21", times_used: 1284, red: false, made_at: "2024-01-03T15:00:00Z", ...part };
}

function codes(): RecycleCodeDto[] {
  return [
    code(1, { is_voice_drop: true }),
    code(2, { name: "Left Message", days: 5, times_used: 3310, last_used_on: "2026-11-20" }),
    code(3, { name: "Booked", days: 90, productive: true, times_used: 5120 }),
    code(4, { name: "Spoke, not interested now", days: 60, productive: true, times_used: 842 }),
    code(5, { name: "Call again next week", days: 7, productive: true, times_used: 61, last_used_on: "2026-11-19" }),
    code(6, { name: "Moved away", days: 365, times_used: 8, last_used_on: "2025-08-02", red: true }),
    code(7, { name: "Fax sent", days: 30, times_used: 4, last_used_on: "2024-02-11", red: true, active: false }),
    code(8, { contact_type: "confirm", is_voice_drop: true, times_used: 402 }),
    code(9, { contact_type: "confirm", name: "Confirmed", days: 3, productive: true, times_used: 2110 }),
    code(10, { contact_type: "recall", name: "Done Elsewhere", days: 365, times_used: 40 }),
  ];
}

export function report(run: number, part: Partial<ReportHead>): ReportHead {
  return {
    run, campaign: 1, campaign_name: "Thin Ice, November", contact_type: "maintenance", on: "2026-11-21", sequence: 1, state: "finished",
    skip: null, note: null, port: 1, asked: 200, counts: counts({ delivered: 163, failed: 36, unknown: 1, skipped: 3 }),
    scheduled_at: "2026-11-21T15:00:00Z", started_at: "2026-11-21T15:00:02Z", ended_at: "2026-11-21T16:09:47Z", duration_ms: 4_185_000,
    paused_ms: 0, waited_ms: 2000, ...part,
  };
}

/** Nightly files of every kind, one of them late, one stopped by a changed column. */
const AGES: DataAsOf[] = [
  { source: "appointment", at: at(-200), is_sample: false, is_too_old: false }, { source: "repair_order", at: at(-5900), is_sample: false, is_too_old: true },
  { source: "parts_order", at: at(-200), is_sample: false, is_too_old: false }, { source: "recall", at: at(-4000), is_sample: false, is_too_old: false },
  { source: "inspection", at: null, is_sample: false, is_too_old: true }, { source: "declined_work", at: at(-200), is_sample: false, is_too_old: false },
  { source: "deal", at: at(-200), is_sample: false, is_too_old: false }, { source: "traffic_entry", at: at(-4), is_sample: false, is_too_old: false },
  { source: "list_entry", at: null, is_sample: false, is_too_old: true },
];
const WATCHES: WatchDto[] = [
  { id: 901, source: "appointment", folder: "D:\\dms\\nightly", names: "appt*.csv", last_file: "appt_20261121.csv", last_at: at(-200), last_outcome: "Taken in: 38 new, 12 changed.", problem: null, problem_at: null, problem_file: null, needs_person: false },
  {
    id: 902, source: "repair_order", folder: "D:\\dms\\nightly", names: "ro*.csv", last_file: "ro_20261117.csv", last_at: at(-5900), last_outcome: "Taken in: 61 new, 9 changed.",
    problem: "ro_20261118.csv: Its columns are not those of before: “Close Dt” came, “Close Date” went. Open it here, check the columns, take it in, and press Go on.",
    problem_at: at(-4460), problem_file: "ro_20261118.csv", needs_person: true,
  },
  { id: 903, source: "traffic_entry", folder: "\\\\server\\leads", names: "*.xml", last_file: null, last_at: null, last_outcome: null, problem: "This folder cannot be read (it is not there). It is looked at again every minute.", problem_at: at(-30), problem_file: null, needs_person: false },
];

function restored(scene: Scene): Restored | null {
  if (!scene.restored) return null;
  const known = scene.restored === "file";
  const run = (id: number, campaign_name: string, state: "paused" | "waiting_for_port" | "planned", in_line: number) => ({ run: id, campaign_name, state, scheduled_at: at(-42), in_line, can_be_released: known });
  return {
    backup_at: at(-191), restored_at: at(-6), by: "R. Marsh", known_by: known ? "file" : null, told_at: known ? null : at(54), left_out: 214,
    runs: [run(1, "Thin Ice, November", "paused", 61), run(4, "Lease ends in spring", "waiting_for_port", 0)],
    foreign: known ? [] : [{ number: "+14165550188", word: "delivered", at: at(-3) }, { number: null, word: "busy", at: at(-4) }], foreign_many: known ? 0 : 2,
  };
}

export type Scene = { state?: HouseStatus["state"]; empty?: boolean; lanes?: number; live?: boolean; keychain?: boolean; pausedAll?: boolean; sources?: boolean; speed?: number; backupProblem?: boolean; restored?: "file" | "nobody" };

export function newState(scene: Scene = {}): FakeState {
  const empty = scene.empty ?? false;
  const running = empty ? 0 : (scene.lanes ?? 5);
  const people = new Map<number, CustomerDto>();
  if (!empty) for (let id = 1; id <= PEOPLE; id += 1) people.set(id, personOf(id));
  const state: FakeState = {
    house: {
      state: scene.state ?? "open", kind: scene.live ? "live" : "practice", store: scene.state && scene.state !== "open" ? null : STORE,
      problem: scene.state === "cannot_open" ? { code: "store.newer_than_program", message: "This data file was made by Voice Drops 0.9. Install that version or a newer one, then start again.", field: null, retryable: false } : null,
      keychain_answers: scene.keychain ?? true, now: at(0), clock_speed: scene.speed ?? 1, offsets: [], program_version: "0.1.0", credits: scene.live ? 1140 : null,
      paused_all: scene.pausedAll ?? false, standstill: null, decisions: empty ? 0 : 1, backup_problem: scene.backupProblem ? "The folder for backups is not there. Plug in its drive, or choose another folder." : null,
    },
    settings: { color_scheme: "auto", seen_tray_notice: false, first_day_tips: true },
    people, history: new Map(), lanes: lanes(running), drops: empty ? [] : drops(running), decisions: empty ? [] : decisions(),
    reports: empty ? [] : [report(94, {}), report(93, { campaign: 3, campaign_name: "No-shows of 9:30", contact_type: "no_show", counts: counts({ delivered: 18, failed: 5, unknown: 1, released: 16 }), asked: 24, state: "stopped", note: "Stopped by R. Marsh.", duration_ms: 905_000, ended_at: "2026-11-21T15:05:05Z", paused_ms: 61_000 }), report(92, { campaign: 2, campaign_name: "Confirms for Monday", on: "2026-11-20", contact_type: "confirm", asked: 52, counts: counts({ delivered: 44, failed: 8 }) }), report(91, { on: "2026-11-14", state: "skipped", skip: "closed_day", started_at: null, ended_at: null, duration_ms: null, counts: counts({}), port: null })],
    campaigns: empty ? [] : campaigns(), schedules: empty ? [] : [{ id: 1, name: "Showroom follow-up" }], messages: empty ? [] : messages(), codes: empty ? codes().filter((row) => !row.is_voice_drop) : codes(),
    voiceDropTypes: new Set(empty ? [] : ["maintenance", "confirm"]),
    imports: empty ? [] : [{ id: 1, source: "customers", events: null, file_name: "dms-export-2000.csv", at: at(-150), by: "R. Marsh", rows: 2000, customers: 1507, vehicles: 1968, usable_cells: 1284, usable_homes: 1102, do_not_call: 51, rejected: 12, new_customers: 1507, changed_customers: 0, encoding: "utf-8", delimiter: ",", date_format: "YYYY-MM-DD", undone_at: null, can_undo: true }],
    dataAsOf: [{ source: "customers", at: empty ? null : at(-150), is_sample: false, is_too_old: false }, ...(scene.sources ? AGES : [])],
    watches: scene.sources ? WATCHES : [],
    backups: empty ? [] : backups(), backupFolder: scene.backupProblem ? "\\\\fileserver.northgate.example\\bdc\\software\\Voice Drops\\Northgate Honda and Northgate Used Vehicles\\nightly encrypted backups of the practice and the live file" : null, restored: restored(scene),
    connection: { base_url: scene.live ? "http://127.0.0.1:8099" : "", has_key: scene.live ?? false, ports: 4, account_name: scene.live ? "Northgate Auto Group" : null, credits: scene.live ? 1140 : null, checked_at: scene.live ? at(-40) : null, built_in: !scene.live },
    due: DUE,
    houseAccounts: { candidates: empty ? [] : HOUSE, excluded: [] },
    audit: empty ? [] : [
      { id: 3, at: at(-11), who: "R. Marsh", what: "Paused the run “Lease ends in spring”", old: "running", new: "paused" },
      { id: 2, at: at(-40), who: "R. Marsh", what: "Recycle code Voice Drop (Maintenance), days", old: "14", new: "10" },
      { id: 1, at: at(-150), who: "R. Marsh", what: "Imported dms-export-2000.csv", old: null, new: "1,507 customers" },
    ],
    ...fetchState(empty), nextId: 1000, tell: () => {},
  };
  return state;
}
