//! `/api/v1/nwrs/`

mod staff;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use self::staff::{DataSources, Gps, People, Role, missing, reporting};
use super::export::{self, List, Wanted};
use super::figures::{Asked, LevelParams, Missing, Subject};
use super::selected::Selected;
use super::{Flag, ListParams, PlaceParams, geography_columns};
use crate::domain::{Boundaries, Day, Geography, Level};
use crate::publications::nwrs_practice_level::StaffGroup;
use crate::segment::{date, number_of, optional_count, texts};
use crate::view::{
    PlaceFilter, Provenance, Reporting, Served, SnapshotOfStaff, StaffFigures, View,
};

/// Who works in general practice, of one organisation on one day.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Workforce)]
pub struct Workforce<'a> {
    /// The day: the last of a month.
    snapshot: NaiveDate,
    #[serde(flatten)]
    #[schema(inline)]
    subject: Subject<'a>,
    /// Registered patients; above the practice those of all practices that have them.
    total_patients: Option<u32>,
    /// GPs, of the practices that told of their GPs.
    gp: Gps,
    /// Nurses, of the practices that told of their nurses.
    nurse: People,
    /// Others who look after patients, of the practices that told of them.
    direct_patient_care: People,
    /// Administrative and other non-clinical staff, of the practices that told of them.
    admin: People,
    /// All people; null where a practice did not tell of a group. Above the
    /// practice of the practices that told of all four.
    total_headcount: Option<u32>,
    /// Full-time equivalents of all people, likewise.
    total_fte: Option<f64>,
    /// The groups that a practice did not tell of; above the practice those
    /// that not every practice told of.
    groups_missing: Vec<StaffGroup>,
    /// Whether the practice told of each group; null above the practice.
    data_source: Option<DataSources>,
    /// How many practices are in the figures of each group, and in the totals.
    practices_reporting: Reporting,
    /// Registered patients of the practices that `total_fte` is of, as far as
    /// they are known.
    patients_of_total: Option<u32>,
    /// Patients for each full-time equivalent of a fully qualified GP, to two
    /// decimal places. Above the practice both are of the practices that told
    /// of their GPs and have patients.
    patients_per_fully_qualified_gp_fte: Option<f64>,
    /// `total_fte` for every 1,000 of `patients_of_total`, to two decimal places.
    fte_per_1000_patients: Option<f64>,
    /// The roles that somebody has, by group; null unless `roles=true` asks for them.
    roles: Option<Vec<Role>>,
    /// The figures above that are null, and why.
    missing: Vec<Missing>,
    #[serde(flatten)]
    #[schema(inline)]
    geography: &'a Geography,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

