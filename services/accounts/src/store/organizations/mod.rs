//! Tenants: practices, care providers, bodies that keep lists. Never deleted.

mod sandbox;

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

pub use self::sandbox::{add_sandbox, sandbox_of, set_sandbox};
use super::audit::{self, Actor, Entry, Event};
use super::{is_duplicate, lower};
use crate::AccountsError;
use crate::schema::organizations;

/// An organisation.
#[derive(Clone, Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = organizations, check_for_backend(diesel::pg::Pg))]
pub struct Organization {
    /// Never changes and is never given again.
    pub id: i64,
    /// Unique whatever its case.
    pub name: String,
    /// Whether its members, and its keys, act for it.
    pub active: bool,
    /// What callers of the care service know it by: 24 lower-case hexadecimal digits.
    pub public_id: String,
    /// Whether what it does is only for trying.
    pub sandbox: bool,
    /// The live organisation that it is the sandbox of, if it is that of one.
    pub sandbox_of: Option<i64>,
}

/// Adds an organisation.
pub async fn add(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    name: &str,
) -> Result<Organization, AccountsError> {
    if name.trim().is_empty() {
        return Err(AccountsError::EmptyName);
    }
    connection
        .transaction(async |connection| {
            let added: Organization = diesel::insert_into(organizations::table)
                .values(organizations::name.eq(name.trim()))
                .returning(Organization::as_returning())
                .get_result(connection)
                .await
                .map_err(|error| match error {
                    duplicate if is_duplicate(&duplicate) => {
                        AccountsError::NameTaken(name.to_owned())
                    }
                    other => other.into(),
                })?;
            audit::record(connection, actor, about(Event::OrganizationAdded, &added)).await?;
            Ok::<_, AccountsError>(added)
        })
        .await
}

/// The organisation of that name, added where there is none.
pub async fn find_or_add(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    name: &str,
) -> Result<Organization, AccountsError> {
    let found = organizations::table
        .filter(lower(organizations::name).eq(lower(name)))
        .select(Organization::as_select())
        .first(connection)
        .await
        .optional()?;
    match found {
        Some(organization) => Ok(organization),
        None => add(connection, actor, name).await,
    }
}

/// The organisation with that id.
pub async fn find(
    connection: &mut AsyncPgConnection,
    id: i64,
) -> Result<Organization, AccountsError> {
    organizations::table
        .find(id)
        .select(Organization::as_select())
        .first(connection)
        .await
        .optional()?
        .ok_or(AccountsError::NoSuchOrganization(id))
}

/// The organisation with that id, which stays as it is until the transaction
/// ends: those who change it, its members or its keys take turns. Rows that
/// refer to it may still be added.
pub(super) async fn hold(
    connection: &mut AsyncPgConnection,
    id: i64,
) -> Result<Organization, AccountsError> {
    organizations::table
        .find(id)
        .select(Organization::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?
        .ok_or(AccountsError::NoSuchOrganization(id))
}

/// Every organisation, by id.
pub async fn list(connection: &mut AsyncPgConnection) -> Result<Vec<Organization>, AccountsError> {
    Ok(organizations::table
        .order(organizations::id)
        .select(Organization::as_select())
        .load(connection)
        .await?)
}

/// Organisations by id; ids none has are left out.
pub async fn by_ids(
    connection: &mut AsyncPgConnection,
    ids: &[i64],
) -> QueryResult<Vec<Organization>> {
    organizations::table
        .filter(organizations::id.eq_any(ids))
        .order(organizations::id)
        .select(Organization::as_select())
        .load(connection)
        .await
}

/// What organisations are called, by id; ids none has are left out.
pub async fn names(
    connection: &mut AsyncPgConnection,
    ids: &[i64],
) -> QueryResult<HashMap<i64, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let named = by_ids(connection, ids).await?;
    Ok(named.into_iter().map(|organization| (organization.id, organization.name)).collect())
}

/// Lets an organisation's members and keys act for it, or stops them within a
/// second everywhere.
pub async fn set_active(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    id: i64,
    active: bool,
) -> Result<Organization, AccountsError> {
    connection
        .transaction(async |connection| {
            let organization = hold(connection, id).await?;
            if organization.active == active {
                return Ok::<_, AccountsError>(organization);
            }
            let changed: Organization = diesel::update(organizations::table.find(id))
                .set(organizations::active.eq(active))
                .returning(Organization::as_returning())
                .get_result(connection)
                .await?;
            let event =
                if active { Event::OrganizationEnabled } else { Event::OrganizationDisabled };
            audit::record(connection, actor, about(event, &changed)).await?;
            Ok(changed)
        })
        .await
}

fn about(event: Event, organization: &Organization) -> Entry<'_> {
    let id = organization.id;
    Entry::of_organization(event, "organization", id, &organization.name, id)
}
