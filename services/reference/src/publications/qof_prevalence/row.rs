use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::{Code, IndicatorCode};
use crate::segment::{self, fields, optional_count, text};

/// A disease register of a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// The group of indicators that the register belongs to, such as `DM`.
    pub group_code: IndicatorCode,
    /// Patients on the register; none where it was not submitted.
    pub register: Option<u32>,
    /// Which patients `list_size` counts: `TOTAL`, or those of certain ages,
    /// such as `17OV`.
    pub patient_list_type: Option<String>,
    /// Patients who could be on the register.
    pub list_size: Option<u32>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("practice_code").with_nullable(false),
            text("group_code").with_nullable(false),
            optional_count("register"),
            text("patient_list_type"),
            optional_count("list_size"),
        ])
    }

    fn key(&self) -> String {
        format!("{} {}", self.practice_code, self.group_code)
    }
}
