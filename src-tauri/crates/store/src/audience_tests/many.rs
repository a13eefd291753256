//! So many customers that a selection looks at several pieces of them, and a count at the parts of several threads: the
//! shortcut finds whom counting and sorting everybody finds.

use chrono::{Days, NaiveDate};
use domain::{
    audience::{Question, Standing},
    campaign::{CampaignSpec, Language},
    contact_type::ContactType,
    ids::CustomerId,
    phone::E164,
};

use super::{
    filing::{STORE, Template},
    making,
    rows::calendar,
};
use crate::{
    Db, StoreError,
    audience::{Audience, Entry, NOTHING_USED, Used, portions::Portions},
    facts::Scope,
};

const CUSTOMERS: usize = 30_000;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 1).unwrap()
}

/// Fewer of those who were contacted are due than of those who come before them, so that a selection that expects more of
/// the same needs several pieces; contacts and visits are the same for many, across every border; every third has an old
/// car that is not due, and stands behind where the roster expects them; every number from the 20,000th customer on is an
/// earlier one's, too.
fn fill(db: &Db<'_>) -> Result<(), StoreError> {
    let today = today();
    Ok(db.0.execute_batch(&format!(
        "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CUSTOMERS})
             SELECT i FROM n;
         INSERT INTO customer (id, store_id, number, last_contact_at)
             SELECT i, {store}, i * 7919 % 30011, iif(i % 3 = 1, NULL, 1700000000000 + i % 7 * 3600000) FROM n;
         INSERT INTO vehicle (store_id, vin, customer_id, has_open_repair_order, last_ro_on)
             SELECT {store}, 'A' || i, i, i / 7 % 5 >= iif(i % 3 = 1, 2, 1),
                date('{today}', '-' || (i * 13 % 30 * 12 + 120) || ' days') FROM n;
         INSERT INTO vehicle (store_id, vin, customer_id, last_ro_on)
             SELECT {store}, 'B' || i, i, date('{today}', '-' || (2000 + i % 50) || ' days') FROM n WHERE i % 3 = 2;
         INSERT INTO phone (customer_id, kind, typed, e164)
             SELECT i, 'cell', '', '+1416' || (2000000 + i % 20000) FROM n;
         DROP TABLE n;",
        store = STORE.0
    ))?)
}

fn ids(entries: &[Entry]) -> Vec<CustomerId> {
    entries.iter().map(Entry::customer).collect()
}

#[test]
fn s2_the_first_of_30_000_are_the_beginning_of_all_counted_and_sorted_whatever_the_pieces_and_threads() {
    let template = Template::new();
    template.file.write(fill).unwrap();
    template.file.keep_roster(STORE).unwrap();
    let number = |place: usize| E164::parse(&format!("+1416{}", 2_000_000 + place)).unwrap();
    let used = Used {
        customers: (1..CUSTOMERS as i64).step_by(7).map(CustomerId).collect(),
        numbers: (0..CUSTOMERS).step_by(11).map(number).collect(),
    };
    let spec = CampaignSpec::new(ContactType::Maintenance, today());
    let d = making::make(1);
    let calendar = calendar(&d);
    let scope = Scope { store: STORE, spec: &spec, campaign: None, today: today(), customer: None, except: None };
    let question = Question {
        spec: &spec,
        due: &domain::due::DueSettings::default(),
        calendar: &calendar,
        store_language: Language::English,
        today: today(),
        now: (today() + Days::new(1)).and_hms_opt(0, 0, 0).unwrap().and_utc(),
        run: None,
        standing: Standing::Choosing,
    };
    let one_thread = Portions { threads: Some(1), ..Portions::default() };
    let threads = Portions { threads: Some(3), alone_max: 700, at_once: 90, piece_min: 500 };
    let look = |db: &Db<'_>| {
        for used in [&NOTHING_USED, &used] {
            let plain = Audience::open(db, &scope, &question, used)?.in_portions(one_thread);
            assert!(plain.is_in_memory());
            let mut all = plain.count().eligible;
            plain.sort(&mut all);
            let all = ids(&all);
            assert!((4_000..12_000).contains(&all.len()), "{}", all.len());
            for portions in [Portions::default(), one_thread, threads] {
                let audience = Audience::open(db, &scope, &question, used)?.in_portions(portions);
                for many in [1, 2, 300, 2_000, 5_000, usize::MAX] {
                    let mut eligible = audience.count().eligible;
                    assert_eq!(eligible.len(), all.len());
                    audience.sort_first(&mut eligible, many);
                    let many = many.min(all.len());
                    assert!(ids(&eligible[..many]) == all[..many], "{many} sorted first, {portions:?}");
                    let first: Vec<_> = audience.first(many).into_iter().map(|judged| judged.customer).collect();
                    assert!(first == all[..many], "the first {many}, {portions:?}");
                }
            }
        }
        Ok::<_, StoreError>(())
    };
    template.file.read(look).unwrap();
}
