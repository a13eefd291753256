//! What a new file starts with: its clock, and the sample dealership.

use chrono::Utc;
use domain::{calendar::Calendar, campaign::CampaignState, ids::StoreId};
use store::{
    StoreError, campaigns,
    house::FileKind,
    messages::{self, NewMessage},
};

use crate::{
    app::{App, blocking},
    error::{CommandError, sentence},
    opening::NewFile,
    seams::{PracticeStart, SamplePlan, SampleRecording},
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
            messages::save(db, &messages::Message { transcript: ready.source.transcript.to_owned(), ..message })?;
            messages::set_approval(db, id, Some((now, SET_UP_BY)))?;
            Ok(id)
        })
        .collect()
}

/// The sample dealership: customers, recordings, and a campaign ready to go.
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
            let [english, french] = messages[..] else {
                return Err(StoreError::Broken("the sample has two recordings".to_owned()));
            };
            for (index, spec) in campaigns_of(english, french, today).iter().enumerate() {
                let campaign = campaigns::add(db, id, spec, SET_UP_BY, start.at)?;
                if index == 0 {
                    campaigns::set_state(db, campaign, CampaignState::Active, start.at)?;
                }
            }
            Ok(())
        }),
    })
}
