use actix_web::HttpRequest;
use actix_web::http::header;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::authenticator::Refused;
use crate::csrf::{SESSION_COOKIE, cookie};
use crate::signed;

/// A way of showing who is calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Bearer <API key>`.
    ApiKey,
    /// The cookie of a session.
    Session,
    /// `Authorization: Bearer <access token>`.
    Token,
    /// A release key, in the path or as bearer.
    ReleaseKey,
    /// CareHQ's signature headers.
    Signed,
}

/// A credential as a request carries it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Presented {
    /// None of this scheme.
    Nothing,
    /// Something that cannot be one.
    Malformed(Refused),
    /// The text of one.
    Text(String),
    /// A signed request.
    Signed,
}

/// Longer texts are no keys of ours.
const LONGEST_KEY: usize = 256;

impl Scheme {
    /// The name in OpenAPI documents.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "bearerKey",
            Self::Session => "session",
            Self::Token => "token",
            Self::ReleaseKey => "releaseKey",
            Self::Signed => "signature",
        }
    }

    /// What `WWW-Authenticate` says (RFC 9110 §11.6.1).
    pub(crate) fn challenge(self) -> &'static str {
        match self {
            Self::ApiKey => "Bearer",
            Self::Session => "Session realm=\"api\"",
            Self::Token => "Bearer realm=\"api\"",
            Self::ReleaseKey => "Bearer realm=\"releases\"",
            Self::Signed => "CareHQ",
        }
    }

    pub(crate) fn document(self) -> SecurityScheme {
        let bearer = |description: &str| {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
            SecurityScheme::Http(scheme.description(Some(description)).build())
        };
        match self {
            Self::ApiKey => bearer(
                "Send `Authorization: Bearer <API key>`. Keys are made on the account pages or \
                given out by the operator; each may be limited to some resources and has a rate \
                of its own.",
            ),
            Self::Session => SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
                SESSION_COOKIE,
                "Sign in at `/accounts/login/`; the browser keeps the session in a cookie. What \
                changes something also sends the value of the cookie `csrftoken` as \
                `X-CSRFToken`.",
            ))),
            Self::Token => bearer(
                "Get an access token at `/api/token` with username and password, and send \
                `Authorization: Bearer <access token>`. It holds for 30 minutes; \
                `/api/token/refresh` gives another.",
            ),
            Self::ReleaseKey => bearer(
                "The release key of your account page: in the path, or as `Authorization: Bearer \
                <release key>`.",
            ),
            Self::Signed => SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
                "X-CareHQ-Signature",
                "Requests are signed with the secret of an organisation's key, as the \
                    published `carehq` clients do.",
            ))),
        }
    }

    /// What a request presents under this scheme. Where API keys and tokens are
    /// both welcome (`mixed`), a key is told by its form.
    pub(crate) fn presented(self, request: &HttpRequest, mixed: bool) -> Presented {
        match self {
            Self::ApiKey => match bearer(request) {
                Some(text) if !mixed || is_api_key(text) => Presented::Text(text.to_owned()),
                _ => Presented::Nothing,
            },
            Self::Token => match token(request) {
                Presented::Text(text) if mixed && is_api_key(&text) => Presented::Nothing,
                presented => presented,
            },
            Self::Session => match cookie(request, SESSION_COOKIE) {
                Some(id) if (1..=LONGEST_KEY).contains(&id.len()) => Presented::Text(id.to_owned()),
                _ => Presented::Nothing,
            },
            Self::ReleaseKey => {
                let key = request.match_info().get("key").or_else(|| bearer(request));
                match key {
                    Some(key) if key.len() > LONGEST_KEY => Presented::Malformed(Refused::Unknown),
                    Some(key) => Presented::Text(key.to_owned()),
                    None => Presented::Nothing,
                }
            }
            Self::Signed if signed::is_signed(request) => Presented::Signed,
            Self::Signed => Presented::Nothing,
        }
    }
}

