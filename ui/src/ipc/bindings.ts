// Made by `cargo xtask bindings` from the command table. Do not edit.

/**
 * How long after an entry or a deal.
 */
export type After = { "unit": "hours", hours: number, } | { "unit": "days", days: number, };

/**
 * The default means all of the contact type.
 */
export type Aim = { 
/**
 * Empty: all.
 */
subtypes: Array<Subtype>, 
/**
 * Recalls by the maker's word; empty: all.
 */
recalls: Array<string>, 
/**
 * Marketing: empty: every Fetch Campaign that has not expired.
 */
fetch_campaigns: Array<FetchCampaignId>, 
/**
 * Sales and Unsold.
 */
step: Step | null, 
/**
 * Fetch Automation.
 */
fetch: FetchChoice | null, };

export type AppointmentState = "booked" | "confirmed" | "deleted" | "shown" | "no_show";

/**
 * One submission of one target to the provider.
 */
export type AttemptId = number;

export type AudiencePreview = { 
/**
 * Customers who can get a drop.
 */
eligible: number, 
/**
 * How many of them the count takes.
 */
would_get: number, 
/**
 * The first 50, in order (S2).
 */
first: Array<PreviewPerson>, 
/**
 * Everyone who would not, each customer once, under the first reason that holds.
 */
groups: Array<PreviewGroup>, customers: number, notices: Array<Notice>, next_run_at: string | null, credits: number | null, 
/**
 * What the contact type rests on.
 */
data_as_of: Array<DataAsOf>, };

export type AuditPage = { rows: Array<AuditRow>, 
/**
 * For the next page; `None` at the end.
 */
before: number | null, };

export type AuditRequest = { before: number | null, };

export type AuditRow = { id: number, at: string, who: string, 
/**
 * What was changed, in words.
 */
what: string, old: string | null, new: string | null, };

/**
 * Why a backup was made.
 */
export type BackupCause = "daily" | "by_hand";

export type BackupDto = { 
/**
 * Its folder.
 */
path: string, name: string, taken_at: string, 
/**
 * The same at the store.
 */
taken_local: string, cause: BackupCause, kind: FileKind, store: string, bytes: number, customers: number, campaigns: number, runs: number, drops: number, 
/**
 * When all of it was last read, with its key.
 */
verified_at: string, 
/**
 * Of the data file that lies in the data folder.
 */
is_of_this_file: boolean, 
/**
 * It opens with a passphrase, on any computer; otherwise only where the keychain has its key.
 */
opens_with_passphrase: boolean, };

export type BackupFolderSave = { 
/**
 * `None`: the one in the data folder.
 */
folder: string | null, };

export type BackupKey = { 
/**
 * Its folder, or a file in it.
 */
path: string, };

export type BackupList = { 
/**
 * Where they are made.
 */
folder: string, 
/**
 * It is the one in the data folder; nobody chose another.
 */
is_default: boolean, 
/**
 * The newest first; those of other data files in the same folder, too.
 */
backups: Array<BackupDto>, making: BackupProgress | null, 
/**
 * What happened to the last one that was to be made, and what to do.
 */
problem: string | null, problem_at: string | null, 
/**
 * Where a restored backup puts the file that was there.
 */
put_aside: string, };

export type BackupProgress = { 
/**
 * Of a hundred.
 */
percent: number, };

export type BackupRestore = { 
/**
 * Its folder, or a file in it.
 */
path: string, 
/**
 * Where the file is locked, or is another one.
 */
passphrase: string | null, 
/**
 * Stands in the audit trail.
 */
reason: string, };

/**
 * An inbound call after a drop.
 */
export type CallBackId = number;

export type CallBackLog = { customer: CustomerId, outcome: CallBackOutcome, note: string, };

export type CallBackLogged = { id: CallBackId, 
/**
 * The drop it is attributed to, in words.
 */
from_drop: string | null, };

export type CallBackOutcome = "booked" | "confirmed" | "informed" | "wrong_number" | "no_longer_owns" | "opt_out" | "call_again" | "not_reached" | "other";

export type CallCode = { id: CodeId, name: string, days: number, productive: boolean, };

/**
 * Everything the Recycle View shows, read at this moment.
 */
export type CallDto = { customer: CustomerId, name: string, customer_number: string, language: Language | null, phones: Array<CallPhone>, holder: Holder, contact_type: ContactType, 
/**
 * What else the customer is due for.
 */
also_due: Array<ContactType>, files: Array<CallFile>, 
/**
 * Active codes of the contact type, without the Voice Drop code.
 */
codes: Array<CallCode>, no_drops: NoDrops | null, may_have_heard_at: string | null, };

/**
 * One vehicle that is due, or what is due without a VIN.
 */
export type CallFile = { vehicle: VehicleId | null, 
/**
 * "2019 Honda CR-V".
 */
title: string | null, vin: string | null, 
/**
 * "Appointment on 27 Nov 2026"; empty where the vehicle's own dates make it due.
 */
events: Array<string>, last_ro_on: string | null, };

/**
 * As people dial it.
 */
export type CallPhone = { kind: PhoneKind, shown: string, };

export type CallRequest = { customer: CustomerId, 
/**
 * None: what it was taken for, or what is due.
 */
contact_type: ContactType | null, };

export type CallRow = { customer: CustomerId, name: string, customer_number: string, city: string | null, 
/**
 * The vehicle longest due.
 */
vehicle: string | null, 
/**
 * How many more things are due.
 */
more: number, last_ro_on: string | null, stars: Stars | null, last_contact_at: string | null, may_have_heard_at: string | null, no_drops: NoDrops | null, holder: Holder, };

/**
 * Store Selections, Contact Selections and Targets.
 */
export type CallSelectAsk = { contact_type: ContactType, 
/**
 * Empty: all of the contact type.
 */
subtypes: Array<Subtype>, recalls: Array<string>, fetch_campaigns: Array<FetchCampaignId>, language: LanguageFilter, day: DayFilter, customer_type: CustomerTypeFilter, city: string | null, sort: SortOption, };

export type CallSelectClosed = { 
/**
 * Nothing else is due: the customer is no one's any more.
 */
freed: boolean, 
/**
 * What else is due for the same contact type.
 */
left: number, returns_on: string | null, };

/**
 * Marketing: the final attempt.
 */
export type CallSelectComplete = { customer: CustomerId, code: CodeId | null, comment: string, what: RecycleWhat, };

export type CallSelectGiveBack = { 
/**
 * None: all that the caller took.
 */
customer: CustomerId | null, };

export type CallSelectGivenBack = { customers: number, };

export type CallSelectHolders = { holders: Array<HolderOf>, };

export type CallSelectHoldersRequest = { 
/**
 * Rows on the screen; at most 200.
 */
customers: Array<CustomerId>, };

export type CallSelectListRequest = { ask: CallSelectAsk, 
/**
 * Rows to leave out, those of the pages before.
 */
offset: number, };

export type CallSelectMine = { 
/**
 * Whose list it is.
 */
agent: string, 
/**
 * Calls presented, not recycled; in the order of taking.
 */
calls: Array<MyCall>, };

export type CallSelectPage = { rows: Array<CallRow>, total: number, free: number, held: number, taken: number, };

export type CallSelectRecycle = { customer: CustomerId, contact_type: ContactType, code: CodeId, comment: string, what: RecycleWhat, };

/**
 * Save, Do Not Recycle.
 */
export type CallSelectSave = { customer: CustomerId, contact_type: ContactType, code: CodeId | null, comment: string, };

export type CallSelectTake = { ask: CallSelectAsk, what: TakeWhat, };

export type CallSelectTaken = { taken: Array<CustomerId>, refused: Array<TakeRefused>, };

export type CallSelectTypes = { 
/**
 * In the order of an agent's morning.
 */
types: Array<CallType>, 
/**
 * Cities on file, for the filter.
 */
cities: Array<string>, };

export type CallType = { contact_type: ContactType, 
/**
 * Customers due today, those that somebody has included.
 */
due: number, 
/**
 * Those whom nobody has.
 */
free: number, 
/**
 * What can be chosen as a target.
 */
subtypes: Array<Subtype>, recalls: Array<string>, fetch_campaigns: Array<FetchTargetDto>, 
/**
 * Sales and Unsold: active steps of schedules; without one nobody is due.
 */
steps: number | null, };

/**
 * What a campaign or a schedule can be about, as it stands on file.
 */
export type CampaignChoices = { 
/**
 * Open recalls by the maker's word.
 */
recalls: Array<RecallDto>, 
/**
 * Of the traffic log, in the store's own words.
 */
statuses: Array<CountedWord>, traffic_types: Array<CountedWord>, lost_reasons: Array<CountedWord>, 
/**
 * Those that offer somebody today.
 */
fetch_campaigns: Array<FetchCampaignChoice>, fetch_queries: Array<FetchQueryChoice>, };

export type CampaignDto = { id: CampaignId, 
/**
 * Shown to people; counts up per store.
 */
number: number, state: CampaignState, version: number, saved_at: string, spec: CampaignSpec, has_run: boolean, 
/**
 * Whose step it is: then it is changed there.
 */
schedule: ScheduleId | null, next_run_at: string | null, 
/**
 * Why there is no next run, or what will keep it from starting.
 */
warning: string | null, last_run: LastRun | null, 
/**
 * A run under way, and the version it runs with when that is not the newest.
 */
running: RunningVersion | null, };

/**
 * Who, which message, how many, when.
 */
export type CampaignId = number;

export type CampaignKey = { id: CampaignId, };

export type CampaignList = { campaigns: Array<CampaignDto>, };

export type CampaignOverlaps = { notices: Array<Notice>, };

export type CampaignPreviewRequest = { spec: CampaignSpec, 
/**
 * Whose set-up it is; `None`: not saved yet. A step of a schedule leaves out whoever had it.
 */
campaign: CampaignId | null, };

export type CampaignSave = { 
/**
 * `None` makes a new draft.
 */
id: CampaignId | null, spec: CampaignSpec, 
/**
 * What the file says now if somebody else saved since: the version the editor opened.
 */
based_on: number | null, };

/**
 * The whole set-up of a campaign. A run keeps the copy it started with, so that it can say "running with the version
 * of 10:00" (S1).
 */
