use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;

use super::shelf::Edition;
use crate::domain::Code;
use crate::publications::{epcmem, epcncorepartnerdetails};

/// A spell of a practice in a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The network.
    pub pcn_code: Code,
    /// Its name.
    pub pcn_name: String,
    /// The first day.
    pub joined_on: NaiveDate,
    /// Whether it lasts.
    pub current: bool,
}

/// Which networks, and which commissioners, practices belong to by ODS.
#[derive(Default)]
pub struct Memberships {
    spells: HashMap<Code, Vec<Spell>>,
    /// None where the newest edition knows of past ones only.
    commissioners: HashMap<Code, Option<Code>>,
}

impl Memberships {
    /// Reads editions, newest first: of each practice the newest counts.
    pub fn new(
        partners: &[Edition<epcncorepartnerdetails::Row>],
        commissioners: &[Edition<epcmem::Row>],
    ) -> Self {
        let mut known = Self::default();
        for edition in partners {
            let mut spells: HashMap<Code, Vec<Spell>> = HashMap::new();
            for row in edition.rows.iter() {
                spells.entry(row.practice_code).or_default().push(Spell {
                    pcn_code: row.pcn_code,
                    pcn_name: row.pcn_name.clone(),
                    joined_on: row.joined_on,
                    current: row.left_on.is_none(),
                });
            }
            for (practice, spells) in spells {
                if let Entry::Vacant(vacant) = known.spells.entry(practice) {
                    vacant.insert(spells);
                }
            }
        }
        for edition in commissioners {
            let mut current: HashMap<Code, Option<Code>> = HashMap::new();
            for row in edition.rows.iter() {
                let commissioner = current.entry(row.practice_code).or_default();
                if row.left_on.is_none() {
                    *commissioner = Some(row.commissioner_code);
                }
            }
            for (practice, commissioner) in current {
                known.commissioners.entry(practice).or_insert(commissioner);
            }
        }
        known
    }

    /// The network a practice is in; of several the one it joined last.
    pub fn current(&self, practice: Code) -> Option<&Spell> {
        let spells = self.spells.get(&practice)?;
        spells.iter().filter(|spell| spell.current).max_by_key(|spell| spell.joined_on)
    }

    /// When a practice joined a network that it is in.
    pub fn joined_on(&self, practice: Code, pcn: Code) -> Option<NaiveDate> {
        let spells = self.spells.get(&practice)?.iter();
        let spells = spells.filter(|spell| spell.current && spell.pcn_code == pcn);
        spells.map(|spell| spell.joined_on).max()
    }

    /// The commissioner of a practice.
    pub fn commissioner(&self, practice: Code) -> Option<Code> {
        self.commissioners.get(&practice).copied().flatten()
    }

    /// How many of the practices that are admitted are in each network.
    pub fn counts(&self, admits: impl Fn(Code) -> bool) -> HashMap<Code, u32> {
        let mut counts = HashMap::new();
        for practice in self.spells.keys().filter(|&&practice| admits(practice)) {
            if let Some(spell) = self.current(*practice) {
                *counts.entry(spell.pcn_code).or_default() += 1;
            }
        }
        counts
    }
}
