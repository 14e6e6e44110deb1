//! Lists of datasets: their pages, their order, and what is filtered out.

use access::Role;
use end_to_end::Platform;
use end_to_end::datasets::{Caller, PREFIXES, Row, key_of};
use serde_json::{Value, json};

/// A platform with these datasets, and somebody who sees them.
async fn with(rows: impl AsyncFnOnce(i64) -> Vec<Row>) -> (Platform, i64, Caller) {
    let platform = Platform::start().await;
    let organization = platform.organization("Our Trust").await;
    let creator = platform.caller("creator", &[(organization, Role::Creator)]).await;
    platform.put(&rows(organization).await).await;
    (platform, organization, creator)
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_cover_a_list_once() {
    // Many of one name, so that only the key tells them apart.
    let (platform, _, creator) = with(async |organization| {
        (0..120).map(|at| Row::new(&format!("k{at}")).called("Same").of(organization)).collect()
    })
    .await;
    for prefix in PREFIXES {
        let base = format!("{prefix}/datasets/");
        for (query, size) in [
            ("", 20),
            ("?page=", 20),
            ("?page=1", 20),
            ("?page_size=0", 20),
            ("?page_size=-5", 20),
            ("?page_size=many", 20),
            ("?page_size=", 20),
            ("?page_size=7", 7),
            ("?page_size=100", 100),
            ("?page_size=101", 100),
            ("?page_size=99999999999999999999999", 100),
            ("?page=6", 20),
            ("?page=2&page_size=100", 20),
            ("?page=9&page_size=14", 8),
        ] {
            let list = creator.get(&format!("{base}{query}")).await.with(200);
            assert_eq!(list["count"], 120, "{query}");
            assert_eq!(list["results"].as_array().unwrap().len(), size, "{query}");
        }
        for page in ["0", "-1", "7", "x", "1.5", "99999999999999999999999", "%00", "1%20x"] {
            let refused = creator.get(&format!("{base}?page={page}")).await.with(404);
            assert_eq!(refused, json!({ "detail": "Invalid page." }), "{page}");
        }

        walk(&platform, &creator, &base).await;
    }
    platform.stop().await;
}

/// Walks a list by its links, which keep all that was asked for.
async fn walk(platform: &Platform, creator: &Caller, base: &str) {
    let query = "unknown=a%20b&page_size=50&search=am";
    let (mut at, mut keys, mut pages) = (format!("{base}?{query}"), Vec::new(), Vec::new());
    loop {
        let list = creator.get(&at).await.with(200);
        let rows = list["results"].as_array().unwrap();
        keys.extend(rows.iter().map(|row| key_of(row).to_owned()));
        pages.push((list["previous"].clone(), list["next"].clone()));
        let Some(next) = list["next"].as_str() else { break };
        at = next.strip_prefix(&platform.url()).unwrap().to_owned();
    }
    let link = |page: &str| json!(format!("{}{base}?{query}{page}", platform.url()));
    let expected = [
        (Value::Null, link("&page=2")),
        (link(""), link("&page=3")),
        (link("&page=2"), Value::Null),
    ];
    assert_eq!(pages, expected);
    let mut sorted: Vec<String> = (0..120).map(|at| format!("k{at}")).collect();
    sorted.sort_unstable();
    assert_eq!(keys, sorted);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_in_the_order_of_code_points() {
    let names = ["b", "B", "a", "É", "e", "_", "Z", "z", "\u{1d49c}", "\u{fb00}", "é", "10", "9"];
    let (platform, organization, creator) = with(async |organization| {
        let own = names
            .iter()
            .enumerate()
            .map(|(at, name)| Row::new(&format!("own-{}", 20 - at)).called(name).of(organization));
        let nhs = ["zz", "aa"].map(|name| Row::nhs(&format!("nhs-{name}"), name));
        let twins = ["t_1", "t-1", "t1"].map(|key| Row::platform(key, "Twin"));
        own.chain(nhs).chain(twins).collect()
    })
    .await;
    let list = creator.get("?page_size=100").await.with(200);
    let rows = list["results"].as_array().unwrap();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let order: Vec<[String; 3]> =
        rows.iter().map(|row| ["category", "name", "key"].map(|name| text(row, name))).collect();
    let mut expected = order.clone();
    // Rust compares texts by code point.
    expected.sort_unstable();
    assert_eq!(order, expected);
    assert_eq!(order.len(), names.len() + 5);
    let categories: Vec<&str> = order.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(categories[..3], ["nhs_dd", "nhs_dd", "rcpch"]);
    // A search has the same order.
    creator.make(json!({ "name": "b", "key": "another", "organization": organization })).await;
    assert_eq!(
        creator.keys("?search=b&category=user_created").await,
        ["own-19", "another", "own-20"]
    );
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_joined_by_and() {
    let (platform, _, creator) = with(async |organization| {
        vec![
            Row::nhs("nhs", "Nhs").tagged(&["clinic", "NHS", "two words"]),
            Row::platform("platform", "Platform").tagged(&["clinic", "Clinic"]),
            Row::new("own").of(organization).tagged(&["clinic", "nhs"]),
            Row::new("published").of(organization).published().tagged(&["clinical"]),
        ]
    })
    .await;
    let all = ["nhs", "platform", "own", "published"];
    for (query, expected) in [
        ("", &all[..]),
        ("?category=nhs_dd", &["nhs"]),
        ("?category=NHS_DD", &[]),
        ("?category=external_api", &[]),
        ("?category=nonsense", &[]),
        ("?category=nhs_dd&category=rcpch", &["platform"]),
        ("?category=", &all),
        ("?tags=clinic", &["nhs", "platform", "own"]),
        ("?tags=clini", &[]),
        ("?tags=Clinic", &["platform"]),
        ("?tags=NHS", &["nhs"]),
        ("?tags=nhs", &["own"]),
        ("?tags=clinic,nhs", &["own"]),
        ("?tags=%20clinic%20,%20Clinic%20", &["platform"]),
        ("?tags=clinic,", &["nhs", "platform", "own"]),
        ("?tags=,,", &all),
        ("?tags=", &all),
        ("?tags=two%20words", &["nhs"]),
        ("?tags=words", &[]),
        ("?tags=clinic,missing", &[]),
        ("?is_global=true", &["nhs", "platform", "published"]),
        ("?is_global=TRUE", &["nhs", "platform", "published"]),
        ("?is_global=1", &["nhs", "platform", "published"]),
        ("?is_global=false", &["own"]),
        ("?is_global=False", &["own"]),
        ("?is_global=0", &["own"]),
        ("?is_global=", &all),
        ("?category=user_created&is_global=true", &["published"]),
        ("?category=nhs_dd&tags=clinic&is_global=true&search=nhs", &["nhs"]),
        ("?category=nhs_dd&tags=clinic&is_global=false", &[]),
        ("?ordering=-name&limit=1&offset=7", &all),
    ] {
        for prefix in PREFIXES {
            let path = format!("{prefix}/datasets/{query}");
            let path = if query.is_empty() { format!("{path}?") } else { path };
            let mut keys = creator.keys(&path).await;
            let mut expected = expected.to_vec();
            keys.sort_unstable();
            expected.sort_unstable();
            assert_eq!(keys, expected, "{query}");
        }
    }
    for (query, name) in [
        ("?is_global=maybe", "is_global"),
        ("?is_global=2", "is_global"),
        ("?search=a%00b", "search"),
        ("?tags=a%00b", "tags"),
    ] {
        for path in ["", "available-tags/"] {
            let refused = creator.get(&format!("{path}{query}")).await.with(400);
            assert!(refused[name].is_array(), "{path}{query}: {refused}");
        }
    }
    assert_eq!(creator.get("?category=%00").await.with(200)["count"], 0);

    // Only lists are filtered.
    let query = "?category=external_api&tags=missing&search=missing&is_global=true";
    creator.get(&format!("own/{query}")).await.with(200);
    creator.patch(&format!("own/{query}"), json!({ "name": "New" })).await.with(200);
    creator.post(&format!("nhs/create-custom/{query}"), json!({})).await.with(201);
    creator.post(&format!("own/publish/{query}"), json!({})).await.with(200);
    creator.delete(&format!("own/{query}")).await.with(204);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_one_phrase_of_names_and_descriptions() {
    let (platform, _, creator) = with(async |organization| {
        let row = |key: &str, name: &str, description: &str| {
            Row::new(key).of(organization).called(name).described(description)
        };
        vec![
            row("percent", "100% sure", "").tagged(&["tagged"]).with(&[("code", "display")]),
            row("underscore", "snake_case", ""),
            row("backslash", "back\\slash", ""),
            row("cafe", "Élan", "Un CAFÉ au lait"),
            row("words", "foo bar", "one  two"),
            row("quote", "Guy's", "a \"quoted\" text"),
            row("lines", "Lines", "first\nsecond"),
            row("greek", "ΣΊΣΥΦΟΣ", ""),
        ]
    })
    .await;
    for (search, expected) in [
        ("100%25", &["percent"][..]),
        ("%25", &["percent"]),
        ("_", &["underscore"]),
        ("snake-case", &[]),
        ("%5C", &["backslash"]),
        ("%5C%25", &[]),
        ("caf%C3%A9", &["cafe"]),
        ("CAF%C3%89", &["cafe"]),
        ("%C3%A9lan", &["cafe"]),
        ("elan", &[]),
        ("FOO", &["words"]),
        ("o%20b", &["words"]),
        ("o+b", &["words"]),
        ("bar%20foo", &[]),
        ("foo%20%20bar", &[]),
        ("one%20two", &[]),
        ("one%20%20TWO", &["words"]),
        ("%20foo", &[]),
        ("bar%20", &[]),
        ("y's", &["quote"]),
        ("%22quoted%22", &["quote"]),
        ("first%0Asecond", &["lines"]),
        ("%CF%83%CE%AF%CF%83%CF%85%CF%86", &["greek"]),
        // Neither keys nor tags nor options are searched.
        ("backslash", &[]),
        ("tagged", &[]),
        ("display", &[]),
        ("%F0%9F%98%80", &[]),
    ] {
        let keys = creator.keys(&format!("?search={search}")).await;
        assert_eq!(keys, expected, "{search}");
    }
    assert_eq!(creator.keys("?search=").await.len(), 8);
    assert_eq!(creator.keys("?search=nothing&search=foo").await, ["words"], "the last counts");
    let long = "x".repeat(3_000);
    assert!(creator.keys(&format!("?search={long}")).await.is_empty());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_counted_where_they_are_seen() {
    let (platform, organization, creator) = with(async |organization| {
        let mut rows = vec![
            Row::nhs("nhs", "Nhs").tagged(&["NHS", "clinic"]),
            Row::nhs("other", "Other").tagged(&["NHS"]),
            Row::new("own").of(organization).tagged(&["nhs", "clinic"]),
            Row::new("hidden").tagged(&["hidden"]),
        ];
        let many = (0..30).map(|at| Row::platform(&format!("p{at}"), "Many"));
        rows.extend(
            many.enumerate().map(|(at, row)| row.tagged(&[format!("tag-{at:02}").as_str()])),
        );
        rows
    })
    .await;
    // Twice in one dataset is once.
    let tags = json!(["own", "own", " own "]);
    let made =
        creator.make(json!({ "name": "A", "organization": organization, "tags": tags })).await;
    assert_eq!(made["tags"], json!(["own"]));
    let tags = creator.get("available-tags/").await.with(200);
    let told: Vec<(&str, i64)> = tags
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["tag"].as_str().unwrap(), row["count"].as_i64().unwrap()))
        .collect();
    let mut expected = told.clone();
    expected.sort_unstable_by_key(|(tag, count)| (-count, *tag));
    assert_eq!(told, expected, "the most first, then in the order of code points");
    assert_eq!(told.len(), 34);
    assert_eq!(told[..5], [("NHS", 2), ("clinic", 2), ("nhs", 1), ("own", 1), ("tag-00", 1)]);

    let anybody = platform.anybody();
    for (caller, query, expected) in [
        (&creator, "?category=nhs_dd", json!([["NHS", 2], ["clinic", 1]])),
        (&creator, "?tags=clinic", json!([["clinic", 2], ["NHS", 1], ["nhs", 1]])),
        (&creator, "?is_global=false", json!([["clinic", 1], ["nhs", 1], ["own", 1]])),
        (&creator, "?search=other", json!([["NHS", 1]])),
        (&creator, "?search=nothing", json!([])),
        (&anybody, "?category=nhs_dd", json!([["NHS", 2], ["clinic", 1]])),
        (&anybody, "?tags=clinic", json!([["NHS", 1], ["clinic", 1]])),
        (&anybody, "?tags=hidden", json!([])),
        (&anybody, "?is_global=false", json!([])),
    ] {
        let tags = caller.get(&format!("available-tags/{query}")).await.with(200);
        let rows = tags.as_array().unwrap();
        let told: Vec<Value> = rows.iter().map(|row| json!([row["tag"], row["count"]])).collect();
        assert_eq!(json!(told), expected, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_reads_its_index() {
    use ::datasets::domain::Viewer;
    use ::datasets::store::datasets::{Filter, list};

    let platform = Platform::start().await;
    platform.put(&[Row::platform("found", "Paediatric Cardiology Units")]).await;
    let fill = "INSERT INTO datasets (key, name, description, category, source_type, is_custom, \
        is_global, organization_id, option_list_id, options_count, published_at, \
        published_version, created_by) \
        SELECT 'k' || n, 'List ' || md5(n::text), repeat(md5((n + 7)::text) || ' ', 6), \
        'user_created', 'manual', true, n % 5 = 0, n % 100, id, 1, now(), 1, 1 \
        FROM option_lists, generate_series(1, 5000) n";
    platform.datasets_database.execute(fill).await;
    platform.datasets_database.execute("VACUUM ANALYZE datasets").await;
    let pool = store::pool(&platform.datasets_database.url, 1);
    let mut connection = pool.get().await.unwrap();
    let viewer = Viewer { user_id: Some(1), memberships: vec![(7, true)] };
    let plain = Filter::default();
    let search = Filter { search: Some("cardiology".to_owned()), ..Filter::default() };
    let (order, found_by) = ("datasets_order", "datasets_search");
    for (filter, read, unread, rows) in
        [(&search, found_by, order, 1), (&plain, order, found_by, 20)]
    {
        let before = [scans(&mut connection, read).await, scans(&mut connection, unread).await];
        let found = list(&mut connection, &viewer, filter, 0, 20).await.unwrap();
        assert_eq!(found.len(), rows);
        let after = [scans(&mut connection, read).await, scans(&mut connection, unread).await];
        assert!(after[0] > before[0], "{read} is read for {filter:?}: {before:?}, {after:?}");
        assert_eq!(after[1], before[1], "{unread} is not read for {filter:?}");
    }
    drop(connection);
    platform.stop().await;
}

/// How often an index has been read, by this connection too.
async fn scans(connection: &mut store::Connection, index: &str) -> i64 {
    use diesel::QueryableByName;
    use diesel::sql_types::BigInt;
    use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

    #[derive(QueryableByName)]
    struct Scans {
        #[diesel(sql_type = BigInt)]
        scans: i64,
    }

    // What a connection has counted it tells after a while, unless it is asked to.
    connection.batch_execute("SELECT pg_stat_force_next_flush()").await.unwrap();
    let sql = format!(
        "SELECT idx_scan AS scans FROM pg_stat_user_indexes WHERE indexrelname = '{index}'"
    );
    let told: Scans = diesel::sql_query(sql).get_result(connection).await.unwrap();
    told.scans
}
