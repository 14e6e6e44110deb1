use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Request;
use crate::domain::due::Source;

/// What came of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is new, and has its options.
    Created,
    /// It is another than it was.
    Updated,
    /// It is what it was.
    Unchanged,
    /// It is not due.
    Skipped,
    /// It was deleted here, and is left alone.
    Hidden,
    /// It could not be read or written; options it had before are kept.
    Failed,
}

impl Outcome {
    /// Its word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Hidden => "hidden",
            Self::Failed => "failed",
        }
    }
}

/// What was done to a dataset, which may be something even where its options
/// could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was added.
    Created,
    /// It has another version.
    Updated,
}

/// A list, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The key of the dataset.
    pub key: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// What was done to the dataset, or in a dry run would have been.
    pub change: Option<Change>,
    /// How many options it has, where it was read.
    pub options: Option<i32>,
    /// How many items of the answer were no options.
    pub skipped_items: usize,
    /// Why it failed, in a sentence.
    pub reason: Option<String>,
}

impl Line {
    pub(super) fn failed(key: &'static str, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::new(key, Outcome::Failed) }
    }

    pub(super) fn new(key: &'static str, outcome: Outcome) -> Self {
        Self { key, outcome, change: None, options: None, skipped_items: 0, reason: None }
    }

    /// A list that was read.
    pub(super) fn read(key: &'static str, change: Option<Change>) -> Self {
        let outcome = match change {
            Some(Change::Created) => Outcome::Created,
            Some(Change::Updated) => Outcome::Updated,
            None => Outcome::Unchanged,
        };
        Self { change, ..Self::new(key, outcome) }
    }
}

/// A run in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Counts {
    /// Of the NHS Data Dictionary.
    NhsDd {
        /// New datasets, with options or without.
        created: usize,
        /// Datasets with another version.
        updated: usize,
        /// Pages that were read, changed or not.
        scraped: usize,
        /// Datasets that were not due, or are hidden.
        skipped: usize,
        /// Datasets whose options could not be read.
        errors: usize,
        /// All datasets of the NHS Data Dictionary there are now.
        total: i64,
    },
    /// Of external lists.
    External {
        /// Lists that were read, changed or not.
        synced: usize,
        /// Lists that were not due, or are hidden.
        skipped: usize,
        /// Lists that could not be read.
        errors: usize,
    },
}

impl Counts {
    /// The numbers of a report as it is kept, if it has any.
    pub fn of(report: &Value) -> Option<Self> {
        Self::deserialize(report.get("counts")?).ok()
    }

    /// How many lists failed.
    pub const fn errors(self) -> usize {
        match self {
            Self::NhsDd { errors, .. } | Self::External { errors, .. } => errors,
        }
    }
}

impl fmt::Display for Counts {
    /// Such as `7 synced, 0 skipped, 0 errors`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NhsDd { created, updated, scraped, skipped, errors, total } => write!(
                f,
                "{created} created, {updated} updated, {scraped} scraped, {skipped} skipped, \
                 {errors} errors, {total} in all"
            ),
            Self::External { synced, skipped, errors } => {
                write!(f, "{synced} synced, {skipped} skipped, {errors} errors")
            }
        }
    }
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was synced.
    pub source: Source,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// When it was due; none: it was run by command.
    pub scheduled_for: Option<DateTime<Utc>>,
    /// As of when.
    pub started_at: DateTime<Utc>,
    /// Its lists, in order.
    pub datasets: Vec<Line>,
    /// How many came to what.
    pub counts: Counts,
}

impl Report {
    /// `total` is the number of all datasets of the NHS Data Dictionary.
    pub(super) fn new(request: &Request<'_>, datasets: Vec<Line>, total: i64) -> Self {
        let came_to = |outcomes: &[Outcome]| {
            datasets.iter().filter(|line| outcomes.contains(&line.outcome)).count()
        };
        let changes =
            |change: Change| datasets.iter().filter(|line| line.change == Some(change)).count();
        let read = came_to(&[Outcome::Created, Outcome::Updated, Outcome::Unchanged]);
        let skipped = came_to(&[Outcome::Skipped, Outcome::Hidden]);
        let errors = came_to(&[Outcome::Failed]);
        let counts = match request.source {
            Source::NhsDd => Counts::NhsDd {
                created: changes(Change::Created),
                updated: changes(Change::Updated),
                scraped: read,
                skipped,
                errors,
                total,
            },
            Source::External => Counts::External { synced: read, skipped, errors },
        };
        let Request { source, dry_run, scheduled_for, now: started_at, .. } = *request;
        Self { source, dry_run, scheduled_for, started_at, datasets, counts }
    }

    /// How many lists failed.
    pub const fn errors(&self) -> usize {
        self.counts.errors()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_read_back_as_they_are_kept() {
        let (created, updated, scraped, skipped, errors, total) = (48, 1, 9, 2, 39, 50);
        let pages = Counts::NhsDd { created, updated, scraped, skipped, errors, total };
        let external = Counts::External { synced: 5, skipped, errors: 0 };
        for (counts, told) in [
            (pages, "48 created, 1 updated, 9 scraped, 2 skipped, 39 errors, 50 in all"),
            (external, "5 synced, 2 skipped, 0 errors"),
        ] {
            assert_eq!(Counts::of(&json!({ "counts": counts })), Some(counts));
            assert_eq!(counts.to_string(), told);
        }
        for unknown in [json!({}), json!([]), json!({ "counts": { "synced": 1 } })] {
            assert_eq!(Counts::of(&unknown), None, "{unknown}");
        }
    }
}
