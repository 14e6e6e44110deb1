use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use actix_web::http::header::HeaderValue;
use thiserror::Error;

/// So many calls in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// Calls that may come at once, and in one period.
    pub limit: NonZeroU32,
    /// The period.
    pub period: Duration,
}

impl Rate {
    /// How long one call takes to be earned again.
    pub fn interval(self) -> Duration {
        self.period / self.limit.get()
    }
}

/// Rates that all hold at once, shortest period first; none means no limit.
/// Written `60/minute,5000/day` or `off`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rates(Vec<Rate>);

impl Rates {
    /// Joins rates.
    pub fn new(rates: impl IntoIterator<Item = Rate>) -> Self {
        let mut rates: Vec<Rate> = rates.into_iter().collect();
        rates.sort_by_key(|rate| rate.period);
        Self(rates)
    }

    /// No limit.
    pub const fn off() -> Self {
        Self(Vec::new())
    }

    /// Whether there is no limit.
    pub fn is_off(&self) -> bool {
        self.0.is_empty()
    }

    /// The rates, shortest period first.
    pub fn iter(&self) -> impl Iterator<Item = Rate> {
        self.0.iter().copied()
    }

    /// What `RateLimit-Policy` says: `60;w=60, 5000;w=86400`.
    pub fn policy(&self) -> HeaderValue {
        let policies: Vec<String> =
            self.iter().map(|rate| format!("{};w={}", rate.limit, rate.period.as_secs())).collect();
        // Digits and punctuation, which every header may hold.
        HeaderValue::try_from(policies.join(", ")).unwrap_or(HeaderValue::from_static(""))
    }
}

/// Not rates.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a rate; write for example 60/minute, or 60/minute,5000/day, or off")]
pub struct InvalidRates(String);

impl FromStr for Rates {
    type Err = InvalidRates;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim() == "off" {
            return Ok(Self::off());
        }
        let rates: Option<Vec<Rate>> = text.split(',').map(parse).collect();
        rates.map(Self::new).ok_or_else(|| InvalidRates(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Rate> {
    let (limit, unit) = text.split_once('/')?;
    let seconds = match unit.trim() {
        "second" | "s" => 1,
        "minute" | "m" => 60,
        "hour" | "h" => 3_600,
        "day" | "d" => 86_400,
        _ => return None,
    };
    Some(Rate { limit: limit.trim().parse().ok()?, period: Duration::from_secs(seconds) })
}

impl fmt::Display for Rates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_off() {
            return f.write_str("off");
        }
        for (index, rate) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            let unit = match rate.period.as_secs() {
                1 => "second",
                60 => "minute",
                3_600 => "hour",
                _ => "day",
            };
            write!(f, "{separator}{}/{unit}", rate.limit)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_read_as_they_are_written() {
        for text in ["off", "10/second", "60/minute,5000/day", "100/hour"] {
            assert_eq!(text.parse::<Rates>().unwrap().to_string(), text);
        }
        assert_eq!("5000/day, 60/m".parse::<Rates>().unwrap().to_string(), "60/minute,5000/day");
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in ["", "60", "0/minute", "-1/minute", "60/fortnight", "60/minute,", "x/day"] {
            assert!(text.parse::<Rates>().is_err(), "{text}");
        }
    }
}
