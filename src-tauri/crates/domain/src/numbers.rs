//! Which number is used (S8, S9, S14) and what a result does to it (S12, S13, S15, P2).

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    disposition::Disposition,
    facts::{NumberFacts, PhoneOnFile},
    phone::PhoneKind,
    reason::NumberFault,
    recycle::days_after,
};

/// Days a cell rests after an Impossible (S12).
pub const IMPOSSIBLE_BLOCK_DAYS: u16 = 14;
/// The third Impossible blocks for ever (S12).
pub const IMPOSSIBLE_STRIKES_MAX: u32 = 3;
/// The third consecutive Busy or Unavailable on a home phone blocks for ever (S13).
pub const HOME_SERIES_MAX: u32 = 3;
/// Days a number rests after the first, second and any later failure in a row (P2).
pub const RETRY_REST_DAYS: [u16; 3] = [1, 3, 7];
/// From this many failures in a row a number wears a red mark (P2).
pub const RED_MARK_FAILURES: u32 = 3;

/// What is remembered of a number, whatever file it stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct NumberRecord {
    pub opted_out_at: Option<DateTime<Utc>>,
    /// A person switched voice off for this number, with a reason; no opt-out.
    pub switched_off: bool,
    pub block: Option<Block>,
    /// Impossible results as a cell, for ever counted.
    pub impossible_strikes: u32,
    /// Consecutive Busy or Unavailable as a home phone.
    pub home_series: u32,
    /// Failures in a row, of any kind that is about the number.
    pub failures_in_row: u32,
    /// The retry rest is over at the start of this day.
    pub rests_until_on: Option<NaiveDate>,
    /// A drop that this file does not know may have been heard on this day: the file was restored from a backup. It
    /// counts as an unknown of the same message (P2).
    pub maybe_heard_on: Option<NaiveDate>,
    /// The provider says that there is no such number.
    pub is_bad: bool,
    /// The provider said landline; no cell until a person confirms its kind.
    pub is_landline: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Block {
    /// Over at the start of this day.
    Until(NaiveDate),
    ForEver,
}

impl Block {
    pub fn holds(self, today: NaiveDate) -> bool {
        match self {
            Self::Until(on) => today < on,
            Self::ForEver => true,
        }
    }
}

/// A store's reading of S12 where the source leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellStrikes {
    /// A delivered drop leaves the strikes as they are.
    #[default]
    Cumulative,
    /// A delivered drop takes them back.
    ResetByDelivery,
}

/// What a final result says about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberResult {
    pub kind: PhoneKind,
    pub disposition: Disposition,
    /// Store-local date of the intent: retry rest starts here.
    pub intended_on: NaiveDate,
    /// Store-local date of the result: S12's 14 days start here.
    pub final_on: NaiveDate,
    pub final_at: DateTime<Utc>,
}

impl NumberRecord {
    /// The record after a result. Counts each attempt once: the caller applies a result only when it makes an attempt
    /// final.
    pub fn after(&self, result: &NumberResult, strikes: CellStrikes) -> NumberRecord {
        use Disposition as D;
        let mut next = self.clone();
        if !result.disposition.is_about_the_number() {
            return next;
        }
        if result.disposition.is_delivered() {
            next.failures_in_row = 0;
            next.rests_until_on = None;
            if strikes == CellStrikes::ResetByDelivery && result.kind == PhoneKind::Cell {
                next.impossible_strikes = 0;
            }
        } else {
            next.failures_in_row += 1;
            let step = (next.failures_in_row as usize).min(RETRY_REST_DAYS.len()) - 1;
            next.rests_until_on = Some(days_after(result.intended_on, RETRY_REST_DAYS[step]));
        }
        match (result.kind, result.disposition) {
            (PhoneKind::Home, D::Busy | D::Unavailable) => {
                next.home_series += 1;
                if next.home_series >= HOME_SERIES_MAX {
                    next.block = Some(Block::ForEver);
                }
            }
            // Any other result about the number in between, on whichever phone kind, starts the count again.
            _ => next.home_series = 0,
        }
        match result.disposition {
            D::Impossible if result.kind == PhoneKind::Cell => next.strike(result.final_on),
            D::Landline => next.is_landline = true,
            D::BadNumber => next.is_bad = true,
            D::DoNotCall => next.opted_out_at = next.opted_out_at.or(Some(result.final_at)),
            D::Impossible
            | D::Delivered
            | D::Busy
            | D::Unavailable
            | D::MailboxFull
            | D::MailboxNotSetUp
            | D::NoAnswer
            | D::CarrierRefused
            | D::Cancelled
            | D::Failed
            | D::TreatedAsDelivered
            | D::TreatedAsNotDelivered => {}
        }
        next
    }

