//! The sample dealership, read back as the program reads it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    audience::{Judged, Question, Standing, judge},
    campaign::{CampaignSpec, CustomerType, Language},
    contact_type::{ContactType, Department},
    country::Country,
    due::DueSettings,
    facts::{CustomerFacts, PhoneOnFile},
    ids::{CustomerId, MessageId, StoreId},
    numbers::Block,
    phone::{PhoneKind, PhoneReading, read_phone},
    reason::{NumberFault, Reason},
    source::DataSource,
};
use practice::sample::{self, Plan};
use store::{
    Db, Store, StoreError,
    audience::{Audience, Counted, NOTHING_USED},
    customers::{self, Phone},
    facts::{self, Scope},
    history, numbers, recycle, search,
    search_text::needles,
    stores::{self, StoreRow},
};

const STORE: StoreId = StoreId(1);

fn now() -> DateTime<Utc> {
    "2026-11-24T15:00:00Z".parse().unwrap()
}

fn today() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

fn filled(customers: u32, seed: u64) -> Store {
    let file = Store::in_memory().unwrap();
    file.write(|db| {
        stores::save(db, &sample::store_row(now())?, now())?;
        sample::fill(db, STORE, &Plan { customers, seed, ready: 0 }, now())
    })
    .unwrap();
    file
}

fn read<T>(file: &Store, work: impl FnOnce(&Db<'_>) -> Result<T, StoreError>) -> T {
    file.read(work).unwrap()
}

fn facts_of(file: &Store) -> Vec<CustomerFacts> {
    let scope = Scope {
        store: STORE,
        spec: &CampaignSpec::new(ContactType::Maintenance, today()),
        campaign: None,
        today: today(),
        customer: None,
        except: None,
    };
    read(file, |db| facts::read(db, &scope))
}

type Filed = (CustomerId, Phone);

fn phones_of(file: &Store) -> Vec<Filed> {
    let ids: Vec<CustomerId> = facts_of(file).iter().map(|c| c.id).collect();
    read(file, |db| {
        let mut all = vec![];
        for id in ids {
            all.extend(customers::phones(db, id)?.into_iter().map(|phone| (id, phone)));
        }
        Ok(all)
    })
}

fn demo() -> CampaignSpec {
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap();
    sample::demo_campaign(0, 100, MessageId(1), today(), ten)
}

fn counted(file: &Store, spec: &CampaignSpec) -> Counted {
    let (store, due) = (sample::store_row(now()).unwrap(), DueSettings::default());
    let question = question(&store, spec, &due);
    let scope = Scope { store: STORE, spec, campaign: None, today: today(), customer: None, except: None };
    read(file, |db| Ok(Audience::open(db, &scope, &question, &NOTHING_USED)?.count()))
}

fn judged(facts: &[CustomerFacts], spec: &CampaignSpec) -> Vec<Judged> {
    let (store, due) = (sample::store_row(now()).unwrap(), DueSettings::default());
    let question = question(&store, spec, &due);
    facts.iter().map(|f| judge(f, &question)).collect()
}

fn question<'a>(store: &'a StoreRow, spec: &'a CampaignSpec, due: &'a DueSettings) -> Question<'a> {
    Question {
        spec,
        due,
        calendar: &store.calendar,
        store_language: Language::English,
        today: today(),
        now: now(),
        run: None,
        standing: Standing::Choosing,
    }
}

/// What most tests look at; reading it does not change it.
struct Sample {
    file: Store,
    facts: Vec<CustomerFacts>,
    phones: Vec<Filed>,
}

static TWO_THOUSAND: LazyLock<Sample> = LazyLock::new(|| {
    let file = filled(2_000, 7);
    Sample { facts: facts_of(&file), phones: phones_of(&file), file }
});

fn share(sample: &Sample, is_one: impl Fn(&CustomerFacts) -> bool) -> f64 {
    sample.facts.iter().filter(|c| is_one(c)).count() as f64 / sample.facts.len() as f64
}

fn any_number(customer: &CustomerFacts, is_one: impl Fn(&domain::numbers::NumberRecord) -> bool) -> bool {
    [&customer.cell, &customer.home].into_iter().any(|p| matches!(p, PhoneOnFile::Number(n) if is_one(&n.record)))
}

fn line_of(phone: &Phone) -> Option<u32> {
    phone.number.as_ref().map(|n| n.as_str()[8..].parse().unwrap())
}

#[test]
fn the_same_seed_gives_the_same_facts_and_another_seed_others() {
    let facts = facts_of(&filled(300, 11));
    assert_eq!(facts, facts_of(&filled(300, 11)));
    assert_ne!(facts, facts_of(&filled(300, 12)));
}

