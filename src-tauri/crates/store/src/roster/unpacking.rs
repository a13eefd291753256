//! A record back into the facts of one contact type, in memory that is used again.

use domain::{
    campaign::CustomerType,
    contact_type::ContactType,
    facts::{
        AppointmentState, Clocks, Counter, CustomerFacts, Hold, LogEntry, Matter, MatterKind, MatterSource,
        NumberFacts, OpenAttempt, PayType, PhoneOnFile, VehicleFacts,
    },
    ids::{CustomerId, FetchCampaignId, MatterId, MessageId, RunId, VehicleId},
    numbers::{Block, NumberRecord},
    phone::{E164, E164_BYTES},
    recycle::Recycled,
};

use super::{
    bytes::Unpacker,
    record::{Flags, Head, Lens, Words},
};

/// Facts whose memory is used again for the next customer.
pub struct Unpacked {
    pub facts: CustomerFacts,
    pub shares_a_number: bool,
    /// Vehicles that the customer at hand does not have.
    spare: Vec<VehicleFacts>,
}

impl Default for Unpacked {
    fn default() -> Self {
        let facts = CustomerFacts {
            id: CustomerId(0),
            number: String::new(),
            language: None,
            customer_type: CustomerType::Retail,
            day_preference: None,
            do_not_call: false,
            voice_switched_off: false,
            taken_by: None,
            hold: None,
            complaint_open: false,
            reserved_by: None,
            last_contact_at: None,
            last_agent_contact_at: None,
            last_called_in_at: None,
            vehicles: vec![],
            matters: vec![],
            recycled: None,
            last_deal_on: None,
            fetched: None,
            cell: PhoneOnFile::Empty,
            home: PhoneOnFile::Empty,
            any_number_opted_out: false,
            clocks: Clocks::default(),
        };
        Self { facts, shares_a_number: false, spare: vec![] }
    }
}

impl Unpacked {
    /// Reads of what [`super::packing::pack`] wrote what could bring the customer in, as the contact type of the lens sees
    /// it, and leaves the rest.
    pub fn read<'r>(&mut self, id: CustomerId, record: &'r [u8], words: &Words, lens: &Lens) -> Rest<'r> {
        let mut from = Unpacker(record);
        let f = &mut self.facts;
        f.id = id;
        f.fetched = lens.fetched(id);
        let head = Head::from_bits(from.number());
        head.tell(f);
        let start = from.number();
        f.last_deal_on = from.day_if(start & 1 == 1);
        self.make_room((start >> 1) as usize);
        for vehicle in &mut self.facts.vehicles {
            read_vehicle(&mut from, words, lens, vehicle);
        }
        self.read_matters(&mut from, head, words, lens);
        Rest(from)
    }

    /// Who the customer is.
    pub fn read_head(&mut self, head: Head) {
        head.tell(&mut self.facts);
    }

    /// There is nothing on file that the contact type could be about.
    pub fn clear(&mut self) {
        self.make_room(0);
        self.facts.matters.clear();
    }

    /// What can still speak against a drop.
    pub fn read_rest(&mut self, rest: Rest<'_>, lens: &Lens) {
        let Rest(mut from) = rest;
        let f = &mut self.facts;
        let mut flags = Flags::of(from.number());
        self.shares_a_number = flags.next();
        f.do_not_call = flags.next();
        f.voice_switched_off = flags.next();
        f.any_number_opted_out = flags.next();
        f.complaint_open = flags.next();
        f.number.clear();
        f.number.push_str(from.text());
        f.taken_by = flags.next().then(|| from.text().to_owned());
        let (is_held, has_end) = (flags.next(), flags.next());
        f.hold = is_held.then(|| Hold { reason: from.text().to_owned(), until_on: from.day_if(has_end) });
        f.reserved_by = flags.next().then(|| RunId(from.number() as i64));
        f.last_contact_at = from.moment_if(flags.next());
        f.recycled = if flags.next() { read_outs(&mut from, lens) } else { None };
        read_drops(&mut from, flags.next(), lens, &mut f.clocks);
        read_phone(&mut from, lens, &mut f.cell);
        read_phone(&mut from, lens, &mut f.home);
    }

    fn make_room(&mut self, many: usize) {
        let vehicles = &mut self.facts.vehicles;
        while vehicles.len() > many {
            self.spare.extend(vehicles.pop());
        }
        while vehicles.len() < many {
            vehicles.push(self.spare.pop().unwrap_or_else(no_vehicle));
        }
    }

    fn read_matters(&mut self, from: &mut Unpacker<'_>, head: Head, words: &Words, lens: &Lens) {
        self.facts.matters.clear();
        for source in MatterSource::ALL.iter().filter(|source| head.has(**source)) {
            let length = from.number() as usize;
            let part = from.part(length);
            if lens.sources >> *source as u64 & 1 == 0 {
                continue;
            }
            let mut part = Unpacker(part);
            for _ in 0..part.number() {
                let matter = read_matter(&mut part, *source, &self.facts.vehicles, words, lens);
                self.facts.matters.push(matter);
            }
        }
    }
}

/// A record from where its reader left off.
pub struct Rest<'r>(Unpacker<'r>);

fn no_vehicle() -> VehicleFacts {
    VehicleFacts {
        id: VehicleId(0),
        make: None,
        model: None,
        year: None,
        odometer: None,
        owned: false,
        has_open_repair_order: false,
        last_ro_on: None,
        purchased_on: None,
        next_appointment_on: None,
        turned_off: false,
        recycled: None,
    }
}

