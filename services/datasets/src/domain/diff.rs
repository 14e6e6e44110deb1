//! What differs between options then and now.

use super::Options;

/// What became of some options: others, or the same ones later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff<'a> {
    /// Code and text of those that are new, in their order.
    pub added: Vec<(&'a str, &'a str)>,
    /// Code and text of those that are gone, in the order they had.
    pub removed: Vec<(&'a str, &'a str)>,
    /// Those whose text is another, in the order they have now.
    pub changed: Vec<Changed<'a>>,
    /// How many have the same text.
    pub unchanged: usize,
    /// Whether those in both come in another order.
    pub is_reordered: bool,
}

/// An option whose text is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its text then.
    pub before: &'a str,
    /// Its text now.
    pub after: &'a str,
}

/// What differs between options.
pub fn diff<'a>(before: &'a Options, after: &'a Options) -> Diff<'a> {
    let mut diff = Diff::default();
    for (code, text) in after.iter() {
        match before.get(code) {
            None => diff.added.push((code, text)),
            Some(same) if same == text => diff.unchanged += 1,
            Some(before) => diff.changed.push(Changed { code, before, after: text }),
        }
    }
    diff.removed = before.iter().filter(|(code, _)| after.get(code).is_none()).collect();
    diff.is_reordered = shared(before, after).ne(shared(after, before));
    diff
}

/// The codes of some options that others have too.
fn shared<'a>(of: &'a Options, with: &'a Options) -> impl Iterator<Item = &'a str> {
    of.iter().map(|(code, _)| code).filter(|code| with.get(code).is_some())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn options(pairs: &[(&str, &str)]) -> Options {
        pairs.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn everything_that_differs_is_told() {
        let before = options(&[("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]);
        let after = options(&[("e", "E"), ("a", "A"), ("c", "other"), ("0", "zero")]);
        let expected = Diff {
            added: vec![("e", "E"), ("0", "zero")],
            removed: vec![("b", "B"), ("d", "D")],
            changed: vec![Changed { code: "c", before: "C", after: "other" }],
            unchanged: 1,
            is_reordered: false,
        };
        assert_eq!(diff(&before, &after), expected);
    }

    #[test]
    fn only_what_is_in_both_has_an_order() {
        let before = options(&[("a", ""), ("b", ""), ("c", "")]);
        for (after, expected) in [
            (options(&[("a", ""), ("b", ""), ("c", "")]), false),
            (options(&[("c", ""), ("a", ""), ("b", "")]), true),
            (options(&[("x", ""), ("a", ""), ("y", ""), ("c", "")]), false),
            (options(&[("c", "other"), ("a", "")]), true),
            (options(&[]), false),
        ] {
            assert_eq!(diff(&before, &after).is_reordered, expected, "{after:?}");
        }
    }

    fn some() -> impl Strategy<Value = Options> {
        let pairs = prop::collection::vec(("[a-e]", "[xy]"), 0..8);
        pairs.prop_map(|pairs| pairs.into_iter().collect())
    }

    proptest! {
        #[test]
        fn every_option_is_told_once(before in some(), after in some()) {
            let told = diff(&before, &after);
            let common = told.changed.len() + told.unchanged;
            prop_assert_eq!(told.removed.len() + common, before.len());
            prop_assert_eq!(told.added.len() + common, after.len());
            for (code, text) in told.added {
                prop_assert!(before.get(code).is_none());
                prop_assert_eq!(after.get(code), Some(text));
            }
            for (code, text) in told.removed {
                prop_assert!(after.get(code).is_none());
                prop_assert_eq!(before.get(code), Some(text));
            }
            for Changed { code, before: then, after: now } in told.changed {
                prop_assert_ne!(then, now);
                prop_assert_eq!((before.get(code), after.get(code)), (Some(then), Some(now)));
            }
        }

        #[test]
        fn nothing_differs_only_where_all_is_the_same(before in some(), after in some()) {
            let told = diff(&before, &after);
            let nothing = Diff { unchanged: after.len(), ..Diff::default() };
            let same = before.iter().eq(after.iter());
            prop_assert_eq!(told == nothing, same);
        }

        #[test]
        fn backwards_is_the_reverse(before in some(), after in some()) {
            let (there, back) = (diff(&before, &after), diff(&after, &before));
            prop_assert_eq!((there.added, there.removed), (back.removed, back.added));
            prop_assert_eq!(there.is_reordered, back.is_reordered);
        }
    }
}
