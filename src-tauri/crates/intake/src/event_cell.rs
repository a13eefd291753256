//! Reads single cells of event files: money, times, opcodes, and the words of states. `None` means "not understood".

use chrono::{DateTime, FixedOffset, NaiveTime};
use domain::{
    event::{DealKind, DeclinedKind, RecallOutcome},
    facts::{AppointmentState, Counter, PayType},
};

use crate::cell::yes_or_no;

/// No repair order or car costs more; more is a misplaced number.
const CENTS_MAX: i64 = 1_000_000_000;
/// More jobs than any order has; more is a text in the wrong column.
const OPCODES_MAX: usize = 100;

/// Letters and single blanks, in lower case: "NO-SHOW" and "No Show" are one word.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase().replace(['-', '_', '/', '.'], " ");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An amount such as "1,234.56", "$1 234,56", "(45.00)" or "-12.5", in cents.
pub(crate) fn cents(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '$' | '\'')).collect();
    let text = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let (is_negative, digits) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => match text.strip_prefix('-').or_else(|| text.strip_suffix('-')) {
            Some(rest) => (true, rest),
            None => (false, text),
        },
    };
    let decimals = digits.rfind([',', '.']).filter(|at| digits.len() - at <= 3);
    let (whole, fraction) = decimals.map_or((digits, ""), |at| (&digits[..at], &digits[at + 1..]));
    let whole: String = whole.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(&whole) || !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: i64 = format!("{fraction:0<2}").parse().ok()?;
    let cents = whole.checked_mul(100)?.checked_add(fraction)?;
    (cents <= CENTS_MAX).then_some(if is_negative { -cents } else { cents })
}

/// Codes parted by commas, semicolons, bars or blanks, in capitals, each once.
pub(crate) fn opcodes(text: &str) -> Vec<String> {
    let mut codes: Vec<String> = vec![];
    for code in text.split(|c: char| matches!(c, ',' | ';' | '|' | '/') || c.is_whitespace()) {
        let code = code.trim_matches('"').to_uppercase();
        if !code.is_empty() && !codes.contains(&code) && codes.len() < OPCODES_MAX {
            codes.push(code);
        }
    }
    codes
}

