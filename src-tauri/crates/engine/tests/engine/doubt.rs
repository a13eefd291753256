//! After a lost answer or a crash: ask first, adopt, the same key and bytes again, else unknown (engine page, 2).

use std::{
    collections::BTreeSet,
    pin::pin,
    task::{Context, Waker},
};

use chrono::{NaiveTime, TimeDelta};
use domain::{
    ids::PortNumber,
    states::{AttemptState, PauseCause, RunState, TargetState},
};
use engine::provider::NotNow;
use store::{StoreError, attempts, numbers};
use testkit::{Day, Dealership, Fault, Line, What, at_once, cell};

use crate::{cells, minutes, number, seconds};

/// A day with one campaign of all due at 10:00.
fn day(customers: usize, ports: u16) -> (Day, domain::ids::CampaignId) {
    let day = Day::new(customers, ports);
    let campaign = day.campaign(|_| {});
    (day, campaign)
}

#[test]
fn a_lost_answer_to_an_accepted_drop_is_adopted() {
    let (day, campaign) = day(2, 1);
    day.provider.next_submits([Fault::LostAfter]);
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=2));
    let run = day.run_today(campaign);
    assert_eq!(day.counts(run.id).delivered, 2);
    assert_eq!(run.faults_in_row, 0);
}

#[test]
fn a_request_that_never_arrived_goes_out_again_with_the_same_key_and_the_same_bytes() {
    let (day, campaign) = day(1, 1);
    day.provider.next_submits([Fault::LostBefore]);
    day.run_all_from("10:00");
    let ledger = day.provider.ledger();
    let wires: Vec<_> = ledger.of(What::Wire).collect();
    assert_eq!(wires.len(), 2);
    assert_eq!((wires[0].idempotency_key, &wires[0].body), (wires[1].idempotency_key, &wires[1].body));
    assert_eq!(ledger.numbers(What::Deliver), cells([1]));
    assert_eq!(day.attempts(day.run_today(campaign).id).len(), 1);
}

#[test]
fn what_is_in_doubt_while_the_program_closes_is_left_to_the_next_start() {
    let (day, campaign) = day(1, 1);
    day.provider.next_submits([Fault::LostBefore]);
    day.until_time("09:59");
    day.clock.advance(minutes(1));
    day.tick();
    assert_eq!(day.step(PortNumber(1)), engine::Step::BackOff(std::time::Duration::from_millis(500)));
    day.engine().begin_closing();
    day.pass(minutes(5));
    let run = day.run_today(campaign).id;
    assert_eq!(day.attempts(run)[0].state, AttemptState::Intended, "longer than a drop takes to be seen");
    day.restart();
    day.until_over();
    assert_eq!((day.counts(run).delivered, day.counts(run).unknown), (1, 0));
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1]));
}

#[test]
fn a_drop_that_cannot_be_seen_yet_is_asked_for_with_its_own_key_and_delivered_once() {
    let (day, campaign) = day(1, 1);
    day.provider.hide_for(seconds(20));
    day.provider.next_submits([Fault::LostAfter]);
    day.run_all_from("10:00");
    let ledger = day.provider.ledger();
    assert_eq!(ledger.of(What::Wire).count(), 2);
    assert_eq!(ledger.numbers(What::Accept), cells([1]));
    assert_eq!(ledger.numbers(What::Deliver), cells([1]));
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 1);
}

#[test]
fn not_now_said_to_bytes_that_went_out_before_leaves_the_doubt() {
    let words = [
        NotNow::PortBusy,
        NotNow::RateLimited { retry_after: None },
        NotNow::NotConnected { cause: "no route".to_owned() },
        NotNow::RequestFault { code: "odd".to_owned(), message: String::new() },
        NotNow::BadAudio,
    ];
    for word in words {
        let (day, campaign) = day(1, 1);
        day.provider.hide_for(seconds(20));
        day.provider.next_submits([Fault::LostAfter, Fault::Says(word.clone())]);
        day.run_all_from("10:00");
        assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1]), "{word:?}");
        let attempts = day.attempts(day.run_today(campaign).id);
        assert_eq!(attempts.len(), 1, "{word:?} made a second attempt beside one in doubt");
    }
}

