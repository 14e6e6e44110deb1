//! `/api/v1/list-sizes/`

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::{DataType, Field, FieldRef};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::BANDS;
use crate::api::export::{self, List, Spread, Wanted};
use crate::api::{ListParams, PlaceParams, geography_columns, place, unlock};
use crate::domain::{Boundaries, Code, Geography, Level, Month};
use crate::segment::{count, date, fields, text};
use crate::view::{Ages, MonthOfPatients, Organisation, Patients, Provenance, Served, View};

/// One of these must be given, or the answer would be everything there is.
const UNLOCKING: [&str; 6] = ["month", "org", "pcn", "sub_icb", "icb", "region"];

/// Patients registered at GP practices on a day, of one organisation.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::ListSize)]
pub struct ListSize<'a> {
    /// The day: the first of a month.
    month: NaiveDate,
    /// What the organisation is.
    org_type: Level,
    /// Its code; England is `ENG`.
    org_code: Code,
    /// Its name, where one was published.
    #[schema(value_type = Option<String>)]
    org_name: Option<&'a str>,
    /// All patients.
    registered_patients: u32,
    /// Male patients; null where only totals were published.
    male: Option<u32>,
    /// Female patients; null where only totals were published.
    female: Option<u32>,
    /// By five-year age band, youngest first; null where only totals were published.
    age_bands: Option<Vec<AgeBand>>,
    /// Practices whose lists are in the figures.
    practices_included: u32,
    /// Practices the organisation had; null where no map tells.
    practices_expected: Option<u32>,
    #[serde(flatten)]
    #[schema(inline)]
    geography: &'a Geography,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

/// Patients of one age band.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::AgeBand)]
pub struct AgeBand {
    /// `0_4`, `5_9` and so on to `90_94`, then `95+`.
    age_band: &'static str,
    /// Male patients.
    male: u32,
    /// Female patients.
    female: u32,
    /// Both.
    total: u32,
}

impl AgeBand {
    /// The bands of a list, youngest first.
    pub fn of(ages: &Ages) -> Vec<Self> {
        let sexes = ages.male.iter().zip(&ages.female);
        let bands = BANDS.into_iter().zip(sexes);
        bands
            .map(|(age_band, (&male, &female))| Self {
                age_band,
                male,
                female,
                total: male + female,
            })
            .collect()
    }

    /// The column of an export.
    pub fn column() -> Field {
        let item =
            [text("age_band").with_nullable(false), count("male"), count("female"), count("total")];
        let item = Field::new("item", DataType::Struct(fields(item).into()), false);
        Field::new("age_bands", DataType::List(Arc::new(item)), true)
    }

    /// How CSV spreads the bands over columns.
    pub const SPREAD: Spread = Spread { list: "age_bands", key: "age_band", keys: &BANDS };
}

/// List registered patients
///
/// Patients registered at GP practices, at the first of a month, by age and
/// sex, newest month first and by level and code within it. At every level
/// above the practice the figures of practices are added up, and
/// `practices_included` of `practices_expected` says how many of them there
/// are. One of `month`, `org`, `pcn`, `sub_icb`, `icb` and `region` must be given.
#[utoipa::path(
    get,
    path = "/api/v1/list-sizes/",
    operation_id = "list_list_sizes",
    tag = "list-sizes",
    params(
        ("month" = Option<String>, Query, description = "Months by their first days, separated by commas", example = "2026-01-01"),
        ("level" = Option<String>, Query, description = "`practice`, `pcn`, `sub_icb`, `icb`, `region` or `england`; unless told `practice`, or whatever `org` names"),
        ("org_type" = Option<String>, Query, description = "The same as `level`"),
        ("org" = Option<String>, Query, description = "Codes of organisations of any level, separated by commas", example = "A81001"),
        PlaceParams,
        ("geography" = Option<String>, Query, description = "`as_published` with the month (unless told), or `current`: that of the newest map"),
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of list sizes.", body = PageOf<ListSize<'static>>),
        (status = 400, description = "A parameter is wrong, or none that narrows the list is given.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let months: Vec<Month> = query.list("month");
    let mut levels: Vec<Level> = query.list("level");
    levels.extend(query.list::<Level>("org_type"));
    let mut filter = place(&mut query);
    filter.org = query.list("org");
    let boundaries: Boundaries = query.one("geography").unwrap_or_default();
    let wanted = Wanted::read::<Found>(&request, &mut query);
    let unlocked = unlock(&query, &UNLOCKING);
    query.finish()?;
    unlocked?;

    if levels.is_empty() {
        let any = !filter.org.is_empty();
        levels = if any { Level::ALL.to_vec() } else { vec![Level::Practice] };
    }
    levels.sort();
    levels.dedup();
    let mut rows = Vec::new();
    for (at, month) in view.list_sizes.months.iter().enumerate() {
        if !months.is_empty() && !months.iter().any(|asked| asked.first() == month.day()) {
            continue;
        }
        for &level in &levels {
            let found = month.levels(boundaries).at(level).places.select(&filter);
            rows.extend(found.ones().map(|row| (at, level, row)));
        }
    }
    export::respond(&request, wanted, Found { view, boundaries, rows })
}

/// The list sizes that a filter admits: month, level and row.
struct Found {
    view: Arc<View>,
    boundaries: Boundaries,
    rows: Vec<(usize, Level, usize)>,
}

impl List for Found {
    type Row<'a> = ListSize<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<ListSize<'_>> {
        let &(month, level, row) = self.rows.get(at)?;
        let month = self.view.list_sizes.months.get(month)?;
        let table = month.levels(self.boundaries).at(level);
        Some(list_size(
            &self.view,
            month,
            level,
            table.organisations.get(row)?,
            table.figures.get(row)?,
        ))
    }

    fn columns() -> Vec<FieldRef> {
        let own = [
            date("month").with_nullable(false),
            text("org_type").with_nullable(false),
            text("org_code").with_nullable(false),
            text("org_name"),
            count("registered_patients"),
            count("male").with_nullable(true),
            count("female").with_nullable(true),
            AgeBand::column(),
            count("practices_included"),
            count("practices_expected").with_nullable(true),
        ];
        let shared = geography_columns().into_iter().chain(Provenance::columns());
        own.into_iter().chain(shared).map(Arc::new).collect()
    }

    fn spread() -> Option<Spread> {
        Some(AgeBand::SPREAD)
    }
}

fn list_size<'a>(
    view: &'a View,
    month: &'a MonthOfPatients,
    level: Level,
    organisation: &'a Organisation,
    patients: &'a Patients,
) -> ListSize<'a> {
    let (male, female) = patients.sexes().unzip();
    let name = organisation.name.as_deref();
    ListSize {
        month: month.day(),
        org_type: level,
        org_code: organisation.code,
        org_name: name.or_else(|| view.name_of_practice(organisation.code)),
        registered_patients: patients.total,
        male,
        female,
        age_bands: patients.ages.as_deref().map(AgeBand::of),
        practices_included: organisation.included,
        practices_expected: organisation.expected,
        geography: &organisation.geography,
        provenance: &month.provenance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<ListSize<'_>, Found>();
    }
}
