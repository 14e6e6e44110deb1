use arrow_schema::FieldRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::segment::{self, date, fields, flag, text};

/// A spell of a practice in a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// Upper case as published.
    pub practice_name: String,
    /// The sub-ICB location of the practice.
    pub practice_sub_icb_code: Option<Code>,
    /// Its name, which ends in its code.
    pub practice_sub_icb_name: Option<String>,
    /// The network.
    pub pcn_code: Code,
    /// Upper case as published.
    pub pcn_name: String,
    /// The sub-ICB location of the network.
    pub pcn_sub_icb_code: Option<Code>,
    /// Its name, which ends in its code.
    pub pcn_sub_icb_name: Option<String>,
    /// The first day of the spell.
    pub joined_on: NaiveDate,
    /// The last day; none while it lasts.
    pub left_on: Option<NaiveDate>,
    /// Whether both are in the same sub-ICB location, as published.
    pub same_sub_icb: Option<bool>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("practice_code").with_nullable(false),
            text("practice_name").with_nullable(false),
            text("practice_sub_icb_code"),
            text("practice_sub_icb_name"),
            text("pcn_code").with_nullable(false),
            text("pcn_name").with_nullable(false),
            text("pcn_sub_icb_code"),
            text("pcn_sub_icb_name"),
            date("joined_on").with_nullable(false),
            date("left_on"),
            flag("same_sub_icb").with_nullable(true),
        ])
    }

    fn key(&self) -> String {
        format!("{} {} {}", self.practice_code, self.pcn_code, self.joined_on)
    }
}