#[test]
fn every_number_lies_in_exchange_555_and_reads_as_it_is_typed() {
    for (_, phone) in &TWO_THOUSAND.phones {
        let Some(number) = &phone.number else { continue };
        assert_eq!(&number.as_str()[5..8], "555", "{number}");
        let expected = match &phone.extension {
            None => PhoneReading::Number(*number),
            Some(extension) => PhoneReading::WithExtension(*number, extension.clone()),
        };
        assert_eq!(read_phone(&phone.typed, Country::Canada), expected, "{}", phone.typed);
    }
}

#[test]
fn a_remark_in_a_phone_field_reads_as_no_number() {
    let remarks: BTreeSet<&str> = TWO_THOUSAND
        .phones
        .iter()
        .filter(|(_, phone)| phone.number.is_none())
        .map(|(_, phone)| phone.typed.as_str())
        .collect();
    assert!(remarks.len() > 3, "{remarks:?}");
    for remark in remarks {
        assert_eq!(read_phone(remark, Country::Canada), PhoneReading::Invalid, "{remark}");
    }
}

#[test]
fn personal_numbers_lie_below_0190_and_work_numbers_from_there_on() {
    for (_, phone) in &TWO_THOUSAND.phones {
        let Some(line) = line_of(phone) else { continue };
        let lines = if phone.kind == PhoneKind::Work { 190..200 } else { 100..190 };
        assert!(lines.contains(&line), "{:?} {line}", phone.kind);
    }
}

#[test]
fn no_customer_bears_a_line_of_the_store() {
    let store = sample::store_row(now()).unwrap();
    assert!(TWO_THOUSAND.phones.iter().all(|(_, p)| p.number.as_ref().is_none_or(|n| !store.own_lines.contains(n))));
}

#[test]
fn a_number_stands_on_one_file_except_for_households_one_dispatcher_and_firms() {
    let mut files: BTreeMap<_, Vec<PhoneKind>> = BTreeMap::new();
    for (_, phone) in &TWO_THOUSAND.phones {
        files.entry(phone.number).or_default().push(phone.kind);
    }
    files.remove(&None);
    let of_kind = |kind: PhoneKind, count: usize| {
        files.values().filter(|kinds| kinds.len() == count && kinds.iter().all(|k| *k == kind)).count()
    };
    let personal = |count| of_kind(PhoneKind::Cell, count) + of_kind(PhoneKind::Home, count);
    assert!((10..80).contains(&of_kind(PhoneKind::Cell, 2)), "{} households", of_kind(PhoneKind::Cell, 2));
    assert_eq!(of_kind(PhoneKind::Cell, 6), 1, "the dispatcher");
    assert_eq!(of_kind(PhoneKind::Home, 2), 0);
    let firms: usize = (2..40).map(|count| of_kind(PhoneKind::Work, count)).sum();
    assert!((1..10).contains(&firms), "{firms} firms");
    assert_eq!(personal(1) + personal(2) + 1 + of_kind(PhoneKind::Work, 1) + firms, files.len(), "nothing else");
}

#[test]
fn some_are_on_the_same_number_as_an_earlier_customer_and_some_on_a_shared_line() {
    assert!(!counted(&TWO_THOUSAND.file, &demo()).same_number.is_empty());
    let judged = judged(&TWO_THOUSAND.facts, &demo());
    let faults = judged.iter().flat_map(|j| &j.barred).flat_map(|b| &b.numbers);
    let of_fault = faults.filter(|f| f.fault == NumberFault::SharedLine).count();
    assert_eq!(of_fault, 6);
}

#[test]
fn lines_with_a_fixed_outcome_are_rare() {
    for sample in [&*TWO_THOUSAND, &Sample::of(660)] {
        let count = |lines: &[u32]| {
            let is_one = |(_, p): &&Filed| p.kind != PhoneKind::Work && line_of(p).is_some_and(|l| lines.contains(&l));
            sample.phones.iter().filter(is_one).count() as f64 / sample.facts.len() as f64
        };
        let fixed: Vec<u32> = (100..=111).collect();
        assert!((0.01..=0.02).contains(&count(&fixed)), "{}", count(&fixed));
        assert!(count(&[107, 108]) <= 0.003, "{}", count(&[107, 108]));
    }
}

impl Sample {
    fn of(customers: u32) -> Self {
        let file = filled(customers, 7);
        Self { facts: facts_of(&file), phones: phones_of(&file), file }
    }
}

