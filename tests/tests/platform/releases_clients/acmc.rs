//! The client that acmc publishes, behind TLS as it wants it.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Stdio};

use ::releases::domain::ItemId;
use end_to_end::Setup;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::task::block_in_place;

use super::*;

/// The client, and the proxy that it calls.
struct Client {
    folder: TempDir,
    process: Child,
    told: BufReader<ChildStdout>,
}

impl Client {
    /// It starts; none where there is no such client, which CI does not accept.
    fn start() -> Option<Self> {
        let Ok(python) = std::env::var("ACMC_PYTHON") else {
            assert!(
                std::env::var("CI").is_err(),
                "CI has the acmc client, and ACMC_PYTHON names it"
            );
            eprintln!("skipped: ACMC_PYTHON names no Python with the acmc client");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        // It says addresses, and there are keys in them.
        let said = File::create(folder.path().join("said")).unwrap();
        let mut process = Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/acmc_client.py"))
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(said)
            .spawn()
            .unwrap();
        let told = BufReader::new(process.stdout.take().unwrap());
        Some(Self { folder, process, told })
    }

    /// The next line that it tells.
    fn hear(&mut self) -> Value {
        let mut line = String::new();
        block_in_place(|| self.told.read_line(&mut line)).unwrap();
        let at = self.folder.path().join("said");
        let said = || {
            let said = fs::read_to_string(&at).unwrap();
            let told = |line: &&str| !line.starts_with('[') && !line.contains("/keys/");
            said.lines().filter(told).collect::<Vec<_>>().join("\n")
        };
        assert!(!line.is_empty(), "it fell over:\n{}", said());
        serde_json::from_str(&line).unwrap()
    }

    /// Has it fetch the newest release of an item.
    fn fetch(&mut self, platform: &Platform, key: &str, item: ItemId) -> Value {
        let upstream = platform.url();
        let upstream = upstream.strip_prefix("http://").unwrap();
        let call = json!({ "upstream": upstream, "key": key, "item": item });
        writeln!(self.process.stdin.as_ref().unwrap(), "{call}").unwrap();
        self.hear()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have fallen over.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A platform that is reached through the client's proxy.
async fn behind(client: &mut Client) -> (Platform, String) {
    let url = format!("https://localhost:{}", client.hear());
    let public_url = Some(url.parse().unwrap());
    (Platform::set_up(Setup { public_url, ..Setup::default() }).await, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_client_downloads_a_release() {
    let Some(mut client) = Client::start() else { return };
    let (platform, url) = behind(&mut client).await;
    let item = platform.item("Example").await;
    let (archive, name) = (bytes(500_000), "with a blank.zip");
    platform.publish_archive(item, ARCHIVE, bytes(1000)).await;
    platform.publish_archive(item, name, archive.clone()).await;
    let (_, key) = platform.subscriber("jo", item).await;

    let told = client.fetch(&platform, &key, item);
    assert_eq!(told["error"], Value::Null, "HTTP {}", told["status"]);
    let (release, files) = (&told["release"], &told["files"]);
    assert_eq!(release["id"], name);
    let public_key = platform.signing_keys().await[0].file_name.clone();
    let root = format!("{url}/download/api/v1/keys/{key}/content/");
    for (kind, expected) in [
        ("archive", name),
        ("checksum", "trud_with a blank.xml"),
        ("signature", "trud_with a blank.sig"),
        ("publicKey", public_key.as_str()),
    ] {
        assert!(release[format!("{kind}FileUrl")].as_str().unwrap().starts_with(&root), "{kind}");
        assert_eq!(files[kind]["name"], expected);
        assert_eq!(files[kind]["size"], release[format!("{kind}FileSizeBytes")], "{kind}");
    }
    assert_eq!(files["archive"]["sha256"], hex::encode(Sha256::digest(&archive)));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_client_understands_refusals() {
    let Some(mut client) = Client::start() else { return };
    let (platform, _) = behind(&mut client).await;
    let item = platform.item("Example").await;
    let published = platform.publish_archive(item, ARCHIVE, bytes(1000)).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let other = platform.item("Nothing of hers").await;
    platform.publish_archive(other, ARCHIVE, bytes(1000)).await;

    for (key, item, status) in [
        (key.as_str(), other, 404),
        (key.as_str(), ItemId(2_000_000_000), 404),
        ("deadc0de", item, 400),
    ] {
        let told = client.fetch(&platform, key, item);
        assert_eq!(told, json!({ "error": "HTTPError", "status": status }), "{item}");
    }
    // It does compare what it got.
    damage(&kept(&platform, &published));
    let told = client.fetch(&platform, &key, item);
    assert_eq!(told["error"], "ValueError");
    platform.stop().await;
}
