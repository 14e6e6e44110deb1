use ::pages::{Errors, Form, Moment, Page, see_other};
use access::ResourcePermission;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use ipnet::IpNet;
use secrecy::ExposeSecret;
use web::ApiError;

use super::entries;
use super::keys::{state, too_many};
use super::organization::owned_by;
use super::permissions::{Grants, grants, in_words};
use super::visit::{Visit, failed, number, status, unknown};
use crate::AccountsError;
use crate::store::organizations::Organization;
use crate::store::signed_keys::{self, Listed, Terms};

const TITLE: &str = "Keys for signed requests";

#[derive(Template)]
#[template(path = "signed_keys.html")]
struct Keys {
    page: Page,
    errors: Errors,
    organization: Organization,
    keys: Vec<Row>,
    label: String,
    permissions: Vec<Grants>,
    networks: String,
    legacy: bool,
    expires: String,
}

/// A key as those who run the organisation see it.
struct Row {
    id: i64,
    label: String,
    key: String,
    permissions: String,
    networks: String,
    legacy: &'static str,
    last_used: Option<Moment>,
    expires: Option<Moment>,
    state: &'static str,
    /// Whether it can still be taken back.
    live: bool,
}

impl Row {
    fn new(key: Listed, now: DateTime<Utc>) -> Self {
        Self {
            id: key.id,
            label: key.label,
            key: key.key,
            permissions: in_words(&key.permissions),
            networks: places(&key.networks),
            legacy: if key.legacy_signatures { "allowed" } else { "refused" },
            last_used: key.last_used_at.map(Moment::from),
            expires: key.expires_at.map(Moment::from),
            state: state(key.revoked_at, key.expires_at, now),
            live: key.revoked_at.is_none(),
        }
    }
}

fn places(networks: &[IpNet]) -> String {
    let words: Vec<String> = networks.iter().map(ToString::to_string).collect();
    if words.is_empty() { "anywhere".to_owned() } else { words.join(", ") }
}

/// `GET /accounts/organizations/{id}/keys/`
pub(super) async fn list(visit: Visit, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let organization = owned_by(&visit, &mut connection, &id).await?;
    answer(&visit, &mut connection, organization, &Form::default(), Errors::default()).await
}

/// `POST /accounts/organizations/{id}/keys/`
pub(super) async fn add(visit: Visit, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let organization = owned_by(&visit, &mut connection, &id).await?;
    let form = visit.form();
    let terms = match read(&form, Utc::now().date_naive()) {
        Ok(terms) => terms,
        Err(errors) => {
            return answer(&visit, &mut connection, organization, &form, errors).await;
        }
    };
    let (actor, keys) = (visit.actor(), &visit.state.keys);
    let made = signed_keys::add(&mut connection, &actor, keys, organization.id, &terms).await;
    let made = match made {
        Ok(made) => made,
        Err(AccountsError::TooManyKeys) => {
            return answer(&visit, &mut connection, organization, &form, too_many()).await;
        }
        Err(error) => return Err(failed(error)),
    };
    let shown = Made {
        page: visit.page("A new key for signed requests", "organization"),
        label: terms.label,
        organization,
        account_id: made.account_id,
        key: made.key,
        secret: made.secret.expose_secret().to_owned(),
    };
    shown.page.show(&visit.request, StatusCode::OK, &shown)
}

/// A new key, with its secret: it is on this page and nowhere else, so there is
/// no redirect to come back to it by.
#[derive(Template)]
#[template(path = "signed_key_made.html")]
struct Made {
    page: Page,
    label: String,
    organization: Organization,
    account_id: String,
    key: String,
    secret: String,
}

