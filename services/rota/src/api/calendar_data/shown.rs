//! What a calendar shows.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::days::{dates, is_weekend};
use crate::domain::{
    AlertId, AlertSeverity, AlertType, ClinicianId, LeaveRequest, LeaveRequestId, LeaveStatus,
    LeaveType, Shift, ShiftDuration, ShiftId, ShiftStatus, ShiftType,
};
use crate::store::alerts::AlertRow;

/// Things by their date; dates without any are left out.
pub(crate) type ByDate<T> = BTreeMap<NaiveDate, Vec<T>>;

/// What a calendar shows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = rota::CalendarData)]
pub(crate) struct CalendarData {
    /// Shifts that are not cancelled.
    #[schema(value_type = BTreeMap<String, Vec<CalendarShift>>)]
    pub(crate) shifts_by_date: ByDate<CalendarShift>,
    /// Those of the caller, whomever the rest is about.
    #[schema(value_type = BTreeMap<String, Vec<CalendarShift>>)]
    pub(crate) own_shifts_by_date: ByDate<CalendarShift>,
    /// What day it is.
    pub(crate) today: NaiveDate,
    /// Approved annual leave, on each weekday.
    #[schema(value_type = BTreeMap<String, Vec<CalendarLeave>>)]
    pub(crate) annual_leave_by_date: ByDate<CalendarLeave>,
    /// Approved days off of partners.
    #[schema(value_type = BTreeMap<String, Vec<CalendarLeave>>)]
    pub(crate) requested_off_by_date: ByDate<CalendarLeave>,
    /// Approved leave for the coroner's court.
    #[schema(value_type = BTreeMap<String, Vec<CalendarLeave>>)]
    pub(crate) coroners_leave_by_date: ByDate<CalendarLeave>,
    /// Approved study leave.
    #[schema(value_type = BTreeMap<String, Vec<CalendarLeave>>)]
    pub(crate) study_leave_by_date: ByDate<CalendarLeave>,
    /// Annual leave of the caller, whomever the rest is about.
    #[schema(value_type = BTreeMap<String, Vec<CalendarLeave>>)]
    pub(crate) own_annual_leave_by_date: ByDate<CalendarLeave>,
    /// Active alerts; only there for those who run the practice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Vec<CalendarAlert>>>)]
    pub(crate) alerts_by_date: Option<ByDate<CalendarAlert>>,
}

/// A shift in a calendar.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = rota::CalendarShift)]
pub(crate) struct CalendarShift {
    #[schema(value_type = i64)]
    pub(crate) id: ShiftId,
    #[schema(value_type = i64)]
    pub(crate) clinician_id: ClinicianId,
    #[schema(value_type = String)]
    pub(crate) clinician_name: Arc<str>,
    #[serde(rename = "type")]
    pub(crate) type_: ShiftType,
    pub(crate) duration: ShiftDuration,
    pub(crate) status: ShiftStatus,
    pub(crate) is_pinned: bool,
}

/// Leave in a calendar.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = rota::CalendarLeave)]
pub(crate) struct CalendarLeave {
    #[schema(value_type = i64)]
    pub(crate) id: LeaveRequestId,
    #[schema(value_type = i64)]
    pub(crate) clinician_id: ClinicianId,
    #[schema(value_type = String)]
    pub(crate) clinician_name: Arc<str>,
    #[serde(rename = "type")]
    pub(crate) type_: LeaveType,
    pub(crate) status: LeaveStatus,
}

/// An alert in a calendar.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = rota::CalendarAlert)]
pub(crate) struct CalendarAlert {
    #[schema(value_type = i64)]
    pub(crate) id: AlertId,
    #[serde(rename = "type")]
    pub(crate) type_: AlertType,
    #[schema(value_type = String)]
    pub(crate) type_label: &'static str,
    pub(crate) severity: AlertSeverity,
    pub(crate) message: String,
}

/// Whether something of a clinician is meant; none: everybody is.
pub(super) fn is_of(whose: Option<ClinicianId>, clinician: ClinicianId) -> bool {
    whose.is_none_or(|whose| whose == clinician)
}

