//! What an answer means. The one question behind every line: is it certain that nothing was sent?

use domain::disposition::Disposition;
use engine::provider::{
    AudioRef, CancelOutcome, DropReport, DropStatus, EventBatch, NotNow, PreparedDrop, ProviderFault, SubmitOutcome,
};
use reqwest::StatusCode;
use uuid::Uuid;

use super::http::{Answer, Broken};
use super::wire::{self, Ending, Reading};

/// A submit's outcome, and whether the drop must be fetched because it is complete and the answer does not say how.
pub enum Submitted {
    Known(SubmitOutcome),
    Fetch(DropReport),
}

pub fn submit(answer: Result<Answer, Broken>, prepared: &PreparedDrop) -> Submitted {
    let answer = match answer {
        Ok(answer) => answer,
        Err(Broken::NotConnected(cause)) => {
            return Submitted::Known(SubmitOutcome::NotNow(NotNow::NotConnected { cause }));
        }
        Err(Broken::Doubtful(cause)) => return Submitted::Known(SubmitOutcome::Unknown { cause }),
    };
    match answer.status {
        StatusCode::OK | StatusCode::ACCEPTED => taken(&answer, prepared),
        status if status.is_client_error() => Submitted::Known(refused(&answer)),
        status => Submitted::Known(unknown(format!("the server answered {}", status.as_u16()))),
    }
}

fn taken(answer: &Answer, prepared: &PreparedDrop) -> Submitted {
    let Some(Reading { report, ending }) = wire::drop(&answer.body) else {
        return Submitted::Known(unknown("the server's answer could not be read"));
    };
    if report.client_ref.is_some() && report.client_ref != wire::reference_in(&prepared.body) {
        return Submitted::Known(unknown("the server answered about another drop"));
    }
    match ending {
        Ending::Untold => Submitted::Fetch(report),
        Ending::Open | Ending::Told => Submitted::Known(SubmitOutcome::Accepted(report)),
    }
}

fn refused(answer: &Answer) -> SubmitOutcome {
    let error = wire::error(&answer.body);
    let code = error.as_ref().map_or("", |(code, _)| code.as_str());
    match (answer.status, code) {
        // These say by themselves that the request was not carried out, whoever on the way answered.
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => SubmitOutcome::NotNow(NotNow::Unauthorized),
        (StatusCode::PAYMENT_REQUIRED, _) => SubmitOutcome::NotNow(NotNow::NoFunds),
        (StatusCode::TOO_MANY_REQUESTS, _) => {
            SubmitOutcome::NotNow(NotNow::RateLimited { retry_after: answer.retry_after })
        }
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, _) | (StatusCode::UNPROCESSABLE_ENTITY, wire::BAD_AUDIO) => {
            SubmitOutcome::NotNow(NotNow::BadAudio)
        }
        (StatusCode::UNPROCESSABLE_ENTITY, wire::BAD_NUMBER) => {
            SubmitOutcome::Refused { disposition: Disposition::BadNumber, raw_word: wire::BAD_NUMBER.to_owned() }
        }
        (StatusCode::CONFLICT, wire::PORT_BUSY) => SubmitOutcome::NotNow(NotNow::PortBusy),
        // Some drop was made with this key; which, and what became of it, is not known.
        (StatusCode::CONFLICT, wire::KEY_REUSED) => unknown("the key was used with other bytes before"),
        // Whoever gave up waiting says nothing about what was done.
        (StatusCode::REQUEST_TIMEOUT, _) => unknown("the server answered 408"),
        (status, _) => match error {
            Some((code, message)) => SubmitOutcome::NotNow(NotNow::RequestFault { code, message }),
            None => unknown(format!("the server answered {} and nothing readable", status.as_u16())),
        },
    }
}

fn unknown(cause: impl Into<String>) -> SubmitOutcome {
    SubmitOutcome::Unknown { cause: cause.into() }
}

/// The answer to a question, if it is the one hoped for.
pub fn expected(answer: Result<Answer, Broken>, hoped: &[StatusCode]) -> Result<Answer, ProviderFault> {
    match answer {
        Ok(answer) if hoped.contains(&answer.status) => Ok(answer),
        Ok(answer) => Err(fault(&answer)),
        Err(Broken::NotConnected(cause) | Broken::Doubtful(cause)) => Err(ProviderFault::Unreachable(cause)),
    }
}

