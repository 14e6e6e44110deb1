//! Asks accounts who is calling, and remembers the answer for a little while.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use moka::sync::Cache;
use opentelemetry::global;
use opentelemetry::metrics::Counter;
use proto::accounts::accounts_client::AccountsClient;
use proto::accounts::authenticate_request::Credential;
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::revocation::Subject;
use proto::accounts::{self, AuthenticateRequest, Refusal, WatchRevocationsRequest};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::time::{Instant, sleep};
use tokio_stream::StreamExt;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint, Uri};
use tonic::{Request, Status};
use tracing::{info, warn};

use crate::{Caller, InternalToken, InvalidRates, Key, Scope, UnknownScope};

/// How long an answer of accounts holds without asking again.
pub const FRESH: Duration = Duration::from_secs(5);

/// How long an answer may still be used while accounts cannot be asked.
pub const STALE: Duration = Duration::from_secs(15 * 60);

/// After accounts failed to answer, known callers do not wait on it again for this long.
const AWAY: Duration = Duration::from_secs(1);

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Pause before the stream of revocations is opened again: with it, a revocation
/// that fell into the gap is known well within a second of accounts' return.
const RETRY: Duration = Duration::from_millis(250);

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

/// Why a credential is not good.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refused {
    /// There was none.
    #[error("Authentication credentials were not provided.")]
    Missing,
    /// Nobody was ever given it, or it is not in the form of one.
    #[error("Invalid API key.")]
    Unknown,
    /// It was taken back.
    #[error("This API key has been revoked.")]
    Revoked,
    /// Its time is over.
    #[error("This API key has expired.")]
    Expired,
    /// Its user is disabled.
    #[error("The user of this API key is disabled.")]
    Inactive,
}

/// No caller could be made of a credential.
#[derive(Debug, Error)]
pub enum AuthenticateError {
    /// Accounts says no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Accounts cannot be asked, and has not been asked about this caller lately.
    #[error("accounts cannot be asked: {0}")]
    Unavailable(#[source] Box<Status>),
}

type Answer = Result<Arc<Caller>, Refused>;
type Digested = [u8; 32];

#[derive(Clone)]
struct Remembered {
    answer: Answer,
    learned: Instant,
    /// The doubts there had been when this was learned; a newer doubt ends its freshness.
    doubts: u64,
}

/// Adds the internal token to every call.
#[derive(Clone)]
pub struct Token(MetadataValue<Ascii>);

impl tonic::service::Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

/// The interceptor that presents `token`.
pub fn authorize(token: &InternalToken) -> Token {
    let value = format!("Bearer {}", token.expose()).parse();
    // `InternalToken` holds visible ASCII only, which any header value may.
    #[expect(clippy::expect_used, reason = "cannot fail, see above")]
    let mut value: MetadataValue<Ascii> = value.expect("visible ASCII");
    value.set_sensitive(true);
    Token(value)
}

/// The client side of accounts. Clones share one memory.
#[derive(Clone)]
pub struct Authenticator {
    client: AccountsClient<InterceptedService<Channel, Token>>,
    memory: Arc<Memory>,
}

struct Memory {
    callers: Cache<Digested, Remembered>,
    refusals: Cache<Digested, Remembered>,
    /// Counts whatever made answers doubtful or wrong.
    doubts: AtomicU64,
    revocations: AtomicU64,
    away_until: std::sync::Mutex<Option<Instant>>,
}

impl Authenticator {
    /// Connects when first needed. Must be called on a Tokio runtime.
    pub fn new(accounts: Uri, token: &InternalToken) -> Self {
        let channel = Endpoint::from(accounts)
            .connect_timeout(PATIENCE)
            .http2_keep_alive_interval(Duration::from_secs(5))
            .keep_alive_timeout(Duration::from_secs(3))
            .keep_alive_while_idle(true)
            .connect_lazy();
        Self::over(channel, token)
    }

