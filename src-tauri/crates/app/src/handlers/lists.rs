//! Every list of the window as a file (P10): all its rows, in the words of the screen and the time of the store.

mod admin;
mod calls;
mod on_file;
mod people;
mod work;

use std::sync::Arc;

use domain::zone::Zone;

use crate::{
    dto::{
        imports::FileOut,
        lists::{ExportedList, ListExport},
        runs::ExportFormat,
    },
    error::CommandError,
    export::{self, Rows, Table},
    handlers::imports,
    house::{Caller, House},
};

/// More rows than any list has; a file is not cut.
const ALL_ROWS: usize = u32::MAX as usize;

/// # Errors
/// Those of reading the list itself; `export.failed`.
pub async fn export(house: &Arc<House>, caller: &Caller, request: ListExport) -> Result<FileOut, CommandError> {
    let list = Listing { house: house.clone(), caller: caller.clone(), zone: house.store_row()?.calendar.zone };
    list.file(request.list, request.format).await
}

/// Who reads a list, and in which zone its times are written.
struct Listing {
    house: Arc<House>,
    caller: Caller,
    zone: Zone,
}

impl Listing {
    /// The list under the name that its file bears.
    async fn file(self, list: ExportedList, format: ExportFormat) -> Result<FileOut, CommandError> {
        let today = self.house.today()?;
        let named = |name: &str, table| (format!("{name} {today}"), table);
        let (stem, table) = match list {
            ExportedList::Eligible { spec, campaign } => {
                let stem = format!("{} - can get a drop {today}", spec.name.trim());
                return self.row_by_row(stem, move |list| list.eligible(&spec, campaign, format)).await;
            }
            ExportedList::Excluded { spec, campaign, group } => {
                let stem = format!("{} - {} {today}", spec.name.trim(), export::words::reason_group(group));
                return self.row_by_row(stem, move |list| list.excluded(&spec, campaign, group, format)).await;
            }
            ExportedList::Customers => {
                return self.row_by_row(format!("Customers {today}"), move |list| list.customers(format)).await;
            }
            ExportedList::Found { text } => {
                let stem = format!("Customers found {today}");
                return self.row_by_row(stem, move |list| list.found(&text, format)).await;
            }
            ExportedList::ContactHistory { customer } => {
                let (name, table) = self.history(customer).await?;
                named(&format!("Contact History {name}"), table)
            }
            ExportedList::OnFile { customer, source } => {
                let (name, table) = self.events(customer, source).await?;
                named(&format!("{} {name}", source.word().replace('_', " ")), table)
            }
            ExportedList::HouseAccounts => named("House accounts", self.house_accounts().await?),
            ExportedList::Campaigns => named("Campaigns", self.campaigns().await?),
            ExportedList::Schedules => named("Schedules", self.schedules().await?),
            ExportedList::Runs => named("Runs", self.runs().await?),
            ExportedList::DropsOfToday => named("Drops", self.blocking(move |list| list.drops(today)).await?),
            ExportedList::Messages => named("Messages", self.messages().await?),
            ExportedList::WatchedFolders => named("Watched folders", self.watched_folders().await?),
            ExportedList::Imports => named("Imports", self.imports().await?),
            ExportedList::RejectedRows { import } => imports::rejected_table(&self.house, import)?,
            ExportedList::RecycleCodes => named("Recycle codes", self.recycle_codes().await?),
            ExportedList::CallSelect { ask } => {
                let stem = format!("Call Select - {} {today}", ask.contact_type.title());
                return self.row_by_row(stem, move |list| list.call_select(*ask, format)).await;
            }
            ExportedList::MyCalls => named("My calls", self.my_calls().await?),
            ExportedList::Audit => named("Audit", self.audit().await?),
            ExportedList::Fetched { query } => {
                let stem = format!("Fetch {today}");
                return self.row_by_row(stem, move |list| list.fetched(&query, format)).await;
            }
        };
        crate::app::blocking(move || export::file(&stem, &table, format)).await?
    }

    /// A list that can be a million rows: they go into the file one by one, without a table.
    async fn row_by_row(
        self,
        stem: String,
        work: impl FnOnce(&Self) -> Result<Rows, CommandError> + Send + 'static,
    ) -> Result<FileOut, CommandError> {
        crate::app::blocking(move || work(&self)?.end(&stem)).await?
    }

    /// Reads what takes long on a thread where nothing else waits for it.
    async fn blocking(
        self,
        work: impl FnOnce(&Self) -> Result<Table, CommandError> + Send + 'static,
    ) -> Result<Table, CommandError> {
        crate::app::blocking(move || work(&self)).await?
    }
}
