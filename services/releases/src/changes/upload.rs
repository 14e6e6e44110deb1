//! A release's files on their way into the object store.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinHandle};
use tracing::warn;
use uuid::Uuid;

use super::Publisher;
use crate::domain::{FileKind, ItemId};
use crate::store::releases::object_path;
use crate::store::uploads;
use crate::{LARGEST_ARCHIVE, ReleasesError};

/// How often it is said that somebody is still at it, if they are.
const PULSE: Duration = Duration::from_secs(60);

/// Chunks that may wait to be hashed.
const WAITING: usize = 16;

/// What an archive is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digests {
    pub(super) size: u64,
    pub(super) sha1: [u8; 20],
    pub(super) sha256: [u8; 32],
}

/// Hashes chunks as they come, beside whoever brings them.
struct Hasher {
    chunks: mpsc::Sender<Bytes>,
    done: JoinHandle<Digests>,
}

impl Hasher {
    fn start() -> Self {
        let (chunks, mut incoming) = mpsc::channel::<Bytes>(WAITING);
        let done = tokio::task::spawn_blocking(move || {
            let (mut size, mut sha1, mut sha256) = (0, Sha1::new(), Sha256::new());
            while let Some(chunk) = incoming.blocking_recv() {
                size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                sha1.update(&chunk);
                sha256.update(&chunk);
            }
            Digests { size, sha1: sha1.finalize().into(), sha256: sha256.finalize().into() }
        });
        Self { chunks, done }
    }

    async fn take(&self, chunk: Bytes) {
        // It takes chunks until nobody has any more.
        let _ = self.chunks.send(chunk).await;
    }

    async fn finish(self) -> Result<Digests, ReleasesError> {
        drop(self.chunks);
        Ok(self.done.await?)
    }
}

/// Hashes an archive, and hands each chunk on; `progress` hears how many bytes
/// came so far.
pub(super) async fn read<E>(
    mut archive: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
    mut progress: impl FnMut(u64) + Send,
    mut hand_on: impl AsyncFnMut(Bytes) -> Result<(), ReleasesError>,
) -> Result<Digests, ReleasesError>
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let hasher = Hasher::start();
    let mut size = 0;
    while let Some(chunk) = archive.next().await {
        let chunk = chunk.map_err(|error| ReleasesError::Source(error.into()))?;
        size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if size > LARGEST_ARCHIVE {
            return Err(ReleasesError::TooLarge);
        }
        hasher.take(chunk.clone()).await;
        hand_on(chunk).await?;
        progress(size);
    }
    hasher.finish().await
}

/// A folder of the object store that is ours as long as we say so.
pub(super) struct Upload<'a> {
    pub(super) id: Uuid,
    publisher: &'a Publisher,
    /// Whether anything came since it was last said.
    moved: Arc<AtomicBool>,
    pulse: AbortHandle,
}

impl<'a> Upload<'a> {
    /// Says that files of an item are about to come.
    pub(super) async fn start(
        publisher: &'a Publisher,
        item: ItemId,
        file_name: &str,
    ) -> Result<Self, ReleasesError> {
        let id = Uuid::now_v7();
        uploads::insert(&mut *publisher.pool.get().await?, id, item, file_name).await?;
        let (pool, moved) = (publisher.pool.clone(), Arc::new(AtomicBool::new(false)));
        let watched = Arc::clone(&moved);
        let pulse = tokio::spawn(async move {
            loop {
                tokio::time::sleep(PULSE).await;
                // Whoever waits for bytes that never come is not at it.
                if !watched.swap(false, Ordering::Relaxed) {
                    continue;
                }
                let touched = match pool.get().await {
                    Ok(mut connection) => uploads::touch(&mut connection, id).await.is_ok(),
                    Err(_) => false,
                };
                if !touched {
                    warn!(upload = %id, "cannot say that an upload is under way");
                }
            }
        });
        Ok(Self { id, publisher, moved, pulse: pulse.abort_handle() })
    }

    /// Writes the archive as it comes.
    pub(super) async fn archive<E>(
        &self,
        archive: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
        progress: impl FnMut(u64) + Send,
    ) -> Result<Digests, ReleasesError>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let path = object_path(self.id, FileKind::Archive);
        let mut writer = self.publisher.objects.writer(&path).await?;
        let read = read(archive, progress, async |chunk| {
            self.moved.store(true, Ordering::Relaxed);
            Ok(writer.write(chunk).await?)
        })
        .await;
        match read {
            Ok(digests) => {
                writer.finish().await?;
                Ok(digests)
            }
            Err(error) => {
                writer.abort().await;
                Err(error)
            }
        }
    }

    /// Writes one of the other files.
    pub(super) async fn file(&self, kind: FileKind, bytes: Bytes) -> Result<(), ReleasesError> {
        self.moved.store(true, Ordering::Relaxed);
        Ok(self.publisher.objects.put(&object_path(self.id, kind), bytes).await?)
    }

    /// Whether it has been taken for abandoned, where that can be told.
    pub(super) async fn is_collected(&self) -> bool {
        let Ok(mut connection) = self.publisher.pool.get().await else { return false };
        uploads::is_under_way(&mut connection, self.id).await.is_ok_and(|under_way| !under_way)
    }

    /// Takes everything back, as far as that is possible now; what is left is
    /// collected later.
    pub(super) async fn discard(self) {
        if let Err(error) = self.publisher.remove(self.id).await {
            warn!(upload = %self.id, %error, "an upload is left to be collected");
        }
    }
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        self.pulse.abort();
    }
}
