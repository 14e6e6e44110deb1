use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, SeekFrom};
use std::path::Path;

use chassis::BoxError;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt, Take};

use super::super::manifest::{Database, Manifest, Object};
use super::{CHUNK, MANIFEST, MANIFEST_SHA256, count};

/// An archive that was read as a whole, and found to be what was written.
#[derive(Debug)]
pub(crate) struct Archive {
    pub(crate) manifest: Manifest,
    file: File,
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug)]
struct Entry {
    /// Where its bytes begin.
    at: u64,
    size: u64,
    /// In hexadecimal.
    sha256: String,
}

/// Why an archive is refused, which may quote the names in it.
fn damaged(why: impl std::fmt::Display) -> BoxError {
    let why: String = why.to_string().chars().filter(|char| !char.is_control()).take(200).collect();
    format!("the backup is damaged, or is none: {why}").into()
}

/// Why it cannot be read. What is no archive is not quoted: it may be a file of secrets.
fn unreadable(error: io::Error) -> BoxError {
    match error.raw_os_error() {
        Some(_) => error.into(),
        None => damaged("it is no tar file, or is cut short"),
    }
}

impl Archive {
    /// Reads all of an archive and compares it with its manifest, which keeps this thread busy;
    /// `progress` hears how many bytes were read so far.
    pub(crate) fn open(path: &Path, progress: impl Fn(u64)) -> Result<Self, BoxError> {
        let failed = |error| format!("{}: {error}", path.display());
        // It is read again when what was there is gone, so a pipe would not do.
        if !fs::metadata(path).map_err(failed)?.is_file() {
            return Err(format!("{} is no file", path.display()).into());
        }
        let file = File::open(path).map_err(failed)?;
        Self::read(file, progress).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    fn read(file: File, progress: impl Fn(u64)) -> Result<Self, BoxError> {
        let (mut entries, kept) = entries(&file, progress)?;
        let manifest = manifest(&mut entries, &kept)?;
        compare(&manifest, &entries)?;
        Ok(Self { manifest, file, entries })
    }

    /// The dump of a database.
    pub(crate) async fn dump(&self, database: &Database) -> io::Result<Take<tokio::fs::File>> {
        self.entry(&database.path()).await
    }

    /// The bytes of an object.
    pub(crate) async fn object(&self, object: &Object) -> io::Result<Take<tokio::fs::File>> {
        self.entry(&object.path()).await
    }

    /// Only one can be read at a time: they share their place in the file.
    async fn entry(&self, path: &str) -> io::Result<Take<tokio::fs::File>> {
        let entry = self.entries.get(path).ok_or(io::ErrorKind::NotFound)?;
        let mut file = tokio::fs::File::from_std(self.file.try_clone()?);
        file.seek(SeekFrom::Start(entry.at)).await?;
        Ok(file.take(entry.size))
    }
}

/// By the path of an entry.
type ByPath<T> = BTreeMap<String, T>;

/// Reads every entry; also the bytes of those that the manifest is made of.
fn entries(
    file: &File,
    progress: impl Fn(u64),
) -> Result<(ByPath<Entry>, ByPath<Vec<u8>>), BoxError> {
    let (mut entries, mut kept) = (BTreeMap::new(), BTreeMap::new());
    let mut archive = tar::Archive::new(file);
    for entry in archive.entries()? {
        let mut entry = entry.map_err(unreadable)?;
        let path = String::from_utf8(entry.path_bytes().into_owned()).map_err(damaged)?;
        if !entry.header().entry_type().is_file() {
            return Err(damaged(format_args!("{path} is no file")));
        }
        let at = entry.raw_file_position();
        let keep = [MANIFEST, MANIFEST_SHA256].contains(&path.as_str());
        let (found, bytes) = read(&mut entry, at, keep, &progress).map_err(unreadable)?;
        if keep {
            kept.insert(path.clone(), bytes);
        }
        if entries.insert(path.clone(), found).is_some() {
            return Err(damaged(format_args!("{path} is in it twice")));
        }
    }
    Ok((entries, kept))
}

/// Reads an entry; its bytes where they are to be kept.
fn read(
    entry: &mut impl Read,
    at: u64,
    keep: bool,
    progress: impl Fn(u64),
) -> io::Result<(Entry, Vec<u8>)> {
    let (mut size, mut hash, mut kept) = (0, Sha256::new(), Vec::new());
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = entry.read(&mut chunk)?;
        let Some(bytes) = chunk.get(..length).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        if keep {
            kept.extend_from_slice(bytes);
        }
        size += count(length);
        progress(at + size);
    }
    Ok((Entry { at, size, sha256: hex::encode(hash.finalize()) }, kept))
}

/// Takes the manifest out of the entries.
fn manifest(
    entries: &mut BTreeMap<String, Entry>,
    kept: &BTreeMap<String, Vec<u8>>,
) -> Result<Manifest, BoxError> {
    let missing = || damaged("it has no manifest; it may be cut short");
    let entry = entries.remove(MANIFEST).ok_or_else(missing)?;
    entries.remove(MANIFEST_SHA256).ok_or_else(missing)?;
    let [bytes, line] = [MANIFEST, MANIFEST_SHA256].map(|path| kept.get(path).ok_or_else(missing));
    if *line? != format!("{}  {MANIFEST}\n", entry.sha256).into_bytes() {
        return Err(damaged("the manifest is not as it was written"));
    }
    Manifest::read(bytes?)
}

fn compare(manifest: &Manifest, entries: &BTreeMap<String, Entry>) -> Result<(), BoxError> {
    let databases = manifest.databases.iter();
    let databases = databases.map(|database| (database.path(), database.size, &database.sha256));
    let objects = manifest.objects.iter().filter(|object| object.in_archive);
    let objects = objects.map(|object| (object.path(), object.size, &object.sha256));
    let mut expected = 0;
    for (path, size, sha256) in databases.chain(objects) {
        let found = entries.get(&path).ok_or_else(|| damaged(format_args!("{path} is missing")))?;
        if found.size != size || found.sha256 != *sha256 {
            return Err(damaged(format_args!("{path} is not as it was written")));
        }
        expected += 1;
    }
    if entries.len() == expected {
        Ok(())
    } else {
        Err(damaged("it has what its manifest does not know"))
    }
}
