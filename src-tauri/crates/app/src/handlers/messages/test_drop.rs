//! A drop to a staff number (P16).

use std::sync::Arc;

use domain::{
    country::Country,
    phone::{PhoneReading, read_phone},
    states::AttemptState,
};
use store::{
    StoreError,
    attempts::{self, Attempt},
    audit::{self, Change},
};

use crate::{
    app::{Desk, Pace},
    dto::messages::{MessageTestDrop, TestDropKey, TestDropResult},
    error::CommandError,
    house::{Caller, House},
};

/// Sends a recording to a staff number, through gate and port. It stands in no count, clock or history.
pub async fn test_drop(
    desk: &Arc<Desk>,
    caller: &Caller,
    request: MessageTestDrop,
) -> Result<TestDropResult, CommandError> {
    let store = desk.house.store_row()?;
    let country = Country::from_word(&store.country).unwrap_or(Country::Canada);
    let PhoneReading::Number(number) = read_phone(&request.to, country) else {
        return Err(CommandError::field(
            "message.test_number",
            "to",
            "This is not a phone number. Enter ten digits, without an extension.",
        ));
    };
    if desk.pace == Pace::Still {
        // Nobody would be there for its result.
        return Err(CommandError::new(
            "program.sends_nothing",
            "Nothing is sent from here. Open the window, or run `voicedrops headless`, and send the test drop there.",
        ));
    }
    let attempt = desk.engine.test_drop(request.id, &number).await?;
    let now = desk.house.now();
    let shown = number.display();
    let attempt = desk.house.store.write(|db| {
        let what = "Test drop";
        audit::add(db, now, &Change { who: &caller.name, what, old: None, new: Some(&shown) })?;
        attempts::get(db, attempt)
    })?;
    Ok(result_of(&attempt))
}

/// What became of a test drop. Drops to customers are not found here: they stand in reports.
pub async fn test_drop_get(
    house: &Arc<House>,
    _: &Caller,
    request: TestDropKey,
) -> Result<TestDropResult, CommandError> {
    let attempt = house.store.read(|db| attempts::get(db, request.attempt))?;
    if attempt.run.is_some() {
        return Err(StoreError::NotFound.into());
    }
    Ok(result_of(&attempt))
}

fn result_of(attempt: &Attempt) -> TestDropResult {
    let result = match (attempt.state, attempt.disposition) {
        (_, Some(disposition)) => disposition.word(),
        (AttemptState::NotSent, None) => "not_sent",
        (AttemptState::Overdue, None) => "unknown",
        (AttemptState::Intended | AttemptState::Accepted | AttemptState::Final, None) => "in_progress",
    };
    TestDropResult { attempt: attempt.id, result: result.to_owned(), at: attempt.intended_at }
}
