//! Changes of who works when.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::result::{DatabaseErrorKind, Error as DatabaseError};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use web::Fields;

use super::clinicians::named;
use super::{Change, SYSTEM, Who, images};
use crate::RotaError;
use crate::domain::{
    ClinicianId, LeaveRequest, PracticeId, Shift, ShiftDuration, ShiftId, ShiftStatus, ShiftType,
};
use crate::store::leave_requests::live_between;
use crate::store::shifts::{self, NewShift, ShiftRow};

const NO_SUCH: RotaError = RotaError::NoSuch("Shift");

/// What Django REST Framework says where two things may not be alike.
const DOUBLE: &str = "The fields clinician, date must make a unique set.";

/// How many shifts are marked as completed at once, which others wait for.
const BATCH: i64 = 1_000;

/// What is said of a shift. What is `None` stays as it is, or takes its default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Whose it is; has no default.
    pub clinician_id: Option<ClinicianId>,
    /// When; has no default.
    pub date: Option<NaiveDate>,
    /// What is done; by default patients are seen.
    pub type_: Option<ShiftType>,
    /// How long; by default the whole day.
    pub duration: Option<ShiftDuration>,
    /// What became of it; by default it is still to come.
    pub status: Option<ShiftStatus>,
    /// Whether the generator must leave it alone; by default it need not.
    pub is_pinned: Option<bool>,
}

impl Edit {
    fn over(&self, stored: &Shift) -> Shift {
        Shift {
            id: stored.id,
            clinician_id: self.clinician_id.unwrap_or(stored.clinician_id),
            date: self.date.unwrap_or(stored.date),
            type_: self.type_.unwrap_or(stored.type_),
            duration: self.duration.unwrap_or(stored.duration),
            status: self.status.unwrap_or(stored.status),
            is_pinned: self.is_pinned.unwrap_or(stored.is_pinned),
        }
    }

    /// The shift that says so; none where something without a default is not said.
    fn complete(&self, created_by: &str) -> Option<NewShift> {
        Some(NewShift {
            clinician_id: self.clinician_id?,
            date: self.date?,
            type_: self.type_.unwrap_or(ShiftType::Standard),
            duration: self.duration.unwrap_or(ShiftDuration::Full),
            status: self.status.unwrap_or(ShiftStatus::Scheduled),
            is_pinned: self.is_pinned.unwrap_or(false),
            created_by: created_by.to_owned(),
            is_generated: false,
            leave_request_id: None,
        })
    }
}

/// Adds a shift; tells its clinician's name too. A clinician has at most one
/// shift a day that is not cancelled, and none that counts while on approved
/// leave, but for that which the leave is for.
pub async fn create(
    connection: &mut AsyncPgConnection,
    who: &Who,
    edit: &Edit,
) -> Result<(ShiftRow, String), RotaError> {
    let missing = || RotaError::Refused("a shift has a clinician and a date".to_owned());
    let new = edit.complete(&who.username).ok_or_else(missing)?;
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let clinician = named(change.connection, who.practice, new.clinician_id).await?;
            let inserted = shifts::insert(change.connection, who.practice, &new).await;
            let row = inserted.map_err(refused)?;
            not_on_leave(&mut change, &row.shift, &clinician.name).await?;
            change.shift(None, Some(&row));
            change.finish().await?;
            Ok((row, clinician.name))
        })
        .await
}

/// Changes a shift, if that makes it another, by the same rules; tells its
/// clinician's name too.
pub async fn update(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: ShiftId,
    edit: &Edit,
) -> Result<(ShiftRow, String), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = shifts::find(change.connection, who.practice, id).await?;
            let (before, name) = before.ok_or(NO_SUCH)?;
            let new = edit.over(&before.shift);
            change.allow(Some(before.shift.clinician_id))?;
            change.allow(Some(new.clinician_id))?;
            if new == before.shift {
                return Ok((before, name));
            }
            let clinician = named(change.connection, who.practice, new.clinician_id).await?;
            let updated = shifts::update(change.connection, &before, &new, &who.username).await;
            let after = updated.map_err(refused)?;
            not_on_leave(&mut change, &after.shift, &clinician.name).await?;
            change.shift(Some(&before), Some(&after));
            change.finish().await?;
            Ok((after, clinician.name))
        })
        .await
}

/// Forbids the generator to touch a shift, or allows it again; tells its
/// clinician's name too. Who does so has changed the shift even if it is as
/// it was.
pub async fn set_pinned(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: ShiftId,
    is_pinned: bool,
) -> Result<(ShiftRow, String), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = shifts::find(change.connection, who.practice, id).await?;
            let (before, name) = before.ok_or(NO_SUCH)?;
            change.allow(Some(before.shift.clinician_id))?;
            let new = Shift { is_pinned, ..before.shift };
            let after = shifts::update(change.connection, &before, &new, &who.username).await?;
            change.shift(Some(&before), Some(&after));
            change.finish().await?;
            Ok((after, name))
        })
        .await
}

/// Deletes a shift.
pub async fn delete(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: ShiftId,
) -> Result<(), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = shifts::find(change.connection, who.practice, id).await?;
            let (before, _) = before.ok_or(NO_SUCH)?;
            change.allow(Some(before.shift.clinician_id))?;
            shifts::delete(change.connection, &[id]).await?;
            change.shift(Some(&before), None);
            change.finish().await.map(drop)
        })
        .await
}

