//! Patients Registered at a GP Practice by five-year age band and sex, in a
//! month.
//!
//! Each organisation of five kinds has 43 records: one total, and for each sex
//! a total and 20 bands. They become one row, and all the sums must be right.
//! Small numbers are published, zeros included.

mod fold;
mod format;
pub mod list_sizes;
mod row;

#[cfg(test)]
mod tests;

use access::Scope;
use web::{Endpoint, endpoint};

pub use format::BANDS;
pub use row::Row;

use self::fold::Fold;
use super::snapshot::Snapshot;
use super::{Cadence, Contents, Facts, REGISTERED, ReadError, Series, Source};

/// The publication.
pub struct GpRegPatPracQuinAge;

impl Series for GpRegPatPracQuinAge {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "gp-reg-pat-prac-quin-age",
        files: &["gp-reg-pat-prac-quin-age"],
        title: "Patients Registered at a GP Practice: five-year age groups",
        source: REGISTERED,
        cadence: Cadence::Monthly,
        register: false,
        // England has had more than 6,000 practices with patients in every month.
        least_rows: 5_000,
    };

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let mut fold = Fold::default();
        let mut snapshot = Snapshot::default();
        source.table(&format::TABLE, |record| {
            snapshot.note(record)?;
            Ok(fold.add(record)?)
        })?;
        let period = snapshot.period(source)?;
        Ok(Contents { period, regions: None, rows: fold.finish(source)?, rejects: Vec::new() })
    }

    fn resources() -> Vec<(Endpoint, Scope)> {
        vec![(endpoint!(list_sizes::list), Scope::ListSizes)]
    }
}
