//! Who works when.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{count, count_star};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::workload::Tally;
use crate::domain::{
    ClinicianId, LeaveRequestId, PracticeId, Shift, ShiftDuration, ShiftId, ShiftStatus, ShiftType,
};
use crate::schema::{clinicians, shifts};

// Written out, so that PostgreSQL finds the index that has only these.
diesel::postfix_operator!(IsScheduled, " = 'SCHEDULED'");

/// A shift, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = shifts, check_for_backend(diesel::pg::Pg))]
pub struct ShiftRow {
    /// The shift itself.
    #[diesel(embed)]
    pub shift: Shift,
    /// A username, `generator` or `system`.
    pub created_by: String,
    /// Whether it is as the generator made it, but for pins and duty.
    pub is_generated: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who changed it last; none before the first change.
    pub modified_by: Option<String>,
    /// When it was made or last changed.
    pub modified_at: DateTime<Utc>,
    /// The leave whose approval made it.
    pub leave_request_id: Option<LeaveRequestId>,
}

/// A shift that is not there yet.
#[derive(Clone, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = shifts)]
pub struct NewShift {
    /// Whose it is.
    pub clinician_id: ClinicianId,
    /// When.
    pub date: NaiveDate,
    /// What is done.
    pub type_: ShiftType,
    /// How long.
    pub duration: ShiftDuration,
    /// What became of it.
    pub status: ShiftStatus,
    /// Whether the generator must leave it alone.
    pub is_pinned: bool,
    /// A username, `generator` or `system`.
    pub created_by: String,
    /// Whether the generator makes it.
    pub is_generated: bool,
    /// The leave whose approval makes it.
    pub leave_request_id: Option<LeaveRequestId>,
}

/// Which shifts of a practice are meant; what is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// From this date on.
    pub from: Option<NaiveDate>,
    /// Up to this date.
    pub to: Option<NaiveDate>,
    /// Of this clinician.
    pub clinician: Option<ClinicianId>,
    /// Of this status.
    pub status: Option<ShiftStatus>,
    /// Of this type.
    pub type_: Option<ShiftType>,
    /// Pinned, or not.
    pub is_pinned: Option<bool>,
}

