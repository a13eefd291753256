//! A dealership in memory: one store, its customers, an approved message, an account with ports.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    calendar::{Calendar, OpenHours},
    campaign::{
        CampaignSpec, CampaignState, Count, Day as Weekday, Days, Filters, Language, MessageChoice, MissedStart,
        Prevention,
    },
    contact_type::{ContactType, Department},
    due::DueSettings,
    ids::{CampaignId, CustomerId, MessageId, RunId, StoreId},
    numbers::CellStrikes,
    phone::E164,
    source::DataSource,
    states::{Counts, TargetState},
    zone::Zone,
};
use engine::clock::Clock;
use store::{
    Db, Store, StoreError, accounts,
    attempts::{self, Attempt},
    campaigns, facts, history, house,
    imports::{self, Summary},
    messages, runs,
    runs::Run,
    stores::{self, Lines, StoreRow},
    targets::{self, Target},
};

use crate::{clock::ManualClock, person::Person, provider::ScriptedProvider};

/// 09:55 of a Tuesday in Toronto, on standard time.
const START: &str = "2026-11-24T14:55:00Z";

pub struct Dealership {
    pub store: Arc<Store>,
    pub clock: Arc<ManualClock>,
    pub provider: Arc<ScriptedProvider>,
    pub id: StoreId,
    pub message: MessageId,
    customers: Mutex<BTreeMap<String, CustomerId>>,
    /// Files that a restored backup took the place of.
    pub(crate) put_aside: Vec<Arc<Store>>,
}

impl Dealership {
    /// `customers` of [`Person::n`], counted from 1, and an account with `ports`. It is 09:55 on a Tuesday.
    pub fn new(customers: usize, ports: u16) -> Self {
        Self::at(START.parse().unwrap(), customers, ports)
    }

    pub fn at(now: DateTime<Utc>, customers: usize, ports: u16) -> Self {
        Self::in_store(Arc::new(Store::in_memory().unwrap()), now, customers, ports)
    }

    /// The same in an empty store of the caller's, in a file for example.
    pub fn in_store(store: Arc<Store>, now: DateTime<Utc>, customers: usize, ports: u16) -> Self {
        let clock = Arc::new(ManualClock::new(now));
        let provider = Arc::new(ScriptedProvider::new(clock.clone()));
        let id = StoreId(1);
        let message = store.write(|db| set_up(db, id, ports, now)).unwrap();
        let nobody = Mutex::default();
        let dealership = Self { store, clock, provider, id, message, customers: nobody, put_aside: vec![] };
        dealership.watch_the_wire();
        let today = dealership.today();
        dealership.add((1..=customers).map(|n| Person::n(n, today)));
        dealership
    }

    /// Takes a file with these people in: new ones are added, known ones changed.
    pub fn add(&self, people: impl IntoIterator<Item = Person>) {
        let people: Vec<Person> = people.into_iter().collect();
        if people.is_empty() {
            return;
        }
        let file: Vec<_> = people.iter().map(Person::in_file).collect();
        let now = self.now();
        self.store
            .write(|db| {
                let source = imports::Source { file_name: "people.csv", sha256: "", by: "Alex", now };
                let mut customers = imports::Customers::begin(db, self.id, source)?;
                file.iter().try_for_each(|customer| customers.take(customer))?;
                customers.finish(Summary::default(), &[])
            })
            .unwrap();
        let scope = facts::Scope {
            store: self.id,
            spec: &CampaignSpec::new(ContactType::Maintenance, self.today()),
            campaign: None,
            today: self.today(),
            customer: None,
            except: None,
        };
        let on_file = self.read(|db| facts::read(db, &scope));
        *self.customers.lock().unwrap_or_else(PoisonError::into_inner) =
            on_file.into_iter().map(|customer| (customer.number, customer.id)).collect();
    }

    /// Takes a file of this source in that says nothing: from now on the source is as old as that (P15).
    pub fn take_in_nothing(&self, source: DataSource) {
        let file = imports::EventSource { source, file_name: "nothing.csv", sha256: "", by: "Alex", now: self.now() };
        self.store.write(|db| imports::Events::begin(db, self.id, file)?.finish(Summary::default(), &[])).unwrap();
    }

    /// Every source is as of now (P15).
    pub fn refresh(&self) {
        let now = self.now();
        self.write(|db| {
            DataSource::ALL.iter().try_for_each(|source| stores::is_fresh(db, self.id, source.word(), now))
        });
    }

    /// Customer `n` of [`Person::n`].
    pub fn customer(&self, n: usize) -> CustomerId {
        self.customers.lock().unwrap_or_else(PoisonError::into_inner)[&(1000 + n).to_string()]
    }

