//! Changes of alerts by hand.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::result::{DatabaseErrorKind, Error as DatabaseError};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Map, Value};
use web::Fields;

use super::{Change, Who, images};
use crate::RotaError;
use crate::domain::{AlertId, AlertSeverity, AlertStatus, AlertType};
use crate::store::alerts::{self, AlertRow, NewAlert};

const NO_SUCH: RotaError = RotaError::NoSuch("Alert");

const DOUBLE: &str = "There is an active alert of this type on this date already.";

/// What is said of an alert. What is `None` stays as it is, or takes its default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    /// What it is about; has no default.
    pub type_: Option<AlertType>,
    /// How bad it is; by default as bad as its type is.
    pub severity: Option<AlertSeverity>,
    /// The day it is about; has no default.
    pub date: Option<NaiveDate>,
    /// What it says, in at most 500 characters; has no default.
    pub message: Option<String>,
    /// What it is drawn from: an object; by default an empty one.
    pub details: Option<Value>,
    /// What became of it; by default nothing did.
    pub status: Option<AlertStatus>,
}

impl Edit {
    fn over(&self, stored: &AlertRow, now: DateTime<Utc>) -> NewAlert {
        let status = self.status.unwrap_or(stored.status);
        NewAlert {
            type_: self.type_.unwrap_or(stored.type_),
            severity: self.severity.unwrap_or(stored.severity),
            date: self.date.unwrap_or(stored.date),
            message: self.message.clone().unwrap_or_else(|| stored.message.clone()),
            details: self.details.clone().unwrap_or_else(|| stored.details.clone()),
            status,
            resolved_at: resolved_at(status, stored.resolved_at, now),
        }
    }

    /// The alert that says so; none where something without a default is not said.
    fn complete(&self, now: DateTime<Utc>) -> Option<NewAlert> {
        let (type_, status) = (self.type_?, self.status.unwrap_or(AlertStatus::Active));
        Some(NewAlert {
            type_,
            severity: self.severity.unwrap_or(type_.severity()),
            date: self.date?,
            message: self.message.clone()?,
            details: self.details.clone().unwrap_or_else(|| Value::Object(Map::new())),
            status,
            resolved_at: resolved_at(status, None, now),
        })
    }
}

/// Adds an alert, which stays until somebody deletes it.
pub async fn create(
    connection: &mut AsyncPgConnection,
    who: &Who,
    edit: &Edit,
) -> Result<AlertRow, RotaError> {
    let missing = || RotaError::Refused("an alert has a type, a date and a message".to_owned());
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            // Not before now, which is when the transaction says that it was made.
            let new = edit.complete(Utc::now()).ok_or_else(missing)?;
            let row = alerts::insert(change.connection, who.practice, &new).await?;
            change.record("alert", row.id, None, Some(images::alert(&row)));
            change.finish().await?;
            Ok(row)
        })
        .await
}

/// Changes an alert, if that makes it another. What is no longer active was
/// dealt with when it first ceased to be.
pub async fn update(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: AlertId,
    edit: &Edit,
) -> Result<AlertRow, RotaError> {
    let now = Utc::now();
    connection
        .transaction(async |connection| {
            let change = Change::begin(connection, who).await?;
            let before = alerts::find(change.connection, who.practice, id).await?;
            let before = before.ok_or(NO_SUCH)?;
            let new = edit.over(&before, now);
            if new == Edit::default().over(&before, now) {
                return Ok(before);
            }
            write(change, &before, &new).await
        })
        .await
}

/// Says what became of an alert that is active still, and whether it was; what
/// became of any other stays as it is.
pub async fn settle(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: AlertId,
    status: AlertStatus,
) -> Result<bool, RotaError> {
    let edit = Edit { status: Some(status), ..Edit::default() };
    connection
        .transaction(async |connection| {
            let change = Change::begin(connection, who).await?;
            let before = alerts::find(change.connection, who.practice, id).await?;
            let before = before.ok_or(NO_SUCH)?;
            if before.status != AlertStatus::Active {
                return Ok(false);
            }
            write(change, &before, &edit.over(&before, Utc::now())).await.map(|_| true)
        })
        .await
}

