//! What is told of the sample's customers: each story agrees with the vehicle, the customer and the calendar.

use std::{collections::BTreeSet, sync::LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    aim::{After, Aim, Step, Subtype},
    audience::{Judged, Question, Standing, judge},
    campaign::{CampaignSpec, Language},
    contact_type::{ContactType, Department},
    due::DueSettings,
    ids::StoreId,
    reason::Reason,
};
use practice::sample::{self, Plan};
use rusqlite::{Connection, types::FromSql};
use store::{
    Store,
    facts::{self, Scope},
    key::DataKey,
    stores,
};
use tempfile::TempDir;

const STORE: StoreId = StoreId(1);
/// A Tuesday at 10:00 at the store.
const TUESDAY: &str = "2026-11-24T15:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn key() -> DataKey {
    DataKey::from_bytes([7; 32])
}

/// A sample on disk, so that a test can look at columns that the program has no question about yet.
struct Sample {
    folder: TempDir,
    file: Store,
    now: DateTime<Utc>,
}

impl Sample {
    fn of(customers: u32, ready: u32, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = Store::create(&folder.path().join("sample.db"), key().into()).unwrap();
        let now = at(now);
        file.write(|db| {
            stores::save(db, &sample::store_row(now)?, now)?;
            sample::fill(db, STORE, &Plan { customers, seed: 7, ready }, now)
        })
        .unwrap();
        Self { folder, file, now }
    }

    fn connection(&self) -> Connection {
        store::encrypted::open_reader(&self.folder.path().join("sample.db"), &key()).unwrap()
    }

