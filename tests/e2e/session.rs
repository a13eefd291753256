//! WebKitWebDriver, the program that it starts, and how both end.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::wire;

/// Far beyond what a loaded machine needs; only a failing test ever waits so long.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is looked at.
const GLANCE: Duration = Duration::from_millis(25);

/// WebKitWebDriver, and the program that it started.
pub struct Driver {
    process: Child,
    port: u16,
    session: String,
}

/// How the program is started.
#[derive(Clone, Copy)]
pub struct Start<'a> {
    /// Further words on its command line.
    pub arguments: &'a [&'a str],
    /// What the environment says; without it the window asks.
    pub passphrase: Option<&'a str>,
}

impl Driver {
    pub fn start(folder: &Path, start: Start<'_>) -> Self {
        let port = free_port();
        let cache = folder.join("cache");
        fs::create_dir_all(&cache).expect("a folder for the cache");
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            // Without this the window cannot be driven, and the session would wait for ever.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            // An empty one counts as none.
            .env("VOICEDROPS_PASSPHRASE", start.passphrase.unwrap_or_default())
            // What WebKit itself keeps stays apart, too.
            .env("XDG_DATA_HOME", folder.join("share"))
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("XDG_CACHE_HOME", cache)
            // No screen reader listens, and starting its bus fills the log.
            .env("NO_AT_BRIDGE", "1")
            .env("MESA_SHADER_CACHE_DISABLE", "true")
            .stdin(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver (Debian: webkit2gtk-driver)");
        let mut driver = Self { process, port, session: String::new() };
        eventually("WebKitWebDriver takes requests", || {
            wire::ask(port, "GET", "/status", &Value::Null, PATIENCE).is_ok_and(|status| status["ready"] == true)
        });
        let data_dir = data_dir(folder);
        let mut words = vec!["--data-dir".to_owned(), data_dir.to_string_lossy().into_owned()];
        words.extend(start.arguments.iter().map(|&argument| argument.to_owned()));
        // No browserName: the driver would look for a browser of that name.
        let capabilities = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": {
            "binary": env!("CARGO_BIN_EXE_voicedrops"),
            "args": words,
        } } } });
        let answer = wire::ask(port, "POST", "/session", &capabilities, PATIENCE)
            .unwrap_or_else(|why| panic!("the program opened no window: {why}"));
        driver.session = answer["sessionId"].as_str().expect("a session").to_owned();
        // The limits are in the scripts and in the requests.
        driver.act("timeouts", json!({ "script": null }));
        driver
    }

    pub fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.ask_up_to(PATIENCE, method, path, body)
    }

    fn ask_up_to(&self, limit: Duration, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        wire::ask(self.port, method, &format!("/session/{}/{path}", self.session), body, limit)
    }

    pub fn act(&self, path: &str, body: Value) -> Value {
        self.ask("POST", path, &body).unwrap_or_else(|why| panic!("{why}"))
    }

    pub fn wait(&self, limit: Duration, expression: &str) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; const end = Date.now() + {};\
             const look = () => {{ let seen; let why = ''; try {{ seen = {expression}; }} catch (e) {{ why = String(e); }}\
             if (seen) done({{ seen }}); else if (Date.now() > end) done({{ late: why + '\\n' + document.body.innerText }});\
             else setTimeout(look, {}); }}; look();",
            limit.as_millis(),
            GLANCE.as_millis()
        );
        let body = json!({ "script": script, "args": [] });
        // The page's own limit speaks first.
        let ask = || self.ask_up_to(limit + PATIENCE, "POST", "execute/async", &body);
        // A page that is loaded again takes the question with it; the new one is asked.
        let mut outcome = ask().or_else(|why| if why.contains("unload") { ask() } else { Err(why) })?;
        match outcome.get("late") {
            Some(late) => Err(format!("it did not come. The window shows: {}", late.as_str().unwrap_or_default())),
            None => Ok(outcome["seen"].take()),
        }
    }

    /// Sends the signal and waits until the program has gone.
    pub fn end_program(&self, signal: &str) {
        let programs = children(self.process.id());
        assert!(!programs.is_empty(), "the program had ended by itself");
        for program in programs {
            send(signal, program);
            eventually("the program has ended", || !Path::new(&format!("/proc/{program}")).exists());
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        for program in children(self.process.id()) {
            send("KILL", program);
        }
        if self.process.kill().is_ok() {
            drop(self.process.wait());
        }
    }
}

pub fn data_dir(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// Nobody else gets it in the moment before the driver takes it: the system hands out the others first.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

pub fn send(signal: &str, process: u32) {
    // It may be gone already.
    drop(Command::new("kill").args([format!("-{signal}"), process.to_string()]).stderr(Stdio::null()).status());
}

/// The processes that this one started, by any of its threads.
fn children(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>()).collect()
}

/// For what happens outside of the page.
fn eventually(what: &str, condition: impl Fn() -> bool) {
    assert!(first_some(|| condition().then_some(())).is_some(), "it never came to this: {what}");
}

/// Looks until there is something to see, or patience ends.
pub fn first_some<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if let Some(seen) = look() {
            return Some(seen);
        }
        thread::park_timeout(GLANCE);
    }
    None
}
