//! Sizes, fingerprints and the words of the field, as people read them.

use ::pages::counted;

use crate::domain::{FileKind, SubscriptionState};

/// Larger ones first.
const UNITS: [(i64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];

/// `204.5 MB`: rounded to one decimal, in the largest unit of which it is one.
pub(super) fn size(bytes: i64) -> String {
    // What would be a thousand of a smaller unit, once rounded, is one of the larger.
    let fits = |(unit, _): &(i64, &str)| bytes.saturating_add(unit.div_euclid(20_000)) >= *unit;
    let Some((unit, name)) = UNITS.into_iter().find(fits) else { return exact_size(bytes) };
    let tenths = bytes.saturating_mul(10).saturating_add(unit.div_euclid(2)).div_euclid(unit);
    format!("{}.{} {name}", tenths.div_euclid(10), tenths.rem_euclid(10))
}

/// `204,512,345 bytes`.
pub(super) fn exact_size(bytes: i64) -> String {
    counted(usize::try_from(bytes).unwrap_or_default(), "byte")
}

/// A fingerprint in groups of four digits, as people compare it.
pub(super) fn fingerprint(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at.is_multiple_of(4) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Where a subscription is; none where there never was one.
pub(super) fn state(state: Option<SubscriptionState>) -> &'static str {
    match state {
        None => "Not subscribed",
        Some(SubscriptionState::Pending) => "Waits for approval",
        Some(SubscriptionState::Accepted) => "Subscribed",
        Some(SubscriptionState::Rejected) => "Turned down",
        Some(SubscriptionState::Ended) => "Ended",
    }
}

/// What a file of a release is.
pub(super) fn kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Archive => "Archive",
        FileKind::Checksum => "Checksum (SHA-1)",
        FileKind::Signature => "Signature of the checksum",
        FileKind::Manifest => "Manifest (SHA-256)",
        FileKind::ManifestSignature => "Signature of the manifest",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_suits_them() {
        for (bytes, expected) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (1_049, "1.0 kB"),
            (1_050, "1.1 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (204_512_345, "204.5 MB"),
            (999_949_999, "999.9 MB"),
            (999_950_000, "1.0 GB"),
            (4_294_967_296, "4.3 GB"),
        ] {
            assert_eq!(size(bytes), expected, "{bytes}");
        }
        assert_eq!(exact_size(4_294_967_296), "4,294,967,296 bytes");
        assert_eq!(exact_size(999), "999 bytes");
    }

    #[test]
    fn a_fingerprint_is_read_in_groups_of_four() {
        let digits = "0123456789ABCDEF0123456789ABCDEF01234567";
        let expected = "0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567";
        assert_eq!(fingerprint(digits), expected);
        assert_eq!(fingerprint(""), "");
    }
}
