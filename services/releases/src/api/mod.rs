//! The HTTP side of releases that is not pages.

mod audit;
mod changes;
mod feed;
mod files;
mod history;
mod items;
mod links;
mod publish;
mod releases;
mod since;
mod unknown;
mod wire;

use std::sync::Arc;

use access::{Access, Permission, Scheme, Tier};
use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use percent_encoding::percent_decode_str;
use web::{ApiError, Endpoint, ErrorShape, Routes, endpoint};

pub(crate) use self::unknown::unknown;
use crate::ReleasesError;
use crate::domain::ItemId;

/// These routes, behind their gates.
pub(crate) fn routes(access: &Arc<Access>) -> Routes {
    let routes = Routes::new()
        .tag("releases", "Signed releases of files: what there is, what is new, and the files");
    let (door, hidden) = (access.release_key(), access.release_key().hidden());
    let routes = lists()
        .into_iter()
        .fold(routes, |routes, endpoint| routes.endpoint(endpoint.in_any_form(), door.clone()));
    let routes = downloads()
        .into_iter()
        .fold(routes, |routes, endpoint| routes.endpoint(endpoint.in_any_form(), hidden.clone()));
    let staff = access.session(Permission::Staff, Tier::Standard).worded(ErrorShape::Message);
    let readers = &[Scheme::Session, Scheme::Token, Scheme::ApiKey];
    let auditors = access.any_of(readers, Permission::Staff, Tier::Unlimited);
    routes
        .endpoint(endpoint!(publish::publish).in_any_form(), staff)
        .endpoint(endpoint!(audit::list), auditors)
}

/// The suffix of operations with the key in the path, where TRUD has them too.
const BY_PATH: &str = "by_path";

/// The suffix of operations with the key in a header.
const BY_BEARER: &str = "by_bearer";

fn lists() -> Vec<Endpoint> {
    let releases = [
        ("/api/v1/releases/keys/{key}/items/{item}/releases", BY_PATH),
        ("/api/v1/releases/items/{item}/releases", BY_BEARER),
    ];
    let bearer = |path| [(path, BY_BEARER)];
    [
        at(endpoint!(releases::list), &releases),
        at(endpoint!(items::list), &bearer("/api/v1/releases/items")),
        at(endpoint!(changes::list), &bearer("/api/v1/releases/changes")),
        at(endpoint!(feed::get), &bearer("/api/v1/releases/feed")),
    ]
    .concat()
}

fn downloads() -> Vec<Endpoint> {
    let content = [
        ("/api/v1/releases/keys/{key}/content/items/{item}/{file}", BY_PATH),
        ("/api/v1/releases/items/{item}/content/{file}", BY_BEARER),
    ];
    let public_keys = [
        ("/api/v1/releases/keys/{key}/content/public-keys/{file}", BY_PATH),
        ("/api/v1/releases/public-keys/{file}", BY_BEARER),
    ];
    let files = at(endpoint!(files::content), &content);
    [files, at(endpoint!(files::public_key), &public_keys)].concat()
}

/// An endpoint at its own path and at others.
fn at(first: Endpoint, others: &[(&str, &str)]) -> Vec<Endpoint> {
    let others = others.iter().map(|(path, suffix)| first.also_at(path, suffix));
    let mut all: Vec<Endpoint> = others.collect();
    all.push(first);
    all
}

/// The segment of a path that its route calls so, decoded.
fn segment(request: &HttpRequest, name: &str) -> String {
    // The router leaves encoded what would be something else if it were not.
    percent_decode_str(request.match_info().query(name)).decode_utf8_lossy().into_owned()
}

/// The number that a segment of a path is, if it is one.
fn item_id(segment: &str) -> Option<ItemId> {
    let digits = segment.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| segment.parse().ok()).flatten().map(ItemId)
}

/// As TRUD answers where there is nothing.
fn not_found() -> ApiError {
    ApiError::not_found("NOT FOUND")
}

