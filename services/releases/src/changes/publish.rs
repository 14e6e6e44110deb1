use bytes::Bytes;
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use futures_util::Stream;
use serde_json::json;
use sha2::{Digest, Sha256};
use web::FieldErrors;

use super::items::is_line;
use super::signing_keys::current_signing_key;
use super::upload::{self, Digests, Upload};
use super::{By, Publisher, record};
use crate::ReleasesError;
use crate::domain::names::ArchiveName;
use crate::domain::{FileKind, ItemId, ReleaseId, fciv, manifest};
use crate::openpgp::SecretKey;
use crate::store::releases::{self, FileRow, NewRelease, Release};
use crate::store::signing_keys::SigningKeyRow;
use crate::store::{items, uploads};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What is said of a release when it is published.
#[derive(Clone, Debug)]
pub struct Details {
    /// What it is called, 1 to 200 characters.
    pub name: String,
    /// Its day.
    pub release_date: NaiveDate,
    /// The name of its archive, which subscribers know it by.
    pub file_name: String,
    /// When the archive was last changed; now, where nobody knows.
    pub modified_at: Option<DateTime<Utc>>,
}

impl Details {
    /// What is wrong with it, by field.
    pub fn check(&self) -> Result<(), ReleasesError> {
        self.archive_name().map(drop)
    }

    fn archive_name(&self) -> Result<ArchiveName, ReleasesError> {
        let mut errors = FieldErrors::new();
        if !is_line(&self.name) {
            let message = "One line of 1 to 200 characters.".to_owned();
            errors.insert("name".to_owned(), vec![message]);
        }
        match ArchiveName::parse(&self.file_name) {
            Ok(name) if errors.is_empty() => return Ok(name),
            Ok(_) => {}
            Err(error) => drop(errors.insert("archive".to_owned(), vec![error.to_string()])),
        }
        Err(ReleasesError::Invalid(errors))
    }
}

/// A release that is there now.
#[derive(Clone, Debug)]
pub struct Published {
    /// It.
    pub release: Release,
    /// Whether it was not there before.
    pub new: bool,
}

/// What lies in the object store and is not published yet.
struct Written {
    digests: Digests,
    files: Vec<FileRow>,
    key: SigningKeyRow,
}

/// A file of a release that is about to be.
struct Made {
    kind: FileKind,
    bytes: Bytes,
}

