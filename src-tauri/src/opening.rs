//! The program opens its file while the window is already drawn: a key takes a moment to derive, and a keychain may wait
//! for a person.

use std::sync::Arc;

use app::{App, seams::Outside};
use tokio::sync::SetOnce;

/// The program, as soon as it is there.
#[derive(Clone)]
pub struct Opening(Arc<SetOnce<Arc<App>>>);

impl Opening {
    /// Starts at once, on the runtime's threads.
    pub fn start(outside: Outside) -> Self {
        let cell = Arc::new(SetOnce::new());
        let opened = Arc::clone(&cell);
        tauri::async_runtime::spawn(async move {
            // Nobody else sets it.
            drop(opened.set(App::start(outside).await));
        });
        Self(cell)
    }

    /// Waits for it.
    pub async fn app(&self) -> Arc<App> {
        Arc::clone(self.0.wait().await)
    }
}
