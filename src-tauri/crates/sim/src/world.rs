//! The loop: whoever may go on goes on, in an order that the seed gives; between any two of them something strikes; after
//! each of them everything is looked at; and when nobody has anything to do, time passes to the next moment.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    task::Poll,
};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::{
    campaign::{Count, Day, Days},
    ids::{AttemptId, CampaignId},
    phone::E164,
    states::{AttemptState, RunState},
};
use engine::{Refusal, clock::Clock};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use store::{Store, accounts, attempts, runs};
use testkit::{
    Dealership, Person, cell, home,
    invariants::{Checked, Violation, hold},
};

use crate::{
    acts,
    book::Where,
    clock::SimClock,
    instance::{Instance, Turn, poll},
    plan::Plan,
    restoring::Backup,
    scene::Scene,
    trace::span,
};

/// More events than any moment needs: whoever gets here runs in a circle.
const EVENTS_AT_ONCE_MAX: usize = 3_000;
/// With faults over, everything is done by then (L8): the window of a day, and what is left of the one before.
const DONE_WITHIN: TimeDelta = TimeDelta::hours(40);
/// How long everything has to have been well before a drop without a word is a fault (L1).
const WELL_FOR: TimeDelta = TimeDelta::minutes(3);

thread_local! {
    /// An empty file, of which every simulation of this thread begins with a copy: its tables take as long to make as the
    /// rest of a short life.
    static EMPTY: Store = Store::in_memory().expect("a file in memory");
}

type TestDrop = std::pin::Pin<Box<dyn Future<Output = Result<AttemptId, Refusal>>>>;

pub struct World {
    pub scene: Arc<Scene>,
    pub program: Instance,
    /// Programs that were started before, and do not know yet that they lost the file.
    pub beside: Vec<Instance>,
    pub campaigns: Vec<(CampaignId, NaiveTime)>,
    pub test_drop: Option<TestDrop>,
    /// Open day and night, Sundays too.
    pub is_open_always: bool,
    order: ChaCha8Rng,
    well_since: DateTime<Utc>,
    is_calm: bool,
    /// A clock that was ahead makes the program wait until the right one has caught up.
    waits_for: DateTime<Utc>,
    pub events: usize,
    /// How many commits there were when everything was last looked at.
    pub looked_at: u64,
    pub backups: Vec<Backup>,
}

impl World {
    pub fn new(plan: &Plan) -> Self {
        engine::mutants::choose(plan.mutant);
        let empty = EMPTY.with(Store::snapshot).expect("a copy in memory");
        let dealership = Dealership::in_store(Arc::new(empty), plan.starts_at, 0, plan.ports);
        let is_open_always = plan.kinds.contains(&crate::Kind::DstDay);
        if is_open_always {
            dealership.open_around_the_clock();
        }
        let mut rng = ChaCha8Rng::seed_from_u64(plan.seed ^ 0x0d1f_f3e7_e47c_a11e);
        let today = dealership.today();
        let people: Vec<Person> = (1..=plan.people).map(|n| person(&mut rng, n, today)).collect();
        dealership.add(people.clone());
        let numbers = people.iter().enumerate().map(|(i, person)| {
            let numbers: BTreeSet<E164> = [person.cell, person.home].into_iter().flatten().collect();
            (dealership.customer(i + 1), numbers)
        });
        let numbers: BTreeMap<_, _> = numbers.collect();
        let campaigns = plan.campaigns.iter().map(|campaign| {
            let id = dealership.campaign(|spec| {
                spec.time_local = campaign.time_local;
                spec.count = campaign.count.map_or(Count::AllDue, |number| Count::Number { number });
                spec.per_hour = campaign.per_hour;
                if is_open_always {
                    let weekdays = Day::ALL.to_vec();
                    spec.days = Days::Weekly { weekdays, start_on: today, end_on: None };
                }
            });
            (id, campaign.time_local)
        });
        let campaigns = campaigns.collect();
        let clock = Arc::new(SimClock::new(plan.starts_at));
        let store = dealership.store.clone();
        let scene = Scene::new(store, clock, plan.clone(), numbers);
        let program = Instance::start(&scene);
        let mut tries = 0;
        let program = program.unwrap_or_else(|_| {
            loop {
                // Chance had a word in its first commit already.
                tries += 1;
                assert!(tries < 100, "the program cannot be started");
                scene.state().is_dead = false;
                if let Ok(program) = Instance::start(&scene) {
                    break program;
                }
            }
        });
        Self {
            well_since: scene.clock.true_at(),
            scene,
            program,
            beside: vec![],
            campaigns,
            test_drop: None,
            is_open_always,
            order: rng,
            is_calm: false,
            waits_for: plan.starts_at,
            events: 0,
            looked_at: 0,
            backups: vec![],
        }
    }

