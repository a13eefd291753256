//! No voice drop again, and its taking back (P13, S15).

use std::sync::Arc;

use domain::phone::E164;
use store::{
    contacts::{self, NewContact, Who},
    customers::{self, Customer},
    numbers,
};

use super::{
    desk::{self, Desk},
    page,
};
use crate::{
    Caller, House,
    dto::customers::{CustomerDto, OptIn, OptOut},
    error::CommandError,
    events::Topic,
};

/// A reason that fits on the page and on one line of the audit trail.
const REASON_CHARS_MAX: usize = 200;

/// Turns voice off for the customer and opts out every number on the file, wherever else it stands; at once, also for
/// a run that holds the customer.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`.
pub async fn opt_out(house: &Arc<House>, caller: &Caller, request: OptOut) -> Result<CustomerDto, CommandError> {
    let reason = checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        switch_off(desk, &customer, reason)?;
        page::of(desk, request.customer)
    })
}

/// Turns voice on again and lifts the opt-out of every number on the file; only a person with a reason does this.
/// Another file with the same number keeps its own switch: a number on a file with voice off stays opted out (P13).
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`, `customer.not_opted_out`; `customer.other_file_opted_out` if only
/// other files keep the numbers opted out.
pub async fn opt_in(house: &Arc<House>, caller: &Caller, request: OptIn) -> Result<CustomerDto, CommandError> {
    let reason = checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        switch_on(desk, &customer, reason)?;
        page::of(desk, request.customer)
    })
}

fn checked_reason(typed: &str) -> Result<&str, CommandError> {
    let reason = typed.trim();
    if reason.is_empty() {
        let sentence = "Say why: the reason is kept with the customer.";
        return Err(CommandError::field("customer.reason_empty", "reason", sentence));
    }
    if reason.chars().count() > REASON_CHARS_MAX {
        let sentence = format!("This reason is too long: use at most {REASON_CHARS_MAX} characters.");
        return Err(CommandError::field("customer.reason_long", "reason", sentence));
    }
    Ok(reason)
}

/// The whole of an opt-out; also what a caller asks for in a call-back.
pub(super) fn switch_off(desk: &Desk<'_>, customer: &Customer, reason: &str) -> Result<(), CommandError> {
    let on_file = numbers_of(desk, customer)?;
    customers::set_voice_off(desk.db, customer.id, Some((desk.now, reason)))?;
    for number in &on_file {
        numbers::opt_out(desk.db, number, desk.who, reason, desk.now)?;
    }
    note(desk, customer, &format!("Opted out of voice drops: {reason}"))?;
    let old = customer.voice_off.as_ref().map_or("on".to_owned(), |standing| format!("off: {standing}"));
    let new = format!("off: {reason}; {}", listed(&on_file));
    desk.write_down(&format!("Voice of {}", desk::title(customer)), Some(&old), Some(&new))
}

fn switch_on(desk: &Desk<'_>, customer: &Customer, reason: &str) -> Result<(), CommandError> {
    let mut old = customer.voice_off.iter().map(|standing| format!("off: {standing}")).collect::<Vec<_>>();
    let (mut lifted, mut kept) = (vec![], vec![]);
    for number in numbers_of(desk, customer)? {
        if let Some(out) = numbers::opt_out_of(desk.db, &number)? {
            if let Some((name, file)) = customers::voice_off_elsewhere(desk.db, &number, customer.id)? {
                kept.push(format!("{} stays opted out: voice is off for {name} ({file})", number.display()));
                continue;
            }
            old.push(format!("{} opted out by {}: {}", number.display(), out.by, out.reason));
            numbers::lift_opt_out(desk.db, &number)?;
            lifted.push(number);
        }
    }
    if old.is_empty() && !kept.is_empty() {
        let sentence = format!("{}. Voice must be allowed again on that file first.", kept.join("; "));
        return Err(CommandError::new("customer.other_file_opted_out", sentence));
    }
    if old.is_empty() {
        let sentence = "This customer is not opted out; there is nothing to lift.";
        return Err(CommandError::new("customer.not_opted_out", sentence));
    }
    customers::set_voice_off(desk.db, customer.id, None)?;
    let kept: String = kept.iter().map(|sentence| format!("; {sentence}")).collect();
    note(desk, customer, &format!("Voice drops allowed again: {reason}{kept}"))?;
    let new = format!("on: {reason}; {}{kept}", listed(&lifted));
    desk.write_down(&format!("Voice of {}", desk::title(customer)), Some(&old.join("; ")), Some(&new))
}

/// Every number on the file once, the work phone and switchboards too.
fn numbers_of(desk: &Desk<'_>, customer: &Customer) -> Result<Vec<E164>, CommandError> {
    let phones = customers::phones(desk.db, customer.id)?;
    let mut numbers: Vec<E164> = phones.into_iter().filter_map(|phone| phone.number).collect();
    numbers.sort();
    numbers.dedup();
    Ok(numbers)
}

fn listed(numbers: &[E164]) -> String {
    match numbers {
        [] => "no number".to_owned(),
        numbers => numbers.iter().map(E164::display).collect::<Vec<_>>().join(", "),
    }
}

/// A row of Contact History that is no contact: it moves none of the customer's clocks.
fn note(desk: &Desk<'_>, customer: &Customer, comment: &str) -> Result<(), CommandError> {
    let row = NewContact {
        store: customer.store,
        customer: customer.id,
        vehicle: None,
        user_name: desk.who,
        contact_type: None,
        started_at: desk.now,
        finished_at: Some(desk.now),
        comment,
        who: Who::Note,
        attempt: None,
        campaign_name: None,
        message: None,
        number: None,
        code: None,
        recycled_on: None,
    };
    contacts::add(desk.db, &row)?;
    Ok(())
}
