use fixedbitset::FixedBitSet;

/// Which rows have a value, for every value of one column. Values lie in order
/// with their rows side by side, for there is one of these for every period.
pub struct Facet<K> {
    values: Vec<K>,
    /// Where the rows of each value begin, and the last ones end.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl<K> Default for Facet<K> {
    fn default() -> Self {
        Self { values: Vec::new(), starts: vec![0], rows: Vec::new() }
    }
}

impl<K: Ord> Facet<K> {
    /// Notes the values of each row, in order: none, one or several.
    pub fn new<V: IntoIterator<Item = K>>(rows: impl IntoIterator<Item = V>) -> Self {
        let noted = (0..)
            .zip(rows)
            .flat_map(|(row, values): (u32, V)| values.into_iter().map(move |value| (value, row)));
        let mut noted: Vec<(K, u32)> = noted.collect();
        noted.sort_unstable();
        noted.dedup();
        let mut facet = Self::default();
        for (value, row) in noted {
            if facet.values.last() != Some(&value) {
                facet.values.push(value);
                facet.starts.push(0);
            }
            facet.rows.push(row);
            if let Some(end) = facet.starts.last_mut() {
                *end = u32::try_from(facet.rows.len()).unwrap_or(u32::MAX);
            }
        }
        facet.values.shrink_to_fit();
        facet.rows.shrink_to_fit();
        facet
    }

    /// Rows with any of these values; `None`, which is no condition, without any.
    pub fn any_of(&self, values: &[K]) -> Option<FixedBitSet> {
        if values.is_empty() {
            return None;
        }
        let rows = values.iter().flat_map(|value| self.rows_with(value));
        Some(rows.filter_map(|&row| usize::try_from(row).ok()).collect())
    }

    fn rows_with(&self, value: &K) -> &[u32] {
        let rows = || {
            let at = self.values.binary_search(value).ok()?;
            let end = |at: usize| usize::try_from(*self.starts.get(at)?).ok();
            self.rows.get(end(at)?..end(at + 1)?)
        };
        rows().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_value_will_do_and_no_value_is_no_condition() {
        let facet = Facet::new([vec!["a"], vec![], vec!["a", "b"], vec!["c"]]);
        let rows =
            |values: &[&str]| facet.any_of(values).map(|rows| rows.ones().collect::<Vec<_>>());
        assert_eq!(rows(&["a"]), Some(vec![0, 2]));
        assert_eq!(rows(&["b", "c"]), Some(vec![2, 3]));
        assert_eq!(rows(&["z"]), Some(vec![]));
        assert_eq!(rows(&[]), None);
    }
}
