use super::row::Row;
use crate::domain::Code;
use crate::publications::{Column, Record, Reject, Table};

pub(super) const MONTH: Column = Column::new("APPOINTMENT_MONTH_START_DATE");
pub(super) const GP_CODE: Column = Column::new("GP_CODE");
const GP_NAME: Column = Column::new("GP_NAME");
pub(super) const SUPPLIER: Column = Column::new("SUPPLIER");
const PCN_CODE: Column = Column::new("PCN_CODE");
const PCN_NAME: Column = Column::new("PCN_NAME");
const SUB_ICB_CODE: Column = Column::new("SUB_ICB_LOCATION_CODE").or(&["CCG_CODE"]);
const SUB_ICB_NAME: Column = Column::new("SUB_ICB_LOCATION_NAME").or(&["CCG_NAME"]);
const HCP_TYPE: Column = Column::new("HCP_TYPE");
const APPT_MODE: Column = Column::new("APPT_MODE");
pub(super) const CATEGORY: Column = Column::new("NATIONAL_CATEGORY");
const TIME_BETWEEN: Column = Column::new("TIME_BETWEEN_BOOK_AND_APPT");
pub(super) const COUNT: Column = Column::new("COUNT_OF_APPOINTMENTS");
const APPT_STATUS: Column = Column::new("APPT_STATUS");

pub(super) const TABLE: Table = Table::new(&[
    MONTH,
    GP_CODE,
    GP_NAME,
    SUPPLIER,
    PCN_CODE,
    PCN_NAME,
    SUB_ICB_CODE,
    SUB_ICB_NAME,
    HCP_TYPE,
    APPT_MODE,
    CATEGORY,
    TIME_BETWEEN,
    COUNT,
    APPT_STATUS,
])
.in_parts();

/// What all lines of a practice repeat. Its supplier may differ: see
/// [`joined_suppliers`](super::joined_suppliers).
pub(super) const ATTRIBUTES: [Column; 5] =
    [GP_NAME, PCN_CODE, PCN_NAME, SUB_ICB_CODE, SUB_ICB_NAME];

/// What became of an appointment, as published.
pub const STATUSES: [&str; 3] = ["Attended", "DNA", "Unknown"];

/// Who an appointment was with, as published.
pub const HCP_TYPES: [&str; 3] = ["GP", "Other Practice staff", "Unknown"];

/// How an appointment was held, as published.
pub const MODES: [&str; 5] =
    ["Face-to-Face", "Telephone", "Home Visit", "Video Conference/Online", "Unknown"];

/// How long before its day an appointment was booked, as published: three of
/// them with two spaces.
pub const WAITS: [&str; 8] = [
    "Same Day",
    "1 Day",
    "2 to 7 Days",
    "8  to 14 Days",
    "15  to 21 Days",
    "22  to 28 Days",
    "More than 28 Days",
    "Unknown / Data Quality",
];

const STATUS: Words<3> =
    Words { column: APPT_STATUS, labels: STATUSES, aliases: &[("Did Not Attend", "DNA")] };

const HCP: Words<3> = Words { column: HCP_TYPE, labels: HCP_TYPES, aliases: &[] };

const MODE: Words<5> = Words {
    column: APPT_MODE,
    labels: MODES,
    aliases: &[("Online", "Video Conference/Online"), ("Video/Online", "Video Conference/Online")],
};

const WAIT: Words<8> = Words {
    column: TIME_BETWEEN,
    labels: WAITS,
    aliases: &[
        ("Unknown / Data Issue", "Unknown / Data Quality"),
        ("Unknown", "Unknown / Data Quality"),
    ],
};

/// The words that a column may have, in the order in which they are counted.
struct Words<const N: usize> {
    column: Column,
    labels: [&'static str; N],
    /// The words of other months, each with its label.
    aliases: &'static [(&'static str, &'static str)],
}

impl<const N: usize> Words<N> {
    /// The place of the record's word among the labels.
    fn read(&self, record: &Record<'_>) -> Result<u8, Reject> {
        let text = record.text(self.column);
        self.index(text).ok_or_else(|| {
            let known = self.labels.join(", ");
            record.reject(self.column, format!("{text:?} is not one of {known}"))
        })
    }