export type CampaignSpec = { name: string, contact_type: ContactType, filters: Filters, 
/**
 * Not yet chosen in a draft.
 */
message: MessageChoice | null, count: Count, days: Days, 
/**
 * Start, in the store's zone.
 */
time_local: string, 
/**
 * `None`: the department's closing time less 30 minutes.
 */
latest_local: string | null, 
/**
 * The same message to the same customer or number not again for so many days (P2).
 */
days_between: number, prevention: Prevention, missed_start: MissedStart, 
/**
 * What of the contact type is meant.
 */
aim: Aim, 
/**
 * Days between any two marketing drops to a number over all campaigns (P2): 7, or longer for this one.
 */
rest_days: number, 
/**
 * `None`: the contact type's own.
 */
department: Department | null, 
/**
 * At most so many drops in any hour, so that call-backs can be answered. `None`: as fast as the port goes.
 */
per_hour: number | null, };

export type CampaignState = "draft" | "active" | "inactive";

export type ClosedDayDto = { on: string, name: string, };

/**
 * A recycle code of one store and contact type.
 */
export type CodeId = number;

/**
 * By their names. Both empty: the same columns in another order.
 */
export type ColumnsChanged = { came: Array<string>, went: Array<string>, };

/**
 * `code` is `area.reason` and stable; `message` says what happened and what to do; `field` names the input it is about.
 */
export type CommandError = { code: string, message: string, field: string | null, 
/**
 * The same call may succeed later.
 */
retryable: boolean, };

export type ComplaintDto = { 
/**
 * Empty where nobody wrote them down.
 */
words: string, at: string | null, by: string | null, settled: SettledDto | null, };

export type ComplaintOpen = { customer: CustomerId, words: string, };

export type ComplaintSettle = { customer: CustomerId, how: string, };

export type ConnectionDto = { base_url: string, 
/**
 * The key itself never comes back.
 */
has_key: boolean, ports: number, account_name: string | null, credits: number | null, checked_at: string | null, 
/**
 * Practice: the built-in stand-in answers; there is nothing to set.
 */
built_in: boolean, };

export type ConnectionResult = { account_name: string, ports: number, credits: number, test_mode: boolean, };

export type ConnectionSave = { base_url: string, 
/**
 * `None` keeps the stored one.
 */
key: string | null, };

export type ConnectionTest = { base_url: string, 
/**
 * `None` tests with the stored one.
 */
key: string | null, };

/**
 * One row of Contact History.
 */
export type ContactId = number;

export type ContactType = "maintenance" | "confirm" | "no_show" | "service_follow_up" | "special_order_parts" | "recall" | "mvi" | "declined_work" | "sales" | "unsold" | "marketing" | "fetch_automation";

export type ContactTypes = { due: DueSettings, 
/**
 * Those of the product page, to go back to.
 */
defaults: DueSettings, };

export type ContactTypesSave = { due: DueSettings, };

/**
 * Number to send (P1).
 */
export type Count = { "kind": "number", number: number, } | { "kind": "all_due" };

export type CountedWord = { word: string, entries: number, };

/**
 * Over which counter parts are sold.
 */
export type Counter = "front" | "back";

/**
 * How the targets of a run stand. They close at every moment (product page, section 4).
 */
export type Counts = { 
/**
 * Every target ever reserved, replacements included.
 */
chosen: number, delivered: number, failed: number, unknown: number, in_progress: number, skipped: number, released: number, to_do: number, };

export type CustomerDto = { id: CustomerId, customer_number: string, name: string, first_name: string | null, last_name: string | null, company: string | null, email: string | null, address: string | null, city: string | null, region: string | null, postal_code: string | null, language: Language | null, customer_type: CustomerType, day_preference: DayPreference | null, 
/**
 * Do Not Call, or opted out: voice is off for the whole customer (P13).
 */
voice_off: string | null, 
/**
 * A person switched voice off: a turn-off, no opt-out.
 */
voice_switch: OffDto | null, hold: HoldDto | null, 
/**
 * The open one.
 */
complaint: ComplaintDto | null, 
/**
 * Settled ones, newest first; at most 20.
 */
settled_complaints: Array<ComplaintDto>, taken_by: string | null, 
/**
 * None: nobody rated the customer.
 */
stars: Stars | null, 
/**
 * The run that holds the customer, and until when.
 */
held: HeldDto | null, phones: Array<PhoneDto>, vehicles: Array<VehicleDto>, 
/**
 * What is due, or out, for events that name no vehicle: then the file is the customer (S10).
 */
without_vehicle: Array<TypeStandingDto>, 
/**
 * How much of each source is on file.
 */
on_file: Array<OnFileDto>, why_calling: Array<WhyCalling>, may_have_heard_at: string | null, impossible: boolean, last_contact_at: string | null, };

export type CustomerHit = { id: CustomerId, name: string, customer_number: string, city: string | null, 
/**
 * The number or VIN that matched, as people write it.
 */
matched: string | null, vehicle: string | null, drop_in_progress: boolean, 
/**
 * Of the last 14 days: what the customer may be calling about.
 */
last_drop_at: string | null, };

export type CustomerHits = { 
/**
 * Those with a drop in progress or in the last 14 days first; at most 50.
 */
hits: Array<CustomerHit>, more: boolean, };

/**
 * A person or fleet on the file of one store.
 */
export type CustomerId = number;

export type CustomerKey = { id: CustomerId, };

export type CustomerListPage = { customers: Array<CustomerHit>, after: CustomerId | null, total: number, };

export type CustomerListRequest = { 
/**
 * Customer to start after, as given by the page before.
 */
after: CustomerId | null, };

export type CustomerRate = { customer: CustomerId, 
/**
 * None: not rated.
 */
stars: Stars | null, };

export type CustomerSearch = { 
/**
 * Any three digits or letters of a number, name, VIN, e-mail or customer number.
 */
text: string, };

export type CustomerType = "retail" | "fleet";

export type CustomerTypeFilter = "all" | "non_fleet";

/**
 * How fresh a source is (P15).
 */
export type DataAsOf = { source: DataSource, 
/**
 * When its file was last taken in; `None`: never, or the sample.
 */
at: string | null, 
/**
 * The sample dealership: everything is as of today.
 */
is_sample: boolean, 
/**
 * No run starts that rests on it.
 */
is_too_old: boolean, };

/**
 * A kind of file that a dealer system brings, with a mapping and a freshness of its own.
 */
export type DataSource = "customers" | "appointment" | "repair_order" | "parts_order" | "recall" | "inspection" | "declined_work" | "deal" | "traffic_entry" | "list_entry";

export type DateCandidate = { format: string, 
/**
 * The first date of the file, read that way.
 */
example_text: string, example: string, };

/**
 * A day of the week.
 */
export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export type DayFilter = "all" | "day" | "late_day";

/**
 * Sun and moon on the customer's file: when they prefer to be reached.
 */
export type DayPreference = "day" | "late_day";

/**
 * Which days, in the store's zone.
 */
export type Days = { "kind": "once", on: string, } | { "kind": "weekly", weekdays: Array<Day>, start_on: string, end_on: string | null, };

/**
 * A change of days: whom it binds (S11).
 */
export type DaysApply = "from_now_on" | "also_those_out";

/**
 * An attempt whose ending is not known.
 */
export type Decision = { attempt: AttemptId, run: RunId | null, customer: CustomerId | null, name: string, number: E164, campaign_name: string, intended_at: string, accepted_at: string | null, 
/**
 * What is known, in words.
 */
known: string, 
/**
 * The answer to the last "Ask again".
 */
last_answer: string | null, };

export type DecisionChoice = "ask_again" | "treat_as_delivered" | "treat_as_not_delivered";

export type DecisionSettle = { attempt: AttemptId, choice: DecisionChoice, };

export type Department = "service" | "sales";

export type DepartmentDto = { department: Department, caller_id: E164 | null, call_back_number: E164 | null, };

export type Disposition = "delivered" | "impossible" | "busy" | "unavailable" | "mailbox_full" | "mailbox_not_set_up" | "no_answer" | "landline" | "do_not_call" | "bad_number" | "carrier_refused" | "cancelled" | "failed" | "treated_as_delivered" | "treated_as_not_delivered";

/**
 * Done; nothing to say.
 */
export type Done = Record<symbol, never>;

export type Door = "sample" | "own_file" | "set_up_store";

export type DropRow = { attempt: AttemptId, customer: CustomerId, name: string, vehicle: string | null, contact_type: ContactType, kind: PhoneKind, number: E164, at: string, 
/**
 * `None`: In Progress.
 */
disposition: Disposition | null, unknown: boolean, 
/**
 * Stratics later said otherwise: its word. Shown, never applied.
 */
other_result: string | null, };

/**
 * Customers with something due today, by the stored settings and by those asked for.
 */
export type DueEffect = { before: number, after: number, };

export type DueEffectRequest = { contact_type: ContactType, due: DueSettings, };

/**
 * Settings of a store. All ranges include both ends.
 */
export type DueSettings = { 
/**
 * Maintenance: last visit, or purchase if never serviced, lies this many months back at least …
 */
maintenance_from_months: number, 
/**
 * … and at most.
 */
maintenance_to_months: number, 
/**
 * Maintenance, Regulars: the same in months for those who come often.
 */
regulars_months: [number, number], 
/**
 * Maintenance, Thin Ice: the last months before the trigger ends.
 */
thin_ice_months: number, 
/**
 * Confirm, level 1: open days to the appointment.
 */
confirm_open_days: [number, number], 
/**
 * Confirm, level 2: days to the appointment.
 */
confirm_early_days: [number, number], 
/**
 * No Show: days since the appointment was missed, at most.
 */
no_show_days: number, 
/**
 * CSI: days since the repair order was closed.
 */
follow_up_days: [number, number], 
/**
 * CSI: whose repair orders are followed up.
 */
follow_up_pay: Array<PayType>, 
/**
 * Parts: days since all parts of the order arrived, at least.
 */
parts_days: number, 
/**
 * Parts: from this day on recycle days no longer hold it back.
 */
parts_recycle_days: number, 
/**
 * MVI: days to go at most, and days overdue at most.
 */
inspection_days: [number, number], 
/**
 * Declined work: days ahead at most, and days past at most.
 */
declined_days: [number, number], };

/**
 * A number in E.164, for example `+14165550134`. Made only by [`read_phone`] or from a stored value that was.
 *
 * The text lies in place, zeros behind it: a million customers are judged without asking for memory once.
 */
