use proptest::prelude::*;
use serde_json::{Value, json};

use super::calendar::{BookingDate, Facts};
use super::*;
use crate::domain::booking::Mode;
use crate::domain::configuration::Nation;
use crate::domain::testing::{day, leave, shift, term};
use crate::domain::{
    ClinicianId, Configuration, LeaveRequest, ShiftStatus, WorkingTermType, bank_holidays,
};

/// A Wednesday; the Monday after next week is a bank holiday.
const TODAY: &str = "2024-05-15";
const HOLIDAY: &str = "2024-05-27";

/// The dates of a week and a half around the holiday, to clinician 1.
fn shown(mode: Mode, is_active: bool, most: Option<u32>) -> Vec<(String, BookingDate)> {
    let configuration = Configuration {
        minimum_doctors: [("Tuesday".to_owned(), 1), ("Wednesday".to_owned(), 4)].into(),
        max_leave_per_day: most,
        ..Configuration::default()
    };
    let mut cancelled = shift(9, 1, "2024-05-29");
    cancelled.status = ShiftStatus::Cancelled;
    let shifts = [
        shift(1, 1, "2024-05-28"),
        shift(2, 2, "2024-05-28"),
        shift(3, 3, "2024-05-28"),
        shift(4, 2, "2024-05-29"),
        cancelled,
    ];
    let asked = leave(3, 1, LeaveType::StudyLeave, "2024-05-31", "2024-06-02");
    let leave = [
        leave(1, 1, LeaveType::AnnualLeave, "2024-05-30", "2024-05-30"),
        leave(2, 4, LeaveType::PlannedSick, "2024-05-28", "2024-05-30"),
        LeaveRequest { status: LeaveStatus::Requested, ..asked },
    ];
    let type_ = match mode {
        Mode::Week => WorkingTermType::Partner,
        Mode::Day => WorkingTermType::Salaried,
    };
    let facts = Facts {
        configuration: &configuration,
        calendar: &bank_holidays::calendar(Nation::EnglandAndWales, &[]),
        clinician: ClinicianId(1),
        is_active,
        terms: &[term(1, 1, type_, "2024-01-01")],
        today: day(TODAY),
        shifts: &shifts,
        leave: &leave,
    };
    let dates = facts.dates(day("2024-05-11"), day("2024-06-02"));
    dates.into_iter().map(|(date, shown)| (date.to_string(), shown)).collect()
}

fn on(shown: &[(String, BookingDate)], date: &str) -> Value {
    json!(shown.iter().find(|(of, _)| of == date).unwrap().1)
}

#[test]
fn only_weekdays_are_shown() {
    let shown = shown(Mode::Day, true, None);
    assert_eq!(shown.len(), 15);
    assert_eq!(shown.first().unwrap().0, "2024-05-13");
    assert_eq!(shown.last().unwrap().0, "2024-05-31");
}

#[test]
fn what_is_not_free_says_why() {
    for (date, by_day, by_week) in [
        ("2024-05-14", Some("In the past"), Some("In the past")),
        (TODAY, None, None),
        (HOLIDAY, Some("Bank holiday"), None),
        ("2024-05-28", None, None),
        ("2024-05-30", Some("Already on leave"), Some("Already on leave")),
        ("2024-05-31", Some("Already asked for"), Some("Already asked for")),
    ] {
        for (mode, reason) in [(Mode::Day, by_day), (Mode::Week, by_week)] {
            let shown = on(&shown(mode, true, None), date);
            assert_eq!(shown["reason"], json!(reason), "{date} {}", mode.as_str());
            assert_eq!(shown["selectable"], reason.is_none(), "{date}");
        }
    }
    let gone = shown(Mode::Day, false, None);
    assert!(gone.iter().all(|(_, shown)| !shown.selectable));
}

#[test]
fn dates_say_who_is_there_and_who_is_away() {
    let shown = shown(Mode::Day, true, None);
    let tuesday = json!({
        "minimum_required": 1, "scheduled_count": 3, "on_leave": 1, "pending_leave": 0,
        "capacity_remaining": 2, "is_bank_holiday": false,
        "own_shift": { "type": "STANDARD", "duration": "FULL", "status": "SCHEDULED" },
        "own_leave": null, "selectable": true, "reason": null,
    });
    assert_eq!(on(&shown, "2024-05-28"), tuesday);
    let short = on(&shown, "2024-05-29");
    assert_eq!((&short["capacity_remaining"], &short["own_shift"]), (&json!(0), &Value::Null));
    let friday = on(&shown, "2024-05-31");
    assert_eq!(friday["own_leave"], json!({ "type": "STUDY_LEAVE", "status": "REQUESTED" }));
    assert_eq!((&friday["on_leave"], &friday["pending_leave"]), (&json!(0), &json!(1)));
    assert_eq!(on(&shown, HOLIDAY)["is_bank_holiday"], true);
}

