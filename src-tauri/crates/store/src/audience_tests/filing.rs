//! Puts a dealership into a real file, through the functions that the program itself uses.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audience::Choice,
    campaign::{CampaignSpec, Count, Language},
    contact_type::{ContactType, Department},
    disposition::Disposition,
    fetch::{About, parse},
    ids::{CampaignId, CodeId, CustomerId, FetchQueryId, MatterId, MessageId, PortNumber, RunId, StoreId, VehicleId},
    phone::PhoneKind,
    states::TargetEvent,
};
use uuid::Uuid;

use super::{
    dealership::{Dealership, End, OwnLine, Person, Touch, Try, Whose, e164},
    making::{FETCH_CAMPAIGNS, MESSAGES},
    rows::{calendar, put_car, put_contact, put_event, put_number, put_out, put_phone, put_switches, store_row},
};
use crate::{
    Db, Store, StoreError,
    attempts::{self, Final, Intent},
    bulk::{self, NewCustomer},
    campaigns, contacts,
    fetch::saved,
    house,
    messages::{self, NewMessage},
    recycle,
    runs::{self, NewRun},
    stores::{self, Lines},
    targets::{self, Ending},
};

pub const STORE: StoreId = StoreId(1);
pub const ELSEWHERE: StoreId = StoreId(2);
/// Behind those of the Fetch Campaigns.
pub const ASKED_QUERY: FetchQueryId = FetchQueryId(FETCH_CAMPAIGNS as i64 + 1);

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
        Self::of(Store::in_memory().unwrap())
    }

    pub fn of(file: Store) -> Self {
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
                let nothing = parse(About::Customers, "\"Last Name\" is empty").unwrap();
                assert_eq!(saved::add(db, STORE, "Asked", &nothing, "Alex", at)?, ASKED_QUERY);
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
        if let Some(query) = &d.query {
            saved::change(db, ASKED_QUERY, "Asked", query, "Alex", d.now)?;
        }
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
            number,
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
                is_marketing: one.by_query || one.contact_type.is_marketing(),
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
