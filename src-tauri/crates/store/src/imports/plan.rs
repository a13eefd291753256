//! What writing a file would do, worked out without writing: the preview counts it, and the import carries it out.

use std::{borrow::Cow, mem::take};

use chrono::{DateTime, Utc};
use domain::{
    ids::{CodeId, CustomerId, VehicleId},
    phone::PhoneKind,
};

use super::{
    Field, FileConsent, FileContact, FileCustomer, FilePhone, FileVehicle, Ready,
    changed::json,
    file::Values,
    present::{Present, PresentCustomer, SAID_CONSENT, SAID_DO_NOT_CALL, SAID_YES, Said},
    ready,
};
use crate::StoreError;

/// What writing one customer of a file would do.
pub(super) struct CustomerPlan<'f> {
    /// `None`: new.
    pub id: Option<CustomerId>,
    pub number: &'f str,
    pub values: Vec<ValueChange<'f>>,
    pub phones: Vec<PhoneChange<'f>>,
    pub voice_off: Option<VoiceOff>,
    pub contacts: Vec<(&'f FileContact, Option<CodeId>)>,
    pub consent: Option<&'f FileConsent>,
    /// What the file says, if other than before.
    pub said: Option<SaidChange<'f>>,
    pub vehicles: Vec<VehiclePlan<'f>>,
    /// Of a new customer.
    pub search_text: Option<Cow<'f, str>>,
}

pub(super) enum VoiceOff {
    /// The file says Do Not Call and did not before.
    ByFile,
    /// The customer was taken off the file with it, and comes back (P13).
    Kept { reason: String, at: DateTime<Utc> },
}

pub(super) struct VehiclePlan<'f> {
    /// `None`: new.
    pub id: Option<VehicleId>,
    pub vin: &'f str,
    /// Who has it now, if the file gives it to this customer.
    pub moves_from: Option<CustomerId>,
    pub values: Vec<ValueChange<'f>>,
    /// A new purchase turns the VIN on for every type (P9).
    pub is_new_purchase: bool,
    pub said: Option<SaidChange<'f>>,
}

pub(super) struct ValueChange<'f> {
    pub field: Field,
    pub old: Option<String>,
    pub new: &'f str,
}

pub(super) struct PhoneChange<'f> {
    pub kind: PhoneKind,
    pub old: Option<FilePhone>,
    pub new: &'f FilePhone,
}

/// As JSON.
pub(super) struct SaidChange<'f> {
    /// `None`: no file has spoken of it before.
    pub old: Option<String>,
    pub new: Cow<'f, str>,
}

impl CustomerPlan<'_> {
    /// Whether anything of this customer changes, beyond the memory of what the file said.
    pub(super) fn changes_anything(&self) -> bool {
        !(self.values.is_empty() && self.phones.is_empty() && self.contacts.is_empty())
            || self.voice_off.is_some()
            || self.consent.is_some()
            || self.vehicles.iter().any(VehiclePlan::changes_anything)
    }
}

impl VehiclePlan<'_> {
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
pub(super) fn plan<'f>(ready: &'f Ready, present: &Present<'_>) -> Result<CustomerPlan<'f>, StoreError> {
    let file = ready.customer();
    let mut now = present.customer(&file.number)?;
    let id = now.as_ref().map(|customer| customer.id);
    let mut vehicles = Vec::with_capacity(file.vehicles.len());
    for (vehicle, said) in file.vehicles.iter().zip(&ready.vehicles_said) {
        vehicles.extend(plan_vehicle(vehicle, said, id, present)?);
    }
    // Two rows may write the same contact with other capitals.
    let mut known = now.as_mut().map(|customer| take(&mut customer.contact_keys)).unwrap_or_default();
    let contacts = file.contacts.iter().filter(|contact| known.insert(contact.key())).map(|contact| {
        let code = contact.code.as_ref().and_then(|name| present.codes.get(&name.to_lowercase()));
        (contact, code.copied())
    });
    let contacts = contacts.collect();
    let number = file.number.as_str();
    let Some(now) = now else {
        let is_whole = vehicles.len() == file.vehicles.len();
        let vins = vehicles.iter().map(|vehicle| vehicle.vin);
        return Ok(CustomerPlan {
            id: None,
            number,
            values: all_values(&file.values),
            phones: file.phones.iter().map(|(kind, new)| PhoneChange { kind: *kind, old: None, new }).collect(),
            voice_off: voice_off_of_new(file, present),
            contacts,
            consent: file.consent.as_ref(),
            said: all_said(&ready.said),
            search_text: Some(match is_whole {
                true => Cow::Borrowed(ready.search_text.as_str()),
                false => Cow::Owned(ready::search_text(file, vins)),
            }),
            vehicles,
        });
    };
    let mut said = now.said.clone();
    Ok(CustomerPlan {
        id,
        number,
        values: value_changes(&file.values, &now.values, &mut said),
        phones: phone_changes(file, &now, &mut said),
        voice_off: voice_off(file, &now, &mut said),
        contacts,
        consent: file.consent.as_ref().filter(|consent| is_news(&mut said, SAID_CONSENT, &consent.key())),
        said: said_change(&now.said, &said)?,
        search_text: None,
        vehicles,
    })
}

