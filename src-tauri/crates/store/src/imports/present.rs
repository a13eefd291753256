//! What stands on file of the customers and vehicles that a file speaks of.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    ids::{CodeId, CustomerId, StoreId, VehicleId},
    phone::PhoneKind,
};
use rusqlite::Row;

use super::{
    Field,
    file::{FilePhone, Values},
};
use crate::{
    Db, StoreError,
    columns::{Columns, row, rows},
};

/// What a file said, by field; the keys are [`Field::column`], the words of phone kinds, and the two below.
pub(super) type Said = BTreeMap<String, String>;
/// In [`Said`]: the file marks the customer Do Not Call.
pub(super) const SAID_DO_NOT_CALL: &str = "do_not_call";
pub(super) const SAID_YES: &str = "yes";
/// In [`Said`]: the file's words on consent.
pub(super) const SAID_CONSENT: &str = "consent";

/// Asked for one customer or vehicle at a time, by prepared queries over an index each.
pub(super) struct Present<'a> {
    db: &'a Db<'a>,
    store: StoreId,
    /// Nobody is looked for in a table that was empty when the import began: a file names each of them once.
    pub has_customers: bool,
    has_vehicles: bool,
    customer_sql: String,
    vehicle_sql: String,
    /// Recycle codes that a person can pick, by their name in lower case; a name of several contact types is left out.
    pub codes: HashMap<String, CodeId>,
    /// Do Not Call of customers who are not on file, by their numbers.
    pub voice_off_kept: HashMap<String, (String, DateTime<Utc>)>,
}

pub(super) struct PresentCustomer {
    pub id: CustomerId,
    pub values: Values,
    pub phones: BTreeMap<PhoneKind, FilePhone>,
    /// Do Not Call, or an opt-out; a person's switch is neither.
    pub is_opted_out: bool,
    pub said: Said,
    pub contact_keys: HashSet<String>,
}

pub(super) struct PresentVehicle {
    pub id: VehicleId,
    pub owner: CustomerId,
    pub values: Values,
    pub said: Said,
}

impl<'a> Present<'a> {
    pub fn new(db: &'a Db<'a>, store: StoreId) -> Result<Self, StoreError> {
        let has = |sql: &str| Ok::<_, StoreError>(row(db.0, sql, [store.0], |_| Ok(()))?.is_some());
        let sql = "SELECT number, reason, at FROM voice_off_kept WHERE store_id = ?1";
        let kept = rows(db.0, sql, [store.0], |r| Ok((r.value("number")?, (r.value("reason")?, r.at("at")?))))?;
        Ok(Self {
            db,
            store,
            has_customers: has("SELECT 1 FROM customer WHERE store_id = ?1 LIMIT 1")?,
            has_vehicles: has("SELECT 1 FROM vehicle WHERE store_id = ?1 LIMIT 1")?,
            customer_sql: format!(
                "SELECT c.id, c.voice_off_at IS NOT NULL AND c.voice_off_by IS NULL AS is_opted_out, f.said, {}
                 FROM customer c LEFT JOIN file_value f ON f.thing = 'customer' AND f.row_id = c.id
                 WHERE c.store_id = ?1 AND c.number = ?2",
                text_columns("c", &Field::OF_CUSTOMER)
            ),
            vehicle_sql: format!(
                "SELECT v.id, v.customer_id, f.said, {}
                 FROM vehicle v LEFT JOIN file_value f ON f.thing = 'vehicle' AND f.row_id = v.id
                 WHERE v.store_id = ?1 AND v.vin = ?2",
                text_columns("v", &Field::OF_VEHICLE)
            ),
            codes: codes(db, store)?,
            voice_off_kept: kept.into_iter().collect(),
        })
    }

    pub fn customer(&self, number: &str) -> Result<Option<PresentCustomer>, StoreError> {
        if !self.has_customers {
            return Ok(None);
        }
        let found = row(self.db.0, &self.customer_sql, (self.store.0, number), |r| {
            Ok(PresentCustomer {
                id: CustomerId(r.value("id")?),
                values: values(r, &Field::OF_CUSTOMER)?,
                phones: BTreeMap::new(),
                is_opted_out: r.value("is_opted_out")?,
                said: said_of(r.value("said")?)?,
                contact_keys: HashSet::new(),
            })
        })?;
        let Some(mut found) = found else { return Ok(None) };
        let sql = "SELECT kind, typed, e164, extension FROM phone WHERE customer_id = ?1";
        found.phones = rows(self.db.0, sql, [found.id.0], phone)?.into_iter().collect();
        let sql = "SELECT import_key FROM contact WHERE customer_id = ?1 AND import_key IS NOT NULL";
        found.contact_keys = rows(self.db.0, sql, [found.id.0], |r| r.value("import_key"))?.into_iter().collect();
        Ok(Some(found))
    }

    pub fn vehicle(&self, vin: &str) -> Result<Option<PresentVehicle>, StoreError> {
        if !self.has_vehicles {
            return Ok(None);
        }
        row(self.db.0, &self.vehicle_sql, (self.store.0, vin), |r| {
            Ok(PresentVehicle {
                id: VehicleId(r.value("id")?),
                owner: CustomerId(r.value("customer_id")?),
                values: values(r, &Field::OF_VEHICLE)?,
                said: said_of(r.value("said")?)?,
            })
        })
    }
}

pub(super) fn said_of(json: Option<String>) -> Result<Said, StoreError> {
    let Some(json) = json else { return Ok(Said::new()) };
    serde_json::from_str(&json).map_err(|_| StoreError::Damaged("what a file said is not readable".to_owned()))
}

/// The columns of these fields, whatever their type, as text.
fn values(r: &Row<'_>, fields: &[Field]) -> Result<Values, StoreError> {
    let mut values = Values::new();
    for field in fields {
        if let Some(text) = r.value::<Option<String>>(field.column())? {
            values.insert(*field, text);
        }
    }
    Ok(values)
}

fn text_columns(alias: &str, fields: &[Field]) -> String {
    let column = |field: &Field| format!("CAST({alias}.{0} AS TEXT) AS {0}", field.column());
    fields.iter().map(column).collect::<Vec<_>>().join(", ")
}

/// Reads a row of the table `phone`.
pub(super) fn phone(r: &Row<'_>) -> Result<(PhoneKind, FilePhone), StoreError> {
    let phone = FilePhone { typed: r.value("typed")?, e164: r.maybe_word("e164")?, extension: r.value("extension")? };
    Ok((r.word("kind")?, phone))
}

fn codes(db: &Db<'_>, store: StoreId) -> Result<HashMap<String, CodeId>, StoreError> {
    // The Voice Drop code is never picked by hand (P8), and so by no other system's user.
    let sql = "SELECT id, name FROM recycle_code WHERE store_id = ?1 AND deleted_at IS NULL AND is_voice_drop = 0";
    let mut by_name: HashMap<String, Option<CodeId>> = HashMap::new();
    rows(db.0, sql, [store.0], |r| {
        let (id, name) = (CodeId(r.value("id")?), r.value::<String>("name")?);
        by_name.entry(name.to_lowercase()).and_modify(|several| *several = None).or_insert(Some(id));
        Ok(())
    })?;
    Ok(by_name.into_iter().filter_map(|(name, id)| Some((name, id?))).collect())
}
