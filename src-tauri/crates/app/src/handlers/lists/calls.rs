//! Lists of Call Select: who is due, and what the agent took.

use domain::zone::Zone;

use super::Listing;
use crate::{
    dto::{
        Nothing,
        call_select::{CallRow, CallSelectAsk, Holder, MyCall},
    },
    error::CommandError,
    export::{
        Table, date_cell,
        rows::{Rows, Target},
        time_cell, words,
    },
    handlers::call_select,
};

impl Listing {
    pub(super) fn call_select(&self, ask: CallSelectAsk, to: &Target) -> Result<Rows, CommandError> {
        let mut file = Rows::begin(&LIST_HEADER, to)?;
        let mut place = 0;
        call_select::each_of_list(&self.house, &self.caller, &ask, |row| {
            place += 1;
            file.add(&self.call_row(place, row))
        })?;
        Ok(file)
    }

    fn call_row(&self, place: usize, row: CallRow) -> Vec<String> {
        let (who, until) = match row.holder {
            Holder::Nobody => (String::new(), String::new()),
            Holder::Run { campaign_name, until, .. } => {
                (format!("run of {campaign_name}"), time_cell(Some(until), &self.zone))
            }
            Holder::Agent { name, .. } => (name, String::new()),
        };
        vec![
            place.to_string(),
            row.customer_number,
            row.name,
            row.city.unwrap_or_default(),
            row.vehicle.unwrap_or_default(),
            date_cell(row.last_ro_on),
            row.stars.map(|stars| stars.many().to_string()).unwrap_or_default(),
            time_cell(row.last_contact_at, &self.zone),
            who,
            until,
            row.no_drops.map(words::no_drops).unwrap_or_default().to_owned(),
            time_cell(row.may_have_heard_at, &self.zone),
        ]
    }

    pub(super) async fn my_calls(&self) -> Result<Table, CommandError> {
        let mine = call_select::mine(&self.house, &self.caller, Nothing {}).await?;
        let header = vec!["Customer number", "Customer", "City", "Contact type", "Phones", "Taken", "Saved"];
        Ok(Table { header, rows: mine.calls.into_iter().map(|call| my_call(call, &self.zone)).collect() })
    }
}

const LIST_HEADER: [&str; 12] = [
    "#",
    "Customer number",
    "Customer",
    "City",
    "Vehicle",
    "Last RO",
    "Stars",
    "Last contact",
    "Who has them",
    "Until",
    "Voice drops",
    "May have heard a drop",
];

fn my_call(call: MyCall, zone: &Zone) -> Vec<String> {
    let phones: Vec<String> =
        call.phones.iter().map(|phone| format!("{} {}", phone.kind.word(), phone.shown)).collect();
    vec![
        call.customer_number,
        call.name,
        call.city.unwrap_or_default(),
        call.contact_type.map(|of| of.title().to_owned()).unwrap_or_default(),
        phones.join("; "),
        time_cell(Some(call.taken_at), zone),
        time_cell(call.saved_at, zone),
    ]
}
