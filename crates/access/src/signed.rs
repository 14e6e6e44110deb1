//! Reads a signed request as its client may have meant it (CareHQ's
//! signatures, versions 1 and 2.0).

use std::collections::HashMap;
use std::fmt;

use actix_web::HttpRequest;
use actix_web::http::Method;
use proto::accounts::{SignatureVersion, SignedRequest};
use url::form_urlencoded;

/// The longest header that is taken for one of a signature.
const LONGEST: usize = 256;

/// The parameters that a signature covers, in the order they were sent. What
/// was sent beside them is not among them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters(pub Vec<(String, String)>);

impl fmt::Debug for Parameters {
    /// How many: they are about people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parameters({})", self.0.len())
    }
}

/// What accounts is asked about a signed request, and what each reading of it says.
pub(crate) struct Signed {
    pub(crate) request: SignedRequest,
    /// In the order of the request's readings.
    pub(crate) parameters: Vec<Parameters>,
    /// The body is not a form, so nothing says what it means.
    pub(crate) not_a_form: Option<String>,
}

/// Whether a request claims to be signed at all.
pub(crate) fn is_signed(request: &HttpRequest) -> bool {
    ["x-carehq-apikey", "x-carehq-signature"]
        .into_iter()
        .any(|name| request.headers().contains_key(name))
}

/// `None` where what a signature needs is missing, or its version unknown.
pub(crate) fn read(request: &HttpRequest, body: &[u8]) -> Option<Signed> {
    let text = |name: &str| {
        let value = request.headers().get(name)?.to_str().ok()?;
        (!value.is_empty() && value.len() <= LONGEST).then(|| value.to_owned())
    };
    let version = match request.headers().get("x-carehq-signature-version") {
        None => SignatureVersion::SignatureVersion1,
        Some(value) if value == "2.0" => SignatureVersion::SignatureVersion2,
        Some(_) => return None,
    };
    let second = version == SignatureVersion::SignatureVersion2;
    let nonce = if second { text("x-carehq-nonce")? } else { String::new() };
    let parameters = readings(request, body, second);
    let message = |read: &Parameters| if second { sorted(request, read) } else { joined(read) };
    let signed = SignedRequest {
        account_id: text("x-carehq-accountid")?,
        api_key: text("x-carehq-apikey")?,
        version: version.into(),
        timestamp: text("x-carehq-timestamp")?,
        nonce,
        signature: text("x-carehq-signature")?,
        readings: parameters.iter().map(message).collect(),
        safe: is_safe(request),
    };
    Some(Signed { request: signed, parameters, not_a_form: other_type(request, body) })
}

