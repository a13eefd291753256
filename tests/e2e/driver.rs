//! A person in front of the window: looks for what it shows, clicks, types, and waits until it has changed.
//!
//! Waiting happens inside the page, by a condition and a limit; no test waits for a length of time.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::session::{Driver, PATIENCE, Start, data_dir, first_some, send};

/// What opens the data file of every test, so that the keychain is never touched.
pub const PASSPHRASE: &str = "the tests' own passphrase";
/// Keys that are no letters, as WebDriver names them.
pub const ENTER: &str = "\u{E007}";
pub const CONTROL: &str = "\u{E009}";
pub const SHIFT: &str = "\u{E008}";
/// The name that WebDriver gives to a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Ends when what the page holds is on the screen: letters loaded, and for some frames nothing has moved any more. What
/// moves for ever, such as a bar of progress, does not count.
const PAINTED: &str = "const done = arguments[arguments.length - 1]; let still = 0; let frames = 0;\
    const moving = () => document.getAnimations()\
        .some((a) => a.playState === 'running' && Number.isFinite(a.effect?.getComputedTiming().endTime));\
    const look = () => { still = moving() ? 0 : still + 1; frames += 1;\
        if (still > 5 || frames > 300) done(true); else requestAnimationFrame(look); };\
    document.fonts.ready.then(() => requestAnimationFrame(look));";

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
                "button, a, summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=radio], \
                 [role=radiogroup] label"
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
        Self::start(test, Start { arguments, passphrase: Some(PASSPHRASE) })
    }

    /// Starts it as the test says.
    pub fn start(test: &str, start: Start<'_>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let driver = Driver::start(folder.path(), start);
        Self { test: test.to_owned(), driver, folder }
    }

    /// The program's data folder.
    pub fn data_dir(&self) -> PathBuf {
        data_dir(self.folder.path())
    }

    /// A place for the test's own files, beside the program's.
    pub fn own_file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Ends the program as the system would at a logout, waits until it has gone, and starts it again. A file that
    /// exists has its own clock, so no words on the command line are needed.
    pub fn quit_and_reopen(&mut self) {
        self.reopen_after(Some(PASSPHRASE), |_| {});
    }

    /// Ends the program as a power cut would, and starts it again.
    pub fn kill_and_reopen(&mut self) {
        self.driver.end_program("KILL");
        self.driver = Driver::start(self.folder.path(), Start { arguments: &[], passphrase: Some(PASSPHRASE) });
    }

    /// The same as [`Self::quit_and_reopen`], with something done to the data folder in between.
    pub fn reopen_after(&mut self, passphrase: Option<&str>, change: impl FnOnce(&Path)) {
        self.driver.end_program("TERM");
        change(&self.data_dir());
        self.driver = Driver::start(self.folder.path(), Start { arguments: &[], passphrase });
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

    /// Clicks as soon as nothing lies over the part: a dialog that is closing still does for a moment.
    pub fn click(&self, by: By<'_>) {
        let click = || {
            let element = self.element(by);
            // The driver scrolls the page, but no list inside it.
            self.run(&format!("{}?.scrollIntoView({{ block: 'nearest' }}); return true;", by.script()));
            match self.driver.ask("POST", &format!("element/{element}/click"), &json!({})) {
                Err(why) if ["intercepted", "interactable", "stale"].iter().any(|word| why.contains(word)) => None,
                outcome => Some(outcome),
            }
        };
        match first_some(click) {
            Some(Ok(_)) => {}
            Some(Err(why)) => panic!("{by:?} was not clicked: {why}"),
            None => panic!("{by:?} was not clicked: something lies over it"),
        }
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

    /// Makes the window so large, in its own points.
    pub fn resize(&self, width: u32, height: u32) {
        self.driver.act("window/rect", json!({ "width": width, "height": height }));
        self.wait_until("the new size", &format!("innerWidth === {width} && innerHeight === {height}"));
    }

    /// Keeps a picture of the window under `tests/e2e/shots`.
    pub fn shot(&self, name: &str) {
        self.try_shot(name).unwrap_or_else(|why| panic!("no picture of {name}: {why}"));
    }

    fn try_shot(&self, name: &str) -> Result<(), String> {
        // Where no graphics card helps, the first picture can be older than the page; taking it brings the next one up.
        self.driver.ask("POST", "execute/async", &json!({ "script": PAINTED, "args": [] }))?;
        self.driver.ask("GET", "screenshot", &Value::Null)?;
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
