//! One OpenAPI document for the whole platform, merged from the services'
//! own, and the index of endpoints that follows from it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use bytes::Bytes;
use chassis::BoxError;
use futures_util::future::join_all;
use http_body_util::{BodyExt, Empty, Limited};
use serde_json::{Map, Value, json};
use tokio::time::timeout;
use tracing::{error, warn};
use url::form_urlencoded;
use web::{ApiError, Site, openapi};

use crate::client::{Body, Client};
use crate::replicas::{Fleet, Replicas};
use crate::routing::Service;

/// How long a service's document is taken as it is.
const FRESH: Duration = Duration::from_secs(10);
const PATIENCE: Duration = Duration::from_secs(2);
const LARGEST: usize = 16 * 1024 * 1024;

type Document = Arc<Value>;

/// The services' documents as last seen, and what they make together, shared by
/// all workers: what a service offered does not vanish from the page while it
/// restarts.
#[derive(Clone, Default)]
pub(crate) struct Documents(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    seen: BTreeMap<&'static str, (Instant, Document)>,
    /// The merged document, and those it was made of.
    merged: Option<(Vec<Document>, Arc<Merged>)>,
}

impl Held {
    /// Takes over a document that was fetched just now. Where it says what it
    /// said before it is the same one.
    fn see(&mut self, service: Service, fetched: Value) -> Document {
        let known = self.seen.remove(service.name()).map(|(_, document)| document);
        let document = known.filter(|known| **known == fetched);
        let document = document.unwrap_or_else(|| Arc::new(fetched));
        self.seen.insert(service.name(), (Instant::now(), Arc::clone(&document)));
        document
    }

    fn merged_of(&self, documents: &[Document]) -> Option<Arc<Merged>> {
        let (parts, merged) = self.merged.as_ref()?;
        let same = parts.len() == documents.len()
            && parts.iter().zip(documents).all(|(part, document)| Arc::ptr_eq(part, document));
        same.then(|| Arc::clone(merged))
    }
}

/// One document for the whole platform, and the same as it is sent.
struct Merged {
    document: Value,
    json: Bytes,
}

impl Merged {
    /// A service that clashes with one before it is left out, and the log says
    /// so; a test keeps it from happening.
    fn of(mut all: Vec<(&'static str, Document)>, site: &Site) -> serde_json::Result<Self> {
        let server = site.public_url.as_str().trim_end_matches('/');
        loop {
            let documents = all.iter().map(|(service, document)| (*service, document.as_ref()));
            match openapi::merge(documents, server) {
                Ok(document) => {
                    let json = serde_json::to_vec(&document)?.into();
                    return Ok(Self { document, json });
                }
                Err(clash) => {
                    error!(%clash, "a service is left out of the OpenAPI document");
                    all.retain(|(service, _)| *service != clash.service);
                }
            }
        }
    }
}

impl Documents {
    /// Every document, in the order of the services.
    async fn all(&self, client: &Client, fleet: &Fleet) -> Vec<(&'static str, Document)> {
        // All at once, so that it takes no longer where several do not answer.
        let all = Service::ALL.map(|service| self.of(service, client, fleet));
        join_all(all).await.into_iter().flatten().collect()
    }

    async fn of(
        &self,
        service: Service,
        client: &Client,
        fleet: &Fleet,
    ) -> Option<(&'static str, Document)> {
        let held = self.held().seen.get(service.name()).cloned();
        let fresh = held.as_ref().is_some_and(|(seen, _)| seen.elapsed() < FRESH);
        let held = held.map(|(_, document)| document);
        let document = if fresh { held } else { self.fetch(service, client, fleet).await.or(held) };
        document.map(|document| (service.name(), document))
    }

    async fn fetch(&self, service: Service, client: &Client, fleet: &Fleet) -> Option<Document> {
        let replicas = fleet.of(service)?;
        let fetched = timeout(PATIENCE, get(client, replicas)).await;
        let fetched = fetched.unwrap_or_else(|elapsed| Err(elapsed.into()));
        match fetched {
            Ok(document) => Some(self.held().see(service, document)),
            Err(error) => {
                warn!(service = service.name(), %error, "cannot fetch an OpenAPI document");
                None
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The merged document, made anew when a service's own has changed.
    async fn merged(
        &self,
        client: &Client,
        fleet: &Fleet,
        site: &Site,
    ) -> Result<Arc<Merged>, ApiError> {
        let all = self.all(client, fleet).await;
        let parts: Vec<Document> = all.iter().map(|(_, document)| Arc::clone(document)).collect();
        let held = self.held().merged_of(&parts);
        if let Some(merged) = held {
            return Ok(merged);
        }
        let merged = Arc::new(Merged::of(all, site).map_err(ApiError::internal)?);
        self.held().merged = Some((parts, Arc::clone(&merged)));
        Ok(merged)
    }
}

async fn get(client: &Client, replicas: &Replicas) -> Result<Value, BoxError> {
    let request = || {
        let body: Body = Empty::new().map_err(|never| match never {}).boxed();
        http::Request::get("/openapi.json").body(body)
    };
    let again = || request().ok();
    let answer = client.send(replicas, request()?, again, &Cell::default()).await?;
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
    fleet: Data<Fleet>,
    documents: Data<Documents>,
) -> Result<HttpResponse, ApiError> {
    let site = Site::of(&request)?;
    let format = form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "format")
        .map(|(_, value)| value.to_ascii_lowercase());
    let merged = documents.merged(&client, &fleet, site).await?;
    match format.as_deref() {
        None | Some("" | "json") => {
            Ok(HttpResponse::Ok().content_type("application/json").body(merged.json.clone()))
        }
        Some("yaml") => {
            let text = serde_norway::to_string(&merged.document).map_err(ApiError::internal)?;
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
    fleet: Data<Fleet>,
    documents: Data<Documents>,
) -> Result<HttpResponse, ApiError> {
    let site = Site::of(&request)?;
    let merged = documents.merged(&client, &fleet, site).await?;
    Ok(HttpResponse::Ok().json(json!({
        "endpoints": endpoints(&merged.document, site),
        "authentication": authentication(&merged.document),
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
mod tests;
