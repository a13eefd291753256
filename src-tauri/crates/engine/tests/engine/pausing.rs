//! Pause, resume, stop, Pause all, the end of the window, and the times in the report: P7, S16.

use domain::{
    campaign::{Language, MessageChoice},
    contact_type::Department,
    disposition::Disposition,
    reason::Reason,
    states::{PauseCause, RunState, TargetState},
};
use store::stores::Lines;
use testkit::{Day, Fault, Line, Person, What, cell};

use crate::{cells, minutes, number, seconds};

fn day(customers: usize) -> (Day, domain::ids::CampaignId) {
    let day = Day::new(customers, 2);
    let campaign = day.campaign(|_| {});
    (day, campaign)
}

#[test]
fn p7_a_pause_acts_before_the_next_drop_and_the_one_in_flight_finishes() {
    let (day, campaign) = day(3);
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.pause(run, "Alex")).unwrap();
    day.pass(minutes(30));
    let paused = day.run(run);
    assert_eq!((paused.state, paused.pause_cause), (RunState::Paused, Some(PauseCause::Person)));
    assert_eq!(paused.paused_by.as_deref(), Some("Alex"));
    let counts = day.counts(run);
    assert_eq!((counts.delivered, counts.to_do), (1, 2));
    assert!(paused.port.is_some(), "it keeps its port");
    day.engine().act(|acts| acts.resume(run)).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=3));
}

#[test]
fn p7_a_stop_releases_what_was_not_sent_and_waits_for_the_drop_in_flight() {
    let (day, campaign) = day(4);
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.stop(run)).unwrap();
    assert_eq!(day.run(run).state, RunState::Ending);
    day.until_over();
    let ended = day.run(run);
    assert_eq!((ended.state, ended.ended_at), (RunState::Stopped, Some(day.today_at("10:00") + seconds(30))));
    assert_eq!(day.numbers_of(run, TargetState::Released), cells(2..=4));
    assert_eq!(day.target(run, 2).reason, Some(Reason::Stopped));
    let refusal = day.engine().act(|acts| acts.stop(run)).unwrap_err();
    assert_eq!(refusal.to_string(), "This run is already over, or ending.");
}

#[test]
fn p7_a_paused_run_keeps_port_and_customers_until_its_window_ends() {
    let (day, campaign) = day(3);
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.pause(run, "Alex")).unwrap();
    day.until_time("17:29");
    assert_eq!(day.run(run).state, RunState::Paused);
    day.until_over();
    let ended = day.run(run);
    assert_eq!((ended.state, ended.ended_at), (RunState::EndedAtClosing, Some(day.today_at("17:30"))));
    assert_eq!(day.numbers_of(run, TargetState::Released), cells(2..=3));
    assert_eq!(day.target(run, 2).reason, Some(Reason::NotReached));
}

#[test]
fn p7_the_end_of_the_window_lets_the_drop_in_flight_finish_and_releases_the_rest() {
    let day = Day::new(4, 1);
    let campaign = day.campaign(|spec| spec.latest_local = chrono::NaiveTime::from_hms_opt(10, 1, 0));
    day.provider.to(&cell(2), Line::delivered().after(minutes(3)));
    day.run_all_from("10:00");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.ended_at), (RunState::EndedAtClosing, Some(day.today_at("10:03") + seconds(30))));
    let counts = day.counts(run.id);
    assert_eq!((counts.delivered, counts.released), (2, 2));
}

