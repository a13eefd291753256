//! One customer into some hundred bytes; [`super::unpacking`] reads them in the same order.

use std::{cmp::Reverse, collections::HashSet};

use domain::{
    due,
    facts::{Counter, LogEntry, Matter, MatterKind, MatterSource, PhoneOnFile, VehicleFacts},
    numbers::{Block, NumberRecord},
};

use super::{
    bytes::Packer,
    record::{Flags, Head, Words},
    whole::{Drops, Out, Whole},
};

pub fn pack(whole: &Whole, words: &mut Words) -> Vec<u8> {
    let mut to = Packer::default();
    pack_audience(whole, words, &mut to);
    pack_rest(whole, &mut to);
    to.0
}

/// What could bring the customer in: it lies first, because most of a million are read no further.
fn pack_audience(whole: &Whole, words: &mut Words, to: &mut Packer) {
    let f = &whole.facts;
    to.number(Head::of(f).bits());
    to.number((f.vehicles.len() as u64) << 1 | u64::from(f.last_deal_on.is_some()));
    f.last_deal_on.iter().for_each(|on| to.day(*on));
    f.vehicles.iter().for_each(|vehicle| pack_vehicle(whole, vehicle, words, to));
    for source in MatterSource::ALL.iter().filter(|source| Head::of(f).has(**source)) {
        let mut part = Packer::default();
        let (matters, first) = in_order_of_date(f.matters.iter().filter(|m| m.kind.source() == *source));
        part.number(matters.len() as u64);
        part.number(first as u64);
        matters.iter().for_each(|matter| pack_matter(whole, matter, words, &mut part));
        to.number(part.0.len() as u64);
        to.0.extend_from_slice(&part.0);
    }
}

/// The latest matter of each vehicle, and how many those are, then all others, the latest first: whoever has seen one that
/// lies too far back need not look at those that follow.
fn in_order_of_date<'a>(matters: impl Iterator<Item = &'a Matter>) -> (Vec<&'a Matter>, usize) {
    let mut matters: Vec<&Matter> = matters.collect();
    matters.sort_by_key(|matter| Reverse(matter.kind.measured_on()));
    let mut seen = HashSet::new();
    let (mut in_order, others): (Vec<_>, Vec<_>) = matters.into_iter().partition(|matter| seen.insert(matter.vehicle));
    let first = in_order.len();
    in_order.extend(others);
    (in_order, first)
}

/// What can still speak against a drop.
fn pack_rest(whole: &Whole, to: &mut Packer) {
    let f = &whole.facts;
    let of_customer = outs(whole, 0, 0);
    let flags = Flags::default()
        .with(whole.shares_a_number)
        .with(f.do_not_call)
        .with(f.voice_switched_off)
        .with(f.any_number_opted_out)
        .with(f.complaint_open)
        .with(f.taken_by.is_some())
        .with(f.hold.is_some())
        .with(f.hold.as_ref().is_some_and(|hold| hold.until_on.is_some()))
        .with(f.reserved_by.is_some())
        .with(f.last_contact_at.is_some())
        .with(!of_customer.is_empty())
        .with(!whole.drops.is_empty());
    to.number(flags.0);
    to.text(&f.number);
    f.taken_by.iter().for_each(|who| to.text(who));
    if let Some(hold) = &f.hold {
        to.text(&hold.reason);
        hold.until_on.iter().for_each(|on| to.day(*on));
    }
    f.reserved_by.iter().for_each(|run| to.number(run.0 as u64));
    // Who worked the customer since is asked by the gate alone, and the gate reads rows.
    f.last_contact_at.iter().for_each(|at| to.moment(*at));
    if !of_customer.is_empty() {
        pack_outs(&of_customer, to);
    }
    pack_drops(&whole.drops, to);
    pack_phone(&f.cell, &whole.cell_drops, to);
    pack_phone(&f.home, &whole.home_drops, to);
}

fn outs(whole: &Whole, vehicle: i64, matter: i64) -> Vec<Out> {
    whole.out.iter().filter(|out| (out.vehicle, out.matter) == (vehicle, matter)).copied().collect()
}

