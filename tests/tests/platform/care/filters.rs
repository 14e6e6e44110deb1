//! What lists are narrowed by.

use chrono::{NaiveDateTime, TimeDelta};
use resources::{ALL, Attribute, Filter, Kind, Resource, Settable, Test};

use super::samples::with_all;
use super::*;

const LIST: &str = "care-enquiries";

/// A value of a filter, and whether the document is among what it finds.
type Case = (Vec<String>, bool);

/// Values that a filter takes, for a document as it is told.
fn cases(resource: &'static Resource, filter: &Filter, document: &Value) -> Vec<Case> {
    let Some(attribute) = filter.test.attribute() else { return keywords(resource, document) };
    let (attribute, value) = (resource.attribute(attribute).unwrap(), &document[attribute]);
    match filter.test {
        Test::In(_) | Test::Has(_) => among(attribute, value),
        Test::After(_) => moments(attribute, value, [(-1, true), (0, false), (1, false)]),
        Test::Before(_) => moments(attribute, value, [(-1, false), (0, false), (1, true)]),
        Test::From(_) => days(value, [(-1, true), (0, true), (1, false)]),
        Test::Until(_) => days(value, [(-1, false), (0, true), (1, true)]),
        Test::Set { unless_told, .. } => {
            let is_set = !value.is_null() && *value != json!(false);
            let word = |word: &str, found: bool| (vec![word.to_owned()], found);
            vec![
                (Vec::new(), unless_told == "unset" || !is_set),
                word("yes", is_set),
                word("no", !is_set),
                word("unset", true),
                word("both", true),
            ]
        }
        Test::Keywords => panic!("keywords look at no attribute"),
    }
}

fn among(attribute: &Attribute, value: &Value) -> Vec<Case> {
    let own = value.as_array().and_then(|values| values.first()).unwrap_or(value);
    let other = match attribute.kind {
        Kind::Choice(words) | Kind::Choices(words) => {
            let other = words.iter().find(|word| value != **word && !is_within(value, word));
            other.copied().unwrap().to_owned()
        }
        _ => NOBODY.to_owned(),
    };
    let mut cases = vec![(vec![other.clone()], false), (vec![String::new()], true)];
    if let Some(own) = own.as_str() {
        cases.push((vec![own.to_owned()], true));
        cases.push((vec![other, own.to_owned()], true));
    }
    cases
}

fn is_within(values: &Value, word: &str) -> bool {
    values.as_array().is_some_and(|values| values.iter().any(|own| own == word))
}

/// Seconds before and after the time of a document, which is told without the
/// fraction of a second that care's own times have.
fn moments(attribute: &Attribute, value: &Value, found: [(i64, bool); 3]) -> Vec<Case> {
    let time: NaiveDateTime = value.as_str().unwrap().replace(' ', "T").parse().unwrap();
    let is_exact = attribute.settable != Settable::Never;
    let found = found.into_iter().filter(|(offset, _)| is_exact || *offset != 0);
    let at = |offset| (time + TimeDelta::seconds(offset)).format("%Y-%m-%d %H:%M:%S").to_string();
    found.map(|(offset, found)| (vec![at(offset)], found)).collect()
}

/// Days before and after the time of a document.
fn days(value: &Value, found: [(i64, bool); 3]) -> Vec<Case> {
    let time: NaiveDateTime = value.as_str().unwrap().replace(' ', "T").parse().unwrap();
    let on = |offset| (time + TimeDelta::days(offset)).date().to_string();
    found.map(|(offset, found)| (vec![on(offset)], found)).into()
}

