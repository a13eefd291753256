//! Rooftops: zone, hours, departments, own lines, and how fresh their data are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::{Calendar, OpenHours},
    campaign::{CampaignSpec, Day, Language},
    contact_type::Department,
    due::DueSettings,
    ids::StoreId,
    numbers::CellStrikes,
    phone::E164,
    source::DataSource,
    zone::Zone,
};
use rusqlite::named_params;

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row, rows, time},
    fetch::saved,
    house::{self, FileKind},
    search,
};

#[derive(Clone, Debug, PartialEq)]
pub struct StoreRow {
    pub id: StoreId,
    pub name: String,
    /// "CA" or "US".
    pub country: String,
    pub region: String,
    pub language: Language,
    pub opt_out_number: Option<E164>,
    pub due: DueSettings,
    pub cell_strikes: CellStrikes,
    pub calendar: Calendar,
    pub closed_names: BTreeMap<NaiveDate, String>,
    pub departments: BTreeMap<Department, Lines>,
    pub own_lines: BTreeSet<E164>,
}

impl StoreRow {
    /// Whether a number is one of the store's own, typed as such or used as caller ID, call-back or opt-out number.
    pub fn is_own_line(&self, number: &E164) -> bool {
        let lines = self.departments.values().flat_map(|lines| [&lines.caller_id, &lines.call_back_number]);
        self.own_lines.contains(number) || lines.chain([&self.opt_out_number]).any(|line| line.as_ref() == Some(number))
    }
}

/// The numbers of a department.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    pub caller_id: Option<E164>,
    pub call_back_number: Option<E164>,
}

/// The one store of this file, if it is set up. Dealer groups come later; every query already names its store.
pub fn first(db: &Db<'_>) -> Result<Option<StoreRow>, StoreError> {
    let id = row(db.0, "SELECT id FROM store ORDER BY id LIMIT 1", [], |r| Ok(StoreId(r.value("id")?)))?;
    id.map(|id| get(db, id)).transpose()
}

/// Every store of the file.
pub fn all(db: &Db<'_>) -> Result<Vec<StoreRow>, StoreError> {
    let ids = rows(db.0, "SELECT id FROM store ORDER BY id", [], |r| Ok(StoreId(r.value("id")?)))?;
    ids.into_iter().map(|id| get(db, id)).collect()
}

pub fn get(db: &Db<'_>, id: StoreId) -> Result<StoreRow, StoreError> {
    let mut store = row(db.0, "SELECT * FROM store WHERE id = ?1", [id.0], |r| {
        let zone: String = r.value("zone")?;
        let zone = Zone::parse(&zone).map_err(|e| StoreError::Damaged(e.to_string()))?;
        Ok(StoreRow {
            id,
            name: r.value("name")?,
            country: r.value("country")?,
            region: r.value("region")?,
            language: r.word("language")?,
            opt_out_number: r.maybe_word("opt_out_number")?,
            due: serde_json::from_str(&r.value::<String>("due")?)
                .map_err(|_| StoreError::Damaged("the settings of the due rules are not readable".to_owned()))?,
            cell_strikes: match r.value::<String>("cell_strikes")?.as_str() {
                "reset_by_delivery" => CellStrikes::ResetByDelivery,
                _ => CellStrikes::Cumulative,
            },
            calendar: Calendar { zone, hours: BTreeMap::new(), closed: BTreeSet::new() },
            closed_names: BTreeMap::new(),
            departments: BTreeMap::new(),
            own_lines: BTreeSet::new(),
        })
    })?
    .ok_or(StoreError::NotFound)?;
    store.calendar.hours = rows(db.0, "SELECT * FROM store_hours WHERE store_id = ?1", [id.0], |r| {
        let hours = OpenHours { opens_local: r.word("opens_local")?, closes_local: r.word("closes_local")? };
        Ok(((r.word::<Department>("department")?, r.word::<Day>("day")?), hours))
    })?
    .into_iter()
    .collect();
    store.closed_names = rows(db.0, "SELECT * FROM closed_day WHERE store_id = ?1", [id.0], |r| {
        Ok((r.word("closed_on")?, r.value("name")?))
    })?
    .into_iter()
    .collect();
    store.calendar.closed = store.closed_names.keys().copied().collect();
    store.departments = rows(db.0, "SELECT * FROM department WHERE store_id = ?1", [id.0], |r| {
        let lines =
            Lines { caller_id: r.maybe_word("caller_id")?, call_back_number: r.maybe_word("call_back_number")? };
        Ok((r.word("department")?, lines))
    })?
    .into_iter()
    .collect();
    store.own_lines = rows(db.0, "SELECT e164 FROM store_line WHERE store_id = ?1", [id.0], |r| r.word("e164"))?
        .into_iter()
        .collect();
    Ok(store)
}

