use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::http::header::{HeaderName, HeaderValue};

use crate::Rate;

/// What is left after a counted call, of the rate nearest exhaustion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    limit: u32,
    remaining: u32,
    reset: u64,
    policy: HeaderValue,
}

impl Allowance {
    pub(super) fn of(rate: Rate, remaining: u32, policy: &HeaderValue) -> Self {
        let limit = rate.limit.get();
        let spent = limit.saturating_sub(remaining);
        Self { limit, remaining, reset: ceil(rate.interval() * spent), policy: policy.clone() }
    }

    /// Calls that may come at once when nothing is spent.
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// Calls that may still come at once.
    pub fn remaining(&self) -> u32 {
        self.remaining
    }

    /// Seconds until nothing is spent; in a refusal, until a call may succeed.
    pub fn reset(&self) -> u64 {
        self.reset
    }

    /// The `RateLimit-*` headers.
    pub fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        vec![
            (HeaderName::from_static("ratelimit-limit"), HeaderValue::from(self.limit)),
            (HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(self.remaining)),
            (HeaderName::from_static("ratelimit-reset"), HeaderValue::from(self.reset)),
            (HeaderName::from_static("ratelimit-policy"), self.policy.clone()),
        ]
    }

    /// The headers of an answer given now: CareHQ's to a signed call, else the usual ones.
    pub(crate) fn headers_of(&self, signed: bool) -> Vec<(HeaderName, HeaderValue)> {
        if signed { self.care_headers(SystemTime::now()) } else { self.headers() }
    }

    /// The `X-CareHQ-RateLimit-*` headers of an answer given at `now`. The
    /// published clients sleep until the reset, given in seconds since 1970,
    /// without a guard against the past: it is a second ahead at least.
    pub fn care_headers(&self, now: SystemTime) -> Vec<(HeaderName, HeaderValue)> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let reset = ceil(now + Duration::from_secs(self.reset.max(1)));
        let name = HeaderName::from_static;
        vec![
            (name("x-carehq-ratelimit-limit"), HeaderValue::from(self.limit)),
            (name("x-carehq-ratelimit-reset"), HeaderValue::from(reset)),
            (name("x-carehq-ratelimit-remaining"), HeaderValue::from(self.remaining)),
        ]
    }
}

/// A call too many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttled {
    /// Whole seconds until a call may succeed; at least one.
    pub retry_after: u64,
    /// What the headers of the refusal say.
    pub allowance: Allowance,
}

impl Throttled {
    pub(super) fn by(rate: Rate, wait: Duration, policy: &HeaderValue) -> Self {
        let retry_after = ceil(wait).max(1);
        let allowance = Allowance {
            limit: rate.limit.get(),
            remaining: 0,
            reset: retry_after,
            policy: policy.clone(),
        };
        Self { retry_after, allowance }
    }
}

fn ceil(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rates;

    fn rate(text: &str) -> (Rate, HeaderValue) {
        let rates: Rates = text.parse().unwrap();
        (rates.iter().next().unwrap(), rates.policy())
    }

    fn texts(headers: Vec<(HeaderName, HeaderValue)>) -> Vec<String> {
        headers
            .into_iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect()
    }

    #[test]
    fn the_headers_tell_what_is_left() {
        let (rate, policy) = rate("60/minute");
        assert_eq!(
            texts(Allowance::of(rate, 57, &policy).headers()),
            [
                "ratelimit-limit: 60",
                "ratelimit-remaining: 57",
                "ratelimit-reset: 3",
                "ratelimit-policy: 60;w=60"
            ]
        );
    }

    #[test]
    fn a_refusal_waits_a_second_at_least() {
        let (rate, policy) = rate("10/second");
        for (milliseconds, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2)] {
            let refused = Throttled::by(rate, Duration::from_millis(milliseconds), &policy);
            assert_eq!(refused.retry_after, seconds, "{milliseconds}");
            assert_eq!(refused.allowance.remaining(), 0);
            assert_eq!(refused.allowance.reset(), seconds);
        }
    }

    #[test]
    fn the_reset_of_care_is_in_the_future() {
        let (rate, policy) = rate("10/second");
        // Milliseconds since 1970, calls left, and the reset in seconds since 1970.
        for (now, left, reset) in
            [(1_000_000, 10, 1_001), (1_000_001, 10, 1_002), (1_000_999, 9, 1_002), (0, 0, 1)]
        {
            let allowance = Allowance::of(rate, left, &policy);
            assert_eq!(
                texts(allowance.care_headers(UNIX_EPOCH + Duration::from_millis(now))),
                [
                    "x-carehq-ratelimit-limit: 10".to_owned(),
                    format!("x-carehq-ratelimit-reset: {reset}"),
                    format!("x-carehq-ratelimit-remaining: {left}"),
                ]
            );
        }
    }
}
