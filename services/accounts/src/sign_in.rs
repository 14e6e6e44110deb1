//! Signing in with a username and a password, wherever that is possible.

use std::net::IpAddr;
use std::sync::LazyLock;

use ::store::{Pool, PoolError};
use chrono::Utc;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use opentelemetry::global;
use opentelemetry::metrics::Counter;
use secrecy::SecretString;
use thiserror::Error;

use crate::AccountsError;
use crate::passwords::{self, Busy};
use crate::store::audit::{self, Actor, Entry, Event};
use crate::store::sign_ins;
use crate::store::users::{self, Credentials};

static FAILURES: LazyLock<Counter<u64>> = LazyLock::new(|| {
    global::meter("accounts")
        .u64_counter("accounts.sign_in_failures")
        .with_description("Sign-ins that were refused, whether or not there is such a user")
        .build()
});

/// Why somebody is not signed in.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Too many failures: so many seconds to wait, whatever the password.
    #[error("too many failures to sign in; wait {0} seconds")]
    Throttled(u64),
    /// There is no such user, or the password is wrong, or the user is
    /// disabled: nobody is told which.
    #[error("nobody who may sign in has this username and password")]
    Refused,
    /// Too many others are signing in.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The database failed.
    #[error("the accounts database failed: {0}")]
    Database(#[from] diesel::result::Error),
    /// The database cannot be reached.
    #[error("no connection to the accounts database: {0}")]
    Unreachable(#[from] PoolError),
    /// Something else went wrong.
    #[error("cannot sign anybody in: {0}")]
    Other(AccountsError),
}

impl From<AccountsError> for SignInError {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::StaleCredentials => Self::Refused,
            AccountsError::Busy(busy) => Self::Busy(busy),
            AccountsError::Database(cause) => Self::Database(cause),
            other => Self::Other(other),
        }
    }
}

/// The user of this name, spaces around it aside and in this case, if the
/// password is theirs and they may call. Five failures in five minutes make
/// an address wait with a name, whether there is such a user or not; a success
/// forgets them. All failures are counted, and
/// those of a user's name recorded.
pub async fn sign_in(
    pool: &Pool,
    username: &str,
    password: SecretString,
    address: Option<IpAddr>,
) -> Result<Credentials, SignInError> {
    let username = username.trim();
    look(&mut *pool.get().await?, address, username).await?;
    let permit = passwords::permit().await?;
    let known = {
        let mut connection = pool.get().await?;
        // Guesses that came together waited together: those that went first count.
        look(&mut connection, address, username).await?;
        users::credentials(&mut connection, username).await?
    };
    let hash = known.as_ref().map(|known| known.password_hash.clone());
    let good = passwords::verify(&permit, password, hash).await;
    let mut connection = pool.get().await?;
    match known {
        Some(known) if good && known.active => {
            sign_ins::forget(&mut connection, address, username).await?;
            Ok(known)
        }
        known => {
            fail(&mut connection, address, username, known.as_ref()).await?;
            Err(SignInError::Refused)
        }
    }
}

async fn look(
    connection: &mut AsyncPgConnection,
    address: Option<IpAddr>,
    username: &str,
) -> Result<(), SignInError> {
    let wait = sign_ins::wait(connection, address, username, Utc::now()).await?;
    wait.map_or(Ok(()), |seconds| Err(SignInError::Throttled(seconds)))
}

async fn fail(
    connection: &mut AsyncPgConnection,
    address: Option<IpAddr>,
    username: &str,
    known: Option<&Credentials>,
) -> Result<(), SignInError> {
    FAILURES.add(1, &[]);
    let actor = Actor { user: None, address };
    connection
        .transaction(async |connection| {
            sign_ins::fail(connection, address, username, Utc::now()).await?;
            // History is never deleted from: strangers must not make it grow.
            if let Some(user) = known {
                let (event, name) = (Event::SignInFailed, &user.username);
                let entry = Entry::of_user(event, "user", user.id, name, user.id);
                audit::record(connection, &actor, entry).await?;
            }
            Ok::<_, SignInError>(())
        })
        .await
}