/// Adds a store, or replaces all that a person can change of it. `id` of the row counts only when it exists.
pub fn save(db: &Db<'_>, store: &StoreRow, now: DateTime<Utc>) -> Result<StoreId, StoreError> {
    let id = upsert(db, store)?;
    for table in ["department", "store_hours", "closed_day", "store_line"] {
        change(db.0, &format!("DELETE FROM {table} WHERE store_id = ?1"), [id.0])?;
    }
    for (department, lines) in &store.departments {
        change(
            db.0,
            "INSERT INTO department (store_id, department, caller_id, call_back_number) VALUES (?1, ?2, ?3, ?4)",
            (
                id.0,
                department.word(),
                lines.caller_id.as_ref().map(E164::as_str),
                lines.call_back_number.as_ref().map(E164::as_str),
            ),
        )?;
    }
    for ((department, weekday), hours) in &store.calendar.hours {
        change(
            db.0,
            "INSERT INTO store_hours (store_id, department, day, opens_local, closes_local)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (id.0, department.word(), weekday.word(), time(hours.opens_local), time(hours.closes_local)),
        )?;
    }
    for (on, name) in &store.closed_names {
        change(db.0, "INSERT INTO closed_day (store_id, closed_on, name) VALUES (?1, ?2, ?3)", (id.0, day(*on), name))?;
    }
    for line in &store.own_lines {
        change(db.0, "INSERT INTO store_line (store_id, e164) VALUES (?1, ?2)", (id.0, line.as_str()))?;
    }
    is_fresh(db, id, "store_settings", now)?;
    Ok(id)
}

/// When the contact types are due.
pub fn set_due(db: &Db<'_>, id: StoreId, due: &DueSettings) -> Result<(), StoreError> {
    change_one(db.0, "UPDATE store SET due = ?2 WHERE id = ?1", (id.0, due_json(due)?), "the store")
}

fn due_json(due: &DueSettings) -> Result<String, StoreError> {
    serde_json::to_string(due)
        .map_err(|_| StoreError::Broken("the settings of the due rules cannot be written".to_owned()))
}

fn upsert(db: &Db<'_>, store: &StoreRow) -> Result<StoreId, StoreError> {
    let strikes = match store.cell_strikes {
        CellStrikes::Cumulative => "cumulative",
        CellStrikes::ResetByDelivery => "reset_by_delivery",
    };
    let due = due_json(&store.due)?;
    change_one(
        db.0,
        "INSERT INTO store (id, name, country, region, zone, language, opt_out_number, due, cell_strikes)
         VALUES (:id, :name, :country, :region, :zone, :language, :opt_out, :due, :strikes)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, country = excluded.country, region = excluded.region,
            zone = excluded.zone, language = excluded.language, opt_out_number = excluded.opt_out_number,
            due = excluded.due, cell_strikes = excluded.cell_strikes",
        named_params! {
            ":id": store.id.0, ":name": store.name, ":country": store.country, ":region": store.region,
            ":zone": store.calendar.zone.name(), ":language": store.language.word(),
            ":opt_out": store.opt_out_number.as_ref().map(E164::as_str),
            ":due": due, ":strikes": strikes,
        },
        "the store",
    )?;
    Ok(store.id)
}

