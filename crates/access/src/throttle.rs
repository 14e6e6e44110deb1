//! The generic cell rate algorithm, by `governor`, in this process.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::http::header::{HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::{NoOpMiddleware, StateInformationMiddleware};
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::{Rate, Rates};

/// What kind of use is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    /// Calls that name nobody, by address.
    Anonymous,
    /// Calls with a bearer API key.
    ApiKey,
}

impl Tier {
    /// The word for it in documents and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::ApiKey => "api_key",
        }
    }
}

/// On whose account a call is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A client address. IPv6 callers count by /64, the smallest network one subscriber gets.
    Address(IpAddr),
    /// An API key, by id.
    Key(i64),
}

/// One allowance: a tier, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bucket {
    tier: Tier,
    subject: Subject,
}

impl Bucket {
    /// The allowance of `subject` in `tier`.
    pub fn new(tier: Tier, subject: Subject) -> Self {
        let subject = match subject {
            Subject::Address(IpAddr::V6(address)) => {
                let network = address.to_bits() & !u128::from(u64::MAX);
                Subject::Address(Ipv6Addr::from_bits(network).into())
            }
            other => other,
        };
        Self { tier, subject }
    }
}

/// What is left after a counted call, of the rate nearest exhaustion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    limit: u32,
    remaining: u32,
    reset: u64,
    policy: HeaderValue,
}

impl Allowance {
    /// The `RateLimit-*` headers.
    pub fn headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        vec![
            (HeaderName::from_static("ratelimit-limit"), HeaderValue::from(self.limit)),
            (HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(self.remaining)),
            (HeaderName::from_static("ratelimit-reset"), HeaderValue::from(self.reset)),
            (HeaderName::from_static("ratelimit-policy"), self.policy.clone()),
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

type Limiter<C> =
    RateLimiter<Bucket, DefaultKeyedStateStore<Bucket>, C, StateInformationMiddleware>;

/// What counts by the same rates: a limiter for each, and what the header says of them.
struct Limiters<C: Clock> {
    each: Vec<Limiter<C>>,
    policy: HeaderValue,
}

/// Counts calls. Buckets of different rates never mix.
pub struct Throttle<C: Clock = DefaultClock> {
    clock: C,
    limiters: RwLock<HashMap<Rates, Arc<Limiters<C>>>>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::with_clock(DefaultClock::default())
    }
}

impl<C: Clock + Clone> Throttle<C> {
    /// Counts by another clock.
    pub fn with_clock(clock: C) -> Self {
        Self { clock, limiters: RwLock::default() }
    }

    /// Counts one call. `Ok(None)` where there is no limit.
    ///
    /// Shorter periods are asked first, so that a call refused for its haste
    /// costs nothing of the day's allowance.
    pub fn spend(&self, bucket: Bucket, rates: &Rates) -> Result<Option<Allowance>, Throttled> {
        let limiters = self.limiters(rates);
        let mut nearest: Option<Allowance> = None;
        for (rate, limiter) in rates.iter().zip(&limiters.each) {
            let allowance = |remaining: u32, reset| Allowance {
                limit: rate.limit.get(),
                remaining,
                reset,
                policy: limiters.policy.clone(),
            };
            match limiter.check_key(&bucket) {
                Ok(state) => {
                    let remaining = state.remaining_burst_capacity();
                    if nearest.as_ref().is_none_or(|nearest| remaining < nearest.remaining) {
                        let spent = rate.limit.get().saturating_sub(remaining);
                        nearest = Some(allowance(remaining, ceil(rate.interval() * spent)));
                    }
                }
                Err(until) => {
                    let wait = ceil(until.wait_time_from(self.clock.now())).max(1);
                    return Err(Throttled { retry_after: wait, allowance: allowance(0, wait) });
                }
            }
        }
        Ok(nearest)
    }

