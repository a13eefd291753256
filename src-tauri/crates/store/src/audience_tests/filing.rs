//! Puts a dealership into a real file, through the functions that the program itself uses.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::{
    audience::Choice,
    calendar::{Calendar, OpenHours},
    campaign::{CampaignSpec, Count, Language},
    contact_type::{ContactType, Department},
    disposition::Disposition,
    due::DueSettings,
    facts::MatterKind,
    ids::{
        CampaignId, CodeId, CustomerId, FetchCampaignId, MatterId, MessageId, PortNumber, RunId, StoreId, VehicleId,
    },
    numbers::{self as number_rules, CellStrikes, NumberRecord},
    phone::PhoneKind,
    states::TargetEvent,
    zone::Zone,
};
use uuid::Uuid;

use super::{
    dealership::{
        Block, Car, Dealership, End, Event, OnCar, Out, OutFile, OwnLine, Person, Phone, Touch, Try, VoiceOff, What,
        Whose, e164,
    },
    making::{FETCH_CAMPAIGNS, MESSAGES},
};
use crate::{
    Db, Store, StoreError,
    attempts::{self, Final, Intent},
    bulk::{self, NewCustomer, NewVehicle},
    campaigns, contacts, customers, house,
    matters::{self, NewMatter},
    messages::{self, NewMessage},
    numbers, recycle,
    runs::{self, NewRun},
    stores::{self, Lines, StoreRow},
    targets::{self, Ending},
};

pub const STORE: StoreId = StoreId(1);
const ELSEWHERE: StoreId = StoreId(2);

/// What stood in the file before any dealership.
pub struct Template {
    pub file: Store,
    pub ours: CampaignId,
    pub other: CampaignId,
    lease: i64,
}

/// The rows that a dealership became, by their places in it.
#[derive(Clone, Debug, Default)]
pub struct Filed {
    pub customers: Vec<CustomerId>,
    pub vehicles: Vec<Vec<VehicleId>>,
    pub matters: Vec<Vec<MatterId>>,
    pub codes: Vec<CodeId>,
    /// The run that asks, if a run does.
    pub asking: Option<RunId>,
    runs: u32,
}

impl Template {
    pub fn new() -> Self {
        let file = Store::in_memory().unwrap();
        let (ours, other, lease) = file
            .write::<_, StoreError>(|db| {
                db.0.set_prepared_statement_cache_capacity(256);
                let at = DateTime::<Utc>::UNIX_EPOCH;
                house::make(db, "file", house::FileKind::Practice, at, 1.0, None)?;
                for store in [STORE, ELSEWHERE] {
                    stores::save(db, &store_row(store), at)?;
                }
                for place in 0..MESSAGES {
                    let sha256 = format!("sha {place}");
                    let message = NewMessage {
                        store: STORE,
                        name: "Hello",
                        language: Language::English,
                        wav: &[],
                        sha256: &sha256,
                        duration_ms: 1,
                        notices: &[],
                    };
                    messages::add(db, &message, at)?;
                }
                for place in 1..=FETCH_CAMPAIGNS {
                    db.0.execute_batch(&format!(
                        "INSERT INTO fetch_query (id, store_id, name, query, saved_at, saved_by)
                             VALUES ({place}, 1, 'Query {place}', '{{}}', 0, 'Alex');
                         INSERT INTO fetch_campaign (id, store_id, query_id, name, expires_on, made_at, made_by)
                             VALUES ({place}, 1, {place}, 'Fetched {place}', '2026-01-01', 0, 'Alex');"
                    ))?;
                }
                let spec = CampaignSpec::new(ContactType::Maintenance, at.date_naive());
                let ours = campaigns::add(db, STORE, &spec, "Alex", at)?;
                let other = campaigns::add(db, STORE, &spec, "Alex", at)?;
                Ok((ours, other, house::raise_lease(db)?))
            })
            .unwrap();
        Self { file, ours, other, lease }
    }

    /// Writes all of it.
    pub fn put(&self, db: &Db<'_>, d: &Dealership) -> Result<Filed, StoreError> {
        let mut filed = Filed::default();
        self.settings(db, d)?;
        for code in &d.codes {
            let code = recycle::Code {
                id: CodeId(0),
                store: STORE,
                contact_type: code.contact_type,
                name: format!("Code {}", filed.codes.len()),
                days: code.days,
                active: true,
                productive: false,
                is_voice_drop: false,
                made_at: d.now,
            };
            filed.codes.push(recycle::add(db, &code)?);
        }
        for person in &d.people {
            self.person(db, person, &mut filed)?;
        }
        self.events(db, d, &mut filed)?;
        for (place, number) in d.numbers.iter().enumerate() {
            put_number(db, place, number, d.now)?;
        }
        for one in &d.tries {
            self.tried(db, d, one, &mut filed)?;
        }
        for (place, person) in d.people.iter().enumerate() {
            self.touched(db, d, place, person, &mut filed)?;
        }
        if d.asks != super::dealership::Asks::Preview && filed.asking.is_none() {
            filed.asking = Some(self.run(db, d, Whose::Ours, &mut filed)?);
        }
        Ok(filed)
    }

