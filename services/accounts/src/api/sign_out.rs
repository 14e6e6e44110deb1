//! `/accounts/logout/` and `/accounts/csrf/`

use ::pages::Page;
use access::csrf;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use web::openapi::ErrorBody;
use web::{ApiError, client_address};

use super::failed;
use super::next::HOME;
use super::session::{Held, found, set};
use crate::State;

#[derive(Template)]
#[template(path = "logout.html")]
struct LogoutPage {
    page: Page,
}

/// `GET /accounts/logout/`
pub(crate) async fn confirm(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let shown = LogoutPage { page: Page::of(&request, "Sign out") };
    shown.page.show(&request, StatusCode::OK, &shown)
}

/// Sign out
///
/// Ends the session that the browser keeps in a cookie, and takes the cookie
/// away. Who has none is no worse off.
#[utoipa::path(
    post,
    path = "/accounts/logout/",
    operation_id = "sign_out",
    tag = "sign-in",
    responses(
        (status = 302, description = "Signed out; goes to the start page."),
        (status = 403, description = "The cookie `csrftoken` is missing, or was not repeated.", body = ErrorBody),
    )
)]
pub(crate) async fn sign_out(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    if let Some(session) = Held::of(&request) {
        let address = client_address(&request, &state.site);
        let mut connection = state.pool.get().await.map_err(ApiError::unavailable)?;
        session.end(&mut connection, address).await.map_err(failed)?;
    }
    let token = csrf::Token::random().cookie(&state.site);
    found(HOME, [csrf::no_session_cookie(&state.site), token])
}

/// Get a CSRF token
///
/// Sets the cookie `csrftoken`, to the value it had if there was one. Requests
/// that change something repeat it in `X-CSRFToken`.
#[utoipa::path(
    get,
    path = "/accounts/csrf/",
    operation_id = "get_csrf_token",
    tag = "sign-in",
    responses((status = 204, description = "The token is in the cookie."))
)]
pub(crate) async fn csrf_token(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    let mut response = HttpResponse::NoContent().finish();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set(&mut response, [csrf::Token::of(&request).cookie(&state.site)])?;
    Ok(response)
}
