//! A drop to a staff number leaves no trace in counts, clocks and history: P16.

use domain::{
    disposition::Disposition,
    ids::PortNumber,
    phone::E164,
    states::{PauseCause, RunState},
};
use engine::provider::NotNow;
use store::{accounts, attempts, customers};
use testkit::{Day, Fault, Line, Person, What, cell};

use crate::{cells, minutes};

fn test_drop(day: &Day, number: &E164) -> Result<domain::ids::AttemptId, engine::Refusal> {
    let engine = day.engine();
    testkit::at_once(engine.test_drop(day.message, number)).expect("nothing waits")
}

#[test]
fn p16_a_test_drop_goes_through_gate_and_port_and_stands_in_no_count_clock_or_history() {
    let day = Day::new(1, 1);
    let campaign = day.campaign(|_| {});
    // Even to a number that a customer bears.
    let attempt = test_drop(&day, &cell(1)).unwrap();
    day.pass(minutes(1));
    assert_eq!(day.provider.ledger().numbers(What::Deliver), cells([1]));
    let attempt = day.read(|db| attempts::get(db, attempt));
    assert_eq!((attempt.run, attempt.target, attempt.customer), (None, None, None));
    assert_eq!(day.history(1), vec![]);
    day.run_all_from("10:00");
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 1, "no clock holds the customer back");
    assert_eq!(day.history(1).len(), 1);
}

#[test]
fn p16_a_test_drop_in_flight_keeps_its_port_from_a_run() {
    let day = Day::new(1, 1);
    day.provider.to(&cell(90), Line::delivered().after(minutes(7)));
    let campaign = day.campaign(|_| {});
    test_drop(&day, &cell(90)).unwrap();
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().times(What::Accept), vec![day.today_at("09:55"), day.today_at("10:02")]);
    assert_eq!(day.counts(day.run_today(campaign).id).delivered, 1);
}

#[test]
fn p16_a_test_drop_is_refused_with_the_reason() {
    let day = Day::new(1, 1);
    let refusal = |day: &Day, n| test_drop(day, &cell(n)).unwrap_err().to_string();
    day.write(|db| store::numbers::opt_out(db, &cell(91), "Alex", "Asked", day.now()));
    assert_eq!(refusal(&day, 91), "This number is opted out. Choose another one.");
    test_drop(&day, &cell(92)).unwrap();
    assert_eq!(refusal(&day, 92), "A drop to this number is not settled yet.");
    assert_eq!(refusal(&day, 93), "Every port is busy. Try again when a run is over.");
    day.pass(minutes(1));
    day.engine().act(|acts| acts.pause_all("Alex")).unwrap();
    assert_eq!(refusal(&day, 93), "Everything is paused. Lift Pause all first.");
    day.engine().act(|acts| acts.pause_all_end()).unwrap();
    day.until_time("19:00");
    assert_eq!(refusal(&day, 93), "The store is closed now. Test drops go out in opening hours only.");
    day.clock.advance(-minutes(30));
    assert!(refusal(&day, 93).starts_with("The clock of this computer was set back."));
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([92]));
}

#[test]
fn s15_do_not_call_in_answer_to_a_test_drop_opts_the_number_out_and_any_other_answer_says_nothing_of_it() {
    let day = Day::new(0, 1);
    for (n, answer) in [(91, Disposition::DoNotCall), (92, Disposition::Impossible)] {
        day.provider.to(&cell(n), Line::of(answer));
        test_drop(&day, &cell(n)).unwrap();
        day.pass(minutes(1));
    }
    let record = |n| day.read(|db| store::numbers::get(db, &cell(n)));
    assert!(record(91).opted_out_at.is_some());
    assert_eq!(record(92), domain::numbers::NumberRecord::default(), "no strike: it stands in no count");
}

#[test]
fn p16_a_test_drop_is_refused_while_the_program_closes() {
    let day = Day::new(1, 1);
    day.engine().begin_closing();
    assert_eq!(test_drop(&day, &cell(90)).unwrap_err().to_string(), "The program is closing.");
    assert!(day.provider.ledger().0.is_empty());
    day.restart();
    test_drop(&day, &cell(90)).unwrap();
}

#[test]
fn p16_runs_and_test_drops_pass_over_a_port_with_a_drop_in_flight() {
    let day = Day::new(1, 3);
    let campaign = day.campaign(|_| {});
    for n in [90, 1] {
        day.provider.to(&cell(n), Line::delivered().after(minutes(7)));
    }
    let ports = || day.provider.ledger().of(What::Wire).map(|wire| wire.port.0).collect::<Vec<_>>();
    test_drop(&day, &cell(90)).unwrap();
    test_drop(&day, &cell(91)).unwrap();
    day.pass(minutes(1));
    // The second port is free again; the first one is not.
    test_drop(&day, &cell(92)).unwrap();
    assert_eq!(ports(), [1, 2, 2]);
    day.until_time("10:00");
    assert_eq!(day.run_today(campaign).port, Some(PortNumber(2)));
    test_drop(&day, &cell(93)).unwrap();
    assert_eq!(ports(), [1, 2, 2, 2, 3]);
    assert_eq!(day.read(accounts::free_ports), []);
    assert_eq!(
        test_drop(&day, &cell(94)).unwrap_err().to_string(),
        "Every port is busy. Try again when a run is over."
    );
    day.until_time("10:02");
    assert_eq!(day.read(accounts::free_ports), [PortNumber(1), PortNumber(3)]);
    day.until_over();
}

#[test]
fn a_test_drop_that_meets_a_refused_key_or_an_empty_account_pauses_every_run() {
    for (fault, cause) in [(NotNow::Unauthorized, PauseCause::Unauthorized), (NotNow::NoFunds, PauseCause::NoFunds)] {
        let day = Day::new(2, 2);
        let campaign = day.campaign(|_| {});
        day.until_time("10:00");
        day.provider.next_submits([Fault::Says(fault)]);
        test_drop(&day, &cell(90)).unwrap();
        let run = day.run_today(campaign);
        assert_eq!((run.state, run.pause_cause), (RunState::Paused, Some(cause)));
    }
}

#[test]
fn p13_do_not_call_on_a_file_keeps_every_number_of_it_from_a_drop() {
    let day = Day::new(0, 1);
    day.add([Person { do_not_call: true, ..Person::n(1, day.today()) }, Person::n(2, day.today())]);
    day.campaign(|_| {});
    day.run_all_from("10:00");
    assert_eq!(day.provider.ledger().numbers(What::Wire), cells([2]));
    assert!(day.read(|db| customers::get(db, day.id, day.customer(1))).voice_off.is_some());
    assert!(test_drop(&day, &cell(1)).is_err());
}
