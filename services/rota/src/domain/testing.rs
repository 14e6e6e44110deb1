//! Values for tests of rules.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::alternate_weeks::AlternateWeeks;
use super::days::Days;
use super::ids::{ClinicianId, LeaveRequestId, ShiftId, WorkingTermId};
use super::values::{Clinician, LeaveRequest, Shift, WorkingTerm};
use super::words::{
    LeaveStatus, LeaveType, ShiftDuration, ShiftStatus, ShiftType, WorkingTermType,
};

/// A date, from `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A number, as it is written.
pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// An active clinician, `Dr <id>`.
pub(crate) fn clinician(id: i64) -> Clinician {
    Clinician { id: ClinicianId(id), name: format!("Dr {id}"), active: true }
}

/// A whole-time term without an end, fixed days or entitlement.
pub(crate) fn term(id: i64, clinician: i64, type_: WorkingTermType, start: &str) -> WorkingTerm {
    WorkingTerm {
        id: WorkingTermId(id),
        clinician_id: ClinicianId(clinician),
        type_,
        start_date: day(start),
        end_date: None,
        percentage: Decimal::ONE_HUNDRED,
        fixed_working_days: Days::NONE,
        fixed_half_days: Days::NONE,
        cannot_work_days: Days::NONE,
        must_work_days: Days::NONE,
        annual_leave_entitlement: None,
        participates_in_duty: matches!(type_, WorkingTermType::Partner | WorkingTermType::Salaried),
        alternate_weeks: AlternateWeeks::default(),
    }
}

/// A full standard shift that is scheduled and not pinned.
pub(crate) fn shift(id: i64, clinician: i64, date: &str) -> Shift {
    Shift {
        id: ShiftId(id),
        clinician_id: ClinicianId(clinician),
        date: day(date),
        type_: ShiftType::Standard,
        duration: ShiftDuration::Full,
        status: ShiftStatus::Scheduled,
        is_pinned: false,
    }
}

/// Leave that was granted.
pub(crate) fn leave(
    id: i64,
    clinician: i64,
    type_: LeaveType,
    start: &str,
    end: &str,
) -> LeaveRequest {
    LeaveRequest {
        id: LeaveRequestId(id),
        clinician_id: ClinicianId(clinician),
        type_,
        start_date: day(start),
        end_date: day(end),
        status: LeaveStatus::Approved,
    }
}
