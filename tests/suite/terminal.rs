//! The jobs without a window, as another program sees them.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};

fn voicedrops(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_voicedrops"));
    command.args(words).env("VOICEDROPS_PASSPHRASE", "the tests' own passphrase").stdin(Stdio::null());
    command
}

fn output(words: &[&str]) -> Output {
    voicedrops(words).output().unwrap()
}

#[test]
fn the_list_gives_every_command_with_its_schemas() {
    let listed = output(&["call", "--list"]);
    assert!(listed.status.success());
    let commands: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap();
    let names: Vec<&str> = commands.iter().filter_map(|command| command["name"].as_str()).collect();
    assert!(names.contains(&"house_status") && names.contains(&"run_now"), "{names:?}");
    for command in &commands {
        assert!(!command["about"].as_str().unwrap().is_empty(), "{command}");
        assert!(command["request"].is_object() && command["response"].is_object(), "{command}");
    }
}

#[test]
fn a_call_answers_on_the_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let called = output(&["call", "house_status", "--data-dir", folder.path().to_str().unwrap()]);
    assert!(called.status.success(), "{called:?}");
    let status: Value = serde_json::from_slice(&called.stdout).unwrap();
    assert_eq!(status["state"], "first_start");
}

#[test]
fn an_error_is_json_on_the_standard_error_with_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    for words in
        [["call", "no_such_command", "{}"], ["call", "house_status", "{not json"], ["call", "house_status", "[1]"]]
    {
        let called = output(&[&words[..], &["--data-dir", folder]].concat());
        assert_eq!(called.status.code(), Some(1), "{called:?}");
        assert!(called.stdout.is_empty());
        let error: Value = serde_json::from_slice(&called.stderr).unwrap_or_else(|_| panic!("{called:?}"));
        assert!(error["code"].as_str().unwrap().contains('.') && !error["message"].as_str().unwrap().is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_headless_engine_runs_until_it_is_told_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut engine = Running::start(&["headless", "--data-dir", folder.path().to_str().unwrap()]);
    assert_eq!(engine.first_line()["state"], "first_start");
    let second = output(&["call", "house_status", "--data-dir", folder.path().to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&[second.stdout, second.stderr].concat()).contains("store.in_use"));
    engine.ends_well();
}

#[test]
fn a_backup_is_made_and_restored_from_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let place = ["--json", "--data-dir", folder.path().to_str().unwrap()];
    let words = |words: &[&str]| output(&[words, &place].concat());
    assert!(words(&["call", "house_create", r#"{"door":"sample"}"#]).status.success());
    let made = words(&["backup"]);
    assert!(made.status.success(), "{made:?}");
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(made["cause"], "by_hand");
    std::fs::write(folder.path().join("voicedrops.db"), b"damaged").unwrap();
    assert!(!words(&["backup"]).status.success());
    let restored = words(&["restore", made["path"].as_str().unwrap(), "--reason", "A disk failed"]);
    assert!(restored.status.success(), "{restored:?}");
    let status: Value = serde_json::from_slice(&restored.stdout).unwrap();
    assert_eq!(status["state"], "open");
    let none = words(&["restore", folder.path().to_str().unwrap(), "--reason", "Test"]);
    assert!(String::from_utf8_lossy(&none.stderr).contains("backup.not_one"), "{none:?}");
}

#[test]
fn a_headless_engine_that_cannot_open_its_file_says_why_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let place = ["--data-dir", folder.path().to_str().unwrap()];
    let words = |words: &[&'static str]| [words, &place].concat();
    assert!(output(&words(&["call", "house_create", r#"{"door":"sample"}"#])).status.success());
    let key_file = folder.path().join("voicedrops.key");
    for (passphrase, code) in [("another one than that", "store.wrong_passphrase"), ("", "store.passphrase_needed")] {
        refused_headless(voicedrops(&words(&["headless"])).env("VOICEDROPS_PASSPHRASE", passphrase), code);
    }
    std::fs::write(&key_file, b"damaged").unwrap();
    refused_headless(&mut voicedrops(&words(&["headless"])), "store.damaged");
    std::fs::remove_file(&key_file).unwrap();
    refused_headless(&mut voicedrops(&words(&["headless"])), "store.key_file_missing");
}

fn refused_headless(headless: &mut Command, code: &str) {
    let ended = headless.output().unwrap();
    assert_eq!((ended.status.code(), ended.stdout.len()), (Some(1), 0), "{ended:?}");
    // The log goes there too.
    let said = String::from_utf8_lossy(&ended.stderr);
    let error: Value =
        serde_json::from_str(said.lines().last().unwrap_or_default()).unwrap_or_else(|_| panic!("{said}"));
    assert_eq!(error["code"], code, "{error}");
}

#[test]
fn a_call_that_puts_a_run_in_line_sends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let call = |name: &str, request: Value| {
        let called = output(&["call", name, &request.to_string(), "--data-dir", folder.path().to_str().unwrap()]);
        assert!(called.status.success(), "{called:?}");
        serde_json::from_slice::<Value>(&called.stdout).unwrap()
    };
    let clock = ["--practice-clock", "2026-11-24T15:10:00Z", "--data-dir", folder.path().to_str().unwrap()];
    let made = output(&[&["call", "house_create", r#"{"door":"sample"}"#], &clock[..]].concat());
    assert!(made.status.success(), "{made:?}");
    let campaigns = call("campaign_list", json!({}));
    let campaigns = campaigns["campaigns"].as_array().unwrap();
    let active = campaigns.iter().find(|campaign| campaign["state"] == "active").expect("one is ready");
    let run = call("run_now", json!({ "campaign": active["id"] }))["run"].clone();
    for _ in 0..3 {
        let report = call("run_report", json!({ "run": run }));
        assert_eq!(
            (&report["head"]["state"], &report["head"]["counts"]["chosen"]),
            (&json!("waiting_for_port"), &json!(0))
        );
    }
}

#[cfg(unix)]
#[test]
fn a_stand_in_serves_whoever_has_the_key_until_it_is_told_to_end() {
    let mut server = Running::start(&["stand-in", "stratics", "--key", "of-the-test", "--ports", "4"]);
    let base_url = server.first_line()["base_url"].as_str().unwrap().to_owned();
    let address = base_url.strip_prefix("http://").unwrap();
    let (status, account) = get(address, "/v1/account", "of-the-test");
    assert_eq!((status, &account["ports"]), (200, &json!(4)));
    assert_eq!(get(address, "/v1/account", "another").0, 401);
    server.ends_well();
}

#[cfg(unix)]
#[test]
fn a_stand_in_with_a_folder_keeps_it_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["stand-in", "stratics", "--key", "k", "--data-dir", folder.path().to_str().unwrap()];
    let mut first = Running::start(&words);
    first.first_line();
    let second = output(&words);
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("stand_in.not_started"));
    first.ends_well();
    // And the book is there again for the next one.
    let mut third = Running::start(&words);
    third.first_line();
    third.ends_well();
}

/// A job that goes on until it is told to end. Killed if the test gives up.
struct Running(Child);

impl Running {
    fn start(words: &[&str]) -> Self {
        Self(voicedrops(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// What it says as soon as it is ready.
    fn first_line(&mut self) -> Value {
        let mut line = String::new();
        BufReader::new(self.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    fn ends_well(mut self) {
        assert!(Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap().success());
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.kill().is_ok() {
            drop(self.0.wait());
        }
    }
}

fn get(address: &str, path: &str, key: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}
