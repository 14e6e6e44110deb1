//! Keeps the view in step with what is published.

use chrono::Utc;
use objects::Objects;
use opentelemetry::{KeyValue, global};
use store::{Change, DatabaseUrl, Pool};
use thiserror::Error;
use tokio::time::{Duration, sleep};
use tracing::{error, info, warn};

use crate::domain::Release;
use crate::manifest::{Manifest, ManifestError};
use crate::store::releases;
use crate::view::{Library, ViewError};

/// Pause before another attempt when a view could not be loaded.
const RETRY: Duration = Duration::from_secs(1);

#[derive(Debug, Error)]
enum RefreshError {
    #[error(transparent)]
    View(#[from] ViewError),
    #[error("the catalogue cannot be read ({database}), nor is the manifest of use ({manifest})")]
    Nothing { database: String, manifest: String },
}

/// Where releases are read from.
#[derive(Clone)]
pub(crate) struct Refresher {
    pub(crate) pool: Pool,
    pub(crate) objects: Objects,
    pub(crate) library: Library,
}

impl Refresher {
    /// Loads the first view, from the catalogue or else the manifest, then
    /// follows the catalogue's announcements for as long as the process lives.
    pub(crate) fn run(self, database: DatabaseUrl) {
        self.observe();
        tokio::spawn(async move {
            let mut changes = store::listen(database, releases::CHANNEL);
            loop {
                let refreshed = self.refresh().await;
                if let Err(cause) = &refreshed {
                    error!(%cause, "the view stays as it is");
                }
                let change = tokio::select! {
                    change = changes.recv() => change,
                    // What failed is tried again, without waiting for news.
                    () = sleep(RETRY), if refreshed.is_err() => continue,
                };
                match change {
                    Some(Change::Connected) => self.repair_manifest().await,
                    Some(Change::Notified(_)) => {}
                    None => return,
                }
            }
        });
    }

    /// Measures what is served, whenever somebody looks.
    fn observe(&self) {
        let meter = global::meter("reference");
        let library = self.library.clone();
        meter
            .f64_observable_gauge("reference.release.age")
            .with_unit("s")
            .with_description("Since the newest served release of each publication was imported")
            .with_callback(move |gauge| {
                for release in
                    library.current().iter().flat_map(|view| newest_of_each(&view.releases))
                {
                    let age = (Utc::now() - release.imported_at).to_std().unwrap_or_default();
                    gauge.observe(age.as_secs_f64(), &[publication(release)]);
                }
            })
            .build();
        let library = self.library.clone();
        meter
            .i64_observable_gauge("reference.release.rows")
            .with_description("Rows of the newest served release of each publication")
            .with_callback(move |gauge| {
                for release in
                    library.current().iter().flat_map(|view| newest_of_each(&view.releases))
                {
                    gauge.observe(release.rows, &[publication(release)]);
                }
            })
            .build();
    }

    async fn refresh(&self) -> Result<(), RefreshError> {
        let published = self.published().await?;
        if let Some(view) = self.library.show(published).await? {
            info!(releases = view.releases.len(), practices = view.practices.len(), "view loaded");
        }
        Ok(())
    }

    /// What is published, by the catalogue or, while that is away, by the manifest.
    async fn published(&self) -> Result<Vec<Release>, RefreshError> {
        let database = match self.pool.get().await {
            Ok(mut connection) => match releases::list(&mut connection).await {
                Ok(releases) => return Ok(releases),
                Err(error) => error.to_string(),
            },
            Err(error) => error.to_string(),
        };
        let manifest = match Manifest::read(&self.objects).await {
            // What is served already is never older than the manifest.
            _ if self.library.current().is_some() => "a view is loaded already".to_owned(),
            Ok(Some(manifest)) => {
                warn!(database, "the catalogue cannot be read; using the manifest");
                return Ok(manifest.releases);
            }
            Ok(None) => "none has been written".to_owned(),
            Err(error) => error.to_string(),
        };
        Err(RefreshError::Nothing { database, manifest })
    }

    /// An importer that was killed may have left the manifest behind the catalogue.
    async fn repair_manifest(&self) {
        let renewed: Result<_, ManifestError> = async {
            let connection = self.pool.get().await;
            let mut connection = connection
                .map_err(|error| diesel::result::Error::QueryBuilderError(error.into()))?;
            Manifest::renew(&mut connection, &self.objects).await
        }
        .await;
        if let Err(cause) = renewed {
            warn!(%cause, "the manifest could not be renewed");
        }
    }
}

fn publication(release: &Release) -> KeyValue {
    KeyValue::new("publication", release.publication.clone())
}

/// Of releases sorted newest period first, the first of each publication.
fn newest_of_each(releases: &[Release]) -> impl Iterator<Item = &Release> {
    let groups = releases.chunk_by(|one, next| one.publication == next.publication);
    groups.filter_map(<[Release]>::first)
}
