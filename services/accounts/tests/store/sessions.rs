use accounts::AccountsError;
use accounts::store::audit::Actor;
use accounts::store::sessions::{self, LIFE, Presented};
use accounts::store::users;
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::{Accounts, in_person};

async fn start(accounts: &Accounts, user: i64) -> (i64, String) {
    let mut connection = accounts.connection().await;
    let actor = in_person(user);
    let verified = accounts.credentials(user).await;
    let started =
        sessions::start(&mut connection, &actor, &verified, actor.address, "Browser/1\n").await;
    let started = started.unwrap();
    (started.id, started.cookie.expose_secret().to_owned())
}

async fn find(accounts: &Accounts, cookie: &str, now: DateTime<Utc>) -> Option<Presented> {
    sessions::find(&mut *accounts.connection().await, cookie, now).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_lasts_two_weeks_however_it_is_used() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let (id, cookie) = start(&accounts, user).await;
    let now = Utc::now();
    let almost = TimeDelta::minutes(1);
    assert!(find(&accounts, "another", now).await.is_none());

    let mut connection = accounts.connection().await;
    for then in [now, now + TimeDelta::days(13)] {
        let mut found = find(&accounts, &cookie, then).await.unwrap();
        assert_eq!((found.id, found.holder.id), (id, user));
        sessions::touch(&mut connection, &mut found, then).await.unwrap();
    }
    assert!(find(&accounts, &cookie, now + LIFE - almost).await.is_some());
    assert!(find(&accounts, &cookie, now + LIFE + almost).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_touched_once_a_minute() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let (_, cookie) = start(&accounts, user).await;
    let mut connection = accounts.connection().await;
    let began = find(&accounts, &cookie, Utc::now()).await.unwrap();
    for (seconds, seen) in [(59, 0), (61, 61), (100, 61)] {
        let now = began.created_at + TimeDelta::seconds(seconds);
        let mut found = find(&accounts, &cookie, now).await.unwrap();
        sessions::touch(&mut connection, &mut found, now).await.unwrap();
        let kept = find(&accounts, &cookie, now).await.unwrap();
        let expected = began.created_at + TimeDelta::seconds(seen);
        assert_eq!(kept.last_seen_at, expected, "after {seconds} seconds");
        assert_eq!(found.last_seen_at, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended() {
    let accounts = Accounts::new().await;
    let (jo, other) = (accounts.user("jo").await, accounts.user("other").await);
    let (first, cookie) = start(&accounts, jo).await;
    let (second, _) = start(&accounts, jo).await;
    let (_, others) = start(&accounts, other).await;
    let mut connection = accounts.connection().await;
    let listed = sessions::of_user(&mut connection, jo).await.unwrap();
    assert_eq!(listed.iter().map(|session| session.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!(listed[0].address, "192.0.2.7");
    assert_eq!(listed[0].user_agent, "Browser/1");

    sessions::end(&mut connection, &in_person(jo), first).await.unwrap();
    sessions::end(&mut connection, &in_person(jo), first).await.unwrap();
    assert!(find(&accounts, &cookie, Utc::now()).await.is_none());
    assert!(find(&accounts, &others, Utc::now()).await.is_some());
    assert_eq!(accounts.recorded("signed_in").await.len(), 3);
    let ended = accounts.recorded("signed_out").await;
    assert_eq!(ended.len(), 1);
    assert_eq!((ended[0].subject_id.as_str(), ended[0].user_id), (&*first.to_string(), Some(jo)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_other_sessions() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let (kept, cookie) = start(&accounts, user).await;
    let (_, ended) = start(&accounts, user).await;
    let mut connection = accounts.connection().await;
    users::set_password(&mut connection, &in_person(user), "JO", "another", Some(kept))
        .await
        .unwrap();
    assert!(find(&accounts, &cookie, Utc::now()).await.is_some());
    assert!(find(&accounts, &ended, Utc::now()).await.is_none());
    users::set_password(&mut connection, &in_person(user), "jo", "third", None).await.unwrap();
    assert!(find(&accounts, &cookie, Utc::now()).await.is_none());
    assert_eq!(accounts.recorded("password_changed").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_disabled_has_no_sessions() {
    let accounts = Accounts::new().await;
    let (jo, other) = (accounts.user("jo").await, accounts.user("other").await);
    let ((first, cookie), (second, _)) = (start(&accounts, jo).await, start(&accounts, jo).await);
    let (_, others) = start(&accounts, other).await;
    let mut connection = accounts.connection().await;
    for active in [false, true] {
        users::set_active(&mut connection, &Actor::command(), "jo", active).await.unwrap();
        assert!(find(&accounts, &cookie, Utc::now()).await.is_none());
        assert!(sessions::of_user(&mut connection, jo).await.unwrap().is_empty());
    }
    assert!(find(&accounts, &others, Utc::now()).await.is_some());
    let ended = accounts.recorded("signed_out").await;
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0].details, json!({ "sessions": [first, second] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_verified_must_still_hold() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let (actor, mut connection) = (in_person(user), accounts.connection().await);
    let old = accounts.credentials(user).await;
    users::set_password(&mut connection, &actor, "jo", "another", None).await.unwrap();
    let stale = sessions::start(&mut connection, &actor, &old, None, "").await;
    assert!(matches!(stale, Err(AccountsError::StaleCredentials)));

    let new = accounts.credentials(user).await;
    users::set_active(&mut connection, &actor, "jo", false).await.unwrap();
    let stale = sessions::start(&mut connection, &actor, &new, None, "").await;
    assert!(matches!(stale, Err(AccountsError::StaleCredentials)));
    users::set_active(&mut connection, &actor, "jo", true).await.unwrap();
    sessions::start(&mut connection, &actor, &new, None, "").await.unwrap();
    assert_eq!(accounts.recorded("signed_in").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_session_outlives_the_password_it_was_started_with() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let actor = in_person(user);
    let (mut one, mut two) = (accounts.connection().await, accounts.connection().await);
    for round in 0..8 {
        let (verified, hash) = (accounts.credentials(user).await, format!("hash {round}"));
        let (started, changed) = tokio::join!(
            sessions::start(&mut one, &actor, &verified, None, ""),
            users::set_password(&mut two, &actor, "jo", &hash, None),
        );
        changed.unwrap();
        assert!(matches!(started, Ok(_) | Err(AccountsError::StaleCredentials)), "{started:?}");
        assert!(sessions::of_user(&mut one, user).await.unwrap().is_empty(), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_ended_are_forgotten() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    start(&accounts, user).await;
    let mut connection = accounts.connection().await;
    assert_eq!(sessions::purge(&mut connection, Utc::now()).await.unwrap(), 0);
    let later = Utc::now() + LIFE + TimeDelta::minutes(1);
    assert_eq!(sessions::purge(&mut connection, later).await.unwrap(), 1);
}
