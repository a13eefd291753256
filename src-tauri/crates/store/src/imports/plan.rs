//! What writing a file would do, worked out without writing: the preview counts it, and the import carries it out.

use std::mem::take;

use chrono::{DateTime, Utc};
use domain::{
    ids::{CodeId, CustomerId, VehicleId},
    phone::{E164, PhoneKind},
};

use super::{
    Field, FileConsent, FileContact, FileCustomer, FilePhone, FileVehicle,
    changed::json,
    file::Values,
    present::{Present, PresentCustomer, SAID_CONSENT, SAID_DO_NOT_CALL, Said},
};
use crate::{StoreError, search_text};

/// What writing one customer of a file would do.
pub(super) struct CustomerPlan {
    /// `None`: new.
    pub id: Option<CustomerId>,
    pub number: String,
    pub values: Vec<ValueChange>,
    pub phones: Vec<PhoneChange>,
    pub voice_off: Option<VoiceOff>,
    pub contacts: Vec<(FileContact, Option<CodeId>)>,
    pub consent: Option<FileConsent>,
    /// What the file says, if other than before.
    pub said: Option<SaidChange>,
    pub vehicles: Vec<VehiclePlan>,
    /// Of a new customer.
    pub search_text: Option<String>,
}

pub(super) enum VoiceOff {
    /// The file says Do Not Call and did not before.
    ByFile,
    /// The customer was taken off the file with it, and comes back (P13).
    Kept { reason: String, at: DateTime<Utc> },
}

pub(super) struct VehiclePlan {
    /// `None`: new.
    pub id: Option<VehicleId>,
    pub vin: String,
    /// Who has it now, if the file gives it to this customer.
    pub moves_from: Option<CustomerId>,
    pub values: Vec<ValueChange>,
    /// A new purchase turns the VIN on for every type (P9).
    pub is_new_purchase: bool,
    pub said: Option<SaidChange>,
}

pub(super) struct ValueChange {
    pub field: Field,
    pub old: Option<String>,
    pub new: String,
}

pub(super) struct PhoneChange {
    pub kind: PhoneKind,
    pub old: Option<FilePhone>,
    pub new: FilePhone,
}

/// As JSON.
pub(super) struct SaidChange {
    /// `None`: no file has spoken of it before.
    pub old: Option<String>,
    pub new: String,
}

impl CustomerPlan {
    /// Whether anything of this customer changes, beyond the memory of what the file said.
    pub(super) fn changes_anything(&self) -> bool {
        !(self.values.is_empty() && self.phones.is_empty() && self.contacts.is_empty())
            || self.voice_off.is_some()
            || self.consent.is_some()
            || self.vehicles.iter().any(VehiclePlan::changes_anything)
    }
}

impl VehiclePlan {
    pub(super) fn is_new(&self) -> bool {
        self.id.is_none()
    }

    /// New to this customer, or to the store.
    pub(super) fn changes_owner(&self) -> bool {
        self.id.is_none() || self.moves_from.is_some()
    }

    fn changes_anything(&self) -> bool {
        self.changes_owner() || !self.values.is_empty() || self.is_new_purchase
    }
}

/// Compares a customer of a file with what stands on file. Each customer number and each VIN may stand in a file once.
pub(super) fn plan(file: &FileCustomer, present: &Present<'_>) -> Result<CustomerPlan, StoreError> {
    let mut now = present.customer(&file.number)?;
    let id = now.as_ref().map(|customer| customer.id);
    let old_said = now.as_mut().map(|customer| take(&mut customer.said)).unwrap_or_default();
    let mut said = old_said.clone();
    let no_values = Values::new();
    let values = now.as_ref().map_or(&no_values, |customer| &customer.values);
    let values = value_changes(&file.values, values, &mut said);
    let phones = phone_changes(file, now.as_ref(), &mut said);
    let voice_off = voice_off(file, now.as_ref(), present, &mut said);
    let consent = file.consent.clone().filter(|consent| is_news(&mut said, SAID_CONSENT, consent.key()));
    // Two rows may write the same contact with other capitals.
    let mut known = now.as_mut().map(|customer| take(&mut customer.contact_keys)).unwrap_or_default();
    let contacts = file.contacts.iter().filter(|contact| known.insert(contact.key())).map(|contact| {
        let code = contact.code.as_ref().and_then(|name| present.codes.get(&name.to_lowercase()));
        (contact.clone(), code.copied())
    });
    let contacts = contacts.collect();
    let mut vehicles = vec![];
    for vehicle in &file.vehicles {
        vehicles.extend(plan_vehicle(vehicle, id, present)?);
    }
    Ok(CustomerPlan {
        id,
        number: file.number.clone(),
        values,
        phones,
        voice_off,
        contacts,
        consent,
        said: said_change(&old_said, &said)?,
        search_text: id.is_none().then(|| search_text_of(file, &vehicles)),
        vehicles,
    })
}

