//! The letters of a file, decoded where they are needed.
//!
//! The file is cut behind line breaks into pieces that decode by themselves. Of each is known where it begins in the file
//! and in the text, so that any part of the text can be had without the rest.

use std::{
    borrow::Cow,
    io::{self, Read},
    ops::Range,
    sync::Arc,
};

use crate::{
    Encoding, IntakeError,
    bytes::{Bytes, BytesReader, CHUNK_BYTES},
    encoding::Decoding,
};

/// Decoded pieces that a reader keeps: rows of one customer may stand in two places of a file.
const PIECES_KEPT: usize = 8;

/// A text that is not held.
#[derive(Debug)]
pub(crate) struct Text {
    bytes: Arc<Bytes>,
    decoding: Decoding,
    pieces: Vec<Piece>,
    /// Bytes of the whole text as UTF-8; places in it are counted so, too.
    len: usize,
}

/// Where a piece begins. Files are far smaller than four gigabytes.
#[derive(Clone, Copy, Debug)]
struct Piece {
    byte: u32,
    place: u32,
    line: u32,
}

impl Text {
    /// Goes once through the file.
    pub(crate) fn cut(bytes: Arc<Bytes>, encoding: Encoding) -> Result<Self, IntakeError> {
        let mut reader = bytes.reader();
        let mut raw = vec![];
        reader.append(0..bytes.len().min(4 * CHUNK_BYTES), &mut raw)?;
        let decoding = encoding.decoding(&raw);
        raw.clear();
        let mut pieces = vec![];
        let mut next = Piece { byte: 0, place: 0, line: 1 };
        let (mut end, mut searched) = (0, 0);
        while end < bytes.len() {
            let until = bytes.len().min(end + CHUNK_BYTES);
            reader.append(end..until, &mut raw)?;
            end = until;
            let cut = if end == bytes.len() { Some(raw.len()) } else { decoding.last_break(&raw, searched) };
            // A unit may be cut in two, and whether a \r stands alone shows only behind it.
            searched = raw.len().saturating_sub(4) & !3;
            let Some(cut) = cut else { continue };
            pieces.push(next);
            let text = decoding.decode(&raw[..cut], next.byte == 0);
            next.byte += cut as u32;
            next.place += text.len() as u32;
            next.line = next.line.saturating_add(line_breaks(&text, 0..text.len()));
            raw.drain(..cut);
            searched = 0;
        }
        drop(reader);
        pieces.shrink_to_fit();
        Ok(Self { bytes, decoding, pieces, len: next.place as usize })
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn reader(&self) -> TextReader<'_> {
        TextReader { text: self, bytes: self.bytes.reader(), raw: vec![], kept: vec![] }
    }

    /// The text from a place on.
    pub(crate) fn read_from(&self, place: usize) -> TextFrom<'_> {
        TextFrom { reader: self.reader(), at: place }
    }

    /// The number of the piece in which a place lies; the last one for the text's end.
    fn piece_of(&self, place: usize) -> usize {
        self.pieces.partition_point(|piece| piece.place as usize <= place).saturating_sub(1)
    }

    fn start_of(&self, piece: usize) -> usize {
        self.pieces.get(piece).map_or(self.len, |piece| piece.place as usize)
    }
}

/// Line breaks as an editor counts them: \n, \r\n or a lone \r.
fn line_breaks(text: &str, range: Range<usize>) -> u32 {
    let bytes = text.as_bytes();
    let is_break = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(*at + 1) != Some(&b'\n'));
    range.filter(is_break).count() as u32
}

/// Reads parts of a text, those beside each other fastest.
pub(crate) struct TextReader<'a> {
    text: &'a Text,
    bytes: BytesReader<'a>,
    raw: Vec<u8>,
    /// By number, the last one used first.
    kept: Vec<(usize, String)>,
}

