//! Who calls for pick lists, and lists that no call can make.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use access::Role;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Body, Client, Method, RequestBuilder, Response};
use serde_json::Value;

use crate::rota::Answer;
use crate::{Platform, Served, client, secrets};

/// Where lists are. Paths that do not start with a slash are below it.
pub const LISTS: &str = "/api/v1/datasets/";

/// Both ways to write where the API is.
pub const PREFIXES: [&str; 2] = ["/api/v1", "/api"];

/// Somebody who calls with an access token, or with none.
#[derive(Clone)]
pub struct Caller {
    client: Client,
    base: String,
    token: Option<String>,
    /// The user; none for somebody who does not say who they are.
    pub id: Option<i64>,
}

impl Caller {
    /// The same at a replica, or at the service itself instead of the gateway.
    pub fn at(&self, replica: &Served) -> Self {
        Self { base: format!("http://{}", replica.address), ..self.clone() }
    }

    /// A request, as yet without a body.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let below = if path.starts_with('/') { "" } else { LISTS };
        let request = self.client.request(method, format!("{}{below}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Calls, with or without a JSON body.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let sent: String =
            body.map(Value::to_string).unwrap_or_default().chars().take(300).collect();
        let call = format!("{method} {path} {sent}");
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(call, request.send().await.unwrap()).await
    }

    /// Calls with any body at all.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        kind: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let call = format!("{method} {path} {kind}");
        let request = self.request(method, path).header(CONTENT_TYPE, kind).body(body);
        Answer::of(call, request.send().await.unwrap()).await
    }

    /// Calls with one more header, and perhaps a body.
    pub async fn call_with(
        &self,
        header: (&str, &str),
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let call = format!("{method} {path} with {header:?}");
        let mut request = self.request(method, path).header(header.0, header.1);
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(call, request.send().await.unwrap()).await
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// Makes or does something.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(&body)).await
    }

    /// Changes something in part.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(&body)).await
    }

    /// Changes something as a whole.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(&body)).await
    }

    /// Removes something.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// What a path answers, whatever its form.
    pub async fn open(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    /// What a path answers, as text. In that members have their order.
    pub async fn text(&self, path: &str) -> String {
        let response = self.open(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    }

    /// Announces a POST with a JSON body of so many bytes, and sends none of
    /// them; what is answered, head and body.
    pub async fn announce(&self, path: &str, bytes: usize) -> String {
        let address = self.base.trim_start_matches("http://").to_owned();
        let token = self.token.as_deref().unwrap_or_default();
        let head = format!(
            "POST {LISTS}{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {bytes}\r\n\
             Connection: close\r\n\r\n"
        );
        let sent = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            let mut answer = Vec::new();
            // Who is not sent what was announced may hang up without a goodbye.
            let _ = stream.read_to_end(&mut answer);
            String::from_utf8(answer).unwrap()
        });
        sent.await.unwrap()
    }

    /// Makes a dataset; its detail.
    pub async fn make(&self, body: Value) -> Value {
        self.post("", body).await.with(201)
    }

    /// The keys of a list, in its order; a page of it where there are more than 100.
    pub async fn keys(&self, query: &str) -> Vec<String> {
        let separator = if query.is_empty() { "?" } else { "&" };
        let list = self.get(&format!("{query}{separator}page_size=100")).await.with(200);
        let rows = list["results"].as_array().unwrap();
        rows.iter().map(|row| key_of(row).to_owned()).collect()
    }
}

/// The key of a dataset.
#[track_caller]
pub fn key_of(dataset: &Value) -> &str {
    dataset["key"].as_str().unwrap()
}

/// Options as a JSON object in this order, without white space.
pub fn options_json<A: AsRef<str>, B: AsRef<str>>(options: &[(A, B)]) -> String {
    let text = |text: &str| Value::from(text).to_string();
    let members: Vec<String> = options
        .iter()
        .map(|(code, display)| format!("{}:{}", text(code.as_ref()), text(display.as_ref())))
        .collect();
    format!("{{{}}}", members.join(","))
}