fn pack_outs(outs: &[Out], to: &mut Packer) {
    to.number(outs.len() as u64);
    for out in outs {
        to.number(out.contact_type as u64);
        to.number(out.code as u64);
        to.day(out.on);
        to.number(out.frozen_days.map_or(0, |days| u64::from(days) + 1));
    }
}

fn pack_drops(drops: &Drops, to: &mut Packer) {
    let Some(last_on) = drops.last_attempt_on else { return };
    to.day(last_on);
    to.number(drops.counted.len() as u64);
    for (kind, on) in &drops.counted {
        to.number((kind.contact_type as u64) << 1 | u64::from(kind.is_marketing));
        to.number(kind.message.0 as u64);
        to.day(*on);
    }
}

fn pack_phone(phone: &PhoneOnFile, drops: &Drops, to: &mut Packer) {
    let number = match phone {
        PhoneOnFile::Empty => return to.number(0),
        PhoneOnFile::Invalid => return to.number(1),
        PhoneOnFile::WithExtension => return to.number(2),
        PhoneOnFile::Number(number) => number,
    };
    let r = &number.record;
    let is_plain = *r == NumberRecord::default()
        && !number.is_shared_line
        && !number.is_store_line
        && number.open_attempt.is_none()
        && drops.is_empty();
    to.number(if is_plain { 3 } else { 4 });
    to.0.extend_from_slice(&number.e164.bytes());
    if is_plain {
        return;
    }
    let open_run = number.open_attempt.and_then(|open| open.run);
    let flags = Flags::default()
        .with(number.is_shared_line)
        .with(number.is_store_line)
        .with(number.open_attempt.is_some())
        .with(number.open_attempt.is_some_and(|open| open.is_overdue))
        .with(open_run.is_some())
        .with(!drops.is_empty())
        .with(r.opted_out_at.is_some())
        .with(r.switched_off)
        .with(r.is_bad)
        .with(r.is_landline)
        .with(r.block == Some(Block::ForEver))
        .with(matches!(r.block, Some(Block::Until(_))))
        .with(r.rests_until_on.is_some())
        .with(r.maybe_heard_on.is_some());
    to.number(flags.0);
    open_run.iter().for_each(|run| to.number(run.0 as u64));
    r.opted_out_at.iter().for_each(|at| to.moment(*at));
    if let Some(Block::Until(on)) = r.block {
        to.day(on);
    }
    r.rests_until_on.iter().chain(&r.maybe_heard_on).for_each(|on| to.day(*on));
    [r.impossible_strikes, r.home_series, r.failures_in_row].iter().for_each(|n| to.number(u64::from(*n)));
    pack_drops(drops, to);
}

fn pack_vehicle(whole: &Whole, v: &VehicleFacts, words: &mut Words, to: &mut Packer) {
    let off: u64 = whole.turned_off.iter().filter(|(id, _)| *id == v.id).map(|(_, of_type)| 1 << *of_type as u64).sum();
    let out = outs(whole, v.id.0, 0);
    let flags = Flags::default()
        .with(v.owned)
        .with(v.has_open_repair_order)
        .with(v.make.is_some())
        .with(v.model.is_some())
        .with(v.year.is_some())
        .with(v.last_ro_on.is_some())
        .with(v.odometer.is_some())
        .with(v.purchased_on.is_some())
        .with(v.next_appointment_on.is_some())
        .with(off != 0)
        .with(!out.is_empty());
    to.number(flags.0);
    to.number(v.id.0 as u64);
    v.make.iter().chain(&v.model).for_each(|word| {
        let place = words.place(word);
        to.number(place);
    });
    v.year.iter().for_each(|year| to.signed(i64::from(*year) - 2_000));
    v.odometer.iter().for_each(|odometer| to.signed(*odometer));
    [v.last_ro_on, v.purchased_on, v.next_appointment_on].into_iter().flatten().for_each(|on| to.day(on));
    if off != 0 {
        to.number(off);
    }
    if !out.is_empty() {
        pack_outs(&out, to);
    }
}

