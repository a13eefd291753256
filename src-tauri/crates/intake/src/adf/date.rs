//! The date of a request, as each provider likes to write it.

use chrono::{DateTime, NaiveDateTime};

/// With an offset from UTC, which then stands behind the time.
const WITH_OFFSET: [&str; 6] = [
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f %#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M%#z",
    "%a, %d %b %Y %H:%M:%S %z",
    "%d %b %Y %H:%M:%S %z",
];
/// Without: the store's own time. A date of three numbers is the North American order, from where the format comes,
/// unless the first cannot be a month.
const LOCAL: [&str; 18] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y%m%dT%H%M%S",
    "%Y%m%d%H%M%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%b %d, %Y %I:%M %p",
    "%b %d %Y %I:%M%p",
    "%a %b %d %H:%M:%S %Y",
    "%d-%b-%Y %H:%M:%S",
];
const DATE_ALONE: [&str; 6] = ["%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%Y%m%d", "%b %d, %Y"];

/// The same moment as ISO 8601; `None` if nobody can tell.
pub(super) fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(at) = WITH_OFFSET.iter().find_map(|pattern| DateTime::parse_from_str(text, pattern).ok()) {
        return Some(at.format("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    // The name of a zone cannot be told for certain; the store's own is the likeliest.
    let bare = text.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let bare = if ["AM", "PM"].iter().any(|half| text.ends_with(half)) { text } else { bare.trim() };
    let local = LOCAL.iter().find_map(|pattern| NaiveDateTime::parse_from_str(bare, pattern).ok());
    if let Some(at) = local {
        return Some(at.format("%Y-%m-%dT%H:%M:%S").to_string());
    }
    let date = DATE_ALONE.iter().find_map(|pattern| chrono::NaiveDate::parse_from_str(bare, pattern).ok());
    date.map(|on| on.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_of_requests_are_read_as_providers_write_them() {
        for (text, expected) in [
            ("2026-11-24T10:15:00-05:00", "2026-11-24T10:15:00-05:00"),
            ("2026-11-24T15:15:00Z", "2026-11-24T15:15:00+00:00"),
            ("2026-11-24T10:15:00.123-0500", "2026-11-24T10:15:00-05:00"),
            ("Tue, 24 Nov 2026 10:15:00 -0500", "2026-11-24T10:15:00-05:00"),
            ("2026-11-24T10:15:00", "2026-11-24T10:15:00"),
            ("2026-11-24 10:15", "2026-11-24T10:15:00"),
            ("11/24/2026 10:15:00 AM", "2026-11-24T10:15:00"),
            ("11/24/2026 1:15 PM", "2026-11-24T13:15:00"),
            ("24/11/2026 13:15", "2026-11-24T13:15:00"),
            ("Nov 24 2026 10:15AM", "2026-11-24T10:15:00"),
            ("2026-11-24 10:15:00 EST", "2026-11-24T10:15:00"),
            ("20261124T101500", "2026-11-24T10:15:00"),
            ("11/24/2026", "2026-11-24"),
        ] {
            assert_eq!(iso(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "yesterday", "0000-00-00", "0000-00-00T00:00:00"] {
            assert_eq!(iso(text), None, "{text}");
        }
    }
}
