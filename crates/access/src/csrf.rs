//! Cookies of the session and against cross-site request forgery: a page of
//! ours repeats the cookie's value with what it sends, and another site's
//! page cannot read it.

use std::fmt;

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use rand::distr::{Alphanumeric, SampleString};
use subtle::ConstantTimeEq;
use thiserror::Error;
use web::Site;

/// The cookie with the session id; scripts cannot read it.
pub const SESSION_COOKIE: &str = "sessionid";

/// The cookie with the token; scripts of our own pages may read it.
pub const COOKIE: &str = "csrftoken";

/// The header that repeats the token.
pub const HEADER: &str = "x-csrftoken";

/// The form field that repeats the token.
pub const FIELD: &str = "csrfmiddlewaretoken";

const LENGTH: usize = 32;

/// A browser keeps its token for as long.
const AGE: actix_web::cookie::time::Duration = actix_web::cookie::time::Duration::days(365);

/// What pages and the requests they send have in common.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    value: String,
    new: bool,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("new", &self.new).finish_non_exhaustive()
    }
}

impl Token {
    /// That of the request's cookie, or a new one.
    pub fn of(request: &HttpRequest) -> Self {
        match cookie(request, COOKIE).filter(|value| is_token(value)) {
            Some(value) => Self { value: value.to_owned(), new: false },
            None => Self::random(),
        }
    }

    /// A new one.
    pub fn random() -> Self {
        Self { value: Alphanumeric.sample_string(&mut rand::rng(), LENGTH), new: true }
    }

    /// The token itself.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Whether the browser has to be told of it.
    pub fn is_new(&self) -> bool {
        self.new
    }

    /// The cookie that tells the browser.
    pub fn cookie(&self, site: &Site) -> Cookie<'static> {
        Cookie::build(COOKIE, self.value.clone())
            .path("/")
            .same_site(SameSite::Lax)
            .secure(site.is_secure())
            .max_age(AGE)
            .finish()
    }
}

/// The value of a cookie, as it stands: ours need no decoding, and what other
/// cookies hold must not matter. The first of a name counts (RFC 6265 §5.4:
/// browsers send the one of the longest path first).
pub(crate) fn cookie<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let headers = request.headers().get_all(header::COOKIE);
    let pairs = headers.flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    let value = pairs.map(<[u8]>::trim_ascii).find_map(|pair| {
        let value = pair.strip_prefix(name.as_bytes())?;
        value.strip_prefix(b"=")
    })?;
    std::str::from_utf8(value).ok()
}

/// The cookie of a session. It goes when the browser is closed.
pub fn session_cookie(site: &Site, value: &str) -> Cookie<'static> {
    Cookie::build(SESSION_COOKIE, value.to_owned())
        .path("/")
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(site.is_secure())
        .finish()
}

/// Takes the cookie of a session away.
pub fn no_session_cookie(site: &Site) -> Cookie<'static> {
    let mut cookie = session_cookie(site, "");
    cookie.make_removal();
    cookie
}

/// Why a request may be another site's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CsrfFault {
    /// The browser sent no token of ours.
    #[error("CSRF Failed: CSRF cookie not set.")]
    NoCookie,
    /// The request does not repeat it.
    #[error("CSRF Failed: CSRF token missing.")]
    Missing,
    /// The request repeats another.
    #[error("CSRF Failed: CSRF token incorrect.")]
    Incorrect,
    /// The browser says that another site's page sent it, or does not say whose did.
    #[error("CSRF Failed: the request was not made by a page of this site.")]
    Origin,
}

/// Whether a page of ours made the request: it repeats the cookie's token, in
/// the header or in the form field, and over TLS `Origin` or `Referer` says so.
pub fn check(request: &HttpRequest, site: &Site, field: Option<&str>) -> Result<(), CsrfFault> {
    if site.is_secure() && !is_ours(request, site) {
        return Err(CsrfFault::Origin);
    }
    let cookie = cookie(request, COOKIE).filter(|value| is_token(value));
    let cookie = cookie.ok_or(CsrfFault::NoCookie)?;
    let header = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let given = header.or(field).filter(|given| !given.is_empty()).ok_or(CsrfFault::Missing)?;
    if given.as_bytes().ct_eq(cookie.as_bytes()).into() {
        Ok(())
    } else {
        Err(CsrfFault::Incorrect)
    }
}

