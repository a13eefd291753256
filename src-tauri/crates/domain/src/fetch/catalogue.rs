//! Every field that a query can ask about. The part of a word behind its point is the column, unless `store::fetch` says
//! otherwise; a test there compiles each of them.

use super::field::{Field, Kind, Source};

use Source as S;

const fn field(source: Source, kind: Kind, word: &'static str, label: &'static str) -> Field {
    Field { word, source, label, kind, options: &[] }
}

const fn text(source: Source, word: &'static str, label: &'static str) -> Field {
    field(source, Kind::Text, word, label)
}

const fn number(source: Source, word: &'static str, label: &'static str) -> Field {
    field(source, Kind::Number, word, label)
}

const fn money(source: Source, word: &'static str, label: &'static str) -> Field {
    field(source, Kind::Money, word, label)
}

const fn date(source: Source, word: &'static str, label: &'static str) -> Field {
    field(source, Kind::Date, word, label)
}

const fn yes_no(source: Source, word: &'static str, label: &'static str) -> Field {
    field(source, Kind::YesNo, word, label)
}

const fn choice(
    source: Source,
    word: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
) -> Field {
    Field { options, ..field(source, Kind::Choice, word, label) }
}

/// A field by its stored word.
pub fn find(word: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.word == word)
}

/// In the order of a menu.
pub static FIELDS: &[Field] = &[
    text(S::Vehicle, "vehicle.make", "Make"),
    text(S::Vehicle, "vehicle.model", "Model"),
    number(S::Vehicle, "vehicle.year", "Year"),
    number(S::Vehicle, "vehicle.odometer", "Odometer"),
    text(S::Vehicle, "vehicle.vin", "VIN"),
    date(S::Vehicle, "vehicle.last_ro_on", "Last RO Date"),
    text(S::Vehicle, "vehicle.last_ro_number", "Last RO Number"),
    date(S::Vehicle, "vehicle.purchased_on", "Purchase Date"),
    date(S::Vehicle, "vehicle.next_appointment_on", "Next Appt Date"),
    yes_no(S::Vehicle, "vehicle.has_open_repair_order", "Open RO"),
    text(S::Customer, "customer.city", "City"),
    text(S::Customer, "customer.region", "Province"),
    text(S::Customer, "customer.postal_code", "Postal Code"),
    text(S::Customer, "customer.address", "Address"),
    text(S::Customer, "customer.first_name", "First Name"),
    text(S::Customer, "customer.last_name", "Last Name"),
    text(S::Customer, "customer.company", "Company"),
    text(S::Customer, "customer.number", "Customer Number"),
    text(S::Customer, "customer.email", "Email"),
    text(S::Customer, "customer.cell", "Cell Phone"),
    text(S::Customer, "customer.home", "Home Phone"),
    choice(S::Customer, "customer.language", "Language", &[("en", "English"), ("fr", "French")]),
    choice(S::Customer, "customer.customer_type", "Customer Type", &[("retail", "Retail"), ("fleet", "Fleet")]),
    choice(S::Customer, "customer.day_preference", "Day Preference", &[("day", "Day"), ("late_day", "Late Day")]),
    number(S::Customer, "customer.vehicles", "Number Of Vehicles"),
    date(S::Customer, "customer.last_contact_at", "Last Contact Date"),
    date(S::Customer, "customer.last_agent_contact_at", "Last Agent Contact Date"),
    date(S::Customer, "customer.last_called_in_at", "Last Call In Date"),
    yes_no(S::Customer, "customer.voice_off", "Voice Off"),
    yes_no(S::Customer, "customer.opted_out", "Opted Out"),
    yes_no(S::Customer, "customer.complaint_open", "Complaint Open"),
    text(S::Customer, "customer.hold_reason", "Hold Reason"),
    date(S::Customer, "customer.hold_until_on", "Hold Until Date"),
    date(S::Appointment, "appointment.appointment_on", "Appt Date"),
    date(S::Appointment, "appointment.booked_on", "Booked Date"),
    choice(S::Appointment, "appointment.state", "State", APPOINTMENT_STATES),
    text(S::Appointment, "appointment.team", "Team"),
    text(S::Appointment, "appointment.advisor", "Advisor"),
    text(S::Appointment, "appointment.services", "Services"),
    date(S::RepairOrder, "repair_order.opened_on", "Opened Date"),
    date(S::RepairOrder, "repair_order.closed_on", "Closed Date"),
    money(S::RepairOrder, "repair_order.amount_cents", "Amount"),
    choice(S::RepairOrder, "repair_order.pay", "Pay Type", PAY_TYPES),
    field(S::RepairOrder, Kind::Words, "repair_order.opcodes", "Opcodes"),
    text(S::RepairOrder, "repair_order.advisor", "Advisor"),
    text(S::RepairOrder, "repair_order.technician", "Technician"),
    number(S::RepairOrder, "repair_order.odometer", "Odometer"),
    text(S::RepairOrder, "repair_order.source_key", "RO Number"),
    date(S::PartsOrder, "parts_order.ordered_on", "Ordered Date"),
    date(S::PartsOrder, "parts_order.arrived_on", "Arrived Date"),
    yes_no(S::PartsOrder, "parts_order.is_open", "Open"),
    choice(S::PartsOrder, "parts_order.counter", "Counter", &[("front", "Front"), ("back", "Back")]),
    text(S::PartsOrder, "parts_order.parts", "Parts"),
    money(S::PartsOrder, "parts_order.amount_cents", "Amount"),
    text(S::PartsOrder, "parts_order.source_key", "Order Number"),
    text(S::Recall, "recall.campaign", "Recall"),
    text(S::Recall, "recall.title", "Title"),
    date(S::Recall, "recall.opened_on", "Opened Date"),
    yes_no(S::Recall, "recall.is_open", "Open"),
    yes_no(S::Recall, "recall.has_remedy", "Has Remedy"),
    choice(S::Recall, "recall.outcome", "Outcome", RECALL_OUTCOMES),
    text(S::Inspection, "inspection.name", "Inspection"),
    date(S::Inspection, "inspection.due_on", "Due Date"),
    date(S::DeclinedWork, "declined_work.declined_on", "Declined Date"),
    date(S::DeclinedWork, "declined_work.due_on", "Due Date"),
    yes_no(S::DeclinedWork, "declined_work.is_open", "Open"),
    money(S::DeclinedWork, "declined_work.amount_cents", "Amount"),
    choice(S::DeclinedWork, "declined_work.kind", "Kind", DECLINED_KINDS),
    text(S::DeclinedWork, "declined_work.services", "Services"),
    text(S::DeclinedWork, "declined_work.ro_number", "RO Number"),
    date(S::Deal, "deal.sold_on", "Deal Date"),
    date(S::Deal, "deal.delivered_on", "Delivery Date"),
    date(S::Deal, "deal.ends_on", "Contract End Date"),
    choice(S::Deal, "deal.kind", "New Or Used", &[("new", "New"), ("used", "Used")]),
    text(S::Deal, "deal.salesperson", "Salesperson"),
    money(S::Deal, "deal.amount_cents", "Amount"),
    yes_no(S::Deal, "deal.is_unwound", "Unwound"),
    text(S::Deal, "deal.source_key", "Deal Number"),
    date(S::Traffic, "traffic_entry.entered_on", "Entry Date"),
    text(S::Traffic, "traffic_entry.status", "Status"),
    text(S::Traffic, "traffic_entry.traffic_type", "Traffic Type"),
    text(S::Traffic, "traffic_entry.lost_reason", "Lost Reason"),
    yes_no(S::Traffic, "traffic_entry.is_lead", "Internet Lead"),
    text(S::Traffic, "traffic_entry.lead_source", "Lead Source"),
    text(S::Traffic, "traffic_entry.salesperson", "Salesperson"),
    text(S::Traffic, "traffic_entry.interest", "Interest"),
    date(S::Traffic, "traffic_entry.follow_up_on", "Follow Up Date"),
    date(S::Traffic, "traffic_entry.appointment_on", "Appt Date"),
    text(S::Traffic, "traffic_entry.comment", "Comment"),
    text(S::List, "list_entry.list", "List"),
    date(S::List, "list_entry.listed_on", "Listed Date"),
    text(S::List, "list_entry.note", "Note"),
    date(S::Contact, "contact.started_at", "Contact Date"),
    choice(S::Contact, "contact.contact_type", "Contact Type", CONTACT_TYPES),
    text(S::Contact, "contact.user_name", "User"),
    text(S::Contact, "contact.code", "Recycle Code"),
    text(S::Contact, "contact.comment", "Comment"),
    yes_no(S::Contact, "contact.is_inbound", "Inbound"),
    text(S::Contact, "contact.campaign_name", "Campaign"),
    date(S::Drop, "drop.intended_on", "Drop Date"),
    choice(S::Drop, "drop.contact_type", "Contact Type", CONTACT_TYPES),
    choice(S::Drop, "drop.disposition", "Result", DISPOSITIONS),
    text(S::Drop, "drop.campaign", "Campaign"),
    text(S::Drop, "drop.message", "Message"),
    date(S::CallBack, "call_back.called_on", "Call Date"),
    text(S::CallBack, "call_back.outcome", "Outcome"),
    text(S::CallBack, "call_back.note", "Note"),
    choice(S::TurnOff, "turn_off.contact_type", "Contact Type", CONTACT_TYPES),
    text(S::TurnOff, "turn_off.reason", "Reason"),
    date(S::TurnOff, "turn_off.at", "Turned Off Date"),
    text(S::TurnOff, "turn_off.by", "Turned Off By"),
    text(S::FetchMember, "fetch_member.campaign", "Fetch Campaign"),
    date(S::FetchMember, "fetch_member.expires_on", "Expiry Date"),
    yes_no(S::FetchMember, "fetch_member.is_open", "Open"),
];

