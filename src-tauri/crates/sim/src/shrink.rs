//! Makes a failing story short: fewer people, fewer kinds of faults, fewer faults, as long as the same rule breaks.

use crate::{
    plan::Plan,
    story::{Story, all_struck, tell},
};

/// More tries than this are not worth waiting for.
const TRIES_MAX: usize = 400;

/// The shortest plan that still breaks the same rule, and its story.
pub fn shrink(plan: &Plan, story: Story) -> (Plan, Story) {
    let Some(rule) = story.violation.as_ref().map(|violation| violation.rule) else { return (plan.clone(), story) };
    let mut best = (plan.clone(), story);
    let mut tries = 0;
    loop {
        let before = (best.0.people, best.0.kinds.len(), best.0.muted.len(), best.0.campaigns.len());
        for simpler in simpler(&best.0, &best.1) {
            if tries == TRIES_MAX {
                return best;
            }
            tries += 1;
            let story = tell(&simpler);
            if story.violation.as_ref().is_some_and(|violation| violation.rule == rule) {
                best = (simpler, story);
                break;
            }
        }
        if before == (best.0.people, best.0.kinds.len(), best.0.muted.len(), best.0.campaigns.len()) {
            return best;
        }
    }
}

/// Plans that are a little simpler, the boldest first.
fn simpler(plan: &Plan, story: &Story) -> Vec<Plan> {
    let mut plans = vec![];
    for people in [plan.people / 4, plan.people / 2, plan.people.saturating_sub(1)] {
        if people >= 1 && people < plan.people {
            plans.push(Plan { people, ..plan.clone() });
        }
    }
    for kind in &plan.kinds {
        let mut fewer = plan.clone();
        fewer.kinds.remove(kind);
        plans.push(fewer);
    }
    for i in 0..plan.campaigns.len() {
        if plan.campaigns.len() > 1 {
            let mut fewer = plan.clone();
            fewer.campaigns.remove(i);
            plans.push(fewer);
        }
    }
    for fault in all_struck(story).difference(&plan.muted) {
        let mut fewer = plan.clone();
        fewer.muted.insert(*fault);
        plans.push(fewer);
    }
    plans
}
