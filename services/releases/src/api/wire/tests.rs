use uuid::Uuid;

use super::*;
use crate::api::links::Root;
use crate::api::links::tests::{links, site};
use crate::domain::{ItemId, ReleaseId, SigningKeyId};
use crate::store::releases::{FileRow, ReleaseRow};
use crate::store::signing_keys::SigningKeyRow;

/// The members of a release, in their order.
const MEMBERS: [&str; 31] = [
    "id",
    "name",
    "releaseDate",
    "archiveFileUrl",
    "archiveFileName",
    "archiveFileSizeBytes",
    "archiveFileSha256",
    "archiveFileLastModifiedTimestamp",
    "checksumFileUrl",
    "checksumFileName",
    "checksumFileSizeBytes",
    "checksumFileLastModifiedTimestamp",
    "signatureFileUrl",
    "signatureFileName",
    "signatureFileSizeBytes",
    "signatureFileLastModifiedTimestamp",
    "publicKeyFileUrl",
    "publicKeyFileName",
    "publicKeyFileSizeBytes",
    "publicKeyId",
    "manifestFileUrl",
    "manifestFileName",
    "manifestFileSizeBytes",
    "manifestFileSha256",
    "manifestFileLastModifiedTimestamp",
    "manifestSignatureFileUrl",
    "manifestSignatureFileName",
    "manifestSignatureFileSizeBytes",
    "manifestSignatureFileLastModifiedTimestamp",
    "publicKeyFingerprint",
    "publishedTimestamp",
];

/// A release of an item, published at a time.
pub(in crate::api) fn release(item: i64, archive: &str, published_at: &str) -> Release {
    let name = ArchiveName::parse(archive).unwrap();
    let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let file = |(nth, kind): (u8, FileKind)| FileRow {
        release_id: ReleaseId(7),
        item_id: ItemId(item),
        kind,
        name: name.file_name(kind),
        size: 100 + i64::from(nth),
        sha256: vec![0xA0 + nth; 32],
        modified_at: time("2025-05-07T08:51:21Z"),
    };
    let kinds = [
        FileKind::Archive,
        FileKind::Checksum,
        FileKind::Signature,
        FileKind::Manifest,
        FileKind::ManifestSignature,
    ];
    let row = ReleaseRow {
        id: ReleaseId(7),
        item_id: ItemId(item),
        name: "Release 5.2.0".to_owned(),
        release_date: "2025-05-08".parse().unwrap(),
        signing_key_id: SigningKeyId(6),
        upload_id: Uuid::from_u128(1),
        published_at: time(published_at),
        published_by: None,
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawal_reason: None,
    };
    let key = SigningKeyRow {
        id: SigningKeyId(6),
        file_name: "trud-public-key-2025-04-01.pgp".to_owned(),
        fingerprint: "0123456789ABCDEF0123456789ABCDEF01234567".to_owned(),
        public_key: "armored".to_owned(),
        created_at: time("2025-04-01T00:00:00Z"),
        signs_from: time("2025-04-01T00:00:00Z"),
    };
    Release { row, files: (0_u8..).zip(kinds).map(file).collect(), key }
}

#[test]
fn members_have_their_order() {
    let site = site();
    let links = links(&site, Root::Trud { key: "deadc0de".to_owned() });
    let release = release(58, "a b_5.2.0.zip", "2025-05-08T09:00:00.123456Z");
    let listed = Listed::of(&release, &links).unwrap();
    let text = serde_json::to_string(&Releases::told(vec![listed], 200)).unwrap();
    assert!(text.starts_with(r#"{"apiVersion":"1","releases":[{"id":"#), "{text}");
    assert!(text.ends_with(r#"}],"httpStatus":200,"message":"OK"}"#), "{text}");
    let places = MEMBERS.map(|member| text.find(&format!("\"{member}\":")).unwrap());
    assert!(places.is_sorted(), "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let told = value["releases"][0].as_object().unwrap();
    assert_eq!(told.len(), MEMBERS.len());
    assert!(told.values().all(|value| !value.is_null()), "{told:?}");
}

#[test]
fn a_release_is_told_as_trud_does() {
    let site = site();
    let links = links(&site, Root::Trud { key: "deadc0de".to_owned() });
    let release = release(58, "a b_5.2.0.zip", "2025-05-08T09:00:00.123456Z");
    let told = serde_json::to_value(Listed::of(&release, &links).unwrap()).unwrap();
    let files = "https://almanac.test/download/api/v1/keys/deadc0de/content/items/58";
    let public_keys = "https://almanac.test/download/api/v1/keys/deadc0de/content/public-keys";
    let modified = "2025-05-07T08:51:21.000Z";
    for (member, expected) in [
        ("id", "a b_5.2.0.zip".to_owned()),
        ("name", "Release 5.2.0".to_owned()),
        ("releaseDate", "2025-05-08".to_owned()),
        ("archiveFileUrl", format!("{files}/a%20b_5.2.0.zip")),
        ("archiveFileName", "a b_5.2.0.zip".to_owned()),
        ("archiveFileSha256", "A0".repeat(32)),
        ("archiveFileLastModifiedTimestamp", modified.to_owned()),
        ("checksumFileUrl", format!("{files}/trud_a%20b_5.2.0.xml")),
        ("checksumFileName", "trud_a b_5.2.0.xml".to_owned()),
        ("checksumFileLastModifiedTimestamp", modified.to_owned()),
        ("signatureFileUrl", format!("{files}/trud_a%20b_5.2.0.xml.asc")),
        ("signatureFileName", "trud_a b_5.2.0.sig".to_owned()),
        ("publicKeyFileUrl", format!("{public_keys}/trud-public-key-2025-04-01.pgp")),
        ("publicKeyFileName", "trud-public-key-2025-04-01.pgp".to_owned()),
        ("manifestFileUrl", format!("{files}/trud_a%20b_5.2.0.sha256")),
        ("manifestFileName", "trud_a b_5.2.0.sha256".to_owned()),
        ("manifestFileSha256", "A3".repeat(32)),
        ("manifestSignatureFileUrl", format!("{files}/trud_a%20b_5.2.0.sha256.asc")),
        ("manifestSignatureFileName", "trud_a b_5.2.0.sha256.asc".to_owned()),
        ("publicKeyFingerprint", "0123456789ABCDEF0123456789ABCDEF01234567".to_owned()),
        ("publishedTimestamp", "2025-05-08T09:00:00.123456Z".to_owned()),
    ] {
        assert_eq!(told[member], expected, "{member}");
    }
    for (member, expected) in [
        ("archiveFileSizeBytes", 100),
        ("checksumFileSizeBytes", 101),
        ("signatureFileSizeBytes", 102),
        ("publicKeyFileSizeBytes", 7),
        ("publicKeyId", 6),
        ("manifestFileSizeBytes", 103),
        ("manifestSignatureFileSizeBytes", 104),
    ] {
        assert_eq!(told[member], expected, "{member}");
    }
}

#[test]
fn a_release_that_lacks_a_file_is_not_told() {
    let site = site();
    let mut release = release(58, "a.zip", "2025-05-08T09:00:00Z");
    release.files.retain(|file| file.kind != FileKind::Manifest);
    let refused = Listed::of(&release, &links(&site, Root::Bearer)).err().unwrap();
    assert_eq!(refused.status().as_u16(), 500);
}