export type E164 = string;

export type EndedRun = { run: RunId, campaign_name: string, state: RunState, skip: RunSkip | null, note: string | null, counts: Counts, ended_at: string, };

/**
 * One row. Texts are those of its file.
 */
export type Event = { "source": "appointment", on: string, at_local: string | null, booked_on: string | null, state: AppointmentState, services: string | null, advisor: string | null, team: string | null, } | { "source": "repair_order", number: string, opened_on: string, closed_on: string | null, pay: PayType, opcodes: Array<string>, advisor: string | null, technician: string | null, odometer: number | null, amount_cents: number | null, } | { "source": "parts_order", number: string, ordered_on: string | null, 
/**
 * `None` while a part is missing.
 */
arrived_on: string | null, is_open: boolean, counter: Counter | null, parts: string | null, amount_cents: number | null, } | { "source": "recall", campaign: string | null, title: string | null, opened_on: string | null, is_open: boolean, has_remedy: boolean | null, outcome: RecallOutcome | null, } | { "source": "inspection", name: string | null, due_on: string, } | { "source": "declined_work", declined_on: string | null, due_on: string, is_open: boolean, kind: UndoneWork | null, services: string | null, ro_number: string | null, amount_cents: number | null, } | { "source": "deal", number: string, sold_on: string, delivered_on: string | null, is_unwound: boolean, sold_as: SoldAs | null, salesperson: string | null, amount_cents: number | null, 
/**
 * End of the lease or the financing.
 */
ends_on: string | null, } | { "source": "traffic_entry", entered_at: string, 
/**
 * An internet lead, not a visit.
 */
is_lead: boolean, status: string, traffic_type: string | null, lost_reason: string | null, follow_up_on: string | null, appointment_on: string | null, interest: string | null, salesperson: string | null, lead_source: string | null, comment: string | null, } | { "source": "list_entry", list: string, listed_on: string, note: string | null, } | { "source": "fetch_member", campaign_name: string, 
/**
 * When the query was sent to Call Select.
 */
made_at: string, expires_on: string, 
/**
 * `false`: completed, never offered again.
 */
is_open: boolean, 
/**
 * A person ended the whole campaign.
 */
is_ended: boolean, };

/**
 * Where a page of events ended: what the row is sorted by, and its id.
 */
export type EventCursor = { sorted_by: string, id: number, };

export type EventDto = { id: number, vehicle: string | null, vin: string | null, event: Event, };

/**
 * What becomes of the events of a file.
 */
export type EventNumbers = { new: number, changed: number, 
/**
 * On file as the file says them.
 */
same: number, };

/**
 * Where it comes from; each has its own table.
 */
export type EventSource = "appointment" | "repair_order" | "parts_order" | "recall" | "inspection" | "declined_work" | "deal" | "traffic_entry" | "list_entry" | "fetch_member";

export type EventsPage = { rows: Array<EventDto>, before: EventCursor | null, };

export type EventsRequest = { customer: CustomerId, source: EventSource, 
/**
 * As given by the page before.
 */
before: EventCursor | null, };

export type ExcludedAccountDto = { customer: CustomerId, name: string, customer_number: string, reason: string, at: string, by: string, };

export type ExcludedPerson = { person: PreviewPerson, 
/**
 * All reasons, the first first.
 */
reasons: Array<ReasonDto>, };

export type ExportFormat = "csv" | "xlsx";

export type ExportKey = { id: number, };

/**
 * A file that is being written in a place that a person chose.
 */
export type ExportUnderWay = { id: number, file_name: string, 
/**
 * Written so far.
 */
rows: number, };

/**
 * Every list and report of the window. All its rows go into the file, however many of them the screen shows at a time.
 */
export type ExportedList = { "kind": "eligible", spec: CampaignSpec, campaign: CampaignId | null, } | { "kind": "excluded", spec: CampaignSpec, campaign: CampaignId | null, group: ReasonGroup, } | { "kind": "customers" } | { "kind": "found", text: string, } | { "kind": "contact_history", customer: CustomerId, } | { "kind": "on_file", customer: CustomerId, source: EventSource, } | { "kind": "report", run: RunId, } | { "kind": "house_accounts" } | { "kind": "campaigns" } | { "kind": "schedules" } | { "kind": "runs" } | { "kind": "drops_of_today" } | { "kind": "messages" } | { "kind": "watched_folders" } | { "kind": "imports" } | { "kind": "rejected_rows", import: ImportId, } | { "kind": "recycle_codes" } | { "kind": "fetched", query: FetchQuery, } | { "kind": "call_select", ask: CallSelectAsk, } | { "kind": "my_calls" } | { "kind": "audit" } | { "kind": "foreign_drops" };

export type ExportsUnderWay = { exports: Array<ExportUnderWay>, };

/**
 * What a query finds.
 */
export type FetchAbout = "customers" | "vehicles";

export type FetchCampaignChoice = { id: FetchCampaignId, name: string, expires_on: string, customers: number, };

export type FetchCampaignDto = { id: FetchCampaignId, name: string, query: FetchQueryId, query_name: string, 
/**
 * The last day on which it counts.
 */
expires_on: string, state: FetchCampaignState, made_at: string, made_by: string, members: number, 
/**
 * Still to be contacted.
 */
open: number, };

/**
 * A query that was sent to Call Select, with an expiry date.
 */
export type FetchCampaignId = number;

export type FetchCampaignKey = { id: FetchCampaignId, };

export type FetchCampaignList = { campaigns: Array<FetchCampaignDto>, };

/**
 * Sends what a saved query finds now to Call Select.
 */
export type FetchCampaignMake = { query: FetchQueryId, name: string, expires_on: string, };

export type FetchCampaignState = "active" | "expired" | "ended";

/**
 * Everything a query can be made of, in the order of menus.
 */
export type FetchCatalogue = { fields: Array<FetchFieldDto>, relations: Array<FetchRelationDto>, };

export type FetchCheck = { written: FetchWritten, };

/**
 * A line that cannot be read gives neither query nor sentence; a query with faults gives no sentence.
 */
export type FetchChecked = { query: FetchQuery | null, 
/**
 * The query as it is typed: comparisons of dates in words.
 */
line: string | null, 
/**
 * What it means, in one sentence.
 */
sentence: string | null, line_error: FetchLineError | null, faults: Array<FetchFault>, 
/**
 * Worth knowing, and no fault: rules that cannot hold together.
 */
notices: Array<string>, };

/**
 * A saved query, with what its contacts are recorded as (S17).
 */
export type FetchChoice = { query: FetchQueryId, 
/**
 * Turn-offs and recycling are those of this contact type.
 */
records: ContactType, 
/**
 * `None`: the Voice Drop code of that type.
 */
code: CodeId | null, };

export type FetchCombine = "all" | "any";

export type FetchComparison = "is" | "is_not" | "one_of" | "none_of" | "contains" | "does_not_contain" | "begins_with" | "less_than" | "at_most" | "more_than" | "at_least" | "between" | "more_than_ago" | "within_last" | "within_next" | "more_than_ahead" | "before" | "after" | "on" | "is_empty" | "is_not_empty";

export type FetchComparisonDto = { comparison: FetchComparison, 
/**
 * "is more than … ago": where a … stands, the values go.
 */
phrase: string, takes: FetchTakes, };

export type FetchComplete = { about: FetchAbout, line: string, caret: number, };

export type FetchCompletion = { 
/**
 * What a suggestion replaces.
 */
start: number, end: number, suggestions: Array<FetchSuggestion>, };

export type FetchFault = { 
/**
 * Places of items from the root down, through the rules of a "has". Empty: the root.
 */
path: Array<number>, part: FetchPart, message: string, };

export type FetchFieldDto = { 
/**
 * What a rule stores.
 */
word: string, 
/**
 * One of a kind among the fields that stand together: those of vehicles and their owners, or of one relation.
 */
label: string, source: FetchSource, kind: FetchKind, 
/**
 * Of a choice.
 */
options: Array<FetchOption>, comparisons: Array<FetchComparisonDto>, 
/**
 * Whether `fetch_values` knows values of it.
 */
has_values: boolean, };

export type FetchFind = { query: FetchQuery, };

export type FetchFound = { 
/**
 * Customers or vehicles, as the query asks.
 */
found: number, customers: number, 
/**
 * The first 50.
 */
rows: Array<FetchRow>, };

export type FetchGroup = { combine: FetchCombine, 
/**
 * The opposite of the whole group.
 */
negated: boolean, items: Array<FetchItem>, };

/**
 * Whether there are related rows, in a period, of which something holds.
 */
export type FetchHas = { relation: FetchRelation, 
/**
 * There is none.
 */
negated: boolean, within: FetchPeriod | null, 
/**
 * About one and the same row. No items: any row.
 */
rules: FetchGroup, };

export type FetchItem = { "kind": "group" } & FetchGroup | { "kind": "rule" } & FetchRule | { "kind": "has" } & FetchHas;

/**
 * What a field holds.
 */
export type FetchKind = "text" | "choice" | "number" | "money" | "date" | "yes_no" | "words";

export type FetchLineError = { start: number, end: number, message: string, };

export type FetchOption = { word: string, label: string, };

/**
 * Which part of an item a fault is about.
 */
export type FetchPart = "group" | "field" | "comparison" | "values" | "relation" | "period";

/**
 * Both ends and today included.
 */
export type FetchPeriod = { reach: FetchReach, count: number, unit: FetchUnit, };

export type FetchQuery = { about: FetchAbout, root: FetchGroup, };

export type FetchQueryChoice = { id: FetchQueryId, name: string, };

export type FetchQueryDto = { id: FetchQueryId, name: string, 
/**
 * `None`: another version of the program wrote it.
 */
query: FetchQuery | null, sentence: string | null, 
/**
 * Why it cannot be asked any more.
 */
fault: string | null, saved_at: string, saved_by: string, 
/**
 * Active campaigns that ask it: it cannot be deleted.
 */
used_by: Array<string>, };

/**
 * A saved Fetch query.
 */
export type FetchQueryId = number;

export type FetchQueryKey = { id: FetchQueryId, };

export type FetchQueryList = { queries: Array<FetchQueryDto>, };

export type FetchReach = "last" | "next";

export type FetchReadyMade = { word: string, name: string, tells: string, query: FetchQuery, };

