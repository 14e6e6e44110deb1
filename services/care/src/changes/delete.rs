use diesel::result::{DatabaseErrorKind, Error as DatabaseError};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use resources::{Kind, Resource};
use serde_json::Value;
use serde_json::value::RawValue;

use super::update::held;
use super::{Author, id_of, read, record};
use crate::CareError;
use crate::domain::DocumentId;
use crate::store::documents::{Hold, delete as remove, delete_parts};
use crate::store::organizations;
use crate::store::references::is_listed;

/// Removes a document with the documents that are part of it.
///
/// # Errors
/// `NoSuch` where the account has no such document, `Protected` where nobody
/// deletes it, `InUse` while others refer to it.
pub async fn delete(
    connection: &mut AsyncPgConnection,
    author: &Author,
    resource: &'static Resource,
    id: &DocumentId,
) -> Result<(), CareError> {
    connection
        .transaction(async |connection| {
            organizations::share(connection, author.organization).await?;
            held(connection, author, resource, id, Hold::Removal).await?;
            for (part, attribute) in resource.parts() {
                let organization = author.organization;
                for removed in delete_parts(connection, part, organization, attribute, id).await? {
                    record_removed(connection, author, part, &removed).await?;
                }
            }
            check_lists(connection, author, resource, id).await?;
            let removed = remove(connection, resource, author.organization, id).await;
            let removed = removed.map_err(|error| in_use(resource, error))?;
            if let Some(removed) = removed {
                record_removed(connection, author, resource, &removed).await?;
            }
            Ok(())
        })
        .await
}

async fn record_removed(
    connection: &mut AsyncPgConnection,
    author: &Author,
    resource: &'static Resource,
    removed: &RawValue,
) -> Result<(), CareError> {
    let before = read(removed)?;
    let id = id_of(&before)?;
    let before = Some(Value::Object(before));
    Ok(record(connection, author, resource, &id, before, None).await?)
}

/// What is in lists the database does not look after.
async fn check_lists(
    connection: &mut AsyncPgConnection,
    author: &Author,
    resource: &'static Resource,
    id: &DocumentId,
) -> Result<(), CareError> {
    for (by, attribute) in resource.references() {
        let lists = matches!(attribute.kind, Kind::Groups(_));
        if lists && is_listed(connection, author.organization, by, attribute, id).await? {
            return Err(CareError::InUse { one: resource.one, by: by.name });
        }
    }
    Ok(())
}

/// A foreign key tells which table refers to the document.
fn in_use(resource: &'static Resource, error: DatabaseError) -> CareError {
    if let DatabaseError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, told) = &error {
        let by =
            resources::ALL.into_iter().find(|by| Some(by.table().as_str()) == told.table_name());
        return CareError::InUse { one: resource.one, by: by.map_or("others", |by| by.name) };
    }
    error.into()
}
