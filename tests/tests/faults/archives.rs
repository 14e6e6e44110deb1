//! Archives, on their way in and out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use access::csrf;
use end_to_end::client;
use end_to_end::faults::Callers;
use end_to_end::processes::Fleet;
use reqwest::header::{CONTENT_TYPE, ETAG, IF_RANGE, RANGE};
use reqwest::{Body, Client, Method, RequestBuilder, Response};
use serde_json::Value;

use crate::{Scene, told};

const MEDIA_TYPE: &str = "multipart/form-data; boundary=a-line-of-its-own";

/// So many mebibytes, no two of which are alike.
pub(crate) fn mebibytes(count: u8) -> Vec<u8> {
    let mut all = Vec::new();
    for number in 0..count {
        all.extend_from_slice(&[number; 1 << 20]);
    }
    all
}

/// What is sent before the bytes of an archive.
pub(crate) fn head(file_name: &str) -> Vec<u8> {
    let part = |head: &str, content: &str| {
        format!("--a-line-of-its-own\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}")
    };
    let archive =
        format!("name=\"archive\"; filename=\"{file_name}\"\r\nContent-Type: application/zip");
    let name = part("name=\"name\"", &format!("Release of {file_name}\r\n"));
    let date = part("name=\"releaseDate\"", "2025-05-08\r\n");
    [name, date, part(&archive, "")].concat().into_bytes()
}

/// An item, those who publish its releases and one who subscribes to it.
pub(crate) struct Shelf<'a> {
    callers: &'a Callers,
    client: Client,
    path: String,
    url: String,
}

impl<'a> Shelf<'a> {
    /// A new one.
    pub(crate) async fn new(callers: &'a Callers, fleet: &Fleet) -> Self {
        let item = told(fleet.command(), &["item", "add", "Faults"]).await["id"].to_string();
        let user = callers.credential("ORG_CREATOR_USERNAME");
        told(fleet.command(), &["subscription", "add", user, &item]).await;
        let path = format!("/api/v1/releases/items/{item}");
        Self { callers, client: client(), url: format!("{}{path}", fleet.url()), path }
    }

    /// Publishes whatever this body is.
    pub(crate) fn publishing(&self, body: impl Into<Body>) -> RequestBuilder {
        let browser = &self.callers.browser;
        let request = browser.request(Method::POST, &format!("{}/releases", self.path));
        let request = request.header(CONTENT_TYPE, MEDIA_TYPE);
        request.header(csrf::HEADER, browser.csrf()).body(body)
    }

    /// Publishes an archive.
    pub(crate) async fn publish(&self, file_name: &str, archive: &[u8]) -> Response {
        let body = [&head(file_name)[..], archive, b"\r\n--a-line-of-its-own--\r\n"].concat();
        self.publishing(body).send().await.unwrap()
    }

    /// The archives that a subscriber sees, the newest first.
    pub(crate) async fn listed(&self) -> Vec<String> {
        let answer = self.as_subscriber("releases").send().await.unwrap();
        if answer.status() == 404 {
            // So it is told of an item that has none.
            return Vec::new();
        }
        assert_eq!(answer.status(), 200);
        let told: Value = answer.json().await.unwrap();
        let releases = told["releases"].as_array().unwrap().iter();
        releases.map(|release| release["id"].as_str().unwrap().to_owned()).collect()
    }

    /// A subscriber's request for an archive.
    pub(crate) fn download(&self, file_name: &str) -> RequestBuilder {
        self.as_subscriber(&format!("content/{file_name}"))
    }

    fn as_subscriber(&self, path: &str) -> RequestBuilder {
        let request = self.client.get(format!("{}/{path}", self.url));
        request.bearer_auth(self.callers.credential("RELEASES_KEY"))
    }

    /// Fetches what a download that broke off has not.
    pub(crate) async fn rest(&self, file_name: &str, broken: &Fetched) -> Fetched {
        let request = self.download(file_name).header(IF_RANGE, &broken.etag);
        let request = request.header(RANGE, format!("bytes={}-", broken.bytes.len()));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 206);
        Fetched::all(answer).await
    }
}

/// What came of a download.
pub(crate) struct Fetched {
    /// What it is told to be.
    pub(crate) etag: String,
    /// How many bytes it is told to have.
    pub(crate) length: u64,
    /// Those that came.
    pub(crate) bytes: Vec<u8>,
    /// Whether the client took these for all there are.
    pub(crate) whole: bool,
}

impl Fetched {
    /// The first bytes of an answer, and the rest to come.
    pub(crate) async fn some(mut answer: Response) -> (Self, Response) {
        let etag = answer.headers()[ETAG].to_str().unwrap().to_owned();
        let length = answer.content_length().unwrap();
        let bytes = answer.chunk().await.unwrap().unwrap().to_vec();
        (Self { etag, length, bytes, whole: false }, answer)
    }

    /// Reads on until nothing more comes.
    pub(crate) async fn on(mut self, mut answer: Response) -> Self {
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) => self.bytes.extend_from_slice(&chunk),
                Ok(None) => return Self { whole: true, ..self },
                Err(_) => return self,
            }
        }
    }

    /// All that comes of an answer.
    pub(crate) async fn all(answer: Response) -> Self {
        let (some, answer) = Self::some(answer).await;
        some.on(answer).await
    }

    /// Checks that it is a part of an archive, and known to be no more.
    #[track_caller]
    pub(crate) fn assert_broken(&self, archive: &[u8]) {
        let (came, all) = (self.bytes.len(), archive.len());
        assert!(!self.whole, "{came} of {all} bytes pass for all of them");
        assert!(came < all && self.length == u64::try_from(all).unwrap());
        assert!(archive.starts_with(&self.bytes));
    }
}

impl Scene {
    /// Every file that releases has in the object store.
    pub(crate) fn archives(&self) -> BTreeSet<PathBuf> {
        files(&self.fleet.objects.path().join("releases"))
    }
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { BTreeSet::from([path]) })
        .collect()
}
