//! Calls presented, not recycled: what an agent took and did not close.

use std::sync::Arc;

use domain::phone::E164;
use store::{
    Db, StoreError,
    call_select::{self, Has, ListRow},
    customers,
};

use super::{
    customers_words,
    desk::{self, Desk},
    free,
};
use crate::{
    Caller, House,
    dto::{
        Nothing,
        call_select::{CallPhone, CallSelectGiveBack, CallSelectGivenBack, CallSelectMine, MyCall},
    },
    error::CommandError,
    events::Topic,
};

/// What the caller has, whatever list it came from; it survives a restart.
pub async fn mine(house: &Arc<House>, caller: &Caller, _: Nothing) -> Result<CallSelectMine, CommandError> {
    house.store.read(|db| {
        let rows = call_select::taken_by(db, house.store_id, &caller.name)?;
        let calls = rows.into_iter().filter_map(|row| my_call(db, row).transpose());
        Ok(CallSelectMine { agent: caller.name.clone(), calls: calls.collect::<Result<_, StoreError>>()? })
    })
}

fn my_call(db: &Db<'_>, row: ListRow) -> Result<Option<MyCall>, StoreError> {
    let Has::Agent(taken) = row.has else { return Ok(None) };
    Ok(Some(MyCall {
        phones: phones(db, row.id)?,
        customer: row.id,
        name: row.name,
        customer_number: row.number,
        city: row.city,
        stars: row.stars,
        taken_at: taken.at,
        contact_type: taken.from.map(|(contact_type, _)| contact_type),
        sort: taken.from.map(|(_, sort)| sort),
        saved_at: row.last_agent_contact_at.filter(|at| *at >= taken.at),
        may_have_heard_at: row.may_have_heard_at,
    }))
}

/// Every number on file as people dial it: an agent may call the work phone, too.
pub(super) fn phones(db: &Db<'_>, customer: domain::ids::CustomerId) -> Result<Vec<CallPhone>, StoreError> {
    let shown = |phone: customers::Phone| {
        let number = phone.number.as_ref().map_or(phone.typed, E164::display);
        let shown = match phone.extension {
            Some(extension) => format!("{number} ext. {extension}"),
            None => number,
        };
        CallPhone { kind: phone.kind, shown }
    };
    Ok(customers::phones(db, customer)?.into_iter().map(shown).collect())
}

/// One customer, whoever took them (an agent who went home must not hold a customer for ever), or all that the caller
/// has.
pub async fn give_back(
    house: &Arc<House>,
    caller: &Caller,
    request: CallSelectGiveBack,
) -> Result<CallSelectGivenBack, CommandError> {
    desk::act(house, caller, &[Topic::Customers], |desk| {
        let customers = match request.customer {
            Some(customer) => give_one_back(desk, customer)?,
            None => give_all_back(desk)?,
        };
        Ok(CallSelectGivenBack { customers })
    })
}

fn give_one_back(desk: &Desk<'_>, customer: domain::ids::CustomerId) -> Result<u32, CommandError> {
    let customer = desk.customer(customer)?;
    let Some(by) = &customer.taken_by else { return Ok(0) };
    free(desk, customer.id)?;
    desk.write_down(&format!("Gave {} back", desk::title(&customer)), Some(by), None)?;
    Ok(1)
}

fn give_all_back(desk: &Desk<'_>) -> Result<u32, CommandError> {
    let rows = call_select::taken_by(desk.db, desk.store.id, desk.who)?;
    let mut titles = vec![];
    for row in &rows {
        free(desk, row.id)?;
        titles.push(format!("{} ({})", row.name, row.number));
    }
    if !titles.is_empty() {
        desk.write_down(&format!("Gave {} back", customers_words(titles.len())), Some(&titles.join(", ")), None)?;
    }
    Ok(rows.len() as u32)
}
