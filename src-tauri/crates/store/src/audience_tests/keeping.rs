//! What is in memory is never older and never newer than the rows: over commits, roll-backs, and readers that began
//! before.

use std::sync::Arc;

use domain::{
    audience::{Question, Standing},
    campaign::CampaignSpec,
    contact_type::ContactType,
    ids::CustomerId,
    reason::Reason,
};

use super::{
    Done, changing,
    dealership::Dealership,
    filing::{Filed, STORE, Template},
    making, oracle,
    rows::calendar,
    same,
};
use crate::{
    Db, Store, StoreError,
    audience::{Audience, NOTHING_USED},
    customers,
    facts::Scope,
    key::DataKey,
};

/// Each needs a file of its own, because what it writes stays.
const CASES: u64 = 60;

fn written(template: &Template, d: &Dealership) -> Filed {
    template.file.write::<_, StoreError>(|db| template.put(db, d)).unwrap()
}

/// By the roster, or the test fails.
fn holds(template: &Template, d: &Dealership, filed: &Filed, when: &str) {
    let wanted = oracle::answer(d);
    template.file.read::<_, StoreError>(|db| same(template, db, d, filed, &wanted, when)).unwrap().unwrap();
}

#[test]
fn after_every_commit_the_customers_in_memory_are_those_of_the_rows() {
    for seed in 0..CASES {
        let template = Template::new();
        let mut d = making::make(seed);
        let mut filed = written(&template, &d);
        template.file.keep_roster(STORE).unwrap();
        holds(&template, &d, &filed, "read");
        for _ in 0..3 {
            template.file.write::<_, StoreError>(|db| changing::change(&template, db, &mut d, &mut filed)).unwrap();
            holds(&template, &d, &filed, "committed");
        }
        assert!(template.file.has_roster());
    }
}

#[test]
fn what_was_seen_inside_a_transaction_that_came_to_nothing_is_seen_no_more() {
    for seed in 0..CASES {
        let template = Template::new();
        let mut d = making::make(seed);
        let mut filed = written(&template, &d);
        template.file.keep_roster(STORE).unwrap();
        // A commit that nobody looked at yet, so that the look below has something to catch up with.
        template.file.write::<_, StoreError>(|db| changing::change(&template, db, &mut d, &mut filed)).unwrap();
        let outcome = template.file.write(|db| -> Result<(), Done> {
            let (mut d, mut filed) = (d.clone(), filed.clone());
            changing::change(&template, db, &mut d, &mut filed)?;
            let wanted = oracle::answer(&d);
            Err(Done::With(same(&template, db, &d, &filed, &wanted, "under way")?))
        });
        assert!(matches!(outcome, Err(Done::With(Ok(())))), "seed {seed}");
        holds(&template, &d, &filed, "rolled back");
    }
}

/// A file on the disk with one customer, and how many are taken by an agent.
struct OnDisk {
    _folder: tempfile::TempDir,
    file: Store,
    customer: CustomerId,
}

impl OnDisk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = Store::create(&folder.path().join("file.db"), Arc::new(DataKey::from_bytes([1; 32]))).unwrap();
        let mut d = making::make(1);
        d.people.truncate(1);
        (d.tries, d.people[0].is_taken, d.people[0].held_by) = (vec![], false, None);
        (d.people[0].is_elsewhere, d.people[0].events) = (false, vec![]);
        d.people[0].out = vec![];
        let template = Template::of(file);
        let filed = written(&template, &d);
        Self { _folder: folder, file: template.file, customer: filed.customers[0] }
    }

    fn take(&self) {
        let now = making::make(1).now;
        assert!(self.file.write::<_, StoreError>(|db| customers::take(db, self.customer, "Alex", now)).unwrap());
    }
}

/// How many customers an agent has, and whether the memory said so.
fn taken(db: &Db<'_>) -> (usize, bool) {
    let d = making::make(1);
    let spec = CampaignSpec::new(ContactType::Maintenance, d.today);
    let calendar = calendar(&d);
    let scope = Scope { store: STORE, spec: &spec, campaign: None, today: d.today, customer: None, except: None };
    let question = Question {
        spec: &spec,
        due: &d.due,
        calendar: &calendar,
        store_language: d.language,
        today: d.today,
        now: d.now,
        run: None,
        standing: Standing::Choosing,
    };
    let audience = Audience::open(db, &scope, &question, &NOTHING_USED).unwrap();
    (audience.how_many(|verdict| verdict.reasons.contains(Reason::TakenByAgent)), audience.is_in_memory())
}

#[test]
fn a_reader_that_began_before_a_commit_sees_the_file_as_it_was() {
    let on_disk = OnDisk::new();
    on_disk.file.keep_roster(STORE).unwrap();
    on_disk
        .file
        .read::<_, StoreError>(|before| {
            assert_eq!(taken(before), (0, true));
            on_disk.take();
            on_disk.file.read::<_, StoreError>(|after| {
                let _: () = assert_eq!(taken(after), (1, true));
                Ok(())
            })?;
            // What is in memory is ahead of this reader now: its rows answer.
            assert_eq!(taken(before), (0, false));
            Ok(())
        })
        .unwrap();
    assert_eq!(on_disk.file.read::<_, StoreError>(|db| Ok(taken(db))).unwrap(), (1, true));
}

#[test]
fn a_change_while_the_customers_are_being_read_is_not_lost() {
    let on_disk = OnDisk::new();
    on_disk.file.kept.want();
    let read = on_disk
        .file
        .read::<_, StoreError>(|db| {
            let read = crate::roster::Roster::read(db, STORE)?;
            on_disk.take();
            Ok(read)
        })
        .unwrap();
    on_disk.file.kept.set(read);
    assert_eq!(on_disk.file.read::<_, StoreError>(|db| Ok(taken(db))).unwrap(), (1, true));
}

#[test]
fn a_change_that_nobody_noted_makes_the_rows_answer_until_the_customers_are_read_anew() {
    let on_disk = OnDisk::new();
    on_disk.file.keep_roster(STORE).unwrap();
    // Another program that counts its changes as this one does, and tells nobody.
    on_disk
        .file
        .write::<_, StoreError>(|db| Ok(db.0.execute("UPDATE roster_version SET version = version + 1", [])?))
        .unwrap();
    assert_eq!(on_disk.file.read::<_, StoreError>(|db| Ok(taken(db))).unwrap(), (0, false));
    assert!(!on_disk.file.has_roster());
    on_disk.file.keep_roster(STORE).unwrap();
    assert_eq!(on_disk.file.read::<_, StoreError>(|db| Ok(taken(db))).unwrap(), (0, true));
}
