use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::{Code, Level};
use crate::segment::{self, count, counts, fields, text};

/// The patients of an organisation by sex and age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What the organisation is.
    pub org_type: Level,
    /// Its code; none for the patients who are in no network.
    pub org_code: Option<Code>,
    /// Its ONS code; practices and networks have none.
    pub ons_code: Option<String>,
    /// The postcode of a practice.
    pub postcode: Option<String>,
    /// All patients.
    pub patients: u32,
    /// Male patients.
    pub male: u32,
    /// Female patients.
    pub female: u32,
    /// Male patients in each of [`BANDS`](super::BANDS).
    pub male_bands: Vec<u32>,
    /// Female patients in each of [`BANDS`](super::BANDS).
    pub female_bands: Vec<u32>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("org_type").with_nullable(false),
            text("org_code"),
            text("ons_code"),
            text("postcode"),
            count("patients"),
            count("male"),
            count("female"),
            counts("male_bands"),
            counts("female_bands"),
        ])
    }

    fn key(&self) -> String {
        key(self.org_type, self.org_code)
    }
}

/// `practice A81001`; the network of those without one is `pcn U`.
pub(super) fn key(org_type: Level, org_code: Option<Code>) -> String {
    format!("{org_type} {}", org_code.as_ref().map_or("U", Code::as_str))
}
