//! A person in front of the window: looks for what it shows, clicks, types, and waits until it has changed.
//!
//! Waiting happens inside the page, by a condition and a limit; no test waits for a length of time.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::wire;

/// Far beyond what a loaded machine needs; only a failing test ever waits so long.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is looked at.
const GLANCE: Duration = Duration::from_millis(25);
/// Keys that are no letters, as WebDriver names them.
pub const ENTER: &str = "\u{E007}";
/// The name that WebDriver gives to a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Ends when what the page holds is on the screen: letters loaded, movements over, two frames drawn.
const PAINTED: &str = "const done = arguments[arguments.length - 1];\
    const ending = document.getAnimations().filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime));\
    Promise.allSettled([document.fonts.ready, ...ending.map((a) => a.finished)])\
    .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";

/// How a person tells one part of the window from the others.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// The `data-testid` of the part, where no words tell it from others.
    TestId(&'a str),
    /// The words on a button, link, tab, option or menu entry.
    Words(&'a str),
    /// The label of a field.
    Label(&'a str),
}

impl By<'_> {
    /// A JavaScript expression: the first such part that is shown and enabled.
    fn script(self) -> String {
        let quoted = |text: &str| Value::from(text).to_string();
        let (selector, test) = match self {
            Self::TestId(id) => (format!("[data-testid={}]", quoted(id)), "true".to_owned()),
            Self::Words(words) => (
                "button, a, summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=radio]"
                    .to_owned(),
                format!("[e.getAttribute('aria-label'), e.innerText].some((n) => n?.trim() === {})", quoted(words)),
            ),
            Self::Label(label) => (
                "input, textarea, select".to_owned(),
                format!(
                    "[e.getAttribute('aria-label'), ...[...(e.labels ?? [])].map((l) => l.innerText)]\
                     .some((n) => n?.replace('*', '').trim() === {})",
                    quoted(label)
                ),
            ),
        };
        format!(
            "[...document.querySelectorAll({})]\
             .find((e) => e.getClientRects().length > 0 && !e.disabled && {test})",
            quoted(&selector)
        )
    }
}

/// A running program with its window, and the folder it works in.
pub struct Window {
    test: String,
    arguments: Vec<String>,
    /// Before the folder, so that the program has ended when its folder goes.
    driver: Driver,
    folder: TempDir,
}

impl Window {
    /// Starts the program on an empty folder.
    pub fn open(test: &str) -> Self {
        Self::open_with(test, &[])
    }

    /// Starts it with further words on its command line.
    pub fn open_with(test: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let driver = Driver::start(folder.path(), &arguments);
        Self { test: test.to_owned(), arguments, driver, folder }
    }

    /// The program's data folder.
    pub fn data_dir(&self) -> PathBuf {
        data_dir(self.folder.path())
    }

    /// Ends the program as the system would at a logout, waits until it has gone, and starts it again.
    pub fn quit_and_reopen(&mut self) {
        self.driver.end_program("TERM");
        self.driver = Driver::start(self.folder.path(), &self.arguments);
    }

    /// Ends the program as a power cut would, and starts it again.
    pub fn kill_and_reopen(&mut self) {
        self.driver.end_program("KILL");
        self.driver = Driver::start(self.folder.path(), &self.arguments);
    }

    /// Starts the program once more on the same folder, and tells whether that second one ended well by itself.
    pub fn start_a_second(&self) -> bool {
        let mut second = Command::new(env!("CARGO_BIN_EXE_voicedrops"))
            .arg("--data-dir")
            .arg(self.data_dir())
            .stdin(Stdio::null())
            .spawn()
            .expect("the program");
        let ended = || second.try_wait().expect("its state").map(|status| status.success());
        let outcome = first_some(ended);
        if outcome.is_none() {
            send("KILL", second.id());
        }
        outcome == Some(true)
    }

    /// Waits until the expression is something, and gives it.
    pub fn wait_until(&self, what: &str, expression: &str) -> Value {
        self.wait_up_to(PATIENCE, what, expression)
    }

    /// The same with a limit of its own, for what takes its time by design.
    pub fn wait_up_to(&self, limit: Duration, what: &str, expression: &str) -> Value {
        self.driver.wait(limit, expression).unwrap_or_else(|why| panic!("waiting for {what}: {why}"))
    }

    /// Waits until the window shows these words anywhere.
    pub fn wait_for_words(&self, words: &str) {
        self.wait_until(words, &format!("document.body.innerText.includes({})", Value::from(words)));
    }

    /// Waits until that part is there.
    pub fn wait_for(&self, by: By<'_>) {
        self.element(by);
    }

    pub fn click(&self, by: By<'_>) {
        let element = self.element(by);
        self.driver.act(&format!("element/{element}/click"), json!({}));
    }

    /// Types key by key, as a person does.
    pub fn type_into(&self, by: By<'_>, text: &str) {
        let element = self.element(by);
        self.driver.act(&format!("element/{element}/value"), json!({ "text": text }));
    }

    /// Puts a text in place of what stands in a field; for long texts, dates and times.
    pub fn fill(&self, by: By<'_>, text: &str) {
        self.wait_for(by);
        let script = format!(
            "const e = {}; const kind = Object.getPrototypeOf(e); e.focus();\
             Object.getOwnPropertyDescriptor(kind, 'value').set.call(e, {});\
             e.dispatchEvent(new Event('input', {{ bubbles: true }}));\
             e.dispatchEvent(new Event('change', {{ bubbles: true }})); return true;",
            by.script(),
            Value::from(text)
        );
        self.run(&script);
    }

    /// Presses keys together; Control is `"\u{E009}"`.
    pub fn press(&self, keys: &[&str]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": down.chain(up).collect::<Vec<_>>() });
        self.driver.act("actions", json!({ "actions": [keyboard] }));
    }

    /// The words that the part shows.
    pub fn text(&self, by: By<'_>) -> String {
        self.wait_for(by);
        self.run(&format!("return {}.innerText;", by.script())).as_str().unwrap_or_default().to_owned()
    }

    /// Calls a command over the window's own way to the program. An error is what the window would get.
    pub fn call(&self, name: &str, request: &Value) -> Result<Value, Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];\
             window.__TAURI_INTERNALS__.invoke('call', {{ name: {}, request: {request} }})\
             .then((answer) => done({{ answer }}), (error) => done({{ error }}));",
            Value::from(name)
        );
        let mut outcome = self.run_async(&script);
        match outcome.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(outcome["answer"].take()),
        }
    }

    /// Runs a script in the page and gives what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.driver.act("execute/sync", json!({ "script": script, "args": [] }))
    }

    /// The same for a script that answers later, through its last argument.
    pub fn run_async(&self, script: &str) -> Value {
        self.driver.act("execute/async", json!({ "script": script, "args": [] }))
    }

    /// Keeps a picture of the window under `tests/e2e/shots`.
    pub fn shot(&self, name: &str) {
        self.try_shot(name).unwrap_or_else(|why| panic!("no picture of {name}: {why}"));
    }

    fn try_shot(&self, name: &str) -> Result<(), String> {
        self.driver.ask("POST", "execute/async", &json!({ "script": PAINTED, "args": [] }))?;
        let picture = self.driver.ask("GET", "screenshot", &Value::Null)?;
        let bytes = BASE64_STANDARD.decode(picture.as_str().unwrap_or_default()).map_err(|error| error.to_string())?;
        let shots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/shots");
        fs::create_dir_all(&shots)
            .and_then(|()| fs::write(shots.join(format!("{name}.png")), bytes))
            .map_err(|error| error.to_string())
    }

    fn element(&self, by: By<'_>) -> String {
        let found = self.wait_until(&format!("{by:?}"), &by.script());
        found[ELEMENT].as_str().expect("a reference to an element").to_owned()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if thread::panicking() {
            // The test has failed already; a picture that cannot be taken changes nothing.
            drop(self.try_shot(&format!("failed-{}", self.test)));
        }
    }
}

