//! What of a contact type is meant: sub-groups, levels, targets, Fetch Campaigns and saved queries (S17).

use domain::{
    aim::{Aim, FetchChoice, Subtype},
    audience::{Question, judge},
    campaign::{CampaignSpec, CampaignState},
    contact_type::{ContactType, Department},
    facts::{AppointmentState, Counter, CustomerFacts, Fetched, Matter, MatterKind, PayType, VehicleFacts},
    ids::{CodeId, FetchCampaignId, FetchQueryId, MatterId, VehicleId},
    reason::Reason,
    recycle::Recycled,
};

use crate::builders::{customer, on, question, reasons, spec, vehicle};

fn asking(contact_type: ContactType, subtypes: &[Subtype]) -> CampaignSpec {
    CampaignSpec { contact_type, aim: Aim { subtypes: subtypes.to_vec(), ..Aim::default() }, ..spec() }
}

fn with(kind: MatterKind) -> CustomerFacts {
    let matter = Matter { id: MatterId(1), vehicle: Some(VehicleId(1)), kind, recycled: None, had_step: false };
    CustomerFacts {
        matters: vec![matter],
        vehicles: vec![VehicleFacts { last_ro_on: None, ..vehicle() }],
        ..customer()
    }
}

fn is_due(spec: &CampaignSpec, facts: &CustomerFacts) -> bool {
    reasons(facts, &question(spec)).is_empty()
}

#[test]
fn maintenance_has_sub_groups_first_service_regulars_and_thin_ice() {
    use Subtype::{FirstService, Regulars, ThinIce};
    let car = |last_ro: Option<&str>, purchased: &str| CustomerFacts {
        vehicles: vec![VehicleFacts { last_ro_on: last_ro.map(on), purchased_on: Some(on(purchased)), ..vehicle() }],
        ..customer()
    };
    // Today is 24 November 2026; the trigger is 3 to 18 months.
    for (last_ro, purchased, groups) in [
        (None, "2026-08-25", vec![]),
        (None, "2026-08-24", vec![FirstService]),
        (None, "2025-05-24", vec![FirstService, ThinIce]),
        (None, "2025-05-23", vec![]),
        (Some("2026-08-24"), "2020-01-01", vec![]),
        (Some("2026-07-25"), "2020-01-01", vec![]),
        (Some("2026-07-24"), "2020-01-01", vec![Regulars]),
        (Some("2025-09-24"), "2020-01-01", vec![Regulars]),
        (Some("2025-09-23"), "2020-01-01", vec![]),
        (Some("2025-08-25"), "2020-01-01", vec![]),
        (Some("2025-08-24"), "2020-01-01", vec![ThinIce]),
        (Some("2025-05-24"), "2020-01-01", vec![ThinIce]),
        (Some("2025-05-23"), "2020-01-01", vec![]),
    ] {
        let facts = car(last_ro, purchased);
        let of: Vec<Subtype> = Subtype::of(ContactType::Maintenance)
            .iter()
            .copied()
            .filter(|group| is_due(&asking(ContactType::Maintenance, &[*group]), &facts))
            .collect();
        assert_eq!(of, groups, "last visit {last_ro:?}, bought {purchased}");
        let any = asking(ContactType::Maintenance, &groups);
        assert!(groups.is_empty() || is_due(&any, &facts), "of several groups one is enough");
    }
    let between = car(Some("2025-09-01"), "2020-01-01");
    assert!(is_due(&asking(ContactType::Maintenance, &[]), &between), "the whole trigger");
}

#[test]
fn confirm_has_two_levels() {
    let appointment = |day| {
        with(MatterKind::Appointment { on: on(day), booked_on: None, state: AppointmentState::Booked, known_at: None })
    };
    let (soon, early) = (appointment("2026-11-26"), appointment("2026-12-15"));
    let level = |subtype| asking(ContactType::Confirm, &[subtype]);
    assert_eq!([&soon, &early].map(|facts| is_due(&level(Subtype::Level1), facts)), [true, false]);
    assert_eq!([&soon, &early].map(|facts| is_due(&level(Subtype::Level2), facts)), [false, true]);
    assert_eq!([&soon, &early].map(|facts| is_due(&asking(ContactType::Confirm, &[]), facts)), [true, true]);
}

