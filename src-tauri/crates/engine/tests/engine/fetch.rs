//! Fetch Automation: a saved query, asked afresh when a run starts and before each drop (S17); and Fetch Campaigns.

use chrono::{Days, Months};
use domain::{
    aim::FetchChoice,
    contact_type::ContactType,
    fetch::{About, Query, check, parse},
    ids::{CampaignId, CodeId, FetchQueryId},
    reason::Reason,
    source::DataSource,
    states::RunSkip,
};
use store::{
    fetch::{
        Asked,
        campaigns::{self, NewFetchCampaign},
        members, saved,
    },
    recycle, stores,
};
use testkit::{Day, Person, What};

use crate::cells;

fn query(line: &str) -> Query {
    parse(About::Vehicles, line).unwrap()
}

fn save(day: &Day, line: &str) -> FetchQueryId {
    let now = day.now();
    day.write(|db| saved::add(db, day.id, line, &query(line), "Alex", now))
}

fn automation(day: &Day, query: FetchQueryId, code: Option<CodeId>) -> CampaignId {
    recording(day, FetchChoice { query, records: ContactType::DeclinedWork, code })
}

fn recording(day: &Day, fetch: FetchChoice) -> CampaignId {
    day.campaign(|spec| {
        spec.contact_type = ContactType::FetchAutomation;
        spec.aim.fetch = Some(fetch);
        spec.days_between = 0;
    })
}

fn tomorrow(day: &Day) {
    day.until(day.day_at(day.today() + Days::new(1), "09:00"));
    day.refresh();
}

/// The first came half a year ago today, the second a month earlier.
fn two_customers() -> Day {
    let day = Day::new(1, 1);
    let today = day.today();
    day.add([Person { visits_on: vec![today - Months::new(7)], ..Person::n(2, today) }]);
    day
}

#[test]
fn p2_drops_of_two_saved_queries_are_a_week_apart_though_both_record_what_is_exempt() {
    let day = two_customers();
    let query = save(&day, "\"Last RO Date\" more than 6 months ago");
    recording(&day, FetchChoice { query, records: ContactType::Confirm, code: None });
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([2]));
    assert_eq!(day.history(2).remove(0).contact_type, Some(ContactType::Confirm));

    tomorrow(&day);
    let second = recording(&day, FetchChoice { query, records: ContactType::NoShow, code: None });
    day.run_all_from("10:00");
    // The first customer came half a year and a day ago by now; the second rests.
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([2, 1]));
    assert_eq!(day.run_today(second).skip_reason, Some(RunSkip::NobodyEligible));
}

#[test]
fn s17_a_customer_who_becomes_eligible_between_two_runs_is_picked_up_by_the_second() {
    let day = two_customers();
    let code = recycle::Code {
        id: CodeId(0),
        store: day.id,
        contact_type: ContactType::DeclinedWork,
        name: "Asked by Fetch".to_owned(),
        days: 25,
        active: true,
        productive: false,
        is_voice_drop: false,
        made_at: day.now(),
    };
    let code = day.write(|db| recycle::add(db, &code));
    let campaign = automation(&day, save(&day, "\"Last RO Date\" more than 6 months ago"), Some(code));
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([2]), "half a year ago is not more than that");

    let row = day.history(2).remove(0);
    assert_eq!(row.contact_type, Some(ContactType::DeclinedWork), "under the type that it records");
    assert_eq!(row.recycled.unwrap().returns_on(), day.today() + Days::new(25), "on the code that was chosen");

    tomorrow(&day);
    day.run_all_from("10:00");
    assert_eq!(day.targets(day.run_today(campaign).id).len(), 1, "the other one is out");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([2, 1]));
}

#[test]
fn s17_whom_the_query_does_not_find_any_more_gets_no_drop() {
    let day = Day::new(2, 1);
    let campaign = automation(&day, save(&day, "\"Last RO Date\" more than 3 months ago"), None);
    day.until_time("10:00");
    // The second came in while the first is in progress: the gate asks the query again (P12).
    day.add([Person { visits_on: vec![day.today()], ..Person::n(2, day.today()) }]);
    day.until_over();
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([1]));
    assert_eq!(day.target(day.run_today(campaign).id, 2).reason, Some(Reason::NotDue));
}

