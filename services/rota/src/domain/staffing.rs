//! How many doctors a date needs and how many it has.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::days::{self, dates};
use super::{Calendar, ClinicianId, Configuration, LeaveRequest, LeaveStatus, Shift};

/// Dates that one question may be about.
const LONGEST_RANGE: i64 = 366;
/// How far a range goes unless told otherwise.
const DEFAULT_WEEKS: u32 = 4;
/// The last year that `YYYY-MM-DD` can write.
const LAST_YEAR: i32 = 9999;

/// How many doctors a date has, beside the minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// More.
    Above,
    /// Exactly as many.
    At,
    /// Fewer.
    Below,
}

/// One date of a forecast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayForecast {
    /// The date.
    pub date: NaiveDate,
    /// Its day of the week, in English.
    pub day_of_week: &'static str,
    /// Doctors needed.
    pub minimum_required: u32,
    /// Doctors there.
    pub scheduled_count: u32,
    /// Clinicians whose leave on that date waits for a decision.
    pub pending_leave: u32,
    /// How the two compare.
    pub status: Status,
}

/// How many doctors there are on a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DoctorsOn {
    /// The date.
    pub date: NaiveDate,
    /// Doctors there.
    pub doctors_count: u32,
}

/// Doctors needed on a date: none at weekends and on bank holidays.
pub fn minimum_required(
    configuration: &Configuration,
    calendar: &Calendar,
    date: NaiveDate,
) -> u32 {
    if calendar.is_working_day(date) { configuration.minimum_on(date.weekday()) } else { 0 }
}

/// Doctors to be on duty on a date: none at weekends and on bank holidays, and
/// more on the first working day after a bank holiday.
pub fn duty_doctors_required(
    configuration: &Configuration,
    calendar: &Calendar,
    date: NaiveDate,
) -> u32 {
    let usual = configuration.duty_doctors_per_day;
    if !calendar.is_working_day(date) {
        0
    } else if calendar.follows_bank_holiday(date) {
        usual.max(configuration.post_bank_holiday_duty_doctors)
    } else {
        usual
    }
}

/// How many there are beside how many are needed.
pub fn status(scheduled: u32, minimum: u32) -> Status {
    match scheduled.cmp(&minimum) {
        std::cmp::Ordering::Greater => Status::Above,
        std::cmp::Ordering::Equal => Status::At,
        std::cmp::Ordering::Less => Status::Below,
    }
}

/// Every calendar day from `first` to `last`. Shifts and leave may be in any
/// order, and of other dates too.
pub fn forecast(
    configuration: &Configuration,
    calendar: &Calendar,
    first: NaiveDate,
    last: NaiveDate,
    shifts: &[Shift],
    leave: &[LeaveRequest],
) -> Vec<DayForecast> {
    let scheduled = doctors(first, last, shifts);
    let pending = pending(first, last, leave);
    let row = |date: NaiveDate| {
        let minimum_required = minimum_required(configuration, calendar, date);
        let scheduled_count = scheduled.get(&date).copied().unwrap_or_default();
        DayForecast {
            date,
            day_of_week: days::name(date.weekday()),
            minimum_required,
            scheduled_count,
            pending_leave: pending.get(&date).copied().unwrap_or_default(),
            status: status(scheduled_count, minimum_required),
        }
    };
    dates(first, last).map(row).collect()
}

/// How many doctors there are on every calendar day from `first` to `last`.
pub fn availability(first: NaiveDate, last: NaiveDate, shifts: &[Shift]) -> Vec<DoctorsOn> {
    let doctors = doctors(first, last, shifts);
    let row = |date: NaiveDate| DoctorsOn {
        date,
        doctors_count: doctors.get(&date).copied().unwrap_or_default(),
    };
    dates(first, last).map(row).collect()
}

/// Distinct clinicians who count toward the minimum on a date: half a day is
/// one head too.
pub fn doctors_on(date: NaiveDate, shifts: &[Shift]) -> u32 {
    doctors(date, date, shifts).get(&date).copied().unwrap_or_default()
}

/// The first and the last date that somebody asks about. It begins today and
/// takes four weeks unless told otherwise; `weeks` is only looked at without
/// an end. At most 366 dates, both ends included.
///
/// # Errors
///
/// The parameter that is wrong, and why.
pub fn range(
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    weeks: Option<u32>,
    today: NaiveDate,
) -> Result<(NaiveDate, NaiveDate), (&'static str, String)> {
    let first = start.unwrap_or(today);
    let last = match end {
        Some(end) => end,
        None => weeks_after(first, weeks.unwrap_or(DEFAULT_WEEKS))?,
    };
    if last < first {
        return Err(("end_date", "The end must not be before the start.".to_owned()));
    }
    if last.signed_duration_since(first).num_days() >= LONGEST_RANGE {
        return Err(("end_date", format!("A range has at most {LONGEST_RANGE} days.")));
    }
    Ok((first, last))
}