fn fault(answer: &Answer) -> ProviderFault {
    let error = wire::error(&answer.body);
    match (answer.status, error) {
        (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) => ProviderFault::Unauthorized,
        (StatusCode::PAYMENT_REQUIRED, _) => ProviderFault::NoFunds,
        (StatusCode::TOO_MANY_REQUESTS, _) => ProviderFault::RateLimited { retry_after: answer.retry_after },
        (StatusCode::SERVICE_UNAVAILABLE, _) if answer.retry_after.is_some() => {
            ProviderFault::RateLimited { retry_after: answer.retry_after }
        }
        (StatusCode::GONE, Some((code, _))) if code == wire::CURSOR_GONE => ProviderFault::CursorGone,
        (status, Some((code, message))) if status.is_client_error() => ProviderFault::Refused { code, message },
        (status, _) => ProviderFault::Unreadable(format!("status {}", status.as_u16())),
    }
}

pub fn unreadable(what: &str) -> ProviderFault {
    ProviderFault::Unreadable(what.to_owned())
}

/// One drop by its own name; "not found" in the protocol's own words means that there is none.
pub fn one_drop(answer: Result<Answer, Broken>) -> Result<Option<DropReport>, ProviderFault> {
    let answer = expected(answer, &[StatusCode::OK, StatusCode::NOT_FOUND])?;
    if answer.status == StatusCode::NOT_FOUND {
        // A page of some other server is no word about the drop.
        return if wire::error(&answer.body).is_some() { Ok(None) } else { Err(fault(&answer)) };
    }
    wire::drop(&answer.body).map(|reading| Some(reading.report)).ok_or_else(|| unreadable("a drop"))
}

/// The drop of this reference; what a server adds about others is not ours.
pub fn looked_up(answer: Result<Answer, Broken>, client_ref: Uuid) -> Result<Option<DropReport>, ProviderFault> {
    let answer = expected(answer, &[StatusCode::OK])?;
    let readings = wire::found(&answer.body).ok_or_else(|| unreadable("a list of drops"))?;
    Ok(readings.into_iter().map(|reading| reading.report).find(|report| report.client_ref == Some(client_ref)))
}

pub fn events(answer: Result<Answer, Broken>) -> Result<EventBatch, ProviderFault> {
    let answer = expected(answer, &[StatusCode::OK])?;
    let (readings, unreadable_events, cursor) =
        wire::events(&answer.body).ok_or_else(|| unreadable("a page of events"))?;
    if unreadable_events > 0 {
        tracing::warn!(unreadable_events, "events that could not be read are left out; their drops will be polled");
    }
    Ok(EventBatch { reports: readings.into_iter().map(|reading| reading.report).collect(), cursor })
}

pub fn cancelled(answer: Result<Answer, Broken>) -> Result<CancelOutcome, ProviderFault> {
    let answer = expected(answer, &[StatusCode::OK, StatusCode::CONFLICT])?;
    if answer.status == StatusCode::CONFLICT {
        return match wire::error(&answer.body) {
            Some((code, _)) if code == wire::TOO_LATE => Ok(CancelOutcome::TooLate),
            Some(_) | None => Err(fault(&answer)),
        };
    }
    let report = wire::drop(&answer.body).ok_or_else(|| unreadable("a cancelled drop"))?.report;
    match &report.status {
        DropStatus::Complete { disposition: Disposition::Cancelled, .. } => Ok(CancelOutcome::Cancelled(report)),
        // It had ended otherwise before: the cancel changed nothing, and its result comes as every result does.
        DropStatus::Complete { .. } => Ok(CancelOutcome::TooLate),
        DropStatus::InProgress => Err(unreadable("a cancelled drop that goes on")),
    }
}

