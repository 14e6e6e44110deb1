//! The files themselves.

use actix_web::HttpResponse;
use sha2::{Digest, Sha256};
use web::ApiError;
use web::openapi::MessageBody;

use super::{failed, item_id, not_found, segment};
use crate::download::{File, Source, Subject, answer};
use crate::store::signing_keys::{self, SigningKeyRow};
use crate::viewer::Visitor;

/// Download a file of a release
///
/// The archive, its checksum file, its manifest, or the signature of one of the
/// two, under the address that the list gives. Its bytes never change, so a
/// download that broke off can be resumed. Whatever is wrong with the key, the
/// item, your subscription or the name is told as 404.
#[utoipa::path(
    get,
    path = "/download/api/v1/keys/{key}/content/items/{item}/{file}",
    operation_id = "download_release_file",
    tag = "releases",
    params(
        ("key" = String, Path, description = "Your release key", example = "deadc0de"),
        ("item" = i64, Path, description = "The item's number", example = 58),
        ("file" = String, Path, description = "The file's name", example = "nhs_odsweekly_5.2.0_20250508000001.zip"),
        ("Range" = Option<String>, Header, description = "Which bytes of it (RFC 9110 §14)", example = "bytes=1048576-"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` or `Last-Modified` of what you have of it: if it is another file by now, all of it comes"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of a file that you hold"),
    ),
    responses(
        (status = 200, description = "The file. `ETag` is made of its SHA-256.", content(("application/zip"), ("application/xml"), ("application/octet-stream"))),
        (status = 206, description = "The bytes that `Range` asks for.", content(("application/zip"), ("application/xml"), ("application/octet-stream"), ("multipart/byteranges"))),
        (status = 304, description = "The file is the one you hold."),
        (status = 404, description = "There is no such file for this key.", body = MessageBody),
        (status = 412, description = "The file is not the one that the request is about.", body = MessageBody),
        (status = 416, description = "The file has none of these bytes; `Content-Range` says how many it has.", body = MessageBody),
        (status = 429, description = "Too many calls, or too many downloads at a time; `Retry-After` says when to come back.", body = MessageBody),
    )
)]
pub(crate) async fn content(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let item = item_id(&segment(&visitor.request, "item")).ok_or_else(not_found)?;
    let name = segment(&visitor.request, "file");
    let file = visitor.file(item, &name).await?.ok_or_else(not_found)?;
    sent(&visitor, file).await
}

/// Download a public key
///
/// The armored OpenPGP key that the signatures of some releases are checked
/// with. For every holder of a release key; compare its fingerprint with what
/// was told elsewhere.
#[utoipa::path(
    get,
    path = "/download/api/v1/keys/{key}/content/public-keys/{file}",
    operation_id = "download_release_public_key",
    tag = "releases",
    params(
        ("key" = String, Path, description = "Your release key", example = "deadc0de"),
        ("file" = String, Path, description = "The file's name", example = "trud-public-key-2025-04-01.pgp"),
        ("Range" = Option<String>, Header, description = "Which bytes of it (RFC 9110 §14)"),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of a file that you hold"),
    ),
    responses(
        (status = 200, description = "The key.", content_type = "application/octet-stream"),
        (status = 206, description = "The bytes that `Range` asks for.", content(("application/octet-stream"), ("multipart/byteranges"))),
        (status = 304, description = "The file is the one you hold."),
        (status = 404, description = "There is no such file for this key.", body = MessageBody),
        (status = 412, description = "The file is not the one that the request is about.", body = MessageBody),
        (status = 416, description = "The file has none of these bytes; `Content-Range` says how many it has.", body = MessageBody),
        (status = 429, description = "Too many calls, or too many downloads at a time; `Retry-After` says when to come back.", body = MessageBody),
    )
)]
pub(crate) async fn public_key(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let key = found_key(&visitor).await?.ok_or_else(not_found)?;
    let file = File {
        media_type: "application/octet-stream",
        size: u64::try_from(key.public_key.len()).map_err(ApiError::internal)?,
        sha256: Sha256::digest(key.public_key.as_bytes()).to_vec(),
        modified_at: key.created_at,
        object: Source::Bytes(key.public_key.into()),
        name: key.file_name,
    };
    sent(&visitor, file).await
}

async fn sent(visitor: &Visitor, file: File) -> Result<HttpResponse, ApiError> {
    let key = visitor.key_id().ok_or_else(|| ApiError::internal("a route without a key"))?;
    let counted = (&visitor.state.downloads, Subject::Key(key));
    answer(&visitor.request, &visitor.state.objects, file, Some(counted)).await
}

async fn found_key(visitor: &Visitor) -> Result<Option<SigningKeyRow>, ApiError> {
    let name = segment(&visitor.request, "file");
    // PostgreSQL takes no null characters.
    if name.contains('\0') {
        return Ok(None);
    }
    let mut connection = visitor.connection().await?;
    signing_keys::find_file(&mut connection, &name).await.map_err(failed)
}
