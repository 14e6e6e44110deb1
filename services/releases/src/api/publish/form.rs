//! The body: fields in any order, and then the archive, which goes on as it comes.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_multipart::{Field, Multipart, MultipartError};
use bytes::Bytes;
use chrono::NaiveDate;
use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc;
use web::{ApiError, Day, FieldErrors};

use crate::ReleasesError;
use crate::api::failed;
use crate::changes::Details;

/// The most bytes of any field but the archive.
const LONGEST_FIELD: usize = 4 * 1024;

/// Pieces of an archive that may wait to be taken; each has at most 64 KiB.
const WAITING: usize = 4;

const REQUIRED: &str = "This field is required, before the archive.";

/// Reads up to the archive's first byte: what is said of the release, and the
/// field that the archive is in. 400 names every field that is missing or wrong.
pub(super) async fn fields(body: &mut Multipart) -> Result<(Details, Field), ApiError> {
    let mut told = Told::default();
    while let Some(field) = body.next().await {
        let mut field = field.map_err(broken)?;
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "archive" => {
                let file_name = field.content_disposition().and_then(|told| told.get_filename());
                let details = told.details(Some(file_name.unwrap_or_default()))?;
                return Ok((details, field));
            }
            "name" => told.name = Some(text(&name, &mut field).await?),
            "releaseDate" => told.release_date = Some(text(&name, &mut field).await?),
            _ => drop(text(&name, &mut field).await?),
        }
    }
    let missing = || invalid("archive", "No file was submitted.");
    Err(told.details(None).err().unwrap_or_else(missing))
}

async fn text(name: &str, field: &mut Field) -> Result<String, ApiError> {
    let mut text = Vec::new();
    while let Some(chunk) = field.next().await {
        text.extend_from_slice(&chunk.map_err(broken)?);
        if text.len() > LONGEST_FIELD {
            return Err(invalid(name, "This field is too long."));
        }
    }
    String::from_utf8(text).map_err(|_| invalid(name, "This field is not UTF-8."))
}

/// What stands before the archive.
#[derive(Default)]
struct Told {
    name: Option<String>,
    release_date: Option<String>,
}

impl Told {
    /// What is said of a release whose archive has this name, or has not come at all.
    fn details(&self, file_name: Option<&str>) -> Result<Details, ApiError> {
        let date = self.release_date.as_deref().map(|date| date.trim().parse::<Day>());
        let details = Details {
            name: self.name.as_deref().unwrap_or_default().trim().to_owned(),
            release_date: match date {
                Some(Ok(Day(date))) => date,
                _ => NaiveDate::default(),
            },
            file_name: file_name.unwrap_or_default().to_owned(),
            modified_at: None,
        };
        let mut errors = match details.check() {
            Ok(()) => FieldErrors::new(),
            Err(ReleasesError::Invalid(errors)) => errors,
            Err(other) => return Err(failed(other)),
        };
        let mut wrong = |field: &str, message: &str| {
            errors.insert(field.to_owned(), vec![message.to_owned()]);
        };
        if self.name.is_none() {
            wrong("name", REQUIRED);
        }
        match date {
            Some(Ok(_)) => {}
            Some(Err(message)) => wrong("releaseDate", message),
            None => wrong("releaseDate", REQUIRED),
        }
        if file_name.is_none() {
            wrong("archive", "No file was submitted.");
        }
        if errors.is_empty() { Ok(details) } else { Err(ApiError::invalid(&errors)) }
    }
}

/// An archive as it comes. It ends well only where the body does: whatever
/// breaks off, or is left lying, ends in an error.
pub(super) struct Archive(mpsc::Receiver<Option<Bytes>>);

impl Stream for Archive {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        self.0.poll_recv(context).map(|piece| match piece {
            Some(Some(bytes)) => Some(Ok(bytes)),
            Some(None) => None,
            None => Some(Err(io::ErrorKind::UnexpectedEof.into())),
        })
    }
}

/// Does the work while the archive comes, and tells why it broke off if it did.
/// The body belongs to this thread; the work may be done on others.
pub(super) async fn receive<T>(
    field: Field,
    body: Multipart,
    work: impl AsyncFnOnce(Archive) -> T,
) -> (T, Option<ApiError>) {
    let (pieces, archive) = mpsc::channel(WAITING);
    let mut refusal = None;
    let bring = async {
        refusal = bring(field, body, pieces).await.err();
        pending::<Infallible>().await
    };
    let done = tokio::select! {
        biased;
        // Where it does not read to the end there is no need to.
        done = work(Archive(archive)) => done,
        never = bring => match never {},
    };
    (done, refusal)
}

async fn bring(
    mut field: Field,
    mut body: Multipart,
    pieces: mpsc::Sender<Option<Bytes>>,
) -> Result<(), ApiError> {
    while let Some(piece) = field.next().await {
        if pieces.send(Some(piece.map_err(broken)?)).await.is_err() {
            return Ok(());
        }
    }
    // The body goes on only when nobody holds a field of it.
    drop(field);
    // The end of the archive is not that of the body.
    match body.next().await {
        None => {
            let _ = pieces.send(None).await;
            Ok(())
        }
        Some(Ok(_)) => Err(invalid("archive", "This field must be the last.")),
        Some(Err(error)) => Err(broken(error)),
    }
}

