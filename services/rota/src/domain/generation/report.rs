use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::{ClinicianId, ShiftDuration, ShiftId, ShiftType};

/// A new shift, scheduled and not pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Whose it is.
    pub clinician_id: ClinicianId,
    /// When.
    pub date: NaiveDate,
    /// What is done.
    pub type_: ShiftType,
    /// How long.
    pub duration: ShiftDuration,
}

/// What a phase did of that which is different in the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PhaseReport {
    /// From 1 to 6.
    pub phase: u8,
    /// New shifts.
    pub created: u32,
    /// Shifts of another type than before; for the sixth phase all that it put
    /// on duty, new ones too.
    pub updated: u32,
    /// Shifts taken away: of the first phase run, as overwriting comes before it.
    pub deleted: u32,
    /// Pinned shifts in the range, which stayed as they are.
    pub preserved_pinned: u32,
    /// What it left out. Of the first two phases: agreed days with leave or
    /// another shift on them, or in a week that is full. Of the third: doctors
    /// still missing. Of the fourth: days that partners lack of the least of a
    /// week. Of the sixth: duty without a doctor.
    pub skipped: u32,
    /// Alerts raised after it.
    pub alerts: u32,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// A day with fewer doctors than it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmet {
    /// When.
    pub date: NaiveDate,
    /// Doctors needed.
    pub minimum: u32,
    /// Doctors there.
    pub scheduled: u32,
}

/// How good the optimiser finds a rota; less is better, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// Doctors missing, summed over the days.
    pub unmet: u32,
    /// The furthest that a partner is from what is expected of them, in days of
    /// a whole-time partner.
    pub deviation: f64,
    /// Between the most and the fewest Mondays of a partner, scaled to whole time.
    pub spread: f64,
}

/// What the optimiser reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ObjectiveReport {
    /// How it searched.
    pub method: String,
    /// Doctors missing, summed over the days.
    pub unmet: u32,
    /// The furthest that a partner is from what is expected of them, in days of
    /// a whole-time partner.
    pub deviation: f64,
    /// Between the most and the fewest Mondays of a partner, scaled to whole time.
    pub spread: f64,
    /// Shifts taken from a place, and put to another, each counted.
    pub changes: u32,
    /// What it began with.
    pub before: Measure,
    /// What no rota could better, as far as that was proven.
    pub bound: Measure,
}

/// What a run changes, and how good the rota then is.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// New shifts, by date and clinician.
    pub created: Vec<Planned>,
    /// Shifts that get another type, by date and clinician.
    pub updated: Vec<(ShiftId, ShiftType)>,
    /// Shifts that go, by date and clinician.
    pub deleted: Vec<ShiftId>,
    /// One for each phase run, in order.
    pub phases: Vec<PhaseReport>,
    /// Days still short of doctors, in order.
    pub unmet: Vec<Unmet>,
    /// None where nothing was optimised.
    pub objective: Option<ObjectiveReport>,
    /// Sentences about what kept somebody off the rota.
    pub warnings: Vec<String>,
}
