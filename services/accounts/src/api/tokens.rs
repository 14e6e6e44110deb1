//! `/api/token` and `/api/token/refresh`

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono::Utc;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, client_address};

use super::{failed, sign_in_failed};
use crate::sign_in::{SignInError, sign_in};
use crate::store::audit::{self, Actor, Entry, Event};
use crate::store::{token_keys, users};
use crate::tokens::{Kind, issue, read_refresh};
use crate::{AccountsError, State};

const CHALLENGE: &str = "Bearer realm=\"api\"";

/// Who asks for tokens.
#[derive(ToSchema)]
#[schema(as = accounts::Credentials)]
#[expect(dead_code, reason = "documents what `create` reads")]
pub(crate) struct Credentials {
    /// In the case it was registered in; spaces around it do not count.
    username: String,
    #[schema(format = Password)]
    password: String,
}

/// What to call with, and what to get more of it with.
#[derive(Serialize, ToSchema)]
#[schema(as = accounts::Tokens)]
pub(crate) struct Tokens {
    /// Good for seven days; not for calling.
    refresh: String,
    /// Good for half an hour: send `Authorization: Bearer <access>`.
    access: String,
}

/// Asks for another access token.
#[derive(ToSchema)]
#[schema(as = accounts::Refresh)]
#[expect(dead_code, reason = "documents what `refresh` reads")]
pub(crate) struct Refresh {
    /// The refresh token.
    refresh: String,
}

/// What to call with.
#[derive(Serialize, ToSchema)]
#[schema(as = accounts::AccessToken)]
pub(crate) struct AccessToken {
    /// Good for half an hour: send `Authorization: Bearer <access>`.
    access: String,
}

/// A token is not good.
#[derive(ToSchema)]
#[schema(as = accounts::TokenNotValid)]
#[expect(dead_code, reason = "documents what `refresh` answers")]
pub(crate) struct TokenNotValid {
    /// What is wrong, in a sentence.
    detail: String,
    /// Not there where the token is good and its user may not call.
    #[schema(example = "token_not_valid")]
    code: Option<String>,
}

/// Get tokens
///
/// For a username and a password, an access token to call with and a refresh
/// token to get more access tokens with.
#[utoipa::path(
    post,
    path = "/api/token",
    operation_id = "create_token",
    tag = "tokens",
    request_body(content(
        (Credentials = "application/json"),
        (Credentials = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, description = "Both tokens.", body = Tokens),
        (status = 400, description = "A field is missing or wrong; the body names each. Or the body cannot be read.", body = Invalid),
        (status = 401, description = "Nobody who may call has this username and password.", body = ErrorBody),
        (status = 415, description = "The body is neither JSON nor a form.", body = ErrorBody),
    )
)]
pub(crate) async fn create(
    request: HttpRequest,
    body: Body,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    let mut fields = body.fields()?;
    let username = fields.text("username");
    let password = SecretString::from(fields.text("password"));
    fields.finish()?;

    let address = client_address(&request, &state.site);
    let user = sign_in(&state.pool, username.trim(), password, address).await;
    let user = user.map_err(|error| match error {
        SignInError::Refused => {
            ApiError::unauthorized(CHALLENGE, "No active account has this username and password.")
        }
        other => sign_in_failed(other),
    })?;

    let mut connection = state.pool.get().await.map_err(ApiError::unavailable)?;
    let signing = token_keys::signing(&mut connection, &state.keys).await.map_err(failed)?;
    let now = Utc::now();
    let token = |kind| issue(&signing, user.id, kind, now).map_err(ApiError::internal);
    let tokens = Tokens { refresh: token(Kind::Refresh)?, access: token(Kind::Access)? };
    let actor = Actor { user: Some(user.id), address };
    let entry = Entry::of_user(Event::TokenIssued, "user", user.id, &user.username, user.id);
    audit::record(&mut connection, &actor, entry).await.map_err(failed)?;
    Ok(answer(&tokens))
}

/// Get another access token
///
/// The refresh token stays good. Who the user is, and whether they may call,
/// is looked up again.
#[utoipa::path(
    post,
    path = "/api/token/refresh",
    operation_id = "refresh_token",
    tag = "tokens",
    request_body(content(
        (Refresh = "application/json"),
        (Refresh = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, description = "An access token.", body = AccessToken),
        (status = 400, description = "The field is missing or wrong. Or the body cannot be read.", body = Invalid),
        (status = 401, description = "The token is not a good refresh token, or its user may not call.", body = TokenNotValid),
        (status = 415, description = "The body is neither JSON nor a form.", body = ErrorBody),
    )
)]
pub(crate) async fn refresh(body: Body, state: Data<State>) -> Result<HttpResponse, ApiError> {
    let mut fields = body.fields()?;
    let token = fields.text("refresh");
    fields.finish()?;

    let mut connection = state.pool.get().await.map_err(ApiError::unavailable)?;
    let keys = token_keys::public(&mut connection).await.map_err(failed)?;
    let now = Utc::now();
    let user = read_refresh(token.trim(), &keys, now).map_err(|fault| {
        ApiError::unauthorized(CHALLENGE, fault).with_member("code", json!("token_not_valid"))
    })?;
    let user = match users::by_id(&mut connection, user).await {
        Ok(user) if user.active => user,
        Ok(_) | Err(AccountsError::NoSuchUserId(_)) => {
            return Err(ApiError::unauthorized(CHALLENGE, "The user of this token may not call."));
        }
        Err(error) => return Err(failed(error)),
    };
    let signing = token_keys::signing(&mut connection, &state.keys).await.map_err(failed)?;
    let access = issue(&signing, user.id, Kind::Access, now).map_err(ApiError::internal)?;
    Ok(answer(&AccessToken { access }))
}

fn answer(tokens: &impl Serialize) -> HttpResponse {
    let unkept = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    HttpResponse::Ok().insert_header(unkept).json(tokens)
}
