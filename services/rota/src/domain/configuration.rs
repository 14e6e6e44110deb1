//! How a practice runs its rota.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

use super::days;

/// Where a practice is, which decides on its bank holidays.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Nation {
    /// England and Wales.
    EnglandAndWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    /// The 29th of February is no day of every year.
    pub fn new(month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(2023, month, day).map(|_| Self { month, day })
    }

    /// That day of a year; 1 January of it where the year is out of range.
    pub fn of(self, year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, self.month, self.day).unwrap_or_default()
    }
}

impl TryFrom<String> for MonthDay {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let read = text
            .split_once('-')
            .filter(|_| text.len() == 5)
            .and_then(|(month, day)| Self::new(month.parse().ok()?, day.parse().ok()?));
        read.ok_or("a day of every year is written MM-DD, as in 01-01")
    }
}

impl From<MonthDay> for String {
    fn from(MonthDay { month, day }: MonthDay) -> Self {
        format!("{month:02}-{day:02}")
    }
}

/// A part of every year that workload is reported on. One whose end is before
/// its start ends in the next year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingPeriod {
    /// What it is called.
    pub name: String,
    /// The first day.
    pub start: MonthDay,
    /// The last day.
    pub end: MonthDay,
}

/// How a practice runs its rota. Every member has a default; what a practice
/// stores is only what differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Configuration {
    /// Of a whole-time partner: from 0.01 to 7.00.
    #[serde(with = "rust_decimal::serde::str")]
    pub target_working_days_per_week: Decimal,
    /// Doctors needed on each weekday by its English name: whole numbers above 0.
    pub minimum_doctors: BTreeMap<String, u32>,
    /// From today, how many weeks the generator leaves alone unless told otherwise.
    pub fixed_period_weeks: u32,
    /// Doctors on duty on a working day.
    pub duty_doctors_per_day: u32,
    /// Doctors on duty on the first working day after a bank holiday.
    pub post_bank_holiday_duty_doctors: u32,
    /// Work beyond this part of the target, in percent, raises an alert.
    pub overwork_threshold_percent: u32,
    /// Where the practice is.
    pub nation: Nation,
    /// When the leave year begins.
    pub leave_year_start: MonthDay,
    /// What workload is reported on, by name.
    pub reporting_periods: Vec<ReportingPeriod>,
    /// Clinicians away on one day from which on leave waits for a decision by hand.
    pub max_leave_per_day: Option<u32>,
    /// Hours of a full day, for reports in hours: so far there are none.
    #[serde(with = "rust_decimal::serde::str")]
    pub hours_full_day: Decimal,
    /// Hours of half a day, in the same way.
    #[serde(with = "rust_decimal::serde::str")]
    pub hours_half_day: Decimal,
    /// Whether only managers change what is not their own.
    pub enforce_roles: bool,
}

impl Default for Configuration {
    fn default() -> Self {
        let minimum = days::WEEKDAYS.map(days::name).into_iter().zip([9, 7, 8, 6, 6]);
        let half_year = |name: &str, start: (u32, u32), end: (u32, u32)| {
            let of = |(month, day)| MonthDay { month, day };
            ReportingPeriod { name: name.to_owned(), start: of(start), end: of(end) }
        };
        Self {
            target_working_days_per_week: Decimal::new(350, 2),
            minimum_doctors: minimum.map(|(day, count)| (day.to_owned(), count)).collect(),
            fixed_period_weeks: 6,
            duty_doctors_per_day: 1,
            post_bank_holiday_duty_doctors: 2,
            overwork_threshold_percent: 110,
            nation: Nation::EnglandAndWales,
            leave_year_start: MonthDay { month: 1, day: 1 },
            reporting_periods: vec![
                half_year("Period 1", (1, 1), (6, 30)),
                half_year("Period 2", (7, 1), (12, 31)),
            ],
            max_leave_per_day: None,
            hours_full_day: Decimal::new(833, 2),
            hours_half_day: Decimal::new(417, 2),
            enforce_roles: false,
        }
    }
}

/// A value that no configuration may have.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{key}: {reason}")]
pub struct InvalidConfiguration {
    /// Which member.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Configuration {
    /// The configuration that these stored members say, all others by default.
    pub fn of(stored: &Value) -> Result<Self, InvalidConfiguration> {
        let read: Self = serde_json::from_value(stored.clone())
            .map_err(|error| invalid("configuration", error))?;
        read.check()?;
        Ok(read)
    }