/// The one of the lens's contact type.
fn read_outs(from: &mut Unpacker<'_>, lens: &Lens) -> Option<Recycled> {
    let mut found = None;
    for _ in 0..from.number() {
        let (of_type, code, on, frozen) = (from.number(), from.number() as i64, from.day(), from.number());
        if of_type == lens.recorded as u64 {
            let days = match frozen {
                0 => lens.code_days.get(&code).copied(),
                days => Some((days - 1) as u16),
            };
            found = days.map(|days| Recycled { on, days });
        }
    }
    found
}

fn read_drops(from: &mut Unpacker<'_>, are_there: bool, lens: &Lens, clocks: &mut Clocks) {
    clocks.last_of_message_on.clear();
    (clocks.last_drop_on, clocks.last_of_type_on) = (None, None);
    (clocks.last_marketing_on, clocks.last_attempt_on) = (None, None);
    if !are_there {
        return;
    }
    clocks.last_attempt_on = Some(from.day());
    for _ in 0..from.number() {
        let (of_type, message, on) = (from.number(), MessageId(from.number() as i64), Some(from.day()));
        clocks.last_of_message_on.extend(on.map(|on| (message, on)));
        clocks.last_drop_on = clocks.last_drop_on.max(on);
        if of_type == lens.recorded as u64 {
            clocks.last_of_type_on = clocks.last_of_type_on.max(on);
        }
        if ContactType::ALL.get(of_type as usize).is_some_and(|of_type| of_type.is_marketing()) {
            clocks.last_marketing_on = clocks.last_marketing_on.max(on);
        }
    }
}

fn read_phone(from: &mut Unpacker<'_>, lens: &Lens, phone: &mut PhoneOnFile) {
    let tag = from.number();
    if tag < 3 {
        *phone = match tag {
            0 => PhoneOnFile::Empty,
            1 => PhoneOnFile::Invalid,
            _ => PhoneOnFile::WithExtension,
        };
        return;
    }
    let bytes = from.part(E164_BYTES).try_into().unwrap_or_default();
    let Ok(e164) = E164::from_bytes(bytes) else {
        *phone = PhoneOnFile::Invalid;
        return;
    };
    let mut number = NumberFacts {
        e164,
        record: NumberRecord::default(),
        is_shared_line: false,
        is_store_line: false,
        open_attempt: None,
        clocks: Clocks::default(),
    };
    if tag == 4 {
        read_number(from, lens, &mut number);
    }
    *phone = PhoneOnFile::Number(number);
}

fn read_number(from: &mut Unpacker<'_>, lens: &Lens, number: &mut NumberFacts) {
    let mut flags = Flags::of(from.number());
    (number.is_shared_line, number.is_store_line) = (flags.next(), flags.next());
    let (is_open, is_overdue, has_run) = (flags.next(), flags.next(), flags.next());
    let run = has_run.then(|| RunId(from.number() as i64));
    number.open_attempt = is_open.then_some(OpenAttempt { run, is_overdue });
    let has_drops = flags.next();
    let r = &mut number.record;
    r.opted_out_at = from.moment_if(flags.next());
    r.switched_off = flags.next();
    r.is_bad = flags.next();
    r.is_landline = flags.next();
    let (is_for_ever, is_until) = (flags.next(), flags.next());
    r.block = if is_for_ever { Some(Block::ForEver) } else { from.day_if(is_until).map(Block::Until) };
    r.rests_until_on = from.day_if(flags.next());
    r.impossible_strikes = from.number() as u32;
    r.home_series = from.number() as u32;
    r.failures_in_row = from.number() as u32;
    read_drops(from, has_drops, lens, &mut number.clocks);
}

fn read_vehicle(from: &mut Unpacker<'_>, words: &Words, lens: &Lens, v: &mut VehicleFacts) {
    let mut flags = Flags::of(from.number());
    v.id = VehicleId(from.number() as i64);
    v.owned = flags.next();
    v.has_open_repair_order = flags.next();
    let mut word = |is_there: bool, is_asked: bool| {
        let place = is_there.then(|| from.number());
        place.filter(|_| is_asked).map(|place| words.get(place))
    };
    v.make = word(flags.next(), lens.asks_for_make);
    v.model = word(flags.next(), lens.asks_for_model);
    v.year = flags.next().then(|| (from.signed() + 2_000) as i32);
    let has_ro = flags.next();
    v.odometer = flags.next().then(|| from.signed());
    v.last_ro_on = from.day_if(has_ro);
    v.purchased_on = from.day_if(flags.next());
    v.next_appointment_on = from.day_if(flags.next());
    v.turned_off = flags.next() && from.number() >> lens.recorded as u64 & 1 == 1;
    v.recycled = if flags.next() { read_outs(from, lens) } else { None };
}

fn read_matter(
    from: &mut Unpacker<'_>,
    source: MatterSource,
    vehicles: &[VehicleFacts],
    words: &Words,
    lens: &Lens,
) -> Matter {
    let start = from.number();
    let id = from.number() as i64;
    let vehicle = match start >> 1 {
        0 => None,
        1 => Some(VehicleId(from.number() as i64)),
        place => vehicles.get(place as usize - 2).map(|v| v.id),
    };
    let recycled = if start & 1 == 1 { read_outs(from, lens) } else { None };
    let had_step = Some(source) == lens.own_source && lens.stepped.binary_search(&id).is_ok();
    Matter { id: MatterId(id), vehicle, kind: read_kind(from, source, words), recycled, had_step }
}

fn read_kind(from: &mut Unpacker<'_>, source: MatterSource, words: &Words) -> MatterKind {
    match source {
        MatterSource::Appointment => {
            let start = from.number();
            let state = AppointmentState::ALL.get((start >> 1) as usize).copied().unwrap_or(AppointmentState::Deleted);
            MatterKind::Appointment { on: from.day(), booked_on: from.day_if(start & 1 == 1), state }
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
