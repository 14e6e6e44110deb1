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
    let name = |name: &Option<String>| shared::known(name.as_deref());
    shared::place(Geography {
        pcn_code: row.pcn_code,
        // `U` is no network, so its name is none either.
        pcn_name: row.pcn_code.and_then(|_| name(&row.pcn_name)),
        sub_icb_code: row.sub_icb_code,
        sub_icb_name: name(&row.sub_icb_name),
        icb_code: row.icb_code,
        icb_name: name(&row.icb_name),
        region_code: row.region_code,
        region_name: name(&row.region_name),
    })
}
