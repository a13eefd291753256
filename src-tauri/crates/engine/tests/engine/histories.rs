//! Random histories: whatever people, the network and power cuts do between any two steps, the invariants of the kit
//! hold after every step, and when the faults are over every run comes to its end.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::{
    aim::{After, Step},
    campaign::{Count, MessageChoice},
    contact_type::ContactType,
    disposition::Disposition,
    facts::{LogEntry, MatterKind},
    ids::{CampaignId, PortNumber, RunId},
    states::{AttemptState, RunState, TargetState},
};
use engine::{
    Refusal,
    provider::{NotNow, ProviderFault},
};
use proptest::{collection::vec, prelude::*, sample::select};
use store::{
    accounts, attempts, customers,
    matters::{self, NewMatter},
    numbers, runs,
};
use testkit::{Day, Fault, Line, Person, What, at_once, cell, home};

use crate::{minutes, seconds};

const CUSTOMERS: usize = 9;
const PORTS: u16 = 2;
/// The place of the campaign that is a step of an Unsold schedule, with a standing run (P6).
const STANDING: usize = 2;

fn step() -> Step {
    Step {
        after: After::Hours { hours: 0 },
        expires_after: None,
        entries_from_on: None,
        statuses: vec![],
        traffic_types: vec![],
        lost_reasons: vec![],
        hold_back_while_booked: false,
    }
}

#[derive(Clone, Debug)]
enum Event {
    Pass(i64),
    /// The machine sleeps: nothing is called meanwhile.
    Sleep(i64),
    SetBack(i64),
    Tick,
    Step(u16),
    TakeEvents,
    Crash,
    Pause(usize),
    Resume(usize),
    Stop(usize),
    SetCount(usize, Count),
    PauseAll,
    PauseAllEnd,
    RunNow(usize),
    EditTime(usize, u32),
    EditMessage(usize),
    EditCount(usize, Count),
    Withdraw,
    Approve,
    TestDrop(usize),
    Take(usize),
    GiveBack(usize),
    OptOut(usize),
    Book(usize),
    /// Comes into the showroom: due for the standing run from now on.
    Enter(usize),
    Faults(Vec<Fault>),
    Deaf(Vec<Option<ProviderFault>>),
    Down(bool),
    Mute(bool),
    FeedDown(bool),
    Hide(i64),
    ForgetAudio,
    Foreign,
}

fn count() -> impl Strategy<Value = Count> {
    prop_oneof![(1u32..8).prop_map(|number| Count::Number { number }), Just(Count::AllDue)]
}

fn fault() -> impl Strategy<Value = Fault> {
    let certain = vec![
        NotNow::PortBusy,
        NotNow::RateLimited { retry_after: Some(std::time::Duration::from_secs(20)) },
        NotNow::Unauthorized,
        NotNow::NoFunds,
        NotNow::BadAudio,
        NotNow::RequestFault { code: "malformed".to_owned(), message: String::new() },
        NotNow::NotConnected { cause: "no route".to_owned() },
    ];
    prop_oneof![
        Just(Fault::LostBefore),
        Just(Fault::LostAfter),
        Just(Fault::DiesBefore),
        Just(Fault::DiesAfter),
        Just(Fault::Refuses(Disposition::BadNumber)),
        select(certain).prop_map(Fault::Says),
    ]
}

fn deafness() -> impl Strategy<Value = Option<ProviderFault>> {
    select(vec![
        None,
        Some(ProviderFault::RateLimited { retry_after: Some(std::time::Duration::from_secs(40)) }),
        Some(ProviderFault::RateLimited { retry_after: None }),
        Some(ProviderFault::Unreadable("an error page".to_owned())),
        Some(ProviderFault::Unauthorized),
    ])
}

fn line() -> impl Strategy<Value = Line> {
    let words = vec![
        Disposition::Delivered,
        Disposition::Impossible,
        Disposition::Busy,
        Disposition::NoAnswer,
        Disposition::CarrierRefused,
        Disposition::DoNotCall,
    ];
    let told = (select(words), 0i64..1_500, 0i64..3_000, any::<bool>(), any::<bool>());
    let told = told.prop_map(|(word, after, later, is_late, is_twice)| {
        let line = Line::of(word).after(seconds(after % 90));
        let line = if is_late { line.told_after(seconds(after + later)) } else { line };
        if is_twice { line.told_twice().then(Disposition::Busy) } else { line }
    });
    prop_oneof![6 => told, 1 => Just(Line::until_cancelled()), 1 => Just(Line::never())]
}