    /// Stored members with one more, or another value for one; `null` takes
    /// the default again where the member may not be null.
    pub fn with(stored: &Value, key: &str, value: Value) -> Result<Value, InvalidConfiguration> {
        let known = serde_json::to_value(Self::default()).unwrap_or_default();
        if known.get(key).is_none() {
            let names = known.as_object().into_iter().flat_map(Map::keys);
            let names: Vec<&str> = names.map(String::as_str).collect();
            return Err(invalid(key, format_args!("there are {}", names.join(", "))));
        }
        let mut members = stored.as_object().cloned().unwrap_or_default();
        if value.is_null() {
            members.remove(key);
        } else {
            members.insert(key.to_owned(), decimal_as_text(key, value));
        }
        let members = Value::Object(members);
        // What was stored before could be read, so it is this one that cannot.
        serde_json::from_value::<Self>(members.clone()).map_err(|_| out_of_bounds(key))?.check()?;
        Ok(members)
    }

    /// Doctors needed on a weekday, were it a working day.
    pub fn minimum_on(&self, day: Weekday) -> u32 {
        self.minimum_doctors.get(days::name(day)).copied().unwrap_or_default()
    }

    /// The leave year that a date is in, as its first and its last day. It is
    /// named by the year of its first day.
    pub fn leave_year(&self, date: NaiveDate) -> (NaiveDate, NaiveDate) {
        let start = self.leave_year_start.of(date.year());
        let year = if start <= date { date.year() } else { date.year() - 1 };
        self.leave_year_named(year)
    }

    /// The leave year that begins in a calendar year.
    pub fn leave_year_named(&self, year: i32) -> (NaiveDate, NaiveDate) {
        let next = self.leave_year_start.of(year + 1);
        (self.leave_year_start.of(year), next.pred_opt().unwrap_or(next))
    }

    /// The reporting period of that name as of a date: its first and its last
    /// day. One within a year is that of the date's year, begun or not; one that
    /// runs over the new year is the one that began last.
    pub fn reporting_period(&self, name: &str, as_of: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let period = self.reporting_periods.iter().find(|period| period.name == name)?;
        let year = as_of.year();
        if period.start <= period.end {
            return Some((period.start.of(year), period.end.of(year)));
        }
        let began = if period.start.of(year) <= as_of { year } else { year - 1 };
        Some((period.start.of(began), period.end.of(began + 1)))
    }

    fn check(&self) -> Result<(), InvalidConfiguration> {
        let within = |key: &str, value: Decimal, most: u32| {
            let fits = Decimal::ZERO < value && value <= Decimal::from(most);
            if fits && value.scale() <= 2 { Ok(()) } else { Err(out_of_bounds(key)) }
        };
        within("target_working_days_per_week", self.target_working_days_per_week, 7)?;
        within("hours_full_day", self.hours_full_day, 24)?;
        within("hours_half_day", self.hours_half_day, 24)?;
        let complete = self.minimum_doctors.len() == 5
            && days::WEEKDAYS.into_iter().all(|day| (1..=1000).contains(&self.minimum_on(day)));
        if !complete {
            return Err(out_of_bounds("minimum_doctors"));
        }
        let days_off = self.max_leave_per_day.unwrap_or_default();
        for (key, value, range) in [
            ("fixed_period_weeks", self.fixed_period_weeks, 0..=104),
            ("duty_doctors_per_day", self.duty_doctors_per_day, 0..=1000),
            ("post_bank_holiday_duty_doctors", self.post_bank_holiday_duty_doctors, 0..=1000),
            ("overwork_threshold_percent", self.overwork_threshold_percent, 100..=1000),
            ("max_leave_per_day", days_off, 0..=1000),
        ] {
            if !range.contains(&value) {
                return Err(out_of_bounds(key));
            }
        }
        let names = self.reporting_periods.iter().map(|period| period.name.trim());
        let unique: std::collections::BTreeSet<&str> = names.collect();
        if unique.is_empty() || unique.contains("") || unique.len() < self.reporting_periods.len() {
            return Err(out_of_bounds("reporting_periods"));
        }
        Ok(())
    }
}

/// Decimals are kept as texts; people write numbers.
fn decimal_as_text(key: &str, value: Value) -> Value {
    match (key, &value) {
        (
            "target_working_days_per_week" | "hours_full_day" | "hours_half_day",
            Value::Number(number),
        ) => Value::String(number.to_string()),
        _ => value,
    }
}

/// What each member can be, in words.
const BOUNDS: [(&str, &str); 13] = [
    ("target_working_days_per_week", "a number above 0, at most 7, with two decimals"),
    ("minimum_doctors", "a whole number from 1 to 1000 for each of Monday to Friday"),
    ("fixed_period_weeks", "a whole number, at most 104"),
    ("duty_doctors_per_day", "a whole number, at most 1000"),
    ("post_bank_holiday_duty_doctors", "a whole number, at most 1000"),
    ("overwork_threshold_percent", "a whole number from 100 to 1000"),
    ("nation", "\"england-and-wales\", \"scotland\" or \"northern-ireland\""),
    ("leave_year_start", "a month and a day that every year has, as \"04-01\""),
    (
        "reporting_periods",
        "a list of at least one {\"name\": \"Winter\", \"start\": \"10-01\", \"end\": \"03-31\"}, \
         each with a name of its own",
    ),
    ("max_leave_per_day", "a whole number, at most 1000, or null for no limit"),
    ("hours_full_day", "a number above 0, at most 24, with two decimals"),
    ("hours_half_day", "a number above 0, at most 24, with two decimals"),
    ("enforce_roles", "true or false"),
];

