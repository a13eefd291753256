//! Schedules of steps after an entry or a deal (S17, P6), and how steps stand in each other's way.

use domain::{
    aim::After,
    campaign::{CampaignState, Count, Day, Days, Filters, MessageChoice, Prevention},
    contact_type::ContactType,
    ids::{CampaignId, MessageId},
    schedule::{ScheduleSpec, ScheduleStep, StepOnFile, StepTrouble},
};

use crate::builders::{MESSAGE, OTHER_MESSAGE, time, today};

const THIRD_MESSAGE: MessageId = MessageId(3);

fn step(after: After, message: MessageId) -> ScheduleStep {
    ScheduleStep { campaign: None, after, message: Some(MessageChoice::Single { message }), is_active: true }
}

fn hours(hours: u32) -> After {
    After::Hours { hours }
}

fn days(days: u16) -> After {
    After::Days { days }
}

/// Of Unsold entries from today, each step with another message.
fn schedule(steps: &[After]) -> ScheduleSpec {
    let messages = [MESSAGE, OTHER_MESSAGE, THIRD_MESSAGE];
    ScheduleSpec {
        name: "Unsold follow-up".to_owned(),
        contact_type: ContactType::Unsold,
        filters: Filters::none(),
        statuses: vec!["Working".to_owned()],
        traffic_types: vec!["Walk-in".to_owned()],
        lost_reasons: vec![],
        hold_back_while_booked: true,
        expires_after: None,
        entries_from_on: Some(today()),
        count: Count::AllDue,
        days: Days::Weekly { weekdays: Day::ALL.to_vec(), start_on: today(), end_on: None },
        time_local: time("09:30"),
        latest_local: None,
        days_between: 30,
        prevention: Prevention::ByCustomer,
        rest_days: 7,
        department: None,
        per_hour: Some(20),
        steps: steps.iter().zip(messages).map(|(after, message)| step(*after, message)).collect(),
    }
}

fn said(spec: &ScheduleSpec, recycle_days: u16) -> Vec<(u32, StepTrouble, String)> {
    spec.warnings(recycle_days).into_iter().map(|w| (w.step, w.trouble, w.text)).collect()
}

fn fault_fields(spec: &ScheduleSpec, state: CampaignState) -> Vec<String> {
    spec.faults(state).into_iter().map(|fault| fault.field).collect()
}

#[test]
fn s17_each_step_is_a_campaign_with_what_the_schedule_shares_and_its_own_moment_and_message() {
    let spec = schedule(&[hours(2), days(12)]);
    let campaigns = spec.campaigns();
    let names: Vec<_> = campaigns.iter().map(|campaign| campaign.name.as_str()).collect();
    assert_eq!(names, ["Unsold follow-up, step 1: 2 hours", "Unsold follow-up, step 2: 12 days"]);
    for (campaign, step) in campaigns.iter().zip(&spec.steps) {
        let of = campaign.aim.step.as_ref().unwrap();
        assert_eq!((of.after, campaign.message), (step.after, step.message));
        assert_eq!(
            (&of.statuses, &of.traffic_types, of.entries_from_on),
            (&spec.statuses, &spec.traffic_types, Some(today()))
        );
        assert!(of.hold_back_while_booked && campaign.is_standing());
        assert_eq!((campaign.per_hour, campaign.contact_type), (Some(20), ContactType::Unsold));
        assert!(campaign.faults(CampaignState::Active).is_empty());
    }
}

#[test]
fn a_sales_schedule_asks_nothing_of_entries() {
    let spec = ScheduleSpec { contact_type: ContactType::Sales, ..schedule(&[days(3)]) };
    let of = spec.campaigns()[0].aim.step.clone().unwrap();
    assert!(of.statuses.is_empty() && of.traffic_types.is_empty() && !of.hold_back_while_booked);
}

#[test]
fn what_is_on_file_gives_the_schedule_back_in_order_of_time() {
    let spec = schedule(&[hours(2), days(12), days(30)]);
    let on_file: Vec<StepOnFile> = spec
        .campaigns()
        .into_iter()
        .enumerate()
        .map(|(n, spec)| StepOnFile { campaign: CampaignId(n as i64), is_active: n != 1, spec })
        .rev()
        .collect();
    let back = ScheduleSpec::of(&spec.name, &on_file).unwrap();
    let mut expected = spec;
    for (n, step) in expected.steps.iter_mut().enumerate() {
        (step.campaign, step.is_active) = (Some(CampaignId(n as i64)), n != 1);
    }
    assert_eq!(back, expected);
    assert_eq!(ScheduleSpec::of("Nothing", &[]), None);
}

