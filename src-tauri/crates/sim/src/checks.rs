//! What is remembered of numbers, told a second time and in another way than the program does: from the final results
//! alone (S12, S13, P2).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    disposition::Disposition as D,
    numbers::{Block, NumberRecord},
    phone::{E164, PhoneKind},
    zone::Zone,
};
use store::attempts::Attempt;
use testkit::invariants::{Checked, hold};
use uuid::Uuid;

/// What the results of a number come to.
#[derive(Clone, Debug, Default)]
struct Number {
    impossible: u32,
    busy_in_row: u32,
    failed_in_row: u32,
    blocked_until: Option<NaiveDate>,
    is_blocked_for_ever: bool,
    rests_until: Option<NaiveDate>,
    said_no: bool,
    is_bad: bool,
    is_landline: bool,
}

#[derive(Clone)]
pub struct Numbers {
    zone: Zone,
    of: BTreeMap<E164, Number>,
    /// Whose results were counted, in whatever file.
    counted: BTreeSet<Uuid>,
    /// A result of these may be counted a second time, which errs on the safe side.
    unsure: BTreeSet<E164>,
    /// Those whom a person opted out, and the screen said so.
    pub opted_out: BTreeSet<E164>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            zone: Zone::parse("America/Toronto").unwrap(),
            of: BTreeMap::new(),
            counted: BTreeSet::new(),
            unsure: BTreeSet::new(),
            opted_out: BTreeSet::new(),
        }
    }
}

impl Numbers {
    pub fn date_at(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zone.date_at(at)
    }

    /// E1, E2 and the retry rest of P2.
    pub fn may_go_out(&self, number: &E164, wall_at: DateTime<Utc>) -> Checked {
        hold(!self.opted_out.contains(number), "E2", || format!("{} is opted out", number.display()))?;
        let Some(known) = self.of.get(number) else { return Ok(()) };
        let today = self.date_at(wall_at);
        hold(!known.said_no, "E2", || format!("{} is on the provider's do-not-call list", number.display()))?;
        let is_blocked = known.is_blocked_for_ever || known.blocked_until.is_some_and(|until| today < until);
        hold(!is_blocked, "E1", || format!("{} is blocked: {known:?}", number.display()))?;
        hold(!known.is_bad, "E1", || format!("{} is a bad number", number.display()))?;
        hold(known.rests_until.is_none_or(|until| today >= until), "E9", || {
            format!("{} rests until {:?}", number.display(), known.rests_until)
        })
    }

    /// A final result, once, however often files tell it.
    pub fn count(&mut self, attempt: &Attempt, disposition: D) {
        if !self.counted.insert(attempt.client_ref) {
            return;
        }
        let final_on = attempt.final_at.map(|at| self.date_at(at));
        let number = self.of.entry(attempt.number).or_default();
        if attempt.target.is_none() {
            // A test drop stands in no count.
            number.said_no |= disposition == D::DoNotCall;
            if disposition != D::DoNotCall {
                return;
            }
        }
        match disposition {
            D::CarrierRefused | D::Cancelled | D::TreatedAsNotDelivered => return,
            D::Delivered | D::TreatedAsDelivered => {
                number.failed_in_row = 0;
                number.rests_until = None;
            }
            _ => {
                number.failed_in_row += 1;
                let days = [1, 3, 7][(number.failed_in_row.min(3) - 1) as usize];
                number.rests_until = Some(attempt.intended_on + Days::new(days));
            }
        }
        let is_home = attempt.kind == PhoneKind::Home;
        if is_home && matches!(disposition, D::Busy | D::Unavailable) {
            number.busy_in_row += 1;
            number.is_blocked_for_ever |= number.busy_in_row == 3;
        } else {
            number.busy_in_row = 0;
        }
        match disposition {
            D::Impossible if !is_home => {
                number.impossible += 1;
                number.is_blocked_for_ever |= number.impossible == 3;
                number.blocked_until = number.blocked_until.max(final_on.map(|on| on + Days::new(14)));
            }
            D::DoNotCall => number.said_no = true,
            D::BadNumber => number.is_bad = true,
            D::Landline => number.is_landline = true,
            _ => {}
        }
    }

    /// Neither of two files is the other's past: the stricter of what each remembers. `open` are the numbers of drops that
    /// are not over in this file; the other one may remember their results without having the drops.
    pub fn join(&mut self, other: &Self, open: &BTreeSet<E164>) {
        self.unsure.extend(open.iter().chain(&other.unsure));
        self.opted_out.extend(&other.opted_out);
        self.counted.extend(&other.counted);
        for (number, theirs) in &other.of {
            let ours = self.of.entry(*number).or_default();
            ours.impossible = ours.impossible.max(theirs.impossible);
            ours.busy_in_row = ours.busy_in_row.max(theirs.busy_in_row);
            ours.failed_in_row = ours.failed_in_row.max(theirs.failed_in_row);
            ours.blocked_until = ours.blocked_until.max(theirs.blocked_until);
            ours.is_blocked_for_ever |= theirs.is_blocked_for_ever;
            ours.rests_until = ours.rests_until.max(theirs.rests_until);
            ours.said_no |= theirs.said_no;
            ours.is_bad |= theirs.is_bad;
            ours.is_landline |= theirs.is_landline;
        }
    }

    /// L5: the program remembers of the number what its results come to.
    pub fn l5_strikes_move_once_per_result(&self, number: &E164, stored: &NumberRecord) -> Checked {
        let Some(known) = self.of.get(number).filter(|_| !self.unsure.contains(number)) else { return Ok(()) };
        let block = match (known.is_blocked_for_ever, known.blocked_until) {
            (true, _) => Some(Block::ForEver),
            (false, until) => until.map(Block::Until),
        };
        let expected = (known.impossible, known.busy_in_row, known.failed_in_row, block, known.rests_until);
        let found = (
            stored.impossible_strikes,
            stored.home_series,
            stored.failures_in_row,
            stored.block,
            stored.rests_until_on,
        );
        hold(expected == found, "L5", || {
            format!(
                "{}: strikes, series, failures, block and rest are {found:?} and not {expected:?}",
                number.display()
            )
        })?;
        hold(known.is_bad == stored.is_bad && known.is_landline == stored.is_landline, "L5", || {
            format!("{}: bad and landline are {stored:?}", number.display())
        })
    }
}