impl Publisher {
    /// Publishes an archive, as it comes, as a release of an item: with its
    /// checksum file and its manifest, both signed. Nothing of it can be seen
    /// before all of it can. The same archive under the same name and date once
    /// more changes nothing; another one under a name that was given is refused.
    pub async fn publish<E: Into<Source>>(
        &self,
        by: By,
        item: ItemId,
        details: &Details,
        archive: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
        progress: impl FnMut(u64) + Send,
    ) -> Result<Published, ReleasesError> {
        let name = details.archive_name()?;
        let before = {
            let mut connection = self.pool.get().await?;
            items::find(&mut connection, item).await?.ok_or(ReleasesError::NoSuch)?;
            // Whoever cannot sign in the end is told so before anything is sent.
            current_signing_key(&mut connection, &self.keys).await?;
            let before = releases::of_archive(&mut connection, item, name.as_str()).await?;
            if before.is_none() {
                self.find_newest(&mut connection).await?;
            }
            before
        };
        if let Some(before) = before {
            refuse_withdrawn(&before)?;
            let digests = upload::read(archive, progress, async |_| Ok(())).await?;
            return same(before, details, &digests);
        }
        let upload = Upload::start(self, item, name.as_str()).await?;
        let draft = Draft { publisher: self, by, item, details, name: &name, upload: &upload };
        let written = match draft.write(archive, progress).await {
            Ok(written) => written,
            Err(error) => {
                // What was removed under its hands fails in many ways.
                let error = match error {
                    ReleasesError::Objects(_) if upload.is_collected().await => {
                        ReleasesError::Collected
                    }
                    other => other,
                };
                upload.discard().await;
                return Err(error);
            }
        };
        // Whether a commit that nobody hears of was one is not known: then everything stays, and
        // what proves nobody's is collected.
        match draft.commit(&written).await {
            Ok(Some(release)) => Ok(Published { release, new: true }),
            Ok(None) => {
                upload.discard().await;
                self.found_published(item, &name, details, &written.digests).await
            }
            Err(error @ ReleasesError::Collected) => {
                upload.discard().await;
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    /// What is written to a folder where a disk should be would be lost when the disk is back.
    async fn find_newest(&self, connection: &mut AsyncPgConnection) -> Result<(), ReleasesError> {
        let Some(path) = releases::newest_archive(connection).await? else { return Ok(()) };
        match self.objects.size(&path).await {
            Err(error) if error.is_not_found() => Err(ReleasesError::Away(path)),
            found => Ok(found.map(drop)?),
        }
    }

    /// What to answer where somebody else published under the name in the meantime.
    async fn found_published(
        &self,
        item: ItemId,
        name: &ArchiveName,
        details: &Details,
        digests: &Digests,
    ) -> Result<Published, ReleasesError> {
        let mut connection = self.pool.get().await?;
        match releases::of_archive(&mut connection, item, name.as_str()).await? {
            Some(before) => {
                refuse_withdrawn(&before)?;
                same(before, details, digests)
            }
            None => Err(ReleasesError::Taken(format!(
                "The item has an archive whose name differs from {name} in its ending or in \
                 capitals alone: their files would be taken for each other."
            ))),
        }
    }
}

/// A release on its way.
struct Draft<'a> {
    publisher: &'a Publisher,
    by: By,
    item: ItemId,
    details: &'a Details,
    name: &'a ArchiveName,
    upload: &'a Upload<'a>,
}

impl Draft<'_> {
    /// Writes all files, in the object store alone.
    async fn write<E: Into<Source>>(
        &self,
        archive: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
        progress: impl FnMut(u64) + Send,
    ) -> Result<Written, ReleasesError> {
        let digests = self.upload.archive(archive, progress).await?;
        if digests.size == 0 {
            return Err(ReleasesError::invalid("archive", "It is empty."));
        }
        // Another key may have come to sign while the archive did.
        let (key, secret) = {
            let mut connection = self.publisher.pool.get().await?;
            current_signing_key(&mut connection, &self.publisher.keys).await?
        };
        let now = Utc::now().trunc_subsecs(0);
        // HTTP knows whole seconds, and no file that will be changed.
        let modified_at = self.details.modified_at.map_or(now, |at| at.trunc_subsecs(0).min(now));
        let size = i64::try_from(digests.size).map_err(|_| ReleasesError::TooLarge)?;
        let mut files = vec![self.row(FileKind::Archive, size, &digests.sha256, modified_at)];
        let (name, of) = (self.name.clone(), digests.clone());
        let made = tokio::task::spawn_blocking(move || make(&name, &of, &secret, now));
        for Made { kind, bytes } in made.await?? {
            let size = i64::try_from(bytes.len()).map_err(|_| ReleasesError::TooLarge)?;
            files.push(self.row(kind, size, &Sha256::digest(&bytes), now));
            self.upload.file(kind, bytes).await?;
        }
        Ok(Written { digests, files, key })
    }

    fn row(&self, kind: FileKind, size: i64, sha256: &[u8], modified_at: DateTime<Utc>) -> FileRow {
        FileRow {
            // Not known before it is there.
            release_id: ReleaseId(0),
            item_id: self.item,
            kind,
            name: self.name.file_name(kind),
            size,
            sha256: sha256.to_vec(),
            modified_at,
        }
    }

    /// Lets the release be seen; nothing, where one of its names was given in the meantime.
    async fn commit(&self, written: &Written) -> Result<Option<Release>, ReleasesError> {
        let Written { digests, files, key } = written;
        let mut connection = store::detached(self.publisher.pool.get().await?);
        let done = connection
            .transaction(async |connection| {
                releases::lock(connection).await?;
                if !uploads::complete(connection, self.upload.id).await? {
                    return Err(Undone::Failed(ReleasesError::Collected));
                }
                let new = NewRelease {
                    item_id: self.item,
                    name: &self.details.name,
                    release_date: self.details.release_date,
                    signing_key_id: key.id,
                    upload_id: self.upload.id,
                    published_at: releases::next_change(connection).await?,
                    published_by: self.by.user(),
                };
                let row = releases::insert(connection, &new).await?;
                let mut files = files.clone();
                for file in &mut files {
                    file.release_id = row.id;
                }
                if !releases::insert_files(connection, &files).await? {
                    return Err(Undone::Taken);
                }
                let image = json!({
                    "item": self.item,
                    "archive": self.name.as_str(),
                    "name": row.name,
                    "release_date": row.release_date,
                    "sha256": hex::encode(digests.sha256),
                    "withdrawn": false,
                });
                record(connection, self.by, "release", row.id, None, Some(image), "").await?;
                Ok(Release { row, files, key: key.clone() })
            })
            .await;
        match done {
            Ok(release) => Ok(Some(release)),
            Err(Undone::Taken) => Ok(None),
            Err(Undone::Failed(error)) => Err(error),
        }
    }
}

/// Why a release could not be published.
enum Undone {
    /// One of its names was given.
    Taken,
    Failed(ReleasesError),
}

impl From<diesel::result::Error> for Undone {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Makes what is published with an archive.
fn make(
    name: &ArchiveName,
    digests: &Digests,
    secret: &SecretKey,
    at: DateTime<Utc>,
) -> Result<Vec<Made>, ReleasesError> {
    let checksum = fciv::checksum_file(name, &digests.sha1);
    let manifest = manifest::manifest(name, &digests.sha256);
    let signature = secret.sign(checksum.as_bytes(), at)?;
    let manifest_signature = secret.sign(manifest.as_bytes(), at)?;
    let made = |kind, text: String| Made { kind, bytes: text.into() };
    Ok(vec![
        made(FileKind::Checksum, checksum),
        made(FileKind::Signature, signature),
        made(FileKind::Manifest, manifest),
        made(FileKind::ManifestSignature, manifest_signature),
    ])
}

fn refuse_withdrawn(before: &Release) -> Result<(), ReleasesError> {
    match before.row.withdrawn_at {
        Some(_) => Err(ReleasesError::Withdrawn(before.archive_name().to_owned())),
        None => Ok(()),
    }
}

/// The release that is there, where it is the very one that was to be published.
fn same(before: Release, details: &Details, digests: &Digests) -> Result<Published, ReleasesError> {
    let archive = before.file(FileKind::Archive);
    let sha256 = archive.map(|file| file.sha256.as_slice());
    let told = before.row.name == details.name && before.row.release_date == details.release_date;
    if told && sha256 == Some(digests.sha256.as_slice()) {
        Ok(Published { release: before, new: false })
    } else {
        Err(ReleasesError::Published(details.file_name.clone()))
    }
}
