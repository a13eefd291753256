//! What brings a customer into an audience, and how it falls out again: filters, dates, turn-offs, appointments, recycling.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{
    Question,
    weighing::{Bar, Bars},
};
use crate::{
    aim::is_one_of,
    campaign::{CustomerType, CustomerTypeFilter, DayFilter, DayPreference, Filters, Language, LanguageFilter},
    contact_type::ContactType,
    due::{self, Occasion, Occasions},
    facts::{CustomerFacts, VehicleFacts},
    ids::VehicleId,
    reason::Reason,
    recycle::Recycled,
};

pub(super) fn longest_due_first(mut due: Occasions<'_>) -> Occasions<'_> {
    due.sort_by_key(|occasion| {
        (occasion.last_visit_on(), occasion.vehicle.map(|v| v.id), occasion.matter.map(|m| m.id))
    });
    due
}

/// Each once, though several matters may be about it.
pub(super) fn vehicles_of(due: &[Occasion<'_>]) -> Vec<VehicleId> {
    let mut seen = BTreeSet::new();
    due.iter().filter_map(|occasion| occasion.vehicle).map(|v| v.id).filter(|id| seen.insert(*id)).collect()
}

/// What brings the customer into this audience. If there is nothing: every step that no occasion passes, the one at which
/// the last fell out first.
pub(super) fn due_occasions<'a>(
    facts: &'a CustomerFacts,
    question: &Question<'_>,
    bars: &mut Bars<'a>,
) -> Occasions<'a> {
    let spec = question.spec;
    let mut left = occasions_that_count(facts, question, bars);
    if left.is_empty() {
        return left;
    }
    let measure = question.measure();
    let recycled = |occasion: &Occasion<'_>| recycled(spec.recorded_type(), occasion, facts);
    let is_out = |occasion: &Occasion<'_>| {
        recycled(occasion).is_some_and(|r| r.is_out(question.today)) && measure.is_held_back_by_recycling(occasion)
    };
    narrow(&mut left, bars, Reason::TurnedOff, |o| !o.is_turned_off(facts));
    let is_barred_by_appointment = due::is_barred_by_appointment(spec.contact_type);
    let is_booked = |o: &Occasion<'_>| {
        is_barred_by_appointment && measure.has_appointment(o, facts) || measure.is_held_back_by_follow_up(o)
    };
    narrow(&mut left, bars, Reason::Booked, |o| !is_booked(o));
    narrow(&mut left, bars, Reason::Recycled, |o| !is_out(o));
    if let Some(out) = bars.last_mut().filter(|b| b.reason == Reason::Recycled) {
        out.until_on = left.iter().filter_map(recycled).map(Recycled::returns_on).min();
    }
    if !bars.is_empty() {
        left.clear();
    }
    left
}

/// Whatever the contact type can be about, as far as it passes the filters on vehicles and its dates make it due.
pub(super) fn occasions_that_count<'a>(
    facts: &'a CustomerFacts,
    question: &Question<'_>,
    bars: &mut Bars<'a>,
) -> Occasions<'a> {
    let spec = question.spec;
    // Where there is nothing to be due, a filter on vehicles says nothing about the customer.
    let mut left = Occasion::of(spec.contact_type, facts);
    if left.is_empty() {
        bars.push(Bar::by(Reason::NotDue));
        return left;
    }
    let measure = question.measure();
    // Several matters in a row are about one vehicle.
    let mut last: Option<(Option<VehicleId>, bool)> = None;
    narrow(&mut left, bars, Reason::Filter, |o| {
        let id = o.vehicle.map(|vehicle| vehicle.id);
        match last {
            Some((known, passes)) if known == id => passes,
            _ => last.insert((id, vehicle_passes(o.vehicle, &spec.filters))).1,
        }
    });
    narrow(&mut left, bars, Reason::NotDue, |o| measure.is_due(spec.contact_type, o, facts));
    left
}

/// What is about one event is held back as that event; everything else as the vehicle, or without one as the customer
/// (S10).
pub(crate) fn recycled(recorded: ContactType, occasion: &Occasion<'_>, facts: &CustomerFacts) -> Option<Recycled> {
    match occasion.matter {
        Some(matter) if recorded.is_about_one_event() => matter.recycled,
        Some(_) | None => occasion.vehicle.map_or(facts.recycled, |vehicle| vehicle.recycled),
    }
}

/// Keeps the occasions that pass. If none does, that is a reason, and the later steps look at the same ones.
fn narrow<'a>(
    left: &mut Occasions<'a>,
    bars: &mut Bars<'a>,
    reason: Reason,
    mut passes: impl FnMut(&Occasion<'_>) -> bool,
) {
    let Some(first) = left.iter().position(&mut passes) else { return bars.push(Bar::by(reason)) };
    let mut place = 0;
    left.retain(|occasion| {
        let stays = place == first || (place > first && passes(occasion));
        place += 1;
        stays
    });
}

/// An occasion without a vehicle passes only where nothing is asked of one.
fn vehicle_passes(vehicle: Option<&VehicleFacts>, filters: &Filters) -> bool {
    let Some(vehicle) = vehicle else { return !filters.ask_for_a_vehicle() };
    let one_of = |wanted: &[String], has: &Option<SmolStr>| {
        wanted.is_empty() || has.as_ref().is_some_and(|has| is_one_of(wanted, has))
    };
    fn within<T: PartialOrd>(has: Option<T>, from: &Option<T>, to: &Option<T>) -> bool {
        match has {
            None => from.is_none() && to.is_none(),
            Some(has) => from.as_ref().is_none_or(|f| *f <= has) && to.as_ref().is_none_or(|t| has <= *t),
        }
    }
    // Words take longer to compare than numbers.
    within(vehicle.year, &filters.year_from, &filters.year_to)
        && within(vehicle.odometer, &filters.odometer_from, &filters.odometer_to)
        && within(vehicle.last_ro_on, &filters.last_visit_from_on, &filters.last_visit_to_on)
        && one_of(&filters.makes, &vehicle.make)
        && one_of(&filters.models, &vehicle.model)
}

/// P4: with a single message, English or French takes only those on file with it.
pub(super) fn customer_passes(facts: &CustomerFacts, filters: &Filters) -> bool {
    let language = match filters.language {
        LanguageFilter::Any => true,
        LanguageFilter::English => facts.language == Some(Language::English),
        LanguageFilter::French => facts.language == Some(Language::French),
    };
    let customer_type = match filters.customer_type {
        CustomerTypeFilter::All => true,
        CustomerTypeFilter::NonFleet => facts.customer_type != CustomerType::Fleet,
    };
    let day = match filters.day {
        DayFilter::All => true,
        DayFilter::Day => facts.day_preference != Some(DayPreference::LateDay),
        DayFilter::LateDay => facts.day_preference == Some(DayPreference::LateDay),
    };
    language && customer_type && day
}
