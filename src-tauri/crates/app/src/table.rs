//! The command table: every intention of a person, once, for the window, the terminal and the TypeScript client.

use std::{pin::Pin, sync::Arc};

use serde_json::Value;

use crate::{
    app::{App, Part},
    error::CommandError,
    handlers,
    house::Caller,
};

use crate::dto::{
    backups::*, call_select::*, campaigns::*, contact_types::*, customer_page::*, customers::*, fetch::*, house::*,
    house_accounts::*, imports::*, lists::*, messages::*, recycle::*, runs::*, schedules::*, watches::*, *,
};

/// Calls `$with!` with every command: name, request, response, handler, and what it is for.
macro_rules! every_command {
    ($with:ident) => {
        $with! {
            house_status(Nothing) -> HouseStatus = house::status, "The data file, its store and its clock";
            house_create(HouseCreate) -> HouseStatus = house::create, "Makes the data file (one of the three doors)";
            house_unlock(HouseUnlock) -> HouseStatus = house::unlock, "Opens the data file with its passphrase";
            house_retry(Nothing) -> HouseStatus = house::retry, "Looks at the data folder again after it could not be opened";
            store_save(StoreDto) -> HouseStatus = house::save_store, "Changes the store: zone, hours, closed days, lines";
            zone_list(Nothing) -> ZoneList = house::zones, "IANA zones of Canada and the US";
            connection_get(Nothing) -> ConnectionDto = connection::get, "The connection to Stratics";
            connection_save(ConnectionSave) -> ConnectionDto = connection::save, "Changes the connection";
            connection_test(ConnectionTest) -> ConnectionResult = connection::test, "Asks the server for the account";
            audit_page(AuditRequest) -> AuditPage = house::audit, "Who changed what";

            backup_list(Nothing) -> BackupList = backups::list, "Backups on this computer, and how the next one stands";
            backup_now(Nothing) -> BackupDto = backups::now, "Makes a backup by hand";
            backup_look(BackupKey) -> BackupDto = backups::look, "What lies at a place that a person chose";
            backup_verify(BackupKey) -> BackupDto = backups::verify, "Opens a backup and reads all of it";
            backup_folder_save(BackupFolderSave) -> BackupList = backups::save_folder, "Chooses where backups are made";
            backup_restore(BackupRestore) -> HouseStatus = backups::restore, "Puts a backup in the place of the data file; nothing is deleted";
            run_release(RunRelease) -> Done = backups::release, "Lets a run go on after a restore (W12)";
            restore_go_on(GoOnWithoutKnowing) -> Done = backups::go_on, "Nobody can tell who was called; other days' runs go on";

            import_open(ImportOpen) -> ImportDraft = imports::open, "Reads a file without writing anything";
            import_preview(ImportPlan) -> ImportPreview = imports::preview, "What taking it in would do";
            import_start(ImportPlan) -> ImportProgress = imports::start, "Takes the file in; progress by import_progress";
            import_progress(ImportDraftId) -> ImportProgress = imports::progress, "How far it is";
            import_cancel(ImportDraftId) -> ImportProgress = imports::cancel, "Stops; nothing is written";
            import_list(Nothing) -> ImportList = imports::list, "Files taken in so far";
            import_rejected(ImportKey) -> FileOut = imports::rejected, "The rejected rows with line and reason, as CSV";
            import_undo(ImportKey) -> ImportUndone = imports::undo, "Takes an import back as far as nothing refers to it";

            watch_list(Nothing) -> WatchList = watches::list, "Watched folders, and what came of their last files";
            watch_save(WatchSave) -> WatchList = watches::save, "Watches a folder for the files of a source";
            watch_remove(WatchKey) -> WatchList = watches::remove, "Watches it no more; what was taken in stays";
            watch_go_on(WatchKey) -> WatchList = watches::go_on, "Takes the red mark away; files are taken in again";

            message_list(Nothing) -> MessageList = messages::list, "All recordings";
            message_add(MessageAdd) -> MessageDto = messages::add, "Adds a WAV, MP3 or M4A of 5 to 60 s";
            message_save(MessageSave) -> MessageDto = messages::save, "Name, language, transcript, contact types";
            message_approve(MessageKey) -> MessageDto = messages::approve, "Approves a recording for use";
            message_withdraw(MessageKey) -> MessageDto = messages::withdraw, "Takes the approval back";
            message_audio(MessageKey) -> MessageAudio = messages::audio, "The recording, to be played";
            message_test_drop(MessageTestDrop) -> TestDropResult = messages::test_drop, "Drops it to a staff number (P16)";
            message_test_drop_get(TestDropKey) -> TestDropResult = messages::test_drop_get, "What became of a test drop";

            campaign_list(Nothing) -> CampaignList = campaigns::list, "All campaigns";
            campaign_get(CampaignKey) -> CampaignDto = campaigns::get, "One campaign";
            campaign_save(CampaignSave) -> CampaignDto = campaigns::save, "Saves the set-up (S1)";
            campaign_preview(CampaignPreviewRequest) -> AudiencePreview = campaigns::preview, "Who would get a drop, who not, and why";
            campaign_preview_people(PreviewPeopleRequest) -> PreviewPeople = campaigns::preview_people, "The people behind one reason";
            campaign_activate(CampaignKey) -> CampaignDto = campaigns::activate, "Makes it run by its schedule";
            campaign_deactivate(CampaignKey) -> CampaignDto = campaigns::deactivate, "No further runs (P5)";
            campaign_delete(CampaignKey) -> Done = campaigns::delete, "Deletes one that never ran (P5)";
            campaign_duplicate(CampaignKey) -> CampaignDto = campaigns::duplicate, "A draft with the same set-up";
            campaign_skip_next(CampaignKey) -> CampaignDto = campaigns::skip_next, "Leaves the next run out";
            campaign_makes(Nothing) -> MakesAndModels = campaigns::makes, "Makes and models on file";
            campaign_choices(Nothing) -> CampaignChoices = campaigns::choices, "Recalls, traffic words, Fetch Campaigns and queries on file";
            campaign_overlaps(CampaignPreviewRequest) -> CampaignOverlaps = campaigns::overlaps, "What else runs on the day of its next run";

            schedule_list(Nothing) -> ScheduleList = schedules::list, "Unsold and Sales schedules";
            schedule_get(ScheduleKey) -> ScheduleDto = schedules::get, "One schedule with its steps";
            schedule_save(ScheduleSave) -> ScheduleDto = schedules::save, "Saves the set-up, a campaign for each step";
            schedule_check(ScheduleCheckRequest) -> ScheduleCheck = schedules::check, "Each step's set-up, and how steps stand in each other's way";
            schedule_activate(ScheduleKey) -> ScheduleDto = schedules::activate, "Every step goes out from now on";
            schedule_deactivate(ScheduleKey) -> ScheduleDto = schedules::deactivate, "No further drops (P5)";
            schedule_delete(ScheduleKey) -> Done = schedules::delete, "Deletes one of which no step ever ran (P5)";
            schedule_duplicate(ScheduleKey) -> ScheduleDto = schedules::duplicate, "A draft with the same steps";
            schedule_skip_next(ScheduleKey) -> ScheduleDto = schedules::skip_next, "Leaves its next day out";

            today_get(Nothing) -> Today = runs::today, "Ports, drops, what comes next, what needs a decision";
            run_now(RunNow) -> RunKey = runs::run_now, "The day's next run of a campaign, now (P6)";
            run_pause(RunKey) -> Done = runs::pause, "Before the next drop (P7)";
            run_resume(RunKey) -> Done = runs::resume, "Goes on";
            run_stop(RunKey) -> Done = runs::stop, "Ends the run for today; who was not sent to is released";
            run_set_count(RunSetCount) -> Done = runs::set_count, "Raises or lowers the count before the next drop (S1)";
            pause_all(Nothing) -> PausedRuns = runs::pause_all, "Pauses everything";
            pause_all_end(Nothing) -> PausedRuns = runs::pause_all_end, "Lifts Pause all; the runs resume one by one";
            decision_settle(DecisionSettle) -> Done = runs::settle, "Settles an attempt whose ending is unknown";
            report_list(ReportListRequest) -> ReportList = runs::reports, "Runs, newest first";
            run_report(RunKey) -> RunReport = runs::report, "Exact times, outcomes, reasons (S16)";
            run_targets(RunTargetsRequest) -> RunTargets = runs::targets, "Every customer of a run";

            customer_search(CustomerSearch) -> CustomerHits = customers::search, "Any part of a number, name, VIN";
            customer_list(CustomerListRequest) -> CustomerListPage = customers::list, "Customers in order of number";
            customer_get(CustomerKey) -> CustomerDto = customers::get, "The customer's page";
            customer_history(HistoryRequest) -> HistoryPage = customers::history, "Contact History, newest first";
            customer_opt_out(OptOut) -> CustomerDto = customers::opt_out, "No voice drop again to any number on file";
            customer_opt_in(OptIn) -> CustomerDto = customers::opt_in, "Lifts an opt-out, with a reason";
            customer_take(CustomerKey) -> CustomerDto = customers::take, "An agent takes the customer (S3)";
            customer_give_back(CustomerKey) -> CustomerDto = customers::give_back, "Gives the customer back";
            phone_save(PhoneSave) -> CustomerDto = customers::save_phone, "Corrects a number by hand";
            call_back_log(CallBackLog) -> CallBackLogged = customers::log_call_back, "Logs that the customer called";
            customer_rate(CustomerRate) -> CustomerDto = call_select::rate, "Star rating, 0 to 5";

            fetch_catalogue(Nothing) -> FetchCatalogue = fetch::catalogue, "What a query can be made of";
            fetch_check(FetchCheck) -> FetchChecked = fetch::check, "Reads a query or a typed line, and says what it means";
            fetch_complete(FetchComplete) -> FetchCompletion = fetch::complete, "What can stand at the caret of a line";
            fetch_values(FetchValues) -> FetchValueList = fetch::values, "Values of a field on file, with counts";
            fetch_find(FetchFind) -> FetchFound = fetch::find, "How many a query finds, and the first of them";
            fetch_list(Nothing) -> FetchQueryList = fetch::list, "Saved queries";
            fetch_save(FetchSave) -> FetchQueryDto = fetch::save, "Saves a query under a name";
            fetch_delete(FetchQueryKey) -> Done = fetch::delete, "Deletes one that no active campaign asks";
            fetch_ready_made(Nothing) -> FetchReadyMadeList = fetch::ready_made, "Queries to begin with";
            fetch_campaign_list(Nothing) -> FetchCampaignList = fetch::campaign_list, "Queries sent to Call Select";
            fetch_campaign_make(FetchCampaignMake) -> FetchCampaignDto = fetch::campaign_make, "Sends what a query finds now to Call Select";
            fetch_campaign_end(FetchCampaignKey) -> FetchCampaignDto = fetch::campaign_end, "Offers nobody of it any more";

            call_select_types(Nothing) -> CallSelectTypes = call_select::types, "Contact types with counts due, and their targets";
            call_select_list(CallSelectListRequest) -> CallSelectPage = call_select::list, "Who is due, in one of five orders";
            call_select_holders(CallSelectHoldersRequest) -> CallSelectHolders = call_select::holders, "Who has these customers now (S3)";
            call_select_take(CallSelectTake) -> CallSelectTaken = call_select::take, "Takes the first so many, or those ticked";
            call_select_mine(Nothing) -> CallSelectMine = call_select::mine, "Calls presented, not recycled";
            call_select_call(CallRequest) -> CallDto = call_select::call, "What a call is about, and the codes to close it";
            call_select_recycle(CallSelectRecycle) -> CallSelectClosed = call_select::recycle, "Recycle Vehicle, Recycle Customer";
            call_select_complete(CallSelectComplete) -> CallSelectClosed = call_select::complete, "Never offered again by its Fetch Campaign";
            call_select_save(CallSelectSave) -> CallSelectClosed = call_select::save, "Save, Do Not Recycle";
            call_select_give_back(CallSelectGiveBack) -> CallSelectGivenBack = call_select::give_back, "Gives one customer back, or all";

            customer_events(EventsRequest) -> EventsPage = customers::events, "What a source has of the customer, newest first";
            vehicle_turn_off(VehicleTurnOff) -> CustomerDto = customers::turn_vehicle_off, "Turns a VIN off, with a reason (P9)";
            vehicle_turn_on(VehicleTurnOn) -> CustomerDto = customers::turn_vehicle_on, "Turns a VIN on again";
            turn_off_reasons(Nothing) -> UsualReasons = customers::usual_reasons, "The store's usual reasons for turning off";
            voice_switch_off(VoiceSwitch) -> CustomerDto = customers::switch_voice_off, "Voice off for a customer: no opt-out";
            voice_switch_on(VoiceSwitch) -> CustomerDto = customers::switch_voice_on, "Takes that back, with a reason";
            number_switch_off(NumberSwitch) -> CustomerDto = customers::switch_number_off, "Voice off for a number, on every file";
            number_switch_on(NumberSwitch) -> CustomerDto = customers::switch_number_on, "Takes that back, with a reason";
            hold_set(HoldSet) -> CustomerDto = customers::set_hold, "No drop until a day, or until a person ends it";
            hold_end(CustomerKey) -> CustomerDto = customers::end_hold, "Ends a hold";
            complaint_open(ComplaintOpen) -> CustomerDto = customers::open_complaint, "No drop while it is open";
            complaint_settle(ComplaintSettle) -> CustomerDto = customers::settle_complaint, "Closes it with how it was settled";

            house_accounts(Nothing) -> HouseAccounts = house_accounts::list, "Customers who look like accounts of the house";
            house_accounts_exclude(HouseAccountsPick) -> HouseAccounts = house_accounts::exclude, "Switches their voice off";
            house_accounts_keep(HouseAccountsPick) -> HouseAccounts = house_accounts::keep, "Real customers, not offered again";
            house_accounts_restore(VoiceSwitch) -> HouseAccounts = house_accounts::restore, "Takes an exclusion back, with a reason";

            contact_types(Nothing) -> ContactTypes = contact_types::get, "When the contact types are due";
            contact_type_effect(DueEffectRequest) -> DueEffect = contact_types::effect, "What a change would do";
            contact_types_save(ContactTypesSave) -> ContactTypes = contact_types::save, "Changes when they are due";

            recycle_setup(Nothing) -> RecycleSetup = recycle::setup, "Recycle codes by contact type";
            recycle_code_effect(RecycleEffectRequest) -> RecycleEffect = recycle::effect, "What a change would do";
            recycle_code_save(RecycleCodeSave) -> RecycleCodeDto = recycle::save, "Edit selected Recycle Code (S11)";
            recycle_code_add(RecycleCodeAdd) -> RecycleCodeDto = recycle::add, "Adds a code";
            recycle_code_delete(RecycleCodeKey) -> Done = recycle::delete, "Deletes a red code (P8)";

            list_export(ListExport) -> FileOut = lists::export, "Any list or report as CSV or XLSX (P10)";
            export_list(Nothing) -> ExportsUnderWay = lists::under_way, "Files that are being written";
            export_stop(ExportKey) -> Done = lists::stop, "Stops one of them; no file is written";
        }
    };
}

