//! Counting in Redis, where all replicas of a service count together.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared as SharedFuture};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisResult, Script, ScriptInvocation};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout};
use tracing::{info, warn};

use super::Bucket;
use crate::{Rate, Rates, RedisUrl};

/// How long Redis may take to answer.
const PATIENCE: Duration = Duration::from_millis(100);

/// After Redis failed, it is left alone for this long.
const AWAY: Duration = Duration::from_secs(1);

/// The calls left of the rate nearest exhaustion, or how long to wait for the one that refuses.
pub(super) type Verdict = Result<(Rate, u32), (Rate, Duration)>;

/// A connection that is there, or on its way.
type Link = SharedFuture<BoxFuture<'static, RedisResult<MultiplexedConnection>>>;

/// Counts the calls of all replicas of a service.
pub(super) struct Shared {
    service: &'static str,
    client: Client,
    script: Script,
    pub(super) patience: Duration,
    /// Where the connection is driven. A worker that handles requests may be busy with one of
    /// them for longer than the others have patience.
    runtime: Option<Handle>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    link: Option<Link>,
    /// Set while Redis is known to be away: when it may be tried again.
    away_until: Option<Instant>,
}

/// What a call that asks Redis says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Usual,
    /// It is the one that tries whether Redis is back.
    Trial,
}

impl Shared {
    /// Connects when first needed.
    pub(super) fn new(service: &'static str, url: &RedisUrl) -> Self {
        Self {
            service,
            client: url.client(),
            script: Script::new(include_str!("gcra.lua")),
            patience: PATIENCE,
            runtime: Handle::try_current().ok(),
            state: Mutex::default(),
        }
    }

    /// Spends so many calls, all or none: 1, or 0 to look. `None`: Redis is
    /// away, and this process must decide.
    pub(super) async fn ask(&self, calls: u8, bucket: &Bucket, rates: &Rates) -> Option<Verdict> {
        let turn = self.turn()?;
        let mut call = self.script.prepare_invoke();
        call.arg(calls);
        for rate in rates.iter() {
            let interval = rate.interval().as_micros().max(1);
            call.key(key(self.service, bucket, rate)).arg(interval).arg(rate.limit.get());
        }
        let failure = match timeout(self.patience, self.invoke(&call)).await {
            Ok(Ok(reply)) => {
                if turn == Turn::Trial {
                    self.came_back();
                }
                return read(reply, rates);
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "no answer in time".to_owned(),
        };
        self.went_away(&failure);
        None
    }

    async fn invoke(&self, call: &ScriptInvocation<'_>) -> RedisResult<Reply> {
        let link = self.link();
        let mut connection = link.clone().await?;
        match call.invoke_async(&mut connection).await {
            // An idle connection may have been ended by the other side long ago.
            Err(error) if error.is_unrecoverable_error() => {
                self.state().link.take_if(|current| current.ptr_eq(&link));
                let mut connection = self.link().await?;
                call.invoke_async(&mut connection).await
            }
            answer => answer,
        }
    }

    fn link(&self) -> Link {
        let mut state = self.state();
        state.link.take_if(|link| matches!(link.peek(), Some(Err(_))));
        state.link.get_or_insert_with(|| self.connect()).clone()
    }

    fn connect(&self) -> Link {
        let client = self.client.clone();
        let connecting = async move {
            // How long an answer may take is for whoever waits for it to say.
            let config = AsyncConnectionConfig::new()
                .set_connection_timeout(Some(AWAY))
                .set_response_timeout(None);
            client.get_multiplexed_async_connection_with_config(&config).await
        };
        // A task, because a connection may take longer than those who wait for it.
        let task = match &self.runtime {
            Some(runtime) => runtime.spawn(connecting),
            None => tokio::spawn(connecting),
        };
        task.map(|ended| ended.unwrap_or_else(|error| Err(io::Error::other(error).into())))
            .boxed()
            .shared()
    }

    fn turn(&self) -> Option<Turn> {
        let mut state = self.state();
        let now = Instant::now();
        match state.away_until {
            None => Some(Turn::Usual),
            Some(until) if now < until => None,
            Some(_) => {
                state.away_until = Some(now + AWAY);
                Some(Turn::Trial)
            }
        }
    }

    fn went_away(&self, error: &str) {
        let mut state = self.state();
        // A connection that does not answer may never do so again. One on its way may yet arrive.
        state.link.take_if(|link| link.peek().is_some());
        let known = state.away_until.replace(Instant::now() + AWAY).is_some();
        drop(state);
        if !known {
            let service = self.service;
            warn!(service, error, "Redis cannot be asked; each process counts calls by itself");
        }
    }

    fn came_back(&self) {
        if self.state().away_until.take().is_some() {
            info!(service = self.service, "Redis answers again; calls are counted there");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // It is never left half-changed, so a poisoned lock is as good as any.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the script returns.
type Reply = (u8, usize, u64);

fn read((passes, index, number): Reply, rates: &Rates) -> Option<Verdict> {
    let rate = rates.iter().nth(index)?;
    Some(if passes == 1 {
        Ok((rate, u32::try_from(number).unwrap_or(u32::MAX)))
    } else {
        Err((rate, Duration::from_micros(number)))
    })
}

/// The braces keep what one script touches on one node of a cluster.
fn key(service: &str, Bucket { tier, subject }: &Bucket, rate: Rate) -> String {
    let (tier, limit, period) = (tier.as_str(), rate.limit, rate.period.as_secs());
    format!("almanac:throttle:{{{service}}}:{tier}:{subject}:{limit}/{period}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Subject, Tier};

    #[test]
    fn keys_tell_service_tier_subject_and_rate() {
        let rates: Rates = "5000/day".parse().unwrap();
        let rate = rates.iter().next().unwrap();
        let address = |text: &str| Subject::Address(text.parse().unwrap());
        for (tier, subject, expected) in [
            (Tier::ApiKey, Subject::Key(12), "api_key:key:12"),
            (Tier::Standard, Subject::User(3), "standard:user:3"),
            (Tier::Signed, Subject::SignedKey(4), "signed:signed:4"),
            (Tier::Anonymous, address("192.0.2.1"), "anonymous:address:192.0.2.1"),
            (Tier::Tokens, address("2001:db8:1:2::1"), "tokens:address:2001:db8:1:2::"),
        ] {
            let key = key("rota", &Bucket::new(tier, subject), rate);
            assert_eq!(key, format!("almanac:throttle:{{rota}}:{expected}:5000/86400"));
        }
    }
}
