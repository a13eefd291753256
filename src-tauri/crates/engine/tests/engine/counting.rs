//! The count of a run under way: S1.

use domain::{
    campaign::Count,
    reason::Reason,
    states::{RunState, TargetState},
};
use store::customers;
use testkit::{Day, Line, What, cell};

use crate::{cells, minutes, number, seconds};

#[test]
fn s1_a_raised_count_reserves_more_in_the_same_moment() {
    let day = Day::new(6, 1);
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.set_count(run, number(5))).unwrap();
    assert_eq!(day.counts(run).held_or_sent(), 5);
    assert!((3..=5).all(|n| day.read(|db| customers::held(db, day.customer(n))).is_some()));
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=5));
}

#[test]
fn s1_a_raised_count_says_at_once_what_it_misses() {
    let day = Day::new(3, 1);
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.set_count(run, number(5))).unwrap();
    assert_eq!(day.run(run).shortfall.as_deref(), Some("3 of 5: there is nobody else."));
    day.engine().act(|acts| acts.set_count(run, number(3))).unwrap();
    assert_eq!(day.run(run).shortfall, None);
}

#[test]
fn s1_a_lowered_count_releases_from_the_end_in_the_same_moment() {
    let day = Day::new(6, 1);
    let campaign = day.campaign(|spec| spec.count = number(6));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.set_count(run, number(3))).unwrap();
    assert_eq!(day.numbers_of(run, TargetState::Released), cells(4..=6));
    assert!((4..=6).all(|n| day.target(run, n).reason == Some(Reason::CountLowered)));
    assert!((4..=6).all(|n| day.read(|db| customers::held(db, day.customer(n))).is_none()), "back on Call Select");
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=3));
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
    day.engine().act(|acts| acts.set_count(run, number(1))).unwrap();
    let counts = day.counts(run);
    assert_eq!((counts.delivered, counts.in_progress, counts.released), (2, 1, 3));
    day.until_over();
    assert_eq!(day.counts(run).delivered, 3);
}

#[test]
fn s1_who_was_released_comes_back_when_the_count_is_raised_again() {
    let day = Day::new(4, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.set_count(run, number(2))).unwrap();
    day.pass(seconds(31));
    day.engine().act(|acts| acts.set_count(run, number(4))).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=4));
    assert_eq!(day.run(run).shortfall, None);
}

#[test]
fn s1_a_count_raised_to_all_due_takes_all() {
    let day = Day::new(5, 1);
    let campaign = day.campaign(|spec| spec.count = number(1));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.set_count(run, Count::AllDue)).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=5));
}

#[test]
fn s1_the_count_of_a_paused_run_takes_effect_while_it_is_paused() {
    let day = Day::new(5, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.pause(run, "Alex")).unwrap();
    day.engine().act(|acts| acts.set_count(run, number(5))).unwrap();
    assert_eq!(day.counts(run).held_or_sent(), 5);
    day.engine().act(|acts| acts.set_count(run, number(2))).unwrap();
    assert_eq!(day.counts(run).held_or_sent(), 2);
    day.pass(minutes(5));
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1]));
    day.engine().act(|acts| acts.resume(run)).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=2));
}

#[test]
fn s1_a_run_that_waits_for_a_port_holds_nobody_and_takes_its_count_when_it_starts() {
    for count in [1, 4] {
        let day = Day::new(6, 1);
        let first = day.campaign(|spec| spec.count = number(2));
        let second = day.campaign(|spec| spec.count = number(2));
        day.until_time("10:00");
        let waiting = day.run_today(second).id;
        day.engine().act(|acts| acts.set_count(waiting, number(count))).unwrap();
        day.check();
        assert_eq!((day.targets(waiting), day.run(waiting).count), (vec![], number(count)));
        day.until_over();
        assert_eq!(day.counts(day.run_today(first).id).delivered, 2);
        assert_eq!(day.counts(waiting).delivered, count);
    }
}

#[test]
fn s1_an_edit_of_a_campaigns_count_is_followed_by_its_run_under_way_and_by_no_other() {
    let day = Day::new(9, 2);
    let [edited, other] = [0; 2].map(|_| day.campaign(|spec| spec.count = number(3)));
    day.until_time("10:00");
    let [run, beside] = [edited, other].map(|campaign| day.run_today(campaign).id);
    for count in [5, 2, 4] {
        day.edit_count(edited, number(count));
        assert_eq!((day.run(run).count, day.counts(run).held_or_sent()), (number(count), count));
    }
    assert_eq!((day.run(beside).count, day.counts(beside).held_or_sent()), (number(3), 3));
    day.until_over();
    assert_eq!([run, beside].map(|run| day.counts(run).delivered), [4, 3]);
    // A run that is over is left as it was.
    day.edit_count(edited, number(1));
    assert_eq!(day.run(run).count, number(4));
}

#[test]
fn s1_an_edit_of_the_count_binds_todays_run_while_it_waits_for_the_last_drop_of_the_one_before() {
    let day = Day::new(4, 1);
    day.provider.to(&cell(1), Line::delivered().after(minutes(9)));
    let campaign = day.campaign(|spec| spec.count = number(1));
    day.until_time("09:57");
    let by_hand = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.settle();
    day.engine().act(|acts| acts.stop(by_hand)).unwrap();
    day.until_time("10:01");
    let todays = day.runs_today(campaign).remove(1).id;
    assert_eq!(day.run(todays).state, RunState::Planned);
    day.edit_count(campaign, number(3));
    day.until_time("10:06");
    day.until_over();
    assert_eq!(day.counts(todays).delivered, 3);
}

#[test]
fn s1_the_count_of_a_run_that_is_over_cannot_be_changed() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.run_all_from("10:00");
    let run = day.run_today(campaign).id;
    let refusal = day.engine().act(|acts| acts.set_count(run, number(5))).unwrap_err();
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
