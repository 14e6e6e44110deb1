//! Single documents.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use resources::{Attribute, Resource};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Source;
use super::lists::{own, rows};
use super::shape::{column, document, table};
use super::statement::{Bound, Statement};
use crate::domain::{DocumentId, OrganizationId};

/// The document of this id, if the account has it: these attributes of it.
pub(crate) async fn find(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    source: &Source,
    id: &DocumentId,
    attributes: &[&'static Attribute],
) -> QueryResult<Option<Box<RawValue>>> {
    let mut statement = Statement::default();
    let from = rows(resource, source, &mut statement);
    let id = statement.bind(Bound::Text(id.to_string()));
    let document = document(attributes.iter().copied());
    let own = own(source);
    statement.sql(&format!("SELECT {document} FROM {from} AS a WHERE {own} AND a.id = {id}"));
    statement.document(connection).await
}

/// What a document is held for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// To be changed: others may still refer to it.
    Change,
    /// To be removed.
    Removal,
}

/// The whole document, which nobody else changes until the transaction ends.
pub(crate) async fn hold(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    organization: OrganizationId,
    id: &DocumentId,
    hold: Hold,
) -> QueryResult<Option<Box<RawValue>>> {
    let mut statement = Statement::default();
    let (table, document) = (table(resource), document(resource.attributes()));
    let key = key(organization, id, &mut statement);
    let lock = match hold {
        Hold::Change => "NO KEY UPDATE",
        Hold::Removal => "UPDATE",
    };
    statement.sql(&format!("SELECT {document} FROM {table} AS a WHERE {key} FOR {lock} OF a"));
    statement.document(connection).await
}

/// Keeps a new document: these values, and of all else nothing.
pub(crate) async fn insert(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    organization: OrganizationId,
    id: &DocumentId,
    values: &Map<String, Value>,
) -> QueryResult<Option<Box<RawValue>>> {
    let mut statement = Statement::default();
    let organization = statement.bind(Bound::Number(organization.0));
    let id = statement.bind(Bound::Text(id.to_string()));
    let record = statement.bind(Bound::Json(Value::Object(values.clone())));
    let columns: Vec<String> = values.keys().map(|name| column(name)).collect();
    let read: Vec<String> = columns.iter().map(|column| format!(", r.{column}")).collect();
    let columns: String = columns.iter().map(|column| format!(", {column}")).collect();
    let (table, document) = (table(resource), document(resource.attributes()));
    statement.sql(&format!(
        "INSERT INTO {table} AS a (organization_id, id{columns}) \
         SELECT {organization}, {id}{} FROM jsonb_populate_record(NULL::{table}, {record}) AS r \
         RETURNING {document}",
        read.concat(),
    ));
    statement.document(connection).await
}

/// Changes these values of a document, if the account has it.
pub(crate) async fn update(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    organization: OrganizationId,
    id: &DocumentId,
    values: &Map<String, Value>,
) -> QueryResult<Option<Box<RawValue>>> {
    let mut statement = Statement::default();
    let key = key(organization, id, &mut statement);
    let record = statement.bind(Bound::Json(Value::Object(values.clone())));
    let set: String =
        values.keys().map(|name| column(name)).map(|name| format!("{name} = r.{name}, ")).collect();
    let (table, document) = (table(resource), document(resource.attributes()));
    statement.sql(&format!(
        "UPDATE {table} AS a SET {set}modified = now() \
         FROM jsonb_populate_record(NULL::{table}, {record}) AS r WHERE {key} RETURNING {document}"
    ));
    statement.document(connection).await
}

/// Removes a document; what it was.
pub(crate) async fn delete(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    organization: OrganizationId,
    id: &DocumentId,
) -> QueryResult<Option<Box<RawValue>>> {
    let mut statement = Statement::default();
    let (table, document) = (table(resource), document(resource.attributes()));
    let key = key(organization, id, &mut statement);
    statement.sql(&format!("DELETE FROM {table} AS a WHERE {key} RETURNING {document}"));
    statement.document(connection).await
}

/// Removes the documents that refer to another by this attribute; what they were.
pub(crate) async fn delete_parts(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    organization: OrganizationId,
    attribute: &Attribute,
    whole: &DocumentId,
) -> QueryResult<Vec<Box<RawValue>>> {
    let mut statement = Statement::default();
    let (table, document) = (table(resource), document(resource.attributes()));
    let organization = statement.bind(Bound::Number(organization.0));
    let whole = statement.bind(Bound::Text(whole.to_string()));
    statement.sql(&format!(
        "DELETE FROM {table} AS a WHERE a.organization_id = {organization} AND a.{} = {whole} \
         RETURNING {document}",
        column(attribute.name)
    ));
    statement.documents(connection).await
}

fn key(organization: OrganizationId, id: &DocumentId, statement: &mut Statement) -> String {
    let organization = statement.bind(Bound::Number(organization.0));
    let id = statement.bind(Bound::Text(id.to_string()));
    format!("a.organization_id = {organization} AND a.id = {id}")
}
