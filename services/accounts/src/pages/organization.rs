use ::pages::{Choice, Errors, Form, Page};
use access::Role;
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use diesel_async::AsyncPgConnection;
use web::ApiError;

use super::visit::{Visit, failed, number, status, unknown};
use crate::store::memberships;
use crate::store::organizations::{self, Organization};

/// What a role is called on pages.
pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Administrator",
        Role::Creator => "Creator",
        Role::Viewer => "Viewer",
        Role::DataCustodian => "Data custodian",
    }
}

/// The organisation of an address, for those who run it. It is 404 for others.
pub(super) async fn run_by(
    visit: &Visit,
    connection: &mut AsyncPgConnection,
    id: &str,
) -> Result<Organization, ApiError> {
    let id = number(id)?;
    let runs = visit.user.staff || visit.user.role_in(id) == Some(Role::Admin);
    if !runs {
        return Err(unknown());
    }
    organizations::find(connection, id).await.map_err(failed)
}

/// The same for its admins alone, whoever runs the platform.
pub(super) async fn owned_by(
    visit: &Visit,
    connection: &mut AsyncPgConnection,
    id: &str,
) -> Result<Organization, ApiError> {
    if visit.user.role_in(number(id)?) != Some(Role::Admin) {
        return Err(unknown());
    }
    run_by(visit, connection, id).await
}

#[derive(Template)]
#[template(path = "organization.html")]
struct Members {
    page: Page,
    errors: Errors,
    organization: Organization,
    members: Vec<Row>,
    username: String,
    roles: Vec<Choice>,
    /// Whether its keys are there for the person.
    owned: bool,
}

/// A member as those who run the organisation see them: anybody can be made one
/// by their username alone, so nothing else of them is told.
struct Row {
    user: i64,
    username: String,
    roles: Vec<Choice>,
}

/// Every role, with one of them chosen.
fn choices(chosen: Role) -> Vec<Choice> {
    let choice = |role: Role| Choice::new(role.as_str(), role_name(role), role == chosen);
    Role::ALL.into_iter().map(choice).collect()
}

/// `GET /accounts/organizations/{id}/`
pub(super) async fn show(visit: Visit, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = visit.connection().await?;
    let organization = run_by(&visit, &mut connection, &id).await?;
    answer(&visit, &mut connection, organization, &Form::default(), Errors::default()).await
}

/// The page of an organisation, with a form as it was filled in.
pub(super) async fn answer(
    visit: &Visit,
    connection: &mut AsyncPgConnection,
    organization: Organization,
    form: &Form,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let members = memberships::of_organization(connection, organization.id).await;
    let row = |member: memberships::Member| Row {
        user: member.user_id,
        username: member.username,
        roles: choices(member.role),
    };
    let shown = Members {
        page: visit.page(&organization.name, "organization"),
        errors,
        owned: visit.user.role_in(organization.id) == Some(Role::Admin),
        organization,
        members: members.map_err(failed)?.into_iter().map(row).collect(),
        username: form.get("username").to_owned(),
        roles: choices(form.get("role").parse().unwrap_or(Role::Viewer)),
    };
    shown.page.show(&visit.request, status(&shown.errors), &shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_role_is_chosen() {
        for role in Role::ALL {
            let choices = choices(role);
            let chosen: Vec<_> = choices.iter().filter(|choice| choice.chosen).collect();
            assert_eq!(chosen.len(), 1);
            assert_eq!(chosen[0].value.parse(), Ok(role));
        }
    }
}
