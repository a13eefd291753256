//! Campaigns: saving, switching, skipping, and the builder's preview.

mod automation;
mod notices;
mod preview;
mod saving;
mod schedules;
mod switching;
