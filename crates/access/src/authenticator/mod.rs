//! Asks accounts who is calling, and remembers the answer for a little while.

mod answer;
mod memory;
mod tokens;
mod watch;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use proto::accounts::accounts_client::AccountsClient;
use proto::accounts::authenticate_request::Credential as Presented;
use proto::accounts::{AuthenticateRequest, AuthenticateResponse, SignedRequest};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::time::Instant;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint, Uri};
use tonic::{Code, Request, Status};
use tracing::Instrument;

use self::answer::{SignedAnswer, read, read_signed};
use self::memory::{Answer, Digested, Memory, in_time, stale};
use self::tokens::BadToken;
use crate::{Caller, InternalToken, SignedKey};

pub use self::memory::FRESH;

/// How long an answer may still be used while accounts cannot be asked.
pub const STALE: Duration = Duration::from_secs(15 * 60);

/// How long one question may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// Why a credential is not good.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refused {
    /// There was none.
    #[error("Authentication credentials were not provided.")]
    Missing,
    /// Its header is not in the form of one.
    #[error("The Authorization header is not \"Bearer\", one space and a token.")]
    Header,
    /// Nobody was ever given it, or it is not in the form of one.
    #[error("Invalid API key.")]
    Unknown,
    /// It was taken back.
    #[error("This API key has been revoked.")]
    Revoked,
    /// Its time is over.
    #[error("This API key has expired.")]
    Expired,
    /// Its user or organisation is disabled.
    #[error("The user of this API key is disabled.")]
    Inactive,
    /// Another has replaced it.
    #[error("This key has been replaced by another.")]
    Retired,
    /// A token that we did not issue, or whose time is over.
    #[error("The token is not valid, or its time is over.")]
    Token,
    /// The signature is not that of the request.
    #[error("The signature does not match the request.")]
    Signature,
    /// The time of a signed request is missing or too far from ours.
    #[error("The timestamp is missing, or more than 300 seconds from our time.")]
    Stale,
    /// The same signed request came before.
    #[error("This request was received before: each needs a new nonce.")]
    Replayed,
    /// The key wants a newer kind of signature.
    #[error("This API key does not accept signatures of version 1.")]
    Legacy,
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

impl From<Status> for AuthenticateError {
    fn from(status: Status) -> Self {
        Self::Unavailable(Box::new(status))
    }
}

/// What became of a signed request.
#[derive(Debug)]
pub struct Verified {
    /// The key's caller, and which reading of the request was signed.
    pub caller: Result<(Arc<Caller>, usize), Refused>,
    /// The key that was named, where there is one.
    pub key: Option<SignedKey>,
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

pub(crate) type Client = AccountsClient<InterceptedService<Channel, Token>>;

/// The client side of accounts. Clones share one memory.
#[derive(Clone)]
pub struct Authenticator {
    client: Client,
    memory: Arc<Memory>,
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
        Self { client, memory: Arc::default() }
    }

    /// Learns of revocations as they happen, for as long as a clone lives.
    pub fn follow_revocations(&self) {
        tokio::spawn(watch::watch(self.client.clone(), Arc::downgrade(&self.memory)));
    }

    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// Who calls with this bearer API key. `from` is for accounts' records.
    pub async fn bearer(
        &self,
        key: &str,
        from: Option<IpAddr>,
    ) -> Result<Arc<Caller>, AuthenticateError> {
        self.recall(digest(b"bearer", key.as_bytes()), from, || {
            Presented::BearerKey(key.to_owned())
        })
        .await
    }

    /// Whose session this is the id of.
    pub async fn session(
        &self,
        id: &str,
        from: Option<IpAddr>,
    ) -> Result<Arc<Caller>, AuthenticateError> {
        self.recall(digest(b"session", id.as_bytes()), from, || Presented::SessionId(id.to_owned()))
            .await
    }

