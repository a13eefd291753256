//! What is on file of a customer, source by source.

use app::{
    dto::customer_page::{EventsPage, EventsRequest},
    handlers::customers,
};
use domain::{
    facts::{MatterKind, PayType},
    ids::CustomerId,
    on_file::{Event, EventCursor, EventSource},
};
use store::matters::{self, NewMatter};

use super::page::page;
use crate::support::{STORE, With, World, on, person, refusal};

async fn events(world: &World, customer: CustomerId, source: EventSource, before: Option<EventCursor>) -> EventsPage {
    let request = EventsRequest { customer, source, before };
    customers::events(&world.house, &world.caller, request).await.unwrap()
}

fn orders(world: &World, customer: CustomerId, many: u32) {
    for n in 0..many {
        let day = on("2026-01-01") + chrono::Days::new(u64::from(n / 2));
        let kind = MatterKind::RepairOrder { opened_on: day, closed_on: Some(day), pay: PayType::Customer };
        let (vehicle, key) = (Some(world.vehicle(customer)), n.to_string());
        let new = NewMatter { store: STORE, customer, vehicle, source_key: &key, kind };
        world.db(|db| matters::put(db, &new).map(drop));
    }
}

#[tokio::test]
async fn the_page_counts_every_source_and_a_source_comes_newest_first_in_pages() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").car("2HGFC2F59KH500001", "CR-V"));
    orders(&world, id, 60);
    let counted = page(&world, id).await.on_file;
    let of = |source| counted.iter().find(|of| of.source == source).unwrap().count;
    assert_eq!((counted.len(), of(EventSource::RepairOrder), of(EventSource::Deal)), (10, 60, 0));

    let (mut numbers, mut before, mut pages) = (vec![], None, vec![]);
    loop {
        let page = events(&world, id, EventSource::RepairOrder, before).await;
        pages.push(page.rows.len());
        numbers.extend(page.rows.into_iter().map(|row| {
            assert_eq!(row.vehicle.as_deref(), Some("2019 Honda CR-V"));
            let Event::RepairOrder { number, .. } = row.event else { panic!("a repair order") };
            number.parse::<u32>().unwrap()
        }));
        before = page.before;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(pages, [25, 25, 10]);
    assert!(numbers.iter().copied().eq((0..60).rev()), "{numbers:?}");
    assert!(events(&world, id, EventSource::Deal, None).await.rows.is_empty());
}

#[tokio::test]
async fn a_source_of_a_customer_who_is_not_on_file_is_refused() {
    let world = World::new();
    let request = EventsRequest { customer: CustomerId(77), source: EventSource::Recall, before: None };
    assert_eq!(refusal(customers::events(&world.house, &world.caller, request).await).0, "store.not_found");
}