fn read(form: &Form, today: NaiveDate) -> Result<Terms, Errors> {
    let mut errors = Errors::default();
    let label = entries::label(form, &mut errors);
    let permissions: Vec<ResourcePermission> = entries::ticked(form, "permissions", &mut errors);
    if permissions.is_empty() && !errors.has("permissions") {
        errors.add("permissions", "Tick at least one thing that the key may do.");
    }
    let terms = Terms {
        label,
        permissions,
        networks: entries::networks(form, &mut errors),
        legacy_signatures: form.has("legacy"),
        throttle: None,
        expires_at: entries::expiry(form, today, &mut errors),
    };
    if errors.is_empty() { Ok(terms) } else { Err(errors) }
}

async fn answer(
    visit: &Visit,
    connection: &mut AsyncPgConnection,
    organization: Organization,
    form: &Form,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let keys = signed_keys::of_organization(connection, organization.id).await;
    let now = Utc::now();
    let shown = Keys {
        page: visit.page(TITLE, "organization"),
        errors,
        organization,
        keys: keys.map_err(failed)?.into_iter().map(|key| Row::new(key, now)).collect(),
        label: form.get("label").to_owned(),
        permissions: grants(form),
        networks: form.raw("networks").to_owned(),
        legacy: form.has("legacy"),
        expires: form.get("expires").to_owned(),
    };
    shown.page.show(&visit.request, status(&shown.errors), &shown)
}

#[derive(Template)]
#[template(path = "signed_key_revoke.html")]
struct Confirm {
    page: Page,
    organization: Organization,
    id: i64,
    label: String,
    key: String,
}

/// `GET /accounts/organizations/{id}/keys/{key}/revoke/`
pub(super) async fn confirm(
    visit: Visit,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let (organization, key) = path.into_inner();
    let organization = owned_by(&visit, &mut connection, &organization).await?;
    let key = own(&mut connection, &organization, &key).await?;
    let shown = Confirm {
        page: visit.page("Revoke a key for signed requests", "organization"),
        organization,
        id: key.id,
        label: key.label,
        key: key.key,
    };
    shown.page.show(&visit.request, StatusCode::OK, &shown)
}

/// `POST /accounts/organizations/{id}/keys/{key}/revoke/`
pub(super) async fn revoke(
    visit: Visit,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let (organization, key) = path.into_inner();
    let organization = owned_by(&visit, &mut connection, &organization).await?;
    let key = own(&mut connection, &organization, &key).await?;
    let revoked = signed_keys::revoke(&mut connection, &visit.actor(), key.id).await;
    revoked.map_err(failed)?;
    let organization = organization.id;
    Ok(see_other(&format!("/accounts/organizations/{organization}/keys/?done=key-revoked")))
}

/// The key of an address, if it is the organisation's.
async fn own(
    connection: &mut AsyncPgConnection,
    organization: &Organization,
    key: &str,
) -> Result<Listed, ApiError> {
    let id = number(key)?;
    let keys = signed_keys::of_organization(connection, organization.id).await.map_err(failed)?;
    keys.into_iter().find(|key| key.id == id).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_a_key_may_do() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let read = |text: &str| read(&Form::parse(text.as_bytes()), today);
        let typed = "label=Website&permissions=care-enquiries:create&permissions=groups%3Aread\
            &networks=192.0.2.7%0D%0A198.51.100.0%2F24&expires=2027-04-01&legacy=on";
        let terms = read(typed).unwrap();
        let permissions: Vec<String> = terms.permissions.iter().map(ToString::to_string).collect();
        assert_eq!(permissions, ["care-enquiries:create", "groups:read"]);
        assert_eq!(terms.networks.len(), 2);
        assert!(terms.legacy_signatures);
        let plain = read("label=x&permissions=users:read").unwrap();
        assert!(!plain.legacy_signatures && plain.networks.is_empty());
        for (typed, expected) in [
            ("label=x", &["permissions"][..]),
            ("label=x&permissions=users:delete", &["permissions"]),
            (
                "networks=x%0Ay&expires=z",
                &["label", "permissions", "networks", "networks", "expires"],
            ),
        ] {
            let errors = read(typed).unwrap_err();
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, expected, "{typed}");
        }
    }
}
