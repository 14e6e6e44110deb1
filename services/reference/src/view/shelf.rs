use std::collections::HashSet;
use std::sync::Arc;

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
    /// Fetches the rows of these releases, per publication newest period first.
    /// Of a register's older editions there are only the rows that no newer one
    /// has: years of them differ by little.
    pub async fn fill(objects: &Objects, releases: &[&Release]) -> Result<Self, ViewError> {
        let mut shelf = Vec::with_capacity(releases.len());
        for series in releases.chunk_by(|one, next| one.publication == next.publication) {
            let mut seen = HashSet::new();
            for release in series {
                let rows;
                (rows, seen) = fetch(objects, release, seen).await?;
                shelf.push((Arc::new((*release).clone()), rows));
            }
        }
        Ok(Self(shelf))
    }

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

async fn fetch(
    objects: &Objects,
    release: &Release,
    mut seen: HashSet<String>,
) -> Result<(Rows, HashSet<String>), ViewError> {
    let spoilt = |cause| ViewError::Spoilt { release: release.id.clone(), cause };
    let path = &release.segment;
    let bytes = match objects.get(path).await {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => return Err(spoilt(Spoilt::Missing)),
        // It may be there again in a moment.
        Err(source) => {
            return Err(ViewError::Fetch { path: path.clone(), source: Box::new(source) });
        }
    };
    let publication = publications::find(&release.publication);
    let sha256 = release.segment_sha256.clone();
    // Checking and reading keep a core busy for a while.
    let rows = tokio::task::spawn_blocking(move || {
        if hex::encode(Sha256::digest(&bytes)) != sha256 {
            return Err(Spoilt::Corrupt);
        }
        let publication = publication.ok_or(Spoilt::Unknown)?;
        let newer = publication.facts().register.then_some(&mut seen);
        Ok((publication.rows(bytes, newer)?, seen))
    });
    rows.await?.map_err(spoilt)
}
