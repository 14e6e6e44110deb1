use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::segment::{self, count, counts, fields, structs, text};

/// The appointments of a practice in a month. Each of the five breakdowns adds
/// up to all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// Upper case as published.
    pub practice_name: String,
    /// The supplier of the clinical system; several in one month are joined by `/`.
    pub supplier: Option<String>,
    /// The network; none where the file has `U`.
    pub pcn_code: Option<Code>,
    /// The network's name.
    pub pcn_name: Option<String>,
    /// The sub-ICB location.
    pub sub_icb_code: Option<Code>,
    /// Its name.
    pub sub_icb_name: Option<String>,
    /// Appointments of each of [`STATUSES`](super::STATUSES).
    pub status: Vec<u32>,
    /// Appointments with each of [`HCP_TYPES`](super::HCP_TYPES).
    pub hcp: Vec<u32>,
    /// Appointments in each of [`MODES`](super::MODES).
    pub mode: Vec<u32>,
    /// Appointments after each of [`WAITS`](super::WAITS).
    pub wait: Vec<u32>,
    /// Appointments in the national categories that have any, by category.
    pub categories: Vec<CategoryCount>,
}

/// The appointments in a national category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCount {
    /// Its label as published, with single spaces.
    pub category: String,
    /// How many; never 0.
    pub count: u32,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("practice_code").with_nullable(false),
            text("practice_name").with_nullable(false),
            text("supplier"),
            text("pcn_code"),
            text("pcn_name"),
            text("sub_icb_code"),
            text("sub_icb_name"),
            counts("status"),
            counts("hcp"),
            counts("mode"),
            counts("wait"),
            structs("categories", fields([text("category").with_nullable(false), count("count")])),
        ])
    }

    fn key(&self) -> String {
        self.practice_code.to_string()
    }
}
