//! The pages of releases, in a real browser, and what their forms are answered.

mod browsing;
mod items;
mod publishing;
mod signing_keys;
mod subscribing;
mod surface;
mod withdrawing;

use ::releases::changes::{self, By, NewItem, NewLicence};
use ::releases::domain::{Approval, ItemId, SubscriptionId};
use ::releases::store::subscriptions;
use end_to_end::browser::Chromium;
use end_to_end::{Browser, Platform, header, secrets};
use serde_json::json;

use crate::browser::look;

const ARCHIVE: &str = "nhs_example_5.2.0_20250508000001.zip";

/// Where people see to subscriptions.
const SUBSCRIPTIONS: &str = "/releases/subscriptions/";

/// The files that a page offers.
const FILES: &str =
    "[...document.querySelectorAll('main a[download]')].map((link) => link.getAttribute('href'))";

/// Where a page about an item is.
fn at(item: ItemId, rest: &str) -> String {
    format!("/releases/items/{item}/{rest}")
}

/// An item without licences, for whoever subscribes to it.
fn offered(name: &str) -> NewItem {
    NewItem {
        id: None,
        name: name.to_owned(),
        description: format!("What {name} is."),
        categories: vec!["Tests".to_owned()],
        approval: Approval::Automatic,
        licences: Vec::new(),
    }
}

fn licence(title: &str) -> NewLicence {
    NewLicence {
        title: title.to_owned(), text: format!("What “{title}” allows.\n\nAt length.")
    }
}

async fn add(platform: &Platform, new: NewItem) -> ItemId {
    let mut connection = platform.releases_connection().await;
    changes::add_item(&mut connection, By::Command, &new).await.unwrap().id
}

/// Lets a user have the releases of an item.
async fn grant(platform: &Platform, user: i64, item: ItemId) {
    let mut connection = platform.releases_connection().await;
    assert!(changes::grant(&mut connection, By::Command, user, item).await.unwrap());
}

/// The subscription of a user to an item.
async fn subscription(platform: &Platform, user: i64, item: ItemId) -> SubscriptionId {
    let mut connection = platform.releases_connection().await;
    subscriptions::find(&mut connection, user, item).await.unwrap().unwrap().id
}

/// A new user who is signed in, and their id.
async fn person(platform: &Platform, username: &str) -> (i64, Browser) {
    let password = secrets::password();
    let id = platform.user(username, &password).await;
    (id, platform.sign_in(username, &password).await)
}

/// The same who runs the platform.
async fn staff(platform: &Platform, username: &str) -> (i64, Browser) {
    let password = secrets::password();
    let id = platform.staff(username, &password).await;
    (id, platform.sign_in(username, &password).await)
}

/// The status of a page, and what it says.
async fn open(browser: &Browser, path: &str) -> (u16, String) {
    let answer = browser.get(path).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Where a page leads that only leads elsewhere.
async fn led(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 303, "{path}");
    header(&answer, "location").unwrap().to_owned()
}

/// The status of what a form was answered with, and where it leads or what it says.
async fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let answer = browser.post_form(path, fields).await;
    let status = answer.status().as_u16();
    let told = match header(&answer, "location") {
        Some(location) => location.to_owned(),
        None => answer.text().await.unwrap(),
    };
    (status, told)
}

/// What stands between two marks.
#[track_caller]
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} in {rest}")).0
}

/// Looks at the page that is open as others do, with everything in it unfolded;
/// in a wide window, too, nothing sticks out.
async fn look_well(chromium: &mut Chromium, name: &str) {
    let unfold = "document.querySelectorAll('details').forEach((part) => { part.open = true })";
    chromium.run(unfold).await;
    look(chromium, &format!("releases-{name}")).await;
    chromium.resize(1280).await;
    let overflow = "document.documentElement.scrollWidth - window.innerWidth";
    let overflow = chromium.run(overflow).await.as_i64().unwrap();
    assert!(overflow <= 0, "{name} is {overflow} px too wide");
}

/// What the page says.
async fn text(chromium: &mut Chromium) -> String {
    chromium.run("document.querySelector('main').innerText").await.as_str().unwrap().to_owned()
}

/// What the page says was just done.
async fn done(chromium: &mut Chromium) -> String {
    let told = chromium.run("document.querySelector('.notice').innerText").await;
    told.as_str().unwrap().to_owned()
}

/// Clicks what a selector finds in the main part, and waits for where it leads.
async fn click(chromium: &mut Chromium, selector: &str) {
    let selector = json!(format!("main {selector}"));
    chromium.follow(&format!("document.querySelector({selector}).click()")).await;
}

/// Writes into a field, in the place of what is in it.
async fn fill(chromium: &mut Chromium, field: &str, written: &str) {
    let (field, written) = (json!(field), json!(written));
    chromium.run(&format!("document.getElementById({field}).value = {written}")).await;
}

/// That the page begins with what is wrong, and is read out at once; the fields
/// that its list leads to, and what it says of them.
async fn wrong(chromium: &mut Chromium) -> Vec<(String, String)> {
    let focused = "document.activeElement.getAttribute('role') === 'alert'";
    // A browser moves there when it first draws the page.
    chromium.until(focused).await;
    let title = chromium.run("document.title").await;
    assert!(title.as_str().unwrap().starts_with("Error: "), "{title}");
    let list = "[...document.querySelectorAll('.wrong li')].map((problem) =>
        [problem.querySelector('a')?.getAttribute('href') ?? '', problem.textContent])";
    serde_json::from_value(chromium.run(list).await).unwrap()
}

/// The same, expected.
fn problems(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(field, told)| ((*field).to_owned(), (*told).to_owned())).collect()
}
