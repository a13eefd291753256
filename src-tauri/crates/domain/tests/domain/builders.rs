//! People, cars, campaigns and calendars as most tests want them: everybody here can get a drop today. A test changes
//! what it is about.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    aim::Aim,
    audience::{Question, Standing, judge},
    calendar::{Calendar, OpenHours},
    campaign::{
        CampaignSpec, Count, CustomerType, Day, Days, Filters, Language, MessageChoice, MissedStart, Prevention,
    },
    contact_type::{ContactType, Department},
    due::{DueSettings, Measure},
    facts::{Clocks, CustomerFacts, NumberFacts, PhoneOnFile, VehicleFacts},
    ids::{CustomerId, MessageId, RunId, VehicleId},
    numbers::NumberRecord,
    phone::{E164, PhoneKind},
    reason::Reason,
    zone::Zone,
};

pub const CELL: &str = "+14165550134";
pub const HOME: &str = "+14165550177";
pub const MESSAGE: MessageId = MessageId(1);
pub const OTHER_MESSAGE: MessageId = MessageId(2);
pub const RUN: RunId = RunId(1);
pub const OTHER_RUN: RunId = RunId(2);

static DUE: LazyLock<DueSettings> = LazyLock::new(DueSettings::default);
static CALENDAR: LazyLock<Calendar> = LazyLock::new(calendar);
static CELL_NUMBER: LazyLock<E164> = LazyLock::new(|| e164(CELL));

pub fn on(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").expect("a time")
}

pub fn e164(text: &str) -> E164 {
    E164::parse(text).expect("a number")
}

/// A Tuesday.
pub fn today() -> NaiveDate {
    on("2026-11-24")
}

/// 10:00 of that Tuesday in Toronto.
pub fn now() -> DateTime<Utc> {
    at("2026-11-24T15:00:00Z")
}

pub fn number(text: &str) -> NumberFacts {
    NumberFacts {
        e164: e164(text),
        record: NumberRecord::default(),
        is_shared_line: false,
        is_store_line: false,
        open_attempt: None,
        clocks: Clocks::default(),
    }
}

pub fn with_record(text: &str, record: NumberRecord) -> PhoneOnFile {
    PhoneOnFile::Number(NumberFacts { record, ..number(text) })
}

pub fn with_clocks(text: &str, clocks: Clocks) -> PhoneOnFile {
    PhoneOnFile::Number(NumberFacts { clocks, ..number(text) })
}

/// Due for Maintenance: the last visit lies six months back.
pub fn vehicle() -> VehicleFacts {
    VehicleFacts {
        id: VehicleId(1),
        make: Some("Honda".into()),
        model: Some("Civic".into()),
        year: Some(2019),
        odometer: Some(64_000),
        owned: true,
        has_open_repair_order: false,
        last_ro_on: Some(on("2026-05-24")),
        purchased_on: Some(on("2019-03-02")),
        next_appointment_on: None,
        turned_off: false,
        recycled: None,
    }
}

/// One due vehicle, a usable cell and a usable home phone, last contact a year ago.
pub fn customer() -> CustomerFacts {
    CustomerFacts {
        id: CustomerId(1),
        number: "1001".into(),
        language: Some(Language::English),
        customer_type: CustomerType::Retail,
        day_preference: None,
        do_not_call: false,
        voice_switched_off: false,
        taken_by: None,
        hold: None,
        complaint_open: false,
        reserved_by: None,
        last_contact_at: Some(at("2025-11-24T15:00:00Z")),
        last_agent_contact_at: Some(at("2025-11-24T15:00:00Z")),
        last_called_in_at: None,
        vehicles: vec![vehicle()],
        matters: vec![],
        recycled: None,
        last_deal_on: None,
        elsewhere: vec![],
        fetched: None,
        cell: PhoneOnFile::Number(number(CELL)),
        home: PhoneOnFile::Number(number(HOME)),
        any_number_opted_out: false,
        clocks: Clocks::default(),
    }
}

/// Maintenance at 10:00 from Monday to Saturday.
pub fn spec() -> CampaignSpec {
    CampaignSpec {
        name: "Maintenance, November".into(),
        contact_type: ContactType::Maintenance,
        filters: Filters::none(),
        message: Some(MessageChoice::Single { message: MESSAGE }),
        count: Count::Number { number: 200 },
        days: Days::Weekly {
            weekdays: Day::ALL.iter().copied().filter(|day| *day != Day::Sunday).collect(),
            start_on: on("2026-11-02"),
            end_on: None,
        },
        time_local: time("10:00"),
        latest_local: None,
        days_between: 30,
        prevention: Prevention::ByCustomer,
        missed_start: MissedStart::RunLate,
        ..CampaignSpec::new(ContactType::Maintenance, today())
    }
}

pub fn question(spec: &CampaignSpec) -> Question<'_> {
    Question {
        spec,
        due: &DUE,
        calendar: &CALENDAR,
        store_language: Language::English,
        today: today(),
        now: now(),
        run: Some(RUN),
        standing: Standing::Choosing,
    }
}

/// What is due on a day at noon, whatever is meant.
pub fn measure<'a>(settings: &'a DueSettings, calendar: &'a Calendar, today: NaiveDate) -> Measure<'a> {
    static ALL: LazyLock<Aim> = LazyLock::new(Aim::default);
    let now = calendar.zone.start_at(today, time("12:00")).at;
    Measure { settings, calendar, today, now, aim: &ALL }
}

/// The gate's question for a customer whose cell was reserved ten minutes ago.
pub fn sending(spec: &CampaignSpec) -> Question<'_> {
    let standing =
        Standing::Sending { reserved_at: at("2026-11-24T14:50:00Z"), kind: PhoneKind::Cell, number: &CELL_NUMBER };
    Question { standing, ..question(spec) }
}

pub fn reasons(facts: &CustomerFacts, question: &Question<'_>) -> Vec<Reason> {
    judge(facts, question).barred.iter().map(|b| b.reason).collect()
}

/// Toronto; both departments open 08:00 to 18:00 from Monday to Saturday.
pub fn calendar() -> Calendar {
    let hours = OpenHours { opens_local: time("08:00"), closes_local: time("18:00") };
    let open = [Department::Service, Department::Sales]
        .into_iter()
        .flat_map(|department| Day::ALL.iter().map(move |day| (department, *day)))
        .filter(|(_, day)| *day != Day::Sunday);
    Calendar {
        zone: Zone::parse("America/Toronto").expect("known"),
        hours: open.map(|key| (key, hours)).collect(),
        closed: std::collections::BTreeSet::new(),
    }
}
