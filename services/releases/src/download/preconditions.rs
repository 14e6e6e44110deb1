//! Whether a caller wants a file as it is (RFC 9110 §13).

use std::time::SystemTime;

use actix_web::http::header::{self, HeaderMap, HeaderName, HttpDate};
use chrono::{DateTime, SubsecRound, Utc};

/// What a file is known by to whoever has a copy, or a part of one. Its bytes
/// never change, so both are strong.
pub(crate) struct Validators {
    tag: String,
    /// In whole seconds, as on the wire.
    modified: DateTime<Utc>,
}

/// What follows for a GET or HEAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The caller wants something else: 412.
    Unmet,
    /// The caller has it: 304.
    Held,
    /// The file is wanted, or the parts that `Range` names where it applies.
    Met {
        /// Whether it does: what the caller has of the file is of this one.
        ranges: bool,
    },
}

impl Validators {
    /// Those of a file with this SHA-256.
    pub(crate) fn new(sha256: &[u8], modified_at: DateTime<Utc>) -> Self {
        Self { tag: format!("\"{}\"", hex::encode(sha256)), modified: modified_at.trunc_subsecs(0) }
    }

    /// The value of `ETag`.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// The value of `Last-Modified`.
    pub(crate) fn last_modified(&self) -> String {
        self.modified.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// What the headers of a GET or HEAD ask, in the order of RFC 9110 §13.2.2.
    pub(crate) fn outcome(&self, headers: &HeaderMap) -> Outcome {
        let unmet = if headers.contains_key(header::IF_MATCH) {
            !lists(headers, header::IF_MATCH, |tag| tag == self.tag.as_bytes())
        } else {
            date(headers, header::IF_UNMODIFIED_SINCE).is_some_and(|date| self.modified > date)
        };
        if unmet {
            return Outcome::Unmet;
        }
        let held = if headers.contains_key(header::IF_NONE_MATCH) {
            lists(headers, header::IF_NONE_MATCH, |tag| {
                tag.strip_prefix(b"W/").unwrap_or(tag) == self.tag.as_bytes()
            })
        } else {
            date(headers, header::IF_MODIFIED_SINCE).is_some_and(|date| self.modified <= date)
        };
        if held { Outcome::Held } else { Outcome::Met { ranges: self.in_range(headers) } }
    }

    /// `If-Range` is exact, for a date as well (RFC 9110 §13.1.5).
    fn in_range(&self, headers: &HeaderMap) -> bool {
        !headers.contains_key(header::IF_RANGE)
            || only_line(headers, header::IF_RANGE) == Some(self.tag.as_str())
            || date(headers, header::IF_RANGE) == Some(self.modified)
    }
}

/// Whether a list of entity tags has one of ours, or is `*`.
fn lists(headers: &HeaderMap, name: HeaderName, is_ours: impl Fn(&[u8]) -> bool) -> bool {
    // A foreign tag with a comma in it falls apart here; no part of it is one of ours.
    headers
        .get_all(name)
        .flat_map(|line| line.as_bytes().split(|&byte| byte == b','))
        .map(<[u8]>::trim_ascii)
        .any(|tag| tag == b"*" || is_ours(tag))
}

/// A date, if there is one and no more: anything else is to be ignored.
fn date(headers: &HeaderMap, name: HeaderName) -> Option<DateTime<Utc>> {
    let date: HttpDate = only_line(headers, name)?.parse().ok()?;
    Some(SystemTime::from(date).into())
}

fn only_line(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut lines = headers.get_all(name);
    let line = lines.next()?.to_str().ok()?.trim();
    lines.next().is_none().then_some(line)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const WHOLE: Outcome = Outcome::Met { ranges: false };
    const MET: Outcome = Outcome::Met { ranges: true };

    /// A second before, that of the file, and a second after.
    const BEFORE: &str = "Sun, 01 Mar 2026 10:20:29 GMT";
    const THEN: &str = "Sun, 01 Mar 2026 10:20:30 GMT";
    const AFTER: &str = "Sun, 01 Mar 2026 10:20:31 GMT";

    fn validators() -> Validators {
        Validators::new(&[0xab, 0x01], "2026-03-01T10:20:30.999Z".parse().unwrap())
    }

    fn outcome(lines: &[(&str, &str)]) -> Outcome {
        let request =
            lines.iter().fold(TestRequest::default(), |request, line| request.append_header(*line));
        validators().outcome(request.to_http_request().headers())
    }

    #[test]
    fn validators_are_written_as_the_headers_have_them() {
        assert_eq!(validators().tag(), "\"ab01\"");
        assert_eq!(validators().last_modified(), THEN);
        let early = Validators::new(&[], "1969-12-31T23:59:59.5Z".parse().unwrap());
        assert_eq!(early.last_modified(), "Wed, 31 Dec 1969 23:59:59 GMT");
    }

    #[test]
    fn a_tag_is_matched_strongly_where_it_must_be() {
        for (line, expected) in [
            ("\"ab01\"", MET),
            ("*", MET),
            ("\"x\", \"ab01\"", MET),
            ("\"x,y\" ,\"ab01\"", MET),
            ("W/\"ab01\"", Outcome::Unmet),
            ("\"AB01\"", Outcome::Unmet),
            ("ab01", Outcome::Unmet),
            ("\"x\"", Outcome::Unmet),
            ("\"*\"", Outcome::Unmet),
            ("", Outcome::Unmet),
        ] {
            assert_eq!(outcome(&[("if-match", line)]), expected, "{line}");
        }
        assert_eq!(outcome(&[("if-match", "\"x\""), ("if-match", "\"ab01\"")]), MET);
    }

    #[test]
    fn a_tag_is_matched_weakly_where_it_may_be() {
        for (line, expected) in [
            ("\"ab01\"", Outcome::Held),
            ("W/\"ab01\"", Outcome::Held),
            ("*", Outcome::Held),
            ("\"x\", W/\"ab01\"", Outcome::Held),
            ("w/\"ab01\"", MET),
            ("\"x\"", MET),
            ("ab01", MET),
            ("", MET),
        ] {
            assert_eq!(outcome(&[("if-none-match", line)]), expected, "{line}");
        }
        let lines = [("if-none-match", "\"x\""), ("if-none-match", "\"ab01\"")];
        assert_eq!(outcome(&lines), Outcome::Held);
    }

    #[test]
    fn dates_are_of_whole_seconds() {
        for (line, unmodified, modified) in [
            (BEFORE, Outcome::Unmet, MET),
            (THEN, MET, Outcome::Held),
            (AFTER, MET, Outcome::Held),
            ("Sunday, 01-Mar-26 10:20:29 GMT", Outcome::Unmet, MET),
            ("Sun Mar  1 10:20:31 2026", MET, Outcome::Held),
            ("2026-03-01T10:20:29Z", MET, MET),
            ("Sun, 01 Mar 2026 10:20:29 CET", MET, MET),
            ("yesterday", MET, MET),
            ("", MET, MET),
        ] {
            assert_eq!(outcome(&[("if-unmodified-since", line)]), unmodified, "{line}");
            assert_eq!(outcome(&[("if-modified-since", line)]), modified, "{line}");
        }
        let twice = [("if-modified-since", AFTER), ("if-modified-since", AFTER)];
        assert_eq!(outcome(&twice), MET);
    }

    #[test]
    fn tags_come_before_dates_and_failures_before_all() {
        for (lines, expected) in [
            (&[("if-match", "\"ab01\""), ("if-unmodified-since", BEFORE)][..], MET),
            (&[("if-match", "\"x\""), ("if-unmodified-since", AFTER)], Outcome::Unmet),
            (&[("if-none-match", "\"x\""), ("if-modified-since", AFTER)], MET),
            (&[("if-none-match", "\"ab01\""), ("if-modified-since", BEFORE)], Outcome::Held),
            (&[("if-match", "\"x\""), ("if-none-match", "\"ab01\"")], Outcome::Unmet),
            (&[("if-match", "\"ab01\""), ("if-none-match", "\"ab01\"")], Outcome::Held),
            (&[("if-none-match", "\"ab01\""), ("if-range", "\"x\"")], Outcome::Held),
        ] {
            assert_eq!(outcome(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn parts_are_of_this_file_alone() {
        for (line, expected) in [
            ("\"ab01\"", MET),
            (THEN, MET),
            ("Sun Mar  1 10:20:30 2026", MET),
            ("W/\"ab01\"", WHOLE),
            ("\"x\"", WHOLE),
            ("\"x\", \"ab01\"", WHOLE),
            ("*", WHOLE),
            ("ab01", WHOLE),
            (BEFORE, WHOLE),
            (AFTER, WHOLE),
            ("", WHOLE),
        ] {
            assert_eq!(outcome(&[("if-range", line)]), expected, "{line}");
        }
        assert_eq!(outcome(&[("if-range", "\"ab01\""), ("if-range", "\"ab01\"")]), WHOLE);
        assert_eq!(outcome(&[]), MET);
    }
}
