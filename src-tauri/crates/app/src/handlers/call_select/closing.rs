//! How a call is closed: Recycle Vehicle, Recycle Customer, Complete, or Save, Do Not Recycle. Each is one row of Contact
//! History by the agent; recycling puts out what drops put out (S10), so both obey the same clocks.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    audience::About,
    call_select::SortOption,
    contact_type::ContactType,
    ids::{CodeId, CustomerId, VehicleId},
    recycle::days_after,
};
use store::{
    StoreError,
    call_select::{self, Has},
    contacts::{self, NewContact, Who},
    customers::{self, Customer},
    recycle::{self as codes, Code, File},
};

use super::{
    desk::{self, Desk},
    free,
};
use crate::{
    Caller, House,
    dto::call_select::{CallSelectClosed, CallSelectComplete, CallSelectRecycle, CallSelectSave, RecycleWhat},
    error::CommandError,
    events::Topic,
};

/// A few sentences, kept for ever.
const COMMENT_CHARS_MAX: usize = 500;
/// Codes are counted, history grows, and the customer may be anybody's again.
const TOPICS: [Topic; 2] = [Topic::Customers, Topic::Recycle];

/// A call of the caller's, with what is due at this moment.
struct Call {
    customer: Customer,
    contact_type: ContactType,
    sort: Option<SortOption>,
    due: Vec<About>,
}

impl Call {
    /// # Errors
    /// `call_select.not_yours`.
    fn open(desk: &Desk<'_>, customer: CustomerId, contact_type: ContactType) -> Result<Self, CommandError> {
        let customer = desk.customer(customer)?;
        let sort = match call_select::row_of(desk.db, desk.store.id, customer.id)?.has {
            Has::Agent(taken) if taken.by == desk.who => taken.from.map(|(_, sort)| sort),
            Has::Agent(taken) => {
                let sentence = format!("{} has this customer. Ask them to give the customer back.", taken.by);
                return Err(CommandError::new("call_select.not_yours", sentence).retryable());
            }
            Has::Run { campaign_name, until_at, .. } => {
                let until = desk.local_words(until_at);
                let sentence = format!("The run of {campaign_name} holds this customer until {until}.");
                return Err(CommandError::new("call_select.not_yours", sentence).retryable());
            }
            Has::Nobody => {
                let sentence = "You do not have this customer any more. Take them again to go on.";
                return Err(CommandError::new("call_select.not_yours", sentence));
            }
        };
        let due = desk.due().of_one(contact_type, customer.id)?.map(|offer| offer.about).unwrap_or_default();
        Ok(Self { customer, contact_type, sort, due })
    }

    /// What of it the act is about.
    fn chosen(&self, what: RecycleWhat) -> Vec<About> {
        let is_chosen = |about: &&About| match what {
            RecycleWhat::Vehicle { vehicle } => about.vehicle == Some(vehicle),
            RecycleWhat::Customer => true,
        };
        self.due.iter().filter(is_chosen).copied().collect()
    }

    /// Everything else that is due.
    fn left(&self, chosen: &[About]) -> u32 {
        self.due.iter().filter(|about| !chosen.contains(about)).count() as u32
    }
}

/// Recycle Vehicle (this VIN; the others stay) or Recycle Customer (the whole file).
///
/// # Errors
/// `call_select.not_yours`, `call_select.code`, `call_select.comment_long`, `call_select.not_due`.
pub async fn recycle(
    house: &Arc<House>,
    caller: &Caller,
    request: CallSelectRecycle,
) -> Result<CallSelectClosed, CommandError> {
    let comment = checked(&request.comment)?;
    desk::act(house, caller, &TOPICS, |desk| {
        let call = Call::open(desk, request.customer, request.contact_type)?;
        let code = code_of(desk, request.code, request.contact_type)?;
        let chosen = call.chosen(request.what);
        for file in files(desk, &call, request.what, &chosen)? {
            codes::record(desk.db, call.customer.id, file, &code, desk.today, None)?;
        }
        let vehicles = vehicles(desk, &call, request.what, &chosen)?;
        log(desk, &call, Some(&code), comment, &vehicles, Some(desk.today))?;
        let returns_on = days_after(desk.today, code.days);
        let what = match request.what {
            RecycleWhat::Vehicle { .. } => "Recycled a vehicle of",
            RecycleWhat::Customer => "Recycled",
        };
        let what = format!("{what} {} for {}", desk::title(&call.customer), call.contact_type.title());
        desk.write_down(&what, None, Some(&format!("{}, back on {}", code.name, date(returns_on))))?;
        closed(desk, &call, request.what, &chosen, Some(returns_on))
    })
}

