//! An Unsold or Sales schedule: any number of steps after the same entry or deal, which share everything but the moment
//! and the message (S17, P6). Each step is a campaign of its own; here is how the one makes the other, and what a
//! manager should know of steps that stand in each other's way.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::{
    aim::{After, Aim, Step},
    campaign::{CampaignSpec, CampaignState, Count, Days, Filters, MessageChoice, MissedStart, Prevention},
    contact_type::{ContactType, Department},
    ids::CampaignId,
};

/// A step's campaign bears the schedule's name, its place and its moment, all of it within the length of a name.
pub const SCHEDULE_NAME_CHARS_MAX: usize = 50;
/// More steps than this nobody reads on one page.
pub const STEPS_MAX: usize = 30;

/// The set-up of a schedule, steps included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSpec {
    pub name: String,
    /// Sales or Unsold.
    pub contact_type: ContactType,
    pub filters: Filters,
    /// Unsold: which entries, in the store's own words. Empty: any but Sold.
    pub statuses: Vec<String>,
    pub traffic_types: Vec<String>,
    pub lost_reasons: Vec<String>,
    /// Unsold: not while a follow-up or an appointment is booked.
    pub hold_back_while_booked: bool,
    /// An entry or deal leaves the list so long after it came.
    pub expires_after: Option<After>,
    /// Older entries and deals are passed over.
    pub entries_from_on: Option<NaiveDate>,
    /// For each step and day.
    pub count: Count,
    pub days: Days,
    /// The window of each day opens.
    pub time_local: NaiveTime,
    /// `None`: the department's closing time less 30 minutes.
    pub latest_local: Option<NaiveTime>,
    pub days_between: u16,
    pub prevention: Prevention,
    pub rest_days: u16,
    pub department: Option<Department>,
    pub per_hour: Option<u32>,
    pub steps: Vec<ScheduleStep>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct ScheduleStep {
    /// `None`: a new step.
    pub campaign: Option<CampaignId>,
    pub after: After,
    /// Not yet chosen in a draft.
    pub message: Option<MessageChoice>,
    /// Whether it goes out while the schedule is active.
    pub is_active: bool,
}

/// What a step that is on file looks like to its schedule.
#[derive(Clone, Debug)]
pub struct StepOnFile {
    pub campaign: CampaignId,
    pub is_active: bool,
    pub spec: CampaignSpec,
}

/// How steps stand in each other's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum StepTrouble {
    /// It comes before the file returns from the step before (S10).
    ReturnsLater,
    /// It comes before the file returns, and when that returns it has left the list.
    NeverGoes,
    /// It stands after a step that goes out later, or at the same moment.
    OutOfOrder,
    /// Its message was heard in an earlier step, days between are not over (P2).
    SameMessage,
}

/// A sentence about one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct StepWarning {
    /// From 0, as the steps stand.
    pub step: u32,
    pub trouble: StepTrouble,
    pub text: String,
}

/// What is wrong with one field, in words that stand beside it. A step's fields are named by its place:
/// `steps[1].after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleFault {
    pub field: String,
    pub message: String,
}

impl ScheduleSpec {
    /// As its steps say it; what they share is read from the first. `None` without a step.
    pub fn of(name: &str, steps: &[StepOnFile]) -> Option<Self> {
        let first = &steps.first()?.spec;
        let step = first.aim.step.clone()?;
        let mut spec = Self {
            name: name.to_owned(),
            contact_type: first.contact_type,
            filters: first.filters.clone(),
            statuses: step.statuses,
            traffic_types: step.traffic_types,
            lost_reasons: step.lost_reasons,
            hold_back_while_booked: step.hold_back_while_booked,
            expires_after: step.expires_after,
            entries_from_on: step.entries_from_on,
            count: first.count,
            days: first.days.clone(),
            time_local: first.time_local,
            latest_local: first.latest_local,
            days_between: first.days_between,
            prevention: first.prevention,
            rest_days: first.rest_days,
            department: first.department,
            per_hour: first.per_hour,
            steps: vec![],
        };
        for StepOnFile { campaign, is_active, spec: of } in steps {
            let after = of.aim.step.as_ref()?.after;
            let step = ScheduleStep { campaign: Some(*campaign), after, message: of.message, is_active: *is_active };
            spec.steps.push(step);
        }
        Some(spec.in_order())
    }

