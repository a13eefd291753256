//! What the customer's page shows, and who may take the customer.

use app::{
    Caller,
    dto::{
        customer_page::TypeStandingDto,
        customers::{CustomerDto, CustomerKey, HistoryPage, HistoryRequest, PhoneDto, VehicleDto},
    },
    handlers::customers,
};
use chrono::TimeDelta;
use domain::{
    contact_type::ContactType,
    disposition::Disposition,
    ids::{ContactId, CustomerId},
    numbers::{Block, NumberRecord},
    phone::PhoneKind,
    reason::NumberFault,
};
use store::{imports::Field, numbers};

use crate::support::{TRANSCRIPT, With, World, e164, on, person, refusal};

pub async fn page(world: &World, id: CustomerId) -> CustomerDto {
    customers::get(&world.house, &world.caller, CustomerKey { id }).await.unwrap()
}

pub fn phone(page: &CustomerDto, kind: PhoneKind) -> &PhoneDto {
    page.phones.iter().find(|phone| phone.kind == kind).expect("every kind is listed")
}

/// How a vehicle stands with a contact type.
pub fn standing(vehicle: &VehicleDto, contact_type: ContactType) -> &TypeStandingDto {
    vehicle.types.iter().find(|of| of.contact_type == contact_type).expect("every type is listed")
}

pub fn maintenance(vehicle: &VehicleDto) -> &TypeStandingDto {
    standing(vehicle, ContactType::Maintenance)
}

async fn history(world: &World, customer: CustomerId, before: Option<ContactId>) -> HistoryPage {
    customers::history(&world.house, &world.caller, HistoryRequest { customer, before }).await.unwrap()
}

fn remember(world: &World, number: &str, record: NumberRecord) {
    world.db(|db| numbers::save(db, &e164(number), &record));
}

#[tokio::test]
async fn the_page_shows_the_person_and_the_vehicles() {
    let world = World::new();
    let id = world.take_one_in(
        person("1042", "Marie Costa")
            .field(Field::City, "Oakville")
            .cell("416 555 0134")
            .car("2HGFC2F59KH500001", "CR-V"),
    );
    let page = page(&world, id).await;
    assert_eq!((page.name.as_str(), page.customer_number.as_str()), ("Marie Costa", "1042"));
    assert_eq!(page.city.as_deref(), Some("Oakville"));
    let car = &page.vehicles[0];
    assert_eq!((car.title.as_str(), car.vin.as_str()), ("2019 Honda CR-V", "2HGFC2F59KH500001"));
    assert!(car.owned && maintenance(car).due);
    assert_eq!((car.last_ro_on, maintenance(car).returns_on), (Some(on("2026-02-10")), None));
    assert!(page.why_calling.is_empty() && page.held.is_none() && page.taken_by.is_none() && !page.impossible);
}

#[tokio::test]
async fn a_customer_who_is_not_on_file_is_refused() {
    let world = World::new();
    let id = CustomerId(77);
    let key = || CustomerKey { id };
    assert_eq!(refusal(customers::get(&world.house, &world.caller, key()).await).0, "store.not_found");
    assert_eq!(refusal(customers::take(&world.house, &world.caller, key()).await).0, "store.not_found");
    let request = HistoryRequest { customer: id, before: None };
    assert_eq!(refusal(customers::history(&world.house, &world.caller, request).await).0, "store.not_found");
}

#[tokio::test]
async fn s8_the_page_says_which_number_is_used_first() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Marie Costa").cell("416 555 0134").home("416 555 0177"));
    let shown = page(&world, id).await;
    assert!(phone(&shown, PhoneKind::Cell).used_first && !phone(&shown, PhoneKind::Home).used_first);
    assert!(!phone(&shown, PhoneKind::Work).used_first);

    let block = Some(Block::Until(on("2026-12-04")));
    let blocked = NumberRecord { block, impossible_strikes: 2, ..NumberRecord::default() };
    remember(&world, "+14165550134", blocked);
    let shown = page(&world, id).await;
    let cell = phone(&shown, PhoneKind::Cell);
    assert_eq!((cell.fault, cell.until_on), (Some(NumberFault::BlockedUntil), Some(on("2026-12-04"))));
    assert_eq!((cell.strikes, cell.used_first), (2, false));
    assert!(phone(&shown, PhoneKind::Home).used_first);
    assert!(!shown.impossible);
}

