//! `/api/v1/calculations/`

use std::collections::{BTreeMap, BTreeSet};

use actix_web::HttpResponse;
use chrono::{Datelike, NaiveDate};
use diesel::prelude::QueryResult;
use diesel_async::AsyncPgConnection;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, Fields};

use super::failed;
use crate::domain::quota::{Quota, quota};
use crate::domain::{Calendar, ClinicianId, Configuration, PracticeId};
use crate::member::Member;
use crate::store::people::{self, Person};
use crate::store::{leave_adjustments, practices};

#[cfg(test)]
mod tests;

const IDS: &str = "clinician_ids";

/// Clinicians that one call may ask about.
const MOST: usize = 100;

/// The calculations there are.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Calculations)]
pub(crate) struct Calculations {
    available_calculations: Vec<Calculation>,
}

/// A calculation.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Calculation)]
pub(crate) struct Calculation {
    #[schema(value_type = String, example = "bulk-leave-quota")]
    name: &'static str,
    /// Where it is.
    #[schema(value_type = String)]
    url: &'static str,
    #[schema(value_type = String, example = "POST")]
    method: &'static str,
    #[schema(value_type = String)]
    description: &'static str,
}

/// List calculations
#[utoipa::path(
    get,
    path = "/api/v1/calculations/",
    operation_id = "list_calculations",
    tag = "calculations",
    responses((status = 200, description = "All of them.", body = Calculations))
)]
pub(crate) async fn list(_member: Member) -> Result<HttpResponse, ApiError> {
    let available_calculations = vec![Calculation {
        name: "bulk-leave-quota",
        url: "/api/v1/calculations/bulk-leave-quota/",
        method: "POST",
        description: "The leave quotas of up to 100 clinicians at once.",
    }];
    Ok(HttpResponse::Ok().json(Calculations { available_calculations }))
}

/// Whose quotas are asked for.
#[derive(ToSchema)]
#[schema(as = rota::BulkLeaveQuotaInput)]
#[expect(dead_code, reason = "documents what `bulk_leave_quota` reads")]
pub(crate) struct Asked {
    /// Active clinicians; who is named twice is told of once.
    #[schema(min_items = 1, max_items = 100)]
    clinician_ids: Vec<i64>,
}

/// Leave quotas, and whose there are none of.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::BulkLeaveQuota)]
pub(crate) struct Quotas {
    /// In the order that they were asked for.
    results: Vec<LeaveQuota>,
    total_count: usize,
    success_count: usize,
    error_count: usize,
    errors: Vec<NoQuota>,
}

/// The annual leave of a clinician in the current leave year.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = rota::LeaveQuota)]
pub(crate) struct LeaveQuota {
    clinician_id: i64,
    clinician_name: String,
    /// Whether there is anything to take from; if not, all numbers are 0.
    has_entitlement: bool,
    #[schema(example = "8.00")]
    entitlement: String,
    /// What is left; below zero when more was granted than there is.
    #[schema(example = "5.50")]
    remaining: String,
    /// `weeks` for partners, `days` for all others.
    #[schema(value_type = String, example = "weeks")]
    unit: &'static str,
    /// What was given or taken by hand.
    #[schema(example = "0.00")]
    adjustments: String,
    percentage_used: i64,
}

/// A clinician that no quota can be told of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = rota::NoLeaveQuota)]
pub(crate) struct NoQuota {
    clinician_id: i64,
    /// Why.
    #[schema(value_type = String)]
    error: &'static str,
}

impl LeaveQuota {
    fn of(id: ClinicianId, name: &str, quota: &Quota) -> Self {
        Self {
            clinician_id: id.0,
            clinician_name: name.to_owned(),
            has_entitlement: quota.has_entitlement(),
            entitlement: amount(quota, quota.entitlement),
            remaining: amount(quota, quota.remaining()),
            unit: quota.unit.as_str(),
            adjustments: amount(quota, quota.adjustments),
            percentage_used: quota.percentage_used(),
        }
    }
}

