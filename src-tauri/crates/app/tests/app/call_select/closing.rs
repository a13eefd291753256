//! Recycle Vehicle, Recycle Customer, Save: what they write, and what drops make of it.

use app::{
    dto::{
        call_select::{CallSelectClosed, CallSelectComplete, CallSelectRecycle, CallSelectSave, Holder, RecycleWhat},
        campaigns::CampaignPreviewRequest,
        customers::{HistoryRequest, HistoryRow},
        fetch::{FetchCampaignMake, FetchCheck, FetchSave, FetchWritten},
    },
    error::CommandError,
    handlers::{call_select, campaigns, customers, fetch},
};
use chrono::TimeDelta;
use domain::{
    call_select::SortOption,
    campaign::CampaignSpec,
    contact_type::ContactType,
    facts::{MatterKind, PayType},
    fetch::About,
    ids::{CodeId, CustomerId, VehicleId},
    reason::ReasonGroup,
};
use store::{
    matters::{self, NewMatter},
    recycle, recycle_use,
};

use super::{call, code, due, maintenance, mine, other, page, row, take, take_for, vin, world_with};
use crate::support::{STORE, With, World, on, refusal};

const CUSTOMER: RecycleWhat = RecycleWhat::Customer;

fn vehicle(vehicle: VehicleId) -> RecycleWhat {
    RecycleWhat::Vehicle { vehicle }
}

async fn try_recycle(
    world: &World,
    customer: CustomerId,
    contact_type: ContactType,
    code: CodeId,
    what: RecycleWhat,
) -> Result<CallSelectClosed, CommandError> {
    let request = CallSelectRecycle { customer, contact_type, code, comment: " Call after 5 ".to_owned(), what };
    call_select::recycle(&world.house, &world.caller, request).await
}

async fn recycle(world: &World, customer: CustomerId, code: CodeId, what: RecycleWhat) -> CallSelectClosed {
    try_recycle(world, customer, ContactType::Maintenance, code, what).await.unwrap()
}

async fn history(world: &World, customer: CustomerId) -> Vec<HistoryRow> {
    let request = HistoryRequest { customer, before: None };
    customers::history(&world.house, &world.caller, request).await.unwrap().rows
}

/// How many a campaign would reach, and how many it leaves out as recycled.
async fn drops(world: &World, contact_type: ContactType) -> (u32, u32) {
    let spec = CampaignSpec::new(contact_type, world.today());
    let request = CampaignPreviewRequest { spec, campaign: None };
    let preview = campaigns::preview(&world.house, &world.caller, request).await.unwrap();
    let recycled = preview.groups.iter().find(|line| line.group == ReasonGroup::Recycled);
    (preview.eligible, recycled.map_or(0, |line| line.customers))
}

#[tokio::test]
async fn recycle_customer_logs_the_contact_puts_the_whole_file_out_and_frees_the_customer() {
    let world = World::new();
    let id = world.take_one_in(due(1).car(&vin(1, 2), "Fit"));
    let code = code(&world, ContactType::Maintenance, "Left message", 3);
    assert_eq!(drops(&world, ContactType::Maintenance).await, (1, 0));
    take(&world, id).await;
    let closed = recycle(&world, id, code, CUSTOMER).await;
    assert_eq!((closed.freed, closed.left, closed.returns_on), (true, 0, Some(on("2026-11-23"))));

    let rows = history(&world, id).await;
    let row = &rows[0];
    assert_eq!((row.user_name.as_str(), row.comment.as_str()), ("A. Snyder", "Left message: Call after 5"));
    assert_eq!((row.contact_type, row.sort), (Some(ContactType::Maintenance), Some(SortOption::RoNewest)));
    assert_eq!((row.linked.len(), row.returns_on, row.inbound), (1, Some(on("2026-11-23")), false));
    assert!(page(&world, maintenance()).await.rows.is_empty() && mine(&world).await.calls.is_empty());
    let shown = customers::get(&world.house, &world.caller, app::dto::customers::CustomerKey { id }).await.unwrap();
    assert_eq!((shown.last_contact_at, shown.taken_by), (Some(world.house.now()), None));
    assert_eq!(drops(&world, ContactType::Maintenance).await, (0, 1), "drops obey the agent's recycle");
    assert_eq!(world.db(|db| recycle_use::of_code(db, code)).times, 1);
    let audit = &world.audit()[0];
    assert_eq!(audit.what, "Recycled Ann Number1 (1) for Maintenance");
    assert_eq!(audit.new.as_deref(), Some("Left message, back on 23 Nov 2026"));

    world.pass(TimeDelta::days(3));
    assert_eq!(page(&world, maintenance()).await.rows.len(), 1, "back after the code's days");
    assert_eq!(drops(&world, ContactType::Maintenance).await.0, 1);
}

