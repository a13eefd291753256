//! Certain: nothing was sent. The target stays reserved, the run waits or pauses, the customer has not failed
//! (engine page, 1.4 and 3).

use std::{
    pin::pin,
    task::{Context, Waker},
};

use domain::ids::PortNumber;
use domain::states::{AttemptState, PauseCause, RunState, TargetState};
use engine::provider::NotNow;
use store::{accounts, customers, facts};
use testkit::{Day, Fault, Line, What, cell};

use crate::{cells, minutes, number, seconds};

fn day(customers: usize, ports: u16, faults: impl IntoIterator<Item = Fault>) -> (Day, domain::ids::CampaignId) {
    let day = Day::new(customers, ports);
    let campaign = day.campaign(|_| {});
    day.provider.next_submits(faults);
    (day, campaign)
}

fn request_fault() -> Fault {
    Fault::Says(NotNow::RequestFault { code: "malformed".to_owned(), message: String::new() })
}

fn not_connected() -> Fault {
    Fault::Says(NotNow::NotConnected { cause: "no route".to_owned() })
}

#[test]
fn port_busy_waits_and_the_same_customer_is_next() {
    let (day, campaign) = day(2, 1, [Fault::Says(NotNow::PortBusy), Fault::Says(NotNow::PortBusy)]);
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Accept), cells(1..=2));
    let run = day.run_today(campaign);
    assert_eq!(day.counts(run.id).delivered, 2);
    assert_eq!(run.paused_ms, 0, "a busy port is no fault");
    let attempts = day.attempts(run.id);
    let states: Vec<_> = attempts.iter().map(|a| a.state).collect();
    assert_eq!(states, [AttemptState::NotSent, AttemptState::NotSent, AttemptState::Final, AttemptState::Final]);
    // Half a second, then a second: the port's own back-off.
    assert_eq!(
        day.provider.ledger().times(What::Accept)[0],
        day.today_at("10:00") + chrono::TimeDelta::milliseconds(1_500)
    );
}

#[test]
fn a_drop_that_was_not_sent_leaves_the_customer_as_if_nothing_had_been() {
    let (day, campaign) = day(1, 1, [Fault::Says(NotNow::Unauthorized)]);
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    assert_eq!(day.target(run, 1).state, TargetState::Reserved);
    let scope = facts::Scope {
        store: day.id,
        spec: &domain::campaign::CampaignSpec::new(domain::contact_type::ContactType::Maintenance, day.today()),
        campaign: None,
        today: day.today(),
        customer: None,
        except: None,
    };
    let facts = day.read(|db| facts::read_one(db, &scope, day.customer(1)));
    assert_eq!(facts.last_contact_at, None, "the place in the order is as it was");
    assert_eq!(facts.clocks, domain::facts::Clocks::default());
}

#[test]
fn a_refused_key_pauses_every_run_of_the_account_and_says_what_to_do() {
    let day = Day::new(6, 3);
    let campaigns: Vec<_> = (0..3).map(|_| day.campaign(|spec| spec.count = number(2))).collect();
    day.until_time("10:00");
    day.provider.next_submits([Fault::Says(NotNow::Unauthorized)]);
    day.pass(seconds(30));
    for campaign in &campaigns {
        let run = day.run_today(*campaign);
        assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::Unauthorized)));
        assert!(run.note.unwrap().contains("Enter the right one under Connection"));
    }
    assert_eq!(day.read(accounts::get).unwrap().fault, Some(accounts::AccountFault::Unauthorized));
    for campaign in &campaigns {
        let run = day.run_today(*campaign).id;
        day.engine().act(|acts| acts.resume(run)).unwrap();
    }
    day.until_over();
    assert_eq!(day.provider.ledger().of(What::Deliver).count(), 6);
}

#[test]
fn no_funds_pauses_every_run_of_the_account() {
    let (day, campaign) = day(2, 1, [Fault::Says(NotNow::NoFunds)]);
    day.until_time("10:00");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::NoFunds)));
    assert_eq!(day.counts(run.id).to_do, 2);
}

