//! What people see of their account, and change in it: their keys, their
//! password, where they are signed in, and the organisations they run.

mod audit;
mod email;
mod entries;
mod keys;
mod members;
mod organization;
mod overview;
mod password;
mod permissions;
mod sessions;
mod signed_keys;
mod visit;

use std::sync::Arc;

use access::{Access, Permission};
use utoipa::openapi::path::HttpMethod::{Get, Post};
use web::{Endpoint, Routes};

/// Adds the pages, which are for whoever is signed in. What somebody may not
/// see is 404 to them.
pub(crate) fn routes(routes: Routes, access: &Arc<Access>) -> Routes {
    let endpoints = [
        Endpoint::page(Get, "/accounts/", overview::show),
        Endpoint::page(Get, "/accounts/keys/", keys::list),
        Endpoint::page(Post, "/accounts/keys/", keys::add),
        Endpoint::page(Get, "/accounts/keys/{id}/revoke/", keys::confirm),
        Endpoint::page(Post, "/accounts/keys/{id}/revoke/", keys::revoke),
        Endpoint::page(Get, "/accounts/organizations/{id}/", organization::show),
        Endpoint::page(Post, "/accounts/organizations/{id}/members/", members::save),
        Endpoint::page(
            Get,
            "/accounts/organizations/{id}/members/{user}/remove/",
            members::confirm,
        ),
        Endpoint::page(
            Post,
            "/accounts/organizations/{id}/members/{user}/remove/",
            members::remove,
        ),
        Endpoint::page(Get, "/accounts/organizations/{id}/keys/", signed_keys::list),
        Endpoint::page(Post, "/accounts/organizations/{id}/keys/", signed_keys::add),
        Endpoint::page(
            Get,
            "/accounts/organizations/{id}/keys/{key}/revoke/",
            signed_keys::confirm,
        ),
        Endpoint::page(
            Post,
            "/accounts/organizations/{id}/keys/{key}/revoke/",
            signed_keys::revoke,
        ),
        Endpoint::page(Get, "/accounts/password/", password::show),
        Endpoint::page(Post, "/accounts/password/", password::change),
        Endpoint::page(Get, "/accounts/email/", email::show),
        Endpoint::page(Post, "/accounts/email/", email::change),
        Endpoint::page(Get, "/accounts/sessions/", sessions::list),
        Endpoint::page(Post, "/accounts/sessions/end-others/", sessions::end_others),
        Endpoint::page(Post, "/accounts/sessions/{id}/end/", sessions::end),
        Endpoint::page(Get, "/accounts/audit/", audit::list),
    ];
    endpoints.into_iter().fold(routes, |routes, endpoint| {
        routes.endpoint(endpoint, ::pages::gate(access.page(Permission::Any)))
    })
}
