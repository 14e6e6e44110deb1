//! The statistics of one clinician.

use chrono::{Datelike, NaiveDate};
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::RotaError;
use crate::api::calculations::quotas;
use crate::domain::deficiency::{deficiency, expected, number};
use crate::domain::quota::Quota;
use crate::domain::workload::totals;
use crate::domain::{ClinicianId, Configuration, PracticeId};
use crate::store::{people, practices, shifts};

/// How much somebody has worked, and what is left of their leave.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::ClinicianStats)]
pub(crate) struct Stats {
    #[schema(value_type = i64)]
    clinician_id: ClinicianId,
    clinician_name: String,
    /// Days owed in the reporting period that today is in, up to today; below
    /// zero: days worked beyond the expected.
    #[schema(example = 0.5)]
    current_deficiency: f64,
    /// Worked shifts that are marked as done.
    completed_shifts: i64,
    /// Worked shifts that are not.
    scheduled_shifts: i64,
    /// Both.
    total_shifts: i64,
    /// Of this leave year: in weeks for partners, in days for all others; 0
    /// without any entitlement.
    #[schema(example = 6.0)]
    leave_balance_remaining: f64,
    /// Today.
    as_of_date: NaiveDate,
}

impl Stats {
    /// None where the practice has no such clinician.
    pub(super) async fn of(
        connection: &mut AsyncPgConnection,
        practice: PracticeId,
        id: ClinicianId,
        today: NaiveDate,
    ) -> Result<Option<Self>, RotaError> {
        let rules = practices::rules(connection, practice).await?;
        let (configuration, calendar) = &rules;
        let first = period_start(configuration, today);
        let (begin, end) = configuration.leave_year(today);
        let (begin, end) = (begin.min(first), end.max(today));
        let people = people::list(connection, practice, Some(&[id]), begin, end).await?;
        let Some(person) = people.first() else { return Ok(None) };
        let (all, current) = shifts::tallies_of(connection, id, first, today).await?;
        let counts = totals(&all);
        let expected =
            expected(configuration, calendar, &person.terms, &person.leave, first, today);
        let quotas = quotas(connection, practice, &rules, &people, today).await?;
        let quota = quotas.get(&id).and_then(Option::as_ref);
        let left = quota.filter(|quota| quota.has_entitlement()).map(Quota::remaining);
        Ok(Some(Self {
            clinician_id: id,
            clinician_name: person.clinician.name.clone(),
            current_deficiency: number(deficiency(expected, totals(&current).worked_days)),
            completed_shifts: counts.completed,
            scheduled_shifts: counts.scheduled,
            total_shifts: counts.completed + counts.scheduled,
            leave_balance_remaining: number(left.unwrap_or_default()),
            as_of_date: today,
        }))
    }
}

/// The first day of the reporting period that a date is in; of its half of the
/// calendar year where none is configured for it.
fn period_start(configuration: &Configuration, date: NaiveDate) -> NaiveDate {
    let periods = configuration.reporting_periods.iter();
    let mut periods =
        periods.filter_map(|period| configuration.reporting_period(&period.name, date));
    let own = periods.find(|(first, last)| (*first..=*last).contains(&date));
    let month = if date.month() < 7 { 1 } else { 7 };
    let half = || NaiveDate::from_ymd_opt(date.year(), month, 1).unwrap_or(date);
    own.map_or_else(half, |(first, _)| first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::configuration::{MonthDay, ReportingPeriod};
    use crate::domain::testing::day;

    fn period(name: &str, start: (u32, u32), end: (u32, u32)) -> ReportingPeriod {
        let of = |(month, day)| MonthDay::new(month, day).unwrap();
        ReportingPeriod { name: name.to_owned(), start: of(start), end: of(end) }
    }

    #[test]
    fn a_date_is_in_a_period_or_else_in_a_half_year() {
        let own = Configuration {
            reporting_periods: vec![
                period("Spring", (2, 1), (4, 30)),
                period("Winter", (11, 1), (1, 31)),
            ],
            ..Configuration::default()
        };
        let usual = Configuration::default();
        for (configuration, date, expected) in [
            (&usual, "2024-06-30", "2024-01-01"),
            (&usual, "2024-07-01", "2024-07-01"),
            (&own, "2024-02-01", "2024-02-01"),
            (&own, "2024-04-30", "2024-02-01"),
            (&own, "2024-05-01", "2024-01-01"),
            (&own, "2024-10-31", "2024-07-01"),
            (&own, "2024-12-24", "2024-11-01"),
            (&own, "2024-01-31", "2023-11-01"),
        ] {
            assert_eq!(period_start(configuration, day(date)), day(expected), "{date}");
        }
    }
}
