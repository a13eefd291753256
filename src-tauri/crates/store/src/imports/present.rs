//! What stands on file of the customers and vehicles that a file speaks of.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    ids::{CodeId, CustomerId, StoreId, VehicleId},
    phone::PhoneKind,
};
use rusqlite::Row;

use super::{
    Field, FileCustomer,
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
/// In [`Said`]: the file's words on consent.
pub(super) const SAID_CONSENT: &str = "consent";

pub(super) struct Present {
    pub customers: HashMap<String, PresentCustomer>,
    pub vehicles: HashMap<String, PresentVehicle>,
    /// Recycle codes that a person can pick, by their name in lower case; a name of several contact types is left out.
    pub codes: HashMap<String, CodeId>,
    /// Do Not Call of customers that an undo took off the file.
    pub voice_off_kept: HashMap<String, (String, DateTime<Utc>)>,
    pub last_audit: i64,
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

impl Present {
    /// Reads whole tables once instead of asking per row: a file usually speaks of nearly every customer.
    pub fn read(db: &Db<'_>, store: StoreId, file: &[FileCustomer]) -> Result<Self, StoreError> {
        let numbers: HashSet<&str> = file.iter().map(|customer| customer.number.as_str()).collect();
        let vins: HashSet<&str> = file.iter().flat_map(|customer| &customer.vehicles).map(|v| v.vin.as_str()).collect();
        Ok(Self {
            customers: customers(db, store, &numbers)?,
            vehicles: vehicles(db, store, &vins)?,
            codes: codes(db, store)?,
            voice_off_kept: rows(
                db.0,
                "SELECT number, reason, at FROM voice_off_kept WHERE store_id = ?1",
                [store.0],
                |r| Ok((r.value("number")?, (r.value("reason")?, r.at("at")?))),
            )?
            .into_iter()
            .collect(),
            last_audit: last_audit(db)?,
        })
    }
}

/// Rises with everything that a person changes (P11), so it tells whether a plan is still about what stands on file.
pub(super) fn last_audit(db: &Db<'_>) -> Result<i64, StoreError> {
    let last = row(db.0, "SELECT ifnull(max(id), 0) AS last FROM audit", [], |r| r.value("last"))?;
    Ok(last.unwrap_or_default())
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

fn customers(
    db: &Db<'_>,
    store: StoreId,
    wanted: &HashSet<&str>,
) -> Result<HashMap<String, PresentCustomer>, StoreError> {
    let sql = format!(
        "SELECT c.id, c.number, c.voice_off_at IS NOT NULL AND c.voice_off_by IS NULL AS is_opted_out, f.said, {}
         FROM customer c
         LEFT JOIN file_value f ON f.thing = 'customer' AND f.row_id = c.id WHERE c.store_id = ?1",
        text_columns("c", &Field::OF_CUSTOMER)
    );
    let mut found = HashMap::new();
    rows(db.0, &sql, [store.0], |r| {
        let number: String = r.value("number")?;
        if wanted.contains(number.as_str()) {
            let customer = PresentCustomer {
                id: CustomerId(r.value("id")?),
                values: values(r, &Field::OF_CUSTOMER)?,
                phones: BTreeMap::new(),
                is_opted_out: r.value("is_opted_out")?,
                said: said_of(r.value("said")?)?,
                contact_keys: HashSet::new(),
            };
            found.insert(customer.id.0, (number, customer));
        }
        Ok(())
    })?;
    let sql = "SELECT p.customer_id, p.kind, p.typed, p.e164, p.extension FROM phone p
               JOIN customer c ON c.id = p.customer_id WHERE c.store_id = ?1";
    rows(db.0, sql, [store.0], |r| {
        let (kind, phone) = phone(r)?;
        if let Some((_, customer)) = found.get_mut(&r.value::<i64>("customer_id")?) {
            customer.phones.insert(kind, phone);
        }
        Ok(())
    })?;
    let sql = "SELECT customer_id, import_key FROM contact WHERE import_key IS NOT NULL AND store_id = ?1";
    rows(db.0, sql, [store.0], |r| {
        if let Some((_, customer)) = found.get_mut(&r.value::<i64>("customer_id")?) {
            customer.contact_keys.insert(r.value("import_key")?);
        }
        Ok(())
    })?;
    Ok(found.into_values().collect())
}

/// Reads a row of the table `phone`.
pub(super) fn phone(r: &Row<'_>) -> Result<(PhoneKind, FilePhone), StoreError> {
    let phone = FilePhone { typed: r.value("typed")?, e164: r.maybe_word("e164")?, extension: r.value("extension")? };
    Ok((r.word("kind")?, phone))
}

fn vehicles(
    db: &Db<'_>,
    store: StoreId,
    wanted: &HashSet<&str>,
) -> Result<HashMap<String, PresentVehicle>, StoreError> {
    let sql = format!(
        "SELECT v.id, v.vin, v.customer_id, f.said, {} FROM vehicle v
         LEFT JOIN file_value f ON f.thing = 'vehicle' AND f.row_id = v.id WHERE v.store_id = ?1",
        text_columns("v", &Field::OF_VEHICLE)
    );
    let mut found = HashMap::new();
    rows(db.0, &sql, [store.0], |r| {
        let vin: String = r.value("vin")?;
        if wanted.contains(vin.as_str()) {
            let vehicle = PresentVehicle {
                id: VehicleId(r.value("id")?),
                owner: CustomerId(r.value("customer_id")?),
                values: values(r, &Field::OF_VEHICLE)?,
                said: said_of(r.value("said")?)?,
            };
            found.insert(vin, vehicle);
        }
        Ok(())
    })?;
    Ok(found)
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
