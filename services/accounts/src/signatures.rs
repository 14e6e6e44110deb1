//! Requests signed with the secret of an organisation's key: rules, no I/O.
//! They are those of the published `carehq` clients.

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How far the time of a request may be from ours, before or after.
pub(crate) const TOLERANCE: TimeDelta = TimeDelta::seconds(300);

/// How much longer than it must what was used once is refused: clocks of
/// replicas may differ.
const MARGIN: TimeDelta = TimeDelta::seconds(300);

/// How long what was used once is refused: its time may be good from as far
/// ahead of ours as until as far behind.
pub(crate) const MEMORY: TimeDelta =
    TimeDelta::seconds(2 * TOLERANCE.num_seconds() + MARGIN.num_seconds());

const MAX_NONCE: usize = 128;

/// How a request was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// SHA-1 of time, parameters and secret. Covers neither method nor path.
    One,
    /// HMAC-SHA256 of time, nonce, method, path and parameters.
    Two,
}

/// What a request says of its signature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed<'a> {
    /// How it was signed.
    pub(crate) scheme: Scheme,
    /// Seconds since 1970, as sent: whole ones in version 2, and in version 1 decimals too.
    pub(crate) timestamp: &'a str,
    /// What makes it unique; in version 1 there is none.
    pub(crate) nonce: &'a str,
    /// In hexadecimal, of either case.
    pub(crate) signature: &'a str,
    /// What may have been signed beside those, in each way the request can be read.
    pub(crate) readings: &'a [Vec<u8>],
}

/// Why a signed request is refused, by what it says itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureFault {
    /// Its time is missing, no time, or too far from ours.
    Stale,
    /// Its nonce cannot be one, or its signature is that of no reading.
    Signature,
}

impl Signed<'_> {
    /// Which of the readings was signed with this secret, from 0.
    pub(crate) fn verify(
        &self,
        secret: &[u8],
        now: DateTime<Utc>,
    ) -> Result<usize, SignatureFault> {
        let time = moment(self.scheme, self.timestamp).ok_or(SignatureFault::Stale)?;
        if (now - time).abs() > TOLERANCE {
            return Err(SignatureFault::Stale);
        }
        if self.scheme == Scheme::Two && !is_nonce(self.nonce) {
            return Err(SignatureFault::Signature);
        }
        let given = self.signature.to_ascii_lowercase();
        let matches = |reading: &Vec<u8>| -> bool {
            let expected = self.expected(secret, reading);
            expected.as_bytes().ct_eq(given.as_bytes()).into()
        };
        self.readings.iter().position(matches).ok_or(SignatureFault::Signature)
    }

    /// What must not come again: the nonce or, where there is none, the
    /// signature. Nothing for requests that may.
    pub(crate) fn once(&self, safe: bool) -> Option<Vec<u8>> {
        match self.scheme {
            Scheme::Two => Some(self.nonce.as_bytes().to_vec()),
            // Two equal GETs within a second carry the same signature.
            Scheme::One if safe => None,
            Scheme::One => Some(self.signature.to_ascii_lowercase().into_bytes()),
        }
    }

    fn expected(&self, secret: &[u8], reading: &[u8]) -> String {
        match self.scheme {
            Scheme::One => {
                let hashed = Sha1::new().chain_update(self.timestamp).chain_update(reading);
                hex::encode(hashed.chain_update(secret).finalize())
            }
            Scheme::Two => {
                #[expect(clippy::expect_used, reason = "HMAC takes secrets of any length")]
                let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length is fine");
                for part in [self.timestamp.as_bytes(), b"\n", self.nonce.as_bytes(), b"\n"] {
                    mac.update(part);
                }
                mac.update(reading);
                hex::encode(mac.finalize().into_bytes())
            }
        }
    }
}