    pub fn settings(&self, db: &Db<'_>, d: &Dealership) -> Result<(), StoreError> {
        let mut row = store_row(STORE);
        row.language = d.language;
        row.due = d.due.clone();
        row.calendar = calendar(d);
        row.closed_names = d.closed.iter().map(|on| (*on, "Holiday".to_owned())).collect();
        let mut elsewhere = store_row(ELSEWHERE);
        for (place, number) in d.numbers.iter().enumerate() {
            match number.own_line {
                None => {}
                Some(OwnLine::Typed) => {
                    row.own_lines.insert(e164(place));
                }
                Some(OwnLine::OptOut) if row.opt_out_number.is_none() => row.opt_out_number = Some(e164(place)),
                Some(OwnLine::CallerId) if !row.departments.contains_key(&Department::Sales) => {
                    let lines = Lines { caller_id: Some(e164(place)), call_back_number: None };
                    row.departments.insert(Department::Sales, lines);
                }
                Some(OwnLine::OptOut | OwnLine::CallerId | OwnLine::OfTheOtherStore) => {
                    elsewhere.own_lines.insert(e164(place));
                }
            }
        }
        stores::save(db, &row, d.now)?;
        stores::save(db, &elsewhere, d.now)?;
        Ok(())
    }

    pub fn person(&self, db: &Db<'_>, person: &Person, filed: &mut Filed) -> Result<(), StoreError> {
        let store = if person.is_elsewhere { ELSEWHERE } else { STORE };
        let customer = NewCustomer {
            number: &person.number,
            first_name: None,
            last_name: None,
            company: None,
            email: None,
            address: "",
            city: "",
            region: "",
            postal_code: "",
            language: person.language,
            customer_type: person.customer_type,
            day_preference: person.day_preference,
            hold: None,
            complaint_open: person.has_complaint,
        };
        let id = bulk::add_customer(db, store, &customer)?;
        let mut vehicles = vec![];
        for (place, car) in person.cars.iter().enumerate() {
            vehicles.push(put_car(db, store, id, &format!("VIN-{id}-{place}"), car)?);
        }
        for (kind, phone) in person.phones() {
            if let Some(phone) = phone {
                put_phone(db, id, kind, phone)?;
            }
        }
        filed.customers.push(id);
        filed.vehicles.push(vehicles);
        Ok(())
    }

    fn events(&self, db: &Db<'_>, d: &Dealership, filed: &mut Filed) -> Result<(), StoreError> {
        for (place, person) in d.people.iter().enumerate() {
            let mut ids = vec![];
            for (i, event) in person.events.iter().enumerate() {
                ids.push(put_event(db, d, filed, place, i, event)?);
            }
            filed.matters.push(ids);
            for out in &person.out {
                put_out(db, filed, place, out)?;
            }
        }
        Ok(())
    }

    pub fn run(&self, db: &Db<'_>, d: &Dealership, whose: Whose, filed: &mut Filed) -> Result<RunId, StoreError> {
        filed.runs += 1;
        let campaign = match whose {
            Whose::Ours => self.ours,
            Whose::Other => self.other,
        };
        let run = NewRun {
            campaign,
            store: STORE,
            version: 1,
            on: d.today,
            sequence: filed.runs,
            scheduled_at: d.now,
            until_at: d.now + TimeDelta::hours(1),
            count: Count::AllDue,
            by_hand: false,
        };
        Ok(runs::plan(db, &run)?.unwrap())
    }

