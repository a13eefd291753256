//! Customers with their phones and vehicles, as their page shows them, and what a person changes there.
//!
//! What the rules need to know of a customer is read by [`crate::facts`]; importing has queries of its own.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    call_select::Stars,
    campaign::{CustomerType, DayPreference, Language},
    ids::{CustomerId, RunId, StoreId, VehicleId},
    phone::{E164, PhoneKind},
};
use rusqlite::Row;

use crate::{
    Db, StoreError,
    columns::{Columns, change, change_one, day, ms, row, rows},
};

/// What people call customer `c`: the person, else the company, else the number.
pub(crate) const NAME: &str = "coalesce(nullif(trim(ifnull(c.first_name, '') || ' ' || ifnull(c.last_name, '')), ''),
              nullif(trim(c.company), ''), 'Customer ' || c.number)";

#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    pub id: CustomerId,
    pub store: StoreId,
    /// The dealer system's customer number.
    pub number: String,
    /// As [`NAME`] makes it.
    pub name: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub language: Option<Language>,
    pub customer_type: CustomerType,
    pub day_preference: Option<DayPreference>,
    /// Why voice is off for the whole customer: Do Not Call, or an opt-out (P13).
    pub voice_off: Option<String>,
    /// A person switched voice off: a turn-off, no opt-out.
    pub voice_switch: Option<Off>,
    pub hold: Option<HeldBack>,
    pub complaint_open: bool,
    pub taken_by: Option<String>,
    pub stars: Option<Stars>,
    pub last_contact_at: Option<DateTime<Utc>>,
}

/// Who switched something off, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    pub reason: String,
    /// `None`: nobody wrote it down.
    pub at: Option<DateTime<Utc>>,
    pub by: Option<String>,
}

/// A hold set by a person: no drop until it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBack {
    pub off: Off,
    /// The first day on which it is over; `None`: until a person ends it.
    pub until_on: Option<NaiveDate>,
}

fn from_row(r: &Row<'_>) -> Result<Customer, StoreError> {
    let voice_off: Option<String> = r.value("voice_off_reason")?;
    let switched_off_by: Option<String> = r.value("voice_off_by")?;
    let voice_off_at = r.maybe_at("voice_off_at")?;
    let (voice_off, voice_switch) = match (voice_off, switched_off_by) {
        (Some(reason), Some(by)) => (None, Some(Off { reason, at: voice_off_at, by: Some(by) })),
        (reason, _) => (reason, None),
    };
    let hold = match r.value::<Option<String>>("hold_reason")? {
        None => None,
        Some(reason) => Some(HeldBack {
            off: Off { reason, at: r.maybe_at("hold_at")?, by: r.value("hold_by")? },
            until_on: r.maybe_word("hold_until_on")?,
        }),
    };
    Ok(Customer {
        id: CustomerId(r.value("id")?),
        store: StoreId(r.value("store_id")?),
        number: r.value("number")?,
        name: r.value("name")?,
        first_name: r.value("first_name")?,
        last_name: r.value("last_name")?,
        company: r.value("company")?,
        email: r.value("email")?,
        address: r.value("address")?,
        city: r.value("city")?,
        region: r.value("region")?,
        postal_code: r.value("postal_code")?,
        language: r.maybe_word("language")?,
        customer_type: r.word("customer_type")?,
        day_preference: r.maybe_word("day_preference")?,
        voice_off,
        voice_switch,
        hold,
        complaint_open: r.value("complaint_open")?,
        taken_by: r.value("taken_by")?,
        stars: r.value::<Option<u8>>("star_rating")?.and_then(Stars::new),
        last_contact_at: r.maybe_at("last_contact_at")?,
    })
}

/// A customer of this store.
///
/// # Errors
/// [`StoreError::NotFound`] also for a customer of another store.
pub fn get(db: &Db<'_>, store: StoreId, id: CustomerId) -> Result<Customer, StoreError> {
    let sql = format!("SELECT c.*, {NAME} AS name FROM customer c WHERE c.id = ?1 AND c.store_id = ?2");
    row(db.0, &sql, (id.0, store.0), from_row)?.ok_or(StoreError::NotFound)
}

/// Do Not Call, or an opt-out, with a reason; or voice on again. A reason that stands is kept: it is the first that
/// counts. A person's switch gives way to it, as it is the weaker of the two.
pub fn set_voice_off(db: &Db<'_>, id: CustomerId, off: Option<(DateTime<Utc>, &str)>) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE customer SET
            voice_off_reason = iif(?2 IS NULL OR voice_off_by IS NOT NULL, ?2, ifnull(voice_off_reason, ?2)),
            voice_off_at = iif(?2 IS NULL, NULL, iif(voice_off_by IS NULL, ifnull(voice_off_at, ?3), ?3)),
            voice_off_by = NULL
         WHERE id = ?1",
        (id.0, off.map(|(_, reason)| reason), off.map(|(at, _)| ms(at))),
        "the customer",
    )
}

