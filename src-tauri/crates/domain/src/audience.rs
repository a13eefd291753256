//! Who gets a drop and who does not, and why. One function judges a customer; preview, reservation and gate all call
//! it, with what they know at their moment. What speaks for a drop is in `causes`, what against it in `weighing`.

mod causes;
mod weighing;

use chrono::{DateTime, NaiveDate, Utc};

use self::{
    causes::{customer_passes, longest_due_first, occasions_that_count, vehicles_of},
    weighing::{Bars, Weighed, weighed},
};
use crate::{
    calendar::Calendar,
    campaign::{CampaignSpec, Language},
    due::{DueSettings, Measure, Occasion},
    facts::CustomerFacts,
    ids::{CustomerId, MatterId, MessageId, RunId, VehicleId},
    numbers::Fault,
    order::{OrderKey, Place},
    phone::{E164, PhoneKind},
    reason::{Reason, Reasons},
};

pub(crate) use causes::recycled;

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
