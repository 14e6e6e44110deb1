//! Roles as they are kept in memory, where most of what there is of a practice
//! is its roles.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::prelude::ToPrimitive;

use super::row::{Role, Row, StaffGroup};

/// The figures of a role at a practice, in eight bytes.
/// [`MOST_STAFF`](super::format::MOST_STAFF) fits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// Its place in [`Names`].
    name: u16,
    headcount: u16,
    /// In millionths.
    fte: u32,
}

impl Held {
    const MILLION: f64 = 1e6;

    fn new(name: u16, headcount: Option<u32>, fte: Option<f64>) -> Self {
        let headcount = headcount.and_then(|headcount| u16::try_from(headcount).ok());
        let fte = fte.and_then(|fte| (fte * Self::MILLION).round().to_u32());
        Self { name, headcount: headcount.unwrap_or(u16::MAX), fte: fte.unwrap_or(u32::MAX) }
    }

    pub(super) fn headcount(self) -> Option<u32> {
        Some(self.headcount).filter(|count| *count != u16::MAX).map(u32::from)
    }

    pub(super) fn fte(self) -> Option<f64> {
        let known = Some(self.fte).filter(|millionths| *millionths != u32::MAX);
        known.map(|millionths| f64::from(millionths) / Self::MILLION)
    }
}

/// The roles that somebody has in a table, sorted.
#[derive(Debug)]
pub(super) struct Names(Vec<(StaffGroup, Arc<str>)>);

impl Names {
    /// Those of all rows.
    pub(super) fn new(rows: &[Row]) -> Self {
        let roles = rows.iter().flat_map(|row| &row.roles).filter(|role| is_held(role));
        let names: BTreeSet<_> = roles.map(|role| (role.staff_group, role.role.as_str())).collect();
        Self(names.into_iter().map(|(group, role)| (group, Arc::from(role))).collect())
    }

    /// Which of them it is.
    pub(super) fn of(&self, held: Held) -> Option<(StaffGroup, Arc<str>)> {
        let (staff_group, role) = self.0.get(usize::from(held.name))?;
        Some((*staff_group, Arc::clone(role)))
    }

    /// A role of a practice, if anybody has it there.
    pub(super) fn hold(&self, role: &Role) -> Option<Held> {
        let wanted = (role.staff_group, role.role.as_str());
        let found = self.0.binary_search_by(|(group, name)| (*group, &**name).cmp(&wanted));
        let name = u16::try_from(found.ok()?).ok()?;
        is_held(role).then(|| Held::new(name, role.headcount, role.fte))
    }
}

fn is_held(role: &Role) -> bool {
    role.headcount.is_some_and(|headcount| headcount > 0) || role.fte.is_some_and(|fte| fte > 0.0)
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;

    use super::*;
    use crate::publications::nwrs_practice_level::format::MOST_STAFF;

    #[test]
    fn roles_are_kept_small() {
        assert_eq!(size_of::<Held>(), 8);
    }

    proptest! {
        #[test]
        fn figures_of_a_role_are_kept(
            headcount in option::of(0..=MOST_STAFF),
            millionths in option::of(0..=MOST_STAFF * 1_000_000),
        ) {
            let fte = millionths.map(|millionths| f64::from(millionths) / Held::MILLION);
            let held = Held::new(0, headcount, fte);
            prop_assert_eq!((held.headcount(), held.fte()), (headcount, fte));
        }
    }
}
