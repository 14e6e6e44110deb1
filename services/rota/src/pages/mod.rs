//! What members of a practice see of its rota, and what managers change in it.

mod alerts;
mod booking;
mod calendar;
mod cancel;
mod cover;
mod generate;
mod leave;
mod mine;
mod month;
mod quota;
mod reports;
mod visit;
mod words;

use std::sync::Arc;

use access::{Access, Permission};
use utoipa::openapi::path::HttpMethod::{Get, Post};
use web::{Endpoint, Routes};

/// Adds the pages: those of every member, and those of managers.
pub(crate) fn routes(routes: Routes, access: &Arc<Access>) -> Routes {
    let of = |routes: Routes, endpoints: Vec<Endpoint>, permission: Permission| {
        endpoints.into_iter().fold(routes, |routes, endpoint| {
            routes.endpoint(endpoint, ::pages::gate(access.page(permission)))
        })
    };
    let routes = of(routes, for_members(), Permission::Member);
    let routes = of(routes, for_managers(), Permission::Manager);
    of(routes, reports::endpoints(), Permission::Manager)
}

fn for_members() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Get, "/rota/", calendar::show),
        Endpoint::page(Get, "/rota/mine/", mine::show),
        Endpoint::page(Get, "/rota/leave/{id}/cancel/", cancel::confirm),
        Endpoint::page(Post, "/rota/leave/{id}/cancel/", cancel::post),
        Endpoint::page(Get, "/leave-booking/", booking::show),
        Endpoint::page(Post, "/leave-booking/", booking::post),
    ]
}

fn for_managers() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Get, "/rota/leave/", leave::list),
        Endpoint::page(Post, "/rota/leave/{id}/approve/", leave::approve),
        Endpoint::page(Post, "/rota/leave/{id}/deny/", leave::deny),
        Endpoint::page(Get, "/rota/alerts/", alerts::list),
        Endpoint::page(Post, "/rota/alerts/{id}/resolve/", alerts::resolve),
        Endpoint::page(Post, "/rota/alerts/{id}/dismiss/", alerts::dismiss),
        Endpoint::page(Get, "/admin/rota/", generate::show),
        Endpoint::page(Post, "/admin/rota/", generate::post),
        Endpoint::page(Get, "/admin/rota/runs/{id}/", generate::run),
    ]
}
