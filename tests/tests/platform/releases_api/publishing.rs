//! Staff publish archives over HTTP.

mod races;

use access::csrf;
use end_to_end::{Browser, Served, secrets};
use reqwest::Body;
use reqwest::header::CONTENT_TYPE;

use super::*;

const MEDIA_TYPE: &str = "multipart/form-data; boundary=a-line-of-its-own";
const AUDIT: &str = "/api/v1/audit/releases/";

/// A body with these parts, each with what its head says, and what it holds.
fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (head, content) in parts {
        let head = format!("--a-line-of-its-own\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--a-line-of-its-own--\r\n");
    body
}

fn archive_field(file_name: &str) -> String {
    format!("name=\"archive\"; filename=\"{file_name}\"\r\nContent-Type: application/zip")
}

/// What a page sends to publish a release.
fn release(name: &str, date: &str, file_name: &str, archive: &[u8]) -> Vec<u8> {
    form(&[
        ("name=\"name\"", name.as_bytes()),
        ("name=\"releaseDate\"", date.as_bytes()),
        (&archive_field(file_name), archive),
    ])
}

async fn post(browser: &Browser, item: impl Display, body: impl Into<Body>) -> Response {
    let path = format!("/api/v1/releases/items/{item}/releases");
    let request = browser.request(Method::POST, &path).header(CONTENT_TYPE, MEDIA_TYPE);
    send(request.header(csrf::HEADER, browser.csrf()).body(body)).await
}

async fn status(answer: impl Future<Output = Response>) -> u16 {
    answer.await.status().as_u16()
}

/// Somebody who runs the platform, and a subscriber of an item.
struct Scene {
    platform: Platform,
    item: ItemId,
    staff: i64,
    browser: Browser,
    subscriber: Holder,
}

impl Scene {
    async fn start() -> Self {
        let platform = Platform::start().await;
        let item = platform.item("Example").await;
        let password = secrets::password();
        let staff = platform.staff("sam", &password).await;
        let browser = platform.sign_in("sam", &password).await;
        let (_, key) = platform.subscriber("jo", item).await;
        let subscriber = Holder::new(&platform.url(), Root::Bearer, &key);
        Self { platform, item, staff, browser, subscriber }
    }

    /// The releases that a subscriber sees.
    async fn listed(&self) -> Vec<Value> {
        let answer = self.subscriber.get(&self.subscriber.list(self.item)).await;
        let body: Value = answer.json().await.unwrap();
        body["releases"].as_array().unwrap().clone()
    }

    /// What the audit tells of releases, the newest first.
    async fn audit(&self) -> Vec<Value> {
        let path = format!("{AUDIT}?entity_type=release&page_size=500");
        let answer = self.browser.get(&path).await;
        assert_eq!(answer.status(), 200);
        let body: Value = answer.json().await.unwrap();
        body["results"].as_array().unwrap().clone()
    }

