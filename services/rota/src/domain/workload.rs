//! Who has worked how much, beside what each of them should.

use chrono::NaiveDate;
use diesel::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;

use super::deficiency::{self, group_by, number, rounded};
use super::{
    Calendar, Clinician, ClinicianId, Configuration, LeaveRequest, LeaveType, ShiftDuration,
    ShiftStatus, ShiftType, WorkingTerm, WorkingTermType, governing,
};

/// How many shifts of one kind a clinician has in some time.
#[derive(Queryable, Clone, Debug)]
pub struct Tally {
    /// Whose they are.
    pub clinician_id: ClinicianId,
    /// What is done in them.
    pub type_: ShiftType,
    /// How long each is.
    pub duration: ShiftDuration,
    /// What became of them.
    pub status: ShiftStatus,
    /// Whether they are on Mondays.
    pub is_monday: bool,
    /// How many they are.
    pub count: i64,
}

/// The shifts of a clinician that count as worked, done or to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Shifts marked as done.
    pub completed: i64,
    /// Shifts not marked as done.
    pub scheduled: i64,
    /// What all of them are worth, in days.
    pub worked_days: Decimal,
    /// Duty shifts.
    pub duty: i64,
    /// Shifts on Mondays.
    pub mondays: i64,
}

/// How somebody's work compares with the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Balance {
    /// More than 110 percent of it.
    Over,
    /// Less than 90 percent of it.
    Under,
    /// In between.
    Balanced,
}

/// The workload of one clinician in some time. What is in days has two
/// decimals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Who.
    pub clinician_id: ClinicianId,
    /// What they are called.
    pub clinician_name: String,
    /// How they are engaged at the end of it; none without a term.
    pub working_term_type: Option<WorkingTermType>,
    /// Of a whole-time equivalent at the end of it; 0 without a term.
    pub percentage: f64,
    /// Days they are expected to work.
    pub target_shifts: f64,
    /// Days they work.
    pub actual_shifts: f64,
    /// Worked shifts that are done.
    pub completed_shifts: i64,
    /// Worked shifts not marked as done.
    pub scheduled_shifts: i64,
    /// Duty shifts.
    pub duty_shifts: i64,
    /// Worked shifts on Mondays.
    pub monday_shifts: i64,
    /// Working days of annual leave.
    pub leave_days: usize,
    /// Days they owe; below zero: days beyond the target.
    pub deficiency: f64,
    /// What they work, of the target; 0 without a target.
    pub percent_of_target: f64,
    /// How the two compare.
    pub status: Balance,
}

/// What the shifts of one clinician come to.
pub fn totals<'a>(tallies: impl IntoIterator<Item = &'a Tally>) -> Totals {
    let worked = tallies.into_iter().filter(|tally| tally.type_.counts_as_worked());
    worked.fold(Totals::default(), |mut totals, tally| {
        match tally.status {
            ShiftStatus::Completed => totals.completed += tally.count,
            ShiftStatus::Scheduled => totals.scheduled += tally.count,
            ShiftStatus::Cancelled => return totals,
        }
        totals.worked_days += tally.duration.days() * Decimal::from(tally.count);
        if tally.type_ == ShiftType::Duty {
            totals.duty += tally.count;
        }
        if tally.is_monday {
            totals.mondays += tally.count;
        }
        totals
    })
}

/// The workload of each of these clinicians, in their order, from `first` to
/// `as_of`, both included. Terms, leave and tallies are those of the practice;
/// tallies count shifts of that time.
#[expect(clippy::too_many_arguments, reason = "all that a workload is made of")]
pub fn summaries(
    configuration: &Configuration,
    calendar: &Calendar,
    clinicians: &[Clinician],
    terms: &[WorkingTerm],
    leave: &[LeaveRequest],
    tallies: &[Tally],
    first: NaiveDate,
    as_of: NaiveDate,
) -> Vec<Summary> {
    let terms = group_by(terms, |term| term.clinician_id);
    let leave = group_by(leave, |leave| leave.clinician_id);
    let tallies = group_by(tallies, |tally| tally.clinician_id);
    let working: Vec<NaiveDate> = calendar.working_days(first, as_of).collect();
    let summary = |clinician: &Clinician| {
        let terms = terms.get(&clinician.id).map(Vec::as_slice).unwrap_or_default();
        let leave = leave.get(&clinician.id).map(Vec::as_slice).unwrap_or_default();
        let target = deficiency::expected(configuration, calendar, terms, leave, first, as_of);
        let totals = totals(tallies.get(&clinician.id).into_iter().flatten());
        let on_leave = working.iter().filter(|date| is_on_annual_leave(leave, **date));
        summary_of(clinician, governing(terms, as_of), target, &totals, on_leave.count())
    };
    clinicians.iter().map(summary).collect()
}

