//! Who gets a drop and who does not, and why. One function judges a customer; preview, reservation and gate all call
//! it, with what they know at their moment.

use std::{cmp::Reverse, collections::BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::{
    aim::is_one_of,
    calendar::Calendar,
    campaign::{
        CampaignSpec, CustomerType, CustomerTypeFilter, DayFilter, DayPreference, Filters, Language, LanguageFilter,
        Prevention,
    },
    contact_type::ContactType,
    due::{self, DueSettings, Measure, Occasion, Occasions},
    facts::{Clocks, CustomerFacts, NumberFacts, PhoneOnFile, VehicleFacts},
    ids::{CustomerId, MatterId, MessageId, RunId, VehicleId},
    numbers::{self, Fault},
    order::{OrderKey, Place},
    phone::{E164, PhoneKind},
    reason::{NumberFault, Reason, Reasons},
    recycle::{Recycled, days_after},
};

/// Days between any two marketing drops to a number, over all campaigns (P2).
pub const REST_DAYS: u16 = 7;

/// What is asked of the facts.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub spec: &'a CampaignSpec,
    pub due: &'a DueSettings,
    pub calendar: &'a Calendar,
    pub store_language: Language,
    /// The date at the drop's store.
    pub today: NaiveDate,
    /// The moment of the drop: now, or when the run in question would start.
    pub now: DateTime<Utc>,
    /// The run that asks: its own reservation does not bar.
    pub run: Option<RunId>,
    pub standing: Standing<'a>,
}

/// At which of the three moments the question is asked.
#[derive(Clone, Debug)]
pub enum Standing<'a> {
    /// Preview, or a reservation by a day's first run.
    Choosing,
    /// A reservation by a run of the same day again: whoever was attempted that day is left out (P6).
    ChoosingAgain,
    /// The gate, for a customer reserved at that moment with that number (S3, S9).
    Sending { reserved_at: DateTime<Utc>, kind: PhoneKind, number: &'a E164 },
}

/// One reason against a customer, with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Barred {
    pub reason: Reason,
    /// It is over at the start of this day.
    pub until_on: Option<NaiveDate>,
    /// An agent, a hold's reason, or the customer who bears the same number.
    pub who: Option<String>,
    /// For Impossible to Contact.
    pub numbers: Vec<Fault>,
}

impl Barred {
    pub fn by(reason: Reason) -> Self {
        Self { reason, until_on: None, who: None, numbers: vec![] }
    }
}

/// The drop a customer would get.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub kind: PhoneKind,
    pub number: E164,
    /// `None` in a draft without a message.
    pub message: Option<MessageId>,
    /// Longest due first; never empty for types that need a vehicle.
    pub vehicles: Vec<VehicleId>,
    /// What the drop is about, for types that live by single events; in the same order.
    pub matters: Vec<MatterId>,
}

/// What a contact would be about: an event, a vehicle, or both; with neither the customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct About {
    pub vehicle: Option<VehicleId>,
    pub matter: Option<MatterId>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub customer: CustomerId,
    /// Empty: the customer can get a drop. In the order of a preview.
    pub barred: Vec<Barred>,
    /// Longest due first, also for a customer without a usable number; empty for one who is not in the audience.
    pub about: Vec<About>,
    pub choice: Option<Choice>,
    pub key: OrderKey,
}

impl Question<'_> {
    /// [`Measure::oldest_on`]
    pub fn oldest_on(&self) -> Option<NaiveDate> {
        self.measure().oldest_on(self.spec.contact_type)
    }

    fn measure(&self) -> Measure<'_> {
        Measure { settings: self.due, calendar: self.calendar, today: self.today, now: self.now, aim: &self.spec.aim }
    }
}

/// Judges one customer. Pure: the same facts and question give the same answer.
pub fn judge(facts: &CustomerFacts, question: &Question<'_>) -> Judged {
    let Weighed { bars, due, chosen, message } = weighed(facts, question);
    let key = OrderKey::new(facts, &due);
    let faults: Vec<Fault> = chosen.as_ref().err().map(|faults| faults.to_vec()).unwrap_or_default();
    let barred = bars.into_iter().map(|bar| bar.told(&faults)).collect();
    let due = longest_due_first(due);
    let about = due.iter().map(Occasion::about).collect();
    let choice = chosen.ok().map(|(kind, number)| Choice {
        kind,
        number: number.e164,
        message,
        vehicles: vehicles_of(&due),
        matters: due.iter().filter_map(|occasion| occasion.matter).map(|matter| matter.id).collect(),
    });
    Judged { customer: facts.id, barred, about, choice, key }
}

/// The same judgement for whoever counts and sorts a million customers: no more of it than that takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// None: the customer can get a drop.
    pub reasons: Reasons,
    pub number: Option<E164>,
    pub place: Place,
}

/// The first reason against a customer, where it shows already in who they are. Looks at language, type and day only.
pub fn at_first_sight(facts: &CustomerFacts, question: &Question<'_>) -> Option<Reason> {
    (!customer_passes(facts, &question.spec.filters)).then_some(Reason::Filter)
}

