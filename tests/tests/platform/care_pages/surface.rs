//! What the pages of care have in common: who may see them, and what they
//! leave behind.

use access::csrf;
use end_to_end::{cookies_of, header};

use super::*;

/// An enquiry, and every page there is.
async fn pages(provider: &Provider<'_>) -> (String, [String; 3]) {
    let id = provider.enquiry("2026-03-01 10:00:00", ["Mary", "Holt"], json!({})).await;
    let pages = [INBOX.to_owned(), "/care/enquiries/".to_owned(), at(&id)];
    (id, pages)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_comes_back() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (id, paths) = pages(&provider).await;
    let asked = "/care/?q=h%C3%B6lt&sort=name".to_owned();
    for path in paths.iter().chain([&asked]) {
        let answer = platform.browser().get(path).await;
        assert_eq!(answer.status(), 302, "{path}");
        let next = header(&answer, "location").unwrap();
        assert!(next.starts_with("/accounts/login/?next=%2Fcare%2F"), "{path}: {next}");

        provider.open_in(&mut chromium, path).await;
        assert_eq!(chromium.run("location.pathname").await, "/accounts/login/", "{path}");
        fill(&mut chromium, "login", "sunny-admin").await;
        fill(&mut chromium, "password", &provider.password).await;
        click(&mut chromium, "form button").await;
        let place = chromium.run("location.pathname + location.search").await;
        assert_eq!(place, path.as_str());
        let heading = if *path == at(&id) { "Mary Holt" } else { "Care enquiries" };
        assert_eq!(told(&mut chromium, "h1").await, [heading], "{path}");
        let out = "document.querySelector('form[action=\"/accounts/logout/\"] button').click()";
        chromium.follow(out).await;
    }
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_belongs_to_no_organisation_sees_nothing() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (id, paths) = pages(&provider).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    platform.staff("boss", &password).await;
    for username in ["jo", "boss"] {
        let browser = platform.sign_in(username, &password).await;
        for path in &paths {
            let (status, page) = open(&browser, path).await;
            assert_eq!(status, 403, "{username}: {path}");
            assert!(page.contains("<h1>You may not do this</h1>"), "{username}: {page}");
            assert!(!page.contains("Mary Holt"), "{username}: {page}");
        }
        let sent = [("comment", "Rang.")];
        assert_eq!(send(&browser, &comments(&id), &sent).await.0, 403, "{username}");
    }
    assert!(provider.written(&id).await.is_empty());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_need_no_script_and_leave_nothing_behind() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (_, paths) = pages(&provider).await;
    let browser = provider.member(Role::Viewer).await;
    for path in &paths {
        let answer = browser.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(header(&answer, "cache-control"), Some("no-store"), "{path}");
        assert_eq!(header(&answer, "referrer-policy"), Some("same-origin"), "{path}");
        let policy = header(&answer, "content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; "), "{path}: {policy}");
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
        // Signing in has set what there is to set.
        assert!(cookies_of(&answer).is_empty(), "{path}");
        let page = answer.text().await.unwrap();
        assert!(!page.contains("<script"), "{path}: {page}");
    }
    browser.forget(csrf::COOKIE);
    let answer = browser.get(INBOX).await;
    let set: Vec<String> =
        cookies_of(&answer).iter().map(|cookie| cookie.name().to_owned()).collect();
    assert_eq!(set, [csrf::COOKIE]);
    platform.stop().await;
}
