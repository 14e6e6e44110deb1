use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::table::{Cell, Column, Row, Table};
use super::{People, week_name};
use crate::domain::days::monday;
use crate::domain::deficiency::{expected, rounded};
use crate::domain::workload::totals;
use crate::domain::{WorkingTerm, WorkingTermType, governing};

static PARTNERS: [Column; 5] = [
    Column::new("clinician_name", "Partner"),
    Column::new("percentage", "WTE (%)"),
    Column::new("target", "Target (days)"),
    Column::new("actual", "Actual (days)"),
    Column::new("deviation", "Deviation (days)"),
];

static WEEKS: [Column; 5] = [
    Column::new("week", "Week"),
    Column::new("begins", "From Monday"),
    Column::new("wte", "Partner WTE"),
    Column::new("on_leave", "On leave"),
    Column::new("available", "Available"),
];

/// What each partner works, in days, beside the target. A partner is whoever
/// works as one on some working day of that time; the percentage is that of the
/// last such day.
pub fn partner_wte(people: &People) -> Table {
    let (terms, leave, tallies) = (people.terms(), people.leave(), people.tallies());
    let working = people.working_days();
    let rows = people.clinicians.iter().filter_map(|clinician| {
        let terms = terms.of(clinician);
        let term = working.iter().rev().find_map(|date| partner_term(terms, *date))?;
        let (configuration, calendar) = (&people.configuration, &people.calendar);
        let leave = leave.of(clinician);
        let target = expected(configuration, calendar, terms, leave, people.first, people.last);
        let actual = totals(tallies.of(clinician)).worked_days;
        let cells = [
            Cell::Word(clinician.name.clone()),
            Cell::number(term.percentage),
            Cell::number(target),
            Cell::number(actual),
            Cell::number(actual - target),
        ];
        Some(Row::new(&PARTNERS, cells).about(clinician))
    });
    Table { columns: &PARTNERS, rows: rows.collect(), summary: None }
}

/// The partners of a week, in whole-time equivalents on an average working day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerWeek {
    /// Its Monday.
    pub monday: NaiveDate,
    /// All of them.
    pub wte: Decimal,
    /// Those who are not on leave.
    pub available: Decimal,
}

/// The partners of every week that has a working day, in order. Only days of
/// that time count.
pub fn partner_weeks(people: &People) -> Vec<PartnerWeek> {
    let (terms, leave) = (people.terms(), people.leave());
    let mut weeks: BTreeMap<NaiveDate, (Decimal, Decimal, Decimal)> = BTreeMap::new();
    for date in people.working_days() {
        let (days, wte, available) = weeks.entry(monday(date)).or_default();
        *days += Decimal::ONE;
        for clinician in &people.clinicians {
            let Some(term) = partner_term(terms.of(clinician), date) else { continue };
            *wte += term.wte();
            if !leave.of(clinician).iter().any(|leave| leave.takes(date)) {
                *available += term.wte();
            }
        }
    }
    let weeks = weeks.into_iter().map(|(monday, (days, wte, available))| PartnerWeek {
        monday,
        wte: wte / days,
        available: available / days,
    });
    weeks.collect()
}

/// The same weeks as a table.
pub fn partner_wte_availability(weeks: &[PartnerWeek]) -> Table {
    let row = |week: &PartnerWeek| {
        let cells = [
            Cell::Word(week_name(week.monday)),
            Cell::Date(week.monday),
            Cell::number(week.wte),
            Cell::number(week.wte - week.available),
            Cell::number(week.available),
        ];
        Row::new(&WEEKS, cells)
    };
    Table { columns: &WEEKS, rows: weeks.iter().map(row).collect(), summary: None }
}

/// Numbers over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// What the places of its axis are called.
    pub labels: Vec<String>,
    /// What is drawn over them.
    pub series: Vec<Series>,
}

/// A line of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What it shows.
    pub name: &'static str,
    /// A number for each label, with two decimals.
    pub values: Vec<Decimal>,
}

