//! Who gets a drop and who does not: for 10,000 small dealerships, what the store's queries and the rules make of the
//! file equals what a plain and slow reading of the product page makes of the description the file was written from.

mod chance;
mod changing;
mod dealership;
mod fetching;
mod filing;
mod gate;
mod keeping;
mod making;
mod many;
mod oracle;
mod previewing;
mod rows;
mod shrinking;

use std::collections::BTreeMap;

use domain::{
    audience::{Question, Standing},
    calendar::Calendar,
    contact_type::ContactType,
    ids::CustomerId,
    reason::Reason,
};

use self::{
    dealership::{Asks, Dealership, e164},
    filing::{Filed, STORE, Template},
    oracle::{Answer, Drop},
    previewing::Preview,
    rows::calendar,
};
use crate::{
    Db, StoreError,
    audience::{Audience, Entry, NOTHING_USED, portions::Portions},
    facts::Scope,
    roster::{self, Roster},
};

/// How many dealerships in all, over the threads of the test.
const CASES: u64 = 10_000;
const THREADS: u64 = 2;

/// Ends a transaction without keeping what it wrote.
enum Done {
    With(Result<(), String>),
    Failed(StoreError),
}

impl From<StoreError> for Done {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

#[test]
fn s2_s8_for_10_000_dealerships_the_list_and_every_first_reason_are_those_of_the_product_page() {
    let of_thread =
        |thread: u64| move || (thread..CASES).step_by(THREADS as usize).try_for_each(holds_for(Template::new()));
    let ends: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(of_thread(thread))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for end in ends {
        if let Err(failure) = end {
            panic!("{failure}");
        }
    }
}

/// Otherwise the test above would say little: everything that it is about comes up often.
#[test]
fn the_made_up_dealerships_have_drops_of_every_contact_type_and_every_reason_against_one() {
    let mut drops: BTreeMap<ContactType, usize> = BTreeMap::new();
    let mut reasons: BTreeMap<Reason, usize> = BTreeMap::new();
    for dealership in (0..CASES).map(making::make) {
        let answer = oracle::answer(&dealership);
        *drops.entry(dealership.spec.contact_type).or_default() += answer.list.len();
        let at_gate = answer.list.iter().filter_map(|drop| oracle::since_reserved(&dealership, drop.person));
        for reason in answer.others.into_iter().map(|(_, reason)| reason).chain(at_gate) {
            *reasons.entry(reason).or_default() += 1;
        }
    }
    for contact_type in making::TYPES_ASKED {
        assert!(drops.get(&contact_type).is_some_and(|many| *many >= 100), "{contact_type:?} of {drops:?}");
    }
    for reason in Reason::ALL.iter().copied().filter(|reason| *reason <= Reason::SameNumber) {
        // The store's hours are the engine's to ask.
        if reason != Reason::OutsideHours {
            assert!(reasons.get(&reason).is_some_and(|many| *many >= 20), "{reason:?} of {reasons:?}");
        }
    }
}

/// The shrinker takes away whatever it can, and reports what is left.
#[test]
fn a_dealership_that_fails_whatever_it_has_is_made_smaller_until_nobody_is_left() {
    let template = Template::new();
    let still_asked = |d: &Dealership| check(&template, d).err().or_else(|| Some("it always fails".to_owned()));
    for seed in 0..4 {
        let (small, why) = shrinking::shrink(making::make(seed), "it always fails".to_owned(), still_asked);
        assert_eq!((small.people.len(), small.tries.len(), why.as_str()), (0, 0, "it always fails"));
    }
}

fn holds_for(template: Template) -> impl FnMut(u64) -> Result<(), String> {
    move |seed| {
        let dealership = making::make(seed);
        let Err(why) = check(&template, &dealership) else { return Ok(()) };
        let (small, why) = shrinking::shrink(dealership, why, |d| check(&template, d).err());
        Err(format!("{small:#?}\nseed {seed}: {why}"))
    }
}

/// Writes the dealership, compares, and takes it back.
fn check(template: &Template, d: &Dealership) -> Result<(), String> {
    let work = |db: &Db<'_>| -> Result<(), Done> {
        let filed = template.put(db, d)?;
        Err(Done::With(compare(template, db, d, &filed)?))
    };
    match template.file.write(work) {
        Ok(()) => Ok(()),
        Err(Done::With(end)) => end,
        Err(Done::Failed(error)) => Err(format!("the file refused it: {error}")),
    }
}

