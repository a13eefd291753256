//! Every command, asked by somebody who means harm: an error code, never a panic, and nothing of what was sent.

use app::{commands, table::CommandInfo};
use serde_json::{Map, Value, json};

use crate::world::{Folder, Program, Start};

/// What no answer and no log may repeat.
const SECRET: &str = "correct horse battery staple";

/// Deeper than any query may be nested, and no deeper than a stack of tests can read.
const DEPTH_MAX: usize = 24;

/// A request that a schema allows, with one kind of value everywhere it leaves a choice.
struct Hostile {
    integer: Value,
    number: Value,
    text: String,
    date: &'static str,
    time: &'static str,
    /// Which of several shapes is taken.
    shape: usize,
}

impl Hostile {
    fn kinds() -> Vec<Self> {
        let kind = |integer: i64, text: String, date, time, shape| Self {
            integer: json!(integer),
            number: json!(integer as f64),
            text,
            date,
            time,
            shape,
        };
        vec![
            kind(-1, String::new(), "-262143-01-01", "00:00:00", 0),
            kind(0, "\0\u{202e}'; DROP TABLE customer; --".to_owned(), "0000-01-01", "23:59:60", 1),
            kind(1, "%_*\" OR NEAR(".to_owned(), "2026-02-28", "10:00:00", 2),
            kind(i64::MAX, "🚗".repeat(50_000), "+262142-12-31", "23:59:59.999999999", 0),
            kind(i64::from(u16::MAX), "../".repeat(3_000), "9999-12-31", "00:00:00", 1),
            kind(i64::from(u32::MAX), "+14165550134".to_owned(), "1582-10-10", "12:00:00", 2),
            kind(i64::MIN, "A".repeat(1_000_000), "2026-11-24", "23:00:00", 0),
        ]
    }

    fn of(&self, schema: &Value, root: &Value) -> Value {
        self.within(schema, root, 0)
    }

    /// A shape that holds itself, as a query does, is nested deeper than anything of ours takes, and then ends.
    fn within(&self, schema: &Value, root: &Value, depth: usize) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.within(&root["$defs"][name.trim_start_matches("#/$defs/")], root, depth + 1);
        }
        for several in ["oneOf", "anyOf"] {
            if let Some(shapes) = schema[several].as_array() {
                return self.within(&shapes[self.shape % shapes.len()], root, depth);
            }
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(words) = schema["enum"].as_array() {
            return words[self.shape % words.len()].clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => &kinds[self.shape % kinds.len()],
            kind => kind,
        };
        match kind.as_str() {
            Some("object") => self.object(schema, root, depth),
            Some("array") if depth > DEPTH_MAX => json!([]),
            Some("array") => json!([self.within(&schema["items"], root, depth)]),
            Some("integer") => self.integer.clone(),
            Some("number") => self.number.clone(),
            Some("boolean") => json!(self.shape == 0),
            Some("string") => match schema["format"].as_str() {
                Some("date") => json!(self.date),
                Some("partial-date-time" | "partial-time" | "time") => json!(self.time),
                Some(_) | None => json!(self.text),
            },
            Some(_) | None => Value::Null,
        }
    }

    fn object(&self, schema: &Value, root: &Value, depth: usize) -> Value {
        let none = Map::new();
        let fields = schema["properties"].as_object().unwrap_or(&none);
        fields.iter().map(|(name, field)| (name.clone(), self.within(field, root, depth))).collect::<Map<_, _>>().into()
    }
}

/// Requests of the wrong shape: none of them may be taken.
fn misshapen(command: &CommandInfo) -> Vec<Value> {
    let mut requests =
        vec![json!([]), json!([1, 2]), json!(true), json!(7), json!(SECRET), json!({ "no_such_field": SECRET })];
    let good = Hostile::kinds().remove(2).of(&command.request, &command.request);
    let fields: Vec<String> = good.as_object().unwrap().keys().cloned().collect();
    for field in fields {
        let with = |value: Value| {
            let mut request = good.clone();
            request[&field] = value;
            request
        };
        requests.push(with(json!({ "a": SECRET })));
        requests.push(with(json!([[SECRET]])));
        requests.push(with(json!(1e300)));
        let mut more = good.clone();
        more["no_such_field"] = json!(SECRET);
        requests.push(more);
    }
    requests
}

async fn assert_answers(program: &Program, command: &CommandInfo, request: Value) -> Option<String> {
    let error = program.call(command.name, request).await.err()?;
    let (area, reason) = error.code.split_once('.').unwrap_or_else(|| panic!("{}: {}", command.name, error.code));
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || "_.".contains(c));
    assert!(is_word(area) && is_word(reason), "{}: {}", command.name, error.code);
    assert_ne!(error.code, "program.failed", "{} panicked: {}", command.name, error.message);
    assert!(error.message.chars().count() < 300, "{}: {:.300}", command.name, error.message);
    assert!(!error.message.contains(SECRET), "{}: {}", command.name, error.message);
    Some(error.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_command_of_another_name() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    for name in ["", "house_status ", "House_Status", "drop_tables", "../house_status", "\0"] {
        assert_eq!(program.code(name, json!({})).await, "command.unknown", "{name:?}");
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_of_the_wrong_shape_is_refused_by_every_command() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    for command in commands() {
        for request in misshapen(&command) {
            let code = assert_answers(&program, &command, request).await;
            assert_eq!(code.as_deref(), Some("command.bad_request"), "{}", command.name);
        }
        let needs = command.request["required"].as_array().is_some_and(|fields| !fields.is_empty());
        for nothing in [Value::Null, json!({})] {
            let code = assert_answers(&program, &command, nothing).await;
            assert_eq!(code.as_deref() == Some("command.bad_request"), needs, "{}: {code:?}", command.name);
        }
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_nobody_types_get_an_answer_from_every_command() {
    let folder = Folder::new();
    let program = Program::sample(&folder, 1.0).await;
    let mut taken = 0;
    for command in commands() {
        for hostile in Hostile::kinds() {
            let request = hostile.of(&command.request, &command.request);
            taken +=
                u32::from(assert_answers(&program, &command, request).await.is_none_or(|c| c != "command.bad_request"));
        }
    }
    assert!(taken > 100, "only {taken} requests came past the reading");
    assert_eq!(program.status().await["state"], "open", "and the program goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_open_file_every_command_says_so() {
    let folder = Folder::new();
    let program = Program::start(&folder, Start::again()).await;
    // That one opens the first door whenever its passphrase is long enough.
    for command in commands().iter().filter(|command| command.name != "house_create") {
        for hostile in Hostile::kinds() {
            let request = hostile.of(&command.request, &command.request);
            let code = assert_answers(&program, command, request).await;
            match command.name {
                "house_status" | "house_retry" | "zone_list" | "backup_list" => assert_eq!(code, None),
                // A backup is looked for and restored where there is no data file yet, too; here there is none.
                "backup_look" | "backup_verify" | "backup_restore" => {
                    let code = code.unwrap_or_else(|| panic!("{} was done", command.name));
                    assert!(code.starts_with("backup.") || code == "command.bad_request", "{}: {code}", command.name);
                }
                _ => {
                    let code = code.unwrap_or_else(|| panic!("{} was done", command.name));
                    assert!(
                        ["store.not_open", "command.bad_request"].contains(&code.as_str()),
                        "{}: {code}",
                        command.name
                    );
                }
            }
        }
    }
    assert!(!folder.db().exists());
    program.close().await;
}
