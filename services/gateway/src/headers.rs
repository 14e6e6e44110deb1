//! Which headers pass, and what is added on the way.
//!
//! actix-web speaks the types of `http` 0.2 and hyper those of `http` 1, so
//! headers cross here as text and bytes.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::dev::RequestHead;
use actix_web::http::header::{self, HeaderMap};
use http::{HeaderName, HeaderValue};
use web::{RequestContext, Site, outbound_trace};

/// The most bytes all header lines of a request may have together.
const HEAD_LIMIT: usize = 32 * 1024;

/// The most header lines: with our own they stay below what services parse.
const HEADERS: usize = 80;

/// Whether the head of a request is larger than we pass on.
pub(crate) fn too_large(head: &RequestHead) -> bool {
    if head.headers().len() > HEADERS {
        return true;
    }
    let headers = head.headers().iter();
    let lines: usize = headers.map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    lines + head.uri.path_and_query().map_or(0, |path| path.as_str().len()) > HEAD_LIMIT
}

/// Headers for one connection only (RFC 9110 §7.6.1), and the length, which
/// follows from the body that is sent.
const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "content-length",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers that the gateway writes itself.
const OWN: [&str; 5] =
    ["traceparent", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id"];

/// Whether a header says where a request came from: a stranger's word does not count.
fn is_forwarding(name: &str) -> bool {
    name.starts_with("x-forwarded-") || matches!(name, "forwarded" | "x-real-ip")
}

/// Whether a header is of the message, not of the connection that `named`,
/// the values of its `Connection` headers, speak of.
fn is_end_to_end(name: &str, named: &[&str]) -> bool {
    if HOP_BY_HOP.contains(&name) {
        return false;
    }
    let mut hops = named.iter().flat_map(|value| value.split(','));
    // The host is a part of what is asked for; nobody may have it taken out.
    name == "host" || !hops.any(|hop| hop.trim().eq_ignore_ascii_case(name))
}

/// The headers of an answer that pass.
pub(crate) fn end_to_end(
    headers: &http::HeaderMap,
) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
    let named: Vec<&str> = headers
        .get_all(http::header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    headers.iter().filter(move |(name, _)| is_end_to_end(name.as_str(), &named))
}

/// Copies the headers of a request, and says where it came from: what the
/// peer claims of its own clients counts only if the peer is a trusted proxy.
pub(crate) fn forward(request: &HttpRequest, site: &Site, outbound: &mut http::HeaderMap) {
    let peer = request.peer_addr().map(|address| address.ip().to_canonical());
    let trusted = peer.is_some_and(|peer| site.trusts(peer));
    let inbound = request.headers();
    let named: Vec<&str> =
        inbound.get_all(header::CONNECTION).filter_map(|value| value.to_str().ok()).collect();
    for (name, value) in inbound {
        let name = name.as_str();
        let ours = OWN.contains(&name) || (is_forwarding(name) && !trusted);
        if is_end_to_end(name, &named) && !ours {
            let name = HeaderName::from_bytes(name.as_bytes());
            let value = HeaderValue::from_bytes(value.as_bytes());
            if let (Ok(name), Ok(value)) = (name, value) {
                outbound.append(name, value);
            }
        }
    }
    let id = RequestContext::of(request).map(|context| context.request_id.clone());
    let (chain, proto, host) = forwarding(inbound, peer, trusted);
    for (name, value) in [
        ("x-forwarded-for", Some(chain)),
        ("x-forwarded-proto", Some(proto)),
        ("x-forwarded-host", Some(host)),
        ("x-request-id", id),
        ("traceparent", outbound_trace(request)),
    ] {
        if let Some(Ok(value)) = value.map(HeaderValue::try_from) {
            outbound.insert(HeaderName::from_static(name), value);
        }
    }
    // RFC 9110 §7.6.3.
    outbound.append(http::header::VIA, HeaderValue::from_static("1.1 almanac"));
}

/// For whom, over which protocol and to which host the request was made.
fn forwarding(
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    trusted: bool,
) -> (String, String, String) {
    let claimed = |name: &str| {
        let mut values = headers.get_all(name).filter_map(|value| value.to_str().ok());
        let first = values.next().filter(|_| trusted)?.to_owned();
        let all = values.fold(first, |all, next| format!("{all}, {next}"));
        Some(all).filter(|text| !text.is_empty())
    };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let peer = peer.map(|peer| peer.to_string()).unwrap_or_default();
    let chain = match claimed("x-forwarded-for") {
        Some(chain) => format!("{chain}, {peer}"),
        None => peer,
    };
    let host = claimed("x-forwarded-host").or_else(|| host.map(str::to_owned));
    let proto = claimed("x-forwarded-proto").unwrap_or_else(|| "http".to_owned());
    (chain, proto, host.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_the_connection_stay_behind() {
        let all: http::HeaderMap = [
            ("connection", "close, X-Own, Host"),
            ("host", "almanac.test"),
            ("x-own", "1"),
            ("transfer-encoding", "chunked"),
            ("te", "trailers"),
            ("accept", "*/*"),
            ("content-length", "5"),
        ]
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .into_iter()
        .collect();
        let passed: Vec<&str> = end_to_end(&all).map(|(name, _)| name.as_str()).collect();
        assert_eq!(passed, ["host", "accept"]);
    }

    #[test]
    fn only_a_trusted_peer_speaks_for_others() {
        let claims: HeaderMap = [
            ("host", "almanac.test"),
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-proto", "https"),
        ]
        .map(|(name, value)| {
            let value = header::HeaderValue::from_static(value);
            (header::HeaderName::from_static(name), value)
        })
        .into_iter()
        .collect();
        let peer = Some("127.0.0.1".parse().unwrap());
        assert_eq!(
            forwarding(&claims, peer, true),
            ("192.0.2.1, 127.0.0.1".to_owned(), "https".to_owned(), "almanac.test".to_owned())
        );
        assert_eq!(
            forwarding(&claims, peer, false),
            ("127.0.0.1".to_owned(), "http".to_owned(), "almanac.test".to_owned())
        );
    }
}
