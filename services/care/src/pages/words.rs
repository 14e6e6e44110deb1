//! The words of enumerations and the names of people, as people read them.

use resources::{Kind, Resource};

/// Words that do not read well as they stand on the wire.
const WORDS: [(&str, &str); 8] = [
    ("block_bed", "Block-booked bed"),
    ("chc", "NHS continuing healthcare (CHC)"),
    ("chc_lifestyle", "NHS continuing healthcare (CHC) with a lifestyle top-up"),
    ("dta_spot", "Discharge to assess (DTA), spot bed"),
    ("live_in_care", "Live-in care"),
    ("local_authority_top_up", "Local authority top-up"),
    ("non_binary", "Non-binary"),
    ("not_sure", "Not sure"),
];

/// What forms send where somebody gave no name, and what stands where a name was removed.
const NO_NAME: [&str; 2] = ["*", "-"];

/// What an enquiry is called that tells of nobody any more.
pub(super) const ANONYMISED: &str = "Anonymised enquiry";

/// A word of an enumeration, or the name of an attribute: `nursing_home` is a
/// "Nursing home".
pub(super) fn word(word: &str) -> String {
    if let Some((_, words)) = WORDS.into_iter().find(|(known, _)| *known == word) {
        return words.to_owned();
    }
    let text = word.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The words that an attribute may hold.
pub(super) fn vocabulary(resource: &Resource, attribute: &str) -> &'static [&'static str] {
    match resource.attribute(attribute).map(|attribute| attribute.kind) {
        Some(Kind::Choice(words) | Kind::Choices(words)) => words,
        _ => &[],
    }
}

/// What somebody is called, as far as it is known.
pub(super) fn name(first: Option<&str>, last: Option<&str>) -> String {
    let parts = [first, last].into_iter().flatten().map(str::trim);
    let given = parts.filter(|part| !part.is_empty() && !NO_NAME.contains(part));
    let name = given.collect::<Vec<_>>().join(" ");
    if name.is_empty() { "No name given".to_owned() } else { name }
}

/// `1 enquiry`, `2 enquiries`.
pub(super) fn enquiries(count: i64) -> String {
    match usize::try_from(count).unwrap_or_default() {
        1 => "1 enquiry".to_owned(),
        // What is counted is given an s.
        count => ::pages::counted(count, "enquirie"),
    }
}

#[cfg(test)]
mod tests {
    use resources::{CARE_ENQUIRIES, HOME_VISITS};

    use super::*;

    #[test]
    fn enumerations_are_told_in_words() {
        for (on_the_wire, expected) in [
            ("local_authority", "Local authority"),
            ("local_authority_top_up", "Local authority top-up"),
            ("not_sure", "Not sure"),
            ("in_person", "In person"),
            ("live_in_care", "Live-in care"),
            ("ÿ_x", "Ÿ x"),
            ("", ""),
        ] {
            assert_eq!(word(on_the_wire), expected);
        }
    }

    #[test]
    fn there_are_words_to_choose_from() {
        for (resource, attribute) in [
            (&CARE_ENQUIRIES, "service"),
            (&CARE_ENQUIRIES, "funding_type"),
            (&CARE_ENQUIRIES, "genders"),
            (&HOME_VISITS, "host"),
            (&HOME_VISITS, "visit_type"),
        ] {
            let words = vocabulary(resource, attribute);
            assert!(!words.is_empty(), "{attribute}");
            for one in words {
                let told = word(one);
                assert!(!told.contains('_') && told.starts_with(char::is_uppercase), "{told}");
            }
        }
        assert!(vocabulary(&CARE_ENQUIRIES, "email").is_empty());
    }

    #[test]
    fn what_forms_fill_in_is_no_name() {
        for (first, last, expected) in [
            (Some("Mary"), Some("Holt"), "Mary Holt"),
            (Some("Mary "), Some("*"), "Mary"),
            (Some("-"), Some("-"), "No name given"),
            (None, Some(" "), "No name given"),
            (None, None, "No name given"),
            (Some("Mary"), Some("Holt-Smith"), "Mary Holt-Smith"),
        ] {
            assert_eq!(name(first, last), expected);
        }
    }

    #[test]
    fn enquiries_are_counted() {
        for (count, expected) in
            [(0, "0 enquiries"), (1, "1 enquiry"), (2, "2 enquiries"), (12_500, "12,500 enquiries")]
        {
            assert_eq!(enquiries(count), expected);
        }
    }
}