export type FetchReadyMadeList = { queries: Array<FetchReadyMade>, };

/**
 * Rows that belong to a customer or a vehicle.
 */
export type FetchRelation = "vehicles" | "former_vehicles" | "appointments" | "repair_orders" | "parts_orders" | "recalls" | "inspections" | "declined_work" | "deals" | "traffic" | "lists" | "contacts" | "drops" | "call_backs" | "turn_offs" | "fetch_campaigns";

export type FetchRelationDto = { relation: FetchRelation, label: string, 
/**
 * Whose fields its rules have.
 */
source: FetchSource, 
/**
 * Of what a query can ask whether it has them.
 */
of: Array<FetchSource>, 
/**
 * The label of the date that a period is about; `None`: it takes no period.
 */
date: string | null, };

export type FetchRow = { customer: CustomerId, vehicle: VehicleId | null, customer_number: string, name: string, city: string | null, vehicle_title: string | null, vin: string | null, last_ro_on: string | null, 
/**
 * `None`: never contacted.
 */
last_contact_at: string | null, };

/**
 * A field compared with values. The values are what was written, so that an unfinished rule can be kept and shown.
 */
export type FetchRule = { 
/**
 * The word of a field in the catalogue.
 */
field: string, comparison: FetchComparison, 
/**
 * None, one, two (between) or many (is one of). Dates as YYYY-MM-DD; numbers and money as digits, with a point;
 * choices by their word; yes or no.
 */
values: Array<string>, 
/**
 * Of a span ("more than 6 months ago"); its number is the one value.
 */
unit: FetchUnit | null, };

export type FetchSave = { 
/**
 * `None` saves a new one.
 */
id: FetchQueryId | null, name: string, query: FetchQuery, };

/**
 * Where rows come from.
 */
export type FetchSource = "customer" | "vehicle" | "appointment" | "repair_order" | "parts_order" | "recall" | "inspection" | "declined_work" | "deal" | "traffic_entry" | "list_entry" | "contact" | "drop" | "call_back" | "turn_off" | "fetch_member";

export type FetchSuggestion = { kind: FetchSuggestionKind, 
/**
 * What goes into the line; a blank comes behind it.
 */
text: string, label: string, 
/**
 * Of a value on file.
 */
rows: number | null, };

export type FetchSuggestionKind = "field" | "comparison" | "value" | "relation" | "word";

/**
 * What is written behind a comparison.
 */
export type FetchTakes = "nothing" | "one" | "two" | "many" | "span";

export type FetchTargetDto = { id: FetchCampaignId, name: string, 
/**
 * The last day on which it counts.
 */
expires_on: string, };

export type FetchUnit = "days" | "weeks" | "months" | "years";

export type FetchValue = { 
/**
 * What a rule stores.
 */
value: string, label: string, rows: number, };

/**
 * The 50 most frequent.
 */
export type FetchValueList = { values: Array<FetchValue>, };

export type FetchValues = { field: string, 
/**
 * Only values that hold this; empty: all.
 */
search: string, };

/**
 * A query from the tree, or from the line.
 */
export type FetchWritten = { "kind": "query", query: FetchQuery, } | { "kind": "line", about: FetchAbout, line: string, };

/**
 * What a column can mean. `None` in a mapping: the column is left out.
 */
export type FieldDto = "customer_number" | "first_name" | "last_name" | "full_name" | "company" | "home_phone" | "work_phone" | "cell_phone" | "email" | "address" | "city" | "region" | "postal_code" | "language" | "fleet" | "day_preference" | "vin" | "year" | "make" | "model" | "odometer" | "last_ro_date" | "last_ro_number" | "delivery_date" | "do_not_call" | "last_contact_date" | "last_contact_by" | "last_contact_code" | "next_appointment_date" | "consent" | "consent_date" | "appointment_number" | "appointment_date" | "appointment_time" | "booked_date" | "status" | "team" | "advisor" | "services" | "ro_number" | "open_date" | "close_date" | "opcodes" | "pay_type" | "technician" | "amount" | "order_number" | "order_date" | "arrived_date" | "part" | "counter" | "recall_campaign" | "title" | "remedy" | "inspection_name" | "due_date" | "declined_date" | "kind" | "deal_number" | "sold_date" | "end_date" | "salesperson" | "entry_number" | "entry_date" | "entry_time" | "traffic_type" | "lost_reason" | "follow_up_date" | "interest" | "lead_source" | "comment" | "listed_date";

export type FileKind = "practice" | "live";

/**
 * A text file for the person to save.
 */
export type FileOut = { file_name: string, 
/**
 * "text/csv" or the spreadsheet type.
 */
mime: string, base64: string, };

/**
 * Which customers, beyond the contact type's due rule. An empty list or bound filters nothing.
 */
export type Filters = { language: LanguageFilter, customer_type: CustomerTypeFilter, day: DayFilter, 
/**
 * Compared without regard to case.
 */
makes: Array<string>, models: Array<string>, year_from: number | null, year_to: number | null, 
/**
 * In the unit of the store's files (km or miles).
 */
odometer_from: number | null, odometer_to: number | null, last_visit_from_on: string | null, last_visit_to_on: string | null, };

export type ForeignDropDto = { number: E164 | null, word: string, at: string, };

export type GoOnWithoutKnowing = { 
/**
 * Stands in the audit trail.
 */
reason: string, };

/**
 * A column of the vehicle grid.
 */
export type GridColumn = { "kind": "owns" } | { "kind": "contact_type", contact_type: ContactType, };

export type HeldDto = { run: RunId, campaign_name: string, until: string, };

export type HeldRun = { run: RunId, campaign_name: string, state: RunState, scheduled_at: string, 
/**
 * Who stood in its line at the backup: they go back to Call Select when it is released.
 */
in_line: number, can_be_released: boolean, };

export type HistoryPage = { rows: Array<HistoryRow>, before: ContactId | null, };

export type HistoryRequest = { customer: CustomerId, before: ContactId | null, };

export type HistoryRow = { id: ContactId, user_name: string, started_at: string, finished_at: string | null, vehicle: string | null, vin: string | null, 
/**
 * The customer's other vehicles that the drop was about.
 */
linked: Array<LinkedVehicle>, contact_type: ContactType | null, comment: string, in_progress: boolean, inbound: boolean, number: E164 | null, returns_on: string | null, campaign_name: string | null, message_name: string | null, 
/**
 * Stratics later said otherwise: its word. Shown, never applied.
 */
other_result: string | null, 
/**
 * In which order the agent's list stood.
 */
sort: SortOption | null, };

export type HoldDto = { reason: string, at: string | null, by: string | null, 
/**
 * The first day on which it is over; `None`: until a person ends it.
 */
until_on: string | null, };

export type HoldSet = { customer: CustomerId, reason: string, 
/**
 * The first day on which it is over; `None`: until a person ends it.
 */
until_on: string | null, };

/**
 * Who has a customer.
 */
export type Holder = { "kind": "nobody" } | { "kind": "run", run: RunId, campaign_name: string, started_at: string, until: string, } | { "kind": "agent", name: string, since: string, contact_type: ContactType | null, mine: boolean, };

export type HolderOf = { customer: CustomerId, holder: Holder, };

/**
 * A day without a row is closed.
 */
export type HoursDto = { department: Department, day: Day, opens_local: string, closes_local: string, };

export type HouseAccountDto = { customer: CustomerId, name: string, customer_number: string, vehicles: number, 
/**
 * What speaks for it, in words.
 */
why: Array<string>, };

export type HouseAccounts = { 
/**
 * In order of name.
 */
candidates: Array<HouseAccountDto>, 
/**
 * Those excluded so far, newest first; at most 500.
 */
excluded: Array<ExcludedAccountDto>, };

export type HouseAccountsPick = { customers: Array<CustomerId>, };

export type HouseCreate = { door: Door, 
/**
 * Needed where no keychain answers. At least 8 characters.
 */
passphrase: string | null, 
/**
 * For `own_file` and `set_up_store`.
 */
store: StoreDto | null, };

export type HouseState = "first_start" | "locked" | "open" | "cannot_open";

export type HouseStatus = { state: HouseState, kind: FileKind | null, store: StoreDto | null, problem: CommandError | null, 
/**
 * Whether the system's keychain can keep the key; otherwise a new file asks for a passphrase.
 */
keychain_answers: boolean, 
/**
 * Clock time now; practice has a time of its own. `clock_speed` is clock seconds per second.
 */
now: string | null, clock_speed: number, program_version: string, 
/**
 * The store's offsets from UTC, oldest first: the window shows local times by these, not by the zone data of the
 * machine, which may be old. The last one holds for ever.
 */
offsets: Array<ZoneOffset>, 
/**
 * Live: credits at the last check.
 */
credits: number | null, 
/**
 * Everything is paused by a person (Pause all).
 */
paused_all: boolean, 
/**
 * A sentence if sending stands still for a reason that concerns everything: clock set back, account refused.
 */
standstill: string | null, decisions: number, 
/**
 * A sentence if the last backup could not be made.
 */
backup_problem: string | null, };

export type HouseUnlock = { passphrase: string, };

export type ImportColumn = { name: string, field: FieldDto | null, 
/**
 * The first values that are not empty.
 */
examples: Array<string>, };

/**
 * A file that is open but not written.
 */
export type ImportDraft = { draft: string, 
/**
 * Of which source it is taken to be; another one is chosen by opening it again.
 */
source: DataSource, 
/**
 * What a column of this source's file can mean.
 */
fields: Array<FieldDto>, 
/**
 * Leads in ADF: their parts are those of the format, and nothing is to be mapped.
 */
is_adf: boolean, 
/**
 * For an imported list: its name, until a person gives it another.
 */
list: string | null, file_name: string, encoding: string, delimiter: string, 
/**
 * Recognised; `None` when it must be asked or no date column is mapped.
 */
date_format: string | null, 
/**
 * More than one when every day is 12 or less: asked, not guessed.
 */
date_candidates: Array<DateCandidate>, columns: Array<ImportColumn>, 
/**
 * The mapping was remembered from an earlier file with the same columns.
 */
remembered: boolean, 
/**
 * The columns are not those of the last file of this source, and what a person chose for the others is kept.
 * `None`: they are, or it looks like a file of another system.
 */
columns_changed: ColumnsChanged | null, rows: number, };