#[test]
fn about_every_second_customer_is_due_and_most_of_them_can_get_a_drop() {
    for customers in [120, 660, 2_000] {
        let judged = judged(&facts_of(&filled(customers, 7)), &demo());
        let part = |of: usize| of as f64 / f64::from(customers);
        let due = part(judged.iter().filter(|j| j.barred.iter().all(|b| b.reason != Reason::NotDue)).count());
        assert!((0.35..=0.55).contains(&due), "{due} of {customers} due");
        let eligible = part(judged.iter().filter(|j| j.barred.is_empty()).count());
        assert!((0.28..=0.48).contains(&eligible), "{eligible} of {customers} eligible");
    }
}

#[test]
fn the_sample_campaigns_find_customers_for_several_days() {
    let file = filled(1_200, 7);
    let messages: Vec<MessageId> = (1..=16).map(MessageId).collect();
    for (set_up, at_least) in sample::campaigns(&messages, today()).iter().zip([120, 60, 120]) {
        let eligible = counted(&file, &set_up.spec).eligible.len();
        assert!(eligible >= at_least, "{}: {eligible}", set_up.spec.name);
    }
}

#[test]
fn every_reason_that_facts_can_show_is_shown() {
    let judged = judged(&TWO_THOUSAND.facts, &demo());
    let reasons: BTreeSet<Reason> = judged.iter().flat_map(|j| &j.barred).map(|b| b.reason).collect();
    for reason in [
        Reason::NotDue,
        Reason::TurnedOff,
        Reason::OptedOut,
        Reason::Booked,
        Reason::TakenByAgent,
        Reason::OnHold,
        Reason::OpenComplaint,
        Reason::Recycled,
        Reason::RetryRest,
        Reason::Impossible,
    ] {
        assert!(reasons.contains(&reason), "{reason:?}");
    }
    let faults: BTreeSet<NumberFault> =
        judged.iter().flat_map(|j| &j.barred).flat_map(|b| &b.numbers).map(|f| f.fault).collect();
    let expected = NumberFault::ALL.iter().copied().filter(|fault| *fault != NumberFault::StoreLine);
    assert_eq!(faults, expected.collect());
}

#[test]
fn the_shares_of_the_sample_are_as_promised() {
    let sample = &*TWO_THOUSAND;
    let within = |what: &str, range: std::ops::Range<f64>, is_one: &dyn Fn(&CustomerFacts) -> bool| {
        let share = share(sample, is_one);
        assert!(range.contains(&share), "{what}: {share}");
    };
    within("fleet", 0.025..0.06, &|c| c.customer_type == CustomerType::Fleet);
    within("French", 0.10..0.30, &|c| c.language == Some(Language::French));
    within("no language", 0.06..0.14, &|c| c.language.is_none());
    within("opted out", 0.03..0.07, &|c| c.do_not_call || any_number(c, |n| n.opted_out_at.is_some()));
    within("blocked until", 0.01..0.03, &|c| any_number(c, |n| matches!(n.block, Some(Block::Until(_)))));
    within("blocked for ever", 0.004..0.018, &|c| any_number(c, |n| n.block == Some(Block::ForEver)));
    within("landline", 0.002..0.02, &|c| any_number(c, |n| n.is_landline));
    within("extension", 0.01..0.03, &|c| c.cell == PhoneOnFile::WithExtension);
    within("home only", 0.04..0.13, &|c| c.cell == PhoneOnFile::Empty && c.home != PhoneOnFile::Empty);
    within("no number", 0.01..0.035, &|c| c.cell == PhoneOnFile::Empty && c.home == PhoneOnFile::Empty);
    within("never contacted", 0.25..0.42, &|c| c.last_contact_at.is_none());
    within("never serviced", 0.03..0.10, &|c| {
        c.vehicles.first().is_some_and(|v| v.last_ro_on.is_none() && v.purchased_on.is_some())
    });
    within("several vehicles", 0.28..0.45, &|c| c.vehicles.len() > 1);
    within("Honda", 0.75..0.95, &|c| c.vehicles.first().is_some_and(|v| v.make.as_deref() == Some("Honda")));
    within("booked", 0.03..0.11, &|c| c.vehicles.iter().any(|v| v.next_appointment_on > Some(today())));
}

#[test]
fn nothing_happened_after_now() {
    for customer in &TWO_THOUSAND.facts {
        for at in [customer.last_contact_at, customer.last_agent_contact_at, customer.last_called_in_at] {
            assert!(at.is_none_or(|at| at < now()), "{at:?}");
        }
        for vehicle in &customer.vehicles {
            assert!(vehicle.last_ro_on.max(vehicle.purchased_on) < Some(today()), "{vehicle:?}");
        }
    }
    let latest = TWO_THOUSAND.facts.iter().filter_map(|c| c.last_contact_at).max().unwrap();
    assert!((now() - latest).num_days() < 4, "the desk was at work last week: {latest}");
}

