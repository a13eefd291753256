//! Fetch: checking, completing, asking, saving, and sending to Call Select.

use app::{
    dto::{
        Nothing,
        fetch::{
            FetchCampaignKey, FetchCampaignMake, FetchCampaignState, FetchCheck, FetchChecked, FetchComplete,
            FetchCompletion, FetchFind, FetchFound, FetchQueryDto, FetchQueryKey, FetchSave, FetchValues, FetchWritten,
        },
        lists::{ExportedList, ListExport},
        runs::ExportFormat,
    },
    error::CommandError,
    events::Topic,
    handlers::{fetch, lists},
};
use base64::Engine;
use chrono::Days;
use domain::{
    aim::FetchChoice,
    campaign::{CampaignSpec, CampaignState},
    contact_type::ContactType,
    fetch::{About, Part, Query, parse},
    ids::FetchQueryId,
};
use store::{campaigns, imports::Field};

use crate::support::{STORE, With, World, person, refusal};

fn query(line: &str) -> Query {
    parse(About::Vehicles, line).expect("a line")
}

async fn check_line(world: &World, line: &str) -> FetchChecked {
    let written = FetchWritten::Line { about: About::Vehicles, line: line.to_owned() };
    fetch::check(&world.house, &world.caller, FetchCheck { written }).await.expect("an answer")
}

async fn complete(world: &World, line: &str, caret: u32) -> FetchCompletion {
    let request = FetchComplete { about: About::Vehicles, line: line.to_owned(), caret };
    fetch::complete(&world.house, &world.caller, request).await.expect("an answer")
}

async fn find(world: &World, line: &str) -> FetchFound {
    fetch::find(&world.house, &world.caller, FetchFind { query: query(line) }).await.expect("an answer")
}

async fn save(world: &World, id: Option<FetchQueryId>, name: &str, line: &str) -> Result<FetchQueryDto, CommandError> {
    let request = FetchSave { id, name: name.to_owned(), query: query(line) };
    fetch::save(&world.house, &world.caller, request).await
}

async fn text_of(world: &World, query: Query, format: ExportFormat) -> (String, Vec<u8>) {
    let list = ExportedList::Fetched { query: Box::new(query) };
    let file = lists::export(&world.house, &world.caller, ListExport { list, format }).await.expect("a file");
    (file.file_name, base64::engine::general_purpose::STANDARD.decode(file.base64).expect("base64"))
}

/// Two Hondas of Oshawa, one of Côté-Saint-Luc with a company's name that a spreadsheet would run.
fn peopled() -> World {
    let world = World::new();
    world.take_in(&[
        person("1001", "Marie Côté")
            .cell("416 555 0101")
            .field(Field::City, "Oshawa")
            .car("1HGCM82633A004352", "Civic"),
        person("1002", "=1+1 Ltd").cell("416 555 0102").field(Field::City, "oshawa").car("1HGCM82633A004353", "CR-V"),
        person("1003", "Zoë Roy")
            .cell("416 555 0103")
            .field(Field::City, "Côté-Saint-Luc")
            .car("1HGCM82633A004354", "Fit"),
    ]);
    world
}

#[tokio::test]
async fn a_line_and_a_tree_are_the_same_query_with_one_sentence() {
    let world = World::new();
    let by_line = check_line(&world, "Make = Honda and \"Last RO Date\" < 2026-02-01").await;
    let line = "Make = Honda and \"Last RO Date\" before 2026-02-01";
    assert_eq!(by_line.line.as_deref(), Some(line), "signs of dates become words");
    let sentence = "Vehicles where Make is Honda, and Last RO Date is before 1 Feb 2026.";
    assert_eq!(by_line.sentence.as_deref(), Some(sentence));
    let written = FetchWritten::Query { query: by_line.query.clone().expect("a query") };
    let by_tree = fetch::check(&world.house, &world.caller, FetchCheck { written }).await.expect("an answer");
    assert_eq!((by_tree.query, by_tree.line, by_tree.sentence), (by_line.query, by_line.line, by_line.sentence));
}

#[tokio::test]
async fn what_is_wrong_with_a_line_has_its_place_in_units_of_the_window() {
    let world = World::new();
    let error = check_line(&world, "City = \"😀\" and Colour = red").await.line_error.expect("an error");
    // The face is two units of a text field, and four bytes.
    assert_eq!((error.start, error.end), (16, 22));
    let faulty = check_line(&world, "\"Last RO Date\" before 0000-00-00").await;
    assert!(faulty.query.is_some() && faulty.sentence.is_none());
    assert_eq!((faulty.faults[0].path.as_slice(), faulty.faults[0].part), ([0].as_slice(), Part::Values));
    let nobody = check_line(&world, "Make = Honda and Make = Kia").await;
    assert_eq!(nobody.notices, ["Make cannot be both Honda and Kia. This finds nobody."]);
}