#[test]
fn p7_pause_all_stops_everything_at_once_and_resuming_asks_per_run() {
    let day = Day::new(8, 3);
    let campaigns: Vec<_> = (0..3).map(|_| day.campaign(|spec| spec.count = number(2))).collect();
    let late = day.campaign(|spec| spec.time_local = chrono::NaiveTime::from_hms_opt(10, 5, 0).unwrap());
    day.until_time("10:00");
    let runs: Vec<_> = campaigns.iter().map(|campaign| day.run_today(*campaign).id).collect();
    assert_eq!(day.engine().act(|acts| acts.pause_all("Alex")).unwrap(), runs);
    day.until_time("11:00");
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 3, "only those in flight");
    assert!(runs.iter().all(|run| day.run(*run).pause_cause == Some(PauseCause::PauseAll)));
    assert_eq!(day.run_today(late).state, RunState::WaitingForPort, "nothing new starts");
    let refusal = day.engine().act(|acts| acts.resume(runs[0])).unwrap_err();
    assert_eq!(refusal.to_string(), "Everything is paused. Lift Pause all first.");
    assert_eq!(day.engine().act(|acts| acts.pause_all_end()).unwrap(), runs);
    assert!(runs.iter().all(|run| day.run(*run).state == RunState::Paused));
    runs.iter().for_each(|run| day.engine().act(|acts| acts.resume(*run)).unwrap());
    day.until_over();
    assert_eq!(day.provider.ledger().of(What::Deliver).count(), 8);
}

#[test]
fn a_message_whose_approval_is_taken_back_pauses_its_run_before_the_next_drop_and_says_so() {
    let (day, campaign) = day(3);
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    let is_paused_for_it = || {
        let run = day.run(run);
        assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::MessageNotApproved)));
        assert_eq!(run.note.as_deref(), Some("Service reminder is not approved. Approve it, then resume."));
        assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1]), "the drop that was in flight");
    };
    day.withdraw(day.message);
    day.pass(minutes(30));
    is_paused_for_it();
    day.engine().act(|acts| acts.resume(run)).unwrap();
    day.pass(minutes(5));
    is_paused_for_it();
    day.approve(day.message);
    day.pass(minutes(5));
    is_paused_for_it();
    day.engine().act(|acts| acts.resume(run)).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=3));
}

#[test]
fn p4_only_the_message_of_the_next_customers_language_has_to_be_approved() {
    let day = Day::new(2, 1);
    day.add([Person { language: Some(Language::French), ..Person::n(3, day.today()) }]);
    let french = day.message("Rappel");
    day.set_language(french, Language::French);
    let per_language = MessageChoice::PerLanguage { english: day.message, french };
    let campaign = day.campaign(|spec| spec.message = Some(per_language));
    day.until_time("10:00");
    day.withdraw(french);
    day.until_time("11:00");
    let run = day.run_today(campaign);
    assert_eq!(run.note.as_deref(), Some("Rappel is not approved. Approve it, then resume."));
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=2));
}

#[test]
fn without_a_caller_id_the_call_back_number_is_shown_and_without_both_the_run_pauses_and_says_so() {
    let (day, campaign) = day(3);
    let lines = |change: &dyn Fn(&mut Lines)| {
        day.change_store(|store| change(store.departments.get_mut(&Department::Service).unwrap()));
    };
    day.until_time("10:00");
    lines(&|lines| lines.caller_id = None);
    day.pass(seconds(30));
    let ledger = day.provider.ledger();
    let shown = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap()["caller_id"].clone();
    let shown: Vec<_> = ledger.of(What::Wire).map(|wire| shown(&wire.body)).collect();
    assert_eq!(shown, ["+14165559001", "+14165559002"]);
    lines(&|lines| lines.call_back_number = None);
    day.pass(minutes(30));
    let paused = day.run_today(campaign);
    assert_eq!((paused.state, paused.pause_cause), (RunState::Paused, Some(PauseCause::NoCallerId)));
    assert_eq!(
        paused.note.as_deref(),
        Some("The department has no caller ID. Set one under Stores and Hours."),
        "the other department's is no help"
    );
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=2), "nothing more goes out");
    lines(&|lines| lines.caller_id = Some(cell(99)));
    day.engine().act(|acts| acts.resume(paused.id)).unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=3));
}

