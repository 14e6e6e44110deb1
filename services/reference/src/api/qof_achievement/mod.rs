//! `/api/v1/qof/achievement/`

mod row;

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use web::openapi::PageOf;
use web::{ApiError, Query};

pub use self::row::QofAchievement;
use self::row::{Achievement, OfIndicator, OfPractice, Source};
use super::export::{self, ExportError, Fragment, List, Object, Wanted};
use super::{ListParams, PlaceParams, place, unlock};
use crate::domain::{Code, FinancialYear, IndicatorCode};
use crate::view::{Achieved, Runs, Served, View};

/// One of these must be given, or the answer would be everything there is.
const UNLOCKING: [&str; 2] = ["year", "practice"];

/// List QOF achievement
///
/// What each practice had counted for each indicator in a year, and the points
/// it was given, newest year first and by practice and indicator within it.
/// One of `year` and `practice` must be given. Places are those of the year.
#[utoipa::path(
    get,
    path = "/api/v1/qof/achievement/",
    operation_id = "list_qof_achievement",
    tag = "qof",
    params(
        ("year" = Option<String>, Query, description = "Financial years, separated by commas", example = "2024/25"),
        ("practice" = Option<String>, Query, description = "Practice codes, separated by commas", example = "A81001"),
        ("indicator" = Option<String>, Query, description = "Indicator codes, separated by commas", example = "DM019"),
        PlaceParams,
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of achievement.", body = PageOf<QofAchievement<'static>>),
        (status = 400, description = "A parameter is wrong, or neither year nor practice is given.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let years: Vec<FinancialYear> = query.list("year");
    let indicators: Vec<IndicatorCode> = query.list("indicator");
    let mut filter = place(&mut query);
    filter.org = query.list("practice");
    let wanted = Wanted::read::<Found>(&request, &mut query);
    let unlocked = unlock(&query, &UNLOCKING);
    query.finish()?;
    unlocked?;

    let rows = view.qof.achieved(&years, &filter, &indicators);
    export::respond(&request, wanted, Found { view, rows, written: Mutex::default() })
}

/// The achievement that a filter admits: year and row.
struct Found {
    view: Arc<View>,
    rows: Runs,
    written: Mutex<Written>,
}

/// What the rows of a practice share, written once: it is most of each row.
#[derive(Default)]
struct Written {
    /// The year and practice, with what stands before and after the rest.
    practice: Option<((usize, Code), Fragment, Fragment)>,
}

impl Written {
    fn write(
        &mut self,
        view: &View,
        year: usize,
        found: &Achieved<'_>,
        json: &mut Vec<u8>,
    ) -> Result<(), ExportError> {
        let practice = found.figures.practice_code;
        let (_, first, last) = match &mut self.practice {
            Some(known) if known.0 == (year, practice) => known,
            other => {
                let first = Fragment::of(&OfPractice::of(view, found))?;
                let last = Fragment::of(&Source::of(found))?;
                other.insert(((year, practice), first, last))
            }
        };
        let mut row = Object::begin(json);
        row.add(first);
        row.write(&OfIndicator::of(found))?;
        row.write(&Achievement::of(found))?;
        row.add(last);
        row.end();
        Ok(())
    }
}

impl Found {
    /// The year and the figures at a place.
    fn at(&self, at: usize) -> Option<(usize, Achieved<'_>)> {
        let (year, row) = self.rows.at(at)?;
        Some((year, self.view.qof.years.get(year)?.achievement.as_ref()?.at(row)?))
    }
}

impl List for Found {
    type Row<'a> = QofAchievement<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<QofAchievement<'_>> {
        let (_, found) = self.at(at)?;
        Some(QofAchievement::of(&self.view, &found))
    }

    fn write(&self, at: usize, json: &mut Vec<u8>) -> Result<(), ExportError> {
        let (year, found) = self.at(at).ok_or(ExportError::Missing(at))?;
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.write(&self.view, year, &found, json)
    }

    fn columns() -> Vec<FieldRef> {
        QofAchievement::columns()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<QofAchievement<'_>, Found>();
    }
}
