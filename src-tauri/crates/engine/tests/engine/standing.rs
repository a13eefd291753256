//! P6: a step of an Unsold or Sales schedule has one standing run a day. It takes customers as they fall due, and holds a
//! port only while it sends. And at most so many an hour, for every kind of campaign.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    aim::{After, Aim, Step as Stage},
    contact_type::ContactType,
    facts::{LogEntry, MatterKind},
    ids::CampaignId,
    source::DataSource,
    states::{RunSkip, RunState, TargetState},
};
use store::{
    accounts,
    matters::{self, NewMatter},
};
use testkit::{Day, Line, What, cell};

use crate::{cells, minutes};

const TWO_HOURS: After = After::Hours { hours: 2 };

fn step(after: After) -> Stage {
    Stage {
        after,
        expires_after: None,
        entries_from_on: None,
        statuses: vec![],
        traffic_types: vec![],
        lost_reasons: vec![],
        hold_back_while_booked: true,
    }
}

/// A step that is open from 09:00 to 17:30 on every open day.
fn schedule(day: &Day, contact_type: ContactType, step: Stage) -> CampaignId {
    day.campaign(|spec| {
        spec.contact_type = contact_type;
        spec.time_local = "09:00:00".parse().unwrap();
        spec.aim = Aim { step: Some(step), ..Aim::default() };
    })
}

fn put(day: &Day, n: usize, source_key: &str, kind: MatterKind) {
    let new = NewMatter { store: day.id, customer: day.customer(n), vehicle: None, source_key, kind };
    day.write(|db| matters::put(db, &new));
}

fn entry(entered_at: DateTime<Utc>) -> MatterKind {
    MatterKind::TrafficEntry(Box::new(LogEntry {
        entered_at,
        status: "Working".to_owned(),
        traffic_type: Some("Walk-in".to_owned()),
        lost_reason: None,
        follow_up_on: None,
        appointment_on: None,
    }))
}

fn deal(sold_on: NaiveDate) -> MatterKind {
    MatterKind::Deal { sold_on, is_unwound: false }
}

fn ports_in_use(day: &Day) -> usize {
    day.read(accounts::ports).into_iter().filter(|port| port.run.is_some()).count()
}

fn sent(day: &Day) -> Vec<domain::phone::E164> {
    day.provider.ledger().numbers(What::Deliver)
}

#[test]
fn p6_an_unsold_step_goes_out_two_hours_after_the_entry_and_holds_a_port_only_while_it_sends() {
    let day = Day::new(2, 1);
    let campaign = schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    put(&day, 1, "T1", entry(day.today_at("10:15")));
    day.until_time("12:14");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.waiting_since_at), (RunState::WaitingForPort, None), "open, and in no line");
    assert_eq!((sent(&day), ports_in_use(&day)), (cells([]), 0));

    day.until_time("12:17");
    assert_eq!(sent(&day), cells([1]), "within the minute");
    let run = day.run_today(campaign);
    assert_eq!((run.state, ports_in_use(&day)), (RunState::WaitingForPort, 0), "the port is back");
    let started_at = run.started_at.expect("it sent");

    put(&day, 2, "T2", entry(day.today_at("13:00")));
    day.until_time("15:05");
    assert_eq!(sent(&day), cells([1, 2]));
    assert_eq!(day.run_today(campaign).started_at, Some(started_at), "one run a day");
    day.until_over();
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.ended_at), (RunState::Finished, Some(day.today_at("17:30"))));
}

#[test]
fn p6_a_standing_run_leaves_the_only_port_to_others_and_waits_for_it_when_somebody_falls_due() {
    let day = Day::new(3, 1);
    day.provider.to(&cell(2), Line::delivered().after(minutes(5)));
    let unsold = schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    put(&day, 3, "T1", entry(day.today_at("08:01")));
    let other = day.campaign(|spec| spec.count = domain::campaign::Count::Number { number: 2 });
    day.until_time("10:02");
    assert_eq!(day.run_today(other).state, RunState::Running, "the port was free");
    let waiting = day.run_today(unsold);
    assert!(waiting.waiting_since_at.is_some_and(|at| at >= day.today_at("10:01")), "{waiting:?}");
    day.until_over();
    let run = day.run_today(unsold);
    assert!(run.waited_ms >= 60_000 && run.waited_ms < 3_600_000, "{} ms in line, not the whole day", run.waited_ms);
    assert!(day.targets(run.id).iter().any(|target| target.state == TargetState::Delivered));
}