#[tokio::test]
async fn s14_impossible_to_contact_shows_the_reason_of_each_number() {
    let world = World::new();
    let ids = world.take_in(&[
        person("1", "Ann Lee").cell("416 555 01").home("416 555 0177 x5"),
        person("2", "Bob Lee").home("416 555 0178"),
    ]);
    let shown = page(&world, ids[0]).await;
    assert!(shown.impossible);
    let faults: Vec<_> = shown.phones.iter().map(|phone| (phone.kind, phone.fault)).collect();
    let expected = [
        (PhoneKind::Cell, Some(NumberFault::Invalid)),
        (PhoneKind::Home, Some(NumberFault::Extension)),
        (PhoneKind::Work, Some(NumberFault::Empty)),
    ];
    assert_eq!(faults, expected);

    let blocked = NumberRecord { block: Some(Block::ForEver), home_series: 3, ..NumberRecord::default() };
    remember(&world, "+14165550178", blocked);
    let shown = page(&world, ids[1]).await;
    assert!(shown.impossible);
    let home = phone(&shown, PhoneKind::Home);
    assert_eq!((home.fault, home.until_on, home.strikes), (Some(NumberFault::BlockedForEver), None, 3));
    assert_eq!(phone(&shown, PhoneKind::Cell).fault, Some(NumberFault::Empty));
}

#[tokio::test]
async fn p2_the_page_shows_rest_and_the_red_mark() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let rests_until_on = Some(on("2026-11-27"));
    remember(&world, "+14165550134", NumberRecord { failures_in_row: 3, rests_until_on, ..Default::default() });
    let shown = page(&world, id).await;
    let cell = phone(&shown, PhoneKind::Cell);
    assert!(cell.red_mark && cell.fault.is_none());
    assert_eq!(cell.rests_until_on, rests_until_on);
    world.pass(TimeDelta::days(7));
    assert_eq!(phone(&page(&world, id).await, PhoneKind::Cell).rests_until_on, None, "over at 00:00 of that day");
}

#[tokio::test]
async fn s6_why_calling_shows_the_drop_in_progress_with_the_words_heard() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"));
    let run = world.run("Fall maintenance");
    let attempt = world.drop_to(&run, id);

    let shown = page(&world, id).await;
    let why = &shown.why_calling[0];
    assert!(why.in_progress && !why.unknown && why.disposition.is_none());
    assert_eq!((why.campaign_name.as_str(), why.transcript.as_str()), ("Fall maintenance", TRANSCRIPT));
    assert_eq!((why.vehicle.as_deref(), why.last_ro_on), (Some("2019 Honda CR-V"), Some(on("2026-02-10"))));
    assert_eq!((why.kind, why.number.as_str()), (PhoneKind::Cell, "+14165550134"));
    assert!(phone(&shown, PhoneKind::Cell).locked);
    let held = shown.held.as_ref().expect("held by the run");
    assert_eq!((held.run, held.campaign_name.as_str(), held.until), (run.run, "Fall maintenance", run.until_at));

    world.finish(&run, attempt, Disposition::Delivered);
    let shown = page(&world, id).await;
    assert_eq!(shown.why_calling[0].disposition, Some(Disposition::Delivered));
    assert!(shown.held.is_none() && !phone(&shown, PhoneKind::Cell).locked);
    let standing = maintenance(&shown.vehicles[0]);
    assert_eq!(standing.returns_on, Some(on("2026-11-30")), "10 days by default (S10)");
    assert!(!standing.due, "it is out");

    world.pass(TimeDelta::days(14));
    let later = page(&world, id).await;
    assert!(later.why_calling.is_empty());
    assert_eq!(maintenance(&later.vehicles[0]).returns_on, None, "it is back");
}

#[tokio::test]
async fn an_unknown_drop_says_when_it_may_have_been_heard_however_long_ago() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"));
    let run = world.run("Fall maintenance");
    let sent_at = world.house.now();
    let attempt = world.drop_to(&run, id);
    assert_eq!(page(&world, id).await.may_have_heard_at, None);
    world.lose(attempt);
    world.pass(TimeDelta::days(30));
    let shown = page(&world, id).await;
    assert_eq!(shown.may_have_heard_at, Some(sent_at));
    assert!(shown.why_calling[0].unknown && !shown.why_calling[0].in_progress);
    assert!(phone(&shown, PhoneKind::Cell).locked);
    let rows = history(&world, id, None).await.rows;
    assert!(!rows[0].in_progress, "not known is not in progress");
    assert_eq!(rows[0].comment, "Result not known");
}

