//! An item: its releases, and where somebody stands with it.

use ::releases::changes::Published;
use ::releases::domain::SubscriptionState::{Accepted, Pending, Rejected};
use sha2::{Digest, Sha256};

use super::*;

const BYTES: usize = 1_234;

/// Three releases of an item from old to new; the second one was withdrawn.
async fn released(platform: &Platform, item: ItemId) -> [Published; 3] {
    let older = platform.publish_archive(item, "a.zip", vec![1_u8; BYTES]).await;
    let gone = platform.publish_archive(item, "b.zip", vec![2_u8; BYTES]).await;
    let mut connection = platform.releases_connection().await;
    let reason = "A page <was>\nmissing.";
    changes::withdraw(&mut connection, By::Command, item, "b.zip", reason).await.unwrap();
    [older, gone, platform.publish_archive(item, "c.zip", vec![3_u8; BYTES]).await]
}

/// The rows of the history: the number of each release, and what is said of it.
fn rows(page: &str) -> Vec<(i64, &str)> {
    let rows = page.split("<tr role=\"row\" id=\"release-").skip(1);
    let row = |row| {
        let (id, rest) = str::split_once(row, '"').unwrap();
        (id.parse::<i64>().unwrap(), rest.split_once("</tr>").unwrap().0)
    };
    rows.map(row).collect()
}

