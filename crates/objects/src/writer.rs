//! Writing an object piece by piece.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStoreExt};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::{Objects, ObjectsError};

/// S3 wants 5 MiB or more in every part but the last, and 10,000 parts at most, which are 78 GiB:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>.
pub(crate) const PART: usize = 8 * 1024 * 1024;

const IN_FLIGHT: usize = 2;

/// How long a failed write waits for its traces to go. A store that is away keeps them anyway.
const TIDYING: Duration = Duration::from_secs(2);

impl Objects {
    /// Begins to write an object of any size. It is there from [`Writer::finish`] on, and nothing
    /// of it is listed before.
    pub async fn writer(&self, path: &str) -> Result<Writer, ObjectsError> {
        self.is_there().await?;
        let target = self.store.put_multipart(&Path::from(path)).await?;
        let upload = Upload { path: path.to_owned(), target, parts: JoinSet::new() };
        Ok(Writer { part: BytesMut::new(), upload: Some(upload) })
    }
}

/// An object that is being written, in memory that does not grow with it: a part of 8 MiB that is
/// filling, and two on their way.
///
/// Once a write has failed, so does whatever is tried afterwards. A writer that is dropped is
/// aborted in the background. What a process that is killed leaves behind is in no list but
/// [`Objects::list_all`].
#[derive(Debug)]
pub struct Writer {
    part: BytesMut,
    /// `None` once it has ended.
    upload: Option<Upload>,
}

impl Writer {
    /// Appends bytes, and waits while two parts are on their way. When the future is dropped early,
    /// some of the bytes may be missing: such a writer is only good to be aborted.
    pub async fn write(&mut self, mut bytes: Bytes) -> Result<(), ObjectsError> {
        if self.upload.is_none() {
            return Err(ObjectsError::GivenUp);
        }
        while !bytes.is_empty() {
            let room = PART.saturating_sub(self.part.len());
            // Copied, so that small slices of large buffers do not keep those.
            self.part.extend_from_slice(&bytes.split_to(room.min(bytes.len())));
            if self.part.len() >= PART {
                let sent = self.send().await;
                self.unless_failed(sent).await?;
            }
        }
        Ok(())
    }

    /// Completes the object: it is there, whole and durable, when this is `Ok`. After an error it is
    /// not there, unless the store completed it and could not say so; never is it there in part.
    pub async fn finish(mut self) -> Result<(), ObjectsError> {
        let completed = self.complete().await;
        self.unless_failed(completed).await?;
        self.upload = None;
        Ok(())
    }

    /// Leaves nothing of what was written. Where the store will not have it, that is logged.
    pub async fn abort(mut self) {
        if let Some(upload) = self.upload.take() {
            upload.abort().await;
        }
    }

    async fn send(&mut self) -> Result<(), ObjectsError> {
        let upload = self.upload.as_mut().ok_or(ObjectsError::GivenUp)?;
        upload.leave_in_flight(IN_FLIGHT - 1).await?;
        upload.send(std::mem::take(&mut self.part).freeze());
        self.part.reserve(PART);
        Ok(())
    }

    async fn complete(&mut self) -> Result<(), ObjectsError> {
        if !self.part.is_empty() {
            self.send().await?;
        }
        let upload = self.upload.as_mut().ok_or(ObjectsError::GivenUp)?;
        upload.leave_in_flight(0).await?;
        upload.target.complete().await?;
        Ok(())
    }

    async fn unless_failed(&mut self, ended: Result<(), ObjectsError>) -> Result<(), ObjectsError> {
        if ended.is_err()
            && let Some(upload) = self.upload.take()
        {
            let path = upload.path.clone();
            if timeout(TIDYING, upload.abort()).await.is_err() {
                tracing::warn!(path, "a failed upload is left behind: the store is away");
            }
        }
        ended
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let (Some(upload), Ok(runtime)) = (self.upload.take(), Handle::try_current()) {
            runtime.spawn(upload.abort());
        }
    }
}

#[derive(Debug)]
struct Upload {
    path: String,
    target: Box<dyn MultipartUpload>,
    parts: JoinSet<object_store::Result<()>>,
}

impl Upload {
    fn send(&mut self, part: Bytes) {
        self.parts.spawn(self.target.put_part(part.into()));
    }

    async fn leave_in_flight(&mut self, parts: usize) -> object_store::Result<()> {
        while self.parts.len() > parts {
            if let Some(ended) = self.parts.join_next().await {
                ended??;
            }
        }
        Ok(())
    }

    async fn abort(mut self) {
        self.parts.shutdown().await;
        if let Err(error) = self.target.abort().await {
            tracing::warn!(path = self.path, %error, "an unfinished upload is left behind");
        }
    }
}