/// What [`search_text::rebuild`] will make of a customer who is new.
fn search_text_of(file: &FileCustomer, vehicles: &[VehiclePlan]) -> String {
    let names = [Field::FirstName, Field::LastName, Field::Company, Field::Email];
    let mut parts: Vec<String> = names.iter().filter_map(|field| file.values.get(field).cloned()).collect();
    parts.push(file.number.clone());
    for phone in file.phones.values() {
        parts.push(search_text::digits(phone.e164.as_ref().map_or(&phone.typed, E164::as_str)));
    }
    parts.extend(vehicles.iter().map(|vehicle| vehicle.vin.clone()));
    search_text::text(&parts)
}

/// Remembers what the file says; true if the file before said something else, or nothing.
fn is_news(said: &mut Said, word: &str, value: String) -> bool {
    match said.get_mut(word) {
        Some(before) if *before == value => false,
        Some(before) => {
            *before = value;
            true
        }
        None => {
            said.insert(word.to_owned(), value);
            true
        }
    }
}

/// A value that the last file said too is no news, so a person's correction stands until the file says another.
fn value_changes(file: &Values, now: &Values, said: &mut Said) -> Vec<ValueChange> {
    let mut changes = vec![];
    for (field, value) in file {
        let old = now.get(field);
        if is_news(said, field.column(), value.clone()) && old != Some(value) {
            changes.push(ValueChange { field: *field, old: old.cloned(), new: value.clone() });
        }
    }
    changes
}

fn phone_changes(file: &FileCustomer, now: Option<&PresentCustomer>, said: &mut Said) -> Vec<PhoneChange> {
    let mut changes = vec![];
    for (kind, phone) in &file.phones {
        let old = now.and_then(|customer| customer.phones.get(kind));
        let key = phone.key();
        let is_other = old.is_none_or(|old| old.key() != key);
        if is_news(said, kind.word(), key) && is_other {
            changes.push(PhoneChange { kind: *kind, old: old.cloned(), new: phone.clone() });
        }
    }
    changes
}

/// Do Not Call is remembered for this file only: when it goes and comes back it is news, and turns voice off again
/// even if a person had turned it on between (P13).
fn voice_off(
    file: &FileCustomer,
    now: Option<&PresentCustomer>,
    present: &Present<'_>,
    said: &mut Said,
) -> Option<VoiceOff> {
    let is_news = match file.do_not_call {
        true => is_news(said, SAID_DO_NOT_CALL, "yes".to_owned()),
        false => {
            said.remove(SAID_DO_NOT_CALL);
            false
        }
    };
    match now {
        Some(customer) => (is_news && !customer.is_opted_out).then_some(VoiceOff::ByFile),
        None => match present.voice_off_kept.get(&file.number) {
            Some((reason, at)) => Some(VoiceOff::Kept { reason: reason.clone(), at: *at }),
            None => is_news.then_some(VoiceOff::ByFile),
        },
    }
}

/// `None`: the file shows the VIN under an owner before the one on file, so it says nothing of today.
fn plan_vehicle(
    file: &FileVehicle,
    owner: Option<CustomerId>,
    present: &Present<'_>,
) -> Result<Option<VehiclePlan>, StoreError> {
    let Some(mut now) = present.vehicle(&file.vin)? else {
        let mut said = Said::new();
        let values = value_changes(&file.values, &Values::new(), &mut said);
        let said = said_change(&Said::new(), &said)?;
        let vin = file.vin.clone();
        return Ok(Some(VehiclePlan { id: None, vin, moves_from: None, values, is_new_purchase: false, said }));
    };
    // Dates compare as text, and no date before any.
    let delivered = file.values.get(&Field::PurchasedOn);
    let delivered_before = now.values.get(&Field::PurchasedOn).cloned();
    let moves = owner != Some(now.owner);
    if moves && delivered < delivered_before.as_ref() {
        return Ok(None);
    }
    let old_said = take(&mut now.said);
    // Another owner's rows are no earlier statement about this one's vehicle.
    let mut said = if moves { Said::new() } else { old_said.clone() };
    let values = value_changes(&file.values, &now.values, &mut said);
    let is_later =
        values.iter().any(|change| change.field == Field::PurchasedOn && change.old.as_ref() < Some(&change.new));
    let is_new_purchase = if moves { delivered.is_some() } else { is_later && delivered_before.is_some() };
    Ok(Some(VehiclePlan {
        id: Some(now.id),
        vin: file.vin.clone(),
        moves_from: moves.then_some(now.owner),
        values,
        is_new_purchase,
        said: said_change(&old_said, &said)?,
    }))
}

fn said_change(old: &Said, new: &Said) -> Result<Option<SaidChange>, StoreError> {
    if old == new {
        return Ok(None);
    }
    let old = (!old.is_empty()).then(|| json(old)).transpose()?;
    Ok(Some(SaidChange { old, new: json(new)? }))
}
