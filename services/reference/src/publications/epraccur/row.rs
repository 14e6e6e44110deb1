use arrow_schema::FieldRef;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::{Code, Status};
use crate::segment::{self, date, fields, flag, text, texts};

/// The role of a GP practice.
pub const GP_PRACTICE: &str = "RO76";

/// A prescribing cost centre as published; nothing is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Column 1.
    pub code: Code,
    /// Column 2, upper case as published.
    pub name: String,
    /// Column 3, the national grouping.
    pub region_code: Option<Code>,
    /// Column 4, the high level health geography.
    pub icb_code: Option<Code>,
    /// Columns 5 to 9 where filled.
    pub address: Vec<String>,
    /// Column 10.
    pub postcode: Option<String>,
    /// Column 11.
    pub opened_on: Option<NaiveDate>,
    /// Column 12.
    pub closed_on: Option<NaiveDate>,
    /// Column 13.
    pub status: Status,
    /// Column 14: `B` allocated to a provider or purchaser, `Z` not allocated.
    pub subtype: Option<String>,
    /// Column 15, the commissioner: a sub-ICB location or a Welsh local health board.
    pub sub_icb_code: Option<Code>,
    /// Column 16: when it joined the commissioner.
    pub joined_on: Option<NaiveDate>,
    /// Column 17: when it left the commissioner.
    pub left_on: Option<NaiveDate>,
    /// Column 18.
    pub phone: Option<String>,
    /// Column 22.
    pub amended: bool,
    /// Column 24.
    pub provider_code: Option<Code>,
    /// Column 26 in role ids, whatever the file's vocabulary.
    pub roles: Vec<String>,
}

impl Row {
    /// Whether this is a GP practice, whatever else it is.
    pub fn is_gp_practice(&self) -> bool {
        self.roles.iter().any(|role| role == GP_PRACTICE)
    }
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("code").with_nullable(false),
            text("name").with_nullable(false),
            text("region_code"),
            text("icb_code"),
            texts("address"),
            text("postcode"),
            date("opened_on"),
            date("closed_on"),
            text("status").with_nullable(false),
            text("subtype"),
            text("sub_icb_code"),
            date("joined_on"),
            date("left_on"),
            text("phone"),
            flag("amended"),
            text("provider_code"),
            texts("roles"),
        ])
    }

    fn key(&self) -> String {
        self.code.to_string()
    }
}
