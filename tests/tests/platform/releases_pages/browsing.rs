//! What there is, for everybody.

use ::releases::domain::ReleaseId;

use super::*;
use crate::browser::sign_in;

/// The categories of a page, each with the items under it.
fn groups(page: &str) -> Vec<(&str, Vec<i64>)> {
    let group = |section| {
        let category = between(between(section, "<h2 id=\"category-", "/h2>"), "\">", "<");
        let rows = str::split(section, "class=\"item-").skip(1);
        let id = |row: &str| row.split_once('"').unwrap().0.parse::<i64>().unwrap();
        (category, rows.map(id).collect())
    };
    page.split("<section class=\"category\"").skip(1).map(group).collect()
}

/// What a page says of an item, where it first does.
fn row(page: &str, id: i64) -> &str {
    between(page, &format!("class=\"item-{id}\""), "</tr>")
}

/// Items 24, 58 and 101; 58 has a release.
async fn filled() -> Platform {
    let platform = Platform::start().await;
    for (id, name, categories) in [
        (101, "SNOMED CT", &["Terminology"][..]),
        (24, "Unsorted", &[]),
        (58, "Drugs & <devices>", &["medicines", "Terminology"]),
    ] {
        let categories = categories.iter().map(|category| (*category).to_owned()).collect();
        add(&platform, NewItem { id: Some(ItemId(id)), categories, ..offered(name) }).await;
    }
    platform.publish_archive(ItemId(58), ARCHIVE, "drugs").await;
    platform
}