/// List the general practice workforce
///
/// Who works at practices on the last day of a month, in four groups: newest
/// snapshot first, and by level and code within it. What a practice did not
/// tell is null and never 0. Above the practice the figures of each group are
/// added up over the practices that told of it (`practices_reporting`), totals
/// over those that told of all four; a ratio is of one and the same practices
/// above the line and below it. `snapshot` must be given;
/// `/api/v1/nwrs/snapshots/` lists what is held.
#[utoipa::path(
    get,
    path = "/api/v1/nwrs/",
    operation_id = "list_nwrs",
    tag = "nwrs",
    params(
        ("snapshot" = String, Query, description = "Snapshots by their days, the last of months, separated by commas", example = "2026-01-31"),
        ("practice" = Option<String>, Query, description = "Practice codes, separated by commas; not with a level above the practice", example = "A81001"),
        PlaceParams,
        LevelParams,
        ("roles" = Option<bool>, Query, description = "Whether to give the figures of each role; `false` unless told"),
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of organisations with their staff.", body = PageOf<Workforce<'static>>),
        (status = 400, description = "A parameter is wrong, or `snapshot` is not given.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let days: Vec<Day> = query.list("snapshot");
    if !query.is_given("snapshot") {
        let message = "Give a snapshot, such as 2026-01-31; /api/v1/nwrs/snapshots/ lists them.";
        query.reject("snapshot", message);
    }
    let asked = Asked::read(&mut query);
    let roles = query.one("roles").is_some_and(|Flag(roles)| roles);
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let Asked { levels, boundaries, filter } = asked;
    let mut rows = Selected::default();
    for (at, snapshot) in view.workforce.snapshots.iter().enumerate() {
        if !days.contains(&Day(snapshot.day())) {
            continue;
        }
        for &level in &levels {
            let table = snapshot.figures.levels(boundaries).at(level);
            let asked = (filter != PlaceFilter::default()).then(|| table.places.select(&filter));
            rows.add((at, level), table.organisations.len(), asked);
        }
    }
    export::respond(&request, wanted, Found { view, boundaries, roles, rows })
}

/// The organisations that a filter admits: by snapshot and level.
struct Found {
    view: Arc<View>,
    boundaries: Boundaries,
    roles: bool,
    rows: Selected<(usize, Level)>,
}

impl List for Found {
    type Row<'a> = Workforce<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<Workforce<'_>> {
        let ((snapshot, level), row) = self.rows.at(at)?;
        let snapshot = self.view.workforce.snapshots.get(snapshot)?;
        let table = snapshot.figures.levels(self.boundaries).at(level);
        let (organisation, staffing) = (table.organisations.get(row)?, table.figures.get(row)?);
        let subject = Subject::of(&self.view, level, organisation);
        let staff = staffing.staff().filter(|_| level == Level::Practice);
        let (figures, code) = (staffing.figures(level), organisation.code);
        let told_by_all = |group| figures.reporting.group(group) == organisation.included;
        let missing_groups = StaffGroup::ALL.into_iter().filter(|group| !told_by_all(*group));
        let roles = self.roles.then(|| snapshot.roles(self.boundaries, level, code));
        Some(Workforce {
            groups_missing: missing_groups.collect(),
            data_source: staff.map(DataSources::of),
            roles: roles.map(|roles| roles.into_iter().map(Role::of).collect()),
            ..Workforce::of(snapshot, subject, level, &figures, &organisation.geography)
        })
    }

    fn columns() -> Vec<FieldRef> {
        let mut columns = vec![date("snapshot").with_nullable(false)];
        columns.extend(Subject::columns());
        columns.extend([
            optional_count("total_patients"),
            Gps::column(),
            People::column("nurse"),
            People::column("direct_patient_care"),
            People::column("admin"),
            optional_count("total_headcount"),
            number_of("total_fte"),
            optional_count("patients_of_total"),
            texts("groups_missing"),
            DataSources::column(),
            reporting(),
            number_of("patients_per_fully_qualified_gp_fte"),
            number_of("fte_per_1000_patients"),
            Role::column(),
            Missing::column(),
        ]);
        columns.extend(geography_columns());
        columns.extend(Provenance::columns());
        columns.into_iter().map(Arc::new).collect()
    }
}

impl<'a> Workforce<'a> {
    /// The row without what depends on more than its figures.
    fn of(
        snapshot: &'a SnapshotOfStaff,
        subject: Subject<'a>,
        level: Level,
        figures: &StaffFigures,
        geography: &'a Geography,
    ) -> Self {
        Self {
            snapshot: snapshot.day(),
            subject,
            total_patients: figures.patients,
            gp: Gps::of(&figures.gp, figures.fully_qualified_derived),
            nurse: People::of(figures.nurse),
            direct_patient_care: People::of(figures.direct_patient_care),
            admin: People::of(figures.admin),
            total_headcount: figures.total.headcount,
            total_fte: figures.total.fte,
            groups_missing: Vec::new(),
            data_source: None,
            practices_reporting: figures.reporting,
            patients_per_fully_qualified_gp_fte: figures.patients_per_fully_qualified_gp_fte,
            fte_per_1000_patients: figures.fte_per_1000_patients,
            patients_of_total: figures.patients_of_total,
            roles: None,
            missing: missing(level, figures),
            geography,
            provenance: &snapshot.figures.provenance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<Workforce<'_>, Found>();
    }
}
