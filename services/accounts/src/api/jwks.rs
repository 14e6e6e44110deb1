//! `/.well-known/jwks.json`

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;
use web::ApiError;

use super::failed;
use crate::State;
use crate::store::token_keys::{self, PublicKey};

/// How long an answer may be kept. A new key signs at once, so who meets a key
/// they do not know asks again.
const KEPT: &str = "public, max-age=60";

/// The keys that tokens can be checked with (RFC 7517 §5).
#[derive(Serialize, ToSchema)]
#[schema(as = accounts::KeySet)]
pub(crate) struct KeySet {
    keys: Vec<Key>,
}

/// An Ed25519 public key (RFC 8037 §2).
#[derive(Serialize, ToSchema)]
#[schema(as = accounts::TokenKey)]
pub(crate) struct Key {
    #[schema(example = "OKP")]
    kty: &'static str,
    #[schema(example = "Ed25519")]
    crv: &'static str,
    #[serde(rename = "use")]
    #[schema(example = "sig")]
    usage: &'static str,
    #[schema(example = "EdDSA")]
    alg: &'static str,
    /// What tokens name the key by in their header.
    kid: String,
    /// The key, in base64url without padding.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
}

impl Key {
    fn of(key: PublicKey) -> Self {
        let x = URL_SAFE_NO_PAD.encode(key.public);
        Self { kty: "OKP", crv: "Ed25519", usage: "sig", alg: "EdDSA", kid: key.kid, x }
    }
}

/// List the keys of tokens
///
/// The public keys that access tokens are checked with. Keys come and go
/// without notice: a token's header names its key.
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    operation_id = "list_token_keys",
    tag = "tokens",
    responses((status = 200, description = "A JSON Web Key Set.", body = KeySet))
)]
pub(crate) async fn get(state: Data<State>) -> Result<HttpResponse, ApiError> {
    let mut connection = state.pool.get().await.map_err(ApiError::unavailable)?;
    let mut keys = token_keys::public(&mut connection).await.map_err(failed)?;
    keys.retain(is_good);
    if keys.is_empty() {
        token_keys::signing(&mut connection, &state.keys).await.map_err(failed)?;
        keys = token_keys::public(&mut connection).await.map_err(failed)?;
        keys.retain(is_good);
    }
    let keys = keys.into_iter().map(Key::of).collect();
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, KEPT)).json(KeySet { keys }))
}

fn is_good(key: &PublicKey) -> bool {
    key.retired_at.is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_is_written_as_in_rfc_8037() {
        // The public key of RFC 8037, appendix A.2.
        let public = [
            0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64,
            0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68,
            0xf7, 0x07, 0x51, 0x1a,
        ];
        let created_at = chrono::Utc::now();
        let key = PublicKey { kid: "one".to_owned(), public, created_at, retired_at: None };
        let expected = json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "alg": "EdDSA",
            "kid": "one",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        });
        assert_eq!(serde_json::to_value(Key::of(key)).unwrap(), expected);
    }
}
