//! A store, customers whose drops end as the test wants, a message and campaigns.

use app::dto::{
    campaigns::CampaignDto,
    messages::{MessageDto, MessageKey},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chrono::NaiveTime;
use domain::{
    campaign::{CampaignSpec, Count, Days, Filters, MessageChoice, MissedStart, Prevention},
    contact_type::ContactType,
    ids::{CampaignId, CustomerId, MessageId},
};
use practice::sample::RECORDINGS;
use serde_json::{Value, json};
use store::imports::{self, FileCustomer, Summary};

use super::Program;
use crate::support::{With, on, person};

/// Area codes in which the stand-in's fixed lines are somebody's.
const AREAS: [&str; 12] = ["613", "905", "647", "519", "705", "807", "289", "226", "343", "249", "365", "437"];

pub fn store() -> Value {
    let week = ["mon", "tue", "wed", "thu", "fri", "sat"];
    let hours: Vec<Value> =
        week.iter().flat_map(|day| ["service", "sales"].map(|department| hours(department, day))).collect();
    json!({
        "name": "Lakeside Honda", "country": "CA", "region": "ON", "zone": "America/Toronto", "language": "en",
        "opt_out_number": null, "departments": [], "hours": hours, "closed_days": [], "own_lines": [],
    })
}

fn hours(department: &str, day: &str) -> Value {
    json!({ "department": department, "day": day, "opens_local": "08:00:00", "closes_local": "18:00:00" })
}

/// The `n`-th customer: due, with a cell whose last four digits are the line.
pub fn on_line(n: usize, line: u16) -> FileCustomer {
    let number = format!("{}555{line:04}", AREAS[n % AREAS.len()]);
    named(&format!("{}", 1_000 + n), &format!("Marie Number{n}"), &number)
}

pub fn named(number: &str, name: &str, cell: &str) -> FileCustomer {
    person(number, name).cell(cell).car(&format!("2HGFC2F59KH{number:0>6}"), "Civic")
}

/// So many customers whose drops are delivered or not as it comes.
pub fn crowd(many: usize) -> Vec<FileCustomer> {
    (0..many).map(|n| on_line(n, 112 + (n / AREAS.len()) as u16)).collect()
}

pub fn spec(name: &str, message: MessageId, count: u32) -> CampaignSpec {
    CampaignSpec {
        name: name.to_owned(),
        contact_type: ContactType::Maintenance,
        filters: Filters::none(),
        message: Some(MessageChoice::Single { message }),
        count: Count::Number { number: count },
        days: Days::Once { on: on("2026-11-24") },
        time_local: NaiveTime::from_hms_opt(10, 0, 0).unwrap(),
        latest_local: None,
        days_between: 30,
        prevention: Prevention::ByCustomer,
        missed_start: MissedStart::RunLate,
        ..CampaignSpec::new(ContactType::Maintenance, on("2026-11-24"))
    }
}

impl Program {
    /// Takes customers in as a file does; gives their ids in the same order.
    pub fn take_in(&self, people: &[FileCustomer]) -> Vec<CustomerId> {
        let house = &self.desk().house;
        let source = imports::Source { file_name: "dms.csv", sha256: "0", by: "File", now: house.now() };
        house
            .store
            .write(|db| {
                let mut customers = imports::Customers::begin(db, house.store_id, source)?;
                people.iter().try_for_each(|person| customers.take(person))?;
                customers.finish(Summary::default(), &[])
            })
            .unwrap();
        let since_on = house.today().unwrap();
        let all = house.store.read(|db| store::search::page(db, house.store_id, None, since_on, 10_000)).unwrap();
        people.iter().map(|person| all.iter().find(|hit| hit.number == person.number).unwrap().id).collect()
    }

    /// A recording with its words, not approved yet.
    pub async fn draft_message(&self) -> MessageId {
        let recording = &RECORDINGS[0];
        let base64 = BASE64.encode(recording.bytes);
        let request = json!({ "path": null, "file_name": recording.file_name, "base64": base64 });
        let added: MessageDto = self.ask("message_add", request).await;
        let words = json!({ "id": added.id, "name": "Service due", "language": "en",
            "transcript": recording.transcript, "contact_types": [] });
        self.ask::<MessageDto>("message_save", words).await.id
    }

    pub async fn message(&self) -> MessageId {
        let id = self.draft_message().await;
        self.ask::<MessageDto>("message_approve", serde_json::to_value(MessageKey { id }).unwrap()).await.id
    }

    pub async fn save_campaign(&self, spec: &CampaignSpec) -> CampaignDto {
        self.ask("campaign_save", json!({ "id": null, "spec": spec, "based_on": null })).await
    }

    /// An active campaign.
    pub async fn campaign(&self, spec: &CampaignSpec) -> CampaignId {
        let id = self.save_campaign(spec).await.id;
        self.ask::<CampaignDto>("campaign_activate", json!({ "id": id })).await.id
    }
}
