//! All that is on file of a customer, for every contact type at once, read from the rows: of one customer, or of all in
//! order of their ids, without ever holding more than one of them.

use chrono::NaiveDate;
use domain::{
    contact_type::ContactType,
    facts::{Clocks, CustomerFacts, Hold, Matter, MatterSource, PhoneOnFile, VehicleFacts},
    ids::{CustomerId, MatterId, MessageId, RunId, StoreId, VehicleId},
    phone::PhoneKind,
};
use rusqlite::{
    CachedStatement, Connection, Row, Rows, Statement, fallible_streaming_iterator::FallibleStreamingIterator as _,
};
use smol_str::SmolStr;

use super::{
    elsewhere::{self, Against},
    phones::{Numbers, phone},
};
use crate::{Db, StoreError, columns::Columns, facts, matters, numbers};

pub struct Whole {
    /// As the rules know it, but for what depends on the contact type: that is below.
    pub facts: CustomerFacts,
    pub turned_off: Vec<(VehicleId, ContactType)>,
    /// What speaks against vehicles of others that a matter names.
    pub off_elsewhere: Vec<(VehicleId, Against)>,
    pub out: Vec<Out>,
    pub drops: Drops,
    pub cell_drops: Drops,
    pub home_drops: Drops,
    /// Cell or home stand on another file, too.
    pub shares_a_number: bool,
}

/// A file that is out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Out {
    pub vehicle: i64,
    pub matter: i64,
    pub contact_type: ContactType,
    pub code: i64,
    pub on: NaiveDate,
    pub frozen_days: Option<u16>,
}

/// What the clocks ask of a drop (P2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DropKind {
    pub contact_type: ContactType,
    pub is_marketing: bool,
    pub message: MessageId,
}

/// The drops to a customer or a number that any clock looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drops {
    /// Per kind the latest that was, or may have been, delivered.
    pub counted: Vec<(DropKind, NaiveDate)>,
    pub last_attempt_on: Option<NaiveDate>,
}

impl Drops {
    pub(super) fn add(&mut self, kind: DropKind, on: NaiveDate, counts: bool) {
        self.last_attempt_on = self.last_attempt_on.max(Some(on));
        if !counts {
            return;
        }
        match self.counted.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, last_on)) => *last_on = on.max(*last_on),
            None => self.counted.push((kind, on)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.last_attempt_on.is_none()
    }
}

/// Whose rows are read.
#[derive(Clone, Copy)]
pub enum Who {
    Everybody,
    One(CustomerId),
}

impl Who {
    /// Ends a query whose rows belong to customers named by this column.
    fn narrow(self, column: &str) -> String {
        match self {
            Self::Everybody => format!("ORDER BY {column}"),
            Self::One(_) => format!("AND {column} = ?1 ORDER BY {column}"),
        }
    }
}

/// The file of one customer of this store; `None` if there is none.
pub fn one(db: &Db<'_>, store: StoreId, id: CustomerId) -> Result<Option<Whole>, StoreError> {
    let mut found = None;
    read(db, store, Who::One(id), |whole| {
        found = Some(whole);
        Ok(())
    })?;
    Ok(found)
}

