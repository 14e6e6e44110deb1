//! Queries. Every function takes a connection; the caller owns the
//! transaction. What belongs to a practice is only found under that practice.

pub mod affected;
pub mod alerts;
pub mod bank_holidays;
pub mod clinicians;
pub mod generation_runs;
pub mod leave_adjustments;
pub mod leave_requests;
pub mod people;
pub mod practices;
pub mod shift_changes;
pub mod shifts;
pub mod working_terms;
