//! What is answered to a credential that is not good, in the words of its API.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use serde_json::json;
use web::ApiError;

use super::{Door, Scheme};
use crate::authenticator::Refused;

/// The answer. `hidden`: as if there were nothing to be had.
pub(super) fn error(scheme: Scheme, refused: Refused, hidden: bool) -> ApiError {
    let unauthorized = || ApiError::unauthorized(scheme.challenge(), refused);
    match scheme {
        Scheme::ApiKey => unauthorized(),
        Scheme::Session => ApiError::unauthorized(scheme.challenge(), Refused::Missing),
        Scheme::Token => token(refused),
        Scheme::ReleaseKey if hidden => ApiError::not_found("NOT FOUND"),
        Scheme::ReleaseKey => release_key(refused),
        Scheme::Signed => match refused {
            // Which keys there are is nobody's business.
            Refused::Unknown => ApiError::unauthorized(
                scheme.challenge(),
                "The account id or the API key is not valid.",
            ),
            Refused::Missing => ApiError::unauthorized(
                scheme.challenge(),
                "The request is not signed, or not in a way we know.",
            ),
            Refused::Inactive => ApiError::unauthorized(
                scheme.challenge(),
                "The account of this API key is disabled.",
            ),
            _ => unauthorized(),
        },
    }
}

/// As clients of Simple JWT expect: `code` tells what is wrong.
fn token(refused: Refused) -> ApiError {
    let (code, detail) = match refused {
        Refused::Missing => {
            return ApiError::unauthorized(Scheme::Token.challenge(), refused);
        }
        Refused::Header => ("bad_authorization_header", refused.to_string()),
        Refused::Inactive => ("user_inactive", "The user is disabled.".to_owned()),
        Refused::Unknown => ("user_not_found", "There is no such user.".to_owned()),
        _ => ("token_not_valid", refused.to_string()),
    };
    let error =
        ApiError::unauthorized(Scheme::Token.challenge(), &detail).with_member("code", json!(code));
    if code != "token_not_valid" {
        return error;
    }
    let message =
        json!({ "token_class": "AccessToken", "token_type": "access", "message": detail });
    error.with_member("messages", json!([message]))
}

/// As TRUD answers.
fn release_key(refused: Refused) -> ApiError {
    match refused {
        Refused::Retired | Refused::Inactive => ApiError::unauthorized(
            Scheme::ReleaseKey.challenge(),
            "UNAUTHORIZED: API access is disabled for the requesting account.",
        ),
        Refused::Missing => ApiError::unauthorized(Scheme::ReleaseKey.challenge(), "UNAUTHORIZED"),
        _ => ApiError::new(StatusCode::BAD_REQUEST, "BAD REQUEST")
            .with_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    }
}

/// What a door may answer beside what its handler does.
pub(super) fn answers(door: &Door, has_body: bool) -> Vec<(&'static str, &'static str)> {
    let mut answers = Vec::new();
    if !door.schemes.is_empty() {
        if !door.hidden {
            answers.push(("401", "The credential is missing or not good."));
        }
        answers.push(("403", "The caller may not do this."));
    }
    if door.tier != crate::Tier::Unlimited {
        answers.push(("429", "Too many calls; `Retry-After` says when to come back."));
    }
    if has_body {
        answers.push(("413", "The body is too large."));
    }
    answers.push(("406", "No form of answer that was asked for is available."));
    answers.push(("503", "Temporarily unavailable."));
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Access, Permission, Tier};

    #[tokio::test]
    async fn what_takes_a_body_may_find_it_too_large() {
        let door = Access::closed().session(Permission::Any, Tier::Unlimited);
        for has_body in [true, false] {
            let is_told = answers(&door, has_body).iter().any(|(status, _)| *status == "413");
            assert_eq!(is_told, has_body);
        }
    }
}
