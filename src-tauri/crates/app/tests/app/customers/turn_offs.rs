//! The vehicle grid: turning a VIN off and on, and what follows for who is due (P9).

use app::{
    dto::{
        Nothing,
        customer_page::{GridColumn, VehicleTurnOff, VehicleTurnOn},
        customers::CustomerDto,
    },
    error::CommandError,
    handlers::customers,
};
use domain::{
    contact_type::ContactType,
    facts::{AppointmentState, MatterKind, PayType},
    ids::{CustomerId, VehicleId},
};
use store::matters::{self, NewMatter};

use super::page::{maintenance, page, standing};
use crate::support::{STORE, With, World, on, person, refusal};

const MAINTENANCE: GridColumn = GridColumn::ContactType { contact_type: ContactType::Maintenance };

fn ann(world: &World) -> CustomerId {
    world.take_one_in(person("1", "Ann Lee").cell("416 555 0134").car("2HGFC2F59KH500001", "CR-V"))
}

async fn off(
    world: &World,
    customer: CustomerId,
    vehicle: VehicleId,
    column: GridColumn,
    reason: &str,
) -> Result<CustomerDto, CommandError> {
    let request = VehicleTurnOff { customer, vehicle, column, reason: reason.to_owned() };
    customers::turn_vehicle_off(&world.house, &world.caller, request).await
}

async fn on_again(world: &World, customer: CustomerId, vehicle: VehicleId, column: GridColumn) -> CustomerDto {
    let request = VehicleTurnOn { customer, vehicle, column };
    customers::turn_vehicle_on(&world.house, &world.caller, request).await.unwrap()
}

fn put(world: &World, customer: CustomerId, vehicle: Option<VehicleId>, key: &str, kind: MatterKind) {
    let new = NewMatter { store: STORE, customer, vehicle, source_key: key, kind };
    world.db(|db| matters::put(db, &new).map(drop));
}

#[tokio::test]
async fn p9_a_vin_is_turned_off_with_a_reason_and_on_without_one_and_both_are_audited() {
    let world = World::new();
    let id = ann(&world);
    let vehicle = world.vehicle(id);
    let shown = off(&world, id, vehicle, MAINTENANCE, " Services it at home ").await.unwrap();
    let cell = maintenance(&shown.vehicles[0]);
    let why = cell.off.as_ref().unwrap();
    assert_eq!((why.reason.as_str(), why.by.as_deref()), ("Services it at home", Some("A. Snyder")));
    assert_eq!(why.at, Some(world.house.now()));
    assert!(!cell.due && shown.vehicles[0].owned);
    assert!(standing(&shown.vehicles[0], ContactType::Recall).off.is_none(), "the others stay on");

    let again = off(&world, id, vehicle, MAINTENANCE, "Another").await.unwrap();
    assert_eq!(maintenance(&again.vehicles[0]).off.as_ref().unwrap().reason, "Services it at home");
    let shown = on_again(&world, id, vehicle, MAINTENANCE).await;
    assert!(maintenance(&shown.vehicles[0]).due);
    on_again(&world, id, vehicle, MAINTENANCE).await;

    let trail = world.audit();
    let line = |row: usize| (trail[row].what.as_str(), trail[row].old.as_deref(), trail[row].new.as_deref());
    let what = "Maintenance, 2019 Honda CR-V of Ann Lee (1)";
    assert_eq!(line(0), (what, Some("off: Services it at home"), Some("on")));
    assert_eq!(line(1), (what, Some("on"), Some("off: Services it at home")));
    assert!(!trail[2].what.contains("Maintenance"), "what changes nothing is not written down");
}

#[tokio::test]
async fn p9_owns_off_counts_for_nothing_and_says_how_it_went() {
    let world = World::new();
    let id = ann(&world);
    let vehicle = world.vehicle(id);
    let shown = off(&world, id, vehicle, GridColumn::Owns, "traded").await.unwrap();
    let car = &shown.vehicles[0];
    let gone = car.owns_off.as_ref().unwrap();
    assert_eq!((car.owned, gone.reason.as_str(), gone.by.as_deref()), (false, "traded", Some("A. Snyder")));
    assert!(car.types.iter().all(|of| !of.due && of.returns_on.is_none()));
    let shown = on_again(&world, id, vehicle, GridColumn::Owns).await;
    assert!(shown.vehicles[0].owned && shown.vehicles[0].owns_off.is_none());
    assert!(maintenance(&shown.vehicles[0]).due);
    let trail = &world.audit()[0];
    assert_eq!(trail.what, "Owns, 2019 Honda CR-V of Ann Lee (1)");
    assert_eq!((trail.old.as_deref(), trail.new.as_deref()), (Some("off: traded"), Some("on")));
}

