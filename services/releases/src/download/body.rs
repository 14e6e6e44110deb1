//! The answer to a request for a file.

use std::convert::Infallible;
use std::ops::Range;

use actix_web::body::{self, SizedStream};
use actix_web::http::header::{self, ContentEncoding, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, LocalBoxStream};
use futures_util::{StreamExt, TryStreamExt};
use objects::{Objects, ObjectsError};
use uuid::Uuid;
use web::ApiError;

use super::limit::{Downloads, Subject};
use super::multipart::{self, Piece, content_range};
use super::preconditions::{Outcome, Validators};
use super::ranges::{Wanted, wanted};
use crate::domain::names;
use crate::store::releases::{FileRow, ReleaseRow, object_path};

/// A file that may be had.
pub(crate) struct File {
    /// What it is called where it is kept.
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) size: u64,
    pub(crate) sha256: Vec<u8>,
    pub(crate) modified_at: DateTime<Utc>,
    pub(crate) object: Source,
}

impl File {
    /// A file of a release.
    pub(crate) fn of(release: &ReleaseRow, row: FileRow) -> Result<Self, ApiError> {
        Ok(Self {
            media_type: names::media_type(&row.name, row.kind),
            size: u64::try_from(row.size).map_err(ApiError::internal)?,
            sha256: row.sha256,
            modified_at: row.modified_at,
            object: Source::Object(object_path(release.upload_id, row.kind)),
            name: row.name,
        })
    }
}

/// Where its bytes are.
#[derive(Clone)]
pub(crate) enum Source {
    /// In the object store, at this path.
    Object(String),
    /// Here.
    Bytes(Bytes),
}

type Chunks = LocalBoxStream<'static, Result<Bytes, ObjectsError>>;

/// What is sent, and what is said of it.
struct Content {
    status: StatusCode,
    media_type: String,
    /// Where in the file it is from, if it is one part.
    range: Option<String>,
    pieces: Vec<Piece>,
}

/// Answers a GET or HEAD for a file: whole, in parts, or not at all (RFC 9110
/// §13, §14). The bytes go out as they are kept, under their exact length,
/// through memory of a constant size. `counted` begins a download only where
/// bytes of the file are sent; it lasts until they are, or the caller is gone.
pub(crate) async fn answer(
    request: &HttpRequest,
    objects: &Objects,
    file: File,
    counted: Option<(&Downloads, Subject)>,
) -> Result<HttpResponse, ApiError> {
    let validators = Validators::new(&file.sha256, file.modified_at);
    let ranges = match validators.outcome(request.headers()) {
        Outcome::Unmet => return Err(unmet()),
        Outcome::Held => {
            let mut head = head(StatusCode::NOT_MODIFIED, &file, &validators);
            return Ok(head.body(body::None::new()));
        }
        Outcome::Met { ranges } => ranges,
    };
    if *request.method() == Method::HEAD {
        let mut head = head(StatusCode::OK, &file, &validators);
        let nothing = stream::empty::<Result<Bytes, Infallible>>();
        return Ok(head.content_type(file.media_type).body(SizedStream::new(file.size, nothing)));
    }
    let wanted = if ranges { wanted(request.headers(), file.size) } else { Wanted::Whole };
    let Some(content) = content(wanted, &file) else { return Err(unsatisfiable(file.size)) };
    let mut head = head(content.status, &file, &validators);
    head.content_type(content.media_type);
    if let Some(range) = content.range {
        head.insert_header((header::CONTENT_RANGE, range));
    }
    let slot = counted.map(|(downloads, subject)| downloads.take(subject)).transpose()?;
    let length = multipart::length(&content.pieces);
    let chunks = read(objects.clone(), file.object, content.pieces).await.map_err(unreadable)?;
    // Whatever ends the download drops the stream, and the slot with it.
    let chunks = chunks.inspect(move |chunk| {
        let _held = &slot;
        if let Err(error) = chunk {
            tracing::error!(%error, "a download is broken off");
        }
    });
    Ok(head.body(SizedStream::new(length, chunks)))
}

