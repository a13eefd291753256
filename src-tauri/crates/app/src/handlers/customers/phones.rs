//! A number is corrected by hand.

use std::sync::Arc;

use domain::{
    country::Country,
    phone::{E164, PhoneReading, read_phone},
};
use store::{
    StoreError,
    customers::{self, Customer, Phone},
    numbers, search_text,
};

use super::{
    desk::{self, Desk},
    page,
};
use crate::{
    Caller, House,
    dto::customers::{CustomerDto, PhoneSave},
    error::CommandError,
    events::Topic,
};

/// Writes what a person typed into one phone field; an empty text empties the field. A person who types a number says
/// that it is right, so it is no bad number any more, and in the cell field no landline. On a customer whose voice is
/// off the number is opted out with the others (P13).
///
/// # Errors
/// `phone.invalid`: the text is no number. Nothing is changed then.
pub async fn save_phone(house: &Arc<House>, caller: &Caller, request: PhoneSave) -> Result<CustomerDto, CommandError> {
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.customer)?;
        save(desk, &customer, &request)?;
        page::of(desk, request.customer)
    })
}

fn save(desk: &Desk<'_>, customer: &Customer, request: &PhoneSave) -> Result<(), CommandError> {
    let kind = request.kind;
    let before = customers::phones(desk.db, customer.id)?.into_iter().find(|phone| phone.kind == kind);
    match read(desk, request)? {
        None => customers::clear_phone(desk.db, customer.id, kind)?,
        Some((number, extension)) => {
            numbers::confirm(desk.db, &number, kind)?;
            if let Some(reason) = &customer.voice_off {
                numbers::opt_out(desk.db, &number, desk.who, reason, desk.now)?;
            }
            let typed = request.typed.trim().to_owned();
            customers::save_phone(desk.db, customer.id, &Phone { kind, typed, number: Some(number), extension })?;
        }
    }
    search_text::rebuild(desk.db, customer.id)?;
    let what = format!("{} phone of {}", title_case(kind.word()), desk::title(customer));
    let new = Some(request.typed.trim()).filter(|typed| !typed.is_empty());
    desk.write_down(&what, before.as_ref().map(|phone| phone.typed.as_str()), new)
}

/// The number and its extension; `None` for an empty text.
fn read(desk: &Desk<'_>, request: &PhoneSave) -> Result<Option<(E164, Option<String>)>, CommandError> {
    let unreadable = || StoreError::Damaged("the country of the store is not readable".to_owned());
    let country = Country::from_word(&desk.store.country).ok_or_else(unreadable)?;
    match read_phone(&request.typed, country) {
        PhoneReading::Empty => Ok(None),
        PhoneReading::Number(number) => Ok(Some((number, None))),
        PhoneReading::WithExtension(number, extension) => Ok(Some((number, Some(extension)))),
        PhoneReading::Invalid => {
            let sentence = "This is not a phone number. Type it with its area code, for example 416 555 0134.";
            Err(CommandError::field("phone.invalid", "typed", sentence))
        }
    }
}

fn title_case(word: &str) -> String {
    crate::error::sentence(word).trim_end_matches('.').to_owned()
}
