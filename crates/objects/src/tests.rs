use std::fs::{self, OpenOptions};
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use bytes::BytesMut;
use tempfile::TempDir;
use tokio::time::timeout;

use super::*;
use crate::reader::CHUNK;
use crate::writer::PART;

fn local() -> (TempDir, Objects) {
    let folder = tempfile::tempdir().unwrap();
    let objects = Objects::open(&Url::from_directory_path(folder.path()).unwrap()).unwrap();
    (folder, objects)
}

/// Bytes that tell their place, so that none can be taken for others.
fn numbered(length: usize) -> Bytes {
    let mut bytes = BytesMut::with_capacity(length + 8);
    let mut number: u64 = 0;
    while bytes.len() < length {
        bytes.extend_from_slice(&number.to_le_bytes());
        number += 1;
    }
    bytes.truncate(length);
    bytes.freeze()
}

/// Every file below a folder, listed or not.
fn files(folder: &TempDir) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found
}

async fn listed(objects: &Objects) -> Vec<String> {
    objects.list("").await.unwrap().into_iter().map(|(path, _)| path).collect()
}

async fn read(objects: &Objects, path: &str, range: Range<u64>) -> Result<Bytes, ObjectsError> {
    let mut bytes = BytesMut::new();
    let mut reader = objects.reader(path, range).await?;
    while let Some(chunk) = reader.try_next().await? {
        assert!(!chunk.is_empty() && u64::try_from(chunk.len()).unwrap() <= CHUNK);
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

#[tokio::test]
async fn what_is_written_in_odd_pieces_is_read_at_every_edge() {
    let (_folder, objects) = local();
    let whole = numbered(20 * 1024 * 1024 + 3);
    let mut writer = objects.writer("releases/1/archive").await.unwrap();
    let mut rest = whole.clone();
    for length in [1, 0, 7, PART + 1, 100_000, PART - 1].into_iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let piece = rest.split_to(length.min(rest.len()));
        writer.write(piece).await.unwrap();
        assert_eq!(listed(&objects).await, [""; 0]);
    }
    assert!(objects.size("releases/1/archive").await.unwrap_err().is_not_found());
    writer.finish().await.unwrap();
    assert_eq!(listed(&objects).await, ["releases/1/archive"]);

    let size = objects.size("releases/1/archive").await.unwrap();
    assert_eq!(size, u64::try_from(whole.len()).unwrap());
    let part = u64::try_from(PART).unwrap();
    let edges = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, part, size - CHUNK, size - 1, size];
    for (start, end) in edges.iter().flat_map(|start| edges.map(|end| (*start, end))) {
        if start > end {
            continue;
        }
        let range = usize::try_from(start).unwrap()..usize::try_from(end).unwrap();
        let found = read(&objects, "releases/1/archive", start..end).await.unwrap();
        assert!(found == whole.slice(range), "{start}..{end}");
    }
    assert!(objects.get("releases/1/archive").await.unwrap() == whole);
}

#[tokio::test]
async fn an_object_may_be_empty_or_exactly_of_parts() {
    let (_folder, objects) = local();
    for length in [0, PART, 2 * PART] {
        let whole = numbered(length);
        let mut writer = objects.writer("a").await.unwrap();
        writer.write(whole.clone()).await.unwrap();
        writer.finish().await.unwrap();
        let size = objects.size("a").await.unwrap();
        assert_eq!(size, u64::try_from(length).unwrap());
        assert!(read(&objects, "a", 0..size).await.unwrap() == whole, "{length}");
    }
}

#[tokio::test]
async fn what_is_missing_is_known_at_once() {
    let (_folder, objects) = local();
    for range in [0..1, 0..0, 5..10] {
        let Err(error) = objects.reader("a/b", range).await else { panic!("there is nothing") };
        assert!(error.is_not_found(), "{error}");
    }
    assert!(objects.size("a/b").await.unwrap_err().is_not_found());
    assert_eq!(objects.find("a/b").await.unwrap(), None);
}

#[tokio::test]
async fn no_object_is_silently_short() {
    let (folder, objects) = local();
    objects.put("a", numbered(1_000)).await.unwrap();
    for range in [0..1_001, 999..1_001, 1_000..1_001, 2_000..2_001, 1_001..1_001] {
        let Err(error) = objects.reader("a", range.clone()).await else { panic!("{range:?}") };
        assert!(!error.is_not_found(), "{error}");
    }
    assert!(read(&objects, "a", 1_000..1_000).await.unwrap().is_empty());

    let whole = numbered(1_000_000);
    objects.put("b", whole.clone()).await.unwrap();
    let mut reader = objects.reader("b", 0..1_000_000).await.unwrap();
    let file = OpenOptions::new().write(true).open(folder.path().join("b")).unwrap();
    file.set_len(600_000).unwrap();
    let mut found = BytesMut::new();
    let error = loop {
        match reader.try_next().await {
            Ok(Some(chunk)) => found.extend_from_slice(&chunk),
            Ok(None) => panic!("it ended after {} bytes", found.len()),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, ObjectsError::Short { end: 1_000_000, .. }), "{error}");
    assert!(found == whole.slice(..found.len()));
}

