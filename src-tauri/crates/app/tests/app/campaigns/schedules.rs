//! Unsold and Sales schedules: a campaign for each step, kept across edits.

use app::dto::{
    campaigns::{AudiencePreview, CampaignChoices, CampaignDto, CampaignList},
    schedules::{ScheduleCheck, ScheduleDto, ScheduleList},
};
use chrono::{NaiveTime, TimeDelta};
use domain::{
    aim::After,
    campaign::{CampaignState, Count, Day, Days, Filters, MessageChoice, Prevention},
    contact_type::ContactType,
    facts::{LogEntry, MatterKind},
    ids::{CampaignId, CustomerId, MessageId, ScheduleId},
    schedule::{ScheduleSpec, ScheduleStep, StepTrouble},
};
use serde_json::{Value, json};
use store::{
    StoreError,
    matters::{self, NewMatter},
    runs::{self, NewRun},
};

use crate::{
    support::on,
    world::{Folder, Program, people},
};

fn step(after: After, message: MessageId) -> ScheduleStep {
    ScheduleStep { campaign: None, after, message: Some(MessageChoice::Single { message }), is_active: true }
}

fn schedule(name: &str, message: MessageId) -> ScheduleSpec {
    ScheduleSpec {
        name: name.to_owned(),
        contact_type: ContactType::Unsold,
        filters: Filters::none(),
        statuses: vec!["Working".to_owned()],
        traffic_types: vec![],
        lost_reasons: vec![],
        hold_back_while_booked: true,
        expires_after: Some(After::Days { days: 90 }),
        entries_from_on: Some(on("2026-11-24")),
        count: Count::AllDue,
        days: Days::Weekly { weekdays: Day::ALL.to_vec(), start_on: on("2026-11-24"), end_on: None },
        time_local: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
        latest_local: None,
        days_between: 30,
        prevention: Prevention::ByCustomer,
        rest_days: 7,
        department: None,
        per_hour: None,
        steps: vec![
            step(After::Hours { hours: 2 }, message),
            ScheduleStep { message: None, ..step(After::Days { days: 12 }, message) },
        ],
    }
}

fn save(spec: &ScheduleSpec) -> Value {
    json!({ "id": null, "spec": spec, "based_on": null })
}

fn again(of: &ScheduleDto, spec: &ScheduleSpec) -> Value {
    json!({ "id": of.id, "spec": spec, "based_on": of.saved_at })
}

fn key(id: ScheduleId) -> Value {
    json!({ "id": id })
}

fn states(of: &ScheduleDto) -> Vec<CampaignState> {
    of.steps.iter().map(|step| step.state).collect()
}

fn ids(of: &ScheduleDto) -> Vec<CampaignId> {
    of.steps.iter().map(|step| step.id).collect()
}

/// As if the engine had planned a run of it.
fn has_run(program: &Program, campaign: CampaignId) {
    let house = &program.desk().house;
    let now = house.now();
    let run = NewRun {
        campaign,
        store: house.store_id,
        version: 1,
        on: on("2026-11-23"),
        sequence: 1,
        scheduled_at: now,
        until_at: now,
        count: Count::AllDue,
        by_hand: false,
    };
    house
        .store
        .write(|db| {
            let id = runs::plan(db, &run)?.unwrap();
            runs::skip(db, id, domain::states::RunSkip::NobodyEligible, None, now)
        })
        .unwrap();
}

