//! Admin > Recycle Setup.

use app::{
    Caller,
    dto::{
        Nothing,
        customers::{CustomerKey, HistoryRequest},
        recycle::{
            DaysApply, RecycleCodeAdd, RecycleCodeDto, RecycleCodeKey, RecycleCodeSave, RecycleEffect,
            RecycleEffectRequest, RecycleSetup, RecycleType,
        },
    },
    error::CommandError,
    events::Topic,
    handlers::{customers, recycle},
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    contact_type::ContactType,
    ids::{CodeId, CustomerId},
};

use crate::{
    customers::page::standing,
    support::{Running, With, World, on, person, refusal},
};

async fn setup(world: &World) -> RecycleSetup {
    recycle::setup(&world.house, &world.caller, Nothing {}).await.unwrap()
}

async fn maintenance(world: &World) -> RecycleType {
    let types = setup(world).await.types;
    types.into_iter().find(|of| of.contact_type == ContactType::Maintenance).unwrap()
}

async fn code(world: &World, id: CodeId) -> RecycleCodeDto {
    maintenance(world).await.codes.into_iter().find(|code| code.id == id).expect("a code")
}

async fn effect(world: &World, id: CodeId, days: u16, active: bool) -> RecycleEffect {
    let request = RecycleEffectRequest { id, days, active };
    recycle::effect(&world.house, &world.caller, request).await.unwrap()
}

/// The code as it is, to be saved with a change.
async fn edit(world: &World, id: CodeId) -> RecycleCodeSave {
    let code = code(world, id).await;
    let (name, days, active, productive) = (code.name, code.days, code.active, code.productive);
    RecycleCodeSave { id, name, days, active, productive, applies: DaysApply::FromNowOn }
}

async fn save(world: &World, request: RecycleCodeSave) -> Result<RecycleCodeDto, CommandError> {
    recycle::save(&world.house, &world.caller, request).await
}

async fn set_days(world: &World, id: CodeId, days: u16, applies: DaysApply) {
    let request = RecycleCodeSave { days, applies, ..edit(world, id).await };
    assert_eq!(save(world, request).await.unwrap().days, days);
}

async fn add(world: &World, name: &str, days: u16) -> Result<RecycleCodeDto, CommandError> {
    let request =
        RecycleCodeAdd { contact_type: ContactType::Maintenance, name: name.to_owned(), days, productive: true };
    recycle::add(&world.house, &world.caller, request).await
}

async fn delete(world: &World, id: CodeId) -> Result<(), CommandError> {
    recycle::delete(&world.house, &world.caller, RecycleCodeKey { id }).await.map(drop)
}

/// On the vehicle, and on the row of Contact History: the two never differ while the file is out.
async fn returns_on(world: &World, id: CustomerId) -> Option<NaiveDate> {
    let page = customers::get(&world.house, &world.caller, CustomerKey { id }).await.unwrap();
    let returns_on = standing(&page.vehicles[0], ContactType::Maintenance).returns_on;
    if returns_on.is_some() {
        let request = HistoryRequest { customer: id, before: None };
        let rows = customers::history(&world.house, &world.caller, request).await.unwrap().rows;
        assert_eq!(rows[0].returns_on, returns_on);
    }
    returns_on
}

/// Two customers, and the first has had a drop today: out until 2026-11-30.
fn world_after_a_drop() -> (World, Running, [CustomerId; 2]) {
    let world = World::new();
    let ids = world.take_in(&[
        person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"),
        person("2", "Bob Lee").cell("416 555 0135").car("2HGFC2F59KH500002", "Civic"),
    ]);
    let run = world.run("Fall maintenance");
    world.delivered(&run, ids[0]);
    (world, run, [ids[0], ids[1]])
}