#[tokio::test]
async fn completion_offers_values_on_file_with_their_counts() {
    let world = peopled();
    let completion = complete(&world, "City = o", 8).await;
    assert_eq!((completion.start, completion.end), (7, 8));
    assert_eq!(
        (completion.suggestions[0].text.to_lowercase().as_str(), completion.suggestions[0].rows),
        ("oshawa", Some(2))
    );
    let completion = complete(&world, "City = \"😀\" and Ma", 18).await;
    assert_eq!((completion.start, completion.end), (16, 18));
    assert!(completion.suggestions.iter().any(|of| of.label == "Make"));
    let request = FetchValues { field: "customer.city".to_owned(), search: "cote".to_owned() };
    let values = fetch::values(&world.house, &world.caller, request).await.expect("values").values;
    assert_eq!(values.iter().map(|of| of.value.as_str()).collect::<Vec<_>>(), ["Côté-Saint-Luc"]);
    let request = FetchValues { field: "customer.colour".to_owned(), search: String::new() };
    let gone = fetch::values(&world.house, &world.caller, request).await;
    assert_eq!(refusal(gone), ("fetch.field".to_owned(), Some("field".to_owned())));
}

#[tokio::test]
async fn the_catalogue_names_fields_comparisons_and_relations() {
    let world = World::new();
    let catalogue = fetch::catalogue(&world.house, &world.caller, Nothing {}).await.expect("a catalogue");
    let make = catalogue.fields.iter().find(|field| field.word == "vehicle.make").expect("make");
    assert_eq!((make.label.as_str(), make.comparisons[0].phrase.as_str(), make.has_values), ("Make", "is", true));
    assert!(catalogue.relations.iter().any(|relation| relation.label == "Repair Orders" && relation.of.len() == 2));
}

#[tokio::test]
async fn a_query_is_counted_and_its_first_rows_shown() {
    let world = peopled();
    let found = find(&world, "City = OSHAWA").await;
    assert_eq!((found.found, found.customers), (2, 2));
    assert_eq!(found.rows[0].vehicle_title.as_deref(), Some("2019 Honda Civic"));
    let faulty = FetchFind { query: Query { about: About::Customers, root: Default::default() } };
    let refused = fetch::find(&world.house, &world.caller, faulty).await;
    assert_eq!(refusal(refused), ("fetch.query".to_owned(), Some("query".to_owned())));
}

#[tokio::test]
async fn all_that_a_query_finds_goes_into_a_file() {
    let world = peopled();
    let (name, bytes) = text_of(&world, query("Make = Honda"), ExportFormat::Csv).await;
    assert_eq!(name, "Fetch 2026-11-20.csv");
    let text = String::from_utf8(bytes).expect("utf-8");
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.contains("Côté") && text.contains("'=1+1"), "{text}");
    let (_, bytes) = text_of(&world, query("Make = Honda"), ExportFormat::Xlsx).await;
    let mut book = calamine::open_workbook_auto_from_rs(std::io::Cursor::new(bytes)).expect("a workbook");
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).expect("a sheet").expect("rows");
    assert_eq!(sheet.height(), 4);
}

#[tokio::test]
async fn a_saved_query_is_changed_and_deleted_and_every_step_is_in_the_audit_trail() {
    let world = peopled();
    let mut changes = world.house.changes();
    let saved = save(&world, None, "  Hondas ", "Make = Honda").await.expect("saved");
    assert_eq!((saved.name.as_str(), saved.fault, saved.used_by), ("Hondas", None, vec![]));
    assert!(changes.try_recv().expect("an event").changed.contains(&Topic::Fetch));
    for (id, name, code) in [(None, "HONDAS", "fetch.name_taken"), (None, " ", "fetch.name_empty")] {
        assert_eq!(refusal(save(&world, id, name, "Year = 2019").await), (code.to_owned(), Some("name".to_owned())));
    }
    let long = "x".repeat(81);
    assert_eq!(refusal(save(&world, None, &long, "Year = 2019").await).0, "fetch.name_long");
    let changed = save(&world, Some(saved.id), "hondas", "Make = Honda and Year > 2018").await.expect("changed");
    assert_eq!(changed.id, saved.id);
    assert_eq!(refusal(save(&world, Some(FetchQueryId(404)), "x", "Year = 2019").await).0, "store.not_found");
    fetch::delete(&world.house, &world.caller, FetchQueryKey { id: saved.id }).await.expect("deleted");
    assert!(fetch::list(&world.house, &world.caller, Nothing {}).await.expect("a list").queries.is_empty());
    let audit: Vec<_> = world.audit().into_iter().map(|row| (row.what, row.new)).collect();
    assert_eq!(
        audit[..3],
        [
            ("Saved query deleted".to_owned(), None),
            ("Saved query changed".to_owned(), Some("hondas: vehicles, Make = Honda and Year > 2018".to_owned())),
            ("Query saved".to_owned(), Some("Hondas: vehicles, Make = Honda".to_owned())),
        ]
    );
}