const APPOINTMENT_STATES: &[(&str, &str)] = &[
    ("booked", "Booked"),
    ("confirmed", "Confirmed"),
    ("deleted", "Deleted"),
    ("shown", "Shown"),
    ("no_show", "No Show"),
];
const PAY_TYPES: &[(&str, &str)] =
    &[("customer", "Customer Pay"), ("warranty", "Warranty Pay"), ("internal", "Internal Pay")];
const RECALL_OUTCOMES: &[(&str, &str)] =
    &[("done_here", "Done Here"), ("done_elsewhere", "Done Elsewhere"), ("not_applicable", "Not Applicable")];
const DECLINED_KINDS: &[(&str, &str)] =
    &[("declined", "Declined"), ("deferred", "Deferred"), ("recommended", "Recommended")];
const CONTACT_TYPES: &[(&str, &str)] = &[
    ("maintenance", "Maintenance"),
    ("confirm", "Confirm"),
    ("no_show", "No Show"),
    ("service_follow_up", "Service Follow-up"),
    ("special_order_parts", "Special Order Parts"),
    ("recall", "Recall"),
    ("mvi", "MVI"),
    ("declined_work", "Declined Work"),
    ("sales", "Sales"),
    ("unsold", "Unsold"),
    ("marketing", "Marketing"),
    ("fetch_automation", "Fetch Automation"),
];
const DISPOSITIONS: &[(&str, &str)] = &[
    ("delivered", "Delivered"),
    ("impossible", "Impossible"),
    ("busy", "Busy"),
    ("unavailable", "Unavailable"),
    ("mailbox_full", "Mailbox full"),
    ("mailbox_not_set_up", "Mailbox not set up"),
    ("no_answer", "No answer"),
    ("landline", "Landline"),
    ("do_not_call", "On the provider's do-not-call list"),
    ("bad_number", "Bad number"),
    ("carrier_refused", "Carrier refused"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
    ("treated_as_delivered", "Treated as delivered"),
    ("treated_as_not_delivered", "Treated as not delivered"),
];