fn summary_of(
    clinician: &Clinician,
    term: Option<&WorkingTerm>,
    target: Decimal,
    totals: &Totals,
    leave_days: usize,
) -> Summary {
    let actual = totals.worked_days;
    let percent = percent_of(target, actual);
    Summary {
        clinician_id: clinician.id,
        clinician_name: clinician.name.clone(),
        working_term_type: term.map(|term| term.type_),
        percentage: term.map(|term| number(term.percentage)).unwrap_or_default(),
        target_shifts: number(rounded(target)),
        actual_shifts: number(rounded(actual)),
        completed_shifts: totals.completed,
        scheduled_shifts: totals.scheduled,
        duty_shifts: totals.duty,
        monday_shifts: totals.mondays,
        leave_days,
        deficiency: number(deficiency::deficiency(target, actual)),
        percent_of_target: number(percent.unwrap_or_default()),
        status: balance(percent, actual),
    }
}

fn is_on_annual_leave(leave: &[LeaveRequest], date: NaiveDate) -> bool {
    leave.iter().any(|leave| leave.type_ == LeaveType::AnnualLeave && leave.takes(date))
}

/// With two decimals; none without a target.
fn percent_of(target: Decimal, actual: Decimal) -> Option<Decimal> {
    (!target.is_zero()).then(|| rounded(actual * Decimal::ONE_HUNDRED / target))
}

