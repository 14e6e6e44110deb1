use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::{Code, IndicatorCode};
use crate::segment::{self, fields, number_of, optional_count, text};

/// What a practice had counted for an indicator. A figure that was not
/// published is none, which is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// The indicator.
    pub indicator_code: IndicatorCode,
    /// Patients on the register, of an indicator that is one.
    pub register: Option<u32>,
    /// Patients for whom the indicator was met.
    pub numerator: Option<u32>,
    /// Patients for whom it could be met, those with a personalised care
    /// adjustment left out; see [`rates`](super::rates).
    pub denominator: Option<u32>,
    /// Patients with a personalised care adjustment, before 2019/20 an exception.
    pub personalised_care_adjustments: Option<u32>,
    /// Patients diagnosed in the year; since 2023/24, and of depression alone.
    pub newly_diagnosed: Option<u32>,
    /// Points, of those the indicator is worth.
    pub achieved_points: Option<f64>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("practice_code").with_nullable(false),
            text("indicator_code").with_nullable(false),
            optional_count("register"),
            optional_count("numerator"),
            optional_count("denominator"),
            optional_count("personalised_care_adjustments"),
            optional_count("newly_diagnosed"),
            number_of("achieved_points"),
        ])
    }

    fn key(&self) -> String {
        format!("{} {}", self.practice_code, self.indicator_code)
    }
}
