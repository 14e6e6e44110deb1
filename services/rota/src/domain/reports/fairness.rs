use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::People;
use super::table::{Cell, Column, Row, Table};
use crate::domain::workload::{Totals, totals};
use crate::domain::{Clinician, WorkingTerm, WorkingTermType, governing};

static DUTY: [Column; 6] = columns("duty_shifts", "Duty shifts");
static MONDAYS: [Column; 6] = columns("monday_shifts", "Monday shifts");
static SUMMARY: [Column; 3] = [
    Column::new("shifts", "Shifts in all"),
    Column::new("wte", "WTE in all"),
    Column::new("mean_per_wte", "Mean per WTE"),
];

const fn columns(key: &'static str, label: &'static str) -> [Column; 6] {
    [
        Column::new("clinician_name", "Clinician"),
        Column::new("wte", "WTE"),
        Column::new(key, label),
        Column::new("per_wte", "Per WTE"),
        Column::new("share", "Share of all (%)"),
        Column::new("deviation", "Deviation from the mean per WTE"),
    ]
}

/// How evenly duty is spread. Who takes part in it counts with their mean part
/// of a whole-time equivalent over the working days on which they do. The mean
/// is that of all who take part; others are told only if they have duty shifts.
pub fn duty_fairness(people: &People) -> Table {
    spread(people, &DUTY, |term| term.participates_in_duty, |totals| totals.duty)
}

/// How evenly worked Mondays are spread, in the same way, over all but locums.
pub fn monday_balance(people: &People) -> Table {
    let takes_part = |term: &WorkingTerm| term.type_ != WorkingTermType::Locum;
    spread(people, &MONDAYS, takes_part, |totals| totals.mondays)
}

/// What somebody has of the shifts that are spread.
struct Share<'a> {
    clinician: &'a Clinician,
    /// Zero for whoever takes no part.
    wte: Decimal,
    shifts: i64,
}

fn spread(
    people: &People,
    columns: &'static [Column; 6],
    takes_part: impl Fn(&WorkingTerm) -> bool,
    counted: impl Fn(&Totals) -> i64,
) -> Table {
    let (terms, tallies, working) = (people.terms(), people.tallies(), people.working_days());
    let shares = people.clinicians.iter().map(|clinician| Share {
        clinician,
        wte: mean_wte(&working, terms.of(clinician), &takes_part),
        shifts: counted(&totals(tallies.of(clinician))),
    });
    let shares: Vec<Share<'_>> =
        shares.filter(|share| share.shifts > 0 || !share.wte.is_zero()).collect();

    let all: i64 = shares.iter().map(|share| share.shifts).sum();
    let wte: Decimal = shares.iter().map(|share| share.wte).sum();
    let taking_part = shares.iter().filter(|share| !share.wte.is_zero());
    let fair = taking_part.map(|share| share.shifts).sum::<i64>();
    let mean = Decimal::from(fair).checked_div(wte);
    let summary = [Cell::Count(all), Cell::number(wte), Cell::number(mean)];
    Table {
        columns,
        rows: shares.iter().map(|share| row(columns, share, all, mean)).collect(),
        summary: Some(Row::new(&SUMMARY, summary)),
    }
}

fn row(columns: &[Column; 6], share: &Share<'_>, all: i64, mean: Option<Decimal>) -> Row {
    let shifts = Decimal::from(share.shifts);
    let per_wte = shifts.checked_div(share.wte);
    let percent = (shifts * Decimal::ONE_HUNDRED).checked_div(Decimal::from(all));
    let deviation = per_wte.zip(mean).map(|(per_wte, mean)| per_wte - mean);
    let cells = [
        Cell::Word(share.clinician.name.clone()),
        Cell::number(share.wte),
        Cell::Count(share.shifts),
        Cell::number(per_wte),
        Cell::number(percent),
        Cell::number(deviation),
    ];
    Row::new(columns, cells).about(share.clinician)
}

