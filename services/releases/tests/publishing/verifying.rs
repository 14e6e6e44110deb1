//! Whether the object store still has what was published.

use std::collections::BTreeMap;
use std::fs;

use bytes::Bytes;
use releases::ReleasesError;
use releases::changes::Outcome;
use releases::domain::FileKind;
use releases::store::releases::{Release, object_path};
use sha2::{Digest, Sha256};
use strum::VariantArray;

use crate::{ITEM, OTHER_ITEM, World, numbered};

use FileKind::{Archive, Checksum, Manifest, ManifestSignature, Signature};
use Outcome::{Damaged, Intact, Missing, Unsigned};

impl World {
    async fn overwrite(&self, release: &Release, kind: FileKind, bytes: Bytes) {
        let path = object_path(release.row.upload_id, kind);
        self.publisher.objects.put(&path, bytes).await.unwrap();
    }

    /// How the files of a release are that are not as they were.
    async fn outcomes(&self, release: &Release) -> BTreeMap<FileKind, Outcome> {
        let mut told = Vec::new();
        let item = Some(release.row.item_id);
        let reports = self.publisher.verify(item, |one| told.push(one.file.clone())).await.unwrap();
        assert_eq!(told, reports.iter().map(|one| one.file.clone()).collect::<Vec<_>>());
        let of_release = reports.iter().filter(|one| one.release == release.archive_name());
        let outcomes: BTreeMap<_, _> =
            of_release.map(|one| (kind_of(release, &one.file), one.outcome)).collect();
        assert_eq!(outcomes.len(), FileKind::VARIANTS.len());
        outcomes.into_iter().filter(|(_, outcome)| *outcome != Intact).collect()
    }

    /// Makes the database believe that these bytes were published.
    async fn forge(&self, release: &Release, kind: FileKind, bytes: Bytes) {
        let (size, sha256) = (bytes.len(), hex::encode(Sha256::digest(&bytes)));
        let id = release.row.id;
        let sql = format!(
            "ALTER TABLE release_files DISABLE TRIGGER append_only; \
             UPDATE release_files SET size = {size}, sha256 = '\\x{sha256}' \
             WHERE release_id = {id} AND kind = '{kind}'; \
             ALTER TABLE release_files ENABLE TRIGGER append_only"
        );
        self.database.execute(&sql).await;
        self.overwrite(release, kind, bytes).await;
    }
}

fn kind_of(release: &Release, file_name: &str) -> FileKind {
    release.files.iter().find(|file| file.name == file_name).unwrap().kind
}

/// The same bytes but for one.
fn damaged(bytes: &Bytes, place: usize) -> Bytes {
    let damage = |(at, byte): (usize, &u8)| if at == place { byte ^ 1 } else { *byte };
    bytes.iter().enumerate().map(damage).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_not_as_it_was_is_named() {
    let world = World::new().await;
    // Longer than what is read at a time.
    let release = world.publish("a.zip", &numbered(600_000)).await.unwrap().release;
    for kind in FileKind::VARIANTS {
        let whole = world.object(&release, *kind).await;
        // What cannot be right is a signature of other bytes, or of none.
        let signature = match kind {
            Checksum => Some(Signature),
            Manifest => Some(ManifestSignature),
            Archive | Signature | ManifestSignature => None,
        };
        let longer = Bytes::from([&whole[..], b"\n"].concat());
        for (bytes, outcome, of_signature) in [
            (Some(damaged(&whole, 0)), Damaged, Unsigned),
            (Some(damaged(&whole, whole.len() - 1)), Damaged, Unsigned),
            (Some(whole.slice(..whole.len() - 1)), Damaged, Unsigned),
            (Some(longer), Damaged, Unsigned),
            (Some(Bytes::new()), Damaged, Unsigned),
            (None, Missing, Unsigned),
        ] {
            match bytes {
                Some(bytes) => world.overwrite(&release, *kind, bytes).await,
                None => {
                    let path = object_path(release.row.upload_id, *kind);
                    world.publisher.objects.delete(&path).await.unwrap();
                }
            }
            let mut expected = BTreeMap::from([(*kind, outcome)]);
            expected.extend(signature.map(|signature| (signature, of_signature)));
            assert_eq!(world.outcomes(&release).await, expected, "{kind}");
        }
        world.overwrite(&release, *kind, whole).await;
    }
    assert_eq!(world.outcomes(&release).await, BTreeMap::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_are_those_of_their_files_by_the_key_of_the_release() {
    let world = World::new().await;
    let one = world.publish("a.zip", &numbered(1_000)).await.unwrap().release;
    let other = world.publish("b.zip", &numbered(1_001)).await.unwrap().release;
    let [own, foreign] =
        [world.object(&one, Signature).await, world.object(&other, Signature).await];
    let of_manifest = world.object(&one, ManifestSignature).await;

    for swapped in [&foreign, &of_manifest] {
        world.overwrite(&one, Signature, swapped.clone()).await;
        let expected = BTreeMap::from([(Signature, Damaged)]);
        assert_eq!(world.outcomes(&one).await, expected);
        // Nor does it help to change what the database says.
        world.forge(&one, Signature, swapped.clone()).await;
        let expected = BTreeMap::from([(Signature, Unsigned)]);
        assert_eq!(world.outcomes(&one).await, expected);
        world.forge(&one, Signature, own.clone()).await;
        assert_eq!(world.outcomes(&one).await, BTreeMap::new());
    }
    world.forge(&one, Manifest, world.object(&other, Manifest).await).await;
    let expected = BTreeMap::from([(ManifestSignature, Unsigned)]);
    assert_eq!(world.outcomes(&one).await, expected);
    assert_eq!(world.outcomes(&other).await, BTreeMap::new());

    world.database.execute("UPDATE signing_keys SET public_key = 'A key'").await;
    let expected = BTreeMap::from([(Signature, Unsigned), (ManifestSignature, Unsigned)]);
    assert_eq!(world.outcomes(&other).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_be_asked_says_nothing_of_its_files() {
    let world = World::new().await;
    let release = world.publish("a.zip", &numbered(1_000)).await.unwrap().release;
    let [folder, aside] = ["releases", "aside"].map(|name| world.folder.path().join(name));
    fs::rename(&folder, &aside).unwrap();
    fs::write(&folder, "").unwrap();
    let mut told = 0;
    let failed = world.publisher.verify(Some(ITEM), |_| told += 1).await.unwrap_err();
    assert!(matches!(failed, ReleasesError::Objects(_)), "{failed}");
    assert_eq!(told, 0);
    assert!(world.publisher.verify(Some(OTHER_ITEM), |_| ()).await.unwrap().is_empty());

    fs::remove_file(&folder).unwrap();
    fs::rename(&aside, &folder).unwrap();
    assert_eq!(world.outcomes(&release).await, BTreeMap::new());
}
