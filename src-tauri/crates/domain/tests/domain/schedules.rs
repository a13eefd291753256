//! Section 6: Sales and Unsold, by the steps of their schedules. Hours count from the moment of the entry, days as whole
//! dates at the store.

use domain::{
    aim::{After, Aim, Step},
    audience::Question,
    campaign::{CampaignSpec, CampaignState},
    contact_type::ContactType,
    facts::{CustomerFacts, LogEntry, Matter, MatterKind},
    ids::MatterId,
    reason::Reason,
    recycle::Recycled,
};

use crate::builders::{at, calendar, customer, on, question, reasons, spec};

fn step(after: After) -> Step {
    Step {
        after,
        expires_after: None,
        entries_from_on: None,
        statuses: vec![],
        traffic_types: vec![],
        lost_reasons: vec![],
        hold_back_while_booked: false,
    }
}

fn hours(hours: u32) -> After {
    After::Hours { hours }
}

fn days(days: u16) -> After {
    After::Days { days }
}

fn asking(contact_type: ContactType, step: Step) -> CampaignSpec {
    CampaignSpec { contact_type, aim: Aim { step: Some(step), ..Aim::default() }, ..spec() }
}

fn matter(kind: MatterKind) -> Matter {
    Matter { id: MatterId(1), vehicle: None, kind, recycled: None, had_step: false }
}

fn with(kind: MatterKind) -> CustomerFacts {
    CustomerFacts { vehicles: vec![], matters: vec![matter(kind)], ..customer() }
}

fn entered(text: &str) -> MatterKind {
    MatterKind::TrafficEntry(Box::new(LogEntry {
        entered_at: at(text),
        status: "Working".into(),
        traffic_type: Some("Walk-in".into()),
        lost_reason: None,
        follow_up_on: None,
        appointment_on: None,
    }))
}

fn sold(text: &str) -> MatterKind {
    MatterKind::Deal { sold_on: on(text), is_unwound: false }
}

/// Whether a drop would go out at this moment.
fn is_due(spec: &CampaignSpec, facts: &CustomerFacts, now: &str) -> bool {
    let today = calendar().zone.date_at(at(now));
    let reasons = reasons(facts, &Question { today, now: at(now), ..question(spec) });
    assert!(reasons.is_empty() || reasons == [Reason::NotDue], "{reasons:?}");
    reasons.is_empty()
}

#[test]
fn an_unsold_step_of_two_hours_is_due_to_the_second() {
    let spec = asking(ContactType::Unsold, step(hours(2)));
    for (entry, now, due) in [
        ("2026-11-24T13:00:00Z", "2026-11-24T14:59:59Z", false),
        ("2026-11-24T13:00:00Z", "2026-11-24T15:00:00Z", true),
        ("2026-11-24T13:00:00Z", "2027-03-01T15:00:00Z", true),
        // An entry from the future, of a clock that is wrong.
        ("2026-11-25T13:00:00Z", "2026-11-24T15:00:00Z", false),
        // Over the hour that is skipped in March, and the one that comes twice in November.
        ("2026-03-08T06:30:00Z", "2026-03-08T08:29:59Z", false),
        ("2026-03-08T06:30:00Z", "2026-03-08T08:30:00Z", true),
        ("2026-11-01T05:30:00Z", "2026-11-01T07:29:59Z", false),
        ("2026-11-01T05:30:00Z", "2026-11-01T07:30:00Z", true),
    ] {
        assert_eq!(is_due(&spec, &with(entered(entry)), now), due, "entered {entry}, now {now}");
    }
}

#[test]
fn an_unsold_step_of_days_counts_dates_at_the_store_and_not_in_utc() {
    let spec = asking(ContactType::Unsold, step(days(3)));
    for (entry, now, due) in [
        // 23:30 of the 20th in Toronto is the 21st in UTC.
        ("2026-11-21T04:30:00Z", "2026-11-23T04:59:59Z", false),
        ("2026-11-21T04:30:00Z", "2026-11-23T05:00:00Z", true),
        ("2026-11-21T05:30:00Z", "2026-11-23T23:00:00Z", false),
        ("2026-11-21T05:30:00Z", "2026-11-24T05:00:00Z", true),
        // Over a leap day and the end of a year.
        ("2028-02-28T15:00:00Z", "2028-03-01T15:00:00Z", false),
        ("2028-02-28T15:00:00Z", "2028-03-02T05:00:00Z", true),
        ("2026-12-30T15:00:00Z", "2027-01-02T05:00:00Z", true),
    ] {
        assert_eq!(is_due(&spec, &with(entered(entry)), now), due, "entered {entry}, now {now}");
    }
}

