//! Event files: matching, comparing, what they do to vehicles, and undo.

use domain::{
    event::{Amount, Appointment, Deal, Event, ListEntry, Recall, RepairOrder, Said, TrafficEntry, TypedPhone, Who},
    facts::AppointmentState,
};

use super::*;

const CIVIC: &str = "1HGCM82633A004352";
const ACCORD: &str = "2HGFC2F59KH000001";

impl World {
    /// Takes events in as one file; gives the import and what became of each.
    pub(super) fn take(&mut self, events: &[(Who, Event)]) -> (ImportId, Vec<Fate>, Tally) {
        self.now += TimeDelta::hours(1);
        let source = events[0].1.source();
        let file = EventSource { source, file_name: "events.csv", sha256: "e", by: "Dana", now: self.now };
        self.store
            .write::<_, ImportError>(|db| {
                let mut taker = Events::begin(db, STORE, file)?;
                let mut fates = vec![];
                for (who, event) in events {
                    fates.push(taker.take(who, event)?);
                }
                let tally = taker.tally();
                Ok((taker.finish(Summary::default(), &[])?, fates, tally))
            })
            .unwrap()
    }

    /// What taking them in would do; nothing is written.
    pub(super) fn would_take(&self, events: &[(Who, Event)]) -> Tally {
        let source = events[0].1.source();
        let file = EventSource { source, file_name: "events.csv", sha256: "e", by: "Dana", now: self.now };
        self.store
            .read::<_, StoreError>(|db| {
                let mut taker = Events::look(db, STORE, file)?;
                for (who, event) in events {
                    taker.take(who, event)?;
                }
                Ok(taker.tally())
            })
            .unwrap()
    }

    /// Two customers, a vehicle each.
    pub(super) fn with_customers(mut self) -> Self {
        let jo = customer("7").at(PhoneKind::Cell, "416 555 0134").with(Field::Email, "jo@example.com");
        let omar = customer("8").at(PhoneKind::Cell, "416 555 0121");
        self.import(&[
            jo.owns(CIVIC, &[(Field::LastRoOn, "2026-05-20"), (Field::PurchasedOn, "2021-06-01")]),
            omar.owns(ACCORD, &[(Field::Odometer, "60000")]),
        ]);
        self
    }
}

pub(super) fn by_number(number: &str) -> Who {
    Who { customer_number: Some(number.to_owned()), ..Who::default() }
}

fn by_vin(vin: &str) -> Who {
    Who { vin: Some(vin.to_owned()), ..Who::default() }
}

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn order(number: &str, opened: &str, closed: Option<&str>) -> RepairOrder {
    RepairOrder {
        number: number.to_owned(),
        opened_on: Some(on(opened)),
        closed_on: closed.map_or(Said::Blank, |closed| Said::Is(on(closed))),
        opcodes: vec!["LOF".to_owned(), "ROT".to_owned()],
        odometer: Said::Is(84_210),
        amount: Said::Is(Amount::of(18_995)),
        ..RepairOrder::default()
    }
}

pub(super) fn lead(number: &str, name: &str) -> (Who, Event) {
    let who = Who { first_name: Some("Sam".to_owned()), last_name: Some(name.to_owned()), ..Who::default() };
    let entered = Some("2026-11-20T14:00:00Z".parse().unwrap());
    let entry = TrafficEntry {
        number: Some(number.to_owned()),
        entered_at: entered,
        entered_on: Some(on("2026-11-20")),
        is_lead: true,
        ..TrafficEntry::default()
    };
    (who, Event::TrafficEntry(entry))
}

pub(super) fn cell(typed: &str) -> TypedPhone {
    TypedPhone { kind: PhoneKind::Cell, typed: typed.to_owned(), reading: read_phone(typed, Country::Canada) }
}