#[tokio::test]
async fn s11_the_voice_drop_code_appears_with_the_first_run_of_its_contact_type() {
    let world = World::new();
    let empty = setup(&world).await;
    assert_eq!(empty.types.len(), ContactType::ALL.len());
    assert!(empty.types.iter().all(|of| of.codes.is_empty() && !of.voice_drop_code_exists));
    assert_eq!(empty.calculated_at, world.house.now());

    world.run("Fall maintenance");
    let of = maintenance(&world).await;
    assert!(of.voice_drop_code_exists);
    let code = &of.codes[0];
    assert_eq!((code.name.as_str(), code.days), ("Voice Drop", 10));
    assert!(code.is_voice_drop && code.active);
    assert_eq!(setup(&world).await.types.iter().filter(|of| of.voice_drop_code_exists).count(), 1);
}

#[tokio::test]
async fn s18_the_voice_drop_code_starts_as_not_productive_and_keeps_what_a_person_makes_of_it() {
    let world = World::new();
    let id = world.run("Fall maintenance").code.id;
    assert!(!code(&world, id).await.productive);
    let request = RecycleCodeSave { productive: true, ..edit(&world, id).await };
    assert!(save(&world, request).await.unwrap().productive);
    world.run("Winter maintenance");
    assert!(code(&world, id).await.productive);
}

#[tokio::test]
async fn s11_days_also_for_those_out_move_their_return_dates_both_ways() {
    let (world, run, [ann, _]) = world_after_a_drop();
    assert_eq!(returns_on(&world, ann).await, Some(on("2026-11-30")));
    set_days(&world, run.code.id, 20, DaysApply::AlsoThoseOut).await;
    assert_eq!(returns_on(&world, ann).await, Some(on("2026-12-10")));
    set_days(&world, run.code.id, 3, DaysApply::AlsoThoseOut).await;
    assert_eq!(returns_on(&world, ann).await, Some(on("2026-11-23")));
}

#[tokio::test]
async fn s11_days_from_now_on_leave_those_out_as_they_are() {
    let (world, run, [ann, bob]) = world_after_a_drop();
    set_days(&world, run.code.id, 20, DaysApply::FromNowOn).await;
    assert_eq!(returns_on(&world, ann).await, Some(on("2026-11-30")));
    world.delivered(&run, bob);
    assert_eq!(returns_on(&world, bob).await, Some(on("2026-12-10")));
    set_days(&world, run.code.id, 5, DaysApply::FromNowOn).await;
    assert_eq!(
        (returns_on(&world, ann).await, returns_on(&world, bob).await),
        (Some(on("2026-11-30")), Some(on("2026-12-10")))
    );
    // A later change for all that are out takes them along again.
    set_days(&world, run.code.id, 7, DaysApply::AlsoThoseOut).await;
    assert_eq!(
        (returns_on(&world, ann).await, returns_on(&world, bob).await),
        (Some(on("2026-11-27")), Some(on("2026-11-27")))
    );
}

#[tokio::test]
async fn s11_a_file_that_is_back_stays_back_when_the_days_grow() {
    let (world, run, [ann, bob]) = world_after_a_drop();
    world.pass(TimeDelta::days(10));
    world.delivered(&run, bob);
    assert_eq!(returns_on(&world, ann).await, None);
    set_days(&world, run.code.id, 30, DaysApply::AlsoThoseOut).await;
    assert_eq!(returns_on(&world, ann).await, None);
    assert_eq!(returns_on(&world, bob).await, Some(on("2026-12-30")));
}

#[tokio::test]
async fn s11_the_effect_of_a_change_is_said_in_numbers_before_it_is_saved() {
    let (world, run, [_, bob]) = world_after_a_drop();
    world.pass(TimeDelta::days(4));
    world.delivered(&run, bob);
    let id = run.code.id;
    let longer = effect(&world, id, 20, true).await;
    assert_eq!((longer.customers, longer.days_later, longer.back_today), (2, 10, 0));
    let shorter = effect(&world, id, 3, true).await;
    assert_eq!((shorter.customers, shorter.days_later, shorter.back_today), (2, -7, 1));
    let same = effect(&world, id, 10, true).await;
    assert_eq!((same.customers, same.days_later, same.back_today), (0, 0, 0));
    world.pass(TimeDelta::days(6));
    assert_eq!(effect(&world, id, 20, true).await.customers, 1, "the first is back by now");
    assert_eq!(code(&world, id).await.days, 10, "asking changes nothing");
}

