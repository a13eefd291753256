//! Ports and the line before them: S4, S5.

use chrono::NaiveTime;
use domain::{contact_type::ContactType, ids::PortNumber, states::RunState};
use store::customers;
use testkit::{Day, Line, What, cell};

use crate::{minutes, number, seconds};

/// Campaigns of one customer each at the same moment.
fn campaigns(day: &Day, many: usize) -> Vec<domain::ids::CampaignId> {
    (0..many).map(|_| day.campaign(|spec| spec.count = number(2))).collect()
}

#[test]
fn s4_the_next_drop_goes_out_only_when_the_one_before_has_its_result() {
    let day = Day::new(3, 3);
    day.provider.to(&cell(1), Line::delivered().after(minutes(4)));
    day.campaign(|_| {});
    day.run_all_from("10:00");
    let ledger = day.provider.ledger();
    let start = day.today_at("10:00");
    assert_eq!(ledger.times(What::Accept), vec![start, start + minutes(4), start + minutes(4) + seconds(30)]);
    assert_eq!(ledger.times(What::Free)[..2], ledger.times(What::Accept)[1..]);
    assert_eq!(ledger.by_port().len(), 1, "one run, one port");
}

#[test]
fn s4_five_runs_at_one_time_use_a_port_each_side_by_side() {
    let day = Day::new(10, 10);
    let campaigns = campaigns(&day, 5);
    day.run_all_from("10:00");
    let ports: Vec<_> = campaigns.iter().map(|id| day.run_today(*id).port.unwrap()).collect();
    assert_eq!(ports, (1..=5).map(PortNumber).collect::<Vec<_>>());
    let ledger = day.provider.ledger();
    ledger.assert_one_at_a_time();
    let by_port = ledger.by_port();
    assert_eq!(by_port.len(), 5);
    for ledger in by_port.values() {
        assert_eq!(ledger.times(What::Accept), vec![day.today_at("10:00"), day.today_at("10:00") + seconds(30)]);
    }
}

#[test]
fn s4_an_overdue_drop_gives_its_port_free_and_the_next_goes_out() {
    let day = Day::new(2, 1);
    day.provider.to(&cell(1), Line::never());
    day.campaign(|_| {});
    day.run_all_from("10:00");
    let start = day.today_at("10:00");
    assert_eq!(day.provider.ledger().times(What::Accept), vec![start, start + minutes(10)]);
}

#[test]
fn s5_later_runs_wait_for_a_port_and_hold_nobody_while_they_wait() {
    let day = Day::new(6, 1);
    let campaigns = campaigns(&day, 3);
    day.until_time("10:00");
    let states: Vec<_> = campaigns.iter().map(|id| day.run_today(*id).state).collect();
    assert_eq!(states, vec![RunState::Running, RunState::WaitingForPort, RunState::WaitingForPort]);
    assert!((3..=6).all(|n| day.read(|db| customers::held(db, day.customer(n))).is_none()));
    assert!(day.targets(day.run_today(campaigns[1]).id).is_empty());
    day.until_over();
    let starts: Vec<_> = campaigns.iter().map(|id| day.run_today(*id).started_at.unwrap()).collect();
    let start = day.today_at("10:00");
    assert_eq!(starts, vec![start, start + minutes(1), start + minutes(2)]);
}

#[test]
fn s5_of_those_that_wait_the_one_scheduled_first_gets_the_port() {
    let day = Day::new(6, 1);
    let time = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
    day.provider.to(&cell(1), Line::delivered().after(minutes(9)));
    let long = day.campaign(|spec| (spec.count, spec.time_local) = (number(1), time(10, 0)));
    let later = day.campaign(|spec| (spec.count, spec.time_local) = (number(1), time(10, 5)));
    let sooner = day.campaign(|spec| (spec.count, spec.time_local) = (number(1), time(10, 2)));
    day.run_all_from("10:05");
    let started = |campaign| day.run_today(campaign).started_at.unwrap();
    assert_eq!(started(sooner), started(long) + minutes(9));
    assert_eq!(started(later), started(sooner) + seconds(30));
}

#[test]
fn s5_at_equal_times_confirm_no_show_and_parts_go_first_then_by_campaign_number() {
    for first in [ContactType::Confirm, ContactType::NoShow, ContactType::SpecialOrderParts] {
        let day = Day::new(2, 1);
        let maintenance = campaigns(&day, 2);
        let urgent = day.campaign(|spec| spec.contact_type = first);
        day.until_time("10:00");
        // It had the port first: nobody is due for it without its own data, so it gave the port back at once.
        assert_eq!(day.run_today(urgent).skip_reason, Some(domain::states::RunSkip::NobodyEligible), "{first:?}");
        assert_eq!(day.run_today(maintenance[0]).state, RunState::Running);
        assert_eq!(day.run_today(maintenance[1]).state, RunState::WaitingForPort);
    }
}

#[test]
fn s5_a_run_that_waits_can_be_stopped_and_its_wait_is_in_the_report() {
    let day = Day::new(4, 1);
    let campaigns = campaigns(&day, 2);
    day.until_time("10:00");
    let waiting = day.run_today(campaigns[1]).id;
    day.pass(seconds(45));
    day.engine().act(|acts| acts.stop(waiting)).unwrap();
    let run = day.run(waiting);
    assert_eq!((run.state, run.waited_ms, run.started_at), (RunState::Stopped, 45_000, None));
}

#[test]
fn s5_a_run_whose_code_was_made_inactive_while_it_waited_does_not_start_and_says_why() {
    let day = Day::new(4, 1);
    let campaigns = campaigns(&day, 2);
    day.until_time("10:00");
    day.write(|db| {
        let code = store::recycle::voice_drop(db, day.id, ContactType::Maintenance)?.unwrap();
        store::recycle::save(db, &store::recycle::Code { active: false, ..code })
    });
    day.until_over();
    let run = day.run_today(campaigns[1]);
    assert_eq!((run.state, run.skip_reason), (RunState::Skipped, Some(domain::states::RunSkip::CodeInactive)));
}
