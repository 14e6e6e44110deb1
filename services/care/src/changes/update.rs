use chrono::Utc;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use resources::{Resource, Rule};
use serde_json::Value;

use super::{Author, complete, read, record, references};
use crate::domain::{Arguments, Document, DocumentId, Draft};
use crate::store::documents::{Hold, hold, update as write};
use crate::store::organizations;
use crate::{CareError, Members};

/// Changes what is said of a document, and nothing else; all of it, as it is
/// kept since.
///
/// # Errors
/// `Invalid` as in [`super::create`], `NoSuch` where the account has no such
/// document, `Protected` where nobody changes it.
pub async fn update(
    connection: &mut AsyncPgConnection,
    author: &Author,
    members: &Members,
    resource: &'static Resource,
    id: &DocumentId,
    arguments: &Arguments,
) -> Result<Document, CareError> {
    let mut draft = Draft::change(resource, arguments, Utc::now()).map_err(CareError::Invalid)?;
    connection
        .transaction(async |connection| {
            let organization = author.organization;
            organizations::share(connection, organization).await?;
            references::check(connection, organization, members, resource, &draft).await?;
            references::check_ring(connection, organization, resource, id, &draft).await?;
            let before = held(connection, author, resource, id, Hold::Change).await?;
            if draft.values.is_empty() {
                return Ok(before);
            }
            draft.check(resource, Some(&before)).map_err(CareError::Invalid)?;
            draft.reopen(resource, &before);
            draft.complete_addresses(resource, Some(&before));
            let kept = write(connection, resource, organization, id, &draft.values).await?;
            let kept = complete::settle(connection, resource, organization, id, kept).await?;
            let document = read(&kept)?;
            let states = [before, document.clone()].map(|state| Some(Value::Object(state)));
            let [before, after] = states;
            record(connection, author, resource, id, before, after).await?;
            Ok(document)
        })
        .await
}

/// The document, which nobody else changes until the transaction ends.
pub(super) async fn held(
    connection: &mut AsyncPgConnection,
    author: &Author,
    resource: &'static Resource,
    id: &DocumentId,
    purpose: Hold,
) -> Result<Document, CareError> {
    let held = hold(connection, resource, author.organization, id, purpose).await?;
    let document = read(&held.ok_or(CareError::NoSuch(resource.one))?)?;
    for rule in resource.rules {
        if let Rule::Protected(flag) = rule
            && document.get(*flag) == Some(&Value::Bool(true))
        {
            return Err(CareError::Protected(resource.one));
        }
    }
    Ok(document)
}