#[test]
fn csi_parts_and_recall_have_targets_and_what_the_file_does_not_say_belongs_to_none() {
    let order =
        |pay| with(MatterKind::RepairOrder { opened_on: on("2026-11-18"), closed_on: Some(on("2026-11-20")), pay });
    let warranty = asking(ContactType::ServiceFollowUp, &[Subtype::WarrantyPay]);
    let pays = [PayType::Customer, PayType::Warranty, PayType::Internal];
    assert_eq!(pays.map(|pay| is_due(&warranty, &order(pay))), [false, true, false]);

    let parts = |counter| with(MatterKind::PartsOrder { arrived_on: Some(on("2026-11-10")), is_open: true, counter });
    let counters = [Some(Counter::Front), Some(Counter::Back), None];
    let front = asking(ContactType::SpecialOrderParts, &[Subtype::FrontCounter]);
    assert_eq!(counters.map(|counter| is_due(&front, &parts(counter))), [true, false, false]);
    let both = asking(ContactType::SpecialOrderParts, &[]);
    assert_eq!(counters.map(|counter| is_due(&both, &parts(counter))), [true, true, true]);

    let recall = |campaign: Option<&str>| {
        with(MatterKind::Recall { is_open: true, has_remedy: None, campaign: campaign.map(Into::into) })
    };
    let one = CampaignSpec {
        contact_type: ContactType::Recall,
        aim: Aim { recalls: vec!["26V-411".into()], ..Aim::default() },
        ..spec()
    };
    let recalls = [Some("26v-411 "), Some("21V-900"), None];
    assert_eq!(recalls.map(|campaign| is_due(&one, &recall(campaign))), [true, false, false]);
}

#[test]
fn a_target_of_another_contact_type_is_named() {
    let spec = asking(ContactType::Confirm, &[Subtype::ThinIce]);
    assert_eq!(spec.faults(CampaignState::Draft).iter().map(|fault| fault.field).collect::<Vec<_>>(), ["subtypes"]);
}

#[test]
fn marketing_is_due_for_members_of_a_fetch_campaign_until_its_last_day() {
    let member = |campaign, expires, is_open| {
        with(MatterKind::FetchMember { campaign: FetchCampaignId(campaign), expires_on: on(expires), is_open })
    };
    let all = asking(ContactType::Marketing, &[]);
    assert!(is_due(&all, &member(1, "2026-11-24", true)));
    assert!(!is_due(&all, &member(1, "2026-11-23", true)));
    assert!(!is_due(&all, &member(1, "2026-11-30", false)), "complete");
    let first = CampaignSpec { aim: Aim { fetch_campaigns: vec![FetchCampaignId(1)], ..Aim::default() }, ..all };
    assert_eq!([1, 2].map(|campaign| is_due(&first, &member(campaign, "2026-11-30", true))), [true, false]);
}

fn fetching(records: ContactType, code: Option<CodeId>) -> CampaignSpec {
    let fetch = Some(FetchChoice { query: FetchQueryId(1), records, code });
    CampaignSpec { contact_type: ContactType::FetchAutomation, aim: Aim { fetch, ..Aim::default() }, ..spec() }
}

#[test]
fn s17_fetch_automation_reaches_whom_its_query_found_with_the_vehicles_it_found() {
    let spec = fetching(ContactType::Maintenance, None);
    let other = VehicleFacts { id: VehicleId(2), ..vehicle() };
    let found = |fetched| CustomerFacts { vehicles: vec![vehicle(), other.clone()], fetched, ..customer() };
    assert_eq!(reasons(&found(None), &question(&spec)), [Reason::NotDue]);
    let choice = |facts: &CustomerFacts| judge(facts, &question(&spec)).choice.expect("a number").vehicles;
    let second = found(Some(Fetched { vehicles: vec![VehicleId(2)] }));
    assert_eq!(choice(&second), [VehicleId(2)]);
    // A query about customers: the file is the customer, whatever stands in the garage.
    let whole = found(Some(Fetched::default()));
    assert_eq!((reasons(&whole, &question(&spec)), choice(&whole)), (vec![], vec![]));
    let sold = CustomerFacts {
        vehicles: vec![VehicleFacts { owned: false, ..vehicle() }],
        fetched: Some(Fetched { vehicles: vec![VehicleId(1)] }),
        ..customer()
    };
    assert_eq!(reasons(&sold, &question(&spec)), [Reason::NotDue], "a VIN not owned counts for nothing (P9)");
}

