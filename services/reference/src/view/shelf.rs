use std::collections::HashSet;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use objects::Objects;
use sha2::{Digest, Sha256};

use super::{Spoilt, ViewError};
use crate::domain::Release;
use crate::manifest;
use crate::publications::{self, Publication};
use crate::segment::Rows;

/// Releases that are loaded at the same time; each keeps a core busy.
const AT_ONCE: usize = 2;

/// A release and its rows.
pub struct Edition<R> {
    /// The facts about it.
    pub release: Arc<Release>,
    /// Its rows, by key.
    pub rows: Arc<Vec<R>>,
}

/// A release and the table that is made of its rows.
pub struct Tabled<T> {
    /// The facts about it.
    pub release: Arc<Release>,
    /// Its table.
    pub table: Arc<T>,
}

/// What is loaded of all releases that are served.
#[derive(Default)]
pub struct Shelf(Vec<(Arc<Release>, Rows)>);

impl Shelf {
    /// Fetches these releases, per publication newest period first, but for
    /// those that `held` has. Of a register's older editions there are only the
    /// rows that no newer one has: years of them differ by little.
    pub async fn fill(
        objects: &Objects,
        releases: &[&Release],
        held: &Self,
    ) -> Result<Self, ViewError> {
        let series = releases.chunk_by(|one, next| one.publication == next.publication);
        let apart = series.flat_map(|series| match series {
            [one, ..] if publications::is_register(&one.publication) => vec![series],
            // What is about a period of its own is loaded by itself.
            _ => series.chunks(1).collect(),
        });
        let loads: Vec<_> = apart.map(|series| load(objects.clone(), held.among(series))).collect();
        let mut loads = stream::iter(loads).buffered(AT_ONCE);
        let mut shelf = Vec::with_capacity(releases.len());
        while let Some(loaded) = loads.try_next().await? {
            shelf.extend(loaded);
        }
        Ok(Self(shelf))
    }

    /// The editions with rows of this type, newest period first.
    pub fn editions<R: Send + Sync + 'static>(&self) -> Vec<Edition<R>> {
        let tables = self.tables::<Vec<R>>().into_iter();
        tables.map(|Tabled { release, table }| Edition { release, rows: table }).collect()
    }

    /// The tables of this type, newest period first.
    pub fn tables<T: Send + Sync + 'static>(&self) -> Vec<Tabled<T>> {
        let tables = self.0.iter().filter_map(|(release, loaded)| {
            let table = Arc::clone(loaded).downcast().ok()?;
            Some(Tabled { release: Arc::clone(release), table })
        });
        tables.collect()
    }

    /// The releases, per publication newest period first.
    pub fn releases(&self) -> Vec<Release> {
        self.0.iter().map(|(release, _)| release.as_ref().clone()).collect()
    }

    /// What is worth keeping once a view is built: tables that it refers to.
    pub fn kept(mut self) -> Self {
        self.0.retain(|(release, _)| is_kept(release));
        self
    }

    /// These releases, with what was loaded of them before.
    fn among(&self, releases: &[&Release]) -> Vec<(Arc<Release>, Option<Rows>)> {
        let releases = releases.iter().map(|&release| {
            let same = |held: &Release| {
                held.id == release.id && held.segment_sha256 == release.segment_sha256
            };
            let held = self.0.iter().find(|(held, _)| same(held));
            (Arc::new(release.clone()), held.map(|(_, loaded)| Arc::clone(loaded)))
        });
        releases.collect()
    }
}

fn is_kept(release: &Release) -> bool {
    publications::find(&release.publication).is_some_and(Publication::kept)
}

/// Loads editions of one series, newest first, but for those at hand.
async fn load(
    objects: Objects,
    series: Vec<(Arc<Release>, Option<Rows>)>,
) -> Result<Vec<(Arc<Release>, Rows)>, ViewError> {
    let mut loaded = Vec::with_capacity(series.len());
    let mut seen = HashSet::new();
    for (release, held) in series {
        let rows = match held {
            Some(rows) => rows,
            None => {
                let rows;
                (rows, seen) = fetch(&objects, &release, seen).await?;
                rows
            }
        };
        loaded.push((release, rows));
    }
    Ok(loaded)
}

async fn fetch(
    objects: &Objects,
    release: &Release,
    mut seen: HashSet<String>,
) -> Result<(Rows, HashSet<String>), ViewError> {
    let spoilt = |cause| ViewError::Spoilt { release: release.id.clone(), cause };
    let path = &release.segment;
    // It may be there again in a moment.
    let away = |source| ViewError::Fetch { path: path.clone(), source: Box::new(source) };
    let bytes = match objects.get(path).await {
        Ok(bytes) => bytes,
        Err(error)
            if error.is_not_found() && manifest::is_there(objects).await.map_err(away)? =>
        {
            return Err(spoilt(Spoilt::Missing));
        }
        Err(error) => return Err(away(error)),
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
        Ok((publication.load(bytes, newer)?, seen))
    });
    rows.await?.map_err(spoilt)
}
