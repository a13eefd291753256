//! Lists of the work: campaigns, runs, the day's drops, messages.

use chrono::NaiveDate;
use domain::{schedule::ScheduleStep, states::AttemptState};
use store::reports;

use super::{ALL_ROWS, Listing, people::number};
use crate::{
    dto::{
        Nothing,
        campaigns::CampaignDto,
        runs::{ReportHead, ReportListRequest},
        schedules::ScheduleDto,
    },
    error::CommandError,
    export::{
        Table, date_cell,
        rows::{Rows, Target},
        seconds_cell, time_cell, words,
    },
    handlers::{campaigns, messages, runs, schedules},
};

impl Listing {
    pub(super) async fn campaigns(&self) -> Result<Table, CommandError> {
        let list = campaigns::list(&self.house, &self.caller, Nothing {}).await?;
        let header = vec![
            "Active",
            "No.",
            "Campaign",
            "Contact type",
            "Next run",
            "Warning",
            "Last run",
            "Last state",
            "Delivered",
            "Asked for",
        ];
        Ok(Table { header, rows: list.campaigns.into_iter().map(|row| self.campaign(row)).collect() })
    }

    fn campaign(&self, row: CampaignDto) -> Vec<String> {
        let mut cells = vec![
            words::campaign_state(row.state).to_owned(),
            row.number.to_string(),
            row.spec.name,
            row.spec.contact_type.title().to_owned(),
            time_cell(row.next_run_at, &self.zone),
            row.warning.unwrap_or_default(),
        ];
        cells.extend(match row.last_run {
            None => [const { String::new() }; 4],
            Some(last) => [
                date_cell(Some(last.on)),
                words::run_state(last.state).to_owned(),
                last.delivered.to_string(),
                last.asked.to_string(),
            ],
        });
        cells
    }

    pub(super) async fn schedules(&self) -> Result<Table, CommandError> {
        let list = schedules::list(&self.house, &self.caller, Nothing {}).await?;
        let header = vec![
            "Schedule",
            "Contact type",
            "Step",
            "After the entry or deal",
            "Active",
            "No.",
            "Next window",
            "Warning",
            "Last run",
            "Last state",
            "Delivered",
        ];
        Ok(Table { header, rows: list.schedules.into_iter().flat_map(|row| self.steps(row)).collect() })
    }

    fn steps(&self, schedule: ScheduleDto) -> Vec<Vec<String>> {
        let ScheduleDto { spec, steps, warnings, .. } = schedule;
        let line = |(place, (step, campaign)): (usize, (&ScheduleStep, CampaignDto))| {
            let own = warnings.iter().filter(|warning| warning.step as usize == place);
            let said: Vec<&str> =
                campaign.warning.iter().map(String::as_str).chain(own.map(|warning| warning.text.as_str())).collect();
            let last = campaign.last_run.as_ref();
            vec![
                spec.name.clone(),
                spec.contact_type.title().to_owned(),
                (place + 1).to_string(),
                step.after.in_words(),
                words::campaign_state(campaign.state).to_owned(),
                campaign.number.to_string(),
                time_cell(campaign.next_run_at, &self.zone),
                said.join(" "),
                date_cell(last.map(|last| last.on)),
                last.map(|last| words::run_state(last.state).to_owned()).unwrap_or_default(),
                last.map(|last| last.delivered.to_string()).unwrap_or_default(),
            ]
        };
        spec.steps.iter().zip(steps).enumerate().map(line).collect()
    }

    pub(super) async fn runs(&self) -> Result<Table, CommandError> {
        let (mut rows, mut before) = (vec![], None);
        loop {
            let page = runs::reports(&self.house, &self.caller, ReportListRequest { before }).await?;
            rows.extend(page.runs.into_iter().map(|head| self.run(head)));
            before = page.before;
            if before.is_none() {
                return Ok(Table { header: RUN_HEADER.to_vec(), rows });
            }
        }
    }

    fn run(&self, head: ReportHead) -> Vec<String> {
        let counts = head.counts;
        let why = head.skip.map(|skip| words::run_skip(skip).to_owned()).or(head.note);
        let mut cells = vec![
            date_cell(Some(head.on)),
            head.sequence.to_string(),
            head.campaign_name,
            head.contact_type.title().to_owned(),
            words::run_state(head.state).to_owned(),
            why.unwrap_or_default(),
            head.port.map(|port| port.0.to_string()).unwrap_or_default(),
            time_cell(Some(head.scheduled_at), &self.zone),
            time_cell(head.started_at, &self.zone),
            time_cell(head.ended_at, &self.zone),
            seconds_cell(head.duration_ms),
            seconds_cell(Some(head.waited_ms)),
            seconds_cell(Some(head.paused_ms)),
        ];
        let numbers = [
            head.asked,
            counts.chosen,
            counts.delivered,
            counts.failed,
            counts.unknown,
            counts.in_progress,
            counts.skipped,
            counts.released,
            counts.to_do,
        ];
        cells.extend(numbers.map(|number| number.to_string()));
        cells
    }

    /// All drops of the day; the screen shows the newest of them.
    pub(super) fn drops(&self, on: NaiveDate, to: &Target) -> Result<Rows, CommandError> {
        let header = ["Time", "Customer", "Vehicle", "Contact type", "Phone", "Number", "Result", words::LATER_SAID];
        let mut file = Rows::begin(&header, to)?;
        for drop in self.house.store.read(|db| reports::drops_of_day(db, on, ALL_ROWS))? {
            let result = match drop.disposition {
                Some(disposition) => words::disposition(disposition),
                None if drop.state == AttemptState::Overdue => words::NOT_KNOWN,
                None => words::IN_PROGRESS,
            };
            file.add(&[
                time_cell(Some(drop.at), &self.zone),
                drop.name,
                drop.vehicle.unwrap_or_default(),
                drop.contact_type.title().to_owned(),
                drop.kind.word().to_owned(),
                number(Some(&drop.number)),
                result.to_owned(),
                words::plain(drop.other_result),
            ])?;
        }
        Ok(file)
    }

    pub(super) async fn messages(&self) -> Result<Table, CommandError> {
        let list = messages::list(&self.house, &self.caller, Nothing {}).await?;
        let rows = list.messages.into_iter().map(|row| {
            let types: Vec<&str> = row.contact_types.iter().map(|of| of.title()).collect();
            vec![
                row.name,
                words::language(row.language).to_owned(),
                seconds_cell(Some(i64::from(row.duration_ms))),
                time_cell(row.approved_at, &self.zone),
                row.approved_by.unwrap_or_default(),
                if types.is_empty() { "every contact type".to_owned() } else { types.join(", ") },
                row.used_by.join(", "),
                time_cell(Some(row.added_at), &self.zone),
                row.transcript,
            ]
        });
        let header = vec![
            "Name",
            "Language",
            "Lasts (s)",
            "Approved",
            "Approved by",
            "Contact types",
            "Used by",
            "Added",
            "Its words",
        ];
        Ok(Table { header, rows: rows.collect() })
    }
}

const RUN_HEADER: [&str; 22] = [
    "Day",
    "Run of the day",
    "Campaign",
    "Contact type",
    "State",
    "Why",
    "Port",
    "Scheduled",
    "Started",
    "Ended",
    "Took (s)",
    "Waited (s)",
    "Paused (s)",
    "Asked for",
    "Chosen",
    "Delivered",
    "Failed",
    "Not known",
    "In progress",
    "Skipped",
    "Released",
    "To do",
];