#[tokio::test]
async fn s7_history_shows_the_drop_as_one_row_with_both_times() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"));
    let run = world.run("Fall maintenance");
    let started_at = world.house.now();
    let attempt = world.drop_to(&run, id);
    let row = history(&world, id, None).await.rows.remove(0);
    assert!(row.in_progress && !row.inbound);
    assert_eq!((row.user_name.as_str(), row.comment.as_str()), ("Voice Drop", "In Progress"));
    assert_eq!((row.vehicle.as_deref(), row.contact_type), (Some("2019 Honda CR-V"), Some(ContactType::Maintenance)));

    world.pass(TimeDelta::seconds(42));
    world.finish(&run, attempt, Disposition::Delivered);
    let rows = history(&world, id, None).await.rows;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].started_at, rows[0].finished_at), (started_at, Some(started_at + TimeDelta::seconds(42))));
    assert_eq!(rows[0].returns_on, Some(on("2026-11-30")));
}

#[tokio::test]
async fn s6_history_names_the_message_and_every_vehicle_the_drop_was_about() {
    let world = World::new();
    let two_cars = person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V");
    let id = world.take_one_in(two_cars.car("2HGFC2F59KH500002", "Civic"));
    let run = world.run("Fall maintenance");
    world.delivered(&run, id);
    world.use_code(run.code.id, id);
    let rows = history(&world, id, None).await.rows;
    assert_eq!((rows[0].message_name.as_deref(), rows[0].linked.len()), (None, 0), "an agent's contact has neither");
    let drop = &rows[1];
    assert_eq!(drop.message_name.as_deref(), Some("Service due"));
    let mut vins = vec![drop.vin.clone().unwrap()];
    vins.extend(drop.linked.iter().map(|vehicle| vehicle.vin.clone()));
    vins.sort();
    assert_eq!(vins, ["2HGFC2F59KH500001", "2HGFC2F59KH500002"]);
    let titles: Vec<_> = drop.vehicle.iter().chain(drop.linked.iter().map(|vehicle| &vehicle.title)).collect();
    assert!(titles.iter().any(|title| *title == "2019 Honda Civic"), "{titles:?}");
}

#[tokio::test]
async fn history_comes_newest_first_page_by_page() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let code = world.run("Fall maintenance").code.id;
    for _ in 0..150 {
        world.use_code(code, id);
    }
    let first = history(&world, id, None).await;
    assert_eq!(first.rows.len(), 100);
    let second = history(&world, id, first.before).await;
    assert_eq!((second.rows.len(), second.before), (50, None));
    let ids: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.id).collect();
    assert!(ids.is_sorted_by(|a, b| a > b));
}

#[tokio::test]
async fn s3_a_customer_held_by_a_run_cannot_be_taken_and_the_run_is_named() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"));
    let run = world.run("Fall maintenance");
    world.reserve(&run, id);
    let error = customers::take(&world.house, &world.caller, CustomerKey { id }).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.retryable), ("customer.held_by_run", true));
    assert!(error.message.contains("Fall maintenance") && error.message.contains("17:30"), "{}", error.message);
    assert!(world.audit().iter().all(|row| !row.what.starts_with("Took")));
}

#[tokio::test]
async fn a_customer_is_taken_by_one_agent_at_a_time_and_given_back() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let (house, other) = (&world.house, Caller { name: "B. Roy".to_owned() });
    let key = || CustomerKey { id };
    let taken = customers::take(house, &world.caller, key()).await.unwrap();
    assert_eq!(taken.taken_by.as_deref(), Some("A. Snyder"));
    customers::take(house, &world.caller, key()).await.unwrap();
    assert_eq!(refusal(customers::take(house, &other, key()).await).0, "customer.taken");
    let back = customers::give_back(house, &other, key()).await.unwrap();
    assert_eq!(back.taken_by, None);
    customers::give_back(house, &other, key()).await.unwrap();

    let trail: Vec<_> = world.audit().into_iter().map(|row| (row.who, row.what)).collect();
    assert_eq!(trail[0], ("B. Roy".to_owned(), "Gave Ann Lee (1) back".to_owned()));
    assert_eq!(trail[1], ("A. Snyder".to_owned(), "Took Ann Lee (1)".to_owned()));
    assert!(!trail[2].1.contains("Ann Lee"), "taking and giving back twice is written once");
}
