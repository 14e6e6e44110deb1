use chrono::{NaiveDate, TimeDelta};
use thiserror::Error;

use super::facts::Facts;
use super::{MOST_DAYS, Request};
use crate::RotaError;
use crate::domain::{ClinicianId, Configuration};

/// Why a run does not begin; told in the words of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The last date is before the first.
    #[error("--end-date {end} is before --start-date {start}")]
    EndsFirst {
        /// The first date.
        start: NaiveDate,
        /// The last date.
        end: NaiveDate,
    },
    /// There are too many dates.
    #[error("--end-date {end}: a run fills at most {most} days", most = MOST_DAYS)]
    TooLong {
        /// The last date.
        end: NaiveDate,
    },
    /// The practice has no such clinician.
    #[error("--clinician {0}: the practice has no such clinician")]
    UnknownClinician(ClinicianId),
    /// The first date is one that people have planned with.
    #[error(
        "{start} is inside the fixed period: begin on {free_from} or later, or give \
         --override-fixed-period"
    )]
    FixedPeriod {
        /// The first date.
        start: NaiveDate,
        /// The first date after the fixed period.
        free_from: NaiveDate,
    },
}

impl Refusal {
    /// Unless one run may fill these dates.
    pub(crate) fn of_range(start: NaiveDate, end: NaiveDate) -> Option<Self> {
        match end.signed_duration_since(start).num_days() + 1 {
            days if days < 1 => Some(Self::EndsFirst { start, end }),
            days if days > MOST_DAYS => Some(Self::TooLong { end }),
            _ => None,
        }
    }
}

/// The first date that a run may change without saying so.
pub(crate) fn free_from(configuration: &Configuration, today: NaiveDate) -> NaiveDate {
    let weeks = TimeDelta::weeks(i64::from(configuration.fixed_period_weeks));
    today.checked_add_signed(weeks).unwrap_or(NaiveDate::MAX)
}

/// Whether the dates are a range that one run may fill.
pub(super) fn range(request: &Request) -> Result<(), RotaError> {
    allow(Refusal::of_range(request.start_date, request.end_date))
}

/// Whether the practice lets the run begin.
pub(super) fn facts(request: &Request, facts: &Facts, today: NaiveDate) -> Result<(), RotaError> {
    let known = |id: ClinicianId| facts.clinicians.iter().any(|clinician| clinician.id == id);
    let stranger = request.clinicians.iter().find(|id| !known(**id));
    allow(stranger.map(|id| Refusal::UnknownClinician(*id)))?;
    let (start, free_from) = (request.start_date, free_from(&facts.configuration, today));
    let is_fixed = start < free_from && !request.override_fixed_period;
    allow(is_fixed.then_some(Refusal::FixedPeriod { start, free_from }))
}

fn allow(refusal: Option<Refusal>) -> Result<(), RotaError> {
    refusal.map_or(Ok(()), |refusal| Err(refusal.into()))
}