fn is_ours(request: &HttpRequest, site: &Site) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let given = text(header::ORIGIN).or_else(|| text(header::REFERER));
    let given = given.and_then(|given| url::Url::parse(given).ok());
    given.is_some_and(|given| given.origin() == site.public_url.origin())
}

fn is_token(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const TOKEN: &str = "0123456789abcdefghijklmnopqrstuv";
    const OTHER: &str = "0123456789abcdefghijklmnopqrstuV";

    fn site(url: &str) -> Site {
        Site { public_url: url.parse().unwrap(), trusted_proxies: Vec::new() }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        for (header, expected) in [
            (&b"sessionid=abc"[..], Some("abc")),
            (b"a=1; sessionid=abc; b=2", Some("abc")),
            (b"a=1;sessionid=abc", Some("abc")),
            (b"name=Zo\xeb; sessionid=abc", Some("abc")),
            (b"sessionid=one; sessionid=two", Some("one")),
            (b"xsessionid=abc; sessionidx=d; sessionid", None),
            (b"sessionid=\xff", None),
        ] {
            let value = header::HeaderValue::from_bytes(header).unwrap();
            let request = TestRequest::default().insert_header((header::COOKIE, value));
            assert_eq!(cookie(&request.to_http_request(), SESSION_COOKIE), expected);
        }
    }

    #[test]
    fn the_token_is_repeated() {
        let site = site("http://almanac.test");
        for (cookie, header, field, expected) in [
            (Some(TOKEN), Some(TOKEN), None, Ok(())),
            (Some(TOKEN), None, Some(TOKEN), Ok(())),
            (Some(TOKEN), Some(OTHER), Some(TOKEN), Err(CsrfFault::Incorrect)),
            (Some(TOKEN), Some(OTHER), None, Err(CsrfFault::Incorrect)),
            (Some(TOKEN), None, None, Err(CsrfFault::Missing)),
            (Some(TOKEN), None, Some(""), Err(CsrfFault::Missing)),
            (Some("short"), Some("short"), None, Err(CsrfFault::NoCookie)),
            (None, Some(TOKEN), None, Err(CsrfFault::NoCookie)),
        ] {
            let mut request = TestRequest::post();
            if let Some(cookie) = cookie {
                request = request.cookie(Cookie::new(COOKIE, cookie));
            }
            if let Some(header) = header {
                request = request.insert_header((HEADER, header));
            }
            assert_eq!(check(&request.to_http_request(), &site, field), expected);
        }
    }

    #[test]
    fn over_tls_the_browser_says_whose_page_it_was() {
        let site = site("https://almanac.test");
        for (name, value, expected) in [
            ("origin", "https://almanac.test", Ok(())),
            ("origin", "https://evil.test", Err(CsrfFault::Origin)),
            ("origin", "http://almanac.test", Err(CsrfFault::Origin)),
            ("origin", "null", Err(CsrfFault::Origin)),
            ("referer", "https://almanac.test/accounts/login/?next=/", Ok(())),
            ("referer", "https://almanac.test.evil.test/", Err(CsrfFault::Origin)),
            ("accept", "*/*", Err(CsrfFault::Origin)),
        ] {
            let request = TestRequest::post()
                .cookie(Cookie::new(COOKIE, TOKEN))
                .insert_header((HEADER, TOKEN))
                .insert_header((name, value))
                .to_http_request();
            assert_eq!(check(&request, &site, None), expected, "{name}: {value}");
        }
    }

    #[test]
    fn cookies_say_who_may_have_them() {
        let secure = site("https://almanac.test");
        let session = session_cookie(&secure, "x");
        assert_eq!(session.http_only(), Some(true));
        assert_eq!(session.secure(), Some(true));
        assert_eq!(session.same_site(), Some(SameSite::Lax));
        let token = Token::random().cookie(&site("http://almanac.test"));
        assert_ne!(token.http_only(), Some(true));
        assert_ne!(token.secure(), Some(true));
        assert_eq!(token.path(), Some("/"));
    }
}
