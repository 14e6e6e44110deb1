use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::segment::{self, fields, text};

/// A rule that a practice did not pass. It may have several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// The rule's number.
    pub rule: String,
    /// What it demands.
    pub description: String,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("practice_code").with_nullable(false),
            text("rule").with_nullable(false),
            text("description").with_nullable(false),
        ])
    }

    fn key(&self) -> String {
        format!("{} {}", self.practice_code, self.rule)
    }
}
