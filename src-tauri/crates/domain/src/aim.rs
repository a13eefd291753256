//! What of a contact type a campaign means: DealerMine's targets, the step of a schedule, a saved query (S17).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    campaign::{DAYS_MAX, choice},
    contact_type::ContactType,
    facts::{LogEntry, MatterKind},
    ids::{CodeId, FetchCampaignId, FetchQueryId},
    recycle::days_after,
};

/// As many hours as [`DAYS_MAX`] has.
const HOURS_MAX: u32 = DAYS_MAX as u32 * 24;
/// Statuses, traffic types, lost reasons and recalls: nobody ticks more by hand.
const WORDS_MAX: usize = 500;

choice!(
    /// A part of a contact type.
    Subtype {
        /// Maintenance: bought here, never serviced.
        FirstService => "first_service",
        Regulars => "regulars",
        /// Maintenance: about to fall out of the trigger.
        ThinIce => "thin_ice",
        /// Confirm, some open days ahead.
        Level1 => "level_1",
        /// Confirm of pre-booked work.
        Level2 => "level_2",
        CustomerPay => "customer_pay",
        WarrantyPay => "warranty_pay",
        InternalPay => "internal_pay",
        FrontCounter => "front_counter",
        BackCounter => "back_counter",
    }
);

impl Subtype {
    /// The parts that a contact type has.
    pub fn of(contact_type: ContactType) -> &'static [Self] {
        match contact_type {
            ContactType::Maintenance => &[Self::FirstService, Self::Regulars, Self::ThinIce],
            ContactType::Confirm => &[Self::Level1, Self::Level2],
            ContactType::ServiceFollowUp => &[Self::CustomerPay, Self::WarrantyPay, Self::InternalPay],
            ContactType::SpecialOrderParts => &[Self::FrontCounter, Self::BackCounter],
            ContactType::NoShow
            | ContactType::Recall
            | ContactType::Mvi
            | ContactType::DeclinedWork
            | ContactType::Sales
            | ContactType::Unsold
            | ContactType::Marketing
            | ContactType::FetchAutomation => &[],
        }
    }
}

/// The default means all of the contact type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(default, deny_unknown_fields)]
pub struct Aim {
    /// Empty: all.
    pub subtypes: Vec<Subtype>,
    /// Recalls by the maker's word; empty: all.
    pub recalls: Vec<String>,
    /// Marketing: empty: every Fetch Campaign that has not expired.
    pub fetch_campaigns: Vec<FetchCampaignId>,
    /// Sales and Unsold.
    pub step: Option<Step>,
    /// Fetch Automation.
    pub fetch: Option<FetchChoice>,
}

impl Aim {
    pub fn wants(&self, subtype: Subtype) -> bool {
        self.subtypes.is_empty() || self.subtypes.contains(&subtype)
    }

    /// What the file does not say belongs to no part.
    pub fn wants_maybe(&self, subtype: Option<Subtype>) -> bool {
        self.subtypes.is_empty() || subtype.is_some_and(|subtype| self.subtypes.contains(&subtype))
    }

    pub fn wants_recall(&self, campaign: Option<&str>) -> bool {
        self.recalls.is_empty() || campaign.is_some_and(|campaign| is_one_of(&self.recalls, campaign))
    }

    pub fn wants_fetch_campaign(&self, campaign: FetchCampaignId) -> bool {
        self.fetch_campaigns.is_empty() || self.fetch_campaigns.contains(&campaign)
    }

    /// What of it does not go with the contact type: field and words.
    pub(crate) fn faults(&self, contact_type: ContactType) -> Vec<(&'static str, &'static str)> {
        let mut faults = vec![];
        if self.subtypes.iter().any(|subtype| !Subtype::of(contact_type).contains(subtype)) {
            faults.push(("subtypes", "This target does not belong to the contact type. Choose another."));
        }
        let is_schedule = matches!(contact_type, ContactType::Sales | ContactType::Unsold);
        match &self.step {
            None if is_schedule => faults.push(("step", "Say how long after the entry or deal this step goes out.")),
            Some(_) if !is_schedule => faults.push(("step", "Only Sales and Unsold go by steps.")),
            Some(step) => faults.extend(step.faults()),
            None => {}
        }
        if self.recalls.len() > WORDS_MAX {
            faults.push(("recalls", "Choose at most 500 recalls."));
        }
        if self.fetch.is_some() != (contact_type == ContactType::FetchAutomation) {
            faults.push(("fetch", "Fetch Automation needs a saved query, and no other contact type takes one."));
        }
        if self.fetch.is_some_and(|fetch| fetch.records == ContactType::FetchAutomation && fetch.code.is_some()) {
            faults.push(("fetch", "A recycle code belongs to a contact type. Choose the one to record."));
        }
        faults
    }
}

/// A saved query, with what its contacts are recorded as (S17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct FetchChoice {
    pub query: FetchQueryId,
    /// Turn-offs and recycling are those of this contact type.
    pub records: ContactType,
    /// `None`: the Voice Drop code of that type.
    pub code: Option<CodeId>,
}

