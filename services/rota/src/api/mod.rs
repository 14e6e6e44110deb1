//! The HTTP side of rota that is not plain pages.

pub(crate) mod alerts;
mod audit;
mod availability;
pub(crate) mod calculations;
pub(crate) mod calendar_data;
mod clinicians;
mod gone;
pub(crate) mod leave_booking;
pub(crate) mod leave_requests;
mod paths;
pub(crate) mod reports;
mod roles;
mod shifts;
mod statistics;
mod version;
mod working_terms;

use std::sync::Arc;

use access::{Access, Door, Permission, Scheme, Tier};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::json;
use web::{ApiError, Endpoint, Routes, endpoint};

use self::version::{Version, Versioned};
use crate::{RotaError, Unversioned};

/// These routes, behind their gates. What is below `/api/v1/` is below `/api/`
/// as well.
pub(crate) fn routes(access: &Arc<Access>, unversioned: Unversioned) -> Routes {
    let door = |tier| access.session(Permission::Member, tier);
    let manager = access.session(Permission::Manager, Tier::Unlimited);
    let readers = &[Scheme::Session, Scheme::Token, Scheme::ApiKey];
    let auditors = access.any_of(readers, Permission::Manager, Tier::Unlimited);
    let both = |routes: Routes, endpoints: Vec<Endpoint>, tier| {
        endpoints.into_iter().fold(routes, |routes, endpoint| {
            twins(routes, endpoint, door(tier), Unversioned::Serve)
        })
    };

    let routes = clinicians().into_iter().fold(tags(), |routes, endpoint| {
        twins(routes, endpoint, door(Tier::Standard), unversioned)
    });
    let routes = both(routes, standard(), Tier::Standard);
    let routes = both(routes, expensive(), Tier::Expensive);
    let routes = both(routes, gone(), Tier::Unlimited);
    let routes = twins(
        routes,
        endpoint!(calendar_data::get).in_any_form(),
        version::HtmlOrJson::new(door(Tier::Unlimited)),
        Unversioned::Serve,
    );
    statistics(routes, &door(Tier::Expensive))
        .endpoint(endpoint!(leave_booking::calendar_data).in_any_form(), door(Tier::Unlimited))
        .endpoint(endpoint!(leave_booking::submit), door(Tier::Unlimited))
        .endpoint(endpoint!(reports::get), manager.clone())
        .endpoint(endpoint!(reports::chart), manager)
        .endpoint(endpoint!(audit::list), Versioned::new(auditors, Version::One))
}

fn tags() -> Routes {
    Routes::new()
        .tag("clinicians", "Who works at a practice")
        .tag("working-terms", "On what terms they work")
        .tag("shifts", "Who works when")
        .tag("leave-requests", "Who wishes to be away")
        .tag("alerts", "What somebody ought to know of a rota")
        .tag("calculations", "Leave quotas of many clinicians at once")
        .tag("rota", "What the generator has taken over")
        .tag("statistics", "Staffing to come, and workload")
        .tag("availability", "Doctors on each day")
        .tag("calendar-data", "What the rota calendar shows")
        .tag("leave-booking", "Booking leave day by day")
        .tag("reports", "How fairly work is spread")
}

fn clinicians() -> Vec<Endpoint> {
    vec![
        endpoint!(clinicians::list),
        endpoint!(clinicians::create),
        endpoint!(clinicians::active),
        endpoint!(clinicians::get),
        endpoint!(clinicians::replace),
        endpoint!(clinicians::update),
        endpoint!(clinicians::delete),
        endpoint!(clinicians::stats),
        endpoint!(working_terms::of_clinician),
    ]
}