/// An entry of the traffic log, so many hours ago.
fn enter(program: &Program, customer: CustomerId, hours: i64, status: &str) {
    let house = &program.desk().house;
    let kind = MatterKind::TrafficEntry(Box::new(LogEntry {
        entered_at: house.now() - TimeDelta::hours(hours),
        status: status.to_owned(),
        traffic_type: Some("Walk-in".to_owned()),
        lost_reason: None,
        follow_up_on: None,
        appointment_on: None,
    }));
    let key = format!("{customer}/{hours}");
    let new = NewMatter { store: house.store_id, customer, vehicle: None, source_key: &key, kind };
    house.store.write(|db| matters::put(db, &new)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_schedule_comes_back_with_a_draft_campaign_for_each_step() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let spec = ScheduleSpec { name: "  Unsold ".into(), ..schedule("", message) };
    let made: ScheduleDto = program.ask("schedule_save", save(&spec)).await;
    assert_eq!((made.state, made.has_run), (CampaignState::Draft, false));
    let names: Vec<_> = made.steps.iter().map(|step| step.spec.name.as_str()).collect();
    assert_eq!(names, ["Unsold, step 1: 2 hours", "Unsold, step 2: 12 days"]);
    assert!(made.steps.iter().all(|step| step.schedule == Some(made.id) && step.spec.is_standing()));
    let mut expected = ScheduleSpec { name: "Unsold".into(), ..spec };
    for (step, id) in expected.steps.iter_mut().zip(ids(&made)) {
        step.campaign = Some(id);
    }
    assert_eq!(made.spec, expected);
    assert_eq!(program.audit().await[0], "Schedule made");
    let list: ScheduleList = program.ask("schedule_list", json!({})).await;
    assert_eq!(list.schedules.len(), 1);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_keep_their_campaign_across_edits_and_stand_in_order_of_time() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let made: ScheduleDto = program.ask("schedule_save", save(&schedule("Unsold", message))).await;
    let [first, second] = ids(&made)[..] else { panic!("two steps") };
    let mut spec = made.spec.clone();
    spec.name = "Showroom".into();
    spec.steps[0].after = After::Days { days: 20 };
    spec.steps.push(step(After::Days { days: 1 }, message));
    let changed: ScheduleDto = program.ask("schedule_save", again(&made, &spec)).await;
    assert_eq!((ids(&changed)[1], ids(&changed)[2]), (second, first));
    let names: Vec<_> = changed.steps.iter().map(|step| step.spec.name.as_str()).collect();
    assert_eq!(names, ["Showroom, step 1: 1 day", "Showroom, step 2: 12 days", "Showroom, step 3: 20 days"]);
    assert_eq!(program.audit().await[0], "Schedule changed");
    let entries = program.audit().await.len();
    let same: ScheduleDto = program.ask("schedule_save", again(&changed, &changed.spec)).await;
    assert_eq!((same.saved_at, program.audit().await.len()), (changed.saved_at, entries), "nothing changed");
    let stale = json!({ "id": made.id, "spec": changed.spec, "based_on": "2026-11-01T10:00:00Z" });
    assert_eq!(program.code("schedule_save", stale).await, "schedule.changed_meanwhile");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p5_a_removed_step_that_ran_stays_as_an_inactive_campaign_and_one_that_never_ran_goes() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let mut spec = schedule("Unsold", message);
    // In the afternoon: no standing run of today makes a step one that ran.
    spec.time_local = NaiveTime::from_hms_opt(16, 0, 0).unwrap();
    spec.steps = [1, 12, 30].map(|days| step(After::Days { days }, message)).to_vec();
    let made: ScheduleDto = program.ask("schedule_save", save(&spec)).await;
    let made: ScheduleDto = program.ask("schedule_activate", key(made.id)).await;
    let [ran, never, stays] = ids(&made)[..] else { panic!("three steps") };
    has_run(&program, ran);
    let mut spec = made.spec.clone();
    spec.steps.drain(..2);
    let left: ScheduleDto = program.ask("schedule_save", again(&made, &spec)).await;
    assert_eq!((ids(&left), left.state), (vec![stays], CampaignState::Active));
    assert_eq!(program.code("campaign_get", json!({ "id": never })).await, "store.not_found");
    let alone: CampaignDto = program.ask("campaign_get", json!({ "id": ran })).await;
    assert_eq!((alone.state, alone.schedule, alone.has_run), (CampaignState::Inactive, None, true));
    // It has no schedule any more, so nothing can make it run again.
    assert_eq!(program.code("campaign_activate", json!({ "id": ran })).await, "campaign.by_schedule");
    spec.steps.clear();
    assert_eq!(
        program.refused("schedule_save", again(&left, &spec)).await,
        ("schedule.steps".into(), Some("steps".into()))
    );
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p5_a_schedule_is_deleted_only_if_no_step_ever_ran() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let ran: ScheduleDto = program.ask("schedule_save", save(&schedule("Ran", message))).await;
    let never: ScheduleDto = program.ask("schedule_save", save(&schedule("Never", message))).await;
    has_run(&program, ids(&ran)[1]);
    assert_eq!(program.code("schedule_delete", key(ran.id)).await, "schedule.has_run");
    program.call("schedule_delete", key(never.id)).await.unwrap();
    assert_eq!(program.audit().await[0], "Schedule deleted");
    let list: CampaignList = program.ask("campaign_list", json!({})).await;
    assert_eq!(list.campaigns.iter().map(|c| c.id).collect::<Vec<_>>(), ids(&ran));
    for command in ["get", "activate", "deactivate", "delete", "duplicate", "skip_next"] {
        let code = program.code(&format!("schedule_{command}"), key(never.id)).await;
        assert_eq!(code, "store.not_found", "{command}");
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_goes_on_and_off_as_a_whole_and_a_step_by_its_own_switch() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let made: ScheduleDto = program.ask("schedule_save", save(&schedule("Unsold", message))).await;
    let refused = program.refused("schedule_activate", key(made.id)).await;
    assert_eq!(refused, ("schedule.message".into(), Some("steps[1].message".into())));
    assert_eq!(program.code("schedule_deactivate", key(made.id)).await, "schedule.not_now");
    assert_eq!(program.code("schedule_skip_next", key(made.id)).await, "schedule.no_next_run");
    let mut spec = made.spec.clone();
    spec.steps[1].message = spec.steps[0].message;
    let made: ScheduleDto = program.ask("schedule_save", again(&made, &spec)).await;
    use CampaignState::{Active, Draft, Inactive};
    assert_eq!(states(&made), [Draft, Draft]);
    let active: ScheduleDto = program.ask("schedule_activate", key(made.id)).await;
    assert_eq!((active.state, states(&active)), (Active, vec![Active, Active]));
    assert_eq!(program.audited(0).await, "Schedule Unsold: draft > active");
    assert_eq!(program.code("schedule_activate", key(made.id)).await, "schedule.not_now");

    let mut spec = active.spec.clone();
    spec.steps[0].is_active = false;
    spec.steps.push(step(After::Days { days: 50 }, message));
    let one_off: ScheduleDto = program.ask("schedule_save", again(&active, &spec)).await;
    assert_eq!((one_off.state, states(&one_off)), (Active, vec![Inactive, Active, Active]));
    assert!(!one_off.spec.steps[0].is_active);
    let skipped: ScheduleDto = program.ask("schedule_skip_next", key(made.id)).await;
    // 9:00 of today is over: tomorrow is left out.
    let next: Vec<_> = skipped.steps.iter().map(|step| step.next_run_at.map(|at| at.to_rfc3339())).collect();
    assert_eq!(next, [None, Some("2026-11-26T14:00:00+00:00".into()), Some("2026-11-26T14:00:00+00:00".into())]);

    let off: ScheduleDto = program.ask("schedule_deactivate", key(made.id)).await;
    assert_eq!((off.state, states(&off)), (Inactive, vec![Inactive; 3]));
    let on_again: ScheduleDto = program.ask("schedule_activate", key(made.id)).await;
    assert_eq!(states(&on_again), [Active, Active, Active]);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_stands_beside_its_field_and_nothing_is_saved() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let (message, draft) = (program.message().await, program.draft_message().await);
    let good = schedule("Unsold", message);
    let with = |change: &dyn Fn(&mut ScheduleSpec)| {
        let mut spec = good.clone();
        change(&mut spec);
        save(&spec)
    };
    for (request, field) in [
        (with(&|s| s.name = " ".into()), "name"),
        (with(&|s| s.contact_type = ContactType::Recall), "contact_type"),
        (with(&|s| s.steps.clear()), "steps"),
        (with(&|s| s.steps[1].after = After::Days { days: 90 }), "steps[1].after"),
        (with(&|s| s.steps[0].message = Some(MessageChoice::Single { message: draft })), "steps[0].message"),
        (with(&|s| s.rest_days = 1), "rest_days"),
        (with(&|s| s.latest_local = Some(s.time_local)), "latest_local"),
    ] {
        let leaf = field.rsplit('.').next().unwrap();
        assert_eq!(program.refused("schedule_save", request).await, (format!("schedule.{leaf}"), Some(field.into())));
    }
    let list: ScheduleList = program.ask("schedule_list", json!({})).await;
    let campaigns: CampaignList = program.ask("campaign_list", json!({})).await;
    assert!(list.schedules.is_empty() && campaigns.campaigns.is_empty());
    let made: ScheduleDto = program.ask("schedule_save", save(&good)).await;
    let beside_name = ("schedule.name".to_owned(), Some("name".to_owned()));
    assert_eq!(program.refused("schedule_save", save(&good)).await, beside_name);
    let other: ScheduleDto = program.ask("schedule_save", save(&schedule("Other", message))).await;
    let renamed = ScheduleSpec { name: "Unsold".into(), ..other.spec.clone() };
    assert_eq!(program.refused("schedule_save", again(&other, &renamed)).await, beside_name);
    let sales = ScheduleSpec { contact_type: ContactType::Sales, ..made.spec.clone() };
    assert_eq!(program.code("schedule_save", again(&made, &sales)).await, "schedule.contact_type");
    // A step of another schedule is no step of this one.
    let mut stolen = made.spec.clone();
    stolen.steps[0].campaign = other.spec.steps[0].campaign;
    assert_eq!(program.code("schedule_save", again(&made, &stolen)).await, "schedule.changed_meanwhile");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_changed_in_its_schedule_and_no_campaign_of_its_type_stands_alone() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let made: ScheduleDto = program.ask("schedule_save", save(&schedule("Unsold", message))).await;
    let of = &made.steps[0];
    let id = json!({ "id": of.id });
    assert_eq!(program.code("campaign_delete", id.clone()).await, "campaign.in_schedule");
    assert_eq!(program.code("campaign_duplicate", id).await, "campaign.in_schedule");
    let saved = json!({ "id": of.id, "spec": of.spec, "based_on": null });
    assert_eq!(program.code("campaign_save", saved).await, "campaign.in_schedule");
    let alone = json!({ "id": null, "spec": of.spec, "based_on": null });
    let refused = program.refused("campaign_save", alone).await;
    assert_eq!(refused, ("campaign.by_schedule".into(), Some("contact_type".into())));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_up_is_checked_before_it_is_saved_and_each_step_previewed() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let customers = program.take_in(&people::crowd(3));
    let message = program.message().await;
    enter(&program, customers[0], 3, "Working");
    enter(&program, customers[1], 3, "Sold");
    // The window is open: this one falls due in an hour, and is not counted yet.
    enter(&program, customers[2], 1, "Working");
    let mut spec = schedule("Unsold", message);
    spec.steps[1] = step(After::Days { days: 3 }, message);
    let checked: ScheduleCheck = program.ask("schedule_check", json!({ "spec": spec })).await;
    assert_eq!((checked.recycle_days, checked.steps.len()), (10, 2));
    let troubles: Vec<_> = checked.warnings.iter().map(|w| (w.step, w.trouble)).collect();
    assert_eq!(troubles, [(1, StepTrouble::ReturnsLater), (1, StepTrouble::SameMessage)]);
    let first = json!({ "spec": checked.steps[0], "campaign": null });
    let shown: AudiencePreview = program.ask("campaign_preview", first).await;
    assert_eq!((shown.eligible, shown.first[0].customer), (1, customers[0]));
    assert_eq!(shown.next_run_at.map(|at| at.to_rfc3339()).as_deref(), Some("2026-11-24T14:00:00+00:00"));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_a_draft_of_its_own_for_entries_from_today() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let old = ScheduleSpec { entries_from_on: Some(on("2026-01-01")), ..schedule("Unsold", message) };
    let made: ScheduleDto = program.ask("schedule_save", save(&old)).await;
    let copy: ScheduleDto = program.ask("schedule_duplicate", key(made.id)).await;
    assert_eq!((copy.spec.name.as_str(), copy.state), ("Unsold (copy)", CampaignState::Draft));
    assert_eq!(copy.spec.entries_from_on, Some(on("2026-11-24")));
    assert!(ids(&copy).iter().all(|id| !ids(&made).contains(id)));
    let second: ScheduleDto = program.ask("schedule_duplicate", key(made.id)).await;
    assert_eq!(second.spec.name, "Unsold (copy 2)");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_set_up_can_be_about_is_what_stands_on_file_with_counts() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let customers = program.take_in(&people::crowd(3));
    enter(&program, customers[0], 3, "Working");
    enter(&program, customers[1], 4, "working ");
    enter(&program, customers[2], 5, "Lost");
    let house = program.desk().house.clone();
    house
        .store
        .write(|db| {
            for (n, is_open) in [(0, true), (1, true), (2, false)] {
                let kind = MatterKind::Recall { is_open, has_remedy: None, campaign: Some("26V-411".into()) };
                let key = n.to_string();
                let new =
                    NewMatter { store: house.store_id, customer: customers[n], vehicle: None, source_key: &key, kind };
                matters::put(db, &new)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let found: CampaignChoices = program.ask("campaign_choices", json!({})).await;
    let statuses: Vec<_> = found.statuses.iter().map(|of| (of.word.to_lowercase(), of.entries)).collect();
    assert_eq!(statuses, [("working".to_owned(), 2), ("lost".to_owned(), 1)]);
    assert_eq!((found.traffic_types[0].word.as_str(), found.traffic_types[0].entries), ("Walk-in", 3));
    assert_eq!((found.recalls[0].campaign.as_str(), found.recalls[0].vehicles), ("26V-411", 2));
    assert!(found.lost_reasons.is_empty() && found.fetch_campaigns.is_empty() && found.fetch_queries.is_empty());
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_schedules_are_exported_with_a_line_for_each_step() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let mut spec = schedule("=Unsold", message);
    spec.steps[1] = step(After::Days { days: 3 }, message);
    let _: ScheduleDto = program.ask("schedule_save", save(&spec)).await;
    let request = json!({ "list": { "kind": "schedules" }, "format": "csv" });
    let file: app::dto::imports::FileOut = program.ask("list_export", request).await;
    let csv = crate::reports::csv_of(&file);
    assert_eq!(csv[0][..4], ["Schedule", "Contact type", "Step", "After the entry or deal"]);
    let lines: Vec<_> = csv[1..].iter().map(|row| row[..6].join(" | ")).collect();
    assert_eq!(lines, ["'=Unsold | Unsold | 1 | 2 hours | draft | 1", "'=Unsold | Unsold | 2 | 3 days | draft | 2"]);
    assert!(csv[1][7].is_empty() && csv[2][7].contains("waits until day 10"), "{csv:?}");
    program.close().await;
}
