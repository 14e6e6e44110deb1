//! The generic cell rate algorithm: by `governor` in this process or, where
//! there is Redis, by one script there.

mod allowance;
mod bucket;
mod local;
mod redis;

use std::sync::LazyLock;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use opentelemetry::global;
use opentelemetry::metrics::Counter;

pub use self::allowance::{Allowance, Throttled};
pub use self::bucket::{Bucket, Subject, Tier, subscriber};
use self::local::Local;
use self::redis::Shared;
use crate::{Rates, RedisUrl};

static DEGRADED: LazyLock<Counter<u64>> = LazyLock::new(|| {
    global::meter("access")
        .u64_counter("access.throttle_degraded")
        .with_description("Calls counted in this process alone because Redis could not be asked")
        .build()
});

/// Counts calls. Buckets of different rates never mix.
///
/// Several rates hold at once: a call that one of them refuses costs nothing
/// of any. Of several that refuse, the one of the shortest period is told.
pub struct Throttle<C: Clock = DefaultClock> {
    local: Local<C>,
    shared: Option<Shared>,
}

impl Throttle {
    /// Counts calls to `service`. With Redis, all replicas of it count
    /// together; while Redis is away, or takes longer than 100 ms, each counts
    /// by itself. Redis is connected when first needed, on the Tokio runtime
    /// this is called on.
    pub fn new(service: &'static str, redis: Option<&RedisUrl>) -> Self {
        let shared = redis.map(|url| Shared::new(service, url));
        Self { local: Local::new(DefaultClock::default()), shared }
    }
}

impl<C: Clock + Clone> Throttle<C> {
    /// Counts in this process, by another clock.
    pub fn with_clock(clock: C) -> Self {
        Self { local: Local::new(clock), shared: None }
    }

