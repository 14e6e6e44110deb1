//! Who works in a month, day by day.

mod days;
#[cfg(test)]
mod tests;

use ::pages::{Choice, Errors, Page};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use web::ApiError;

use self::days::{Day, Facts, Viewer, days};
use super::month::Month;
use super::visit::{page, query, unknown};
use crate::RotaError;
use crate::api::failed;
use crate::domain::{Clinician, ClinicianId};
use crate::member::Member;
use crate::store::{alerts, people, practices, shifts};

#[derive(Template)]
#[template(path = "calendar.html")]
struct MonthPage {
    page: Page,
    /// Nothing can be wrong with what is only chosen from lists.
    errors: Errors,
    month: Month,
    name: String,
    /// Addresses.
    before: Option<String>,
    now: String,
    after: Option<String>,
    clinicians: Vec<Choice>,
    days: Vec<Day>,
    /// Whether the practice has no clinicians yet.
    is_empty: bool,
}

/// `GET /rota/`
pub(super) async fn show(member: Member) -> Result<HttpResponse, ApiError> {
    let month = match query(&member, "month") {
        Some(text) => text.parse::<Month>().map_err(|_| unknown())?,
        None => Month::of(member.today),
    };
    let mut connection = member.connection().await?;
    let facts = facts(&mut connection, &member, month.first(), month.last()).await;
    let facts = facts.map_err(failed)?;
    drop(connection);
    let only = match query(&member, "clinician") {
        Some(text) => Some(chosen(&facts.clinicians, &text).ok_or_else(unknown)?),
        None => None,
    };
    let viewer = Viewer {
        clinician: member.clinician,
        is_manager: member.is_manager,
        today: member.today,
        only,
    };
    let name = month.name();
    let address = |month: Month| address(month, only);
    let shown = MonthPage {
        page: page(&member, format!("Rota for {name}"), "calendar"),
        errors: Errors::default(),
        month,
        name,
        before: month.before().map(address),
        now: address(Month::of(member.today)),
        after: month.after().map(address),
        clinicians: choices(&facts.clinicians, only),
        days: days(&facts, &viewer, month.first(), month.last()),
        is_empty: facts.clinicians.is_empty(),
    };
    shown.page.show(&member.request, StatusCode::OK, &shown)
}

/// All that a month shows, in four queries at most.
async fn facts(
    connection: &mut AsyncPgConnection,
    member: &Member,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Facts, RotaError> {
    let practice = member.practice;
    let (configuration, calendar) = practices::rules(connection, practice).await?;
    let alerts = if member.is_manager {
        alerts::rows(connection, practice, true, Some((first, last))).await?
    } else {
        Vec::new()
    };
    let known = people::with_live_leave(connection, practice, first, last).await?;
    let (clinicians, terms, leave) = people::apart(known);
    let shifts = shifts::between(connection, practice, first, last).await?;
    Ok(Facts { configuration, calendar, clinicians, terms, shifts, leave, alerts })
}

fn chosen(clinicians: &[Clinician], text: &str) -> Option<ClinicianId> {
    let id = ClinicianId(text.parse().ok()?);
    clinicians.iter().any(|clinician| clinician.id == id).then_some(id)
}

/// Everybody who works here now, and who is chosen.
fn choices(clinicians: &[Clinician], only: Option<ClinicianId>) -> Vec<Choice> {
    let everybody = Choice::new("", "Everybody", only.is_none());
    let shown =
        clinicians.iter().filter(|clinician| clinician.active || only == Some(clinician.id));
    let each = shown.map(|clinician| {
        let id = clinician.id.to_string();
        Choice::new(id, clinician.name.as_str(), only == Some(clinician.id))
    });
    std::iter::once(everybody).chain(each).collect()
}

fn address(month: Month, only: Option<ClinicianId>) -> String {
    let kept = only.map(|id| format!("&clinician={id}")).unwrap_or_default();
    format!("/rota/?month={month}{kept}")
}
