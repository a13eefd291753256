//! The states of a run, a target and an attempt, and the only functions that change them (product page, section 4).
//! What is not listed there is refused with a sentence.

use crate::campaign::{CampaignState, choice};
use serde::{Deserialize, Serialize};

choice!(
    RunState {
        Planned => "planned",
        WaitingForPort => "waiting_for_port",
        Running => "running",
        Paused => "paused",
        /// Waits for the drop in flight to be final or overdue.
        Ending => "ending",
        Finished => "finished",
        Stopped => "stopped",
        EndedAtClosing => "ended_at_closing",
        Skipped => "skipped",
        Missed => "missed",
    }
);

choice!(
    /// How an ending run will be called once the drop in flight is settled.
    RunEnd { Finished => "finished", Stopped => "stopped", EndedAtClosing => "ended_at_closing" }
);

choice!(
    /// Why a run did not take place.
    RunSkip {
        ClosedDay => "closed_day",
        NobodyEligible => "nobody_eligible",
        StillRunning => "still_running",
        CodeInactive => "code_inactive",
        MessageNotApproved => "message_not_approved",
        DataTooOld => "data_too_old",
        NoCredits => "no_credits",
        ByPerson => "by_person",
        /// A live file, before the rules for live sending are installed.
        RulesNotInstalled => "rules_not_installed",
        /// The department has no number that people could see and call back.
        NoCallerId => "no_caller_id",
        /// The saved query of a Fetch Automation was deleted, or speaks of a field that is gone.
        QueryNotUsable => "query_not_usable",
    }
);

choice!(
    /// Who or what paused a run.
    PauseCause {
        Person => "person",
        PauseAll => "pause_all",
        ErrorBudget => "error_budget",
        Unauthorized => "unauthorized",
        NoFunds => "no_funds",
        BadAudio => "bad_audio",
        ClockSetBack => "clock_set_back",
        StoreClosed => "store_closed",
        /// The approval of the run's message was taken back.
        MessageNotApproved => "message_not_approved",
        NoCallerId => "no_caller_id",
        /// It was under way in a backup that was restored, and a person has not released it yet.
        Restored => "restored",
    }
);

/// A change of state that the table does not list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{thing} that is {} cannot be {asked}", from.replace('_', " "))]
pub struct Refused {
    pub thing: &'static str,
    pub from: &'static str,
    pub asked: &'static str,
}

/// What can happen to a campaign. One that has run is never deleted, only made inactive (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignEvent {
    Activate,
    Deactivate,
}

impl CampaignState {
    pub fn after(self, event: CampaignEvent) -> Result<CampaignState, Refused> {
        use CampaignEvent as E;
        use CampaignState as S;
        let (next, asked) = match (self, event) {
            (S::Draft | S::Inactive, E::Activate) => (Some(S::Active), "activated"),
            (S::Active, E::Activate) => (None, "activated"),
            (S::Active, E::Deactivate) => (Some(S::Inactive), "made inactive"),
            (S::Draft | S::Inactive, E::Deactivate) => (None, "made inactive"),
        };
        next.ok_or(Refused { thing: "a campaign", from: self.word(), asked })
    }
}

/// What can happen to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEvent {
    /// Its time has come; it stands in line for a port.
    Due,
    GetPort,
    /// A standing run has nobody left: it gives its port back and waits for whoever falls due next (P6).
    Rest,
    Pause,
    Resume,
    /// Nothing is left, a person stops it, or its window ends. A run without a port ends at once.
    End(RunEnd),
    /// The drop in flight is settled.
    Settle(RunEnd),
    Skip,
    Miss,
}

impl RunEvent {
    fn asked(self) -> &'static str {
        match self {
            Self::Due => "put in line",
            Self::GetPort => "started",
            Self::Rest => "put to rest",
            Self::Pause => "paused",
            Self::Resume => "resumed",
            Self::End(_) => "ended",
            Self::Settle(_) => "closed",
            Self::Skip => "skipped",
            Self::Miss => "missed",
        }
    }
}

impl RunEnd {
    pub fn state(self) -> RunState {
        match self {
            Self::Finished => RunState::Finished,
            Self::Stopped => RunState::Stopped,
            Self::EndedAtClosing => RunState::EndedAtClosing,
        }
    }
}

impl RunState {
    /// Whether the run still has something to do or to wait for.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::WaitingForPort | Self::Running | Self::Paused | Self::Ending)
    }

    /// Whether the run holds a port and reservations.
    pub fn holds_port(self) -> bool {
        matches!(self, Self::Running | Self::Paused | Self::Ending)
    }

    pub fn after(self, event: RunEvent) -> Result<RunState, Refused> {
        use RunEvent as E;
        use RunState as S;
        let next = match (self, event) {
            (S::Planned, E::Due) => Some(S::WaitingForPort),
            (S::Planned | S::WaitingForPort, E::Skip) => Some(S::Skipped),
            (S::Planned, E::Miss) => Some(S::Missed),
            (S::WaitingForPort, E::GetPort) => Some(S::Running),
            (S::WaitingForPort, E::End(end)) => Some(end.state()),
            (S::Running, E::Rest) => Some(S::WaitingForPort),
            (S::Running, E::Pause) => Some(S::Paused),
            (S::Paused, E::Resume) => Some(S::Running),
            (S::Running | S::Paused, E::End(_)) => Some(S::Ending),
            (S::Ending, E::Settle(end)) => Some(end.state()),
            (
                S::Planned
                | S::WaitingForPort
                | S::Running
                | S::Paused
                | S::Ending
                | S::Finished
                | S::Stopped
                | S::EndedAtClosing
                | S::Skipped
                | S::Missed,
                _,
            ) => None,
        };
        next.ok_or(Refused { thing: "a run", from: self.word(), asked: event.asked() })
    }
}