export type ImportDraftId = { draft: string, };

/**
 * One file that was taken in.
 */
export type ImportId = number;

export type ImportKey = { id: ImportId, };

export type ImportList = { imports: Array<ImportSummary>, 
/**
 * Every source.
 */
data_as_of: Array<DataAsOf>, };

export type ImportNote = { line: number, 
/**
 * As the file names it.
 */
column: string, text: string, 
/**
 * What is wrong with the cell, and what was made of it.
 */
note: string, };

export type ImportOpen = { path: string, 
/**
 * `None`: recognised by its columns.
 */
source: DataSource | null, 
/**
 * `None`: recognised. "utf-8", "utf-8-sig", "utf-16", "cp1252".
 */
encoding: string | null, 
/**
 * `None`: recognised. "," ";" "\t" "|".
 */
delimiter: string | null, };

export type ImportPlan = { draft: string, 
/**
 * One per column, in order.
 */
mapping: Array<FieldDto | null>, date_format: string | null, 
/**
 * The name of an imported list; `None`: the file's.
 */
list: string | null, };

/**
 * What writing would do. Nothing is written yet.
 */
export type ImportPreview = { source: DataSource, 
/**
 * `None` for the customers' file.
 */
events: EventNumbers | null, rows: number, customers: number, new_customers: number, changed_customers: number, vehicles: number, new_vehicles: number, usable_cells: number, usable_homes: number, do_not_call: number, rejected: number, first_rejected: Array<RejectedRowDto>, 
/**
 * Cells of good rows that could not be taken as they stand; the first 20 stand below.
 */
notes: number, first_notes: Array<ImportNote>, 
/**
 * Of the customers' file.
 */
first_rows: Array<ImportSampleRow>, 
/**
 * Of every other file.
 */
first_events: Array<ImportSampleEvent>, date_format: string | null, };

export type ImportProgress = { draft: string, done: number, total: number, finished: ImportSummary | null, cancelled: boolean, error: CommandError | null, };

export type ImportSampleEvent = { line: number, 
/**
 * Number and name as they stand on file, or as the file names somebody who is not there yet.
 */
customer: string, vehicle: string, on: string | null, 
/**
 * The event in a few words.
 */
what: string, };

export type ImportSampleRow = { line: number, customer_number: string, name: string, vehicle: string, cell: string, home: string, last_visit_on: string | null, };

export type ImportSummary = { id: ImportId, source: DataSource, 
/**
 * `None` for the customers' file.
 */
events: EventNumbers | null, file_name: string, at: string, by: string, rows: number, customers: number, vehicles: number, usable_cells: number, usable_homes: number, do_not_call: number, rejected: number, new_customers: number, changed_customers: number, encoding: string, delimiter: string, date_format: string | null, undone_at: string | null, can_undo: boolean, };

/**
 * What undo did, and what it left because something refers to it or changed since.
 */
export type ImportUndone = { removed_customers: number, removed_vehicles: number, removed_events: number, restored_values: number, left: Array<string>, };

export type InFlight = { customer: CustomerId, name: string, kind: PhoneKind, number: E164, since: string, };

export type Lane = { run: RunId, campaign: CampaignId, campaign_name: string, contact_type: ContactType, state: RunState, 
/**
 * A standing run with nobody to send to: open, and in no line (P6).
 */
resting: boolean, port: PortNumber | null, counts: Counts, asked: number, in_flight: InFlight | null, since: string, paused_by: string | null, pause_cause: PauseCause | null, 
/**
 * A sentence: why it waits or is paused, and what to do.
 */
note: string | null, 
/**
 * The run's window ends.
 */
until: string, version_saved_at: string, is_newest_version: boolean, };

/**
 * A customer's or a message's language.
 */
export type Language = "en" | "fr";

export type LanguageFilter = "any" | "en" | "fr";

export type LastRun = { run: RunId, on: string, state: RunState, delivered: number, asked: number, };

export type LinkedVehicle = { title: string, vin: string, };

export type ListExport = { list: ExportedList, format: ExportFormat, };

export type MakeDto = { make: string, vehicles: number, models: Array<string>, };

export type MakesAndModels = { makes: Array<MakeDto>, };

export type MessageAdd = { 
/**
 * Either a path (the file dialog, the terminal) …
 */
path: string | null, 
/**
 * … or the bytes (a file dropped on the window) with its name.
 */
file_name: string | null, base64: string | null, };

export type MessageAudio = { 
/**
 * 8 kHz mono 16-bit WAV.
 */
base64: string, };

/**
 * One message, or one per language (P4).
 */
export type MessageChoice = { "kind": "single", message: MessageId, } | { "kind": "per_language", english: MessageId, french: MessageId, };

export type MessageDto = { id: MessageId, name: string, language: Language, transcript: string, contact_types: Array<ContactType>, duration_ms: number, sha256: string, 
/**
 * Longer than 25 s, silence, clipping, very quiet: sentences.
 */
notices: Array<string>, approved_at: string | null, approved_by: string | null, added_at: string, 
/**
 * Names of campaigns that use it.
 */
used_by: Array<string>, };

/**
 * A recording with its words.
 */
export type MessageId = number;

export type MessageKey = { id: MessageId, };

export type MessageList = { messages: Array<MessageDto>, };

/**
 * Language, transcript and contact types are what was approved: a change of them takes an approval back.
 */
export type MessageSave = { id: MessageId, name: string, language: Language, transcript: string, 
/**
 * Empty: every contact type.
 */
contact_types: Array<ContactType>, };

export type MessageTestDrop = { id: MessageId, 
/**
 * A staff number, as typed.
 */
to: string, };

/**
 * What becomes of a start that was missed (P6). Never on another day.
 */
export type MissedStart = "run_late" | "skip";

export type MyCall = { customer: CustomerId, name: string, customer_number: string, city: string | null, stars: Stars | null, phones: Array<CallPhone>, taken_at: string, 
/**
 * From which list; none when taken on the customer's page.
 */
contact_type: ContactType | null, sort: SortOption | null, 
/**
 * The latest contact that was saved without recycling since.
 */
saved_at: string | null, may_have_heard_at: string | null, };

export type NextRun = { campaign: CampaignId, campaign_name: string, at: string, 
/**
 * `None`: all due.
 */
count: number | null, };

/**
 * Why this customer gets no voice drop, whoever may call them.
 */
export type NoDrops = "do_not_call" | "opted_out" | "switched_off" | "impossible";

/**
 * A request that needs nothing.
 */
export type Nothing = Record<symbol, never>;

/**
 * What a manager should know before saving; it keeps nobody from it.
 */
export type Notice = { kind: NoticeKind, text: string, };

/**
 * What a notice is about. The order is the order in which they are shown.
 */
export type NoticeKind = "no_run" | "query" | "last_chance" | "short" | "window" | "overlap" | "ports" | "language" | "clock_change";

/**
 * Why one number of a customer cannot be used (S8, S14).
 */
export type NumberFault = "empty" | "invalid" | "extension" | "shared_line" | "store_line" | "landline" | "blocked_until" | "blocked_for_ever" | "opted_out" | "switched_off";

export type NumberFaultDto = { kind: PhoneKind, fault: NumberFault, until_on: string | null, };

export type NumberPart = { kind: PhoneKind, fault: NumberFault, };

/**
 * Voice of one of the customer's numbers, on every file that bears it.
 */
export type NumberSwitch = { customer: CustomerId, number: E164, reason: string, };

/**
 * Who switched something off, when and why.
 */
export type OffDto = { reason: string, 
/**
 * `None`: nobody wrote it down.
 */
at: string | null, by: string | null, };

export type OnFileDto = { source: EventSource, count: number, };

/**
 * Only a person with a reason turns voice on again.
 */
export type OptIn = { customer: CustomerId, reason: string, };

export type OptOut = { customer: CustomerId, reason: string, };

export type OptOutDto = { at: string, by: string, reason: string, };

/**
 * Who or what paused a run.
 */
export type PauseCause = "person" | "pause_all" | "error_budget" | "unauthorized" | "no_funds" | "bad_audio" | "clock_set_back" | "store_closed" | "message_not_approved" | "no_caller_id" | "restored";

export type PausedRuns = { runs: Array<RunId>, };

/**
 * Who pays a repair order.
 */
export type PayType = "customer" | "warranty" | "internal";

export type PhoneDto = { kind: PhoneKind, typed: string, number: E164 | null, fault: NumberFault | null, until_on: string | null, 
/**
 * Strikes of S12 on a cell, the running series of S13 on a home phone.
 */
strikes: number, 
/**
 * Three failures in a row or more.
 */
red_mark: boolean, rests_until_on: string | null, opted_out: OptOutDto | null, 
/**
 * A person switched this number off, on every file that bears it.
 */
switched_off: OffDto | null, 
/**
 * The number a drop would use today; none while one of the customer's numbers is opted out.
 */
used_first: boolean, 
/**
 * An attempt on it is not settled: nothing may be sent to it meanwhile.
 */
locked: boolean, };

/**
 * The field of the file a number stands in. What stands in the cell field is a cell phone, whatever else bears it (S8).
 */
export type PhoneKind = "cell" | "home" | "work";

export type PhoneSave = { customer: CustomerId, kind: PhoneKind, typed: string, };

/**
 * A lane of the provider's account, from 1; one drop in flight at a time (S4).
 */
export type PortNumber = number;

/**
 * Whom a drop of the same store-local day bars (P2).
 */
export type Prevention = "by_customer" | "by_contact_type";

export type PreviewGroup = { group: ReasonGroup, customers: number, 
/**
 * What the line is made of, where it can be more than one thing; the most frequent first.
 */
parts: Array<PreviewPart>, };

/**
 * A part of a line. Of Impossible to Contact each customer stands in one part for each number.
 */
export type PreviewPart = { reason: Reason, number: NumberPart | null, customers: number, };

export type PreviewPeople = { people: Array<ExcludedPerson>, total: number, };

export type PreviewPeopleRequest = { spec: CampaignSpec, campaign: CampaignId | null, group: ReasonGroup, 
/**
 * Rows to pass over; a page has 100.
 */
offset: number, };

export type PreviewPerson = { customer: CustomerId, name: string, customer_number: string, vehicle: string | null, kind: PhoneKind | null, number: E164 | null, 
/**
 * `None`: never contacted.
 */
last_contact_at: string | null, };

