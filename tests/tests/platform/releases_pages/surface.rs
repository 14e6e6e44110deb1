//! What every page of releases has in common: who may see it, what it may do,
//! and what it leaves behind.

use ::releases::domain::ReleaseId;
use access::csrf;
use end_to_end::cookies_of;

use super::*;

/// Everybody there is, and something for each of them to do.
struct Stage {
    platform: Platform,
    item: ItemId,
    release: ReleaseId,
    /// Runs the platform.
    boss: Browser,
    /// Subscribed.
    reader: Browser,
    /// Is not.
    passer: Browser,
    /// Waits for approval, of another item.
    waiting: Browser,
    /// For what they wait.
    request: SubscriptionId,
    /// The file name of the signing key.
    key: String,
}

impl Stage {
    async fn start() -> Self {
        let platform = Platform::start().await;
        let item = add(&platform, offered("Drug codes")).await;
        let other = NewItem { approval: Approval::Manual, ..offered("Other codes") };
        let other = add(&platform, other).await;
        let published = platform.publish_archive(item, ARCHIVE, "all drugs").await;
        let (_, boss) = staff(&platform, "boss").await;
        let (reader_id, reader) = person(&platform, "reader").await;
        grant(&platform, reader_id, item).await;
        let (_, passer) = person(&platform, "passer").await;
        let (waiting_id, waiting) = person(&platform, "waiting").await;
        assert_eq!(send(&waiting, &at(other, "subscribe/"), &[]).await.0, 303);
        let request = subscription(&platform, waiting_id, other).await;
        let (release, key) = (published.release.row.id, published.release.key.file_name);
        Self { platform, item, release, boss, reader, passer, waiting, request, key }
    }

    fn at(&self, rest: &str) -> String {
        at(self.item, rest)
    }

    fn withdraw(&self) -> String {
        self.at(&format!("releases/{}/withdraw/", self.release))
    }

    fn decide(&self) -> String {
        format!("{SUBSCRIPTIONS}{}/decide/", self.request)
    }

    fn archive(&self) -> String {
        self.at(&format!("files/{ARCHIVE}"))
    }

    fn key(&self) -> String {
        format!("/releases/signing-keys/{}", self.key)
    }

    /// Every page that is only read.
    fn pages(&self) -> Vec<String> {
        vec![
            "/releases/".to_owned(),
            "/releases/signing-keys/".to_owned(),
            SUBSCRIPTIONS.to_owned(),
            self.at(""),
            self.at("subscribe/"),
            self.at("publish/"),
            self.withdraw(),
        ]
    }

    /// Every form: who may send it, where to, and with what.
    fn forms(&self) -> [(&Browser, String, (&'static str, &'static str)); 4] {
        [
            (&self.passer, self.at("subscribe/"), ("more", "")),
            (&self.reader, self.at("unsubscribe/"), ("more", "")),
            (&self.boss, self.withdraw(), ("reason", "Wrong.")),
            (&self.boss, self.decide(), ("decision", "accept")),
        ]
    }

