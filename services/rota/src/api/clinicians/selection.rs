//! Which clinicians a list shows, and in what order.

use std::cmp::Ordering;

use strum::EnumString;

use crate::store::clinicians::ClinicianRow;

/// What clinicians can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
enum Key {
    Id,
    Name,
    Active,
    CreatedAt,
    UpdatedAt,
}

impl Key {
    fn compare(self, one: &ClinicianRow, other: &ClinicianRow) -> Ordering {
        match self {
            Self::Id => one.id.cmp(&other.id),
            Self::Name => one.name.cmp(&other.name),
            Self::Active => one.active.cmp(&other.active),
            Self::CreatedAt => one.created_at.cmp(&other.created_at),
            Self::UpdatedAt => one.updated_at.cmp(&other.updated_at),
        }
    }
}

/// Whether every word of a search is in a name, in whatever case.
pub(super) fn matches(name: &str, search: &str) -> bool {
    let name = name.to_lowercase();
    search.split_whitespace().all(|word| name.contains(&word.to_lowercase()))
}

/// Sorts by keys between commas, with `-` before those to turn round. Unknown
/// ones do not count; without any it is the name. What is alike is sorted by number.
pub(super) fn sort(rows: &mut [ClinicianRow], ordering: &str) {
    let mut keys: Vec<(Key, bool)> = ordering.split(',').filter_map(key).collect();
    if keys.is_empty() {
        keys.push((Key::Name, false));
    }
    rows.sort_by(|one, other| {
        let orders = keys.iter().map(|(key, descending)| {
            let order = key.compare(one, other);
            if *descending { order.reverse() } else { order }
        });
        orders.fold(Ordering::Equal, Ordering::then).then(one.id.cmp(&other.id))
    });
}

/// A key, and whether the greatest comes first.
fn key(text: &str) -> Option<(Key, bool)> {
    let text = text.trim();
    let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
    Some((name.parse().ok()?, descending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ClinicianId;

    fn row(id: i64, name: &str, active: bool, updated: u32) -> ClinicianRow {
        ClinicianRow {
            id: ClinicianId(id),
            name: name.to_owned(),
            active,
            created_at: format!("2024-06-{:02}T09:00:00Z", 20 - id).parse().unwrap(),
            updated_at: format!("2024-07-{updated:02}T09:00:00Z").parse().unwrap(),
        }
    }

    #[test]
    fn every_word_must_be_there() {
        for (search, expected) in [
            ("", true),
            ("  ", true),
            ("smith", true),
            ("SMI", true),
            ("smith anna", true),
            (" Dr\tsmith ", true),
            ("dr jones", false),
            ("drsmith", false),
            ("smith,anna", false),
        ] {
            assert_eq!(matches("Dr. Anna Smith", search), expected, "{search:?}");
        }
        assert!(matches("Dr Ötzi", "ÖTZI"));
    }

    #[test]
    fn keys_are_looked_at_in_turn() {
        let rows = [
            row(1, "Cox", true, 3),
            row(2, "Adams", false, 3),
            row(3, "Cox", false, 1),
            row(4, "Bell", true, 2),
        ];
        for (ordering, expected) in [
            ("", [2, 4, 1, 3]),
            ("name", [2, 4, 1, 3]),
            ("-name", [1, 3, 4, 2]),
            ("id", [1, 2, 3, 4]),
            ("-id", [4, 3, 2, 1]),
            ("active", [2, 3, 1, 4]),
            ("-active", [1, 4, 2, 3]),
            ("created_at", [4, 3, 2, 1]),
            ("-created_at", [1, 2, 3, 4]),
            ("updated_at", [3, 4, 1, 2]),
            ("-updated_at,-id", [2, 1, 4, 3]),
            ("active,name", [2, 3, 4, 1]),
            ("name,-id", [2, 4, 3, 1]),
            (" -active , name ", [4, 1, 2, 3]),
            ("salary", [2, 4, 1, 3]),
            ("salary,-id,--name,Name", [4, 3, 2, 1]),
        ] {
            let mut sorted = rows.to_vec();
            sorted.reverse();
            sort(&mut sorted, ordering);
            let ids: Vec<i64> = sorted.iter().map(|row| row.id.0).collect();
            assert_eq!(ids, expected, "{ordering:?}");
        }
    }
}
