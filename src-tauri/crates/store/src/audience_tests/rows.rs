//! The rows of a dealership, one function a thing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    calendar::{Calendar, OpenHours},
    campaign::Language,
    contact_type::Department,
    due::DueSettings,
    facts::{LogEntry, MatterKind},
    ids::{CustomerId, FetchCampaignId, MatterId, StoreId, VehicleId},
    numbers::{self as number_rules, CellStrikes, NumberRecord},
    phone::PhoneKind,
    zone::Zone,
};

use super::{
    dealership::{Block, Car, Dealership, Event, OnCar, Out, OutFile, Person, Phone, VoiceOff, What, e164},
    filing::{ELSEWHERE, Filed, STORE},
};
use crate::{
    Db, StoreError,
    bulk::{self, NewVehicle},
    contacts, customers,
    matters::{self, NewMatter},
    numbers, recycle,
    stores::StoreRow,
};

pub fn store_row(id: StoreId) -> StoreRow {
    StoreRow {
        id,
        name: "Maple Motors".to_owned(),
        country: "CA".to_owned(),
        region: "ON".to_owned(),
        language: Language::English,
        opt_out_number: None,
        due: DueSettings::default(),
        cell_strikes: CellStrikes::Cumulative,
        calendar: Calendar { zone: zone(), hours: BTreeMap::new(), closed: BTreeSet::new() },
        closed_names: BTreeMap::new(),
        departments: BTreeMap::new(),
        own_lines: BTreeSet::new(),
    }
}

fn zone() -> Zone {
    Zone::parse("America/Toronto").unwrap()
}

pub fn calendar(d: &Dealership) -> Calendar {
    let hours = OpenHours {
        opens_local: NaiveTime::from_hms_opt(8, 0, 0).unwrap(),
        closes_local: NaiveTime::from_hms_opt(18, 0, 0).unwrap(),
    };
    let hours = d.service_days.iter().map(|day| ((Department::Service, *day), hours)).collect();
    Calendar { zone: zone(), hours, closed: d.closed.clone() }
}

pub fn put_car(db: &Db<'_>, store: StoreId, owner: CustomerId, vin: &str, car: &Car) -> Result<VehicleId, StoreError> {
    let vehicle = NewVehicle {
        vin,
        year: car.year,
        make: car.make,
        model: car.model,
        odometer: car.odometer,
        owns_off_reason: (!car.is_owned).then_some("Sold"),
        has_open_repair_order: car.has_open_order,
        last_ro_on: car.last_order_on,
        last_ro_number: None,
        purchased_on: car.purchased_on,
        next_appointment_on: car.next_appointment_on,
    };
    let id = bulk::add_vehicle(db, store, owner, &vehicle)?;
    for contact_type in &car.off {
        bulk::turn_off(db, id, *contact_type, "Does it at home", "Alex", DateTime::<Utc>::UNIX_EPOCH)?;
    }
    Ok(id)
}

pub fn put_phone(db: &Db<'_>, id: CustomerId, kind: PhoneKind, phone: &Phone) -> Result<(), StoreError> {
    let phone = match phone {
        Phone::Text(text) => customers::Phone { kind, typed: (*text).to_owned(), number: None, extension: None },
        Phone::Number { place, has_extension } => customers::Phone {
            kind,
            typed: "typed".to_owned(),
            number: Some(e164(*place)),
            extension: has_extension.then(|| "12".to_owned()),
        },
    };
    customers::save_phone(db, id, &phone)
}

pub fn put_number(
    db: &Db<'_>,
    place: usize,
    says: &super::dealership::Number,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let number = e164(place);
    let block = says.block.map(|block| match block {
        Block::Until(on) => number_rules::Block::Until(on),
        Block::ForEver => number_rules::Block::ForEver,
    });
    let record = NumberRecord {
        opted_out_at: says.is_opted_out.then_some(now),
        switched_off: false,
        block,
        impossible_strikes: 0,
        home_series: 0,
        failures_in_row: 0,
        rests_until_on: says.rests_until_on,
        maybe_heard_on: says.maybe_heard_on,
        is_bad: says.is_bad,
        is_landline: says.is_landline,
    };
    if record != NumberRecord::default() {
        numbers::save(db, &number, &record)?;
    }
    if says.is_switched_off {
        numbers::switch_off(db, &number, "Alex", "Asked", now)?;
    }
    Ok(())
}

