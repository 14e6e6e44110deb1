use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::IndicatorCode;
use crate::segment::{self, fields, number_of, text};

/// An indicator of a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Such as `DM019`.
    pub indicator_code: IndicatorCode,
    /// What is measured, in a sentence.
    pub description: Option<String>,
    /// The points it is worth.
    pub points: Option<f64>,
    /// The group it belongs to, such as `DM`. Not every one is a code as
    /// indicators have them: there is `QIPDD_MI`.
    pub group_code: String,
    /// Its name.
    pub group_name: String,
    /// The part of the domain.
    pub sub_domain_code: Option<String>,
    /// Its name.
    pub sub_domain_name: Option<String>,
    /// Such as `CL`.
    pub domain_code: String,
    /// Its name.
    pub domain_name: String,
    /// Which patients are counted: `TOTAL`, or those of certain ages, such as
    /// `17OV`.
    pub patient_list_type: Option<String>,
    /// The percentage above which there are points.
    pub lower_threshold: Option<f64>,
    /// The percentage from which there are all points.
    pub upper_threshold: Option<f64>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("indicator_code").with_nullable(false),
            text("description"),
            number_of("points"),
            text("group_code").with_nullable(false),
            text("group_name").with_nullable(false),
            text("sub_domain_code"),
            text("sub_domain_name"),
            text("domain_code").with_nullable(false),
            text("domain_name").with_nullable(false),
            text("patient_list_type"),
            number_of("lower_threshold"),
            number_of("upper_threshold"),
        ])
    }

    fn key(&self) -> String {
        self.indicator_code.to_string()
    }
}