#[test]
fn s16_the_report_gives_the_exact_time_and_what_of_it_was_paused() {
    let (day, campaign) = day(4);
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.pass(seconds(45));
    day.engine().act(|acts| acts.pause(run, "Alex")).unwrap();
    day.pass(seconds(137));
    day.engine().act(|acts| acts.resume(run)).unwrap();
    day.until_over();
    let run = day.run(run);
    let start = day.today_at("10:00");
    assert_eq!(run.started_at, Some(start));
    // Two drops before and in the pause, two after it.
    assert_eq!(run.ended_at, Some(start + seconds(45 + 137 + 60)));
    assert_eq!((run.paused_ms, run.waited_ms), (137_000, 0));
}

#[test]
fn s16_a_run_that_ends_in_a_pause_counts_the_pause_up_to_its_end() {
    let (day, campaign) = day(2);
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.pass(seconds(30));
    day.engine().act(|acts| acts.pause(run, "Alex")).unwrap();
    day.pass(minutes(2));
    day.engine().act(|acts| acts.stop(run)).unwrap();
    let run = day.run(run);
    assert_eq!((run.state, run.paused_ms), (RunState::Stopped, 120_000));
}

#[test]
fn s16_what_a_run_waited_for_its_port_is_told_apart() {
    let day = Day::new(4, 1);
    let first = day.campaign(|spec| spec.count = number(2));
    let second = day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(day.run_today(first).waited_ms, 0);
    let second = day.run_today(second);
    assert_eq!((second.waited_ms, second.started_at), (60_000, Some(day.today_at("10:01"))));
    assert_eq!(second.ended_at, Some(day.today_at("10:02")));
}

#[test]
fn s16_every_target_has_its_outcome() {
    use domain::disposition::Disposition as D;
    let (day, campaign) = day(3);
    day.provider.to(&cell(2), Line::of(D::Busy));
    day.provider.to(&cell(3), Line::of(D::MailboxFull));
    day.run_all_from("10:00");
    let run = day.run_today(campaign).id;
    let outcomes: Vec<_> = day.targets(run).into_iter().map(|target| target.disposition).collect();
    assert_eq!(outcomes, vec![Some(D::Delivered), Some(D::Busy), Some(D::MailboxFull)]);
}

#[test]
fn a_clock_set_back_by_more_than_two_minutes_pauses_sending_until_it_is_right_again() {
    let (day, campaign) = day(3);
    day.until_time("10:00");
    day.pass(seconds(5));
    day.clock.advance(-minutes(3));
    assert!(day.engine().is_clock_set_back().unwrap());
    day.pass(seconds(150));
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 1);
    day.until_over();
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 3);
}

#[test]
fn while_the_clock_is_set_back_what_runs_is_paused_with_the_reason_and_what_waits_does_not_start() {
    let day = Day::new(6, 2);
    let campaigns: Vec<_> = (0..3).map(|_| day.campaign(|spec| spec.count = number(2))).collect();
    day.until_time("10:00");
    let [first, second, waiting] = [0, 1, 2].map(|i: usize| day.run_today(campaigns[i]).id);
    day.engine().act(|acts| acts.pause(second, "Alex")).unwrap();
    day.pass(seconds(40));
    let right_at = day.now();
    day.clock.set(right_at - minutes(3));
    day.settle();
    let paused = day.run(first);
    assert_eq!((paused.state, paused.pause_cause), (RunState::Paused, Some(PauseCause::ClockSetBack)));
    assert_eq!(paused.paused_by.as_deref(), Some("Voice Drop"));
    assert!(paused.note.unwrap().starts_with("The clock of this computer was set back."));
    // Now there is a port for it, and nobody gets it.
    day.engine().act(|acts| acts.stop(second)).unwrap();
    assert_eq!(day.run(second).state, RunState::Stopped);
    day.until(right_at - seconds(121));
    assert_eq!(day.run(waiting).state, RunState::WaitingForPort);
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 3);
    day.clock.set(right_at);
    day.settle();
    assert_eq!([first, waiting].map(|run| day.run(run).state), [RunState::Running; 2], "by themselves");
    day.until_over();
    assert_eq!(day.provider.ledger().of(What::Deliver).count(), 5);
    assert_eq!(day.run(first).paused_ms, 0, "no time passed that had not passed before");
}

