use audit::NewRow;
use diesel::result::{DatabaseErrorKind, Error as DatabaseError};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use super::anonymise::mask;
use crate::domain::OrganizationId;
use crate::store::{anonymising, organizations};
use crate::{CareError, demo};

/// How often it is tried while others write.
const TRIES: u32 = 5;

/// What the audit says why.
const REASON: &str = "reset";

/// Removes every document of an organisation and fills it anew with those of the
/// demo, all or nothing. The audit tells of the removal as a whole, and forgets
/// who was in them. Whoever
/// calls has made sure that the organisation is a sandbox.
pub async fn reset(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> Result<(), CareError> {
    for _ in 1..TRIES {
        let ended = attempt(connection, organization).await;
        if !ended.as_ref().is_err_and(is_overtaken) {
            return ended;
        }
    }
    attempt(connection, organization).await
}

async fn attempt(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> Result<(), CareError> {
    connection
        .transaction(async |connection| {
            organizations::lock(connection, organization).await?;
            anonymising::begin(connection).await?;
            let removed = organizations::clear(connection, organization).await?;
            for resource in resources::ALL {
                let mask = mask(resource);
                if !mask.is_empty() {
                    anonymising::mask_all(connection, resource, &mask, organization).await?;
                }
            }
            let made = demo::make(connection, organization).await?;
            let states = [json!(removed), json!(made)].map(|count| json!({ "documents": count }));
            let [before, after] = states.map(Some);
            let row = NewRow {
                organization_id: Some(organization.0),
                reason: REASON.to_owned(),
                ..NewRow::of("sandbox", organization, before, after)
            };
            Ok(audit::insert(connection, &[row]).await?)
        })
        .await
}

/// Whether somebody wrote meanwhile: what refers to a document that was removed,
/// or in another order than this.
fn is_overtaken(error: &CareError) -> bool {
    let CareError::Database(DatabaseError::DatabaseError(kind, told)) = error else {
        return false;
    };
    // There is no kind for deadlocks, only PostgreSQL's words.
    matches!(kind, DatabaseErrorKind::ForeignKeyViolation) || told.message().contains("deadlock")
}
