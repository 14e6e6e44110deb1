use std::sync::Arc;

use arrow_schema::FieldRef;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::breakdowns::Breakdowns;
use super::rates::Rates;
use crate::api::figures::Subject;
use crate::api::geography_columns;
use crate::domain::{Boundaries, Geography, Level};
use crate::segment::{count, date, fields, structs, text};
use crate::view::{AppointmentFigures, MonthOfAppointments, Provenance, View};

/// The appointments of an organisation in a month. Each of the five breakdowns
/// adds up to all of them.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::GpAppointments)]
pub struct GpAppointments<'a> {
    /// The first day of the month.
    month: NaiveDate,
    #[serde(flatten)]
    #[schema(inline)]
    subject: Subject<'a>,
    /// The supplier of a practice's clinical system; several in one month are
    /// joined by `/`. Null above the practice.
    #[schema(value_type = Option<String>, example = "EMIS")]
    supplier: Option<&'a str>,
    #[serde(flatten)]
    #[schema(inline)]
    breakdowns: Breakdowns,
    /// By national category, those without appointments left out.
    national_categories: Vec<CategoryCount<'a>>,
    #[serde(flatten)]
    #[schema(inline)]
    rates: Rates,
    #[serde(flatten)]
    #[schema(inline)]
    geography: &'a Geography,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

impl<'a> GpAppointments<'a> {
    /// The row of an organisation in a month.
    pub(super) fn of(
        view: &'a View,
        month: &'a MonthOfAppointments,
        boundaries: Boundaries,
        (level, row): (Level, usize),
    ) -> Option<Self> {
        let table = month.figures.levels(boundaries).at(level);
        let organisation = table.organisations.get(row)?;
        let AppointmentFigures { counts, listed } = table.figures.get(row)?;
        let breakdowns = Breakdowns::of(counts);
        let rates = Rates::of(&breakdowns, *listed, month.has_lists());
        let categories = month.categories.iter().zip(counts.categories.iter());
        let counted = categories.filter(|(_, count)| **count > 0);
        let national_categories =
            counted.map(|(category, &count)| CategoryCount { category, count });
        Some(Self {
            month: month.day(),
            subject: Subject::of(view, level, organisation),
            supplier: month.supplier(level, row),
            breakdowns,
            national_categories: national_categories.collect(),
            rates,
            geography: &organisation.geography,
            provenance: month.provenance(level, row),
        })
    }

    /// The columns of an export.
    pub(super) fn columns() -> Vec<FieldRef> {
        let category = fields([text("category").with_nullable(false), count("count")]);
        let mut columns = vec![date("month").with_nullable(false)];
        columns.extend(Subject::columns());
        columns.push(text("supplier"));
        columns.extend(Breakdowns::columns());
        columns.push(structs("national_categories", category));
        columns.extend(Rates::columns());
        columns.extend(geography_columns());
        columns.extend(Provenance::columns());
        columns.into_iter().map(Arc::new).collect()
    }
}

/// The appointments in a national category.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::CategoryCount)]
pub struct CategoryCount<'a> {
    /// The category, as published.
    #[schema(value_type = String, example = "General Consultation Routine")]
    category: &'a str,
    /// How many.
    count: u32,
}
