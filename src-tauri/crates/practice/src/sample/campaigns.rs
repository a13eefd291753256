//! Campaigns and schedules as the sample dealership would set them up, and those of the demonstration.

use chrono::{Days as Dates, Months, NaiveDate, NaiveTime};
use domain::{
    aim::{After, Aim, Step, Subtype},
    campaign::{
        CampaignSpec, CampaignState, Count, CustomerTypeFilter, Day, Days, Filters, LanguageFilter, MessageChoice,
        MissedStart, Prevention,
    },
    contact_type::ContactType,
    due::DueSettings,
    ids::MessageId,
};

use super::recordings::Theme;

const WEEKDAYS: [Day; 5] = [Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday];
/// Product page, P2.
const DAYS_BETWEEN: u16 = 30;
/// What is about one event may be said again at the next one, weeks later.
const DAYS_BETWEEN_EVENTS: u16 = 7;
/// An entry or a deal is talked about so long.
const SCHEDULE_EXPIRES: After = After::Days { days: 10 };
/// What came in longer ago is not swept in when a schedule is switched on.
const NEWS: Dates = Dates::new(7);

/// A set-up, ready to be saved.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleCampaign {
    pub spec: CampaignSpec,
    pub state: CampaignState,
    /// The schedule whose step it is.
    pub schedule: Option<&'static str>,
}

/// The set-ups of the desk, with the messages made of [`super::RECORDINGS`] in their order. The first is the one that
/// practice starts with, and it has that day for itself: the confirms of the next mornings are active, too, and
/// everything else waits for a person's word.
pub fn campaigns(messages: &[MessageId], on: NaiveDate) -> Vec<SampleCampaign> {
    let active = |spec| SampleCampaign { spec, state: CampaignState::Active, schedule: None };
    let draft = |spec| SampleCampaign { spec, state: CampaignState::Draft, schedule: None };
    let mut all = vec![active(thin_ice(messages, on)), draft(oil_service(messages, on)), draft(weekend(messages, on))];
    all.push(active(confirm("Confirm, next days", Subtype::Level1, time(9, 15), messages, on)));
    all.push(draft(confirm("Confirm, weeks ahead", Subtype::Level2, time(14, 0), messages, on)));
    for (name, contact_type, theme, time_local) in [
        ("No Show, book again", ContactType::NoShow, Theme::NoShow, time(10, 30)),
        ("Service Follow-up", ContactType::ServiceFollowUp, Theme::FollowUp, time(11, 0)),
        ("Special orders that are in", ContactType::SpecialOrderParts, Theme::PartsIn, time(13, 0)),
    ] {
        let spec = about_events(name, contact_type, theme.of(messages), on);
        all.push(draft(CampaignSpec { time_local, ..spec }));
    }
    all.extend(schedules(messages, on));
    all
}

fn thin_ice(messages: &[MessageId], on: NaiveDate) -> CampaignSpec {
    CampaignSpec {
        name: format!("Thin Ice, {}", on.format("%B")),
        filters: Filters { last_visit_to_on: on.checked_sub_months(thin_ice_from()), ..no_fleet() },
        days: every_weekday(on),
        time_local: time(10, 5),
        ..maintenance(Theme::ServiceDue.of(messages), 40, on)
    }
}

fn oil_service(messages: &[MessageId], on: NaiveDate) -> CampaignSpec {
    CampaignSpec {
        name: "Oil service, Civic and CR-V".to_owned(),
        filters: Filters {
            language: LanguageFilter::English,
            makes: vec!["Honda".to_owned()],
            models: vec!["Civic".to_owned(), "CR-V".to_owned()],
            ..no_fleet()
        },
        days: Days::Once { on: on + Dates::new(1) },
        time_local: time(13, 30),
        ..maintenance(messages.first().map(|message| MessageChoice::Single { message: *message }), 25, on)
    }
}

fn weekend(messages: &[MessageId], on: NaiveDate) -> CampaignSpec {
    CampaignSpec {
        name: "Weekend reminder".to_owned(),
        filters: no_fleet(),
        days: Days::Weekly { weekdays: vec![Day::Saturday], start_on: on, end_on: None },
        time_local: time(9, 30),
        latest_local: Some(time(15, 0)),
        ..maintenance(Theme::ServiceDue.of(messages), 20, on)
    }
}

/// From the day after practice begins.
fn confirm(name: &str, level: Subtype, time_local: NaiveTime, messages: &[MessageId], on: NaiveDate) -> CampaignSpec {
    CampaignSpec {
        time_local,
        days: every_weekday(on + Dates::new(1)),
        aim: Aim { subtypes: vec![level], ..Aim::default() },
        ..about_events(name, ContactType::Confirm, Theme::Confirm.of(messages), on)
    }
}

/// Everybody whose appointment, order or visit it is about.
fn about_events(name: &str, contact_type: ContactType, message: Option<MessageChoice>, on: NaiveDate) -> CampaignSpec {
    CampaignSpec {
        name: name.to_owned(),
        message,
        days: every_weekday(on),
        days_between: DAYS_BETWEEN_EVENTS,
        ..CampaignSpec::new(contact_type, on)
    }
}

