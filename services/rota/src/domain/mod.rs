//! The rules of a rota: pure functions over plain values. Nothing here knows
//! the time, the database or HTTP.

pub mod alerts;
mod alternate_weeks;
pub mod bank_holidays;
pub mod booking;
mod calendar;
pub mod configuration;
pub mod days;
pub mod deficiency;
pub mod generation;
pub mod ids;
pub mod leave;
pub mod quota;
pub mod reports;
pub mod staffing;
#[cfg(test)]
pub(crate) mod testing;
mod values;
mod words;
pub mod workload;

pub use alternate_weeks::{AlternateWeek, AlternateWeeks, Pattern};
pub use calendar::Calendar;
pub use configuration::Configuration;
pub use days::Days;
pub use ids::{
    AlertId, ClinicianId, GenerationRunId, LeaveRequestId, PracticeId, ShiftId, WorkingTermId,
};
pub use values::{Clinician, LeaveRequest, Shift, WorkingTerm, governing};
pub use words::{
    AlertSeverity, AlertStatus, AlertType, ChangeType, LeaveStatus, LeaveType,
    ManualAdjustmentType, ShiftDuration, ShiftStatus, ShiftType, WorkingTermType,
};