/// How long after an entry or a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(tag = "unit", rename_all = "snake_case", deny_unknown_fields)]
pub enum After {
    Hours {
        hours: u32,
    },
    /// Whole dates at the store: n days from date d are over at 00:00 of d + n (P2).
    Days {
        days: u16,
    },
}

impl After {
    pub fn has_passed(&self, from: DateTime<Utc>, from_on: NaiveDate, now: DateTime<Utc>, today: NaiveDate) -> bool {
        match *self {
            Self::Hours { hours } => now - from >= TimeDelta::hours(hours.into()),
            Self::Days { days } => days_after(from_on, days) <= today,
        }
    }

    /// Roughly, to put steps in order.
    pub fn in_hours(&self) -> u32 {
        match *self {
            Self::Hours { hours } => hours,
            Self::Days { days } => u32::from(days) * 24,
        }
    }

    fn is_too_long(&self) -> bool {
        self.in_hours() > HOURS_MAX
    }
}

/// One step of an Unsold or Sales schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub after: After,
    /// It leaves the list so long after the entry or deal.
    #[serde(default)]
    pub expires_after: Option<After>,
    /// Older entries and deals are passed over.
    #[serde(default)]
    pub entries_from_on: Option<NaiveDate>,
    /// Unsold: which entries, in the store's own words. Empty: any.
    #[serde(default)]
    pub statuses: Vec<String>,
    #[serde(default)]
    pub traffic_types: Vec<String>,
    #[serde(default)]
    pub lost_reasons: Vec<String>,
    /// Unsold: not while a follow-up or an appointment is booked.
    #[serde(default)]
    pub hold_back_while_booked: bool,
}

impl Step {
    /// Whether an entry of the traffic log has one of the statuses, types and reasons.
    pub fn takes(&self, entry: &MatterKind) -> bool {
        let MatterKind::TrafficEntry(entry) = entry else { return false };
        let LogEntry { status, traffic_type, lost_reason, .. } = &**entry;
        let maybe = |words: &[String], word: &Option<String>| {
            words.is_empty() || word.as_deref().is_some_and(|word| is_one_of(words, word))
        };
        // Whatever is ticked, a sold customer is not unsold.
        !is_sold(status)
            && (self.statuses.is_empty() || is_one_of(&self.statuses, status))
            && maybe(&self.traffic_types, traffic_type)
            && maybe(&self.lost_reasons, lost_reason)
    }

    fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = vec![];
        if self.after.is_too_long() || self.expires_after.is_some_and(|after| after.is_too_long()) {
            faults.push(("step", "Enter at most 3,650 days."));
        }
        if self.expires_after.is_some_and(|expires| expires.in_hours() <= self.after.in_hours()) {
            faults.push(("expires_after", "It would expire before it goes out. Choose a later time."));
        }
        if self.statuses.len() + self.traffic_types.len() + self.lost_reasons.len() > WORDS_MAX {
            faults.push(("statuses", "Choose at most 500 statuses, types and reasons."));
        }
        faults
    }
}

/// The one status that every store's words have in common.
fn is_sold(status: &str) -> bool {
    status.trim().eq_ignore_ascii_case("sold")
}

/// Without regard to case and to what stands around them.
pub(crate) fn is_one_of(words: &[String], word: &str) -> bool {
    words.iter().any(|wanted| is_same(wanted, word))
}

fn is_same(a: &str, b: &str) -> bool {
    // Of a million vehicles most differ in the first letter, and need no look at the others.
    if let (Some(first), Some(other)) = (a.as_bytes().first(), b.as_bytes().first())
        && first.is_ascii_graphic()
        && other.is_ascii_graphic()
        && !first.eq_ignore_ascii_case(other)
    {
        return false;
    }
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    // Nearly every word is such that this was all.
    if is_plain(a) && is_plain(b) {
        return false;
    }
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// Neither space around it nor a letter whose case takes more than a bit to change.
fn is_plain(word: &str) -> bool {
    let ends = [word.as_bytes().first(), word.as_bytes().last()];
    word.is_ascii() && !ends.into_iter().flatten().any(|end| end.is_ascii_whitespace() || end.is_ascii_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_whatever_their_case_and_what_stands_around_them() {
        // The last is the sign of the kelvin, which becomes a plain k.
        for (a, b) in
            [("Kia", "kIA"), (" Kia", "kia\t"), ("Citroën", "CITROËN"), ("\u{a0}Kia", "Kia"), ("\u{212a}ia", "Kia")]
        {
            assert!(is_same(a, b) && is_same(b, a), "{a:?}, {b:?}");
        }
        for (a, b) in [("Kia", "Kias"), ("Kia", "Lia"), ("Kia", ""), ("Édith", "Edith"), ("CR-V", "CR V")] {
            assert!(!is_same(a, b) && !is_same(b, a), "{a:?}, {b:?}");
        }
    }
}
