//! Holds and complaints, set by a person: while one stands, no run reserves the customer, and one that holds them skips
//! them.

use std::sync::Arc;

use chrono::{Months, NaiveDate};
use store::{
    complaints,
    customers::{self, HeldBack, Off},
};

use super::{
    desk::{self, Desk},
    page,
};
use crate::{
    Caller, House,
    dto::{
        customer_page::{ComplaintOpen, ComplaintSettle, HoldSet},
        customers::{CustomerDto, CustomerKey},
    },
    error::CommandError,
    events::Topic,
};

/// Longer than any part takes, and short enough that a wrong century is noticed.
const HOLD_MAX: Months = Months::new(60);
/// What was said, in some sentences; the correspondence belongs to the dealer system.
const WORDS_CHARS_MAX: usize = 1_000;

/// Sets a hold, in the place of one that stands.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`; `hold.until_past`, `hold.until_far`.
pub async fn set_hold(house: &Arc<House>, caller: &Caller, request: HoldSet) -> Result<CustomerDto, CommandError> {
    let reason = desk::checked_reason(&request.reason)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        check_until(desk, request.until_on)?;
        let off = Off { reason: reason.to_owned(), at: Some(desk.now), by: Some(desk.who.to_owned()) };
        let hold = HeldBack { off, until_on: request.until_on };
        customers::set_hold(desk.db, customer.id, Some(&hold))?;
        let (old, new) = (customer.hold.as_ref().map(words), words(&hold));
        desk.note(&customer, &format!("On hold: {new}"))?;
        desk.write_down(&format!("Hold of {}", desk::title(&customer)), old.as_deref(), Some(&new))?;
        page::of(desk, request.customer)
    })
}

fn check_until(desk: &Desk<'_>, until_on: Option<NaiveDate>) -> Result<(), CommandError> {
    let last = desk.today.checked_add_months(HOLD_MAX).unwrap_or(NaiveDate::MAX);
    match until_on {
        Some(on) if on <= desk.today => {
            let sentence = "The hold would be over already. Choose a day from tomorrow on.";
            Err(CommandError::field("hold.until_past", "until_on", sentence))
        }
        Some(on) if on > last => {
            let sentence = "Choose a day in the next five years, or leave the end open.";
            Err(CommandError::field("hold.until_far", "until_on", sentence))
        }
        Some(_) | None => Ok(()),
    }
}

/// Ends the hold; without one nothing changes.
pub async fn end_hold(house: &Arc<House>, caller: &Caller, request: CustomerKey) -> Result<CustomerDto, CommandError> {
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.id)?;
        if let Some(hold) = &customer.hold {
            customers::set_hold(desk.db, customer.id, None)?;
            desk.note(&customer, &format!("Hold ended: {}", words(hold)))?;
            desk.write_down(&format!("Hold of {}", desk::title(&customer)), Some(&words(hold)), None)?;
        }
        page::of(desk, request.id)
    })
}

/// "Waits for a part, until 4 Dec 2026".
fn words(hold: &HeldBack) -> String {
    let until = hold.until_on.map(|on| format!("until {}", on.format("%-d %b %Y")));
    format!("{}, {}", hold.off.reason, until.unwrap_or_else(|| "until a person ends it".to_owned()))
}

/// # Errors
/// `complaint.empty`, `complaint.long`; `complaint.is_open`.
pub async fn open_complaint(
    house: &Arc<House>,
    caller: &Caller,
    request: ComplaintOpen,
) -> Result<CustomerDto, CommandError> {
    let said = checked(&request.words, "words", "Write what the customer complains about.")?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        if customer.complaint_open {
            let sentence = "A complaint is open already. Settle it first.";
            return Err(CommandError::new("complaint.is_open", sentence));
        }
        complaints::open(desk.db, customer.id, desk.who, said, desk.now)?;
        desk.note(&customer, &format!("Complaint: {said}"))?;
        desk.write_down(&format!("Complaint of {}", desk::title(&customer)), None, Some(&format!("open: {said}")))?;
        page::of(desk, request.customer)
    })
}

/// # Errors
/// `complaint.empty`, `complaint.long`; `complaint.none_open`.
pub async fn settle_complaint(
    house: &Arc<House>,
    caller: &Caller,
    request: ComplaintSettle,
) -> Result<CustomerDto, CommandError> {
    let how = checked(&request.how, "how", "Write how the complaint was settled.")?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        if !customer.complaint_open {
            let sentence = "No complaint is open any more. Look at the page again.";
            return Err(CommandError::new("complaint.none_open", sentence));
        }
        let open = complaints::latest(desk.db, customer.id, 1)?.into_iter().find(|one| one.settled.is_none());
        complaints::settle(desk.db, customer.id, desk.who, how, desk.now)?;
        desk.note(&customer, &format!("Complaint settled: {how}"))?;
        let old = open.map_or("open".to_owned(), |open| format!("open: {}", open.words));
        let new = format!("settled: {how}");
        desk.write_down(&format!("Complaint of {}", desk::title(&customer)), Some(&old), Some(&new))?;
        page::of(desk, request.customer)
    })
}

fn checked<'a>(typed: &'a str, field: &str, ask: &str) -> Result<&'a str, CommandError> {
    let words = typed.trim();
    if words.is_empty() {
        return Err(CommandError::field("complaint.empty", field, ask));
    }
    if words.chars().count() > WORDS_CHARS_MAX {
        let sentence = "This is too long: use at most 1,000 characters.";
        return Err(CommandError::field("complaint.long", field, sentence));
    }
    Ok(words)
}
