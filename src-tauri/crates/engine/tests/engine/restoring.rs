//! A backup is restored: nothing goes out that could have gone out since, until a person says so, and then never to anybody
//! who was in line, held or attempted since (W12, R8, F17).

use chrono::TimeDelta;
use domain::{
    disposition::Disposition,
    ids::CampaignId,
    phone::E164,
    reason::Reason,
    states::{PauseCause, RunState, TargetState},
};
use engine::Refusal;
use proptest::prelude::*;
use store::{numbers, restores};
use testkit::{Backup, Day, Earlier, Fault, Line, What, cell};

use crate::{cells, minutes, number, seconds};

/// 40 customers, one port, and a campaign of so many at 10:00; a backup of 10:01, and it is 10:04 now. A drop takes half a
/// minute.
fn later_than_a_backup(count: u32) -> (Day, CampaignId, Backup) {
    let day = Day::new(40, 1);
    let campaign = day.campaign(|spec| spec.count = number(count));
    day.until_time("10:01");
    let backup = day.back_up();
    day.until_time("10:04");
    (day, campaign, backup)
}

fn wires(day: &Day) -> Vec<E164> {
    day.provider.ledger().numbers(What::Wire)
}

fn release(day: &Day, campaign: CampaignId) -> Result<(), Refusal> {
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.release(run, "Alex", "Checked with the desk"))?;
    day.check();
    Ok(())
}

fn why(refusal: Result<(), Refusal>) -> String {
    refusal.expect_err("it should be refused").to_string()
}

#[test]
fn w12_a_run_that_was_under_way_stands_still_until_a_person_releases_it() {
    let (day, campaign, backup) = later_than_a_backup(20);
    let before = wires(&day);
    let day = day.restore(backup, Earlier::Whole);
    day.until_time("12:00");
    assert_eq!(wires(&day), before, "nothing went out by itself");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::Restored)));
    let resumed = day.engine().act(|acts| acts.resume(run.id));
    assert_eq!(why(resumed), "This file was restored from a backup. Release the run, or end it for today.");
    release(&day, campaign).unwrap();
    day.until_over();
    assert!(wires(&day).len() > before.len(), "and then it goes on");
}

#[test]
fn w12_after_its_release_a_run_takes_nobody_who_was_in_line_held_or_attempted_since() {
    let (day, campaign, backup) = later_than_a_backup(20);
    let had = wires(&day);
    let day = day.restore(backup, Earlier::Whole);
    release(&day, campaign).unwrap();
    day.until_over();
    // The port may still be busy with the drop of before, so the first of them may be offered more than once.
    let mut after = wires(&day)[had.len()..].to_vec();
    after.dedup();
    assert_eq!(after, cells(21..=21 + after.len() - 1), "the first twenty were held at the backup");
    let run = day.run_today(campaign).id;
    let left_out = day.targets(run).into_iter().filter(|t| t.reason == Some(Reason::SinceBackup));
    assert!(left_out.clone().count() >= 17 && left_out.clone().all(|t| t.state == TargetState::Released));
    assert_eq!(day.counts(run).held_or_sent(), 20, "its count is full of others");
}