/// A source is as fresh as the clock says now (P15).
pub fn is_fresh(db: &Db<'_>, store: StoreId, source: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    change(
        db.0,
        "INSERT INTO data_source (store_id, source, as_of_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (store_id, source) DO UPDATE SET as_of_at = excluded.as_of_at",
        (store.0, source, ms(now)),
    )?;
    Ok(())
}

/// Whether anything of a source was taken in from a file that is still there.
pub fn has_imports(db: &Db<'_>, store: StoreId, source: DataSource) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM import WHERE store_id = ?1 AND source = ?2 AND undone_at IS NULL LIMIT 1";
    Ok(row(db.0, sql, (store.0, source.word()), |_| Ok(()))?.is_some())
}

/// When a source was last taken in (P15).
pub fn data_as_of(db: &Db<'_>, store: StoreId, source: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    row(db.0, "SELECT as_of_at FROM data_source WHERE store_id = ?1 AND source = ?2", (store.0, source), |r| {
        r.at("as_of_at")
    })
}

/// How fresh a source is (P15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    pub source: DataSource,
    /// When its file was last taken in; `None`: never, or the sample.
    pub as_of_at: Option<DateTime<Utc>>,
    /// The sample dealership: everything is as of today.
    pub is_sample: bool,
    /// No run starts that rests on it.
    pub is_too_old: bool,
}

/// The sample dealership is a practice store that was filled and not imported, source by source.
pub fn freshness(db: &Db<'_>, store: StoreId, source: DataSource, now: DateTime<Utc>) -> Result<Freshness, StoreError> {
    let as_of_at = data_as_of(db, store, source.word())?;
    if house::require(db)?.kind == FileKind::Practice && !has_imports(db, store, source)? {
        let is_filled = match source {
            DataSource::Customers => search::count(db, store)? > 0,
            _ => as_of_at.is_some(),
        };
        // A store without a customer waits for its first file.
        if is_filled || source == DataSource::Customers {
            let as_of_at = as_of_at.filter(|_| !is_filled);
            return Ok(Freshness { source, as_of_at, is_sample: is_filled, is_too_old: false });
        }
    }
    let zone = zone(db, store)?;
    Ok(Freshness { source, as_of_at, is_sample: false, is_too_old: source.is_too_old(as_of_at, now, &zone) })
}

/// The sources on which a campaign rests (P15): its contact type's own, and what speaks against a contact once it was taken
/// in; of a Fetch Automation, all that its saved query asks about.
pub fn resting_on(
    db: &Db<'_>,
    store: StoreId,
    spec: &CampaignSpec,
    now: DateTime<Utc>,
) -> Result<Vec<Freshness>, StoreError> {
    let mut sources = BTreeSet::from([DataSource::of(spec.contact_type)]);
    // A query that cannot be asked keeps its campaign from starting for itself.
    if let Some(choice) = spec.aim.fetch
        && let Some(query) = saved::checked(db, store, choice.query)?
    {
        sources.extend(DataSource::of_query(&query));
    }
    let mut found = sources.into_iter().map(|of| freshness(db, store, of, now)).collect::<Result<Vec<_>, _>>()?;
    if let Some(beside) = DataSource::beside(spec.contact_type) {
        let beside = freshness(db, store, beside, now)?;
        found.extend((beside.as_of_at.is_some() || beside.is_sample).then_some(beside));
    }
    Ok(found)
}

fn zone(db: &Db<'_>, store: StoreId) -> Result<Zone, StoreError> {
    let name: String = row(db.0, "SELECT zone FROM store WHERE id = ?1", [store.0], |r| r.value("zone"))?
        .ok_or(StoreError::NotFound)?;
    Zone::parse(&name).map_err(|e| StoreError::Damaged(e.to_string()))
}
