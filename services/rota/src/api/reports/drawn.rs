use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::QueryResult;
use diesel_async::AsyncPgConnection;
use web::{Integer, Query};

use super::period::{Period, Wrong};
use crate::RotaError;
use crate::api::calculations;
use crate::domain::reports::{self, Chart, People, Report, Table};
use crate::domain::{ClinicianId, PracticeId};
use crate::store::people::{self, Person};
use crate::store::{practices, shifts};

/// What somebody wants to know of a report.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    period: Period,
    /// Whom it is to leave out.
    exclude: BTreeSet<ClinicianId>,
}

impl Asked {
    /// What the parameters `year`, `start_date`, `end_date` and `exclude` ask
    /// for, and what is wrong with the first three. Where something is, this
    /// year is meant.
    pub(crate) fn read(query: &mut Query<'_>, report: Report) -> (Self, Wrong) {
        let texts = ["year", "start_date", "end_date"].map(|name| query.text(name));
        let [year, start, end] = texts.each_ref().map(|text| text.as_deref());
        let (period, wrong) = match Period::read(year, start, end) {
            Ok(period) => (period, Wrong::new()),
            Err(wrong) => (Period::ThisYear, wrong),
        };
        let exclude: Vec<Integer> =
            if report.is_about_people() { query.list("exclude") } else { Vec::new() };
        let exclude = exclude.into_iter().map(|Integer(id)| ClinicianId(id)).collect();
        (Self { period, exclude }, wrong)
    }

    /// Whether a clinician is to be left out.
    pub(crate) fn excludes(&self, clinician: ClinicianId) -> bool {
        self.exclude.contains(&clinician)
    }
}

/// A report, with the time that it is about.
#[derive(Clone, Debug)]
pub(crate) struct Drawn {
    /// The first day.
    pub(crate) first: NaiveDate,
    /// The last day.
    pub(crate) last: NaiveDate,
    pub(crate) table: Table,
    /// The same drawn, where that is worth seeing.
    pub(crate) chart: Option<Chart>,
}

/// Draws a report of a practice. Reports about people are about those who are
/// active.
pub(crate) async fn draw(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    report: Report,
    asked: &Asked,
    today: NaiveDate,
) -> Result<Drawn, RotaError> {
    let (first, last) = asked.period.dates(today);
    let drawn = |table| Drawn { first, last, table, chart: None };
    Ok(match report {
        Report::DutyFairness => {
            drawn(reports::duty_fairness(&people(connection, practice, asked, today).await?))
        }
        Report::MondayBalance => {
            drawn(reports::monday_balance(&people(connection, practice, asked, today).await?))
        }
        Report::PartnerWte => {
            drawn(reports::partner_wte(&people(connection, practice, asked, today).await?))
        }
        Report::PartnerWteAvailability => {
            let people = people(connection, practice, asked, today).await?;
            let weeks = reports::partner_weeks(&people);
            let chart = Some(reports::partner_chart(&weeks));
            Drawn { chart, ..drawn(reports::partner_wte_availability(&weeks)) }
        }
        Report::RemainingLeave => leave(connection, practice, asked, today).await?,
        Report::StaffingOverview => {
            let (configuration, calendar) = practices::rules(connection, practice).await?;
            let shifts = shifts::between(connection, practice, first, last).await?;
            let (configuration, calendar) = (&configuration, &calendar);
            drawn(reports::staffing_overview(configuration, calendar, first, last, &shifts))
        }
        Report::WeeklyAvailability => {
            let shifts = shifts::between(connection, practice, first, last).await?;
            drawn(reports::weekly_availability(first, last, &shifts))
        }
    })
}

async fn leave(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    asked: &Asked,
    today: NaiveDate,
) -> Result<Drawn, RotaError> {
    let rules = practices::rules(connection, practice).await?;
    let (first, last) = asked.period.leave_year(&rules.0, today);
    let people = whom(connection, practice, asked, first, last).await?;
    let as_of = today.clamp(first, last);
    let quotas = calculations::quotas(connection, practice, &rules, &people, as_of).await?;
    let (clinicians, ..) = people::apart(people);
    let table = reports::remaining_leave(&clinicians, &quotas);
    Ok(Drawn { first, last, table, chart: None })
}

/// What reports about people are drawn from, in three queries.
async fn people(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    asked: &Asked,
    today: NaiveDate,
) -> Result<People, RotaError> {
    let (first, last) = asked.period.dates(today);
    let (configuration, calendar) = practices::rules(connection, practice).await?;
    let people = whom(connection, practice, asked, first, last).await?;
    let (clinicians, terms, leave) = people::apart(people);
    let tallies = shifts::tallies(connection, practice, first, last).await?;
    Ok(People { configuration, calendar, clinicians, terms, leave, tallies, first, last })
}

/// Active clinicians who are not left out, by name, with their leave from
/// `first` to `last`.
async fn whom(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    asked: &Asked,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<Person>> {
    let mut people = people::list(connection, practice, None, first, last).await?;
    people.retain(|Person { clinician, .. }| clinician.active && !asked.excludes(clinician.id));
    Ok(people)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn some_are_left_out_where_it_is_about_people() {
        let request = TestRequest::with_uri("/?exclude=1,2&exclude=3").to_http_request();
        for (report, expected) in [
            (Report::PartnerWte, [true, true, true, false]),
            (Report::StaffingOverview, [false; 4]),
        ] {
            let (asked, wrong) = Asked::read(&mut Query::new(&request), report);
            let excluded = [1, 2, 3, 4].map(|id| asked.excludes(ClinicianId(id)));
            assert_eq!(excluded, expected, "{report}");
            assert!(wrong.is_empty());
        }
    }

    #[test]
    fn where_something_is_wrong_this_year_is_meant() {
        let request = TestRequest::with_uri("/?year=x").to_http_request();
        let (asked, wrong) = Asked::read(&mut Query::new(&request), Report::DutyFairness);
        assert_eq!(asked.period, Period::ThisYear);
        assert_eq!(wrong.len(), 1);
    }
}
