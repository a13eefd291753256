//! The due rules of the contact types (product page, section 6), and what else speaks for or against one cause.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use domain::{
    aim::{After, Step, Subtype},
    contact_type::ContactType,
    facts::{AppointmentState, Counter, PayType},
};

use super::{
    super::{
        dealership::{Car, End, Event, OnCar, Out, OutFile, What, Whose},
        making::weekday,
        rows::calendar,
    },
    Cause, One, is_same, last_visit,
};

impl One<'_> {
    /// Product page, section 6.
    pub(super) fn is_due(&self, cause: &Cause<'_>) -> bool {
        let (d, due) = (self.d, &self.d.due);
        if self.car_meant(cause).is_some_and(|car| car.has_open_order) {
            return false;
        }
        let parts = &d.spec.aim.subtypes;
        let wants = |part: Subtype| parts.is_empty() || parts.contains(&part);
        if self.asked() == ContactType::FetchAutomation {
            return true;
        }
        let Some((place, event)) = cause.event else { return self.is_due_for_maintenance(cause) };
        match event.what {
            What::Appointment { on, booked_on, state, .. } if self.asked() == ContactType::Confirm => {
                let level_1 = wants(Subtype::Level1) && {
                    let open = self.open_days_until(on);
                    due.confirm_open_days.0 as i64 <= open && open <= due.confirm_open_days.1 as i64
                };
                let ahead = -self.ago(on);
                let level_2 = wants(Subtype::Level2)
                    && due.confirm_early_days.0 as i64 <= ahead
                    && ahead <= due.confirm_early_days.1 as i64;
                state == AppointmentState::Booked
                    && on > d.today
                    && booked_on.is_none_or(|booked_on| self.ago(booked_on) > 1)
                    && (level_1 || level_2)
            }
            What::Appointment { on, state, .. } => {
                state == AppointmentState::NoShow
                    && 1 <= self.ago(on)
                    && self.ago(on) <= due.no_show_days as i64
                    && !self.came_or_booked_since(cause, on)
            }
            What::Order { closed_on, pay, .. } => {
                let part = match pay {
                    PayType::Customer => Subtype::CustomerPay,
                    PayType::Warranty => Subtype::WarrantyPay,
                    PayType::Internal => Subtype::InternalPay,
                };
                closed_on.is_some_and(|on| {
                    due.follow_up_days.0 as i64 <= self.ago(on) && self.ago(on) <= due.follow_up_days.1 as i64
                }) && due.follow_up_pay.contains(&pay)
                    && wants(part)
            }
            What::Parts { arrived_on, is_open, counter } => {
                let is_of_part = match counter {
                    None => parts.is_empty(),
                    Some(Counter::Front) => wants(Subtype::FrontCounter),
                    Some(Counter::Back) => wants(Subtype::BackCounter),
                };
                is_open && is_of_part && arrived_on.is_some_and(|on| self.ago(on) >= due.parts_days as i64)
            }
            What::Recall { is_open, has_remedy, campaign } => {
                let recalls = &d.spec.aim.recalls;
                let is_wanted = recalls.is_empty() || campaign.is_some_and(|c| recalls.iter().any(|r| is_same(r, c)));
                is_open && has_remedy != Some(false) && is_wanted
            }
            What::Inspection { due_on } => {
                -self.ago(due_on) <= due.inspection_days.0 as i64 && self.ago(due_on) <= due.inspection_days.1 as i64
            }
            What::Declined { due_on, is_open } => {
                is_open
                    && -self.ago(due_on) <= due.declined_days.0 as i64
                    && self.ago(due_on) <= due.declined_days.1 as i64
            }
            What::Deal { sold_on, is_unwound } => {
                let from = calendar(d).zone.day_start_at(sold_on);
                !is_unwound && self.is_its_turn(place, from, sold_on)
            }
            What::Traffic { entered_at, status, traffic_type, lost_reason, .. } => {
                let entered_on = calendar(d).zone.date_at(entered_at);
                let Some(step) = &d.spec.aim.step else { return false };
                !is_same(status, "sold")
                    && takes(step, status, traffic_type, lost_reason)
                    && !self.bought_since(entered_on)
                    && self.is_its_turn(place, entered_at, entered_on)
            }
            What::Fetched { campaign, expires_on, is_open } => {
                let wanted = &d.spec.aim.fetch_campaigns;
                is_open
                    && d.today <= expires_on
                    && (wanted.is_empty() || wanted.iter().any(|id| id.0 == campaign as i64 + 1))
            }
        }
    }

    fn is_due_for_maintenance(&self, cause: &Cause<'_>) -> bool {
        let due = &self.d.due;
        let Some((_, car)) = cause.car else { return false };
        let Some(on) = last_visit(cause) else { return false };
        let back = |months: u32| self.d.today.checked_sub_months(Months::new(months)).unwrap();
        let between = |from: u32, to: u32| back(to) <= on && on <= back(from);
        let is_of_part = |part: &Subtype| match part {
            Subtype::FirstService => car.last_order_on.is_none(),
            Subtype::Regulars => car.last_order_on.is_some() && between(due.regulars_months.0, due.regulars_months.1),
            Subtype::ThinIce => between(due.maintenance_to_months - due.thin_ice_months, due.maintenance_to_months),
            _ => false,
        };
        let parts = &self.d.spec.aim.subtypes;
        between(due.maintenance_from_months, due.maintenance_to_months)
            && (parts.is_empty() || parts.iter().any(is_of_part))
    }

    /// Open days after today up to and with this one.
    fn open_days_until(&self, on: NaiveDate) -> i64 {
        let days = self.d.today.iter_days().skip(1).take_while(|day| *day <= on);
        days.filter(|day| self.d.service_days.contains(&weekday(*day)) && !self.d.closed.contains(day)).count() as i64
    }

    fn came_or_booked_since(&self, cause: &Cause<'_>, missed_on: NaiveDate) -> bool {
        cause.car.is_some_and(|(_, car)| car.last_order_on.is_some_and(|on| on >= missed_on))
            || self.has_appointment(cause)
            || self.person.events.iter().filter(|event| self.concerns(cause, event)).any(|event| match event.what {
                What::Order { opened_on, .. } => opened_on >= missed_on,
                What::Appointment { on, state: AppointmentState::Shown, .. } => on >= missed_on,
                _ => false,
            })
    }

    fn has_appointment(&self, cause: &Cause<'_>) -> bool {
        cause.car.is_some_and(|(_, car)| car.next_appointment_on.is_some_and(|on| on >= self.d.today))
            || self.person.events.iter().filter(|event| self.concerns(cause, event)).any(|event| match event.what {
                What::Appointment { on, state: AppointmentState::Booked | AppointmentState::Confirmed, .. } => {
                    on >= self.d.today
                }
                _ => false,
            })
    }

    /// S3: an appointment to come that was put on file since, unless it is said to be of an earlier day at the store.
    /// Confirm is about what is booked.
    pub(super) fn booked_since(&self) -> bool {
        let since = self.d.reserved_at;
        let that_day = calendar(self.d).zone.date_at(since);
        self.asked() != ContactType::Confirm
            && self.person.events.iter().any(|event| match event.what {
                What::Appointment { on, booked_on, state, known_at } => {
                    let is_to_come = on >= self.d.today
                        && (state == AppointmentState::Booked || state == AppointmentState::Confirmed);
                    is_to_come && known_at >= Some(since) && booked_on.is_none_or(|on| on >= that_day)
                }
                _ => false,
            })
    }

    /// The same VIN; without one on either side it concerns the person, and so every car.
    fn concerns(&self, cause: &Cause<'_>, event: &Event) -> bool {
        match (cause.car, event.car) {
            (Some((car, _)), OnCar::Own(other)) => car == other,
            // If nobody has another car, the event was filed without one.
            (Some(_), OnCar::Foreign) => !self.somebody_else_has_a_car(),
            (None, _) | (_, OnCar::None) => true,
        }
    }

    pub(super) fn somebody_else_has_a_car(&self) -> bool {
        self.d.car_elsewhere(self.place).is_some()
    }

    /// The car that a cause is about, the person's own or another's.
    pub(super) fn car_meant<'c>(&'c self, cause: &Cause<'c>) -> Option<&'c Car> {
        match (cause.car, cause.event) {
            (None, Some((_, event))) if event.car == OnCar::Foreign => {
                self.d.car_elsewhere(self.place).map(|other| &self.d.people[other].cars[0])
            }
            (car, _) => car.map(|(_, car)| car),
        }
    }

    /// A step falls due so long after the entry or deal, once, until it expires.
    fn is_its_turn(&self, event: usize, from: DateTime<Utc>, from_on: NaiveDate) -> bool {
        let d = self.d;
        let Some(step) = &d.spec.aim.step else { return false };
        let has_passed = |after: After| match after {
            After::Hours { hours } => d.now >= from + TimeDelta::hours(hours.into()),
            After::Days { days } => from_on + TimeDelta::days(days.into()) <= d.today,
        };
        let went = d.tries.iter().any(|t| {
            let may_have_arrived = matches!(t.end, End::Delivered | End::TreatedAsDelivered | End::Overdue);
            t.person == self.place && t.whose == Whose::Ours && t.about.contains(&event) && may_have_arrived
        });
        has_passed(step.after)
            && !step.expires_after.is_some_and(has_passed)
            && step.entries_from_on.is_none_or(|first_on| first_on <= from_on)
            && !went
    }

    /// A deal on any file with one of the same numbers, of whatever store.
    fn bought_since(&self, entered_on: NaiveDate) -> bool {
        let mine: Vec<usize> = self.person.numbers().map(|(_, number)| number).collect();
        let files = self.d.people.iter().enumerate().filter(|(place, person)| {
            *place == self.place || person.numbers().any(|(_, number)| mine.contains(&number))
        });
        files.flat_map(|(_, person)| &person.events).any(|event| match event.what {
            What::Deal { sold_on, is_unwound } => !is_unwound && sold_on >= entered_on,
            _ => false,
        })
    }

    /// A future service appointment, or an unsold entry's own follow-up.
    pub(super) fn is_booked(&self, cause: &Cause<'_>) -> bool {
        let keeps_out = matches!(
            self.asked(),
            ContactType::Maintenance
                | ContactType::Recall
                | ContactType::Mvi
                | ContactType::DeclinedWork
                | ContactType::SpecialOrderParts
        );
        let holds_back = self.d.spec.aim.step.as_ref().is_some_and(|step| step.hold_back_while_booked);
        let is_held_back = match cause.event.map(|(_, event)| &event.what) {
            Some(What::Traffic { follow_up_on, appointment_on, .. }) => {
                follow_up_on.is_some_and(|on| on >= self.d.today) || appointment_on.is_some_and(|on| on >= self.d.today)
            }
            _ => false,
        };
        (keeps_out && self.has_appointment(cause)) || (holds_back && is_held_back)
    }

    /// S10: for types about one event that event, else the car, without one the person.
    pub(super) fn is_out(&self, cause: &Cause<'_>) -> bool {
        let by_event = matches!(
            self.recorded(),
            ContactType::Confirm
                | ContactType::NoShow
                | ContactType::ServiceFollowUp
                | ContactType::SpecialOrderParts
                | ContactType::Sales
                | ContactType::Unsold
        );
        let file = match (cause.event, cause.car) {
            (Some((event, _)), _) if by_event => OutFile::Event(event),
            (_, Some((car, _))) => OutFile::Car(car),
            (_, None) => OutFile::Customer,
        };
        let holds = match cause.event.map(|(_, event)| &event.what) {
            Some(What::Parts { arrived_on: Some(on), .. }) => self.ago(*on) < self.d.due.parts_recycle_days as i64,
            _ => true,
        };
        let returns_on = |out: &Out| {
            let days = out.frozen_days.unwrap_or(self.d.codes[out.code].days);
            out.on + TimeDelta::days(days.into())
        };
        let of_type = |out: &&Out| out.file == file && self.d.codes[out.code].contact_type == self.recorded();
        holds && self.person.out.iter().filter(of_type).any(|out| self.d.today < returns_on(out))
    }
}

fn takes(step: &Step, status: &str, traffic_type: Option<&str>, lost_reason: Option<&str>) -> bool {
    let is_one = |wanted: &Vec<String>, word: Option<&str>| {
        wanted.is_empty() || word.is_some_and(|word| wanted.iter().any(|w| is_same(w, word)))
    };
    is_one(&step.statuses, Some(status))
        && is_one(&step.traffic_types, traffic_type)
        && is_one(&step.lost_reasons, lost_reason)
}
