//! What people see of releases: what there is, their subscriptions, and how
//! those who run the platform publish.

mod files;
mod history;
mod item;
mod items;
mod publish;
mod signing_keys;
mod standing;
mod subscribe;
mod subscriptions;
mod unsubscribe;
mod visit;
mod withdraw;
mod words;

use std::sync::Arc;

use access::{Access, Door, Permission, Tier};
use utoipa::openapi::path::HttpMethod::{Get, Post};
use web::{Endpoint, Routes};

/// Adds the pages: what there is for everybody, subscriptions for people who
/// signed in, the rest for those who run the platform.
pub(crate) fn routes(routes: Routes, access: &Arc<Access>) -> Routes {
    let of = |routes: Routes, endpoints: Vec<Endpoint>, door: Door| {
        endpoints
            .into_iter()
            .fold(routes, |routes, endpoint| routes.endpoint(endpoint, ::pages::gate(door.clone())))
    };
    let routes = of(routes, for_everybody(), access.open_page(Tier::Releases));
    let script = vec![Endpoint::page(Get, publish::SCRIPT, publish::script)];
    let routes = of(routes, script, access.open(Tier::Unlimited));
    let routes = of(routes, for_users(), access.page(Permission::Any));
    of(routes, for_staff(), access.page(Permission::Staff))
}

fn for_everybody() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Get, "/releases/", items::show),
        Endpoint::page(Get, "/releases/items/{item}/", item::show),
        Endpoint::page(Get, "/releases/signing-keys/", signing_keys::list),
        Endpoint::page(Get, "/releases/signing-keys/{file}", signing_keys::file),
    ]
}

fn for_users() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Get, "/releases/items/{item}/subscribe/", subscribe::show),
        Endpoint::page(Post, "/releases/items/{item}/subscribe/", subscribe::post),
        Endpoint::page(Get, "/releases/items/{item}/unsubscribe/", unsubscribe::confirm),
        Endpoint::page(Post, "/releases/items/{item}/unsubscribe/", unsubscribe::post),
        Endpoint::page(Get, "/releases/items/{item}/files/{file}", files::download),
        Endpoint::page(Get, "/releases/subscriptions/", subscriptions::list),
    ]
}

fn for_staff() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Post, "/releases/subscriptions/{id}/decide/", subscriptions::decide),
        Endpoint::page(Get, "/releases/items/{item}/publish/", publish::show),
        Endpoint::page(Get, "/releases/items/{item}/releases/{id}/withdraw/", withdraw::confirm),
        Endpoint::page(Post, "/releases/items/{item}/releases/{id}/withdraw/", withdraw::post),
    ]
}
