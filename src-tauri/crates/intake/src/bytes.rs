//! The bytes of a file that is open: held, or read again where they are needed.
//!
//! Preview and import must see the same bytes, and a large file must not lie in memory. So it is read again piece by piece,
//! and each piece is compared with a hash of what stood there when the file was opened.

use std::{
    fs::File,
    hash::{DefaultHasher, Hasher},
    io::{Read, Seek, SeekFrom},
    ops::Range,
    path::PathBuf,
};

use crate::IntakeError;

/// How much is read and compared at a time: little enough that rows far apart cost no more than a glance each.
pub(crate) const CHUNK_BYTES: usize = 16 * 1024;

#[derive(Debug)]
pub(crate) enum Bytes {
    Held(Vec<u8>),
    OnDisk(OnDisk),
}

/// A file that was read once to its end.
#[derive(Debug)]
pub(crate) struct OnDisk {
    pub path: PathBuf,
    pub len: usize,
    /// One per [`CHUNK_BYTES`].
    pub hashes: Vec<u64>,
}

impl Bytes {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::OnDisk(file) => file.len,
        }
    }

    pub(crate) fn reader(&self) -> BytesReader<'_> {
        BytesReader { bytes: self, file: None, chunk: vec![], loaded: None }
    }

    /// Everything at once, for what can only be read whole.
    pub(crate) fn whole(&self) -> Result<Vec<u8>, IntakeError> {
        let mut bytes = Vec::with_capacity(self.len());
        self.reader().append(0..self.len(), &mut bytes)?;
        Ok(bytes)
    }
}

/// Not for adversaries: it tells a file that was written anew from the one that was opened.
pub(crate) fn hash_of(chunk: &[u8]) -> u64 {
    let mut hash = DefaultHasher::new();
    hash.write(chunk);
    hash.finish()
}

/// Reads a file again. It is open no longer than its reader lives.
pub(crate) struct BytesReader<'a> {
    bytes: &'a Bytes,
    file: Option<File>,
    chunk: Vec<u8>,
    /// Which chunk `chunk` is.
    loaded: Option<usize>,
}

impl BytesReader<'_> {
    /// Adds the bytes of a range, which must lie in the file, to `to`.
    ///
    /// # Errors
    /// [`IntakeError::Changed`].
    pub(crate) fn append(&mut self, range: Range<usize>, to: &mut Vec<u8>) -> Result<(), IntakeError> {
        let file = match self.bytes {
            Bytes::Held(bytes) => {
                to.extend_from_slice(bytes.get(range).ok_or(IntakeError::Changed)?);
                return Ok(());
            }
            Bytes::OnDisk(file) => file,
        };
        let mut at = range.start;
        while at < range.end {
            let (chunk, start) = (at / CHUNK_BYTES, at / CHUNK_BYTES * CHUNK_BYTES);
            self.load(file, chunk)?;
            let end = range.end.min(start + CHUNK_BYTES);
            to.extend_from_slice(self.chunk.get(at - start..end - start).ok_or(IntakeError::Changed)?);
            at = end;
        }
        Ok(())
    }

    fn load(&mut self, of: &OnDisk, chunk: usize) -> Result<(), IntakeError> {
        if self.loaded == Some(chunk) {
            return Ok(());
        }
        self.loaded = None;
        self.chunk.clear();
        if self.file.is_none() {
            self.file = Some(File::open(&of.path).map_err(|_| IntakeError::Changed)?);
        }
        let file = self.file.as_mut().ok_or(IntakeError::Changed)?;
        file.seek(SeekFrom::Start((chunk * CHUNK_BYTES) as u64)).map_err(|_| IntakeError::Changed)?;
        file.take(CHUNK_BYTES as u64).read_to_end(&mut self.chunk).map_err(|_| IntakeError::Changed)?;
        if of.hashes.get(chunk) != Some(&hash_of(&self.chunk)) {
            return Err(IntakeError::Changed);
        }
        self.loaded = Some(chunk);
        Ok(())
    }
}
