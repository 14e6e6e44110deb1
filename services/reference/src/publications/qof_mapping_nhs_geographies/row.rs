use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::segment::{self, fields, text};

/// A practice and where it belonged in a year. To 2020/21 the sub-ICB location
/// is the CCG and the ICB is the STP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// As published.
    pub practice_name: Option<String>,
    /// The network; none where the file has `U`.
    pub pcn_code: Option<Code>,
    /// The network's name.
    pub pcn_name: Option<String>,
    /// The sub-ICB location.
    pub sub_icb_code: Option<Code>,
    /// Its name.
    pub sub_icb_name: Option<String>,
    /// The integrated care board.
    pub icb_code: Option<Code>,
    /// Its name.
    pub icb_name: Option<String>,
    /// The NHS England region.
    pub region_code: Option<Code>,
    /// Its name.
    pub region_name: Option<String>,
    /// The sub-ICB location in ONS codes.
    pub ons_sub_icb_code: Option<String>,
    /// The ICB in ONS codes.
    pub ons_icb_code: Option<String>,
    /// The region in ONS codes.
    pub ons_region_code: Option<String>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("practice_code").with_nullable(false),
            text("practice_name"),
            text("pcn_code"),
            text("pcn_name"),
            text("sub_icb_code"),
            text("sub_icb_name"),
            text("icb_code"),
            text("icb_name"),
            text("region_code"),
            text("region_name"),
            text("ons_sub_icb_code"),
            text("ons_icb_code"),
            text("ons_region_code"),
        ])
    }

    fn key(&self) -> String {
        self.practice_code.to_string()
    }
}