/// Alerts by the date that they are about.
pub(super) fn alerts_by_date(rows: Vec<AlertRow>) -> ByDate<CalendarAlert> {
    let mut by_date: ByDate<CalendarAlert> = ByDate::new();
    for row in rows {
        let alert = CalendarAlert {
            id: row.id,
            type_: row.type_,
            type_label: row.type_.label(),
            severity: row.severity,
            message: row.message,
        };
        by_date.entry(row.date).or_default().push(alert);
    }
    by_date
}

/// What the clinicians of a practice are called who have shifts or leave.
#[derive(Default)]
pub(super) struct Names(BTreeMap<ClinicianId, Arc<str>>);

impl Names {
    /// Takes the names away from things that each came with one.
    pub(super) fn apart<T>(
        &mut self,
        named: Vec<(T, String)>,
        whose: impl Fn(&T) -> ClinicianId,
    ) -> Vec<T> {
        let without = named.into_iter().map(|(thing, name)| {
            self.0.entry(whose(&thing)).or_insert_with(|| name.into());
            thing
        });
        without.collect()
    }

    fn name(&self, clinician: ClinicianId) -> Arc<str> {
        self.0.get(&clinician).cloned().unwrap_or_default()
    }

    /// Shifts of one clinician or of all.
    pub(super) fn shifts(
        &self,
        shifts: &[Shift],
        whose: Option<ClinicianId>,
    ) -> ByDate<CalendarShift> {
        let mut by_date: ByDate<CalendarShift> = ByDate::new();
        for shift in shifts.iter().filter(|of| is_of(whose, of.clinician_id)) {
            by_date.entry(shift.date).or_default().push(CalendarShift {
                id: shift.id,
                clinician_id: shift.clinician_id,
                clinician_name: self.name(shift.clinician_id),
                type_: shift.type_,
                duration: shift.duration,
                status: shift.status,
                is_pinned: shift.is_pinned,
            });
        }
        by_date
    }

    /// Leave on each weekday from `first` to `last`.
    pub(super) fn leave<'a>(
        &self,
        leave: impl Iterator<Item = &'a LeaveRequest>,
        first: NaiveDate,
        last: NaiveDate,
    ) -> ByDate<CalendarLeave> {
        let mut by_date: ByDate<CalendarLeave> = ByDate::new();
        for leave in leave {
            let shown = CalendarLeave {
                id: leave.id,
                clinician_id: leave.clinician_id,
                clinician_name: self.name(leave.clinician_id),
                type_: leave.type_,
                status: leave.status,
            };
            let days = dates(leave.start_date.max(first), leave.end_date.min(last));
            for date in days.filter(|date| !is_weekend(*date)) {
                by_date.entry(date).or_default().push(shown.clone());
            }
        }
        by_date
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::testing::{day, leave, shift};

    #[test]
    fn things_are_shown_with_their_clinician_s_name() {
        let named = |shift: Shift| (shift, format!("Dr {}", shift.clinician_id));
        let shifts = [shift(1, 1, "2024-06-03"), shift(2, 2, "2024-06-03")];
        let mut names = Names::default();
        let shifts = names.apart(Vec::from(shifts.map(named)), |shift| shift.clinician_id);
        let item = |id, clinician| {
            json!({
                "id": id, "clinicianId": clinician, "clinicianName": format!("Dr {clinician}"),
                "type": "STANDARD", "duration": "FULL", "status": "SCHEDULED", "isPinned": false,
            })
        };
        for (whose, expected) in [
            (None, json!({ "2024-06-03": [item(1, 1), item(2, 2)] })),
            (Some(2), json!({ "2024-06-03": [item(2, 2)] })),
            (Some(3), json!({})),
        ] {
            let shown = names.shifts(&shifts, whose.map(ClinicianId));
            assert_eq!(json!(shown), expected, "{whose:?}");
        }
    }

    #[test]
    fn leave_is_shown_on_weekdays() {
        let granted = leave(5, 1, LeaveType::AnnualLeave, "2024-05-31", "2024-06-03");
        let mut names = Names::default();
        let leave = names.apart(vec![(granted, "Dr 1".to_owned())], |leave| leave.clinician_id);
        let shown = names.leave(leave.iter(), day("2024-06-01"), day("2024-06-30"));
        let item = json!({
            "id": 5, "clinicianId": 1, "clinicianName": "Dr 1",
            "type": "ANNUAL_LEAVE", "status": "APPROVED",
        });
        assert_eq!(json!(shown), json!({ "2024-06-03": [item] }));
    }
}