    /// Steps in order of time.
    pub fn in_order(mut self) -> Self {
        self.steps.sort_by_key(|step| step.after.in_hours());
        self
    }

    /// The set-up of each step's campaign, in the order of the steps.
    pub fn campaigns(&self) -> Vec<CampaignSpec> {
        self.steps.iter().enumerate().map(|(place, step)| self.campaign(place, step)).collect()
    }

    fn campaign(&self, place: usize, step: &ScheduleStep) -> CampaignSpec {
        let of_entries = |words: &[String]| match self.contact_type {
            ContactType::Unsold => words.to_vec(),
            _ => vec![],
        };
        let aim = Aim {
            step: Some(Step {
                after: step.after,
                expires_after: self.expires_after,
                entries_from_on: self.entries_from_on,
                statuses: of_entries(&self.statuses),
                traffic_types: of_entries(&self.traffic_types),
                lost_reasons: of_entries(&self.lost_reasons),
                hold_back_while_booked: self.hold_back_while_booked && self.contact_type == ContactType::Unsold,
            }),
            ..Aim::default()
        };
        CampaignSpec {
            name: format!("{}, step {}: {}", self.name.trim(), place + 1, step.after.in_words()),
            contact_type: self.contact_type,
            filters: self.filters.clone(),
            message: step.message,
            count: self.count,
            days: self.days.clone(),
            time_local: self.time_local,
            latest_local: self.latest_local,
            days_between: self.days_between,
            prevention: self.prevention,
            // A standing run is open all through its window: found late, it opens late.
            missed_start: MissedStart::RunLate,
            aim,
            rest_days: self.rest_days,
            department: self.department,
            per_hour: self.per_hour,
        }
    }

    /// Everything that keeps it from being saved.
    pub fn faults(&self, state: CampaignState) -> Vec<ScheduleFault> {
        let mut faults = self.own_faults();
        for (place, step) in self.steps.iter().enumerate().take(STEPS_MAX) {
            let state = if step.is_active { state } else { CampaignState::Draft };
            for fault in self.campaign(place, step).faults(state) {
                let (field, message) = match fault.field {
                    // The schedule's own name is looked at above.
                    "name" => continue,
                    "step" => (format!("steps[{place}].after"), fault.message),
                    "message" => {
                        let message = "Choose an approved message for this step.".to_owned();
                        (format!("steps[{place}].message"), message)
                    }
                    "expires_after" => {
                        let event = self.event();
                        let message = format!(
                            "By then the {event} has left the list. Choose an earlier moment, or a later expiry."
                        );
                        (format!("steps[{place}].after"), message)
                    }
                    field => (field.to_owned(), fault.message),
                };
                // What the steps share is said once.
                if faults.iter().all(|said| said.field != field) {
                    faults.push(ScheduleFault { field, message });
                }
            }
        }
        faults
    }

    fn own_faults(&self) -> Vec<ScheduleFault> {
        let mut faults = vec![];
        let mut say =
            |field: &str, message: &str| faults.push(ScheduleFault { field: field.into(), message: message.into() });
        let name = self.name.trim();
        if name.is_empty() {
            say("name", "Give the schedule a name.");
        } else if name.chars().count() > SCHEDULE_NAME_CHARS_MAX {
            say("name", "This name is too long: use at most 50 characters.");
        }
        if !matches!(self.contact_type, ContactType::Sales | ContactType::Unsold) {
            say("contact_type", "Only Sales and Unsold go by schedules.");
        }
        if self.steps.is_empty() {
            say("steps", "Add at least one step.");
        } else if self.steps.len() > STEPS_MAX {
            say("steps", "A schedule has at most 30 steps.");
        }
        faults
    }

