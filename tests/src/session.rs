use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::cookie::Cookie;
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use url::form_urlencoded;

use crate::{client, secrets};

/// What a browser is to a server: it keeps cookies, says where a form came
/// from, and follows no redirect unasked.
pub struct Browser {
    client: Client,
    base: String,
    origin: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// A browser without cookies, for the server at `base` (no final slash).
    pub fn new(base: &str) -> Self {
        Self {
            client: client(),
            base: base.to_owned(),
            origin: base.to_owned(),
            cookies: Mutex::default(),
        }
    }

    /// The same cookies, sent to another server.
    pub fn at(&self, base: &str) -> Self {
        Self { cookies: Mutex::new(self.cookies().clone()), ..Self::new(base) }
    }

    /// The same, whose forms say they come from `origin`.
    #[must_use]
    pub fn from_origin(self, origin: &str) -> Self {
        Self { origin: origin.to_owned(), ..self }
    }

    fn cookies(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies().get(name).cloned()
    }

    /// Puts a cookie in by hand.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies().insert(name.to_owned(), value.to_owned());
    }

    /// Throws a cookie away.
    pub fn forget(&self, name: &str) {
        self.cookies().remove(name);
    }

    /// The CSRF token, from its cookie.
    ///
    /// # Panics
    /// When no page has set one yet.
    pub fn csrf(&self) -> String {
        self.cookie(access::csrf::COOKIE).unwrap()
    }

    /// A request with the cookies, and with the origin where it changes things.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let pairs: Vec<String> =
            self.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.base));
        if !pairs.is_empty() {
            request = request.header(COOKIE, pairs.join("; "));
        }
        if method != Method::GET && !self.origin.is_empty() {
            request = request.header(ORIGIN, &self.origin);
        }
        request
    }

    /// Sends a request and keeps the cookies of the answer.
    pub async fn send(&self, request: RequestBuilder) -> Response {
        let response = request.send().await.unwrap();
        for cookie in cookies_of(&response) {
            let ended =
                cookie.value().is_empty() || cookie.max_age().is_some_and(|age| age.is_zero());
            if ended {
                self.forget(cookie.name());
            } else {
                self.set_cookie(cookie.name(), cookie.value());
            }
            if cookie.name() == access::csrf::SESSION_COOKIE && !ended {
                secrets::note(cookie.value());
            }
        }
        response
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Response {
        self.send(self.request(Method::GET, path)).await
    }

    /// Calls with a JSON body as the scripts of a page do, with the token in a header.
    pub async fn json(&self, method: Method, path: &str, body: &Value) -> Response {
        let mut request = self.request(method, path).json(body);
        if let Some(token) = self.cookie(access::csrf::COOKIE) {
            request = request.header(access::csrf::HEADER, token);
        }
        self.send(request).await
    }

    /// Posts JSON as the scripts of a page do.
    pub async fn post_json(&self, path: &str, body: &Value) -> Response {
        self.json(Method::POST, path, body).await
    }

    /// Posts a form as a page does, with the token among its fields.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let token = self.cookie(access::csrf::COOKIE).unwrap_or_default();
        let mut fields = fields.to_vec();
        fields.push((access::csrf::FIELD, &token));
        self.post_fields(path, &fields).await
    }

    /// Posts these fields and nothing more.
    pub async fn post_fields(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body = form(fields);
        let request = self.request(Method::POST, path).body(body);
        self.send(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded")).await
    }

    /// Opens the form and fills it in.
    pub async fn sign_in(&self, username: &str, password: &str) -> Response {
        assert_eq!(self.get("/accounts/login/").await.status(), 200);
        self.post_form("/accounts/login/", &[("login", username), ("password", password)]).await
    }
}

/// `name=value&…`, percent-encoded.
pub fn form<A: AsRef<str>, B: AsRef<str>>(fields: &[(A, B)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The cookies that an answer sets.
pub fn cookies_of(response: &Response) -> Vec<Cookie<'static>> {
    let values = response.headers().get_all(SET_COOKIE).iter();
    values.map(|value| Cookie::parse(value.to_str().unwrap().to_owned()).unwrap()).collect()
}
