mod contract_type;
mod pcns;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use fixedbitset::FixedBitSet;

pub use self::contract_type::{ContractType, InvalidContractType};
pub use self::pcns::{PcnPayments, YearOfPcnPayments};
use super::facet::Facet;
use super::places::{PlaceFilter, Places};
use super::provenance::Provenance;
use super::shelf::{Shelf, Tabled};
use crate::domain::{Code, FinancialYear, Release};
use crate::publications::nhs_payments_practice::{Practice, Table};

/// What practices were paid, year by year.
#[derive(Default)]
pub struct Payments {
    /// Newest first.
    pub years: Vec<YearOfPayments>,
}

/// What practices were paid in one year.
pub struct YearOfPayments {
    /// The year.
    pub year: FinancialYear,
    /// The release.
    pub provenance: Provenance,
    /// The practices, by code.
    pub table: Arc<Table>,
    /// Where its best known lines are.
    pub headlines: Headlines,
    places: Places,
    by_contract_type: Facet<ContractType>,
}

/// Where lines are among those of a year; nothing where the year has no such line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headlines {
    /// Global Sum.
    pub global_sum: Option<usize>,
    /// Total QOF Payments.
    pub total_qof_payments: Option<usize>,
    /// Premises Payments.
    pub premises_payments: Option<usize>,
    /// PCN Participation.
    pub pcn_participation: Option<usize>,
}

/// Where the payments to a practice are: which year, and which row of it.
#[derive(Clone, Copy, Debug)]
pub struct PlaceOfPayments {
    year: usize,
    row: usize,
}

impl Payments {
    /// Indexes every year. Its file says where practices were.
    pub(super) fn new(shelf: &Shelf, known: &[Release]) -> Self {
        Self::of(&shelf.tables(), known)
    }

    pub(super) fn of(tables: &[Tabled<Table>], known: &[Release]) -> Self {
        Self { years: tables.iter().map(|tabled| YearOfPayments::new(tabled, known)).collect() }
    }

    /// Whether a practice was paid in any of them.
    pub fn has(&self, practice: Code) -> bool {
        self.years.iter().any(|year| year.find(practice).is_some())
    }

    /// Every practice and year, and where the payments are.
    pub fn places(&self) -> impl Iterator<Item = (Code, FinancialYear, PlaceOfPayments)> {
        self.years.iter().enumerate().flat_map(|(at, year)| {
            year.table.practices.iter().enumerate().map(move |(row, practice)| {
                (practice.practice_code, year.year, PlaceOfPayments { year: at, row })
            })
        })
    }

    /// The year and the payments at a place.
    pub fn at(&self, place: PlaceOfPayments) -> Option<(&YearOfPayments, &Practice)> {
        let year = self.years.get(place.year)?;
        Some((year, year.table.practices.get(place.row)?))
    }
}

impl YearOfPayments {
    fn new(tabled: &Tabled<Table>, known: &[Release]) -> Self {
        let Tabled { release, table } = tabled;
        let practices = table.practices.iter();
        let placed = practices.clone().map(|own| (own.practice_code, own.geography.as_ref()));
        let contract_types = practices.map(|own| {
            let word = own.contract_type.as_deref()?;
            word.parse::<ContractType>().ok()
        });
        Self {
            year: FinancialYear::of(release.period.start),
            provenance: Provenance::of(release, known),
            headlines: Headlines::of(table),
            places: Places::new(placed),
            by_contract_type: Facet::new(contract_types),
            table: Arc::clone(table),
        }
    }

    /// The rows that are asked for; nothing where that is all of them.
    pub fn select(
        &self,
        filter: &PlaceFilter,
        contract_types: &[ContractType],
    ) -> Option<FixedBitSet> {
        let placed = (*filter != PlaceFilter::default()).then(|| self.places.select(filter));
        match (placed, self.by_contract_type.any_of(contract_types)) {
            (Some(mut rows), Some(contracted)) => {
                rows.intersect_with(&contracted);
                Some(rows)
            }
            (placed, contracted) => placed.or(contracted),
        }
    }

    fn find(&self, practice: Code) -> Option<usize> {
        let practices = &self.table.practices;
        practices.binary_search_by_key(&practice, |own| own.practice_code).ok()
    }
}

impl Headlines {
    fn of(table: &Table) -> Self {
        Self {
            global_sum: table.line("global_sum"),
            total_qof_payments: table.line("total_qof_payments"),
            premises_payments: table.line("premises_payments"),
            pcn_participation: table.line("pcn_participation"),
        }
    }
}