#[test]
fn a_clock_that_is_right_again_lifts_no_pause_of_a_person() {
    let day = Day::new(4, 2);
    let campaigns: Vec<_> = (0..2).map(|_| day.campaign(|spec| spec.count = number(2))).collect();
    day.until_time("10:00");
    let [by_alex, by_clock] = [0, 1].map(|i: usize| day.run_today(campaigns[i]).id);
    let right_at = day.now();
    day.engine().act(|acts| acts.pause(by_alex, "Alex")).unwrap();
    day.clock.set(right_at - minutes(3));
    day.settle();
    assert_eq!(day.run(by_alex).pause_cause, Some(PauseCause::Person));
    // What the clock paused is everybody's from now on.
    day.engine().act(|acts| acts.pause_all("Dana")).unwrap();
    day.clock.set(right_at);
    day.settle();
    day.engine().act(|acts| acts.pause_all_end()).unwrap();
    day.pass(minutes(5));
    let causes = [by_alex, by_clock].map(|run| (day.run(run).pause_cause.unwrap(), day.run(run).paused_by.unwrap()));
    assert_eq!(causes, [(PauseCause::Person, "Alex".to_owned()), (PauseCause::PauseAll, "Dana".to_owned())]);
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 2);
}

#[test]
fn p7_pause_all_takes_hold_while_a_run_that_the_clock_paused_waits_for_its_last_drop() {
    let day = Day::new(4, 2);
    let campaigns: Vec<_> = (0..2).map(|_| day.campaign(|spec| spec.count = number(2))).collect();
    day.until_time("10:00");
    let [ending, running] = [0, 1].map(|i: usize| day.run_today(campaigns[i]).id);
    let right_at = day.now();
    day.clock.set(right_at - minutes(3));
    day.settle();
    day.engine().act(|acts| acts.stop(ending)).unwrap();
    assert_eq!(day.run(ending).state, RunState::Ending);
    day.engine().act(|acts| acts.pause_all("Alex")).unwrap();
    day.clock.set(right_at);
    day.pass(minutes(5));
    assert_eq!(day.run(ending).state, RunState::Stopped);
    assert_eq!(day.run(running).pause_cause, Some(PauseCause::PauseAll));
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 2);
}

#[test]
fn a_clock_set_back_by_less_sends_on() {
    let (day, campaign) = day(3);
    day.until_time("10:00");
    day.clock.advance(-seconds(90));
    assert!(!day.engine().is_clock_set_back().unwrap());
    day.until_over();
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 3);
}

#[test]
fn a_machine_that_slept_through_the_window_ends_the_run_without_another_drop() {
    let (day, campaign) = day(3);
    day.until_time("10:00");
    day.clock.set(day.today_at("19:00"));
    day.until_over();
    let run = day.run_today(campaign);
    assert_eq!(run.state, RunState::EndedAtClosing);
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 1);
}

#[test]
fn closing_starts_no_new_drop() {
    let (day, _) = day(3);
    day.until_time("10:00");
    day.engine().begin_closing();
    day.pass(minutes(5));
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 1);
    assert!(!day.engine().has_drop_in_flight().unwrap());
    day.restart();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=3));
}

#[test]
fn s16_a_run_ends_no_earlier_than_it_started_though_the_clock_was_set_right_by_a_little() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.provider.next_submits([Fault::Refuses(Disposition::BadNumber)]);
    day.until_time("09:59");
    day.clock.advance(minutes(1));
    day.tick();
    day.clock.set(day.now() - seconds(90));
    day.until_over();
    let run = day.runs_today(campaign).remove(0);
    assert_eq!(run.state, RunState::Finished);
    assert_eq!((run.started_at, run.ended_at), (Some(day.today_at("10:00")), Some(day.today_at("10:00"))));
}
