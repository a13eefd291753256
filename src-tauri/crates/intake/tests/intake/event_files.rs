//! The files of every source: recognised by their columns, and read event by event.

use std::path::Path;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    country::Country,
    event::{DeclinedKind, Event, RecallOutcome, Said},
    facts::{AppointmentState, Counter, PayType},
    source::DataSource,
    zone::Zone,
};
use intake::{
    DateFormat, DateFormats, EventFile, EventRow, Field, IntakeError, NoteReason, RejectReason, RejectedEvent,
    SourceFile, events, guess_mapping, recognise_dates, recognise_source,
};

fn now() -> DateTime<Utc> {
    "2026-11-24T15:10:00Z".parse().unwrap()
}

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn open(name: &str) -> SourceFile {
    SourceFile::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sources").join(name)).unwrap()
}

/// Reads a file as a person who agrees with every guess, and says of which source it is.
fn read(file: &SourceFile) -> (DataSource, Vec<Result<EventRow, RejectedEvent>>) {
    let table = file.table(None, None).unwrap();
    let source = recognise_source(&table.header).unwrap();
    let mapping = guess_mapping(source, &table.header);
    let date_format = match recognise_dates(&table, &mapping).unwrap() {
        DateFormats::Certain(format) => Some(format),
        DateFormats::Ambiguous(_) => DateFormat::from_word("%Y-%m-%d"),
        DateFormats::NoDates => None,
    };
    let (mapping, zone) = (mapping.check().unwrap(), Zone::parse("America/Toronto").unwrap());
    let file = EventFile {
        table: &table,
        mapping: &mapping,
        date_format,
        country: Country::Canada,
        zone: &zone,
        now: now(),
        list: "Open house",
    };
    let rows = events(file).unwrap().map(|row| row.unwrap()).collect();
    (source, rows)
}

fn rows(name: &str, expected: DataSource) -> Vec<EventRow> {
    let (source, rows) = read(&open(name));
    assert_eq!(source, expected, "{name}");
    rows.into_iter().map(|row| row.expect("a good row")).collect()
}

fn text(content: &str) -> Vec<Result<EventRow, RejectedEvent>> {
    read(&SourceFile::read("export.csv".to_owned(), content.as_bytes()).unwrap()).1
}

macro_rules! only {
    ($row:expr, $kind:ident) => {
        match &$row.event {
            Event::$kind(event) => event,
            other => panic!("{other:?}"),
        }
    };
}

fn word(text: &str) -> Said<String> {
    Said::Is(text.to_owned())
}

#[test]
fn the_lines_of_an_appointment_are_one_and_a_time_of_noughts_is_none() {
    let found = rows("appointments.csv", DataSource::Appointment);
    assert_eq!(found.len(), 4);
    let first = only!(found[0], Appointment);
    assert_eq!((found[0].line, found[0].lines, first.number.as_deref()), (2, 2, Some("A1001")));
    assert_eq!((first.on, first.booked_on.clone()), (on("2026-11-26"), Said::Is(on("2026-11-20"))));
    assert_eq!(first.at_local, NaiveTime::from_hms_opt(9, 30, 0).map_or(Said::Unsaid, Said::Is));
    assert_eq!((first.services.clone(), first.state), (word("Oil change, Rotation"), Some(AppointmentState::Booked)));
    assert_eq!(only!(found[1], Appointment).state, Some(AppointmentState::NoShow));
    assert_eq!(only!(found[2], Appointment).state, Some(AppointmentState::Deleted));
    assert_eq!(found[0].who.last_name.as_deref(), Some("Blake"));
}

#[test]
fn the_jobs_of_a_repair_order_are_one_order_with_its_codes_and_its_amount() {
    let (source, found) = read(&open("repair-orders.csv"));
    assert_eq!((source, found.len()), (DataSource::RepairOrder, 4));
    let orders: Vec<&EventRow> = found.iter().flatten().collect();
    let second = only!(orders[1], RepairOrder);
    assert_eq!((second.opcodes.join(" "), second.pay), ("BRK RECALL".to_owned(), Some(PayType::Customer)));
    assert_eq!(second.amount.value().map(|amount| amount.cents()), Some(50_000));
    assert_eq!((orders[1].lines, second.odometer.clone()), (2, Said::Is(61_003)));
    let open = only!(orders[2], RepairOrder);
    assert_eq!((open.closed_on.clone(), open.pay), (Said::Blank, Some(PayType::Internal)), "0000-00-00 is no date");
    let Err(rejected) = &found[3] else { panic!("nobody is named in it") };
    assert_eq!((rejected.row.line, rejected.row.reason), (6, RejectReason::NobodyNamed));
}

