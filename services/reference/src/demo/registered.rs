//! Patients Registered at a GP Practice: what is published every month.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use csv::Writer;

use super::england::England;
use super::files::statistics;
use super::patients::{BANDS, BandCounts};

/// The publication's name for itself.
const PUBLICATION: &str = "GP_PRAC_PAT_LIST";

const MAP: [&str; 17] = [
    "PUBLICATION",
    "EXTRACT_DATE",
    "PRACTICE_CODE",
    "PRACTICE_NAME",
    "PRACTICE_POSTCODE",
    "PCN_CODE",
    "PCN_NAME",
    "ONS_SUB_ICB_LOCATION_CODE",
    "SUB_ICB_LOCATION_CODE",
    "SUB_ICB_LOCATION_NAME",
    "ONS_ICB_CODE",
    "ICB_CODE",
    "ICB_NAME",
    "ONS_COMM_REGION_CODE",
    "COMM_REGION_CODE",
    "COMM_REGION_NAME",
    "SUPPLIER_NAME",
];

const QUIN_AGE: [&str; 9] = [
    "PUBLICATION",
    "EXTRACT_DATE",
    "ORG_TYPE",
    "ORG_CODE",
    "ONS_CODE",
    "POSTCODE",
    "SEX",
    "AGE_GROUP_5",
    "NUMBER_OF_PATIENTS",
];

/// Where the practices with a list belong in that month.
pub(super) fn write_map(england: &England, month: NaiveDate, folder: &Path) -> io::Result<PathBuf> {
    let path = folder.join("gp-reg-pat-prac-map.csv");
    let mut writer = statistics(&path, &MAP)?;
    let date = month.format("%d%b%Y").to_string();
    for practice in england.listed(month) {
        let place = england.geography(practice.sub_icb);
        let (pcn, pcn_name) = england.pcn_cells(practice, month);
        let row: [&str; 17] = [
            PUBLICATION,
            &date,
            &practice.code,
            &practice.name,
            &practice.postcode,
            pcn,
            pcn_name,
            &place.sub_icb.ons_code,
            &place.sub_icb.code,
            &place.sub_icb.name,
            &place.board.ons_code,
            &place.board.code,
            &place.board.name,
            &place.region.ons_code,
            &place.region.code,
            &place.region.name,
            practice.supplier,
        ];
        writer.write_record(row)?;
    }
    writer.flush()?;
    Ok(path)
}

/// Patients by sex and age band, of every practice and everything it belongs to.
pub(super) fn write_quin_age(
    england: &England,
    month: NaiveDate,
    folder: &Path,
) -> io::Result<PathBuf> {
    let path = folder.join("gp-reg-pat-prac-quin-age.csv");
    let mut writer = statistics(&path, &QUIN_AGE)?;
    let date = month.to_string();
    let mut levels = ["Comm Region", "ICB", "SUB_ICB_LOCATION_CODE", "PCN"]
        .map(|kind| (kind, BTreeMap::<(&str, &str), BandCounts>::new()));
    let mut practices = Vec::new();
    for practice in england.listed(month) {
        let counts = practice.registered(month);
        let place = england.geography(practice.sub_icb);
        let [region, board, sub_icb] = [place.region, place.board, place.sub_icb]
            .map(|area| (area.code.as_str(), area.ons_code.as_str()));
        let (pcn, _) = england.pcn_cells(practice, month);
        let belongs = [region, board, sub_icb, (pcn, "")];
        for ((_, sums), organisation) in levels.iter_mut().zip(belongs) {
            *sums.entry(organisation).or_default() += counts;
        }
        practices.push((practice, counts));
    }
    for (kind, sums) in levels {
        for ((code, ons_code), counts) in sums {
            write_bands(&mut writer, [&date, kind, code, ons_code, ""], &counts)?;
        }
    }
    for (practice, counts) in practices {
        let organisation: [&str; 5] = [&date, "GP", &practice.code, "", &practice.postcode];
        write_bands(&mut writer, organisation, &counts)?;
    }
    writer.flush()?;
    Ok(path)
}

