use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use strum::VariantArray;

use super::*;
use crate::domain::configuration::{MonthDay, Nation};
use crate::domain::days::{Days, WEEKDAYS};
use crate::domain::testing::{day, decimal, leave, term};
use crate::domain::{AlternateWeeks, bank_holidays};

fn england() -> Calendar {
    bank_holidays::calendar(Nation::EnglandAndWales, &[])
}

fn year_from(month: u32, day: u32) -> Configuration {
    let leave_year_start = MonthDay::new(month, day).unwrap();
    Configuration { leave_year_start, ..Configuration::default() }
}

fn engaged(type_: WorkingTermType, start: &str, end: Option<&str>, yearly: &str) -> WorkingTerm {
    WorkingTerm {
        end_date: end.map(day),
        annual_leave_entitlement: Some(decimal(yearly)),
        ..term(1, 7, type_, start)
    }
}

fn salaried(start: &str, end: Option<&str>, yearly: &str) -> WorkingTerm {
    engaged(WorkingTermType::Salaried, start, end, yearly)
}

/// A later term than those of `engaged`.
fn second(term: WorkingTerm) -> WorkingTerm {
    WorkingTerm { id: crate::domain::WorkingTermId(2), ..term }
}

fn on(first: NaiveDate, last: NaiveDate) -> LeaveRequest {
    let any = leave(1, 7, LeaveType::AnnualLeave, "2024-01-01", "2024-01-01");
    LeaveRequest { start_date: first, end_date: last, ..any }
}

fn of(terms: &[WorkingTerm], leave: &[LeaveRequest], as_of: &str) -> Option<Quota> {
    quota(&Configuration::default(), &england(), terms, leave, Decimal::ZERO, day(as_of))
}

#[test]
fn units_have_words() {
    for (unit, word) in [(Unit::Days, "days"), (Unit::Weeks, "weeks")] {
        assert_eq!(unit.as_str(), word);
        assert_eq!(serde_json::json!(unit), serde_json::json!(word));
    }
}

#[test]
fn what_is_used_is_told_in_whole_percent() {
    for (entitlement, adjustments, used, remaining, has, percentage) in [
        ("8.00", "0.00", "2.50", "5.50", true, 31),
        ("8", "0", "0.2", "7.8", true, 3),
        ("25", "3", "0", "28", true, 0),
        ("25", "-5", "15", "5", true, 75),
        ("10", "0", "12", "-2", true, 120),
        ("0", "2", "1", "1", true, 50),
        ("25", "-25", "3", "-3", false, 0),
        ("5", "-6", "0", "-1", false, 0),
        ("0", "0", "1", "-1", false, 0),
    ] {
        let quota = Quota {
            unit: Unit::Weeks,
            entitlement: decimal(entitlement),
            adjustments: decimal(adjustments),
            used: decimal(used),
        };
        let told = (quota.remaining(), quota.has_entitlement(), quota.percentage_used());
        assert_eq!(told, (decimal(remaining), has, percentage), "{quota:?}");
    }
}

#[test]
fn leave_costs_what_would_have_been_worked() {
    let fixed = WorkingTerm {
        fixed_working_days: [Mon, Tue, Wed, Thu].into_iter().collect(),
        fixed_half_days: Days::NONE.with(Thu),
        ..term(1, 7, WorkingTermType::Salaried, "2020-01-06")
    };
    let flexible = term(1, 7, WorkingTermType::FyDoctor, "2020-01-06");
    let partner = term(1, 7, WorkingTermType::Partner, "2020-01-06");
    for (first, last, of_fixed, of_flexible, of_partner) in [
        ("2024-06-03", "2024-06-07", "3.5", "5", "1"),
        ("2024-05-27", "2024-05-31", "2.5", "4", "1"),
        ("2024-06-06", "2024-06-06", "0.5", "1", "0.2"),
        ("2024-06-07", "2024-06-07", "0", "1", "0.2"),
        ("2024-06-08", "2024-06-09", "0", "0", "0"),
        ("2024-05-27", "2024-05-27", "0", "0", "0.2"),
        ("2024-02-29", "2024-02-29", "0.5", "1", "0.2"),
        ("2024-02-26", "2024-03-01", "3.5", "5", "1"),
        ("2023-12-25", "2024-01-05", "4", "7", "2"),
        ("2024-06-07", "2024-06-03", "0", "0", "0"),
        ("2019-06-03", "2019-06-07", "0", "0", "0"),
    ] {
        let costs = [&fixed, &flexible, &partner].map(|term| {
            let (configuration, terms) = (Configuration::default(), std::slice::from_ref(term));
            cost(&configuration, &england(), terms, Unit::of(term), day(first), day(last))
        });
        let expected = [of_fixed, of_flexible, of_partner].map(decimal);
        assert_eq!(costs, expected, "{first} to {last}");
    }
}