impl TextReader<'_> {
    /// The text between two places.
    pub(crate) fn slice(&mut self, range: Range<usize>) -> Result<Cow<'_, str>, IntakeError> {
        let text = self.text;
        let (first, last) = (text.piece_of(range.start), text.piece_of(range.end.saturating_sub(1).max(range.start)));
        if first == last {
            let start = text.start_of(first);
            let piece = self.piece(first)?;
            return piece.get(range.start - start..range.end - start).map(Cow::Borrowed).ok_or(IntakeError::Changed);
        }
        let mut joined = String::with_capacity(range.len());
        for piece in first..=last {
            let (start, end) = (text.start_of(piece), text.start_of(piece + 1));
            let part = range.start.max(start) - start..range.end.min(end) - start;
            joined.push_str(self.piece(piece)?.get(part).ok_or(IntakeError::Changed)?);
        }
        Ok(Cow::Owned(joined))
    }

    /// The byte of a place before the end.
    pub(crate) fn letter(&mut self, place: usize) -> Result<u8, IntakeError> {
        let (number, start) = (self.text.piece_of(place), self.text.start_of(self.text.piece_of(place)));
        self.piece(number)?.as_bytes().get(place - start).copied().ok_or(IntakeError::Changed)
    }

    /// Whether the first letter that is not blank opens a tag.
    pub(crate) fn starts_with_a_tag(&mut self) -> Result<bool, IntakeError> {
        Ok(self.piece(0)?.trim_start_matches('\u{FEFF}').trim_start().starts_with('<'))
    }

    /// The text up to its first line break.
    pub(crate) fn first_line(&mut self) -> Result<&str, IntakeError> {
        Ok(self.piece(0)?.split(['\r', '\n']).next().unwrap_or_default())
    }

    /// The line of a place that begins a row, counting on from `known`, a place before it and its line.
    pub(crate) fn line_at(&mut self, place: usize, known: (usize, u32)) -> Result<u32, IntakeError> {
        let text = self.text;
        let number = text.piece_of(place);
        let Some(piece) = text.pieces.get(number).copied() else { return Ok(1) };
        let start = piece.place as usize;
        let (from, line) = if known.0 >= start { known } else { (start, piece.line) };
        let counted = line_breaks(self.piece(number)?, from - start..place - start);
        Ok(line.saturating_add(counted))
    }

    fn piece(&mut self, number: usize) -> Result<&str, IntakeError> {
        match self.kept.iter().position(|(kept, _)| *kept == number) {
            Some(0) => {}
            Some(at) => self.kept[..=at].rotate_right(1),
            None => self.load(number)?,
        }
        Ok(self.kept.first().map_or("", |(_, text)| text))
    }

    fn load(&mut self, number: usize) -> Result<(), IntakeError> {
        let Some(piece) = self.text.pieces.get(number) else { return Ok(()) };
        let end = self.text.pieces.get(number + 1).map_or(self.text.bytes.len(), |next| next.byte as usize);
        self.raw.clear();
        self.bytes.append(piece.byte as usize..end, &mut self.raw)?;
        let full = self.kept.len() >= PIECES_KEPT;
        let mut room = if full { self.kept.pop().map(|(_, text)| text).unwrap_or_default() } else { String::new() };
        room.clear();
        room.push_str(&self.text.decoding.decode(&self.raw, piece.byte == 0));
        self.kept.insert(0, (number, room));
        Ok(())
    }
}

/// A text as a stream.
pub(crate) struct TextFrom<'a> {
    reader: TextReader<'a>,
    at: usize,
}

impl Read for TextFrom<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let text = self.reader.text;
        if self.at >= text.len {
            return Ok(0);
        }
        let number = text.piece_of(self.at);
        let piece = self.reader.piece(number).map_err(io::Error::other)?;
        let rest = piece.as_bytes().get(self.at - text.start_of(number)..).unwrap_or_default();
        let count = rest.len().min(to.len());
        to[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;

    use super::*;
    use crate::testing::utf_16;

    /// A text longer than several pieces, with letters of two and three bytes and lines of every length.
    fn long(line_break: &str) -> String {
        (0..4_000).map(|n| format!("{n},M\u{FC}ller\u{20AC}{}{line_break}", "x".repeat(n % 97))).collect()
    }

    fn cut(bytes: Vec<u8>, encoding: Encoding) -> Text {
        Text::cut(Arc::new(Bytes::Held(bytes)), encoding).unwrap()
    }

    #[test]
    fn a_text_in_pieces_is_the_whole_text_in_every_encoding_and_with_every_line_break() {
        for line_break in ["\n", "\r\n", "\r", "\r\n\r\n"] {
            let text = long(line_break);
            for (bytes, encoding) in [
                (text.clone().into_bytes(), Encoding::Utf8),
                ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), Encoding::Utf8Bom),
                (WINDOWS_1252.encode(&text).0.into_owned(), Encoding::Windows1252),
                ([&b"\xFF\xFE"[..], &utf_16(&text, u16::to_le_bytes)].concat(), Encoding::Utf16),
                (utf_16(&text, u16::to_be_bytes), Encoding::Utf16),
            ] {
                let found = cut(bytes, encoding);
                assert!(found.pieces.len() > 5, "{encoding:?}");
                let mut streamed = String::new();
                found.read_from(0).read_to_string(&mut streamed).unwrap();
                assert!(streamed == text, "{encoding:?} {line_break:?}");
                assert!(found.reader().slice(0..found.len()).unwrap() == text, "{encoding:?} {line_break:?}");
            }
        }
    }

    #[test]
    fn every_line_is_known_by_its_place_from_the_front_and_from_afar() {
        for (line_break, lines) in [("\n", 1), ("\r\n", 1), ("\r", 1), ("\r\n\r\n", 2)] {
            let text = long(line_break);
            let found = cut(text.clone().into_bytes(), Encoding::Utf8);
            let (mut reader, mut known) = (found.reader(), (0, 1));
            for (row, start) in text.match_indices(",M").enumerate().map(|(n, (at, _))| (n as u32, at)) {
                let line = reader.line_at(start, known).unwrap();
                assert_eq!(line, row * lines + 1);
                known = (start, line);
                // Not each: from afar a piece is decoded every time.
                if row % 50 == 0 {
                    assert_eq!(found.reader().line_at(start, (0, 1)).unwrap(), line);
                }
            }
        }
    }

    #[test]
    fn one_line_longer_than_pieces_is_one_piece() {
        let text = format!("{}\n1\n", "a".repeat(5 * CHUNK_BYTES));
        let found = cut(text.clone().into_bytes(), Encoding::Utf8);
        assert_eq!(found.reader().slice(0..text.len()).unwrap(), text);
        assert_eq!(found.reader().first_line().unwrap().len(), 5 * CHUNK_BYTES);
    }
}