/// Whether a text looks like an API key of ours.
fn is_api_key(text: &str) -> bool {
    text.starts_with("alm_")
}

/// The token of an `Authorization: Bearer` header; the scheme word is
/// case-insensitive (RFC 9110 §11.1).
fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    let good =
        scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= LONGEST_KEY;
    good.then_some(token)
}

/// An access token. As Simple JWT has it, only the very word `Bearer` is ours,
/// and then exactly one word must follow. No token has anything but ASCII in it.
fn token(request: &HttpRequest) -> Presented {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else {
        return Presented::Nothing;
    };
    let mut words = value.as_bytes().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    match (words.next(), words.next(), words.next()) {
        (Some(b"Bearer"), Some(token), None) => match std::str::from_utf8(token) {
            Ok(token) if token.is_ascii() => Presented::Text(token.to_owned()),
            _ => Presented::Malformed(Refused::Token),
        },
        (Some(b"Bearer"), ..) => Presented::Malformed(Refused::Header),
        _ => Presented::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    use super::*;

    fn with(value: &str) -> HttpRequest {
        TestRequest::default().insert_header((header::AUTHORIZATION, value)).to_http_request()
    }

    #[test]
    fn the_scheme_word_of_keys_is_case_insensitive() {
        for (value, expected) in [
            ("Bearer abc", Some("abc")),
            ("bearer abc", Some("abc")),
            ("BEARER  abc ", Some("abc")),
            ("Bearer", None),
            ("Bearer ", None),
            ("Token abc", None),
            ("abc", None),
        ] {
            assert_eq!(bearer(&with(value)), expected, "{value}");
        }
        assert_eq!(bearer(&TestRequest::default().to_http_request()), None);
    }

    #[test]
    fn the_scheme_word_of_tokens_is_not() {
        let text = |text: &str| Presented::Text(text.to_owned());
        for (value, expected) in [
            ("Bearer a.b.c", text("a.b.c")),
            ("bearer a.b.c", Presented::Nothing),
            ("Token a.b.c", Presented::Nothing),
            ("Basic a", Presented::Nothing),
            ("Bearer", Presented::Malformed(Refused::Header)),
            ("Bearer a b", Presented::Malformed(Refused::Header)),
        ] {
            assert_eq!(Scheme::Token.presented(&with(value), false), expected, "{value}");
        }
    }

    #[test]
    fn a_token_that_cannot_be_read_is_no_stranger() {
        for (value, expected) in [
            (&b"Bearer \xff"[..], Presented::Malformed(Refused::Token)),
            ("Bearer clé".as_bytes(), Presented::Malformed(Refused::Token)),
            (b"Bearer a \xff", Presented::Malformed(Refused::Header)),
            (b"bearer \xff", Presented::Nothing),
            (b"Bearer\xff a", Presented::Nothing),
            (b"\xff", Presented::Nothing),
        ] {
            let value = HeaderValue::from_bytes(value).unwrap();
            let request =
                TestRequest::default().insert_header((header::AUTHORIZATION, value.clone()));
            let request = request.to_http_request();
            for mixed in [false, true] {
                assert_eq!(Scheme::Token.presented(&request, mixed), expected, "{value:?}");
            }
            assert_eq!(Scheme::ApiKey.presented(&request, true), Presented::Nothing);
        }
    }

    #[test]
    fn where_both_are_welcome_a_key_is_told_by_its_form() {
        let (key, token) = (with("Bearer alm_abcdefgh_x"), with("Bearer a.b.c"));
        assert_eq!(Scheme::Token.presented(&key, true), Presented::Nothing);
        assert_ne!(Scheme::ApiKey.presented(&key, true), Presented::Nothing);
        assert_eq!(Scheme::ApiKey.presented(&token, true), Presented::Nothing);
        assert_ne!(Scheme::ApiKey.presented(&token, false), Presented::Nothing);
    }
}
