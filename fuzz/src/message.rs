//! Requests, written as they are sent: a line with method and target, headers,
//! an empty line, and the body.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::test::TestRequest;

/// A request, and its body once more; `None` where no server would read it.
pub fn request(text: &[u8]) -> Option<(TestRequest, &[u8])> {
    let (head, body) = split(text, b"\n\n").unwrap_or((text, b""));
    let mut lines = head.split(|byte| *byte == b'\n');
    let (method, target) = split(lines.next()?, b" ")?;
    let method = Method::from_bytes(method).ok()?;
    let target = std::str::from_utf8(target).ok()?;
    Uri::try_from(target).ok().filter(|uri| uri.path().starts_with('/'))?;
    let mut request = TestRequest::with_uri(target).method(method);
    for line in lines {
        let (name, value) = split(line, b":")?;
        let name = HeaderName::from_bytes(name).ok()?;
        let value = HeaderValue::from_bytes(value.trim_ascii()).ok()?;
        request = request.append_header((name, value));
    }
    Some((request.set_payload(body.to_vec()), body))
}

fn split<'a>(text: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = text.windows(at.len()).position(|window| window == at)?;
    Some((text.get(..place)?, text.get(place + at.len()..)?))
}
