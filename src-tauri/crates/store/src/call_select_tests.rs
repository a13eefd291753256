//! Who has a customer, and that it is one only.

use chrono::{DateTime, TimeZone, Utc};
use domain::campaign::CustomerType;

use super::*;
use crate::{
    Store,
    bulk::{self, NewCustomer},
    customers,
};

const STORE: StoreId = StoreId(1);
const FROM: (ContactType, SortOption) = (ContactType::Maintenance, SortOption::RoNewest);

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 15, 0, 0).unwrap()
}

/// A store with one customer.
fn one() -> (Store, CustomerId) {
    let store = Store::in_memory().unwrap();
    let new = NewCustomer {
        number: "1001",
        first_name: Some("Ann"),
        last_name: Some("Lee"),
        company: None,
        email: None,
        address: "",
        city: " Oakville ",
        region: "ON",
        postal_code: "",
        language: None,
        customer_type: CustomerType::Retail,
        day_preference: None,
        hold: None,
        complaint_open: false,
    };
    let id = store
        .write::<_, StoreError>(|db| {
            change(
                db.0,
                "INSERT INTO store (id, name, country, region, zone, language)
                 VALUES (1, 'Maple', 'CA', 'ON', 'America/Toronto', 'en')",
                [],
            )?;
            bulk::add_customer(db, STORE, &new)
        })
        .unwrap();
    (store, id)
}

fn write<T>(store: &Store, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> T {
    store.write(work).unwrap()
}

#[test]
fn a_customer_is_taken_by_one_agent_with_what_for_and_given_back_whole() {
    let (store, id) = one();
    assert!(write(&store, |db| take(db, id, "A. Snyder", FROM, 0, now())));
    assert!(!write(&store, |db| take(db, id, "B. Roy", FROM, 0, now())), "one agent at a time");
    assert!(!write(&store, |db| take(db, id, "A. Snyder", FROM, 0, now())), "nor the same twice");
    let mine = write(&store, |db| taken_by(db, STORE, "A. Snyder"));
    let taken = Taken { by: "A. Snyder".to_owned(), at: now(), from: Some(FROM) };
    assert_eq!((mine.len(), &mine[0].has), (1, &Has::Agent(taken)));
    assert!(write(&store, |db| taken_by(db, STORE, "B. Roy")).is_empty());
    write(&store, |db| customers::give_back(db, id));
    assert_eq!(write(&store, |db| row_of(db, STORE, id)).has, Has::Nobody);
    assert!(write(&store, |db| customers::take(db, id, "B. Roy", now())));
    let Has::Agent(taken) = write(&store, |db| row_of(db, STORE, id)).has else { panic!("taken") };
    assert_eq!((taken.by.as_str(), taken.from), ("B. Roy", None), "nothing is left of the first agent's");
}

#[test]
fn stars_outside_of_five_are_refused_by_the_file_itself() {
    let (store, id) = one();
    assert_eq!(write(&store, |db| row_of(db, STORE, id)).stars, None);
    write(&store, |db| set_stars(db, id, Stars::new(4)));
    assert_eq!(write(&store, |db| row_of(db, STORE, id)).stars.map(Stars::many), Some(4));
    let six = store.write(|db| change(db.0, "UPDATE customer SET star_rating = 6 WHERE id = ?1", [id.0]));
    assert!(six.is_err());
    assert_eq!(write(&store, |db| all_stars(db, STORE)).get(&id).copied().map(Stars::many), Some(4));
    write(&store, |db| set_stars(db, id, None));
    assert_eq!(write(&store, |db| all_stars(db, STORE)).get(&id), None);
}

#[test]
fn a_city_stands_in_the_filter_once_and_without_blanks() {
    let (store, _) = one();
    assert_eq!(write(&store, |db| cities(db, STORE)), ["Oakville"]);
}

#[test]
fn what_an_agent_took_is_read_along_its_index() {
    let store = Store::in_memory().unwrap();
    let plan = store.explain(&taken_by_sql()).unwrap().join("\n");
    assert!(plan.contains("customer_taken") && !plan.contains("SCAN"), "{plan}");
}

#[test]
fn a_sort_without_a_list_is_refused_by_the_file_itself() {
    let (store, id) = one();
    for columns in ["taken_sort = 'ro_newest'", "taken_for = 'maintenance', taken_sort = 'ro_newest', taken_place = 0"]
    {
        let sql = format!("UPDATE customer SET {columns} WHERE id = ?1");
        assert!(store.write(|db| change(db.0, &sql, [id.0])).is_err(), "{columns}");
    }
}