#[test]
fn w4_a_refused_key_or_no_funds_in_doubt_pauses_and_ends_in_unknown_not_in_a_second_attempt() {
    for word in [NotNow::Unauthorized, NotNow::NoFunds] {
        let (day, campaign) = day(2, 1);
        day.provider.hide_for(minutes(30));
        day.provider.to(&cell(1), Line::delivered().after(minutes(2)));
        day.provider.next_submits([Fault::LostAfter, Fault::Says(word.clone())]);
        day.until_time("10:01");
        let run = day.run_today(campaign).id;
        assert_eq!(day.run(run).state, RunState::Paused, "{word:?}");
        assert_eq!(day.target(run, 1).state, TargetState::Unknown, "{word:?}");
        day.engine().act(|acts| acts.resume(run)).unwrap();
        day.until_over();
        assert_eq!(day.provider.ledger().numbers(What::Accept), cells(1..=2));
        assert_eq!(day.counts(run).delivered, 2, "the feed told what became of it");
    }
}

#[test]
fn a_provider_without_keys_is_never_sent_the_same_twice() {
    let (day, campaign) = day(2, 1);
    day.provider.keep_no_keys();
    day.provider.next_submits([Fault::LostBefore]);
    day.run_all_from("10:00");
    let run = day.run_today(campaign).id;
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=2));
    assert_eq!(day.target(run, 1).state, TargetState::Unknown);
    assert_eq!(day.target(run, 2).state, TargetState::Delivered);
}

#[test]
fn what_the_gate_refuses_meanwhile_is_not_sent_again_and_becomes_unknown() {
    let (day, campaign) = day(1, 1);
    day.provider.next_submits([Fault::DiesBefore]);
    day.provider.set_mute(true);
    day.until_time("10:00");
    day.write(|db| numbers::opt_out(db, &cell(1), "Alex", "Asked on the phone", day.now()));
    day.provider.heal();
    day.until_over();
    assert!(day.provider.ledger().0.is_empty());
    let run = day.run_today(campaign).id;
    assert_eq!(day.target(run, 1).state, TargetState::Unknown);
    let attempt = day.read(attempts::unsettled).remove(0);
    assert_eq!((attempt.state, attempt.number), (AttemptState::Overdue, cell(1)), "and the number stays locked");
}

#[test]
fn w5_bytes_in_doubt_do_not_go_out_again_once_the_message_is_not_approved_or_no_caller_id_is_left() {
    let withdraw: fn(&Day) = |day| day.withdraw(day.message);
    let clear: fn(&Day) = |day| day.change_store(|store| store.departments.clear());
    for (take_back, cause) in [(withdraw, PauseCause::MessageNotApproved), (clear, PauseCause::NoCallerId)] {
        let (day, campaign) = day(2, 1);
        day.provider.next_submits([Fault::DiesBefore]);
        day.provider.set_mute(true);
        day.until_time("10:00");
        take_back(&day);
        day.provider.heal();
        day.pass(minutes(5));
        assert!(day.provider.ledger().0.is_empty(), "{cause:?}");
        let run = day.run_today(campaign);
        assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(cause)));
        assert_eq!(day.target(run.id, 1).state, TargetState::Unknown);
    }
}

#[test]
fn w5_a_key_is_not_used_in_the_last_hour_of_its_life() {
    for (asleep, wires) in [(TimeDelta::minutes(22 * 60 + 55), 1), (TimeDelta::minutes(23 * 60 + 5), 0)] {
        // Midnight, and a store that never closes, so that only the key's life decides.
        let day = Day::of(Dealership::at("2026-11-24T05:00:00Z".parse().unwrap(), 1, 1));
        day.open_around_the_clock();
        day.campaign(|spec| {
            spec.time_local = NaiveTime::from_hms_opt(0, 1, 0).unwrap();
            spec.latest_local = NaiveTime::from_hms_opt(23, 59, 0);
        });
        day.provider.next_submits([Fault::DiesBefore]);
        day.provider.set_mute(true);
        day.until_time("00:01");
        day.clock.advance(asleep);
        day.provider.heal();
        day.restart();
        day.settle();
        assert_eq!(day.provider.ledger().of(What::Wire).count(), wires, "after {asleep}");
    }
}

