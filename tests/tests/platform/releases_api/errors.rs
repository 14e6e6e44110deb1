//! Who gets nothing, and how that is told.

use access::ThrottleConfig;
use end_to_end::{eventually, no_throttle, secrets};

use super::*;

const DISABLED: &str = "UNAUTHORIZED: API access is disabled for the requesting account.";

/// A release key that is not good, and what lists say to it.
struct BadKey {
    what: &'static str,
    key: String,
    status: u16,
    message: &'static str,
}

/// Keys that nobody was given, and two of users who may have the item's releases no more.
async fn bad_keys(platform: &Platform, item: ItemId, good: &str) -> Vec<BadKey> {
    let (_, retired) = platform.subscriber("retired", item).await;
    platform.set_password("retired", &secrets::password()).await;
    let (_, disabled) = platform.subscriber("disabled", item).await;
    platform.set_active("disabled", false).await;
    let last = if good.ends_with('0') { '1' } else { '0' };
    let never = |what, key| BadKey { what, key, status: 400, message: "BAD REQUEST" };
    let no_more = |what, key| BadKey { what, key, status: 401, message: DISABLED };
    vec![
        never("a forged key", format!("{}{last}", &good[..39])),
        never("a part of a key", good[..39].to_owned()),
        never("a key in capitals", good.to_uppercase()),
        never("the key of the guide", "deadc0de".to_owned()),
        no_more("a retired key", retired),
        no_more("the key of somebody who is disabled", disabled),
    ]
}

