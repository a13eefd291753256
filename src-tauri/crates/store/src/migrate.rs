//! Numbered, forward-only migrations; all pending ones in one transaction, or none.

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

/// In order; a migration that has been released is never edited.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_first.sql"),
    include_str!("../migrations/0002_matters.sql"),
    include_str!("../migrations/0003_sources.sql"),
    include_str!("../migrations/0004_imports.sql"),
    include_str!("../migrations/0005_customer_page.sql"),
    include_str!("../migrations/0006_call_select.sql"),
    include_str!("../migrations/0007_roster.sql"),
    include_str!("../migrations/0008_backups.sql"),
    include_str!("../migrations/0009_booked_since.sql"),
];

pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let file = refuse_newer(&transaction)?;
    for migration in &MIGRATIONS[file.max(0) as usize..] {
        transaction.execute_batch(migration)?;
    }
    transaction.commit()?;
    Ok(())
}

/// Gives the version of a file that this program can bring up to date.
pub(crate) fn refuse_newer(connection: &Connection) -> Result<i64, StoreError> {
    let program = MIGRATIONS.len() as i64;
    let file: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if file > program { Err(StoreError::NewerThanProgram { file, program }) } else { Ok(file) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encrypted;

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = encrypted::open_in_memory().expect("memory");
        migrate(&mut connection).expect("first");
        migrate(&mut connection).expect("second");
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("version");
        assert_eq!(version, MIGRATIONS.len() as i64);
    }

    /// A file as the program with the second migration left it: a store that somebody set up, a customer, an import.
    fn of_the_second_version() -> Connection {
        let connection = encrypted::open_in_memory().expect("memory");
        for migration in &MIGRATIONS[..2] {
            connection.execute_batch(migration).expect("a released migration");
        }
        let rows = "
            INSERT INTO store (id, name, country, region, zone, language, maintenance_from_months,
                               maintenance_to_months)
                VALUES (1, 'Northgate', 'CA', 'ON', 'America/Toronto', 'en', 4, 14);
            INSERT INTO data_source VALUES (1, 'customers', 1700000000000);
            INSERT INTO customer (id, store_id, number, voice_off_reason, voice_off_at)
                VALUES (7, 1, '1042', 'Do Not Call', 1700000000000);
            INSERT INTO vehicle (id, store_id, vin, customer_id) VALUES (9, 1, '2HGFC2F59KH000001', 7);
            INSERT INTO appointment (store_id, customer_id, vehicle_id, source_key, appointment_on, state)
                VALUES (1, 7, 9, 'A1', '2026-11-25', 'booked');
            INSERT INTO import (id, store_id, file_name, sha256, at, by, summary)
                VALUES (3, 1, 'dms.csv', '', 1700000000000, 'Alex', '{}');
            INSERT INTO import_change (import_id, thing, row_id, field, old, new)
                VALUES (3, 'vehicle', 9, 'odometer', '1', '2');
            INSERT INTO import_mapping VALUES ('abc', '[]', NULL, 1700000000000);";
        connection.execute_batch(rows).expect("rows of that version");
        connection
    }

    #[test]
    fn a_file_of_the_second_version_keeps_what_was_set_up_and_taken_in() {
        let mut connection = of_the_second_version();
        migrate(&mut connection).expect("every pending migration");
        let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).expect(sql);
        let due: domain::due::DueSettings =
            serde_json::from_str(&text("SELECT due FROM store")).expect("settings that can be read");
        let expected = domain::due::DueSettings {
            maintenance_from_months: 4,
            maintenance_to_months: 14,
            ..domain::due::DueSettings::default()
        };
        assert_eq!(due, expected);
        assert_eq!(text("SELECT source || ' ' || as_of_at FROM data_source"), "customers 1700000000000");
        let voice = "SELECT voice_off_reason || ifnull(voice_off_by, ' by nobody') FROM customer";
        assert_eq!(text(voice), "Do Not Call by nobody", "an opt-out stays one (P13)");
        assert_eq!(text("SELECT state || ' ' || vehicle_id FROM appointment"), "booked 9");
        assert_eq!(text("SELECT source || ' ' || file_name FROM import"), "customers dms.csv");
        assert_eq!(text("SELECT thing || ' ' || field || ' ' || new FROM import_change"), "vehicle odometer 2");
        assert_eq!(text("SELECT source || ' ' || fingerprint FROM import_mapping"), "customers abc");
        let broken: i64 =
            connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).expect("check");
        assert_eq!(broken, 0);
    }

    /// Drops of the eighth version: of a query that records Confirm, of Confirm, of Maintenance, and a test drop.
    fn of_the_eighth_version() -> Connection {
        let connection = encrypted::open_in_memory().expect("memory");
        for migration in &MIGRATIONS[..8] {
            connection.execute_batch(migration).expect("a released migration");
        }
        connection.pragma_update(None, "foreign_keys", false).expect("rows that refer to nobody");
        let campaigns =
            [(1, "fetch_automation", "confirm"), (2, "confirm", "confirm"), (3, "maintenance", "maintenance")];
        for (id, asked, recorded) in campaigns {
            let rows = format!(
                "INSERT INTO campaign_version VALUES ({id}, 1, 0, 'Alex', '{{\"contact_type\": \"{asked}\"}}');
                 INSERT INTO run (id, campaign_id, store_id, version, run_on, sequence, state, scheduled_at, until_at, count)
                    VALUES ({id}, {id}, 1, 1, '2026-11-20', 1, 'planned', 0, 0, '\"all\"');
                 {}",
                attempt(id, &id.to_string(), &format!("'{recorded}'"))
            );
            connection.execute_batch(&rows).expect("rows of that version");
        }
        connection.execute_batch(&attempt(4, "NULL", "NULL")).expect("a test drop");
        connection
    }

    fn attempt(id: i64, run: &str, contact_type: &str) -> String {
        format!(
            "INSERT INTO attempt (id, target_id, run_id, store_id, contact_type, e164, kind, message_id, audio_sha256,
                port, client_ref, idempotency_key, request, verdict, facts, lease_epoch, state, intended_at, intended_on,
                final_at)
             VALUES ({id}, {run}, {run}, 1, {contact_type}, '+1', 'cell', 1, '', 1, '{id}', '{id}', x'', '', '', 1,
                'not_sent', 0, '2026-11-20', 0);"
        )
    }

    #[test]
    fn p2_drops_of_the_eighth_version_count_for_the_rest_days_by_the_campaign_they_were_of() {
        let mut connection = of_the_eighth_version();
        migrate(&mut connection).expect("every pending migration");
        let marketing = "SELECT group_concat(id, ' ') FROM (SELECT id FROM attempt WHERE is_marketing = 1 ORDER BY id)";
        let found: String = connection.query_row(marketing, [], |row| row.get(0)).expect("some of them");
        assert_eq!(found, "1 3");
    }

    #[test]
    fn a_file_from_a_newer_program_is_refused_by_name() {
        let mut connection = encrypted::open_in_memory().expect("memory");
        connection.pragma_update(None, "user_version", 999).expect("set");
        let Err(StoreError::NewerThanProgram { file, program }) = migrate(&mut connection) else {
            panic!("a newer file was opened");
        };
        assert_eq!((file, program), (999, MIGRATIONS.len() as i64));
    }
}
