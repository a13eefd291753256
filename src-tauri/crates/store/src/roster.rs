//! All customers of a store in memory, packed, so that a million of them are judged in the time of a keystroke.
//!
//! It holds what is on file, nothing that a rule says of it: the rules judge the same facts as before, unpacked one
//! customer at a time. It is never stale: each copy says of which count of changes it is (`roster_version`), the triggers
//! in [`changes`] tell whom a transaction touched, and whoever asks inside a transaction first reads those again.

mod bytes;
pub(crate) mod changes;
mod record;
pub(crate) mod whole;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    contact_type::ContactType,
    ids::{CampaignId, CustomerId, StoreId},
    order,
};

pub(crate) use self::record::{Lens, Unpacked};
use self::{
    record::Words,
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
/// No record: the customer is gone.
const GONE: u32 = u32::MAX;

pub(crate) struct Roster {
    pub store: StoreId,
    /// The count of changes that it has.
    pub version: i64,
    words: Words,
    pieces: Vec<Vec<u8>>,
    /// By slot.
    ids: Vec<i64>,
    places: Vec<u32>,
    /// Last contact, and the earliest that a visit can be for whatever the customer is due: where they stand at best.
    dates: Vec<(i64, i32)>,
    /// Slots of those who came later, whose ids are not in order.
    later: HashMap<i64, u32>,
    ordered_ids: usize,
    /// Slots by `dates`.
    order: Vec<u32>,
    wasted_bytes: usize,
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
            dates: vec![],
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
            roster.push(&whole);
            Ok(())
        })?;
        roster.ordered_ids = roster.ids.len();
        roster.order = (0..roster.ids.len() as u32).collect();
        roster.sort();
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
        for id in ids {
            let whole = whole::one(db, self.store, CustomerId(*id))?;
            match (self.slot(*id), whole) {
                (None, None) => {}
                (Some(slot), None) => {
                    self.forget(slot);
                    changed.insert(slot);
                }
                (Some(slot), Some(whole)) => {
                    self.forget(slot);
                    self.put(slot, &whole);
                    changed.insert(slot);
                }
                (None, Some(whole)) => {
                    let slot = self.push(&whole);
                    self.later.insert(*id, slot);
                    changed.insert(slot);
                }
            }
        }
        self.put_in_order(&changed);
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
        self.dates.push((0, 0));
        self.put(slot, whole);
        slot
    }

    fn put(&mut self, slot: u32, whole: &Whole) {
        let record = record::pack(whole, &mut self.words);
        self.dates[slot as usize] = dates_at_best(whole);
        self.places[slot as usize] = self.keep(&record);
    }

    fn keep(&mut self, record: &[u8]) -> u32 {
        let needed = record.len().next_multiple_of(GRAIN) + GRAIN;
        let is_full = |piece: &Vec<u8>| piece.len() + needed > PIECE_BYTES;
        if self.pieces.last().is_none_or(is_full) {
            self.pieces.push(Vec::with_capacity(needed.max(if self.ordered_ids + self.ids.len() > 1_000 {
                PIECE_BYTES
            } else {
                0
            })));
        }
        let number = self.pieces.len() - 1;
        let piece = &mut self.pieces[number];
        let place = number as u32 * GRAINS + (piece.len() / GRAIN) as u32;
        piece.extend_from_slice(&(record.len() as u32).to_le_bytes());
        piece.extend_from_slice(record);
        let end = piece.len().next_multiple_of(GRAIN);
        piece.resize(end, 0);
        place
    }

    fn record(&self, slot: u32) -> Option<&[u8]> {
        let place = *self.places.get(slot as usize)?;
        if place == GONE {
            return None;
        }
        let piece = self.pieces.get((place / GRAINS) as usize)?;
        let at = (place % GRAINS) as usize * GRAIN;
        let (length, rest) = piece.get(at..)?.split_first_chunk::<4>()?;
        rest.get(..u32::from_le_bytes(*length) as usize)
    }

    fn forget(&mut self, slot: u32) {
        if let Some(record) = self.record(slot) {
            self.wasted_bytes += record.len();
        }
        self.places[slot as usize] = GONE;
    }

    fn sort(&mut self) {
        let dates = &self.dates;
        self.order.sort_unstable_by_key(|slot| dates[*slot as usize]);
    }

    /// Takes the changed ones out of the line and puts them where they belong now.
    fn put_in_order(&mut self, changed: &BTreeSet<u32>) {
        if changed.is_empty() {
            return;
        }
        let mut moved: Vec<u32> = changed.iter().copied().filter(|slot| self.places[*slot as usize] != GONE).collect();
        let dates = &self.dates;
        moved.sort_unstable_by_key(|slot| dates[*slot as usize]);
        let mut moved = moved.into_iter().peekable();
        let mut order = Vec::with_capacity(self.order.len() + moved.len());
        for slot in self.order.drain(..).filter(|slot| !changed.contains(slot)) {
            while let Some(earlier) = moved.next_if(|m| dates[*m as usize] <= dates[slot as usize]) {
                order.push(earlier);
            }
            order.push(slot);
        }
        order.extend(moved);
        self.order = order;
    }

    /// Leaves behind what records were before they changed.
    fn tidy(&mut self) {
        let old = std::mem::take(&mut self.pieces);
        let places = std::mem::take(&mut self.places);
        let before = Self { pieces: old, places, ..Self::empty(self.store, 0) };
        self.places = vec![GONE; self.ids.len()];
        for slot in 0..self.ids.len() as u32 {
            if let Some(record) = before.record(slot) {
                self.places[slot as usize] = self.keep(record);
            }
        }
        self.wasted_bytes = 0;
    }

    pub fn slots(&self) -> u32 {
        self.ids.len() as u32
    }

    /// Slots of all who are there; those who can stand first come first.
    pub fn in_order(&self) -> impl Iterator<Item = (u32, (i64, i32))> {
        self.order.iter().map(|slot| (*slot, self.dates[*slot as usize]))
    }

    pub fn id(&self, slot: u32) -> CustomerId {
        CustomerId(self.ids[slot as usize])
    }

    /// Unpacks who has this slot; false if they are gone.
    pub fn unpack(&self, slot: u32, lens: &Lens, to: &mut Unpacked) -> bool {
        let Some(record) = self.record(slot) else { return false };
        to.read(self.id(slot), record, &self.words, lens);
        true
    }

    pub fn unpack_customer(&self, id: CustomerId, lens: &Lens, to: &mut Unpacked) -> bool {
        self.slot(id.0).is_some_and(|slot| self.unpack(slot, lens, to))
    }

    /// Memory that it takes, roughly.
    pub fn bytes(&self) -> usize {
        let pieces: usize = self.pieces.iter().map(Vec::capacity).sum();
        let slots = self.ids.capacity() * 8 + self.places.capacity() * 4 + self.dates.capacity() * 16;
        pieces + slots + self.order.capacity() * 4 + self.words.bytes() + self.later.len() * 16
    }
}

