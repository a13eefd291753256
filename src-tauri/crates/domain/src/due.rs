//! What makes a customer due for a contact type (product page, section 6). Months are calendar months, clamped to the
//! month's end, both ends included, by the store's date.

mod occasion;
mod settings;

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};

use crate::{
    aim::{Aim, Step, Subtype},
    calendar::Calendar,
    contact_type::{ContactType, Department},
    facts::{AppointmentState, Counter, CustomerFacts, LogEntry, Matter, MatterKind, PayType},
};

pub use occasion::{
    Occasion, Occasions, is_barred_by_appointment, own_source, sources, sources_at_gate, sources_of_being_due,
};
pub use settings::DueSettings;

/// What the rules look at beside the occasion.
#[derive(Clone, Copy, Debug)]
pub struct Measure<'a> {
    pub settings: &'a DueSettings,
    pub calendar: &'a Calendar,
    pub today: NaiveDate,
    /// For what counts hours: the moment at which the drop would go out.
    pub now: DateTime<Utc>,
    /// What of the contact type is meant.
    pub aim: &'a Aim,
}

impl Measure<'_> {
    /// A matter is due only if its date ([`MatterKind::measured_on`]) lies so many days back, both included and negative
    /// for those to come; `None`: its date is not asked for, or goes by a step's hours.
    fn days_back(&self, contact_type: ContactType) -> Option<(i64, i64)> {
        let settings = self.settings;
        let around = |(ahead, past): (u32, u32)| Some((-i64::from(ahead), i64::from(past)));
        match contact_type {
            ContactType::Confirm => Some((i64::MIN, -1)),
            ContactType::NoShow => Some((1, i64::from(settings.no_show_days))),
            ContactType::ServiceFollowUp => {
                let (from, to) = settings.follow_up_days;
                Some((i64::from(from), i64::from(to)))
            }
            ContactType::SpecialOrderParts => Some((i64::from(settings.parts_days), i64::MAX)),
            ContactType::Mvi => around(settings.inspection_days),
            ContactType::DeclinedWork => around(settings.declined_days),
            ContactType::Marketing => Some((i64::MIN, 0)),
            ContactType::Recall
            | ContactType::Sales
            | ContactType::Unsold
            | ContactType::Maintenance
            | ContactType::FetchAutomation => None,
        }
    }

    /// Of the matters that a contact type is about, those with an earlier date, or with none, are not due and say nothing
    /// of others either. `None`: there is no such date.
    pub fn oldest_on(&self, contact_type: ContactType) -> Option<NaiveDate> {
        // Whether somebody came since is asked of all appointments.
        let (_, most) = self.days_back(contact_type).filter(|_| contact_type != ContactType::NoShow)?;
        self.today.checked_sub_signed(TimeDelta::try_days(most)?)
    }

    /// Whether the dates of an occasion make it due. Turn-offs, appointments and recycling are judged apart, so that a
    /// preview can name them.
    pub fn is_due(&self, contact_type: ContactType, occasion: &Occasion<'_>, facts: &CustomerFacts) -> bool {
        if occasion.vehicle.is_some_and(|vehicle| !vehicle.owned) || occasion.is_in_the_shop(facts) {
            return false;
        }
        let Some(matter) = occasion.matter else {
            return match contact_type {
                ContactType::Maintenance => self.is_in_trigger(occasion),
                ContactType::FetchAutomation => true,
                _ => false,
            };
        };
        if let Some((least, most)) = self.days_back(contact_type)
            && !matter.kind.measured_on().is_some_and(|on| (least..=most).contains(&self.days_since(on)))
        {
            return false;
        }
        match (contact_type, &matter.kind) {
            (ContactType::Confirm, MatterKind::Appointment { on, booked_on, state, .. }) => {
                *state == AppointmentState::Booked
                    && booked_on.is_none_or(|booked_on| self.days_since(booked_on) > 1)
                    && self.is_to_confirm(*on)
            }
            (ContactType::NoShow, MatterKind::Appointment { on, state, .. }) => {
                *state == AppointmentState::NoShow && !self.came_or_booked_since(occasion, *on, facts)
            }
            (ContactType::ServiceFollowUp, MatterKind::RepairOrder { pay, .. }) => {
                self.settings.follow_up_pay.contains(pay) && self.aim.wants(paid_by(*pay))
            }
            (ContactType::SpecialOrderParts, MatterKind::PartsOrder { is_open, counter, .. }) => {
                *is_open && self.aim.wants_maybe(counter.map(over_counter))
            }
            (ContactType::Recall, MatterKind::Recall { is_open, has_remedy, campaign }) => {
                *is_open && has_remedy.unwrap_or(true) && self.aim.wants_recall(campaign.as_deref())
            }
            (ContactType::Mvi, MatterKind::Inspection { .. }) => true,
            (ContactType::DeclinedWork, MatterKind::DeclinedWork { is_open, .. }) => *is_open,
            (ContactType::Sales, MatterKind::Deal { sold_on, is_unwound }) => {
                let from = self.calendar.zone.day_start_at(*sold_on);
                !is_unwound && self.aim.step.as_ref().is_some_and(|step| self.is_its_turn(step, matter, from, *sold_on))
            }
            (ContactType::Unsold, MatterKind::TrafficEntry(entry)) => {
                let LogEntry { entered_at, .. } = &**entry;
                let entered_on = self.calendar.zone.date_at(*entered_at);
                let sold_since = facts.last_deal_on.is_some_and(|on| on >= entered_on);
                let is_its_turn =
                    |step: &Step| step.takes(&matter.kind) && self.is_its_turn(step, matter, *entered_at, entered_on);
                !sold_since && self.aim.step.as_ref().is_some_and(is_its_turn)
            }
            (ContactType::Marketing, MatterKind::FetchMember { campaign, is_open, .. }) => {
                *is_open && self.aim.wants_fetch_campaign(*campaign)
            }
            _ => false,
        }
    }

    /// Maintenance: the whole trigger, or those of its sub-groups that are meant.
    fn is_in_trigger(&self, occasion: &Occasion<'_>) -> bool {
        let Some(on) = occasion.last_visit_on() else { return false };
        let settings = self.settings;
        let (from, to) = (settings.maintenance_from_months, settings.maintenance_to_months);
        if !self.lies_months_back(on, from, to) {
            return false;
        }
        let never_serviced = occasion.vehicle.is_some_and(|vehicle| vehicle.last_ro_on.is_none());
        let is_of = |subtype: &Subtype| match subtype {
            Subtype::FirstService => never_serviced,
            Subtype::Regulars => {
                !never_serviced && self.lies_months_back(on, settings.regulars_months.0, settings.regulars_months.1)
            }
            Subtype::ThinIce => self.lies_months_back(on, to.saturating_sub(settings.thin_ice_months), to),
            _ => false,
        };
        self.aim.subtypes.is_empty() || self.aim.subtypes.iter().any(is_of)
    }

    /// A step of a schedule falls due `after` the entry or deal, once, until it expires.
    fn is_its_turn(&self, step: &Step, matter: &Matter, from: DateTime<Utc>, from_on: NaiveDate) -> bool {
        let has_come = |after: &crate::aim::After| after.has_passed(from, from_on, self.now, self.today);
        !matter.had_step
            && has_come(&step.after)
            && !step.expires_after.as_ref().is_some_and(has_come)
            && step.entries_from_on.is_none_or(|first| first <= from_on)
    }

    /// An Unsold entry for which a follow-up or an appointment is booked, today included, is held back if the step
    /// asks for that.
    pub fn is_held_back_by_follow_up(&self, occasion: &Occasion<'_>) -> bool {
        let holds = self.aim.step.as_ref().is_some_and(|step| step.hold_back_while_booked);
        match occasion.matter.map(|matter| &matter.kind) {
            Some(MatterKind::TrafficEntry(entry)) if holds => {
                [entry.follow_up_on, entry.appointment_on].into_iter().flatten().any(|on| on >= self.today)
            }
            _ => false,
        }
    }

    /// Parts from day 30 on: recycle days no longer hold the order back.
    pub fn is_held_back_by_recycling(&self, occasion: &Occasion<'_>) -> bool {
        match occasion.matter.map(|matter| &matter.kind) {
            Some(MatterKind::PartsOrder { arrived_on: Some(on), .. }) => {
                self.days_since(*on) < i64::from(self.settings.parts_recycle_days)
            }
            _ => true,
        }
    }

    /// Whether a service appointment is booked for the VIN, today included; without a VIN, for the customer.
    pub fn has_appointment(&self, occasion: &Occasion<'_>, facts: &CustomerFacts) -> bool {
        let by_file = occasion.vehicle.and_then(|vehicle| vehicle.next_appointment_on);
        by_file.is_some_and(|on| on >= self.today)
            || facts.matters.iter().any(|other| match other.kind {
                MatterKind::Appointment { on, state, .. } => {
                    state.is_booked() && on >= self.today && is_same_vehicle(occasion, other)
                }
                _ => false,
            })
    }

    /// Whether the customer booked, for whatever vehicle, after a run took hold of them (S3): the booking came onto the
    /// file since, and does not say itself that it was made on an earlier day. Not asked for Confirm, which is about what
    /// is booked.
    pub fn has_booked_since(
        &self,
        contact_type: ContactType,
        reserved_at: DateTime<Utc>,
        facts: &CustomerFacts,
    ) -> bool {
        let reserved_on = self.calendar.zone.date_at(reserved_at);
        contact_type != ContactType::Confirm
            && facts.matters.iter().any(|matter| match matter.kind {
                MatterKind::Appointment { on, booked_on, state, known_at } => {
                    state.is_booked()
                        && on >= self.today
                        && known_at.is_some_and(|at| at >= reserved_at)
                        && booked_on.is_none_or(|on| on >= reserved_on)
                }
                _ => false,
            })
    }

    /// Level 1 counts open days, level 2 plain ones.
    fn is_to_confirm(&self, on: NaiveDate) -> bool {
        let days_ahead = -self.days_since(on);
        (self.aim.wants(Subtype::Level2) && is_within(days_ahead, self.settings.confirm_early_days))
            || (self.aim.wants(Subtype::Level1) && self.is_open_days_ahead(on))
    }

    fn is_open_days_ahead(&self, on: NaiveDate) -> bool {
        let (from, to) = self.settings.confirm_open_days;
        let is_open = |day: &NaiveDate| self.calendar.open_hours(Department::Service, *day).is_some();
        // No more days are looked at than matter: one more open day than the last, whatever is closed in between.
        let ahead = self.today.iter_days().skip(1).take_while(|day| *day <= on);
        let open_days = ahead.filter(is_open).take(to as usize + 1).count() as u32;
        from <= open_days && open_days <= to
    }

    fn came_or_booked_since(&self, occasion: &Occasion<'_>, missed_on: NaiveDate, facts: &CustomerFacts) -> bool {
        let by_file = occasion.vehicle.and_then(|vehicle| vehicle.last_ro_on).is_some_and(|on| on >= missed_on);
        let came = facts.matters.iter().any(|other| match other.kind {
            MatterKind::RepairOrder { opened_on, .. } => opened_on >= missed_on && is_same_vehicle(occasion, other),
            MatterKind::Appointment { on, state: AppointmentState::Shown, .. } => {
                on >= missed_on && is_same_vehicle(occasion, other)
            }
            _ => false,
        });
        by_file || came || self.has_appointment(occasion, facts)
    }

    /// Negative for a date to come.
    fn days_since(&self, on: NaiveDate) -> i64 {
        (self.today - on).num_days()
    }

    /// Whether a date lies `from` to `to` months back.
    fn lies_months_back(&self, date: NaiveDate, from: u32, to: u32) -> bool {
        // A month has 28 to 31 days: most dates need no calendar.
        let days = self.days_since(date);
        let (from_days, to_days) = (i64::from(from), i64::from(to));
        if days < from_days * 28 || days > to_days * 31 {
            return false;
        }
        if from_days * 31 <= days && days <= to_days * 28 {
            return true;
        }
        let newest = self.today.checked_sub_months(Months::new(from));
        let oldest = self.today.checked_sub_months(Months::new(to));
        matches!((oldest, newest), (Some(oldest), Some(newest)) if oldest <= date && date <= newest)
    }
}

fn is_within(days: i64, (from, to): (u32, u32)) -> bool {
    (i64::from(from)..=i64::from(to)).contains(&days)
}

fn paid_by(pay: PayType) -> Subtype {
    match pay {
        PayType::Customer => Subtype::CustomerPay,
        PayType::Warranty => Subtype::WarrantyPay,
        PayType::Internal => Subtype::InternalPay,
    }
}

fn over_counter(counter: Counter) -> Subtype {
    match counter {
        Counter::Front => Subtype::FrontCounter,
        Counter::Back => Subtype::BackCounter,
    }
}

/// A matter without a VIN concerns the customer, and so every vehicle.
fn is_same_vehicle(occasion: &Occasion<'_>, other: &Matter) -> bool {
    match (occasion.vehicle, other.vehicle) {
        (Some(vehicle), Some(other)) => vehicle.id == other,
        (None, _) | (_, None) => true,
    }
}
