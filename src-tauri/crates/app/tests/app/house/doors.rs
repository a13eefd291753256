//! First start, the three doors, and the passphrase.

use app::dto::{
    campaigns::CampaignList,
    messages::{MessageDto, MessageList},
};
use domain::{campaign::CampaignState, contact_type::ContactType};
use serde_json::{Value, json};
use store::{Store, house, key::KeyFile};

use crate::{
    support::at,
    world::{Folder, PASSPHRASE, Program, START, Start, people},
};

fn instant(status: &Value) -> chrono::DateTime<chrono::Utc> {
    at(status["now"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_first_start_there_is_no_file_and_nothing_else_can_be_asked() {
    let folder = Folder::new();
    let program = Program::start(&folder, Start::new_file(1.0)).await;
    let status = program.status().await;
    assert_eq!(status["state"], "first_start");
    assert_eq!(status["keychain_answers"], true, "a passphrase in the environment is as good");
    assert_eq!((&status["kind"], &status["store"]), (&Value::Null, &Value::Null));
    assert_eq!(program.code("today_get", json!({})).await, "store.not_open");
    assert_eq!(program.code("house_unlock", json!({ "passphrase": PASSPHRASE })).await, "store.not_open");
    program.close().await;
    assert!(!folder.db().exists() && !folder.key_file().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_door_opens_the_sample_dealership_with_a_campaign_ready_to_go() {
    let folder = Folder::new();
    let program = Program::sample(&folder, 1.0).await;
    let status = program.status().await;
    assert_eq!((&status["state"], &status["kind"]), (&json!("open"), &json!("practice")));
    assert!(instant(&status) >= at(START), "the clock begins where it was asked to");
    let campaigns: CampaignList = program.ask("campaign_list", json!({})).await;
    let active: Vec<_> = campaigns.campaigns.iter().filter(|c| c.next_run_at.is_some()).collect();
    let names: Vec<&str> = active.iter().map(|c| c.spec.name.as_str()).collect();
    assert_eq!(names, ["Thin Ice, November", "Confirm, next days"]);
    assert!(active.iter().all(|c| c.warning.is_none()));
    let drafts = campaigns.campaigns.iter().filter(|c| c.state == CampaignState::Draft).count();
    assert!(drafts >= 6, "the others wait: {drafts}");
    let messages: MessageList = program.ask("message_list", json!({})).await;
    for contact_type in [ContactType::Confirm, ContactType::NoShow, ContactType::Sales, ContactType::Unsold] {
        let serves = |m: &&MessageDto| m.contact_types == [contact_type] && m.approved_at.is_some();
        assert!(messages.messages.iter().filter(serves).count() >= 2, "{contact_type:?} in both languages");
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_file_takes_no_practice_clock() {
    let folder = Folder::new();
    let program = Program::start(&folder, Start::new_file(1.0)).await;
    let live = json!({ "door": "set_up_store", "store": people::store() });
    assert_eq!(program.code("house_create", live).await, "practice.clock_in_live");
    assert!(!folder.key_file().exists());
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_store_has_is_refused_beside_its_field() {
    let folder = Folder::new();
    let program = Program::start(&folder, Start::new_file(1.0)).await;
    let closed = |on: &str, many: usize| Value::Array(vec![json!({ "on": on, "name": "Closed" }); many]);
    let own = Value::Array(vec![json!("+14165550177"); 1_001]);
    for (field, value) in [
        ("region", json!("Ontario")),
        ("region", json!("1!")),
        ("closed_days", closed("2026-12-25", 1_001)),
        ("closed_days", closed("+262142-12-31", 1)),
        ("closed_days", json!([{ "on": "2026-12-25", "name": "x".repeat(61) }])),
        ("own_lines", own),
    ] {
        let mut store = people::store();
        store[field] = value;
        let refused = program.refused("house_create", json!({ "door": "own_file", "store": store })).await;
        assert_eq!(refused.1.as_deref(), Some(field), "{}", refused.0);
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn my_own_file_gets_an_empty_practice_store_with_lines_to_call_from() {
    let folder = Folder::new();
    let program = Program::start(&folder, Start::new_file(1.0)).await;
    let missing = program.refused("house_create", json!({ "door": "own_file" })).await;
    assert_eq!(missing, ("store.missing".into(), Some("name".into())));
    let mut nameless = people::store();
    nameless["name"] = json!(" ");
    let request = json!({ "door": "own_file", "store": nameless });
    assert_eq!(program.refused("house_create", request).await, ("store.name_empty".into(), Some("name".into())));
    assert!(!folder.key_file().exists(), "a refused door leaves nothing behind");

    let request = json!({ "door": "own_file", "store": people::store() });
    let status: Value = program.ask("house_create", request).await;
    assert_eq!((&status["kind"], &status["store"]["name"]), (&json!("practice"), &json!("Lakeside Honda")));
    assert_eq!(status["store"]["departments"].as_array().unwrap().len(), 2);
    assert_eq!(program.today().await.impossible, 0);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_third_door_makes_a_live_file_that_says_it_cannot_send() {
    let folder = Folder::new();
    let program = Program::start(&folder, Start::again()).await;
    let request = json!({ "door": "set_up_store", "store": people::store() });
    let status: Value = program.ask("house_create", request).await;
    assert_eq!((&status["kind"], &status["clock_speed"]), (&json!("live"), &json!(1.0)));
    assert!(status["standstill"].as_str().unwrap().starts_with("Rules not installed"));
    program.close().await;
    let again = Program::start(&folder, Start::again()).await;
    assert_eq!(again.status().await["kind"], "live", "live is fixed in the file");
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_that_is_too_short_or_too_long_is_refused_beside_its_field() {
    let folder = Folder::new();
    let program = Program::start(&folder, Start::asking()).await;
    for passphrase in ["", "seven 7", "ééééééé"] {
        let request = json!({ "door": "sample", "passphrase": passphrase });
        let refused = program.refused("house_create", request).await;
        assert_eq!(refused, ("house.passphrase_short".into(), Some("passphrase".into())));
    }
    let pasted = json!({ "door": "sample", "passphrase": "x".repeat(1_001) });
    let refused = program.refused("house_create", pasted).await;
    assert_eq!(refused, ("house.passphrase_long".into(), Some("passphrase".into())));
    assert!(!folder.key_file().exists());
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_is_never_opened_where_a_file_is() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let doors = ["sample", "own_file", "set_up_store"]
        .map(|door| json!({ "door": door, "passphrase": "another sentence", "store": people::store() }));
    for request in doors.clone() {
        assert_eq!(program.code("house_create", request).await, "store.already_exists");
    }
    program.close().await;
    let before = std::fs::read(folder.key_file()).unwrap();
    let locked = Program::start(&folder, Start::asking()).await;
    for request in doors {
        assert_eq!(locked.code("house_create", request).await, "store.already_exists");
    }
    assert_eq!(std::fs::read(folder.key_file()).unwrap(), before);
    locked.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_doors_opened_at_once_make_one_file() {
    let folder = Folder::new();
    let program = Program::start(&folder, Start::new_file(1.0)).await;
    let request = || json!({ "door": "own_file", "store": people::store() });
    let (one, other) = tokio::join!(program.call("house_create", request()), program.call("house_create", request()));
    let refusals: Vec<_> = [one, other].into_iter().filter_map(Result::err).map(|error| error.code).collect();
    assert_eq!(refusals, ["store.already_exists"]);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_passphrase_leaves_the_file_locked_and_the_right_one_opens_it() {
    let folder = Folder::new();
    Program::own_file(&folder, 1.0).await.close().await;
    let program = Program::start(&folder, Start::asking()).await;
    assert_eq!(program.status().await["state"], "locked");
    assert_eq!(program.code("today_get", json!({})).await, "store.not_open");
    for (passphrase, code) in [("not the right one", "store.wrong_passphrase"), ("", "store.passphrase_needed")] {
        let refused = program.refused("house_unlock", json!({ "passphrase": passphrase })).await;
        assert_eq!(refused, (code.to_owned(), Some("passphrase".to_owned())));
        assert_eq!(program.status().await["state"], "locked");
    }
    let status: Value = program.ask("house_unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!((&status["state"], &status["store"]["name"]), (&json!("open"), &json!("Lakeside Honda")));
    let open: Value = program.ask("house_unlock", json!({ "passphrase": "whatever" })).await;
    assert_eq!(open["state"], "open", "an open file needs no passphrase");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_passphrase_of_the_environment_is_named() {
    let folder = Folder::new();
    Program::own_file(&folder, 1.0).await.close().await;
    let program = Program::start(&folder, Start { passphrase: Some("not the right one"), ..Start::again() }).await;
    let status = program.status().await;
    assert_eq!(
        (&status["state"], &status["problem"]["code"]),
        (&json!("cannot_open"), &json!("store.wrong_passphrase"))
    );
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_time_goes_on_where_it_was_and_never_backwards() {
    let folder = Folder::new();
    // So fast that opening the file takes minutes of its time.
    let program = Program::own_file(&folder, 2_000.0).await;
    let seen = program
        .until("some clock time has gone", async |program| {
            let status = program.status().await;
            (instant(&status) > at(START) + chrono::TimeDelta::minutes(20)).then_some(status)
        })
        .await;
    program.close().await;
    let kept = {
        let key = KeyFile::read(folder.path()).unwrap().unlock(Some(PASSPHRASE)).unwrap();
        Store::open(&folder.db(), key.into()).unwrap().read(house::highest_stored_at).unwrap()
    };
    assert!(kept >= instant(&seen), "{kept} after {}", seen["now"]);
    let again = Program::start(&folder, Start::again()).await;
    let status = again.status().await;
    assert!(instant(&status) >= kept, "{} after {kept}", status["now"]);
    assert_eq!(status["clock_speed"], 2_000.0, "the speed is the file's own");
    assert_eq!(status["standstill"], Value::Null);
    again.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_clock_is_refused_where_a_file_has_its_own_time() {
    let folder = Folder::new();
    Program::own_file(&folder, 1.0).await.close().await;
    let program = Program::start(&folder, Start::new_file(10.0)).await;
    let status = program.status().await;
    let expected = (&json!("cannot_open"), &json!("practice.clock_is_set"));
    assert_eq!((&status["state"], &status["problem"]["code"]), expected);
    program.close().await;
}
