//! `/api/v1/qof/prevalence/`

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::export::{self, List, Wanted};
use super::figures::{Asked, LevelParams, Missing, Reason, Subject};
use super::{ListParams, PlaceParams, geography_columns, unlock};
use crate::domain::{Boundaries, FinancialYear, Geography, IndicatorCode, Level, percent};
use crate::segment::{number, number_of, text};
use crate::view::{Provenance, Qof, Register, Runs, Served, View};

/// One of these must be given, or the answer would be everything there is.
const UNLOCKING: [&str; 2] = ["year", "practice"];

/// How many patients of an organisation are on a disease register in a year.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::QofPrevalence)]
pub struct QofPrevalence<'a> {
    /// The financial year.
    #[schema(value_type = String, example = "2024/25")]
    year: &'a str,
    #[serde(flatten)]
    #[schema(inline)]
    subject: Subject<'a>,
    /// The group of indicators that the register belongs to.
    indicator_code: IndicatorCode,
    /// The group's name; null where the year has no table of indicators.
    #[schema(value_type = Option<String>, example = "Diabetes mellitus")]
    indicator_name: Option<&'a str>,
    /// Patients on the register.
    register: Option<u64>,
    /// Patients who could be on it: those of the ages that `patient_list_type` tells.
    list_size: Option<u64>,
    /// `TOTAL`, or certain ages, such as `17OV`; null where none is published,
    /// or practices differ.
    #[schema(value_type = Option<String>, example = "17OV")]
    patient_list_type: Option<&'a str>,
    /// `register` of `list_size`.
    prevalence_percent: Option<f64>,
    /// The same of all practices in England together.
    national_prevalence_percent: Option<f64>,
    /// Which of the figures are null, and why.
    missing: Vec<Missing>,
    #[serde(flatten)]
    #[schema(inline)]
    geography: &'a Geography,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

/// List QOF prevalence
///
/// The patients on disease registers in a year, of the list that the register
/// is about, newest year first and by level, organisation and group within it.
/// Above the practice registers and lists are added up, never percentages; a
/// sum leaves out practices without a register or a list, and
/// `practices_included` says how many have both. One of `year` and `practice`
/// must be given.
#[utoipa::path(
    get,
    path = "/api/v1/qof/prevalence/",
    operation_id = "list_qof_prevalence",
    tag = "qof",
    params(
        ("year" = Option<String>, Query, description = "Financial years, separated by commas", example = "2024/25"),
        ("practice" = Option<String>, Query, description = "Practice codes, separated by commas", example = "A81001"),
        ("indicator" = Option<String>, Query, description = "Codes of groups, or of indicators for the groups they belong to in the year, separated by commas", example = "DM"),
        PlaceParams,
        LevelParams,
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of registers.", body = PageOf<QofPrevalence<'static>>),
        (status = 400, description = "A parameter is wrong, or neither year nor practice is given.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let years: Vec<FinancialYear> = query.list("year");
    let indicators: Vec<IndicatorCode> = query.list("indicator");
    let asked = Asked::read(&mut query);
    let wanted = Wanted::read::<Found>(&request, &mut query);
    let unlocked = unlock(&query, &UNLOCKING);
    query.finish()?;
    unlocked?;

    let (blocks, rows) = select(&view.qof, &years, &indicators, &asked);
    let boundaries = asked.boundaries;
    export::respond(&request, wanted, Found { view, boundaries, blocks, rows })
}

/// The organisations of one level in one year, each with the same groups.
struct Block {
    year: usize,
    level: Level,
    /// Their places, at least one.
    groups: Vec<usize>,
}

/// The blocks that are asked for, and the rows in each: of every organisation
/// as many as there are groups.
fn select(
    qof: &Qof,
    years: &[FinancialYear],
    indicators: &[IndicatorCode],
    asked: &Asked,
) -> (Vec<Block>, Runs) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut rows = Runs::default();
    for (year, held) in qof.among(years) {
        let Some(prevalence) = &held.prevalence else { continue };
        let groups = held.groups(indicators);
        if groups.is_empty() {
            continue;
        }
        for (level, organisation) in asked.rows(&prevalence.figures) {
            let same = |last: &Block| last.year == year && last.level == level;
            if !blocks.last().is_some_and(same) {
                blocks.push(Block { year, level, groups: groups.clone() });
            }
            let first = organisation * groups.len();
            for (place, group) in (first..).zip(&groups) {
                if prevalence.is_told(asked.boundaries, level, organisation, *group) {
                    rows.push(blocks.len() - 1, place..place + 1);
                }
            }
        }
    }
    (blocks, rows)
}

