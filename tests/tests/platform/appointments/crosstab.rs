//! What lines of the crosstab add up to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::published::Row;

/// The columns of the crosstab with their words, each with the field that
/// counts it. Together the fields of a column are all appointments.
pub(super) const BREAKDOWNS: [(&str, &[(&str, &str)]); 4] = [
    (
        "APPT_STATUS",
        &[("Attended", "attended"), ("DNA", "did_not_attend"), ("Unknown", "status_unknown")],
    ),
    (
        "HCP_TYPE",
        &[
            ("GP", "gp"),
            ("Other Practice staff", "other_practice_staff"),
            ("Unknown", "hcp_unknown"),
        ],
    ),
    (
        "APPT_MODE",
        &[
            ("Face-to-Face", "face_to_face"),
            ("Telephone", "telephone"),
            ("Home Visit", "home_visit"),
            ("Video Conference/Online", "video_online"),
            ("Unknown", "mode_unknown"),
        ],
    ),
    (
        "TIME_BETWEEN_BOOK_AND_APPT",
        &[
            ("Same Day", "same_day"),
            ("1 Day", "one_day"),
            ("2 to 7 Days", "days_2_to_7"),
            ("8  to 14 Days", "days_8_to_14"),
            ("15  to 21 Days", "days_15_to_21"),
            ("22  to 28 Days", "days_22_to_28"),
            ("More than 28 Days", "over_28_days"),
            ("Unknown / Data Quality", "wait_unknown"),
        ],
    ),
];

/// What lines of the crosstab add up to: the counts, and the national categories.
pub(crate) fn counted(lines: &[&Row]) -> (BTreeMap<&'static str, u64>, Value) {
    let mut counts = BTreeMap::from([("total_appointments", 0)]);
    let mut categories: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, words) in BREAKDOWNS {
        counts.extend(words.iter().map(|(_, field)| (*field, 0)));
    }
    for line in lines {
        let count: u64 = line["COUNT_OF_APPOINTMENTS"].parse().unwrap();
        *counts.entry("total_appointments").or_default() += count;
        *categories.entry(&line["NATIONAL_CATEGORY"]).or_default() += count;
        for (column, words) in BREAKDOWNS {
            let (_, field) = words.iter().find(|(word, _)| *word == line[column]).unwrap();
            *counts.entry(*field).or_default() += count;
        }
    }
    let categories = categories.into_iter();
    let categories = categories.map(|(name, count)| json!({ "category": name, "count": count }));
    (counts, categories.collect())
}
