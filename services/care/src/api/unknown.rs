//! What is at no path, in the words of whoever else answers there.

use std::sync::Arc;

use access::{Access, Permission, Tier};
use actix_web::web::{Data, ServiceConfig, to};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use web::{ApiError, Gate, Routes};

use super::SCHEMES;
use crate::State;

/// What people open.
const PAGES: &str = "/care";

/// Everything below the prefixes of the API that is nothing: who calls is asked
/// first, as everywhere there.
pub(super) fn routes(routes: Routes, access: &Arc<Access>) -> Routes {
    let door = access.any_of(SCHEMES, Permission::Any, Tier::Signed);
    let mut patterns = vec!["/v1{rest:(/.*)?}".to_owned(), "//v1{rest:(/.*)?}".to_owned()];
    for resource in resources::ALL {
        let below = format!("/api/v1/{}/{{rest:.*}}", resource.name);
        patterns.extend([format!("/{below}"), below]);
    }
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    routes.otherwise(&patterns, door, no_endpoint)
}

async fn no_endpoint() -> Result<HttpResponse, ApiError> {
    Err(ApiError::not_found("There is no such endpoint."))
}

/// Answers 404 wherever no route is.
pub(crate) fn unknown(config: &mut ServiceConfig) {
    config.default_service(to(nothing));
}

async fn nothing(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let error = ApiError::not_found("Not found.");
    if is_page(request.path()) {
        ::pages::gate(state.access.open_page(Tier::Unlimited)).render(&request, &error)
    } else {
        error.error_response()
    }
}

fn is_page(path: &str) -> bool {
    // To the gateway, slashes repeated at the start count as one.
    let path = format!("/{}", path.trim_start_matches('/'));
    path.strip_prefix(PAGES).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_open_pages() {
        for (path, expected) in [
            ("/care", true),
            ("//care/enquiries/x/", true),
            ("/careful/", false),
            ("/api/v1/audit/care/x", false),
            ("/", false),
        ] {
            assert_eq!(is_page(path), expected, "{path}");
        }
    }
}
