//! Section 6: what is about single events. Each table stands on the edges: the first day in, the last day in, and the
//! days beside them.

use domain::{
    audience::{Judged, judge},
    campaign::CampaignSpec,
    contact_type::ContactType,
    due::{DueSettings, Occasion},
    facts::{AppointmentState, CustomerFacts, Matter, MatterKind, PayType, VehicleElsewhere, VehicleFacts},
    ids::{MatterId, VehicleId},
    reason::Reason,
    recycle::Recycled,
};

use crate::builders::{calendar, customer, measure, on, question, reasons, spec, vehicle};

fn matter(id: i64, kind: MatterKind) -> Matter {
    Matter { id: MatterId(id), vehicle: Some(VehicleId(1)), kind, recycled: None, had_step: false }
}

fn with(matters: Vec<Matter>) -> CustomerFacts {
    // Neither visit nor booking in the customers' own file speaks for or against an event.
    CustomerFacts { matters, vehicles: vec![VehicleFacts { last_ro_on: None, ..vehicle() }], ..customer() }
}

fn asking(contact_type: ContactType) -> CampaignSpec {
    CampaignSpec { contact_type, ..spec() }
}

/// Whether the first matter makes the customer due on that day, at a store open from Monday to Saturday.
fn is_due(contact_type: ContactType, facts: &CustomerFacts, today: &str) -> bool {
    let (settings, calendar) = (DueSettings::default(), calendar());
    let measure = measure(&settings, &calendar, on(today));
    let occasions = Occasion::of(contact_type, facts);
    occasions.first().is_some_and(|occasion| measure.is_due(contact_type, occasion, facts))
}

fn appointment(on_day: &str, booked_on: Option<&str>, state: AppointmentState) -> Matter {
    matter(1, MatterKind::Appointment { on: on(on_day), booked_on: booked_on.map(on), state, known_at: None })
}

fn booked(on_day: &str) -> CustomerFacts {
    with(vec![appointment(on_day, Some("2026-01-05"), AppointmentState::Booked)])
}

fn order(opened_on: &str, closed_on: Option<&str>, pay: PayType) -> Matter {
    matter(2, MatterKind::RepairOrder { opened_on: on(opened_on), closed_on: closed_on.map(on), pay })
}

#[test]
fn confirm_calls_one_to_three_open_days_ahead_and_again_fifteen_to_thirty_days_ahead() {
    for (today, appointment_on, due) in [
        // A Tuesday.
        ("2026-11-24", "2026-11-24", false),
        ("2026-11-24", "2026-11-25", true),
        ("2026-11-24", "2026-11-27", true),
        ("2026-11-24", "2026-11-28", false),
        // A Friday: the Sunday between does not count.
        ("2026-11-27", "2026-11-28", true),
        ("2026-11-27", "2026-12-01", true),
        ("2026-11-27", "2026-12-02", false),
        // A Saturday over the Sunday to Monday.
        ("2026-11-28", "2026-11-30", true),
        ("2026-11-24", "2026-12-08", false),
        ("2026-11-24", "2026-12-09", true),
        ("2026-11-24", "2026-12-24", true),
        ("2026-11-24", "2026-12-25", false),
        // Over the leap day.
        ("2028-02-14", "2028-02-29", true),
        ("2028-02-14", "2028-03-15", true),
        ("2028-02-14", "2028-03-16", false),
        // Over the end of the year, and in the past.
        ("2026-12-31", "2027-01-02", true),
        ("2026-11-24", "2026-11-23", false),
    ] {
        assert_eq!(is_due(ContactType::Confirm, &booked(appointment_on), today), due, "{appointment_on} on {today}");
    }
}

