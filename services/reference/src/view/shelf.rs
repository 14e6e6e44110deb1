use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sha2::{Digest, Sha256};

use super::{Spoilt, ViewError};
use crate::domain::Release;
use crate::objects::Objects;
use crate::publications;
use crate::segment::Rows;

/// A release and its rows.
pub struct Edition<R> {
    /// The facts about it.
    pub release: Arc<Release>,
    /// Its rows, by key.
    pub rows: Arc<Vec<R>>,
}

/// The rows of all releases that are served.
pub struct Shelf(Vec<(Arc<Release>, Rows)>);

impl Shelf {
    /// The editions with rows of this type, newest period first.
    pub fn editions<R: Send + Sync + 'static>(&self) -> Vec<Edition<R>> {
        let editions = self.0.iter().filter_map(|(release, rows)| {
            let rows = Arc::clone(rows).downcast().ok()?;
            Some(Edition { release: Arc::clone(release), rows })
        });
        editions.collect()
    }

    /// The releases, per publication newest period first.
    pub fn releases(&self) -> Vec<Release> {
        self.0.iter().map(|(release, _)| release.as_ref().clone()).collect()
    }
}

/// Fetches segments. What a view in use keeps of them is not fetched again:
/// segments never change.
#[derive(Clone)]
pub struct Segments {
    objects: Objects,
    known: Arc<Mutex<HashMap<String, Weak<dyn Any + Send + Sync>>>>,
}

impl Segments {
    /// From an object store.
    pub fn new(objects: Objects) -> Self {
        Self { objects, known: Arc::default() }
    }

    /// The rows of these releases.
    pub(crate) async fn shelve(&self, releases: &[&Release]) -> Result<Shelf, ViewError> {
        let mut shelf = Vec::with_capacity(releases.len());
        for release in releases {
            let rows = match self.find(&release.segment) {
                Some(rows) => rows,
                None => self.fetch(release).await?,
            };
            shelf.push((Arc::new((*release).clone()), rows));
        }
        Ok(Shelf(shelf))
    }

    fn find(&self, path: &str) -> Option<Rows> {
        self.known().get(path)?.upgrade()
    }

    async fn fetch(&self, release: &Release) -> Result<Rows, ViewError> {
        let path = &release.segment;
        let fetched = self.objects.get(path).await;
        let bytes = fetched
            .map_err(|source| ViewError::Fetch { path: path.clone(), source: Box::new(source) })?;
        let publication = publications::find(&release.publication);
        let sha256 = release.segment_sha256.clone();
        // Checking and reading keep a core busy for a while.
        let rows = tokio::task::spawn_blocking(move || {
            if hex::encode(Sha256::digest(&bytes)) != sha256 {
                return Err(Spoilt::Corrupt);
            }
            Ok(publication.ok_or(Spoilt::Unknown)?.rows(bytes)?)
        });
        let rows = rows.await?;
        let rows =
            rows.map_err(|cause| ViewError::Spoilt { release: release.id.clone(), cause })?;
        let mut known = self.known();
        known.retain(|_, rows| rows.strong_count() > 0);
        known.insert(release.segment.clone(), Arc::downgrade(&rows));
        Ok(rows)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<String, Weak<dyn Any + Send + Sync>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