#[test]
fn w12_a_run_that_began_after_the_backup_was_made_waits_for_its_release_too() {
    let day = Day::new(12, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    let backup = day.back_up();
    day.until_time("10:20");
    assert_eq!(wires(&day), cells(1..=4));
    let day = day.restore(backup, Earlier::Whole);
    day.until_time("11:00");
    assert_eq!(day.run_today(campaign).state, RunState::WaitingForPort);
    assert_eq!(wires(&day).len(), 4);
    release(&day, campaign).unwrap();
    day.until_over();
    assert_eq!(wires(&day), cells(1..=8));
}

#[test]
fn w12_run_again_on_the_day_of_the_restore_waits_for_its_release() {
    let day = Day::new(12, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    let backup = day.back_up();
    day.until_time("10:20");
    let day = day.restore(backup, Earlier::Whole);
    let first = day.tick();
    assert!(first.is_some());
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.stop(run)).unwrap();
    let again = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_time("11:00");
    assert_eq!(day.run(again).state, RunState::WaitingForPort);
    day.engine().act(|acts| acts.release(again, "Alex", "Asked")).unwrap();
    day.until_over();
    assert_eq!(wires(&day), cells(1..=8));
}

#[test]
fn runs_of_the_days_after_it_go_by_themselves_and_the_clocks_know_who_may_have_heard_a_drop() {
    let day = Day::new(12, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    let backup = day.back_up();
    day.until_time("10:20");
    let day = day.restore(backup, Earlier::Whole);
    day.until_time("18:30");
    day.refresh();
    day.until(day.now() + TimeDelta::hours(16));
    assert_eq!(day.run_today(campaign).state, RunState::Finished);
    assert_eq!(wires(&day), cells(1..=8), "those of yesterday are not due for the same message (P2)");
}

#[test]
fn w12_without_the_earlier_file_nothing_is_sent_before_the_provider_has_told_everything() {
    let (day, campaign, backup) = later_than_a_backup(20);
    let had = wires(&day);
    let day = day.restore(backup, Earlier::Gone);
    assert!(why(release(&day, campaign)).starts_with("Nobody knows yet to whom drops went since the backup."));
    day.pass(minutes(59));
    assert!(release(&day, campaign).is_err(), "what was in flight may still come");
    day.pass(minutes(2));
    release(&day, campaign).unwrap();
    day.until_over();
    let after = &wires(&day)[had.len()..];
    assert_eq!(after, cells(21..=21 + after.len() - 1));
}

#[test]
fn what_the_provider_tells_of_drops_that_the_file_does_not_know_is_kept_and_locks_their_numbers() {
    let day = Day::new(12, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    day.settle();
    let backup = day.back_up();
    day.until_time("10:20");
    let day = day.restore(backup, Earlier::Gone);
    day.settle();
    let told: Vec<E164> =
        day.read(|db| restores::foreign(db, 100)).into_iter().filter_map(|drop| drop.number).collect();
    assert_eq!(told, cells((1..=4).rev()), "newest first");
    for number in cells(1..=4) {
        assert_eq!(day.read(|db| numbers::get(db, &number)).maybe_heard_on, Some(day.today()));
    }
    day.take_events();
    assert_eq!(day.read(restores::many_foreign), 4, "twice told is once kept");
    day.pass(minutes(61));
    release(&day, campaign).unwrap();
    day.until_over();
    assert_eq!(wires(&day), cells(1..=8));
}

#[test]
fn a_damaged_file_gives_what_can_be_read_of_it_and_is_not_relied_on() {
    let (day, campaign, backup) = later_than_a_backup(20);
    day.write(|db| numbers::opt_out(db, &cell(30), "Alex", "Asked on the phone", day.now()));
    let day = day.restore(backup, Earlier::Damaged);
    assert!(release(&day, campaign).is_err());
    assert!(day.read(|db| numbers::get(db, &cell(30))).opted_out_at.is_some(), "nobody opts out twice");
    day.pass(minutes(61));
    release(&day, campaign).unwrap();
}

#[test]
fn an_opt_out_and_a_block_of_the_time_since_are_carried_over() {
    let (day, campaign, backup) = later_than_a_backup(20);
    day.provider.to(&cell(22), Line::delivered());
    day.write(|db| numbers::opt_out(db, &cell(21), "Alex", "Asked on the phone", day.now()));
    let day = day.restore(backup, Earlier::Whole);
    release(&day, campaign).unwrap();
    day.until_over();
    assert!(!wires(&day).contains(&cell(21)));
    assert!(wires(&day).contains(&cell(22)));
}

#[test]
fn a_cursor_that_the_provider_has_forgotten_is_not_taken_for_knowing() {
    let (day, campaign, backup) = later_than_a_backup(20);
    let had = wires(&day);
    let day = day.restore(backup, Earlier::Gone);
    day.write(restores::feed_is_not_whole);
    day.pass(TimeDelta::hours(3));
    assert!(release(&day, campaign).is_err());
    day.engine().act(|acts| acts.go_on_without_knowing()).unwrap();
    assert_eq!(
        why(release(&day, campaign)),
        "Nobody can tell to whom drops went since the backup. End this run for today."
    );
    day.until_time("18:30");
    assert_eq!(wires(&day), had, "the runs of that day stay barred for good");
    day.refresh();
    day.until(day.now() + TimeDelta::hours(16));
    assert!(wires(&day).len() > had.len(), "and those of other days go on");
    assert!(wires(&day)[had.len()..].iter().all(|to| !cells(1..=20).contains(to)), "those in line count as unknown");
}

#[test]
fn a_report_without_a_number_leaves_it_open_to_whom_it_went() {
    let (day, campaign, backup) = later_than_a_backup(20);
    let day = day.restore(backup, Earlier::Gone);
    day.provider.tell_of_a_foreign_drop();
    day.pass(minutes(90));
    assert!(release(&day, campaign).is_err());
}

#[test]
fn what_was_in_doubt_at_the_backup_is_asked_for_and_never_sent_again() {
    let day = Day::new(6, 1);
    let campaign = day.campaign(|spec| spec.count = number(3));
    day.until_time("09:59");
    day.provider.next_submits([Fault::LostBefore]);
    day.clock.advance(minutes(1));
    day.tick();
    day.step(domain::ids::PortNumber(1));
    let backup = day.back_up();
    let had = wires(&day);
    let day = day.restore(backup, Earlier::Gone);
    day.pass(minutes(30));
    assert_eq!(wires(&day), had, "the same key and the same bytes, and yet not again");
    assert_eq!(day.counts(day.run_today(campaign).id).unknown, 1, "a person decides");
}

#[test]
fn an_engine_of_the_file_that_was_put_aside_has_no_newer_lease() {
    for earlier in [Earlier::Whole, Earlier::Gone] {
        let (day, _, backup) = later_than_a_backup(5);
        for _ in 0..5 {
            day.restart();
        }
        let epoch = day.read(store::house::require).lease_epoch;
        let day = day.restore(backup, earlier);
        assert!(day.read(store::house::require).lease_epoch > epoch, "{earlier:?}");
    }
}

#[test]
fn practice_time_goes_on_from_what_the_earlier_file_had_seen() {
    let (day, _, backup) = later_than_a_backup(5);
    let now = day.now();
    let day = day.restore(backup, Earlier::Whole);
    assert!(day.read(store::house::highest_stored_at) >= now);
}

#[test]
fn a_backup_of_yesterday_ends_its_runs_and_sends_nothing_of_them() {
    let (day, campaign, backup) = later_than_a_backup(20);
    let run = day.run_today(campaign).id;
    day.until(day.now() + TimeDelta::hours(23));
    let had = wires(&day);
    let day = day.restore(backup, Earlier::Whole);
    day.settle();
    assert_eq!(day.run(run).state, RunState::EndedAtClosing);
    day.until_time("10:30");
    assert_eq!(wires(&day), had, "today's run could have gone on, too");
    release(&day, campaign).unwrap();
    day.until_over();
}

#[test]
fn a_backup_restored_twice_is_released_for_both() {
    let (day, campaign, backup) = later_than_a_backup(10);
    let day = day.restore(backup, Earlier::Whole);
    release(&day, campaign).unwrap();
    let backup = day.back_up();
    day.pass(seconds(90));
    let had = wires(&day);
    let day = day.restore(backup, Earlier::Whole);
    day.pass(minutes(10));
    assert_eq!(wires(&day), had);
    release(&day, campaign).unwrap();
    day.until_over();
    assert!(wires(&day).len() > had.len());
}

#[test]
fn w12_the_same_backup_restored_again_still_knows_whom_the_first_file_held() {
    let day = Day::new(12, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    let (first, second) = (day.back_up(), day.back_up());
    day.until_time("10:20");
    assert_eq!(wires(&day), cells(1..=4));
    let day = day.restore(first, Earlier::Whole);
    day.pass(minutes(1));
    let day = day.restore(second, Earlier::Whole);
    day.tick();
    release(&day, campaign).unwrap();
    day.until_over();
    assert_eq!(wires(&day), cells(1..=8));
    assert!(day.read(|db| restores::many_left_out(db, 1)) >= 4);
}

#[test]
fn w12_a_file_that_has_forgotten_is_not_relied_on_when_a_backup_takes_its_place() {
    let day = Day::new(12, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    day.settle();
    let (first, second) = (day.back_up(), day.back_up());
    day.until_time("10:20");
    let day = day.restore(first, Earlier::Gone);
    let day = day.restore(second, Earlier::Whole);
    day.tick();
    assert!(release(&day, campaign).is_err(), "the whole file knew nothing of the one before");
    day.pass(minutes(61));
    release(&day, campaign).unwrap();
    day.until_over();
    assert_eq!(wires(&day), cells(1..=8));
}

#[test]
fn w12_an_older_backup_tried_first_hides_nobody_from_the_newer_one() {
    let day = Day::new(20, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    let older = day.back_up();
    day.until_time("10:20");
    let newer = day.back_up();
    let day = day.restore(older, Earlier::Whole);
    day.tick();
    release(&day, campaign).unwrap();
    day.pass(minutes(1));
    let had = wires(&day);
    assert!(had.len() > 4, "the file between went on");
    let day = day.restore(newer, Earlier::Whole);
    let again = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.engine().act(|acts| acts.release(again, "Alex", "Asked")).unwrap();
    day.until_over();
    // The port may still be busy with the drop of before, so the first of them may be offered more than once.
    let mut after = wires(&day)[had.len()..].to_vec();
    after.dedup();
    assert_eq!(after, cells(9..=12), "1 to 4 had theirs, 5 to 8 were held by the file between");
}

#[test]
fn an_opt_out_that_only_the_newer_backup_knows_survives_an_older_one_that_was_tried_first() {
    let day = Day::new(6, 1);
    let older = day.back_up();
    day.write(|db| numbers::opt_out(db, &cell(3), "Alex", "Asked on the phone", day.now()));
    let newer = day.back_up();
    let day = day.restore(older, Earlier::Gone);
    day.clock.advance(minutes(1));
    let day = day.restore(newer, Earlier::Whole);
    assert!(day.read(|db| numbers::get(db, &cell(3))).opted_out_at.is_some());
}

/// The strikes of a number whose drop was in flight in a backup, had its result, and is told of it again after the restore.
fn strikes_after_a_restore(set_back: TimeDelta) -> u32 {
    let day = Day::new(3, 1);
    day.provider.to(&cell(1), Line::of(Disposition::Impossible));
    day.campaign(|spec| spec.count = number(1));
    day.until_time("09:59");
    day.clock.advance(minutes(1));
    day.tick();
    day.step(domain::ids::PortNumber(1));
    let backup = day.back_up();
    day.clock.advance(minutes(2));
    assert_eq!(day.provider.next_at(), None, "the result is there to be told");
    day.clock.set(day.now() - set_back);
    day.take_events();
    let strikes = |day: &Day| day.read(|db| numbers::get(db, &cell(1))).impossible_strikes;
    assert_eq!(strikes(&day), 1);
    let day = day.restore(backup, Earlier::Whole);
    day.take_events();
    assert!(day.read(store::attempts::unsettled).is_empty(), "the result was told again");
    strikes(&day)
}

#[test]
fn l5_a_result_that_the_earlier_file_counted_is_no_second_strike_when_it_is_told_again() {
    assert_eq!(strikes_after_a_restore(TimeDelta::zero()), 1);
}

#[test]
fn l5_nor_is_it_when_the_clock_was_set_back_before_it_came() {
    assert_eq!(strikes_after_a_restore(TimeDelta::hours(1)), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whenever a backup is made and whenever it is restored, whatever is known of the time between: no byte goes out before
    /// a person has released a run, and nobody hears a run twice (the kit looks at that after every step).
    #[test]
    fn w12_no_wire_goes_out_before_a_release_whenever_the_backup_was_made(
        made_after_s in 0_i64..900,
        restored_after_s in 0_i64..900,
        waited_min in 0_i64..150,
        earlier in prop_oneof![Just(Earlier::Whole), Just(Earlier::Damaged), Just(Earlier::Gone)],
        ports in 1_u16..4,
        lost in proptest::collection::vec(prop_oneof![Just(Fault::LostAfter), Just(Fault::LostBefore)], 0..3),
    ) {
        let day = Day::new(40, ports);
        let campaigns = [
            day.campaign(|spec| spec.count = number(8)),
            day.campaign(|spec| {
                spec.count = number(8);
                spec.time_local = chrono::NaiveTime::from_hms_opt(10, 5, 0).unwrap();
            }),
        ];
        day.provider.next_submits(lost);
        day.until_time("09:58");
        day.pass(seconds(made_after_s));
        let backup = day.back_up();
        day.pass(seconds(restored_after_s));
        let had = wires(&day);
        let day = day.restore(backup, earlier);
        day.pass(minutes(waited_min));
        prop_assert_eq!(wires(&day), had.clone());
        for campaign in campaigns {
            for run in day.runs_today(campaign) {
                // Refused while nobody knows, or when it is over.
                let _ = day.engine().act(|acts| acts.release(run.id, "Alex", "Checked"));
            }
        }
        day.until_time("18:30");
        let again: Vec<E164> = wires(&day)[had.len()..].to_vec();
        prop_assert!(again.iter().all(|to| !had.contains(to)), "{again:?} after {had:?}");
    }
}
