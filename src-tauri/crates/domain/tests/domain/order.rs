//! S2: who has waited longest.

use std::cmp::Ordering;

use chrono::{DateTime, Days, TimeDelta};
use domain::{
    audience::judge,
    due::Occasion,
    facts::{CustomerFacts, VehicleFacts},
    ids::{CustomerId, VehicleId},
    order::{CustomerNumber, OrderKey},
};
use proptest::{collection::vec, option, prelude::*};

use crate::builders::{at, customer, on, question, spec, today, vehicle};

fn key(facts: &CustomerFacts) -> OrderKey {
    judge(facts, &question(&spec())).key
}

fn assert_goes_first(first: &CustomerFacts, second: &CustomerFacts) {
    assert_eq!(key(first).cmp(&key(second)), Ordering::Less, "{first:?} before {second:?}");
    assert_eq!(key(second).cmp(&key(first)), Ordering::Greater);
}

fn about(vehicle: &VehicleFacts) -> Occasion<'_> {
    Occasion { vehicle: Some(vehicle), matter: None }
}

#[test]
fn s2_a_customer_never_contacted_comes_before_everyone_contacted() {
    let never = CustomerFacts { last_contact_at: None, number: "9999".into(), ..customer() };
    let long_ago = CustomerFacts { last_contact_at: Some(at("2001-01-01T00:00:00Z")), ..customer() };
    assert_goes_first(&never, &long_ago);
}

#[test]
fn s2_the_latest_contact_that_lies_furthest_back_comes_first_to_the_second() {
    let earlier = CustomerFacts {
        last_contact_at: Some(at("2026-01-05T09:00:00Z")),
        number: "9999".into(),
        vehicles: vec![VehicleFacts { last_ro_on: Some(on("2026-08-01")), ..vehicle() }],
        ..customer()
    };
    let later = CustomerFacts { last_contact_at: Some(at("2026-01-05T09:00:01Z")), ..customer() };
    assert_goes_first(&earlier, &later);
}

#[test]
fn s2_only_the_latest_contact_counts_for_the_order_and_not_who_made_it() {
    let facts = CustomerFacts { last_agent_contact_at: None, ..customer() };
    assert_eq!(key(&facts), key(&customer()));
}

#[test]
fn s2_a_tie_goes_to_the_earliest_last_visit_or_purchase_over_the_due_vehicles() {
    let serviced = |text| VehicleFacts { last_ro_on: Some(on(text)), ..vehicle() };
    let bought = |text| VehicleFacts { last_ro_on: None, purchased_on: Some(on(text)), ..vehicle() };
    let cases = [
        ("an earlier visit", vec![serviced("2026-05-23")], vec![serviced("2026-05-24")]),
        ("an earlier purchase of one never serviced", vec![bought("2026-05-23")], vec![serviced("2026-05-24")]),
        (
            "a visit outweighs the purchase before it",
            vec![serviced("2026-05-23")],
            vec![VehicleFacts { purchased_on: Some(on("2010-01-01")), ..serviced("2026-05-24") }],
        ),
        (
            "the earliest of several",
            vec![serviced("2026-07-01"), serviced("2026-03-01")],
            vec![serviced("2026-03-02"), serviced("2026-03-03")],
        ),
        (
            "a vehicle that is not due does not count",
            vec![serviced("2026-05-23")],
            vec![serviced("2026-05-24"), serviced("2020-01-01")],
        ),
        (
            "a vehicle that was sold does not count",
            vec![serviced("2026-05-23")],
            vec![serviced("2026-05-24"), VehicleFacts { owned: false, ..serviced("2026-03-01") }],
        ),
    ];
    for (what, first, second) in cases {
        // The customer number would put them the other way round.
        let first = CustomerFacts { number: "2".into(), vehicles: first, ..customer() };
        let second = CustomerFacts { number: "1".into(), vehicles: second, ..customer() };
        assert_eq!(key(&first).cmp(&key(&second)), Ordering::Less, "{what}");
    }
}

