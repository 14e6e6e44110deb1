use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use access::Refused;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::revocation::Subject;
use proto::accounts::{Refusal, TokenKey};
use serde_json::{Value, json};
use tokio::time::advance;

use crate::{away, joined, presenting, refused};

/// A key that signs tokens.
#[derive(Clone)]
pub(crate) struct TokenPair {
    id: &'static str,
    pair: Arc<Ed25519KeyPair>,
}

impl TokenPair {
    fn new(id: &'static str) -> Self {
        Self { id, pair: Arc::new(Ed25519KeyPair::generate().unwrap()) }
    }

    pub(crate) fn published(&self) -> TokenKey {
        let public_key = self.pair.public_key().as_ref().to_vec();
        TokenKey { id: self.id.to_owned(), public_key }
    }

    fn token(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.id.to_owned()), ..Header::new(Algorithm::EdDSA) };
        let pkcs8 = AsDer::<Pkcs8V1Der<'static>>::as_der(self.pair.as_ref()).unwrap();
        encode(&header, claims, &EncodingKey::from_ed_der(pkcs8.as_ref())).unwrap()
    }
}

fn seconds_from_now(seconds: i64) -> i64 {
    let now = UNIX_EPOCH.elapsed().unwrap().as_secs();
    i64::try_from(now).unwrap() + seconds
}

fn claims(kind: &str, seconds: i64) -> Value {
    let exp = seconds_from_now(seconds);
    json!({ "token_type": kind, "exp": exp, "user_id": "7", "jti": kind })
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
        pair.token(&json!({ "token_type": "access", "exp": seconds_from_now(60) })),
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
async fn keys_that_change_while_they_are_asked_for_are_asked_for_again() {
    let (authenticator, fake) = joined().await;
    let (old, new) = (TokenPair::new("old"), TokenPair::new("new"));
    fake.says(Ok(presenting(None)));
    *fake.keys.lock().unwrap() = vec![old.clone(), new.clone()];
    let (old_token, new_token) =
        (old.token(&claims("access", 600)), new.token(&claims("access", 600)));
    authenticator.token(&old_token, None).await.unwrap();

    // Accounts that starts says twice that something may have changed.
    fake.revoke(Subject::Resynchronize(true)).await;
    let all = fake.keys.lock().unwrap().clone();
    *fake.meanwhile.lock().unwrap() = Some((all, Subject::Resynchronize(true)));
    assert!(authenticator.token(&old_token, None).await.is_ok());
    assert_eq!(*fake.keys_asked.lock().unwrap(), 3);

    // What was answered before a key was retired is not what holds.
    fake.revoke(Subject::TokenKeys(true)).await;
    *fake.meanwhile.lock().unwrap() = Some((vec![new], Subject::TokenKeys(true)));
    assert_eq!(refused(authenticator.token(&old_token, None).await), Some(Refused::Token));
    assert!(authenticator.token(&new_token, None).await.is_ok());
}
