//! What a manager should know before saving.

use app::dto::campaigns::AudiencePreview;
use chrono::NaiveTime;
use domain::campaign::{CampaignSpec, Count, Days, MessageChoice};
use serde_json::{Value, json};
use store::imports::Field;

use crate::{
    support::{With, on},
    world::{Folder, Program, people},
};

async fn preview(program: &Program, spec: &CampaignSpec) -> AudiencePreview {
    program.ask("campaign_preview", json!({ "spec": spec })).await
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
    let said = preview(&program, &single).await.notices;
    assert_eq!(said, ["1 of them have French on file and would hear English."]);
    // Nothing on file means the store's language (P4).
    let mut french = people::store();
    french["language"] = json!("fr");
    let _: Value = program.ask("store_save", french).await;
    let said = preview(&program, &single).await.notices;
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
    assert_eq!(shown.notices, ["The clocks go forward on 2027-03-14: that run starts at 03:00."]);
    assert_eq!(shown.next_run_at.unwrap().to_rfc3339(), "2027-03-14T07:00:00+00:00");
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
        assert_eq!((shown.notices, shown.next_run_at), (said.into_iter().map(str::to_owned).collect(), None));
        assert_eq!(shown.eligible, 2, "who would get it is shown all the same");
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
    assert_eq!(preview(&program, &spec).await.notices, ["Only 2 of 40 can get a drop now."]);
    program.close().await;
}
