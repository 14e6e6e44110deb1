//! Tags, as people write and choose them.

use std::borrow::Cow;

use ::pages::Choice;
use url::form_urlencoded;

/// The most tags that are looked for together.
pub(super) const MOST: usize = 10;

/// Tags with commas between them. What [`read`] would not take as it is stands
/// in double quotes, as in CSV (RFC 4180).
pub(super) fn write(tags: &[String]) -> String {
    let written: Vec<Cow<'_, str>> = tags.iter().map(|tag| quoted(tag)).collect();
    written.join(", ")
}

fn quoted(tag: &str) -> Cow<'_, str> {
    if tag.contains([',', '"']) || tag.trim() != tag {
        Cow::Owned(format!("\"{}\"", tag.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(tag)
    }
}

/// The tags in a line, but for empty ones. Quotes that stand around no whole
/// tag are part of it.
pub(super) fn read(line: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (tag, after) = rest.strip_prefix('"').and_then(in_quotes).unwrap_or_else(|| {
            let (tag, after) = rest.split_once(',').unwrap_or((rest, ""));
            (tag.trim().to_owned(), after)
        });
        if !tag.is_empty() {
            tags.push(tag);
        }
        rest = after.trim_start();
    }
    tags
}

/// The tag before the quote that ends it, and what follows the comma after that.
fn in_quotes(line: &str) -> Option<(String, &str)> {
    let mut tag = String::new();
    let mut rest = line;
    loop {
        let (part, after) = rest.split_once('"')?;
        tag.push_str(part);
        let Some(more) = after.strip_prefix('"') else {
            let after = after.trim_start();
            let after = if after.is_empty() { after } else { after.strip_prefix(',')? };
            return Some((tag, after));
        };
        tag.push('"');
        rest = more;
    }
}

/// The tags in a query, exactly as they are written.
pub(super) fn in_query(query: &str) -> Vec<String> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let tags = pairs.filter(|(name, tag)| name == "tag" && !tag.is_empty());
    tags.map(|(_, tag)| tag.into_owned()).collect()
}

/// A choice of tags for each of those that are looked for, and for one more.
pub(super) fn choices(asked: &[String], known: &[(String, i64)]) -> Vec<Vec<Choice>> {
    let more = (asked.len() < MOST).then_some(None);
    let asked = asked.iter().take(MOST).map(Some);
    asked.chain(more).map(|tag| choice(tag, known)).collect()
}

/// The tags that are known, how many lists carry each, and the one that is asked
/// for, known or not.
fn choice(asked: Option<&String>, known: &[(String, i64)]) -> Vec<Choice> {
    let any = Choice::new("", "Any", asked.is_none());
    let unknown = asked.filter(|asked| !known.iter().any(|(tag, _)| tag == *asked));
    let unknown = unknown.map(|tag| Choice::new(tag, tag, true));
    let of = |(tag, count): &(String, i64)| {
        Choice::new(tag, format!("{tag} ({count})"), Some(tag) == asked)
    };
    std::iter::once(any).chain(unknown).chain(known.iter().map(of)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_are_read_as_people_write_them() {
        for (line, expected) in [
            ("", &[][..]),
            (" , ,", &[]),
            ("a,  b c ,,d,", &["a", "b c", "d"]),
            ("\"a, b\", c", &["a, b", "c"]),
            ("c ,\"a, b\"  ", &["c", "a, b"]),
            ("\"say \"\"so\"\"\",x", &["say \"so\"", "x"]),
            ("\"\",x", &["x"]),
            // Quotes around no whole tag.
            ("5\" pipe, x", &["5\" pipe", "x"]),
            ("\"open, x", &["\"open", "x"]),
            ("\"a\" b, x", &["\"a\" b", "x"]),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
        assert_eq!(write(&["a".to_owned(), "b, c".to_owned()]), "a, \"b, c\"");
    }

    #[test]
    fn tags_are_taken_from_an_address_as_they_are() {
        assert_eq!(in_query("search=x&tag=a%2C+b&tag=&page=2&tag=NHS"), ["a, b", "NHS"]);
    }

    #[test]
    fn what_is_asked_for_is_chosen() {
        let known = [("a".to_owned(), 3), ("b".to_owned(), 1)];
        let chosen = |asked: &[&str]| {
            let asked: Vec<String> = asked.iter().map(|tag| (*tag).to_owned()).collect();
            let chosen = choices(&asked, &known).into_iter().flatten().filter(|one| one.chosen);
            chosen.map(|one| one.label).collect::<Vec<_>>()
        };
        assert_eq!(chosen(&["b", "moon"]), ["b (1)", "moon", "Any"]);
        assert_eq!(chosen(&["a"; MOST]), ["a (3)"; MOST]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(tags in proptest::collection::vec("[a, \"é]{1,6}", 0..6)) {
            prop_assert_eq!(read(&write(&tags)), tags);
        }
    }
}
