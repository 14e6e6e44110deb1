mod signed;

use ::store::testing::TestDatabase;
use chrono::TimeDelta;
use secrecy::ExposeSecret;

use super::*;
use crate::store::audit::Actor;
use crate::store::memberships::Role;
use crate::store::users::NewUser;
use crate::store::{api_keys, release_keys, sessions};

struct Fixture {
    service: Service,
    database: TestDatabase,
}

impl Fixture {
    async fn new() -> Self {
        let database = TestDatabase::new(crate::NAME, crate::MIGRATIONS).await;
        let service = Service {
            pool: ::store::pool(&database.url, 4),
            keys: SecretKeys::random(),
            revocations: broadcast::channel(1).0,
            stopping: CancellationToken::new(),
        };
        Self { service, database }
    }

    async fn connection(&self) -> Connection {
        self.service.connection().await.unwrap()
    }

    async fn user(&self, name: &str) -> i64 {
        let user = NewUser::new(name, None, "none".to_owned()).unwrap();
        let mut connection = self.connection().await;
        users::add(&mut connection, &Actor::command(), &user).await.unwrap().id
    }

    async fn organization(&self, name: &str) -> i64 {
        let mut connection = self.connection().await;
        organizations::add(&mut connection, &Actor::command(), name).await.unwrap().id
    }

    async fn present(&self, credential: Credential) -> AuthenticateResponse {
        let credential = Some(credential);
        let request = AuthenticateRequest { credential, address: "192.0.2.7".to_owned() };
        self.service.authenticate(Request::new(request)).await.unwrap().into_inner()
    }

    async fn caller(&self, credential: Credential) -> Caller {
        match self.present(credential).await.outcome.unwrap() {
            Outcome::Caller(caller) => caller,
            Outcome::Refusal(refusal) => panic!("refused: {refusal}"),
        }
    }

    async fn refusal(&self, credential: Credential) -> Refusal {
        refusal_of(&self.present(credential).await)
    }
}

