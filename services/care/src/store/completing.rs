//! Documents that are done an hour after their time.

use diesel::sql_types::BigInt;
use diesel::{QueryResult, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use resources::{Resource, Rule};
use serde_json::value::RawValue;

use super::batches::{Changed, change};
use super::shape::{column, document, table};
use super::statement::{Bound, Statement};
use crate::domain::{DocumentId, OrganizationId};

/// What [`Rule::CompletesItself`] says, in SQL about the row `a`.
#[derive(Clone, Debug)]
pub(crate) struct Completion {
    /// The time after which the document is done.
    after: String,
    /// That it should be done, and is not.
    due: String,
    /// What makes it so.
    set: String,
}

impl Completion {
    /// Those of a resource.
    pub(crate) fn of(resource: &Resource) -> Vec<Self> {
        resource.rules.iter().filter_map(Self::read).collect()
    }

    fn read(rule: &Rule) -> Option<Self> {
        let Rule::CompletesItself { after, marks, unless } = rule else { return None };
        let [after, marks, unless] = [after, marks, unless].map(|name| column(name));
        Some(Self {
            due: format!(
                "a.{marks} IS NULL AND a.{unless} IS NULL \
                 AND a.{after} <= now() - interval '1 hour'"
            ),
            set: format!("{marks} = a.{after} + interval '1 hour', modified = now()"),
            after,
        })
    }
}

/// Completes some of the documents whose time has come, the earliest first. What
/// somebody else is changing is left for later.
pub(crate) async fn complete(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    completion: &Completion,
    most: i64,
) -> QueryResult<Vec<Changed>> {
    let Completion { after, due, set } = completion;
    let which = format!("WHERE {due} ORDER BY a.{after} LIMIT $1 FOR UPDATE OF a SKIP LOCKED");
    sql_query(change(resource, &which, set)).bind::<BigInt, _>(most).load(connection).await
}

/// Completes a document, if its time has come; all of it then.
pub(crate) async fn complete_one(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    completion: &Completion,
    organization: OrganizationId,
    id: &DocumentId,
) -> QueryResult<Option<Box<RawValue>>> {
    let Completion { due, set, .. } = completion;
    let (table, document) = (table(resource), document(resource.attributes()));
    let mut statement = Statement::default();
    let organization = statement.bind(Bound::Number(organization.0));
    let id = statement.bind(Bound::Text(id.to_string()));
    statement.sql(&format!(
        "UPDATE {table} AS a SET {set} \
         WHERE a.organization_id = {organization} AND a.id = {id} AND {due} RETURNING {document}"
    ));
    statement.document(connection).await
}
