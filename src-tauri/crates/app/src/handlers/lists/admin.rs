//! Lists of Admin: files taken in, recycle codes, the audit trail.

use super::Listing;
use crate::{
    dto::{Nothing, house::AuditRequest},
    error::CommandError,
    export::{Table, date_cell, time_cell, yes_no_cell},
    handlers::{house, imports, recycle, watches},
};

impl Listing {
    /// What stands at each watched folder, its red mark included.
    pub(super) async fn watched_folders(&self) -> Result<Table, CommandError> {
        let list = watches::list(&self.house, &self.caller, Nothing {}).await?;
        let rows = list.watches.into_iter().map(|watch| {
            vec![
                watch.source.title().to_owned(),
                watch.folder,
                watch.names,
                watch.last_file.unwrap_or_default(),
                time_cell(watch.last_at, &self.zone),
                watch.last_outcome.unwrap_or_default(),
                watch.problem.unwrap_or_default(),
                time_cell(watch.problem_at, &self.zone),
            ]
        });
        let header = vec!["What", "Folder", "Files", "Last file", "When", "What came of it", "Problem", "Since"];
        Ok(Table { header, rows: rows.collect() })
    }

    pub(super) async fn imports(&self) -> Result<Table, CommandError> {
        let list = imports::list(&self.house, &self.caller, Nothing {}).await?;
        let rows = list.imports.into_iter().map(|row| {
            let mut cells =
                vec![time_cell(Some(row.at), &self.zone), row.file_name, row.source.title().to_owned(), row.by];
            let events = row.events.map(|events| (events.new, events.changed)).unwrap_or_default();
            let numbers = [
                row.rows,
                row.customers,
                row.new_customers,
                row.changed_customers,
                row.vehicles,
                row.usable_cells,
                row.usable_homes,
                row.do_not_call,
                events.0,
                events.1,
                row.rejected,
            ];
            cells.extend(numbers.map(|number| number.to_string()));
            cells.push(time_cell(row.undone_at, &self.zone));
            cells
        });
        let header = vec![
            "When",
            "File",
            "What",
            "By",
            "Rows",
            "Customers",
            "New customers",
            "Changed customers",
            "Vehicles",
            "Usable cells",
            "Usable homes",
            "Do Not Call",
            "New events",
            "Changed events",
            "Rejected rows",
            "Taken back",
        ];
        Ok(Table { header, rows: rows.collect() })
    }

    pub(super) async fn recycle_codes(&self) -> Result<Table, CommandError> {
        let setup = recycle::setup(&self.house, &self.caller, Nothing {}).await?;
        let rows = setup.types.into_iter().flat_map(|of_type| of_type.codes).map(|code| {
            vec![
                code.contact_type.title().to_owned(),
                code.name,
                code.days.to_string(),
                yes_no_cell(code.productive),
                yes_no_cell(code.active),
                date_cell(code.last_used_on),
                code.times_used.to_string(),
                yes_no_cell(code.red),
            ]
        });
        let header = vec![
            "Contact type",
            "Recycle Code",
            "Days",
            "Productive",
            "Active",
            "Last Date Used",
            "# of Times Used",
            "Red",
        ];
        Ok(Table { header, rows: rows.collect() })
    }

    pub(super) fn foreign_drops(&self) -> Result<Table, CommandError> {
        let drops = self.house.store.read(|db| store::restores::foreign(db, super::ALL_ROWS))?;
        let rows = drops.into_iter().map(|drop| {
            let number = drop.number.map(|number| number.to_string()).unwrap_or_default();
            vec![
                time_cell(Some(drop.at), &self.zone),
                number,
                drop.word,
                drop.ticket,
                drop.client_ref.unwrap_or_default(),
            ]
        });
        let header = vec!["Told at", "Number", "Result", "Stratics' name for it", "Reference"];
        Ok(Table { header, rows: rows.collect() })
    }

    pub(super) async fn audit(&self) -> Result<Table, CommandError> {
        let (mut rows, mut before) = (vec![], None);
        loop {
            let page = house::audit(&self.house, &self.caller, AuditRequest { before }).await?;
            rows.extend(page.rows.into_iter().map(|row| {
                let (old, new) = (row.old.unwrap_or_default(), row.new.unwrap_or_default());
                vec![time_cell(Some(row.at), &self.zone), row.who, row.what, old, new]
            }));
            before = page.before;
            if before.is_none() {
                return Ok(Table { header: vec!["When", "Who", "What", "Before", "After"], rows });
            }
        }
    }
}
