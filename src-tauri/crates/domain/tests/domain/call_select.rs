//! Whom agents call: which reasons bind people, and the five orders.

use std::{cmp::Ordering, collections::BTreeMap};

use domain::{
    audience::{Question, Verdict, judge, verdict},
    call_select::{ByReasons, Holder, Listed, NoDrops, Offer, SortOption, Stars, by_reasons, is_free, is_held},
    campaign::{CampaignSpec, CustomerType, CustomerTypeFilter, Filters, Prevention},
    contact_type::ContactType,
    facts::{Clocks, CustomerFacts, Hold, NumberFacts, OpenAttempt, PhoneOnFile, VehicleFacts},
    ids::{CustomerId, VehicleId},
    numbers::{Block, NumberRecord},
    order::CustomerNumber,
    reason::Reason,
    recycle::Recycled,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::builders::{
    CELL, MESSAGE, OTHER_RUN, at, customer, number, on, question, today, vehicle, with_clocks, with_record,
};

fn plain() -> CampaignSpec {
    CampaignSpec::new(ContactType::Maintenance, today())
}

/// The question as Call Select asks it: no run of its own.
fn asked(spec: &CampaignSpec) -> Question<'_> {
    Question { run: None, ..question(spec) }
}

fn offer(facts: &CustomerFacts) -> Option<Offer> {
    offer_for(facts, &plain())
}

fn offer_for(facts: &CustomerFacts, spec: &CampaignSpec) -> Option<Offer> {
    let offer = Offer::read(facts, judge(facts, &asked(spec)));
    // Whoever counts by the reasons alone comes to the same.
    let reasons = verdict(facts, &asked(spec)).reasons;
    match by_reasons(reasons) {
        ByReasons::Offered => assert!(offer.is_some()),
        ByReasons::NotOffered => assert_eq!(offer, None),
        ByReasons::LookCloser => assert!(reasons.contains(Reason::TurnedOff)),
    }
    if let Some(offer) = &offer {
        assert_eq!((is_free(reasons), is_held(reasons)), (offer.is_free(), matches!(offer.holder, Holder::Run(_))));
    }
    offer
}

fn listed(facts: &CustomerFacts, stars: Option<u8>) -> Listed {
    let Verdict { place, reasons, .. } = verdict(facts, &asked(&plain()));
    let stars = stars.map(|many| Stars::new(many).expect("0 to 5"));
    Listed { place, reasons, last_ro_on: offer(facts).expect("due").last_ro_on, stars }
}

/// Never asked: all numbers of these customers are digits.
fn no_number(id: CustomerId) -> CustomerNumber {
    panic!("{id} has a number of digits")
}

fn with_vehicle(change: impl FnOnce(&mut VehicleFacts)) -> CustomerFacts {
    let mut car = vehicle();
    change(&mut car);
    CustomerFacts { vehicles: vec![car], ..customer() }
}

#[test]
fn the_usual_customer_is_offered_with_the_vehicle_that_is_due() {
    let offer = offer(&customer()).expect("offered");
    assert_eq!((offer.holder, offer.no_drops), (Holder::Nobody, None));
    assert_eq!(offer.about.iter().map(|about| about.vehicle).collect::<Vec<_>>(), [Some(VehicleId(1))]);
    assert_eq!(offer.last_ro_on, Some(on("2026-05-24")));
}

#[test]
fn what_concerns_the_file_keeps_agents_away_as_it_does_drops() {
    let hold = Hold { reason: "On holiday".into(), until_on: Some(on("2026-12-01")) };
    let recycled = Some(Recycled { on: today(), days: 10 });
    let barred: [(&str, CustomerFacts); 7] = [
        ("not due", with_vehicle(|car| car.last_ro_on = Some(on("2026-11-20")))),
        ("turned off", with_vehicle(|car| car.turned_off = true)),
        ("booked", with_vehicle(|car| car.next_appointment_on = Some(on("2026-12-02")))),
        ("recycled", with_vehicle(|car| car.recycled = recycled)),
        ("sold", with_vehicle(|car| car.owned = false)),
        ("on hold", CustomerFacts { hold: Some(hold), ..customer() }),
        ("open complaint", CustomerFacts { complaint_open: true, ..customer() }),
    ];
    for (what, facts) in barred {
        assert_eq!(offer(&facts), None, "{what}");
    }
    let filters = Filters { customer_type: CustomerTypeFilter::NonFleet, ..Filters::none() };
    let fleet = CustomerFacts { customer_type: CustomerType::Fleet, ..customer() };
    assert_eq!(offer_for(&fleet, &CampaignSpec { filters, ..plain() }), None, "filter");
    assert!(offer(&fleet).is_some());
}

