//! The words of the screens, for lists that leave the program: a manager finds in the file what stood in the window.
//! The test below holds them to the window's own.

use chrono::NaiveDate;
use domain::{
    call_select::NoDrops,
    campaign::{CampaignState, Language},
    disposition::Disposition,
    reason::{NumberFault, Reason, ReasonGroup},
    states::{RunSkip, RunState, TargetState},
};

/// A drop without a result yet.
pub const IN_PROGRESS: &str = "In Progress";
/// What a later result says that is not the one in force.
pub const LATER_SAID: &str = "Stratics later said";
/// A drop of which nobody knows how it ended.
pub const NOT_KNOWN: &str = "Not known";

pub fn disposition(of: Disposition) -> &'static str {
    match of {
        Disposition::MailboxNotSetUp => "No mailbox",
        Disposition::DoNotCall => "Do Not Call",
        other => other.title(),
    }
}

pub fn language(of: Language) -> &'static str {
    match of {
        Language::English => "English",
        Language::French => "French",
    }
}

pub fn campaign_state(of: CampaignState) -> &'static str {
    of.word()
}

pub fn run_state(of: RunState) -> &'static str {
    match of {
        RunState::Planned => "planned",
        RunState::WaitingForPort => "waits for a port",
        RunState::Running => "running",
        RunState::Paused => "paused",
        RunState::Ending => "ending",
        RunState::Finished => "finished",
        RunState::Stopped => "stopped",
        RunState::EndedAtClosing => "ended at closing",
        RunState::Skipped => "skipped",
        RunState::Missed => "missed",
    }
}

pub fn run_skip(of: RunSkip) -> &'static str {
    match of {
        RunSkip::ClosedDay => "The store is closed that day.",
        RunSkip::NobodyEligible => "Nobody could get a drop.",
        RunSkip::StillRunning => "The run before was still going.",
        RunSkip::CodeInactive => "The Voice Drop recycle code of this contact type is inactive.",
        RunSkip::MessageNotApproved => "The message is not approved.",
        RunSkip::DataTooOld => "The imported data was too old.",
        RunSkip::NoCredits => "No credits were left at Stratics.",
        RunSkip::ByPerson => "Skipped by a person.",
        RunSkip::RulesNotInstalled => "The calling rules of a live store are not installed yet.",
        RunSkip::NoCallerId => "The department has no caller ID.",
        RunSkip::QueryNotUsable => "Its saved query cannot be asked.",
    }
}

pub fn target_state(of: TargetState) -> &'static str {
    match of {
        TargetState::Reserved => "to do",
        TargetState::InProgress => IN_PROGRESS,
        TargetState::Delivered => "Delivered",
        TargetState::Failed => "Failed",
        TargetState::Unknown => NOT_KNOWN,
        TargetState::Skipped => "Skipped",
        TargetState::Released => "Released",
    }
}

pub fn reason(of: Reason) -> &'static str {
    match of {
        Reason::Filter => "Does not match the filters",
        Reason::NotDue => "Not due",
        Reason::TurnedOff => "Turned off",
        Reason::OptedOut => "Do Not Call, opted out",
        Reason::Booked => "Appointment booked",
        Reason::HeldByRun => "Held by another run",
        Reason::TakenByAgent => "Taken by an agent",
        Reason::SpokenTo => "Spoken to meanwhile",
        Reason::CalledIn => "Called in meanwhile",
        Reason::OnHold => "On hold",
        Reason::OpenComplaint => "Open complaint",
        Reason::Recycled => "Recycled, not back yet",
        Reason::DaysBetween => "Heard this message, days between not over",
        Reason::Prevention => "Already had a batch today",
        Reason::Rest => "Rest days between marketing drops",
        Reason::RetryRest => "Number rests after a failure",
        Reason::SinceBackup => "May have had a drop since the backup",
        Reason::Impossible => "Impossible to Contact",
        Reason::NumberLocked => "Number locked, earlier drop not settled",
        Reason::InProgressElsewhere => "A drop is in progress in another run",
        Reason::OutsideHours => "Outside the store's hours",
        Reason::AttemptedToday => "Attempted today",
        Reason::SameNumber => "Same number as an earlier customer",
        Reason::BeyondCount => "Beyond the count",
        Reason::OutOfTime => "Window over",
        Reason::NotReached => "Not reached",
        Reason::CountLowered => "Count lowered",
        Reason::Stopped => "Run stopped",
    }
}

