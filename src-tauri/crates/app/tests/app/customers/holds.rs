//! Holds and complaints by a person.

use app::{
    dto::{
        customer_page::{ComplaintOpen, ComplaintSettle, HoldSet},
        customers::{CustomerDto, CustomerKey, HistoryRequest},
    },
    error::CommandError,
    handlers::customers,
};
use chrono::{NaiveDate, TimeDelta};
use domain::ids::CustomerId;

use super::page::page;
use crate::support::{With, World, on, person, refusal};

type Answer = Result<CustomerDto, CommandError>;

fn ann(world: &World) -> CustomerId {
    world.take_one_in(person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"))
}

async fn hold(world: &World, customer: CustomerId, reason: &str, until_on: Option<NaiveDate>) -> Answer {
    let request = HoldSet { customer, reason: reason.to_owned(), until_on };
    customers::set_hold(&world.house, &world.caller, request).await
}

async fn complain(world: &World, customer: CustomerId, words: &str) -> Answer {
    let request = ComplaintOpen { customer, words: words.to_owned() };
    customers::open_complaint(&world.house, &world.caller, request).await
}

async fn settle(world: &World, customer: CustomerId, how: &str) -> Answer {
    let request = ComplaintSettle { customer, how: how.to_owned() };
    customers::settle_complaint(&world.house, &world.caller, request).await
}

#[tokio::test]
async fn a_hold_stands_until_its_day_and_is_audited() {
    let world = World::new();
    let id = ann(&world);
    let shown = hold(&world, id, " Waits for a part ", Some(on("2026-11-25"))).await.unwrap();
    let stands = shown.hold.as_ref().unwrap();
    assert_eq!((stands.reason.as_str(), stands.until_on), ("Waits for a part", Some(on("2026-11-25"))));
    assert_eq!((stands.by.as_deref(), stands.at), (Some("A. Snyder"), Some(world.house.now())));
    world.pass(TimeDelta::days(4));
    assert!(page(&world, id).await.hold.is_some(), "the day before");
    world.pass(TimeDelta::days(1));
    assert!(page(&world, id).await.hold.is_none(), "over at 00:00 of that day");

    hold(&world, id, "Lawyer", None).await.unwrap();
    world.pass(TimeDelta::days(400));
    assert_eq!(page(&world, id).await.hold.unwrap().until_on, None);
    let shown = customers::end_hold(&world.house, &world.caller, CustomerKey { id }).await.unwrap();
    assert!(shown.hold.is_none());
    customers::end_hold(&world.house, &world.caller, CustomerKey { id }).await.unwrap();

    let trail = world.audit();
    let line = |row: usize| (trail[row].what.as_str(), trail[row].old.as_deref(), trail[row].new.as_deref());
    assert_eq!(line(0), ("Hold of Ann Lee (1)", Some("Lawyer, until a person ends it"), None));
    let before = Some("Waits for a part, until 25 Nov 2026");
    assert_eq!(line(1), ("Hold of Ann Lee (1)", before, Some("Lawyer, until a person ends it")));
    assert_eq!(line(2), ("Hold of Ann Lee (1)", None, before));
}

#[tokio::test]
async fn a_hold_needs_a_reason_and_a_day_to_come() {
    let world = World::new();
    let id = ann(&world);
    let refused = async |reason: &str, until: Option<&str>| refusal(hold(&world, id, reason, until.map(on)).await);
    let beside = |code: &str, field: &str| (code.to_owned(), Some(field.to_owned()));
    assert_eq!(refused(" ", None).await, beside("customer.reason_empty", "reason"));
    assert_eq!(refused("Part", Some("2026-11-20")).await, beside("hold.until_past", "until_on"));
    assert_eq!(refused("Part", Some("0000-01-01")).await, beside("hold.until_past", "until_on"));
    assert_eq!(refused("Part", Some("2031-11-21")).await, beside("hold.until_far", "until_on"));
    assert!(hold(&world, id, "Part", Some(on("2031-11-20"))).await.is_ok());
    assert_eq!(refusal(hold(&world, CustomerId(77), "Part", None).await).0, "store.not_found");
}

#[tokio::test]
async fn a_complaint_is_opened_with_its_words_and_closed_with_how_it_was_settled() {
    let world = World::new();
    let id = ann(&world);
    let shown = complain(&world, id, " The car came back dirty ").await.unwrap();
    let open = shown.complaint.as_ref().unwrap();
    assert_eq!((open.words.as_str(), open.by.as_deref()), ("The car came back dirty", Some("A. Snyder")));
    assert!(open.settled.is_none() && shown.settled_complaints.is_empty());
    assert_eq!(refusal(complain(&world, id, "Once more").await).0, "complaint.is_open");

    world.pass(TimeDelta::hours(3));
    let shown = settle(&world, id, "Cleaned, and a free wash").await.unwrap();
    assert!(shown.complaint.is_none());
    let settled = shown.settled_complaints[0].settled.as_ref().unwrap();
    assert_eq!((settled.how.as_str(), settled.at), ("Cleaned, and a free wash", world.house.now()));
    assert_eq!(refusal(settle(&world, id, "Again").await).0, "complaint.none_open");
    complain(&world, id, "Dirty again").await.unwrap();

    let request = HistoryRequest { customer: id, before: None };
    let rows = customers::history(&world.house, &world.caller, request).await.unwrap().rows;
    let said: Vec<_> = rows.iter().map(|row| row.comment.as_str()).collect();
    let expected =
        ["Complaint: Dirty again", "Complaint settled: Cleaned, and a free wash", "Complaint: The car came back dirty"];
    assert_eq!(said, expected);
    let trail = &world.audit()[1];
    assert_eq!(trail.what, "Complaint of Ann Lee (1)");
    assert_eq!(trail.old.as_deref(), Some("open: The car came back dirty"));
    assert_eq!(trail.new.as_deref(), Some("settled: Cleaned, and a free wash"));
}

#[tokio::test]
async fn a_complaint_without_words_is_refused_and_one_of_unknown_words_can_be_settled() {
    let world = World::new();
    let id = ann(&world);
    let words = Some("words".to_owned());
    assert_eq!(refusal(complain(&world, id, "").await), ("complaint.empty".into(), words.clone()));
    assert_eq!(refusal(complain(&world, id, &"x".repeat(1_001)).await), ("complaint.long".into(), words));
    assert_eq!(refusal(settle(&world, id, " ").await), ("complaint.empty".into(), Some("how".into())));
    let unwritten = store::bulk::NewCustomer {
        number: "9",
        first_name: Some("Bob"),
        last_name: Some("Roy"),
        company: None,
        email: None,
        address: "",
        city: "",
        region: "",
        postal_code: "",
        language: None,
        customer_type: domain::campaign::CustomerType::Retail,
        day_preference: None,
        hold: None,
        complaint_open: true,
    };
    let id = world.db(|db| store::bulk::add_customer(db, crate::support::STORE, &unwritten));
    assert_eq!(page(&world, id).await.complaint.unwrap().words, "");
    let shown = settle(&world, id, "Called him").await.unwrap();
    assert!(shown.complaint.is_none());
}
