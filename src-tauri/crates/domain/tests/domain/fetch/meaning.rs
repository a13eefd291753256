//! The sentence under a query, and what its dates come to.

use chrono::NaiveDate;
use domain::{
    due::DueSettings,
    fetch::{Span, Unit, When, check, ready_made, sentence},
};
use proptest::prelude::*;

use super::{asked, trees};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn said(line: &str) -> String {
    sentence(&asked(line), day("2026-11-24"))
}

#[test]
fn one_sentence_says_what_a_query_means() {
    for (line, meaning) in [
        (
            "Make = Honda and \"Last RO Date\" more than 6 months ago",
            "Vehicles where Make is Honda, and Last RO Date is more than 6 months ago (before 24 May 2026).",
        ),
        (
            "City is one of (Toronto, Ottawa) or not (Year >= 2019)",
            "Vehicles where City is one of Toronto, Ottawa, or it is not so that Year is 2019 or more.",
        ),
        (
            "has no \"Repair Orders\" within the last 6 months where (Amount > 300 and \"Pay Type\" != \"Internal Pay\")",
            "Vehicles where there is no repair order within the last 6 months (since 24 May 2026) with (Amount is $300.01 \
             or more and Pay Type is not Internal Pay).",
        ),
        (
            "Make is not empty and (Year = 2019 or Year < 2000)",
            "Vehicles where Make is not empty, and (Year is 2019 or Year is 1999 or less).",
        ),
        ("not all (Make = Honda and City = Oslo)", "Vehicles where it is not so that Make is Honda, and City is Oslo."),
        ("has \"Voice Drops\"", "Vehicles where there is a voice drop."),
    ] {
        assert_eq!(said(line), meaning);
    }
}

#[test]
fn months_are_calendar_months_clamped_to_the_end() {
    let six = Span { count: 6, unit: Unit::Months };
    let today = day("2026-08-31");
    assert_eq!(six.before(today), day("2026-02-28"));
    assert_eq!(When::MoreThanAgo(six).range(today).last, day("2026-02-27"));
    assert_eq!(When::WithinLast(six).range(today).first, day("2026-02-28"), "the clamped day itself is within");
    assert_eq!(Span { count: 1, unit: Unit::Years }.after(day("2024-02-29")), day("2025-02-28"));
    assert_eq!(Span { count: 2, unit: Unit::Weeks }.before(today), day("2026-08-17"));
}

#[test]
fn more_than_ago_and_within_the_last_divide_the_past() {
    let today = day("2026-11-24");
    for unit in Unit::ALL {
        for count in [0, 1, 7, 400, Span::COUNT_MAX] {
            let span = Span { count, unit: *unit };
            let (ago, within) = (When::MoreThanAgo(span).range(today), When::WithinLast(span).range(today));
            assert_eq!(within.last, today);
            assert!(ago.is_empty() || ago.last.succ_opt() == Some(within.first), "{span}");
            let (ahead, next) = (When::MoreThanAhead(span).range(today), When::WithinNext(span).range(today));
            assert_eq!(next.first, today);
            assert!(ahead.is_empty() || next.last.succ_opt() == Some(ahead.first), "{span}");
        }
    }
}

#[test]
fn the_ready_made_queries_have_no_fault() {
    let made = ready_made(&DueSettings { maintenance_to_months: 24, ..DueSettings::default() });
    let names: Vec<_> = made.iter().map(|made| made.name).collect();
    assert_eq!(names, ["Sold Not Serviced", "Beyond Maintenance Trigger", "Thin Ice", "Declined Work Over $300"]);
    for made in &made {
        let checked = check(&made.query).expect(made.name);
        let said = sentence(&checked, day("2026-11-24"));
        assert!(said.starts_with("Vehicles where ") && said.ends_with('.'), "{said}");
    }
    let beyond = check(&made[1].query).expect("no fault");
    assert!(sentence(&beyond, day("2026-11-24")).contains("more than 24 months ago"), "the store's own trigger");
}

proptest! {
    #[test]
    fn every_query_has_a_sentence(query in trees::query()) {
        let checked = check(&query).expect("no fault");
        let said = sentence(&checked, day("2026-11-24"));
        prop_assert!(said.contains(" where ") && said.ends_with('.'));
    }
}
