use std::collections::HashSet;

use super::*;

fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.ends_with('_')
        && !name.contains("__")
}

fn is_text(kind: Kind) -> bool {
    matches!(kind, Kind::Text(_) | Kind::Email)
}

fn is_time(kind: Kind) -> bool {
    matches!(kind, Kind::DateTime | Kind::Mark)
}

/// What holds one value of few, by which documents are picked out.
fn is_word(kind: Kind) -> bool {
    matches!(kind, Kind::Id | Kind::Choice(_)) || kind.target().is_some() && !kind.is_list()
}

fn fits(test: Test, kind: Kind) -> bool {
    match test {
        Test::In(_) => is_word(kind),
        Test::Has(_) => kind.is_list(),
        Test::After(_) | Test::Before(_) => is_time(kind),
        Test::From(_) | Test::Until(_) => is_time(kind) || matches!(kind, Kind::Date),
        Test::Set { unless_told, .. } => {
            (is_time(kind) || matches!(kind, Kind::Flag | Kind::Maybe))
                && ["no", "unset"].contains(&unless_told)
        }
        Test::Keywords => false,
    }
}

fn unique<'a>(names: impl IntoIterator<Item = &'a str>, of: &str) {
    let mut seen = HashSet::new();
    for name in names {
        assert!(seen.insert(name), "{of} has two of {name}");
    }
}

/// Every attribute of every resource, with the resource's name.
fn attributes() -> impl Iterator<Item = (&'static Resource, &'static Attribute)> {
    ALL.into_iter().flat_map(|resource| resource.attributes().map(move |own| (resource, own)))
}

fn own(resource: &Resource, name: &str) -> &'static Attribute {
    let found = resource.attribute(name);
    found.unwrap_or_else(|| panic!("{} has no {name}", resource.name))
}

#[test]
fn the_resources_are_those_of_the_api_in_its_order() {
    let names = [
        "care-enquiries",
        "absences",
        "users",
        "locations",
        "service-users",
        "groups",
        "comments",
        "home-visits",
    ];
    assert_eq!(ALL.map(|resource| resource.name), names);
    assert_eq!(CARE_ENQUIRIES.table(), "care_enquiries");
}

#[test]
fn everything_can_be_done_to_all_but_users_which_are_only_read() {
    for resource in ALL {
        let expected: &[_] = if resource.name == "users" { &[Action::Read] } else { &Action::ALL };
        assert_eq!(resource.actions, expected, "{}", resource.name);
    }
}

#[test]
fn no_name_is_given_twice() {
    unique(ALL.map(|resource| resource.name), "the API");
    unique(ALL.map(|resource| resource.one), "the API");
    for resource in ALL {
        unique(resource.attributes().map(|own| own.name), resource.name);
        unique(resource.filters().map(|own| own.name), resource.name);
        unique(resource.sorts(), resource.name);
        unique(resource.searched.iter().copied(), resource.name);
        unique(resource.actions.iter().map(|own| own.as_str()), resource.name);
    }
}

#[test]
fn names_are_in_snake_case() {
    for resource in ALL {
        assert!(is_snake_case(&resource.table()), "{}", resource.name);
        assert_eq!(resource.name, resource.table().replace('_', "-"));
        for filter in resource.filters() {
            assert!(is_snake_case(filter.name), "{}: {}", resource.name, filter.name);
        }
    }
    for (resource, own) in attributes().filter(|(_, own)| own.name != "_id") {
        assert!(is_snake_case(own.name), "{}: {}", resource.name, own.name);
    }
}

#[test]
fn everything_is_explained_in_sentences() {
    let sentence = |text: &str| text.ends_with('.') && text.starts_with(char::is_uppercase);
    for resource in ALL {
        assert!(sentence(resource.about), "{}: {}", resource.name, resource.about);
        for filter in resource.filters() {
            assert!(sentence(filter.about), "{}: {}", resource.name, filter.about);
        }
    }
    for (resource, own) in attributes() {
        assert!(sentence(own.about), "{}: {}", resource.name, own.about);
    }
}

#[test]
fn attributes_are_in_the_order_of_their_names() {
    for resource in ALL {
        assert!(resource.attributes.is_sorted_by_key(|own| own.name), "{}", resource.name);
    }
}

#[test]
fn care_alone_decides_the_id_and_when_a_document_was_made_and_changed() {
    for resource in ALL {
        let always = [("_id", "Id"), ("created", "DateTime"), ("modified", "DateTime")];
        for (name, kind) in always {
            let own = own(resource, name);
            assert_eq!(format!("{:?}", own.kind), kind, "{}: {name}", resource.name);
            assert_eq!(own.settable, Settable::Never, "{}: {name}", resource.name);
        }
    }
}

#[test]
fn filters_look_at_attributes_that_can_answer_them() {
    for resource in ALL {
        for filter in resource.filters() {
            let Some(name) = filter.test.attribute() else { continue };
            let kind = own(resource, name).kind;
            assert!(fits(filter.test, kind), "{}: {}: {kind:?}", resource.name, filter.name);
        }
    }
}

#[test]
fn lists_are_sorted_and_searched_by_attributes_with_an_order_or_a_text() {
    for resource in ALL {
        for name in resource.sorts() {
            let kind = own(resource, name).kind;
            let ordered = is_text(kind) || is_time(kind) || matches!(kind, Kind::Id | Kind::Date);
            assert!(ordered, "{}: {name}: {kind:?}", resource.name);
        }
        assert!(!resource.searched.is_empty(), "{}", resource.name);
        for name in resource.searched {
            let kind = own(resource, name).kind;
            assert!(is_text(kind), "{}: {name}: {kind:?}", resource.name);
        }
    }
}

