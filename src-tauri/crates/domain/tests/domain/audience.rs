//! Who gets a drop, who does not, and under which reason a preview counts them (section 4; P3, P4, P6, P9).

use domain::{
    audience::{Question, Standing},
    campaign::{
        CampaignSpec, CustomerType, CustomerTypeFilter, DayFilter, DayPreference, Filters, Language, LanguageFilter,
    },
    facts::{Clocks, CustomerFacts, Hold, NumberFacts, OpenAttempt, PhoneOnFile, VehicleFacts},
    reason::{Reason, ReasonGroup},
    recycle::Recycled,
};

use crate::builders::{
    CELL, OTHER_RUN, RUN, customer, number, on, question, reasons, spec, today, vehicle, with_clocks,
};

fn filtered(filters: Filters) -> CampaignSpec {
    CampaignSpec { filters, ..spec() }
}

fn with_vehicles(vehicles: Vec<VehicleFacts>) -> CustomerFacts {
    CustomerFacts { vehicles, ..customer() }
}

fn first_reason(facts: &CustomerFacts, spec: &CampaignSpec) -> Option<Reason> {
    reasons(facts, &question(spec)).first().copied()
}

#[test]
fn the_usual_customer_gets_a_drop() {
    assert_eq!(reasons(&customer(), &question(&spec())), []);
}

#[test]
fn the_groups_of_a_preview_stand_in_the_order_of_the_product_page() {
    let mut groups: Vec<ReasonGroup> = Reason::ALL.iter().map(|r| r.group()).collect();
    assert!(groups.is_sorted(), "{groups:?}");
    groups.dedup();
    assert_eq!(groups, ReasonGroup::ALL);
}

#[test]
fn a_preview_counts_each_customer_under_the_first_reason_and_opens_all() {
    let turned_off = VehicleFacts {
        turned_off: true,
        next_appointment_on: Some(on("2026-12-01")),
        recycled: Some(Recycled { on: on("2026-11-20"), days: 10 }),
        ..vehicle()
    };
    let facts = CustomerFacts {
        customer_type: CustomerType::Fleet,
        vehicles: vec![VehicleFacts { last_ro_on: Some(on("2026-11-20")), ..turned_off }],
        do_not_call: true,
        taken_by: Some("A. Snyder".into()),
        clocks: Clocks { last_drop_on: Some(today()), ..Clocks::default() },
        cell: PhoneOnFile::Empty,
        home: PhoneOnFile::Invalid,
        ..customer()
    };
    let spec = filtered(Filters { customer_type: CustomerTypeFilter::NonFleet, ..Filters::none() });
    let expected = [
        Reason::Filter,
        Reason::NotDue,
        Reason::TurnedOff,
        Reason::OptedOut,
        Reason::Booked,
        Reason::TakenByAgent,
        Reason::Recycled,
        Reason::Prevention,
        Reason::Impossible,
    ];
    assert_eq!(reasons(&facts, &question(&spec)), expected);
}

#[test]
fn a_customer_is_counted_where_the_last_vehicle_falls_out() {
    let not_due = VehicleFacts { last_ro_on: Some(on("2026-11-20")), ..vehicle() };
    let turned_off = VehicleFacts { turned_off: true, ..vehicle() };
    let booked = VehicleFacts { next_appointment_on: Some(on("2026-11-30")), ..vehicle() };
    let recycled = VehicleFacts { recycled: Some(Recycled { on: on("2026-11-20"), days: 10 }), ..vehicle() };
    let sold = VehicleFacts { owned: false, ..vehicle() };
    for (vehicles, expected) in [
        (vec![], Some(Reason::NotDue)),
        (vec![sold.clone()], Some(Reason::NotDue)),
        (vec![sold.clone(), not_due.clone()], Some(Reason::NotDue)),
        (vec![not_due.clone(), turned_off.clone()], Some(Reason::TurnedOff)),
        (vec![turned_off.clone(), booked.clone()], Some(Reason::Booked)),
        (vec![booked.clone(), recycled.clone()], Some(Reason::Recycled)),
        (vec![not_due, turned_off, booked, recycled, sold, vehicle()], None),
    ] {
        let facts = with_vehicles(vehicles);
        assert_eq!(first_reason(&facts, &spec()), expected, "{:?}", facts.vehicles);
    }
}

