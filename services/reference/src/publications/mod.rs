//! NHS series: one folder each, with its file format, rows and checks.

mod changes;
mod dates;
pub mod epcmem;
pub mod epcn;
pub mod epcncorepartnerdetails;
pub mod epraccur;
pub mod gp_reg_pat_prac_all;
pub mod gp_reg_pat_prac_map;
pub mod gp_reg_pat_prac_quin_age;
pub mod nhs_payments_pcn;
pub mod nhs_payments_practice;
pub mod nwrs_practice_level;
mod once;
pub mod practice_level_crosstab;
pub mod practice_level_crosstab_mapping;
mod qof;
pub mod qof_achievement;
pub mod qof_mapping_indicators;
pub mod qof_mapping_nhs_geographies;
pub mod qof_mapping_pcas;
pub mod qof_organisation_reference;
pub mod qof_practice_validation_outcomes;
pub mod qof_prevalence;
mod series;
pub(crate) mod shared;
mod snapshot;
mod source;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use access::Scope;
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;
use web::Endpoint;

pub use changes::{Change, Kind};
pub use series::{Contents, Facts, Series};
pub use source::{
    At, Column, Part, Place, Progress, Record, Reject, Rejects, Silent, Source, SourceError, Table,
    Traces, parts,
};

use crate::domain::{Period, Regions};
use crate::segment::{Rows, SegmentError};

/// An NHS series that can be imported, whatever its rows are. Implement
/// [`Series`] instead.
pub trait Publication: Send + Sync {
    /// What it is.
    fn facts(&self) -> &'static Facts;

    /// Its name in commands, release ids and object paths.
    fn name(&self) -> &'static str {
        self.facts().name
    }

    /// Whether a table that begins like this is one of the series. `head` is
    /// the first 64 KB, cut anywhere: see [`Part`]. The first records decide; a
    /// fault further on is for `read` to name.
    fn recognises(&self, head: &[u8]) -> bool;

    /// Reads a file whole, or fails and says where. Rows that are wrong by
    /// themselves are rejected and counted; a file that is wrong is an error.
    fn read(&self, source: &mut Source<'_>) -> Result<Reading, ReadError>;

    /// Whether what is loaded is compact and shared by one view after the
    /// other; else it is loaded anew for each, and dropped when that is built.
    fn kept(&self) -> bool;

    /// What readers need of a segment of the series: its rows, a `Vec` of
    /// them, or a table of its own. Of rows, with the keys `seen` in newer
    /// editions only the others; see [`segment::rows`](crate::segment::rows).
    fn load(
        &self,
        segment: Bytes,
        seen: Option<&mut HashSet<String>>,
    ) -> Result<Rows, SegmentError>;

    /// The lists that answer with figures of the series alone, each with the
    /// scope a key needs. What several series are joined to is in `api`.
    fn resources(&self) -> Vec<(Endpoint, Scope)>;

    /// What changed between two segments of the series, by key.
    fn compare(&self, before: Bytes, after: Bytes) -> Result<Vec<Change>, SegmentError>;
}

/// How often a series is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::Cadence)]
pub enum Cadence {
    /// Renewed every night.
    Nightly,
    /// Once a month.
    Monthly,
    /// Once a quarter.
    Quarterly,
    /// Once a year.
    Annual,
}

impl Cadence {
    /// The days after which the next edition is due.
    pub fn days(self) -> u64 {
        match self {
            Self::Nightly => 1,
            Self::Monthly => 31,
            Self::Quarterly => 92,
            Self::Annual => 366,
        }
    }
}

/// Every publication there is, in the order in which they are imported:
/// organisations before what is told of them.
pub const ALL: [&dyn Publication; 19] = [
    &epraccur::Epraccur,
    &epcn::Epcn,
    &epcncorepartnerdetails::EpcnCorePartnerDetails,
    &epcmem::Epcmem,
    &gp_reg_pat_prac_map::GpRegPatPracMap,
    &gp_reg_pat_prac_all::GpRegPatPracAll,
    &gp_reg_pat_prac_quin_age::GpRegPatPracQuinAge,
    &practice_level_crosstab_mapping::PracticeLevelCrosstabMapping,
    &practice_level_crosstab::PracticeLevelCrosstab,
    &qof_mapping_indicators::QofMappingIndicators,
    &qof_mapping_nhs_geographies::QofMappingNhsGeographies,
    &qof_mapping_pcas::QofMappingPcas,
    &qof_organisation_reference::QofOrganisationReference,
    &qof_practice_validation_outcomes::QofPracticeValidationOutcomes,
    &qof_prevalence::QofPrevalence,
    &qof_achievement::QofAchievement,
    &nwrs_practice_level::NwrsPracticeLevel,
    &nhs_payments_practice::NhsPaymentsPractice,
    &nhs_payments_pcn::NhsPaymentsPcn,
];

/// Where ODS offers its CSV files on practices and PCNs.
const ODS: &str = "https://digital.nhs.uk/services/organisation-data-service/data-search-and-export/csv-downloads/gp-and-gp-practice-related-data";

/// Where NHS England publishes the numbers of registered patients.
const REGISTERED: &str = "https://digital.nhs.uk/data-and-information/publications/statistical/patients-registered-at-a-gp-practice";

/// The publication of that name.
pub fn find(name: &str) -> Option<&'static dyn Publication> {
    ALL.into_iter().find(|publication| publication.name() == name)
}

/// Whether the publication of that name is a register.
pub fn is_register(name: &str) -> bool {
    find(name).is_some_and(|publication| publication.facts().register)
}

/// What came out of a file.
#[derive(Debug)]
pub struct Reading {
    /// The days it is about, from its content.
    pub period: Period,
    /// The regions it covers; nothing where that is all of them.
    pub regions: Option<Regions>,
    /// The rows, as a Parquet file.
    pub segment: Bytes,
    /// How many there are.
    pub rows: u64,
    /// What was refused.
    pub rejects: Vec<Reject>,
}

/// A file could not be read as a release.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is wrong.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The rows could not be kept.
    #[error("cannot keep the rows: {0}")]
    Segment(#[from] SegmentError),
}
