//! What is at no path, in the words of whoever else answers there.

use access::Tier;
use actix_web::web::{Data, ServiceConfig, to};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use web::{ApiError, ErrorShape, Gate};

use super::not_found;
use crate::State;

/// What programs call.
const API: [&str; 3] = ["/trud", "/download", "/api/v1/releases"];

/// What people open.
const PAGES: &str = "/releases";

/// Answers 404 wherever no route is.
pub(crate) fn unknown(config: &mut ServiceConfig) {
    config.default_service(to(nothing));
}

async fn nothing(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let error = ApiError::not_found("Not found.");
    match Place::of(request.path()) {
        Place::Api if asks_without_key(request.path()) => {
            ApiError::bad_request("BAD REQUEST").rendered_as(ErrorShape::Message)
        }
        Place::Api => not_found().rendered_as(ErrorShape::Message),
        Place::Pages => {
            ::pages::gate(state.access.open_page(Tier::Unlimited)).render(&request, &error)
        }
        Place::Elsewhere => error.error_response(),
    }
}

/// Whether a list is asked for with a key that is empty, as where a variable of
/// a script was not set: that is no key, and not a path that nobody answers.
fn asks_without_key(path: &str) -> bool {
    path.contains("/keys//") && !path.contains("/content/")
}

/// Who would answer at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Api,
    Pages,
    Elsewhere,
}

impl Place {
    fn of(path: &str) -> Self {
        // To the gateway, slashes repeated at the start count as one.
        let path = format!("/{}", path.trim_start_matches('/'));
        let is_below = |prefix: &str| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if API.into_iter().any(is_below) {
            Self::Api
        } else if is_below(PAGES) {
            Self::Pages
        } else {
            Self::Elsewhere
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_somebody_who_answers() {
        for (path, expected) in [
            ("/trud", Place::Api),
            ("//trud/api", Place::Api),
            ("/trud/api/v1/keys/deadc0de/items/58/releases/", Place::Api),
            ("/download/api/v1/keys/deadc0de/content/items/58/a/b.zip", Place::Api),
            ("/api/v1/releases/items/58", Place::Api),
            ("/api/v1/releases", Place::Api),
            ("/releases/unknown/", Place::Pages),
            ("/releases", Place::Pages),
            ("/releasesx", Place::Elsewhere),
            ("/trudx/", Place::Elsewhere),
            ("/api/v1/audit/releases/1/", Place::Elsewhere),
            ("/", Place::Elsewhere),
        ] {
            assert_eq!(Place::of(path), expected, "{path}");
        }
    }

    #[test]
    fn a_key_that_was_left_out_is_no_key() {
        for (path, expected) in [
            ("/trud/api/v1/keys//items/58/releases", true),
            ("/api/v1/releases/keys//changes", true),
            ("/trud/api/v1/keys/deadc0de/items//releases", false),
            ("/download/api/v1/keys//content/items/58/a.zip", false),
        ] {
            assert_eq!(asks_without_key(path), expected, "{path}");
        }
    }
}
