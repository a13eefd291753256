//! A morning of three drops on a disk that fails: the program as its loops run it, the person at the screen, and what must
//! hold afterwards. Driven by hand, without waiting.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{phone::E164, states::TargetState};
use engine::{Engine, Policy, Sending, Step, clock::Clock, provider::PreparedDrop};
use faultfs::{FaultFs, Moment};
use store::{Store, StoreError, accounts, attempts, history, house, key::DataKey, numbers, runs, targets};
use testkit::{ManualClock, ScriptedProvider, What, at_once, cell, invariants};

use crate::template::{CUSTOMERS, NAME, Template};

/// More than any morning takes: whoever gets here runs in a circle.
const ROUNDS_MAX: usize = 2_000;
/// Errors in a row that people bear before they see to the disk.
const PATIENCE: u32 = 4;
/// What the loops do after an error, in clock time.
const AFTER_ERROR: TimeDelta = TimeDelta::seconds(1);

/// What becomes of a program that met an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Its loops try again a second later.
    GoesOn,
    /// Somebody ends it in good order, as far as that goes, and starts it again.
    Restarts,
    /// The system ends it, and somebody starts it again.
    Killed,
}

impl After {
    pub const ALL: [Self; 3] = [Self::GoesOn, Self::Restarts, Self::Killed];
}

struct Program {
    store: Arc<Store>,
    engine: Arc<Engine>,
}

pub struct Morning<'t> {
    template: &'t Template,
    pub disk: Arc<FaultFs>,
    clock: Arc<ManualClock>,
    pub provider: Arc<ScriptedProvider>,
    program: Option<Program>,
    after: After,
    errors: u32,
    rests_until: Option<DateTime<Utc>>,
    /// Numbers that somebody opted out, and was told that it is saved.
    confirmed: Vec<E164>,
    pub restarts: u32,
    pub cuts: u32,
    /// After each power cut the next, so many operations later; the last comes first.
    pub cuts_to_come: Vec<u64>,
}

impl<'t> Morning<'t> {
    pub fn new(template: &'t Template, seed: u64, after: After) -> Self {
        let disk = Arc::new(FaultFs::new(seed));
        template.copy_to(&disk);
        let clock = Arc::new(ManualClock::new(template.now));
        let provider = Arc::new(ScriptedProvider::new(clock.clone()));
        watch_the_wire(&provider, &disk, template);
        Self {
            template,
            disk,
            clock,
            provider,
            program: None,
            after,
            errors: 0,
            rests_until: None,
            confirmed: vec![],
            restarts: 0,
            cuts: 0,
            cuts_to_come: vec![],
        }
    }

    /// Opens the synced image at every drop.
    pub fn look_closely(&self) {
        let (disk, key) = (self.disk.clone(), self.template.key.clone());
        self.provider.set_witness(move |prepared| assert_is_intended(&disk, &key, prepared));
    }

    /// Lives through the morning, to the end of the program.
    pub fn live(&mut self) {
        self.until_noon();
        self.stop();
    }

    /// Whatever happened, at the end: three drops, each once, and nobody else's.
    pub fn check(&mut self) {
        self.disk.heal();
        if self.disk.is_off() {
            self.power_returns();
            self.disk.heal();
        }
        self.start().expect("a healthy disk");
        self.until_noon();
        let ledger = self.provider.ledger();
        let store = &self.program.as_ref().expect("it runs").store;
        store.check_integrity().unwrap();
        invariants::check(store, &[], &ledger);
        self.check_drops(store);
        self.check_confirmed(store);
    }

