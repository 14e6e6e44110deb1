//! `/api/v1/audit/accounts/`

use std::str::FromStr;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::failed;
use crate::store::audit::{self, Filter, Recorded};
use crate::store::users;
use crate::{AccountsError, State};

/// Something that was done.
#[derive(Serialize, ToSchema)]
#[schema(as = accounts::AuditEntry)]
pub(crate) struct Told {
    /// Grows with time.
    id: i64,
    /// When.
    at: DateTime<Utc>,
    /// What was done.
    #[schema(example = "signed_in")]
    event: String,
    /// Who did it; null for the command line, the platform itself and strangers.
    actor: Option<Person>,
    /// To what.
    subject: Subject,
    /// The user it concerns.
    user_id: Option<i64>,
    /// The organisation it concerns.
    organization: Option<i64>,
    /// Where the call came from, where that is known.
    #[schema(example = "192.0.2.7")]
    address: Option<String>,
    /// Whatever else is worth knowing; never a secret.
    #[schema(value_type = Object)]
    details: Value,
}

/// A user, as they are called now.
#[derive(Serialize, ToSchema)]
#[schema(as = accounts::AuditActor)]
pub(crate) struct Person {
    id: i64,
    username: String,
}

/// What something was done to.
#[derive(Serialize, ToSchema)]
#[schema(as = accounts::AuditSubject)]
pub(crate) struct Subject {
    /// `user`, `session`, `key`, `signed_key`, `release_key`, `token_key`,
    /// `organization`, `member` or `secrets`.
    kind: String,
    /// Its id, among its kind.
    id: String,
    /// What it was called then.
    name: String,
}

impl Told {
    fn of(recorded: &Recorded) -> Self {
        let actor = recorded
            .actor_id
            .map(|id| Person { id, username: recorded.actor.clone().unwrap_or_default() });
        Self {
            id: recorded.id,
            at: recorded.at,
            event: recorded.event.clone(),
            actor,
            subject: Subject {
                kind: recorded.subject_kind.clone(),
                id: recorded.subject_id.clone(),
                name: recorded.subject.clone(),
            },
            user_id: recorded.user_id,
            organization: recorded.organization_id,
            address: (!recorded.address.is_empty()).then(|| recorded.address.clone()),
            details: recorded.details.clone(),
        }
    }
}

/// List what was done in accounts
///
/// Sign-ins, and every change of a user, a membership, a session or a key, the
/// newest first.
#[utoipa::path(
    get,
    path = "/api/v1/audit/accounts/",
    operation_id = "list_accounts_audit",
    tag = "audit",
    params(
        ("event" = Option<String>, Query, description = "What was done", example = "signed_in"),
        ("actor" = Option<String>, Query, description = "The username of who did it"),
        ("user" = Option<String>, Query, description = "The username of whom it concerns"),
        ("organization" = Option<i64>, Query, description = "The organisation it concerns"),
        ("page" = Option<String>, Query, description = "From 1, or `last`"),
        ("page_size" = Option<i32>, Query, description = "100 unless told, 500 at most"),
    ),
    responses(
        (status = 200, description = "A page of what was done.", body = PageOf<Told>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = state.pool.get().await.map_err(ApiError::unavailable)?;
    let mut query = Query::new(&request);
    let page = query.page();
    let organization: Option<Id> = query.one("organization");
    let filter = Filter {
        event: query.one("event").map(|Word(word)| word),
        actor: user(&mut connection, &mut query, "actor").await?,
        about_user: user(&mut connection, &mut query, "user").await?,
        organizations: organization.map(|Id(id)| vec![id]),
    };
    query.finish()?;

    let count = audit::count(&mut connection, &filter).await.map_err(failed)?;
    let page = page.cut(usize::try_from(count).map_err(ApiError::internal)?)?;
    let (offset, limit) = page.offset_and_limit()?;
    let found = audit::list(&mut connection, &filter, offset, limit).await.map_err(failed)?;
    page.respond_rows(&request, &found, Told::of)
}

/// The id of the user that a parameter names.
async fn user(
    connection: &mut AsyncPgConnection,
    query: &mut Query<'_>,
    parameter: &'static str,
) -> Result<Option<i64>, ApiError> {
    let Some(Name(name)) = query.one(parameter) else { return Ok(None) };
    match users::find(connection, &name).await {
        Ok(user) => Ok(Some(user.id)),
        Err(AccountsError::NoSuchUser(_)) => {
            query.reject(parameter, "No user has this name.");
            Ok(None)
        }
        Err(error) => Err(failed(error)),
    }
}

/// An organisation's id.
struct Id(i64);

impl FromStr for Id {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| "A valid integer is required.")
    }
}

/// An event's name.
struct Word(String);

impl FromStr for Word {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if plain { Ok(Self(text.to_owned())) } else { Err("This is not the name of an event.") }
    }
}

/// What may be a username: PostgreSQL knows no null characters.
struct Name(String);

impl FromStr for Name {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('\0') { Err("No user has this name.") } else { Ok(Self(text.to_owned())) }
    }
}
