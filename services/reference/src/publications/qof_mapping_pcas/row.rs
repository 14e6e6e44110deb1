use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::IndicatorCode;
use crate::segment::{self, fields, text};

/// What may take a patient out of an indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The indicator.
    pub indicator_code: IndicatorCode,
    /// The name of the PCA or exclusion; an indicator has it once.
    pub name: String,
    /// A shorter one.
    pub short_name: Option<String>,
    /// When it applies.
    pub description: Option<String>,
    /// `PCA` or `Exclusion`.
    pub kind: String,
    /// `General` or `Specific`; none of an exclusion.
    pub scope: Option<String>,
    /// The number of its category; none of an exclusion.
    pub category: Option<String>,
    /// What that is.
    pub category_description: Option<String>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("indicator_code").with_nullable(false),
            text("name").with_nullable(false),
            text("short_name"),
            text("description"),
            text("kind").with_nullable(false),
            text("scope"),
            text("category"),
            text("category_description"),
        ])
    }

    fn key(&self) -> String {
        format!("{} {}", self.indicator_code, self.name)
    }
}
