//! What happened before today: calls and their codes, and what is known of numbers.

use chrono::{NaiveDate, TimeDelta};
use domain::{
    contact_type::ContactType,
    ids::{CustomerId, VehicleId},
    numbers::{Block, NumberRecord},
    phone::{E164, PhoneKind},
    recycle::days_after,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use store::{
    StoreError, bulk,
    contacts::{self, NewContact, Who},
    customers::{self, Phone},
    numbers, recycle,
};

use super::{
    File,
    chance::{one_of, percent, weighted},
    names::AGENTS,
};

/// The oldest contact lies so many days back.
const PAST_DAYS: f64 = 720.0;
const CALLED_IN: [&str; 3] =
    ["Called in: asked for the hours.", "Called in: asked for a price.", "Called in: asked about a recall letter."];
const TURNED_OFF: [(ContactType, &str); 4] = [
    (ContactType::Maintenance, "Services it at home"),
    (ContactType::Maintenance, "Has a service plan elsewhere"),
    (ContactType::Recall, "Recall done at another store"),
    (ContactType::Marketing, "Wants no offers"),
];

/// Writes a customer's calls, oldest first: to a third of the customers there were none. The latest lies anywhere from
/// yesterday to two years back, more often not long ago.
pub(super) fn add_contacts(
    file: &File<'_>,
    customer: CustomerId,
    vehicle: VehicleId,
    rng: &mut ChaCha8Rng,
) -> Result<(), StoreError> {
    if percent(rng, 33) {
        return Ok(());
    }
    let share: f64 = rng.random();
    let latest = 1 + (share * share * PAST_DAYS) as u64;
    let count = *weighted(rng, &[(60, 1), (25, 2), (15, 3)]);
    let apart = rng.random_range(20..160);
    for nth in (0..count).rev() {
        let on = file.desk.open_day_until(file.desk.days_ago(latest + nth * apart));
        add_contact(file, customer, vehicle, on, rng)?;
    }
    Ok(())
}

fn add_contact(
    file: &File<'_>,
    customer: CustomerId,
    vehicle: VehicleId,
    on: NaiveDate,
    rng: &mut ChaCha8Rng,
) -> Result<(), StoreError> {
    let at = file.desk.moment_on(on, rng);
    let (code, comment) = file.codes.picked(rng);
    let called_in = percent(rng, 6);
    let contact = NewContact {
        store: file.store,
        customer,
        vehicle: Some(vehicle),
        user_name: one_of(rng, &AGENTS),
        contact_type: (!called_in).then_some(code.contact_type),
        started_at: at,
        finished_at: Some(at + TimeDelta::seconds(rng.random_range(25..240))),
        comment: if called_in { one_of(rng, &CALLED_IN) } else { comment },
        who: if called_in { Who::CustomerCalled } else { Who::Agent },
        attempt: None,
        campaign_name: None,
        message: None,
        number: None,
        code: (!called_in).then_some(code.id),
        recycled_on: (!called_in).then_some(on),
    };
    contacts::add(file.db, &contact)?;
    if called_in {
        return Ok(());
    }
    // Also where the file is back long since: the latest code takes the place of the one before.
    recycle::record(file.db, customer, recycle::File::vehicle(vehicle), code, on, None)
}

/// Every 25th vehicle is turned off for something.
pub(super) fn turn_off_some(file: &File<'_>, vehicle: VehicleId, rng: &mut ChaCha8Rng) -> Result<(), StoreError> {
    if !percent(rng, 4) {
        return Ok(());
    }
    let (contact_type, reason) = one_of(rng, &TURNED_OFF);
    let at = file.desk.moment_on(file.desk.days_ago(rng.random_range(5..400)), rng);
    bulk::turn_off(file.db, vehicle, contact_type, reason, one_of(rng, &AGENTS), at)
}

/// What may be known of a customer or of one of their numbers.
#[derive(Clone, Copy)]
enum Known {
    Nothing,
    OptedOut,
    DoNotCall,
    BlockedUntil,
    BlockedForEver,
    Landline,
    Bad,
    Resting,
    SwitchedOff,
}

const KNOWN: [(u32, Known); 9] = [
    (862, Known::Nothing),
    (40, Known::OptedOut),
    (10, Known::DoNotCall),
    (20, Known::BlockedUntil),
    (10, Known::BlockedForEver),
    (10, Known::Landline),
    (8, Known::Bad),
    (30, Known::Resting),
    (10, Known::SwitchedOff),
];

/// Writes what earlier drops and calls made of a customer's first number, or of all of them.
pub(super) fn add_numbers(
    file: &File<'_>,
    customer: CustomerId,
    phones: &[Phone],
    rng: &mut ChaCha8Rng,
) -> Result<(), StoreError> {
    let known = *weighted(rng, &KNOWN);
    let personal = phones.iter().filter(|phone| phone.kind != PhoneKind::Work);
    let Some((kind, number)) = personal.filter_map(|phone| Some((phone.kind, phone.number.as_ref()?))).next() else {
        return Ok(());
    };
    match known {
        Known::Nothing => Ok(()),
        Known::OptedOut => opt_out(file, number, "Asked us to stop the messages", rng),
        Known::SwitchedOff => {
            let at = file.desk.moment_on(file.desk.days_ago(rng.random_range(5..300)), rng);
            numbers::switch_off(
                file.db,
                number,
                one_of(rng, &AGENTS),
                "A shared phone: calls are fine, no voice drops",
                at,
            )
        }
        Known::DoNotCall => {
            let at = file.desk.moment_on(file.desk.days_ago(rng.random_range(20..600)), rng);
            customers::set_voice_off(file.db, customer, Some((at, "Do Not Call")))?;
            // Every number on the file, the work phone with them (P13).
            phones
                .iter()
                .filter_map(|phone| phone.number.as_ref())
                .try_for_each(|number| opt_out(file, number, "Do Not Call", rng))
        }
        Known::BlockedUntil | Known::BlockedForEver | Known::Landline | Known::Bad | Known::Resting => {
            numbers::save(file.db, number, &record(known, kind, file.desk.today, rng))
        }
    }
}

fn opt_out(file: &File<'_>, number: &E164, reason: &str, rng: &mut ChaCha8Rng) -> Result<(), StoreError> {
    let on = file.desk.open_day_until(file.desk.days_ago(rng.random_range(2..600)));
    let at = file.desk.moment_on(on, rng);
    numbers::opt_out(file.db, number, one_of(rng, &AGENTS), reason, at)
}

/// A record as results would have made it (S12, S13, P2).
fn record(known: Known, kind: PhoneKind, today: NaiveDate, rng: &mut ChaCha8Rng) -> NumberRecord {
    let blank = NumberRecord::default();
    match (known, kind) {
        (Known::BlockedUntil, _) => NumberRecord {
            block: Some(Block::Until(days_after(today, rng.random_range(1..14)))),
            impossible_strikes: rng.random_range(1..3),
            failures_in_row: 1,
            ..blank
        },
        (Known::BlockedForEver, PhoneKind::Home) => {
            NumberRecord { block: Some(Block::ForEver), home_series: 3, failures_in_row: 3, ..blank }
        }
        (Known::BlockedForEver, _) => {
            NumberRecord { block: Some(Block::ForEver), impossible_strikes: 3, failures_in_row: 3, ..blank }
        }
        (Known::Landline, _) => NumberRecord { is_landline: true, failures_in_row: 1, ..blank },
        (Known::Bad, _) => NumberRecord { is_bad: true, failures_in_row: 1, ..blank },
        _ => NumberRecord {
            failures_in_row: 2,
            rests_until_on: Some(days_after(today, rng.random_range(1..3))),
            ..blank
        },
    }
}
