//! One customer in some hundred bytes, and back into the facts of one contact type, for whoever chooses: what only the
//! gate looks at is not there.

use std::collections::HashMap;

use domain::{
    campaign::{CustomerType, DayPreference, Language},
    contact_type::ContactType,
    due,
    facts::{
        AppointmentState, Clocks, Counter, CustomerFacts, Hold, Matter, MatterKind, MatterSource, NumberFacts,
        OpenAttempt, PayType, PhoneOnFile, VehicleFacts,
    },
    ids::{CustomerId, FetchCampaignId, MatterId, MessageId, RunId, VehicleId},
    numbers::{Block, NumberRecord},
    phone::{E164, E164_BYTES},
    recycle::Recycled,
};

use super::{
    bytes::{Packer, Unpacker},
    whole::{Drops, Out, Whole},
};

/// Makes, models and whatever else many files say in the same words, each kept once.
#[derive(Default)]
pub struct Words {
    by_place: Vec<Box<str>>,
    places: HashMap<Box<str>, u32>,
}

impl Words {
    fn place(&mut self, word: &str) -> u64 {
        if let Some(place) = self.places.get(word) {
            return u64::from(*place);
        }
        let place = self.by_place.len() as u32;
        self.by_place.push(word.into());
        self.places.insert(word.into(), place);
        u64::from(place)
    }

    fn get(&self, place: u64) -> &str {
        self.by_place.get(place as usize).map_or("", |word| word)
    }

    pub fn bytes(&self) -> usize {
        self.by_place.iter().map(|word| 2 * word.len() + 64).sum()
    }
}

/// What of a record is wanted, and what a question adds to it.
#[derive(Clone, Debug)]
pub struct Lens {
    recorded: ContactType,
    /// A bit for each kind of matter that the contact type looks at.
    sources: u64,
    own_source: Option<MatterSource>,
    /// The days of each recycle code now.
    code_days: HashMap<i64, u16>,
    /// About what the step in question went.
    stepped: Vec<i64>,
}

impl Lens {
    /// `stepped` in ascending order.
    pub fn new(asked: ContactType, recorded: ContactType, code_days: HashMap<i64, u16>, stepped: Vec<i64>) -> Self {
        let sources = due::sources(asked).into_iter().map(|source| 1 << source as u64).sum();
        Self { recorded, sources, own_source: due::own_source(asked), code_days, stepped }
    }
}

/// Numbers the yes-or-noes of a row; unpacked in the same order.
#[derive(Default)]
struct Flags(u64, u32);

impl Flags {
    fn with(mut self, flag: bool) -> Self {
        self.0 |= u64::from(flag) << self.1;
        self.1 += 1;
        self
    }

    fn of(bits: u64) -> Self {
        Self(bits, 0)
    }

    fn next(&mut self) -> bool {
        let flag = self.0 >> self.1 & 1 == 1;
        self.1 += 1;
        flag
    }
}

pub fn pack(whole: &Whole, words: &mut Words) -> Vec<u8> {
    let mut to = Packer::default();
    let f = &whole.facts;
    let of_customer = outs(whole, 0, 0);
    let flags = Flags::default()
        .with(whole.shares_a_number)
        .with(f.language == Some(Language::English))
        .with(f.language == Some(Language::French))
        .with(f.customer_type == CustomerType::Fleet)
        .with(f.day_preference == Some(DayPreference::Day))
        .with(f.day_preference == Some(DayPreference::LateDay))
        .with(f.do_not_call)
        .with(f.voice_switched_off)
        .with(f.any_number_opted_out)
        .with(f.complaint_open)
        .with(f.taken_by.is_some())
        .with(f.hold.is_some())
        .with(f.hold.as_ref().is_some_and(|hold| hold.until_on.is_some()))
        .with(f.reserved_by.is_some())
        .with(f.last_contact_at.is_some())
        .with(f.last_deal_on.is_some())
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
    f.last_deal_on.iter().for_each(|on| to.day(*on));
    if !of_customer.is_empty() {
        pack_outs(&of_customer, &mut to);
    }
    pack_drops(&whole.drops, &mut to);
    pack_phone(&f.cell, &whole.cell_drops, &mut to);
    pack_phone(&f.home, &whole.home_drops, &mut to);
    to.number(f.vehicles.len() as u64);
    f.vehicles.iter().for_each(|vehicle| pack_vehicle(whole, vehicle, words, &mut to));
    let has = |source: &MatterSource| f.matters.iter().any(|m| m.kind.source() == *source);
    to.number(MatterSource::ALL.iter().filter(|source| has(source)).map(|source| 1 << *source as u64).sum());
    for source in MatterSource::ALL.iter().filter(|source| has(source)) {
        let mut part = Packer::default();
        let of_source = f.matters.iter().filter(|m| m.kind.source() == *source);
        part.number(of_source.clone().count() as u64);
        of_source.for_each(|matter| pack_matter(whole, matter, words, &mut part));
        to.number(part.0.len() as u64);
        to.0.extend_from_slice(&part.0);
    }
    to.0
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
    for (contact_type, message, on) in &drops.counted {
        to.number(*contact_type as u64);
        to.number(message.0 as u64);
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
        .with(r.rests_until_on.is_some());
    to.number(flags.0);
    open_run.iter().for_each(|run| to.number(run.0 as u64));
    r.opted_out_at.iter().for_each(|at| to.moment(*at));
    if let Some(Block::Until(on)) = r.block {
        to.day(on);
    }
    r.rests_until_on.iter().for_each(|on| to.day(*on));
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
    }
    if !out.is_empty() {
        pack_outs(&out, to);
    }
    pack_kind(&matter.kind, words, to);
}