#[test]
fn p9_a_vehicle_that_is_not_owned_counts_for_nothing() {
    let sold_honda = VehicleFacts { owned: false, ..vehicle() };
    let mazda = VehicleFacts { make: Some("Mazda".into()), ..vehicle() };
    let spec = filtered(Filters { makes: vec!["Honda".into()], ..Filters::none() });
    assert_eq!(first_reason(&with_vehicles(vec![sold_honda, mazda]), &spec), Some(Reason::Filter));
}

#[test]
fn a_customer_held_by_anybody_gets_no_drop() {
    let hold = |until_on| Some(Hold { reason: "asked for quiet".into(), until_on });
    for (facts, expected) in [
        (CustomerFacts { taken_by: Some("A. Snyder".into()), ..customer() }, vec![Reason::TakenByAgent]),
        (CustomerFacts { reserved_by: Some(OTHER_RUN), ..customer() }, vec![Reason::HeldByRun]),
        (CustomerFacts { reserved_by: Some(RUN), ..customer() }, vec![]),
        (CustomerFacts { complaint_open: true, ..customer() }, vec![Reason::OpenComplaint]),
        (CustomerFacts { hold: hold(None), ..customer() }, vec![Reason::OnHold]),
        (CustomerFacts { hold: hold(Some(on("2026-11-25"))), ..customer() }, vec![Reason::OnHold]),
        (CustomerFacts { hold: hold(Some(on("2026-11-24"))), ..customer() }, vec![]),
        (CustomerFacts { do_not_call: true, ..customer() }, vec![Reason::OptedOut]),
    ] {
        assert_eq!(reasons(&facts, &question(&spec())), expected, "{facts:?}");
    }
}

#[test]
fn s3_a_preview_outside_any_run_sees_every_reservation() {
    let facts = CustomerFacts { reserved_by: Some(RUN), ..customer() };
    let spec = spec();
    assert_eq!(reasons(&facts, &Question { run: None, ..question(&spec) }), [Reason::HeldByRun]);
}

#[test]
fn p3_a_number_with_an_unsettled_attempt_gets_no_second_one() {
    for (run, is_overdue, expected) in [
        (Some(OTHER_RUN), false, Reason::InProgressElsewhere),
        (None, false, Reason::InProgressElsewhere),
        (Some(RUN), false, Reason::NumberLocked),
        (Some(OTHER_RUN), true, Reason::NumberLocked),
        (None, true, Reason::NumberLocked),
    ] {
        let open_attempt = Some(OpenAttempt { run, is_overdue });
        let cell = NumberFacts { open_attempt, ..number(CELL) };
        let facts = CustomerFacts { cell: PhoneOnFile::Number(cell), ..customer() };
        assert_eq!(reasons(&facts, &question(&spec())), [expected], "{open_attempt:?}");
    }
}

#[test]
fn p16_a_preview_does_not_take_a_test_drop_in_progress_for_one_of_its_own() {
    let open_attempt = Some(OpenAttempt { run: None, is_overdue: false });
    let cell = NumberFacts { open_attempt, ..number(CELL) };
    let facts = CustomerFacts { cell: PhoneOnFile::Number(cell), ..customer() };
    let spec = spec();
    let preview = Question { run: None, ..question(&spec) };
    assert_eq!(reasons(&facts, &preview), [Reason::InProgressElsewhere]);
}

#[test]
fn p6_run_again_leaves_out_everyone_attempted_that_day() {
    let attempted =
        |text| CustomerFacts { clocks: Clocks { last_attempt_on: Some(on(text)), ..Clocks::default() }, ..customer() };
    let spec = spec();
    let again = Question { standing: Standing::ChoosingAgain, ..question(&spec) };
    assert_eq!(reasons(&attempted("2026-11-24"), &again), [Reason::AttemptedToday]);
    assert_eq!(reasons(&attempted("2026-11-23"), &again), []);
    assert_eq!(reasons(&attempted("2026-11-24"), &question(&spec)), []);
    // The drop went to somebody else on the same number: the number was attempted all the same (P3).
    let of_number = Clocks { last_attempt_on: Some(today()), ..Clocks::default() };
    let shares = CustomerFacts { cell: with_clocks(CELL, of_number), ..customer() };
    assert_eq!(reasons(&shares, &again), [Reason::AttemptedToday]);
    assert_eq!(reasons(&shares, &question(&spec)), []);
}