#[test]
fn a_repair_order_finds_its_customer_and_moves_the_vehicle_forward() {
    let mut world = World::new().with_customers();
    let file = [(by_vin(CIVIC), Event::RepairOrder(order("R1", "2026-11-10", Some("2026-11-12"))))];
    assert_eq!(world.would_take(&file), Tally { new: 1, ..Tally::default() });
    let (import, fates, _) = world.take(&file);
    assert_eq!(fates, [Fate::New]);
    let of = |column| world.value(&format!("SELECT CAST({column} AS TEXT) FROM repair_order WHERE source_key = 'R1'"));
    assert_eq!(of("customer_id"), Some(world.customer("7").to_string()));
    assert_eq!((of("opcodes"), of("amount_cents")), (Some("|LOF|ROT|".to_owned()), Some("18995".to_owned())));
    assert_eq!((of("pay"), of("import_id")), (Some("customer".to_owned()), Some(import.to_string())));
    let vehicle = |column| world.of_vehicle(CIVIC, column);
    assert_eq!(
        (vehicle("last_ro_on"), vehicle("last_ro_number")),
        (Some("2026-11-12".to_owned()), Some("R1".to_owned()))
    );
    assert_eq!(vehicle("odometer"), Some("84210".to_owned()));
}

#[test]
fn an_older_order_moves_nothing_back_and_an_open_one_means_the_car_is_in_the_shop() {
    let mut world = World::new().with_customers();
    world.take(&[(by_vin(CIVIC), Event::RepairOrder(order("R1", "2026-01-10", Some("2026-01-12"))))]);
    assert_eq!(world.of_vehicle(CIVIC, "last_ro_on"), Some("2026-05-20".to_owned()));
    let open = [(by_vin(CIVIC), Event::RepairOrder(order("R2", "2026-11-19", None)))];
    world.take(&open);
    assert_eq!(world.of_vehicle(CIVIC, "has_open_repair_order"), Some("1".to_owned()));
    let closed = [(by_vin(CIVIC), Event::RepairOrder(order("R2", "2026-11-19", Some("2026-11-20"))))];
    let (import, fates, _) = world.take(&closed);
    assert_eq!((fates, world.of_vehicle(CIVIC, "has_open_repair_order")), (vec![Fate::Changed], Some("0".to_owned())));
    world.undo(import).unwrap();
    assert_eq!(world.of_vehicle(CIVIC, "has_open_repair_order"), Some("1".to_owned()));
    assert_eq!(world.value("SELECT closed_on FROM repair_order WHERE source_key = 'R2'"), None);
    // Nobody ever closed it: after 45 days the next file lets go of it.
    world.now += TimeDelta::days(46);
    world.take(&[(by_vin(ACCORD), Event::RepairOrder(order("R3", "2026-12-30", Some("2026-12-30"))))]);
    assert_eq!(world.of_vehicle(CIVIC, "has_open_repair_order"), Some("0".to_owned()));
}

#[test]
fn a_customers_file_does_not_take_a_visit_back_that_a_repair_order_knows() {
    let mut world = World::new().with_customers();
    world.take(&[(by_vin(CIVIC), Event::RepairOrder(order("R1", "2026-11-10", Some("2026-11-12"))))]);
    world.import(&[customer("7").owns(CIVIC, &[(Field::LastRoOn, "2026-10-01"), (Field::Odometer, "84000")])]);
    assert_eq!(world.of_vehicle(CIVIC, "last_ro_on"), Some("2026-11-12".to_owned()));
    world.import(&[customer("7").owns(CIVIC, &[(Field::LastRoOn, "2026-11-19")])]);
    assert_eq!(world.of_vehicle(CIVIC, "last_ro_on"), Some("2026-11-19".to_owned()));
}

#[test]
fn the_same_event_file_twice_changes_nothing() {
    let mut world = World::new().with_customers();
    let file = [
        (by_vin(CIVIC), Event::RepairOrder(order("R1", "2026-11-10", Some("2026-11-12")))),
        (by_number("8"), Event::RepairOrder(order("R2", "2026-11-10", None))),
    ];
    world.take(&file);
    let rows = |world: &World| (world.count("repair_order"), world.count("import_change"), world.count("vehicle"));
    let before = rows(&world);
    assert_eq!(world.would_take(&file), Tally { same: 2, ..Tally::default() });
    let (_, fates, _) = world.take(&file);
    assert_eq!((fates, rows(&world)), (vec![Fate::Same, Fate::Same], before));
    let lead = [lead("T1", "Quill")];
    world.take(&lead);
    let customers = world.count("customer");
    assert_eq!(world.take(&lead).1, [Fate::Same]);
    assert_eq!(world.count("customer"), customers);
}

