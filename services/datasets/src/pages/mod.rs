//! What people see of pick lists, and how they make and change their own.

mod browse;
mod copy;
mod create;
mod delete;
mod differences;
mod edit;
mod entries;
mod files;
mod history;
mod options;
mod publish;
mod syncs;
mod tags;
mod view;
mod visit;
mod words;

use std::sync::Arc;

use access::{Access, Door, Permission, Tier};
use utoipa::openapi::path::HttpMethod::{Get, Post};
use web::{Endpoint, Routes};

/// Adds the pages: of datasets for whoever may see them, the rest for people
/// who signed in.
pub(crate) fn routes(routes: Routes, access: &Arc<Access>) -> Routes {
    let of = |routes: Routes, endpoints: Vec<Endpoint>, door: Door| {
        endpoints.into_iter().fold(routes, |routes, endpoint| {
            let door = door.clone();
            let door = if takes_options(endpoint.path()) {
                door.forms_up_to(crate::LARGEST_BODY)
            } else {
                door
            };
            routes.endpoint(endpoint, ::pages::gate(door))
        })
    };
    let routes = of(routes, for_everybody(), access.open_page(Tier::DatasetsAnonymous));
    let routes = of(routes, for_users(), access.page(Permission::Any));
    let routes = of(routes, for_editors(), access.page(Permission::Editor));
    let syncs = vec![Endpoint::page(Get, "/datasets/syncs/", syncs::list)];
    of(routes, syncs, access.page(Permission::Staff))
}

/// Whether a form has all options of a list in it.
fn takes_options(path: &str) -> bool {
    path.ends_with("/new/") || path.ends_with("/edit/")
}

fn for_everybody() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Get, "/datasets/lists/{key}/", view::show),
        Endpoint::page(Get, "/datasets/lists/{key}/versions/", history::list),
        Endpoint::page(Get, "/datasets/lists/{key}/versions/{version}/", history::show),
        Endpoint::page(Get, "/datasets/lists/{key}/versions/{version}/changes/", history::changes),
        Endpoint::page(Get, "/datasets/files/{key}/csv/", files::csv),
    ]
}

fn for_users() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Get, "/datasets/", browse::show),
        Endpoint::page(Get, "/datasets/lists/{key}/edit/", edit::show),
        Endpoint::page(Post, "/datasets/lists/{key}/edit/", edit::post),
        Endpoint::page(Get, "/datasets/lists/{key}/delete/", delete::confirm),
        Endpoint::page(Post, "/datasets/lists/{key}/delete/", delete::post),
    ]
}

fn for_editors() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Get, "/datasets/new/", create::show),
        Endpoint::page(Post, "/datasets/new/", create::post),
        Endpoint::page(Get, "/datasets/lists/{key}/create-custom/", copy::show),
        Endpoint::page(Post, "/datasets/lists/{key}/create-custom/", copy::post),
        Endpoint::page(Get, "/datasets/lists/{key}/publish/", publish::confirm),
        Endpoint::page(Post, "/datasets/lists/{key}/publish/", publish::post),
    ]
}