/// What the rows say, and what the roster says in each of its ways: of customers that the transaction changed, of those
/// it did not, and of both when more changes come.
fn compare(template: &Template, db: &Db<'_>, d: &Dealership, filed: &Filed) -> Result<Result<(), String>, StoreError> {
    let wanted = oracle::answer(d);
    let kept = &template.file.kept;
    let mut by_rows: Option<Preview> = None;
    for way in ["rows", "changed", "unchanged"] {
        match way {
            "rows" => kept.forget(),
            "changed" => kept.set(Roster::empty(STORE, roster::version(db)?)),
            _ => {
                kept.touched.clear();
                kept.set(Roster::read(db, STORE)?);
            }
        }
        match same(template, db, d, filed, &wanted, way)? {
            Err(why) => return Ok(Err(why)),
            Ok(preview) if *by_rows.get_or_insert_with(|| preview.clone()) != preview => {
                return Ok(Err(format!("the preview by {way}: {preview:?}\n by rows {by_rows:?}")));
            }
            Ok(_) => {}
        }
    }
    if let Err(why) = gate::same(template, db, d, filed, &wanted)? {
        return Ok(Err(why));
    }
    let (mut d, mut filed) = (d.clone(), filed.clone());
    changing::change(template, db, &mut d, &mut filed)?;
    let wanted = oracle::answer(&d);
    let mut by_memory: Option<Preview> = None;
    for way in ["some changed", "rows"] {
        if way == "rows" {
            kept.forget();
        }
        let after = |why: String| Ok(Err(format!("{why}\nafter changes that make it\n{d:#?}")));
        match same(template, db, &d, &filed, &wanted, way)? {
            Err(why) => return after(why),
            Ok(preview) if *by_memory.get_or_insert_with(|| preview.clone()) != preview => {
                return after(format!("the preview by {way}: {preview:?}\n by memory {by_memory:?}"));
            }
            Ok(_) => {}
        }
    }
    gate::same(template, db, &d, &filed, &wanted)
}

fn same(
    template: &Template,
    db: &Db<'_>,
    d: &Dealership,
    filed: &Filed,
    wanted: &Answer,
    way: &str,
) -> Result<Result<Preview, String>, StoreError> {
    let scope = scope(template, d);
    let calendar = calendar(d);
    let standing = if d.asks == Asks::RunAgain { Standing::ChoosingAgain } else { Standing::Choosing };
    let question = question(d, filed, &calendar, standing);
    // So small that a handful of customers has borders of pieces, and sometimes of threads.
    let portions = Portions {
        piece_min: 1 + d.people.len() % 3,
        alone_max: if d.numbers.len().is_multiple_of(8) { 2 } else { usize::MAX },
        at_once: 1 + d.people.len() % 2,
        threads: Some(3),
    };
    let audience = Audience::open(db, &scope, &question, &NOTHING_USED)?.in_portions(portions);
    assert_eq!(audience.is_in_memory(), way != "rows");
    let found = in_places(&audience, d, filed);
    if *wanted != found {
        return Ok(Err(format!("by {way}: wanted {wanted:?}\n found {found:?}")));
    }
    // The first few are the beginning of the whole list.
    let all = audience.first(usize::MAX);
    for many in [1, wanted.list.len() / 2, wanted.list.len().saturating_sub(1)] {
        let few = audience.first(many);
        if few.len() != many.min(all.len()) || few[..] != all[..few.len()] {
            return Ok(Err(format!("by {way}: the first {many} are not the first: {few:?}")));
        }
    }
    Ok(previewing::preview(&audience, filed, wanted).map_err(|why| format!("by {way}: {why}")))
}

fn scope<'a>(template: &Template, d: &'a Dealership) -> Scope<'a> {
    let campaign = Some(template.ours);
    Scope { store: STORE, spec: &d.spec, campaign, today: d.today, customer: None, except: None }
}

fn question<'a>(d: &'a Dealership, filed: &Filed, calendar: &'a Calendar, standing: Standing<'a>) -> Question<'a> {
    Question {
        spec: &d.spec,
        due: &d.due,
        calendar,
        store_language: d.language,
        today: d.today,
        now: d.now,
        run: filed.asking,
        standing,
    }
}

/// What the rules answered, in the words of the dealership.
fn in_places(audience: &Audience<'_>, d: &Dealership, filed: &Filed) -> Answer {
    let person = |id: CustomerId| filed.customers.iter().position(|c| *c == id).unwrap();
    let mut counted = audience.count();
    let listed = audience.first(usize::MAX);
    audience.sort(&mut counted.eligible);
    let eligible: Vec<CustomerId> = counted.eligible.iter().map(Entry::customer).collect();
    assert_eq!(listed.iter().map(|judged| judged.customer).collect::<Vec<_>>(), eligible);
    let list = listed.iter().map(|judged| {
        let choice = judged.choice.as_ref().unwrap();
        let person = person(judged.customer);
        let car = |id| filed.vehicles[person].iter().position(|v| *v == id).unwrap();
        // Rows of several tables have the same ids: the kind of event that was asked for says which is meant.
        let event = |id| {
            let asked = oracle::asked_for(d, person);
            asked.into_iter().find(|event| filed.matters[person][*event] == id).unwrap()
        };
        Drop {
            person,
            kind: choice.kind,
            number: (0..d.numbers.len()).find(|place| e164(*place) == choice.number).unwrap(),
            message: choice.message,
            cars: choice.vehicles.iter().map(|id| car(*id)).collect(),
            events: choice.matters.iter().map(|id| event(*id)).collect(),
        }
    });
    let list: Vec<Drop> = list.collect();
    let barred = audience.those(|verdict| !verdict.reasons.is_empty());
    let first = |id: CustomerId| audience.judged(id).unwrap().barred[0].reason;
    let mut others: Vec<_> = barred.iter().map(|e| (person(e.customer()), first(e.customer()))).collect();
    others.extend(counted.same_number.iter().map(|(e, _)| (person(e.customer()), Reason::SameNumber)));
    others.sort();
    // The counts are those of the names.
    let mut reasons: BTreeMap<Reason, usize> = BTreeMap::new();
    others.iter().for_each(|(_, reason)| *reasons.entry(*reason).or_default() += 1);
    assert_eq!(counted.reasons, reasons);
    assert_eq!(counted.customers, list.len() + others.len());
    Answer { list, others }
}
