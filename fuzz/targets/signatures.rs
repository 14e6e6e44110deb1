//! Signed requests, as they are read to be verified.
#![no_main]

use access::fuzzing::readings;
use actix_web::http::Method;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::TestRequest;
use libfuzzer_sys::fuzz_target;
use url::form_urlencoded::{Serializer, parse};

/// What a signature says beside what it covers.
const HEADERS: [(&str, &str); 6] = [
    ("x-carehq-accountid", "0123456789abcdef01234567"),
    ("x-carehq-apikey", "0123456789abcdef01234567"),
    ("x-carehq-nonce", "bm9uY2Utbm9uY2UtMTYtYg"),
    ("x-carehq-signature", "0"),
    ("x-carehq-signature-version", "2.0"),
    ("x-carehq-timestamp", "1750000000"),
];

/// Longer targets are no URIs to us.
const LONGEST: usize = 32 * 1024;

/// What is sent well encoded is read first as it was meant.
fn meant(sent: &[u8]) {
    let pairs: Vec<(String, String)> = parse(sent).into_owned().collect();
    let encoded = Serializer::new(String::new()).extend_pairs(&pairs).finish();
    if encoded.len() > LONGEST {
        return;
    }
    let mut sorted = pairs;
    sorted.sort();
    let lines: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let lines = lines.join("\n");
    for (method, uri, body) in [
        (Method::GET, format!("/api/v1/care-enquiries?{encoded}"), ""),
        (Method::PUT, "//v1/care-enquiries".to_owned(), encoded.as_str()),
    ] {
        let mut request = TestRequest::with_uri(&uri)
            .method(method.clone())
            .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"));
        for header in HEADERS {
            request = request.insert_header(header);
        }
        let read = readings(&request.to_http_request(), body.as_bytes()).expect("it is signed");
        let expected = format!("{method}\n/v1/care-enquiries\n{lines}");
        assert_eq!(read.first().map(Vec::as_slice), Some(expected.as_bytes()));
    }
}

fuzz_target!(|data: &[u8]| {
    if let Some((request, body)) = fuzz::message::request(data) {
        readings(&request.to_http_request(), body);
        meant(body);
    }
});