#[test]
fn an_event_of_nobody_is_refused_and_a_new_vin_comes_with_its_customer() {
    let mut world = World::new().with_customers();
    let vin = "2HKRW2H5XKH000002";
    let unknown = (by_number("999"), Event::RepairOrder(order("R1", "2026-11-10", None)));
    let new_car = (Who { vin: Some(vin.to_owned()), make: Some("Honda".to_owned()), ..by_number("8") }, {
        Event::RepairOrder(order("R2", "2026-11-10", None))
    });
    let file = [unknown, new_car];
    let expected = Tally { new: 1, refused: 1, new_vehicles: 1, ..Tally::default() };
    assert_eq!(world.would_take(&file), expected);
    let (import, fates, tally) = world.take(&file);
    assert_eq!((fates[0], tally), (Fate::Refused(Refusal::UnknownCustomer), expected));
    assert_eq!(world.of_vehicle(vin, "customer_id"), Some(world.customer("8").to_string()));
    assert!(world.of_customer("8", "search_text").unwrap().contains(&vin.to_lowercase()));
    let undone = world.undo(import).unwrap();
    assert_eq!((undone.removed_events, undone.removed_vehicles, undone.left), (1, 1, vec![]));
}

#[test]
fn what_a_file_changes_comes_back_with_undo_and_a_later_file_of_another_source_does_not_stand_in_the_way() {
    let mut world = World::new().with_customers();
    let of = |state, on_text: &str| {
        let appointment = Appointment {
            number: Some("A1".to_owned()),
            on: on(on_text),
            state: Some(state),
            services: Said::Is("Oil".to_owned()),
            ..Appointment::default()
        };
        [(by_vin(CIVIC), Event::Appointment(appointment))]
    };
    world.take(&of(AppointmentState::Booked, "2026-11-25"));
    let as_of = world.now;
    let (second, fates, _) = world.take(&of(AppointmentState::Deleted, "2026-11-26"));
    assert_eq!(fates, [Fate::Changed]);
    world.take(&[(by_vin(CIVIC), Event::RepairOrder(order("R1", "2026-11-10", None)))]);
    let first = world.store.read(|db| list(db, STORE)).unwrap().last().map(|row| row.id).unwrap();
    assert!(world.undo(first).is_ok(), "the customers' file, of which there is one");
    let undone = world.undo(second).unwrap();
    assert_eq!((undone.restored_values, undone.removed_events), (2, 0));
    let row = "SELECT appointment_on || ' ' || state FROM appointment";
    assert_eq!(world.value(row), Some("2026-11-25 booked".to_owned()));
    let fresh = world.store.read::<_, StoreError>(|db| stores::data_as_of(db, STORE, "appointment")).unwrap();
    assert_eq!(fresh, Some(as_of));
}

#[test]
fn a_file_that_says_booked_does_not_take_back_what_an_agent_confirmed() {
    let mut world = World::new().with_customers();
    let of = |state| {
        let number = Some("A1".to_owned());
        let appointment = Appointment { number, on: on("2026-11-25"), state: Some(state), ..Appointment::default() };
        [(by_vin(CIVIC), Event::Appointment(appointment))]
    };
    world.take(&of(AppointmentState::Booked));
    world.run("UPDATE appointment SET state = 'confirmed'");
    assert_eq!(world.take(&of(AppointmentState::Booked)).1, [Fate::Same]);
    assert_eq!(world.take(&of(AppointmentState::NoShow)).1, [Fate::Changed]);
}