    /// That nobody's standing has changed, nor the release.
    async fn is_as_before(&self) {
        for (browser, state) in [(&self.reader, "Subscribed"), (&self.passer, "Not subscribed")] {
            let (_, page) = open(browser, &self.at("")).await;
            assert!(page.contains(&format!("<span class=\"badge\">{state}</span>")), "{page}");
            assert!(!page.contains(">Withdrawn<"), "{page}");
        }
        let (_, page) = open(&self.waiting, SUBSCRIPTIONS).await;
        assert!(page.contains("data-label=\"State\">Waits for approval<"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_staff_publish_withdraw_and_decide() {
    let stage = Stage::start().await;
    let nowhere = at(ItemId(999_999), "publish/");
    for browser in [&stage.reader, &stage.passer, &stage.waiting] {
        for path in [stage.at("publish/"), stage.withdraw(), nowhere.clone()] {
            let (status, page) = open(browser, &path).await;
            assert_eq!(status, 403, "{path}");
            assert!(page.contains("<h1>You may not do this</h1>"), "{path}: {page}");
        }
        for (path, field) in
            [(stage.withdraw(), ("reason", "Wrong.")), (stage.decide(), ("decision", "accept"))]
        {
            let (status, page) = send(browser, &path, &[field]).await;
            assert_eq!(status, 403, "{path}");
            assert!(page.contains("<h1>You may not do this</h1>"), "{path}: {page}");
        }
        let (_, page) = open(browser, SUBSCRIPTIONS).await;
        assert!(!page.contains("id=\"waiting\"") && !page.contains("/decide/"), "{page}");
    }
    stage.is_as_before().await;
    let (_, page) = open(&stage.boss, SUBSCRIPTIONS).await;
    assert!(page.contains(&format!("action=\"{}\"", stage.decide())), "{page}");
    stage.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_other_sites_do_nothing() {
    let stage = Stage::start().await;
    let wrong = "x".repeat(32);
    for (browser, path, field) in stage.forms() {
        for fields in
            [&[field][..], &[field, (csrf::FIELD, wrong.as_str())], &[field, (csrf::FIELD, "")]]
        {
            let answer = browser.post_fields(&path, fields).await;
            assert_eq!(answer.status(), 403, "{path}");
            let page = answer.text().await.unwrap();
            assert!(page.contains("<h1>The form could not be checked</h1>"), "{path}: {page}");
        }
        stage.is_as_before().await;
    }
    // With the right token they do what they say.
    for (browser, path, field) in stage.forms() {
        assert_eq!(send(browser, &path, &[field]).await.0, 303, "{path}");
    }
    stage.platform.stop().await;
}

/// The names of the cookies that an answer to a request sets.
async fn set(browser: &Browser, path: &str, status: u16) -> Vec<String> {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), status, "{path}");
    cookies_of(&answer).iter().map(|cookie| cookie.name().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_sets_a_cookie_but_the_token_of_its_forms() {
    let stage = Stage::start().await;
    let none: [&str; 0] = [];
    for path in ["/releases/", "/releases/signing-keys/", &stage.at("")] {
        let anybody = stage.platform.browser();
        assert_eq!(set(&anybody, path, 200).await, [csrf::COOKIE], "{path}");
        assert_eq!(set(&anybody, path, 200).await, none, "{path}: it has one");
    }
    for (path, status) in [
        ("/releases/static/publish.js", 200),
        (&stage.key(), 200),
        (SUBSCRIPTIONS, 302),
        (&stage.archive(), 302),
        (&stage.at("publish/"), 302),
    ] {
        assert_eq!(set(&stage.platform.browser(), path, status).await, none, "{path}");
    }
    for path in stage.pages() {
        assert_eq!(set(&stage.boss, &path, 200).await, none, "{path}");
    }
    assert_eq!(set(&stage.reader, &stage.archive(), 200).await, none);
    assert_eq!(set(&stage.reader, &stage.at("subscribe/"), 303).await, none);
    for (browser, path, field) in stage.forms() {
        let answer = browser.post_form(&path, &[field]).await;
        assert_eq!((answer.status().as_u16(), cookies_of(&answer).len()), (303, 0), "{path}");
    }
    stage.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_page_runs_one_script_and_the_others_none() {
    let stage = Stage::start().await;
    let mut policies = Vec::new();
    for path in stage.pages() {
        let answer = stage.boss.get(&path).await;
        assert_eq!(header(&answer, "cache-control"), Some("no-store"), "{path}");
        let policy: Vec<&str> = answer
            .headers()
            .get_all("content-security-policy")
            .iter()
            .map(|policy| policy.to_str().unwrap())
            .collect();
        assert_eq!(policy.len(), 1, "{path}");
        let policy = policy[0].to_owned();
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"));
        let page = answer.text().await.unwrap();
        let scripts: Vec<&str> =
            page.split("<script").skip(1).map(|rest| rest.split_once('>').unwrap().0).collect();
        if path.ends_with("/publish/") {
            assert_eq!(scripts, [" src=\"/releases/static/publish.js\" defer"], "{page}");
            let (others, added) = policy.split_once("; script-src ").unwrap();
            assert_eq!(added, "'self'; connect-src 'self'");
            policies.push(others.to_owned());
        } else {
            assert!(scripts.is_empty(), "{path}: {page}");
            policies.push(policy);
        }
    }
    policies.dedup();
    assert_eq!(policies.len(), 1, "they differ in nothing else: {policies:?}");
    assert!(!policies[0].contains("script-src") && !policies[0].contains("connect-src"));

    let script = stage.platform.browser().get("/releases/static/publish.js").await;
    assert_eq!(script.status(), 200);
    assert_eq!(header(&script, "content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(header(&script, "x-content-type-options"), Some("nosniff"));
    assert!(script.text().await.unwrap().contains("\"use strict\""));
    stage.platform.stop().await;
}