/// Shifts with their clinician's name, by date, clinician and number.
pub async fn rows(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    filter: &Filter,
) -> QueryResult<Vec<(ShiftRow, String)>> {
    let mut query = shifts::table
        .inner_join(clinicians::table)
        .filter(shifts::organization_id.eq(practice))
        .order((shifts::date, shifts::clinician_id, shifts::id))
        .select((ShiftRow::as_select(), clinicians::name))
        .into_boxed();
    if let Some(from) = filter.from {
        query = query.filter(shifts::date.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(shifts::date.le(to));
    }
    if let Some(clinician) = filter.clinician {
        query = query.filter(shifts::clinician_id.eq(clinician));
    }
    if let Some(status) = filter.status {
        query = query.filter(shifts::status.eq(status));
    }
    if let Some(type_) = filter.type_ {
        query = query.filter(shifts::type_.eq(type_));
    }
    if let Some(pinned) = filter.is_pinned {
        query = query.filter(shifts::is_pinned.eq(pinned));
    }
    query.load(connection).await
}

/// A shift of a practice, with its clinician's name.
pub async fn find(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    id: ShiftId,
) -> QueryResult<Option<(ShiftRow, String)>> {
    shifts::table
        .inner_join(clinicians::table)
        .filter(shifts::organization_id.eq(practice))
        .filter(shifts::id.eq(id))
        .select((ShiftRow::as_select(), clinicians::name))
        .first(connection)
        .await
        .optional()
}

/// The shifts of a practice from `first` to `last`, cancelled ones too, for
/// rules: by date, clinician and number.
pub async fn between(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<Shift>> {
    shifts::table
        .filter(shifts::organization_id.eq(practice))
        .filter(shifts::date.between(first, last))
        .order((shifts::date, shifts::clinician_id, shifts::id))
        .select(Shift::as_select())
        .load(connection)
        .await
}

/// The live ones among them, with their clinician's name.
pub async fn named_between(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<(Shift, String)>> {
    shifts::table
        .inner_join(clinicians::table)
        .filter(shifts::organization_id.eq(practice))
        .filter(shifts::date.between(first, last))
        .filter(shifts::status.ne(ShiftStatus::Cancelled))
        .order((shifts::date, shifts::clinician_id, shifts::id))
        .select((Shift::as_select(), clinicians::name))
        .load(connection)
        .await
}

/// The shifts of a practice on these dates alone.
pub async fn on(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    dates: &[NaiveDate],
) -> QueryResult<Vec<Shift>> {
    shifts::table
        .filter(shifts::organization_id.eq(practice))
        .filter(shifts::date.eq_any(dates))
        .order((shifts::date, shifts::clinician_id, shifts::id))
        .select(Shift::as_select())
        .load(connection)
        .await
}

/// The shifts of one clinician from `first` to `last`, cancelled ones too, as
/// they are kept.
pub async fn of_clinician(
    connection: &mut AsyncPgConnection,
    clinician: ClinicianId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<ShiftRow>> {
    shifts::table
        .filter(shifts::clinician_id.eq(clinician))
        .filter(shifts::date.between(first, last))
        .order((shifts::date, shifts::id))
        .select(ShiftRow::as_select())
        .load(connection)
        .await
}

/// What shifts are counted by: clinician, type, duration, status and whether
/// they are on a Monday.
type Kind = (ClinicianId, ShiftType, ShiftDuration, ShiftStatus, bool);

fn tally((clinician_id, type_, duration, status, is_monday): Kind, count: i64) -> Tally {
    Tally { clinician_id, type_, duration, status, is_monday, count }
}

/// Live shifts of a practice from `first` to `last`, counted by clinician and
/// kind.
pub async fn tallies(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<Tally>> {
    use shifts::{clinician_id, duration, is_monday, status, type_};

    let kind = (clinician_id, type_, duration, status, is_monday);
    let rows: Vec<(Kind, i64)> = shifts::table
        .filter(shifts::organization_id.eq(practice))
        .filter(shifts::date.between(first, last))
        .filter(status.ne(ShiftStatus::Cancelled))
        .group_by(kind)
        .select((kind, count_star()))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(kind, count)| tally(kind, count)).collect())
}

/// The live shifts of one clinician, counted by kind: those of all time, and
/// those from `first` to `last`.
pub async fn tallies_of(
    connection: &mut AsyncPgConnection,
    clinician: ClinicianId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<(Vec<Tally>, Vec<Tally>)> {
    use shifts::{clinician_id, duration, is_monday, status, type_};

    let kind = (clinician_id, type_, duration, status, is_monday);
    let within = count(shifts::id).aggregate_filter(shifts::date.between(first, last));
    let rows: Vec<(Kind, i64, i64)> = shifts::table
        .filter(clinician_id.eq(clinician))
        .filter(status.ne(ShiftStatus::Cancelled))
        .group_by(kind)
        .select((kind, count_star(), within))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(kind, all, within)| (tally(kind, all), tally(kind, within))).unzip())
}

/// Adds a shift.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    shift: &NewShift,
) -> QueryResult<ShiftRow> {
    diesel::insert_into(shifts::table)
        .values((shifts::organization_id.eq(practice), shift))
        .returning(ShiftRow::as_returning())
        .get_result(connection)
        .await
}

/// Adds shifts, many at a time.
pub async fn insert_all(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    new: &[NewShift],
) -> QueryResult<Vec<ShiftRow>> {
    let mut added = Vec::with_capacity(new.len());
    // PostgreSQL takes 65,535 parameters at once.
    for some in new.chunks(5_000) {
        let values: Vec<_> =
            some.iter().map(|shift| (shifts::organization_id.eq(practice), shift)).collect();
        let rows: Vec<ShiftRow> = diesel::insert_into(shifts::table)
            .values(values)
            .returning(ShiftRow::as_returning())
            .get_results(connection)
            .await?;
        added.extend(rows);
    }
    Ok(added)
}

/// Writes everything a shift says, and who changed it. What is another
/// clinician's or of another type stands for no leave any more, and with more
/// than another pin it is none of the generator's.
pub async fn update(
    connection: &mut AsyncPgConnection,
    before: &ShiftRow,
    shift: &Shift,
    modified_by: &str,
) -> QueryResult<ShiftRow> {
    let of = |shift: &Shift| (shift.clinician_id, shift.type_);
    let is_pin = *shift == Shift { is_pinned: shift.is_pinned, ..before.shift };
    let leave = before.leave_request_id.filter(|_| of(&before.shift) == of(shift));
    diesel::update(shifts::table.find(shift.id))
        .set((
            shifts::clinician_id.eq(shift.clinician_id),
            shifts::date.eq(shift.date),
            shifts::type_.eq(shift.type_),
            shifts::duration.eq(shift.duration),
            shifts::status.eq(shift.status),
            shifts::is_pinned.eq(shift.is_pinned),
            shifts::leave_request_id.eq(leave),
            shifts::is_generated.eq(before.is_generated && is_pin),
            shifts::modified_by.eq(modified_by),
            shifts::modified_at.eq(diesel::dsl::now),
        ))
        .returning(ShiftRow::as_returning())
        .get_result(connection)
        .await
}

/// Gives many shifts another type at once.
pub async fn set_type(
    connection: &mut AsyncPgConnection,
    ids: &[ShiftId],
    type_: ShiftType,
    modified_by: &str,
) -> QueryResult<Vec<ShiftRow>> {
    diesel::update(shifts::table.filter(shifts::id.eq_any(ids)))
        .set((
            shifts::type_.eq(type_),
            shifts::modified_by.eq(modified_by),
            shifts::modified_at.eq(diesel::dsl::now),
        ))
        .returning(ShiftRow::as_returning())
        .get_results(connection)
        .await
}

/// Marks many shifts as completed at once. Who changed them last stays who did.
pub async fn complete(
    connection: &mut AsyncPgConnection,
    ids: &[ShiftId],
) -> QueryResult<Vec<ShiftRow>> {
    diesel::update(shifts::table.filter(shifts::id.eq_any(ids)))
        .set(shifts::status.eq(ShiftStatus::Completed))
        .returning(ShiftRow::as_returning())
        .get_results(connection)
        .await
}

/// Deletes shifts, and tells what they were.
pub async fn delete(
    connection: &mut AsyncPgConnection,
    ids: &[ShiftId],
) -> QueryResult<Vec<ShiftRow>> {
    diesel::delete(shifts::table.filter(shifts::id.eq_any(ids)))
        .returning(ShiftRow::as_returning())
        .get_results(connection)
        .await
}

/// Scheduled shifts of a practice from before a date, at most `most` of them:
/// the earliest.
pub async fn scheduled_before(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    date: NaiveDate,
    most: i64,
) -> QueryResult<Vec<ShiftRow>> {
    shifts::table
        .filter(shifts::organization_id.eq(practice))
        .filter(IsScheduled::new(shifts::status))
        .filter(shifts::date.lt(date))
        .order((shifts::date, shifts::id))
        .limit(most)
        .select(ShiftRow::as_select())
        .load(connection)
        .await
}