/// Tell many leave quotas
///
/// Who has no working term is among `errors`; the others are told all the same.
#[utoipa::path(
    post,
    path = "/api/v1/calculations/bulk-leave-quota/",
    operation_id = "bulk_leave_quota",
    tag = "calculations",
    request_body = Asked,
    responses(
        (status = 200, description = "The quotas of the current leave year.", body = Quotas),
        (status = 400, description = "The ids are missing or wrong, too many, or not those of active clinicians.", body = Invalid),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn bulk_leave_quota(member: Member, body: Body) -> Result<HttpResponse, ApiError> {
    let mut fields = body.json()?;
    let ids = ids(&mut fields);
    let (mut connection, practice) = (member.connection().await?, member.practice);
    let rules = practices::rules(&mut connection, practice).await.map_err(failed)?;
    let (first, last) = rules.0.leave_year(member.today);
    let people = people::list(&mut connection, practice, Some(&ids), first, last).await;
    let mut people = people.map_err(failed)?;
    people.retain(|person| person.clinician.active);
    let known: BTreeSet<ClinicianId> = people.iter().map(|person| person.clinician.id).collect();
    let strangers = ids.iter().filter(|id| !known.contains(id)).map(ToString::to_string);
    let strangers: Vec<String> = strangers.collect();
    if !fields.is_rejected(IDS) && !strangers.is_empty() {
        let told = format!("These are not active clinicians: {}.", strangers.join(", "));
        fields.reject(IDS, told);
    }
    fields.finish()?;
    let quotas = quotas(&mut connection, practice, &rules, &people, member.today).await;
    let quotas = quotas.map_err(failed)?;
    let names = people.into_iter().map(|Person { clinician, .. }| (clinician.id, clinician.name));
    Ok(HttpResponse::Ok().json(report(&ids, &names.collect(), &quotas)))
}

/// The ids that are asked about, each once.
fn ids(fields: &mut Fields) -> Vec<ClinicianId> {
    if !fields.has(IDS) {
        fields.reject(IDS, "This field is required.");
    }
    let asked: Option<Vec<i64>> = fields.list(IDS);
    let Some(asked) = asked else { return Vec::new() };
    if asked.is_empty() {
        fields.reject(IDS, "This list may not be empty.");
    }
    if asked.len() > MOST {
        fields.reject(IDS, format!("Ensure this field has no more than {MOST} elements."));
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    asked.into_iter().map(ClinicianId).filter(|id| seen.insert(*id)).collect()
}

fn report(
    ids: &[ClinicianId],
    names: &BTreeMap<ClinicianId, String>,
    quotas: &BTreeMap<ClinicianId, Option<Quota>>,
) -> Quotas {
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        let name = names.get(id).map(String::as_str).unwrap_or_default();
        match quotas.get(id) {
            Some(Some(quota)) => results.push(LeaveQuota::of(*id, name, quota)),
            _ => errors.push(NoQuota { clinician_id: id.0, error: "No working term found" }),
        }
    }
    Quotas {
        total_count: ids.len(),
        success_count: results.len(),
        error_count: errors.len(),
        results,
        errors,
    }
}

/// The leave quotas of these people of a practice, of the leave year that
/// `as_of` is in, all of which their leave must be of; none for who has no
/// working term at all. One query for however many.
pub(crate) async fn quotas(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    (configuration, calendar): &(Configuration, Calendar),
    people: &[Person],
    as_of: NaiveDate,
) -> QueryResult<BTreeMap<ClinicianId, Option<Quota>>> {
    let year = configuration.leave_year(as_of).0.year();
    let ids: Vec<ClinicianId> = people.iter().map(|person| person.clinician.id).collect();
    let adjustments = leave_adjustments::of_year(connection, practice, &ids, year).await?;
    let of = |Person { clinician, terms, leave }: &Person| {
        let adjusted = adjustments.get(&clinician.id).copied().unwrap_or_default();
        (clinician.id, quota(configuration, calendar, terms, leave, adjusted, as_of))
    };
    Ok(people.iter().map(of).collect())
}

/// An amount of a quota with two decimals; 0 where there is nothing to take from.
pub(super) fn amount(quota: &Quota, amount: Decimal) -> String {
    let is_zero = amount.is_zero() || !quota.has_entitlement();
    format!("{:.2}", if is_zero { Decimal::ZERO } else { amount })
}
