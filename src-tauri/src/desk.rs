//! What only the window's own machine can do: its settings, the system's dialogs, printing. The webview is not trusted:
//! here it names no file. What is written goes where a person says in a dialog of the system, and nowhere else; the rows
//! of a list do not pass through the window on their way there.
//!
//! Reading is another matter: the commands `import_open` and `message_add` take a path, because a person may type or
//! paste one. They open that file for reading only, and show of it what an import shows of an export (names of columns,
//! some cells, rows that were not taken) or a recording's sound; a file that is neither is refused without its content.

use std::path::PathBuf;

use app::{dto::lists::ListExport, error::CommandError, table};
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::{Manager, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FilePath};
use tokio::sync::oneshot;

use crate::{
    opening::Opening,
    places,
    settings::{Settings, SettingsFile},
};

const TITLE_CHARS_MAX: usize = 100;
const EXTENSIONS_MAX: usize = 20;
const EXTENSION_CHARS_MAX: usize = 10;

/// One of the shell's own calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    SettingsGet,
    SettingsSave,
    FilePick,
    ListSave,
    Print,
}

impl Act {
    pub const ALL: [(&str, Self); 5] = [
        ("settings_get", Self::SettingsGet),
        ("settings_save", Self::SettingsSave),
        ("file_pick", Self::FilePick),
        ("list_save", Self::ListSave),
        ("print", Self::Print),
    ];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|(_, act)| *act)
    }
}

/// One of the shell's own calls, with its request read.
#[derive(Debug)]
pub enum Asked {
    SettingsGet,
    SettingsSave(SettingsSave),
    FilePick(FilePick),
    ListSave(ListExport),
    Print,
}

impl Asked {
    /// # Errors
    /// `command.bad_request`, which says nothing of what the request holds.
    pub fn read(act: Act, request: Value) -> Result<Self, CommandError> {
        let nothing = |asked| move |Nothing {}| asked;
        match act {
            Act::SettingsGet => table::read(request).map(nothing(Self::SettingsGet)),
            Act::SettingsSave => table::read(request).map(Self::SettingsSave),
            Act::FilePick => table::read(request).map(Self::FilePick),
            Act::ListSave => table::read(request).map(Self::ListSave),
            Act::Print => table::read(request).map(nothing(Self::Print)),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsSave {
    settings: Settings,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilePick {
    title: String,
    extensions: Vec<String>,
}

pub async fn answer(
    act: Act,
    window: &WebviewWindow,
    opening: &Opening,
    request: Value,
) -> Result<Value, CommandError> {
    match Asked::read(act, request)? {
        Asked::SettingsGet => Ok(json!({ "settings": window.state::<SettingsFile>().get() })),
        Asked::SettingsSave(SettingsSave { settings }) => {
            save_settings(window, &settings)?;
            Ok(json!({ "settings": settings }))
        }
        Asked::FilePick(request) => Ok(json!({ "path": pick(window, request).await? })),
        Asked::ListSave(request) => Ok(json!({ "path": save(window, opening, request).await? })),
        Asked::Print => {
            window.print().map_err(|error| failed("print.failed", "The print dialog could not be opened.", &error))?;
            Ok(json!({}))
        }
    }
}

fn save_settings(window: &WebviewWindow, settings: &Settings) -> Result<(), CommandError> {
    window
        .state::<SettingsFile>()
        .save(settings)
        .map_err(|error| failed("settings.not_saved", "The settings could not be written to the disk.", &error))?;
    window.app_handle().set_theme(settings.color_scheme.theme());
    Ok(())
}

async fn pick(window: &WebviewWindow, request: FilePick) -> Result<Option<PathBuf>, CommandError> {
    let FilePick { title, extensions } = request;
    let is_plain = |extension: &String| {
        (1..=EXTENSION_CHARS_MAX).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric())
    };
    if title.chars().count() > TITLE_CHARS_MAX {
        return Err(CommandError::field("command.bad_request", "title", "The title is too long."));
    }
    if extensions.len() > EXTENSIONS_MAX || !extensions.iter().all(is_plain) {
        return Err(CommandError::field(
            "command.bad_request",
            "extensions",
            "Extensions are short words without a dot.",
        ));
    }
    let (picked, answer) = oneshot::channel();
    let mut dialog = window.dialog().file().set_parent(window).set_title(&title);
    if !extensions.is_empty() {
        dialog = dialog.add_filter(title, &extensions.iter().map(String::as_str).collect::<Vec<_>>());
    }
    // Nobody listens any more if the window is gone, and then the answer does not matter.
    dialog.pick_file(move |path| drop(picked.send(path)));
    chosen(answer).await
}

/// Lets a person choose where a list goes, and has it written there.
async fn save(window: &WebviewWindow, opening: &Opening, request: ListExport) -> Result<Option<PathBuf>, CommandError> {
    let export = opening.app().await.export(&places::caller(), request).await?;
    let (picked, answer) = oneshot::channel();
    let dialog = window.dialog().file().set_parent(window).set_file_name(plain_file_name(&export.file_name));
    dialog.save_file(move |path| drop(picked.send(path)));
    let Some(path) = chosen(answer).await? else { return Ok(None) };
    export.save(&path).await?;
    Ok(Some(path))
}

/// What a person chose; `None` if the dialog was closed without a choice.
async fn chosen(answer: oneshot::Receiver<Option<FilePath>>) -> Result<Option<PathBuf>, CommandError> {
    match answer.await.ok().flatten() {
        Some(path) => path
            .into_path()
            .map(Some)
            .map_err(|error| failed("file.not_local", "Choose a file on this computer.", &error)),
        None => Ok(None),
    }
}

/// A suggestion for the dialog: never a folder, never nothing.
pub fn plain_file_name(wanted: &str) -> String {
    let last = wanted.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control() && !r#"<>:"|?*"#.contains(*c)).take(120).collect();
    match name.trim().trim_start_matches('.') {
        "" => "voice-drops".to_owned(),
        name => name.to_owned(),
    }
}

/// What the person reads; the technical cause goes to the log under the same code.
fn failed(code: &str, message: &str, cause: &dyn std::fmt::Display) -> CommandError {
    tracing::warn!(code, %cause, "a call of the window failed");
    CommandError::new(code, message).retryable()
}