/// The registers that a filter admits.
struct Found {
    view: Arc<View>,
    boundaries: Boundaries,
    blocks: Vec<Block>,
    rows: Runs,
}

impl List for Found {
    type Row<'a> = QofPrevalence<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<QofPrevalence<'_>> {
        let (block, row) = self.rows.at(at)?;
        let Block { year, level, groups } = self.blocks.get(block)?;
        let prevalence = self.view.qof.years.get(*year)?.prevalence.as_ref()?;
        let organisation = row.checked_div(groups.len())?;
        let group = *groups.get(row.checked_rem(groups.len())?)?;
        let register = prevalence.at(self.boundaries, *level, organisation, group)?;
        Some(qof_prevalence(&self.view, *level, &register, &prevalence.figures.provenance))
    }

    fn columns() -> Vec<FieldRef> {
        let year = text("year").with_nullable(false);
        let own = [
            text("indicator_code").with_nullable(false),
            text("indicator_name"),
            number("register"),
            number("list_size"),
            text("patient_list_type"),
            number_of("prevalence_percent"),
            number_of("national_prevalence_percent"),
            Missing::column(),
        ];
        let shared = geography_columns().into_iter().chain(Provenance::columns());
        let all = std::iter::once(year).chain(Subject::columns()).chain(own).chain(shared);
        all.map(Arc::new).collect()
    }
}

fn qof_prevalence<'a>(
    view: &'a View,
    level: Level,
    found: &Register<'a>,
    provenance: &'a Provenance,
) -> QofPrevalence<'a> {
    let Register { organisation, group, register, list_size, patient_list_type, .. } = *found;
    let percent = register.zip(list_size).map(|(register, list)| percent(register, list));
    QofPrevalence {
        year: &provenance.period,
        subject: Subject::of(view, level, organisation).of_practices(found.practices),
        indicator_code: group.code,
        indicator_name: group.name.as_deref(),
        register,
        list_size,
        patient_list_type,
        prevalence_percent: percent.flatten(),
        national_prevalence_percent: group.national_percent,
        missing: missing(found, percent),
        geography: &organisation.geography,
        provenance,
    }
}

/// Why figures are null, and the percentage if they are not.
fn missing(found: &Register<'_>, percent: Option<Option<f64>>) -> Vec<Missing> {
    let absent = match found.group.national.practices {
        0 => Reason::NotCollected,
        _ => Reason::NotSubmitted,
    };
    let fields = [
        ("register", found.register.is_none(), absent),
        ("list_size", found.list_size.is_none(), absent),
        // Nobody could be on the register.
        ("prevalence_percent", percent == Some(None), Reason::NotApplicable),
    ];
    let fields = fields.into_iter().filter(|(_, null, _)| *null);
    fields.map(|(field, _, reason)| Missing::new(field, reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publications::qof_prevalence::Totals;
    use crate::view::{Group, Organisation};

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<QofPrevalence<'_>, Found>();
    }

    #[test]
    fn a_figure_that_is_not_there_has_a_reason() {
        let organisation = Organisation {
            code: "Z00001".parse().unwrap(),
            name: None,
            geography: Arc::default(),
            included: 1,
            expected: Some(1),
        };
        for (register, list_size, others, percent, expected) in [
            (Some(3), Some(40), 7, Some(7.5), &[][..]),
            (Some(0), Some(0), 7, None, &[("prevalence_percent", Reason::NotApplicable)]),
            (None, Some(40), 7, None, &[("register", Reason::NotSubmitted)]),
            (Some(3), None, 0, None, &[("list_size", Reason::NotCollected)]),
        ] {
            let group = Group {
                code: "DM".parse().unwrap(),
                name: None,
                patient_list_type: None,
                national: Totals { register: 0, list_size: 0, practices: others },
                national_percent: None,
            };
            let found = Register {
                organisation: &organisation,
                group: &group,
                register,
                list_size,
                patient_list_type: None,
                practices: 0,
            };
            let provenance = Provenance {
                period: "2024/25".into(),
                period_start: "2024-04-01".parse().unwrap(),
                period_end: "2025-03-31".parse().unwrap(),
                release: "qof-prevalence-2024-25-r1".into(),
                published_on: None,
                revised: false,
            };
            let view = View::default();
            let row = qof_prevalence(&view, Level::Practice, &found, &provenance);
            let expected: Vec<Missing> =
                expected.iter().map(|&(field, reason)| Missing::new(field, reason)).collect();
            assert_eq!(row.missing, expected);
            assert_eq!((row.prevalence_percent, row.register), (percent, register));
        }
    }
}
