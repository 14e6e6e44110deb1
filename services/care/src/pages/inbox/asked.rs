//! What the inbox is asked for, and what its form offers.

use ::pages::{Choice, Errors};
use resources::CARE_ENQUIRIES;
use web::ApiError;

use crate::pages::records::Named;
use crate::pages::visit::query;
use crate::pages::words::{vocabulary, word};
use crate::viewer::Visitor;

/// What the list is asked for.
const ATTRIBUTES: [&str; 11] = [
    "anonymized",
    "assigned_to",
    "created",
    "email",
    "first_name",
    "last_name",
    "location",
    "mobile",
    "phone",
    "sales_channel",
    "service",
];

/// What the list can be sorted by, as the address and the form say it: the first
/// unless something else is said.
const SORTS: [(&str, &str, &[&str]); 3] = [
    ("newest", "Newest first", &["-created"]),
    ("oldest", "Oldest first", &["created"]),
    ("name", "Last name", &["last_name", "first_name"]),
];

/// The fields of the form that are the API's filters.
const FILTERS: [(&str, &str); 4] = [
    ("q", "filters-q"),
    ("location", "filters-locations"),
    ("service", "filters-services"),
    ("funding", "filters-funding_types"),
];

/// What is looked for, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) q: String,
    location: String,
    service: String,
    funding: String,
    sort: String,
}

impl Asked {
    pub(super) fn of(visitor: &Visitor) -> Self {
        let read = |name| query(visitor, name).unwrap_or_default();
        Self {
            q: read("q"),
            location: read("location"),
            service: read("service"),
            funding: read("funding"),
            sort: read("sort"),
        }
    }

    /// By field, in the order of [`FILTERS`].
    fn filters(&self) -> [&str; 4] {
        [&self.q, &self.location, &self.service, &self.funding]
    }

    pub(super) fn is_everything(&self) -> bool {
        self.filters().iter().all(|text| text.is_empty())
    }

    /// Whether more is chosen than words to look for.
    pub(super) fn is_unfolded(&self) -> bool {
        let [(usual, ..), ..] = SORTS;
        let sort = if self.sort == usual { "" } else { self.sort.as_str() };
        let [_, chosen @ ..] = self.filters();
        chosen.into_iter().chain([sort]).any(|text| !text.is_empty())
    }

    /// What is looked for, as an address keeps it.
    pub(super) fn kept(&self) -> Vec<(&'static str, &str)> {
        let fields = FILTERS.into_iter().map(|(field, _)| field);
        fields.zip(self.filters()).chain([("sort", self.sort.as_str())]).collect()
    }

    /// What is looked for, as the API is asked for it.
    pub(super) fn arguments(&self) -> Vec<(&'static str, &str)> {
        let mut asked: Vec<(&str, &str)> = ATTRIBUTES.map(|name| ("attributes", name)).to_vec();
        let filters = FILTERS.into_iter().map(|(_, filter)| filter).zip(self.filters());
        asked.extend(filters.filter(|(_, text)| !text.is_empty()));
        let [(.., usual), ..] = SORTS;
        let known = SORTS.into_iter().find(|(name, ..)| *name == self.sort);
        let sorts = known.map_or(usual, |(.., sorts)| sorts);
        asked.extend(sorts.iter().map(|sort| ("sort_by", *sort)));
        asked
    }

    /// What cannot be chosen, though the address says so.
    pub(super) fn errors(&self, choices: &Choices) -> Errors {
        let mut errors = Errors::default();
        for (field, choices, what) in [
            ("location", &choices.locations, "location"),
            ("service", &choices.services, "service"),
            ("funding", &choices.fundings, "kind of funding"),
            ("sort", &choices.sorts, "order"),
        ] {
            if !choices.iter().any(|choice| choice.chosen) {
                errors
                    .add(field, format_args!("There is no such {what} any more. Choose another."));
            }
        }
        errors
    }
}

/// What the form offers.
pub(super) struct Choices {
    pub(super) locations: Vec<Choice>,
    pub(super) services: Vec<Choice>,
    pub(super) fundings: Vec<Choice>,
    pub(super) sorts: Vec<Choice>,
}

impl Choices {
    pub(super) fn of(asked: &Asked, locations: &[Named]) -> Self {
        let words = |attribute, asked: &str| {
            let words = vocabulary(&CARE_ENQUIRIES, attribute).iter();
            let words = words.map(|one| Choice::new(*one, word(one), *one == asked));
            any(asked).chain(words).collect()
        };
        let location = |named: &Named| {
            Choice::new(named.id.as_str(), named.name.as_str(), named.id == asked.location)
        };
        let [(usual, ..), ..] = SORTS;
        let sort = if asked.sort.is_empty() { usual } else { asked.sort.as_str() };
        let sorts =
            SORTS.into_iter().map(|(name, label, _)| Choice::new(name, label, name == sort));
        Self {
            locations: any(&asked.location).chain(locations.iter().map(location)).collect(),
            services: words("service", &asked.service),
            fundings: words("funding_type", &asked.funding),
            sorts: sorts.collect(),
        }
    }
}

