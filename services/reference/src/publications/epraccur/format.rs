//! What the 27 columns mean, in both vocabularies.

use chrono::NaiveDate;
use thiserror::Error;

use super::row::Row;
use crate::domain::{Code, Status};

/// Every record has this many cells.
pub(super) const COLUMNS: usize = 27;

/// Columns that errors name, counted from 1 as the format's description does.
pub(super) const CODE: usize = 1;
pub(super) const STATUS: usize = 13;
const SETTING: usize = 26;

/// Which of the two sets of words a file uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vocabulary {
    Classic,
    DataSearchAndExport,
}

impl Vocabulary {
    /// What one record tells. The setting must fit too: other ODS files have
    /// 27 columns as well.
    pub(super) fn of(cells: &[&str]) -> Option<Self> {
        let setting = cell(cells, SETTING);
        let number =
            (1..=2).contains(&setting.len()) && setting.bytes().all(|b| b.is_ascii_digit());
        let roles = setting.split('|').all(|role| {
            role.strip_prefix("RO").is_some_and(|id| id.bytes().all(|b| b.is_ascii_digit()))
        });
        match cell(cells, STATUS) {
            "A" | "C" | "D" | "P" if number => Some(Self::Classic),
            "ACTIVE" | "INACTIVE" | "DORMANT" if roles || setting.is_empty() => {
                Some(Self::DataSearchAndExport)
            }
            _ => None,
        }
    }

    fn status(self, word: &str) -> Option<Status> {
        match (self, word) {
            (Self::Classic, "A") | (Self::DataSearchAndExport, "ACTIVE") => Some(Status::Active),
            (Self::Classic, "C") | (Self::DataSearchAndExport, "INACTIVE") => Some(Status::Closed),
            (Self::Classic, "D") | (Self::DataSearchAndExport, "DORMANT") => Some(Status::Dormant),
            (Self::Classic, "P") => Some(Status::Proposed),
            _ => None,
        }
    }

    /// The role ids of a setting. The classic numbers are told in roles too,
    /// as seen on the same codes in both vocabularies.
    fn roles(self, setting: &str) -> Option<Vec<String>> {
        if setting.is_empty() {
            return Some(Vec::new());
        }
        if self == Self::DataSearchAndExport {
            return Some(setting.split('|').map(str::to_owned).collect());
        }
        let roles: &[&str] = match setting {
            "0" => &["RO72"],
            "1" => &["RO87"],
            "2" => &["RO80"],
            "3" => &["RO80", "RO87"],
            "4" => &["RO76"],
            "8" => &["RO255"],
            "9" => &["RO247"],
            "10" => &["RO250"],
            "11" => &["RO252"],
            "12" => &["RO259"],
            "13" => &["RO249"],
            "14" => &["RO246"],
            "16" => &["RO260"],
            "17" => &["RO257"],
            "18" => &["RO256"],
            "19" => &["RO251"],
            "20" => &["RO248"],
            "22" => &["RO258"],
            "25" => &["RO82"],
            "26" => &["RO321"],
            "27" => &["RO323"],
            _ => return None,
        };
        Some(roles.iter().map(|&role| role.to_owned()).collect())
    }
}

/// Why a record is no row.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("column {column}: {reason}")]
pub(super) struct Fault {
    pub(super) column: usize,
    pub(super) reason: String,
}

/// Reads one record.
pub(super) fn read(cells: &[&str], words: Vocabulary) -> Result<Row, Fault> {
    let code: Code = cell(cells, CODE).parse().map_err(|error| fault(CODE, error))?;
    let name = cell(cells, 2);
    if name.is_empty() {
        return Err(fault(2, "the organisation has no name"));
    }
    let status = cell(cells, STATUS);
    let status = words
        .status(status)
        .ok_or_else(|| fault(STATUS, format!("{status:?} is not a status of this vocabulary")))?;
    let setting = cell(cells, SETTING);
    let roles = words
        .roles(setting)
        .ok_or_else(|| fault(SETTING, format!("{setting:?} is not a prescribing setting")))?;
    Ok(Row {
        code,
        name: name.to_owned(),
        region_code: code_at(cells, 3)?,
        icb_code: code_at(cells, 4)?,
        address: (5..=9).filter_map(|column| text_at(cells, column)).collect(),
        postcode: text_at(cells, 10),
        opened_on: date_at(cells, 11)?,
        closed_on: date_at(cells, 12)?,
        status,
        subtype: text_at(cells, 14),
        sub_icb_code: code_at(cells, 15)?,
        joined_on: date_at(cells, 16)?,
        left_on: date_at(cells, 17)?,
        phone: text_at(cells, 18),
        amended: cell(cells, 22) == "1",
        provider_code: code_at(cells, 24)?,
        roles,
    })
}