/// The 43 rows of one organisation.
fn write_bands(
    writer: &mut Writer<File>,
    [date, kind, code, ons_code, postcode]: [&str; 5],
    counts: &BandCounts,
) -> io::Result<()> {
    let mut row = |sex: &str, band: &str, patients: u32| {
        let patients = patients.to_string();
        let row: [&str; 9] =
            [PUBLICATION, date, kind, code, ons_code, postcode, sex, band, &patients];
        writer.write_record(row)
    };
    row("ALL", "ALL", counts.total())?;
    for (sex, patients) in [("FEMALE", counts.female), ("MALE", counts.male)] {
        let mut bands: Vec<(&str, u32)> = BANDS.into_iter().zip(patients).collect();
        bands.sort_unstable();
        for (band, patients) in bands {
            row(sex, band, patients)?;
        }
        row(sex, "ALL", patients.iter().sum())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};
    use std::fs;

    use super::*;
    use crate::demo::months;

    /// By kind, sex and band: the sum over all organisations of the kind.
    type Sums = HashMap<(String, String, String), u64>;

    fn records(path: &Path) -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let own = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
        reader.records().map(|record| own(record.unwrap())).collect()
    }

    #[test]
    fn levels_sexes_and_bands_add_up() {
        let england = England::small();
        let folder = tempfile::tempdir().unwrap();
        for month in months() {
            let rows = records(&write_quin_age(&england, month, folder.path()).unwrap());
            let mut sums = Sums::new();
            let mut organisations = HashMap::<(&str, &str), [u64; 5]>::new();
            for row in &rows {
                let [kind, code, sex, band] = [2_usize, 3, 6, 7].map(|column| row[column].as_str());
                let count: u64 = row[8].parse().unwrap();
                *sums.entry((kind.into(), sex.into(), band.into())).or_default() += count;
                let seen = organisations.entry((kind, code)).or_default();
                seen[0] += 1;
                match (sex, band) {
                    ("ALL", _) => seen[1] += count,
                    (_, "ALL") => seen[2] += count,
                    ("FEMALE", _) => seen[3] += count,
                    _ => seen[4] += count,
                }
            }
            for (organisation, [rows, total, sexes, females, males]) in organisations {
                let all = (rows, sexes, females + males);
                assert_eq!(all, (43, total, total), "{organisation:?} in {month}");
            }
            for ((kind, sex, band), count) in &sums {
                let practices = sums[&("GP".to_owned(), sex.clone(), band.clone())];
                assert_eq!(*count, practices, "{kind} {sex} {band} in {month}");
            }
            assert_eq!(sums.len(), 5 * 43);
        }
    }

    #[test]
    fn the_order_is_the_published_one() {
        let folder = tempfile::tempdir().unwrap();
        let month = months().last().unwrap();
        let path = write_quin_age(&England::small(), month, folder.path()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches("\r\n").count(), text.lines().count());
        let rows = records(&path);
        let mut kinds: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
        kinds.dedup();
        assert_eq!(kinds, ["Comm Region", "ICB", "SUB_ICB_LOCATION_CODE", "PCN", "GP"]);
        let bands: Vec<&str> = rows[..43].iter().map(|row| row[7].as_str()).collect();
        assert_eq!(bands[..4], ["ALL", "0_4", "10_14", "15_19"]);
        assert_eq!((bands[12], bands[21], bands[42]), ("5_9", "ALL", "ALL"));
        assert_eq!((rows[0][1].as_str(), rows[0][4].as_str()), ("2026-01-01", "E40999001"));
        let pcn = rows.iter().find(|row| row[2] == "PCN").unwrap();
        assert_eq!((pcn[3].as_str(), pcn[4].as_str(), pcn[5].as_str()), ("U", "", ""));
    }

    #[test]
    fn the_map_names_every_practice_with_a_list() {
        let england = England::small();
        let folder = tempfile::tempdir().unwrap();
        for month in months() {
            let map = records(&write_map(&england, month, folder.path()).unwrap());
            let ages = records(&write_quin_age(&england, month, folder.path()).unwrap());
            let mapped: BTreeSet<&str> = map.iter().map(|row| row[2].as_str()).collect();
            let practices = ages.iter().filter(|row| row[2] == "GP");
            assert_eq!(practices.map(|row| row[3].as_str()).collect::<BTreeSet<_>>(), mapped);
            let alone: Vec<&Vec<String>> = map.iter().filter(|row| row[5] == "U").collect();
            assert_eq!((alone.len(), alone[0][6].as_str()), (1, "UNALLOCATED"));
            assert_eq!(map[0].len(), 17);
            assert_eq!(map[0][1], month.format("%d%b%Y").to_string());
        }
    }
}
