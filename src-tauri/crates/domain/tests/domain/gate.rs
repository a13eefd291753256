//! P12, S3 and the three kinds of No (engine page, section 1).

use chrono::{DateTime, Utc};
use domain::{
    audience::{Choice, Question, Standing},
    calendar::Calendar,
    campaign::CampaignSpec,
    contact_type::ContactType,
    due::DueSettings,
    facts::{
        AppointmentState, Clocks, CustomerFacts, Hold, Matter, MatterKind, NumberFacts, OpenAttempt, PhoneOnFile,
        VehicleFacts,
    },
    gate::{GateFacts, Standstill, Verdict, gate},
    ids::{MatterId, VehicleId},
    numbers::{Block, NumberRecord},
    phone::PhoneKind,
    reason::Reason,
    recycle::Recycled,
};

use crate::builders::{
    CELL, HOME, MESSAGE, OTHER_RUN, RUN, at, calendar, customer, e164, measure, now, number, on, question, reasons,
    sending, spec, today, vehicle, with_clocks, with_record,
};

/// What the gate says, in short.
#[derive(Debug, PartialEq)]
enum Said {
    Yes,
    Customer(Reason),
    Later(Reason),
    Everyone(Option<DateTime<Utc>>),
}

fn ask_at(customer: &CustomerFacts, calendar: &Calendar, now: DateTime<Utc>) -> Said {
    match gate(&GateFacts { customer, calendar }, &sending(&spec()), now) {
        Verdict::Yes(_) => Said::Yes,
        Verdict::Customer(barred) => Said::Customer(barred.reason),
        Verdict::Later(barred) => Said::Later(barred.reason),
        Verdict::Everyone(Standstill::StoreClosed { opens_at }) => Said::Everyone(opens_at),
    }
}

fn ask(customer: &CustomerFacts) -> Said {
    ask_at(customer, &calendar(), now())
}

fn reserved() -> CustomerFacts {
    CustomerFacts { reserved_by: Some(RUN), ..customer() }
}

fn cell(number: NumberFacts) -> CustomerFacts {
    CustomerFacts { cell: PhoneOnFile::Number(number), ..reserved() }
}

#[test]
fn p12_yes_names_the_number_the_message_and_the_vehicles() {
    let facts = GateFacts { customer: &reserved(), calendar: &calendar() };
    let expected = Choice {
        kind: PhoneKind::Cell,
        number: e164(CELL),
        message: Some(MESSAGE),
        vehicles: vec![VehicleId(1)],
        matters: vec![],
    };
    assert_eq!(gate(&facts, &sending(&spec()), now()), Verdict::Yes(expected));
}

#[test]
fn s3_taken_spoken_to_called_in_or_booked_since_the_reservation_means_skip_with_that_reason() {
    let since = Some(at("2026-11-24T14:50:00Z"));
    let before = Some(at("2026-11-24T14:49:59Z"));
    let booked = VehicleFacts { next_appointment_on: Some(on("2026-11-28")), ..vehicle() };
    for (facts, said) in [
        (CustomerFacts { taken_by: Some("A. Snyder".into()), ..reserved() }, Said::Customer(Reason::TakenByAgent)),
        (CustomerFacts { last_agent_contact_at: since, ..reserved() }, Said::Customer(Reason::SpokenTo)),
        (CustomerFacts { last_agent_contact_at: before, ..reserved() }, Said::Yes),
        (CustomerFacts { last_called_in_at: since, ..reserved() }, Said::Customer(Reason::CalledIn)),
        (CustomerFacts { last_called_in_at: before, ..reserved() }, Said::Yes),
        (CustomerFacts { vehicles: vec![booked], ..reserved() }, Said::Customer(Reason::Booked)),
    ] {
        assert_eq!(ask(&facts), said, "{facts:?}");
    }
}

