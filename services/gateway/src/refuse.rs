//! Requests that go no further, wherever they want to go: those that HTTP
//! forbids and the parser lets pass, those that nobody here answers, and heads
//! that are too large.
//!
//! What the parser itself refuses never comes this far; actix answers it with
//! a status and an empty body.

use actix_web::dev::RequestHead;
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, header};
use actix_web::web::to;
use actix_web::{HttpRequest, HttpResponse, Scope, guard};

use crate::errors::Fault;
use crate::headers;

const BAD_HOST: Fault = Fault::Malformed("The Host header is malformed.");

const OTHER_HOST: Fault =
    Fault::Malformed("The request line and the Host header name different hosts.");

const WEBSOCKET: Fault = Fault::Malformed("Connections do not become WebSockets here.");

/// Takes what is refused, from any path, and leaves the rest to others. It
/// comes before everything else.
pub(crate) fn scope() -> Scope {
    // A guard costs less than a middleware, which boxes a future for each request.
    actix_web::web::scope("")
        .guard(guard::fn_guard(|context| fault(context.head()).is_some()))
        .default_service(to(refuse))
}

async fn refuse(request: HttpRequest) -> HttpResponse {
    fault(request.head()).unwrap_or(Fault::NotFound).answer(request.path())
}

/// What is wrong with a request that begins like this.
fn fault(head: &RequestHead) -> Option<Fault> {
    if matches!(head.method, Method::CONNECT | Method::TRACE) {
        return Some(Fault::MethodNotAllowed);
    }
    if headers::too_large(head) {
        return Some(Fault::HeadTooLarge);
    }
    // actix takes all that follows for the body, whatever `Content-Length` says, and frames a
    // streamed answer wrongly. Other upgrades may be, and are, ignored (RFC 9110 §7.8).
    if asks_for_websocket(head.headers()) {
        return Some(WEBSOCKET);
    }
    // HTTP/1.0 knows requests without a host; the parser insists on one in HTTP/1.1.
    let host = head.headers().get(header::HOST)?.as_bytes();
    if !is_host(host) {
        return Some(BAD_HOST);
    }
    let named = head.uri.authority().map(|authority| authority.as_str().as_bytes());
    named.is_some_and(|named| !named.eq_ignore_ascii_case(host)).then_some(OTHER_HOST)
}

fn asks_for_websocket(headers: &HeaderMap) -> bool {
    let mut protocols =
        headers.get_all(header::UPGRADE).flat_map(|value| value.as_bytes().split(|b| *b == b','));
    protocols.any(|protocol| protocol.trim_ascii().eq_ignore_ascii_case(b"websocket"))
}

/// Whether a host, with or without a port, has only what names and addresses
/// are made of. It may be empty (RFC 9112 §3.2).
fn is_host(host: &[u8]) -> bool {
    host.iter().all(|byte| byte.is_ascii_alphanumeric() || b".-_~:[]%".contains(byte))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn of(method: Method, target: &str, headers: &[(&str, &str)]) -> Option<Fault> {
        let request = TestRequest::default().method(method).uri(target);
        let request =
            headers.iter().fold(request, |request, header| request.append_header(*header));
        fault(request.to_http_request().head())
    }

    #[test]
    fn methods_that_nobody_answers() {
        for method in [Method::TRACE, Method::CONNECT] {
            assert_eq!(of(method, "/v1/x", &[("host", "a")]), Some(Fault::MethodNotAllowed));
        }
        assert_eq!(of(Method::OPTIONS, "/v1/x", &[("host", "a")]), None);
    }

    #[test]
    fn hosts() {
        for (target, host, expected) in [
            ("/x", "almanac.test", None),
            ("/x", "almanac.test:8080", None),
            ("/x", "[::1]:8080", None),
            ("/x", "", None),
            ("/x", "a b", Some(BAD_HOST)),
            ("/x", "a/b", Some(BAD_HOST)),
            ("/x", "a,b", Some(BAD_HOST)),
            ("/x", "user@a", Some(BAD_HOST)),
            ("http://almanac.test/x", "Almanac.test", None),
            ("http://other.test/x", "almanac.test", Some(OTHER_HOST)),
            ("http://almanac.test:81/x", "almanac.test", Some(OTHER_HOST)),
            ("http://user@almanac.test/x", "almanac.test", Some(OTHER_HOST)),
        ] {
            assert_eq!(of(Method::GET, target, &[("host", host)]), expected, "{target} {host}");
        }
        assert_eq!(of(Method::GET, "/x", &[]), None);
    }

    #[test]
    fn upgrades() {
        for (protocols, expected) in [
            ("websocket", Some(WEBSOCKET)),
            ("WebSocket", Some(WEBSOCKET)),
            ("foo/2, websocket", Some(WEBSOCKET)),
            ("h2c", None),
            ("TLS/1.0", None),
        ] {
            let headers = [("host", "a"), ("upgrade", protocols)];
            assert_eq!(of(Method::GET, "/x", &headers), expected, "{protocols}");
        }
    }

    #[test]
    fn heads() {
        let many: Vec<(&str, &str)> = vec![("x-a", "1"); 81];
        assert_eq!(of(Method::GET, "/x", &many), Some(Fault::HeadTooLarge));
        assert_eq!(of(Method::GET, "/x", &many[1..]), None);
        let long = "x".repeat(33 * 1024);
        assert_eq!(of(Method::GET, "/x", &[("x-a", &long)]), Some(Fault::HeadTooLarge));
        assert_eq!(of(Method::GET, &format!("/x?{long}"), &[]), Some(Fault::HeadTooLarge));
    }
}
