use ::pages::{Errors, Form, Page, see_other};
use actix_web::HttpResponse;
use askama::Template;
use secrecy::SecretString;
use web::ApiError;

use super::visit::{Visit, failed, status, unknown};
use crate::api::{session, sign_in_failed};
use crate::passwords::{self, MAX_BYTES, MIN_LENGTH};
use crate::store::users;

#[derive(Template)]
#[template(path = "password.html")]
struct Password {
    page: Page,
    errors: Errors,
    min: usize,
    /// For password managers, which keep it beside the new password.
    username: String,
}

/// `GET /accounts/password/`
pub(super) async fn show(visit: Visit) -> Result<HttpResponse, ApiError> {
    answer(&visit, Errors::default())
}

/// `POST /accounts/password/`
pub(super) async fn change(visit: Visit) -> Result<HttpResponse, ApiError> {
    let form = visit.form();
    let errors = mistakes(&form, &visit.user.username);
    if !errors.is_empty() {
        return answer(&visit, errors);
    }
    if !visit.is_confirmed(form.raw("current")).await? {
        return answer(&visit, Errors::one("current", "This is not your current password."));
    }
    let hash = passwords::hash(SecretString::from(form.raw("new"))).await.map_err(failed)?;
    let mut connection = visit.connection().await?;
    let (actor, name) = (visit.actor(), &visit.user.username);
    users::set_password(&mut connection, &actor, name, &hash, None).await.map_err(failed)?;
    // Whoever copied the cookie is shut out too: this browser gets another.
    let known = users::credentials(&mut connection, name).await;
    let known = known.map_err(failed)?.ok_or_else(unknown)?;
    let cookies = session::start(&visit.request, &visit.state, &known).await;
    let mut response = see_other("/accounts/?done=password-changed");
    session::set(&mut response, cookies.map_err(sign_in_failed)?)?;
    Ok(response)
}

/// What is wrong with the form, as far as it can be told without asking whose it is.
fn mistakes(form: &Form, username: &str) -> Errors {
    let mut errors = Errors::default();
    let (current, new) = (form.raw("current"), form.raw("new"));
    if current.is_empty() {
        errors.add("current", "Write your current password.");
    }
    if new.trim().chars().count() < MIN_LENGTH {
        errors.add("new", format_args!("A password has at least {MIN_LENGTH} characters."));
    } else if new.len() > MAX_BYTES {
        errors.add("new", "The new password is too long.");
    } else if new == current {
        errors.add("new", "This is the password you have now. Choose another.");
    } else if new.to_lowercase() == username.to_lowercase() {
        errors.add("new", "Your username cannot be your password.");
    } else if new != form.raw("again") {
        errors.add("again", "The two new passwords are not the same.");
    }
    errors
}

fn answer(visit: &Visit, errors: Errors) -> Result<HttpResponse, ApiError> {
    let shown = Password {
        page: visit.page("Change your password", "password"),
        errors,
        min: MIN_LENGTH,
        username: visit.user.username.clone(),
    };
    shown.page.show(&visit.request, status(&shown.errors), &shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_have_rules() {
        for (text, expected) in [
            ("current=old&new=correct+horse&again=correct+horse", &[][..]),
            ("current=&new=correct+horse&again=correct+horse", &["current"]),
            ("current=old&new=short&again=short", &["new"]),
            ("current=same-as-ever&new=same-as-ever&again=same-as-ever", &["new"]),
            ("current=old&new=JO.BLOGGS&again=JO.BLOGGS", &["new"]),
            ("current=old&new=correct+horse&again=correct+house", &["again"]),
            ("", &["current", "new"]),
        ] {
            let errors = mistakes(&Form::parse(text.as_bytes()), "jo.bloggs");
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, expected, "{text}");
        }
        let long = "x".repeat(MAX_BYTES + 1);
        let form = Form::parse(format!("current=old&new={long}&again={long}").as_bytes());
        assert!(mistakes(&form, "jo").has("new"));
    }
}
