//! A recording on its way in: a file that a person picked, or bytes dropped on the window.

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
};

use audio::{AudioError, MAX_FILE_BYTES, Recording, read_recording};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use domain::campaign::NAME_CHARS_MAX;

use crate::{dto::messages::MessageAdd, error::CommandError};

/// The field beside which every error about the file stands.
const FIELD: &str = "path";
/// Base64 writes three bytes as four letters.
const BASE64_CHARS_MAX: usize = MAX_FILE_BYTES.div_ceil(3) * 4;
/// What a message is called whose file has no name.
const NO_NAME: &str = "New message";

pub(super) struct Upload {
    /// The file's name without its ending.
    pub name: String,
    pub recording: Recording,
}

/// Reads and decodes the recording, off the threads that answer the window.
///
/// # Errors
/// `message.no_file`, `message.two_files`, `message.file_missing`, `message.not_a_file`, `message.file_unreadable`,
/// `message.bad_bytes`, and `message.audio.` with what is wrong with the sound.
pub(super) async fn read(request: MessageAdd) -> Result<Upload, CommandError> {
    crate::app::blocking(move || read_now(&request)).await?
}

fn read_now(request: &MessageAdd) -> Result<Upload, CommandError> {
    let (file_name, bytes) = match (&request.path, &request.base64) {
        (Some(path), None) => (Path::new(path), read_file(Path::new(path))?),
        (None, Some(text)) => (Path::new(request.file_name.as_deref().unwrap_or_default()), decode(text)?),
        (None, None) => {
            return Err(refused("message.no_file", "Choose a recording: a WAV, MP3 or M4A file."));
        }
        (Some(_), Some(_)) => {
            return Err(refused("message.two_files", "Give either a file's path or its bytes, not both."));
        }
    };
    let extension = file_name.extension().and_then(|ending| ending.to_str());
    let recording = read_recording(&bytes, extension).map_err(|error| unfit(&error))?;
    Ok(Upload { name: name_from(file_name), recording })
}

fn refused(code: &str, sentence: impl Into<String>) -> CommandError {
    CommandError::field(code, FIELD, sentence)
}

fn read_file(path: &Path) -> Result<Vec<u8>, CommandError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => refused("message.file_missing", "There is no such file. Choose it again."),
        _ => {
            refused("message.file_unreadable", "The file cannot be read. Check that you may open it, or copy it first.")
        }
    };
    // Asked before it is opened: opening a pipe would wait for somebody to write into it.
    if !path.metadata().map_err(unreadable)?.is_file() {
        return Err(refused("message.not_a_file", "This is not a file. Choose a WAV, MP3 or M4A file."));
    }
    let mut bytes = vec![];
    // One byte more than allowed is enough to know that a file is too large.
    let mut limited = File::open(path).map_err(unreadable)?.take(MAX_FILE_BYTES as u64 + 1);
    limited.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn decode(text: &str) -> Result<Vec<u8>, CommandError> {
    if text.len() > BASE64_CHARS_MAX {
        return Err(unfit(&AudioError::TooLarge { bytes: text.len() / 4 * 3 }));
    }
    BASE64.decode(text).map_err(|_| refused("message.bad_bytes", "The file did not arrive whole. Choose it again."))
}

fn unfit(error: &AudioError) -> CommandError {
    let kind = match error {
        AudioError::Empty => "empty",
        AudioError::TooLarge { .. } => "too_large",
        AudioError::NotAudio => "not_audio",
        AudioError::UnsupportedFormat { .. } => "unsupported_format",
        AudioError::UnsupportedCodec => "unsupported_codec",
        AudioError::Corrupt => "corrupt",
        AudioError::TooShort { .. } => "too_short",
        AudioError::TooLong => "too_long",
    };
    refused(&format!("message.audio.{kind}"), error.to_string())
}

fn name_from(file_name: &Path) -> String {
    let stem = file_name.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let name: String = stem.trim().chars().take(NAME_CHARS_MAX).collect();
    if name.is_empty() { NO_NAME.to_owned() } else { name }
}
