//! What accounts said, remembered for a little while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use moka::sync::Cache;
use opentelemetry::global;
use opentelemetry::metrics::Counter;
use proto::accounts::revocation::Subject;
use tokio::time::Instant;
use tracing::{info, warn};

use super::tokens::Tokens;
use super::{PATIENCE, Refused, STALE};
use crate::{Caller, Credential};

/// How long an answer of accounts holds without asking again.
pub const FRESH: Duration = Duration::from_secs(5);

/// After accounts failed to answer, known callers do not wait on it again for this long.
const AWAY: Duration = Duration::from_secs(1);

/// Callers are remembered apart from refusals, so that guessing keys cannot
/// push out the callers that an outage of accounts will need.
const MOST_CALLERS: u64 = 100_000;
const MOST_REFUSALS: u64 = 10_000;

static STALE_ANSWERS: LazyLock<Counter<u64>> = LazyLock::new(|| {
    global::meter("access")
        .u64_counter("access.stale_answers")
        .with_description("Callers let in on an old answer while accounts could not be asked")
        .build()
});

pub(super) type Answer = Result<Arc<Caller>, Refused>;

/// SHA-256 of a credential: what is remembered must not be worth stealing.
pub(super) type Digested = [u8; 32];

#[derive(Clone)]
pub(super) struct Remembered {
    pub(super) answer: Answer,
    pub(super) learned: Instant,
    /// The doubts there had been when this was learned; a newer doubt ends its freshness.
    pub(super) doubts: u64,
}

pub(super) struct Memory {
    callers: Cache<Digested, Remembered>,
    refusals: Cache<Digested, Remembered>,
    pub(super) tokens: Tokens,
    /// Counts whatever made answers doubtful.
    doubts: AtomicU64,
    /// Counts whatever made answers wrong.
    revocations: AtomicU64,
    away_until: std::sync::Mutex<Option<Instant>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            callers: Cache::builder().max_capacity(MOST_CALLERS).time_to_live(STALE).build(),
            refusals: Cache::builder().max_capacity(MOST_REFUSALS).time_to_live(FRESH).build(),
            tokens: Tokens::default(),
            doubts: AtomicU64::new(0),
            revocations: AtomicU64::new(0),
            away_until: std::sync::Mutex::new(None),
        }
    }
}

/// What had been heard before a question was asked.
pub(super) struct Before {
    doubts: u64,
    revocations: u64,
}

impl Memory {
    pub(super) fn before(&self) -> Before {
        Before {
            doubts: self.doubts.load(Ordering::SeqCst),
            revocations: self.revocations.load(Ordering::SeqCst),
        }
    }

    pub(super) fn get(&self, digest: &Digested) -> Option<Remembered> {
        self.callers.get(digest).or_else(|| self.refusals.get(digest))
    }

    /// Remembers the answer to a question.
    pub(super) fn learn(&self, digest: Digested, answer: &Answer, before: &Before) {
        let remembered =
            Remembered { answer: answer.clone(), learned: Instant::now(), doubts: before.doubts };
        let (holds, other) = match answer {
            Ok(_) => (&self.callers, &self.refusals),
            Err(_) => (&self.refusals, &self.callers),
        };
        other.invalidate(&digest);
        holds.insert(digest, remembered);
        // What was revoked while we asked may be in the answer as still good.
        if self.revocations.load(Ordering::SeqCst) != before.revocations {
            self.callers.invalidate(&digest);
        }
    }

    pub(super) fn is_fresh(&self, known: &Remembered, now: Instant) -> bool {
        now.duration_since(known.learned) < FRESH
            && known.doubts == self.doubts.load(Ordering::SeqCst)
    }

    /// Whether a known caller need not wait for accounts, because it is away. One
    /// of them, every so often, does and finds out for the others.
    pub(super) fn need_not_ask(&self, now: Instant) -> bool {
        let mut away = self.away();
        match *away {
            None => false,
            Some(until) if now < until => true,
            Some(_) => {
                *away = Some(now + PATIENCE);
                false
            }
        }
    }

    pub(super) fn went_away(&self, now: Instant) {
        let mut away = self.away();
        if away.is_none() {
            warn!("accounts cannot be asked; callers it vouched for lately are let in");
        }
        *away = Some(now + AWAY);
    }

    pub(super) fn came_back(&self) {
        if self.away().take().is_some() {
            info!("accounts answers again");
        }
    }

    fn away(&self) -> MutexGuard<'_, Option<Instant>> {
        self.away_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets whatever a revocation makes wrong.
    pub(super) fn hear(&self, subject: &Subject) {
        match subject {
            Subject::Resynchronize(_) => {
                info!("following revocations");
                self.doubts.fetch_add(1, Ordering::SeqCst);
                self.tokens.doubt();
            }
            Subject::TokenKeys(_) => self.tokens.forget(),
            subject => self.revoke(subject),
        }
    }

    fn revoke(&self, subject: &Subject) {
        self.revocations.fetch_add(1, Ordering::SeqCst);
        for (digest, known) in &self.callers {
            if known.answer.as_deref().is_ok_and(|caller| concerns(subject, caller)) {
                self.callers.invalidate(&*digest);
            }
        }
        // A refusal may have been lifted, so all are asked about again.
        self.refusals.invalidate_all();
    }
}

fn concerns(subject: &Subject, caller: &Caller) -> bool {
    let user = caller.user.as_ref();
    match (subject, &caller.credential) {
        (Subject::UserId(id), _) => user.is_some_and(|user| user.id == *id),
        // One that comes back is in nobody's memberships yet.
        (Subject::OrganizationId(_), _) => true,
        (Subject::KeyId(id), Credential::ApiKey(key)) => key.id == *id,
        (Subject::SessionId(id), Credential::Session(session)) => session.id == *id,
        (Subject::ReleaseKeyId(id), Credential::ReleaseKey(key)) => key.id == *id,
        _ => false,
    }
}

/// An answer that is no longer fresh, if it is not too old to be used at all.
pub(super) fn stale(known: Remembered) -> Option<Answer> {
    let usable = known.learned.elapsed() < STALE;
    usable.then(|| {
        STALE_ANSWERS.add(1, &[]);
        known.answer
    })
}

/// A key or a session may end while its answer is remembered.
pub(super) fn in_time(answer: Answer) -> Answer {
    let end = match answer.as_ref().map(|caller| &caller.credential) {
        Ok(Credential::ApiKey(key)) => key.expires_at,
        Ok(Credential::Session(session)) => Some(session.expires_at),
        _ => None,
    };
    match end {
        Some(end) if end <= SystemTime::now() => Err(Refused::Expired),
        _ => answer,
    }
}
