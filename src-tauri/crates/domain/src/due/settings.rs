//! The settings of the due rules.

use serde::{Deserialize, Serialize};

use crate::facts::PayType;

/// Settings of a store. All ranges include both ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
#[serde(default, deny_unknown_fields)]
pub struct DueSettings {
    /// Maintenance: last visit, or purchase if never serviced, lies this many months back at least …
    pub maintenance_from_months: u32,
    /// … and at most.
    pub maintenance_to_months: u32,
    /// Maintenance, Regulars: the same in months for those who come often.
    pub regulars_months: (u32, u32),
    /// Maintenance, Thin Ice: the last months before the trigger ends.
    pub thin_ice_months: u32,
    /// Confirm, level 1: open days to the appointment.
    pub confirm_open_days: (u32, u32),
    /// Confirm, level 2: days to the appointment.
    pub confirm_early_days: (u32, u32),
    /// No Show: days since the appointment was missed, at most.
    pub no_show_days: u32,
    /// CSI: days since the repair order was closed.
    pub follow_up_days: (u32, u32),
    /// CSI: whose repair orders are followed up.
    pub follow_up_pay: Vec<PayType>,
    /// Parts: days since all parts of the order arrived, at least.
    pub parts_days: u32,
    /// Parts: from this day on recycle days no longer hold it back.
    pub parts_recycle_days: u32,
    /// MVI: days to go at most, and days overdue at most.
    pub inspection_days: (u32, u32),
    /// Declined work: days ahead at most, and days past at most.
    pub declined_days: (u32, u32),
}

impl Default for DueSettings {
    fn default() -> Self {
        Self {
            maintenance_from_months: 3,
            maintenance_to_months: 18,
            regulars_months: (4, 14),
            thin_ice_months: 3,
            confirm_open_days: (1, 3),
            confirm_early_days: (15, 30),
            no_show_days: 7,
            follow_up_days: (3, 15),
            follow_up_pay: vec![PayType::Customer, PayType::Warranty, PayType::Internal],
            parts_days: 3,
            parts_recycle_days: 30,
            inspection_days: (30, 60),
            declined_days: (14, 90),
        }
    }
}
