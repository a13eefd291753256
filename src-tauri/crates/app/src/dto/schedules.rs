//! Unsold and Sales schedules.

use chrono::{DateTime, Utc};
use domain::{
    campaign::{CampaignSpec, CampaignState},
    ids::ScheduleId,
    schedule::{ScheduleSpec, StepWarning},
};

use super::{campaigns::CampaignDto, dto};

dto! {
    pub struct ScheduleKey {
        pub id: ScheduleId,
    }

    pub struct ScheduleList {
        pub schedules: Vec<ScheduleDto>,
    }

    pub struct ScheduleDto {
        pub id: ScheduleId,
        /// Active while one of its steps is.
        pub state: CampaignState,
        pub saved_at: DateTime<Utc>,
        pub spec: ScheduleSpec,
        /// The campaigns of its steps, in the same order.
        pub steps: Vec<CampaignDto>,
        /// A step has run: then it can only be made inactive (P5).
        pub has_run: bool,
        /// How its steps stand in each other's way.
        pub warnings: Vec<StepWarning>,
    }

    pub struct ScheduleSave {
        /// `None` makes a new draft.
        pub id: Option<ScheduleId>,
        pub spec: ScheduleSpec,
        /// When the set-up that the editor opened was saved.
        pub based_on: Option<DateTime<Utc>>,
    }

    pub struct ScheduleCheckRequest {
        pub spec: ScheduleSpec,
    }

    /// What a set-up that is not saved yet would be.
    pub struct ScheduleCheck {
        /// The set-up of each step's campaign, to be previewed as any other.
        pub steps: Vec<CampaignSpec>,
        pub warnings: Vec<StepWarning>,
        /// Days until an entry or deal returns after a drop (S10).
        pub recycle_days: u16,
    }
}
