//! `/accounts/login/`

use std::net::IpAddr;

use ::pages::{Errors, Page};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use secrecy::SecretString;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, Fields, Query, client_address};

use super::next::destination;
use super::session::{Held, found, set, start};
use super::sign_in_failed;
use crate::State;
use crate::sign_in::{SignInError, sign_in as verify};

/// The same for every reason: who has an account is nobody's business.
const REFUSED: &str = "The username or the password is not right.";

/// Who signs in. `username` is taken for `login` where that is absent.
#[derive(ToSchema)]
#[schema(as = accounts::SignIn)]
#[expect(dead_code, reason = "documents what `sign_in` reads")]
pub(crate) struct SignIn {
    /// The username, in the case it was registered in; spaces around it do not count.
    login: String,
    #[schema(format = Password)]
    password: String,
    /// Of a form: the path of this site to go to then.
    next: Option<String>,
    /// Of a form: the value of the cookie `csrftoken`, unless it is in `X-CSRFToken`.
    csrfmiddlewaretoken: Option<String>,
}

/// Who signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = accounts::SignedIn)]
pub(crate) struct SignedIn {
    username: String,
    /// Whether they run the platform.
    is_staff: bool,
    /// Their clinician in the rota service.
    clinician_id: Option<i64>,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    page: Page,
    errors: Errors,
    login: String,
    next: String,
}

impl LoginPage {
    fn new(request: &HttpRequest, errors: Errors, login: &str, next: &str) -> Self {
        let page = Page::of(request, "Sign in");
        Self { page, errors, login: login.to_owned(), next: next.to_owned() }
    }

    fn show(&self, request: &HttpRequest, status: StatusCode) -> Result<HttpResponse, ApiError> {
        self.page.show(request, status, self)
    }
}

/// `GET /accounts/login/`
pub(crate) async fn form(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let next = wanted(&request);
    if Held::of(&request).is_some() {
        return found(&destination(&next), []);
    }
    LoginPage::new(&request, Errors::default(), "", &next).show(&request, StatusCode::OK)
}

/// Sign in
///
/// Starts a session, which the browser keeps in a cookie, and ends the one it
/// had. The cookie `csrftoken`, which the page and `/accounts/csrf/` set, must
/// be repeated. A form is answered with a redirect or a page, JSON with JSON.
#[utoipa::path(
    post,
    path = "/accounts/login/",
    operation_id = "sign_in",
    tag = "sign-in",
    request_body(content(
        (SignIn = "application/json"),
        (SignIn = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, description = "Signed in. To a form: it was refused, and is shown again.", content(
            (SignedIn = "application/json"),
            (String = "text/html"),
        )),
        (status = 302, description = "To a form: signed in; goes to `next`, or to the start page."),
        (status = 400, description = "Refused, or a field is missing or wrong; the body names each. Or the body cannot be read.", body = Invalid),
        (status = 403, description = "The cookie `csrftoken` is missing, or was not repeated.", content(
            (ErrorBody = "application/json"),
            (String = "text/html"),
        )),
        (status = 415, description = "The body is neither JSON nor a form.", body = ErrorBody),
        (status = 429, description = "Too many failures; `Retry-After` says when to come back.", content(
            (ErrorBody = "application/json"),
            (String = "text/html"),
        )),
    )
)]
pub(crate) async fn sign_in(
    request: HttpRequest,
    body: Body,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    let fields = body.fields()?;
    if body.is_form() {
        by_form(&request, &fields, &state).await
    } else {
        by_json(&request, fields, &state).await
    }
}

async fn by_form(
    request: &HttpRequest,
    fields: &Fields,
    state: &State,
) -> Result<HttpResponse, ApiError> {
    let login = fields.plain(login_field(fields)).trim();
    let next = match fields.plain("next") {
        "" => wanted(request),
        next => next.to_owned(),
    };
    let again = |problem: String| LoginPage::new(request, Errors::one("", problem), login, &next);
    let password = SecretString::from(fields.plain("password"));
    // PostgreSQL knows no null characters, and nobody's name has one.
    let verdict = if login.is_empty() || login.contains('\0') {
        Err(SignInError::Refused)
    } else {
        verify(&state.pool, login, password, address(request, state)).await
    };
    let started = match verdict {
        Ok(user) => start(request, state, &user).await,
        Err(error) => Err(error),
    };
    match started {
        Ok(cookies) => found(&destination(&next), cookies),
        Err(SignInError::Refused) => again(REFUSED.to_owned()).show(request, StatusCode::OK),
        Err(SignInError::Throttled(seconds)) => {
            let error = ApiError::throttled(seconds);
            let problem = format!("Too many attempts. Try again in {}.", ::pages::wait(seconds));
            let mut response = again(problem).show(request, error.status())?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            Ok(response)
        }
        Err(other) => Err(sign_in_failed(other)),
    }
}

async fn by_json(
    request: &HttpRequest,
    mut fields: Fields,
    state: &State,
) -> Result<HttpResponse, ApiError> {
    let login = fields.text(login_field(&fields));
    let password = SecretString::from(fields.text("password"));
    fields.finish()?;

    let refusal = |error: SignInError| match error {
        SignInError::Refused => ApiError::whole(REFUSED),
        other => sign_in_failed(other),
    };
    let user = verify(&state.pool, login.trim(), password, address(request, state)).await;
    let user = user.map_err(refusal)?;
    let cookies = start(request, state, &user).await.map_err(refusal)?;
    let mut response = HttpResponse::Ok().json(SignedIn {
        username: user.username,
        is_staff: user.staff,
        clinician_id: user.clinician_id,
    });
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set(&mut response, cookies)?;
    Ok(response)
}

/// What the login is called: our own name for it goes first.
fn login_field(fields: &Fields) -> &'static str {
    if fields.has("username") && !fields.has("login") { "username" } else { "login" }
}

/// Where the address says to go after signing in.
fn wanted(request: &HttpRequest) -> String {
    Query::new(request).text("next").unwrap_or_default()
}

fn address(request: &HttpRequest, state: &State) -> Option<IpAddr> {
    client_address(request, &state.site)
}
