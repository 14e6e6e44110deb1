use proptest::prelude::*;

use super::*;
use crate::domain::bank_holidays;
use crate::domain::configuration::Nation;
use crate::domain::days::dates;
use crate::domain::testing::{day, leave, term};
use crate::domain::words::LeaveStatus;

const TODAY: &str = "2024-05-15";

fn england() -> Calendar {
    bank_holidays::calendar(Nation::EnglandAndWales, &[])
}

fn as_a(type_: WorkingTermType) -> Vec<WorkingTerm> {
    vec![term(1, 7, type_, "2020-01-01")]
}

fn ranges(expected: &[(&str, &str)]) -> Vec<(NaiveDate, NaiveDate)> {
    expected.iter().map(|(start, end)| (day(start), day(end))).collect()
}

fn chosen(dates: &[&str]) -> Vec<NaiveDate> {
    dates.iter().map(|date| day(date)).collect()
}

#[test]
fn partners_book_weeks_and_days_off() {
    use LeaveType::{AnnualLeave, Coroners, NotWorking, PlannedSick, StudyLeave};
    let today = day(TODAY);
    for type_ in WorkingTermType::VARIANTS {
        let terms = as_a(*type_);
        let is_partner = *type_ == WorkingTermType::Partner;
        assert_eq!(mode(&terms, today), if is_partner { Mode::Week } else { Mode::Day });
        let offered = offered(&terms, today, today, false);
        let expected = if is_partner {
            vec![AnnualLeave, NotWorking, StudyLeave, Coroners]
        } else {
            vec![AnnualLeave, StudyLeave, Coroners]
        };
        assert_eq!(offered, expected, "{type_}");
    }
    let to_managers = offered(&as_a(WorkingTermType::Salaried), today, today, true);
    assert_eq!(to_managers, [AnnualLeave, PlannedSick, StudyLeave, Coroners]);
    let begins = as_a(WorkingTermType::Partner)[0].start_date;
    let before = begins.pred_opt().unwrap();
    for (last, is_offered) in [(before, false), (begins, true)] {
        let offered = offered(&as_a(WorkingTermType::Partner), before, last, false);
        assert_eq!(offered.contains(&NotWorking), is_offered, "{last}");
    }
    assert_eq!(mode(&[], today), Mode::Day);
    let before = day("2019-12-31");
    assert_eq!(mode(&as_a(WorkingTermType::Partner), before), Mode::Day);
    assert_eq!([Mode::Week, Mode::Day].map(Mode::as_str), ["week", "day"]);
}

#[test]
fn ranges_go_on_over_days_that_nobody_works() {
    for (dates, expected) in [
        (vec![], vec![]),
        (vec!["2024-06-05"], vec![("2024-06-05", "2024-06-05")]),
        (vec!["2024-06-05", "2024-06-04"], vec![("2024-06-04", "2024-06-05")]),
        (
            vec!["2024-06-03", "2024-06-05"],
            vec![("2024-06-03", "2024-06-03"), ("2024-06-05", "2024-06-05")],
        ),
        (vec!["2024-06-07", "2024-06-10"], vec![("2024-06-07", "2024-06-10")]),
        (vec!["2024-05-24", "2024-05-28"], vec![("2024-05-24", "2024-05-28")]),
        (vec!["2024-03-28", "2024-04-02"], vec![("2024-03-28", "2024-04-02")]),
        (
            vec!["2024-05-24", "2024-05-27", "2024-05-29"],
            vec![("2024-05-24", "2024-05-27"), ("2024-05-29", "2024-05-29")],
        ),
        (vec!["2024-02-28", "2024-02-29", "2024-03-01"], vec![("2024-02-28", "2024-03-01")]),
        (
            vec!["2024-02-28", "2024-03-01"],
            vec![("2024-02-28", "2024-02-28"), ("2024-03-01", "2024-03-01")],
        ),
        (vec!["2024-12-31", "2025-01-02"], vec![("2024-12-31", "2025-01-02")]),
    ] {
        assert_eq!(blocks(&england(), &chosen(&dates)), ranges(&expected), "{dates:?}");
    }
}

