//! The gRPC side: who presents a credential, what is called how, and what
//! has been taken back.

mod authenticate;
mod signed;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::pin::Pin;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use futures_util::{Stream, StreamExt};
use proto::accounts::accounts_server::Accounts;
use proto::accounts::authenticate_request::Credential;
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::revocation::Subject;
use proto::accounts::{
    AuthenticateRequest, AuthenticateResponse, Caller, ListMembersRequest, ListMembersResponse,
    ListTokenKeysRequest, ListTokenKeysResponse, LookUpNamesRequest, LookUpNamesResponse, Member,
    Refusal, Revocation, TokenKey, WatchRevocationsRequest,
};
use sealed::{SealError, SecretKeys};
use store::{Connection, Pool, PoolError};
use subtle::ConstantTimeEq;
use thiserror::Error;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};
use tracing::{Span, error, warn};

use crate::api_keys::KeyFault;
use crate::store::{memberships, organizations, token_keys, users};

/// The most ids of one kind that names are looked up of at once.
const MAX_NAMES: usize = 1_000;

/// Refuses calls that do not carry the internal token.
#[derive(Clone)]
pub(crate) struct TokenCheck(pub(crate) access::InternalToken);

impl tonic::service::Interceptor for TokenCheck {
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status> {
        let expected = format!("Bearer {}", self.0.expose());
        let given = request.metadata().get("authorization").map(|value| value.as_bytes());
        let good = given.is_some_and(|given| given.ct_eq(expected.as_bytes()).into());
        if good { Ok(request) } else { Err(Status::unauthenticated("the internal token is wrong")) }
    }
}

/// The span of a call, in the trace of who calls, where traces are exported.
pub(crate) fn span(call: &http::Request<()>) -> Span {
    let trace = call.headers().get("traceparent").and_then(|value| value.to_str().ok());
    web::asked(crate::NAME, call.uri().path(), trace)
}

/// Answers for the accounts database.
pub(crate) struct Service {
    pub(crate) pool: Pool,
    pub(crate) keys: SecretKeys,
    pub(crate) revocations: broadcast::Sender<Subject>,
    pub(crate) stopping: CancellationToken,
}

/// Why accounts cannot tell.
#[derive(Debug, Error)]
enum Unable {
    #[error("no connection to the accounts database: {0}")]
    Pool(#[from] PoolError),
    #[error("the accounts database failed: {0}")]
    Database(#[from] diesel::result::Error),
    #[error(transparent)]
    Sealed(#[from] SealError),
}

impl From<Unable> for Status {
    fn from(cause: Unable) -> Self {
        error!(%cause, "accounts cannot answer");
        Self::unavailable("accounts cannot answer")
    }
}

/// Who presents a credential, or why it is not good.
type Verdict = Result<Caller, Refusal>;

/// From where, and when, a credential was presented.
#[derive(Clone, Copy)]
struct Circumstances {
    address: Option<IpAddr>,
    now: DateTime<Utc>,
}

#[tonic::async_trait]
impl Accounts for Service {
    async fn authenticate(
        &self,
        request: Request<AuthenticateRequest>,
    ) -> Result<Response<AuthenticateResponse>, Status> {
        let AuthenticateRequest { credential, address } = request.into_inner();
        let at = Circumstances { address: address.parse().ok(), now: Utc::now() };
        let verdict = match credential {
            None => return Err(Status::invalid_argument("no credential was sent")),
            Some(Credential::BearerKey(text)) => self.bearer(&text, at).await?,
            Some(Credential::SessionId(cookie)) => self.session(&cookie, at).await?,
            Some(Credential::TokenUserId(id)) => self.token(id).await?,
            Some(Credential::ReleaseKey(key)) => self.release_key(&key, at).await?,
            Some(Credential::SignedRequest(request)) => {
                let scheme = signed::scheme(&request)?;
                return Ok(Response::new(self.signed(scheme, &request, at).await?));
            }
        };
        let outcome = Some(outcome(verdict));
        Ok(Response::new(AuthenticateResponse { outcome, named_key: None }))
    }

    type WatchRevocationsStream =
        Pin<Box<dyn Stream<Item = Result<Revocation, Status>> + Send + 'static>>;

    async fn watch_revocations(
        &self,
        _: Request<WatchRevocationsRequest>,
    ) -> Result<Response<Self::WatchRevocationsStream>, Status> {
        let first = Subject::Resynchronize(true);
        let live = BroadcastStream::new(self.revocations.subscribe()).map(|revocation| {
            // A watcher that fell behind has missed some, and must start over.
            revocation.unwrap_or(Subject::Resynchronize(true))
        });
        let stream = futures_util::stream::iter([first])
            .chain(live)
            .map(|subject| Ok(Revocation { subject: Some(subject) }))
            .take_until(self.stopping.clone().cancelled_owned());
        Ok(Response::new(stream.boxed()))
    }

    async fn list_token_keys(
        &self,
        _: Request<ListTokenKeysRequest>,
    ) -> Result<Response<ListTokenKeysResponse>, Status> {
        let mut connection = self.connection().await?;
        let keys = token_keys::public(&mut connection).await.map_err(Unable::from)?;
        let good = keys.into_iter().filter(|key| key.retired_at.is_none());
        let keys = good.map(|key| TokenKey { id: key.kid, public_key: key.public.to_vec() });
        Ok(Response::new(ListTokenKeysResponse { keys: keys.collect() }))
    }

    async fn look_up_names(
        &self,
        request: Request<LookUpNamesRequest>,
    ) -> Result<Response<LookUpNamesResponse>, Status> {
        let LookUpNamesRequest { user_ids, organization_ids } = request.into_inner();
        if user_ids.len().max(organization_ids.len()) > MAX_NAMES {
            return Err(Status::invalid_argument(format!("at most {MAX_NAMES} names at once")));
        }
        let mut connection = self.connection().await?;
        let users = users::names(&mut connection, &user_ids).await.map_err(Unable::from)?;
        let organizations = organizations::names(&mut connection, &organization_ids).await;
        let organizations = organizations.map_err(Unable::from)?;
        Ok(Response::new(LookUpNamesResponse { users, organizations }))
    }

    async fn list_members(
        &self,
        request: Request<ListMembersRequest>,
    ) -> Result<Response<ListMembersResponse>, Status> {
        let organization = request.into_inner().organization_id;
        let mut connection = self.connection().await?;
        let users = memberships::active_users_of(&mut connection, organization).await;
        let members = users.map_err(Unable::from)?.into_iter().map(|(user, role)| Member {
            user_id: user.id,
            username: user.username,
            email: user.email,
            role: role.as_str().to_owned(),
            active: user.active,
            created_at: Some(SystemTime::from(user.created_at).into()),
        });
        Ok(Response::new(ListMembersResponse { members: members.collect() }))
    }
}

impl Service {
    async fn connection(&self) -> Result<Connection, Unable> {
        Ok(self.pool.get().await?)
    }
}

fn outcome(verdict: Verdict) -> Outcome {
    match verdict {
        Ok(caller) => Outcome::Caller(caller),
        Err(refusal) => Outcome::Refusal(refusal.into()),
    }
}

fn refusal(fault: KeyFault) -> Refusal {
    match fault {
        KeyFault::Revoked => Refusal::Revoked,
        KeyFault::Expired => Refusal::Expired,
        KeyFault::Inactive => Refusal::Inactive,
    }
}

/// Knowing when something was last used is no reason to turn its holder away.
fn warn_of(noted: QueryResult<()>, what: &'static str, id: i64) {
    if let Err(cause) = noted {
        warn!(%cause, what, id, "cannot note the use of a credential");
    }
}
