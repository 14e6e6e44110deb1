//! How evenly work is spread, what is left of leave, and whether there are
//! doctors enough: for those who run the practice.

mod drawing;

use ::pages::{Choice, Errors, Page};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use diesel_async::AsyncPgConnection;
use strum::VariantArray;
use utoipa::openapi::path::HttpMethod::Get;
use web::{ApiError, Endpoint, Query};

use self::drawing::Drawing;
use super::visit::{page, query, status, unknown};
use super::words::span;
use crate::api::failed;
use crate::api::reports::{Asked, draw};
use crate::domain::reports::{Column, Report, Table};
use crate::member::Member;
use crate::store::clinicians;

const CHART: &str = "/reports/partner-wte-availability/chart/";

/// These pages; they are for managers.
pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::page(Get, "/reports/", list),
        Endpoint::page(Get, "/reports/{name}/", table),
        Endpoint::page(Get, CHART, chart),
    ]
}

#[derive(Template)]
#[template(path = "reports.html")]
struct Reports {
    page: Page,
    reports: Vec<Report>,
}

#[derive(Template)]
#[template(path = "reports_shown.html")]
struct Shown {
    page: Page,
    errors: Errors,
    about: &'static str,
    /// Where the form leads.
    path: String,
    year: String,
    start_date: String,
    end_date: String,
    /// Whom the report can leave out.
    people: Vec<Choice>,
    /// None where something is wrong with the form.
    found: Option<Found>,
}

/// A report that could be drawn.
struct Found {
    /// The time that it is about.
    span: String,
    /// The address of the other of table and chart, and what it is called.
    other: Option<(String, &'static str)>,
    drawing: Option<Drawing>,
    table: Table,
}

impl Found {
    fn labels(&self) -> Vec<&'static str> {
        self.table.columns.iter().map(|Column { label, .. }| *label).collect()
    }
}

/// `GET /reports/`
async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    let page = page(&member, "Reports", "reports");
    let shown = Reports { page, reports: Report::VARIANTS.to_vec() };
    shown.page.show(&member.request, StatusCode::OK, &shown)
}

/// `GET /reports/{name}/`
async fn table(member: Member, name: Path<String>) -> Result<HttpResponse, ApiError> {
    let report = name.parse::<Report>().map_err(|_| unknown())?;
    show(&member, report, false).await
}

/// `GET /reports/partner-wte-availability/chart/`
async fn chart(member: Member) -> Result<HttpResponse, ApiError> {
    show(&member, Report::PartnerWteAvailability, true).await
}

async fn show(member: &Member, report: Report, as_chart: bool) -> Result<HttpResponse, ApiError> {
    let (asked, wrong) = Asked::read(&mut Query::new(&member.request), report);
    let mut errors = Errors::default();
    for (field, message) in wrong {
        errors.add(field, message);
    }
    let mut connection = member.connection().await?;
    let found = if errors.is_empty() {
        Some(found(member, &mut connection, report, &asked, as_chart).await?)
    } else {
        None
    };
    let text = |name| query(member, name).unwrap_or_default();
    let shown = Shown {
        page: page(member, report.title(), "reports"),
        errors,
        about: report.description(),
        path: path(report, as_chart),
        year: text("year"),
        start_date: text("start_date"),
        end_date: text("end_date"),
        people: people(member, &mut connection, report, &asked).await?,
        found,
    };
    shown.page.show(&member.request, status(&shown.errors), &shown)
}

async fn found(
    member: &Member,
    connection: &mut AsyncPgConnection,
    report: Report,
    asked: &Asked,
    as_chart: bool,
) -> Result<Found, ApiError> {
    let drawn = draw(connection, member.practice, report, asked, member.today).await;
    let drawn = drawn.map_err(failed)?;
    let other = drawn.chart.is_some().then(|| {
        let called = if as_chart { "Show the table alone" } else { "Show a chart" };
        let path = path(report, !as_chart);
        let address = match member.request.query_string() {
            "" => path,
            query => format!("{path}?{query}"),
        };
        (address, called)
    });
    let drawing = drawn.chart.filter(|_| as_chart).map(|chart| Drawing::of(&chart));
    Ok(Found { span: span(drawn.first, drawn.last), other, drawing, table: drawn.table })
}

/// Active clinicians, if the report can leave some of them out.
async fn people(
    member: &Member,
    connection: &mut AsyncPgConnection,
    report: Report,
    asked: &Asked,
) -> Result<Vec<Choice>, ApiError> {
    if !report.is_about_people() {
        return Ok(Vec::new());
    }
    let known = clinicians::list(connection, member.practice).await.map_err(failed)?;
    let active = known.into_iter().filter(|clinician| clinician.active);
    let choices = active.map(|clinician| {
        let chosen = asked.excludes(clinician.id);
        Choice::new(clinician.id.to_string(), clinician.name, chosen)
    });
    Ok(choices.collect())
}

fn path(report: Report, as_chart: bool) -> String {
    if as_chart { CHART.to_owned() } else { format!("/reports/{report}/") }
}
