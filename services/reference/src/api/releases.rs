//! `/api/v1/reference/releases/`

use std::sync::Arc;

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::{DataType, Field, FieldRef};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::ListParams;
use super::export::{self, List, Wanted};
use crate::domain::{ChangeCounts, Day, Origin, Regions, Release, ReleaseFile, awaited};
use crate::publications::{self, Publication};
use crate::segment::{count, date, fields, moment, number, text};
use crate::view::{Served, View};

/// Whether a release is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::ReleaseState)]
pub enum State {
    /// Figures come from it.
    Published,
    /// Another one is served in its place.
    Superseded,
    /// Its period is not served until other regions' files are there.
    Incomplete,
}

impl State {
    fn of(release: &Release, view: &View) -> Self {
        let same = |other: &&Release| {
            other.publication == release.publication
                && other.period == release.period
                && other.origin == release.origin
        };
        if view.releases.iter().any(|served| served.id == release.id) {
            return Self::Published;
        }
        let held: Vec<&Release> = view.known.iter().filter(same).collect();
        let newer = |other: &&&Release| {
            other.revision > release.revision
                && (other.regions.is_none() || other.regions == release.regions)
        };
        if awaited(&held).is_some() && release.regions.is_some() && !held.iter().any(|o| newer(&o))
        {
            Self::Incomplete
        } else {
            Self::Superseded
        }
    }
}

/// One published revision of one period of a publication.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Release)]
pub struct Told<'a> {
    /// What figures name it by.
    #[schema(value_type = String, example = "epraccur-2026-02-03-r1")]
    id: &'a str,
    /// The NHS series.
    #[schema(value_type = String)]
    publication: &'a str,
    /// What the NHS calls the series.
    #[schema(value_type = Option<String>)]
    title: Option<&'static str>,
    /// The page where the NHS publishes the series.
    #[schema(value_type = Option<String>)]
    source_url: Option<&'static str>,
    /// The source's own label of the period.
    #[schema(value_type = String)]
    period: &'a str,
    /// The first day it is about.
    period_start: NaiveDate,
    /// The last day it is about.
    period_end: NaiveDate,
    /// 1 for what was first published of the period; counts up.
    revision: i32,
    /// The regions it has; null for the whole of England.
    regions: Option<Regions>,
    /// Whether it is served.
    state: State,
    /// Whether the NHS published it, or it belongs to the demo.
    origin: Origin,
    /// When the NHS published it, where that is known.
    published_on: Option<NaiveDate>,
    /// When it came to us.
    imported_at: DateTime<Utc>,
    /// Rows taken in.
    rows: i64,
    /// Rows refused; see `rejects/` below it.
    rejects: i64,
    /// The files it was made from.
    files: &'a [ReleaseFile],
    /// SHA-256, in hex, of its rows as a Parquet file.
    #[schema(value_type = String)]
    segment_sha256: &'a str,
    /// How it differs from the revision before it, in rows; null of the first.
    /// See `changes/` below it.
    changes: Option<ChangeCounts>,
}

impl<'a> Told<'a> {
    fn of(release: &'a Release, view: &View) -> Self {
        let facts = publications::find(&release.publication).map(Publication::facts);
        Self {
            id: &release.id,
            publication: &release.publication,
            title: facts.map(|facts| facts.title),
            source_url: facts.map(|facts| facts.source),
            period: &release.period.label,
            period_start: release.period.start,
            period_end: release.period.end,
            revision: release.revision,
            regions: release.regions,
            state: State::of(release, view),
            origin: release.origin,
            published_on: release.published_on,
            imported_at: release.imported_at,
            rows: release.rows,
            rejects: release.rejects,
            files: &release.files,
            segment_sha256: &release.segment_sha256,
            changes: release.changes,
        }
    }
}

