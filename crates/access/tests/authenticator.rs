//! The memory of callers and names, against an accounts that can be told what to say.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use access::{
    Access, AuthenticateError, Authenticator, FRESH, InternalToken, Refused, STALE, ThrottleConfig,
};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use futures_util::{Stream, StreamExt};
use hyper_util::rt::TokioIo;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proto::accounts::accounts_server::{Accounts, AccountsServer};
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::caller::Credential as Presented;
use proto::accounts::revocation::Subject;
use proto::accounts::{
    AuthenticateRequest, AuthenticateResponse, Caller, Key, ListTokenKeysRequest,
    ListTokenKeysResponse, LookUpNamesRequest, LookUpNamesResponse, Membership, Refusal,
    Revocation, Session, TokenKey, User, WatchRevocationsRequest,
};
use tokio::sync::{broadcast, mpsc};
use tokio::time::advance;
use tokio_stream::wrappers::{BroadcastStream, ReceiverStream};
use tonic::transport::{Endpoint, Server, Uri};
use tonic::{Request, Response, Status};

/// An id without a name.
const NOBODY: i64 = 404;

/// What accounts says, and how often it was asked.
#[derive(Clone)]
struct Fake {
    says: Arc<Mutex<Result<Outcome, Status>>>,
    asked: Arc<Mutex<u32>>,
    keys: Arc<Mutex<Vec<TokenPair>>>,
    keys_asked: Arc<Mutex<u32>>,
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
}

/// A key that signs tokens.
#[derive(Clone)]
struct TokenPair {
    id: &'static str,
    pair: Arc<Ed25519KeyPair>,
}

impl TokenPair {
    fn new(id: &'static str) -> Self {
        Self { id, pair: Arc::new(Ed25519KeyPair::generate().unwrap()) }
    }

    fn published(&self) -> TokenKey {
        let public_key = self.pair.public_key().as_ref().to_vec();
        TokenKey { id: self.id.to_owned(), public_key }
    }

    fn token(&self, claims: &serde_json::Value) -> String {
        let header = Header { kid: Some(self.id.to_owned()), ..Header::new(Algorithm::EdDSA) };
        let pkcs8 = AsDer::<Pkcs8V1Der<'static>>::as_der(self.pair.as_ref()).unwrap();
        encode(&header, claims, &EncodingKey::from_ed_der(pkcs8.as_ref())).unwrap()
    }
}

fn seconds_from_now(seconds: i64) -> i64 {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    i64::try_from(now).unwrap() + seconds
}

