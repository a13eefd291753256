//! When runs start: P5, P6, S1's time, daylight saving.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use domain::{
    campaign::{CampaignSpec, Day as Weekday, Days as Schedule, MissedStart},
    disposition::Disposition,
    ids::CampaignId,
    states::{RunSkip, RunState},
};
use engine::provider::NotNow;
use store::campaigns;
use testkit::{Day, Dealership, Fault, Line, What, cell};

use crate::{cells, minutes, number};

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn close(day: &Day, on: NaiveDate, name: &str) {
    day.change_store(|store| drop(store.closed_names.insert(on, name.to_owned())));
}

/// The days of these tests are open, and the customers' file always fresh.
fn go_to(day: &Day, on: NaiveDate, at: &str) {
    day.until(day.day_at(on, at));
    day.refresh();
}

#[test]
fn p6_a_start_on_a_closed_day_is_skipped_and_says_so() {
    let day = Day::new(1, 1);
    let on = day.today() + Days::new(1);
    close(&day, on, "Founder's Day");
    let campaign = day.campaign(|_| {});
    day.until(day.day_at(on, "12:00"));
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.skip_reason), (RunState::Skipped, Some(RunSkip::ClosedDay)));
    assert_eq!(run.note.as_deref(), Some("Founder's Day"));
    assert_eq!(run.ended_at, Some(day.day_at(on, "10:00")), "at its time");
}

#[test]
fn p6_a_missed_start_runs_late_inside_the_window_of_its_day() {
    let day = Day::new(2, 1);
    let campaign = day.campaign(|spec| spec.missed_start = MissedStart::RunLate);
    day.clock.set(day.today_at("14:00"));
    day.until_over();
    day.settle();
    day.until_over();
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.started_at), (RunState::Finished, Some(day.today_at("14:00"))));
    assert_eq!(run.scheduled_at, day.today_at("10:00"));
}

#[test]
fn p6_a_missed_start_is_skipped_where_the_campaign_says_so_but_not_for_a_few_minutes() {
    for (woke, state) in [("10:04", RunState::Running), ("10:06", RunState::Missed)] {
        let day = Day::new(1, 1);
        let campaign = day.campaign(|spec| spec.missed_start = MissedStart::Skip);
        day.clock.set(day.today_at(woke));
        day.settle();
        assert_eq!(day.run_today(campaign).state, state, "woke at {woke}");
    }
}

#[test]
fn p6_a_start_missed_for_a_whole_day_is_said_and_never_made_up_on_another_day() {
    let day = Day::new(1, 1);
    let first_on = day.today();
    let campaign = day.campaign(|_| {});
    day.settle();
    day.clock.set(day.day_at(first_on + Days::new(2), "09:00"));
    day.settle();
    let states =
        |on| day.read(|db| store::runs::of_campaign_on(db, campaign, on)).iter().map(|r| r.state).collect::<Vec<_>>();
    assert_eq!(states(first_on), vec![RunState::Missed]);
    assert_eq!(states(first_on + Days::new(1)), vec![RunState::Missed]);
    assert_eq!(states(first_on + Days::new(2)), vec![]);
    assert!(day.provider.ledger().0.is_empty());
}

#[test]
fn p6_a_run_still_going_when_its_campaign_is_next_due_keeps_the_second_from_starting() {
    let day = Day::new(3, 2);
    day.provider.to(&cell(1), Line::delivered().after(minutes(8)));
    let campaign = day.campaign(|_| {});
    day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.run_all_from("10:00");
    let runs = day.runs_today(campaign);
    assert_eq!(
        runs.iter().map(|r| (r.sequence, r.state)).collect::<Vec<_>>(),
        vec![(1, RunState::Finished), (2, RunState::Skipped)]
    );
    assert_eq!(runs[1].skip_reason, Some(RunSkip::StillRunning));
    assert_eq!(runs[1].scheduled_at, day.today_at("10:00"));
}

