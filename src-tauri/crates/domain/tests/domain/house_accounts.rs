//! Who looks like a house account and who is a person or a company with such a name.

use std::collections::BTreeSet;

use domain::house_accounts::{Account, Finding, VEHICLES_MIN, findings, many_vehicles, own_line};

use super::builders::{CELL, HOME, e164};

const STORE: &str = "Northgate Honda";

fn person<'a>(first: &'a str, last: &'a str) -> Account<'a> {
    Account { number: "104", first_name: Some(first), last_name: Some(last), company: None }
}

fn company(name: &str) -> Account<'_> {
    Account { number: "104", first_name: None, last_name: None, company: Some(name) }
}

fn said(account: &Account<'_>) -> Vec<String> {
    findings(account, STORE).iter().map(Finding::words).collect()
}

#[test]
fn accounts_of_the_house_are_found_by_their_names_however_they_are_typed() {
    for (first, last, what) in [
        ("Cash", "Sale", "cash sale"),
        ("CASH", "CUSTOMER", "cash sale"),
        ("", "Cash", "cash sale"),
        ("Sale", "Cash", "cash sale"),
        ("Cash Sale", "- Parts 2", "cash sale"),
        ("Vente", "Comptant", "cash sale"),
        ("Counter", "Sales", "counter sale"),
        ("Over the", "Counter", "counter sale"),
        ("Walk-In", "Customer", "walk-in"),
        ("WALKIN", "", "walk-in"),
        ("", "Stock", "stock"),
        ("New", "Car Stock", "stock"),
        ("", "Inventory", "stock"),
        ("", "INVENTAIRE", "stock"),
        ("Used Vehicle", "Inventory #3", "stock"),
        ("Internal", "", "internal"),
        ("Internal", "Service", "internal"),
        ("Used Car", "Reconditioning", "internal"),
        ("House", "Account", "internal"),
        ("Compte", "Maison", "internal"),
        ("Shop", "Supplies", "shop supplies"),
        ("Courtesy", "Vehicles", "loaner cars"),
        ("Véhicule de", "courtoisie", "loaner cars"),
    ] {
        assert_eq!(said(&person(first, last)), [what], "{first} {last}");
        assert_eq!(said(&company(&format!("{first} {last}"))), [what], "{first} {last} as a company");
    }
}

#[test]
fn people_and_companies_with_such_names_are_nobody_of_the_house() {
    for (first, last) in [
        ("Johnny", "Cash"),
        ("Cash", "Warren"),
        ("John", "Stock"),
        ("Stock", "Marie"),
        ("Marie", "House"),
        ("Walker", "Inman"),
        ("Ann", "Counter"),
        ("Benoît", "Comptant"),
        ("Sam", "Policy"),
        ("Sale", "Customer"),
        ("", ""),
        ("Mr.", "Cash"),
    ] {
        assert!(said(&person(first, last)).is_empty(), "{first} {last}");
    }
    for name in [
        "Cash Money Inc.",
        "The Cash Store",
        "Stock Transportation Ltd.",
        "Inventory Solutions",
        "Internal Medicine Associates",
        "Walk-In Clinic of Markham",
        "Courtesy Car Rental Inc",
        "Retail Parts Co",
        "PDI Inc.",
        "Livestock Auction Barn",
    ] {
        assert!(said(&company(name)).is_empty(), "{name}");
    }
}

#[test]
fn a_customer_number_in_words_says_it_too_and_digits_say_nothing() {
    let typed = |number| Account { number, first_name: Some("Marie"), last_name: Some("Costa"), company: None };
    assert_eq!(said(&typed("CASH")), ["customer number: cash sale"]);
    assert_eq!(said(&typed("STOCK-01")), ["customer number: stock"]);
    assert!(said(&typed("100342")).is_empty());
    assert!(said(&typed("C100342")).is_empty());
}

#[test]
fn the_stores_own_name_is_found_alone_with_a_department_and_as_a_company() {
    for name in ["Northgate Honda", "NORTHGATE HONDA LTD.", "Northgate Honda - Parts Dept", "Northgate Honda Group Inc"]
    {
        assert_eq!(said(&company(name)), ["the store's own name"], "{name}");
    }
    assert_eq!(said(&company("Northgate Honda Internal")).len(), 1, "its own name");
    for name in ["Northgate Dental", "Honda of Markham", "Northgate Honda Riders Club"] {
        assert!(said(&company(name)).is_empty(), "{name}");
    }
    assert!(findings(&company("Anything"), "").is_empty());
}

#[test]
fn a_line_of_the_store_counts_only_where_it_is_the_only_number() {
    let lines = BTreeSet::from([e164(CELL)]);
    let (own, other) = (e164(CELL), e164(HOME));
    assert_eq!(own_line(&[&own], &lines), Some(&own));
    assert_eq!(own_line(&[&own, &own], &lines), Some(&own));
    assert_eq!(own_line(&[&own, &other], &lines), None, "somebody who works there");
    assert_eq!(own_line(&[&other], &lines), None);
    assert_eq!(own_line(&[], &lines), None);
}

#[test]
fn a_hundred_vehicles_are_more_than_a_person_has() {
    assert_eq!(many_vehicles(VEHICLES_MIN - 1), None);
    assert_eq!(many_vehicles(VEHICLES_MIN).map(|f| f.words()).as_deref(), Some("100 vehicles on one file"));
}