/// The same weeks as a chart.
pub fn partner_chart(weeks: &[PartnerWeek]) -> Chart {
    let series = |name, value: fn(&PartnerWeek) -> Decimal| Series {
        name,
        values: weeks.iter().map(|week| rounded(value(week))).collect(),
    };
    Chart {
        labels: weeks.iter().map(|week| week_name(week.monday)).collect(),
        series: vec![
            series("Partner WTE", |week| week.wte),
            series("Available", |week| week.available),
        ],
    }
}

/// The term under which somebody is a partner on a date.
fn partner_term(terms: &[WorkingTerm], date: NaiveDate) -> Option<&WorkingTerm> {
    governing(terms, date).filter(|term| term.type_ == WorkingTermType::Partner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::testing::{clinician, day, decimal, leave, term};
    use crate::domain::workload::Tally;
    use crate::domain::{
        Calendar, ClinicianId, Configuration, LeaveRequest, LeaveStatus, LeaveType, ShiftDuration,
        ShiftStatus, ShiftType,
    };

    /// The last two weeks of May 2024: nine working days.
    fn people() -> People {
        let half = term(2, 2, WorkingTermType::Partner, "2024-01-01");
        let annual = LeaveType::AnnualLeave;
        let away = leave(1, 2, annual, "2024-05-27", "2024-05-29");
        let asked =
            LeaveRequest { status: LeaveStatus::Requested, clinician_id: ClinicianId(1), ..away };
        let worked = Tally {
            clinician_id: ClinicianId(1),
            type_: ShiftType::Standard,
            duration: ShiftDuration::Half,
            status: ShiftStatus::Completed,
            is_monday: false,
            count: 11,
        };
        People {
            configuration: Configuration::default(),
            calendar: Calendar::new([(day("2024-05-27"), "Spring bank holiday".to_owned())].into()),
            clinicians: [1, 2, 3].map(clinician).to_vec(),
            terms: vec![
                term(1, 1, WorkingTermType::Partner, "2024-05-20"),
                WorkingTerm { percentage: decimal("50"), ..half },
                term(3, 3, WorkingTermType::Salaried, "2024-01-01"),
            ],
            leave: vec![away, asked],
            tallies: vec![worked],
            first: day("2024-05-20"),
            last: day("2024-06-01"),
        }
    }

    #[test]
    fn partners_are_measured_by_their_targets() {
        let table = partner_wte(&people());
        let expected = json!([
            {
                "clinician_id": 1, "clinician_name": "Dr 1", "percentage": 100.0,
                "target": 6.3, "actual": 5.5, "deviation": -0.8,
            },
            {
                "clinician_id": 2, "clinician_name": "Dr 2", "percentage": 50.0,
                "target": 2.45, "actual": 0.0, "deviation": -2.45,
            },
        ]);
        assert_eq!(json!(table.rows), expected);
    }

    #[test]
    fn who_is_on_leave_is_not_available() {
        let weeks = partner_weeks(&people());
        let expected = json!([
            {
                "week": "2024-W21", "begins": "2024-05-20",
                "wte": 1.5, "on_leave": 0.0, "available": 1.5,
            },
            {
                "week": "2024-W22", "begins": "2024-05-27",
                "wte": 1.5, "on_leave": 0.25, "available": 1.25,
            },
        ]);
        assert_eq!(json!(partner_wte_availability(&weeks).rows), expected);
        let chart = partner_chart(&weeks);
        assert_eq!(chart.labels, ["2024-W21", "2024-W22"]);
        let values = chart.series.iter().map(|of| (of.name, of.values.clone()));
        let expected = [
            ("Partner WTE", ["1.5", "1.5"].map(decimal).to_vec()),
            ("Available", ["1.5", "1.25"].map(decimal).to_vec()),
        ];
        assert_eq!(values.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_week_without_a_working_day_is_left_out() {
        let weekend = People { first: day("2024-05-25"), last: day("2024-05-27"), ..people() };
        assert!(partner_weeks(&weekend).is_empty());
        assert!(partner_wte(&weekend).rows.is_empty());
    }
}