#[test]
fn a_step_goes_once_about_an_entry_and_the_next_step_by_its_own_date() {
    let day = Day::new(1, 2);
    schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    let second = schedule(&day, ContactType::Unsold, step(After::Days { days: 12 }));
    let first_on = day.today();
    put(&day, 1, "T1", entry(day.today_at("09:00")));
    // The same message would be barred by days between; a step has its own.
    day.edit(second, |spec| spec.days_between = 0);
    let sent_on = |later| {
        let on = first_on + Days::new(later);
        if later > 0 {
            day.clock.set(day.day_at(on, "08:55"));
            day.refresh();
        }
        day.until(day.day_at(on, "11:30"));
        sent(&day).len()
    };
    assert_eq!(sent_on(0), 1);
    assert_eq!(sent_on(1), 1, "the file is out");
    assert_eq!(sent_on(11), 1, "the file is back, but the first step had its turn");
    assert_eq!(sent_on(13), 2);
    assert_eq!(sent_on(27), 2, "each goes once");
}

#[test]
fn an_entry_that_was_sold_since_on_another_file_with_the_same_number_gets_no_step() {
    let day = Day::new(2, 1);
    schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    put(&day, 1, "T1", entry(day.today_at("08:30")));
    let number = cell(1);
    let other = day.customer(2);
    day.write(|db| {
        let phone = store::customers::Phone {
            kind: domain::phone::PhoneKind::Home,
            typed: number.as_str().to_owned(),
            number: Some(number),
            extension: None,
        };
        store::customers::save_phone(db, other, &phone)
    });
    put(&day, 2, "D1", deal(day.today()));
    day.until_over();
    day.until_time("17:00");
    assert_eq!(sent(&day), cells([]));
}

#[test]
fn an_entry_is_held_back_while_a_follow_up_is_booked_and_leaves_when_it_expires() {
    let day = Day::new(2, 1);
    let expires_after = Some(After::Hours { hours: 4 });
    schedule(&day, ContactType::Unsold, Stage { expires_after, ..step(TWO_HOURS) });
    let booked = |entered_at| match entry(entered_at) {
        MatterKind::TrafficEntry(entry) => {
            let follow_up_on = Some(day.today() + Days::new(1));
            MatterKind::TrafficEntry(Box::new(LogEntry { follow_up_on, ..*entry }))
        }
        other => other,
    };
    put(&day, 1, "T1", booked(day.today_at("08:30")));
    put(&day, 2, "T2", booked(day.today_at("10:00")));
    day.until_time("11:00");
    assert_eq!(sent(&day), cells([]));
    // Nothing is booked any more: T1 is in time, T2 is past its end.
    day.until_time("13:00");
    put(&day, 1, "T1", entry(day.today_at("08:30")));
    put(&day, 2, "T2", entry(day.today_at("10:00")));
    day.until_time("13:10");
    assert_eq!(sent(&day), cells([2]), "four hours after 08:30 it was over");
}

#[test]
fn a_sales_step_goes_out_so_many_days_after_the_deal() {
    let day = Day::new(2, 1);
    schedule(&day, ContactType::Sales, step(After::Days { days: 3 }));
    put(&day, 1, "D1", deal(day.today() - Days::new(3)));
    put(&day, 2, "D2", deal(day.today() - Days::new(2)));
    day.until_time("12:00");
    assert_eq!(sent(&day), cells([1]));
}

#[test]
fn p6_a_step_that_is_switched_on_at_noon_opens_at_noon() {
    let day = Day::new(1, 1);
    day.until_time("12:00");
    put(&day, 1, "T1", entry(day.today_at("08:30")));
    schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    day.until_time("12:05");
    assert_eq!(sent(&day), cells([1]));
}

#[test]
fn p15_a_standing_run_that_lacks_a_fresh_file_says_so_and_goes_on_when_it_comes() {
    let day = Day::new(1, 1);
    let campaign = schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    day.take_in_nothing(DataSource::TrafficEntry);
    day.clock.set(day.day_at(day.today() + Days::new(6), "08:50"));
    put(&day, 1, "T1", entry(day.today_at("08:05")));
    day.until_time("10:30");
    let run = day.run_today(campaign);
    assert!(run.note.is_some_and(|note| note.contains("Import")), "why it waits");
    assert_eq!(sent(&day), cells([]));
    day.refresh();
    day.until_time("10:35");
    assert_eq!(sent(&day), cells([1]));
    assert_eq!(day.run_today(campaign).note, None);
}