/// The first reason against a customer of whom [`at_first_sight`] had nothing to say, where it shows in what could bring
/// them in: most of a million end here. Looks at vehicles and matters with their dates, and at the last deal; whoever
/// counts may leave the rest of the facts unread until this has nothing to say either; of the matters before
/// [`Question::oldest_on`] one for each vehicle is enough, here and afterwards.
pub fn at_a_glance(facts: &CustomerFacts, question: &Question<'_>) -> Option<Reason> {
    let mut bars = Bars::new();
    occasions_that_count(facts, question, &mut bars);
    bars.first().map(|bar| bar.reason)
}

pub fn verdict(facts: &CustomerFacts, question: &Question<'_>) -> Verdict {
    let weighed = weighed(facts, question);
    Verdict {
        reasons: weighed.bars.iter().map(|bar| bar.reason).collect(),
        number: weighed.chosen.ok().map(|(_, number)| number.e164),
        place: Place::new(facts, &weighed.due),
    }
}

/// What the rules say of a customer, before anything is made of it for a person to read.
struct Weighed<'a> {
    /// In the order of a preview, each reason once.
    bars: Bars<'a>,
    due: Occasions<'a>,
    chosen: Result<(PhoneKind, &'a NumberFacts), Faults>,
    message: Option<MessageId>,
}

type Bars<'a> = SmallVec<[Bar<'a>; 4]>;
type Faults = SmallVec<[Fault; 2]>;

/// One reason against a customer, with what the facts say of it.
struct Bar<'a> {
    reason: Reason,
    until_on: Option<NaiveDate>,
    who: Option<&'a str>,
}

impl<'a> Bar<'a> {
    fn by(reason: Reason) -> Self {
        Self { reason, until_on: None, who: None }
    }

    fn until(reason: Reason, on: NaiveDate) -> Self {
        Self { until_on: Some(on), ..Self::by(reason) }
    }

    fn told(self, faults: &[Fault]) -> Barred {
        let numbers = if self.reason == Reason::Impossible { faults.to_vec() } else { vec![] };
        Barred { reason: self.reason, until_on: self.until_on, who: self.who.map(str::to_owned), numbers }
    }
}

fn weighed<'a>(facts: &'a CustomerFacts, question: &Question<'_>) -> Weighed<'a> {
    let mut bars = Bars::new();
    let due = due_occasions(facts, question, &mut bars);
    let message = question.spec.message.map(|choice| choice.for_language(facts.language, question.store_language));

    if !customer_passes(facts, &question.spec.filters) {
        bars.push(Bar::by(Reason::Filter));
    }
    held(facts, question, &mut bars);

    let chosen = chosen_number(facts, question);
    if facts.voice_switched_off {
        bars.push(Bar::by(Reason::TurnedOff));
    }
    let opted_out =
        facts.do_not_call || facts.any_number_opted_out || [&facts.cell, &facts.home].into_iter().any(is_opted_out);
    if opted_out {
        bars.push(Bar::by(Reason::OptedOut));
    }
    resting(&facts.clocks, question, message, &mut bars);
    match &chosen {
        Err(_) => bars.push(Bar::by(Reason::Impossible)),
        Ok((_, number)) => {
            bars.extend(locked(number, question).map(Bar::by));
            bars.extend(tried_today(&number.clocks, question).map(Bar::by));
            resting(&number.clocks, question, message, &mut bars);
            number_rests(number, question, &mut bars);
        }
    }
    // Of two clocks with the same name, the customer's and the number's, the one that runs longer is said.
    bars.sort_by_key(|b| (b.reason, Reverse(b.until_on)));
    bars.dedup_by_key(|b| b.reason);
    Weighed { bars, due, chosen, message }
}

fn is_opted_out(phone: &PhoneOnFile) -> bool {
    matches!(phone, PhoneOnFile::Number(n) if n.record.opted_out_at.is_some())
}

