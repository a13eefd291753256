//! What is wrong with a recording that can be sent all the same.

use std::fmt;

use crate::{LONG_DURATION_MS, SAMPLE_RATE_HZ};

/// Length of the pieces whose loudness is measured: 20 ms, shorter than a syllable.
const PIECE_SAMPLES: usize = SAMPLE_RATE_HZ as usize / 50;
const PIECE_MS: u32 = 20;

/// Below -50 dBFS nothing is heard over a telephone line.
const SILENCE_LEVEL: f32 = 0.003_16;

/// Speech is recorded at -26 to -16 dBFS; below -36 dBFS people ask what was said.
const QUIET_LEVEL: f32 = 0.015_8;

/// Silence at either end that makes people hang up, or a mailbox cut the message off (issue 2, point 4).
const LONG_SILENCE_MS: u32 = 2_000;

/// Pauses make up a third of slow speech; beyond a half something is missing.
const MOSTLY_PERCENT: usize = 50;

/// So many flattened waves are heard as rasping; fewer are a cough into the microphone.
const CLIPPED_RUNS: u32 = 10;

/// What a person should know about a recording before approving it. Displays as a whole sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// Longer than [`LONG_DURATION_MS`].
    LongerThan25s,
    /// More than half of it is silent.
    MostlySilent,
    /// It begins with more than two seconds of silence.
    SilenceAtStart {
        /// How long, in milliseconds.
        duration_ms: u32,
    },
    /// It ends with more than two seconds of silence.
    SilenceAtEnd {
        /// How long, in milliseconds.
        duration_ms: u32,
    },
    /// It was recorded too loud: the wave is cut off at full scale.
    Clipping,
    /// What is not silent is so quiet that it will be hard to understand.
    VeryQuiet,
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LongerThan25s => f.write_str("It is longer than 25 seconds: many people hang up before the end."),
            Self::MostlySilent => f.write_str("More than half of it is silent."),
            Self::SilenceAtStart { duration_ms } => write!(f, "It begins with {} of silence.", Seconds(*duration_ms)),
            Self::SilenceAtEnd { duration_ms } => write!(f, "It ends with {} of silence.", Seconds(*duration_ms)),
            Self::Clipping => f.write_str("It was recorded too loud and will rasp."),
            Self::VeryQuiet => f.write_str("It is very quiet and will be hard to understand."),
        }
    }
}

struct Seconds(u32);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} seconds", self.0 / 1_000, self.0 % 1_000 / 100)
    }
}

/// Listens to samples at 8 kHz. `clipped_runs` was counted before they were mixed and filtered.
pub(crate) fn notices(samples: &[i16], duration_ms: u32, clipped_runs: u32) -> Vec<Notice> {
    let levels: Vec<f32> = samples.chunks(PIECE_SAMPLES).map(level).collect();
    let is_silent = |level: &&f32| **level < SILENCE_LEVEL;
    let silent = levels.iter().filter(is_silent).count();
    let mut found = Vec::new();
    if duration_ms > LONG_DURATION_MS {
        found.push(Notice::LongerThan25s);
    }
    if silent * 100 > levels.len() * MOSTLY_PERCENT {
        found.push(Notice::MostlySilent);
    }
    if silent < levels.len() {
        let start_ms = length_ms(levels.iter().take_while(is_silent).count());
        let end_ms = length_ms(levels.iter().rev().take_while(is_silent).count());
        if start_ms > LONG_SILENCE_MS {
            found.push(Notice::SilenceAtStart { duration_ms: start_ms });
        }
        if end_ms > LONG_SILENCE_MS {
            found.push(Notice::SilenceAtEnd { duration_ms: end_ms });
        }
    }
    if clipped_runs >= CLIPPED_RUNS {
        found.push(Notice::Clipping);
    }
    let audible: Vec<f32> = levels.iter().copied().filter(|level| *level >= SILENCE_LEVEL).collect();
    if !audible.is_empty() && root_mean_square(&audible) < QUIET_LEVEL {
        found.push(Notice::VeryQuiet);
    }
    found
}

fn length_ms(pieces: usize) -> u32 {
    u32::try_from(pieces).unwrap_or(u32::MAX).saturating_mul(PIECE_MS)
}

/// Root mean square of a piece, full scale being 1.
fn level(piece: &[i16]) -> f32 {
    let piece: Vec<f32> = piece.iter().map(|sample| f32::from(*sample) / f32::from(i16::MAX)).collect();
    root_mean_square(&piece)
}

fn root_mean_square(values: &[f32]) -> f32 {
    (values.iter().map(|value| value * value).sum::<f32>() / values.len() as f32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of (seconds, amplitude) of a 440 Hz tone.
    fn heard(parts: &[(u32, f32)]) -> Vec<Notice> {
        let turn = std::f32::consts::TAU * 440.0 / SAMPLE_RATE_HZ as f32;
        let samples: Vec<i16> = parts
            .iter()
            .flat_map(|(seconds, amplitude)| {
                (0..seconds * SAMPLE_RATE_HZ)
                    .map(move |index| ((turn * index as f32).sin() * amplitude * f32::from(i16::MAX)) as i16)
            })
            .collect();
        let duration_ms = parts.iter().map(|(seconds, _)| seconds * 1_000).sum();
        notices(&samples, duration_ms, 0)
    }

    #[test]
    fn a_good_recording_has_no_notice() {
        assert_eq!(heard(&[(1, 0.0), (20, 0.3), (2, 0.0)]), []);
    }

    #[test]
    fn twenty_five_seconds_are_fine_and_more_is_noted() {
        assert_eq!(heard(&[(25, 0.3)]), []);
        assert_eq!(heard(&[(26, 0.3)]), [Notice::LongerThan25s]);
    }

    #[test]
    fn long_silence_at_either_end_is_noted_with_its_length() {
        assert_eq!(heard(&[(3, 0.0), (10, 0.3)]), [Notice::SilenceAtStart { duration_ms: 3_000 }]);
        assert_eq!(heard(&[(10, 0.3), (4, 0.0)]), [Notice::SilenceAtEnd { duration_ms: 4_000 }]);
    }

    #[test]
    fn faint_hiss_counts_as_silence() {
        assert_eq!(heard(&[(3, 0.002), (10, 0.3)]), [Notice::SilenceAtStart { duration_ms: 3_000 }]);
    }

    #[test]
    fn a_recording_with_a_hole_in_it_is_mostly_silent() {
        assert_eq!(heard(&[(2, 0.3), (6, 0.0), (2, 0.3)]), [Notice::MostlySilent]);
    }

    #[test]
    fn a_recording_of_nothing_is_mostly_silent_and_nothing_else() {
        assert_eq!(heard(&[(10, 0.0)]), [Notice::MostlySilent]);
    }

    #[test]
    fn a_recording_from_across_the_room_is_very_quiet() {
        assert_eq!(heard(&[(10, 0.01)]), [Notice::VeryQuiet]);
    }

    #[test]
    fn pauses_do_not_make_a_recording_quiet() {
        assert_eq!(heard(&[(6, 0.1), (1, 0.0), (6, 0.1)]), []);
    }

    #[test]
    fn a_few_clipped_waves_are_forgiven_and_many_are_noted() {
        assert_eq!(notices(&[10_000; 80_000], 10_000, 9), []);
        assert_eq!(notices(&[10_000; 80_000], 10_000, 10), [Notice::Clipping]);
    }

    #[test]
    fn a_notice_reads_as_a_sentence() {
        assert_eq!(Notice::SilenceAtStart { duration_ms: 2_340 }.to_string(), "It begins with 2.3 seconds of silence.");
    }
}