#[tokio::test(flavor = "multi_thread")]
async fn items_are_found_by_category_and_by_words() {
    let platform = filled().await;
    let anybody = platform.browser();
    let (jo_id, jo) = person(&platform, "jo").await;
    grant(&platform, jo_id, ItemId(58)).await;
    let all: [(&str, Vec<i64>); 3] =
        [("medicines", vec![58]), ("Terminology", vec![58, 101]), ("Other", vec![24])];
    for browser in [&anybody, &jo] {
        for (query, told, expected) in [
            ("", "3 items.", &all[..]),
            ("?search=%20", "3 items.", &all),
            ("?search=terminology", "2 items found.", &all[..2]),
            (
                "?search=%3CDEVICES+drugs",
                "1 item found.",
                &[("medicines", vec![58]), ("Terminology", vec![58])],
            ),
            ("?search=101", "1 item found.", &[("Terminology", vec![101])]),
            ("?search=what+unsorted+is", "1 item found.", &all[2..]),
            ("?search=snomed+drugs", "0 items found.", &[]),
            ("?search=%00", "0 items found.", &[]),
            ("?search=%25", "0 items found.", &[]),
        ] {
            let (status, page) = open(browser, &format!("/releases/{query}")).await;
            assert_eq!(status, 200, "{query}");
            assert_eq!(between(&page, "id=\"told\">", "<"), told, "{query}");
            assert_eq!(groups(&page), expected, "{query}");
            assert!(!page.contains("<devices>") && !page.contains("<DEVICES"), "{query}: {page}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_what_is_new_and_their_own_subscriptions() {
    let platform = filled().await;
    let (anybody, (jo_id, jo)) = (platform.browser(), person(&platform, "jo").await);
    grant(&platform, jo_id, ItemId(58)).await;
    let (_, strangers) = open(&anybody, "/releases/").await;
    let (_, own) = open(&jo, "/releases/").await;
    for page in [&strangers, &own] {
        assert!(row(page, 58).contains("<time datetime=\"2025-05-08\">"), "{page}");
        assert!(row(page, 58).contains("href=\"/releases/items/58/\""), "{page}");
        for id in [24, 101] {
            assert!(row(page, id).contains("none yet"), "{page}");
        }
    }
    for (id, state) in [(24, "Not subscribed"), (58, "Subscribed"), (101, "Not subscribed")] {
        assert_eq!(between(row(&own, id), "class=\"subscription\">", "<"), state);
    }
    assert!(!strangers.contains("ubscription\""), "{strangers}");
    assert!(strangers.contains("/accounts/login/?next=%2Freleases%2F\""), "{strangers}");
    assert!(!strangers.contains(SUBSCRIPTIONS) && own.contains(SUBSCRIPTIONS));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_platform_says_so() {
    let platform = Platform::start().await;
    let (_, jo) = person(&platform, "jo").await;
    for (path, told) in [
        ("/releases/", "Nothing has been published yet."),
        ("/releases/?search=x", "0 items found."),
        (SUBSCRIPTIONS, "You have not subscribed to anything."),
        ("/releases/signing-keys/", "There is no key yet"),
    ] {
        let (status, page) = open(&jo, path).await;
        assert!(status == 200 && page.contains(told), "{path}: {page}");
    }
    platform.stop().await;
}

/// Where everything is long, and has no blanks where it need not.
struct Crowd {
    platform: Platform,
    /// Who signs in to look, and their password.
    username: &'static str,
    password: String,
    /// What they are subscribed to, and its newest release.
    theirs: ItemId,
    newest: ReleaseId,
    /// What somebody else waits for.
    wanted: ItemId,
}

impl Crowd {
    async fn start() -> Self {
        let platform = Platform::start().await;
        let username = "jo.with.a.rather.long.name@example.nhs.uk";
        let password = secrets::password();
        let user = platform.staff(username, &password).await;
        let long = |word: &str| word.repeat(200 / word.len());
        let theirs = NewItem {
            description: format!("See https://example.nhs.uk/{}\n\nOr not.", long("path/")),
            categories: vec![long("Category"), "Tests".to_owned()],
            licences: vec![licence(&long("Licence")), licence("Open licence")],
            ..offered(&long("Item"))
        };
        let theirs = add(&platform, theirs).await;
        let wanted = NewItem {
            approval: Approval::Manual,
            licences: vec![licence(&long("Terms"))],
            ..offered(&long("Ward"))
        };
        let wanted = add(&platform, wanted).await;
        grant(&platform, user, theirs).await;

        let name = |letter: &str| format!("{}.zip", letter.repeat(180));
        let mut connection = platform.releases_connection().await;
        platform.publish_archive(theirs, &name("a"), "older").await;
        let (older, reason) = (name("a"), "x".repeat(1_000));
        changes::withdraw(&mut connection, By::Command, theirs, &older, &reason).await.unwrap();
        let newest = platform.publish_archive(theirs, &name("b"), "newer").await.release.row.id;
        let other = platform.user(&long("somebody")[..150], &secrets::password()).await;
        let licences = ::releases::store::items::licences(&mut connection, wanted).await.unwrap();
        changes::subscribe(&mut connection, other, wanted, &[licences[0].id]).await.unwrap();
        drop(connection);
        Self { platform, username, password, theirs, newest, wanted }
    }

    /// The pages of whoever signed in, each with what its pictures are called.
    fn pages(&self) -> Vec<(&'static str, String)> {
        let withdraw = format!("releases/{}/withdraw/", self.newest);
        vec![
            ("items", "/releases/".to_owned()),
            ("item", at(self.theirs, "")),
            ("unsubscribe", at(self.theirs, "unsubscribe/")),
            ("publish", at(self.theirs, "publish/")),
            ("withdraw", at(self.theirs, &withdraw)),
            ("item-without-subscription", at(self.wanted, "")),
            ("subscribe", at(self.wanted, "subscribe/")),
            ("subscriptions", SUBSCRIPTIONS.to_owned()),
            ("signing-keys", "/releases/signing-keys/".to_owned()),
        ]
    }

    /// Opens a page and looks at it; the pages that it leads to.
    async fn visit(&self, chromium: &mut Chromium, name: &str, path: &str) -> Vec<String> {
        chromium.open(&format!("{}{path}", self.platform.url())).await;
        look_well(chromium, name).await;
        assert_eq!(chromium.complaints(), Vec::<String>::new(), "{path}");
        let links = "[...document.links].map((link) => link.getAttribute('href').split('#')[0])";
        serde_json::from_value(chromium.run(links).await).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_releases_can_be_read_by_everybody() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let crowd = Crowd::start().await;
    let pages = crowd.pages();
    for (name, path) in &pages {
        if ["items", "item", "signing-keys"].contains(name) {
            let name = format!("{name}-signed-out");
            let links = crowd.visit(&mut chromium, &name, path).await;
            assert!(!links.iter().any(|link| link.contains("/files/")), "{path}: {links:?}");
        }
    }
    sign_in(&mut chromium, &crowd.platform, crowd.username, &crowd.password).await;
    chromium.complaints();
    let mut linked = Vec::new();
    for (name, path) in &pages {
        linked.extend(crowd.visit(&mut chromium, name, path).await);
    }
    for (name, path) in &pages {
        assert!(linked.contains(path), "nothing leads to {name}");
    }

    // What is refused is a page like any other.
    chromium.open(&format!("{}{}", crowd.platform.url(), at(ItemId(999_999), ""))).await;
    look_well(&mut chromium, "not-found").await;
    assert!(text(&mut chromium).await.contains("Page not found"));
    chromium.close().await;
    crowd.platform.stop().await;
}