#[tokio::test]
async fn p8_making_the_voice_drop_code_inactive_names_the_campaigns_it_stops() {
    let world = World::new();
    let run = world.run("Fall maintenance");
    world.campaign("Winter tires", run.message);
    let (id, days) = (run.code.id, 10);
    assert_eq!(effect(&world, id, days, false).await.stops_campaigns, ["Fall maintenance", "Winter tires"]);
    assert!(effect(&world, id, days, true).await.stops_campaigns.is_empty());
    let other = add(&world, "Booked", 30).await.unwrap().id;
    assert!(effect(&world, other, 30, false).await.stops_campaigns.is_empty(), "no other code stops a campaign");

    let mut changes = world.house.changes();
    let request = RecycleCodeSave { active: false, ..edit(&world, id).await };
    assert!(!save(&world, request).await.unwrap().active);
    assert!(changes.try_recv().unwrap().changed.contains(&Topic::Campaigns));
    assert!(effect(&world, id, days, false).await.stops_campaigns.is_empty(), "they are stopped already");
}

#[tokio::test]
async fn p8_inactive_codes_sink_to_the_bottom() {
    let world = World::new();
    world.run("Fall maintenance");
    let first = add(&world, "Arrived", 30).await.unwrap().id;
    add(&world, "Booked", 30).await.unwrap();
    let request = RecycleCodeSave { active: false, ..edit(&world, first).await };
    save(&world, request).await.unwrap();
    let names: Vec<_> = maintenance(&world).await.codes.into_iter().map(|code| code.name).collect();
    assert_eq!(names, ["Voice Drop", "Booked", "Arrived"]);
}

#[tokio::test]
async fn p8_a_code_is_red_below_ten_uses_and_after_a_year_without_one() {
    let world = World::new();
    let customer = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let id = add(&world, "Booked", 30).await.unwrap().id;
    for _ in 0..9 {
        world.use_code(id, customer);
    }
    let used = code(&world, id).await;
    assert_eq!((used.times_used, used.last_used_on, used.red), (9, Some(on("2026-11-20")), true));
    world.use_code(id, customer);
    assert!(!code(&world, id).await.red);
    world.pass(TimeDelta::days(365));
    assert!(!code(&world, id).await.red);
    world.pass(TimeDelta::days(1));
    assert!(code(&world, id).await.red);
}

#[tokio::test]
async fn p8_only_red_codes_can_be_deleted_and_never_the_voice_drop_code() {
    let (world, run, [ann, _]) = world_after_a_drop();
    assert!(code(&world, run.code.id).await.red);
    assert_eq!(refusal(delete(&world, run.code.id).await).0, "recycle.voice_drop");

    let id = add(&world, "Booked", 30).await.unwrap().id;
    for _ in 0..10 {
        world.use_code(id, ann);
    }
    assert_eq!(refusal(delete(&world, id).await).0, "recycle.not_red");
    let red = add(&world, "Wrong button", 30).await.unwrap().id;
    delete(&world, red).await.unwrap();
    assert!(maintenance(&world).await.codes.iter().all(|code| code.id != red));
    assert_eq!(refusal(delete(&world, red).await).0, "store.not_found");
    add(&world, "Wrong button", 30).await.expect("the name is free again");
}

#[tokio::test]
async fn p8_files_out_on_a_deleted_code_keep_their_return_dates() {
    let (world, _, [_, bob]) = world_after_a_drop();
    let id = add(&world, "Call later", 45).await.unwrap().id;
    let vehicle = world.vehicle(bob);
    let today = world.today();
    world.use_code(id, bob);
    world.db(|db| {
        let code = store::recycle::get(db, id)?;
        store::recycle::record(db, bob, store::recycle::File::vehicle(vehicle), &code, today, None)
    });
    assert_eq!(returns_on(&world, bob).await, Some(on("2027-01-04")));
    delete(&world, id).await.unwrap();
    assert_eq!(returns_on(&world, bob).await, Some(on("2027-01-04")));
    let trail = &world.audit()[0];
    assert_eq!(trail.what, "Recycle code Call later (Maintenance) deleted");
    assert_eq!((trail.old.as_deref(), trail.new.as_deref()), (Some("Call later: 45 days, active, productive"), None));
}

