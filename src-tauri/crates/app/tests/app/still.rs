//! What the terminal does with a file: `call` and `import` change it and send nothing.

use app::{
    Caller, ImportOptions,
    dto::{house::ConnectionResult, messages::TestDropResult, runs::RunReport},
};
use domain::{
    ids::{CampaignId, MessageId, RunId},
    states::RunState,
};
use serde_json::json;

use crate::world::{Folder, Program, Seat, Start, outside, people, until_free};

/// A closed practice file with five customers and an active campaign for three of them.
async fn ready(folder: &Folder) -> (CampaignId, MessageId) {
    let program = Program::own_file(folder, 300.0).await;
    program.take_in(&people::crowd(5));
    let message = program.message().await;
    let campaign = program.campaign(&people::spec("Tires", message, 3)).await;
    program.close().await;
    until_free(folder).await;
    (campaign, message)
}

/// Gives loops that should not be there the time to do what they would do.
async fn ask_again_and_again(program: &Program) {
    for _ in 0..20 {
        let _: ConnectionResult = program.ask("connection_test", json!({ "base_url": "", "key": null })).await;
    }
}

async fn assert_waits(program: &Program, run: RunId) {
    let report: RunReport = program.report(run).await;
    assert_eq!((report.head.state, report.head.counts.chosen), (RunState::WaitingForPort, 0));
    assert_eq!(program.stand_in().ledger().await.unwrap().drops.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_puts_a_run_in_line_and_the_next_program_with_an_engine_sends_it() {
    let folder = Folder::new();
    let (campaign, _) = ready(&folder).await;
    let program = Program::still(&folder, Start::again()).await;
    let run = program.run_now(campaign).await;
    ask_again_and_again(&program).await;
    assert_waits(&program, run).await;
    program.close().await;
    until_free(&folder).await;

    let look = Program::still(&folder, Start::again()).await;
    look.today().await;
    ask_again_and_again(&look).await;
    assert_waits(&look, run).await;
    look.close().await;
    until_free(&folder).await;

    let window = Program::start(&folder, Start::again()).await;
    let report = window.until_over(run).await;
    assert_eq!((report.head.state, report.head.counts.chosen), (RunState::Finished, 3));
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_in_line_is_steered_by_calls() {
    let folder = Folder::new();
    let (campaign, _) = ready(&folder).await;
    let program = Program::still(&folder, Start::again()).await;
    let run = program.run_now(campaign).await;
    let count = json!({ "run": run, "count": { "kind": "number", "number": 2 } });
    program.call("run_set_count", count).await.unwrap();
    assert_eq!(program.report(run).await.head.asked, 2);
    program.call("pause_all", json!({})).await.unwrap();
    assert_eq!(program.status().await["paused_all"], true);
    program.call("pause_all_end", json!({})).await.unwrap();
    program.call("run_stop", json!({ "run": run })).await.unwrap();
    assert!(!program.report(run).await.head.state.is_open());
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_sends_no_test_drop_and_says_where_it_can_be_sent() {
    let folder = Folder::new();
    let (_, message) = ready(&folder).await;
    let request = || json!({ "id": message, "to": "613 555 0100" });
    let program = Program::still(&folder, Start::again()).await;
    assert_eq!(program.refused("message_test_drop", request()).await, ("program.sends_nothing".into(), None));
    assert_eq!(program.stand_in().ledger().await.unwrap().drops.len(), 0);
    program.close().await;
    until_free(&folder).await;
    let window = Program::start(&folder, Start::again()).await;
    let sent: TestDropResult = window.ask("message_test_drop", request()).await;
    assert_eq!(sent.result, "in_progress");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_sends_nothing_to_the_customers_it_finds() {
    let folder = Folder::new();
    let (campaign, _) = ready(&folder).await;
    let program = Program::still(&folder, Start::again()).await;
    let run = program.run_now(campaign).await;
    program.close().await;
    until_free(&folder).await;

    let file = folder.path().join("export.csv");
    let rows: String = (0..3_000).map(|n| format!("{},Ann Lee,(416) 555-0134,Honda\n", 5_000 + n)).collect();
    std::fs::write(&file, format!("Customer Number,Name,Cell Phone,Make\n{rows}")).unwrap();
    let caller = Caller { name: "A. Snyder".to_owned() };
    let outside = outside(&folder, Start::again(), &Seat::default());
    let report = app::import_file::run(outside, &file, ImportOptions::default(), &caller).await.unwrap();
    assert_eq!(report.customers, 3_000);
    until_free(&folder).await;

    let look = Program::still(&folder, Start::again()).await;
    assert_waits(&look, run).await;
    look.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_leaves_the_file_as_cleanly_stopped_as_a_window_does() {
    let folder = Folder::new();
    ready(&folder).await;
    let program = Program::still(&folder, Start::again()).await;
    let store = program.desk().house.store.clone();
    let is_clean = || store.read(store::house::require).unwrap().clean_stop;
    assert!(!is_clean(), "while it is open, an end would be none in order");
    program.close().await;
    assert!(is_clean());
}
