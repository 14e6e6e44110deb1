use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use bytes::Bytes;
use chassis::BoxError;
use futures_util::stream;
use tempfile::TempDir;
use tokio::io::AsyncReadExt;

use super::super::manifest::{Database, Manifest, Object};
use super::*;

/// Longer than a header has room for.
const KEY: &str = "reference/segments/a-publication-with-quite-a-long-name/2026-01-01-to-2026-12-31/\
                   0192f0c1-0000-7000-8000-000000000000.parquet";

struct Written {
    folder: TempDir,
    path: PathBuf,
}

/// An archive with one database and two objects, the second without its bytes.
async fn written() -> Written {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.tar");
    let mut manifest = Manifest::begin();
    let file = tokio::fs::File::create(&path).await.unwrap();
    let mut archive = Writer::new(file, &manifest);
    let dump = entry(&mut archive, "databases/rota.dump", &[b"a dump", b" in two parts"]).await;
    manifest.databases.push(Database {
        service: "rota".to_owned(),
        name: "almanac_rota".to_owned(),
        migrations: Vec::new(),
        pg_dump: 17,
        size: dump.size,
        sha256: dump.sha256,
    });
    let bytes = entry(&mut archive, &format!("objects/{KEY}"), &[&[7; 1_000]]).await;
    manifest.objects.push(Object {
        key: KEY.to_owned(),
        size: bytes.size,
        sha256: bytes.sha256,
        in_archive: true,
    });
    manifest.objects.push(Object {
        key: "releases/elsewhere".to_owned(),
        size: 1,
        sha256: String::new(),
        in_archive: false,
    });
    let length = archive.finish(&manifest).await.unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), length);
    Written { folder, path }
}

async fn entry(archive: &mut Writer, path: &str, parts: &[&[u8]]) -> Content {
    let parts: Vec<io::Result<Bytes>> =
        parts.iter().map(|part| Ok(Bytes::copy_from_slice(part))).collect();
    archive.entry(path, stream::iter(parts), |_| {}).await.unwrap()
}

fn open(path: &Path) -> Result<Archive, BoxError> {
    Archive::open(path, |_| {})
}

#[tokio::test]
async fn what_is_written_is_read() {
    let written = written().await;
    let archive = open(&written.path).unwrap();
    let mut text = String::new();
    let database = &archive.manifest.databases[0];
    archive.dump(database).await.unwrap().read_to_string(&mut text).await.unwrap();
    assert_eq!((text.as_str(), database.size), ("a dump in two parts", 19));
    let mut bytes = Vec::new();
    let object = &archive.manifest.objects[0];
    archive.object(object).await.unwrap().read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes, [7; 1_000]);
    assert!(archive.object(&archive.manifest.objects[1]).await.is_err());
}

#[tokio::test]
async fn tar_reads_it_too() {
    let written = written().await;
    let mut tar = Command::new("tar");
    tar.arg("-xf").arg(&written.path).current_dir(&written.folder);
    assert!(tar.status().unwrap().success());
    let object = written.folder.path().join("objects").join(KEY);
    assert_eq!(fs::read(object).unwrap(), [7; 1_000]);
    let mut check = Command::new("sha256sum");
    check.args(["--check", "--quiet", "manifest.json.sha256"]).current_dir(&written.folder);
    assert!(check.status().unwrap().success());
}

#[tokio::test]
async fn whatever_byte_is_changed_it_is_refused() {
    let written = written().await;
    let whole = fs::read(&written.path).unwrap();
    let changed = written.folder.path().join("changed.tar");
    let archive = open(&written.path).unwrap();
    let mut padding = 0;
    for at in (0..whole.len() - 1_024).step_by(61) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&changed, bytes).unwrap();
        match open(&changed) {
            Err(_) => {}
            // What fills the last block of an entry is nobody's.
            Ok(read) if whole[at] == 0 => {
                padding += 1;
                assert_eq!(read.manifest.databases[0].sha256, archive.manifest.databases[0].sha256);
            }
            Ok(_) => panic!("byte {at} was changed, and nobody noticed"),
        }
    }
    assert!(padding > 0, "the headers of entries alone have zeros");
}

#[tokio::test]
async fn one_that_is_cut_short_is_refused() {
    let written = written().await;
    let whole = fs::read(&written.path).unwrap();
    let short = written.folder.path().join("short.tar");
    for length in (0..whole.len() - 1_536).step_by(173) {
        fs::write(&short, &whole[..length]).unwrap();
        assert!(open(&short).is_err(), "{length} bytes of {}", whole.len());
    }
    fs::write(&short, "no archive").unwrap();
    let told = open(&short).unwrap_err().to_string();
    assert!(told.contains("damaged"), "{told}");
}

#[test]
fn what_may_be_read_but_once_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path(), Path::new("/dev/null")] {
        let told = open(path).unwrap_err().to_string();
        assert!(told.contains("is no file"), "{told}");
    }
}
