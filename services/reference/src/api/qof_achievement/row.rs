use std::sync::Arc;

use arrow_schema::FieldRef;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::figures::{Missing, Reason};
use crate::api::geography_columns;
use crate::domain::{Code, Geography, IndicatorCode};
use crate::publications::qof_achievement::{Row, rates};
use crate::segment::{number_of, optional_count, text};
use crate::view::{Achieved, Provenance, View};

/// What a practice achieved of a QOF indicator in a year.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::QofAchievement)]
pub struct QofAchievement<'a> {
    #[serde(flatten)]
    #[schema(inline)]
    practice: OfPractice<'a>,
    #[serde(flatten)]
    #[schema(inline)]
    indicator: OfIndicator<'a>,
    #[serde(flatten)]
    #[schema(inline)]
    figures: Achievement,
    #[serde(flatten)]
    #[schema(inline)]
    source: Source<'a>,
}

/// Whose achievement it is.
#[derive(Serialize, ToSchema)]
pub(super) struct OfPractice<'a> {
    /// The financial year.
    #[schema(value_type = String, example = "2024/25")]
    year: &'a str,
    /// The practice.
    practice_code: Code,
    /// Its name then, or now where the year has no table of geographies.
    #[schema(value_type = Option<String>)]
    practice_name: Option<&'a str>,
}

/// What was to be achieved.
#[derive(Serialize, ToSchema)]
pub(super) struct OfIndicator<'a> {
    /// The indicator.
    indicator_code: IndicatorCode,
    /// What it measures; null where the year's table of indicators does not tell.
    #[schema(value_type = Option<String>)]
    indicator_description: Option<&'a str>,
    /// The group it belongs to; null where the year has no table of indicators.
    #[schema(value_type = Option<String>, example = "DM")]
    group_code: Option<&'a str>,
    /// Its domain; null where the year has no table of indicators.
    #[schema(value_type = Option<String>, example = "CL")]
    domain_code: Option<&'a str>,
}

/// The figures.
#[derive(Serialize, ToSchema)]
pub(super) struct Achievement {
    /// Patients on the register.
    register: Option<u32>,
    /// Patients for whom the indicator was met.
    numerator: Option<u32>,
    /// Patients for whom it could be met, those with a personalised care
    /// adjustment left out already.
    denominator: Option<u32>,
    /// Patients left out with a personalised care adjustment; before 2019/20
    /// it was called an exception.
    personalised_care_adjustments: Option<u32>,
    /// `numerator` of `denominator`.
    achievement_percent: Option<f64>,
    /// `numerator` of `denominator` and `personalised_care_adjustments`
    /// together: of all patients, those who received the care.
    patients_receiving_percent: Option<f64>,
    /// `personalised_care_adjustments` of the same.
    pca_percent: Option<f64>,
    /// Points the practice was given.
    achieved_points: Option<f64>,
    /// Points the indicator is worth; null where the year has no table of indicators.
    points_available: Option<f64>,
    /// Which of the figures are null, and why.
    missing: Vec<Missing>,
}

/// Where it was achieved, and who says so.
#[derive(Serialize, ToSchema)]
pub(super) struct Source<'a> {
    #[serde(flatten)]
    #[schema(inline)]
    geography: &'a Geography,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

impl<'a> OfPractice<'a> {
    pub(super) fn of(view: &'a View, found: &Achieved<'a>) -> Self {
        let code = found.figures.practice_code;
        Self {
            year: &found.provenance.period,
            practice_code: code,
            practice_name: found.name.or_else(|| view.name_of_practice(code)),
        }
    }
}

impl<'a> OfIndicator<'a> {
    pub(super) fn of(found: &Achieved<'a>) -> Self {
        let indicator = found.indicator;
        Self {
            indicator_code: found.figures.indicator_code,
            indicator_description: indicator.and_then(|own| own.description.as_deref()),
            group_code: indicator.map(|own| own.group_code.as_str()),
            domain_code: indicator.map(|own| own.domain_code.as_str()),
        }
    }
}

impl Achievement {
    pub(super) fn of(found: &Achieved<'_>) -> Self {
        let figures = &found.figures;
        let percents = percents(figures);
        let missing = missing(found, &percents);
        let [achievement_percent, patients_receiving_percent, pca_percent] =
            percents.map(|(_, percent)| percent.flatten());
        Self {
            register: figures.register,
            numerator: figures.numerator,
            denominator: figures.denominator,
            personalised_care_adjustments: figures.personalised_care_adjustments,
            achievement_percent,
            patients_receiving_percent,
            pca_percent,
            achieved_points: figures.achieved_points,
            points_available: found.indicator.and_then(|own| own.points),
            missing,
        }
    }
}

