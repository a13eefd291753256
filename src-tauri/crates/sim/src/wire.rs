//! What must hold at the moment when bytes go out.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::CustomerId,
    states::{AttemptState, RunState, TargetState},
};
use engine::clock::Clock;
use store::{
    Db,
    attempts::{self, Attempt},
    house::{self, House},
    runs::{self, Run},
    targets::{self, Target},
};
use testkit::invariants::{Checked, Violation, hold};

use crate::{
    ledger::{KnownTo, Ledger, Of, Order},
    scene::{Scene, State},
    server::KEY_LIFE,
};

/// What a clock that was set back may be off without anybody noticing (engine page, section 3).
const SET_BACK_LIMIT: TimeDelta = TimeDelta::minutes(2);
/// A key is used no later than this before the end of its life.
const KEY_MARGIN: TimeDelta = TimeDelta::hours(1);

/// The wire, with all that is known around it.
struct Wire<'a> {
    order: &'a Order,
    attempt: &'a Attempt,
    is_first: bool,
    wall_at: DateTime<Utc>,
    true_at: DateTime<Utc>,
}

/// Holds every rule about a wire against it, and enters it into the ledger. Gives the words for the trace.
pub fn goes_out(scene: &Scene, state: &mut State, order: &Order, instance: u32) -> Result<String, Violation> {
    let (wall_at, true_at) = (scene.clock.now(), scene.clock.true_at());
    w11_only_the_newest_program_sends(instance, state.instance)?;
    r3_nothing_goes_out_after_a_failed_write(state.has_write_failed)?;
    hold(scene.plan.may_send, "W15", || "a live file without rules sent".to_owned())?;
    state.server.ledger.w2_a_key_is_of_one_drop_and_one_body(order)?;
    let attempt = scene.store().read(|db| w3_its_intent_is_on_the_disk(db, order))?;
    let is_first = state.server.ledger.of(order.client_ref).is_none();
    let wire = Wire { order, attempt: &attempt, is_first, wall_at, true_at };
    r7_it_was_judged_at_this_moment(&wire)?;
    let ledger = &state.server.ledger;
    match is_first {
        true => w6_the_drop_before_it_left_the_port(ledger, order)?,
        false => w5_again_only_inside_the_keys_life(scene, ledger, &wire)?,
    }
    let number_rules = state.book.numbers.may_go_out(&wire.attempt.number, wall_at);
    let of = scene.store().read(|db| {
        w8_no_other_open_attempt_on_the_number(db, &wire)?;
        let house = house::require(db)?;
        r6_the_clock_was_not_set_back(&house, &wire)?;
        hold(house.paused_all.is_none(), "W10", || "sent while everything is paused".to_owned())?;
        number_rules?;
        let (Some((run, customer)), Some(target)) = (attempt.run.zip(attempt.customer), attempt.target) else {
            return Ok(None);
        };
        let (run, target) = (runs::get(db, run)?, targets::get(db, target)?);
        let of = Of { campaign: run.campaign, on: run.on, customer };
        state.book.w12_no_restored_backup_bars_it(ledger, &run, &attempt)?;
        w10_its_run_is_running(&run, &wire)?;
        w14_to_a_number_of_the_customer(scene, customer, &target, &wire)?;
        if is_first {
            w9_in_the_order_of_reservation(db, &run, &target)?;
            w4_no_second_key_for_a_drop_in_doubt(ledger, &wire, of)?;
        }
        s3_nobody_who_is_held_back(state, customer)?;
        state.book.p2_its_clocks_allow_it(ledger, &attempt, is_first)?;
        Ok::<_, Violation>(Some(of))
    })?;
    let nr = state.server.ledger.wire(order, of, true_at);
    state.book.on_wire(&attempt);
    let who = attempt.run.zip(attempt.customer);
    let who = who.map_or("a test drop".to_owned(), |(run, customer)| format!("run {}, customer {}", run.0, customer.0));
    let again = if is_first { "" } else { ", again with its key" };
    Ok(format!("port {}: bytes go out: drop {nr} to {} ({who}){again}", order.port.0, order.to.display()))
}

fn w11_only_the_newest_program_sends(instance: u32, newest: u32) -> Checked {
    hold(instance == newest, "W11", || format!("start {instance} of the program sent after start {newest}"))
}

fn r3_nothing_goes_out_after_a_failed_write(has_failed: bool) -> Checked {
    hold(!has_failed, "R3", || "bytes went out after a write that failed".to_owned())
}

fn w3_its_intent_is_on_the_disk(db: &Db<'_>, order: &Order) -> Result<Attempt, Violation> {
    let found = attempts::find(db, Some(order.client_ref), "")?;
    let attempt = found.ok_or_else(|| Violation::of("W3", "bytes go out without an intent"))?;
    let is_it = attempt.idempotency_key == order.key && attempt.request == order.body;
    hold(is_it, "W3", || format!("bytes go out that are not those of the intent: {attempt:?}"))?;
    let is_intended = attempt.state == AttemptState::Intended;
    hold(is_intended, "W3", || format!("bytes go out of an attempt that is {}", attempt.state.word()))?;
    let evidence = attempts::evidence(db, attempt.id)?;
    hold(evidence.verdict.starts_with("yes"), "P12", || format!("the verdict is {}", evidence.verdict))?;
    Ok(attempt)
}

