//! S10, S11 and P8: when a file comes back, and which codes are red.

use domain::audience::{Question, judge};
use domain::{
    facts::{CustomerFacts, VehicleFacts},
    ids::VehicleId,
    reason::Reason,
    recycle::{RED_BELOW_USES, Recycled, VOICE_DROP_DAYS, days_after, is_red},
};

use crate::builders::{customer, on, question, reasons, spec, today, vehicle};

fn recycled(text: &str, days: u16) -> Option<Recycled> {
    Some(Recycled { on: on(text), days })
}

#[test]
fn s10_a_delivered_drop_recycles_the_file_for_10_days_by_default() {
    let out = Recycled { on: on("2026-11-14"), days: VOICE_DROP_DAYS };
    assert_eq!(out.returns_on(), on("2026-11-24"));
    assert!(out.is_out(on("2026-11-14")));
    assert!(out.is_out(on("2026-11-23")));
    assert!(!out.is_out(on("2026-11-24")));
}

#[test]
fn s10_the_return_date_counts_whole_dates_over_month_ends_leap_days_and_years() {
    for (from, days, back) in [
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-24", 10, "2026-12-04"),
        ("2026-12-31", 1, "2027-01-01"),
        ("2028-02-19", 10, "2028-02-29"),
        ("2027-02-19", 10, "2027-03-01"),
        // Over both changes of the clocks.
        ("2026-10-31", 1, "2026-11-01"),
        ("2027-03-13", 2, "2027-03-15"),
        ("2026-11-24", 3650, "2036-11-21"),
    ] {
        assert_eq!(Recycled { on: on(from), days }.returns_on(), on(back), "{days} days from {from}");
    }
    assert_eq!(days_after(chrono::NaiveDate::MAX, 1), chrono::NaiveDate::MAX);
}

#[test]
fn s10_a_recycled_vehicle_is_held_back_and_the_others_of_the_customer_are_not() {
    let out = VehicleFacts { id: VehicleId(1), recycled: recycled("2026-11-20", 10), ..vehicle() };
    let free = VehicleFacts { id: VehicleId(2), ..vehicle() };
    let both = CustomerFacts { vehicles: vec![out.clone(), free], ..customer() };
    let judged = judge(&both, &question(&spec()));
    assert_eq!((judged.barred, judged.choice.map(|c| c.vehicles)), (vec![], Some(vec![VehicleId(2)])));
    let alone = CustomerFacts { vehicles: vec![out], ..customer() };
    assert_eq!(reasons(&alone, &question(&spec())), [Reason::Recycled]);
}

#[test]
fn s10_a_customer_whose_vehicles_are_all_out_returns_with_the_first() {
    let out = |text, days| VehicleFacts { recycled: recycled(text, days), ..vehicle() };
    let facts = CustomerFacts { vehicles: vec![out("2026-11-20", 30), out("2026-11-22", 4)], ..customer() };
    let barred = judge(&facts, &question(&spec())).barred;
    assert_eq!(
        barred.iter().map(|b| (b.reason, b.until_on)).collect::<Vec<_>>(),
        [(Reason::Recycled, Some(on("2026-11-26")))]
    );
}

#[test]
fn s11_a_change_of_the_days_moves_the_return_date_both_ways() {
    let out = |days| CustomerFacts {
        vehicles: vec![VehicleFacts { recycled: recycled("2026-11-20", days), ..vehicle() }],
        ..customer()
    };
    let spec = spec();
    let is_out = |days, today| {
        let question = Question { today: on(today), ..question(&spec) };
        reasons(&out(days), &question) == [Reason::Recycled]
    };
    assert!(is_out(10, "2026-11-29") && !is_out(10, "2026-11-30"));
    assert!(is_out(3, "2026-11-22") && !is_out(3, "2026-11-23"));
    assert!(is_out(30, "2026-12-19") && !is_out(30, "2026-12-20"));
}

#[test]
fn p8_a_code_is_red_with_fewer_than_10_uses_or_none_for_a_year() {
    for (uses, last_used, today, red) in [
        (9, Some("2026-11-24"), "2026-11-24", true),
        (10, Some("2026-11-24"), "2026-11-24", false),
        (500, Some("2025-11-24"), "2026-11-24", false),
        (500, Some("2025-11-23"), "2026-11-24", true),
        // Over a leap day, and from one.
        (500, Some("2027-03-01"), "2028-03-01", false),
        (500, Some("2028-02-28"), "2029-02-28", false),
        (500, Some("2028-02-29"), "2029-03-01", true),
        (500, None, "2026-11-24", true),
        (0, None, "2026-11-24", true),
    ] {
        assert_eq!(is_red(uses, last_used.map(on), on(today)), red, "{uses} uses, last {last_used:?}, on {today}");
    }
    assert!(is_red(RED_BELOW_USES - 1, Some(today()), today()));
}
