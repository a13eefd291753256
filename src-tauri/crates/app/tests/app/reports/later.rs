//! A later result that contradicts the one in force is shown wherever the drop is, and changes nothing.

use app::dto::{customers::HistoryPage, runs::DropRow};
use domain::disposition::Disposition;
use serde_json::json;
use store::attempts;

use super::{csv_of, export, over, targets};
use crate::world::{Folder, Program, people};

#[tokio::test(flavor = "multi_thread")]
async fn a_later_result_that_says_otherwise_is_shown_and_changes_nothing() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 300.0).await;
    let before = over(&program, &[people::on_line(0, 100), people::on_line(1, 100)]).await.head;
    let drops = program.today().await.drops;
    assert!(drops.iter().all(|drop| drop.other_result.is_none()));
    let first = drops.last().unwrap();
    let house = &program.desk().house;
    house.store.write(|db| attempts::keep_other_result(db, first.attempt, "mailbox_full", house.now())).unwrap();

    let said = |drop: &DropRow| (drop.disposition, drop.other_result.clone());
    let drops = program.today().await.drops;
    let (delivered, word) = (Some(Disposition::Delivered), Some("mailbox_full".to_owned()));
    assert_eq!(drops.iter().map(said).collect::<Vec<_>>(), [(delivered, None), (delivered, word.clone())]);

    let rows = targets(&program, before.run, None).await.targets;
    assert_eq!((rows[0].disposition, rows[0].other_result.clone()), (delivered, word.clone()));
    assert_eq!(rows[1].other_result, None);
    assert_eq!(program.report(before.run).await.head.counts, before.counts);

    let history: HistoryPage =
        program.ask("customer_history", json!({ "customer": first.customer, "before": null })).await;
    assert_eq!((history.rows[0].comment.as_str(), history.rows[0].other_result.clone()), ("Delivered", word));

    let rows = csv_of(&export(&program, before.run, "csv").await);
    assert_eq!(
        rows.iter().map(|row| row[13].as_str()).collect::<Vec<_>>(),
        ["Stratics later said", "mailbox full", ""]
    );
    program.close().await;
}
