//! The window: made in code, so that the folder and the clock are known before its first question.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use app::{App, seams::Outside};
use serde_json::json;
use tauri::{AppHandle, Emitter, Manager, RunEvent, Url, WebviewUrl, WebviewWindowBuilder, webview::NewWindowResponse};
use tauri_plugin_log::{Target, TargetKind, log::LevelFilter};
use tauri_plugin_window_state::StateFlags;

use crate::{call, ending, events, lifecycle, opening::Opening, places, settings::SettingsFile};

const LABEL: &str = "main";
/// Below this the lanes of ten ports and the list under them no longer fit.
const SIZE_MIN: (f64, f64) = (1024.0, 680.0);
const SIZE: (f64, f64) = (1360.0, 860.0);
const LOG_BYTES_MAX: u128 = 5_000_000;

/// What the window opens on.
pub struct Start {
    pub data_dir: PathBuf,
    /// Makes the sample dealership if the folder is empty.
    pub sample: bool,
    pub outside: Outside,
}

/// Runs until the program ends.
pub fn run(start: Start) -> ExitCode {
    let data_dir = start.data_dir.clone();
    let built = tauri::Builder::default()
        // First, so that a second program ends before it touches anything.
        .plugin(lifecycle::single_instance(&data_dir))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(window_state(&data_dir))
        .manage(lifecycle::Exit::default())
        .invoke_handler(tauri::generate_handler![call::call])
        .on_window_event(lifecycle::on_window_event)
        .setup(|tauri| set_up(tauri.handle(), start))
        .build(tauri::generate_context!());
    match built {
        Ok(program) => ExitCode::from(exit_code(program.run_return(|app, event| {
            if let RunEvent::ExitRequested { api, .. } = event {
                lifecycle::Exit::requested(app, &api);
            }
        }))),
        Err(error) => {
            eprintln!("voicedrops: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

fn exit_code(code: i32) -> u8 {
    u8::try_from(code).unwrap_or(1)
}

fn set_up(handle: &AppHandle, start: Start) -> Result<(), Box<dyn std::error::Error>> {
    let Start { data_dir, sample, outside } = start;
    handle.plugin(log())?;
    let opening = Opening::start(outside);
    handle.manage(opening.clone());
    let settings = SettingsFile::open(handle, &data_dir.join("settings.json"))?;
    handle.set_theme(settings.get().color_scheme.theme());
    handle.manage(settings);

    tauri::async_runtime::spawn(follow(handle.clone(), opening, sample));
    let ended = handle.clone();
    tauri::async_runtime::spawn(async move {
        match ending::told_to_end() {
            Ok(told) => {
                told.await;
                ended.exit(0);
            }
            Err(error) => tracing::warn!(%error, "the window ends through its own menu only"),
        }
    });
    if let Err(error) = lifecycle::make_tray(handle) {
        tracing::warn!(%error, "this desktop has no tray");
    }
    open(handle)?;
    Ok(())
}

/// Tells the window what changes, from the moment the program is there.
async fn follow(handle: AppHandle, opening: Opening, sample: bool) {
    let app = opening.app().await;
    let heard = app.subscribe();
    if sample {
        tauri::async_runtime::spawn(make_sample(app));
    }
    events::forward(heard, |event| {
        if let Err(error) = handle.emit_to(LABEL, events::CHANGED, event) {
            tracing::warn!(%error, "the window was not told what changed");
        }
    })
    .await;
}

/// Goes through the first door in the person's place. If it does not open, the window shows why.
async fn make_sample(app: Arc<App>) {
    let status = app.call(places::caller(), "house_status", json!({})).await;
    if status.is_ok_and(|status| status["state"] == "first_start")
        && let Err(error) = app
            .call(places::caller(), "house_create", json!({ "door": "sample", "passphrase": null, "store": null }))
            .await
    {
        tracing::warn!(code = error.code, "the sample dealership was not made");
    }
}

fn open(handle: &AppHandle) -> tauri::Result<()> {
    WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::default())
        .title("Voice Drops")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SIZE_MIN.0, SIZE_MIN.1)
        // Files are dropped on the page itself, which reads them.
        .disable_drag_drop_handler()
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// The window shows its own pages and nothing else, whatever a page asks for.
pub fn is_own(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "tauri" => host == "localhost",
        "http" | "https" => host == "tauri.localhost" || (tauri::is_dev() && host == "localhost"),
        _ => false,
    }
}

pub fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Err(error) = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus()) {
        tracing::warn!(%error, "the window could not be shown");
    }
}

pub fn hide_all(app: &AppHandle) {
    for window in app.webview_windows().values() {
        if let Err(error) = window.hide() {
            tracing::warn!(%error, "a window could not be hidden");
        }
    }
}

/// On Wayland a window does not know where it is, so on Linux only the size is kept.
fn window_state(data_dir: &std::path::Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let size = StateFlags::SIZE | StateFlags::MAXIMIZED;
    let kept = if cfg!(target_os = "linux") { size } else { size | StateFlags::POSITION };
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(kept)
        .with_filename(data_dir.join("window.json").to_string_lossy())
        .build()
}

/// Beside the program's other files of this person, because a first start has no data folder yet.
fn log() -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let file = TargetKind::LogDir { file_name: Some("voicedrops".to_owned()) };
    tauri_plugin_log::Builder::new()
        .level(LevelFilter::Warn)
        .level_for("voicedrops", LevelFilter::Info)
        .level_for("app", LevelFilter::Info)
        .level_for("engine", LevelFilter::Info)
        .max_file_size(LOG_BYTES_MAX)
        .targets([Target::new(TargetKind::Stderr), Target::new(file)])
        .build()
}