/// A time of day: "14:15", "2:15 PM", "2:15p", "1415", "14:15:00.000".
pub(crate) fn time(text: &str) -> Option<NaiveTime> {
    let lower = text.trim().to_lowercase().replace(['.', 'h'], ":");
    let is_pm = lower.contains('p');
    let is_am = lower.contains('a');
    let digits: String = lower.chars().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
    let rest = lower[digits.len()..].trim_matches(|c: char| c.is_whitespace() || c == ':');
    if !matches!(rest, "" | "a" | "p" | "am" | "pm" | "a:m" | "p:m") {
        return None;
    }
    let parts: Vec<&str> = digits.trim_end_matches(':').split(':').collect();
    let (hour, minute) = match parts.as_slice() {
        [joined] if matches!(joined.len(), 3 | 4) => joined.split_at(joined.len() - 2),
        [hour] if is_am || is_pm => (*hour, "0"),
        [hour, minute, ..] => (*hour, *minute),
        _ => return None,
    };
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match hour {
        12 if is_am => 0,
        1..=11 if is_pm => hour + 12,
        hour => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// An instant that says its own offset from UTC: "2026-11-24T10:15:00-05:00", with or without the colon, or with Z.
pub(crate) fn instant(text: &str) -> Option<DateTime<FixedOffset>> {
    const PATTERNS: [&str; 4] =
        ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S %#z", "%Y-%m-%dT%H:%M%#z"];
    PATTERNS.iter().find_map(|pattern| DateTime::parse_from_str(text.trim(), pattern).ok())
}

pub(crate) fn appointment_state(text: &str) -> Option<AppointmentState> {
    match plain(text).as_str() {
        "booked" | "b" | "open" | "o" | "scheduled" | "sched" | "active" | "new" | "pending" | "future" | "waiting"
        | "unconfirmed" | "reserve" | "reservé" | "réservé" | "rescheduled" => Some(AppointmentState::Booked),
        "confirmed" | "conf" | "confirm" | "confirmé" | "confirme" => Some(AppointmentState::Confirmed),
        "deleted" | "delete" | "del" | "d" | "cancelled" | "canceled" | "cancel" | "void" | "voided" | "removed"
        | "x" | "annulé" | "annule" => Some(AppointmentState::Deleted),
        "shown" | "show" | "showed" | "arrived" | "came" | "kept" | "checked in" | "in" | "in progress"
        | "completed" | "complete" | "closed" | "done" | "converted" | "ro opened" | "ro open" | "ro created"
        | "serviced" | "présent" | "present" => Some(AppointmentState::Shown),
        "no show" | "noshow" | "ns" | "n s" | "missed" | "not shown" | "did not show" | "absent" => {
            Some(AppointmentState::NoShow)
        }
        _ => None,
    }
}

/// Of several ways the one that the customer feels most: customer, then warranty, then internal.
pub(crate) fn pay_type(text: &str) -> Option<PayType> {
    let one = |word: &str| match word {
        "c" | "cp" | "customer" | "customer pay" | "cust" | "cust pay" | "retail" | "cash" | "client" => {
            Some(PayType::Customer)
        }
        "w" | "wp" | "warranty" | "warranty pay" | "warr" | "wty" | "wrty" | "factory" | "garantie" => {
            Some(PayType::Warranty)
        }
        "i" | "ip" | "internal" | "internal pay" | "int" | "interne" => Some(PayType::Internal),
        _ => None,
    };
    one(&plain(text)).or_else(|| {
        let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        words.filter_map(|word| one(&word)).min()
    })
}

pub(crate) fn counter(text: &str) -> Option<Counter> {
    match plain(text).as_str() {
        "front" | "front counter" | "fc" | "f" | "retail" | "counter" | "customer" | "avant" => Some(Counter::Front),
        "back" | "back counter" | "bc" | "b" | "shop" | "service" | "workshop" | "technician" | "arrière" => {
            Some(Counter::Back)
        }
        _ => None,
    }
}

/// Whether parts, recalls or declined work are still to be done.
pub(crate) fn is_open(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "open" | "o" | "outstanding" | "incomplete" | "active" | "pending" | "ordered" | "on order" | "received"
        | "arrived" | "in" | "backordered" | "back ordered" | "partial" | "declined" | "deferred" | "recommended"
        | "refused" | "new" | "ouvert" | "en attente" => Some(true),
        "closed" | "c" | "complete" | "completed" | "done" | "performed" | "repaired" | "fixed" | "sold"
        | "installed" | "picked up" | "pickedup" | "delivered" | "invoiced" | "returned" | "cancelled" | "canceled"
        | "deleted" | "void" | "done here" | "done elsewhere" | "not applicable" | "n a" | "na" | "fermé" | "ferme"
        | "terminé" => Some(false),
        _ => None,
    }
}

pub(crate) fn recall_outcome(text: &str) -> Option<RecallOutcome> {
    match plain(text).as_str() {
        "done here" | "done" | "completed" | "complete" | "performed" | "repaired" => Some(RecallOutcome::DoneHere),
        "done elsewhere" | "elsewhere" | "other dealer" => Some(RecallOutcome::DoneElsewhere),
        "not applicable" | "n a" | "na" => Some(RecallOutcome::NotApplicable),
        _ => None,
    }
}

pub(crate) fn has_remedy(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "available" | "remedy available" | "parts available" => Some(true),
        "not available" | "unavailable" | "remedy not yet available" | "interim" | "pending" => Some(false),
        _ => yes_or_no(text),
    }
}

pub(crate) fn declined_kind(text: &str) -> Option<DeclinedKind> {
    match plain(text).as_str() {
        "declined" | "decline" | "d" | "refused" | "refusé" => Some(DeclinedKind::Declined),
        "deferred" | "defer" | "postponed" | "later" | "reporté" => Some(DeclinedKind::Deferred),
        "recommended" | "recommendation" | "r" | "offered" | "recommandé" => Some(DeclinedKind::Recommended),
        _ => None,
    }
}

