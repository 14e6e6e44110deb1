//! What the files of releases are called: the archive as whoever publishes it
//! says, the others after it, as TRUD's API guide has it.

use std::fmt;

use chrono::NaiveDate;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use thiserror::Error;

use super::FileKind;

/// The most bytes of an archive's name: with what is added to it, other files'
/// names stay below the 255 that file systems allow.
pub const LONGEST: usize = 200;

/// What file names on Windows cannot have.
const FORBIDDEN: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// What the names of other files than archives begin with.
const OF_OTHERS: [&str; 2] = ["trud_", "trud-public-key"];

/// What Windows takes for devices, whatever follows the dot.
const DEVICES: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1",
    "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why a text cannot be the name of an archive, in a sentence.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NameError {
    /// It is empty, or too long.
    #[error("The file name must have 1 to {} characters.", LONGEST)]
    Length,
    /// It has a character that not every system writes alike, or shows.
    #[error("The file name must have printable ASCII characters only.")]
    NotAscii,
    /// It has a character that some file systems do not allow.
    #[error("The file name must have none of / \\ : * ? \" < > |")]
    Forbidden,
    /// It begins with a character that hides files, or makes options of them.
    #[error("The file name must not begin with a blank, a dot or a hyphen.")]
    Start,
    /// It ends in a character that some file systems drop.
    #[error("The file name must not end with a blank or a dot.")]
    End,
    /// Nothing says what type of file it is.
    #[error("The file name must have an extension, such as .zip")]
    NoExtension,
    /// It cannot be a file's.
    #[error("The file name must not be that of a device on Windows, such as CON or NUL.")]
    Device,
    /// Another file might have it.
    #[error("The file name must not begin with trud_ or trud-public-key: other files' names do.")]
    OfOthers,
}

/// The name of an archive: fit for every file system, for a path segment and
/// for a header.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArchiveName(String);

impl ArchiveName {
    /// The name, if it is one.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(NameError::NotAscii);
        }
        if !(1..=LONGEST).contains(&text.len()) {
            return Err(NameError::Length);
        }
        if text.contains(FORBIDDEN) {
            return Err(NameError::Forbidden);
        }
        if text.starts_with([' ', '.', '-']) {
            return Err(NameError::Start);
        }
        if text.ends_with([' ', '.']) {
            return Err(NameError::End);
        }
        if !text.contains('.') {
            return Err(NameError::NoExtension);
        }
        // Windows does not tell capitals.
        let lower = text.to_ascii_lowercase();
        if OF_OTHERS.iter().any(|start| lower.starts_with(start)) {
            return Err(NameError::OfOthers);
        }
        if lower.split('.').next().is_some_and(|start| DEVICES.contains(&start.trim_end())) {
            return Err(NameError::Device);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as it is.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without its extension: what is before the last dot.
    pub fn stem(&self) -> &str {
        self.0.rsplit_once('.').map_or(self.as_str(), |(stem, _)| stem)
    }

    /// What a file of the archive's release is called, in addresses too.
    pub fn file_name(&self, kind: FileKind) -> String {
        let stem = self.stem();
        match kind {
            FileKind::Archive => self.0.clone(),
            FileKind::Checksum => format!("trud_{stem}.xml"),
            FileKind::Signature => format!("trud_{stem}.xml.asc"),
            FileKind::Manifest => format!("trud_{stem}.sha256"),
            FileKind::ManifestSignature => format!("trud_{stem}.sha256.asc"),
        }
    }

    /// What a list of releases says that the file is called: of the signature,
    /// TRUD says another name than is in its address.
    pub fn wire_name(&self, kind: FileKind) -> String {
        match kind {
            FileKind::Signature => format!("trud_{}.sig", self.stem()),
            _ => self.file_name(kind),
        }
    }
}

impl fmt::Display for ArchiveName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the public part of a signing key is called: that of the first key of a
/// day, counted from 1, by the day alone.
pub fn public_key_file_name(date: NaiveDate, nth: usize) -> String {
    match nth {
        0 | 1 => format!("trud-public-key-{date}.pgp"),
        _ => format!("trud-public-key-{date}-{nth}.pgp"),
    }
}

/// A name as a segment of a URL's path.
pub fn segment(name: &str) -> String {
    utf8_percent_encode(name, RESERVED).to_string()
}

/// The media type of a file of a release.
pub fn media_type(name: &str, kind: FileKind) -> &'static str {
    let is_zip = |(_, extension): (&str, &str)| extension.eq_ignore_ascii_case("zip");
    match kind {
        FileKind::Archive if name.rsplit_once('.').is_some_and(is_zip) => "application/zip",
        FileKind::Checksum => "application/xml",
        _ => "application/octet-stream",
    }
}

/// The `Content-Disposition` (RFC 6266) by which a file is saved under its
/// name, which has neither quotation marks nor backslashes.
pub fn content_disposition(name: &str) -> String {
    format!("attachment; filename=\"{name}\"")
}

#[cfg(test)]
mod tests;
