//! The accounts database: what it lets happen, and what it records of it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod keys;
mod people;
mod sandboxes;
mod secrets;
mod sessions;
mod sign_in;

use accounts::store::audit::{self, Actor, Filter, Recorded};
use accounts::store::users::{self, Credentials, NewUser};
use accounts::store::{memberships, organizations};
use sealed::SecretKeys;
use store::testing::TestDatabase;
use store::{Connection, Pool};

/// A database of accounts, and what goes with it.
struct Accounts {
    _database: TestDatabase,
    pool: Pool,
    keys: SecretKeys,
}

impl Accounts {
    async fn new() -> Self {
        let database = TestDatabase::new(accounts::NAME, accounts::MIGRATIONS).await;
        let pool = store::pool(&database.url, 16);
        Self { _database: database, pool, keys: SecretKeys::random() }
    }

    async fn connection(&self) -> Connection {
        self.pool.get().await.unwrap()
    }

    /// A user without a password; their id.
    async fn user(&self, name: &str) -> i64 {
        self.user_with(name, "none").await
    }

    async fn user_with(&self, name: &str, hash: &str) -> i64 {
        let user = NewUser::new(name, None, hash.to_owned()).unwrap();
        let mut connection = self.connection().await;
        users::add(&mut connection, &Actor::command(), &user).await.unwrap().id
    }

    /// A user who runs the platform; their id.
    async fn staff(&self, name: &str) -> i64 {
        let id = self.user(name).await;
        let mut connection = self.connection().await;
        users::set_staff(&mut connection, &Actor::command(), name, true).await.unwrap();
        id
    }

    /// What a user's password would be verified with now.
    async fn credentials(&self, user: i64) -> Credentials {
        let mut connection = self.connection().await;
        let name = users::by_id(&mut connection, user).await.unwrap().username;
        users::credentials(&mut connection, &name).await.unwrap().unwrap()
    }

    async fn organization(&self, name: &str) -> i64 {
        let mut connection = self.connection().await;
        organizations::add(&mut connection, &Actor::command(), name).await.unwrap().id
    }

    async fn member(&self, organization: i64, name: &str, role: memberships::Role) {
        let mut connection = self.connection().await;
        memberships::add(&mut connection, &Actor::command(), organization, name, role)
            .await
            .unwrap();
    }

    /// What was recorded of one kind, newest first.
    async fn recorded(&self, event: &str) -> Vec<Recorded> {
        let filter = Filter { event: Some(event.to_owned()), ..Filter::default() };
        let mut connection = self.connection().await;
        audit::list(&mut connection, &filter, 0, 1_000).await.unwrap()
    }
}

/// A person who does something for themselves.
fn in_person(user: i64) -> Actor {
    Actor { user: Some(user), address: Some("192.0.2.7".parse().unwrap()) }
}