#[test]
fn leave_costs_every_day_that_is_agreed() {
    // Week A is that of 3 June 2024.
    let term = WorkingTerm {
        fixed_working_days: Days::NONE.with(Mon),
        must_work_days: [Tue, Thu].into_iter().collect(),
        fixed_half_days: Days::NONE.with(Thu),
        cannot_work_days: Days::NONE.with(Wed),
        alternate_weeks: AlternateWeeks {
            week_a_days: Days::NONE.with(Fri),
            week_b_half_days: Days::NONE.with(Fri),
            ..AlternateWeeks::default()
        },
        ..term(1, 7, WorkingTermType::Salaried, "2020-01-06")
    };
    let (configuration, terms) = (Configuration::default(), std::slice::from_ref(&term));
    for (first, last, expected) in [
        ("2024-06-03", "2024-06-07", "3.5"),
        ("2024-06-10", "2024-06-14", "3"),
        ("2024-06-05", "2024-06-05", "0"),
        ("2024-05-27", "2024-05-28", "1"),
    ] {
        let cost = cost(&configuration, &england(), terms, Unit::Days, day(first), day(last));
        assert_eq!(cost, decimal(expected), "{first}");
    }
    assert_eq!(days_per_week(&configuration, &term), decimal("3.25"));
}

#[test]
fn each_day_costs_by_the_term_that_governs_it() {
    let before = WorkingTerm {
        fixed_working_days: [Mon, Tue].into_iter().collect(),
        ..salaried("2024-01-01", Some("2024-06-04"), "20")
    };
    let after = second(engaged(WorkingTermType::Partner, "2024-06-05", None, "8"));
    let terms = [before, after];
    for (unit, expected) in [(Unit::Days, "4.1"), (Unit::Weeks, "1.6")] {
        let (first, last) = (day("2024-06-03"), day("2024-06-07"));
        let cost = cost(&Configuration::default(), &england(), &terms, unit, first, last);
        assert_eq!(cost, decimal(expected), "{unit:?}");
    }
}

#[test]
fn a_part_of_a_year_gives_a_part_of_the_leave() {
    for (start, end, yearly, as_of, expected) in [
        ("2020-01-01", None, "25", "2024-02-29", "25"),
        ("2024-07-01", None, "25", "2024-12-01", "12.57"),
        ("2023-07-01", None, "25", "2023-07-01", "12.60"),
        ("2023-07-01", Some("2024-06-30"), "25", "2023-12-31", "12.60"),
        ("2023-07-01", Some("2024-06-30"), "25", "2024-01-01", "12.43"),
        ("2024-02-29", Some("2024-02-29"), "25", "2024-02-29", "0.07"),
        ("2024-02-29", Some("2024-02-29"), "1.83", "2024-02-29", "0.01"),
        ("2020-01-01", None, "0", "2024-02-29", "0"),
        ("2025-01-01", None, "25", "2024-02-29", "0"),
    ] {
        let quota = of(&[salaried(start, end, yearly)], &[], as_of).unwrap();
        assert_eq!(quota.entitlement, decimal(expected), "{yearly} from {start}, {as_of}");
    }
    let none_agreed = term(1, 7, WorkingTermType::Locum, "2024-01-01");
    assert_eq!(of(&[none_agreed], &[], "2024-06-01").unwrap().entitlement, Decimal::ZERO);
}

#[test]
fn terms_share_the_days_of_a_year() {
    let first_half = salaried("2020-01-01", Some("2024-06-30"), "20");
    let open = salaried("2020-01-01", None, "20");
    let then = second(salaried("2024-07-01", None, "30"));
    for terms in [[first_half, then.clone()], [open, then]] {
        assert_eq!(of(&terms, &[], "2024-03-01").unwrap().entitlement, decimal("25.03"));
    }
}

