use std::time::{Duration, SystemTime};

use access::{FRESH, Refused, STALE};
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::caller::Credential as Presented;
use proto::accounts::revocation::Subject;
use proto::accounts::{Key, Refusal, Session};
use tokio::time::advance;

use crate::{away, caller, is_unavailable, joined, presenting, refused};

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
async fn one_known_caller_finds_out_for_all_whether_accounts_is_back() {
    let (authenticator, fake) = joined().await;
    authenticator.bearer("key", None).await.unwrap();
    fake.says(Err(away()));
    advance(FRESH).await;
    let call = || authenticator.bearer("key", None);
    // At first nobody knows that it is away.
    for expected in [3, 1] {
        advance(Duration::from_secs(1)).await;
        let asked = fake.asked();
        let (one, two, three) = tokio::join!(call(), call(), call());
        assert!(one.is_ok() && two.is_ok() && three.is_ok());
        assert_eq!(fake.asked() - asked, expected);
    }

    fake.says(Ok(caller()));
    advance(Duration::from_secs(1)).await;
    let asked = fake.asked();
    assert!(call().await.is_ok() && call().await.is_ok());
    assert_eq!(fake.asked(), asked + 1, "and what it is told is fresh");
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
    let past = SystemTime::now() - Duration::from_secs(1);
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
    let session = Session { id: 4, expires_at: Some((SystemTime::now() + STALE).into()) };
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
