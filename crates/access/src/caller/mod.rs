//! Who a caller is, and what they may do: plain values.

mod permission;
mod scope;

use std::fmt;
use std::future::{Ready, ready};
use std::ops::Deref;
use std::str::FromStr;
use std::sync::Arc;
use std::time::SystemTime;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use ipnet::IpNet;
use web::ApiError;

pub use self::permission::{Permission, ResourcePermission, UnknownResourcePermission};
pub use self::scope::{Scope, UnknownScope};
use crate::Rates;

/// Somebody accounts vouched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The person; none where an organisation's own key calls.
    pub user: Option<User>,
    /// What they presented.
    pub credential: Credential,
}

impl Caller {
    /// The tenant the caller acts for: the key's organisation, or that of the
    /// user's oldest membership. Never taken from a request.
    pub fn organization(&self) -> Option<i64> {
        match &self.credential {
            Credential::SignedKey(key) => Some(key.organization),
            _ => self.user.as_ref()?.memberships.first().map(|first| first.organization),
        }
    }
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Their id in accounts.
    pub id: i64,
    /// What they sign in as.
    pub username: String,
    /// Whether they run the platform.
    pub staff: bool,
    /// A clinician of the rota service, which may not exist.
    pub clinician: Option<i64>,
    /// In organisations that are active, oldest first.
    pub memberships: Vec<Membership>,
}

impl User {
    /// The role in an organisation, if the user is a member.
    pub fn role_in(&self, organization: i64) -> Option<Role> {
        let of = |membership: &&Membership| membership.organization == organization;
        self.memberships.iter().find(of).map(|membership| membership.role)
    }
}

/// That a user belongs to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Its id in accounts; smaller is older.
    pub id: i64,
    /// The organisation's id in accounts.
    pub organization: i64,
    /// What the user is there.
    pub role: Role,
}

/// What a member may do in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Runs the organisation.
    Admin,
    /// Makes and changes things.
    Creator,
    /// Looks.
    Viewer,
    /// Answers for the organisation's data; may look.
    DataCustodian,
}

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Creator, Self::Viewer, Self::DataCustodian];

    /// The word for it on the wire and in commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Creator => "creator",
            Self::Viewer => "viewer",
            Self::DataCustodian => "data_custodian",
        }
    }

    /// Whether this role makes and changes things.
    pub fn edits(self) -> bool {
        matches!(self, Self::Admin | Self::Creator)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == word);
        let known = Self::ALL.map(Self::as_str).join(", ");
        found.ok_or_else(|| format!("unknown role {word:?}; there are {known}"))
    }
}

/// What a caller was recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A bearer API key.
    ApiKey(Key),
    /// A browser's session.
    Session(Session),
    /// An access token.
    Token,
    /// A key for release downloads.
    ReleaseKey(ReleaseKey),
    /// A signed request.
    SignedKey(SignedKey),
}

/// The API key behind a call, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its id in accounts.
    pub id: i64,
    /// Its readable start.
    pub prefix: String,
    /// What it may read; empty means everything.
    pub scopes: Vec<Scope>,
    /// Its own rates, where they differ from the tier's.
    pub throttle: Option<Rates>,
    /// When it ends.
    pub expires_at: Option<SystemTime>,
}

impl Key {
    /// Whether this key may read what `scope` names.
    pub fn covers(&self, scope: Scope) -> bool {
        self.scopes.is_empty() || self.scopes.contains(&scope)
    }
}

/// The session behind a call, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id in accounts.
    pub id: i64,
    /// When it ends.
    pub expires_at: SystemTime,
}

/// The release key behind a call, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseKey {
    /// Its id in accounts.
    pub id: i64,
}

/// The key behind a signed request, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedKey {
    /// Its id in accounts.
    pub id: i64,
    /// The organisation it belongs to.
    pub organization: i64,
    /// The organisation's public id.
    pub account: String,
    /// What it may do.
    pub permissions: Vec<ResourcePermission>,
    /// Networks it may call from; empty means any.
    pub networks: Vec<IpNet>,
    /// Its own rates, where they differ from the tier's.
    pub throttle: Option<Rates>,
}

/// The caller of a request that passed its gate, as handlers see them.
#[derive(Clone, Debug)]
pub struct CallerOf(pub Arc<Caller>);

impl Deref for CallerOf {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl FromRequest for CallerOf {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Arc<Caller>>().cloned();
        ready(caller.map(Self).ok_or_else(|| ApiError::internal("a route without a caller")))
    }
}

/// The person who calls: for routes whose schemes always name one.
#[derive(Clone, Debug)]
pub struct SignedIn(Arc<Caller>, User);

impl SignedIn {
    /// Everything that is known of who calls.
    pub fn caller(&self) -> &Caller {
        &self.0
    }

    /// What they presented.
    pub fn credential(&self) -> &Credential {
        &self.0.credential
    }
}

impl Deref for SignedIn {
    type Target = User;

    fn deref(&self) -> &User {
        &self.1
    }
}

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Arc<Caller>>().cloned();
        let signed_in = caller.and_then(|caller| {
            let user = caller.user.clone()?;
            Some(Self(caller, user))
        });
        ready(signed_in.ok_or_else(|| ApiError::internal("a route without a user")))
    }
}
