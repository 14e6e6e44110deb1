use arrow_schema::FieldRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::segment::{self, date, fields, text, texts};

/// A primary care network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// `U` and five digits.
    pub code: Code,
    /// Upper case as published.
    pub name: String,
    /// The sub-ICB location it is in today.
    pub sub_icb_code: Option<Code>,
    /// Its name, which ends in its code.
    pub sub_icb_name: Option<String>,
    /// When it opened.
    pub opened_on: Option<NaiveDate>,
    /// When it closed; none while it is open.
    pub closed_on: Option<NaiveDate>,
    /// The filled ones of five lines.
    pub address: Vec<String>,
    /// With one space.
    pub postcode: Option<String>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("code").with_nullable(false),
            text("name").with_nullable(false),
            text("sub_icb_code"),
            text("sub_icb_name"),
            date("opened_on"),
            date("closed_on"),
            texts("address"),
            text("postcode"),
        ])
    }

    fn key(&self) -> String {
        self.code.to_string()
    }
}