pub(crate) fn deal_kind(text: &str) -> Option<DealKind> {
    match plain(text).as_str() {
        "new" | "n" | "neuf" | "demo" => Some(DealKind::New),
        "used" | "u" | "pre owned" | "preowned" | "certified" | "cpo" | "usagé" | "usage" => Some(DealKind::Used),
        _ => None,
    }
}

/// Whether a deal was taken back: it never was.
pub(crate) fn is_unwound(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "unwound" | "unwind" | "cancelled" | "canceled" | "void" | "voided" | "dead" | "backed out" | "reversed"
        | "deleted" | "annulé" => Some(true),
        "" => None,
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_the_trade_writes_it() {
        for (text, expected) in [
            ("1,234.56", 123_456),
            ("$1,234.56", 123_456),
            ("1 234,56 $", 123_456),
            ("1.234,56", 123_456),
            ("1234", 123_400),
            ("1,234", 123_400),
            ("12.5", 1_250),
            (".99", 99),
            ("0", 0),
            ("(45.00)", -4_500),
            ("-12.50", -1_250),
            ("45.00CAD", 4_500),
        ] {
            assert_eq!(cents(text), Some(expected), "{text}");
        }
        for text in ["", "n/a", "1.2.3x4", "12-34", "99999999999", "$", "()"] {
            assert_eq!(cents(text), None, "{text}");
        }
    }

    #[test]
    fn opcodes_are_parted_by_whatever_parts_them() {
        for text in ["LOF,BRK", "lof; brk", "LOF BRK", "LOF|BRK|LOF", "LOF/BRK"] {
            assert_eq!(opcodes(text), ["LOF", "BRK"], "{text}");
        }
        assert!(opcodes(" ,; ").is_empty());
    }

    #[test]
    fn times_of_day_are_read_with_and_without_their_half() {
        for (text, hour, minute) in [
            ("14:15", 14, 15),
            ("2:15 PM", 14, 15),
            ("2:15p", 14, 15),
            ("1415", 14, 15),
            ("915", 9, 15),
            ("14:15:00.000", 14, 15),
            ("12:05 am", 0, 5),
            ("12:05 PM", 12, 5),
            ("9 am", 9, 0),
            ("9h30", 9, 30),
        ] {
            assert_eq!(time(text), NaiveTime::from_hms_opt(hour, minute, 0), "{text}");
        }
        for text in ["", "25:00", "noon", "9", "14:99", "14:15 sharp"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn an_instant_says_its_own_offset() {
        for text in ["2026-11-24T10:15:00-05:00", "2026-11-24T10:15:00-0500", "2026-11-24T15:15:00Z"] {
            assert_eq!(instant(text).map(|at| at.to_utc().to_rfc3339()).as_deref(), Some("2026-11-24T15:15:00+00:00"));
        }
        assert_eq!(instant("2026-11-24T10:15:00"), None);
    }

    #[test]
    fn states_are_known_by_their_many_words() {
        assert_eq!(appointment_state("NO-SHOW"), Some(AppointmentState::NoShow));
        assert_eq!(appointment_state("Cancelled"), Some(AppointmentState::Deleted));
        assert_eq!(appointment_state("Checked In"), Some(AppointmentState::Shown));
        assert_eq!(appointment_state("perhaps"), None);
        assert_eq!(pay_type("CP"), Some(PayType::Customer));
        assert_eq!(pay_type("WP/IP"), Some(PayType::Warranty));
        assert_eq!(pay_type("I, C"), Some(PayType::Customer));
        assert_eq!(pay_type("barter"), None);
        assert_eq!((is_open("Picked up"), is_open("Back-ordered"), is_open("?")), (Some(false), Some(true), None));
        assert_eq!(recall_outcome("Done elsewhere"), Some(RecallOutcome::DoneElsewhere));
        assert_eq!((is_unwound("Unwound"), is_unwound("Delivered")), (Some(true), Some(false)));
    }
}
