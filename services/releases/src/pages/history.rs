//! The releases of an item, from new to old, as people see them.

use ::pages::Moment;
use chrono::NaiveDate;

use super::visit::address;
use super::words;
use crate::domain::{FileKind, ReleaseId, SigningKeyId, names};
use crate::store::releases::{FileRow, Release};

/// What archives are checked with.
const CHECKS: [FileKind; 4] =
    [FileKind::Manifest, FileKind::ManifestSignature, FileKind::Checksum, FileKind::Signature];

/// A release.
pub(super) struct Row {
    pub(super) id: ReleaseId,
    pub(super) name: String,
    pub(super) date: NaiveDate,
    /// Whether programs that ask for the latest release get this one.
    pub(super) is_newest: bool,
    pub(super) archive: Option<File>,
    pub(super) checks: Vec<File>,
    pub(super) published: Moment,
    pub(super) key: SigningKeyId,
    pub(super) withdrawn: Option<Withdrawn>,
}

/// A file of a release.
pub(super) struct File {
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// Where it is, for those who may have it.
    pub(super) address: Option<String>,
    pub(super) size: String,
    pub(super) exact_size: String,
    /// In hexadecimal digits, as lists of releases have it.
    pub(super) sha256: String,
}

/// That a release was withdrawn.
pub(super) struct Withdrawn {
    pub(super) at: Moment,
    pub(super) reason: String,
}

/// Releases in their order. Whoever `may_download` is told where files are.
pub(super) fn rows(releases: &[Release], may_download: bool) -> Vec<Row> {
    let listed = releases.iter().find(|release| release.row.withdrawn_at.is_none());
    let newest = listed.map(|release| release.row.id);
    releases.iter().map(|release| row(release, newest, may_download)).collect()
}

fn row(release: &Release, newest: Option<ReleaseId>, may_download: bool) -> Row {
    let row = &release.row;
    let is_there = may_download && row.withdrawn_at.is_none();
    let file = |kind| release.file(kind).map(|of| file(of, is_there));
    Row {
        id: row.id,
        name: row.name.clone(),
        date: row.release_date,
        is_newest: newest == Some(row.id),
        archive: file(FileKind::Archive),
        checks: CHECKS.into_iter().filter_map(file).collect(),
        published: Moment::from(row.published_at),
        key: row.signing_key_id,
        withdrawn: row.withdrawn_at.map(|at| Withdrawn {
            at: Moment::from(at),
            reason: row.withdrawal_reason.clone().unwrap_or_default(),
        }),
    }
}

fn file(row: &FileRow, is_there: bool) -> File {
    let rest = || format!("files/{}", names::segment(&row.name));
    File {
        kind: words::kind(row.kind),
        name: row.name.clone(),
        address: is_there.then(|| address(row.item_id, &rest())),
        size: words::size(row.size),
        exact_size: words::exact_size(row.size),
        sha256: hex::encode_upper(&row.sha256),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::domain::ItemId;
    use crate::store::releases::ReleaseRow;
    use crate::store::signing_keys::SigningKeyRow;

    fn release(id: i64, withdrawn: bool) -> Release {
        let at: DateTime<Utc> = "2026-11-20T09:00:00Z".parse().unwrap();
        let files = [FileKind::Signature, FileKind::Archive, FileKind::Manifest].map(|kind| {
            let name = format!("opcs 4_{id}.{}", kind.as_str());
            let sha256 = vec![0xab; 32];
            let (release_id, item_id) = (ReleaseId(id), ItemId(119));
            FileRow { release_id, item_id, kind, name, size: 1_234_567, sha256, modified_at: at }
        });
        let row = ReleaseRow {
            id: ReleaseId(id),
            item_id: ItemId(119),
            name: format!("Release {id}"),
            release_date: at.date_naive(),
            signing_key_id: SigningKeyId(6),
            upload_id: Uuid::nil(),
            published_at: at,
            published_by: None,
            withdrawn_at: withdrawn.then_some(at),
            withdrawn_by: None,
            withdrawal_reason: withdrawn.then(|| "A page was missing.".to_owned()),
        };
        let key = SigningKeyRow {
            id: SigningKeyId(6),
            file_name: "trud-public-key-2026-11-01.pgp".to_owned(),
            fingerprint: "0".repeat(40),
            public_key: String::new(),
            created_at: at,
            signs_from: at,
        };
        Release { row, files: files.into(), key }
    }

    #[test]
    fn the_newest_is_the_first_that_is_still_there() {
        let releases = [release(3, true), release(2, false), release(1, false)];
        let newest: Vec<bool> = rows(&releases, true).iter().map(|row| row.is_newest).collect();
        assert_eq!(newest, [false, true, false]);
        assert!(rows(&[release(1, true)], true).iter().all(|row| !row.is_newest));
    }

    #[test]
    fn files_are_where_they_can_be_had() {
        let address = |withdrawn, may_download| {
            let row = rows(&[release(1, withdrawn)], may_download).remove(0);
            let checks: Vec<&str> = row.checks.iter().map(|file| file.kind).collect();
            assert_eq!(checks, ["Manifest (SHA-256)", "Signature of the checksum"]);
            let archive = row.archive.unwrap();
            assert_eq!((archive.size.as_str(), archive.sha256), ("1.2 MB", "AB".repeat(32)));
            assert_eq!(archive.exact_size, "1,234,567 bytes");
            archive.address
        };
        let expected = "/releases/items/119/files/opcs%204_1.archive".to_owned();
        assert_eq!(address(false, true), Some(expected));
        for (withdrawn, may_download) in [(false, false), (true, true), (true, false)] {
            assert_eq!(address(withdrawn, may_download), None);
        }
        let row = rows(&[release(1, true)], true).remove(0);
        assert_eq!(row.withdrawn.unwrap().reason, "A page was missing.");
    }
}