#[test]
fn contact_history_stands_newest_first_and_on_open_days() {
    let calendar = sample::store_row(now()).unwrap().calendar;
    read(&TWO_THOUSAND.file, |db| {
        for customer in &TWO_THOUSAND.facts {
            let rows = history::page(db, customer.id, None, 10)?;
            assert!(rows.is_sorted_by(|newer, older| newer.started_at >= older.started_at), "{rows:?}");
            assert_eq!(rows.first().map(|row| row.started_at), customer.last_contact_at);
            assert!(rows.iter().all(|row| calendar.is_open(Department::Service, row.started_at)), "{rows:?}");
        }
        Ok(())
    });
}

#[test]
fn do_not_call_opts_out_every_number_on_the_file() {
    let off: BTreeSet<CustomerId> = TWO_THOUSAND.facts.iter().filter(|c| c.do_not_call).map(|c| c.id).collect();
    assert!(!off.is_empty());
    read(&TWO_THOUSAND.file, |db| {
        for (_, phone) in TWO_THOUSAND.phones.iter().filter(|(id, _)| off.contains(id)) {
            let Some(number) = &phone.number else { continue };
            assert!(numbers::get(db, number)?.opted_out_at.is_some(), "{number}");
        }
        Ok(())
    });
}

#[test]
fn the_desk_has_its_codes_but_the_voice_drop_code_waits_for_the_first_run() {
    read(&TWO_THOUSAND.file, |db| {
        let codes = recycle::list(db, STORE)?;
        let of_maintenance = |name: &str| {
            let code = codes.iter().find(|c| c.contact_type == ContactType::Maintenance && c.name == name).unwrap();
            (code.days, code.productive)
        };
        assert_eq!(of_maintenance("Left message"), (3, false));
        assert_eq!(of_maintenance("Spoke, will call back"), (14, true));
        assert_eq!(of_maintenance("Booked"), (90, true));
        assert_eq!(of_maintenance("Not interested"), (180, true));
        assert_eq!(recycle::voice_drop(db, STORE, ContactType::Maintenance)?, None);
        Ok(())
    });
}

#[test]
fn every_source_is_as_of_now_and_the_search_finds_the_customers() {
    read(&TWO_THOUSAND.file, |db| {
        for source in DataSource::ALL.iter().map(|source| source.word()).chain(["store_settings"]) {
            assert_eq!(stores::data_as_of(db, STORE, source)?, Some(now()));
        }
        let (_, phone) = TWO_THOUSAND.phones.iter().find(|(_, phone)| phone.number.is_some()).unwrap();
        let digits = &phone.number.as_ref().unwrap().as_str()[2..];
        assert!(!search::find(db, STORE, &needles(digits), today(), 10)?.is_empty());
        Ok(())
    });
}

#[test]
fn above_ten_thousand_the_numbers_lie_anywhere_in_exchange_555_and_are_still_distinct() {
    let file = filled(10_001, 3);
    let mut lines = BTreeSet::new();
    let mut numbers: BTreeMap<_, u32> = BTreeMap::new();
    for (_, phone) in phones_of(&file) {
        let Some(line) = line_of(&phone) else { continue };
        lines.insert(line);
        if phone.kind == PhoneKind::Work {
            continue;
        }
        assert!(!(190..200).contains(&line));
        *numbers.entry(phone.number).or_default() += 1;
    }
    assert!(lines.len() > 5_000);
    let shared = numbers.values().filter(|count| **count > 2).collect::<Vec<_>>();
    assert_eq!(shared, [&6], "only the dispatcher is on more than two files");
}

#[test]
fn ten_thousand_customers_have_numbers_in_the_block_set_aside_for_fiction() {
    for (_, phone) in phones_of(&filled(10_000, 3)) {
        assert!(line_of(&phone).is_none_or(|line| (100..200).contains(&line)), "{phone:?}");
    }
}

#[test]
fn as_many_customers_are_ready_for_a_drop_as_the_plan_asks_for() {
    let file = Store::in_memory().unwrap();
    file.write(|db| {
        stores::save(db, &sample::store_row(now())?, now())?;
        sample::fill(db, STORE, &Plan { customers: 90, seed: 3, ready: 60 }, now())
    })
    .unwrap();
    let eligible = counted(&file, &demo()).eligible;
    let ready = eligible.iter().filter(|entry| entry.customer() <= CustomerId(60)).count();
    assert_eq!(ready, 60);
}
