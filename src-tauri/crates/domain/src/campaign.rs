//! What a person sets up: who, which message, how many, when (S1, P1, P2, P4, P6).

use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::{
    aim::Aim,
    audience::REST_DAYS,
    contact_type::{ContactType, Department},
    ids::MessageId,
};

/// Longest recycle, days between and similar clocks: ten years. More is a typing error.
pub const DAYS_MAX: u16 = 3_650;
/// The same message to the same customer or number not again for so many days, unless the campaign says otherwise (P2).
pub const DAYS_BETWEEN: u16 = 30;
/// The most customers one run may ask for. A port needs months for more, so more is a typing error.
pub const COUNT_MAX: u32 = 100_000;
/// Longest name of a campaign, message or code that a screen can show.
pub const NAME_CHARS_MAX: usize = 80;
/// Makes and models together; nobody chooses more by hand.
const FILTER_VALUES_MAX: usize = 500;

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $word:literal),* $(,)? }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
                 schemars::JsonSchema, ts_rs::TS)]
        $(#[$doc])*
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word that is stored and sent; stable for ever.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.word() == word)
            }
        }
    };
}
pub(crate) use choice;

choice!(
    /// A customer's or a message's language.
    Language { English => "en", French => "fr" }
);
choice!(
    CustomerType { Retail => "retail", Fleet => "fleet" }
);
choice!(
    /// Sun and moon on the customer's file: when they prefer to be reached.
    DayPreference { Day => "day", LateDay => "late_day" }
);
choice!(
    LanguageFilter {
        /// N/A: everyone.
        Any => "any", English => "en", French => "fr" }
);
choice!(
    CustomerTypeFilter { All => "all", NonFleet => "non_fleet" }
);
choice!(
    DayFilter { All => "all", Day => "day", LateDay => "late_day" }
);
choice!(
    /// Whom a drop of the same store-local day bars (P2).
    Prevention {
        /// Whoever got any batch drop that day.
        ByCustomer => "by_customer",
        /// Whoever got one of the same contact type that day.
        ByContactType => "by_contact_type" }
);
choice!(
    /// What becomes of a start that was missed (P6). Never on another day.
    MissedStart { RunLate => "run_late", Skip => "skip" }
);
choice!(
    CampaignState { Draft => "draft", Active => "active", Inactive => "inactive" }
);

/// Which customers, beyond the contact type's due rule. An empty list or bound filters nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    pub language: LanguageFilter,
    pub customer_type: CustomerTypeFilter,
    pub day: DayFilter,
    /// Compared without regard to case.
    pub makes: Vec<String>,
    pub models: Vec<String>,
    pub year_from: Option<i32>,
    pub year_to: Option<i32>,
    /// In the unit of the store's files (km or miles).
    pub odometer_from: Option<i64>,
    pub odometer_to: Option<i64>,
    pub last_visit_from_on: Option<NaiveDate>,
    pub last_visit_to_on: Option<NaiveDate>,
}

impl Filters {
    /// Whether any of them is about a vehicle.
    pub fn ask_for_a_vehicle(&self) -> bool {
        let Self { makes, models, year_from, year_to, odometer_from, odometer_to, .. } = self;
        !(makes.is_empty() && models.is_empty())
            || year_from.or(*year_to).is_some()
            || odometer_from.or(*odometer_to).is_some()
            || self.last_visit_from_on.or(self.last_visit_to_on).is_some()
    }

    pub fn none() -> Self {
        Self {
            language: LanguageFilter::Any,
            customer_type: CustomerTypeFilter::All,
            day: DayFilter::All,
            makes: vec![],
            models: vec![],
            year_from: None,
            year_to: None,
            odometer_from: None,
            odometer_to: None,
            last_visit_from_on: None,
            last_visit_to_on: None,
        }
    }
}

/// One message, or one per language (P4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum MessageChoice {
    Single { message: MessageId },
    PerLanguage { english: MessageId, french: MessageId },
}

impl MessageChoice {
    /// The message a customer hears; no language on file means the store's.
    pub fn for_language(self, on_file: Option<Language>, of_store: Language) -> MessageId {
        match self {
            Self::Single { message } => message,
            Self::PerLanguage { english, french } => match on_file.unwrap_or(of_store) {
                Language::English => english,
                Language::French => french,
            },
        }
    }

