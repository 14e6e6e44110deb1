use std::sync::Arc;

use arrow_schema::Field;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{Release, replaced};
use crate::segment::{date, flag, text};

/// Where a figure comes from; every row of figures ends with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = reference::Provenance)]
pub struct Provenance {
    /// The source's own label of the period.
    #[schema(value_type = String, example = "2026-01-01")]
    pub period: Arc<str>,
    /// Its first day.
    pub period_start: NaiveDate,
    /// Its last day.
    pub period_end: NaiveDate,
    /// The release: see `/api/v1/reference/releases/{release}/`.
    #[schema(value_type = String, example = "gp-reg-pat-prac-quin-age-2026-01-01-r1")]
    pub release: Arc<str>,
    /// When that was published, where it is known.
    pub published_on: Option<NaiveDate>,
    /// Whether it replaced an earlier release of the same period.
    pub revised: bool,
}

impl Provenance {
    /// The columns of an export.
    pub fn columns() -> [Field; 6] {
        [
            text("period").with_nullable(false),
            date("period_start").with_nullable(false),
            date("period_end").with_nullable(false),
            text("release").with_nullable(false),
            date("published_on"),
            flag("revised"),
        ]
    }
}

impl Provenance {
    /// That of the figures of a release, `known` being all there are.
    pub fn of(release: &Release, known: &[Release]) -> Self {
        Self {
            period: release.period.label.as_str().into(),
            period_start: release.period.start,
            period_end: release.period.end,
            release: release.id.as_str().into(),
            published_on: release.published_on,
            revised: replaced(release, known).is_some(),
        }
    }
}
