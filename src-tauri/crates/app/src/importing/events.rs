//! Event files: counted for the preview and written, by the same steps.

use chrono::NaiveDate;
use domain::{
    country::Country,
    event::{Event, Who},
    zone::Zone,
};
use intake::{EventFile, EventRow, Field};
use store::{
    Db, StoreError,
    imports::{self, EventSource, Events, Fate, ImportError, OnFile, Rejected, Summary},
};

use super::{
    Chosen, Draft,
    reading::{Notes, SAMPLE_ROWS, rejected_row},
    work::{Failed, first_notes, first_rejected, remember, written},
};
use crate::{
    Caller, House,
    dto::imports::{EventNumbers, ImportPreview, ImportSampleEvent, ImportSummary},
    error::CommandError,
};

/// By whom a file is taken in that is only looked at.
const LOOKING: &str = "preview";
/// Of an entry that is taken in as a new one.
const PERHAPS_ON_FILE: &str = "this person has another entry of that day, which may be the same; both are kept";

/// What writing would do; nothing is written.
pub(super) fn preview(house: &House, draft: &Draft, chosen: &Chosen) -> Result<ImportPreview, CommandError> {
    let reading = Reading::new(house, draft, chosen)?;
    let mut shown = Shown::default();
    let tally = house.store.read(|db| {
        let mut events = Events::look(db, house.store_id, reading.source(LOOKING, ""))?;
        reading.pass(&mut events, &mut shown, &mut |_| true)?;
        Ok::<_, Failed>(events.tally())
    })?;
    Ok(ImportPreview {
        source: draft.source,
        events: Some(EventNumbers { new: tally.new, changed: tally.changed, same: tally.same }),
        rows: draft.table.count() as u32,
        customers: 0,
        new_customers: tally.new_customers,
        changed_customers: 0,
        vehicles: 0,
        new_vehicles: tally.new_vehicles,
        usable_cells: 0,
        usable_homes: 0,
        do_not_call: 0,
        rejected: shown.rejected.len() as u32,
        first_rejected: first_rejected(shown.rejected),
        notes: shown.notes.count,
        first_notes: first_notes(shown.notes),
        first_rows: vec![],
        first_events: shown.sample,
        date_format: chosen.date_format.map(|format| format.word().to_owned()),
    })
}

/// Takes the file in and remembers its mapping. `None`: cancelled, and nothing is written.
pub(super) fn write(
    house: &House,
    caller: &Caller,
    draft: &Draft,
    chosen: &Chosen,
) -> Result<Option<ImportSummary>, CommandError> {
    let reading = Reading::new(house, draft, chosen)?;
    written(house.store.write(|db| {
        let source = reading.source(&caller.name, draft.file.sha256());
        let (mut events, mut shown) = (Events::begin(db, house.store_id, source)?, Shown::default());
        // A row is read and written in one step; progress counts halves.
        reading.pass(&mut events, &mut shown, &mut |rows| draft.job.go_on(rows * 2))?;
        let id = events.finish(reading.summary(), &shown.rejected)?;
        remember(db, draft, chosen, source.now)?;
        row_of(db, house, id)
    }))
}

fn row_of(db: &Db<'_>, house: &House, id: domain::ids::ImportId) -> Result<imports::ImportRow, Failed> {
    let found = imports::list(db, house.store_id)?.into_iter().find(|row| row.id == id);
    Ok(found.ok_or(StoreError::NotFound)?)
}

/// What is kept of a file on its way through.
#[derive(Default)]
struct Shown {
    rejected: Vec<Rejected>,
    notes: Notes,
    sample: Vec<ImportSampleEvent>,
}

/// A file and how it is read.
struct Reading<'a> {
    draft: &'a Draft,
    chosen: &'a Chosen,
    country: Country,
    zone: Zone,
    now: chrono::DateTime<chrono::Utc>,
}

impl<'a> Reading<'a> {
    fn new(house: &House, draft: &'a Draft, chosen: &'a Chosen) -> Result<Self, CommandError> {
        let store = house.store_row()?;
        let country = Country::from_word(&store.country)
            .ok_or_else(|| StoreError::Damaged("a value of country is not readable".to_owned()))?;
        Ok(Self { draft, chosen, country, zone: store.calendar.zone, now: house.now() })
    }

