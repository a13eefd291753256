//! What a campaign asks, made from a seed.

use domain::{
    aim::{After, Aim, FetchChoice, Step, Subtype},
    campaign::{CampaignSpec, CustomerTypeFilter, DayFilter, Filters, LanguageFilter, MessageChoice, Prevention},
    contact_type::ContactType,
    ids::{FetchCampaignId, MessageId},
};

use super::{FETCH_CAMPAIGNS, MESSAGES, Maker, REASONS, STATUSES, TYPES, TYPES_ASKED};
use crate::audience_tests::filing::ASKED_QUERY;

impl Maker {
    pub(super) fn spec(&mut self, contact_type: ContactType) -> CampaignSpec {
        let mut spec = CampaignSpec::new(contact_type, self.today);
        let message = |place: usize| MessageId(place as i64 + 1);
        spec.message = match self.chance.below(4) {
            0 => None,
            1 => Some(MessageChoice::PerLanguage { english: message(0), french: message(1) }),
            _ => Some(MessageChoice::Single { message: message(self.chance.below(MESSAGES)) }),
        };
        spec.filters = self.filters();
        spec.days_between = self.chance.one_of(&[0, 1, 7, 30]);
        spec.rest_days = self.chance.one_of(&[7, 7, 30]);
        spec.prevention = self.chance.one_of(&[Prevention::ByCustomer, Prevention::ByContactType]);
        spec.aim = self.aim(contact_type);
        spec
    }

    fn filters(&mut self) -> Filters {
        let mut filters = Filters::none();
        if self.chance.percent(75) {
            return filters;
        }
        filters.language = self.chance.one_of(&[
            LanguageFilter::Any,
            LanguageFilter::Any,
            LanguageFilter::English,
            LanguageFilter::French,
        ]);
        filters.customer_type = self.chance.one_of(&[CustomerTypeFilter::All, CustomerTypeFilter::NonFleet]);
        filters.day = self.chance.one_of(&[DayFilter::All, DayFilter::All, DayFilter::Day, DayFilter::LateDay]);
        if self.chance.percent(30) {
            filters.makes =
                self.chance.some_of(50, &["honda ", "citroën", "Acura"]).into_iter().map(str::to_owned).collect();
        }
        if self.chance.percent(20) {
            filters.models = self.chance.some_of(50, &["CIVIC", "c3"]).into_iter().map(str::to_owned).collect();
        }
        filters.year_from = self.chance.maybe(20, |c| 2018 + c.below(3) as i32);
        filters.year_to = self.chance.maybe(20, |c| 2019 + c.below(3) as i32);
        filters.odometer_from = self.chance.maybe(15, |c| 10_000 * c.between(1, 3));
        filters.odometer_to = self.chance.maybe(15, |c| 10_000 * c.between(2, 4));
        filters.last_visit_from_on = self.chance.percent(15).then(|| self.visit());
        filters.last_visit_to_on = self.chance.percent(15).then(|| self.visit());
        filters
    }

    fn aim(&mut self, contact_type: ContactType) -> Aim {
        let mut aim = Aim::default();
        if self.chance.percent(30) {
            aim.subtypes = self.chance.some_of(50, Subtype::of(contact_type));
        }
        match contact_type {
            ContactType::Recall => {
                aim.recalls = self.chance.some_of(30, &["R-100", "R-200"]).into_iter().map(str::to_owned).collect();
            }
            ContactType::Marketing => {
                let all: Vec<_> = (1..=FETCH_CAMPAIGNS as i64).map(FetchCampaignId).collect();
                aim.fetch_campaigns = self.chance.some_of(40, &all);
            }
            ContactType::FetchAutomation => {
                let records = self.chance.one_of(&TYPES_ASKED);
                aim.fetch = Some(FetchChoice { query: ASKED_QUERY, records, code: None });
            }
            ContactType::Sales | ContactType::Unsold => aim.step = Some(self.step()),
            _ => {}
        }
        aim
    }

    fn step(&mut self) -> Step {
        let after = |maker: &mut Self, least: i64| match maker.chance.percent(50) {
            true => After::Hours { hours: maker.chance.between(least * 24, least * 24 + 40) as u32 },
            false => After::Days { days: maker.chance.between(least, least + 2) as u16 },
        };
        let owned = |words: Vec<&str>| words.into_iter().map(|word| word.to_uppercase()).collect();
        Step {
            after: after(self, 0),
            expires_after: self.chance.percent(50).then(|| after(self, 3)),
            entries_from_on: self.maybe_day(20, -4, 0),
            statuses: owned(self.chance.some_of(15, &STATUSES)),
            traffic_types: owned(self.chance.some_of(12, &TYPES)),
            lost_reasons: owned(self.chance.some_of(10, &REASONS)),
            hold_back_while_booked: self.chance.percent(50),
        }
    }
}
