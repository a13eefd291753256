//! What people do between any two steps, and what the world does to the machine.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    campaign::Count,
    ids::{CampaignId, CustomerId, RunId},
    phone::E164,
    states::{AttemptState, RunState},
};
use engine::{Acts, Refusal, Verdict};
use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use store::{
    StoreError, attempts,
    customers::{self, HeldBack, Off},
    house, numbers,
    runs::{self, Run},
};

use crate::{book::SWITCHED_OFF, dice::Kind, trace::span, world::World};

/// How rarely a person does something of one kind, between two steps.
const RARELY: u32 = 300;

impl World {
    /// Whatever strikes between two steps.
    pub fn meddle(&mut self) {
        self.people();
        self.clock_and_machine();
        self.network();
    }

    pub fn chance(&self, kind: Kind, one_in: u32) -> Option<ChaCha8Rng> {
        self.scene.state().dice.strikes(kind, one_in)
    }

    fn people(&mut self) {
        if let Some(rng) = self.chance(Kind::OptOut, RARELY) {
            self.opt_out(rng);
        }
        if let Some(rng) = self.chance(Kind::HeldBack, RARELY) {
            self.hold_back(rng);
        }
        if let Some(rng) = self.chance(Kind::CountEdited, RARELY) {
            self.edit_count(rng);
        }
        if let Some(rng) = self.chance(Kind::PausedAndStopped, RARELY) {
            self.pause_or_stop(rng);
        }
        if self.chance(Kind::PauseAll, RARELY * 2).is_some() {
            self.act("everything is paused", |acts| acts.pause_all("Alex").map(drop));
        }
        if let Some(rng) = self.chance(Kind::RunAgain, RARELY * 2) {
            self.run_again(rng);
        }
        if let Some(rng) = self.chance(Kind::Settled, RARELY / 4) {
            self.settle(rng);
        }
        if let Some(rng) = self.chance(Kind::TestDrop, RARELY) {
            self.test_drop(rng);
        }
        let looks = self.scene.state().dice.usual().random_range(0..120);
        if looks == 0 {
            self.put_right();
        }
    }

