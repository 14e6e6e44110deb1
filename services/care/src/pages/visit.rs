//! What all pages need of whoever asks for them.

use std::sync::Arc;

use ::pages::{Errors, Form, Page};
use access::{Caller, Permission};
use actix_web::HttpMessage;
use actix_web::http::StatusCode;
use web::{ApiError, Query};

use crate::domain::DocumentId;
use crate::viewer::Visitor;

/// What was done, by the word in `done` of the page that is come to from it.
const DONE: [(&str, &str); 1] = [("commented", "Your comment has been added.")];

/// Nobody turns so many pages.
const LAST_PAGE: i64 = 1_000_000;

fn sentence(word: &str) -> Option<&'static str> {
    DONE.into_iter().find(|(known, _)| *known == word).map(|(_, sentence)| sentence)
}

/// What was just done, if the address says so. A page says it to those alone who
/// may have done it.
pub(super) fn done(visitor: &Visitor) -> Option<&'static str> {
    query(visitor, "done").and_then(|word| sentence(&word))
}

/// A page with this title, as an entry of the navigation.
pub(super) fn page(visitor: &Visitor, title: impl Into<String>) -> Page {
    Page::of(&visitor.request, title).at("enquiries")
}

/// A parameter of the address that is not empty.
pub(super) fn query(visitor: &Visitor, name: &'static str) -> Option<String> {
    Query::new(&visitor.request).text(name)
}

/// Which page of a long list is asked for, from 1.
pub(super) fn page_number(visitor: &Visitor) -> Result<i64, ApiError> {
    query(visitor, "page").map_or(Ok(1), |text| numbered(&text))
}

fn numbered(text: &str) -> Result<i64, ApiError> {
    let number = text.parse::<i64>().map_err(|_| unknown())?;
    Ok(number.clamp(1, LAST_PAGE))
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

/// The id in an address; it is 404 where that is none.
pub(super) fn document_id(text: &str) -> Result<DocumentId, ApiError> {
    text.parse().map_err(|_| unknown())
}

/// Whether whoever asks may do more than look.
pub(super) fn may(visitor: &Visitor, permission: Permission) -> bool {
    let extensions = visitor.request.extensions();
    extensions.get::<Arc<Caller>>().is_some_and(|caller| permission.is_held_by(caller))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_words_are_said() {
        assert!(sentence("commented").is_some());
        for word in ["", "<script>", "Commented"] {
            assert_eq!(sentence(word), None, "{word}");
        }
    }

    #[test]
    fn an_address_has_an_id() {
        assert!(document_id("0123456789abcdef01234567").is_ok());
        for text in ["", "7", "0123456789abcdef0123456g", "0123456789abcdef01234567\0"] {
            assert_eq!(document_id(text).unwrap_err().status(), 404, "{text}");
        }
    }

    #[test]
    fn pages_have_numbers() {
        for (text, expected) in [("3", 3), ("0", 1), ("-9", 1), ("9223372036854775807", LAST_PAGE)]
        {
            assert_eq!(numbered(text).unwrap(), expected, "{text}");
        }
        for text in ["x", "1.5", "9223372036854775808"] {
            assert_eq!(numbered(text).unwrap_err().status(), 404, "{text}");
        }
    }
}
