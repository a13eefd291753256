//! The customer's page: what is on file, which number a drop would use and why not, and why the customer may be
//! calling.

use domain::{
    aim::Aim,
    campaign::CampaignSpec,
    contact_type::ContactType,
    due::{self, Measure, Occasion},
    facts::{CustomerFacts, NumberFacts, PhoneOnFile, VehicleFacts},
    ids::CustomerId,
    numbers::{self as rules, NumberRecord, RED_MARK_FAILURES},
    phone::{E164, PhoneKind},
    recycle::Recycled,
};
use store::{
    call_backs::{self, RecentDrop},
    customers::{self, Customer, Phone, Vehicle},
    facts::{self, Scope},
    numbers,
};

use super::desk::Desk;
use crate::{
    dto::customers::{CustomerDto, HeldDto, OptOutDto, PhoneDto, TurnOffDto, VehicleDto, WhyCalling},
    error::CommandError,
};

/// What the page says of due, turn-offs and recycling is about this contact type.
const CONTACT_TYPE: ContactType = ContactType::Maintenance;

/// The page as it is at the desk's moment.
pub(super) fn of(desk: &Desk<'_>, id: CustomerId) -> Result<CustomerDto, CommandError> {
    let customer = desk.customer(id)?;
    let facts = facts_of(desk, id)?;
    let drops = call_backs::recent_drops(desk.db, id, call_backs::since_on(desk.today))?;
    let held = customers::held(desk.db, id)?;
    Ok(CustomerDto {
        id,
        phones: phones(desk, &customer, &facts)?,
        vehicles: vehicles(desk, id, &facts)?,
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

fn facts_of(desk: &Desk<'_>, id: CustomerId) -> Result<CustomerFacts, CommandError> {
    let scope = Scope {
        store: desk.store.id,
        spec: &CampaignSpec::new(CONTACT_TYPE, desk.today),
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
    let barred = customer.voice_off.is_some() || phones.iter().any(|phone| phone.opted_out.is_some());
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
    let number: Option<E164> = phone.and_then(|phone| phone.number.clone());
    let (record, opted_out, locked) = match &number {
        None => (NumberRecord::default(), None, false),
        Some(number) => (
            numbers::get(desk.db, number)?,
            numbers::opt_out_of(desk.db, number)?,
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
        used_first: false,
        locked,
    })
}

/// The work phone is never used (S8), so the facts leave it out; its faults are shown all the same.
fn work_on_file(desk: &Desk<'_>, phone: Option<&Phone>) -> Result<PhoneOnFile, CommandError> {
    let Some(phone) = phone else { return Ok(PhoneOnFile::Empty) };
    let Some(number) = &phone.number else { return Ok(PhoneOnFile::Invalid) };
    Ok(PhoneOnFile::Number(NumberFacts {
        e164: number.clone(),
        record: numbers::get(desk.db, number)?,
        is_shared_line: false,
        is_store_line: desk.store.is_own_line(number),
        open_attempt: None,
        clocks: domain::facts::Clocks::default(),
    }))
}

fn vehicles(desk: &Desk<'_>, id: CustomerId, facts: &CustomerFacts) -> Result<Vec<VehicleDto>, CommandError> {
    let turn_offs = customers::turn_offs(desk.db, id)?;
    let dto = |vehicle: Vehicle| {
        let (customer, facts) = (facts, facts.vehicles.iter().find(|facts| facts.id == vehicle.id));
        let off = turn_offs.iter().filter(|(owner, ..)| *owner == vehicle.id);
        VehicleDto {
            turned_off: off
                .map(|(_, contact_type, reason)| TurnOffDto { contact_type: *contact_type, reason: reason.clone() })
                .collect(),
            due_for_maintenance: facts.is_some_and(|facts| is_due(desk, facts, customer)),
            returns_on: facts
                .and_then(|facts| facts.recycled)
                .filter(|file| file.is_out(desk.today))
                .map(Recycled::returns_on),
            id: vehicle.id,
            vin: vehicle.vin,
            title: vehicle.title,
            odometer: vehicle.odometer,
            owned: vehicle.owned,
            last_ro_on: vehicle.last_ro_on,
            purchased_on: vehicle.purchased_on,
            next_appointment_on: vehicle.next_appointment_on,
        }
    };
    Ok(customers::vehicles(desk.db, id)?.into_iter().map(dto).collect())
}

/// By its dates, neither turned off nor booked; whether it is out shows apart.
fn is_due(desk: &Desk<'_>, vehicle: &VehicleFacts, customer: &CustomerFacts) -> bool {
    let measure = Measure {
        settings: &desk.store.due,
        calendar: &desk.store.calendar,
        today: desk.today,
        now: desk.now,
        aim: &Aim::default(),
    };
    let occasion = Occasion { vehicle: Some(vehicle), matter: None };
    let is_booked = due::is_barred_by_appointment(CONTACT_TYPE) && measure.has_appointment(&occasion, customer);
    !vehicle.turned_off && !is_booked && measure.is_due(CONTACT_TYPE, &occasion, customer)
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
