use accounts::AccountsError;
use accounts::store::audit::Actor;
use accounts::store::memberships::Role;
use accounts::store::organizations;
use accounts::store::signed_keys::{self, Terms};
use diesel_async::SimpleAsyncConnection;
use futures_util::future::join_all;
use serde_json::json;

use crate::{Accounts, in_person};

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_has_one_sandbox_however_many_ask_for_it() {
    let accounts = Accounts::new().await;
    let live = accounts.organization("Sunny Care").await;
    let jo = accounts.user("jo").await;
    accounts.member(live, "jo", Role::Admin).await;
    let mut connection = accounts.connection().await;
    assert!(organizations::sandbox_of(&mut connection, live).await.unwrap().is_none());

    let made = join_all((0..8).map(|_| async {
        let mut connection = accounts.connection().await;
        organizations::add_sandbox(&mut connection, &Actor::command(), live).await.unwrap()
    }))
    .await;
    let twin = &made[0];
    assert!(made.iter().all(|one| one.id == twin.id));
    assert_eq!((twin.name.as_str(), twin.sandbox_of), ("Sunny Care (sandbox)", Some(live)));
    assert!(twin.sandbox && twin.active);
    let found = organizations::sandbox_of(&mut connection, live).await.unwrap().unwrap();
    assert_eq!((found.id, &found.public_id), (twin.id, &twin.public_id));
    assert!(organizations::sandbox_of(&mut connection, twin.id).await.unwrap().is_none());
    for (id, expected) in [(live, false), (twin.id, true)] {
        let told = organizations::find(&mut connection, id).await.unwrap();
        assert_eq!(told.sandbox, expected);
    }
    let known = organizations::find(&mut connection, live).await.unwrap();
    assert_ne!(known.public_id, twin.public_id);

    let added = accounts.recorded("organization_added").await;
    assert_eq!(added.len(), 2);
    assert_eq!(added[0].organization_id, Some(twin.id));
    assert_eq!(added[0].details, json!({ "sandbox_of": live }));
    let members = accounts.recorded("member_added").await;
    assert_eq!(members.len(), 1, "nobody comes to the sandbox with it");
    assert_eq!((members[0].organization_id, members[0].user_id), (Some(live), Some(jo)));
}

#[tokio::test(flavor = "multi_thread")]
async fn some_organizations_get_no_sandbox() {
    let accounts = Accounts::new().await;
    let (live, closed) = (accounts.organization("A").await, accounts.organization("B").await);
    let taken = accounts.organization("C").await;
    accounts.organization("c (SANDBOX)").await;
    let viewer = accounts.user("jo").await;
    accounts.member(live, "jo", Role::Viewer).await;
    let mut connection = accounts.connection().await;
    let command = Actor::command();
    organizations::set_active(&mut connection, &command, closed, false).await.unwrap();
    let refused = organizations::add_sandbox(&mut connection, &in_person(viewer), live).await;
    assert!(matches!(refused, Err(AccountsError::NotAllowed)));
    let twin = organizations::add_sandbox(&mut connection, &command, live).await.unwrap().id;

    for (id, said) in [
        (twin, format!("organization {twin} is a sandbox itself")),
        (closed, format!("organization {closed} is disabled; enable it first")),
        (-1, "there is no organization -1".to_owned()),
        (taken, "there is already an organization \"C (sandbox)\"".to_owned()),
    ] {
        let refused = organizations::add_sandbox(&mut connection, &command, id).await;
        assert_eq!(refused.unwrap_err().to_string(), said);
        assert!(organizations::sandbox_of(&mut connection, id).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_and_its_sandbox_stay_what_they_are() {
    let accounts = Accounts::new().await;
    let live = accounts.organization("A").await;
    let mut connection = accounts.connection().await;
    let command = Actor::command();
    let twin = organizations::add_sandbox(&mut connection, &command, live).await.unwrap().id;
    for (id, sandbox) in [(live, true), (twin, false)] {
        let refused = organizations::set_sandbox(&mut connection, &command, id, sandbox).await;
        assert!(matches!(refused, Err(AccountsError::Paired(known)) if known == id));
        let same = organizations::set_sandbox(&mut connection, &command, id, !sandbox).await;
        assert_eq!(same.unwrap().sandbox, !sandbox);
    }
    for change in [
        format!("UPDATE organizations SET sandbox = false WHERE id = {twin}"),
        format!("UPDATE organizations SET sandbox_of = {twin} WHERE id = {live}"),
        format!("UPDATE organizations SET sandbox_of = id WHERE id = {twin}"),
    ] {
        let refused = connection.batch_execute(&change).await.unwrap_err();
        assert!(refused.to_string().contains("organizations_check"), "{change}: {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sandbox_has_keys_of_its_own() {
    let accounts = Accounts::new().await;
    let live = accounts.organization("A").await;
    let mut connection = accounts.connection().await;
    let (command, terms) = (Actor::command(), Terms::default());
    let key = signed_keys::add(&mut connection, &command, &accounts.keys, live, &terms).await;
    let key = key.unwrap();
    let twin = organizations::add_sandbox(&mut connection, &command, live).await.unwrap();
    assert!(signed_keys::of_organization(&mut connection, twin.id).await.unwrap().is_empty());
    for (account, known) in [(&key.account_id, true), (&twin.public_id, false)] {
        let found = signed_keys::find(&mut connection, account, &key.key).await.unwrap();
        assert_eq!(found.is_some(), known);
    }
}
