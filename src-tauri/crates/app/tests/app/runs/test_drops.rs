//! A drop to a staff number (P16): through gate and port, in no count and no history.

use app::dto::{campaigns::AudiencePreview, customers::HistoryPage, messages::TestDropResult, runs::ReportList};
use domain::ids::MessageId;
use serde_json::{Value, json};

use crate::world::{Folder, Program, people};

fn to(message: MessageId, number: &str) -> Value {
    json!({ "id": message, "to": number })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_drop_is_heard_and_stands_nowhere() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 300.0).await;
    // A customer has the same number; even there nothing of it is to be seen.
    let customer = program.take_in(&[people::on_line(0, 100)])[0];
    let message = program.message().await;
    let result: TestDropResult = program.ask("message_test_drop", to(message, "613 555 0100")).await;
    assert_eq!(result.result, "in_progress");
    assert_eq!(program.audit().await[0], "Test drop");
    program.until("it is heard", async |p| (p.stand_in().ledger().await.unwrap().delivered == 1).then_some(())).await;
    let house = program.desk().house.clone();
    program
        .until("its result is known", async |_| {
            house.store.read(store::attempts::unsettled).unwrap().is_empty().then_some(())
        })
        .await;

    let key = json!({ "attempt": result.attempt });
    let followed: TestDropResult = program.ask("message_test_drop_get", key).await;
    assert_eq!((followed.result.as_str(), followed.at), ("delivered", result.at));

    let today = program.today().await;
    assert_eq!((today.delivered, today.planned, today.drops.len(), today.decisions.len()), (0, 0, 0, 0));
    let reports: ReportList = program.ask("report_list", json!({ "before": null })).await;
    assert_eq!(reports.runs.len(), 0);
    let history: HistoryPage = program.ask("customer_history", json!({ "customer": customer, "before": null })).await;
    assert_eq!(history.rows.len(), 0);
    let spec = people::spec("T", message, 5);
    let shown: AudiencePreview = program.ask("campaign_preview", json!({ "spec": spec })).await;
    assert_eq!((shown.eligible, shown.first[0].last_contact_at), (1, None), "no clock has started");
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_staff_number_is_refused_beside_its_field() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let message = program.message().await;
    for number in ["", "12", "staff", "613 555 0100 ext. 5", "+", "613-555-01000000000000000", "=1+1"] {
        let refused = program.refused("message_test_drop", to(message, number)).await;
        assert_eq!(refused, ("message.test_number".into(), Some("to".into())), "{number}");
    }
    assert_eq!(program.code("message_test_drop", to(MessageId(77), "613 555 0100")).await, "store.not_found");
    assert_eq!(program.stand_in().ledger().await.unwrap().drops.len(), 0);
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_drop_passes_the_same_gate() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let customer = program.take_in(&[people::on_line(0, 100)])[0];
    let message = program.message().await;
    let opt_out = json!({ "customer": customer, "reason": "Asked to stop" });
    program.call("customer_opt_out", opt_out).await.unwrap();
    assert_eq!(program.code("message_test_drop", to(message, "613 555 0100")).await, "run.not_now");
    let mut closed = people::store();
    closed["closed_days"] = json!([{ "on": "2026-11-24", "name": "Inventory" }]);
    let _: Value = program.ask("store_save", closed).await;
    assert_eq!(program.code("message_test_drop", to(message, "905 555 0100")).await, "run.not_now");
    let mut open = people::store();
    let lines = json!({ "department": "service", "caller_id": "+14165550190", "call_back_number": null });
    let _: Value = program.ask("store_save", open.clone()).await;
    let no_caller_id = program.code("message_test_drop", to(message, "905 555 0100")).await;
    assert_eq!(no_caller_id, "run.not_now", "nobody could call back");
    open["departments"] = json!([lines]);
    let _: Value = program.ask("store_save", open).await;
    let _: TestDropResult = program.ask("message_test_drop", to(message, "905 555 0100")).await;
    let again = program.code("message_test_drop", to(message, "905 555 0100")).await;
    assert_eq!(again, "run.not_now", "the drop before is not settled");
}
