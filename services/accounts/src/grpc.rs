//! The gRPC side: who presents a credential, and what has been taken back.

use std::pin::Pin;
use std::time::SystemTime;

use chrono::Utc;
use futures_util::{Stream, StreamExt};
use proto::accounts::accounts_server::Accounts;
use proto::accounts::authenticate_request::Credential;
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::revocation::Subject;
use proto::accounts::{
    AuthenticateRequest, AuthenticateResponse, Caller, Key, Refusal, Revocation,
    WatchRevocationsRequest,
};
use store::Pool;
use subtle::ConstantTimeEq;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};
use tracing::{error, warn};

use crate::api_keys::{ApiKey, KeyFault, Standing};
use crate::store::api_keys::{self, Presented};

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

/// Answers for the accounts database.
pub(crate) struct Service {
    pub(crate) pool: Pool,
    pub(crate) revocations: broadcast::Sender<Subject>,
    pub(crate) stopping: CancellationToken,
}

#[tonic::async_trait]
impl Accounts for Service {
    async fn authenticate(
        &self,
        request: Request<AuthenticateRequest>,
    ) -> Result<Response<AuthenticateResponse>, Status> {
        let Some(Credential::BearerKey(text)) = request.into_inner().credential else {
            return Err(Status::invalid_argument("no credential was sent"));
        };
        let outcome = self.bearer(&text).await?;
        Ok(Response::new(AuthenticateResponse { outcome: Some(outcome) }))
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
}

impl Service {
    async fn bearer(&self, text: &str) -> Result<Outcome, Status> {
        let Some(key) = ApiKey::parse(text) else { return Ok(refuse(Refusal::Unknown)) };
        let mut connection = self.pool.get().await.map_err(|error| away(&error))?;
        let found = api_keys::find(&mut connection, key.prefix()).await;
        let found = found.map_err(|error| away(&error))?;
        let Some(presented) = found.filter(|presented| key.matches(&presented.hash)) else {
            return Ok(refuse(Refusal::Unknown));
        };
        let now = Utc::now();
        if let Some(fault) = standing(&presented).fault(now) {
            return Ok(refuse(match fault {
                KeyFault::Revoked => Refusal::Revoked,
                KeyFault::Expired => Refusal::Expired,
                KeyFault::Inactive => Refusal::Inactive,
            }));
        }
        // Knowing when a key was last used is no reason to turn it away.
        if let Err(cause) = api_keys::touch(&mut connection, presented.id, now).await {
            warn!(%cause, key = key.prefix(), "cannot note the use of a key");
        }
        Ok(Outcome::Caller(caller(presented, key.prefix())))
    }
}

fn standing(presented: &Presented) -> Standing {
    Standing {
        revoked_at: presented.revoked_at,
        expires_at: presented.expires_at,
        user_active: presented.user_active,
    }
}

fn caller(presented: Presented, prefix: &str) -> Caller {
    Caller {
        user_id: presented.user_id,
        staff: presented.user_staff,
        key: Some(Key {
            id: presented.id,
            prefix: prefix.to_owned(),
            scopes: presented.scopes.into_iter().flatten().collect(),
            throttle: presented.throttle,
            expires_at: presented.expires_at.map(|end| SystemTime::from(end).into()),
        }),
    }
}

fn refuse(refusal: Refusal) -> Outcome {
    Outcome::Refusal(refusal.into())
}

fn away(cause: &dyn std::error::Error) -> Status {
    error!(%cause, "the accounts database cannot answer");
    Status::unavailable("the accounts database cannot answer")
}
