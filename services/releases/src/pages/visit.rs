//! What all pages need of whoever asks for them.

use ::pages::{Errors, Form, Page};
use actix_web::http::StatusCode;
use web::{ApiError, FieldErrors, Query};

use crate::api::failed;
use crate::domain::ItemId;
use crate::store::items::{self, ItemRow};
use crate::viewer::Visitor;

/// What was done, by the word in `done` of the page that is come to from it.
type Done = [(&'static str, &'static str)];

/// By people who signed in, to their subscription.
pub(super) const SUBSCRIBED: &Done = &[
    ("subscribed", "You are subscribed. You can download the releases now."),
    ("asked", "You have asked to be subscribed. It waits for approval."),
    ("ended", "Your subscription has ended."),
];

/// By those who run the platform, to releases.
pub(super) const RELEASED: &Done = &[
    ("published", "The release has been published."),
    ("known", "This very release had been published before. Nothing has changed."),
    ("withdrawn", "The release has been withdrawn."),
    ("gone", "The release had been withdrawn before, for the reason told below."),
];

/// By the same, about subscriptions.
pub(super) const DECIDED: &Done = &[
    ("accepted", "The subscription has been accepted."),
    ("rejected", "The subscription has been rejected."),
    ("over", "That subscription no longer waits for approval. Nothing has changed."),
];

fn sentence(of: &Done, word: &str) -> Option<&'static str> {
    of.iter().find(|(known, _)| *known == word).map(|(_, sentence)| *sentence)
}

/// What was just done, if the address says so. A page says it to those alone who
/// may have done it.
pub(super) fn done(visitor: &Visitor, of: &Done) -> Option<&'static str> {
    query(visitor, "done").and_then(|word| sentence(of, &word))
}

/// A page with this title, as an entry of the navigation.
pub(super) fn page(visitor: &Visitor, title: impl Into<String>, current: &'static str) -> Page {
    Page::of(&visitor.request, title).at(current)
}

/// A parameter of the address that is not empty.
pub(super) fn query(visitor: &Visitor, name: &'static str) -> Option<String> {
    Query::new(&visitor.request).text(name)
}

/// The form that was sent.
pub(super) fn form(visitor: &Visitor) -> Form {
    Form::of(&visitor.request)
}

/// The status of a page with a form: 400 when something is wrong with it.
pub(super) fn status(errors: &Errors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST }
}

/// What is wrong with fields, as a page tells it.
pub(super) fn wrong(fields: &FieldErrors) -> Errors {
    let mut errors = Errors::default();
    for (field, messages) in fields {
        for message in messages {
            errors.add(field, message);
        }
    }
    errors
}

/// There is no such page for this person.
pub(super) fn unknown() -> ApiError {
    ApiError::not_found("Not found.")
}

/// The number in an address; it is 404 where that is none.
pub(super) fn number<T: From<i64>>(text: &str) -> Result<T, ApiError> {
    text.parse::<i64>().map(T::from).map_err(|_| unknown())
}

/// The item of an address, and the connection it was read on; 404 where there is none.
pub(super) async fn item(
    visitor: &Visitor,
    id: &str,
) -> Result<(::store::Connection, ItemRow), ApiError> {
    let id: ItemId = number(id)?;
    let mut connection = visitor.connection().await?;
    let row = items::find(&mut connection, id).await.map_err(failed)?;
    Ok((connection, row.ok_or_else(unknown)?))
}

/// The address of a page about an item: `rest` is `subscribe/` or the like.
pub(super) fn address(id: ItemId, rest: &str) -> String {
    format!("/releases/items/{id}/{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_words_are_said() {
        assert!(sentence(SUBSCRIBED, "asked").is_some() && sentence(DECIDED, "over").is_some());
        for word in ["", "<script>", "Published", "asked"] {
            assert_eq!(sentence(RELEASED, word), None, "{word}");
        }
    }

    #[test]
    fn an_address_has_a_number() {
        assert_eq!(number::<ItemId>("58").unwrap(), ItemId(58));
        for text in ["", "x", "5.0", "9223372036854775808", "5\0"] {
            assert_eq!(number::<ItemId>(text).unwrap_err().status(), 404, "{text}");
        }
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        let told = vec!["One.".to_owned(), "Two.".to_owned()];
        let fields = FieldErrors::from([("reason".to_owned(), told)]);
        assert_eq!(wrong(&fields).of("reason"), ["One.", "Two."]);
    }
}
