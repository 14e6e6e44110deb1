use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use super::{By, record};
use crate::ReleasesError;
use crate::domain::ItemId;
use crate::store::releases::{self, ReleaseRow};

/// Withdraws the release of an item with this archive: its files are no longer
/// to be had and its name is never given again, but that it was there, and why
/// it is not, stays. One that was withdrawn before is refused.
pub async fn withdraw(
    connection: &mut AsyncPgConnection,
    by: By,
    item: ItemId,
    archive_name: &str,
    reason: &str,
) -> Result<ReleaseRow, ReleasesError> {
    let reason = reason.trim();
    let length = reason.chars().count();
    if !(1..=1000).contains(&length) || reason.contains('\0') {
        return Err(ReleasesError::invalid("reason", "Say why, in at most 1,000 characters."));
    }
    connection
        .transaction(async move |connection| {
            releases::lock(connection).await?;
            let found = releases::of_archive(connection, item, archive_name).await?;
            let before = found.ok_or(ReleasesError::NoSuch)?;
            if before.row.withdrawn_at.is_some() {
                return Err(ReleasesError::Withdrawn(archive_name.to_owned()));
            }
            let at = releases::next_change(connection).await?;
            let after =
                releases::withdraw(connection, before.row.id, at, by.user(), reason).await?;
            let image = |withdrawn: bool| {
                json!({ "item": item, "archive": archive_name, "withdrawn": withdrawn })
            };
            let (was, is) = (Some(image(false)), Some(image(true)));
            record(connection, by, "release", after.id, was, is, reason).await?;
            Ok(after)
        })
        .await
}
