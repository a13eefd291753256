//! What kind of file it is, by its first bytes.
//!
//! The decoder's own search looks for sound anywhere in the first megabyte, and finds "MP3" in many a PDF; a person is
//! better served by the plain answer that this is no recording.

use crate::AudioError;

/// Zero bytes that some recorders leave before the first MP3 frame.
const MAX_LEADING_ZEROS: usize = 4_096;

/// Kinds of sound that are known and not read: (offset, bytes there, what to call it).
const UNSUPPORTED: &[(usize, &[u8], &str)] = &[
    (0, b"fLaC", "a FLAC recording"),
    (0, b"OggS", "an Ogg recording"),
    (8, b"AIFF", "an AIFF recording"),
    (8, b"AIFC", "an AIFF recording"),
    (0, b"caff", "a Core Audio recording"),
    (0, b"#!AMR", "an AMR recording"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media recording"),
    (0, b"\x1a\x45\xdf\xa3", "a WebM or Matroska recording"),
    (0, b"MThd", "a MIDI file, which holds notes and no sound"),
    (0, b"RF64", "a very long WAV recording (RF64)"),
];

/// Lets through what begins like WAV, MP3, AAC or M4A.
///
/// # Errors
/// [`AudioError::UnsupportedFormat`] for other known sound, [`AudioError::NotAudio`] for the rest.
pub(crate) fn recognise(bytes: &[u8]) -> Result<(), AudioError> {
    if let Some((_, _, kind)) = UNSUPPORTED.iter().find(|(offset, magic, _)| has(bytes, *offset, magic)) {
        return Err(AudioError::UnsupportedFormat { kind });
    }
    let wav = has(bytes, 0, b"RIFF") && has(bytes, 8, b"WAVE");
    let m4a = has(bytes, 4, b"ftyp");
    if wav || m4a || has(bytes, 0, b"ID3") || is_mpeg_frame(without_leading_zeros(bytes)) {
        Ok(())
    } else {
        Err(AudioError::NotAudio)
    }
}

fn has(bytes: &[u8], offset: usize, magic: &[u8]) -> bool {
    bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic))
}

fn without_leading_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take(MAX_LEADING_ZEROS).take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// Eleven set bits, then neither a reserved version nor an invalid bit rate or sample rate: MP3, or AAC in ADTS (which
/// has twelve set bits and layer 0).
fn is_mpeg_frame(bytes: &[u8]) -> bool {
    let &[0xff, second, third, ..] = bytes else { return false };
    let adts = second & 0xf6 == 0xf0;
    let version_is_known = second & 0x18 != 0x08;
    let layer_is_known = second & 0x06 != 0;
    let rates_are_valid = third & 0xf0 != 0xf0 && third & 0x0c != 0x0c;
    adts || (second & 0xe0 == 0xe0 && version_is_known && layer_is_known && rates_are_valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wav_mp3_and_m4a_are_let_through() {
        for start in [
            b"RIFF\0\0\0\0WAVEfmt ".as_slice(),
            b"\0\0\0\x20ftypM4A ",
            b"ID3\x04\0\0\0\0\0\0",
            b"\xff\xfb\x90\x64",
            b"\xff\xe3\x18\xc4",
            b"\xff\xf1\x50\x80",
            b"\0\0\0\0\0\xff\xfb\x90\x64",
        ] {
            assert_eq!(recognise(start), Ok(()), "{start:?}");
        }
    }

    #[test]
    fn other_sound_is_called_by_its_name() {
        assert_eq!(recognise(b"fLaC\0\0"), Err(AudioError::UnsupportedFormat { kind: "a FLAC recording" }));
        assert_eq!(recognise(b"FORM\0\0\0\0AIFF"), Err(AudioError::UnsupportedFormat { kind: "an AIFF recording" }));
    }

    #[test]
    fn documents_pictures_and_other_riff_files_are_not_sound() {
        for start in [
            b"%PDF-1.7".as_slice(),
            b"PK\x03\x04",
            b"\x89PNG\r\n",
            b"\xff\xd8\xff\xe0",
            b"\xff\xfe<\0h\0",
            b"RIFF\0\0\0\0AVI LIST",
            b"RIFF",
            b"hello",
            &[0; 10],
        ] {
            assert_eq!(recognise(start), Err(AudioError::NotAudio), "{start:?}");
        }
    }
}
