//! The connection to Stratics, in practice and in a live file; and that a live file sends nothing.

use std::time::Duration;

use app::{
    App,
    dto::{
        house::{ConnectionDto, ConnectionResult},
        runs::Today,
    },
};
use chrono::NaiveTime;
use domain::{
    campaign::{CampaignSpec, Days},
    states::{RunSkip, RunState},
};
use engine::clock::SystemClock;
use practice::stand_in::{RunningStandIn, StandIn, StandInConfig};
use serde_json::{Value, json};

use crate::world::{
    Folder, PASSPHRASE, Program, Start, people,
    server::{Manner, Server, nobody},
    until_free,
};

const KEY: &str = "the-key-of-the-account";

async fn live(folder: &Folder) -> Program {
    let start = Start { patience: Duration::from_secs(2), ..Start::again() };
    let program = Program::start(folder, start).await;
    let mut store = people::store();
    let always: Vec<Value> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .map(
            |day| json!({ "department": "service", "day": day, "opens_local": "00:00:00", "closes_local": "23:59:59" }),
        )
        .into();
    store["hours"] = json!(always);
    program.call("house_create", json!({ "door": "set_up_store", "store": store })).await.unwrap();
    program
}

async fn account() -> RunningStandIn {
    StandIn::start(StandInConfig::new(std::sync::Arc::new(SystemClock::new()), KEY)).await.unwrap()
}

fn at(base_url: &str, key: Option<&str>) -> Value {
    json!({ "base_url": base_url, "key": key })
}