#[test]
fn a_choice_is_refused_for_the_first_thing_wrong() {
    use BookingError::{
        BankHoliday, Duplicate, Ineligible, NoDates, Overlaps, Past, PlannedSick, Weekend,
    };
    let own = [leave(1, 7, LeaveType::StudyLeave, "2024-06-12", "2024-06-13")];
    for (type_, dates, expected) in [
        (LeaveType::NotWorking, vec!["2024-05-14"], Err(Ineligible(LeaveType::NotWorking))),
        (LeaveType::PlannedSick, vec!["2024-06-03"], Err(PlannedSick)),
        (LeaveType::AnnualLeave, vec![], Err(NoDates)),
        (
            LeaveType::AnnualLeave,
            vec!["2024-06-08", "2024-05-14", "2024-06-08"],
            Err(Duplicate(day("2024-06-08"))),
        ),
        (LeaveType::AnnualLeave, vec!["2024-06-08", "2024-05-14"], Err(Past(day("2024-05-14")))),
        (LeaveType::AnnualLeave, vec!["2024-06-12", "2024-06-08"], Err(Weekend(day("2024-06-08")))),
        (
            LeaveType::AnnualLeave,
            vec!["2024-06-14", "2024-06-13"],
            Err(Overlaps(day("2024-06-13"))),
        ),
        (LeaveType::AnnualLeave, vec!["2024-05-27"], Err(BankHoliday(day("2024-05-27")))),
        (
            LeaveType::StudyLeave,
            vec!["2024-06-03", "2024-05-27"],
            Err(BankHoliday(day("2024-05-27"))),
        ),
        (
            LeaveType::AnnualLeave,
            vec!["2024-05-24", "2024-05-27"],
            Ok(ranges(&[("2024-05-24", "2024-05-27")])),
        ),
        (LeaveType::AnnualLeave, vec![TODAY], Ok(ranges(&[(TODAY, TODAY)]))),
        (
            LeaveType::StudyLeave,
            vec!["2024-06-14", "2024-06-11"],
            Ok(ranges(&[("2024-06-11", "2024-06-11"), ("2024-06-14", "2024-06-14")])),
        ),
    ] {
        let terms = as_a(WorkingTermType::Salaried);
        let dates = chosen(&dates);
        let checked = check(type_, &dates, &terms, &own, &england(), day(TODAY), false);
        assert_eq!(checked, expected, "{type_} {dates:?}");
    }
}

#[test]
fn a_booking_has_so_many_dates() {
    let weekdays = dates(day("2024-06-03"), day("2024-12-31")).filter(|date| !is_weekend(*date));
    let dates: Vec<NaiveDate> = weekdays.take(MOST_DATES + 1).collect();
    let terms = as_a(WorkingTermType::Salaried);
    let book = |dates: &[NaiveDate]| {
        check(LeaveType::StudyLeave, dates, &terms, &[], &england(), day(TODAY), false)
    };
    assert_eq!(book(&dates), Err(BookingError::TooMany));
    assert!(book(&dates[1..]).is_ok());
}

#[test]
fn what_somebody_is_on_a_date_says_how_it_is_chosen() {
    // A salaried doctor who becomes a partner on a Wednesday, and stops being one.
    let partner = term(2, 7, WorkingTermType::Partner, "2024-06-12");
    let partner = WorkingTerm { end_date: Some(day("2024-06-28")), ..partner };
    let terms = [as_a(WorkingTermType::Salaried), vec![partner]].concat();
    let by_week = Err(BookingError::NotWholeWeeks);
    let no_partner = Err(BookingError::Ineligible(LeaveType::NotWorking));
    for (type_, dates, expected) in [
        (LeaveType::AnnualLeave, vec!["2024-06-04"], Ok(())),
        (LeaveType::AnnualLeave, vec!["2024-06-11"], Ok(())),
        (LeaveType::AnnualLeave, vec!["2024-06-12"], by_week.clone()),
        (LeaveType::AnnualLeave, vec!["2024-06-12", "2024-06-13", "2024-06-14"], Ok(())),
        (LeaveType::AnnualLeave, vec!["2024-06-04", "2024-06-18"], by_week),
        (LeaveType::AnnualLeave, vec!["2024-07-02"], Ok(())),
        (LeaveType::NotWorking, vec!["2024-06-12", "2024-06-18"], Ok(())),
        (LeaveType::NotWorking, vec!["2024-06-11", "2024-06-12"], no_partner.clone()),
        (LeaveType::NotWorking, vec!["2024-07-01"], no_partner),
    ] {
        let checked =
            check(type_, &chosen(&dates), &terms, &[], &england(), day(TODAY), false).map(drop);
        assert_eq!(checked, expected, "{type_} {dates:?}");
    }
}

#[test]
fn managers_enter_planned_illness() {
    let (terms, dates) = (as_a(WorkingTermType::Salaried), chosen(&["2024-06-03"]));
    let booked = check(LeaveType::PlannedSick, &dates, &terms, &[], &england(), day(TODAY), true);
    assert_eq!(booked, Ok(ranges(&[("2024-06-03", "2024-06-03")])));
}

