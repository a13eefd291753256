//! Lists that are written into a file of a person's choice.

use std::{fs, path::Path};

use app::dto::{
    imports::FileOut,
    lists::{ExportsUnderWay, ListExport},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::world::{Folder, Program, people};

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

async fn save(program: &Program, list: &Value, path: &Path) -> Result<String, String> {
    let format = path.extension().unwrap().to_str().unwrap();
    let request: ListExport = serde_json::from_value(json!({ "list": list, "format": format })).unwrap();
    let caller = app::Caller { name: "A. Snyder".to_owned() };
    let export = program.app.export(&caller, request).await.map_err(|error| error.code)?;
    let name = export.file_name.clone();
    // On a task of its own, as the shell does it.
    let path = path.to_owned();
    tokio::spawn(async move { export.save(&path).await }).await.unwrap().map_err(|error| error.code)?;
    Ok(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_saved_whole_under_the_chosen_name_and_beside_it_lies_nothing() {
    let (folder, room) = (Folder::new(), tempfile::tempdir().unwrap());
    let program = Program::own_file(&folder, 1.0).await;
    program.take_in(&people::crowd(130));
    for list in [json!({ "kind": "customers" }), json!({ "kind": "audit" })] {
        let path = room.path().join("List.csv");
        fs::write(&path, "of yesterday").unwrap();
        let name = save(&program, &list, &path).await.unwrap();
        let answer: FileOut = program.ask("list_export", json!({ "list": list, "format": "csv" })).await;
        assert_eq!(name, answer.file_name);
        assert_eq!(fs::read(&path).unwrap(), BASE64_STANDARD.decode(answer.base64).unwrap());
        assert_eq!(names(room.path()), ["List.csv"]);
    }
    let path = room.path().join("List.xlsx");
    save(&program, &json!({ "kind": "customers" }), &path).await.unwrap();
    let rows = super::xlsx_rows(&fs::read(&path).unwrap());
    assert_eq!((rows.len(), rows[130][0].as_str()), (131, "1129"));
    let none: ExportsUnderWay = program.ask("export_list", json!({})).await;
    assert!(none.exports.is_empty());
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_fails_leaves_the_file_of_before_and_no_half_one() {
    let (folder, room) = (Folder::new(), tempfile::tempdir().unwrap());
    let program = Program::own_file(&folder, 1.0).await;
    let path = room.path().join("List.csv");
    fs::write(&path, "of yesterday").unwrap();
    let gone = json!({ "kind": "report", "run": 77 });
    assert_eq!(save(&program, &gone, &path).await, Err("store.not_found".to_owned()));
    let asked = save(&program, &json!({ "kind": "customers" }), &room.path().join("gone").join("List.csv")).await;
    assert_eq!(asked, Err("file.not_written".to_owned()));
    assert_eq!(names(room.path()), ["List.csv"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "of yesterday");
    program.close().await;
}
