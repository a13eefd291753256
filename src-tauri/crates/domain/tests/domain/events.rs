//! What lines of one event make together, and by what an event is known again.

use chrono::NaiveDate;
use domain::{
    event::{Amount, Deal, Event, PartsOrder, RepairOrder, Said, TrafficEntry, Who},
    facts::PayType,
};

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn order(code: &str, pay: PayType, cents: i64) -> Event {
    Event::RepairOrder(RepairOrder {
        number: "R1".to_owned(),
        opened_on: Some(on("2026-11-20")),
        pay: Some(pay),
        opcodes: vec![code.to_owned()],
        amount: Said::Is(Amount::of(cents)),
        ..RepairOrder::default()
    })
}

fn joined(lines: Vec<Event>) -> RepairOrder {
    let mut lines = lines.into_iter();
    let mut all = lines.next().unwrap();
    lines.for_each(|line| all.join(line));
    match all {
        Event::RepairOrder(order) => order,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_jobs_of_a_repair_order_are_one_order_and_whoever_paid_anything_is_its_customer() {
    let lines = [("BRK", PayType::Warranty, 100), ("LOF", PayType::Customer, 50), ("BRK", PayType::Internal, 7)];
    let all = joined(lines.map(|(code, pay, cents)| order(code, pay, cents)).to_vec());
    assert_eq!(all.opcodes, ["BRK", "LOF"]);
    assert_eq!(all.pay, Some(PayType::Customer));
    assert_eq!(all.amount.value().map(|amount| amount.cents()), Some(157), "amounts that differ are of the lines");
}

#[test]
fn an_amount_that_every_line_repeats_is_the_orders_own() {
    let all = joined(vec![order("A", PayType::Customer, 250), order("B", PayType::Customer, 250)]);
    assert_eq!(all.amount.value().map(|amount| amount.cents()), Some(250));
    let lines = vec![order("A", PayType::Customer, 50), order("B", PayType::Customer, 50)];
    let all = joined([lines, vec![order("C", PayType::Customer, 100)]].concat());
    assert_eq!(all.amount.value().map(|amount| amount.cents()), Some(200), "one that differs: all are of the lines");
}

#[test]
fn an_order_of_parts_has_arrived_when_its_last_part_has() {
    let part = |arrived_on: Said<NaiveDate>| {
        Event::PartsOrder(PartsOrder { number: "P1".to_owned(), arrived_on, ..PartsOrder::default() })
    };
    let arrived = |lines: &[Said<NaiveDate>]| {
        let mut all = part(lines[0].clone());
        lines[1..].iter().for_each(|line| all.join(part(line.clone())));
        match all {
            Event::PartsOrder(order) => order.arrived_on,
            other => panic!("{other:?}"),
        }
    };
    let (early, late) = (Said::Is(on("2026-11-10")), Said::Is(on("2026-11-14")));
    assert_eq!(arrived(&[late.clone(), early.clone()]), late);
    assert_eq!(arrived(&[late.clone(), Said::Blank, early]), Said::Blank);
}

#[test]
fn an_event_without_a_number_is_known_by_its_day_and_whose_it_is() {
    let who = Who { customer_number: Some("100001".to_owned()), ..Who::default() };
    let deal = |number: Option<&str>| {
        Event::Deal(Deal { number: number.map(str::to_owned), sold_on: on("2026-11-20"), ..Deal::default() })
    };
    assert_eq!(deal(Some("D7")).key(&who), "D7");
    assert_eq!(deal(None).key(&who), "2026-11-20 100001");
    let with_vin = Who { vin: Some("1HGCM82633A004352".to_owned()), ..who };
    assert_eq!(deal(None).key(&with_vin), "2026-11-20 1HGCM82633A004352");
    let lead = Event::TrafficEntry(TrafficEntry { entered_on: Some(on("2026-11-20")), ..TrafficEntry::default() });
    let nameless = Who { email: Some("Jo@Example.com".to_owned()), ..Who::default() };
    assert_eq!(lead.key(&nameless), "2026-11-20 jo@example.com");
}