/**
 * One reason. The order of the variants is the order of the preview: a customer is counted under the first.
 */
export type Reason = "filter" | "not_due" | "turned_off" | "opted_out" | "booked" | "held_by_run" | "taken_by_agent" | "spoken_to" | "called_in" | "on_hold" | "open_complaint" | "recycled" | "days_between" | "prevention" | "rest" | "retry_rest" | "since_backup" | "impossible" | "number_locked" | "in_progress_elsewhere" | "outside_hours" | "attempted_today" | "same_number" | "beyond_count" | "out_of_time" | "not_reached" | "count_lowered" | "stopped";

export type ReasonDto = { reason: Reason, 
/**
 * "until 5 Dec 2026", "by A. Snyder", "same number as Marie Tremblay".
 */
detail: string | null, 
/**
 * For Impossible to Contact: why per number.
 */
numbers: Array<NumberFaultDto>, };

/**
 * The lines of a preview.
 */
export type ReasonGroup = "filter" | "not_due" | "turned_off" | "opted_out" | "booked_or_held" | "recycled" | "resting" | "impossible" | "gate" | "same_number" | "beyond_count";

export type ReasonLine = { reason: Reason, targets: number, };

export type RecallDto = { campaign: string, title: string | null, 
/**
 * Vehicles on which it is open.
 */
vehicles: number, };

/**
 * How a recall was closed.
 */
export type RecallOutcome = "done_here" | "done_elsewhere" | "not_applicable";

export type RecycleCodeAdd = { contact_type: ContactType, name: string, days: number, productive: boolean, };

export type RecycleCodeDto = { id: CodeId, contact_type: ContactType, name: string, days: number, active: boolean, productive: boolean, is_voice_drop: boolean, last_used_on: string | null, times_used: number, 
/**
 * Fewer than 10 uses, or none for a year.
 */
red: boolean, made_at: string, };

export type RecycleCodeKey = { id: CodeId, };

export type RecycleCodeSave = { id: CodeId, name: string, days: number, active: boolean, productive: boolean, applies: DaysApply, };

/**
 * What saving would do, before it is done.
 */
export type RecycleEffect = { 
/**
 * Customers out on this code whose return date would move.
 */
customers: number, 
/**
 * Positive: later.
 */
days_later: number, back_today: number, 
/**
 * Active campaigns that would stop.
 */
stops_campaigns: Array<string>, };

export type RecycleEffectRequest = { id: CodeId, days: number, active: boolean, };

export type RecycleSetup = { types: Array<RecycleType>, 
/**
 * Date Calculated: when use was counted.
 */
calculated_at: string, };

export type RecycleType = { contact_type: ContactType, 
/**
 * Active ones first.
 */
codes: Array<RecycleCodeDto>, 
/**
 * The Voice Drop code appears when the first run of this contact type starts (S11).
 */
voice_drop_code_exists: boolean, };

/**
 * Recycle Vehicle, or Recycle Customer.
 */
export type RecycleWhat = { "kind": "vehicle", vehicle: VehicleId, } | { "kind": "customer" };

export type RejectedRowDto = { line: number, reason: string, text: string, };

export type ReportHead = { run: RunId, campaign: CampaignId, campaign_name: string, contact_type: ContactType, on: string, sequence: number, state: RunState, skip: RunSkip | null, note: string | null, port: PortNumber | null, asked: number, counts: Counts, scheduled_at: string, started_at: string | null, ended_at: string | null, 
/**
 * Exactly ended_at less started_at (S16).
 */
duration_ms: number | null, paused_ms: number, waited_ms: number, };

export type ReportList = { runs: Array<ReportHead>, before: RunId | null, };

export type ReportListRequest = { 
/**
 * Runs before this one; `None` starts with the newest.
 */
before: RunId | null, };

/**
 * How it is known to whom drops may have gone between a backup and its restore (W12).
 */
export type RestoreKnown = "file" | "feed" | "person";

/**
 * This file took the place of another, and runs wait for a person.
 */
export type Restored = { backup_at: string, restored_at: string, by: string, 
/**
 * How it is known to whom drops went since the backup; `None`: nobody knows yet, and nothing is sent.
 */
known_by: RestoreKnown | null, 
/**
 * Nobody has told yet: the event feed will have, from this moment on. `None`: it cannot any more.
 */
told_at: string | null, 
/**
 * People whom the runs of that time leave out.
 */
left_out: number, 
/**
 * Those that wait.
 */
runs: Array<HeldRun>, 
/**
 * Results of drops that the file does not know, newest first, at most 20.
 */
foreign: Array<ForeignDropDto>, foreign_many: number, };

export type ResultLine = { disposition: Disposition, targets: number, };

/**
 * One execution of a campaign.
 */
export type RunId = number;

export type RunKey = { run: RunId, };

export type RunNow = { campaign: CampaignId, };

export type RunRelease = { run: RunId, 
/**
 * Stands in the audit trail.
 */
reason: string, };

export type RunReport = { head: ReportHead, spec: CampaignSpec, version_saved_at: string, results: Array<ResultLine>, skipped: Array<ReasonLine>, released: Array<ReasonLine>, call_backs: number, newly_blocked: number, newly_blocked_for_ever: number, 
/**
 * Results that came after the run ended.
 */
late_results: number, 
/**
 * Why the run came up short, if it did (P1).
 */
shortfall: string | null, 
/**
 * Mean machine of a drop, intent to final, in clock milliseconds.
 */
mean_drop_ms: number | null, };

export type RunSetCount = { run: RunId, count: Count, };

/**
 * Why a run did not take place.
 */
export type RunSkip = "closed_day" | "nobody_eligible" | "still_running" | "code_inactive" | "message_not_approved" | "data_too_old" | "no_credits" | "by_person" | "rules_not_installed" | "no_caller_id" | "query_not_usable";

export type RunState = "planned" | "waiting_for_port" | "running" | "paused" | "ending" | "finished" | "stopped" | "ended_at_closing" | "skipped" | "missed";

export type RunTargets = { targets: Array<TargetRow>, after: number | null, };

export type RunTargetsRequest = { run: RunId, 
/**
 * Position to start after; a page has 200.
 */
after: number | null, };

export type RunningVersion = { run: RunId, version_saved_at: string, is_newest: boolean, };

/**
 * What a set-up that is not saved yet would be.
 */
export type ScheduleCheck = { 
/**
 * The set-up of each step's campaign, to be previewed as any other.
 */
steps: Array<CampaignSpec>, warnings: Array<StepWarning>, 
/**
 * Days until an entry or deal returns after a drop (S10).
 */
recycle_days: number, };

export type ScheduleCheckRequest = { spec: ScheduleSpec, };

export type ScheduleDto = { id: ScheduleId, 
/**
 * Active while one of its steps is.
 */
state: CampaignState, saved_at: string, spec: ScheduleSpec, 
/**
 * The campaigns of its steps, in the same order.
 */
steps: Array<CampaignDto>, 
/**
 * A step has run: then it can only be made inactive (P5).
 */
has_run: boolean, 
/**
 * How its steps stand in each other's way.
 */
warnings: Array<StepWarning>, };

/**
 * An Unsold or Sales schedule.
 */
export type ScheduleId = number;

export type ScheduleKey = { id: ScheduleId, };

export type ScheduleList = { schedules: Array<ScheduleDto>, };

export type ScheduleSave = { 
/**
 * `None` makes a new draft.
 */
id: ScheduleId | null, spec: ScheduleSpec, 
/**
 * When the set-up that the editor opened was saved.
 */
based_on: string | null, };

/**
 * The set-up of a schedule, steps included.
 */
export type ScheduleSpec = { name: string, 
/**
 * Sales or Unsold.
 */
contact_type: ContactType, filters: Filters, 
/**
 * Unsold: which entries, in the store's own words. Empty: any but Sold.
 */
statuses: Array<string>, traffic_types: Array<string>, lost_reasons: Array<string>, 
/**
 * Unsold: not while a follow-up or an appointment is booked.
 */
hold_back_while_booked: boolean, 
/**
 * An entry or deal leaves the list so long after it came.
 */
expires_after: After | null, 
/**
 * Older entries and deals are passed over.
 */
entries_from_on: string | null, 
/**
 * For each step and day.
 */
count: Count, days: Days, 
/**
 * The window of each day opens.
 */
time_local: string, 
/**
 * `None`: the department's closing time less 30 minutes.
 */
latest_local: string | null, days_between: number, prevention: Prevention, rest_days: number, department: Department | null, per_hour: number | null, steps: Array<ScheduleStep>, };

export type ScheduleStep = { 
/**
 * `None`: a new step.
 */
campaign: CampaignId | null, after: After, 
/**
 * Not yet chosen in a draft.
 */
message: MessageChoice | null, 
/**
 * Whether it goes out while the schedule is active.
 */
is_active: boolean, };

export type SettledDto = { how: string, at: string, by: string, };

/**
 * What was sold.
 */
export type SoldAs = "new" | "used";

/**
 * In which order agents see the list.
 */
export type SortOption = "ro_newest" | "ro_oldest" | "recycle_oldest" | "stars_highest" | "stars_lowest";

/**
 * How much a customer is worth to the store: 0 to 5 stars.
 */
export type Stars = number;

/**
 * One step of an Unsold or Sales schedule.
 */
export type Step = { after: After, 
/**
 * It leaves the list so long after the entry or deal.
 */
expires_after: After | null, 
/**
 * Older entries and deals are passed over.
 */
entries_from_on: string | null, 
/**
 * Unsold: which entries, in the store's own words. Empty: any.
 */
statuses: Array<string>, traffic_types: Array<string>, lost_reasons: Array<string>, 
/**
 * Unsold: not while a follow-up or an appointment is booked.
 */
hold_back_while_booked: boolean, };

/**
 * How steps stand in each other's way.
 */
export type StepTrouble = "returns_later" | "never_goes" | "out_of_order" | "same_message";

/**
 * A sentence about one step.
 */
export type StepWarning = { 
/**
 * From 0, as the steps stand.
 */
step: number, trouble: StepTrouble, text: string, };

/**
 * One rooftop.
 */
