//! The customer called: what came of it, and the drop it answers.

use std::sync::Arc;

use domain::ids::CallBackId;
use store::{
    call_backs::{self, NewCallBack, RecentDrop},
    contacts::{self, NewContact, Who},
    customers::Customer,
    numbers, turn_offs,
};

use super::{
    desk::{self, Desk},
    opt_outs,
};
use crate::{
    Caller, House,
    dto::customers::{CallBackLog, CallBackLogged, CallBackOutcome},
    error::CommandError,
    events::Topic,
};

/// A few sentences; a longer story belongs to the dealer system.
const NOTE_CHARS_MAX: usize = 500;

/// Logs an inbound call, and does what its outcome says: a wrong number is invalid from now on, a sold vehicle counts
/// for nothing, an opt-out bars every number on the file. Without a drop in the last 14 days there is no number and
/// no vehicle that the caller could mean, and the call alone is logged.
///
/// # Errors
/// `call_back.note_long`.
pub async fn log_call_back(
    house: &Arc<House>,
    caller: &Caller,
    request: CallBackLog,
) -> Result<CallBackLogged, CommandError> {
    let note = request.note.trim();
    if note.chars().count() > NOTE_CHARS_MAX {
        let sentence = format!("This note is too long: use at most {NOTE_CHARS_MAX} characters.");
        return Err(CommandError::field("call_back.note_long", "note", sentence));
    }
    desk::act(house, caller, &[Topic::Customers, Topic::Runs], |desk| {
        let customer = desk.customer(request.customer)?;
        let answered = answered_drop(desk, &customer)?;
        let id = log(desk, &customer, answered.as_ref(), request.outcome, note)?;
        follow(desk, &customer, answered.as_ref(), request.outcome, note)?;
        Ok(CallBackLogged { id, from_drop: answered.map(|drop| words_of(desk, &drop)) })
    })
}

/// The newest drop that the customer can have heard, else the newest that was tried: a failed one brings nobody back
/// while an earlier one did arrive.
fn answered_drop(desk: &Desk<'_>, customer: &Customer) -> Result<Option<RecentDrop>, CommandError> {
    let since_on = call_backs::since_on(desk.today);
    let mut drops = call_backs::recent_drops(desk.db, customer.id, since_on)?;
    drops.retain(|drop| since_on <= drop.on);
    let heard = drops.iter().position(RecentDrop::may_have_been_heard).unwrap_or_default();
    Ok(drops.into_iter().nth(heard))
}

/// The row of Contact History, the call-back itself, and the audit trail.
fn log(
    desk: &Desk<'_>,
    customer: &Customer,
    drop: Option<&RecentDrop>,
    outcome: CallBackOutcome,
    note: &str,
) -> Result<CallBackId, CommandError> {
    let comment = format!("Call-back: {}. {note}", outcome_words(outcome));
    let row = NewContact {
        store: customer.store,
        customer: customer.id,
        vehicle: drop.and_then(|drop| drop.vehicle),
        user_name: desk.who,
        contact_type: drop.map(|drop| drop.contact_type),
        started_at: desk.now,
        finished_at: Some(desk.now),
        comment: comment.trim(),
        who: Who::CustomerCalled,
        // The drop has its own row; this one only names its campaign.
        attempt: None,
        campaign_name: drop.map(|drop| drop.campaign_name.as_str()),
        message: drop.map(|drop| drop.message),
        number: drop.map(|drop| &drop.number),
        code: None,
        recycled_on: None,
    };
    contacts::add(desk.db, &row)?;
    let call = NewCallBack {
        customer: customer.id,
        attempt: drop.map(|drop| drop.attempt),
        at: desk.now,
        on: desk.today,
        by: desk.who,
        outcome: outcome_word(outcome),
        note,
    };
    let id = call_backs::add(desk.db, &call)?;
    desk.write_down(&format!("Call-back of {}", desk::title(customer)), None, Some(comment.trim()))?;
    Ok(id)
}

/// What the outcome changes on the file.
fn follow(
    desk: &Desk<'_>,
    customer: &Customer,
    drop: Option<&RecentDrop>,
    outcome: CallBackOutcome,
    note: &str,
) -> Result<(), CommandError> {
    use CallBackOutcome as O;
    match outcome {
        O::WrongNumber => drop.map_or(Ok(()), |drop| mark_wrong(desk, customer, drop)),
        O::NoLongerOwns => drop.map_or(Ok(()), |drop| mark_sold(desk, customer, drop)),
        O::OptOut if note.is_empty() => opt_outs::switch_off(desk, customer, "Asked for it in a call-back"),
        O::OptOut => opt_outs::switch_off(desk, customer, &format!("Asked for it in a call-back: {note}")),
        O::Booked | O::Confirmed | O::Informed | O::CallAgain | O::NotReached | O::Other => Ok(()),
    }
}

fn mark_wrong(desk: &Desk<'_>, customer: &Customer, drop: &RecentDrop) -> Result<(), CommandError> {
    numbers::mark_bad(desk.db, &drop.number)?;
    let what = format!("{} of {}", drop.number.display(), desk::title(customer));
    desk.write_down(&what, None, Some("Wrong number: never used until a person types it again"))
}

fn mark_sold(desk: &Desk<'_>, customer: &Customer, drop: &RecentDrop) -> Result<(), CommandError> {
    let (Some(vehicle), Some(title)) = (drop.vehicle, &drop.vehicle_title) else { return Ok(()) };
    let reason = "Said in a call-back";
    turn_offs::set_not_owned(desk.db, vehicle, desk.who, reason, desk.now)?;
    let what = format!("Owns, {title} of {}", desk::title(customer));
    desk.write_down(&what, Some("on"), Some(&format!("off: {reason}")))
}

/// "Fall maintenance, 20 Nov 2026, 10:21, cell (416) 555-0134".
fn words_of(desk: &Desk<'_>, drop: &RecentDrop) -> String {
    let when = desk.local_words(drop.at);
    format!("{}, {when}, {} {}", drop.campaign_name, drop.kind.word(), drop.number.display())
}

/// The word that is stored; stable for ever.
fn outcome_word(outcome: CallBackOutcome) -> &'static str {
    use CallBackOutcome as O;
    match outcome {
        O::Booked => "booked",
        O::Confirmed => "confirmed",
        O::Informed => "informed",
        O::WrongNumber => "wrong_number",
        O::NoLongerOwns => "no_longer_owns",
        O::OptOut => "opt_out",
        O::CallAgain => "call_again",
        O::NotReached => "not_reached",
        O::Other => "other",
    }
}

/// As Contact History says it.
fn outcome_words(outcome: CallBackOutcome) -> &'static str {
    use CallBackOutcome as O;
    match outcome {
        O::Booked => "booked",
        O::Confirmed => "confirmed",
        O::Informed => "informed",
        O::WrongNumber => "wrong number",
        O::NoLongerOwns => "no longer owns the vehicle",
        O::OptOut => "opted out",
        O::CallAgain => "call again",
        O::NotReached => "not reached",
        O::Other => "other",
    }
}
