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

use crate::pages::{between, click, done, fill, open, problems, send, text, wrong};

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

/// Where a page leads that only leads elsewhere.
async fn led(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 303, "{path}");
    header(&answer, "location").unwrap().to_owned()
}

/// Looks at the page that is open, and calls its pictures so.
async fn look_well(chromium: &mut Chromium, name: &str) {
    crate::pages::look_well(chromium, &format!("releases-{name}")).await;
}
