//! The search box and the list of customers.

use app::{
    dto::customers::{CustomerHits, CustomerListRequest, CustomerSearch},
    handlers::customers,
};
use chrono::TimeDelta;
use domain::phone::PhoneKind;
use store::imports::{Field, FileCustomer};

use crate::support::{With, World, person};

async fn find(world: &World, text: &str) -> CustomerHits {
    let request = CustomerSearch { text: text.to_owned() };
    customers::search(&world.house, &world.caller, request).await.unwrap()
}

async fn names(world: &World, text: &str) -> Vec<String> {
    find(world, text).await.hits.into_iter().map(|hit| hit.name).collect()
}

fn world_of_three() -> World {
    let world = World::new();
    world.take_in(&[
        person("1042", "Éloïse Tremblay-Côté").cell("416 555 0134").car("2HGFC2F59KH512345", "Civic"),
        person("2001", "Sean O'Brien").home("(416) 555-0177").field(Field::Email, "Sean.OB@example.com"),
        person("3077", "Marie Tremblay").phone(PhoneKind::Work, "905 555 0150 x12").cell("555 01"),
    ]);
    world
}

#[tokio::test]
async fn digits_find_numbers_vins_and_customer_numbers() {
    let world = world_of_three();
    let elo = "Éloïse Tremblay-Côté";
    for (text, found) in [
        ("0134", vec![elo]),
        ("(416) 555-01", vec![elo, "Sean O'Brien"]),
        ("416 555 0177", vec!["Sean O'Brien"]),
        ("+1 905 555", vec!["Marie Tremblay"]),
        ("512345", vec![elo]),
        ("3077", vec!["Marie Tremblay"]),
        ("999999", vec![]),
    ] {
        assert_eq!(names(&world, text).await, found, "{text}");
    }
}

#[tokio::test]
async fn letters_find_names_vins_and_e_mail_whatever_case_and_accents() {
    let world = world_of_three();
    let elo = "Éloïse Tremblay-Côté";
    for (text, found) in [
        ("TREMBLAY", vec![elo, "Marie Tremblay"]),
        ("eloise cote", vec![elo]),
        ("tremblay-côté", vec![elo]),
        ("obrien", vec!["Sean O'Brien"]),
        ("O’Brien", vec!["Sean O'Brien"]),
        ("2hgfc2f59", vec![elo]),
        ("sean.ob@ex", vec!["Sean O'Brien"]),
        ("tremblay marie", vec!["Marie Tremblay"]),
        ("tremblay 0134", vec![elo]),
        ("tremblay sean", vec![]),
        ("%%%", vec![]),
        ("e%e", vec![]),
    ] {
        assert_eq!(names(&world, text).await, found, "{text}");
    }
}

#[tokio::test]
async fn fewer_than_three_letters_or_digits_find_nobody() {
    let world = world_of_three();
    for text in ["", "41", "  ( 4 1 ", "tr", "\u{0}"] {
        assert_eq!(names(&world, text).await, Vec::<String>::new(), "{text:?}");
    }
    assert_eq!(names(&world, &"tremblay ".repeat(10_000)).await.len(), 2);
}

#[tokio::test]
async fn what_matched_is_shown_as_people_write_it() {
    let world = world_of_three();
    let matched = async |text| find(&world, text).await.hits[0].matched.clone();
    assert_eq!(matched("0134").await.as_deref(), Some("(416) 555-0134"));
    assert_eq!(matched("hgfc2f").await.as_deref(), Some("2HGFC2F59KH512345"));
    assert_eq!(matched("marie").await, None);
    // What could not be read as a number is shown as it was typed.
    assert_eq!(matched("55501 marie").await.as_deref(), Some("555 01"));
}

#[tokio::test]
async fn a_drop_in_progress_comes_first_then_recent_drops_then_names() {
    let world = World::new();
    let ids = world.take_in(&[
        person("1", "Ann Lee").cell("416 555 0101").car("2HGFC2F59KH500001", "Civic"),
        person("2", "Bob Lee").cell("416 555 0102").car("2HGFC2F59KH500002", "Civic"),
        person("3", "Cid Lee").cell("416 555 0103").car("2HGFC2F59KH500003", "Civic"),
        person("4", "Dan Lee").cell("416 555 0104").car("2HGFC2F59KH500004", "Civic"),
    ]);
    let run = world.run("Fall maintenance");
    world.delivered(&run, ids[1]);
    world.pass(TimeDelta::days(14));
    assert_eq!(names(&world, "lee").await, ["Ann Lee", "Bob Lee", "Cid Lee", "Dan Lee"], "14 days ago is too long ago");
    world.pass(TimeDelta::days(-1));
    world.delivered(&run, ids[2]);
    world.pass(TimeDelta::minutes(1));
    world.drop_to(&run, ids[3]);

    let hits = find(&world, "lee").await.hits;
    let order: Vec<&str> = hits.iter().map(|hit| hit.name.as_str()).collect();
    assert_eq!(order, ["Dan Lee", "Bob Lee", "Cid Lee", "Ann Lee"]);
    assert!(hits[0].drop_in_progress && !hits[1].drop_in_progress);
    assert_eq!(hits[0].last_drop_at, Some(world.house.now()));
    assert_eq!((hits[3].last_drop_at, hits[3].vehicle.as_deref()), (None, Some("2019 Honda Civic")));
}

fn crowd(count: usize) -> Vec<FileCustomer> {
    (1..=count).map(|n| person(&n.to_string(), "Jane Doe").cell(&format!("416 555 {n:04}"))).collect()
}

#[tokio::test]
async fn at_most_fifty_are_shown_and_it_says_that_there_are_more() {
    let world = World::new();
    world.take_in(&crowd(51));
    let found = find(&world, "jane doe").await;
    assert_eq!((found.hits.len(), found.more), (50, true));
    let fewer = find(&world, "416 555 0").await;
    assert_eq!((fewer.hits.len(), fewer.more), (50, true));
    let few = find(&world, "416 555 004").await;
    assert_eq!((few.hits.len(), few.more), (10, false));
}

#[tokio::test]
async fn the_list_goes_by_number_digits_first_by_value_page_by_page() {
    let world = World::new();
    let mut people = crowd(250);
    people.extend(["A10", "007", "A9"].map(|number| person(number, "Jane Doe")));
    world.take_in(&people);

    let mut seen = vec![];
    let mut after = None;
    let mut pages = 0;
    loop {
        let request = CustomerListRequest { after };
        let page = customers::list(&world.house, &world.caller, request).await.unwrap();
        assert_eq!(page.total, 253);
        seen.extend(page.customers.into_iter().map(|hit| hit.customer_number));
        pages += 1;
        after = page.after;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((pages, seen.len()), (3, 253));
    assert_eq!(seen[5..9], ["6", "007", "7", "8"]);
    assert_eq!(seen[250..], ["250", "A10", "A9"]);
}