#[test]
fn units_are_converted_by_the_days_worked_in_a_week() {
    let before = WorkingTerm {
        fixed_working_days: [Mon, Tue, Wed, Fri].into_iter().collect(),
        ..salaried("2020-01-01", Some("2024-06-30"), "20")
    };
    let after = second(engaged(WorkingTermType::Partner, "2024-07-01", None, "8"));
    let terms = [before, after];
    let leave =
        [on(day("2024-06-03"), day("2024-06-07")), on(day("2024-09-02"), day("2024-09-06"))];
    for (as_of, unit, entitlement, used) in
        [("2024-02-01", Unit::Days, "24.02", "7.5"), ("2024-08-01", Unit::Weeks, "6.51", "2")]
    {
        let quota = of(&terms, &leave, as_of).unwrap();
        let told = (quota.unit, quota.entitlement, quota.used);
        assert_eq!(told, (unit, decimal(entitlement), decimal(used)), "{as_of}");
    }
}

#[test]
fn a_week_has_at_least_one_day() {
    let rarely = WorkingTerm {
        percentage: decimal("10"),
        ..engaged(WorkingTermType::Partner, "2020-01-01", None, "8")
    };
    let half = WorkingTerm {
        fixed_half_days: [Mon, Wed, Fri].into_iter().collect(),
        ..salaried("2020-01-01", None, "20")
    };
    let configuration = Configuration::default();
    assert_eq!(days_per_week(&configuration, &rarely), Decimal::ONE);
    assert_eq!(days_per_week(&configuration, &half), decimal("1.5"));
    let whole = salaried("2020-01-01", None, "20");
    assert_eq!(days_per_week(&configuration, &whole), decimal("3.5"));
}

#[test]
fn the_unit_is_that_of_the_nearest_term() {
    let partner = engaged(WorkingTermType::Partner, "2023-01-01", Some("2024-06-30"), "8");
    let employee = second(salaried("2025-02-01", None, "25"));
    let terms = [employee, partner];
    for (as_of, expected) in [
        ("2022-06-01", Unit::Days),
        ("2024-03-01", Unit::Weeks),
        ("2024-11-01", Unit::Weeks),
        ("2025-01-01", Unit::Days),
        ("2025-03-01", Unit::Days),
    ] {
        assert_eq!(of(&terms, &[], as_of).unwrap().unit, expected, "{as_of}");
    }
    assert_eq!(of(&[], &[], "2024-03-01"), None);
}

#[test]
fn only_granted_annual_leave_counts() {
    let terms = [salaried("2020-01-01", None, "25")];
    for type_ in LeaveType::VARIANTS {
        for status in LeaveStatus::VARIANTS {
            let week = on(day("2024-06-03"), day("2024-06-07"));
            let week = LeaveRequest { type_: *type_, status: *status, ..week };
            let counts = *type_ == LeaveType::AnnualLeave && *status == LeaveStatus::Approved;
            let expected = if counts { decimal("5") } else { Decimal::ZERO };
            let used = of(&terms, &[week], "2024-01-01").unwrap().used;
            assert_eq!(used, expected, "{type_} {status}");
        }
    }
}

#[test]
fn leave_over_the_end_of_a_year_is_shared_by_both() {
    let terms = [salaried("2020-01-01", None, "25")];
    for (configuration, first, last, as_of, expected) in [
        (year_from(1, 1), "2024-12-23", "2025-01-03", "2023-06-01", "0"),
        (year_from(1, 1), "2024-12-23", "2025-01-03", "2024-06-01", "5"),
        (year_from(1, 1), "2024-12-23", "2025-01-03", "2025-06-01", "2"),
        (year_from(4, 1), "2024-03-28", "2024-04-05", "2024-03-31", "1"),
        (year_from(4, 1), "2024-03-28", "2024-04-05", "2024-04-01", "4"),
        (year_from(3, 1), "2024-02-28", "2024-03-01", "2024-02-29", "2"),
        (year_from(3, 1), "2024-02-28", "2024-03-01", "2024-03-01", "1"),
    ] {
        let leave = [on(day(first), day(last))];
        let quota =
            quota(&configuration, &england(), &terms, &leave, Decimal::ONE, day(as_of)).unwrap();
        assert_eq!(quota.used, decimal(expected), "{first} to {last}, {as_of}");
        assert_eq!(quota.adjustments, Decimal::ONE);
    }
}

