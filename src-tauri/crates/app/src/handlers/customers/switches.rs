//! Voice of a customer, and of one number, switched off by a person: a turn-off. No drop goes out, and nobody is opted
//! out; an opt-out is stronger, and lies beside it ([`super::opt_outs`]).

use std::sync::Arc;

use domain::{ids::CustomerId, phone::E164};
use store::{
    StoreError,
    customers::{self, Off},
    numbers,
};

use super::{
    desk::{self, Desk},
    page,
};
use crate::{
    Caller, House,
    dto::{
        customer_page::{NumberSwitch, VoiceSwitch},
        customers::CustomerDto,
    },
    error::CommandError,
    events::Topic,
};

/// Switches voice off for the whole customer.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`; `customer.opted_out` if the customer is opted out, which is more;
/// `customer.voice_is_off` if a person has switched it off before.
pub async fn switch_voice_off(
    house: &Arc<House>,
    caller: &Caller,
    request: VoiceSwitch,
) -> Result<CustomerDto, CommandError> {
    let reason = desk::checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        if customer.voice_off.is_some() {
            return Err(opted_out());
        }
        if !customers::switch_voice_off(desk.db, customer.id, desk.who, reason, desk.now)? {
            let sentence = "Voice is switched off for this customer already. Look at the page again.";
            return Err(CommandError::new("customer.voice_is_off", sentence));
        }
        desk.note(&customer, &format!("Voice switched off: {reason}"))?;
        let new = format!("switched off: {reason}");
        desk.write_down(&format!("Voice of {}", desk::title(&customer)), Some("on"), Some(&new))?;
        page::of(desk, request.customer)
    })
}

/// Takes a person's switch back.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`; `customer.opted_out`: an opt-out is lifted, not switched;
/// `customer.voice_is_on`.
pub async fn switch_voice_on(
    house: &Arc<House>,
    caller: &Caller,
    request: VoiceSwitch,
) -> Result<CustomerDto, CommandError> {
    let reason = desk::checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        voice_on(desk, request.customer, reason)?;
        page::of(desk, request.customer)
    })
}

/// The switch itself, for whoever asks for the reason.
pub(in crate::handlers) fn voice_on(desk: &Desk<'_>, customer: CustomerId, reason: &str) -> Result<(), CommandError> {
    let customer = desk.customer(customer)?;
    if customer.voice_off.is_some() {
        return Err(opted_out());
    }
    let Some(off) = customer.voice_switch.as_ref() else {
        let sentence = "Voice is on for this customer. Look at the page again.";
        return Err(CommandError::new("customer.voice_is_on", sentence));
    };
    customers::switch_voice_on(desk.db, customer.id)?;
    desk.note(&customer, &format!("Voice switched on: {reason}"))?;
    let (what, new) = (format!("Voice of {}", desk::title(&customer)), format!("on: {reason}"));
    desk.write_down(&what, Some(&format!("switched off: {}", off.reason)), Some(&new))
}

fn opted_out() -> CommandError {
    let sentence = "This customer is opted out, which is more than a switch. Lift the opt-out if they asked for it.";
    CommandError::new("customer.opted_out", sentence)
}

/// Switches a number off on every file that bears it.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`; `store.not_found` if the customer has no such number;
/// `number.is_off`.
pub async fn switch_number_off(
    house: &Arc<House>,
    caller: &Caller,
    request: NumberSwitch,
) -> Result<CustomerDto, CommandError> {
    let reason = desk::checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let number = number_of(desk, &request)?;
        if numbers::switch_of(desk.db, &number)?.is_some() {
            let sentence = "This number is switched off already. Look at the page again.";
            return Err(CommandError::new("number.is_off", sentence));
        }
        numbers::switch_off(desk.db, &number, desk.who, reason, desk.now)?;
        write_down(desk, &request, "on", &format!("switched off: {reason}"))?;
        page::of(desk, request.customer)
    })
}

/// Takes that back.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`; `store.not_found`; `number.is_on`.
pub async fn switch_number_on(
    house: &Arc<House>,
    caller: &Caller,
    request: NumberSwitch,
) -> Result<CustomerDto, CommandError> {
    let reason = desk::checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let number = number_of(desk, &request)?;
        let Some(Off { reason: standing, .. }) = numbers::switch_of(desk.db, &number)? else {
            let sentence = "This number is on. Look at the page again.";
            return Err(CommandError::new("number.is_on", sentence));
        };
        numbers::switch_on(desk.db, &number)?;
        write_down(desk, &request, &format!("switched off: {standing}"), &format!("on: {reason}"))?;
        page::of(desk, request.customer)
    })
}

/// A number of this customer; nobody switches one that they do not look at.
fn number_of(desk: &Desk<'_>, request: &NumberSwitch) -> Result<E164, CommandError> {
    let customer = desk.customer(request.customer)?;
    let phones = customers::phones(desk.db, customer.id)?;
    let found = phones.into_iter().filter_map(|phone| phone.number).find(|number| *number == request.number);
    Ok(found.ok_or(StoreError::NotFound)?)
}

fn write_down(desk: &Desk<'_>, request: &NumberSwitch, old: &str, new: &str) -> Result<(), CommandError> {
    let customer = desk.customer(request.customer)?;
    let number = request.number.display();
    desk.note(&customer, &format!("Voice of {number} {new}"))?;
    desk.write_down(&format!("Voice of {number}, on every file ({})", desk::title(&customer)), Some(old), Some(new))
}
