//! Keeps the view in step with what is published.

use std::sync::LazyLock;

use chrono::Utc;
use opentelemetry::global;
use opentelemetry::metrics::Gauge;
use store::{Change, DatabaseUrl, Pool};
use thiserror::Error;
use tokio::time::{Duration, sleep};
use tracing::{error, info, warn};

use crate::domain::{Release, serving};
use crate::manifest::{Manifest, ManifestError};
use crate::objects::Objects;
use crate::store::releases;
use crate::view::{Current, View, ViewError};

/// Pause before another attempt when neither database nor manifest can be had.
const RETRY: Duration = Duration::from_secs(1);

static AGE: LazyLock<Gauge<f64>> = LazyLock::new(|| {
    global::meter("reference")
        .f64_gauge("reference.release_set.age")
        .with_unit("s")
        .with_description("Since the newest served release was imported, when the view was built")
        .build()
});

static ROWS: LazyLock<Gauge<u64>> = LazyLock::new(|| {
    global::meter("reference")
        .u64_gauge("reference.practices")
        .with_description("Practices and other cost centres in the served view")
        .build()
});

#[derive(Debug, Error)]
enum RefreshError {
    #[error(transparent)]
    View(#[from] ViewError),
    #[error("the catalogue cannot be read ({database}) and there is no manifest ({manifest})")]
    Nothing { database: String, manifest: String },
}

/// Where releases are read from.
#[derive(Clone)]
pub(crate) struct Refresher {
    pub(crate) pool: Pool,
    pub(crate) objects: Objects,
    pub(crate) current: Current,
}

impl Refresher {
    /// Loads the first view, from the catalogue or else the manifest, then
    /// follows the catalogue's announcements for as long as the process lives.
    pub(crate) fn run(self, database: DatabaseUrl) {
        tokio::spawn(async move {
            while let Err(cause) = self.refresh().await {
                error!(%cause, "cannot load a release set");
                sleep(RETRY).await;
            }
            let mut changes = store::listen(database, releases::CHANNEL);
            while let Some(change) = changes.recv().await {
                if change == Change::Connected {
                    self.repair_manifest().await;
                }
                if let Err(cause) = self.refresh().await {
                    error!(%cause, "the view stays as it is");
                }
            }
        });
    }

    async fn refresh(&self) -> Result<(), RefreshError> {
        let published = self.published().await?;
        let served = serving(&published);
        let held = self.current.get();
        if held.is_some_and(|view| view.releases.iter().eq(served)) {
            return Ok(());
        }
        let view = View::load(&published, &self.objects).await?;
        if let Some(newest) = view.releases.iter().map(|release| release.imported_at).max() {
            let age = (Utc::now() - newest).to_std().unwrap_or_default();
            AGE.record(age.as_secs_f64(), &[]);
        }
        ROWS.record(u64::try_from(view.practices.len()).unwrap_or(u64::MAX), &[]);
        info!(releases = view.releases.len(), practices = view.practices.len(), "view loaded");
        self.current.set(view);
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