fn refusal_of(response: &AuthenticateResponse) -> Refusal {
    match response.outcome {
        Some(Outcome::Refusal(refusal)) => Refusal::try_from(refusal).unwrap(),
        _ => panic!("{response:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_known_by_whatever_they_present() {
    let fixture = Fixture::new().await;
    let jo = fixture.user("jo").await;
    let (first, second) = (fixture.organization("A").await, fixture.organization("B").await);
    let mut connection = fixture.connection().await;
    let actor = Actor::command();
    for organization in [second, first] {
        memberships::add(&mut connection, &actor, organization, "jo", Role::Viewer).await.unwrap();
    }
    let (_, key) =
        api_keys::add(&mut connection, &actor, "jo", &api_keys::Terms::default()).await.unwrap();
    let verified = users::credentials(&mut connection, "jo").await.unwrap().unwrap();
    let session = sessions::start(&mut connection, &actor, &verified, None, "").await.unwrap();
    let release =
        release_keys::current(&mut connection, &actor, &fixture.service.keys, jo).await.unwrap();
    let all = [
        Credential::BearerKey(key.expose().to_owned()),
        Credential::SessionId(session.cookie.expose_secret().to_owned()),
        Credential::TokenUserId(jo),
        Credential::ReleaseKey(release.key.expose_secret().to_owned()),
    ];
    for credential in all.clone() {
        let user = fixture.caller(credential).await.user.unwrap();
        assert_eq!((user.id, user.username.as_str(), user.staff), (jo, "jo", false));
        let organizations: Vec<i64> =
            user.memberships.iter().map(|membership| membership.organization_id).collect();
        assert_eq!(organizations, [second, first], "oldest first");
    }

    organizations::set_active(&mut connection, &actor, second, false).await.unwrap();
    for credential in all.clone() {
        let user = fixture.caller(credential).await.user.unwrap();
        assert_eq!(user.memberships.len(), 1);
        assert_eq!(user.memberships[0].role, "viewer");
    }
    users::set_active(&mut connection, &actor, "jo", false).await.unwrap();
    for credential in all {
        // A session ends with it.
        let expected = match credential {
            Credential::SessionId(_) => Refusal::Unknown,
            _ => Refusal::Inactive,
        };
        assert_eq!(fixture.refusal(credential).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_has_is_unknown() {
    let fixture = Fixture::new().await;
    for credential in [
        Credential::BearerKey("alm_".to_owned()),
        Credential::BearerKey(crate::api_keys::ApiKey::generate().expose().to_owned()),
        Credential::SessionId(String::new()),
        Credential::SessionId("\0".to_owned()),
        Credential::TokenUserId(1),
        Credential::ReleaseKey("\0".to_owned()),
    ] {
        assert_eq!(fixture.refusal(credential.clone()).await, Refusal::Unknown);
    }
    let nothing = AuthenticateRequest { credential: None, address: String::new() };
    let refused = fixture.service.authenticate(Request::new(nothing)).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_release_key_is_retired() {
    let fixture = Fixture::new().await;
    let jo = fixture.user("jo").await;
    let mut connection = fixture.connection().await;
    let (actor, keys) = (Actor::command(), &fixture.service.keys);
    let key = release_keys::current(&mut connection, &actor, keys, jo).await.unwrap();
    users::set_password(&mut connection, &actor, "jo", "another", None).await.unwrap();
    let presented = Credential::ReleaseKey(key.key.expose_secret().to_owned());
    assert_eq!(fixture.refusal(presented).await, Refusal::Retired);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_looked_up_by_the_thousand() {
    let fixture = Fixture::new().await;
    let (jo, organization) = (fixture.user("jo").await, fixture.organization("A").await);
    let ask = |user_ids: Vec<i64>, organization_ids: Vec<i64>| {
        fixture
            .service
            .look_up_names(Request::new(LookUpNamesRequest { user_ids, organization_ids }))
    };
    let names = ask(vec![jo, jo, -1], vec![organization]).await.unwrap().into_inner();
    assert_eq!(names.users, [(jo, "jo".to_owned())].into());
    assert_eq!(names.organizations, [(organization, "A".to_owned())].into());
    assert!(ask((0..1_000).collect(), vec![]).await.is_ok());
    let refused = ask(vec![], (0..1_001).collect()).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_listed_by_user() {
    let fixture = Fixture::new().await;
    let (jo, sam) = (fixture.user("jo").await, fixture.user("sam").await);
    let (first, second) = (fixture.organization("A").await, fixture.organization("B").await);
    let mut connection = fixture.connection().await;
    let actor = Actor::command();
    for (organization, name, role) in
        [(first, "sam", Role::Viewer), (first, "jo", Role::Admin), (second, "sam", Role::Creator)]
    {
        memberships::add(&mut connection, &actor, organization, name, role).await.unwrap();
    }
    users::set_email(&mut connection, &actor, "jo", "jo@example.org").await.unwrap();
    let disabled = users::set_active(&mut connection, &actor, "sam", false).await.unwrap();
    let listed = async |organization_id: i64| {
        let request = Request::new(ListMembersRequest { organization_id });
        fixture.service.list_members(request).await.unwrap().into_inner().members
    };
    let members = listed(first).await;
    let told: Vec<_> = members
        .iter()
        .map(|member| {
            let (name, email) = (member.username.as_str(), member.email.as_str());
            (member.user_id, name, email, member.role.as_str(), member.active)
        })
        .collect();
    assert_eq!(
        told,
        [(jo, "jo", "jo@example.org", "admin", true), (sam, "sam", "", "viewer", false)]
    );
    let added: prost_types::Timestamp = SystemTime::from(disabled.created_at).into();
    assert_eq!(members[1].created_at, Some(added), "when the user was added");
    assert_eq!(listed(second).await.len(), 1);

    organizations::set_active(&mut connection, &actor, first, false).await.unwrap();
    assert!(listed(first).await.is_empty());
    assert!(listed(-1).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_tokens_are_listed_until_they_are_retired() {
    let fixture = Fixture::new().await;
    let listed = async || {
        let keys = fixture.service.list_token_keys(Request::new(ListTokenKeysRequest {})).await;
        keys.unwrap().into_inner().keys
    };
    assert!(listed().await.is_empty());
    let mut connection = fixture.connection().await;
    let (actor, keys) = (Actor::command(), &fixture.service.keys);
    let first = token_keys::signing(&mut connection, keys).await.unwrap().kid;
    let second = token_keys::rotate(&mut connection, &actor, keys).await.unwrap();
    let both = listed().await;
    let ids: Vec<&str> = both.iter().map(|key| key.id.as_str()).collect();
    assert_eq!(ids, [second.as_str(), first.as_str()]);
    assert!(both.iter().all(|key| key.public_key.len() == 32));
    token_keys::retire(&mut connection, &actor, &first).await.unwrap();
    assert_eq!(listed().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_use_of_a_day_from_an_address_is_recorded() {
    let fixture = Fixture::new().await;
    let jo = fixture.user("jo").await;
    let mut connection = fixture.connection().await;
    let terms = api_keys::Terms::default();
    let (id, key) = api_keys::add(&mut connection, &Actor::command(), "jo", &terms).await.unwrap();
    let used = async |connection: &mut Connection| {
        let filter = crate::store::audit::Filter {
            about_user: Some(jo),
            event: Some("key_used".to_owned()),
            ..Default::default()
        };
        crate::store::audit::list(connection, &filter, 0, 10).await.unwrap()
    };
    for _ in 0..3 {
        fixture.caller(Credential::BearerKey(key.expose().to_owned())).await;
    }
    let rows = used(&mut connection).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].actor.as_deref(), rows[0].address.as_str()), (Some("jo"), "192.0.2.7"));
    assert_eq!(rows[0].subject_id, id.to_string());

    // The minute is over, the day is not.
    fixture.database.execute("UPDATE api_keys SET last_used_at = NULL").await;
    fixture.caller(Credential::BearerKey(key.expose().to_owned())).await;
    assert_eq!(used(&mut connection).await.len(), 1);
    let elsewhere = Some("198.51.100.1".parse().unwrap());
    let later = Utc::now() + TimeDelta::minutes(2);
    api_keys::touch(&mut connection, id, later, elsewhere).await.unwrap();
    assert_eq!(used(&mut connection).await.len(), 2);
}
