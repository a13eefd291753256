//! Everything of the port protocol that has a name on the wire: paths, headers, fields, error codes, result words.
//!
//! Stratics publishes no wire format; this one is ours, made to carry the behaviour that is public. All names stand
//! here and nowhere else, so that a wire profile can replace them one day.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{disposition::Disposition, phone::E164};
use engine::provider::{AccountStatus, DropOrder, DropReport, DropStatus, Ticket};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub const AUTH_SCHEME: &str = "Bearer";

pub const ACCOUNT: [&str; 2] = ["v1", "account"];
pub const AUDIO: [&str; 2] = ["v1", "audio"];
pub const DROPS: [&str; 2] = ["v1", "drops"];
pub const EVENTS: [&str; 2] = ["v1", "events"];
pub const CANCEL: &str = "cancel";

pub const CLIENT_REF: &str = "client_ref";
pub const AFTER: &str = "after";
pub const WAIT: &str = "wait";
/// The server holds a request for events no longer than this, in seconds.
pub const LONGEST_WAIT_S: u64 = 30;

pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
pub const CONTENT_SHA256: &str = "x-content-sha256";
pub const WAV: &str = "audio/wav";
pub const JSON: &str = "application/json";

pub const KEY_REUSED: &str = "key_reused";
pub const PORT_BUSY: &str = "port_busy";
pub const BAD_NUMBER: &str = "bad_number";
pub const BAD_AUDIO: &str = "bad_audio";
pub const TOO_LATE: &str = "too_late";
pub const CURSOR_GONE: &str = "cursor_gone";

const COMPLETE: &str = "complete";

/// The words a result can be. A word that is not here is a failure of another kind; the word itself is kept.
const RESULTS: [(&str, Disposition); 12] = [
    ("delivered", Disposition::Delivered),
    ("impossible", Disposition::Impossible),
    ("busy", Disposition::Busy),
    ("unavailable", Disposition::Unavailable),
    ("mailbox_full", Disposition::MailboxFull),
    ("mailbox_not_set_up", Disposition::MailboxNotSetUp),
    ("no_answer", Disposition::NoAnswer),
    ("landline", Disposition::Landline),
    ("dnc", Disposition::DoNotCall),
    ("carrier_refused", Disposition::CarrierRefused),
    ("cancelled", Disposition::Cancelled),
    ("failed", Disposition::Failed),
];

/// Text from outside is kept as evidence, not as a library: this many characters say enough.
const LONGEST_TEXT: usize = 500;
/// A name of theirs goes back to them in a path; longer than this it is none.
const LONGEST_NAME: usize = 200;

#[derive(Serialize)]
struct Order<'o> {
    client_ref: Uuid,
    port: u16,
    to: &'o str,
    caller_id: &'o str,
    audio_id: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<String>,
}

/// The body of a submit. Pure: the same order gives the same bytes.
pub fn order_bytes(order: &DropOrder) -> Vec<u8> {
    let body = Order {
        client_ref: order.client_ref,
        port: order.port.0,
        to: order.to.as_str(),
        caller_id: order.caller_id.as_str(),
        audio_id: &order.audio.0,
        not_after: order.not_after.map(written),
    };
    // Only strings and numbers, so this cannot fail; an empty body would be refused by the server, never sent on.
    serde_json::to_vec(&body).unwrap_or_default()
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Our reference in the body of a submit.
pub fn reference_in(body: &[u8]) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Reference {
        client_ref: Uuid,
    }
    serde_json::from_slice::<Reference>(body).ok().map(|reference| reference.client_ref)
}

#[derive(Deserialize)]
struct Account {
    name: String,
    ports: u16,
    credits: i64,
    test_mode: bool,
}

pub fn account(body: &[u8]) -> Option<AccountStatus> {
    let Account { name, ports, credits, test_mode } = serde_json::from_slice(body).ok()?;
    Some(AccountStatus { name: short(&name), ports, credits, test_mode })
}

pub fn audio_id(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Audio {
        audio_id: String,
    }
    serde_json::from_slice::<Audio>(body).ok().map(|audio| audio.audio_id).filter(|id| is_name(id))
}