#[tokio::test]
async fn reading_goes_on_while_the_object_is_replaced_or_removed() {
    let (_folder, objects) = local();
    let whole = numbered(3_000_000);
    objects.put("a/b", whole.clone()).await.unwrap();
    let mut readers = Vec::new();
    for _ in 0..2 {
        readers.push(objects.reader("a/b", 0..3_000_000).await.unwrap());
    }
    objects.put("a/b", Bytes::from_static(b"other")).await.unwrap();
    objects.delete("a/b").await.unwrap();
    for reader in readers {
        let chunks: Vec<Bytes> = reader.try_collect().await.unwrap();
        assert!(chunks.concat() == whole);
    }
}

#[tokio::test]
async fn an_upload_that_is_aborted_or_dropped_leaves_nothing() {
    let (folder, objects) = local();
    for drops in [false, true] {
        let mut writer = objects.writer("a/b").await.unwrap();
        writer.write(numbered(3 * PART)).await.unwrap();
        assert_eq!(files(&folder).len(), 1);
        if drops {
            drop(writer);
        } else {
            writer.abort().await;
            assert_eq!(files(&folder).len(), 0);
        }
        let gone = async {
            while !files(&folder).is_empty() {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(30), gone).await.unwrap();
        assert_eq!(listed(&objects).await, [""; 0]);
    }
}

#[tokio::test]
async fn an_upload_that_fails_leaves_what_was_there_before() {
    let (folder, objects) = local();
    objects.put("a/b", Bytes::from_static(b"before")).await.unwrap();
    let mut writer = objects.writer("a/b").await.unwrap();
    writer.write(numbered(PART + 1)).await.unwrap();
    for file in files(&folder) {
        if file.file_name().unwrap() != "b" {
            fs::remove_file(file).unwrap();
        }
    }
    writer.finish().await.unwrap_err();
    assert_eq!(objects.get("a/b").await.unwrap(), "before");
    assert_eq!(files(&folder).len(), 1);
}

/// What a process leaves behind that is killed.
async fn killed(objects: &Objects, path: &str) {
    let mut writer = objects.writer(path).await.unwrap();
    // Less than a part, as those on their way would go on being written.
    writer.write(numbered(5)).await.unwrap();
    std::mem::forget(writer);
}

#[tokio::test]
async fn whatever_is_listed_can_be_deleted_more_than_once() {
    let (folder, objects) = local();
    killed(&objects, "releases/1/archive").await;
    objects.put("releases/1/manifest", numbered(5)).await.unwrap();
    let mut paths = objects.list_all("releases").await.unwrap();
    paths.sort();
    assert_eq!(paths, ["releases/1/archive#1", "releases/1/manifest"]);
    for path in paths.iter().chain(&paths) {
        objects.delete(path).await.unwrap();
    }
    assert_eq!(objects.list_all("").await.unwrap(), [""; 0]);
    assert!(!folder.path().join("releases/1").exists());

    let elsewhere = folder.path().with_extension("1#1");
    fs::write(&elsewhere, "kept").unwrap();
    let name = elsewhere.file_name().unwrap().to_str().unwrap();
    objects.delete(&format!("../{name}")).await.unwrap_err();
    fs::remove_file(elsewhere).unwrap();
}

#[tokio::test]
async fn a_folder_that_is_gone_is_away_and_is_not_made_anew() {
    let parent = tempfile::tempdir().unwrap();
    let [folder, elsewhere] = ["objects", "elsewhere"].map(|name| parent.path().join(name));
    let objects = Objects::open(&Url::from_directory_path(&folder).unwrap()).unwrap();
    objects.put("a/b", numbered(5)).await.unwrap();
    let mut writer = objects.writer("a/c").await.unwrap();
    writer.write(numbered(5)).await.unwrap();
    fs::rename(&folder, &elsewhere).unwrap();
    let reader = objects.reader("a/b", 0..5).await;
    for (what, ended) in [
        ("get", objects.get("a/b").await.map(drop)),
        ("find", objects.find("a/b").await.map(drop)),
        ("size", objects.size("a/b").await.map(drop)),
        ("reader", reader.map(drop)),
        ("list", objects.list("a").await.map(drop)),
        ("list_all", objects.list_all("a").await.map(drop)),
        ("delete", objects.delete("a/b").await),
        ("put", objects.put("a/b", numbered(6)).await),
        ("writer", objects.writer("a/d").await.map(drop)),
    ] {
        assert!(matches!(ended, Err(ObjectsError::Away(_))), "{what}: {ended:?}");
    }
    writer.finish().await.unwrap_err();
    assert!(!folder.exists());
    fs::rename(&elsewhere, &folder).unwrap();
    assert_eq!(objects.get("a/b").await.unwrap(), numbered(5));
    assert!(objects.size("a/d").await.unwrap_err().is_not_found());
}

#[test]
fn numbers_after_a_hash_are_unfinished() {
    for (path, unfinished) in [
        ("a#1", true),
        ("releases/1/archive#12", true),
        ("a", false),
        ("a#", false),
        ("a#1b", false),
        ("a%231", false),
        ("a#1/b", false),
    ] {
        assert_eq!(is_unfinished(path), unfinished, "{path}");
    }
}

#[test]
fn addresses_of_other_stores_are_refused() {
    for url in ["gs://bucket/folder", "http://localhost/", "file://elsewhere/folder"] {
        let error = Objects::open(&url.parse().unwrap()).unwrap_err();
        assert!(matches!(error, ObjectsError::Address { .. }), "{error}");
    }
}
