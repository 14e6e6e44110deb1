//! What there is to subscribe to, and what is new of it.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;

/// Those who can have what TRUD has not.
fn readers(platform: &Platform, key: &str) -> [Holder; 2] {
    [Root::Path, Root::Bearer].map(|root| Holder::new(&platform.url(), root, key))
}

/// The path of an absolute address here.
fn path(platform: &Platform, url: &Value) -> String {
    url.as_str().unwrap().strip_prefix(&platform.url()).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn items_are_listed_with_the_callers_subscriptions() {
    let platform = Platform::start().await;
    let user = platform.user("jo", &end_to_end::secrets::password()).await;
    let key = platform.release_key(user).await;
    let mut ids = Vec::new();
    // Not in the order of their numbers.
    for (name, state) in [
        ("E & co", None),
        ("D", Some(SubscriptionState::Ended)),
        ("C", Some(SubscriptionState::Rejected)),
        ("B", Some(SubscriptionState::Pending)),
        ("A", Some(SubscriptionState::Accepted)),
    ] {
        let item = item_of_staff(&platform, name).await;
        if let Some(state) = state {
            bring_to(&platform, user, item, state).await;
        }
        ids.insert(0, item);
    }
    for (archive, date) in
        [("a.zip", "2025-05-08"), ("b.zip", "2025-05-15"), ("c.zip", "2025-05-22")]
    {
        publish(&platform, ids[0], &details(archive, date), bytes(10)).await;
    }
    withdraw(&platform, ids[0], "c.zip", "It is wrong.").await;
    for holder in readers(&platform, &key) {
        let answer = holder.get(&holder.ours("items")).await;
        assert_eq!(header(&answer, "cache-control"), Some("private, no-cache"));
        assert_eq!(header(&answer, "set-cookie"), None);
        let tag = header(&answer, "etag").unwrap().to_owned();
        let told: Value = answer.json().await.unwrap();
        let expected: Vec<Value> = [
            ("A", json!("accepted"), json!("2025-05-15")),
            ("B", json!("pending"), Value::Null),
            ("C", json!("rejected"), Value::Null),
            ("D", json!("ended"), Value::Null),
            ("E & co", Value::Null, Value::Null),
        ]
        .into_iter()
        .zip(&ids)
        .map(|((name, subscription, date), item)| {
            json!({
                "id": item,
                "name": name,
                "categories": ["Tests"],
                "subscription": subscription,
                "latestReleaseDate": date,
                "releasesUrl": format!("{}{}", platform.url(), holder.list(item)),
            })
        })
        .collect();
        let expected =
            json!({ "apiVersion": "1", "items": expected, "httpStatus": 200, "message": "OK" });
        assert!(told == expected, "{}", holder.masked(&told.to_string()));
        let held = holder.get_with(&holder.ours("items"), "if-none-match", &tag).await;
        assert_eq!(held.status(), 304);
        assert_eq!(
            holder.ids(&path(&platform, &told["items"][0]["releasesUrl"])).await,
            ["b.zip", "a.zip"]
        );
    }
    platform.stop().await;
}

/// Two items that are subscribed to and one that is not, and what happened to their releases:
/// which change, of which item, to which archive.
async fn some_changes(platform: &Platform) -> (ItemId, i64, String, Vec<[String; 3]>) {
    let (one, two) = (platform.item("One & only").await, platform.item("Two").await);
    let foreign = platform.item("Foreign").await;
    let (user, key) = platform.subscriber("jo", one).await;
    bring_to(platform, user, two, SubscriptionState::Accepted).await;
    let mut changes = Vec::new();
    for (item, archive, date) in [
        (one, "a.zip", "2025-05-08"),
        (two, "a.zip", "2025-05-01"),
        (foreign, "a.zip", "2025-05-08"),
        (one, "b.zip", "2024-01-01"),
    ] {
        publish(platform, item, &details(archive, date), bytes(10)).await;
        if item != foreign {
            changes.push(["published".to_owned(), item.to_string(), archive.to_owned()]);
        }
    }
    for item in [foreign, one] {
        withdraw(platform, item, "a.zip", "It is <wrong>.").await;
    }
    changes.push(["withdrawn".to_owned(), one.to_string(), "a.zip".to_owned()]);
    (foreign, user, key, changes)
}

/// What an answer tells, as above.
fn summary(answer: &Value) -> Vec<[String; 3]> {
    let changes = answer["changes"].as_array().unwrap().iter();
    changes
        .map(|change| {
            let item = change["itemId"].to_string();
            let [what, archive] = [&change["change"], &change["release"]["id"]]
                .map(|text| text.as_str().unwrap().to_owned());
            [what, item, archive]
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_told_in_their_order_and_once() {
    let platform = Platform::start().await;
    let (foreign, user, key, expected) = some_changes(&platform).await;
    for holder in readers(&platform, &key) {
        let changes = holder.ours("changes");
        let all = holder.json(&changes).await;
        assert_eq!(summary(&all), expected);
        assert_eq!((&all["apiVersion"], &all["httpStatus"]), (&json!("1"), &json!(200)));
        let rows = all["changes"].as_array().unwrap();
        let times: BTreeSet<&str> = rows.iter().map(|row| row["at"].as_str().unwrap()).collect();
        assert_eq!(times.len(), expected.len(), "no two have one time");
        for (row, change) in rows.iter().zip(&expected) {
            assert_eq!(
                row["itemName"],
                if change[1] == expected[1][1] { "Two" } else { "One & only" }
            );
            let reason =
                if change[0] == "withdrawn" { json!("It is <wrong>.") } else { Value::Null };
            assert_eq!(row["release"]["reason"], reason);
            assert_eq!(row["release"]["archiveFileSizeBytes"], 10);
            assert_eq!(path(&platform, &row["releasesUrl"]), holder.list(&change[1]));
        }
        // Only what came after a time, and where the next will be.
        for (index, row) in rows.iter().enumerate() {
            let at = row["at"].as_str().unwrap();
            let since = holder.json(&format!("{changes}?since={at}")).await;
            assert_eq!(summary(&since), expected[index + 1..]);
            assert_eq!(since["next"], all["next"].as_str().unwrap());
        }
        let next = path(&platform, &all["next"]);
        assert!(summary(&holder.json(&next).await).is_empty());
        let quiet = holder.json(&format!("{changes}?since=2999-01-01")).await;
        assert!(summary(&quiet).is_empty());
        assert!(quiet["next"].as_str().unwrap().ends_with("?since=2999-01-01T00:00:00.000000Z"));
        let day = holder.json(&format!("{changes}?since=2025-05-08&page=7")).await;
        assert_eq!(summary(&day), expected, "it is about when they were published");

        let wrong = holder.get(&format!("{changes}?since=yesterday")).await;
        assert!(refused("since", wrong, 400).await.starts_with("since: "));
        let answer = holder.get(&changes).await;
        let tag = header(&answer, "etag").unwrap();
        assert_eq!(holder.get_with(&changes, "if-none-match", tag).await.status(), 304);
    }
    // Whoever subscribes learns what was, and who no longer does nothing more.
    let [_, bearer] = readers(&platform, &key);
    let next = path(&platform, &bearer.json(&bearer.ours("changes")).await["next"]);
    let mut connection = platform.releases_connection().await;
    grant(&mut connection, By::Command, user, foreign).await.unwrap();
    let all = summary(&bearer.json(&bearer.ours("changes")).await);
    assert_eq!(all.len(), expected.len() + 2, "{all:?}");
    unsubscribe(&mut connection, By::Command, user, foreign).await.unwrap();
    assert_eq!(summary(&bearer.json(&bearer.ours("changes")).await), expected);
    publish(&platform, foreign, &details("c.zip", "2025-06-01"), bytes(10)).await;
    assert!(summary(&bearer.json(&next).await).is_empty());
    platform.stop().await;
}

/// Publishes 700 releases of an item, one each second of 2025, and withdraws every third five
/// minutes and half a second later: as only SQL can.
async fn publish_many(platform: &Platform, item: ItemId) {
    let sql = format!(
        "WITH added AS (
             INSERT INTO releases
                 (item_id, name, release_date, signing_key_id, upload_id, published_at)
             SELECT {item}, 'Release ' || n, DATE '2025-01-01', (SELECT min(id) FROM signing_keys),
                 gen_random_uuid(), TIMESTAMPTZ '2025-01-01T00:00:00Z' + n * interval '1 second'
             FROM generate_series(1, 700) n
             RETURNING id, item_id
         )
         INSERT INTO release_files (release_id, item_id, kind, name, size, sha256, modified_at)
         SELECT id, item_id, kind, id || '.' || kind, 10, sha256('x'), now()
         FROM added, unnest(ARRAY['archive', 'checksum', 'signature', 'manifest',
             'manifest_signature']) kind;
         UPDATE releases SET withdrawn_at = published_at + interval '300.5 seconds',
             withdrawal_reason = 'It is wrong.'
         WHERE item_id = {item} AND id % 3 = 0"
    );
    platform.releases_database.execute(&sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_is_told_in_parts() {
    let platform = Platform::start().await;
    let (item, other) = (platform.item("Example").await, platform.item("Other").await);
    let (user, key) = platform.subscriber("jo", item).await;
    bring_to(&platform, user, other, SubscriptionState::Accepted).await;
    // What signs them is there first, though it happens last.
    publish(&platform, other, &details("last.zip", "2025-05-08"), bytes(10)).await;
    publish_many(&platform, item).await;
    for holder in readers(&platform, &key) {
        let (mut changes, mut next) = (Vec::new(), holder.ours("changes"));
        loop {
            let page = holder.json(&next).await;
            let told = page["changes"].as_array().unwrap();
            assert!(told.len() <= 500, "{}", told.len());
            if told.is_empty() {
                break;
            }
            changes.extend(told.iter().cloned());
            next = path(&platform, &page["next"]);
        }
        let times: Vec<&str> = changes.iter().map(|one| one["at"].as_str().unwrap()).collect();
        assert!(times.is_sorted_by(|one, next| one < next));
        let published: BTreeSet<&str> = changes
            .iter()
            .filter(|change| change["change"] == "published")
            .map(|change| change["release"]["id"].as_str().unwrap())
            .collect();
        assert_eq!(published.len(), 701);
        assert!((233..=234).contains(&(changes.len() - published.len())), "and a third withdrawn");
        assert_eq!(changes.last().unwrap()["release"]["id"], "last.zip");

        let feed = String::from_utf8(holder.bytes(&holder.ours("feed")).await.to_vec()).unwrap();
        assert_eq!(feed.matches("<entry>").count(), 50);
        assert!(feed.find("last.zip") < feed.find(".archive"), "what is newest stands first");
    }
    platform.stop().await;
}
