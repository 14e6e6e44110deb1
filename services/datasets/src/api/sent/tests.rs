use actix_web::FromRequest;
use actix_web::http::header;
use actix_web::test::TestRequest;
use actix_web::web::PayloadConfig;
use serde_json::json;

use super::*;
use crate::turns::{SMALL, Turns};

async fn received(text: &str) -> Result<Sent, ApiError> {
    let (request, mut payload) = TestRequest::post()
        .app_data(PayloadConfig::new(crate::LARGEST_BODY))
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CONTENT_LENGTH, text.len()))
        .set_payload(text.to_owned())
        .to_http_parts();
    let body = Body::from_request(&request, &mut payload).await?;
    let turn = Turns::default().take(body.size()).await?;
    Sent::receive(&turn, body, Ok).await
}

type New = (Option<String>, Edit);

async fn said(text: &str) -> Result<New, Value> {
    let mut sent = received(text).await.unwrap();
    let new = (sent.key(), sent.edit());
    sent.check_ignored();
    finished(new, sent)
}

async fn changed(text: &str) -> Result<Edit, Value> {
    let mut sent = received(text).await.unwrap().partially();
    let edit = sent.edit();
    finished(edit, sent)
}

fn finished<T>(said: T, sent: Sent) -> Result<T, Value> {
    sent.fields.finish().map(|()| said).map_err(|error| json!(error.fields()))
}

