use chrono::Utc;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use resources::{Initially, Resource};
use serde_json::{Value, json};

use super::{Author, complete, read, record, references};
use crate::domain::{Arguments, Document, DocumentId, Draft};
use crate::store::documents::insert;
use crate::store::organizations;
use crate::{CareError, Members};

/// Makes a document of what is said; all of it, as it is kept.
///
/// # Errors
/// `Invalid` names every parameter that is missing or wrong, and every id that
/// the account does not have.
pub async fn create(
    connection: &mut AsyncPgConnection,
    author: &Author,
    members: &Members,
    resource: &'static Resource,
    arguments: &Arguments,
) -> Result<Document, CareError> {
    let mut draft = Draft::new(resource, arguments, Utc::now()).map_err(CareError::Invalid)?;
    draft.check(resource, None).map_err(CareError::Invalid)?;
    draft.complete_addresses(resource, None);
    fill_in(resource, author, members, &mut draft);
    connection
        .transaction(async |connection| {
            let organization = author.organization;
            organizations::share(connection, organization).await?;
            let wholes =
                references::check(connection, organization, members, resource, &draft).await?;
            references::inherit(resource, &mut draft, &wholes);
            let id = DocumentId::new();
            let kept = insert(connection, resource, organization, &id, &draft.values).await?;
            let kept = complete::settle(connection, resource, organization, &id, kept).await?;
            let document = read(&kept)?;
            let after = Value::Object(document.clone());
            record(connection, author, resource, &id, None, Some(after)).await?;
            Ok(document)
        })
        .await
}

/// Who makes the document, where it says so.
fn fill_in(resource: &Resource, author: &Author, members: &Members, draft: &mut Draft) {
    for attribute in resource.attributes {
        let value = match attribute.initially {
            Initially::Caller => {
                author.by.user().and_then(|user| members.id_of(user)).map(|id| json!(id))
            }
            Initially::CallerName => Some(json!(author.by.name())),
            _ => None,
        };
        if let Some(value) = value {
            draft.put(attribute, value);
        }
    }
}
