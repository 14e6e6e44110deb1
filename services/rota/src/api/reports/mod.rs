//! `/api/ext/reports/`

mod drawn;
mod period;

use actix_web::HttpResponse;
use actix_web::web::Path;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use web::{ApiError, Query};

pub(crate) use self::drawn::{Asked, Drawn, draw};
use super::{failed, no_such};
use crate::domain::deficiency::number;
use crate::domain::reports::{Chart, Column, Report, Row, Series};
use crate::member::Member;

/// A report.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Report)]
pub(crate) struct Told {
    /// Its name.
    #[schema(value_type = String, example = "duty-fairness")]
    report: &'static str,
    /// What people call it.
    #[schema(value_type = String, example = "Duty fairness")]
    title: &'static str,
    /// The first day that it is about.
    start_date: NaiveDate,
    /// The last day that it is about.
    end_date: NaiveDate,
    /// What its values are called.
    #[schema(value_type = Vec<Column>)]
    columns: &'static [Column],
    /// Objects with a value for each column, by its key, and with
    /// `clinician_id` where a row is about one.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Row>,
    /// What the rows come to; only there where that says something.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    summary: Option<Row>,
}

impl Told {
    fn of(report: Report, drawn: Drawn) -> Self {
        Self {
            report: report.as_str(),
            title: report.title(),
            start_date: drawn.first,
            end_date: drawn.last,
            columns: drawn.table.columns,
            rows: drawn.table.rows,
            summary: drawn.table.summary,
        }
    }
}

/// A report as a chart.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::ReportChart)]
pub(crate) struct ToldChart {
    /// The report's name.
    #[schema(value_type = String, example = "partner-wte-availability")]
    report: &'static str,
    /// What people call it.
    #[schema(value_type = String, example = "Partner WTE availability")]
    title: &'static str,
    /// The first day that it is about.
    start_date: NaiveDate,
    /// The last day that it is about.
    end_date: NaiveDate,
    /// What the places of its axis are called: ISO 8601 weeks.
    labels: Vec<String>,
    /// What is drawn over them.
    series: Vec<ToldSeries>,
}

/// A line of a chart.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::ReportSeries)]
pub(crate) struct ToldSeries {
    /// What it shows.
    #[schema(value_type = String, example = "Available")]
    name: &'static str,
    /// A number for each label.
    values: Vec<f64>,
}

impl From<Series> for ToldSeries {
    fn from(Series { name, values }: Series) -> Self {
        Self { name, values: values.into_iter().map(number).collect() }
    }
}

impl ToldChart {
    fn of(report: Report, first: NaiveDate, last: NaiveDate, chart: Chart) -> Self {
        Self {
            report: report.as_str(),
            title: report.title(),
            start_date: first,
            end_date: last,
            labels: chart.labels,
            series: chart.series.into_iter().map(ToldSeries::from).collect(),
        }
    }
}

/// Get a report
///
/// About a year or about dates. Reports about people are about active
/// clinicians.
#[utoipa::path(
    get,
    path = "/api/ext/reports/{name}/",
    operation_id = "get_report",
    tag = "reports",
    params(
        ("name" = String, Path, description = "`duty-fairness`, `monday-balance`, `remaining-leave`, `staffing-overview`, `partner-wte`, `partner-wte-availability` or `weekly-availability`", example = "duty-fairness"),
        ("year" = Option<i32>, Query, description = "From 1900 to 2999; this year unless told. The report on remaining leave is about the leave year that begins in it"),
        ("start_date" = Option<NaiveDate>, Query, description = "With `end_date`, in the place of a year"),
        ("end_date" = Option<NaiveDate>, Query, description = "The last day: at most 366 days"),
        ("exclude" = Option<Vec<i64>>, Query, description = "Clinicians to leave out of a report about people; may be repeated"),
    ),
    responses(
        (status = 200, description = "The report, as a table.", body = Told),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such report.", body = web::openapi::ErrorBody),
    )
)]
pub(crate) async fn get(member: Member, name: Path<String>) -> Result<HttpResponse, ApiError> {
    let report = name.parse::<Report>().map_err(|_| no_such("Report"))?;
    let drawn = answer(&member, report).await?;
    Ok(HttpResponse::Ok().json(Told::of(report, drawn)))
}

/// Chart the partners who are available
///
/// For each week the whole-time equivalents of all partners and of those who
/// are not on leave, on an average working day.
#[utoipa::path(
    get,
    path = "/api/ext/reports/partner-wte-availability/chart/",
    operation_id = "get_partner_availability_chart",
    tag = "reports",
    params(
        ("year" = Option<i32>, Query, description = "From 1900 to 2999; this year unless told"),
        ("start_date" = Option<NaiveDate>, Query, description = "With `end_date`, in the place of a year"),
        ("end_date" = Option<NaiveDate>, Query, description = "The last day: at most 366 days"),
        ("exclude" = Option<Vec<i64>>, Query, description = "Clinicians to leave out; may be repeated"),
    ),
    responses(
        (status = 200, description = "The numbers of the chart.", body = ToldChart),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
    )
)]
pub(crate) async fn chart(member: Member) -> Result<HttpResponse, ApiError> {
    let report = Report::PartnerWteAvailability;
    let Drawn { first, last, chart, .. } = answer(&member, report).await?;
    let told = ToldChart::of(report, first, last, chart.unwrap_or_default());
    Ok(HttpResponse::Ok().json(told))
}

/// The report that a request asks for.
async fn answer(member: &Member, report: Report) -> Result<Drawn, ApiError> {
    let mut query = Query::new(&member.request);
    let (asked, wrong) = Asked::read(&mut query, report);
    for (name, message) in wrong {
        query.reject(name, message);
    }
    query.finish()?;
    let mut connection = member.connection().await?;
    draw(&mut connection, member.practice, report, &asked, member.today).await.map_err(failed)
}
