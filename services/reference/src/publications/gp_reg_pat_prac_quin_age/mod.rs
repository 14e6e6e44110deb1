//! Patients Registered at a GP Practice by five-year age band and sex, in a
//! month.
//!
//! Each organisation of five kinds has 43 records: one total, and for each sex
//! a total and 20 bands. They become one row, and all the sums must be right.
//! Small numbers are published, zeros included.

mod fold;
mod format;
pub mod list_sizes;
mod org_type;
mod row;

#[cfg(test)]
mod tests;

use access::Scope;
use bytes::Bytes;
use web::{Endpoint, endpoint};

pub use format::BANDS;
pub use org_type::{OrgType, UnknownOrgType};
pub use row::Row;

use self::fold::Fold;
use super::snapshot::Snapshot;
use super::{Cadence, Change, Publication, REGISTERED, ReadError, Reading, Source, changes};
use crate::segment::{self, Rows, SegmentError};

/// The publication.
pub struct GpRegPatPracQuinAge;

impl Publication for GpRegPatPracQuinAge {
    fn name(&self) -> &'static str {
        "gp-reg-pat-prac-quin-age"
    }

    fn title(&self) -> &'static str {
        "Patients Registered at a GP Practice: five-year age groups"
    }

    fn source(&self) -> &'static str {
        REGISTERED
    }

    fn cadence(&self) -> Cadence {
        Cadence::Monthly
    }

    fn recognises(&self, head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn least_rows(&self) -> u64 {
        // England has had more than 6,000 practices with patients in every month.
        5_000
    }

    fn read(&self, source: &mut Source<'_>) -> Result<Reading, ReadError> {
        let mut fold = Fold::default();
        let mut snapshot = Snapshot::default();
        source.table(&format::TABLE, |record| {
            snapshot.note(record)?;
            Ok(fold.add(record)?)
        })?;
        let period = snapshot.period(source)?;
        let (segment, rows) = segment::write(fold.finish(source)?)?;
        Ok(Reading { period, segment, rows, rejects: Vec::new() })
    }

    fn rows(&self, bytes: Bytes) -> Result<Rows, SegmentError> {
        segment::rows::<Row>(bytes)
    }

    fn resources(&self) -> Vec<(Endpoint, Scope)> {
        vec![(endpoint!(list_sizes::list), Scope::ListSizes)]
    }

    fn compare(&self, before: Bytes, after: Bytes) -> Result<Vec<Change>, SegmentError> {
        changes::between::<Row>(before, after)
    }
}
