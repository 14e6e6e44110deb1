//! Booking leave by ticking days, or weeks.

mod slots;

use std::collections::BTreeSet;

use ::pages::{Choice, Errors, Form, Page, see_other};
use actix_web::HttpResponse;
use askama::Template;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use web::ApiError;

use self::slots::{ChosenIn, Facts, Slot};
use super::month::Month;
use super::visit::{form, page, query, status, unknown, unlinked};
use super::words::{leave_status, span};
use crate::RotaError;
use crate::api::failed;
use crate::changes::leave_requests::book;
use crate::domain::booking::{eligible, leave_type};
use crate::domain::{ClinicianId, LeaveStatus, LeaveType};
use crate::member::Member;
use crate::store::leave_requests::{self, Filter, LeaveRequestRow};

const TITLE: &str = "Book leave";

#[derive(Template)]
#[template(path = "booking.html")]
struct Booking {
    page: Page,
    errors: Errors,
    /// What became of what was just booked.
    outcomes: Vec<String>,
    month: Month,
    name: String,
    /// Addresses.
    before: Option<String>,
    now: String,
    after: Option<String>,
    types: Vec<Choice>,
    chosen: &'static str,
    chosen_label: &'static str,
    quota: String,
    chosen_in: ChosenIn,
    slots: Vec<Slot>,
}

/// What a form shows: which month, for which type of leave, and what is ticked.
struct Choices {
    month: Month,
    type_: LeaveType,
    ticked: BTreeSet<NaiveDate>,
}

/// `GET /leave-booking/`
pub(super) async fn show(member: Member) -> Result<HttpResponse, ApiError> {
    let month = match query(&member, "month") {
        Some(text) => text.parse::<Month>().map_err(|_| unknown())?,
        None => Month::of(member.today),
    };
    let mut connection = member.connection().await?;
    let Some(clinician) = member.own_clinician(&mut connection).await? else {
        return unlinked(&member, TITLE, "booking");
    };
    let word = query(&member, "type");
    let type_ = word.and_then(|word| leave_type(&word).ok()).unwrap_or(LeaveType::AnnualLeave);
    let booked = query(&member, "booked").unwrap_or_default();
    let outcomes = outcomes(&mut connection, &member, clinician.id, &booked).await?;
    let choices = Choices { month, type_, ticked: BTreeSet::new() };
    let facts = load(&mut connection, &member, clinician.id, month).await?;
    answer(&member, &facts, &choices, outcomes, Errors::default())
}

/// `POST /leave-booking/`
pub(super) async fn post(member: Member) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let Some(clinician) = member.own_clinician(&mut connection).await? else {
        return unlinked(&member, TITLE, "booking");
    };
    let form = form(&member);
    let month = form.get("month").parse::<Month>().unwrap_or_else(|_| Month::of(member.today));
    let facts = load(&mut connection, &member, clinician.id, month).await?;
    let (choices, errors) = read(&form, month);
    if !errors.is_empty() {
        return answer(&member, &facts, &choices, Vec::new(), errors);
    }
    let (type_, dates) = (choices.type_, facts.dates(choices.type_, &choices.ticked));
    if let Err(refused) = eligible(type_, &dates, &facts.terms, member.is_manager) {
        return answer(&member, &facts, &choices, Vec::new(), Errors::one("type", refused));
    }
    let who = member.who();
    let booked = book(&mut connection, &who, clinician.id, type_, &dates, member.is_manager).await;
    let mut errors = Errors::default();
    match booked {
        Ok(made) => return Ok(see_other(&booked_address(month, type_, &made))),
        Err(error @ RotaError::Conflict(_)) => errors.add("dates", error),
        // A range may be too long, over days that nobody works.
        Err(RotaError::Invalid(fields)) => {
            fields.into_values().flatten().for_each(|mistake| errors.add("dates", mistake));
        }
        Err(error) => return Err(failed(error)),
    }
    answer(&member, &facts, &choices, Vec::new(), errors)
}

async fn load(
    connection: &mut AsyncPgConnection,
    member: &Member,
    clinician: ClinicianId,
    month: Month,
) -> Result<Facts, ApiError> {
    let facts = Facts::load(connection, member.practice, clinician, member.today, month).await;
    facts.map_err(failed)
}

fn read(form: &Form, month: Month) -> (Choices, Errors) {
    let mut errors = Errors::default();
    let type_ = leave_type(form.get("type")).unwrap_or_else(|_| {
        errors.add("type", "Choose a type of leave.");
        LeaveType::AnnualLeave
    });
    let words = form.all("dates");
    let ticked: BTreeSet<NaiveDate> =
        words.iter().filter_map(|word| word.parse::<web::Day>().ok()).map(|day| day.0).collect();
    if ticked.len() != words.len() {
        errors.add("dates", "Choose dates that are on the page.");
    }
    (Choices { month, type_, ticked }, errors)
}