    /// The first column of every row.
    fn column<T: FromSql>(&self, sql: &str) -> Vec<T> {
        let connection = self.connection();
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    fn count(&self, from: &str) -> i64 {
        self.column(&format!("SELECT count(*) FROM {from}"))[0]
    }

    /// How many of all rows of `from` are like that.
    fn share(&self, from: &str, like: &str) -> f64 {
        let of = |from: &str| self.count(from) as f64;
        let and = if from.contains(" WHERE ") { "AND" } else { "WHERE" };
        of(&format!("{from} {and} {like}")) / of(from)
    }

    fn assert_none(&self, from: &str) {
        assert_eq!(self.count(from), 0, "{from}");
    }

    fn today(&self) -> NaiveDate {
        sample::store_row(self.now).unwrap().calendar.zone.date_at(self.now)
    }

    fn judged(&self, spec: &CampaignSpec) -> Vec<Judged> {
        let store = sample::store_row(self.now).unwrap();
        let scope = Scope { store: STORE, spec, campaign: None, today: self.today(), customer: None, except: None };
        let facts = self.file.read(|db| facts::read(db, &scope)).unwrap();
        let question = Question {
            spec,
            due: &DueSettings::default(),
            calendar: &store.calendar,
            store_language: Language::English,
            today: self.today(),
            now: self.now,
            run: None,
            standing: Standing::Choosing,
        };
        facts.iter().map(|facts| judge(facts, &question)).collect()
    }

    /// Due by their dates, and of them those who can get a drop.
    fn due(&self, spec: &CampaignSpec) -> (usize, usize) {
        let judged = self.judged(spec);
        let due = judged.iter().filter(|j| j.barred.iter().all(|b| b.reason != Reason::NotDue)).count();
        (due, judged.iter().filter(|j| j.barred.is_empty()).count())
    }

    fn spec(&self, contact_type: ContactType) -> CampaignSpec {
        CampaignSpec::new(contact_type, self.today())
    }

    fn confirm(&self, level: Subtype) -> CampaignSpec {
        CampaignSpec { aim: Aim { subtypes: vec![level], ..Aim::default() }, ..self.spec(ContactType::Confirm) }
    }

    fn step(&self, contact_type: ContactType, after: After, expires_after: After) -> CampaignSpec {
        let step = Step {
            after,
            expires_after: Some(expires_after),
            entries_from_on: None,
            statuses: vec![],
            traffic_types: vec![],
            lost_reasons: vec![],
            hold_back_while_booked: true,
        };
        CampaignSpec { aim: Aim { step: Some(step), ..Aim::default() }, ..self.spec(contact_type) }
    }
}

static TWO_THOUSAND: LazyLock<Sample> = LazyLock::new(|| Sample::of(2_000, 0, TUESDAY));

/// How many are due, and of them can get a drop.
fn assert_between(what: &str, (due, free): (usize, usize), range: std::ops::RangeInclusive<usize>) {
    assert!(range.contains(&due), "{what}: {due} due");
    assert!(free > 0 && free * 10 >= due * 5, "{what}: {free} of {due} can get a drop");
}

#[test]
fn every_contact_type_has_people_in_the_morning() {
    let sample = &*TWO_THOUSAND;
    let plain = |contact_type| sample.due(&sample.spec(contact_type));
    assert_between("No Show", plain(ContactType::NoShow), 8..=20);
    assert_between("Service Follow-up", plain(ContactType::ServiceFollowUp), 60..=200);
    assert_between("Special Order Parts", plain(ContactType::SpecialOrderParts), 15..=60);
    assert_between("Recall", plain(ContactType::Recall), 60..=400);
    assert_between("MVI", plain(ContactType::Mvi), 60..=200);
    assert_between("Declined Work", plain(ContactType::DeclinedWork), 40..=250);
    let hours = sample.step(ContactType::Unsold, After::Hours { hours: 2 }, After::Days { days: 1 });
    assert_between("Unsold, 2 hours", sample.due(&hours), 2..=20);
    let days = sample.step(ContactType::Unsold, After::Days { days: 3 }, After::Days { days: 10 });
    assert_between("Unsold, 3 days", sample.due(&days), 8..=60);
    let deal = sample.step(ContactType::Sales, After::Days { days: 3 }, After::Days { days: 10 });
    assert_between("Sales, 3 days", sample.due(&deal), 4..=30);
}

#[test]
fn the_desk_has_confirms_of_both_levels_on_every_weekday() {
    // Monday to Friday.
    for day in 23..=27 {
        let sample = Sample::of(2_000, 0, &format!("2026-11-{day}T15:00:00Z"));
        let what = sample.today().format("%A").to_string();
        assert_between(&what, sample.due(&sample.confirm(Subtype::Level1)), 30..=60);
        assert_between(&what, sample.due(&sample.confirm(Subtype::Level2)), 15..=40);
    }
}

#[test]
fn the_last_closed_order_is_the_one_that_stands_on_the_vehicle() {
    let sample = &*TWO_THOUSAND;
    sample.assert_none(
        "vehicle v LEFT JOIN (SELECT vehicle_id, max(closed_on) AS closed_on FROM repair_order GROUP BY 1) r
            ON r.vehicle_id = v.id
         WHERE v.last_ro_on IS NOT r.closed_on",
    );
    sample.assert_none(
        "vehicle v WHERE v.last_ro_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM repair_order r
            WHERE r.vehicle_id = v.id AND r.closed_on = v.last_ro_on AND r.source_key = v.last_ro_number)",
    );
    sample.assert_none("vehicle v JOIN repair_order r ON r.vehicle_id = v.id WHERE r.customer_id <> v.customer_id");
    assert!(sample.count("repair_order") > 2 * sample.count("vehicle"), "there is a history");
}

#[test]
fn a_vehicle_with_an_open_order_is_in_the_shop_and_no_other_is() {
    let sample = &*TWO_THOUSAND;
    sample.assert_none(
        "vehicle v WHERE v.has_open_repair_order IS NOT EXISTS (SELECT 1 FROM repair_order r
            WHERE r.vehicle_id = v.id AND r.closed_on IS NULL)",
    );
    assert!((10..60).contains(&sample.count("repair_order WHERE closed_on IS NULL")));
    sample.assert_none("vehicle WHERE owned = 0 AND has_open_repair_order = 1");
}

