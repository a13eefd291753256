//! The customer's page: what is on file, which number a drop would use and why not, and why the customer may be
//! calling.

use domain::{
    campaign::CampaignSpec,
    contact_type::ContactType,
    facts::{CustomerFacts, NumberFacts, PhoneOnFile},
    ids::CustomerId,
    numbers::{self as rules, NumberRecord, RED_MARK_FAILURES},
    phone::{E164, PhoneKind},
};
use store::{
    call_backs::{self, RecentDrop},
    complaints::{self, Complaint},
    customers::{self, Customer, HeldBack, Off, Phone},
    events,
    facts::{self, Scope},
    numbers,
};

use super::{
    desk::Desk,
    vehicles::{self, off_dto},
};
use crate::{
    dto::{
        customer_page::{ComplaintDto, HoldDto, OnFileDto, SettledDto},
        customers::{CustomerDto, HeldDto, OptOutDto, PhoneDto, WhyCalling},
    },
    error::CommandError,
};

/// Numbers and holds are the same for every contact type; the facts of this one are read for them.
const CONTACT_TYPE: ContactType = ContactType::Maintenance;
/// Nobody complains more often and stays.
const COMPLAINTS_MAX: usize = 20;

/// The page as it is at the desk's moment.
pub(super) fn of(desk: &Desk<'_>, id: CustomerId) -> Result<CustomerDto, CommandError> {
    let customer = desk.customer(id)?;
    let facts = facts_of(desk, id, CONTACT_TYPE)?;
    let (vehicles, without_vehicle) = vehicles::of(desk, id, &facts)?;
    let (complaint, settled_complaints) = complaints_of(desk, &customer)?;
    let drops = call_backs::recent_drops(desk.db, id, call_backs::since_on(desk.today))?;
    let held = customers::held(desk.db, id)?;
    Ok(CustomerDto {
        id,
        phones: phones(desk, &customer, &facts)?,
        vehicles,
        without_vehicle,
        complaint,
        settled_complaints,
        on_file: on_file(desk, id)?,
        hold: customer.hold.and_then(|hold| hold_dto(desk, hold)),
        voice_switch: customer.voice_switch.as_ref().map(off_dto),
        may_have_heard_at: drops.iter().find(|drop| drop.is_unknown()).map(|drop| drop.at),
        why_calling: drops.into_iter().map(why_calling).collect(),
        impossible: rules::choose(&facts.cell, &facts.home, desk.today).is_err(),
        held: held.map(|held| HeldDto { run: held.run, campaign_name: held.campaign_name, until: held.until_at }),
        customer_number: customer.number,
        name: customer.name,
        first_name: customer.first_name,
        last_name: customer.last_name,
        company: customer.company,
        email: customer.email,
        address: customer.address,
        city: customer.city,
        region: customer.region,
        postal_code: customer.postal_code,
        language: customer.language,
        customer_type: customer.customer_type,
        day_preference: customer.day_preference,
        voice_off: customer.voice_off,
        taken_by: customer.taken_by,
        stars: customer.stars,
        last_contact_at: customer.last_contact_at,
    })
}

pub(super) fn facts_of(
    desk: &Desk<'_>,
    id: CustomerId,
    contact_type: ContactType,
) -> Result<CustomerFacts, CommandError> {
    let scope = Scope {
        store: desk.store.id,
        spec: &CampaignSpec::new(contact_type, desk.today),
        campaign: None,
        today: desk.today,
        customer: Some(id),
        except: None,
    };
    Ok(facts::read_one(desk.db, &scope, id)?)
}

/// Cell, home and work, each with its fault, also where the field is empty (S14).
fn phones(desk: &Desk<'_>, customer: &Customer, facts: &CustomerFacts) -> Result<Vec<PhoneDto>, CommandError> {
    let on_file = customers::phones(desk.db, customer.id)?;
    let mut phones = vec![];
    for kind in PhoneKind::ALL {
        let phone = on_file.iter().find(|phone| phone.kind == kind);
        let work = match kind {
            PhoneKind::Work => work_on_file(desk, phone)?,
            PhoneKind::Cell | PhoneKind::Home => PhoneOnFile::Empty,
        };
        let judged = match kind {
            PhoneKind::Cell => &facts.cell,
            PhoneKind::Home => &facts.home,
            PhoneKind::Work => &work,
        };
        phones.push(phone_dto(desk, kind, phone, judged)?);
    }
    // An opt-out of either number bars the other too (S8): then none is used first.
    let is_off = customer.voice_off.is_some() || customer.voice_switch.is_some();
    let barred = is_off || phones.iter().any(|phone| phone.opted_out.is_some());
    if let (false, Ok((used, _))) = (barred, rules::choose(&facts.cell, &facts.home, desk.today)) {
        phones.iter_mut().filter(|phone| phone.kind == used).for_each(|phone| phone.used_first = true);
    }
    Ok(phones)
}

