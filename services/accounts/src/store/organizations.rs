//! Tenants: practices, care providers, bodies that keep lists. Never deleted.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

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
    /// Whether its members act for it.
    pub active: bool,
}

/// Adds an organisation.
pub async fn add(
    connection: &mut AsyncPgConnection,
    name: &str,
) -> Result<Organization, AccountsError> {
    if name.trim().is_empty() {
        return Err(AccountsError::EmptyName);
    }
    diesel::insert_into(organizations::table)
        .values(organizations::name.eq(name.trim()))
        .returning(Organization::as_returning())
        .get_result(connection)
        .await
        .map_err(|error| match error {
            duplicate if is_duplicate(&duplicate) => AccountsError::NameTaken(name.to_owned()),
            other => other.into(),
        })
}

/// The organisation of that name, added where there is none.
pub async fn find_or_add(
    connection: &mut AsyncPgConnection,
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
        None => add(connection, name).await,
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
