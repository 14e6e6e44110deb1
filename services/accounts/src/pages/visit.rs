use std::future::{Ready, ready};

use ::pages::{Errors, Form, Page};
use access::{Credential, SignedIn};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use secrecy::SecretString;
use web::{ApiError, Query, client_address};

use crate::sign_in::{SignInError, sign_in};
use crate::store::audit::Actor;
use crate::{AccountsError, State};

/// What a page says after it was come to from a change, by the word in `done`.
const DONE: [(&str, &str); 9] = [
    ("key-revoked", "The key has been revoked. It stops working within a second."),
    (
        "password-changed",
        "Your password has been changed. You have been signed out everywhere else, and your \
         release key has been replaced.",
    ),
    ("email-changed", "Your e-mail address has been changed, and your release key replaced."),
    ("session-ended", "That sign-in has been ended."),
    ("sessions-ended", "You have been signed out everywhere else."),
    ("member-saved", "The member has been saved."),
    ("member-removed", "The member has been removed."),
    ("left", "You no longer run that organisation."),
    ("nothing", "There was nothing to change."),
];

fn sentence(word: &str) -> Option<&'static str> {
    DONE.iter().find(|(known, _)| *known == word).map(|(_, sentence)| *sentence)
}

/// A person who asks for a page.
pub(super) struct Visit {
    pub(super) request: HttpRequest,
    pub(super) user: SignedIn,
    pub(super) state: Data<State>,
}

impl FromRequest for Visit {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let user = SignedIn::from_request(request, payload).into_inner();
        let state = request.app_data::<Data<State>>().cloned();
        ready(user.and_then(|user| {
            let state = state.ok_or_else(|| ApiError::internal("no state of accounts"))?;
            Ok(Self { request: request.clone(), user, state })
        }))
    }
}

impl Visit {
    /// A page with this title, as an entry of the account's navigation.
    pub(super) fn page(&self, title: &str, current: &'static str) -> Page {
        let done = self.query("done");
        Page::of(&self.request, title).at(current).noting(done.as_deref().and_then(sentence))
    }

    /// A parameter of the address that is not empty.
    pub(super) fn query(&self, name: &'static str) -> Option<String> {
        Query::new(&self.request).text(name)
    }

    /// The form that was sent.
    pub(super) fn form(&self) -> Form {
        Form::of(&self.request)
    }

    pub(super) async fn connection(&self) -> Result<::store::Connection, ApiError> {
        self.state.pool.get().await.map_err(ApiError::unavailable)
    }

    /// Who is to be remembered for a change.
    pub(super) fn actor(&self) -> Actor {
        let address = client_address(&self.request, &self.state.site);
        Actor { user: Some(self.user.id), address }
    }

    /// The session the person came with.
    pub(super) fn session(&self) -> Option<i64> {
        match self.user.credential() {
            Credential::Session(session) => Some(session.id),
            _ => None,
        }
    }

    /// Whether `password` is the person's own. A wrong one counts as a failed
    /// sign-in, and too many of those are 429.
    pub(super) async fn is_confirmed(&self, password: &str) -> Result<bool, ApiError> {
        let address = client_address(&self.request, &self.state.site);
        let password = SecretString::from(password);
        let verdict = sign_in(&self.state.pool, &self.user.username, password, address).await;
        match verdict {
            Ok(_) => Ok(true),
            Err(SignInError::Refused) => Ok(false),
            Err(error) => Err(crate::api::sign_in_failed(error)),
        }
    }
}

/// The status of a page with a form: 400 when something is wrong with it.
pub(super) fn status(errors: &Errors) -> StatusCode {
    if errors.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST }
}

/// The number in an address; what is none leads nowhere.
pub(super) fn number(text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| unknown())
}

/// There is no such page for this person.
pub(super) fn unknown() -> ApiError {
    ApiError::not_found("Not found.")
}

/// What the person is told of a failure that no form of theirs can mend.
pub(super) fn failed(error: impl Into<AccountsError>) -> ApiError {
    match error.into() {
        AccountsError::NotAllowed
        | AccountsError::NoSuchOrganization(..)
        | AccountsError::NoSuchKey(..)
        | AccountsError::NoSuchUser(..)
        | AccountsError::NoSuchUserId(..)
        | AccountsError::NoSuchMember { .. } => unknown(),
        other => crate::api::failed(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_words_are_said() {
        assert!(sentence("key-revoked").is_some());
        for word in ["", "<script>", "Key-revoked"] {
            assert_eq!(sentence(word), None, "{word}");
        }
    }

    #[test]
    fn addresses_hold_numbers() {
        assert_eq!(number("17").unwrap(), 17);
        for text in ["", "x", "1.5", "99999999999999999999"] {
            assert_eq!(number(text).unwrap_err().status(), StatusCode::NOT_FOUND, "{text}");
        }
    }
}
