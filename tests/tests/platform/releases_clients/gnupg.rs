//! Signatures as GnuPG finds them. The files lie in one folder, as they are
//! fetched, each under the last segment of its address.

use ::releases::changes::{self, By};
use ::releases::domain::ItemId;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Utc;
use end_to_end::client;
use serde_json::Value;
use sha1::{Digest, Sha1};
use tempfile::TempDir;

use super::*;

struct Bundle {
    folder: TempDir,
    /// As it is listed.
    release: Value,
}

impl Bundle {
    /// The newest release of an item.
    async fn fetch(platform: &Platform, key: &str, item: ItemId) -> Self {
        let path = format!("/api/v1/releases/items/{item}/releases?latest");
        let release = platform.json_as(key, &path).await["releases"][0].clone();
        let folder = tempfile::tempdir().unwrap();
        for kind in
            ["archive", "checksum", "signature", "manifest", "manifestSignature", "publicKey"]
        {
            let url = release[format!("{kind}FileUrl")].as_str().unwrap();
            let answer = client().get(url).bearer_auth(key).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{kind}");
            let name = url.rsplit('/').next().unwrap();
            fs::write(folder.path().join(name), answer.bytes().await.unwrap()).unwrap();
        }
        Self { folder, release }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn public_key(&self) -> PathBuf {
        self.at(self.release["publicKeyFileName"].as_str().unwrap())
    }

    /// Both files that are signed, each after its signature.
    fn signed(&self) -> [[PathBuf; 2]; 2] {
        let archive = self.release["archiveFileName"].as_str().unwrap();
        let stem = archive.strip_suffix(".zip").unwrap();
        ["xml", "sha256"].map(|kind| {
            let file = format!("trud_{stem}.{kind}");
            [self.at(&format!("{file}.asc")), self.at(&file)]
        })
    }
}

/// Whoever knows one public key alone.
struct Reader {
    home: TempDir,
}

impl Reader {
    async fn new(public_key: &Path) -> Self {
        let reader = Self { home: tempfile::tempdir().unwrap() };
        let mut import = reader.gpg();
        import.arg("--import").arg(public_key);
        let mut dearmor = reader.gpg();
        dearmor.arg("--output").arg(reader.ring()).arg("--dearmor").arg(public_key);
        for command in [import, dearmor] {
            let done = run(command).await;
            assert!(done.status.success(), "{}", text(&done.stderr));
        }
        reader
    }

    fn gpg(&self) -> Command {
        let mut gpg = Command::new("gpg");
        gpg.arg("--homedir").arg(self.home.path()).args(["--batch", "--no-autostart"]);
        gpg
    }

    fn ring(&self) -> PathBuf {
        self.home.path().join("ring.gpg")
    }

    /// The fingerprint of who has signed a file, as gpg and gpgv find it.
    async fn who_signed(&self, [signature, file]: &[PathBuf; 2]) -> [Option<String>; 2] {
        let mut gpg = self.gpg();
        gpg.args(["--status-fd", "1", "--verify"]).arg(signature).arg(file);
        let mut gpgv = Command::new("gpgv");
        gpgv.arg("--homedir").arg(self.home.path()).args(["--status-fd", "1", "--keyring"]);
        gpgv.arg(self.ring()).arg(signature).arg(file);
        [valid(run(gpg).await), valid(run(gpgv).await)]
    }
}

/// Whose signature is valid, which both its words and its status must say.
fn valid(done: Output) -> Option<String> {
    let told = text(&done.stdout);
    let line = told.lines().find_map(|line| line.strip_prefix("[GNUPG:] VALIDSIG "));
    assert_eq!(line.is_some(), done.status.success(), "{told}");
    line.and_then(|line| line.split(' ').next()).map(str::to_owned)
}

async fn signed_by(bundle: &Bundle, reader: &Reader, who: Option<&str>) {
    for pair in bundle.signed() {
        let found = reader.who_signed(&pair).await;
        assert_eq!(found.each_ref().map(Option::as_deref), [who, who], "{}", pair[1].display());
    }
}

fn has_gnupg() -> bool {
    find("gpg").is_some() && find("gpgv").is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn gnupg_finds_who_signed_a_release() {
    if !has_gnupg() {
        return;
    }
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    platform.publish_archive(item, ARCHIVE, bytes(1000)).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let bundle = Bundle::fetch(&platform, &key, item).await;
    let reader = Reader::new(&bundle.public_key()).await;
    let fingerprint = platform.signing_keys().await[0].fingerprint.clone();
    assert_eq!(bundle.release["publicKeyFingerprint"], fingerprint);
    signed_by(&bundle, &reader, Some(&fingerprint)).await;

    for [_, file] in bundle.signed() {
        damage(&file);
    }
    signed_by(&bundle, &reader, None).await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_release_comes_with_the_key_that_signed_it() {
    if !has_gnupg() {
        return;
    }
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    platform.publish_archive(item, "older.zip", bytes(1000)).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let older = Bundle::fetch(&platform, &key, item).await;

    let mut connection = platform.releases_connection().await;
    let keys = platform.secret_keys();
    let new =
        changes::add_signing_key(&mut connection, By::Command, keys, Utc::now()).await.unwrap();
    platform.publish_archive(item, "newer.zip", bytes(1001)).await;
    let newer = Bundle::fetch(&platform, &key, item).await;
    assert_eq!(newer.release["id"], "newer.zip");

    let readers = [Reader::new(&older.public_key()).await, Reader::new(&newer.public_key()).await];
    let old = platform.signing_keys().await[1].fingerprint.clone();
    assert_ne!(old, new.fingerprint);
    signed_by(&older, &readers[0], Some(&old)).await;
    signed_by(&newer, &readers[1], Some(&new.fingerprint)).await;
    signed_by(&older, &readers[1], None).await;
    signed_by(&newer, &readers[0], None).await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_is_the_hash_of_the_archive() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    let (archive, name) = (bytes(1000), "with a blank & more.zip");
    platform.publish_archive(item, name, archive.clone()).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let bundle = Bundle::fetch(&platform, &key, item).await;
    let at = bundle.at("with%20a%20blank%20%26%20more.zip");
    assert!(fs::read(&at).unwrap() == archive);

    let checksum = bundle.at("trud_with%20a%20blank%20%26%20more.xml");
    let sha1 = STANDARD.encode(Sha1::digest(&archive));
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<FCIV>\n  <FILE_ENTRY>\n    \
         <name>with a blank &amp; more.zip</name>\n    <SHA1>{sha1}</SHA1>\n  </FILE_ENTRY>\n\
         </FCIV>\n"
    );
    assert_eq!(fs::read_to_string(checksum).unwrap(), expected);

    // As it is called in the manifest.
    let at_home = bundle.at(name);
    fs::rename(at, &at_home).unwrap();
    let check = || {
        let mut check = Command::new("sha256sum");
        check.current_dir(bundle.folder.path()).args(["--check", "--strict"]);
        check.arg("trud_with%20a%20blank%20%26%20more.sha256");
        check
    };
    assert!(run(check()).await.status.success());
    damage(&at_home);
    assert!(!run(check()).await.status.success());
    platform.stop().await;
}
