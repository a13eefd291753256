//! What is written here is read back as the rules and the tables read it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    calendar::Calendar,
    campaign::{CampaignSpec, CustomerType, Language},
    contact_type::ContactType,
    due::DueSettings,
    facts::{AppointmentState, LogEntry, Matter, MatterKind, PayType},
    ids::{CustomerId, StoreId, VehicleId},
    numbers::CellStrikes,
    zone::Zone,
};
use rusqlite::types::Value;

use super::*;
use crate::{
    Store,
    bulk::{NewCustomer, NewVehicle, add_customer, add_vehicle},
    columns::rows,
    facts::{self, Scope},
    stores::{self, StoreRow},
};

const STORE: StoreId = StoreId(1);

fn now() -> DateTime<Utc> {
    "2026-11-24T15:00:00Z".parse().unwrap()
}

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A file with one customer and a vehicle.
struct World {
    file: Store,
    customer: CustomerId,
    vehicle: VehicleId,
}

impl World {
    fn new() -> Self {
        let row = StoreRow {
            id: STORE,
            name: "Northgate Honda".to_owned(),
            country: "CA".to_owned(),
            region: "ON".to_owned(),
            language: Language::English,
            opt_out_number: None,
            due: DueSettings::default(),
            cell_strikes: CellStrikes::default(),
            calendar: Calendar {
                zone: Zone::parse("America/Toronto").unwrap(),
                hours: BTreeMap::new(),
                closed: Default::default(),
            },
            closed_names: BTreeMap::new(),
            departments: BTreeMap::new(),
            own_lines: Default::default(),
        };
        let file = Store::in_memory().unwrap();
        let (customer, vehicle) = file
            .write(|db| -> Result<_, StoreError> {
                stores::save(db, &row, now())?;
                let customer = add_customer(db, STORE, &somebody())?;
                Ok((customer, add_vehicle(db, STORE, customer, &civic())?))
            })
            .unwrap();
        Self { file, customer, vehicle }
    }

    fn of<'a>(&self, key: &'a str) -> Of<'a> {
        Of { store: STORE, customer: self.customer, vehicle: Some(self.vehicle), key }
    }

    fn write(&self, work: impl FnOnce(&Db<'_>) -> Result<MatterId, StoreError>) -> MatterId {
        self.file.write(work).unwrap()
    }

    /// Every column of the one row of a table, by name.
    fn row(&self, table: &str) -> BTreeMap<String, Value> {
        let read = |db: &Db<'_>| {
            rows(db.0, &format!("SELECT * FROM {table}"), [], |r| {
                let names: Vec<String> = r.as_ref().column_names().map(str::to_owned).collect();
                names
                    .into_iter()
                    .map(|name| r.get(name.as_str()).map(|value| (name, value)))
                    .collect::<Result<_, _>>()
                    .map_err(StoreError::from)
            })
        };
        let mut rows: Vec<BTreeMap<String, Value>> = self.file.read(read).unwrap();
        assert_eq!(rows.len(), 1);
        rows.remove(0)
    }

    /// What the rules are told.
    fn matter(&self, contact_type: ContactType) -> Matter {
        let spec = CampaignSpec::new(contact_type, on("2026-11-24"));
        let scope =
            Scope { store: STORE, spec: &spec, campaign: None, today: on("2026-11-24"), customer: None, except: None };
        let mut facts = self.file.read(|db| facts::read(db, &scope)).unwrap();
        facts.remove(0).matters.remove(0)
    }
}

fn somebody<'a>() -> NewCustomer<'a> {
    NewCustomer {
        number: "100200",
        first_name: Some("Marie"),
        last_name: Some("Tremblay"),
        company: None,
        email: None,
        address: "12 Yonge St",
        city: "Toronto",
        region: "ON",
        postal_code: "M2N 1A1",
        language: Some(Language::French),
        customer_type: CustomerType::Retail,
        day_preference: None,
        hold: None,
        complaint_open: false,
    }
}

