//! Reading a part of an object, chunk by chunk.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{
    GetOptions, GetRange, GetResult, GetResultPayload, ObjectStore, ObjectStoreExt,
};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use crate::{Objects, ObjectsError};

/// What is read of a file at a time.
pub(crate) const CHUNK: u64 = 256 * 1024;

/// How long is waited to learn why a range cannot be had: a store that is away was waited for.
const SOON: Duration = Duration::from_secs(2);

/// How often in a row a download may break off without a byte more than the last time.
const FRUITLESS: u32 = 3;

/// Bytes of an object, in order: all that were asked for, or an error in the end.
pub type Reader = BoxStream<'static, Result<Bytes, ObjectsError>>;

impl Objects {
    /// Begins to read a part of an object, in memory that does not grow with it. That there is no
    /// such object, or none that long, is known before any byte is read.
    pub async fn reader(&self, path: &str, range: Range<u64>) -> Result<Reader, ObjectsError> {
        if range.is_empty() {
            let short = self.size(path).await? < range.start;
            return if short { Err(ends_early(path, &range)) } else { Ok(stream::empty().boxed()) };
        }
        let path = Path::from(path);
        let found = match open(&*self.store, &path, &range).await {
            Err(error) if error.is_not_found() => {
                self.is_there().await?;
                return Err(error);
            }
            found => found?,
        };
        Ok(match found.payload {
            GetResultPayload::File(file, _) => {
                stream::try_unfold(Chunks::new(file, path, range), Chunks::next).boxed()
            }
            GetResultPayload::Stream(body) => {
                let store = Arc::clone(&self.store);
                let e_tag = found.meta.e_tag;
                let download = Download { store, path, left: range, e_tag, body, fruitless: 0 };
                stream::try_unfold(download, Download::next).boxed()
            }
        })
    }
}

async fn open(
    store: &dyn ObjectStore,
    path: &Path,
    range: &Range<u64>,
) -> Result<GetResult, ObjectsError> {
    let range_asked = Some(GetRange::Bounded(range.clone()));
    let options = GetOptions { range: range_asked, ..GetOptions::default() };
    match store.get_opts(path, options).await {
        Ok(found) if found.range == *range => Ok(found),
        Ok(_) => Err(ends_early(path.as_ref(), range)),
        Err(missing @ object_store::Error::NotFound { .. }) => Err(missing.into()),
        // That an object ends before the range begins is told in no particular way.
        Err(error) => match timeout(SOON, store.head(path)).await {
            Ok(Ok(object)) if object.size < range.end => Err(ends_early(path.as_ref(), range)),
            _ => Err(error.into()),
        },
    }
}

fn ends_early(path: &str, range: &Range<u64>) -> ObjectsError {
    ObjectsError::Short { path: path.to_owned(), end: range.end }
}

/// A file of the local store. While one chunk is being sent the next is read, so that disk and
/// network work at the same time; there are never more than the two.
struct Chunks {
    file: Arc<File>,
    path: Path,
    asked: Range<u64>,
    /// What nobody has begun to read.
    left: Range<u64>,
    ahead: Option<JoinHandle<io::Result<Bytes>>>,
}

impl Chunks {
    fn new(file: File, path: Path, asked: Range<u64>) -> Self {
        let left = asked.clone();
        let mut chunks = Self { file: Arc::new(file), path, asked, left, ahead: None };
        chunks.read_ahead();
        chunks
    }

    fn read_ahead(&mut self) {
        if self.left.is_empty() {
            return;
        }
        let chunk = self.left.start..self.left.end.min(self.left.start.saturating_add(CHUNK));
        self.left.start = chunk.end;
        let file = Arc::clone(&self.file);
        self.ahead = Some(spawn_blocking(move || read(&file, &chunk)));
    }

    async fn next(mut self) -> Result<Option<(Bytes, Self)>, ObjectsError> {
        let Some(ahead) = self.ahead.take() else { return Ok(None) };
        let chunk = ahead.await.map_err(object_store::Error::from)?;
        let chunk = chunk.map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => ends_early(self.path.as_ref(), &self.asked),
            _ => error.into(),
        })?;
        self.read_ahead();
        Ok(Some((chunk, self)))
    }
}

fn read(file: &File, range: &Range<u64>) -> io::Result<Bytes> {
    let length = usize::try_from(range.end - range.start).map_err(io::Error::other)?;
    let mut chunk = vec![0; length];
    file.read_exact_at(&mut chunk, range.start)?;
    Ok(chunk.into())
}

/// The body of an answer of S3. `object_store` resumes one that breaks off too, but only within the
/// retry timeout, which counts from the start of the download, and gigabytes take longer than that.
struct Download {
    store: Arc<dyn ObjectStore>,
    path: Path,
    left: Range<u64>,
    e_tag: Option<String>,
    body: BoxStream<'static, object_store::Result<Bytes>>,
    fruitless: u32,
}

impl Download {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, ObjectsError> {
        while !self.left.is_empty() {
            let broken = match self.body.try_next().await {
                Ok(Some(bytes)) if bytes.is_empty() => continue,
                Ok(Some(bytes)) => {
                    self.fruitless = 0;
                    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    self.left.start = self.left.start.saturating_add(length);
                    return Ok(Some((bytes, self)));
                }
                Ok(None) => ends_early(self.path.as_ref(), &self.left),
                Err(error) => error.into(),
            };
            self.resume(broken).await?;
        }
        Ok(None)
    }

    async fn resume(&mut self, broken: ObjectsError) -> Result<(), ObjectsError> {
        self.fruitless += 1;
        if self.fruitless > FRUITLESS {
            return Err(broken);
        }
        tracing::info!(path = %self.path, at = self.left.start, error = %broken, "resuming");
        let again = open(&*self.store, &self.path, &self.left).await?;
        // Half of one object and half of another would be neither.
        let same = self.e_tag.is_some() && again.meta.e_tag == self.e_tag;
        match again.payload {
            GetResultPayload::Stream(body) if same => self.body = body,
            _ => return Err(broken),
        }
        Ok(())
    }
}
