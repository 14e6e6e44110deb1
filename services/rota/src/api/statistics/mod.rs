//! `/api/v1/statistics/`, and `/api/statistics/` without the envelope.

mod dates;
mod told;

use actix_web::HttpResponse;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use utoipa::ToSchema;
use web::{ApiError, Day, Query};

pub(super) use self::dates::{Length, range};
use self::told::{Available, ClinicianWorkload, ForecastDay};
use super::failed;
use crate::RotaError;
use crate::domain::staffing::{self, DayForecast};
use crate::domain::workload::{self, Summary};
use crate::domain::{Calendar, Configuration, PracticeId};
use crate::member::Member;
use crate::store::{leave_requests, people, practices, shifts};

const DEFAULT_PERIOD: &str = "Period 1";

/// The version that bodies name.
const VERSION: &str = "v1";

/// Which statistics there are, of version 1.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::VersionedStatistics)]
pub(crate) struct VersionedStatistics {
    #[schema(value_type = String, example = "v1")]
    version: &'static str,
    available_statistics: Vec<Available>,
}

/// Which statistics there are.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Statistics)]
pub(crate) struct Statistics {
    available_statistics: Vec<Available>,
}

/// The staffing of some days, of version 1.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::VersionedForecast)]
pub(crate) struct VersionedForecast {
    #[schema(value_type = String, example = "v1")]
    version: &'static str,
    /// The first day.
    start_date: NaiveDate,
    /// The last day.
    end_date: NaiveDate,
    /// Each day, in order.
    results: Vec<ForecastDay>,
}

/// Who has worked how much, of version 1.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::VersionedWorkload)]
pub(crate) struct VersionedWorkload {
    #[schema(value_type = String, example = "v1")]
    version: &'static str,
    /// Active clinicians, by name.
    clinician_summaries: Vec<ClinicianWorkload>,
    /// The name of the period.
    #[schema(example = "Period 1")]
    reporting_period: String,
}

/// Who has worked how much.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Workload)]
pub(crate) struct Workload {
    /// Active clinicians, by name.
    clinician_summaries: Vec<ClinicianWorkload>,
    /// The name of the period.
    #[schema(example = "Period 1")]
    reporting_period: String,
}

/// List the statistics
#[utoipa::path(
    get,
    path = "/api/v1/statistics/",
    operation_id = "list_statistics",
    tag = "statistics",
    responses((status = 200, description = "What there is, and where.", body = VersionedStatistics))
)]
pub(crate) async fn list() -> HttpResponse {
    let available_statistics = Available::below("/api/v1/statistics/");
    HttpResponse::Ok().json(VersionedStatistics { version: VERSION, available_statistics })
}

/// List the statistics
#[utoipa::path(
    get,
    path = "/api/statistics/",
    operation_id = "list_statistics",
    tag = "statistics",
    responses((status = 200, description = "What there is, and where.", body = Statistics))
)]
pub(crate) async fn plain_list() -> HttpResponse {
    let available_statistics = Available::below("/api/statistics/");
    HttpResponse::Ok().json(Statistics { available_statistics })
}

/// Forecast the staffing of each day
///
/// Every calendar day from the start to the end, both included: the doctors it
/// needs, those it has and those who wish to be away.
#[utoipa::path(
    get,
    path = "/api/v1/statistics/forecast/",
    operation_id = "get_forecast",
    tag = "statistics",
    params(
        ("start_date" = Option<NaiveDate>, Query, description = "Today unless told"),
        ("end_date" = Option<NaiveDate>, Query, description = "At most 366 days are told"),
        ("weeks" = Option<i32>, Query, description = "Where there is no end, how many weeks after the start it is: 1 to 52, 4 unless told"),
    ),
    responses(
        (status = 200, description = "Each day, in order.", body = VersionedForecast),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
    )
)]
pub(crate) async fn forecast(member: Member) -> Result<HttpResponse, ApiError> {
    let (first, last) = range(&member.request, Length::InWeeksToo, member.today)?;
    let results = days(&member, first, last).await?;
    let version = VERSION;
    let told = VersionedForecast { version, start_date: first, end_date: last, results };
    Ok(HttpResponse::Ok().json(told))
}

/// Forecast the staffing of each day
///
/// Every calendar day from the start to the end, both included: the doctors it
/// needs, those it has and those who wish to be away.
#[utoipa::path(
    get,
    path = "/api/statistics/forecast/",
    operation_id = "get_forecast",
    tag = "statistics",
    params(
        ("start_date" = Option<NaiveDate>, Query, description = "Today unless told"),
        ("end_date" = Option<NaiveDate>, Query, description = "At most 366 days are told"),
        ("weeks" = Option<i32>, Query, description = "Where there is no end, how many weeks after the start it is: 1 to 52, 4 unless told"),
    ),
    responses(
        (status = 200, description = "Each day, in order.", body = Vec<ForecastDay>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
    )
)]
pub(crate) async fn plain_forecast(member: Member) -> Result<HttpResponse, ApiError> {
    let (first, last) = range(&member.request, Length::InWeeksToo, member.today)?;
    Ok(HttpResponse::Ok().json(days(&member, first, last).await?))
}