    /// A replica of the service, and a browser that calls it.
    async fn replica(&self) -> (Served, Browser) {
        let replica = self.platform.another_releases().await;
        let browser = self.browser.at(&format!("http://{}", replica.address));
        (replica, browser)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_publish_a_release_once() {
    let scene = Scene::start().await;
    let Scene { platform, item, browser, subscriber, .. } = &scene;
    let archive = bytes(200_000);
    let body = release("Release 5.2.0", "2025-05-08", "with a blank.zip", &archive);
    let answer = post(browser, item, body.clone()).await;
    assert_eq!(answer.status(), 201);
    assert_eq!(header(&answer, "content-type"), Some("application/json"));
    let location = header(&answer, "location").unwrap().to_owned();
    let made: Value = answer.json().await.unwrap();
    assert_eq!((&made["httpStatus"], &made["message"]), (&Value::from(201), &Value::from("OK")));
    let listed = scene.listed().await;
    assert_eq!(made["releases"], Value::from(listed.clone()));
    assert_eq!(listed[0]["name"], "Release 5.2.0");
    assert_eq!(listed[0]["releaseDate"], "2025-05-08");
    assert_eq!(listed[0]["archiveFileUrl"], location);
    let path = location.strip_prefix(&platform.url()).unwrap();
    assert!(subscriber.bytes(path).await == archive);

    let again = post(browser, item, body.clone()).await;
    assert_eq!(again.status(), 200);
    assert_eq!(header(&again, "location"), None);
    let again: Value = again.json().await.unwrap();
    assert_eq!(again["httpStatus"], 200);
    assert_eq!(again["releases"], made["releases"]);
    for other in [
        release("Release 5.2.0", "2025-05-08", "with a blank.zip", &archive[1..]),
        release("Release 5.2.1", "2025-05-08", "with a blank.zip", &archive),
        release("Release 5.2.0", "2025-05-09", "with a blank.zip", &archive),
    ] {
        let message = refused("another one", post(browser, item, other).await, 409).await;
        assert!(message.starts_with("with a blank.zip has been published"), "{message}");
    }
    assert_eq!(scene.listed().await, listed);

    withdraw(platform, *item, "with a blank.zip", "It is wrong.").await;
    let message = refused("withdrawn", post(browser, item, body).await, 409).await;
    assert!(message.starts_with("with a blank.zip has been withdrawn"), "{message}");
    assert!(scene.listed().await.is_empty());

    let audit = scene.audit().await;
    assert_eq!(audit.len(), 2, "what changed nothing is not told: {audit:?}");
    let (published, withdrawn) = (&audit[1], &audit[0]);
    assert_eq!(published["action"], "CREATE");
    assert_eq!(published["user"]["id"], scene.staff);
    assert_eq!(published["user"]["username"], "sam");
    assert_eq!(published["previous_state"], Value::Null);
    assert_eq!(published["new_state"]["archive"], "with a blank.zip");
    assert_eq!(published["new_state"]["item"], item.0);
    assert_eq!(withdrawn["action"], "UPDATE");
    assert_eq!(withdrawn["user"], Value::Null, "by command");
    assert_eq!(withdrawn["reason"], "It is wrong.");
    scene.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_wrong_is_told_by_field() {
    let scene = Scene::start().await;
    let Scene { item, browser, .. } = &scene;
    let (name, date) = ("name=\"name\"", "name=\"releaseDate\"");
    let (archive, long) = (archive_field("a.zip"), "x".repeat(5_000));
    let (archive, long) = (archive.as_str(), long.as_str());
    for (parts, fields) in [
        (vec![], &["archive: ", "name: ", "releaseDate: "][..]),
        (vec![(name, "Release"), (date, "2025-05-08")], &["archive: "]),
        (vec![(date, "2025-05-08"), (archive, "PK")], &["name: "]),
        (vec![(name, " "), (date, "8/5/2025"), (archive, "PK")], &["name: ", "releaseDate: "]),
        (vec![(name, "a\nb"), (date, ""), (archive, "PK")], &["name: ", "releaseDate: "]),
        (vec![(name, long), (date, "2025-05-08"), (archive, "PK")], &["name: "]),
        (vec![(archive, "PK"), (name, "Release"), (date, "2025-05-08")], &["name: "]),
        (vec![(name, "Release"), (date, "2025-05-08"), ("name=\"archive\"", "PK")], &["archive: "]),
    ] {
        let parts: Vec<(&str, &[u8])> =
            parts.into_iter().map(|(head, content)| (head, content.as_bytes())).collect();
        let answer = post(browser, item, form(&parts)).await;
        let message = refused(&format!("{fields:?}"), answer, 400).await;
        for field in fields {
            assert!(message.contains(field), "{field}: {message}");
        }
    }
    for file_name in
        ["", "no-extension", ".zip", "a/b.zip", "é.zip", "trud_a.zip", &"x".repeat(300), "a.zip "]
    {
        let body = release("Release", "2025-05-08", file_name, b"PK");
        let message = refused(file_name, post(browser, item, body).await, 400).await;
        assert!(message.starts_with("archive: "), "{file_name}: {message}");
    }
    assert!(scene.listed().await.is_empty());
    assert!(scene.audit().await.is_empty());
    scene.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_staff_publish_and_only_what_an_item_has() {
    let scene = Scene::start().await;
    let Scene { platform, item, browser, subscriber, .. } = &scene;
    let body = || release("Release", "2025-05-08", ARCHIVE, b"PK");
    let path = subscriber.list(item);
    let sent =
        |request: RequestBuilder| send(request.header(CONTENT_TYPE, MEDIA_TYPE).body(body()));

    let bare = sent(browser.request(Method::POST, &path)).await;
    let message = refused("no token", bare, 403).await;
    assert!(message.starts_with("CSRF Failed: "), "{message}");
    let stranger = platform.browser();
    let nobody = sent(stranger.request(Method::POST, &path)).await;
    assert!(header(&nobody, "www-authenticate").is_some());
    refused("nobody", nobody, 401).await;
    refused("a key", sent(subscriber.request(Method::POST, &path)).await, 401).await;
    let password = secrets::password();
    platform.user("al", &password).await;
    let al = platform.sign_in("al", &password).await;
    refused("not staff", post(&al, item, body()).await, 403).await;
    assert_eq!(al.get(AUDIT).await.status(), 403);
    assert_eq!(platform.get(AUDIT).await.status(), 401);

    for (media_type, status) in [
        (Some("application/zip"), 415),
        (Some("application/json"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        (Some("multipart/mixed; boundary=a-line-of-its-own"), 415),
        (None, 415),
        (Some("multipart/form-data"), 400),
        (Some("multipart/form-data; boundary=another"), 400),
    ] {
        let request = browser.request(Method::POST, &path).header(csrf::HEADER, browser.csrf());
        let request = match media_type {
            Some(media_type) => request.header(CONTENT_TYPE, media_type),
            None => request,
        };
        let answer = send(request.body(body())).await;
        refused(media_type.unwrap_or("no type"), answer, status).await;
    }
    for item in ["2000000000", "0", "x", "-1"] {
        let message = refused(item, post(browser, item, body()).await, 404).await;
        assert_eq!(message, "Not found.", "{item}");
    }
    assert!(scene.listed().await.is_empty());
    assert!(scene.audit().await.is_empty());
    scene.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_published_where_nothing_is_that_was() {
    let scene = Scene::start().await;
    let Scene { platform, item, browser, subscriber, .. } = &scene;
    let archive = bytes(500);
    let [first, second] = ["first.zip", "second.zip"];
    let body = |name| release("Release", "2025-05-08", name, &archive);
    assert_eq!(status(post(browser, item, body(first))).await, 201);
    // As where a disk is not mounted.
    let mount = tempfile::tempdir().unwrap();
    let [here, away] = [platform.objects(), mount.path()].map(|folder| folder.join("releases"));
    std::fs::rename(&here, &away).unwrap();
    let answer = post(browser, item, body(second)).await;
    assert_eq!(answer.status(), 503);
    assert!(header(&answer, "retry-after").is_some());
    assert!(!here.exists(), "nothing is written where a disk should be");
    assert_eq!(scene.listed().await.len(), 1);
    // There is not even a folder to mount it at.
    std::fs::rename(platform.objects(), mount.path().join("objects")).unwrap();
    let path = subscriber.file(item, first);
    assert_eq!(status(subscriber.get(&path)).await, 503);
    assert_eq!(status(post(browser, item, body(second))).await, 503);
    assert!(!platform.objects().exists());

    std::fs::rename(mount.path().join("objects"), platform.objects()).unwrap();
    std::fs::rename(&away, &here).unwrap();
    assert!(subscriber.bytes(&path).await == archive);
    assert_eq!(status(post(browser, item, body(second))).await, 201);
    assert_eq!(scene.listed().await.len(), 2);
    scene.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_is_not_published() {
    let scene = Scene::start().await;
    let Scene { platform, item, browser, subscriber, .. } = &scene;
    let archive = bytes(500_000);
    let body = release("Release", "2025-05-08", ARCHIVE, &archive);
    let service = format!("http://{}", platform.releases.as_ref().unwrap().address);
    let direct = browser.at(&service);
    for browser in [browser, &direct] {
        // The body ends too soon, as if that were all.
        for length in [body.len() - 4, body.len() / 2, 100, 0] {
            let answer = post(browser, item, body[..length].to_vec()).await;
            refused(&format!("{length} bytes"), answer, 400).await;
        }
        // The connection breaks in the middle of it.
        let path = subscriber.list(item);
        let request = browser.request(Method::POST, &path).header(CONTENT_TYPE, MEDIA_TYPE);
        let half = body[..body.len() / 2].to_vec();
        let cut = stream::iter([Ok(half), Err(io::Error::other("the line broke"))]);
        let request = request.header(csrf::HEADER, browser.csrf()).body(Body::wrap_stream(cut));
        let answer = request.send().await;
        assert!(answer.is_err_and(|error| error.status().is_none()), "nobody hears of it");
    }
    assert!(scene.listed().await.is_empty());
    let changes = subscriber.json("/api/v1/releases/changes").await;
    assert_eq!(changes["changes"], Value::Array(Vec::new()));
    assert!(scene.audit().await.is_empty());

    assert_eq!(status(post(browser, item, body)).await, 201);
    assert!(subscriber.bytes(&subscriber.file(item, ARCHIVE)).await == archive);
    scene.platform.stop().await;
}
