// What a query can be made of, as the program says it: every field, with shortened lists of options.
import type { FetchCatalogue, FetchComparison, FetchComparisonDto, FetchFieldDto, FetchKind, FetchRelationDto, FetchSource, FetchTakes } from "../bindings";

/** `name|label|kind`, for a choice `|word:label,…` behind it. */
const FIELDS: Record<FetchSource, string[]> = {
  vehicle: [
    "make|Make|text",
    "model|Model|text",
    "year|Year|number",
    "odometer|Odometer|number",
    "vin|VIN|text",
    "last_ro_on|Last RO Date|date",
    "last_ro_number|Last RO Number|text",
    "purchased_on|Purchase Date|date",
    "next_appointment_on|Next Appt Date|date",
    "has_open_repair_order|Open RO|yes_no",
  ],
  customer: [
    "city|City|text",
    "region|Province|text",
    "postal_code|Postal Code|text",
    "address|Address|text",
    "first_name|First Name|text",
    "last_name|Last Name|text",
    "company|Company|text",
    "number|Customer Number|text",
    "email|Email|text",
    "cell|Cell Phone|text",
    "home|Home Phone|text",
    "language|Language|choice|en:English,fr:French",
    "customer_type|Customer Type|choice|retail:Retail,fleet:Fleet",
    "day_preference|Day Preference|choice|day:Day,late_day:Late Day",
    "vehicles|Number Of Vehicles|number",
    "last_contact_at|Last Contact Date|date",
    "last_agent_contact_at|Last Agent Contact Date|date",
    "last_called_in_at|Last Call In Date|date",
    "voice_off|Voice Off|yes_no",
    "opted_out|Opted Out|yes_no",
    "complaint_open|Complaint Open|yes_no",
    "hold_reason|Hold Reason|text",
    "hold_until_on|Hold Until Date|date",
  ],
  appointment: [
    "appointment_on|Appt Date|date",
    "booked_on|Booked Date|date",
    "state|State|choice|booked:Booked,confirmed:Confirmed,deleted:Deleted,shown:Shown,no_show:No Show",
    "team|Team|text",
    "advisor|Advisor|text",
    "services|Services|text",
  ],
  repair_order: [
    "opened_on|Opened Date|date",
    "closed_on|Closed Date|date",
    "amount_cents|Amount|money",
    "pay|Pay Type|choice|customer:Customer Pay,warranty:Warranty Pay,internal:Internal Pay",
    "opcodes|Opcodes|words",
    "advisor|Advisor|text",
    "technician|Technician|text",
    "odometer|Odometer|number",
    "source_key|RO Number|text",
  ],
  parts_order: [
    "ordered_on|Ordered Date|date",
    "arrived_on|Arrived Date|date",
    "is_open|Open|yes_no",
    "counter|Counter|choice|front:Front,back:Back",
    "parts|Parts|text",
    "amount_cents|Amount|money",
    "source_key|Order Number|text",
  ],
  recall: [
    "campaign|Recall|text",
    "title|Title|text",
    "opened_on|Opened Date|date",
    "is_open|Open|yes_no",
    "has_remedy|Has Remedy|yes_no",
    "outcome|Outcome|choice|done_here:Done Here,done_elsewhere:Done Elsewhere,not_applicable:Not Applicable",
  ],
  inspection: [
    "name|Inspection|text",
    "due_on|Due Date|date",
  ],
  declined_work: [
    "declined_on|Declined Date|date",
    "due_on|Due Date|date",
    "is_open|Open|yes_no",
    "amount_cents|Amount|money",
    "kind|Kind|choice|declined:Declined,deferred:Deferred,recommended:Recommended",
    "services|Services|text",
    "ro_number|RO Number|text",
  ],
  deal: [
    "sold_on|Deal Date|date",
    "delivered_on|Delivery Date|date",
    "ends_on|Contract End Date|date",
    "kind|New Or Used|choice|new:New,used:Used",
    "salesperson|Salesperson|text",
    "amount_cents|Amount|money",
    "is_unwound|Unwound|yes_no",
    "source_key|Deal Number|text",
  ],
  traffic_entry: [
    "entered_on|Entry Date|date",
    "status|Status|text",
    "traffic_type|Traffic Type|text",
    "lost_reason|Lost Reason|text",
    "is_lead|Internet Lead|yes_no",
    "lead_source|Lead Source|text",
    "salesperson|Salesperson|text",
    "interest|Interest|text",
    "follow_up_on|Follow Up Date|date",
    "appointment_on|Appt Date|date",
    "comment|Comment|text",
  ],
  list_entry: [
    "list|List|text",
    "listed_on|Listed Date|date",
    "note|Note|text",
  ],
  contact: [
    "started_at|Contact Date|date",
    "contact_type|Contact Type|choice|maintenance:Maintenance,confirm:Confirm,no_show:No Show,service_follow_up:Service Follow-up,special_order_parts:Special Order Parts",
    "user_name|User|text",
    "code|Recycle Code|text",
    "comment|Comment|text",
    "is_inbound|Inbound|yes_no",
    "campaign_name|Campaign|text",
  ],
  drop: [
    "intended_on|Drop Date|date",
    "contact_type|Contact Type|choice|maintenance:Maintenance,confirm:Confirm,no_show:No Show,service_follow_up:Service Follow-up,special_order_parts:Special Order Parts",
    "disposition|Result|choice|delivered:Delivered,impossible:Impossible,busy:Busy,unavailable:Unavailable,mailbox_full:Mailbox full",
    "campaign|Campaign|text",
    "message|Message|text",
  ],
  call_back: [
    "called_on|Call Date|date",
    "outcome|Outcome|text",
    "note|Note|text",
  ],
  turn_off: [
    "contact_type|Contact Type|choice|maintenance:Maintenance,confirm:Confirm,no_show:No Show,service_follow_up:Service Follow-up,special_order_parts:Special Order Parts",
    "reason|Reason|text",
    "at|Turned Off Date|date",
    "by|Turned Off By|text",
  ],
  fetch_member: [
    "campaign|Fetch Campaign|text",
    "expires_on|Expiry Date|date",
    "is_open|Open|yes_no",
  ],
};

