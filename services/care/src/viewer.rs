use std::future::{Ready, ready};
use std::sync::Arc;

use access::{Caller, Credential, User};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use diesel_async::AsyncPgConnection;
use resources::{Resource, USERS};
use web::ApiError;

use crate::changes::{Author, By};
use crate::domain::OrganizationId;
use crate::store::Source;
use crate::{CareError, Members, State};

/// Who calls, for which account, and what they work with.
pub(crate) struct Visitor {
    pub(crate) request: HttpRequest,
    pub(crate) state: Data<State>,
    caller: Arc<Caller>,
}

impl Visitor {
    /// A connection to the care database.
    pub(crate) async fn connection(&self) -> Result<::store::Connection, ApiError> {
        self.state.pool.get().await.map_err(ApiError::unavailable)
    }

    /// Makes a change to its end, even where the caller does not wait for it: a
    /// transaction that is left in between keeps its locks.
    pub(crate) async fn change<T: 'static>(
        &self,
        change: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<T, CareError> + 'static,
    ) -> Result<T, CareError> {
        let mut connection = self.state.pool.get().await?;
        actix_web::rt::spawn(async move { change(&mut connection).await }).await?
    }

    /// The account: the organisation of the key, or of the user.
    pub(crate) fn organization(&self) -> Result<OrganizationId, ApiError> {
        let organization = self.caller.organization().map(OrganizationId);
        organization.ok_or_else(|| ApiError::internal("a route without an organisation"))
    }

    /// The person, where one calls.
    pub(crate) fn user(&self) -> Option<&User> {
        self.caller.user.as_ref()
    }

    /// Who changes something.
    pub(crate) fn author(&self) -> Result<Author, ApiError> {
        let by = match (&self.caller.credential, self.user()) {
            (Credential::SignedKey(key), _) => By::Key(key.id),
            (_, Some(user)) => By::User { id: user.id, name: user.username.clone() },
            (_, None) => return Err(ApiError::internal("a caller who is nobody")),
        };
        Ok(Author { organization: self.organization()?, by })
    }

    /// The users of the account; 503 while accounts cannot tell.
    pub(crate) async fn members(&self) -> Result<Members, ApiError> {
        let organization = self.organization()?.0;
        let members = self.state.access.members().of(organization).await;
        members.map(Members::new).map_err(ApiError::unavailable)
    }

    /// Where the account's documents of a resource are.
    pub(crate) async fn source(&self, resource: &'static Resource) -> Result<Source, ApiError> {
        if resource.name == USERS.name {
            return self.members().await.map(Source::Members);
        }
        self.organization().map(Source::Table)
    }
}

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Arc<Caller>>().cloned();
        let state = request.app_data::<Data<State>>().cloned();
        ready(match (state, caller) {
            (Some(state), Some(caller)) => Ok(Self { request: request.clone(), state, caller }),
            _ => Err(ApiError::internal("a route without a caller, or no state of care")),
        })
    }
}
