//! Nothing that gets stricter turns a refusal into a yes, and asking changes nothing.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    audience::judge,
    facts::{Clocks, CustomerFacts, Hold, NumberFacts, OpenAttempt, PhoneOnFile, VehicleFacts},
    gate::{GateFacts, Verdict, gate},
    ids::VehicleId,
    numbers::{Block, NumberRecord},
    recycle::Recycled,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::builders::{
    CELL, HOME, MESSAGE, OTHER_RUN, RUN, at, calendar, customer, now, number, on, question, sending, spec, vehicle,
};

/// One fact moved to its stricter side.
type Stricter = (&'static str, fn(&mut CustomerFacts));

fn on_cell(facts: &mut CustomerFacts, change: impl FnOnce(&mut NumberFacts)) {
    if let PhoneOnFile::Number(cell) = &mut facts.cell {
        change(cell);
    }
}

fn on_vehicles(facts: &mut CustomerFacts, change: impl FnMut(&mut VehicleFacts)) {
    facts.vehicles.iter_mut().for_each(change);
}

fn later(clock: &mut Option<NaiveDate>) {
    *clock = Some(on("2026-11-24"));
}

/// Facts that neither the choice of the number nor the order hang on.
const OF_THE_CUSTOMER: &[Stricter] = &[
    ("voice off", |f| f.do_not_call = true),
    ("work number opted out", |f| f.any_number_opted_out = true),
    ("taken by an agent", |f| f.taken_by = Some("A. Snyder".into())),
    ("on hold", |f| f.hold = Some(Hold { reason: "asked".into(), until_on: None })),
    ("complaint", |f| f.complaint_open = true),
    ("held by another run", |f| f.reserved_by = Some(OTHER_RUN)),
    ("spoken to", |f| f.last_agent_contact_at = Some(now())),
    ("called in", |f| f.last_called_in_at = Some(now())),
    ("all turned off", |f| on_vehicles(f, |v| v.turned_off = true)),
    ("all sold", |f| on_vehicles(f, |v| v.owned = false)),
    ("first sold", |f| {
        if let Some(v) = f.vehicles.first_mut() {
            v.owned = false;
        }
    }),
    ("all in the workshop", |f| on_vehicles(f, |v| v.has_open_repair_order = true)),
    ("all booked", |f| on_vehicles(f, |v| v.next_appointment_on = Some(on("2026-11-30")))),
    ("all recycled", |f| on_vehicles(f, |v| v.recycled = Some(Recycled { on: on("2026-11-24"), days: 10 }))),
    ("no vehicle", |f| f.vehicles.clear()),
    ("heard the message", |f| f.clocks.last_of_message_on.push((MESSAGE, on("2026-11-24")))),
    ("dropped today", |f| later(&mut f.clocks.last_drop_on)),
    ("home opted out", |f| {
        let record = NumberRecord { opted_out_at: Some(now()), ..NumberRecord::default() };
        f.home = PhoneOnFile::Number(NumberFacts { record, ..number(HOME) });
    }),
    ("number heard the message", |f| on_cell(f, |n| n.clocks.last_of_message_on.push((MESSAGE, on("2026-11-24"))))),
    ("number dropped today", |f| on_cell(f, |n| later(&mut n.clocks.last_drop_on))),
    ("number had marketing", |f| on_cell(f, |n| later(&mut n.clocks.last_marketing_on))),
    ("number rests", |f| on_cell(f, |n| n.record.rests_until_on = Some(on("2026-11-25")))),
    ("may have heard one", |f| on_cell(f, |n| n.record.maybe_heard_on = Some(on("2026-11-24")))),
    ("number locked", |f| on_cell(f, |n| n.open_attempt = Some(OpenAttempt { run: None, is_overdue: true }))),
    ("number opted out", |f| on_cell(f, |n| n.record.opted_out_at = Some(now()))),
];

/// Facts that make the cell unusable. When a customer is chosen they let the home phone in (S8), so they are stricter
/// only once a number is chosen.
const OF_THE_CELL: &[Stricter] = &[
    ("no cell", |f| f.cell = PhoneOnFile::Empty),
    ("invalid cell", |f| f.cell = PhoneOnFile::Invalid),
    ("cell with extension", |f| f.cell = PhoneOnFile::WithExtension),
    ("blocked for ever", |f| on_cell(f, |n| n.record.block = Some(Block::ForEver))),
    ("blocked", |f| on_cell(f, |n| n.record.block = n.record.block.or(Some(Block::Until(on("2026-11-25")))))),
    ("bad", |f| on_cell(f, |n| n.record.is_bad = true)),
    ("landline", |f| on_cell(f, |n| n.record.is_landline = true)),
    ("shared line", |f| on_cell(f, |n| n.is_shared_line = true)),
    ("store line", |f| on_cell(f, |n| n.is_store_line = true)),
];

/// A day around today.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..60).prop_map(|days| on("2026-10-10") + chrono::Days::new(days))
}

fn seldom<T: std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    option::weighted(0.1, value)
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.05)
}