#[tokio::test]
async fn recycle_vehicle_puts_one_vin_out_and_stays_while_another_is_due() {
    let world = World::new();
    let id = world.take_one_in(due(1).car(&vin(1, 2), "Fit"));
    let code = code(&world, ContactType::Maintenance, "Booked", 90);
    take(&world, id).await;
    let files = call(&world, id, None).await.files;
    assert_eq!(files.len(), 2);
    let closed = recycle(&world, id, code, vehicle(files[0].vehicle.unwrap())).await;
    assert_eq!((closed.freed, closed.left), (false, 1));
    assert!(matches!(row(&world, id).await.holder, Holder::Agent { mine: true, .. }));
    let left = call(&world, id, None).await.files;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].vehicle, files[1].vehicle);
    let closed = recycle(&world, id, code, vehicle(left[0].vehicle.unwrap())).await;
    assert_eq!((closed.freed, closed.left), (true, 0));
    assert_eq!(history(&world, id).await.len(), 2, "one row for each");
}

#[tokio::test]
async fn a_type_about_single_events_puts_out_the_event_and_the_next_is_due_by_its_own_date() {
    let (world, ids) = world_with(1);
    let order = |key, closed_on| {
        let kind = MatterKind::RepairOrder { opened_on: closed_on, closed_on: Some(closed_on), pay: PayType::Customer };
        let car = Some(world.vehicle(ids[0]));
        let new = NewMatter { store: STORE, customer: ids[0], vehicle: car, source_key: key, kind };
        world.db(|db| matters::put(db, &new));
    };
    order("RO1", on("2026-11-16"));
    let csi = ContactType::ServiceFollowUp;
    let code = code(&world, csi, "Satisfied", 30);
    take_for(&world, csi, ids[0]).await;
    let shown = call(&world, ids[0], None).await;
    assert_eq!((shown.contact_type, shown.files[0].events[0].as_str()), (csi, "Repair order closed 16 Nov 2026"));
    assert_eq!(shown.codes.len(), 1);
    let closed = try_recycle(&world, ids[0], csi, code, CUSTOMER).await.unwrap();
    assert!(closed.freed);
    assert_eq!(drops(&world, csi).await, (0, 1));
    order("RO2", on("2026-11-17"));
    assert_eq!(drops(&world, csi).await, (1, 0), "another order is another event");
}

#[tokio::test]
async fn save_do_not_recycle_logs_the_contact_and_the_customer_stays() {
    let (world, ids) = world_with(1);
    let code = code(&world, ContactType::Maintenance, "Left message", 3);
    take(&world, ids[0]).await;
    let save = async |code, comment: &str| {
        let comment = comment.to_owned();
        let request = CallSelectSave { customer: ids[0], contact_type: ContactType::Maintenance, code, comment };
        call_select::save(&world.house, &world.caller, request).await
    };
    let nothing = ("call_select.nothing_said".to_owned(), Some("comment".to_owned()));
    assert_eq!(refusal(save(None, "  ").await), nothing);
    let long = refusal(save(None, &"x".repeat(501)).await);
    assert_eq!(long, ("call_select.comment_long".to_owned(), Some("comment".to_owned())));
    let closed = save(Some(code), "Busy, again at 4").await.unwrap();
    assert_eq!((closed.freed, closed.left, closed.returns_on), (false, 1, None));
    let calls = mine(&world).await.calls;
    assert_eq!((calls.len(), calls[0].saved_at), (1, Some(world.house.now())));
    let rows = history(&world, ids[0]).await;
    assert_eq!((rows[0].comment.as_str(), rows[0].returns_on), ("Left message: Busy, again at 4", None));
    assert_eq!(page(&world, maintenance()).await.total, 1);
}

#[tokio::test]
async fn only_an_active_code_of_the_contact_type_that_is_no_voice_drop_s_closes_a_call() {
    let (world, ids) = world_with(1);
    let run = world.run("Fall maintenance");
    let inactive = code(&world, ContactType::Maintenance, "Mailed a card", 30);
    world.db(|db| {
        let code = recycle::get(db, inactive)?;
        recycle::save(db, &recycle::Code { active: false, ..code })
    });
    let elsewhere = code(&world, ContactType::Confirm, "Confirmed", 3);
    take(&world, ids[0]).await;
    let offered = call(&world, ids[0], None).await.codes;
    assert!(offered.is_empty(), "{offered:?}");
    for bad in [run.code.id, inactive, elsewhere, CodeId(9_999)] {
        let refused = refusal(try_recycle(&world, ids[0], ContactType::Maintenance, bad, CUSTOMER).await);
        assert_eq!(refused, ("call_select.code".to_owned(), Some("code".to_owned())));
    }
    assert!(history(&world, ids[0]).await.is_empty(), "nothing was written");
}

