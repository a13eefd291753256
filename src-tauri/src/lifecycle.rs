//! From the first start to the last drop: one program on a folder, a window that closes while the engine goes on, the
//! tray, and a quit that lets the drops in flight finish.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde_json::json;
use tauri::{
    AppHandle, ExitRequestApi, Manager, Window, WindowEvent, Wry, menu::MenuBuilder, plugin::TauriPlugin,
    tray::TrayIconBuilder,
};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

use crate::{
    opening::Opening,
    places::{self, IDENTIFIER},
    settings::{Settings, SettingsFile},
    window,
};

/// The engine stops within 10 s; what is not done a little later will not be.
const STOP_LIMIT: Duration = Duration::from_secs(12);

const TRAY_NOTICE: &str = "Campaigns go on while the window is closed. Open Voice Drops again from the tray, or by \
                           starting it again. Quit, in the tray's menu, finishes the drops in flight and ends it.";

/// A second start on the same folder shows the window of the first. Where this cannot be told (no session bus), the lock
/// on the folder still keeps a second engine out.
pub fn single_instance(data_dir: &Path) -> TauriPlugin<Wry> {
    let mut hasher = DefaultHasher::new();
    std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned()).hash(&mut hasher);
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, _arguments, _folder| window::show(app))
        .dbus_id(format!("{IDENTIFIER}.d{:016x}", hasher.finish()))
        .build()
}

/// The tray's menu. Without a tray (some desktops have none) the program still works; a second start shows the window.
pub fn make_tray(app: &AppHandle) -> tauri::Result<()> {
    let menu = MenuBuilder::new(app)
        .text("open", "Open Voice Drops")
        .text("pause_all", "Pause all")
        .separator()
        .text("quit", "Quit")
        .build()?;
    let mut tray = TrayIconBuilder::with_id("main").tooltip("Voice Drops").menu(&menu);
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.on_menu_event(|app, event| match event.id().as_ref() {
        "open" => window::show(app),
        "pause_all" => pause_all(app),
        "quit" => app.exit(0),
        _ => {}
    })
    .build(app)?;
    Ok(())
}

fn pause_all(app: &AppHandle) {
    let app = app.clone();
    let opening = Opening::clone(&app.state());
    tauri::async_runtime::spawn(async move {
        if let Err(error) = opening.app().await.call(places::caller(), "pause_all", json!({})).await {
            app.dialog().message(error.message).title("Pause all").kind(MessageDialogKind::Error).show(|_| {});
        }
    });
}

/// Closing the window hides it; the engine goes on. The first time this is said, and quitting is offered.
pub fn on_window_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    api.prevent_close();
    let app = window.app_handle();
    let file = app.state::<SettingsFile>();
    let settings = file.get();
    if settings.seen_tray_notice {
        hide(window);
        return;
    }
    let (app, window, file) = (app.clone(), window.clone(), SettingsFile::clone(&file));
    app.dialog()
        .message(TRAY_NOTICE)
        .title("Voice Drops keeps working")
        .buttons(MessageDialogButtons::OkCancelCustom("Keep working".into(), "Quit".into()))
        .show(move |keeps_working| {
            if let Err(error) = file.save(&Settings { seen_tray_notice: true, ..settings }) {
                tracing::warn!(%error, "the notice will be shown again");
            }
            if keeps_working { hide(&window) } else { window.app_handle().exit(0) }
        });
}

fn hide(window: &Window) {
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window could not be hidden");
    }
}

/// How far quitting has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Running,
    Stopping,
    Stopped,
}

/// Holds an exit back until the engine has stopped.
#[derive(Debug, Default)]
pub struct Exit(Mutex<Stage>);

impl Exit {
    /// Every way out leads through here: the tray, the system's own quit, a signal, the last window gone.
    pub fn requested(app: &AppHandle, api: &ExitRequestApi) {
        let exit = app.state::<Self>();
        match exit.advance(Stage::Running, Stage::Stopping) {
            Stage::Stopped => return,
            Stage::Stopping => {}
            Stage::Running => stop_engine(app.clone()),
        }
        api.prevent_exit();
    }

    /// Goes from one stage to the next if it is there, and tells where it was.
    fn advance(&self, from: Stage, to: Stage) -> Stage {
        let mut stage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let was = *stage;
        if was == from {
            *stage = to;
        }
        was
    }
}

fn stop_engine(app: AppHandle) {
    // It looks closed at once, and takes no more orders.
    window::hide_all(&app);
    let opening = Opening::clone(&app.state());
    tauri::async_runtime::spawn(async move {
        let closing = async { opening.app().await.close().await };
        if tokio::time::timeout(STOP_LIMIT, closing).await.is_err() {
            tracing::error!("the engine did not stop in time; the next start settles what it left");
        }
        app.state::<Exit>().advance(Stage::Stopping, Stage::Stopped);
        app.exit(0);
    });
}