/// The answer to what releases cannot do.
pub(crate) fn failed(error: impl Into<ReleasesError>) -> ApiError {
    use ReleasesError::{
        Away, Collected, Database, Invalid, NoSuch, NotAccepted, Objects, Published, Source, Taken,
        TooLarge, Unreachable, Withdrawn,
    };
    match error.into() {
        error @ NoSuch => ApiError::not_found(error),
        Invalid(fields) => ApiError::invalid(&fields),
        error @ (NotAccepted | Source(_)) => ApiError::bad_request(error),
        error @ (Taken(_) | Published(_) | Withdrawn(_) | Collected) => {
            ApiError::new(StatusCode::CONFLICT, error)
        }
        error @ TooLarge => ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, error),
        Unreachable(cause) => ApiError::unavailable(cause),
        Database(cause) if ::store::may_pass(&cause) => ApiError::unavailable(cause),
        error @ Away(_) => ApiError::unavailable(error),
        Objects(cause) if !cause.is_not_found() => ApiError::unavailable(cause),
        other => ApiError::internal(other),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use diesel::result::Error as DatabaseError;

    use super::*;

    #[test]
    fn every_failure_has_its_status() {
        for (error, status) in [
            (ReleasesError::NoSuch, 404),
            (ReleasesError::invalid("name", "Why."), 400),
            (ReleasesError::NotAccepted, 400),
            (ReleasesError::Source("broken".into()), 400),
            (ReleasesError::Taken("It is.".to_owned()), 409),
            (ReleasesError::Published("a.zip".to_owned()), 409),
            (ReleasesError::Withdrawn("a.zip".to_owned()), 409),
            (ReleasesError::Collected, 409),
            (ReleasesError::TooLarge, 413),
            (ReleasesError::Unreachable(::store::PoolError::Closed), 503),
            (ReleasesError::Away("releases/a/archive".to_owned()), 503),
            (DatabaseError::NotFound.into(), 500),
        ] {
            let told = failed(error);
            assert_eq!(told.status().as_u16(), status, "{told}");
        }
        assert_eq!(failed(ReleasesError::NoSuch).message(), "Not found.");
        assert!(failed(ReleasesError::invalid("name", "Why.")).fields().contains_key("name"));
    }

    #[test]
    fn items_are_named_by_their_numbers() {
        for (segment, expected) in [
            ("58", Some(58)),
            ("0", Some(0)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("5 8", None),
            ("58.0", None),
            ("٣", None),
            ("99999999999999999999", None),
            ("5\0", None),
        ] {
            assert_eq!(item_id(segment), expected.map(ItemId), "{segment:?}");
        }
    }

    #[test]
    fn segments_are_decoded_once() {
        for (routed, expected) in [
            ("58", "58"),
            ("a b.zip", "a b.zip"),
            ("a%2Fb", "a/b"),
            ("a%2520b", "a%20b"),
            ("a%2Bb+c", "a+b+c"),
            ("100%", "100%"),
        ] {
            let request = TestRequest::default().param("file", routed).to_http_request();
            assert_eq!(segment(&request, "file"), expected, "{routed}");
        }
        assert_eq!(segment(&TestRequest::default().to_http_request(), "file"), "");
    }

    #[tokio::test]
    async fn every_operation_has_a_name_of_its_own() {
        let document = serde_json::to_value(routes(&Access::closed()).openapi("releases")).unwrap();
        let mut names = std::collections::BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            assert!(!path.ends_with('/') || path == "/api/v1/audit/releases/", "{path}");
            for operation in item.as_object().unwrap().values() {
                let name = operation["operationId"].as_str().unwrap().to_owned();
                assert!(names.insert(name.clone()), "{name}");
                let none = Vec::new();
                let parameters = operation["parameters"].as_array().unwrap_or(&none).iter();
                let own = parameters.filter(|own| own["in"] == "path");
                let own: Vec<String> =
                    own.map(|own| format!("{{{}}}", own["name"].as_str().unwrap())).collect();
                assert!(own.iter().all(|own| path.contains(own)), "{path}: {own:?}");
                assert_eq!(path.matches('{').count(), own.len(), "{path}: {own:?}");
            }
        }
        // Six ways to lists of releases and to files, two to each other list, one to publish.
        assert_eq!(names.len(), 3 + 6 + 6 + 1 + 1);
    }
}
