//! All customers of a store in memory, packed, so that a million of them are judged in the time of a keystroke.
//!
//! It holds what is on file, nothing that a rule says of it: the rules judge the same facts as before, unpacked one
//! customer at a time. It is never stale: each copy says of which count of changes it is (`roster_version`), the triggers
//! in [`changes`] tell whom a transaction touched, and whoever asks inside a transaction first reads those again.

mod bytes;
pub(crate) mod changes;
mod elsewhere;
mod matters;
mod packing;
mod phones;
mod record;
mod unpacking;
pub(crate) mod whole;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use domain::{
    audience::Question,
    ids::{CampaignId, CustomerId, StoreId},
    order,
};

pub(crate) use self::{record::Lens, unpacking::Unpacked};
use self::{
    record::{Head, Words},
    unpacking::Rest,
    whole::{Who, Whole},
};
use crate::{
    Db, StoreError,
    columns::{Columns, row, rows},
};

/// Records lie in pieces of this size, so that none has to be moved when there are more.
const PIECE_BYTES: usize = 4 << 20;
/// Records begin at multiples of this.
const GRAIN: usize = 8;
const GRAINS: u32 = (PIECE_BYTES / GRAIN) as u32;
/// Id and length.
const HEAD_BYTES: usize = 12;
const FEW: usize = 1_000;
/// No record: the customer is gone.
const GONE: u32 = u32::MAX;

#[derive(Clone)]
pub(crate) struct Roster {
    pub store: StoreId,
    /// The count of changes that it has.
    pub version: i64,
    words: Words,
    /// A copy shares them: of a piece that is written on, the copy keeps what it was.
    pieces: Vec<Arc<Vec<u8>>>,
    /// By slot.
    ids: Vec<i64>,
    places: Vec<u32>,
    /// Slots of those who came later, whose ids are not in order.
    later: HashMap<i64, u32>,
    ordered_ids: usize,
    /// Everybody, those who can stand first coming first.
    order: Vec<Best>,
    wasted_bytes: usize,
}

/// Where a customer stands at best: last contact, and the earliest that a visit can be for whatever they are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Best {
    last_contact: i64,
    visit: i32,
    slot: u32,
    pub head: Head,
    /// Of the record; here too, so that whoever goes through all of them looks nowhere else.
    place: u32,
}

impl Best {
    /// As [`order::dates`] makes them.
    pub fn dates(self) -> (i64, i32) {
        (self.last_contact, self.visit)
    }
}

impl Roster {
    pub fn empty(store: StoreId, version: i64) -> Self {
        Self {
            store,
            version,
            words: Words::default(),
            pieces: vec![],
            ids: vec![],
            places: vec![],
            later: HashMap::new(),
            ordered_ids: 0,
            order: vec![],
            wasted_bytes: 0,
        }
    }

    /// Reads every customer.
    pub fn read(db: &Db<'_>, store: StoreId) -> Result<Self, StoreError> {
        let mut roster = Self::empty(store, version(db)?);
        whole::read(db, store, Who::Everybody, |whole| {
            // In order of id: nobody has a slot yet.
            let slot = roster.push(&whole);
            roster.order.push(roster.best(&whole, slot));
            Ok(())
        })?;
        roster.ordered_ids = roster.ids.len();
        roster.order.sort_unstable();
        roster.tidy();
        Ok(roster)
    }

    /// Only these, read now: what the transaction under way made of them.
    pub fn of(db: &Db<'_>, store: StoreId, ids: &[i64]) -> Result<Self, StoreError> {
        let mut roster = Self::empty(store, 0);
        roster.read_again(db, ids)?;
        Ok(roster)
    }

    /// Brings these customers up to date.
    pub fn read_again(&mut self, db: &Db<'_>, ids: &[i64]) -> Result<(), StoreError> {
        let mut changed = BTreeSet::new();
        let mut moved = vec![];
        for id in ids {
            let whole = whole::one(db, self.store, CustomerId(*id))?;
            let slot = self.slot(*id);
            if let Some(slot) = slot {
                self.forget(slot);
                changed.insert(slot);
            }
            let Some(whole) = whole else { continue };
            let slot = match slot {
                Some(slot) => {
                    self.put(slot, &whole);
                    slot
                }
                None => {
                    let slot = self.push(&whole);
                    self.later.insert(*id, slot);
                    slot
                }
            };
            moved.push(self.best(&whole, slot));
        }
        self.put_in_order(&changed, moved);
        if self.wasted_bytes > self.bytes() / 2 {
            self.tidy();
        }
        Ok(())
    }

