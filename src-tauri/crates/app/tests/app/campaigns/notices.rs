//! What a manager should know before saving.

use app::{
    dto::campaigns::{AudiencePreview, CampaignOverlaps, CampaignPreviewRequest, Notice, NoticeKind},
    handlers::campaigns,
};
use chrono::{NaiveTime, TimeDelta};
use domain::{
    aim::{Aim, Subtype},
    campaign::{CampaignSpec, Count, Day, Days, MessageChoice, Prevention},
    contact_type::ContactType,
    facts::{AppointmentState, MatterKind},
    ids::{CampaignId, CustomerId},
};
use serde_json::{Value, json};
use store::{
    imports::Field,
    matters::{self, NewMatter},
};

use crate::{
    support::{With, World, on},
    world::{Folder, Program, people},
};

async fn preview(program: &Program, spec: &CampaignSpec) -> AudiencePreview {
    program.ask("campaign_preview", json!({ "spec": spec })).await
}

fn texts(notices: Vec<Notice>) -> Vec<String> {
    notices.into_iter().map(|notice| notice.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_would_hear_the_other_language_is_counted() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&[
        people::on_line(0, 112),
        people::on_line(1, 112).field(Field::Language, "fr"),
        people::on_line(2, 112).field(Field::Language, "en"),
    ]);
    let message = program.message().await;
    let single = CampaignSpec { count: Count::AllDue, ..people::spec("T", message, 1) };
    let days = Days::Once { on: on("2026-11-25") };
    let single = CampaignSpec { days, ..single };
    let said = texts(preview(&program, &single).await.notices);
    assert_eq!(said, ["1 of them have French on file and would hear English."]);
    // Nothing on file means the store's language (P4).
    let mut french = people::store();
    french["language"] = json!("fr");
    let _: Value = program.ask("store_save", french).await;
    let said = texts(preview(&program, &single).await.notices);
    let silent = "1 of them have no language on file, which means the store's, French, and would hear English.";
    assert_eq!(said, ["1 of them have French on file and would hear English.", silent]);
    // One message per language: everybody hears their own.
    let choice = MessageChoice::PerLanguage { english: message, french: message };
    let both = CampaignSpec { message: Some(choice), ..single };
    assert!(preview(&program, &both).await.notices.is_empty());
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_in_the_hour_that_does_not_exist_names_the_time_it_gets() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let sunday =
        json!({ "department": "service", "day": "sun", "opens_local": "00:00:00", "closes_local": "18:00:00" });
    let mut store = people::store();
    store["hours"].as_array_mut().unwrap().push(sunday);
    let _: Value = program.ask("store_save", store).await;
    let spec = CampaignSpec {
        days: Days::Once { on: on("2027-03-14") },
        time_local: NaiveTime::from_hms_opt(2, 30, 0).unwrap(),
        count: Count::AllDue,
        ..people::spec("T", program.message().await, 1)
    };
    let shown = preview(&program, &spec).await;
    let next_run_at = shown.next_run_at;
    assert_eq!(texts(shown.notices), ["The clocks go forward on 14 Mar 2027: that run starts at 03:00."]);
    assert_eq!(next_run_at.unwrap().to_rfc3339(), "2027-03-14T07:00:00+00:00");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_can_never_be_is_said() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(2));
    let message = program.message().await;
    let days = |day: &str| Days::Once { on: on(day) };
    let evening = NaiveTime::from_hms_opt(19, 0, 0).unwrap();
    let after_closing = CampaignSpec { days: days("2026-11-25"), time_local: evening, ..people::spec("T", message, 2) };
    let closed_day = CampaignSpec { days: days("2026-11-29"), ..people::spec("T", message, 2) };
    let past = CampaignSpec { days: days("2026-11-23"), ..people::spec("T", message, 2) };
    let no_day = "No day to run: every planned day is over, or the store is closed on it.";
    let too_late = "The store closes before this campaign starts. Choose an earlier time.";
    for (spec, said) in [(after_closing, vec![too_late, no_day]), (closed_day, vec![no_day]), (past, vec![no_day])] {
        let shown = preview(&program, &spec).await;
        assert_eq!((shown.next_run_at, shown.eligible), (None, 2), "who would get it is shown all the same");
        assert_eq!(texts(shown.notices), said);
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_too_small_for_the_count_is_said() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(2));
    let days = Days::Once { on: on("2026-11-25") };
    let spec = CampaignSpec { days, ..people::spec("T", program.message().await, 40) };
    assert_eq!(texts(preview(&program, &spec).await.notices), ["Only 2 of 40 can get a drop now."]);
    program.close().await;
}

/// An appointment of each customer on a day, booked long ago.
fn book(program: &Program, customers: &[CustomerId], day: &str) {
    let booked_on = Some(on("2026-11-02"));
    put(
        program,
        customers,
        &MatterKind::Appointment { on: on(day), booked_on, state: AppointmentState::Booked, known_at: None },
    );
}

fn inspect(program: &Program, customers: &[CustomerId]) {
    put(program, customers, &MatterKind::Inspection { due_on: on("2026-11-30") });
}

