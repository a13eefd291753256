//! Lists of customers: the audience of a campaign, the customers of the store, the history of one.

use domain::{
    campaign::CampaignSpec,
    fetch::Query,
    ids::{CampaignId, CustomerId},
    phone::E164,
    reason::ReasonGroup,
};

use store::fetch::{Asked, Found};

use super::{ALL_ROWS, Listing};
use crate::{
    dto::{
        campaigns::{PreviewPerson, ReasonDto},
        customers::{CustomerHit, HistoryRequest, HistoryRow},
    },
    error::CommandError,
    export::{
        Table, date_cell,
        rows::{Rows, Target},
        time_cell, words, yes_no_cell,
    },
    handlers::{campaigns, customers, fetch},
};

impl Listing {
    /// Everybody who can get a drop, row by row.
    pub(super) fn eligible(
        &self,
        spec: &CampaignSpec,
        campaign: Option<CampaignId>,
        to: &Target,
    ) -> Result<Rows, CommandError> {
        let mut file = Rows::begin(&ELIGIBLE_HEADER, to)?;
        let mut place = 0;
        campaigns::each_eligible(&self.house, spec, campaign, |person, is_within| {
            place += 1;
            let mut cells = vec![place.to_string(), yes_no_cell(is_within)];
            cells.extend(self.person(person));
            file.add(&cells)
        })?;
        Ok(file)
    }

    /// Everybody behind one line of a preview, row by row.
    pub(super) fn excluded(
        &self,
        spec: &CampaignSpec,
        campaign: Option<CampaignId>,
        group: ReasonGroup,
        to: &Target,
    ) -> Result<Rows, CommandError> {
        let mut file = Rows::begin(&EXCLUDED_HEADER, to)?;
        campaigns::each_excluded(&self.house, spec, campaign, group, |row| {
            let mut cells = self.person(row.person);
            let mut reasons = row.reasons.iter().map(reason);
            cells.push(reasons.next().unwrap_or_default());
            cells.push(reasons.collect::<Vec<_>>().join("; "));
            file.add(&cells)
        })?;
        Ok(file)
    }

    fn person(&self, person: PreviewPerson) -> Vec<String> {
        let last_contact = match person.last_contact_at {
            None => "never".to_owned(),
            at => time_cell(at, &self.zone),
        };
        vec![
            person.customer_number,
            person.name,
            person.vehicle.unwrap_or_default(),
            person.kind.map(|kind| kind.word().to_owned()).unwrap_or_default(),
            number(person.number.as_ref()),
            last_contact,
        ]
    }

    /// Every customer, row by row.
    pub(super) fn customers(&self, to: &Target) -> Result<Rows, CommandError> {
        let mut file = Rows::begin(&CUSTOMER_HEADER, to)?;
        customers::each(&self.house, |hit| file.add(&self.hit(hit)))?;
        Ok(file)
    }

    pub(super) fn found(&self, text: &str, to: &Target) -> Result<Rows, CommandError> {
        let mut header = CUSTOMER_HEADER.to_vec();
        header.push("Found by");
        let mut file = Rows::begin(&header, to)?;
        customers::each_found(&self.house, text, ALL_ROWS, |hit| {
            let matched = hit.matched.clone().unwrap_or_default();
            let mut cells = self.hit(hit);
            cells.push(matched);
            file.add(&cells)
        })?;
        Ok(file)
    }

    /// Everything that a query finds, row by row.
    pub(super) fn fetched(&self, query: &Query, to: &Target) -> Result<Rows, CommandError> {
        let query = fetch::checked(query)?;
        let (zone, today) = fetch::where_and_when(&self.house)?;
        let asked = Asked { store: self.house.store_id, zone: &zone, today };
        let mut file = Rows::begin(&FETCHED_HEADER, to)?;
        self.house
            .store
            .read(|db| store::fetch::each(db, &asked, &query, |found| file.add(&self.found_cells(found))))?;
        Ok(file)
    }

