//! What a delivered drop does to the file: S10, S11, S18.

use chrono::{Days, Months};
use domain::{contact_type::ContactType, disposition::Disposition, states::RunSkip};
use store::recycle::{self, Code, File};
use testkit::{Day, Line, Person, What, cell};

use crate::cells;

fn code(day: &Day) -> Option<Code> {
    day.read(|db| recycle::voice_drop(db, day.id, ContactType::Maintenance))
}

/// The first later day on which a daily campaign without clocks of its own drops again.
fn days_until_the_next_drop(day: &Day) -> i64 {
    let first_on = day.today();
    let before = day.provider.ledger().of(What::Accept).count();
    loop {
        day.until(day.day_at(day.today() + Days::new(1), "09:00"));
        day.refresh();
        day.run_all_from("10:00");
        if day.provider.ledger().of(What::Accept).count() > before {
            return (day.today() - first_on).num_days();
        }
    }
}

#[test]
fn s10_a_delivered_drop_recycles_all_vehicles_that_were_due_together_for_ten_days() {
    let day = Day::new(0, 1);
    let today = day.today();
    day.add([Person { visits_on: vec![today - Months::new(6), today - Months::new(7)], ..Person::n(1, today) }]);
    day.campaign(|spec| spec.days_between = 0);
    day.run_all_from("10:00");
    let code_id = code(&day).unwrap().id;
    let row = day.history(1).remove(0);
    assert_eq!(row.recycled.unwrap().returns_on(), today + Days::new(10));
    assert_eq!(day.write(|db| recycle::freeze_days(db, code_id, 10)), 2, "both vehicles are out");
    // The tenth day after a Tuesday is a Friday.
    assert_eq!(days_until_the_next_drop(&day), 10);
}

#[test]
fn s10_a_drop_that_failed_recycles_nothing() {
    let day = Day::new(1, 1);
    day.provider.to(&cell(1), Line::of(Disposition::NoAnswer));
    day.campaign(|spec| spec.days_between = 0);
    day.run_all_from("10:00");
    assert_eq!(day.history(1)[0].recycled, None);
    assert_eq!(days_until_the_next_drop(&day), 1);
}

#[test]
fn s11_the_code_comes_into_being_when_the_first_run_of_its_type_starts() {
    let day = Day::new(1, 1);
    day.campaign(|_| {});
    day.until_time("09:59");
    assert_eq!(code(&day), None);
    day.until_time("10:00");
    let code = code(&day).expect("made");
    assert_eq!((code.name.as_str(), code.days, code.active, code.productive), ("Voice Drop", 10, true, false));
    assert_eq!(code.made_at, day.today_at("10:00"));
    assert_eq!(day.read(|db| recycle::voice_drop(db, day.id, ContactType::Recall)), None);
}

#[test]
fn s11_a_run_that_finds_nobody_makes_no_code() {
    let day = Day::new(0, 1);
    day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(code(&day), None);
}

#[test]
fn s11_a_change_of_days_from_now_on_leaves_those_out_as_they_are() {
    let day = Day::new(1, 1);
    day.campaign(|spec| spec.days_between = 0);
    day.run_all_from("10:00");
    let before = code(&day).unwrap();
    day.write(|db| {
        recycle::freeze_days(db, before.id, before.days)?;
        recycle::save(db, &Code { days: 15, ..before.clone() })
    });
    assert_eq!(day.history(1)[0].recycled.unwrap().returns_on(), day.today() + Days::new(10));
    assert_eq!(days_until_the_next_drop(&day), 10);
    assert_eq!(day.history(1)[0].recycled.unwrap().returns_on(), day.today() + Days::new(15), "the new drop follows");
}

#[test]
fn s11_a_change_of_days_also_for_those_out_moves_their_return() {
    let day = Day::new(1, 1);
    day.campaign(|spec| spec.days_between = 0);
    day.run_all_from("10:00");
    let before = code(&day).unwrap();
    day.write(|db| {
        recycle::unfreeze_days(db, before.id)?;
        recycle::save(db, &Code { days: 8, ..before.clone() })
    });
    assert_eq!(day.history(1)[0].recycled.unwrap().returns_on(), day.today() + Days::new(8));
    assert_eq!(days_until_the_next_drop(&day), 8);
}

#[test]
fn s18_a_drop_counts_as_not_productive_and_follows_the_flag() {
    let day = Day::new(2, 1);
    day.campaign(|_| {});
    day.run_all_from("10:00");
    let made = code(&day).unwrap();
    assert!(!made.productive);
    day.write(|db| recycle::save(db, &Code { productive: true, ..made.clone() }));
    assert!(code(&day).unwrap().productive);
    // The row of history bears the code, so that a report that counts productive contacts follows the flag.
    assert_eq!(day.read(|db| store::recycle_use::of_code(db, made.id)).times, 2);
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells(1..=2));
}

#[test]
fn p8_a_campaign_whose_code_is_inactive_does_not_start_and_says_why() {
    let day = Day::new(2, 1);
    let campaign = day.campaign(|spec| spec.days_between = 0);
    day.run_all_from("10:00");
    let made = code(&day).unwrap();
    day.write(|db| recycle::save(db, &Code { active: false, ..made }));
    day.until(day.day_at(day.today() + Days::new(1), "10:00"));
    assert_eq!(day.run_today(campaign).skip_reason, Some(RunSkip::CodeInactive));
}

#[test]
fn a_late_result_does_not_undo_what_was_recorded_of_the_file_since() {
    let day = Day::new(1, 1);
    day.provider.to(&cell(1), Line::delivered().told_after(chrono::TimeDelta::hours(50)));
    day.campaign(|_| {});
    day.run_all_from("10:00");
    let code = code(&day).unwrap();
    let since_on = day.today() + Days::new(1);
    let vehicle = day.read(|db| store::customers::vehicles(db, day.customer(1))).remove(0).id;
    day.write(|db| recycle::record(db, day.customer(1), File::vehicle(vehicle), &code, since_on, None));
    day.until(day.day_at(day.today() + Days::new(2), "15:00"));
    let scope = store::facts::Scope {
        store: day.id,
        spec: &domain::campaign::CampaignSpec::new(ContactType::Maintenance, day.today()),
        campaign: None,
        today: day.today(),
        customer: None,
        except: None,
    };
    let facts = day.read(|db| store::facts::read_one(db, &scope, day.customer(1)));
    assert_eq!(facts.vehicles[0].recycled.map(|r| r.on), Some(since_on));
}
