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
            Err(Done::With(same(&template, db, &d, &filed, &wanted, "under way")?.map(drop)))
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
    barred_by(db, ContactType::Maintenance, Reason::TakenByAgent)
}

/// How many customers a reason bars, and whether the memory said so.
fn barred_by(db: &Db<'_>, contact_type: ContactType, reason: Reason) -> (usize, bool) {
    asking(db, contact_type, |audience, _, _| how_many(audience, reason))
}

fn how_many(audience: &Audience<'_>, reason: Reason) -> (usize, bool) {
    (audience.how_many(|verdict| verdict.reasons.contains(reason)), audience.is_in_memory())
}

fn asking<T>(
    db: &Db<'_>,
    contact_type: ContactType,
    ask: impl FnOnce(&Audience<'_>, &Scope<'_>, &Question<'_>) -> T,
) -> T {
    let d = making::make(1);
    let spec = CampaignSpec::new(contact_type, d.today);
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
    ask(&audience, &scope, &question)
}

#[test]
fn whoever_looks_at_the_customers_keeps_nobody_waiting_and_goes_on_seeing_what_was_there() {
    let on_disk = OnDisk::new();
    on_disk.file.keep_roster(STORE).unwrap();
    let look = |before: &Db<'_>| {
        asking(before, ContactType::Maintenance, |audience, scope, question| {
            // A commit, and somebody who brings the memory up to date with it.
            on_disk.take();
            assert_eq!(on_disk.file.read::<_, StoreError>(|db| Ok(taken(db))).unwrap(), (1, true));
            assert_eq!(how_many(audience, Reason::TakenByAgent), (0, true));
            let again = audience.ask_another(before, scope, question, &NOTHING_USED).unwrap();
            assert_eq!(how_many(&again, Reason::TakenByAgent), (0, true), "nor does it see what came meanwhile");
        });
        Ok(())
    };
    on_disk.file.read::<_, StoreError>(look).unwrap();
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

#[test]
fn what_is_about_a_vehicle_that_an_import_gave_away_makes_its_old_owner_due_no_more() {
    let on_disk = OnDisk::new();
    let (today, owner) = (making::make(1).today, on_disk.customer.0);
    let write = |sql: String| on_disk.file.write::<_, StoreError>(|db| Ok(db.0.execute_batch(&sql)?)).unwrap();
    let in_memory = || {
        let not_due = |db: &Db<'_>| Ok::<_, StoreError>(barred_by(db, ContactType::Confirm, Reason::NotDue));
        let (many, is_in_memory) = on_disk.file.read(not_due).unwrap();
        assert!(is_in_memory);
        many
    };
    // Level 2 of Confirm: 16 days ahead.
    let appointment_on = today + chrono::Days::new(16);
    write(format!(
        "INSERT INTO customer (id, store_id, number) VALUES (9000, {store}, 'B');
         INSERT INTO vehicle (id, store_id, vin, customer_id) VALUES (9001, {store}, 'GIVEN AWAY', {owner});
         INSERT INTO appointment (store_id, customer_id, vehicle_id, source_key, appointment_on, state)
            VALUES ({store}, {owner}, 9001, 'A', '{appointment_on}', 'booked');",
        store = STORE.0
    ));
    on_disk.file.keep_roster(STORE).unwrap();
    assert_eq!(in_memory(), 1, "the other customer has nothing to confirm");
    write(format!(
        "INSERT INTO import (id, store_id, file_name, sha256, at, by, summary)
            VALUES (9002, {store}, 'dms.csv', '', 0, 'Alex', '{{}}');
         UPDATE vehicle SET customer_id = 9000 WHERE id = 9001;
         INSERT INTO vehicle_moved (vehicle_id, customer_id, import_id, moved_at) VALUES (9001, {owner}, 9002, 0);",
        store = STORE.0
    ));
    assert_eq!(in_memory(), 2);
}

/// What happens to the notes of changes while a transaction is under way.
type BeginAnew<'a> = &'a dyn Fn(&OnDisk, &Db<'_>);

#[test]
fn whoever_was_read_too_early_is_read_again_though_the_notes_of_changes_begin_anew() {
    let read_anew = |on_disk: &OnDisk, _: &Db<'_>| on_disk.file.kept.want();
    let too_many_and_no_commit = |on_disk: &OnDisk, db: &Db<'_>| {
        on_disk.file.kept.touched.too_many();
        on_disk.file.kept.before_commit(db).unwrap();
    };
    let ways: [(&str, BeginAnew<'_>); 2] = [("read anew", &read_anew), ("too many", &too_many_and_no_commit)];
    for (way, notes_begin_anew) in ways {
        let on_disk = OnDisk::new();
        on_disk.file.keep_roster(STORE).unwrap();
        let write = |sql: &str| on_disk.file.write::<_, StoreError>(|db| Ok(db.0.execute(sql, [])?)).unwrap();
        // A commit that nobody looked at yet, so that the look below has something to catch up with.
        write("UPDATE customer SET language = 'fr'");
        let outcome = on_disk.file.write::<(), _>(|db| {
            assert!(customers::take(db, on_disk.customer, "Alex", making::make(1).now)?);
            assert_eq!(taken(db), (1, true));
            notes_begin_anew(&on_disk, db);
            Err(StoreError::NotFound)
        });
        assert!(outcome.is_err());
        assert_eq!(on_disk.file.read::<_, StoreError>(|db| Ok(taken(db))).unwrap(), (0, true), "{way}");
    }
}
