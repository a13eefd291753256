//! Accounts of the house among the customers: found, and offered for exclusion. A person decides.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{house_accounts::Finding, ids::CustomerId};
use store::{
    StoreError, customers as rows,
    house_accounts::{self, Candidate, Excluded, REASON},
    stores,
};

use super::customers::{
    desk::{self, Desk, REASON_CHARS_MAX},
    voice_on,
};
use crate::{
    Caller, House,
    dto::{
        Nothing,
        customer_page::VoiceSwitch,
        house_accounts::{ExcludedAccountDto, HouseAccountDto, HouseAccounts, HouseAccountsPick},
    },
    error::CommandError,
    events::Topic,
};

/// Excluded ones that are listed; a store has a few dozen.
const EXCLUDED_MAX: usize = 500;
/// More than any list shows; a longer request is a mistake.
const PICK_MAX: usize = 10_000;

/// Everybody who looks like one, and those who were excluded.
pub async fn list(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<HouseAccounts, CommandError> {
    let house = house.clone();
    crate::app::blocking(move || list_now(&house)).await?
}

fn list_now(house: &House) -> Result<HouseAccounts, CommandError> {
    let (candidates, excluded) = house.store.read(|db| -> Result<_, StoreError> {
        let store = stores::get(db, house.store_id)?;
        Ok((house_accounts::candidates(db, &store)?, house_accounts::excluded(db, store.id, EXCLUDED_MAX)?))
    })?;
    Ok(HouseAccounts {
        candidates: candidates.into_iter().map(candidate_dto).collect(),
        excluded: excluded.into_iter().map(excluded_dto).collect(),
    })
}

/// Switches voice off for those of the customers who are still offered, each with what speaks for it as the reason.
///
/// # Errors
/// `house_accounts.none`, `house_accounts.many`.
pub async fn exclude(
    house: &Arc<House>,
    caller: &Caller,
    request: HouseAccountsPick,
) -> Result<HouseAccounts, CommandError> {
    decide(house, caller, request, |desk, id, why| {
        let customer = desk.customer(id)?;
        let reason: String = format!("{REASON}{why}").chars().take(REASON_CHARS_MAX).collect();
        if rows::switch_voice_off(desk.db, id, desk.who, &reason, desk.now)? {
            desk.note(&customer, &format!("Voice switched off: {reason}"))?;
            let what = format!("Voice of {}", desk::title(&customer));
            desk.write_down(&what, Some("on"), Some(&format!("switched off: {reason}")))?;
        }
        Ok(())
    })
    .await
}

/// Real customers: they are not offered again.
///
/// # Errors
/// `house_accounts.none`, `house_accounts.many`.
pub async fn keep(
    house: &Arc<House>,
    caller: &Caller,
    request: HouseAccountsPick,
) -> Result<HouseAccounts, CommandError> {
    decide(house, caller, request, |desk, id, why| {
        let customer = desk.customer(id)?;
        house_accounts::keep(desk.db, id, desk.who, desk.now)?;
        let what = format!("House account? {}", desk::title(&customer));
        desk.write_down(&what, Some(why), Some("no, a real customer"))
    })
    .await
}

/// A real customer after all: voice is switched on again, and they are not offered again.
///
/// # Errors
/// `customer.reason_empty`, `customer.reason_long`, `customer.opted_out`, `customer.voice_is_on`.
pub async fn restore(house: &Arc<House>, caller: &Caller, request: VoiceSwitch) -> Result<HouseAccounts, CommandError> {
    let (house, caller) = (house.clone(), caller.clone());
    crate::app::blocking(move || {
        let reason = desk::checked_reason(&request.reason)?;
        desk::act(&house, &caller, &[Topic::Customers], |desk| {
            voice_on(desk, request.customer, reason)?;
            house_accounts::keep(desk.db, request.customer, desk.who, desk.now)?;
            let what = format!("House account? {}", desk::title(&desk.customer(request.customer)?));
            desk.write_down(&what, Some("excluded"), Some("no, a real customer"))
        })?;
        list_now(&house)
    })
    .await?
}

/// The finding is made again, so that nobody is excluded who does not look like one; whoever is not offered any more is
/// left as they are, and the list that comes back shows it.
async fn decide(
    house: &Arc<House>,
    caller: &Caller,
    request: HouseAccountsPick,
    each: impl Fn(&Desk<'_>, CustomerId, &str) -> Result<(), CommandError> + Send + 'static,
) -> Result<HouseAccounts, CommandError> {
    if request.customers.is_empty() {
        return Err(CommandError::new("house_accounts.none", "Tick at least one customer."));
    }
    if request.customers.len() > PICK_MAX {
        return Err(CommandError::new("house_accounts.many", "Tick at most 10,000 customers at a time."));
    }
    let (house, caller) = (house.clone(), caller.clone());
    crate::app::blocking(move || {
        let wanted: BTreeSet<CustomerId> = request.customers.into_iter().collect();
        let offered = house.store.read(|db| house_accounts::candidates(db, &stores::get(db, house.store_id)?))?;
        let picked = offered.into_iter().filter(|one| wanted.contains(&one.customer));
        let picked: BTreeMap<CustomerId, String> = picked.map(|one| (one.customer, why(&one).join(", "))).collect();
        desk::act(&house, &caller, &[Topic::Customers], |desk| {
            picked.iter().try_for_each(|(id, why)| each(desk, *id, why))
        })?;
        list_now(&house)
    })
    .await?
}

fn why(candidate: &Candidate) -> Vec<String> {
    candidate.findings.iter().map(Finding::words).collect()
}

fn candidate_dto(candidate: Candidate) -> HouseAccountDto {
    HouseAccountDto {
        why: why(&candidate),
        customer: candidate.customer,
        name: candidate.name,
        customer_number: candidate.number,
        vehicles: candidate.vehicles,
    }
}

fn excluded_dto(excluded: Excluded) -> ExcludedAccountDto {
    ExcludedAccountDto {
        customer: excluded.customer,
        name: excluded.name,
        customer_number: excluded.number,
        reason: excluded.reason,
        at: excluded.at,
        by: excluded.by,
    }
}
