//! What the facts say of numbers: opt-outs anywhere on a file, and the store's own lines (S8).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeZone, Utc};
use domain::{
    audience::{self, Question, Standing},
    calendar::Calendar,
    campaign::{CampaignSpec, CustomerType, Language},
    contact_type::Department,
    due::DueSettings,
    numbers::{CellStrikes, usable},
    reason::{NumberFault, Reason},
    zone::Zone,
};

use super::*;
use crate::{
    Store,
    bulk::{self, NewCustomer},
    customers::{self, Phone},
    stores::{self, Lines, StoreRow},
};
use crate::{
    columns::asked,
    roster::whole::{self, Who},
};

const STORE: StoreId = StoreId(1);
const CELL: &str = "+14165550101";
const OTHER: &str = "+14165550102";

fn number(text: &str) -> E164 {
    E164::parse(text).unwrap()
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 15, 0, 0).unwrap()
}

fn store_row(id: StoreId) -> StoreRow {
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
            zone: Zone::parse("America/Toronto").unwrap(),
            hours: BTreeMap::new(),
            closed: BTreeSet::new(),
        },
        closed_names: BTreeMap::new(),
        departments: BTreeMap::new(),
        own_lines: BTreeSet::new(),
    }
}

/// One customer with a cell, in a file with one store.
struct World {
    store: Store,
    customer: CustomerId,
}

impl World {
    fn new() -> Self {
        let store = Store::in_memory().unwrap();
        let customer = NewCustomer {
            number: "1001",
            first_name: None,
            last_name: None,
            company: None,
            email: None,
            address: "",
            city: "",
            region: "",
            postal_code: "",
            language: None,
            customer_type: CustomerType::Retail,
            day_preference: None,
            hold: None,
            complaint_open: false,
        };
        let customer = store
            .write::<_, StoreError>(|db| {
                stores::save(db, &store_row(STORE), now())?;
                bulk::add_customer(db, STORE, &customer)
            })
            .unwrap();
        let world = Self { store, customer };
        world.phone(PhoneKind::Cell, CELL, None);
        world
    }

    fn phone(&self, kind: PhoneKind, text: &str, extension: Option<&str>) {
        let phone =
            Phone { kind, typed: text.to_owned(), number: Some(number(text)), extension: extension.map(str::to_owned) };
        self.store.write::<_, StoreError>(|db| customers::save_phone(db, self.customer, &phone)).unwrap();
    }

    fn opt_out(&self, text: &str) {
        self.store.write::<_, StoreError>(|db| numbers::opt_out(db, &number(text), "Alex", "Asked", now())).unwrap();
    }

    fn change_store(&self, id: StoreId, change: impl FnOnce(&mut StoreRow)) {
        let mut row = store_row(id);
        change(&mut row);
        self.store.write::<_, StoreError>(|db| stores::save(db, &row, now())).unwrap();
    }

    fn facts(&self) -> CustomerFacts {
        let today = now().date_naive();
        let scope = Scope {
            store: STORE,
            spec: &CampaignSpec::new(ContactType::Maintenance, today),
            campaign: None,
            today,
            customer: None,
            except: None,
        };
        self.store.read::<_, StoreError>(|db| read_one(db, &scope, self.customer)).unwrap()
    }

    /// Whether an opt-out bars the customer, by the judgement that preview, reservation and gate share.
    fn is_barred_by_an_opt_out(&self) -> bool {
        let spec = CampaignSpec::new(ContactType::Maintenance, now().date_naive());
        let calendar =
            Calendar { zone: Zone::parse("America/Toronto").unwrap(), hours: BTreeMap::new(), closed: BTreeSet::new() };
        let question = Question {
            spec: &spec,
            due: &DueSettings::default(),
            calendar: &calendar,
            store_language: Language::English,
            today: now().date_naive(),
            now: now(),
            run: None,
            standing: Standing::Choosing,
        };
        audience::judge(&self.facts(), &question).barred.iter().any(|barred| barred.reason == Reason::OptedOut)
    }
}