/// Hands over one customer after the other, in order of id.
pub fn read(
    db: &Db<'_>,
    store: StoreId,
    who: Who,
    mut take: impl FnMut(Whole) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let numbers = Numbers::read(db, who)?;
    let against = elsewhere::read(db, who)?;
    let mut statements = Statements::prepare(db.0, store, who)?;
    let mut streams = statements.streams(who)?;
    while let Some(mut whole) = streams.customer.next(customer)? {
        let id = whole.facts.id;
        streams.rest.vehicles.of(id, vehicle, |v| whole.facts.vehicles.push(v))?;
        streams.rest.moved.of(id, facts::moved_vehicle, |v| whole.facts.vehicles.push(v))?;
        streams.rest.turned_off.of(id, turned_off, |off| whole.turned_off.push(off))?;
        streams.rest.out.of(id, out, |out| whole.out.push(out))?;
        streams.rest.drops.of(id, drop, |(kind, on, counts)| whole.drops.add(kind, on, counts))?;
        for (source, stream) in &mut streams.rest.matters {
            stream.of(id, |r| matter(*source, r), |m| whole.facts.matters.push(m))?;
        }
        elsewhere::put(&mut whole, &against);
        streams.rest.deals.of(id, |r| r.maybe_word("sold_on"), |on| whole.facts.last_deal_on = on)?;
        let mut phones = vec![];
        streams.rest.phones.of(id, phone, |phone| phones.push(phone))?;
        let own_work = phones.iter().find(|phone| phone.kind == PhoneKind::Work).and_then(|phone| phone.e164);
        phones.into_iter().for_each(|phone| numbers.put(&mut whole, phone, own_work));
        take(whole)?;
    }
    Ok(())
}

struct Statements<'c> {
    customer: CachedStatement<'c>,
    vehicles: CachedStatement<'c>,
    moved: CachedStatement<'c>,
    turned_off: CachedStatement<'c>,
    out: CachedStatement<'c>,
    drops: CachedStatement<'c>,
    matters: Vec<(MatterSource, CachedStatement<'c>)>,
    deals: CachedStatement<'c>,
    phones: CachedStatement<'c>,
}

struct Streams<'s> {
    customer: Stream<'s>,
    rest: Rest<'s>,
}

struct Rest<'s> {
    vehicles: Stream<'s>,
    moved: Stream<'s>,
    turned_off: Stream<'s>,
    out: Stream<'s>,
    drops: Stream<'s>,
    matters: Vec<(MatterSource, Stream<'s>)>,
    deals: Stream<'s>,
    phones: Stream<'s>,
}

/// The query of each part; the first column is the customer's id. Tests hold those for one customer to an index.
pub fn queries(store: StoreId, who: Who) -> Vec<String> {
    let only = |column: &str| who.narrow(column);
    let mut queries = vec![
        format!(
            "SELECT c.id AS owner, c.*, r.run_id FROM customer c LEFT JOIN reservation r ON r.customer_id = c.id
             WHERE c.store_id = {} {}",
            store.0,
            only("c.id")
        ),
        format!("SELECT v.customer_id AS owner, v.* FROM vehicle v WHERE true {}, v.id", only("v.customer_id")),
        // As in `facts`: what an import gave to somebody else is not owned any more.
        format!(
            "SELECT DISTINCT m.customer_id AS owner, v.id, v.make, v.model, v.year
             FROM vehicle_moved m JOIN vehicle v ON v.id = m.vehicle_id AND v.customer_id <> m.customer_id
             WHERE true {}, v.id",
            only("m.customer_id")
        ),
        format!(
            "SELECT v.customer_id AS owner, t.vehicle_id, t.contact_type FROM turn_off t
             JOIN vehicle v ON v.id = t.vehicle_id WHERE true {}",
            only("v.customer_id")
        ),
        format!(
            "SELECT y.customer_id AS owner, ifnull(y.vehicle_id, 0) AS vehicle_id, ifnull(y.matter_id, 0) AS matter_id,
                    y.contact_type, y.code_id, y.recycled_on, y.days_frozen
             FROM recycle y WHERE true {}",
            only("y.customer_id")
        ),
        format!("SELECT a.customer_id AS owner, {DROP} WHERE {IS_DROP} {}", only("a.customer_id")),
        // As in `facts`: for everybody in the traffic log the latest deal on any file with one of the same numbers.
        format!(
            "SELECT c.id AS owner, (SELECT max(d.sold_on) FROM deal d WHERE d.is_unwound = 0 AND (d.customer_id = c.id
                    OR d.customer_id IN (SELECT o.customer_id FROM phone p JOIN phone o ON o.e164 = p.e164
                                         WHERE p.customer_id = c.id))) AS sold_on
             FROM customer c WHERE EXISTS (SELECT 1 FROM traffic_entry t WHERE t.customer_id = c.id) {}",
            only("c.id")
        ),
        format!(
            "SELECT p.customer_id AS owner, p.kind, p.typed, p.e164, p.extension, {}
             FROM phone p LEFT JOIN number n ON n.e164 = p.e164 WHERE true {}",
            numbers::COLUMNS,
            only("p.customer_id")
        ),
    ];
    for source in MatterSource::ALL {
        queries.push(format!(
            "SELECT m.customer_id AS owner, m.* FROM {} m WHERE true {}, m.id",
            source.word(),
            only("m.customer_id")
        ));
    }
    queries
}