#[tokio::test]
async fn a_turn_off_needs_a_reason_and_a_vehicle_of_this_customer() {
    let world = World::new();
    let id = ann(&world);
    let vehicle = world.vehicle(id);
    let other = world.take_one_in(person("2", "Bob Lee").car("2HGFC2F59KH500002", "Civic"));
    let field = Some("reason".to_owned());
    let empty = off(&world, id, vehicle, MAINTENANCE, " \n").await;
    assert_eq!(refusal(empty), ("customer.reason_empty".into(), field.clone()));
    let long = off(&world, id, vehicle, GridColumn::Owns, &"x".repeat(201)).await;
    assert_eq!(refusal(long), ("customer.reason_long".into(), field));
    assert_eq!(refusal(off(&world, other, vehicle, MAINTENANCE, "Why").await).0, "store.not_found");
    assert_eq!(refusal(off(&world, CustomerId(77), vehicle, MAINTENANCE, "Why").await).0, "store.not_found");
    let shown = page(&world, id).await;
    assert!(shown.vehicles[0].owned && maintenance(&shown.vehicles[0]).off.is_none());
}

#[tokio::test]
async fn every_contact_type_says_due_by_its_own_events() {
    let world = World::new();
    let id = ann(&world);
    let the_car = world.vehicle(id);
    let vehicle = Some(the_car);
    let missed = MatterKind::Appointment {
        on: on("2026-11-18"),
        booked_on: None,
        state: AppointmentState::NoShow,
        known_at: None,
    };
    put(&world, id, vehicle, "A1", missed);
    let closed = MatterKind::RepairOrder {
        opened_on: on("2026-11-10"),
        closed_on: Some(on("2026-11-12")),
        pay: PayType::Customer,
    };
    put(&world, id, vehicle, "R1", closed.clone());
    put(&world, id, None, "R2", closed);
    put(&world, id, vehicle, "C1", MatterKind::Recall { is_open: true, has_remedy: None, campaign: None });
    put(&world, id, vehicle, "M1", MatterKind::Inspection { due_on: on("2026-12-20") });
    put(&world, id, vehicle, "D1", MatterKind::DeclinedWork { due_on: on("2027-06-01"), is_open: true });

    let shown = page(&world, id).await;
    let due: Vec<_> = shown.vehicles[0].types.iter().filter(|of| of.due).map(|of| of.contact_type).collect();
    use ContactType as T;
    assert_eq!(due, [T::Maintenance, T::NoShow, T::ServiceFollowUp, T::Recall, T::Mvi]);
    let without: Vec<_> = shown.without_vehicle.iter().map(|of| (of.contact_type, of.due)).collect();
    assert_eq!(without, [(T::ServiceFollowUp, true)], "an order that names no vehicle");

    let recall = GridColumn::ContactType { contact_type: T::Recall };
    let shown = off(&world, id, the_car, recall, "Done elsewhere").await.unwrap();
    assert!(!standing(&shown.vehicles[0], T::Recall).due && standing(&shown.vehicles[0], T::Mvi).due);
}

#[tokio::test]
async fn the_reasons_a_store_gives_most_often_are_offered() {
    let world = World::new();
    let cars = (0..9).fold(person("1", "Ann Lee"), |ann, n| ann.car(&format!("2HGFC2F59KH50000{n}"), "Civic"));
    let id = world.take_one_in(cars);
    let vehicles = world.db(|db| store::customers::vehicles(db, id));
    let reasons = ["At home", "At home", "Once", "Too far", "Too far", "Too far"];
    for (vehicle, reason) in vehicles.iter().zip(reasons) {
        off(&world, id, vehicle.id, MAINTENANCE, reason).await.unwrap();
    }
    for vehicle in &vehicles[6..] {
        off(&world, id, vehicle.id, GridColumn::Owns, "Traded").await.unwrap();
    }
    let usual = customers::usual_reasons(&world.house, &world.caller, Nothing {}).await.unwrap();
    assert_eq!(usual.contact_types, ["Too far", "At home", "Once"]);
    assert_eq!(usual.owns, ["Traded"]);
}
