//! What people see of care: who enquired, and everything that is known of an
//! enquiry.

mod comments;
mod enquiry;
mod facts;
mod inbox;
mod records;
mod visit;
mod visits;
mod words;

use std::sync::Arc;

use access::{Access, Action, Permission, ResourcePermission};
use resources::COMMENTS;
use utoipa::openapi::path::HttpMethod::{Get, Post};
use web::{Endpoint, Routes};

/// What it takes to write a comment, here as in the API.
fn commenting() -> Permission {
    Permission::Resource(ResourcePermission { resource: COMMENTS.name, action: Action::Create })
}

/// Adds the pages: for members of an organisation, about what is theirs.
pub(crate) fn routes(routes: Routes, access: &Arc<Access>) -> Routes {
    let reading = vec![
        Endpoint::page(Get, "/care/", inbox::show),
        Endpoint::page(Get, "/care/enquiries/", inbox::show),
        Endpoint::page(Get, "/care/enquiries/{id}/", enquiry::show),
    ];
    let comment = Endpoint::page(Post, "/care/enquiries/{id}/comments/", comments::post);
    let routes = reading.into_iter().fold(routes, |routes, endpoint| {
        routes.endpoint(endpoint, ::pages::gate(access.page(Permission::Member)))
    });
    routes.endpoint(comment, ::pages::gate(access.page(commenting())))
}
