//! The lines of a preview: everyone who would not get a drop, and what each line is made of.

use std::{cmp::Reverse, collections::BTreeMap};

use domain::{
    audience::{Judged, Ranked},
    phone::PhoneKind,
    reason::{NumberFault, Reason, ReasonGroup},
};

use crate::dto::campaigns::{NumberPart, PreviewGroup, PreviewPart};

/// The first reason that holds, and for Impossible to Contact one of the numbers.
type PartKey = (Reason, Option<(PhoneKind, NumberFault)>);

#[derive(Default)]
struct Line {
    customers: u32,
    parts: BTreeMap<PartKey, u32>,
}

/// Each customer once, under the first reason that holds.
pub(super) fn groups(ranked: &Ranked, would_get: usize) -> Vec<PreviewGroup> {
    let mut lines: BTreeMap<ReasonGroup, Line> = BTreeMap::new();
    for judged in &ranked.excluded {
        let line = lines.entry(of(judged)).or_default();
        line.customers += 1;
        for part in parts_of(judged) {
            *line.parts.entry(part).or_default() += 1;
        }
    }
    let beyond = (ranked.eligible.len() - would_get) as u32;
    if beyond > 0 {
        lines.entry(ReasonGroup::BeyondCount).or_default().customers = beyond;
    }
    lines
        .into_iter()
        .map(|(group, line)| PreviewGroup { group, customers: line.customers, parts: in_parts(group, line.parts) })
        .collect()
}

pub(super) fn of(judged: &Judged) -> ReasonGroup {
    judged.barred.first().map_or(ReasonGroup::BeyondCount, |barred| barred.reason.group())
}

fn parts_of(judged: &Judged) -> Vec<PartKey> {
    let Some(first) = judged.barred.first() else { return vec![] };
    if first.numbers.is_empty() {
        return vec![(first.reason, None)];
    }
    first.numbers.iter().map(|number| (first.reason, Some((number.kind, number.fault)))).collect()
}

/// Only a line that can be more than one thing has parts.
fn in_parts(group: ReasonGroup, parts: BTreeMap<PartKey, u32>) -> Vec<PreviewPart> {
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
            customers,
        })
        .collect()
}
