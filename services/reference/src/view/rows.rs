use fixedbitset::FixedBitSet;

/// Some rows, kept in whichever way takes less room.
pub(super) enum Rows {
    Few(Vec<usize>),
    Many(FixedBitSet),
}

impl Default for Rows {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Rows {
    /// The bits that one row takes in a list.
    const BITS: usize = 64;

    /// Adds a row, which is not less than those added before.
    pub(super) fn push(&mut self, row: usize) {
        match self {
            Self::Few(rows) if rows.last() == Some(&row) => {}
            Self::Few(rows) => rows.push(row),
            Self::Many(rows) => rows.grow_and_insert(row),
        }
    }

    /// Settles how these rows, of so many in all, are kept from now on.
    pub(super) fn settle(&mut self, all: usize) {
        if let Self::Few(rows) = self {
            if rows.len() > all / Self::BITS {
                let mut many = FixedBitSet::with_capacity(all);
                many.extend(rows.drain(..));
                *self = Self::Many(many);
            } else {
                rows.shrink_to_fit();
            }
        }
    }

    /// Adds the rows to a set.
    pub(super) fn add_to(&self, set: &mut FixedBitSet) {
        match self {
            Self::Few(rows) => set.extend(rows.iter().copied()),
            Self::Many(rows) => set.union_with(rows),
        }
    }
}
