//! What the webview is allowed: its policy, its permissions, its one command.

use serde_json::{Value, json};
use voicedrops::window::is_own;

use crate::{files_below, read};

fn config() -> Value {
    serde_json::from_str(&read("tauri.conf.json")).unwrap()
}

#[test]
fn the_content_security_policy_allows_the_window_itself_and_nothing_remote() {
    let app = &config()["app"];
    assert_eq!(
        app["security"]["csp"],
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; media-src blob:; \
         connect-src ipc: http://ipc.localhost"
    );
    assert_eq!(app["withGlobalTauri"], false);
    let keys: Vec<&str> = app["security"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["capabilities", "csp"], "nothing else weakens it");
}

#[test]
fn the_capability_lists_only_what_the_window_uses() {
    let config = config();
    let capabilities = config["app"]["security"]["capabilities"].as_array().unwrap();
    assert_eq!(capabilities.len(), 1);
    assert_eq!(capabilities[0]["windows"], json!(["main"]));
    assert_eq!(
        capabilities[0]["permissions"],
        json!(["allow-call", "core:event:allow-listen", "core:event:allow-unlisten"])
    );
    assert_eq!(capabilities[0].get("remote"), None);
    assert_eq!(read("src-tauri/permissions/app.toml").matches("[[permission]]").count(), 1);
    assert!(read("src-tauri/permissions/app.toml").contains(r#"commands.allow = ["call"]"#));
}

#[test]
fn the_window_can_reach_one_command_of_tauri() {
    let sources = files_below("src-tauri/src", &[".rs"]);
    let commands: usize =
        sources.iter().map(|path| std::fs::read_to_string(path).unwrap().matches("#[tauri::command]").count()).sum();
    assert_eq!(commands, 1);
}

#[test]
fn the_page_loads_nothing_from_elsewhere() {
    let page = read("ui/index.html");
    assert!(!page.contains("//"), "an address in ui/index.html");
    assert!(
        !page.contains("<style"),
        "a style in the page would make Tauri add its hash, which switches inline styles off"
    );
}

#[test]
fn the_window_shows_its_own_pages_only() {
    let own = |url: &str| is_own(&url.parse().unwrap());
    assert!(own("tauri://localhost/index.html"));
    assert!(own("http://tauri.localhost/"));
    for other in [
        "https://example.com/",
        "http://127.0.0.1:8080/",
        "file:///etc/passwd",
        "tauri://example.com/",
        "https://tauri.localhost.example.com/",
        "data:text/html,hello",
        "about:blank",
    ] {
        assert!(!own(other), "{other}");
    }
}