export type StoreDto = { name: string, 
/**
 * "CA" or "US".
 */
country: string, 
/**
 * Province or state, two letters.
 */
region: string, 
/**
 * IANA name.
 */
zone: string, language: Language, opt_out_number: E164 | null, departments: Array<DepartmentDto>, hours: Array<HoursDto>, closed_days: Array<ClosedDayDto>, 
/**
 * Numbers that are never called.
 */
own_lines: Array<E164>, };

/**
 * A part of a contact type.
 */
export type Subtype = "first_service" | "regulars" | "thin_ice" | "level_1" | "level_2" | "customer_pay" | "warranty_pay" | "internal_pay" | "front_counter" | "back_counter";

export type TakeRefused = { customer: CustomerId, 
/**
 * Who has the customer, or what else keeps them.
 */
why: string, };

export type TakeWhat = { "kind": "first", how_many: number, } | { "kind": "these", customers: Array<CustomerId>, };

/**
 * One customer in one run.
 */
export type TargetId = number;

export type TargetRow = { target: TargetId, position: number, customer: CustomerId, name: string, customer_number: string, vehicle: string | null, kind: PhoneKind | null, number: E164 | null, state: TargetState, reason: Reason | null, detail: string | null, disposition: Disposition | null, raw_word: string | null, 
/**
 * Stratics later said otherwise: its word. Shown, never applied.
 */
other_result: string | null, sent_at: string | null, final_at: string | null, 
/**
 * "back on Call Select 1 Dec", "blocked until 5 Dec".
 */
follows: string | null, is_late: boolean, };

export type TargetState = "reserved" | "in_progress" | "delivered" | "failed" | "unknown" | "skipped" | "released";

export type TestDropKey = { attempt: AttemptId, };

export type TestDropResult = { attempt: AttemptId, 
/**
 * "in_progress", "unknown", "not_sent" or the result.
 */
result: string, at: string, };

export type Today = { on: string, delivered: number, failed: number, in_progress: number, unknown: number, 
/**
 * Count asked of every run of today that is not skipped or missed.
 */
planned: number, call_backs: number, 
/**
 * Runs under way, waiting or paused, by port, then in line.
 */
lanes: Array<Lane>, 
/**
 * Runs of today that are over, newest first.
 */
ended: Array<EndedRun>, next: Array<NextRun>, decisions: Array<Decision>, 
/**
 * Customers with no number that can be used.
 */
impossible: number, blocked_until: number, blocked_for_ever: number, 
/**
 * Newest first, at most 100.
 */
drops: Array<DropRow>, 
/**
 * The customers, and whatever else an active campaign rests on.
 */
data_as_of: Array<DataAsOf>, 
/**
 * The file was restored from a backup, and something still waits for a person.
 */
restored: Restored | null, };

export type Topic = "house" | "runs" | "campaigns" | "customers" | "messages" | "recycle" | "imports" | "backups" | "fetch";

/**
 * How a vehicle, or the customer, stands with a contact type.
 */
export type TypeStandingDto = { contact_type: ContactType, off: OffDto | null, 
/**
 * By its dates, neither turned off, nor booked, nor out.
 */
due: boolean, 
/**
 * While it is out.
 */
returns_on: string | null, };

/**
 * Work that was not done.
 */
export type UndoneWork = "declined" | "deferred" | "recommended";

/**
 * What this store writes most often, to be chosen instead of typed.
 */
export type UsualReasons = { contact_types: Array<string>, owns: Array<string>, };

export type VehicleDto = { id: VehicleId, vin: string, title: string, odometer: number | null, owned: boolean, last_ro_on: string | null, purchased_on: string | null, next_appointment_on: string | null, 
/**
 * Sold or traded: who said so, and how; `None` also where nobody wrote it down.
 */
owns_off: OffDto | null, 
/**
 * An import gave it to another customer, on whose page it is switched.
 */
is_moved: boolean, 
/**
 * One per contact type, in their order.
 */
types: Array<TypeStandingDto>, };

/**
 * A VIN on a customer's file.
 */
export type VehicleId = number;

export type VehicleTurnOff = { customer: CustomerId, vehicle: VehicleId, column: GridColumn, reason: string, };

export type VehicleTurnOn = { customer: CustomerId, vehicle: VehicleId, column: GridColumn, };

/**
 * Voice of the whole customer, off or on, by a person with a reason.
 */
export type VoiceSwitch = { customer: CustomerId, reason: string, };

export type WatchDto = { id: WatchId, source: DataSource, folder: string, 
/**
 * Which files of it, as in ro*.csv; empty: all.
 */
names: string, last_file: string | null, last_at: string | null, 
/**
 * What came of that file, as a sentence.
 */
last_outcome: string | null, 
/**
 * A red mark, and why.
 */
problem: string | null, problem_at: string | null, 
/**
 * The file of the red mark.
 */
problem_file: string | null, 
/**
 * Nothing is taken in until a person says to go on.
 */
needs_person: boolean, };

/**
 * A folder whose files are taken in by themselves.
 */
export type WatchId = number;

export type WatchKey = { id: WatchId, };

export type WatchList = { 
/**
 * In the order in which they were made.
 */
watches: Array<WatchDto>, 
/**
 * Sources of which a file was taken in, so that their columns are known, and leads: what a folder can be
 * watched for.
 */
sources: Array<DataSource>, };

export type WatchSave = { 
/**
 * `None`: a new one.
 */
id: WatchId | null, source: DataSource, folder: string, 
/**
 * Which files of it: * stands for any letters, ? for one; empty: all.
 */
names: string, };

/**
 * Why the customer may be calling: a drop in progress or of the last 14 days.
 */
export type WhyCalling = { at: string, in_progress: boolean, disposition: Disposition | null, unknown: boolean, kind: PhoneKind, number: E164, campaign_name: string, contact_type: ContactType, vehicle: string | null, message: MessageId, message_name: string, transcript: string, last_ro_on: string | null, odometer: number | null, next_appointment_on: string | null, };

/**
 * Topics are gathered for 100 ms, so that a busy minute is ten messages a second and not one per row.
 */
export type WindowEvent = { changed: Array<Topic>, };

export type ZoneList = { zones: Array<string>, };

export type ZoneOffset = { since: string, 
/**
 * Seconds east of UTC.
 */
seconds: number, 
/**
 * "EST".
 */
abbreviation: string, };