impl<'a> Source<'a> {
    pub(super) fn of(found: &Achieved<'a>) -> Self {
        Self { geography: found.geography, provenance: found.provenance }
    }
}

impl<'a> QofAchievement<'a> {
    /// The row of what a practice achieved.
    pub(super) fn of(view: &'a View, found: &Achieved<'a>) -> Self {
        Self {
            practice: OfPractice::of(view, found),
            indicator: OfIndicator::of(found),
            figures: Achievement::of(found),
            source: Source::of(found),
        }
    }

    /// The columns of an export.
    pub(super) fn columns() -> Vec<FieldRef> {
        let own = [
            text("year").with_nullable(false),
            text("practice_code").with_nullable(false),
            text("practice_name"),
            text("indicator_code").with_nullable(false),
            text("indicator_description"),
            text("group_code"),
            text("domain_code"),
            optional_count("register"),
            optional_count("numerator"),
            optional_count("denominator"),
            optional_count("personalised_care_adjustments"),
            number_of("achievement_percent"),
            number_of("patients_receiving_percent"),
            number_of("pca_percent"),
            number_of("achieved_points"),
            number_of("points_available"),
            Missing::column(),
        ];
        let shared = geography_columns().into_iter().chain(Provenance::columns());
        own.into_iter().chain(shared).map(Arc::new).collect()
    }
}

