//! The one place that reads who is due for an agent's call.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    aim::{Aim, Step},
    audience::{self, Question, Standing},
    call_select::{Offer, SortOption, union},
    campaign::{CampaignSpec, CampaignState, Filters},
    contact_type::ContactType,
    facts::CustomerFacts,
    ids::{CampaignId, CustomerId},
};
use store::{
    Db, StoreError, call_select, campaigns,
    facts::{self, Scope},
    stores::StoreRow,
};

use crate::dto::call_select::CallSelectAsk;

/// What is asked, at which moment.
pub(super) struct Due<'a> {
    pub db: &'a Db<'a>,
    pub store: &'a StoreRow,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

/// Who is asked for.
pub(super) struct Wanted {
    pub contact_type: ContactType,
    pub aim: Aim,
    pub filters: Filters,
    /// Compared without regard to case.
    pub city: Option<String>,
}

impl Wanted {
    /// Everybody who is due for a contact type.
    pub fn all_of(contact_type: ContactType) -> Self {
        Self { contact_type, aim: Aim::default(), filters: Filters::none(), city: None }
    }

    pub fn by(ask: &CallSelectAsk) -> Self {
        Self {
            contact_type: ask.contact_type,
            aim: Aim {
                subtypes: ask.subtypes.clone(),
                recalls: ask.recalls.clone(),
                fetch_campaigns: ask.fetch_campaigns.clone(),
                ..Aim::default()
            },
            filters: Filters {
                language: ask.language,
                day: ask.day,
                customer_type: ask.customer_type,
                ..Filters::none()
            },
            city: ask.city.as_deref().map(plain).filter(|city| !city.is_empty()),
        }
    }
}

impl Due<'_> {
    /// Who is due, in no order: of the whole store, or one customer as of this moment. The facts and the judgement are
    /// those of a run's reservation and gate.
    pub fn offers(&self, wanted: &Wanted, customer: Option<CustomerId>) -> Result<Vec<Offer>, StoreError> {
        let outlines = call_select::outlines(self.db, self.store.id, customer)?;
        let specs = self.specs(wanted)?;
        let lists = specs.iter().map(|(campaign, spec)| {
            let offers = self.facts(spec, *campaign, customer)?.into_iter().filter_map(|facts| {
                let outline = outlines.get(&facts.id)?;
                let lives_there =
                    wanted.city.as_ref().is_none_or(|city| outline.city.as_deref().map(plain).as_ref() == Some(city));
                let judged = lives_there.then(|| audience::judge(&facts, &self.question(spec)))?;
                Offer::read(&facts, judged, outline.stars)
            });
            Ok(offers.collect())
        });
        Ok(union(lists.collect::<Result<_, StoreError>>()?))
    }

    /// The same in the order of a list.
    pub fn in_order(&self, wanted: &Wanted, sort: SortOption) -> Result<Vec<Offer>, StoreError> {
        let mut offers = self.offers(wanted, None)?;
        offers.sort_by(|a, b| a.compare(b, sort));
        Ok(offers)
    }

    /// One customer, if due.
    pub fn of_one(&self, contact_type: ContactType, customer: CustomerId) -> Result<Option<Offer>, StoreError> {
        Ok(self.offers(&Wanted::all_of(contact_type), Some(customer))?.pop())
    }

    /// What is known of one customer for a contact type: vehicles and events.
    pub fn facts_of(
        &self,
        contact_type: ContactType,
        customer: CustomerId,
    ) -> Result<Option<CustomerFacts>, StoreError> {
        let spec = CampaignSpec::new(contact_type, self.today);
        Ok(self.facts(&spec, None, Some(customer))?.pop())
    }

    /// How many active steps there are, for types that go by steps.
    pub fn steps(&self, contact_type: ContactType) -> Result<Option<u32>, StoreError> {
        Ok(goes_by_steps(contact_type)
            .then(|| self.active_steps(contact_type))
            .transpose()?
            .map(|steps| steps.len() as u32))
    }

    /// What is judged: one set-up, or for Sales and Unsold one for each active step. An agent works whatever any of them
    /// makes due; a step that went to a voicemail is over for that entry, here as there.
    fn specs(&self, wanted: &Wanted) -> Result<Vec<(Option<CampaignId>, CampaignSpec)>, StoreError> {
        let plain = CampaignSpec {
            aim: wanted.aim.clone(),
            filters: wanted.filters.clone(),
            ..CampaignSpec::new(wanted.contact_type, self.today)
        };
        if !goes_by_steps(wanted.contact_type) {
            return Ok(vec![(None, plain)]);
        }
        let steps = self.active_steps(wanted.contact_type)?.into_iter();
        let with = |step| CampaignSpec { aim: Aim { step: Some(step), ..plain.aim.clone() }, ..plain.clone() };
        Ok(steps.map(|(campaign, step)| (Some(campaign), with(step))).collect())
    }

    fn active_steps(&self, contact_type: ContactType) -> Result<Vec<(CampaignId, Step)>, StoreError> {
        let all = campaigns::list(self.db, self.store.id)?.into_iter();
        let active = all
            .filter(|campaign| campaign.state == CampaignState::Active && campaign.spec.contact_type == contact_type);
        Ok(active.filter_map(|campaign| Some((campaign.id, campaign.spec.aim.step?))).collect())
    }

    fn facts(
        &self,
        spec: &CampaignSpec,
        campaign: Option<CampaignId>,
        customer: Option<CustomerId>,
    ) -> Result<Vec<CustomerFacts>, StoreError> {
        let scope = Scope { store: self.store.id, spec, campaign, today: self.today, customer, except: None };
        facts::read(self.db, &scope)
    }

    fn question<'a>(&'a self, spec: &'a CampaignSpec) -> Question<'a> {
        Question {
            spec,
            due: &self.store.due,
            calendar: &self.store.calendar,
            store_language: self.store.language,
            today: self.today,
            now: self.now,
            run: None,
            standing: Standing::Choosing,
        }
    }
}

fn goes_by_steps(contact_type: ContactType) -> bool {
    matches!(contact_type, ContactType::Sales | ContactType::Unsold)
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}
