//! Retry-After is obeyed: before it is over no port of the account sends or asks (engine page, 3). The kit's provider
//! stops a test in which something comes sooner.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use domain::{
    ids::PortNumber,
    states::{AttemptState, RunState, TargetState},
};
use engine::{
    Step,
    provider::{NotNow, ProviderFault},
};
use store::{accounts, attempts, runs};
use testkit::{Day, Fault, Line, What, at_once, cell};

use crate::{number, seconds};

/// Told to wait, in answer to a submit.
fn too_often(seconds: u64) -> Fault {
    Fault::Says(NotNow::RateLimited { retry_after: Some(Duration::from_secs(seconds)) })
}

/// Told to wait, in answer to a question.
fn asked_too_often(seconds: u64) -> ProviderFault {
    ProviderFault::RateLimited { retry_after: Some(Duration::from_secs(seconds)) }
}

#[test]
fn asked_too_often_waits_as_long_as_the_server_says() {
    let day = Day::new(1, 1);
    day.campaign(|_| {});
    day.provider.next_submits([too_often(90)]);
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().times(What::Accept), vec![day.today_at("10:00") + seconds(90)]);
}

/// Two campaigns of two customers each, due at 10:00 on two ports.
fn two_ports() -> Day {
    let day = Day::new(4, 2);
    for _ in 0..2 {
        day.campaign(|spec| spec.count = number(2));
    }
    day
}

#[test]
fn retry_after_holds_for_every_port_of_the_account() {
    let day = two_ports();
    day.provider.next_submits([too_often(90)]);
    day.run_all_from("10:00");
    let (told_at, wires) = (day.today_at("10:00"), day.provider.ledger().times(What::Wire));
    assert_eq!(wires[..3], [told_at, told_at + seconds(90), told_at + seconds(90)]);
    assert_eq!(day.provider.ledger().of(What::Deliver).count(), 4);
}

#[test]
fn no_port_asks_for_its_drop_before_retry_after_is_over() {
    let day = two_ports();
    day.provider.to(&cell(1), Line::delivered().after(seconds(10)));
    // Without the feed every drop is asked for 20 s after its submit.
    day.provider.set_feed_down(true);
    day.until_time("10:00");
    day.provider.next_submits([too_often(90)]);
    day.clock.advance(seconds(20));
    let [first, other] = [1, 2].map(PortNumber);
    assert_eq!(day.step(first), Step::Moved, "its drop is delivered");
    assert_eq!(day.step(first), Step::BackOff(Duration::from_secs(90)), "told to wait");
    assert_eq!(day.step(other), Step::Until(day.now() + seconds(90)), "with a drop in flight, by the clock");
    day.until_over();
    let start = day.today_at("10:00");
    assert_eq!(day.provider.questions_at()[..2], [start + seconds(20), start + seconds(110)]);
    assert_eq!(day.provider.ledger().of(What::Deliver).count(), 4);
}

#[test]
fn retry_after_to_a_question_keeps_every_port_from_asking_and_sending() {
    let day = two_ports();
    day.provider.set_feed_down(true);
    day.until_time("10:00");
    day.provider.next_questions([Some(asked_too_often(90))]);
    day.until_over();
    let start = day.today_at("10:00");
    assert_eq!(day.provider.questions_at()[..2], [start + seconds(20), start + seconds(110)]);
    assert_eq!(day.provider.ledger().times(What::Wire)[2], start + seconds(110));
    assert_eq!(day.provider.ledger().of(What::Deliver).count(), 4);
}

#[test]
fn retry_after_to_an_upload_keeps_every_port_from_uploading_and_sending() {
    let day = two_ports();
    day.provider.next_questions([Some(asked_too_often(90))]);
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().times(What::Wire)[..2], [day.today_at("10:00") + seconds(90); 2]);
    assert_eq!(day.provider.ledger().of(What::Deliver).count(), 4);
}

#[test]
fn retry_after_to_a_question_about_an_overdue_drop_holds_the_cancel_back_too() {
    // Told at the question, and told at the cancel that follows it: either way it is over at 10:11:30.
    for answers in [vec![Some(asked_too_often(90))], vec![None, Some(asked_too_often(90))]] {
        let day = Day::new(1, 1);
        let campaign = day.campaign(|_| {});
        day.provider.to(&cell(1), Line::until_cancelled());
        day.until_time("10:00");
        day.provider.next_questions(answers);
        day.until_over();
        let run = day.run_today(campaign);
        assert_eq!(run.ended_at, Some(day.today_at("10:11") + seconds(30)));
        assert_eq!(day.target(run.id, 1).state, TargetState::Failed, "cancelled");
    }
}

#[test]
fn the_event_feed_is_not_asked_before_retry_after_is_over() {
    let day = Day::new(1, 1);
    day.campaign(|_| {});
    day.provider.next_submits([too_often(90)]);
    day.until_time("10:00");
    let events = || at_once(day.engine().take_events(Duration::ZERO)).expect("the feed never waits").unwrap();
    assert_eq!(events(), Err(asked_too_often(90)));
    day.pass(seconds(90));
    assert!(events().is_ok());
}