    /// Gives Redis so long to answer.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        if let Some(shared) = &mut self.shared {
            shared.patience = patience;
        }
        self
    }

    /// Counts one call. `Ok(None)` where there is no limit.
    pub async fn spend(
        &self,
        bucket: Bucket,
        rates: &Rates,
    ) -> Result<Option<Allowance>, Throttled> {
        let Some(shared) = self.shared_by(rates) else {
            return self.local.spend(bucket, rates);
        };
        // Boxed here and below, so that nobody without Redis carries its future about.
        match Box::pin(shared.ask(1, &bucket, rates)).await {
            Some(Ok((rate, left))) => {
                Ok(Some(Allowance::of(rate, left, &self.local.policy(rates))))
            }
            Some(Err((rate, wait))) => Err(Throttled::by(rate, wait, &self.local.policy(rates))),
            None => {
                DEGRADED.add(1, &[]);
                self.local.spend(bucket, rates)
            }
        }
    }

    /// What is left, without counting a call. `None` where there is no limit.
    pub async fn look(&self, bucket: Bucket, rates: &Rates) -> Option<Allowance> {
        let Some(shared) = self.shared_by(rates) else {
            return self.local.look(bucket, rates);
        };
        match Box::pin(shared.ask(0, &bucket, rates)).await {
            Some(Ok((rate, left))) => Some(Allowance::of(rate, left, &self.local.policy(rates))),
            // No rate refuses a call that costs nothing.
            Some(Err(_)) | None => self.local.look(bucket, rates),
        }
    }

    /// Forgets buckets that are full again; worth calling now and then.
    pub fn sweep(&self) {
        self.local.sweep();
    }

    fn shared_by(&self, rates: &Rates) -> Option<&Shared> {
        self.shared.as_ref().filter(|_| !rates.is_off())
    }
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

    async fn spend(throttle: &Throttle<FakeRelativeClock>, rates: &str) -> Result<u32, u64> {
        let bucket = Bucket::new(Tier::ApiKey, KEY);
        let spent = throttle.spend(bucket, &rates.parse().unwrap()).await;
        spent.map(|left| left.map_or(u32::MAX, |left| left.remaining())).map_err(|t| t.retry_after)
    }

    /// Calls left and the seconds until nothing is spent.
    async fn look(throttle: &Throttle<FakeRelativeClock>, rates: &str) -> Option<(u32, u64)> {
        let bucket = Bucket::new(Tier::ApiKey, KEY);
        let left = throttle.look(bucket, &rates.parse().unwrap()).await?;
        Some((left.remaining(), left.reset()))
    }

    #[tokio::test]
    async fn a_burst_then_one_call_per_interval() {
        let (clock, throttle) = throttle();
        for left in (0..60).rev() {
            assert_eq!(spend(&throttle, "60/minute").await, Ok(left));
        }
        assert_eq!(spend(&throttle, "60/minute").await, Err(1));
        clock.advance(Duration::from_millis(999));
        assert_eq!(spend(&throttle, "60/minute").await, Err(1));
        clock.advance(Duration::from_millis(1));
        assert_eq!(spend(&throttle, "60/minute").await, Ok(0));
    }

    #[tokio::test]
    async fn haste_costs_nothing_of_the_day() {
        let (clock, throttle) = throttle();
        let rates = "2/second,5/day";
        assert_eq!(spend(&throttle, rates).await, Ok(1));
        assert_eq!(spend(&throttle, rates).await, Ok(0));
        for _ in 0..100 {
            assert_eq!(spend(&throttle, rates).await, Err(1));
        }
        clock.advance(Duration::from_secs(2));
        assert_eq!(spend(&throttle, rates).await, Ok(1));
        assert_eq!(spend(&throttle, rates).await, Ok(0));
        clock.advance(Duration::from_secs(2));
        assert_eq!(spend(&throttle, rates).await, Ok(0));
        clock.advance(Duration::from_secs(2));
        assert_eq!(spend(&throttle, rates).await, Err(86_400 / 5 - 6));
    }

    #[tokio::test]
    async fn waiting_for_the_hour_costs_nothing_of_the_minute() {
        let (clock, throttle) = throttle();
        let rates = "2/minute,3/hour";
        assert_eq!(spend(&throttle, rates).await, Ok(1));
        assert_eq!(spend(&throttle, rates).await, Ok(0));
        clock.advance(Duration::from_secs(60));
        assert_eq!(spend(&throttle, rates).await, Ok(0));
        assert_eq!(spend(&throttle, rates).await, Err(20 * 60 - 60));
        clock.advance(Duration::from_secs(20 * 60 - 61));
        for _ in 0..10 {
            assert_eq!(spend(&throttle, rates).await, Err(1));
        }
        clock.advance(Duration::from_secs(1));
        assert_eq!(spend(&throttle, rates).await, Ok(0));
    }

    #[tokio::test]
    async fn looking_costs_nothing() {
        let (clock, throttle) = throttle();
        for rates in ["5/hour", "5/hour,1000/day"] {
            assert_eq!(look(&throttle, rates).await, Some((5, 0)));
            for left in (0..5).rev() {
                assert_eq!(spend(&throttle, rates).await, Ok(left));
                for _ in 0..10 {
                    let reset = u64::from(5 - left) * 720;
                    assert_eq!(look(&throttle, rates).await, Some((left, reset)));
                }
            }
            assert_eq!(spend(&throttle, rates).await, Err(720));
            assert_eq!(look(&throttle, rates).await, Some((0, 3_600)));
        }
        clock.advance(Duration::from_secs(720));
        assert_eq!(look(&throttle, "5/hour").await, Some((1, 2_880)));
        assert_eq!(look(&throttle, "off").await, None);
    }

    #[tokio::test]
    async fn off_never_counts() {
        let (_, throttle) = throttle();
        for _ in 0..1_000 {
            assert_eq!(spend(&throttle, "off").await, Ok(u32::MAX));
        }
    }

    #[tokio::test]
    async fn the_nearest_rate_is_told() {
        let (_, throttle) = throttle();
        let rates: Rates = "60/minute,5000/day".parse().unwrap();
        let bucket = Bucket::new(Tier::ApiKey, KEY);
        let allowance = throttle.spend(bucket, &rates).await.unwrap().unwrap();
        assert_eq!((allowance.limit(), allowance.remaining(), allowance.reset()), (60, 59, 1));
        let (_, policy) = allowance.headers().pop().unwrap();
        assert_eq!(policy, "60;w=60, 5000;w=86400");
    }

    #[tokio::test]
    async fn a_full_bucket_is_forgotten_and_others_are_not() {
        let (clock, throttle) = throttle();
        assert_eq!(spend(&throttle, "2/minute").await, Ok(1));
        throttle.sweep();
        assert_eq!(look(&throttle, "2/minute").await, Some((1, 30)));
        clock.advance(Duration::from_secs(120));
        throttle.sweep();
        assert_eq!(look(&throttle, "2/minute").await, Some((2, 0)));
    }
}