fn some_date() -> impl Strategy<Value = NaiveDate> {
    (0..1500_u64).prop_map(|days| day("2022-01-01") + chrono::Days::new(days))
}

fn some_days() -> impl Strategy<Value = Days> {
    subsequence(WEEKDAYS.to_vec(), 0..=5).prop_map(|days| days.into_iter().collect())
}

fn some_term(types: &'static [WorkingTermType]) -> impl Strategy<Value = WorkingTerm> {
    (select(types), some_days(), some_days()).prop_map(|(type_, full, half)| WorkingTerm {
        fixed_working_days: full,
        fixed_half_days: half,
        ..engaged(type_, "2021-01-01", None, "25")
    })
}

fn some_leave() -> impl Strategy<Value = LeaveRequest> {
    (some_date(), 0..40_u64).prop_map(|(first, days)| on(first, first + chrono::Days::new(days)))
}

const EMPLOYEES: &[WorkingTermType] =
    &[WorkingTermType::Salaried, WorkingTermType::FyDoctor, WorkingTermType::StDoctor];

proptest! {
    #[test]
    fn splitting_leave_changes_nothing(
        term in some_term(WorkingTermType::VARIANTS),
        whole in some_leave(),
        cut in any::<prop::sample::Index>(),
    ) {
        let (configuration, calendar) = (Configuration::default(), england());
        let (first, last) = (whole.start_date, whole.end_date);
        let all: Vec<NaiveDate> = dates(first, last).collect();
        let middle = *cut.get(&all);
        let after = middle.succ_opt().unwrap();
        let terms = [term];
        let cost = |first, last| {
            super::cost(&configuration, &calendar, &terms, Unit::of(&terms[0]), first, last)
        };
        prop_assert_eq!(cost(first, last), cost(first, middle) + cost(after, last));

        let used = |leave: &[LeaveRequest]| {
            let zero = Decimal::ZERO;
            quota(&configuration, &calendar, &terms, leave, zero, middle).unwrap().used
        };
        prop_assert_eq!(used(&[whole]), used(&[on(first, middle), on(after, last)]));
        prop_assert_eq!(used(&[whole]), used(&[on(first, middle), on(middle, last), whole]));
    }

    #[test]
    fn a_day_is_counted_once(
        term in some_term(WorkingTermType::VARIANTS),
        leave in vec(some_leave(), 0..12),
        as_of in some_date(),
    ) {
        let (configuration, calendar) = (Configuration::default(), england());
        let terms = [term];
        let (first, last) = configuration.leave_year(as_of);
        let away = dates(first, last).filter(|date| leave.iter().any(|of| of.takes(*date)));
        let unit = Unit::of(&terms[0]);
        let once: Decimal =
            away.map(|date| cost(&configuration, &calendar, &terms, unit, date, date)).sum();
        let quota =
            quota(&configuration, &calendar, &terms, &leave, Decimal::ZERO, as_of).unwrap();
        prop_assert_eq!(quota.used, once);
    }

    #[test]
    fn nobody_but_partners_pays_for_days_off(term in some_term(EMPLOYEES), first in some_date()) {
        let (configuration, calendar) = (Configuration::default(), england());
        let last = first + chrono::Days::new(365);
        let closed = dates(first, last).filter(|date| !calendar.is_working_day(*date));
        for date in closed {
            let terms = std::slice::from_ref(&term);
            let cost = cost(&configuration, &calendar, terms, Unit::Days, date, date);
            prop_assert_eq!(cost, Decimal::ZERO, "{}", date);
        }
    }

    #[test]
    fn more_leave_never_leaves_more(
        term in some_term(WorkingTermType::VARIANTS),
        mut leave in vec(some_leave(), 0..6),
        more in some_leave(),
        as_of in some_date(),
    ) {
        let (configuration, calendar) = (Configuration::default(), england());
        let remaining = |leave: &[LeaveRequest]| {
            let terms = std::slice::from_ref(&term);
            let quota = quota(&configuration, &calendar, terms, leave, Decimal::ONE, as_of);
            quota.unwrap().remaining()
        };
        let before = remaining(&leave);
        leave.push(more);
        prop_assert!(remaining(&leave) <= before);
    }
}
