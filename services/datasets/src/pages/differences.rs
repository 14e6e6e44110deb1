//! How the options of one list differ from those of another.

use ::pages::counted;
use web::ApiError;

use super::visit::aside;
use crate::domain::Options;
use crate::domain::diff::diff;

/// The most options told of each kind.
const MOST: usize = 200;

/// Differences between two lists of options, as many as a page has room for.
pub(super) struct Differences {
    /// Code and text of what only the later one has.
    pub(super) added: First<(String, String)>,
    /// Code and text of what only the earlier one has.
    pub(super) removed: First<(String, String)>,
    /// Code, text before and text after.
    pub(super) changed: First<(String, String, String)>,
    /// How many are the same.
    pub(super) unchanged: String,
    /// Whether what both have stands in another order.
    pub(super) is_reordered: bool,
}

/// The first ones of many.
pub(super) struct First<T> {
    pub(super) rows: Vec<T>,
    /// How many there are in all.
    pub(super) told: String,
    /// How many are not among the rows.
    pub(super) more: usize,
}

impl<T> First<T> {
    fn of(all: impl ExactSizeIterator<Item = T>, one: &str) -> Self {
        let count = all.len();
        Self {
            rows: all.take(MOST).collect(),
            told: counted(count, one),
            more: count.saturating_sub(MOST),
        }
    }
}

impl Differences {
    /// What became of `before`.
    pub(super) async fn between(before: Options, after: Options) -> Result<Self, ApiError> {
        aside(move || Self::of(&before, &after)).await
    }

    fn of(before: &Options, after: &Options) -> Self {
        let diff = diff(before, after);
        let pair = |(code, text): (&str, &str)| (code.to_owned(), text.to_owned());
        let changed = diff
            .changed
            .iter()
            .map(|one| (one.code.to_owned(), one.before.to_owned(), one.after.to_owned()));
        Self {
            added: First::of(diff.added.iter().copied().map(pair), "added option"),
            removed: First::of(diff.removed.iter().copied().map(pair), "removed option"),
            changed: First::of(changed, "changed option"),
            unchanged: counted(diff.unchanged, "option"),
            is_reordered: diff.is_reordered,
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.added.rows.is_empty()
            && self.removed.rows.is_empty()
            && self.changed.rows.is_empty()
            && !self.is_reordered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(codes: impl IntoIterator<Item = usize>, text: &str) -> Options {
        codes.into_iter().map(|code| (code.to_string(), text.to_owned())).collect()
    }

    #[test]
    fn a_page_tells_some_of_many() {
        let told = Differences::of(&list(0..250, "a"), &list(1..500, "a"));
        assert_eq!((told.added.rows.len(), told.added.more), (200, 50));
        assert_eq!(told.added.told, "250 added options");
        assert_eq!(told.removed.rows, [("0".to_owned(), "a".to_owned())]);
        assert_eq!((told.removed.more, told.changed.rows.len()), (0, 0));
        assert_eq!(told.unchanged, "249 options");
        assert!(!told.is_empty());
    }

    #[test]
    fn nothing_is_no_difference() {
        let same = Differences::of(&list(0..3, "a"), &list(0..3, "a"));
        assert!(same.is_empty());
        for other in [list([0, 2, 1], "a"), list(0..3, "b"), list(0..2, "a"), list(0..4, "a")] {
            assert!(!Differences::of(&list(0..3, "a"), &other).is_empty(), "{other:?}");
        }
    }
}
