//! The session that a browser keeps in a cookie.

use std::net::IpAddr;
use std::sync::Arc;

use access::{Caller, Credential, csrf};
use actix_web::cookie::Cookie;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use secrecy::ExposeSecret;
use web::{ApiError, client_address};

use crate::sign_in::SignInError;
use crate::store::audit::Actor;
use crate::store::sessions::{self, StartedSession};
use crate::store::users::Credentials;
use crate::{AccountsError, State};

/// The session that a request came with.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    id: i64,
    user: Option<i64>,
}

impl Held {
    /// What the gate recognised, if it did.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        let caller = request.extensions().get::<Arc<Caller>>().cloned()?;
        match &caller.credential {
            Credential::Session(session) => {
                Some(Self { id: session.id, user: caller.user.as_ref().map(|user| user.id) })
            }
            _ => None,
        }
    }

    /// Ends it, as its own user's doing.
    pub(crate) async fn end(
        self,
        connection: &mut AsyncPgConnection,
        address: Option<IpAddr>,
    ) -> Result<(), AccountsError> {
        let actor = Actor { user: self.user, address };
        sessions::end(connection, &actor, self.id).await
    }
}

/// Starts a session of who was verified, and ends the one that the browser had:
/// the cookies that it is to have now. Refused where the password was changed,
/// or the user disabled, since.
pub(crate) async fn start(
    request: &HttpRequest,
    state: &State,
    verified: &Credentials,
) -> Result<[Cookie<'static>; 2], SignInError> {
    let agent = request.headers().get(header::USER_AGENT);
    let agent = agent.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let address = client_address(request, &state.site);
    let actor = Actor { user: Some(verified.id), address };
    let mut connection = state.pool.get().await?;
    let started = replace(&mut connection, Held::of(request), &actor, verified, agent).await?;
    let session = csrf::session_cookie(&state.site, started.cookie.expose_secret());
    Ok([session, csrf::Token::random().cookie(&state.site)])
}

async fn replace(
    connection: &mut AsyncPgConnection,
    before: Option<Held>,
    actor: &Actor,
    verified: &Credentials,
    agent: &str,
) -> Result<StartedSession, AccountsError> {
    connection
        .transaction(async |connection| {
            // Whoever changes a user holds them first and then ends their
            // sessions: the other way round each would wait for the other.
            let started =
                sessions::start(connection, actor, verified, actor.address, agent).await?;
            if let Some(before) = before {
                before.end(connection, actor.address).await?;
            }
            Ok::<_, AccountsError>(started)
        })
        .await
}

/// 302 to a path of this site, with cookies to set.
pub(crate) fn found<const N: usize>(
    path: &str,
    cookies: [Cookie<'static>; N],
) -> Result<HttpResponse, ApiError> {
    let mut response = HttpResponse::Found()
        .insert_header((header::LOCATION, path))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish();
    set(&mut response, cookies)?;
    Ok(response)
}

/// Sets cookies.
pub(crate) fn set<const N: usize>(
    response: &mut HttpResponse,
    cookies: [Cookie<'static>; N],
) -> Result<(), ApiError> {
    for cookie in cookies {
        response.add_cookie(&cookie).map_err(|error| ApiError::internal(error.to_string()))?;
    }
    Ok(())
}