    /// The same over a channel that is there already.
    pub fn over(channel: Channel, token: &InternalToken) -> Self {
        let client = AccountsClient::with_interceptor(channel, authorize(token));
        let memory = Arc::new(Memory {
            callers: Cache::builder().max_capacity(MOST_CALLERS).time_to_live(STALE).build(),
            refusals: Cache::builder().max_capacity(MOST_REFUSALS).time_to_live(FRESH).build(),
            doubts: AtomicU64::new(0),
            revocations: AtomicU64::new(0),
            away_until: std::sync::Mutex::new(None),
        });
        Self { client, memory }
    }

    /// Learns of revocations as they happen, for as long as a clone lives.
    pub fn follow_revocations(&self) {
        tokio::spawn(watch(self.client.clone(), Arc::downgrade(&self.memory)));
    }

    /// Who calls with this bearer API key.
    pub async fn bearer(&self, key: &str) -> Result<Arc<Caller>, AuthenticateError> {
        let digest: Digested = Sha256::digest(key.as_bytes()).into();
        let now = Instant::now();
        let known = self.memory.get(&digest);
        if let Some(known) = known.as_ref().filter(|known| self.memory.is_fresh(known, now)) {
            return Ok(in_time(known.answer.clone())?);
        }
        if let Some(answer) = known.filter(|_| self.memory.is_away(now)).and_then(stale) {
            return Ok(in_time(answer)?);
        }
        match self.ask(key, digest).await {
            Ok(answer) => Ok(in_time(answer)?),
            Err(status) => {
                self.memory.went_away(Instant::now());
                // Looked up again: a revocation may have come while we waited.
                match self.memory.get(&digest).and_then(stale) {
                    Some(answer) => Ok(in_time(answer)?),
                    None => Err(AuthenticateError::Unavailable(Box::new(status))),
                }
            }
        }
    }

    async fn ask(&self, key: &str, digest: Digested) -> Result<Answer, Status> {
        let doubts = self.memory.doubts.load(Ordering::SeqCst);
        let revocations = self.memory.revocations.load(Ordering::SeqCst);
        let credential = Some(Credential::BearerKey(key.to_owned()));
        let mut request = Request::new(AuthenticateRequest { credential });
        request.set_timeout(PATIENCE);
        let mut client = self.client.clone();
        let response = tokio::time::timeout(PATIENCE, client.authenticate(request))
            .await
            .map_err(|_| Status::deadline_exceeded("accounts did not answer in time"))??;
        let answer = read(response.into_inner())?;
        self.memory.came_back();
        let remembered = Remembered { answer: answer.clone(), learned: Instant::now(), doubts };
        self.memory.insert(digest, remembered);
        // What was revoked while we asked may be in the answer as still good.
        if self.memory.revocations.load(Ordering::SeqCst) != revocations {
            self.memory.callers.invalidate(&digest);
        }
        Ok(answer)
    }
}

impl Memory {
    fn get(&self, digest: &Digested) -> Option<Remembered> {
        self.callers.get(digest).or_else(|| self.refusals.get(digest))
    }

    fn insert(&self, digest: Digested, remembered: Remembered) {
        let (holds, other) = match remembered.answer {
            Ok(_) => (&self.callers, &self.refusals),
            Err(_) => (&self.refusals, &self.callers),
        };
        other.invalidate(&digest);
        holds.insert(digest, remembered);
    }

    fn is_fresh(&self, known: &Remembered, now: Instant) -> bool {
        now.duration_since(known.learned) < FRESH
            && known.doubts == self.doubts.load(Ordering::SeqCst)
    }

    fn is_away(&self, now: Instant) -> bool {
        self.away().is_some_and(|until| now < until)
    }

    fn went_away(&self, now: Instant) {
        let mut away = self.away();
        if away.is_none() {
            warn!("accounts cannot be asked; callers it vouched for lately are let in");
        }
        *away = Some(now + AWAY);
    }

    fn came_back(&self) {
        if self.away().take().is_some() {
            info!("accounts answers again");
        }
    }