#[test]
fn s3_an_appointment_that_came_onto_the_file_since_means_skip_for_every_contact_type_but_confirm() {
    let (since, before) = (Some(at("2026-11-24T14:50:00Z")), Some(at("2026-11-24T14:49:59Z")));
    let booked = |known_at, booked_on: Option<&str>, on_day: &str, state| {
        let kind = MatterKind::Appointment { on: on(on_day), booked_on: booked_on.map(on), state, known_at };
        // For another vehicle than the one that is due.
        let matter = Matter { id: MatterId(1), vehicle: Some(VehicleId(9)), kind, recycled: None, had_step: false };
        CustomerFacts { matters: vec![matter], ..reserved() }
    };
    use AppointmentState::{Booked, Confirmed, Deleted, Shown};
    for (facts, is_skipped) in [
        (booked(since, None, "2026-11-28", Booked), true),
        (booked(since, None, "2026-11-24", Confirmed), true),
        (booked(since, Some("2026-11-24"), "2026-11-28", Booked), true),
        (booked(since, Some("2026-11-23"), "2026-11-28", Booked), false),
        (booked(before, None, "2026-11-28", Booked), false),
        (booked(before, Some("2026-11-24"), "2026-11-28", Booked), false),
        (booked(None, Some("2026-11-24"), "2026-11-28", Booked), false),
        (booked(since, None, "2026-11-23", Booked), false),
        (booked(since, None, "2026-11-28", Deleted), false),
        (booked(since, None, "2026-11-28", Shown), false),
    ] {
        let said = if is_skipped { Said::Customer(Reason::Booked) } else { Said::Yes };
        assert_eq!(ask(&facts), said, "{facts:?}");
        // Whoever chooses has no reservation to compare with.
        let spec = spec();
        assert_eq!(reasons(&CustomerFacts { reserved_by: None, ..facts }, &question(&spec)), []);
    }
    let calendar = calendar();
    let settings = DueSettings::default();
    let facts = booked(since, None, "2026-11-28", Booked);
    let measure = measure(&settings, &calendar, today());
    for contact_type in ContactType::ALL {
        let has_booked = measure.has_booked_since(contact_type, at("2026-11-24T14:50:00Z"), &facts);
        assert_eq!(has_booked, contact_type != ContactType::Confirm, "{contact_type:?}");
    }
}

#[test]
fn s3_a_customer_who_is_not_due_any_more_because_they_booked_is_skipped_as_booked() {
    let on_day = |day: &str, state, known_at| MatterKind::Appointment { on: on(day), booked_on: None, state, known_at };
    let kinds = [
        on_day("2026-11-20", AppointmentState::NoShow, None),
        on_day("2026-11-28", AppointmentState::Booked, Some(now())),
    ];
    let matter = |kind| Matter { id: MatterId(1), vehicle: None, kind, recycled: None, had_step: false };
    let customer = CustomerFacts { matters: kinds.map(matter).to_vec(), ..reserved() };
    let spec = CampaignSpec { contact_type: ContactType::NoShow, ..spec() };
    let facts = GateFacts { customer: &customer, calendar: &calendar() };
    let verdict = gate(&facts, &sending(&spec), now());
    assert!(matches!(&verdict, Verdict::Customer(barred) if barred.reason == Reason::Booked), "{verdict:?}");
}

#[test]
fn s3_a_customer_whom_an_agent_spoke_to_and_recycled_is_skipped_as_spoken_to() {
    let recycled = VehicleFacts { recycled: Some(Recycled { on: today(), days: 30 }), ..vehicle() };
    let facts = CustomerFacts {
        last_agent_contact_at: Some(at("2026-11-24T14:55:00Z")),
        vehicles: vec![recycled],
        ..reserved()
    };
    assert_eq!(ask(&facts), Said::Customer(Reason::SpokenTo));
}