fn put(program: &Program, customers: &[CustomerId], kind: &MatterKind) {
    let house = &program.desk().house;
    let add = |db: &store::Db<'_>, customer: CustomerId| {
        let (key, kind) = (customer.to_string(), kind.clone());
        matters::put(db, &NewMatter { store: house.store_id, customer, vehicle: None, source_key: &key, kind })
    };
    house.store.write(|db| customers.iter().try_for_each(|customer| add(db, *customer).map(drop))).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirm_campaign_names_those_whose_last_chance_it_is_and_whom_the_count_leaves_out() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let ids = program.take_in(&people::crowd(5));
    // The store is closed on Sundays: on Saturday the appointments of Monday have their last chance.
    book(&program, &ids[..3], "2026-11-30");
    book(&program, &ids[3..], "2026-12-01");
    let confirm = CampaignSpec {
        contact_type: ContactType::Confirm,
        count: Count::AllDue,
        days: Days::Once { on: on("2026-11-28") },
        ..people::spec("Confirms", program.message().await, 1)
    };
    let shown = preview(&program, &confirm).await;
    assert_eq!((shown.eligible, shown.notices.len()), (5, 1));
    assert_eq!(shown.notices[0].kind, NoticeKind::LastChance);
    let text = "3 have their last chance on 28 Nov 2026: on the next open day the appointment is too near to be \
                confirmed.";
    assert_eq!(shown.notices[0].text, text);
    // In order of customer number, the first two get theirs and the third does not.
    let two = CampaignSpec { count: Count::Number { number: 2 }, ..confirm.clone() };
    let said = texts(preview(&program, &two).await.notices);
    assert_eq!(said, [format!("{text} 1 of them would not get a drop: raise the number to send.")]);
    let early = Aim { subtypes: vec![Subtype::Level2], ..Aim::default() };
    assert!(preview(&program, &CampaignSpec { aim: early, ..confirm.clone() }).await.notices.is_empty());
    let friday = CampaignSpec { days: Days::Once { on: on("2026-11-27") }, ..confirm };
    assert!(preview(&program, &friday).await.notices.is_empty(), "Saturday is open and still in time");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_drops_than_the_hours_of_the_window_may_have_are_counted() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(20));
    let spec = CampaignSpec {
        count: Count::AllDue,
        days: Days::Once { on: on("2026-11-25") },
        latest_local: NaiveTime::from_hms_opt(11, 30, 0),
        per_hour: Some(8),
        ..people::spec("T", program.message().await, 1)
    };
    let shown = preview(&program, &spec).await;
    assert_eq!(shown.notices[0].kind, NoticeKind::Window);
    assert_eq!(texts(shown.notices), ["At 8 an hour, 8 of 20 will not fit before 11:30."]);
    let enough = CampaignSpec { per_hour: Some(14), ..spec };
    assert!(preview(&program, &enough).await.notices.is_empty(), "exactly 21 fit");
    program.close().await;
}

#[tokio::test]
async fn the_stores_own_pace_says_how_many_fit_once_thirty_drops_are_known() {
    let world = World::new();
    let ids = world.take_in(&people::crowd(90));
    let running = world.run("Earlier");
    let spec = CampaignSpec {
        count: Count::AllDue,
        days: Days::Once { on: on("2026-11-21") },
        latest_local: NaiveTime::from_hms_opt(10, 30, 0),
        ..people::spec("T", running.message, 1)
    };
    for (n, customer) in ids[..30].iter().enumerate() {
        let request = CampaignPreviewRequest { spec: spec.clone(), campaign: None };
        let notices = campaigns::preview(&world.house, &world.caller, request).await.unwrap().notices;
        assert!(notices.is_empty(), "{n} drops say nothing: {notices:?}");
        let attempt = world.drop_to(&running, *customer);
        world.pass(TimeDelta::seconds(40));
        world.finish(&running, attempt, domain::disposition::Disposition::Delivered);
    }
    let request = CampaignPreviewRequest { spec, campaign: None };
    let notices = campaigns::preview(&world.house, &world.caller, request).await.unwrap().notices;
    assert_eq!(texts(notices), ["A drop takes 40 s at this store, so 15 of 60 will not fit before 10:30."]);
}

async fn overlaps(program: &Program, spec: &CampaignSpec, campaign: Option<CampaignId>) -> Vec<String> {
    let request = json!({ "spec": spec, "campaign": campaign });
    texts(program.ask::<CampaignOverlaps>("campaign_overlaps", request).await.notices)
}