#[test]
fn no_more_may_be_away_than_the_practice_allows() {
    for (most, expected) in [(None, 2), (Some(9), 2), (Some(2), 1), (Some(1), 0), (Some(0), 0)] {
        let tuesday = on(&shown(Mode::Day, true, most), "2024-05-28");
        assert_eq!(tuesday["capacity_remaining"], expected, "{most:?}");
    }
}

#[test]
fn the_window_is_this_month_and_three_more_unless_told() {
    let today = day(TODAY);
    for (month, start, end, expected) in [
        (None, None, None, Some(("2024-05-01", "2024-08-31"))),
        (Some("2024-02"), None, None, Some(("2024-02-01", "2024-02-29"))),
        (Some("9999-12"), Some("x"), None, Some(("9999-12-01", "9999-12-31"))),
        (None, Some("2024-11-30"), None, Some(("2024-11-30", "2025-02-28"))),
        (None, None, Some("2024-05-01"), Some(("2024-05-01", "2024-05-01"))),
        (None, Some("2024-01-01"), Some("2024-12-31"), Some(("2024-01-01", "2024-12-31"))),
        (None, Some("2024-01-01"), Some("2025-01-01"), None),
        (None, None, Some("2024-04-30"), None),
        (None, Some("9999-12-01"), None, None),
        (None, Some("2024-02-30"), None, None),
        (None, None, Some("today"), None),
        (Some("2024-13"), None, None, None),
        (Some("2024-1"), None, None, None),
        (Some("2024-01-01"), None, None, None),
    ] {
        let expected = expected.map(|(first, last)| (day(first), day(last)));
        let window = window(month, start, end, today);
        assert_eq!(window.ok(), expected, "{month:?} {start:?} {end:?}");
    }
}

proptest! {
    #[test]
    fn the_window_is_never_too_long(days in 0..4_000_000_i32, month in ".*", end in ".*") {
        let today = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
        let windows = [
            window(None, None, None, today),
            window(Some(&month), None, None, today),
            window(None, None, Some(&end), today),
        ];
        for (first, last) in windows.into_iter().flatten() {
            prop_assert!((0..366).contains(&(last - first).num_days()));
        }
    }
}

#[test]
fn a_body_chooses_a_type_and_dates() {
    let read = |body: &Value| chosen(Fields::new(body.as_object().unwrap().clone()));
    let good = read(&json!({ "leave_type": "ANNUAL_LEAVE", "dates": ["2024-06-03"] }));
    assert_eq!(good.unwrap(), (LeaveType::AnnualLeave, vec![day("2024-06-03")]));
    let good = read(&json!({ "leave_type": "CORONERS", "dates": [] }));
    assert_eq!(good.unwrap(), (LeaveType::Coroners, vec![]));
    let wrong = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";
    let list = "Expected a list of items but got type \"str\".";
    for (type_, dates, field, told) in [
        (json!("X"), json!([]), "non_field_errors", "\"X\" is not a type of leave."),
        (json!([]), json!([]), "leave_type", "Not a valid string."),
        (json!(""), json!([]), "leave_type", "This field may not be blank."),
        (Value::Null, json!([]), "leave_type", "This field may not be null."),
        (json!("CORONERS"), Value::Null, "dates", "This field may not be null."),
        (json!("CORONERS"), json!("2024-06-03"), "dates", list),
        (json!("CORONERS"), json!(["2024-06-31"]), "dates", wrong),
        (json!("CORONERS"), json!([20_240_603]), "dates", wrong),
    ] {
        let body = json!({ "leave_type": type_, "dates": dates });
        let error = read(&body).unwrap_err();
        assert_eq!(json!(error.fields()), json!({ field: [told] }), "{body}");
    }
    let required = ["This field is required."];
    let error = read(&json!({})).unwrap_err();
    assert_eq!(json!(error.fields()), json!({ "leave_type": required, "dates": required }));
}

#[test]
fn what_became_of_a_booking_is_a_sentence() {
    use LeaveStatus::{Approved, Denied, Requested};
    for (statuses, expected) in [
        (vec![Approved], "1 request approved."),
        (vec![Requested, Requested], "2 requests waiting for a decision."),
        (
            vec![Denied, Approved, Requested, Approved],
            "2 requests approved, 1 request waiting for a decision, 1 request denied.",
        ),
    ] {
        assert_eq!(message(&statuses), expected);
    }
}
