use std::future::{Ready, ready};

use access::SignedIn;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use web::ApiError;

use crate::State;
use crate::api::failed;
use crate::changes::{ActsFor, Who};
use crate::domain::{ClinicianId, PracticeId};
use crate::store::clinicians::{self, ClinicianRow};

/// A member of a practice who calls, and what they work with.
pub(crate) struct Member {
    pub(crate) request: HttpRequest,
    pub(crate) state: Data<State>,
    /// The practice they act for.
    pub(crate) practice: PracticeId,
    pub(crate) user_id: i64,
    pub(crate) username: String,
    /// Whether they run the practice: staff who are members, and its admins.
    pub(crate) is_manager: bool,
    /// The clinician they say they are, who may not be one of this practice.
    pub(crate) clinician: Option<ClinicianId>,
    pub(crate) today: NaiveDate,
}

impl Member {
    /// A connection to the rota's database.
    pub(crate) async fn connection(&self) -> Result<::store::Connection, ApiError> {
        self.state.pool.get().await.map_err(ApiError::unavailable)
    }

    /// The clinician that they are, if it is one of this practice.
    pub(crate) async fn own_clinician(
        &self,
        connection: &mut AsyncPgConnection,
    ) -> Result<Option<ClinicianRow>, ApiError> {
        let Some(id) = self.clinician else { return Ok(None) };
        clinicians::find(connection, self.practice, id).await.map_err(failed)
    }

    /// Who is to be remembered for a change.
    pub(crate) fn who(&self) -> Who {
        Who {
            practice: self.practice,
            user_id: Some(self.user_id),
            username: self.username.clone(),
            acts_for: self.acts_for(),
            today: self.today,
        }
    }

    /// Whose rows they may change where the practice enforces roles.
    pub(crate) fn acts_for(&self) -> ActsFor {
        if self.is_manager { ActsFor::Everybody } else { ActsFor::Oneself(self.clinician) }
    }
}

impl FromRequest for Member {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let user = SignedIn::from_request(request, payload).into_inner();
        let state = request.app_data::<Data<State>>().cloned();
        ready(user.and_then(|user| {
            let state = state.ok_or_else(|| ApiError::internal("no state of rota"))?;
            let own = user.memberships.first();
            let own = own.ok_or_else(|| ApiError::internal("a route without a membership"))?;
            Ok(Self {
                request: request.clone(),
                practice: PracticeId(own.organization),
                user_id: user.id,
                username: user.username.clone(),
                is_manager: access::Permission::Manager.is_held_by(user.caller()),
                clinician: user.clinician.map(ClinicianId),
                today: state.today.date(),
                state,
            })
        }))
    }
}
