//! Who is reserved, in which order, and who is left out at the last moment: S2, S3, P1, P2, P3.

use chrono::{Days, Months, TimeDelta};
use domain::{
    contact_type::ContactType,
    ids::{CampaignId, PortNumber},
    reason::Reason,
    states::{PauseCause, RunSkip, RunState, TargetState},
};
use engine::Step;
use store::{
    campaigns,
    contacts::{self, NewContact, Who},
    customers, numbers,
};
use testkit::{Day, Line, Person, What, at_once, cell};

use crate::{cells, minutes, number, seconds};

fn speak_to(day: &Day, n: usize, who: Who) {
    let now = day.now();
    let contact = NewContact {
        store: day.id,
        customer: day.customer(n),
        vehicle: None,
        user_name: "Alex",
        contact_type: Some(ContactType::Maintenance),
        started_at: now,
        finished_at: Some(now),
        comment: "Spoke to the customer",
        who,
        attempt: None,
        campaign_name: None,
        message: None,
        number: None,
        code: None,
        recycled_on: None,
    };
    day.write(|db| contacts::add(db, &contact));
}

#[test]
fn s2_drops_go_out_oldest_contact_first_and_never_contacted_before_all() {
    let day = Day::new(0, 1);
    let (today, now) = (day.today(), day.now());
    let contacted = |n: usize, days: Option<i64>| Person {
        last_contact_at: days.map(|days| now - TimeDelta::days(days)),
        ..Person::n(n, today)
    };
    let longer_ago = Person { visits_on: vec![today - Months::new(8)], ..Person::n(6, today) };
    day.add([contacted(1, Some(40)), contacted(2, Some(90)), contacted(3, None), contacted(4, Some(60)), longer_ago]);
    day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([6, 3, 2, 4, 1]));
}

#[test]
fn s2_a_failed_drop_counts_for_the_order_of_the_next_run() {
    let day = Day::new(3, 1);
    day.provider.to(&cell(1), Line::of(domain::disposition::Disposition::NoAnswer));
    let campaign = day.campaign(|spec| spec.count = number(1));
    day.run_all_from("10:00");
    // Two days later the number has rested, but 2 and 3 were never contacted.
    day.until(day.day_at(day.today() + Days::new(2), "09:00"));
    day.edit(campaign, |spec| spec.count = number(3));
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Accept), cells([1, 2, 3, 1]));
}

#[test]
fn s3_a_run_reserves_its_customers_when_it_gets_its_port_and_says_until_when() {
    let day = Day::new(3, 1);
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.until_time("09:59");
    assert_eq!(day.read(|db| customers::held(db, day.customer(1))), None);
    day.until_time("10:00");
    let held = day.read(|db| customers::held(db, day.customer(2))).expect("held");
    assert_eq!(held.run, day.run_today(campaign).id);
    assert_eq!(held.campaign_name, "Maintenance");
    assert_eq!(held.until_at, day.today_at("17:30"));
    assert_eq!(day.read(|db| customers::held(db, day.customer(3))), None);
    assert!(!day.write(|db| customers::take(db, day.customer(2), "Alex", day.now())), "an agent took a held customer");
}

#[test]
fn s3_a_customer_whom_an_agent_has_taken_is_never_reserved() {
    let day = Day::new(3, 1);
    assert!(day.write(|db| customers::take(db, day.customer(1), "Alex", day.now())));
    let campaign = day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([2, 3]));
    assert_eq!(day.counts(day.run_today(campaign).id).chosen, 2);
}

#[test]
fn s3_spoken_to_called_in_or_booked_since_means_skip_with_that_reason_and_a_replacement() {
    let day = Day::new(6, 1);
    let campaign = day.campaign(|spec| spec.count = number(4));
    day.until_time("10:00");
    speak_to(&day, 2, Who::Agent);
    speak_to(&day, 3, Who::CustomerCalled);
    let booked_on = day.today() + Days::new(3);
    day.add([Person { next_appointment_on: Some(booked_on), ..Person::n(4, day.today()) }]);
    day.until_over();
    let run = day.run_today(campaign).id;
    let reason = |n| day.target(run, n).reason;
    assert_eq!(reason(2), Some(Reason::SpokenTo));
    assert_eq!(reason(3), Some(Reason::CalledIn));
    assert_eq!(reason(4), Some(Reason::Booked));
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1, 5, 6]));
    assert_eq!(day.run(run).shortfall.as_deref(), Some("3 of 4: there is nobody else."));
}

#[test]
fn s3_an_opt_out_during_the_drop_before_stops_the_next_drop_to_that_number() {
    let day = Day::new(3, 1);
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.until_time("10:00");
    day.write(|db| numbers::opt_out(db, &cell(2), "Alex", "Asked on the phone", day.now()));
    day.until_over();
    assert_eq!(day.target(day.run_today(campaign).id, 2).reason, Some(Reason::OptedOut));
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1, 3]));
}