/// Marks scheduled shifts of a practice from before today as completed, some
/// at a time. Returns how many there were.
pub async fn complete_past(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    today: NaiveDate,
) -> Result<usize, RotaError> {
    let who = Who::program(practice, SYSTEM, today);
    let mut completed = 0;
    // Nobody is to take turns with what has nothing to do.
    while !shifts::scheduled_before(connection, practice, today, 1).await?.is_empty() {
        completed += complete_some(connection, &who).await?;
    }
    Ok(completed)
}

async fn complete_some(connection: &mut AsyncPgConnection, who: &Who) -> Result<usize, RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let past =
                shifts::scheduled_before(change.connection, who.practice, who.today, BATCH).await?;
            let before: BTreeMap<_, _> =
                past.iter().map(|row| (row.shift.id, images::shift(row))).collect();
            let ids: Vec<_> = before.keys().copied().collect();
            for after in shifts::complete(change.connection, &ids).await? {
                // Alerts stay as true as they were, and it is no news to anybody.
                let id = after.shift.id;
                change.record("shift", id, before.get(&id).cloned(), Some(images::shift(&after)));
            }
            change.finish().await?;
            Ok(past.len())
        })
        .await
}

/// What the database refuses is a second shift on a day.
fn refused(error: DatabaseError) -> RotaError {
    match error {
        DatabaseError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            RotaError::invalid(Fields::WHOLE, DOUBLE)
        }
        other => other.into(),
    }
}

async fn not_on_leave(change: &mut Change<'_>, shift: &Shift, name: &str) -> Result<(), RotaError> {
    let (practice, date) = (change.who.practice, shift.date);
    let clinicians = [shift.clinician_id];
    let leave = live_between(change.connection, practice, Some(&clinicians), date, date).await?;
    if leave.iter().any(|leave| forbids(leave, shift)) {
        let message = format!("{name} is on approved leave on {date}.");
        return Err(RotaError::invalid(Fields::WHOLE, message));
    }
    Ok(())
}

/// Whether leave of its clinician leaves no room for a shift.
fn forbids(leave: &LeaveRequest, shift: &Shift) -> bool {
    let is_for_it = leave.type_.shift_type() == Some(shift.type_);
    shift.counts_as_worked() && leave.takes(shift.date) && !is_for_it
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{day, leave, shift};
    use crate::domain::{LeaveStatus, LeaveType};

    #[test]
    fn leave_forbids_shifts_that_count() {
        type Away = LeaveType;
        type Of = ShiftType;
        for (type_, away, expected) in [
            (Of::Standard, Away::AnnualLeave, true),
            (Of::Duty, Away::PlannedSick, true),
            (Of::Coroners, Away::NotWorking, true),
            (Of::Coroners, Away::StudyLeave, true),
            (Of::Coroners, Away::Coroners, false),
            (Of::StudyLeave, Away::StudyLeave, false),
            (Of::StudyLeave, Away::AnnualLeave, false),
            (Of::Standard, Away::StudyLeave, true),
        ] {
            let shift = Shift { type_, ..shift(1, 7, "2024-06-03") };
            let granted = leave(1, 7, away, "2024-06-01", "2024-06-03");
            assert_eq!(forbids(&granted, &shift), expected, "{type_} on {away}");
            let asked = LeaveRequest { status: LeaveStatus::Requested, ..granted };
            assert!(!forbids(&asked, &shift), "{type_} on {away}");
            let over = LeaveRequest { end_date: day("2024-06-02"), ..granted };
            assert!(!forbids(&over, &shift), "{type_} on {away}");
            let cancelled = Shift { status: ShiftStatus::Cancelled, ..shift };
            assert!(!forbids(&granted, &cancelled), "{type_} on {away}");
        }
    }

    #[test]
    fn what_is_not_said_stays_or_has_its_default() {
        let said = Edit {
            clinician_id: Some(ClinicianId(7)),
            date: Some(day("2024-06-03")),
            ..Edit::default()
        };
        let new = said.complete("jo").unwrap();
        assert_eq!((new.type_, new.duration), (ShiftType::Standard, ShiftDuration::Full));
        assert_eq!((new.status, new.is_pinned), (ShiftStatus::Scheduled, false));
        assert_eq!((new.created_by.as_str(), new.leave_request_id), ("jo", None));
        for missing in [Edit { clinician_id: None, ..said }, Edit { date: None, ..said }] {
            assert_eq!(missing.complete("jo"), None);
        }

        let stored = Shift { is_pinned: true, ..shift(1, 9, "2024-06-10") };
        assert_eq!(Edit::default().over(&stored), stored);
        let moved = Shift { clinician_id: ClinicianId(7), date: day("2024-06-03"), ..stored };
        assert_eq!(said.over(&stored), moved);
    }

    #[test]
    fn only_doubles_are_told_to_the_caller() {
        let told = |kind: DatabaseErrorKind| {
            refused(DatabaseError::DatabaseError(kind, Box::new("words".to_owned())))
        };
        assert_eq!(told(DatabaseErrorKind::UniqueViolation).to_string(), DOUBLE);
        let other = told(DatabaseErrorKind::CheckViolation);
        assert!(matches!(other, RotaError::Database(_)), "{other:?}");
    }
}