#[test]
fn a_cell_that_says_nothing_leaves_alone_and_a_blank_one_clears() {
    let mut world = World::new().with_customers();
    let recall = |title: Said<String>| {
        let recall = Recall { campaign: "26V-101".to_owned(), title, is_open: Some(true), ..Recall::default() };
        [(by_vin(CIVIC), Event::Recall(recall))]
    };
    world.take(&recall(Said::Is("Fuel pump".to_owned())));
    assert_eq!(world.take(&recall(Said::Unsaid)).1, [Fate::Same]);
    assert_eq!(world.value("SELECT title FROM recall"), Some("Fuel pump".to_owned()));
    assert_eq!(world.take(&recall(Said::Blank)).1, [Fate::Changed]);
    assert_eq!(world.value("SELECT title FROM recall"), None);
}

#[test]
fn a_lead_of_a_stranger_makes_a_customer_and_one_without_a_phone_is_not_lost() {
    let mut world = World::new().with_customers();
    let (mut who, event) = lead("T1", "Quill");
    who.email = Some("sam.quill@example.com".to_owned());
    // The same person twice in one file.
    let (_, again) = lead("T2", "Quill");
    let file = [(who.clone(), event), (who, again)];
    let expected = Tally { new: 2, new_customers: 1, ..Tally::default() };
    assert_eq!(world.would_take(&file), expected);
    let (import, _, tally) = world.take(&file);
    assert_eq!(tally, expected);
    assert_eq!(world.of_customer("L-1", "last_name"), Some("Quill".to_owned()));
    assert_eq!(world.value("SELECT count(*) || ' ' || max(status) FROM traffic_entry"), Some("2 New".to_owned()));
    let undone = world.undo(import).unwrap();
    assert_eq!((undone.removed_events, undone.removed_customers, undone.left), (2, 1, vec![]));
}

#[test]
fn a_lead_is_known_by_phone_or_e_mail_and_fills_a_phone_that_the_file_lacks() {
    let mut world = World::new().with_customers();
    let (mut by_phone, event) = lead("T1", "Roy");
    by_phone.phones = vec![cell("(416) 555-0121")];
    let (mut by_email, other) = lead("T2", "Roy");
    by_email.email = Some("JO@Example.com".to_owned());
    let home = TypedPhone { kind: PhoneKind::Home, ..cell("905 555 0111") };
    by_email.phones = vec![home, cell("416 555 0199")];
    let (import, _, tally) = world.take(&[(by_phone, event), (by_email, other)]);
    assert_eq!(tally.new_customers, 0);
    let owner = |key: &str| {
        world.value(&format!("SELECT CAST(customer_id AS TEXT) FROM traffic_entry WHERE source_key = '{key}'"))
    };
    assert_eq!(owner("T1"), Some(world.customer("8").to_string()));
    assert_eq!(owner("T2"), Some(world.customer("7").to_string()));
    assert_eq!(world.typed("7", PhoneKind::Home), Some("905 555 0111".to_owned()));
    assert_eq!(world.typed("7", PhoneKind::Cell), Some("416 555 0134".to_owned()), "what stands there stays");
    world.undo(import).unwrap();
    assert_eq!(world.typed("7", PhoneKind::Home), None);
}

#[test]
fn of_two_who_share_a_number_the_lead_is_the_one_of_the_same_name() {
    let mut world = World::new();
    let person =
        |number: &str, name: &str| customer(number).at(PhoneKind::Home, "416 555 0134").with(Field::LastName, name);
    world.import(&[person("7", "Roy"), person("8", "Quill")]);
    let (mut who, event) = lead("T1", "Quill");
    who.phones = vec![cell("416 555 0134")];
    world.take(&[(who, event)]);
    let owner = world.value("SELECT CAST(customer_id AS TEXT) FROM traffic_entry");
    assert_eq!(owner, Some(world.customer("8").to_string()));
}

#[test]
fn p13_do_not_call_on_a_list_turns_voice_off_and_undo_does_not_turn_it_on() {
    let mut world = World::new().with_customers();
    let entry = ListEntry { list: "Open house".to_owned(), ..ListEntry::default() };
    let (import, ..) = world.take(&[(Who { do_not_call: true, ..by_number("7") }, Event::ListEntry(entry))]);
    assert!(world.of_customer("7", "voice_off_at").is_some() && world.is_opted_out("+14165550134"));
    world.undo(import).unwrap();
    assert!(world.of_customer("7", "voice_off_at").is_some() && world.is_opted_out("+14165550134"));
    assert_eq!(world.count("list_entry"), 0);
}

