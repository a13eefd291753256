//! What a new file starts with: its clock, and the sample dealership.

use std::collections::BTreeMap;

use chrono::Utc;
use domain::{
    calendar::Calendar,
    campaign::CampaignState,
    ids::{ScheduleId, StoreId},
};
use store::{
    StoreError, campaigns,
    house::FileKind,
    messages::{self, NewMessage},
    schedules,
};

use crate::{
    app::{App, blocking},
    error::{CommandError, sentence},
    opening::NewFile,
    seams::{PracticeStart, SampleCampaign, SamplePlan, SampleRecording},
};

/// Who set up what a person did not.
const SET_UP_BY: &str = "Sample dealership";
/// Enough to fill every screen, few enough to open in a moment.
const SAMPLE_CUSTOMERS: u32 = 1_200;
/// The same sample for everybody: what a colleague describes is what the other one sees.
pub const SAMPLE_SEED: u64 = 7;

/// The first instant of a new file. Practice never uses the machine's time.
///
/// # Errors
/// `practice.clock_in_live`: practice, and only it, takes a practice clock.
pub(crate) fn start(app: &App, kind: FileKind, calendar: &Calendar) -> Result<PracticeStart, CommandError> {
    Ok(match (kind, app.outside.practice_clock) {
        (FileKind::Live, Some(_)) => {
            return Err(CommandError::new(
                "practice.clock_in_live",
                "A live file lives by this computer's clock. Start without --practice-clock.",
            ));
        }
        (FileKind::Live, None) => PracticeStart { at: Utc::now(), speed: 1.0 },
        (FileKind::Practice, Some(start)) => start,
        (FileKind::Practice, None) => {
            let default_start = app.outside.seams.sample.default_start;
            PracticeStart { at: default_start(app.outside.machine_today, calendar), speed: 1.0 }
        }
    })
}

/// A recording of the sample, as the store takes it.
pub(crate) struct ReadyRecording {
    pub source: SampleRecording,
    pub audio: audio::Recording,
}

pub(crate) async fn recordings(app: &App) -> Result<Vec<ReadyRecording>, CommandError> {
    let sources = app.outside.seams.sample.recordings.clone();
    blocking(move || {
        sources
            .into_iter()
            .map(|source| {
                let audio = audio::read_recording(source.bytes, None)
                    .map_err(|e| CommandError::new("message.audio", sentence(&e.to_string())))?;
                Ok(ReadyRecording { source, audio })
            })
            .collect()
    })
    .await?
}

/// Adds the sample's recordings, approved; gives their ids in order.
pub(crate) fn add_recordings(
    db: &store::Db<'_>,
    store: StoreId,
    recordings: &[ReadyRecording],
    now: chrono::DateTime<Utc>,
) -> Result<Vec<domain::ids::MessageId>, StoreError> {
    recordings
        .iter()
        .map(|ready| {
            let notices: Vec<String> = ready.audio.notices.iter().map(|n| sentence(&n.to_string())).collect();
            let new = NewMessage {
                store,
                name: ready.source.name,
                language: ready.source.language,
                wav: &ready.audio.wav,
                sha256: &ready.audio.sha256,
                duration_ms: ready.audio.duration_ms,
                notices: &notices,
            };
            let id = messages::add(db, &new, now)?;
            let message = messages::get(db, id)?;
            let (transcript, contact_types) = (ready.source.transcript.to_owned(), ready.source.contact_types.to_vec());
            messages::save(db, &messages::Message { transcript, contact_types, ..message })?;
            messages::set_approval(db, id, Some((now, SET_UP_BY)))?;
            Ok(id)
        })
        .collect()
}

/// The sample dealership: customers, recordings, and the campaigns of its desk.
pub(crate) async fn sample(app: &App, passphrase: Option<String>) -> Result<NewFile, CommandError> {
    let recordings = recordings(app).await?;
    let sample = &app.outside.seams.sample;
    let (fill, campaigns_of) = (sample.fill, sample.campaigns);
    // Hours and holidays are those around the first day, which they help to choose.
    let draft = (sample.store_row)(Utc::now())?;
    let start = start(app, FileKind::Practice, &draft.calendar)?;
    let store = (sample.store_row)(start.at)?;
    let today = store.calendar.zone.date_at(start.at);
    Ok(NewFile {
        kind: FileKind::Practice,
        store,
        start_at: start.at,
        clock_speed: start.speed,
        passphrase,
        demo: None,
        fill: Box::new(move |db, id| {
            let messages = add_recordings(db, id, &recordings, start.at)?;
            fill(db, id, &SamplePlan { customers: SAMPLE_CUSTOMERS, seed: SAMPLE_SEED, ready: 0 }, start.at)?;
            add_campaigns(db, id, campaigns_of(&messages, today), start.at)
        }),
    })
}

/// Campaigns as they are set up, and the schedules whose steps some of them are.
fn add_campaigns(
    db: &store::Db<'_>,
    store: StoreId,
    set_ups: Vec<SampleCampaign>,
    now: chrono::DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut schedules_of: BTreeMap<&str, ScheduleId> = BTreeMap::new();
    for SampleCampaign { spec, state, schedule } in set_ups {
        let campaign = campaigns::add(db, store, &spec, SET_UP_BY, now)?;
        if state != CampaignState::Draft {
            campaigns::set_state(db, campaign, state, now)?;
        }
        let Some(name) = schedule else { continue };
        let schedule = match schedules_of.get(name) {
            Some(schedule) => *schedule,
            None => schedules::add(db, store, name, spec.contact_type)?,
        };
        schedules_of.insert(name, schedule);
        campaigns::set_schedule(db, campaign, Some(schedule))?;
    }
    Ok(())
}