pub(super) const DROP: &str = "a.e164, a.message_id, a.contact_type, a.is_marketing, a.intended_on,
    a.state = 'overdue' OR ifnull(a.disposition, '') IN ('delivered', 'treated_as_delivered') AS counts FROM attempt a";
/// A test drop moves no clock, and what was certainly not sent neither.
pub(super) const IS_DROP: &str = "a.target_id IS NOT NULL AND a.customer_id IS NOT NULL AND a.state <> 'not_sent'";

impl<'c> Statements<'c> {
    fn prepare(connection: &'c Connection, store: StoreId, who: Who) -> Result<Self, StoreError> {
        let mut prepared = vec![];
        for sql in queries(store, who) {
            prepared.push(connection.prepare_cached(&sql)?);
        }
        let matters = MatterSource::ALL.iter().copied().zip(prepared.split_off(8)).collect();
        let mut prepared = prepared.into_iter();
        let mut next =
            || prepared.next().ok_or_else(|| StoreError::Broken("a query of the roster is missing".to_owned()));
        Ok(Self {
            customer: next()?,
            vehicles: next()?,
            moved: next()?,
            turned_off: next()?,
            out: next()?,
            drops: next()?,
            deals: next()?,
            phones: next()?,
            matters,
        })
    }

    fn streams(&mut self, who: Who) -> Result<Streams<'_>, StoreError> {
        let mut matters = vec![];
        for (source, statement) in &mut self.matters {
            matters.push((*source, Stream::of_statement(statement, who)?));
        }
        Ok(Streams {
            customer: Stream::of_statement(&mut self.customer, who)?,
            rest: Rest {
                vehicles: Stream::of_statement(&mut self.vehicles, who)?,
                moved: Stream::of_statement(&mut self.moved, who)?,
                turned_off: Stream::of_statement(&mut self.turned_off, who)?,
                out: Stream::of_statement(&mut self.out, who)?,
                drops: Stream::of_statement(&mut self.drops, who)?,
                matters,
                deals: Stream::of_statement(&mut self.deals, who)?,
                phones: Stream::of_statement(&mut self.phones, who)?,
            },
        })
    }
}

/// Rows in order of their owners.
struct Stream<'s> {
    rows: Rows<'s>,
    /// Of the row that was looked at and not taken yet.
    owner: Option<i64>,
}

impl<'s> Stream<'s> {
    fn of_statement(statement: &'s mut Statement<'_>, who: Who) -> Result<Self, StoreError> {
        let rows = match who {
            Who::Everybody => statement.query([])?,
            Who::One(id) => statement.query([id.0])?,
        };
        let mut stream = Self { rows, owner: None };
        stream.step()?;
        Ok(stream)
    }

    fn step(&mut self) -> Result<(), StoreError> {
        self.owner = match self.rows.next()? {
            Some(row) => Some(row.get(0)?),
            None => None,
        };
        Ok(())
    }

    fn next<T>(&mut self, read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        if self.owner.is_none() {
            return Ok(None);
        }
        let Some(row) = self.rows.get() else { return Ok(None) };
        let value = read(row)?;
        self.step()?;
        Ok(Some(value))
    }

