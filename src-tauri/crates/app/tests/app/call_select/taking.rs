//! An agent takes customers, and gives them back; a run's reservation and an agent's taking exclude each other (S3).

use app::{
    dto::{
        call_select::{CallSelectAsk, CallSelectGiveBack, CallSelectTake, CustomerRate, Holder, TakeWhat},
        customers::CustomerKey,
    },
    handlers::{call_select, customers},
};
use chrono::TimeDelta;
use domain::{
    audience::Choice,
    call_select::{SortOption, Stars},
    contact_type::ContactType,
    ids::CustomerId,
    phone::PhoneKind,
};
use store::targets;

use super::{maintenance, mine, other, row, take, try_take, world_with};
use crate::support::{World, e164, refusal};

fn first(how_many: u32) -> TakeWhat {
    TakeWhat::First { how_many }
}

fn these(customers: &[CustomerId]) -> TakeWhat {
    TakeWhat::These { customers: customers.to_vec() }
}

async fn my_customers(world: &World) -> Vec<CustomerId> {
    mine(world).await.calls.into_iter().map(|call| call.customer).collect()
}

#[tokio::test]
async fn how_many_takes_the_first_of_the_list_whom_nobody_has() {
    let (world, ids) = world_with(6);
    let run = world.run("Fall maintenance");
    world.reserve(&run, ids[0]);
    let his = try_take(&world, &other(), first(2)).await.unwrap();
    assert_eq!(his.taken, [ids[1], ids[2]], "not the one that the run holds");
    let hers = try_take(&world, &world.caller, first(2)).await.unwrap();
    assert_eq!(hers.taken, [ids[3], ids[4]], "nor those of another agent");
    world.pass(TimeDelta::minutes(1));
    let rest = try_take(&world, &world.caller, first(50)).await.unwrap();
    assert_eq!((rest.taken, rest.refused.len()), (vec![ids[5]], 0), "as many as there are");
    assert_eq!(my_customers(&world).await, [ids[3], ids[4], ids[5]]);
    let calls = mine(&world).await.calls;
    assert_eq!(calls[0].contact_type, Some(ContactType::Maintenance));
    assert_eq!((calls[0].phones[0].kind, calls[0].phones[0].shown.as_str()), (PhoneKind::Cell, "(416) 555-0104"));
    let line = &world.audit()[0];
    assert_eq!((line.what.as_str(), line.new.as_deref()), ("Took 1 customer for Maintenance", Some("Ann Number6 (6)")));
}

#[tokio::test]
async fn the_work_list_stands_in_the_order_of_the_list_it_was_taken_from() {
    let (world, ids) = world_with(3);
    let request = CustomerRate { customer: ids[2], stars: Stars::new(5) };
    call_select::rate(&world.house, &world.caller, request).await.unwrap();
    let ask = CallSelectAsk { sort: SortOption::StarsHighest, ..maintenance() };
    let request = CallSelectTake { ask, what: first(3) };
    call_select::take(&world.house, &world.caller, request).await.unwrap();
    assert_eq!(my_customers(&world).await, [ids[2], ids[0], ids[1]]);
    assert_eq!(mine(&world).await.calls[0].sort, Some(SortOption::StarsHighest));
}

#[tokio::test]
async fn ticked_customers_are_taken_and_each_refusal_says_who_has_them() {
    let (world, ids) = world_with(4);
    let run = world.run("Fall maintenance");
    world.reserve(&run, ids[0]);
    try_take(&world, &other(), these(&[ids[1]])).await.unwrap();
    take(&world, ids[2]).await;
    let asked = try_take(&world, &world.caller, these(&[ids[0], ids[1], ids[2], ids[3], ids[3]])).await.unwrap();
    assert_eq!(asked.taken, [ids[3]]);
    let why: Vec<_> = asked.refused.iter().map(|refused| refused.why.as_str()).collect();
    let expected = [
        "The run of Fall maintenance holds Ann Number1 until 17:30.",
        "B. Roy took Ann Number2 at 10:21.",
        "You have Ann Number3 already.",
    ];
    assert_eq!(why, expected);
}

#[tokio::test]
async fn whoever_is_not_due_any_more_is_not_taken_from_an_old_list() {
    let (world, ids) = world_with(2);
    let run = world.run("Fall maintenance");
    world.delivered(&run, ids[0]);
    let asked = try_take(&world, &world.caller, these(&ids)).await.unwrap();
    assert_eq!(asked.taken, [ids[1]]);
    assert_eq!(asked.refused[0].why, "Ann Number1 is not due for Maintenance any more.");
}

#[tokio::test]
async fn a_number_that_nobody_can_call_in_a_day_is_refused_beside_its_field() {
    let (world, ids) = world_with(1);
    let expected = ("call_select.how_many".to_owned(), Some("how_many".to_owned()));
    for what in [first(0), first(201), these(&[]), these(&vec![ids[0]; 201])] {
        assert_eq!(refusal(try_take(&world, &world.caller, what).await), expected);
    }
}

#[tokio::test]
async fn one_customer_or_all_are_given_back_and_are_free_at_once() {
    let (world, ids) = world_with(3);
    try_take(&world, &world.caller, first(3)).await.unwrap();
    let give_back = async |who, customer| {
        call_select::give_back(&world.house, who, CallSelectGiveBack { customer }).await.unwrap().customers
    };
    let other = other();
    assert_eq!(give_back(&other, Some(ids[1])).await, 1, "an agent who went home holds nobody for ever");
    assert_eq!(row(&world, ids[1]).await.holder, Holder::Nobody);
    assert_eq!(give_back(&world.caller, Some(ids[1])).await, 0);
    assert_eq!(give_back(&other, None).await, 0, "all of one's own");
    assert_eq!(give_back(&world.caller, None).await, 2);
    assert!(mine(&world).await.calls.is_empty());
    assert_eq!(world.audit()[0].what, "Gave 2 customers back");
}

#[tokio::test]
async fn what_was_taken_on_the_customer_s_page_stands_in_the_same_work_list() {
    let (world, ids) = world_with(1);
    customers::take(&world.house, &world.caller, CustomerKey { id: ids[0] }).await.unwrap();
    let calls = mine(&world).await.calls;
    assert_eq!((calls[0].customer, calls[0].contact_type, calls[0].sort), (ids[0], None, None));
}

#[tokio::test]
async fn s3_a_run_cannot_reserve_whom_an_agent_took_and_can_once_they_are_given_back() {
    let (world, ids) = world_with(1);
    let run = world.run("Fall maintenance");
    take(&world, ids[0]).await;
    let choice = Choice {
        kind: PhoneKind::Cell,
        number: e164("+14165550101"),
        message: Some(run.message),
        vehicles: vec![world.vehicle(ids[0])],
        matters: vec![],
    };
    let reserve = || world.db(|db| targets::reserve(db, run.run, ids[0], &choice, run.until_at, world.house.now()));
    assert_eq!(reserve(), None);
    call_select::give_back(&world.house, &world.caller, CallSelectGiveBack { customer: None }).await.unwrap();
    assert!(reserve().is_some());
    let refused = try_take(&world, &world.caller, these(&ids)).await.unwrap().refused;
    assert!(refused[0].why.starts_with("The run of Fall maintenance holds"), "{}", refused[0].why);
}
