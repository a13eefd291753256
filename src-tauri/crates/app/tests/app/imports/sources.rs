//! The files of every source, as a person takes them in.

use app::dto::imports::EventNumbers;
use domain::{phone::E164, source::DataSource};

use super::*;
use crate::support::refusal;

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../intake/tests/data/sources").join(name);
    path.to_str().unwrap().to_owned()
}

fn numbers(of: Option<EventNumbers>) -> (u32, u32, u32) {
    let of = of.expect("an event file");
    (of.new, of.changed, of.same)
}

impl Files {
    /// A store with the two customers of the examples, on the day after the examples' last.
    async fn with_customers() -> Self {
        let files = Self::new();
        files.world.pass(chrono::TimeDelta::days(5));
        files.example("customers.csv").await;
        files
    }

    /// Takes an example in as a person does who agrees with every guess.
    async fn example(&self, name: &str) -> ImportSummary {
        let draft = self.open(&example(name)).await.unwrap();
        self.run(agreed(&draft)).await.finished.expect("taken in")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_example_is_recognised_previewed_and_taken_in_with_the_same_numbers() {
    let files = Files::with_customers().await;
    for (name, source, new, rejected, new_customers) in [
        ("appointments.csv", DataSource::Appointment, 3, 1, 0),
        ("repair-orders.csv", DataSource::RepairOrder, 3, 1, 0),
        ("parts.csv", DataSource::PartsOrder, 2, 0, 0),
        ("recalls.csv", DataSource::Recall, 3, 0, 0),
        ("inspections.csv", DataSource::Inspection, 2, 0, 0),
        ("declined-work.csv", DataSource::DeclinedWork, 3, 0, 0),
        ("deals.csv", DataSource::Deal, 2, 0, 0),
        ("traffic-log.csv", DataSource::TrafficEntry, 3, 0, 2),
        ("lead.adf", DataSource::TrafficEntry, 2, 0, 2),
        ("list.csv", DataSource::ListEntry, 2, 0, 1),
    ] {
        let draft = files.open(&example(name)).await.unwrap();
        assert_eq!((draft.source, draft.is_adf), (source, name.ends_with(".adf")), "{name}");
        let preview = files.preview(agreed(&draft)).await.unwrap();
        let would = (numbers(preview.events), preview.rejected, preview.new_customers);
        assert_eq!(would, ((new, 0, 0), rejected, new_customers), "{name}: what the preview says");
        assert!(!preview.first_events.is_empty());
        let summary = files.run(agreed(&draft)).await.finished.expect("taken in");
        assert_eq!((numbers(summary.events), summary.rejected, summary.new_customers), would, "{name}");
        let again = files.example(name).await;
        assert_eq!(numbers(again.events), (0, 0, new), "{name}: the same file twice changes nothing");
    }
    let list = imports::list(&files.world.house, &files.world.caller, Nothing {}).await.unwrap();
    assert!(list.data_as_of.iter().all(|of| of.at.is_some() && !of.is_too_old));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_of_nobody_are_rejected_with_line_and_reason() {
    let files = Files::with_customers().await;
    let draft = files.open(&example("appointments.csv")).await.unwrap();
    let preview = files.preview(agreed(&draft)).await.unwrap();
    let rejected = &preview.first_rejected[0];
    assert_eq!(rejected.line, 6);
    assert!(rejected.reason.starts_with("No customer on file has this number"), "{}", rejected.reason);
    assert!(rejected.text.contains("999999"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_names_the_customer_whose_event_it_is() {
    let files = Files::with_customers().await;
    let named = async |name: &str| -> Vec<String> {
        let draft = files.open(&example(name)).await.unwrap();
        let preview = files.preview(agreed(&draft)).await.unwrap();
        preview.first_events.into_iter().map(|event| event.customer).collect()
    };
    let (jo, omar) = ("100001 · Jo Blake", "100002 · Omar Haddad");
    assert_eq!(named("recalls.csv").await[..2], [jo, omar], "by the VIN alone");
    let orders = named("repair-orders.csv").await;
    assert!(orders.iter().all(|name| [jo, omar].contains(&name.as_str())), "by the number: {orders:?}");
    let log = named("traffic-log.csv").await;
    assert_eq!(log, [jo, "Nadia Frost", "Sam Quill"], "by the phone, or as the file says");
}

#[tokio::test(flavor = "multi_thread")]
async fn p13_do_not_call_counts_on_a_row_that_is_rejected_for_its_date() {
    let files = Files::new();
    files.take_in("Cust No,Last Name,Cell Phone\n7,Blake,416-555-0134\n8,Roy,416-555-0121\n").await;
    let log = "Entry No,Entry Date,Cust No,Last Name,Cell Phone,Home Phone,Do Not Call,Status,Traffic Type\n\
               T1,someday,7,Blake,,416-555-0199,Y,Lost,Phone\n\
               T2,someday,500,Quill,416-555-0155,,Y,Lost,Phone\n\
               T3,2026-11-18,8,Roy,416-555-0121,,,Lost,Phone\n";
    let summary = files.take_in(log).await;
    assert_eq!((summary.rejected, files.customers()), (2, 2));
    let reason = Some("Do Not Call in export.csv");
    let is_off = |number: &str| files.customer(number).voice_off;
    assert_eq!((is_off("7").as_deref(), is_off("8")), (reason, None));
    for number in ["+14165550134", "+14165550199", "+14165550155"] {
        let number = E164::parse(number).unwrap();
        let opted_out = files.world.db(|db| store::numbers::opt_out_of(db, &number));
        assert!(opted_out.is_some(), "{number}");
    }
    assert_eq!(files.typed("7", PhoneKind::Home), None, "nothing else of the row is kept");
    files.take_in("Cust No,Last Name,Cell Phone\n500,Quill,416-555-0156\n").await;
    assert_eq!(is_off("500").as_deref(), reason, "whoever was not on file yet comes barred");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_without_a_phone_is_on_file_and_cannot_be_contacted() {
    let files = Files::with_customers().await;
    files.example("lead.adf").await;
    let orr = files.customer("L-2");
    assert_eq!((orr.last_name.as_deref(), orr.email.as_deref()), (Some("Orr"), Some("will@example.com")));
    assert!(files.world.db(|db| customers::phones(db, orr.id)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_says_of_which_source_a_file_is_and_what_a_list_is_called() {
    let files = Files::with_customers().await;
    let request = ImportOpen {
        path: example("list.csv"),
        source: Some(DataSource::TrafficEntry),
        encoding: None,
        delimiter: None,
    };
    let draft = imports::open(&files.world.house, &files.world.caller, request).await.unwrap();
    assert_eq!(draft.source, DataSource::TrafficEntry);
    let (code, field) = refusal(files.preview(agreed(&draft)).await);
    assert_eq!((code.as_str(), field.as_deref()), ("import.no_field", Some("mapping")));
    let draft = files.open(&example("list.csv")).await.unwrap();
    assert_eq!(draft.list.as_deref(), Some("list"));
    let plan = |name: String| ImportPlan { list: Some(name), ..agreed(&draft) };
    let (code, field) = refusal(files.preview(plan("x".repeat(81))).await);
    assert_eq!((code.as_str(), field.as_deref()), ("import.list_name", Some("list")));
    let preview = files.preview(plan("Open house".to_owned())).await.unwrap();
    assert!(preview.first_events[0].what.starts_with("Open house"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mapping_of_a_source_is_remembered_for_its_own_files() {
    let files = Files::with_customers().await;
    let text = "Ticket,Cust No,Wann,State of it\nA1,100001,2026-11-27,Booked\n";
    let path = files.write("odd.csv", text);
    let request =
        ImportOpen { path: path.clone(), source: Some(DataSource::Appointment), encoding: None, delimiter: None };
    let open = || imports::open(&files.world.house, &files.world.caller, request.clone());
    let draft = open().await.unwrap();
    let mut plan = agreed(&draft);
    plan.mapping[0] = Some(app::dto::imports::FieldDto::AppointmentNumber);
    plan.mapping[2] = Some(app::dto::imports::FieldDto::AppointmentDate);
    plan.date_format = Some("%Y-%m-%d".to_owned());
    assert_eq!(numbers(files.run(plan).await.finished.unwrap().events), (1, 0, 0));
    let again = open().await.unwrap();
    assert!(again.remembered);
    assert_eq!(again.columns[2].field, Some(app::dto::imports::FieldDto::AppointmentDate));
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_changed_since_the_last_file_are_named_and_the_other_choices_are_kept() {
    let files = Files::with_customers().await;
    let open = async |text: &str| {
        let path = files.write("orders.csv", text);
        let request = ImportOpen { path, source: Some(DataSource::RepairOrder), encoding: None, delimiter: None };
        imports::open(&files.world.house, &files.world.caller, request).await.unwrap()
    };
    let draft = open("RO Number,Cust No,Open Date,Finished,Bay\nR1,100001,2026-11-18,2026-11-19,4\n").await;
    assert!(draft.columns_changed.is_none(), "the first file of its kind");
    let mut plan = agreed(&draft);
    plan.mapping[3] = Some(app::dto::imports::FieldDto::CloseDate);
    files.run(plan).await.finished.unwrap();
    let changed = open("RO Number,Bay,Cust No,Opened,Finished\nR2,4,100001,2026-11-18,2026-11-19\n").await;
    let of = |name: &str| changed.columns.iter().find(|column| column.name == name).unwrap().field;
    assert_eq!(of("Finished"), Some(app::dto::imports::FieldDto::CloseDate), "as a person said last time");
    assert!(!changed.remembered);
    let told = changed.columns_changed.unwrap();
    assert_eq!((told.came, told.went), (vec!["Opened".to_owned()], vec!["Open Date".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_file_is_taken_back_whole() {
    let files = Files::with_customers().await;
    let before = files.customers();
    let summary = files.example("traffic-log.csv").await;
    assert_eq!(files.customers(), before + 2);
    let key = app::dto::imports::ImportKey { id: summary.id };
    let undone = imports::undo(&files.world.house, &files.world.caller, key).await.unwrap();
    assert_eq!((undone.removed_events, undone.removed_customers, undone.left), (3, 2, vec![]));
    assert_eq!(files.customers(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adf_file_that_is_not_xml_is_refused_beside_its_path() {
    let files = Files::new();
    let path = files.write("lead.xml", "Jo Blake wants a CR-V");
    let (code, field) = refusal(files.open(&path).await);
    assert_eq!((code.as_str(), field.as_deref()), ("import.not_adf", Some("path")));
}

/// The exports that stand beside the tests of the window: everybody in them is on file, and one row of each is broken.
#[tokio::test(flavor = "multi_thread")]
async fn the_exports_of_a_whole_dealership_come_in_and_the_broken_row_of_each_is_rejected_or_noted() {
    let files = Files::new();
    files.world.pass(chrono::TimeDelta::days(5));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/data/exports");
    for (name, source) in [
        ("customers.csv", DataSource::Customers),
        ("appointments.csv", DataSource::Appointment),
        ("repair-orders.csv", DataSource::RepairOrder),
        ("special-orders.csv", DataSource::PartsOrder),
        ("recalls.csv", DataSource::Recall),
        ("inspections.csv", DataSource::Inspection),
        ("declined-work.csv", DataSource::DeclinedWork),
        ("deals.csv", DataSource::Deal),
        ("traffic-log.csv", DataSource::TrafficEntry),
        ("list.csv", DataSource::ListEntry),
    ] {
        // A list with customer numbers looks like a customers' file; that it is none a person says.
        let asked = (source == DataSource::ListEntry).then_some(source);
        let path = folder.join(name).to_str().unwrap().to_owned();
        let request = ImportOpen { path, source: asked, encoding: None, delimiter: None };
        let draft = imports::open(&files.world.house, &files.world.caller, request).await.unwrap();
        assert_eq!(draft.source, source, "{name}");
        let preview = files.preview(agreed(&draft)).await.unwrap();
        // A row that is still about one event of one customer is taken without what cannot be read in it.
        let is_noted = preview.rejected == 0 && preview.notes > 0;
        assert!(preview.rejected == 1 || is_noted, "{name}: {:?}", preview.first_rejected);
        let summary = files.run(agreed(&draft)).await.finished.expect("taken in");
        if let (Some(would), Some(did)) = (preview.events, summary.events) {
            assert_eq!((would.new, would.changed, would.same), (did.new, did.changed, did.same), "{name}");
            assert!(did.new > 20 && did.changed == 0, "{name}: {} new, {} changed", did.new, did.changed);
        }
    }
}