/// R7, and with it every fact: what is sent is judged in the moment in which it is sent.
fn r7_it_was_judged_at_this_moment(wire: &Wire<'_>) -> Checked {
    let (intended_at, again_at) = (wire.attempt.intended_at, wire.attempt.submitted_at);
    // An intent that was written by a program that died is sent by the next one as "again".
    let is_now = again_at == Some(wire.wall_at) || (wire.is_first && intended_at == wire.wall_at);
    hold(is_now, "R7", || format!("judged at {intended_at}, {again_at:?}, and sent at {}", wire.wall_at))
}

fn w6_the_drop_before_it_left_the_port(ledger: &Ledger, order: &Order) -> Checked {
    let before = ledger.records().iter().rev().find(|record| record.order.port == order.port && !record.let_go);
    hold(before.is_none(), "W6", || {
        let nr = before.map_or(0, |record| record.nr);
        format!("port {} sends while nothing was told of drop {nr}, which it sent before", order.port.0)
    })
}

fn w5_again_only_inside_the_keys_life(scene: &Scene, ledger: &Ledger, wire: &Wire<'_>) -> Checked {
    hold(scene.plan.keeps_keys, "W5", || "sent again to a provider that keeps no keys".to_owned())?;
    let first_at = ledger.of(wire.order.client_ref).and_then(|record| record.wired_at.first().copied());
    let is_young = first_at.is_some_and(|at| wire.true_at < at + KEY_LIFE - KEY_MARGIN + SET_BACK_LIMIT);
    hold(is_young, "W5", || format!("a key that first went out at {first_at:?} was used again"))
}

fn w8_no_other_open_attempt_on_the_number(db: &Db<'_>, wire: &Wire<'_>) -> Checked {
    let open = attempts::unsettled(db)?;
    let other = open.iter().find(|a| a.number == wire.attempt.number && a.id != wire.attempt.id);
    hold(other.is_none(), "W8", || format!("the number has an open attempt: {other:?}"))
}

fn r6_the_clock_was_not_set_back(house: &House, wire: &Wire<'_>) -> Checked {
    hold(wire.wall_at >= house.highest_at - SET_BACK_LIMIT, "R6", || {
        format!("sent at {} although it was {} before", wire.wall_at, house.highest_at)
    })
}

/// W10, with R4: running, in its window, on its day.
fn w10_its_run_is_running(run: &Run, wire: &Wire<'_>) -> Checked {
    hold(run.state == RunState::Running, "W10", || format!("sent for a run that is {}", run.state.word()))?;
    let is_inside = run.scheduled_at - SET_BACK_LIMIT <= wire.wall_at && wire.wall_at < run.until_at;
    hold(is_inside, "R4", || format!("sent at {} outside of the window of {run:?}", wire.wall_at))?;
    hold(wire.attempt.intended_on == run.on, "R4", || format!("sent on {} for {}", wire.attempt.intended_on, run.on))
}

fn w14_to_a_number_of_the_customer(scene: &Scene, customer: CustomerId, target: &Target, wire: &Wire<'_>) -> Checked {
    let on_file = scene.numbers.get(&customer).is_some_and(|numbers| numbers.contains(&wire.order.to));
    hold(on_file && target.number == wire.order.to, "W14", || {
        format!("{} is not on the file of customer {}", wire.order.to, customer.0)
    })?;
    hold(target.state == TargetState::InProgress, "W10", || format!("sent to a target that is {:?}", target.state))
}

fn w9_in_the_order_of_reservation(db: &Db<'_>, run: &Run, target: &Target) -> Checked {
    let waiting = targets::reserved(db, run.id)?;
    let passed = waiting.iter().find(|t| t.position < target.position && t.later_reason.is_none());
    hold(passed.is_none() || target.later_reason.is_some(), "W9", || {
        format!("{passed:?} was passed over by {target:?}")
    })
}

/// The rule that issue 4 is named after.
fn w4_no_second_key_for_a_drop_in_doubt(ledger: &Ledger, wire: &Wire<'_>, of: Of) -> Checked {
    let is_in_doubt = |record: &&crate::ledger::Record| {
        record.of == Some(of)
            && record.known_to != KnownTo::Nobody
            && record.order.client_ref != wire.order.client_ref
            && !record.came_to_nothing
    };
    let doubt = ledger.records().iter().find(is_in_doubt);
    hold(doubt.is_none(), "W4", || {
        let nr = doubt.map_or(0, |record| record.nr);
        format!("another key for customer {} although nobody knows what became of drop {nr}", of.customer.0)
    })
}

fn s3_nobody_who_is_held_back(state: &State, customer: CustomerId) -> Checked {
    let why = state.book.held_back.get(&customer);
    hold(why.is_none(), "S3", || format!("sent to customer {} who {}", customer.0, why.unwrap_or(&"")))
}