#[test]
fn p6_a_run_by_hand_before_the_time_leaves_the_scheduled_one_in_place() {
    let day = Day::new(3, 2);
    let campaign = day.campaign(|spec| spec.count = number(1));
    day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.run_all_from("10:00");
    let runs = day.runs_today(campaign);
    assert_eq!(runs.len(), 2);
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=2));
}

#[test]
fn p6_run_again_today_is_the_next_sequence_and_leaves_out_everyone_attempted_that_day() {
    let day = Day::new(4, 1);
    day.provider.to(&cell(2), Line::of(Disposition::CarrierRefused));
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.run_all_from("10:00");
    let again = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_over();
    let run = day.run(again);
    assert_eq!((run.sequence, run.state), (2, RunState::Finished));
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=4));
}

#[test]
fn p6_a_run_by_hand_that_is_the_first_of_the_day_leaves_out_whom_another_campaign_tried_that_day() {
    let day = Day::new(3, 1);
    day.provider.to(&cell(1), Line::of(Disposition::CarrierRefused));
    day.campaign(|spec| spec.count = number(1));
    let other = day.campaign(|spec| (spec.count, spec.time_local) = (number(3), time(16, 0)));
    day.run_all_from("10:00");
    let by_hand = day.engine().act(|acts| acts.run_now(other)).unwrap();
    day.until_over();
    let run = day.run(by_hand);
    assert_eq!((run.sequence, run.by_hand), (1, true));
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=3));
    assert_eq!(day.counts(by_hand).delivered, 2);
}

#[test]
fn p6_the_first_scheduled_run_of_another_campaign_takes_whom_a_failed_drop_gave_back() {
    let day = Day::new(3, 1);
    day.provider.to(&cell(1), Line::of(Disposition::CarrierRefused));
    day.campaign(|spec| spec.count = number(1));
    day.campaign(|spec| spec.time_local = time(11, 0));
    day.run_all_from("10:00");
    day.run_all_from("11:00");
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1, 2, 3, 1]));
}

#[test]
fn p6_the_scheduled_run_after_one_by_hand_leaves_out_whom_that_one_tried() {
    let day = Day::new(3, 1);
    day.provider.to(&cell(1), Line::of(Disposition::CarrierRefused));
    let campaign = day.campaign(|spec| spec.count = number(1));
    day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_over();
    day.edit(campaign, |spec| spec.count = number(3));
    day.run_all_from("10:00");
    assert_eq!(day.runs_today(campaign)[1].sequence, 2);
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=3));
}

#[test]
fn p6_run_again_today_takes_those_to_whom_nothing_was_sent() {
    let day = Day::new(2, 1);
    let campaign = day.campaign(|_| {});
    day.provider.next_submits([Fault::Says(NotNow::PortBusy)]);
    day.until_time("09:59");
    day.clock.set(day.today_at("10:00"));
    day.tick();
    day.step(domain::ids::PortNumber(1));
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.stop(run)).unwrap();
    let again = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_over();
    assert_eq!(day.run(again).sequence, 2);
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=2));
}

/// A run by hand at 09:57 that was stopped at once and waits for its drop, which takes so long; at 10:00 the campaign
/// is due.
fn ending_at_ten(drop: TimeDelta, change: impl FnOnce(&mut CampaignSpec)) -> (Day, CampaignId) {
    let day = Day::new(3, 2);
    day.provider.to(&cell(1), Line::delivered().after(drop));
    let campaign = day.campaign(change);
    day.until_time("09:57");
    let by_hand = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.settle();
    day.engine().act(|acts| acts.stop(by_hand)).unwrap();
    day.until_time("10:00");
    let states: Vec<_> = day.runs_today(campaign).iter().map(|run| run.state).collect();
    assert_eq!(states, [RunState::Ending, RunState::Planned], "it neither starts nor is it skipped");
    (day, campaign)
}

