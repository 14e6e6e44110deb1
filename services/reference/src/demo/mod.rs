//! A small synthetic England, written in the formats the NHS publishes, so
//! that a fresh installation answers through the same importers as a full one.
//! The same generator writes one as large as the real one, to measure with.
//!
//! Everything is made up: codes are ones that ODS has not issued, telephone
//! numbers are those Ofcom keeps for drama, postcodes do not exist. The same
//! files come out every time, so importing them twice does nothing.

mod appointments;
mod england;
mod files;
mod names;
mod nwrs;
mod ods;
mod patients;
mod payments;
mod plan;
mod qof;
mod registered;
#[cfg(test)]
mod testing;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{Days, Months, NaiveDate};

pub use appointments::{write_appointments, write_crosstab, write_crosstab_halves};
pub use england::{Area, England, Geography, Membership, Pcn, Practice};
pub use patients::{BANDS, BandCounts};

use crate::domain::FinancialYear;

/// The first month with a list of patients.
const FIRST: NaiveDate = day(2025, 2, 1);
/// The last month, and in the last year, of everything.
const LAST: NaiveDate = day(2026, 1, 1);

/// The times that something is published of.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// Months with lists of patients, as the first day of each.
    pub months: Vec<NaiveDate>,
    /// Months with appointments, likewise.
    pub appointments: Vec<NaiveDate>,
    /// Years of the Quality and Outcomes Framework.
    pub qof: Vec<FinancialYear>,
    /// When the workforce was counted: the last days of months.
    pub snapshots: Vec<NaiveDate>,
    /// Years of NHS payments.
    pub payments: Vec<FinancialYear>,
}

impl Times {
    /// Those of the demo data: 12 lists of patients up to January 2026, three
    /// months of appointments, two years, two snapshots.
    pub fn demo() -> Self {
        Self::last(Counts { months: 12, appointments: 3, qof: 2, snapshots: 2, payments: 2 })
    }

    /// So many of each, up to the last of the demo data.
    pub fn last(counts: Counts) -> Self {
        let months = |count: u32| {
            let back = (0..count).rev();
            back.map(|months| LAST - Months::new(months)).collect::<Vec<NaiveDate>>()
        };
        let years = |count: u32| {
            let back = (0..count).rev();
            back.map(|years| FinancialYear::of(LAST - Months::new(12 * years))).collect()
        };
        let last_day = |month: NaiveDate| month + Months::new(1) - Days::new(1);
        Self {
            months: months(counts.months),
            appointments: months(counts.appointments),
            qof: years(counts.qof),
            snapshots: months(counts.snapshots).into_iter().map(last_day).collect(),
            payments: years(counts.payments),
        }
    }
}

/// How many times there are of each series; see [`Times::last`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Months with lists of patients.
    pub months: u32,
    /// Months with appointments.
    pub appointments: u32,
    /// Years of the Quality and Outcomes Framework.
    pub qof: u32,
    /// Months in which the workforce was counted.
    pub snapshots: u32,
    /// Years of NHS payments.
    pub payments: u32,
}

/// Writes the demo files into `folder`, in the order to import them; each
/// with the publication it belongs to. A zip is there once for each of those
/// it holds.
pub fn write(folder: &Path) -> io::Result<Vec<(&'static str, PathBuf)>> {
    write_england(&England::small(), &Times::demo(), folder)
}

/// Writes an England into `folder`: the organisations, what is published of
/// each month in a folder of its own, and the other series likewise.
pub fn write_england(
    england: &England,
    times: &Times,
    folder: &Path,
) -> io::Result<Vec<(&'static str, PathBuf)>> {
    let mut files = vec![
        ("epraccur", ods::write_epraccur(england, folder)?),
        ("epcn", ods::write_epcn(england, folder)?),
        ("epcncorepartnerdetails", ods::write_core_partners(england, folder)?),
        ("epcmem", ods::write_epcmem(england, folder)?),
    ];
    for &month in &times.months {
        let folder = below(folder, &month.format("%Y-%m").to_string())?;
        files.push(("gp-reg-pat-prac-map", registered::write_map(england, month, &folder)?));
        let ages = registered::write_quin_age(england, month, &folder)?;
        files.push(("gp-reg-pat-prac-quin-age", ages));
    }
    for &month in &times.appointments {
        let zip = write_appointments(england, month, &below(folder, "appointments")?)?;
        files.extend(appointments::PUBLICATIONS.map(|publication| (publication, zip.clone())));
    }
    for &year in &times.qof {
        let zip = qof::write(england, year, &below(folder, "qof")?)?;
        files.extend(qof::PUBLICATIONS.map(|publication| (publication, zip.clone())));
    }
    for &snapshot in &times.snapshots {
        let zip = nwrs::write(england, snapshot, &below(folder, "nwrs")?)?;
        files.push(("nwrs-practice-level", zip));
    }
    for &year in &times.payments {
        let folder = below(folder, "payments")?;
        let practices = payments::write_practices(england, year, &folder)?;
        files.push(("nhs-payments-practice", practices));
        files.push(("nhs-payments-pcn", payments::write_pcns(england, year, &folder)?));
    }
    Ok(files)
}

