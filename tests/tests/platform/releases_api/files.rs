//! The files themselves.

mod parts;

use std::fs;
use std::path::PathBuf;

use ::releases::domain::FileKind;
use ::releases::store::releases::object_path;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use url::Url;

use super::*;

const BLANK: &str = "with a blank & more.zip";

/// A day before any file was made.
const EARLIER: &str = "Sun, 01 Mar 2020 10:20:29 GMT";

/// A file of a release: what is told of it, and what is kept.
struct File {
    /// How the names of its members in a list begin.
    member: &'static str,
    media_type: &'static str,
    name: String,
    modified_at: DateTime<Utc>,
    kept: Vec<u8>,
}

fn kept_at(platform: &Platform, published: &Published, kind: FileKind) -> PathBuf {
    platform.objects().join(object_path(published.release.row.upload_id, kind))
}

/// Every file of a release, and the key that it is signed with.
fn files(platform: &Platform, published: &Published) -> Vec<File> {
    let file = |(member, kind, media_type): (&'static str, FileKind, &'static str)| {
        let row = published.release.file(kind).unwrap();
        let kept = fs::read(kept_at(platform, published, kind)).unwrap();
        File { member, media_type, name: row.name.clone(), modified_at: row.modified_at, kept }
    };
    let unnamed = "application/octet-stream";
    let key = &published.release.key;
    let public_key = File {
        member: "publicKey",
        media_type: unnamed,
        name: key.file_name.clone(),
        modified_at: key.created_at,
        kept: key.public_key.clone().into_bytes(),
    };
    [
        ("archive", FileKind::Archive, "application/zip"),
        ("checksum", FileKind::Checksum, "application/xml"),
        ("signature", FileKind::Signature, unnamed),
        ("manifest", FileKind::Manifest, unnamed),
        ("manifestSignature", FileKind::ManifestSignature, unnamed),
    ]
    .into_iter()
    .map(file)
    .chain([public_key])
    .collect()
}

impl File {
    fn tag(&self) -> String {
        format!("\"{}\"", hex::encode(Sha256::digest(&self.kept)))
    }

