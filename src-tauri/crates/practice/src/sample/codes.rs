//! The recycle codes of a desk that has worked for years, and what its people note with them.

use chrono::{DateTime, Months, Utc};
use domain::{
    contact_type::ContactType,
    ids::{CodeId, StoreId},
};
use rand_chacha::ChaCha8Rng;
use store::{
    Db, StoreError,
    recycle::{self, Code},
};

use super::chance::weighted;

struct CodeOfDesk {
    contact_type: ContactType,
    name: &'static str,
    days: u16,
    productive: bool,
    /// How often it is picked, among the codes of its contact type.
    weight: u32,
    comment: &'static str,
}

const fn code(
    contact_type: ContactType,
    name: &'static str,
    days: u16,
    productive: bool,
    weight: u32,
    comment: &'static str,
) -> CodeOfDesk {
    CodeOfDesk { contact_type, name, days, productive, weight, comment }
}

use ContactType::{
    Confirm, DeclinedWork, Maintenance, Marketing, Mvi, NoShow, Recall, Sales, ServiceFollowUp, SpecialOrderParts,
    Unsold,
};

const CODES: [CodeOfDesk; 32] = [
    code(Maintenance, "Left message", 3, false, 46, "Left a message about the next service."),
    code(Maintenance, "No answer", 1, false, 16, "No answer, no machine."),
    code(Maintenance, "Spoke, will call back", 14, true, 16, "Will call when the schedule is clear."),
    code(Maintenance, "Booked", 90, true, 12, "Booked for oil and tires."),
    code(Maintenance, "Not interested", 180, true, 7, "Has it done closer to home."),
    code(Maintenance, "Moved away", 365, true, 3, "Moved out of the area."),
    code(Confirm, "Confirmed", 2, true, 55, "Confirmed, needs the shuttle."),
    code(Confirm, "Left message", 1, false, 35, "Left a message about the appointment."),
    code(Confirm, "Moved", 2, true, 10, "Moved to another day."),
    code(NoShow, "Booked again", 30, true, 30, "Forgot; booked again."),
    code(NoShow, "Left message", 2, false, 60, "Left a message about the missed visit."),
    code(NoShow, "Went elsewhere", 90, true, 10, "Had it done elsewhere."),
    code(ServiceFollowUp, "Satisfied", 30, true, 50, "Happy with the visit."),
    code(ServiceFollowUp, "Concern, told the manager", 7, true, 8, "Car was not washed; told the service manager."),
    code(ServiceFollowUp, "Left message", 3, false, 42, "Left a message after the visit."),
    code(SpecialOrderParts, "Booked", 30, true, 40, "Booked to have the parts put in."),
    code(SpecialOrderParts, "Left message", 2, false, 60, "Left a message: parts are in."),
    code(Recall, "Booked", 90, true, 40, "Booked for the recall."),
    code(Recall, "Left message", 7, false, 60, "Left a message about the recall."),
    code(Mvi, "Booked", 90, true, 40, "Booked for the inspection."),
    code(Mvi, "Left message", 5, false, 60, "Left a message about the inspection."),
    code(DeclinedWork, "Booked", 60, true, 30, "Booked for the brakes."),
    code(DeclinedWork, "Not now", 60, true, 30, "Wants to wait until spring."),
    code(DeclinedWork, "Left message", 7, false, 40, "Left a message about the brakes."),
    code(Sales, "Happy with the vehicle", 30, true, 60, "Enjoys the car."),
    code(Sales, "Left message", 5, false, 40, "Left a message after the delivery."),
    code(Unsold, "Appointment set", 7, true, 30, "Comes in for another drive."),
    code(Unsold, "Bought elsewhere", 365, true, 20, "Bought elsewhere."),
    code(Unsold, "Left message", 2, false, 50, "Left a message about the test drive."),
    code(Marketing, "Interested", 14, true, 25, "Wants the price of winter tires."),
    code(Marketing, "Left message", 14, false, 60, "Left a message about winter tires."),
    code(Marketing, "Not interested", 90, true, 15, "Not interested."),
];

/// A code that nobody picks any more.
const RETIRED: CodeOfDesk = code(Maintenance, "Mailed a card", 30, false, 0, "");

/// What the history before today is about.
const PAST_TYPES: [(u32, ContactType); 5] =
    [(62, Maintenance), (16, Confirm), (14, ServiceFollowUp), (5, NoShow), (3, Marketing)];

/// The codes as they stand in the file.
pub(super) struct Codes {
    all: Vec<(u32, Code, &'static str)>,
}

impl Codes {
    /// Writes the codes, made years ago.
    pub fn add(db: &Db<'_>, store: StoreId, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let made_at = now.checked_sub_months(Months::new(30)).unwrap_or(now);
        let mut all = vec![];
        for of_desk in CODES.iter().chain([&RETIRED]) {
            let mut code = Code {
                id: CodeId(0),
                store,
                contact_type: of_desk.contact_type,
                name: of_desk.name.to_owned(),
                days: of_desk.days,
                active: of_desk.weight > 0,
                productive: of_desk.productive,
                is_voice_drop: false,
                made_at,
            };
            code.id = recycle::add(db, &code)?;
            all.push((of_desk.weight, code, of_desk.comment));
        }
        Ok(Self { all })
    }

    /// A code that an agent picked once, and the comment beside it.
    pub fn picked(&self, rng: &mut ChaCha8Rng) -> (&Code, &'static str) {
        let contact_type = *weighted(rng, &PAST_TYPES);
        let of_type: Vec<(u32, (&Code, &'static str))> = self
            .all
            .iter()
            .filter(|(_, code, _)| code.contact_type == contact_type)
            .map(|(weight, code, comment)| (*weight, (code, *comment)))
            .collect();
        *weighted(rng, &of_type)
    }
}
