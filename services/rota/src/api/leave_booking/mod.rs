//! `/leave-booking/`: choosing dates to be away.

mod calendar;
#[cfg(test)]
mod tests;
mod window;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use web::openapi::ErrorBody;
use web::{ApiError, Body, Day, Fields, Query};

use self::calendar::{BookingCalendar, calendar};
use self::window::window;
use super::leave_requests::{Refused, Told, tell};
use super::{failed, told, told_all};
use crate::RotaError;
use crate::changes::leave_requests as changes;
use crate::domain::booking::leave_type;
use crate::domain::{LeaveStatus, LeaveType};
use crate::member::Member;
use crate::store::leave_requests::LeaveRequestRow;

const NOT_LINKED: &str = "You are not linked to a clinician of this practice.";

/// Get the leave calendar
///
/// What the caller may ask for, and what each date from Monday to Friday is
/// like: from the first of this month to the end of the month that is three
/// months ahead, unless told otherwise.
#[utoipa::path(
    get,
    path = "/leave-booking/calendar-data/",
    operation_id = "get_leave_booking_calendar",
    tag = "leave-booking",
    params(
        ("month" = Option<String>, Query, description = "One month, as YYYY-MM; goes before the others", example = "2024-06"),
        ("start_date" = Option<NaiveDate>, Query, description = "The first date"),
        ("end_date" = Option<NaiveDate>, Query, description = "The last date: at most 366 in all"),
        ("start" = Option<NaiveDate>, Query, description = "The same as start_date"),
        ("end" = Option<NaiveDate>, Query, description = "The same as end_date"),
    ),
    responses(
        (status = 200, description = "The calendar.", body = BookingCalendar),
        (status = 400, description = "The dates are wrong, or the caller is no clinician here.", body = Refused),
    )
)]
pub(crate) async fn calendar_data(member: Member) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&member.request);
    let month = query.text("month");
    let (start, short_start) = (query.text("start_date"), query.text("start"));
    let (end, short_end) = (query.text("end_date"), query.text("end"));
    let (start, end) = (start.or(short_start), end.or(short_end));
    if let Err(mistakes) = query.finish() {
        return Ok(told_all(&mistakes));
    }
    let window = window(month.as_deref(), start.as_deref(), end.as_deref(), member.today);
    let window = match window {
        Ok(window) => window,
        Err(mistake) => return Ok(told(StatusCode::BAD_REQUEST, mistake)),
    };
    let mut connection = member.connection().await?;
    Ok(match calendar(&mut connection, &member, window).await.map_err(failed)? {
        Some(calendar) => HttpResponse::Ok().json(calendar),
        None => told(StatusCode::BAD_REQUEST, NOT_LINKED),
    })
}

/// Leave on chosen dates.
#[derive(ToSchema)]
#[schema(as = rota::LeaveBookingInput)]
#[expect(dead_code, reason = "documents what `submit` reads")]
pub(crate) struct Chosen {
    leave_type: LeaveType,
    /// Monday to Friday, from today on; each once.
    #[schema(min_items = 1, max_items = 100)]
    dates: Vec<NaiveDate>,
}

/// Leave that was asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::LeaveBooking)]
pub(crate) struct Booked {
    /// Always `true`.
    success: bool,
    /// One for each range of dates; over weekends and bank holidays a range goes on.
    requests: Vec<Told>,
    /// What became of them, in a sentence.
    #[schema(example = "1 request approved.")]
    message: String,
}

/// Leave that was not asked for.
#[derive(ToSchema)]
#[schema(as = rota::LeaveBookingRefused)]
#[expect(dead_code, reason = "documents what `refused` answers")]
pub(crate) struct NotBooked {
    /// Always `false`.
    success: bool,
    /// Why, in a sentence.
    error: String,
}

/// Book leave
///
/// All that is chosen or nothing. What rules can decide is decided at once.
#[utoipa::path(
    post,
    path = "/leave-booking/submit/",
    operation_id = "submit_leave_booking",
    tag = "leave-booking",
    request_body = Chosen,
    responses(
        (status = 200, description = "The requests that were made.", body = Booked),
        (status = 400, description = "The leave cannot be booked.", body = NotBooked),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn submit(member: Member, body: Body) -> Result<HttpResponse, ApiError> {
    let (type_, dates) = match body.json().and_then(chosen) {
        Ok(chosen) => chosen,
        Err(error) if error.status() != StatusCode::BAD_REQUEST => return Err(error),
        Err(error) if error.fields().is_empty() => return Ok(refused(error.message())),
        Err(error) => {
            return Ok(refused(&RotaError::Invalid(error.fields().clone()).to_string()));
        }
    };
    let mut connection = member.connection().await?;
    let rows = match book(&mut connection, &member, type_, &dates).await? {
        Ok(rows) => rows,
        Err(reason) => return Ok(refused(&reason)),
    };
    let statuses: Vec<LeaveStatus> = rows.iter().map(|(row, _)| row.request.status).collect();
    let requests = tell(&mut connection, member.practice, &rows).await.map_err(failed)?;
    let booked = Booked { success: true, requests, message: message(&statuses) };
    Ok(HttpResponse::Ok().json(booked))
}

fn refused(reason: &str) -> HttpResponse {
    HttpResponse::BadRequest().json(json!({ "success": false, "error": reason }))
}

/// What a body chooses, or what is wrong with it.
fn chosen(mut fields: Fields) -> Result<(LeaveType, Vec<NaiveDate>), ApiError> {
    let word = fields.text("leave_type");
    if !fields.has("dates") {
        fields.reject("dates", "This field is required.");
    }
    let dates: Option<Vec<Day>> = fields.list("dates");
    fields.finish()?;
    let type_ = leave_type(&word).map_err(|error| ApiError::whole(error.to_string()))?;
    let dates = dates.unwrap_or_default().into_iter().map(|Day(date)| date);
    Ok((type_, dates.collect()))
}

/// Books leave on dates for the clinician that the member is: one request for
/// each range of them, with the clinician's name. Otherwise why not, in a sentence.
async fn book(
    connection: &mut AsyncPgConnection,
    member: &Member,
    type_: LeaveType,
    dates: &[NaiveDate],
) -> Result<Result<Vec<(LeaveRequestRow, String)>, String>, ApiError> {
    let Some(own) = member.own_clinician(connection).await? else {
        return Ok(Err(NOT_LINKED.to_owned()));
    };
    let who = member.who();
    match changes::book(connection, &who, own.id, type_, dates, member.is_manager).await {
        Ok(rows) => Ok(Ok(rows)),
        Err(refused @ (RotaError::Conflict(_) | RotaError::Invalid(_))) => {
            Ok(Err(refused.to_string()))
        }
        Err(error) => Err(failed(error)),
    }
}

/// What became of requests, in a sentence.
fn message(statuses: &[LeaveStatus]) -> String {
    let words = [
        (LeaveStatus::Approved, "approved"),
        (LeaveStatus::Requested, "waiting for a decision"),
        (LeaveStatus::Denied, "denied"),
    ];
    let parts = words.into_iter().filter_map(|(status, word)| {
        match statuses.iter().filter(|of| **of == status).count() {
            0 => None,
            1 => Some(format!("1 request {word}")),
            count => Some(format!("{count} requests {word}")),
        }
    });
    format!("{}.", parts.collect::<Vec<_>>().join(", "))
}