#[test]
fn a_step_leaves_the_list_when_it_expires() {
    let until_48_hours = Step { expires_after: Some(hours(48)), ..step(hours(2)) };
    let spec = asking(ContactType::Unsold, until_48_hours);
    let facts = with(entered("2026-11-23T15:00:00Z"));
    assert!(is_due(&spec, &facts, "2026-11-25T14:59:59Z"));
    assert!(!is_due(&spec, &facts, "2026-11-25T15:00:00Z"));
    let until_day_5 = Step { expires_after: Some(days(5)), ..step(days(3)) };
    let spec = asking(ContactType::Sales, until_day_5);
    for (now, due) in [("2026-11-26", false), ("2026-11-27", true), ("2026-11-28", true), ("2026-11-29", false)] {
        assert_eq!(is_due(&spec, &with(sold("2026-11-24")), &format!("{now}T15:00:00Z")), due, "{now}");
    }
}

#[test]
fn a_sales_step_is_due_so_many_days_after_a_deal_that_was_not_unwound() {
    let spec = asking(ContactType::Sales, step(days(3)));
    for (sold_on, due) in [("2026-11-22", false), ("2026-11-21", true), ("2026-01-02", true), ("2026-11-30", false)] {
        assert_eq!(is_due(&spec, &with(sold(sold_on)), "2026-11-24T15:00:00Z"), due, "{sold_on}");
    }
    let unwound = MatterKind::Deal { sold_on: on("2026-11-20"), is_unwound: true };
    assert!(!is_due(&spec, &with(unwound), "2026-11-24T15:00:00Z"));
}

#[test]
fn hours_after_a_deal_count_from_the_start_of_its_day_at_the_store() {
    let spec = asking(ContactType::Sales, step(hours(36)));
    assert!(!is_due(&spec, &with(sold("2026-11-23")), "2026-11-24T16:59:59Z"));
    assert!(is_due(&spec, &with(sold("2026-11-23")), "2026-11-24T17:00:00Z"));
}