#[test]
fn numbers_and_kilometres_grow_with_time_and_no_order_begins_before_the_purchase() {
    let sample = &*TWO_THOUSAND;
    let pair = "repair_order a JOIN repair_order b ON a.vehicle_id = b.vehicle_id AND a.opened_on < b.opened_on";
    assert!(sample.count(pair) > 1_000);
    sample.assert_none(&format!("{pair} WHERE a.odometer > b.odometer"));
    sample.assert_none(&format!(
        "{pair} WHERE CAST(substr(a.source_key, 3) AS INTEGER) >=
                                              CAST(substr(b.source_key, 3) AS INTEGER)"
    ));
    sample.assert_none(&format!("{pair} WHERE a.closed_on IS NULL OR a.closed_on >= b.opened_on"));
    sample.assert_none(
        "repair_order r JOIN vehicle v ON v.id = r.vehicle_id
         WHERE r.opened_on < v.purchased_on OR r.closed_on < r.opened_on",
    );
}

#[test]
fn an_order_costs_what_its_operations_cost_and_an_open_one_is_not_made_up_yet() {
    let sample = &*TWO_THOUSAND;
    sample.assert_none("repair_order WHERE amount_cents < 0 OR (amount_cents IS NULL) <> (closed_on IS NULL)");
    sample.assert_none("repair_order WHERE opcodes NOT LIKE '|%|' OR advisor IS NULL OR technician IS NULL");
    let mean: Vec<f64> = sample.column("SELECT avg(amount_cents) FROM repair_order WHERE pay = 'customer'");
    assert!((15_000.0..45_000.0).contains(&mean[0]), "{mean:?}");
    let brakes: Vec<i64> = sample.column("SELECT min(amount_cents) FROM repair_order WHERE opcodes LIKE '%|BRKF|%'");
    assert!(brakes[0] > 40_000, "{brakes:?}");
}

#[test]
fn what_is_booked_from_today_on_stands_on_its_vehicle() {
    let sample = &*TWO_THOUSAND;
    let today = sample.today();
    let booked = format!("appointment a WHERE a.state IN ('booked', 'confirmed') AND a.appointment_on >= '{today}'");
    assert!(sample.count(&booked) > 100);
    sample.assert_none(&format!(
        "{booked} AND NOT EXISTS (SELECT 1 FROM vehicle v WHERE v.id = a.vehicle_id AND v.customer_id = a.customer_id
            AND v.next_appointment_on = a.appointment_on)"
    ));
    assert_eq!(sample.count(&booked), sample.count("vehicle WHERE next_appointment_on IS NOT NULL"));
    sample.assert_none(&format!(
        "appointment WHERE state IN ('booked', 'confirmed') AND appointment_on < '{today}'
            OR state = 'no_show' AND appointment_on >= '{today}' OR state = 'shown' AND appointment_on > '{today}'
            OR booked_on > appointment_on OR booked_on > '{today}'"
    ));
}

#[test]
fn a_vehicle_that_is_sold_has_no_appointment() {
    let sample = &*TWO_THOUSAND;
    assert!(sample.count("vehicle WHERE owned = 0") > 20);
    sample.assert_none("appointment a JOIN vehicle v ON v.id = a.vehicle_id WHERE v.owned = 0");
    sample.assert_none("vehicle WHERE owned = 0 AND next_appointment_on IS NOT NULL");
}

#[test]
fn whoever_showed_up_has_an_order_of_that_day_and_whoever_did_not_has_none() {
    let sample = &*TWO_THOUSAND;
    let order = "EXISTS (SELECT 1 FROM repair_order r WHERE r.vehicle_id = a.vehicle_id
                         AND r.opened_on = a.appointment_on)";
    sample.assert_none(&format!("appointment a WHERE a.state = 'shown' AND NOT {order}"));
    sample.assert_none(&format!("appointment a WHERE a.state = 'no_show' AND {order}"));
}