#[test]
fn p1_a_skip_is_replaced_by_the_next_in_order() {
    let day = Day::new(5, 1);
    let campaign = day.campaign(|spec| spec.count = number(3));
    day.until_time("10:00");
    speak_to(&day, 2, Who::Agent);
    day.until_over();
    let run = day.run_today(campaign);
    let counts = day.counts(run.id);
    assert_eq!((counts.chosen, counts.skipped, counts.delivered), (4, 1, 3));
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1, 3, 4]));
    assert_eq!(run.shortfall, None);
}

#[test]
fn p1_a_skip_and_its_replacement_are_one_step() {
    let day = Day::new(3, 1);
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.until_time("09:59");
    day.clock.set(day.today_at("10:00"));
    day.tick();
    let run = day.run_today(campaign).id;
    speak_to(&day, 1, Who::Agent);
    assert_eq!(day.step(PortNumber(1)), Step::Moved);
    assert_eq!((day.target(run, 1).state, day.target(run, 3).state), (TargetState::Skipped, TargetState::Reserved));
    assert_eq!(day.counts(run).held_or_sent(), 2);
    assert!(day.provider.ledger().0.is_empty(), "all of it before the next drop");
}

#[test]
fn p1_a_shortfall_is_said_with_its_reasons() {
    let day = Day::new(2, 1);
    let not_due = Person { visits_on: vec![day.today()], ..Person::n(3, day.today()) };
    let booked = Person { next_appointment_on: Some(day.today()), ..Person::n(4, day.today()) };
    day.add([not_due, booked]);
    let campaign = day.campaign(|spec| spec.count = number(5));
    day.run_all_from("10:00");
    let run = day.run_today(campaign);
    assert_eq!(run.state, RunState::Finished);
    assert_eq!(run.shortfall.as_deref(), Some("2 of 5. The others: 1 not due, 1 booked or held."));
}

#[test]
fn p2_the_same_message_waits_its_days_between_and_another_goes_the_next_day() {
    let day = Day::new(1, 1);
    let other = day.message("Another");
    let campaign = day.campaign(|spec| spec.days_between = 30);
    day.run_all_from("10:00");
    // Recycled for 10 days, the number rests 7, the message 30.
    day.until(day.day_at(day.today() + Days::new(10), "09:00"));
    day.refresh();
    day.run_all_from("10:00");
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::NobodyEligible));
    day.edit(campaign, |spec| spec.message = Some(domain::campaign::MessageChoice::Single { message: other }));
    day.until(day.day_at(day.today() + Days::new(3), "09:00"));
    day.refresh();
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1, 1]));
}

#[test]
fn p2_a_failed_drop_uses_up_no_clock_but_its_number_rests_a_day() {
    let day = Day::new(1, 1);
    day.provider.to(&cell(1), Line::of(domain::disposition::Disposition::MailboxFull));
    let campaign = day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(day.read(|db| customers::held(db, day.customer(1))), None);
    day.edit(campaign, |spec| spec.time_local += TimeDelta::hours(1));
    let again = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_over();
    assert_eq!(day.run(again).state, RunState::Skipped, "the number rests today");
    day.provider.to(&cell(1), Line::delivered());
    day.until(day.day_at(day.today() + Days::new(1), "10:00"));
    day.run_all_from("11:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1]));
}

#[test]
fn p3_of_several_customers_on_one_number_the_first_in_order_gets_the_drop() {
    let day = Day::new(1, 2);
    let spouse = Person { cell: Some(cell(1)), ..Person::n(2, day.today()) };
    day.add([spouse, Person::n(3, day.today())]);
    let campaign = day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1, 3]));
    assert_eq!(day.counts(day.run_today(campaign).id).chosen, 2);
}

#[test]
fn p3_a_number_with_a_drop_in_progress_elsewhere_waits_at_the_end_of_the_line_and_is_not_replaced() {
    let day = Day::new(4, 2);
    day.provider.to(&cell(2), Line::delivered().after(minutes(3)));
    let campaign = day.campaign(|spec| spec.count = number(3));
    day.until_time("10:00");
    at_once(day.engine().test_drop(day.message, &cell(2))).unwrap().unwrap();
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Accept), cells([1, 2, 3, 2]));
    let run = day.run_today(campaign).id;
    assert_eq!(day.counts(run).chosen, 3);
    assert_eq!(day.target(run, 2).state, TargetState::Delivered);
}

