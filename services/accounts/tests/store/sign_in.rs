use std::net::IpAddr;
use std::thread::available_parallelism;

use accounts::passwords;
use accounts::sign_in::{SignInError, sign_in};
use accounts::store::audit::Actor;
use accounts::store::{sign_ins, users};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;

use crate::Accounts;

const PASSWORD: &str = "correct horse";

fn here() -> Option<IpAddr> {
    Some("192.0.2.7".parse().unwrap())
}

fn there() -> Option<IpAddr> {
    Some("2001:db8::1".parse().unwrap())
}

/// Jo, who has a password, and may be disabled.
async fn with_jo(active: bool) -> Accounts {
    let accounts = Accounts::new().await;
    accounts.user_with("Jo", &passwords::hash(PASSWORD.into()).await.unwrap()).await;
    let mut connection = accounts.connection().await;
    users::set_active(&mut connection, &Actor::command(), "jo", active).await.unwrap();
    accounts
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_count_for_an_address_and_a_name() {
    let accounts = Accounts::new().await;
    let mut connection = accounts.connection().await;
    let now = Utc::now();
    for second in 0..5 {
        let then = now + TimeDelta::seconds(second);
        let wait = sign_ins::wait(&mut connection, here(), "jo", then).await.unwrap();
        assert_eq!(wait, None, "after {second} failures");
        sign_ins::fail(&mut connection, here(), "jo", then).await.unwrap();
    }
    for (address, name, seconds, expected) in [
        (here(), "jo", 4, Some(296)),
        (here(), "jo", 299, Some(1)),
        // The first is over, and there are four.
        (here(), "jo", 300, None),
        (there(), "jo", 4, None),
        (None, "jo", 4, None),
        (here(), "JO", 4, None),
        (Some("::ffff:192.0.2.7".parse().unwrap()), "jo", 4, Some(296)),
    ] {
        let then = now + TimeDelta::seconds(seconds);
        let wait = sign_ins::wait(&mut connection, address, name, then).await.unwrap();
        assert_eq!(wait, expected, "{address:?} {name} {seconds}");
    }
    sign_ins::forget(&mut connection, there(), "jo").await.unwrap();
    assert!(sign_ins::wait(&mut connection, here(), "jo", now).await.unwrap().is_some());
    sign_ins::forget(&mut connection, here(), "jo").await.unwrap();
    assert!(sign_ins::wait(&mut connection, here(), "jo", now).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_is_known_by_the_first_half_of_an_address() {
    let accounts = Accounts::new().await;
    let mut connection = accounts.connection().await;
    let now = Utc::now();
    let address = |text: &str| Some(text.parse::<IpAddr>().unwrap());
    for last in 1..=5 {
        let changing = address(&format!("2001:db8:0:1::{last}"));
        sign_ins::fail(&mut connection, changing, "jo", now).await.unwrap();
    }
    for (text, waits) in [
        ("2001:db8:0:1::1", true),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", true),
        ("2001:db8:0:2::1", false),
        ("2001:db8::1", false),
        ("192.0.2.7", false),
    ] {
        let wait = sign_ins::wait(&mut connection, address(text), "jo", now).await.unwrap();
        assert_eq!(wait.is_some(), waits, "{text}");
    }
    sign_ins::forget(&mut connection, address("2001:db8:0:1::99"), "jo").await.unwrap();
    let wait = sign_ins::wait(&mut connection, address("2001:db8:0:1::1"), "jo", now).await;
    assert_eq!(wait.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_that_are_over_are_forgotten() {
    let accounts = Accounts::new().await;
    let mut connection = accounts.connection().await;
    let now = Utc::now();
    sign_ins::fail(&mut connection, None, "jo", now).await.unwrap();
    assert_eq!(sign_ins::purge(&mut connection, now).await.unwrap(), 0);
    let later = now + sign_ins::WINDOW;
    assert_eq!(sign_ins::purge(&mut connection, later).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_signs_in() {
    let accounts = with_jo(true).await;
    for name in ["Jo", " Jo "] {
        let user = sign_in(&accounts.pool, name, PASSWORD.into(), here()).await.unwrap();
        assert_eq!(user.username, "Jo");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_why_they_are_refused() {
    let (enabled, disabled) = (with_jo(true).await, with_jo(false).await);
    let long = "x".repeat(1_001);
    for (accounts, name, password, known) in [
        (&enabled, "Jo", "wrong horse", true),
        (&enabled, "nobody", PASSWORD, false),
        (&enabled, "jo", PASSWORD, false),
        (&enabled, "\0", PASSWORD, false),
        (&enabled, "", PASSWORD, false),
        (&enabled, "Jo", long.as_str(), true),
        (&disabled, "Jo", PASSWORD, true),
        (&disabled, "Jo", "wrong horse", true),
    ] {
        let before = accounts.recorded("sign_in_failed").await.len();
        let refused = sign_in(&accounts.pool, name, password.into(), there()).await.unwrap_err();
        assert!(matches!(refused, SignInError::Refused), "{name:?}: {refused}");
        // Of names that nobody has nothing is recorded.
        let recorded = accounts.recorded("sign_in_failed").await;
        assert_eq!(recorded.len(), if known { before + 1 } else { before }, "{name:?}");
        let Some(newest) = recorded.first() else { continue };
        assert_eq!((newest.user_id.is_some(), newest.subject.as_str()), (true, "Jo"));
        assert_eq!((newest.actor_id, newest.address.as_str()), (None, "2001:db8::1"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_make_everybody_wait() {
    let accounts = with_jo(true).await;
    for name in ["Jo", "nobody"] {
        for _ in 0..5 {
            let refused = sign_in(&accounts.pool, name, "wrong".into(), here()).await;
            assert!(matches!(refused, Err(SignInError::Refused)));
        }
        let waits = sign_in(&accounts.pool, name, PASSWORD.into(), here()).await;
        assert!(matches!(waits, Err(SignInError::Throttled(1..=300))), "{waits:?}");
    }
    sign_in(&accounts.pool, "Jo", PASSWORD.into(), there()).await.unwrap();
    // Who waits is not recorded again, and whom nobody knows not at all.
    assert_eq!(accounts.recorded("sign_in_failed").await.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_success_forgets_the_failures_before() {
    let accounts = with_jo(true).await;
    for password in ["wrong", "wrong", "wrong", "wrong", PASSWORD, "wrong", "wrong"] {
        let verdict = sign_in(&accounts.pool, "Jo", password.into(), here()).await;
        assert_eq!(verdict.is_ok(), password == PASSWORD);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_that_come_together_count_too() {
    let accounts = with_jo(true).await;
    let guesses = (0..40).map(|_| sign_in(&accounts.pool, "Jo", "wrong".into(), here()));
    let verdicts = join_all(guesses).await;
    let refused = verdicts.iter().filter(|verdict| matches!(verdict, Err(SignInError::Refused)));
    let cores = available_parallelism().unwrap().get();
    assert!((5..5 + cores).contains(&refused.count()));
}
