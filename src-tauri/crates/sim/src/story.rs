//! One seed, told from beginning to end.

use std::{any::Any, panic};

use chrono::TimeDelta;
use testkit::Violation;

use crate::{
    dice::{Kind, Muted},
    plan::Plan,
    world::World,
};

/// What came of a plan.
#[derive(Clone, Debug)]
pub struct Story {
    pub violation: Option<Violation>,
    /// SHA-256 of the trace.
    pub digest: String,
    pub lines: Vec<String>,
    /// Drops that bytes went out for, each once.
    pub drops: usize,
    pub delivered: usize,
    pub events: usize,
    pub struck: Vec<(Kind, u32)>,
    /// How long it took in the simulation.
    pub lasted: TimeDelta,
}

/// Plays a plan. A panic of the program is a violation like any other.
pub fn tell(plan: &Plan) -> Story {
    let mut world = World::new(plan);
    let lived = panic::catch_unwind(panic::AssertUnwindSafe(|| world.live()));
    let violation = match lived {
        Ok(checked) => checked.err(),
        Err(payload) => Some(Violation::of("PANIC", words(payload.as_ref()))),
    };
    if let Some(violation) = &violation {
        world.scene.say(&format!("BROKEN  {violation}"));
    }
    let state = world.scene.state();
    Story {
        violation,
        digest: state.trace.digest(),
        lines: state.trace.lines.clone(),
        drops: state.server.ledger.records().len(),
        delivered: state.server.ledger.records().iter().filter(|record| record.is_delivered).count(),
        events: world.events,
        struck: state.dice.struck.clone(),
        lasted: world.scene.clock.true_at() - plan.starts_at,
    }
}

fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// All the faults that struck, as a set that can be left out.
pub fn all_struck(story: &Story) -> Muted {
    story.struck.iter().copied().collect()
}
