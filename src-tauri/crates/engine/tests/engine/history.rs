//! Contact History and the evidence behind a drop: S6, S7, P12.

use domain::contact_type::ContactType;
use engine::provider::NotNow;
use store::attempts;
use testkit::{Day, Fault, Line, Person, cell};

use crate::{minutes, seconds};

#[test]
fn s6_in_progress_stands_in_the_history_before_the_provider_is_called() {
    let day = Day::new(1, 1);
    day.provider.next_submits([Fault::DiesBefore]);
    day.provider.set_mute(true);
    day.campaign(|spec| spec.name = "Winter tires".to_owned());
    day.until_time("10:00");
    let row = day.history(1).remove(0);
    assert!(row.in_progress);
    assert_eq!(row.user_name, "Voice Drop");
    assert_eq!(row.comment, "In Progress");
    assert_eq!(row.campaign_name.as_deref(), Some("Winter tires"));
    assert_eq!(row.contact_type, Some(ContactType::Maintenance));
    assert_eq!(row.number, Some(cell(1)));
    assert_eq!(row.started_at, day.today_at("10:00"));
    assert!(day.provider.ledger().0.is_empty(), "and not a byte went out");
}

#[test]
fn s6_one_row_per_attempt_names_the_vehicle_longest_due() {
    let day = Day::new(0, 1);
    let today = day.today();
    let visits_on = vec![today - chrono::Months::new(4), today - chrono::Months::new(9)];
    day.add([Person { visits_on, ..Person::n(1, today) }]);
    day.campaign(|_| {});
    day.run_all_from("10:00");
    let rows = day.history(1);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].vin.as_deref(), Some("2HGFC000010010001"));
}

#[test]
fn s7_the_same_row_becomes_final_with_both_times() {
    let day = Day::new(1, 1);
    day.provider.to(&cell(1), Line::delivered().after(seconds(42)));
    day.campaign(|_| {});
    day.until_time("10:00");
    let before = day.history(1).remove(0);
    day.until_over();
    let rows = day.history(1);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].id, before.id);
    assert_eq!(rows[0].comment, "Delivered");
    assert_eq!(rows[0].started_at, day.today_at("10:00"));
    assert_eq!(rows[0].finished_at, Some(day.today_at("10:00") + seconds(42)));
}

#[test]
fn s7_the_row_of_a_drop_that_was_not_sent_ends_as_such_and_the_next_attempt_has_its_own() {
    let day = Day::new(1, 1);
    day.provider.next_submits([Fault::Says(NotNow::PortBusy)]);
    day.campaign(|_| {});
    day.run_all_from("10:00");
    let comments: Vec<_> = day.history(1).into_iter().map(|row| row.comment).collect();
    assert_eq!(comments, vec!["Delivered", "Not sent"]);
}

#[test]
fn s7_a_row_whose_result_is_not_known_says_so_until_it_comes() {
    let day = Day::new(1, 1);
    day.provider.to(&cell(1), Line::delivered().told_after(minutes(20)));
    day.campaign(|_| {});
    day.until_time("10:15");
    let row = day.history(1).remove(0);
    assert_eq!((row.comment.as_str(), row.in_progress, row.finished_at), ("Result not known", false, None));
    day.until_time("10:20");
    let row = day.history(1).remove(0);
    assert_eq!((row.comment.as_str(), row.finished_at), ("Delivered", Some(day.today_at("10:20"))));
}

#[test]
fn p12_the_verdict_and_the_facts_it_was_based_on_stand_with_the_attempt() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    day.until_time("10:00");
    let run = day.run_today(campaign).id;
    let attempt = day.attempts(run).remove(0);
    let evidence = day.read(|db| attempts::evidence(db, attempt.id));
    assert_eq!(evidence.verdict, "yes at 2026-11-24 10:00:00; open 08:00:00 to 18:00:00");
    assert!(evidence.facts.contains(r#""number":"1001""#), "{}", evidence.facts);
    assert!(evidence.facts.contains(cell(1).as_str()), "{}", evidence.facts);
    assert_eq!(attempt.request, day.provider.ledger().0[0].body, "and the exact bytes");
}
