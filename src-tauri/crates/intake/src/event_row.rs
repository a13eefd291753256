//! One row of an event file as a typed event: who it is of, and what the source says of them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    event::{
        Amount, Appointment, Deal, DeclinedWork, Event, Inspection, ListEntry, PartsOrder, Recall, RepairOrder, Said,
        TrafficEntry, TypedPhone, Who,
    },
    facts::{AppointmentState, PayType},
    phone::{PhoneKind, PhoneReading},
    source::DataSource,
};

use crate::{
    EventFile, EventRow, Field, NoteReason, Record, RejectReason, RejectedEvent,
    cell::{odometer, split_name, year},
    cells::{Cells, Columns, Reading, rejected},
    date::time_after,
    event_cell as read,
};

/// Reads the rows of one file, each by itself.
pub(crate) struct EventReader<'a> {
    file: EventFile<'a>,
    columns: Columns,
}

impl<'a> EventReader<'a> {
    pub(crate) fn new(file: EventFile<'a>, columns: Columns) -> Self {
        Self { file, columns }
    }

    /// The event of a row that stands at this place of the table.
    pub(crate) fn row(&self, place: usize, record: &Record) -> Result<EventRow, RejectedEvent> {
        let file = &self.file;
        let today = file.zone.date_at(file.now);
        let reading = Reading { date_format: file.date_format, country: file.country, today };
        let mut cells = Cells::of(file.table, record, &self.columns, reading)?;
        let who = who(&mut cells);
        let event = match self.event(&mut cells, &who) {
            Ok(event) => event,
            Err(reason) => {
                let barred = who.do_not_call.then(|| Box::new(who));
                return Err(RejectedEvent { row: rejected(record, reason), barred });
            }
        };
        let notes = cells.notes.into_iter().map(|note| (record.line, note)).collect();
        Ok(EventRow { line: record.line, place, lines: 1, who, event, notes })
    }

    fn event(&self, cells: &mut Cells<'_>, who: &Who) -> Result<Event, RejectReason> {
        let source = self.file.mapping.mapping().source();
        match source {
            DataSource::TrafficEntry | DataSource::ListEntry if who.is_nobody() => {
                return Err(RejectReason::NobodyAtAll);
            }
            DataSource::TrafficEntry | DataSource::ListEntry => {}
            _ if who.customer_number.is_none() && who.vin.is_none() => return Err(RejectReason::NobodyNamed),
            _ => {}
        }
        Ok(match source {
            DataSource::Customers => return Err(RejectReason::NoCustomerNumber),
            DataSource::Appointment => Event::Appointment(self.appointment(cells)?),
            DataSource::RepairOrder => Event::RepairOrder(repair_order(cells)?),
            DataSource::PartsOrder => Event::PartsOrder(parts_order(cells)?),
            DataSource::Recall => Event::Recall(recall(cells)?),
            DataSource::Inspection => Event::Inspection(Inspection {
                name: cells.said_text(Field::InspectionName),
                due_on: cells.date(Field::DueDate).ok_or(RejectReason::Missing(Field::DueDate))?,
            }),
            DataSource::DeclinedWork => Event::DeclinedWork(declined_work(cells)?),
            DataSource::Deal => Event::Deal(deal(cells)?),
            DataSource::TrafficEntry => Event::TrafficEntry(self.traffic_entry(cells, who)?),
            DataSource::ListEntry => Event::ListEntry(ListEntry {
                list: self.file.list.to_owned(),
                listed_on: cells.past_date(Field::ListedDate),
                note: cells.said_text(Field::Comment),
            }),
        })
    }

    /// A time stands in a column of its own, or behind the date.
    fn time(&self, cells: &mut Cells<'_>, date: Field, time: Field) -> Said<NaiveTime> {
        let own = cells.said(time, NoteReason::UnknownTime, read::time);
        if own != Said::Unsaid {
            return own;
        }
        let behind = cells.cell(date).zip(self.file.date_format).and_then(|(text, format)| time_after(text, format));
        behind.and_then(read::time).filter(|at| *at != NaiveTime::MIN).into()
    }

