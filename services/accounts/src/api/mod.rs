//! The HTTP side of accounts that is not plain pages: signing in and out,
//! tokens, the keys to check them with, and who did what.

mod audit;
mod jwks;
mod next;
pub(crate) mod session;
mod sign_in;
mod sign_out;
mod tokens;

use std::sync::Arc;

use access::{Access, Door, Permission, Scheme, Tier};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::security::SecurityScheme;
use web::{ApiError, Endpoint, Gate, Passage, Routes, endpoint};

use crate::AccountsError;
use crate::sign_in::SignInError;

/// These routes, behind their gates.
pub(crate) fn routes(access: &Arc<Access>) -> Routes {
    let page = || ::pages::gate(access.open_page(Tier::Unlimited));
    Routes::new()
        .tag("sign-in", "Sessions of browsers")
        .tag("tokens", "Access and refresh tokens")
        .tag("audit", "Who did what, and when")
        .endpoint(Endpoint::page(HttpMethod::Get, "/accounts/login/", sign_in::form), page())
        .endpoint(endpoint!(sign_in::sign_in).in_any_form(), FormOrJson::new(access))
        .endpoint(Endpoint::page(HttpMethod::Get, "/accounts/logout/", sign_out::confirm), page())
        .endpoint(endpoint!(sign_out::sign_out).in_any_form(), FormOrJson::new(access))
        .endpoint(endpoint!(sign_out::csrf_token).in_any_form(), access.open(Tier::Unlimited))
        .endpoint(endpoint!(tokens::create), access.open(Tier::Tokens))
        .endpoint(endpoint!(tokens::refresh), access.open(Tier::Tokens))
        .endpoint(endpoint!(jwks::get).in_any_form(), access.open(Tier::Unlimited))
        .endpoint(
            endpoint!(audit::list),
            access.any_of(
                &[Scheme::Session, Scheme::Token, Scheme::ApiKey],
                Permission::Staff,
                Tier::Unlimited,
            ),
        )
}

/// The answer to a failure that is not the caller's: 503 where the same
/// may go well soon, else 500.
pub(crate) fn failed<E: Into<AccountsError>>(error: E) -> ApiError {
    match error.into() {
        AccountsError::Database(cause) if ::store::may_pass(&cause) => ApiError::unavailable(cause),
        AccountsError::Busy(cause) => ApiError::unavailable(cause),
        other => ApiError::internal(other),
    }
}

/// The answer to a sign-in that failed for another reason than what was typed.
pub(crate) fn sign_in_failed(error: SignInError) -> ApiError {
    match error {
        SignInError::Throttled(seconds) => ApiError::throttled(seconds),
        SignInError::Database(cause) => failed(cause),
        SignInError::Other(cause) => failed(cause),
        other => ApiError::unavailable(other),
    }
}

/// A door that anybody may pass whose forms are checked, which answers those
/// who send a form with pages, and all others in JSON.
struct FormOrJson {
    door: Door,
    pages: ::pages::Paged,
}

impl FormOrJson {
    fn new(access: &Arc<Access>) -> Self {
        let door = access.open_page(Tier::Unlimited);
        Self { pages: ::pages::gate(door.clone()), door }
    }
}

impl Gate for FormOrJson {
    fn describe(&self, operation: &mut Operation) {
        self.door.describe(operation);
    }

    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
        self.door.schemes()
    }

    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        self.door.admit(request)
    }

    fn body(&self, request: &HttpRequest) -> Option<usize> {
        self.door.body(request)
    }

    fn other_methods(&self) -> Option<Arc<dyn Gate>> {
        self.pages.other_methods()
    }

    fn render(&self, request: &HttpRequest, error: &ApiError) -> HttpResponse {
        if web::is_form(request) {
            self.pages.render(request, error)
        } else {
            self.door.render(request, error)
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use diesel::result::Error as DatabaseError;

    use super::*;

    #[test]
    fn only_what_may_pass_is_worth_another_try() {
        for (error, expected) in [
            (DatabaseError::BrokenTransactionManager.into(), StatusCode::SERVICE_UNAVAILABLE),
            (DatabaseError::NotFound.into(), StatusCode::INTERNAL_SERVER_ERROR),
            (AccountsError::EmptyName, StatusCode::INTERNAL_SERVER_ERROR),
        ] {
            let shown = format!("{error:?}");
            assert_eq!(failed::<AccountsError>(error).status(), expected, "{shown}");
        }
    }
}
