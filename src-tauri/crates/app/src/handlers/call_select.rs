//! Call Select: whom agents call today, and who has whom. A run's reservation and an agent's taking exclude each other
//! (S3), so whoever asks is answered by the file at that moment.

mod closing;
mod due;
mod mine;
mod view;

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    aim::Subtype,
    call_select::{HOW_MANY_MAX, Listed, Offer, TYPES, is_free},
    contact_type::ContactType,
    ids::CustomerId,
};
use store::{
    Db, StoreError,
    call_select::{self, Has},
    customers, reports,
};

pub use closing::{complete, recycle, save};
pub use mine::{give_back, mine};
pub use view::call;

use self::due::{Due, Many, Wanted};
use super::customers::desk::{self, Desk};
use crate::{
    Caller, House,
    dto::{
        Nothing,
        call_select::{
            CallRow, CallSelectAsk, CallSelectHolders, CallSelectHoldersRequest, CallSelectListRequest, CallSelectPage,
            CallSelectTake, CallSelectTaken, CallSelectTypes, CallType, CustomerRate, FetchTargetDto, Holder, HolderOf,
            TakeRefused, TakeWhat,
        },
        customers::CustomerDto,
    },
    error::CommandError,
    events::Topic,
};

/// Rows on one page of the list: more than a screen shows.
const PAGE_ROWS: usize = 100;
/// Rows whose holders are asked for at a time.
const HOLDERS_MAX: usize = 200;

impl Desk<'_> {
    fn due(&self) -> Due<'_> {
        Due { db: self.db, store: &self.store, now: self.now, today: self.today }
    }
}

/// Contact types with how many are due, and what can be chosen as targets.
pub async fn types(house: &Arc<House>, caller: &Caller, _: Nothing) -> Result<CallSelectTypes, CommandError> {
    reading(house, caller, |desk| {
        let counts = desk.due().count(&TYPES)?;
        let types = TYPES.into_iter().zip(counts).map(|(contact_type, many)| type_now(desk, contact_type, many));
        Ok(CallSelectTypes {
            types: types.collect::<Result<_, StoreError>>()?,
            cities: call_select::cities(desk.db, desk.store.id)?,
        })
    })
    .await
}

fn type_now(desk: &Desk<'_>, contact_type: ContactType, many: Many) -> Result<CallType, StoreError> {
    let fetch = match contact_type {
        ContactType::Marketing => call_select::fetch_targets(desk.db, desk.store.id, desk.today)?,
        _ => vec![],
    };
    Ok(CallType {
        contact_type,
        due: many.due as u32,
        free: many.free as u32,
        subtypes: Subtype::of(contact_type).to_vec(),
        recalls: match contact_type {
            ContactType::Recall => call_select::recall_targets(desk.db, desk.store.id)?,
            _ => vec![],
        },
        fetch_campaigns: fetch
            .into_iter()
            .map(|target| FetchTargetDto { id: target.id, name: target.name, expires_on: target.expires_on })
            .collect(),
        steps: desk.due().steps(contact_type)?,
    })
}

/// A page of those who are due, in the order that was asked for.
pub async fn list(
    house: &Arc<House>,
    caller: &Caller,
    request: CallSelectListRequest,
) -> Result<CallSelectPage, CommandError> {
    reading(house, caller, move |desk| page(desk, &request)).await
}

/// All of it, one row after the other, for a file (P10).
pub(crate) fn each_of_list(
    house: &House,
    caller: &Caller,
    ask: &CallSelectAsk,
    mut take: impl FnMut(CallRow) -> Result<(), CommandError>,
) -> Result<(), CommandError> {
    house.store.read(|db| {
        let desk = Desk::open(db, house, caller)?;
        desk.due().in_order(&Wanted::by(ask), ask.sort, |list| {
            let mut offers = list.listed.iter().filter_map(|listed| list.offer(listed.customer()));
            offers.try_for_each(|offer| take(row(&desk, &offer)?))
        })
    })
}

