//! Which metrics a query asks for. That it is a query, Prometheus' own tool says.

use std::collections::BTreeSet;

/// Words that are no metrics, where they stand by themselves.
const OPERATORS: [&str; 5] = ["and", "or", "unless", "bool", "offset"];

/// Words that a list of labels follows.
const OF_LABELS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];

/// Those of them that may stand between a function and what it is of.
const OF_SUMS: [&str; 2] = ["by", "without"];

/// The metrics of a query, without what it says of their labels.
pub(crate) fn metrics(query: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_alphabetic() || first == '_' {
            let (word, after) = split(rest, is_letter);
            let next = after.trim_start();
            let is_call = next.starts_with('(') || OF_SUMS.contains(&split(next, is_letter).0);
            if OF_LABELS.contains(&word) {
                rest = behind(after, '(', ')');
                continue;
            }
            if !is_call && !OPERATORS.contains(&word) {
                found.insert(word.to_owned());
            }
            rest = after;
        } else if first.is_ascii_digit() {
            // A number, or a time such as `5m`.
            rest = split(rest, |c| c.is_ascii_alphanumeric() || c == '.').1;
        } else {
            rest = match first {
                '{' => behind(rest, '{', '}'),
                '[' => behind(rest, '[', ']'),
                '"' => rest[1..].split_once('"').unwrap().1,
                _ => rest.split_at(first.len_utf8()).1,
            };
        }
    }
    found
}

/// Whether names have it, after their first letter.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == ':'
}

/// What begins a text and is of this kind, and what follows.
fn split(text: &str, kind: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !kind(c)).unwrap_or(text.len()))
}

/// What follows the next pair of brackets, which has none of its kind in it outside of quotes.
fn behind(text: &str, open: char, close: char) -> &str {
    let trimmed = text.trim_start();
    let Some(inside) = trimmed.strip_prefix(open) else { return text };
    let mut quoted = false;
    for (at, c) in inside.char_indices() {
        quoted ^= c == '"';
        if c == close && !quoted {
            return &inside[at + close.len_utf8()..];
        }
    }
    panic!("{open} is not closed in {text}")
}

#[test]
fn metrics_are_told_from_all_else() {
    for (query, expected) in [
        ("up{job=\"almanac\"} == 0", &["up"][..]),
        (
            "histogram_quantile(0.99, sum by (service, le) (rate(a_bucket{x=~\"y}|(z)\"}[5m]))) > 1",
            &["a_bucket"],
        ),
        (
            "sum(rate(a_total[5m])) / ignoring(x) group_left (y) b > bool 60 * 86400",
            &["a_total", "b"],
        ),
        ("max(a) by (state) unless on (service) b offset 5m", &["a", "b"]),
        ("label_values(a_count, service)", &["a_count", "service"]),
        ("time() - a:b", &["a:b"]),
    ] {
        assert_eq!(
            metrics(query),
            expected.iter().map(|&name| name.to_owned()).collect(),
            "{query}"
        );
    }
}