impl Platform {
    /// Somebody who does not say who they are.
    pub fn anybody(&self) -> Caller {
        Caller { client: client(), base: self.url(), token: None, id: None }
    }

    /// A new user with these roles, the oldest membership first.
    pub async fn caller(&self, username: &str, roles: &[(i64, Role)]) -> Caller {
        let password = secrets::password();
        let id = self.user(username, &password).await;
        for (organization, role) in roles {
            self.member(*organization, username, *role).await;
        }
        self.with_token(username, &password, id).await
    }

    async fn with_token(&self, username: &str, password: &str, id: i64) -> Caller {
        let token = self.token(username, password).await;
        Caller { token: Some(token), id: Some(id), ..self.anybody() }
    }

    /// Puts datasets in at version 1, as no call could.
    pub async fn put(&self, rows: &[Row]) {
        let sql: Vec<String> = rows.iter().map(Row::sql).collect();
        self.datasets_database.execute(&sql.join("\n")).await;
    }
}

/// A dataset as it lies in the database.
#[derive(Clone, Debug)]
pub struct Row {
    /// What callers name it by.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Where it comes from.
    pub category: &'static str,
    /// Whether everybody sees it.
    pub is_global: bool,
    /// The organisation it belongs to.
    pub organization: Option<i64>,
    /// The user who made it.
    pub created_by: Option<i64>,
    /// Whether it is not deleted.
    pub is_active: bool,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What can be picked.
    pub options: Vec<(String, String)>,
}

