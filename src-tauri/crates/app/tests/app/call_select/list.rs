//! Who stands on the list, in which order, and who has them.

use app::{
    dto::{
        Nothing,
        call_select::{CallSelectHoldersRequest, CallSelectTypes, CallType, CustomerRate, Holder},
        customers::CustomerKey,
        lists::{ExportedList, ListExport},
        runs::ExportFormat,
    },
    handlers::{call_select, customers, lists},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use chrono::TimeDelta;
use domain::{
    aim::{After, Aim, Step, Subtype},
    call_select::{NoDrops, SortOption, Stars},
    campaign::{CampaignSpec, CampaignState},
    contact_type::ContactType,
    facts::{AppointmentState, LogEntry, MatterKind},
    ids::CustomerId,
};
use store::{
    campaigns,
    imports::Field,
    matters::{self, NewMatter},
};

use super::{ask, due, maintenance, other, page, row, take, world_with};
use crate::support::{STORE, With, World, on, person, refusal};

async fn types(world: &World) -> CallSelectTypes {
    call_select::types(&world.house, &world.caller, Nothing {}).await.unwrap()
}

async fn type_of(world: &World, contact_type: ContactType) -> CallType {
    let types = types(world).await.types;
    types.into_iter().find(|of| of.contact_type == contact_type).expect("listed")
}

fn put(world: &World, customer: CustomerId, key: &str, kind: MatterKind) {
    let new = NewMatter { store: STORE, customer, vehicle: None, source_key: key, kind };
    world.db(|db| matters::put(db, &new));
}

#[tokio::test]
async fn each_contact_type_says_how_many_are_due_and_how_many_nobody_has() {
    let (world, ids) = world_with(4);
    let run = world.run("Fall maintenance");
    world.reserve(&run, ids[1]);
    take(&world, ids[2]).await;
    let appointment = MatterKind::Appointment {
        on: on("2026-11-23"),
        booked_on: None,
        state: AppointmentState::Booked,
        known_at: None,
    };
    put(&world, ids[3], "A1", appointment);
    let of = type_of(&world, ContactType::Maintenance).await;
    assert_eq!((of.due, of.free), (3, 1), "the one with an appointment is not due");
    assert_eq!(of.subtypes, [Subtype::FirstService, Subtype::Regulars, Subtype::ThinIce]);
    let confirm = type_of(&world, ContactType::Confirm).await;
    assert_eq!((confirm.due, confirm.free), (1, 1));
    let all = types(&world).await.types;
    assert!(all.iter().all(|of| of.contact_type != ContactType::FetchAutomation), "it is a campaign's");
}

#[tokio::test]
async fn s3_a_row_says_who_has_the_customer_and_until_when() {
    let (world, ids) = world_with(3);
    let run = world.run("Fall maintenance");
    world.reserve(&run, ids[0]);
    let since = world.house.now();
    take(&world, ids[1]).await;
    let Holder::Run { campaign_name, started_at, until, .. } = row(&world, ids[0]).await.holder else {
        panic!("held by the run");
    };
    assert_eq!((campaign_name.as_str(), started_at, until), ("Fall maintenance", world.house.now(), run.until_at));
    let contact_type = Some(ContactType::Maintenance);
    let mine = Holder::Agent { name: "A. Snyder".to_owned(), since, contact_type, mine: true };
    assert_eq!(row(&world, ids[1]).await.holder, mine);
    assert_eq!(row(&world, ids[2]).await.holder, Holder::Nobody);
    let page = page(&world, maintenance()).await;
    assert_eq!((page.total, page.free, page.held, page.taken), (3, 1, 1, 1));

    let request = CallSelectHoldersRequest { customers: ids.clone() };
    let holders = call_select::holders(&world.house, &other(), request).await.unwrap().holders;
    assert!(matches!(holders[0].holder, Holder::Run { .. }));
    assert!(matches!(holders[1].holder, Holder::Agent { mine: false, .. }), "of another agent");
    assert_eq!(holders[2].holder, Holder::Nobody);
    let many = CallSelectHoldersRequest { customers: vec![ids[0]; 201] };
    assert_eq!(refusal(call_select::holders(&world.house, &world.caller, many).await).0, "call_select.too_many");
}

#[tokio::test]
async fn the_list_is_narrowed_by_city_language_customer_type_and_target() {
    let world = World::new();
    let ids = world.take_in(&[
        due(1).field(Field::City, "Oakville"),
        due(2).field(Field::City, "Milton").field(Field::Language, "fr"),
        person("3", "Fleet Three")
            .cell("416 555 0103")
            .car("2HGFC2F59KH500903", "Fit")
            .field(Field::CustomerType, "fleet"),
    ]);
    let shown = async |ask| page(&world, ask).await.rows.into_iter().map(|row| row.customer).collect::<Vec<_>>();
    assert_eq!(shown(maintenance()).await.len(), 3);
    let mut asked = maintenance();
    asked.city = Some("oakville ".to_owned());
    assert_eq!(shown(asked).await, [ids[0]]);
    let mut asked = maintenance();
    asked.language = domain::campaign::LanguageFilter::French;
    assert_eq!(shown(asked).await, [ids[1]]);
    let mut asked = maintenance();
    asked.customer_type = domain::campaign::CustomerTypeFilter::NonFleet;
    assert_eq!(shown(asked).await, [ids[0], ids[1]]);
    let mut asked = maintenance();
    asked.subtypes = vec![Subtype::FirstService];
    assert!(shown(asked).await.is_empty(), "all of them were serviced");
    assert_eq!(types(&world).await.cities, ["Milton", "Oakville"]);
}

#[tokio::test]
async fn stars_are_given_by_a_person_sort_the_list_and_stand_in_the_audit_trail() {
    let (world, ids) = world_with(3);
    let rate = async |customer, many| {
        let request = CustomerRate { customer, stars: Stars::new(many) };
        call_select::rate(&world.house, &world.caller, request).await.unwrap()
    };
    assert_eq!(rate(ids[2], 5).await.stars.map(Stars::many), Some(5));
    rate(ids[1], 2).await;
    let audit = &world.audit()[0];
    assert_eq!((audit.what.as_str(), audit.new.as_deref()), ("Star rating of Ann Number2 (2)", Some("2 of 5")));
    rate(ids[1], 2).await;
    assert_eq!(world.audit()[1].what, "Star rating of Ann Number3 (3)", "the same again is no change");
    let mut asked = maintenance();
    asked.sort = SortOption::StarsHighest;
    let order: Vec<_> = page(&world, asked).await.rows.into_iter().map(|row| row.customer).collect();
    assert_eq!(order, [ids[2], ids[1], ids[0]]);
    let page = customers::get(&world.house, &world.caller, CustomerKey { id: ids[1] }).await.unwrap();
    assert_eq!(page.stars.map(Stars::many), Some(2));
}

#[tokio::test]
async fn p2_a_drop_that_may_have_been_heard_and_voice_switched_off_are_marks_and_keep_nobody_off_the_list() {
    let world = World::new();
    let ids = world.take_in(&[due(1), due(2).do_not_call()]);
    let run = world.run("Fall maintenance");
    let sent_at = world.house.now();
    let attempt = world.drop_to(&run, ids[0]);
    world.lose(attempt);
    let shown = row(&world, ids[0]).await;
    assert_eq!((shown.may_have_heard_at, shown.no_drops), (Some(sent_at), None));
    assert_eq!(row(&world, ids[1]).await.no_drops, Some(NoDrops::DoNotCall));
}

#[tokio::test]
async fn unsold_entries_are_due_by_any_active_step_and_by_none_without() {
    let world = World::new();
    let id = world.take_one_in(person("1", "Ann Lee").cell("416 555 0134"));
    let entered_at = world.house.now() - TimeDelta::hours(3);
    let entry = MatterKind::TrafficEntry(Box::new(LogEntry {
        entered_at,
        status: "Working".to_owned(),
        traffic_type: None,
        lost_reason: None,
        follow_up_on: None,
        appointment_on: None,
    }));
    put(&world, id, "T1", entry);
    let unsold = async || type_of(&world, ContactType::Unsold).await;
    assert_eq!((unsold().await.due, unsold().await.steps), (0, Some(0)));
    let step = |hours| Step {
        after: After::Hours { hours },
        expires_after: None,
        entries_from_on: None,
        statuses: vec![],
        traffic_types: vec![],
        lost_reasons: vec![],
        hold_back_while_booked: false,
    };
    for hours in [2, 48] {
        let plain = CampaignSpec::new(ContactType::Unsold, world.today());
        let spec = CampaignSpec { aim: Aim { step: Some(step(hours)), ..Aim::default() }, ..plain };
        world.db(|db| {
            let id = campaigns::add(db, STORE, &spec, "A. Snyder", world.house.now())?;
            campaigns::set_state(db, id, CampaignState::Active, world.house.now())
        });
    }
    assert_eq!((unsold().await.due, unsold().await.steps), (1, Some(2)));
    world.pass(TimeDelta::days(3));
    let rows = page(&world, ask(ContactType::Unsold)).await.rows;
    assert_eq!((rows.len(), rows[0].more), (1, 0), "two steps, one entry, one row");
}

#[tokio::test]
async fn p10_the_list_is_a_file_with_all_of_its_rows() {
    let (world, ids) = world_with(130);
    take(&world, ids[0]).await;
    let export = async |list| {
        let request = ListExport { list, format: ExportFormat::Csv };
        let file = lists::export(&world.house, &world.caller, request).await.unwrap();
        (file.file_name, String::from_utf8(BASE64.decode(file.base64).unwrap()).unwrap())
    };
    let (name, text) = export(ExportedList::CallSelect { ask: Box::new(maintenance()) }).await;
    assert_eq!(name, "Call Select - Maintenance 2026-11-20.csv");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 131, "more than a page");
    assert!(lines.iter().any(|line| line.contains("Ann Number1,") && line.contains("A. Snyder")), "{}", lines[1]);
    let (_, text) = export(ExportedList::MyCalls).await;
    assert!(text.contains("cell (416) 555-0101") && text.lines().count() == 2, "{text}");
}