#[test]
fn confirm_leaves_out_what_is_confirmed_deleted_or_booked_a_day_ago_or_less() {
    let due = |booked_on: Option<&str>, state| {
        is_due(ContactType::Confirm, &with(vec![appointment("2026-11-26", booked_on, state)]), "2026-11-24")
    };
    assert!(due(Some("2026-11-22"), AppointmentState::Booked));
    assert!(!due(Some("2026-11-23"), AppointmentState::Booked));
    assert!(!due(Some("2026-11-24"), AppointmentState::Booked));
    assert!(due(None, AppointmentState::Booked), "a file that does not say when");
    for state in [AppointmentState::Confirmed, AppointmentState::Deleted, AppointmentState::Shown] {
        assert!(!due(Some("2026-11-01"), state), "{}", state.word());
    }
}

#[test]
fn a_day_the_store_is_closed_does_not_count_as_open() {
    let facts = booked("2026-11-28");
    let (settings, mut calendar) = (DueSettings::default(), calendar());
    calendar.closed.insert(on("2026-11-26"));
    let measure = measure(&settings, &calendar, on("2026-11-24"));
    let occasions = Occasion::of(ContactType::Confirm, &facts);
    assert!(measure.is_due(ContactType::Confirm, &occasions[0], &facts), "25, 27 and 28 November");
}

#[test]
fn no_show_calls_within_seven_days_of_the_missed_appointment() {
    let missed = |day| with(vec![appointment(day, None, AppointmentState::NoShow)]);
    for (today, missed_on, due) in [
        ("2026-11-24", "2026-11-24", false),
        ("2026-11-24", "2026-11-23", true),
        ("2026-11-24", "2026-11-17", true),
        ("2026-11-24", "2026-11-16", false),
        ("2028-03-07", "2028-02-29", true),
        ("2028-03-08", "2028-02-29", false),
        ("2027-01-02", "2026-12-26", true),
    ] {
        assert_eq!(is_due(ContactType::NoShow, &missed(missed_on), today), due, "{missed_on} on {today}");
    }
    assert!(!is_due(ContactType::NoShow, &booked("2026-11-23"), "2026-11-24"), "nobody said that it was missed");
}

#[test]
fn no_show_leaves_out_who_booked_again_or_came_since() {
    let missed = appointment("2026-11-20", None, AppointmentState::NoShow);
    let beside = |other: Matter| {
        let facts = with(vec![missed.clone(), other]);
        is_due(ContactType::NoShow, &facts, "2026-11-24")
    };
    let other_car = |other: Matter| Matter { vehicle: Some(VehicleId(2)), ..other };
    let again = |day, state| Matter { id: MatterId(3), ..appointment(day, None, state) };
    assert!(!beside(again("2026-11-24", AppointmentState::Booked)));
    assert!(!beside(again("2027-06-01", AppointmentState::Confirmed)));
    assert!(beside(again("2026-12-01", AppointmentState::Deleted)));
    assert!(beside(other_car(again("2026-12-01", AppointmentState::Booked))));
    assert!(!beside(Matter { vehicle: None, ..again("2026-12-01", AppointmentState::Booked) }), "perhaps this car");
    assert!(!beside(again("2026-11-21", AppointmentState::Shown)));
    assert!(!beside(order("2026-11-20", None, PayType::Customer)));
    assert!(beside(order("2026-11-19", None, PayType::Customer)), "the visit before");
    let came = CustomerFacts {
        vehicles: vec![VehicleFacts { last_ro_on: Some(on("2026-11-21")), ..vehicle() }],
        ..with(vec![missed.clone()])
    };
    assert!(!is_due(ContactType::NoShow, &came, "2026-11-24"), "the customers' own file says so");
    let booked = CustomerFacts {
        vehicles: vec![VehicleFacts { last_ro_on: None, next_appointment_on: Some(on("2026-11-30")), ..vehicle() }],
        ..with(vec![missed])
    };
    assert!(!is_due(ContactType::NoShow, &booked, "2026-11-24"));
}

