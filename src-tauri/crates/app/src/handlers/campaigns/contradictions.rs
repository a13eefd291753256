//! Rules of a campaign's query that cannot hold together: each is fine by itself, and nobody would get a drop.

use chrono::NaiveDate;
use domain::{campaign::CampaignSpec, fetch, ids::StoreId};
use store::{Db, StoreError};

use super::notices::notice;
use crate::dto::campaigns::{Notice, NoticeKind};

/// One notice for each contradiction of the saved query that a Fetch Automation asks. A query that cannot be asked at
/// all is refused beside its field.
pub(super) fn contradictions(
    db: &Db<'_>,
    store: StoreId,
    spec: &CampaignSpec,
    on: NaiveDate,
) -> Result<Vec<Notice>, StoreError> {
    let Some(choice) = &spec.aim.fetch else { return Ok(vec![]) };
    let query = match store::fetch::saved::get(db, store, choice.query) {
        Ok(query) => query,
        Err(StoreError::NotFound) => return Ok(vec![]),
        Err(error) => return Err(error),
    };
    let Ok(checked) = query.checked() else { return Ok(vec![]) };
    let named = |found: fetch::Notice| notice(NoticeKind::Query, format!("{}: {}", query.name, found.message));
    Ok(fetch::notices(&checked, on).into_iter().map(named).collect())
}