    /// Maintenance every weekday and Saturday at 10:00, to all due.
    pub fn spec(&self) -> CampaignSpec {
        let open = Weekday::ALL.iter().copied().filter(|day| *day != Weekday::Sunday);
        CampaignSpec {
            name: "Maintenance".to_owned(),
            contact_type: ContactType::Maintenance,
            filters: Filters::none(),
            message: Some(MessageChoice::Single { message: self.message }),
            count: Count::AllDue,
            days: Days::Weekly { weekdays: open.collect(), start_on: self.today(), end_on: None },
            time_local: NaiveTime::from_hms_opt(10, 0, 0).unwrap(),
            latest_local: None,
            days_between: 30,
            prevention: Prevention::ByCustomer,
            missed_start: MissedStart::RunLate,
            ..CampaignSpec::new(ContactType::Maintenance, self.today())
        }
    }

    /// An active campaign; `change` says what is different from [`Dealership::spec`].
    pub fn campaign(&self, change: impl FnOnce(&mut CampaignSpec)) -> CampaignId {
        let mut spec = self.spec();
        change(&mut spec);
        assert_eq!(spec.faults(CampaignState::Active), vec![]);
        let now = self.now();
        self.write(|db| {
            let id = campaigns::add(db, self.id, &spec, "Alex", now)?;
            campaigns::set_state(db, id, CampaignState::Active, now)?;
            Ok(id)
        })
    }

    /// Saves a new version of a campaign's set-up.
    pub fn edit(&self, campaign: CampaignId, change: impl FnOnce(&mut CampaignSpec)) {
        let now = self.now();
        self.write(|db| {
            let mut spec = campaigns::get(db, campaign)?.spec;
            change(&mut spec);
            campaigns::save(db, campaign, &spec, "Alex", now)
        });
    }

    /// Open day and night, Sundays too.
    pub fn open_around_the_clock(&self) {
        let (opens_local, closes_local) = (NaiveTime::MIN, NaiveTime::from_hms_opt(23, 59, 59).unwrap());
        let always = OpenHours { opens_local, closes_local };
        let departments = [Department::Service, Department::Sales];
        let every = departments.iter().flat_map(|d| Weekday::ALL.iter().map(move |day| (*d, *day)));
        self.change_store(|store| store.calendar.hours = every.map(|key| (key, always)).collect());
    }

    /// What a person changes under Stores and Hours.
    pub fn change_store(&self, change: impl FnOnce(&mut StoreRow)) {
        let now = self.now();
        self.write(|db| {
            let mut store = stores::get(db, self.id)?;
            change(&mut store);
            stores::save(db, &store, now)
        });
    }

    /// Another approved message, in English.
    pub fn message(&self, name: &str) -> MessageId {
        let now = self.now();
        self.write(|db| add_message(db, self.id, name, now))
    }

    pub fn set_language(&self, message: MessageId, language: Language) {
        self.write(|db| {
            let message = messages::get(db, message)?;
            messages::save(db, &messages::Message { language, ..message })
        });
    }

    pub fn approve(&self, message: MessageId) {
        let now = self.now();
        self.write(|db| messages::set_approval(db, message, Some((now, "Alex"))));
    }

    /// Takes the approval of a message back.
    pub fn withdraw(&self, message: MessageId) {
        self.write(|db| messages::set_approval(db, message, None));
    }