    fn appointment(&self, cells: &mut Cells<'_>) -> Result<Appointment, RejectReason> {
        let on = cells.date(Field::AppointmentDate).ok_or(RejectReason::Missing(Field::AppointmentDate))?;
        // Whether somebody is expected is not guessed.
        let state = match cells.cell(Field::Status) {
            None => None,
            Some(text) => Some(read::appointment_state(text).ok_or(RejectReason::UnknownStatus)?),
        };
        Ok(Appointment {
            number: cells.text(Field::AppointmentNumber),
            on,
            at_local: self.time(cells, Field::AppointmentDate, Field::AppointmentTime),
            booked_on: cells.said_past_date(Field::BookedDate),
            state: Some(state.unwrap_or(AppointmentState::Booked)),
            team: cells.said_text(Field::Team),
            advisor: cells.said_text(Field::Advisor),
            services: cells.said_text(Field::Services),
        })
    }

    fn traffic_entry(&self, cells: &mut Cells<'_>, who: &Who) -> Result<TrafficEntry, RejectReason> {
        let traffic_type = cells.said_text(Field::TrafficType);
        let is_lead = traffic_type.value().is_some_and(|word| is_internet(word));
        let can_be_called = |reading: &PhoneReading| match reading {
            PhoneReading::Number(_) | PhoneReading::WithExtension(..) => true,
            PhoneReading::Empty | PhoneReading::Invalid => false,
        };
        if is_lead && !who.phones.iter().any(|phone| can_be_called(&phone.reading)) {
            cells.note(Field::CellPhone, "", NoteReason::NoPhone);
        }
        let entered_at = self.entered_at(cells, is_lead)?;
        Ok(TrafficEntry {
            number: cells.text(Field::EntryNumber),
            entered_at,
            entered_on: entered_at.map(|at| self.file.zone.date_at(at)),
            status: cells.text(Field::Status),
            traffic_type,
            lost_reason: cells.said_text(Field::LostReason),
            follow_up_on: cells.said_date(Field::FollowUpDate),
            appointment_on: cells.said_date(Field::AppointmentDate),
            is_lead,
            salesperson: cells.said_text(Field::Salesperson),
            interest: cells.said_text(Field::Interest),
            lead_source: cells.said_text(Field::LeadSource),
            comment: cells.said_text(Field::Comment),
        })
    }

    /// When the entry was made. A lead is never lost for a date that cannot be read.
    fn entered_at(&self, cells: &mut Cells<'_>, is_lead: bool) -> Result<Option<DateTime<Utc>>, RejectReason> {
        let text = cells.cell(Field::EntryDate).unwrap_or_default().to_owned();
        let by_itself = read::instant(&text).map(|at| at.to_utc());
        let (zone, now) = (self.file.zone, self.file.now);
        let at = by_itself.or_else(|| {
            let on = cells.date(Field::EntryDate)?;
            let at = self.time(cells, Field::EntryDate, Field::EntryTime);
            Some(zone.start_at(on, at.value().copied().unwrap_or(NaiveTime::MIN)).at)
        });
        match at {
            Some(at) if at <= now => Ok(Some(at)),
            None if !is_lead => Err(RejectReason::Missing(Field::EntryDate)),
            Some(_) | None => {
                cells.note(Field::EntryDate, &text, NoteReason::TakenAsNow);
                Ok(None)
            }
        }
    }
}

fn is_internet(traffic_type: &str) -> bool {
    let word = traffic_type.to_lowercase();
    ["internet", "lead", "web", "e-mail", "email", "online"].iter().any(|known| word.contains(known))
}

fn who(cells: &mut Cells<'_>) -> Who {
    let (first, last, full) = (cells.text(Field::FirstName), cells.text(Field::LastName), cells.text(Field::FullName));
    let (first_name, last_name) = match (first, last, full) {
        (None, None, Some(full)) => split_name(&full),
        (first, last, _) => (first, last),
    };
    let kinds =
        [(PhoneKind::Cell, Field::CellPhone), (PhoneKind::Home, Field::HomePhone), (PhoneKind::Work, Field::WorkPhone)];
    let phones = kinds.into_iter().filter_map(|(kind, field)| {
        let cell = cells.phone(field)?;
        Some(TypedPhone { kind, typed: cell.raw, reading: cell.reading })
    });
    let phones = phones.collect();
    let today = cells.today;
    Who {
        customer_number: cells.text(Field::CustomerNumber),
        first_name,
        last_name,
        company: cells.text(Field::Company),
        // "none" and "declined" are no address, and would make one person of all who have none.
        email: cells.text(Field::Email).filter(|email| email.contains('@')),
        address: cells.text(Field::Address),
        city: cells.text(Field::City),
        region: cells.text(Field::Region),
        postal_code: cells.text(Field::PostalCode),
        phones,
        do_not_call: cells.do_not_call() == Some(true),
        vin: cells.vin(),
        year: cells.read(Field::Year, NoteReason::UnreadableNumber, |text| year(text, today)),
        make: cells.text(Field::Make),
        model: cells.text(Field::Model),
    }
}

