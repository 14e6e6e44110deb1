use proptest::prelude::*;
use strum::VariantArray;

use super::*;
use crate::domain::bank_holidays;
use crate::domain::configuration::{MonthDay, Nation};
use crate::domain::testing::{clinician, day, decimal, leave, shift, term};

/// Circumstances that a test owns: by default a salaried doctor since 2020
/// with 25 days of leave a year.
struct Practice {
    configuration: Configuration,
    calendar: Calendar,
    clinician: Clinician,
    terms: Vec<WorkingTerm>,
    leave: Vec<LeaveRequest>,
    adjustments: BTreeMap<i32, Decimal>,
    others_away: BTreeMap<NaiveDate, u32>,
}

impl Default for Practice {
    fn default() -> Self {
        Self {
            configuration: Configuration::default(),
            calendar: bank_holidays::calendar(Nation::EnglandAndWales, &[]),
            clinician: clinician(7),
            terms: vec![engaged(WorkingTermType::Salaried, "25")],
            leave: Vec::new(),
            adjustments: BTreeMap::new(),
            others_away: BTreeMap::new(),
        }
    }
}

impl Practice {
    fn decide(&self, wish: &Wish) -> Decision {
        let circumstances = Circumstances {
            configuration: &self.configuration,
            calendar: &self.calendar,
            clinician: &self.clinician,
            terms: &self.terms,
            leave: &self.leave,
            adjustments: &self.adjustments,
            others_away: &self.others_away,
        };
        decide(wish, &circumstances)
    }

    fn annual(&self, start: &str, end: &str) -> Decision {
        self.decide(&wish(LeaveType::AnnualLeave, start, end))
    }
}

fn engaged(type_: WorkingTermType, yearly: &str) -> WorkingTerm {
    WorkingTerm {
        annual_leave_entitlement: Some(decimal(yearly)),
        ..term(1, 7, type_, "2020-01-01")
    }
}

fn partner() -> Practice {
    Practice { terms: vec![engaged(WorkingTermType::Partner, "8")], ..Practice::default() }
}

fn wish(type_: LeaveType, start: &str, end: &str) -> Wish {
    Wish { type_, start_date: day(start), end_date: day(end) }
}

fn denied(reason: &str) -> Decision {
    Decision::Denied(reason.to_owned())
}

#[test]
fn the_type_of_leave_decides() {
    let not_working =
        denied("Only partners may ask not to work, on dates that they are partners on.");
    for (type_, of_partner, of_salaried) in [
        (LeaveType::AnnualLeave, Decision::Approved, Decision::Approved),
        (LeaveType::NotWorking, Decision::Approved, not_working),
        (LeaveType::PlannedSick, Decision::Approved, Decision::Approved),
        (LeaveType::StudyLeave, Decision::Requested, Decision::Requested),
        (LeaveType::Coroners, Decision::Requested, Decision::Requested),
    ] {
        let wish = wish(type_, "2024-06-03", "2024-06-07");
        assert_eq!(partner().decide(&wish), of_partner, "{type_}");
        assert_eq!(Practice::default().decide(&wish), of_salaried, "{type_}");
    }
}

#[test]
fn annual_leave_over_the_quota_waits_for_a_manager() {
    let taken = vec![leave(1, 7, LeaveType::AnnualLeave, "2024-01-02", "2024-01-29")];
    let practice = Practice { leave: taken, ..Practice::default() };
    for (end, expected) in [
        ("2024-06-07", Decision::Approved),
        ("2024-06-09", Decision::Approved),
        ("2024-06-10", Decision::Requested),
    ] {
        assert_eq!(practice.annual("2024-06-03", end), expected, "until {end}");
    }
    let carried_over = BTreeMap::from([(2024, Decimal::ONE), (2025, Decimal::TEN)]);
    let practice = Practice { adjustments: carried_over, ..practice };
    assert_eq!(practice.annual("2024-06-03", "2024-06-10"), Decision::Approved);
    assert_eq!(practice.annual("2024-06-03", "2024-06-11"), Decision::Requested);
}

