//! Access and refresh tokens: JSON Web Tokens (RFC 7519) signed with Ed25519
//! (`EdDSA`, RFC 8037). Rules, no I/O; nothing of a token is kept.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::store::token_keys::{PublicKey, SigningKey};

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// To call with, for half an hour.
    Access,
    /// To get access tokens with, for seven days.
    Refresh,
}

impl Kind {
    /// The claim `token_type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }

    /// How long a token of this kind is good.
    pub fn lifetime(self) -> TimeDelta {
        match self {
            Self::Access => TimeDelta::minutes(30),
            Self::Refresh => TimeDelta::days(7),
        }
    }
}

/// What a token says. Who the user is now, and whether they may call, is
/// looked up each time.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    token_type: String,
    /// Seconds since 1970.
    exp: i64,
    /// Seconds since 1970.
    iat: i64,
    /// 128 random bits in hexadecimal.
    jti: String,
    /// A number, written as a text.
    user_id: String,
}

/// Why a token is not good.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TokenFault {
    /// It is no token, or not signed with a key of ours that is still good.
    #[error("The token is not valid.")]
    Invalid,
    /// Its time is over.
    #[error("The token has expired.")]
    Expired,
    /// It is for something else.
    #[error("The token is not a refresh token.")]
    WrongKind,
}

/// A new token of this user, good from `now`. Errors: the key cannot sign.
pub fn issue(
    key: &SigningKey,
    user_id: i64,
    kind: Kind,
    now: DateTime<Utc>,
) -> Result<String, jsonwebtoken::errors::Error> {
    let claims = Claims {
        token_type: kind.as_str().to_owned(),
        exp: (now + kind.lifetime()).timestamp(),
        iat: now.timestamp(),
        jti: format!("{:032x}", rand::random::<u128>()),
        user_id: user_id.to_string(),
    };
    let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) };
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&key.pkcs8))
}

/// The user of a refresh token that is good at `now`. A token is good until
/// the second it expires, as long as its key is not retired.
pub fn read_refresh(
    token: &str,
    keys: &[PublicKey],
    now: DateTime<Utc>,
) -> Result<i64, TokenFault> {
    let claims = verify(token, keys).ok_or(TokenFault::Invalid)?;
    if claims.exp <= now.timestamp() {
        Err(TokenFault::Expired)
    } else if claims.token_type != Kind::Refresh.as_str() {
        Err(TokenFault::WrongKind)
    } else {
        claims.user_id.parse().map_err(|_| TokenFault::Invalid)
    }
}

