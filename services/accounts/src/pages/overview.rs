use ::pages::{Moment, Page};
use access::Role;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use secrecy::ExposeSecret;
use web::ApiError;

use super::organization::role_name;
use super::visit::{Visit, failed};
use crate::AccountsError;
use crate::store::memberships::{self, Membership};
use crate::store::organizations::Organization;
use crate::store::release_keys::{self, CurrentKey};
use crate::store::users;

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    page: Page,
    user: i64,
    username: String,
    email: String,
    staff: bool,
    places: Vec<Place>,
    /// Nothing where the key cannot be read.
    release_key: Option<ReleaseKey>,
}

/// What downloads releases for the person.
struct ReleaseKey {
    key: String,
    made: Moment,
}

impl From<CurrentKey> for ReleaseKey {
    fn from(current: CurrentKey) -> Self {
        Self { key: current.key.expose_secret().to_owned(), made: Moment::from(current.created_at) }
    }
}

/// An organisation the person belongs to.
struct Place {
    id: i64,
    name: String,
    role: &'static str,
    /// Whether its page is there for the person.
    runs: bool,
    active: bool,
}

impl Place {
    fn new(organization: Organization, membership: Membership, staff: bool) -> Self {
        Self {
            id: organization.id,
            name: organization.name,
            role: role_name(membership.role),
            runs: staff || (organization.active && membership.role == Role::Admin),
            active: organization.active,
        }
    }
}

/// `GET /accounts/`
pub(super) async fn show(visit: Visit) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let user = users::by_id(&mut connection, visit.user.id).await.map_err(failed)?;
    let (actor, keys) = (visit.actor(), &visit.state.keys);
    let release_key = match release_keys::current(&mut connection, &actor, keys, user.id).await {
        Ok(current) => Some(ReleaseKey::from(current)),
        // The rest of the page leads to where the key can be replaced.
        Err(AccountsError::Sealed(cause)) => {
            tracing::error!(user = user.id, %cause, "a release key cannot be read");
            None
        }
        Err(error) => return Err(failed(error)),
    };
    let places = memberships::of_user(&mut connection, user.id).await.map_err(failed)?;
    let place = |(organization, membership)| Place::new(organization, membership, user.staff);
    let shown = Overview {
        page: visit.page("Your account", "overview"),
        user: user.id,
        places: places.into_iter().map(place).collect(),
        username: user.username,
        email: user.email,
        staff: user.staff,
        release_key,
    };
    shown.page.show(&visit.request, StatusCode::OK, &shown)
}