fn page(desk: &Desk<'_>, request: &CallSelectListRequest) -> Result<CallSelectPage, CommandError> {
    desk.due().in_order(&Wanted::by(&request.ask), request.ask.sort, |list| {
        let mut many = Many::default();
        list.listed.iter().for_each(|listed| many.add(listed.reasons));
        let those = list.listed.iter().skip(request.offset as usize).take(PAGE_ROWS);
        let offers = those.filter_map(|listed| list.offer(listed.customer()));
        Ok(CallSelectPage {
            rows: offers.map(|offer| row(desk, &offer)).collect::<Result<_, StoreError>>()?,
            total: many.due as u32,
            free: many.free as u32,
            held: many.held as u32,
            taken: (many.due - many.held - many.free) as u32,
        })
    })
}

fn row(desk: &Desk<'_>, offer: &Offer) -> Result<CallRow, StoreError> {
    let row = call_select::row_of(desk.db, desk.store.id, offer.customer)?;
    let vehicle = match offer.about.iter().find_map(|about| about.vehicle) {
        Some(vehicle) => reports::vehicle_title(desk.db, vehicle)?,
        None => None,
    };
    Ok(CallRow {
        customer: offer.customer,
        name: row.name,
        customer_number: row.number,
        city: row.city,
        vehicle,
        more: offer.about.len() as u32 - 1,
        last_ro_on: offer.last_ro_on,
        stars: row.stars,
        last_contact_at: row.last_contact_at,
        may_have_heard_at: row.may_have_heard_at,
        no_drops: offer.no_drops,
        holder: holder(row.has, desk.who),
    })
}

fn holder(has: Has, who: &str) -> Holder {
    match has {
        Has::Nobody => Holder::Nobody,
        Has::Run { run, campaign_name, started_at, until_at } => {
            Holder::Run { run, campaign_name, started_at, until: until_at }
        }
        Has::Agent(taken) => Holder::Agent {
            mine: taken.by == who,
            name: taken.by,
            since: taken.at,
            contact_type: taken.from.map(|(contact_type, _)| contact_type),
        },
    }
}

/// Who has each of these customers, at this moment.
///
/// # Errors
/// `call_select.too_many`.
pub async fn holders(
    house: &Arc<House>,
    caller: &Caller,
    request: CallSelectHoldersRequest,
) -> Result<CallSelectHolders, CommandError> {
    if request.customers.len() > HOLDERS_MAX {
        return Err(CommandError::new("call_select.too_many", "Ask for at most 200 customers at a time."));
    }
    house.store.read(|db| {
        let of = |customer: &CustomerId| {
            let has = call_select::row_of(db, house.store_id, *customer)?.has;
            Ok(HolderOf { customer: *customer, holder: holder(has, &caller.name) })
        };
        let holders = request.customers.iter().map(of);
        Ok(CallSelectHolders { holders: holders.collect::<Result<_, StoreError>>()? })
    })
}

/// Takes the first so many of the list, or those that were ticked. Each is judged once more and claimed by itself; who
/// is a run's or another agent's by then stays theirs.
///
/// # Errors
/// `call_select.how_many`.
pub async fn take(
    house: &Arc<House>,
    caller: &Caller,
    request: CallSelectTake,
) -> Result<CallSelectTaken, CommandError> {
    let (house, caller) = (house.clone(), caller.clone());
    crate::app::blocking(move || take_now(&house, &caller, &request)).await?
}

fn take_now(house: &Arc<House>, caller: &Caller, request: &CallSelectTake) -> Result<CallSelectTaken, CommandError> {
    let (candidates, limit) = candidates(house, caller, request)?;
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let mut answer = CallSelectTaken { taken: vec![], refused: vec![] };
        let mut titles = vec![];
        for customer in candidates {
            if answer.taken.len() >= limit {
                break;
            }
            match take_one(desk, request, customer, answer.taken.len())? {
                None => {
                    answer.taken.push(customer);
                    titles.push(desk::title(&desk.customer(customer)?));
                }
                Some(why) => answer.refused.push(TakeRefused { customer, why }),
            }
        }
        if !titles.is_empty() {
            let what = format!("Took {} for {}", customers_words(titles.len()), request.ask.contact_type.title());
            desk.write_down(&what, None, Some(&titles.join(", ")))?;
        }
        if let TakeWhat::First { .. } = request.what {
            // Nobody asked for them by name: the next in order were taken instead.
            answer.refused.clear();
        }
        Ok(answer)
    })
}