pub fn put_event(
    db: &Db<'_>,
    d: &Dealership,
    filed: &Filed,
    place: usize,
    i: usize,
    event: &Event,
) -> Result<MatterId, StoreError> {
    let vehicle = match event.car {
        OnCar::None => None,
        OnCar::Own(car) => Some(filed.vehicles[place][car]),
        OnCar::Foreign => d.car_elsewhere(place).and_then(|other| filed.vehicles[other].first().copied()),
    };
    let new = NewMatter {
        store: if d.people[place].is_elsewhere { ELSEWHERE } else { STORE },
        customer: filed.customers[place],
        vehicle,
        source_key: &format!("{place}-{i}"),
        kind: kind(&event.what),
    };
    matters::put(db, &new)
}

fn kind(what: &What) -> MatterKind {
    match *what {
        What::Appointment { on, booked_on, state, known_at } => {
            MatterKind::Appointment { on, booked_on, state, known_at }
        }
        What::Order { opened_on, closed_on, pay } => MatterKind::RepairOrder { opened_on, closed_on, pay },
        What::Parts { arrived_on, is_open, counter } => MatterKind::PartsOrder { arrived_on, is_open, counter },
        What::Recall { is_open, has_remedy, campaign } => {
            MatterKind::Recall { is_open, has_remedy, campaign: campaign.map(str::to_owned) }
        }
        What::Inspection { due_on } => MatterKind::Inspection { due_on },
        What::Declined { due_on, is_open } => MatterKind::DeclinedWork { due_on, is_open },
        What::Deal { sold_on, is_unwound } => MatterKind::Deal { sold_on, is_unwound },
        What::Traffic { entered_at, status, traffic_type, lost_reason, follow_up_on, appointment_on } => {
            MatterKind::TrafficEntry(Box::new(LogEntry {
                entered_at,
                status: status.to_owned(),
                traffic_type: traffic_type.map(str::to_owned),
                lost_reason: lost_reason.map(str::to_owned),
                follow_up_on,
                appointment_on,
            }))
        }
        What::Fetched { campaign, expires_on, is_open } => {
            MatterKind::FetchMember { campaign: FetchCampaignId(campaign as i64 + 1), expires_on, is_open }
        }
    }
}

pub fn put_out(db: &Db<'_>, filed: &Filed, place: usize, out: &Out) -> Result<(), StoreError> {
    let code = recycle::get(db, filed.codes[out.code])?;
    let file = match out.file {
        OutFile::Customer => recycle::File::customer(),
        OutFile::Car(car) => recycle::File::vehicle(filed.vehicles[place][car]),
        OutFile::Event(event) => recycle::File::matter(filed.matters[place][event]),
    };
    recycle::record(db, filed.customers[place], file, &code, out.on, None)?;
    if let Some(days) = out.frozen_days {
        // As a change of the code "from now on" would, but for this file alone.
        db.0.execute(
            "UPDATE recycle SET days_frozen = ?2 WHERE id = (SELECT max(id) FROM recycle) AND code_id = ?1",
            (filed.codes[out.code].0, days),
        )?;
    }
    Ok(())
}

pub fn put_contact(db: &Db<'_>, id: CustomerId, at: DateTime<Utc>, who: contacts::Who) -> Result<(), StoreError> {
    let contact = contacts::NewContact {
        store: STORE,
        customer: id,
        vehicle: None,
        user_name: "Alex",
        contact_type: None,
        started_at: at,
        finished_at: Some(at),
        comment: "",
        who,
        attempt: None,
        campaign_name: None,
        message: None,
        number: None,
        code: None,
        recycled_on: None,
    };
    contacts::add(db, &contact)?;
    Ok(())
}

/// Voice off, and the hold of a person.
pub fn put_switches(db: &Db<'_>, id: CustomerId, person: &Person, now: DateTime<Utc>) -> Result<(), StoreError> {
    customers::set_voice_off(db, id, person.voice_off.map(|_| (now, "Asked")))?;
    let by = (person.voice_off == Some(VoiceOff::ByPerson)).then_some("Alex");
    let hold = person.hold.map(|_| "In hospital");
    let until_on = person.hold.flatten().map(|on| on.to_string());
    db.0.execute(
        "UPDATE customer SET voice_off_by = ?2, hold_reason = ?3, hold_until_on = ?4 WHERE id = ?1",
        (id.0, by, hold, until_on),
    )?;
    Ok(())
}