#[test]
fn a_step_takes_only_its_statuses_types_and_reasons_and_nobody_who_bought() {
    let now = "2026-11-24T15:00:00Z";
    let entry = |status: &str, traffic_type: Option<&str>, lost_reason: Option<&str>| {
        with(MatterKind::TrafficEntry(Box::new(LogEntry {
            entered_at: at("2026-11-20T15:00:00Z"),
            status: status.into(),
            traffic_type: traffic_type.map(Into::into),
            lost_reason: lost_reason.map(Into::into),
            follow_up_on: None,
            appointment_on: None,
        })))
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let lost = Step {
        statuses: words(&["Lost", "Working"]),
        traffic_types: words(&["Phone"]),
        lost_reasons: words(&["Too expensive"]),
        ..step(days(1))
    };
    let asked = asking(ContactType::Unsold, lost);
    assert!(is_due(&asked, &entry(" LOST", Some("phone "), Some("too EXPENSIVE")), now));
    assert!(!is_due(&asked, &entry("Open", Some("Phone"), Some("Too expensive")), now));
    assert!(!is_due(&asked, &entry("Lost", Some("Walk-in"), Some("Too expensive")), now));
    assert!(!is_due(&asked, &entry("Lost", None, Some("Too expensive")), now), "the file does not say");
    assert!(!is_due(&asked, &entry("Lost", Some("Phone"), Some("Bought elsewhere")), now));
    let anybody = asking(ContactType::Unsold, step(days(1)));
    assert!(is_due(&anybody, &entry("Lost", None, None), now));
    assert!(!is_due(&anybody, &entry("Sold", None, None), now), "never Sold");
    let sold_too = Step { statuses: words(&["Sold"]), ..step(days(1)) };
    assert!(!is_due(&asking(ContactType::Unsold, sold_too), &entry("sold", None, None), now));
}

#[test]
fn a_deal_since_on_any_file_with_the_same_number_ends_an_entry() {
    let spec = asking(ContactType::Unsold, step(hours(2)));
    for (deal_on, due) in [("2026-11-19", true), ("2026-11-20", false), ("2026-11-24", false)] {
        let last_deal_on = Some(on(deal_on));
        let facts = CustomerFacts { last_deal_on, ..with(entered("2026-11-20T15:00:00Z")) };
        assert_eq!(is_due(&spec, &facts, "2026-11-24T15:00:00Z"), due, "{deal_on}");
    }
}

#[test]
fn entries_from_before_the_schedule_are_passed_over() {
    let from = Step { entries_from_on: Some(on("2026-11-20")), ..step(days(1)) };
    let spec = asking(ContactType::Unsold, from);
    for (entry, due) in [("2026-11-20T04:59:59Z", false), ("2026-11-20T05:00:00Z", true)] {
        assert_eq!(is_due(&spec, &with(entered(entry)), "2026-11-24T15:00:00Z"), due, "{entry}");
    }
}

#[test]
fn an_entry_is_held_back_while_a_follow_up_or_an_appointment_is_booked_if_the_step_says_so() {
    let holding = asking(ContactType::Unsold, Step { hold_back_while_booked: true, ..step(days(1)) });
    let not_holding = asking(ContactType::Unsold, step(days(1)));
    let booked = |follow_up: Option<&str>, appointment: Option<&str>| {
        with(MatterKind::TrafficEntry(Box::new(LogEntry {
            entered_at: at("2026-11-20T15:00:00Z"),
            status: "Working".into(),
            traffic_type: None,
            lost_reason: None,
            follow_up_on: follow_up.map(on),
            appointment_on: appointment.map(on),
        })))
    };
    for (follow_up, appointment, held) in [
        (Some("2026-11-24"), None, true),
        (None, Some("2026-12-01"), true),
        (Some("2026-11-23"), None, false),
        (Some("2026-11-23"), Some("2026-11-24"), true),
        (None, None, false),
    ] {
        let facts = booked(follow_up, appointment);
        let expected = if held { vec![Reason::Booked] } else { vec![] };
        assert_eq!(reasons(&facts, &question(&holding)), expected, "{follow_up:?} {appointment:?}");
        assert_eq!(reasons(&facts, &question(&not_holding)), []);
    }
}

#[test]
fn s10_a_step_goes_once_and_its_drop_holds_back_that_entry_only() {
    let spec = asking(ContactType::Unsold, step(days(1)));
    let own = matter(entered("2026-11-20T15:00:00Z"));
    let had = Matter { had_step: true, ..own.clone() };
    let out = Matter { recycled: Some(Recycled { on: on("2026-11-23"), days: 10 }), ..own.clone() };
    let other = Matter { id: MatterId(2), ..own };
    let of = |matters| CustomerFacts { vehicles: vec![], matters, ..customer() };
    assert_eq!(reasons(&of(vec![had.clone()]), &question(&spec)), [Reason::NotDue]);
    assert_eq!(reasons(&of(vec![out.clone()]), &question(&spec)), [Reason::Recycled]);
    assert_eq!(reasons(&of(vec![had, out, other]), &question(&spec)), []);
}

#[test]
fn without_a_step_nobody_is_due_and_the_set_up_says_what_is_missing() {
    let spec = CampaignSpec { contact_type: ContactType::Unsold, ..spec() };
    assert_eq!(reasons(&with(entered("2026-11-20T15:00:00Z")), &question(&spec)), [Reason::NotDue]);
    let fields = |spec: &CampaignSpec| spec.faults(CampaignState::Draft).iter().map(|f| f.field).collect::<Vec<_>>();
    assert_eq!(fields(&spec), ["step"]);
    assert_eq!(fields(&asking(ContactType::Maintenance, step(days(1)))), ["step"]);
    let backwards = Step { expires_after: Some(hours(24)), ..step(days(1)) };
    assert_eq!(fields(&asking(ContactType::Unsold, backwards)), ["expires_after"]);
    assert_eq!(fields(&asking(ContactType::Unsold, step(hours(87_601)))), ["step"]);
    assert_eq!(fields(&asking(ContactType::Unsold, step(hours(2)))), [""; 0]);
}