/// Complete: what a Fetch Campaign brought up is never offered again.
///
/// # Errors
/// `call_select.not_yours`, `call_select.code`, `call_select.comment_long`, `call_select.not_due`.
pub async fn complete(
    house: &Arc<House>,
    caller: &Caller,
    request: CallSelectComplete,
) -> Result<CallSelectClosed, CommandError> {
    let comment = checked(&request.comment)?;
    desk::act(house, caller, &TOPICS, |desk| {
        let call = Call::open(desk, request.customer, ContactType::Marketing)?;
        let code = request.code.map(|code| code_of(desk, code, ContactType::Marketing)).transpose()?;
        let chosen = call.chosen(request.what);
        let members: Vec<_> = chosen.iter().filter_map(|about| about.matter).collect();
        if members.is_empty() {
            return Err(not_due(ContactType::Marketing));
        }
        for member in members {
            call_select::complete_member(desk.db, member)?;
        }
        let vehicles = vehicles(desk, &call, request.what, &chosen)?;
        let said = if comment.is_empty() { "Complete".to_owned() } else { format!("Complete. {comment}") };
        log(desk, &call, code.as_ref(), &said, &vehicles, None)?;
        let what = format!("Completed {} for Marketing", desk::title(&call.customer));
        desk.write_down(&what, None, Some("not offered again"))?;
        closed(desk, &call, request.what, &chosen, None)
    })
}

/// Save, Do Not Recycle: the contact is logged, and the customer stays the caller's.
///
/// # Errors
/// `call_select.not_yours`, `call_select.code`, `call_select.comment_long`, `call_select.nothing_said`.
pub async fn save(
    house: &Arc<House>,
    caller: &Caller,
    request: CallSelectSave,
) -> Result<CallSelectClosed, CommandError> {
    let comment = checked(&request.comment)?;
    if comment.is_empty() && request.code.is_none() {
        let sentence = "Write what happened, or choose a reason code.";
        return Err(CommandError::field("call_select.nothing_said", "comment", sentence));
    }
    desk::act(house, caller, &TOPICS, |desk| {
        let call = Call::open(desk, request.customer, request.contact_type)?;
        let code = request.code.map(|code| code_of(desk, code, request.contact_type)).transpose()?;
        let vehicles: Vec<_> = distinct(call.due.iter().filter_map(|about| about.vehicle));
        log(desk, &call, code.as_ref(), comment, &vehicles, None)?;
        Ok(CallSelectClosed { freed: false, left: call.due.len() as u32, returns_on: None })
    })
}

fn checked(comment: &str) -> Result<&str, CommandError> {
    let comment = comment.trim();
    if comment.chars().count() > COMMENT_CHARS_MAX {
        let sentence = format!("This comment is too long: use at most {COMMENT_CHARS_MAX} characters.");
        return Err(CommandError::field("call_select.comment_long", "comment", sentence));
    }
    Ok(comment)
}

/// An active code of the contact type that a person may pick.
fn code_of(desk: &Desk<'_>, id: CodeId, contact_type: ContactType) -> Result<Code, CommandError> {
    let refused = || {
        let sentence = format!("Choose an active reason code of {}.", contact_type.title());
        CommandError::field("call_select.code", "code", sentence)
    };
    match codes::get(desk.db, id) {
        Ok(code) if code.store == desk.store.id && code.contact_type == contact_type => {
            if code.active && !code.is_voice_drop { Ok(code) } else { Err(refused()) }
        }
        Ok(_) | Err(StoreError::NotFound) => Err(refused()),
        Err(error) => Err(error.into()),
    }
}