#[test]
fn what_concerns_a_drop_alone_keeps_no_agent_away() {
    let clocks = Clocks {
        last_of_message_on: vec![(MESSAGE, today())],
        last_drop_on: Some(today()),
        last_of_type_on: Some(today()),
        last_marketing_on: Some(today()),
        last_attempt_on: Some(today()),
    };
    let locked = OpenAttempt { run: Some(OTHER_RUN), is_overdue: true };
    let rests = NumberRecord { rests_until_on: Some(on("2026-12-01")), ..NumberRecord::default() };
    let cases: [(&str, CustomerFacts); 4] = [
        ("prevention", CustomerFacts { clocks: clocks.clone(), ..customer() }),
        ("rest days", CustomerFacts { cell: with_clocks(CELL, clocks), ..customer() }),
        ("retry rest", CustomerFacts { cell: with_record(CELL, rests), ..customer() }),
        (
            "number locked",
            CustomerFacts {
                cell: PhoneOnFile::Number(NumberFacts { open_attempt: Some(locked), ..number(CELL) }),
                ..customer()
            },
        ),
    ];
    let spec = CampaignSpec { prevention: Prevention::ByContactType, ..plain() };
    for (what, facts) in cases {
        let offer = offer_for(&facts, &spec).unwrap_or_else(|| panic!("{what}"));
        assert_eq!(offer.no_drops, None, "{what} passes by itself");
    }
}

#[test]
fn whoever_gets_no_drop_at_all_is_called_and_wears_the_strongest_mark() {
    let out = NumberRecord { opted_out_at: Some(at("2026-01-01T15:00:00Z")), ..NumberRecord::default() };
    let blocked = NumberRecord { block: Some(Block::ForEver), ..NumberRecord::default() };
    let nothing = CustomerFacts { cell: PhoneOnFile::Empty, home: PhoneOnFile::WithExtension, ..customer() };
    let cases = [
        (CustomerFacts { do_not_call: true, voice_switched_off: true, ..customer() }, NoDrops::DoNotCall),
        (CustomerFacts { cell: with_record(CELL, out), ..customer() }, NoDrops::OptedOut),
        (CustomerFacts { voice_switched_off: true, ..customer() }, NoDrops::SwitchedOff),
        (nothing, NoDrops::Impossible),
        (
            CustomerFacts { cell: with_record(CELL, blocked), home: PhoneOnFile::Empty, ..customer() },
            NoDrops::Impossible,
        ),
    ];
    for (facts, mark) in cases {
        let offer = offer(&facts).unwrap_or_else(|| panic!("{mark:?}"));
        assert_eq!(offer.no_drops, Some(mark));
        assert_eq!(offer.about.len(), 1, "the vehicle is known without a number, too");
    }
}

#[test]
fn s3_a_customer_whom_a_run_or_an_agent_has_stays_on_the_list_and_says_who() {
    let held = CustomerFacts { reserved_by: Some(OTHER_RUN), ..customer() };
    assert_eq!(offer(&held).expect("greyed").holder, Holder::Run(OTHER_RUN));
    let taken = CustomerFacts { taken_by: Some("B. Roy".into()), ..customer() };
    let offer = offer(&taken).expect("greyed");
    assert_eq!(offer.holder, Holder::Agent("B. Roy".into()));
    assert!(!offer.is_free());
}

