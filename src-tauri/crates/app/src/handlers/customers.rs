//! Finding a customer, the customer's page, and what a person does there.

mod call_backs;
pub(crate) mod desk;
mod events;
mod holds;
mod opt_outs;
mod page;
mod phones;
mod switches;
mod turn_offs;
mod vehicles;

use std::sync::Arc;

use domain::{ids::CustomerId, recycle::Recycled};
use store::{
    Db,
    call_backs::since_on,
    customers, history as contact_history,
    search::{self as find, Hit},
    search_text,
};

pub use call_backs::log_call_back;
pub use events::events;
pub use holds::{end_hold, open_complaint, set_hold, settle_complaint};
pub use opt_outs::{opt_in, opt_out};
pub use phones::save_phone;
pub(super) use switches::voice_on;
pub use switches::{switch_number_off, switch_number_on, switch_voice_off, switch_voice_on};
pub use turn_offs::{turn_vehicle_off, turn_vehicle_on, usual_reasons};

use self::desk::Desk;
use crate::{
    Caller, House,
    dto::customers::{
        CustomerDto, CustomerHit, CustomerHits, CustomerKey, CustomerListPage, CustomerListRequest, CustomerSearch,
        HistoryPage, HistoryRequest, HistoryRow, LinkedVehicle,
    },
    error::CommandError,
    events::Topic,
};

/// More hits than this nobody reads; two more letters are quicker.
const HITS_MAX: usize = 50;
/// No name, number or VIN is longer; the rest of a pasted text is left out.
const SEARCH_TEXT_CHARS_MAX: usize = 200;
/// Customers on one page of the list: more than a screen shows, little enough to be there at once.
const LIST_PAGE_ROWS: usize = 100;
/// Rows of Contact History on one page; most customers have fewer.
const HISTORY_PAGE_ROWS: usize = 100;

/// Customers whose file bears every word, or the digits. Fewer than three letters or digits find nobody.
pub async fn search(
    house: &Arc<House>,
    _caller: &Caller,
    request: CustomerSearch,
) -> Result<CustomerHits, CommandError> {
    let mut hits = found(house, &request.text, HITS_MAX + 1)?;
    let more = hits.len() > HITS_MAX;
    hits.truncate(HITS_MAX);
    Ok(CustomerHits { hits, more })
}

/// At most so many of those who match, in the order of the search.
fn found(house: &House, text: &str, limit: usize) -> Result<Vec<CustomerHit>, CommandError> {
    let mut hits = vec![];
    each_found(house, text, limit, |hit| {
        hits.push(hit);
        Ok(())
    })?;
    Ok(hits)
}

/// The same, one after the other.
pub(crate) fn each_found(
    house: &House,
    text: &str,
    limit: usize,
    mut take: impl FnMut(CustomerHit) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let text: String = text.chars().take(SEARCH_TEXT_CHARS_MAX).collect();
    let needles = search_text::needles(&text);
    let since_on = since_on(house.today()?);
    house.store.read(|db| {
        find::find(db, house.store_id, &needles, since_on, limit)?.into_iter().try_for_each(|hit| {
            let matched = find::matched(db, hit.id, &needles)?;
            take(CustomerHit { matched, ..hit_dto(hit) })
        })
    })
}

/// Every customer, one after the other, in the order of the list.
pub(crate) fn each(
    house: &House,
    mut take: impl FnMut(CustomerHit) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    let since_on = since_on(house.today()?);
    house.store.read(|db| {
        let mut after = None;
        loop {
            let page = find::page(db, house.store_id, after, since_on, LIST_PAGE_ROWS)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(last.id);
            page.into_iter().try_for_each(|hit| take(hit_dto(hit)))?;
        }
    })
}

/// Customers in order of number.
pub async fn list(
    house: &Arc<House>,
    _caller: &Caller,
    request: CustomerListRequest,
) -> Result<CustomerListPage, CommandError> {
    let since_on = since_on(house.today()?);
    house.store.read(|db| {
        let mut found = find::page(db, house.store_id, request.after, since_on, LIST_PAGE_ROWS + 1)?;
        let after = cut(&mut found, LIST_PAGE_ROWS, |hit| hit.id);
        let customers = found.into_iter().map(hit_dto).collect();
        Ok(CustomerListPage { customers, after, total: find::count(db, house.store_id)? })
    })
}