    fn last_modified(&self) -> String {
        self.modified_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// What a list says of it is so.
    fn is_told_by(&self, release: &Value) {
        let told = |what: &str| &release[format!("{}{what}", self.member)];
        assert_eq!(*told("FileSizeBytes"), self.kept.len(), "{}", self.member);
        if let Some(sha256) = told("FileSha256").as_str() {
            assert_eq!(sha256, hex::encode_upper(Sha256::digest(&self.kept)), "{}", self.member);
        }
        if let Some(time) = told("FileLastModifiedTimestamp").as_str() {
            let expected = self.modified_at.format("%Y-%m-%dT%H:%M:%S.000Z").to_string();
            assert_eq!(time, expected, "{}", self.member);
        }
    }

    /// The answer for it says what it is, and is it to the last byte.
    async fn is_had(&self, holder: &Holder, path: &str) {
        let what = format!("{:?}: {}", holder.root, self.member);
        let answer = holder.get(path).await;
        assert_eq!(answer.status(), 200, "{what}");
        let disposition = format!("attachment; filename=\"{}\"", self.name);
        for (name, value) in [
            ("content-type", self.media_type),
            ("content-length", self.kept.len().to_string().as_str()),
            ("etag", &self.tag()),
            ("last-modified", &self.last_modified()),
            ("accept-ranges", "bytes"),
            ("cache-control", "private, no-cache, no-transform"),
            ("content-disposition", &disposition),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(header(&answer, name), Some(value), "{what}: {name}");
        }
        for name in ["content-encoding", "transfer-encoding", "set-cookie", "location"] {
            assert_eq!(header(&answer, name), None, "{what}: {name}");
        }
        let told = told(&answer);
        assert!(answer.bytes().await.unwrap() == self.kept, "{what}");

        for codings in ["gzip", "br", "zstd", "deflate, gzip, br;q=0.9, *;q=0.1"] {
            let answer = holder.get_with(path, "accept-encoding", codings).await;
            assert_eq!(self::told(&answer), told, "{what}: {codings}");
            assert!(answer.bytes().await.unwrap() == self.kept, "{what}: {codings}");
        }
        for range in ["bytes=0-0", "bytes=999999999-"] {
            let head = send(holder.request(Method::HEAD, path).header("range", range)).await;
            assert_eq!(head.status(), 200, "{what}: only a GET has parts");
            assert_eq!(self::told(&head), told, "{what}");
            assert!(head.bytes().await.unwrap().is_empty(), "{what}");
        }
    }

    /// Whoever holds it, or not, is told.
    async fn is_conditional(&self, holder: &Holder, path: &str) {
        let what = format!("{:?}: {}", holder.root, self.member);
        let (tag, time) = (self.tag(), self.last_modified());
        let weak = format!("W/{tag}");
        for (name, value, status) in [
            ("if-none-match", tag.as_str(), 304),
            ("if-none-match", &weak, 304),
            ("if-none-match", "*", 304),
            ("if-none-match", "\"x\"", 200),
            ("if-modified-since", &time, 304),
            ("if-modified-since", EARLIER, 200),
            ("if-match", &tag, 200),
            ("if-match", "*", 200),
            ("if-match", &weak, 412),
            ("if-match", "\"x\"", 412),
            ("if-unmodified-since", &time, 200),
            ("if-unmodified-since", EARLIER, 412),
        ] {
            let answer = holder.get_with(path, name, value).await;
            let what = format!("{what}: {name}: {value}");
            assert_eq!(answer.status(), status, "{what}");
            match status {
                304 => {
                    assert_eq!(header(&answer, "etag"), Some(tag.as_str()), "{what}");
                    assert!(answer.bytes().await.unwrap().is_empty(), "{what}");
                }
                412 => drop(refused(&what, answer, 412).await),
                _ => assert!(answer.bytes().await.unwrap() == self.kept, "{what}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_is_had_as_it_is_kept() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    let archive = bytes(100_000);
    let published = publish(&platform, item, &details(BLANK, "2025-05-08"), archive.clone()).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let files = files(&platform, &published);
    assert!(files[0].kept == archive);
    assert_eq!(files.len(), 6);
    // Through the gateway and without it.
    let service = format!("http://{}", platform.releases.as_ref().unwrap().address);
    let direct = Root::ALL.map(|root| Holder::new(&service, root, &key));
    for holder in holders(&platform, &key).iter().chain(&direct) {
        let release = holder.json(&holder.list(item)).await["releases"][0].clone();
        for file in &files {
            file.is_told_by(&release);
            let url = release[format!("{}FileUrl", file.member)].as_str().unwrap();
            let url: Url = url.parse().unwrap();
            file.is_had(holder, url.path()).await;
            file.is_conditional(holder, url.path()).await;
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_or_lost_is_not_had() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    let mut published = Vec::new();
    for archive in ["withdrawn.zip", "lost.zip"] {
        let details = details(archive, "2025-05-08");
        published.push(publish(&platform, item, &details, bytes(1000)).await);
    }
    let (_, key) = platform.subscriber("jo", item).await;
    let withdrawn = files(&platform, &published[0]);
    let [trud, ..] = holders(&platform, &key);
    for file in &withdrawn[..5] {
        trud.bytes(&trud.file(item, &file.name)).await;
    }
    withdraw(&platform, item, "withdrawn.zip", "It is wrong.").await;
    fs::remove_file(kept_at(&platform, &published[1], FileKind::Archive)).unwrap();
    for holder in holders(&platform, &key) {
        for file in &withdrawn[..5] {
            let path = holder.file(item, &file.name);
            for request in [
                holder.request(Method::GET, &path),
                holder.request(Method::GET, &path).header("if-none-match", file.tag()),
                holder.request(Method::GET, &path).header("range", "bytes=0-0"),
            ] {
                assert_eq!(refused(file.member, send(request).await, 404).await, "NOT FOUND");
            }
        }
        // What others were signed with stays.
        holder.bytes(&holder.public_key(&withdrawn[5].name)).await;
        refused("lost", holder.get(&holder.file(item, "lost.zip")).await, 500).await;
        holder.bytes(&holder.file(item, "trud_lost.xml")).await;
    }
    platform.stop().await;
}