fn event() -> impl Strategy<Value = Event> {
    let run = 0usize..4;
    let campaign = 0usize..3;
    let person = 1usize..=CUSTOMERS;
    prop_oneof![
        8 => (1i64..400).prop_map(Event::Pass),
        1 => (600i64..20_000).prop_map(Event::Sleep),
        1 => (1i64..400).prop_map(Event::SetBack),
        2 => Just(Event::Tick),
        4 => (1..=PORTS).prop_map(Event::Step),
        2 => Just(Event::TakeEvents),
        3 => Just(Event::Crash),
        2 => run.clone().prop_map(Event::Pause),
        3 => run.clone().prop_map(Event::Resume),
        1 => run.clone().prop_map(Event::Stop),
        4 => (run, count()).prop_map(|(run, count)| Event::SetCount(run, count)),
        1 => Just(Event::PauseAll),
        2 => Just(Event::PauseAllEnd),
        2 => campaign.clone().prop_map(Event::RunNow),
        1 => (campaign.clone(), 0u32..30).prop_map(|(campaign, minute)| Event::EditTime(campaign, minute)),
        1 => campaign.clone().prop_map(Event::EditMessage),
        3 => (campaign, count()).prop_map(|(campaign, count)| Event::EditCount(campaign, count)),
        1 => Just(Event::Withdraw),
        2 => Just(Event::Approve),
        2 => person.clone().prop_map(Event::TestDrop),
        2 => person.clone().prop_map(Event::Take),
        1 => person.clone().prop_map(Event::GiveBack),
        1 => person.clone().prop_map(Event::OptOut),
        1 => person.clone().prop_map(Event::Book),
        3 => person.prop_map(Event::Enter),
        6 => vec(fault(), 1..6).prop_map(Event::Faults),
        2 => vec(deafness(), 1..4).prop_map(Event::Deaf),
        1 => any::<bool>().prop_map(Event::Down),
        2 => any::<bool>().prop_map(Event::Mute),
        1 => any::<bool>().prop_map(Event::FeedDown),
        1 => (0i64..60).prop_map(Event::Hide),
        1 => Just(Event::ForgetAudio),
        1 => Just(Event::Foreign),
    ]
}

struct History {
    day: Day,
    campaigns: Vec<CampaignId>,
    /// The highest time seen: where the clock goes on after it was set back.
    highest_at: DateTime<Utc>,
}

impl History {
    fn new(lines: &[Line], counts: &[Count]) -> Self {
        let day = Day::new(0, PORTS);
        let today = day.today();
        // The last of them bear the numbers of others; some have a home phone too.
        day.add((1..=CUSTOMERS).map(|n| Person {
            cell: Some(cell(if n > CUSTOMERS - 2 { n - 4 } else { n })),
            home: (n % 3 == 0).then(|| home(n)),
            ..Person::n(n, today)
        }));
        for (i, line) in lines.iter().enumerate() {
            day.provider.to(&cell(i + 1), line.clone());
        }
        let campaigns = counts.iter().enumerate();
        let campaigns = campaigns.map(|(i, count)| {
            day.campaign(|spec| {
                spec.count = *count;
                spec.time_local = NaiveTime::from_hms_opt(10, i as u32 / 2, 0).unwrap();
                if i == STANDING {
                    spec.contact_type = ContactType::Unsold;
                    spec.aim.step = Some(step());
                }
            })
        });
        let campaigns = campaigns.collect();
        day.until_time("10:00");
        Self { highest_at: day.now(), day, campaigns }
    }

    /// The `i`th open run, if there are as many.
    fn open_run(&self, i: usize) -> Option<RunId> {
        self.day.read(runs::open).get(i).map(|run| run.id)
    }

    fn live(&mut self, event: &Event) {
        let day = &self.day;
        let engine = day.engine();
        // A refusal is an answer; anything else that goes wrong is not.
        let allowed = |done: Result<(), Refusal>| match done {
            Ok(()) | Err(Refusal::NotNow(_)) => {}
            Err(Refusal::Engine(error)) => panic!("{event:?}: {error}"),
        };
        let of_run = |i: usize, work: &dyn Fn(RunId) -> Result<(), Refusal>| {
            if let Some(run) = self.open_run(i) {
                allowed(work(run));
            }
        };
        match event {
            Event::Pass(by) => day.pass(seconds(*by)),
            Event::Sleep(by) => day.clock.advance(seconds(*by)),
            Event::SetBack(by) => day.clock.advance(-seconds(*by)),
            Event::Tick => drop(day.tick()),
            Event::Step(port) => drop(day.step(PortNumber(*port))),
            Event::TakeEvents => day.take_events(),
            Event::Crash => day.restart(),
            Event::Pause(i) => of_run(*i, &|run| engine.act(|acts| acts.pause(run, "Alex"))),
            Event::Resume(i) => of_run(*i, &|run| engine.act(|acts| acts.resume(run))),
            Event::Stop(i) => of_run(*i, &|run| engine.act(|acts| acts.stop(run))),
            Event::SetCount(i, count) => of_run(*i, &|run| engine.act(|acts| acts.set_count(run, *count))),
            Event::PauseAll => allowed(engine.act(|acts| acts.pause_all("Alex")).map(drop)),
            Event::PauseAllEnd => allowed(engine.act(|acts| acts.pause_all_end()).map(drop)),
            Event::RunNow(c) => allowed(engine.act(|acts| acts.run_now(self.campaigns[*c])).map(drop)),
            Event::EditCount(c, count) => day.edit_count(self.campaigns[*c], *count),
            Event::TestDrop(n) => match at_once(engine.test_drop(day.message, &cell(*n))) {
                Some(done) => allowed(done.map(drop)),
                None => day.restart(),
            },
            _ => self.live_outside(event),
        }
        day.check();
        self.highest_at = self.highest_at.max(self.day.now());
    }