    /// What the screen confirms has happened; gives whether it did.
    pub fn act(&mut self, words: &str, act: impl FnOnce(&Acts<'_>) -> Result<(), Refusal>) -> bool {
        self.scene.state().has_write_failed = false;
        let done = self.program.engine.act(act);
        let end = match &done {
            Ok(()) => String::new(),
            Err(Refusal::NotNow(why)) => format!(" - refused: {why}"),
            Err(Refusal::Engine(_)) => " - it fails".to_owned(),
        };
        self.scene.say(&format!("Alex: {words}{end}"));
        done.is_ok()
    }

    fn somebody(&self, rng: &mut ChaCha8Rng) -> (CustomerId, E164) {
        let all: Vec<_> = self.scene.numbers.iter().collect();
        let (customer, numbers) = all.choose(rng).expect("there are customers");
        (**customer, *numbers.first().expect("everybody has a number"))
    }

    fn opt_out(&mut self, mut rng: ChaCha8Rng) {
        let (_, number) = self.somebody(&mut rng);
        let words = format!("{} is opted out", number.display());
        if self.act(&words, |acts| Ok(numbers::opt_out(acts.db(), &number, "Alex", "asked for it", acts.now())?)) {
            self.scene.state().book.numbers.opted_out.insert(number);
        }
    }

    fn hold_back(&mut self, mut rng: ChaCha8Rng) {
        let (customer, _) = self.somebody(&mut rng);
        let id = customer.0;
        let (words, why) = match rng.random_range(0..3) {
            0 => ("taken by an agent", "is taken by an agent"),
            1 => ("held back", "is held back"),
            _ => ("switched off", SWITCHED_OFF),
        };
        let is_new = !self.scene.state().book.held_back.contains_key(&customer);
        let mut took = true;
        let done = is_new
            && self.act(&format!("customer {id} is {words}"), |acts| {
                let off = Off { reason: "asked for it".to_owned(), at: Some(acts.now()), by: Some("Alex".to_owned()) };
                match words {
                    "taken by an agent" => took = customers::take(acts.db(), customer, "Alex", acts.now())?,
                    "held back" => {
                        customers::set_hold(acts.db(), customer, Some(&HeldBack { off, until_on: None }))?;
                    }
                    _ => {
                        customers::switch_voice_off(acts.db(), customer, "Alex", &off.reason, acts.now())?;
                    }
                }
                Ok(())
            });
        if done && took {
            self.scene.state().book.held_back.insert(customer, why);
        }
    }

    fn some_run(&self, rng: &mut ChaCha8Rng, is_it: impl Fn(RunState) -> bool) -> Option<RunId> {
        let open = self.scene.store().read(runs::open).unwrap_or_default();
        let fit: Vec<_> = open.iter().filter(|run| is_it(run.state)).map(|run| run.id).collect();
        fit.choose(rng).copied()
    }

    fn edit_count(&mut self, mut rng: ChaCha8Rng) {
        let Some(run) = self.some_run(&mut rng, |state| state != RunState::Planned) else { return };
        let most = self.scene.plan.people as u32;
        let count = if rng.random_range(0..4) == 0 {
            Count::AllDue
        } else {
            Count::Number { number: rng.random_range(1..=most.max(2)) }
        };
        self.act(&format!("run {} is to send to {count:?}", run.0), |acts| acts.set_count(run, count));
    }

    fn pause_or_stop(&mut self, mut rng: ChaCha8Rng) {
        let Some(run) = self.some_run(&mut rng, |_| true) else { return };
        match rng.random_range(0..6) {
            0 => self.act(&format!("run {} is stopped", run.0), |acts| acts.stop(run)),
            1..3 => self.act(&format!("run {} is resumed", run.0), |acts| acts.resume(run)),
            _ => self.act(&format!("run {} is paused", run.0), |acts| acts.pause(run, "Alex")),
        };
    }

    fn run_again(&mut self, mut rng: ChaCha8Rng) {
        let Some((campaign, _)) = self.campaigns.choose(&mut rng).copied() else { return };
        self.act(&format!("campaign {} is to run now", campaign.0), |acts| acts.run_now(campaign).map(drop));
    }

    fn settle(&mut self, mut rng: ChaCha8Rng) {
        let open = self.scene.store().read(attempts::unsettled).unwrap_or_default();
        let unknown: Vec<_> = open.iter().filter(|attempt| attempt.state == AttemptState::Overdue).collect();
        let Some(attempt) = unknown.choose(&mut rng).copied() else { return };
        let verdict = if rng.random_range(0..2) == 0 { Verdict::Delivered } else { Verdict::NotDelivered };
        let words = format!("the unknown drop to {} is {verdict:?}", attempt.number.display());
        self.act(&words, |acts| acts.settle(attempt.id, verdict, "Alex"));
    }

    fn test_drop(&mut self, mut rng: ChaCha8Rng) {
        if self.test_drop.is_some() {
            return;
        }
        let number = E164::parse(&format!("+1905555{:04}", rng.random_range(0..3))).expect("a number");
        self.begin_test_drop(number);
    }

    /// A person looks at the screen and puts right what stands still: that is no fault.
    fn put_right(&mut self) {
        let is_paused = self.scene.store().read(house::require).is_ok_and(|house| house.paused_all.is_some());
        if is_paused {
            self.act("everything may go on", |acts| acts.pause_all_end().map(drop));
            return;
        }
        if self.release_what_waits() {
            return;
        }
        let open = self.scene.store().read(runs::open).unwrap_or_default();
        let stands = |run: &&Run| run.state == RunState::Paused && !self.scene.state().book.is_barred(run);
        if let Some(run) = open.iter().find(stands).map(|run| run.id) {
            self.act(&format!("run {} is resumed", run.0), |acts| acts.resume(run));
        }
    }

    /// Everybody is helpful at the end: nothing stands still for a person.
    pub fn put_everything_right(&mut self) {
        self.scene.clock.set_right();
        self.program.look_again();
        for _ in 0..=self.campaigns.len() * 4 {
            self.put_right();
        }
    }

    fn clock_and_machine(&mut self) {
        if let Some(mut rng) = self.chance(Kind::Sleep, RARELY * 2) {
            let minutes = if rng.random_range(0..3) == 0 { rng.random_range(60..600) } else { rng.random_range(1..40) };
            let lasts = TimeDelta::minutes(minutes);
            self.scene.say(&format!("the machine sleeps for {}", span(lasts)));
            self.scene.clock.sleep(lasts);
            self.scene.pass();
            self.woke();
        }
        if let Some(mut rng) = self.chance(Kind::ClockForward, RARELY * 2) {
            let by = TimeDelta::seconds([30, 90, 3_600, 7_200][rng.random_range(0..4)]);
            self.turn_clock(by);
        }
        if let Some(mut rng) = self.chance(Kind::ClockBack, RARELY * 2) {
            let by = TimeDelta::seconds([1, 90, 119, 600, 3_600, 86_400][rng.random_range(0..6)]);
            self.turn_clock(-by);
        }
        let is_noticed = !self.scene.clock.is_right() && self.scene.state().dice.usual().random_range(0..60) == 0;
        if is_noticed {
            self.scene.clock.set_right();
            self.scene.say("the clock is set right");
            self.woke();
        }
        if self.chance(Kind::Crash, RARELY).is_some() {
            self.scene.say("THE PROGRAM DIES");
            self.scene.state().is_dead = true;
        }
        if self.chance(Kind::SecondProgram, RARELY * 4).is_some() {
            self.scene.say("a second program opens the file");
            self.open_beside();
        }
    }

    fn turn_clock(&mut self, by: TimeDelta) {
        self.scene.clock.turn(by);
        self.scene.say(&format!("somebody turns the clock by {}", span(by)));
        self.woke();
    }

    fn network(&mut self) {
        let now: DateTime<Utc> = self.scene.clock.true_at();
        for kind in [Kind::NoConnection, Kind::Mute, Kind::FeedDown] {
            let words = self.scene.state().begin_outage(kind, now);
            if let Some(words) = words {
                self.scene.say(&words);
            }
        }
        let mut guard = self.scene.state();
        let state = &mut *guard;
        let mut words = vec![];
        if state.dice.strikes(Kind::CursorGone, RARELY).is_some() {
            state.server.forget_cursors();
            words.push("the provider forgets its cursors, and what it told");
        }
        if state.dice.strikes(Kind::ForgetsAudio, RARELY).is_some() {
            state.server.audio.clear();
            words.push("the provider forgets its recordings");
        }
        if let Some(mut rng) = state.dice.strikes(Kind::Foreign, 100) {
            let client_ref = (rng.random_range(0..2) == 0).then(|| uuid::Uuid::from_u128(rng.random()));
            state.foreign += 1;
            state.server.tell_of_a_foreign_drop(client_ref, state.foreign);
        }
        drop(guard);
        for words in words {
            self.scene.say(words);
        }
    }
}

/// The starts of all campaigns that have passed, by day.
pub fn starts_until(
    world: &World,
    campaigns: &[(CampaignId, chrono::NaiveTime)],
) -> Result<Vec<(CampaignId, chrono::NaiveDate)>, StoreError> {
    let store = world.scene.store().read(|db| store::stores::get(db, domain::ids::StoreId(1)))?;
    let zone = &store.calendar.zone;
    let seen_at = world.scene.store().read(house::require)?.highest_at;
    let first = zone.date_at(world.scene.plan.starts_at);
    let last = zone.date_at(seen_at);
    let mut starts = vec![];
    for (campaign, time) in campaigns {
        for on in first.iter_days().take_while(|on| *on <= last) {
            let at = zone.start_at(on, *time).at;
            let is_planned = on.format("%a").to_string() != "Sun" || world.is_open_always;
            if is_planned && world.scene.plan.starts_at < at && at <= seen_at {
                starts.push((*campaign, on));
            }
        }
    }
    Ok(starts)
}
