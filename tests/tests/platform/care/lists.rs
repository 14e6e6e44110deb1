//! Pages of lists, and their order.

use resources::{ALL, Action, CARE_ENQUIRIES};

use super::samples::with_all;
use super::*;

const LIST: &str = "care-enquiries";

/// So many enquiries, in the order they came in; the last name of the first is `Name 00`.
async fn enquiries(api: &Api, count: usize) -> Vec<String> {
    let channel = api.group("sales_channel", "Website").await;
    let mut ids = Vec::new();
    for number in 0..count {
        ids.push(api.enquiry(&channel, &[("last_name", &format!("Name {number:02}"))]).await);
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_nothing_of_has_no_pages() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    for resource in ALL {
        let mut expected = nothing();
        if !resource.allows(Action::Create) {
            let user = provider.api.list(resource.name, &[]).await.remove(0);
            expected["items"] = json!([user]);
            expected["item_count"] = json!(1);
            expected["page_count"] = json!(1);
        }
        assert_eq!(provider.api.get(resource.name, &[]).await.with(200), expected);
        expected["items"] = json!([]);
        expected["page"] = json!(7);
        assert_eq!(provider.api.get(resource.name, &[("page", "7")]).await.with(200), expected);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let ids = enquiries(&provider.api, 12).await;
    assert!(ids.is_sorted(), "those made later have the greater ids: {ids:?}");
    for (params, page, page_count, per_page, expected) in [
        (&[][..], 1, 2, 10, &ids[..10]),
        (&[("page", "2")], 2, 2, 10, &ids[10..]),
        (&[("page", "3")], 3, 2, 10, &[]),
        (&[("page", "1000000000000")], 1_000_000_000_000_i64, 2, 10, &[]),
        (&[("per_page", "5"), ("page", "3")], 3, 3, 5, &ids[10..]),
        (&[("per_page", "12")], 1, 1, 12, &ids),
        (&[("per_page", "100")], 1, 1, 100, &ids),
        (&[("per_page", "1"), ("page", "7")], 7, 12, 1, &ids[6..7]),
        // What is blank is not said.
        (
            &[("page", ""), ("per_page", ""), ("sort_by", ""), ("attributes", "")],
            1,
            2,
            10,
            &ids[..10],
        ),
    ] {
        let items: Vec<Value> = expected.iter().map(|id| json!({ "_id": id })).collect();
        let expected = json!({
            "item_count": 12, "items": items, "page": page, "page_count": page_count,
            "per_page": per_page,
        });
        assert_eq!(provider.api.get(LIST, params).await.with(200), expected, "{params:?}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_cannot_be_asked_is_named() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    enquiries(&provider.api, 1).await;
    for (name, value) in [
        ("page", "0"),
        ("page", "-1"),
        ("page", "two"),
        ("page", "1.0"),
        ("page", "99999999999999999999"),
        ("per_page", "0"),
        ("per_page", "101"),
        ("per_page", "all"),
        ("sort_by", "salary"),
        ("sort_by", "-salary"),
        // An attribute, but none that anything is sorted by.
        ("sort_by", "email"),
        ("sort_by", "last_name,first_name"),
        ("filters-ids", "7"),
        ("filters-locations", "Leeds"),
        ("filters-assigned_to", "jo"),
        ("filters-modified_after", "yesterday"),
        ("filters-created_before", "2026-02-30 10:00:00"),
        ("filters-funding_types", "gold"),
        ("filters-services", "hotel"),
        ("filters-anonymized", "perhaps"),
        ("filters-colour", "blue"),
        ("filters-", "blue"),
        ("filters-q", "a\0b"),
    ] {
        assert_eq!(wrong(provider.api.get(LIST, &[(name, value)]).await), [name], "{value}");
    }
    let all = [("sort_by", "age"), ("page", "0"), ("filters-ids", "7"), ("per_page", "1000")];
    let named = wrong(provider.api.get(LIST, &all).await);
    assert_eq!(named, ["filters-ids", "page", "per_page", "sort_by"]);
    // What one resource is sorted or filtered by another may not be.
    assert_eq!(
        wrong(provider.api.get("locations", &[("sort_by", "last_name")]).await),
        ["sort_by"]
    );
    let other = [("filters-funding_types", "chc")];
    assert_eq!(wrong(provider.api.get("locations", &other).await), ["filters-funding_types"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enquiries_are_sorted_by_name() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let channel = api.group("sales_channel", "Website").await;
    let mut ids = Vec::new();
    for (first, last) in
        [("Cy", "Baker"), ("Al", "adams"), ("Bo", "Ångström"), ("Di", "adams"), ("Bo", "van Dyke")]
    {
        ids.push(api.enquiry(&channel, &[("first_name", first), ("last_name", last)]).await);
    }
    for (sorts, expected) in [
        (&["_id"][..], [0, 1, 2, 3, 4]),
        (&["-_id"], [4, 3, 2, 1, 0]),
        (&["last_name", "first_name"], [1, 3, 2, 0, 4]),
        (&["last_name", "-first_name"], [3, 1, 2, 0, 4]),
        (&["-last_name", "first_name"], [4, 0, 2, 1, 3]),
        (&["first_name", "-_id"], [1, 4, 2, 0, 3]),
        (&["first_name", "_id"], [1, 2, 4, 0, 3]),
    ] {
        let params: Vec<(&str, &str)> = sorts.iter().map(|sort| ("sort_by", *sort)).collect();
        let expected = expected.map(|at: usize| ids[at].clone());
        assert_eq!(api.ids(LIST, &params).await, expected, "{sorts:?}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_sorted_by_when_it_was_made_and_changed() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let name = resource.name;
        // The last that was made, as if it had come long ago.
        let old = provider.api.make(name, &lent(&world.least(resource))).await;
        let long_ago = format!(
            "UPDATE {} SET created = '2020-01-01', modified = '2020-01-02' WHERE id = '{old}'",
            resource.table()
        );
        provider.sql(&long_ago).await;
        let all = with_all(resource);
        let ids = async |sort: &str| {
            let params = [&lent(&all)[..], &[("sort_by", sort)]].concat();
            provider.api.ids(name, &params).await
        };
        let by_id = ids("_id").await;
        assert!(by_id.is_sorted() && by_id.last() == Some(&old), "{name}: {by_id:?}");
        for sort in resource.sorts() {
            let (up, down) = (ids(sort).await, ids(&format!("-{sort}")).await);
            assert_eq!(set(&up), set(&by_id), "{name} by {sort}");
            assert_eq!(set(&down), set(&by_id), "{name} by {sort}");
            if ["created", "modified"].contains(&sort) {
                assert_eq!((up.first(), down.last()), (Some(&old), Some(&old)), "{name} by {sort}");
            }
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_leave_nothing_out_where_many_are_alike() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let ids = enquiries(&provider.api, 9).await;
    let alike = "UPDATE care_enquiries SET created = '2020-01-01', modified = '2020-01-01', \
                 first_name = 'Zoë', last_name = '*'";
    provider.sql(alike).await;
    for sort in CARE_ENQUIRIES.sorts().flat_map(|sort| [sort.to_owned(), format!("-{sort}")]) {
        let mut seen = Vec::new();
        for page in ["1", "2", "3"] {
            let params = [("sort_by", sort.as_str()), ("per_page", "4"), ("page", page)];
            let items = provider.api.list(LIST, &params).await;
            seen.extend(items.iter().map(|item| id_of(item).to_owned()));
        }
        assert_eq!(seen.len(), ids.len(), "{sort}");
        assert_eq!(set(&seen), set(&ids), "{sort}");
    }
    platform.stop().await;
}