fn weeks_after(first: NaiveDate, weeks: u32) -> Result<NaiveDate, (&'static str, String)> {
    if !(1..=52).contains(&weeks) {
        return Err(("weeks", "Ensure this value is between 1 and 52.".to_owned()));
    }
    let last = first.checked_add_days(chrono::Days::new(7 * u64::from(weeks)));
    last.filter(|last| last.year() <= LAST_YEAR)
        .ok_or_else(|| ("end_date", format!("The end is after the year {LAST_YEAR}.")))
}

fn doctors(first: NaiveDate, last: NaiveDate, shifts: &[Shift]) -> BTreeMap<NaiveDate, u32> {
    let there = shifts
        .iter()
        .filter(|shift| shift.counts_toward_minimum() && (first..=last).contains(&shift.date));
    heads(there.map(|shift| (shift.date, shift.clinician_id)))
}

fn pending(first: NaiveDate, last: NaiveDate, leave: &[LeaveRequest]) -> BTreeMap<NaiveDate, u32> {
    let requested = leave.iter().filter(|leave| leave.status == LeaveStatus::Requested);
    heads(requested.flat_map(|leave| {
        let of = leave.clinician_id;
        dates(leave.start_date.max(first), leave.end_date.min(last)).map(move |date| (date, of))
    }))
}