macro_rules! type_script {
    ($($name:ident($req:ty) -> $res:ty = $module:ident :: $handler:ident, $about:literal;)*) => {
        /// The TypeScript twin of this table: every type once, and the map from command to request and response.
        pub fn bindings() -> String {
            let mut types = crate::bindings::Types::default();
            let mut map = String::new();
            $(
                let request = types.add::<$req>();
                let response = types.add::<$res>();
                map.push_str(&format!(
                    "  /** {}. */\n  {}: {{ request: {request}; response: {response} }};\n",
                    $about, stringify!($name)
                ));
            )*
            types.add::<crate::error::CommandError>();
            types.add::<crate::events::WindowEvent>();
            crate::bindings::file(&types, &map)
        }
    };
}
every_command!(type_script);

/// A command under way.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Value, CommandError>> + Send>>;

/// Puts a command on the heap before anything of it lies on the stack: an unoptimised build would otherwise give every
/// command of the table its place in one frame, and there are many.
#[inline(never)]
fn boxed<F>(command: impl FnOnce() -> F) -> Answer
where
    F: Future<Output = Result<Value, CommandError>> + Send + 'static,
{
    Box::pin(command())
}

macro_rules! dispatcher {
    ($($name:ident($req:ty) -> $res:ty = $module:ident :: $handler:ident, $about:literal;)*) => {
        /// Runs one command: reads the request, calls its handler, writes the answer.
        ///
        /// # Errors
        /// `command.unknown`, `command.bad_request`, and what the handler gives.
        pub(crate) fn run(app: Arc<App>, caller: Caller, name: &str, request: Value) -> Answer {
            match name {
                $(stringify!($name) => boxed(move || async move {
                    let request: $req = read(request)?;
                    let part = Part::of(&app)?;
                    let answer: $res = handlers::$module::$handler(&part, &caller, request).await?;
                    write(&answer)
                }),)*
                _ => boxed(|| async { Err(CommandError::new("command.unknown", "There is no such command.")) }),
            }
        }

        /// Every command with its JSON schemas, in the order of the table.
        pub fn commands() -> Vec<CommandInfo> {
            vec![$(CommandInfo {
                name: stringify!($name),
                about: $about,
                request: schemars::schema_for!($req).to_value(),
                response: schemars::schema_for!($res).to_value(),
            }),*]
        }
    };
}
every_command!(dispatcher);

