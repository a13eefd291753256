//! A small dealership whose every field is drawn at random, empty ones and nonsense dates among them; kept as rows in a
//! real file and as plain facts beside it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    fetch::{About, Source, catalogue::FIELDS},
    ids::StoreId,
    zone::Zone,
};
use rusqlite::{Params, types::Value};

use super::draw::{Chance, draw, is_derived};
use crate::{Db, Store, StoreError, fetch::Asked};

pub const TODAY: &str = "2026-11-24";
const STORE: StoreId = StoreId(1);

pub fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

pub fn zone() -> &'static Zone {
    static ZONE: std::sync::LazyLock<Zone> = std::sync::LazyLock::new(|| Zone::parse("America/Toronto").unwrap());
    &ZONE
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Nothing,
    Text(String),
    Number(i64),
    Flag(bool),
    /// As it stands on file, which may be no date.
    Day(String),
    Moment(DateTime<Utc>),
}

/// One row of a source.
#[derive(Clone, Debug)]
pub struct Fact {
    pub source: Source,
    pub id: i64,
    pub customer: i64,
    pub vehicle: Option<i64>,
    pub owned: bool,
    /// A test drop, or one that was not sent, does not.
    pub counts: bool,
    pub cells: BTreeMap<&'static str, Cell>,
}

pub struct World {
    store: Store,
    pub facts: Vec<Fact>,
}

impl World {
    /// One store, nobody in it.
    pub fn empty() -> Self {
        let world = Self { store: Store::in_memory().unwrap(), facts: vec![] };
        world.run(
            "INSERT INTO store (id, name, country, region, zone, language) VALUES (1, 'S', 'CA', 'ON', 'America/Toronto', 'en'),
                (2, 'Other', 'CA', 'ON', 'America/Toronto', 'en')",
            (),
        );
        world.run(
            "INSERT INTO message (id, store_id, name, language, wav, sha256, duration_ms, added_at)
             VALUES (1, 1, 'Honda', 'en', x'', '', 1, 0), (2, 1, 'Côté', 'en', x'', '', 1, 0)",
            (),
        );
        world.run(
            "INSERT INTO recycle_code (id, store_id, contact_type, name, days, active, productive, made_at)
             VALUES (1, 1, 'sales', 'Honda', 1, 1, 1, 0), (2, 1, 'sales', 'x', 1, 1, 1, 0)",
            (),
        );
        world.run(
            "INSERT INTO fetch_query (id, store_id, name, query, saved_at, saved_by) VALUES (1, 1, 'q', '{}', 0, 'A')",
            (),
        );
        world.run(
            "INSERT INTO fetch_campaign (id, store_id, query_id, name, expires_on, made_at, made_by)
             VALUES (1, 1, 1, 'Honda', '2026-12-24', 0, 'A'), (2, 1, 1, 'New York', '2026-12-24', 0, 'A')",
            (),
        );
        world.run("INSERT INTO campaign (id, store_id, number, state, version) VALUES (1, 1, 1, 'draft', 1)", ());
        world.run("INSERT INTO campaign_version VALUES (1, 1, 0, 'A', '{}')", ());
        world.run(
            "INSERT INTO run (id, campaign_id, store_id, version, run_on, sequence, state, scheduled_at, until_at, count)
             VALUES (1, 1, 1, 1, '2026-11-24', 1, 'planned', 0, 0, '{}')",
            (),
        );
        world
    }

    pub fn new(seed: u64) -> Self {
        let mut world = Self::empty();
        // Another store's customer, who is never found.
        world.run("INSERT INTO customer (id, store_id, number, city) VALUES (99, 2, '99', 'Honda')", ());
        world.run("INSERT INTO vehicle (id, store_id, vin, customer_id, make) VALUES (99, 2, 'V99', 99, 'Honda')", ());
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        for n in 1..=9 {
            world.add_customer(&mut chance, n);
        }
        world
    }

    pub fn subjects(&self, about: About) -> usize {
        self.facts.iter().filter(|fact| fact.source == about.source() && fact.owned).count()
    }

    pub fn store_id(&self) -> StoreId {
        STORE
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn asked(&self) -> Asked<'static> {
        Asked { store: STORE, zone: zone(), today: today() }
    }