    fn check_drops(&self, store: &Store) {
        let ledger = self.provider.ledger();
        let due: Vec<E164> = (1..CUSTOMERS).map(cell).collect();
        assert_eq!(ledger.numbers(What::Deliver), due, "each of the three once, in their order");
        assert_eq!(ledger.numbers(What::Accept), due, "and asked for once");
        let read = store.read(|db| {
            let mut runs = runs::of_campaign_on(db, self.template.campaign, self.template.now.date_naive())?;
            assert_eq!(runs.len(), 1, "one run (R4): {runs:?}");
            let run = runs.remove(0);
            assert!(!run.state.is_open(), "{run:?}");
            let targets = targets::of_run(db, run.id)?;
            let delivered = targets.iter().filter(|t| t.state == TargetState::Delivered).map(|t| t.number);
            assert_eq!(delivered.collect::<Vec<_>>(), due, "the file says the same: {targets:?}");
            let last = targets.iter().find(|t| t.number == cell(CUSTOMERS)).map(|t| t.state);
            assert!(matches!(last, None | Some(TargetState::Skipped)), "who opted out was skipped: {last:?}");
            assert_eq!(attempts::of_run(db, run.id)?.len(), due.len(), "one attempt each");
            for customer in &self.template.customers[..CUSTOMERS - 1] {
                let rows = history::page(db, *customer, None, 10)?;
                assert!(matches!(&*rows, [row] if !row.in_progress && row.finished_at.is_some()), "{rows:?}");
            }
            Ok::<_, StoreError>(())
        });
        read.unwrap();
    }

    /// R2: what the screen called saved is there.
    fn check_confirmed(&self, store: &Store) {
        let read = self.disk.quietly(|| {
            store.read(|db| {
                for number in &self.confirmed {
                    assert!(numbers::opt_out_of(db, number)?.is_some(), "{number} was saved, and is not there");
                }
                Ok::<_, StoreError>(())
            })
        });
        read.unwrap();
    }

    fn until_noon(&mut self) {
        let noon = self.template.now + TimeDelta::hours(2);
        for _ in 0..ROUNDS_MAX {
            if self.clock.now() >= noon {
                return;
            }
            match self.round() {
                Ok(None) => {}
                Ok(Some(next)) => self.clock.set(next.min(noon)),
                Err(error) => self.suffer(&error),
            }
        }
        panic!("the morning does not end");
    }

    /// Everything that the loops and the person do once. `None`: something moved. Otherwise the next moment at which
    /// something can.
    fn round(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        if self.program.is_none() {
            self.start()?;
        }
        let Some(Program { store, engine }) = &self.program else { return Ok(None) };
        let before = *engine.changes().borrow();
        let mut moments = vec![self.provider.next_at()];
        moments.push(engine.tick().map_err(plain)?);
        let _unreachable = at_once(engine.take_events(Duration::ZERO)).expect("the feed never waits").map_err(plain)?;
        Self::opt_somebody_out(&mut self.confirmed, store, &self.provider, self.clock.now())?;
        let mut has_moved = false;
        for port in store.read(accounts::ports)? {
            if let Some(until) = self.rests_until.filter(|until| self.clock.now() < *until) {
                moments.push(Some(until));
                continue;
            }
            match at_once(engine.step(port.number)).expect("nobody waits").map_err(plain)? {
                Step::Moved => has_moved = true,
                Step::Idle => {}
                Step::Until(at) => moments.push(Some(at)),
                Step::BackOff(pause) => {
                    self.rests_until = Some(self.clock.now() + TimeDelta::from_std(pause).unwrap());
                    moments.push(self.rests_until);
                }
            }
        }
        self.errors = 0;
        if has_moved || *engine.changes().borrow() != before {
            return Ok(None);
        }
        let now = self.clock.now();
        Ok(Some(moments.into_iter().flatten().filter(|at| *at > now).min().unwrap_or(now + TimeDelta::hours(1))))
    }

    /// After the first drop the last customer calls in and opts out; after every other one somebody else does.
    fn opt_somebody_out(
        confirmed: &mut Vec<E164>,
        store: &Store,
        provider: &ScriptedProvider,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let wanted = provider.ledger().of(What::Wire).count().min(CUSTOMERS - 1);
        if confirmed.len() >= wanted {
            return Ok(());
        }
        let number = cell(CUSTOMERS + confirmed.len());
        store.write(|db| numbers::opt_out(db, &number, "Alex", "asked for it", now))?;
        confirmed.push(number);
        Ok(())
    }

