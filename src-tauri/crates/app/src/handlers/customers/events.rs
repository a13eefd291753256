//! What is on file of the customer, source by source.

use std::sync::Arc;

use store::{
    customers,
    events::{self, EventRow},
};

use super::cut;
use crate::{
    Caller, House,
    dto::customer_page::{EventDto, EventsPage, EventsRequest},
    error::CommandError,
};

/// As many as are read without losing the page; more on demand.
const EVENTS_PAGE_ROWS: usize = 25;

/// Newest first.
pub async fn events(house: &Arc<House>, _: &Caller, request: EventsRequest) -> Result<EventsPage, CommandError> {
    house.store.read(|db| {
        customers::get(db, house.store_id, request.customer)?;
        let (source, before) = (request.source, request.before.as_ref());
        let mut rows = events::page(db, request.customer, source, before, EVENTS_PAGE_ROWS + 1)?;
        let before = cut(&mut rows, EVENTS_PAGE_ROWS, |row| row.cursor.clone());
        Ok(EventsPage { rows: rows.into_iter().map(dto).collect(), before })
    })
}

fn dto(row: EventRow) -> EventDto {
    EventDto { id: row.id, vehicle: row.vehicle, vin: row.vin, event: row.event }
}