#[test]
fn p4_the_filters_on_customers() {
    let speaks = |language| CustomerFacts { language, ..customer() };
    let language = |language| filtered(Filters { language, ..Filters::none() });
    for (filter, passes) in [
        (LanguageFilter::Any, [true, true, true]),
        (LanguageFilter::English, [true, false, false]),
        (LanguageFilter::French, [false, true, false]),
    ] {
        for (on_file, passes) in [Some(Language::English), Some(Language::French), None].into_iter().zip(passes) {
            assert_eq!(first_reason(&speaks(on_file), &language(filter)).is_none(), passes, "{filter:?} {on_file:?}");
        }
    }
    let fleet = CustomerFacts { customer_type: CustomerType::Fleet, ..customer() };
    let non_fleet = filtered(Filters { customer_type: CustomerTypeFilter::NonFleet, ..Filters::none() });
    assert_eq!(first_reason(&fleet, &non_fleet), Some(Reason::Filter));
    assert_eq!(first_reason(&customer(), &non_fleet), None);
    assert_eq!(first_reason(&fleet, &spec()), None);
    for (filter, passes) in [
        (DayFilter::All, [true, true, true]),
        (DayFilter::Day, [true, false, true]),
        (DayFilter::LateDay, [false, true, false]),
    ] {
        let spec = filtered(Filters { day: filter, ..Filters::none() });
        for (prefers, passes) in [Some(DayPreference::Day), Some(DayPreference::LateDay), None].into_iter().zip(passes)
        {
            let facts = CustomerFacts { day_preference: prefers, ..customer() };
            assert_eq!(first_reason(&facts, &spec).is_none(), passes, "{filter:?} {prefers:?}");
        }
    }
}

#[test]
fn the_filters_on_vehicles_include_both_ends_and_pass_over_what_is_not_known() {
    let names = |text: &str| vec![text.to_owned()];
    let none = Filters::none;
    let unknown = VehicleFacts { make: None, model: None, year: None, odometer: None, last_ro_on: None, ..vehicle() };
    let unknown = VehicleFacts { purchased_on: Some(on("2026-05-24")), ..unknown };
    for (filters, passes) in [
        (Filters { makes: names(" hONDA "), ..none() }, true),
        (Filters { makes: vec!["Mazda".into(), "Honda".into()], ..none() }, true),
        (Filters { makes: names("Hond"), ..none() }, false),
        (Filters { models: names("civic"), ..none() }, true),
        (Filters { models: names("Accord"), ..none() }, false),
        (Filters { year_from: Some(2019), year_to: Some(2019), ..none() }, true),
        (Filters { year_from: Some(2020), ..none() }, false),
        (Filters { year_to: Some(2018), ..none() }, false),
        (Filters { odometer_from: Some(64_000), odometer_to: Some(64_000), ..none() }, true),
        (Filters { odometer_from: Some(64_001), ..none() }, false),
        (Filters { odometer_to: Some(63_999), ..none() }, false),
        (
            Filters { last_visit_from_on: Some(on("2026-05-24")), last_visit_to_on: Some(on("2026-05-24")), ..none() },
            true,
        ),
        (Filters { last_visit_from_on: Some(on("2026-05-25")), ..none() }, false),
        (Filters { last_visit_to_on: Some(on("2026-05-23")), ..none() }, false),
    ] {
        let spec = filtered(filters);
        assert_eq!(first_reason(&customer(), &spec), (!passes).then_some(Reason::Filter), "{:?}", spec.filters);
        assert_eq!(first_reason(&with_vehicles(vec![unknown.clone()]), &spec), Some(Reason::Filter));
    }
    assert_eq!(first_reason(&with_vehicles(vec![unknown]), &spec()), None);
    let citroen = VehicleFacts { make: Some("CITROËN".into()), ..vehicle() };
    let spec = filtered(Filters { makes: names("Citroën"), ..none() });
    assert_eq!(first_reason(&with_vehicles(vec![citroen]), &spec), None);
}

#[test]
fn one_vehicle_must_pass_every_filter_by_itself() {
    let old_honda = VehicleFacts { year: Some(2010), ..vehicle() };
    let new_mazda = VehicleFacts { make: Some("Mazda".into()), year: Some(2024), ..vehicle() };
    let spec = filtered(Filters { makes: vec!["Honda".into()], year_from: Some(2020), ..Filters::none() });
    assert_eq!(first_reason(&with_vehicles(vec![old_honda, new_mazda]), &spec), Some(Reason::Filter));
}