async fn write(
    mut change: Change<'_>,
    before: &AlertRow,
    new: &NewAlert,
) -> Result<AlertRow, RotaError> {
    let updated = alerts::update(change.connection, before.id, new).await;
    let after = updated.map_err(refused)?;
    let images = (images::alert(before), images::alert(&after));
    change.record("alert", before.id, Some(images.0), Some(images.1));
    change.finish().await?;
    Ok(after)
}

/// Deletes an alert.
pub async fn delete(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: AlertId,
) -> Result<(), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = alerts::find(change.connection, who.practice, id).await?;
            let before = before.ok_or(NO_SUCH)?;
            alerts::delete(change.connection, &[id]).await?;
            change.record("alert", id, Some(images::alert(&before)), None);
            change.finish().await.map(drop)
        })
        .await
}

/// When an alert was dealt with; the first time counts, until it is active again.
fn resolved_at(
    status: AlertStatus,
    before: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    (status != AlertStatus::Active).then(|| before.unwrap_or(now))
}

/// What the database refuses is a second active alert about the same.
fn refused(error: DatabaseError) -> RotaError {
    match error {
        DatabaseError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            RotaError::invalid(Fields::WHOLE, DOUBLE)
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use strum::VariantArray;

    use super::*;
    use crate::domain::testing::day;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn row(status: AlertStatus, resolved_at: Option<DateTime<Utc>>) -> AlertRow {
        AlertRow {
            id: AlertId(1),
            type_: AlertType::BelowMinimum,
            severity: AlertSeverity::Critical,
            date: day("2024-06-03"),
            message: "5 of 9 doctors.".to_owned(),
            details: json!({ "scheduled": 5, "minimum": 9 }),
            status,
            created_at: at("2024-06-01T09:00:00Z"),
            resolved_at,
        }
    }

    #[test]
    fn the_first_time_counts() {
        use AlertStatus::{Active, Dismissed, Resolved};
        let (then, now) = (at("2024-06-01T10:00:00Z"), at("2024-06-02T10:00:00Z"));
        for (before, status, expected) in [
            (Active, None, None),
            (Active, Some(Resolved), Some(now)),
            (Active, Some(Dismissed), Some(now)),
            (Resolved, None, Some(then)),
            (Resolved, Some(Resolved), Some(then)),
            (Resolved, Some(Dismissed), Some(then)),
            (Dismissed, Some(Active), None),
        ] {
            let stored = row(before, (before != Active).then_some(then));
            let new = Edit { status, ..Edit::default() }.over(&stored, now);
            assert_eq!(new.resolved_at, expected, "{before} {status:?}");
            assert_eq!(new.status, status.unwrap_or(before));
            assert_eq!((new.message, new.details), (stored.message, stored.details));
        }
    }

    #[test]
    fn what_is_not_said_has_its_default() {
        let now = at("2024-06-02T10:00:00Z");
        let said = Edit {
            date: Some(day("2024-06-03")),
            message: Some("Mind the gap.".to_owned()),
            ..Edit::default()
        };
        assert_eq!(said.complete(now), None);
        for type_ in AlertType::VARIANTS {
            let said = Edit { type_: Some(*type_), ..said.clone() };
            let new = said.complete(now).unwrap();
            assert_eq!((new.severity, new.details), (type_.severity(), json!({})), "{type_}");
            assert_eq!((new.status, new.resolved_at), (AlertStatus::Active, None));
            let severity = Some(AlertSeverity::Warning);
            let status = Some(AlertStatus::Resolved);
            let new = Edit { severity, status, ..said }.complete(now).unwrap();
            assert_eq!((new.severity, new.resolved_at), (AlertSeverity::Warning, Some(now)));
        }
    }
}
