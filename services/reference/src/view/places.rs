use fixedbitset::FixedBitSet;

use super::Facet;
use crate::domain::{Code, Geography};

/// Which organisations are asked for. Within a field any code does; empty
/// means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceFilter {
    /// The organisations themselves.
    pub org: Vec<Code>,
    /// The networks they are in.
    pub pcn: Vec<Code>,
    /// The sub-ICB locations they are in.
    pub sub_icb: Vec<Code>,
    /// The boards they are in.
    pub icb: Vec<Code>,
    /// The regions they are in.
    pub region: Vec<Code>,
}

/// Finds organisations, which are known by their position, by place.
#[derive(Default)]
pub struct Places {
    count: usize,
    /// The organisations, each once.
    by_org: Facet<Code>,
    by_pcn: Facet<Code>,
    by_sub_icb: Facet<Code>,
    by_icb: Facet<Code>,
    by_region: Facet<Code>,
}

impl Places {
    /// Notes organisations with their geography, in order.
    pub fn new<'a, I>(organisations: I) -> Self
    where
        I: Iterator<Item = (Code, &'a Geography)> + Clone,
    {
        let facet = |code: fn(&Geography) -> Option<Code>| {
            Facet::new(organisations.clone().map(|(_, geography)| code(geography)))
        };
        Self {
            count: organisations.clone().count(),
            by_org: Facet::new(organisations.clone().map(|(code, _)| [code])),
            by_pcn: facet(|geography| geography.pcn_code),
            by_sub_icb: facet(|geography| geography.sub_icb_code),
            by_icb: facet(|geography| geography.icb_code),
            by_region: facet(|geography| geography.region_code),
        }
    }

    /// The organisations that a filter admits.
    pub fn select(&self, filter: &PlaceFilter) -> FixedBitSet {
        let conditions = [
            self.by_org.any_of(&filter.org),
            self.by_pcn.any_of(&filter.pcn),
            self.by_sub_icb.any_of(&filter.sub_icb),
            self.by_icb.any_of(&filter.icb),
            self.by_region.any_of(&filter.region),
        ];
        let admitted = conditions.into_iter().flatten().reduce(|mut all, next| {
            all.intersect_with(&next);
            all
        });
        admitted.unwrap_or_else(|| {
            let mut all = FixedBitSet::with_capacity(self.count);
            all.insert_range(..);
            all
        })
    }
}
