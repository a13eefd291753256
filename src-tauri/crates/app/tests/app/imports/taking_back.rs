//! The list of imports: rejected rows to download, and undo.

use app::dto::imports::{ImportKey, ImportUndone};
use base64::Engine;

use super::*;
use crate::support::refusal;

impl Files {
    async fn undo(&self, import: &ImportSummary) -> Result<ImportUndone, CommandError> {
        imports::undo(&self.world.house, &self.world.caller, ImportKey { id: import.id }).await
    }
}

#[tokio::test]
async fn rejected_rows_are_downloaded_with_line_and_reason_and_no_formula() {
    let files = Files::new();
    let import = files.take_in("Cust No,Cell\n1,416 555 0134\n=1+1\n,416 555 0135\n").await;
    assert_eq!((import.customers, import.rejected), (1, 2));
    let request = ImportKey { id: import.id };
    let file = imports::rejected(&files.world.house, &files.world.caller, request).await.unwrap();
    assert_eq!((file.file_name.as_str(), file.mime.as_str()), ("export - rejected rows.csv", "text/csv"));
    let bytes = base64::engine::general_purpose::STANDARD.decode(file.base64).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let expected = [
        "Line,Reason,Row",
        "3,It has 1 cells where the header has 2.,'=1+1",
        "4,It has no customer number.,\",416 555 0135\"",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn undo_takes_the_sample_export_back_and_keeps_its_do_not_calls() {
    let files = Files::new();
    let draft = files.open(sample().to_str().unwrap()).await.unwrap();
    let import = files.run(agreed(&draft)).await.finished.unwrap();
    let undone = files.undo(&import).await.unwrap();
    let truth = sample_report();
    assert_eq!((undone.removed_customers, undone.removed_vehicles), (truth.customers, truth.vehicles));
    assert_eq!(undone.left.len(), 1, "{:?}", undone.left);
    assert!(undone.left[0].starts_with("Do Not Call of 173 customers"));
    assert_eq!(files.customers(), 0);
    let listed = files.list().await;
    assert!(listed[0].undone_at.is_some() && !listed[0].can_undo);
    assert_eq!(files.world.audit()[0].what, "Took back the import of dms-export-2000.csv");
}

#[tokio::test]
async fn undo_goes_from_the_newest_import_and_once_only() {
    let files = Files::new();
    let older = files.take_in("Cust No,Cell\n1,416 555 0134\n").await;
    let newer = files.take_in("Cust No,Cell\n1,416 555 0135\n").await;
    assert_eq!(refusal(files.undo(&older).await).0, "import.newer_first");
    let undone = files.undo(&newer).await.unwrap();
    assert_eq!((undone.restored_values, undone.removed_customers), (1, 0));
    assert_eq!(files.typed("1", PhoneKind::Cell).as_deref(), Some("416 555 0134"));
    assert_eq!(refusal(files.undo(&newer).await).0, "import.already_undone");
    assert_eq!(files.undo(&older).await.unwrap().removed_customers, 1);
    let gone = ImportSummary { id: domain::ids::ImportId(99), ..older };
    assert_eq!(refusal(files.undo(&gone).await).0, "store.not_found");
}
