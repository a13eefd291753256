//! Why a recording cannot be used, each with what to do about it.

use crate::{MAX_DURATION_MS, MAX_FILE_BYTES, MIN_DURATION_MS};

/// Why a file is no recording that can be sent. The messages are whole sentences for the person who picked it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AudioError {
    /// No byte in the file.
    #[error("The file is empty. Choose another file, or export the recording again.")]
    Empty,
    /// More bytes than [`MAX_FILE_BYTES`].
    #[error(
        "The file is too large ({} MB; the limit is {} MB). Export only the message, as WAV, MP3 or M4A.",
        bytes.div_ceil(1_000_000), MAX_FILE_BYTES / 1_000_000
    )]
    TooLarge {
        /// Size of the file.
        bytes: usize,
    },
    /// Nothing that is known as sound.
    #[error("This file is not a sound recording. Choose a WAV, MP3 or M4A file.")]
    NotAudio,
    /// Sound of a kind that this program does not read.
    #[error("This is {kind}, which cannot be read here. Export the recording as WAV, MP3 or M4A.")]
    UnsupportedFormat {
        /// What it is, with its article ("a FLAC recording").
        kind: &'static str,
    },
    /// The right kind of file around a coding that this program does not read, or one locked against copying.
    #[error("The sound in this file is stored in a way that cannot be read here. Export it as plain WAV, MP3 or M4A.")]
    UnsupportedCodec,
    /// It begins like a recording, and cannot be read through.
    #[error("The file is damaged: its sound cannot be read to the end. Export the recording again.")]
    Corrupt,
    /// Shorter than [`MIN_DURATION_MS`].
    #[error(
        "The recording is {}.{} seconds long; a message needs at least {} seconds. Record it again.",
        duration_ms / 1_000, duration_ms % 1_000 / 100, MIN_DURATION_MS / 1_000
    )]
    TooShort {
        /// Its length in milliseconds.
        duration_ms: u32,
    },
    /// Longer than [`MAX_DURATION_MS`]. By how much is not known: reading stops there.
    #[error("The recording is longer than {} seconds. Shorten it and export it again.", MAX_DURATION_MS / 1_000)]
    TooLong,
}