fn standard() -> Vec<Endpoint> {
    vec![
        endpoint!(working_terms::list),
        endpoint!(working_terms::create),
        endpoint!(working_terms::get),
        endpoint!(working_terms::replace),
        endpoint!(working_terms::update),
        endpoint!(working_terms::delete),
        endpoint!(shifts::list),
        endpoint!(shifts::create),
        endpoint!(shifts::get),
        endpoint!(shifts::replace),
        endpoint!(shifts::update),
        endpoint!(shifts::delete),
        endpoint!(shifts::pin),
        endpoint!(shifts::unpin),
        endpoint!(leave_requests::list),
        endpoint!(leave_requests::create),
        endpoint!(leave_requests::mine),
        endpoint!(leave_requests::get),
        endpoint!(leave_requests::replace),
        endpoint!(leave_requests::update),
        endpoint!(leave_requests::delete),
        endpoint!(leave_requests::cancel),
        endpoint!(alerts::list),
        endpoint!(alerts::create),
        endpoint!(alerts::get),
        endpoint!(alerts::replace),
        endpoint!(alerts::update),
        endpoint!(alerts::delete),
        endpoint!(alerts::resolve),
        endpoint!(alerts::dismiss),
    ]
}

fn expensive() -> Vec<Endpoint> {
    vec![
        endpoint!(calculations::list),
        endpoint!(calculations::bulk_leave_quota),
        endpoint!(availability::list),
    ]
}

fn gone() -> Vec<Endpoint> {
    vec![endpoint!(gone::generate), endpoint!(gone::rebalance)]
}

/// The bodies of statistics differ between versions.
fn statistics(routes: Routes, door: &Door) -> Routes {
    let one = |endpoint: Endpoint| (endpoint, Version::One);
    let none = |endpoint: Endpoint| {
        let path = endpoint.path().to_owned();
        (endpoint.deprecated_at(&path, "unversioned"), Version::None)
    };
    let endpoints = [
        one(endpoint!(statistics::list)),
        one(endpoint!(statistics::forecast)),
        one(endpoint!(statistics::workload)),
        none(endpoint!(statistics::plain_list)),
        none(endpoint!(statistics::plain_forecast)),
        none(endpoint!(statistics::plain_workload)),
    ];
    endpoints.into_iter().fold(routes, |routes, (endpoint, version)| {
        routes.endpoint(endpoint, Versioned::new(door.clone(), version))
    })
}

/// Adds an endpoint of version 1, and the same without a version.
fn twins(
    routes: Routes,
    endpoint: Endpoint,
    gate: impl web::Gate + Clone,
    unversioned: Unversioned,
) -> Routes {
    let path = endpoint.path().replacen("/api/v1/", "/api/", 1);
    let plain = endpoint.deprecated_at(&path, "unversioned");
    let without = match unversioned {
        Unversioned::Serve => Version::None,
        Unversioned::Redirect => Version::Moved,
    };
    routes
        .endpoint(endpoint, Versioned::new(gate.clone(), Version::One))
        .endpoint(plain, Versioned::new(gate, without))
}

/// The answer to what rota cannot do.
pub(crate) fn failed(error: impl Into<RotaError>) -> ApiError {
    match error.into() {
        RotaError::NoSuch(model) => no_such(model),
        error @ RotaError::Forbidden => ApiError::forbidden(error),
        RotaError::Invalid(fields) => ApiError::invalid(&fields),
        RotaError::Conflict(message) => ApiError::whole(message),
        RotaError::Database(cause) if ::store::may_pass(&cause) => ApiError::unavailable(cause),
        error @ RotaError::Busy => ApiError::unavailable(error),
        other => ApiError::internal(other),
    }
}

/// 404 about a kind of thing.
pub(crate) fn no_such(model: &'static str) -> ApiError {
    ApiError::not_found(RotaError::NoSuch(model))
}

/// An answer of the endpoints whose errors are not worded as others' are.
pub(crate) fn told(status: StatusCode, message: impl std::fmt::Display) -> HttpResponse {
    HttpResponse::build(status).json(json!({ "error": message.to_string() }))
}

/// The same of parameters that are wrong, or not known where that matters.
pub(crate) fn told_all(mistakes: &ApiError) -> HttpResponse {
    told(StatusCode::BAD_REQUEST, RotaError::Invalid(mistakes.fields().clone()))
}
