//! Who belongs to which organisation, and in what role.

pub use access::{Membership, Role};
use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::json;

use super::audit::{self, Actor, Entry, Event};
use super::organizations::{self, Organization};
use super::users::{self, User};
use crate::AccountsError;
use crate::schema::{memberships, organizations as organization_columns, users as user_columns};

/// A member of an organisation.
#[derive(Clone, Debug)]
pub struct Member {
    /// The membership's id; smaller is older.
    pub membership: i64,
    /// The user's id.
    pub user_id: i64,
    /// What they are called.
    pub username: String,
    /// What they are there.
    pub role: Role,
}

/// Makes a user a member, or gives a member another role.
///
/// # Errors
/// Of a person [`AccountsError::NotAllowed`] where they do not run the
/// organisation, and [`AccountsError::LastAdmin`] where it would be left
/// without an admin who may call. The command line may do both.
pub async fn add(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    organization: i64,
    username: &str,
    role: Role,
) -> Result<(), AccountsError> {
    connection
        .transaction(async |connection| {
            let held = organizations::hold(connection, organization).await?;
            require_admin(connection, actor, &held).await?;
            let user = users::find(connection, username).await?;
            let Some(held) = of(connection, organization, user.id).await? else {
                admit(connection, actor, organization, &user, role).await?;
                return Ok::<_, AccountsError>(());
            };
            if held.role == role {
                return Ok(());
            }
            keep_an_admin(connection, actor, held, user.id).await?;
            diesel::update(memberships::table.find(held.id))
                .set(memberships::role.eq(role.as_str()))
                .execute(connection)
                .await?;
            let details = json!({ "from": held.role.as_str(), "to": role.as_str() });
            let entry =
                Entry { details, ..about(Event::RoleChanged, held.id, organization, &user) };
            Ok(audit::record(connection, actor, entry).await?)
        })
        .await
}

/// Ends a membership. People may end their own.
///
/// # Errors
/// [`AccountsError::NoSuchMember`], and those of [`add`].
pub async fn remove(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    organization: i64,
    username: &str,
) -> Result<(), AccountsError> {
    connection
        .transaction(async |connection| {
            let held = organizations::hold(connection, organization).await?;
            let user = users::find(connection, username).await?;
            if actor.user != Some(user.id) {
                require_admin(connection, actor, &held).await?;
            }
            let Some(held) = of(connection, organization, user.id).await? else {
                let user = user.username;
                return Err(AccountsError::NoSuchMember { organization, user });
            };
            keep_an_admin(connection, actor, held, user.id).await?;
            diesel::delete(memberships::table.find(held.id)).execute(connection).await?;
            let details = json!({ "role": held.role.as_str() });
            let entry =
                Entry { details, ..about(Event::MemberRemoved, held.id, organization, &user) };
            Ok(audit::record(connection, actor, entry).await?)
        })
        .await
}

/// A user's memberships with their organisations, active or not, oldest first.
pub async fn of_user(
    connection: &mut AsyncPgConnection,
    user: i64,
) -> Result<Vec<(Organization, Membership)>, AccountsError> {
    let rows: Vec<(Organization, i64, String)> = memberships::table
        .inner_join(organization_columns::table)
        .filter(memberships::user_id.eq(user))
        .order(memberships::id)
        .select((Organization::as_select(), memberships::id, memberships::role))
        .load(connection)
        .await?;
    let whole = rows.into_iter().map(|(organization, id, role)| {
        let membership = Membership { id, organization: organization.id, role: parse(&role)? };
        Ok::<_, AccountsError>((organization, membership))
    });
    whole.collect()
}

/// A user's memberships of organisations that are active, oldest first.
pub async fn active_of_user(
    connection: &mut AsyncPgConnection,
    user: i64,
) -> QueryResult<Vec<Membership>> {
    let rows: Vec<(i64, i64, String)> = memberships::table
        .inner_join(organization_columns::table)
        .filter(memberships::user_id.eq(user))
        .filter(organization_columns::active)
        .order(memberships::id)
        .select((memberships::id, memberships::organization_id, memberships::role))
        .load(connection)
        .await?;
    rows.into_iter().map(membership).collect()
}