    fn away(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.away_until.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn revoke(&self, subject: &Subject) {
        self.revocations.fetch_add(1, Ordering::SeqCst);
        let concerns = |caller: &Caller| match *subject {
            Subject::KeyId(id) => caller.key.id == id,
            Subject::UserId(id) => caller.user == id,
            Subject::Resynchronize(_) => false,
        };
        for (digest, known) in &self.callers {
            if known.answer.as_deref().is_ok_and(concerns) {
                self.callers.invalidate(&*digest);
            }
        }
        // A refusal may have been lifted, so all are asked about again.
        self.refusals.invalidate_all();
    }
}

/// An answer that is no longer fresh, if it is not too old to be used at all.
fn stale(known: Remembered) -> Option<Answer> {
    let usable = known.learned.elapsed() < STALE;
    usable.then(|| {
        STALE_ANSWERS.add(1, &[]);
        known.answer
    })
}

/// A key may expire while its answer is remembered.
fn in_time(answer: Answer) -> Answer {
    match answer {
        Ok(caller) if caller.key.expires_at.is_some_and(|end| end <= SystemTime::now()) => {
            Err(Refused::Expired)
        }
        other => other,
    }
}

fn read(response: accounts::AuthenticateResponse) -> Result<Answer, Status> {
    match response.outcome {
        Some(Outcome::Caller(caller)) => {
            caller_from(caller).map(|caller| Ok(Arc::new(caller))).map_err(Status::internal)
        }
        Some(Outcome::Refusal(code)) => Ok(Err(match Refusal::try_from(code) {
            Ok(Refusal::Revoked) => Refused::Revoked,
            Ok(Refusal::Expired) => Refused::Expired,
            Ok(Refusal::Inactive) => Refused::Inactive,
            _ => Refused::Unknown,
        })),
        None => Err(Status::internal("accounts gave no outcome")),
    }
}

fn caller_from(caller: accounts::Caller) -> Result<Caller, String> {
    let key = caller.key.ok_or("a caller without a key")?;
    let scopes: Result<Vec<Scope>, UnknownScope> =
        key.scopes.iter().map(|scope| scope.parse()).collect();
    let throttle = key.throttle.map(|rates| rates.parse()).transpose();
    let expires_at = key.expires_at.map(SystemTime::try_from).transpose();
    Ok(Caller {
        user: caller.user_id,
        staff: caller.staff,
        key: Key {
            id: key.id,
            prefix: key.prefix,
            scopes: scopes.map_err(|error| error.to_string())?,
            throttle: throttle.map_err(|error: InvalidRates| error.to_string())?,
            expires_at: expires_at.map_err(|error| error.to_string())?,
        },
    })
}

/// Follows accounts' stream of revocations until nobody remembers anything any more.
async fn watch(
    client: AccountsClient<InterceptedService<Channel, Token>>,
    memory: std::sync::Weak<Memory>,
) {
    let mut connected = true;
    while memory.strong_count() > 0 {
        let ended = follow(client.clone(), &memory).await;
        if let (Err(status), true) = (&ended, connected) {
            warn!(status = %status.code(), "lost the stream of revocations");
        }
        connected = ended.is_ok();
        sleep(RETRY).await;
    }
}

async fn follow(
    mut client: AccountsClient<InterceptedService<Channel, Token>>,
    memory: &std::sync::Weak<Memory>,
) -> Result<(), Status> {
    let mut stream = client.watch_revocations(WatchRevocationsRequest {}).await?.into_inner();
    while let Some(revocation) = stream.next().await {
        let Some(memory) = memory.upgrade() else { return Ok(()) };
        let Some(subject) = revocation?.subject else { continue };
        if let Subject::Resynchronize(_) = subject {
            info!("following revocations");
            memory.doubts.fetch_add(1, Ordering::SeqCst);
        } else {
            memory.revoke(&subject);
        }
    }
    Ok(())
}
