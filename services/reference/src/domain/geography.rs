use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::{Code, Level};

/// Where an organisation is in the NHS: the codes and names published for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[schema(as = reference::Geography)]
pub struct Geography {
    /// Primary care network; null where there is none.
    pub pcn_code: Option<Code>,
    /// The network's name.
    #[schema(value_type = Option<String>)]
    pub pcn_name: Option<Arc<str>>,
    /// Sub-ICB location, before mid-2022 clinical commissioning group.
    pub sub_icb_code: Option<Code>,
    /// The sub-ICB location's name.
    #[schema(value_type = Option<String>)]
    pub sub_icb_name: Option<Arc<str>>,
    /// Integrated care board, before mid-2022 STP.
    pub icb_code: Option<Code>,
    /// The board's name.
    #[schema(value_type = Option<String>)]
    pub icb_name: Option<Arc<str>>,
    /// NHS England region.
    pub region_code: Option<Code>,
    /// The region's name.
    #[schema(value_type = Option<String>)]
    pub region_name: Option<Arc<str>>,
}

impl Geography {
    /// The organisation of a level above the practice that this lies in.
    pub fn at(&self, level: Level) -> Option<(Code, Option<&Arc<str>>)> {
        let (code, name) = match level {
            Level::Pcn => (self.pcn_code, &self.pcn_name),
            Level::SubIcb => (self.sub_icb_code, &self.sub_icb_name),
            Level::Icb => (self.icb_code, &self.icb_name),
            Level::Region => (self.region_code, &self.region_name),
            Level::Practice | Level::England => (None, &None),
        };
        code.map(|code| (code, name.as_ref()))
    }

    /// What is left of it for an organisation of that level, which is not in
    /// anything narrower.
    #[must_use]
    pub fn above(&self, level: Level) -> Self {
        let mut above = self.clone();
        if level > Level::Pcn {
            (above.pcn_code, above.pcn_name) = (None, None);
        }
        if level > Level::SubIcb {
            (above.sub_icb_code, above.sub_icb_name) = (None, None);
        }
        if level > Level::Icb {
            (above.icb_code, above.icb_name) = (None, None);
        }
        if level > Level::Region {
            (above.region_code, above.region_name) = (None, None);
        }
        above
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_a_level_has_nothing_narrower() {
        let code = |text: &str| Some(text.parse().unwrap());
        let all = Geography {
            pcn_code: code("U99901"),
            sub_icb_code: code("91Z"),
            icb_code: code("QZ1"),
            region_code: code("Y91"),
            ..Geography::default()
        };
        for (level, left) in [
            (Level::Practice, 4),
            (Level::Pcn, 4),
            (Level::SubIcb, 3),
            (Level::Icb, 2),
            (Level::Region, 1),
            (Level::England, 0),
        ] {
            let above = all.above(level);
            let codes = [above.pcn_code, above.sub_icb_code, above.icb_code, above.region_code];
            assert_eq!(codes.iter().flatten().count(), left, "{level}");
        }
        assert_eq!(all.at(Level::Icb), Some(("QZ1".parse().unwrap(), None)));
        assert_eq!(all.at(Level::England), None);
    }
}
