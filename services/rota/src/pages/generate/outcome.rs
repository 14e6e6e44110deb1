use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use crate::RotaError;
use crate::domain::generation::Choice;
use crate::domain::{ChangeType, ShiftDuration, ShiftType};
use crate::pages::words::{counted, duration, long, shift_type};

/// The most shifts shown of a try.
const SHIFTS: usize = 200;

/// Two numbers that differ by less are the same: both are sums of many.
const TOLERANCE: f64 = 1e-6;

/// What came of a run, as people read it.
#[derive(Debug)]
pub(super) struct Outcome {
    /// `12 new shifts, 3 changed, 1 removed`.
    pub(super) changes: String,
    pub(super) phases: Vec<Phase>,
    pub(super) unmet: Vec<Unmet>,
    /// Sentences about what the optimiser reached; none where it had nothing to do.
    pub(super) objective: Vec<String>,
    pub(super) warnings: Vec<String>,
    /// Of a try: the first ones.
    pub(super) shifts: Vec<Planned>,
    /// How many more there are.
    pub(super) more_shifts: usize,
}

/// What a phase did.
#[derive(Debug)]
pub(super) struct Phase {
    pub(super) name: String,
    pub(super) created: u32,
    pub(super) updated: u32,
    pub(super) deleted: u32,
    pub(super) pinned: u32,
    pub(super) skipped: u32,
    pub(super) took: String,
}

/// A day with too few doctors.
#[derive(Debug)]
pub(super) struct Unmet {
    pub(super) date: String,
    pub(super) told: String,
}

/// A shift that would change.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) date: String,
    pub(super) name: String,
    pub(super) what: String,
    pub(super) change: &'static str,
}

/// A report, as it is kept. What an older one does not say is by default.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Kept {
    phases: Vec<KeptPhase>,
    unmet: Vec<KeptUnmet>,
    objective: Option<KeptObjective>,
    warnings: Vec<String>,
    changes: KeptChanges,
    shifts: Vec<KeptShift>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KeptPhase {
    phase: u8,
    created: u32,
    updated: u32,
    deleted: u32,
    preserved_pinned: u32,
    skipped: u32,
    duration_ms: u64,
}

