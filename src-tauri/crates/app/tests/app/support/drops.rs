//! Runs and their drops, written as the engine writes them.

use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    audience::Choice,
    campaign::{CampaignSpec, CampaignState, Count, Days, Filters, Language, MessageChoice, MissedStart, Prevention},
    contact_type::ContactType,
    disposition::Disposition,
    ids::{AttemptId, CampaignId, CodeId, CustomerId, MessageId, PortNumber, RunId, TargetId},
    states::TargetEvent,
};
use store::{
    attempts, campaigns,
    contacts::{self, IN_PROGRESS, NewContact, VOICE_DROP_USER, Who},
    facts,
    messages::{self, NewMessage},
    recycle::{self, Code},
    runs::{self, NewRun},
    targets::{self, Ending},
};
use uuid::Uuid;

use super::{STORE, World, at, on};

pub const TRANSCRIPT: &str = "Hello, this is Lakeside Honda. Your vehicle is due for service.";

/// A run that has its port.
pub struct Running {
    pub run: RunId,
    pub message: MessageId,
    pub name: String,
    pub until_at: DateTime<Utc>,
    pub code: Code,
}

impl World {
    /// An approved recording with words.
    pub fn message(&self) -> MessageId {
        self.db(|db| {
            let new = NewMessage {
                store: STORE,
                name: "Service due",
                language: Language::English,
                wav: b"RIFF",
                sha256: "abc",
                duration_ms: 12_000,
                notices: &[],
            };
            let id = messages::add(db, &new, self.house.now())?;
            let message = messages::get(db, id)?;
            messages::save(db, &messages::Message { transcript: TRANSCRIPT.to_owned(), ..message })?;
            messages::set_approval(db, id, Some((self.house.now(), "A. Snyder")))?;
            Ok(id)
        })
    }

    pub fn campaign(&self, name: &str, message: MessageId) -> CampaignId {
        let now = self.house.now();
        self.db(|db| {
            let id = campaigns::add(db, STORE, &spec(name, message), "A. Snyder", now)?;
            campaigns::set_state(db, id, CampaignState::Active, now)?;
            Ok(id)
        })
    }

    /// A run of a new campaign that has its port, until 17:30; its Voice Drop code is there.
    pub fn run(&self, name: &str) -> Running {
        let message = self.message();
        let campaign = self.campaign(name, message);
        let (now, on) = (self.house.now(), self.today());
        let until_at = at("2026-11-20T22:30:00Z");
        let run = self.db(|db| {
            let version = campaigns::get(db, campaign)?.version;
            let count = Count::AllDue;
            let new = NewRun {
                campaign,
                store: STORE,
                version,
                on,
                sequence: 1,
                scheduled_at: now,
                until_at,
                count,
                by_hand: false,
            };
            let run = runs::plan(db, &new)?.expect("planned");
            runs::wait_for_port(db, run, now)?;
            runs::start(db, run, PortNumber(1), now)?;
            Ok(run)
        });
        let code = self.db(|db| recycle::voice_drop_or_make(db, STORE, ContactType::Maintenance, now));
        Running { run, message, name: name.to_owned(), until_at, code }
    }

    /// Reserves a customer for a run, on the number that the rules choose.
    pub fn reserve(&self, running: &Running, customer: CustomerId) -> TargetId {
        let (now, today) = (self.house.now(), self.today());
        self.db(|db| {
            let scope = facts::Scope {
                store: STORE,
                spec: &CampaignSpec::new(ContactType::Maintenance, today),
                campaign: None,
                today,
                customer: Some(customer),
                except: None,
            };
            let facts = facts::read_one(db, &scope, customer)?;
            let (kind, number) = domain::numbers::choose(&facts.cell, &facts.home, today).expect("a usable number");
            let vehicles = facts.vehicles.iter().map(|vehicle| vehicle.id).collect();
            let choice =
                Choice { kind, number: number.e164, message: Some(running.message), vehicles, matters: vec![] };
            let target = targets::reserve(db, running.run, customer, &choice, running.until_at, now)?;
            Ok(target.expect("free"))
        })
    }

