//! The store's own page, its zones, and the audit trail.

use app::dto::house::{AuditPage, ZoneList};
use serde_json::{Value, json};
use store::audit::{self, Change};

use crate::world::{Folder, Program, people};

fn with(field: &str, value: Value) -> Value {
    let mut store = people::store();
    store[field] = value;
    store
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_is_saved_with_its_old_and_new_values_in_the_audit_trail() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let mut store = with("name", json!("  Lakeside Honda West "));
    store["zone"] = json!("America/Vancouver");
    store["closed_days"] = json!([{ "on": "2026-12-25", "name": " Christmas Day " }]);
    store["own_lines"] = json!(["+16045550110"]);
    store["opt_out_number"] = json!("+18005550199");
    let status: Value = program.ask("store_save", store).await;
    let saved = &status["store"];
    assert_eq!((&saved["name"], &saved["zone"]), (&json!("Lakeside Honda West"), &json!("America/Vancouver")));
    assert_eq!(saved["closed_days"], json!([{ "on": "2026-12-25", "name": "Christmas Day" }]));
    assert_eq!((&saved["own_lines"][0], &saved["opt_out_number"]), (&json!("+16045550110"), &json!("+18005550199")));
    assert_eq!(status["offsets"][0]["abbreviation"].as_str().unwrap().len(), 3);
    let page: AuditPage = program.ask("audit_page", json!({ "before": null })).await;
    let row = &page.rows[0];
    assert_eq!((row.what.as_str(), row.who.as_str()), ("Store and hours", "A. Snyder"));
    assert!(row.old.as_ref().unwrap().contains("Toronto") && row.new.as_ref().unwrap().contains("Vancouver"));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_store_stands_beside_its_field_and_nothing_is_saved() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let before = program.status().await["store"].clone();
    let upside_down =
        json!([{ "department": "service", "day": "mon", "opens_local": "18:00:00", "closes_local": "08:00:00" }]);
    let no_length =
        json!([{ "department": "service", "day": "mon", "opens_local": "08:00:00", "closes_local": "08:00:00" }]);
    for (field, value, code) in [
        ("name", json!(" \t "), "store.name_empty"),
        ("name", json!("é".repeat(61)), "store.name_long"),
        ("country", json!("FR"), "store.country"),
        ("zone", json!("Toronto"), "store.zone"),
        ("zone", json!(""), "store.zone"),
        ("hours", upside_down, "store.hours"),
        ("hours", no_length, "store.hours"),
    ] {
        let refused = program.refused("store_save", with(field, value)).await;
        assert_eq!(refused, (code.to_owned(), Some(field.to_owned())));
    }
    for (field, value) in [
        ("own_lines", json!(["416 555 0110"])),
        ("opt_out_number", json!("")),
        ("closed_days", json!([{ "on": "2026-13-01", "name": "" }])),
        ("language", json!("de")),
    ] {
        assert_eq!(program.code("store_save", with(field, value)).await, "command.bad_request", "{field}");
    }
    assert_eq!(program.status().await["store"], before);
    assert!(!program.audit().await.contains(&"Store and hours".to_owned()));
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_zone_of_the_list_can_be_saved() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let list: ZoneList = program.ask("zone_list", json!({})).await;
    assert!(list.zones.contains(&"America/Toronto".to_owned()) && list.zones.len() >= 25, "{:?}", list.zones);
    for zone in list.zones {
        let status: Value = program.ask("store_save", with("zone", json!(zone))).await;
        assert_eq!(status["store"]["zone"], json!(zone));
    }
    program.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_trail_is_read_page_by_page_from_the_newest() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let house = program.desk().house.clone();
    let noted: Vec<String> = (0..250).map(|n| format!("change {n}")).collect();
    for what in &noted {
        let entry = Change { who: "A. Snyder", what, old: None, new: Some("1") };
        house.store.write(|db| audit::add(db, house.now(), &entry)).unwrap();
    }
    let (mut read, mut before, mut pages) = (vec![], None, vec![]);
    loop {
        let page: AuditPage = program.ask("audit_page", json!({ "before": before })).await;
        pages.push(page.rows.len());
        read.extend(page.rows.into_iter().map(|row| row.what));
        before = page.before;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(pages, [100, 100, 50]);
    assert!(read.iter().eq(noted.iter().rev()));
    let end: AuditPage = program.ask("audit_page", json!({ "before": -5 })).await;
    assert!(end.rows.is_empty() && end.before.is_none());
    program.close().await;
}
