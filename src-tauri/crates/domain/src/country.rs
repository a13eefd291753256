//! The countries a store can stand in.

use serde::{Deserialize, Serialize};

use crate::campaign::choice;

choice!(
    /// Where a store stands: whose rules hold, and how a number without a country code is read.
    Country { Canada => "CA", UnitedStates => "US" }
);