#[test]
fn s17_turn_offs_recycling_and_department_are_those_of_the_recorded_type() {
    let out = Some(Recycled { on: on("2026-11-20"), days: 10 });
    let spec = fetching(ContactType::Maintenance, Some(CodeId(3)));
    let fetched = Some(Fetched { vehicles: vec![VehicleId(1)] });
    let recycled = CustomerFacts {
        vehicles: vec![VehicleFacts { recycled: out, ..vehicle() }],
        fetched: fetched.clone(),
        ..customer()
    };
    assert_eq!(reasons(&recycled, &question(&spec)), [Reason::Recycled]);
    let turned_off =
        CustomerFacts { vehicles: vec![VehicleFacts { turned_off: true, ..vehicle() }], fetched, ..customer() };
    assert_eq!(reasons(&turned_off, &question(&spec)), [Reason::TurnedOff]);
    let whole = CustomerFacts { recycled: out, fetched: Some(Fetched::default()), ..customer() };
    assert_eq!(reasons(&whole, &question(&spec)), [Reason::Recycled], "as a customer");
    assert_eq!(spec.recorded_type(), ContactType::Maintenance);
    assert_eq!(spec.department(), Department::Service);
    assert_eq!(fetching(ContactType::Sales, None).department(), Department::Sales);
    let chosen = CampaignSpec { department: Some(Department::Sales), ..spec };
    assert_eq!(chosen.department(), Department::Sales);
}

#[test]
fn s10_what_is_not_about_one_event_holds_back_its_vehicle() {
    let out = Some(Recycled { on: on("2026-11-23"), days: 10 });
    let recall = MatterKind::Recall { is_open: true, has_remedy: None, campaign: None };
    let mut facts = with(recall);
    facts.vehicles[0].recycled = out;
    let spec = asking(ContactType::Recall, &[]);
    assert_eq!(reasons(&facts, &question(&spec)), [Reason::Recycled], "another recall on the same VIN is out with it");
    facts.vehicles[0].recycled = None;
    facts.matters[0].recycled = out;
    assert_eq!(reasons(&facts, &question(&spec)), []);
}

#[test]
fn a_persons_switch_is_a_turn_off_and_do_not_call_an_opt_out() {
    let switched = CustomerFacts { voice_switched_off: true, ..customer() };
    assert_eq!(reasons(&switched, &question(&spec())), [Reason::TurnedOff]);
    let do_not_call = CustomerFacts { do_not_call: true, ..customer() };
    assert_eq!(reasons(&do_not_call, &question(&spec())), [Reason::OptedOut]);
}

#[test]
fn p2_rest_days_can_be_longer_for_one_campaign_and_never_shorter_than_a_week() {
    let mut facts = customer();
    if let domain::facts::PhoneOnFile::Number(cell) = &mut facts.cell {
        cell.clocks.last_marketing_on = Some(on("2026-11-14"));
    }
    let with_rest = |rest_days| CampaignSpec { rest_days, ..spec() };
    assert_eq!(reasons(&facts, &question(&with_rest(7))), []);
    assert_eq!(reasons(&facts, &question(&with_rest(10))), []);
    assert_eq!(reasons(&facts, &question(&with_rest(11))), [Reason::Rest]);
    let today = on("2026-11-25");
    assert_eq!(reasons(&facts, &Question { today, ..question(&with_rest(11)) }), []);
    for (rest_days, is_right) in [(6, false), (7, true), (3_650, true), (3_651, false)] {
        assert_eq!(with_rest(rest_days).faults(CampaignState::Draft).is_empty(), is_right, "{rest_days}");
    }
}
