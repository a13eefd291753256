//! An open practice file in Toronto, on Friday 2026-11-20 at 10:21, with people and drops as a test wants them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use app::{Caller, House, error::CommandError};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    audience::Choice,
    calendar::{Calendar, OpenHours},
    campaign::{
        CampaignSpec, CampaignState, Count, Day, Days, Filters, Language, MessageChoice, MissedStart, Prevention,
    },
    contact_type::{ContactType, Department},
    country::Country,
    disposition::Disposition,
    due::DueSettings,
    ids::{AttemptId, CampaignId, CodeId, CustomerId, MessageId, PortNumber, RunId, StoreId, VehicleId},
    numbers::CellStrikes,
    phone::{E164, PhoneKind, read_phone},
    states::TargetEvent,
    zone::Zone,
};
use engine::clock::Clock;
use store::{
    Db, Store, StoreError, attempts,
    audit::AuditRow,
    campaigns,
    contacts::{self, IN_PROGRESS, NewContact, VOICE_DROP_USER, Who},
    customers, facts,
    house::FileKind,
    imports::{self, Field, FileCustomer, FilePhone, FileVehicle, Summary},
    messages::{self, NewMessage},
    recycle::{self, Code},
    runs::{self, NewRun},
    stores::{self, StoreRow},
    targets::{self, Ending},
};
use uuid::Uuid;

pub const STORE: StoreId = StoreId(1);
pub const TRANSCRIPT: &str = "Hello, this is Lakeside Honda. Your vehicle is due for service.";

