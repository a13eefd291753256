//! Appointments, repair orders and whatever else can be the reason for a contact. Each kind has a table of its own, named
//! by [`MatterSource::word`].

use domain::{
    facts::{LogEntry, Matter, MatterKind, MatterSource},
    ids::{CustomerId, FetchCampaignId, MatterId, StoreId, VehicleId},
    zone::Zone,
};
use rusqlite::{Row, types::Value};

use crate::{
    Db, StoreError,
    columns::{Columns, day, ms, row},
    facts::{Scope, in_scope, recycled},
    stores,
};

/// A row as its source brings it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMatter<'a> {
    pub store: StoreId,
    pub customer: CustomerId,
    pub vehicle: Option<VehicleId>,
    /// By which its source knows it.
    pub source_key: &'a str,
    pub kind: MatterKind,
}

/// Adds a matter, or brings the one with this key up to date.
pub fn put(db: &Db<'_>, new: &NewMatter<'_>) -> Result<MatterId, StoreError> {
    put_in(db, &stores::get(db, new.store)?.calendar.zone, new)
}

/// The same for whoever has many, and knows the store's zone.
pub fn put_in(db: &Db<'_>, zone: &Zone, new: &NewMatter<'_>) -> Result<MatterId, StoreError> {
    let own = columns_of(&new.kind, zone);
    let names: Vec<&str> = own.iter().map(|(name, _)| *name).collect();
    let places: Vec<String> = (0..own.len()).map(|i| format!("?{}", i + 5)).collect();
    let updates: Vec<String> = names.iter().map(|name| format!("{name} = excluded.{name}")).collect();
    let sql = format!(
        "INSERT INTO {table} (store_id, customer_id, vehicle_id, source_key, {names}) VALUES (?1, ?2, ?3, ?4, {places})
         ON CONFLICT (store_id, source_key) DO UPDATE SET customer_id = excluded.customer_id,
            vehicle_id = excluded.vehicle_id, {updates} RETURNING id",
        table = new.kind.source().word(),
        names = names.join(", "),
        places = places.join(", "),
        updates = updates.join(", ")
    );
    let mut values: Vec<Value> = vec![
        new.store.0.into(),
        new.customer.0.into(),
        new.vehicle.map(|vehicle| vehicle.0).into(),
        new.source_key.to_owned().into(),
    ];
    values.extend(own.into_iter().map(|(_, value)| value));
    row(db.0, &sql, rusqlite::params_from_iter(values), |r| Ok(MatterId(r.value("id")?)))?.ok_or(StoreError::NotFound)
}

fn columns_of(kind: &MatterKind, zone: &Zone) -> Vec<(&'static str, Value)> {
    match *kind {
        MatterKind::Appointment { on, booked_on, state, known_at } => vec![
            ("appointment_on", day(on).into()),
            ("booked_on", booked_on.map(day).into()),
            ("state", state.word().to_owned().into()),
            ("known_at", known_at.map(ms).into()),
        ],
        MatterKind::RepairOrder { opened_on, closed_on, pay } => vec![
            ("opened_on", day(opened_on).into()),
            ("closed_on", closed_on.map(day).into()),
            ("pay", pay.word().to_owned().into()),
        ],
        MatterKind::PartsOrder { arrived_on, is_open, counter } => vec![
            ("arrived_on", arrived_on.map(day).into()),
            ("is_open", is_open.into()),
            ("counter", counter.map(|counter| counter.word().to_owned()).into()),
        ],
        MatterKind::Recall { is_open, has_remedy, ref campaign } => {
            vec![("is_open", is_open.into()), ("has_remedy", has_remedy.into()), ("campaign", campaign.clone().into())]
        }
        MatterKind::Inspection { due_on } => vec![("due_on", day(due_on).into())],
        MatterKind::DeclinedWork { due_on, is_open } => {
            vec![("due_on", day(due_on).into()), ("is_open", is_open.into())]
        }
        MatterKind::Deal { sold_on, is_unwound } => {
            vec![("sold_on", day(sold_on).into()), ("is_unwound", is_unwound.into())]
        }
        MatterKind::TrafficEntry(ref entry) => vec![
            ("entered_at", ms(entry.entered_at).into()),
            ("entered_on", day(zone.date_at(entry.entered_at)).into()),
            ("status", entry.status.clone().into()),
            ("traffic_type", entry.traffic_type.clone().into()),
            ("lost_reason", entry.lost_reason.clone().into()),
            ("follow_up_on", entry.follow_up_on.map(day).into()),
            ("appointment_on", entry.appointment_on.map(day).into()),
        ],
        MatterKind::FetchMember { campaign, expires_on, is_open } => vec![
            ("fetch_campaign_id", campaign.0.into()),
            ("expires_on", day(expires_on).into()),
            ("is_open", is_open.into()),
        ],
    }
}

