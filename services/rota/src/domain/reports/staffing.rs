use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::table::{Cell, Column, Row, Table};
use super::week_name;
use crate::domain::days::{is_weekend, monday};
use crate::domain::staffing::{Status, availability, forecast};
use crate::domain::{Calendar, Configuration, Shift};

static DAYS: [Column; 5] = [
    Column::new("date", "Date"),
    Column::new("day_of_week", "Day"),
    Column::new("minimum_required", "Minimum"),
    Column::new("scheduled_count", "Doctors"),
    Column::new("status", "Compared with the minimum"),
];

static SUMMARY: [Column; 4] = [
    Column::new("working_days", "Working days"),
    Column::new("above", "Above the minimum"),
    Column::new("at", "At the minimum"),
    Column::new("below", "Below the minimum"),
];

static WEEKS: [Column; 7] = [
    Column::new("week", "Week"),
    Column::new("begins", "From Monday"),
    Column::new("monday", "Monday"),
    Column::new("tuesday", "Tuesday"),
    Column::new("wednesday", "Wednesday"),
    Column::new("thursday", "Thursday"),
    Column::new("friday", "Friday"),
];

/// The doctors that each working day from `first` to `last` needs and has, and
/// how many of these days have more, as many and fewer.
pub fn staffing_overview(
    configuration: &Configuration,
    calendar: &Calendar,
    first: NaiveDate,
    last: NaiveDate,
    shifts: &[Shift],
) -> Table {
    let mut days = forecast(configuration, calendar, first, last, shifts, &[]);
    days.retain(|day| calendar.is_working_day(day.date));
    let count = |status: Status| counted(days.iter().filter(|day| day.status == status).count());
    let summary =
        [counted(days.len()), count(Status::Above), count(Status::At), count(Status::Below)];
    let rows = days.iter().map(|day| {
        let cells = [
            Cell::Date(day.date),
            Cell::Word(day.day_of_week.to_owned()),
            Cell::Count(day.minimum_required.into()),
            Cell::Count(day.scheduled_count.into()),
            Cell::Word(word(day.status).to_owned()),
        ];
        Row::new(&DAYS, cells)
    });
    Table { columns: &DAYS, rows: rows.collect(), summary: Some(Row::new(&SUMMARY, summary)) }
}

/// The doctors on each weekday of the ISO weeks from `first` to `last`; a day
/// outside has no number.
pub fn weekly_availability(first: NaiveDate, last: NaiveDate, shifts: &[Shift]) -> Table {
    let mut weeks: BTreeMap<NaiveDate, [Cell; 5]> = BTreeMap::new();
    let days = availability(first, last, shifts);
    for day in days.iter().filter(|day| !is_weekend(day.date)) {
        let week = weeks.entry(monday(day.date)).or_insert([const { Cell::Nothing }; 5]);
        let mut cells = week.iter_mut().zip(0..);
        let own = cells.find(|(_, at)| *at == day.date.weekday().num_days_from_monday());
        if let Some((cell, _)) = own {
            *cell = Cell::Count(day.doctors_count.into());
        }
    }
    let rows = weeks.into_iter().map(|(begins, [monday, tuesday, wednesday, thursday, friday])| {
        let week = Cell::Word(week_name(begins));
        let cells = [week, Cell::Date(begins), monday, tuesday, wednesday, thursday, friday];
        Row::new(&WEEKS, cells)
    });
    Table { columns: &WEEKS, rows: rows.collect(), summary: None }
}

fn counted(days: usize) -> Cell {
    i64::try_from(days).map_or(Cell::Nothing, Cell::Count)
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Above => "above",
        Status::At => "at",
        Status::Below => "below",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::testing::{day, shift};

    fn calendar() -> Calendar {
        Calendar::new([(day("2024-05-27"), "Spring bank holiday".to_owned())].into())
    }

    /// Six doctors on a Friday, seven on the Friday after, one on a Saturday.
    fn shifts() -> Vec<Shift> {
        let on = |date: &'static str, count| (1..=count).map(move |of| shift(of, of, date));
        on("2024-05-24", 6).chain(on("2024-05-31", 7)).chain(on("2024-06-01", 1)).collect()
    }

    #[test]
    fn working_days_are_compared_with_the_minimum() {
        let (first, last) = (day("2024-05-24"), day("2024-06-02"));
        let configuration = Configuration::default();
        let table = staffing_overview(&configuration, &calendar(), first, last, &shifts());
        let status = |row: &Row| json!(row.cells.iter().map(|(_, cell)| cell).collect::<Vec<_>>());
        let expected = [
            json!(["2024-05-24", "Friday", 6, 6, "at"]),
            json!(["2024-05-28", "Tuesday", 7, 0, "below"]),
            json!(["2024-05-29", "Wednesday", 8, 0, "below"]),
            json!(["2024-05-30", "Thursday", 6, 0, "below"]),
            json!(["2024-05-31", "Friday", 6, 7, "above"]),
        ];
        assert_eq!(table.rows.iter().map(status).collect::<Vec<_>>(), expected);
        let summary = json!({ "working_days": 5, "above": 1, "at": 1, "below": 3 });
        assert_eq!(json!(table.summary), summary);
    }

    #[test]
    fn weeks_tell_their_days() {
        let table = weekly_availability(day("2024-05-23"), day("2024-06-02"), &shifts());
        let expected = json!([
            {
                "week": "2024-W21", "begins": "2024-05-20", "monday": null, "tuesday": null,
                "wednesday": null, "thursday": 0, "friday": 6,
            },
            {
                "week": "2024-W22", "begins": "2024-05-27", "monday": 0, "tuesday": 0,
                "wednesday": 0, "thursday": 0, "friday": 7,
            },
        ]);
        assert_eq!(json!(table.rows), expected);
        let weekend = weekly_availability(day("2024-06-01"), day("2024-06-02"), &shifts());
        assert!(weekend.rows.is_empty());
    }
}
