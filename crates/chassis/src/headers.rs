//! What is done to the headers of every request and answer.

use actix_web::http::header::{self, HeaderMap, HeaderValue};

/// A year of https only, for the host and all below it (RFC 6797 §6.1).
const HTTPS_ONLY: &str = "max-age=31536000";

/// Tells browsers what not to do, where the service has not done so.
pub(crate) fn protect(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if secure {
        let https_only = HeaderValue::from_static(HTTPS_ONLY);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, https_only);
    }
}

/// Drops an `Accept-Encoding` that none of ours satisfies, or that forbids
/// plain answers: a plain answer is what RFC 9110 §12.5.3 lets us give, and
/// better than the 406 that the compressing middleware would.
pub(crate) fn forget_odd_codings(headers: &mut HeaderMap) {
    let odd = headers.get(header::ACCEPT_ENCODING).is_some_and(|value| {
        let value = value.to_str().unwrap_or_default();
        let known = ["gzip", "br", "zstd", "*"].iter().any(|coding| value.contains(coding));
        !known || value.contains("q=0")
    });
    if odd {
        headers.remove(header::ACCEPT_ENCODING);
    }
}

/// Takes off what kept an answer from being compressed: as a coding of the
/// content it is not to be told (RFC 9110 §8.4).
pub(crate) fn forget_identity(headers: &mut HeaderMap) {
    let coding = headers.get(header::CONTENT_ENCODING);
    if coding.is_some_and(|coding| coding.as_bytes() == b"identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identity_is_forgotten() {
        for (coding, kept) in [("identity", false), ("gzip", true), ("br", true)] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
            forget_identity(&mut headers);
            assert_eq!(headers.contains_key(header::CONTENT_ENCODING), kept, "{coding}");
        }
    }

    #[test]
    fn a_service_may_say_more_but_not_less() {
        let mut headers = HeaderMap::new();
        protect(&mut headers, false);
        assert_eq!(headers.get("x-content-type-options").unwrap(), "nosniff");
        assert_eq!(headers.get("referrer-policy").unwrap(), "same-origin");
        assert_eq!(headers.len(), 2);

        let mut headers = HeaderMap::new();
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        protect(&mut headers, true);
        assert_eq!(headers.get("referrer-policy").unwrap(), "no-referrer");
        assert_eq!(headers.get("strict-transport-security").unwrap(), HTTPS_ONLY);
        assert_eq!(headers.len(), 3);
    }
}