fn verify(token: &str, keys: &[PublicKey]) -> Option<Claims> {
    let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
    let key = keys.iter().find(|key| key.kid == kid && key.retired_at.is_none())?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    // Measured against the time that the caller of this function gives.
    validation.validate_exp = false;
    let key = DecodingKey::from_ed_der(&key.public);
    Some(jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::*;

    fn keys(kid: &str) -> (SigningKey, PublicKey) {
        let pair = Ed25519KeyPair::generate().unwrap();
        let pkcs8 = pair.to_pkcs8().unwrap().as_ref().to_vec();
        let public = pair.public_key().as_ref().try_into().unwrap();
        let signing = SigningKey { kid: kid.to_owned(), pkcs8: pkcs8.into() };
        let created_at = Utc::now();
        (signing, PublicKey { kid: kid.to_owned(), public, created_at, retired_at: None })
    }

    fn part(token: &str, at: usize) -> Value {
        let part = token.split('.').nth(at).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn a_token_says_what_the_contract_names() {
        let (signing, _) = keys("one");
        let now = Utc::now();
        for (kind, word, seconds) in
            [(Kind::Access, "access", 1_800), (Kind::Refresh, "refresh", 604_800)]
        {
            let token = issue(&signing, 7, kind, now).unwrap();
            assert_eq!(part(&token, 0), json!({ "typ": "JWT", "alg": "EdDSA", "kid": "one" }));
            let claims = part(&token, 1);
            assert_eq!(claims["token_type"], word);
            assert_eq!(claims["user_id"], "7");
            assert_eq!(claims["iat"], now.timestamp());
            assert_eq!(claims["exp"], now.timestamp() + seconds);
            let jti = claims["jti"].as_str().unwrap();
            assert!(jti.len() == 32 && jti.bytes().all(|byte| byte.is_ascii_hexdigit()), "{jti}");
            assert_eq!(claims.as_object().unwrap().len(), 5);
            assert_ne!(token, issue(&signing, 7, kind, now).unwrap());
        }
    }

    #[test]
    fn only_refresh_tokens_in_time_are_read() {
        let (signing, public) = keys("one");
        let keys = [public];
        let now = Utc::now();
        let refresh = issue(&signing, 7, Kind::Refresh, now).unwrap();
        let access = issue(&signing, 7, Kind::Access, now).unwrap();
        for (token, later, expected) in [
            (&refresh, TimeDelta::zero(), Ok(7)),
            (&refresh, TimeDelta::days(7) - TimeDelta::seconds(1), Ok(7)),
            (&refresh, TimeDelta::days(7), Err(TokenFault::Expired)),
            (&refresh, TimeDelta::days(70), Err(TokenFault::Expired)),
            (&access, TimeDelta::zero(), Err(TokenFault::WrongKind)),
            (&access, TimeDelta::days(1), Err(TokenFault::Expired)),
        ] {
            assert_eq!(read_refresh(token, &keys, now + later), expected, "{later}");
        }
    }

    #[test]
    fn only_keys_that_are_good_are_believed() {
        let (signing, own) = keys("one");
        let (_, namesake) = keys("one");
        let (_, other) = keys("two");
        let now = Utc::now();
        let token = issue(&signing, 7, Kind::Refresh, now).unwrap();
        let renamed = PublicKey { kid: "three".to_owned(), ..own.clone() };
        let retired = PublicKey { retired_at: Some(now), ..own.clone() };
        for (keys, expected) in [
            (vec![other.clone(), own.clone()], Ok(7)),
            (vec![other], Err(TokenFault::Invalid)),
            (vec![namesake], Err(TokenFault::Invalid)),
            (vec![renamed], Err(TokenFault::Invalid)),
            (vec![retired], Err(TokenFault::Invalid)),
            (Vec::new(), Err(TokenFault::Invalid)),
        ] {
            assert_eq!(read_refresh(&token, &keys, now), expected);
        }
    }

    #[test]
    fn what_was_changed_or_is_no_token_is_refused() {
        let (signing, public) = keys("one");
        let keys = [public];
        let now = Utc::now();
        let token = issue(&signing, 7, Kind::Refresh, now).unwrap();
        let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let (header, rest) = token.split_once('.').unwrap();
        let (claims, signature) = rest.split_once('.').unwrap();
        let mut forged = part(&token, 1);
        forged["user_id"] = json!("8");
        let nobody = json!({ "alg": "none", "kid": "one" });
        let shared = json!({ "alg": "HS256", "kid": "one" });
        for wrong in [
            String::new(),
            "x".to_owned(),
            "a.b.c".to_owned(),
            format!("{header}.{claims}."),
            format!("{header}.{claims}"),
            format!("{header}.{}.{signature}", encode(forged)),
            format!("{}.{claims}.", encode(nobody)),
            format!("{}.{claims}.{signature}", encode(shared)),
        ] {
            assert_eq!(read_refresh(&wrong, &keys, now), Err(TokenFault::Invalid), "{wrong}");
        }
    }

    #[test]
    fn a_user_id_is_a_number_in_a_text() {
        let (signing, public) = keys("one");
        let now = Utc::now();
        let header = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::EdDSA) };
        let key = EncodingKey::from_ed_der(&signing.pkcs8);
        let exp = now.timestamp() + 60;
        for (user, expected) in [
            (json!("7"), Ok(7)),
            (json!("seven"), Err(TokenFault::Invalid)),
            (json!(7), Err(TokenFault::Invalid)),
            (Value::Null, Err(TokenFault::Invalid)),
        ] {
            let claims = json!({
                "token_type": "refresh", "exp": exp, "iat": exp, "jti": "0", "user_id": user,
            });
            let token = jsonwebtoken::encode(&header, &claims, &key).unwrap();
            assert_eq!(
                read_refresh(&token, std::slice::from_ref(&public), now),
                expected,
                "{user}"
            );
        }
    }
}
