//! Access tokens: checked here, with public keys that accounts gave us.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use moka::sync::Cache;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use tonic::Status;

use super::{Client, PATIENCE};

/// Longer tokens are none of ours.
const LONGEST: usize = 2_048;

/// Keys are asked for again after so long; they change a few times a year,
/// and changes are announced.
const FRESH: Duration = Duration::from_secs(15 * 60);

/// An unknown key makes us ask at most so often: anybody can invent one.
const PAUSE: Duration = Duration::from_secs(1);

/// How often keys are asked for that change meanwhile: accounts that starts says so twice.
const ATTEMPTS: usize = 3;

/// What of a token matters here.
#[derive(Clone, Copy, Debug)]
struct Verified {
    user: i64,
    expires_at: u64,
}

#[derive(Deserialize)]
struct Claims {
    token_type: String,
    exp: u64,
    user_id: Option<String>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, Arc<DecodingKey>>,
    asked: Option<Instant>,
    /// When accounts last could not be asked, and why.
    failed: Option<(Instant, Status)>,
    doubtful: bool,
}

/// A token is not good.
pub(super) struct BadToken;

/// Checks tokens; what was checked once is remembered by its hash.
pub(super) struct Tokens {
    known: RwLock<Known>,
    verified: Cache<[u8; 32], Verified>,
    asking: tokio::sync::Mutex<()>,
    /// Counts the changes of keys.
    changes: AtomicU64,
}

impl Default for Tokens {
    fn default() -> Self {
        let verified = Cache::builder().max_capacity(100_000).time_to_live(FRESH).build();
        Self {
            known: RwLock::default(),
            verified,
            asking: tokio::sync::Mutex::default(),
            changes: AtomicU64::new(0),
        }
    }
}

impl Tokens {
    /// The user a token was issued to; fails where keys are needed and accounts is away.
    pub(super) async fn check(
        &self,
        token: &str,
        client: &Client,
    ) -> Result<Result<i64, BadToken>, Status> {
        if token.len() > LONGEST {
            return Ok(Err(BadToken));
        }
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let verified = match self.verified.get(&digest) {
            Some(verified) => verified,
            None => {
                let changes = self.changes.load(Ordering::SeqCst);
                let Some(id) = decode_header(token).ok().and_then(|header| header.kid) else {
                    return Ok(Err(BadToken));
                };
                let Some(key) = self.key(&id, client).await? else { return Ok(Err(BadToken)) };
                let Some(verified) = verify(token, &key) else { return Ok(Err(BadToken)) };
                self.verified.insert(digest, verified);
                // A key that went while we used it vouches for nothing.
                if self.changes.load(Ordering::SeqCst) != changes {
                    self.verified.invalidate(&digest);
                }
                verified
            }
        };
        let in_time = verified.expires_at > seconds(SystemTime::now());
        Ok(if in_time { Ok(verified.user) } else { Err(BadToken) })
    }

    async fn key(&self, id: &str, client: &Client) -> Result<Option<Arc<DecodingKey>>, Status> {
        if let Some(known) = self.look(id) {
            return known;
        }
        let _asking = self.asking.lock().await;
        // Whoever held the lock before may have asked already.
        if let Some(known) = self.look(id) {
            return known;
        }
        for _ in 0..ATTEMPTS {
            let changes = self.changes.load(Ordering::SeqCst);
            let answer = ask(client).await;
            let mut known = self.write();
            let keys = match answer {
                Ok(keys) => keys,
                // A key that was good stays so until we hear otherwise.
                Err(status) => {
                    known.failed = Some((Instant::now(), status.clone()));
                    return known.keys.get(id).cloned().map(Some).ok_or(status);
                }
            };
            // What changed while we asked may be missing from the answer.
            if self.changes.load(Ordering::SeqCst) == changes {
                *known = Known { keys, asked: Some(Instant::now()), failed: None, doubtful: false };
                return Ok(known.keys.get(id).cloned());
            }
        }
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let key = known.keys.get(id).cloned().map(Some);
        key.ok_or_else(|| Status::unavailable("the keys of tokens are changing"))
    }

    /// What is known of a key; `None` where accounts must be asked about it.
    fn look(&self, id: &str) -> Option<Result<Option<Arc<DecodingKey>>, Status>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let within = |since: Instant, time| now.saturating_duration_since(since) < time;
        let key = known.keys.get(id).cloned();
        // While accounts is away not everybody waits to hear so.
        if let Some((failed, status)) = &known.failed
            && within(*failed, PAUSE)
        {
            return Some(key.map(Some).ok_or_else(|| status.clone()));
        }
        let patience = if key.is_some() { FRESH } else { PAUSE };
        let fresh = known.asked.is_some_and(|asked| within(asked, patience));
        (fresh && !known.doubtful).then_some(Ok(key))
    }

    /// Keys may have changed unseen: they are asked for again, and used
    /// meanwhile where accounts is away.
    pub(super) fn doubt(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.write().doubtful = true;
        self.verified.invalidate_all();
    }

    /// Keys have changed: none is used before they are asked for again.
    pub(super) fn forget(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        *self.write() = Known::default();
        self.verified.invalidate_all();
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn verify(token: &str, key: &DecodingKey) -> Option<Verified> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.leeway = 0;
    validation.validate_aud = false;
    let claims = decode::<Claims>(token, key, &validation).ok()?.claims;
    let user = claims.user_id?.parse().ok()?;
    (claims.token_type == "access").then_some(Verified { user, expires_at: claims.exp })
}

async fn ask(client: &Client) -> Result<HashMap<String, Arc<DecodingKey>>, Status> {
    let mut client = client.clone();
    let answer = client.list_token_keys(proto::accounts::ListTokenKeysRequest {});
    let answer = tokio::time::timeout(PATIENCE, answer)
        .await
        .map_err(|_| Status::deadline_exceeded("accounts did not answer in time"))??;
    let keys = answer.into_inner().keys.into_iter();
    Ok(keys.map(|key| (key.id, Arc::new(DecodingKey::from_ed_der(&key.public_key)))).collect())
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