/// An organisation's members, oldest first.
pub async fn of_organization(
    connection: &mut AsyncPgConnection,
    organization: i64,
) -> Result<Vec<Member>, AccountsError> {
    let rows: Vec<(i64, i64, String, String)> = memberships::table
        .inner_join(user_columns::table)
        .filter(memberships::organization_id.eq(organization))
        .order(memberships::id)
        .select((memberships::id, user_columns::id, user_columns::username, memberships::role))
        .load(connection)
        .await?;
    let members = rows.into_iter().map(|(membership, user_id, username, role)| {
        let role = parse(&role)?;
        Ok::<_, AccountsError>(Member { membership, user_id, username, role })
    });
    members.collect()
}

/// The users who belong to an organisation that is active, with their roles
/// there, by id; nobody where it is not, or where there is none with that id.
pub async fn active_users_of(
    connection: &mut AsyncPgConnection,
    organization: i64,
) -> QueryResult<Vec<(User, Role)>> {
    let rows: Vec<(User, String)> = memberships::table
        .inner_join(organization_columns::table)
        .inner_join(user_columns::table)
        .filter(memberships::organization_id.eq(organization))
        .filter(organization_columns::active)
        .order(user_columns::id)
        .select((User::as_select(), memberships::role))
        .load(connection)
        .await?;
    rows.into_iter().map(|(user, role)| Ok((user, parse(&role)?))).collect()
}

async fn of(
    connection: &mut AsyncPgConnection,
    organization: i64,
    user: i64,
) -> QueryResult<Option<Membership>> {
    let row: Option<(i64, i64, String)> = memberships::table
        .filter(memberships::organization_id.eq(organization))
        .filter(memberships::user_id.eq(user))
        .select((memberships::id, memberships::organization_id, memberships::role))
        .first(connection)
        .await
        .optional()?;
    row.map(membership).transpose()
}

/// Makes a member of a user who is none, and records it.
async fn admit(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    organization: i64,
    user: &User,
    role: Role,
) -> QueryResult<()> {
    let id: i64 = diesel::insert_into(memberships::table)
        .values((
            memberships::organization_id.eq(organization),
            memberships::user_id.eq(user.id),
            memberships::role.eq(role.as_str()),
        ))
        .returning(memberships::id)
        .get_result(connection)
        .await?;
    let details = json!({ "role": role.as_str() });
    let entry = Entry { details, ..about(Event::MemberAdded, id, organization, user) };
    audit::record(connection, actor, entry).await
}

/// Refuses a person who runs neither the platform nor, as an admin, this
/// organisation. The organisation is held, so what is read stays true of its
/// members until the transaction ends.
pub(super) async fn require_admin(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    organization: &Organization,
) -> Result<(), AccountsError> {
    let Some(user) = actor.user else { return Ok(()) };
    let holder = users::holder(connection, user).await?;
    if holder.is_some_and(|holder| holder.active && holder.staff) {
        return Ok(());
    }
    require_own_admin(connection, actor, organization).await
}

/// Refuses a person who is no admin of this organisation, also where they run
/// the platform: its keys open its records.
pub(super) async fn require_own_admin(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    organization: &Organization,
) -> Result<(), AccountsError> {
    let Some(user) = actor.user else { return Ok(()) };
    let active = users::holder(connection, user).await?.is_some_and(|holder| holder.active);
    let held = of(connection, organization.id, user).await?;
    let admin = organization.active && held.is_some_and(|held| held.role == Role::Admin);
    if active && admin { Ok(()) } else { Err(AccountsError::NotAllowed) }
}

/// Refuses to let the last admin go. The organisation is held, so nobody else
/// lets another go at the same time.
async fn keep_an_admin(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    leaving: Membership,
    user: i64,
) -> Result<(), AccountsError> {
    if leaving.role != Role::Admin || actor.user.is_none() {
        return Ok(());
    }
    let others: i64 = memberships::table
        .inner_join(user_columns::table)
        .filter(memberships::organization_id.eq(leaving.organization))
        .filter(memberships::role.eq(Role::Admin.as_str()))
        .filter(memberships::user_id.ne(user))
        .filter(user_columns::active)
        .count()
        .get_result(connection)
        .await?;
    if others == 0 { Err(AccountsError::LastAdmin) } else { Ok(()) }
}

fn membership((id, organization, role): (i64, i64, String)) -> QueryResult<Membership> {
    Ok(Membership { id, organization, role: parse(&role)? })
}

fn parse(role: &str) -> QueryResult<Role> {
    role.parse::<Role>().map_err(|error: String| Error::DeserializationError(error.into()))
}

fn about(event: Event, membership: i64, organization: i64, user: &User) -> Entry<'_> {
    let organization = Some(organization);
    let entry = Entry::of_user(event, "member", membership, &user.username, user.id);
    Entry { organization, ..entry }
}
