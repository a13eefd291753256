//! Whether what a campaign means of its contact type is there: the saved query, and the recycle code to record.

use domain::campaign::CampaignSpec;
use store::{Db, StoreError, fetch::saved, recycle};

use crate::{error::CommandError, house::House};

/// # Errors
/// `campaign.fetch`, beside the field.
pub(super) fn check_aim(db: &Db<'_>, house: &House, spec: &CampaignSpec) -> Result<(), CommandError> {
    let Some(fetch) = spec.aim.fetch else { return Ok(()) };
    let refused = |words: String| Err(CommandError::field("campaign.fetch", "fetch", words));
    if let Err(why) = saved::usable(db, house.store_id, fetch.query)? {
        return refused(why.to_string());
    }
    let Some(code) = fetch.code else { return Ok(()) };
    match recycle::get(db, code) {
        Err(StoreError::NotFound) => refused("This recycle code was deleted. Choose another one.".to_owned()),
        Err(error) => Err(error.into()),
        Ok(code) if code.store != house.store_id || code.contact_type != fetch.records => {
            refused(format!("This recycle code does not belong to {}. Choose another one.", fetch.records.title()))
        }
        Ok(code) if !code.active => refused(format!("The recycle code {} is inactive. Choose another one.", code.name)),
        Ok(_) => Ok(()),
    }
}
