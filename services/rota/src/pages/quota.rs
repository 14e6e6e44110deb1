//! What is left of somebody's annual leave, in a sentence.

use chrono::{Datelike, NaiveDate};
use diesel_async::AsyncPgConnection;

use super::words::span;
use crate::RotaError;
use crate::domain::quota::{Quota, quota};
use crate::domain::{ClinicianId, PracticeId};
use crate::store::{leave_adjustments, leave_requests, practices, working_terms};

/// What is left to a clinician of the leave year that a date is in.
pub(super) async fn left(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinician: ClinicianId,
    as_of: NaiveDate,
) -> Result<String, RotaError> {
    let (configuration, calendar) = practices::rules(connection, practice).await?;
    let terms = working_terms::of_clinicians(connection, practice, &[clinician]).await?;
    let leave = leave_requests::of_clinician(connection, clinician).await?;
    let adjustments = leave_adjustments::by_year(connection, clinician).await?;
    let year = configuration.leave_year(as_of);
    let adjusted = adjustments.get(&year.0.year()).copied().unwrap_or_default();
    let quota = quota(&configuration, &calendar, &terms, &leave, adjusted, as_of);
    Ok(told(quota.as_ref(), year))
}

/// The same of a quota, and of the first and the last day of its leave year.
pub(super) fn told(quota: Option<&Quota>, (first, last): (NaiveDate, NaiveDate)) -> String {
    let year = span(first, last);
    let Some(quota) = quota else {
        return "No working term is entered, so there is no annual leave to take.".to_owned();
    };
    if !quota.has_entitlement() {
        return format!("There is no annual leave from {year}.");
    }
    format!(
        "{:.2} of {:.2} {} of annual leave are left from {year} ({} % used).",
        quota.remaining(),
        quota.entitlement + quota.adjustments,
        quota.unit.as_str(),
        quota.percentage_used(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::quota::Unit;
    use crate::domain::testing::{day, decimal};

    #[test]
    fn a_quota_is_a_sentence() {
        let year = (day("2024-01-01"), day("2024-12-31"));
        let quota = |entitlement: &str| Quota {
            unit: Unit::Weeks,
            entitlement: decimal(entitlement),
            adjustments: decimal("0"),
            used: decimal("2.5"),
        };
        for (quota, expected) in [
            (None, "No working term is entered, so there is no annual leave to take."),
            (Some(quota("0")), "There is no annual leave from 1 January to 31 December 2024."),
            (
                Some(quota("8")),
                "5.50 of 8.00 weeks of annual leave are left from 1 January to 31 December 2024 \
                 (31 % used).",
            ),
        ] {
            assert_eq!(told(quota.as_ref(), year), expected);
        }
    }
}
