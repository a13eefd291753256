//! No voice drop again, and its taking back (P13, S15).

use std::sync::Arc;

use domain::phone::E164;
use store::{
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

/// Turns voice off for the customer and opts out every number on the file, wherever else it stands; at once, also for
/// a run that holds the customer.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`.
pub async fn opt_out(house: &Arc<House>, caller: &Caller, request: OptOut) -> Result<CustomerDto, CommandError> {
    let reason = desk::checked_reason(&request.reason)?;
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
    let reason = desk::checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        switch_on(desk, &customer, reason)?;
        page::of(desk, request.customer)
    })
}

/// The whole of an opt-out; also what a caller asks for in a call-back.
pub(super) fn switch_off(desk: &Desk<'_>, customer: &Customer, reason: &str) -> Result<(), CommandError> {
    let on_file = numbers_of(desk, customer)?;
    customers::set_voice_off(desk.db, customer.id, Some((desk.now, reason)))?;
    for number in &on_file {
        numbers::opt_out(desk.db, number, desk.who, reason, desk.now)?;
    }
    desk.note(customer, &format!("Opted out of voice drops: {reason}"))?;
    let switched = customer.voice_switch.as_ref().map(|switch| format!("switched off: {}", switch.reason));
    let standing = customer.voice_off.as_ref().map(|standing| format!("off: {standing}")).or(switched);
    let old = standing.unwrap_or_else(|| "on".to_owned());
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
    // A person's switch stands until it is switched on again.
    if customer.voice_switch.is_none() {
        customers::set_voice_off(desk.db, customer.id, None)?;
    }
    let kept: String = kept.iter().map(|sentence| format!("; {sentence}")).collect();
    desk.note(customer, &format!("Voice drops allowed again: {reason}{kept}"))?;
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
