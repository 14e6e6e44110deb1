//! What passes through while a file is read.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

use super::{Progress, Traces};

/// Bytes asked of the system at a time.
const BLOCK: usize = 1 << 16;

/// A reader that notes the checksum of what passes through.
pub(super) struct Tracer<'a> {
    inner: BufReader<File>,
    progress: &'a dyn Progress,
    hash: Sha256,
    bytes: u64,
}

impl<'a> Tracer<'a> {
    pub(super) fn new(file: File, progress: &'a dyn Progress) -> Self {
        let inner = BufReader::with_capacity(BLOCK, file);
        Self { inner, progress, hash: Sha256::new(), bytes: 0 }
    }

    pub(super) fn finish(self) -> Traces {
        Traces { bytes: self.bytes, sha256: hex::encode(self.hash.finalize()) }
    }

    /// Reads to the end for the traces alone.
    pub(super) fn exhaust(mut self) -> io::Result<Traces> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(self.finish())
    }
}

impl Read for Tracer<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        let count_u64 = u64::try_from(count).unwrap_or(u64::MAX);
        self.bytes += count_u64;
        self.progress.advance(count_u64);
        Ok(count)
    }
}

/// A file read here and there, whose progress is how far into it anything was
/// read.
pub(super) struct Watched<'a> {
    file: File,
    progress: &'a dyn Progress,
    at: u64,
    farthest: u64,
}

impl<'a> Watched<'a> {
    pub(super) fn new(file: File, progress: &'a dyn Progress) -> BufReader<Self> {
        BufReader::with_capacity(BLOCK, Self { file, progress, at: 0, farthest: 0 })
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.at += u64::try_from(count).unwrap_or(u64::MAX);
        if let Some(more) = self.at.checked_sub(self.farthest) {
            self.progress.advance(more);
            self.farthest = self.at;
        }
        Ok(count)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}