    /// Failed so often in a row that a person should look at it (P2).
    pub fn has_red_mark(&self) -> bool {
        self.failures_in_row >= RED_MARK_FAILURES
    }

    fn strike(&mut self, final_on: NaiveDate) {
        self.impossible_strikes += 1;
        let until_on = days_after(final_on, IMPOSSIBLE_BLOCK_DAYS);
        self.block = Some(match self.block {
            _ if self.impossible_strikes >= IMPOSSIBLE_STRIKES_MAX => Block::ForEver,
            Some(Block::ForEver) => Block::ForEver,
            // Stores in several zones: a result of yesterday's date never shortens a block.
            Some(Block::Until(longer_on)) => Block::Until(until_on.max(longer_on)),
            None => Block::Until(until_on),
        });
    }
}

/// Why a number of a customer cannot be used, and until when if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: PhoneKind,
    pub fault: NumberFault,
    pub until_on: Option<NaiveDate>,
}

/// Whether what stands in a field can be used for a drop today (S8).
pub fn usable(phone: &PhoneOnFile, kind: PhoneKind, today: NaiveDate) -> Result<&NumberFacts, Fault> {
    let fault = |fault| Fault { kind, fault, until_on: None };
    let number = match phone {
        PhoneOnFile::Empty => return Err(fault(NumberFault::Empty)),
        PhoneOnFile::Invalid => return Err(fault(NumberFault::Invalid)),
        PhoneOnFile::WithExtension => return Err(fault(NumberFault::Extension)),
        PhoneOnFile::Number(number) => number,
    };
    let record = &number.record;
    if record.opted_out_at.is_some() {
        return Err(fault(NumberFault::OptedOut));
    }
    if record.switched_off {
        return Err(fault(NumberFault::SwitchedOff));
    }
    match record.block {
        Some(Block::ForEver) => return Err(fault(NumberFault::BlockedForEver)),
        Some(Block::Until(on)) if today < on => {
            return Err(Fault { until_on: Some(on), ..fault(NumberFault::BlockedUntil) });
        }
        Some(Block::Until(_)) | None => {}
    }
    if record.is_bad {
        return Err(fault(NumberFault::Invalid));
    }
    if record.is_landline && kind == PhoneKind::Cell {
        return Err(fault(NumberFault::Landline));
    }
    if number.is_store_line {
        return Err(fault(NumberFault::StoreLine));
    }
    if number.is_shared_line {
        return Err(fault(NumberFault::SharedLine));
    }
    Ok(number)
}

/// The number a drop would use: the cell, the home phone only if there is no usable cell, the work phone never (S8).
/// Otherwise why neither can be used (S14).
pub fn choose<'a>(
    cell: &'a PhoneOnFile,
    home: &'a PhoneOnFile,
    today: NaiveDate,
) -> Result<(PhoneKind, &'a NumberFacts), [Fault; 2]> {
    match (usable(cell, PhoneKind::Cell, today), usable(home, PhoneKind::Home, today)) {
        (Ok(number), _) => Ok((PhoneKind::Cell, number)),
        (Err(_), Ok(number)) => Ok((PhoneKind::Home, number)),
        (Err(cell), Err(home)) => Err([cell, home]),
    }
}