    /// From the first moment until everything is over and nothing is open.
    pub fn live(&mut self) -> Checked {
        let calm_at = self.scene.plan.starts_at + TimeDelta::hours(self.scene.plan.hours);
        self.waits_for = calm_at;
        let mut at_once = 0;
        let mut now = self.scene.clock.true_at();
        while !(self.is_calm && self.is_everything_over()?) {
            if !self.is_calm && (self.scene.clock.true_at() >= calm_at || self.is_the_day_over()?) {
                self.calm_down()?;
            }
            if self.scene.clock.true_at() != now {
                (now, at_once) = (self.scene.clock.true_at(), 0);
            }
            at_once += 1;
            hold(at_once < EVENTS_AT_ONCE_MAX, "L8", || "the program does not come to rest".to_owned())?;
            let is_late = self.is_calm && now > self.waits_for.max(self.well_since) + DONE_WITHIN;
            hold(!is_late, "L8", || "faults are over, and something never ends".to_owned())?;
            self.happen()?;
        }
        self.at_the_end()
    }

    /// One event, with everything that may strike before it and everything that must hold after it.
    fn happen(&mut self) -> Checked {
        self.events += 1;
        if !self.is_calm {
            self.meddle();
            self.look(Where::Everywhere)?;
            self.back_up_or_restore()?;
        }
        self.bring_to_life()?;
        self.scene.pass();
        let mut turns: Vec<(usize, Turn)> = self.program.ready().into_iter().map(|turn| (0, turn)).collect();
        for (i, program) in self.beside.iter().enumerate() {
            turns.extend(program.ready().into_iter().map(|turn| (i + 1, turn)));
        }
        if turns.is_empty() {
            return self.pass_on();
        }
        let (whose, turn) = turns[self.order.random_range(0..turns.len())];
        match whose {
            0 => self.program.take(turn),
            i => self.beside[i - 1].take(turn),
        }
        self.beside.retain(|program| !program.is_over);
        if self.scene.state().has_write_failed {
            self.well_since = self.scene.clock.true_at();
        }
        self.look(match turn {
            Turn::Port(port) if self.beside.is_empty() => Where::AtPort(port),
            Turn::Feed => Where::AtAttempts,
            Turn::Port(_) | Turn::Tick | Turn::Account => Where::Everywhere,
        })
    }

    /// What has not been written to needs no second look.
    fn look(&mut self, where_to: Where) -> Checked {
        let commits = self.scene.state().commits;
        if commits == self.looked_at && self.scene.state().violation.is_none() {
            return Ok(());
        }
        self.looked_at = commits;
        if let Some(violation) = self.scene.state().violation.clone() {
            return Err(violation);
        }
        let mut guard = self.scene.state();
        let state = &mut *guard;
        let news = self.scene.store().read(|db| state.book.look(db, &state.server.ledger, where_to))?;
        for line in news {
            state.trace.say(self.scene.clock.true_at(), self.scene.clock.now(), &line);
        }
        Ok(())
    }

    /// Nobody has anything to do: time passes.
    fn pass_on(&mut self) -> Checked {
        let now = self.scene.clock.true_at();
        let wall_at = self.scene.clock.now();
        if now - self.well_since > WELL_FOR && self.beside.is_empty() {
            let state = self.scene.state();
            self.scene.store().read(|db| state.book.l1_nothing_in_limbo(db, wall_at))?;
        }
        if self.is_calm && self.release_what_waits() {
            return Ok(());
        }
        let server_at = self.scene.state().server.next_at();
        let test_drop_at = self.poll_test_drop();
        let programs = [self.program.next_at(), server_at, test_drop_at];
        let beside = self.beside.iter().map(Instance::next_at);
        let next = programs.into_iter().chain(beside).flatten().filter(|at| *at > now).min();
        let next = next.ok_or_else(|| Violation::of("L8", "something is open, and nothing will ever happen"))?;
        self.scene.clock.pass_to(next);
        self.scene.pass();
        Ok(())
    }

    /// A program that died is started again, after a while.
    fn bring_to_life(&mut self) -> Checked {
        let mut tries = 0;
        while self.scene.state().is_dead || self.program.is_over {
            tries += 1;
            hold(tries < 50, "R1", || "the program cannot be started again".to_owned())?;
            let seconds = {
                let mut state = self.scene.state();
                state.is_dead = false;
                let rng = state.dice.usual();
                if rng.random_range(0..4) == 0 { rng.random_range(60..9_000) } else { rng.random_range(1..30) }
            };
            self.beside.clear();
            self.test_drop = None;
            let lasts = TimeDelta::seconds(seconds);
            self.scene.clock.pass_to(self.scene.clock.true_at() + lasts);
            self.scene.pass();
            self.scene.say(&format!("the program is started again, after {}", span(lasts)));
            if let Ok(program) = Instance::start(&self.scene) {
                self.program = program;
            }
            self.well_since = self.scene.clock.true_at();
        }
        if tries > 0 {
            self.r1_it_is_whole()?;
        }
        Ok(())
    }

    fn r1_it_is_whole(&self) -> Checked {
        self.scene.store().check_integrity()?;
        let state = self.scene.state();
        self.scene.store().read(|db| state.book.r2_what_was_confirmed_is_there(db))
    }