fn is_safe(request: &HttpRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// The parameters as they may be meant. A GET has them in its query, others in
/// a form; old clients of version 1 sign the query whatever the method. Some
/// clients encode all but plus signs, and some nothing: then percent signs stand
/// for themselves as well.
fn readings(request: &HttpRequest, body: &[u8], second: bool) -> Vec<Parameters> {
    let query = request.query_string().as_bytes();
    let sources = match (is_safe(request), second) {
        (true, _) => vec![query],
        (false, false) if !query.is_empty() => vec![body, query],
        (false, _) => vec![body],
    };
    let mut readings = Vec::new();
    for source in sources {
        for pairs in [decoded(source), with_plus(source), split(source)] {
            let reading = Parameters(pairs);
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings
}

fn decoded(source: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(source).into_owned().collect()
}

/// As a URI has it (RFC 3986): a plus sign stands for itself.
fn with_plus(source: &[u8]) -> Vec<(String, String)> {
    let plus: Vec<u8> = source
        .iter()
        .flat_map(|byte| if *byte == b'+' { b"%2B".to_vec() } else { vec![*byte] })
        .collect();
    decoded(&plus)
}

fn split(source: &[u8]) -> Vec<(String, String)> {
    String::from_utf8_lossy(source)
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// Version 2.0: method, path and sorted parameters, each on its line; with no
/// parameters an empty line.
fn sorted(request: &HttpRequest, Parameters(pairs): &Parameters) -> Vec<u8> {
    let mut pairs: Vec<&(String, String)> = pairs.iter().collect();
    pairs.sort();
    let lines: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let path = signed_path(request.uri().path());
    format!("{}\n{path}\n{}", request.method(), lines.join("\n")).into_bytes()
}

/// Version 1: each key where it first appears, followed by all its values.
fn joined(Parameters(pairs): &Parameters) -> Vec<u8> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<String> = Vec::new();
    for (key, value) in pairs {
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push_str(value),
            None => groups.push(format!("{key}{value}")),
        }
    }
    groups.concat().into_bytes()
}

/// The path as clients sign it: from `/v1/` on, whatever it is mounted below.
fn signed_path(path: &str) -> &str {
    path.find("/v1/").and_then(|start| path.get(start..)).unwrap_or(path)
}

/// The media type of a body that is no form.
fn other_type(request: &HttpRequest, body: &[u8]) -> Option<String> {
    let media_type = web::media_type(request)?;
    (!body.is_empty() && media_type != web::FORM).then_some(media_type)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;
    use actix_web::test::TestRequest;
    use hmac::{Hmac, KeyInit, Mac};
    use proptest::prelude::*;
    use sha1::{Digest, Sha1};
    use sha2::Sha256;

    use super::*;

    const SECRET: &str = "s3cr3t-é";
    const NONCE: &str = "bm9uY2Utbm9uY2UtMTYtYg";

    fn signed(method: Method, uri: &str, body: &str, version: Option<&str>) -> Signed {
        let mut request = TestRequest::with_uri(uri)
            .method(method)
            .insert_header(("x-carehq-accountid", "a"))
            .insert_header(("x-carehq-apikey", "k"))
            .insert_header(("x-carehq-signature", "s"))
            .insert_header(("x-carehq-nonce", NONCE))
            .insert_header(("x-carehq-timestamp", "1750000000"));
        if let Some(version) = version {
            request = request.insert_header(("x-carehq-signature-version", version));
        }
        read(&request.to_http_request(), body.as_bytes()).unwrap()
    }

    fn second(reading: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("1750000000\n{NONCE}\n").as_bytes());
        mac.update(reading);
        hex::encode(mac.finalize().into_bytes())
    }

    /// The vectors of the published Python client.
    #[test]
    fn what_clients_sign_is_what_we_read() {
        let query = "attributes=name&attributes=_id&filters-q=Zo%C3%AB+%26+Co&per_page=2&page=";
        let form = "genders=male&genders=female&care_requirements=l1%0Al2%3D%C3%A9&notes=";
        for (method, uri, body, signature) in [
            (
                Method::GET,
                format!("/v1/care-enquiries?{query}"),
                "",
                "948cb9bb0bce22e8b984f4c80b626af3c93b6fcf1a3e0509f340fa0215ee8404",
            ),
            (
                Method::DELETE,
                "/api/v1/care-enquiries/0123456789abcdef01234567".to_owned(),
                "",
                "be728f937fcf4fcd1e1289e50c84de963802e4258db4c7ef0267644e30312706",
            ),
            (
                Method::PUT,
                "//v1/care-enquiries".to_owned(),
                form,
                "3d70386a9fef3992950a6710bf53af45148a93c1941fb39c614b8bc4775c1019",
            ),
        ] {
            let signed = signed(method, &uri, body, Some("2.0"));
            assert_eq!(second(&signed.request.readings[0]), signature, "{uri}");
        }
        let signed = signed(Method::GET, &format!("/v1/care-enquiries?{query}"), "", None);
        let reading = String::from_utf8(signed.request.readings[0].clone()).unwrap();
        assert_eq!(reading, "attributesname_idfilters-qZoë & Coper_page2page");
        let first = Sha1::digest(
            format!("1750000000.25attributesname_idfilters-qZoë & Co{SECRET}").as_bytes(),
        );
        assert_eq!(hex::encode(first), "e72c2855845e7155c062a1b0581ea4198f6c06bc");
    }

    #[test]
    fn what_is_not_encoded_is_read_as_it_stands() {
        let body = "phone=+44 1%25&notes=l1\nl2";
        let signed = signed(Method::PUT, "/v1/care-enquiries", body, Some("2.0"));
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            signed.parameters,
            [
                Parameters(vec![pair("phone", " 44 1%"), pair("notes", "l1\nl2")]),
                Parameters(vec![pair("phone", "+44 1%"), pair("notes", "l1\nl2")]),
                Parameters(vec![pair("phone", "+44 1%25"), pair("notes", "l1\nl2")]),
            ]
        );
        assert_eq!(signed.request.readings.len(), 3);
    }

    #[test]
    fn a_signature_covers_the_form_alone() {
        let put = |version| signed(Method::PUT, "/v1/x?a=1", "b=2", version);
        assert_eq!(put(Some("2.0")).parameters.len(), 1);
        // The old PHP client signs the query of any request that has one.
        assert_eq!(put(None).parameters.len(), 2);
    }

    #[test]
    fn a_header_that_is_missing_or_unknown_is_no_signature() {
        let without = |name: &str, version: &'static str| {
            let mut request = TestRequest::with_uri("/v1/x");
            for header in [
                "x-carehq-accountid",
                "x-carehq-apikey",
                "x-carehq-signature",
                "x-carehq-nonce",
                "x-carehq-timestamp",
            ] {
                if header != name {
                    request = request.insert_header((header, "1"));
                }
            }
            let request = request.insert_header(("x-carehq-signature-version", version));
            read(&request.to_http_request(), b"").is_some()
        };
        assert!(without("", "2.0"));
        for name in ["x-carehq-accountid", "x-carehq-nonce", "x-carehq-timestamp"] {
            assert!(!without(name, "2.0"), "{name}");
        }
        assert!(!without("", "3.0"));
    }

    #[test]
    fn only_forms_can_be_read() {
        let typed = |content_type: &str, body: &str| {
            let request = TestRequest::put().insert_header((header::CONTENT_TYPE, content_type));
            other_type(&request.to_http_request(), body.as_bytes())
        };
        assert_eq!(typed("application/json; charset=utf-8", "{}").unwrap(), "application/json");
        assert_eq!(typed("application/json", ""), None);
        assert_eq!(typed("application/x-www-form-urlencoded; charset=UTF-8", "a=1"), None);
    }

    proptest! {
        #[test]
        fn what_is_sent_encoded_is_read_as_it_was_meant(
            pairs in prop::collection::vec(("[a-c]{1,2}", ".{0,8}"), 0..6),
        ) {
            let mut encoded = form_urlencoded::Serializer::new(String::new());
            let encoded = encoded.extend_pairs(&pairs).finish();
            let mut sorted = pairs;
            sorted.sort();
            let lines: Vec<String> =
                sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let lines = lines.join("\n");
            let meant = |method: &str| format!("{method}\n/v1/x\n{lines}").into_bytes();
            let get = signed(Method::GET, &format!("/api/v1/x?{encoded}"), "", Some("2.0"));
            prop_assert_eq!(&get.request.readings[0], &meant("GET"));
            let put = signed(Method::PUT, "//v1/x", &encoded, Some("2.0"));
            prop_assert_eq!(&put.request.readings[0], &meant("PUT"));
        }

        #[test]
        fn each_reading_is_another(sent in prop::collection::vec(any::<u8>(), 0..40)) {
            let request = TestRequest::put().uri("/v1/x?a=%2B&b=+").to_http_request();
            for second in [true, false] {
                let read = readings(&request, &sent, second);
                let count = |one: &Parameters| read.iter().filter(|other| *other == one).count();
                prop_assert!(!read.is_empty() && read.iter().all(|one| count(one) == 1));
            }
        }
    }
}
