//! The recycle code of voice drops, changed after the first round (S11): the return dates follow, or they do not.

use serde_json::Value;

use crate::{
    driver::{By, Window},
    steps::{self, go},
};

/// One customer of the run who heard the message, and when they come back by the ten days of a new code.
struct Heard {
    place: String,
    /// 24 November and ten days.
    back: &'static str,
}

#[test]
fn changing_the_voice_drop_code_moves_the_return_dates_of_those_out_only_when_asked_to() {
    let window = steps::open_sample("recycle", 300);
    go(&window, "recycle");
    window.wait_for(By::TestId("voice-drop-appears"));
    window.shot("recycle-before-the-first-run");
    let run = {
        go(&window, "today");
        steps::wait_for_lane(&window, "Thin Ice, November")
    };
    steps::wait_for_end(&window, run);
    let heard = heard_by(&window, run);
    assert_returns(&window, &heard.place, heard.back);

    change_days(&window, "7", "applies-also-those-out");
    assert_returns(&window, &heard.place, "1 Dec 2026");
    change_days(&window, "20", "applies-from-now-on");
    assert_returns(&window, &heard.place, "1 Dec 2026");
    change_days(&window, "12", "applies-also-those-out");
    assert_returns(&window, &heard.place, "6 Dec 2026");
    go(&window, "audit");
    window.wait_for_words("Voice Drop");
    window.shot("audit");
}

fn heard_by(window: &Window, run: u64) -> Heard {
    let targets = steps::targets(window, run);
    let heard = targets.iter().find(|target| target["disposition"] == "delivered").expect("somebody heard it");
    Heard { place: format!("/customers/{}", heard["customer"]), back: "4 Dec 2026" }
}

/// Options > Edit selected Recycle Code, with the numbers of what it does, and for whom it holds.
fn change_days(window: &Window, days: &str, applies: &str) {
    go(window, "recycle");
    let row =
        "[...document.querySelectorAll('[data-testid^=\"code-\"]')].find((r) => r.innerText.includes('Voice Drop'))";
    window.wait_until("the code", row);
    window.run(&format!("{row}.click(); return true;"));
    window.click(By::TestId("recycle-options"));
    window.click(By::TestId("recycle-edit"));
    window.fill(By::TestId("code-days"), days);
    window.wait_until(
        "what it would do",
        "/\\d+ customers? would return/.test(document.querySelector('[data-testid=\"recycle-effect\"]')?.innerText)",
    );
    let save = "document.querySelector('[data-testid=\"code-save\"]')";
    assert_eq!(window.run(&format!("return {save}.disabled;")), true, "first it is asked for whom it holds");
    window.run(&format!("document.querySelector('[data-testid=\"{applies}\"]').click(); return true;"));
    window.wait_until("it can be saved", &format!("!{save}.disabled"));
    window.shot(&format!("recycle-{days}-days"));
    window.click(By::TestId("code-save"));
    window.wait_until("the dialog is gone", &format!("!{save}"));
    window.wait_until("the new days", &format!("{row}?.innerText.split('\\t').includes('{days}')"));
}

/// The date stands in Contact History and with the vehicle that the drop was about.
fn assert_returns(window: &Window, place: &str, on: &str) {
    steps::open_page(window, place);
    let history = "document.querySelector('[data-testid=\"history\"]')?.innerText";
    let on = Value::from(on);
    window.wait_until(&format!("{on} in Contact History"), &format!("{history}?.includes({on})"));
    window.wait_until(
        &format!("{on} with the vehicle"),
        &format!(
            "[...document.querySelectorAll('[data-testid^=\"cell-\"][data-testid$=\"-maintenance\"]')]\
             .some((cell) => cell.getAttribute('aria-label').includes('out until ' + {on}))"
        ),
    );
}
