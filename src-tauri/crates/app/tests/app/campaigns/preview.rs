//! Who would get a drop, who not, and why: each customer once, and every count closes.

use std::collections::{BTreeMap, BTreeSet};

use app::dto::campaigns::{AudiencePreview, CampaignList, PreviewGroup, PreviewPeople};
use domain::{
    campaign::{CampaignSpec, Count, CustomerTypeFilter, Filters},
    ids::CustomerId,
    phone::PhoneKind,
    reason::{NumberFault, Reason, ReasonGroup},
};
use serde_json::json;

use crate::{
    support::{With, person},
    world::{Folder, Program, people},
};

async fn preview(program: &Program, spec: &CampaignSpec) -> AudiencePreview {
    program.ask("campaign_preview", json!({ "spec": spec })).await
}

/// All people behind a reason, page by page.
async fn everybody(program: &Program, spec: &CampaignSpec, group: ReasonGroup) -> PreviewPeople {
    let mut all = PreviewPeople { people: vec![], total: 0 };
    loop {
        let request = json!({ "spec": spec, "group": group, "offset": all.people.len() });
        let page: PreviewPeople = program.ask("campaign_preview_people", request).await;
        assert!(page.people.len() <= 100);
        all.total = page.total;
        if page.people.is_empty() {
            return all;
        }
        all.people.extend(page.people);
    }
}

/// What a line is made of adds up: by first reason, and for Impossible to Contact once for each number.
fn assert_parts_close(line: &PreviewGroup, behind: &PreviewPeople) {
    let mut expected: BTreeMap<(Reason, Option<(PhoneKind, NumberFault)>), u32> = BTreeMap::new();
    for first in behind.people.iter().map(|person| &person.reasons[0]) {
        let numbers: Vec<_> = first.numbers.iter().map(|n| Some((n.kind, n.fault))).collect();
        for number in if numbers.is_empty() { vec![None] } else { numbers } {
            *expected.entry((first.reason, number)).or_default() += 1;
        }
    }
    let parts = line.parts.iter();
    let shown: BTreeMap<_, _> =
        parts.map(|p| ((p.reason, p.number.as_ref().map(|n| (n.kind, n.fault))), p.customers)).collect();
    use ReasonGroup as G;
    match line.group {
        G::BookedOrHeld | G::Resting | G::Impossible | G::Gate => assert_eq!(shown, expected, "{:?}", line.group),
        _ => assert!(shown.is_empty(), "{:?} is one thing", line.group),
    }
}

