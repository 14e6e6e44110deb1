use std::future::{Ready, ready};
use std::sync::Arc;

use access::{Caller, Credential, User};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use web::ApiError;

use crate::State;
use crate::api::failed;
use crate::domain::ItemId;
use crate::download::File;
use crate::store::{releases, subscriptions};

/// Somebody who calls, known or not, and what they work with.
pub(crate) struct Visitor {
    pub(crate) request: HttpRequest,
    pub(crate) state: Data<State>,
    caller: Option<Arc<Caller>>,
}

impl Visitor {
    /// A connection to the releases database.
    pub(crate) async fn connection(&self) -> Result<::store::Connection, ApiError> {
        self.state.pool.get().await.map_err(ApiError::unavailable)
    }

    /// Their id in accounts, where they are known.
    pub(crate) fn user_id(&self) -> Option<i64> {
        self.user().map(|user| user.id)
    }

    /// The same where the door lets nobody else in.
    pub(crate) fn known(&self) -> Result<i64, ApiError> {
        self.user_id().ok_or_else(|| ApiError::internal("a route without a user"))
    }

    /// Whether they run the platform.
    pub(crate) fn is_staff(&self) -> bool {
        self.user().is_some_and(|user| user.staff)
    }

    /// A file of an item, where they may have it. The connection is given back
    /// before the first byte is sent.
    pub(crate) async fn file(&self, item: ItemId, name: &str) -> Result<Option<File>, ApiError> {
        // No file has such a name, and PostgreSQL takes none.
        if name.contains(['/', '\0']) {
            return Ok(None);
        }
        let user = self.known()?;
        let mut connection = self.connection().await?;
        if !subscriptions::is_accepted(&mut connection, user, item).await.map_err(failed)? {
            return Ok(None);
        }
        let found = releases::file(&mut connection, item, name).await.map_err(failed)?;
        found.map(|(release, row)| File::of(&release, row)).transpose()
    }

    /// The release key that they call with, by its id.
    pub(crate) fn key_id(&self) -> Option<i64> {
        match self.caller.as_ref()?.credential {
            Credential::ReleaseKey(ref key) => Some(key.id),
            _ => None,
        }
    }

    fn user(&self) -> Option<&User> {
        self.caller.as_ref()?.user.as_ref()
    }
}

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Arc<Caller>>().cloned();
        let state = request.app_data::<Data<State>>().cloned();
        ready(match state {
            Some(state) => Ok(Self { request: request.clone(), state, caller }),
            None => Err(ApiError::internal("no state of releases")),
        })
    }
}