#[test]
fn a_standing_run_to_which_nobody_fell_due_says_so_in_the_evening() {
    let day = Day::new(1, 1);
    let campaign = schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    day.run_all_from("10:00");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.skip_reason), (RunState::Skipped, Some(RunSkip::NobodyEligible)));
    assert_eq!(run.ended_at, Some(day.today_at("17:30")));
}

#[test]
fn a_standing_run_ends_when_its_count_is_sent() {
    let day = Day::new(3, 1);
    let campaign = schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    day.edit(campaign, |spec| spec.count = domain::campaign::Count::Number { number: 2 });
    for n in 1..=3 {
        put(&day, n, &format!("T{n}"), entry(day.today_at("08:30")));
    }
    day.run_all_from("10:00");
    assert_eq!(sent(&day).len(), 2);
    assert_eq!(day.run_today(campaign).state, RunState::Finished);
    assert!(day.now() < day.today_at("12:00"), "not only in the evening");
}

#[test]
fn a_standing_run_survives_the_death_of_the_program_while_it_rests() {
    let day = Day::new(2, 1);
    let campaign = schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    put(&day, 1, "T1", entry(day.today_at("08:30")));
    put(&day, 2, "T2", entry(day.today_at("11:00")));
    day.until_time("11:00");
    assert_eq!(sent(&day), cells([1]));
    day.restart();
    day.until_time("13:05");
    assert_eq!(sent(&day), cells([1, 2]));
    assert_eq!(day.runs_today(campaign).len(), 1);
}

#[test]
fn a_stop_ends_a_resting_run_for_the_day() {
    let day = Day::new(1, 1);
    let campaign = schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    put(&day, 1, "T1", entry(day.today_at("10:00")));
    day.until_time("11:00");
    let run = day.run_today(campaign).id;
    day.engine().act(|acts| acts.stop(run)).unwrap();
    day.until_time("17:00");
    assert_eq!((sent(&day), day.run_today(campaign).state), (cells([]), RunState::Stopped));
}

#[test]
fn at_most_so_many_an_hour_spreads_a_run_over_its_window() {
    let day = Day::new(5, 1);
    day.campaign(|spec| spec.per_hour = Some(2));
    day.until_time("10:59");
    assert_eq!(sent(&day).len(), 2);
    day.until_time("11:59");
    assert_eq!(sent(&day).len(), 4);
    day.until_over();
    assert_eq!(sent(&day).len(), 5);
    let began: Vec<DateTime<Utc>> = day.provider.ledger().of(What::Wire).map(|entry| entry.at).collect();
    assert!(began.windows(3).all(|three| three[2] - three[0] >= TimeDelta::hours(1)), "{began:?}");
}

#[test]
fn p6_a_standing_run_at_its_hourly_limit_gives_its_port_and_everybody_back_until_the_hour_is_over() {
    let day = Day::new(4, 1);
    let campaign = schedule(&day, ContactType::Unsold, step(TWO_HOURS));
    day.edit(campaign, |spec| spec.per_hour = Some(2));
    for n in 1..=4 {
        put(&day, n, &format!("T{n}"), entry(day.today_at("08:00")));
    }
    day.until_time("10:30");
    let run = day.run_today(campaign);
    assert_eq!(sent(&day).len(), 2);
    assert_eq!((run.state, run.waiting_since_at, ports_in_use(&day)), (RunState::WaitingForPort, None, 0));
    assert_eq!(day.targets(run.id).len(), 2, "nobody else is held meanwhile");
    day.until_time("12:30");
    assert_eq!(sent(&day).len(), 4);
    let began: Vec<DateTime<Utc>> = day.provider.ledger().of(What::Wire).map(|entry| entry.at).collect();
    assert!(began.windows(3).all(|three| three[2] - three[0] >= TimeDelta::hours(1)), "{began:?}");
}

#[test]
fn p6_a_standing_run_whose_only_customer_another_one_took_goes_on_with_its_day() {
    let day = Day::new(2, 2);
    let steps = [0, 1].map(|_| schedule(&day, ContactType::Unsold, step(TWO_HOURS)));
    put(&day, 1, "T1", entry(day.today_at("10:00")));
    day.until_time("12:30");
    assert_eq!(sent(&day), cells([1]), "once, by one of them");
    let states = steps.map(|campaign| day.run_today(campaign).state);
    assert_eq!(states, [RunState::WaitingForPort; 2]);
    put(&day, 2, "T2", entry(day.today_at("13:00")));
    day.until_time("15:30");
    assert_eq!(sent(&day), cells([1, 2]));
}
