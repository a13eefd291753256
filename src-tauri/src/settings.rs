//! Settings of this machine's window. Nothing about a customer, and nothing that the engine goes by.

use std::{path::Path, sync::Arc};

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Theme, Wry};
use tauri_plugin_store::{Store, StoreExt};

/// The whole record lies under one key, so that it is read and written as one.
const KEY: &str = "settings";

/// What is missing in an older file takes its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub color_scheme: ColorScheme,
    /// It was said that closing the window keeps the engine running.
    pub seen_tray_notice: bool,
    pub first_day_tips: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { color_scheme: ColorScheme::Auto, seen_tray_notice: false, first_day_tips: true }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColorScheme {
    /// As the system has it.
    Auto,
    Light,
    Dark,
}

impl ColorScheme {
    pub fn theme(self) -> Option<Theme> {
        match self {
            Self::Auto => None,
            Self::Light => Some(Theme::Light),
            Self::Dark => Some(Theme::Dark),
        }
    }
}

/// The settings in their file, of which tauri-plugin-store keeps a copy in memory.
#[derive(Clone)]
pub struct SettingsFile(Arc<Store<Wry>>);

impl SettingsFile {
    /// Reads the file. One that is missing or damaged counts as empty: no setting is worth refusing to start.
    pub fn open(app: &AppHandle, path: &Path) -> tauri_plugin_store::Result<Self> {
        Ok(Self(app.store_builder(path).disable_auto_save().build()?))
    }

    pub fn get(&self) -> Settings {
        self.0.get(KEY).and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
    }

    /// Writes the file at once; a kill of the program loses nothing.
    pub fn save(&self, settings: &Settings) -> tauri_plugin_store::Result<()> {
        self.0.set(KEY, serde_json::json!(settings));
        self.0.save()
    }
}