    /// Forgets buckets that are full again; worth calling now and then.
    pub fn sweep(&self) {
        let limiters = self.limiters.read().unwrap_or_else(PoisonError::into_inner);
        for limiter in limiters.values().flat_map(|limiters| &limiters.each) {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    fn limiters(&self, rates: &Rates) -> Arc<Limiters<C>> {
        // A map of limiters is never left half-changed, so a poisoned lock is as good as any.
        let known =
            self.limiters.read().unwrap_or_else(PoisonError::into_inner).get(rates).cloned();
        known.unwrap_or_else(|| {
            let mut limiters = self.limiters.write().unwrap_or_else(PoisonError::into_inner);
            let made = limiters.entry(rates.clone());
            Arc::clone(made.or_insert_with(|| {
                let each = rates.iter().map(|rate| limiter(rate, self.clock.clone())).collect();
                Arc::new(Limiters { each, policy: rates.policy() })
            }))
        })
    }
}

fn limiter<C: Clock>(rate: Rate, clock: C) -> Limiter<C> {
    // Only a period of zero makes no quota, and there is none in `Rates`.
    let quota =
        Quota::with_period(rate.interval()).unwrap_or_else(|| Quota::per_second(rate.limit));
    let store = DefaultKeyedStateStore::default();
    RateLimiter::<_, _, _, NoOpMiddleware<C::Instant>>::new(
        quota.allow_burst(rate.limit),
        store,
        clock,
    )
    .with_middleware()
}

fn ceil(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    const KEY: Subject = Subject::Key(1);

    fn throttle() -> (FakeRelativeClock, Throttle<FakeRelativeClock>) {
        let clock = FakeRelativeClock::default();
        (clock.clone(), Throttle::with_clock(clock))
    }

    fn spend(throttle: &Throttle<FakeRelativeClock>, rates: &str) -> Result<u32, u64> {
        let spent = throttle.spend(Bucket::new(Tier::ApiKey, KEY), &rates.parse().unwrap());
        spent.map(|left| left.map_or(u32::MAX, |left| left.remaining)).map_err(|t| t.retry_after)
    }

    #[test]
    fn a_burst_then_one_call_per_interval() {
        let (clock, throttle) = throttle();
        for left in (0..60).rev() {
            assert_eq!(spend(&throttle, "60/minute"), Ok(left));
        }
        assert_eq!(spend(&throttle, "60/minute"), Err(1));
        clock.advance(Duration::from_millis(999));
        assert_eq!(spend(&throttle, "60/minute"), Err(1));
        clock.advance(Duration::from_millis(1));
        assert_eq!(spend(&throttle, "60/minute"), Ok(0));
    }

    #[test]
    fn haste_costs_nothing_of_the_day() {
        let (clock, throttle) = throttle();
        let rates = "2/second,5/day";
        assert_eq!(spend(&throttle, rates), Ok(1));
        assert_eq!(spend(&throttle, rates), Ok(0));
        for _ in 0..100 {
            assert_eq!(spend(&throttle, rates), Err(1));
        }
        clock.advance(Duration::from_secs(2));
        assert_eq!(spend(&throttle, rates), Ok(1));
        assert_eq!(spend(&throttle, rates), Ok(0));
        clock.advance(Duration::from_secs(2));
        assert_eq!(spend(&throttle, rates), Ok(0));
        clock.advance(Duration::from_secs(2));
        assert_eq!(spend(&throttle, rates), Err(86_400 / 5 - 6));
    }

    #[test]
    fn off_never_counts() {
        let (_, throttle) = throttle();
        for _ in 0..1_000 {
            assert_eq!(spend(&throttle, "off"), Ok(u32::MAX));
        }
    }

    #[test]
    fn the_headers_tell_of_the_nearest_rate() {
        let (_, throttle) = throttle();
        let rates: Rates = "60/minute,5000/day".parse().unwrap();
        let bucket = Bucket::new(Tier::ApiKey, KEY);
        let allowance = throttle.spend(bucket, &rates).unwrap().unwrap();
        let policy = HeaderValue::from_static("60;w=60, 5000;w=86400");
        assert_eq!(allowance, Allowance { limit: 60, remaining: 59, reset: 1, policy });
    }

    #[test]
    fn one_ipv6_subscriber_is_one_subject() {
        let bucket =
            |text: &str| Bucket::new(Tier::Anonymous, Subject::Address(text.parse().unwrap()));
        assert_eq!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:2:ffff::9"));
        assert_ne!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:3::1"));
        assert_ne!(bucket("192.0.2.1"), bucket("192.0.2.2"));
    }
}
