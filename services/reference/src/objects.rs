//! The object store: where segments and the manifest are.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};
use thiserror::Error;
use url::Url;

/// The object store failed, or its address makes no sense.
#[derive(Debug, Error)]
pub enum ObjectsError {
    /// The address is not one we can use.
    #[error("OBJECT_STORE_URL {url}: {reason}")]
    Address {
        /// The address.
        url: Url,
        /// What is wrong with it.
        reason: String,
    },
    /// Reading or writing failed.
    #[error("the object store failed: {0}")]
    Store(#[from] object_store::Error),
}

impl ObjectsError {
    /// Whether there is no such object.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Store(object_store::Error::NotFound { .. }))
    }
}

/// An object store, or a folder of one.
#[derive(Clone, Debug)]
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// Opens `file:///folder` (made when missing) or `s3://bucket/prefix`.
    pub fn open(url: &Url) -> Result<Self, ObjectsError> {
        let wrong = |reason: String| ObjectsError::Address { url: url.clone(), reason };
        match url.scheme() {
            "file" => {
                let folder =
                    url.to_file_path().map_err(|()| wrong("not a local path".to_owned()))?;
                std::fs::create_dir_all(&folder).map_err(|error| wrong(error.to_string()))?;
                // A release that the catalogue knows must survive a power cut as the catalogue does.
                let local = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
                Ok(Self(Arc::new(local)))
            }
            "s3" => {
                let bucket = AmazonS3Builder::from_env().with_url(url.as_str()).build()?;
                let prefix = Path::from(url.path());
                Ok(Self(Arc::new(PrefixStore::new(bucket, prefix))))
            }
            other => Err(wrong(format!("the scheme is {other}, not file or s3"))),
        }
    }

    /// Writes an object whole: it is there entirely or not at all.
    pub async fn put(&self, path: &str, bytes: Bytes) -> Result<(), ObjectsError> {
        self.0.put(&Path::from(path), bytes.into()).await?;
        Ok(())
    }

    /// Reads an object whole.
    pub async fn get(&self, path: &str) -> Result<Bytes, ObjectsError> {
        Ok(self.0.get(&Path::from(path)).await?.bytes().await?)
    }

    /// Reads an object whole, where there is one.
    pub async fn find(&self, path: &str) -> Result<Option<Bytes>, ObjectsError> {
        match self.get(path).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every object below a folder, with its age.
    pub async fn list(&self, folder: &str) -> Result<Vec<(String, DateTime<Utc>)>, ObjectsError> {
        let found: Vec<_> = self.0.list(Some(&Path::from(folder))).try_collect().await?;
        Ok(found.into_iter().map(|meta| (meta.location.to_string(), meta.last_modified)).collect())
    }

    /// Removes an object.
    pub async fn delete(&self, path: &str) -> Result<(), ObjectsError> {
        Ok(self.0.delete(&Path::from(path)).await?)
    }
}