    fn slot(&self, id: i64) -> Option<u32> {
        let ordered = &self.ids[..self.ordered_ids];
        ordered.binary_search(&id).ok().map(|slot| slot as u32).or_else(|| self.later.get(&id).copied())
    }

    fn push(&mut self, whole: &Whole) -> u32 {
        let slot = self.ids.len() as u32;
        self.ids.push(whole.facts.id.0);
        self.places.push(GONE);
        self.put(slot, whole);
        slot
    }

    fn put(&mut self, slot: u32, whole: &Whole) {
        let record = packing::pack(whole, &mut self.words);
        self.places[slot as usize] = self.keep(whole.facts.id.0, &record);
    }

    /// Length and id lie before the record, so that whoever goes through all of them looks nowhere else.
    fn keep(&mut self, id: i64, record: &[u8]) -> u32 {
        let needed = (record.len() + HEAD_BYTES).next_multiple_of(GRAIN);
        if self.pieces.last().is_none_or(|piece| piece.len() + needed > PIECE_BYTES) {
            // A roster of a few customers does not ask for a whole piece.
            let is_large = self.ids.len() > FEW;
            self.pieces.push(Arc::new(Vec::with_capacity(if is_large { needed.max(PIECE_BYTES) } else { needed })));
        }
        let number = self.pieces.len() - 1;
        let piece = Arc::make_mut(&mut self.pieces[number]);
        let place = number as u32 * GRAINS + (piece.len() / GRAIN) as u32;
        piece.extend_from_slice(&id.to_le_bytes());
        piece.extend_from_slice(&(record.len() as u32).to_le_bytes());
        piece.extend_from_slice(record);
        let end = piece.len().next_multiple_of(GRAIN);
        piece.resize(end, 0);
        place
    }

    fn record(&self, slot: u32) -> Option<(i64, &[u8])> {
        self.places.get(slot as usize).filter(|place| **place != GONE).and_then(|place| self.record_at(*place))
    }

    fn record_at(&self, place: u32) -> Option<(i64, &[u8])> {
        let piece = self.pieces.get((place / GRAINS) as usize)?;
        let at = (place % GRAINS) as usize * GRAIN;
        let (id, rest) = piece.get(at..)?.split_first_chunk::<8>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        Some((i64::from_le_bytes(*id), rest.get(..u32::from_le_bytes(*length) as usize)?))
    }

    fn forget(&mut self, slot: u32) {
        if let Some((_, record)) = self.record(slot) {
            self.wasted_bytes += record.len();
        }
        self.places[slot as usize] = GONE;
    }

    /// Takes the changed ones out of the line and puts those who are there where they belong now.
    fn put_in_order(&mut self, changed: &BTreeSet<u32>, mut moved: Vec<Best>) {
        moved.sort_unstable();
        let mut moved = moved.into_iter().peekable();
        let mut order = Vec::with_capacity(self.order.len() + moved.len());
        for best in self.order.drain(..).filter(|best| !changed.contains(&best.slot)) {
            while let Some(earlier) = moved.next_if(|earlier| *earlier <= best) {
                order.push(earlier);
            }
            order.push(best);
        }
        order.extend(moved);
        self.order = order;
    }

    /// Lays the records anew in the order in which they are looked at, without what they were before they changed.
    fn tidy(&mut self) {
        let before = Self {
            pieces: std::mem::take(&mut self.pieces),
            places: std::mem::replace(&mut self.places, vec![GONE; self.ids.len()]),
            ..Self::empty(self.store, 0)
        };
        for place in 0..self.order.len() {
            let slot = self.order[place].slot;
            if let Some((id, record)) = before.record(slot) {
                let kept_at = self.keep(id, record);
                self.places[slot as usize] = kept_at;
                self.order[place].place = kept_at;
            }
        }
        self.wasted_bytes = 0;
    }