prop_compose! {
    fn any_vehicle()(
        owned in prop::bool::weighted(0.9), has_open_repair_order in rarely(), turned_off in rarely(),
        last_ro_on in seldom(any_day()), next_appointment_on in seldom(any_day()),
        recycled in seldom((any_day(), 0u16..40)), id in 1i64..9,
    ) -> VehicleFacts {
        VehicleFacts {
            id: VehicleId(id),
            owned,
            has_open_repair_order,
            turned_off,
            last_ro_on: last_ro_on.or(vehicle().last_ro_on),
            next_appointment_on,
            recycled: recycled.map(|(on, days)| Recycled { on, days }),
            ..vehicle()
        }
    }
}

prop_compose! {
    fn any_clocks()(
        of_message in seldom(any_day()), drop in seldom(any_day()), marketing in seldom(any_day()),
    ) -> Clocks {
        Clocks {
            last_of_message_on: of_message.map(|day| (MESSAGE, day)).into_iter().collect(),
            last_drop_on: drop,
            last_marketing_on: marketing,
            ..Clocks::default()
        }
    }
}

prop_compose! {
    fn any_phone(text: &'static str)(
        clocks in any_clocks(), until in seldom(any_day()), rests_until_on in seldom(any_day()),
        open in seldom((option::of(select(vec![RUN, OTHER_RUN])), any::<bool>())), is_landline in rarely(),
        is_shared_line in rarely(),
    ) -> PhoneOnFile {
        let block = until.map(Block::Until);
        PhoneOnFile::Number(NumberFacts {
            record: NumberRecord { block, rests_until_on, is_landline, ..NumberRecord::default() },
            open_attempt: open.map(|(run, is_overdue)| OpenAttempt { run, is_overdue }),
            clocks,
            is_shared_line,
            ..number(text)
        })
    }
}

prop_compose! {
    /// A customer who can get a drop about every other time.
    fn any_customer()(
        vehicles in vec(any_vehicle(), 1..4), cell in any_phone(CELL), home in any_phone(HOME), clocks in any_clocks(),
        taken in rarely(), complaint_open in rarely(), spoken_minutes_ago in option::weighted(0.3, 0i64..40),
    ) -> CustomerFacts {
        CustomerFacts {
            vehicles,
            cell,
            home,
            clocks,
            complaint_open,
            taken_by: taken.then(|| "A. Snyder".to_owned()),
            last_agent_contact_at: spoken_minutes_ago.map(|minutes| now() - TimeDelta::minutes(minutes)),
            ..customer()
        }
    }
}

fn gate_says_yes(facts: &CustomerFacts, now: DateTime<Utc>) -> bool {
    let calendar = calendar();
    matches!(gate(&GateFacts { customer: facts, calendar: &calendar }, &sending(&spec()), now), Verdict::Yes(_))
}

fn can_be_chosen(facts: &CustomerFacts) -> bool {
    judge(facts, &question(&spec())).barred.is_empty()
}

fn changed(facts: &CustomerFacts, change: fn(&mut CustomerFacts)) -> CustomerFacts {
    let mut facts = facts.clone();
    change(&mut facts);
    facts
}

#[test]
fn each_stricter_fact_alone_turns_the_yes_of_the_gate_into_a_no() {
    assert!(gate_says_yes(&customer(), now()));
    for (name, change) in OF_THE_CUSTOMER.iter().chain(OF_THE_CELL) {
        // The customer has one vehicle, so that "first" is "all".
        assert!(!gate_says_yes(&changed(&customer(), *change), now()), "{name}");
    }
}

proptest! {
    #[test]
    fn no_stricter_fact_turns_a_no_of_the_gate_into_a_yes(facts in any_customer()) {
        let before = gate_says_yes(&facts, now());
        for (name, change) in OF_THE_CUSTOMER.iter().chain(OF_THE_CELL) {
            prop_assert!(before || !gate_says_yes(&changed(&facts, *change), now()), "{}", name);
        }
        prop_assert!(!gate_says_yes(&facts, at("2026-11-24T23:00:00Z")), "closed");
    }

    #[test]
    fn no_stricter_fact_lets_a_customer_in_who_could_not_be_chosen(facts in any_customer()) {
        let before = can_be_chosen(&facts);
        for (name, change) in OF_THE_CUSTOMER {
            prop_assert!(before || !can_be_chosen(&changed(&facts, *change)), "{}", name);
        }
    }

    #[test]
    fn the_same_facts_give_the_same_answer(facts in any_customer()) {
        let calendar = calendar();
        let (given, spec) = (GateFacts { customer: &facts, calendar: &calendar }, spec());
        prop_assert_eq!(judge(&facts, &question(&spec)), judge(&facts.clone(), &question(&spec)));
        prop_assert_eq!(gate(&given, &sending(&spec), now()), gate(&given.clone(), &sending(&spec), now()));
    }

    #[test]
    fn the_order_of_the_vehicles_on_file_changes_nothing(facts in any_customer()) {
        let mut turned = facts.clone();
        turned.vehicles.reverse();
        let (one, other) = (judge(&facts, &question(&spec())), judge(&turned, &question(&spec())));
        prop_assert_eq!(&one.key, &other.key);
        prop_assert_eq!(one.barred, other.barred);
    }

    #[test]
    fn the_gate_says_yes_only_to_whom_a_run_could_have_chosen(facts in any_customer()) {
        if gate_says_yes(&facts, now()) {
            prop_assert!(can_be_chosen(&facts));
        }
    }
}
