//! Every list of the window as a file (P10).

use app::dto::{
    campaigns::AudiencePreview,
    house::AuditPage,
    imports::{FileOut, ImportList},
    runs::RunReport,
};
use domain::{
    campaign::CampaignSpec,
    facts::{MatterKind, PayType},
    ids::CustomerId,
    on_file::EventSource,
    reason::ReasonGroup,
};
use serde_json::{Value, json};
use store::matters::{self, NewMatter};

use super::{csv_of, over, plan_skipped, targets, xlsx_of};
use crate::{
    support::{With, on, person},
    world::{Folder, Program, people},
};

type Rows = Vec<Vec<String>>;

async fn file(program: &Program, list: &Value, format: &str) -> FileOut {
    program.ask("list_export", json!({ "list": list, "format": format })).await
}

/// The rows below the header, which are the same in both formats but for the apostrophe before a formula.
async fn rows(program: &Program, list: Value, header: &[&str]) -> Rows {
    let csv = csv_of(&file(program, &list, "csv").await);
    assert_eq!(csv[0][..header.len()], *header, "{list}");
    assert!(csv.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{list}: {csv:?}");
    let plain = |rows: &Rows| -> Rows {
        rows.iter().map(|row| row.iter().map(|cell| cell.trim_start_matches('\'').to_owned()).collect()).collect()
    };
    assert_eq!(plain(&csv), plain(&xlsx_of(&file(program, &list, "xlsx").await)), "{list}");
    csv[1..].to_vec()
}

fn column(rows: &Rows, at: usize) -> Vec<&str> {
    rows.iter().map(|row| row[at].as_str()).collect()
}

/// A run of three customers that is over, one of them with the name of a formula.
async fn worked(program: &Program) -> (RunReport, CustomerId) {
    let mut crowd = vec![
        people::on_line(0, 100).car("2HGFC2F59KH001900", "Accord"),
        people::named("1500", "=Sum Formula", "6135550101"),
    ];
    crowd.push(people::on_line(2, 102));
    let report = over(program, &crowd).await;
    let first = targets(program, report.head.run, None).await.targets[0].customer;
    (report, first)
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_lists_of_work_and_admin_are_exported_in_the_store_s_time() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 300.0).await;
    let (report, customer) = worked(&program).await;

    let runs = rows(&program, json!({ "kind": "runs" }), &["Day", "Run of the day", "Campaign", "Contact type"]).await;
    assert_eq!(runs[0][..5], ["2026-11-24", "1", "Fall: tires", "Maintenance", "finished"]);
    assert!(runs[0][8].starts_with("2026-11-24 10:"), "in the store's time: {:?}", runs[0]);
    assert_eq!(runs[0][10], format!("{:.1}", report.head.duration_ms.unwrap() as f64 / 1_000.0));
    assert_eq!(runs[0][14..16], ["3", &report.head.counts.delivered.to_string()]);

    let drops = rows(&program, json!({ "kind": "drops_of_today" }), &["Time", "Customer", "Vehicle"]).await;
    assert_eq!(column(&drops, 1), ["'=Sum Formula", "Marie Number2", "Marie Number0"], "newest first");
    assert!(drops.iter().all(|row| row[5].starts_with('(') && row[4] == "cell"), "{drops:?}");
    assert_eq!(drops[2][6], "Delivered");

    let campaigns = rows(&program, json!({ "kind": "campaigns" }), &["Active", "No.", "Campaign"]).await;
    assert_eq!((campaigns.len(), campaigns[0][0].as_str(), campaigns[0][9].as_str()), (1, "active", "3"));

    let messages = rows(&program, json!({ "kind": "messages" }), &["Name", "Language", "Lasts (s)"]).await;
    assert_eq!(messages[0][..2], ["Service due", "English"]);
    assert_eq!(messages[0][4..7], ["A. Snyder", "every contact type", "Fall: tires"]);

    let history = json!({ "kind": "contact_history", "customer": customer });
    let named = file(&program, &history, "csv").await.file_name;
    assert_eq!(named, "Contact History Marie Number0 2026-11-24.csv");
    let history = rows(&program, history, &["Username", "Contact Date", "Finished", "Vehicle", "VIN"]).await;
    assert_eq!((history[0][0].as_str(), history[0][7].as_str()), ("Voice Drop", "Delivered"));
    assert_eq!((history[0][11].as_str(), history[0][12].as_str()), ("Out", "2026-12-04"));
    assert!(history[0][1].starts_with("2026-11-24 10:") && history[0][2].starts_with("2026-11-24 10:"), "both times");
    assert_ne!(history[0][1], history[0][2]);
    assert_eq!((history[0][8].as_str(), history[0][9].as_str()), ("Fall: tires", "Service due"));
    assert_eq!(history[0][5], "2019 Honda Accord (2HGFC2F59KH001900)");

    let taken_in: ImportList = program.ask("import_list", json!({})).await;
    let imports = rows(&program, json!({ "kind": "imports" }), &["When", "File", "What", "By", "Rows"]).await;
    assert_eq!((imports.len(), imports[0][1].as_str()), (taken_in.imports.len(), "dms.csv"));
    let rejected = json!({ "kind": "rejected_rows", "import": taken_in.imports[0].id });
    assert!(rows(&program, rejected, &["Line", "Reason", "Row"]).await.is_empty());

    let codes = rows(&program, json!({ "kind": "recycle_codes" }), &["Contact type", "Recycle Code", "Days"]).await;
    assert!(codes.iter().any(|row| row[..3] == ["Maintenance", "Voice Drop", "10"]), "{codes:?}");

    let audit: AuditPage = program.ask("audit_page", json!({ "before": null })).await;
    let written = rows(&program, json!({ "kind": "audit" }), &["When", "Who", "What", "Before", "After"]).await;
    assert_eq!(written.len(), audit.rows.len());
    assert!(written.iter().zip(&audit.rows).all(|(row, entry)| row[2] == entry.what && row[1] == entry.who));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_a_file_has_every_row_and_not_only_those_of_a_page() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(130));
    let message = program.message().await;
    let campaign = program.campaign(&people::spec("All", message, 120)).await;
    plan_skipped(&program, campaign, 60);
    let customers = rows(&program, json!({ "kind": "customers" }), &["No.", "Customer", "Vehicle", "City"]).await;
    assert_eq!((customers.len(), customers[0][0].as_str(), customers[129][0].as_str()), (130, "1000", "1129"));
    let found = json!({ "kind": "found", "text": "marie" });
    assert_eq!(rows(&program, found, &["No.", "Customer"]).await.len(), 130, "the screen shows fifty");
    let found = rows(&program, json!({ "kind": "found", "text": "5550113" }), &["No.", "Customer"]).await;
    assert!(!found.is_empty() && found.iter().all(|row| row[5].ends_with("555-0113")), "{found:?}");
    assert!(rows(&program, json!({ "kind": "found", "text": "nobody of that name" }), &["No."]).await.is_empty());
    let runs = rows(&program, json!({ "kind": "runs" }), &["Day"]).await;
    assert_eq!(runs.len(), 60);
    assert!(runs.iter().all(|row| row[4] == "skipped" && row[5] == "Skipped by a person."), "{:?}", runs[0]);

    let spec = people::spec("All", message, 120);
    let eligible = json!({ "kind": "eligible", "spec": spec });
    let eligible = rows(&program, eligible, &["#", "Within the count", "Customer number", "Customer"]).await;
    assert_eq!(eligible.len(), 130);
    assert!(eligible.iter().enumerate().all(|(place, row)| row[1] == if place < 120 { "yes" } else { "no" }));
    assert_eq!(eligible[0][7], "never");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_the_people_behind_each_reason_are_exported_with_all_of_their_reasons() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let mut crowd = people::crowd(5);
    crowd.push(person("2000", "No Phone").car("2HGFC2F59KH002000", "Civic"));
    crowd.push(person("2001", "Not Any").cell("6135550199").do_not_call());
    program.take_in(&crowd);
    let spec: CampaignSpec = people::spec("Small", program.message().await, 2);
    let preview: AudiencePreview = program.ask("campaign_preview", json!({ "spec": spec })).await;
    assert!(preview.groups.len() >= 3, "{:?}", preview.groups);
    for line in &preview.groups {
        let list = json!({ "kind": "excluded", "spec": spec, "group": line.group });
        let people = rows(&program, list, &["Customer number", "Customer", "Vehicle"]).await;
        assert_eq!(people.len(), line.customers as usize, "{:?}", line.group);
        assert!(people.iter().all(|row| !row[6].is_empty()), "{people:?}");
        match line.group {
            ReasonGroup::Impossible => {
                assert_eq!(people[0][1], "No Phone");
                assert_eq!(people[0][6], "Impossible to Contact (cell: empty, home: empty)");
            }
            ReasonGroup::BeyondCount => assert!(people.iter().all(|row| row[6] == "Beyond the count")),
            _ => {}
        }
    }
    let file: FileOut =
        file(&program, &json!({ "kind": "excluded", "spec": spec, "group": "impossible" }), "csv").await;
    assert_eq!(file.file_name, "Small - Impossible to Contact 2026-11-24.csv");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_somebody_who_is_not_there_is_refused() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let export = |list: Value| json!({ "list": list, "format": "csv" });
    for list in [json!({ "kind": "contact_history", "customer": 77 }), json!({ "kind": "rejected_rows", "import": 77 })]
    {
        assert_eq!(program.code("list_export", export(list)).await, "store.not_found");
    }
    for list in [json!({ "kind": "passwords" }), json!({}), json!("audit"), json!(null)] {
        assert_eq!(program.code("list_export", export(list)).await, "command.bad_request");
    }
    assert_eq!(program.code("list_export", json!({ "list": { "kind": "audit" } })).await, "command.bad_request");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_everything_on_file_and_the_house_accounts_are_exported() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let crowd = [people::named("1500", "Ann Lee", "6135550101"), people::named("1501", "Cash Sale", "6135550102")];
    let ids = program.take_in(&crowd);
    let opened_on = on("2026-05-04");
    let house = program.desk().house.clone();
    for n in 0..30 {
        let key = format!("={n}");
        let kind = MatterKind::RepairOrder { opened_on, closed_on: None, pay: PayType::Warranty };
        let new = NewMatter { store: house.store_id, customer: ids[0], vehicle: None, source_key: &key, kind };
        house.store.write(|db| matters::put(db, &new)).unwrap();
    }
    for source in EventSource::ALL {
        let list = json!({ "kind": "on_file", "customer": ids[0], "source": source });
        let found = rows(&program, list, &["Vehicle", "VIN"]).await;
        assert_eq!(found.len(), if *source == EventSource::RepairOrder { 30 } else { 0 }, "{source:?}");
    }
    let list = json!({ "kind": "on_file", "customer": ids[0], "source": "repair_order" });
    assert_eq!(file(&program, &list, "csv").await.file_name, "repair order Ann Lee 2026-11-24.csv");
    let orders = rows(&program, list, &["Vehicle", "VIN", "Repair order", "Opened", "Closed", "Pay type"]).await;
    assert_eq!(orders[0][2..6], ["'=29", "2026-05-04", "", "warranty"]);

    let accounts = rows(&program, json!({ "kind": "house_accounts" }), &["No.", "Customer", "Vehicles", "Why"]).await;
    assert_eq!(accounts, [["1501", "Cash Sale", "1", "cash sale", "no"]]);
    program.close().await;
}
