use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::segment::{self, fields, number_of, text};

/// A practice in QOF.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// The points it could get: those of indicators that do not apply to it
    /// are left out.
    pub revised_max_points: Option<f64>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([text("practice_code").with_nullable(false), number_of("revised_max_points")])
    }

    fn key(&self) -> String {
        self.practice_code.to_string()
    }
}
