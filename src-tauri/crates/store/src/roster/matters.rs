//! One matter out of a record.

use domain::{
    facts::{
        AppointmentState, Counter, LogEntry, Matter, MatterKind, MatterSource, PayType, VehicleElsewhere, VehicleFacts,
    },
    ids::{FetchCampaignId, MatterId, VehicleId},
};

use super::{
    bytes::Unpacker,
    elsewhere::Against,
    record::{Flags, Lens, Words},
    unpacking::read_outs,
};

pub(super) fn read_matter(
    from: &mut Unpacker<'_>,
    source: MatterSource,
    vehicles: &[VehicleFacts],
    elsewhere: &mut Vec<VehicleElsewhere>,
    words: &Words,
    lens: &Lens,
) -> Matter {
    let start = from.number();
    let id = from.number() as i64;
    let vehicle = match start >> 1 {
        0 => None,
        1 => Some(read_foreign(from, elsewhere, lens)),
        place => vehicles.get(place as usize - 2).map(|v| v.id),
    };
    let recycled = if start & 1 == 1 { read_outs(from, lens) } else { None };
    let had_step = Some(source) == lens.own_source && lens.stepped.binary_search(&id).is_ok();
    Matter { id: MatterId(id), vehicle, kind: read_kind(from, source, words), recycled, had_step }
}

/// A vehicle of another file, with what speaks against it.
fn read_foreign(from: &mut Unpacker<'_>, elsewhere: &mut Vec<VehicleElsewhere>, lens: &Lens) -> VehicleId {
    let id = VehicleId(from.number() as i64);
    let against = Against::from_bits(from.number());
    let (has_open_repair_order, turned_off) = (against.has_open_repair_order(), against.is_off_for(lens.recorded));
    if has_open_repair_order || turned_off {
        elsewhere.push(VehicleElsewhere { id, has_open_repair_order, turned_off });
    }
    id
}

fn read_kind(from: &mut Unpacker<'_>, source: MatterSource, words: &Words) -> MatterKind {
    match source {
        MatterSource::Appointment => {
            let start = from.number();
            let state = AppointmentState::ALL.get((start >> 1) as usize).copied().unwrap_or(AppointmentState::Deleted);
            MatterKind::Appointment { on: from.day(), booked_on: from.day_if(start & 1 == 1), state, known_at: None }
        }
        MatterSource::RepairOrder => {
            let start = from.number();
            let pay = PayType::ALL.get((start >> 1) as usize).copied().unwrap_or(PayType::Internal);
            MatterKind::RepairOrder { opened_on: from.day(), closed_on: from.day_if(start & 1 == 1), pay }
        }
        MatterSource::PartsOrder => {
            let mut flags = Flags::of(from.number());
            let arrived_on = from.day_if(flags.next());
            let is_open = flags.next();
            let counter = match (flags.next(), flags.next()) {
                (true, _) => Some(Counter::Front),
                (_, true) => Some(Counter::Back),
                (false, false) => None,
            };
            MatterKind::PartsOrder { arrived_on, is_open, counter }
        }
        MatterSource::Recall => {
            let mut flags = Flags::of(from.number());
            let is_open = flags.next();
            let (says, has) = (flags.next(), flags.next());
            let campaign = flags.next().then(|| words.get(from.number()).to_string());
            MatterKind::Recall { is_open, has_remedy: says.then_some(has), campaign }
        }
        MatterSource::Inspection => MatterKind::Inspection { due_on: from.day() },
        MatterSource::DeclinedWork => {
            let is_open = from.number() == 1;
            MatterKind::DeclinedWork { due_on: from.day(), is_open }
        }
        MatterSource::Deal => {
            let is_unwound = from.number() == 1;
            MatterKind::Deal { sold_on: from.day(), is_unwound }
        }
        MatterSource::TrafficEntry => {
            let mut flags = Flags::of(from.number());
            let entered_at = from.moment();
            let mut word = || words.get(from.number()).to_string();
            let status = word();
            let traffic_type = flags.next().then(&mut word);
            let lost_reason = flags.next().then(&mut word);
            let follow_up_on = from.day_if(flags.next());
            let appointment_on = from.day_if(flags.next());
            MatterKind::TrafficEntry(Box::new(LogEntry {
                entered_at,
                status,
                traffic_type,
                lost_reason,
                follow_up_on,
                appointment_on,
            }))
        }
        MatterSource::FetchMember => {
            let is_open = from.number() == 1;
            let campaign = FetchCampaignId(from.number() as i64);
            MatterKind::FetchMember { campaign, expires_on: from.day(), is_open }
        }
    }
}