#[test]
fn csi_calls_three_to_fifteen_days_after_the_repair_order_was_closed_and_then_expires() {
    let closed = |day| with(vec![order("2026-01-02", Some(day), PayType::Customer)]);
    for (today, closed_on, due) in [
        ("2026-11-24", "2026-11-22", false),
        ("2026-11-24", "2026-11-21", true),
        ("2026-11-24", "2026-11-09", true),
        ("2026-11-24", "2026-11-08", false),
        ("2028-03-03", "2028-02-29", true),
        ("2028-03-15", "2028-02-29", true),
        ("2028-03-16", "2028-02-29", false),
        ("2027-03-03", "2027-02-28", true),
    ] {
        assert_eq!(is_due(ContactType::ServiceFollowUp, &closed(closed_on), today), due, "{closed_on} on {today}");
    }
    let open = with(vec![order("2026-11-10", None, PayType::Customer)]);
    assert!(!is_due(ContactType::ServiceFollowUp, &open, "2026-11-24"));
}

#[test]
fn csi_targets_are_chosen_by_who_pays() {
    let settings = DueSettings { follow_up_pay: vec![PayType::Customer, PayType::Warranty], ..DueSettings::default() };
    let calendar = calendar();
    let measure = measure(&settings, &calendar, on("2026-11-24"));
    let due = [PayType::Customer, PayType::Warranty, PayType::Internal].map(|pay| {
        let facts = with(vec![order("2026-11-18", Some("2026-11-20"), pay)]);
        let occasions = Occasion::of(ContactType::ServiceFollowUp, &facts);
        measure.is_due(ContactType::ServiceFollowUp, &occasions[0], &facts)
    });
    assert_eq!(due, [true, true, false]);
}

#[test]
fn parts_call_from_the_third_day_after_the_last_part_came() {
    let parts = |arrived: Option<&str>, is_open| {
        with(vec![matter(1, MatterKind::PartsOrder { arrived_on: arrived.map(on), is_open, counter: None })])
    };
    for (arrived, is_open, due) in [
        (Some("2026-11-22"), true, false),
        (Some("2026-11-21"), true, true),
        (Some("2025-11-21"), true, true),
        (Some("2026-11-01"), false, false),
        (None, true, false),
    ] {
        let facts = parts(arrived, is_open);
        assert_eq!(is_due(ContactType::SpecialOrderParts, &facts, "2026-11-24"), due, "{arrived:?}");
    }
}

#[test]
fn parts_are_held_back_by_recycle_days_until_day_29_and_from_day_30_no_more() {
    let facts = |arrived_on| {
        let kind = MatterKind::PartsOrder { arrived_on: Some(on(arrived_on)), is_open: true, counter: None };
        with(vec![Matter { recycled: Some(Recycled { on: on("2026-11-23"), days: 10 }), ..matter(1, kind) }])
    };
    let spec = asking(ContactType::SpecialOrderParts);
    assert_eq!(reasons(&facts("2026-10-26"), &question(&spec)), [Reason::Recycled]);
    assert_eq!(reasons(&facts("2026-10-25"), &question(&spec)), []);
}

#[test]
fn a_recall_is_due_while_it_is_open_and_its_remedy_is_not_known_to_be_missing() {
    for (is_open, has_remedy, due) in
        [(true, Some(true), true), (true, None, true), (true, Some(false), false), (false, Some(true), false)]
    {
        let facts = with(vec![matter(1, MatterKind::Recall { is_open, has_remedy, campaign: None })]);
        assert_eq!(is_due(ContactType::Recall, &facts, "2026-11-24"), due, "{is_open} {has_remedy:?}");
    }
}

#[test]
fn an_inspection_is_due_from_thirty_days_ahead_to_sixty_days_overdue() {
    for (due_on, due) in
        [("2026-12-25", false), ("2026-12-24", true), ("2026-11-24", true), ("2026-09-25", true), ("2026-09-24", false)]
    {
        let facts = with(vec![matter(1, MatterKind::Inspection { due_on: on(due_on) })]);
        assert_eq!(is_due(ContactType::Mvi, &facts, "2026-11-24"), due, "{due_on}");
    }
}

