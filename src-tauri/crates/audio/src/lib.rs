//! Turns the recording that a person picked into the one form that goes out: 8 kHz, mono, 16-bit WAV.
//!
//! Files come from anywhere, so nothing in them is believed: sizes and lengths are limited before memory is spent, and
//! whatever a file holds, the answer is a [`Recording`] or an [`AudioError`], never a panic. No files, no playback and
//! no speech to text here.

mod container;
mod convert;
mod decode;
mod error;
mod listen;

use sha2::{Digest, Sha256};

pub use error::AudioError;
pub use listen::Notice;

/// Shortest recording, in milliseconds (issue 2, point 4). Anything shorter is a slip of the finger.
pub const MIN_DURATION_MS: u32 = 5_000;

/// Longest recording, in milliseconds (issue 2, point 4).
pub const MAX_DURATION_MS: u32 = 60_000;

/// From here on people hang up: a notice, no error (issue 2, point 4). Milliseconds.
pub const LONG_DURATION_MS: u32 = 25_000;

/// Largest file that is looked at, in bytes: 60 s of 96 kHz stereo at 24 bits make 35 MB.
pub const MAX_FILE_BYTES: usize = 50_000_000;

/// Samples a second of what goes out: what a telephone carries (issue 2, point 4).
pub const SAMPLE_RATE_HZ: u32 = 8_000;

/// A recording as it is kept, played and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// A whole WAV file: 8 kHz, mono, 16-bit PCM.
    pub wav: Vec<u8>,
    /// SHA-256 of `wav`, 64 lower-case hex digits. The same file always gives the same hash.
    pub sha256: String,
    /// Length in milliseconds, within [`MIN_DURATION_MS`] and [`MAX_DURATION_MS`].
    pub duration_ms: u32,
    /// What a person should hear about before approving it; in the order of [`Notice`], each at most once.
    pub notices: Vec<Notice>,
}

/// Reads a WAV, MP3 or M4A file from memory. What it is, its content says; `extension_hint` (with or without a dot)
/// only helps where the content leaves it open.
///
/// Takes up to a second of one processor core: not for the thread that draws the window.
///
/// # Errors
/// One variant of [`AudioError`] for each thing that a person can do something about.
pub fn read_recording(bytes: &[u8], extension_hint: Option<&str>) -> Result<Recording, AudioError> {
    if bytes.is_empty() {
        return Err(AudioError::Empty);
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(AudioError::TooLarge { bytes: bytes.len() });
    }
    container::recognise(bytes)?;
    let sound = decode::decode(bytes, extension_hint)?;
    let duration_ms = sound.duration_ms();
    if duration_ms < MIN_DURATION_MS {
        return Err(AudioError::TooShort { duration_ms });
    }
    let samples = convert::to_telephone_rate(&sound)?;
    let wav = convert::to_wav(&samples)?;
    let duration_ms = convert::duration_ms(samples.len());
    let notices = listen::notices(&samples, duration_ms, sound.clipped_runs);
    let sha256 = hex::encode(Sha256::digest(&wav));
    Ok(Recording { wav, sha256, duration_ms, notices })
}

#[cfg(test)]
mod tests;
