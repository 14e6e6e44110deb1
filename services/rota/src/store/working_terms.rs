//! On what terms people work.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;

use crate::domain::{
    AlternateWeeks, ClinicianId, Days, PracticeId, WorkingTerm, WorkingTermId, WorkingTermType,
};
use crate::schema::{clinicians, working_terms};

/// A working term, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = working_terms, check_for_backend(diesel::pg::Pg))]
pub struct WorkingTermRow {
    /// The term itself.
    #[diesel(embed)]
    pub term: WorkingTerm,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a term says; everything but its number.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = working_terms, treat_none_as_null = true)]
pub struct NewWorkingTerm {
    /// Whose it is.
    pub clinician_id: ClinicianId,
    /// How they are engaged.
    pub type_: WorkingTermType,
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day; none while it is open.
    pub end_date: Option<NaiveDate>,
    /// Of a whole-time equivalent.
    pub percentage: Decimal,
    /// Days always worked.
    pub fixed_working_days: Days,
    /// Days always worked for half.
    pub fixed_half_days: Days,
    /// Days never worked.
    pub cannot_work_days: Days,
    /// Days that must be worked.
    pub must_work_days: Days,
    /// In weeks for partners, in days for all others.
    pub annual_leave_entitlement: Option<Decimal>,
    /// Whether they are put on duty.
    pub participates_in_duty: bool,
    /// What is worked every other week.
    #[diesel(embed)]
    pub alternate_weeks: AlternateWeeks,
}

/// The terms of a practice, or of one of its clinicians, with the clinician's
/// name: the latest start first, then the newest.
pub async fn rows(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinician: Option<ClinicianId>,
) -> QueryResult<Vec<(WorkingTermRow, String)>> {
    let mut query = working_terms::table
        .inner_join(clinicians::table)
        .filter(working_terms::organization_id.eq(practice))
        .order((working_terms::start_date.desc(), working_terms::id.desc()))
        .select((WorkingTermRow::as_select(), clinicians::name))
        .into_boxed();
    if let Some(clinician) = clinician {
        query = query.filter(working_terms::clinician_id.eq(clinician));
    }
    query.load(connection).await
}

/// A term of a practice, with its clinician's name.
pub async fn find(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    id: WorkingTermId,
) -> QueryResult<Option<(WorkingTermRow, String)>> {
    working_terms::table
        .inner_join(clinicians::table)
        .filter(working_terms::organization_id.eq(practice))
        .filter(working_terms::id.eq(id))
        .select((WorkingTermRow::as_select(), clinicians::name))
        .first(connection)
        .await
        .optional()
}

/// Every term of a practice, for rules.
pub async fn list(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> QueryResult<Vec<WorkingTerm>> {
    working_terms::table
        .filter(working_terms::organization_id.eq(practice))
        .order(working_terms::id)
        .select(WorkingTerm::as_select())
        .load(connection)
        .await
}

/// Every term of these clinicians, for rules.
pub async fn of_clinicians(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinicians: &[ClinicianId],
) -> QueryResult<Vec<WorkingTerm>> {
    working_terms::table
        .filter(working_terms::organization_id.eq(practice))
        .filter(working_terms::clinician_id.eq_any(clinicians))
        .order(working_terms::id)
        .select(WorkingTerm::as_select())
        .load(connection)
        .await
}

/// Adds a term.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    term: &NewWorkingTerm,
) -> QueryResult<WorkingTermRow> {
    diesel::insert_into(working_terms::table)
        .values((working_terms::organization_id.eq(practice), term))
        .returning(WorkingTermRow::as_returning())
        .get_result(connection)
        .await
}

/// Changes a term.
pub async fn update(
    connection: &mut AsyncPgConnection,
    id: WorkingTermId,
    term: &NewWorkingTerm,
) -> QueryResult<WorkingTermRow> {
    diesel::update(working_terms::table.find(id))
        .set((term, working_terms::updated_at.eq(diesel::dsl::now)))
        .returning(WorkingTermRow::as_returning())
        .get_result(connection)
        .await
}

/// Changes what is worked every other week under a term.
pub async fn set_alternate_weeks(
    connection: &mut AsyncPgConnection,
    id: WorkingTermId,
    weeks: &AlternateWeeks,
) -> QueryResult<()> {
    diesel::update(working_terms::table.find(id)).set(weeks).execute(connection).await.map(drop)
}

/// Deletes a term.
pub async fn delete(connection: &mut AsyncPgConnection, id: WorkingTermId) -> QueryResult<()> {
    diesel::delete(working_terms::table.find(id)).execute(connection).await.map(drop)
}