fn deal(number: &str, sold: &str) -> Event {
    Event::Deal(Deal { number: Some(number.to_owned()), sold_on: on(sold), ..Deal::default() })
}

#[test]
fn p9_a_deal_moves_the_vin_to_its_buyer_turns_it_on_and_the_old_owner_keeps_a_trace() {
    let mut world = World::new().with_customers();
    let vehicle = world.vehicle(CIVIC);
    world.run(&format!("INSERT INTO turn_off VALUES ({vehicle}, 'maintenance', 'asked', 1, 'Dana')"));
    let buyer = Who { vin: Some(CIVIC.to_owned()), ..by_number("8") };
    let (import, ..) = world.take(&[(buyer, deal("D1", "2026-11-15"))]);
    assert_eq!(world.of_vehicle(CIVIC, "customer_id"), Some(world.customer("8").to_string()));
    assert_eq!((world.of_vehicle(CIVIC, "purchased_on"), world.count("turn_off")), (Some("2026-11-15".to_owned()), 0));
    let of = |world: &World, number: &str| {
        let id = world.customer(number);
        let vehicles = world.store.read::<_, StoreError>(|db| customers::vehicles(db, id)).unwrap();
        vehicles.into_iter().map(|v| (v.vin, v.owned, v.owns_off.map(|off| off.reason))).collect::<Vec<_>>()
    };
    assert_eq!(of(&world, "7"), [(CIVIC.to_owned(), false, Some("moved by import".to_owned()))]);
    let told = world.value("SELECT comment FROM contact").unwrap();
    assert!(
        told.starts_with("Owns off: 1HGCM82633A004352 went to") && told.contains("(8), moved by import of"),
        "{told}"
    );
    world.undo(import).unwrap();
    assert_eq!(of(&world, "7"), [(CIVIC.to_owned(), true, None)]);
    assert_eq!((world.count("turn_off"), world.count("contact"), world.count("vehicle_moved")), (1, 0, 0));
    assert!(world.of_customer("7", "search_text").unwrap().contains(&CIVIC.to_lowercase()));
}

#[test]
fn a_deal_of_the_past_or_an_unwound_one_moves_nothing() {
    let mut world = World::new().with_customers();
    let buyer = || Who { vin: Some(CIVIC.to_owned()), ..by_number("8") };
    world.take(&[(buyer(), deal("D1", "2020-01-15"))]);
    world.take(&[(buyer(), deal("D2", "2025-01-15"))]);
    let unwound =
        Deal { number: Some("D3".to_owned()), sold_on: on("2026-11-15"), is_unwound: Some(true), ..Deal::default() };
    world.take(&[(buyer(), Event::Deal(unwound))]);
    assert_eq!(
        world.of_vehicle(CIVIC, "customer_id"),
        Some(world.customer("7").to_string()),
        "their visit of May is later"
    );
    assert_eq!(world.count("deal"), 3);
}

#[test]
fn undo_leaves_an_event_that_a_run_has_chosen_and_says_so() {
    let mut world = World::new().with_customers();
    let (import, ..) = world.take(&[(by_vin(CIVIC), Event::RepairOrder(order("R1", "2026-11-10", None)))]);
    let (customer, id) = (world.customer("7"), world.value("SELECT CAST(id AS TEXT) FROM repair_order").unwrap());
    world.run(&format!(
        "INSERT INTO recycle_code (store_id, contact_type, name, days, active, productive, made_at)
            VALUES (1, 'service_follow_up', 'Voice Drop', 10, 1, 0, 1);
         INSERT INTO recycle (customer_id, contact_type, code_id, recycled_on, matter_id)
            VALUES ({customer}, 'service_follow_up', 1, '2026-11-20', {id})"
    ));
    let undone = world.undo(import).unwrap();
    assert_eq!(
        (undone.removed_events, undone.left),
        (0, vec!["Repair orders R1 stays: a run has chosen it.".to_owned()])
    );
}
