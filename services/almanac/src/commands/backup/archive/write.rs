use std::io::{self, SeekFrom};

use bytes::Bytes;
use chassis::BoxError;
use futures_util::{Stream, TryStreamExt, stream};
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use super::super::manifest::Manifest;
use super::{MANIFEST, MANIFEST_SHA256, count};

/// What tar writes at a time.
const BLOCK: u64 = 512;

/// An archive that is being written. Entries are written as their bytes come, whose number is known
/// in the end, so what it writes to must be a file.
pub(crate) struct Writer {
    file: File,
    at: u64,
    modified_at: u64,
}

/// What was written as an entry.
pub(crate) struct Content {
    pub(crate) size: u64,
    /// In hexadecimal.
    pub(crate) sha256: String,
}

impl Writer {
    /// Writes to an empty file.
    pub(crate) fn new(file: File, manifest: &Manifest) -> Self {
        let modified_at = u64::try_from(manifest.created_at.timestamp()).unwrap_or_default();
        Self { file, at: 0, modified_at }
    }

    /// Writes an entry; `progress` hears how many bytes it has so far.
    pub(crate) async fn entry<E>(
        &mut self,
        path: &str,
        mut bytes: impl Stream<Item = Result<Bytes, E>> + Unpin,
        progress: impl Fn(u64),
    ) -> Result<Content, BoxError>
    where
        E: Into<BoxError>,
    {
        let mut header = self.header(path, EntryType::Regular).await?;
        let (place, mut size, mut hash) = (self.at, 0, Sha256::new());
        // Its size is not known yet.
        self.write(&[0; 512]).await?;
        while let Some(chunk) = bytes.try_next().await.map_err(Into::<BoxError>::into)? {
            hash.update(&chunk);
            self.write(&chunk).await?;
            size += count(chunk.len());
            progress(size);
        }
        self.fill_block().await?;
        header.set_size(size);
        header.set_cksum();
        self.file.seek(SeekFrom::Start(place)).await.map_err(unwritable)?;
        self.file.write_all(header.as_bytes()).await.map_err(unwritable)?;
        self.file.seek(SeekFrom::Start(self.at)).await.map_err(unwritable)?;
        Ok(Content { size, sha256: hex::encode(hash.finalize()) })
    }

    /// Completes the archive and sees that it survives a power cut; how many bytes it has.
    pub(crate) async fn finish(mut self, manifest: &Manifest) -> Result<u64, BoxError> {
        let json = Bytes::from(serde_json::to_vec(manifest)?);
        let content = self.whole(MANIFEST, json).await?;
        let line = format!("{}  {MANIFEST}\n", content.sha256);
        self.whole(MANIFEST_SHA256, line.into()).await?;
        self.write(&[0; 1024]).await?;
        self.file.flush().await.map_err(unwritable)?;
        self.file.sync_all().await.map_err(unwritable)?;
        Ok(self.at)
    }

    async fn whole(&mut self, path: &str, bytes: Bytes) -> Result<Content, BoxError> {
        self.entry(path, stream::iter([Ok::<_, io::Error>(bytes)]), |_| {}).await
    }

    /// The header of an entry, without its size. One whose path is longer than the 100 bytes that
    /// a header has for it comes after an entry that has the path, as GNU's tar does it.
    async fn header(&mut self, path: &str, kind: EntryType) -> io::Result<Header> {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(0o600);
        header.set_mtime(self.modified_at);
        header.set_uid(0);
        header.set_gid(0);
        if path.len() < 100 {
            header.set_path(path)?;
            return Ok(header);
        }
        header.set_path("longer")?;
        let mut before = header.clone();
        before.set_entry_type(EntryType::GNULongName);
        before.set_size(count(path.len() + 1));
        before.set_cksum();
        self.write(before.as_bytes()).await?;
        self.write(path.as_bytes()).await?;
        self.write(&[0]).await?;
        self.fill_block().await?;
        Ok(header)
    }

    async fn fill_block(&mut self) -> io::Result<()> {
        let missing = self.at.next_multiple_of(BLOCK) - self.at;
        let zeros = vec![0; usize::try_from(missing).map_err(io::Error::other)?];
        self.write(&zeros).await
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes).await.map_err(unwritable)?;
        self.at += count(bytes.len());
        Ok(())
    }
}

/// Says what it was that failed; the databases and the object store fail in such words too.
fn unwritable(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write the backup: {error}"))
}