#[test]
fn wishes_that_wait_take_nothing_from_the_quota() {
    let waiting = LeaveRequest {
        status: LeaveStatus::Requested,
        ..leave(1, 7, LeaveType::AnnualLeave, "2024-01-02", "2024-03-29")
    };
    let practice = Practice { leave: vec![waiting], ..Practice::default() };
    assert_eq!(practice.annual("2024-06-03", "2024-06-07"), Decision::Approved);
}

#[test]
fn partners_count_in_weeks() {
    for (start, end, expected) in [
        ("2024-05-27", "2024-07-19", Decision::Approved),
        ("2024-05-27", "2024-07-21", Decision::Approved),
        ("2024-05-27", "2024-07-22", Decision::Requested),
    ] {
        assert_eq!(partner().annual(start, end), expected, "{start} to {end}");
    }
}

#[test]
fn without_a_term_or_an_entitlement_a_manager_decides() {
    let ends = |date: &str| {
        let end_date = Some(day(date));
        vec![WorkingTerm { end_date, ..engaged(WorkingTermType::Salaried, "25") }]
    };
    for (terms, expected) in [
        (vec![], Decision::Requested),
        (vec![engaged(WorkingTermType::Locum, "0")], Decision::Requested),
        (vec![term(1, 7, WorkingTermType::StDoctor, "2020-01-01")], Decision::Requested),
        (ends("2023-12-31"), Decision::Requested),
        (ends("2024-06-06"), Decision::Requested),
        (ends("2024-06-07"), Decision::Approved),
    ] {
        let practice = Practice { terms: terms.clone(), ..Practice::default() };
        assert_eq!(practice.annual("2024-06-03", "2024-06-09"), expected, "{terms:?}");
    }
}

#[test]
fn each_leave_year_pays_its_own_part() {
    for (adjustments, expected) in [
        ([(2024, "-20"), (2025, "-23")], Decision::Approved),
        ([(2024, "-21"), (2025, "0")], Decision::Requested),
        ([(2024, "0"), (2025, "-24")], Decision::Requested),
        ([(2023, "-25"), (2026, "-25")], Decision::Approved),
    ] {
        let adjustments = adjustments.map(|(year, sum)| (year, decimal(sum)));
        let practice = Practice { adjustments: adjustments.into(), ..Practice::default() };
        let decided = practice.annual("2024-12-23", "2025-01-03");
        assert_eq!(decided, expected, "{adjustments:?}");
    }
}

#[test]
fn a_leave_year_may_end_on_29_february() {
    let march = MonthDay::new(3, 1).unwrap();
    let configuration = Configuration { leave_year_start: march, ..Configuration::default() };
    for (adjustments, expected) in [
        ([(2023, "-23"), (2024, "-24")], Decision::Approved),
        ([(2023, "-24"), (2024, "0")], Decision::Requested),
        ([(2023, "0"), (2024, "-25")], Decision::Requested),
    ] {
        let adjustments = adjustments.map(|(year, sum)| (year, decimal(sum)));
        let practice = Practice {
            configuration: configuration.clone(),
            adjustments: adjustments.into(),
            ..Practice::default()
        };
        let decided = practice.annual("2024-02-28", "2024-03-01");
        assert_eq!(decided, expected, "{adjustments:?}");
    }
}

