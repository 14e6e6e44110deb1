//! The edges of the API: other methods, other forms, nonsense of all kinds,
//! and the audit of what was changed.

use access::Role;
use end_to_end::datasets::{Caller, Cast, PREFIXES, Row, key_of};
use end_to_end::{Platform, header};
use reqwest::Method;
use serde_json::{Value, json};

const JSON: &str = "application/json";

/// Every path that can be read.
const READS: [&str; 10] = [
    "",
    "available-tags/",
    "list/",
    "list/versions/",
    "list/versions/1/",
    "list/versions/1/changes/",
    "list/code-system/",
    "list/value-set/",
    "list/versions/1/code-system/",
    "list/versions/1/value-set/",
];

async fn start() -> (Platform, i64, Caller) {
    let platform = Platform::start().await;
    let organization = platform.organization("Our Trust").await;
    let creator = platform.caller("creator", &[(organization, Role::Creator)]).await;
    platform.put(&[Row::new("list").of(organization).tagged(&["tag"])]).await;
    (platform, organization, creator)
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_have_heads_options_and_slashes() {
    let (platform, _, creator) = start().await;
    for prefix in PREFIXES {
        for below in READS {
            let path = format!("{prefix}/datasets/{below}");
            let got = creator.open(&path).await;
            assert_eq!(got.status(), 200, "{path}");
            let head = creator.request(Method::HEAD, &path).send().await.unwrap();
            assert_eq!(head.status(), 200, "HEAD {path}");
            for name in ["content-type", "etag", "cache-control", "vary"] {
                assert_eq!(header(&head, name), header(&got, name), "{name} of {path}");
            }
            assert_eq!(header(&got, "cache-control"), Some("private, no-cache"), "{path}");
            assert!(head.bytes().await.unwrap().is_empty(), "HEAD {path}");
            assert!(!got.bytes().await.unwrap().is_empty(), "GET {path}");
            let options = creator.call(Method::OPTIONS, &path, None).await;
            assert!(options.header("allow").unwrap().starts_with("GET, "), "{path}");
            assert!(options.with(200).is_object(), "{path}");
        }
        for (method, below, status) in [
            ("GET", "", 301),
            ("HEAD", "", 301),
            ("POST", "", 308),
            ("GET", "/list", 301),
            ("PATCH", "/list", 308),
            ("PUT", "/list", 308),
            ("DELETE", "/list", 308),
            ("GET", "/available-tags", 301),
            ("POST", "/list/publish", 308),
            ("POST", "/list/create-custom", 308),
            ("GET", "/list/versions/1/changes", 301),
            ("GET", "/list/code-system", 301),
        ] {
            for query in ["", "?a=b%20c&page=2"] {
                let path = format!("{prefix}/datasets{below}");
                let asked = format!("{path}{query}");
                let sent = creator.call(method.parse().unwrap(), &asked, None).await;
                assert_eq!(sent.status.as_u16(), status, "{method} {path}");
                let location = sent.header("location").unwrap();
                let location = location.strip_prefix(&platform.url()).unwrap_or(location);
                assert_eq!(location, format!("{path}/{query}"), "{method}");
            }
        }
    }
    let shown = creator.get("list/").await.with(200);
    assert_eq!(shown["version"], 1, "a redirect does nothing");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_says_where_it_is() {
    let (platform, _, creator) = start().await;
    for prefix in PREFIXES {
        let path = format!("{prefix}/datasets/");
        let made = creator.post(&path, json!({ "name": "List" })).await;
        let (location, tag) = (made.header("location").unwrap(), made.header("etag").unwrap());
        let (location, tag) = (location.to_owned(), tag.to_owned());
        let made = made.with(201);
        assert_eq!(location, format!("{}{path}{}/", platform.url(), key_of(&made)));
        let shown = creator.get(location.strip_prefix(&platform.url()).unwrap()).await;
        assert_eq!(shown.header("etag"), Some(tag.as_str()));
        assert_eq!(shown.with(200), made);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_json_is_to_be_had() {
    let (platform, _, creator) = start().await;
    for path in ["", "available-tags/", "list/versions/", "list/versions/1/changes/"] {
        for accept in ["text/html", "application/xml", "text/csv", "application/json;q=0"] {
            let refused = creator.call_with(("accept", accept), Method::GET, path, None).await;
            assert!(refused.with(406)["detail"].is_string(), "{path} {accept}");
        }
        for accept in ["*/*", "application/*", "text/html, application/json;q=0.1", ""] {
            creator.call_with(("accept", accept), Method::GET, path, None).await.with(200);
        }
        creator.get(&format!("{path}?format=xml")).await.with(406);
        creator.get(&format!("{path}?format=json")).await.with(200);
    }
    let body = json!({ "name": "Other" });
    for (method, path) in [
        (Method::POST, ""),
        (Method::PATCH, "list/"),
        (Method::PUT, "list/"),
        (Method::DELETE, "list/"),
        (Method::POST, "list/publish/"),
    ] {
        let header = ("accept", "text/html");
        let refused = creator.call_with(header, method, path, Some(&body)).await;
        assert!(refused.with(406)["detail"].is_string(), "{path}");
    }
    assert_eq!(creator.keys("").await, ["list"]);
    let shown = creator.get("list/").await.with(200);
    assert_eq!([&shown["version"], &shown["is_global"]], [&json!(1), &json!(false)]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_as_such() {
    let (platform, _, creator) = start().await;
    let long = "x".repeat(3_000);
    for key in [
        "%00",
        "list%00",
        "%",
        "%zz",
        "%ff",
        "%F0%9F%98%80",
        "%25",
        "list%2Fpublish",
        "list%20",
        "LIST",
        "a.b",
        "-1",
        "'%20OR%201=1--",
        "%27%3BDROP%20TABLE%20datasets",
        "{key}",
        "*",
        long.as_str(),
    ] {
        for (method, below) in [
            (Method::GET, ""),
            (Method::PATCH, ""),
            (Method::PUT, ""),
            (Method::DELETE, ""),
            (Method::POST, "publish/"),
            (Method::POST, "create-custom/"),
            (Method::GET, "versions/"),
            (Method::GET, "versions/1/"),
            (Method::GET, "versions/1/changes/"),
            (Method::GET, "code-system/"),
            (Method::GET, "versions/1/value-set/"),
        ] {
            let path = format!("{key}/{below}");
            let body = (method != Method::GET).then(|| json!({ "name": "List" }));
            let refused = creator.call(method.clone(), &path, body.as_ref()).await.with(404);
            assert!(refused["detail"].is_string(), "{method} {path}: {refused}");
        }
    }
    creator.get("/api/v1/datasets//").await.with(404);
    creator.get("list/nothing/").await.with(404);

    let tags = vec!["tag"; 2_000].join(",");
    for (query, status) in [
        ("?page=-99999999999999999999", 404),
        ("?page=1e3", 404),
        ("?page=%F0%9F%98%80", 404),
        ("?page_size=1e9", 200),
        ("?page_size=%00", 200),
        ("?page_size=-9223372036854775809", 200),
        ("?page=9223372036854775807&page_size=100", 404),
        ("?search=%ff%fe", 200),
        ("?search=%00", 400),
        ("?search='%3B--", 200),
        ("?search=%5C", 200),
        ("?tags=%00", 400),
        ("?tags={a,b}", 200),
        ("?tags=%22,%5C,NULL", 200),
        ("?category=%00", 200),
        ("?category[]=a&tags[]=b", 200),
        ("?is_global=%00", 400),
        ("?is_global=null", 400),
        ("?=&&=a&?", 200),
        ("?search", 200),
        ("?%zz=%zz", 200),
        (&format!("?search={long}"), 200),
        (&format!("?tags={tags}"), 200),
        (&format!("?tags={tags},other"), 200),
    ] {
        let list = creator.get(query).await.with(status);
        assert!(list.is_object(), "{query}");
        let told = if status == 400 { 400 } else { 200 };
        creator.get(&format!("available-tags/{query}")).await.with(told);
    }
    assert_eq!(creator.keys("").await, ["list"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_all_kinds_are_answered() {
    let (platform, _, creator) = start().await;
    let deep = |letter: &str, count: usize| letter.repeat(count).into_bytes();
    let within = |start: &str, middle: Vec<u8>, end: &str| {
        [start.as_bytes(), &middle, end.as_bytes()].concat()
    };
    let nested = within("", [deep("[", 5_000), deep("]", 5_000)].concat(), "");
    let bodies: Vec<Vec<u8>> = vec![
        Vec::from(b"\xff\xfe{}"),
        Vec::from(b"{\"name\":\"\xff\"}"),
        Vec::from("\u{feff}{\"name\":\"List\"}"),
        deep("[", 100_000),
        deep("{\"a\":", 100_000),
        nested.clone(),
        within("{\"name\":", nested.clone(), "}"),
        within("{\"options\":", nested.clone(), "}"),
        within("{\"name\":\"List\",\"options\":{\"a\":", nested.clone(), "}}"),
        within("{\"name\":\"List\",\"tags\":", nested, "}"),
        Vec::from(r#"{"name":"\ud800"}"#),
        Vec::from(r#"{"name":"List","options":{"\ud800":"a"}}"#),
        Vec::from(r#"{"name":"List","organization":1e400}"#),
        Vec::from(r#"{"name":"List","organization":123456789012345678901234567890}"#),
        Vec::from(r#"{"name":1e400}"#),
        Vec::from(r#"{"name":"List","options":{"a":Infinity}}"#),
        Vec::from("{'name':'List'}"),
        Vec::from(r#"{"name":"List",}"#),
        Vec::from("{\"name\":\"List\"}\0"),
        Vec::from("null"),
        Vec::from("true"),
        Vec::from("\"{}\""),
    ];
    for body in bodies {
        let shown: String = String::from_utf8_lossy(&body).chars().take(60).collect();
        for (method, path) in [(Method::POST, ""), (Method::PATCH, "list/"), (Method::PUT, "list/")]
        {
            let answer = creator.send(method.clone(), path, JSON, body.clone()).await;
            // What is beyond the fields that are read may be anything.
            let is_ignored = method != Method::POST && shown.contains("organization");
            let status = answer.status.as_u16();
            assert!(status == 400 || (is_ignored && status < 400), "{method} {shown}: {status}");
            assert!(answer.body.is_object(), "{method} {shown}: {}", answer.body);
        }
    }
    assert_eq!(creator.keys("").await, ["list"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_read_who_changed_what() {
    let cast = Cast::start().await;
    let path = "/api/v1/audit/datasets/";
    cast.anybody.get(path).await.with(401);
    for caller in [&cast.individual, &cast.viewer, &cast.creator, &cast.admin] {
        caller.get(path).await.with(403);
    }
    assert_eq!(cast.staff.get(path).await.with(200)["count"], 0);

    let body = json!({ "name": "First", "key": "list", "options": { "a": "A" } });
    cast.creator.make(body).await;
    cast.admin.patch("list/", json!({ "name": "Second", "options": {} })).await.with(200);
    cast.creator.post("list/publish/", json!({})).await.with(200);
    let copy = cast.individual.post("list/create-custom/", json!({})).await.with(201);
    let copied = key_of(&copy).to_owned();
    // What is refused is no change.
    cast.admin.delete("list/").await.with(400);
    cast.admin.patch("list/", json!({ "name": "" })).await.with(400);
    cast.stranger.patch("list/", json!({})).await.with(403);
    cast.individual.delete(&format!("{copied}/")).await.with(204);
    cast.admin.delete("list/").await.with(204);

    let list = cast.staff.get(path).await.with(200);
    let mut rows = list["results"].as_array().unwrap().clone();
    rows.reverse();
    let told: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| {
            let user = row["user"]["username"].as_str().unwrap();
            (row["action"].as_str().unwrap(), row["entity_id"].as_str().unwrap(), user)
        })
        .collect();
    let expected = [
        ("CREATE", "list", "creator"),
        ("UPDATE", "list", "admin"),
        ("UPDATE", "list", "creator"),
        ("CREATE", copied.as_str(), "individual"),
        ("DELETE", copied.as_str(), "individual"),
        ("DELETE", "list", "admin"),
    ];
    assert_eq!(told, expected, "the newest first");
    assert!(rows.iter().all(|row| row["entity_type"] == "dataset"), "{rows:?}");

    // What each found is what the one before it left.
    let of_list: Vec<&Value> = rows.iter().filter(|row| row["entity_id"] == "list").collect();
    let mut last = &Value::Null;
    for row in &of_list {
        assert_eq!(row["previous_state"], *last, "{row}");
        last = &row["new_state"];
    }
    assert_eq!(*last, Value::Null);
    let names = of_list.iter().map(|row| &row["new_state"]["name"]).collect::<Vec<_>>();
    assert_eq!(names[..2], [&json!("First"), &json!("Second")]);
    let counts = of_list.iter().map(|row| &row["new_state"]["options_count"]).collect::<Vec<_>>();
    assert_eq!(counts[..2], [&json!(1), &json!(0)]);
    let published = &of_list[2];
    assert_eq!(published["previous_state"]["is_global"], false);
    assert_eq!(published["new_state"]["is_global"], true);
    assert_eq!(published["new_state"]["organization"], cast.ours);

    let creator = cast.creator.id.unwrap();
    for (query, count) in [
        ("?entity_id=list".to_owned(), 4),
        ("?action=DELETE".to_owned(), 2),
        (format!("?user_id={creator}"), 2),
        ("?entity_type=nothing".to_owned(), 0),
    ] {
        let list = cast.staff.get(&format!("{path}{query}")).await.with(200);
        assert_eq!(list["count"], count, "{query}");
    }
    cast.platform.stop().await;
}
