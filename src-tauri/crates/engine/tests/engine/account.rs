//! An account that stands in the way of sending is asked for again, and heals by itself; runs do not (engine page, 3).

use domain::states::{PauseCause, RunSkip, RunState};
use engine::provider::{NotNow, ProviderFault};
use store::accounts::{self, AccountFault};
use testkit::{Day, Fault, What, at_once};

use crate::{cells, minutes, seconds};

fn look_after(day: &Day) {
    at_once(day.engine().look_after_account()).expect("nothing waits").unwrap();
    day.check();
}

/// What was last known of the account: ports, credits, fault.
fn known(day: &Day) -> (u16, Option<i64>, Option<AccountFault>) {
    let account = day.read(accounts::get).unwrap();
    (account.ports, account.credits, account.fault)
}

#[test]
fn a_healthy_account_is_not_asked_for() {
    let day = Day::new(1, 1);
    look_after(&day);
    assert_eq!(day.provider.account_checks(), 0);
}

#[test]
fn an_account_without_ports_is_asked_for_and_what_waits_starts() {
    let day = Day::new(2, 0);
    let campaign = day.campaign(|_| {});
    day.until_time("10:30");
    assert_eq!(day.run_today(campaign).state, RunState::WaitingForPort);
    day.provider.set_account(3, 500);
    look_after(&day);
    assert_eq!((day.provider.account_checks(), known(&day)), (1, (3, Some(500), None)));
    assert_eq!(day.read(accounts::get).unwrap().checked_at, Some(day.now()));
    day.until_over();
    assert_eq!(day.run_today(campaign).started_at, Some(day.today_at("10:30")));
    look_after(&day);
    assert_eq!(day.provider.account_checks(), 1, "it is healthy now");
}

#[test]
fn an_account_that_refused_the_key_or_had_no_funds_heals_and_what_was_paused_for_it_stays_paused() {
    let faults = [
        (NotNow::Unauthorized, AccountFault::Unauthorized, PauseCause::Unauthorized),
        (NotNow::NoFunds, AccountFault::NoFunds, PauseCause::NoFunds),
    ];
    for (word, fault, cause) in faults {
        let day = Day::new(2, 1);
        let campaign = day.campaign(|_| {});
        day.provider.next_submits([Fault::Says(word)]);
        day.until_time("10:00");
        // As long as the answer is no, it stands.
        day.provider.next_questions([Some(ProviderFault::Unauthorized)]);
        look_after(&day);
        assert_eq!(known(&day).2, Some(fault));
        look_after(&day);
        assert_eq!((day.provider.account_checks(), known(&day).2), (2, None));
        day.pass(minutes(30));
        let run = day.run_today(campaign);
        assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(cause)));
        day.engine().act(|acts| acts.resume(run.id)).unwrap();
        day.until_over();
        assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=2));
    }
}

#[test]
fn an_account_without_credits_starts_nothing_and_is_asked_for_until_it_has_some() {
    let day = Day::new(1, 1);
    let now = day.now();
    day.write(|db| accounts::checked(db, "Scripted", 1, 0, now));
    let campaign = day.campaign(|_| {});
    day.until_time("10:00");
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::NoCredits));
    day.provider.set_account(1, 0);
    look_after(&day);
    assert_eq!(known(&day).1, Some(0));
    day.provider.set_account(1, 1);
    look_after(&day);
    assert_eq!((day.provider.account_checks(), known(&day).1), (2, Some(1)));
    let again = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_over();
    assert_eq!(day.counts(again).delivered, 1);
}

#[test]
fn an_account_that_asks_to_wait_is_not_asked_for_meanwhile() {
    let day = Day::new(1, 0);
    let wait = ProviderFault::RateLimited { retry_after: Some(std::time::Duration::from_secs(90)) };
    day.provider.next_questions([Some(wait)]);
    look_after(&day);
    day.pass(seconds(89));
    look_after(&day);
    assert_eq!((day.provider.account_checks(), known(&day).0), (1, 0));
    day.pass(seconds(1));
    look_after(&day);
    assert_eq!((day.provider.account_checks(), known(&day).0), (2, 10));
}