#[test]
fn appointments_lie_in_the_hours_of_open_days() {
    let sample = &*TWO_THOUSAND;
    let calendar = sample::store_row(sample.now).unwrap().calendar;
    let slots: BTreeSet<String> =
        sample.column("SELECT appointment_on || 'T' || at_local FROM appointment").into_iter().collect();
    for slot in slots {
        let local: chrono::NaiveDateTime = slot.parse().unwrap();
        let is_known = local.date() >= "2026-01-01".parse().unwrap();
        let at = calendar.zone.start_at(local.date(), local.time()).at;
        assert!(!is_known || calendar.is_open(Department::Service, at), "{slot}");
    }
}

#[test]
fn shares_of_the_book_and_of_the_shop_are_as_promised() {
    let sample = &*TWO_THOUSAND;
    let within = |from: &str, like: &str, range: std::ops::Range<f64>| {
        let share = sample.share(from, like);
        assert!(range.contains(&share), "{like}: {share}");
    };
    within("repair_order", "pay = 'customer'", 0.70..0.80);
    within("repair_order", "pay = 'warranty'", 0.14..0.22);
    within("repair_order", "pay = 'internal'", 0.04..0.10);
    within("repair_order", "closed_on = opened_on", 0.80..0.92);
    within("appointment", "state = 'shown'", 0.65..0.90);
    within("appointment", "state = 'no_show'", 0.03..0.12);
    within("appointment", "state = 'deleted'", 0.05..0.15);
    within("parts_order", "arrived_on IS NOT NULL", 0.55..0.85);
    within("parts_order", "counter = 'front'", 0.2..0.5);
    within("recall", "is_open = 1", 0.5..0.8);
    within("recall WHERE is_open = 0", "outcome = 'done_here'", 0.5..0.8);
    within("declined_work", "kind = 'declined'", 0.45..0.75);
    within("deal", "kind = 'new'", 0.6..0.9);
    within("traffic_entry", "traffic_type = 'Internet'", 0.3..0.6);
    within("traffic_entry", "status = 'Sold'", 0.05..0.35);
    within("traffic_entry", "status = 'Lost'", 0.15..0.4);
}

#[test]
fn nothing_that_happened_lies_after_now_and_nothing_costs_less_than_nothing() {
    let sample = &*TWO_THOUSAND;
    let today = sample.today();
    for (table, columns) in [
        ("repair_order", &["opened_on", "closed_on"][..]),
        ("parts_order", &["ordered_on", "arrived_on"]),
        ("recall", &["opened_on"]),
        ("declined_work", &["declined_on"]),
        ("deal", &["sold_on", "delivered_on"]),
        ("traffic_entry", &["entered_on"]),
        ("list_entry", &["listed_on"]),
    ] {
        for column in columns {
            sample.assert_none(&format!("{table} WHERE {column} > '{today}'"));
        }
    }
    sample.assert_none(&format!("traffic_entry WHERE entered_at >= {}", sample.now.timestamp_millis()));
    for table in ["repair_order", "parts_order", "declined_work", "deal"] {
        sample.assert_none(&format!("{table} WHERE amount_cents < 0"));
    }
}

#[test]
fn a_recall_is_closed_with_an_outcome_and_never_before_there_is_a_remedy() {
    let sample = &*TWO_THOUSAND;
    sample.assert_none("recall WHERE is_open = (outcome IS NOT NULL) OR (has_remedy = 0 AND is_open = 0)");
    for remedy in ["has_remedy = 1", "has_remedy = 0", "has_remedy IS NULL"] {
        assert!(sample.count(&format!("recall WHERE {remedy}")) > 10, "{remedy}");
    }
}

#[test]
fn work_was_put_off_on_an_order_of_that_day() {
    let sample = &*TWO_THOUSAND;
    assert!(sample.count("declined_work") > 100);
    sample.assert_none(
        "declined_work d WHERE NOT EXISTS (SELECT 1 FROM repair_order r WHERE r.source_key = d.ro_number
            AND r.vehicle_id = d.vehicle_id AND r.closed_on = d.declined_on)",
    );
}

