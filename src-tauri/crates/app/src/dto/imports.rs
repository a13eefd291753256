//! Taking in a dealer system's export.

use chrono::{DateTime, NaiveDate, Utc};
use domain::source::DataSource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dto;

/// What a column can mean. `None` in a mapping: the column is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldDto {
    CustomerNumber,
    FirstName,
    LastName,
    FullName,
    Company,
    HomePhone,
    WorkPhone,
    CellPhone,
    Email,
    Address,
    City,
    Region,
    PostalCode,
    Language,
    Fleet,
    DayPreference,
    Vin,
    Year,
    Make,
    Model,
    Odometer,
    LastRoDate,
    LastRoNumber,
    DeliveryDate,
    DoNotCall,
    LastContactDate,
    LastContactBy,
    LastContactCode,
    NextAppointmentDate,
    Consent,
    ConsentDate,
    AppointmentNumber,
    AppointmentDate,
    AppointmentTime,
    BookedDate,
    Status,
    Team,
    Advisor,
    Services,
    RoNumber,
    OpenDate,
    CloseDate,
    Opcodes,
    PayType,
    Technician,
    Amount,
    OrderNumber,
    OrderDate,
    ArrivedDate,
    Part,
    Counter,
    RecallCampaign,
    Title,
    Remedy,
    InspectionName,
    DueDate,
    DeclinedDate,
    Kind,
    DealNumber,
    SoldDate,
    EndDate,
    Salesperson,
    EntryNumber,
    EntryDate,
    EntryTime,
    TrafficType,
    LostReason,
    FollowUpDate,
    Interest,
    LeadSource,
    Comment,
    ListedDate,
}

