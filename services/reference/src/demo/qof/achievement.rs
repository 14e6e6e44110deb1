//! What practices achieved: one file for each region.

use std::io;

use csv::ByteRecord;

use super::groups::Group;
use super::indicators::Indicator;
use super::{Edition, indicators};
use crate::demo::draw;
use crate::demo::england::{Area, Practice};
use crate::demo::files::{Archive, decimal};
use crate::demo::patients::BandCounts;

const HEADER: [&str; 7] = [
    "REGION_ODS_CODE",
    "REGION_ONS_CODE",
    "REGION_NAME",
    "PRACTICE_CODE",
    "INDICATOR_CODE",
    "MEASURE",
    "VALUE",
];

/// Of its group it counts those diagnosed in the year, instead of the register.
const NEWLY_DIAGNOSED: &str = "DEP004";

/// Of a thousand patients, with how many the first and the last point are achieved.
const THRESHOLDS: (u32, u32) = (450, 900);

/// Writes the practices of a region.
pub(super) fn write(edition: &Edition<'_>, region: &Area, archive: &mut Archive) -> io::Result<()> {
    let name = region.name.to_uppercase().replace(' ', "_");
    let mut table = archive.table(&format!("ACHIEVEMENT_{name}_{}.csv", edition.pair), &HEADER)?;
    let mut record = ByteRecord::new();
    for (practice, counts) in &edition.practices {
        if edition.england.geography(practice.sub_icb).region.code != region.code {
            continue;
        }
        for (indicator, group) in indicators() {
            record.clear();
            let about: [&str; 5] =
                [&region.code, &region.ons_code, &name, &practice.code, indicator.code];
            about.iter().for_each(|cell| record.push_field(cell.as_bytes()));
            for (measure, value) in measures(edition, indicator, group, practice, counts) {
                record.truncate(about.len());
                record.push_field(measure.as_bytes());
                record.push_field(value.as_bytes());
                table.write_byte_record(&record)?;
            }
        }
    }
    table.flush()
}

/// What is told of an indicator in a practice. What is not known is left out.
fn measures(
    edition: &Edition<'_>,
    indicator: &Indicator,
    group: &Group,
    practice: &Practice,
    counts: &BandCounts,
) -> Vec<(&'static str, String)> {
    let patients = edition.patients(group, practice, counts);
    let mut measures = Vec::with_capacity(5);
    if indicator.code == NEWLY_DIAGNOSED {
        measures.push(("NEWLY_DIAGNOSED", (patients / 10).to_string()));
    } else if group.has_register {
        measures.push(("REGISTER", patients.to_string()));
    }
    let points = if indicator.is_register {
        if patients > 0 { indicator.points * 1_000 } else { 0 }
    } else {
        let care = Care::of(edition, indicator, practice, patients);
        measures.push(("NUMERATOR", care.numerator.to_string()));
        measures.push(("DENOMINATOR", care.denominator.to_string()));
        measures.extend(care.adjustments.map(|count| ("PCAS", count.to_string())));
        care.points(indicator)
    };
    measures.push(("ACHIEVED_POINTS", decimal(points.into(), 3)));
    measures
}

/// Who of those that an indicator asks care for had it.
struct Care {
    numerator: u32,
    denominator: u32,
    /// Personalised care adjustments: patients who are not in the denominator.
    adjustments: Option<u32>,
}

impl Care {
    fn of(edition: &Edition<'_>, indicator: &Indicator, practice: &Practice, among: u32) -> Self {
        let drawn = |purpose: &str, below| {
            let purpose = format!("{} {purpose} {}", indicator.code, edition.year);
            draw(&practice.code, &purpose, below)
        };
        let eligible = among * (45 + draw(indicator.code, "eligible", 56)) / 100;
        let adjusted = eligible * drawn("adjusted", 16) / 100;
        let denominator = eligible - adjusted;
        let percent = 56 + draw(indicator.code, "achieved", 30) + drawn("achieved", 17);
        Self {
            numerator: denominator * percent.min(100) / 100,
            denominator,
            adjustments: (drawn("unknown", 40) > 0).then_some(adjusted),
        }
    }

    /// Thousandths of points.
    fn points(&self, indicator: &Indicator) -> u32 {
        let reached = (self.numerator * 1_000).checked_div(self.denominator).unwrap_or_default();
        let (first, last) = THRESHOLDS;
        indicator.points * 1_000 * (reached.clamp(first, last) - first) / (last - first)
    }
}