/// The files that something offers.
fn links(row: &str) -> Vec<&str> {
    let links = row.split("href=\"").skip(1).map(|link| link.split_once('"').unwrap().0);
    links.filter(|link| link.contains("/files/")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_tells_what_was_released_and_what_was_withdrawn() {
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drugs & <devices>")).await;
    let published = released(&platform, item).await;
    let ids = published.each_ref().map(|published| published.release.row.id.0);
    let (jo_id, jo) = person(&platform, "jo").await;
    grant(&platform, jo_id, item).await;
    let (_, boss) = staff(&platform, "boss").await;
    for browser in [&platform.browser(), &jo, &boss] {
        let (status, page) = open(browser, &at(item, "")).await;
        assert!(status == 200 && page.contains("<h1>Drugs &#38; &#60;devices&#62;</h1>"), "{page}");
        let rows = rows(&page);
        assert_eq!(rows.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids[2], ids[1], ids[0]]);
        for ((_, row), (name, byte)) in
            rows.iter().zip([("c.zip", 3_u8), ("b.zip", 2), ("a.zip", 1)])
        {
            let sha256 = hex::encode_upper(Sha256::digest([byte; BYTES]));
            assert_eq!(between(row, "<samp class=\"sha256\">", "<"), sha256);
            assert!(row.contains("title=\"1,234 bytes\">1.2 kB<"), "{row}");
            assert!(row.contains("<time datetime=\"2025-05-08\">"), "{row}");
            let (gone, newest) = (name == "b.zip", name == "c.zip");
            assert_eq!(row.contains(&format!("<s>Release of {name}</s>")), gone, "{row}");
            assert_eq!(row.contains(&format!("<s class=\"archive\">{name}</s>")), gone, "{row}");
            assert_eq!(row.contains("A page &#60;was&#62;\nmissing."), gone, "{row}");
            assert_eq!(row.contains(">Withdrawn<"), gone, "{row}");
            assert_eq!(row.contains(">Newest<"), newest, "{row}");
            let key = published[0].release.key.id;
            assert!(row.contains(&format!("\"/releases/signing-keys/#key-{key}\"")), "{row}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_subscribers_are_offered_files_and_only_staff_to_change_them() {
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drugs")).await;
    let [older, _, newest] = released(&platform, item).await.map(|one| one.release.row.id);
    let (jo_id, jo) = person(&platform, "jo").await;
    grant(&platform, jo_id, item).await;
    let (_, al) = person(&platform, "al").await;
    let (_, boss) = staff(&platform, "boss").await;
    for (browser, subscribes, runs) in [
        (&platform.browser(), false, false),
        (&al, false, false),
        (&jo, true, false),
        (&boss, false, true),
    ] {
        let (_, page) = open(browser, &at(item, "")).await;
        for (id, row) in rows(&page) {
            let withdraw = format!("\"{}\"", at(item, &format!("releases/{id}/withdraw/")));
            let is_there = id == older.0 || id == newest.0;
            assert_eq!(row.contains(&withdraw), runs && is_there, "{row}");
            let offered = if subscribes && is_there { 5 } else { 0 };
            assert_eq!(links(row).len(), offered, "{row}");
        }
        assert_eq!(page.contains(&at(item, "publish/")), runs, "{page}");
    }
    // All that is offered can be had, and it is what it is called.
    let (_, page) = open(&jo, &at(item, "")).await;
    let offered = links(&page);
    assert_eq!(offered.len(), 10);
    for link in offered {
        let answer = jo.get(link).await;
        assert_eq!(answer.status(), 200, "{link}");
        let name = link.rsplit('/').next().unwrap();
        let expected = format!("attachment; filename=\"{name}\"");
        assert_eq!(header(&answer, "content-disposition"), Some(expected.as_str()));
        assert!(!answer.bytes().await.unwrap().is_empty(), "{link}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_told_where_they_stand() {
    let platform = Platform::start().await;
    let item = add(&platform, NewItem { approval: Approval::Manual, ..offered("Drugs") }).await;
    platform.publish_archive(item, ARCHIVE, "drugs").await;
    let (user, jo) = person(&platform, "jo").await;
    let mut connection = platform.releases_connection().await;
    let c = &mut connection;
    let mut states = Vec::new();
    for (step, state, told, action, label) in [
        (0, "Not subscribed", "so you cannot download anything yet.", "subscribe/", "Subscribe"),
        (1, "Waits for approval", "You asked on ", "unsubscribe/", "Take the request back"),
        (2, "Turned down", "Your request was turned down on ", "subscribe/", "Ask again"),
        (1, "Waits for approval", "have approved it.", "unsubscribe/", "Take the request back"),
        (3, "Subscribed", "You have been subscribed since ", "unsubscribe/", "Unsubscribe"),
        (4, "Ended", "Your subscription ended on ", "subscribe/", "Subscribe again"),
    ] {
        match step {
            0 => {}
            1 => states.push(changes::subscribe(c, user, item, &[]).await.unwrap()),
            4 => changes::unsubscribe(c, By::User(user), user, item).await.unwrap(),
            _ => {
                let id = subscription(&platform, user, item).await;
                let decided = changes::decide(c, By::Command, id, step == 3).await.unwrap();
                states.push(decided.state);
            }
        }
        let (_, page) = open(&jo, &at(item, "")).await;
        let section = between(&page, "<section id=\"subscription\"", "</section>");
        assert!(section.contains(&format!("<span class=\"badge\">{state}</span>")), "{section}");
        assert!(section.contains(told), "{section}");
        assert!(section.contains(&format!("href=\"{}\">{label}</a>", at(item, action))));
        let (_, page) = open(&jo, SUBSCRIPTIONS).await;
        let own = step == 0 || page.contains(&format!("data-label=\"State\">{state}<"));
        assert!(own, "{state}: {page}");
        let (_, page) = open(&jo, "/releases/").await;
        assert_eq!(between(&page, "class=\"subscription\">", "<"), state);
        let file = open(&jo, &at(item, &format!("files/{ARCHIVE}"))).await.0;
        assert_eq!(file, if step == 3 { 200 } else { 404 }, "{state}");
    }
    assert_eq!(states, [Pending, Rejected, Pending, Accepted]);
    drop(connection);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_led_to_sign_in_and_back() {
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drugs")).await;
    platform.publish_archive(item, ARCHIVE, "drugs").await;
    let anybody = platform.browser();
    let (_, page) = open(&anybody, &at(item, "")).await;
    let section = between(&page, "<section id=\"subscription\"", "</section>");
    let back = format!("/accounts/login/?next=%2Freleases%2Fitems%2F{item}%2F");
    assert!(section.contains("Only subscribers can download."), "{section}");
    assert!(section.contains(&format!("<a href=\"{back}\">sign in</a>")), "{section}");
    let answer = anybody.get(&at(item, &format!("files/{ARCHIVE}"))).await;
    assert_eq!(answer.status(), 302);
    let location = header(&answer, "location").unwrap();
    assert_eq!(location, format!("{back}files%2F{ARCHIVE}"));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_said_to_those_alone_who_may_have_done_it() {
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drugs")).await;
    let (anybody, (_, jo)) = (platform.browser(), person(&platform, "jo").await);
    let (_, boss) = staff(&platform, "boss").await;
    for (word, to) in [
        ("subscribed", [false, true, true]),
        ("ended", [false, true, true]),
        ("published", [false, false, true]),
        ("withdrawn", [false, false, true]),
        ("accepted", [false; 3]),
        ("%3Cb%3E", [false; 3]),
    ] {
        for (browser, expected) in [&anybody, &jo, &boss].into_iter().zip(to) {
            let (_, page) = open(browser, &at(item, &format!("?done={word}"))).await;
            assert_eq!(page.contains("class=\"notice\""), expected, "{word}: {page}");
        }
    }
    for (browser, expected) in [(&jo, false), (&boss, true)] {
        let (_, page) = open(browser, &format!("{SUBSCRIPTIONS}?done=accepted")).await;
        assert_eq!(page.contains("class=\"notice\""), expected, "{page}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let platform = Platform::start().await;
    let item = add(&platform, offered("Drugs")).await;
    let (jo_id, jo) = person(&platform, "jo").await;
    grant(&platform, jo_id, item).await;
    let (_, boss) = staff(&platform, "boss").await;
    for id in ["999", "0", "-1", "x", "1.0", "%00", "9223372036854775808", "1%2F2"] {
        for rest in ["", "subscribe/", "unsubscribe/", "publish/", "files/a.zip"] {
            let path = format!("/releases/items/{id}/{rest}");
            let (status, page) = open(&boss, &path).await;
            assert_eq!(status, 404, "{path}");
            assert!(page.contains("Page not found"), "{path}: {page}");
        }
    }
    for rest in ["releases/999/withdraw/", "releases/x/withdraw/", "nothing/"] {
        assert_eq!(open(&boss, &at(item, rest)).await.0, 404, "{rest}");
    }
    for name in ["a.zip", "%00", "a%00.zip", "%2e%2e%2fa.zip", "a%2Fb.zip", "%F0%9F%92%A9", "%ff"] {
        assert_eq!(open(&jo, &at(item, &format!("files/{name}"))).await.0, 404, "{name}");
    }
    platform.stop().await;
}