/// The months the demo data has lists of patients of, as the first day of each.
pub fn months() -> impl Iterator<Item = NaiveDate> {
    (0..12).map(|month| FIRST + Months::new(month))
}

/// A folder in `folder`, which is made where it is not there.
fn below(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let folder = folder.join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Shares out a total by weight. Nothing is lost to rounding.
struct Shares {
    total: u64,
    whole: u64,
    weight: u64,
    given: u64,
}

impl Shares {
    /// `whole` is the sum of the weights.
    fn of(total: u64, whole: u64) -> Self {
        Self { total, whole: whole.max(1), weight: 0, given: 0 }
    }

    /// The share of the next one, which has that weight.
    fn next(&mut self, own: u64) -> u64 {
        self.weight += own;
        let due = self.total * self.weight / self.whole;
        let share = due - self.given;
        self.given = due;
        share
    }
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
    fn every_publication_and_time_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let files = write(folder.path()).unwrap();
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        assert_eq!(names[..4], ["epraccur", "epcn", "epcncorepartnerdetails", "epcmem"]);
        let monthly = ["gp-reg-pat-prac-map", "gp-reg-pat-prac-quin-age"];
        assert_eq!(names[4..28], monthly.repeat(12));
        let own = |(name, file): &(&str, PathBuf)| file.ends_with(format!("{name}.csv"));
        assert!(files[..28].iter().all(own));
        for month in ["2025-02", "2025-12", "2026-01"] {
            assert!(folder.path().join(month).join("gp-reg-pat-prac-map.csv").is_file(), "{month}");
        }
        assert_eq!(months().last(), NaiveDate::from_ymd_opt(2026, 1, 1));

        let others: Vec<(&str, &str)> = files[28..]
            .iter()
            .map(|(name, file)| (*name, file.strip_prefix(&folder).unwrap().to_str().unwrap()))
            .collect();
        let appointments = ["Nov_25", "Dec_25", "Jan_26"].map(|month| {
            let zip = format!("appointments/Practice_Level_Crosstab_{month}.zip");
            appointments::PUBLICATIONS.map(|name| (name, zip.clone()))
        });
        let qof = ["2425", "2526"]
            .map(|year| qof::PUBLICATIONS.map(|name| (name, format!("qof/QOF{year}.zip"))));
        let nwrs = ["122025", "012026"]
            .map(|month| ("nwrs-practice-level", format!("nwrs/GPWPracticeCSV.{month}.zip")));
        let payments = ["24-25", "25-26"].map(|year| {
            let levels = [("nhs-payments-practice", "prac"), ("nhs-payments-pcn", "pcn")];
            let file = |level: &str| format!("payments/nhspaymentsgp-{year}-{level}-csv.csv");
            levels.map(|(name, level)| (name, file(level)))
        });
        let expected: Vec<(&str, String)> = appointments
            .into_iter()
            .flatten()
            .chain(qof.into_iter().flatten())
            .chain(nwrs)
            .chain(payments.into_iter().flatten())
            .collect();
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|(name, file)| (*name, file.as_str())).collect();
        assert_eq!(others, expected);
    }

    #[test]
    fn nothing_is_lost_in_sharing_out() {
        for (total, weights) in [(0, vec![1_u64, 2]), (7, vec![3, 0, 4]), (1_000_003, vec![9; 70])]
        {
            let mut shares = Shares::of(total, weights.iter().sum());
            let shared: Vec<u64> = weights.iter().map(|&own| shares.next(own)).collect();
            assert_eq!(shared.iter().sum::<u64>(), total, "{shared:?}");
        }
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
