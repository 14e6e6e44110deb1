use hmac::{Hmac, KeyInit, Mac};
use proto::accounts::caller::Credential as Shown;
use proto::accounts::{SignatureVersion, SignedKey, SignedRequest};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::*;
use crate::store::signed_keys::{self, NewKey, Terms};

impl Fixture {
    async fn key(&self, organization: i64, terms: &Terms) -> NewKey {
        let mut connection = self.connection().await;
        let actor = Actor::command();
        signed_keys::add(&mut connection, &actor, &self.service.keys, organization, terms)
            .await
            .unwrap()
    }

    async fn signed(&self, request: &SignedRequest) -> Result<SignedKey, Refusal> {
        let response = self.present(Credential::SignedRequest(request.clone())).await;
        match response.outcome {
            Some(Outcome::Caller(Caller {
                credential: Some(Shown::SignedKey(key)),
                user: None,
            })) => {
                assert_eq!(response.named_key, None);
                Ok(key)
            }
            _ => Err(refusal_of(&response)),
        }
    }
}

/// A request that is signed with a key, and may be sent again.
fn request(key: &NewKey, nonce: &str) -> SignedRequest {
    let timestamp = Utc::now().timestamp().to_string();
    let reading = b"GET\n/v1/locations\n".to_vec();
    let mut mac = Hmac::<Sha256>::new_from_slice(key.secret.expose_secret().as_bytes()).unwrap();
    mac.update(format!("{timestamp}\n{nonce}\n").as_bytes());
    mac.update(&reading);
    SignedRequest {
        account_id: key.account_id.clone(),
        api_key: key.key.clone(),
        version: SignatureVersion::SignatureVersion2.into(),
        timestamp,
        nonce: nonce.to_owned(),
        signature: hex::encode(mac.finalize().into_bytes()),
        readings: vec![b"GET\n/v1/another\n".to_vec(), reading],
        safe: true,
    }
}

fn old_request(key: &NewKey, safe: bool) -> SignedRequest {
    let now = request(key, "");
    let hashed = Sha1::new().chain_update(&now.timestamp).chain_update(b"namea");
    let hashed = hashed.chain_update(key.secret.expose_secret()).finalize();
    SignedRequest {
        version: SignatureVersion::SignatureVersion1.into(),
        signature: hex::encode(hashed),
        readings: vec![b"namea".to_vec()],
        safe,
        ..now
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_is_good_once() {
    let fixture = Fixture::new().await;
    let organization = fixture.organization("A").await;
    let permissions = vec!["locations:read".parse().unwrap()];
    let networks = vec!["192.0.2.0/24".parse().unwrap()];
    let terms = Terms { permissions, networks, ..Terms::default() };
    let key = fixture.key(organization, &terms).await;
    let good = request(&key, "once");
    let caller = fixture.signed(&good).await.unwrap();
    assert_eq!((caller.id, caller.organization_id, caller.reading), (key.id, organization, 1));
    assert_eq!(caller.account_id, key.account_id);
    assert_eq!(caller.permissions, ["locations:read"]);
    assert_eq!(caller.networks, ["192.0.2.0/24"]);
    assert_eq!(fixture.signed(&good).await, Err(Refusal::Replayed));
    let again = fixture.present(Credential::SignedRequest(good)).await;
    assert_eq!(again.named_key.map(|named| named.id), Some(key.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_sign_uses_up_no_nonces() {
    let fixture = Fixture::new().await;
    let key = fixture.key(fixture.organization("A").await, &Terms::default()).await;
    let good = request(&key, "once");
    let forged = SignedRequest { signature: "0".repeat(64), ..good.clone() };
    assert_eq!(fixture.signed(&forged).await, Err(Refusal::Signature));
    let late = SignedRequest { timestamp: "1750000000".to_owned(), ..good.clone() };
    assert_eq!(fixture.signed(&late).await, Err(Refusal::Stale));
    fixture.signed(&good).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_belongs_to_its_account() {
    let fixture = Fixture::new().await;
    let key = fixture.key(fixture.organization("A").await, &Terms::default()).await;
    let other = fixture.key(fixture.organization("B").await, &Terms::default()).await;
    for wrong in [
        SignedRequest { account_id: other.account_id.clone(), ..request(&key, "1") },
        SignedRequest { account_id: "\0".to_owned(), ..request(&key, "2") },
        SignedRequest { api_key: "nothing".to_owned(), ..request(&key, "3") },
    ] {
        let response = fixture.present(Credential::SignedRequest(wrong)).await;
        assert_eq!(refusal_of(&response), Refusal::Unknown);
        assert_eq!(response.named_key, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_signatures_need_a_key_that_allows_them() {
    let fixture = Fixture::new().await;
    let organization = fixture.organization("A").await;
    let strict = fixture.key(organization, &Terms::default()).await;
    assert_eq!(fixture.signed(&old_request(&strict, true)).await, Err(Refusal::Legacy));

    let lenient = Terms { legacy_signatures: true, ..Terms::default() };
    let key = fixture.key(organization, &lenient).await;
    fixture.signed(&request(&key, "new")).await.unwrap();
    let safe = old_request(&key, true);
    fixture.signed(&safe).await.unwrap();
    fixture.signed(&safe).await.unwrap();
    let unsafe_one = SignedRequest { safe: false, ..safe };
    fixture.signed(&unsafe_one).await.unwrap();
    assert_eq!(fixture.signed(&unsafe_one).await, Err(Refusal::Replayed));
    let upper = SignedRequest { signature: unsafe_one.signature.to_uppercase(), ..unsafe_one };
    assert_eq!(fixture.signed(&upper).await, Err(Refusal::Replayed));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_standing_of_a_key_comes_first() {
    let fixture = Fixture::new().await;
    let organization = fixture.organization("A").await;
    let mut connection = fixture.connection().await;
    let actor = Actor::command();
    let over = Terms { expires_at: Some(Utc::now() - TimeDelta::days(1)), ..Terms::default() };
    let expired = fixture.key(organization, &over).await;
    let key = fixture.key(organization, &Terms::default()).await;
    let unsigned = |key| SignedRequest { signature: String::new(), ..request(key, "n") };
    assert_eq!(fixture.signed(&unsigned(&expired)).await, Err(Refusal::Expired));
    organizations::set_active(&mut connection, &actor, organization, false).await.unwrap();
    assert_eq!(fixture.signed(&unsigned(&key)).await, Err(Refusal::Inactive));
    signed_keys::revoke(&mut connection, &actor, key.id).await.unwrap();
    assert_eq!(fixture.signed(&unsigned(&key)).await, Err(Refusal::Revoked));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_secret_key_is_no_refusal() {
    let mut fixture = Fixture::new().await;
    let key = fixture.key(fixture.organization("A").await, &Terms::default()).await;
    fixture.service.keys = SecretKeys::random();
    let credential = Some(Credential::SignedRequest(request(&key, "n")));
    let asked = AuthenticateRequest { credential, address: String::new() };
    let failed = fixture.service.authenticate(Request::new(asked)).await.unwrap_err();
    assert_eq!(failed.code(), tonic::Code::Unavailable);
}
