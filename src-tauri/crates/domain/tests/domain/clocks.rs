//! P2: days between, prevention and rest, kept apart, for customers and for numbers.

use domain::{
    aim::{Aim, FetchChoice},
    audience::{Question, REST_DAYS, judge},
    campaign::{CampaignSpec, Language, MessageChoice, Prevention},
    contact_type::ContactType,
    facts::{Clocks, CustomerFacts, Fetched},
    ids::{FetchQueryId, VehicleId},
    numbers::NumberRecord,
    reason::Reason,
};

use crate::builders::{CELL, MESSAGE, OTHER_MESSAGE, customer, on, question, reasons, spec, with_clocks, with_record};

/// The same clocks once as the customer's and once as the number's.
fn each_bearer(clocks: &Clocks) -> [CustomerFacts; 2] {
    [
        CustomerFacts { clocks: clocks.clone(), ..customer() },
        CustomerFacts { cell: with_clocks(CELL, clocks.clone()), ..customer() },
    ]
}

fn reasons_on(facts: &CustomerFacts, spec: &CampaignSpec, today: &str) -> Vec<Reason> {
    reasons(facts, &Question { today: on(today), ..question(spec) })
}

#[test]
fn p2_the_same_message_reaches_a_customer_or_number_again_only_after_the_days_between() {
    let clocks = Clocks { last_of_message_on: vec![(MESSAGE, on("2026-11-01"))], ..Clocks::default() };
    for facts in each_bearer(&clocks) {
        assert_eq!(reasons_on(&facts, &spec(), "2026-11-30"), [Reason::DaysBetween]);
        assert_eq!(reasons_on(&facts, &spec(), "2026-12-01"), []);
        let shorter = CampaignSpec { days_between: 5, ..spec() };
        assert_eq!(reasons_on(&facts, &shorter, "2026-11-05"), [Reason::DaysBetween]);
        assert_eq!(reasons_on(&facts, &shorter, "2026-11-06"), []);
        let none = CampaignSpec { days_between: 0, ..spec() };
        assert_eq!(reasons_on(&facts, &none, "2026-11-01"), []);
    }
}

#[test]
fn p2_another_message_is_not_held_back_by_the_days_between() {
    let clocks = Clocks { last_of_message_on: vec![(OTHER_MESSAGE, on("2026-11-23"))], ..Clocks::default() };
    for facts in each_bearer(&clocks) {
        assert_eq!(reasons(&facts, &question(&spec())), []);
    }
}

#[test]
fn p2_the_latest_drop_of_a_message_counts() {
    let last_of_message_on =
        vec![(MESSAGE, on("2026-11-20")), (OTHER_MESSAGE, on("2026-11-23")), (MESSAGE, on("2026-01-02"))];
    let clocks = Clocks { last_of_message_on, ..Clocks::default() };
    assert_eq!(clocks.last_of_message(MESSAGE), Some(on("2026-11-20")));
}

#[test]
fn p2_days_between_goes_by_the_message_in_the_customers_language() {
    let message = MessageChoice::PerLanguage { english: MESSAGE, french: OTHER_MESSAGE };
    let spec = CampaignSpec { message: Some(message), ..spec() };
    let clocks = Clocks { last_of_message_on: vec![(OTHER_MESSAGE, on("2026-11-20"))], ..Clocks::default() };
    let english = CustomerFacts { clocks, ..customer() };
    assert_eq!(reasons(&english, &question(&spec)), []);
    let french = CustomerFacts { language: Some(Language::French), ..english };
    assert_eq!(reasons(&french, &question(&spec)), [Reason::DaysBetween]);
}

#[test]
fn p2_prevention_by_customer_bars_any_drop_of_that_day_and_by_type_only_the_same_type() {
    let by_type = CampaignSpec { prevention: Prevention::ByContactType, ..spec() };
    let any = Clocks { last_drop_on: Some(on("2026-11-24")), ..Clocks::default() };
    let same = Clocks { last_of_type_on: Some(on("2026-11-24")), ..any.clone() };
    for (clocks, spec, barred) in
        [(&any, &spec(), true), (&any, &by_type, false), (&same, &spec(), true), (&same, &by_type, true)]
    {
        for facts in each_bearer(clocks) {
            let expected: &[Reason] = if barred { &[Reason::Prevention] } else { &[] };
            assert_eq!(reasons_on(&facts, spec, "2026-11-24"), expected);
            assert_eq!(reasons_on(&facts, spec, "2026-11-25"), []);
        }
    }
}

