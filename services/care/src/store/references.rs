//! What documents refer to.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use resources::{Attribute, Kind, Resource};
use serde_json::value::RawValue;

use super::shape::{column, document, quoted, table};
use super::statement::{Bound, Statement};
use crate::domain::{DocumentId, OrganizationId};

/// The whole document that an attribute of this kind refers to, if the account
/// has it and it is of the kind's type. It stays until the transaction ends.
pub(crate) async fn find(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
    target: &'static Resource,
    kind: Kind,
    id: &str,
) -> QueryResult<Option<Box<RawValue>>> {
    let mut statement = Statement::default();
    let (table, document) = (table(target), document(target.attributes()));
    let organization = statement.bind(Bound::Number(organization.0));
    let id = statement.bind(Bound::Text(id.to_owned()));
    let group_type = match kind {
        Kind::Group(group_type) | Kind::Groups(group_type) => {
            let group_type = statement.bind(Bound::Text(group_type.to_owned()));
            format!(" AND a.{} = {group_type}", quoted("group_type"))
        }
        _ => String::new(),
    };
    statement.sql(&format!(
        "SELECT {document} FROM {table} AS a \
         WHERE a.organization_id = {organization} AND a.id = {id}{group_type} FOR KEY SHARE OF a"
    ));
    statement.document(connection).await
}

/// Whether a document of `resource` has this id in its list `attribute`.
pub(crate) async fn is_listed(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
    resource: &'static Resource,
    attribute: &Attribute,
    id: &DocumentId,
) -> QueryResult<bool> {
    let mut statement = Statement::default();
    let organization = statement.bind(Bound::Number(organization.0));
    let ids = statement.bind(Bound::Texts(vec![id.to_string()]));
    statement.sql(&format!(
        "SELECT count(*) AS number FROM {} AS a \
         WHERE a.organization_id = {organization} AND a.{} && {ids}",
        table(resource),
        column(attribute.name)
    ));
    Ok(statement.number(connection).await? > 0)
}
