//! Which headers pass, and what is added on the way.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use awc::ClientRequest;
use web::{RequestId, Site, outbound_trace};

/// The most bytes all header lines of a request may have together.
const HEAD_LIMIT: usize = 32 * 1024;

/// Whether the head of a request is larger than we pass on.
pub(crate) fn too_large(request: &HttpRequest) -> bool {
    let headers = request.headers().iter();
    let lines: usize = headers.map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    lines + request.uri().path_and_query().map_or(0, |path| path.as_str().len()) > HEAD_LIMIT
}

/// Headers for one connection only (RFC 9110 §7.6.1).
fn is_hop_by_hop(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "connection"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
    )
}

/// The headers that pass: those of the message, not of the connection. The
/// length is left out too, for it follows from the body that is sent.
pub(crate) fn end_to_end(headers: &HeaderMap) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
    let named: Vec<String> = headers
        .get_all(header::CONNECTION)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    headers.iter().filter(move |(name, _)| {
        !is_hop_by_hop(name)
            && **name != header::CONTENT_LENGTH
            && !named.iter().any(|hop| hop == name.as_str())
    })
}

/// Copies the headers of a request, and says where it came from: what the
/// peer claims of its own clients counts only if the peer is a trusted proxy.
pub(crate) fn forward(
    request: &HttpRequest,
    site: &Site,
    mut outbound: ClientRequest,
) -> ClientRequest {
    let peer = request.peer_addr().map(|address| address.ip());
    let trusted = peer.is_some_and(|peer| site.trusts(peer));
    for (name, value) in end_to_end(request.headers()) {
        if !is_forwarding(name) {
            outbound = outbound.append_header((name, value));
        }
    }
    for (name, value) in forwarding(request.headers(), peer, trusted) {
        outbound = outbound.insert_header((name, value));
    }
    if let Some(id) = actix_web::HttpMessage::extensions(request).get::<RequestId>() {
        outbound = outbound.insert_header(("x-request-id", id.0.as_str()));
    }
    if let Some(trace) = outbound_trace(request) {
        outbound = outbound.insert_header(("traceparent", trace));
    }
    outbound
}

fn is_forwarding(name: &HeaderName) -> bool {
    let name = name.as_str();
    name.starts_with("x-forwarded-")
        || name == "forwarded"
        || name == "x-request-id"
        || name == "traceparent"
}

fn forwarding(
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    trusted: bool,
) -> Vec<(&'static str, String)> {
    let claimed = |name: &str| {
        let values = headers.get_all(name).filter_map(|value| value.to_str().ok());
        Some(values.collect::<Vec<_>>().join(", ")).filter(|text| trusted && !text.is_empty())
    };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let peer = peer.map(|peer| peer.to_string()).unwrap_or_default();
    let chain = match claimed("x-forwarded-for") {
        Some(chain) => format!("{chain}, {peer}"),
        None => peer,
    };
    vec![
        ("x-forwarded-for", chain),
        ("x-forwarded-proto", claimed("x-forwarded-proto").unwrap_or_else(|| "http".to_owned())),
        (
            "x-forwarded-host",
            claimed("x-forwarded-host").or_else(|| host.map(str::to_owned)).unwrap_or_default(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn headers_of_the_connection_stay_behind() {
        let all = headers(&[
            ("connection", "close, X-Own"),
            ("x-own", "1"),
            ("transfer-encoding", "chunked"),
            ("te", "trailers"),
            ("accept", "*/*"),
            ("content-length", "5"),
        ]);
        let passed: Vec<&str> = end_to_end(&all).map(|(name, _)| name.as_str()).collect();
        assert_eq!(passed, ["accept"]);
    }

    #[test]
    fn only_a_trusted_peer_speaks_for_others() {
        let claims = headers(&[
            ("host", "almanac.test"),
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-proto", "https"),
        ]);
        let peer = Some("127.0.0.1".parse().unwrap());
        assert_eq!(
            forwarding(&claims, peer, true),
            [
                ("x-forwarded-for", "192.0.2.1, 127.0.0.1".to_owned()),
                ("x-forwarded-proto", "https".to_owned()),
                ("x-forwarded-host", "almanac.test".to_owned()),
            ]
        );
        assert_eq!(
            forwarding(&claims, peer, false),
            [
                ("x-forwarded-for", "127.0.0.1".to_owned()),
                ("x-forwarded-proto", "http".to_owned()),
                ("x-forwarded-host", "almanac.test".to_owned()),
            ]
        );
    }
}