choice!(
    TargetState {
        Reserved => "reserved",
        InProgress => "in_progress",
        Delivered => "delivered",
        Failed => "failed",
        Unknown => "unknown",
        Skipped => "skipped",
        Released => "released",
    }
);

/// What can happen to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetEvent {
    Intend,
    /// Certainly nothing was sent.
    NotSent,
    Deliver,
    Fail,
    LoseSight,
    Skip,
    Release,
}

impl TargetState {
    pub fn after(self, event: TargetEvent) -> Result<TargetState, Refused> {
        use TargetEvent as E;
        use TargetState as S;
        let next = match (self, event) {
            (S::Reserved, E::Intend) => Some(S::InProgress),
            (S::Reserved, E::Skip) => Some(S::Skipped),
            (S::Reserved, E::Release) => Some(S::Released),
            (S::InProgress, E::NotSent) => Some(S::Reserved),
            (S::InProgress | S::Unknown, E::Deliver) => Some(S::Delivered),
            (S::InProgress | S::Unknown, E::Fail) => Some(S::Failed),
            (S::InProgress, E::LoseSight) => Some(S::Unknown),
            (S::Reserved | S::InProgress | S::Delivered | S::Failed | S::Unknown | S::Skipped | S::Released, _) => None,
        };
        let asked = match event {
            E::Intend => "sent",
            E::NotSent => "put back",
            E::Deliver => "delivered",
            E::Fail => "failed",
            E::LoseSight => "called unknown",
            E::Skip => "skipped",
            E::Release => "released",
        };
        next.ok_or(Refused { thing: "a target", from: self.word(), asked })
    }
}

choice!(
    AttemptState {
        /// Written before the first byte goes out.
        Intended => "intended",
        Accepted => "accepted",
        /// No result in time; its number stays locked until it is settled.
        Overdue => "overdue",
        Final => "final",
        NotSent => "not_sent",
    }
);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptEvent {
    Accept,
    NotSent,
    Finish,
    RunOut,
}

impl AttemptState {
    /// Whether the number is locked by this attempt (W8).
    pub fn is_open(self) -> bool {
        matches!(self, Self::Intended | Self::Accepted | Self::Overdue)
    }

    pub fn after(self, event: AttemptEvent) -> Result<AttemptState, Refused> {
        use AttemptEvent as E;
        use AttemptState as S;
        let next = match (self, event) {
            (S::Intended, E::Accept) => Some(S::Accepted),
            (S::Intended, E::NotSent) => Some(S::NotSent),
            (S::Intended | S::Accepted, E::RunOut) => Some(S::Overdue),
            (S::Intended | S::Accepted | S::Overdue, E::Finish) => Some(S::Final),
            (S::Accepted | S::Overdue, E::Accept | E::NotSent)
            | (S::Overdue, E::RunOut)
            | (S::Final | S::NotSent, _) => None,
        };
        let asked = match event {
            E::Accept => "accepted",
            E::NotSent => "called not sent",
            E::Finish => "finished",
            E::RunOut => "called overdue",
        };
        next.ok_or(Refused { thing: "an attempt", from: self.word(), asked })
    }
}

/// How the targets of a run stand. They close at every moment (product page, section 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, ts_rs::TS)]
pub struct Counts {
    /// Every target ever reserved, replacements included.
    pub chosen: u32,
    pub delivered: u32,
    pub failed: u32,
    pub unknown: u32,
    pub in_progress: u32,
    pub skipped: u32,
    pub released: u32,
    pub to_do: u32,
}

impl Counts {
    pub fn add(&mut self, state: TargetState, many: u32) {
        self.chosen += many;
        let line = match state {
            TargetState::Reserved => &mut self.to_do,
            TargetState::InProgress => &mut self.in_progress,
            TargetState::Delivered => &mut self.delivered,
            TargetState::Failed => &mut self.failed,
            TargetState::Unknown => &mut self.unknown,
            TargetState::Skipped => &mut self.skipped,
            TargetState::Released => &mut self.released,
        };
        *line += many;
    }

    /// Those a count of the campaign applies to: chosen less skipped less released.
    pub fn held_or_sent(&self) -> u32 {
        self.chosen - self.skipped - self.released
    }

    pub fn close(&self) -> bool {
        self.chosen
            == self.delivered
                + self.failed
                + self.unknown
                + self.in_progress
                + self.skipped
                + self.released
                + self.to_do
    }
}