/// A drop as it is looked up, cancelled and reported; the answer to a submit is a part of it.
#[derive(Deserialize)]
struct Drop {
    drop_id: String,
    /// Of any form: another desk on the same account may write what it likes.
    #[serde(default)]
    client_ref: Value,
    /// Not in the answer to a submit, which knows it.
    #[serde(default)]
    to: Option<String>,
    status: String,
    result: Option<String>,
    detail: Option<String>,
    accepted_at: Option<String>,
    completed_at: Option<String>,
    cost_micros: Option<i64>,
}

/// A report, and whether it says "complete" without saying how: the answer to a repeated submit does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub report: DropReport,
    pub ending: Ending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Open,
    Told,
    Untold,
}

pub fn drop(body: &[u8]) -> Option<Reading> {
    serde_json::from_slice(body).ok().and_then(read_drop)
}

/// The drops of a look-up; `None` if any of them cannot be read.
pub fn found(body: &[u8]) -> Option<Vec<Reading>> {
    #[derive(Deserialize)]
    struct Found {
        drops: Vec<Drop>,
    }
    serde_json::from_slice::<Found>(body).ok()?.drops.into_iter().map(read_drop).collect()
}

/// The readable events, how many were not, and the cursor after them all.
///
/// One event that cannot be read must not hold up all that follow it; its drop is polled when it is overdue.
pub fn events(body: &[u8]) -> Option<(Vec<Reading>, usize, String)> {
    #[derive(Deserialize)]
    struct Events {
        events: Vec<Value>,
        cursor: String,
    }
    let Events { events, cursor } = serde_json::from_slice(body).ok()?;
    let all = events.len();
    let readings: Vec<_> =
        events.into_iter().filter_map(|event| serde_json::from_value(event).ok().and_then(read_drop)).collect();
    let unreadable = all - readings.len();
    Some((readings, unreadable, cursor))
}

fn read_drop(drop: Drop) -> Option<Reading> {
    if !is_name(&drop.drop_id) {
        return None;
    }
    let (status, ending) = match (drop.status.as_str(), drop.result) {
        (COMPLETE, Some(word)) => {
            let disposition = disposition(&word);
            let detail = drop.detail.as_deref().map(short);
            (DropStatus::Complete { disposition, raw_word: short(&word), detail }, Ending::Told)
        }
        // Complete, but how is not said: taking it for a failure could lead to a second drop, so it stays open.
        (COMPLETE, None) => (DropStatus::InProgress, Ending::Untold),
        (_, _) => (DropStatus::InProgress, Ending::Open),
    };
    let report = DropReport {
        ticket: Ticket(drop.drop_id),
        client_ref: drop.client_ref.as_str().and_then(|text| Uuid::parse_str(text).ok()),
        to: drop.to.as_deref().and_then(|text| E164::parse(text).ok()),
        status,
        accepted_at_raw: drop.accepted_at.as_deref().map(short),
        completed_at_raw: drop.completed_at.as_deref().map(short),
        cost_micros: drop.cost_micros,
    };
    Some(Reading { report, ending })
}

fn disposition(word: &str) -> Disposition {
    RESULTS.into_iter().find(|(listed, _)| *listed == word).map_or(Disposition::Failed, |(_, disposition)| disposition)
}

/// The code and message of an answer that is an error of the protocol, and not some other server's page.
pub fn error(body: &[u8]) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Envelope {
        error: Text,
    }
    #[derive(Deserialize)]
    struct Text {
        code: String,
        #[serde(default)]
        message: String,
    }
    let Envelope { error } = serde_json::from_slice(body).ok()?;
    (!error.code.is_empty()).then(|| (short(&error.code), short(&error.message)))
}