fn out_of_bounds(key: &str) -> InvalidConfiguration {
    let found = BOUNDS.iter().find(|(name, _)| *name == key);
    invalid(key, format_args!("it is {}", found.map_or("another", |(_, bounds)| bounds)))
}

fn invalid(key: &str, reason: impl std::fmt::Display) -> InvalidConfiguration {
    InvalidConfiguration { key: key.to_owned(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::testing::{day, decimal};

    #[test]
    fn what_is_not_stored_has_its_default() {
        let configuration = Configuration::of(&json!({ "fixed_period_weeks": 2 })).unwrap();
        assert_eq!(configuration.fixed_period_weeks, 2);
        assert_eq!(configuration.minimum_on(Weekday::Mon), 9);
        assert_eq!(configuration.minimum_on(Weekday::Sun), 0);
    }

    #[test]
    fn one_member_is_set_at_a_time() {
        let stored = json!({});
        let stored =
            Configuration::with(&stored, "target_working_days_per_week", json!(3.25)).unwrap();
        let configuration = Configuration::of(&stored).unwrap();
        assert_eq!(configuration.target_working_days_per_week, decimal("3.25"));
        let back = Configuration::with(&stored, "target_working_days_per_week", Value::Null);
        assert_eq!(back.unwrap(), json!({}));
    }

    #[test]
    fn what_no_practice_may_have_is_refused_by_name() {
        let days = json!({"Monday": 9, "Tuesday": 7, "Wednesday": 8, "Thursday": 6});
        for (key, value) in [
            ("nothing", json!(1)),
            ("target_working_days_per_week", json!(0)),
            ("target_working_days_per_week", json!("7.01")),
            ("target_working_days_per_week", json!("much")),
            ("minimum_doctors", days),
            ("minimum_doctors", json!(4)),
            ("fixed_period_weeks", json!(-1)),
            ("nation", json!("wales")),
            ("leave_year_start", json!("02-29")),
            ("leave_year_start", json!("1-1")),
            ("reporting_periods", json!([])),
            ("max_leave_per_day", json!("2")),
            ("overwork_threshold_percent", json!(99)),
            ("enforce_roles", json!("yes")),
        ] {
            let refused = Configuration::with(&json!({}), key, value.clone()).unwrap_err();
            assert_eq!(refused.key, key, "{value}");
        }
    }

    #[test]
    fn every_member_has_its_bounds_in_words() {
        let known = serde_json::to_value(Configuration::default()).unwrap();
        let mut bounds = BOUNDS.map(|(name, _)| name);
        bounds.sort_unstable();
        assert!(known.as_object().unwrap().keys().eq(bounds));
        let refused = Configuration::with(&json!({}), "minimum_doctors", json!(-1)).unwrap_err();
        let told =
            "minimum_doctors: it is a whole number from 1 to 1000 for each of Monday to Friday";
        assert_eq!(refused.to_string(), told);
    }

    #[test]
    fn years_begin_where_the_practice_says() {
        let april = Configuration::of(&json!({ "leave_year_start": "04-01" })).unwrap();
        let year = (day("2023-04-01"), day("2024-03-31"));
        assert_eq!(april.leave_year(day("2024-02-29")), year);
        assert_eq!(april.leave_year(day("2023-04-01")), year);
        let calendar = Configuration::default();
        assert_eq!(calendar.leave_year(day("2024-02-29")), (day("2024-01-01"), day("2024-12-31")));
    }

    #[test]
    fn a_period_may_run_over_new_year() {
        let periods = json!([{ "name": "Winter", "start": "10-01", "end": "03-31" }]);
        let configuration = Configuration::of(&json!({ "reporting_periods": periods })).unwrap();
        let winter = Some((day("2023-10-01"), day("2024-03-31")));
        assert_eq!(configuration.reporting_period("Winter", day("2024-02-01")), winter);
        assert_eq!(configuration.reporting_period("Winter", day("2023-11-01")), winter);
        assert_eq!(configuration.reporting_period("winter", day("2023-11-01")), None);
        let first = Configuration::default().reporting_period("Period 1", day("2024-09-01"));
        assert_eq!(first, Some((day("2024-01-01"), day("2024-06-30"))));
    }
}
