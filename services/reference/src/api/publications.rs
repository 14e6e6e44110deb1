//! `/api/v1/reference/publications/`

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::ListParams;
use super::export::{self, List, Wanted};
use crate::domain::{Freshness, Release, awaited};
use crate::publications::{self, Cadence, Publication};
use crate::segment::{count, date, fields, flag, moment, number, text, texts};
use crate::view::{Served, View};

/// An NHS series, and how fresh what is served of it is.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Publication)]
pub struct Series<'a> {
    /// Its name in release ids and commands.
    #[schema(value_type = String, example = "gp-reg-pat-prac-quin-age")]
    name: &'static str,
    /// What the NHS calls it.
    #[schema(value_type = String)]
    title: &'static str,
    /// The page where the NHS publishes it.
    #[schema(value_type = String)]
    source_url: &'static str,
    /// How often there is a new edition.
    cadence: Cadence,
    /// Periods that are served.
    periods: usize,
    /// Periods whose newest files are not served yet: those of some regions are
    /// missing.
    incomplete_periods: Vec<&'a str>,
    /// The newest of them; null while none is held.
    #[schema(value_type = Option<String>)]
    newest_period: Option<&'a str>,
    /// Its release.
    #[schema(value_type = Option<String>)]
    newest_release: Option<&'a str>,
    /// When that was published, where it is known.
    published_on: Option<NaiveDate>,
    /// When that was imported.
    imported_at: Option<DateTime<Utc>>,
    /// Rows of that release.
    rows: Option<i64>,
    /// When the next edition should be there.
    next_expected: Option<NaiveDate>,
    /// Whether it is overdue, by more than the time between two editions. A
    /// series that was never imported is neither.
    stale: bool,
}

/// List publications
///
/// Every NHS series that can be imported, by name, with the newest period held.
#[utoipa::path(
    get,
    path = "/api/v1/reference/publications/",
    operation_id = "list_publications",
    tag = "reference",
    params(ListParams),
    responses(
        (status = 200, description = "A page of publications.", body = PageOf<Series<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let mut known = publications::ALL.to_vec();
    known.sort_by_key(|publication| publication.name());
    export::respond(&request, wanted, Found { view, known, today: Utc::now().date_naive() })
}

/// All publications.
struct Found {
    view: Arc<View>,
    known: Vec<&'static dyn Publication>,
    today: NaiveDate,
}

impl List for Found {
    type Row<'a> = Series<'a>;

    fn len(&self) -> usize {
        self.known.len()
    }

    fn row(&self, at: usize) -> Option<Series<'_>> {
        let facts = self.known.get(at)?.facts();
        let own = |release: &&Release| release.publication == facts.name;
        let newest = self.view.releases.iter().find(own);
        let mut periods: BTreeMap<&str, Vec<&Release>> = BTreeMap::new();
        for release in self.view.known.iter().filter(own) {
            periods.entry(&release.period.label).or_default().push(release);
        }
        let served = self.view.releases.iter().filter(own);
        let served: BTreeSet<&str> = served.map(|own| own.period.label.as_str()).collect();
        let incomplete = periods.into_iter().filter(|(_, held)| awaited(held).is_some());
        let freshness = newest.map(|newest| {
            let (days, end) = (facts.cadence.days(), newest.period.end);
            Freshness::of(days, facts.register, end, self.today)
        });
        Some(Series {
            name: facts.name,
            title: facts.title,
            source_url: facts.source,
            cadence: facts.cadence,
            periods: served.len(),
            incomplete_periods: incomplete.map(|(period, _)| period).collect(),
            newest_period: newest.map(|newest| newest.period.label.as_str()),
            newest_release: newest.map(|newest| newest.id.as_str()),
            published_on: newest.and_then(|newest| newest.published_on),
            imported_at: newest.map(|newest| newest.imported_at),
            rows: newest.map(|newest| newest.rows),
            next_expected: freshness.map(|freshness| freshness.next_expected),
            stale: freshness.is_some_and(|freshness| freshness.stale),
        })
    }

    fn columns() -> Vec<FieldRef> {
        fields([
            text("name").with_nullable(false),
            text("title").with_nullable(false),
            text("source_url").with_nullable(false),
            text("cadence").with_nullable(false),
            count("periods"),
            texts("incomplete_periods"),
            text("newest_period"),
            text("newest_release"),
            date("published_on"),
            moment("imported_at"),
            number("rows"),
            date("next_expected"),
            flag("stale"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<Series<'_>, Found>();
    }
}
