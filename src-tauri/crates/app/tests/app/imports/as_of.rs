//! How fresh the customers are, on every screen that rests on them (P15).

use app::dto::{
    campaigns::AudiencePreview,
    imports::{DataAsOf, ImportList},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{ids::MessageId, source::DataSource, states::RunSkip};
use serde_json::json;
use store::stores;

use crate::world::{Folder, Program, people};

/// What the three screens say, which has to be the same.
async fn data_as_of(program: &Program, message: MessageId) -> (Option<DateTime<Utc>>, bool, bool) {
    let plain = |of: Vec<DataAsOf>| {
        let of = of.into_iter().find(|of| of.source == DataSource::Customers).unwrap();
        (of.at, of.is_sample, of.is_too_old)
    };
    let imports: ImportList = program.ask("import_list", json!({})).await;
    let request = json!({ "spec": people::spec("Any", message, 1) });
    let preview: AudiencePreview = program.ask("campaign_preview", request).await;
    let said = plain(program.today().await.data_as_of);
    assert_eq!((plain(imports.data_as_of), plain(preview.data_as_of)), (said, said));
    said
}

fn set_as_of(program: &Program, age: TimeDelta) -> DateTime<Utc> {
    let house = &program.desk().house;
    let at = DateTime::from_timestamp_millis((house.now() - age).timestamp_millis()).unwrap();
    house.store.write(|db| stores::is_fresh(db, house.store_id, "customers", at)).unwrap();
    at
}

#[tokio::test(flavor = "multi_thread")]
async fn p15_the_sample_dealership_is_as_of_today() {
    let folder = Folder::new();
    let program = Program::sample(&folder, 1.0).await;
    let message = program.message().await;
    assert_eq!(data_as_of(&program, message).await, (None, true, false));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p15_a_file_says_when_it_was_taken_in_and_is_too_old_exactly_when_no_run_starts_on_it() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    assert_eq!(data_as_of(&program, message).await, (None, false, false), "it waits for its first file");
    let before = program.desk().house.now();
    program.take_in(&people::crowd(2));
    let (at, is_sample, is_too_old) = data_as_of(&program, message).await;
    assert!(at.unwrap() >= before - TimeDelta::milliseconds(1) && !is_sample && !is_too_old);

    let fresh = program.campaign(&people::spec("Fresh", message, 1)).await;
    let old = program.campaign(&people::spec("Old", message, 1)).await;
    let at = set_as_of(&program, TimeDelta::days(3) - TimeDelta::hours(1));
    assert_eq!(data_as_of(&program, message).await, (Some(at), false, false));
    let run = program.run_now(fresh).await;
    assert_eq!(program.report(run).await.head.skip, None);

    let at = set_as_of(&program, TimeDelta::days(3) + TimeDelta::seconds(1));
    assert_eq!(data_as_of(&program, message).await, (Some(at), false, true));
    let run = program.run_now(old).await;
    assert_eq!(program.until_over(run).await.head.skip, Some(RunSkip::DataTooOld));
}