#[derive(Deserialize)]
struct KeptUnmet {
    date: NaiveDate,
    minimum: u32,
    scheduled: u32,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KeptObjective {
    method: String,
    unmet: u32,
    deviation: f64,
    spread: f64,
    changes: u32,
    before: KeptMeasure,
    bound: KeptMeasure,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KeptMeasure {
    unmet: u32,
    deviation: f64,
    spread: f64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KeptChanges {
    created: u32,
    updated: u32,
    deleted: u32,
}

#[derive(Deserialize)]
struct KeptShift {
    date: NaiveDate,
    clinician_name: String,
    #[serde(rename = "type")]
    type_: ShiftType,
    duration: ShiftDuration,
    change: ChangeType,
}

impl Outcome {
    /// What a report says.
    pub(super) fn read(report: Value) -> Result<Self, RotaError> {
        let kept: Kept = serde_json::from_value(report)?;
        let KeptChanges { created, updated, deleted } = kept.changes;
        let new = counted(created, "new shift");
        Ok(Self {
            changes: format!("{new}, {updated} changed, {deleted} removed"),
            phases: kept.phases.into_iter().map(Phase::from).collect(),
            unmet: kept.unmet.into_iter().map(Unmet::from).collect(),
            objective: kept.objective.map(KeptObjective::told).unwrap_or_default(),
            warnings: kept.warnings,
            more_shifts: kept.shifts.len().saturating_sub(SHIFTS),
            shifts: kept.shifts.into_iter().take(SHIFTS).map(Planned::from).collect(),
        })
    }
}

impl From<KeptPhase> for Phase {
    fn from(kept: KeptPhase) -> Self {
        let known = Choice::All.phases().iter().find(|phase| phase.number() == kept.phase);
        let label = known.map(|phase| format!(". {}", phase.label())).unwrap_or_default();
        Self {
            name: format!("{}{label}", kept.phase),
            created: kept.created,
            updated: kept.updated,
            deleted: kept.deleted,
            pinned: kept.preserved_pinned,
            skipped: kept.skipped,
            took: format!("{} ms", kept.duration_ms),
        }
    }
}

impl From<KeptUnmet> for Unmet {
    fn from(kept: KeptUnmet) -> Self {
        let told = format!("{} of {}", kept.scheduled, counted(kept.minimum, "doctor"));
        Self { date: long(kept.date), told }
    }
}

impl From<KeptShift> for Planned {
    fn from(kept: KeptShift) -> Self {
        Self {
            date: long(kept.date),
            name: kept.clinician_name,
            what: format!("{}, {}", shift_type(kept.type_), duration(kept.duration).to_lowercase()),
            change: match kept.change {
                ChangeType::Created => "New",
                ChangeType::Updated => "Changed",
                ChangeType::Deleted => "Removed",
            },
        }
    }
}

impl KeptObjective {
    fn told(self) -> Vec<String> {
        let (before, bound) = (self.before, self.bound);
        let [unmet, unmet_before, unmet_bound] =
            [self.unmet, before.unmet, bound.unmet].map(f64::from);
        vec![
            format!("Method: {}; {}.", self.method, counted(self.changes, "changed place")),
            measured(
                "Doctors missing, over all days",
                "No placing of these shifts",
                [unmet, unmet_before, unmet_bound],
            ),
            measured(
                "The furthest that a partner is from their share, in days",
                AS_GOOD,
                [self.deviation, before.deviation, bound.deviation],
            ),
            measured(
                "Between the most and the fewest Mondays of a partner",
                AS_GOOD,
                [self.spread, before.spread, bound.spread],
            ),
        ]
    }
}

/// What a bound holds among, but for that of the first number.
const AS_GOOD: &str = "No placing that is as good in the lines above";

/// A number of which less is better, beside what it was and what no rota among
/// some has less than.
fn measured(what: &str, none: &str, [after, before, bound]: [f64; 3]) -> String {
    let limit = if after - bound < TOLERANCE {
        format!("{none} has less.")
    } else {
        format!("{none} has less than {}.", number(bound))
    };
    format!("{what}: {}, before that {}. {limit}", number(after), number(before))
}

/// With two decimals, but for whole numbers.
fn number(value: f64) -> String {
    let told = format!("{value:.2}");
    told.strip_suffix(".00").map(str::to_owned).unwrap_or(told)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_is_told_in_words() {
        let report = json!({
            "phases": [{ "phase": 3, "created": 12, "updated": 0, "deleted": 1,
                "preserved_pinned": 2, "skipped": 4, "alerts": 1, "duration_ms": 7 }],
            "unmet": [{ "date": "2024-07-15", "minimum": 9, "scheduled": 7 }],
            "objective": { "method": "local search", "unmet": 2, "deviation": 1.254, "spread": 1.0,
                "changes": 6, "before": { "unmet": 3, "deviation": 2.0, "spread": 2.5 },
                "bound": { "unmet": 2, "deviation": 0.5, "spread": 0.0 } },
            "warnings": ["Dr 1 has no working term."],
            "changes": { "created": 1, "updated": 0, "deleted": 1 },
            "shifts": [{ "date": "2024-07-15", "clinician_id": 1, "clinician_name": "Dr 1",
                "type": "DUTY", "duration": "FULL", "change": "CREATED" }],
            "seed": 0, "dry_run": true, "run_id": null,
        });
        let outcome = Outcome::read(report).unwrap();
        assert_eq!(outcome.changes, "1 new shift, 0 changed, 1 removed");
        let phase = &outcome.phases[0];
        assert_eq!((phase.name.as_str(), phase.took.as_str()), ("3. Deficit fill", "7 ms"));
        assert_eq!((phase.created, phase.deleted, phase.pinned, phase.skipped), (12, 1, 2, 4));
        assert_eq!(outcome.unmet[0].told, "7 of 9 doctors");
        assert_eq!(
            outcome.objective,
            [
                "Method: local search; 6 changed places.",
                "Doctors missing, over all days: 2, before that 3. No placing of these shifts has \
                 less.",
                "The furthest that a partner is from their share, in days: 1.25, before that 2. \
                 No placing that is as good in the lines above has less than 0.50.",
                "Between the most and the fewest Mondays of a partner: 1, before that 2.50. No \
                 placing that is as good in the lines above has less than 0.",
            ]
        );
        let expected = Planned {
            date: "Monday 15 July 2024".to_owned(),
            name: "Dr 1".to_owned(),
            what: "Duty, full day".to_owned(),
            change: "New",
        };
        assert_eq!(outcome.shifts, [expected]);
        assert_eq!(outcome.more_shifts, 0);
        assert_eq!(outcome.warnings.len(), 1);
    }

    #[test]
    fn numbers_are_compared_as_they_are() {
        for (after, bound, expected) in [
            (1.254, 1.251, "What: 1.25, before that 2. None has less than 1.25."),
            (0.1 + 0.2, 0.3, "What: 0.30, before that 2. None has less."),
            (0.3, 0.1 + 0.2, "What: 0.30, before that 2. None has less."),
        ] {
            assert_eq!(measured("What", "None", [after, 2.0, bound]), expected);
        }
    }

    #[test]
    fn of_many_shifts_the_first_are_shown() {
        let shift = json!({ "date": "2024-07-15", "clinician_name": "Dr 1", "type": "STANDARD",
            "duration": "HALF", "change": "DELETED" });
        let outcome = Outcome::read(json!({ "shifts": vec![shift; SHIFTS + 3] })).unwrap();
        assert_eq!((outcome.shifts.len(), outcome.more_shifts), (SHIFTS, 3));
    }

    #[test]
    fn old_reports_can_be_read() {
        let outcome = Outcome::read(json!({})).unwrap();
        assert_eq!(outcome.changes, "0 new shifts, 0 changed, 0 removed");
        assert!(outcome.objective.is_empty() && outcome.phases.is_empty());
        assert!(Outcome::read(json!("none")).is_err());
    }
}