pub fn reason_group(of: ReasonGroup) -> &'static str {
    match of {
        ReasonGroup::Filter => "Does not match the filters",
        ReasonGroup::NotDue => "Not due",
        ReasonGroup::TurnedOff => "Turned off",
        ReasonGroup::OptedOut => "Do Not Call, opted out",
        ReasonGroup::BookedOrHeld => "Booked, or held",
        ReasonGroup::Recycled => "Recycled, not back yet",
        ReasonGroup::Resting => "Resting",
        ReasonGroup::Impossible => "Impossible to Contact",
        ReasonGroup::Gate => "Held back by the gate",
        ReasonGroup::SameNumber => "Same number as an earlier customer",
        ReasonGroup::BeyondCount => "Beyond the count",
    }
}

/// Why a number cannot be used, and until when.
pub fn fault(of: NumberFault, until_on: Option<NaiveDate>) -> String {
    match (of, until_on) {
        (NumberFault::BlockedUntil, Some(on)) => format!("blocked until {}", day(on)),
        (NumberFault::BlockedUntil, None) => "blocked until –".to_owned(),
        (NumberFault::Empty, _) => "empty".to_owned(),
        (NumberFault::Invalid, _) => "not a valid number".to_owned(),
        (NumberFault::Extension, _) => "has an extension".to_owned(),
        (NumberFault::SharedLine, _) => "shared line".to_owned(),
        (NumberFault::StoreLine, _) => "a line of the store".to_owned(),
        (NumberFault::Landline, _) => "landline".to_owned(),
        (NumberFault::BlockedForEver, _) => "blocked for ever".to_owned(),
        (NumberFault::OptedOut, _) => "opted out".to_owned(),
        (NumberFault::SwitchedOff, _) => "switched off".to_owned(),
    }
}

/// Why a customer gets no voice drop.
pub fn no_drops(of: NoDrops) -> &'static str {
    match of {
        NoDrops::DoNotCall => "Do Not Call",
        NoDrops::OptedOut => "opted out",
        NoDrops::SwitchedOff => "switched off",
        NoDrops::Impossible => "Impossible to Contact",
    }
}

/// A date inside a sentence: "5 Dec 2026".
pub fn day(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}

/// A provider's word as people read it.
pub fn plain(word: Option<String>) -> String {
    word.map(|word| word.replace('_', " ")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::contact_type::ContactType;

    use super::*;

    /// The window's word for a key of the contract.
    fn of_window(text: &str, block: &str, key: &str) -> String {
        let (_, rest) = text.split_once(&format!("\n  {block}: {{")).unwrap_or_else(|| panic!("no block {block}"));
        let (inside, _) = rest.split_once('}').filter(|(inside, _)| !inside.contains("{{")).unwrap_or_else(|| {
            // A word with a place to fill in has braces of its own; the block ends with its own line.
            rest.split_once("\n  }").expect("the block ends")
        });
        let (_, word) = inside.split_once(&format!("{key}: \"")).unwrap_or_else(|| panic!("no {key} in {block}"));
        word.split_once('"').expect("a string").0.to_owned()
    }

    #[test]
    fn the_words_of_a_file_are_those_of_the_window() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/words/en/domain.ts");
        let text = std::fs::read_to_string(path).expect("the window's words");
        let same = |block, key, word: &str| assert_eq!(of_window(&text, block, key), word, "{block}.{key}");
        Reason::ALL.iter().for_each(|v| same("reason", v.word(), reason(*v)));
        ReasonGroup::ALL.iter().for_each(|v| same("reasonGroup", v.word(), reason_group(*v)));
        RunState::ALL.iter().for_each(|v| same("runState", v.word(), run_state(*v)));
        RunSkip::ALL.iter().for_each(|v| same("runSkip", v.word(), run_skip(*v)));
        TargetState::ALL.iter().for_each(|v| same("targetState", v.word(), target_state(*v)));
        Disposition::ALL.iter().for_each(|v| same("disposition", v.word(), disposition(*v)));
        ContactType::ALL.iter().for_each(|v| same("contactType", v.word(), v.title()));
        Language::ALL.iter().for_each(|v| same("language", v.word(), language(*v)));
        NoDrops::ALL.iter().for_each(|v| same("noDrops", v.word(), no_drops(*v)));
        let on = NaiveDate::from_ymd_opt(2026, 12, 5);
        for v in NumberFault::ALL {
            assert_eq!(of_window(&text, "fault", v.word()).replace("{{on}}", "5 Dec 2026"), fault(*v, on));
        }
    }
}