/// A word of what is searched, in another case, and one that nothing has.
fn keywords(resource: &Resource, document: &Value) -> Vec<Case> {
    let text = resource.searched.iter().find_map(|name| document[*name].as_str()).unwrap();
    let word = text.split_whitespace().next().unwrap();
    vec![
        (vec![word.to_uppercase()], true),
        (vec![format!("{word} {word}")], true),
        (vec![format!("{word} zzyzx")], false),
        (vec!["zzyzx".to_owned()], false),
        (vec![" ".to_owned()], true),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_finds_what_it_says() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    for resource in ALL {
        let (document, all) = (&world.of(resource).told, with_all(resource));
        for filter in resource.filters() {
            let name = format!("filters-{}", filter.name);
            let others: Vec<(&str, &str)> =
                lent(&all).into_iter().filter(|(own, _)| *own != name).collect();
            for (values, expected) in cases(resource, filter, document) {
                let values = values.iter().map(|value| (name.as_str(), value.as_str()));
                let params: Vec<(&str, &str)> = values.chain(others.clone()).collect();
                let found = provider.api.ids(resource.name, &params).await;
                let told = format!("{} by {params:?}", resource.name);
                assert_eq!(set(&found).len(), found.len(), "{told}");
                assert_eq!(set(&found).contains(id_of(document)), expected, "{told}");
            }
        }
    }
    platform.stop().await;
}

/// Five enquiries at two locations.
async fn five(api: &Api) -> ([String; 2], Vec<String>) {
    let channel = api.group("sales_channel", "Website").await;
    let mut locations = Vec::new();
    for name in ["Rose House", "Elm House"] {
        locations.push(api.make("locations", &[("name", name)]).await);
    }
    let [rose, elm]: [String; 2] = locations.try_into().unwrap();
    let mut ids = Vec::new();
    for said in [
        &[("first_name", "Zoë"), ("last_name", "Smith"), ("location", &rose)][..],
        &[("first_name", "Al"), ("last_name", "Smithson"), ("location", &elm)],
        &[("first_name", "Bo"), ("last_name", "100%"), ("service", "home_care")],
        &[
            ("first_name", "Cy"),
            ("last_name", "O'Neil_x"),
            ("email", "cy.smith@example.org"),
            ("phone", "01632 960001"),
            ("location", &rose),
            ("service", "home_care"),
        ],
        &[("first_name", "Di"), ("last_name", r"Back\slash"), ("mobile", "07700 900123")],
    ] {
        ids.push(api.enquiry(&channel, said).await);
    }
    ([rose, elm], ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn keywords_are_taken_as_they_stand() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (_, ids) = five(&provider.api).await;
    for (words, expected) in [
        ("smith", &[0, 1, 3][..]),
        ("SMITH", &[0, 1, 3]),
        ("mit", &[0, 1, 3]),
        ("zoë", &[0]),
        ("ZOË", &[0]),
        ("smith zoë", &[0]),
        ("zoë  al", &[]),
        ("960001", &[3]),
        ("07700", &[4]),
        ("07700900123", &[4]),
        ("cy.smith@example.org", &[3]),
        ("%", &[2]),
        ("_", &[3]),
        (r"\", &[4]),
        ("o'neil", &[3]),
        ("'", &[3]),
        ("100%", &[2]),
        ("s%h", &[]),
        ("", &[0, 1, 2, 3, 4]),
        // What care is needed is not searched.
        ("residential_home", &[]),
    ] {
        let expected: Vec<&String> = expected.iter().map(|at: &usize| &ids[*at]).collect();
        let found = provider.api.ids(LIST, &[("filters-q", words)]).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{words:?}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_each_other_and_their_values_do_not() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let ([rose, elm], ids) = five(&provider.api).await;
    for (params, expected) in [
        (&[("filters-locations", rose.as_str())][..], &[0, 3][..]),
        (&[("filters-locations", &rose), ("filters-locations", &elm)], &[0, 1, 3]),
        (&[("filters-locations", &rose), ("filters-services", "home_care")], &[3]),
        (&[("filters-locations", &elm), ("filters-services", "home-care")], &[]),
        (
            &[("filters-services", "Home-Care"), ("filters-services", "residential_home")],
            &[0, 1, 2, 3, 4],
        ),
        (&[("filters-ids", &ids[4]), ("filters-ids", &ids[0]), ("filters-q", "smith")], &[0]),
        (&[("filters-ids", &ids[2].to_uppercase())], &[2]),
        (&[("filters-ids", NOBODY)], &[]),
        (&[("filters-locations", NOBODY), ("filters-locations", &elm)], &[1]),
        (&[("filters-modified_after", "2020-01-01"), ("filters-q", "bo")], &[2]),
        (&[("filters-modified_before", "2020-01-01 00:00:00")], &[]),
    ] {
        let expected: Vec<&String> = expected.iter().map(|at: &usize| &ids[*at]).collect();
        let found = provider.api.ids(LIST, params).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{params:?}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_that_were_put_away_are_found_by_who_asks_for_them() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let used = api.group("sales_channel", "Website").await;
    let away = api.group("sales_channel", "Fax").await;
    let other = api.group("absence_reason", "Holiday").await;
    api.patch(&path("groups", &away), &[("archived", "True")]).await.with(200);
    let channel = ("filters-group_type", "sales_channel");
    for (params, expected) in [
        (&[channel][..], &[&used][..]),
        (&[channel, ("filters-archived", "no")], &[&used]),
        (&[channel, ("filters-archived", "yes")], &[&away]),
        (&[channel, ("filters-archived", "both")], &[&used, &away]),
        (&[channel, ("filters-archived", "unset")], &[&used, &away]),
        (&[channel, ("filters-group_type", "absence_reason")], &[&used, &other]),
        (&[], &[&used, &other]),
    ] {
        let found = api.ids("groups", params).await;
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{params:?}");
    }
    // One may still be read, and be what a document refers to.
    assert!(api.get(&path("groups", &away), &[]).await.with(200)["archived"].is_string());
    platform.stop().await;
}
