//! Active and inactive, copies, deleting, and a next run that is left out (P5).

use app::dto::campaigns::{CampaignDto, CampaignList};
use domain::{
    campaign::{CampaignSpec, CampaignState, Day, Days},
    ids::CampaignId,
    states::RunSkip,
};
use serde_json::{Value, json};

use crate::{
    support::{at, on},
    world::{Folder, Program, people},
};

fn key(id: CampaignId) -> Value {
    json!({ "id": id })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_switched_on_and_off_and_each_only_once() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let weekdays = vec![Day::Tuesday, Day::Wednesday];
    let days = Days::Weekly { weekdays, start_on: on("2026-11-24"), end_on: None };
    let saved = program.save_campaign(&CampaignSpec { days, ..people::spec("T", program.message().await, 5) }).await;
    assert_eq!(program.code("campaign_deactivate", key(saved.id)).await, "campaign.not_now");
    let active: CampaignDto = program.ask("campaign_activate", key(saved.id)).await;
    // 10:00 of today was ten minutes ago.
    let tomorrow = Some(at("2026-11-25T15:00:00Z"));
    assert_eq!((active.state, active.next_run_at), (CampaignState::Active, tomorrow));
    assert_eq!(program.code("campaign_activate", key(saved.id)).await, "campaign.not_now");
    let inactive: CampaignDto = program.ask("campaign_deactivate", key(saved.id)).await;
    assert_eq!((inactive.state, inactive.next_run_at), (CampaignState::Inactive, None));
    assert_eq!(program.code("campaign_deactivate", key(saved.id)).await, "campaign.not_now");
    let active: CampaignDto = program.ask("campaign_activate", key(saved.id)).await;
    assert_eq!(active.next_run_at, tomorrow);
    assert_eq!(program.audit().await[..3], ["Campaign T", "Campaign T", "Campaign T"]);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_without_a_message_or_with_one_taken_back_cannot_be_switched_on() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let without = CampaignSpec { message: None, ..people::spec("Without", message, 5) };
    let without = program.save_campaign(&without).await.id;
    let with = program.save_campaign(&people::spec("With", message, 5)).await.id;
    let other = program.campaign(&people::spec("Active", message, 5)).await;
    program.call("message_withdraw", key(CampaignId(message.0))).await.unwrap();
    for id in [without, with] {
        let refused = program.refused("campaign_activate", key(id)).await;
        assert_eq!(refused, ("campaign.message".into(), Some("message".into())));
    }
    // An active one says what will happen, and its run by hand is skipped with the reason.
    let days = Days::Once { on: on("2026-11-26") };
    let spec = CampaignSpec { days, message: None, ..people::spec("Active", message, 5) };
    let none = json!({ "id": other, "spec": spec, "based_on": null });
    assert_eq!(program.code("campaign_save", none).await, "campaign.message");
    let run = program.run_now(other).await;
    let report = program.report(run).await;
    assert_eq!(report.head.skip, Some(RunSkip::MessageNotApproved));
    assert_eq!(report.head.note.as_deref(), Some("Service due is not approved."));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_will_keep_an_active_campaign_from_starting_is_said_beforehand() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let over = program.campaign(&people::spec("Over", message, 5)).await;
    let dto: CampaignDto = program.ask("campaign_get", key(over)).await;
    assert!(dto.warning.unwrap().starts_with("No further run"));
    let days = Days::Once { on: on("2026-11-26") };
    let ahead = program.campaign(&CampaignSpec { days, ..people::spec("Ahead", message, 5) }).await;
    let dto: CampaignDto = program.ask("campaign_get", key(ahead)).await;
    assert_eq!((dto.warning, dto.next_run_at), (None, Some(at("2026-11-26T15:00:00Z"))));
    program.call("message_withdraw", key(CampaignId(message.0))).await.unwrap();
    let dto: CampaignDto = program.ask("campaign_get", key(ahead)).await;
    assert_eq!(dto.warning.as_deref(), Some("Will not start: Service due is not approved."));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_has_run_is_never_deleted_and_one_that_never_ran_is() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(1));
    let message = program.message().await;
    let ran = program.campaign(&people::spec("Ran", message, 1)).await;
    let never = program.campaign(&people::spec("Never", message, 1)).await;
    program.run_now(ran).await;
    assert_eq!(program.code("campaign_delete", key(ran)).await, "campaign.has_run");
    program.call("campaign_delete", key(never)).await.unwrap();
    assert_eq!(program.audit().await[0], "Campaign deleted");
    assert_eq!(program.code("campaign_get", key(never)).await, "store.not_found");
    let list: CampaignList = program.ask("campaign_list", json!({})).await;
    let left: Vec<_> = list.campaigns.iter().map(|c| (c.id, c.has_run)).collect();
    assert_eq!(left, [(ran, true)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_a_draft_with_a_name_that_fits() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    for (name, copy) in [("Tires".to_owned(), "Tires (copy)".to_owned()), ("é".repeat(80), "é".repeat(73) + " (copy)")]
    {
        let original = program.campaign(&people::spec(&name, message, 7)).await;
        let copied: CampaignDto = program.ask("campaign_duplicate", key(original)).await;
        assert_eq!((copied.state, &copied.spec.name), (CampaignState::Draft, &copy));
        assert_eq!(CampaignSpec { name: name.clone(), ..copied.spec }, people::spec(&name, message, 7));
        // It can be saved and switched on as it is.
        let _: CampaignDto = program.ask("campaign_activate", key(copied.id)).await;
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_next_run_that_is_skipped_moves_to_the_planned_day_after() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let weekdays = vec![Day::Tuesday, Day::Wednesday, Day::Friday];
    let days = Days::Weekly { weekdays, start_on: on("2026-11-24"), end_on: Some(on("2026-11-27")) };
    let spec = CampaignSpec { days, ..people::spec("T", message, 5) };
    let draft = program.save_campaign(&spec).await.id;
    assert_eq!(program.code("campaign_skip_next", key(draft)).await, "campaign.no_next_run");
    let _: CampaignDto = program.ask("campaign_activate", key(draft)).await;
    let skipped: CampaignDto = program.ask("campaign_skip_next", key(draft)).await;
    assert_eq!(skipped.next_run_at, Some(at("2026-11-27T15:00:00Z")));
    assert_eq!(program.audit().await[0], "Next run of T skipped");
    let over = program.campaign(&people::spec("Over", message, 5)).await;
    assert_eq!(program.code("campaign_skip_next", key(over)).await, "campaign.no_next_run");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skipped_run_says_by_whom_when_its_time_comes() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 600.0).await;
    program.take_in(&people::crowd(2));
    let spec = people::spec("T", program.message().await, 2);
    let time_local = chrono::NaiveTime::from_hms_opt(10, 30, 0).unwrap();
    let campaign = program.campaign(&CampaignSpec { time_local, ..spec }).await;
    let _: CampaignDto = program.ask("campaign_skip_next", key(campaign)).await;
    let ended = program.until("10:30", async |p| p.today().await.ended.into_iter().next()).await;
    assert_eq!((ended.skip, ended.counts.chosen), (Some(RunSkip::ByPerson), 0));
    program.close().await;
}
