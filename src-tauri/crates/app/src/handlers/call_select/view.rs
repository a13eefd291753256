//! The Recycle View: what the call is about, and the codes to close it with.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::{
    audience::About,
    call_select::{Offer, TYPES},
    contact_type::ContactType,
    due,
    facts::{CustomerFacts, Matter, MatterKind},
    ids::VehicleId,
};
use store::{
    Db, StoreError,
    call_select::{self, Has},
    customers::{self, Vehicle},
    recycle,
};

use super::{desk::Desk, holder, mine::phones};
use crate::{
    Caller, House,
    dto::call_select::{CallCode, CallDto, CallFile, CallRequest},
    error::CommandError,
};

/// A call as it is at this moment: who has the customer, what is due, which codes close it.
pub async fn call(house: &Arc<House>, caller: &Caller, request: CallRequest) -> Result<CallDto, CommandError> {
    house.store.read(|db: &Db<'_>| call_now(&Desk::open(db, house, caller)?, &request))
}

fn call_now(desk: &Desk<'_>, request: &CallRequest) -> Result<CallDto, CommandError> {
    let customer = desk.customer(request.customer)?;
    let row = call_select::row_of(desk.db, desk.store.id, customer.id)?;
    let mut due: Vec<(ContactType, Offer)> = vec![];
    for contact_type in TYPES {
        due.extend(desk.due().of_one(contact_type, customer.id)?.map(|offer| (contact_type, offer)));
    }
    let taken_for = match &row.has {
        Has::Agent(taken) => taken.from.map(|(contact_type, _)| contact_type),
        Has::Nobody | Has::Run { .. } => None,
    };
    let first_due = due.first().map(|(contact_type, _)| *contact_type);
    let contact_type = request.contact_type.or(taken_for).or(first_due).unwrap_or(ContactType::Maintenance);
    let offer = due.iter().find(|(of, _)| *of == contact_type).map(|(_, offer)| offer);
    Ok(CallDto {
        customer: customer.id,
        phones: phones(desk.db, customer.id)?,
        holder: holder(row.has, desk.who),
        contact_type,
        also_due: due.iter().map(|(of, _)| *of).filter(|of| *of != contact_type).collect(),
        files: files(desk, contact_type, offer, customer.id)?,
        codes: codes(desk, contact_type)?,
        no_drops: due.first().and_then(|(_, offer)| offer.no_drops),
        may_have_heard_at: row.may_have_heard_at,
        name: customer.name,
        customer_number: customer.number,
        language: customer.language,
    })
}

/// Active codes that a person may pick.
fn codes(desk: &Desk<'_>, contact_type: ContactType) -> Result<Vec<CallCode>, StoreError> {
    let codes = recycle::list(desk.db, desk.store.id)?.into_iter();
    let of_type = codes.filter(|code| code.contact_type == contact_type && code.active && !code.is_voice_drop);
    Ok(of_type
        .map(|code| CallCode { id: code.id, name: code.name, days: code.days, productive: code.productive })
        .collect())
}

/// What is due by vehicle, longest due first.
fn files(
    desk: &Desk<'_>,
    contact_type: ContactType,
    offer: Option<&Offer>,
    customer: domain::ids::CustomerId,
) -> Result<Vec<CallFile>, StoreError> {
    let (Some(offer), Some(facts)) = (offer, desk.due().facts_of(contact_type, customer)?) else { return Ok(vec![]) };
    let vehicles = customers::vehicles(desk.db, customer)?;
    let campaigns = call_select::fetch_targets(desk.db, desk.store.id, desk.today)?;
    let mut order: Vec<Option<VehicleId>> = vec![];
    for about in &offer.about {
        if !order.contains(&about.vehicle) {
            order.push(about.vehicle);
        }
    }
    let zone = &desk.store.calendar.zone;
    let words = |about: &About| {
        let matter = matter_of(&facts, contact_type, about)?;
        Some(match &matter.kind {
            MatterKind::Appointment { on, .. } => format!("Appointment on {}", date(*on)),
            MatterKind::RepairOrder { opened_on, closed_on, .. } => match closed_on {
                Some(on) => format!("Repair order closed {}", date(*on)),
                None => format!("Repair order of {}", date(*opened_on)),
            },
            MatterKind::PartsOrder { arrived_on, .. } => match arrived_on {
                Some(on) => format!("Parts complete {}", date(*on)),
                None => "Parts order".to_owned(),
            },
            MatterKind::Recall { campaign, .. } => match campaign {
                Some(campaign) => format!("Recall {campaign}"),
                None => "Open recall".to_owned(),
            },
            MatterKind::Inspection { due_on } => format!("Inspection due {}", date(*due_on)),
            MatterKind::DeclinedWork { due_on, .. } => format!("Declined work due {}", date(*due_on)),
            MatterKind::Deal { sold_on, .. } => format!("Bought {}", date(*sold_on)),
            MatterKind::TrafficEntry(entry) => {
                format!("In the traffic log {}, {}", date(zone.date_at(entry.entered_at)), entry.status)
            }
            MatterKind::FetchMember { campaign, .. } => {
                let name = campaigns.iter().find(|target| target.id == *campaign).map(|target| target.name.as_str());
                format!("Fetch Campaign {}", name.unwrap_or("that has ended"))
            }
        })
    };
    let file = |id: Option<VehicleId>| {
        let vehicle: Option<&Vehicle> = vehicles.iter().find(|vehicle| Some(vehicle.id) == id);
        CallFile {
            vehicle: id,
            title: vehicle.map(|vehicle| vehicle.title.clone()),
            vin: vehicle.map(|vehicle| vehicle.vin.clone()),
            events: offer.about.iter().filter(|about| about.vehicle == id).filter_map(words).collect(),
            last_ro_on: vehicle.and_then(|vehicle| vehicle.last_ro_on),
        }
    };
    Ok(order.into_iter().map(file).collect())
}

fn matter_of<'a>(facts: &'a CustomerFacts, contact_type: ContactType, about: &About) -> Option<&'a Matter> {
    // Each kind has its own table, so the same number can stand for events of two kinds.
    let source = due::own_source(contact_type);
    facts.matters.iter().find(|matter| Some(matter.id) == about.matter && Some(matter.kind.source()) == source)
}

fn date(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}