/// Items of whose releases a user has none, as they may be written.
async fn nothing_for(platform: &Platform, user: i64) -> Vec<(&'static str, String)> {
    let mut items = Vec::new();
    for (what, state) in [
        ("not subscribed", None),
        ("pending", Some(SubscriptionState::Pending)),
        ("rejected", Some(SubscriptionState::Rejected)),
        ("ended", Some(SubscriptionState::Ended)),
    ] {
        let item = item_of_staff(platform, what).await;
        publish(platform, item, &details(ARCHIVE, "2025-05-08"), bytes(100)).await;
        if let Some(state) = state {
            bring_to(platform, user, item, state).await;
        }
        items.push((what, item.to_string()));
    }
    for what in ["no release", "withdrawn"] {
        let item = item_of_staff(platform, what).await;
        bring_to(platform, user, item, SubscriptionState::Accepted).await;
        items.push((what, item.to_string()));
        if what == "withdrawn" {
            publish(platform, item, &details(ARCHIVE, "2025-05-08"), bytes(100)).await;
            withdraw(platform, item, ARCHIVE, "It is wrong.").await;
        }
    }
    let none = ["2000000000", "0", "-1", "+1", "1.0", "x", "1x", "99999999999999999999999999999"];
    items.extend(none.map(|item| ("no item", item.to_owned())));
    items
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_tell_keys_that_are_not_good_and_nothing_else() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    publish(&platform, item, &details(ARCHIVE, "2025-05-08"), bytes(100)).await;
    let (user, good) = platform.subscriber("jo", item).await;
    let (bad, none) = (bad_keys(&platform, item, &good).await, nothing_for(&platform, user).await);
    for holder in holders(&platform, &good) {
        let root = holder.root;
        assert_eq!(holder.ids(&holder.list(item)).await, [ARCHIVE], "{root:?}");
        for (what, item) in &none {
            let answer = holder.get(&holder.list(item)).await;
            nothing(&format!("{root:?}: {what}: {item}"), answer, &good, item).await;
        }
        let items = none.iter().map(|(_, item)| item.clone()).chain([item.to_string()]);
        for item in items {
            for bad in &bad {
                let what = format!("{root:?}: {} for {item}", bad.what);
                let holder = holder.with(&bad.key);
                let answer = holder.get(&holder.list(&item)).await;
                let message = refused(&what, answer, bad.status).await;
                assert_eq!(message, bad.message, "{what}");
            }
        }
    }
    for path in ["items/1/releases", "items", "changes", "feed"] {
        let answer = platform.get(&format!("/api/v1/releases/{path}")).await;
        assert!(header(&answer, "www-authenticate").is_some(), "{path}");
        assert_eq!(refused(path, answer, 401).await, "UNAUTHORIZED", "no key at all");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_tell_nothing_at_all() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    let published = publish(&platform, item, &details(ARCHIVE, "2025-05-08"), bytes(100)).await;
    let public_key = published.release.key.file_name.as_str();
    let (user, good) = platform.subscriber("jo", item).await;
    let (bad, none) = (bad_keys(&platform, item, &good).await, nothing_for(&platform, user).await);
    let wrong = [
        "nothing.zip",
        "NHS_EXAMPLE_5.2.0_20250508000001.ZIP",
        // The name that a list tells is not the one in its address.
        "trud_nhs_example_5.2.0_20250508000001.sig",
        "trud_nhs_example_5.2.0_20250508000001",
        "archive",
        "",
    ];
    for holder in holders(&platform, &good) {
        let is_hidden = async |what: &str, holder: &Holder, path: &str| {
            let what = format!("{:?}: {what}", holder.root);
            assert_eq!(refused(&what, holder.get(path).await, 404).await, "NOT FOUND", "{what}");
        };
        holder.bytes(&holder.file(item, ARCHIVE)).await;
        holder.bytes(&holder.public_key(public_key)).await;
        for (what, item) in &none {
            let what = format!("{what}: {item}");
            is_hidden(&what, &holder, &holder.file(item, ARCHIVE)).await;
        }
        for name in wrong {
            is_hidden(name, &holder, &holder.file(item, name)).await;
            is_hidden(name, &holder, &holder.public_key(name)).await;
        }
        for bad in &bad {
            let holder = holder.with(&bad.key);
            is_hidden(bad.what, &holder, &holder.file(item, ARCHIVE)).await;
            is_hidden(bad.what, &holder, &holder.file("x", "nothing.zip")).await;
            is_hidden(bad.what, &holder, &holder.public_key(public_key)).await;
        }
    }
    for path in [format!("items/{item}/content/{ARCHIVE}"), format!("public-keys/{public_key}")] {
        let answer = platform.get(&format!("/api/v1/releases/{path}")).await;
        assert_eq!(refused("no key at all", answer, 404).await, "NOT FOUND");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_have_a_rate() {
    let rate = |rate: &str| rate.parse().unwrap();
    let throttle = ThrottleConfig {
        throttle_releases: rate("3/hour"),
        throttle_anonymous: rate("2/hour"),
        ..no_throttle()
    };
    let platform = Platform::throttled(throttle).await;
    let item = platform.item("Example").await;
    let ((_, key), (_, other)) =
        (platform.subscriber("jo", item).await, platform.subscriber("al", item).await);
    let throttled = async |what: &str, answer: Response| {
        let seconds: u64 = header(&answer, "retry-after").unwrap().parse().unwrap();
        assert!((1..=3600).contains(&seconds), "{what}: {seconds}");
        refused(what, answer, 429).await;
    };
    // Files count with the lists, and what is not there counts too.
    for holder in holders(&platform, &key) {
        assert_eq!(holder.get(&holder.file(item, ARCHIVE)).await.status(), 404);
    }
    for holder in holders(&platform, &key) {
        throttled("a list", holder.get(&holder.list(item)).await).await;
        throttled("a file", holder.get(&holder.file(item, ARCHIVE)).await).await;
    }
    let [trud, ..] = holders(&platform, &other);
    nothing("somebody else", trud.get(&trud.list(item)).await, &other, &item.to_string()).await;
    // Guesses are counted by address.
    let guess = trud.with("deadc0de");
    refused("a guess", guess.get(&guess.list(item)).await, 400).await;
    refused("a guess", guess.get(&guess.file(item, ARCHIVE)).await, 404).await;
    throttled("one more guess", guess.get(&guess.list(item)).await).await;
    throttled("one more guess", guess.get(&guess.file(item, ARCHIVE)).await).await;
    platform.stop().await;
}

/// Takes the database of releases away, or brings it back.
async fn let_connect(platform: &Platform, allowed: bool) {
    let name = platform.releases_database.url.name();
    // It is on the server of the others.
    let server = &platform.accounts_database;
    server.execute(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allowed}")).await;
    if !allowed {
        let connected = format!("FROM pg_stat_activity WHERE datname = '{name}'");
        server.execute(&format!("SELECT pg_terminate_backend(pid) {connected}")).await;
        let count = format!("SELECT count(*) AS number {connected}");
        eventually("nobody is connected", async || platform.number(&count).await == 0).await;
    }
}

async fn is_unavailable(what: &str, answer: Response) {
    assert_eq!(header(&answer, "retry-after"), Some("5"), "{what}");
    assert_eq!(header(&answer, "etag"), None, "{what}");
    refused(what, answer, 503).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_everybody_is_asked_to_come_back() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    let published = publish(&platform, item, &details(ARCHIVE, "2025-05-08"), bytes(100)).await;
    let public_key = published.release.key.file_name.as_str();
    let (_, key) = platform.subscriber("jo", item).await;
    let paths = |holder: &Holder| {
        [
            holder.list(item),
            holder.file(item, ARCHIVE),
            holder.public_key(public_key),
            holder.ours("items"),
            holder.ours("changes"),
            holder.ours("feed"),
        ]
    };
    let holders = holders(&platform, &key);
    for holder in &holders {
        for path in paths(holder) {
            holder.bytes(&path).await;
        }
    }
    let_connect(&platform, false).await;
    for holder in &holders {
        for path in paths(holder) {
            is_unavailable(&holder.masked(&path), holder.get(&path).await).await;
        }
    }
    let_connect(&platform, true).await;
    for holder in &holders {
        for path in paths(holder) {
            eventually("it is back", async || holder.get(&path).await.status() == 200).await;
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_accounts_only_who_is_known_is_served() {
    let mut platform = Platform::start().await;
    let item = platform.item("Example").await;
    publish(&platform, item, &details(ARCHIVE, "2025-05-08"), bytes(100)).await;
    let ((_, known), (_, unknown)) =
        (platform.subscriber("jo", item).await, platform.subscriber("al", item).await);
    let known = holders(&platform, &known);
    for holder in &known {
        holder.bytes(&holder.list(item)).await;
    }
    platform.accounts.take().unwrap().stop().await;
    for holder in known {
        holder.bytes(&holder.list(item)).await;
        holder.bytes(&holder.file(item, ARCHIVE)).await;
        let holder = holder.with(&unknown);
        is_unavailable("a list", holder.get(&holder.list(item)).await).await;
        is_unavailable("a file", holder.get(&holder.file(item, ARCHIVE)).await).await;
    }
    platform.releases.take().unwrap().stop().await;
    for holder in holders(&platform, &unknown) {
        is_unavailable("a list", holder.get(&holder.list(item)).await).await;
        is_unavailable("a file", holder.get(&holder.file(item, ARCHIVE)).await).await;
    }
    platform.stop().await;
}