/// The cell of a column counted from 1, trimmed.
fn cell<'a>(cells: &[&'a str], column: usize) -> &'a str {
    cells.get(column - 1).map_or("", |cell| cell.trim())
}

fn text_at(cells: &[&str], column: usize) -> Option<String> {
    Some(cell(cells, column)).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn code_at(cells: &[&str], column: usize) -> Result<Option<Code>, Fault> {
    match cell(cells, column) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|error| fault(column, error)),
    }
}

fn date_at(cells: &[&str], column: usize) -> Result<Option<NaiveDate>, Fault> {
    match cell(cells, column) {
        "" => Ok(None),
        text if text.len() == 8 => NaiveDate::parse_from_str(text, "%Y%m%d")
            .map(Some)
            .map_err(|_| fault(column, format!("{text:?} is not a date"))),
        text => Err(fault(column, format!("{text:?} is not a date of the form YYYYMMDD"))),
    }
}

fn fault(column: usize, reason: impl ToString) -> Fault {
    Fault { column, reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(changes: &[(usize, &'static str)]) -> Vec<&'static str> {
        let mut cells = vec![""; COLUMNS];
        for (column, text) in [
            (1, "Z00001"),
            (2, "THE OLD FORGE SURGERY"),
            (3, "Y91"),
            (4, "QZ1"),
            (5, "1 FORGE LANE"),
            (8, "LITTLE HAMPTON"),
            (10, "ZZ1 1ZZ"),
            (11, "19740401"),
            (13, "A"),
            (14, "B"),
            (15, "99Z"),
            (16, "20200401"),
            (22, "0"),
            (26, "4"),
        ] {
            cells[column - 1] = text;
        }
        for (column, text) in changes {
            cells[column - 1] = text;
        }
        cells
    }

    #[test]
    fn both_vocabularies_read_alike() {
        let classic = cells(&[]);
        let export = cells(&[(13, "ACTIVE"), (26, "RO76|RO268")]);
        assert_eq!(Vocabulary::of(&classic), Some(Vocabulary::Classic));
        assert_eq!(Vocabulary::of(&export), Some(Vocabulary::DataSearchAndExport));
        let one = read(&classic, Vocabulary::Classic).unwrap();
        let other = read(&export, Vocabulary::DataSearchAndExport).unwrap();
        assert_eq!((one.status, other.status), (Status::Active, Status::Active));
        assert!(one.is_gp_practice() && other.is_gp_practice());
        assert_eq!(one.address, ["1 FORGE LANE", "LITTLE HAMPTON"]);
        assert_eq!(one.opened_on, NaiveDate::from_ymd_opt(1974, 4, 1));
    }

    #[test]
    fn statuses_follow_the_published_crosswalk() {
        use Vocabulary::{Classic, DataSearchAndExport};
        for (words, word, status) in [
            (Classic, "A", Some(Status::Active)),
            (Classic, "C", Some(Status::Closed)),
            (Classic, "D", Some(Status::Dormant)),
            (Classic, "P", Some(Status::Proposed)),
            (Classic, "ACTIVE", None),
            (DataSearchAndExport, "INACTIVE", Some(Status::Closed)),
            (DataSearchAndExport, "DORMANT", Some(Status::Dormant)),
            (DataSearchAndExport, "A", None),
        ] {
            assert_eq!(words.status(word), status, "{words:?} {word}");
        }
    }

    #[test]
    fn another_ods_file_of_27_columns_is_not_taken() {
        // etr has neither a status nor a prescribing setting.
        assert_eq!(Vocabulary::of(&cells(&[(13, ""), (26, "")])), None);
        assert_eq!(Vocabulary::of(&cells(&[(26, "")])), None);
        assert_eq!(Vocabulary::of(&cells(&[(13, "ACTIVE"), (26, "4")])), None);
    }

    #[test]
    fn a_fault_names_its_column() {
        for (column, text) in [
            (1, "A8"),
            (2, ""),
            (3, "Y-1"),
            (11, "1974"),
            (11, "19741301"),
            (12, "01/04/1974"),
            (13, "ACTIVE"),
            (16, "+1740401"),
            (26, "99"),
        ] {
            let fault = read(&cells(&[(column, text)]), Vocabulary::Classic).unwrap_err();
            assert_eq!(fault.column, column, "{text}");
        }
    }
}
