//! Fetch Automation in the builder: a query that cannot be asked is refused beside its field, in the preview too.

use app::dto::campaigns::{AudiencePreview, NoticeKind};
use domain::{aim::FetchChoice, campaign::CampaignSpec, contact_type::ContactType, fetch::About, ids::FetchQueryId};
use serde_json::json;

use crate::world::{Folder, Program, people};

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_shows_whom_the_query_finds_and_says_when_it_cannot_be_asked() {
    let folder = Folder::new();
    let program = Program::sample(&folder, 1.0).await;
    let message = program.message().await;
    let query = domain::fetch::parse(About::Vehicles, "\"Last RO Date\" more than 3 months ago").expect("a line");
    let request = json!({ "id": null, "name": "Three months", "query": query });
    let saved: app::dto::fetch::FetchQueryDto = program.ask("fetch_save", request).await;
    let spec = |query| {
        let mut spec =
            CampaignSpec { contact_type: ContactType::FetchAutomation, ..people::spec("By Fetch", message, 25) };
        spec.aim.fetch = Some(FetchChoice { query, records: ContactType::Maintenance, code: None });
        spec
    };
    let preview: AudiencePreview = program.ask("campaign_preview", json!({ "spec": spec(saved.id) })).await;
    let found: app::dto::fetch::FetchFound = program.ask("fetch_find", json!({ "query": query })).await;
    assert!(preview.eligible > 0 && preview.eligible <= found.customers, "{} of {}", preview.eligible, found.customers);

    let gone = json!({ "spec": spec(FetchQueryId(404)) });
    let beside = ("campaign.fetch".to_owned(), Some("fetch".to_owned()));
    assert_eq!(program.refused("campaign_preview", gone.clone()).await, beside);
    let save = json!({ "id": null, "spec": gone["spec"], "based_on": null });
    assert_eq!(program.refused("campaign_save", save).await, beside);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_whose_rules_exclude_each_other_is_named_in_check() {
    let folder = Folder::new();
    let program = Program::sample(&folder, 1.0).await;
    let message = program.message().await;
    let query = domain::fetch::parse(About::Vehicles, "Make = Honda and Make = Acura").expect("a line");
    let request = json!({ "id": null, "name": "Cannot be", "query": query });
    let saved: app::dto::fetch::FetchQueryDto = program.ask("fetch_save", request).await;
    let mut spec = CampaignSpec { contact_type: ContactType::FetchAutomation, ..people::spec("By Fetch", message, 25) };
    spec.aim.fetch = Some(FetchChoice { query: saved.id, records: ContactType::Maintenance, code: None });
    let preview: AudiencePreview = program.ask("campaign_preview", json!({ "spec": spec })).await;
    assert_eq!(preview.eligible, 0);
    let said = preview.notices.iter().filter(|notice| notice.kind == NoticeKind::Query);
    let said: Vec<&str> = said.map(|notice| notice.text.as_str()).collect();
    assert_eq!(said, ["Cannot be: Make cannot be both Honda and Acura. This finds nobody."]);
    program.close().await;
}
