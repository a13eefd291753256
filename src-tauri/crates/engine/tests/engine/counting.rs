//! The count of a run under way: S1.

use domain::{
    campaign::Count,
    reason::Reason,
    states::{RunState, TargetState},
};
use testkit::{Day, Line, What, cell};

use crate::{cells, minutes, number, seconds};

#[test]
fn s1_a_raised_count_reserves_more_before_the_next_drop() {
    let day = Day::new(6, 1);
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().set_count(run, number(5)).unwrap();
    day.pass(seconds(31));
    assert_eq!(day.counts(run).held_or_sent(), 5);
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=5));
}

#[test]
fn s1_a_lowered_count_releases_from_the_end() {
    let day = Day::new(6, 1);
    let campaign = day.campaign(|spec| spec.count = number(6));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().set_count(run, number(3)).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=3));
    assert_eq!(day.numbers_of(run, TargetState::Released), cells(4..=6));
    assert!((4..=6).all(|n| day.target(run, n).reason == Some(Reason::CountLowered)));
    assert_eq!(day.run(run).state, RunState::Finished);
}

#[test]
fn s1_a_lowered_count_never_goes_below_what_was_sent() {
    let day = Day::new(6, 1);
    let campaign = day.campaign(|spec| spec.count = number(6));
    day.until_time("10:00");
    day.pass(seconds(65));
    let run = day.run_today(campaign).id;
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=3));
    day.engine().set_count(run, number(1)).unwrap();
    day.until_over();
    let counts = day.counts(run);
    assert_eq!((counts.delivered, counts.released), (3, 3));
}

#[test]
fn s1_who_was_released_comes_back_when_the_count_is_raised_again() {
    let day = Day::new(4, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().set_count(run, number(2)).unwrap();
    day.pass(seconds(31));
    assert_eq!(day.counts(run).released, 2);
    day.engine().set_count(run, number(4)).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=4));
    assert_eq!(day.run(run).shortfall, None);
}

#[test]
fn s1_a_count_raised_to_all_due_takes_all() {
    let day = Day::new(5, 1);
    let campaign = day.campaign(|spec| spec.count = number(1));
    day.until_time("10:00");
    day.engine().set_count(day.run_today(campaign).id, Count::AllDue).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=5));
}

#[test]
fn s1_a_count_is_changed_while_paused_and_takes_effect_on_resuming() {
    let day = Day::new(5, 1);
    let campaign = day.campaign(|spec| spec.count = number(5));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().pause(run, "Alex").unwrap();
    day.engine().set_count(run, number(2)).unwrap();
    day.pass(minutes(5));
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1]));
    day.engine().resume(run).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=2));
}

#[test]
fn s1_the_count_of_a_run_that_is_over_cannot_be_changed() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.run_all_from("10:00");
    let refusal = day.engine().set_count(day.run_today(campaign).id, number(5)).unwrap_err();
    assert_eq!(refusal.to_string(), "The count of a run that is over cannot be changed.");
}

#[test]
fn counts_stand_at_every_moment_of_a_run() {
    let day = Day::new(4, 1);
    day.provider.to(&cell(2), Line::of(domain::disposition::Disposition::Busy));
    let campaign = day.campaign(|_| {});
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    let seen = |day: &Day| {
        let c = day.counts(run);
        (c.to_do, c.in_progress, c.delivered, c.failed)
    };
    assert_eq!(seen(&day), (3, 1, 0, 0));
    day.pass(seconds(30));
    assert_eq!(seen(&day), (2, 1, 1, 0));
    day.pass(seconds(30));
    assert_eq!(seen(&day), (1, 1, 1, 1));
    day.until_over();
    assert_eq!(seen(&day), (0, 0, 3, 1));
}
