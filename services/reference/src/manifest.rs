//! The manifest: the release set as one object, from which a replica starts
//! while PostgreSQL is down.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use objects::{Objects, ObjectsError};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::domain::Release;
use crate::store::releases;

const PATH: &str = "reference/manifest.json";

/// Everything that is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The catalogue that the object store belongs to.
    pub(crate) catalogue: Uuid,
    /// Every release, oldest first.
    pub(crate) releases: Vec<Release>,
}

/// The manifest could not be read or written.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// The object store.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// The database.
    #[error("the catalogue failed: {0}")]
    Database(#[from] diesel::result::Error),
    /// The object is not a manifest.
    #[error("the manifest makes no sense: {0}")]
    Form(#[from] serde_json::Error),
    /// The object store is in use by another installation.
    #[error(
        "OBJECT_STORE_URL belongs to another catalogue, {0}; choose an empty place, or remove \
         {PATH} there if that catalogue is gone for good"
    )]
    Foreign(Uuid),
    /// The object store has nothing of what is published.
    #[error(
        "OBJECT_STORE_URL has neither {PATH} nor any segment of this catalogue's releases: it is \
         another place, or its disk is not there"
    )]
    Away,
}

/// The catalogue that an object store belongs to; `None` where it may become anybody's.
pub async fn owner(objects: &Objects) -> Result<Option<Uuid>, ManifestError> {
    match Manifest::read(objects).await {
        Ok(manifest) => Ok(manifest.map(|manifest| manifest.catalogue)),
        // It would be written anew.
        Err(ManifestError::Form(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the object store has a manifest, as it has from the first import on: where it has none,
/// nothing else is missing by itself.
pub(crate) async fn is_there(objects: &Objects) -> Result<bool, ObjectsError> {
    match objects.size(PATH).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes the manifest say what the catalogue says, where that did not come about by an import.
pub async fn renew(
    connection: &mut AsyncPgConnection,
    objects: &Objects,
) -> Result<(), ManifestError> {
    Manifest::renew(connection, objects).await.map(drop)
}

impl Manifest {
    /// Reads the manifest, where one has been written.
    pub(crate) async fn read(objects: &Objects) -> Result<Option<Self>, ManifestError> {
        let bytes = objects.find(PATH).await?;
        Ok(bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose()?)
    }

    /// Makes the manifest say what the catalogue says, and returns that.
    ///
    /// Publishers take turns here as they do when they publish, so an older
    /// set never overwrites a newer one.
    pub(crate) async fn renew(
        connection: &mut AsyncPgConnection,
        objects: &Objects,
    ) -> Result<Self, ManifestError> {
        connection
            .transaction(async |connection| {
                releases::lock(connection).await?;
                let catalogue = releases::catalogue(connection).await?;
                let current = Self { catalogue, releases: releases::list(connection).await? };
                let written = match Self::read(objects).await {
                    Ok(Some(written)) if written.catalogue != catalogue => {
                        return Err(ManifestError::Foreign(written.catalogue));
                    }
                    Ok(None) if is_away(objects, &current.releases).await? => {
                        return Err(ManifestError::Away);
                    }
                    Ok(written) => written,
                    // One more reason to write it anew.
                    Err(ManifestError::Form(_)) => None,
                    Err(error) => return Err(error),
                };
                if written.as_ref() != Some(&current) {
                    objects.put(PATH, serde_json::to_vec(&current)?.into()).await?;
                }
                Ok(current)
            })
            .await
    }
}

/// Whether the object store has none of the segments, of which there are some.
async fn is_away(objects: &Objects, releases: &[Release]) -> Result<bool, ObjectsError> {
    for release in releases {
        match objects.size(&release.segment).await {
            Err(error) if error.is_not_found() => {}
            found => return found.map(|_| false),
        }
    }
    Ok(!releases.is_empty())
}