    fn found_cells(&self, found: Found) -> Vec<String> {
        vec![
            found.number,
            found.name,
            found.city.unwrap_or_default(),
            found.vehicle_title.unwrap_or_default(),
            found.vin.unwrap_or_default(),
            date_cell(found.last_ro_on),
            time_cell(found.last_contact_at, &self.zone),
        ]
    }

    fn hit(&self, hit: CustomerHit) -> Vec<String> {
        let last_drop =
            if hit.drop_in_progress { words::IN_PROGRESS.to_owned() } else { time_cell(hit.last_drop_at, &self.zone) };
        vec![hit.customer_number, hit.name, hit.vehicle.unwrap_or_default(), hit.city.unwrap_or_default(), last_drop]
    }

    /// Contact History of one customer.
    pub(super) async fn history(&self, customer: CustomerId) -> Result<Table, CommandError> {
        let (mut rows, mut before) = (vec![], None);
        loop {
            let page = customers::history(&self.house, &self.caller, HistoryRequest { customer, before }).await?;
            rows.extend(page.rows.into_iter().map(|row| self.contact(row)));
            before = page.before;
            if before.is_none() {
                return Ok(Table { header: HISTORY_HEADER.to_vec(), rows });
            }
        }
    }

    fn contact(&self, row: HistoryRow) -> Vec<String> {
        let linked: Vec<String> = row.linked.into_iter().map(|of| format!("{} ({})", of.title, of.vin)).collect();
        vec![
            row.user_name,
            time_cell(Some(row.started_at), &self.zone),
            time_cell(row.finished_at, &self.zone),
            row.vehicle.unwrap_or_default(),
            row.vin.unwrap_or_default(),
            linked.join("; "),
            row.contact_type.map(|of| of.title().to_owned()).unwrap_or_default(),
            if row.in_progress { words::IN_PROGRESS.to_owned() } else { row.comment },
            row.campaign_name.unwrap_or_default(),
            row.message_name.unwrap_or_default(),
            number(row.number.as_ref()),
            if row.inbound { "In".to_owned() } else { "Out".to_owned() },
            date_cell(row.returns_on),
            words::plain(row.other_result),
        ]
    }
}

const ELIGIBLE_HEADER: [&str; 8] =
    ["#", "Within the count", "Customer number", "Customer", "Vehicle", "Phone", "Number", "Last contact"];
const EXCLUDED_HEADER: [&str; 8] =
    ["Customer number", "Customer", "Vehicle", "Phone", "Number", "Last contact", "Reason", "Other reasons"];
const FETCHED_HEADER: [&str; 7] = ["Customer number", "Customer", "City", "Vehicle", "VIN", "Last RO", "Last contact"];
const CUSTOMER_HEADER: [&str; 5] = ["No.", "Customer", "Vehicle", "City", "Last drop"];
const HISTORY_HEADER: [&str; 14] = [
    "Username",
    "Contact Date",
    "Finished",
    "Vehicle",
    "VIN",
    "Linked vehicles",
    "Contact Type",
    "Recycle Comments",
    "Campaign",
    "Message",
    "Number",
    "In/Out",
    "Returns on",
    words::LATER_SAID,
];

/// A number as people write it.
pub(super) fn number(number: Option<&E164>) -> String {
    number.map(E164::display).unwrap_or_default()
}

/// One reason as the preview's drawer shows it.
fn reason(of: &ReasonDto) -> String {
    let mut text = words::reason(of.reason).to_owned();
    if let Some(detail) = &of.detail {
        text = format!("{text}: {detail}");
    }
    let numbers: Vec<String> =
        of.numbers.iter().map(|n| format!("{}: {}", n.kind.word(), words::fault(n.fault, n.until_on))).collect();
    if numbers.is_empty() { text } else { format!("{text} ({})", numbers.join(", ")) }
}
