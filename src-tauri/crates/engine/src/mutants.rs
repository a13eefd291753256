//! Faults of the engine that are put in on purpose, one at a time, so that the simulator's own eyes are tested. Compiled
//! with the feature `simulation` only, and chosen at run time by the thread that runs the engine.

use std::cell::Cell;

use domain::ids::PortNumber;
use store::StoreError;

use crate::{
    engine::{Engine, EngineError, Step},
    provider::AudioRef,
    sending::{Gated, Ready},
};

/// What a wrong engine would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// After a lost answer the drop goes out again, under another key.
    NewKeyAfterLostAnswer,
    /// Bytes go out before their intent is on the disk.
    IntentAfterSubmit,
    /// A run that is stopped keeps the customers that it held.
    ReservationLeakedOnStop,
    /// A port takes the next drop as soon as the one before is accepted.
    NextDropEarly,
    /// A result that comes twice is a strike twice.
    ResultCountedTwice,
    /// The hour that comes twice starts a run twice.
    RunTwiceOnFold,
    /// A restored backup goes on as if nothing had been since.
    RestoreSends,
    /// A run that was released after a restore takes those again who were held or attempted since the backup.
    ReleaseForgetsWho,
}

impl Mutant {
    pub const ALL: [Mutant; 8] = [
        Self::NewKeyAfterLostAnswer,
        Self::IntentAfterSubmit,
        Self::ReservationLeakedOnStop,
        Self::NextDropEarly,
        Self::ResultCountedTwice,
        Self::RunTwiceOnFold,
        Self::RestoreSends,
        Self::ReleaseForgetsWho,
    ];

    /// As it is named at the terminal.
    pub fn word(self) -> &'static str {
        match self {
            Self::NewKeyAfterLostAnswer => "new-key-after-lost-answer",
            Self::IntentAfterSubmit => "intent-after-submit",
            Self::ReservationLeakedOnStop => "reservation-leaked-on-stop",
            Self::NextDropEarly => "next-drop-early",
            Self::ResultCountedTwice => "result-counted-twice",
            Self::RunTwiceOnFold => "run-twice-on-fold",
            Self::RestoreSends => "restore-sends",
            Self::ReleaseForgetsWho => "release-forgets-who",
        }
    }

    /// Whether the engines of this thread behave like this.
    pub(crate) fn is_on(self) -> bool {
        CHOSEN.get() == Some(self)
    }
}

thread_local! {
    static CHOSEN: Cell<Option<Mutant>> = const { Cell::new(None) };
}

/// How the engines of this thread behave from now on.
pub fn choose(mutant: Option<Mutant>) {
    CHOSEN.set(mutant);
    let of_store = store::simulation::Mutant::NobodyLeftOut;
    store::simulation::choose((mutant == Some(Mutant::ReleaseForgetsWho)).then_some(of_store));
}

impl Engine {
    /// [`Mutant::IntentAfterSubmit`]: judged and prepared in a transaction that is undone, submitted, and only then noted.
    pub(crate) async fn submit_before_intent(
        &self,
        port: PortNumber,
        ready: &Ready,
        audio: &AudioRef,
    ) -> Result<Step, EngineError> {
        let mut judged = None;
        let undone: Result<(), EngineError> = self.store.write(|db| {
            judged = Some(self.gate_and_intend(db, port, ready, audio)?);
            Err(EngineError::Store(StoreError::Stopped))
        });
        match (undone, judged) {
            (_, Some(Gated::Sent(_, prepared))) => {
                let _answer = self.provider.submit(&prepared).await;
            }
            (Err(error), None) => return Err(error),
            (_, Some(Gated::Moved | Gated::Wait(_)) | None) => {}
        }
        self.store.write(|db| self.gate_and_intend(db, port, ready, audio))?;
        self.wake();
        Ok(Step::Moved)
    }
}
