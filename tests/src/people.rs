//! Who calls a platform: people, organisations and what they are given to
//! show who they are.

use access::Role;
use accounts::passwords;
use accounts::store::audit::Actor;
use accounts::store::users::{self, NewUser};
use accounts::store::{api_keys, memberships, organizations, release_keys, signed_keys};
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::{Browser, Platform, Signer, secrets};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Platform {
    /// A connection to the database of accounts.
    pub async fn connection(&self) -> store::Connection {
        store::pool(&self.accounts_database.url, 1).get().await.unwrap()
    }

    /// What a query says that has one row and one column, of type bigint, named `number`.
    pub async fn number(&self, sql: &str) -> i64 {
        let mut connection = self.connection().await;
        diesel::sql_query(sql).get_result::<Number>(&mut connection).await.unwrap().number
    }

    /// A user with a password; their id.
    pub async fn user(&self, username: &str, password: &str) -> i64 {
        self.add_user(username, password, false).await
    }

    /// A user who runs the platform; their id.
    pub async fn staff(&self, username: &str, password: &str) -> i64 {
        self.add_user(username, password, true).await
    }

    async fn add_user(&self, username: &str, password: &str, staff: bool) -> i64 {
        secrets::note(password);
        let hash = passwords::hash(password.into()).await.unwrap();
        let user = NewUser { staff, ..NewUser::new(username, None, hash).unwrap() };
        let mut connection = self.connection().await;
        users::add(&mut connection, &Actor::command(), &user).await.unwrap().id
    }

    /// Gives a user another password, as the command line does.
    pub async fn set_password(&self, username: &str, password: &str) {
        secrets::note(password);
        let hash = passwords::hash(password.into()).await.unwrap();
        let mut connection = self.connection().await;
        users::set_password(&mut connection, &Actor::command(), username, &hash, None)
            .await
            .unwrap();
    }

    /// Lets a user call, or stops them.
    pub async fn set_active(&self, username: &str, active: bool) {
        let mut connection = self.connection().await;
        users::set_active(&mut connection, &Actor::command(), username, active).await.unwrap();
    }

    /// A user with a key on these terms; the key's id and the key.
    pub async fn key(&self, username: &str, terms: api_keys::Terms) -> (i64, String) {
        let mut connection = self.connection().await;
        let user = NewUser::new(username, None, "none".to_owned()).unwrap();
        // A user may have several keys.
        let _ = users::add(&mut connection, &Actor::command(), &user).await;
        let added = api_keys::add(&mut connection, &Actor::command(), username, &terms).await;
        let (id, key) = added.unwrap();
        secrets::note(key.expose());
        (id, key.expose().to_owned())
    }

    /// An organisation; its id.
    pub async fn organization(&self, name: &str) -> i64 {
        let mut connection = self.connection().await;
        organizations::add(&mut connection, &Actor::command(), name).await.unwrap().id
    }

    /// Makes a user a member, or gives a member another role.
    pub async fn member(&self, organization: i64, username: &str, role: Role) {
        let mut connection = self.connection().await;
        memberships::add(&mut connection, &Actor::command(), organization, username, role)
            .await
            .unwrap();
    }

    /// A key of an organisation's for signed requests; its id and what signs with it.
    pub async fn signed_key(&self, organization: i64, terms: &signed_keys::Terms) -> (i64, Signer) {
        let mut connection = self.connection().await;
        let keys = self.secret_keys();
        let added =
            signed_keys::add(&mut connection, &Actor::command(), keys, organization, terms).await;
        let key = added.unwrap();
        (key.id, Signer::new(&key.account_id, &key.key, key.secret.expose_secret()))
    }

    /// The release key a user has now.
    pub async fn release_key(&self, user: i64) -> String {
        let mut connection = self.connection().await;
        let keys = self.secret_keys();
        let key = release_keys::current(&mut connection, &Actor::command(), keys, user).await;
        let key = key.unwrap().key.expose_secret().to_owned();
        secrets::note(&key);
        key
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url())
    }

    /// A browser that a user has signed in with.
    pub async fn sign_in(&self, username: &str, password: &str) -> Browser {
        let browser = self.browser();
        let response = browser.sign_in(username, password).await;
        assert_eq!(response.status(), 302, "{username} signs in");
        assert!(browser.cookie(access::csrf::SESSION_COOKIE).is_some());
        browser
    }

    /// The access token and the refresh token of a user.
    pub async fn tokens(&self, username: &str, password: &str) -> (String, String) {
        let url = format!("{}/api/token", self.url());
        let body = json!({ "username": username, "password": password });
        let response = self.client.post(url).json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200, "a token for {username}");
        let answer: Value = response.json().await.unwrap();
        let [access, refresh] =
            ["access", "refresh"].map(|kind| answer[kind].as_str().unwrap().to_owned());
        secrets::note(&access);
        secrets::note(&refresh);
        (access, refresh)
    }

    /// An access token of a user.
    pub async fn token(&self, username: &str, password: &str) -> String {
        self.tokens(username, password).await.0
    }
}