#[test]
fn partners_take_annual_leave_in_whole_weeks() {
    let week = ["2024-06-03", "2024-06-04", "2024-06-05", "2024-06-06", "2024-06-07"];
    let after_holiday = ["2024-05-28", "2024-05-29", "2024-05-30", "2024-05-31"];
    let whole: Vec<&str> = [&["2024-05-27"][..], &after_holiday[..], &week[..]].concat();
    for (dates, is_whole) in [
        (&week[..], true),
        (&week[1..], false),
        (&week[..4], false),
        (&after_holiday[..], true),
        (&after_holiday[1..], false),
        (&whole[..], true),
        (&whole[..6], false),
        (&["2024-05-27"][..], false),
    ] {
        for (type_, who, is_accepted) in [
            (LeaveType::AnnualLeave, WorkingTermType::Partner, is_whole),
            (LeaveType::NotWorking, WorkingTermType::Partner, true),
            (LeaveType::AnnualLeave, WorkingTermType::Salaried, true),
        ] {
            let terms = as_a(who);
            let checked = check(type_, &chosen(dates), &terms, &[], &england(), day(TODAY), false);
            let is_refused = checked == Err(BookingError::NotWholeWeeks);
            assert_eq!(is_refused, !is_accepted, "{type_} of {who}: {dates:?}");
        }
    }
}

#[test]
fn only_live_leave_is_in_the_way() {
    let dates = chosen(&["2024-05-24", "2024-05-28"]);
    for (status, start, end, expected) in [
        (LeaveStatus::Approved, "2024-05-20", "2024-05-24", Some("2024-05-24")),
        (LeaveStatus::Requested, "2024-05-28", "2024-06-30", Some("2024-05-28")),
        (LeaveStatus::Approved, "2024-05-27", "2024-05-27", Some("2024-05-27")),
        (LeaveStatus::Approved, "2024-05-29", "2024-06-30", None),
        (LeaveStatus::Approved, "2024-05-20", "2024-05-23", None),
        (LeaveStatus::Denied, "2024-05-20", "2024-06-30", None),
        (LeaveStatus::Cancelled, "2024-05-20", "2024-06-30", None),
    ] {
        let own = LeaveRequest { status, ..leave(1, 7, LeaveType::AnnualLeave, start, end) };
        let terms = as_a(WorkingTermType::Salaried);
        let type_ = LeaveType::AnnualLeave;
        let checked = check(type_, &dates, &terms, &[own], &england(), day(TODAY), false);
        let overlap = expected.map(|date| BookingError::Overlaps(day(date)));
        assert_eq!(checked.err(), overlap, "{status}: {start} to {end}");
    }
}

#[test]
fn people_are_told_in_sentences() {
    let unknown = leave_type("HOLIDAY").unwrap_err();
    assert_eq!(leave_type("STUDY_LEAVE"), Ok(LeaveType::StudyLeave));
    for (error, sentence) in [
        (unknown, "\"HOLIDAY\" is not a type of leave."),
        (BookingError::Ineligible(LeaveType::NotWorking), "Not working is for partners only."),
        (BookingError::Past(day("2024-02-29")), "2024-02-29 is in the past."),
    ] {
        assert_eq!(error.to_string(), sentence);
    }
}

fn some_weekdays() -> impl Strategy<Value = Vec<NaiveDate>> {
    let dates = dates(day("2024-12-09"), day("2025-01-31"));
    let weekdays: Vec<NaiveDate> = dates.filter(|date| !is_weekend(*date)).collect();
    let most = weekdays.len();
    prop::sample::subsequence(weekdays, 0..=most).prop_shuffle()
}

proptest! {
    #[test]
    fn ranges_are_exactly_the_chosen_dates(chosen in some_weekdays()) {
        let calendar = england();
        let blocks = blocks(&calendar, &chosen);
        for date in &chosen {
            let covering = blocks.iter().filter(|(start, end)| start <= date && date <= end);
            prop_assert_eq!(covering.count(), 1, "{}", date);
        }
        for (start, end) in &blocks {
            prop_assert!(start <= end && chosen.contains(start) && chosen.contains(end));
            for date in calendar.working_days(*start, *end) {
                prop_assert!(chosen.contains(&date), "{} was not chosen", date);
            }
        }
        for pair in blocks.windows(2) {
            let (before, after) = (pair[0].1, pair[1].0);
            let mut between = calendar.working_days(before, after);
            prop_assert!(between.any(|date| before < date && date < after));
        }
    }

    #[test]
    fn what_is_booked_cannot_be_booked_again(mut chosen in some_weekdays()) {
        let (calendar, terms) = (england(), as_a(WorkingTermType::Salaried));
        chosen.retain(|date| calendar.is_working_day(*date));
        let type_ = LeaveType::AnnualLeave;
        let book = |own: &[LeaveRequest]| {
            check(type_, &chosen, &terms, own, &calendar, day(TODAY), false)
        };
        prop_assume!(!chosen.is_empty());
        let own: Vec<LeaveRequest> = book(&[]).unwrap().into_iter().map(|(start, end)| {
            let any = leave(1, 7, type_, TODAY, TODAY);
            LeaveRequest { start_date: start, end_date: end, ..any }
        }).collect();
        prop_assert!(!own.is_empty());
        prop_assert_eq!(book(&own), Err(BookingError::Overlaps(own[0].start_date)));
    }
}