/// Remembers what the file says; true if the file before said something else, or nothing.
fn is_news(said: &mut Said, word: &str, value: &str) -> bool {
    match said.get_mut(word) {
        Some(before) if before == value => false,
        Some(before) => {
            value.clone_into(before);
            true
        }
        None => {
            said.insert(word.to_owned(), value.to_owned());
            true
        }
    }
}

/// A value that the last file said too is no news, so a person's correction stands until the file says another.
fn value_changes<'f>(file: &'f Values, now: &Values, said: &mut Said) -> Vec<ValueChange<'f>> {
    let mut changes = vec![];
    for (field, value) in file {
        let old = now.get(field);
        if is_news(said, field.column(), value) && old != Some(value) {
            changes.push(ValueChange { field: *field, old: old.cloned(), new: value });
        }
    }
    changes
}

/// The same where nothing stands.
fn all_values(file: &Values) -> Vec<ValueChange<'_>> {
    file.iter().map(|(field, value)| ValueChange { field: *field, old: None, new: value }).collect()
}

fn phone_changes<'f>(file: &'f FileCustomer, now: &PresentCustomer, said: &mut Said) -> Vec<PhoneChange<'f>> {
    let mut changes = vec![];
    for (kind, phone) in &file.phones {
        let old = now.phones.get(kind);
        let key = phone.key();
        let is_other = old.is_none_or(|old| old.key() != key);
        if is_news(said, kind.word(), &key) && is_other {
            changes.push(PhoneChange { kind: *kind, old: old.cloned(), new: phone });
        }
    }
    changes
}

/// Do Not Call is remembered for this file only: when it goes and comes back it is news, and turns voice off again
/// even if a person had turned it on between (P13).
fn voice_off(file: &FileCustomer, now: &PresentCustomer, said: &mut Said) -> Option<VoiceOff> {
    if !file.do_not_call {
        said.remove(SAID_DO_NOT_CALL);
        return None;
    }
    let is_news = is_news(said, SAID_DO_NOT_CALL, SAID_YES);
    (is_news && !now.is_opted_out).then_some(VoiceOff::ByFile)
}

fn voice_off_of_new(file: &FileCustomer, present: &Present<'_>) -> Option<VoiceOff> {
    match present.voice_off_kept.get(&file.number) {
        Some((reason, at)) => Some(VoiceOff::Kept { reason: reason.clone(), at: *at }),
        None => file.do_not_call.then_some(VoiceOff::ByFile),
    }
}

/// `None`: the file shows the VIN under an owner before the one on file, so it says nothing of today. `ready` is what the
/// file says of it, in JSON.
fn plan_vehicle<'f>(
    file: &'f FileVehicle,
    ready: &'f str,
    owner: Option<CustomerId>,
    present: &Present<'_>,
) -> Result<Option<VehiclePlan<'f>>, StoreError> {
    let vin = file.vin.as_str();
    let Some(now) = present.vehicle(vin)? else {
        let (values, said) = (all_values(&file.values), all_said(ready));
        return Ok(Some(VehiclePlan { id: None, vin, moves_from: None, values, is_new_purchase: false, said }));
    };
    // Dates compare as text, and no date before any.
    let delivered = file.values.get(&Field::PurchasedOn);
    let delivered_before = now.values.get(&Field::PurchasedOn);
    let moves = owner != Some(now.owner);
    if moves && delivered < delivered_before {
        return Ok(None);
    }
    // Another owner's rows are no earlier statement about this one's vehicle.
    let mut said = if moves { Said::new() } else { now.said.clone() };
    let values = value_changes(&file.values, &now.values, &mut said);
    let is_later =
        values.iter().any(|change| change.field == Field::PurchasedOn && change.old.as_deref() < Some(change.new));
    let is_new_purchase = if moves { delivered.is_some() } else { is_later && delivered_before.is_some() };
    Ok(Some(VehiclePlan {
        id: Some(now.id),
        vin,
        moves_from: moves.then_some(now.owner),
        values,
        is_new_purchase,
        said: said_change(&now.said, &said)?,
    }))
}

fn said_change<'f>(old: &Said, new: &Said) -> Result<Option<SaidChange<'f>>, StoreError> {
    if old == new {
        return Ok(None);
    }
    let old = (!old.is_empty()).then(|| json(old)).transpose()?;
    Ok(Some(SaidChange { old, new: Cow::Owned(json(new)?) }))
}

/// What a file says of somebody, or of a VIN, that nobody has spoken of; a file that says nothing leaves nothing.
fn all_said(ready: &str) -> Option<SaidChange<'_>> {
    (!ready.is_empty()).then_some(SaidChange { old: None, new: Cow::Borrowed(ready) })
}
