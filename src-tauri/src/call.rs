//! The one Tauri command. What only a window can do is answered here in the shell; everything else by the table.

use app::error::CommandError;
use serde_json::Value;
use tauri::{State, WebviewWindow};

use crate::{desk, opening::Opening, places};

#[tauri::command]
pub async fn call(
    window: WebviewWindow,
    opening: State<'_, Opening>,
    name: String,
    request: Value,
) -> Result<Value, CommandError> {
    match desk::Act::named(&name) {
        Some(act) => desk::answer(act, &window, &opening, request).await,
        None => opening.app().await.call(places::caller(), &name, request).await,
    }
}
