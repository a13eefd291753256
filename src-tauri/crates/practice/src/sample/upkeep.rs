//! What is owed to a vehicle: parts on order, recalls, inspections, and work that was put off.

use chrono::{Days, NaiveDate};
use domain::facts::Counter;
use rand::RngExt;
use store::{
    StoreError,
    bulk_events::{self, DeclinedKind, NewDeclinedWork, NewInspection, NewPartsOrder, NewRecall, RecallOutcome},
};

use super::{
    cars::Car,
    chance::{percent, weighted},
    events::{Events, Subject},
    keys::Series,
    shop,
    visits::Visit,
};

/// A recall of the maker: its number, what it is about, the models and model years, and how long ago it was opened.
struct Recall {
    campaign: &'static str,
    title: &'static str,
    models: &'static [&'static str],
    years: std::ops::RangeInclusive<i32>,
    days_ago: u64,
    /// `None`: the file does not say.
    has_remedy: Option<bool>,
}

/// None of these took place.
const RECALLS: [Recall; 6] = [
    Recall {
        campaign: "24V-901",
        title: "Fuel pump may stop",
        models: &["Civic", "CR-V", "Accord", "Fit"],
        years: 2017..=2020,
        days_ago: 690,
        has_remedy: Some(true),
    },
    Recall {
        campaign: "25V-917",
        title: "Rear camera may stay dark",
        models: &["Pilot", "Odyssey", "Passport", "Ridgeline"],
        years: 2018..=2024,
        days_ago: 410,
        has_remedy: Some(true),
    },
    Recall {
        campaign: "25V-944",
        title: "Steering gear may bind",
        models: &["Civic", "CR-V", "HR-V"],
        years: 2022..=2025,
        days_ago: 300,
        has_remedy: Some(true),
    },
    Recall {
        campaign: "26V-903",
        title: "Front seat belt may not retract",
        models: &["CR-V", "Accord"],
        years: 2019..=2023,
        days_ago: 160,
        has_remedy: None,
    },
    Recall {
        campaign: "26V-938",
        title: "Passenger airbag sensor",
        models: &["Civic", "Accord", "Pilot", "Odyssey", "HR-V"],
        years: 2020..=2025,
        days_ago: 70,
        has_remedy: Some(false),
    },
    Recall {
        campaign: "26V-951",
        title: "Software of the instrument panel",
        models: &["Accord", "CR-V", "RDX"],
        years: 2023..=2026,
        days_ago: 30,
        has_remedy: Some(true),
    },
];

impl Events {
    /// One of 40 vehicles waits for parts, or for its owner since they came.
    pub fn add_parts_order(&mut self, subject: &Subject<'_>) -> Result<(), StoreError> {
        if !subject.is_owned() || !self.rng.random_ratio(1, 40) {
            return Ok(());
        }
        let rng = &mut self.rng;
        let days_ago = if percent(rng, 75) { rng.random_range(3..32) } else { rng.random_range(32..60) };
        let took = rng.random_range(2..days_ago.min(24));
        let has_arrived = percent(rng, 68);
        let desk = &subject.file.desk;
        let parts = shop::part(rng);
        let new = NewPartsOrder {
            ordered_on: Some(desk.days_ago(days_ago)),
            arrived_on: has_arrived.then(|| desk.days_ago(days_ago - took)),
            // Of what came, some was put on already.
            is_open: !has_arrived || percent(rng, 80),
            parts: Some(&parts),
            counter: Some(if percent(rng, 35) { Counter::Front } else { Counter::Back }),
            amount_cents: Some(rng.random_range(3_500..92_000)),
        };
        let key = self.key(Series::PartsOrder);
        bulk_events::add_parts_order(subject.file.db, &subject.of(&key), &new)?;
        Ok(())
    }

    /// Every recall that concerns the model and year, for some of its vehicles: makers recall by VIN.
    pub fn add_recalls(&mut self, subject: &Subject<'_>) -> Result<(), StoreError> {
        for recall in RECALLS.iter().filter(|recall| concerns(recall, subject.car)) {
            if percent(&mut self.rng, 28) {
                self.add_recall(subject, recall)?;
            }
        }
        Ok(())
    }

    fn add_recall(&mut self, subject: &Subject<'_>, recall: &Recall) -> Result<(), StoreError> {
        // Nothing is done about a recall before there is a remedy.
        let is_done = recall.has_remedy != Some(false) && percent(&mut self.rng, 45);
        let outcomes =
            [(65, RecallOutcome::DoneHere), (27, RecallOutcome::DoneElsewhere), (8, RecallOutcome::NotApplicable)];
        let new = NewRecall {
            campaign: Some(recall.campaign),
            title: Some(recall.title),
            opened_on: Some(subject.file.desk.days_ago(recall.days_ago)),
            is_open: !is_done,
            has_remedy: recall.has_remedy,
            outcome: is_done.then(|| *weighted(&mut self.rng, &outcomes)),
        };
        let key = self.key(Series::Recall);
        bulk_events::add_recall(subject.file.db, &subject.of(&key), &new)?;
        Ok(())
    }

    /// One of twelve vehicles has an inspection around today.
    pub fn add_inspection(&mut self, subject: &Subject<'_>) -> Result<(), StoreError> {
        if !subject.is_owned() || !self.rng.random_ratio(1, 12) {
            return Ok(());
        }
        let due_on = subject.file.desk.days_ago(80) + Days::new(self.rng.random_range(0..150));
        let name = *weighted(&mut self.rng, &[(80, "Annual safety inspection"), (20, "Commercial vehicle inspection")]);
        let key = self.key(Series::Inspection);
        bulk_events::add_inspection(subject.file.db, &subject.of(&key), &NewInspection { due_on, name: Some(name) })?;
        Ok(())
    }

    /// Work that was offered on a visit and put off: more often not long ago.
    pub fn add_declined_work(&mut self, subject: &Subject<'_>, visits: &[Visit]) -> Result<(), StoreError> {
        let lately = subject.file.desk.days_ago(220);
        for visit in visits {
            let Some(closed_on) = visit.closed_on else { continue };
            let share = if closed_on >= lately { 20 } else { 3 };
            if percent(&mut self.rng, share) {
                self.add_put_off(subject, visit, closed_on)?;
            }
        }
        Ok(())
    }

    fn add_put_off(&mut self, subject: &Subject<'_>, visit: &Visit, closed_on: NaiveDate) -> Result<(), StoreError> {
        let rng = &mut self.rng;
        let (services, amount_cents) = shop::put_off(rng);
        let kinds = [(60, DeclinedKind::Declined), (25, DeclinedKind::Deferred), (15, DeclinedKind::Recommended)];
        let new = NewDeclinedWork {
            declined_on: Some(closed_on),
            due_on: closed_on + Days::new(rng.random_range(14..150)),
            // The rest was done since, here or elsewhere.
            is_open: percent(rng, 82),
            kind: Some(*weighted(rng, &kinds)),
            services: Some(&services),
            ro_number: Some(&visit.number),
            amount_cents: Some(amount_cents),
        };
        let key = self.key(Series::DeclinedWork);
        bulk_events::add_declined_work(subject.file.db, &subject.of(&key), &new)?;
        Ok(())
    }
}

fn concerns(recall: &Recall, car: &Car) -> bool {
    recall.models.contains(&car.model) && recall.years.contains(&car.year)
}