fn any(asked: &str) -> std::iter::Once<Choice> {
    std::iter::once(Choice::new("", "Any", asked.is_empty()))
}

/// What is wrong with the form, by its fields.
pub(super) fn wrong(error: &ApiError) -> Errors {
    let mut errors = Errors::default();
    for (name, messages) in error.fields() {
        let field = FILTERS.into_iter().find(|(_, filter)| filter == name);
        for message in messages {
            errors.add(field.map_or("", |(field, _)| field), message);
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use resources::Attribute;
    use web::FieldErrors;

    use super::*;
    use crate::CareError;
    use crate::api::failed;
    use crate::domain::{Arguments, Listing};

    const ID: &str = "0123456789abcdef01234567";

    fn asked(q: &str, location: &str, service: &str, sort: &str) -> Asked {
        let [q, location, service, sort] = [q, location, service, sort].map(str::to_owned);
        Asked { q, location, service, sort, funding: String::new() }
    }

    fn offered(asked: &Asked) -> Choices {
        Choices::of(asked, &[Named { id: ID.to_owned(), name: "Elm House".to_owned() }])
    }

    fn chosen(choices: &[Choice]) -> Vec<&str> {
        choices.iter().filter(|choice| choice.chosen).map(|choice| choice.label.as_str()).collect()
    }

    #[test]
    fn the_api_understands_what_is_looked_for() {
        for (asked, expected) in [
            (Asked::default(), ["created DESC"].as_slice()),
            (asked("holt mary", ID, "nursing_home", "newest"), &["created DESC"]),
            (asked("", "", "", "oldest"), &["created"]),
            (asked("", "", "", "name"), &["last_name", "first_name"]),
        ] {
            let listing =
                Listing::read(&CARE_ENQUIRIES, &Arguments::of(&asked.arguments())).unwrap();
            let sorts = listing.sorts.iter().map(|sort| {
                let direction = if sort.descending { " DESC" } else { "" };
                format!("{}{direction}", sort.attribute)
            });
            assert_eq!(sorts.collect::<Vec<_>>(), expected, "{asked:?}");
            let filters = asked.filters().iter().filter(|text| !text.is_empty()).count();
            assert_eq!(listing.conditions.len(), filters, "{asked:?}");
            let told: Vec<&str> = listing.attributes.iter().map(|own| own.name).collect();
            assert_eq!(told.len(), ATTRIBUTES.len() + 1);
            assert!(told.contains(&Attribute::ID.name));
        }
    }

    #[test]
    fn an_address_keeps_what_is_looked_for() {
        let expected =
            [("q", "holt"), ("location", ID), ("service", ""), ("funding", ""), ("sort", "name")];
        assert_eq!(asked("holt", ID, "", "name").kept(), expected);
        assert!(asked("", "", "", "name").is_everything());
        assert!(!asked("", ID, "", "").is_everything());
    }

    #[test]
    fn what_is_chosen_is_not_folded_away() {
        for (asked, expected) in [
            (Asked::default(), false),
            (asked("holt", "", "", "newest"), false),
            (asked("", "", "", "name"), true),
            (asked("", ID, "", ""), true),
            (asked("", "", "moon", ""), true),
        ] {
            assert_eq!(asked.is_unfolded(), expected, "{asked:?}");
        }
    }

    #[test]
    fn what_was_chosen_stays_chosen() {
        let asked = asked("", ID, "nursing_home", "oldest");
        let choices = offered(&asked);
        assert_eq!(chosen(&choices.locations), ["Elm House"]);
        assert_eq!(chosen(&choices.services), ["Nursing home"]);
        assert_eq!(chosen(&choices.fundings), ["Any"]);
        assert_eq!(chosen(&choices.sorts), ["Oldest first"]);
        assert!(asked.errors(&choices).is_empty());
        assert_eq!(chosen(&offered(&Asked::default()).sorts), ["Newest first"]);
    }

    #[test]
    fn what_cannot_be_chosen_is_said_to_be_gone() {
        let asked = asked("", "89abcdef0123456701234567", "moon", "up");
        let errors = asked.errors(&offered(&asked));
        for field in ["location", "service", "sort"] {
            assert!(errors.has(field), "{field}: {errors:?}");
        }
        assert!(!errors.has("funding"));
    }

    #[test]
    fn what_the_api_refuses_stands_beside_its_field() {
        let fields = ["filters-q", "page"].map(|name| (name.to_owned(), vec!["No.".to_owned()]));
        let error = failed(CareError::Invalid(FieldErrors::from(fields)));
        let errors = wrong(&error);
        assert_eq!(errors.of("q"), ["No."]);
        assert_eq!(errors.of(""), ["No."]);
    }
}
