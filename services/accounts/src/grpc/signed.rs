use diesel_async::AsyncPgConnection;
use proto::accounts::caller::Credential;
use proto::accounts::{
    AuthenticateResponse, Caller, Refusal, SignatureVersion, SignedKey, SignedRequest,
};
use tonic::Status;

use super::{Circumstances, Service, Unable, outcome, refusal, warn_of};
use crate::api_keys::Standing;
use crate::signatures::{MEMORY, Scheme, SignatureFault, Signed};
use crate::store::signed_keys::{self, Presented};
use crate::store::{is_untouched, nonces};

/// Signs what names no key, so that it takes as long to refuse as what does.
const NOBODY: &[u8] = b"the secret of a key that is not there";

pub(super) fn scheme(request: &SignedRequest) -> Result<Scheme, Status> {
    match request.version() {
        SignatureVersion::SignatureVersion1 => Ok(Scheme::One),
        SignatureVersion::SignatureVersion2 => Ok(Scheme::Two),
        SignatureVersion::Unspecified => Err(Status::invalid_argument("no version was sent")),
    }
}

impl Service {
    pub(super) async fn signed(
        &self,
        scheme: Scheme,
        request: &SignedRequest,
        at: Circumstances,
    ) -> Result<AuthenticateResponse, Unable> {
        let signed = Signed {
            scheme,
            timestamp: &request.timestamp,
            nonce: &request.nonce,
            signature: &request.signature,
            readings: &request.readings,
        };
        let mut connection = self.connection().await?;
        let (account, name) = (&request.account_id, &request.api_key);
        let Some(key) = signed_keys::find(&mut connection, account, name).await? else {
            let _ = signed.verify(NOBODY, at.now);
            let outcome = Some(outcome(Err(Refusal::Unknown)));
            return Ok(AuthenticateResponse { outcome, named_key: None });
        };
        let judged = self.judge(&mut connection, &key, signed, request.safe, at).await?;
        if judged.is_ok() && is_untouched(key.last_used_at, at.now) {
            let noted = signed_keys::touch(&mut connection, key.id, at.now, at.address).await;
            warn_of(noted, "signed_key", key.id);
        }
        let named = named(key);
        Ok(match judged {
            Ok(reading) => {
                let reading = u32::try_from(reading).unwrap_or(u32::MAX);
                let credential = Credential::SignedKey(SignedKey { reading, ..named });
                let caller = Caller { user: None, credential: Some(credential) };
                AuthenticateResponse { outcome: Some(outcome(Ok(caller))), named_key: None }
            }
            Err(refusal) => AuthenticateResponse {
                outcome: Some(outcome(Err(refusal))),
                named_key: Some(named),
            },
        })
    }

    /// Which reading was signed, or why the request is refused. A nonce is
    /// only spent by who knows the secret: nobody else can use them up.
    async fn judge(
        &self,
        connection: &mut AsyncPgConnection,
        key: &Presented,
        signed: Signed<'_>,
        safe: bool,
        at: Circumstances,
    ) -> Result<Result<usize, Refusal>, Unable> {
        let standing = Standing {
            revoked_at: key.revoked_at,
            expires_at: key.expires_at,
            holder_active: key.organization_active,
        };
        if let Some(fault) = standing.fault(at.now) {
            return Ok(Err(refusal(fault)));
        }
        if signed.scheme == Scheme::One && !key.legacy_signatures {
            return Ok(Err(Refusal::Legacy));
        }
        let secret = self.keys.open(signed_keys::PURPOSE, &key.secret)?;
        let reading = match signed.verify(&secret, at.now) {
            Ok(reading) => reading,
            Err(SignatureFault::Stale) => return Ok(Err(Refusal::Stale)),
            Err(SignatureFault::Signature) => return Ok(Err(Refusal::Signature)),
        };
        if let Some(once) = signed.once(safe)
            && !nonces::spend(connection, key.id, &once, at.now + MEMORY).await?
        {
            return Ok(Err(Refusal::Replayed));
        }
        Ok(Ok(reading))
    }
}

fn named(key: Presented) -> SignedKey {
    SignedKey {
        id: key.id,
        organization_id: key.organization_id,
        account_id: key.account_id,
        permissions: key.permissions.into_iter().flatten().collect(),
        networks: key.networks.into_iter().flatten().collect(),
        throttle: key.throttle,
        reading: 0,
    }
}
