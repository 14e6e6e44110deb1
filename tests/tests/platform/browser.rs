//! The pages people open, in a real browser that cannot reach the internet.

use std::collections::BTreeMap;
use std::path::Path;

use access::Role;
use accounts::store::api_keys::Terms;
use accounts::store::signed_keys;
use end_to_end::browser::{Chromium, Key};
use end_to_end::{Platform, eventually, secrets};
use serde_json::{Value, json};

/// The narrowest window in which a page must not scroll sideways (WCAG 2.2, 1.4.10).
const NARROW: u32 = 320;

/// The windows that pictures are taken of, for a person to look at.
const WINDOWS: [(&str, u32); 2] = [("phone", 390), ("desktop", 1280)];

/// What is wrong with a page, as far as a script can tell.
const FAULTS: &str = r"(() => {
    const faults = [];
    const all = (selector) => [...document.querySelectorAll(selector)];
    const headings = all('h1').length;
    if (headings !== 1) faults.push(`${headings} headings of the first level`);
    if (!document.title.trim()) faults.push('no title');
    if (!document.documentElement.lang) faults.push('no language');
    if (all('main').length !== 1) faults.push('no main part');
    for (const field of all('input, select, textarea')) {
        const unseen = field.type === 'hidden' || field.getAttribute('aria-hidden') === 'true';
        const label = field.labels?.[0]?.textContent ?? field.getAttribute('aria-label') ?? '';
        if (!unseen && !label.trim()) faults.push(`no label: ${field.outerHTML}`);
    }
    for (const part of all('a[href], button, summary')) {
        if (!part.textContent.trim()) faults.push(`no words: ${part.outerHTML}`);
    }
    const ids = all('[id]').map((part) => part.id);
    for (const id of ids) {
        if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`two of ${id}`);
    }
    for (const name of ['aria-describedby', 'aria-labelledby', 'for']) {
        for (const part of all(`[${name}]`)) {
            for (const id of part.getAttribute(name).split(/\s+/)) {
                if (!ids.includes(id)) faults.push(`${name} leads nowhere: ${id}`);
            }
        }
    }
    for (const form of all('form[method=post]')) {
        if (!form.elements.csrfmiddlewaretoken) faults.push(`no token: ${form.action}`);
    }
    return faults;
})()";

/// How far a page sticks out to the side, in CSS pixels.
const OVERFLOW: &str = "document.documentElement.scrollWidth - window.innerWidth";

/// The pages here that a page links to.
const LINKS: &str = "[...document.querySelectorAll('a[href^=\"/\"]')]
    .map((link) => link.getAttribute('href'))";

/// Looks at the page that is open, and takes its pictures.
pub(crate) async fn look(chromium: &mut Chromium, name: &str) {
    assert_eq!(chromium.run(FAULTS).await, json!([]), "{name}");
    chromium.resize(NARROW).await;
    let overflow = chromium.run(OVERFLOW).await;
    assert!(overflow.as_i64().unwrap() <= 0, "{name} is {overflow} px too wide");
    for (window, width) in WINDOWS {
        chromium.resize(width).await;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
        chromium.picture(&folder.join(format!("{name}-{window}.png"))).await;
    }
}

/// Looks at a page and at all that it leads to below `prefixes`, one of each
/// shape; those shapes.
pub(crate) async fn walk(
    chromium: &mut Chromium,
    platform: &Platform,
    first: &str,
    prefixes: &[&str],
) -> Vec<String> {
    let mut found = BTreeMap::from([(shape(first), first.to_owned())]);
    let mut seen = Vec::new();
    while let Some((shape_of, path)) = found.pop_first() {
        chromium.open(&format!("{}{path}", platform.url())).await;
        look(chromium, &name(&shape_of)).await;
        assert_eq!(chromium.complaints(), Vec::<String>::new(), "{path}");
        let links: Vec<String> = serde_json::from_value(chromium.run(LINKS).await).unwrap();
        seen.push(shape_of);
        for link in links {
            let shape = shape(&link);
            let is_ours = prefixes.iter().any(|prefix| shape.starts_with(prefix));
            if is_ours && !seen.contains(&shape) {
                found.entry(shape).or_insert(link);
            }
        }
    }
    seen
}

