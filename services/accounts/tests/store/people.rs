use accounts::AccountsError;
use accounts::store::audit::{self, Actor, Filter};
use accounts::store::memberships::{self, Role};
use accounts::store::users::{self, NewUser};
use accounts::store::{organizations, release_keys, sessions};
use diesel_async::SimpleAsyncConnection;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::{Accounts, in_person};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_stays() {
    let accounts = Accounts::new().await;
    accounts.user("jo").await;
    let mut connection = accounts.connection().await;
    for change in [
        "UPDATE audit SET subject = ''",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "TRUNCATE users CASCADE",
    ] {
        let refused = connection.batch_execute(change).await.unwrap_err();
        assert!(refused.to_string().contains("only ever added"), "{change}: {refused}");
    }
    assert_eq!(accounts.recorded("user_added").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_is_listed_newest_first() {
    let accounts = Accounts::new().await;
    let (jo, other) = (accounts.staff("jo").await, accounts.user("other").await);
    let organization = accounts.organization("A").await;
    let mut connection = accounts.connection().await;
    memberships::add(&mut connection, &in_person(jo), organization, "other", Role::Viewer)
        .await
        .unwrap();
    for (filter, events, count) in [
        (Filter::default(), &["member_added", "organization_added"][..], 5),
        (
            Filter { about_user: Some(other), ..Filter::default() },
            &["member_added", "user_added"],
            2,
        ),
        (Filter { actor: Some(jo), ..Filter::default() }, &["member_added"], 1),
        (
            Filter { organizations: Some(vec![organization]), ..Filter::default() },
            &["member_added", "organization_added"],
            2,
        ),
        (Filter { organizations: Some(vec![]), ..Filter::default() }, &[], 0),
        (
            Filter { event: Some("user_added".to_owned()), ..Filter::default() },
            &["user_added"; 2],
            2,
        ),
    ] {
        let rows = audit::list(&mut connection, &filter, 0, 2).await.unwrap();
        let all = audit::count(&mut connection, &filter).await.unwrap();
        let found: Vec<&str> = rows.iter().map(|row| row.event.as_str()).collect();
        assert_eq!((found.as_slice(), all), (events, count), "{filter:?}");
    }
    let rows = audit::list(&mut connection, &Filter::default(), 0, 1).await.unwrap();
    assert_eq!(rows[0].actor.as_deref(), Some("jo"));
    assert_eq!(rows[0].address, "192.0.2.7");
    assert_eq!(rows[0].details, json!({ "role": "viewer" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn usernames_are_unique_in_whatever_case() {
    let accounts = Accounts::new().await;
    accounts.user("jo").await;
    let mut connection = accounts.connection().await;
    let again = NewUser::new("JO", None, String::new()).unwrap();
    let refused = users::add(&mut connection, &Actor::command(), &again).await.unwrap_err();
    assert!(matches!(refused, AccountsError::UsernameTaken(name) if name == "JO"));
    assert!(users::credentials(&mut connection, "JO").await.unwrap().is_none());
    assert_eq!(users::find(&mut connection, "JO").await.unwrap().username, "jo");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_changes_is_recorded() {
    let accounts = Accounts::new().await;
    let jo = accounts.user("jo").await;
    let mut connection = accounts.connection().await;
    let actor = in_person(jo);
    for active in [true, false, false, true] {
        users::set_active(&mut connection, &actor, "jo", active).await.unwrap();
    }
    for email in ["", "jo@example.org", " jo@example.org "] {
        let user = users::set_email(&mut connection, &actor, "jo", email).await.unwrap();
        assert_eq!(user.email, email.trim());
    }
    for clinician in [None, Some(7), Some(7)] {
        users::set_clinician(&mut connection, &actor, "jo", clinician).await.unwrap();
    }
    for staff in [false, true, true] {
        users::set_staff(&mut connection, &actor, "jo", staff).await.unwrap();
    }
    let staff = accounts.recorded("staff_changed").await;
    assert_eq!(staff.len(), 1);
    assert_eq!(staff[0].details, json!({ "from": false, "to": true }));
    for (event, times) in [
        ("user_disabled", 1),
        ("user_enabled", 1),
        ("email_changed", 1),
        ("clinician_changed", 1),
        ("user_added", 1),
    ] {
        assert_eq!(accounts.recorded(event).await.len(), times, "{event}");
    }
    let nobody = users::set_email(&mut connection, &actor, "nobody", "").await;
    assert!(matches!(nobody, Err(AccountsError::NoSuchUser(_))));
    let wrong = users::set_email(&mut connection, &actor, "jo", "jo").await;
    assert!(matches!(wrong, Err(AccountsError::InvalidEmail(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_replaced_with_their_sessions_and_memberships() {
    let accounts = Accounts::new().await;
    let (jo, organization) = (accounts.user("jo").await, accounts.organization("A").await);
    accounts.member(organization, "jo", Role::Creator).await;
    let mut connection = accounts.connection().await;
    let (actor, verified) = (Actor::command(), accounts.credentials(jo).await);
    let started = sessions::start(&mut connection, &actor, &verified, None, "").await.unwrap();
    let key = release_keys::current(&mut connection, &actor, &accounts.keys, jo).await.unwrap();

    let described = NewUser {
        staff: true,
        clinician_id: Some(3),
        ..NewUser::new("JO", Some("jo@example.org".to_owned()), "another".to_owned()).unwrap()
    };
    let replaced = users::add_or_replace(&mut connection, &actor, &described).await.unwrap();
    assert_eq!((replaced.id, replaced.username.as_str()), (jo, "jo"));
    assert_eq!((replaced.staff, replaced.clinician_id), (true, Some(3)));
    assert_eq!(replaced.email, "jo@example.org");
    assert_eq!(accounts.credentials(jo).await.password_hash, "another");
    for event in ["password_changed", "email_changed", "staff_changed", "release_key_retired"] {
        let recorded = accounts.recorded(event).await;
        assert_eq!(recorded.len(), 1, "{event}");
        assert_eq!(recorded[0].user_id, Some(jo), "{event}");
    }

    // Who gets another password signs in again, and belongs where they did.
    assert!(sessions::of_user(&mut connection, jo).await.unwrap().is_empty());
    let ended = accounts.recorded("signed_out").await;
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0].details, json!({ "sessions": [started.id] }));
    let held = memberships::of_user(&mut connection, jo).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!((held[0].0.id, held[0].1.role), (organization, Role::Creator));
    let now = release_keys::current(&mut connection, &actor, &accounts.keys, jo).await.unwrap();
    assert_ne!(now.key.expose_secret(), key.key.expose_secret());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_run_an_organization_change_its_members() {
    let accounts = Accounts::new().await;
    let (jo, sam) = (accounts.user("jo").await, accounts.staff("sam").await);
    let (organization, another) =
        (accounts.organization("A").await, accounts.organization("B").await);
    accounts.user("other").await;
    let mut connection = accounts.connection().await;
    let command = Actor::command();
    accounts.member(another, "jo", Role::Admin).await;
    let mut try_as = async |actor: &Actor| {
        let added =
            memberships::add(&mut connection, actor, organization, "other", Role::Viewer).await;
        let removed = memberships::remove(&mut connection, actor, organization, "other").await;
        let refused =
            |verdict: &Result<(), AccountsError>| matches!(verdict, Err(AccountsError::NotAllowed));
        assert_eq!(refused(&added), refused(&removed), "{added:?} {removed:?}");
        assert!(refused(&added) || (added.is_ok() && removed.is_ok()), "{added:?} {removed:?}");
        added.is_ok()
    };
    assert!(try_as(&command).await);
    assert!(try_as(&in_person(sam)).await);
    assert!(!try_as(&in_person(jo)).await, "an admin of another");
    for (role, allowed) in [
        (Role::Creator, false),
        (Role::Viewer, false),
        (Role::DataCustodian, false),
        (Role::Admin, true),
    ] {
        accounts.member(organization, "jo", role).await;
        assert_eq!(try_as(&in_person(jo)).await, allowed, "{role:?}");
    }

    let mut own = accounts.connection().await;
    organizations::set_active(&mut own, &command, organization, false).await.unwrap();
    assert!(!try_as(&in_person(jo)).await, "nobody acts for it");
    assert!(try_as(&in_person(sam)).await);
    organizations::set_active(&mut own, &command, organization, true).await.unwrap();
    for name in ["jo", "sam"] {
        users::set_active(&mut own, &command, name, false).await.unwrap();
    }
    assert!(!try_as(&in_person(jo)).await);
    assert!(!try_as(&in_person(sam)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_keeps_an_admin() {
    let accounts = Accounts::new().await;
    let (jo, organization) = (accounts.user("jo").await, accounts.organization("A").await);
    accounts.user("other").await;
    accounts.member(organization, "jo", Role::Admin).await;
    accounts.member(organization, "other", Role::Viewer).await;
    let mut connection = accounts.connection().await;
    let actor = in_person(jo);
    let demoted = memberships::add(&mut connection, &actor, organization, "jo", Role::Viewer).await;
    assert!(matches!(demoted, Err(AccountsError::LastAdmin)));
    let removed = memberships::remove(&mut connection, &actor, organization, "jo").await;
    assert!(matches!(removed, Err(AccountsError::LastAdmin)));

    // An admin who is disabled runs nothing.
    accounts.member(organization, "other", Role::Admin).await;
    users::set_active(&mut connection, &Actor::command(), "other", false).await.unwrap();
    let removed = memberships::remove(&mut connection, &actor, organization, "jo").await;
    assert!(matches!(removed, Err(AccountsError::LastAdmin)));

    users::set_active(&mut connection, &Actor::command(), "other", true).await.unwrap();
    memberships::remove(&mut connection, &actor, organization, "jo").await.unwrap();
    let over = memberships::remove(&mut connection, &actor, organization, "other").await;
    assert!(matches!(over, Err(AccountsError::NotAllowed)));
    let command = Actor::command();
    let gone = memberships::remove(&mut connection, &command, organization, "jo").await;
    assert!(matches!(gone, Err(AccountsError::NoSuchMember { .. })));
    // The command line may.
    memberships::remove(&mut connection, &command, organization, "other").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_do_not_leave_at_once() {
    let accounts = Accounts::new().await;
    let organization = accounts.organization("A").await;
    let (jo, other) = (accounts.user("jo").await, accounts.user("other").await);
    accounts.member(organization, "jo", Role::Admin).await;
    accounts.member(organization, "other", Role::Admin).await;
    let (mut one, mut two) = (accounts.connection().await, accounts.connection().await);
    let (jo, other) = (in_person(jo), in_person(other));
    let (first, second) = tokio::join!(
        memberships::remove(&mut one, &jo, organization, "jo"),
        memberships::remove(&mut two, &other, organization, "other"),
    );
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_changed_and_recorded_once() {
    let accounts = Accounts::new().await;
    let (jo, organization) = (accounts.user("jo").await, accounts.organization("A").await);
    for role in [Role::Viewer, Role::Viewer, Role::Creator] {
        accounts.member(organization, "JO", role).await;
    }
    assert_eq!(accounts.recorded("member_added").await.len(), 1);
    let changed = accounts.recorded("role_changed").await;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].details, json!({ "from": "viewer", "to": "creator" }));
    assert_eq!((changed[0].user_id, changed[0].organization_id), (Some(jo), Some(organization)));

    let mut connection = accounts.connection().await;
    let members = memberships::of_organization(&mut connection, organization).await.unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!((members[0].user_id, members[0].role), (jo, Role::Creator));
    let own = memberships::of_user(&mut connection, jo).await.unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].0.name.as_str(), own[0].1.role), ("A", Role::Creator));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_has_an_account_of_its_own() {
    let accounts = Accounts::new().await;
    let (first, second) = (accounts.organization("A").await, accounts.organization("B").await);
    let mut connection = accounts.connection().await;
    let found = organizations::by_ids(&mut connection, &[second, first, -1]).await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [first, second]);
    assert_ne!(found[0].public_id, found[1].public_id);
    for organization in found {
        let id = organization.public_id;
        assert!(id.len() == 24 && id.bytes().all(|byte| b"0123456789abcdef".contains(&byte)));
        assert!(!organization.sandbox && organization.active);
    }
    let actor = Actor::command();
    for sandbox in [false, true, true] {
        let set = organizations::set_sandbox(&mut connection, &actor, first, sandbox).await;
        assert_eq!(set.unwrap().sandbox, sandbox);
    }
    let changed = accounts.recorded("sandbox_changed").await;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].details, json!({ "from": false, "to": true }));
    assert_eq!(changed[0].organization_id, Some(first));
    for active in [false, false, true] {
        organizations::set_active(&mut connection, &actor, first, active).await.unwrap();
    }
    assert_eq!(accounts.recorded("organization_disabled").await.len(), 1);
    assert_eq!(accounts.recorded("organization_enabled").await.len(), 1);
}