    /// A backup takes the place of the file; the provider goes on, and remembers everything.
    pub(crate) fn replace(mut self, backup: Store) -> Self {
        let before = std::mem::replace(&mut self.store, Arc::new(backup));
        self.put_aside.push(before);
        self.watch_the_wire();
        self
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A wall time of today at the store.
    pub fn today_at(&self, time: &str) -> DateTime<Utc> {
        self.day_at(self.today(), time)
    }

    pub fn day_at(&self, on: NaiveDate, time: &str) -> DateTime<Utc> {
        zone().start_at(on, NaiveTime::parse_from_str(time, "%H:%M").unwrap()).at
    }

    pub fn today(&self) -> NaiveDate {
        zone().date_at(self.now())
    }

    pub fn read<T>(&self, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> T {
        self.store.read(work).unwrap()
    }

    pub fn write<T>(&self, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> T {
        self.store.write(work).unwrap()
    }

    /// The runs of a campaign on the date of now, in order of sequence.
    pub fn runs_today(&self, campaign: CampaignId) -> Vec<Run> {
        let today = self.today();
        self.read(|db| runs::of_campaign_on(db, campaign, today))
    }

    /// The only run of a campaign on the date of now.
    pub fn run_today(&self, campaign: CampaignId) -> Run {
        let mut runs = self.runs_today(campaign);
        assert_eq!(runs.len(), 1, "{runs:?}");
        runs.remove(0)
    }

    pub fn run(&self, id: RunId) -> Run {
        self.read(|db| runs::get(db, id))
    }

    pub fn counts(&self, run: RunId) -> Counts {
        self.read(|db| runs::counts(db, run))
    }

    pub fn targets(&self, run: RunId) -> Vec<Target> {
        self.read(|db| targets::of_run(db, run))
    }

    /// The target of customer `n` in a run.
    pub fn target(&self, run: RunId, n: usize) -> Target {
        let customer = self.customer(n);
        self.targets(run).into_iter().find(|target| target.customer == customer).expect("no such target")
    }

    /// The attempts of a run, those that were not sent too.
    pub fn attempts(&self, run: RunId) -> Vec<Attempt> {
        self.read(|db| attempts::of_run(db, run))
    }

    pub fn numbers_of(&self, run: RunId, state: TargetState) -> Vec<E164> {
        self.targets(run).into_iter().filter(|t| t.state == state).map(|t| t.number).collect()
    }

    /// Contact History of customer `n`, newest first.
    pub fn history(&self, n: usize) -> Vec<history::HistoryRow> {
        let customer = self.customer(n);
        self.read(|db| history::page(db, customer, None, 100))
    }

    /// W3, at every submit: the intent and the row In Progress stand on the disk before a byte goes out.
    fn watch_the_wire(&self) {
        let store = self.store.clone();
        self.provider.set_witness(move |prepared| {
            store
                .read(|db| {
                    let open = attempts::unsettled(db)?;
                    let attempt = open.iter().find(|a| a.idempotency_key == prepared.idempotency_key);
                    let attempt = attempt.expect("bytes would go out without an intent");
                    assert_eq!(attempt.request, prepared.body);
                    let Some(customer) = attempt.customer else { return Ok(()) };
                    let newest = history::page(db, customer, None, 1)?.pop().expect("no row In Progress");
                    assert!(newest.in_progress && newest.user_name == "Voice Drop", "{newest:?}");
                    Ok::<_, StoreError>(())
                })
                .unwrap();
        });
    }
}

fn zone() -> Zone {
    Zone::parse("America/Toronto").unwrap()
}

fn set_up(db: &Db<'_>, id: StoreId, ports: u16, now: DateTime<Utc>) -> Result<MessageId, StoreError> {
    house::make(db, "test", house::FileKind::Practice, now, 1.0, None)?;
    stores::save(db, &store_row(id), now)?;
    for source in DataSource::ALL {
        stores::is_fresh(db, id, source.word(), now)?;
    }
    accounts::connect(db, "http://127.0.0.1:1", true, None)?;
    accounts::checked(db, "Scripted", ports, 1_000_000, now)?;
    add_message(db, id, "Service reminder", now)
}

fn add_message(db: &Db<'_>, store: StoreId, name: &str, now: DateTime<Utc>) -> Result<MessageId, StoreError> {
    let message = messages::NewMessage {
        store,
        name,
        language: Language::English,
        wav: name.as_bytes(),
        sha256: name,
        duration_ms: 20_000,
        notices: &[],
    };
    let id = messages::add(db, &message, now)?;
    messages::set_approval(db, id, Some((now, "Alex")))?;
    Ok(id)
}

/// Toronto; both departments open 08:00 to 18:00 from Monday to Saturday.
fn store_row(id: StoreId) -> StoreRow {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let hours = OpenHours { opens_local: time(8), closes_local: time(18) };
    let departments = [Department::Service, Department::Sales];
    let days = || Weekday::ALL.iter().copied().filter(|day| *day != Weekday::Sunday);
    let line = |text| Some(E164::parse(text).unwrap());
    let lines = Lines { caller_id: line("+14165559001"), call_back_number: line("+14165559002") };
    StoreRow {
        id,
        name: "Maple Motors".to_owned(),
        country: "CA".to_owned(),
        region: "ON".to_owned(),
        language: Language::English,
        opt_out_number: None,
        due: DueSettings::default(),
        cell_strikes: CellStrikes::Cumulative,
        calendar: Calendar {
            zone: zone(),
            hours: departments.iter().flat_map(|d| days().map(move |day| ((*d, day), hours))).collect(),
            closed: BTreeSet::new(),
        },
        closed_names: BTreeMap::new(),
        departments: departments.into_iter().map(|d| (d, lines.clone())).collect(),
        own_lines: BTreeSet::new(),
    }
}
