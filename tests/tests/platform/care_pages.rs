//! The pages of care, in a real browser, and what their forms are answered.

mod commenting;
mod enquiry;
mod inbox;
mod surface;

use access::Role;
use end_to_end::browser::Chromium;
use end_to_end::rota::{Api, merged};
use end_to_end::{Browser, Platform, secrets};
use serde_json::{Value, json};

use crate::browser::sign_in;
use crate::pages::{between, click, done, fill, look_well, open, problems, send, text, wrong};

const INBOX: &str = "/care/";

/// What browsers make of words that are not to be markup.
const MARKUP: &str = "<b>bold</b> & <script>window.ran = true</script>";

/// Whether anything of that became part of the page, or ran.
const TAKEN_AT_ITS_WORD: &str = "document.querySelectorAll('main b, main script').length > 0
    || document.title.includes('&lt;') || window.ran === true";

/// The page of an enquiry.
fn at(enquiry: &str) -> String {
    format!("/care/enquiries/{enquiry}/")
}

/// Where comments on an enquiry are sent.
fn comments(enquiry: &str) -> String {
    format!("/care/enquiries/{enquiry}/comments/")
}

/// A care provider with a sales channel and a location.
struct Provider<'a> {
    platform: &'a Platform,
    /// The organisation.
    id: i64,
    name: String,
    /// Of all its people.
    password: String,
    /// Who runs it; called `{name}-admin`.
    admin: Api,
    channel: String,
    location: String,
}

impl<'a> Provider<'a> {
    async fn open(platform: &'a Platform, name: &str) -> Self {
        let (id, password) = (platform.organization(name).await, secrets::password());
        let admin = person(platform, id, &format!("{name}-admin"), &password, Role::Admin).await;
        let channel = json!({ "group_type": "sales_channel", "name": "Website" });
        let channel = make(&admin, "groups", channel).await;
        let location = make(&admin, "locations", json!({ "name": "Elm House" })).await;
        Self { platform, id, name: name.to_owned(), password, admin, channel, location }
    }

    /// A new member; called `{name}-{role}`.
    async fn member(&self, role: Role) -> Browser {
        let username = format!("{}-{role}", self.name);
        person(self.platform, self.id, &username, &self.password, role).await.browser
    }

    /// Signs who runs it in.
    async fn sign_in(&self, chromium: &mut Chromium) {
        let username = format!("{}-admin", self.name);
        sign_in(chromium, self.platform, &username, &self.password).await;
        chromium.complaints();
    }

    async fn open_in(&self, chromium: &mut Chromium, path: &str) {
        chromium.open(&format!("{}{path}", self.platform.url())).await;
    }

    /// An enquiry that came in at this time; what is not said of it is plain.
    async fn enquiry(&self, created: &str, name: [&str; 2], said: Value) -> String {
        let plain = json!({
            "first_name": name[0], "last_name": name[1], "funding_type": "private",
            "service": "residential_home", "sales_channel": self.channel,
        });
        let id = make(&self.admin, "care-enquiries", merged(plain, said)).await;
        self.came("care_enquiries", &id, created).await;
        id
    }

    /// A comment that was written at this time.
    async fn comment(&self, enquiry: &str, created: &str, comment: &str, pinned: bool) {
        let said = json!({ "care_enquiry": enquiry, "comment": comment, "pinned": pinned });
        let id = make(&self.admin, "comments", said).await;
        self.came("comments", &id, created).await;
    }

    async fn visit(&self, enquiry: &str, said: Value) {
        let visit = merged(json!({ "care_enquiry": enquiry }), said);
        make(&self.admin, "home-visits", visit).await;
    }

    async fn came(&self, table: &str, id: &str, at: &str) {
        let sql = format!("UPDATE {table} SET created = '{at}Z' WHERE id = '{id}'");
        self.platform.care_database.execute(&sql).await;
    }

    /// What is kept of the comments on an enquiry, the oldest first.
    async fn written(&self, enquiry: &str) -> Vec<(String, bool)> {
        let path = format!(
            "comments?attributes=comment&attributes=pinned&filters-care_enquiries={enquiry}"
        );
        let page = self.admin.get(&path).await.with(200);
        let items = page["items"].as_array().unwrap().iter();
        let written = |item: &Value| (string(&item["comment"]), item["pinned"].as_bool().unwrap());
        items.map(written).collect()
    }
}

/// Somebody new who belongs to an organisation, and is signed in.
async fn person(
    platform: &Platform,
    organization: i64,
    username: &str,
    password: &str,
    role: Role,
) -> Api {
    platform.user(username, password).await;
    platform.member(organization, username, role).await;
    Api { browser: platform.sign_in(username, password).await }
}

/// Makes a document; its id.
async fn make(api: &Api, resource: &str, said: Value) -> String {
    string(&api.put(resource, said).await.with(200)["_id"])
}

fn string(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What the page says where a selector finds something, one by one.
async fn told(chromium: &mut Chromium, selector: &str) -> Vec<String> {
    let selector = json!(selector);
    let script =
        format!("[...document.querySelectorAll({selector})].map((part) => part.innerText)");
    serde_json::from_value(chromium.run(&script).await).unwrap()
}

/// Who is in the inbox, in its order.
fn names(page: &str) -> Vec<&str> {
    let cells = page.split("data-label=\"Name\">").skip(1);
    cells.map(|cell| between(cell, "/\">", "</a>")).collect()
}

/// How many there are, as the inbox says it.
fn counted(page: &str) -> &str {
    between(page, "id=\"told\">", "<")
}
