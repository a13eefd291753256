//! What a restored backup keeps from sending (W12). The store knows; everything in the engine that can lead to bytes asks
//! here.

use domain::ids::RunId;
use store::{
    Db, StoreError,
    restores::{self, Bar},
    runs::Run,
    targets::Target,
};

/// Whether a restored backup bars this run, and why.
pub(crate) fn bar(db: &Db<'_>, run: &Run) -> Result<Option<Bar>, StoreError> {
    #[cfg(feature = "simulation")]
    if crate::Mutant::RestoreSends.is_on() {
        return Ok(None);
    }
    restores::may_send(db, run)
}

/// Whether this run may have had its drop to somebody already, in a time that the file has forgotten. Then not even the
/// same bytes go out again.
pub(crate) fn is_left_out(db: &Db<'_>, run: RunId, target: &Target) -> Result<bool, StoreError> {
    let (customers, numbers) = restores::left_out(db, run)?;
    Ok(customers.contains(&target.customer) || numbers.contains(&target.number))
}