/// List releases
///
/// What was imported, superseded revisions included: by publication, then
/// newest period and newest revision first.
#[utoipa::path(
    get,
    path = "/api/v1/reference/releases/",
    operation_id = "list_releases",
    tag = "reference",
    params(
        ("publication" = Option<String>, Query, description = "Names of publications, separated by commas", example = "epraccur"),
        ("period" = Option<String>, Query, description = "Periods as their sources label them, separated by commas", example = "2026-07-01"),
        ("since" = Option<String>, Query, description = "Only what was imported on this day or later", example = "2026-01-31"),
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of releases.", body = PageOf<Told<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let names: Vec<String> = query.list("publication");
    let periods: Vec<String> = query.list("period");
    let since: Option<Day> = query.one("since");
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let any = |asked: &[String], own: &str| asked.is_empty() || asked.iter().any(|one| one == own);
    let mut rows: Vec<usize> = (0..view.known.len()).collect();
    rows.retain(|&row| {
        view.known.get(row).is_some_and(|release| {
            any(&names, &release.publication)
                && any(&periods, &release.period.label)
                && since.is_none_or(|Day(day)| release.imported_at.date_naive() >= day)
        })
    });
    rows.sort_by_key(|&row| {
        let release = view.known.get(row);
        release.map(|own| {
            let newest =
                std::cmp::Reverse((own.period.end, own.period.label.clone(), own.revision));
            (own.publication.clone(), newest)
        })
    });
    export::respond(&request, wanted, Found { view, rows })
}

/// Get a release
///
/// The facts about one release: its files and their checksums, its rows and
/// rejects, and how it differs from the revision before it.
#[utoipa::path(
    get,
    path = "/api/v1/reference/releases/{id}/",
    operation_id = "get_release",
    tag = "reference",
    params(("id" = String, Path, description = "The release", example = "epraccur-2026-02-03-r1")),
    responses(
        (status = 200, description = "The release.", body = Told<'static>),
        (status = 404, description = "There is no such release.", body = web::openapi::ErrorBody),
    )
)]
pub async fn get(
    request: HttpRequest,
    id: Path<String>,
    Served(view): Served,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let _: Option<Day> = query.one("as_of");
    query.finish()?;
    let release = find(&view, &id)?;
    Ok(HttpResponse::Ok().json(Told::of(release, &view)))
}

/// The release of that id.
pub(super) fn find<'a>(view: &'a View, id: &str) -> Result<&'a Release, ApiError> {
    let found = view.known.iter().find(|release| release.id == id);
    found.ok_or_else(|| ApiError::not_found("No release has this id."))
}

/// The releases that a filter admits.
struct Found {
    view: Arc<View>,
    rows: Vec<usize>,
}

impl List for Found {
    type Row<'a> = Told<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<Told<'_>> {
        let release = self.view.known.get(*self.rows.get(at)?)?;
        Some(Told::of(release, &self.view))
    }

    fn columns() -> Vec<FieldRef> {
        let list =
            |name: &str, item: DataType| Field::new(name, DataType::new_list(item, false), false);
        let file = [
            text("name").with_nullable(false),
            number("bytes").with_nullable(false),
            text("sha256").with_nullable(false),
        ];
        let changes = ["added", "changed", "removed"].map(|name| number(name).with_nullable(false));
        fields([
            text("id").with_nullable(false),
            text("publication").with_nullable(false),
            text("title"),
            text("source_url"),
            text("period").with_nullable(false),
            date("period_start").with_nullable(false),
            date("period_end").with_nullable(false),
            count("revision"),
            text("regions"),
            text("state").with_nullable(false),
            text("origin").with_nullable(false),
            date("published_on"),
            moment("imported_at").with_nullable(false),
            number("rows").with_nullable(false),
            number("rejects").with_nullable(false),
            list("files", DataType::Struct(fields(file).into())),
            text("segment_sha256").with_nullable(false),
            Field::new("changes", DataType::Struct(fields(changes).into()), true),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<Told<'_>, Found>();
    }
}