/// The time that a timestamp tells, to the millisecond.
fn moment(scheme: Scheme, text: &str) -> Option<DateTime<Utc>> {
    let (whole, fraction) = match scheme {
        Scheme::Two => (text, ""),
        Scheme::One => text.split_once('.').unwrap_or((text, "0")),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // Twelve digits last for another thirty thousand years.
    let fit = (1..=12).contains(&whole.len()) && digits(whole) && digits(fraction);
    if !fit || text.len() > 32 || text.ends_with('.') {
        return None;
    }
    let milliseconds: String = fraction.chars().chain("000".chars()).take(3).collect();
    let seconds: i64 = whole.parse().ok()?;
    let milliseconds: i64 = milliseconds.parse().ok()?;
    DateTime::from_timestamp_millis(seconds * 1_000 + milliseconds)
}

fn is_nonce(text: &str) -> bool {
    (1..=MAX_NONCE).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = "s3cr3t-é".as_bytes();
    const NONCE: &str = "bm9uY2Utbm9uY2UtMTYtYg";
    const LISTED: &str = "GET\n/v1/care-enquiries\nattributes=_id\nattributes=name\n\
                          filters-q=Zoë & Co\npage=\nper_page=2";
    const LISTED_SIGNATURE: &str =
        "948cb9bb0bce22e8b984f4c80b626af3c93b6fcf1a3e0509f340fa0215ee8404";
    const OLD_READING: &str = "attributesname_idfilters-qZoë & Co";
    const OLD_SIGNATURE: &str = "e72c2855845e7155c062a1b0581ea4198f6c06bc";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_750_000_000, 0).unwrap()
    }

    fn readings(texts: &[&str]) -> Vec<Vec<u8>> {
        texts.iter().map(|text| text.as_bytes().to_vec()).collect()
    }

    fn new<'a>(signature: &'a str, readings: &'a [Vec<u8>]) -> Signed<'a> {
        Signed { scheme: Scheme::Two, timestamp: "1750000000", nonce: NONCE, signature, readings }
    }

    fn old<'a>(signature: &'a str, readings: &'a [Vec<u8>]) -> Signed<'a> {
        let timestamp = "1750000000.25";
        Signed { scheme: Scheme::One, timestamp, nonce: "", signature, readings }
    }

    #[test]
    fn signatures_of_the_published_clients_verify() {
        for (reading, signature) in [
            (LISTED, LISTED_SIGNATURE),
            (
                "DELETE\n/v1/care-enquiries/0123456789abcdef01234567\n",
                "be728f937fcf4fcd1e1289e50c84de963802e4258db4c7ef0267644e30312706",
            ),
            (
                "PUT\n/v1/care-enquiries\ncare_requirements=l1\nl2=é\ngenders=female\n\
                 genders=male\nnotes=",
                "3d70386a9fef3992950a6710bf53af45148a93c1941fb39c614b8bc4775c1019",
            ),
        ] {
            let readings = readings(&[reading]);
            assert_eq!(new(signature, &readings).verify(SECRET, now()), Ok(0), "{reading}");
            let upper = signature.to_uppercase();
            assert_eq!(new(&upper, &readings).verify(SECRET, now()), Ok(0));
        }
        let readings = readings(&[OLD_READING]);
        assert_eq!(old(OLD_SIGNATURE, &readings).verify(SECRET, now()), Ok(0));
    }

    #[test]
    fn the_first_reading_that_was_signed_counts() {
        let readings = readings(&["GET\n/v1/care-enquiries\n", LISTED, LISTED]);
        assert_eq!(new(LISTED_SIGNATURE, &readings).verify(SECRET, now()), Ok(1));
    }

    #[test]
    fn whatever_was_changed_does_not_verify() {
        let same = readings(&[LISTED]);
        let other = readings(&["GET\n/v1/care-enquiries\n"]);
        let good = new(LISTED_SIGNATURE, &same);
        let truncated = LISTED_SIGNATURE.get(..63).unwrap();
        for bad in [
            new(LISTED_SIGNATURE, &other),
            new(LISTED_SIGNATURE, &[]),
            new("", &same),
            new(truncated, &same),
            new(OLD_SIGNATURE, &same),
            Signed { timestamp: "1750000001", ..good },
            Signed { nonce: "another", ..good },
            Signed { scheme: Scheme::One, ..good },
        ] {
            let refused = bad.verify(SECRET, now());
            assert_eq!(refused, Err(SignatureFault::Signature), "{bad:?}");
        }
        assert_eq!(good.verify(b"another", now()), Err(SignatureFault::Signature));
    }

    #[test]
    fn a_nonce_is_there_and_short_and_visible() {
        let readings = readings(&[LISTED]);
        for bad in ["", " ", "a b", "é", "a\n", &"x".repeat(129)] {
            let signed = Signed { nonce: bad, ..new(LISTED_SIGNATURE, &readings) };
            assert_eq!(signed.verify(SECRET, now()), Err(SignatureFault::Signature), "{bad:?}");
        }
        assert!(is_nonce(&"x".repeat(128)));
    }

    #[test]
    fn times_are_whole_seconds_or_in_version_1_decimals() {
        let milliseconds =
            |scheme, text| moment(scheme, text).map(|moment| moment.timestamp_millis());
        for (text, one, two) in [
            ("1750000000", Some(1_750_000_000_000), Some(1_750_000_000_000)),
            ("1750000000.25", Some(1_750_000_000_250), None),
            ("1750000000.123456789", Some(1_750_000_000_123), None),
            ("0", Some(0), Some(0)),
            ("1750000000.", None, None),
            (".5", None, None),
            ("", None, None),
            ("-1", None, None),
            ("+1750000000", None, None),
            (" 1750000000", None, None),
            ("1.75e9", None, None),
            ("1.2.3", None, None),
            ("1234567890123", None, None),
            ("١٧٥٠٠٠٠٠٠٠", None, None),
            ("NaN", None, None),
        ] {
            assert_eq!(milliseconds(Scheme::One, text), one, "{text:?}");
            assert_eq!(milliseconds(Scheme::Two, text), two, "{text:?}");
        }
    }

    #[test]
    fn a_time_may_be_five_minutes_off() {
        let same = readings(&[LISTED]);
        let signed = new(LISTED_SIGNATURE, &same);
        for (milliseconds, expected) in [
            (300_000, Ok(0)),
            (-300_000, Ok(0)),
            (300_001, Err(SignatureFault::Stale)),
            (-300_001, Err(SignatureFault::Stale)),
        ] {
            let then = now() + TimeDelta::milliseconds(milliseconds);
            assert_eq!(signed.verify(SECRET, then), expected, "{milliseconds}");
        }
        let missing = Signed { timestamp: "", ..signed };
        assert_eq!(missing.verify(SECRET, now()), Err(SignatureFault::Stale));
    }

    #[test]
    fn what_was_used_is_remembered_for_longer_than_it_could_be_good() {
        let same = readings(&[LISTED]);
        let signed = new(LISTED_SIGNATURE, &same);
        let first = now() - TOLERANCE;
        assert_eq!(signed.verify(SECRET, first), Ok(0));
        let forgotten = first + MEMORY - MARGIN + TimeDelta::milliseconds(1);
        assert_eq!(signed.verify(SECRET, forgotten), Err(SignatureFault::Stale));
        assert_eq!(MEMORY, TOLERANCE * 2 + TimeDelta::seconds(300));
    }

    #[test]
    fn what_must_not_come_again_is_told() {
        let upper = OLD_SIGNATURE.to_uppercase();
        assert_eq!(new("", &[]).once(true), Some(NONCE.into()));
        assert_eq!(new("", &[]).once(false), Some(NONCE.into()));
        assert_eq!(old(&upper, &[]).once(false), Some(OLD_SIGNATURE.into()));
        assert_eq!(old(&upper, &[]).once(true), None);
    }
}