fn texts(texts: &[&str]) -> Option<Vec<String>> {
    Some(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[actix_web::test]
async fn a_body_says_a_dataset() {
    let body = json!({
        "key": " wards ", "name": "  Wards ", "description": " Of here. ",
        "options": { "b": "B", "a": 1 }, "tags": [" x", "X", "x ", "a,b"], "format_pattern": "code",
        "reference_url": "HTTPS://example.org/a?b#c", "category": "nhs_dd", "source_type": "scrape",
        "is_custom": false, "is_global": true, "parent": 7, "is_active": [], "version": "x",
    });
    // As text, since a `Value` does not keep the order of members.
    let body = body.to_string().replace(r#"{"a":1,"b":"B"}"#, r#"{"b":"B","a":1}"#);
    let (key, edit) = said(&body).await.unwrap();
    assert_eq!(key.as_deref(), Some("wards"));
    let pairs = [("b", "B"), ("a", "1")].map(|(code, text)| (code.to_owned(), text.to_owned()));
    let options: Options = pairs.into_iter().collect();
    let expected = Edit {
        name: Some("Wards".to_owned()),
        description: Some("Of here.".to_owned()),
        reference_url: Some("HTTPS://example.org/a?b#c".to_owned()),
        format_pattern: Some("code".to_owned()),
        tags: texts(&["x", "X", "a,b"]),
        options: Some(options.clone()),
    };
    assert_eq!(edit, expected);
    let order = edit.options.unwrap();
    assert!(order.iter().eq(options.iter()), "{order:?}");

    let empty = r#"{"name":12.5,"key":"","description":"","format_pattern":"","reference_url":"",
        "tags":[],"options":{}}"#;
    let (key, edit) = said(empty).await.unwrap();
    let nothing = Some(String::new());
    assert_eq!((key, edit.name.as_deref()), (None, Some("12.5")));
    assert_eq!([&edit.description, &edit.format_pattern, &edit.reference_url], [&nothing; 3]);
    assert_eq!((edit.tags, edit.options), (texts(&[]), Some(Options::default())));
    assert_eq!(said(r#"{"name":"x","key":null}"#).await.unwrap().0, None);
}

#[actix_web::test]
async fn every_field_has_its_rules() {
    let (null, text) = ("This field may not be null.", "Not a valid string.");
    let blank = "This field may not be blank.";
    let nul = "Null characters are not allowed.";
    let long = |most: usize| format!("Ensure this field has no more than {most} characters.");
    let list = |kind: &str| format!("Expected a list of items but got type \"{kind}\".");
    let choice = |word: &str| format!("\"{word}\" is not a valid choice.");
    let letters = "Use lower-case letters a to z, digits, underscores and hyphens only.";
    let boolean = "Must be a valid boolean.";
    let url = "Enter a valid URL.";
    let many: Vec<String> = (0..=limits::TAGS).map(|number| number.to_string()).collect();
    let far = format!("https://example.org/{}", "x".repeat(181));
    for (field, value, mistake) in [
        ("name", json!(null), null),
        ("name", json!(" \t"), blank),
        ("name", json!(""), blank),
        ("name", json!(["x"]), text),
        ("name", json!(true), text),
        ("name", json!({}), text),
        ("name", json!("a\0"), nul),
        ("name", json!("é".repeat(256)), &*long(255)),
        ("description", json!(null), null),
        ("description", json!([]), text),
        ("description", json!("\0"), nul),
        ("description", json!("é".repeat(20_001)), &*long(20_000)),
        ("format_pattern", json!(null), null),
        ("format_pattern", json!("é".repeat(51)), &*long(50)),
        ("reference_url", json!(null), null),
        ("reference_url", json!(far), &*long(200)),
        ("reference_url", json!("example.org"), url),
        ("reference_url", json!("/path"), url),
        ("reference_url", json!("ftp://example.org/"), url),
        ("reference_url", json!("javascript:alert(1)"), url),
        ("reference_url", json!("javascript://example.org/%0aalert(1)"), url),
        ("reference_url", json!("http:example.org"), url),
        ("reference_url", json!("http://"), url),
        ("reference_url", json!("http:///example.org"), url),
        ("reference_url", json!("http://a b/"), url),
        ("reference_url", json!("http://example.org/a b"), url),
        ("reference_url", json!("http://exa\nmple.org/"), url),
        ("reference_url", json!("http://example.org\\x"), url),
        ("reference_url", json!("http://example.org:99999/"), url),
        ("reference_url", json!("http://."), url),
        ("reference_url", json!("http://../"), url),
        ("reference_url", json!("http://a..b/"), url),
        ("reference_url", json!("http://.a/"), url),
        ("reference_url", json!("http://a../"), url),
        ("reference_url", json!("http://-"), url),
        ("reference_url", json!("http://-a.org/"), url),
        ("reference_url", json!("http://a-.org/"), url),
        ("tags", json!(null), null),
        ("tags", json!("x"), &*list("str")),
        ("tags", json!({ "x": 1 }), &*list("dict")),
        ("tags", json!([7]), text),
        ("tags", json!(["x", null]), text),
        ("tags", json!([["x"]]), text),
        ("tags", json!(["x", " "]), blank),
        ("tags", json!(["\0"]), nul),
        ("tags", json!(["é".repeat(101)]), &*long(100)),
        ("tags", json!(many), "A dataset has at most 100 tags."),
        ("tags", json!(vec![7; 1_001]), "Ensure this field has no more than 1000 elements."),
        ("name", json!(1e20), text),
        ("description", json!(-1e30), text),
        ("key", json!("Wards"), letters),
        ("key", json!("a.b"), letters),
        ("key", json!(" "), blank),
        ("key", json!([]), text),
        ("key", json!("x".repeat(101)), &*long(100)),
        ("key", json!("available-tags"), "This key is reserved."),
        ("key", json!("ethnic_category"), "This key is reserved."),
        ("key", json!("nhs_trusts"), "This key is reserved."),
        ("category", json!("wards"), &*choice("wards")),
        ("category", json!(null), null),
        ("source_type", json!(1), &*choice("1")),
        ("is_custom", json!("maybe"), boolean),
        ("is_global", json!({}), boolean),
    ] {
        let mut body = json!({ "name": "Wards" });
        body[field] = value;
        let told = said(&body.to_string()).await.unwrap_err();
        assert_eq!(told, json!({ field: [mistake] }), "{field}");
    }
    for options in ["null", "[]", "\"x\"", "7", r#"{"":"x"}"#, r#"{"a":null}"#, r#"{"a":[]}"#] {
        let told = said(&format!(r#"{{"name":"x","options":{options}}}"#)).await.unwrap_err();
        let fields: Vec<_> = told.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["options"], "{options}");
    }
    assert_eq!(said("{}").await.unwrap_err(), json!({ "name": ["This field is required."] }));
    assert_eq!(said("").await.unwrap_err(), json!({ "name": ["This field is required."] }));
}

#[actix_web::test]
async fn what_just_fits_is_fine() {
    let tags: Vec<String> = (0..limits::TAGS).map(|number| number.to_string()).collect();
    let url = format!("https://example.org/{}", "x".repeat(180));
    let body = json!({
        "key": "x".repeat(100), "name": "é".repeat(255), "description": "é".repeat(20_000),
        "format_pattern": "é".repeat(50), "reference_url": url, "tags": tags,
    });
    let (key, edit) = said(&body.to_string()).await.unwrap();
    assert_eq!(key.map(|key| key.len()), Some(100));
    assert_eq!(edit.reference_url, Some(url));
    assert_eq!(edit.tags, Some(tags));
}

#[test]
fn hosts_are_where_pages_can_be() {
    for url in [
        "http://foo",
        "http://foo./x",
        "http://a-b.c--d.org:80/",
        "http://a_b.org/",
        "https://münchen.example/",
        "http://127.0.0.1/",
        "http://[::1]:8080/",
    ] {
        assert!(is_http_url(url), "{url}");
    }
}

#[actix_web::test]
async fn all_mistakes_are_told_at_once() {
    let body = json!({
        "key": "A", "description": null, "options": [], "tags": 7, "format_pattern": [],
        "reference_url": "x", "category": "x", "source_type": "x", "is_custom": 2, "is_global": 2,
    });
    let told = said(&body.to_string()).await.unwrap_err();
    let mut expected: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    expected.push("name");
    expected.sort_unstable();
    let fields: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, expected);
}

#[actix_web::test]
async fn a_change_says_what_is_different() {
    assert_eq!(changed("{}").await, Ok(Edit::default()));
    assert_eq!(changed("").await, Ok(Edit::default()));
    // What is not for owners to say does not matter, whatever it is.
    let ignored = r#"{"is_global":7,"category":[],"key":"A","organization":{},"is_active":false}"#;
    assert_eq!(changed(ignored).await, Ok(Edit::default()));
    let edit = Edit { tags: texts(&["x"]), ..Edit::default() };
    assert_eq!(changed(r#"{"tags":["x","x"]}"#).await, Ok(edit));
    let told = changed(r#"{"name":null,"options":[]}"#).await.unwrap_err();
    assert_eq!(told["name"], json!(["This field may not be null."]));
    assert!(told["options"].is_array(), "{told}");
}

#[actix_web::test]
async fn what_cannot_be_read_is_refused_at_once() {
    let deep = format!(r#"{{"options":{{"a":{}1{}}}}}"#, "[".repeat(200), "]".repeat(200));
    let members: Vec<String> = (0..=Options::MOST).map(|code| format!("\"{code}\":\"\"")).collect();
    let many = format!(r#"{{"options":{{{}}}}}"#, members.join(","));
    for (text, status) in [
        ("{", StatusCode::BAD_REQUEST),
        (r#"{"name":NaN}"#, StatusCode::BAD_REQUEST),
        (r#"{"options":{"a":NaN}}"#, StatusCode::BAD_REQUEST),
        (&*deep, StatusCode::BAD_REQUEST),
        (&*many, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let error = received(text).await.err().unwrap();
        assert_eq!(error.status(), status, "{text:.80}");
        assert!(error.fields().is_empty(), "{error}");
    }
}

#[actix_web::test]
async fn a_large_body_is_read_like_a_small_one() {
    let text = "x".repeat(SMALL);
    let body = format!(r#"{{"name":"Wards","options":{{"a":"{text}"}}}}"#);
    let (_, edit) = said(&body).await.unwrap();
    assert_eq!(edit.options.unwrap().get("a"), Some(&*text));
    let told = said(&format!(r#"{{"options":{{"a":["{text}"]}}}}"#)).await.unwrap_err();
    assert!(told["options"].is_array() && told["name"].is_array(), "{told}");
}

#[test]
fn a_custom_version_may_have_a_name() {
    let read = |value: Value| {
        let mut fields = Fields::new(value.as_object().unwrap().clone());
        let name = custom_name(&mut fields);
        fields.finish().map(|()| name).map_err(|error| json!(error.fields()))
    };
    for (body, expected) in [
        (json!({}), Ok(None)),
        (json!({ "name": null }), Ok(None)),
        (json!({ "name": "" }), Ok(None)),
        (json!({ "name": " Ours " }), Ok(Some("Ours".to_owned()))),
        (json!({ "name": 7 }), Ok(Some("7".to_owned()))),
        (json!({ "name": " " }), Err(json!({ "name": ["This field may not be blank."] }))),
        (json!({ "name": [] }), Err(json!({ "name": ["Not a valid string."] }))),
    ] {
        assert_eq!(read(body.clone()), expected, "{body}");
    }
}
