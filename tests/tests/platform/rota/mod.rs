//! The rota over HTTP: what a practice's people are answered.

mod alerts;
mod audit;
mod booking;
mod calendar;
mod clinicians;
mod decisions;
mod field_errors;
mod figures;
mod leave;
mod limits;
mod numbers;
mod pages;
mod protocol;
mod quota;
mod races;
mod roles;
mod shifts;
mod surface;
mod tenancy;

use serde_json::Value;

/// A Monday, with no bank holiday in its week.
const TODAY: &str = "2024-06-03";

/// Both ways to write where the API is.
const PREFIXES: [&str; 2] = ["/api/v1", "/api"];

/// A number of an answer, whether or not it has a point.
#[track_caller]
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}
