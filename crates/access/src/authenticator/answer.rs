//! Reads what accounts answers.

use std::sync::Arc;
use std::time::SystemTime;

use proto::accounts::authenticate_response::Outcome;
use proto::accounts::caller::Credential as Presented;
use proto::accounts::{self, AuthenticateResponse, Refusal};
use tonic::Status;

use super::Refused;
use super::memory::Answer;
use crate::{Caller, Credential, Key, Membership, Rates, ReleaseKey, Session, SignedKey, User};

/// The caller or the refusal.
pub(super) fn read(outcome: Option<Outcome>) -> Result<Answer, Status> {
    match outcome {
        Some(Outcome::Caller(caller)) => {
            caller_from(caller).map(|caller| Ok(Arc::new(caller))).map_err(Status::internal)
        }
        Some(Outcome::Refusal(code)) => Ok(Err(refused(code))),
        None => Err(Status::internal("accounts gave no outcome")),
    }
}

/// What accounts says of a signed request.
pub(super) struct SignedAnswer {
    pub(super) answer: Answer,
    /// The key that was named, good or not.
    pub(super) key: Option<SignedKey>,
    /// Which reading of the request was signed.
    pub(super) reading: usize,
}

pub(super) fn read_signed(response: AuthenticateResponse) -> Result<SignedAnswer, Status> {
    let presented = match &response.outcome {
        Some(Outcome::Caller(caller)) => match &caller.credential {
            Some(Presented::SignedKey(key)) => Some(key.clone()),
            _ => None,
        },
        _ => response.named_key,
    };
    let reading = presented.as_ref().map_or(0, |key| key.reading);
    let key = presented.map(signed_key).transpose().map_err(Status::internal)?;
    let reading = usize::try_from(reading).map_err(|error| Status::internal(error.to_string()))?;
    Ok(SignedAnswer { answer: read(response.outcome)?, key, reading })
}

fn refused(code: i32) -> Refused {
    match Refusal::try_from(code) {
        Ok(Refusal::Revoked) => Refused::Revoked,
        Ok(Refusal::Expired) => Refused::Expired,
        Ok(Refusal::Inactive) => Refused::Inactive,
        Ok(Refusal::Retired) => Refused::Retired,
        Ok(Refusal::Signature) => Refused::Signature,
        Ok(Refusal::Stale) => Refused::Stale,
        Ok(Refusal::Replayed) => Refused::Replayed,
        Ok(Refusal::Legacy) => Refused::Legacy,
        Ok(Refusal::Unknown | Refusal::Unspecified) | Err(_) => Refused::Unknown,
    }
}

fn caller_from(caller: accounts::Caller) -> Result<Caller, String> {
    let user = caller.user.map(user).transpose()?;
    let credential = match caller.credential {
        Some(Presented::Key(presented)) => Credential::ApiKey(key(presented)?),
        Some(Presented::Session(presented)) => Credential::Session(session(presented)?),
        Some(Presented::ReleaseKey(key)) => Credential::ReleaseKey(ReleaseKey { id: key.id }),
        Some(Presented::SignedKey(presented)) => Credential::SignedKey(signed_key(presented)?),
        None => Credential::Token,
    };
    match (&user, &credential) {
        (None, Credential::SignedKey(_)) | (Some(_), _) => Ok(Caller { user, credential }),
        (None, _) => Err("a caller who is nobody".to_owned()),
    }
}

fn user(user: accounts::User) -> Result<User, String> {
    let membership = |own: accounts::Membership| {
        let role = own.role.parse()?;
        Ok(Membership { id: own.id, organization: own.organization_id, role })
    };
    let memberships: Result<_, String> = user.memberships.into_iter().map(membership).collect();
    Ok(User {
        id: user.id,
        username: user.username,
        staff: user.staff,
        clinician: user.clinician_id,
        memberships: memberships?,
    })
}

fn key(key: accounts::Key) -> Result<Key, String> {
    let expires_at = key.expires_at.map(SystemTime::try_from).transpose();
    Ok(Key {
        id: key.id,
        prefix: key.prefix,
        scopes: parsed(&key.scopes)?,
        throttle: rates(key.throttle)?,
        expires_at: expires_at.map_err(|error| error.to_string())?,
    })
}

fn session(session: accounts::Session) -> Result<Session, String> {
    let expires_at = session.expires_at.ok_or("a session without an end")?;
    let expires_at = SystemTime::try_from(expires_at).map_err(|error| error.to_string())?;
    Ok(Session { id: session.id, expires_at })
}

fn signed_key(key: accounts::SignedKey) -> Result<SignedKey, String> {
    Ok(SignedKey {
        id: key.id,
        organization: key.organization_id,
        account: key.account_id,
        permissions: parsed(&key.permissions)?,
        networks: parsed(&key.networks)?,
        throttle: rates(key.throttle)?,
    })
}

fn rates(text: Option<String>) -> Result<Option<Rates>, String> {
    let rates = text.map(|rates| rates.parse()).transpose();
    rates.map_err(|error: crate::InvalidRates| error.to_string())
}

fn parsed<T>(texts: &[String]) -> Result<Vec<T>, String>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let parsed: Result<Vec<T>, T::Err> = texts.iter().map(|text| text.parse()).collect();
    parsed.map_err(|error| error.to_string())
}
