//! Names and places, each kept once: publications repeat them practice by
//! practice and month after month.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::domain::{Code, Geography};

static TEXTS: LazyLock<Mutex<Known<str>>> = LazyLock::new(Mutex::default);
static PLACES: LazyLock<Mutex<Known<Geography>>> = LazyLock::new(Mutex::default);

/// The text, shared with all who have the same.
pub(crate) fn text(text: &str) -> Arc<str> {
    TEXTS.lock().unwrap_or_else(PoisonError::into_inner).get(text, || text.into())
}

/// The text, if there is one.
pub(crate) fn known(text: Option<&str>) -> Option<Arc<str>> {
    text.map(self::text)
}

/// The place, shared likewise.
pub(crate) fn place(place: Geography) -> Arc<Geography> {
    let mut places = PLACES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = places.values.get(&place) {
        return Arc::clone(known);
    }
    places.add(Arc::new(place))
}

/// A place by its codes and names, narrowest first: network, sub-ICB location,
/// board and region. A network without a code has no name either: `U` is none.
pub(crate) fn placed(levels: [(Option<Code>, &Option<String>); 4]) -> Arc<Geography> {
    let name = |(code, name): (Option<Code>, &Option<String>)| (code, known(name.as_deref()));
    let [(pcn_code, pcn_name), sub_icb, icb, region] = levels.map(name);
    place(Geography {
        pcn_code,
        pcn_name: pcn_name.filter(|_| pcn_code.is_some()),
        sub_icb_code: sub_icb.0,
        sub_icb_name: sub_icb.1,
        icb_code: icb.0,
        icb_name: icb.1,
        region_code: region.0,
        region_name: region.1,
    })
}

/// Values that somebody holds, and some that nobody holds any more.
struct Known<T: ?Sized> {
    values: HashSet<Arc<T>>,
    /// When so many are reached, those that nobody holds are forgotten.
    most: usize,
}

impl<T: ?Sized> Default for Known<T> {
    fn default() -> Self {
        Self { values: HashSet::new(), most: 1_024 }
    }
}

impl<T: ?Sized + Eq + Hash> Known<T> {
    fn get(&mut self, value: &T, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
        match self.values.get(value) {
            Some(known) => Arc::clone(known),
            None => self.add(make()),
        }
    }

    fn add(&mut self, value: Arc<T>) -> Arc<T> {
        if self.values.len() >= self.most {
            self.values.retain(|value| Arc::strong_count(value) > 1);
            self.most = 1_024.max(2 * self.values.len());
        }
        self.values.insert(Arc::clone(&value));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_kept_once_and_forgotten_when_nobody_holds_it() {
        let one = text("ALDER PCN");
        assert!(Arc::ptr_eq(&one, &text("ALDER PCN")));
        let mut known = Known::<str>::default();
        let held = known.get("0", || "0".into());
        for number in 1..5_000 {
            let name = number.to_string();
            known.get(&name, || name.as_str().into());
        }
        assert!(known.values.len() <= 1_024, "{}", known.values.len());
        assert!(Arc::ptr_eq(&held, &known.get("0", || unreachable!())));
    }
}