#[test]
fn a_crash_between_intent_and_wire_sends_it_once() {
    let (day, campaign) = day(3, 1);
    day.provider.next_submits([Fault::DiesBefore]);
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=3));
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 3);
}

#[test]
fn a_crash_after_the_wire_adopts_the_drop() {
    let (day, campaign) = day(3, 1);
    day.provider.next_submits([Fault::DiesAfter]);
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells(1..=3));
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 3);
}

#[test]
fn a_crash_between_any_two_steps_changes_nothing() {
    let steps = 40;
    for crash_after in 0..steps {
        let (day, campaign) = day(3, 1);
        day.provider.next_submits([Fault::LostBefore, Fault::LostAfter]);
        day.until_time("09:59");
        day.clock.set(day.today_at("10:00"));
        for step in 0..steps {
            if step == crash_after {
                day.restart();
            }
            match step % 4 {
                0 => drop(day.tick()),
                1 => day.take_events(),
                2 => drop(day.step(PortNumber(1))),
                _ => day.clock.advance(seconds(7)),
            }
        }
        day.until_over();
        let delivered = day.provider.ledger().numbers(What::Deliver);
        assert_eq!(delivered, cells(1..=3), "crash after step {crash_after}");
        assert_eq!(day.counts(day.run_today(campaign).id).delivered, 3);
    }
}

#[test]
fn resends_that_are_lost_again_and_again_back_off_and_end_in_unknown_after_an_hour() {
    let (day, campaign) = day(2, 1);
    day.provider.next_submits(std::iter::repeat_n(Fault::LostBefore, 1_000));
    day.until_time("11:01");
    let run = day.run_today(campaign).id;
    assert_eq!(day.target(run, 1).state, TargetState::Unknown);
    let ledger = day.provider.ledger();
    let wires: Vec<_> = ledger.of(What::Wire).filter(|wire| wire.to == cell(1)).collect();
    let keys: BTreeSet<_> = wires.iter().map(|wire| wire.idempotency_key).collect();
    assert_eq!(keys.len(), 1);
    let many = wires.len();
    assert!((60..=140).contains(&many), "{many} resends in an hour");
}

#[test]
fn w11_an_engine_of_an_older_lease_puts_nothing_on_the_wire() {
    let (day, _) = day(2, 1);
    day.until_time("09:59");
    let older = day.engine();
    day.restart();
    day.clock.set(day.today_at("10:00"));
    day.tick();
    let refused = at_once(older.step(PortNumber(1)));
    assert!(matches!(refused, Some(Err(engine::EngineError::Store(StoreError::InUse)))), "{refused:?}");
    assert!(day.provider.ledger().0.is_empty());
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=2));
}

#[test]
fn w11_an_engine_of_an_older_lease_does_not_send_again_what_is_in_doubt() {
    let (day, _) = day(1, 1);
    day.provider.next_submits([Fault::LostBefore]);
    day.until_time("09:59");
    day.clock.set(day.today_at("10:00"));
    day.tick();
    day.step(PortNumber(1));
    let older = day.engine();
    day.restart();
    let refused = at_once(older.step(PortNumber(1)));
    assert!(matches!(refused, Some(Err(engine::EngineError::Store(StoreError::InUse)))), "{refused:?}");
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 1);
}

#[test]
fn a_result_that_overtakes_the_answer_to_the_submit_counts_once() {
    let (day, campaign) = day(1, 1);
    day.provider.next_submits([Fault::AnswersLate]);
    day.until_time("09:59");
    day.clock.set(day.today_at("10:00"));
    day.tick();
    let engine = day.engine();
    let mut step = pin!(engine.step(PortNumber(1)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(step.as_mut().poll(&mut context).is_pending());
    day.take_events();
    let run = day.run_today(campaign).id;
    assert_eq!(day.counts(run).delivered, 1);
    assert!(step.as_mut().poll(&mut context).is_ready());
    day.until_over();
    assert_eq!(day.counts(run).delivered, 1);
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1]));
}