    pub fn messages(self) -> Vec<MessageId> {
        match self {
            Self::Single { message } => vec![message],
            Self::PerLanguage { english, french } => vec![english, french],
        }
    }
}

/// Number to send (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Count {
    Number { number: u32 },
    AllDue,
}

impl Count {
    /// The most customers a run with this count may hold or have sent to.
    pub fn limit(self) -> usize {
        match self {
            Self::Number { number } => number.min(COUNT_MAX) as usize,
            Self::AllDue => COUNT_MAX as usize,
        }
    }
}

/// Which days, in the store's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Days {
    Once { on: NaiveDate },
    Weekly { weekdays: Vec<Day>, start_on: NaiveDate, end_on: Option<NaiveDate> },
}

choice!(
    /// A day of the week.
    Day { Monday => "mon", Tuesday => "tue", Wednesday => "wed", Thursday => "thu", Friday => "fri",
          Saturday => "sat", Sunday => "sun" }
);

impl From<Weekday> for Day {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Mon => Self::Monday,
            Weekday::Tue => Self::Tuesday,
            Weekday::Wed => Self::Wednesday,
            Weekday::Thu => Self::Thursday,
            Weekday::Fri => Self::Friday,
            Weekday::Sat => Self::Saturday,
            Weekday::Sun => Self::Sunday,
        }
    }
}

impl Days {
    pub fn include(&self, on: NaiveDate) -> bool {
        use chrono::Datelike;
        match self {
            Self::Once { on: day } => *day == on,
            Self::Weekly { weekdays, start_on, end_on } => {
                *start_on <= on && end_on.is_none_or(|end| on <= end) && weekdays.contains(&on.weekday().into())
            }
        }
    }

    /// No run is planned before this day.
    pub fn first_on(&self) -> NaiveDate {
        match self {
            Self::Once { on } => *on,
            Self::Weekly { start_on, .. } => *start_on,
        }
    }

    /// No run is planned after this day; `None` when the schedule has no end.
    pub fn last_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Once { on } => Some(*on),
            Self::Weekly { end_on, .. } => *end_on,
        }
    }
}

/// The whole set-up of a campaign. A run keeps the copy it started with, so that it can say "running with the version
/// of 10:00" (S1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct CampaignSpec {
    pub name: String,
    pub contact_type: ContactType,
    pub filters: Filters,
    /// Not yet chosen in a draft.
    pub message: Option<MessageChoice>,
    pub count: Count,
    pub days: Days,
    /// Start, in the store's zone.
    pub time_local: NaiveTime,
    /// `None`: the department's closing time less 30 minutes.
    pub latest_local: Option<NaiveTime>,
    /// The same message to the same customer or number not again for so many days (P2).
    pub days_between: u16,
    pub prevention: Prevention,
    pub missed_start: MissedStart,
    /// What of the contact type is meant.
    #[serde(default)]
    pub aim: Aim,
    /// Days between any two marketing drops to a number over all campaigns (P2): 7, or longer for this one.
    #[serde(default = "rest_days")]
    pub rest_days: u16,
    /// `None`: the contact type's own.
    #[serde(default)]
    pub department: Option<Department>,
    /// At most so many drops in any hour, so that call-backs can be answered. `None`: as fast as the port goes.
    #[serde(default)]
    pub per_hour: Option<u32>,
}

fn rest_days() -> u16 {
    REST_DAYS
}

/// What is wrong with one field of a set-up, in words that stand beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecFault {
    pub field: &'static str,
    pub message: String,
}

/// Far outside of this, arithmetic with days and zones has no answer.
fn is_plausible(on: NaiveDate) -> bool {
    use chrono::Datelike;
    (1900..=2200).contains(&on.year())
}

impl CampaignSpec {
    /// Everybody who is due for a contact type, on one day at 10:00, with the defaults of the product page.
    pub fn new(contact_type: ContactType, on: NaiveDate) -> Self {
        Self {
            name: String::new(),
            contact_type,
            filters: Filters::none(),
            message: None,
            count: Count::AllDue,
            days: Days::Once { on },
            time_local: NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default(),
            latest_local: None,
            days_between: DAYS_BETWEEN,
            prevention: Prevention::ByCustomer,
            missed_start: MissedStart::RunLate,
            aim: Aim::default(),
            rest_days: REST_DAYS,
            department: None,
            per_hour: None,
        }
    }

