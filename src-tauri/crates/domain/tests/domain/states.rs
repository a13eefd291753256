//! Section 4: every listed transition is allowed, every other refused, and the counts close.

use std::collections::BTreeMap;

use domain::{
    campaign::CampaignState,
    states::{AttemptEvent, AttemptState, CampaignEvent, Counts, RunEnd, RunEvent, RunState, TargetEvent, TargetState},
};
use proptest::{collection::vec, prelude::*, sample::select};

const TARGET_EVENTS: [TargetEvent; 7] = [
    TargetEvent::Intend,
    TargetEvent::NotSent,
    TargetEvent::Deliver,
    TargetEvent::Fail,
    TargetEvent::LoseSight,
    TargetEvent::Skip,
    TargetEvent::Release,
];

/// Every pair of state and event that is allowed, with where it leads; all pairs are tried.
fn allowed<S: Copy, E: Copy, X>(states: &[S], events: &[E], after: impl Fn(S, E) -> Result<S, X>) -> Vec<(S, E, S)> {
    let pairs = states.iter().flat_map(|state| events.iter().map(move |event| (*state, *event)));
    pairs.filter_map(|(state, event)| after(state, event).ok().map(|next| (state, event, next))).collect()
}

#[test]
fn a_campaign_makes_the_listed_transitions_and_no_others() {
    use CampaignEvent as E;
    use CampaignState as S;
    let expected = [
        (S::Draft, E::Activate, S::Active),
        (S::Active, E::Deactivate, S::Inactive),
        (S::Inactive, E::Activate, S::Active),
    ];
    assert_eq!(allowed(S::ALL, &[E::Activate, E::Deactivate], S::after), expected);
}

#[test]
fn a_run_makes_the_listed_transitions_and_no_others() {
    use RunEvent as E;
    use RunState as S;
    let mut events = vec![E::Due, E::GetPort, E::Pause, E::Resume, E::Skip, E::Miss, E::Rest];
    events.extend(RunEnd::ALL.iter().flat_map(|end| [E::End(*end), E::Settle(*end)]));
    let expected = [
        (S::Planned, E::Due, S::WaitingForPort),
        (S::Planned, E::Skip, S::Skipped),
        (S::Planned, E::Miss, S::Missed),
        (S::WaitingForPort, E::GetPort, S::Running),
        (S::WaitingForPort, E::Skip, S::Skipped),
        (S::WaitingForPort, E::End(RunEnd::Finished), S::Finished),
        (S::WaitingForPort, E::End(RunEnd::Stopped), S::Stopped),
        (S::WaitingForPort, E::End(RunEnd::EndedAtClosing), S::EndedAtClosing),
        (S::Running, E::Pause, S::Paused),
        // A standing run with nobody left (P6).
        (S::Running, E::Rest, S::WaitingForPort),
        (S::Running, E::End(RunEnd::Finished), S::Ending),
        (S::Running, E::End(RunEnd::Stopped), S::Ending),
        (S::Running, E::End(RunEnd::EndedAtClosing), S::Ending),
        (S::Paused, E::Resume, S::Running),
        (S::Paused, E::End(RunEnd::Finished), S::Ending),
        (S::Paused, E::End(RunEnd::Stopped), S::Ending),
        (S::Paused, E::End(RunEnd::EndedAtClosing), S::Ending),
        (S::Ending, E::Settle(RunEnd::Finished), S::Finished),
        (S::Ending, E::Settle(RunEnd::Stopped), S::Stopped),
        (S::Ending, E::Settle(RunEnd::EndedAtClosing), S::EndedAtClosing),
    ];
    assert_eq!(allowed(S::ALL, &events, S::after), expected);
}

#[test]
fn a_target_makes_the_listed_transitions_and_no_others() {
    use TargetEvent as E;
    use TargetState as S;
    let expected = [
        (S::Reserved, E::Intend, S::InProgress),
        (S::Reserved, E::Skip, S::Skipped),
        (S::Reserved, E::Release, S::Released),
        (S::InProgress, E::NotSent, S::Reserved),
        (S::InProgress, E::Deliver, S::Delivered),
        (S::InProgress, E::Fail, S::Failed),
        (S::InProgress, E::LoseSight, S::Unknown),
        (S::Unknown, E::Deliver, S::Delivered),
        (S::Unknown, E::Fail, S::Failed),
    ];
    assert_eq!(allowed(S::ALL, &TARGET_EVENTS, S::after), expected);
}

#[test]
fn an_attempt_makes_the_listed_transitions_and_no_others() {
    use AttemptEvent as E;
    use AttemptState as S;
    let expected = [
        (S::Intended, E::Accept, S::Accepted),
        (S::Intended, E::NotSent, S::NotSent),
        (S::Intended, E::Finish, S::Final),
        (S::Intended, E::RunOut, S::Overdue),
        (S::Accepted, E::Finish, S::Final),
        (S::Accepted, E::RunOut, S::Overdue),
        (S::Overdue, E::Finish, S::Final),
    ];
    assert_eq!(allowed(S::ALL, &[E::Accept, E::NotSent, E::Finish, E::RunOut], S::after), expected);
}