#[test]
fn a_recording_the_provider_forgot_is_uploaded_again_and_the_drop_goes_out() {
    let (day, campaign) = day(2, 1, []);
    day.until_time("10:00");
    day.provider.forget_audio();
    day.until_over();
    let run = day.run_today(campaign);
    assert_eq!((run.state, day.counts(run.id).delivered), (RunState::Finished, 2));
}

#[test]
fn a_recording_refused_twice_in_a_row_pauses_the_run() {
    let (day, campaign) = day(2, 1, [Fault::Says(NotNow::BadAudio), Fault::Says(NotNow::BadAudio)]);
    day.until_time("10:00");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::BadAudio)));
    day.engine().act(|acts| acts.resume(run.id)).unwrap();
    day.until_over();
    assert_eq!(day.counts(run.id).delivered, 2);
}

#[test]
fn an_upload_refused_once_is_tried_once_more() {
    for (refusals, state) in [(1, RunState::Running), (2, RunState::Paused)] {
        let (day, campaign) = day(1, 1, []);
        day.provider.refuse_uploads(refusals);
        day.until_time("10:00");
        day.pass(seconds(10));
        assert_eq!(day.run_today(campaign).state, state, "{refusals} refusals");
    }
}

#[test]
fn five_faults_in_a_row_pause_the_run_and_name_the_cause() {
    for fault in [request_fault(), not_connected()] {
        let (day, campaign) = day(2, 1, std::iter::repeat_n(fault, 5));
        day.pass(minutes(10));
        let run = day.run_today(campaign);
        assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::ErrorBudget)));
        assert!(run.note.unwrap().starts_with("5 drops in a row could not be sent"));
        assert_eq!(day.counts(run.id).to_do, 2, "nobody failed");
        day.engine().act(|acts| acts.resume(run.id)).unwrap();
        day.until_over();
        assert_eq!(day.counts(run.id).delivered, 2);
    }
}

#[test]
fn four_faults_do_not_pause_and_a_drop_starts_the_series_again() {
    let day = Day::new(3, 1);
    let campaign = day.campaign(|_| {});
    day.provider.next_submits(std::iter::repeat_n(not_connected(), 4));
    day.until_time("10:00");
    day.pass(seconds(8));
    assert_eq!(day.provider.ledger().of(What::Accept).count(), 1);
    day.provider.next_submits(std::iter::repeat_n(not_connected(), 4));
    day.until_over();
    let run = day.run_today(campaign);
    assert_eq!((run.paused_ms, day.counts(run.id).delivered), (0, 3));
}

#[test]
fn a_lost_answer_that_was_recovered_resets_the_series() {
    let day = Day::new(3, 1);
    let campaign = day.campaign(|_| {});
    let faults = std::iter::repeat_n(not_connected(), 4)
        .chain([Fault::LostAfter])
        .chain(std::iter::repeat_n(not_connected(), 4));
    day.provider.next_submits(faults);
    day.run_all_from("10:00");
    let run = day.run_today(campaign);
    assert_eq!((run.paused_ms, day.counts(run.id).delivered), (0, 3));
}

#[test]
fn refusals_of_the_carrier_spend_the_budget_and_results_about_customers_do_not() {
    use domain::disposition::Disposition as D;
    for (word, paused) in [(D::CarrierRefused, true), (D::Impossible, false), (D::Failed, false)] {
        let day = Day::new(6, 1);
        for n in 1..=6 {
            day.provider.to(&cell(n), Line::of(word));
        }
        let campaign = day.campaign(|_| {});
        day.until_time("10:05");
        assert_eq!(day.run_today(campaign).state == RunState::Paused, paused, "{word:?}");
    }
}

#[test]
fn a_pause_of_the_budget_lifts_itself_where_the_mode_says_so() {
    let day = Day::new(1, 1);
    day.restart_with(|policy| policy.budget_pause = Some(seconds(60)));
    let campaign = day.campaign(|_| {});
    day.provider.next_submits(std::iter::repeat_n(not_connected(), 5));
    day.run_all_from("10:00");
    let run = day.run_today(campaign);
    assert_eq!((run.paused_ms, day.counts(run.id).delivered), (60_000, 1));
}