/// A page by its shape: whichever number is in the address.
fn shape(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts = path.split('/');
    let parts = parts.map(|part| if part.parse::<u64>().is_ok() { "n" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn name(shape: &str) -> String {
    shape.trim_matches('/').replace('/', "-")
}

/// Signs in with the keyboard alone.
pub(crate) async fn sign_in(
    chromium: &mut Chromium,
    platform: &Platform,
    username: &str,
    password: &str,
) {
    chromium.open(&format!("{}/accounts/login/", platform.url())).await;
    look(chromium, "sign-in").await;
    assert_eq!(chromium.complaints(), Vec::<String>::new());
    for _ in 0..5 {
        if chromium.run("document.activeElement.id").await == "login" {
            break;
        }
        chromium.press(Key::Tab).await;
    }
    assert_eq!(chromium.run("document.activeElement.id").await, "login");
    chromium.type_in(username).await;
    chromium.press(Key::Tab).await;
    assert_eq!(chromium.run("document.activeElement.id").await, "password");
    chromium.type_in(password).await;
    chromium.press_through(Key::Enter).await;
    assert_eq!(chromium.run("location.pathname").await, "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_browsers_show_the_api() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    for (path, shown) in [
        ("/", "One platform for NHS primary care"),
        ("/api/docs/", "operations-practices-list_practices"),
        ("/api/redoc/", "operation/list_practices"),
    ] {
        chromium.open(&format!("{}{path}", platform.url())).await;
        let shown = json!(shown);
        chromium.until(&format!("document.documentElement.outerHTML.includes({shown})")).await;
    }
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_account_page_can_be_read_and_used_by_everybody() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.staff("jo.with.a.rather.long.name@example.nhs.uk", &password).await;
    platform.user("al", &password).await;
    let username = "jo.with.a.rather.long.name@example.nhs.uk";
    let organization = platform.organization("Sunny Care Homes of the North West").await;
    platform.member(organization, username, Role::Admin).await;
    platform.member(organization, "al", Role::Viewer).await;
    platform.key(username, Terms { label: "Night run".to_owned(), ..Terms::default() }).await;
    let terms = signed_keys::Terms { label: "Website".to_owned(), ..Default::default() };
    platform.signed_key(organization, &terms).await;
    platform.sign_in(username, &password).await;
    sign_in(&mut chromium, &platform, username, &password).await;
    chromium.complaints();

    let seen = walk(&mut chromium, &platform, "/accounts/", &["/accounts/"]).await;
    for expected in [
        "/accounts/keys/",
        "/accounts/keys/n/revoke/",
        "/accounts/password/",
        "/accounts/email/",
        "/accounts/sessions/",
        "/accounts/audit/",
        "/accounts/organizations/n/",
        "/accounts/organizations/n/keys/",
        "/accounts/organizations/n/keys/n/revoke/",
        "/accounts/organizations/n/members/n/remove/",
    ] {
        assert!(seen.iter().any(|shape| shape == expected), "{expected} of {seen:?}");
    }

    // What is refused is a page like any other, and says what to do.
    chromium.open(&format!("{}/accounts/organizations/999999/", platform.url())).await;
    look(&mut chromium, "not-found").await;
    for (path, form) in [
        ("/accounts/keys/", "/accounts/keys/"),
        ("/accounts/password/", "/accounts/password/"),
        ("/accounts/email/", "/accounts/email/"),
    ] {
        chromium.open(&format!("{}{path}", platform.url())).await;
        let form = json!(format!("form[action='{form}'] button"));
        chromium.follow(&format!("document.querySelector({form}).click()")).await;
        look(&mut chromium, &format!("{}-mistakes", name(path))).await;
        let focused = "document.activeElement.getAttribute('role') === 'alert'";
        assert_eq!(chromium.run(focused).await, Value::Bool(true), "{path}: read out at once");
        let title = chromium.run("document.title").await;
        assert!(title.as_str().unwrap().starts_with("Error: "), "{title}");
    }
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_made_in_the_browser_works_until_it_is_revoked_there() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    sign_in(&mut chromium, &platform, "jo", &password).await;
    let keys = format!("{}/accounts/keys/", platform.url());
    let status = async |key: &str| platform.get_as(key, "/api/v1/practices/").await.status();

    chromium.open(&keys).await;
    chromium.run("document.getElementById('label').focus()").await;
    chromium.type_in("Night run").await;
    chromium.press_through(Key::Enter).await;
    let key = chromium.run("document.getElementById('secret').textContent").await;
    let key = key.as_str().unwrap().to_owned();
    secrets::note(&key);
    assert_eq!(status(&key).await, 200);

    chromium.open(&keys).await;
    chromium.follow("document.querySelector('a[href$=\"/revoke/\"]').click()").await;
    assert_eq!(status(&key).await, 200, "asked first");
    chromium.run("document.querySelector('button.danger').focus()").await;
    chromium.press_through(Key::Space).await;
    let told = chromium.run("document.querySelector('[role=status]').textContent").await;
    assert!(told.as_str().unwrap().contains("revoked"), "{told}");
    eventually("the key is refused", async || status(&key).await == 401).await;

    chromium
        .follow("document.querySelector('form[action=\"/accounts/logout/\"] button').click()")
        .await;
    chromium.open(&keys).await;
    assert_eq!(chromium.run("location.pathname").await, "/accounts/login/");
    chromium.close().await;
    platform.stop().await;
}