    fn source<'b>(&'b self, by: &'b str, sha256: &'b str) -> EventSource<'b> {
        EventSource { source: self.draft.source, file_name: self.draft.file.name(), sha256, by, now: self.now }
    }

    fn summary(&self) -> Summary {
        Summary {
            rows: self.draft.table.count() as u32,
            encoding: self.draft.table.format.encoding_word().to_owned(),
            delimiter: self.draft.table.format.delimiter_word().to_owned(),
            date_format: self.chosen.date_format.map(|format| format.word().to_owned()),
            ..Summary::default()
        }
    }

    /// Reads every event and has it taken. `go_on` is told how many rows it was.
    fn pass(
        &self,
        events: &mut Events<'_>,
        shown: &mut Shown,
        go_on: &mut dyn FnMut(u32) -> bool,
    ) -> Result<(), Failed> {
        let table = &self.draft.table;
        let file = EventFile {
            table,
            mapping: &self.chosen.mapping,
            date_format: self.chosen.date_format,
            country: self.country,
            zone: &self.zone,
            now: self.now,
            list: &self.chosen.list,
        };
        for row in intake::events(file)? {
            let rows = match row? {
                Err(rejected) => {
                    if let Some(who) = &rejected.barred {
                        events.bar(who)?;
                    }
                    shown.rejected.push(rejected_row(rejected.row));
                    1
                }
                Ok(row) => {
                    self.take(events, shown, &row)?;
                    row.lines
                }
            };
            if !go_on(rows) {
                return Err(ImportError::Cancelled.into());
            }
        }
        shown.rejected.sort_by_key(|row| row.line);
        Ok(())
    }

    fn take(&self, events: &mut Events<'_>, shown: &mut Shown, row: &EventRow) -> Result<(), Failed> {
        for (line, note) in &row.notes {
            shown.notes.add(*line, note.field, &note.text, &note.reason.to_string(), self.chosen);
        }
        match events.take(&row.who, &row.event)? {
            Fate::New | Fate::Changed | Fate::Same => {}
            Fate::Doubtful => {
                let on = in_words(&row.event, &self.zone).0.map(|on| on.to_string()).unwrap_or_default();
                shown.notes.add(row.line, Field::EntryDate, &on, PERHAPS_ON_FILE, self.chosen);
            }
            Fate::Refused(why) => {
                let text = self.draft.table.reader().record(row.place)?.text();
                shown.rejected.push(Rejected { line: row.line, reason: why.to_string(), text });
                return Ok(());
            }
        }
        if shown.sample.len() < SAMPLE_ROWS {
            let on_file = events.on_file(&row.who, &row.event)?;
            shown.sample.push(sample(row, on_file, &self.zone));
        }
        Ok(())
    }
}

fn sample(row: &EventRow, on_file: Option<OnFile>, zone: &Zone) -> ImportSampleEvent {
    let (on, what) = in_words(&row.event, zone);
    ImportSampleEvent { line: row.line, customer: named(&row.who, on_file), vehicle: vehicle(&row.who), on, what }
}

fn words(parts: [Option<String>; 4]) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Number and name of the customer on file whose event it is, found by number, VIN, phone or e-mail; of somebody who is
/// not on file yet, as the file names them.
fn named(who: &Who, on_file: Option<OnFile>) -> String {
    if let Some(OnFile { number, name }) = on_file {
        return words([Some(number), Some(name), None, None]);
    }
    let person = [&who.first_name, &who.last_name].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    words([who.customer_number.clone(), Some(person), who.company.clone(), None])
}

fn vehicle(who: &Who) -> String {
    let title = [who.year.map(|year| year.to_string()), who.make.clone(), who.model.clone()];
    let title = title.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if title.is_empty() { who.vin.clone().unwrap_or_default() } else { title }
}

/// The date of an event, and what it is, in a few words.
fn in_words(event: &Event, zone: &Zone) -> (Option<NaiveDate>, String) {
    let some = |text: &str| Some(text.to_owned());
    match event {
        Event::Appointment(of) => {
            let state = of.state.map(|state| state.word().replace('_', " "));
            (Some(of.on), words([of.number.clone(), state, of.services.value().cloned(), None]))
        }
        Event::RepairOrder(of) => {
            let closed_on = of.closed_on.value().copied();
            let state = closed_on.is_none().then(|| "open".to_owned());
            let what = words([
                Some(of.number.clone()),
                Some(of.opcodes.join(" ")),
                of.pay.map(|pay| format!("{} pay", pay.word())),
                state,
            ]);
            (closed_on.or(of.opened_on), what)
        }
        Event::PartsOrder(of) => {
            let arrived_on = of.arrived_on.value().copied();
            let state = if arrived_on.is_some() { "arrived" } else { "not all arrived" };
            (arrived_on, words([Some(of.number.clone()), of.parts.value().cloned(), some(state), None]))
        }
        Event::Recall(of) => {
            let state = if of.is_open == Some(false) { "closed" } else { "open" };
            let title = of.title.value().cloned();
            (of.opened_on.value().copied(), words([Some(of.campaign.clone()), title, some(state), None]))
        }
        Event::Inspection(of) => (Some(of.due_on), words([of.name.value().cloned(), some("due"), None, None])),
        Event::DeclinedWork(of) => {
            let kind = of.kind.value().map(|kind| kind.word().to_owned());
            (Some(of.due_on), words([of.services.value().cloned(), kind, of.ro_number.value().cloned(), None]))
        }
        Event::Deal(of) => {
            let unwound = (of.is_unwound == Some(true)).then(|| "unwound".to_owned());
            (Some(of.sold_on), words([of.number.clone(), of.salesperson.value().cloned(), unwound, None]))
        }
        Event::TrafficEntry(of) => {
            let kind = of.traffic_type.value().cloned();
            let on = of.entered_at.map(|at| zone.date_at(at));
            (on, words([of.status.clone(), kind, of.interest.value().cloned(), of.lead_source.value().cloned()]))
        }
        Event::ListEntry(of) => (of.listed_on, words([Some(of.list.clone()), of.note.value().cloned(), None, None])),
    }
}
