//! The HTTP side of care that is not pages: for each resource what may be done
//! to it, at `/api/v1/` and at `/v1/`, where the published clients call.

mod arguments;
mod audit;
mod document;
mod documents;
mod unknown;

use std::sync::Arc;

use access::{Access, Action, Door, Permission, ResourcePermission, Scheme, Tier};
use resources::Resource;
use utoipa::openapi::path::HttpMethod::{Delete, Get, Patch, Post, Put};
use web::{ApiError, Endpoint, Routes, endpoint};

pub(crate) use self::unknown::unknown;
use crate::CareError;

/// Programs sign; pages of ours call with the session that they were opened with.
const SCHEMES: &[Scheme] = &[Scheme::Signed, Scheme::Session];

/// These routes, behind their gates.
pub(crate) fn routes(access: &Arc<Access>) -> Routes {
    let routes = Routes::new()
        .tag("care", "Care enquiries and what belongs to them, as CareHQ's clients call them: all of it is at `/v1/` as well as at `/api/v1/`");
    let routes = resources::ALL.into_iter().fold(routes, |routes, resource| {
        endpoints(resource).into_iter().fold(routes, |routes, (action, endpoint)| {
            let at_root = endpoint.path().trim_start_matches("/api").to_owned();
            routes.endpoint(endpoint.and_at(&at_root), door(access, resource, action))
        })
    });
    let readers = &[Scheme::Session, Scheme::Token, Scheme::ApiKey];
    let auditors = access.any_of(readers, Permission::Staff, Tier::Unlimited);
    unknown::routes(routes, access).endpoint(endpoint!(audit::list), auditors)
}

fn door(access: &Arc<Access>, resource: &'static Resource, action: Action) -> Door {
    let permission = Permission::Resource(ResourcePermission { resource: resource.name, action });
    access.any_of(SCHEMES, permission, Tier::Signed)
}

/// What may be done to a resource, and what does it.
fn endpoints(resource: &'static Resource) -> Vec<(Action, Endpoint)> {
    let collection = format!("/api/v1/{}", resource.name);
    let one = format!("{collection}/{{id}}");
    let mut endpoints = Vec::new();
    if resource.allows(Action::Read) {
        let (operation, schemas) = document::list(resource);
        let list = move |visitor| documents::list(resource, visitor);
        let list = Endpoint::described(Get, &collection, operation, schemas, list);
        let (operation, schemas) = document::retrieve(resource);
        let retrieve = move |visitor| documents::retrieve(resource, visitor);
        let retrieve = Endpoint::described(Get, &one, operation, schemas, retrieve);
        endpoints.extend([list, retrieve].map(|endpoint| (Action::Read, endpoint)));
    }
    if resource.allows(Action::Create) {
        for method in [Put, Post] {
            let (operation, schemas) = document::create(resource, &method);
            let create = move |visitor, sent| documents::create(resource, visitor, sent);
            let create = Endpoint::described(method, &collection, operation, schemas, create);
            endpoints.push((Action::Create, create));
        }
    }
    if resource.allows(Action::Update) {
        let (operation, schemas) = document::update(resource);
        let update = move |visitor, sent| documents::update(resource, visitor, sent);
        let update = Endpoint::described(Patch, &one, operation, schemas, update);
        endpoints.push((Action::Update, update));
    }
    if resource.allows(Action::Delete) {
        let (operation, schemas) = document::delete(resource);
        let delete = move |visitor| documents::delete(resource, visitor);
        let delete = Endpoint::described(Delete, &one, operation, schemas, delete);
        endpoints.push((Action::Delete, delete));
    }
    // Clients take JSON alone, whatever they say.
    let lenient = |endpoint: Endpoint| endpoint.with_or_without_slash().in_any_form();
    endpoints.into_iter().map(|(action, endpoint)| (action, lenient(endpoint))).collect()
}

/// The answer to what care cannot do.
pub(crate) fn failed(error: impl Into<CareError>) -> ApiError {
    use CareError::{Database, InUse, Invalid, NoSuch, Protected, Unreachable};
    match error.into() {
        error @ NoSuch(_) => ApiError::not_found(error),
        Invalid(fields) => ApiError::invalid(&fields),
        error @ Protected(_) => ApiError::forbidden(error),
        error @ InUse { .. } => ApiError::bad_request(error),
        Unreachable(cause) => ApiError::unavailable(cause),
        Database(cause) if ::store::may_pass(&cause) => ApiError::unavailable(cause),
        other => ApiError::internal(other),
    }
}

#[cfg(test)]
mod tests {
    use diesel::result::Error as DatabaseError;

    use super::*;

    #[test]
    fn every_failure_has_its_status() {
        for (error, status) in [
            (CareError::NoSuch("location"), 404),
            (CareError::invalid("email", "Why."), 400),
            (CareError::Protected("group"), 403),
            (CareError::InUse { one: "location", by: "care-enquiries" }, 400),
            (CareError::Unreachable(::store::PoolError::Closed), 503),
            (DatabaseError::NotFound.into(), 500),
        ] {
            assert_eq!(failed(error).status().as_u16(), status);
        }
        assert!(failed(CareError::invalid("email", "Why.")).fields().contains_key("email"));
    }

    #[tokio::test]
    async fn every_operation_has_a_name_of_its_own() {
        let document = serde_json::to_value(routes(&Access::closed()).openapi("care")).unwrap();
        let mut names = std::collections::BTreeSet::new();
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let name = operation["operationId"].as_str().unwrap().to_owned();
                assert!(names.insert(name.clone()), "{name}");
            }
        }
        // Six of each resource but users, which have two, and the audit.
        assert_eq!(names.len(), 7 * 6 + 2 + 1);
    }
}
