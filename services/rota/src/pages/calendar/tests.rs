use chrono::Utc;
use serde_json::json;

use super::days::{Away, Day, Facts, Viewer, days};
use super::*;
use crate::domain::testing::{clinician, day, leave, shift, term};
use crate::domain::{
    AlertId, AlertSeverity, AlertStatus, AlertType, Calendar, Configuration, LeaveRequest,
    LeaveStatus, LeaveType, Shift, ShiftDuration, ShiftStatus, ShiftType, WorkingTermType,
};
use crate::store::alerts::AlertRow;

const MONDAY: &str = "2024-06-03";

fn facts() -> Facts {
    Facts {
        configuration: Configuration::default(),
        calendar: Calendar::new([(day("2024-06-05"), "Derby day".to_owned())].into()),
        clinicians: vec![clinician(1), clinician(2), clinician(3)],
        terms: vec![term(1, 2, WorkingTermType::Locum, "2024-01-01")],
        shifts: vec![
            Shift { duration: ShiftDuration::Half, is_pinned: true, ..shift(1, 1, MONDAY) },
            Shift { type_: ShiftType::Duty, ..shift(2, 2, MONDAY) },
            Shift { status: ShiftStatus::Cancelled, ..shift(3, 3, MONDAY) },
            Shift { type_: ShiftType::Coroners, ..shift(4, 3, "2024-06-04") },
            shift(5, 1, "2024-06-08"),
        ],
        leave: vec![
            leave(1, 3, LeaveType::PlannedSick, MONDAY, MONDAY),
            leave(2, 3, LeaveType::Coroners, "2024-06-04", "2024-06-04"),
            LeaveRequest {
                status: LeaveStatus::Requested,
                ..leave(3, 1, LeaveType::AnnualLeave, "2024-06-06", "2024-06-10")
            },
            leave(4, 2, LeaveType::AnnualLeave, "2024-06-06", "2024-06-06"),
        ],
        alerts: vec![alert(AlertSeverity::Warning), alert(AlertSeverity::Critical)],
    }
}

fn alert(severity: AlertSeverity) -> AlertRow {
    AlertRow {
        id: AlertId(1),
        type_: AlertType::BelowMinimum,
        severity,
        date: day(MONDAY),
        message: "Too few.".to_owned(),
        details: json!({}),
        status: AlertStatus::Active,
        created_at: Utc::now(),
        resolved_at: None,
    }
}

fn viewer(clinician: i64, is_manager: bool, only: Option<i64>) -> Viewer {
    Viewer {
        clinician: Some(ClinicianId(clinician)),
        is_manager,
        today: day("2024-06-04"),
        only: only.map(ClinicianId),
    }
}

fn shown(viewer: &Viewer) -> Vec<Day> {
    days(&facts(), viewer, day("2024-06-01"), day("2024-06-30"))
}

fn on<'a>(days: &'a [Day], date: &str) -> &'a Day {
    days.iter().find(|day| day.machine == date).unwrap()
}

fn names(away: &[Away]) -> Vec<String> {
    away.iter().map(|away| format!("{}: {}", away.reason, away.names.join(", "))).collect()
}

#[test]
fn a_day_says_who_is_there() {
    let days = shown(&viewer(1, true, None));
    let monday = on(&days, MONDAY);
    let told: Vec<_> = monday
        .doctors
        .iter()
        .map(|of| (of.name.as_str(), of.is_own, of.is_locum, of.badges.clone()))
        .collect();
    let expected =
        [("Dr 2", false, true, vec!["Duty"]), ("Dr 1", true, false, vec!["Half", "Pinned"])];
    assert_eq!(told, expected);
    assert_eq!(monday.cover.as_ref().unwrap().told, "2 of 9 doctors: too few");
    assert_eq!(monday.alerts.as_deref(), Some("2 alerts, 1 critical"));
    assert_eq!((monday.column, monday.heading.as_str()), ("monday", "Monday 3"));
    let wednesday = on(&days, "2024-06-05");
    assert_eq!(wednesday.bank_holiday.as_deref(), Some("Derby day"));
    assert_eq!(wednesday.cover, None);
    let today: Vec<&Day> = days.iter().filter(|day| day.is_today).collect();
    assert_eq!(today.len(), 1);
    assert_eq!(today[0].machine, "2024-06-04");
}

#[test]
fn a_weekend_is_only_there_when_somebody_works() {
    let days = shown(&viewer(1, true, None));
    let weekends: Vec<&Day> = days.iter().filter(|day| day.column == "weekend").collect();
    assert_eq!(weekends.len(), 1);
    assert_eq!(weekends[0].cover.as_ref().unwrap().told, "1 doctor");
    assert_eq!(days.len(), 20 + 1);
    assert!(on(&days, "2024-06-10").doctors.is_empty());
}

#[test]
fn what_is_private_stays_so() {
    for (viewer, sick, asked) in [
        (viewer(1, false, None), false, true),
        (viewer(2, false, None), false, false),
        (viewer(3, false, None), true, false),
        (viewer(2, true, None), true, true),
    ] {
        let days = shown(&viewer);
        assert_eq!(names(&on(&days, MONDAY).away).len(), usize::from(sick));
        let expected = if asked {
            "Annual leave: Dr 1 (waits for a decision), Dr 2"
        } else {
            "Annual leave: Dr 2"
        };
        assert_eq!(names(&on(&days, "2024-06-06").away), [expected]);
        assert_eq!(names(&on(&days, "2024-06-04").away), ["Coroner's court: Dr 3"]);
    }
}

#[test]
fn one_clinician_alone_changes_no_count() {
    let days = shown(&viewer(1, true, Some(2)));
    let monday = on(&days, MONDAY);
    assert_eq!(monday.doctors.len(), 1);
    assert_eq!(monday.cover.as_ref().unwrap().told, "2 of 9 doctors: too few");
    assert!(on(&days, "2024-06-04").away.is_empty());
}

#[test]
fn addresses_keep_who_is_chosen() {
    let month = "2024-06".parse().unwrap();
    assert_eq!(address(month, None), "/rota/?month=2024-06");
    assert_eq!(address(month, Some(ClinicianId(7))), "/rota/?month=2024-06&clinician=7");
    let people = [clinician(1), Clinician { active: false, ..clinician(2) }];
    assert_eq!(chosen(&people, "2"), Some(ClinicianId(2)));
    assert_eq!((chosen(&people, "3"), chosen(&people, "x")), (None, None));
    assert_eq!(choices(&people, None).len(), 2);
    assert_eq!(choices(&people, Some(ClinicianId(2))).len(), 3);
}
