//! Fetch: the same query by mouse and by keyboard, and a campaign that asks one afresh at each run.

use serde_json::{Value, json};

use crate::{
    driver::{By, CONTROL, Window},
    steps::{self, go, value_of},
};

const LINE: &str = "Make = Honda and \"Last RO Date\" more than 6 months ago";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";

#[test]
fn a_query_built_by_mouse_and_the_same_one_typed_find_the_same_and_are_saved() {
    let window = steps::open_sample("fetch", 1);
    go(&window, "fetch");
    window.wait_for_words("Nothing asked yet");
    window.shot("fetch-empty");
    build_by_mouse(&window);
    let built = found(&window);
    assert_eq!(value_of(&window, "fetch-line"), LINE, "the line follows the tree");
    window.shot("fetch-built");
    window.click(By::TestId("fetch-save"));
    window.fill(By::TestId("fetch-name"), "Quiet Hondas, built");
    window.click(By::TestId("confirm"));
    let first = saved_place(&window);

    window.click(By::TestId("fetch-new"));
    window.wait_for_words("Nothing asked yet");
    window.type_into(By::TestId("fetch-line"), LINE);
    window.wait_for(By::TestId("fetch-field-1"));
    assert_eq!(value_of(&window, "fetch-field-1"), "Last RO Date", "the tree follows the line");
    window.press(&[ESCAPE]);
    window.press(&[CONTROL, ENTER]);
    let typed = found(&window);
    assert_eq!(typed, built, "both ways count the same");
    window.press(&[CONTROL, "s"]);
    window.type_into(By::TestId("fetch-name"), "Quiet Hondas, typed");
    window.press(&[ENTER]);
    window.wait_until("another page", &format!("location.hash !== {}", Value::from(first)));
    saved_place(&window);
    window.shot("fetch-typed");

    let list = window.call("fetch_list", &json!({})).unwrap();
    let of = |name: &str| {
        let queries = list["queries"].as_array().unwrap();
        queries.iter().find(|query| query["name"] == name).unwrap_or_else(|| panic!("{name} in {list}"))["query"]
            .clone()
    };
    assert_eq!(of("Quiet Hondas, built"), of("Quiet Hondas, typed"));
    let counted = window.call("fetch_find", &json!({ "query": of("Quiet Hondas, typed") })).unwrap();
    assert!(counted["found"].as_u64().unwrap() > 0, "the sample has such vehicles");
    assert_eq!(Some(typed), counted["found"].as_u64(), "the page shows what the program counts");
}

#[test]
fn a_line_that_cannot_be_read_is_marked_at_its_place_and_the_tree_stays() {
    let window = steps::open_sample("fetch-line", 1);
    go(&window, "fetch");
    window.type_into(By::TestId("fetch-line"), "Make = Honda");
    window.wait_for(By::TestId("fetch-field-0"));
    let wrong = format!("{LINE} and Colour = red");
    window.fill(By::TestId("fetch-line"), &wrong);
    window.wait_until(
        "the mark under the wrong word",
        "document.querySelector('[data-testid=\"fetch-line-mark\"]')?.innerText.trim() === 'Colour'",
    );
    window.wait_for(By::TestId("fetch-line-error"));
    assert_eq!(value_of(&window, "fetch-value-0"), "Honda");
    window.shot("fetch-line-error");
}

#[test]
fn a_fetch_automation_campaign_picks_up_a_customer_who_became_eligible_between_two_runs() {
    let window = steps::open_sample("fetch-automation", 60);
    rest_the_samples_campaigns(&window);
    let query = save(&window, &Value::Null, "Nearly everybody", &voice_is_on());
    let spec = automation(&window, &query["id"]);
    let would = window.call("campaign_preview", &json!({ "spec": spec, "campaign": null })).unwrap();
    let people: Vec<&Value> =
        would["first"].as_array().unwrap().iter().filter(|person| person["kind"] == "cell").take(2).collect();
    let [fits_now, fits_later] = people[..] else { panic!("two who could get a drop: {would}") };

    save(&window, &query["id"], "One, and one to come", &either(&fits_now["number"]));
    let saved = window.call("campaign_save", &json!({ "id": null, "spec": spec, "based_on": null })).unwrap();
    window.call("campaign_activate", &json!({ "id": saved["id"] })).unwrap();
    assert_eq!(run(&window, &saved["id"]), [fits_now["customer"].clone()]);

    let corrected = json!({ "customer": fits_later["customer"], "kind": "home", "typed": NEW_HOME });
    window.call("phone_save", &corrected).unwrap();
    assert_eq!(
        run(&window, &saved["id"]),
        [fits_later["customer"].clone()],
        "asked afresh; the first had theirs today"
    );
    window.shot("fetch-automation");
}