fn balance(percent: Option<Decimal>, actual: Decimal) -> Balance {
    match percent {
        Some(percent) if percent > Decimal::from(110) => Balance::Over,
        Some(percent) if percent < Decimal::from(90) => Balance::Under,
        None if actual > Decimal::ZERO => Balance::Over,
        Some(_) | None => Balance::Balanced,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use strum::VariantArray;

    use super::*;
    use crate::domain::testing::{clinician, day, decimal, leave, term};

    fn calendar() -> Calendar {
        Calendar::new([(day("2024-05-27"), "Spring bank holiday".to_owned())].into())
    }

    /// Scheduled full standard shifts that are not on Mondays.
    fn tally(clinician: i64, count: i64) -> Tally {
        Tally {
            clinician_id: ClinicianId(clinician),
            type_: ShiftType::Standard,
            duration: ShiftDuration::Full,
            status: ShiftStatus::Scheduled,
            is_monday: false,
            count,
        }
    }

    #[test]
    fn a_summary_has_all_numbers() {
        let done = ShiftStatus::Completed;
        let tallies = [
            Tally { status: done, is_monday: true, ..tally(1, 1) },
            Tally { status: done, ..tally(1, 2) },
            Tally { status: done, type_: ShiftType::Duty, ..tally(1, 1) },
            Tally { type_: ShiftType::Coroners, ..tally(1, 1) },
            Tally { duration: ShiftDuration::Half, ..tally(1, 1) },
            Tally { type_: ShiftType::StudyLeave, is_monday: true, ..tally(1, 9) },
            Tally { status: ShiftStatus::Cancelled, is_monday: true, ..tally(1, 9) },
            tally(3, 9),
        ];
        let terms = [
            term(1, 1, WorkingTermType::Partner, "2024-05-20"),
            term(2, 2, WorkingTermType::Partner, "2024-06-02"),
        ];
        let leave = [
            leave(1, 2, LeaveType::AnnualLeave, "2024-05-24", "2024-05-28"),
            leave(2, 2, LeaveType::StudyLeave, "2024-05-29", "2024-05-29"),
        ];
        let found = summaries(
            &Configuration::default(),
            &calendar(),
            &[clinician(2), clinician(1)],
            &terms,
            &leave,
            &tallies,
            day("2024-01-01"),
            day("2024-06-01"),
        );
        let expected = concat!(
            r#"[{"clinician_id":2,"clinician_name":"Dr 2","working_term_type":null,"#,
            r#""percentage":0.0,"target_shifts":0.0,"actual_shifts":0.0,"completed_shifts":0,"#,
            r#""scheduled_shifts":0,"duty_shifts":0,"monday_shifts":0,"leave_days":2,"#,
            r#""deficiency":0.0,"percent_of_target":0.0,"status":"balanced"},"#,
            r#"{"clinician_id":1,"clinician_name":"Dr 1","working_term_type":"PARTNER","#,
            r#""percentage":100.0,"target_shifts":6.3,"actual_shifts":5.5,"completed_shifts":4,"#,
            r#""scheduled_shifts":2,"duty_shifts":1,"monday_shifts":1,"leave_days":0,"#,
            r#""deficiency":0.8,"percent_of_target":87.3,"status":"under"}]"#,
        );
        assert_eq!(serde_json::to_string(&found).unwrap(), expected);
    }

    #[test]
    fn a_tenth_more_or_less_is_balanced() {
        for (target, actual, expected) in [
            ("10", "11", (Some("110"), Balance::Balanced)),
            ("10", "11.5", (Some("115"), Balance::Over)),
            ("10", "9", (Some("90"), Balance::Balanced)),
            ("10", "8.5", (Some("85"), Balance::Under)),
            ("6.3", "0", (Some("0"), Balance::Under)),
            ("0", "0", (None, Balance::Balanced)),
            ("0", "0.5", (None, Balance::Over)),
        ] {
            let (target, actual) = (decimal(target), decimal(actual));
            let percent = percent_of(target, actual);
            let expected = (expected.0.map(decimal), expected.1);
            assert_eq!((percent, balance(percent, actual)), expected, "{actual} of {target}");
        }
    }

    fn some_tallies() -> impl Strategy<Value = Vec<Tally>> {
        let types = select(ShiftType::VARIANTS);
        let durations = select(ShiftDuration::VARIANTS);
        let statuses = select(ShiftStatus::VARIANTS);
        let one = (1..5_i64, types, durations, statuses, any::<bool>(), 1..40_i64);
        let one = one.prop_map(|(clinician, type_, duration, status, is_monday, count)| Tally {
            type_,
            duration,
            status,
            is_monday,
            ..tally(clinician, count)
        });
        vec(one, 0..40)
    }

    proptest! {
        #[test]
        fn nobody_s_summary_depends_on_others_or_on_order(
            (tallies, shuffled) in some_tallies()
                .prop_flat_map(|of| (Just(of.clone()), Just(of).prop_shuffle())),
        ) {
            let terms = [
                term(1, 1, WorkingTermType::Partner, "2024-05-20"),
                term(2, 3, WorkingTermType::Partner, "2024-04-02"),
            ];
            let of = |clinicians: &[Clinician], tallies: &[Tally]| summaries(
                &Configuration::default(),
                &calendar(),
                clinicians,
                &terms,
                &[],
                tallies,
                day("2024-01-01"),
                day("2024-06-01"),
            );
            let everybody = [1, 2, 3, 4].map(clinician);
            let all = of(&everybody, &tallies);
            prop_assert_eq!(&all, &of(&everybody, &shuffled));
            for (who, summary) in everybody.iter().zip(&all) {
                let mut own = tallies.clone();
                own.retain(|tally| tally.clinician_id == who.id);
                prop_assert_eq!(std::slice::from_ref(summary), of(std::slice::from_ref(who), &own));
            }
            let live = tallies.iter().filter(|tally| {
                tally.type_.counts_as_worked() && tally.status != ShiftStatus::Cancelled
            });
            let shifts: i64 = live.map(|tally| tally.count).sum();
            let told = all.iter().map(|of| of.completed_shifts + of.scheduled_shifts);
            prop_assert_eq!(told.sum::<i64>(), shifts);
        }
    }
}
