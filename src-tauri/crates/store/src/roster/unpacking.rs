//! A record back into the facts of one contact type, in memory that is used again.

use chrono::NaiveDate;
use domain::{
    campaign::CustomerType,
    facts::{Clocks, CustomerFacts, Hold, Matter, MatterSource, NumberFacts, OpenAttempt, PhoneOnFile, VehicleFacts},
    ids::{CustomerId, MessageId, RunId, VehicleId},
    numbers::{Block, NumberRecord},
    phone::{E164, E164_BYTES},
    recycle::Recycled,
};

use super::{
    bytes::Unpacker,
    matters::read_matter,
    record::{Flags, Head, Lens, Sources, Words},
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
            elsewhere: vec![],
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
    /// Reads of what [`super::packing::pack`] wrote what a glance looks at, as the contact type of the lens sees it, and
    /// leaves the rest; who it is, [`Self::read_head`] said.
    pub fn glimpse<'r>(&mut self, id: CustomerId, record: &'r [u8], words: &Words, lens: &Lens) -> Rest<'r> {
        let rest = self.read_vehicles(id, record, words, lens);
        let mut from = rest.from;
        let until = Until::TooOld(lens.oldest_on);
        self.read_matters(&mut from, rest.head, lens.sources_of_being_due, until, words, lens);
        rest
    }

    /// What is left of a glimpse.
    pub fn read_rest(&mut self, rest: Rest<'_>, words: &Words, lens: &Lens) {
        let Rest { mut from, head } = rest;
        self.read_matters(&mut from, head, lens.other_sources, Until::End, words, lens);
        self.read_bars(&mut from, lens);
    }

    /// Reads all of it.
    pub fn read(&mut self, id: CustomerId, record: &[u8], words: &Words, lens: &Lens) {
        let Rest { mut from, head } = self.read_vehicles(id, record, words, lens);
        self.read_head(head);
        let mut others = from;
        self.read_matters(&mut others, head, lens.sources_of_being_due, Until::End, words, lens);
        self.read_matters(&mut from, head, lens.other_sources, Until::End, words, lens);
        self.read_bars(&mut from, lens);
    }

    fn read_vehicles<'r>(&mut self, id: CustomerId, record: &'r [u8], words: &Words, lens: &Lens) -> Rest<'r> {
        let mut from = Unpacker(record);
        let f = &mut self.facts;
        f.id = id;
        f.fetched = lens.fetched(id);
        let head = Head::from_bits(from.number());
        let start = from.number();
        f.last_deal_on = from.day_if(start & 1 == 1);
        self.make_room((start >> 1) as usize);
        for vehicle in &mut self.facts.vehicles {
            read_vehicle(&mut from, words, lens, vehicle);
        }
        self.facts.matters.clear();
        self.facts.elsewhere.clear();
        Rest { from, head }
    }

    /// Who the customer is.
    pub fn read_head(&mut self, head: Head) {
        head.tell(&mut self.facts);
    }

    /// There is nothing on file that the contact type could be about.
    pub fn clear(&mut self) {
        self.make_room(0);
        self.facts.matters.clear();
        self.facts.elsewhere.clear();
    }

    /// What can still speak against a drop.
    fn read_bars(&mut self, from: &mut Unpacker<'_>, lens: &Lens) {
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
        f.recycled = if flags.next() { read_outs(from, lens) } else { None };
        read_drops(from, flags.next(), lens, &mut f.clocks);
        read_phone(from, lens, &mut f.cell);
        read_phone(from, lens, &mut f.home);
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

    /// Those of some kinds; of all others only as many bytes are passed over as it takes to come to the end.
    fn read_matters(
        &mut self,
        from: &mut Unpacker<'_>,
        head: Head,
        wanted: Sources,
        until: Until,
        words: &Words,
        lens: &Lens,
    ) {
        let mut wanted = wanted;
        for source in MatterSource::ALL.iter().copied().filter(|source| head.has(*source)) {
            if until.is_a_glance() && wanted.is_empty() {
                return;
            }
            let length = from.number() as usize;
            let part = from.part(length);
            if wanted.contains(source) {
                wanted = wanted.without(source);
                self.read_part(Unpacker(part), source, until, words, lens);
            }
        }
    }

    fn read_part(&mut self, mut part: Unpacker<'_>, source: MatterSource, until: Until, words: &Words, lens: &Lens) {
        let (many, first) = (part.number(), part.number());
        for place in 0..many {
            let f = &mut self.facts;
            let matter = read_matter(&mut part, source, &f.vehicles, &mut f.elsewhere, words, lens);
            if place >= first && until.is_over(source, &matter, lens) {
                return;
            }
            self.facts.matters.push(matter);
        }
    }
}

/// How far matters are read.
#[derive(Clone, Copy)]
enum Until {
    End,
    /// As long as one of those that follow could be due.
    TooOld(Option<NaiveDate>),
}

impl Until {
    fn is_a_glance(self) -> bool {
        matches!(self, Self::TooOld(_))
    }

    /// Whether this one and all that follow are not due, and the latest of each vehicle were read.
    fn is_over(self, source: MatterSource, matter: &Matter, lens: &Lens) -> bool {
        match self {
            Self::End | Self::TooOld(None) => false,
            Self::TooOld(Some(oldest_on)) => {
                Some(source) == lens.own_source && matter.kind.measured_on().is_none_or(|on| on < oldest_on)
            }
        }
    }
}

/// A record from where a glimpse found its matters.
pub struct Rest<'r> {
    from: Unpacker<'r>,
    head: Head,
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
pub(super) fn read_outs(from: &mut Unpacker<'_>, lens: &Lens) -> Option<Recycled> {
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
        let (kind, message, on) = (from.number(), MessageId(from.number() as i64), Some(from.day()));
        clocks.last_of_message_on.extend(on.map(|on| (message, on)));
        clocks.last_drop_on = clocks.last_drop_on.max(on);
        if kind >> 1 == lens.recorded as u64 {
            clocks.last_of_type_on = clocks.last_of_type_on.max(on);
        }
        if kind & 1 == 1 {
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
    r.maybe_heard_on = from.day_if(flags.next());
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