/// Two steps after an entry in the traffic log, and one after a deal.
fn schedules(messages: &[MessageId], on: NaiveDate) -> Vec<SampleCampaign> {
    const SHOWROOM: &str = "After the showroom";
    const DELIVERY: &str = "After the delivery";
    let step = |schedule, name: String, contact_type, after, theme: Theme| SampleCampaign {
        spec: CampaignSpec {
            // While the showroom is manned.
            time_local: time(10, 0),
            aim: Aim { step: Some(step_of(contact_type, after, on)), ..Aim::default() },
            ..about_events(&name, contact_type, theme.of(messages), on)
        },
        state: CampaignState::Draft,
        schedule: Some(schedule),
    };
    let (hours, days) = (After::Hours { hours: 2 }, After::Days { days: 3 });
    vec![
        step(SHOWROOM, format!("{SHOWROOM}, step 1: 2 hours"), ContactType::Unsold, hours, Theme::AfterVisit),
        step(SHOWROOM, format!("{SHOWROOM}, step 2: 3 days"), ContactType::Unsold, days, Theme::StillLooking),
        step(DELIVERY, format!("{DELIVERY}, step 1: 3 days"), ContactType::Sales, days, Theme::ThankYou),
    ]
}

/// Of the traffic log, whoever is not lost to somebody else; never while something is booked.
fn step_of(contact_type: ContactType, after: After, on: NaiveDate) -> Step {
    let is_unsold = contact_type == ContactType::Unsold;
    let statuses =
        if is_unsold { vec!["Open".to_owned(), "Working".to_owned(), "Appointment".to_owned()] } else { vec![] };
    Step {
        after,
        expires_after: Some(SCHEDULE_EXPIRES),
        entries_from_on: Some(on - NEWS),
        statuses,
        traffic_types: vec![],
        lost_reasons: vec![],
        hold_back_while_booked: is_unsold,
    }
}

/// The `index`-th campaign of `demo`, from 0: all of them start at the same moment with the same message, so nothing
/// but the customers that a run holds keeps the others from theirs.
pub fn demo_campaign(index: u32, drops: u32, message: MessageId, on: NaiveDate, time_local: NaiveTime) -> CampaignSpec {
    CampaignSpec {
        name: format!("Demo {}", index + 1),
        time_local,
        ..maintenance(Some(MessageChoice::Single { message }), drops, on)
    }
}

fn maintenance(message: Option<MessageChoice>, drops: u32, on: NaiveDate) -> CampaignSpec {
    CampaignSpec {
        message,
        count: Count::Number { number: drops },
        days: Days::Once { on },
        time_local: time(10, 0),
        latest_local: None,
        days_between: DAYS_BETWEEN,
        prevention: Prevention::ByCustomer,
        missed_start: MissedStart::RunLate,
        ..CampaignSpec::new(ContactType::Maintenance, on)
    }
}

fn every_weekday(start_on: NaiveDate) -> Days {
    Days::Weekly { weekdays: WEEKDAYS.to_vec(), start_on, end_on: None }
}

fn no_fleet() -> Filters {
    Filters { customer_type: CustomerTypeFilter::NonFleet, ..Filters::none() }
}

/// How long the last visit lies back when Thin Ice begins.
fn thin_ice_from() -> Months {
    let due = DueSettings::default();
    Months::new(due.maintenance_to_months.saturating_sub(due.thin_ice_months))
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sample::RECORDINGS;

    fn on() -> NaiveDate {
        "2026-11-24".parse().unwrap()
    }

    fn messages() -> Vec<MessageId> {
        (1..=RECORDINGS.len() as i64).map(MessageId).collect()
    }

    #[test]
    fn every_set_up_can_be_made_active_as_it_is() {
        let mut specs: Vec<CampaignSpec> = campaigns(&messages(), on()).into_iter().map(|set_up| set_up.spec).collect();
        specs.push(demo_campaign(4, 10, MessageId(1), on(), time(10, 0)));
        for spec in &specs {
            assert_eq!(spec.faults(CampaignState::Active), [], "{}", spec.name);
        }
        let names: BTreeSet<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
        assert_eq!(names.len(), specs.len());
    }

    #[test]
    fn practice_starts_with_thin_ice_alone_and_confirms_follow_from_the_next_day_on() {
        let set_ups = campaigns(&messages(), on());
        let active: Vec<(&str, NaiveDate)> = set_ups
            .iter()
            .filter(|set_up| set_up.state == CampaignState::Active)
            .map(|set_up| (set_up.spec.name.as_str(), set_up.spec.days.first_on()))
            .collect();
        assert_eq!(active, [("Thin Ice, November", on()), ("Confirm, next days", on() + Dates::new(1))]);
        assert_eq!(set_ups[0].spec.name, "Thin Ice, November");
    }

    #[test]
    fn every_message_of_a_campaign_serves_its_contact_type() {
        let messages = messages();
        for SampleCampaign { spec, .. } in campaigns(&messages, on()) {
            for message in spec.message.unwrap().messages() {
                let recording = &RECORDINGS[messages.iter().position(|id| *id == message).unwrap()];
                assert!(recording.contact_types.contains(&spec.contact_type), "{}: {}", spec.name, recording.name);
            }
        }
    }

    #[test]
    fn exactly_the_steps_belong_to_a_schedule() {
        let set_ups = campaigns(&messages(), on());
        for set_up in &set_ups {
            assert_eq!(set_up.schedule.is_some(), set_up.spec.is_standing(), "{}", set_up.spec.name);
        }
        let of: Vec<&str> = set_ups.iter().filter_map(|set_up| set_up.schedule).collect();
        assert_eq!(of, ["After the showroom", "After the showroom", "After the delivery"]);
    }
}
