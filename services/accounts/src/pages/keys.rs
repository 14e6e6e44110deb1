use ::pages::{Choice, Errors, Form, Moment, Page, see_other};
use access::Scope;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use web::ApiError;

use super::entries;
use super::visit::{Visit, failed, number, status, unknown};
use crate::AccountsError;
use crate::store::MOST_KEYS;
use crate::store::api_keys::{self, Listed, Terms};

const TITLE: &str = "API keys";

#[derive(Template)]
#[template(path = "keys.html")]
struct Keys {
    page: Page,
    errors: Errors,
    keys: Vec<Row>,
    label: String,
    scopes: Vec<Choice>,
    expires: String,
}

/// A key as its owner sees it.
struct Row {
    id: i64,
    label: String,
    prefix: String,
    scopes: String,
    last_used: Option<Moment>,
    expires: Option<Moment>,
    state: &'static str,
    /// Whether it can still be taken back.
    live: bool,
}

impl Row {
    fn new(key: Listed, now: DateTime<Utc>) -> Self {
        let scopes: Vec<String> = key.scopes.into_iter().flatten().collect();
        Self {
            id: key.id,
            label: key.label,
            prefix: key.prefix,
            scopes: if scopes.is_empty() { "everything".to_owned() } else { scopes.join(", ") },
            last_used: key.last_used_at.map(Moment::from),
            expires: key.expires_at.map(Moment::from),
            state: state(key.revoked_at, key.expires_at, now),
            live: key.revoked_at.is_none(),
        }
    }
}

/// What has become of a key, in a word.
pub(super) fn state(
    revoked_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> &'static str {
    if revoked_at.is_some() {
        "revoked"
    } else if expires_at.is_some_and(|end| end <= now) {
        "ended"
    } else {
        "works"
    }
}

/// There is no room for the key that a form asks for.
pub(super) fn too_many() -> Errors {
    let told = format_args!("There are already {MOST_KEYS} keys that work. Revoke one first.");
    Errors::one("", told)
}

/// `GET /accounts/keys/`
pub(super) async fn list(visit: Visit) -> Result<HttpResponse, ApiError> {
    answer(&visit, &Form::default(), Errors::default()).await
}

/// `POST /accounts/keys/`
pub(super) async fn add(visit: Visit) -> Result<HttpResponse, ApiError> {
    let form = visit.form();
    let terms = match read(&form, Utc::now().date_naive()) {
        Ok(terms) => terms,
        Err(errors) => return answer(&visit, &form, errors).await,
    };
    let mut connection = visit.connection().await?;
    let added = api_keys::add(&mut connection, &visit.actor(), &visit.user.username, &terms).await;
    drop(connection);
    let (_, key) = match added {
        Ok(added) => added,
        Err(AccountsError::TooManyKeys) => return answer(&visit, &form, too_many()).await,
        Err(error) => return Err(failed(error)),
    };
    let shown = Made {
        page: visit.page("Your new API key", "keys"),
        address: visit.state.site.link(example(&terms.scopes)),
        label: terms.label,
        secret: key.expose().to_owned(),
    };
    shown.page.show(&visit.request, StatusCode::OK, &shown)
}

/// A new key, with its secret: it is on this page and nowhere else, so there is
/// no redirect to come back to it by.
#[derive(Template)]
#[template(path = "key_made.html")]
struct Made {
    page: Page,
    label: String,
    secret: String,
    address: String,
}

/// A path that a key with these scopes can try.
fn example(scopes: &[Scope]) -> &'static str {
    match scopes.first() {
        None | Some(Scope::Practices) => "/api/v1/practices/",
        Some(Scope::Pcns) => "/api/v1/pcns/",
        Some(Scope::ListSizes) => "/api/v1/list-sizes/",
        Some(Scope::GpAppointments) => "/api/v1/gp-appointments/",
        Some(Scope::Qof) => "/api/v1/qof/years/",
        Some(Scope::Nwrs) => "/api/v1/nwrs/",
        Some(Scope::NhsPayments) => "/api/v1/nhs-payments/practices/",
    }
}

fn read(form: &Form, today: NaiveDate) -> Result<Terms, Errors> {
    let mut errors = Errors::default();
    let terms = Terms {
        label: entries::label(form, &mut errors),
        scopes: entries::ticked(form, "scopes", &mut errors),
        throttle: None,
        expires_at: entries::expiry(form, today, &mut errors),
    };
    if errors.is_empty() { Ok(terms) } else { Err(errors) }
}

async fn answer(visit: &Visit, form: &Form, errors: Errors) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let keys = api_keys::of_user(&mut connection, visit.user.id).await.map_err(failed)?;
    let (now, ticked) = (Utc::now(), form.all("scopes"));
    let choice = |scope: Scope| {
        Choice::new(scope.as_str(), scope.as_str(), ticked.contains(&scope.as_str()))
    };
    let shown = Keys {
        page: visit.page(TITLE, "keys"),
        errors,
        keys: keys.into_iter().map(|key| Row::new(key, now)).collect(),
        label: form.get("label").to_owned(),
        scopes: Scope::ALL.into_iter().map(choice).collect(),
        expires: form.get("expires").to_owned(),
    };
    shown.page.show(&visit.request, status(&shown.errors), &shown)
}

#[derive(Template)]
#[template(path = "key_revoke.html")]
struct Confirm {
    page: Page,
    label: String,
    prefix: String,
    action: String,
}

/// `GET /accounts/keys/{id}/revoke/`
pub(super) async fn confirm(visit: Visit, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let id = number(&id)?;
    let mut connection = visit.connection().await?;
    let keys = api_keys::of_user(&mut connection, visit.user.id).await.map_err(failed)?;
    let key = keys.into_iter().find(|key| key.id == id).ok_or_else(unknown)?;
    let shown = Confirm {
        page: visit.page("Revoke an API key", "keys"),
        label: key.label,
        prefix: key.prefix,
        action: format!("/accounts/keys/{id}/revoke/"),
    };
    shown.page.show(&visit.request, StatusCode::OK, &shown)
}

/// `POST /accounts/keys/{id}/revoke/`
pub(super) async fn revoke(visit: Visit, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let id = number(&id)?;
    let mut connection = visit.connection().await?;
    let revoked = api_keys::revoke_own(&mut connection, &visit.actor(), visit.user.id, id).await;
    revoked.map_err(failed)?;
    Ok(see_other("/accounts/keys/?done=key-revoked"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_a_key_may_do() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let read = |text: &str| read(&Form::parse(text.as_bytes()), today);
        let terms = read("label=Night+run&scopes=qof&scopes=pcns&expires=2027-04-01").unwrap();
        assert_eq!(terms.label, "Night run");
        assert_eq!(terms.scopes, [Scope::Qof, Scope::Pcns]);
        assert_eq!(terms.expires_at.unwrap().to_rfc3339(), "2027-04-01T00:00:00+00:00");
        assert!(read("label=x").unwrap().scopes.is_empty());
        let errors = read("label=&scopes=moon&expires=2026-11-22").unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["label", "scopes", "expires"]);
    }

    #[test]
    fn keys_end_in_different_ways() {
        let now = Utc::now();
        assert_eq!(state(None, None, now), "works");
        assert_eq!(state(None, Some(now), now), "ended");
        assert_eq!(state(Some(now), Some(now), now), "revoked");
    }
}
