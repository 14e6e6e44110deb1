use arrow_schema::FieldRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::segment::{self, date, fields, flag, text};

/// A spell of a practice with a commissioner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Column 1.
    pub practice_code: Code,
    /// Column 2: a sub-ICB location or what was there before them.
    pub commissioner_code: Code,
    /// Column 4.
    pub joined_on: NaiveDate,
    /// Column 5; none while the spell lasts.
    pub left_on: Option<NaiveDate>,
    /// Column 6.
    pub amended: bool,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("practice_code").with_nullable(false),
            text("commissioner_code").with_nullable(false),
            date("joined_on").with_nullable(false),
            date("left_on"),
            flag("amended"),
        ])
    }

    fn key(&self) -> String {
        format!("{} {} {}", self.practice_code, self.commissioner_code, self.joined_on)
    }
}