fn claims(kind: &str, seconds: i64) -> serde_json::Value {
    let exp = seconds_from_now(seconds);
    serde_json::json!({ "token_type": kind, "exp": exp, "user_id": "7", "jti": kind })
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
        assert_eq!(authenticator.bearer("key", None).await.unwrap().user.as_ref().unwrap().id, 7);
    }
    assert_eq!(fake.asked(), 1);
    advance(FRESH).await;
    authenticator.bearer("key", None).await.unwrap();
    assert_eq!(fake.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn known_callers_stay_while_accounts_is_away_but_not_for_ever() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key", None).await.unwrap();
    fake.says(Err(away()));
    advance(FRESH).await;
    assert!(authenticator.bearer("key", None).await.is_ok());
    assert!(is_unavailable(authenticator.bearer("stranger", None).await));

    // While accounts is known to be away, known callers do not wait on it.
    let asked = fake.asked();
    assert!(authenticator.bearer("key", None).await.is_ok());
    assert_eq!(fake.asked(), asked);

    advance(STALE - FRESH).await;
    assert!(is_unavailable(authenticator.bearer("key", None).await));

    fake.says(Ok(caller()));
    assert!(authenticator.bearer("key", None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_revocation_binds_at_once() {
    let (authenticator, fake) = joined().await;
    for subject in [Subject::KeyId(12), Subject::UserId(7)] {
        fake.says(Ok(caller()));
        authenticator.bearer("key", None).await.unwrap();
        fake.says(Ok(Outcome::Refusal(Refusal::Revoked.into())));
        fake.revoke(subject).await;
        assert_eq!(refused(authenticator.bearer("key", None).await), Some(Refused::Revoked));
        // The refusal is lifted by the next announcement about anybody.
        fake.revoke(Subject::KeyId(99)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_revocation_binds_even_while_accounts_is_away() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key", None).await.unwrap();
    fake.revoke(Subject::KeyId(12)).await;
    fake.says(Err(away()));
    assert!(is_unavailable(authenticator.bearer("key", None).await));
}

#[tokio::test(start_paused = true)]
async fn a_revocation_of_others_changes_nothing() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key", None).await.unwrap();
    fake.revoke(Subject::KeyId(13)).await;
    fake.revoke(Subject::UserId(8)).await;
    authenticator.bearer("key", None).await.unwrap();
    assert_eq!(fake.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_gap_everything_is_asked_again() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key", None).await.unwrap();
    fake.revoke(Subject::Resynchronize(true)).await;
    authenticator.bearer("key", None).await.unwrap();
    assert_eq!(fake.asked(), 2);

    // In doubt is not refused: with accounts away, the old answer still serves.
    fake.revoke(Subject::Resynchronize(true)).await;
    fake.says(Err(away()));
    assert!(authenticator.bearer("key", None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_remembered_key_expires_on_time() {
    let (authenticator, fake) = joined().await;
    let past = std::time::SystemTime::now() - Duration::from_secs(1);
    let key = Key { id: 12, expires_at: Some(past.into()), ..Key::default() };
    fake.says(Ok(presenting(Some(Presented::Key(key)))));
    assert_eq!(refused(authenticator.bearer("key", None).await), Some(Refused::Expired));
    let session = Session { id: 1, expires_at: Some(past.into()) };
    fake.says(Ok(presenting(Some(Presented::Session(session)))));
    assert_eq!(refused(authenticator.session("id", None).await), Some(Refused::Expired));
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
        assert_eq!(refused(authenticator.bearer(&key, None).await), Some(expected));
    }
}

#[tokio::test(start_paused = true)]
async fn kinds_of_credentials_are_told_apart() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("same", None).await.unwrap();
    let session =
        Session { id: 4, expires_at: Some((std::time::SystemTime::now() + STALE).into()) };
    fake.says(Ok(presenting(Some(Presented::Session(session)))));
    let caller = authenticator.session("same", None).await.unwrap();
    assert_eq!(fake.asked(), 2);
    assert!(matches!(caller.credential, access::Credential::Session(_)));
    assert_eq!(caller.organization(), Some(5));

    fake.says(Ok(Outcome::Refusal(Refusal::Unknown.into())));
    fake.revoke(Subject::SessionId(4)).await;
    assert_eq!(refused(authenticator.session("same", None).await), Some(Refused::Unknown));
    assert!(authenticator.bearer("same", None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_token_is_checked_here_and_its_user_there() {
    let (authenticator, fake) = joined().await;
    let pair = TokenPair::new("first");
    fake.keys.lock().unwrap().push(pair.clone());
    fake.says(Ok(presenting(None)));
    let token = pair.token(&claims("access", 60));
    for _ in 0..3 {
        let caller = authenticator.token(&token, None).await.unwrap();
        assert_eq!(caller.user.as_ref().unwrap().id, 7);
    }
    assert_eq!((fake.asked(), *fake.keys_asked.lock().unwrap()), (1, 1));

    fake.says(Ok(Outcome::Refusal(Refusal::Inactive.into())));
    fake.revoke(Subject::UserId(7)).await;
    assert_eq!(refused(authenticator.token(&token, None).await), Some(Refused::Inactive));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_good_token() {
    let (authenticator, fake) = joined().await;
    let (pair, stranger) = (TokenPair::new("first"), TokenPair::new("first"));
    fake.keys.lock().unwrap().push(pair.clone());
    fake.says(Ok(presenting(None)));
    let good = pair.token(&claims("access", 60));
    let unsigned = |header: &str| {
        let payload = good.split('.').nth(1).unwrap();
        format!("{header}.{payload}.")
    };
    for token in [
        pair.token(&claims("refresh", 60)),
        pair.token(&claims("access", -1)),
        pair.token(&serde_json::json!({ "token_type": "access", "exp": seconds_from_now(60) })),
        stranger.token(&claims("access", 60)),
        TokenPair::new("other").token(&claims("access", 60)),
        // {"alg":"none","kid":"first"}
        unsigned("eyJhbGciOiJub25lIiwia2lkIjoiZmlyc3QifQ"),
        format!("{good}x"),
        "x".repeat(10_000),
        String::new(),
    ] {
        assert_eq!(refused(authenticator.token(&token, None).await), Some(Refused::Token));
    }
    assert_eq!(fake.asked(), 0);
    assert!(authenticator.token(&good, None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn keys_change_without_a_pause() {
    let (authenticator, fake) = joined().await;
    let (old, new) = (TokenPair::new("old"), TokenPair::new("new"));
    fake.says(Ok(presenting(None)));
    fake.keys.lock().unwrap().push(old.clone());
    let (old_token, new_token) =
        (old.token(&claims("access", 600)), new.token(&claims("access", 600)));
    authenticator.token(&old_token, None).await.unwrap();

    // An announcement, and even without one an unknown key, makes us ask.
    advance(Duration::from_secs(1)).await;
    fake.keys.lock().unwrap().push(new);
    assert!(authenticator.token(&new_token, None).await.is_ok());
    assert!(authenticator.token(&old_token, None).await.is_ok());

    fake.keys.lock().unwrap().remove(0);
    fake.revoke(Subject::TokenKeys(true)).await;
    assert_eq!(refused(authenticator.token(&old_token, None).await), Some(Refused::Token));
    assert!(authenticator.token(&new_token, None).await.is_ok());

    // After a gap the keys are asked for again, and hold where nobody answers.
    fake.revoke(Subject::Resynchronize(true)).await;
    fake.says(Err(away()));
    assert!(authenticator.token(&new_token, None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn names_hold_for_a_minute_and_longer_while_accounts_is_away() {
    let minute = Duration::from_secs(60);
    let (authenticator, fake) = joined().await;
    let access = Access::new("test", authenticator, ThrottleConfig::default());
    let names = access.names();
    let (users, organizations) = names.look_up(&[7, 8, 7, NOBODY], &[7]).await.unwrap();
    assert_eq!((users.len(), organizations.len()), (2, 1));
    assert_eq!((&*users[&8], &*organizations[&7]), ("user 8", "organization 7"));
    advance(minute - Duration::from_secs(1)).await;
    names.look_up(&[7, 8], &[7]).await.unwrap();
    assert_eq!(fake.asked(), 1);
    advance(Duration::from_secs(1)).await;
    names.look_up(&[7, 8], &[7]).await.unwrap();
    assert_eq!(fake.asked(), 2);

    fake.says(Err(away()));
    advance(minute).await;
    let known = names.look_up(&[7, 8], &[7]).await.unwrap();
    assert_eq!(known, (users, organizations));
    for (users, organizations) in [([7, 9], [7]), ([7, NOBODY], [7]), ([7, 8], [8])] {
        assert!(names.look_up(&users, &organizations).await.is_err(), "{users:?}");
    }
    advance(STALE - minute).await;
    assert!(names.look_up(&[7], &[]).await.is_err());

    fake.says(Ok(caller()));
    names.look_up(&[7, 9], &[8]).await.unwrap();
}
