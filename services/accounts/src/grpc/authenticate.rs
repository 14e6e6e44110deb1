use std::time::SystemTime;

use diesel_async::AsyncPgConnection;
use proto::accounts::caller::Credential;
use proto::accounts::{Caller, Key, Membership, Refusal, ReleaseKey, Session, User};

use super::{Circumstances, Service, Unable, Verdict, refusal, warn_of};
use crate::api_keys::{ApiKey, Standing};
use crate::store::users::Holder;
use crate::store::{api_keys, is_untouched, memberships, release_keys, sessions, users};

impl Service {
    pub(super) async fn bearer(&self, text: &str, at: Circumstances) -> Result<Verdict, Unable> {
        let Some(key) = ApiKey::parse(text) else { return Ok(Err(Refusal::Unknown)) };
        let mut connection = self.connection().await?;
        let found = api_keys::find(&mut connection, key.prefix()).await?;
        let Some(presented) = found.filter(|presented| key.matches(&presented.hash)) else {
            return Ok(Err(Refusal::Unknown));
        };
        let standing = Standing {
            revoked_at: presented.revoked_at,
            expires_at: presented.expires_at,
            holder_active: presented.holder.active,
        };
        if let Some(fault) = standing.fault(at.now) {
            return Ok(Err(refusal(fault)));
        }
        let id = presented.id;
        if is_untouched(presented.last_used_at, at.now) {
            let noted = api_keys::touch(&mut connection, id, at.now, at.address).await;
            warn_of(noted, "key", id);
        }
        let user = user(&mut connection, presented.holder).await?;
        let key = Key {
            id,
            prefix: key.prefix().to_owned(),
            scopes: presented.scopes.into_iter().flatten().collect(),
            throttle: presented.throttle,
            expires_at: presented.expires_at.map(|end| SystemTime::from(end).into()),
        };
        Ok(Ok(Caller { user: Some(user), credential: Some(Credential::Key(key)) }))
    }

    pub(super) async fn session(&self, cookie: &str, at: Circumstances) -> Result<Verdict, Unable> {
        let mut connection = self.connection().await?;
        let found = sessions::find(&mut connection, cookie, at.now).await?;
        let Some(mut presented) = found else { return Ok(Err(Refusal::Unknown)) };
        if !presented.holder.active {
            return Ok(Err(Refusal::Inactive));
        }
        let noted = sessions::touch(&mut connection, &mut presented, at.now).await;
        warn_of(noted, "session", presented.id);
        let user = user(&mut connection, presented.holder).await?;
        let expires_at = Some(SystemTime::from(presented.expires_at).into());
        let session = Session { id: presented.id, expires_at };
        Ok(Ok(Caller { user: Some(user), credential: Some(Credential::Session(session)) }))
    }

    pub(super) async fn token(&self, id: i64) -> Result<Verdict, Unable> {
        let mut connection = self.connection().await?;
        let Some(holder) = users::holder(&mut connection, id).await? else {
            return Ok(Err(Refusal::Unknown));
        };
        if !holder.active {
            return Ok(Err(Refusal::Inactive));
        }
        let user = user(&mut connection, holder).await?;
        Ok(Ok(Caller { user: Some(user), credential: None }))
    }

    pub(super) async fn release_key(
        &self,
        key: &str,
        at: Circumstances,
    ) -> Result<Verdict, Unable> {
        let mut connection = self.connection().await?;
        let found = release_keys::find(&mut connection, key).await?;
        let Some(presented) = found else { return Ok(Err(Refusal::Unknown)) };
        if presented.retired_at.is_some() {
            return Ok(Err(Refusal::Retired));
        }
        if !presented.holder.active {
            return Ok(Err(Refusal::Inactive));
        }
        let id = presented.id;
        if is_untouched(presented.last_used_at, at.now) {
            let noted = release_keys::touch(&mut connection, id, at.now, at.address).await;
            warn_of(noted, "release_key", id);
        }
        let user = user(&mut connection, presented.holder).await?;
        let credential = Some(Credential::ReleaseKey(ReleaseKey { id }));
        Ok(Ok(Caller { user: Some(user), credential }))
    }
}

/// A person, with their memberships of organisations that are active.
async fn user(connection: &mut AsyncPgConnection, holder: Holder) -> Result<User, Unable> {
    let memberships = memberships::active_of_user(connection, holder.id).await?;
    let memberships = memberships.into_iter().map(|membership| Membership {
        id: membership.id,
        organization_id: membership.organization,
        role: membership.role.as_str().to_owned(),
    });
    Ok(User {
        id: holder.id,
        username: holder.username,
        staff: holder.staff,
        clinician_id: holder.clinician_id,
        memberships: memberships.collect(),
    })
}