/// Nobody in the sample has it.
const NEW_HOME: &str = "212-555-0187";

fn build_by_mouse(window: &Window) {
    window.click(By::TestId("fetch-add-rule-root"));
    pick(window, "fetch-value-0", "Honda");
    window.click(By::TestId("fetch-add-rule-root"));
    pick(window, "fetch-field-1", "Last RO Date");
    // "is more than … ago" is the first comparison of dates.
    window.fill(By::TestId("fetch-value-1"), "6");
    window.wait_until(
        "the line",
        &format!("document.querySelector('[data-testid=\"fetch-line\"]').value === {}", Value::from(LINE)),
    );
}

/// Chooses an entry of a list; behind a value stands how often it is on file.
fn pick(window: &Window, field: &str, entry: &str) {
    window.click(By::TestId(field));
    let option = format!(
        "[...document.querySelectorAll('[role=option]')].find((o) => o.getClientRects().length > 0 && o.innerText.split('\\n')[0].trim() === {})",
        Value::from(entry)
    );
    window.wait_until(entry, &option);
    window.run(&format!("{option}.click(); return true;"));
}

/// The number of vehicles on the page, once it is the answer to what stands there.
fn found(window: &Window) -> u64 {
    let shown = "document.querySelector('[data-testid=\"fetch-count\"]:not([data-old])')?.innerText.match(/^([\\d,]+) vehicle/)?.[1]";
    let digits = window.wait_until("the count", shown).as_str().unwrap_or_default().replace(',', "");
    digits.parse().unwrap_or_else(|_| panic!("{digits:?} is no count"))
}

fn saved_place(window: &Window) -> String {
    let place =
        window.wait_until("the page of the saved query", "/^#\\/fetch\\/\\d+$/.test(location.hash) && location.hash");
    place.as_str().unwrap_or_default().to_owned()
}

fn rule(field: &str, comparison: &str, values: &Value) -> Value {
    json!({ "kind": "rule", "field": field, "comparison": comparison, "values": values, "unit": null })
}

fn customers(combine: &str, items: &[Value]) -> Value {
    json!({ "about": "customers", "root": { "combine": combine, "negated": false, "items": items } })
}

fn voice_is_on() -> Value {
    customers("all", &[rule("customer.voice_off", "is", &json!(["no"]))])
}

/// Whoever has this cell, or has got the new home phone.
fn either(cell: &Value) -> Value {
    let homes = json!([NEW_HOME, "+12125550187"]);
    customers("any", &[rule("customer.cell", "is", &json!([cell])), rule("customer.home", "one_of", &homes)])
}

fn save(window: &Window, id: &Value, name: &str, query: &Value) -> Value {
    window.call("fetch_save", &json!({ "id": id, "name": name, "query": query })).unwrap()
}

/// The sample's own would take customers and ports in between.
fn rest_the_samples_campaigns(window: &Window) {
    let list = window.call("campaign_list", &json!({})).unwrap();
    for campaign in list["campaigns"].as_array().unwrap().iter().filter(|campaign| campaign["state"] == "active") {
        window.call("campaign_deactivate", &json!({ "id": campaign["id"] })).unwrap();
    }
}

/// Everybody whom the query finds, recorded as Maintenance, with the message of the sample's first campaign.
fn automation(window: &Window, query: &Value) -> Value {
    let list = window.call("campaign_list", &json!({})).unwrap();
    let of_sample =
        list["campaigns"].as_array().unwrap().iter().find(|campaign| campaign["spec"]["contact_type"] == "maintenance");
    let mut spec = of_sample.unwrap_or_else(|| panic!("a campaign of the sample: {list}"))["spec"].clone();
    spec["name"] = json!("Asked afresh");
    spec["contact_type"] = json!("fetch_automation");
    spec["filters"] = json!({
        "language": "any", "customer_type": "all", "day": "all", "makes": [], "models": [], "year_from": null, "year_to": null,
        "odometer_from": null, "odometer_to": null, "last_visit_from_on": null, "last_visit_to_on": null,
    });
    spec["count"] = json!({ "kind": "all_due" });
    // Its own time is over for today, so that only "Run now" starts it.
    spec["time_local"] = json!("09:00:00");
    spec["aim"] = json!({
        "subtypes": [], "recalls": [], "fetch_campaigns": [], "step": null,
        "fetch": { "query": query, "records": "maintenance", "code": null },
    });
    spec
}

/// Runs it now, to its end; who was chosen.
fn run(window: &Window, campaign: &Value) -> Vec<Value> {
    let key = window.call("run_now", &json!({ "campaign": campaign })).unwrap();
    let run = key["run"].as_u64().unwrap();
    go(window, "today");
    steps::wait_for_end(window, run);
    steps::targets(window, run).into_iter().map(|mut target| target["customer"].take()).collect()
}
