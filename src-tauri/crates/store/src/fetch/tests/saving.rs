//! Saved queries, and those sent to Call Select.

use domain::{
    fetch::{About, Query, check, parse},
    ids::{CustomerId, FetchQueryId, VehicleId},
};

use super::world::{World, today};
use crate::{
    StoreError,
    fetch::{
        campaigns::{self, NewFetchCampaign},
        members, saved,
    },
};

fn query(line: &str) -> Query {
    parse(About::Vehicles, line).unwrap()
}

fn now() -> chrono::DateTime<chrono::Utc> {
    "2026-11-24T15:00:00Z".parse().unwrap()
}

fn save(world: &World, name: &str, line: &str) -> FetchQueryId {
    world.store().write(|db| saved::add(db, world.store_id(), name, &query(line), "Alex", now())).unwrap()
}

#[test]
fn a_query_is_saved_changed_and_deleted_and_its_name_is_free_again() {
    let world = World::empty();
    world.run("UPDATE fetch_query SET deleted_at = 0", ());
    let id = save(&world, "Hondas", "Make = Honda");
    let again = world.store().write(|db| saved::add(db, world.store_id(), "Hondas", &query("Year = 1"), "Alex", now()));
    assert!(matches!(again, Err(StoreError::AlreadyExists)));
    world.store().write(|db| saved::change(db, id, "Old Hondas", &query("Year < 2000"), "Kim", now())).unwrap();
    let on_file = world.read(|db| saved::get(db, world.store_id(), id));
    assert_eq!(
        (on_file.name.as_str(), on_file.query, on_file.saved_by.as_str()),
        ("Old Hondas", Some(query("Year < 2000")), "Kim")
    );
    world.store().write(|db| saved::delete(db, id, now())).unwrap();
    assert_eq!(world.read(|db| saved::list(db, world.store_id())), vec![]);
    assert!(world.read(|db| saved::usable(db, world.store_id(), id)).unwrap_err().to_string().contains("was deleted"));
    save(&world, "Old Hondas", "Make = Honda");
}

#[test]
fn a_query_of_a_field_that_is_gone_says_so() {
    let world = World::empty();
    let id = save(&world, "Hondas", "Make = Honda");
    world.run("UPDATE fetch_query SET query = replace(query, 'vehicle.make', 'vehicle.colour') WHERE id = ?1", [id.0]);
    let fault = world.read(|db| saved::usable(db, world.store_id(), id)).unwrap_err().to_string();
    assert_eq!(
        fault,
        "The saved query Hondas cannot be asked any more: The field vehicle.colour is no longer there. Choose another. \
         Open it in Fetch and mend it."
    );
    world.run("UPDATE fetch_query SET query = 'nonsense' WHERE id = ?1", [id.0]);
    assert!(world.read(|db| saved::usable(db, world.store_id(), id)).is_err());
    let missing = world.read(|db| saved::usable(db, world.store_id(), FetchQueryId(404))).unwrap_err();
    assert_eq!(missing, saved::Unusable::Missing);
}

#[test]
fn a_fetch_campaign_keeps_whom_the_query_found_until_it_is_ended() {
    let world = World::empty();
    let customer = world.customer("1001");
    let found = [world.vehicle(customer, "A", None), world.vehicle(customer, "B", None)];
    let id = save(&world, "Hondas", "Make = Honda");
    let checked = check(&query("Make = Honda")).unwrap();
    let mut of_it = world.read(|db| members(db, &world.asked(), &checked, 10));
    assert_eq!(of_it.len(), 2);
    // Whoever left the file meanwhile is left out.
    of_it.push((CustomerId(404), Some(VehicleId(404))));
    of_it.push((CustomerId(customer), Some(VehicleId(404))));
    let new = NewFetchCampaign { store: world.store_id(), query: id, name: "Winter", expires_on: today(), by: "Alex" };
    let made = world.store().write(|db| campaigns::make(db, &new, &of_it, now())).unwrap();
    let campaign = world.read(|db| campaigns::get(db, world.store_id(), made));
    assert_eq!((campaign.members, campaign.open, campaign.query_name.as_str()), (2, 2, "Hondas"));
    world.run("UPDATE fetch_member SET is_open = 0 WHERE vehicle_id = ?1", [found[0]]);
    world.store().write(|db| campaigns::end(db, made, now())).unwrap();
    let campaign = world.read(|db| campaigns::get(db, world.store_id(), made));
    assert_eq!((campaign.members, campaign.open, campaign.ended_at), (2, 0, Some(now())));
    assert!(world.store().write(|db| campaigns::end(db, made, now())).is_err(), "it ends once");
    assert_eq!(world.read(|db| campaigns::list(db, world.store_id()))[0].id, made, "newest first");
}
