use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use arc_swap::ArcSwapOption;
use chrono::NaiveDate;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use moka::future::Cache;
use objects::Objects;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use url::form_urlencoded;
use web::ApiError;

use super::{View, ViewError};
use crate::domain::{Day, Release};

/// Views of the past that are kept; each takes about as much memory as the
/// one in use, less what they share.
const PAST: u64 = 2;

/// How long a view of the past that nobody asks for is kept.
const IDLE: Duration = Duration::from_secs(600);

/// Where answers depend on the day, too.
const DAILY: [&str; 2] = ["/reference/publications/", "/qof/years/"];

/// What every answer depends on beside the releases: how they are told.
const SHAPES: &str = include_str!("../../openapi.json");

/// The view in use, for all workers of a service, and views of the past.
/// Empty until the first one is loaded.
#[derive(Clone)]
pub struct Library {
    current: Arc<ArcSwapOption<Bound>>,
    past: Cache<String, Arc<View>>,
    objects: Objects,
    building: Arc<Mutex<()>>,
}

/// A view and the name of its edition.
struct Bound {
    edition: String,
    view: Arc<View>,
}

impl Library {
    /// One that fetches what it shows from there.
    pub(crate) fn new(objects: Objects) -> Self {
        Self {
            current: Arc::default(),
            past: Cache::builder().max_capacity(PAST).time_to_idle(IDLE).build(),
            objects,
            building: Arc::default(),
        }
    }

    /// The view in use.
    pub fn current(&self) -> Option<Arc<View>> {
        self.current.load().as_ref().map(|bound| Arc::clone(&bound.view))
    }

    /// Shows these releases from now on, unless it does already. Requests
    /// under way keep the view they have.
    pub(crate) async fn show(&self, known: Vec<Release>) -> Result<Option<Arc<View>>, ViewError> {
        if self.current().is_some_and(|view| view.known == known) {
            return Ok(None);
        }
        let before = self.current();
        let view = Arc::new(View::load(known, &self.objects, before.as_deref()).await?);
        let edition = edition(&view.known, &view.releases);
        self.current.store(Some(Arc::new(Bound { edition, view: Arc::clone(&view) })));
        Ok(Some(view))
    }

    /// What would have been shown at the end of a day, by what had been
    /// imported then; `current` where nothing came since.
    async fn on(&self, day: NaiveDate, current: Arc<View>) -> Result<Arc<View>, ApiError> {
        let known = known_on(&current, day);
        if known.len() == current.known.len() {
            return Ok(current);
        }
        let view = self.past.try_get_with(edition(&known, &[]), async {
            // One at a time: they are large.
            let _turn = self.building.lock().await;
            View::load(known, &self.objects, Some(&current)).await.map(Arc::new)
        });
        view.await.map_err(|error| ApiError::unavailable(error.to_string()))
    }
}

fn known_on(view: &View, day: NaiveDate) -> Vec<Release> {
    let known = view.known.iter().filter(|release| release.imported_at.date_naive() <= day);
    known.cloned().collect()
}

/// The name of what is known, and of what is served of it where some is
/// spoilt: under the same name every replica gives the same answers.
fn edition(known: &[Release], served: &[Release]) -> String {
    let mut hash = Sha256::new();
    hash.update(SHAPES);
    hash.update(env!("CARGO_PKG_VERSION"));
    for release in known {
        hash.update(&release.id);
        hash.update(&release.segment_sha256);
        // Imports that were forced repeat both.
        hash.update(release.imported_at.to_rfc3339());
        for file in &release.files {
            hash.update(&file.sha256);
        }
    }
    for release in served {
        hash.update(&release.id);
    }
    hex::encode(hash.finalize())
}

fn nothing() -> ApiError {
    ApiError::unavailable("no release set is loaded")
}

/// `as_of`: a past day, when there is one.
fn as_of(request: &HttpRequest) -> Option<NaiveDate> {
    let query = request.query_string();
    if !query.contains("as_of") {
        return None;
    }
    let pairs = form_urlencoded::parse(query.as_bytes());
    let given = pairs.filter(|(name, value)| name == "as_of" && !value.trim().is_empty()).last();
    // What is no day is for the handler to refuse.
    given.and_then(|(_, value)| value.trim().parse().ok()).map(|Day(day)| day)
}

/// Names the edition that a request is answered from, and pins its view, so
/// that the answer is of the edition its tag says.
pub(crate) fn pin(library: &Library, request: &HttpRequest) -> Option<String> {
    let current = library.current.load();
    let bound = current.as_ref()?;
    let edition = match as_of(request) {
        None => bound.edition.clone(),
        Some(day) => match known_on(&bound.view, day) {
            known if known.len() == bound.view.known.len() => bound.edition.clone(),
            known => edition(&known, &[]),
        },
    };
    request.extensions_mut().insert(Arc::clone(&bound.view));
    // How fresh something is changes without any release.
    let daily = DAILY.iter().any(|path| request.path().ends_with(path));
    (!daily).then_some(edition)
}

/// The view, as handlers take it: one request sees one release set throughout.
pub struct Served(pub Arc<View>);

impl FromRequest for Served {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let library = request.app_data::<Library>().cloned();
        let pinned = request.extensions().get::<Arc<View>>().cloned();
        let day = as_of(request);
        async move {
            let library = library.ok_or_else(nothing)?;
            let view = pinned.or_else(|| library.current()).ok_or_else(nothing)?;
            match day {
                Some(day) => library.on(day, view).await.map(Self),
                None => Ok(Self(view)),
            }
        }
        .boxed_local()
    }
}