/// What goes out. Of a type about single events those that are due; of any other the vehicle, or the whole file: every
/// vehicle that is owned, due or not, and the customer for what has no VIN.
fn files(desk: &Desk<'_>, call: &Call, what: RecycleWhat, chosen: &[About]) -> Result<Vec<File>, CommandError> {
    if call.contact_type.is_about_one_event() {
        let files: Vec<_> = chosen.iter().filter_map(|about| about.matter).map(File::matter).collect();
        // Without an event nothing can go out: the next one is due by its own date.
        return if files.is_empty() { Err(not_due(call.contact_type)) } else { Ok(files) };
    }
    let owned = customers::vehicles(desk.db, call.customer.id)?.into_iter().filter(|vehicle| vehicle.owned);
    let mut owned = owned.map(|vehicle| vehicle.id);
    match what {
        RecycleWhat::Vehicle { vehicle } if owned.any(|id| id == vehicle) => Ok(vec![File::vehicle(vehicle)]),
        RecycleWhat::Vehicle { .. } => {
            let sentence = "This vehicle is not the customer's any more. Choose another, or recycle the customer.";
            Err(CommandError::field("call_select.not_due", "what", sentence))
        }
        RecycleWhat::Customer => Ok(owned.map(File::vehicle).chain([File::customer()]).collect()),
    }
}

fn not_due(contact_type: ContactType) -> CommandError {
    let sentence = format!(
        "Nothing about it is due for {} any more. Choose another contact type, or save without recycling.",
        contact_type.title()
    );
    CommandError::field("call_select.not_due", "what", sentence)
}

/// The vehicles that the contact was about, longest due first.
fn vehicles(desk: &Desk<'_>, call: &Call, what: RecycleWhat, chosen: &[About]) -> Result<Vec<VehicleId>, CommandError> {
    let due = distinct(chosen.iter().filter_map(|about| about.vehicle));
    Ok(match what {
        RecycleWhat::Vehicle { vehicle } => vec![vehicle],
        RecycleWhat::Customer if !due.is_empty() => due,
        RecycleWhat::Customer => {
            let all = customers::vehicles(desk.db, call.customer.id)?.into_iter();
            all.filter(|vehicle| vehicle.owned).map(|vehicle| vehicle.id).collect()
        }
    })
}

fn distinct(vehicles: impl Iterator<Item = VehicleId>) -> Vec<VehicleId> {
    let mut once = vec![];
    for vehicle in vehicles {
        if !once.contains(&vehicle) {
            once.push(vehicle);
        }
    }
    once
}

/// The agent's row of Contact History; it moves the customer's clocks (S2, S3).
fn log(
    desk: &Desk<'_>,
    call: &Call,
    code: Option<&Code>,
    comment: &str,
    vehicles: &[VehicleId],
    recycled_on: Option<NaiveDate>,
) -> Result<(), CommandError> {
    // The code's name is copied: the row outlives it.
    let said: Vec<&str> =
        code.map(|code| code.name.as_str()).into_iter().chain([comment]).filter(|s| !s.is_empty()).collect();
    let row = NewContact {
        store: desk.store.id,
        customer: call.customer.id,
        vehicle: vehicles.first().copied(),
        user_name: desk.who,
        contact_type: Some(call.contact_type),
        started_at: desk.now,
        finished_at: Some(desk.now),
        comment: &said.join(": "),
        who: Who::Agent,
        attempt: None,
        campaign_name: None,
        message: None,
        number: None,
        code: code.map(|code| code.id),
        recycled_on,
    };
    let contact = contacts::add(desk.db, &row)?;
    Ok(call_select::complete_contact(desk.db, contact, call.sort, vehicles)?)
}

/// With nothing else due for the same contact type, or the whole customer closed, nobody has the customer any more.
fn closed(
    desk: &Desk<'_>,
    call: &Call,
    what: RecycleWhat,
    chosen: &[About],
    returns_on: Option<NaiveDate>,
) -> Result<CallSelectClosed, CommandError> {
    let left = call.left(chosen);
    let freed = what == RecycleWhat::Customer || left == 0;
    if freed {
        free(desk, call.customer.id)?;
    }
    Ok(CallSelectClosed { freed, left, returns_on })
}

fn date(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}