#[test]
fn every_fault_stands_beside_its_field_and_what_steps_share_is_said_once() {
    let good = schedule(&[hours(2), days(12)]);
    assert_eq!(fault_fields(&good, CampaignState::Active), [""; 0]);
    let with = |change: &dyn Fn(&mut ScheduleSpec)| {
        let mut spec = good.clone();
        change(&mut spec);
        fault_fields(&spec, CampaignState::Active)
    };
    assert_eq!(with(&|s| s.name = " ".into()), ["name"]);
    assert_eq!(with(&|s| s.name = "é".repeat(51)), ["name"]);
    assert_eq!(with(&|s| s.name = "é".repeat(50)), [""; 0]);
    assert_eq!(with(&|s| s.steps.clear()), ["steps"]);
    assert_eq!(with(&|s| s.rest_days = 6), ["rest_days"]);
    assert_eq!(with(&|s| s.per_hour = Some(0)), ["per_hour"]);
    assert_eq!(with(&|s| s.latest_local = Some(s.time_local)), ["latest_local"]);
    assert_eq!(with(&|s| s.steps[1].after = days(9_999)), ["steps[1].after"]);
    // An entry that has left the list gets nothing more.
    assert_eq!(with(&|s| s.expires_after = Some(days(12))), ["steps[1].after"]);
    assert_eq!(with(&|s| s.expires_after = Some(days(13))), [""; 0]);
    assert_eq!(with(&|s| s.steps[0].message = None), ["steps[0].message"]);
    assert_eq!(with(&|s| (s.steps[0].message, s.steps[0].is_active) = (None, false)), [""; 0]);
    let maintenance = ScheduleSpec { contact_type: ContactType::Maintenance, ..good.clone() };
    assert!(fault_fields(&maintenance, CampaignState::Draft).contains(&"contact_type".to_owned()));
    let mut draft = good;
    draft.steps[0].message = None;
    assert_eq!(fault_fields(&draft, CampaignState::Draft), [""; 0]);
}

#[test]
fn s10_a_step_before_the_file_returns_says_on_which_day_it_goes_out() {
    let spec = schedule(&[hours(2), days(3)]);
    let text = "Step 2 is due 3 days after the entry, but the file returns 10 days after step 1's drop; it waits until \
                day 10, and goes out then.";
    assert_eq!(said(&spec, 10), [(1, StepTrouble::ReturnsLater, text.to_owned())]);
    assert!(said(&spec, 3).is_empty(), "on the day on which it returns");
    assert!(said(&schedule(&[hours(2), days(10)]), 10).is_empty());
}

#[test]
fn what_waits_lets_the_next_step_wait_too() {
    let days_said: Vec<_> = said(&schedule(&[days(1), days(5), days(12)]), 10).into_iter().map(|w| w.2).collect();
    assert!(days_said[0].ends_with("step 1's drop; it waits until day 11, and goes out then."), "{days_said:?}");
    assert!(days_said[1].ends_with("step 2's drop; it waits until day 21, and goes out then."), "{days_said:?}");
}

#[test]
fn a_step_that_is_out_until_its_entry_has_left_the_list_never_goes() {
    let spec = ScheduleSpec { expires_after: Some(days(7)), ..schedule(&[hours(2), days(3)]) };
    let text = "Step 2 is due 3 days after the entry, but the file returns 10 days after step 1's drop; it waits until \
                day 10, when the entry has left the list: it never goes out.";
    assert_eq!(said(&spec, 10), [(1, StepTrouble::NeverGoes, text.to_owned())]);
}

#[test]
fn a_step_that_is_switched_off_stands_in_nobodys_way() {
    let mut spec = schedule(&[hours(2), days(3)]);
    spec.steps[0].is_active = false;
    assert!(said(&spec, 10).is_empty());
}

#[test]
fn p2_the_same_message_in_two_steps_waits_for_days_between() {
    let mut spec = schedule(&[days(1), days(15), days(40)]);
    for step in &mut spec.steps {
        step.message = Some(MessageChoice::Single { message: MESSAGE });
    }
    let text =
        "Steps 1 and 2 have the same message: with 30 days between, step 2 waits until day 31, and goes out then.";
    let said = said(&spec, 10);
    assert_eq!(said[0], (1, StepTrouble::SameMessage, text.to_owned()));
    // What waits lets others wait: the third step by the file of the second, and longer by its message.
    let troubles: Vec<(u32, StepTrouble)> = said.iter().map(|(step, trouble, _)| (*step, *trouble)).collect();
    assert_eq!(
        troubles,
        [(1, StepTrouble::SameMessage), (2, StepTrouble::ReturnsLater), (2, StepTrouble::SameMessage)]
    );
    assert!(said[2].2.ends_with("step 3 waits until day 61, and goes out then."), "{said:?}");
    spec.days_between = 14;
    assert!(spec.warnings(10).is_empty());
}

#[test]
fn steps_that_stand_out_of_order_are_named_and_put_in_order() {
    let spec = schedule(&[days(20), days(5), days(5)]);
    let said = said(&spec, 0);
    assert_eq!((said[0].0, said[0].1), (1, StepTrouble::OutOfOrder));
    assert_eq!(said[0].2, "Step 2 goes out before step 1. Saving puts the steps in order of time.");
    assert_eq!(said[1].2, "Steps 2 and 3 go out at the same moment. Put them apart, or remove one.");
    let ordered: Vec<_> = spec.in_order().steps.iter().map(|step| step.after).collect();
    assert_eq!(ordered, [days(5), days(5), days(20)]);
}
