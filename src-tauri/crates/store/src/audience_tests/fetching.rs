//! Fetch Automation: what a saved query found is judged in memory as by the rows, and stands in the same order, also where
//! the query is about customers and no visit of any vehicle counts.

use domain::{
    aim::{Aim, FetchChoice},
    audience::{Judged, Question, Standing},
    campaign::CampaignSpec,
    contact_type::ContactType,
    fetch::{About, parse},
};

use super::{
    Done,
    dealership::Dealership,
    filing::{STORE, Template},
    making,
    rows::calendar,
};
use crate::{
    Db, StoreError,
    audience::{Audience, NOTHING_USED},
    facts::Scope,
    fetch::saved,
    roster::{self, Roster},
};

const CASES: u64 = 300;

/// Everybody who can get a drop, in order, the beginning of that list, and the counts.
type Answer = (Vec<Judged>, Vec<Judged>, usize, usize);

fn ask(db: &Db<'_>, d: &Dealership, spec: &CampaignSpec, is_in_memory: bool) -> Result<Answer, StoreError> {
    let scope = Scope { store: STORE, spec, campaign: None, today: d.today, customer: None, except: None };
    let calendar = calendar(d);
    let question = Question {
        spec,
        due: &d.due,
        calendar: &calendar,
        store_language: d.language,
        today: d.today,
        now: d.now,
        run: None,
        standing: Standing::Choosing,
    };
    let audience = Audience::open(db, &scope, &question, &NOTHING_USED)?;
    assert_eq!(audience.is_in_memory(), is_in_memory);
    let counted = audience.count();
    Ok((audience.first(usize::MAX), audience.first(2), counted.eligible.len(), counted.customers))
}

#[test]
fn s17_what_a_query_found_is_in_memory_what_it_is_by_the_rows_and_in_the_same_order() {
    let template = Template::new();
    let mut drops = [0, 0];
    for seed in 0..CASES {
        let d = making::make(seed);
        let work = |db: &Db<'_>| -> Result<(), Done> {
            template.put(db, &d)?;
            let lines = [(About::Customers, "\"Last Name\" is empty"), (About::Vehicles, "Make is not \"Nobody\"")];
            for (place, (about, line)) in lines.into_iter().enumerate() {
                let query = saved::add(db, STORE, line, &parse(about, line).unwrap(), "Alex", d.now)?;
                let choice = FetchChoice { query, records: d.spec.contact_type, code: None };
                let spec = CampaignSpec {
                    contact_type: ContactType::FetchAutomation,
                    aim: Aim { fetch: Some(choice), ..Aim::default() },
                    ..d.spec.clone()
                };
                template.file.kept.forget();
                let by_rows = ask(db, &d, &spec, false)?;
                template.file.kept.touched.clear();
                template.file.kept.set(Roster::read(db, STORE)?);
                let in_memory = ask(db, &d, &spec, true)?;
                assert_eq!(in_memory, by_rows, "seed {seed}, {line}");
                assert_eq!(by_rows.0[..by_rows.1.len()], by_rows.1);
                drops[place] += by_rows.0.len();
                template.file.kept.set(Roster::empty(STORE, roster::version(db)?));
            }
            Err(Done::With(Ok(())))
        };
        match template.file.write(work) {
            Err(Done::With(Ok(()))) => {}
            Err(Done::With(Err(why))) => panic!("{why}"),
            Err(Done::Failed(error)) => panic!("{error}"),
            Ok(()) => unreachable!("nothing is kept"),
        }
    }
    assert!(drops.iter().all(|many| *many > 100), "{drops:?}");
}
