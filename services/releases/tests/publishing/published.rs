//! Publishing and withdrawing when nothing breaks.

use std::io;

use bytes::Bytes;
use chrono::{NaiveDate, SubsecRound, TimeDelta, Utc};
use futures_util::stream;
use releases::ReleasesError;
use releases::changes::{By, Details};
use releases::domain::{FileKind, ItemId};
use releases::openpgp;
use releases::store::releases::{self as kept, object_path};
use sha2::{Digest, Sha256};

use crate::{ITEM, OTHER_ITEM, World, details, numbered, pieces, unread};

/// What FIPS 180-2 has for the SHA-1 and the SHA-256 of `abc`, in appendices A.1
/// and B.1.
const CHECKSUM: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<FCIV>
  <FILE_ENTRY>
    <name>a &amp; b.zip</name>
    <SHA1>qZk+NkcGgWq6PiVxeFDCbJzQ2J0=</SHA1>
  </FILE_ENTRY>
</FCIV>
"#;
const MANIFEST: &str =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a & b.zip\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_release_comes_with_its_checksums_signed() {
    use FileKind::*;
    let world = World::new().await;
    let begun = Utc::now().trunc_subsecs(0);
    let made_at = "2025-05-07T08:51:21.75Z".parse().unwrap();
    let details = Details { modified_at: Some(made_at), ..details("a & b.zip") };
    let archive = stream::iter(["a", "", "bc"].map(|piece| Ok::<_, io::Error>(Bytes::from(piece))));
    let mut heard = Vec::new();
    let progress = |size: u64| heard.push(size);
    let published =
        world.publisher.publish(By::User(7), ITEM, &details, archive, progress).await.unwrap();
    assert_eq!(heard, [1, 1, 3]);
    assert!(published.new);
    let release = published.release;
    assert_eq!(release.row.name, details.name);
    assert_eq!(release.row.release_date, details.release_date);
    assert_eq!((release.row.published_by, release.row.withdrawn_at), (Some(7), None));

    for (kind, name, expected) in [
        (Archive, "a & b.zip", Some("abc")),
        (Checksum, "trud_a & b.xml", Some(CHECKSUM)),
        (Signature, "trud_a & b.xml.asc", None),
        (Manifest, "trud_a & b.sha256", Some(MANIFEST)),
        (ManifestSignature, "trud_a & b.sha256.asc", None),
    ] {
        let bytes = world.object(&release, kind).await;
        if let Some(expected) = expected {
            assert_eq!(bytes, expected);
        }
        let file = release.file(kind).unwrap();
        assert_eq!((file.name.as_str(), file.item_id), (name, ITEM));
        assert_eq!(usize::try_from(file.size), Ok(bytes.len()));
        assert_eq!(Sha256::digest(&bytes).as_slice(), file.sha256);
        if kind == Archive {
            assert_eq!(file.modified_at.to_rfc3339(), "2025-05-07T08:51:21+00:00");
        } else {
            assert!((begun..=Utc::now()).contains(&file.modified_at), "{}", file.modified_at);
        }
    }
    for (signature, of, other) in
        [(Signature, Checksum, Manifest), (ManifestSignature, Manifest, Checksum)]
    {
        let signature = world.object(&release, signature).await;
        let signature = std::str::from_utf8(&signature).unwrap();
        let [of, other] = [world.object(&release, of).await, world.object(&release, other).await];
        openpgp::verify(&release.key.public_key, signature, &of).unwrap();
        openpgp::verify(&release.key.public_key, signature, &other).unwrap_err();
    }

    let [listed] = <[_; 1]>::try_from(world.listed().await).unwrap();
    assert_eq!(format!("{:?}", listed.row), format!("{:?}", release.row));
    assert_eq!(listed.key.fingerprint, release.key.fingerprint);
    world.assert_whole(&listed).await;
    let audited = "SELECT count(*) FROM audit WHERE entity_type = 'release' \
                   AND action = 'CREATE' AND user_id = 7 AND previous_state IS NULL";
    assert_eq!(world.number(audited).await, 1);
    assert_eq!(world.publisher.collect().await.unwrap(), 0);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_is_newer_than_its_release() {
    let world = World::new().await;
    let tomorrow = Utc::now() + TimeDelta::days(1);
    let details = Details { modified_at: Some(tomorrow), ..details("a.zip") };
    let release = world.publish_as(&details, pieces(&numbered(1))).await.unwrap().release;
    assert!(release.files.iter().all(|file| file.modified_at <= release.row.published_at));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_published_once() {
    let world = World::new().await;
    let archive = numbered(2_500_000);
    let first = world.publish("a.zip", &archive).await.unwrap();
    for _ in 0..2 {
        let again = world.publish("a.zip", &archive).await.unwrap();
        assert!(first.new && !again.new);
        assert_eq!(again.release.row.upload_id, first.release.row.upload_id);
    }

    let renamed = Details { name: "Another name".to_owned(), ..details("a.zip") };
    let another_day = NaiveDate::from_ymd_opt(2025, 5, 9).unwrap();
    let redated = Details { release_date: another_day, ..details("a.zip") };
    for (details, archive) in [
        (details("a.zip"), &numbered(2_500_001)),
        (details("a.zip"), &Bytes::new()),
        (renamed, &archive),
        (redated, &archive),
    ] {
        let refused = world.publish_as(&details, pieces(archive)).await.unwrap_err();
        assert!(matches!(&refused, ReleasesError::Published(name) if name == "a.zip"), "{refused}");
    }
    // Both would have trud_a.xml, the second where capitals are not told apart.
    for name in ["a.rf2", "A.zip"] {
        let refused = world.publish(name, &archive).await.unwrap_err();
        assert!(matches!(refused, ReleasesError::Taken(_)), "{name}: {refused}");
    }
    assert_eq!(world.listed().await.len(), 1);
    world.assert_tidy().await;

    // Names are an item's own.
    let publisher = &world.publisher;
    let (other, details) = (pieces(&archive.slice(1..)), details("a.zip"));
    let published = publisher.publish(By::Command, OTHER_ITEM, &details, other, |_| ()).await;
    assert!(published.unwrap().new);
    // There is no release of nothing.
    let refused = world.publish("empty.zip", &Bytes::new()).await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Invalid(_)), "{refused}");
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_published_is_not_even_read() {
    let world = World::new().await;
    let nameless = Details { name: " ".to_owned(), ..details("a.zip") };
    for details in [nameless, details("trud_a.zip"), details("../a.zip"), details("a"), details("")]
    {
        let refused = world.publish_as(&details, unread()).await.unwrap_err();
        assert!(matches!(refused, ReleasesError::Invalid(_)), "{details:?}: {refused}");
    }
    let (nowhere, details) = (ItemId(404), details("a.zip"));
    let publisher = &world.publisher;
    let refused = publisher.publish(By::Command, nowhere, &details, unread(), |_| ()).await;
    assert!(matches!(refused, Err(ReleasesError::NoSuch)), "{refused:?}");
    assert_eq!(world.objects().await, [""; 0]);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_release_stays_and_so_does_its_name() {
    let world = World::new().await;
    let archive = numbered(1_000);
    for name in ["a.zip", "b.zip"] {
        world.publish(name, &archive).await.unwrap();
    }
    for reason in ["", " \n", "a\0b", &*"x".repeat(1_001)] {
        let refused = world.withdraw("a.zip", reason).await.unwrap_err();
        assert!(matches!(refused, ReleasesError::Invalid(_)), "{refused}");
    }
    for name in ["c.zip", "trud_a.xml", "A.ZIP", ""] {
        let refused = world.withdraw(name, "Wrong codes").await.unwrap_err();
        assert!(matches!(refused, ReleasesError::NoSuch), "{name}: {refused}");
    }
    assert_eq!(world.listed().await.len(), 2);

    let reason = "é".repeat(1_000);
    let withdrawn = world.withdraw("a.zip", &format!("\n{reason} ")).await.unwrap();
    assert_eq!((withdrawn.withdrawn_by, withdrawn.withdrawal_reason), (Some(7), Some(reason)));
    let [listed] = <[_; 1]>::try_from(world.listed().await).unwrap();
    assert_eq!(listed.archive_name(), "b.zip");
    let newest = listed.row.published_at.max(withdrawn.published_at);
    assert!(withdrawn.withdrawn_at.unwrap() > newest);
    let mut connection = world.connection().await;
    for file in &world.release("a.zip").await.unwrap().files {
        let found = kept::file(&mut connection, ITEM, &file.name).await.unwrap();
        assert!(found.is_none(), "{found:?}");
    }
    assert!(kept::file(&mut connection, ITEM, "trud_b.xml").await.unwrap().is_some());
    drop(connection);

    let refused = world.publish_from("a.zip", unread()).await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Withdrawn(_)), "{refused}");
    let refused = world.publish("a.tar", &archive).await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Taken(_)), "{refused}");
    let refused = world.withdraw("a.zip", "Again").await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Withdrawn(_)), "{refused}");

    assert_eq!(world.collect().await, 0);
    let stays = object_path(withdrawn.upload_id, FileKind::Archive);
    assert_eq!(world.publisher.objects.get(&stays).await.unwrap(), archive);
    // Both releases are verified.
    assert_eq!(world.verify().await.len(), 10);
    world.assert_tidy().await;
}
