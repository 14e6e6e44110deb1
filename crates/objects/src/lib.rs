//! The object store: a folder of this machine, or a bucket that speaks S3. An object is there whole
//! or not at all, and survives a power cut from the moment that it is there.

mod reader;
mod s3;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod unfinished;
mod writer;

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};
use thiserror::Error;
use url::Url;

pub use reader::Reader;
pub use writer::Writer;

use unfinished::is_unfinished;

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
    /// Reading or tidying a file of the local store failed.
    #[error("the object store failed: {0}")]
    File(#[from] std::io::Error),
    /// The folder that was the local store is no longer there: a disk is away.
    #[error("the object store is away: there is no folder {}", .0.display())]
    Away(std::path::PathBuf),
    /// An object ends before the bytes that were asked for.
    #[error("the object {path} ends before byte {end}")]
    Short {
        /// The object.
        path: String,
        /// Where the bytes that were asked for end.
        end: u64,
    },
    /// More was written after a write had failed.
    #[error("the upload has failed before")]
    GivenUp,
}

impl ObjectsError {
    /// Whether there is no such object.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Store(object_store::Error::NotFound { .. }))
    }
}

/// An object store, or a folder of one.
#[derive(Clone, Debug)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// Where the objects are, when they are files.
    folder: Option<Arc<std::path::Path>>,
}

impl Objects {
    /// Opens `file:///folder` (made when missing) or `s3://bucket/prefix`, with the environment for
    /// its [options](Self::s3).
    pub fn open(url: &Url) -> Result<Self, ObjectsError> {
        match url.scheme() {
            "file" => Self::local(url),
            "s3" => Self::s3(url, environment()),
            other => {
                let reason = format!("the scheme is {other}, not file or s3");
                Err(ObjectsError::Address { url: url.clone(), reason })
            }
        }
    }

    fn local(url: &Url) -> Result<Self, ObjectsError> {
        let wrong = |reason: String| ObjectsError::Address { url: url.clone(), reason };
        let folder = url.to_file_path().map_err(|()| wrong("not a local path".to_owned()))?;
        std::fs::create_dir_all(&folder).map_err(|error| wrong(error.to_string()))?;
        // What the database knows of must survive a power cut as the database does.
        let store = LocalFileSystem::new_with_prefix(&folder)?
            .with_fsync(true)
            .with_automatic_cleanup(true);
        Ok(Self { store: Arc::new(store), folder: Some(folder.into()) })
    }

    /// Opens `s3://bucket/prefix`. Options are named as environment variables are
    /// (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT`, `AWS_READ_TIMEOUT` …); any other is ignored.
    pub fn s3(
        url: &Url,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ObjectsError> {
        let store = PrefixStore::new(s3::bucket(url, options)?, Path::from(url.path()));
        Ok(Self { store: Arc::new(store), folder: None })
    }

    /// Writes an object whole: it is there entirely or not at all. What is too large to be held in
    /// memory is for a [`writer`](Self::writer).
    pub async fn put(&self, path: &str, bytes: Bytes) -> Result<(), ObjectsError> {
        self.is_there().await?;
        self.store.put(&Path::from(path), bytes.into()).await?;
        Ok(())
    }

    /// Reads an object whole.
    pub async fn get(&self, path: &str) -> Result<Bytes, ObjectsError> {
        let found = self.store.get(&Path::from(path)).await;
        Ok(self.told(found).await?.bytes().await?)
    }

    /// Reads an object whole, where there is one.
    pub async fn find(&self, path: &str) -> Result<Option<Bytes>, ObjectsError> {
        match self.get(path).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How many bytes an object has.
    pub async fn size(&self, path: &str) -> Result<u64, ObjectsError> {
        let found = self.store.head(&Path::from(path)).await;
        Ok(self.told(found).await?.size)
    }

    /// Every object below a folder, with its age.
    pub async fn list(&self, folder: &str) -> Result<Vec<(String, DateTime<Utc>)>, ObjectsError> {
        self.is_there().await?;
        let found: Vec<_> = self.store.list(Some(&Path::from(folder))).try_collect().await?;
        Ok(found.into_iter().map(|meta| (meta.location.to_string(), meta.last_modified)).collect())
    }

    /// Removes an object, or what [`list_all`](Self::list_all) names besides. That there is none is
    /// no error, on either kind of store.
    pub async fn delete(&self, path: &str) -> Result<(), ObjectsError> {
        if is_unfinished(path) {
            return self.delete_unfinished(path).await;
        }
        let deleted = self.store.delete(&Path::from(path)).await;
        match self.told(deleted).await {
            Err(error) if error.is_not_found() => Ok(()),
            ended => ended,
        }
    }

    /// Nothing is written beside a disk that is away, where it would be hidden when that is back.
    async fn is_there(&self) -> Result<(), ObjectsError> {
        match &self.folder {
            Some(folder) if !tokio::fs::try_exists(folder).await? => {
                Err(ObjectsError::Away(folder.to_path_buf()))
            }
            _ => Ok(()),
        }
    }

    /// That there is no such object says nothing of it where there is nothing at all.
    async fn told<T>(&self, told: object_store::Result<T>) -> Result<T, ObjectsError> {
        if matches!(told, Err(object_store::Error::NotFound { .. })) {
            self.is_there().await?;
        }
        Ok(told?)
    }
}

fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}
