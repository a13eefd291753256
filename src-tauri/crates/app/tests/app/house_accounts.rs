//! House accounts are offered, excluded or called real, and remembered.

use app::{
    dto::{
        Nothing,
        customer_page::VoiceSwitch,
        house_accounts::{HouseAccounts, HouseAccountsPick},
    },
    error::CommandError,
    handlers::{customers, house_accounts},
};
use domain::ids::CustomerId;

use crate::support::{With, World, person, refusal};

async fn list(world: &World) -> HouseAccounts {
    house_accounts::list(&world.house, &world.caller, Nothing {}).await.unwrap()
}

async fn exclude(world: &World, customers: Vec<CustomerId>) -> Result<HouseAccounts, CommandError> {
    house_accounts::exclude(&world.house, &world.caller, HouseAccountsPick { customers }).await
}

async fn keep(world: &World, customers: Vec<CustomerId>) -> Result<HouseAccounts, CommandError> {
    house_accounts::keep(&world.house, &world.caller, HouseAccountsPick { customers }).await
}

fn names(found: &HouseAccounts) -> Vec<&str> {
    found.candidates.iter().map(|one| one.name.as_str()).collect()
}

fn crowd(world: &World) -> Vec<CustomerId> {
    world.take_in(&[
        person("1", "Cash Sale").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"),
        person("2", "Johnny Cash").cell("416 555 0135"),
        person("3", "New Stock").cell("416 555 0136"),
        person("4", "Lakeside Honda").cell("416 555 0137"),
    ])
}

#[tokio::test]
async fn whoever_looks_like_one_is_offered_with_what_speaks_for_it() {
    let world = World::new();
    crowd(&world);
    let found = list(&world).await;
    assert_eq!(names(&found), ["Cash Sale", "Lakeside Honda", "New Stock"]);
    assert_eq!(found.candidates[0].why, ["cash sale"]);
    assert_eq!((found.candidates[0].vehicles, found.candidates[0].customer_number.as_str()), (1, "1"));
    assert_eq!(found.candidates[1].why, ["the store's own name"]);
    assert!(found.excluded.is_empty());
}

#[tokio::test]
async fn excluding_switches_voice_off_with_the_reason_and_is_audited_one_by_one() {
    let world = World::new();
    let ids = crowd(&world);
    let left = exclude(&world, vec![ids[0], ids[2]]).await.unwrap();
    assert_eq!(names(&left), ["Lakeside Honda"]);
    let reasons: Vec<_> = left.excluded.iter().map(|one| (one.name.as_str(), one.reason.as_str())).collect();
    assert_eq!(reasons, [("Cash Sale", "cash sale"), ("New Stock", "stock")]);
    let key = app::dto::customers::CustomerKey { id: ids[0] };
    let page = customers::get(&world.house, &world.caller, key).await.unwrap();
    assert_eq!(page.voice_switch.unwrap().reason, "House account: cash sale");
    assert_eq!(page.voice_off, None);
    let trail = world.audit();
    assert_eq!(trail[0].what, "Voice of New Stock (3)");
    assert_eq!(trail[1].new.as_deref(), Some("switched off: House account: cash sale"));
}

#[tokio::test]
async fn an_exclusion_is_taken_back_with_a_reason_and_is_not_offered_again() {
    let world = World::new();
    let ids = crowd(&world);
    exclude(&world, vec![ids[0], ids[2]]).await.unwrap();
    let restore = async |reason: &str| {
        let request = VoiceSwitch { customer: ids[2], reason: reason.to_owned() };
        house_accounts::restore(&world.house, &world.caller, request).await
    };
    assert_eq!(refusal(restore(" ").await).0, "customer.reason_empty");
    let left = restore("His name is Stock").await.unwrap();
    assert_eq!(names(&left), ["Lakeside Honda"], "a real customer");
    assert_eq!(left.excluded.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Cash Sale"]);
    let key = app::dto::customers::CustomerKey { id: ids[2] };
    assert!(customers::get(&world.house, &world.caller, key).await.unwrap().voice_switch.is_none());
    let trail = world.audit();
    assert_eq!(trail[0].what, "House account? New Stock (3)");
    assert_eq!(trail[1].new.as_deref(), Some("on: His name is Stock"));
    assert_eq!(refusal(restore("again").await).0, "customer.voice_is_on");
}

#[tokio::test]
async fn a_real_customer_is_not_offered_again_and_nobody_else_can_be_excluded() {
    let world = World::new();
    let ids = crowd(&world);
    let left = keep(&world, vec![ids[3]]).await.unwrap();
    assert_eq!(names(&left), ["Cash Sale", "New Stock"]);
    assert_eq!(world.audit()[0].what, "House account? Lakeside Honda (4)");
    assert_eq!(world.audit()[0].new.as_deref(), Some("no, a real customer"));
    let before = world.audit().len();
    let left = exclude(&world, vec![ids[3], ids[1], CustomerId(77)]).await.unwrap();
    assert_eq!((names(&left).len(), left.excluded.len()), (2, 0), "none of them is offered");
    assert_eq!(world.audit().len(), before);
    assert_eq!(refusal(exclude(&world, vec![]).await).0, "house_accounts.none");
    assert_eq!(refusal(keep(&world, vec![CustomerId(1); 10_001]).await).0, "house_accounts.many");
}