    fn index(&self, text: &str) -> Option<u8> {
        // Almost every line has the published word, letter for letter.
        self.position(|label| label == text).or_else(|| {
            let alias = self.aliases.iter().find(|(alias, _)| same(alias, text));
            let word = alias.map_or(text, |(_, label)| *label);
            self.position(|label| same(label, word))
        })
    }

    fn position(&self, fits: impl Fn(&str) -> bool) -> Option<u8> {
        (0..).zip(self.labels).find(|(_, label)| fits(label)).map(|(index, _)| index)
    }
}

/// Whether two words are the same but for their case and white space.
fn same(one: &str, other: &str) -> bool {
    fn plain(text: &str) -> impl Iterator<Item = u8> {
        let letters = text.split_whitespace().flat_map(|word| word.bytes().chain([b' ']));
        letters.map(|letter| letter.to_ascii_lowercase())
    }
    plain(one).eq(plain(other))
}

/// The appointments of one combination; words as places among their labels.
pub(super) struct Figure<'r> {
    pub(super) practice_code: Code,
    pub(super) supplier: &'r str,
    pub(super) category: &'r str,
    pub(super) status: u8,
    pub(super) hcp: u8,
    pub(super) mode: u8,
    pub(super) wait: u8,
    pub(super) count: u32,
}

pub(super) fn read<'r>(record: &'r Record<'_>) -> Result<Figure<'r>, Reject> {
    let category = record.text(CATEGORY);
    if category.is_empty() {
        return Err(record.reject(CATEGORY, "NATIONAL_CATEGORY is empty"));
    }
    Ok(Figure {
        practice_code: record.code(GP_CODE)?,
        supplier: record.text(SUPPLIER),
        category,
        status: STATUS.read(record)?,
        hcp: HCP.read(record)?,
        mode: MODE.read(record)?,
        wait: WAIT.read(record)?,
        count: record.count(COUNT)?,
    })
}

/// The practice of a record, with no appointments yet.
pub(super) fn practice(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        practice_code: record.code(GP_CODE)?,
        practice_name: record.filled(GP_NAME)?,
        supplier: None,
        pcn_code: record.known_code(PCN_CODE)?,
        pcn_name: record.known(PCN_NAME),
        sub_icb_code: record.known_code(SUB_ICB_CODE)?,
        sub_icb_name: record.known(SUB_ICB_NAME),
        status: vec![0; STATUSES.len()],
        hcp: vec![0; HCP_TYPES.len()],
        mode: vec![0; MODES.len()],
        wait: vec![0; WAITS.len()],
        categories: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_every_spelling() {
        for (text, index) in [
            ("8  to 14 Days", Some(3)),
            ("8 to 14 days", Some(3)),
            ("22\u{a0}to  28 DAYS", Some(5)),
            ("Unknown / Data Quality", Some(7)),
            ("UNKNOWN / DATA  ISSUE", Some(7)),
            ("unknown", Some(7)),
            ("8to14Days", None),
            ("2 Days", None),
            ("", None),
        ] {
            assert_eq!(WAIT.index(text), index, "{text}");
        }
        for text in ["online", "Video/Online", "VIDEO CONFERENCE/ONLINE"] {
            assert_eq!(MODE.index(text), Some(3), "{text}");
        }
        assert_eq!(HCP.index("Other practice Staff"), Some(1));
        assert_eq!((STATUS.index("dna"), STATUS.index("Did not attend")), (Some(1), Some(1)));
    }

    #[test]
    fn every_alias_has_a_label() {
        fn whole<const N: usize>(words: &Words<N>) -> bool {
            words.aliases.iter().all(|(_, label)| words.labels.contains(label))
        }
        assert!(whole(&STATUS) && whole(&HCP) && whole(&MODE) && whole(&WAIT));
    }
}