fn pack_matter(whole: &Whole, matter: &Matter, words: &mut Words, to: &mut Packer) {
    let source = matter.kind.source();
    let mut out = outs(whole, 0, matter.id.0);
    // Rows of several tables have the same ids: the contact type says which is meant.
    out.retain(|out| due::own_source(out.contact_type) == Some(source));
    let own = whole.facts.vehicles.iter().position(|v| Some(v.id) == matter.vehicle);
    // 0 without a vehicle, 1 for one of another file, then the customer's own.
    let vehicle = match (matter.vehicle, own) {
        (None, _) => 0,
        (Some(_), None) => 1,
        (Some(_), Some(place)) => place as u64 + 2,
    };
    to.number(vehicle << 1 | u64::from(!out.is_empty()));
    to.number(matter.id.0 as u64);
    if let (Some(foreign), None) = (matter.vehicle, own) {
        to.number(foreign.0 as u64);
        let against = whole.off_elsewhere.iter().find(|(id, _)| *id == foreign);
        to.number(against.map_or(0, |(_, against)| against.bits()));
    }
    if !out.is_empty() {
        pack_outs(&out, to);
    }
    pack_kind(&matter.kind, words, to);
}

fn pack_kind(kind: &MatterKind, words: &mut Words, to: &mut Packer) {
    match kind {
        // When it came onto the file is asked by the gate alone, and the gate reads rows.
        MatterKind::Appointment { on, booked_on, state, known_at: _ } => {
            to.number((*state as u64) << 1 | u64::from(booked_on.is_some()));
            to.day(*on);
            booked_on.iter().for_each(|on| to.day(*on));
        }
        MatterKind::RepairOrder { opened_on, closed_on, pay } => {
            to.number((*pay as u64) << 1 | u64::from(closed_on.is_some()));
            to.day(*opened_on);
            closed_on.iter().for_each(|on| to.day(*on));
        }
        MatterKind::PartsOrder { arrived_on, is_open, counter } => {
            let flags = Flags::default()
                .with(arrived_on.is_some())
                .with(*is_open)
                .with(*counter == Some(Counter::Front))
                .with(*counter == Some(Counter::Back));
            to.number(flags.0);
            arrived_on.iter().for_each(|on| to.day(*on));
        }
        MatterKind::Recall { is_open, has_remedy, campaign } => {
            let flags = Flags::default()
                .with(*is_open)
                .with(has_remedy.is_some())
                .with(*has_remedy == Some(true))
                .with(campaign.is_some());
            to.number(flags.0);
            pack_word(campaign.as_deref(), words, to);
        }
        MatterKind::Inspection { due_on } => to.day(*due_on),
        MatterKind::DeclinedWork { due_on, is_open } => {
            to.number(u64::from(*is_open));
            to.day(*due_on);
        }
        MatterKind::Deal { sold_on, is_unwound } => {
            to.number(u64::from(*is_unwound));
            to.day(*sold_on);
        }
        MatterKind::TrafficEntry(entry) => {
            let LogEntry { entered_at, status, traffic_type, lost_reason, follow_up_on, appointment_on } = &**entry;
            let flags = Flags::default()
                .with(traffic_type.is_some())
                .with(lost_reason.is_some())
                .with(follow_up_on.is_some())
                .with(appointment_on.is_some());
            to.number(flags.0);
            to.moment(*entered_at);
            pack_word(Some(status), words, to);
            pack_word(traffic_type.as_deref(), words, to);
            pack_word(lost_reason.as_deref(), words, to);
            [follow_up_on, appointment_on].into_iter().flatten().for_each(|on| to.day(*on));
        }
        MatterKind::FetchMember { campaign, expires_on, is_open } => {
            to.number(u64::from(*is_open));
            to.number(campaign.0 as u64);
            to.day(*expires_on);
        }
    }
}

fn pack_word(word: Option<&str>, words: &mut Words, to: &mut Packer) {
    if let Some(word) = word {
        let place = words.place(word);
        to.number(place);
    }
}
