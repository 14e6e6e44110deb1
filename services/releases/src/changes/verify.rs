use futures_util::TryStreamExt;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Publisher;
use crate::ReleasesError;
use crate::domain::{FileKind, ItemId};
use crate::openpgp;
use crate::store::releases::{self, FileRow, Release, object_path};

/// What became of a file in the object store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is what was published.
    Intact,
    /// It is not there.
    Missing,
    /// Its bytes are others.
    Damaged,
    /// It is the signature that was published, but not of the file that is there.
    Unsigned,
}

/// A file that was verified.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// Of which item.
    pub item: ItemId,
    /// Of the release with this archive.
    pub release: String,
    /// Its name.
    pub file: String,
    /// How it is.
    pub outcome: Outcome,
}

impl Publisher {
    /// Reads every file of every release, withdrawn ones too, or of one item's,
    /// and compares it with what was published; `tell` hears of each as it is
    /// done. Fails where the object store, or the database, cannot be asked.
    pub async fn verify(
        &self,
        item: Option<ItemId>,
        mut tell: impl FnMut(&FileReport),
    ) -> Result<Vec<FileReport>, ReleasesError> {
        let releases = releases::all(&mut *self.pool.get().await?, item).await?;
        let mut reports = Vec::new();
        for release in &releases {
            for file in &release.files {
                let report = FileReport {
                    item: file.item_id,
                    release: release.archive_name().to_owned(),
                    file: file.name.clone(),
                    outcome: self.outcome(release, file).await?,
                };
                tell(&report);
                reports.push(report);
            }
        }
        Ok(reports)
    }

    async fn outcome(&self, release: &Release, file: &FileRow) -> Result<Outcome, ReleasesError> {
        let path = object_path(release.row.upload_id, file.kind);
        let size = match self.objects.size(&path).await {
            Ok(size) => size,
            Err(error) if error.is_not_found() => return Ok(Outcome::Missing),
            Err(error) => return Err(error.into()),
        };
        if u64::try_from(file.size).ok() != Some(size) {
            return Ok(Outcome::Damaged);
        }
        let mut bytes = std::pin::pin!(self.objects.reader(&path, 0..size).await?);
        let mut hash = Sha256::new();
        while let Some(chunk) = bytes.try_next().await? {
            hash.update(&chunk);
        }
        if hash.finalize().as_slice() != file.sha256 {
            return Ok(Outcome::Damaged);
        }
        let signed = match file.kind {
            FileKind::Signature => Some(FileKind::Checksum),
            FileKind::ManifestSignature => Some(FileKind::Manifest),
            FileKind::Archive | FileKind::Checksum | FileKind::Manifest => None,
        };
        match signed {
            Some(kind) => self.is_signed(release, &path, kind).await,
            None => Ok(Outcome::Intact),
        }
    }

    /// Whether this signature is one of the release's key over its file of a kind.
    async fn is_signed(
        &self,
        release: &Release,
        signature: &str,
        kind: FileKind,
    ) -> Result<Outcome, ReleasesError> {
        let signature = self.objects.get(signature).await?;
        let path = object_path(release.row.upload_id, kind);
        let Some(data) = self.objects.find(&path).await? else { return Ok(Outcome::Unsigned) };
        let signature = String::from_utf8_lossy(&signature);
        let verified = openpgp::verify(&release.key.public_key, &signature, &data);
        Ok(if verified.is_ok() { Outcome::Intact } else { Outcome::Unsigned })
    }
}