#[test]
fn an_order_of_parts_waits_for_its_last_part() {
    let found = rows("parts.csv", DataSource::PartsOrder);
    let (whole, waiting) = (only!(found[0], PartsOrder), only!(found[1], PartsOrder));
    assert_eq!((whole.arrived_on.clone(), whole.is_open), (Said::Is(on("2026-11-12")), Some(true)));
    assert_eq!(whole.amount.value().map(|amount| amount.cents()), Some(8_650));
    assert_eq!((waiting.arrived_on.clone(), waiting.counter.clone()), (Said::Blank, Said::Is(Counter::Back)));
}

#[test]
fn recalls_inspections_and_declined_work_are_read_with_their_states() {
    let found = rows("recalls.csv", DataSource::Recall);
    let of = |place: usize| only!(found[place], Recall);
    assert_eq!(
        (of(0).campaign.as_str(), of(0).is_open, of(0).has_remedy.clone()),
        ("26V-101", Some(true), Said::Is(true))
    );
    assert_eq!((of(1).is_open, of(1).outcome.clone()), (Some(false), Said::Is(RecallOutcome::DoneHere)));
    assert_eq!(of(2).has_remedy, Said::Is(false));
    let found = rows("inspections.csv", DataSource::Inspection);
    assert_eq!(only!(found[1], Inspection).due_on, on("2026-11-01"));
    let found = rows("declined-work.csv", DataSource::DeclinedWork);
    let of = |place: usize| only!(found[place], DeclinedWork);
    assert_eq!((of(0).due_on, of(0).kind.clone()), (on("2026-11-20"), Said::Is(DeclinedKind::Deferred)));
    assert_eq!(of(1).due_on, on("2026-08-20"), "without a date to come back to, the day it was declined on");
    assert_eq!(of(2).is_open, Some(false));
}

#[test]
fn a_deal_that_was_unwound_says_so() {
    let found = rows("deals.csv", DataSource::Deal);
    let of = |place: usize| only!(found[place], Deal);
    assert_eq!((of(0).sold_on, of(0).ends_on.clone()), (on("2026-11-20"), Said::Is(on("2029-11-20"))));
    assert_eq!((of(0).is_unwound, of(1).is_unwound), (Some(false), Some(true)));
    assert_eq!(of(0).amount.value().map(|amount| amount.cents()), Some(3_845_000));
}

#[test]
fn an_entry_of_the_traffic_log_has_its_minute_and_an_internet_entry_is_a_lead() {
    let found = rows("traffic-log.csv", DataSource::TrafficEntry);
    let of = |place: usize| only!(found[place], TrafficEntry);
    assert_eq!(of(0).entered_at, Some("2026-11-23T19:10:00Z".parse::<DateTime<Utc>>().unwrap()));
    assert_eq!((of(0).status.as_deref(), of(0).is_lead), (Some("Working"), false));
    assert_eq!((of(1).lost_reason.clone(), of(1).follow_up_on.clone()), (word("Too expensive"), Said::Blank));
    assert_eq!((of(2).is_lead, found[2].who.phones.len()), (true, 0), "a lead without a phone is a lead");
}

#[test]
fn leads_in_adf_are_entries_of_the_traffic_log() {
    let found = rows("lead.adf", DataSource::TrafficEntry);
    let of = |place: usize| only!(found[place], TrafficEntry);
    assert_eq!(of(0).number.as_deref(), Some("Northside Leads:88017"));
    assert_eq!(of(0).entered_at, Some("2026-11-24T14:40:00Z".parse::<DateTime<Utc>>().unwrap()));
    assert_eq!((of(0).is_lead, of(0).interest.clone()), (true, word("2027 Honda CR-V")));
    assert_eq!(
        (of(0).comment.clone(), of(0).lead_source.clone()),
        (word("Is the blue one still there?"), word("Northside Leads"))
    );
    assert_eq!(
        (found[0].who.first_name.as_deref(), found[0].who.last_name.as_deref()),
        (Some("Priya Nand &"), Some("Family"))
    );
    assert_eq!(of(1).entered_at, None, "a lead that does not say when is of the moment it comes in");
    let noted: Vec<NoteReason> = found[1].notes.iter().map(|(_, note)| note.reason).collect();
    assert_eq!(noted, [NoteReason::NoPhone, NoteReason::TakenAsNow], "kept, and said so");
    assert!(found[0].notes.is_empty());
}