    pub fn tried(&self, db: &Db<'_>, d: &Dealership, one: &Try, filed: &mut Filed) -> Result<(), StoreError> {
        let run = self.run(db, d, one.whose, filed)?;
        let customer = filed.customers[one.person];
        let number = e164(one.number);
        let message = MessageId(one.message as i64 + 1);
        let choice = Choice {
            kind: PhoneKind::Cell,
            number: number.clone(),
            message: Some(message),
            vehicles: vec![],
            matters: one.about.iter().map(|event| filed.matters[one.person][*event]).collect(),
        };
        let at = one.at();
        let target = targets::reserve(db, run, customer, &choice, at, at)?.unwrap();
        targets::advance(db, target, TargetEvent::Intend, &Ending::default(), at)?;
        let bytes = u128::from(filed.runs);
        let attempt = attempts::intend(
            db,
            &Intent {
                target: Some(target),
                run: Some(run),
                customer: Some(customer),
                store: STORE,
                contact_type: Some(one.contact_type),
                number: &number,
                kind: PhoneKind::Cell,
                message,
                audio_sha256: "",
                port: PortNumber(filed.runs as u16),
                client_ref: Uuid::from_u128(bytes),
                idempotency_key: Uuid::from_u128(bytes),
                request: &[],
                verdict: "",
                facts: "",
                lease_epoch: self.lease,
                at,
                on: one.on,
            },
        )?;
        put_contact(db, customer, at, contacts::Who::Drop)?;
        let disposition = match one.end {
            End::Delivered => Disposition::Delivered,
            End::TreatedAsDelivered => Disposition::TreatedAsDelivered,
            End::Failed => Disposition::NoAnswer,
            End::NotSent => {
                attempts::not_sent(db, attempt, "test", at)?;
                contacts::take_back(db, attempt)?;
                targets::advance(db, target, TargetEvent::NotSent, &Ending::default(), at)?;
                return targets::free(db, target);
            }
            End::InFlight => {
                attempts::accept(db, attempt, "ref", at)?;
                return targets::free(db, target);
            }
            End::Overdue => {
                attempts::run_out(db, attempt, at)?;
                targets::advance(db, target, TargetEvent::LoseSight, &Ending::default(), at)?;
                return targets::free(db, target);
            }
        };
        let result = Final {
            disposition,
            raw_word: "",
            detail: None,
            provider_ref: None,
            provider_accepted_at: None,
            provider_completed_at: None,
            cost_micros: None,
            settled_by: None,
        };
        attempts::finish(db, attempt, &result, at)?;
        let event = if one.end == End::Failed { TargetEvent::Fail } else { TargetEvent::Deliver };
        let ending = Ending { disposition: Some(disposition), ..Ending::default() };
        targets::advance(db, target, event, &ending, at)?;
        targets::free(db, target)
    }

    /// What others did to a person: contacts, switches, holds, and runs that hold them.
    pub fn touched(
        &self,
        db: &Db<'_>,
        d: &Dealership,
        place: usize,
        person: &Person,
        filed: &mut Filed,
    ) -> Result<(), StoreError> {
        let id = filed.customers[place];
        for (at, touch) in &person.contacts {
            let who = match touch {
                Touch::Agent => contacts::Who::Agent,
                Touch::CalledIn => contacts::Who::CustomerCalled,
                Touch::Note => contacts::Who::Note,
            };
            put_contact(db, id, *at, who)?;
        }
        put_switches(db, id, person, d.now)?;
        if let Some(whose) = person.held_by {
            let run = match (whose, filed.asking) {
                (Whose::Ours, Some(run)) if d.asks != super::dealership::Asks::Preview => run,
                _ => self.run(db, d, whose, filed)?,
            };
            if whose == Whose::Ours && d.asks != super::dealership::Asks::Preview {
                filed.asking = Some(run);
            }
            let choice = Choice {
                kind: PhoneKind::Cell,
                // A number that nobody has.
                number: e164(5_000 + place),
                message: Some(MessageId(1)),
                vehicles: vec![],
                matters: vec![],
            };
            targets::reserve(db, run, id, &choice, d.now, d.now)?.unwrap();
        }
        if person.is_taken {
            db.0.execute("UPDATE customer SET taken_by = 'Alex', taken_at = 1 WHERE id = ?1", [id.0])?;
        }
        Ok(())
    }
}

fn store_row(id: StoreId) -> StoreRow {
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
        // Of the next person who has a car; of nobody if there is none.
        OnCar::Foreign => {
            let others = (1..d.people.len()).map(|far| (place + far) % d.people.len());
            others.filter_map(|other| filed.vehicles[other].first()).next().copied()
        }
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
        What::Appointment { on, booked_on, state } => MatterKind::Appointment { on, booked_on, state },
        What::Order { opened_on, closed_on, pay } => MatterKind::RepairOrder { opened_on, closed_on, pay },
        What::Parts { arrived_on, is_open, counter } => MatterKind::PartsOrder { arrived_on, is_open, counter },
        What::Recall { is_open, has_remedy, campaign } => {
            MatterKind::Recall { is_open, has_remedy, campaign: campaign.map(str::to_owned) }
        }
        What::Inspection { due_on } => MatterKind::Inspection { due_on },
        What::Declined { due_on, is_open } => MatterKind::DeclinedWork { due_on, is_open },
        What::Deal { sold_on, is_unwound } => MatterKind::Deal { sold_on, is_unwound },
        What::Traffic { entered_at, status, traffic_type, lost_reason, follow_up_on, appointment_on } => {
            MatterKind::TrafficEntry {
                entered_at,
                status: status.to_owned(),
                traffic_type: traffic_type.map(str::to_owned),
                lost_reason: lost_reason.map(str::to_owned),
                follow_up_on,
                appointment_on,
            }
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