fn answer(
    member: &Member,
    facts: &Facts,
    choices: &Choices,
    outcomes: Vec<String>,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let offered = facts.offered(member.is_manager);
    let type_ = Some(choices.type_).filter(|type_| offered.contains(type_));
    let type_ = type_.unwrap_or(LeaveType::AnnualLeave);
    let month = choices.month;
    let address = |month: Month| address(month, type_);
    let choice = |of: LeaveType| Choice::new(of.as_str(), of.label(), of == type_);
    let shown = Booking {
        page: page(member, TITLE, "booking"),
        errors,
        outcomes,
        month,
        name: month.name(),
        before: month.before().map(address),
        now: address(Month::of(member.today)),
        after: month.after().map(address),
        types: offered.into_iter().map(choice).collect(),
        chosen: type_.as_str(),
        chosen_label: type_.label(),
        quota: facts.quota(month),
        chosen_in: facts.chosen_in(type_),
        slots: facts.slots(type_, &choices.ticked),
    };
    shown.page.show(&member.request, status(&shown.errors), &shown)
}

fn address(month: Month, type_: LeaveType) -> String {
    format!("/leave-booking/?month={month}&type={type_}")
}

/// Where it is told what became of what was booked.
fn booked_address(month: Month, type_: LeaveType, made: &[(LeaveRequestRow, String)]) -> String {
    let ids: Vec<String> = made.iter().map(|(row, _)| row.request.id.to_string()).collect();
    format!("{}&booked={}", address(month, type_), ids.join(","))
}

/// What became of requests of this clinician, by their numbers.
async fn outcomes(
    connection: &mut AsyncPgConnection,
    member: &Member,
    clinician: ClinicianId,
    booked: &str,
) -> Result<Vec<String>, ApiError> {
    let ids: BTreeSet<i64> = booked.split(',').filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { clinician: Some(clinician), ..Filter::default() };
    let rows = leave_requests::rows(connection, member.practice, &filter).await.map_err(failed)?;
    let booked = rows.iter().filter(|(row, _)| ids.contains(&row.request.id.0));
    let mut booked: Vec<&LeaveRequestRow> = booked.map(|(row, _)| row).collect();
    booked.sort_by_key(|row| row.request.start_date);
    Ok(booked.into_iter().map(outcome).collect())
}

fn outcome(row: &LeaveRequestRow) -> String {
    let request = &row.request;
    let what = format!("{}, {}", request.type_.label(), span(request.start_date, request.end_date));
    match request.status {
        LeaveStatus::Approved => format!("{what}: approved."),
        LeaveStatus::Requested => format!("{what}: waits for a manager’s decision."),
        LeaveStatus::Denied => format!("{what}: denied. {}", row.denial_reason),
        LeaveStatus::Cancelled => {
            format!("{what}: {}.", leave_status(request.status).to_lowercase())
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use serde_json::json;

    use super::*;
    use crate::domain::LeaveRequest;
    use crate::domain::testing::{day, leave};

    #[test]
    fn a_form_says_what_is_ticked() {
        let month: Month = "2024-06".parse().unwrap();
        let form = |text: &str| read(&Form::parse(text.as_bytes()), month);
        let (choices, errors) = form("type=STUDY_LEAVE&dates=2024-06-04&dates=2024-06-03");
        assert!(errors.is_empty());
        assert_eq!(choices.type_, LeaveType::StudyLeave);
        assert_eq!(choices.ticked, BTreeSet::from([day("2024-06-03"), day("2024-06-04")]));
        for (text, expected) in [
            ("type=HOLIDAY&dates=2024-06-03", "type"),
            ("type=STUDY_LEAVE&dates=monday", "dates"),
            ("type=STUDY_LEAVE&dates=2024-06-03&dates=2024-06-03", "dates"),
        ] {
            assert!(form(text).1.has(expected), "{text}");
        }
    }

    #[test]
    fn outcomes_are_told() {
        let row = |status| LeaveRequestRow {
            request: LeaveRequest {
                status,
                ..leave(7, 1, LeaveType::AnnualLeave, "2024-06-03", "2024-06-07")
            },
            requested_at: Utc::now(),
            processed_at: None,
            processed_by: None,
            denial_reason: "There is no weekday.".to_owned(),
            affected_shift_count: 0,
            removed_shifts: json!([]),
        };
        let what = "Annual leave, 3 to 7 June 2024";
        for (status, expected) in [
            (LeaveStatus::Approved, "approved."),
            (LeaveStatus::Requested, "waits for a manager’s decision."),
            (LeaveStatus::Denied, "denied. There is no weekday."),
            (LeaveStatus::Cancelled, "cancelled."),
        ] {
            assert_eq!(outcome(&row(status)), format!("{what}: {expected}"));
        }
        let made = [(row(LeaveStatus::Approved), "Dr 1".to_owned())];
        let address = booked_address("2024-06".parse().unwrap(), LeaveType::AnnualLeave, &made);
        assert_eq!(address, "/leave-booking/?month=2024-06&type=ANNUAL_LEAVE&booked=7");
    }
}