    /// A drop in progress to a customer, as the engine writes it before the first byte goes out.
    pub fn drop_to(&self, running: &Running, customer: CustomerId) -> AttemptId {
        let target = self.reserve(running, customer);
        let (now, on) = (self.house.now(), self.today());
        self.db(|db| {
            let target = targets::get(db, target)?;
            targets::advance(db, target.id, TargetEvent::Intend, &Ending::default(), now)?;
            let attempt = attempts::intend(
                db,
                &attempts::Intent {
                    target: Some(target.id),
                    run: Some(running.run),
                    customer: Some(customer),
                    store: STORE,
                    contact_type: Some(ContactType::Maintenance),
                    is_marketing: true,
                    number: &target.number,
                    kind: target.kind,
                    message: running.message,
                    audio_sha256: "abc",
                    port: PortNumber(1),
                    client_ref: Uuid::new_v4(),
                    idempotency_key: Uuid::new_v4(),
                    request: b"{}",
                    verdict: "yes",
                    facts: "{}",
                    lease_epoch: 0,
                    at: now,
                    on,
                },
            )?;
            let row = NewContact {
                store: STORE,
                customer,
                vehicle: target.vehicle,
                user_name: VOICE_DROP_USER,
                contact_type: Some(ContactType::Maintenance),
                started_at: now,
                finished_at: None,
                comment: IN_PROGRESS,
                who: Who::Drop,
                attempt: Some(attempt),
                campaign_name: Some(&running.name),
                message: Some(running.message),
                number: Some(&target.number),
                code: None,
                recycled_on: None,
            };
            contacts::add(db, &row)?;
            Ok(attempt)
        })
    }

    /// The final result of a drop: the row, and for a delivered one the recycling of every vehicle (S7, S10).
    pub fn finish(&self, running: &Running, attempt: AttemptId, disposition: Disposition) {
        let now = self.house.now();
        self.db(|db| {
            let before = attempts::get(db, attempt)?;
            let (target, customer) = (before.target.expect("no test drop"), before.customer.expect("no test drop"));
            let result = attempts::Final {
                disposition,
                raw_word: disposition.word(),
                detail: None,
                provider_ref: None,
                provider_accepted_at: None,
                provider_completed_at: None,
                cost_micros: None,
                settled_by: None,
            };
            attempts::finish(db, attempt, &result, now)?;
            let event = if disposition.is_delivered() { TargetEvent::Deliver } else { TargetEvent::Fail };
            let ending = Ending { disposition: Some(disposition), ..Ending::default() };
            targets::advance(db, target, event, &ending, now)?;
            targets::free(db, target)?;
            let recycled = disposition.is_delivered().then_some((running.code.id, before.intended_on));
            contacts::finish(db, attempt, disposition.title(), recycled, now)?;
            if disposition.is_delivered() {
                for vehicle in targets::vehicles(db, target)? {
                    recycle::record(
                        db,
                        customer,
                        recycle::File::vehicle(vehicle),
                        &running.code,
                        before.intended_on,
                        Some(attempt),
                    )?;
                }
            }
            Ok(())
        });
    }

    pub fn delivered(&self, running: &Running, customer: CustomerId) -> AttemptId {
        let attempt = self.drop_to(running, customer);
        self.finish(running, attempt, Disposition::Delivered);
        attempt
    }

    /// No result in time: nobody knows how it ended.
    pub fn lose(&self, attempt: AttemptId) {
        let now = self.house.now();
        self.db(|db| {
            attempts::run_out(db, attempt, now)?;
            let target = attempts::get(db, attempt)?.target.expect("no test drop");
            targets::advance(db, target, TargetEvent::LoseSight, &Ending::default(), now)?;
            contacts::set_unknown(db, attempt)
        });
    }

    /// A contact in which an agent used a code.
    pub fn use_code(&self, code: CodeId, customer: CustomerId) {
        let (now, today) = (self.house.now(), self.today());
        self.db(|db| {
            let row = NewContact {
                store: STORE,
                customer,
                vehicle: None,
                user_name: "A. Snyder",
                contact_type: Some(ContactType::Maintenance),
                started_at: now,
                finished_at: Some(now),
                comment: "Spoken to",
                who: Who::Agent,
                attempt: None,
                campaign_name: None,
                message: None,
                number: None,
                code: Some(code),
                recycled_on: Some(today),
            };
            contacts::add(db, &row).map(drop)
        });
    }
}

fn spec(name: &str, message: MessageId) -> CampaignSpec {
    CampaignSpec {
        name: name.to_owned(),
        contact_type: ContactType::Maintenance,
        filters: Filters::none(),
        message: Some(MessageChoice::Single { message }),
        count: Count::AllDue,
        days: Days::Once { on: on("2026-11-20") },
        time_local: NaiveTime::from_hms_opt(10, 0, 0).expect("a time"),
        latest_local: None,
        days_between: 30,
        prevention: Prevention::ByCustomer,
        missed_start: MissedStart::RunLate,
        ..CampaignSpec::new(ContactType::Maintenance, on("2026-11-20"))
    }
}
