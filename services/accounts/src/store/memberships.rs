//! Who belongs to which organisation, and in what role.

use std::fmt;
use std::str::FromStr;

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::{organizations, users};
use crate::AccountsError;
use crate::schema::memberships;

/// What a member may do in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the organisation.
    Admin,
    /// Makes and changes things.
    Creator,
    /// Looks.
    Viewer,
    /// Answers for the organisation's data.
    DataCustodian,
}

impl Role {
    const ALL: [Self; 4] = [Self::Admin, Self::Creator, Self::Viewer, Self::DataCustodian];

    /// The word for it on the wire and in commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Creator => "creator",
            Self::Viewer => "viewer",
            Self::DataCustodian => "data_custodian",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == word);
        let known = Self::ALL.map(Self::as_str).join(", ");
        found.ok_or_else(|| format!("unknown role {word:?}; there are {known}"))
    }
}

/// Makes a user a member, or gives a member another role.
pub async fn add(
    connection: &mut AsyncPgConnection,
    organization: i64,
    username: &str,
    role: Role,
) -> Result<(), AccountsError> {
    let organization = organizations::find(connection, organization).await?;
    let user = users::find(connection, username).await?;
    diesel::insert_into(memberships::table)
        .values((
            memberships::organization_id.eq(organization.id),
            memberships::user_id.eq(user.id),
            memberships::role.eq(role.as_str()),
        ))
        .on_conflict((memberships::organization_id, memberships::user_id))
        .do_update()
        .set(memberships::role.eq(role.as_str()))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a membership.
pub async fn remove(
    connection: &mut AsyncPgConnection,
    organization: i64,
    username: &str,
) -> Result<(), AccountsError> {
    let organization = organizations::find(connection, organization).await?.id;
    let user = users::find(connection, username).await?;
    let removed = diesel::delete(
        memberships::table
            .filter(memberships::organization_id.eq(organization))
            .filter(memberships::user_id.eq(user.id)),
    );
    match removed.execute(connection).await? {
        0 => Err(AccountsError::NoSuchMember { organization, user: user.username }),
        _ => Ok(()),
    }
}
