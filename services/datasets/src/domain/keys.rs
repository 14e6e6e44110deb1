//! What callers name datasets by.

use unicode_normalization::UnicodeNormalization;

use super::{catalogue, organisations};

/// The most characters of a key.
pub const LONGEST: usize = 100;

/// So many characters of a name are in the key that is made of it.
const OF_NAME: usize = 50;

/// What is a path of its own, where keys are.
const AVAILABLE_TAGS: &str = "available-tags";

/// Whether a text can be a key: 1 to [`LONGEST`] of `a`–`z`, digits, `_` and `-`.
pub fn is_valid(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_part)
}

fn is_part(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-')
}

/// Whether nobody can choose a key: it is that of a list that is synced, or
/// something else is in its place.
fn is_reserved(key: &str) -> bool {
    key == AVAILABLE_TAGS || catalogue::find(key).is_some() || organisations::find(key).is_some()
}

/// What is wrong with a key that somebody chose, in a sentence.
pub fn mistake(key: &str) -> Option<&'static str> {
    if key.chars().count() > LONGEST {
        Some("Ensure this field has no more than 100 characters.")
    } else if !is_valid(key) {
        Some("Use lower-case letters a to z, digits, underscores and hyphens only.")
    } else if is_reserved(key) {
        Some("This key is reserved.")
    } else {
        None
    }
}

/// A name in characters that keys have: of what has none of them nothing is left.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let decomposed = name.nfkd().filter(char::is_ascii).map(|letter| letter.to_ascii_lowercase());
    for letter in decomposed {
        let is_gap = letter == '-' || letter.is_whitespace();
        if is_gap && !slug.ends_with('-') {
            slug.push('-');
        } else if letter.is_ascii_alphanumeric() || letter == '_' {
            slug.push(letter);
        }
    }
    slug.trim_matches(['-', '_']).to_owned()
}

/// Keys for a new dataset of this name, the best first, for ever: whose it is
/// and when it was made (in seconds since 1970) are in them.
pub fn generated(
    name: &str,
    organization: Option<i64>,
    user: i64,
    seconds: i64,
) -> impl Iterator<Item = String> + Send + use<> {
    let start: String = slug(name).chars().take(OF_NAME).collect();
    numbered(start, format!("_{}_{seconds}", owner(organization, user)))
}

/// The same for a new custom version of the dataset under a key.
pub fn custom(
    source_key: &str,
    organization: Option<i64>,
    user: i64,
    seconds: i64,
) -> impl Iterator<Item = String> + Send + use<> {
    let end = format!("_custom_{}_{seconds}", owner(organization, user));
    numbered(source_key.to_owned(), end)
}

fn owner(organization: Option<i64>, user: i64) -> String {
    organization.map_or_else(|| format!("u{user}"), |organization| organization.to_string())
}

/// Start and end; then the same with `_1`, `_2` … after it. The start is cut
/// where the whole would be too long.
fn numbered(start: String, end: String) -> impl Iterator<Item = String> + Send {
    (0_u64..).map(move |number| {
        let end = if number == 0 { end.clone() } else { format!("{end}_{number}") };
        let room = LONGEST.saturating_sub(end.len());
        start.chars().take(room).chain(end.chars()).collect()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_slugs() {
        for (name, expected) in [
            ("Hello, World!", "hello-world"),
            ("Trauma & Orthopaedics (2024)", "trauma-orthopaedics-2024"),
            ("under_score name", "under_score-name"),
            ("-- Ward  --  list _", "ward-list"),
            ("_private_", "private"),
            ("a - b", "a-b"),
            ("a\tb\nc", "a-b-c"),
            ("Crème Brûlée ½", "creme-brulee-12"),
            ("ﬁrst Ⅳ", "first-iv"),
            ("Ærø", "r"),
            ("日本語", ""),
            ("", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn keys_are_made_of_names() {
        for (name, organization, expected) in [
            ("Hello, World!", Some(7), ["hello-world_7_1700", "hello-world_7_1700_1"]),
            ("Hello, World!", None, ["hello-world_u3_1700", "hello-world_u3_1700_1"]),
            ("日本語", Some(7), ["_7_1700", "_7_1700_1"]),
        ] {
            let keys: Vec<_> = generated(name, organization, 3, 1_700).take(2).collect();
            assert_eq!(keys, expected, "{name}");
        }
        let long = generated(&"x".repeat(60), Some(7), 3, 1_700).next();
        assert_eq!(long, Some(format!("{}_7_1700", "x".repeat(50))));
    }

    #[test]
    fn keys_of_custom_versions_name_their_source() {
        for (organization, expected) in [
            (Some(7), ["wards_custom_7_1700", "wards_custom_7_1700_1", "wards_custom_7_1700_2"]),
            (None, ["wards_custom_u3_1700", "wards_custom_u3_1700_1", "wards_custom_u3_1700_2"]),
        ] {
            let keys: Vec<_> = custom("wards", organization, 3, 1_700).take(3).collect();
            assert_eq!(keys, expected);
        }
        let long: Vec<_> = custom(&"x".repeat(100), Some(7), 3, 1_700).take(2).collect();
        let cut = |letters, end| format!("{}{end}", "x".repeat(letters));
        assert_eq!(long, [cut(86, "_custom_7_1700"), cut(84, "_custom_7_1700_1")]);
    }

    #[test]
    fn some_keys_cannot_be_chosen() {
        for (key, is_fine) in [
            ("a", true),
            ("north-wards_2", true),
            ("_", true),
            (&*"x".repeat(100), true),
            (&*"x".repeat(101), false),
            ("", false),
            ("Wards", false),
            ("wärds", false),
            ("a b", false),
            ("a.b", false),
            ("a/b", false),
            ("a\0", false),
            ("a\n", false),
            ("available-tags", false),
            ("available_tags", true),
            ("ethnic_category", false),
            ("out-patient_attendance_outcome", false),
            ("london_boroughs", false),
        ] {
            assert_eq!(mistake(key).is_none(), is_fine, "{key:?}");
        }
    }

    proptest! {
        #[test]
        fn keys_that_are_made_are_valid(
            name: String,
            source in "[a-z0-9_-]{1,100}",
            organization: Option<i64>,
            user: i64,
            seconds: i64,
            skipped in 0_usize..200,
        ) {
            for keys in [
                generated(&name, organization, user, seconds).skip(skipped).take(2).collect::<Vec<_>>(),
                custom(&source, organization, user, seconds).skip(skipped).take(2).collect(),
            ] {
                prop_assert!(keys.iter().all(|key| is_valid(key) && !is_reserved(key)), "{keys:?}");
                prop_assert!(keys.first() != keys.last());
            }
        }
    }
}
