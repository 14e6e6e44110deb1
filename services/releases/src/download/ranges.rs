//! Which parts of a file are asked for (`Range`, RFC 9110 §14).

use std::ops::Range;

use actix_web::http::header::{self, HeaderMap};

/// More parts than this are not sent one by one (RFC 9110 §17.15).
const MOST_PARTS: usize = 16;

/// What is asked for of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it: there is no `Range`, or none that is to be followed.
    Whole,
    /// One part or more, each within the file and not empty, in the order asked.
    Parts(Vec<Range<u64>>),
    /// Only parts that the file does not have.
    Unsatisfiable,
}

/// What a GET asks for of a file of so many bytes.
pub(crate) fn wanted(headers: &HeaderMap, length: u64) -> Wanted {
    let mut lines = headers.get_all(header::RANGE);
    let (Some(line), None) = (lines.next(), lines.next()) else { return Wanted::Whole };
    let specs = line.to_str().ok().and_then(range_set);
    specs.map_or(Wanted::Whole, |specs| within(&specs, length))
}

/// A part that is asked for, whatever the length of the file.
#[derive(Clone, Copy)]
enum Spec {
    /// From a first to a last byte, counted from 0.
    Between(u64, u64),
    /// So many bytes at the end.
    Last(u64),
}

impl Spec {
    fn within(self, length: u64) -> Option<Range<u64>> {
        match self {
            Self::Between(first, last) => {
                (first < length).then(|| first..last.saturating_add(1).min(length))
            }
            Self::Last(0) => None,
            Self::Last(count) => Some(length.saturating_sub(count)..length),
        }
    }
}

fn within(specs: &[Spec], length: u64) -> Wanted {
    let parts: Vec<Range<u64>> = specs.iter().filter_map(|spec| spec.within(length)).collect();
    let lengths = parts.iter().map(|part| part.end - part.start);
    let together = lengths.fold(0, u64::saturating_add);
    if parts.is_empty() {
        Wanted::Unsatisfiable
    } else if length == 0 || parts.len() > MOST_PARTS || together > length {
        // The last bytes of an empty file are there, but no `Content-Range` can say so.
        Wanted::Whole
    } else {
        Wanted::Parts(parts)
    }
}

/// The members of `bytes=…`; one that is wrong makes all of it wrong. Empty
/// members are none (RFC 9110 §5.6.1.2).
fn range_set(line: &str) -> Option<Vec<Spec>> {
    let (unit, members) = line.split_once('=')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let members = members.split(',').map(|member| member.trim_matches([' ', '\t']));
    let specs: Vec<Spec> =
        members.filter(|member| !member.is_empty()).map(range_spec).collect::<Option<_>>()?;
    (!specs.is_empty()).then_some(specs)
}

fn range_spec(member: &str) -> Option<Spec> {
    match member.split_once('-')? {
        ("", count) => Some(Spec::Last(number(count)?)),
        (first, "") => Some(Spec::Between(number(first)?, u64::MAX)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Spec::Between(first, last))
        }
    }
}

