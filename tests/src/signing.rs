//! Signs requests as the published `carehq` clients do.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use rand::distr::{Alphanumeric, SampleString};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, Response};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use crate::session::form;
use crate::{client, secrets};

/// The credentials a care provider was given, by which it signs requests the
/// way the published clients do.
#[derive(Clone)]
pub struct Signer {
    /// The organisation's public id.
    pub account: String,
    /// The key's public part.
    pub key: String,
    secret: String,
}

impl Signer {
    /// Joins the parts, and notes the secret.
    pub fn new(account: &str, key: &str, secret: &str) -> Self {
        secrets::note(secret);
        let [account, key, secret] = [account, key, secret].map(str::to_owned);
        Self { account, key, secret }
    }

    /// The secret, for clients that sign for themselves.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The same key with another secret.
    #[must_use]
    pub fn with_secret(&self, secret: &str) -> Self {
        Self::new(&self.account, &self.key, secret)
    }
}

/// A request to be signed, or one like it that is sent in its place.
#[derive(Clone)]
pub struct SignedCall {
    /// GET has its parameters in the query, everything else in the body.
    pub method: Method,
    /// From `/v1/` on.
    pub path: String,
    /// In the order they are sent in.
    pub params: Vec<(String, String)>,
    /// Seconds since 1970.
    pub timestamp: String,
    /// New for every call.
    pub nonce: String,
}

impl SignedCall {
    /// A call made now.
    pub fn new(method: Method, path: &str, params: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            method,
            path: path.to_owned(),
            params: params.iter().map(own).collect(),
            timestamp: now().to_string(),
            nonce: Alphanumeric.sample_string(&mut rand::rng(), 22),
        }
    }

    /// The headers of version 2.0 (HMAC-SHA256).
    pub fn headers(&self, signer: &Signer) -> HeaderMap {
        let mut pairs = self.params.clone();
        pairs.sort();
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let pairs = pairs.join("\n");
        let Self { method, path, timestamp, nonce, .. } = self;
        let text = [timestamp, nonce, method.as_str(), path, &pairs].join("\n");
        let mut mac = Hmac::<Sha256>::new_from_slice(signer.secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        let signature = hex::encode(mac.finalize().into_bytes());
        let mut headers = common(signer, timestamp, &signature);
        put(&mut headers, "x-carehq-signature-version", "2.0");
        put(&mut headers, "x-carehq-nonce", nonce);
        headers
    }

    /// The headers of version 1 (SHA-1): no path, no method, no nonce.
    pub fn legacy_headers(&self, signer: &Signer) -> HeaderMap {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in &self.params {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let mut text = self.timestamp.clone();
        for name in names {
            text.push_str(name);
            text.extend(self.params.iter().filter(|own| own.0 == name).map(|own| own.1.as_str()));
        }
        text.push_str(&signer.secret);
        common(signer, &self.timestamp, &hex::encode(Sha1::digest(text.as_bytes())))
    }

    /// The request without any signature. `base` ends where `/v1/` begins.
    pub fn request(&self, base: &str) -> RequestBuilder {
        let params = form(&self.params);
        let url = format!("{base}{}", self.path);
        if self.method == Method::GET {
            let query = if params.is_empty() { params } else { format!("?{params}") };
            return client().get(format!("{url}{query}"));
        }
        let request = client().request(self.method.clone(), url);
        request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(params)
    }

    /// Signs by version 2.0 and sends.
    pub async fn send(&self, base: &str, signer: &Signer) -> Response {
        self.request(base).headers(self.headers(signer)).send().await.unwrap()
    }

    /// Signs by version 1 and sends.
    pub async fn send_legacy(&self, base: &str, signer: &Signer) -> Response {
        self.request(base).headers(self.legacy_headers(signer)).send().await.unwrap()
    }
}

fn common(signer: &Signer, timestamp: &str, signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    put(&mut headers, "accept", "application/json");
    put(&mut headers, "x-carehq-accountid", &signer.account);
    put(&mut headers, "x-carehq-apikey", &signer.key);
    put(&mut headers, "x-carehq-timestamp", timestamp);
    put(&mut headers, "x-carehq-signature", signature);
    headers
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
