use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// Some of the seven regions of NHS England: what a file covers that has less
/// than the whole country.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, as = reference::Regions, example = "london,south-east")]
pub struct Regions(u8);

/// The word for each region, in the order of its bit.
const WORDS: [&str; 7] = [
    "east-of-england",
    "london",
    "midlands",
    "north-east-and-yorkshire",
    "north-west",
    "south-east",
    "south-west",
];

/// What file names call them, longest first; `North` and `South` are two each.
const SPELLINGS: [(&[&str], u8); 10] = [
    (&["north", "east", "and", "yorkshire"], 0b000_1000),
    (&["east", "of", "england"], 0b000_0001),
    (&["north", "west"], 0b001_0000),
    (&["south", "east"], 0b010_0000),
    (&["south", "west"], 0b100_0000),
    (&["london"], 0b000_0010),
    (&["midlands"], 0b000_0100),
    (&["east"], 0b000_0001),
    (&["north"], 0b001_1000),
    (&["south"], 0b110_0000),
];

impl Regions {
    /// All seven: the whole of England.
    pub const ALL: Self = Self(0b111_1111);

    /// Those a file is named for: `London_East_South`, `NORTH_WEST`.
    pub fn named_in(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let words = name.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let mut found = 0;
        let mut rest = words.as_slice();
        while let Some((_, after)) = rest.split_first() {
            let spelling = SPELLINGS.iter().find(|(spelling, _)| rest.starts_with(spelling));
            match spelling {
                Some((spelling, bits)) => {
                    found |= bits;
                    rest = rest.get(spelling.len()..).unwrap_or_default();
                }
                None => rest = after,
            }
        }
        (found != 0).then_some(Self(found))
    }

    /// Those that either has.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there is one that both have.
    pub fn overlap(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those of England that it has not; nothing where it has all.
    pub fn missing(self) -> Option<Self> {
        let missing = Self::ALL.0 & !self.0;
        (missing != 0).then_some(Self(missing))
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }
}

impl fmt::Display for Regions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = (0_u8..).zip(WORDS).filter(|(bit, _)| self.0 >> bit & 1 == 1);
        let words: Vec<&str> = words.map(|(_, word)| word).collect();
        f.write_str(&words.join(","))
    }
}

impl fmt::Debug for Regions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Regions({self})")
    }
}

/// Not regions.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a list of NHS regions")]
pub struct InvalidRegions(String);

impl FromStr for Regions {
    type Err = InvalidRegions;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bits = 0;
        for word in text.split(',') {
            let bit = (0_u8..).zip(WORDS).find(|(_, known)| *known == word);
            let (bit, _) = bit.ok_or_else(|| InvalidRegions(text.chars().take(80).collect()))?;
            bits |= 1 << bit;
        }
        Ok(Self(bits))
    }
}

impl TryFrom<String> for Regions {
    type Error = InvalidRegions;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Regions> for String {
    fn from(regions: Regions) -> Self {
        regions.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_found_in_names() {
        for (name, found) in [
            (
                "Practice_Level_Crosstab_London_East_South_Oct_25.csv",
                Some("east-of-england,london,south-east,south-west"),
            ),
            (
                "Practice_Level_Crosstab_Midlands_North_Oct_25.csv",
                Some("midlands,north-east-and-yorkshire,north-west"),
            ),
            ("ACHIEVEMENT_NORTH_EAST_AND_YORKSHIRE_2425.csv", Some("north-east-and-yorkshire")),
            ("ACHIEVEMENT_EAST_OF_ENGLAND_2425.csv", Some("east-of-england")),
            ("ACHIEVEMENT_SOUTH_WEST_2425.csv", Some("south-west")),
            ("ACHIEVEMENT_2021_v2.csv", None),
            ("Practice_Level_Crosstab_Oct_25.csv", None),
            ("", None),
        ] {
            let named = Regions::named_in(name).map(|regions| regions.to_string());
            assert_eq!(named.as_deref(), found, "{name}");
        }
    }

    #[test]
    fn two_halves_are_the_whole() {
        let [one, other]: [Regions; 2] =
            ["London_East_South", "Midlands_North"].map(|name| Regions::named_in(name).unwrap());
        assert!(!one.overlap(other));
        assert_eq!(one.missing(), Some(other));
        assert_eq!(one.union(other), Regions::ALL);
        assert_eq!((Regions::ALL.missing(), one.count() + other.count()), (None, 7));
        assert_eq!(one.to_string().parse(), Ok(one));
        assert!("london,mars".parse::<Regions>().is_err());
    }
}
