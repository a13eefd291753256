//! Where the fields of the catalogue stand.

use domain::fetch::{Field, Kind};

/// An expression about one row: what stands before the row's alias, and behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub before: &'static str,
    pub after: &'static str,
    /// Two columns are told apart by it: `after` of a plain one is `.` and this name.
    pub name: &'static str,
    pub stored: Stored,
}

/// How a value stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Text,
    /// Words between bars.
    Words,
    /// A word of ours.
    Choice,
    Number,
    /// YYYY-MM-DD.
    Date,
    /// Milliseconds since 1970 in UTC.
    Instant,
    /// 0 and 1.
    Flag,
}

pub(super) fn column(field: &'static Field) -> Column {
    let stored = match field.kind {
        Kind::Text => Stored::Text,
        Kind::Choice => Stored::Choice,
        Kind::Number | Kind::Money => Stored::Number,
        Kind::Date if is_instant(field.word) => Stored::Instant,
        Kind::Date => Stored::Date,
        Kind::YesNo => Stored::Flag,
        Kind::Words => Stored::Words,
    };
    let derived = |before, after| Column { before, after, name: "", stored };
    match field.word {
        "customer.cell" => {
            derived("(SELECT ifnull(p.e164, p.typed) FROM phone p WHERE p.kind = 'cell' AND p.customer_id = ", ".id)")
        }
        "customer.home" => {
            derived("(SELECT ifnull(p.e164, p.typed) FROM phone p WHERE p.kind = 'home' AND p.customer_id = ", ".id)")
        }
        "customer.vehicles" => {
            derived("(SELECT count(*) FROM vehicle o WHERE o.owned = 1 AND o.customer_id = ", ".id)")
        }
        "customer.voice_off" => derived("(", ".voice_off_at IS NOT NULL)"),
        "customer.opted_out" => derived(
            "EXISTS (SELECT 1 FROM phone p JOIN number n ON n.e164 = p.e164
                     WHERE n.opted_out_at IS NOT NULL AND p.customer_id = ",
            ".id)",
        ),
        "contact.code" => derived("(SELECT k.name FROM recycle_code k WHERE k.id = ", ".code_id)"),
        "drop.campaign" => derived("(SELECT h.campaign_name FROM contact h WHERE h.attempt_id = ", ".id)"),
        "drop.message" => derived("(SELECT m.name FROM message m WHERE m.id = ", ".message_id)"),
        "fetch_member.campaign" => derived("(SELECT f.name FROM fetch_campaign f WHERE f.id = ", ".fetch_campaign_id)"),
        _ => Column { before: "", after: ".", name: field.name(), stored },
    }
}

fn is_instant(word: &str) -> bool {
    matches!(
        word,
        "customer.last_contact_at"
            | "customer.last_agent_contact_at"
            | "customer.last_called_in_at"
            | "contact.started_at"
            | "turn_off.at"
    )
}