dto! {
    pub struct ImportOpen {
        pub path: String,
        /// `None`: recognised by its columns.
        pub source: Option<DataSource>,
        /// `None`: recognised. "utf-8", "utf-8-sig", "utf-16", "cp1252".
        pub encoding: Option<String>,
        /// `None`: recognised. "," ";" "\t" "|".
        pub delimiter: Option<String>,
    }

    /// A file that is open but not written.
    pub struct ImportDraft {
        pub draft: String,
        /// Of which source it is taken to be; another one is chosen by opening it again.
        pub source: DataSource,
        /// What a column of this source's file can mean.
        pub fields: Vec<FieldDto>,
        /// Leads in ADF: their parts are those of the format, and nothing is to be mapped.
        pub is_adf: bool,
        /// For an imported list: its name, until a person gives it another.
        pub list: Option<String>,
        pub file_name: String,
        pub encoding: String,
        pub delimiter: String,
        /// Recognised; `None` when it must be asked or no date column is mapped.
        pub date_format: Option<String>,
        /// More than one when every day is 12 or less: asked, not guessed.
        pub date_candidates: Vec<DateCandidate>,
        pub columns: Vec<ImportColumn>,
        /// The mapping was remembered from an earlier file with the same columns.
        pub remembered: bool,
        /// The columns are not those of the last file of this source, and what a person chose for the others is kept.
        /// `None`: they are, or it looks like a file of another system.
        pub columns_changed: Option<ColumnsChanged>,
        pub rows: u32,
    }

    /// By their names. Both empty: the same columns in another order.
    pub struct ColumnsChanged {
        pub came: Vec<String>,
        pub went: Vec<String>,
    }

    pub struct DateCandidate {
        pub format: String,
        /// The first date of the file, read that way.
        pub example_text: String,
        pub example: NaiveDate,
    }

    pub struct ImportColumn {
        pub name: String,
        pub field: Option<FieldDto>,
        /// The first values that are not empty.
        pub examples: Vec<String>,
    }

    pub struct ImportPlan {
        pub draft: String,
        /// One per column, in order.
        pub mapping: Vec<Option<FieldDto>>,
        pub date_format: Option<String>,
        /// The name of an imported list; `None`: the file's.
        pub list: Option<String>,
    }

    /// What becomes of the events of a file.
    pub struct EventNumbers {
        pub new: u32,
        pub changed: u32,
        /// On file as the file says them.
        pub same: u32,
    }

    /// What writing would do. Nothing is written yet.
    pub struct ImportPreview {
        pub source: DataSource,
        /// `None` for the customers' file.
        pub events: Option<EventNumbers>,
        pub rows: u32,
        pub customers: u32,
        pub new_customers: u32,
        pub changed_customers: u32,
        pub vehicles: u32,
        pub new_vehicles: u32,
        pub usable_cells: u32,
        pub usable_homes: u32,
        pub do_not_call: u32,
        pub rejected: u32,
        pub first_rejected: Vec<RejectedRowDto>,
        /// Cells of good rows that could not be taken as they stand; the first 20 stand below.
        pub notes: u32,
        pub first_notes: Vec<ImportNote>,
        /// Of the customers' file.
        pub first_rows: Vec<ImportSampleRow>,
        /// Of every other file.
        pub first_events: Vec<ImportSampleEvent>,
        pub date_format: Option<String>,
    }

    pub struct ImportSampleRow {
        pub line: u32,
        pub customer_number: String,
        pub name: String,
        pub vehicle: String,
        pub cell: String,
        pub home: String,
        pub last_visit_on: Option<NaiveDate>,
    }

    pub struct ImportSampleEvent {
        pub line: u32,
        /// Number and name as they stand on file, or as the file names somebody who is not there yet.
        pub customer: String,
        pub vehicle: String,
        pub on: Option<NaiveDate>,
        /// The event in a few words.
        pub what: String,
    }

    pub struct ImportNote {
        pub line: u32,
        /// As the file names it.
        pub column: String,
        pub text: String,
        /// What is wrong with the cell, and what was made of it.
        pub note: String,
    }

    pub struct RejectedRowDto {
        pub line: u32,
        pub reason: String,
        pub text: String,
    }

    pub struct ImportProgress {
        pub draft: String,
        pub done: u32,
        pub total: u32,
        pub finished: Option<ImportSummary>,
        pub cancelled: bool,
        pub error: Option<crate::error::CommandError>,
    }

    pub struct ImportDraftId {
        pub draft: String,
    }

    pub struct ImportKey {
        pub id: domain::ids::ImportId,
    }

    pub struct ImportSummary {
        pub id: domain::ids::ImportId,
        pub source: DataSource,
        /// `None` for the customers' file.
        pub events: Option<EventNumbers>,
        pub file_name: String,
        pub at: DateTime<Utc>,
        pub by: String,
        pub rows: u32,
        pub customers: u32,
        pub vehicles: u32,
        pub usable_cells: u32,
        pub usable_homes: u32,
        pub do_not_call: u32,
        pub rejected: u32,
        pub new_customers: u32,
        pub changed_customers: u32,
        pub encoding: String,
        pub delimiter: String,
        pub date_format: Option<String>,
        pub undone_at: Option<DateTime<Utc>>,
        pub can_undo: bool,
    }

    pub struct ImportList {
        pub imports: Vec<ImportSummary>,
        /// Every source.
        pub data_as_of: Vec<DataAsOf>,
    }

    /// How fresh a source is (P15).
    pub struct DataAsOf {
        pub source: DataSource,
        /// When its file was last taken in; `None`: never, or the sample.
        pub at: Option<DateTime<Utc>>,
        /// The sample dealership: everything is as of today.
        pub is_sample: bool,
        /// No run starts that rests on it.
        pub is_too_old: bool,
    }

    /// What undo did, and what it left because something refers to it or changed since.
    pub struct ImportUndone {
        pub removed_customers: u32,
        pub removed_vehicles: u32,
        pub removed_events: u32,
        pub restored_values: u32,
        pub left: Vec<String>,
    }

    /// A text file for the person to save.
    pub struct FileOut {
        pub file_name: String,
        /// "text/csv" or the spreadsheet type.
        pub mime: String,
        pub base64: String,
    }
}
