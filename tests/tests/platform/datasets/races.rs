//! What is asked for at the same moment, here and at another replica; and
//! changes that depend on what the caller has seen.

use std::collections::BTreeSet;

use access::Role;
use diesel_async::SimpleAsyncConnection;
use end_to_end::datasets::{Caller, key_of};
use end_to_end::{Platform, Served};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// A platform with two replicas of datasets, and somebody who may change things.
struct Race {
    platform: Platform,
    replica: Served,
    here: Caller,
    there: Caller,
}

impl Race {
    async fn start() -> Self {
        let platform = Platform::start().await;
        let replica = platform.another_datasets().await;
        let organization = platform.organization("Our Trust").await;
        let here = platform.caller("creator", &[(organization, Role::Creator)]).await;
        let there = here.at(&replica);
        Self { platform, replica, here, there }
    }

    /// The caller, turn by turn here and at the other replica.
    fn in_turns(&self) -> impl Iterator<Item = &Caller> {
        [&self.here, &self.there].into_iter().cycle()
    }

    async fn stop(self) {
        self.replica.stop().await;
        self.platform.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_change_is_lost() {
    let race = Race::start().await;
    race.here.make(json!({ "name": "List", "key": "list" })).await;
    for round in 1..=3 {
        let asked = race.in_turns().zip(0..8).map(|(caller, turn)| async move {
            caller
                .patch("list/", json!({ "options": { "turn": format!("{turn}") } }))
                .await
                .with(200)
        });
        let told = join_all(asked).await;
        let versions: BTreeSet<i64> =
            told.iter().map(|answer| answer["version"].as_i64().unwrap()).collect();
        let last = 1 + 8 * round;
        assert_eq!(versions, (last - 7..=last).collect(), "each has a version of its own");
        let shown = race.there.get("list/").await.with(200);
        assert_eq!(shown["version"], last);
        // The last of them is what is shown, and all are kept as they were answered.
        for answer in &told {
            let path = format!("list/versions/{}/", answer["version"]);
            assert_eq!(race.here.get(&path).await.with(200)["options"], answer["options"]);
            assert!(answer["version"] != last || shown == *answer, "{shown}");
        }
        let kept = race.here.get("list/versions/?page_size=100").await.with(200);
        assert_eq!(kept["count"], last);
    }
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_changes_to_one_state_one_is_made() {
    let race = Race::start().await;
    race.here.make(json!({ "name": "List", "key": "list" })).await;
    for round in 1..=3 {
        let shown = race.here.get("list/").await;
        let tag = shown.header("etag").unwrap().to_owned();
        let tag = tag.as_str();
        let asked = race.in_turns().take(8).map(|caller| async move {
            let body = json!({ "description": "changed" });
            let header = ("if-match", tag);
            caller.call_with(header, Method::PATCH, "list/", Some(&body)).await.status.as_u16()
        });
        let mut statuses = join_all(asked).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412], "round {round}");
        assert_eq!(race.here.get("list/").await.with(200)["version"], 1 + round);
    }
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_taken_once() {
    let race = Race::start().await;
    for key in ["one", "two", "three"] {
        let asked = race.in_turns().take(8).map(|caller| async move {
            caller.post("", json!({ "name": "List", "key": key })).await
        });
        let mut made = 0;
        for answer in join_all(asked).await {
            if answer.status == 201 {
                made += 1;
            } else {
                assert!(answer.with(400)["key"].is_array(), "{key}");
            }
        }
        assert_eq!(made, 1, "{key}");
        let kept = race.here.get(&format!("{key}/versions/")).await.with(200);
        assert_eq!(kept["count"], 1);
    }
    // One is published once, too.
    let asked = race
        .in_turns()
        .take(8)
        .map(|caller| async move { caller.post("one/publish/", json!({})).await.status.as_u16() });
    let mut statuses = join_all(asked).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400, 400, 400, 400, 400, 400]);
    // And deleted once.
    let asked = race
        .in_turns()
        .take(8)
        .map(|caller| async move { caller.delete("one/").await.status.as_u16() });
    let mut statuses = join_all(asked).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404, 404, 404, 404, 404, 404, 404]);
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_made_in_one_second() {
    let race = Race::start().await;
    race.here.make(json!({ "name": "Source", "key": "source", "options": { "a": "A" } })).await;
    race.here.post("source/publish/", json!({})).await.with(200);
    for path in ["", "source/create-custom/"] {
        let asked = race.in_turns().take(10).map(|caller| async move {
            caller.post(path, json!({ "name": "Same" })).await.with(201)
        });
        let made = join_all(asked).await;
        let keys: BTreeSet<&str> = made.iter().map(key_of).collect();
        assert_eq!(keys.len(), 10, "{path}: {keys:?}");
        for one in &made {
            let source = if path.is_empty() { Value::Null } else { json!("source") };
            assert_eq!(one["parent"], source);
        }
    }
    assert_eq!(race.here.get("").await.with(200)["count"], 21);
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_copies_what_is_being_deleted() {
    let race = Race::start().await;
    let stranger = race.platform.caller("stranger", &[]).await;
    for round in 0..8 {
        let key = format!("list-{round}");
        race.here.make(json!({ "name": "List", "key": key })).await;
        race.here.post(&format!("{key}/publish/"), json!({})).await.with(200);
        let (path, copy) = (format!("{key}/"), format!("{key}/create-custom/"));
        let stranger = stranger.at(&race.replica);
        let (deleted, copied) = if round % 2 == 0 {
            tokio::join!(race.here.delete(&path), stranger.post(&copy, json!({})))
        } else {
            let (copied, deleted) =
                tokio::join!(stranger.post(&copy, json!({})), race.here.delete(&path));
            (deleted, copied)
        };
        let statuses = (deleted.status.as_u16(), copied.status.as_u16());
        assert!([(204, 404), (400, 201)].contains(&statuses), "{statuses:?}");
    }
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_may_depend_on_what_was_seen() {
    let race = Race::start().await;
    let caller = &race.here;
    caller.make(json!({ "name": "List", "key": "list" })).await;
    let other = race.platform.caller("other", &[]).await;
    let tag = async |caller: &Caller, coding: &str| {
        let header = ("accept-encoding", coding);
        let request = caller.request(Method::GET, "list/").header(header.0, header.1);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        end_to_end::header(&response, "etag").unwrap().to_owned()
    };
    let change = async |method: Method, tag: &str| {
        let body = json!({ "name": "Changed" });
        caller.call_with(("if-match", tag), method, "list/", Some(&body)).await
    };
    let first = tag(caller, "identity").await;
    assert!(first.starts_with('"') && first.ends_with('"'), "{first} is strong");
    assert_eq!(tag(&race.there, "identity").await, first, "replicas agree");

    // Whoever holds it is told so, as long as it holds.
    let ask = async |header: &str| {
        let call = caller.call_with(("if-none-match", header), Method::GET, "list/", None).await;
        call.status.as_u16()
    };
    let plain = caller.get("list/").await.header("etag").unwrap().to_owned();
    let held = caller.call_with(("if-none-match", &plain), Method::GET, "list/", None).await;
    assert_eq!(held.header("etag"), Some(plain.as_str()));
    assert_eq!(held.with(304), Value::Null);
    assert_eq!(ask("*").await, 304);
    assert_eq!(ask(&format!("\"x\", W/{plain}")).await, 304);
    assert_eq!(ask("\"x\"").await, 200);

    let changed = change(Method::PATCH, &first).await;
    let second = changed.header("etag").unwrap().to_owned();
    assert_eq!(changed.with(200)["version"], 2);
    assert_eq!(ask(&plain).await, 200);
    assert_ne!(first, second);
    for (method, stale) in [
        (Method::PATCH, first.clone()),
        (Method::PUT, first.clone()),
        (Method::DELETE, first.clone()),
        (Method::PATCH, format!("W/{second}")),
        (Method::PATCH, "\"x\"".to_owned()),
        (Method::PATCH, "nonsense".to_owned()),
    ] {
        let refused = change(method.clone(), &stale).await.with(412);
        assert!(refused["detail"].is_string(), "{method} {stale}: {refused}");
    }
    assert_eq!(
        caller.get("list/").await.with(200)["version"],
        2,
        "what is refused changes nothing"
    );
    // What is sent is read first, and nobody learns more than they may.
    let body = json!({ "name": "" });
    let wrong = caller.call_with(("if-match", &first), Method::PATCH, "list/", Some(&body)).await;
    assert!(wrong.with(400)["name"].is_array());
    let body = json!({ "name": "Mine" });
    let hidden = other.call_with(("if-match", "\"x\""), Method::PATCH, "list/", Some(&body)).await;
    hidden.with(404);

    let third = change(Method::PUT, &format!("\"x\", {second}")).await;
    assert_eq!(third.with(200)["version"], 3);
    assert_eq!(change(Method::PATCH, "*").await.with(200)["version"], 4);
    // Every form of one state is that state.
    let coded = tag(caller, "gzip").await;
    assert_ne!(coded, tag(caller, "identity").await);
    let published =
        caller.call_with(("if-match", &coded), Method::POST, "list/publish/", None).await;
    published.with(200);
    let stale = change(Method::DELETE, &coded).await;
    stale.with(412);
    // To others it is not the same answer, but the same state.
    let (theirs, ours) = (tag(&other, "identity").await, tag(caller, "identity").await);
    assert_ne!(theirs, ours);
    change(Method::DELETE, &theirs).await.with(204);
    race.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_change_a_dataset_is_waited_for() {
    let race = Race::start().await;
    let stranger = race.platform.caller("stranger", &[]).await;
    for key in ["ours", "shared"] {
        race.here.make(json!({ "name": "List", "key": key })).await;
    }
    race.here.post("shared/publish/", json!({})).await.with(200);
    let pool = store::pool(&race.platform.datasets_database.url, 1);
    let mut connection = pool.get().await.unwrap();
    // As whoever changes the one and copies the other.
    let hold = "BEGIN; SELECT FROM datasets WHERE key = 'ours' FOR UPDATE; \
                SELECT FROM datasets WHERE key = 'shared' FOR SHARE";
    connection.batch_execute(hold).await.unwrap();
    stranger.patch("ours/", json!({})).await.with(404);
    stranger.delete("ours/").await.with(404);
    stranger.post("ours/publish/", json!({})).await.with(404);
    stranger.post("shared/create-custom/", json!({})).await.with(201);
    connection.batch_execute("ROLLBACK").await.unwrap();
    drop(connection);
    race.stop().await;
}