/// How often anything changed, as this transaction sees it.
pub(crate) fn version(db: &Db<'_>) -> Result<i64, StoreError> {
    let found = row(db.0, "SELECT version FROM roster_version", [], |r| r.value("version"))?;
    found.ok_or_else(|| StoreError::Damaged("the count of changes is missing".to_owned()))
}

/// S2's order asks for the earliest visit over the vehicles that are due. Over all of them it is no later, and whatever
/// is about no vehicle comes before all.
fn dates_at_best(whole: &Whole) -> (i64, i32) {
    let facts = &whole.facts;
    let is_known = |id| facts.vehicles.iter().any(|v| v.id == id);
    let are_known = facts.matters.iter().all(|matter| matter.vehicle.is_some_and(is_known));
    let visits = facts.vehicles.iter().map(|v| v.last_ro_on.or(v.purchased_on));
    order::dates(facts.last_contact_at, if are_known { visits.min().flatten() } else { None })
}

/// What a question of this contact type looks at, with the codes' days and the steps that went as they are now.
pub(crate) fn lens(
    db: &Db<'_>,
    asked: ContactType,
    recorded: ContactType,
    step_of: Option<CampaignId>,
) -> Result<Lens, StoreError> {
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
    Ok(Lens::new(asked, recorded, code_days.into_iter().collect(), stepped))
}