    /// Somebody starts the program a second time on the same file: the first one has lost it, and does not know.
    pub fn open_beside(&mut self) {
        if let Ok(program) = Instance::start(&self.scene) {
            self.beside = vec![std::mem::replace(&mut self.program, program)];
            self.test_drop = None;
            self.well_since = self.scene.clock.true_at();
        }
    }

    /// The clock was turned, or the machine woke.
    pub fn woke(&mut self) {
        self.well_since = self.scene.clock.true_at();
        self.program.look_again();
        for program in &mut self.beside {
            program.look_again();
        }
    }

    pub fn begin_test_drop(&mut self, number: E164) {
        let engine = self.program.engine.clone();
        let message = self.scene.store().read(|db| store::messages::list(db, domain::ids::StoreId(1)));
        let Some(message) = message.unwrap_or_default().first().map(|message| message.id) else { return };
        self.scene.say(&format!("Alex: a test drop to {}", number.display()));
        self.scene.state().has_write_failed = false;
        self.test_drop = Some(Box::pin(async move { engine.test_drop(message, &number).await }));
        self.poll_test_drop();
    }

    /// Gives when it is to be polled again.
    fn poll_test_drop(&mut self) -> Option<DateTime<Utc>> {
        self.scene.state().pending_until = None;
        let done = poll(self.test_drop.as_mut()?);
        match done {
            Poll::Ready(done) => {
                self.test_drop = None;
                let words =
                    done.map_or_else(|why| format!("the test drop: {why}"), |_| "the test drop is out".to_owned());
                self.scene.say(&words);
                None
            }
            Poll::Pending => self.scene.state().pending_until.take(),
        }
    }

    /// Faults are over, and everybody helps.
    fn calm_down(&mut self) -> Checked {
        self.is_calm = true;
        let now = self.scene.clock.true_at();
        {
            let mut state = self.scene.state();
            state.dice.calm();
            (state.down_until, state.mute_until, state.feed_down_until) = (now, now, now);
        }
        self.bring_to_life()?;
        self.scene.say("FROM HERE ON NOTHING GOES WRONG ANY MORE");
        self.well_since = now;
        self.waits_for = self.waits_for.max(self.scene.store().read(store::house::require)?.highest_at);
        self.put_everything_right();
        self.look(Where::Everywhere)
    }

    fn is_the_day_over(&self) -> Result<bool, Violation> {
        // Late words may still come while nothing runs; an hour of them is enough.
        let lasted = self.scene.clock.true_at() - self.scene.plan.starts_at;
        Ok(lasted > TimeDelta::hours(4)
            && self.scene.plan.hours < 24
            && self.scene.store().read(runs::open)?.is_empty()
            && self.scene.store().read(attempts::unsettled)?.is_empty())
    }

    fn is_everything_over(&self) -> Result<bool, Violation> {
        let is_running = self.scene.store().read(runs::open)?.iter().any(|run| run.state != RunState::Planned);
        let open = self.scene.store().read(attempts::unsettled)?;
        let in_flight = open.iter().any(|attempt| attempt.state != AttemptState::Overdue);
        let is_told = self.scene.state().server.next_at().is_none();
        let is_port_held = self.scene.store().read(accounts::ports)?.iter().any(|port| port.held_by_attempt.is_some());
        Ok(!is_port_held
            && !is_running
            && !in_flight
            && is_told
            && self.test_drop.is_none()
            && self.program.ready().is_empty())
    }

    fn at_the_end(&mut self) -> Checked {
        self.looked_at = 0;
        self.look(Where::Everywhere)?;
        self.scene.store().check_integrity()?;
        let starts = acts::starts_until(self, &self.campaigns)?;
        let state = self.scene.state();
        self.scene.store().read(|db| {
            let ports = accounts::ports(db)?;
            let leaked = ports.iter().find(|port| port.run.is_some() || port.held_by_attempt.is_some());
            hold(leaked.is_none(), "L8", || format!("a port is lost: {leaked:?}"))?;
            state.book.r2_what_was_confirmed_is_there(db)?;
            state.book.look_at_numbers(db)?;
            state.book.never_silent(db, &state.server.ledger)?;
            if !self.has_missed_days() { state.book.r5_every_day_has_its_run(&starts) } else { Ok(()) }
        })
    }

    /// A clock that was a day ahead or behind makes days that nobody lived through.
    fn has_missed_days(&self) -> bool {
        self.scene.plan.kinds.contains(&crate::Kind::ClockBack)
            || self.scene.plan.kinds.contains(&crate::Kind::ClockForward)
    }
}

fn person(rng: &mut ChaCha8Rng, n: usize, today: chrono::NaiveDate) -> Person {
    let person = Person::n(n, today);
    match rng.random_range(0..20) {
        // A home phone only.
        0..3 => Person { cell: None, home: Some(home(n)), ..person },
        3..5 => Person { home: Some(home(n)), ..person },
        // One cell in the family.
        5 if n > 1 => Person { cell: Some(cell(n - 1)), ..person },
        _ => person,
    }
}
