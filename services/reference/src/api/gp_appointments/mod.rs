//! `/api/v1/gp-appointments/`

mod breakdowns;
mod rates;
mod row;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use web::openapi::PageOf;
use web::{ApiError, Query};

pub use self::row::{CategoryCount, GpAppointments};
use super::export::{self, List, Wanted};
use super::figures::{Asked, LevelParams};
use super::selected::Selected;
use super::{ListParams, PlaceParams, unlock};
use crate::domain::{Boundaries, Level, Month};
use crate::view::{Served, Supplier, View};

/// One of these must be given, or the answer would be everything there is.
const UNLOCKING: [&str; 5] = ["practice", "month", "pcn", "sub_icb", "supplier"];

/// List GP appointments
///
/// Appointments in general practice by month: newest month first, and by level
/// and code within it. A practice that published none has no row. At every
/// level above the practice the figures of practices are added up, percentages
/// follow from the sums, and `practices_included` of `practices_expected` says
/// how many practices there are in them. One of `practice`, `month`, `pcn`,
/// `sub_icb` and `supplier` must be given.
#[utoipa::path(
    get,
    path = "/api/v1/gp-appointments/",
    operation_id = "list_gp_appointments",
    tag = "gp-appointments",
    params(
        ("practice" = Option<String>, Query, description = "Practice codes, separated by commas; not with a level above the practice", example = "A81001"),
        ("month" = Option<String>, Query, description = "Months by their first days, separated by commas", example = "2026-01-01"),
        ("supplier" = Option<String>, Query, description = "Suppliers of clinical systems in any case, separated by commas; several of one practice are joined by `/`, in any order; not with a level above the practice", example = "EMIS"),
        PlaceParams,
        LevelParams,
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of appointments.", body = PageOf<GpAppointments<'static>>),
        (status = 400, description = "A parameter is wrong, or none that narrows the list is given.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let months: Vec<Month> = query.list("month");
    let suppliers: Vec<Supplier> = query.list("supplier");
    let asked = Asked::read(&mut query);
    if !suppliers.is_empty() && asked.levels != [Level::Practice] {
        query.reject("supplier", "Only practices have suppliers, not the levels above them.");
    }
    let wanted = Wanted::read::<Found>(&request, &mut query);
    let unlocked = unlock(&query, &UNLOCKING);
    query.finish()?;
    unlocked?;

    export::respond(&request, wanted, Found::new(view, &months, &suppliers, &asked))
}

/// The appointments that a filter admits.
struct Found {
    view: Arc<View>,
    boundaries: Boundaries,
    /// By month, as a place among all of them, and level.
    rows: Selected<(usize, Level)>,
}

impl Found {
    fn new(view: Arc<View>, months: &[Month], suppliers: &[Supplier], asked: &Asked) -> Self {
        let Asked { levels, boundaries, filter } = asked;
        let mut rows = Selected::default();
        for (at, month) in view.appointments.months.iter().enumerate() {
            if !months.is_empty() && !months.iter().any(|wanted| wanted.first() == month.day()) {
                continue;
            }
            for &level in levels {
                let found = month.select(*boundaries, level, filter, suppliers);
                let table = month.figures.levels(*boundaries).at(level);
                rows.add((at, level), table.organisations.len(), found);
            }
        }
        Self { view, boundaries: *boundaries, rows }
    }
}

impl List for Found {
    type Row<'a> = GpAppointments<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<GpAppointments<'_>> {
        let ((month, level), row) = self.rows.at(at)?;
        let month = self.view.appointments.months.get(month)?;
        GpAppointments::of(&self.view, month, self.boundaries, (level, row))
    }

    fn columns() -> Vec<FieldRef> {
        GpAppointments::columns()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<GpAppointments<'_>, Found>();
    }
}