/// Switches voice off for the whole customer, by a person: a turn-off, no opt-out. False if voice is off already, by
/// whatever: Do Not Call is never weakened to a switch (P13).
pub fn switch_voice_off(
    db: &Db<'_>,
    id: CustomerId,
    by: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = change(
        db.0,
        "UPDATE customer SET voice_off_reason = ?2, voice_off_at = ?3, voice_off_by = ?4
         WHERE id = ?1 AND voice_off_at IS NULL",
        (id.0, reason, ms(now), by),
    )?;
    Ok(changed == 1)
}

/// Takes a person's switch back, and nothing stronger.
pub fn switch_voice_on(db: &Db<'_>, id: CustomerId) -> Result<bool, StoreError> {
    let changed = change(
        db.0,
        "UPDATE customer SET voice_off_reason = NULL, voice_off_at = NULL, voice_off_by = NULL
         WHERE id = ?1 AND voice_off_by IS NOT NULL",
        [id.0],
    )?;
    Ok(changed == 1)
}

/// Sets a hold, in the place of one that stands, or ends it.
pub fn set_hold(db: &Db<'_>, id: CustomerId, hold: Option<&HeldBack>) -> Result<(), StoreError> {
    let off = hold.map(|hold| &hold.off);
    change_one(
        db.0,
        "UPDATE customer SET hold_reason = ?2, hold_until_on = ?3, hold_by = ?4, hold_at = ?5 WHERE id = ?1",
        (
            id.0,
            off.map(|off| &off.reason),
            hold.and_then(|hold| hold.until_on).map(day),
            off.and_then(|off| off.by.as_ref()),
            off.and_then(|off| off.at).map(ms),
        ),
        "the customer",
    )
}

/// Name and customer number of another customer, of whatever store, who is opted out with this number on file (P13).
pub fn voice_off_elsewhere(
    db: &Db<'_>,
    number: &E164,
    than: CustomerId,
) -> Result<Option<(String, String)>, StoreError> {
    let sql = format!(
        "SELECT c.number, {NAME} AS name FROM phone p JOIN customer c ON c.id = p.customer_id
         WHERE p.e164 = ?1 AND c.id <> ?2 AND c.voice_off_reason IS NOT NULL AND c.voice_off_by IS NULL
         ORDER BY c.id LIMIT 1"
    );
    row(db.0, &sql, (number.as_str(), than.0), |r| Ok((r.value("name")?, r.value("number")?)))
}

/// An agent takes the customer, in one statement: false if a run holds the customer, or another agent.
pub fn take(db: &Db<'_>, id: CustomerId, who: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let taken = change(
        db.0,
        "UPDATE customer SET taken_by = ?2, taken_at = ?3
         WHERE id = ?1 AND taken_by IS NULL
            AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.customer_id = customer.id)",
        (id.0, who, ms(now)),
    )?;
    Ok(taken == 1)
}

pub fn give_back(db: &Db<'_>, id: CustomerId) -> Result<(), StoreError> {
    change_one(
        db.0,
        "UPDATE customer SET taken_by = NULL, taken_at = NULL, taken_for = NULL, taken_sort = NULL,
            taken_place = NULL WHERE id = ?1",
        [id.0],
        "the customer",
    )
}

/// The run that holds a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub run: RunId,
    pub campaign_name: String,
    pub until_at: DateTime<Utc>,
}

pub fn held(db: &Db<'_>, id: CustomerId) -> Result<Option<Held>, StoreError> {
    row(
        db.0,
        "SELECT r.run_id, r.until_at, json_extract(v.spec, '$.name') AS campaign_name
         FROM reservation r JOIN run u ON u.id = r.run_id
         JOIN campaign_version v ON v.campaign_id = u.campaign_id AND v.version = u.version
         WHERE r.customer_id = ?1",
        [id.0],
        |r| {
            Ok(Held {
                run: RunId(r.value("run_id")?),
                campaign_name: r.value("campaign_name")?,
                until_at: r.at("until_at")?,
            })
        },
    )
}

/// What stands in one phone field.
#[derive(Clone, Debug, PartialEq)]
pub struct Phone {
    pub kind: PhoneKind,
    pub typed: String,
    /// `None`: the text is no number.
    pub number: Option<E164>,
    pub extension: Option<String>,
}

