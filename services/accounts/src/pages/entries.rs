//! What is typed into forms, read and judged without I/O.

use std::fmt::Display;
use std::str::FromStr;

use ::pages::{Errors, Form};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use ipnet::IpNet;

use crate::networks::network;

/// The most characters of a label.
const LONGEST_LABEL: usize = 100;

/// The most networks one key may be limited to.
const MOST_NETWORKS: usize = 100;

/// The field `label`: what a key is for.
pub(super) fn label(form: &Form, errors: &mut Errors) -> String {
    let label = form.get("label");
    if label.is_empty() {
        errors.add("label", "Write what the key is for.");
    } else if label.chars().count() > LONGEST_LABEL {
        errors.add("label", format_args!("The label has more than {LONGEST_LABEL} characters."));
    } else if label.contains(char::is_control) {
        errors.add("label", "The label has characters that cannot be shown.");
    }
    label.to_owned()
}

/// The field `expires`: the first day, in UTC, on which a key no longer works.
/// It must come after `today`; empty means never.
pub(super) fn expiry(form: &Form, today: NaiveDate, errors: &mut Errors) -> Option<DateTime<Utc>> {
    let text = form.get("expires");
    if text.is_empty() {
        return None;
    }
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) if day > today => return Some(day.and_time(NaiveTime::MIN).and_utc()),
        Ok(_) => errors.add("expires", "The end must be after today."),
        Err(_) => errors.add("expires", "Write the end as a date, for example 2027-03-31."),
    }
    None
}

/// Every ticked value of a field. Values that the form does not offer are a mistake.
pub(super) fn ticked<T: FromStr<Err: Display>>(
    form: &Form,
    field: &str,
    errors: &mut Errors,
) -> Vec<T> {
    let mut read = Vec::new();
    for word in form.all(field) {
        match word.parse() {
            Ok(value) => read.push(value),
            Err(error) => errors.add(field, format_args!("This cannot be chosen: {error}.")),
        }
    }
    read
}

/// The field `networks`: one address or network on each line that is not
/// empty, and a mistake for each line that is neither.
pub(super) fn networks(form: &Form, errors: &mut Errors) -> Vec<IpNet> {
    let lines = form.raw("networks").lines().map(str::trim).zip(1..);
    let mut read = Vec::new();
    for (line, number) in lines.filter(|(line, _)| !line.is_empty()) {
        match network(line) {
            Ok(network) => read.push(network),
            Err(fault) => errors.add("networks", format_args!("Line {number}: {fault}")),
        }
    }
    if read.len() > MOST_NETWORKS {
        errors.add("networks", format_args!("There are more than {MOST_NETWORKS} networks."));
    }
    read
}

#[cfg(test)]
mod tests {
    use access::{ResourcePermission, Scope};

    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        Form::parse(text.extend_pairs(pairs).finish().as_bytes())
    }

    #[test]
    fn labels_say_something() {
        for (typed, good) in [
            (" Night run ", true),
            (&*"x".repeat(100), true),
            ("", false),
            ("   ", false),
            (&*"x".repeat(101), false),
            ("a\u{7}b", false),
        ] {
            let mut errors = Errors::default();
            let label = label(&form(&[("label", typed)]), &mut errors);
            assert_eq!(errors.is_empty(), good, "{typed:?}");
            assert_eq!(label, typed.trim());
        }
    }

    #[test]
    fn ends_lie_ahead() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for (typed, end, good) in [
            ("", None, true),
            ("2026-11-23", Some("2026-11-23T00:00:00Z"), true),
            ("2026-11-22", None, false),
            ("2020-01-01", None, false),
            ("23/11/2026", None, false),
            ("2026-02-30", None, false),
        ] {
            let mut errors = Errors::default();
            let read = expiry(&form(&[("expires", typed)]), today, &mut errors);
            let end: Option<DateTime<Utc>> = end.map(|end| end.parse().unwrap());
            assert_eq!((read, errors.is_empty()), (end, good), "{typed}");
        }
    }

    #[test]
    fn every_bad_line_is_named() {
        let typed = "192.0.2.7\r\n\r\n 198.51.100.0/24 \r\n300.1.1.1\r\n2001:db8::/32\r\n\
            192.0.2.7/24\r\n::ffff:203.0.113.9\r\nexample.org";
        let mut errors = Errors::default();
        let read = networks(&form(&[("networks", typed)]), &mut errors);
        let read: Vec<String> = read.iter().map(ToString::to_string).collect();
        assert_eq!(read, ["192.0.2.7/32", "198.51.100.0/24", "2001:db8::/32", "203.0.113.9/32"]);
        let told = errors.of("networks");
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].starts_with("Line 4: “300.1.1.1” is neither"), "{told:?}");
        assert!(told[1].starts_with("Line 6: “192.0.2.7/24”"), "{told:?}");
        assert!(told[1].ends_with("that is 192.0.2.0/24."), "{told:?}");
        assert!(told[2].starts_with("Line 8: “example.org”"), "{told:?}");
    }

    #[test]
    fn networks_have_a_limit() {
        let lines = |count| "192.0.2.7\n".repeat(count);
        for (count, good) in [(0, true), (100, true), (101, false)] {
            let mut errors = Errors::default();
            networks(&form(&[("networks", lines(count).as_str())]), &mut errors);
            assert_eq!(errors.is_empty(), good, "{count}");
        }
    }

    #[test]
    fn ticks_are_read() {
        let mut errors = Errors::default();
        let sent = form(&[("scopes", "qof"), ("scopes", "pcns"), ("scopes", "moon")]);
        assert_eq!(ticked::<Scope>(&sent, "scopes", &mut errors), [Scope::Qof, Scope::Pcns]);
        assert_eq!(errors.of("scopes").len(), 1);
        let none = ticked::<ResourcePermission>(&sent, "permissions", &mut errors);
        assert!(none.is_empty());
        assert!(!errors.has("permissions"));
    }
}
