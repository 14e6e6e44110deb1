use std::sync::Arc;

use super::Row;
use crate::domain::{Code, Geography};
use crate::publications::shared;

/// Where the practices of a month were, by code.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Each practice with its place.
    pub practices: Arc<Vec<(Code, Arc<Geography>)>>,
}

impl Table {
    /// That of these rows.
    pub fn of(rows: impl Iterator<Item = Row>) -> Self {
        let places = rows.map(|row| (row.practice_code, place(&row)));
        let mut practices: Vec<(Code, Arc<Geography>)> = places.collect();
        practices.sort_unstable_by_key(|(code, _)| *code);
        practices.shrink_to_fit();
        Self { practices: Arc::new(practices) }
    }
}

fn place(row: &Row) -> Arc<Geography> {
    shared::placed([
        (row.pcn_code, &row.pcn_name),
        (row.sub_icb_code, &row.sub_icb_name),
        (row.icb_code, &row.icb_name),
        (row.region_code, &row.region_name),
    ])
}
