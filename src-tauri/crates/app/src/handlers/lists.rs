//! Every list of the window as a file (P10): all its rows, in the words of the screen and the time of the store.
//!
//! The window chooses the place of a file in a dialog of the system, and the shell has it written there with
//! [`Export::save`]. The terminal gets it in the answer of a command.

mod admin;
mod calls;
mod on_file;
mod people;
mod work;

use std::{path::Path, sync::Arc};

use base64::{Engine, prelude::BASE64_STANDARD};
use domain::zone::Zone;

use crate::{
    dto::{
        Done, Nothing,
        customers::CustomerKey,
        imports::FileOut,
        lists::{ExportKey, ExportUnderWay, ExportedList, ExportsUnderWay, ListExport},
        runs::ExportFormat,
    },
    error::CommandError,
    export::{
        self, Table,
        job::Job,
        rows::{self, Out, Place, Rows, Target},
    },
    handlers::{customers, imports, runs},
    house::{Caller, House},
};

/// More rows than any list has; a file is not cut.
const ALL_ROWS: usize = u32::MAX as usize;

/// # Errors
/// Those of reading the list itself; `export.too_many_rows`, `file.not_written`.
pub async fn export(house: &Arc<House>, caller: &Caller, request: ListExport) -> Result<FileOut, CommandError> {
    Export::of(house, caller, request).await?.answer().await
}

/// Files that are being written, the oldest first.
pub async fn under_way(house: &Arc<House>, _: &Caller, _: Nothing) -> Result<ExportsUnderWay, CommandError> {
    let export = |(id, job): (u32, Arc<Job>)| ExportUnderWay { id, file_name: job.file_name.clone(), rows: job.rows() };
    Ok(ExportsUnderWay { exports: house.exports.under_way().into_iter().map(export).collect() })
}

/// Asks an export to stop; one that has ended stays as it is.
pub async fn stop(house: &Arc<House>, _: &Caller, request: ExportKey) -> Result<Done, CommandError> {
    house.exports.stop(request.id);
    Ok(Done {})
}

/// A list that is to become a file.
pub struct Export {
    list: Listing,
    what: ExportedList,
    format: ExportFormat,
    /// The name that the file bears if nobody chooses another.
    pub file_name: String,
}

impl Export {
    /// # Errors
    /// Those of finding out whose list it is.
    pub async fn of(house: &Arc<House>, caller: &Caller, request: ListExport) -> Result<Self, CommandError> {
        let list = Listing { house: house.clone(), caller: caller.clone(), zone: house.store_row()?.calendar.zone };
        let stem = list.stem(&request.list).await?;
        let file_name = export::file_name(&stem, request.format);
        Ok(Self { list, what: request.list, format: request.format, file_name })
    }

    async fn answer(self) -> Result<FileOut, CommandError> {
        let mime = match self.format {
            ExportFormat::Csv => "text/csv",
            ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        };
        let target = Target { format: self.format, place: Place::Answer, job: Arc::new(Job::new(&self.file_name)) };
        let bytes = self.list.written(self.what, target).await?.into_answer();
        Ok(FileOut { file_name: self.file_name, mime: mime.to_owned(), base64: BASE64_STANDARD.encode(bytes) })
    }

    /// Writes the file row by row beside `path`, then gives it that name: there is the whole file, or none.
    ///
    /// # Errors
    /// Those of reading the list itself; `export.too_many_rows`, `export.stopped`, `file.not_written`,
    /// `program.closing`. Then what bore the name before still bears it.
    pub async fn save(self, path: &Path) -> Result<(), CommandError> {
        let chosen = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let under_way = self.list.house.exports.begin(&chosen.unwrap_or(self.file_name))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let target = Target { format: self.format, place: Place::Folder(folder), job: under_way.job.clone() };
        let out = self.list.written(self.what, target).await?;
        let path = path.to_owned();
        crate::app::blocking(move || {
            let named = out.named(&path);
            drop(under_way);
            named
        })
        .await?
    }
}

/// Who reads a list, and in which zone its times are written.
struct Listing {
    house: Arc<House>,
    caller: Caller,
    zone: Zone,
}

