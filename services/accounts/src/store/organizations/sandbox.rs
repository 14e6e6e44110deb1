//! Organisations for trying things out, and those they are the sandboxes of.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::json;

use super::{Organization, about, hold, is_duplicate};
use crate::AccountsError;
use crate::schema::organizations;
use crate::store::audit::{self, Actor, Entry, Event};
use crate::store::memberships;

/// The sandbox of a live organisation, active or not, where it has one.
pub async fn sandbox_of(
    connection: &mut AsyncPgConnection,
    live: i64,
) -> QueryResult<Option<Organization>> {
    organizations::table
        .filter(organizations::sandbox_of.eq(live))
        .select(Organization::as_select())
        .first(connection)
        .await
        .optional()
}

/// The sandbox of a live organisation, made where it has none: called as that
/// is, with `(sandbox)` behind. Each has members and keys of its own: nobody
/// comes to a sandbox by belonging to the live one.
///
/// # Errors
/// [`AccountsError::NoSuchOrganization`], [`AccountsError::IsSandbox`] and
/// [`AccountsError::Disabled`] of the live one, [`AccountsError::NameTaken`]
/// where another organisation is called so. Of a person
/// [`AccountsError::NotAllowed`] where they do not run the organisation.
pub async fn add_sandbox(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    live: i64,
) -> Result<Organization, AccountsError> {
    connection
        .transaction(async |connection| {
            let live = hold(connection, live).await?;
            memberships::require_admin(connection, actor, &live).await?;
            if live.sandbox {
                return Err(AccountsError::IsSandbox(live.id));
            }
            if !live.active {
                return Err(AccountsError::Disabled(live.id));
            }
            if let Some(known) = sandbox_of(connection, live.id).await? {
                return Ok(known);
            }
            let added = insert(connection, &live).await?;
            let details = json!({ "sandbox_of": live.id });
            let entry = Entry { details, ..about(Event::OrganizationAdded, &added) };
            audit::record(connection, actor, entry).await?;
            Ok(added)
        })
        .await
}

async fn insert(
    connection: &mut AsyncPgConnection,
    live: &Organization,
) -> Result<Organization, AccountsError> {
    let name = format!("{} (sandbox)", live.name);
    diesel::insert_into(organizations::table)
        .values((
            organizations::name.eq(&name),
            organizations::sandbox.eq(true),
            organizations::sandbox_of.eq(live.id),
        ))
        .returning(Organization::as_returning())
        .get_result(connection)
        .await
        .map_err(|error| match error {
            duplicate if is_duplicate(&duplicate) => AccountsError::NameTaken(name.clone()),
            other => other.into(),
        })
}

/// Says whether what an organisation does is only for trying.
///
/// # Errors
/// [`AccountsError::NoSuchOrganization`], and [`AccountsError::Paired`] where it
/// has a sandbox, or is that of another.
pub async fn set_sandbox(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    id: i64,
    sandbox: bool,
) -> Result<Organization, AccountsError> {
    connection
        .transaction(async |connection| {
            let organization = hold(connection, id).await?;
            if organization.sandbox == sandbox {
                return Ok(organization);
            }
            if organization.sandbox_of.is_some() || sandbox_of(connection, id).await?.is_some() {
                return Err(AccountsError::Paired(id));
            }
            let changed: Organization = diesel::update(organizations::table.find(id))
                .set(organizations::sandbox.eq(sandbox))
                .returning(Organization::as_returning())
                .get_result(connection)
                .await?;
            let details = json!({ "from": organization.sandbox, "to": sandbox });
            let entry = Entry { details, ..about(Event::SandboxChanged, &changed) };
            audit::record(connection, actor, entry).await?;
            Ok(changed)
        })
        .await
}