/// Distinct clinicians by date.
fn heads(found: impl Iterator<Item = (NaiveDate, ClinicianId)>) -> BTreeMap<NaiveDate, u32> {
    let distinct: BTreeSet<(NaiveDate, ClinicianId)> = found.collect();
    let mut heads: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for (date, _) in distinct {
        *heads.entry(date).or_default() += 1;
    }
    heads
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::json;
    use strum::VariantArray;

    use super::*;
    use crate::domain::testing::{day, leave, shift};
    use crate::domain::{LeaveType, ShiftDuration, ShiftStatus, ShiftType};

    fn calendar() -> Calendar {
        Calendar::new([(day("2024-05-27"), "Spring bank holiday".to_owned())].into())
    }

    #[test]
    fn the_minimum_is_of_the_weekday_if_it_is_worked() {
        for (date, expected) in [
            ("2024-05-26", 0),
            ("2024-05-27", 0),
            ("2024-06-03", 9),
            ("2024-06-04", 7),
            ("2024-06-05", 8),
            ("2024-06-06", 6),
            ("2024-06-07", 6),
            ("2024-06-08", 0),
        ] {
            let minimum = minimum_required(&Configuration::default(), &calendar(), day(date));
            assert_eq!(minimum, expected, "{date}");
        }
    }

    #[test]
    fn more_are_on_duty_after_a_bank_holiday() {
        for (date, every_day, expected) in [
            ("2024-05-26", 1, 0),
            ("2024-05-27", 1, 0),
            ("2024-05-28", 1, 2),
            ("2024-05-28", 3, 3),
            ("2024-05-29", 1, 1),
        ] {
            let configuration =
                Configuration { duty_doctors_per_day: every_day, ..Configuration::default() };
            let required = duty_doctors_required(&configuration, &calendar(), day(date));
            assert_eq!(required, expected, "{date}");
        }
    }

    #[test]
    fn a_forecast_tells_every_day() {
        let half = Shift { duration: ShiftDuration::Half, ..shift(2, 2, "2024-06-07") };
        let study = Shift { type_: ShiftType::StudyLeave, ..shift(3, 3, "2024-06-07") };
        let court = Shift { type_: ShiftType::Coroners, ..shift(4, 4, "2024-06-07") };
        let off = Shift { status: ShiftStatus::Cancelled, ..shift(5, 5, "2024-06-07") };
        let others = (10..14).map(|id| shift(id, id, "2024-06-07"));
        let weekend = shift(6, 1, "2024-06-08");
        let mut shifts = vec![shift(1, 1, "2024-06-07"), half, study, court, off, weekend];
        shifts.extend(others);
        let asked = |clinician, start, end| LeaveRequest {
            status: LeaveStatus::Requested,
            ..leave(1, clinician, LeaveType::AnnualLeave, start, end)
        };
        let leave = [
            asked(1, "2024-01-01", "2024-06-07"),
            asked(1, "2024-06-07", "2024-06-07"),
            asked(2, "2024-06-07", "2024-12-31"),
            leave(4, 3, LeaveType::AnnualLeave, "2024-06-07", "2024-06-08"),
        ];
        let (first, last) = (day("2024-06-06"), day("2024-06-08"));
        let configuration = Configuration::default();
        let rows = forecast(&configuration, &calendar(), first, last, &shifts, &leave);
        let expected = json!([
            {
                "date": "2024-06-06", "day_of_week": "Thursday", "minimum_required": 6,
                "scheduled_count": 0, "pending_leave": 1, "status": "below",
            },
            {
                "date": "2024-06-07", "day_of_week": "Friday", "minimum_required": 6,
                "scheduled_count": 6, "pending_leave": 2, "status": "at",
            },
            {
                "date": "2024-06-08", "day_of_week": "Saturday", "minimum_required": 0,
                "scheduled_count": 1, "pending_leave": 1, "status": "above",
            },
        ]);
        assert_eq!(json!(rows), expected);
        let first_row = json!(availability(first, last, &shifts)[0]);
        assert_eq!(first_row, json!({ "date": "2024-06-06", "doctors_count": 0 }));
    }

    #[test]
    fn a_range_is_as_asked_or_four_weeks_from_today() {
        let year_end = Some("9999-12-20");
        for (start, end, weeks, expected) in [
            (None, None, None, Ok(("2024-06-01", "2024-06-29"))),
            (Some("2024-01-01"), None, Some(1), Ok(("2024-01-01", "2024-01-08"))),
            (None, None, Some(52), Ok(("2024-06-01", "2025-05-31"))),
            (None, Some("2024-06-01"), Some(99), Ok(("2024-06-01", "2024-06-01"))),
            (Some("2024-01-01"), Some("2024-12-31"), None, Ok(("2024-01-01", "2024-12-31"))),
            (Some("2024-01-01"), Some("2025-01-01"), None, Err("end_date")),
            (None, Some("2024-05-31"), None, Err("end_date")),
            (None, None, Some(0), Err("weeks")),
            (None, None, Some(53), Err("weeks")),
            (year_end, None, Some(1), Ok(("9999-12-20", "9999-12-27"))),
            (year_end, None, Some(2), Err("end_date")),
        ] {
            let found = range(start.map(day), end.map(day), weeks, day("2024-06-01"));
            let found = found.map_err(|(field, _)| field);
            let expected = expected.map(|(first, last)| (day(first), day(last)));
            assert_eq!(found, expected, "{start:?} {end:?} {weeks:?}");
        }
        let far = range(Some(NaiveDate::MAX), None, None, day("2024-06-01"));
        assert_eq!(far.unwrap_err().0, "end_date");
    }

    fn some_shifts() -> impl Strategy<Value = Vec<Shift>> {
        let types = select(ShiftType::VARIANTS);
        let statuses = select(ShiftStatus::VARIANTS);
        let one = (0..6_i64, -5..25_i64, types, statuses);
        let one = one.prop_map(|(clinician, offset, type_, status)| Shift {
            date: day("2024-05-20") + TimeDelta::days(offset),
            type_,
            status,
            ..shift(1, clinician, "2024-05-20")
        });
        vec(one, 0..60)
    }

    proptest! {
        #[test]
        fn rows_are_the_days_and_counts_are_heads(
            (shifts, shuffled) in some_shifts()
                .prop_flat_map(|shifts| (Just(shifts.clone()), Just(shifts).prop_shuffle())),
            length in 0..20_i64,
        ) {
            let first = day("2024-05-20");
            let last = first + TimeDelta::days(length);
            let configuration = Configuration::default();
            let rows = forecast(&configuration, &calendar(), first, last, &shifts, &[]);
            let again = forecast(&configuration, &calendar(), first, last, &shuffled, &[]);
            prop_assert_eq!(&rows, &again);
            let told: Vec<NaiveDate> = rows.iter().map(|row| row.date).collect();
            prop_assert_eq!(told, dates(first, last).collect::<Vec<_>>());
            let there = availability(first, last, &shuffled);
            for (row, there) in rows.iter().zip(there) {
                let at_work = (0..6).filter(|clinician| shifts.iter().any(|shift| {
                    shift.clinician_id.0 == *clinician
                        && shift.date == row.date
                        && shift.counts_toward_minimum()
                }));
                let heads = u32::try_from(at_work.count()).unwrap();
                prop_assert_eq!(row.scheduled_count, heads);
                prop_assert_eq!(there, DoctorsOn { date: row.date, doctors_count: heads });
                prop_assert_eq!(doctors_on(row.date, &shifts), heads);
            }
        }
    }
}
