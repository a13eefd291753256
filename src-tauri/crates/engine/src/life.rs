//! The thin loops that call the engine, and its orderly end. Everything here waits in machine time.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use domain::ids::PortNumber;
use store::{StoreError, accounts, house};
use tokio::{sync::watch, task::JoinSet, time};

use crate::{
    engine::{Engine, EngineError, Step},
    provider::ProviderFault,
};

/// The wall clock is looked at least this often, so that waking from sleep is noticed.
const TICK_AT_MOST: Duration = Duration::from_secs(5);
/// And no more often than this, however busy the ports are.
const TICK_AT_LEAST: Duration = Duration::from_millis(25);
/// How long the server may hold a question for events.
const EVENTS_WAIT: Duration = Duration::from_secs(25);
/// Pause after a question for events that got no answer, doubling up to the longest.
const EVENTS_BACK_OFF: Duration = Duration::from_millis(250);
const EVENTS_BACK_OFF_MAX: Duration = Duration::from_secs(30);
/// An empty answer that came sooner than this did not wait for events; the next question waits instead.
const EVENTS_AT_LEAST: Duration = Duration::from_secs(1);
/// How often an account that stands in the way of sending is asked for.
const ACCOUNT_EVERY: Duration = Duration::from_secs(60);
/// After a store error nothing is gained by trying at once.
const AFTER_ERROR: Duration = Duration::from_secs(1);
/// How often the end of the drops in flight is looked for while closing.
const CLOSING_LOOK: Duration = Duration::from_millis(50);

/// A running engine.
pub struct Life {
    engine: Arc<Engine>,
    stop: watch::Sender<bool>,
    loops: JoinSet<()>,
}

impl Life {
    /// Starts the loops on the current tokio runtime.
    pub fn start(engine: Arc<Engine>) -> Self {
        let stop = watch::Sender::new(false);
        let mut loops = JoinSet::new();
        loops.spawn(tick_and_keep_ports(engine.clone(), stop.subscribe()));
        loops.spawn(until_stopped(stop.subscribe(), feed(engine.clone())));
        loops.spawn(until_stopped(stop.subscribe(), look_after_account(engine.clone())));
        Self { engine, stop, loops }
    }

    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// Starts no more drops, lets those in flight finish for up to `within`, then stops. What is still open stands as
    /// such in the file, and the next start asks about it.
    pub async fn stop(mut self, within: Duration) {
        self.engine.begin_closing();
        let settled = async {
            while self.engine.has_drop_in_flight().unwrap_or(false) {
                time::sleep(CLOSING_LOOK).await;
            }
        };
        if time::timeout(within, settled).await.is_err() {
            tracing::info!("closing with drops in flight");
        }
        self.stop.send_replace(true);
        while self.loops.join_next().await.is_some() {}
        if let Err(error) = self.engine.store().write(house::stopped_cleanly) {
            tracing::warn!(%error, "the clean stop could not be written down");
        }
    }
}

async fn until_stopped(mut stop: watch::Receiver<bool>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

/// Ticks, and keeps one loop per port of the account. The port loops end before this one: whoever is told to stop may
/// still be at work on another thread, with the file in its hand, and only afterwards is nobody left who writes.
async fn tick_and_keep_ports(engine: Arc<Engine>, stop: watch::Receiver<bool>) {
    let mut ports = JoinSet::new();
    until_stopped(stop, tick(&engine, &mut ports)).await;
    ports.shutdown().await;
}

async fn tick(engine: &Arc<Engine>, ports: &mut JoinSet<()>) {
    let mut changes = engine.changes();
    let mut known = BTreeSet::new();
    loop {
        changes.borrow_and_update();
        let pause = match engine.tick() {
            Ok(next) => next.map_or(TICK_AT_MOST, |at| engine.clock().machine_time_until(at)),
            Err(error) if has_lost_lease(&error) => return,
            Err(error) => {
                tracing::warn!(%error, "tick");
                AFTER_ERROR
            }
        };
        for port in engine.store().read(accounts::ports).unwrap_or_default() {
            if known.insert(port.number) {
                ports.spawn(work_port(engine.clone(), port.number));
            }
        }
        time::sleep(TICK_AT_LEAST).await;
        tokio::select! {
            () = time::sleep(pause.min(TICK_AT_MOST)) => {}
            _ = changes.changed() => {}
        }
    }
}

async fn work_port(engine: Arc<Engine>, port: PortNumber) {
    let mut changes = engine.changes();
    loop {
        changes.borrow_and_update();
        let pause = match engine.step(port).await {
            Ok(Step::Moved) => continue,
            Ok(Step::Idle) => TICK_AT_MOST,
            Ok(Step::Until(at)) => engine.clock().machine_time_until(at).min(TICK_AT_MOST),
            Ok(Step::BackOff(pause)) => {
                // A change elsewhere does not shorten this: the server asked for it, or does not answer.
                time::sleep(pause).await;
                continue;
            }
            Err(error) if has_lost_lease(&error) => return,
            Err(error) => {
                tracing::warn!(%error, port = port.0, "step");
                time::sleep(AFTER_ERROR).await;
                continue;
            }
        };
        tokio::select! {
            () = time::sleep(pause) => {}
            _ = changes.changed() => {}
        }
    }
}

async fn feed(engine: Arc<Engine>) {
    let mut back_off = EVENTS_BACK_OFF;
    loop {
        let asked_at = time::Instant::now();
        match engine.take_events(EVENTS_WAIT).await {
            Ok(Ok(came)) if came || asked_at.elapsed() >= EVENTS_AT_LEAST => back_off = EVENTS_BACK_OFF,
            Ok(Err(ProviderFault::Unsupported)) => return,
            Ok(Ok(_)) => time::sleep(EVENTS_AT_LEAST).await,
            Ok(Err(ProviderFault::RateLimited { retry_after: Some(pause) })) => time::sleep(pause.max(back_off)).await,
            Ok(Err(_)) => {
                time::sleep(back_off).await;
                back_off = (back_off * 2).min(EVENTS_BACK_OFF_MAX);
            }
            Err(error) => {
                tracing::warn!(%error, "events");
                time::sleep(AFTER_ERROR).await;
            }
        }
    }
}

async fn look_after_account(engine: Arc<Engine>) {
    loop {
        time::sleep(ACCOUNT_EVERY).await;
        match engine.look_after_account().await {
            Ok(()) => {}
            Err(error) if has_lost_lease(&error) => return,
            Err(error) => tracing::warn!(%error, "account"),
        }
    }
}

/// Another program took the file over: this engine must not write any more.
fn has_lost_lease(error: &EngineError) -> bool {
    matches!(error, EngineError::Store(StoreError::InUse))
}
