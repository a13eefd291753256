//! What the window is told without asking: the topics that changed, gathered, because one message for each row of a busy
//! minute would keep the window from drawing.

use std::{collections::BTreeSet, future::Future, time::Duration};

use app::events::{Topic, WindowEvent};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, timeout_at},
};

/// The Tauri event that carries a [`WindowEvent`].
pub const CHANGED: &str = "changed";

/// Below what a person notices, above what a screen needs to draw.
const GATHERING: Duration = Duration::from_millis(100);

/// Hands on what is heard, every topic once per gathering, until the sender is gone.
pub async fn forward(mut heard: Receiver<WindowEvent>, mut send: impl FnMut(WindowEvent)) {
    loop {
        let mut topics = BTreeSet::new();
        let mut goes_on = gather(heard.recv().await, &mut topics);
        let end = Instant::now() + GATHERING;
        while goes_on && let Some(received) = before(end, heard.recv()).await {
            goes_on = gather(received, &mut topics);
        }
        if !topics.is_empty() {
            send(WindowEvent { changed: topics.into_iter().collect() });
        }
        if !goes_on {
            return;
        }
    }
}

async fn before<T>(end: Instant, future: impl Future<Output = T>) -> Option<T> {
    timeout_at(end, future).await.ok()
}

/// Adds what was received; false if nothing more can come.
fn gather(received: Result<WindowEvent, RecvError>, topics: &mut BTreeSet<Topic>) -> bool {
    match received {
        Ok(event) => {
            topics.extend(event.changed);
            true
        }
        // Which topics were missed is not known, so the window asks for everything again.
        Err(RecvError::Lagged(_)) => {
            topics.extend(Topic::ALL);
            true
        }
        Err(RecvError::Closed) => false,
    }
}
