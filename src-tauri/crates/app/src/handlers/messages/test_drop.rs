//! A drop to a staff number (P16).

use std::sync::Arc;

use domain::{
    country::Country,
    phone::{PhoneReading, read_phone},
};
use store::audit::{self, Change};

use crate::{
    app::Desk,
    dto::messages::{MessageTestDrop, TestDropResult},
    error::CommandError,
    house::Caller,
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
    let attempt = desk.engine.test_drop(request.id, &number).await?;
    let now = desk.house.now();
    let shown = number.display();
    let attempt = desk.house.store.write(|db| {
        let what = "Test drop";
        audit::add(db, now, &Change { who: &caller.name, what, old: None, new: Some(&shown) })?;
        store::attempts::get(db, attempt)
    })?;
    let result = attempt.disposition.map_or("in_progress", |d| d.word());
    Ok(TestDropResult { result: result.to_owned(), at: attempt.intended_at })
}
