//! Which faults there are, and when they strike. Every kind has a stream of its own for every time it is asked for, so
//! that leaving one out changes nothing of what the others draw: that is what makes a failing seed shrink well.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $words:literal),* $(,)?) => {
        /// A kind of fault, or of meddling.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $kind),* }

        impl Kind {
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            pub fn words(self) -> &'static str {
                match self { $(Kind::$kind => $words),* }
            }
        }
    };
}

kinds!(
    /// No fault: what happens on a good day, too.
    Usual => "the usual",
    Crash => "the program dies between two steps, or while it waits for the provider",
    DeathAtCommit => "the program dies just before or just after a commit",
    LostBefore => "a request is lost, or comes late",
    LostAfter => "an answer is lost after acceptance",
    Slow => "requests and answers travel for seconds, and other things happen meanwhile",
    LateResult => "a result is told long after its outcome",
    NoResult => "a drop is accepted, and nothing is ever heard of it",
    Duplicate => "a result is told again and again",
    Reordered => "results come in another order",
    Contradictory => "another result is told after the first",
    Foreign => "results of drops that nobody here knows",
    Held => "the provider holds a drop for hours",
    WrongKey => "401",
    NoFunds => "402",
    Conflict => "409",
    Unprocessable => "422",
    TooMany => "429, with and without Retry-After",
    ServerError => "5xx",
    Unreadable => "HTML in place of JSON",
    NoConnection => "nothing can be reached for a while",
    Mute => "questions get no answer for a while",
    FeedDown => "the event feed is down for a while",
    CursorGone => "the event cursor is no longer known",
    BlindLookUp => "an accepted drop cannot be found for a while",
    ForgetsAudio => "the provider forgets its recordings",
    ClockForward => "the clock is set forward",
    ClockBack => "the clock is set back",
    Sleep => "the machine sleeps",
    DstDay => "the clocks change that night",
    OptOut => "numbers are opted out",
    HeldBack => "customers are held back, taken or switched off",
    CountEdited => "the count is edited",
    PausedAndStopped => "runs are paused, resumed and stopped",
    PauseAll => "everything is stopped at once",
    RunAgain => "run again today",
    TestDrop => "test drops",
    Settled => "a person settles what is unknown",
    DiskFull => "a write fails: the disk is full",
    WriteError => "a write fails: input or output error",
    SecondProgram => "a second program opens the file",
    Restored => "a backup is made, and later takes the place of the file",
);

/// Which faults are left out one by one, when a story is made short.
pub type Muted = BTreeSet<(Kind, u32)>;

/// All the chance there is in a simulation.
pub struct Dice {
    base: ChaCha8Rng,
    on: [bool; Kind::ALL.len()],
    asked: [u32; Kind::ALL.len()],
    muted: Muted,
    /// What struck so far.
    pub struck: Vec<(Kind, u32)>,
    /// A sequence of its own for what is no fault.
    usual: ChaCha8Rng,
    is_calm: bool,
}

impl Dice {
    pub fn new(seed: u64, kinds: &BTreeSet<Kind>, muted: &Muted) -> Self {
        let base = ChaCha8Rng::seed_from_u64(seed);
        let mut on = [false; Kind::ALL.len()];
        for kind in kinds {
            on[*kind as usize] = true;
        }
        let mut usual = base.clone();
        usual.set_stream(u64::MAX);
        Self { base, on, asked: [0; Kind::ALL.len()], muted: muted.clone(), struck: vec![], usual, is_calm: false }
    }

    /// No fault strikes any more.
    pub fn calm(&mut self) {
        self.is_calm = true;
    }

    /// Strikes once in so many times it is asked for; gives the chance by which the rest of the fault is drawn.
    pub fn strikes(&mut self, kind: Kind, one_in: u32) -> Option<ChaCha8Rng> {
        if !self.on[kind as usize] || self.is_calm {
            return None;
        }
        let asked = self.asked[kind as usize];
        self.asked[kind as usize] += 1;
        let mut rng = self.base.clone();
        rng.set_stream(((kind as u64) << 32) | u64::from(asked));
        if rng.random_range(0..one_in) != 0 || self.muted.contains(&(kind, asked)) {
            return None;
        }
        self.struck.push((kind, asked));
        Some(rng)
    }

    /// What happens on a good day, too.
    pub fn usual(&mut self) -> &mut ChaCha8Rng {
        &mut self.usual
    }
}
