//! Entity tags (RFC 9110 §8.8.3): `"<state>-<variant>"`. The state is that of
//! the dataset, which a change may be made to depend on; the variant tells
//! apart all that is answered of one state.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use sha2::{Digest, Sha256};
use web::{ApiError, Format};

use crate::DatasetsError;
use crate::domain::{DatasetId, OptionListId};
use crate::store::DatasetRow;
use crate::store::versions::VersionRow;

/// Hexadecimal digits of either part: 64 bits.
const DIGITS: usize = 16;

/// The tag of an answer that shows a dataset: its options, and `rest`, which is
/// everything else in it.
pub(crate) fn tag(
    row: &DatasetRow,
    request: &HttpRequest,
    rest: &[u8],
) -> Result<HeaderValue, ApiError> {
    joined(&state(row), request, row.option_list_id, rest)
}

/// The same for a version of a dataset.
pub(crate) fn tag_of_version(
    of: DatasetId,
    version: &VersionRow,
    request: &HttpRequest,
    rest: &[u8],
) -> Result<HeaderValue, ApiError> {
    let state = digest([of.0.to_be_bytes().as_slice(), &version.version.to_be_bytes()]);
    joined(&state, request, version.option_list_id, rest)
}

fn state(row: &DatasetRow) -> String {
    digest([
        row.id.0.to_be_bytes().as_slice(),
        &row.version.to_be_bytes(),
        &row.updated_at.timestamp_micros().to_be_bytes(),
    ])
}

fn joined(
    state: &str,
    request: &HttpRequest,
    options: OptionListId,
    rest: &[u8],
) -> Result<HeaderValue, ApiError> {
    let options = options.0.to_be_bytes();
    let parts = [rest, &options, Format::of(request).name().as_bytes()];
    // A coding of the content is another answer, byte for byte.
    let codings = request.headers().get_all(header::ACCEPT_ENCODING).map(HeaderValue::as_bytes);
    let variant = digest(parts.into_iter().chain(codings));
    HeaderValue::from_str(&format!("\"{state}-{variant}\"")).map_err(ApiError::internal)
}

fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // Whatever is in them, parts never run together.
        hash.update(Sha256::digest(part));
    }
    let mut digits = hex::encode(hash.finalize());
    digits.truncate(DIGITS);
    digits
}

/// What a dataset must be for a change to be made (`If-Match`, RFC 9110 §13.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Precondition {
    /// Anything.
    None,
    /// In one of these states.
    States(Vec<String>),
}

impl Precondition {
    /// What a request asks. `*` holds of every dataset; a weak tag never does.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let mut lines = request.headers().get_all(header::IF_MATCH).peekable();
        if lines.peek().is_none() {
            return Self::None;
        }
        let held: Vec<&[u8]> = lines
            .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
            .map(<[u8]>::trim_ascii)
            .collect();
        if held.contains(&b"*".as_slice()) {
            return Self::None;
        }
        Self::States(held.into_iter().filter_map(state_in).collect())
    }

    /// Whether it holds.
    pub(crate) fn check(&self, row: &DatasetRow) -> Result<(), DatasetsError> {
        match self {
            Self::None => Ok(()),
            Self::States(states) if states.contains(&state(row)) => Ok(()),
            Self::States(_) => Err(DatasetsError::Changed),
        }
    }
}

/// The state in a strong tag.
fn state_in(tag: &[u8]) -> Option<String> {
    let tag = std::str::from_utf8(tag).ok()?;
    let (state, _) = tag.strip_prefix('"')?.strip_suffix('"')?.split_once('-')?;
    Some(state.to_owned())
}

#[cfg(test)]
mod tests {
    use actix_web::HttpMessage;
    use actix_web::test::TestRequest;
    use chrono::Utc;

    use super::*;

    fn row() -> DatasetRow {
        DatasetRow::example()
    }

    fn asked(headers: &[(&str, &str)], format: Format) -> HttpRequest {
        let request = headers
            .iter()
            .fold(TestRequest::default(), |request, header| request.append_header(*header));
        let request = request.to_http_request();
        request.extensions_mut().insert(format);
        request
    }

    fn text(tag: &HeaderValue) -> &str {
        tag.to_str().unwrap()
    }

    #[test]
    fn whatever_changes_the_answer_changes_the_tag() {
        let plain = || asked(&[], Format::Json);
        let one = tag(&row(), &plain(), b"rest").unwrap();
        assert_eq!(text(&one).len(), 2 * DIGITS + 3);
        assert_eq!(one, tag(&row(), &plain(), b"rest").unwrap());
        let later = DatasetRow { updated_at: Utc::now(), ..row() };
        for (row, request, rest) in [
            (DatasetRow { id: DatasetId(2), ..row() }, plain(), "rest"),
            (DatasetRow { version: 2, ..row() }, plain(), "rest"),
            (later, plain(), "rest"),
            (DatasetRow { option_list_id: OptionListId(2), ..row() }, plain(), "rest"),
            (row(), plain(), "other"),
            (row(), asked(&[], Format::Csv), "rest"),
            (row(), asked(&[("accept-encoding", "gzip")], Format::Json), "rest"),
        ] {
            assert_ne!(one, tag(&row, &request, rest.as_bytes()).unwrap());
        }
    }

    #[test]
    fn a_change_may_depend_on_the_state() {
        let current = tag(&row(), &asked(&[], Format::Json), b"rest").unwrap();
        let as_csv = tag(&row(), &asked(&[], Format::Csv), b"other").unwrap();
        let old = DatasetRow { version: 0, ..row() };
        let old = tag(&old, &asked(&[], Format::Json), b"rest").unwrap();
        let (current, as_csv, old) = (text(&current), text(&as_csv), text(&old));
        for (lines, expected) in [
            (vec![], true),
            (vec![current.to_owned()], true),
            (vec![as_csv.to_owned()], true),
            (vec![format!("{old}, {current}")], true),
            (vec![old.to_owned(), current.to_owned()], true),
            (vec!["*".to_owned()], true),
            (vec![old.to_owned()], false),
            (vec![format!("W/{current}")], false),
            (vec![current.replace('"', "")], false),
            (vec!["\"x\"".to_owned()], false),
            (vec![String::new()], false),
        ] {
            let headers: Vec<_> = lines.iter().map(|line| ("if-match", line.as_str())).collect();
            let holds = Precondition::of(&asked(&headers, Format::Json)).check(&row()).is_ok();
            assert_eq!(holds, expected, "{lines:?}");
        }
    }
}
