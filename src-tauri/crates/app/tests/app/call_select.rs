//! Call Select: the list, taking and giving back, and how a call is closed.

mod closing;
mod list;
mod taking;

use app::{
    Caller,
    dto::{
        Nothing,
        call_select::{
            CallDto, CallRequest, CallRow, CallSelectAsk, CallSelectListRequest, CallSelectMine, CallSelectPage,
            CallSelectTake, CallSelectTaken, TakeWhat,
        },
    },
    error::CommandError,
    handlers::call_select,
};
use domain::{
    call_select::SortOption,
    campaign::{CustomerTypeFilter, DayFilter, LanguageFilter},
    contact_type::ContactType,
    ids::{CodeId, CustomerId},
};
use store::{imports::FileCustomer, recycle::Code};

use crate::support::{STORE, With, World, person};

/// Everybody of a contact type, in the default order.
fn ask(contact_type: ContactType) -> CallSelectAsk {
    CallSelectAsk {
        contact_type,
        subtypes: vec![],
        recalls: vec![],
        fetch_campaigns: vec![],
        language: LanguageFilter::Any,
        day: DayFilter::All,
        customer_type: CustomerTypeFilter::All,
        city: None,
        sort: SortOption::RoNewest,
    }
}

fn maintenance() -> CallSelectAsk {
    ask(ContactType::Maintenance)
}

fn other() -> Caller {
    Caller { name: "B. Roy".to_owned() }
}

/// The `n`-th customer, due for Maintenance.
fn due(n: u32) -> FileCustomer {
    let number = format!("{n}");
    person(&number, &format!("Ann Number{n}")).cell(&format!("416 555 01{n:02}")).car(&vin(n, 1), "Civic")
}

fn vin(customer: u32, car: u32) -> String {
    format!("2HGFC2F59KH5{car:02}{customer:03}")
}

/// So many customers who are due, in order of number.
fn world_with(many: u32) -> (World, Vec<CustomerId>) {
    let world = World::new();
    let people: Vec<_> = (1..=many).map(due).collect();
    let ids = world.take_in(&people);
    (world, ids)
}

async fn page(world: &World, ask: CallSelectAsk) -> CallSelectPage {
    call_select::list(&world.house, &world.caller, CallSelectListRequest { ask, offset: 0 }).await.unwrap()
}

async fn row(world: &World, id: CustomerId) -> CallRow {
    let rows = page(world, maintenance()).await.rows;
    rows.into_iter().find(|row| row.customer == id).expect("on the list")
}

async fn try_take(world: &World, who: &Caller, what: TakeWhat) -> Result<CallSelectTaken, CommandError> {
    call_select::take(&world.house, who, CallSelectTake { ask: maintenance(), what }).await
}

/// Takes one customer for the usual agent.
async fn take_for(world: &World, contact_type: ContactType, id: CustomerId) {
    let what = TakeWhat::These { customers: vec![id] };
    let request = CallSelectTake { ask: ask(contact_type), what };
    let taken = call_select::take(&world.house, &world.caller, request).await.unwrap();
    assert_eq!(taken.taken, [id], "{:?}", taken.refused);
}

async fn take(world: &World, id: CustomerId) {
    take_for(world, ContactType::Maintenance, id).await;
}

async fn mine(world: &World) -> CallSelectMine {
    call_select::mine(&world.house, &world.caller, Nothing {}).await.unwrap()
}

async fn call(world: &World, customer: CustomerId, contact_type: Option<ContactType>) -> CallDto {
    call_select::call(&world.house, &world.caller, CallRequest { customer, contact_type }).await.unwrap()
}

/// An active code that a person made.
fn code(world: &World, contact_type: ContactType, name: &str, days: u16) -> CodeId {
    let new = Code {
        id: CodeId(0),
        store: STORE,
        contact_type,
        name: name.to_owned(),
        days,
        active: true,
        productive: false,
        is_voice_drop: false,
        made_at: world.house.now(),
    };
    world.db(|db| store::recycle::add(db, &new))
}