    /// Whose access token this is.
    pub async fn token(
        &self,
        token: &str,
        from: Option<IpAddr>,
    ) -> Result<Arc<Caller>, AuthenticateError> {
        match self.memory.tokens.check(token, &self.client).await? {
            Ok(user) => {
                let digest = digest(b"user", &user.to_le_bytes());
                self.recall(digest, from, || Presented::TokenUserId(user)).await
            }
            Err(BadToken) => Err(Refused::Token.into()),
        }
    }

    /// Whose release key this is.
    pub async fn release_key(
        &self,
        key: &str,
        from: Option<IpAddr>,
    ) -> Result<Arc<Caller>, AuthenticateError> {
        self.recall(digest(b"release", key.as_bytes()), from, || {
            Presented::ReleaseKey(key.to_owned())
        })
        .await
    }

    /// Checks a signed request. It is asked about each time, for it may come only once.
    pub async fn signed(
        &self,
        request: SignedRequest,
        from: Option<IpAddr>,
    ) -> Result<Verified, AuthenticateError> {
        let response = self.send(Presented::SignedRequest(request), from).await?;
        let SignedAnswer { answer, key, reading } = read_signed(response)?;
        Ok(Verified { caller: answer.map(|caller| (caller, reading)), key })
    }

    async fn recall(
        &self,
        digest: Digested,
        from: Option<IpAddr>,
        presented: impl FnOnce() -> Presented,
    ) -> Result<Arc<Caller>, AuthenticateError> {
        let now = Instant::now();
        let known = self.memory.get(&digest);
        if let Some(known) = known.as_ref().filter(|known| self.memory.is_fresh(known, now)) {
            return Ok(in_time(known.answer.clone())?);
        }
        if let Some(answer) = known.filter(|_| self.memory.need_not_ask(now)).and_then(stale) {
            return Ok(in_time(answer)?);
        }
        match self.ask(presented(), from, digest).await {
            Ok(answer) => Ok(in_time(answer)?),
            Err(status) => {
                if is_away(&status) {
                    self.memory.went_away(Instant::now());
                }
                // Looked up again: a revocation may have come while we waited.
                match self.memory.get(&digest).and_then(stale) {
                    Some(answer) => Ok(in_time(answer)?),
                    None => Err(status.into()),
                }
            }
        }
    }

    async fn ask(
        &self,
        presented: Presented,
        from: Option<IpAddr>,
        digest: Digested,
    ) -> Result<Answer, Status> {
        let before = self.memory.before();
        let response = self.send(presented, from).await?;
        let answer = read(response.outcome)?;
        self.memory.came_back();
        self.memory.learn(digest, &answer, &before);
        Ok(answer)
    }

    async fn send(
        &self,
        presented: Presented,
        from: Option<IpAddr>,
    ) -> Result<AuthenticateResponse, Status> {
        let address = from.map(|address| address.to_string()).unwrap_or_default();
        let mut request =
            Request::new(AuthenticateRequest { credential: Some(presented), address });
        request.set_timeout(PATIENCE);
        let span = web::question("accounts.Authenticate");
        if let Some(Ok(trace)) = web::traceparent(&span).map(|trace| trace.parse()) {
            request.metadata_mut().insert("traceparent", trace);
        }
        let mut client = self.client.clone();
        let response = tokio::time::timeout(PATIENCE, client.authenticate(request))
            .instrument(span)
            .await
            .map_err(|_| Status::deadline_exceeded("accounts did not answer in time"))??;
        Ok(response.into_inner())
    }
}

/// Whether accounts, or its database, cannot be reached: an answer that makes no
/// sense is of one caller only.
fn is_away(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled)
}

/// Kinds are kept apart: what is good as one is nothing as another.
fn digest(kind: &[u8], credential: &[u8]) -> Digested {
    let mut hash = Sha256::new();
    hash.update(kind);
    hash.update([0]);
    hash.update(credential);
    hash.finalize().into()
}
