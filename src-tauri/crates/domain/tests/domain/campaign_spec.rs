//! S1, P1 and P4: what a person sets up.

use domain::{
    audience::judge,
    campaign::{
        COUNT_MAX, CampaignSpec, CampaignState, Count, DAYS_MAX, Day, Days, Filters, Language, MessageChoice,
        NAME_CHARS_MAX,
    },
    facts::CustomerFacts,
};

use crate::builders::{MESSAGE, OTHER_MESSAGE, customer, on, question, spec, time};

fn faults(spec: &CampaignSpec) -> Vec<&'static str> {
    spec.faults(CampaignState::Active).into_iter().map(|fault| fault.field).collect()
}

#[test]
fn s1_a_sound_set_up_has_no_faults() {
    assert_eq!(faults(&spec()), [""; 0]);
    let once = CampaignSpec { days: Days::Once { on: on("2026-11-24") }, count: Count::AllDue, ..spec() };
    assert_eq!(faults(&once), [""; 0]);
}

#[test]
fn s1_each_fault_stands_beside_its_field() {
    let weekly = |weekdays, end: &str| Days::Weekly { weekdays, start_on: on("2026-11-02"), end_on: Some(on(end)) };
    let filters = |filters| CampaignSpec { filters, ..spec() };
    let count = |number| CampaignSpec { count: Count::Number { number }, ..spec() };
    let latest = |text| CampaignSpec { latest_local: Some(time(text)), ..spec() };
    for (spec, field) in [
        (CampaignSpec { name: " \t".into(), ..spec() }, "name"),
        (CampaignSpec { name: "é".repeat(NAME_CHARS_MAX + 1), ..spec() }, "name"),
        (count(0), "count"),
        (count(COUNT_MAX + 1), "count"),
        (count(10_000_000), "count"),
        (latest("10:00"), "latest_local"),
        (latest("09:59"), "latest_local"),
        (CampaignSpec { days: weekly(vec![], "2026-12-02"), ..spec() }, "weekdays"),
        (CampaignSpec { days: weekly(vec![Day::Monday], "2026-11-01"), ..spec() }, "end_on"),
        (CampaignSpec { days_between: DAYS_MAX + 1, ..spec() }, "days_between"),
        (CampaignSpec { message: None, ..spec() }, "message"),
        (filters(Filters { year_from: Some(2020), year_to: Some(2019), ..Filters::none() }), "year_to"),
        (filters(Filters { odometer_from: Some(2), odometer_to: Some(1), ..Filters::none() }), "odometer_to"),
        (
            filters(Filters {
                last_visit_from_on: Some(on("2026-01-02")),
                last_visit_to_on: Some(on("2026-01-01")),
                ..Filters::none()
            }),
            "last_visit_to_on",
        ),
    ] {
        assert_eq!(faults(&spec), [field], "{spec:?}");
    }
}

#[test]
fn s1_what_lies_just_inside_every_bound_is_accepted() {
    let days = Days::Weekly { weekdays: vec![Day::Monday], start_on: on("2026-11-02"), end_on: Some(on("2026-11-02")) };
    let filters = Filters {
        year_from: Some(2019),
        year_to: Some(2019),
        odometer_from: Some(1),
        odometer_to: Some(1),
        last_visit_from_on: Some(on("2026-01-01")),
        last_visit_to_on: Some(on("2026-01-01")),
        ..Filters::none()
    };
    let spec = CampaignSpec {
        name: "é".repeat(NAME_CHARS_MAX),
        count: Count::Number { number: COUNT_MAX },
        latest_local: Some(time("10:01")),
        days_between: DAYS_MAX,
        days,
        filters,
        ..spec()
    };
    assert_eq!(faults(&spec), [""; 0]);
    assert_eq!(faults(&CampaignSpec { count: Count::Number { number: 1 }, ..spec }), [""; 0]);
}

#[test]
fn s1_all_faults_are_said_at_once() {
    let spec = CampaignSpec { name: String::new(), count: Count::Number { number: 0 }, message: None, ..spec() };
    assert_eq!(faults(&spec), ["name", "count", "message"]);
}

#[test]
fn s1_a_draft_may_still_lack_its_message_and_nothing_else() {
    let spec = CampaignSpec { message: None, count: Count::Number { number: 0 }, ..spec() };
    let of_draft: Vec<_> = spec.faults(CampaignState::Draft).into_iter().map(|f| f.field).collect();
    assert_eq!(of_draft, ["count"]);
}

#[test]
fn p1_a_number_or_all_due_limits_what_a_run_holds() {
    assert_eq!(Count::Number { number: 200 }.limit(), 200);
    assert_eq!(Count::Number { number: u32::MAX }.limit(), COUNT_MAX as usize);
    assert_eq!(Count::AllDue.limit(), COUNT_MAX as usize);
}

#[test]
fn p4_each_customer_hears_their_language_and_without_one_on_file_the_stores() {
    use Language::{English, French};
    let each = MessageChoice::PerLanguage { english: MESSAGE, french: OTHER_MESSAGE };
    for (on_file, of_store, message) in [
        (Some(English), French, MESSAGE),
        (Some(French), English, OTHER_MESSAGE),
        (None, English, MESSAGE),
        (None, French, OTHER_MESSAGE),
    ] {
        let spec = CampaignSpec { message: Some(each), ..spec() };
        let facts = CustomerFacts { language: on_file, ..customer() };
        let question = domain::audience::Question { store_language: of_store, ..question(&spec) };
        let choice = judge(&facts, &question).choice.expect("can get a drop");
        assert_eq!(choice.message, Some(message), "{on_file:?} in a store that speaks {of_store:?}");
        let single = MessageChoice::Single { message: MESSAGE };
        assert_eq!(single.for_language(on_file, of_store), MESSAGE);
    }
    assert_eq!(each.messages(), [MESSAGE, OTHER_MESSAGE]);
}