/// The mean part of a whole-time equivalent on these days: none on a day
/// without a term that takes part.
fn mean_wte(
    days: &[NaiveDate],
    terms: &[WorkingTerm],
    takes_part: impl Fn(&WorkingTerm) -> bool,
) -> Decimal {
    let governors = days.iter().filter_map(|date| governing(terms, *date));
    let sum: Decimal = governors.filter(|term| takes_part(term)).map(WorkingTerm::wte).sum();
    sum.checked_div(Decimal::from(days.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::testing::{clinician, day, decimal, term};
    use crate::domain::workload::Tally;
    use crate::domain::{
        Calendar, ClinicianId, Configuration, ShiftDuration, ShiftStatus, ShiftType,
    };

    fn tally(clinician: i64, type_: ShiftType, is_monday: bool, count: i64) -> Tally {
        Tally {
            clinician_id: ClinicianId(clinician),
            type_,
            duration: ShiftDuration::Full,
            status: ShiftStatus::Completed,
            is_monday,
            count,
        }
    }

    /// Two weeks without bank holidays.
    fn people(clinicians: i64, terms: Vec<WorkingTerm>, tallies: Vec<Tally>) -> People {
        People {
            configuration: Configuration::default(),
            calendar: Calendar::default(),
            clinicians: (1..=clinicians).map(clinician).collect(),
            terms,
            leave: Vec::new(),
            tallies,
            first: day("2024-06-03"),
            last: day("2024-06-16"),
        }
    }

    fn partner(id: i64, percentage: &str, start: &str) -> WorkingTerm {
        let term = term(id, id, WorkingTermType::Partner, start);
        WorkingTerm { percentage: decimal(percentage), ..term }
    }

    /// Name, WTE, shifts, per WTE, share, deviation.
    fn values(table: &Table) -> Vec<Value> {
        let value = |row: &Row| json!(row.cells.iter().map(|(_, cell)| cell).collect::<Vec<_>>());
        table.rows.iter().map(value).collect()
    }

    #[test]
    fn duty_is_told_beside_what_is_fair() {
        let terms = vec![
            partner(1, "100", "2024-01-01"),
            // For the second week.
            partner(2, "100", "2024-06-10"),
            term(3, 3, WorkingTermType::Locum, "2024-01-01"),
            term(4, 4, WorkingTermType::Locum, "2024-01-01"),
        ];
        let tallies = vec![
            tally(1, ShiftType::Duty, false, 3),
            tally(1, ShiftType::Duty, true, 1),
            tally(1, ShiftType::Standard, false, 9),
            tally(2, ShiftType::Duty, false, 1),
            tally(3, ShiftType::Duty, false, 3),
        ];
        let table = duty_fairness(&people(5, terms, tallies));
        let expected = [
            json!(["Dr 1", 1.0, 4, 4.0, 50.0, 0.67]),
            json!(["Dr 2", 0.5, 1, 2.0, 12.5, -1.33]),
            json!(["Dr 3", 0.0, 3, null, 37.5, null]),
        ];
        assert_eq!(values(&table), expected);
        let summary = json!({ "shifts": 8, "wte": 1.5, "mean_per_wte": 3.33 });
        assert_eq!(json!(table.summary), summary);
        assert_eq!(table.rows[1].clinician_id, Some(ClinicianId(2)));
    }

    #[test]
    fn mondays_are_those_worked_by_all_but_locums() {
        let salaried = term(2, 2, WorkingTermType::FyDoctor, "2024-01-01");
        let tallies = vec![
            tally(1, ShiftType::Standard, true, 1),
            tally(1, ShiftType::Duty, true, 1),
            tally(1, ShiftType::Standard, false, 7),
            tally(1, ShiftType::StudyLeave, true, 5),
        ];
        let terms = vec![partner(1, "50", "2024-01-01"), salaried];
        let table = monday_balance(&people(2, terms, tallies));
        let expected =
            [json!(["Dr 1", 0.5, 2, 4.0, 100.0, 2.67]), json!(["Dr 2", 1.0, 0, 0.0, 0.0, -1.33])];
        assert_eq!(values(&table), expected);
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        let table = duty_fairness(&people(1, vec![partner(1, "80", "2024-01-01")], Vec::new()));
        assert_eq!(values(&table), [json!(["Dr 1", 0.8, 0, 0.0, null, 0.0])]);
        let nobody = duty_fairness(&people(1, Vec::new(), Vec::new()));
        assert!(nobody.rows.is_empty());
        let summary = json!({ "shifts": 0, "wte": 0.0, "mean_per_wte": null });
        assert_eq!(json!(nobody.summary), summary);
    }

    fn decimals(table: &Table, key: &str) -> Vec<Decimal> {
        let cells = table.rows.iter().flat_map(|row| &row.cells);
        let numbers = cells.filter(|(column, _)| column.key == key).map(|(_, cell)| match cell {
            Cell::Number(number) => *number,
            other => panic!("{other:?}"),
        });
        numbers.collect()
    }

    proptest! {
        #[test]
        fn what_some_have_too_much_others_lack(
            drawn in proptest::collection::vec((1..=100_i64, 0..50_i64), 1..12),
        ) {
            let term_of = |(id, (percentage, _)): (i64, &(i64, i64))| {
                partner(id, &percentage.to_string(), "2024-01-01")
            };
            let tally_of = |(id, (_, count)): (i64, &(i64, i64))| {
                tally(id, ShiftType::Duty, false, *count)
            };
            let terms = (1..).zip(&drawn).map(term_of).collect();
            let tallies = (1..).zip(&drawn).map(tally_of).collect();
            let table = duty_fairness(&people(12, terms, tallies));
            prop_assert_eq!(table.rows.len(), drawn.len());
            let (wte, deviation) = (decimals(&table, "wte"), decimals(&table, "deviation"));
            let balance: Decimal = wte.iter().zip(&deviation).map(|(wte, by)| wte * by).sum();
            // Each deviation is half a hundredth off at most.
            let tolerance = Decimal::new(5, 3) * Decimal::from(drawn.len());
            prop_assert!(balance.abs() <= tolerance, "{balance}");
            if drawn.iter().any(|(_, count)| *count > 0) {
                let shares: Decimal = decimals(&table, "share").into_iter().sum();
                prop_assert!((shares - Decimal::ONE_HUNDRED).abs() <= tolerance, "{shares}");
            }
        }
    }
}