/// The provider's name for a recording.
pub fn audio(answer: Result<Answer, Broken>) -> Result<AudioRef, ProviderFault> {
    let answer = expected(answer, &[StatusCode::OK, StatusCode::CREATED])?;
    wire::audio_id(&answer.body).map(AudioRef).ok_or_else(|| unreadable("the name of a recording"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: &[u8] = br#"{"client_ref":"00000000-0000-0000-0000-000000000001"}"#;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status: StatusCode::from_u16(status).unwrap(), retry_after: None, body: body.as_bytes().to_vec() }
    }

    fn submitted(status: u16, body: &str) -> SubmitOutcome {
        let prepared = PreparedDrop { idempotency_key: Uuid::from_u128(9), body: SENT.to_vec() };
        match submit(Ok(answer(status, body)), &prepared) {
            Submitted::Known(outcome) => outcome,
            Submitted::Fetch(report) => panic!("{report:?} is to be fetched"),
        }
    }

    fn error(code: &str) -> String {
        format!(r#"{{"error":{{"code":"{code}","message":"m"}}}}"#)
    }

    #[test]
    fn only_an_answer_that_proves_it_says_that_nothing_was_sent() {
        let page = "<html>";
        for (status, body) in [
            (200, page.to_owned()),
            (202, String::new()),
            (204, String::new()),
            (301, page.to_owned()),
            (404, page.to_owned()),
            (408, error("timeout")),
            (409, page.to_owned()),
            (409, error("key_reused")),
            (422, page.to_owned()),
            (500, error("internal")),
            (503, error("unavailable")),
        ] {
            assert!(matches!(submitted(status, &body), SubmitOutcome::Unknown { .. }), "{status} {body}");
        }
    }

    #[test]
    fn a_readable_refusal_of_another_kind_is_a_fault_of_ours() {
        for (status, code) in [(400, "bad_request"), (404, "not_found"), (409, "odd"), (422, "bad_port")] {
            let fault = NotNow::RequestFault { code: code.to_owned(), message: "m".to_owned() };
            assert_eq!(submitted(status, &error(code)), SubmitOutcome::NotNow(fault));
        }
    }

    #[test]
    fn a_server_that_is_away_for_so_long_is_left_in_peace_for_so_long() {
        let answer = |retry_after| {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Ok(Answer { status, retry_after, body: error("unavailable").into_bytes() })
        };
        let told = Some(std::time::Duration::from_secs(120));
        let fault = |retry_after| expected(answer(retry_after), &[StatusCode::OK]).err();
        assert_eq!(fault(told), Some(ProviderFault::RateLimited { retry_after: told }));
        assert!(matches!(fault(None), Some(ProviderFault::Unreadable(_))));
    }

    #[test]
    fn an_unsupported_recording_is_bad_audio_whatever_the_words() {
        assert_eq!(submitted(415, "<html>"), SubmitOutcome::NotNow(NotNow::BadAudio));
    }

    #[test]
    fn an_answer_about_another_drop_is_not_believed() {
        let body = r#"{"drop_id":"d","client_ref":"00000000-0000-0000-0000-000000000002","status":"in_progress"}"#;
        assert!(matches!(submitted(202, body), SubmitOutcome::Unknown { .. }));
    }

    #[test]
    fn a_cancel_that_finds_the_drop_ended_otherwise_came_too_late() {
        let outcome = cancelled(Ok(answer(200, r#"{"drop_id":"d","status":"complete","result":"delivered"}"#)));
        assert_eq!(outcome, Ok(CancelOutcome::TooLate));
        assert!(cancelled(Ok(answer(200, r#"{"drop_id":"d","status":"in_progress"}"#))).is_err());
        assert!(cancelled(Ok(answer(409, "<html>"))).is_err());
    }

    #[test]
    fn a_page_of_another_server_is_no_word_about_a_drop() {
        assert_eq!(one_drop(Ok(answer(404, "<html>"))), Err(ProviderFault::Unreadable("status 404".to_owned())));
        assert_eq!(one_drop(Ok(answer(404, &error("not_found")))), Ok(None));
    }

    #[test]
    fn a_look_up_takes_only_the_drop_of_its_reference() {
        let body = r#"{"drops":[{"drop_id":"a","client_ref":"x","status":"in_progress"},
            {"drop_id":"b","client_ref":"00000000-0000-0000-0000-000000000001","status":"in_progress"}]}"#;
        let found = looked_up(Ok(answer(200, body)), Uuid::from_u128(1)).unwrap().unwrap();
        assert_eq!(found.ticket.0, "b");
        assert_eq!(looked_up(Ok(answer(200, body)), Uuid::from_u128(2)), Ok(None));
    }
}