    /// What happens beside the engine: agents, files, the provider.
    fn live_outside(&self, event: &Event) {
        let day = &self.day;
        match event {
            Event::EditTime(c, minute) => {
                day.edit(self.campaigns[*c], |spec| spec.time_local += minutes((*minute).into()));
            }
            Event::EditMessage(c) => {
                let message = MessageChoice::Single { message: day.message("Another") };
                day.edit(self.campaigns[*c], |spec| spec.message = Some(message));
            }
            Event::Withdraw => day.withdraw(day.message),
            Event::Approve => day.approve(day.message),
            Event::Take(n) => {
                let (customer, now) = (day.customer(*n), day.now());
                day.write(|db| customers::take(db, customer, "Alex", now).map(drop));
            }
            Event::GiveBack(n) => day.write(|db| customers::give_back(db, day.customer(*n))),
            Event::OptOut(n) => day.write(|db| numbers::opt_out(db, &cell(*n), "Alex", "Asked", day.now())),
            Event::Book(n) => {
                let on = day.today() + TimeDelta::days(3);
                day.add([Person { next_appointment_on: Some(on), cell: None, ..Person::n(*n, day.today()) }]);
            }
            Event::Enter(n) => {
                let kind = MatterKind::TrafficEntry(Box::new(LogEntry {
                    entered_at: day.now(),
                    status: "Working".to_owned(),
                    traffic_type: None,
                    lost_reason: None,
                    follow_up_on: None,
                    appointment_on: None,
                }));
                let (customer, source_key) = (day.customer(*n), day.now().to_rfc3339());
                let new = NewMatter { store: day.id, customer, vehicle: None, source_key: &source_key, kind };
                day.write(|db| matters::put(db, &new).map(drop));
            }
            Event::Faults(faults) => day.provider.next_submits(faults.clone()),
            Event::Deaf(faults) => day.provider.next_questions(faults.clone()),
            Event::Down(is_down) => day.provider.set_down(*is_down),
            Event::Mute(is_mute) => day.provider.set_mute(*is_mute),
            Event::FeedDown(is_down) => day.provider.set_feed_down(*is_down),
            Event::Hide(by) => day.provider.hide_for(seconds(*by)),
            Event::ForgetAudio => day.provider.forget_audio(),
            Event::Foreign => day.provider.tell_of_a_foreign_drop(),
            inside => panic!("{inside:?} is an event of the engine"),
        }
    }

    /// Faults are over and nobody holds anything up: every run ends, and no port is lost (L8).
    fn come_to_rest(&self) {
        let day = &self.day;
        day.provider.heal();
        day.provider.hide_for(seconds(0));
        day.approve(day.message);
        day.clock.set(self.highest_at.max(day.now()));
        day.engine().act(|acts| acts.pause_all_end()).unwrap();
        for run in day.read(runs::open).into_iter().filter(|run| run.state == RunState::Paused) {
            day.engine().act(|acts| acts.resume(run.id)).unwrap();
        }
        day.until_over();
        // To an hour at which no campaign starts any more, and past the longest back-off of a port that is held.
        day.until(day.today_at("20:00").max(day.now() + minutes(1)));
        for port in day.read(accounts::ports) {
            assert_eq!((port.run, port.held_by_attempt), (None, None), "port {} leaked", port.number);
        }
    }

    /// What is reported agrees with the provider's own record, for every attempt.
    fn compare_with_the_ledger(&self) {
        let delivered: Vec<_> = self.day.provider.ledger().of(What::Deliver).map(|entry| entry.client_ref).collect();
        for run in self.day.read(|db| runs::page(db, None, 100)) {
            let targets = self.day.targets(run.id);
            for attempt in self.day.attempts(run.id) {
                let target = targets.iter().find(|target| Some(target.id) == attempt.target).unwrap();
                let was_delivered = delivered.contains(&attempt.client_ref);
                match (attempt.state, target.state) {
                    (_, TargetState::Unknown) => {}
                    (AttemptState::Final, state) => {
                        assert_eq!(state == TargetState::Delivered, was_delivered, "{target:?}");
                    }
                    _ => assert!(!was_delivered, "delivered and not reported: {attempt:?}"),
                }
            }
        }
        // What nobody knows yet keeps its number locked; nothing else does.
        let open = self.day.read(attempts::unsettled);
        assert!(open.iter().all(|attempt| attempt.state == AttemptState::Overdue), "{open:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        max_shrink_iters: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn counts_close_and_nothing_is_sent_twice_over_random_histories(
        lines in vec(line(), CUSTOMERS),
        counts in vec(count(), 3),
        events in vec(event(), 5..40),
    ) {
        let mut history = History::new(&lines, &counts);
        for event in &events {
            history.live(event);
        }
        history.come_to_rest();
        history.compare_with_the_ledger();
    }
}
