//! A backup as a file: a tar archive, whose manifest comes after what it tells of.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use read::Archive;
pub(super) use write::{Content, Writer};

/// Where an archive has its manifest.
const MANIFEST: &str = "manifest.json";

/// Where it has the checksum of that, as `sha256sum` writes it.
const MANIFEST_SHA256: &str = "manifest.json.sha256";

/// What is read at a time.
pub(crate) const CHUNK: usize = 256 * 1024;

/// How many bytes those are, as files count.
pub(crate) fn count(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
