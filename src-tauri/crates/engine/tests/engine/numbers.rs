//! Which number is used, and what real results make of it: S8, S9, S12, S13, S15.

use chrono::{Days, NaiveDate};
use domain::{
    disposition::Disposition::{self, Busy, Delivered, Impossible, NoAnswer, Unavailable},
    numbers::Block,
    phone::{E164, PhoneKind},
    states::{RunSkip, TargetState},
};
use store::{numbers, reports};
use testkit::{Day, Line, Person, What, cell, home};

/// One customer with cell and home phone, a daily campaign whose clocks let it drop every day.
fn day() -> (Day, domain::ids::CampaignId) {
    let day = Day::new(0, 1);
    day.add([Person { home: Some(home(1)), ..Person::n(1, day.today()) }]);
    let campaign = day.campaign(|spec| spec.days_between = 0);
    (day, campaign)
}

fn record(day: &Day, number: &E164) -> domain::numbers::NumberRecord {
    day.read(|db| numbers::get(db, number))
}

/// Lives through the run of a date, with a fresh file of customers.
fn run_on(day: &Day, on: NaiveDate) {
    day.until(day.day_at(on, "09:00"));
    day.refresh();
    day.run_all_from("10:00");
}

/// Lives through the runs to come until a drop went out, and gives the date.
fn next_drop(day: &Day) -> NaiveDate {
    let before = day.provider.ledger().of(What::Accept).count();
    for _ in 0..40 {
        let is_over = day.now() >= day.today_at("10:00");
        run_on(day, day.today() + Days::new(is_over.into()));
        if day.provider.ledger().of(What::Accept).count() > before {
            return day.today();
        }
    }
    panic!("no drop within 40 days");
}

#[test]
fn s8_the_cell_is_used_although_there_is_a_home_phone() {
    let (day, campaign) = day();
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), vec![cell(1)]);
    assert_eq!(day.target(day.run_today(campaign).id, 1).kind, PhoneKind::Cell);
}

#[test]
fn s8_the_home_phone_is_used_only_without_a_usable_cell_and_the_work_phone_never() {
    let day = Day::new(0, 1);
    let today = day.today();
    day.add([
        Person { cell: None, home: Some(home(1)), work: Some(home(11)), ..Person::n(1, today) },
        Person { cell: None, work: Some(home(12)), ..Person::n(2, today) },
    ]);
    day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), vec![home(1)]);
}

#[test]
fn s9_a_drop_that_fails_on_the_cell_does_not_fall_back_to_the_home_phone_in_that_run() {
    for word in [Impossible, Disposition::Landline, Disposition::BadNumber] {
        let (day, campaign) = day();
        day.provider.to(&cell(1), Line::of(word));
        day.run_all_from("10:00");
        assert_eq!(day.provider.ledger().numbers(What::Accept), vec![cell(1)], "{word:?}");
        assert_eq!(day.counts(day.run_today(campaign).id).failed, 1);
    }
}

#[test]
fn s9_a_blocked_cell_counts_as_no_cell_in_a_later_run() {
    let (day, _) = day();
    day.provider.to(&cell(1), Line::of(Impossible));
    day.run_all_from("10:00");
    next_drop(&day);
    assert_eq!(day.provider.ledger().numbers(What::Accept), vec![cell(1), home(1)]);
}

#[test]
fn s9_a_cell_that_is_blocked_while_the_target_is_reserved_is_not_replaced_by_the_home_phone() {
    let (day, campaign) = day();
    day.provider.to(&cell(2), Line::delivered());
    let ahead = Person { visits_on: vec![day.today() - chrono::Months::new(9)], ..Person::n(2, day.today()) };
    day.add([ahead]);
    day.until_time("10:00");
    let blocked = domain::numbers::NumberRecord { block: Some(Block::ForEver), ..Default::default() };
    day.write(|db| numbers::save(db, &cell(1), &blocked));
    day.until_over();
    assert_eq!(day.target(day.run_today(campaign).id, 1).state, TargetState::Skipped);
    assert_eq!(day.provider.ledger().numbers(What::Wire), vec![cell(2)]);
}

#[test]
fn s12_a_cell_reported_impossible_is_blocked_fourteen_days_and_the_third_time_for_ever() {
    let day = Day::new(1, 1);
    day.campaign(|spec| spec.days_between = 0);
    day.provider.to(&cell(1), Line::of(Impossible));
    let mut sent_on = day.today();
    day.run_all_from("10:00");
    for strikes in [1, 2] {
        let until_on = sent_on + Days::new(14);
        assert_eq!(record(&day, &cell(1)).block, Some(Block::Until(until_on)), "after {strikes}");
        assert_eq!(record(&day, &cell(1)).impossible_strikes, strikes);
        sent_on = next_drop(&day);
        assert!(sent_on >= until_on, "sent on {sent_on}, blocked until {until_on}");
        assert!(sent_on <= until_on + Days::new(1), "the block is over at the start of its day, Sundays apart");
    }
    assert_eq!(record(&day, &cell(1)).block, Some(Block::ForEver));
}

