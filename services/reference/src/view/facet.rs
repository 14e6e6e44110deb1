use std::collections::HashMap;
use std::hash::Hash;

use fixedbitset::FixedBitSet;

/// Which rows have a value, for every value of one column.
pub struct Facet<K>(HashMap<K, FixedBitSet>);

impl<K> Default for Facet<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Facet<K> {
    /// Notes the values of each row, in order: none, one or several.
    pub fn new<V: IntoIterator<Item = K>>(rows: impl IntoIterator<Item = V>) -> Self {
        let mut facet = Self::default();
        for (row, values) in (0..).zip(rows) {
            for value in values {
                let rows = facet.0.entry(value).or_default();
                rows.grow_and_insert(row);
            }
        }
        facet
    }

    /// Rows with any of these values; `None`, which is no condition, without any.
    pub fn any_of(&self, values: &[K]) -> Option<FixedBitSet> {
        let rows = values.iter().map(|value| self.0.get(value).cloned().unwrap_or_default());
        rows.reduce(|mut all, next| {
            all.union_with(&next);
            all
        })
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
