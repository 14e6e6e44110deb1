//! What all pages need of whoever asks for them.

use ::pages::{Errors, Form, Page};
use actix_web::HttpMessage;
use actix_web::http::StatusCode;
use web::{ApiError, Query, WholeBody};

use crate::DatasetsError;
use crate::api::failed;
use crate::store::DatasetRow;
use crate::turns::Turn;
use crate::viewer::Visitor;

/// What was done, by the word in `done` of the page that is come to from it.
type Done = [(&'static str, &'static str)];

/// To a list.
pub(super) const CHANGED: &Done = &[
    ("created", "The list has been made. Only you, or your organisation, see it."),
    ("copied", "The custom version has been made. Only you, or your organisation, see it."),
    ("saved", "The list has been saved as a new version."),
    ("unchanged", "Nothing was different, so nothing has been saved."),
    ("published", "The list has been published. Everybody sees it now."),
];

/// To one that is not there any more.
pub(super) const GONE: &Done = &[("deleted", "The list has been deleted.")];

fn sentence(of: &Done, word: &str) -> Option<&'static str> {
    of.iter().find(|(known, _)| *known == word).map(|(_, sentence)| *sentence)
}

/// What was just done, if the address says so. A page says it to those alone who
/// may have done it.
pub(super) fn done(visitor: &Visitor, of: &Done) -> Option<&'static str> {
    query(visitor, "done").and_then(|word| sentence(of, &word))
}

/// The form that was sent, which may be large, and its turn: to be held until
/// what it says is written.
pub(super) async fn large_form(visitor: &Visitor) -> Result<(Turn, Form), ApiError> {
    let bytes = visitor.request.extensions().get::<WholeBody>().map_or(0, |body| body.0.len());
    let turn = visitor.state.turns.take(bytes).await?;
    Ok((turn, Form::apart(&visitor.request).await?))
}

/// A page with this title, as an entry of the navigation.
pub(super) fn page(visitor: &Visitor, title: impl Into<String>, current: &'static str) -> Page {
    Page::of(&visitor.request, title).at(current)
}

/// A parameter of the address that is not empty.
pub(super) fn query(visitor: &Visitor, name: &'static str) -> Option<String> {
    Query::new(&visitor.request).text(name)
}

/// Which page of a long list is asked for, from 1.
pub(super) fn page_number(visitor: &Visitor) -> Result<i64, ApiError> {
    query(visitor, "page").map_or(Ok(1), |text| text.parse().map_err(|_| unknown()))
}

/// The form that was sent.
pub(super) fn form(visitor: &Visitor) -> Form {
    Form::of(&visitor.request)
}

/// The status of a page with a form: 400 when something is wrong with it.
pub(super) fn status(errors: &Errors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST }
}

/// There is no such page for this person.
pub(super) fn unknown() -> ApiError {
    ApiError::not_found("Not found.")
}

/// The address of a page about a dataset: `rest` is `edit/` or the like.
pub(super) fn address(key: &str, rest: &str) -> String {
    format!("/datasets/lists/{key}/{rest}")
}

/// A dataset that whoever asks may change, and the connection it was read on. It
/// is 404 for those who do not see it, and 403 for others.
pub(super) async fn own(
    visitor: &Visitor,
    key: &str,
) -> Result<(::store::Connection, DatasetRow), ApiError> {
    let (connection, row) = visitor.seen(key).await?;
    if visitor.viewer.may_edit(row.owner()) {
        Ok((connection, row))
    } else {
        Err(failed(DatasetsError::Forbidden))
    }
}

/// What takes its time of a long list, done where no other request waits for it.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    crate::api::aside(move || Ok(work())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_words_are_said() {
        assert!(sentence(CHANGED, "saved").is_some() && sentence(GONE, "deleted").is_some());
        for word in ["", "<script>", "Saved", "deleted"] {
            assert_eq!(sentence(CHANGED, word), None, "{word}");
        }
    }
}
