//! A small synthetic England, written in the formats the NHS publishes, so
//! that a fresh installation answers through the same importers as a full one.
//! The same generator writes one as large as the real one, to measure with.
//!
//! Everything is made up: codes are ones that ODS has not issued, telephone
//! numbers are those Ofcom keeps for drama, postcodes do not exist. The same
//! files come out every time, so importing them twice does nothing.

mod england;
mod names;
mod ods;
mod patients;
mod plan;
mod registered;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::{Months, NaiveDate};
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

pub use england::{Area, England, Geography, Membership, Pcn, Practice};
pub use patients::{BANDS, BandCounts};

/// The first month with a list of patients.
const FIRST: NaiveDate = day(2025, 2, 1);

/// Writes the demo files into `folder`, in the order to import them; each
/// with the publication it belongs to.
pub fn write(folder: &Path) -> io::Result<Vec<(&'static str, PathBuf)>> {
    write_england(&England::small(), months(), folder)
}

/// Writes an England into `folder`: the organisations, and what is published
/// of each month in a folder of its own.
pub fn write_england(
    england: &England,
    months: impl IntoIterator<Item = NaiveDate>,
    folder: &Path,
) -> io::Result<Vec<(&'static str, PathBuf)>> {
    let mut files = vec![
        ("epraccur", ods::write_epraccur(england, folder)?),
        ("epcn", ods::write_epcn(england, folder)?),
        ("epcncorepartnerdetails", ods::write_core_partners(england, folder)?),
        ("epcmem", ods::write_epcmem(england, folder)?),
    ];
    for month in months {
        let folder = folder.join(month.format("%Y-%m").to_string());
        fs::create_dir_all(&folder)?;
        files.push(("gp-reg-pat-prac-map", registered::write_map(england, month, &folder)?));
        let ages = registered::write_quin_age(england, month, &folder)?;
        files.push(("gp-reg-pat-prac-quin-age", ages));
    }
    Ok(files)
}

/// The months the demo data is about, as the first day of each.
pub fn months() -> impl Iterator<Item = NaiveDate> {
    (0..12).map(|month| FIRST + Months::new(month))
}

/// A file as ODS writes them: no header, every cell quoted.
fn write_ods<const COLUMNS: usize>(
    path: PathBuf,
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> io::Result<PathBuf> {
    let mut writer = WriterBuilder::new()
        .has_headers(false)
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(File::create(&path)?);
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()?;
    Ok(path)
}

/// A file as NHS England publishes statistics, begun with its header.
fn statistics(path: &Path, header: &[&str]) -> io::Result<Writer<File>> {
    let file = File::create(path)?;
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
    writer.write_record(header)?;
    Ok(writer)
}

/// One of a list, which begins again when it is used up.
fn pick<T: Copy>(choices: &[T], number: usize) -> T {
    *at(choices, number)
}

fn at<T>(list: &[T], index: usize) -> &T {
    // No list here is empty, and the remainder is less than the length.
    #[expect(clippy::indexing_slicing, reason = "in bounds, see above")]
    &list[index % list.len()]
}

/// A number less than `below` that looks random, and is the same each time
/// for the same code and use.
fn draw(code: &str, purpose: &str, below: u32) -> u32 {
    // FNV-1a, and a last turn so that codes in a row are far apart.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in code.bytes().chain([b'/']).chain(purpose.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let scaled = (hash >> 32) * u64::from(below);
    u32::try_from(scaled >> 32).unwrap_or_default()
}

/// A day that is known to exist; used in constants alone, so that one that
/// does not fails to compile.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => panic!("there is no such day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_publication_and_month_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path()).unwrap();
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        assert_eq!(names[..4], ["epraccur", "epcn", "epcncorepartnerdetails", "epcmem"]);
        let monthly = ["gp-reg-pat-prac-map", "gp-reg-pat-prac-quin-age"];
        assert_eq!(names[4..], monthly.repeat(12));
        assert!(files.iter().all(|(name, file)| file.ends_with(format!("{name}.csv"))));
        for month in ["2025-02", "2025-12", "2026-01"] {
            assert!(folder.path().join(month).join("gp-reg-pat-prac-map.csv").is_file(), "{month}");
        }
        assert_eq!(months().last(), NaiveDate::from_ymd_opt(2026, 1, 1));
    }

    #[test]
    fn the_same_bytes_come_out_every_time() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let files = write(one.path()).unwrap().into_iter().zip(write(other.path()).unwrap());
        for ((name, file), (_, twin)) in files {
            assert_eq!(fs::read(file).unwrap(), fs::read(twin).unwrap(), "{name}");
        }
    }

    #[test]
    fn draws_are_spread_out() {
        let draws: Vec<u32> = (0..1_000).map(|n| draw(&format!("Z{n:05}"), "test", 10)).collect();
        for number in 0..10 {
            let times = draws.iter().filter(|&&drawn| drawn == number).count();
            assert!((50..200).contains(&times), "{number} came {times} times");
        }
    }
}