impl Row {
    /// A private one that is nobody's.
    pub fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            name: format!("List {key}"),
            description: String::new(),
            category: "user_created",
            is_global: false,
            organization: None,
            created_by: None,
            is_active: true,
            tags: Vec::new(),
            options: vec![("1".to_owned(), "One".to_owned())],
        }
    }

    /// One of the NHS Data Dictionary.
    pub fn nhs(key: &str, name: &str) -> Self {
        let description = format!("NHS Data Dictionary - {name}");
        Self { description, category: "nhs_dd", is_global: true, ..Self::new(key).called(name) }
    }

    /// Another one of the platform's own.
    pub fn platform(key: &str, name: &str) -> Self {
        Self { category: "rcpch", is_global: true, ..Self::new(key).called(name) }
    }

    /// The same, called otherwise.
    #[must_use]
    pub fn called(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// The same, said to be this.
    #[must_use]
    pub fn described(self, description: &str) -> Self {
        Self { description: description.to_owned(), ..self }
    }

    /// The same of an organisation.
    #[must_use]
    pub fn of(self, organization: i64) -> Self {
        Self { organization: Some(organization), ..self }
    }

    /// The same, made by a user.
    #[must_use]
    pub fn by(self, caller: &Caller) -> Self {
        Self { created_by: caller.id, ..self }
    }

    /// The same for everybody.
    #[must_use]
    pub fn published(self) -> Self {
        Self { is_global: true, ..self }
    }

    /// The same, found by these.
    #[must_use]
    pub fn tagged(self, tags: &[&str]) -> Self {
        Self { tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..self }
    }

    /// The same with these options.
    #[must_use]
    pub fn with(self, options: &[(&str, &str)]) -> Self {
        let pair = |(code, text): &(&str, &str)| ((*code).to_owned(), (*text).to_owned());
        Self { options: options.iter().map(pair).collect(), ..self }
    }

    fn sql(&self) -> String {
        let (source, is_custom, pattern) = match self.category {
            "nhs_dd" => ("scrape", false, "code - description"),
            "user_created" => ("manual", true, ""),
            _ => ("api", false, ""),
        };
        let when = |given: bool| if given { "now()" } else { "NULL" };
        let number = |id: Option<i64>| id.map_or("NULL".to_owned(), |id| id.to_string());
        let tags: Vec<String> = self.tags.iter().map(|tag| quoted(tag)).collect();
        let options = quoted(&options_json(&self.options));
        let digest = format!("sha256(convert_to({options}, 'UTF8'))");
        format!(
            "INSERT INTO option_lists (digest, options, count) \
             VALUES ({digest}, {options}, {count}) ON CONFLICT DO NOTHING; \
             INSERT INTO datasets (key, name, description, category, source_type, is_custom, \
                 is_global, organization_id, created_by, option_list_id, options_count, \
                 format_pattern, tags, published_at, published_version, last_synced_at, \
                 last_scraped, is_active) \
             SELECT {key}, {name}, {description}, '{category}', '{source}', {is_custom}, \
                 {is_global}, {organization}, {created_by}, id, count, \
                 '{pattern}', ARRAY[{tags}]::text[], {published}, {as_version}, {synced}, \
                 {scraped}, {is_active} \
             FROM option_lists WHERE digest = {digest}; \
             INSERT INTO dataset_versions (dataset_id, version, name, description, reference_url, \
                 option_list_id, options_count, format_pattern, tags, created_by, created_at) \
             SELECT id, version, name, description, reference_url, option_list_id, options_count, \
                 format_pattern, tags, created_by, created_at FROM datasets WHERE key = {key};",
            count = self.options.len(),
            key = quoted(&self.key),
            name = quoted(&self.name),
            description = quoted(&self.description),
            category = self.category,
            is_global = self.is_global,
            organization = number(self.organization),
            created_by = number(self.created_by),
            tags = tags.join(","),
            published = when(self.is_global && is_custom),
            as_version = if self.is_global && is_custom { "1" } else { "NULL" },
            synced = when(source == "api"),
            scraped = when(source == "scrape"),
            is_active = self.is_active,
        )
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A platform and somebody of each kind.
pub struct Cast {
    /// Where they call.
    pub platform: Platform,
    /// The organisation that most of them are members of.
    pub ours: i64,
    /// The one that `mixed` alone is a member of too, and only looks.
    pub read: i64,
    /// The one that only `stranger` is a member of.
    pub foreign: i64,
    /// Does not say who they are.
    pub anybody: Caller,
    /// A member of nothing.
    pub individual: Caller,
    /// Another one.
    pub other: Caller,
    /// Looks at ours.
    pub viewer: Caller,
    /// Looks at ours, too.
    pub custodian: Caller,
    /// Changes things in ours.
    pub creator: Caller,
    /// Runs ours.
    pub admin: Caller,
    /// Changes things in ours, and looks elsewhere.
    pub mixed: Caller,
    /// Runs the foreign organisation.
    pub stranger: Caller,
    /// Runs the platform, and is a member of nothing.
    pub staff: Caller,
}

impl Cast {
    /// Everybody, and no dataset yet.
    pub async fn start() -> Self {
        let platform = Platform::start().await;
        let ours = platform.organization("Our Trust").await;
        let read = platform.organization("Their Trust").await;
        let foreign = platform.organization("Foreign Trust").await;
        let password = secrets::password();
        let id = platform.staff("staff", &password).await;
        let staff = platform.with_token("staff", &password, id).await;
        // The right to change things comes from the younger membership.
        let mixed = platform.caller("mixed", &[(read, Role::Viewer), (ours, Role::Creator)]).await;
        Self {
            ours,
            read,
            foreign,
            anybody: platform.anybody(),
            individual: platform.caller("individual", &[]).await,
            other: platform.caller("other", &[]).await,
            viewer: platform.caller("viewer", &[(ours, Role::Viewer)]).await,
            custodian: platform.caller("custodian", &[(ours, Role::DataCustodian)]).await,
            creator: platform.caller("creator", &[(ours, Role::Creator)]).await,
            admin: platform.caller("admin", &[(ours, Role::Admin)]).await,
            mixed,
            stranger: platform.caller("stranger", &[(foreign, Role::Admin)]).await,
            staff,
            platform,
        }
    }
}
