use std::future::{Ready, ready};
use std::sync::Arc;

use access::{Caller, User};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use diesel_async::AsyncPgConnection;
use serde_json::value::RawValue;
use web::ApiError;

use crate::api::{aside, failed};
use crate::domain::{OptionListId, Options, Viewer, keys};
use crate::store::datasets::{self, DatasetRow};
use crate::store::option_lists;
use crate::{DatasetsError, State};

/// Somebody who calls, known or not, and what they work with.
pub(crate) struct Visitor {
    pub(crate) request: HttpRequest,
    pub(crate) state: Data<State>,
    /// What they may see and do.
    pub(crate) viewer: Viewer,
}

impl Visitor {
    /// A connection to the datasets database.
    pub(crate) async fn connection(&self) -> Result<::store::Connection, ApiError> {
        self.state.pool.get().await.map_err(ApiError::unavailable)
    }

    /// A dataset that they see, and the connection it was read on; 404 where
    /// there is none for them.
    pub(crate) async fn seen(
        &self,
        key: &str,
    ) -> Result<(::store::Connection, DatasetRow), ApiError> {
        if !keys::is_valid(key) {
            return Err(failed(DatasetsError::NoSuch));
        }
        let mut connection = self.connection().await?;
        let row = datasets::find(&mut connection, &self.viewer, key).await.map_err(failed)?;
        let row = row.ok_or_else(|| failed(DatasetsError::NoSuch))?;
        Ok((connection, row))
    }

    /// The first version they see of a dataset that they see.
    pub(crate) fn first_version(&self, of: &DatasetRow) -> i32 {
        self.viewer.sees_versions_from(of.owner(), of.published_version)
    }

    /// Whether they are told who made the versions of a dataset: only its
    /// owners are.
    pub(crate) fn may_know_authors(&self, of: &DatasetRow) -> bool {
        self.viewer.owns(of.owner())
    }

    /// Options under their number, as the JSON object that is kept.
    pub(crate) async fn options_json(
        &self,
        connection: &mut AsyncPgConnection,
        id: OptionListId,
    ) -> Result<Arc<RawValue>, ApiError> {
        self.state.option_lists.get(connection, id).await.map_err(failed)
    }

    /// Options under their number.
    pub(crate) async fn options(
        &self,
        connection: &mut AsyncPgConnection,
        id: OptionListId,
    ) -> Result<Options, ApiError> {
        let json = self.options_json(connection, id).await?;
        aside(move || option_lists::parsed(&json)).await
    }
}

impl FromRequest for Visitor {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Arc<Caller>>().cloned();
        let user = caller.as_ref().and_then(|caller| caller.user.as_ref());
        let viewer = user.map(viewer_of).unwrap_or_default();
        let state = request.app_data::<Data<State>>().cloned();
        ready(match state {
            Some(state) => Ok(Self { request: request.clone(), state, viewer }),
            None => Err(ApiError::internal("no state of datasets")),
        })
    }
}

fn viewer_of(user: &User) -> Viewer {
    let memberships = user.memberships.iter().map(|own| (own.organization, own.role.edits()));
    Viewer { user_id: Some(user.id), memberships: memberships.collect() }
}
