//! What readers see, in memory: typed rows, sorted as they are answered. A
//! view is built beside the one in use and swapped for it whole.

mod appointments;
mod facet;
mod levels;
mod library;
mod list_sizes;
mod maps;
mod memberships;
mod payments;
mod pcns;
mod period_figures;
mod places;
mod population;
mod practices;
mod provenance;
mod qof;
mod ranked;
mod rows;
mod search;
mod shelf;
mod workforce;

use std::sync::Arc;

use objects::{Objects, ObjectsError};
use thiserror::Error;
use tracing::error;

pub use appointments::{
    AppointmentFigures, Appointments, InvalidSupplier, Listed, MonthOfAppointments, Supplier,
};
pub use facet::Facet;
pub use levels::{Figures, Levels, Organisation, Placed, Table};
pub(crate) use library::pin;
pub use library::{Library, Served};
pub use list_sizes::{Ages, ListSizes, MonthOfPatients, OfPractice, Patients, Place};
pub use maps::{Located, Map, Maps};
pub use memberships::{Memberships, Spell};
pub use payments::{
    ContractType, Headlines, InvalidContractType, Payments, PcnPayments, PlaceOfPayments,
    YearOfPayments, YearOfPcnPayments,
};
pub use pcns::{Pcn, PcnStatus, Pcns};
pub use period_figures::{PeriodFigures, Roll};
pub use places::{PlaceFilter, Places};
pub use population::{Populations, YearOfLists, YearOfPatients};
pub use practices::{Practice, PracticeFilter, Practices};
pub use provenance::Provenance;
pub use qof::{
    Achieved, Achievements, Group, Indicator, Indicators, Prevalence, Qof, Register, Registers,
    Runs, YearOfQof,
};
pub use ranked::Ranked;
pub use search::SearchIndex;
pub use shelf::{Edition, Shelf, Tabled};
pub use workforce::{Reporting, SnapshotOfStaff, StaffFigures, Staffing, Workforce};

use crate::domain::{Code, Release, serving};
use crate::publications;
use crate::segment::SegmentError;

/// Everything that is served, of one release set.
#[derive(Default)]
pub struct View {
    /// Every release, superseded ones included, by publication, end of its
    /// period and revision.
    pub known: Vec<Release>,
    /// The releases served, per publication newest period first.
    pub releases: Vec<Release>,
    /// Practices and other prescribing cost centres.
    pub practices: Practices,
    /// Primary care networks.
    pub pcns: Pcns,
    /// Registered patients.
    pub list_sizes: ListSizes,
    /// The same by practice and financial year.
    pub populations: Populations,
    /// Appointments in general practice.
    pub appointments: Appointments,
    /// The Quality and Outcomes Framework.
    pub qof: Qof,
    /// Who works in general practice.
    pub workforce: Workforce,
    /// What practices are paid.
    pub payments: Payments,
    /// What networks are paid.
    pub pcn_payments: PcnPayments,
    /// Where practices belonged, day by day.
    pub maps: Arc<Maps>,
    /// What the next view need not load again.
    kept: Shelf,
}

/// A view could not be built; the one in use stays.
#[derive(Debug, Error)]
pub enum ViewError {
    /// A segment cannot be fetched.
    #[error("segment {path}: {source}")]
    Fetch {
        /// Its path.
        path: String,
        /// What failed.
        source: Box<ObjectsError>,
    },
    /// A segment cannot be used, and never will be.
    #[error("{release}: {cause}")]
    Spoilt {
        /// The release it belongs to.
        release: String,
        /// What is wrong.
        cause: Spoilt,
    },
    /// Building was cut short.
    #[error("building the view was cut short: {0}")]
    Cut(#[from] tokio::task::JoinError),
    /// A row cannot be told in JSON.
    #[error("a row cannot be told in JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Why a segment cannot be used.
#[derive(Debug, Error)]
pub enum Spoilt {
    /// A newer version of the software has published it.
    #[error("this version does not know the publication")]
    Unknown,
    /// It is not there.
    #[error("the segment is missing")]
    Missing,
    /// It is not what the catalogue says it is.
    #[error("the segment does not have the checksum in the catalogue")]
    Corrupt,
    /// It is no Parquet file with the rows of its publication.
    #[error("the segment cannot be read: {0}")]
    Unreadable(#[from] SegmentError),
}

impl View {
    /// Fetches and joins what is to be served of everything that is known. A
    /// release whose segment is spoilt is left out, and told in the log: what
    /// it replaced is served instead. What `before` has is not fetched again.
    pub async fn load(
        known: Vec<Release>,
        objects: &Objects,
        before: Option<&Self>,
    ) -> Result<Self, ViewError> {
        let none = Shelf::default();
        let held = before.map_or(&none, |view| &view.kept);
        let mut usable = known.clone();
        let shelf = loop {
            let serving = serving(&usable, publications::is_register);
            match Shelf::fill(objects, &serving, held).await {
                Ok(shelf) => break shelf,
                Err(ViewError::Spoilt { release, cause }) => {
                    error!(release, %cause, "a release is left out");
                    usable.retain(|other| other.id != release);
                }
                Err(other) => return Err(other),
            }
        };
        // Joining and indexing keep a core busy for a while.
        tokio::task::spawn_blocking(move || Self::build(known, shelf)).await?
    }

    fn build(known: Vec<Release>, shelf: Shelf) -> Result<Self, ViewError> {
        let maps = Arc::new(Maps::new(&shelf.editions()));
        let memberships = Memberships::new(&shelf.editions(), &shelf.editions());
        let list_sizes = ListSizes::new(&shelf, &maps, &known);
        let appointments = Appointments::new(&shelf, &maps, &list_sizes, &known);
        let pcns = Pcns::new(&shelf.editions(), &maps, &memberships, &list_sizes);
        let payments = Payments::new(&shelf, &known);
        let pcn_payments = PcnPayments::new(&shelf, &pcns, &known);
        let workforce = Workforce::new(&shelf, &maps, &known);
        let qof = Qof::new(&shelf, &maps, &known);
        Ok(Self {
            known,
            releases: shelf.releases(),
            practices: Practices::new(&shelf.editions(), &maps, &memberships, &list_sizes)?,
            pcns,
            populations: Populations::new(&list_sizes, &payments),
            list_sizes,
            appointments,
            qof,
            workforce,
            payments,
            pcn_payments,
            maps,
            kept: shelf.kept(),
        })
    }

    /// Whether anything is known of a practice: ODS lists it, or it has figures.
    pub fn knows_practice(&self, code: Code) -> bool {
        self.practices.find(code).is_some()
            || !self.populations.of(code).is_empty()
            || self.appointments.has(code)
            || self.qof.has(code)
            || self.workforce.has(code)
    }

    /// The name ODS has for a practice.
    pub fn name_of_practice(&self, code: Code) -> Option<&str> {
        let practice = self.practices.get(self.practices.find(code)?)?;
        Some(practice.name.as_str())
    }
}
