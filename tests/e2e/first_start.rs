//! The first start, and what the shell keeps for the window.

use serde_json::{Value, json};

use crate::driver::{By, ENTER, Window};

#[test]
fn an_empty_folder_opens_on_the_three_doors() {
    let window = Window::open("three-doors");
    for door in ["door-sample", "door-own_file", "door-set_up_store"] {
        window.wait_for(By::TestId(door));
    }
    window.shot("three-doors");
}

#[test]
fn settings_outlive_a_quit_and_a_kill() {
    let mut window = Window::open("settings");
    let settings = |scheme: &str| json!({ "settings": { "color_scheme": scheme, "seen_tray_notice": true, "first_day_tips": false } });
    for (scheme, end) in [("dark", Window::quit_and_reopen as fn(&mut Window)), ("light", Window::kill_and_reopen)] {
        window.call("settings_save", &settings(scheme)).unwrap();
        end(&mut window);
        assert_eq!(window.call("settings_get", &json!({})).unwrap(), settings(scheme));
    }
    assert!(window.data_dir().join("settings.json").is_file());
}

#[test]
fn hostile_calls_are_answered_with_a_code() {
    let window = Window::open("hostile");
    window.wait_for(By::TestId("door-sample"));
    let long = "x".repeat(100_000);
    let calls = [
        ("no_such_command", json!({})),
        ("", json!(null)),
        (long.as_str(), json!({})),
        ("house_status", json!({ "more": true })),
        ("settings_get", json!([])),
        ("settings_save", json!({ "settings": { "color_scheme": "<script>" } })),
        ("file_pick", json!({ "title": long, "extensions": [] })),
        ("file_pick", json!({ "title": "Pick", "extensions": ["../../etc"] })),
        ("list_save", json!({ "list": { "kind": "audit" }, "format": "csv", "path": "/etc/passwd" })),
        ("list_save", json!({ "list": { "kind": "passwords" }, "format": "csv" })),
        ("list_save", json!({ "list": { "kind": "audit" }, "format": "csv" })),
    ];
    for (name, request) in calls {
        let error = window.call(name, &request).expect_err("it was refused");
        let code = error["code"].as_str().unwrap_or_default();
        assert!(code.contains('.'), "{}: {error}", &name[..name.len().min(40)]);
    }
    // The window goes on as if nothing had been.
    assert_eq!(window.call("house_status", &json!({})).unwrap()["state"], "first_start");
}

#[test]
fn the_window_reaches_no_plugin_and_no_other_page() {
    let window = Window::open("untrusted");
    window.wait_for(By::TestId("door-sample"));
    for command in ["plugin:store|load", "plugin:dialog|open", "plugin:event|emit", "plugin:window|close", "quit"] {
        let script = format!(
            "const done = arguments[arguments.length - 1];\
             window.__TAURI_INTERNALS__.invoke({}, {{}}).then(() => done('allowed'), (e) => done(String(e)));",
            Value::from(command)
        );
        let answer = window.run_async(&script);
        assert!(answer.as_str().is_some_and(|answer| answer.contains("not allowed")), "{command}: {answer}");
    }
    window.run("location.href = 'https://example.com/'; return true;");
    window.run("window.open('https://example.com/'); return true;");
    let blocked = window.run_async(
        "const done = arguments[arguments.length - 1];\
         fetch('http://127.0.0.1:9/').then(() => done('allowed'), (e) => done(e.name));",
    );
    assert_eq!(blocked, "TypeError");
    assert_eq!(window.run("return location.protocol;"), "tauri:");
    window.wait_for(By::TestId("door-sample"));
}

#[test]
fn a_fault_is_said_beside_its_field_and_what_was_typed_stays() {
    let window = Window::open("own-file");
    window.click(By::TestId("door-own_file"));
    window.click(By::Words("Make the practice store"));
    window.wait_for_words("Give the store a name.");
    window.shot("own-file-without-a-name");
    window.fill(By::Label("Opt-out number"), "not a number");
    window.type_into(By::Label("Name of the store"), "Northgate Motors");
    window.press(&[ENTER]);
    window.wait_until("the other fault", "!document.body.innerText.includes('Give the store a name.')");
    let typed = window.run("return document.querySelectorAll('input')[0].value;");
    assert_eq!(typed, "Northgate Motors");
    assert!(!window.text(By::Words("Make the practice store")).is_empty());
}

#[test]
fn a_second_start_on_the_same_folder_leaves_the_first_alone() {
    let window = Window::open("second");
    window.wait_for(By::TestId("door-sample"));
    assert!(window.start_a_second(), "the second program ends by itself");
    assert_eq!(window.call("house_status", &json!({})).unwrap()["state"], "first_start");
}