/// A percentage and its field: nothing where a figure is missing, and nothing
/// in it where there is nobody to divide by.
type Percent = (&'static str, Option<Option<f64>>);

fn percents(figures: &Row) -> [Percent; 3] {
    let of = |count: Option<u32>| count.map(u64::from);
    let (numerator, denominator) = (of(figures.numerator), of(figures.denominator));
    let both = numerator.zip(denominator);
    let eligible = denominator.zip(of(figures.personalised_care_adjustments));
    let receiving = numerator.zip(eligible).map(|(numerator, (denominator, pcas))| {
        rates::patients_receiving_percent(numerator, denominator, pcas)
    });
    [
        ("achievement_percent", both.map(|(n, d)| rates::achievement_percent(n, d))),
        ("patients_receiving_percent", receiving),
        ("pca_percent", eligible.map(|(d, pcas)| rates::pca_percent(d, pcas))),
    ]
}

/// Why figures are null, and percentages whose figures are not.
fn missing(found: &Achieved<'_>, percents: &[Percent]) -> Vec<Missing> {
    let Achieved { figures, measured: own, collected: any, .. } = found;
    let absent = [
        ("register", figures.register.is_none(), own.register, any.register),
        ("numerator", figures.numerator.is_none(), own.numerator, any.numerator),
        ("denominator", figures.denominator.is_none(), own.denominator, any.denominator),
        (
            "personalised_care_adjustments",
            figures.personalised_care_adjustments.is_none(),
            own.personalised_care_adjustments,
            any.personalised_care_adjustments,
        ),
        (
            "achieved_points",
            figures.achieved_points.is_none(),
            own.achieved_points,
            any.achieved_points,
        ),
    ];
    let absent = absent.into_iter().filter(|(_, absent, ..)| *absent);
    let absent: Vec<(&str, Reason)> =
        absent.map(|(field, _, own, any)| (field, reason(own, any))).collect();
    let of_parts =
        absent.iter().filter(|(field, _)| !["register", "achieved_points"].contains(field));
    let of_parts = of_parts.map(|(_, reason)| *reason).next();
    let percents = percents.iter().filter_map(|(field, percent)| match percent {
        Some(Some(_)) => None,
        Some(None) => Some((*field, Reason::NotApplicable)),
        None => of_parts.map(|reason| (*field, reason)),
    });
    let all = absent.iter().copied().chain(percents);
    all.map(|(field, reason)| Missing::new(field, reason)).collect()
}

/// Why a practice has no figure of an indicator that other practices have, or
/// other indicators.
fn reason(of_others: bool, of_other_indicators: bool) -> Reason {
    match (of_others, of_other_indicators) {
        (true, _) => Reason::NotSubmitted,
        (false, true) => Reason::NotApplicable,
        (false, false) => Reason::NotCollected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::export::{Fragment, Object};
    use crate::publications::qof_achievement::Measured;

    fn provenance() -> Provenance {
        let day = "2024-04-01".parse().unwrap();
        Provenance {
            period: "2024/25".into(),
            period_start: day,
            period_end: day,
            release: "qof-achievement-2024-25-r1".into(),
            published_on: None,
            revised: false,
        }
    }

    /// Numerator, denominator and adjustments of an indicator that has them.
    fn figures(counts: [Option<u32>; 3]) -> Row {
        let [numerator, denominator, personalised_care_adjustments] = counts;
        Row {
            practice_code: "Z00001".parse().unwrap(),
            indicator_code: "DM019".parse().unwrap(),
            register: None,
            numerator,
            denominator,
            personalised_care_adjustments,
            newly_diagnosed: None,
            achieved_points: Some(9.5),
        }
    }

    fn told(figures: Row, measured: Measured, collected: Measured) -> serde_json::Value {
        let (geography, provenance) = (Geography::default(), provenance());
        let found = Achieved {
            name: None,
            geography: &geography,
            figures,
            indicator: None,
            measured,
            collected,
            provenance: &provenance,
        };
        serde_json::to_value(QofAchievement::of(&View::default(), &found)).unwrap()
    }

    #[test]
    fn pieces_make_the_row() {
        let (view, geography, provenance) = (View::default(), Geography::default(), provenance());
        let found = Achieved {
            name: Some("ELM GROVE \"SURGERY\""),
            geography: &geography,
            figures: figures([Some(64), Some(80), Some(20)]),
            indicator: None,
            measured: RATED,
            collected: RATED,
            provenance: &provenance,
        };
        let mut pieces = Vec::new();
        let mut row = Object::begin(&mut pieces);
        row.add(&Fragment::of(&OfPractice::of(&view, &found)).unwrap());
        row.write(&OfIndicator::of(&found)).unwrap();
        row.write(&Achievement::of(&found)).unwrap();
        row.add(&Fragment::of(&Source::of(&found)).unwrap());
        row.end();
        let whole = serde_json::to_vec(&QofAchievement::of(&view, &found)).unwrap();
        assert_eq!(pieces, whole);
    }

    const RATED: Measured = Measured {
        register: false,
        numerator: true,
        denominator: true,
        personalised_care_adjustments: true,
        newly_diagnosed: false,
        achieved_points: true,
    };

    #[test]
    fn adjustments_are_taken_off_once() {
        let all = Measured { register: true, ..RATED };
        for (counts, achieved, receiving, pca, undivided) in [
            ([Some(64), Some(80), Some(20)], Some(80.0), Some(64.0), Some(20.0), &[][..]),
            ([Some(80), Some(80), Some(0)], Some(100.0), Some(100.0), Some(0.0), &[]),
            ([Some(0), Some(0), Some(5)], None, Some(0.0), Some(100.0), &["achievement_percent"]),
            (
                [Some(0), Some(0), Some(0)],
                None,
                None,
                None,
                &["achievement_percent", "patients_receiving_percent", "pca_percent"],
            ),
            (
                [Some(1), Some(3), None],
                Some(33.33),
                None,
                None,
                &["personalised_care_adjustments", "patients_receiving_percent", "pca_percent"],
            ),
        ] {
            let row = told(figures(counts), RATED, all);
            assert_eq!(row["achievement_percent"].as_f64(), achieved, "{counts:?}");
            assert_eq!(row["patients_receiving_percent"].as_f64(), receiving, "{counts:?}");
            assert_eq!(row["pca_percent"].as_f64(), pca, "{counts:?}");
            let missing = row["missing"].as_array().unwrap().iter();
            let fields: Vec<&str> = missing.map(|one| one["field"].as_str().unwrap()).collect();
            assert_eq!(fields[0], "register");
            assert_eq!(&fields[1..], undivided, "{counts:?}");
        }
    }

    #[test]
    fn a_figure_that_is_not_there_has_a_reason() {
        let register = Measured { register: true, achieved_points: true, ..Measured::default() };
        let all = Measured { register: true, ..RATED };
        let without = Measured { personalised_care_adjustments: false, ..all };
        let none = [None; 3];
        for (own, any, field, reason) in [
            (RATED, all, "numerator", "not_submitted"),
            (register, all, "numerator", "not_applicable"),
            (RATED, all, "register", "not_applicable"),
            (
                Measured { personalised_care_adjustments: false, ..RATED },
                without,
                "personalised_care_adjustments",
                "not_collected",
            ),
        ] {
            let row = told(figures(none), own, any);
            let mut missing = row["missing"].as_array().unwrap().iter();
            let told = missing.find(|one| one["field"] == field).unwrap();
            assert_eq!(told["reason"], reason, "{field}");
            assert_eq!(row[field], serde_json::Value::Null);
        }
        let row = told(figures(none), RATED, all);
        assert_eq!(row["year"], "2024/25");
        assert_eq!(row["achieved_points"], 9.5);
    }
}