#[test]
fn p6_a_start_that_falls_due_while_the_run_before_waits_for_its_last_drop_goes_when_that_is_final() {
    for (drop, missed_start) in
        [(4, MissedStart::RunLate), (4, MissedStart::Skip), (9, MissedStart::RunLate), (9, MissedStart::Skip)]
    {
        let (day, campaign) = ending_at_ten(minutes(drop), |spec| spec.missed_start = missed_start);
        // A restart changes nothing: the run stands planned in the file.
        day.restart();
        day.until_time("10:01");
        day.until_over();
        day.until_over();
        let todays = day.runs_today(campaign).remove(1);
        assert_eq!(todays.state, RunState::Finished, "{drop} minutes, {missed_start:?}");
        assert_eq!(todays.scheduled_at, day.today_at("10:00"));
        assert_eq!(todays.started_at, Some(day.today_at("09:57") + minutes(drop)));
        assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=3));
    }
}

#[test]
fn p6_a_start_whose_window_ends_before_the_last_drop_of_the_run_before_is_missed_and_says_so() {
    let (day, campaign) = ending_at_ten(minutes(9), |spec| spec.latest_local = Some(time(10, 5)));
    day.until_time("11:00");
    let todays = day.runs_today(campaign).remove(1);
    assert_eq!((todays.state, todays.ended_at), (RunState::Missed, Some(day.today_at("10:05"))));
    assert_eq!(todays.note.as_deref(), Some("The last drop of the run before was not settled in time."));
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1]));
}

#[test]
fn p6_run_now_is_refused_while_a_run_goes_on_on_closed_days_and_after_the_latest_time() {
    let day = Day::new(2, 1);
    let campaign = day.campaign(|_| {});
    let refusal = |day: &Day| day.engine().act(|acts| acts.run_now(campaign)).unwrap_err().to_string();
    day.until_time("10:00");
    assert!(refusal(&day).starts_with("This campaign is running."));
    day.until_over();
    day.until_time("17:30");
    assert_eq!(refusal(&day), "The campaign's latest time is over for today.");
    // Sunday.
    day.until(day.day_at(day.today() + Days::new(5), "12:00"));
    assert_eq!(refusal(&day), "The store is closed today.");
}

#[test]
fn p5_the_next_run_can_be_left_out() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    let today = day.today();
    day.write(|db| campaigns::set_skip(db, campaign, Some(today)));
    day.run_all_from("10:00");
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::ByPerson));
    go_to(&day, today + Days::new(1), "09:00");
    day.run_all_from("10:00");
    assert_eq!(day.run_today(campaign).state, RunState::Finished);
}

#[test]
fn s1_an_edit_of_the_time_moves_the_next_run() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.until_time("09:58");
    day.edit(campaign, |spec| spec.time_local = time(11, 15));
    day.run_all_from("11:15");
    assert_eq!(day.run_today(campaign).started_at, Some(day.today_at("11:15")));
}

#[test]
fn s1_an_edit_of_the_time_after_todays_run_binds_from_the_next_planned_day() {
    let day = Day::new(2, 1);
    let campaign = day.campaign(|spec| spec.count = number(1));
    day.run_all_from("10:00");
    day.edit(campaign, |spec| spec.time_local = time(14, 0));
    day.until_time("16:00");
    assert_eq!(day.runs_today(campaign).len(), 1);
    go_to(&day, day.today() + Days::new(1), "09:00");
    day.run_all_from("14:00");
    assert_eq!(day.run_today(campaign).started_at, Some(day.today_at("14:00")));
}

#[test]
fn s1_an_edit_beside_the_schedule_does_not_lose_a_start_that_the_program_slept_through() {
    let day = Day::new(3, 1);
    let campaign = day.campaign(|spec| spec.count = number(1));
    day.clock.set(day.today_at("10:30"));
    day.edit(campaign, |spec| spec.count = number(2));
    day.edit(campaign, |spec| spec.name = "Winter tires".to_owned());
    day.settle();
    day.until_over();
    let run = day.run_today(campaign);
    assert_eq!((run.scheduled_at, run.started_at), (day.today_at("10:00"), Some(day.today_at("10:30"))));
    assert_eq!(day.counts(run.id).delivered, 2, "with the set-up as it is now");
}