fn invalid(field: &str, message: &str) -> ApiError {
    ApiError::invalid(&FieldErrors::from([(field.to_owned(), vec![message.to_owned()])]))
}

fn broken(error: MultipartError) -> ApiError {
    ApiError::bad_request(format_args!("The body cannot be read as multipart/form-data: {error}."))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{self, HeaderMap, HeaderValue};
    use futures_util::{TryStreamExt, stream};

    use super::*;

    const NAME: (&str, &str) = ("name=\"name\"", " Release 5.2.0 ");
    const DATE: (&str, &str) = ("name=\"releaseDate\"", "2025-05-08");
    const ARCHIVE: (&str, &str) = ("name=\"archive\"; filename=\"a b.zip\"", "PK\r\n--y\r\r\n--");

    fn written(parts: &[(&str, &str)]) -> Vec<u8> {
        let part = |(head, content): &(&str, &str)| {
            format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
        };
        format!("{}--x--\r\n", parts.iter().map(part).collect::<String>()).into_bytes()
    }

    fn body(bytes: &[u8]) -> Multipart {
        let media_type = HeaderValue::from_static("multipart/form-data; boundary=x");
        let headers: HeaderMap = [(header::CONTENT_TYPE, media_type)].into_iter().collect();
        let chunks: Vec<_> =
            bytes.chunks(7).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
        Multipart::new(&headers, stream::iter(chunks))
    }

    async fn read(bytes: &[u8]) -> Result<(Details, Vec<u8>), ApiError> {
        let mut body = body(bytes);
        let (details, field) = fields(&mut body).await?;
        let collect = async |archive: Archive| archive.try_collect::<Vec<Bytes>>().await;
        match receive(field, body, collect).await {
            (Ok(chunks), None) => Ok((details, chunks.concat())),
            (Err(_), Some(refusal)) => Err(refusal),
            (chunks, refusal) => panic!("{chunks:?}, {refusal:?}"),
        }
    }

    fn mistakes(refusal: &ApiError) -> Vec<(&str, &str)> {
        assert_eq!(refusal.status().as_u16(), 400, "{refusal}");
        let told = refusal.fields().iter();
        told.map(|(field, mistakes)| (field.as_str(), mistakes[0].as_str())).collect()
    }

    #[actix_web::test]
    async fn fields_may_stand_in_any_order_before_the_archive() {
        let unknown = ("name=\"csrf\"", "x");
        for parts in [vec![NAME, DATE, ARCHIVE], vec![DATE, unknown, NAME, ARCHIVE]] {
            let (details, archive) = read(&written(&parts)).await.unwrap();
            assert_eq!(details.name, "Release 5.2.0");
            assert_eq!(details.release_date.to_string(), "2025-05-08");
            assert_eq!(details.file_name, "a b.zip");
            assert_eq!(archive, ARCHIVE.1.as_bytes());
        }
    }

    #[actix_web::test]
    async fn every_field_that_is_missing_or_wrong_is_named() {
        let long = "x".repeat(LONGEST_FIELD + 1);
        let no_date = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";
        let no_file = "No file was submitted.";
        for (parts, expected) in [
            (vec![], vec![("archive", no_file), ("name", REQUIRED), ("releaseDate", REQUIRED)]),
            (vec![NAME, DATE], vec![("archive", no_file)]),
            (vec![ARCHIVE, NAME, DATE], vec![("name", REQUIRED), ("releaseDate", REQUIRED)]),
            (
                vec![("name=\"name\"", " "), ("name=\"releaseDate\"", "8/5/2025"), ARCHIVE],
                vec![("name", "One line of 1 to 200 characters."), ("releaseDate", no_date)],
            ),
            (
                vec![NAME, DATE, ("name=\"archive\"", "PK")],
                vec![("archive", "The file name must have 1 to 200 characters.")],
            ),
            (
                vec![NAME, DATE, ("name=\"archive\"; filename=\"a\"", "PK")],
                vec![("archive", "The file name must have an extension, such as .zip")],
            ),
            (
                vec![("name=\"name\"", long.as_str()), DATE],
                vec![("name", "This field is too long.")],
            ),
            (vec![NAME, DATE, ARCHIVE, NAME], vec![("archive", "This field must be the last.")]),
        ] {
            let refused = read(&written(&parts)).await.unwrap_err();
            assert_eq!(mistakes(&refused), expected, "{parts:?}");
        }
    }

    #[actix_web::test]
    async fn a_body_that_breaks_off_never_ends_well() {
        let whole = written(&[NAME, DATE, ARCHIVE]);
        assert!(read(&whole).await.is_ok());
        // The line's end after the last boundary says nothing.
        for length in 0..whole.len() - 2 {
            let cut = String::from_utf8_lossy(&whole[..length]).into_owned();
            assert!(read(&whole[..length]).await.is_err(), "{cut}");
        }
    }

    #[actix_web::test]
    async fn work_that_ends_early_waits_for_nothing() {
        let mut body = body(&written(&[NAME, DATE, ARCHIVE]));
        let (_, field) = fields(&mut body).await.unwrap();
        let ((), refusal) = receive(field, body, async |archive| drop(archive)).await;
        assert!(refusal.is_none());
    }
}