#[tokio::test]
async fn names_are_needed_short_and_used_once() {
    let world = World::new();
    let field = Some("name".to_owned());
    assert_eq!(refusal(add(&world, "  ", 30).await), ("recycle.name_empty".into(), field.clone()));
    assert_eq!(refusal(add(&world, &"é".repeat(81), 30).await), ("recycle.name_long".into(), field.clone()));
    let first = add(&world, "Booked", 30).await.unwrap().id;
    let second = add(&world, "Arrived", 30).await.unwrap().id;
    assert_eq!(refusal(add(&world, "booked ", 30).await), ("recycle.name_taken".into(), field.clone()));
    assert_eq!(refusal(add(&world, "VOICE drop", 30).await), ("recycle.name_taken".into(), field.clone()));
    let request = RecycleCodeSave { name: "BOOKED".into(), ..edit(&world, second).await };
    assert_eq!(refusal(save(&world, request).await), ("recycle.name_taken".into(), field.clone()));
    let request = RecycleCodeSave { name: String::new(), ..edit(&world, second).await };
    assert_eq!(refusal(save(&world, request).await), ("recycle.name_empty".into(), field));
    let request = RecycleCodeSave { name: "BOOKED".into(), ..edit(&world, first).await };
    assert_eq!(save(&world, request).await.expect("its own name in capitals").name, "BOOKED");
}

#[tokio::test]
async fn days_have_their_limit_and_the_voice_drop_code_its_name() {
    let world = World::new();
    let id = world.run("Fall maintenance").code.id;
    let days = ("recycle.days".to_owned(), Some("days".to_owned()));
    assert_eq!(refusal(add(&world, "Booked", 3_651).await), days);
    let request = RecycleCodeSave { days: 3_651, ..edit(&world, id).await };
    assert_eq!(refusal(save(&world, request).await), days);
    let request = RecycleEffectRequest { id, days: 3_651, active: true };
    assert_eq!(refusal(recycle::effect(&world.house, &world.caller, request).await), days);
    set_days(&world, id, 3_650, DaysApply::FromNowOn).await;
    set_days(&world, id, 0, DaysApply::FromNowOn).await;

    let request = RecycleCodeSave { name: "Ringless".into(), ..edit(&world, id).await };
    let named = ("recycle.voice_drop_name".to_owned(), Some("name".to_owned()));
    assert_eq!(refusal(save(&world, request).await), named);
    let request = RecycleCodeSave { id: CodeId(77), ..edit(&world, id).await };
    assert_eq!(refusal(save(&world, request).await).0, "store.not_found");
}

#[tokio::test]
async fn p11_every_change_of_a_code_is_in_the_audit_trail() {
    let world = World::new();
    let id = world.run("Fall maintenance").code.id;
    let caller = Caller { name: "B. Roy".to_owned() };
    let request = RecycleCodeSave { days: 14, applies: DaysApply::AlsoThoseOut, ..edit(&world, id).await };
    recycle::save(&world.house, &caller, request).await.unwrap();
    let trail = &world.audit()[0];
    assert_eq!((trail.who.as_str(), trail.what.as_str()), ("B. Roy", "Recycle code Voice Drop (Maintenance)"));
    assert_eq!(trail.old.as_deref(), Some("Voice Drop: 10 days, active, not productive"));
    let new = "Voice Drop: 14 days, active, not productive, days also for those already out";
    assert_eq!(trail.new.as_deref(), Some(new));
    add(&world, "Booked", 30).await.unwrap();
    let trail = &world.audit()[0];
    assert_eq!(trail.what, "Recycle code Booked (Maintenance) added");
    assert_eq!(trail.new.as_deref(), Some("Booked: 30 days, active, productive"));
}
