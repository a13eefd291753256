//! The one place that reads who is due for an agent's call.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    aim::{Aim, Step},
    audience::{self, Question, Standing},
    call_select::{Listed, Offer, SortOption, is_free, is_held},
    campaign::{CampaignSpec, CampaignState, Filters},
    contact_type::ContactType,
    facts::CustomerFacts,
    ids::{CampaignId, CustomerId},
    reason::Reasons,
};
use store::{
    Db, StoreError,
    audience::{Audience, NOTHING_USED},
    call_select, campaigns,
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

/// What is judged, and of which campaign it is a step.
type SetUp = (Option<CampaignId>, CampaignSpec);

/// How many are on a list, how many of those nobody has, and how many a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Many {
    pub due: usize,
    pub free: usize,
    pub held: usize,
}

impl Many {
    pub fn add(&mut self, reasons: Reasons) {
        self.due += 1;
        self.free += usize::from(is_free(reasons));
        self.held += usize::from(is_held(reasons));
    }
}

/// Who is due, in the order that was asked for.
pub(super) struct List<'q> {
    /// What the list is made of, one for each step.
    audiences: Vec<Audience<'q>>,
    pub listed: Vec<Listed>,
}

impl List<'_> {
    /// What there is to call about.
    pub fn offer(&self, customer: CustomerId) -> Option<Offer> {
        self.audiences.iter().filter_map(|audience| audience.offer(customer)).reduce(Offer::joined)
    }
}

impl Due<'_> {
    /// How many are due for each of these, all as of the same moment.
    pub fn count(&self, contact_types: &[ContactType]) -> Result<Vec<Many>, StoreError> {
        let wanted = contact_types.iter().map(|contact_type| self.specs(&Wanted::all_of(*contact_type)));
        let specs = wanted.collect::<Result<Vec<_>, StoreError>>()?;
        let questions: Vec<Vec<Question<'_>>> = specs.iter().map(|specs| self.questions(specs)).collect();
        let mut audience: Option<Audience<'_>> = None;
        let mut counts = vec![];
        for (specs, questions) in specs.iter().zip(&questions) {
            // Whoever is due by several steps counts once.
            let mut seen = (specs.len() > 1).then(BTreeSet::new);
            let mut many = Many::default();
            for (spec, question) in specs.iter().zip(questions) {
                let next = self.ask(audience.as_ref(), spec, question)?;
                for entry in next.offered() {
                    if seen.as_mut().is_none_or(|seen| seen.insert(entry.customer())) {
                        many.add(entry.reasons);
                    }
                }
                audience = Some(next);
            }
            counts.push(many);
        }
        Ok(counts)
    }

    /// Reads the list: of the whole store, in order.
    pub fn in_order<T, E: From<StoreError>>(
        &self,
        wanted: &Wanted,
        sort: SortOption,
        read: impl FnOnce(&List<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let specs = self.specs(wanted)?;
        let questions = self.questions(&specs);
        let stars = match sort {
            SortOption::StarsHighest | SortOption::StarsLowest => call_select::all_stars(self.db, self.store.id)?,
            SortOption::RoNewest | SortOption::RoOldest | SortOption::RecycleOldest => BTreeMap::new(),
        };
        let there = match &wanted.city {
            None => None,
            Some(city) => Some(call_select::who_lives_in(self.db, self.store.id, |name| plain(name) == *city)?),
        };
        let (mut audiences, mut lists): (Vec<Audience<'_>>, _) = (vec![], vec![]);
        for (spec, question) in specs.iter().zip(&questions) {
            let audience = self.ask(audiences.last(), spec, question)?;
            let mut offered = audience.offered();
            if let Some(there) = &there {
                offered.retain(|entry| there.binary_search(&entry.customer()).is_ok());
            }
            lists.push(audience.listed(&offered, &stars));
            audiences.push(audience);
        }
        let mut listed = vec![];
        if let Some(audience) = audiences.first() {
            listed = audience.union(lists);
            audience.sort_listed(&mut listed, sort);
        }
        read(&List { audiences, listed })
    }

    fn ask<'q>(
        &self,
        before: Option<&Audience<'_>>,
        (campaign, spec): &SetUp,
        question: &'q Question<'q>,
    ) -> Result<Audience<'q>, StoreError> {
        let scope = self.scope(spec, *campaign, None);
        match before {
            None => Audience::open(self.db, &scope, question, &NOTHING_USED),
            Some(before) => before.ask_another(self.db, &scope, question, &NOTHING_USED),
        }
    }

    /// One customer, if due, as of this moment: read from the rows, as the gate of a run does.
    pub fn offer(&self, wanted: &Wanted, customer: CustomerId) -> Result<Option<Offer>, StoreError> {
        if let Some(city) = &wanted.city {
            let lives_in = call_select::row_of(self.db, self.store.id, customer)?.city;
            if lives_in.as_deref().map(plain).as_ref() != Some(city) {
                return Ok(None);
            }
        }
        let mut due: Option<Offer> = None;
        for (campaign, spec) in self.specs(wanted)? {
            let Some(facts) = self.facts(&spec, campaign, customer)? else { continue };
            let offer = Offer::read(&facts, audience::judge(&facts, &self.question(&spec)));
            due = due.into_iter().chain(offer).reduce(Offer::joined);
        }
        Ok(due)
    }

    /// One customer, if due for a contact type.
    pub fn of_one(&self, contact_type: ContactType, customer: CustomerId) -> Result<Option<Offer>, StoreError> {
        self.offer(&Wanted::all_of(contact_type), customer)
    }

    /// What is known of one customer for a contact type: vehicles and events.
    pub fn facts_of(
        &self,
        contact_type: ContactType,
        customer: CustomerId,
    ) -> Result<Option<CustomerFacts>, StoreError> {
        let spec = CampaignSpec::new(contact_type, self.today);
        self.facts(&spec, None, customer)
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
    fn specs(&self, wanted: &Wanted) -> Result<Vec<SetUp>, StoreError> {
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
        customer: CustomerId,
    ) -> Result<Option<CustomerFacts>, StoreError> {
        Ok(facts::read(self.db, &self.scope(spec, campaign, Some(customer)))?.pop())
    }

    fn scope<'a>(
        &self,
        spec: &'a CampaignSpec,
        campaign: Option<CampaignId>,
        customer: Option<CustomerId>,
    ) -> Scope<'a> {
        Scope { store: self.store.id, spec, campaign, today: self.today, customer, except: None }
    }

    fn questions<'a>(&'a self, specs: &'a [SetUp]) -> Vec<Question<'a>> {
        specs.iter().map(|(_, spec)| self.question(spec)).collect()
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