#[tokio::test]
async fn a_query_that_an_active_campaign_asks_cannot_be_deleted() {
    let world = peopled();
    let saved = save(&world, None, "Hondas", "Make = Honda").await.expect("saved");
    let mut spec = CampaignSpec::new(ContactType::FetchAutomation, world.today());
    spec.name = "By Fetch".to_owned();
    spec.aim.fetch = Some(FetchChoice { query: saved.id, records: ContactType::Marketing, code: None });
    let now = world.house.now();
    let campaign = world.db(|db| {
        let id = campaigns::add(db, STORE, &spec, "Alex", now)?;
        campaigns::set_state(db, id, CampaignState::Active, now)?;
        Ok(id)
    });
    let key = || FetchQueryKey { id: saved.id };
    let refused = fetch::delete(&world.house, &world.caller, key()).await.expect_err("it is in use");
    assert!(refused.code == "fetch.in_use" && refused.message.contains("By Fetch"), "{refused}");
    let listed = fetch::list(&world.house, &world.caller, Nothing {}).await.expect("a list").queries.remove(0);
    assert_eq!(listed.used_by, ["By Fetch"]);
    world.db(|db| campaigns::set_state(db, campaign, CampaignState::Inactive, now));
    fetch::delete(&world.house, &world.caller, key()).await.expect("nobody asks it any more");
}

#[tokio::test]
async fn ready_made_queries_are_asked_as_they_are() {
    let world = peopled();
    let made = fetch::ready_made(&world.house, &world.caller, Nothing {}).await.expect("a list").queries;
    assert_eq!(made.len(), 4);
    for made in made {
        fetch::find(&world.house, &world.caller, FetchFind { query: made.query }).await.expect("an answer");
    }
}

#[tokio::test]
async fn a_query_is_sent_to_call_select_and_ended() {
    let world = peopled();
    let saved = save(&world, None, "Oshawa", "City = Oshawa").await.expect("saved").id;
    let today = world.today();
    let make = |name: &str, expires_on| FetchCampaignMake { query: saved, name: name.to_owned(), expires_on };
    let late = fetch::campaign_make(&world.house, &world.caller, make("Winter", today - Days::new(1))).await;
    assert_eq!(refusal(late), ("fetch.expires_on".to_owned(), Some("expires_on".to_owned())));
    let made = fetch::campaign_make(&world.house, &world.caller, make("Winter", today)).await.expect("made");
    assert_eq!((made.members, made.open, made.state), (2, 2, FetchCampaignState::Active));
    let list = || fetch::campaign_list(&world.house, &world.caller, Nothing {});
    world.pass(chrono::TimeDelta::days(1));
    assert_eq!(list().await.expect("a list").campaigns[0].state, FetchCampaignState::Expired);
    let key = FetchCampaignKey { id: made.id };
    let ended = fetch::campaign_end(&world.house, &world.caller, key.clone()).await.expect("ended");
    assert_eq!((ended.open, ended.state), (0, FetchCampaignState::Ended));
    assert_eq!(refusal(fetch::campaign_end(&world.house, &world.caller, key).await).0, "fetch.ended");
    let audit: Vec<_> = world.audit().into_iter().map(|row| row.what).collect();
    assert_eq!(audit[..2], ["Fetch Campaign ended", "Query sent to Call Select"]);

    let nobody = save(&world, None, "Nobody", "City = Atlantis").await.expect("saved").id;
    let request = FetchCampaignMake { query: nobody, name: "x".to_owned(), expires_on: world.today() };
    assert_eq!(refusal(fetch::campaign_make(&world.house, &world.caller, request).await).0, "fetch.nobody");
}
