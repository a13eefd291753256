//! When the contact types are due: set by a manager, checked, counted before, and audited.

use app::{
    dto::{
        Nothing,
        contact_types::{ContactTypes, ContactTypesSave, DueEffect, DueEffectRequest},
    },
    error::CommandError,
    handlers::contact_types,
};
use domain::{contact_type::ContactType, due::DueSettings, facts::PayType};
use serde_json::{Value, json};
use store::imports::{Field, FileCustomer};

use crate::{
    support::{With, World, person, refusal},
    world::{Folder, Program, people},
};

async fn save(world: &World, due: DueSettings) -> Result<ContactTypes, CommandError> {
    contact_types::save(&world.house, &world.caller, ContactTypesSave { due }).await
}

async fn effect(world: &World, due: DueSettings) -> Result<DueEffect, CommandError> {
    let request = DueEffectRequest { contact_type: ContactType::Maintenance, due };
    contact_types::effect(&world.house, &world.caller, request).await
}

/// Whose last visit lies on a day.
fn last_seen(number: usize, on: &str) -> FileCustomer {
    let mut file = person(&number.to_string(), "Ann Lee").car(&format!("2HGFC2F59KH5{number:05}"), "Fit");
    file.vehicles[0].values.insert(Field::LastRoOn, on.to_owned());
    file
}

#[tokio::test]
async fn settings_are_saved_and_every_type_that_changed_is_a_line_of_the_audit_trail() {
    let world = World::new();
    let shown = contact_types::get(&world.house, &world.caller, Nothing {}).await.unwrap();
    assert_eq!((shown.due, shown.defaults), (DueSettings::default(), DueSettings::default()));
    let due = DueSettings {
        maintenance_to_months: 24,
        no_show_days: 14,
        follow_up_pay: vec![PayType::Internal, PayType::Customer, PayType::Customer],
        ..DueSettings::default()
    };
    let saved = save(&world, due).await.unwrap();
    assert_eq!(saved.due.follow_up_pay, [PayType::Customer, PayType::Internal], "each once, in their order");
    assert_eq!(world.house.store_row().unwrap().due, saved.due);
    let trail = world.audit();
    let what: Vec<_> = trail[..3].iter().map(|row| row.what.as_str()).collect();
    assert_eq!(what, ["When Service Follow-up is due", "When No Show is due", "When Maintenance is due"]);
    assert_eq!(trail[1].old.as_deref(), Some("missed in the last 7 days"));
    assert_eq!(trail[1].new.as_deref(), Some("missed in the last 14 days"));
    let before = trail.len();
    save(&world, saved.due).await.unwrap();
    assert_eq!(world.audit().len(), before, "nothing changed");
}

#[tokio::test]
async fn what_cannot_be_is_refused_beside_its_field_and_nothing_is_saved() {
    let world = World::new();
    let upside_down = DueSettings { maintenance_from_months: 19, ..DueSettings::default() };
    let expected = ("due.fault".to_owned(), Some("maintenance_from_months".to_owned()));
    assert_eq!(refusal(save(&world, upside_down.clone()).await), expected);
    assert_eq!(refusal(effect(&world, upside_down).await), expected);
    assert_eq!(world.house.store_row().unwrap().due, DueSettings::default());
}

#[tokio::test]
async fn the_effect_counts_customers_before_and_after_without_saving() {
    let world = World::new();
    // Three, six, eighteen and nineteen months before the day of the test.
    world.take_in(&[
        last_seen(1, "2026-08-20"),
        last_seen(2, "2026-05-20"),
        last_seen(3, "2025-05-20"),
        last_seen(4, "2025-05-19"),
        last_seen(5, "2025-04-20"),
    ]);
    let usual = DueSettings::default;
    for (due, after) in [
        (usual(), 3),
        (DueSettings { maintenance_to_months: 19, ..usual() }, 5),
        (DueSettings { maintenance_from_months: 4, ..usual() }, 2),
        (DueSettings { maintenance_from_months: 0, maintenance_to_months: 120, ..usual() }, 5),
    ] {
        let counted = effect(&world, due).await.unwrap();
        assert_eq!((counted.before, counted.after), (3, after));
    }
    assert_eq!(world.house.store_row().unwrap().due, usual());
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_the_store_keeps_when_its_contact_types_are_due() {
    let folder = Folder::new();
    let program = Program::own_file(&folder, 1.0).await;
    let due = DueSettings { parts_days: 1, ..DueSettings::default() };
    let saved: ContactTypes = program.ask("contact_types_save", json!({ "due": due })).await;
    assert_eq!(saved.due, due);
    let mut store = people::store();
    store["name"] = json!("Lakeside Honda West");
    let _: Value = program.ask("store_save", store).await;
    let shown: ContactTypes = program.ask("contact_types", json!({})).await;
    assert_eq!(shown.due, due);
    program.close().await;
}