fn amount(cells: &mut Cells<'_>) -> Said<Amount> {
    cells.said(Field::Amount, NoteReason::UnreadableNumber, |text| read::cents(text).map(Amount::of))
}

fn number(cells: &mut Cells<'_>, field: Field) -> Result<String, RejectReason> {
    cells.text(field).ok_or(RejectReason::Missing(field))
}

fn repair_order(cells: &mut Cells<'_>) -> Result<RepairOrder, RejectReason> {
    let (opened_on, closed_on) = (cells.past_date(Field::OpenDate), cells.said_past_date(Field::CloseDate));
    if opened_on.is_none() && closed_on.value().is_none() {
        return Err(RejectReason::Missing(Field::OpenDate));
    }
    let pay = cells.cell(Field::PayType).map(|text| {
        read::pay_type(text).unwrap_or_else(|| {
            cells.note(Field::PayType, text, NoteReason::TakenAsCustomerPay);
            PayType::Customer
        })
    });
    Ok(RepairOrder {
        number: number(cells, Field::RoNumber)?,
        opened_on,
        closed_on,
        pay,
        opcodes: cells.cell(Field::Opcodes).map(read::opcodes).unwrap_or_default(),
        advisor: cells.said_text(Field::Advisor),
        technician: cells.said_text(Field::Technician),
        odometer: cells.said(Field::Odometer, NoteReason::UnreadableNumber, odometer),
        amount: amount(cells),
    })
}

fn is_open(cells: &mut Cells<'_>) -> Option<bool> {
    cells.read(Field::Status, NoteReason::UnknownWord, read::is_open)
}

fn parts_order(cells: &mut Cells<'_>) -> Result<PartsOrder, RejectReason> {
    Ok(PartsOrder {
        number: number(cells, Field::OrderNumber)?,
        ordered_on: cells.said_past_date(Field::OrderDate),
        arrived_on: cells.said_past_date(Field::ArrivedDate),
        is_open: is_open(cells),
        parts: cells.said_text(Field::Part),
        counter: cells.said(Field::Counter, NoteReason::UnknownWord, read::counter),
        amount: amount(cells),
    })
}

fn recall(cells: &mut Cells<'_>) -> Result<Recall, RejectReason> {
    let outcome = cells.cell(Field::Status).and_then(read::recall_outcome);
    Ok(Recall {
        campaign: number(cells, Field::RecallCampaign)?,
        title: cells.said_text(Field::Title),
        opened_on: cells.said_past_date(Field::OpenDate),
        is_open: is_open(cells),
        has_remedy: cells.said(Field::Remedy, NoteReason::UnknownWord, read::has_remedy),
        outcome: outcome.into(),
    })
}

fn declined_work(cells: &mut Cells<'_>) -> Result<DeclinedWork, RejectReason> {
    let declined_on = cells.said_past_date(Field::DeclinedDate);
    // Without a date to come back to it is due from the day it was declined on.
    let due_on = cells.date(Field::DueDate).or(declined_on.value().copied());
    Ok(DeclinedWork {
        ro_number: cells.said_text(Field::RoNumber),
        due_on: due_on.ok_or(RejectReason::Missing(Field::DueDate))?,
        declined_on,
        kind: cells.said(Field::Kind, NoteReason::UnknownWord, read::declined_kind),
        services: cells.said_text(Field::Services),
        is_open: is_open(cells),
        amount: amount(cells),
    })
}

fn deal(cells: &mut Cells<'_>) -> Result<Deal, RejectReason> {
    let delivered_on = cells.said_date(Field::DeliveryDate);
    let sold_on: Option<NaiveDate> = cells.past_date(Field::SoldDate).or(delivered_on.value().copied());
    Ok(Deal {
        number: cells.text(Field::DealNumber),
        sold_on: sold_on.ok_or(RejectReason::Missing(Field::SoldDate))?,
        delivered_on,
        is_unwound: cells.cell(Field::Status).and_then(read::is_unwound),
        kind: cells.said(Field::Kind, NoteReason::UnknownWord, read::deal_kind),
        salesperson: cells.said_text(Field::Salesperson),
        amount: amount(cells),
        ends_on: cells.said_date(Field::EndDate),
    })
}
