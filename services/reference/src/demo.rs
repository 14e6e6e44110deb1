//! A small synthetic England, written in the formats the NHS publishes, so
//! that a fresh installation answers through the same importers as a full one.
//!
//! Everything is made up: codes use letters that ODS has not issued,
//! telephone numbers are those Ofcom keeps for drama, postcodes do not exist.
//! The same files come out every time, so importing them twice does nothing.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use csv::{QuoteStyle, Terminator, WriterBuilder};

/// Open GP practices.
const PRACTICES: usize = 60;
/// Closed and dormant ones after them.
const FORMER: usize = 4;
/// Cost centres that are not practices, after those.
const OTHERS: usize = 6;

/// Two regions, three boards, one sub-ICB location each.
const BOARDS: [(&str, &str, &str); 3] =
    [("Y91", "QZ1", "91Z"), ("Y91", "QZ2", "92Z"), ("Y92", "QZ3", "93Z")];

const PLACES: [&str; 20] = [
    "ELM GROVE",
    "MILL LANE",
    "STATION ROAD",
    "ORCHARD",
    "RIVERSIDE",
    "CASTLE STREET",
    "ELMWOOD",
    "MARKET PLACE",
    "HILLTOP",
    "PARK VIEW",
    "ABBEY FIELDS",
    "THE LIMES",
    "CHURCH ROAD",
    "WATERSIDE",
    "HARBOUR",
    "BRIDGE STREET",
    "OAK TREE",
    "VICTORIA",
    "THE OLD FORGE",
    "SOUTHDOWN",
];

const KINDS: [&str; 3] = ["SURGERY", "MEDICAL CENTRE", "HEALTH CENTRE"];

const TOWNS: [&str; 6] =
    ["LITTLE HAMPTON", "NORTH MARSTON", "UPPER WENBURY", "ASHCOMBE", "PORT ELLERY", "STOWBRIDGE"];

/// Writes the demo files into `folder`; each with the publication it belongs to.
pub fn write(folder: &Path) -> io::Result<Vec<(&'static str, PathBuf)>> {
    let epraccur = folder.join("epraccur.csv");
    write_epraccur(&epraccur)?;
    Ok(vec![("epraccur", epraccur)])
}

fn write_epraccur(path: &Path) -> io::Result<()> {
    let mut writer = WriterBuilder::new()
        .has_headers(false)
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(File::create(path)?);
    for number in 0..PRACTICES + FORMER + OTHERS {
        writer.write_record(cost_centre(number))?;
    }
    writer.flush()
}

fn cost_centre(number: usize) -> [String; 27] {
    let (region, icb, sub_icb) = pick(&BOARDS, number / 20);
    let place = pick(&PLACES, number);
    let former = (PRACTICES..PRACTICES + FORMER).contains(&number);
    let other = number >= PRACTICES + FORMER;
    let name = if other {
        format!("{place} OUT OF HOURS SERVICE")
    } else {
        // 20 places and 3 kinds have no common factor, so no name repeats.
        format!("{place} {}", pick(&KINDS, number))
    };
    let (status, closed) = match (former, number % 2) {
        (true, 0) => ("INACTIVE", "20250331"),
        (true, _) => ("DORMANT", ""),
        _ => ("ACTIVE", ""),
    };
    let code = format!("Z{:05}", number + 1);
    let text = |text: &str| text.to_owned();
    let blank = String::new;
    [
        code,
        name,
        text(region),
        text(icb),
        format!("{} {place}", number % 40 + 1),
        blank(),
        blank(),
        text(pick(&TOWNS, number / 10)),
        blank(),
        format!("ZZ{} {}ZZ", number / 10 + 1, number % 10),
        format!("{}0401", 1974 + number % 40),
        text(closed),
        text(status),
        text("B"),
        text(sub_icb),
        // The newest start in the file, which dates it.
        text(if number == 0 { "20260101" } else { "20220701" }),
        blank(),
        format!("01632 960{number:03}"),
        blank(),
        blank(),
        blank(),
        text("1"),
        blank(),
        text(sub_icb),
        blank(),
        text(if other { "RO80" } else { "RO76" }),
        blank(),
    ]
}

fn pick<T: Copy>(choices: &[T], number: usize) -> T {
    // No list above is empty, and the remainder is less than the length.
    #[expect(clippy::indexing_slicing, reason = "in bounds, see above")]
    choices[number % choices.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_and_names_are_distinct_and_nobody_elses() {
        let all: Vec<[String; 27]> = (0..PRACTICES + FORMER + OTHERS).map(cost_centre).collect();
        let codes: HashSet<&String> = all.iter().map(|cells| &cells[0]).collect();
        assert_eq!(codes.len(), all.len());
        let names: HashSet<&String> = all[..PRACTICES].iter().map(|cells| &cells[1]).collect();
        assert_eq!(names.len(), PRACTICES);
        assert!(codes.iter().all(|code| code.starts_with('Z')));
        assert!(names.iter().any(|name| name.contains("ELM")));
    }
}
