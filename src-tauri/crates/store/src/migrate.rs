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
];

pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as i64;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let file: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if file > known {
        return Err(StoreError::NewerThanProgram { file, program: known });
    }
    for migration in &MIGRATIONS[file.max(0) as usize..] {
        transaction.execute_batch(migration)?;
    }
    transaction.commit()?;
    Ok(())
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
