//! `/api/v1/availability/`

use actix_web::HttpResponse;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use web::ApiError;

use super::failed;
use super::statistics::{Length, range};
use crate::domain::staffing::{self, DoctorsOn};
use crate::member::Member;
use crate::store::shifts;

/// How many doctors there are on a date.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Availability)]
pub(crate) struct Availability {
    /// The date.
    date: NaiveDate,
    /// Distinct clinicians whose shift that day counts toward the minimum.
    doctors_count: u32,
}

impl From<DoctorsOn> for Availability {
    fn from(DoctorsOn { date, doctors_count }: DoctorsOn) -> Self {
        Self { date, doctors_count }
    }
}

/// Count the doctors on each day
///
/// Every calendar day from the start to the end, both included; half a day is
/// one doctor too.
#[utoipa::path(
    get,
    path = "/api/v1/availability/",
    operation_id = "list_availability",
    tag = "availability",
    params(
        ("start_date" = Option<NaiveDate>, Query, description = "Today unless told"),
        ("end_date" = Option<NaiveDate>, Query, description = "Four weeks after the start unless told; at most 366 days are counted"),
    ),
    responses(
        (status = 200, description = "Each day, in order.", body = Vec<Availability>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
    )
)]
pub(crate) async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    let (first, last) = range(&member.request, Length::InDates, member.today)?;
    let mut connection = member.connection().await?;
    let shifts = shifts::between(&mut connection, member.practice, first, last).await;
    let days = staffing::availability(first, last, &shifts.map_err(failed)?);
    let days: Vec<Availability> = days.into_iter().map(Availability::from).collect();
    Ok(HttpResponse::Ok().json(days))
}