#[test]
fn s2_a_vehicle_with_neither_visit_nor_purchase_goes_before_all_others() {
    let blank = VehicleFacts { last_ro_on: None, purchased_on: None, ..vehicle() };
    let ancient = VehicleFacts { last_ro_on: Some(on("1999-01-01")), ..vehicle() };
    let facts = CustomerFacts { number: "2".into(), ..customer() };
    let first = OrderKey::new(&facts, &[about(&ancient), about(&blank)]);
    let second = OrderKey::new(&customer(), &[about(&ancient)]);
    assert!(first < second);
}

#[test]
fn s2_customer_numbers_go_digits_first_by_value_then_others_by_code_point() {
    let in_order =
        ["0", "2", "0010", "99", "100", "18446744073709551616", "", "-1", "1 2", "12A", "A1", "a1", "É1", "１２"];
    for (i, first) in in_order.iter().enumerate() {
        for (j, second) in in_order.iter().enumerate() {
            let [a, b] = [first, second].map(|text| CustomerNumber((*text).to_owned()));
            assert_eq!(a.cmp(&b), i.cmp(&j), "{first:?} and {second:?}");
            assert_eq!(a == b, i == j, "{first:?} and {second:?}");
        }
    }
}

#[test]
fn s2_numbers_of_one_value_are_told_apart_by_id() {
    let first = CustomerFacts { number: "7".into(), id: CustomerId(1), ..customer() };
    let second = CustomerFacts { number: "007".into(), id: CustomerId(2), ..customer() };
    assert_goes_first(&first, &second);
}

#[test]
fn s6_the_vehicle_longest_due_leads_and_the_others_are_linked() {
    let car = |id, last_ro_on: Option<&str>, purchased: &str| VehicleFacts {
        id: VehicleId(id),
        last_ro_on: last_ro_on.map(on),
        purchased_on: Some(on(purchased)),
        ..vehicle()
    };
    let facts = CustomerFacts {
        vehicles: vec![
            car(1, Some("2026-06-01"), "2015-01-01"),
            car(4, Some("2026-02-01"), "2015-01-01"),
            car(3, Some("2026-02-01"), "2020-01-01"),
            car(2, None, "2026-01-15"),
            car(5, Some("2026-11-01"), "2010-01-01"),
        ],
        ..customer()
    };
    let choice = judge(&facts, &question(&spec())).choice.expect("can get a drop");
    assert_eq!(choice.vehicles, [2, 3, 4, 1].map(VehicleId));
}

prop_compose! {
    /// Few values of each, so that every kind of tie comes up.
    fn any_key()(
        contact_days in option::of(0i64..3),
        vehicles in vec((option::of(0u64..3), option::of(0u64..3)), 0..3),
        number in "0{0,2}[1-3]|[A-C]|",
        id in 0i64..3,
    ) -> OrderKey {
        let contacted_at = |days| DateTime::UNIX_EPOCH + TimeDelta::days(days);
        let facts = CustomerFacts {
            id: CustomerId(id),
            number,
            last_contact_at: contact_days.map(contacted_at),
            ..customer()
        };
        let day = |days| today() - Days::new(days);
        let due: Vec<VehicleFacts> = vehicles
            .into_iter()
            .map(|(visit, purchase)| VehicleFacts {
                last_ro_on: visit.map(day),
                purchased_on: purchase.map(day),
                ..vehicle()
            })
            .collect();
        OrderKey::new(&facts, &due.iter().map(about).collect::<Vec<_>>())
    }
}

proptest! {
    #[test]
    fn s2_the_order_is_total(a in any_key(), b in any_key(), c in any_key()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
    }

    #[test]
    fn s2_the_order_does_not_depend_on_how_the_customers_came_in(
        keys in vec(any_key(), 0..12).prop_flat_map(|keys| (Just(keys.clone()), Just(keys).prop_shuffle()))
    ) {
        let (mut one, mut other) = keys;
        one.sort();
        other.sort();
        prop_assert_eq!(one, other);
    }
}
