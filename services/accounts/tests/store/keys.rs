use accounts::AccountsError;
use accounts::store::audit::Actor;
use accounts::store::memberships::Role;
use accounts::store::signed_keys::Terms;
use accounts::store::{
    KeyId, MOST_KEYS, api_keys, nonces, release_keys, signed_keys, token_keys, users,
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use secrecy::ExposeSecret;

use crate::{Accounts, in_person};

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_is_spent_once() {
    let accounts = Accounts::new().await;
    let organization = accounts.organization("A").await;
    let mut connection = accounts.connection().await;
    let (actor, terms) = (Actor::command(), Terms::default());
    let mut ids = Vec::new();
    for _ in 0..2 {
        let keys = &accounts.keys;
        let made = signed_keys::add(&mut connection, &actor, keys, organization, &terms).await;
        ids.push(made.unwrap().id);
    }
    let until = Utc::now() + TimeDelta::minutes(10);
    let spent = join_all((0..12).map(|_| async {
        let mut connection = accounts.connection().await;
        nonces::spend(&mut connection, ids[0], b"nonce", until).await.unwrap()
    }))
    .await;
    assert_eq!(spent.iter().filter(|spent| **spent).count(), 1);
    assert!(nonces::spend(&mut connection, ids[1], b"nonce", until).await.unwrap());
    assert!(nonces::spend(&mut connection, ids[0], b"another", until).await.unwrap());

    let early = nonces::purge(&mut connection, until - TimeDelta::seconds(1)).await.unwrap();
    assert_eq!(early, 0);
    assert_eq!(nonces::purge(&mut connection, until).await.unwrap(), 3);
    assert!(nonces::spend(&mut connection, ids[0], b"nonce", until).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_has_one_release_key() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let keys = join_all((0..8).map(|_| async {
        let mut connection = accounts.connection().await;
        let key =
            release_keys::current(&mut connection, &in_person(user), &accounts.keys, user).await;
        key.unwrap().key.expose_secret().to_owned()
    }))
    .await;
    assert!(keys.iter().all(|key| *key == keys[0]));
    assert!(keys[0].len() == 40 && keys[0].bytes().all(|byte| b"0123456789abcdef".contains(&byte)));
    assert_eq!(accounts.recorded("release_key_added").await.len(), 1);
    let mut connection = accounts.connection().await;
    let nobody = release_keys::current(&mut connection, &in_person(user), &accounts.keys, -1).await;
    assert!(matches!(nobody, Err(AccountsError::NoSuchUserId(-1))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_email_or_password_retires_the_release_key() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let actor = in_person(user);
    let mut connection = accounts.connection().await;
    let mut seen = Vec::new();
    for change in 0..4 {
        match change {
            1 => drop(
                users::set_email(&mut connection, &actor, "jo", "jo@example.org").await.unwrap(),
            ),
            2 => drop(
                users::set_password(&mut connection, &actor, "jo", "another", None).await.unwrap(),
            ),
            // The same address again changes nothing.
            3 => drop(
                users::set_email(&mut connection, &actor, "jo", "jo@example.org").await.unwrap(),
            ),
            _ => {}
        }
        let key = release_keys::current(&mut connection, &actor, &accounts.keys, user).await;
        seen.push(key.unwrap().key.expose_secret().to_owned());
    }
    assert_eq!(accounts.recorded("release_key_added").await.len(), 3);
    let retired = accounts.recorded("release_key_retired").await;
    assert_eq!(retired.len(), 2);
    assert!(retired.iter().all(|row| (row.actor_id, row.user_id) == (Some(user), Some(user))));
    assert!(seen[0] != seen[1] && seen[1] != seen[2] && seen[2] == seen[3]);
    for (key, retired) in [(&seen[0], true), (&seen[1], true), (&seen[2], false)] {
        let found = release_keys::find(&mut connection, key).await.unwrap().unwrap();
        assert_eq!(found.retired_at.is_some(), retired);
        assert_eq!(found.holder.username, "jo");
    }
    assert!(release_keys::find(&mut connection, "").await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_take_back_their_own_keys_only() {
    let accounts = Accounts::new().await;
    let (jo, other) = (accounts.user("jo").await, accounts.user("other").await);
    let mut connection = accounts.connection().await;
    let terms = api_keys::Terms::default();
    let (id, key) = api_keys::add(&mut connection, &in_person(jo), "jo", &terms).await.unwrap();
    assert!(api_keys::of_user(&mut connection, other).await.unwrap().is_empty());
    let refused = api_keys::revoke_own(&mut connection, &in_person(other), other, id).await;
    assert!(matches!(refused, Err(AccountsError::NoSuchKey(KeyId::Bearer(_)))));

    api_keys::revoke_own(&mut connection, &in_person(jo), jo, id).await.unwrap();
    let first = api_keys::find(&mut connection, key.prefix()).await.unwrap().unwrap().revoked_at;
    api_keys::revoke(&mut connection, &Actor::command(), id).await.unwrap();
    let listed = api_keys::of_user(&mut connection, jo).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].revoked_at, first, "the first time is kept");
    let revoked = accounts.recorded("key_revoked").await;
    assert_eq!(revoked.len(), 1);
    assert_eq!(revoked[0].subject, key.prefix());
    assert_eq!(revoked[0].actor_id, Some(jo));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_organizations_are_listed_as_they_were_made() {
    let accounts = Accounts::new().await;
    let organization = accounts.organization("A").await;
    let mut connection = accounts.connection().await;
    let terms = Terms {
        label: "Website".to_owned(),
        permissions: vec![
            "care-enquiries:create".parse().unwrap(),
            "locations:read".parse().unwrap(),
        ],
        networks: vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
        legacy_signatures: true,
        throttle: Some("2/second".parse().unwrap()),
        expires_at: None,
    };
    let actor = Actor::command();
    let made = signed_keys::add(&mut connection, &actor, &accounts.keys, organization, &terms)
        .await
        .unwrap();
    let listed = signed_keys::of_organization(&mut connection, organization).await.unwrap();
    assert_eq!(listed.len(), 1);
    let key = &listed[0];
    assert_eq!((key.id, key.key.as_str()), (made.id, made.key.as_str()));
    assert_eq!((&key.permissions, &key.networks), (&terms.permissions, &terms.networks));
    assert_eq!((&key.label, &key.throttle), (&terms.label, &terms.throttle));
    assert!(key.legacy_signatures && key.revoked_at.is_none());

    let found = signed_keys::find(&mut connection, &made.account_id, &made.key).await.unwrap();
    let kept = found.unwrap().secret;
    let secret = made.secret.expose_secret().as_bytes();
    assert!(!kept.windows(secret.len()).any(|part| part == secret), "it is encrypted");

    signed_keys::revoke(&mut connection, &actor, made.id).await.unwrap();
    signed_keys::revoke(&mut connection, &actor, made.id).await.unwrap();
    assert_eq!(accounts.recorded("key_revoked").await.len(), 1);
    let unknown = signed_keys::revoke(&mut connection, &actor, -1).await.unwrap_err();
    assert_eq!(unknown.to_string(), "there is no key s-1");
    assert!(signed_keys::list(&mut connection).await.unwrap()[0].revoked_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_have_so_many_keys_at_once() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let mut connection = accounts.connection().await;
    let (jo, command) = (in_person(user), Actor::command());
    let terms = api_keys::Terms::default();
    let over =
        api_keys::Terms { expires_at: Some(Utc::now() - TimeDelta::days(1)), ..terms.clone() };
    api_keys::add(&mut connection, &jo, "jo", &over).await.unwrap();
    let (first, _) = api_keys::add(&mut connection, &jo, "jo", &terms).await.unwrap();
    // Those that come together take turns.
    let more = join_all((0..MOST_KEYS + 4).map(|_| async {
        let mut connection = accounts.connection().await;
        api_keys::add(&mut connection, &jo, "jo", &terms).await
    }))
    .await;
    let refused =
        more.iter().filter(|made| matches!(made, Err(AccountsError::TooManyKeys))).count();
    assert_eq!((refused, more.iter().filter(|made| made.is_ok()).count()), (5, 19));
    api_keys::add(&mut connection, &command, "jo", &terms).await.unwrap();
    for _ in 0..2 {
        let refused = api_keys::add(&mut connection, &jo, "jo", &terms).await;
        assert!(matches!(refused, Err(AccountsError::TooManyKeys)));
        api_keys::revoke_own(&mut connection, &jo, user, first).await.unwrap();
    }
    let live = api_keys::of_user(&mut connection, user).await.unwrap();
    let last = live.iter().rfind(|key| key.revoked_at.is_none()).unwrap().id;
    api_keys::revoke_own(&mut connection, &jo, user, last).await.unwrap();
    api_keys::add(&mut connection, &jo, "jo", &terms).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_has_so_many_keys_from_its_admins() {
    let accounts = Accounts::new().await;
    let (jo, sam) = (accounts.user("jo").await, accounts.staff("sam").await);
    let organization = accounts.organization("A").await;
    let mut connection = accounts.connection().await;
    let (keys, terms) = (&accounts.keys, Terms::default());
    let (jo, sam, command) = (in_person(jo), in_person(sam), Actor::command());
    accounts.member(organization, "jo", Role::Creator).await;
    let over = Terms { expires_at: Some(Utc::now() - TimeDelta::days(1)), ..terms.clone() };
    let made = signed_keys::add(&mut connection, &command, keys, organization, &over).await;
    let made = made.unwrap();
    // To run the platform is not to hold the keys of its organisations.
    for actor in [&jo, &sam] {
        let refused = signed_keys::add(&mut connection, actor, keys, organization, &terms).await;
        assert!(matches!(refused, Err(AccountsError::NotAllowed)));
        let refused = signed_keys::revoke(&mut connection, actor, made.id).await;
        assert!(matches!(refused, Err(AccountsError::NotAllowed)));
    }

    accounts.member(organization, "jo", Role::Admin).await;
    signed_keys::revoke(&mut connection, &jo, made.id).await.unwrap();
    let mut last = None;
    for _ in 0..MOST_KEYS {
        let made = signed_keys::add(&mut connection, &jo, keys, organization, &terms).await;
        last = Some(made.unwrap().id);
    }
    let refused = signed_keys::add(&mut connection, &jo, keys, organization, &terms).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.to_string(), "there are already 20 keys that work; revoke one first");
    signed_keys::revoke(&mut connection, &jo, last.unwrap()).await.unwrap();
    signed_keys::add(&mut connection, &jo, keys, organization, &terms).await.unwrap();
    signed_keys::add(&mut connection, &command, keys, organization, &terms).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_key_of_tokens_is_made_once() {
    let accounts = Accounts::new().await;
    let kids = join_all((0..8).map(|_| async {
        let mut connection = accounts.connection().await;
        token_keys::signing(&mut connection, &accounts.keys).await.unwrap().kid
    }))
    .await;
    assert!(kids.iter().all(|kid| *kid == kids[0]));
    let mut connection = accounts.connection().await;
    let (actor, keys) = (Actor::command(), &accounts.keys);
    token_keys::retire(&mut connection, &actor, &kids[0]).await.unwrap();
    token_keys::retire(&mut connection, &actor, &kids[0]).await.unwrap();
    let next = token_keys::signing(&mut connection, keys).await.unwrap().kid;
    assert_ne!(next, kids[0]);
    let unknown = token_keys::retire(&mut connection, &actor, "nothing").await;
    assert!(matches!(unknown, Err(AccountsError::NoSuchTokenKey(_))));
    assert_eq!(accounts.recorded("token_key_added").await.len(), 2);
    assert_eq!(accounts.recorded("token_key_retired").await.len(), 1);
}
