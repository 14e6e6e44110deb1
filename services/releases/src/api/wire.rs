//! Releases, as they are told. Members have the order that clients know from
//! TRUD; ours stand after them.

#[cfg(test)]
pub(super) mod tests;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use web::{ApiError, stamp};

use super::links::Links;
use crate::domain::FileKind;
use crate::domain::names::ArchiveName;
use crate::store::releases::Release;

/// The version of the API.
pub(super) const VERSION: &str = "1";

/// What a good answer says of itself.
pub(super) const OK: &str = "OK";

/// Releases of an item.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = releases::Releases)]
pub(crate) struct Releases {
    /// The version of the API.
    #[schema(example = "1")]
    api_version: &'static str,
    /// From new to old, as the website has them; the first is the latest.
    releases: Vec<Listed>,
    /// The status of the answer.
    #[schema(example = 200)]
    http_status: u16,
    #[schema(example = "OK")]
    message: &'static str,
}

impl Releases {
    /// As they are told with this status.
    pub(super) fn told(releases: Vec<Listed>, http_status: u16) -> Self {
        Self { api_version: VERSION, releases, http_status, message: OK }
    }
}

/// A release. Its files are an archive; the archive's SHA-1 in a checksum file,
/// with a signature; and the archive's SHA-256 in a manifest, with a signature.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = releases::Release)]
pub(crate) struct Listed {
    /// What tells it from all other releases of the item, for ever: the name of
    /// its archive.
    #[schema(example = "nhs_odsweekly_5.2.0_20250508000001.zip")]
    id: String,
    #[schema(example = "Release 5.2.0")]
    name: String,
    #[schema(example = "2025-05-08")]
    release_date: NaiveDate,
    /// Absolute, as are all addresses, and with the key where the request had it.
    #[schema(format = "uri")]
    archive_file_url: String,
    #[schema(example = "nhs_odsweekly_5.2.0_20250508000001.zip")]
    archive_file_name: String,
    #[schema(example = 1048576)]
    archive_file_size_bytes: i64,
    /// 64 upper-case hexadecimal digits.
    #[schema(pattern = "^[0-9A-F]{64}$")]
    archive_file_sha256: String,
    #[schema(example = "2025-05-07T08:51:21.000Z")]
    archive_file_last_modified_timestamp: String,
    /// The archive's SHA-1 in the XML of Microsoft's FCIV.
    #[schema(format = "uri")]
    checksum_file_url: String,
    #[schema(example = "trud_nhs_odsweekly_5.2.0_20250508000001.xml")]
    checksum_file_name: String,
    checksum_file_size_bytes: i64,
    checksum_file_last_modified_timestamp: String,
    /// An armored OpenPGP signature of the checksum file.
    #[schema(format = "uri")]
    signature_file_url: String,
    #[schema(example = "trud_nhs_odsweekly_5.2.0_20250508000001.sig")]
    signature_file_name: String,
    signature_file_size_bytes: i64,
    signature_file_last_modified_timestamp: String,
    /// The armored OpenPGP key that both signatures are checked with.
    #[schema(format = "uri")]
    public_key_file_url: String,
    #[schema(example = "trud-public-key-2025-04-01.pgp")]
    public_key_file_name: String,
    public_key_file_size_bytes: usize,
    #[schema(example = 1)]
    public_key_id: i64,
    /// The archive's SHA-256, as `sha256sum --check` reads it.
    #[schema(format = "uri")]
    manifest_file_url: String,
    #[schema(example = "trud_nhs_odsweekly_5.2.0_20250508000001.sha256")]
    manifest_file_name: String,
    manifest_file_size_bytes: i64,
    #[schema(pattern = "^[0-9A-F]{64}$")]
    manifest_file_sha256: String,
    manifest_file_last_modified_timestamp: String,
    /// An armored OpenPGP signature of the manifest.
    #[schema(format = "uri")]
    manifest_signature_file_url: String,
    #[schema(example = "trud_nhs_odsweekly_5.2.0_20250508000001.sha256.asc")]
    manifest_signature_file_name: String,
    manifest_signature_file_size_bytes: i64,
    manifest_signature_file_last_modified_timestamp: String,
    /// Of the public key: to be compared with what was told elsewhere.
    #[schema(pattern = "^[0-9A-F]{40}$")]
    public_key_fingerprint: String,
    /// When it was published, to the microsecond: `since` takes it.
    #[schema(example = "2025-05-08T09:00:00.000000Z")]
    published_timestamp: String,
}

impl Listed {
    /// A release, with addresses below these.
    pub(super) fn of(release: &Release, links: &Links<'_>) -> Result<Self, ApiError> {
        let archive = Told::of(release, FileKind::Archive, links)?;
        let checksum = Told::of(release, FileKind::Checksum, links)?;
        let signature = Told::of(release, FileKind::Signature, links)?;
        let manifest = Told::of(release, FileKind::Manifest, links)?;
        let manifest_signature = Told::of(release, FileKind::ManifestSignature, links)?;
        let key = &release.key;
        Ok(Self {
            id: archive.name.clone(),
            name: release.row.name.clone(),
            release_date: release.row.release_date,
            archive_file_url: archive.url,
            archive_file_name: archive.name,
            archive_file_size_bytes: archive.size,
            archive_file_sha256: archive.sha256,
            archive_file_last_modified_timestamp: archive.modified,
            checksum_file_url: checksum.url,
            checksum_file_name: checksum.name,
            checksum_file_size_bytes: checksum.size,
            checksum_file_last_modified_timestamp: checksum.modified,
            signature_file_url: signature.url,
            signature_file_name: signature.name,
            signature_file_size_bytes: signature.size,
            signature_file_last_modified_timestamp: signature.modified,
            public_key_file_url: links.public_key(&key.file_name),
            public_key_file_name: key.file_name.clone(),
            public_key_file_size_bytes: key.public_key.len(),
            public_key_id: key.id.0,
            manifest_file_url: manifest.url,
            manifest_file_name: manifest.name,
            manifest_file_size_bytes: manifest.size,
            manifest_file_sha256: manifest.sha256,
            manifest_file_last_modified_timestamp: manifest.modified,
            manifest_signature_file_url: manifest_signature.url,
            manifest_signature_file_name: manifest_signature.name,
            manifest_signature_file_size_bytes: manifest_signature.size,
            manifest_signature_file_last_modified_timestamp: manifest_signature.modified,
            public_key_fingerprint: key.fingerprint.clone(),
            published_timestamp: stamp(release.row.published_at),
        })
    }
}

/// What is told of a file.
struct Told {
    url: String,
    name: String,
    size: i64,
    sha256: String,
    modified: String,
}

impl Told {
    fn of(release: &Release, kind: FileKind, links: &Links<'_>) -> Result<Self, ApiError> {
        let archive = ArchiveName::parse(release.archive_name()).map_err(ApiError::internal)?;
        let file = release.file(kind);
        let file = file.ok_or_else(|| ApiError::internal("a release without one of its files"))?;
        Ok(Self {
            url: links.file(file.item_id, &file.name),
            name: archive.wire_name(kind),
            size: file.size,
            sha256: hex::encode_upper(&file.sha256),
            modified: timestamp(file.modified_at),
        })
    }
}

/// A time as TRUD writes it: in UTC, to the millisecond.
fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