impl Listing {
    /// The name of a list's file, without its ending.
    async fn stem(&self, list: &ExportedList) -> Result<String, CommandError> {
        let today = self.house.today()?;
        Ok(match list {
            ExportedList::Eligible { spec, .. } => format!("{} - can get a drop {today}", spec.name.trim()),
            ExportedList::Excluded { spec, group, .. } => {
                format!("{} - {} {today}", spec.name.trim(), export::words::reason_group(*group))
            }
            ExportedList::Customers => format!("Customers {today}"),
            ExportedList::Found { .. } => format!("Customers found {today}"),
            ExportedList::ContactHistory { customer } => {
                format!("Contact History {} {today}", self.name_of(CustomerKey { id: *customer }).await?)
            }
            ExportedList::OnFile { customer, source } => {
                let name = self.name_of(CustomerKey { id: *customer }).await?;
                format!("{} {name} {today}", source.word().replace('_', " "))
            }
            ExportedList::Report { run } => runs::report_stem(&self.house, *run)?,
            ExportedList::HouseAccounts => format!("House accounts {today}"),
            ExportedList::Campaigns => format!("Campaigns {today}"),
            ExportedList::Schedules => format!("Schedules {today}"),
            ExportedList::Runs => format!("Runs {today}"),
            ExportedList::DropsOfToday => format!("Drops {today}"),
            ExportedList::Messages => format!("Messages {today}"),
            ExportedList::WatchedFolders => format!("Watched folders {today}"),
            ExportedList::Imports => format!("Imports {today}"),
            ExportedList::RejectedRows { import } => imports::rejected_stem(&self.house, *import)?,
            ExportedList::RecycleCodes => format!("Recycle codes {today}"),
            ExportedList::CallSelect { ask } => format!("Call Select - {} {today}", ask.contact_type.title()),
            ExportedList::MyCalls => format!("My calls {today}"),
            ExportedList::Audit => format!("Audit {today}"),
            ExportedList::ForeignDrops => format!("Drops not on file {today}"),
            ExportedList::Fetched { .. } => format!("Fetch {today}"),
        })
    }

    async fn name_of(&self, key: CustomerKey) -> Result<String, CommandError> {
        Ok(customers::get(&self.house, &self.caller, key).await?.name)
    }

    /// All rows of the list. One that can be long goes into the file without standing in memory.
    async fn written(self, list: ExportedList, target: Target) -> Result<Out, CommandError> {
        let table = match list {
            ExportedList::Eligible { spec, campaign } => {
                return self.row_by_row(target, move |list, to| list.eligible(&spec, campaign, to)).await;
            }
            ExportedList::Excluded { spec, campaign, group } => {
                return self.row_by_row(target, move |list, to| list.excluded(&spec, campaign, group, to)).await;
            }
            ExportedList::Customers => return self.row_by_row(target, Self::customers).await,
            ExportedList::Found { text } => {
                return self.row_by_row(target, move |list, to| list.found(&text, to)).await;
            }
            ExportedList::CallSelect { ask } => {
                return self.row_by_row(target, move |list, to| list.call_select(*ask, to)).await;
            }
            ExportedList::Fetched { query } => {
                return self.row_by_row(target, move |list, to| list.fetched(&query, to)).await;
            }
            ExportedList::Report { run } => {
                return self.row_by_row(target, move |list, to| runs::report_rows(&list.house, run, to)).await;
            }
            ExportedList::RejectedRows { import } => {
                return self.row_by_row(target, move |list, to| imports::rejected_rows(&list.house, import, to)).await;
            }
            ExportedList::DropsOfToday => {
                let today = self.house.today()?;
                return self.row_by_row(target, move |list, to| list.drops(today, to)).await;
            }
            ExportedList::ContactHistory { customer } => self.history(customer).await?,
            ExportedList::OnFile { customer, source } => self.events(customer, source).await?,
            ExportedList::HouseAccounts => self.house_accounts().await?,
            ExportedList::Campaigns => self.campaigns().await?,
            ExportedList::Schedules => self.schedules().await?,
            ExportedList::Runs => self.runs().await?,
            ExportedList::Messages => self.messages().await?,
            ExportedList::WatchedFolders => self.watched_folders().await?,
            ExportedList::Imports => self.imports().await?,
            ExportedList::RecycleCodes => self.recycle_codes().await?,
            ExportedList::MyCalls => self.my_calls().await?,
            ExportedList::Audit => self.audit().await?,
            ExportedList::ForeignDrops => self.foreign_drops()?,
        };
        self.row_by_row(target, move |_, to| add_all(&table, to)).await
    }

    /// On a thread where nothing else waits for it.
    async fn row_by_row(
        self,
        target: Target,
        work: impl FnOnce(&Self, &Target) -> Result<Rows, CommandError> + Send + 'static,
    ) -> Result<Out, CommandError> {
        let job = target.job.clone();
        let written = crate::app::blocking(move || work(&self, &target)?.end()).await;
        // A workbook's writer panics when its disk is full.
        written.unwrap_or_else(|panicked| Err(rows::not_written(&job)(panicked)))
    }
}

fn add_all(table: &Table, to: &Target) -> Result<Rows, CommandError> {
    let mut file = Rows::begin(&table.header, to)?;
    table.rows.iter().try_for_each(|row| file.add(row))?;
    Ok(file)
}