fn pack_kind(kind: &MatterKind, words: &mut Words, to: &mut Packer) {
    match kind {
        MatterKind::Appointment { on, booked_on, state } => {
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
        MatterKind::TrafficEntry { entered_at, status, traffic_type, lost_reason, follow_up_on, appointment_on } => {
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
    /// Reads what [`pack`] wrote, as the contact type of the lens sees it.
    pub fn read(&mut self, id: CustomerId, record: &[u8], words: &Words, lens: &Lens) {
        let mut from = Unpacker(record);
        let f = &mut self.facts;
        f.id = id;
        let mut flags = Flags::of(from.number());
        self.shares_a_number = flags.next();
        f.language = match (flags.next(), flags.next()) {
            (true, _) => Some(Language::English),
            (_, true) => Some(Language::French),
            (false, false) => None,
        };
        f.customer_type = if flags.next() { CustomerType::Fleet } else { CustomerType::Retail };
        f.day_preference = match (flags.next(), flags.next()) {
            (true, _) => Some(DayPreference::Day),
            (_, true) => Some(DayPreference::LateDay),
            (false, false) => None,
        };
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
        f.last_deal_on = from.day_if(flags.next());
        f.recycled = if flags.next() { read_outs(&mut from, lens) } else { None };
        read_drops(&mut from, flags.next(), lens, &mut f.clocks);
        read_phone(&mut from, lens, &mut f.cell);
        read_phone(&mut from, lens, &mut f.home);
        let many = from.number() as usize;
        self.make_room(many);
        for vehicle in &mut self.facts.vehicles {
            read_vehicle(&mut from, words, lens, vehicle);
        }
        self.read_matters(&mut from, words, lens);
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

    fn read_matters(&mut self, from: &mut Unpacker<'_>, words: &Words, lens: &Lens) {
        self.facts.matters.clear();
        let present = from.number();
        for source in MatterSource::ALL.iter().filter(|source| present >> **source as u64 & 1 == 1) {
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
    read_word(from, flags.next(), words, &mut v.make);
    read_word(from, flags.next(), words, &mut v.model);
    v.year = flags.next().then(|| (from.signed() + 2_000) as i32);
    let has_ro = flags.next();
    v.odometer = flags.next().then(|| from.signed());
    v.last_ro_on = from.day_if(has_ro);
    v.purchased_on = from.day_if(flags.next());
    v.next_appointment_on = from.day_if(flags.next());
    v.turned_off = flags.next() && from.number() >> lens.recorded as u64 & 1 == 1;
    v.recycled = if flags.next() { read_outs(from, lens) } else { None };
}

/// Into memory that is there already, if there is any.
fn read_word(from: &mut Unpacker<'_>, is_there: bool, words: &Words, to: &mut Option<String>) {
    if !is_there {
        *to = None;
        return;
    }
    let word = words.get(from.number());
    let text = to.get_or_insert_default();
    text.clear();
    text.push_str(word);
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
            let campaign = flags.next().then(|| words.get(from.number()).to_owned());
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
            let mut word = || words.get(from.number()).to_owned();
            let status = word();
            let traffic_type = flags.next().then(&mut word);
            let lost_reason = flags.next().then(&mut word);
            let follow_up_on = from.day_if(flags.next());
            let appointment_on = from.day_if(flags.next());
            MatterKind::TrafficEntry { entered_at, status, traffic_type, lost_reason, follow_up_on, appointment_on }
        }
        MatterSource::FetchMember => {
            let is_open = from.number() == 1;
            let campaign = FetchCampaignId(from.number() as i64);
            MatterKind::FetchMember { campaign, expires_on: from.day(), is_open }
        }
    }
}
