use accounts::AccountsError;
use accounts::store::audit::Actor;
use accounts::store::{release_keys, secrets, signed_keys, token_keys};
use sealed::{SealError, SecretKeys};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::Accounts;

const OLD: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const NEW: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

fn keys(text: &str) -> SecretKeys {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_move_to_the_first_key() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let organization = accounts.organization("A").await;
    let (old, both, new) = (keys(OLD), keys(&format!("{NEW},{OLD}")), keys(NEW));
    let mut connection = accounts.connection().await;
    let actor = Actor::command();
    let terms = signed_keys::Terms::default();
    for _ in 0..3 {
        signed_keys::add(&mut connection, &actor, &old, organization, &terms).await.unwrap();
    }
    signed_keys::add(&mut connection, &actor, &both, organization, &terms).await.unwrap();
    let release = release_keys::current(&mut connection, &actor, &old, user).await.unwrap();
    let token = token_keys::signing(&mut connection, &old).await.unwrap();

    assert_eq!(secrets::reseal(&mut connection, &actor, &both).await.unwrap(), 5);
    assert_eq!(secrets::reseal(&mut connection, &actor, &both).await.unwrap(), 0);
    let again = release_keys::current(&mut connection, &actor, &new, user).await.unwrap();
    assert_eq!(again.key.expose_secret(), release.key.expose_secret());
    let same = token_keys::signing(&mut connection, &new).await.unwrap();
    assert!(same.kid == token.kid && *same.pkcs8 == *token.pkcs8);
    let recorded = accounts.recorded("secrets_resealed").await;
    assert_eq!(recorded.len(), 1);
    let counts = json!({ "signed_keys": 3, "release_keys": 1, "token_keys": 1 });
    assert_eq!(recorded[0].details, counts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_key_changes_nothing() {
    let accounts = Accounts::new().await;
    let user = accounts.user("jo").await;
    let organization = accounts.organization("A").await;
    let (old, new) = (keys(OLD), keys(NEW));
    let mut connection = accounts.connection().await;
    let actor = Actor::command();
    let terms = signed_keys::Terms::default();
    let made = signed_keys::add(&mut connection, &actor, &old, organization, &terms).await.unwrap();
    release_keys::current(&mut connection, &actor, &new, user).await.unwrap();

    // Neither list opens everything.
    for only in [&old, &new] {
        let refused = secrets::reseal(&mut connection, &actor, only).await.unwrap_err();
        assert!(matches!(refused, AccountsError::Sealed(SealError::UnknownKey)), "{refused}");
    }
    let found = signed_keys::find(&mut connection, &made.account_id, &made.key).await.unwrap();
    assert!(old.is_current(&found.unwrap().secret));
    let refused = release_keys::current(&mut connection, &actor, &old, user).await.unwrap_err();
    assert!(refused.to_string().contains("ALMANAC_SECRET_KEYS"), "{refused}");
    assert!(accounts.recorded("secrets_resealed").await.is_empty());
}
