//! The appointments of a month as they are kept in memory: texts once, and
//! numbers side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::format::{HCP_TYPES, MODES, STATUSES, WAITS};
use super::row::{CategoryCount, Row};
use crate::domain::{Code, Geography};
use crate::publications::shared;
use crate::segment::SegmentError;

/// The appointments of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The national categories of the month, sorted.
    pub categories: Vec<Arc<str>>,
    /// The practices, sorted by code.
    pub practices: Vec<Practice>,
}

/// The appointments of a practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Its code.
    pub code: Code,
    /// Its name, upper case as published.
    pub name: Arc<str>,
    /// The supplier of its clinical system; several in one month are joined by `/`.
    pub supplier: Option<Arc<str>>,
    /// Its network and sub-ICB location; what is above them is not published here.
    pub geography: Arc<Geography>,
    /// Its appointments.
    pub counts: Arc<Counts>,
}

/// Appointments, broken down in five ways; each adds up to all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Of each of [`STATUSES`].
    pub status: [u32; STATUSES.len()],
    /// With each of [`HCP_TYPES`].
    pub hcp: [u32; HCP_TYPES.len()],
    /// In each of [`MODES`].
    pub mode: [u32; MODES.len()],
    /// After each of [`WAITS`].
    pub wait: [u32; WAITS.len()],
    /// In each of the categories of the [`Table`]; 0 where none was recorded.
    pub categories: Box<[u32]>,
}

impl Counts {
    /// All appointments.
    pub fn total(&self) -> u64 {
        self.status.iter().copied().map(u64::from).sum()
    }
}

impl Table {
    /// The table of a month's rows. A breakdown that has more or fewer numbers
    /// than there are words is an error.
    pub fn of(rows: impl Iterator<Item = Row>) -> Result<Self, SegmentError> {
        let rows: Vec<Row> = rows.collect();
        let counted = rows.iter().flat_map(|row| row.categories.iter());
        let labels: BTreeSet<&str> = counted.map(|counted| counted.category.as_str()).collect();
        let categories: Vec<Arc<str>> = labels.into_iter().map(shared::text).collect();
        let practices = rows.into_iter().map(|row| practice(row, &categories));
        let mut practices = practices.collect::<Result<Vec<Practice>, SegmentError>>()?;
        practices.sort_by_key(|practice| practice.code);
        // Collected in place, they have the room that the rows took.
        practices.shrink_to_fit();
        Ok(Self { categories, practices })
    }
}

fn practice(row: Row, categories: &[Arc<str>]) -> Result<Practice, SegmentError> {
    let geography = Geography {
        pcn_code: row.pcn_code,
        pcn_name: shared::known(row.pcn_name.as_deref()),
        sub_icb_code: row.sub_icb_code,
        sub_icb_name: shared::known(row.sub_icb_name.as_deref()),
        ..Geography::default()
    };
    Ok(Practice {
        code: row.practice_code,
        name: shared::text(&row.practice_name),
        supplier: shared::known(row.supplier.as_deref()),
        geography: shared::place(geography),
        counts: Arc::new(Counts {
            status: array("status", row.status)?,
            hcp: array("hcp", row.hcp)?,
            mode: array("mode", row.mode)?,
            wait: array("wait", row.wait)?,
            categories: dense(&row.categories, categories),
        }),
    })
}

fn array<const N: usize>(name: &'static str, counts: Vec<u32>) -> Result<[u32; N], SegmentError> {
    counts.try_into().map_err(|_| SegmentError::Column(name))
}

/// The counts in the order of the labels. The publication has no line where
/// there were no appointments.
fn dense(counted: &[CategoryCount], labels: &[Arc<str>]) -> Box<[u32]> {
    let count = |label: &Arc<str>| {
        let found = counted.iter().find(|counted| counted.category == **label);
        found.map_or(0, |counted| counted.count)
    };
    labels.iter().map(count).collect()
}