    /// S2's order asks for the earliest visit over the vehicles that are due. Over all of them it is no later, and whatever
    /// is about no vehicle comes before all.
    fn best(&self, whole: &Whole, slot: u32) -> Best {
        let facts = &whole.facts;
        let is_known = |id| facts.vehicles.iter().any(|v| v.id == id);
        let are_known = facts.matters.iter().all(|matter| matter.vehicle.is_some_and(is_known));
        let visits = facts.vehicles.iter().map(|v| v.last_ro_on.or(v.purchased_on));
        let (last_contact, visit) =
            order::dates(facts.last_contact_at, if are_known { visits.min().flatten() } else { None });
        let place = self.places.get(slot as usize).copied().unwrap_or(GONE);
        Best { last_contact, visit, slot, head: Head::of(facts), place }
    }

    /// Everybody; those who can stand first come first.
    pub fn in_order(&self) -> &[Best] {
        &self.order
    }

    pub fn id(&self, best: &Best) -> CustomerId {
        CustomerId(self.ids.get(best.slot as usize).copied().unwrap_or_default())
    }

    /// Lets the memory of a record come that is wanted soon: of a million of them none is in any cache.
    pub fn expect(&self, best: &Best) {
        let piece = self.pieces.get((best.place / GRAINS) as usize);
        std::hint::black_box(piece.and_then(|piece| piece.get((best.place % GRAINS) as usize * GRAIN)).copied());
    }

    /// Unpacks what could bring this customer in, whose head was read; the rest is there to be read, if anything could.
    pub fn glimpse(&self, best: &Best, lens: &Lens, to: &mut Unpacked) -> Option<Rest<'_>> {
        if lens.own_source.is_some_and(|source| !best.head.has(source)) {
            to.clear();
            return None;
        }
        let Some((id, record)) = self.record_at(best.place) else {
            // Nobody is judged by what was read of the one before.
            to.clear();
            return None;
        };
        Some(to.glimpse(CustomerId(id), record, &self.words, lens))
    }

    /// The rest of a glimpse.
    pub fn unpack_rest(&self, rest: Rest<'_>, lens: &Lens, to: &mut Unpacked) {
        to.read_rest(rest, &self.words, lens);
    }

    /// False if nobody has this id.
    pub fn unpack(&self, id: CustomerId, lens: &Lens, to: &mut Unpacked) -> bool {
        self.slot(id.0).is_some_and(|slot| self.unpack_record(self.record(slot), lens, to))
    }

    /// All of this customer, whatever a glance would say.
    pub fn unpack_best(&self, best: &Best, lens: &Lens, to: &mut Unpacked) -> bool {
        self.unpack_record(self.record_at(best.place), lens, to)
    }

    fn unpack_record(&self, record: Option<(i64, &[u8])>, lens: &Lens, to: &mut Unpacked) -> bool {
        let Some((id, record)) = record else { return false };
        to.read(CustomerId(id), record, &self.words, lens);
        true
    }

    /// Memory that it takes, roughly.
    pub fn bytes(&self) -> usize {
        let pieces: usize = self.pieces.iter().map(|piece| piece.capacity()).sum();
        let slots = self.ids.capacity() * 8 + self.places.capacity() * 4;
        pieces + slots + self.order.capacity() * size_of::<Best>() + self.words.bytes() + self.later.len() * 16
    }
}

/// How often anything changed, as this transaction sees it.
pub(crate) fn version(db: &Db<'_>) -> Result<i64, StoreError> {
    let found = row(db.0, "SELECT version FROM roster_version", [], |r| r.value("version"))?;
    found.ok_or_else(|| StoreError::Damaged("the count of changes is missing".to_owned()))
}

/// What a question looks at, with the codes' days and the steps that went as they are now.
pub(crate) fn lens(db: &Db<'_>, question: &Question<'_>, step_of: Option<CampaignId>) -> Result<Lens, StoreError> {
    let code_days: BTreeMap<i64, u16> =
        rows(db.0, "SELECT id, days FROM recycle_code", [], |r| Ok((r.value("id")?, r.value("days")?)))?
            .into_iter()
            .collect();
    let mut stepped = match step_of {
        None => vec![],
        Some(campaign) => rows(
            db.0,
            "SELECT tm.matter_id FROM run r JOIN target t ON t.run_id = r.id
             JOIN target_matter tm ON tm.target_id = t.id
             WHERE r.campaign_id = ?1 AND t.state IN ('delivered', 'unknown')",
            [campaign.0],
            |r| r.value("matter_id"),
        )?,
    };
    stepped.sort_unstable();
    stepped.dedup();
    Ok(Lens::new(question.spec, question.oldest_on(), code_days.into_iter().collect(), stepped))
}