#[test]
fn leave_is_not_granted_twice() {
    for (status, sentence) in [
        (
            LeaveStatus::Approved,
            Some("It overlaps leave from 2024-06-05 to 2024-06-12 that is already granted."),
        ),
        (
            LeaveStatus::Requested,
            Some(
                "It overlaps leave from 2024-06-05 to 2024-06-12 that is already waiting for a \
                 decision.",
            ),
        ),
        (LeaveStatus::Denied, None),
        (LeaveStatus::Cancelled, None),
    ] {
        let own = leave(1, 7, LeaveType::StudyLeave, "2024-06-05", "2024-06-12");
        let own = LeaveRequest { status, ..own };
        let practice = Practice { leave: vec![own], ..Practice::default() };
        let overlapping = sentence.map_or(Decision::Approved, denied);
        for (start, end, expected) in [
            ("2024-06-03", "2024-06-04", &Decision::Approved),
            ("2024-06-03", "2024-06-05", &overlapping),
            ("2024-06-06", "2024-06-07", &overlapping),
            ("2024-06-03", "2024-06-14", &overlapping),
            ("2024-06-12", "2024-06-14", &overlapping),
            ("2024-06-13", "2024-06-14", &Decision::Approved),
        ] {
            assert_eq!(practice.annual(start, end), *expected, "{status}: {start} to {end}");
        }
    }
}

#[test]
fn the_first_reason_is_given() {
    let overlapping = leave(1, 7, LeaveType::AnnualLeave, "2024-06-08", "2024-06-08");
    let weekend = wish(LeaveType::NotWorking, "2024-06-08", "2024-06-09");
    let mut practice = Practice { leave: vec![overlapping], ..Practice::default() };
    practice.clinician.active = false;
    let reasons = [
        "It overlaps leave from 2024-06-08 to 2024-06-08 that is already granted.",
        "The clinician is not active.",
        "Only partners may ask not to work, on dates that they are partners on.",
        "There is no weekday from 2024-06-08 to 2024-06-09.",
    ];
    assert_eq!(practice.decide(&weekend), denied(reasons[0]));
    practice.leave.clear();
    assert_eq!(practice.decide(&weekend), denied(reasons[1]));
    practice.clinician.active = true;
    assert_eq!(practice.decide(&weekend), denied(reasons[2]));
    practice.terms = partner().terms;
    assert_eq!(practice.decide(&weekend), denied(reasons[3]));
}

#[test]
fn a_day_off_is_within_a_partners_term() {
    let mut practice = partner();
    practice.terms[0].end_date = Some(day("2024-06-07"));
    let next = wish(LeaveType::NotWorking, "2024-06-07", "2024-06-10");
    assert!(matches!(practice.decide(&next), Decision::Denied(_)));
    practice.terms.push(WorkingTerm {
        start_date: day("2024-06-08"),
        ..engaged(WorkingTermType::Partner, "8")
    });
    assert_eq!(practice.decide(&next), Decision::Approved);
}

#[test]
fn where_many_are_away_a_manager_decides() {
    let away = [("2024-05-24", 3_u32), ("2024-05-26", 9), ("2024-05-27", 9), ("2024-05-28", 2)];
    let away = away.map(|(date, count)| (day(date), count));
    for (most, start, end, expected) in [
        (None, "2024-05-20", "2024-05-31", Decision::Approved),
        (Some(4), "2024-05-20", "2024-05-31", Decision::Approved),
        (Some(3), "2024-05-20", "2024-05-31", Decision::Requested),
        (Some(3), "2024-05-25", "2024-05-31", Decision::Approved),
        (Some(2), "2024-05-25", "2024-05-31", Decision::Requested),
        (Some(0), "2024-07-01", "2024-07-01", Decision::Requested),
    ] {
        let configuration = Configuration { max_leave_per_day: most, ..Configuration::default() };
        let practice = Practice { configuration, others_away: away.into(), ..partner() };
        for (type_, expected) in [
            (LeaveType::AnnualLeave, &expected),
            (LeaveType::NotWorking, &expected),
            (LeaveType::PlannedSick, &Decision::Approved),
        ] {
            let decided = practice.decide(&wish(type_, start, end));
            assert_eq!(decided, *expected, "{type_}, {most:?}: {start} to {end}");
        }
    }
}

