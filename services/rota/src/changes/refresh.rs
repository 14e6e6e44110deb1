use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;

use crate::RotaError;
use crate::domain::alerts::{Facts, reconcile, triggers};
use crate::domain::days::monday;
use crate::domain::{Configuration, LeaveStatus, PracticeId};
use crate::store::{alerts, bank_holidays, clinicians, leave_requests, shifts, working_terms};

/// Makes the automatic alerts of these dates say what is true now. Returns how
/// many are new.
pub(super) async fn refresh(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    configuration: &Configuration,
    dates: &BTreeSet<NaiveDate>,
) -> Result<usize, RotaError> {
    let days = weeks(dates);
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(0) };
    let calendar = bank_holidays::calendar(connection, practice, configuration).await?;
    let clinicians = clinicians::list(connection, practice).await?;
    let terms = working_terms::list(connection, practice).await?;
    let mut leave = leave_requests::live_between(connection, practice, None, *first, *last).await?;
    leave.retain(|leave| leave.status == LeaveStatus::Approved);
    let mut shifts = shifts::on(connection, practice, &days).await?;
    shifts.retain(|shift| shift.is_live());
    let facts = Facts {
        configuration,
        calendar: &calendar,
        clinicians: &clinicians,
        terms: &terms,
        leave: &leave,
        shifts: &shifts,
    };
    let existing = alerts::existing(connection, practice, &days).await?;
    let reconciled = reconcile(triggers(&facts, dates), &existing, dates);
    alerts::delete(connection, &reconciled.delete).await?;
    alerts::insert_triggers(connection, practice, &reconciled.create).await?;
    Ok(reconciled.create.len())
}

/// Every day of the weeks of these dates, in order: nothing between weeks that
/// are far apart.
fn weeks(dates: &BTreeSet<NaiveDate>) -> Vec<NaiveDate> {
    let mondays: BTreeSet<NaiveDate> = dates.iter().map(|date| monday(*date)).collect();
    mondays.iter().flat_map(|monday| monday.iter_days().take(7)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::days::dates;
    use crate::domain::testing::day;

    #[test]
    fn only_the_weeks_of_the_dates_are_read() {
        let of = |all: &[&str]| weeks(&all.iter().map(|date| day(date)).collect());
        let week = |monday: &str, sunday: &str| dates(day(monday), day(sunday)).collect::<Vec<_>>();
        assert!(of(&[]).is_empty());
        let (first, last) = (week("2024-06-03", "2024-06-09"), week("9999-12-20", "9999-12-26"));
        assert_eq!(of(&["2024-06-09"]), first);
        assert_eq!(of(&["2024-06-05", "2024-06-03"]), first);
        assert_eq!(of(&["9999-12-26", "2024-06-03"]), [first, last].concat());
    }
}