fn civic<'a>() -> NewVehicle<'a> {
    NewVehicle {
        vin: "2HGFC2F59KH000001",
        year: 2019,
        make: "Honda",
        model: "Civic",
        odometer: Some(88_000),
        owns_off_reason: None,
        has_open_repair_order: false,
        last_ro_on: None,
        last_ro_number: None,
        purchased_on: None,
        next_appointment_on: None,
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

#[test]
fn an_appointment_is_what_the_rules_read() {
    let world = World::new();
    let new = NewAppointment {
        on: on("2026-11-26"),
        at_local: NaiveTime::from_hms_opt(9, 30, 0),
        booked_on: Some(on("2026-11-02")),
        state: AppointmentState::Booked,
        team: Some("Express"),
        advisor: Some("Rosa Delgado"),
        services: Some("Oil and filter"),
    };
    let id = world.write(|db| add_appointment(db, &world.of("A1"), &new));
    let matter = world.matter(ContactType::Confirm);
    assert_eq!((matter.id, matter.vehicle), (id, Some(world.vehicle)));
    let expected = MatterKind::Appointment { on: new.on, booked_on: new.booked_on, state: new.state, known_at: None };
    assert_eq!(matter.kind, expected);
    let row = world.row("appointment");
    assert_eq!((&row["at_local"], &row["team"]), (&text("09:30:00"), &text("Express")));
    assert_eq!((&row["advisor"], &row["services"]), (&text("Rosa Delgado"), &text("Oil and filter")));
}

#[test]
fn opcodes_of_a_repair_order_stand_between_bars() {
    let world = World::new();
    let new = NewRepairOrder {
        opened_on: on("2026-11-09"),
        closed_on: Some(on("2026-11-10")),
        pay: PayType::Customer,
        opcodes: &["LOF", "BRK"],
        advisor: Some("Rosa Delgado"),
        technician: Some("H. Osei"),
        odometer: Some(88_000),
        amount_cents: Some(41_250),
    };
    world.write(|db| add_repair_order(db, &world.of("RO1"), &new));
    let expected = MatterKind::RepairOrder { opened_on: new.opened_on, closed_on: new.closed_on, pay: new.pay };
    assert_eq!(world.matter(ContactType::ServiceFollowUp).kind, expected);
    let row = world.row("repair_order");
    assert_eq!((&row["opcodes"], &row["source_key"]), (&text("|LOF|BRK|"), &text("RO1")));
    assert_eq!((&row["odometer"], &row["amount_cents"]), (&Value::Integer(88_000), &Value::Integer(41_250)));
    assert_eq!((&row["advisor"], &row["technician"]), (&text("Rosa Delgado"), &text("H. Osei")));
}

#[test]
fn an_order_in_the_shop_has_no_end_and_may_have_no_opcode() {
    let world = World::new();
    let new = NewRepairOrder {
        opened_on: on("2026-11-24"),
        closed_on: None,
        pay: PayType::Warranty,
        opcodes: &[],
        advisor: None,
        technician: None,
        odometer: None,
        amount_cents: None,
    };
    world.write(|db| add_repair_order(db, &world.of("RO1"), &new));
    let row = world.row("repair_order");
    for column in ["closed_on", "opcodes", "advisor", "technician", "odometer", "amount_cents"] {
        assert_eq!(row[column], Value::Null, "{column}");
    }
}

#[test]
fn a_parts_order_is_what_the_rules_read() {
    let world = World::new();
    let new = NewPartsOrder {
        ordered_on: Some(on("2026-11-01")),
        arrived_on: Some(on("2026-11-12")),
        is_open: true,
        parts: Some("Mirror, left"),
        counter: Some(Counter::Front),
        amount_cents: Some(31_000),
    };
    world.write(|db| add_parts_order(db, &world.of("SP1"), &new));
    let expected = MatterKind::PartsOrder { arrived_on: new.arrived_on, is_open: true, counter: new.counter };
    assert_eq!(world.matter(ContactType::SpecialOrderParts).kind, expected);
    let row = world.row("parts_order");
    assert_eq!((&row["ordered_on"], &row["parts"]), (&text("2026-11-01"), &text("Mirror, left")));
    assert_eq!(row["amount_cents"], Value::Integer(31_000));
}

#[test]
fn a_closed_recall_says_how_it_was_closed() {
    let world = World::new();
    let new = NewRecall {
        campaign: Some("25V-118"),
        title: Some("Fuel pump"),
        opened_on: Some(on("2025-03-01")),
        is_open: false,
        has_remedy: None,
        outcome: Some(RecallOutcome::DoneElsewhere),
    };
    world.write(|db| add_recall(db, &world.of("R1"), &new));
    let expected = MatterKind::Recall { is_open: false, has_remedy: None, campaign: Some("25V-118".to_owned()) };
    assert_eq!(world.matter(ContactType::Recall).kind, expected);
    let row = world.row("recall");
    assert_eq!((&row["outcome"], &row["title"]), (&text("done_elsewhere"), &text("Fuel pump")));
    assert_eq!(row["opened_on"], text("2025-03-01"));
}

#[test]
fn every_word_for_an_outcome_a_kind_of_work_and_a_kind_of_deal_is_one_that_its_table_takes() {
    let world = World::new();
    let recall =
        NewRecall { campaign: None, title: None, opened_on: None, is_open: false, has_remedy: None, outcome: None };
    for outcome in [RecallOutcome::DoneHere, RecallOutcome::DoneElsewhere, RecallOutcome::NotApplicable] {
        let recall = NewRecall { outcome: Some(outcome), ..recall.clone() };
        world.write(|db| add_recall(db, &world.of(outcome.word()), &recall));
    }
    for kind in [DeclinedKind::Declined, DeclinedKind::Deferred, DeclinedKind::Recommended] {
        let work = NewDeclinedWork { kind: Some(kind), ..brakes() };
        world.write(|db| add_declined_work(db, &world.of(kind.word()), &work));
    }
    for kind in [DealKind::New, DealKind::Used] {
        let deal = NewDeal { kind: Some(kind), ..sold() };
        world.write(|db| add_deal(db, &world.of(kind.word()), &deal));
    }
}

#[test]
fn an_inspection_has_its_date_and_name() {
    let world = World::new();
    let new = NewInspection { due_on: on("2026-12-05"), name: Some("Annual safety inspection") };
    world.write(|db| add_inspection(db, &world.of("I1"), &new));
    assert_eq!(world.matter(ContactType::Mvi).kind, MatterKind::Inspection { due_on: new.due_on });
    assert_eq!(world.row("inspection")["name"], text("Annual safety inspection"));
}

fn brakes<'a>() -> NewDeclinedWork<'a> {
    NewDeclinedWork {
        declined_on: Some(on("2026-10-20")),
        due_on: on("2026-11-20"),
        is_open: true,
        kind: Some(DeclinedKind::Deferred),
        services: Some("Front brakes"),
        ro_number: Some("RO398001"),
        amount_cents: Some(43_900),
    }
}

#[test]
fn declined_work_names_the_order_on_which_it_was_offered() {
    let world = World::new();
    world.write(|db| add_declined_work(db, &world.of("D1"), &brakes()));
    let expected = MatterKind::DeclinedWork { due_on: on("2026-11-20"), is_open: true };
    assert_eq!(world.matter(ContactType::DeclinedWork).kind, expected);
    let row = world.row("declined_work");
    assert_eq!((&row["kind"], &row["ro_number"]), (&text("deferred"), &text("RO398001")));
    assert_eq!((&row["declined_on"], &row["services"]), (&text("2026-10-20"), &text("Front brakes")));
    assert_eq!(row["amount_cents"], Value::Integer(43_900));
}

fn sold<'a>() -> NewDeal<'a> {
    NewDeal {
        sold_on: on("2026-11-20"),
        delivered_on: Some(on("2026-11-23")),
        is_unwound: false,
        kind: Some(DealKind::New),
        salesperson: Some("Nadia Rahman"),
        amount_cents: Some(3_890_000),
        ends_on: Some(on("2030-11-20")),
    }
}

#[test]
fn a_deal_is_what_the_rules_read() {
    let world = World::new();
    world.write(|db| add_deal(db, &world.of("DL1"), &sold()));
    let expected = MatterKind::Deal { sold_on: on("2026-11-20"), is_unwound: false };
    assert_eq!(world.matter(ContactType::Sales).kind, expected);
    let row = world.row("deal");
    assert_eq!((&row["kind"], &row["salesperson"]), (&text("new"), &text("Nadia Rahman")));
    assert_eq!((&row["delivered_on"], &row["ends_on"]), (&text("2026-11-23"), &text("2030-11-20")));
    assert_eq!(row["amount_cents"], Value::Integer(3_890_000));
}

#[test]
fn an_entry_of_the_traffic_log_is_what_the_rules_read() {
    let world = World::new();
    let new = NewTrafficEntry {
        entered_at: now(),
        entered_on: on("2026-11-24"),
        status: "Lost",
        traffic_type: Some("Internet"),
        lost_reason: Some("Too expensive"),
        follow_up_on: Some(on("2026-11-30")),
        appointment_on: None,
        is_lead: true,
        salesperson: Some("Nadia Rahman"),
        interest: Some("2027 CR-V"),
        lead_source: Some("Website"),
        comment: Some("Asked for a price."),
    };
    // Not everybody in the log has a vehicle on file.
    let of = Of { vehicle: None, ..world.of("TL1") };
    world.write(|db| add_traffic_entry(db, &of, &new));
    let matter = world.matter(ContactType::Unsold);
    assert_eq!(matter.vehicle, None);
    let expected = MatterKind::TrafficEntry(Box::new(LogEntry {
        entered_at: now(),
        status: "Lost".to_owned(),
        traffic_type: Some("Internet".to_owned()),
        lost_reason: Some("Too expensive".to_owned()),
        follow_up_on: new.follow_up_on,
        appointment_on: None,
    }));
    assert_eq!(matter.kind, expected);
    let row = world.row("traffic_entry");
    assert_eq!((&row["entered_on"], &row["is_lead"]), (&text("2026-11-24"), &Value::Integer(1)));
    assert_eq!((&row["interest"], &row["lead_source"]), (&text("2027 CR-V"), &text("Website")));
    assert_eq!((&row["salesperson"], &row["comment"]), (&text("Nadia Rahman"), &text("Asked for a price.")));
}

#[test]
fn an_entry_of_a_list_stands_under_its_name() {
    let world = World::new();
    let new = NewListEntry { list: "Winter tires", listed_on: on("2026-10-15"), note: Some("Rack B12") };
    world.write(|db| add_list_entry(db, &world.of("L1"), &new));
    let row = world.row("list_entry");
    assert_eq!((&row["list"], &row["listed_on"]), (&text("Winter tires"), &text("2026-10-15")));
    assert_eq!(row["note"], text("Rack B12"));
}

#[test]
fn a_key_that_a_source_gave_out_already_is_refused() {
    let world = World::new();
    world.write(|db| add_deal(db, &world.of("DL1"), &sold()));
    assert!(world.file.write(|db| add_deal(db, &world.of("DL1"), &sold())).is_err());
}

#[test]
fn days_and_times_stand_in_columns_as_everywhere_else() {
    for date in ["0001-01-01", "1999-12-31", "2024-02-29", "2026-11-09", "9999-12-31"] {
        assert_eq!(std::str::from_utf8(&Day::of(on(date)).0).unwrap(), crate::columns::day(on(date)));
    }
    for (hour, minute, second) in [(0, 0, 0), (9, 5, 7), (23, 59, 59)] {
        let local = NaiveTime::from_hms_opt(hour, minute, second).unwrap();
        assert_eq!(std::str::from_utf8(&Time::of(local).0).unwrap(), crate::columns::time(local));
    }
}