#[test]
fn s1_a_time_moved_to_an_earlier_moment_of_today_starts_on_the_next_planned_day() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|spec| spec.time_local = time(14, 0));
    day.until_time("12:00");
    day.edit(campaign, |spec| spec.time_local = time(11, 0));
    // Nor does a later edit beside the schedule bring the start of today back.
    day.edit(campaign, |spec| spec.count = number(1));
    day.until_time("17:00");
    assert_eq!(day.runs_today(campaign), vec![]);
    go_to(&day, day.today() + Days::new(1), "11:00");
    assert_eq!(day.run_today(campaign).started_at, Some(day.today_at("11:00")));
}

#[test]
fn s1_a_day_added_after_its_time_starts_on_the_next_planned_day() {
    let day = Day::new(1, 1);
    let start_on = day.today();
    let on = |weekdays| Schedule::Weekly { weekdays, start_on, end_on: None };
    let campaign = day.campaign(|spec| spec.days = on(vec![Weekday::Wednesday]));
    day.until_time("12:00");
    day.edit(campaign, |spec| spec.days = on(vec![Weekday::Tuesday, Weekday::Wednesday]));
    day.until_time("17:00");
    assert_eq!(day.runs_today(campaign), vec![]);
    go_to(&day, day.today() + Days::new(1), "10:00");
    assert_eq!(day.run_today(campaign).state, RunState::Running);
}

#[test]
fn s1_a_campaign_activated_after_its_time_starts_on_the_next_planned_day() {
    let day = Day::new(1, 1);
    day.until_time("12:00");
    let campaign = day.campaign(|_| {});
    day.until_time("17:00");
    assert_eq!(day.runs_today(campaign), vec![]);
    go_to(&day, day.today() + Days::new(1), "10:00");
    assert_eq!(day.runs_today(campaign).len(), 1);
}

#[test]
fn a_run_of_yesterday_that_the_program_slept_through_does_not_keep_todays_from_starting() {
    let day = Day::new(4, 1);
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.until_time("10:00");
    let yesterdays = day.run_today(campaign).id;
    day.clock.set(day.day_at(day.today() + Days::new(1), "10:01"));
    day.restart();
    day.settle();
    day.until_over();
    assert_eq!(day.run(yesterdays).state, RunState::EndedAtClosing);
    assert_eq!(day.run_today(campaign).state, RunState::Finished);
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=3));
}

/// A store that is open around the clock on Sundays, too, when clocks change.
fn at_night(now: &str, start: NaiveTime) -> (Day, CampaignId) {
    let day = Day::of(Dealership::at(now.parse().unwrap(), 2, 1));
    day.open_around_the_clock();
    let campaign = day.campaign(|spec| {
        spec.count = number(1);
        spec.time_local = start;
        spec.days = Schedule::Once { on: day.today() };
    });
    (day, campaign)
}

#[test]
fn a_start_in_the_spring_gap_runs_at_the_next_valid_minute() {
    let (day, campaign) = at_night("2027-03-14T06:00:00Z", time(2, 30));
    day.pass(minutes(90));
    assert_eq!(day.run_today(campaign).started_at, Some("2027-03-14T07:00:00Z".parse().unwrap()));
}

#[test]
fn a_start_in_the_autumn_fold_runs_once_the_first_time() {
    let (day, campaign) = at_night("2027-11-07T05:00:00Z", time(1, 30));
    day.pass(minutes(180));
    assert_eq!(day.run_today(campaign).started_at, Some("2027-11-07T05:30:00Z".parse().unwrap()));
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 1);
}
