use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::segment::{self, count, fields, text};

/// The list size of a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// The sub-ICB location, before mid 2022 the CCG.
    pub sub_icb_code: Option<Code>,
    /// The same in ONS codes.
    pub ons_sub_icb_code: Option<String>,
    /// With one space.
    pub postcode: Option<String>,
    /// Registered patients; none is 0.
    pub patients: u32,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("practice_code").with_nullable(false),
            text("sub_icb_code"),
            text("ons_sub_icb_code"),
            text("postcode"),
            count("patients"),
        ])
    }

    fn key(&self) -> String {
        self.practice_code.to_string()
    }
}