#[test]
fn declined_work_is_due_from_fourteen_days_ahead_to_ninety_days_past() {
    let declined = |due_on, is_open| with(vec![matter(1, MatterKind::DeclinedWork { due_on: on(due_on), is_open })]);
    for (due_on, due) in [("2026-12-09", false), ("2026-12-08", true), ("2026-08-26", true), ("2026-08-25", false)] {
        assert_eq!(is_due(ContactType::DeclinedWork, &declined(due_on, true), "2026-11-24"), due, "{due_on}");
    }
    assert!(!is_due(ContactType::DeclinedWork, &declined("2026-11-24", false), "2026-11-24"), "it was done since");
}

/// Whoever chooses from many customers leaves them unread.
#[test]
fn what_lies_before_the_oldest_date_of_its_type_or_has_none_is_not_due_on_any_day() {
    let kinds = |on: chrono::NaiveDate| {
        [
            (ContactType::Confirm, appointment(&on.to_string(), None, AppointmentState::Booked).kind),
            (
                ContactType::ServiceFollowUp,
                MatterKind::RepairOrder { opened_on: on, closed_on: Some(on), pay: PayType::Customer },
            ),
            (ContactType::Mvi, MatterKind::Inspection { due_on: on }),
            (ContactType::DeclinedWork, MatterKind::DeclinedWork { due_on: on, is_open: true }),
        ]
    };
    let (settings, calendar) = (DueSettings::default(), calendar());
    let first_dates = ["2026-11-25", "2026-11-09", "2026-09-25", "2026-08-26"];
    for day in (-200..200).map(|days| on("2026-11-24") + chrono::TimeDelta::days(days)) {
        for ((contact_type, kind), first_on) in kinds(day).into_iter().zip(first_dates) {
            let oldest_on = measure(&settings, &calendar, on("2026-11-24")).oldest_on(contact_type);
            assert_eq!(oldest_on, Some(on(first_on)), "{contact_type:?}");
            assert_eq!(kind.measured_on(), Some(day));
            let is_due = is_due(contact_type, &with(vec![matter(1, kind)]), "2026-11-24");
            assert!(!is_due || day >= on(first_on), "{contact_type:?} on {day}");
            assert!(is_due || day != on(first_on), "{contact_type:?} on its first day");
        }
    }
    // Where an older one says something of others, or no date is asked for, none is left out.
    for contact_type in [ContactType::NoShow, ContactType::Recall, ContactType::SpecialOrderParts] {
        assert_eq!(measure(&settings, &calendar, on("2026-11-24")).oldest_on(contact_type), None);
    }
    assert!(!is_due(
        ContactType::ServiceFollowUp,
        &with(vec![order("2026-11-14", None, PayType::Customer)]),
        "2026-11-24"
    ));
}

#[test]
fn an_open_repair_order_or_a_vehicle_not_owned_keeps_every_event_of_it_out() {
    let in_the_shop = VehicleFacts { has_open_repair_order: true, ..vehicle() };
    let sold = VehicleFacts { owned: false, ..vehicle() };
    for car in [in_the_shop, sold] {
        let facts = CustomerFacts { vehicles: vec![car], ..booked("2026-11-26") };
        assert_eq!(reasons(&facts, &question(&asking(ContactType::Confirm))), [Reason::NotDue]);
    }
}

#[test]
fn an_event_without_a_vehicle_counts_and_a_filter_on_vehicles_leaves_it_out() {
    let facts = CustomerFacts {
        vehicles: vec![],
        matters: vec![Matter {
            vehicle: None,
            ..appointment("2026-11-26", Some("2026-11-02"), AppointmentState::Booked)
        }],
        ..customer()
    };
    let mut spec = asking(ContactType::Confirm);
    let Judged { barred, choice, .. } = judge(&facts, &question(&spec));
    assert_eq!(barred, []);
    let choice = choice.expect("a number");
    assert_eq!((choice.vehicles, choice.matters), (vec![], vec![MatterId(1)]));
    spec.filters.makes = vec!["Honda".into()];
    assert_eq!(reasons(&facts, &question(&spec)), [Reason::Filter]);
}

