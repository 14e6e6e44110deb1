use std::str::FromStr;

use strum::{Display, IntoStaticStr, VariantArray};
use thiserror::Error;

/// A step of making a rota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Days that a term says are always worked.
    Fixed,
    /// Days that a term says are worked every other week.
    AlternateWeeks,
    /// Partners to where doctors are missing.
    Deficit,
    /// For every partner the days that each week should have at least.
    PartnerMinimum,
    /// A fairer place for what this run gave to partners.
    Optimise,
    /// Who of those that work is on duty.
    Duty,
}

impl Phase {
    /// From 1 to 6, in the order in which they run.
    pub fn number(self) -> u8 {
        match self {
            Self::Fixed => 1,
            Self::AlternateWeeks => 2,
            Self::Deficit => 3,
            Self::PartnerMinimum => 4,
            Self::Optimise => 5,
            Self::Duty => 6,
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fixed => "Fixed shifts",
            Self::AlternateWeeks => "Alternate weeks",
            Self::Deficit => "Deficit fill",
            Self::PartnerMinimum => "Partner minimum",
            Self::Optimise => "Optimise",
            Self::Duty => "Duty doctors",
        }
    }
}

/// Which phases are run.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr, VariantArray,
)]
pub enum Choice {
    /// The first alone.
    #[strum(serialize = "1")]
    One,
    /// The third alone.
    #[strum(serialize = "3")]
    Three,
    /// The fourth alone.
    #[strum(serialize = "4")]
    Four,
    /// The sixth alone.
    #[strum(serialize = "6")]
    Six,
    /// All six, of which the second and the fifth are never run alone.
    #[strum(serialize = "all")]
    All,
}

/// There is no such choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("choose a phase: 1, 3, 4, 6 or all")]
pub struct UnknownChoice;

impl Choice {
    /// The phases to be run, in order.
    pub fn phases(self) -> &'static [Phase] {
        match self {
            Self::One => &[Phase::Fixed],
            Self::Three => &[Phase::Deficit],
            Self::Four => &[Phase::PartnerMinimum],
            Self::Six => &[Phase::Duty],
            Self::All => &[
                Phase::Fixed,
                Phase::AlternateWeeks,
                Phase::Deficit,
                Phase::PartnerMinimum,
                Phase::Optimise,
                Phase::Duty,
            ],
        }
    }
}

impl FromStr for Choice {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_named = |choice: &Self| <&'static str>::from(*choice) == text;
        Self::VARIANTS.iter().copied().find(is_named).ok_or(UnknownChoice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_a_number_or_all() {
        for (text, numbers) in [
            ("1", vec![1]),
            ("3", vec![3]),
            ("4", vec![4]),
            ("6", vec![6]),
            ("all", vec![1, 2, 3, 4, 5, 6]),
        ] {
            let choice: Choice = text.parse().unwrap();
            assert_eq!(choice.to_string(), text);
            let phases = choice.phases().iter().map(|phase| phase.number());
            assert_eq!(phases.collect::<Vec<_>>(), numbers, "{text}");
        }
        for text in ["2", "5", "7", "All", ""] {
            assert_eq!(text.parse::<Choice>(), Err(UnknownChoice), "{text}");
        }
    }
}
