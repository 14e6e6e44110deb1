//! The keys that releases are signed with, and what those are encrypted with.

use chrono::{TimeDelta, Utc};
use futures_util::future::try_join_all;
use releases::ReleasesError;
use releases::changes::{By, Publisher, add_signing_key};
use releases::domain::FileKind;
use releases::openpgp;
use releases::store::releases::Release;
use releases::store::signing_keys::{self, SigningKeyRow};
use sealed::SealError;

use crate::{ITEM, NEW, OLD, World, details, keys, numbered, pieces, unread};

impl World {
    async fn signing_keys(&self) -> Vec<SigningKeyRow> {
        signing_keys::list(&mut *self.connection().await).await.unwrap()
    }

    /// Whether a release's checksum file is signed with a key.
    async fn is_signed_with(&self, release: &Release, key: &SigningKeyRow) -> bool {
        let checksum = self.object(release, FileKind::Checksum).await;
        let signature = self.object(release, FileKind::Signature).await;
        let signature = String::from_utf8(signature.to_vec()).unwrap();
        openpgp::verify(&key.public_key, &signature, &checksum).is_ok()
    }

    /// That nothing is published with keys that do not open what the signing key is encrypted with.
    async fn assert_not_published_with(&self, text: &str, expected: SealError) {
        let publisher = Publisher { keys: keys(text), ..self.publisher.clone() };
        let details = details("refused.zip");
        let refused = publisher.publish(By::Command, ITEM, &details, unread(), |_| ()).await;
        let refused = refused.unwrap_err();
        let is_it = matches!(refused, ReleasesError::Sealed(error) if error == expected);
        assert!(is_it, "{refused}");
        assert_eq!(refused.to_string(), expected.to_string());
        self.assert_tidy().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_key_is_made_once() {
    let world = World::unsigned().await;
    assert!(world.signing_keys().await.is_empty());
    let archive = numbered(1_000);
    let names: Vec<_> = (0..8).map(|number| format!("{number}.zip")).collect();
    let published = names.iter().map(|name| world.publish(name, &archive));
    let published = try_join_all(published).await.unwrap();

    let [key] = <[_; 1]>::try_from(world.signing_keys().await).unwrap();
    assert_eq!(key.file_name, format!("trud-public-key-{}.pgp", key.created_at.date_naive()));
    assert!(key.signs_from >= key.created_at, "{key:?}");
    for published in published {
        assert!(published.new);
        assert_eq!(published.release.key.fingerprint, key.fingerprint);
    }
    let audited = "SELECT count(*) FROM audit WHERE entity_type = 'signing_key'";
    assert_eq!(world.number(audited).await, 1);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_signs_when_its_time_has_come() {
    let world = World::new().await;
    let archive = numbered(1_000);
    let [old] = <[_; 1]>::try_from(world.signing_keys().await).unwrap();
    let before = world.publish("a.zip", &archive).await.unwrap().release;

    let next_week = Utc::now() + TimeDelta::days(7);
    let mut connection = world.connection().await;
    let secrets = &world.publisher.keys;
    let new = add_signing_key(&mut connection, By::User(7), secrets, next_week).await.unwrap();
    drop(connection);
    let shown: Vec<_> = world.signing_keys().await.into_iter().map(|key| key.id).collect();
    assert_eq!(shown, [new.id, old.id]);
    assert!(new.file_name != old.file_name && new.fingerprint != old.fingerprint);
    let waiting = world.publish("b.zip", &archive).await.unwrap().release;

    let sql = format!("UPDATE signing_keys SET signs_from = now() WHERE id = {}", new.id);
    world.database.execute(&sql).await;
    let after = world.publish("c.zip", &archive).await.unwrap().release;
    for (release, signer, other) in
        [(&before, &old, &new), (&waiting, &old, &new), (&after, &new, &old)]
    {
        let name = release.archive_name();
        assert_eq!(release.key.fingerprint, signer.fingerprint, "{name}");
        assert!(world.is_signed_with(release, signer).await, "{name}");
        assert!(!world.is_signed_with(release, other).await, "{name}");
        let kept = world.release(name).await.unwrap();
        assert_eq!(kept.key.fingerprint, signer.fingerprint, "{name}");
    }
    // What was signed with the old key is right as it is.
    assert!(!world.publish("a.zip", &archive).await.unwrap().new);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_keys_move_to_the_first_secret_key() {
    let world = World::new().await;
    let archive = numbered(1_000);
    world.publish("a.zip", &archive).await.unwrap();
    world.assert_not_published_with(NEW, SealError::UnknownKey).await;
    let mut connection = world.connection().await;
    let refused = signing_keys::reseal(&mut connection, By::Command, &keys(NEW)).await;
    let is_unknown = matches!(refused, Err(ReleasesError::Sealed(SealError::UnknownKey)));
    assert!(is_unknown, "{refused:?}");

    let both = keys(&format!("{NEW},{OLD}"));
    for count in [1, 0] {
        let resealed = signing_keys::reseal(&mut connection, By::Command, &both).await.unwrap();
        assert_eq!(resealed, count);
    }
    drop(connection);
    world.assert_not_published_with(OLD, SealError::UnknownKey).await;
    let [key] = <[_; 1]>::try_from(world.signing_keys().await).unwrap();
    for (file_name, keys) in [("b.zip", keys(NEW)), ("c.zip", both)] {
        let publisher = Publisher { keys, ..world.publisher.clone() };
        let (details, archive) = (details(file_name), pieces(&archive));
        let published = publisher.publish(By::Command, ITEM, &details, archive, |_| ()).await;
        let release = published.unwrap().release;
        assert_eq!(release.key.fingerprint, key.fingerprint);
        assert!(world.is_signed_with(&release, &key).await);
    }
    assert_eq!(world.listed().await.len(), 3);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_signed_with_a_damaged_key() {
    let world = World::new().await;
    let last = "octet_length(secret_key) - 1";
    let sql = format!(
        "UPDATE signing_keys SET secret_key = \
         set_byte(secret_key, {last}, get_byte(secret_key, {last}) # 1)"
    );
    world.database.execute(&sql).await;
    world.assert_not_published_with(OLD, SealError::Damaged).await;
}