    /// The contact type whose turn-offs, recycling and clocks count, and under which Contact History records the drop:
    /// for Fetch Automation the chosen one (S17).
    pub fn recorded_type(&self) -> ContactType {
        self.aim.fetch.map_or(self.contact_type, |fetch| fetch.records)
    }

    /// Whether the rest days bind its drops, and its drops those of others (P2). What is exempt is about a visit that the
    /// customer made or booked; whom a saved query chooses it chooses for the store's own sake, whatever it records.
    pub fn is_marketing(&self) -> bool {
        self.contact_type.is_marketing() || self.recorded_type().is_marketing()
    }

    /// Whose hours, caller ID and call-back number apply.
    pub fn department(&self) -> Department {
        self.department.unwrap_or(self.recorded_type().department())
    }

    /// A step of a schedule has one standing run a day, which takes customers as they fall due (P6).
    pub fn is_standing(&self) -> bool {
        self.aim.step.is_some()
    }

    /// Everything that keeps this set-up from being saved. An active campaign also needs a message.
    pub fn faults(&self, state: CampaignState) -> Vec<SpecFault> {
        let mut faults = vec![];
        let mut say = |field, message: &str| faults.push(SpecFault { field, message: message.to_owned() });
        let name = self.name.trim();
        if name.is_empty() {
            say("name", "Give the campaign a name.");
        } else if name.chars().count() > NAME_CHARS_MAX {
            say("name", "This name is too long: use at most 80 characters.");
        }
        if let Count::Number { number } = self.count {
            if number == 0 {
                say("count", "0 would send nothing. Enter a number from 1, or choose all due.");
            } else if number > COUNT_MAX {
                say("count", "That is more than one run can send. Enter at most 100,000, or choose all due.");
            }
        }
        if self.latest_local.is_some_and(|latest| latest <= self.time_local) {
            say("latest_local", "The latest time lies before the start. Choose a later one.");
        }
        match &self.days {
            Days::Once { .. } => {}
            Days::Weekly { weekdays, start_on, end_on } => {
                if weekdays.is_empty() {
                    say("weekdays", "Choose at least one day of the week.");
                }
                if end_on.is_some_and(|end| end < *start_on) {
                    say("end_on", "The end date lies before the start date.");
                }
            }
        }
        if self.days_between > DAYS_MAX {
            say("days_between", "Enter at most 3,650 days.");
        }
        if !(REST_DAYS..=DAYS_MAX).contains(&self.rest_days) {
            say("rest_days", "Marketing drops to a number rest 7 days at least. Enter 7 or more.");
        }
        if self.per_hour.is_some_and(|many| many == 0 || many > COUNT_MAX) {
            say("per_hour", "Enter at least 1 an hour, or leave it blank.");
        }
        for (field, message) in self.aim.faults(self.contact_type) {
            say(field, message);
        }
        if state == CampaignState::Active && self.message.is_none() {
            say("message", "Choose an approved message before you activate the campaign.");
        }
        let dates = [self.days.first_on(), self.days.last_on().unwrap_or(self.days.first_on())];
        if dates.iter().any(|on| !is_plausible(*on)) {
            say("start_on", "Choose dates between the years 1900 and 2200.");
        }
        if let Days::Weekly { weekdays, .. } = &self.days
            && weekdays.len() > Day::ALL.len()
        {
            say("weekdays", "Choose each day of the week once.");
        }
        let upside_down = |from: Option<i64>, to: Option<i64>| matches!((from, to), (Some(a), Some(b)) if b < a);
        let f = &self.filters;
        if upside_down(f.year_from.map(i64::from), f.year_to.map(i64::from)) {
            say("year_to", "The last model year lies before the first.");
        }
        if upside_down(f.odometer_from, f.odometer_to) {
            say("odometer_to", "The highest odometer reading is lower than the lowest.");
        }
        if [f.last_visit_from_on, f.last_visit_to_on].into_iter().flatten().any(|on| !is_plausible(on)) {
            say("last_visit_from_on", "Choose dates between the years 1900 and 2200.");
        }
        if f.makes.len() + f.models.len() > FILTER_VALUES_MAX {
            say("makes", "Choose at most 500 makes and models.");
        }
        if matches!((f.last_visit_from_on, f.last_visit_to_on), (Some(a), Some(b)) if b < a) {
            say("last_visit_to_on", "The last visit date lies before the first.");
        }
        faults
    }
}
