use std::collections::HashMap;
use std::hash::Hash;

use fixedbitset::FixedBitSet;

use super::rows::Rows;

/// Which rows have a value, for every value of one column.
pub struct Facet<K>(HashMap<K, Rows>);

impl<K> Default for Facet<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Facet<K> {
    /// Notes the values of each row, in order: none, one or several.
    pub fn new<V: IntoIterator<Item = K>>(rows: impl IntoIterator<Item = V>) -> Self {
        let mut facet: HashMap<K, Rows> = HashMap::new();
        let mut all = 0;
        for values in rows {
            for value in values {
                facet.entry(value).or_default().push(all);
            }
            all += 1;
        }
        facet.values_mut().for_each(|rows| rows.settle(all));
        Self(facet)
    }

    /// Rows with any of these values; `None`, which is no condition, without any.
    pub fn any_of(&self, values: &[K]) -> Option<FixedBitSet> {
        let (first, others) = values.split_first()?;
        let mut all = self.0.get(first).map(Rows::to_set).unwrap_or_default();
        for value in others {
            if let Some(rows) = self.0.get(value) {
                rows.add_to(&mut all);
            }
        }
        Some(all)
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