fn hit_dto(hit: Hit) -> CustomerHit {
    CustomerHit {
        id: hit.id,
        name: hit.name,
        customer_number: hit.number,
        city: hit.city,
        matched: None,
        vehicle: hit.vehicle,
        drop_in_progress: hit.drop_in_progress,
        last_drop_at: hit.last_drop_at,
    }
}

/// Cuts what was read beyond a page; gives the key of the page's last row if there is more.
fn cut<T, K>(rows: &mut Vec<T>, page: usize, key: impl FnOnce(&T) -> K) -> Option<K> {
    let more = rows.len() > page;
    rows.truncate(page);
    rows.last().filter(|_| more).map(key)
}

/// Everything on the customer's page.
pub async fn get(house: &Arc<House>, caller: &Caller, request: CustomerKey) -> Result<CustomerDto, CommandError> {
    house.store.read(|db: &Db<'_>| page::of(&Desk::open(db, house, caller)?, request.id))
}

/// The page as it is at the desk's moment, for acts of other screens.
pub(super) fn page_of(desk: &Desk<'_>, id: CustomerId) -> Result<CustomerDto, CommandError> {
    page::of(desk, id)
}

/// Contact History, newest first.
pub async fn history(
    house: &Arc<House>,
    _caller: &Caller,
    request: HistoryRequest,
) -> Result<HistoryPage, CommandError> {
    house.store.read(|db| {
        customers::get(db, house.store_id, request.customer)?;
        let mut rows = contact_history::page(db, request.customer, request.before, HISTORY_PAGE_ROWS + 1)?;
        let before = cut(&mut rows, HISTORY_PAGE_ROWS, |row| row.id);
        Ok(HistoryPage { rows: rows.into_iter().map(history_dto).collect(), before })
    })
}

fn history_dto(row: contact_history::HistoryRow) -> HistoryRow {
    let linked = row.linked.into_iter().map(|vehicle| LinkedVehicle { title: vehicle.title, vin: vehicle.vin });
    HistoryRow {
        id: row.id,
        user_name: row.user_name,
        started_at: row.started_at,
        finished_at: row.finished_at,
        vehicle: row.vehicle,
        vin: row.vin,
        linked: linked.collect(),
        contact_type: row.contact_type,
        comment: row.comment,
        in_progress: row.in_progress,
        inbound: row.inbound,
        number: row.number,
        returns_on: row.recycled.map(Recycled::returns_on),
        campaign_name: row.campaign_name,
        message_name: row.message_name,
        other_result: row.other_result,
        sort: row.sort,
    }
}

/// An agent takes the customer: no run reserves them, and one that holds them skips them (S3). Taking what one has
/// already changes nothing.
///
/// # Errors
/// `customer.held_by_run`, `customer.taken`.
pub async fn take(house: &Arc<House>, caller: &Caller, request: CustomerKey) -> Result<CustomerDto, CommandError> {
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.id)?;
        if customers::take(desk.db, customer.id, desk.who, desk.now)? {
            let what = format!("Took {}", desk::title(&customer));
            desk.write_down(&what, None, Some(desk.who))?;
        } else if let Some(held) = customers::held(desk.db, customer.id)? {
            let sentence = format!(
                "The run of {} holds this customer until {}. Wait for it, or stop it on Today.",
                held.campaign_name,
                desk.local_words(held.until_at)
            );
            return Err(CommandError::new("customer.held_by_run", sentence).retryable());
        } else if let Some(other) = customer.taken_by.filter(|by| by != desk.who) {
            let sentence = format!("{other} has taken this customer. Ask them to give the customer back.");
            return Err(CommandError::new("customer.taken", sentence).retryable());
        }
        page::of(desk, request.id)
    })
}

/// The customer is free again, whoever took them: an agent who went home must not hold a customer for ever.
pub async fn give_back(house: &Arc<House>, caller: &Caller, request: CustomerKey) -> Result<CustomerDto, CommandError> {
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customer = desk.customer(request.id)?;
        if let Some(holder) = &customer.taken_by {
            customers::give_back(desk.db, customer.id)?;
            desk.write_down(&format!("Gave {} back", desk::title(&customer)), Some(holder), None)?;
        }
        page::of(desk, request.id)
    })
}