#[test]
fn leave_takes_shifts_that_are_not_done() {
    for (status, is_pinned, date, expected) in [
        (ShiftStatus::Scheduled, false, "2024-06-03", true),
        (ShiftStatus::Scheduled, true, "2024-06-07", true),
        (ShiftStatus::Completed, false, "2024-06-05", false),
        (ShiftStatus::Cancelled, false, "2024-06-05", false),
        (ShiftStatus::Scheduled, false, "2024-06-02", false),
        (ShiftStatus::Scheduled, false, "2024-06-08", false),
    ] {
        let shift = Shift { status, is_pinned, ..shift(1, 7, date) };
        let taken = is_taken_away(&shift, day("2024-06-03"), day("2024-06-07"));
        assert_eq!(taken, expected, "{shift:?}");
    }
}

#[test]
fn shifts_stand_for_leave_on_working_days() {
    let calendar = Practice::default().calendar;
    let dates = shift_dates(&calendar, day("2024-05-24"), day("2024-05-29"));
    assert_eq!(dates, ["2024-05-24", "2024-05-28", "2024-05-29"].map(day));
}

#[test]
fn shifts_come_back_to_free_days() {
    let removed = |date: &str| Removed {
        date: day(date),
        type_: ShiftType::Duty,
        duration: ShiftDuration::Half,
        status: ShiftStatus::Scheduled,
        is_pinned: true,
        created_by: "generator".to_owned(),
        is_generated: true,
    };
    let week = ["2024-06-03", "2024-06-04", "2024-06-05", "2024-06-06", "2024-06-07"].map(removed);
    let other_leave = [
        leave(2, 7, LeaveType::StudyLeave, "2024-06-07", "2024-06-10"),
        LeaveRequest {
            status: LeaveStatus::Requested,
            ..leave(3, 7, LeaveType::StudyLeave, "2024-06-04", "2024-06-04")
        },
    ];
    let shifts = BTreeSet::from([day("2024-06-05")]);
    let back = restorable(&week, day("2024-06-04"), &shifts, &other_leave);
    assert_eq!(back, ["2024-06-04", "2024-06-06"].map(removed));
}

#[test]
fn a_removed_shift_is_kept_as_json() {
    let removed = Removed {
        date: day("2024-02-29"),
        type_: ShiftType::Standard,
        duration: ShiftDuration::Full,
        status: ShiftStatus::Scheduled,
        is_pinned: false,
        created_by: "dr.jones".to_owned(),
        is_generated: false,
    };
    let kept = serde_json::json!({
        "date": "2024-02-29",
        "type": "STANDARD",
        "duration": "FULL",
        "status": "SCHEDULED",
        "is_pinned": false,
        "created_by": "dr.jones",
        "is_generated": false,
    });
    assert_eq!(serde_json::to_value(&removed).unwrap(), kept);
    assert_eq!(serde_json::from_value::<Removed>(kept).unwrap(), removed);
}

proptest! {
    #[test]
    fn what_is_granted_is_never_more_than_there_is(
        type_ in prop::sample::select(WorkingTermType::VARIANTS),
        yearly in 0..40_u32,
        wishes in prop::collection::vec((0..800_u64, 0..60_u64), 1..8),
    ) {
        let mut practice = Practice {
            terms: vec![engaged(type_, &yearly.to_string())],
            ..Practice::default()
        };
        for (at, days) in wishes {
            let start_date = day("2023-06-01") + chrono::Days::new(at);
            let end_date = start_date + chrono::Days::new(days);
            let wish = Wish { type_: LeaveType::AnnualLeave, start_date, end_date };
            if practice.decide(&wish) == Decision::Approved {
                let granted = leave(1, 7, wish.type_, "2024-01-01", "2024-01-01");
                practice.leave.push(LeaveRequest { start_date, end_date, ..granted });
            }
        }
        for year in ["2023-06-01", "2024-06-01", "2025-06-01"] {
            let Practice { configuration, calendar, terms, leave, .. } = &practice;
            let quota = quota(configuration, calendar, terms, leave, Decimal::ZERO, day(year));
            prop_assert!(quota.unwrap().remaining() >= Decimal::ZERO, "{}", year);
        }
    }
}
