use resources::{ABSENCES, CARE_ENQUIRIES, GROUPS};

use super::*;

const ID: &str = "0123456789abcdef01234567";

fn wrong(resource: &'static Resource, pairs: &[(&str, &str)]) -> Vec<String> {
    let read = Listing::read(resource, &Arguments::of(pairs));
    read.map_or_else(|errors| errors.into_keys().collect(), |_| Vec::new())
}

#[test]
fn nothing_is_asked_for_means_the_first_ten_ids() {
    let listing = Listing::read(&CARE_ENQUIRIES, &Arguments::of(&[("page", "")])).unwrap();
    let names: Vec<_> = listing.attributes.iter().map(|own| own.name).collect();
    assert_eq!((names.as_slice(), listing.page, listing.per_page), (&["_id"][..], 1, 10));
    assert_eq!(listing.sorts, [Sort { attribute: "_id", descending: false }]);
    assert!(listing.conditions.is_empty());
    assert_eq!(listing.offset(), 0);
}

#[test]
fn attributes_come_once_and_in_order() {
    let pairs =
        ["last_name", "first_name", "sales_channels", "last_name"].map(|name| ("attributes", name));
    let listing = Listing::read(&CARE_ENQUIRIES, &Arguments::of(&pairs)).unwrap();
    let names: Vec<_> = listing.attributes.iter().map(|own| own.name).collect();
    assert_eq!(names, ["_id", "first_name", "last_name"]);
}

#[test]
fn every_mistake_is_named() {
    for (name, value) in [
        ("page", "0"),
        ("page", "-1"),
        ("page", "two"),
        ("page", "1.5"),
        ("per_page", "0"),
        ("per_page", "101"),
        ("sort_by", "email"),
        ("sort_by", "--created"),
        ("filters-ids", "7"),
        ("filters-modified_after", "yesterday"),
        ("filters-funding_types", "gold"),
        ("filters-locations", "Leeds"),
        ("filters-anonymized", "perhaps"),
        ("filters-unknown", "1"),
        ("filters-q", "a\0"),
    ] {
        assert_eq!(wrong(&CARE_ENQUIRIES, &[(name, value)]), [name], "{value}");
    }
    let both = [("page", "0"), ("sort_by", "age"), ("filters-q", "x")];
    assert_eq!(wrong(&CARE_ENQUIRIES, &both), ["page", "sort_by"]);
    assert_eq!(wrong(&CARE_ENQUIRIES, &[("page", "1"), ("page", "2")]), ["page"]);
    assert!(wrong(&CARE_ENQUIRIES, &[("unknown", "1"), ("filters-q", "")]).is_empty());
}

#[test]
fn a_list_is_sorted_by_several_attributes() {
    let pairs = ["-last_name", "first_name", "last_name", ""].map(|name| ("sort_by", name));
    let listing = Listing::read(&CARE_ENQUIRIES, &Arguments::of(&pairs)).unwrap();
    let expected = [("last_name", true), ("first_name", false)];
    assert_eq!(
        listing.sorts,
        expected.map(|(attribute, descending)| Sort { attribute, descending })
    );
}

#[test]
fn groups_in_use_are_meant_unless_told() {
    for (pairs, expected) in [
        (&[][..], Some(false)),
        (&[("filters-archived", "no")], Some(false)),
        (&[("filters-archived", "yes")], Some(true)),
        (&[("filters-archived", "unset")], None),
        (&[("filters-archived", "both")], None),
    ] {
        let listing = Listing::read(&GROUPS, &Arguments::of(pairs)).unwrap();
        let told = listing.conditions.iter().find_map(|condition| match condition {
            Condition::Set(attribute, wanted) if attribute.name == "archived" => Some(*wanted),
            _ => None,
        });
        assert_eq!(told, expected, "{pairs:?}");
    }
}

#[test]
fn filters_have_the_values_of_their_attributes() {
    let pairs = [("filters-funding_types", "local-authority"), ("filters-funding_types", "chc")];
    let listing = Listing::read(&CARE_ENQUIRIES, &Arguments::of(&pairs)).unwrap();
    let Some(Condition::In(attribute, values)) = listing.conditions.first() else { panic!() };
    assert_eq!(
        (attribute.name, values.as_slice()),
        ("funding_type", &["local_authority".to_owned(), "chc".to_owned()][..])
    );
    let pairs = [("filters-q", "Zoë  smith"), ("filters-ids", ID)];
    let listing = Listing::read(&CARE_ENQUIRIES, &Arguments::of(&pairs)).unwrap();
    assert_eq!(listing.conditions.len(), 2);
    assert!(
        listing
            .conditions
            .iter()
            .any(|own| matches!(own, Condition::Keywords(words) if words == &["Zoë", "smith"]))
    );
    let pairs = [("filters-end_date", "2026-11-22")];
    let listing = Listing::read(&ABSENCES, &Arguments::of(&pairs)).unwrap();
    assert!(
        matches!(listing.conditions.as_slice(), [Condition::Until(own, _)] if own.name == "ends")
    );
}

#[test]
fn a_page_can_be_far_away() {
    let pairs = [("page", "9223372036854775807"), ("per_page", "100")];
    let listing = Listing::read(&CARE_ENQUIRIES, &Arguments::of(&pairs)).unwrap();
    assert_eq!(listing.offset(), i64::MAX);
}