pub(crate) fn kind(source: MatterSource, r: &Row<'_>) -> Result<MatterKind, StoreError> {
    Ok(match source {
        MatterSource::Appointment => MatterKind::Appointment {
            on: r.word("appointment_on")?,
            booked_on: r.maybe_word("booked_on")?,
            state: r.word("state")?,
            known_at: r.maybe_at("known_at")?,
        },
        MatterSource::RepairOrder => MatterKind::RepairOrder {
            opened_on: r.word("opened_on")?,
            closed_on: r.maybe_word("closed_on")?,
            pay: r.word("pay")?,
        },
        MatterSource::PartsOrder => MatterKind::PartsOrder {
            arrived_on: r.maybe_word("arrived_on")?,
            is_open: r.value("is_open")?,
            counter: r.maybe_word("counter")?,
        },
        MatterSource::Recall => MatterKind::Recall {
            is_open: r.value("is_open")?,
            has_remedy: r.value("has_remedy")?,
            campaign: r.value("campaign")?,
        },
        MatterSource::Inspection => MatterKind::Inspection { due_on: r.word("due_on")? },
        MatterSource::DeclinedWork => {
            MatterKind::DeclinedWork { due_on: r.word("due_on")?, is_open: r.value("is_open")? }
        }
        MatterSource::Deal => MatterKind::Deal { sold_on: r.word("sold_on")?, is_unwound: r.value("is_unwound")? },
        MatterSource::TrafficEntry => MatterKind::TrafficEntry(Box::new(LogEntry {
            entered_at: r.at("entered_at")?,
            status: r.value("status")?,
            traffic_type: r.value("traffic_type")?,
            lost_reason: r.value("lost_reason")?,
            follow_up_on: r.maybe_word("follow_up_on")?,
            appointment_on: r.maybe_word("appointment_on")?,
        })),
        MatterSource::FetchMember => MatterKind::FetchMember {
            campaign: FetchCampaignId(r.value("fetch_campaign_id")?),
            expires_on: r.word("expires_on")?,
            is_open: r.value("is_open")?,
        },
    })
}

/// Everything of a kind in scope, with how it is recycled for the scope's contact type.
pub(crate) fn of_source(
    db: &Db<'_>,
    scope: &Scope<'_>,
    source: MatterSource,
) -> Result<Vec<(CustomerId, Matter)>, StoreError> {
    // Table and contact type are words of ours, never a person's text.
    let sql = format!(
        "SELECT m.*, y.recycled_on, ifnull(y.days_frozen, k.days) AS recycle_days,
                EXISTS (SELECT 1 FROM target_matter tm JOIN target t ON t.id = tm.target_id JOIN run r ON r.id = t.run_id
                        WHERE tm.matter_id = m.id AND r.campaign_id = {campaign}
                            AND t.state IN ('delivered', 'unknown')) AS had_step
         FROM customer c
         JOIN {table} m ON m.customer_id = c.id
         LEFT JOIN recycle y ON y.customer_id = c.id AND ifnull(y.vehicle_id, 0) = 0 AND y.contact_type = '{type}'
            AND ifnull(y.matter_id, 0) = m.id
         LEFT JOIN recycle_code k ON k.id = y.code_id
         WHERE {scope}",
        table = source.word(),
        type = scope.recorded(),
        campaign = scope.campaign.map_or(0, |campaign| campaign.0),
        scope = scope.only()
    );
    in_scope(db, scope, &sql, |r| {
        let matter = Matter {
            id: MatterId(r.value("id")?),
            vehicle: r.value::<Option<i64>>("vehicle_id")?.map(VehicleId),
            kind: kind(source, r)?,
            recycled: recycled(r)?,
            had_step: r.value("had_step")?,
        };
        Ok((CustomerId(r.value("customer_id")?), matter))
    })
}
