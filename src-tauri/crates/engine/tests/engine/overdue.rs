//! No result in time: ask, cancel, call it unknown, and never send it again (engine page, 1.6; product page, P2).

use domain::{
    disposition::Disposition,
    states::{AttemptState, RunState, TargetState},
};
use engine::Verdict;
use store::{accounts, attempts, customers, recycle};
use testkit::{Day, Line, What, cell};

use crate::{cells, minutes, number};

/// A day whose first customer gets this line.
fn day(customers: usize, line: Line) -> (Day, domain::ids::CampaignId) {
    let day = Day::new(customers, 1);
    day.provider.to(&cell(1), line);
    let campaign = day.campaign(|_| {});
    (day, campaign)
}

#[test]
fn an_overdue_drop_that_can_be_cancelled_is_final() {
    let (day, campaign) = day(2, Line::until_cancelled());
    day.run_all_from("10:00");
    let run = day.run_today(campaign).id;
    let target = day.target(run, 1);
    assert_eq!((target.state, target.disposition), (TargetState::Failed, Some(Disposition::Cancelled)));
    assert_eq!(day.read(|db| store::numbers::get(db, &cell(1))), domain::numbers::NumberRecord::default());
    assert_eq!(day.read(attempts::unsettled), vec![]);
}

#[test]
fn an_overdue_drop_that_cannot_be_cancelled_is_unknown_and_its_port_free() {
    let (day, campaign) = day(2, Line::never());
    day.until_time("10:09");
    let run = day.run_today(campaign).id;
    assert_eq!(day.target(run, 1).state, TargetState::InProgress);
    day.until_over();
    assert_eq!(day.target(run, 1).state, TargetState::Unknown);
    let counts = day.counts(run);
    assert_eq!((counts.unknown, counts.delivered), (1, 1));
    assert!(day.read(accounts::ports).iter().all(|port| port.held_by_attempt.is_none()));
    assert_eq!(day.read(|db| customers::held(db, day.customer(1))), None, "its reservation ends with the run");
}

#[test]
fn p2_an_unknown_counts_as_delivered_for_the_clocks_recycles_nothing_and_locks_its_number() {
    let (day, campaign) = day(1, Line::never());
    day.run_all_from("10:00");
    let type_ = domain::contact_type::ContactType::Maintenance;
    let code = day.read(|db| recycle::voice_drop(db, day.id, type_)).unwrap();
    assert_eq!(day.write(|db| recycle::freeze_days(db, code.id, 10)), 0, "no file is out");
    assert_eq!(day.read(|db| store::numbers::get(db, &cell(1))), domain::numbers::NumberRecord::default());
    assert!(day.read(|db| store::numbers::is_locked(db, &cell(1))));
    let again = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_over();
    assert_eq!(day.run(again).skip_reason, Some(domain::states::RunSkip::NobodyEligible));
}

#[test]
fn a_late_result_changes_target_and_report_and_not_the_times_of_the_run() {
    let (day, campaign) = day(1, Line::delivered().told_after(minutes(20)));
    day.run_all_from("10:00");
    let before = day.run_today(campaign);
    assert_eq!((before.state, before.ended_at), (RunState::Finished, Some(day.today_at("10:10"))));
    assert_eq!(day.counts(before.id).unknown, 1);
    day.until_time("10:30");
    assert_eq!(day.run_today(campaign), before);
    assert_eq!(day.counts(before.id).delivered, 1);
    let row = day.history(1).remove(0);
    let returns = row.recycled.expect("recycled").returns_on();
    assert_eq!(returns, day.today() + chrono::Days::new(10), "from the date of the intent");
}

#[test]
fn a_late_result_never_triggers_a_send() {
    let (day, campaign) = day(2, Line::of(Disposition::Busy).told_after(minutes(20)));
    day.run_all_from("10:00");
    day.until_time("11:00");
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=2));
    assert_eq!(day.target(day.run_today(campaign).id, 1).state, TargetState::Failed);
}

#[test]
fn without_any_answer_the_target_is_unknown_after_an_hour_and_nobody_gets_the_port() {
    let (day, campaign) = day(2, Line::never());
    let waiting = day.campaign(|spec| spec.count = number(1));
    day.until_time("10:01");
    day.provider.set_mute(true);
    day.until_time("10:59");
    let run = day.run_today(campaign).id;
    assert_eq!(day.target(run, 1).state, TargetState::InProgress);
    day.until_time("11:05");
    assert_eq!(day.target(run, 1).state, TargetState::Unknown);
    assert!(day.read(accounts::ports)[0].held_by_attempt.is_some());
    assert_eq!(day.run_today(waiting).state, RunState::WaitingForPort);
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 1);
    day.provider.set_mute(false);
    day.until_over();
    assert!(day.read(accounts::ports)[0].held_by_attempt.is_none());
    assert_eq!(day.counts(run).delivered, 1, "the port's run goes on when an answer came");
}

#[test]
fn a_run_can_end_while_its_port_stays_held() {
    let (day, campaign) = day(1, Line::never());
    day.until_time("10:01");
    day.provider.set_mute(true);
    day.until_time("11:05");
    let run = day.run_today(campaign);
    assert_eq!(run.state, RunState::Running);
    day.engine().act(|acts| acts.stop(run.id)).unwrap();
    assert_eq!(day.run(run.id).state, RunState::Stopped);
    assert!(day.read(accounts::ports)[0].held_by_attempt.is_some());
    day.provider.set_mute(false);
    day.pass(minutes(1));
    assert!(day.read(accounts::ports)[0].held_by_attempt.is_none());
}

#[test]
fn a_cancel_that_frees_a_held_port_settles_the_unknown() {
    let (day, campaign) = day(1, Line::until_cancelled());
    day.until_time("10:01");
    day.provider.set_mute(true);
    day.until_time("11:05");
    let run = day.run_today(campaign).id;
    assert_eq!(day.target(run, 1).state, TargetState::Unknown);
    day.provider.set_mute(false);
    day.provider.set_feed_down(true);
    day.pass(minutes(1));
    assert_eq!(day.target(run, 1).state, TargetState::Failed);
    assert_eq!(day.read(attempts::unsettled), vec![]);
}

#[test]
fn a_person_settles_what_nobody_knows_and_a_later_answer_is_only_kept() {
    for (verdict, state) in [(Verdict::Delivered, TargetState::Delivered), (Verdict::NotDelivered, TargetState::Failed)]
    {
        let (day, campaign) = day(1, Line::of(Disposition::Busy).told_after(minutes(30)));
        day.run_all_from("10:00");
        let run = day.run_today(campaign).id;
        let attempt = day.read(attempts::unsettled).remove(0);
        assert_eq!(attempt.state, AttemptState::Overdue);
        day.engine().act(|acts| acts.settle(attempt.id, verdict, "Alex")).unwrap();
        assert_eq!(day.target(run, 1).state, state);
        assert_eq!(day.read(|db| store::numbers::get(db, &cell(1))), domain::numbers::NumberRecord::default());
        day.until_time("11:00");
        assert_eq!(day.target(run, 1).state, state);
        assert_eq!(day.read(|db| attempts::other_result(db, attempt.id)).as_deref(), Some("busy"));
        let refusal = day.engine().act(|acts| acts.settle(attempt.id, verdict, "Alex")).unwrap_err();
        assert_eq!(refusal.to_string(), "This drop is settled already.");
    }
}
