//! A live file whose connection is not set up yet.

use std::time::Duration;

use async_trait::async_trait;
use engine::provider::{
    AccountStatus, Audio, AudioRef, CancelOutcome, Capabilities, DropOrder, DropReport, EventBatch, NotNow,
    PreparedDrop, Provider, ProviderFault, SubmitOutcome, Ticket,
};

/// Answers nothing and takes nothing; the screen says that no connection is set up.
pub(crate) struct Unconnected;

const WHY: &str = "no connection is set up";

#[async_trait]
impl Provider for Unconnected {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            idempotency_key_life: None,
            has_event_feed: false,
            can_look_up: false,
            can_cancel: false,
            visibility_delay: Duration::ZERO,
        }
    }

    async fn check_account(&self) -> Result<AccountStatus, ProviderFault> {
        Err(ProviderFault::Unreachable(WHY.to_owned()))
    }

    async fn ensure_audio(&self, _: &Audio) -> Result<AudioRef, ProviderFault> {
        Err(ProviderFault::Unreachable(WHY.to_owned()))
    }

    fn prepare(&self, order: &DropOrder) -> PreparedDrop {
        PreparedDrop { idempotency_key: order.idempotency_key, body: vec![] }
    }

    async fn submit(&self, _: &PreparedDrop) -> SubmitOutcome {
        SubmitOutcome::NotNow(NotNow::NotConnected { cause: WHY.to_owned() })
    }

    async fn look_up(&self, _: uuid::Uuid) -> Result<Option<DropReport>, ProviderFault> {
        Err(ProviderFault::Unreachable(WHY.to_owned()))
    }

    async fn poll(&self, _: &Ticket) -> Result<Option<DropReport>, ProviderFault> {
        Err(ProviderFault::Unreachable(WHY.to_owned()))
    }

    async fn events(&self, _: Option<&str>, _: Duration) -> Result<EventBatch, ProviderFault> {
        Err(ProviderFault::Unsupported)
    }

    async fn cancel(&self, _: &Ticket) -> Result<CancelOutcome, ProviderFault> {
        Err(ProviderFault::Unreachable(WHY.to_owned()))
    }
}
