use std::fmt;
use std::io;

use super::{At, SourceError};

/// The text that is being read: a file, or a member of one, written
/// `archive.zip/member.csv` or `workbook.xlsx/sheet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    pub(super) fn file(name: &str) -> Self {
        Self(name.to_owned())
    }

    pub(super) fn member(&self, name: &str) -> Self {
        Self(format!("{}/{name}", self.0))
    }

    /// The member or sheet, where it is not the file itself.
    pub(super) fn within(&self) -> Option<&str> {
        self.0.split_once('/').map(|(_, member)| member)
    }

    /// An error about one spot.
    pub fn wrong(&self, at: At, reason: impl fmt::Display) -> SourceError {
        SourceError::At { file: self.0.clone(), at, reason: reason.to_string() }
    }

    /// An error about all of it.
    pub fn refuse(&self, reason: impl fmt::Display) -> SourceError {
        SourceError::Whole { file: self.0.clone(), reason: reason.to_string() }
    }

    pub(super) fn io(&self, source: io::Error) -> SourceError {
        SourceError::Io { file: self.0.clone(), source }
    }
}
