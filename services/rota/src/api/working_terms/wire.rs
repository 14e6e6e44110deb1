//! Working terms, as they are told and asked for.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use web::stamp;

use crate::domain::{ClinicianId, Days, WorkingTermId, WorkingTermType};
use crate::store::working_terms::WorkingTermRow;

/// On what terms somebody works, for a time.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::WorkingTerm)]
pub(crate) struct WorkingTerm {
    #[schema(value_type = i64)]
    id: WorkingTermId,
    /// Whose it is.
    #[schema(value_type = i64)]
    clinician: ClinicianId,
    clinician_name: String,
    #[serde(rename = "type")]
    type_: WorkingTermType,
    /// The first day.
    start_date: NaiveDate,
    /// The last day; null while it is open.
    end_date: Option<NaiveDate>,
    /// Of a whole-time equivalent.
    #[schema(example = "80.00")]
    percentage: String,
    /// Days always worked, by their English names, as all days below.
    #[schema(value_type = Vec<String>)]
    fixed_working_days: Days,
    /// Days always worked for half; goes before `fixed_working_days`.
    #[schema(value_type = Vec<String>)]
    fixed_half_days: Days,
    /// Days never worked.
    #[schema(value_type = Vec<String>)]
    cannot_work_days: Days,
    /// Days that must be worked.
    #[schema(value_type = Vec<String>)]
    must_work_days: Days,
    /// A year's: in weeks for partners, in days for all others.
    #[schema(example = "8.00")]
    annual_leave_entitlement: Option<String>,
    /// Whether they are put on duty.
    participates_in_duty: bool,
    #[schema(format = DateTime)]
    created_at: String,
    /// Moves with every change.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<(WorkingTermRow, String)> for WorkingTerm {
    fn from((row, clinician_name): (WorkingTermRow, String)) -> Self {
        let term = row.term;
        let entitlement = term.annual_leave_entitlement;
        Self {
            id: term.id,
            clinician: term.clinician_id,
            clinician_name,
            type_: term.type_,
            start_date: term.start_date,
            end_date: term.end_date,
            percentage: format!("{:.2}", term.percentage),
            fixed_working_days: term.fixed_working_days,
            fixed_half_days: term.fixed_half_days,
            cannot_work_days: term.cannot_work_days,
            must_work_days: term.must_work_days,
            annual_leave_entitlement: entitlement.map(|entitlement| format!("{entitlement:.2}")),
            participates_in_duty: term.participates_in_duty,
            created_at: stamp(row.created_at),
            updated_at: stamp(row.updated_at),
        }
    }
}

/// What is said of a term.
#[derive(ToSchema)]
#[schema(as = rota::WorkingTermInput)]
#[expect(dead_code, reason = "documents what `create` and `replace` read")]
pub(crate) struct Input {
    /// The number of whose it is.
    clinician: i64,
    #[schema(rename = "type")]
    type_: WorkingTermType,
    /// The first day.
    start_date: NaiveDate,
    /// The last day, not before the first; null, as it is unless told, while it is open.
    end_date: Option<NaiveDate>,
    /// Of a whole-time equivalent: above 0, at most 100. A number will do.
    #[schema(default = "100.00", nullable = false)]
    percentage: Option<String>,
    /// Days always worked: by their English names, or the first three letters
    /// of them; numbers from 0 for Monday will do. None unless told, as of all
    /// days below.
    #[schema(example = json!(["Monday", "Thursday"]), nullable = false)]
    fixed_working_days: Option<Vec<String>>,
    /// Days always worked for half.
    #[schema(nullable = false)]
    fixed_half_days: Option<Vec<String>>,
    /// Days never worked: none of the others.
    #[schema(nullable = false)]
    cannot_work_days: Option<Vec<String>>,
    /// Days that must be worked.
    #[schema(nullable = false)]
    must_work_days: Option<Vec<String>>,
    /// A year's, at least 0: in weeks for partners, in days for all others.
    /// Null or 0 for locums. A number will do.
    #[schema(example = "8.00")]
    annual_leave_entitlement: Option<String>,
    /// Unless told, partners and salaried doctors do.
    #[schema(nullable = false)]
    participates_in_duty: Option<bool>,
}

/// What is to be different about a term, said as for a new one.
#[derive(ToSchema)]
#[schema(as = rota::WorkingTermPatch)]
#[expect(dead_code, reason = "documents what `update` reads")]
pub(crate) struct Patch {
    #[schema(nullable = false)]
    clinician: Option<i64>,
    #[schema(rename = "type", nullable = false)]
    type_: Option<WorkingTermType>,
    #[schema(nullable = false)]
    start_date: Option<NaiveDate>,
    end_date: Option<NaiveDate>,
    #[schema(nullable = false)]
    percentage: Option<String>,
    #[schema(nullable = false)]
    fixed_working_days: Option<Vec<String>>,
    #[schema(nullable = false)]
    fixed_half_days: Option<Vec<String>>,
    #[schema(nullable = false)]
    cannot_work_days: Option<Vec<String>>,
    #[schema(nullable = false)]
    must_work_days: Option<Vec<String>>,
    annual_leave_entitlement: Option<String>,
    #[schema(nullable = false)]
    participates_in_duty: Option<bool>,
}