#[test]
fn s16_what_a_report_says_of_a_number_stays_when_a_later_run_blocks_it_for_ever() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|spec| spec.days_between = 0);
    day.provider.to(&cell(1), Line::of(Impossible));
    day.run_all_from("10:00");
    let mut runs = vec![day.run_today(campaign).id];
    for _ in 0..2 {
        next_drop(&day);
        runs.push(day.run_today(campaign).id);
    }
    let said: Vec<_> = runs
        .iter()
        .map(|run| day.read(|db| reports::sums(db, *run)))
        .map(|sums| (sums.newly_blocked, sums.newly_blocked_for_ever))
        .collect();
    assert_eq!(said, [(1, 0), (1, 0), (0, 1)]);
    let first = day.read(|db| reports::targets(db, runs[0], 0, 1)).remove(0);
    assert!(matches!(first.effect.block, Some(Block::Until(_))), "{:?}", first.effect);
}

#[test]
fn s12_the_fourteen_days_start_on_the_date_of_the_result_however_late() {
    let (day, _) = day();
    day.provider.to(&cell(1), Line::of(Impossible).told_after(chrono::TimeDelta::hours(30)));
    let sent_on = day.today();
    day.run_all_from("10:00");
    day.until(day.day_at(sent_on + Days::new(1), "18:00"));
    assert_eq!(record(&day, &cell(1)).block, Some(Block::Until(sent_on + Days::new(15))));
}

#[test]
fn s13_a_home_phone_busy_or_unavailable_three_times_in_a_row_is_blocked_for_ever() {
    let day = Day::new(0, 1);
    day.add([Person { cell: None, home: Some(home(1)), ..Person::n(1, day.today()) }]);
    let campaign = day.campaign(|spec| spec.days_between = 0);
    for (drop, word) in [Busy, Unavailable, Busy].into_iter().enumerate() {
        assert_eq!(record(&day, &home(1)).block, None, "before drop {drop}");
        day.provider.to(&home(1), Line::of(word));
        next_drop(&day);
    }
    assert_eq!(record(&day, &home(1)).block, Some(Block::ForEver));
    run_on(&day, day.today() + Days::new(14));
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::NobodyEligible));
}

#[test]
fn s13_any_other_result_in_between_starts_the_count_again() {
    let day = Day::new(0, 1);
    day.add([Person { cell: None, home: Some(home(1)), ..Person::n(1, day.today()) }]);
    day.campaign(|spec| spec.days_between = 0);
    for word in [Busy, Unavailable, NoAnswer, Busy, Unavailable] {
        day.provider.to(&home(1), Line::of(word));
        next_drop(&day);
    }
    assert_eq!(record(&day, &home(1)).block, None);
    assert_eq!(record(&day, &home(1)).home_series, 2);
}

#[test]
fn s15_a_block_holds_on_every_file_that_bears_the_number() {
    let (day, _) = day();
    day.provider.to(&cell(1), Line::of(Impossible));
    day.run_all_from("10:00");
    day.add([Person { cell: Some(cell(1)), home: Some(home(2)), ..Person::n(2, day.today()) }]);
    run_on(&day, day.today() + Days::new(1));
    let reached = day.provider.ledger().numbers(What::Accept);
    assert_eq!(reached.iter().filter(|to| **to == cell(1)).count(), 1);
    assert!(reached.contains(&home(2)), "the other customer is reached at home");
}

#[test]
fn s15_strikes_count_only_for_the_phone_kind_of_their_rule() {
    let (day, _) = day();
    day.provider.to(&cell(1), Line::of(Busy));
    day.run_all_from("10:00");
    assert_eq!(record(&day, &cell(1)).home_series, 0);
    let day = Day::new(0, 1);
    day.add([Person { cell: None, home: Some(home(1)), ..Person::n(1, day.today()) }]);
    day.campaign(|_| {});
    day.provider.to(&home(1), Line::of(Impossible));
    day.run_all_from("10:00");
    let record = record(&day, &home(1));
    assert_eq!((record.impossible_strikes, record.block), (0, None));
}

#[test]
fn s14_a_customer_whose_numbers_cannot_be_used_is_not_chosen() {
    let day = Day::new(0, 1);
    let today = day.today();
    day.add([
        Person { cell: None, ..Person::n(1, today) },
        Person { home: Some(home(2)), ..Person::n(2, today) },
        Person::n(3, today),
    ]);
    let for_ever = domain::numbers::NumberRecord { block: Some(Block::ForEver), ..Default::default() };
    for number in [cell(2), home(2)] {
        day.write(|db| numbers::save(db, &number, &for_ever));
    }
    let campaign = day.campaign(|spec| spec.count = crate::number(3));
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), vec![cell(3)]);
    let run = day.run_today(campaign);
    assert_eq!(run.shortfall.as_deref(), Some("1 of 3. The others: 2 impossible."));
}

#[test]
fn a_delivered_drop_ends_the_rests_of_its_number() {
    let day = Day::new(1, 1);
    day.campaign(|spec| spec.days_between = 0);
    for (word, failures) in [(NoAnswer, 1), (Disposition::MailboxFull, 2), (Delivered, 0)] {
        day.provider.to(&cell(1), Line::of(word));
        next_drop(&day);
        assert_eq!(record(&day, &cell(1)).failures_in_row, failures);
    }
}
