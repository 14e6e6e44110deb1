//! Practices that have a rota: who works there, who calls, and short ways to
//! bring about what a test is about.

use std::time::Duration;

use ::rota::changes::Who;
use ::rota::domain::PracticeId;
use ::rota::domain::generation::Choice;
use ::rota::generator;
use access::Role;
use accounts::store::audit::Actor;
use accounts::store::users;
use chrono::{DateTime, NaiveDate};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{Browser, Platform, Served, Setup, header, secrets};

/// Monday to Friday, as working terms name them.
pub const WEEK: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

impl Platform {
    /// An empty platform without throttling, on which rotas take `day` for today.
    pub async fn frozen_on(day: &str) -> Self {
        Self::set_up(Setup { today: Some(day.parse().unwrap()), ..Setup::default() }).await
    }
}

/// What a call was answered with.
#[derive(Debug)]
pub struct Answer {
    /// What was called, for messages.
    pub call: String,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; null where it is no JSON.
    pub body: Value,
}

impl Answer {
    /// Reads the answer to a call.
    pub async fn of(call: String, response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let content_type = header(&response, CONTENT_TYPE.as_str()).unwrap_or_default();
        let is_json = content_type == "application/json" || content_type.ends_with("+json");
        let text = response.text().await.unwrap();
        let is_empty = text.is_empty();
        let body =
            if is_json && !is_empty { serde_json::from_str(&text).unwrap() } else { Value::Null };
        assert!(is_json || is_empty || status.is_redirection(), "{call}: {status} without JSON");
        Self { call, status, headers, body }
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub fn with(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.call, self.body);
        self.body
    }

    /// The one value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// Somebody who is signed in, and calls. Paths that do not start with a slash
/// are below `/api/v1/`.
pub struct Api {
    /// What they are signed in with.
    pub browser: Browser,
}

impl Api {
    /// The same session at a replica that the gateway does not know.
    pub fn at(&self, replica: &Served) -> Self {
        Self { browser: self.browser.at(&format!("http://{}", replica.address)) }
    }

    /// Calls with the CSRF token, as the scripts of a page do.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let path = match path.strip_prefix('/') {
            Some(_) => path.to_owned(),
            None => format!("/api/v1/{path}"),
        };
        let sent = body.map(Value::to_string).unwrap_or_default();
        let call = format!("{method} {path} {sent}");
        let request = self.browser.request(method, &path);
        let mut request = request.header(access::csrf::HEADER, self.browser.csrf());
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(call, self.browser.send(request).await).await
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
}

/// A practice, and two of its people.
pub struct Practice<'a> {
    platform: &'a Platform,
    /// The organisation.
    pub id: i64,
    name: String,
    /// Of all its people.
    pub password: String,
    /// May only look, elsewhere: called `{name}-member`.
    pub member: Api,
    /// Runs the practice: called `{name}-manager`.
    pub manager: Api,
}

impl<'a> Practice<'a> {
    /// A practice without a rota. Its name goes into usernames.
    pub async fn open(platform: &'a Platform, name: &str) -> Self {
        let (id, password) = (platform.organization(name).await, secrets::password());
        let mut people = Vec::new();
        for (word, role) in [("member", Role::Viewer), ("manager", Role::Admin)] {
            let username = format!("{name}-{word}");
            platform.user(&username, &password).await;
            platform.member(id, &username, role).await;
            people.push(Api { browser: platform.sign_in(&username, &password).await });
        }
        let [member, manager]: [Api; 2] = people.try_into().ok().unwrap();
        Self { platform, id, name: name.to_owned(), password, member, manager }
    }

    /// Somebody of this role who is a clinician; called `{name}-{word}`.
    pub async fn person(&self, word: &str, role: Role, clinician: i64) -> Api {
        let username = format!("{}-{word}", self.name);
        self.platform.user(&username, &self.password).await;
        self.platform.member(self.id, &username, role).await;
        let mut connection = self.platform.connection().await;
        users::set_clinician(&mut connection, &Actor::command(), &username, Some(clinician))
            .await
            .unwrap();
        Api { browser: self.platform.sign_in(&username, &self.password).await }
    }

    /// Fills the rota as the demo's is filled; the clinician who is `demo-clinician` there.
    pub async fn fill(&self) -> i64 {
        let pool = store::pool(&self.platform.rota_database.url, 1);
        let mut connection = pool.get().await.unwrap();
        let today = self.platform.today.date();
        let filled = ::rota::demo::fill(&mut connection, PracticeId(self.id), today).await;
        filled.unwrap().unwrap().0
    }

    /// A connection to the rota's database, and a program that changes this rota there.
    pub async fn program(&self) -> (store::Connection, Who) {
        let pool = store::pool(&self.platform.rota_database.url, 1);
        let who = Who::program(PracticeId(self.id), "almanac", self.platform.today.date());
        (pool.get().await.unwrap(), who)
    }

    /// Replaces what the practice configured itself.
    pub async fn configure(&self, configuration: Value) {
        let sql = format!(
            "INSERT INTO practices (organization_id, configuration) VALUES ({}, '{configuration}') \
             ON CONFLICT (organization_id) DO UPDATE SET configuration = EXCLUDED.configuration",
            self.id
        );
        self.platform.rota_database.execute(&sql).await;
    }

