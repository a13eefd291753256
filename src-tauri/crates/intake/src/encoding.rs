//! Which letters the bytes of a file stand for.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{
    IntakeError,
    bytes::{Bytes, CHUNK_BYTES},
};

const BOM_UTF_8: [u8; 3] = [0xEF, 0xBB, 0xBF];
const BOM_UTF_16_LE: [u8; 2] = [0xFF, 0xFE];
const BOM_UTF_16_BE: [u8; 2] = [0xFE, 0xFF];
/// How much of the file's beginning tells UTF-16 without a mark from a binary file.
const SAMPLE_BYTES: usize = 64 * 1024;
/// One control character in so many bytes is a stray one; more of them are no text.
const BYTES_PER_CONTROL_MIN: usize = 50;
/// UTF-8 with a damaged byte here and there still has far more whole letters than damaged ones; Windows-1252 text has
/// hardly any two accented letters in a row that would pass for one.
const WHOLE_PER_DAMAGED_MIN: usize = 10;

/// The encodings that dealer systems write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    Utf8,
    /// UTF-8 with a byte order mark, as Excel writes it.
    Utf8Bom,
    /// Either byte order: by its mark or, without one, by where the zero bytes stand.
    Utf16,
    Windows1252,
}

/// The encoding a file seems to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodingGuess {
    pub encoding: Encoding,
    /// The accented letters look more like this other encoding: the preview deserves a look.
    pub looks_like: Option<&'static str>,
}

impl Encoding {
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf8Bom, Self::Utf16, Self::Windows1252];

    /// The name in reports and settings; stable for ever.
    pub fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-sig",
            Self::Utf16 => "utf-16",
            Self::Windows1252 => "cp1252",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.word() == word)
    }

    /// The encoding that the bytes of a text file seem to have.
    pub(crate) fn recognise(bytes: &Bytes) -> Result<EncodingGuess, IntakeError> {
        let sure = |encoding| Ok(EncodingGuess { encoding, looks_like: None });
        let mut start = vec![];
        bytes.reader().append(0..bytes.len().min(SAMPLE_BYTES), &mut start)?;
        if start.starts_with(&BOM_UTF_8) {
            return sure(Self::Utf8Bom);
        }
        if utf_16_order(&start).is_some() {
            return sure(Self::Utf16);
        }
        let mut letters = Letters::default();
        in_chunks(bytes, |chunk| letters.add(chunk))?;
        if letters.are_mostly_utf_8() {
            return sure(Self::Utf8);
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        in_chunks(bytes, |chunk| {
            detector.feed(chunk, false);
        })?;
        detector.feed(&[], true);
        let likely = detector.guess(None, Utf8Detection::Deny);
        let looks_like = (likely != WINDOWS_1252).then(|| likely.name());
        Ok(EncodingGuess { encoding: Self::Windows1252, looks_like })
    }

    /// How the bytes of a file that begins so become letters.
    pub(crate) fn decoding(self, start: &[u8]) -> Decoding {
        match self {
            Self::Utf8 | Self::Utf8Bom => Decoding::Utf8,
            Self::Utf16 => match utf_16_order(start) {
                Some(ByteOrder::BigEndian) => Decoding::Utf16Be,
                Some(ByteOrder::LittleEndian) | None => Decoding::Utf16Le,
            },
            Self::Windows1252 => Decoding::Windows1252,
        }
    }
}

fn in_chunks(bytes: &Bytes, mut each: impl FnMut(&[u8])) -> Result<(), IntakeError> {
    let (mut reader, mut chunk) = (bytes.reader(), vec![]);
    for start in (0..bytes.len()).step_by(CHUNK_BYTES) {
        chunk.clear();
        reader.append(start..bytes.len().min(start + CHUNK_BYTES), &mut chunk)?;
        each(&chunk);
    }
    Ok(())
}

/// How bytes become letters: an encoding whose byte order is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

impl Decoding {
    /// The text, without the byte order mark at a file's start. What does not decode becomes U+FFFD, which a preview
    /// shows.
    pub(crate) fn decode(self, bytes: &[u8], is_start: bool) -> Cow<'_, str> {
        let encoding = match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        };
        if is_start { encoding.decode_with_bom_removal(bytes).0 } else { encoding.decode_without_bom_handling(bytes).0 }
    }

    /// Behind the last line break that begins at `from`, the start of a unit, or later. A \r at the end does not count: a
    /// \n may follow.
    pub(crate) fn last_break(self, bytes: &[u8], from: usize) -> Option<usize> {
        let (width, unit): (usize, fn(&[u8]) -> u16) = match self {
            Self::Utf8 | Self::Windows1252 => (1, |unit| u16::from(unit[0])),
            Self::Utf16Le => (2, |unit| u16::from_le_bytes([unit[0], unit[1]])),
            Self::Utf16Be => (2, |unit| u16::from_be_bytes([unit[0], unit[1]])),
        };
        let units = bytes.get(from..)?.chunks_exact(width).map(unit);
        let (line_feed, carriage_return) = (u16::from(b'\n'), u16::from(b'\r'));
        let feed = units.clone().rposition(|unit| unit == line_feed);
        let lone = || {
            let mut pairs = units.clone().zip(units.clone().skip(1));
            pairs.rposition(|(unit, next)| unit == carriage_return && next != line_feed)
        };
        let at = feed.or_else(lone)?;
        Some(from + (at + 1) * width)
    }
}

