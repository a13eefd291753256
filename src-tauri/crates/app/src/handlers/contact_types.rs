//! When the contact types are due at this store, and what a change would do.

use std::sync::Arc;

use domain::{
    audience::{Question, Standing},
    campaign::CampaignSpec,
    contact_type::ContactType,
    due::DueSettings,
    due_limits::WITH_SETTINGS,
    reason::Reason,
};
use store::{
    StoreError,
    audience::{Audience, NOTHING_USED},
    audit,
    facts::Scope,
    stores,
};

use crate::{
    Caller, House,
    dto::{
        Nothing,
        contact_types::{ContactTypes, ContactTypesSave, DueEffect, DueEffectRequest},
    },
    error::CommandError,
    events::Topic,
};

pub async fn get(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<ContactTypes, CommandError> {
    Ok(ContactTypes { due: house.store_row()?.due, defaults: DueSettings::default() })
}

/// Saves all settings at once; each contact type that changed is a line of the audit trail.
///
/// # Errors
/// `due.fault`, beside the first field that cannot be.
pub async fn save(
    house: &Arc<House>,
    caller: &Caller,
    request: ContactTypesSave,
) -> Result<ContactTypes, CommandError> {
    let due = checked(request.due)?;
    let now = house.now();
    house.store.write(|db| -> Result<(), CommandError> {
        let before = stores::get(db, house.store_id)?.due;
        stores::set_due(db, house.store_id, &due)?;
        for contact_type in WITH_SETTINGS {
            let (old, new) = (before.sentence(contact_type), due.sentence(contact_type));
            if old != new {
                let what = format!("When {} is due", contact_type.title());
                let entry = audit::Change { who: &caller.name, what: &what, old: old.as_deref(), new: new.as_deref() };
                audit::add(db, now, &entry)?;
            }
        }
        Ok(())
    })?;
    house.changed(&[Topic::House, Topic::Campaigns, Topic::Customers]);
    Ok(ContactTypes { due, defaults: DueSettings::default() })
}

fn checked(due: DueSettings) -> Result<DueSettings, CommandError> {
    match due.faults().first() {
        Some((field, words)) => Err(CommandError::field("due.fault", field, *words)),
        None => {
            // The order in which kinds of orders are ticked says nothing.
            let mut due = due;
            due.follow_up_pay.sort();
            due.follow_up_pay.dedup();
            Ok(due)
        }
    }
}

/// How many customers have something due today, by the stored settings and by others; judged like a run's audience.
///
/// # Errors
/// `due.fault`, beside the first field that cannot be.
pub async fn effect(house: &Arc<House>, _: &Caller, request: DueEffectRequest) -> Result<DueEffect, CommandError> {
    let due = checked(request.due)?;
    let (house, contact_type) = (house.clone(), request.contact_type);
    crate::app::blocking(move || effect_now(&house, contact_type, &due)).await?
}

fn effect_now(house: &House, contact_type: ContactType, due: &DueSettings) -> Result<DueEffect, CommandError> {
    let now = house.now();
    let effect = house.store.read(|db| -> Result<_, StoreError> {
        let store = stores::get(db, house.store_id)?;
        let today = store.calendar.zone.date_at(now);
        let spec = CampaignSpec::new(contact_type, today);
        let scope = Scope { store: house.store_id, spec: &spec, campaign: None, today, customer: None, except: None };
        let by = |due| Question {
            spec: &spec,
            due,
            calendar: &store.calendar,
            store_language: store.language,
            today,
            now,
            run: None,
            standing: Standing::Choosing,
        };
        let (before, after) = (by(&store.due), by(due));
        let audience = Audience::open(db, &scope, &before, &NOTHING_USED)?;
        let count =
            |audience: &Audience<'_>| audience.how_many(|verdict| !verdict.reasons.contains(Reason::NotDue)) as u32;
        let other = audience.ask_another(db, &scope, &after, &NOTHING_USED)?;
        Ok(DueEffect { before: count(&audience), after: count(&other) })
    })?;
    Ok(effect)
}