fn phone_dto(
    desk: &Desk<'_>,
    kind: PhoneKind,
    phone: Option<&Phone>,
    judged: &PhoneOnFile,
) -> Result<PhoneDto, CommandError> {
    let fault = rules::usable(judged, kind, desk.today).err();
    let number: Option<E164> = phone.and_then(|phone| phone.number);
    let (record, opted_out, switched_off, locked) = match &number {
        None => (NumberRecord::default(), None, None, false),
        Some(number) => (
            numbers::get(desk.db, number)?,
            numbers::opt_out_of(desk.db, number)?,
            numbers::switch_of(desk.db, number)?,
            numbers::is_locked(desk.db, number)?,
        ),
    };
    Ok(PhoneDto {
        kind,
        typed: phone.map(|phone| phone.typed.clone()).unwrap_or_default(),
        number,
        fault: fault.map(|fault| fault.fault),
        until_on: fault.and_then(|fault| fault.until_on),
        strikes: match kind {
            PhoneKind::Cell => record.impossible_strikes,
            PhoneKind::Home => record.home_series,
            PhoneKind::Work => 0,
        },
        red_mark: record.failures_in_row >= RED_MARK_FAILURES,
        rests_until_on: record.rests_until_on.filter(|on| desk.today < *on),
        opted_out: opted_out.map(|out| OptOutDto { at: out.at, by: out.by, reason: out.reason }),
        switched_off: switched_off.as_ref().map(off_dto),
        used_first: false,
        locked,
    })
}

/// The work phone is never used (S8), so the facts leave it out; its faults are shown all the same.
fn work_on_file(desk: &Desk<'_>, phone: Option<&Phone>) -> Result<PhoneOnFile, CommandError> {
    let Some(phone) = phone else { return Ok(PhoneOnFile::Empty) };
    let Some(number) = &phone.number else { return Ok(PhoneOnFile::Invalid) };
    Ok(PhoneOnFile::Number(NumberFacts {
        e164: *number,
        record: numbers::get(desk.db, number)?,
        is_shared_line: false,
        is_store_line: desk.store.is_own_line(number),
        open_attempt: None,
        clocks: domain::facts::Clocks::default(),
    }))
}

/// The open complaint, and those that are settled. One can be open of which nobody wrote the words down.
fn complaints_of(
    desk: &Desk<'_>,
    customer: &Customer,
) -> Result<(Option<ComplaintDto>, Vec<ComplaintDto>), CommandError> {
    let (settled, mut open): (Vec<_>, Vec<_>) = complaints::latest(desk.db, customer.id, COMPLAINTS_MAX)?
        .into_iter()
        .map(complaint_dto)
        .partition(|one| one.settled.is_some());
    let unwritten = || ComplaintDto { words: String::new(), at: None, by: None, settled: None };
    let open = customer.complaint_open.then(|| open.pop().unwrap_or_else(unwritten));
    Ok((open, settled))
}

fn complaint_dto(one: Complaint) -> ComplaintDto {
    let settled = one.settled.map(|settled| SettledDto { how: settled.how, at: settled.at, by: settled.by });
    ComplaintDto { words: one.words, at: Some(one.opened_at), by: Some(one.opened_by), settled }
}

/// A hold that is over shows no more.
fn hold_dto(desk: &Desk<'_>, hold: HeldBack) -> Option<HoldDto> {
    let stands = hold.until_on.is_none_or(|on| desk.today < on);
    let Off { reason, at, by } = hold.off;
    stands.then_some(HoldDto { reason, at, by, until_on: hold.until_on })
}

fn on_file(desk: &Desk<'_>, id: CustomerId) -> Result<Vec<OnFileDto>, CommandError> {
    let counts = events::counts(desk.db, id)?;
    Ok(counts.into_iter().map(|(source, count)| OnFileDto { source, count }).collect())
}

fn why_calling(drop: RecentDrop) -> WhyCalling {
    WhyCalling {
        at: drop.at,
        in_progress: drop.is_in_progress(),
        unknown: drop.is_unknown(),
        disposition: drop.disposition,
        kind: drop.kind,
        number: drop.number,
        campaign_name: drop.campaign_name,
        contact_type: drop.contact_type,
        vehicle: drop.vehicle_title,
        message: drop.message,
        message_name: drop.message_name,
        transcript: drop.transcript,
        last_ro_on: drop.last_ro_on,
        odometer: drop.odometer,
        next_appointment_on: drop.next_appointment_on,
    }
}