/// Dots alone would be taken for a step in a path.
fn is_name(text: &str) -> bool {
    (1..=LONGEST_NAME).contains(&text.len()) && text != "." && text != ".."
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ids::PortNumber, phone::E164};
    use engine::provider::AudioRef;

    fn order(not_after: Option<DateTime<Utc>>) -> DropOrder {
        DropOrder {
            client_ref: Uuid::from_u128(1),
            idempotency_key: Uuid::from_u128(2),
            port: PortNumber(3),
            to: E164::parse("+14165550100").unwrap(),
            caller_id: E164::parse("+14165550199").unwrap(),
            audio: AudioRef("a1".to_owned()),
            not_after,
        }
    }

    #[test]
    fn an_order_is_written_as_the_protocol_page_says() {
        assert_eq!(
            String::from_utf8(order_bytes(&order(None))).unwrap(),
            r#"{"client_ref":"00000000-0000-0000-0000-000000000001","port":3,"to":"+14165550100","caller_id":"+14165550199","audio_id":"a1"}"#
        );
    }

    #[test]
    fn a_last_instant_is_written_in_utc_and_only_if_there_is_one() {
        let bytes = order_bytes(&order(Some(DateTime::from_timestamp_millis(1_800_000_000_250).unwrap())));
        assert!(String::from_utf8(bytes.clone()).unwrap().ends_with(r#""not_after":"2027-01-15T08:00:00.250Z"}"#));
        assert_eq!(reference_in(&bytes), Some(Uuid::from_u128(1)));
    }

    #[test]
    fn every_listed_word_maps_to_its_own_disposition() {
        let mut seen: Vec<_> = RESULTS.iter().map(|(word, _)| disposition(word)).collect();
        seen.dedup();
        assert_eq!(seen.len(), RESULTS.len());
    }

    #[test]
    fn an_unlisted_word_is_a_failure_that_keeps_the_word() {
        for word in ["left_with_concierge", "Delivered", "bad_number", ""] {
            let body = format!(r#"{{"drop_id":"d","status":"complete","result":"{word}"}}"#);
            let DropStatus::Complete { disposition, raw_word, .. } = drop(body.as_bytes()).unwrap().report.status
            else {
                panic!("{word} is not complete");
            };
            assert_eq!((disposition, raw_word.as_str()), (Disposition::Failed, word));
        }
    }

    #[test]
    fn complete_without_a_word_stays_open() {
        let reading = drop(br#"{"drop_id":"d","status":"complete","result":null}"#).unwrap();
        assert_eq!((reading.report.status, reading.ending), (DropStatus::InProgress, Ending::Untold));
    }

    #[test]
    fn a_reference_that_is_not_ours_is_kept_as_none() {
        for reference in [r#""other-desk""#, "17", "null"] {
            let body = format!(r#"{{"drop_id":"d","client_ref":{reference},"status":"in_progress"}}"#);
            assert_eq!(drop(body.as_bytes()).unwrap().report.client_ref, None);
        }
    }

    #[test]
    fn an_event_that_cannot_be_read_does_not_hold_up_the_others() {
        let body = br#"{"events":[{"status":"complete"},7,{"drop_id":"d","status":"in_progress"}],"cursor":"c"}"#;
        let (readings, unreadable, cursor) = events(body).unwrap();
        assert_eq!((readings.len(), unreadable, cursor.as_str()), (1, 2, "c"));
    }

    #[test]
    fn a_name_that_could_lead_elsewhere_is_no_name() {
        for name in ["", ".", "..", &"x".repeat(201)] {
            assert!(drop(format!(r#"{{"drop_id":"{name}","status":"in_progress"}}"#).as_bytes()).is_none());
        }
    }

    #[test]
    fn a_page_for_people_is_no_error_of_the_protocol() {
        assert_eq!(error(b"<html>Not found</html>"), None);
        assert_eq!(error(br#"{"error":"not found"}"#), None);
        assert_eq!(error(br#"{"error":{"code":"x"}}"#), Some(("x".to_owned(), String::new())));
    }

    #[test]
    fn text_from_outside_is_cut_and_loses_its_control_characters() {
        assert_eq!(short("a\u{1b}[31m\nb"), "a[31mb");
        assert_eq!(short(&"é".repeat(900)).chars().count(), LONGEST_TEXT);
    }
}