/// What an answer about a file says, with content or without.
fn head(status: StatusCode, file: &File, validators: &Validators) -> HttpResponseBuilder {
    let mut head = HttpResponse::build(status);
    head.insert_header((header::ETAG, validators.tag()))
        .insert_header((header::LAST_MODIFIED, validators.last_modified()))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache, no-transform"))
        .insert_header((header::CONTENT_DISPOSITION, names::content_disposition(&file.name)))
        // There may be a key in the address.
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        // Keeps the server from compressing, and goes no farther.
        .insert_header(ContentEncoding::Identity);
    head
}

/// The content of an answer, unless nothing of what is wanted is there.
fn content(wanted: Wanted, file: &File) -> Option<Content> {
    let media_type = file.media_type.to_owned();
    let mut parts = match wanted {
        Wanted::Unsatisfiable => return None,
        Wanted::Whole => {
            let pieces = vec![Piece::plain(0..file.size)];
            return Some(Content { status: StatusCode::OK, media_type, range: None, pieces });
        }
        Wanted::Parts(parts) => parts,
    };
    let status = StatusCode::PARTIAL_CONTENT;
    if parts.len() > 1 {
        let boundary = Uuid::new_v4().simple().to_string();
        let pieces = multipart::pieces(parts, file.media_type, file.size, &boundary);
        let media_type = format!("multipart/byteranges; boundary={boundary}");
        return Some(Content { status, media_type, range: None, pieces });
    }
    let part = parts.pop()?;
    let range = Some(content_range(&part, file.size));
    Some(Content { status, media_type, range, pieces: vec![Piece::plain(part)] })
}

/// Reads pieces one after the other. The first is opened at once: where the file
/// is missing, there is still time to say so.
async fn read(
    objects: Objects,
    source: Source,
    pieces: Vec<Piece>,
) -> Result<Chunks, ObjectsError> {
    let mut pieces = pieces.into_iter();
    let Some(first) = pieces.next() else { return Ok(stream::empty().boxed_local()) };
    let first = open(objects.clone(), source.clone(), first).await?;
    let rest = stream::iter(pieces)
        .then(move |piece| open(objects.clone(), source.clone(), piece))
        .try_flatten();
    Ok(first.chain(rest).boxed_local())
}

async fn open(objects: Objects, source: Source, piece: Piece) -> Result<Chunks, ObjectsError> {
    let lead = stream::iter([Ok(piece.lead)]);
    if piece.part.is_empty() {
        return Ok(lead.boxed_local());
    }
    Ok(match source {
        Source::Object(path) => lead.chain(objects.reader(&path, piece.part).await?).boxed_local(),
        Source::Bytes(bytes) => {
            lead.chain(stream::iter([Ok(slice(&bytes, &piece.part))])).boxed_local()
        }
    })
}

fn slice(bytes: &Bytes, part: &Range<u64>) -> Bytes {
    let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
    bytes.slice_ref(bytes.get(at(part.start)..at(part.end)).unwrap_or_default())
}

fn unmet() -> ApiError {
    ApiError::new(
        StatusCode::PRECONDITION_FAILED,
        "The file is not the one that the request is about.",
    )
}

fn unsatisfiable(size: u64) -> ApiError {
    let error = ApiError::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        format_args!("The file has {size} bytes, and none of those that are asked for."),
    );
    match HeaderValue::from_str(&format!("bytes */{size}")) {
        Ok(value) => error.with_header(header::CONTENT_RANGE, value),
        Err(_) => error,
    }
}

fn unreadable(error: ObjectsError) -> ApiError {
    // The database knows of all of it: that it is not there does not pass.
    let lost = error.is_not_found() || matches!(error, ObjectsError::Short { .. });
    if lost { ApiError::internal(error) } else { ApiError::unavailable(error) }
}
