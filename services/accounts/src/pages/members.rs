use ::pages::{Errors, Form, Page, see_other};
use access::Role;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::organization::{answer, run_by};
use super::visit::{Visit, failed, number, unknown};
use crate::AccountsError;
use crate::store::{memberships, organizations};

/// `POST /accounts/organizations/{id}/members/`: a new member, or another role for one.
pub(super) async fn save(visit: Visit, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let organization = run_by(&visit, &mut connection, &id).await?;
    let form = visit.form();
    let (username, role) = match read(&form) {
        Ok(read) => read,
        Err(errors) => {
            return answer(&visit, &mut connection, organization, &form, errors).await;
        }
    };
    let saved =
        memberships::add(&mut connection, &visit.actor(), organization.id, username, role).await;
    match saved.map_err(|error| refusal(error, username)) {
        Ok(()) => {
            let gone = is_self(&visit, username) && role != Role::Admin;
            Ok(see_other(&back(&visit, organization.id, gone, "member-saved")))
        }
        Err(Ok(errors)) => answer(&visit, &mut connection, organization, &form, errors).await,
        Err(Err(error)) => Err(failed(error)),
    }
}

fn read(form: &Form) -> Result<(&str, Role), Errors> {
    let mut errors = Errors::default();
    let username = form.get("username");
    if username.is_empty() || username.contains(char::is_control) {
        errors.add("username", "Write the username of the person.");
    }
    match form.get("role").parse::<Role>() {
        Ok(role) if errors.is_empty() => return Ok((username, role)),
        Ok(_) => {}
        Err(_) => errors.add("role", "Choose a role."),
    }
    Err(errors)
}

/// What the person who runs the organisation can put right, or the failure.
fn refusal(error: AccountsError, username: &str) -> Result<Errors, AccountsError> {
    match error {
        AccountsError::NoSuchUser(..) => {
            Ok(Errors::one("username", format_args!("There is no user “{username}”.")))
        }
        AccountsError::LastAdmin => Ok(Errors::one(
            "",
            "This is the only administrator. Make somebody else an administrator first.",
        )),
        other => Err(other),
    }
}

fn is_self(visit: &Visit, username: &str) -> bool {
    visit.user.username.to_lowercase() == username.to_lowercase()
}

/// Where to go next: who no longer runs the organisation cannot see its page.
fn back(visit: &Visit, organization: i64, gone: bool, done: &str) -> String {
    if gone && !visit.user.staff {
        "/accounts/?done=left".to_owned()
    } else {
        format!("/accounts/organizations/{organization}/?done={done}")
    }
}

#[derive(Template)]
#[template(path = "member_remove.html")]
struct Confirm {
    page: Page,
    errors: Errors,
    organization: i64,
    organization_name: String,
    user: i64,
    username: String,
    /// Whether it is the person who asks.
    is_self: bool,
}

/// `GET /accounts/organizations/{id}/members/{user}/remove/`
pub(super) async fn confirm(
    visit: Visit,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (organization, user) = path.into_inner();
    let shown = question(&visit, &organization, &user).await?;
    shown.page.show(&visit.request, StatusCode::OK, &shown)
}

/// `POST /accounts/organizations/{id}/members/{user}/remove/`
pub(super) async fn remove(
    visit: Visit,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (organization, user) = path.into_inner();
    let asked = question(&visit, &organization, &user).await?;
    let mut connection = visit.connection().await?;
    let (actor, place) = (visit.actor(), asked.organization);
    let removed = memberships::remove(&mut connection, &actor, place, &asked.username).await;
    match removed.map_err(|error| refusal(error, &asked.username)) {
        Ok(()) => {
            let gone = asked.is_self;
            Ok(see_other(&back(&visit, asked.organization, gone, "member-removed")))
        }
        Err(Ok(errors)) => {
            let shown = Confirm { errors, ..asked };
            shown.page.show(&visit.request, StatusCode::BAD_REQUEST, &shown)
        }
        Err(Err(error)) => Err(failed(error)),
    }
}

/// The question whether to remove a member; 404 where there is no such member.
async fn question(visit: &Visit, organization: &str, user: &str) -> Result<Confirm, ApiError> {
    let mut connection = visit.connection().await?;
    let user = number(user)?;
    // People may leave wherever they are.
    let organization = if user == visit.user.id {
        let id = number(organization)?;
        organizations::find(&mut connection, id).await.map_err(failed)?
    } else {
        run_by(visit, &mut connection, organization).await?
    };
    let members = memberships::of_organization(&mut connection, organization.id).await;
    let mut members = members.map_err(failed)?.into_iter();
    let member = members.find(|member| member.user_id == user).ok_or_else(unknown)?;
    Ok(Confirm {
        page: visit
            .page(if user == visit.user.id { "Leave" } else { "Remove a member" }, "organization"),
        errors: Errors::default(),
        organization: organization.id,
        organization_name: organization.name,
        user,
        username: member.username,
        is_self: user == visit.user.id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_has_a_name_and_a_role() {
        let form = Form::parse(b"username=+jo+&role=creator");
        assert_eq!(read(&form), Ok(("jo", Role::Creator)));
        for (text, expected) in [
            ("username=&role=viewer", &["username"][..]),
            ("username=jo", &["role"]),
            ("username=jo&role=king", &["role"]),
            ("", &["username", "role"]),
        ] {
            let form = Form::parse(text.as_bytes());
            let errors = read(&form).unwrap_err();
            let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(fields, expected, "{text}");
        }
    }

    #[test]
    fn what_can_be_put_right_is_said() {
        let said = refusal(AccountsError::LastAdmin, "jo").unwrap();
        assert!(said.of("")[0].contains("only administrator"));
        let said = refusal(AccountsError::NoSuchUser("jo".to_owned()), "jo").unwrap();
        assert_eq!(said.of("username"), ["There is no user “jo”."]);
        assert!(refusal(AccountsError::EmptyName, "jo").is_err());
    }
}