/// Whom to try, in order, and how many of them at most.
fn candidates(
    house: &House,
    caller: &Caller,
    request: &CallSelectTake,
) -> Result<(Vec<CustomerId>, usize), CommandError> {
    let in_range = |many: usize| {
        let is_in = (1..=HOW_MANY_MAX as usize).contains(&many);
        let sentence = format!("Take 1 to {HOW_MANY_MAX} customers at a time; more would wait for you.");
        if is_in { Ok(many) } else { Err(CommandError::field("call_select.how_many", "how_many", sentence)) }
    };
    match &request.what {
        TakeWhat::First { how_many } => {
            let limit = in_range(*how_many as usize)?;
            let free = house.store.read(|db| {
                let desk = Desk::open(db, house, caller)?;
                desk.due().in_order(&Wanted::by(&request.ask), request.ask.sort, |list| {
                    let free = list.listed.iter().filter(|listed| is_free(listed.reasons));
                    Ok::<_, CommandError>(free.map(Listed::customer).collect())
                })
            })?;
            Ok((free, limit))
        }
        TakeWhat::These { customers } => {
            in_range(customers.len())?;
            let mut seen = BTreeSet::new();
            let once: Vec<_> = customers.iter().copied().filter(|customer| seen.insert(*customer)).collect();
            let many = once.len();
            Ok((once, many))
        }
    }
}

/// `None`: taken. Otherwise why not.
fn take_one(
    desk: &Desk<'_>,
    request: &CallSelectTake,
    customer: CustomerId,
    place: usize,
) -> Result<Option<String>, CommandError> {
    let contact_type = request.ask.contact_type;
    let from = (contact_type, request.ask.sort);
    if desk.due().offer(&Wanted::by(&request.ask), customer)?.is_none() {
        let name = desk.customer(customer)?.name;
        return Ok(Some(format!("{name} is not due for {} any more.", contact_type.title())));
    }
    if call_select::take(desk.db, customer, desk.who, from, place, desk.now)? {
        return Ok(None);
    }
    let row = call_select::row_of(desk.db, desk.store.id, customer)?;
    Ok(match row.has {
        Has::Agent(taken) if taken.by == desk.who => Some(format!("You have {} already.", row.name)),
        Has::Agent(taken) => Some(format!("{} took {} at {}.", taken.by, row.name, desk.local_words(taken.at))),
        Has::Run { campaign_name, until_at, .. } => {
            Some(format!("The run of {campaign_name} holds {} until {}.", row.name, desk.local_words(until_at)))
        }
        Has::Nobody => Some(format!("{} could not be taken. Try again.", row.name)),
    })
}

/// How much the customer is worth to the store, as a person says.
pub async fn rate(house: &Arc<House>, caller: &Caller, request: CustomerRate) -> Result<CustomerDto, CommandError> {
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let before = desk.customer(request.customer)?;
        if before.stars != request.stars {
            call_select::set_stars(desk.db, before.id, request.stars)?;
            let words = |stars: Option<domain::call_select::Stars>| match stars {
                None => "not rated".to_owned(),
                Some(stars) => format!("{} of 5", stars.many()),
            };
            let what = format!("Star rating of {}", desk::title(&before));
            desk.write_down(&what, Some(&words(before.stars)), Some(&words(request.stars)))?;
        }
        super::customers::page_of(desk, request.customer)
    })
}

/// "1 customer", "25 customers".
fn customers_words(many: usize) -> String {
    if many == 1 { "1 customer".to_owned() } else { format!("{many} customers") }
}

/// Reads what takes long on a thread where nothing else waits for it.
async fn reading<T: Send + 'static>(
    house: &Arc<House>,
    caller: &Caller,
    work: impl FnOnce(&Desk<'_>) -> Result<T, CommandError> + Send + 'static,
) -> Result<T, CommandError> {
    let (house, caller) = (house.clone(), caller.clone());
    crate::app::blocking(move || house.store.read(|db: &Db<'_>| work(&Desk::open(db, &house, &caller)?))).await?
}

/// Frees a customer whom the caller has.
fn free(desk: &Desk<'_>, customer: CustomerId) -> Result<(), CommandError> {
    Ok(customers::give_back(desk.db, customer)?)
}
