//! How tests read a page and use it, in a real browser and without one.

use end_to_end::browser::Chromium;
use end_to_end::{Browser, header};
use serde_json::json;

use crate::browser::look;

/// The status of a page, and what it says.
pub(crate) async fn open(browser: &Browser, path: &str) -> (u16, String) {
    let answer = browser.get(path).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// The status of what a form was answered with, and where it leads or what it says.
pub(crate) async fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
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
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start} in {text}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} in {rest}")).0
}

/// Looks at the page that is open as others do, with everything in it unfolded;
/// in a wide window, too, nothing sticks out.
pub(crate) async fn look_well(chromium: &mut Chromium, name: &str) {
    let unfold = "document.querySelectorAll('details').forEach((part) => { part.open = true })";
    chromium.run(unfold).await;
    look(chromium, name).await;
    chromium.resize(1280).await;
    let overflow = "document.documentElement.scrollWidth - window.innerWidth";
    let overflow = chromium.run(overflow).await.as_i64().unwrap();
    assert!(overflow <= 0, "{name} is {overflow} px too wide");
}

/// What the page says.
pub(crate) async fn text(chromium: &mut Chromium) -> String {
    chromium.run("document.querySelector('main').innerText").await.as_str().unwrap().to_owned()
}

/// What the page says was just done.
pub(crate) async fn done(chromium: &mut Chromium) -> String {
    let told = chromium.run("document.querySelector('.notice').innerText").await;
    told.as_str().unwrap().to_owned()
}

/// Clicks what a selector finds in the main part, and waits for where it leads.
pub(crate) async fn click(chromium: &mut Chromium, selector: &str) {
    let selector = json!(format!("main {selector}"));
    chromium.follow(&format!("document.querySelector({selector}).click()")).await;
}

/// Writes into a field, in the place of what is in it.
pub(crate) async fn fill(chromium: &mut Chromium, field: &str, written: &str) {
    let (field, written) = (json!(field), json!(written));
    chromium.run(&format!("document.getElementById({field}).value = {written}")).await;
}

/// That the page begins with what is wrong, and is read out at once; the fields
/// that its list leads to, and what it says of them.
pub(crate) async fn wrong(chromium: &mut Chromium) -> Vec<(String, String)> {
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
pub(crate) fn problems(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(field, told)| ((*field).to_owned(), (*told).to_owned())).collect()
}