#[test]
fn rules_name_attributes_that_can_keep_them() {
    for resource in ALL {
        let kind = |name| own(resource, name).kind;
        for rule in resource.rules {
            let kept = match rule {
                Rule::OneOf(names) => {
                    names.len() > 1
                        && names.iter().all(|name| {
                            let own = own(resource, name);
                            !own.required && own.settable != Settable::Never && is_word(own.kind)
                        })
                }
                Rule::Order(first, second) => {
                    first != second && is_time(kind(first)) && is_time(kind(second))
                }
                Rule::Protected(flag) => matches!(kind(flag), Kind::Flag),
                Rule::CompletesItself { after, marks, unless } => {
                    own(resource, after).required
                        && is_time(kind(after))
                        && matches!((kind(marks), kind(unless)), (Kind::Mark, Kind::Mark))
                }
            };
            assert!(kept, "{}: {rule:?}", resource.name);
        }
    }
}

#[test]
fn choices_are_among_different_words() {
    for (resource, own) in attributes() {
        let (Kind::Choice(words) | Kind::Choices(words)) = own.kind else { continue };
        let of = format!("{}: {}", resource.name, own.name);
        assert!(!words.is_empty(), "{of}");
        unique(words.iter().copied(), &of);
        for word in words {
            assert!(is_snake_case(word), "{of}: {word}");
        }
    }
}

#[test]
fn references_to_groups_say_a_type_that_there_is() {
    for (resource, own) in attributes() {
        let (Kind::Group(of) | Kind::Groups(of)) = own.kind else { continue };
        assert!(GROUP_TYPES.contains(&of), "{}: {}: {of}", resource.name, own.name);
    }
}

#[test]
fn references_are_to_resources_of_the_api() {
    for (resource, own) in attributes() {
        let Some(target) = own.kind.target() else { continue };
        let known = ALL.into_iter().any(|known| std::ptr::eq(known, target));
        assert!(known, "{}: {}: {}", resource.name, own.name, target.name);
    }
}

#[test]
fn what_refers_to_itself_can_be_printed() {
    assert_eq!(format!("{:?}", own(&GROUPS, "parent_group").kind), "Reference(groups)");
}

#[test]
fn a_document_is_part_of_what_it_refers_to_from_the_start() {
    for (resource, own) in attributes().filter(|(_, own)| own.part) {
        let of = format!("{}: {}", resource.name, own.name);
        assert!(matches!(own.kind, Kind::Reference(_)), "{of}");
        assert_eq!(own.settable, Settable::Once, "{of}");
        let one_of = resource
            .rules
            .iter()
            .any(|rule| matches!(rule, Rule::OneOf(names) if names.contains(&own.name)));
        assert!(own.required || one_of, "{of} may be left out");
    }
    let parts = |whole: &Resource| {
        let parts = whole.parts().map(|(part, own)| (part.name, own.name));
        parts.collect::<Vec<_>>()
    };
    assert_eq!(
        parts(&CARE_ENQUIRIES),
        [("comments", "care_enquiry"), ("home-visits", "care_enquiry")]
    );
    assert_eq!(parts(&SERVICE_USERS), [("absences", "service_user"), ("comments", "service_user")]);
    assert_eq!(parts(&LOCATIONS), []);
}

#[test]
fn what_is_required_can_be_given() {
    for (resource, own) in attributes().filter(|(_, own)| own.required) {
        let of = format!("{}: {}", resource.name, own.name);
        assert_ne!(own.settable, Settable::Never, "{of}");
        assert!(!own.kind.is_list() && !matches!(own.kind, Kind::Flag), "{of} is never null");
        assert!(matches!(own.initially, Initially::Nothing), "{of} need not be given");
    }
}

#[test]
fn attributes_hold_at_first_what_they_can_hold() {
    for (resource, own) in attributes() {
        let fits = match own.initially {
            Initially::Nothing => true,
            Initially::Word(word) => {
                matches!(own.kind, Kind::Choice(words) if words.contains(&word))
            }
            Initially::OfWhole => holds_the_same_in_each_whole(resource, own),
            Initially::Caller => matches!(own.kind, Kind::User),
            Initially::CallerName => matches!(own.kind, Kind::Text(_)),
        };
        assert!(fits, "{}: {}: {:?}", resource.name, own.name, own.initially);
    }
}

fn holds_the_same_in_each_whole(resource: &Resource, wanted: &Attribute) -> bool {
    let mut wholes = resource.attributes().filter(|own| own.part).peekable();
    wholes.peek().is_some()
        && wholes.filter_map(|part| part.kind.target()).all(|whole| {
            let theirs = whole.attribute(wanted.name).map(|own| format!("{:?}", own.kind));
            theirs == Some(format!("{:?}", wanted.kind))
        })
}

#[test]
fn people_are_forgotten_where_a_document_says_since_when() {
    for resource in ALL.into_iter().filter(|resource| resource.allows(Action::Update)) {
        let personal = resource.attributes().any(|own| own.personal);
        let part = resource.attributes().any(|own| own.part);
        let says = resource.attribute("anonymized").is_some();
        assert!(says || !personal || part, "{} cannot be anonymised", resource.name);
        assert!(personal || !says, "{} tells of nobody", resource.name);
    }
}

#[test]
fn what_is_personal_can_be_emptied() {
    for (resource, own) in attributes().filter(|(_, own)| own.personal) {
        let empties = !own.required || matches!(own.kind, Kind::Text(_));
        assert!(empties, "{}: {}", resource.name, own.name);
    }
}