#[test]
fn w4_not_now_to_the_first_program_says_nothing_of_bytes_that_a_second_one_sent_again() {
    let (day, campaign) = day(1, 1);
    day.provider.next_submits([Fault::SaysLate(NotNow::PortBusy), Fault::LostAfter]);
    day.until_time("09:59");
    day.clock.set(day.today_at("10:00"));
    day.tick();
    let first = day.engine();
    let mut step = pin!(first.step(PortNumber(1)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(step.as_mut().poll(&mut context).is_pending());
    // The second finds the intent, nothing at the provider, and sends the same bytes again; that answer is lost.
    day.restart();
    day.step(PortNumber(1));
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 2);
    assert!(step.as_mut().poll(&mut context).is_ready());
    let run = day.run_today(campaign).id;
    assert_eq!(day.attempts(run)[0].state, AttemptState::Intended, "still in doubt, and not \"not sent\"");
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1]));
    assert_eq!(day.counts(run).delivered, 1);
}

#[test]
fn duplicate_and_foreign_results_change_nothing() {
    let (day, campaign) = day(3, 1);
    for n in 1..=3 {
        day.provider.to(&cell(n), Line::delivered().told_twice());
    }
    day.until_time("10:00");
    day.provider.tell_of_a_foreign_drop();
    day.until_over();
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 3);
    assert!((1..=3).all(|n| day.history(n).len() == 1));
}

#[test]
fn the_first_final_result_wins_and_another_one_is_kept_and_shown() {
    let (day, campaign) = day(1, 1);
    day.provider.to(&cell(1), Line::delivered().then(domain::disposition::Disposition::Impossible));
    day.run_all_from("10:00");
    let run = day.run_today(campaign).id;
    assert_eq!(day.target(run, 1).state, TargetState::Delivered);
    let attempt = day.attempts(run).remove(0);
    assert_eq!(day.read(|db| attempts::other_result(db, attempt.id)).as_deref(), Some("impossible"));
    assert_eq!(day.read(|db| numbers::get(db, &cell(1))).impossible_strikes, 0);
}

#[test]
fn without_the_event_feed_drops_are_polled() {
    let day = Day::new(3, 1);
    day.provider.set_feed_down(true);
    let campaign = day.campaign(|spec| spec.count = number(3));
    day.run_all_from("10:00");
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 3);
    assert_eq!(
        day.run_today(campaign).ended_at,
        Some(day.today_at("10:00") + seconds(3 * 40)),
        "each at its second poll"
    );
}

#[test]
fn a_drop_in_doubt_when_its_run_is_stopped_is_not_sent_again() {
    let (day, campaign) = day(2, 1);
    day.provider.next_submits([Fault::DiesBefore]);
    day.provider.set_mute(true);
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.stop(run)).unwrap();
    assert_eq!(day.run(run).state, RunState::Ending);
    day.provider.heal();
    day.until_over();
    assert_eq!(day.run(run).state, RunState::Stopped);
    assert_eq!(day.target(run, 1).state, TargetState::Unknown, "nobody knows whether it went out");
    assert!(day.provider.ledger().0.is_empty());
}

#[test]
fn r7_what_is_sent_again_is_judged_when_the_answer_is_there_not_when_the_question_went_out() {
    let (day, campaign) = day(1, 1);
    day.provider.next_submits([Fault::LostBefore]);
    day.until_time("09:59");
    day.clock.advance(minutes(1));
    day.tick();
    day.step(PortNumber(1));
    day.clock.advance(seconds(1));
    // The machine wakes after the end of the window, and only then learns that the drop is not known.
    day.provider.sleep_during_the_next_question(minutes(9 * 60));
    day.until_over();
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 1, "the same bytes went out after the window");
    let run = day.runs_today(campaign)[0].id;
    assert_eq!((day.counts(run).unknown, day.run(run).state), (1, RunState::EndedAtClosing));
}
