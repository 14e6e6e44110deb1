//! The HTTP side of datasets that is not pages.

mod answer;
mod audit;
mod custom;
mod datasets;
pub(crate) mod etag;
pub(crate) mod exports;
mod gate;
pub(crate) mod organizations;
mod publish;
pub(crate) mod sent;
mod tags;
pub(crate) mod versions;
pub(crate) mod wire;

use std::sync::Arc;

use access::{Access, Permission, Scheme, Tier};
use actix_web::http::{Method, StatusCode};
use tokio::sync::Semaphore;
use web::{ApiError, Endpoint, FieldErrors, Format, Routes, endpoint};

use self::datasets::{create, delete, update};
use self::gate::{Guarded, Place};
use crate::DatasetsError;

/// What a list of options can be had as.
const FORMATS: &[Format] = &[Format::Json, Format::Csv];

/// These routes, behind their gates. What is below `/api/v1/datasets/` is
/// below `/api/datasets/` as well.
pub(crate) fn routes(access: &Arc<Access>) -> Routes {
    let readers = &[Scheme::Session, Scheme::Token, Scheme::ApiKey];
    let auditors = access.any_of(readers, Permission::Staff, Tier::Unlimited);
    let routes = Routes::new()
        .tag("datasets", "Pick lists: options by code, those of the NHS and those people make");
    let routes = endpoints().into_iter().fold(routes, |routes, (place, method, endpoint)| {
        twins(routes, endpoint, Guarded::new(access, place, &method))
    });
    routes.endpoint(endpoint!(audit::list), auditors)
}

fn endpoints() -> Vec<(Place, Method, Endpoint)> {
    let mut endpoints = vec![
        (Place::List, Method::GET, endpoint!(datasets::list)),
        (Place::List, Method::POST, endpoint!(create::create)),
        (Place::Tags, Method::GET, endpoint!(tags::list)),
        (Place::Dataset, Method::GET, endpoint!(datasets::get).formats(FORMATS)),
        (Place::Dataset, Method::PUT, endpoint!(update::replace)),
        (Place::Dataset, Method::PATCH, endpoint!(update::update)),
        (Place::Dataset, Method::DELETE, endpoint!(delete::delete)),
        (Place::Dataset, Method::POST, endpoint!(custom::create_custom)),
        (Place::Dataset, Method::POST, endpoint!(publish::publish)),
    ];
    let reads = [
        endpoint!(versions::list),
        endpoint!(versions::get).formats(FORMATS),
        endpoint!(versions::changes),
        endpoint!(exports::code_system).formats(Format::FHIR),
        endpoint!(exports::value_set).formats(Format::FHIR),
        endpoint!(exports::version_code_system).formats(Format::FHIR),
        endpoint!(exports::version_value_set).formats(Format::FHIR),
    ];
    endpoints.extend(reads.map(|endpoint| (Place::Dataset, Method::GET, endpoint)));
    endpoints
}

/// Adds an endpoint of version 1, and the same without a version.
fn twins(routes: Routes, endpoint: Endpoint, gate: Guarded) -> Routes {
    let path = endpoint.path().replacen("/api/v1/", "/api/", 1);
    let plain = endpoint.deprecated_at(&path, "unversioned");
    routes.endpoint(endpoint, gate.clone()).endpoint(plain, gate)
}

/// So much is done aside at once: with many options each takes some 100 MB.
static ASIDE: Semaphore = Semaphore::const_new(4);

/// Does what may take its time with many options where no other request waits
/// for it.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DatasetsError> + Send + 'static,
) -> Result<T, ApiError> {
    let permit = ASIDE.acquire().await.map_err(ApiError::internal)?;
    let done = actix_web::web::block(move || {
        // Until it is done, even where nobody waits for it any more.
        let _permit = permit;
        work()
    });
    let done = done.await.map_err(ApiError::internal)?;
    done.map_err(failed)
}

/// The answer to what datasets cannot do.
pub(crate) fn failed(error: impl Into<DatasetsError>) -> ApiError {
    match error.into() {
        error @ DatasetsError::NoSuch => ApiError::not_found(error),
        error @ (DatasetsError::Forbidden | DatasetsError::NhsDataDictionary) => {
            ApiError::forbidden(error)
        }
        error @ (DatasetsError::HasCustomVersions
        | DatasetsError::NotGlobal
        | DatasetsError::AlreadyGlobal) => ApiError::bad_request(error),
        error @ DatasetsError::KeyTaken => {
            ApiError::invalid(&FieldErrors::from([("key".to_owned(), vec![error.to_string()])]))
        }
        error @ DatasetsError::Changed => ApiError::new(StatusCode::PRECONDITION_FAILED, error),
        DatasetsError::Refused(refusal) => *refusal,
        DatasetsError::Database(cause) if ::store::may_pass(&cause) => ApiError::unavailable(cause),
        other => ApiError::internal(other),
    }
}

#[cfg(test)]
mod tests {
    use diesel::result::Error as DatabaseError;

    use super::*;

    #[test]
    fn every_failure_has_its_status() {
        let refused = ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "Too many.");
        for (error, status) in [
            (DatasetsError::NoSuch, 404),
            (DatasetsError::Forbidden, 403),
            (DatasetsError::NhsDataDictionary, 403),
            (DatasetsError::HasCustomVersions, 400),
            (DatasetsError::NotGlobal, 400),
            (DatasetsError::AlreadyGlobal, 400),
            (DatasetsError::KeyTaken, 400),
            (DatasetsError::Changed, 412),
            (refused.into(), 413),
            (DatabaseError::NotFound.into(), 500),
        ] {
            assert_eq!(failed(error).status().as_u16(), status);
        }
        assert_eq!(failed(DatasetsError::NoSuch).message(), "Not found.");
        assert!(failed(DatasetsError::KeyTaken).fields().contains_key("key"));
    }
}