/// Fields that are filled: cell, home, work.
pub fn phones(db: &Db<'_>, customer: CustomerId) -> Result<Vec<Phone>, StoreError> {
    rows(
        db.0,
        "SELECT kind, typed, e164, extension FROM phone WHERE customer_id = ?1 ORDER BY kind",
        [customer.0],
        |r| {
            Ok(Phone {
                kind: r.word("kind")?,
                typed: r.value("typed")?,
                number: r.maybe_word("e164")?,
                extension: r.value("extension")?,
            })
        },
    )
}

/// The customer, and a [`Phone`] in the order of its fields.
const SAVE_PHONE: &str = "INSERT INTO phone (customer_id, kind, typed, e164, extension)
    VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (customer_id, kind) DO UPDATE SET typed = excluded.typed, e164 = excluded.e164,
        extension = excluded.extension";

/// Fills one field, or replaces what stands there. The caller rebuilds the search text.
pub fn save_phone(db: &Db<'_>, customer: CustomerId, phone: &Phone) -> Result<(), StoreError> {
    let number = phone.number.as_ref().map(E164::as_str);
    let values = (customer.0, phone.kind.word(), &phone.typed, number, &phone.extension);
    change_one(db.0, SAVE_PHONE, values, "the phone")
}

/// Empties one field. The caller rebuilds the search text.
pub fn clear_phone(db: &Db<'_>, customer: CustomerId, kind: PhoneKind) -> Result<(), StoreError> {
    change(db.0, "DELETE FROM phone WHERE customer_id = ?1 AND kind = ?2", (customer.0, kind.word()))?;
    Ok(())
}

#[derive(Clone, Debug, PartialEq)]
pub struct Vehicle {
    pub id: VehicleId,
    pub vin: String,
    /// "2019 Honda CR-V", or the VIN.
    pub title: String,
    pub odometer: Option<i64>,
    pub owned: bool,
    /// Why it is not owned any more.
    pub owns_off: Option<Off>,
    /// An import gave it to somebody else: it is shown here as it left.
    pub is_moved: bool,
    pub last_ro_on: Option<NaiveDate>,
    pub purchased_on: Option<NaiveDate>,
    pub next_appointment_on: Option<NaiveDate>,
}

/// Why a vehicle that an import gave to somebody else is not owned.
pub const MOVED_BY_IMPORT: &str = "moved by import";

/// Owned ones first, then the one in the shop last; at the end those that an import gave to somebody else.
pub fn vehicles(db: &Db<'_>, customer: CustomerId) -> Result<Vec<Vehicle>, StoreError> {
    rows(
        db.0,
        "SELECT v.id, v.vin, v.year, v.make, v.model, v.odometer, v.owned, v.owns_off_reason, v.owns_off_at,
                v.owns_off_by, v.last_ro_on, v.purchased_on, v.next_appointment_on, 0 AS is_moved
         FROM vehicle v WHERE v.customer_id = ?1
         UNION ALL
         SELECT v.id, v.vin, v.year, v.make, v.model, NULL, 0, ?2, max(m.moved_at), 'Import', NULL, NULL, NULL, 1
         FROM vehicle_moved m JOIN vehicle v ON v.id = m.vehicle_id
         WHERE m.customer_id = ?1 AND v.customer_id <> ?1 GROUP BY v.id
         ORDER BY is_moved, owned DESC, last_ro_on DESC, id",
        (customer.0, MOVED_BY_IMPORT),
        |r| {
            let vin: String = r.value("vin")?;
            let owned: bool = r.value("owned")?;
            let reason: Option<String> = r.value("owns_off_reason")?;
            let (at, by) = (r.maybe_at("owns_off_at")?, r.value("owns_off_by")?);
            Ok(Vehicle {
                id: VehicleId(r.value("id")?),
                title: vehicle_title(r)?.unwrap_or_else(|| vin.clone()),
                vin,
                odometer: r.value("odometer")?,
                owned,
                owns_off: reason.filter(|_| !owned).map(|reason| Off { reason, at, by }),
                is_moved: r.value("is_moved")?,
                last_ro_on: r.maybe_word("last_ro_on")?,
                purchased_on: r.maybe_word("purchased_on")?,
                next_appointment_on: r.maybe_word("next_appointment_on")?,
            })
        },
    )
}

/// "2019 Honda CR-V" from the columns year, make and model; `None` if all are empty, or the vehicle is none.
pub(crate) fn vehicle_title(r: &Row<'_>) -> Result<Option<String>, StoreError> {
    let year = r.value::<Option<i32>>("year")?.map(|year| year.to_string());
    let parts = [year, r.value("make")?, r.value("model")?].into_iter().flatten().collect::<Vec<_>>();
    Ok(Some(parts.join(" ").trim().to_owned()).filter(|title| !title.is_empty()))
}