#[test]
fn a_refusal_names_the_thing_its_state_and_what_was_asked() {
    let said = |refused: Result<(), domain::states::Refused>| refused.unwrap_err().to_string();
    let run = RunState::WaitingForPort.after(RunEvent::Pause).map(drop);
    assert_eq!(said(run), "a run that is waiting for port cannot be paused");
    let attempt = AttemptState::NotSent.after(AttemptEvent::Accept).map(drop);
    assert_eq!(said(attempt), "an attempt that is not sent cannot be accepted");
    let target = TargetState::Delivered.after(TargetEvent::Release).map(drop);
    assert_eq!(said(target), "a target that is delivered cannot be released");
    let campaign = CampaignState::Draft.after(CampaignEvent::Deactivate).map(drop);
    assert_eq!(said(campaign), "a campaign that is draft cannot be made inactive");
}

#[test]
fn a_run_holds_its_port_and_reservations_while_it_runs_is_paused_or_ends() {
    let holding: Vec<_> = RunState::ALL.iter().filter(|s| s.holds_port()).collect();
    assert_eq!(holding, [&RunState::Running, &RunState::Paused, &RunState::Ending]);
    let over = [RunState::Finished, RunState::Stopped, RunState::EndedAtClosing, RunState::Skipped, RunState::Missed];
    for state in RunState::ALL {
        assert_eq!(state.is_open(), !over.contains(state), "{state:?}");
    }
}

#[test]
fn a_number_is_locked_until_its_attempt_is_final_or_certainly_not_sent() {
    let open: Vec<_> = AttemptState::ALL.iter().filter(|s| s.is_open()).collect();
    assert_eq!(open, [&AttemptState::Intended, &AttemptState::Accepted, &AttemptState::Overdue]);
}

#[test]
fn each_state_of_a_target_is_counted_on_its_own_line() {
    let counts = TargetState::ALL.iter().zip(1..).fold(Counts::default(), |mut counts, (state, many)| {
        counts.add(*state, many);
        counts
    });
    let expected =
        Counts { chosen: 28, to_do: 1, in_progress: 2, delivered: 3, failed: 4, unknown: 5, skipped: 6, released: 7 };
    assert_eq!(counts, expected);
    assert_eq!(counts.held_or_sent(), 28 - 6 - 7);
}

#[test]
fn counts_that_lost_a_target_do_not_close() {
    let closed = Counts { chosen: 3, delivered: 2, to_do: 1, ..Counts::default() };
    assert!(closed.close());
    assert!(!Counts { to_do: 0, ..closed }.close());
    assert!(!Counts { unknown: 1, ..closed }.close());
}

fn count(targets: &[TargetState]) -> Counts {
    targets.iter().fold(Counts::default(), |mut counts, state| {
        counts.add(*state, 1);
        counts
    })
}

proptest! {
    #[test]
    fn counts_close_after_any_legal_sequence_and_what_is_over_stays_over(
        steps in vec((0usize..8, select(TARGET_EVENTS.to_vec())), 0..80)
    ) {
        let mut targets = [TargetState::Reserved; 8];
        for (which, event) in steps {
            let before = targets[which];
            if let Ok(next) = before.after(event) {
                targets[which] = next;
            }
            let over = [TargetState::Delivered, TargetState::Failed, TargetState::Skipped, TargetState::Released];
            prop_assert!(!over.contains(&before) || targets[which] == before);
            let counts = count(&targets);
            prop_assert!(counts.close());
            prop_assert_eq!(counts.chosen, 8);
            let gone = targets.iter().filter(|s| matches!(s, TargetState::Skipped | TargetState::Released)).count();
            prop_assert_eq!(counts.held_or_sent() as usize, 8 - gone);
        }
    }

    #[test]
    fn a_run_reaches_an_end_from_wherever_it_is(steps in vec(0usize..7, 0..20)) {
        let events = [
            RunEvent::Due, RunEvent::GetPort, RunEvent::Pause, RunEvent::Resume, RunEvent::Skip, RunEvent::Miss,
            RunEvent::End(RunEnd::Stopped),
        ];
        let state = steps.iter().fold(RunState::Planned, |state, step| state.after(events[*step]).unwrap_or(state));
        let ends: BTreeMap<_, _> = [
            (RunState::Planned, RunEvent::Skip),
            (RunState::WaitingForPort, RunEvent::End(RunEnd::Stopped)),
            (RunState::Running, RunEvent::End(RunEnd::Stopped)),
            (RunState::Paused, RunEvent::End(RunEnd::Stopped)),
        ].into();
        let ended = ends.get(&state).map_or(Ok(state), |event| state.after(*event));
        let settled = ended.and_then(|s| if s == RunState::Ending { s.after(RunEvent::Settle(RunEnd::Stopped)) } else { Ok(s) });
        prop_assert!(settled.is_ok_and(|s| !s.is_open()));
    }
}
