//! What readers see, in memory: typed rows, sorted as they are answered. A
//! view is built beside the one in use and swapped for it whole.

mod facet;
mod practices;
mod ranked;
mod search;

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use arc_swap::ArcSwapOption;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use thiserror::Error;
use web::ApiError;

pub use facet::Facet;
pub use practices::{Practice, PracticeFilter, Practices};
pub use ranked::Ranked;
pub use search::SearchIndex;

use crate::domain::{Release, serving};
use crate::objects::{Objects, ObjectsError};
use crate::publications::Publication;
use crate::publications::epraccur::Epraccur;
use crate::segment::{self, SegmentError};

/// Everything that is served, of one release set.
#[derive(Default)]
pub struct View {
    /// The releases served, per publication newest period first.
    pub releases: Vec<Release>,
    /// Practices and other prescribing cost centres.
    pub practices: Practices,
}

/// A view could not be built; the one in use stays.
#[derive(Debug, Error)]
pub enum ViewError {
    /// A segment cannot be fetched.
    #[error("segment {path}: {source}")]
    Fetch {
        /// Its path.
        path: String,
        /// What failed.
        source: Box<ObjectsError>,
    },
    /// A segment is not what the catalogue says it is.
    #[error("segment {0} does not have the checksum in the catalogue")]
    Corrupt(String),
    /// Building was cut short.
    #[error("building the view was cut short: {0}")]
    Cut(#[from] tokio::task::JoinError),
    /// A row cannot be told in JSON.
    #[error("a row cannot be told in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A segment cannot be read.
    #[error("segment {path}: {source}")]
    Read {
        /// Its path.
        path: String,
        /// What failed.
        source: SegmentError,
    },
}

impl View {
    /// Loads what is to be served of everything that is published.
    pub async fn load(published: &[Release], objects: &Objects) -> Result<Self, ViewError> {
        let mut segments = Vec::new();
        for release in serving(published) {
            let fetched = objects.get(&release.segment).await;
            let path = release.segment.clone();
            let bytes =
                fetched.map_err(|source| ViewError::Fetch { path, source: Box::new(source) })?;
            segments.push((release.clone(), bytes));
        }
        // Reading and indexing keep a core busy for a while.
        tokio::task::spawn_blocking(move || Self::build(segments)).await?
    }

    fn build(segments: Vec<(Release, Bytes)>) -> Result<Self, ViewError> {
        let mut editions = Vec::new();
        for (release, bytes) in &segments {
            if release.publication == Epraccur.name() {
                editions.push((release, rows(release, bytes.clone())?));
            }
        }
        let practices = Practices::new(editions)?;
        Ok(Self { releases: segments.into_iter().map(|(release, _)| release).collect(), practices })
    }
}

fn rows<R: segment::Row>(release: &Release, bytes: Bytes) -> Result<Vec<R>, ViewError> {
    let path = release.segment.clone();
    if hex::encode(Sha256::digest(&bytes)) != release.segment_sha256 {
        return Err(ViewError::Corrupt(path));
    }
    let mut rows = Vec::new();
    let batches = segment::read(bytes).and_then(|batches| {
        for batch in batches {
            rows.extend(batch?);
        }
        Ok(())
    });
    batches.map_err(|source| ViewError::Read { path, source }).map(|()| rows)
}

/// The view in use, for all workers of a service. Empty until the first one is loaded.
#[derive(Clone, Default)]
pub struct Current(Arc<ArcSwapOption<View>>);

impl Current {
    /// The view in use.
    pub fn get(&self) -> Option<Arc<View>> {
        self.0.load_full()
    }

    /// Puts another in its place. Requests under way keep the one they have.
    pub fn set(&self, view: View) {
        self.0.store(Some(Arc::new(view)));
    }
}

/// The view, as handlers take it: one request sees one release set throughout.
pub struct Served(pub Arc<View>);

impl FromRequest for Served {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let view = request.app_data::<Current>().and_then(Current::get);
        ready(view.map(Self).ok_or_else(|| ApiError::unavailable("no release set is loaded")))
    }
}