export interface Commands {
  /** The data file, its store and its clock. */
  house_status: { request: Nothing; response: HouseStatus };
  /** Makes the data file (one of the three doors). */
  house_create: { request: HouseCreate; response: HouseStatus };
  /** Opens the data file with its passphrase. */
  house_unlock: { request: HouseUnlock; response: HouseStatus };
  /** Looks at the data folder again after it could not be opened. */
  house_retry: { request: Nothing; response: HouseStatus };
  /** Changes the store: zone, hours, closed days, lines. */
  store_save: { request: StoreDto; response: HouseStatus };
  /** IANA zones of Canada and the US. */
  zone_list: { request: Nothing; response: ZoneList };
  /** The connection to Stratics. */
  connection_get: { request: Nothing; response: ConnectionDto };
  /** Changes the connection. */
  connection_save: { request: ConnectionSave; response: ConnectionDto };
  /** Asks the server for the account. */
  connection_test: { request: ConnectionTest; response: ConnectionResult };
  /** Who changed what. */
  audit_page: { request: AuditRequest; response: AuditPage };
  /** Backups on this computer, and how the next one stands. */
  backup_list: { request: Nothing; response: BackupList };
  /** Makes a backup by hand. */
  backup_now: { request: Nothing; response: BackupDto };
  /** What lies at a place that a person chose. */
  backup_look: { request: BackupKey; response: BackupDto };
  /** Opens a backup and reads all of it. */
  backup_verify: { request: BackupKey; response: BackupDto };
  /** Chooses where backups are made. */
  backup_folder_save: { request: BackupFolderSave; response: BackupList };
  /** Puts a backup in the place of the data file; nothing is deleted. */
  backup_restore: { request: BackupRestore; response: HouseStatus };
  /** Lets a run go on after a restore (W12). */
  run_release: { request: RunRelease; response: Done };
  /** Nobody can tell who was called; other days' runs go on. */
  restore_go_on: { request: GoOnWithoutKnowing; response: Done };
  /** Reads a file without writing anything. */
  import_open: { request: ImportOpen; response: ImportDraft };
  /** What taking it in would do. */
  import_preview: { request: ImportPlan; response: ImportPreview };
  /** Takes the file in; progress by import_progress. */
  import_start: { request: ImportPlan; response: ImportProgress };
  /** How far it is. */
  import_progress: { request: ImportDraftId; response: ImportProgress };
  /** Stops; nothing is written. */
  import_cancel: { request: ImportDraftId; response: ImportProgress };
  /** Files taken in so far. */
  import_list: { request: Nothing; response: ImportList };
  /** The rejected rows with line and reason, as CSV. */
  import_rejected: { request: ImportKey; response: FileOut };
  /** Takes an import back as far as nothing refers to it. */
  import_undo: { request: ImportKey; response: ImportUndone };
  /** Watched folders, and what came of their last files. */
  watch_list: { request: Nothing; response: WatchList };
  /** Watches a folder for the files of a source. */
  watch_save: { request: WatchSave; response: WatchList };
  /** Watches it no more; what was taken in stays. */
  watch_remove: { request: WatchKey; response: WatchList };
  /** Takes the red mark away; files are taken in again. */
  watch_go_on: { request: WatchKey; response: WatchList };
  /** All recordings. */
  message_list: { request: Nothing; response: MessageList };
  /** Adds a WAV, MP3 or M4A of 5 to 60 s. */
  message_add: { request: MessageAdd; response: MessageDto };
  /** Name, language, transcript, contact types. */
  message_save: { request: MessageSave; response: MessageDto };
  /** Approves a recording for use. */
  message_approve: { request: MessageKey; response: MessageDto };
  /** Takes the approval back. */
  message_withdraw: { request: MessageKey; response: MessageDto };
  /** The recording, to be played. */
  message_audio: { request: MessageKey; response: MessageAudio };
  /** Drops it to a staff number (P16). */
  message_test_drop: { request: MessageTestDrop; response: TestDropResult };
  /** What became of a test drop. */
  message_test_drop_get: { request: TestDropKey; response: TestDropResult };
  /** All campaigns. */
  campaign_list: { request: Nothing; response: CampaignList };
  /** One campaign. */
  campaign_get: { request: CampaignKey; response: CampaignDto };
  /** Saves the set-up (S1). */
  campaign_save: { request: CampaignSave; response: CampaignDto };
  /** Who would get a drop, who not, and why. */
  campaign_preview: { request: CampaignPreviewRequest; response: AudiencePreview };
  /** The people behind one reason. */
  campaign_preview_people: { request: PreviewPeopleRequest; response: PreviewPeople };
  /** Makes it run by its schedule. */
  campaign_activate: { request: CampaignKey; response: CampaignDto };
  /** No further runs (P5). */
  campaign_deactivate: { request: CampaignKey; response: CampaignDto };
  /** Deletes one that never ran (P5). */
  campaign_delete: { request: CampaignKey; response: Done };
  /** A draft with the same set-up. */
  campaign_duplicate: { request: CampaignKey; response: CampaignDto };
  /** Leaves the next run out. */
  campaign_skip_next: { request: CampaignKey; response: CampaignDto };
  /** Makes and models on file. */
  campaign_makes: { request: Nothing; response: MakesAndModels };
  /** Recalls, traffic words, Fetch Campaigns and queries on file. */
  campaign_choices: { request: Nothing; response: CampaignChoices };
  /** What else runs on the day of its next run. */
  campaign_overlaps: { request: CampaignPreviewRequest; response: CampaignOverlaps };
  /** Unsold and Sales schedules. */
  schedule_list: { request: Nothing; response: ScheduleList };
  /** One schedule with its steps. */
  schedule_get: { request: ScheduleKey; response: ScheduleDto };
  /** Saves the set-up, a campaign for each step. */
  schedule_save: { request: ScheduleSave; response: ScheduleDto };
  /** Each step's set-up, and how steps stand in each other's way. */
  schedule_check: { request: ScheduleCheckRequest; response: ScheduleCheck };
  /** Every step goes out from now on. */
  schedule_activate: { request: ScheduleKey; response: ScheduleDto };
  /** No further drops (P5). */
  schedule_deactivate: { request: ScheduleKey; response: ScheduleDto };
  /** Deletes one of which no step ever ran (P5). */
  schedule_delete: { request: ScheduleKey; response: Done };
  /** A draft with the same steps. */
  schedule_duplicate: { request: ScheduleKey; response: ScheduleDto };
  /** Leaves its next day out. */
  schedule_skip_next: { request: ScheduleKey; response: ScheduleDto };
  /** Ports, drops, what comes next, what needs a decision. */
  today_get: { request: Nothing; response: Today };
  /** The day's next run of a campaign, now (P6). */
  run_now: { request: RunNow; response: RunKey };
  /** Before the next drop (P7). */
  run_pause: { request: RunKey; response: Done };
  /** Goes on. */
  run_resume: { request: RunKey; response: Done };
  /** Ends the run for today; who was not sent to is released. */
  run_stop: { request: RunKey; response: Done };
  /** Raises or lowers the count before the next drop (S1). */
  run_set_count: { request: RunSetCount; response: Done };
  /** Pauses everything. */
  pause_all: { request: Nothing; response: PausedRuns };
  /** Lifts Pause all; the runs resume one by one. */
  pause_all_end: { request: Nothing; response: PausedRuns };
  /** Settles an attempt whose ending is unknown. */
  decision_settle: { request: DecisionSettle; response: Done };
  /** Runs, newest first. */
  report_list: { request: ReportListRequest; response: ReportList };
  /** Exact times, outcomes, reasons (S16). */
  run_report: { request: RunKey; response: RunReport };
  /** Every customer of a run. */
  run_targets: { request: RunTargetsRequest; response: RunTargets };
  /** Any part of a number, name, VIN. */
  customer_search: { request: CustomerSearch; response: CustomerHits };
  /** Customers in order of number. */
  customer_list: { request: CustomerListRequest; response: CustomerListPage };
  /** The customer's page. */
  customer_get: { request: CustomerKey; response: CustomerDto };
  /** Contact History, newest first. */
  customer_history: { request: HistoryRequest; response: HistoryPage };
  /** No voice drop again to any number on file. */
  customer_opt_out: { request: OptOut; response: CustomerDto };
  /** Lifts an opt-out, with a reason. */
  customer_opt_in: { request: OptIn; response: CustomerDto };
  /** An agent takes the customer (S3). */
  customer_take: { request: CustomerKey; response: CustomerDto };
  /** Gives the customer back. */
  customer_give_back: { request: CustomerKey; response: CustomerDto };
  /** Corrects a number by hand. */
  phone_save: { request: PhoneSave; response: CustomerDto };
  /** Logs that the customer called. */
  call_back_log: { request: CallBackLog; response: CallBackLogged };
  /** Star rating, 0 to 5. */
  customer_rate: { request: CustomerRate; response: CustomerDto };
  /** What a query can be made of. */
  fetch_catalogue: { request: Nothing; response: FetchCatalogue };
  /** Reads a query or a typed line, and says what it means. */
  fetch_check: { request: FetchCheck; response: FetchChecked };
  /** What can stand at the caret of a line. */
  fetch_complete: { request: FetchComplete; response: FetchCompletion };
  /** Values of a field on file, with counts. */
  fetch_values: { request: FetchValues; response: FetchValueList };
  /** How many a query finds, and the first of them. */
  fetch_find: { request: FetchFind; response: FetchFound };
  /** Saved queries. */
  fetch_list: { request: Nothing; response: FetchQueryList };
  /** Saves a query under a name. */
  fetch_save: { request: FetchSave; response: FetchQueryDto };
  /** Deletes one that no active campaign asks. */
  fetch_delete: { request: FetchQueryKey; response: Done };
  /** Queries to begin with. */
  fetch_ready_made: { request: Nothing; response: FetchReadyMadeList };
  /** Queries sent to Call Select. */
  fetch_campaign_list: { request: Nothing; response: FetchCampaignList };
  /** Sends what a query finds now to Call Select. */
  fetch_campaign_make: { request: FetchCampaignMake; response: FetchCampaignDto };
  /** Offers nobody of it any more. */
  fetch_campaign_end: { request: FetchCampaignKey; response: FetchCampaignDto };
  /** Contact types with counts due, and their targets. */
  call_select_types: { request: Nothing; response: CallSelectTypes };
  /** Who is due, in one of five orders. */
  call_select_list: { request: CallSelectListRequest; response: CallSelectPage };
  /** Who has these customers now (S3). */
  call_select_holders: { request: CallSelectHoldersRequest; response: CallSelectHolders };
  /** Takes the first so many, or those ticked. */
  call_select_take: { request: CallSelectTake; response: CallSelectTaken };
  /** Calls presented, not recycled. */
  call_select_mine: { request: Nothing; response: CallSelectMine };
  /** What a call is about, and the codes to close it. */
  call_select_call: { request: CallRequest; response: CallDto };
  /** Recycle Vehicle, Recycle Customer. */
  call_select_recycle: { request: CallSelectRecycle; response: CallSelectClosed };
  /** Never offered again by its Fetch Campaign. */
  call_select_complete: { request: CallSelectComplete; response: CallSelectClosed };
  /** Save, Do Not Recycle. */
  call_select_save: { request: CallSelectSave; response: CallSelectClosed };
  /** Gives one customer back, or all. */
  call_select_give_back: { request: CallSelectGiveBack; response: CallSelectGivenBack };
  /** What a source has of the customer, newest first. */
  customer_events: { request: EventsRequest; response: EventsPage };
  /** Turns a VIN off, with a reason (P9). */
  vehicle_turn_off: { request: VehicleTurnOff; response: CustomerDto };
  /** Turns a VIN on again. */
  vehicle_turn_on: { request: VehicleTurnOn; response: CustomerDto };
  /** The store's usual reasons for turning off. */
  turn_off_reasons: { request: Nothing; response: UsualReasons };
  /** Voice off for a customer: no opt-out. */
  voice_switch_off: { request: VoiceSwitch; response: CustomerDto };
  /** Takes that back, with a reason. */
  voice_switch_on: { request: VoiceSwitch; response: CustomerDto };
  /** Voice off for a number, on every file. */
  number_switch_off: { request: NumberSwitch; response: CustomerDto };
  /** Takes that back, with a reason. */
  number_switch_on: { request: NumberSwitch; response: CustomerDto };
  /** No drop until a day, or until a person ends it. */
  hold_set: { request: HoldSet; response: CustomerDto };
  /** Ends a hold. */
  hold_end: { request: CustomerKey; response: CustomerDto };
  /** No drop while it is open. */
  complaint_open: { request: ComplaintOpen; response: CustomerDto };
  /** Closes it with how it was settled. */
  complaint_settle: { request: ComplaintSettle; response: CustomerDto };
  /** Customers who look like accounts of the house. */
  house_accounts: { request: Nothing; response: HouseAccounts };
  /** Switches their voice off. */
  house_accounts_exclude: { request: HouseAccountsPick; response: HouseAccounts };
  /** Real customers, not offered again. */
  house_accounts_keep: { request: HouseAccountsPick; response: HouseAccounts };
  /** Takes an exclusion back, with a reason. */
  house_accounts_restore: { request: VoiceSwitch; response: HouseAccounts };
  /** When the contact types are due. */
  contact_types: { request: Nothing; response: ContactTypes };
  /** What a change would do. */
  contact_type_effect: { request: DueEffectRequest; response: DueEffect };
  /** Changes when they are due. */
  contact_types_save: { request: ContactTypesSave; response: ContactTypes };
  /** Recycle codes by contact type. */
  recycle_setup: { request: Nothing; response: RecycleSetup };
  /** What a change would do. */
  recycle_code_effect: { request: RecycleEffectRequest; response: RecycleEffect };
  /** Edit selected Recycle Code (S11). */
  recycle_code_save: { request: RecycleCodeSave; response: RecycleCodeDto };
  /** Adds a code. */
  recycle_code_add: { request: RecycleCodeAdd; response: RecycleCodeDto };
  /** Deletes a red code (P8). */
  recycle_code_delete: { request: RecycleCodeKey; response: Done };
  /** Any list or report as CSV or XLSX (P10). */
  list_export: { request: ListExport; response: FileOut };
  /** Files that are being written. */
  export_list: { request: Nothing; response: ExportsUnderWay };
  /** Stops one of them; no file is written. */
  export_stop: { request: ExportKey; response: Done };
}
