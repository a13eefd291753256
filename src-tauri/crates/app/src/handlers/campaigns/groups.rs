//! The lines of a preview: everyone who would not get a drop, and what each line is made of.

use std::{cmp::Reverse, collections::BTreeMap};

use domain::{
    phone::PhoneKind,
    reason::{NumberFault, Reason, ReasonGroup},
};
use store::audience::Counted;

use crate::dto::campaigns::{NumberPart, PreviewGroup, PreviewPart};

/// The first reason that holds, and for Impossible to Contact one of the numbers.
type PartKey = (Reason, Option<(PhoneKind, NumberFault)>);

#[derive(Default)]
struct Line {
    customers: usize,
    parts: BTreeMap<PartKey, usize>,
}

/// Each customer once, under the first reason that holds.
pub(super) fn groups(counted: &Counted, would_get: usize) -> Vec<PreviewGroup> {
    let mut lines: BTreeMap<ReasonGroup, Line> = BTreeMap::new();
    for (reason, many) in &counted.reasons {
        let line = lines.entry(reason.group()).or_default();
        line.customers += many;
        if *reason == Reason::Impossible {
            line.parts.extend(counted.faults.iter().map(|(fault, many)| ((*reason, Some(*fault)), *many)));
        } else {
            line.parts.insert((*reason, None), *many);
        }
    }
    let beyond = counted.eligible.len() - would_get;
    if beyond > 0 {
        lines.entry(ReasonGroup::BeyondCount).or_default().customers = beyond;
    }
    let shown = |(group, Line { customers, parts })| PreviewGroup {
        group,
        customers: customers as u32,
        parts: in_parts(group, parts),
    };
    lines.into_iter().map(shown).collect()
}

/// Only a line that can be more than one thing has parts.
fn in_parts(group: ReasonGroup, parts: BTreeMap<PartKey, usize>) -> Vec<PreviewPart> {
    let is_split = match group {
        ReasonGroup::BookedOrHeld | ReasonGroup::Resting | ReasonGroup::Impossible | ReasonGroup::Gate => true,
        ReasonGroup::Filter
        | ReasonGroup::NotDue
        | ReasonGroup::TurnedOff
        | ReasonGroup::OptedOut
        | ReasonGroup::Recycled
        | ReasonGroup::SameNumber
        | ReasonGroup::BeyondCount => false,
    };
    if !is_split {
        return vec![];
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    // Numbers stand together by kind; within a kind, and everywhere else, the most frequent comes first.
    parts.sort_by_key(|((reason, number), customers)| (number.map(|(kind, _)| kind), Reverse(*customers), *reason));
    parts
        .into_iter()
        .map(|((reason, number), customers)| PreviewPart {
            reason,
            number: number.map(|(kind, fault)| NumberPart { kind, fault }),
            customers: customers as u32,
        })
        .collect()
}
