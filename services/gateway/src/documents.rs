//! One OpenAPI document for the whole platform, merged from the services'
//! own, and the index of endpoints that follows from it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use chassis::BoxError;
use http_body_util::{BodyExt, Empty, Limited};
use serde_json::{Map, Value, json};
use tokio::time::timeout;
use tracing::{error, warn};
use url::form_urlencoded;
use web::{ApiError, Site, openapi};

use crate::Origin;
use crate::client::Client;
use crate::routing::{Origins, Service};

/// How long a service's document is taken as it is.
const FRESH: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(2);
const LARGEST: usize = 16 * 1024 * 1024;

type Document = Arc<Value>;

/// The services' documents as last seen, shared by all workers: what a
/// service offered does not vanish from the page while it restarts.
#[derive(Clone, Default)]
pub(crate) struct Documents(Arc<Mutex<BTreeMap<&'static str, (Instant, Document)>>>);

impl Documents {
    /// Every document, in the order of the services.
    async fn all(&self, client: &Client, origins: &Origins) -> Vec<(&'static str, Document)> {
        let mut all = Vec::new();
        for service in Service::ALL {
            let held = self.held(service);
            let fresh = held.as_ref().is_some_and(|(seen, _)| seen.elapsed() < FRESH);
            let held = held.map(|(_, document)| document);
            let document =
                if fresh { held } else { self.fetch(service, client, origins).await.or(held) };
            all.extend(document.map(|document| (service.name(), document)));
        }
        all
    }

    async fn fetch(
        &self,
        service: Service,
        client: &Client,
        origins: &Origins,
    ) -> Option<Document> {
        let origin = origins.next(service)?;
        let fetched = timeout(PATIENCE, get(client, origin)).await;
        let fetched = fetched.unwrap_or_else(|elapsed| Err(elapsed.into()));
        match fetched {
            Ok(document) => {
                let document = Arc::new(document);
                let seen = (Instant::now(), Arc::clone(&document));
                self.map().insert(service.name(), seen);
                Some(document)
            }
            Err(error) => {
                warn!(service = service.name(), %error, "cannot fetch an OpenAPI document");
                None
            }
        }
    }

    fn held(&self, service: Service) -> Option<(Instant, Document)> {
        self.map().get(service.name()).cloned()
    }

    fn map(&self) -> std::sync::MutexGuard<'_, BTreeMap<&'static str, (Instant, Document)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The merged document. A service that clashes with one before it is left
    /// out, and the log says so; a test keeps it from happening.
    async fn merged(&self, client: &Client, origins: &Origins, site: &Site) -> Value {
        let mut all = self.all(client, origins).await;
        loop {
            let documents = all.iter().map(|(service, document)| (*service, document.as_ref()));
            match openapi::merge(documents, site.public_url.as_str().trim_end_matches('/')) {
                Ok(document) => return document,
                Err(clash) => {
                    error!(%clash, "a service is left out of the OpenAPI document");
                    all.retain(|(service, _)| *service != clash.service);
                }
            }
        }
    }
}

async fn get(client: &Client, origin: &Origin) -> Result<Value, BoxError> {
    let body = Empty::new().map_err(|never| match never {}).boxed();
    let answer = client.send(origin, http::Request::get("/openapi.json").body(body)?).await?;
    if !answer.status().is_success() {
        return Err(format!("answered {}", answer.status()).into());
    }
    let body = Limited::new(answer.into_body(), LARGEST).collect().await?;
    Ok(serde_json::from_slice(&body.to_bytes())?)
}

/// `/api/schema/`: JSON, or YAML with `?format=yaml`.
pub(crate) async fn schema(
    request: HttpRequest,
    client: Data<Client>,
    origins: Data<Origins>,
    documents: Data<Documents>,
) -> Result<HttpResponse, ApiError> {
    let site = Site::of(&request)?;
    let format = form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "format")
        .map(|(_, value)| value.to_ascii_lowercase());
    let document = documents.merged(&client, &origins, site).await;
    match format.as_deref() {
        None | Some("" | "json") => Ok(HttpResponse::Ok().json(document)),
        Some("yaml") => {
            let text = serde_norway::to_string(&document).map_err(ApiError::internal)?;
            Ok(HttpResponse::Ok()
                .insert_header((header::CONTENT_TYPE, "application/yaml"))
                .body(text))
        }
        Some(other) => Err(ApiError::not_acceptable(format_args!(
            "Could not satisfy \"{other}\". Available here: json, yaml."
        ))),
    }
}