    /// Adds to somebody's leave of a year, in their unit.
    pub async fn adjust_leave(&self, clinician: i64, year: i32, amount: &str) {
        let sql = format!(
            "INSERT INTO leave_adjustments \
             (organization_id, clinician_id, year, type, amount, reason, created_by) \
             VALUES ({}, {clinician}, {year}, 'ANNUAL_LEAVE_ADJUSTMENT', {amount}, 'test', 'test')",
            self.id
        );
        self.platform.rota_database.execute(&sql).await;
    }

    /// Makes something; its number.
    pub async fn add(&self, path: &str, body: Value) -> i64 {
        id_of(&self.member.post(path, body).await.with(201))
    }

    /// A clinician without a term.
    pub async fn clinician(&self, name: &str) -> i64 {
        self.add("clinicians/", json!({ "name": name })).await
    }

    /// A term since 2020, and what else `more` says of it.
    pub async fn term(&self, clinician: i64, type_: &str, more: Value) -> i64 {
        let term = json!({ "clinician": clinician, "type": type_, "start_date": "2020-01-06" });
        self.add("working-terms/", merged(term, more)).await
    }

    /// A clinician with a term.
    pub async fn doctor(&self, name: &str, type_: &str, more: Value) -> i64 {
        let clinician = self.clinician(name).await;
        self.term(clinician, type_, more).await;
        clinician
    }

    /// A full standard shift, but for what `more` says of it.
    pub async fn shift(&self, clinician: i64, date: &str, more: Value) -> i64 {
        let shift = json!({ "clinician": clinician, "date": date });
        self.add("shifts/", merged(shift, more)).await
    }

    /// A leave request, as it is answered.
    pub async fn leave(&self, clinician: i64, type_: &str, first: &str, last: &str) -> Value {
        let wish = leave(clinician, type_, first, last);
        self.member.post("leave-requests/", wish).await.with(201)
    }

    /// Somebody's leave quota of the year.
    pub async fn quota(&self, clinician: i64) -> Value {
        let wanted = json!({ "clinician_ids": [clinician] });
        let body = self.member.post("calculations/bulk-leave-quota/", wanted).await.with(200);
        body["results"][0].clone()
    }
}

/// A run of all phases over these dates, wherever they are.
pub fn every_phase(start_date: NaiveDate, end_date: NaiveDate) -> generator::Request {
    generator::Request {
        choice: Choice::All,
        start_date,
        end_date,
        overwrite: false,
        override_fixed_period: true,
        clinicians: Vec::new(),
        seed: 0,
        time_limit: Duration::from_secs(10),
        optimise: true,
        dry_run: false,
    }
}

/// The body of a leave request.
pub fn leave(clinician: i64, type_: &str, first: &str, last: &str) -> Value {
    json!({ "clinician": clinician, "type": type_, "start_date": first, "end_date": last })
}

/// An object with more members, or others.
pub fn merged(mut base: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

/// The number of something.
#[track_caller]
pub fn id_of(thing: &Value) -> i64 {
    thing["id"].as_i64().unwrap()
}

/// The numbers of a list's rows.
#[track_caller]
pub fn ids_of(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(id_of).collect()
}

/// The names of an object's members, in alphabetical order.
#[track_caller]
pub fn keys_of(object: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Checks that an object has these members and no others, each of its kind:
/// `int`, `number`, `bool`, `text`, `date`, `time` (in UTC, with microseconds),
/// `decimal` (a text with two decimals), `list` or `object`. What ends in `?`
/// may be null.
#[track_caller]
pub fn assert_shape(object: &Value, shape: &[(&str, &str)]) {
    let mut expected: Vec<&str> = shape.iter().map(|(name, _)| *name).collect();
    expected.sort_unstable();
    assert_eq!(keys_of(object), expected, "{object}");
    for (name, kind) in shape {
        let value = &object[*name];
        let fits = match kind.strip_suffix('?') {
            Some(kind) => value.is_null() || is_of_kind(value, kind),
            None => is_of_kind(value, kind),
        };
        assert!(fits, "{name} is no {kind}: {object}");
    }
}

fn is_of_kind(value: &Value, kind: &str) -> bool {
    let text = value.as_str();
    match kind {
        "int" => value.is_i64(),
        "number" => value.is_number(),
        "bool" => value.is_boolean(),
        "text" => text.is_some(),
        "date" => text.is_some_and(|text| text.len() == 10 && text.parse::<NaiveDate>().is_ok()),
        "time" => text.is_some_and(|text| {
            let is_time = DateTime::parse_from_rfc3339(text).is_ok();
            is_time && text.len() == "2024-06-01T09:00:00.123456Z".len() && text.ends_with('Z')
        }),
        "decimal" => text.is_some_and(|text| {
            let decimals = text.split_once('.').map(|(_, decimals)| decimals.len());
            text.parse::<f64>().is_ok() && decimals == Some(2)
        }),
        "list" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no kind {other}"),
    }
}