#[test]
fn a_rest_longer_than_an_hour_does_not_keep_a_run_from_its_end() {
    let day = two_ports();
    day.provider.to(&cell(3), Line::never());
    day.until_time("10:00");
    day.provider.set_feed_down(true);
    day.provider.next_questions([Some(asked_too_often(4 * 60 * 60))]);
    day.until_time("11:01");
    let [one, other] = day.read(runs::open).try_into().unwrap();
    for run in [&one, &other] {
        assert_eq!(day.counts(run.id).unknown, 1);
        day.engine().act(|acts| acts.stop(run.id)).unwrap();
        assert_eq!(day.run(run.id).state, RunState::Stopped);
    }
    assert!(day.read(accounts::ports).iter().all(|port| port.held_by_attempt.is_some()), "nobody gets the ports");
    assert_eq!(day.provider.questions_at().len(), 1);
    day.until_time("15:00");
    assert!(day.read(accounts::ports).iter().all(|port| port.held_by_attempt.is_none()));
}

#[test]
fn what_a_person_asks_for_waits_for_retry_after_as_well() {
    let day = Day::new(1, 1);
    day.campaign(|_| {});
    day.provider.to(&cell(1), Line::never());
    day.run_all_from("10:00");
    let unknown = day.read(attempts::unsettled).remove(0);
    let ask_again = || at_once(day.engine().ask_again(&unknown)).unwrap().unwrap();
    let test_drop = || at_once(day.engine().test_drop(day.message, &cell(90))).unwrap();
    day.provider.next_submits([too_often(90)]);
    let told = test_drop().unwrap();
    assert_eq!(day.read(|db| attempts::get(db, told)).state, AttemptState::NotSent);
    let asked = day.provider.questions_at().len();
    assert_eq!(ask_again(), "No answer: asked too often.");
    assert_eq!(test_drop().unwrap_err().to_string(), "Stratics asks to wait. Try again in a moment.");
    assert_eq!(day.provider.questions_at().len(), asked);
    day.pass(seconds(90));
    assert_eq!(ask_again(), "Stratics says: still in progress.");
    test_drop().unwrap();
}

#[test]
fn retry_after_that_another_port_is_told_during_an_upload_holds_the_submit_back() {
    let day = two_ports();
    day.until_time("09:59");
    day.clock.set(day.today_at("10:00"));
    day.tick();
    day.provider.answer_the_next_upload_late();
    let engine = day.engine();
    let mut uploading = pin!(engine.step(PortNumber(1)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(uploading.as_mut().poll(&mut context).is_pending());
    day.provider.next_questions([Some(asked_too_often(60))]);
    day.step(PortNumber(2));
    let Poll::Ready(Ok(step)) = uploading.as_mut().poll(&mut context) else { panic!("the upload is over") };
    assert_eq!(step, Step::BackOff(Duration::from_secs(60)));
    assert_eq!(day.provider.ledger().of(What::Wire).count(), 0);
}

#[test]
fn l1_a_long_rest_told_to_a_drop_in_doubt_leaves_it_without_a_word_for_an_hour_at_most() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.provider.next_submits([Fault::LostBefore, too_often(2 * 3_600)]);
    day.until_time("11:01");
    assert_eq!(day.counts(day.run_today(campaign).id).unknown, 1);
}

#[test]
fn l1_a_machine_that_sleeps_in_a_rest_looks_at_the_hour_as_soon_as_it_wakes() {
    let day = Day::new(1, 1);
    day.campaign(|_| {});
    day.provider.to(&cell(1), Line::never());
    day.until_time("10:09");
    day.provider.next_questions([Some(asked_too_often(3_000))]);
    day.until_time("10:11");
    // By the clock, which a sleep moves; a pause of machine time would go on after it.
    assert_eq!(day.step(PortNumber(1)), Step::Until(day.today_at("11:00")));
}

#[test]
fn retry_after_that_another_port_is_told_while_a_drop_in_doubt_is_asked_for_holds_it_back() {
    let day = two_ports();
    day.until_time("09:59");
    day.clock.set(day.today_at("10:00"));
    day.tick();
    day.provider.next_submits([Fault::LostBefore, too_often(60)]);
    day.step(PortNumber(1));
    day.provider.answer_the_next_question_late();
    let engine = day.engine();
    let mut asking = pin!(engine.step(PortNumber(1)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(asking.as_mut().poll(&mut context).is_pending());
    day.step(PortNumber(2));
    let sent = day.provider.ledger().of(What::Wire).count();
    let Poll::Ready(Ok(step)) = asking.as_mut().poll(&mut context) else { panic!("the answer is there") };
    assert_eq!(step, Step::Until(day.today_at("10:01")));
    assert_eq!(day.provider.ledger().of(What::Wire).count(), sent);
}

#[test]
fn l8_a_port_held_by_a_drop_that_nobody_can_be_asked_for_is_given_free() {
    let day = Day::new(1, 1);
    day.campaign(|_| {});
    day.provider.next_submits([Fault::LostBefore, too_often(2 * 3_600)]);
    day.until_time("11:01");
    assert!(day.read(accounts::ports).iter().all(|port| port.held_by_attempt.is_some()));
    day.provider.next_questions(std::iter::repeat_n(Some(ProviderFault::Unsupported), 1_000));
    day.until_time("12:30");
    assert!(day.read(accounts::ports).iter().all(|port| port.held_by_attempt.is_none()));
}