/// Letters beyond ASCII in UTF-8, whole and damaged ones.
#[derive(Default)]
struct Letters {
    whole: usize,
    damaged: usize,
    /// A letter whose end has not come yet.
    begun: Vec<u8>,
}

impl Letters {
    fn add(&mut self, bytes: &[u8]) {
        let begun = std::mem::take(&mut self.begun);
        let joined = if begun.is_empty() { Cow::Borrowed(bytes) } else { Cow::Owned([&begun, bytes].concat()) };
        let mut rest = joined.len();
        for chunk in joined.utf8_chunks() {
            self.whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            rest -= chunk.valid().len() + chunk.invalid().len();
            let is_begun = || std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            if rest == 0 && is_begun() {
                self.begun = chunk.invalid().to_vec();
            } else {
                self.damaged += usize::from(!chunk.invalid().is_empty());
            }
        }
    }

    fn are_mostly_utf_8(&self) -> bool {
        let damaged = self.damaged + usize::from(!self.begun.is_empty());
        damaged == 0 || self.whole >= damaged * WHOLE_PER_DAMAGED_MIN
    }
}

/// Which half of a UTF-16 unit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ByteOrder {
    LittleEndian,
    BigEndian,
}

/// Whether the beginning of a file holds bytes that no text has: a zero, or more than a few control characters.
pub(crate) fn is_binary(start: &[u8]) -> bool {
    let sample = &start[..start.len().min(SAMPLE_BYTES)];
    let is_control = |b: &&u8| matches!(b, 0x01..=0x08 | 0x0E..=0x19 | 0x1C..=0x1F | 0x7F);
    let controls = sample.iter().filter(is_control).count();
    utf_16_order(start).is_none() && (sample.contains(&0) || controls * BYTES_PER_CONTROL_MIN > sample.len())
}

/// The byte order, if this is UTF-16. Without a mark: text in Latin letters has a zero in every other byte, all of them
/// on the same side.
fn utf_16_order(bytes: &[u8]) -> Option<ByteOrder> {
    if bytes.starts_with(&BOM_UTF_16_LE) {
        return Some(ByteOrder::LittleEndian);
    }
    if bytes.starts_with(&BOM_UTF_16_BE) {
        return Some(ByteOrder::BigEndian);
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let units = sample.len() / 2;
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    match (zeros(0), zeros(1)) {
        (0, second) if second > units * 3 / 4 => Some(ByteOrder::LittleEndian),
        (first, 0) if first > units * 3 / 4 => Some(ByteOrder::BigEndian),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::utf_16;

    const TEXT: &str = "Cust No,Last Name\r\n1,M\u{FC}ller\r\n2,L\u{E9}vesque\r\n";

    fn recognised(bytes: &[u8]) -> (&'static str, String) {
        let guess = Encoding::recognise(&Bytes::Held(bytes.to_vec())).unwrap();
        (guess.encoding.word(), guess.encoding.decoding(bytes).decode(bytes, true).into_owned())
    }

    #[test]
    fn every_encoding_of_a_dealer_system_is_recognised_and_reads_the_same() {
        let (cp1252, _, _) = WINDOWS_1252.encode(TEXT);
        let with_mark = [&BOM_UTF_8[..], TEXT.as_bytes()].concat();
        let cases = [
            ("utf-8", TEXT.as_bytes().to_vec()),
            ("utf-8-sig", with_mark),
            ("cp1252", cp1252.into_owned()),
            ("utf-16", [&BOM_UTF_16_LE[..], &utf_16(TEXT, u16::to_le_bytes)].concat()),
            ("utf-16", [&BOM_UTF_16_BE[..], &utf_16(TEXT, u16::to_be_bytes)].concat()),
            ("utf-16", utf_16(TEXT, u16::to_le_bytes)),
            ("utf-16", utf_16(TEXT, u16::to_be_bytes)),
        ];
        for (word, bytes) in cases {
            assert_eq!(recognised(&bytes), (word, TEXT.to_owned()));
        }
    }

    #[test]
    fn one_damaged_byte_does_not_turn_a_utf_8_file_into_another_encoding() {
        let mut bytes = "M\u{FC}ller\n".repeat(50).into_bytes();
        bytes[1] = 0xFF;
        assert_eq!(recognised(&bytes).0, "utf-8");
    }

    #[test]
    fn plain_letters_alone_are_utf_8() {
        assert_eq!(recognised(b"a,b\n1,2\n").0, "utf-8");
    }

    #[test]
    fn zeros_that_are_not_utf_16_and_many_control_characters_are_binary() {
        assert!(is_binary(b"a,b\n\0\0\0\0\x01\x02"));
        assert!(is_binary(b"\x01\x02\x03abc\x04"));
        assert!(!is_binary(&utf_16(TEXT, u16::to_le_bytes)));
        assert!(!is_binary(b"Cust No,Name\n1,Roy\n2,Lee\n3,Cohen\n4,Silva\n5,Rossi\n\x1A"));
    }

    #[test]
    fn letters_that_stand_across_two_chunks_are_whole() {
        let text = "\u{20AC}".repeat(CHUNK_BYTES);
        assert_eq!(recognised(text.as_bytes()), ("utf-8", text));
    }
}
