//! What is published at the same moment, here and at another replica.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn of_the_same_at_the_same_time_one_is_published() {
    let scene = Scene::start().await;
    let Scene { platform, item, browser, .. } = &scene;
    let (replica, there) = scene.replica().await;
    let archive = bytes(100_000);
    let body = release("Release", "2025-05-08", ARCHIVE, &archive);
    let other = release("Release", "2025-05-08", ARCHIVE, &archive[1..]);
    let posts = [browser, &there, browser, &there, browser]
        .map(|browser| status(post(browser, item, body.clone())));
    let mut statuses = join_all(posts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 200, 201]);
    assert_eq!(scene.listed().await.len(), 1);
    assert_eq!(scene.audit().await.len(), 1);
    assert_eq!(platform.signing_keys().await.len(), 1, "the first key is made once, too");

    // Of two that differ the one that is published is whole.
    let name = "the other.zip";
    let [one, two] = [&archive[..], &archive[1..]].map(|archive| {
        let body = release("Release", "2025-05-08", name, archive);
        (archive, body)
    });
    let (first, second) =
        tokio::join!(status(post(browser, item, one.1)), status(post(&there, item, two.1)));
    let expected = match (first, second) {
        (201, 409) => one.0,
        (409, 201) => two.0,
        others => panic!("{others:?}"),
    };
    let path = scene.subscriber.file(item, "the%20other.zip");
    assert!(scene.subscriber.bytes(&path).await == expected);
    assert_eq!(status(post(browser, item, other)).await, 409);
    replica.stop().await;
    scene.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_the_changes_misses_none() {
    const COUNT: usize = 12;
    let scene = Scene::start().await;
    let Scene { platform, item, browser, subscriber, .. } = &scene;
    // What signs them is there before.
    publish(platform, *item, &details("first.zip", "2025-05-08"), bytes(10)).await;
    let (replica, there) = scene.replica().await;
    let names: Vec<String> = (0..COUNT).map(|number| format!("{number}.zip")).collect();
    let browsers = [browser, &there].into_iter().cycle();
    let posts = names.iter().zip(browsers).map(|(name, browser)| {
        status(post(browser, item, release(name, "2025-05-08", name, name.as_bytes())))
    });
    let follow = async {
        let (mut seen, mut next) = (Vec::new(), "/api/v1/releases/changes".to_owned());
        while seen.len() <= COUNT {
            let page = subscriber.json(&next).await;
            seen.extend(page["changes"].as_array().unwrap().iter().cloned());
            let url = page["next"].as_str().unwrap();
            next = url.strip_prefix(&platform.url()).unwrap().to_owned();
        }
        seen
    };
    let follow = tokio::time::timeout(Duration::from_secs(60), follow);
    let (statuses, seen) = tokio::join!(join_all(posts), follow);
    assert_eq!(statuses, [201; COUNT]);
    let seen = seen.unwrap();
    let member = |change: &Value, name: &str| change[name].as_str().unwrap().to_owned();
    let times: Vec<String> = seen.iter().map(|change| member(change, "at")).collect();
    assert!(times.is_sorted_by(|one, next| one < next), "{times:?}");
    let told: Vec<String> = seen.iter().map(|change| member(&change["release"], "id")).collect();
    let expected: BTreeSet<&str> = names.iter().map(String::as_str).chain(["first.zip"]).collect();
    assert_eq!(told.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    assert_eq!(told.len(), COUNT + 1, "and sees none twice");

    let listed: BTreeSet<String> =
        scene.listed().await.iter().map(|release| member(release, "id")).collect();
    assert_eq!(listed, told.into_iter().collect());
    let told: Vec<Value> = scene.audit().await;
    let archives: BTreeSet<&str> =
        told.iter().map(|row| row["new_state"]["archive"].as_str().unwrap()).collect();
    assert_eq!(archives, expected);
    replica.stop().await;
    scene.platform.stop().await;
}
