//! The memory of callers, against an accounts that can be told what to say.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::{AuthenticateError, Authenticator, FRESH, InternalToken, Refused, STALE};
use futures_util::{Stream, StreamExt};
use hyper_util::rt::TokioIo;
use proto::accounts::accounts_server::{Accounts, AccountsServer};
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::revocation::Subject;
use proto::accounts::{
    AuthenticateRequest, AuthenticateResponse, Caller, Key, Refusal, Revocation,
    WatchRevocationsRequest,
};
use tokio::sync::{broadcast, mpsc};
use tokio::time::advance;
use tokio_stream::wrappers::{BroadcastStream, ReceiverStream};
use tonic::transport::{Endpoint, Server, Uri};
use tonic::{Request, Response, Status};

/// What accounts says, and how often it was asked.
#[derive(Clone)]
struct Fake {
    says: Arc<Mutex<Result<Outcome, Status>>>,
    asked: Arc<Mutex<u32>>,
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
        Ok(Response::new(AuthenticateResponse { outcome: Some(outcome) }))
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
    Outcome::Caller(Caller {
        user_id: 7,
        staff: false,
        key: Some(Key {
            id: 12,
            prefix: "alm_abcdefgh".to_owned(),
            scopes: vec!["practices".to_owned()],
            throttle: None,
            expires_at: None,
        }),
    })
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

#[tokio::test(start_paused = true)]
async fn an_answer_holds_for_five_seconds() {
    let (authenticator, fake) = joined().await;
    for _ in 0..3 {
        assert_eq!(authenticator.bearer("key").await.unwrap().user, 7);
    }
    assert_eq!(fake.asked(), 1);
    advance(FRESH).await;
    authenticator.bearer("key").await.unwrap();
    assert_eq!(fake.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn known_callers_stay_while_accounts_is_away_but_not_for_ever() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key").await.unwrap();
    fake.says(Err(away()));
    advance(FRESH).await;
    assert!(authenticator.bearer("key").await.is_ok());
    assert!(is_unavailable(authenticator.bearer("stranger").await));

    // While accounts is known to be away, known callers do not wait on it.
    let asked = fake.asked();
    assert!(authenticator.bearer("key").await.is_ok());
    assert_eq!(fake.asked(), asked);

    advance(STALE - FRESH).await;
    assert!(is_unavailable(authenticator.bearer("key").await));

    fake.says(Ok(caller()));
    assert!(authenticator.bearer("key").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_revocation_binds_at_once() {
    let (authenticator, fake) = joined().await;
    for subject in [Subject::KeyId(12), Subject::UserId(7)] {
        fake.says(Ok(caller()));
        authenticator.bearer("key").await.unwrap();
        fake.says(Ok(Outcome::Refusal(Refusal::Revoked.into())));
        fake.revoke(subject).await;
        assert_eq!(refused(authenticator.bearer("key").await), Some(Refused::Revoked));
        // The refusal is lifted by the next announcement about anybody.
        fake.revoke(Subject::KeyId(99)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_revocation_binds_even_while_accounts_is_away() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key").await.unwrap();
    fake.revoke(Subject::KeyId(12)).await;
    fake.says(Err(away()));
    assert!(is_unavailable(authenticator.bearer("key").await));
}

#[tokio::test(start_paused = true)]
async fn a_revocation_of_others_changes_nothing() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key").await.unwrap();
    fake.revoke(Subject::KeyId(13)).await;
    fake.revoke(Subject::UserId(8)).await;
    authenticator.bearer("key").await.unwrap();
    assert_eq!(fake.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_gap_everything_is_asked_again() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key").await.unwrap();
    fake.revoke(Subject::Resynchronize(true)).await;
    authenticator.bearer("key").await.unwrap();
    assert_eq!(fake.asked(), 2);

    // In doubt is not refused: with accounts away, the old answer still serves.
    fake.revoke(Subject::Resynchronize(true)).await;
    fake.says(Err(away()));
    assert!(authenticator.bearer("key").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_remembered_key_expires_on_time() {
    let (authenticator, fake) = joined().await;
    let Outcome::Caller(mut expiring) = caller() else { unreachable!() };
    let past = std::time::SystemTime::now() - Duration::from_secs(1);
    expiring.key.as_mut().unwrap().expires_at = Some(past.into());
    fake.says(Ok(Outcome::Caller(expiring)));
    assert_eq!(refused(authenticator.bearer("key").await), Some(Refused::Expired));
}

#[tokio::test(start_paused = true)]
async fn refusals_keep_their_reason() {
    let (authenticator, fake) = joined().await;
    for (index, (refusal, expected)) in [
        (Refusal::Unknown, Refused::Unknown),
        (Refusal::Unspecified, Refused::Unknown),
        (Refusal::Revoked, Refused::Revoked),
        (Refusal::Expired, Refused::Expired),
        (Refusal::Inactive, Refused::Inactive),
    ]
    .into_iter()
    .enumerate()
    {
        fake.says(Ok(Outcome::Refusal(refusal.into())));
        let key = format!("key {index}");
        assert_eq!(refused(authenticator.bearer(&key).await), Some(expected));
    }
}