#[test]
fn whoever_bought_here_has_a_deal_of_that_day_and_some_deals_never_were() {
    let sample = &*TWO_THOUSAND;
    sample.assert_none(
        "vehicle v WHERE (v.purchased_on IS NOT NULL) <> EXISTS (SELECT 1 FROM deal d WHERE d.vehicle_id = v.id
            AND d.sold_on = v.purchased_on AND d.is_unwound = 0)",
    );
    assert!((3..60).contains(&sample.count("deal WHERE is_unwound = 1")));
    sample.assert_none("deal WHERE ends_on <= sold_on OR delivered_on < sold_on");
}

#[test]
fn a_sold_entry_was_followed_by_a_deal_and_only_those() {
    let sample = &*TWO_THOUSAND;
    sample.assert_none(
        "traffic_entry t WHERE t.status = 'Sold' AND NOT EXISTS (SELECT 1 FROM deal d
            WHERE d.customer_id = t.customer_id AND d.sold_on >= t.entered_on AND d.is_unwound = 0)",
    );
    sample.assert_none(
        "traffic_entry t JOIN deal d ON d.customer_id = t.customer_id AND d.is_unwound = 0
            AND d.sold_on >= t.entered_on
         WHERE t.status <> 'Sold'",
    );
    sample.assert_none("traffic_entry WHERE (status = 'Lost') <> (lost_reason IS NOT NULL)");
}

#[test]
fn some_are_in_the_log_without_a_vehicle_and_some_bought_on_another_file_with_the_same_number() {
    let sample = &*TWO_THOUSAND;
    let strangers = sample.count(
        "customer c WHERE NOT EXISTS (SELECT 1 FROM vehicle v WHERE v.customer_id = c.id)
            AND EXISTS (SELECT 1 FROM traffic_entry t WHERE t.customer_id = c.id)",
    );
    assert!((30..100).contains(&strangers), "{strangers}");
    let elsewhere = sample.count(
        "traffic_entry t JOIN phone p ON p.customer_id = t.customer_id
            JOIN phone o ON o.e164 = p.e164 AND o.customer_id <> p.customer_id
            JOIN deal d ON d.customer_id = o.customer_id AND d.sold_on >= t.entered_on AND d.is_unwound = 0
         WHERE t.status <> 'Sold'",
    );
    assert!(elsewhere >= 2, "{elsewhere}");
    let booked = "traffic_entry WHERE follow_up_on >= (SELECT max(entered_on) FROM traffic_entry)
                      OR appointment_on >= (SELECT max(entered_on) FROM traffic_entry)";
    assert!(sample.count(booked) > 5);
}

#[test]
fn two_lists_were_taken_in_and_every_source_is_as_of_now() {
    let sample = &*TWO_THOUSAND;
    let lists: Vec<String> = sample.column("SELECT DISTINCT list FROM list_entry ORDER BY 1");
    assert_eq!(lists, ["Spring home show", "Winter tire storage"]);
    let as_of: Vec<i64> = sample.column("SELECT as_of_at FROM data_source");
    assert_eq!(as_of, [sample.now.timestamp_millis(); 11]);
}

#[test]
fn the_same_seed_tells_the_same_stories() {
    let (one, other) = (Sample::of(200, 20, TUESDAY), Sample::of(200, 20, TUESDAY));
    for table in [
        "appointment",
        "repair_order",
        "parts_order",
        "recall",
        "inspection",
        "declined_work",
        "deal",
        "traffic_entry",
        "list_entry",
    ] {
        let rows = |sample: &Sample| -> Vec<String> {
            let columns: Vec<String> = sample.column(&format!("SELECT name FROM pragma_table_info('{table}')"));
            let row = columns.iter().map(|name| format!("quote({name})")).collect::<Vec<_>>().join(" || ' ' || ");
            sample.column(&format!("SELECT {row} FROM {table} ORDER BY id"))
        };
        let told = rows(&one);
        assert!(!told.is_empty(), "{table}");
        assert_eq!(told, rows(&other), "{table}");
    }
}