fn at_time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn campaigns_that_would_choose_the_same_customers_that_day_are_named_with_how_many() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let ids = program.take_in(&people::crowd(10));
    let message = program.message().await;
    let days = |day: &str| Days::Once { on: on(day) };
    let other =
        CampaignSpec { days: days("2026-11-25"), time_local: at_time(10, 30), ..people::spec("Other", message, 4) };
    let id = program.campaign(&other).await;
    program.campaign(&CampaignSpec { name: "Next day".into(), days: days("2026-11-26"), ..other.clone() }).await;
    program.save_campaign(&CampaignSpec { name: "A draft".into(), ..other.clone() }).await;
    book(&program, &ids[8..], "2026-11-27");
    let confirm = CampaignSpec { contact_type: ContactType::Confirm, name: "Confirms".into(), ..other.clone() };
    let confirm = program.campaign(&confirm).await;

    let mine = CampaignSpec { days: days("2026-11-25"), ..people::spec("Mine", message, 6) };
    let said = "4 of them would also be chosen by No. 1, Other, at 10:30 that day. Whichever comes first gets them.";
    assert_eq!(overlaps(&program, &mine, None).await, [said]);
    assert!(overlaps(&program, &other, Some(id)).await.is_empty(), "a campaign is not its own rival");
    let all = CampaignSpec { count: Count::AllDue, ..mine.clone() };
    assert_eq!(overlaps(&program, &all, None).await.len(), 1, "who has an appointment gets no maintenance");
    inspect(&program, &ids[..2]);
    let time_local = at_time(11, 0);
    let mvi = CampaignSpec { contact_type: ContactType::Mvi, time_local, ..mine.clone() };
    let first = "2 of them would also be chosen by No. 1, Other, at 10:30 that day.";
    assert_eq!(overlaps(&program, &mvi, None).await, [format!("{first} Whichever comes first gets them.")]);
    let mvi = CampaignSpec { prevention: Prevention::ByContactType, ..mvi };
    let both = "They may get a drop from both: the later one prevents by contact type only.";
    assert_eq!(overlaps(&program, &mvi, None).await, [format!("{first} {both}")]);
    let earlier = CampaignSpec { time_local: at_time(9, 0), ..mvi };
    assert!(overlaps(&program, &earlier, None).await[0].ends_with("Whichever comes first gets them."));
    let _: serde_json::Value = program.ask("campaign_skip_next", json!({ "id": id })).await;
    assert!(overlaps(&program, &mine, None).await.is_empty(), "its run of that day is left out");
    let by_type = CampaignSpec { prevention: Prevention::ByContactType, ..mine };
    let csi = CampaignSpec { contact_type: ContactType::Confirm, time_local: at_time(11, 0), ..by_type };
    let both = "2 of them would also be chosen by No. 4, Confirms, at 10:30 that day. Whichever comes first gets them.";
    assert_eq!(overlaps(&program, &csi, None).await, [both], "the same contact type bars either way");
    let _: serde_json::Value = program.ask("campaign_deactivate", json!({ "id": confirm })).await;
    assert!(overlaps(&program, &csi, None).await.is_empty());
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn campaigns_of_that_day_beyond_the_ten_nearest_in_time_are_said_not_to_be_compared() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(3));
    let message = program.message().await;
    let days = Days::Once { on: on("2026-11-25") };
    let mine = CampaignSpec { days: days.clone(), ..people::spec("Mine", message, 3) };
    let add = async |minute: u32| {
        let name = format!("Other {minute}");
        let time_local = at_time(11, minute);
        program.campaign(&CampaignSpec { days: days.clone(), time_local, ..people::spec(&name, message, 3) }).await
    };
    for minute in 1..=10 {
        add(minute).await;
    }
    let said = overlaps(&program, &mine, None).await;
    assert_eq!(said.len(), 10);
    assert!(said.iter().all(|text| text.starts_with("3 of them would also be chosen by")), "{said:?}");
    add(11).await;
    let said = overlaps(&program, &mine, None).await;
    let further = "1 further campaign of that day was not compared: only the 10 nearest in time are.";
    assert_eq!((said.len(), said.last().map(String::as_str)), (11, Some(further)));
    assert!(!said.iter().any(|text| text.contains("Other 11")), "{said:?}");
    add(12).await;
    let further = "2 further campaigns of that day were not compared: only the 10 nearest in time are.";
    assert_eq!(overlaps(&program, &mine, None).await.last().map(String::as_str), Some(further));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_starts_than_ports_at_one_time_say_that_the_last_waits() {
    let folder = Folder::new();
    let program = Program::sample(&folder, 1.0).await;
    let message = program.message().await;
    let ports = program.desk().house.store.read(store::accounts::ports).unwrap().len();
    let sunday = Days::Weekly { weekdays: vec![Day::Friday], start_on: on("2027-01-08"), end_on: None };
    let spec = CampaignSpec { days: sunday, time_local: at_time(9, 7), ..people::spec("Mine", message, 1) };
    for n in 1..ports {
        program.campaign(&CampaignSpec { name: format!("Other {n}"), ..spec.clone() }).await;
    }
    let of_ports = async |program: &Program| {
        let said = overlaps(program, &spec, None).await;
        said.into_iter().filter(|text| text.contains("port")).collect::<Vec<_>>()
    };
    assert!(of_ports(&program).await.is_empty(), "as many as there are ports");
    program.campaign(&CampaignSpec { name: "One more".into(), ..spec.clone() }).await;
    let said = format!(
        "{} campaigns start at 09:07 and there are {ports} ports: the last waits until one is free.",
        ports + 1
    );
    assert_eq!(of_ports(&program).await, [said]);
    program.close().await;
}