fn longest_due_first(mut due: Occasions<'_>) -> Occasions<'_> {
    due.sort_by_key(|occasion| {
        (occasion.last_visit_on(), occasion.vehicle.map(|v| v.id), occasion.matter.map(|m| m.id))
    });
    due
}

/// Each once, though several matters may be about it.
fn vehicles_of(due: &[Occasion<'_>]) -> Vec<VehicleId> {
    let mut seen = BTreeSet::new();
    due.iter().filter_map(|occasion| occasion.vehicle).map(|v| v.id).filter(|id| seen.insert(*id)).collect()
}

/// What brings the customer into this audience. If there is nothing: every step that no occasion passes, the one at which
/// the last fell out first.
fn due_occasions<'a>(facts: &'a CustomerFacts, question: &Question<'_>, bars: &mut Bars<'a>) -> Occasions<'a> {
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
    narrow(&mut left, bars, Reason::TurnedOff, |o| !o.vehicle.is_some_and(|v| v.turned_off));
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
fn occasions_that_count<'a>(facts: &'a CustomerFacts, question: &Question<'_>, bars: &mut Bars<'a>) -> Occasions<'a> {
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
fn customer_passes(facts: &CustomerFacts, filters: &Filters) -> bool {
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

/// Held by somebody, or worked since the run took hold of the customer (S3).
fn held<'a>(facts: &'a CustomerFacts, question: &Question<'_>, bars: &mut Bars<'a>) {
    if facts.reserved_by.is_some() && facts.reserved_by != question.run {
        bars.push(Bar::by(Reason::HeldByRun));
    }
    if let Some(agent) = &facts.taken_by {
        bars.push(Bar { who: Some(agent), ..Bar::by(Reason::TakenByAgent) });
    }
    if let Some(hold) = facts.hold.as_ref().filter(|h| h.until_on.is_none_or(|on| question.today < on)) {
        bars.push(Bar { until_on: hold.until_on, who: Some(&hold.reason), ..Bar::by(Reason::OnHold) });
    }
    if facts.complaint_open {
        bars.push(Bar::by(Reason::OpenComplaint));
    }
    match question.standing {
        Standing::Choosing => {}
        Standing::ChoosingAgain => bars.extend(tried_today(&facts.clocks, question).map(Bar::by)),
        Standing::Sending { reserved_at, .. } => {
            if facts.last_called_in_at.is_some_and(|at| at >= reserved_at) {
                bars.push(Bar::by(Reason::CalledIn));
            } else if facts.last_agent_contact_at.is_some_and(|at| at >= reserved_at) {
                bars.push(Bar::by(Reason::SpokenTo));
            }
        }
    }
}

/// A run of the same day again leaves out everyone attempted that day, and every number (P6, P3).
fn tried_today(clocks: &Clocks, question: &Question<'_>) -> Option<Reason> {
    let again = matches!(question.standing, Standing::ChoosingAgain);
    (again && clocks.last_attempt_on == Some(question.today)).then_some(Reason::AttemptedToday)
}

/// The number in question: when choosing, by S8; when sending, the one that was chosen, whatever else is on file (S9).
fn chosen_number<'a>(
    facts: &'a CustomerFacts,
    question: &Question<'_>,
) -> Result<(PhoneKind, &'a NumberFacts), Faults> {
    match question.standing {
        Standing::Choosing | Standing::ChoosingAgain => {
            numbers::choose(&facts.cell, &facts.home, question.today).map_err(Faults::from)
        }
        Standing::Sending { kind, number, .. } => {
            let field = match kind {
                PhoneKind::Cell => &facts.cell,
                PhoneKind::Home => &facts.home,
                PhoneKind::Work => &PhoneOnFile::Empty,
            };
            let usable = numbers::usable(field, kind, question.today).map_err(|fault| Faults::from_iter([fault]))?;
            if usable.e164 == *number {
                Ok((kind, usable))
            } else {
                // The file bears another number now; what was chosen is not on it any more.
                Err(Faults::from_iter([Fault { kind, fault: NumberFault::Empty, until_on: None }]))
            }
        }
    }
}

fn locked(number: &NumberFacts, question: &Question<'_>) -> Option<Reason> {
    let open = number.open_attempt?;
    let mine = open.run.is_some() && open.run == question.run;
    Some(if open.is_overdue || mine { Reason::NumberLocked } else { Reason::InProgressElsewhere })
}

/// Days between, prevention and rest (P2), for a customer's or a number's clocks.
fn resting(clocks: &Clocks, question: &Question<'_>, message: Option<MessageId>, bars: &mut Bars<'_>) {
    let mut wait = |reason, last_on: Option<NaiveDate>, days: u16| {
        let over_on = last_on.map(|on| days_after(on, days));
        if let Some(over_on) = over_on.filter(|over_on| question.today < *over_on) {
            bars.push(Bar::until(reason, over_on));
        }
    };
    let last_of_message = message.and_then(|m| clocks.last_of_message(m));
    wait(Reason::DaysBetween, last_of_message, question.spec.days_between);
    let last_prevented = match question.spec.prevention {
        Prevention::ByCustomer => clocks.last_drop_on,
        Prevention::ByContactType => clocks.last_of_type_on,
    };
    wait(Reason::Prevention, last_prevented, 1);
}

/// The clocks that only a number has: rest between marketing drops, the rest after failures, and what a restored file
/// does not know of it.
fn number_rests(number: &NumberFacts, question: &Question<'_>, bars: &mut Bars<'_>) {
    if question.spec.recorded_type().is_marketing()
        && let Some(over_on) = number.clocks.last_marketing_on.map(|on| days_after(on, question.spec.rest_days))
        && question.today < over_on
    {
        bars.push(Bar::until(Reason::Rest, over_on));
    }
    if let Some(on) = number.record.rests_until_on.filter(|on| question.today < *on) {
        bars.push(Bar::until(Reason::RetryRest, on));
    }
    // Nobody knows which message it was, or whether it was marketing: the longest clock holds, and that day in any case.
    let longest = question.spec.days_between.max(question.spec.rest_days).max(1);
    if let Some(over_on) = number.record.maybe_heard_on.map(|on| days_after(on, longest))
        && question.today < over_on
    {
        bars.push(Bar::until(Reason::SinceBackup, over_on));
    }
}