/// One row of the table, as `voicedrops call --list` prints it.
#[derive(Debug, serde::Serialize)]
pub struct CommandInfo {
    pub name: &'static str,
    pub about: &'static str,
    pub request: Value,
    pub response: Value,
}

/// A request that does not fit is answered with where it does not fit, and nothing of its content.
///
/// # Errors
/// `command.bad_request`.
pub fn read<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, CommandError> {
    let request = if request.is_null() { Value::Object(serde_json::Map::new()) } else { request };
    // serde would take a list for an object, field by field.
    if request.is_array() {
        return Err(CommandError::new("command.bad_request", "The request does not fit: it is a list."));
    }
    serde_json::from_value(request).map_err(|error| {
        let why = misfit(&error.to_string());
        CommandError::new("command.bad_request", format!("The request does not fit: {why}."))
    })
}

/// Bytes of field names that a sentence can bear.
const EXPECTED_MAX: usize = 240;

/// What of serde's words comes from our types. The rest quotes the request, which may be a passphrase, or a book.
fn misfit(error: &str) -> String {
    if error.starts_with("missing field") {
        return error.to_owned();
    }
    match error.rsplit_once(", expected ") {
        // A type with many fields: whoever wrote the request finds them with `call --list`.
        Some((_, expected)) if expected.len() > EXPECTED_MAX => "it has a field too many".to_owned(),
        Some((_, expected)) if !error.ends_with("there are no fields") => format!("expected {expected}"),
        Some(_) | None if error.starts_with("unknown field") => "it has a field too many".to_owned(),
        Some(_) | None => "a value is not of its kind".to_owned(),
    }
}

fn write<T: serde::Serialize>(answer: &T) -> Result<Value, CommandError> {
    serde_json::to_value(answer)
        .map_err(|_| CommandError::new("program.failed", "The answer could not be written. Try again."))
}
