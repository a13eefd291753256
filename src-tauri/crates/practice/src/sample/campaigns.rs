//! Campaigns as the sample dealership would set them up, and those of the demonstration.

use chrono::{Days as Ahead, Months, NaiveDate, NaiveTime};
use domain::{
    campaign::{
        CampaignSpec, Count, CustomerTypeFilter, Day, Days, Filters, LanguageFilter, MessageChoice, MissedStart,
        Prevention,
    },
    contact_type::ContactType,
    due::DueSettings,
    ids::MessageId,
};

const WEEKDAYS: [Day; 5] = [Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday];
/// Product page, P2.
const DAYS_BETWEEN: u16 = 30;
/// Thin Ice: the last months before a customer is due no more (product page, section 6).
const THIN_ICE_MONTHS: u32 = 3;

/// Three set-ups, ready to be saved: the first is the one that practice starts with; the app decides their states.
pub fn campaigns(english: MessageId, french: MessageId, on: NaiveDate) -> Vec<CampaignSpec> {
    let both = MessageChoice::PerLanguage { english, french };
    vec![
        CampaignSpec {
            name: format!("Thin Ice, {}", on.format("%B")),
            filters: Filters {
                customer_type: CustomerTypeFilter::NonFleet,
                last_visit_to_on: on.checked_sub_months(thin_ice_from()),
                ..Filters::none()
            },
            days: Days::Weekly { weekdays: WEEKDAYS.to_vec(), start_on: on, end_on: None },
            time_local: time(10, 5),
            ..maintenance(both, 40, on)
        },
        CampaignSpec {
            name: "Oil service, Civic and CR-V".to_owned(),
            filters: Filters {
                language: LanguageFilter::English,
                customer_type: CustomerTypeFilter::NonFleet,
                makes: vec!["Honda".to_owned()],
                models: vec!["Civic".to_owned(), "CR-V".to_owned()],
                ..Filters::none()
            },
            days: Days::Once { on: on + Ahead::new(1) },
            time_local: time(13, 30),
            ..maintenance(MessageChoice::Single { message: english }, 25, on)
        },
        CampaignSpec {
            name: "Weekend reminder".to_owned(),
            filters: Filters { customer_type: CustomerTypeFilter::NonFleet, ..Filters::none() },
            days: Days::Weekly { weekdays: vec![Day::Saturday], start_on: on, end_on: None },
            time_local: time(9, 30),
            latest_local: Some(time(15, 0)),
            ..maintenance(both, 20, on)
        },
    ]
}

/// The `index`-th campaign of `demo`, from 0: all of them start at the same moment with the same message, so nothing
/// but the customers that a run holds keeps the others from theirs.
pub fn demo_campaign(index: u32, drops: u32, message: MessageId, on: NaiveDate, time_local: NaiveTime) -> CampaignSpec {
    CampaignSpec {
        name: format!("Demo {}", index + 1),
        time_local,
        ..maintenance(MessageChoice::Single { message }, drops, on)
    }
}

fn maintenance(message: MessageChoice, drops: u32, on: NaiveDate) -> CampaignSpec {
    CampaignSpec {
        name: String::new(),
        contact_type: ContactType::Maintenance,
        filters: Filters::none(),
        message: Some(message),
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

/// How long the last visit lies back when Thin Ice begins.
fn thin_ice_from() -> Months {
    Months::new(DueSettings::default().maintenance_to_months - THIN_ICE_MONTHS)
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::campaign::CampaignState;

    use super::*;

    #[test]
    fn every_set_up_can_be_made_active_as_it_is() {
        let on: NaiveDate = "2026-11-24".parse().unwrap();
        let mut specs = campaigns(MessageId(1), MessageId(2), on);
        specs.push(demo_campaign(4, 10, MessageId(1), on, time(10, 0)));
        for spec in &specs {
            assert_eq!(spec.faults(CampaignState::Active), [], "{}", spec.name);
        }
        let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
        assert_eq!(names, ["Thin Ice, November", "Oil service, Civic and CR-V", "Weekend reminder", "Demo 5"]);
    }
}
