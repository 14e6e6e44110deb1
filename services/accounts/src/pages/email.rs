use ::pages::{Errors, Form, Page, see_other};
use actix_web::HttpResponse;
use askama::Template;
use web::ApiError;

use super::visit::{Visit, failed, status};
use crate::AccountsError;
use crate::store::users;

#[derive(Template)]
#[template(path = "email.html")]
struct Email {
    page: Page,
    errors: Errors,
    /// The address now; may be empty.
    held: String,
    email: String,
}

/// `GET /accounts/email/`
pub(super) async fn show(visit: Visit) -> Result<HttpResponse, ApiError> {
    answer(&visit, "", Errors::default()).await
}

/// `POST /accounts/email/`
pub(super) async fn change(visit: Visit) -> Result<HttpResponse, ApiError> {
    let form = visit.form();
    let (email, errors) = (form.get("email"), missing(&form));
    if !errors.is_empty() {
        return answer(&visit, email, errors).await;
    }
    if !visit.is_confirmed(form.raw("current")).await? {
        let errors = Errors::one("current", "This is not your current password.");
        return answer(&visit, email, errors).await;
    }
    let mut connection = visit.connection().await?;
    let held = users::by_id(&mut connection, visit.user.id).await.map_err(failed)?.email;
    if held == email {
        return Ok(see_other("/accounts/?done=nothing"));
    }
    let (actor, name) = (visit.actor(), &visit.user.username);
    let changed = users::set_email(&mut connection, &actor, name, email).await;
    drop(connection);
    match changed {
        Ok(_) => Ok(see_other("/accounts/?done=email-changed")),
        Err(AccountsError::InvalidEmail(_)) => {
            let told = "Write an e-mail address like name@example.nhs.uk.";
            answer(&visit, email, Errors::one("email", told)).await
        }
        Err(error) => Err(failed(error)),
    }
}

fn missing(form: &Form) -> Errors {
    let mut errors = Errors::default();
    if form.get("email").is_empty() {
        errors.add("email", "Write your new e-mail address.");
    }
    if form.raw("current").is_empty() {
        errors.add("current", "Write your current password.");
    }
    errors
}

async fn answer(visit: &Visit, email: &str, errors: Errors) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let user = users::by_id(&mut connection, visit.user.id).await.map_err(failed)?;
    let shown = Email {
        page: visit.page("Change your e-mail address", "email"),
        errors,
        held: user.email,
        email: email.to_owned(),
    };
    shown.page.show(&visit.request, status(&shown.errors), &shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_a_password() {
        let errors = missing(&Form::parse(b"email=+jo%40example.nhs.uk+&current=x"));
        assert!(errors.is_empty());
        let errors = missing(&Form::parse(b"email=+"));
        assert!(errors.has("email") && errors.has("current"));
    }
}