#[tokio::test(flavor = "multi_thread")]
async fn practice_has_its_own_server_and_nothing_to_set() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let shown: ConnectionDto = program.ask("connection_get", json!({})).await;
    assert!(shown.built_in && shown.has_key && shown.base_url.starts_with("http://127.0.0.1:"), "{shown:?}");
    assert_eq!((shown.ports, shown.credits), (10, Some(1_000_000)));
    for request in [at("http://127.0.0.1:1", Some(KEY)), at("https://api.stratics.com", None)] {
        assert_eq!(program.code("connection_save", request).await, "connection.practice");
    }
    // Whatever is typed, practice asks nobody but its own server.
    let other = Server::answering("200 OK", "text/plain", "").await;
    let tested: ConnectionResult = program.ask("connection_test", at(&other.base_url, Some(KEY))).await;
    assert_eq!((tested.ports, other.requests()), (10, 0));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_or_a_key_that_cannot_be_is_refused_beside_its_field() {
    let folder = Folder::new();
    let program = live(&folder).await;
    let long = "k".repeat(1_025);
    for (base_url, key, field) in [
        ("https://api.stratics.com", Some(KEY), "base_url"),
        ("http://192.168.0.10:8080", Some(KEY), "base_url"),
        ("https://localhost.evil.example", Some(KEY), "base_url"),
        ("http://127.0.0.1@evil.example", Some(KEY), "base_url"),
        ("http://user:secret@127.0.0.1:80", Some(KEY), "base_url"),
        ("http://127.0.0.1:80/?key=1", Some(KEY), "base_url"),
        ("file:///etc/passwd", Some(KEY), "base_url"),
        ("not an address", Some(KEY), "base_url"),
        ("", Some(KEY), "base_url"),
        ("http://127.0.0.1:80", Some("two words"), "key"),
        ("http://127.0.0.1:80", Some("clé"), "key"),
        ("http://127.0.0.1:80", Some("a\r\nHost: evil"), "key"),
        ("http://127.0.0.1:80", Some(long.as_str()), "key"),
    ] {
        for command in ["connection_save", "connection_test"] {
            let refused = program.refused(command, at(base_url, key)).await;
            assert_eq!(refused, ("connection.invalid".into(), Some(field.into())), "{command} {base_url} {key:?}");
        }
    }
    let shown: ConnectionDto = program.ask("connection_get", json!({})).await;
    assert_eq!((shown.base_url.as_str(), shown.has_key, shown.built_in), ("", false, false), "nothing was kept");
    let refused = program.refused("connection_test", at("http://127.0.0.1:80", Some("  "))).await;
    assert_eq!(refused, ("connection.no_key".into(), Some("key".into())));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_that_is_not_the_right_one_is_told_apart() {
    let folder = Folder::new();
    let program = live(&folder).await;
    let html = Server::answering("200 OK", "text/html", "<!doctype html><title>Router</title>").await;
    let missing = Server::answering("404 Not Found", "text/html", "<h1>Not Found</h1>").await;
    let broken = Server::answering("500 Internal Server Error", "text/plain", "oops").await;
    let moved = Server::answering("302 Found\r\nLocation: https://api.stratics.com/", "text/plain", "").await;
    let busy = Server::answering("429 Too Many Requests", "text/plain", "").await;
    let poor = Server::answering("402 Payment Required", "text/plain", "").await;
    let garbage = Server::that(Manner::Answers("\0\u{1}\u{2} this is no HTTP\r\n\r\n".to_owned())).await;
    let closing = Server::that(Manner::ClosesTheConnection).await;
    let silent = Server::that(Manner::SaysNothing).await;
    let nobody = nobody().await;
    let account = account().await;
    for (base_url, key, code, field) in [
        (html.base_url.as_str(), KEY, "connection.unreadable", Some("base_url")),
        (&missing.base_url, KEY, "connection.unreadable", Some("base_url")),
        (&broken.base_url, KEY, "connection.unreadable", Some("base_url")),
        (&moved.base_url, KEY, "connection.unreadable", Some("base_url")),
        (&busy.base_url, KEY, "connection.busy", None),
        (&poor.base_url, KEY, "connection.no_funds", None),
        (&garbage.base_url, KEY, "connection.unreachable", Some("base_url")),
        (&closing.base_url, KEY, "connection.unreachable", Some("base_url")),
        (&silent.base_url, KEY, "connection.unreachable", Some("base_url")),
        (&nobody, KEY, "connection.unreachable", Some("base_url")),
        (&account.base_url(), "another-key", "connection.unauthorized", Some("key")),
    ] {
        let refused = program.refused("connection_test", at(base_url, Some(key))).await;
        assert_eq!(refused, (code.to_owned(), field.map(str::to_owned)), "{base_url}");
    }
    assert_eq!((closing.requests() > 0, silent.requests() > 0), (true, true));
    account.stop().await;
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_server_answers_with_its_account_and_its_key_never_comes_back() {
    let folder = Folder::new();
    let program = live(&folder).await;
    let account = account().await;
    let padded = format!("  {} ", account.base_url());
    let tested: ConnectionResult = program.ask("connection_test", at(&padded, Some(&format!(" {KEY} ")))).await;
    assert_eq!((tested.ports, tested.credits), (10, 1_000_000));
    let saved: ConnectionDto = program.ask("connection_save", at(&padded, Some(KEY))).await;
    assert_eq!((saved.base_url.as_str(), saved.has_key), (account.base_url().as_str(), true));
    assert!(!serde_json::to_string(&saved).unwrap().contains(KEY));
    assert_eq!(program.audit().await[0], "Connection, with a new key");
    // Without a key the kept one is used, and kept.
    let _: ConnectionResult = program.ask("connection_test", at(&account.base_url(), None)).await;
    let saved: ConnectionDto = program.ask("connection_save", at(&account.base_url(), None)).await;
    assert!(saved.has_key);
    assert_eq!(program.audit().await[0], "Connection");
    program.close().await;
    until_free(&folder).await;
    for name in ["voicedrops.db", "voicedrops.key"] {
        let content = std::fs::read(folder.path().join(name)).unwrap();
        assert!(!content.windows(KEY.len()).any(|window| window == KEY.as_bytes()), "{name}");
    }
    let again = Program::start(&folder, Start::again()).await;
    let tested: ConnectionResult = again.ask("connection_test", at(&account.base_url(), None)).await;
    assert_eq!(tested.ports, 10, "the kept key outlives a restart");
    again.close().await;
    account.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_key_is_never_shown_to_another_address_nor_kept_for_it() {
    let folder = Folder::new();
    let program = live(&folder).await;
    let account = account().await;
    let other = Server::answering("200 OK", "application/json", "{}").await;
    let _: ConnectionDto = program.ask("connection_save", at(&account.base_url(), Some(KEY))).await;
    for command in ["connection_test", "connection_save"] {
        for typed in [None, Some(" ")] {
            let refused = program.refused(command, at(&other.base_url, typed)).await;
            assert_eq!(refused, ("connection.no_key".into(), Some("key".into())), "{command}");
        }
        let refused = program.refused(command, at("not an address", None)).await;
        assert_eq!(refused, ("connection.invalid".into(), Some("base_url".into())), "{command}");
    }
    assert_eq!(other.requests(), 0);
    let shown: ConnectionDto = program.ask("connection_get", json!({})).await;
    assert_eq!(shown.base_url, account.base_url(), "the address stays with its key");
    let saved: ConnectionDto = program.ask("connection_save", at(&other.base_url, Some("of-the-other"))).await;
    assert_eq!((saved.base_url.as_str(), saved.has_key), (other.base_url.as_str(), true));
    account.stop().await;
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_file_never_sends_whatever_is_connected() {
    let folder = Folder::new();
    let account = account().await;
    let program = live(&folder).await;
    let _: ConnectionDto = program.ask("connection_save", at(&account.base_url(), Some(KEY))).await;
    program.close().await;
    until_free(&folder).await;

    let program = Program::start(&folder, Start::again()).await;
    program.take_in(&people::crowd(3));
    let message = program.message().await;
    let days = Days::Once { on: program.desk().house.today().unwrap() };
    let latest_local = NaiveTime::from_hms_opt(23, 59, 59);
    let spec = CampaignSpec { days, latest_local, ..people::spec("Live", message, 3) };
    let campaign = program.campaign(&spec).await;
    let run = program.run_now(campaign).await;
    let report = program.report(run).await;
    assert_eq!((report.head.state, report.head.skip), (RunState::Skipped, Some(RunSkip::RulesNotInstalled)));
    assert_eq!(report.head.counts.chosen, 0);
    let today: Today = program.today().await;
    assert_eq!((today.lanes.len(), today.drops.len(), today.planned), (0, 0, 0));
    let staff = json!({ "id": message, "to": "613 555 0100" });
    assert_eq!(program.code("message_test_drop", staff).await, "run.not_now");
    program.close().await;
    assert_eq!(account.ledger().await.unwrap().drops, []);
    account.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_file_whose_server_is_gone_opens_all_the_same() {
    let folder = Folder::new();
    let program = live(&folder).await;
    let _: ConnectionDto = program.ask("connection_save", at(&nobody().await, Some(KEY))).await;
    program.close().await;
    until_free(&folder).await;
    let again = Program::start(&folder, Start::asking()).await;
    let status: Value = again.ask("house_unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(status["state"], "open");
    App::close(&again.app).await;
}
