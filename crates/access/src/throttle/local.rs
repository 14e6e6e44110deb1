//! Counting in this process, by `governor`.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::http::header::HeaderValue;
use governor::clock::Clock;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::{DefaultKeyedStateStore, ShrinkableKeyedStateStore};
use governor::{Quota, RateLimiter};

use super::{Allowance, Bucket, Throttled};
use crate::{Rate, Rates};

/// A call that is counted, or only tried.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Attempt {
    bucket: Bucket,
    counts: bool,
}

/// What is spent, by bucket. What is only tried leaves it as it is.
#[derive(Default)]
struct Store(DefaultKeyedStateStore<Bucket>);

impl StateStore for Store {
    type Key = Attempt;

    fn measure_and_replace<T, F, E>(&self, attempt: &Attempt, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        if attempt.counts {
            return self.0.measure_and_replace(&attempt.bucket, measure);
        }
        // Nothing is kept of an error, so that is how the outcome comes out.
        let Err(outcome) = self.0.measure_and_replace(&attempt.bucket, |before| {
            Err::<(Infallible, Nanos), _>(measure(before))
        });
        outcome.map(|(result, _)| result)
    }
}

impl ShrinkableKeyedStateStore<Attempt> for Store {
    fn retain_recent(&self, drop_below: Nanos) {
        ShrinkableKeyedStateStore::retain_recent(&self.0, drop_below);
    }

    fn shrink_to_fit(&self) {
        ShrinkableKeyedStateStore::shrink_to_fit(&self.0);
    }

    fn len(&self) -> usize {
        ShrinkableKeyedStateStore::len(&self.0)
    }

    fn is_empty(&self) -> bool {
        ShrinkableKeyedStateStore::is_empty(&self.0)
    }
}

type Limiter<C> = RateLimiter<Attempt, Store, C, StateInformationMiddleware>;

/// What counts by the same rates: a limiter for each, and what the header says of them.
struct Limiters<C: Clock> {
    each: Vec<(Rate, Limiter<C>)>,
    policy: HeaderValue,
}

impl<C: Clock> Limiters<C> {
    /// What each rate says: the calls left after this one, or how long to wait.
    fn ask(&self, attempt: &Attempt) -> impl Iterator<Item = (Rate, Result<u32, Duration>)> {
        self.each.iter().map(move |(rate, limiter)| {
            let said = limiter
                .check_key(attempt)
                .map(|state| state.remaining_burst_capacity())
                .map_err(|until| until.wait_time_from(limiter.clock().now()));
            (*rate, said)
        })
    }

    /// The rate nearest exhaustion and the calls left of it, where all let the call pass.
    fn nearest(&self, attempt: &Attempt) -> Result<Option<(Rate, u32)>, Throttled> {
        let mut nearest: Option<(Rate, u32)> = None;
        for (rate, said) in self.ask(attempt) {
            let left = said.map_err(|wait| Throttled::by(rate, wait, &self.policy))?;
            if nearest.is_none_or(|(_, least)| left < least) {
                nearest = Some((rate, left));
            }
        }
        Ok(nearest)
    }
}

/// Counts the calls of this process.
pub(super) struct Local<C: Clock> {
    clock: C,
    limiters: RwLock<HashMap<Rates, Arc<Limiters<C>>>>,
}

impl<C: Clock + Clone> Local<C> {
    pub(super) fn new(clock: C) -> Self {
        Self { clock, limiters: RwLock::default() }
    }

    pub(super) fn spend(
        &self,
        bucket: Bucket,
        rates: &Rates,
    ) -> Result<Option<Allowance>, Throttled> {
        let limiters = self.limiters(rates);
        // What one rate refuses must cost nothing of the others. Calls at the very same moment may
        // all pass this; those that are too many are then refused, at the cost of a shorter rate.
        if limiters.each.len() > 1 {
            limiters.nearest(&Attempt { bucket, counts: false })?;
        }
        let nearest = limiters.nearest(&Attempt { bucket, counts: true })?;
        Ok(nearest.map(|(rate, left)| Allowance::of(rate, left, &limiters.policy)))
    }

    pub(super) fn look(&self, bucket: Bucket, rates: &Rates) -> Option<Allowance> {
        let limiters = self.limiters(rates);
        let (rate, left) = limiters
            .ask(&Attempt { bucket, counts: false })
            .map(|(rate, said)| (rate, said.map_or(0, |left| left.saturating_add(1))))
            .min_by_key(|(_, left)| *left)?;
        Some(Allowance::of(rate, left, &limiters.policy))
    }

    pub(super) fn policy(&self, rates: &Rates) -> HeaderValue {
        self.limiters(rates).policy.clone()
    }

    pub(super) fn sweep(&self) {
        let limiters = self.limiters.read().unwrap_or_else(PoisonError::into_inner);
        for (_, limiter) in limiters.values().flat_map(|limiters| &limiters.each) {
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
                let limiters = rates.iter().map(|rate| (rate, limiter(rate, self.clock.clone())));
                Arc::new(Limiters { each: limiters.collect(), policy: rates.policy() })
            }))
        })
    }
}

fn limiter<C: Clock>(rate: Rate, clock: C) -> Limiter<C> {
    // Only a period of zero makes no quota, and there is none in `Rates`.
    let quota =
        Quota::with_period(rate.interval()).unwrap_or_else(|| Quota::per_second(rate.limit));
    RateLimiter::new(quota.allow_burst(rate.limit), Store::default(), clock)
}
