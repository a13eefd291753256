//! A set-up is saved, or refused beside its field.

use app::dto::{
    campaigns::{CampaignChoices, CampaignDto, CampaignList, MakesAndModels},
    fetch::{FetchQueryDto, FetchReadyMadeList},
    recycle::RecycleCodeDto,
};
use chrono::NaiveTime;
use domain::{
    aim::{Aim, FetchChoice},
    campaign::{COUNT_MAX, CampaignSpec, CampaignState, Count, DAYS_MAX, Day, Days, Filters, MessageChoice},
    contact_type::ContactType,
    ids::{CodeId, FetchQueryId, MessageId},
};
use serde_json::{Value, json};

use crate::{
    support::on,
    world::{Folder, Program, people},
};

fn save(spec: &CampaignSpec) -> Value {
    json!({ "id": null, "spec": spec, "based_on": null })
}

fn filtered(spec: &CampaignSpec, filters: Filters) -> CampaignSpec {
    CampaignSpec { filters, ..spec.clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_set_up_comes_back_as_it_was_and_is_in_the_audit_trail() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    let padded = CampaignSpec { name: "  Fall tires ".to_owned(), ..people::spec("", message, 25) };
    let saved = program.save_campaign(&padded).await;
    assert_eq!(saved.spec, CampaignSpec { name: "Fall tires".to_owned(), ..padded });
    assert_eq!((saved.state, saved.number, saved.version, saved.has_run), (CampaignState::Draft, 1, 1, false));
    assert_eq!((saved.next_run_at, saved.warning.as_ref()), (None, None));
    assert_eq!(program.audit().await[0], "Campaign made");

    let changed = CampaignSpec { count: Count::AllDue, ..saved.spec };
    let request = json!({ "id": saved.id, "spec": changed, "based_on": 1 });
    let again: CampaignDto = program.ask("campaign_save", request).await;
    assert_eq!((again.id, again.version, again.spec.count), (saved.id, 2, Count::AllDue));
    assert_eq!(program.audit().await[0], "Campaign changed");
    let list: CampaignList = program.ask("campaign_list", json!({})).await;
    assert_eq!(list.campaigns.len(), 1);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_set_up_stands_beside_its_field_and_nothing_is_saved() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let good = people::spec("Fall tires", program.message().await, 25);
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0);
    let number = |number| CampaignSpec { count: Count::Number { number }, ..good.clone() };
    let weekly = |weekdays: Vec<Day>, end: &str| CampaignSpec {
        days: Days::Weekly { weekdays, start_on: on("2026-11-24"), end_on: Some(on(end)) },
        ..good.clone()
    };
    let none = Filters::none();
    for (spec, field) in [
        (CampaignSpec { name: " \n".to_owned(), ..good.clone() }, "name"),
        (CampaignSpec { name: "é".repeat(81), ..good.clone() }, "name"),
        (number(0), "count"),
        (number(COUNT_MAX + 1), "count"),
        (number(10_000_000), "count"),
        (CampaignSpec { latest_local: time(10), ..good.clone() }, "latest_local"),
        (CampaignSpec { latest_local: time(9), ..good.clone() }, "latest_local"),
        (weekly(vec![], "2026-12-24"), "weekdays"),
        (weekly(vec![Day::Monday], "2026-11-23"), "end_on"),
        (CampaignSpec { days_between: DAYS_MAX + 1, ..good.clone() }, "days_between"),
        (filtered(&good, Filters { year_from: Some(2020), year_to: Some(2019), ..none.clone() }), "year_to"),
        (filtered(&good, Filters { odometer_from: Some(2), odometer_to: Some(1), ..none.clone() }), "odometer_to"),
        (
            filtered(
                &good,
                Filters {
                    last_visit_from_on: Some(on("2026-02-02")),
                    last_visit_to_on: Some(on("2026-02-01")),
                    ..none.clone()
                },
            ),
            "last_visit_to_on",
        ),
    ] {
        let refused = program.refused("campaign_save", save(&spec)).await;
        assert_eq!(refused, (format!("campaign.{field}"), Some(field.to_owned())));
    }
    let list: CampaignList = program.ask("campaign_list", json!({})).await;
    assert!(list.campaigns.is_empty());
    program.save_campaign(&number(COUNT_MAX)).await;
    program.save_campaign(&CampaignSpec { name: "é".repeat(80), days_between: DAYS_MAX, ..good.clone() }).await;
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_approved_message_that_may_serve_it_can_be_used() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let draft = program.draft_message().await;
    let beside = ("campaign.message".to_owned(), Some("message".to_owned()));
    assert_eq!(program.refused("campaign_save", save(&people::spec("Tires", draft, 5))).await, beside);
    let approved = program.message().await;
    let one_of_two = CampaignSpec {
        message: Some(MessageChoice::PerLanguage { english: approved, french: draft }),
        ..people::spec("Tires", approved, 5)
    };
    assert_eq!(program.refused("campaign_save", save(&one_of_two)).await, beside);
    let unknown = save(&people::spec("Tires", MessageId(77), 5));
    assert_eq!(program.code("campaign_save", unknown).await, "store.not_found");

    let recall_only = json!({ "id": approved, "name": "Recall", "language": "en", "transcript": "Your recall is due.",
        "contact_types": [ContactType::Recall] });
    program.call("message_save", recall_only).await.unwrap();
    program.call("message_approve", json!({ "id": approved })).await.unwrap();
    assert_eq!(program.refused("campaign_save", save(&people::spec("Tires", approved, 5))).await, beside);
    let recall = CampaignSpec { contact_type: ContactType::Recall, ..people::spec("Recall", approved, 5) };
    program.save_campaign(&recall).await;
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p4_each_language_gets_a_message_in_that_language() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let (english, french) = (program.message().await, program.message().await);
    let per_language = |english, french| {
        let message = Some(MessageChoice::PerLanguage { english, french });
        save(&CampaignSpec { message, ..people::spec("Tires", english, 5) })
    };
    let error = program.call("campaign_save", per_language(english, french)).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("campaign.message", Some("message")));
    assert_eq!(error.message, "Service due is in English, but stands where French belongs. Choose one in French.");
    let words = json!({ "id": french, "name": "Entretien", "language": "fr", "transcript": "Bonjour.",
        "contact_types": [] });
    program.call("message_save", words).await.unwrap();
    program.call("message_approve", json!({ "id": french })).await.unwrap();
    let swapped = program.refused("campaign_save", per_language(french, english)).await;
    assert_eq!(swapped, ("campaign.message".into(), Some("message".into())));
    program.call("campaign_save", per_language(english, french)).await.unwrap();
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_saves_over_somebody_elses_change_is_told() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let saved = program.save_campaign(&people::spec("Tires", program.message().await, 5)).await;
    let version = |name: &str, based_on: Option<u32>| {
        let spec = CampaignSpec { name: name.to_owned(), ..saved.spec.clone() };
        json!({ "id": saved.id, "spec": spec, "based_on": based_on })
    };
    let mine: CampaignDto = program.ask("campaign_save", version("Mine", Some(1))).await;
    assert_eq!(mine.version, 2);
    assert_eq!(program.code("campaign_save", version("Theirs", Some(1))).await, "campaign.changed_meanwhile");
    let now: CampaignDto = program.ask("campaign_get", json!({ "id": saved.id })).await;
    assert_eq!(now.spec.name, "Mine");
    let whatever: CampaignDto = program.ask("campaign_save", version("Last", None)).await;
    assert_eq!(whatever.spec.name, "Last");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_is_not_there_is_not_found_by_any_command() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    for command in ["get", "activate", "deactivate", "delete", "duplicate", "skip_next"] {
        for id in [77, 0, -1, i64::MAX] {
            let code = program.code(&format!("campaign_{command}"), json!({ "id": id })).await;
            assert_eq!(code, "store.not_found", "{command} {id}");
        }
    }
    let spec = people::spec("Tires", program.message().await, 5);
    let gone = json!({ "id": 77, "spec": spec, "based_on": null });
    assert_eq!(program.code("campaign_save", gone).await, "store.not_found");
    assert_eq!(program.code("run_now", json!({ "campaign": 77 })).await, "store.not_found");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn makes_and_models_are_those_on_file() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(3));
    let found: MakesAndModels = program.ask("campaign_makes", json!({})).await;
    let makes: Vec<_> = found.makes.iter().map(|m| (m.make.as_str(), m.vehicles, m.models.join(","))).collect();
    assert_eq!(makes, [("Honda", 3, "Civic".to_owned())]);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s17_fetch_automation_needs_a_query_that_is_there_and_a_code_of_what_it_records() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let ready: FetchReadyMadeList = program.ask("fetch_ready_made", json!({})).await;
    let query = json!({ "id": null, "name": "Not seen", "query": ready.queries[0].query });
    let query: FetchQueryDto = program.ask("fetch_save", query).await;
    let add = |name: &str, contact_type: ContactType| json!({ "contact_type": contact_type, "name": name, "days": 5, "productive": false });
    let own: RecycleCodeDto = program.ask("recycle_code_add", add("Letter", ContactType::Recall)).await;
    let other: RecycleCodeDto = program.ask("recycle_code_add", add("Letter", ContactType::Mvi)).await;
    let message = program.message().await;
    let spec = |query: FetchQueryId, code: Option<CodeId>| {
        let fetch = FetchChoice { query, records: ContactType::Recall, code };
        let aim = Aim { fetch: Some(fetch), ..Aim::default() };
        CampaignSpec { contact_type: ContactType::FetchAutomation, aim, ..people::spec("Fetched", message, 5) }
    };
    let beside = ("campaign.fetch".to_owned(), Some("fetch".to_owned()));
    for (query, code) in [(FetchQueryId(77), None), (query.id, Some(CodeId(99))), (query.id, Some(other.id))] {
        assert_eq!(program.refused("campaign_save", save(&spec(query, code))).await, beside, "{query} {code:?}");
    }
    let saved = program.save_campaign(&spec(query.id, Some(own.id))).await;
    assert_eq!(saved.spec.recorded_type(), ContactType::Recall);
    let choices: CampaignChoices = program.ask("campaign_choices", json!({})).await;
    assert_eq!((choices.fetch_queries[0].id, choices.fetch_queries[0].name.as_str()), (query.id, "Not seen"));
    program.close().await;
}