#[test]
fn a_pause_of_the_budget_does_not_lift_itself_while_everything_is_paused() {
    let day = Day::new(1, 1);
    day.restart_with(|policy| policy.budget_pause = Some(seconds(60)));
    let campaign = day.campaign(|_| {});
    day.provider.next_submits(std::iter::repeat_n(not_connected(), 5));
    day.until_time("10:00");
    day.pass(seconds(20));
    day.engine().act(|acts| acts.pause_all("Alex")).unwrap();
    day.pass(minutes(10));
    assert_eq!(day.run_today(campaign).state, RunState::Paused);
}

#[test]
fn a_refusal_of_the_number_fails_the_target_and_marks_the_number() {
    let (day, campaign) = day(2, 1, [Fault::Refuses(domain::disposition::Disposition::BadNumber)]);
    day.run_all_from("10:00");
    let run = day.run_today(campaign).id;
    assert_eq!(day.target(run, 1).state, TargetState::Failed);
    assert!(day.read(|db| store::numbers::get(db, &cell(1))).is_bad);
    assert_eq!(day.counts(run).delivered, 1);
    assert_eq!(day.read(|db| customers::held(db, day.customer(1))), None);
}

#[test]
fn a_drop_that_comes_back_not_sent_goes_the_way_of_its_run_that_was_stopped_meanwhile() {
    let (day, campaign) = day(2, 1, [Fault::SaysLate(NotNow::PortBusy)]);
    day.until_time("09:59");
    day.clock.set(day.today_at("10:00"));
    day.tick();
    let run = day.run_today(campaign).id;
    let engine = day.engine();
    let mut step = pin!(engine.step(PortNumber(1)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(step.as_mut().poll(&mut context).is_pending());
    engine.act(|acts| acts.stop(run)).unwrap();
    assert_eq!(day.run(run).state, RunState::Ending);
    assert!(step.as_mut().poll(&mut context).is_ready());
    day.check();
    assert_eq!(day.run(run).state, RunState::Stopped);
    assert_eq!(day.numbers_of(run, TargetState::Released), cells([1, 2]));
}

#[test]
fn a_lowered_count_takes_back_a_drop_that_comes_back_not_sent() {
    let (day, campaign) = day(2, 1, [Fault::SaysLate(NotNow::PortBusy)]);
    day.until_time("09:59");
    day.edit(campaign, |spec| spec.count = number(2));
    day.clock.set(day.today_at("10:00"));
    day.tick();
    let run = day.run_today(campaign).id;
    let engine = day.engine();
    let mut step = pin!(engine.step(PortNumber(1)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(step.as_mut().poll(&mut context).is_pending());
    engine.act(|acts| acts.set_count(run, number(1))).unwrap();
    assert!(step.as_mut().poll(&mut context).is_ready());
    day.until_over();
    let counts = day.counts(run);
    assert_eq!((counts.delivered, counts.released), (1, 1));
}

#[test]
fn s1_a_drop_that_comes_back_not_sent_when_enough_were_sent_before_is_released_at_once() {
    let (day, campaign) = day(3, 1, []);
    day.edit(campaign, |spec| spec.count = number(3));
    day.until(day.today_at("10:00") + seconds(59));
    day.provider.next_submits([Fault::SaysLate(NotNow::PortBusy)]);
    day.clock.advance(seconds(1));
    day.tick();
    day.take_events();
    let run = day.run_today(campaign).id;
    let engine = day.engine();
    let mut step = pin!(engine.step(PortNumber(1)));
    let mut context = Context::from_waker(Waker::noop());
    assert!(step.as_mut().poll(&mut context).is_pending());
    engine.act(|acts| acts.set_count(run, number(1))).unwrap();
    assert!(step.as_mut().poll(&mut context).is_ready());
    day.check();
    assert_eq!(day.target(run, 3).reason, Some(domain::reason::Reason::CountLowered));
    assert_eq!(day.counts(run).held_or_sent(), 2, "never below what was sent");
}

#[test]
fn lost_answers_that_nobody_could_recover_spend_the_budget() {
    let (day, campaign) = day(7, 1, std::iter::repeat_n(Fault::LostBefore, 5));
    day.provider.keep_no_keys();
    day.until_time("10:05");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::ErrorBudget)));
    let counts = day.counts(run.id);
    assert_eq!((counts.unknown, counts.to_do), (5, 2));
}
