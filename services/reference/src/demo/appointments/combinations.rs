//! What appointments are counted by.

use std::cmp::Reverse;
use std::collections::HashSet;

const HCP_TYPES: [&str; 3] = ["GP", "Other Practice staff", "Unknown"];

const MODES: [&str; 5] =
    ["Face-to-Face", "Telephone", "Home Visit", "Video Conference/Online", "Unknown"];

/// As published, two spaces included.
const WAITS: [&str; 8] = [
    "Same Day",
    "1 Day",
    "2 to 7 Days",
    "8  to 14 Days",
    "15  to 21 Days",
    "22  to 28 Days",
    "More than 28 Days",
    "Unknown / Data Quality",
];

const STATUSES: [(&str, u64); 3] = [("Attended", 88), ("DNA", 7), ("Unknown", 5)];

/// How often each of [`HCP_TYPES`] sees the patient.
const DOCTOR: [u64; 3] = [70, 27, 3];
const TEAM: [u64; 3] = [12, 84, 4];
const SHARED: [u64; 3] = [45, 50, 5];

/// How often in each of [`MODES`].
const HERE: [u64; 5] = [88, 8, 1, 1, 2];
const CALL: [u64; 5] = [25, 68, 1, 3, 3];
const EITHER: [u64; 5] = [62, 30, 1, 4, 3];
const AWAY: [u64; 5] = [6, 12, 78, 1, 3];

/// How often after each of [`WAITS`].
const SOON: [u64; 8] = [80, 6, 6, 3, 2, 1, 1, 1];
const MIXED: [u64; 8] = [36, 9, 22, 15, 8, 4, 5, 1];
const LATER: [u64; 8] = [8, 5, 24, 26, 16, 10, 10, 1];

/// A national category, its share of a thousand appointments, and how they are.
type Category = (&'static str, u64, [u64; 3], [u64; 5], [u64; 8]);

const CATEGORIES: [Category; 19] = [
    ("General Consultation Routine", 270, DOCTOR, EITHER, MIXED),
    ("General Consultation Acute", 215, DOCTOR, EITHER, SOON),
    ("Planned Clinics", 120, TEAM, HERE, LATER),
    ("Clinical Triage", 95, DOCTOR, CALL, SOON),
    ("Planned Clinical Procedure", 85, TEAM, HERE, LATER),
    ("Inconsistent Mapping", 55, SHARED, EITHER, MIXED),
    ("Care Related Encounter but does not fit into any other category", 38, SHARED, CALL, MIXED),
    ("Unmapped", 35, SHARED, EITHER, MIXED),
    ("Unplanned Clinical Activity", 28, SHARED, EITHER, SOON),
    ("Structured Medication Review", 20, TEAM, CALL, LATER),
    ("Home Visit", 10, SHARED, AWAY, SOON),
    ("Care Home Visit", 8, SHARED, AWAY, MIXED),
    ("Patient contact during Care Home Round", 7, SHARED, AWAY, MIXED),
    ("Walk-in", 6, SHARED, HERE, SOON),
    ("Social Prescribing Service", 5, TEAM, CALL, LATER),
    ("Service provided by organisation external to the practice", 5, TEAM, HERE, MIXED),
    ("Care Home Needs Assessment & Personalised Care and Support Planning", 3, SHARED, AWAY, LATER),
    ("Group Consultation and Group Education", 2, TEAM, HERE, LATER),
    ("Non-contractual chargeable work", 2, DOCTOR, HERE, LATER),
];

/// How many combinations there are: a practice has 177 of them on average, as
/// in England.
const POSSIBLE: usize = 244;
/// Those that every practice has; of the others it has half.
pub(super) const USUAL: usize = 110;

/// One way in which an appointment can be counted.
pub(super) struct Combination {
    /// How usual it is, in no particular unit.
    pub(super) weight: u64,
    /// HCP type, mode, national category, wait and status.
    pub(super) words: [&'static str; 5],
}

/// The combinations. The first few have every word there is; then the more
/// usual come first.
pub(super) fn combinations() -> Vec<Combination> {
    let mut all = Vec::new();
    for category in CATEGORIES {
        all.extend(of_category(category));
    }
    all.sort_by_key(|one| Reverse(one.weight));
    let mut seen = HashSet::new();
    let (mut combinations, others): (Vec<Combination>, Vec<Combination>) =
        all.into_iter().partition(|one| {
            // Every word is looked at: none may be left unseen.
            one.words.into_iter().enumerate().filter(|word| seen.insert(*word)).count() > 0
        });
    combinations.extend(others);
    combinations.truncate(POSSIBLE);
    combinations
}

fn of_category((category, share, hcp_types, modes, waits): Category) -> Vec<Combination> {
    let mut all = Vec::new();
    for (hcp_type, by_hcp) in HCP_TYPES.into_iter().zip(hcp_types) {
        for (mode, by_mode) in MODES.into_iter().zip(modes) {
            for (wait, by_wait) in WAITS.into_iter().zip(waits) {
                all.extend(STATUSES.map(|(status, by_status)| Combination {
                    weight: share * by_hcp * by_mode * by_wait * by_status / 1_000_000,
                    words: [hcp_type, mode, category, wait, status],
                }));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ones_have_every_word() {
        let all = combinations();
        assert_eq!(all.len(), POSSIBLE);
        let distinct: HashSet<_> = all.iter().map(|one| one.words).collect();
        assert_eq!(distinct.len(), POSSIBLE);
        assert!(all.iter().all(|one| one.weight > 0));
        let words = |column: usize| -> usize {
            all[..40].iter().map(|one| one.words[column]).collect::<HashSet<_>>().len()
        };
        assert_eq!([0, 1, 2, 3, 4].map(words), [3, 5, 19, 8, 3]);
        let shares: u64 = CATEGORIES.iter().map(|(_, share, ..)| share).sum();
        assert!(shares.abs_diff(1_000) < 20, "{shares} of a thousand");
    }
}