#[test]
fn s10_a_type_about_one_event_holds_back_that_event_only() {
    let recycled = Some(Recycled { on: on("2026-11-23"), days: 10 });
    let out = Matter { recycled, ..appointment("2026-11-26", Some("2026-11-02"), AppointmentState::Booked) };
    let other = Matter { id: MatterId(2), recycled: None, ..out.clone() };
    let spec = asking(ContactType::Confirm);
    let only = with(vec![out.clone()]);
    let judged = judge(&only, &question(&spec));
    assert_eq!((judged.barred[0].reason, judged.barred[0].until_on), (Reason::Recycled, Some(on("2026-12-03"))));
    let both = with(vec![out.clone(), other]);
    assert_eq!(judge(&both, &question(&spec)).choice.expect("a number").matters, [MatterId(2)]);
    // A vehicle that is out for this type by itself says nothing of the appointment.
    let by_vehicle = CustomerFacts {
        vehicles: vec![VehicleFacts { recycled, last_ro_on: None, ..vehicle() }],
        ..with(vec![Matter { recycled: None, ..out }])
    };
    assert_eq!(reasons(&by_vehicle, &question(&spec)), []);
}

#[test]
fn a_booked_appointment_bars_maintenance_recall_mvi_declined_work_and_parts_for_its_vehicle() {
    let coming = |vehicle, state| Matter { vehicle, id: MatterId(9), ..appointment("2026-11-30", None, state) };
    let own = matter(1, MatterKind::Recall { is_open: true, has_remedy: None, campaign: None });
    let judged = |other: Matter| reasons(&with(vec![own.clone(), other]), &question(&asking(ContactType::Recall)));
    assert_eq!(judged(coming(Some(VehicleId(1)), AppointmentState::Booked)), [Reason::Booked]);
    assert_eq!(judged(coming(Some(VehicleId(1)), AppointmentState::Confirmed)), [Reason::Booked]);
    assert_eq!(judged(coming(Some(VehicleId(1)), AppointmentState::Deleted)), []);
    assert_eq!(judged(coming(Some(VehicleId(2)), AppointmentState::Booked)), []);
    let maintenance =
        CustomerFacts { matters: vec![coming(Some(VehicleId(1)), AppointmentState::Booked)], ..customer() };
    assert_eq!(reasons(&maintenance, &question(&spec())), [Reason::Booked]);
}

#[test]
fn p9_an_event_about_a_vehicle_of_somebody_else_obeys_that_vehicles_turn_off_and_its_open_repair_order() {
    let theirs = |has_open_repair_order, turned_off| {
        let kind = MatterKind::Inspection { due_on: on("2026-11-30") };
        let named = Matter { vehicle: Some(VehicleId(9)), ..matter(1, kind) };
        let elsewhere = VehicleElsewhere { id: VehicleId(9), has_open_repair_order, turned_off };
        CustomerFacts { elsewhere: vec![elsewhere], ..with(vec![named]) }
    };
    let spec = asking(ContactType::Mvi);
    let reasons = |facts: &CustomerFacts| reasons(facts, &question(&spec));
    assert_eq!(reasons(&theirs(false, false)), []);
    assert_eq!(reasons(&theirs(true, false)), [Reason::NotDue]);
    assert_eq!(reasons(&theirs(false, true)), [Reason::TurnedOff]);
    // What speaks against one vehicle does not speak against another.
    let other = VehicleElsewhere { id: VehicleId(8), has_open_repair_order: true, turned_off: true };
    assert_eq!(reasons(&CustomerFacts { elsewhere: vec![other], ..theirs(false, false) }), []);
}