#[test]
fn p3_who_still_waits_for_a_number_when_the_window_ends_is_out_of_time() {
    let day = Day::new(2, 2);
    day.provider.to(&cell(2), Line::delivered().after(minutes(8)));
    let campaign = day.campaign(|spec| spec.latest_local = chrono::NaiveTime::from_hms_opt(10, 5, 0));
    day.until_time("10:00");
    at_once(day.engine().test_drop(day.message, &cell(2))).unwrap().unwrap();
    day.until_over();
    let target = day.target(day.run_today(campaign).id, 2);
    assert_eq!((target.state, target.reason), (TargetState::Skipped, Some(Reason::OutOfTime)));
}

#[test]
fn p3_a_number_locked_by_an_unknown_is_skipped_and_replaced() {
    let day = Day::new(3, 2);
    day.provider.to(&cell(2), Line::never());
    let campaign = day.campaign(|spec| spec.count = number(2));
    day.until_time("10:00");
    at_once(day.engine().test_drop(day.message, &cell(2))).unwrap().unwrap();
    day.until_over();
    assert_eq!(day.target(day.run_today(campaign).id, 2).reason, Some(Reason::NumberLocked));
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1, 3]));
}

#[test]
fn s1_contact_type_filters_and_message_bind_from_the_next_run() {
    let day = Day::new(2, 1);
    let other = day.message("Another");
    let campaign = day.campaign(|_| {});
    day.until_time("10:00");
    day.edit(campaign, |spec| {
        spec.message = Some(domain::campaign::MessageChoice::Single { message: other });
        spec.filters.makes = vec!["Toyota".to_owned()];
    });
    day.until_over();
    let run = day.run_today(campaign);
    assert_eq!(day.counts(run.id).delivered, 2, "the run goes on with the version it started with");
    assert!(day.targets(run.id).iter().all(|target| target.message == day.message));
    let (spec, saved_at) = day.read(|db| campaigns::version(db, campaign, run.version));
    assert_eq!((spec.filters.makes, saved_at), (vec![], day.today_at("09:55")));
    day.until(day.day_at(day.today() + Days::new(1), "09:00"));
    day.run_all_from("10:00");
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::NobodyEligible));
}

/// 07:30 at a store that opens at 08:00, and a campaign that is due at 07:45.
fn before_opening() -> (Day, CampaignId) {
    let day = Day::of(testkit::Dealership::at("2026-11-24T12:30:00Z".parse().unwrap(), 2, 1));
    let campaign = day.campaign(|spec| spec.time_local = chrono::NaiveTime::from_hms_opt(7, 45, 0).unwrap());
    (day, campaign)
}

#[test]
fn a_run_before_opening_rests_says_so_and_goes_on_by_itself_when_the_store_opens() {
    let (day, campaign) = before_opening();
    day.until_time("07:59");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::StoreClosed)));
    assert_eq!(run.note.as_deref(), Some("The store is closed."));
    let changes = *day.engine().changes().borrow();
    day.pass(seconds(30));
    assert_eq!(*day.engine().changes().borrow(), changes, "waiting woke the loops");
    assert!(day.provider.ledger().0.is_empty());
    day.until_over();
    assert_eq!(day.provider.ledger().times(What::Wire)[0], day.today_at("08:00"));
}

#[test]
fn p7_pause_all_before_opening_keeps_the_run_from_going_on_by_itself() {
    // Lifted before the store opens, or after: either way resuming asks per run.
    for lifted in ["07:55", "08:30"] {
        let (day, campaign) = before_opening();
        day.until_time("07:50");
        day.engine().act(|acts| acts.pause_all("Alex")).unwrap();
        day.until_time(lifted);
        let run = day.run_today(campaign).id;
        assert_eq!(day.engine().act(|acts| acts.pause_all_end()).unwrap(), [run]);
        day.until_time("09:00");
        let paused = day.run(run);
        assert_eq!((paused.state, paused.pause_cause), (RunState::Paused, Some(PauseCause::PauseAll)), "{lifted}");
        assert_eq!((paused.paused_by.as_deref(), paused.note, paused.resume_at), (Some("Alex"), None, None));
        assert!(day.provider.ledger().0.is_empty());
        day.engine().act(|acts| acts.resume(run)).unwrap();
        day.until_over();
        assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=2));
    }
}

#[test]
fn a_run_of_a_store_that_closes_for_the_day_rests_until_its_window_ends() {
    let day = Day::new(2, 1);
    let campaign = day.campaign(|_| {});
    day.until_time("10:00");
    let today = day.today();
    day.change_store(|store| drop(store.closed_names.insert(today, "Power cut".to_owned())));
    day.until_time("17:00");
    let run = day.run_today(campaign);
    assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(PauseCause::StoreClosed)));
    assert_eq!(run.resume_at, None, "it does not open again today");
    day.until_over();
    assert_eq!(day.run_today(campaign).state, RunState::EndedAtClosing);
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1]));
}