/// Customer 1: RO in May, 3 stars, contacted long ago. Customer 2: RO in June, 5 stars. Customer 3: no RO, no stars,
/// never contacted.
fn three() -> Vec<Listed> {
    let june = VehicleFacts { last_ro_on: Some(on("2026-06-10")), ..vehicle() };
    let bought = VehicleFacts { last_ro_on: None, purchased_on: Some(on("2026-06-01")), ..vehicle() };
    let people = [
        (CustomerFacts { last_contact_at: Some(at("2024-01-01T15:00:00Z")), ..customer() }, Some(3)),
        (CustomerFacts { id: CustomerId(2), number: "1002".into(), vehicles: vec![june], ..customer() }, Some(5)),
        (
            CustomerFacts {
                id: CustomerId(3),
                number: "1003".into(),
                vehicles: vec![bought],
                last_contact_at: None,
                ..customer()
            },
            None,
        ),
    ];
    people.iter().map(|(facts, stars)| listed(facts, *stars)).collect()
}

#[test]
fn the_five_orders_and_whoever_has_nothing_to_sort_by_stands_last() {
    let expected = [
        (SortOption::RoNewest, [2, 1, 3]),
        (SortOption::RoOldest, [1, 2, 3]),
        (SortOption::RecycleOldest, [3, 1, 2]),
        (SortOption::StarsHighest, [2, 1, 3]),
        (SortOption::StarsLowest, [1, 2, 3]),
    ];
    assert_eq!(expected.len(), SortOption::ALL.len());
    for (sort, order) in expected {
        let mut offers = three();
        offers.sort_by(|a, b| a.compare(b, sort, no_number));
        assert_eq!(offers.iter().map(|offer| offer.customer().0).collect::<Vec<_>>(), order, "{sort:?}");
    }
}

#[test]
fn what_several_steps_make_due_stands_on_the_list_once() {
    let second = VehicleFacts { id: VehicleId(2), last_ro_on: Some(on("2026-07-01")), ..vehicle() };
    let other = CustomerFacts { vehicles: vec![second], ..customer() };
    let joined = offer(&customer()).expect("due").joined(offer(&other).expect("due"));
    let vehicles: Vec<_> = joined.about.iter().filter_map(|about| about.vehicle).collect();
    assert_eq!(vehicles, [VehicleId(1), VehicleId(2)]);
    assert_eq!(joined.last_ro_on, Some(on("2026-07-01")));
    let (earlier, mut later) = (listed(&customer(), None), listed(&other, None));
    later.join(&earlier, no_number);
    assert_eq!(
        (later.place, later.last_ro_on),
        (earlier.place, Some(on("2026-07-01"))),
        "it stands where it stood first"
    );
}

#[test]
fn stars_go_from_none_to_five() {
    assert_eq!(Stars::new(0).map(Stars::many), Some(0));
    assert_eq!(Stars::new(5).map(Stars::many), Some(5));
    assert_eq!(Stars::new(6), None);
}

fn anybody() -> impl Strategy<Value = Listed> {
    let dates = option::of(0..20_u64);
    (0..40_i64, dates, option::of(0..=5_u8), option::of(0..5_i64)).prop_map(|(id, ro, stars, contact)| {
        let last_ro_on = ro.map(|days| on("2026-05-01") + chrono::Days::new(days));
        let car = VehicleFacts { last_ro_on, purchased_on: Some(on("2026-05-01")), ..vehicle() };
        let last_contact_at = contact.map(|days| at("2026-01-01T15:00:00Z") + chrono::TimeDelta::days(days));
        let facts = CustomerFacts {
            id: CustomerId(id),
            number: format!("{}", id % 7),
            vehicles: vec![car],
            last_contact_at,
            ..customer()
        };
        listed(&facts, stars)
    })
}

proptest! {
    #[test]
    fn every_order_is_total_and_does_not_depend_on_where_a_row_stood(
        offers in vec(anybody(), 1..30),
        sort in select(SortOption::ALL),
    ) {
        let once: BTreeMap<_, _> = offers.into_iter().map(|offer| (offer.customer(), offer)).collect();
        let mut offers: Vec<_> = once.into_values().collect();
        let mut backwards: Vec<_> = offers.iter().rev().copied().collect();
        offers.sort_by(|a, b| a.compare(b, sort, no_number));
        backwards.sort_by(|a, b| a.compare(b, sort, no_number));
        prop_assert_eq!(&offers, &backwards);
        for pair in offers.windows(2) {
            prop_assert_eq!(pair[0].compare(&pair[1], sort, no_number), Ordering::Less, "two different rows are never equal");
        }
    }
}
