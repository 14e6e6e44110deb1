use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::to_value;

use super::{Change, Who, sentence};
use crate::RotaError;
use crate::store::clinicians;
use crate::store::leave_adjustments::{self, LeaveAdjustment, NewLeaveAdjustment};

/// Adds to somebody's leave, or takes from it.
pub async fn adjust_leave(
    connection: &mut AsyncPgConnection,
    who: &Who,
    adjustment: &NewLeaveAdjustment,
) -> Result<LeaveAdjustment, RotaError> {
    sentence("--reason", &adjustment.reason)?;
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let clinician = adjustment.clinician_id;
            let found = clinicians::find(change.connection, who.practice, clinician).await?;
            found.ok_or(RotaError::NoSuch("Clinician"))?;
            let added =
                leave_adjustments::insert(change.connection, who.practice, adjustment).await?;
            change.record("leave_adjustment", added.id, None, Some(to_value(&added)?));
            change.because(&added.reason);
            change.finish().await?;
            Ok(added)
        })
        .await
}