/// Digits alone. No file ends beyond the largest number, so whatever is larger
/// is as good as that.
fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn asked(lines: &[&str], length: u64) -> Wanted {
        let request = lines.iter().fold(TestRequest::default(), |request, line| {
            request.append_header((header::RANGE, *line))
        });
        wanted(request.to_http_request().headers(), length)
    }

    fn of(parts: &[(u64, u64)]) -> Wanted {
        Wanted::Parts(parts.iter().map(|&(start, end)| start..end).collect())
    }

    #[test]
    fn parts_are_within_the_file() {
        for (line, length, parts) in [
            ("bytes=0-0", 10, &[(0, 1)][..]),
            ("bytes=0-9", 10, &[(0, 10)]),
            ("bytes=0-", 10, &[(0, 10)]),
            ("bytes=9-", 10, &[(9, 10)]),
            ("bytes=5-6", 10, &[(5, 7)]),
            ("bytes=5-600", 10, &[(5, 10)]),
            ("bytes=-1", 10, &[(9, 10)]),
            ("bytes=-10", 10, &[(0, 10)]),
            ("bytes=-11", 10, &[(0, 10)]),
            ("bytes=0-0,-1", 10, &[(0, 1), (9, 10)]),
            ("bytes=-1,0-0", 10, &[(9, 10), (0, 1)]),
            ("bytes=0-4,5-9", 10, &[(0, 5), (5, 10)]),
            ("bytes=1-3,2-4", 10, &[(1, 4), (2, 5)]),
            ("bytes=2-3,50-60", 10, &[(2, 4)]),
            ("bytes=2-3,-0", 10, &[(2, 4)]),
            ("bytes=10-,2-3", 10, &[(2, 4)]),
            ("BYTES=0-0", 10, &[(0, 1)]),
            ("bytes= 0-0 ,\t2-2", 10, &[(0, 1), (2, 3)]),
            ("bytes=,0-0,,", 10, &[(0, 1)]),
            ("bytes=00000000000000000000000001-2", 10, &[(1, 3)]),
            ("bytes=1-18446744073709551616", 10, &[(1, 10)]),
            ("bytes=0-18446744073709551615", u64::MAX, &[(0, u64::MAX)]),
            ("bytes=-99999999999999999999999", 10, &[(0, 10)]),
        ] {
            assert_eq!(asked(&[line], length), of(parts), "{line}");
        }
    }

    #[test]
    fn what_the_file_does_not_have_is_unsatisfiable() {
        for (line, length) in [
            ("bytes=10-", 10),
            ("bytes=10-20", 10),
            ("bytes=-0", 10),
            ("bytes=10-,11-12,-0", 10),
            ("bytes=18446744073709551616-", 10),
            ("bytes=18446744073709551616-18446744073709551617", u64::MAX),
            ("bytes=0-", 0),
            ("bytes=0-0", 0),
            ("bytes=-0", 0),
        ] {
            assert_eq!(asked(&[line], length), Wanted::Unsatisfiable, "{line}");
        }
    }

    #[test]
    fn what_is_not_followed_gets_the_whole() {
        let sixteen = format!("bytes={}", ["0-0"; 16].join(","));
        let seventeen = format!("{sixteen},1-1");
        for line in [
            "",
            "bytes",
            "bytes=",
            "bytes=,",
            "bytes=-",
            "bytes=--1",
            "bytes=1",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1-2-3",
            "bytes=1 -2",
            "bytes=0x1-2",
            "bytes=3-2",
            "bytes=0-0,3-2",
            "bytes=0-0;1-1",
            "bytes =0-0",
            "items=0-0",
            "bytes: 0-0",
            "bytes=0-9,0-0",
            "bytes=-11,9-9",
            seventeen.as_str(),
        ] {
            assert_eq!(asked(&[line], 10), Wanted::Whole, "{line}");
        }
        assert_eq!(asked(&[], 10), Wanted::Whole);
        assert_eq!(asked(&["bytes=0-0", "bytes=1-1"], 10), Wanted::Whole);
        assert_eq!(asked(&["bytes=-1"], 0), Wanted::Whole);
        assert_eq!(asked(&["bytes=5-,-1"], 0), Wanted::Whole);
        assert_eq!(asked(&[&seventeen], 100), Wanted::Whole);
        assert_eq!(asked(&[&sixteen], 16), of(&[(0, 1); 16]));
    }

    /// A part as a client writes it, and which bytes it means.
    #[derive(Clone, Debug)]
    enum Asked {
        Between(u64, u64),
        From(u64),
        Last(u64),
    }

    impl Asked {
        fn written(&self) -> String {
            match self {
                Self::Between(first, last) => format!("{first}-{last}"),
                Self::From(first) => format!("{first}-"),
                Self::Last(count) => format!("-{count}"),
            }
        }

        fn is_valid(&self) -> bool {
            !matches!(self, Self::Between(first, last) if first > last)
        }

        fn means(&self, byte: u64, length: u64) -> bool {
            match *self {
                Self::Between(first, last) => first <= byte && byte <= last,
                Self::From(first) => first <= byte,
                Self::Last(count) => length - byte <= count,
            }
        }
    }

    fn any_asked() -> impl Strategy<Value = Asked> {
        prop_oneof![
            (0_u64..60, 0_u64..60).prop_map(|(first, last)| Asked::Between(first, last)),
            (0_u64..60).prop_map(Asked::From),
            (0_u64..60).prop_map(Asked::Last),
        ]
    }

    proptest! {
        #[test]
        fn parts_are_the_bytes_that_are_meant(
            parts in vec(any_asked(), 1..20),
            length in 1_u64..50,
        ) {
            let written: Vec<String> = parts.iter().map(Asked::written).collect();
            let answer = asked(&[&format!("bytes={}", written.join(", "))], length);
            let bytes_of = |part: &Asked| -> Vec<u64> {
                (0..length).filter(|byte| part.means(*byte, length)).collect()
            };
            let mut meant: Vec<Vec<u64>> = parts.iter().map(bytes_of).collect();
            meant.retain(|bytes| !bytes.is_empty());
            let most = usize::try_from(length).unwrap();
            let followed = parts.iter().all(Asked::is_valid)
                && meant.len() <= MOST_PARTS
                && meant.iter().map(Vec::len).sum::<usize>() <= most;
            let expected = followed.then_some(meant);
            let found: Option<Vec<Vec<u64>>> = match answer {
                Wanted::Whole => None,
                Wanted::Unsatisfiable => Some(Vec::new()),
                Wanted::Parts(parts) => {
                    prop_assert!(!parts.is_empty());
                    Some(parts.into_iter().map(Iterator::collect).collect())
                }
            };
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn no_line_asks_for_what_is_not_there(
            line in "(bytes=)?[-0-9, a=\t]{0,40}",
            length: u64,
        ) {
            if let Wanted::Parts(parts) = asked(&[&line], length) {
                prop_assert!(!parts.is_empty());
                prop_assert!(parts.iter().all(|part| part.start < part.end && part.end <= length));
            }
        }
    }
}