#[test]
fn an_adf_file_that_is_not_xml_is_refused_with_a_sentence() {
    for content in ["Jo Blake wants a CR-V", "<adf><prospect>", "<html><body>Session expired</body></html>"] {
        let file = SourceFile::read("lead.xml".to_owned(), content.as_bytes());
        let error = file.and_then(|file| file.table(None, None)).unwrap_err();
        let is_told = matches!(error, IntakeError::NotAdf | IntakeError::NotAnExport { .. });
        assert!(is_told && error.to_string().ends_with('.'), "{content}: {error}");
    }
}

#[test]
fn everybody_on_a_list_stands_under_its_name() {
    let found = rows("list.csv", DataSource::ListEntry);
    let first = only!(found[0], ListEntry);
    assert_eq!((first.list.as_str(), first.listed_on), ("Open house", None));
    assert_eq!(first.note, word("Winter tires stored"));
    assert_eq!(found[0].event.key(&found[0].who), "open house jo.blake@example.com");
}

#[test]
fn the_customers_file_stays_the_customers_file() {
    for name in ["sources/customers.csv", "dms-export-2000.csv"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        let table = SourceFile::open(&path).unwrap().table(None, None).unwrap();
        assert_eq!(recognise_source(&table.header), Some(DataSource::Customers), "{name}");
    }
    let header = ["Cust No", "Make"].map(str::to_owned);
    assert_eq!(recognise_source(&header), None, "a customers' file without a phone is no list");
    let header = ["Shoe size", "Hat"].map(str::to_owned);
    assert_eq!(recognise_source(&header), None);
}

#[test]
fn a_status_that_nobody_knows_rejects_the_appointment_and_nothing_else() {
    let found = text("Appt No,Cust No,Appt Date,Status\nA1,7,2026-11-26,perhaps\nA2,8,2026-11-26,\n");
    let Err(rejected) = &found[0] else { panic!("it was taken") };
    assert_eq!((rejected.row.line, rejected.row.reason), (2, RejectReason::UnknownStatus));
    assert_eq!(only!(found[1].as_ref().unwrap(), Appointment).state, Some(AppointmentState::Booked));
}

#[test]
fn p13_a_rejected_row_still_says_whom_it_marks_do_not_call() {
    let found = text(
        "Entry No,Entry Date,Cust No,Last Name,Cell Phone,Do Not Call,Status\n\
         T1,,500,Blake,416-555-0134,Y,Lost\nT2,someday,501,Roy,416-555-0135,N,Lost\n",
    );
    let rejected: Vec<&RejectedEvent> = found.iter().filter_map(|row| row.as_ref().err()).collect();
    assert!(rejected.iter().all(|of| of.row.reason == RejectReason::Missing(Field::EntryDate)));
    let barred: Vec<_> = rejected.iter().map(|of| of.barred.as_ref()).collect();
    let [Some(blake), None] = barred[..] else { panic!("{barred:?}") };
    assert_eq!((blake.customer_number.as_deref(), blake.phones[0].typed.as_str()), (Some("500"), "416-555-0134"));
}

#[test]
fn lines_of_an_order_that_lie_apart_are_one_order_and_a_bad_line_is_rejected_alone() {
    let found = text(
        "RO Number,Cust No,Open Date,Close Date,Op Codes\nR1,7,2026-11-18,2026-11-19,LOF\nR2,8,2026-11-18,,BRK\n\
         R1,7,2026-11-18,2026-11-20,ROT\nR1,7,2026-11-18\n",
    );
    let order = only!(found[0].as_ref().unwrap(), RepairOrder);
    assert_eq!((order.opcodes.join(" "), order.closed_on.clone()), ("LOF ROT".to_owned(), Said::Is(on("2026-11-20"))));
    let rejected: Vec<u32> = found.iter().filter_map(|row| row.as_ref().err()).map(|row| row.row.line).collect();
    assert_eq!((found.len(), rejected), (3, vec![5]));
}

#[test]
fn what_lies_in_the_future_has_not_happened() {
    let found = text("RO Number,Cust No,Open Date,Close Date\nR1,7,2026-11-18,2027-11-19\n");
    let row = found[0].as_ref().unwrap();
    assert_eq!(only!(row, RepairOrder).closed_on, Said::Unsaid, "what is on file stands");
    assert_eq!(row.notes[0].1.reason, NoteReason::FutureDate);
    let found = text("Entry Date,Name,Status\n2027-01-01,Jo Blake,New\n2026-11-20,Omar Haddad,New\n");
    let future = only!(found[0].as_ref().unwrap(), TrafficEntry);
    assert_eq!(future.entered_at, None);
}