    /// How active steps stand in each other's way, in the order of time; `recycle_days` are those of the contact type's
    /// Voice Drop code (S10).
    pub fn warnings(&self, recycle_days: u16) -> Vec<StepWarning> {
        let mut warnings = self.out_of_order();
        let mut steps: Vec<(usize, &ScheduleStep)> =
            self.steps.iter().enumerate().filter(|(_, step)| step.is_active).collect();
        steps.sort_by_key(|(_, step)| step.after.in_hours());
        let mut gone: Vec<Gone<'_>> = vec![];
        for (place, step) in steps {
            let mut day = days_of(step.after);
            let mut goes = true;
            for wait in [self.recycled(place, day, gone.last(), recycle_days), self.repeats(place, step, day, &gone)] {
                let Some(Wait { until, trouble, text }) = wait else { continue };
                let never = self.expires_after.map(days_of).is_some_and(|expires| expires <= until);
                let (trouble, end) = match never {
                    true => (
                        StepTrouble::NeverGoes,
                        format!("when the {} has left the list: it never goes out.", self.event()),
                    ),
                    false => (trouble, "and goes out then.".to_owned()),
                };
                warnings.push(StepWarning { step: place as u32, trouble, text: format!("{text}, {end}") });
                goes &= !never;
                day = day.max(until);
            }
            if goes {
                gone.push(Gone { place, step, day });
            }
        }
        warnings
    }

    fn out_of_order(&self) -> Vec<StepWarning> {
        let mut warnings = vec![];
        for (place, pair) in self.steps.windows(2).enumerate() {
            let [first, second] = [pair[0].after.in_hours(), pair[1].after.in_hours()];
            let (one, two) = (place + 1, place + 2);
            let text = match second.cmp(&first) {
                std::cmp::Ordering::Less => {
                    format!("Step {two} goes out before step {one}. Saving puts the steps in order of time.")
                }
                std::cmp::Ordering::Equal => {
                    format!("Steps {one} and {two} go out at the same moment. Put them apart, or remove one.")
                }
                std::cmp::Ordering::Greater => continue,
            };
            warnings.push(StepWarning { step: place as u32 + 1, trouble: StepTrouble::OutOfOrder, text });
        }
        warnings
    }

    /// The file is still out from the step before (S10).
    fn recycled(&self, place: usize, day: u32, before: Option<&Gone<'_>>, recycle_days: u16) -> Option<Wait> {
        let before = before?;
        let until = before.day + u32::from(recycle_days);
        let (step, event) = (place + 1, self.event());
        let due = match day {
            0 => format!("on the day of the {event}"),
            1 => format!("1 day after the {event}"),
            days => format!("{days} days after the {event}"),
        };
        let text = format!(
            "Step {step} is due {due}, but the file returns {recycle_days} days after step {}'s drop; it waits until \
             day {until}",
            before.place + 1
        );
        (day < until).then_some(Wait { until, trouble: StepTrouble::ReturnsLater, text })
    }

    /// The same message was heard in an earlier step (P2).
    fn repeats(&self, place: usize, step: &ScheduleStep, day: u32, gone: &[Gone<'_>]) -> Option<Wait> {
        let messages = |step: &ScheduleStep| step.message.map(MessageChoice::messages).unwrap_or_default();
        let own = messages(step);
        let same =
            gone.iter().rev().find(|before| messages(before.step).iter().any(|message| own.contains(message)))?;
        let until = same.day + u32::from(self.days_between);
        let (first, second, days) = (same.place + 1, place + 1, self.days_between);
        let text = format!(
            "Steps {first} and {second} have the same message: with {days} days between, step {second} waits until day \
             {until}"
        );
        (day < until).then_some(Wait { until, trouble: StepTrouble::SameMessage, text })
    }

    /// What its steps count from.
    fn event(&self) -> &'static str {
        if self.contact_type == ContactType::Sales { "deal" } else { "entry" }
    }
}

/// A step that goes out, and on which day after the entry.
struct Gone<'a> {
    place: usize,
    step: &'a ScheduleStep,
    day: u32,
}

fn days_of(after: After) -> u32 {
    after.in_hours() / 24
}

/// Why a step cannot go out on its day, and from which day on it can.
struct Wait {
    until: u32,
    trouble: StepTrouble,
    text: String,
}

impl After {
    /// "2 hours", "1 day".
    pub fn in_words(&self) -> String {
        let (many, unit) = match *self {
            Self::Hours { hours } => (hours, "hour"),
            Self::Days { days } => (days.into(), "day"),
        };
        if many == 1 { format!("1 {unit}") } else { format!("{many} {unit}s") }
    }
}
