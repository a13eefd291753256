//! What a manager and a run ask of a dealership, and how long it takes to answer.

use std::time::{Duration, Instant};

use domain::{
    audience::{Question, Standing},
    campaign::{CampaignSpec, CustomerTypeFilter, DayFilter, LanguageFilter, MessageChoice},
    contact_type::ContactType,
    ids::{CustomerId, MessageId},
};
use store::{
    Db, Store, StoreError,
    audience::{self, Audience, NOTHING_USED},
    customers,
    facts::Scope,
    stores::{self, StoreRow},
};

use crate::{
    dealership::{MAKES, STORE, now, today},
    machine, previewing,
    table::{Line, ms, percentile, thousands},
};

/// How often a floor is measured.
const FLOORS: usize = 15;
/// As many targets as a run of the goal.
const TARGETS: usize = 500;
/// How often an agent looks.
const AGENTS: usize = 5;
/// As many as fit beside the builder.
const SHOWN: usize = 50;

pub fn measure(file: &Store) -> Result<Vec<Line>, StoreError> {
    let start = Instant::now();
    file.keep_roster(STORE)?;
    let read = start.elapsed();
    let mut floors = vec![];
    for _ in 0..FLOORS {
        let start = Instant::now();
        file.read(|db| audience::floor(db, STORE))?;
        floors.push(start.elapsed());
    }
    let floor = percentile(&mut floors, 50);
    let specs = specs();
    let (mut selections, mut counts, mut reservations) = (vec![], vec![], vec![]);
    let (mut eligible, mut customers) = (0, 0);
    // Whatever is asked first pays for what is not in any cache yet.
    for spec in specs.iter().chain(&specs) {
        let (time, counted) = asked(file, spec, |audience| {
            let mut counted = audience.count();
            audience.sort_first(&mut counted.eligible, SHOWN);
            for entry in counted.eligible.iter().take(SHOWN) {
                audience.judged(entry.customer());
            }
            counted
        })?;
        counts.push(time);
        eligible += counted.eligible.len() as u64;
        customers = counted.customers as u64;
        selections.push(asked(file, spec, |audience| audience.first(TARGETS))?.0);
        reservations.push(in_a_run(file, spec)?);
    }
    let mut previews = specs.iter().map(|spec| previewing::preview(file, spec)).collect::<Result<Vec<_>, _>>()?;
    let mut pages = specs.iter().map(|spec| previewing::page(file, spec)).collect::<Result<Vec<_>, _>>()?;
    let mut agents = (0..AGENTS).map(|_| previewing::agents(file)).collect::<Result<Vec<_>, _>>()?;
    let bytes = file.roster_bytes() as u64;
    println!("Floor: one covering-index scan of the same customers and vehicles.");
    println!("On average {} customers of a query can get a drop.", thousands(eligible / counts.len() as u64));
    Ok(vec![
        Line::of_times("Selection of 500 targets", &mut selections, floor, "20 ms at p95"),
        Line::of_times("The same in a run's transaction that changed 500 others", &mut reservations, floor, ""),
        Line::of_times("Exact count with reasons, three-rule query", &mut counts, floor, "100 ms; mark: 30 ms"),
        Line::of_times("Preview of a campaign: count with reasons, sub-counts, first people", &mut previews, floor, ""),
        Line::of_times("A page of 100 out of those who are not due", &mut pages, floor, ""),
        Line::of_times("Call Select: how many are due, for nine contact types", &mut agents, floor, ""),
        Line::plain("Reading all customers into memory, once, in the background", ms(read), ""),
        Line::plain(
            "Memory of all customers",
            format!("{} MB, {} bytes each", bytes / 1_000_000, bytes / customers.max(1)),
            "400 MB at 1,000,000",
        ),
        Line::plain(
            "Peak memory of this process",
            machine::peak_bytes().map_or("not known here".to_owned(), |bytes| format!("{} MB", bytes / 1_000_000)),
            "",
        ),
    ])
}

/// Every contact type that lives by what the file holds, each with three rules of another kind.
fn specs() -> Vec<CampaignSpec> {
    let types = [
        ContactType::Maintenance,
        ContactType::ServiceFollowUp,
        ContactType::Recall,
        ContactType::DeclinedWork,
        ContactType::Mvi,
        ContactType::Maintenance,
    ];
    let mut specs = vec![];
    for (i, contact_type) in types.into_iter().enumerate() {
        for rules in 0..3 {
            let mut spec = CampaignSpec::new(contact_type, today());
            spec.message = Some(MessageChoice::Single { message: MessageId(1) });
            let filters = &mut spec.filters;
            match rules {
                0 => {
                    filters.makes = vec![MAKES[i].0.to_owned(), MAKES[i + 1].0.to_lowercase()];
                    filters.year_from = Some(2014);
                    filters.odometer_to = Some(180_000);
                }
                1 => {
                    filters.language = LanguageFilter::English;
                    filters.customer_type = CustomerTypeFilter::NonFleet;
                    filters.last_visit_from_on = today().checked_sub_months(chrono::Months::new(30));
                }
                _ => {
                    filters.models = MAKES.iter().map(|(_, models)| models[i % 4].to_owned()).collect();
                    filters.year_to = Some(2024);
                    filters.day = DayFilter::Day;
                }
            }
            specs.push(spec);
        }
    }
    specs
}

fn asked<T>(
    file: &Store,
    spec: &CampaignSpec,
    ask: impl FnOnce(&Audience<'_>) -> T,
) -> Result<(Duration, T), StoreError> {
    file.read(|db| {
        let start = Instant::now();
        let store = stores::get(db, STORE)?;
        let answer = ask_in(db, &store, spec, ask)?;
        Ok((start.elapsed(), answer))
    })
}

pub fn ask_in<T>(
    db: &Db<'_>,
    store: &StoreRow,
    spec: &CampaignSpec,
    ask: impl FnOnce(&Audience<'_>) -> T,
) -> Result<T, StoreError> {
    let scope = Scope { store: STORE, spec, campaign: None, today: today(), customer: None, except: None };
    let question = Question {
        spec,
        due: &store.due,
        calendar: &store.calendar,
        store_language: store.language,
        today: today(),
        now: now(),
        run: None,
        standing: Standing::Choosing,
    };
    let audience = Audience::open(db, &scope, &question, &NOTHING_USED)?;
    if !audience.is_in_memory() {
        return Err(StoreError::Broken("the customers in memory did not answer".to_owned()));
    }
    Ok(ask(&audience))
}

/// As a run selects beside another one that just reserved: in its own transaction, which is taken back.
fn in_a_run(file: &Store, spec: &CampaignSpec) -> Result<Duration, StoreError> {
    enum Done {
        After(Duration),
        Failed(StoreError),
    }
    impl From<StoreError> for Done {
        fn from(error: StoreError) -> Self {
            Self::Failed(error)
        }
    }
    let outcome = file.write(|db| -> Result<(), Done> {
        for id in 1..=TARGETS as i64 {
            customers::take(db, CustomerId(id), "Bench", now())?;
        }
        let store = stores::get(db, STORE)?;
        let start = Instant::now();
        ask_in(db, &store, spec, |audience| audience.first(TARGETS))?;
        Err(Done::After(start.elapsed()))
    });
    match outcome {
        Err(Done::After(time)) => Ok(time),
        Err(Done::Failed(error)) => Err(error),
        Ok(()) => Err(StoreError::Broken("nothing was measured".to_owned())),
    }
}
