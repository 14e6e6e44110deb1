//! What is asked of accounts and remembered, and the doors that ask, against an
//! accounts that can be told what to say.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod callers;
mod door;
mod lookups;
mod tokens;

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use access::{AuthenticateError, Authenticator, InternalToken, Refused};
use futures_util::{Stream, StreamExt};
use hyper_util::rt::TokioIo;
use proto::accounts::accounts_server::{Accounts, AccountsServer};
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::caller::Credential as Presented;
use proto::accounts::revocation::Subject;
use proto::accounts::{
    AuthenticateRequest, AuthenticateResponse, Caller, Key, ListMembersRequest,
    ListMembersResponse, ListTokenKeysRequest, ListTokenKeysResponse, LookUpNamesRequest,
    LookUpNamesResponse, Member, Membership, Revocation, User, WatchRevocationsRequest,
};
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::{BroadcastStream, ReceiverStream};
use tonic::transport::{Endpoint, Server, Uri};
use tonic::{Request, Response, Status};

use crate::tokens::TokenPair;

/// An id without a name, and an organisation without members.
const NOBODY: i64 = 404;

/// An organisation whose members have roles that nobody knows.
const MUDDLED: i64 = 500;

/// What the keys become while they are asked for, and what is said of that.
type Change = (Vec<TokenPair>, Subject);

/// What accounts says, and how often it was asked.
#[derive(Clone)]
struct Fake {
    says: Arc<Mutex<Result<Outcome, Status>>>,
    asked: Arc<Mutex<u32>>,
    keys: Arc<Mutex<Vec<TokenPair>>>,
    keys_asked: Arc<Mutex<u32>>,
    meanwhile: Arc<Mutex<Option<Change>>>,
    revocations: broadcast::Sender<Subject>,
}

#[tonic::async_trait]
impl Accounts for Fake {
    async fn authenticate(
        &self,
        _: Request<AuthenticateRequest>,
    ) -> Result<Response<AuthenticateResponse>, Status> {
        *self.asked.lock().unwrap() += 1;
        let outcome = self.says.lock().unwrap().clone()?;
        Ok(Response::new(AuthenticateResponse { outcome: Some(outcome), named_key: None }))
    }

    type WatchRevocationsStream =
        Pin<Box<dyn Stream<Item = Result<Revocation, Status>> + Send + 'static>>;

    async fn watch_revocations(
        &self,
        _: Request<WatchRevocationsRequest>,
    ) -> Result<Response<Self::WatchRevocationsStream>, Status> {
        let stream = BroadcastStream::new(self.revocations.subscribe())
            .map(|subject| Ok(Revocation { subject: Some(subject.unwrap()) }));
        Ok(Response::new(stream.boxed()))
    }

    async fn list_token_keys(
        &self,
        _: Request<ListTokenKeysRequest>,
    ) -> Result<Response<ListTokenKeysResponse>, Status> {
        self.says.lock().unwrap().clone()?;
        *self.keys_asked.lock().unwrap() += 1;
        let keys = self.keys.lock().unwrap().iter().map(TokenPair::published).collect();
        let meanwhile = self.meanwhile.lock().unwrap().take();
        if let Some((keys, subject)) = meanwhile {
            *self.keys.lock().unwrap() = keys;
            self.revoke(subject).await;
        }
        Ok(Response::new(ListTokenKeysResponse { keys }))
    }

    async fn look_up_names(
        &self,
        request: Request<LookUpNamesRequest>,
    ) -> Result<Response<LookUpNamesResponse>, Status> {
        self.says.lock().unwrap().clone()?;
        *self.asked.lock().unwrap() += 1;
        let LookUpNamesRequest { user_ids, organization_ids } = request.into_inner();
        let named = |what: &str, ids: Vec<i64>| {
            let known = ids.into_iter().filter(|id| *id != NOBODY);
            known.map(|id| (id, format!("{what} {id}"))).collect()
        };
        let (users, organizations) =
            (named("user", user_ids), named("organization", organization_ids));
        Ok(Response::new(LookUpNamesResponse { users, organizations }))
    }

    async fn list_members(
        &self,
        request: Request<ListMembersRequest>,
    ) -> Result<Response<ListMembersResponse>, Status> {
        self.says.lock().unwrap().clone()?;
        *self.asked.lock().unwrap() += 1;
        let organization = request.into_inner().organization_id;
        let role = if organization == MUDDLED { "king" } else { "viewer" };
        let member = |user_id: i64| Member {
            user_id,
            username: format!("user {user_id}"),
            email: format!("{user_id}@example.org"),
            role: role.to_owned(),
            active: true,
            created_at: Some(UNIX_EPOCH.into()),
        };
        let ids = if organization == NOBODY { vec![] } else { vec![organization, 8] };
        let members = ids.into_iter().map(member).collect();
        Ok(Response::new(ListMembersResponse { members }))
    }
}

impl Fake {
    fn says(&self, says: Result<Outcome, Status>) {
        *self.says.lock().unwrap() = says;
    }

    fn asked(&self) -> u32 {
        *self.asked.lock().unwrap()
    }

    /// Sends a revocation and lets it arrive.
    async fn revoke(&self, subject: Subject) {
        while self.revocations.send(subject).is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

fn caller() -> Outcome {
    presenting(Some(Presented::Key(Key {
        id: 12,
        prefix: "alm_abcdefgh".to_owned(),
        scopes: vec!["practices".to_owned()],
        throttle: None,
        expires_at: None,
    })))
}

fn presenting(credential: Option<Presented>) -> Outcome {
    let membership = Membership { id: 3, organization_id: 5, role: "admin".to_owned() };
    let user = User {
        id: 7,
        username: "jo".to_owned(),
        staff: false,
        clinician_id: None,
        memberships: vec![membership],
    };
    Outcome::Caller(Caller { user: Some(user), credential })
}

fn away() -> Status {
    Status::unavailable("away")
}

/// An authenticator and the accounts it asks, joined in memory. Time stands
/// still and moves only when a test says so.
async fn joined() -> (Authenticator, Fake) {
    let fake = Fake {
        says: Arc::new(Mutex::new(Ok(caller()))),
        asked: Arc::default(),
        keys: Arc::default(),
        keys_asked: Arc::default(),
        meanwhile: Arc::default(),
        revocations: broadcast::channel(16).0,
    };
    let (connect, connections) = mpsc::channel(4);
    let server = Server::builder().add_service(AccountsServer::new(fake.clone()));
    tokio::spawn(
        server.serve_with_incoming(ReceiverStream::new(connections).map(Ok::<_, std::io::Error>)),
    );
    let channel = Endpoint::from_static("http://accounts").connect_with_connector_lazy(
        tower::service_fn(move |_: Uri| {
            let connect = connect.clone();
            async move {
                let (ours, theirs) = tokio::io::duplex(1 << 16);
                connect.send(theirs).await.map_err(std::io::Error::other)?;
                Ok::<_, std::io::Error>(TokioIo::new(ours))
            }
        }),
    );
    let authenticator = Authenticator::over(channel, &InternalToken::random());
    authenticator.follow_revocations();
    (authenticator, fake)
}

fn is_unavailable<T>(result: Result<T, AuthenticateError>) -> bool {
    matches!(result, Err(AuthenticateError::Unavailable(_)))
}

fn refused<T>(result: Result<T, AuthenticateError>) -> Option<Refused> {
    match result {
        Err(AuthenticateError::Refused(refused)) => Some(refused),
        _ => None,
    }
}