#[test]
fn s8_an_opted_out_number_bars_the_customer_in_whatever_field_and_with_an_extension_too() {
    for (kind, extension) in [
        (PhoneKind::Cell, None),
        (PhoneKind::Cell, Some("12")),
        (PhoneKind::Home, None),
        (PhoneKind::Home, Some("12")),
        (PhoneKind::Work, None),
        (PhoneKind::Work, Some("12")),
    ] {
        let world = World::new();
        world.phone(kind, OTHER, extension);
        assert!(!world.is_barred_by_an_opt_out(), "{kind:?} {extension:?}");
        world.opt_out(OTHER);
        assert!(world.facts().any_number_opted_out, "{kind:?} {extension:?}");
        assert!(world.is_barred_by_an_opt_out(), "{kind:?} {extension:?}");
    }
}

#[test]
fn s8_an_opt_out_of_a_number_that_is_not_on_the_file_does_not_bar() {
    let world = World::new();
    world.opt_out(OTHER);
    assert!(!world.facts().any_number_opted_out);
    assert!(!world.is_barred_by_an_opt_out());
}

#[test]
fn s8_every_number_that_a_store_uses_itself_is_one_of_its_lines() {
    type Use = fn(&mut StoreRow);
    let uses: [(&str, Use); 5] = [
        ("typed as an own line", |row| row.own_lines = BTreeSet::from([number(CELL)])),
        ("opt-out number", |row| row.opt_out_number = Some(number(CELL))),
        ("caller ID of Service", |row| caller_id(row, Department::Service)),
        ("caller ID of Sales", |row| caller_id(row, Department::Sales)),
        ("call-back number", |row| {
            let lines = Lines { caller_id: Some(number(OTHER)), call_back_number: Some(number(CELL)) };
            row.departments.insert(Department::Service, lines);
        }),
    ];
    for (used_as, change) in uses {
        // Of this store, and of another one in the same file.
        for id in [STORE, StoreId(2)] {
            let world = World::new();
            assert!(is_usable(&world), "{used_as}");
            world.change_store(id, change);
            let fault = usable(&world.facts().cell, PhoneKind::Cell, now().date_naive()).unwrap_err().fault;
            assert_eq!(fault, NumberFault::StoreLine, "{used_as}");
            // The customer's page says the same.
            let row = world.store.read(|db| stores::get(db, id)).unwrap();
            assert!(row.is_own_line(&number(CELL)), "{used_as}");
            assert!(!row.is_own_line(&number("+14165550199")), "{used_as}");
        }
    }
}

fn caller_id(row: &mut StoreRow, department: Department) {
    row.departments.insert(department, Lines { caller_id: Some(number(CELL)), call_back_number: None });
}

fn is_usable(world: &World) -> bool {
    usable(&world.facts().cell, PhoneKind::Cell, now().date_naive()).is_ok()
}

/// The gate asks before each drop, and a customer in memory is read again after each: neither may grow with the file.
#[test]
fn what_is_read_of_one_customer_is_found_by_an_index() {
    let world = World::new();
    asked::take();
    for contact_type in ContactType::ALL {
        let spec = CampaignSpec::new(contact_type, now().date_naive());
        let today = now().date_naive();
        let scope = Scope { store: STORE, spec: &spec, campaign: None, today, customer: None, except: None };
        world.store.read::<_, StoreError>(|db| read_one(db, &scope, world.customer)).unwrap();
    }
    world.store.read::<_, StoreError>(|db| whole::one(db, STORE, world.customer)).unwrap();
    let queries = asked::take().into_iter().chain(whole::queries(STORE, Who::One(world.customer)));
    let queries: BTreeSet<String> = queries.collect();
    // One each for customers, vehicles, nine kinds of matters, phones, clocks, deals, and as many for the roster.
    assert!(queries.len() >= 2 * 14, "{}", queries.len());
    for sql in queries {
        let plan = world.store.explain(&sql).unwrap();
        // A file has one store, with two departments and a handful of lines.
        let is_small = |line: &str| {
            ["SCAN d", "SCAN o", "SCAN department", "SCAN store", "SCAN store_line"]
                .iter()
                .any(|small| line == *small || line.starts_with(&format!("{small} ")))
        };
        let goes_through_all = |line: &&String| line.starts_with("SCAN") && !is_small(line);
        // Of all drops of the last days is too many as well.
        let of_days = |line: &&String| line.contains("attempt_by_day");
        let bad: Vec<&String> = plan.iter().filter(|line| goes_through_all(line) || of_days(line)).collect();
        assert!(bad.is_empty(), "{bad:?} of {plan:#?}\n{sql}");
    }
}