#[test]
fn s17_a_run_whose_query_cannot_be_asked_does_not_start_and_says_why() {
    let day = Day::new(1, 1);
    let deleted = save(&day, "Make is not empty or Make is empty");
    let campaign = automation(&day, deleted, None);
    let now = day.now();
    day.write(|db| saved::delete(db, deleted, now));
    day.run_all_from("10:00");
    let run = day.run_today(campaign);
    assert_eq!(run.skip_reason, Some(RunSkip::QueryNotUsable));
    assert!(run.note.unwrap().contains("was deleted"));
    assert_eq!(day.provider.ledger().numbers(What::Wire), []);
}

/// Why the run of today was skipped, and in which words.
fn skipped(day: &Day, campaign: CampaignId) -> (Option<RunSkip>, Option<String>) {
    let run = day.run_today(campaign);
    (run.skip_reason, run.note)
}

#[test]
fn p15_a_query_that_asks_what_is_not_there_does_not_start_a_run_on_a_file_that_is_too_old_to_know() {
    let day = Day::new(1, 1);
    let asks_both = save(&day, "Make is not empty and not (has no \"Traffic Log\" or has \"Repair Orders\")");
    let campaign = automation(&day, asks_both, None);
    let by_vehicle = automation(&day, save(&day, "Make is not empty"), None);
    // The sample dealership is always as of today; these were taken in.
    [DataSource::TrafficEntry, DataSource::RepairOrder].into_iter().for_each(|source| day.take_in_nothing(source));
    day.until(day.day_at(day.today() + Days::new(1), "10:00"));
    let note = |text: &str| (Some(RunSkip::DataTooOld), Some(text.to_owned()));
    assert_eq!(skipped(&day, campaign), note("The traffic log is not of today. Import a new one."));
    let by_vehicle = day.run_today(by_vehicle).skip_reason;
    assert_ne!(by_vehicle, Some(RunSkip::DataTooOld), "what a query does not ask about may be as old as it is");

    day.until(day.day_at(day.today() + Days::new(3), "09:00"));
    for source in [DataSource::Customers, DataSource::TrafficEntry] {
        let now = day.now();
        day.write(|db| stores::is_fresh(db, day.id, source.word(), now));
    }
    day.until_time("10:00");
    assert_eq!(skipped(&day, campaign), note("The repair order file is older than 3 days. Import a new one."));

    day.refresh();
    let again = day.engine().act(|acts| acts.run_now(campaign)).unwrap();
    day.until_over();
    assert_eq!(day.run(again).skip_reason, Some(RunSkip::NobodyEligible), "nobody is in the log; the files are new");
}

#[test]
fn a_query_about_customers_drops_to_the_customer() {
    let day = two_customers();
    let now = day.now();
    let asked = parse(About::Customers, "has Vehicles where (\"Last RO Date\" more than 6 months ago)").unwrap();
    let id = day.write(|db| saved::add(db, day.id, "By customer", &asked, "Alex", now));
    let campaign = automation(&day, id, None);
    day.run_all_from("10:00");
    let target = day.targets(day.run_today(campaign).id).remove(0);
    assert_eq!((target.customer, target.vehicle), (day.customer(2), None));
    tomorrow(&day);
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([2, 1]), "the file was recycled as a whole");
}

#[test]
fn a_fetch_campaign_makes_its_members_due_for_marketing_to_its_last_day() {
    let day = two_customers();
    let line = "\"Last RO Date\" more than 6 months ago";
    let id = save(&day, line);
    let zone = day.read(|db| stores::get(db, day.id)).calendar.zone;
    let asked = Asked { store: day.id, zone: &zone, today: day.today() };
    let found = day.read(|db| members(db, &asked, &check(&query(line)).unwrap(), 10));
    let (now, today) = (day.now(), day.today());
    let new = NewFetchCampaign { store: day.id, query: id, name: "Winter", expires_on: today, by: "Alex" };
    let made = day.write(|db| campaigns::make(db, &new, &found, now));
    let marketing = day.campaign(|spec| {
        spec.contact_type = ContactType::Marketing;
        spec.days_between = 0;
    });
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([2]), "whom it found, as long as it counts");

    let other = NewFetchCampaign { name: "Spring", expires_on: today + Days::new(60), ..new };
    let other = day.write(|db| campaigns::make(db, &other, &found, now));
    day.write(|db| campaigns::end(db, other, now));
    tomorrow(&day);
    day.run_all_from("10:00");
    let run = day.run_today(marketing);
    assert_eq!(run.skip_reason, Some(RunSkip::NobodyEligible), "one expired, the other was ended");
    assert_eq!(day.read(|db| campaigns::get(db, day.id, made)).members, 1);
}