#[test]
fn p2_seven_days_lie_between_two_marketing_drops_to_a_number() {
    assert_eq!(REST_DAYS, 7);
    let clocks = Clocks { last_marketing_on: Some(on("2026-11-17")), ..Clocks::default() };
    let number = CustomerFacts { cell: with_clocks(CELL, clocks), ..customer() };
    assert_eq!(reasons_on(&number, &spec(), "2026-11-23"), [Reason::Rest]);
    assert_eq!(reasons_on(&number, &spec(), "2026-11-24"), []);
}

#[test]
fn p2_confirm_no_show_csi_and_parts_are_exempt_from_the_rest_days() {
    let clocks = Clocks { last_marketing_on: Some(on("2026-11-23")), ..Clocks::default() };
    let facts = CustomerFacts { cell: with_clocks(CELL, clocks), ..customer() };
    let exempt: Vec<_> = ContactType::ALL
        .into_iter()
        .filter(|contact_type| {
            let spec = CampaignSpec { contact_type: *contact_type, ..spec() };
            !reasons(&facts, &question(&spec)).contains(&Reason::Rest)
        })
        .collect();
    let expected =
        [ContactType::Confirm, ContactType::NoShow, ContactType::ServiceFollowUp, ContactType::SpecialOrderParts];
    assert_eq!(exempt, expected);
}

#[test]
fn p2_a_saved_query_obeys_the_rest_days_whatever_contact_type_it_records() {
    let clocks = Clocks { last_marketing_on: Some(on("2026-11-23")), ..Clocks::default() };
    let facts = CustomerFacts {
        cell: with_clocks(CELL, clocks),
        fetched: Some(Fetched { vehicles: vec![VehicleId(1)] }),
        ..customer()
    };
    for records in ContactType::ALL {
        let fetch = Some(FetchChoice { query: FetchQueryId(1), records, code: None });
        let aim = Aim { fetch, ..Aim::default() };
        let spec = CampaignSpec { contact_type: ContactType::FetchAutomation, aim, ..spec() };
        assert!(spec.is_marketing(), "{records:?}");
        assert_eq!(reasons(&facts, &question(&spec)), [Reason::Rest], "{records:?}");
    }
}

#[test]
fn p2_the_clocks_are_kept_apart_and_each_is_said() {
    let cases = [
        (Clocks { last_of_message_on: vec![(MESSAGE, on("2026-11-24"))], ..Clocks::default() }, Reason::DaysBetween),
        (Clocks { last_drop_on: Some(on("2026-11-24")), ..Clocks::default() }, Reason::Prevention),
        (Clocks { last_marketing_on: Some(on("2026-11-24")), ..Clocks::default() }, Reason::Rest),
    ];
    for (clocks, reason) in cases {
        let facts = CustomerFacts { cell: with_clocks(CELL, clocks), ..customer() };
        assert_eq!(reasons(&facts, &question(&spec())), [reason]);
    }
    let all = Clocks {
        last_of_message_on: vec![(MESSAGE, on("2026-11-24"))],
        last_drop_on: Some(on("2026-11-24")),
        last_marketing_on: Some(on("2026-11-24")),
        ..Clocks::default()
    };
    let facts = CustomerFacts { cell: with_clocks(CELL, all), ..customer() };
    assert_eq!(reasons(&facts, &question(&spec())), [Reason::DaysBetween, Reason::Prevention, Reason::Rest]);
}

#[test]
fn p2_of_the_customers_and_the_numbers_clock_the_one_that_runs_longer_is_said() {
    let of_message = |text| Clocks { last_of_message_on: vec![(MESSAGE, on(text))], ..Clocks::default() };
    for (customers, numbers) in [("2026-11-10", "2026-11-20"), ("2026-11-20", "2026-11-10")] {
        let facts =
            CustomerFacts { clocks: of_message(customers), cell: with_clocks(CELL, of_message(numbers)), ..customer() };
        let barred = judge(&facts, &question(&spec())).barred;
        let said: Vec<_> = barred.iter().map(|b| (b.reason, b.until_on)).collect();
        assert_eq!(said, [(Reason::DaysBetween, Some(on("2026-12-20")))]);
    }
}

#[test]
fn p2_a_failed_attempt_uses_up_no_clock_but_the_number_rests() {
    let clocks = Clocks { last_attempt_on: Some(on("2026-11-24")), ..Clocks::default() };
    for facts in each_bearer(&clocks) {
        assert_eq!(reasons(&facts, &question(&spec())), []);
    }
    let rests = NumberRecord { rests_until_on: Some(on("2026-11-25")), failures_in_row: 1, ..NumberRecord::default() };
    let facts = CustomerFacts { cell: with_record(CELL, rests), ..customer() };
    assert_eq!(reasons_on(&facts, &spec(), "2026-11-24"), [Reason::RetryRest]);
    assert_eq!(reasons_on(&facts, &spec(), "2026-11-25"), []);
}