#[tokio::test]
async fn a_call_that_is_not_the_caller_s_is_not_closed_and_the_answer_says_whose_it_is() {
    let (world, ids) = world_with(2);
    let code = code(&world, ContactType::Maintenance, "Left message", 3);
    let message = async |id| {
        let error = try_recycle(&world, id, ContactType::Maintenance, code, CUSTOMER).await.unwrap_err();
        assert_eq!(error.code, "call_select.not_yours");
        error.message
    };
    assert!(message(ids[0]).await.starts_with("You do not have this customer"));
    let key = app::dto::customers::CustomerKey { id: ids[0] };
    customers::take(&world.house, &other(), key).await.unwrap();
    assert!(message(ids[0]).await.starts_with("B. Roy has this customer"));
    let run = world.run("Fall maintenance");
    world.reserve(&run, ids[1]);
    assert_eq!(message(ids[1]).await, "The run of Fall maintenance holds this customer until 17:30.");
}

#[tokio::test]
async fn what_is_not_due_any_more_cannot_be_recycled_as_an_event_nor_completed() {
    let (world, ids) = world_with(1);
    take(&world, ids[0]).await;
    let confirmed = code(&world, ContactType::Confirm, "Confirmed", 3);
    let refused = refusal(try_recycle(&world, ids[0], ContactType::Confirm, confirmed, CUSTOMER).await);
    assert_eq!(refused.0, "call_select.not_due");
    let request = CallSelectComplete { customer: ids[0], code: None, comment: String::new(), what: CUSTOMER };
    let complete = call_select::complete(&world.house, &world.caller, request).await;
    assert_eq!(refusal(complete).0, "call_select.not_due");
    let foreign = vehicle(VehicleId(9_999));
    let left = code(&world, ContactType::Maintenance, "Left message", 3);
    let refused = refusal(try_recycle(&world, ids[0], ContactType::Maintenance, left, foreign).await);
    assert_eq!(refused.0, "call_select.not_due");
}

#[tokio::test]
async fn a_member_of_a_fetch_campaign_is_recycled_and_comes_back_or_completed_and_never_does() {
    let (world, ids) = world_with(2);
    let marketing = ContactType::Marketing;
    send_everybody_to_call_select(&world).await;
    let on_the_list = async || {
        let rows = page(&world, super::ask(marketing)).await.rows;
        rows.into_iter().map(|row| row.customer).collect::<Vec<_>>()
    };
    assert_eq!(on_the_list().await, ids);
    let code = code(&world, marketing, "Interested", 3);
    for id in &ids {
        take_for(&world, marketing, *id).await;
    }
    let shown = call(&world, ids[0], None).await;
    assert_eq!(shown.files[0].events, ["Fetch Campaign Winter tires"]);
    let recycled = try_recycle(&world, ids[0], marketing, code, CUSTOMER).await.unwrap();
    assert!(recycled.freed);
    let request =
        CallSelectComplete { customer: ids[1], code: None, comment: "Final attempt".to_owned(), what: CUSTOMER };
    let completed = call_select::complete(&world.house, &world.caller, request).await.unwrap();
    assert_eq!((completed.freed, completed.returns_on), (true, None));
    assert_eq!(history(&world, ids[1]).await[0].comment, "Complete. Final attempt");
    assert!(on_the_list().await.is_empty());
    world.pass(TimeDelta::days(3));
    assert_eq!(on_the_list().await, [ids[0]], "the other is never offered again");
    world.pass(TimeDelta::days(30));
    assert!(on_the_list().await.is_empty(), "the Fetch Campaign has expired");
}

/// Everybody who has a Honda, until the middle of December.
async fn send_everybody_to_call_select(world: &World) {
    let line = "has Vehicles where (Make = Honda)".to_owned();
    let written = FetchWritten::Line { about: About::Customers, line };
    let query = fetch::check(&world.house, &world.caller, FetchCheck { written }).await.unwrap().query.unwrap();
    let save = FetchSave { id: None, name: "Hondas".to_owned(), query };
    let saved = fetch::save(&world.house, &world.caller, save).await.unwrap();
    let make = FetchCampaignMake { query: saved.id, name: "Winter tires".to_owned(), expires_on: on("2026-12-15") };
    fetch::campaign_make(&world.house, &world.caller, make).await.unwrap();
}
