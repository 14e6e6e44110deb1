//! OpenPGP as every GnuPG in use reads it (RFC 4880): the keys that releases
//! are signed with, and detached signatures.

use std::fmt;

use chrono::{DateTime, Utc};
use pgp::composed::{
    ArmorOptions, Deserializable, DetachedSignature, KeyType, SignedKeyDetails, SignedPublicKey,
    SignedSecretKey,
};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    self, KeyFlags, PubKeyInner, SignatureConfig, SignatureType, Subpacket, SubpacketData, UserId,
};
use pgp::ser::Serialize;
use pgp::types::{
    KeyDetails, KeyVersion, PacketHeaderVersion, Password, SignedUser, Tag, Timestamp,
};
use rand08::rngs::OsRng;
use secrecy::zeroize::Zeroizing;
use thiserror::Error;

/// As strong as 128 bits (NIST SP 800-57 part 1, table 2).
const BITS: u32 = 3072;

/// Why something is not signed, or not right. Names no secret.
#[derive(Debug, Error)]
pub enum SigningError {
    /// It is no key of the kind that is asked for.
    #[error("this is not such an OpenPGP key")]
    Key(#[source] pgp::errors::Error),
    /// It is no signature.
    #[error("this is not an OpenPGP signature")]
    Signature(#[source] pgp::errors::Error),
    /// The signature is of another key, or of other bytes.
    #[error("the signature is not by this key, or not of these bytes")]
    Mismatch(#[source] pgp::errors::Error),
    /// OpenPGP counts the seconds from 1970 to 2106.
    #[error("OpenPGP has no way to write {0}")]
    Time(DateTime<Utc>),
    /// Anything else.
    #[error("OpenPGP failed")]
    Failed(#[from] pgp::errors::Error),
}

/// A key that signs, with the certificate that says whose it is.
pub struct SecretKey(SignedSecretKey);

impl SecretKey {
    /// A new RSA key of 3072 bits. Takes seconds of computing.
    pub fn generate(user_id: &str, created_at: DateTime<Utc>) -> Result<Self, SigningError> {
        Self::of_type(&KeyType::Rsa(BITS), user_id, created_at)
    }

    fn of_type(
        key_type: &KeyType,
        user_id: &str,
        created_at: DateTime<Utc>,
    ) -> Result<Self, SigningError> {
        let created_at = timestamp(created_at)?;
        let user = UserId::from_str(PacketHeaderVersion::default(), user_id)?;
        let (public, secret) = key_type.generate(OsRng)?;
        let public = PubKeyInner::new(KeyVersion::V4, key_type.to_alg(), created_at, None, public)?;
        let key = packet::SecretKey::new(packet::PublicKey::from_inner(public)?, secret)?;
        let users = vec![certified(user, &key)?];
        let details = SignedKeyDetails::new(Vec::new(), Vec::new(), users, Vec::new());
        Ok(Self(SignedSecretKey::new(key, details, Vec::new(), Vec::new())))
    }

    /// The key in OpenPGP's binary form, without a password: to be encrypted
    /// before it is kept.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, SigningError> {
        Ok(Zeroizing::new(self.0.to_bytes()?))
    }

    /// Reads what [`SecretKey::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SigningError> {
        let key = SignedSecretKey::from_bytes(bytes).map_err(SigningError::Key)?;
        key.verify_bindings().map_err(SigningError::Key)?;
        Ok(Self(key))
    }

    /// What people compare keys by: 40 upper-case hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        format!("{:X}", self.0.primary_key.fingerprint())
    }

    /// The certificate, armored: nothing in it is secret.
    pub fn public_key(&self) -> Result<String, SigningError> {
        Ok(self.0.to_public_key().to_armored_string(ArmorOptions::default())?)
    }

    /// An armored, detached signature of bytes, by SHA-256. It says when it was
    /// made: then, or when the key was, where that is later.
    pub fn sign(&self, data: &[u8], at: DateTime<Utc>) -> Result<String, SigningError> {
        let key = &self.0.primary_key;
        // Nobody accepts what is older than its key, and no two clocks agree.
        let at = timestamp(at)?.max(key.created_at());
        let config = config(SignatureType::Binary, key, at)?;
        let signature = config.sign(key, &Password::empty(), data)?;
        Ok(DetachedSignature::new(signature).to_armored_string(ArmorOptions::default())?)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey").finish_non_exhaustive()
    }
}

/// Whether an armored, detached signature is by the key of an armored
/// certificate, and of these bytes.
pub fn verify(public_key: &str, signature: &str, data: &[u8]) -> Result<(), SigningError> {
    let (key, _) = SignedPublicKey::from_string(public_key).map_err(SigningError::Key)?;
    let (signature, _) =
        DetachedSignature::from_string(signature).map_err(SigningError::Signature)?;
    signature.verify(&key, data).map_err(SigningError::Mismatch)
}

fn timestamp(time: DateTime<Utc>) -> Result<Timestamp, SigningError> {
    let seconds = u32::try_from(time.timestamp()).map_err(|_| SigningError::Time(time))?;
    Ok(Timestamp::from_secs(seconds))
}

/// A user id with the key's signature of it, which says that the key signs.
/// It has the time of the key: some verifiers refuse what was signed before it.
fn certified(user: UserId, key: &packet::SecretKey) -> Result<SignedUser, SigningError> {
    let mut flags = KeyFlags::default();
    flags.set_certify(true);
    flags.set_sign(true);
    let hashes = [HashAlgorithm::Sha256, HashAlgorithm::Sha512];
    let mut config = config(SignatureType::CertPositive, key, key.created_at())?;
    config.hashed_subpackets.extend([
        Subpacket::regular(SubpacketData::KeyFlags(flags))?,
        Subpacket::regular(SubpacketData::PreferredHashAlgorithms(hashes.into_iter().collect()))?,
        Subpacket::regular(SubpacketData::IsPrimary(true))?,
    ]);
    let public = key.public_key();
    let signature =
        config.sign_certification(key, public, &Password::empty(), Tag::UserId, &user)?;
    Ok(user.into_signed(signature))
}

/// What every signature says: by which key, and when.
fn config(
    signature_type: SignatureType,
    key: &packet::SecretKey,
    at: Timestamp,
) -> Result<SignatureConfig, SigningError> {
    let mut config = SignatureConfig::v4(signature_type, key.algorithm(), HashAlgorithm::Sha256);
    config.hashed_subpackets = vec![
        Subpacket::regular(SubpacketData::SignatureCreationTime(at))?,
        Subpacket::regular(SubpacketData::IssuerFingerprint(key.fingerprint()))?,
    ];
    // GnuPG 1.4 and 2.0 find keys by this alone.
    config.unhashed_subpackets =
        vec![Subpacket::regular(SubpacketData::IssuerKeyId(key.legacy_key_id()))?];
    Ok(config)
}

#[cfg(test)]
mod tests;