/// A clock that a test sets by hand.
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("no test panics while it sets the clock")
    }

    fn machine(&self) -> Duration {
        Duration::ZERO
    }

    fn machine_time_until(&self, at: DateTime<Utc>) -> Duration {
        (at - self.now()).to_std().unwrap_or_default()
    }

    fn is_scaled(&self) -> bool {
        false
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn on(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn e164(text: &str) -> E164 {
    E164::parse(text).expect("E.164")
}

/// A customer of a file; a test adds what it is about.
pub fn person(number: &str, name: &str) -> FileCustomer {
    let (first, last) = name.split_once(' ').expect("two names");
    let values = [(Field::FirstName, first.to_owned()), (Field::LastName, last.to_owned())];
    FileCustomer { number: number.to_owned(), values: values.into(), rows: 1, ..FileCustomer::default() }
}

pub trait With: Sized {
    fn phone(self, kind: PhoneKind, typed: &str) -> Self;
    fn field(self, field: Field, value: &str) -> Self;
    /// Due for maintenance on the test's day.
    fn car(self, vin: &str, model: &str) -> Self;
    fn do_not_call(self) -> Self;

    fn cell(self, typed: &str) -> Self {
        self.phone(PhoneKind::Cell, typed)
    }

    fn home(self, typed: &str) -> Self {
        self.phone(PhoneKind::Home, typed)
    }
}

impl With for FileCustomer {
    fn phone(mut self, kind: PhoneKind, typed: &str) -> Self {
        let phone = FilePhone::new(typed, read_phone(typed, Country::Canada)).expect("not blank");
        self.phones.insert(kind, phone);
        self
    }

    fn field(mut self, field: Field, value: &str) -> Self {
        self.values.insert(field, value.to_owned());
        self
    }

    fn car(mut self, vin: &str, model: &str) -> Self {
        let values =
            [(Field::Year, "2019"), (Field::Make, "Honda"), (Field::Model, model), (Field::LastRoOn, "2026-02-10")];
        let values = values.into_iter().map(|(field, value)| (field, value.to_owned())).collect();
        self.vehicles.push(FileVehicle { vin: vin.to_owned(), values });
        self
    }

    fn do_not_call(self) -> Self {
        Self { do_not_call: true, ..self }
    }
}

pub struct World {
    pub house: Arc<House>,
    pub clock: Arc<ManualClock>,
    pub caller: Caller,
}

impl World {
    pub fn new() -> Self {
        let now = at("2026-11-20T15:21:00Z");
        let clock = Arc::new(ManualClock(Mutex::new(now)));
        let store = Store::in_memory().expect("memory");
        store
            .write(|db| {
                store::house::make(db, "test", FileKind::Practice, now, 1.0, None)?;
                stores::save(db, &lakeside(), now)
            })
            .expect("a store");
        let house = Arc::new(House::new(Arc::new(store), clock.clone(), FileKind::Practice, STORE));
        Self { house, clock, caller: Caller { name: "A. Snyder".to_owned() } }
    }

    pub fn db<T>(&self, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> T {
        self.house.store.write(work).expect("the store does it")
    }

    pub fn set_clock(&self, now: DateTime<Utc>) {
        *self.clock.0.lock().expect("no test panics while it sets the clock") = now;
    }

    pub fn pass(&self, time: TimeDelta) {
        self.set_clock(self.house.now() + time);
    }

    pub fn today(&self) -> NaiveDate {
        self.house.today().expect("a date")
    }

    /// Takes customers in as a file does; gives their ids in the same order.
    pub fn take_in(&self, people: &[FileCustomer]) -> Vec<CustomerId> {
        let (summary, now) = (Summary::default(), self.house.now());
        let source =
            imports::Source { file_name: "dms.csv", sha256: "0", by: "File", now, summary: &summary, rejected: &[] };
        self.house
            .store
            .write(|db| {
                let plan = imports::plan(db, STORE, people)?;
                imports::apply(db, &plan, &source, &mut |_| true)
            })
            .expect("an import");
        people.iter().map(|person| self.id_of(&person.number)).collect()
    }

    fn id_of(&self, number: &str) -> CustomerId {
        let since_on = self.today();
        let all = self.db(|db| store::search::page(db, STORE, None, since_on, 10_000));
        all.into_iter().find(|hit| hit.number == number).expect("taken in").id
    }

    pub fn take_one_in(&self, person: FileCustomer) -> CustomerId {
        self.take_in(&[person])[0]
    }

    pub fn vehicle(&self, customer: CustomerId) -> VehicleId {
        self.db(|db| customers::vehicles(db, customer))[0].id
    }

    /// An approved recording with words.
    pub fn message(&self) -> MessageId {
        self.db(|db| {
            let new = NewMessage {
                store: STORE,
                name: "Service due",
                language: Language::English,
                wav: b"RIFF",
                sha256: "abc",
                duration_ms: 12_000,
                notices: &[],
            };
            let id = messages::add(db, &new, self.house.now())?;
            let message = messages::get(db, id)?;
            messages::save(db, &messages::Message { transcript: TRANSCRIPT.to_owned(), ..message })?;
            messages::set_approval(db, id, Some((self.house.now(), "A. Snyder")))?;
            Ok(id)
        })
    }

    pub fn campaign(&self, name: &str, message: MessageId) -> CampaignId {
        let now = self.house.now();
        self.db(|db| {
            let id = campaigns::add(db, STORE, &spec(name, message), "A. Snyder", now)?;
            campaigns::set_state(db, id, CampaignState::Active, now)?;
            Ok(id)
        })
    }

    /// A run of a new campaign that has its port, until 17:30; its Voice Drop code is there.
    pub fn run(&self, name: &str) -> Running {
        let message = self.message();
        let campaign = self.campaign(name, message);
        let (now, on) = (self.house.now(), self.today());
        let until_at = at("2026-11-20T22:30:00Z");
        let run = self.db(|db| {
            let version = campaigns::get(db, campaign)?.version;
            let count = Count::AllDue;
            let new = NewRun {
                campaign,
                store: STORE,
                version,
                on,
                sequence: 1,
                scheduled_at: now,
                until_at,
                count,
                by_hand: false,
            };
            let run = runs::plan(db, &new)?.expect("planned");
            runs::wait_for_port(db, run, now)?;
            runs::start(db, run, PortNumber(1), now)?;
            Ok(run)
        });
        let code = self.db(|db| recycle::voice_drop_or_make(db, STORE, ContactType::Maintenance, now));
        Running { run, message, name: name.to_owned(), until_at, code }
    }

    /// Reserves a customer for a run, on the number that the rules choose.
    pub fn reserve(&self, running: &Running, customer: CustomerId) -> domain::ids::TargetId {
        let (now, today) = (self.house.now(), self.today());
        self.db(|db| {
            let scope = facts::Scope {
                store: STORE,
                contact_type: ContactType::Maintenance,
                today,
                days_between: 0,
                customer: Some(customer),
                except: None,
            };
            let facts = facts::read_one(db, &scope, customer)?;
            let (kind, number) = domain::numbers::choose(&facts.cell, &facts.home, today).expect("a usable number");
            let vehicles = facts.vehicles.iter().map(|vehicle| vehicle.id).collect();
            let choice = Choice { kind, number: number.e164.clone(), message: Some(running.message), vehicles };
            let target = targets::reserve(db, running.run, customer, &choice, running.until_at, now)?;
            Ok(target.expect("free"))
        })
    }

    /// A drop in progress to a customer, as the engine writes it before the first byte goes out.
    pub fn drop_to(&self, running: &Running, customer: CustomerId) -> AttemptId {
        let target = self.reserve(running, customer);
        let (now, on) = (self.house.now(), self.today());
        self.db(|db| {
            let target = targets::get(db, target)?;
            targets::advance(db, target.id, TargetEvent::Intend, &Ending::default(), now)?;
            let attempt = attempts::intend(
                db,
                &attempts::Intent {
                    target: Some(target.id),
                    run: Some(running.run),
                    customer: Some(customer),
                    store: STORE,
                    contact_type: Some(ContactType::Maintenance),
                    number: &target.number,
                    kind: target.kind,
                    message: running.message,
                    audio_sha256: "abc",
                    port: PortNumber(1),
                    client_ref: Uuid::new_v4(),
                    idempotency_key: Uuid::new_v4(),
                    request: b"{}",
                    verdict: "yes",
                    facts: "{}",
                    lease_epoch: 0,
                    at: now,
                    on,
                },
            )?;
            let row = NewContact {
                store: STORE,
                customer,
                vehicle: target.vehicle,
                user_name: VOICE_DROP_USER,
                contact_type: Some(ContactType::Maintenance),
                started_at: now,
                finished_at: None,
                comment: IN_PROGRESS,
                who: Who::Drop,
                attempt: Some(attempt),
                campaign_name: Some(&running.name),
                message: Some(running.message),
                number: Some(&target.number),
                code: None,
                recycled_on: None,
            };
            contacts::add(db, &row)?;
            Ok(attempt)
        })
    }

    /// The final result of a drop: the row, and for a delivered one the recycling of every vehicle (S7, S10).
    pub fn finish(&self, running: &Running, attempt: AttemptId, disposition: Disposition) {
        let now = self.house.now();
        self.db(|db| {
            let before = attempts::get(db, attempt)?;
            let (target, customer) = (before.target.expect("no test drop"), before.customer.expect("no test drop"));
            let result = attempts::Final {
                disposition,
                raw_word: disposition.word(),
                detail: None,
                provider_ref: None,
                provider_accepted_at: None,
                provider_completed_at: None,
                cost_micros: None,
                settled_by: None,
            };
            attempts::finish(db, attempt, &result, now)?;
            let event = if disposition.is_delivered() { TargetEvent::Deliver } else { TargetEvent::Fail };
            let ending = Ending { disposition: Some(disposition), ..Ending::default() };
            targets::advance(db, target, event, &ending, now)?;
            targets::free(db, target)?;
            let recycled = disposition.is_delivered().then_some((running.code.id, before.intended_on));
            contacts::finish(db, attempt, disposition.title(), recycled, now)?;
            if disposition.is_delivered() {
                for vehicle in targets::vehicles(db, target)? {
                    recycle::record(db, customer, Some(vehicle), &running.code, before.intended_on, Some(attempt))?;
                }
            }
            Ok(())
        });
    }

    pub fn delivered(&self, running: &Running, customer: CustomerId) -> AttemptId {
        let attempt = self.drop_to(running, customer);
        self.finish(running, attempt, Disposition::Delivered);
        attempt
    }

    /// No result in time: nobody knows how it ended.
    pub fn lose(&self, attempt: AttemptId) {
        let now = self.house.now();
        self.db(|db| {
            attempts::run_out(db, attempt, now)?;
            let target = attempts::get(db, attempt)?.target.expect("no test drop");
            targets::advance(db, target, TargetEvent::LoseSight, &Ending::default(), now)?;
            contacts::set_unknown(db, attempt)
        });
    }

    /// A contact in which an agent used a code.
    pub fn use_code(&self, code: CodeId, customer: CustomerId) {
        let (now, today) = (self.house.now(), self.today());
        self.db(|db| {
            let row = NewContact {
                store: STORE,
                customer,
                vehicle: None,
                user_name: "A. Snyder",
                contact_type: Some(ContactType::Maintenance),
                started_at: now,
                finished_at: Some(now),
                comment: "Spoken to",
                who: Who::Agent,
                attempt: None,
                campaign_name: None,
                message: None,
                number: None,
                code: Some(code),
                recycled_on: Some(today),
            };
            contacts::add(db, &row).map(drop)
        });
    }

    /// The audit trail, newest first.
    pub fn audit(&self) -> Vec<AuditRow> {
        self.db(|db| store::audit::page(db, None, 100))
    }
}

/// A run that has its port.
pub struct Running {
    pub run: RunId,
    pub message: MessageId,
    pub name: String,
    pub until_at: DateTime<Utc>,
    pub code: Code,
}

/// The code of an error, and the field it stands beside.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, CommandError>) -> (String, Option<String>) {
    let error = answer.expect_err("it should be refused");
    assert!(error.message.ends_with(['.', '!', '?']), "not a sentence: {}", error.message);
    (error.code, error.field)
}

pub fn spec(name: &str, message: MessageId) -> CampaignSpec {
    CampaignSpec {
        name: name.to_owned(),
        contact_type: ContactType::Maintenance,
        filters: Filters::none(),
        message: Some(MessageChoice::Single { message }),
        count: Count::AllDue,
        days: Days::Once { on: on("2026-11-20") },
        time_local: NaiveTime::from_hms_opt(10, 0, 0).expect("a time"),
        latest_local: None,
        days_between: 30,
        prevention: Prevention::ByCustomer,
        missed_start: MissedStart::RunLate,
    }
}

fn lakeside() -> StoreRow {
    let open = OpenHours {
        opens_local: NaiveTime::from_hms_opt(8, 0, 0).expect("a time"),
        closes_local: NaiveTime::from_hms_opt(18, 0, 0).expect("a time"),
    };
    StoreRow {
        id: STORE,
        name: "Lakeside Honda".to_owned(),
        country: "CA".to_owned(),
        region: "ON".to_owned(),
        language: Language::English,
        opt_out_number: None,
        due: DueSettings::default(),
        cell_strikes: CellStrikes::Cumulative,
        calendar: Calendar {
            zone: Zone::parse("America/Toronto").expect("a zone"),
            hours: Day::ALL.iter().map(|day| ((Department::Service, *day), open)).collect(),
            closed: Default::default(),
        },
        closed_names: BTreeMap::new(),
        departments: BTreeMap::new(),
        own_lines: Default::default(),
    }
}