    pub fn read<T>(&self, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> T {
        self.store.read(work).unwrap()
    }

    pub fn run(&self, sql: &str, values: impl Params) {
        self.store.write(|db| Ok::<_, StoreError>(db.0.execute(sql, values)?)).unwrap();
    }

    pub fn explain(&self, sql: &str) -> Vec<String> {
        self.store.explain(sql).unwrap()
    }

    pub fn customer(&self, number: &str) -> i64 {
        self.run("INSERT INTO customer (store_id, number) VALUES (1, ?1)", [number]);
        self.last_id("customer")
    }

    pub fn vehicle(&self, customer: i64, vin: &str, last_ro_on: Option<&str>) -> i64 {
        let sql = "INSERT INTO vehicle (store_id, vin, customer_id, make, last_ro_on) VALUES (1, ?1, ?2, 'Honda', ?3)";
        self.run(sql, (vin, customer, last_ro_on));
        self.last_id("vehicle")
    }

    pub fn repair_order(&self, customer: i64, key: &str, opcodes: Option<&str>) {
        let sql = "INSERT INTO repair_order (store_id, customer_id, source_key, opened_on, pay, opcodes)
                   VALUES (1, ?1, ?2, '2026-01-01', 'customer', ?3)";
        self.run(sql, (customer, key, opcodes));
    }

    fn last_id(&self, table: &str) -> i64 {
        let sql = format!("SELECT max(id) FROM {table}");
        self.read(|db| Ok(db.0.query_row(&sql, [], |r| r.get(0))?))
    }

    fn add_customer(&mut self, chance: &mut Chance, n: i64) {
        let mut cells = draw(chance, Source::Customer);
        cells.insert("customer.number", Cell::Text(format!("C{n}")));
        let number = "+14165550101";
        let has_cell = chance.below(2) == 0;
        cells.insert("customer.cell", if has_cell { Cell::Text(number.to_owned()) } else { Cell::Nothing });
        cells.insert("customer.home", Cell::Nothing);
        let is_off = chance.below(3) == 0;
        cells.insert("customer.voice_off", Cell::Flag(is_off));
        cells.insert("customer.opted_out", Cell::Flag(has_cell));
        let vehicles = chance.below(4) as i64;
        let owned: Vec<bool> = (0..vehicles).map(|_| chance.below(4) > 0).collect();
        cells.insert("customer.vehicles", Cell::Number(owned.iter().filter(|owned| **owned).count() as i64));
        self.insert("customer", Source::Customer, &cells, &[("id", n.into()), ("store_id", 1.into())]);
        if is_off {
            self.run("UPDATE customer SET voice_off_reason = 'x', voice_off_at = 0 WHERE id = ?1", [n]);
        }
        if has_cell {
            self.run("INSERT INTO phone VALUES (?1, 'cell', ?2, ?2, NULL)", (n, number));
            self.run(
                "INSERT INTO number (e164, opted_out_at, opt_out_reason) VALUES (?1, 0, 'x') ON CONFLICT DO NOTHING",
                [number],
            );
        }
        self.facts.push(Fact {
            source: Source::Customer,
            id: n,
            customer: n,
            vehicle: None,
            owned: true,
            counts: true,
            cells,
        });
        let mut ids = vec![];
        for (place, owned) in owned.into_iter().enumerate() {
            let id = n * 10 + place as i64;
            let mut cells = draw(chance, Source::Vehicle);
            cells.insert("vehicle.vin", Cell::Text(format!("VIN{id}")));
            let own = [("id", id.into()), ("store_id", 1.into()), ("customer_id", n.into()), ("owned", owned.into())];
            self.insert("vehicle", Source::Vehicle, &cells, &own);
            self.facts.push(Fact {
                source: Source::Vehicle,
                id,
                customer: n,
                vehicle: None,
                owned,
                counts: true,
                cells,
            });
            ids.push((id, owned));
        }
        for source in Source::ALL.iter().filter(|source| !matches!(source, Source::Customer | Source::Vehicle)) {
            for _ in 0..chance.below(3) {
                self.add_related(chance, *source, n, &ids);
            }
        }
    }

    fn add_related(&mut self, chance: &mut Chance, source: Source, customer: i64, vehicles: &[(i64, bool)]) {
        let id = self.facts.len() as i64 + 1_000;
        let mut cells = draw(chance, source);
        let vehicle = if vehicles.is_empty() || chance.below(3) == 0 { None } else { Some(*chance.of(vehicles)) };
        let mut own: Vec<(&str, Value)> =
            vec![("id", id.into()), ("store_id", 1.into()), ("customer_id", customer.into())];
        let mut counts = true;
        let (mut owned, mut vehicle_id) = (true, vehicle.map(|(id, _)| id));
        match source {
            Source::TurnOff => {
                let Some((of, is_owned)) = vehicle else { return };
                (owned, vehicle_id) = (is_owned, Some(of));
                let taken = |fact: &Fact| {
                    fact.source == source
                        && fact.vehicle == Some(of)
                        && fact.cells["turn_off.contact_type"] == cells["turn_off.contact_type"]
                };
                if self.facts.iter().any(taken) {
                    return;
                }
                own = vec![("vehicle_id", of.into())];
            }
            Source::Contact => {
                let code = chance.below(3) as i64;
                cells.insert("contact.code", named(code, &["Honda", "x"]));
                own.push(("code_id", if code == 0 { Value::Null } else { code.into() }));
            }
            Source::Drop => {
                counts = self.drop_columns(chance, id, customer, &mut cells, &mut own);
            }
            Source::CallBack => {
                own = vec![
                    ("id", id.into()),
                    ("customer_id", customer.into()),
                    ("at", 0.into()),
                    ("by", "A".to_owned().into()),
                ];
            }
            Source::Traffic => own.push(("entered_at", 0.into())),
            Source::FetchMember => {
                let campaign = chance.below(2) as i64 + 1;
                cells.insert("fetch_member.campaign", named(campaign, &["Honda", "New York"]));
                own.push(("fetch_campaign_id", campaign.into()));
            }
            _ => {}
        }
        let has_key = !matches!(source, Source::TurnOff | Source::Contact | Source::Drop | Source::CallBack);
        if has_key {
            own.push(("vehicle_id", vehicle_id.map_or(Value::Null, Value::from)));
            let key = format!("{}.source_key", source.word());
            match FIELDS.iter().find(|field| field.word == key) {
                Some(field) => drop(cells.insert(field.word, Cell::Text(format!("K{id}")))),
                None => own.push(("source_key", format!("K{id}").into())),
            }
        }
        let table = if source == Source::Drop { "attempt" } else { source.word() };
        self.insert(table, source, &cells, &own);
        if source == Source::Drop {
            let name = cells["drop.campaign"].clone();
            if let Cell::Text(name) = name {
                self.run(
                    "INSERT INTO contact (store_id, customer_id, user_name, started_at, comment, attempt_id, campaign_name)
                     VALUES (2, 99, 'V', 0, '', ?1, ?2)",
                    (id, name),
                );
            }
        }
        self.facts.push(Fact { source, id, customer, vehicle: vehicle_id, owned, counts, cells });
    }

    /// What an attempt needs beside its fields; gives whether it counts as a drop.
    fn drop_columns(
        &self,
        chance: &mut Chance,
        id: i64,
        customer: i64,
        cells: &mut BTreeMap<&'static str, Cell>,
        own: &mut Vec<(&'static str, Value)>,
    ) -> bool {
        let message = chance.below(2) as i64 + 1;
        cells.insert("drop.message", named(message, &["Honda", "Côté"]));
        cells.insert(
            "drop.campaign",
            if chance.below(3) == 0 { Cell::Nothing } else { Cell::Text("New York".to_owned()) },
        );
        let kind = chance.below(4);
        let is_test = kind == 1;
        if !is_test {
            self.run(
                "INSERT INTO target (id, run_id, customer_id, position, line, state, kind, e164, message_id, reserved_at,
                    ended_at, reason) VALUES (?1, 1, ?2, ?1, 0, 'released', 'cell', '+1', 1, 0, 0, 'stopped')",
                (id, customer),
            );
            own.push(("target_id", id.into()));
            own.push(("run_id", 1.into()));
        }
        let state = if kind == 0 { "not_sent" } else { "final" };
        if kind == 0 {
            cells.insert("drop.disposition", Cell::Nothing);
        } else if cells["drop.disposition"] == Cell::Nothing {
            cells.insert("drop.disposition", Cell::Text("busy".to_owned()));
        }
        for (name, value) in [("e164", "+1"), ("kind", "cell"), ("audio_sha256", ""), ("verdict", ""), ("facts", "")] {
            own.push((name, value.to_owned().into()));
        }
        own.push(("client_ref", format!("c{id}").into()));
        own.push(("idempotency_key", format!("k{id}").into()));
        own.push(("state", state.to_owned().into()));
        own.push(("request", Value::Blob(vec![])));
        own.push(("message_id", message.into()));
        for (name, value) in [("port", 1), ("lease_epoch", 1), ("intended_at", 0), ("final_at", 0)] {
            own.push((name, value.into()));
        }
        !is_test && kind != 0
    }

    fn insert(&self, table: &str, source: Source, cells: &BTreeMap<&'static str, Cell>, own: &[(&str, Value)]) {
        let (mut names, mut values): (Vec<&str>, Vec<Value>) = own.iter().cloned().unzip();
        for field in FIELDS.iter().filter(|field| field.source == source && !is_derived(field)) {
            names.push(field.name());
            values.push(match &cells[field.word] {
                Cell::Nothing => Value::Null,
                Cell::Text(text) | Cell::Day(text) => text.clone().into(),
                Cell::Number(number) => (*number).into(),
                Cell::Flag(flag) => (*flag).into(),
                Cell::Moment(at) => at.timestamp_millis().into(),
            });
        }
        let places: Vec<String> = (1..=names.len()).map(|place| format!("?{place}")).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
        self.run(&sql, rusqlite::params_from_iter(values));
    }
}

fn named(place: i64, names: &[&str]) -> Cell {
    names
        .get((place - 1).max(0) as usize)
        .filter(|_| place > 0)
        .map_or(Cell::Nothing, |name| Cell::Text((*name).to_owned()))
}
