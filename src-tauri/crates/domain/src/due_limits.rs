//! What a person may set in the due rules ([`DueSettings`]), and what a setting means in one sentence.

use crate::{contact_type::ContactType, due::DueSettings, facts::PayType};

/// Ten years: further back nobody's last visit says anything of the next one.
const MONTHS_MAX: u32 = 120;
/// Booked, missed, closed or arrived: a year is further than any store looks.
const DAYS_MAX: u32 = 365;
/// Level 1 is about the days before a visit; what is further ahead is level 2.
const OPEN_DAYS_MAX: u32 = 30;
/// Declined work may be deferred to the inspection after the next one.
const DECLINED_DAYS_MAX: u32 = 730;

/// The contact types whose due rules have settings.
pub const WITH_SETTINGS: [ContactType; 7] = [
    ContactType::Maintenance,
    ContactType::Confirm,
    ContactType::NoShow,
    ContactType::ServiceFollowUp,
    ContactType::SpecialOrderParts,
    ContactType::Mvi,
    ContactType::DeclinedWork,
];

impl DueSettings {
    /// What cannot be: field and words. Empty: the settings can be saved.
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let mut faults = vec![];
        self.maintenance_faults(&mut faults);
        self.visit_faults(&mut faults);
        self.work_faults(&mut faults);
        faults
    }

    fn maintenance_faults(&self, faults: &mut Vec<(&'static str, &'static str)>) {
        let mut fault = |holds: bool, field, words| {
            if holds {
                faults.push((field, words));
            }
        };
        let (from, to) = (self.maintenance_from_months, self.maintenance_to_months);
        fault(to > MONTHS_MAX, "maintenance_to_months", "Look at most 120 months back.");
        fault(from > to, "maintenance_from_months", "The trigger starts after it ends. Enter fewer months.");
        let (first, last) = self.regulars_months;
        fault(last > MONTHS_MAX, "regulars_months", "Look at most 120 months back.");
        fault(first > last, "regulars_months", "Regulars start after they end. Enter fewer months.");
        let thin = self.thin_ice_months;
        let is_outside = thin == 0 || thin > to;
        fault(is_outside, "thin_ice_months", "Thin Ice is the end of the trigger: from 1 month to the whole of it.");
    }

    fn visit_faults(&self, faults: &mut Vec<(&'static str, &'static str)>) {
        let mut fault = |holds: bool, field, words| {
            if holds {
                faults.push((field, words));
            }
        };
        let (from, to) = self.confirm_open_days;
        fault(from == 0, "confirm_open_days", "The day of the appointment is too late. Start at 1 day ahead.");
        fault(from > to, "confirm_open_days", "It starts after it ends. Enter fewer days.");
        fault(to > OPEN_DAYS_MAX, "confirm_open_days", "Look at most 30 open days ahead.");
        let (from, to) = self.confirm_early_days;
        fault(from == 0, "confirm_early_days", "The day of the appointment is too late. Start at 1 day ahead.");
        fault(from > to, "confirm_early_days", "It starts after it ends. Enter fewer days.");
        fault(to > DAYS_MAX, "confirm_early_days", "Look at most 365 days ahead.");
        let missed = self.no_show_days;
        fault(missed == 0 || missed > DAYS_MAX, "no_show_days", "Enter 1 to 365 days.");
        let (from, to) = self.follow_up_days;
        fault(from > to, "follow_up_days", "It starts after it expires. Enter fewer days.");
        fault(to > DAYS_MAX, "follow_up_days", "Look at most 365 days back.");
        fault(self.follow_up_pay.is_empty(), "follow_up_pay", "Choose at least one kind of repair order.");
    }

    fn work_faults(&self, faults: &mut Vec<(&'static str, &'static str)>) {
        let mut fault = |holds: bool, field, words| {
            if holds {
                faults.push((field, words));
            }
        };
        fault(self.parts_days > DAYS_MAX, "parts_days", "Wait at most 365 days.");
        let (first, every_day) = (self.parts_days, self.parts_recycle_days);
        fault(every_day > DAYS_MAX, "parts_recycle_days", "Enter at most 365 days.");
        fault(every_day < first, "parts_recycle_days", "This day lies before the first reminder. Enter more days.");
        let (ahead, past) = self.inspection_days;
        fault(ahead > DAYS_MAX || past > DAYS_MAX, "inspection_days", "Enter at most 365 days.");
        let (ahead, past) = self.declined_days;
        fault(ahead > DECLINED_DAYS_MAX || past > DECLINED_DAYS_MAX, "declined_days", "Enter at most 730 days.");
    }

    /// When a contact type is due by these settings, for the audit trail; `None` if it has none.
    pub fn sentence(&self, contact_type: ContactType) -> Option<String> {
        Some(match contact_type {
            ContactType::Maintenance => format!(
                "last visit, or purchase if never serviced, {} to {} months back; Regulars {} to {} months; Thin Ice the \
                 last {} months of the trigger",
                self.maintenance_from_months,
                self.maintenance_to_months,
                self.regulars_months.0,
                self.regulars_months.1,
                self.thin_ice_months
            ),
            ContactType::Confirm => format!(
                "level 1 {} to {} open days ahead; level 2 {} to {} days ahead",
                self.confirm_open_days.0,
                self.confirm_open_days.1,
                self.confirm_early_days.0,
                self.confirm_early_days.1
            ),
            ContactType::NoShow => format!("missed in the last {} days", self.no_show_days),
            ContactType::ServiceFollowUp => format!(
                "closed {} to {} days ago; {}",
                self.follow_up_days.0,
                self.follow_up_days.1,
                self.follow_up_pay.iter().copied().map(PayType::word).collect::<Vec<_>>().join(", ")
            ),
            ContactType::SpecialOrderParts => format!(
                "all parts here for {} days or more; from day {} recycle days no longer hold it back",
                self.parts_days, self.parts_recycle_days
            ),
            ContactType::Mvi => {
                format!("due within {} days, or overdue up to {}", self.inspection_days.0, self.inspection_days.1)
            }
            ContactType::DeclinedWork => {
                format!("due between {} days ago and {} days ahead", self.declined_days.1, self.declined_days.0)
            }
            ContactType::Recall
            | ContactType::Sales
            | ContactType::Unsold
            | ContactType::Marketing
            | ContactType::FetchAutomation => return None,
        })
    }
}