#[test]
fn whatever_will_not_clear_today_is_a_no_about_the_customer() {
    let opted_out = NumberRecord { opted_out_at: Some(now()), ..NumberRecord::default() };
    let blocked = NumberRecord { block: Some(Block::Until(on("2026-12-08"))), ..NumberRecord::default() };
    let rests = NumberRecord { rests_until_on: Some(on("2026-11-25")), ..NumberRecord::default() };
    let recycled = VehicleFacts { recycled: Some(Recycled { on: today(), days: 10 }), ..vehicle() };
    let dropped = Clocks { last_drop_on: Some(today()), ..Clocks::default() };
    let marketed = Clocks { last_marketing_on: Some(on("2026-11-20")), ..Clocks::default() };
    let heard = Clocks { last_of_message_on: vec![(MESSAGE, on("2026-11-01"))], ..Clocks::default() };
    let hold = Some(Hold { reason: "moved".into(), until_on: None });
    for (facts, reason) in [
        (CustomerFacts { cell: with_record(CELL, opted_out.clone()), ..reserved() }, Reason::OptedOut),
        (CustomerFacts { home: with_record(HOME, opted_out), ..reserved() }, Reason::OptedOut),
        (CustomerFacts { do_not_call: true, ..reserved() }, Reason::OptedOut),
        (CustomerFacts { cell: with_record(CELL, blocked), ..reserved() }, Reason::Impossible),
        (CustomerFacts { cell: with_record(CELL, rests), ..reserved() }, Reason::RetryRest),
        (CustomerFacts { cell: PhoneOnFile::Empty, ..reserved() }, Reason::Impossible),
        (CustomerFacts { vehicles: vec![recycled], ..reserved() }, Reason::Recycled),
        (CustomerFacts { vehicles: vec![], ..reserved() }, Reason::NotDue),
        (CustomerFacts { clocks: dropped, ..reserved() }, Reason::Prevention),
        (CustomerFacts { cell: with_clocks(CELL, marketed), ..reserved() }, Reason::Rest),
        (CustomerFacts { clocks: heard, ..reserved() }, Reason::DaysBetween),
        (CustomerFacts { reserved_by: Some(OTHER_RUN), ..reserved() }, Reason::HeldByRun),
        (CustomerFacts { hold, ..reserved() }, Reason::OnHold),
        (CustomerFacts { complaint_open: true, ..reserved() }, Reason::OpenComplaint),
    ] {
        assert_eq!(ask(&facts), Said::Customer(reason), "{facts:?}");
    }
}

#[test]
fn a_number_in_progress_in_another_run_is_a_no_for_later_and_one_locked_by_an_unknown_is_not() {
    let open =
        |run, is_overdue| cell(NumberFacts { open_attempt: Some(OpenAttempt { run, is_overdue }), ..number(CELL) });
    assert_eq!(ask(&open(Some(OTHER_RUN), false)), Said::Later(Reason::InProgressElsewhere));
    assert_eq!(ask(&open(None, false)), Said::Later(Reason::InProgressElsewhere));
    assert_eq!(ask(&open(Some(OTHER_RUN), true)), Said::Customer(Reason::NumberLocked));
    assert_eq!(ask(&open(Some(RUN), false)), Said::Customer(Reason::NumberLocked));
}

#[test]
fn a_no_that_lasts_outweighs_one_for_later() {
    let open_attempt = Some(OpenAttempt { run: Some(OTHER_RUN), is_overdue: false });
    let busy = cell(NumberFacts { open_attempt, ..number(CELL) });
    assert_eq!(ask(&CustomerFacts { complaint_open: true, ..busy }), Said::Customer(Reason::OpenComplaint));
}

#[test]
fn a_closed_store_is_a_no_for_everyone_and_says_when_it_opens() {
    let mut holiday = calendar();
    holiday.closed.insert(today());
    let barred = CustomerFacts { complaint_open: true, ..reserved() };
    for facts in [reserved(), barred] {
        let before_opening = ask_at(&facts, &calendar(), at("2026-11-24T12:59:59Z"));
        assert_eq!(before_opening, Said::Everyone(Some(at("2026-11-24T13:00:00Z"))));
        assert_eq!(ask_at(&facts, &calendar(), at("2026-11-24T23:00:00Z")), Said::Everyone(None));
        assert_eq!(ask_at(&facts, &holiday, now()), Said::Everyone(None));
    }
}

#[test]
fn s9_the_gate_judges_the_number_that_was_reserved_also_when_that_is_the_home_phone() {
    let home = e164(HOME);
    let spec = spec();
    let standing = Standing::Sending { reserved_at: now(), kind: PhoneKind::Home, number: &home };
    let question = Question { standing, ..sending(&spec) };
    // A cell was put on file since; the run goes on with what it chose.
    let verdict = gate(&GateFacts { customer: &reserved(), calendar: &calendar() }, &question, now());
    assert!(matches!(verdict, Verdict::Yes(choice) if choice.number == home && choice.kind == PhoneKind::Home));
}
