//! How long a recording plays, read from its first header; enough to tell audio from anything else.

/// What an upload says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudioKind {
    Wav,
    Mpeg,
}

impl AudioKind {
    /// By content type, without its parameters.
    pub fn from_content_type(text: &str) -> Option<Self> {
        match text.split(';').next()?.trim().to_ascii_lowercase().as_str() {
            "audio/wav" => Some(Self::Wav),
            "audio/mpeg" => Some(Self::Mpeg),
            _ => None,
        }
    }

    /// Its length in milliseconds, or `None` if it is not audio of this kind or plays nothing.
    pub fn duration_ms(self, bytes: &[u8]) -> Option<u64> {
        let duration = match self {
            Self::Wav => wav_duration_ms(bytes),
            Self::Mpeg => mpeg_duration_ms(bytes),
        };
        duration.filter(|ms| *ms > 0)
    }
}

/// RIFF: a list of chunks, each a name, a length and that many bytes (padded to an even number).
fn wav_duration_ms(bytes: &[u8]) -> Option<u64> {
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != b"WAVE" {
        return None;
    }
    let mut bytes_per_second = None;
    let mut rest = bytes.get(12..)?;
    loop {
        let name = rest.get(..4)?;
        let length = u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?) as usize;
        let body = rest.get(8..)?;
        match name {
            b"fmt " => bytes_per_second = Some(u32::from_le_bytes(body.get(8..12)?.try_into().ok()?)),
            b"data" => {
                let playable = length.min(body.len()) as u64;
                return (playable * 1000).checked_div(u64::from(bytes_per_second?));
            }
            _ => {}
        }
        rest = body.get(length.checked_add(length % 2)?..)?;
    }
}

/// The first frame's bit rate, taken for the whole file.
fn mpeg_duration_ms(bytes: &[u8]) -> Option<u64> {
    const KBPS_V1: [u64; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const KBPS_V2: [u64; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

    let frames = bytes.get(id3_length(bytes)..)?;
    let [sync, version_layer, rates, ..] = frames else { return None };
    let is_layer_3 = version_layer & 0b0000_0110 == 0b0000_0010;
    if *sync != 0xFF || version_layer & 0b1110_0000 != 0b1110_0000 || !is_layer_3 {
        return None;
    }
    let table = if version_layer & 0b0001_1000 == 0b0001_1000 { KBPS_V1 } else { KBPS_V2 };
    let kbps = table.get(usize::from(rates >> 4).checked_sub(1)?)?;
    Some(frames.len() as u64 * 8 / kbps)
}

/// The tag before the first frame; its length is written in four groups of seven bits.
fn id3_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'I', b'D', b'3', _, _, _, a, b, c, d, ..] => {
            10 + [a, b, c, d].into_iter().fold(0, |length, bits| length << 7 | usize::from(bits & 0x7F))
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(data: usize) -> Vec<u8> {
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data".to_vec();
        bytes.extend((data as u32).to_le_bytes());
        bytes.resize(bytes.len() + data, 0);
        bytes
    }

    #[test]
    fn eight_thousand_samples_of_sixteen_bits_play_one_second() {
        assert_eq!(AudioKind::Wav.duration_ms(&wav(16_000)), Some(1000));
    }

    #[test]
    fn an_mpeg_frame_of_64_kilobits_per_second_plays_a_second_in_8000_bytes_after_its_tag() {
        let mut bytes = b"ID3\x04\0\0\0\0\0\x02__".to_vec();
        bytes.extend([0xFF, 0xFB, 0x50, 0xC4]);
        bytes.resize(12 + 8000, 0);
        assert_eq!(AudioKind::Mpeg.duration_ms(&bytes), Some(1000));
    }

    #[test]
    fn what_is_no_audio_has_no_duration() {
        for bytes in [&b""[..], b"RIFF", b"%PDF-1.7", &wav(16_000)[..30], &wav(0)] {
            assert_eq!(AudioKind::Wav.duration_ms(bytes), None);
            assert_eq!(AudioKind::Mpeg.duration_ms(bytes), None);
        }
    }

    #[test]
    fn a_content_type_is_read_without_its_parameters() {
        assert_eq!(AudioKind::from_content_type("Audio/WAV; rate=8000"), Some(AudioKind::Wav));
        assert_eq!(AudioKind::from_content_type("text/html"), None);
    }
}