    /// Every row of this owner. Rows before it belong to nobody who is asked for.
    fn of<T>(
        &mut self,
        id: CustomerId,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
        mut take: impl FnMut(T),
    ) -> Result<(), StoreError> {
        while let Some(owner) = self.owner.filter(|owner| *owner <= id.0) {
            if owner == id.0
                && let Some(row) = self.rows.get()
            {
                take(read(row)?);
            }
            self.step()?;
        }
        Ok(())
    }
}

fn customer(r: &Row<'_>) -> Result<Whole, StoreError> {
    let reason: Option<String> = r.value("hold_reason")?;
    let until_on = r.maybe_word("hold_until_on")?;
    let is_voice_off = r.maybe_at("voice_off_at")?.is_some();
    let is_by_person = r.value::<Option<String>>("voice_off_by")?.is_some();
    let facts = CustomerFacts {
        id: CustomerId(r.value("id")?),
        number: r.value("number")?,
        language: r.maybe_word("language")?,
        customer_type: r.word("customer_type")?,
        day_preference: r.maybe_word("day_preference")?,
        do_not_call: is_voice_off && !is_by_person,
        voice_switched_off: is_voice_off && is_by_person,
        taken_by: r.value("taken_by")?,
        hold: reason.map(|reason| Hold { reason, until_on }),
        complaint_open: r.value("complaint_open")?,
        reserved_by: r.value::<Option<i64>>("run_id")?.map(RunId),
        last_contact_at: r.maybe_at("last_contact_at")?,
        last_agent_contact_at: r.maybe_at("last_agent_contact_at")?,
        last_called_in_at: r.maybe_at("last_called_in_at")?,
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
    Ok(Whole {
        facts,
        turned_off: vec![],
        off_elsewhere: vec![],
        out: vec![],
        drops: Drops::default(),
        cell_drops: Drops::default(),
        home_drops: Drops::default(),
        shares_a_number: false,
    })
}

fn vehicle(r: &Row<'_>) -> Result<VehicleFacts, StoreError> {
    Ok(VehicleFacts {
        id: VehicleId(r.value("id")?),
        make: r.value::<Option<String>>("make")?.map(SmolStr::from),
        model: r.value::<Option<String>>("model")?.map(SmolStr::from),
        year: r.value("year")?,
        odometer: r.value("odometer")?,
        owned: r.value("owned")?,
        has_open_repair_order: r.value("has_open_repair_order")?,
        last_ro_on: r.maybe_word("last_ro_on")?,
        purchased_on: r.maybe_word("purchased_on")?,
        next_appointment_on: r.maybe_word("next_appointment_on")?,
        turned_off: false,
        recycled: None,
    })
}

fn turned_off(r: &Row<'_>) -> Result<(VehicleId, ContactType), StoreError> {
    Ok((VehicleId(r.value("vehicle_id")?), r.word("contact_type")?))
}

fn out(r: &Row<'_>) -> Result<Out, StoreError> {
    Ok(Out {
        vehicle: r.value("vehicle_id")?,
        matter: r.value("matter_id")?,
        contact_type: r.word("contact_type")?,
        code: r.value("code_id")?,
        on: r.word("recycled_on")?,
        frozen_days: r.value("days_frozen")?,
    })
}

pub(super) fn drop(r: &Row<'_>) -> Result<(DropKind, NaiveDate, bool), StoreError> {
    let kind = DropKind {
        contact_type: r.word("contact_type")?,
        is_marketing: r.value("is_marketing")?,
        message: MessageId(r.value("message_id")?),
    };
    Ok((kind, r.word("intended_on")?, r.value("counts")?))
}

fn matter(source: MatterSource, r: &Row<'_>) -> Result<Matter, StoreError> {
    Ok(Matter {
        id: MatterId(r.value("id")?),
        vehicle: r.value::<Option<i64>>("vehicle_id")?.map(VehicleId),
        kind: matters::kind(source, r)?,
        recycled: None,
        had_step: false,
    })
}
