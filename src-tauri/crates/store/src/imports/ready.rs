//! A customer of a file on the way to the thread that writes: with everything that can be worked out beforehand by
//! whoever read the file, so that writing has less to do for those who are not on file.

use std::{borrow::Cow, collections::BTreeMap};

use domain::phone::E164;

use super::{
    Field, FileCustomer,
    changed::json,
    file::Values,
    present::{SAID_CONSENT, SAID_DO_NOT_CALL, SAID_YES},
};
use crate::{StoreError, search_text as folding};

/// A customer of a file, ready to be compared and written.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    customer: FileCustomer,
    /// What the file says of the customer, as it is remembered of one who is new: JSON, or empty if it says nothing.
    pub(super) said: String,
    /// The same of each vehicle.
    pub(super) vehicles_said: Vec<String>,
    /// As [`folding::rebuild`] will make it if customer and vehicles are new.
    pub(super) search_text: String,
}

impl Ready {
    /// # Errors
    /// [`StoreError::Broken`] never happens: texts have JSON.
    pub fn new(customer: FileCustomer) -> Result<Self, StoreError> {
        let vehicles_said = customer.vehicles.iter().map(|vehicle| said(values(&vehicle.values)));
        Ok(Self {
            said: said(values(&customer.values).chain(of_person(&customer)))?,
            vehicles_said: vehicles_said.collect::<Result<_, _>>()?,
            search_text: search_text(&customer, customer.vehicles.iter().map(|vehicle| vehicle.vin.as_str())),
            customer,
        })
    }

    pub fn customer(&self) -> &FileCustomer {
        &self.customer
    }
}

type Word<'a> = (&'static str, Cow<'a, str>);

fn said<'a>(words: impl Iterator<Item = Word<'a>>) -> Result<String, StoreError> {
    // In the order of the words, as what was said before is kept.
    let words: BTreeMap<_, _> = words.collect();
    if words.is_empty() { Ok(String::new()) } else { json(&words) }
}

fn values(values: &Values) -> impl Iterator<Item = Word<'_>> {
    values.iter().map(|(field, value)| (field.column(), Cow::Borrowed(value.as_str())))
}

fn of_person(customer: &FileCustomer) -> impl Iterator<Item = Word<'_>> {
    let phones = customer.phones.iter().map(|(kind, phone)| (kind.word(), Cow::Owned(phone.key())));
    let do_not_call = customer.do_not_call.then_some((SAID_DO_NOT_CALL, Cow::Borrowed(SAID_YES)));
    let consent = customer.consent.iter().map(|consent| (SAID_CONSENT, Cow::Owned(consent.key())));
    phones.chain(do_not_call).chain(consent)
}

/// What [`folding::rebuild`] will make of a customer who is new and has these vehicles.
pub(super) fn search_text<'a>(customer: &'a FileCustomer, vins: impl Iterator<Item = &'a str>) -> String {
    let names = [Field::FirstName, Field::LastName, Field::Company, Field::Email];
    let names = names.iter().filter_map(|field| customer.values.get(field).map(String::as_str));
    let mut text: String = names.chain([customer.number.as_str()]).collect::<Vec<_>>().join(" ");
    for phone in customer.phones.values() {
        let digits = phone.e164.as_ref().map_or(phone.typed.as_str(), E164::as_str).chars();
        text.push(' ');
        text.extend(digits.filter(char::is_ascii_digit));
    }
    for vin in vins {
        text.push(' ');
        text.push_str(vin);
    }
    folding::fold(&text)
}
