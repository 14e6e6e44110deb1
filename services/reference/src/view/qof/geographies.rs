use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{Code, Geography};
use crate::publications::qof_mapping_nhs_geographies::Row;
use crate::publications::shared;
use crate::view::period_figures::Roll;

/// Where the practices of a year were, by the table of that very year; without
/// one, nowhere, and without a name.
#[derive(Default)]
pub(super) struct Geographies {
    practices: HashMap<Code, Sited>,
    unknown: Sited,
    /// Every practice of the year, where there is a table.
    pub(super) roll: Option<Arc<Roll>>,
}

/// A practice's name and place.
#[derive(Clone, Debug, Default)]
pub(super) struct Sited {
    pub(super) name: Option<Arc<str>>,
    pub(super) geography: Arc<Geography>,
}

impl Geographies {
    /// Reads the table of a year.
    pub(super) fn new(rows: &[Row]) -> Self {
        let practices = rows.iter().map(|row| {
            let name = shared::known(row.practice_name.as_deref());
            let geography = geography(row);
            (row.practice_code, Sited { name, geography })
        });
        let practices: HashMap<Code, Sited> = practices.collect();
        let place = |(code, sited): (&Code, &Sited)| (*code, Arc::clone(&sited.geography));
        let mut roll: Roll = practices.iter().map(place).collect();
        roll.sort_unstable_by_key(|(code, _)| *code);
        Self { practices, unknown: Sited::default(), roll: Some(Arc::new(roll)) }
    }

    /// A practice.
    pub(super) fn of(&self, practice: Code) -> Sited {
        self.practices.get(&practice).unwrap_or(&self.unknown).clone()
    }
}

fn geography(row: &Row) -> Arc<Geography> {
    shared::placed([
        (row.pcn_code, &row.pcn_name),
        (row.sub_icb_code, &row.sub_icb_name),
        (row.icb_code, &row.icb_name),
        (row.region_code, &row.region_name),
    ])
}