    /// What happens to a program that met an error, and to its disk.
    fn suffer(&mut self, error: &StoreError) {
        self.errors += 1;
        if self.disk.is_off() {
            self.program = None;
            self.power_returns();
            return;
        }
        assert!(self.disk.has_fired(), "an error without a fault: {error:?}");
        if self.errors >= PATIENCE {
            self.disk.heal();
            assert!(self.errors < 3 * PATIENCE, "a healthy disk, and still: {error:?}");
        }
        self.clock.advance(AFTER_ERROR);
        match self.after {
            After::GoesOn => {}
            After::Restarts => self.stop(),
            After::Killed => {
                let program = self.program.take();
                self.disk.kill(|| drop(program));
            }
        }
    }

    /// And it may go again, while the program comes back to itself or a while later.
    fn power_returns(&mut self) {
        self.disk.power_on();
        self.provider.heal();
        self.cuts += 1;
        if let Some(k) = self.cuts_to_come.pop() {
            self.disk.cut_at(k, Moment::Before);
        }
    }

    /// As the program starts: after an unclean stop the whole file is checked.
    fn start(&mut self) -> Result<(), StoreError> {
        self.restarts += 1;
        let store = Arc::new(Store::open(&self.disk.path(NAME), self.template.key.clone())?);
        if !store.read(house::require)?.clean_stop {
            store.check_integrity()?;
        }
        // Without it the rows answer.
        let _kept = store.keep_roster(self.template.store);
        let policy = Policy::new(Sending::Allowed, true);
        let engine = Engine::open(store.clone(), self.clock.clone(), self.provider.clone(), policy).map_err(plain)?;
        self.check_confirmed(&store);
        self.program = Some(Program { store, engine: Arc::new(engine) });
        self.rests_until = None;
        Ok(())
    }

    /// In good order; whatever the disk says to it, the program is gone afterwards.
    fn stop(&mut self) {
        if let Some(Program { store, .. }) = &self.program {
            let _written = store.write(house::stopped_cleanly);
        }
        self.program = None;
    }
}

/// The only errors there are here.
fn plain(error: engine::EngineError) -> StoreError {
    match error {
        engine::EngineError::Store(error) => error,
        engine::EngineError::Evidence(error) => panic!("{error}"),
    }
}

/// W3, in the words of the research page: before a byte goes out its intent is in the synced image, not only in the cache.
/// To open that image is slow. Where it is what the program itself sees, looking at it closely tells nothing new; the
/// mornings without a fault do it at every drop ([`Morning::look_closely`]).
fn watch_the_wire(provider: &Arc<ScriptedProvider>, disk: &Arc<FaultFs>, template: &Template) {
    let (its, disk, key) = (Arc::downgrade(provider), disk.clone(), template.key.clone());
    provider.set_witness(move |prepared| {
        if disk.is_off() {
            // SQLite passes over a failure to tidy up after a commit, and goes on; but without power no byte goes out.
            its.upgrade().expect("it is being asked").set_down(true);
        } else if !disk.is_all_durable() {
            assert_is_intended(&disk, &key, prepared);
        }
    });
}

fn assert_is_intended(disk: &FaultFs, key: &Arc<DataKey>, prepared: &PreparedDrop) {
    let durable = disk.durable();
    let store = Store::open(&durable.path(NAME), key.clone()).expect("what is durable can be opened");
    let read = store.read(|db| {
        let open = attempts::unsettled(db)?;
        let attempt = open.iter().find(|a| a.idempotency_key == prepared.idempotency_key);
        let attempt = attempt.expect("bytes go out, and a power cut would lose their intent");
        assert_eq!(attempt.request, prepared.body);
        let customer = attempt.customer.expect("a drop of a run");
        assert!(history::page(db, customer, None, 1)?[0].in_progress, "no row In Progress");
        Ok::<_, StoreError>(())
    });
    read.unwrap();
}
