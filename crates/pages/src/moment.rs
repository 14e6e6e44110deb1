use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};

/// A moment as pages show it: `21 November 2026, 14:05 UTC`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(DateTime<Utc>);

impl Moment {
    /// The same for machines, as HTML's `datetime` wants it: `2026-11-21T14:05:00Z`.
    pub fn machine(&self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%-d %B %Y, %H:%M UTC"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_well() {
        let at: DateTime<Utc> = "2026-11-01T04:05:06.789Z".parse().unwrap();
        let moment = Moment::from(at);
        assert_eq!(moment.to_string(), "1 November 2026, 04:05 UTC");
        assert_eq!(moment.machine(), "2026-11-01T04:05:06Z");
    }
}