/// WebKitWebDriver, and the program that it started.
struct Driver {
    process: Child,
    port: u16,
    session: String,
}

impl Driver {
    fn start(folder: &Path, arguments: &[String]) -> Self {
        let port = free_port();
        let cache = folder.join("cache");
        fs::create_dir_all(&cache).expect("a folder for the cache");
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            // Without this the window cannot be driven, and the session would wait for ever.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            // With it the keychain is never touched.
            .env("VOICEDROPS_PASSPHRASE", "the tests' own passphrase")
            // What WebKit itself keeps stays apart, too.
            .env("XDG_DATA_HOME", folder.join("share"))
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("XDG_CACHE_HOME", cache)
            // No screen reader listens, and starting its bus fills the log.
            .env("NO_AT_BRIDGE", "1")
            .stdin(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver (Debian: webkit2gtk-driver)");
        let mut driver = Self { process, port, session: String::new() };
        eventually("WebKitWebDriver takes requests", || {
            wire::ask(port, "GET", "/status", &Value::Null, PATIENCE).is_ok_and(|status| status["ready"] == true)
        });
        let data_dir = data_dir(folder);
        let mut words = vec!["--data-dir".to_owned(), data_dir.to_string_lossy().into_owned()];
        words.extend_from_slice(arguments);
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

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.ask_up_to(PATIENCE, method, path, body)
    }

    fn ask_up_to(&self, limit: Duration, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        wire::ask(self.port, method, &format!("/session/{}/{path}", self.session), body, limit)
    }

    fn act(&self, path: &str, body: Value) -> Value {
        self.ask("POST", path, &body).unwrap_or_else(|why| panic!("{why}"))
    }

    fn wait(&self, limit: Duration, expression: &str) -> Result<Value, String> {
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
        let mut outcome = self.ask_up_to(limit + PATIENCE, "POST", "execute/async", &body)?;
        match outcome.get("late") {
            Some(late) => Err(format!("it did not come. The window shows: {}", late.as_str().unwrap_or_default())),
            None => Ok(outcome["seen"].take()),
        }
    }

    /// Sends the signal and waits until the program has gone.
    fn end_program(&self, signal: &str) {
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

fn data_dir(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// Nobody else gets it in the moment before the driver takes it: the system hands out the others first.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn send(signal: &str, process: u32) {
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
fn first_some<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if let Some(seen) = look() {
            return Some(seen);
        }
        thread::park_timeout(GLANCE);
    }
    None
}
