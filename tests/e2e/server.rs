//! The Connection screen of a live store, with servers that are not what they should be.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use serde_json::{Value, json};

use crate::{
    driver::{By, Window},
    steps::{self, go},
};

/// What a server does with a request.
#[derive(Clone, Copy, Debug)]
enum Manner {
    Answers(&'static str),
    /// Closes the connection without a word.
    HangsUp,
}

/// Serves this machine until the test ends; gives its address.
fn serve(manner: Manner) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            if stream.read(&mut request).is_ok()
                && let Manner::Answers(answer) = manner
            {
                // Whoever asked may have gone.
                drop(stream.write_all(answer.as_bytes()));
            }
        }
    });
    address
}

const HTML: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 21\r\nConnection: close\r\n\r\n\
                    <html>Welcome!</html>";
const BROKEN: &str = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const REFUSES_THE_KEY: &str = "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 51\r\n\
                               Connection: close\r\n\r\n{\"error\":{\"code\":\"unauthorized\",\"message\":\"No key\"}}";

// Neighbours say different things, so that a word of the case before is never taken for the next one's. The server that
// accepts and never answers is in `app/tests/app/connection.rs`: here its time-out would take half a minute.
#[test]
fn a_server_that_is_no_stratics_is_named_beside_the_field_that_can_mend_it() {
    let window = steps::open_live_store("connection");
    go(&window, "connection");
    window.shot("connection-live");
    let nobody = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let cases = [
        (nobody, "connection-url", "No answer from this address."),
        (serve(Manner::Answers(HTML)), "connection-url", "it is not a Stratics server"),
        (serve(Manner::HangsUp), "connection-url", "No answer from this address."),
        (serve(Manner::Answers(BROKEN)), "connection-url", "it is not a Stratics server"),
        (serve(Manner::Answers(REFUSES_THE_KEY)), "connection-key", "The server refuses this key."),
        (
            "https://stratics.example.com".to_owned(),
            "connection-url",
            "Only addresses on this machine can be connected.",
        ),
        ("not an address".to_owned(), "connection-url", "This is not a web address."),
    ];
    for (url, field, says) in cases {
        window.fill(By::TestId("connection-url"), &url);
        window.fill(By::TestId("connection-key"), "a-key-as-typed");
        window.click(By::TestId("connection-test"));
        let input = format!("document.querySelector('[data-testid=\"{field}\"][aria-invalid=\"true\"]')");
        window.wait_until(
            &format!("a word beside {field} about {url}"),
            &format!(
                "(({input}?.getAttribute('aria-describedby') ?? '').split(' ')\
                 .map((id) => document.getElementById(id)?.innerText ?? '').join(' ') || '-').includes({}) && {input}",
                json!(says)
            ),
        );
        let typed = window.run(
            "return ['connection-url', 'connection-key'].map((id) => document.querySelector(`[data-testid=\"${id}\"]`).value);",
        );
        assert_eq!(typed, json!([url, "a-key-as-typed"]));
    }
    window.shot("connection-refused");
}

#[test]
fn a_live_store_refuses_to_send_until_its_rules_are_installed() {
    let window = steps::open_live_store("live");
    window.wait_for_words("LIVE");
    window.wait_for_words("Rules not installed: a live file cannot send yet.");
    let campaign = ready_campaign(&window);
    go(&window, "campaigns");
    window.click(By::TestId(&format!("campaign-options-{campaign}")));
    window.click(By::TestId("campaign-run-now"));
    window.click(By::TestId("confirm"));
    window.wait_for_words("The calling rules of a live store are not installed yet.");
    window.shot("live-refuses");
    let reports = window.call("report_list", &json!({ "before": null })).unwrap();
    let run = &reports["runs"][0];
    assert_eq!((&run["state"], &run["skip"]), (&json!("skipped"), &json!("rules_not_installed")));
    assert_eq!(run["counts"]["chosen"], 0, "{run}");
    assert_eq!(steps::today(&window)["drops"], json!([]));
}

/// Everything that a run needs but the rules: a customer, an approved message, an active campaign.
fn ready_campaign(window: &Window) -> Value {
    let call = |name: &str, request: Value| window.call(name, &request).unwrap_or_else(|why| panic!("{name}: {why}"));
    let recording = window.own_file("service due.wav");
    crate::recordings::write_tone(&recording, 7, 300.0);
    let message = call("message_add", json!({ "path": recording, "file_name": null, "base64": null }))["id"].clone();
    let words = json!({ "id": message, "name": "Due", "language": "en", "transcript": "Your service is due.", "contact_types": [] });
    call("message_save", words);
    call("message_approve", json!({ "id": message }));
    let spec = json!({
        "name": "Live at last", "contact_type": "maintenance",
        "filters": {
            "language": "any", "customer_type": "all", "day": "all", "makes": [], "models": [], "year_from": null,
            "year_to": null, "odometer_from": null, "odometer_to": null, "last_visit_from_on": null, "last_visit_to_on": null,
        },
        "message": { "kind": "single", "message": message }, "count": { "kind": "number", "number": 10 },
        "days": { "kind": "weekly", "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "start_on": "2026-01-01", "end_on": null },
        "time_local": "10:00:00", "latest_local": null, "days_between": 30, "prevention": "by_customer", "missed_start": "run_late",
    });
    let campaign = call("campaign_save", json!({ "id": null, "spec": spec, "based_on": null }))["id"].clone();
    call("campaign_activate", json!({ "id": campaign }));
    campaign
}
