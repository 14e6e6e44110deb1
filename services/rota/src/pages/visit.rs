//! What all pages need of the member who asks for them.

use ::pages::{Errors, Form, Page};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use web::{ApiError, Query};

use crate::member::Member;

/// What a page says after it was come to from a change, by the word in `done`.
const DONE: [(&str, &str); 5] = [
    ("leave-cancelled", "The leave has been cancelled."),
    ("leave-approved", "The leave has been approved."),
    ("leave-denied", "The leave has been denied."),
    ("alert-resolved", "The alert is marked as dealt with."),
    ("alert-dismissed", "The alert has been dismissed."),
];

fn sentence(word: &str) -> Option<&'static str> {
    DONE.iter().find(|(known, _)| *known == word).map(|(_, sentence)| *sentence)
}

/// A page with this title, as an entry of the rota's navigation.
pub(super) fn page(member: &Member, title: impl Into<String>, current: &'static str) -> Page {
    let done = query(member, "done");
    Page::of(&member.request, title).at(current).noting(done.as_deref().and_then(sentence))
}

/// A parameter of the address that is not empty.
pub(super) fn query(member: &Member, name: &'static str) -> Option<String> {
    Query::new(&member.request).text(name)
}

/// The form that was sent.
pub(super) fn form(member: &Member) -> Form {
    Form::of(&member.request)
}

/// The status of a page with a form: 400 when something is wrong with it.
pub(super) fn status(errors: &Errors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST }
}

/// The number in an address; what is none leads nowhere.
pub(super) fn id<T: From<i64>>(text: &str) -> Result<T, ApiError> {
    text.parse::<i64>().map(T::from).map_err(|_| unknown())
}

/// There is no such page for this person.
pub(super) fn unknown() -> ApiError {
    ApiError::not_found("Not found.")
}

#[derive(Template)]
#[template(path = "unlinked.html")]
struct Unlinked {
    page: Page,
}

/// What somebody reads on a page for clinicians who is none.
pub(super) fn unlinked(
    member: &Member,
    title: &str,
    current: &'static str,
) -> Result<HttpResponse, ApiError> {
    let shown = Unlinked { page: page(member, title, current) };
    shown.page.show(&member.request, StatusCode::OK, &shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LeaveRequestId;

    #[test]
    fn only_known_words_are_said() {
        assert!(sentence("leave-denied").is_some());
        for word in ["", "<script>", "Leave-denied"] {
            assert_eq!(sentence(word), None, "{word}");
        }
    }

    #[test]
    fn addresses_hold_numbers() {
        assert_eq!(id::<LeaveRequestId>("17").unwrap(), LeaveRequestId(17));
        for text in ["", "x", "1.5", "99999999999999999999"] {
            let refused = id::<LeaveRequestId>(text).unwrap_err();
            assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{text}");
        }
    }
}