const TAKES: Partial<Record<FetchComparison, FetchTakes>> = {
  is_empty: "nothing", is_not_empty: "nothing", one_of: "many", none_of: "many", between: "two", more_than_ago: "span", within_last: "span",
  within_next: "span", more_than_ahead: "span",
};

const PHRASES: Record<FetchComparison, string> = {
  is: "is", is_not: "is not", one_of: "is one of", none_of: "is none of", contains: "contains", does_not_contain: "does not contain",
  begins_with: "begins with", less_than: "is less than", at_most: "is at most", more_than: "is more than", at_least: "is at least",
  between: "is between", more_than_ago: "is more than … ago", within_last: "is within the last", within_next: "is within the next",
  more_than_ahead: "is more than … ahead", before: "is before", after: "is after", on: "is on", is_empty: "is empty", is_not_empty: "is not empty",
};

const OF_KIND: Record<FetchKind, FetchComparison[]> = {
  text: ["is", "is_not", "one_of", "none_of", "contains", "does_not_contain", "begins_with", "is_empty", "is_not_empty"],
  choice: ["is", "is_not", "one_of", "none_of", "is_empty", "is_not_empty"],
  words: ["is", "is_not", "one_of", "none_of", "is_empty", "is_not_empty"],
  number: ["is", "is_not", "less_than", "at_most", "more_than", "at_least", "between", "is_empty", "is_not_empty"],
  money: ["is", "is_not", "less_than", "at_most", "more_than", "at_least", "between", "is_empty", "is_not_empty"],
  date: ["more_than_ago", "within_last", "within_next", "more_than_ahead", "before", "after", "on", "between", "is_empty", "is_not_empty"],
  yes_no: ["is", "is_empty", "is_not_empty"],
};

const INCLUDES: Partial<Record<FetchComparison, string>> = { is: "includes", is_not: "does not include", one_of: "includes one of", none_of: "includes none of" };

/** `relation|label|source|date`. */
const RELATIONS = [
  "vehicles|Vehicles|vehicle|", "former_vehicles|Former Vehicles|vehicle|", "appointments|Appointments|appointment|Appt Date",
  "repair_orders|Repair Orders|repair_order|Opened Date", "parts_orders|Parts Orders|parts_order|Ordered Date", "recalls|Recalls|recall|Opened Date",
  "inspections|Inspections|inspection|Due Date", "declined_work|Declined Work|declined_work|Declined Date", "deals|Deals|deal|Deal Date",
  "traffic|Traffic Log|traffic_entry|Entry Date", "lists|Lists|list_entry|Listed Date", "contacts|Contacts|contact|Contact Date",
  "drops|Voice Drops|drop|Drop Date", "call_backs|Call Backs|call_back|Call Date", "turn_offs|Turn Offs|turn_off|Turned Off Date",
  "fetch_campaigns|Fetch Campaigns|fetch_member|Expiry Date",
];

function comparisons(kind: FetchKind): FetchComparisonDto[] {
  return OF_KIND[kind].map((comparison) => ({
    comparison, phrase: (kind === "words" ? INCLUDES[comparison] : undefined) ?? PHRASES[comparison], takes: TAKES[comparison] ?? "one",
  }));
}

function field(source: FetchSource, line: string): FetchFieldDto {
  const [name = "", label = "", kind = "text", options = ""] = line.split("|");
  return {
    word: `${source}.${name}`, label, source, kind: kind as FetchKind, comparisons: comparisons(kind as FetchKind),
    options: options === "" ? [] : options.split(",").map((of) => ({ word: of.split(":")[0] ?? "", label: of.split(":")[1] ?? "" })),
    has_values: ["text", "choice", "number", "words"].includes(kind),
  };
}

function relation(line: string, index: number): FetchRelationDto {
  const [word = "", label = "", source = "", date = ""] = line.split("|");
  return {
    relation: word as FetchRelationDto["relation"], label, source: source as FetchSource, of: index < 2 ? ["customer"] : ["customer", "vehicle"],
    date: date === "" ? null : date,
  };
}

export const CATALOGUE: FetchCatalogue = {
  fields: Object.entries(FIELDS).flatMap(([source, lines]) => lines.map((line) => field(source as FetchSource, line))),
  relations: RELATIONS.map(relation),
};