/// Eligible and excluded make all customers, each of them once.
async fn assert_closes(program: &Program, spec: &CampaignSpec) -> AudiencePreview {
    let shown = preview(program, spec).await;
    let mut seen: BTreeSet<CustomerId> = BTreeSet::new();
    for line in &shown.groups {
        let behind = everybody(program, spec, line.group).await;
        assert_eq!((behind.total, behind.people.len()), (line.customers, line.customers as usize), "{:?}", line.group);
        assert_parts_close(line, &behind);
        for person in &behind.people {
            assert_eq!(person.reasons[0].reason.group(), line.group, "counted under the first reason");
            assert!(seen.insert(person.person.customer), "{} is counted twice", person.person.name);
        }
    }
    assert!(shown.first.iter().all(|person| seen.insert(person.customer)), "who gets one is in no group");
    let beyond_first = shown.would_get as usize - shown.first.len();
    assert_eq!(seen.len() + beyond_first, shown.customers as usize);
    let beyond: u32 = shown.groups.iter().filter(|g| g.group == ReasonGroup::BeyondCount).map(|g| g.customers).sum();
    assert_eq!(shown.eligible, shown.would_get + beyond);
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counts_of_the_sample_dealership_close_for_every_set_up() {
    let folder = Folder::new();
    let program = Program::sample(&folder, 1.0).await;
    let list: CampaignList = program.ask("campaign_list", json!({})).await;
    let first = list.campaigns[0].spec.clone();
    let mut groups = BTreeSet::new();
    let all_due = CampaignSpec { count: Count::AllDue, filters: Filters::none(), ..first.clone() };
    let few = CampaignSpec { count: Count::Number { number: 3 }, filters: Filters::none(), ..first.clone() };
    for spec in list.campaigns.iter().map(|c| &c.spec).chain([&all_due, &few]) {
        let shown = assert_closes(&program, spec).await;
        assert_eq!(shown.customers, 360);
        assert!(shown.first.len() <= 50 && shown.credits == Some(1_000_000));
        groups.extend(shown.groups.into_iter().map(|line| line.group));
    }
    use ReasonGroup as G;
    for group in [
        G::Filter,
        G::NotDue,
        G::TurnedOff,
        G::OptedOut,
        G::BookedOrHeld,
        G::Recycled,
        G::Resting,
        G::Impossible,
        G::SameNumber,
        G::BeyondCount,
    ] {
        assert!(groups.contains(&group), "{group:?} is not in the sample");
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_are_in_order_with_vehicle_and_number() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let ids = program.take_in(&people::crowd(60));
    let spec = people::spec("T", program.message().await, 55);
    let shown = assert_closes(&program, &spec).await;
    assert_eq!((shown.eligible, shown.would_get, shown.first.len()), (60, 55, 50));
    // All waited equally long: by customer number.
    assert!(shown.first.iter().map(|p| p.customer).eq(ids[..50].iter().copied()));
    let first = &shown.first[0];
    let expected = (Some("2019 Honda Civic"), Some(PhoneKind::Cell), Some("+16135550112"), None);
    let number = first.number.as_ref().map(|n| n.as_str());
    assert_eq!((first.vehicle.as_deref(), first.kind, number, first.last_contact_at), expected);
    let all = preview(&program, &CampaignSpec { count: Count::AllDue, ..spec }).await;
    assert_eq!((all.would_get, all.groups.len()), (60, 0));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_behind_a_reason_come_in_pages_of_a_hundred() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(230));
    let spec = people::spec("T", program.message().await, 10);
    let mut sizes = vec![];
    for offset in [0, 100, 200, 300, u32::MAX] {
        let request = json!({ "spec": spec, "group": "beyond_count", "offset": offset });
        let page: PreviewPeople = program.ask("campaign_preview_people", request).await;
        assert_eq!(page.total, 220);
        sizes.push(page.people.len());
    }
    assert_eq!(sizes, [100, 100, 20, 0, 0]);
    assert_closes(&program, &spec).await;
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_customer_says_all_reasons_and_whose_number_it_is() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let ids = program.take_in(&[
        people::named("1", "Marie Tremblay", "6135550112"),
        people::named("2", "Luc Tremblay", "6135550112"),
        person("3", "No Car").cell("6135550113"),
        person("4", "No Phone").car("2HGFC2F59KH000004", "Civic").phone(PhoneKind::Work, "6135550114"),
        people::named("5", "Held Person", "6135550115"),
        people::named("6", "Off Person", "6135550116").do_not_call(),
        person("7", "Only Switchboard").car("2HGFC2F59KH000007", "Civic").cell("6135550117 ext. 5").home("12"),
    ]);
    program.call("customer_take", json!({ "id": ids[4] })).await.unwrap();
    let spec = people::spec("T", program.message().await, 10);
    let shown = assert_closes(&program, &spec).await;
    assert_eq!((shown.eligible, shown.customers), (1, 7));

    let same = everybody(&program, &spec, ReasonGroup::SameNumber).await;
    assert_eq!(same.people[0].person.name, "Luc Tremblay");
    assert_eq!(same.people[0].reasons[0].detail.as_deref(), Some("same number as Marie Tremblay"));
    let held = everybody(&program, &spec, ReasonGroup::BookedOrHeld).await;
    assert_eq!(held.people[0].reasons[0].detail.as_deref(), Some("by A. Snyder"));
    let not_due = everybody(&program, &spec, ReasonGroup::NotDue).await;
    assert_eq!(not_due.people[0].person.name, "No Car");
    let off: Vec<_> = [ReasonGroup::TurnedOff, ReasonGroup::OptedOut].into();
    let first = shown.groups.iter().find(|g| off.contains(&g.group)).unwrap();
    let off = everybody(&program, &spec, first.group).await;
    assert!(off.people[0].reasons.len() > 1, "all reasons, not only the first: {:?}", off.people[0].reasons);

    let impossible = everybody(&program, &spec, ReasonGroup::Impossible).await;
    let faults: Vec<_> = impossible
        .people
        .iter()
        .map(|p| {
            let reason = p.reasons.iter().find(|r| r.reason == Reason::Impossible).unwrap();
            (p.person.customer_number.as_str(), reason.numbers.iter().map(|n| (n.kind, n.fault)).collect::<Vec<_>>())
        })
        .collect();
    use NumberFault::{Empty, Extension, Invalid};
    let (cell, home) = (PhoneKind::Cell, PhoneKind::Home);
    assert_eq!(faults, [("4", vec![(cell, Empty), (home, Empty)]), ("7", vec![(cell, Extension), (home, Invalid)])]);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drop_in_progress_holds_its_customer_and_its_number() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(4));
    let message = program.message().await;
    let campaign = program.campaign(&people::spec("First", message, 2)).await;
    let run = program.run_now(campaign).await;
    program
        .until("a drop is in flight", async |p| {
            p.today().await.lanes.into_iter().find(|lane| lane.run == run && lane.in_flight.is_some())
        })
        .await;
    let spec = people::spec("Second", message, 10);
    let shown = assert_closes(&program, &spec).await;
    assert_eq!(shown.eligible, 2);
    let held = everybody(&program, &spec, ReasonGroup::BookedOrHeld).await;
    assert!(held.people.iter().all(|p| p.reasons[0].reason == Reason::HeldByRun), "{held:?}");
    let reasons: Vec<Reason> = held.people.iter().flat_map(|p| &p.reasons).map(|r| r.reason).collect();
    assert!(reasons.contains(&Reason::NumberLocked) || reasons.contains(&Reason::InProgressElsewhere), "{reasons:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_count_first() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(5));
    let none = Filters::none();
    let spec = people::spec("T", program.message().await, 10);
    for (filters, eligible) in [
        (Filters { makes: vec!["HONDA".into()], models: vec!["civic".into()], ..none.clone() }, 5),
        (Filters { makes: vec!["Toyota".into()], ..none.clone() }, 0),
        (Filters { year_from: Some(2019), year_to: Some(2019), ..none.clone() }, 5),
        (Filters { year_from: Some(2020), ..none.clone() }, 0),
        (Filters { customer_type: CustomerTypeFilter::NonFleet, ..none.clone() }, 5),
    ] {
        let spec = CampaignSpec { filters, ..spec.clone() };
        let shown = assert_closes(&program, &spec).await;
        assert_eq!(shown.eligible, eligible, "{:?}", spec.filters);
        let left_out: Vec<_> = shown.groups.iter().map(|g| (g.group, g.customers)).collect();
        assert_eq!(left_out, if eligible == 0 { vec![(ReasonGroup::Filter, 5)] } else { vec![] });
    }
    program.close().await;
}
