//! Zip archives of comma-separated values.

use std::io::{self, Read, Seek};

use zip::ZipArchive;

use super::{Choice, HEAD, Part, Place, ReadError, SourceError, Take, text};

/// More than any publication has in one file; the heads of all are held at once.
const MOST_TABLES: usize = 256;

/// No member unpacks to more than this; what does is made to fill memory or disk.
const MOST_BYTES: u64 = 2 << 30;

/// A file that begins like this is an archive; the second is one without members.
const MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Whether a file that begins like `head` is an archive.
pub(super) fn is_archive(head: &[u8]) -> bool {
    MAGIC.iter().any(|magic| head.starts_with(magic))
}

/// The archive's table of members.
pub(super) fn open<R: Read + Seek>(file: R, place: &Place) -> Result<ZipArchive<R>, SourceError> {
    ZipArchive::new(file)
        .map_err(|error| place.refuse(format!("the zip is truncated or damaged: {error}")))
}

/// Reads the chosen members, one after the other.
pub(super) fn read<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    place: &Place,
    choice: &Choice<'_>,
    take: Take<'_>,
) -> Result<(), ReadError> {
    let parts = parts(archive, place)?;
    let members = tables(archive, place)?;
    for chosen in choice.of(place, &parts)? {
        let Some((index, name)) = members.get(chosen) else { continue };
        let place = place.member(name);
        let member = member(archive, *index, &place)?;
        text::read(member, &place, choice.encoding, take)?;
    }
    Ok(())
}

/// The members that are tables, each with its beginning.
pub(super) fn parts<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    place: &Place,
) -> Result<Vec<Part>, SourceError> {
    let members = tables(archive, place)?;
    if members.len() > MOST_TABLES {
        let reason =
            format!("the zip holds {} tables; at most {MOST_TABLES} are read", members.len());
        return Err(place.refuse(reason));
    }
    let parts = members.into_iter().map(|(index, name)| {
        let head = head(archive, index, &place.member(&name))?;
        Ok(Part { name, head })
    });
    parts.collect()
}

/// Unpacks every member into nothing: afterwards the archive is known to be
/// whole and to fit into `most` bytes.
pub(super) fn prove<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    place: &Place,
    most: u64,
) -> Result<(), SourceError> {
    let mut left = most;
    for index in 0..archive.len() {
        let place = place.member(&name(archive, index, place)?);
        let member = member(archive, index, &place)?;
        let count = io::copy(&mut member.take(left + 1), &mut io::sink());
        let count = count.map_err(|error| place.io(error))?;
        left = left.checked_sub(count).ok_or_else(|| {
            place.refuse(format!("the file unpacks to more than {most} bytes; it is not read"))
        })?;
    }
    Ok(())
}

/// The members whose names end in `.csv`, by name.
fn tables<R: Read + Seek>(
    archive: &ZipArchive<R>,
    place: &Place,
) -> Result<Vec<(usize, String)>, SourceError> {
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let name = name(archive, index, place)?;
        if name.to_ascii_lowercase().ends_with(".csv") && !name.starts_with("__MACOSX/") {
            members.push((index, name));
        }
    }
    members.sort_by(|(_, one), (_, other)| one.cmp(other));
    Ok(members)
}

fn name<R: Read + Seek>(
    archive: &ZipArchive<R>,
    index: usize,
    place: &Place,
) -> Result<String, SourceError> {
    match archive.name_for_index(index) {
        Some(Ok(name)) => Ok(name.into_owned()),
        Some(Err(error)) => Err(place.refuse(format!("a member without a readable name: {error}"))),
        None => Err(place.refuse("the zip's table of members is damaged")),
    }
}

fn head<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    place: &Place,
) -> Result<Vec<u8>, SourceError> {
    let mut head = Vec::new();
    let read = member(archive, index, place)?.take(HEAD).read_to_end(&mut head);
    read.map_err(|error| place.io(error)).map(|_| head)
}

fn member<'a, R: Read + Seek>(
    archive: &'a mut ZipArchive<R>,
    index: usize,
    place: &Place,
) -> Result<impl Read + use<'a, R>, SourceError> {
    let member = archive.by_index(index);
    let member = member.map_err(|error| place.refuse(format!("cannot be unpacked: {error}")))?;
    Ok(Capped { inner: member, left: MOST_BYTES })
}

/// A reader that fails rather than unpack without end.
struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| {
            io::Error::new(error.kind(), format!("truncated or damaged: {error}"))
        })?;
        let left = self.left.checked_sub(u64::try_from(count).unwrap_or(u64::MAX));
        self.left = left.ok_or_else(|| io::Error::other("it unpacks to more than 2 GB"))?;
        Ok(count)
    }
}