/// `/api/v1/`: what there is, and how to show who you are.
pub(crate) async fn index(
    request: HttpRequest,
    client: Data<Client>,
    origins: Data<Origins>,
    documents: Data<Documents>,
) -> Result<HttpResponse, ApiError> {
    let site = Site::of(&request)?;
    let document = documents.merged(&client, &origins, site).await;
    Ok(HttpResponse::Ok().json(json!({
        "endpoints": endpoints(&document, site),
        "authentication": authentication(&document),
        "schema": site.link("/api/schema/"),
        "docs": site.link("/api/docs/"),
    })))
}

/// Every path that can be read without knowing an id, by its name below `/api/v1/`.
fn endpoints(document: &Value, site: &Site) -> Map<String, Value> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths
        .filter(|(path, item)| item.get("get").is_some() && !path.contains('{'))
        .filter_map(|(path, _)| {
            let name = path.strip_prefix("/api/v1/")?.trim_end_matches('/');
            Some((name.to_owned(), json!(site.link(path))))
        })
        .collect()
}

/// A sentence for every scheme the document knows.
fn authentication(document: &Value) -> Map<String, Value> {
    let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object);
    let sentences = schemes.into_iter().flatten();
    sentences.map(|(name, scheme)| (name.clone(), scheme["description"].clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_follows_from_the_document() {
        let site = Site {
            public_url: "https://almanac.test".parse().unwrap(),
            trusted_proxies: Vec::new(),
        };
        let document = json!({
            "paths": {
                "/api/v1/practices/": { "get": {} },
                "/api/v1/qof/years/": { "get": {} },
                "/api/v1/practices/{ods_code}/population/": { "get": {} },
                "/api/v1/things/": { "post": {} },
                "/api/v1/clinicians/": { "get": {}, "post": {} },
                "/api/clinicians/": { "get": {}, "post": {} },
                "/api/v1/datasets/": { "get": {}, "post": {} },
                "/api/v1/datasets/available-tags/": { "get": {} },
                "/api/v1/datasets/{key}/": { "get": {}, "patch": {} },
                "/api/datasets/": { "get": {}, "post": {} },
                "/api/v1/releases/items": { "get": {} },
                "/api/v1/releases/items/{item}/releases": { "get": {}, "post": {} },
                "/api/v1/releases/keys/{key}/items": { "get": {} },
                "/trud/api/v1/keys/{key}/items/{item}/releases": { "get": {} },
                "/v1/care-enquiries": { "get": {}, "put": {} },
                "/api/v1/care-enquiries": { "get": {}, "put": {} },
                "/api/v1/care-enquiries/{id}": { "get": {}, "patch": {} },
                "/leave-booking/calendar-data/": { "get": {} },
                "/api/token": { "post": {} },
            },
            "components": { "securitySchemes": { "bearerKey": { "description": "Say so." } } },
        });
        let expected = json!({
            "care-enquiries": "https://almanac.test/api/v1/care-enquiries",
            "clinicians": "https://almanac.test/api/v1/clinicians/",
            "datasets": "https://almanac.test/api/v1/datasets/",
            "datasets/available-tags": "https://almanac.test/api/v1/datasets/available-tags/",
            "practices": "https://almanac.test/api/v1/practices/",
            "qof/years": "https://almanac.test/api/v1/qof/years/",
            "releases/items": "https://almanac.test/api/v1/releases/items",
        });
        assert_eq!(json!(endpoints(&document, &site)), expected);
        assert_eq!(json!(authentication(&document)), json!({ "bearerKey": "Say so." }));
    }
}