/// Compare the workload of clinicians
///
/// From the start of a reporting period to a date in it, both included: what
/// each active clinician should work and does. The period is that of the
/// date's year.
#[utoipa::path(
    get,
    path = "/api/v1/statistics/workload/",
    operation_id = "get_workload",
    tag = "statistics",
    params(
        ("reporting_period" = Option<String>, Query, description = "A name that the practice is configured with; `Period 1` unless told", example = "Period 1"),
        ("as_of_date" = Option<NaiveDate>, Query, description = "Today unless told"),
    ),
    responses(
        (status = 200, description = "Each clinician, by name.", body = VersionedWorkload),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
    )
)]
pub(crate) async fn workload(member: Member) -> Result<HttpResponse, ApiError> {
    let Workload { clinician_summaries, reporting_period } = compared(&member).await?;
    let version = VERSION;
    let told = VersionedWorkload { version, clinician_summaries, reporting_period };
    Ok(HttpResponse::Ok().json(told))
}

/// Compare the workload of clinicians
///
/// From the start of a reporting period to a date in it, both included: what
/// each active clinician should work and does. The period is that of the
/// date's year.
#[utoipa::path(
    get,
    path = "/api/statistics/workload/",
    operation_id = "get_workload",
    tag = "statistics",
    params(
        ("reporting_period" = Option<String>, Query, description = "A name that the practice is configured with; `Period 1` unless told", example = "Period 1"),
        ("as_of_date" = Option<NaiveDate>, Query, description = "Today unless told"),
    ),
    responses(
        (status = 200, description = "Each clinician, by name.", body = Workload),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
    )
)]
pub(crate) async fn plain_workload(member: Member) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Ok().json(compared(&member).await?))
}

async fn days(
    member: &Member,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<ForecastDay>, ApiError> {
    let mut connection = member.connection().await?;
    let days = days_of(&mut connection, member.practice, first, last).await.map_err(failed)?;
    Ok(days.into_iter().map(ForecastDay::from).collect())
}

async fn days_of(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DayForecast>, RotaError> {
    let (configuration, calendar) = practices::rules(connection, practice).await?;
    let shifts = shifts::between(connection, practice, first, last).await?;
    let leave = leave_requests::live_between(connection, practice, None, first, last).await?;
    Ok(staffing::forecast(&configuration, &calendar, first, last, &shifts, &leave))
}

/// The workload that a request asks for.
async fn compared(member: &Member) -> Result<Workload, ApiError> {
    let mut query = Query::new(&member.request);
    let name = query.text("reporting_period").unwrap_or_else(|| DEFAULT_PERIOD.to_owned());
    let as_of = query.one("as_of_date").map_or(member.today, |Day(date)| date);
    let mut connection = member.connection().await?;
    let rules = practices::rules(&mut connection, member.practice).await;
    let rules = rules.map_err(failed)?;
    let (configuration, _) = &rules;
    let period = configuration.reporting_period(&name, as_of);
    if period.is_none() {
        query.reject("reporting_period", no_such_period(&name, configuration));
    }
    query.finish()?;

    let (first, end) = period.ok_or_else(|| ApiError::internal("a period without dates"))?;
    let last = as_of.min(end);
    let summaries = summaries(&mut connection, member.practice, &rules, first, last).await;
    let summaries = summaries.map_err(failed)?.into_iter();
    let clinician_summaries = summaries.map(ClinicianWorkload::from).collect();
    Ok(Workload { clinician_summaries, reporting_period: name })
}

fn no_such_period(name: &str, configuration: &Configuration) -> String {
    let names = configuration.reporting_periods.iter().map(|period| period.name.as_str());
    let names = names.collect::<Vec<_>>().join(", ");
    format!("\"{name}\" is not a valid choice. Valid choices are: {names}.")
}

async fn summaries(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    (configuration, calendar): &(Configuration, Calendar),
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Summary>, RotaError> {
    let mut people = people::list(connection, practice, None, first, last).await?;
    people.retain(|person| person.clinician.active);
    let (clinicians, terms, leave) = people::apart(people);
    let tallies = shifts::tallies(connection, practice, first, last).await?;
    Ok(workload::summaries(
        configuration,
        calendar,
        &clinicians,
        &terms,
        &leave,
        &tallies,
        first,
        last,
    ))
}
