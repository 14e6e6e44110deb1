use std::collections::HashMap;
use std::sync::Arc;

use fixedbitset::FixedBitSet;

use crate::domain::{Code, FinancialYear, Geography, Release};
use crate::publications::nhs_payments_pcn::{Network, Table};
use crate::view::pcns::{Pcn, Pcns};
use crate::view::places::{PlaceFilter, Places};
use crate::view::provenance::Provenance;
use crate::view::shelf::{Shelf, Tabled};

/// What primary care networks were paid, year by year.
#[derive(Default)]
pub struct PcnPayments {
    /// Newest first.
    pub years: Vec<YearOfPcnPayments>,
}

/// What primary care networks were paid in one year.
pub struct YearOfPcnPayments {
    /// The year.
    pub year: FinancialYear,
    /// The release.
    pub provenance: Provenance,
    /// The networks, by code.
    pub table: Arc<Table>,
    /// Where each of them is: as published and, where the file does not tell,
    /// as `pcns` has it now.
    pub geographies: Vec<Arc<Geography>>,
    places: Places,
}

impl PcnPayments {
    /// Indexes every year; `pcns` tell where networks are.
    pub(in crate::view) fn new(shelf: &Shelf, pcns: &Pcns, known: &[Release]) -> Self {
        Self::of(&shelf.tables(), pcns, known)
    }

    pub(super) fn of(tables: &[Tabled<Table>], pcns: &Pcns, known: &[Release]) -> Self {
        let pcns = (0..).map_while(|row| pcns.get(row));
        let now: HashMap<Code, &Pcn> = pcns.map(|pcn| (pcn.pcn_code, pcn)).collect();
        let years = tables.iter().map(|tabled| YearOfPcnPayments::new(tabled, &now, known));
        Self { years: years.collect() }
    }
}

impl YearOfPcnPayments {
    fn new(tabled: &Tabled<Table>, now: &HashMap<Code, &Pcn>, known: &[Release]) -> Self {
        let Tabled { release, table } = tabled;
        let networks = table.networks.iter();
        let geographies: Vec<Arc<Geography>> = networks
            .map(|Network { pcn_code, geography, .. }| match now.get(pcn_code) {
                Some(now) => completed(geography, now),
                None => Arc::clone(geography),
            })
            .collect();
        let codes = table.networks.iter().map(|network| network.pcn_code);
        let places = Places::new(codes.zip(geographies.iter().map(|own| own.as_ref())));
        Self {
            year: FinancialYear::of(release.period.start),
            provenance: Provenance::of(release, known),
            table: Arc::clone(table),
            geographies,
            places,
        }
    }

    /// The rows that are asked for; nothing where that is all of them.
    pub fn select(&self, filter: &PlaceFilter) -> Option<FixedBitSet> {
        (*filter != PlaceFilter::default()).then(|| self.places.select(filter))
    }
}

/// The place of a network as published, with what that lacks from where it is now.
fn completed(own: &Arc<Geography>, now: &Pcn) -> Arc<Geography> {
    let mut all = own.as_ref().clone();
    if all.pcn_name.is_none() {
        all.pcn_name = Some(now.pcn_name.as_str().into());
    }
    if all.sub_icb_code.is_none() {
        (all.sub_icb_code, all.sub_icb_name) = (now.sub_icb_code, now.sub_icb_name.clone());
    }
    if all.icb_code.is_none() {
        (all.icb_code, all.icb_name) = (now.icb_code, now.icb_name.clone());
    }
    if all.region_code.is_none() {
        (all.region_code, all.region_name) = (now.region_code, now.region_name.clone());
    }
    if all == **own { Arc::clone(own) } else { Arc::new(all) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::PcnStatus;

    fn pcn() -> Pcn {
        let code = |text: &str| Some(text.parse().unwrap());
        Pcn {
            pcn_code: "U99901".parse().unwrap(),
            pcn_name: "ELM PCN".to_owned(),
            status: PcnStatus::Active,
            opened_on: None,
            closed_on: None,
            postcode: None,
            sub_icb_code: code("91Z"),
            sub_icb_name: Some("ELM SUB ICB".into()),
            icb_code: code("QZ1"),
            icb_name: Some("ELM ICB".into()),
            region_code: code("Y91"),
            region_name: Some("ELM REGION".into()),
            member_practices: 1,
            registered_patients: None,
            registered_patients_on: None,
            release: "epcn-2026-01-01-r1".into(),
            published_on: None,
        }
    }

    #[test]
    fn what_is_published_stays() {
        let own = Geography {
            pcn_code: Some("U99901".parse().unwrap()),
            pcn_name: Some("ELM AND OAK PCN".into()),
            sub_icb_code: Some("92Z".parse().unwrap()),
            ..Geography::default()
        };
        let all = completed(&Arc::new(own.clone()), &pcn());
        let expected = Geography {
            icb_code: Some("QZ1".parse().unwrap()),
            icb_name: Some("ELM ICB".into()),
            region_code: Some("Y91".parse().unwrap()),
            region_name: Some("ELM REGION".into()),
            ..own
        };
        assert_eq!(*all, expected);
        assert!(Arc::ptr_eq(&completed(&all, &pcn()), &all), "nothing is lacking");
    }
}
