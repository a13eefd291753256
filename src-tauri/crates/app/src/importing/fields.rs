//! The fields of the window and those of the file reader, word for word.

use intake::Field;

use crate::dto::imports::FieldDto;

macro_rules! same_fields {
    ($($name:ident),* $(,)?) => {
        pub(crate) fn field_of(field: FieldDto) -> Field {
            match field { $(FieldDto::$name => Field::$name),* }
        }

        pub(crate) fn column_of(field: Field) -> FieldDto {
            match field { $(Field::$name => FieldDto::$name),* }
        }
    };
}

same_fields!(
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
);
