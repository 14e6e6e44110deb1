//! Reports: how evenly work is spread, what is left of leave, and whether
//! there are doctors enough. Each is a table.

mod fairness;
mod leave;
mod partners;
mod staffing;
mod table;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::deficiency::group_by;
use super::workload::Tally;
use super::{Calendar, Clinician, ClinicianId, Configuration, LeaveRequest, WorkingTerm};

pub use fairness::{duty_fairness, monday_balance};
pub use leave::remaining_leave;
pub use partners::{
    Chart, PartnerWeek, Series, partner_chart, partner_weeks, partner_wte, partner_wte_availability,
};
pub use staffing::{staffing_overview, weekly_availability};
pub use table::{Cell, Column, Row, Table};

/// The reports there are; their words are their names in addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Report {
    /// Duty shifts per whole-time equivalent.
    DutyFairness,
    /// Shifts on Mondays per whole-time equivalent.
    MondayBalance,
    /// Annual leave that is left.
    RemainingLeave,
    /// Doctors needed and there on each working day.
    StaffingOverview,
    /// What partners work, beside their targets.
    PartnerWte,
    /// Partners who are not on leave, week by week.
    PartnerWteAvailability,
    /// Doctors on each weekday, week by week.
    WeeklyAvailability,
}

impl Report {
    /// Its name in addresses.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::DutyFairness => "Duty fairness",
            Self::MondayBalance => "Monday balance",
            Self::RemainingLeave => "Remaining leave",
            Self::StaffingOverview => "Staffing overview",
            Self::PartnerWte => "Partner WTE",
            Self::PartnerWteAvailability => "Partner WTE availability",
            Self::WeeklyAvailability => "Weekly availability",
        }
    }

    /// What it tells, in a sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::DutyFairness => {
                "How evenly duty is spread over those who take part in it, by their part of a \
                 whole-time equivalent (WTE)."
            }
            Self::MondayBalance => {
                "How evenly Mondays are spread, by each clinician's part of a whole-time \
                 equivalent (WTE). Locums have none."
            }
            Self::RemainingLeave => {
                "What is left of each clinician's annual leave in a leave year."
            }
            Self::StaffingOverview => "The doctors that each working day needs and has.",
            Self::PartnerWte => {
                "The days that each partner is expected to work, without those on leave, and the \
                 days that they work."
            }
            Self::PartnerWteAvailability => {
                "The partners who are not on leave, as whole-time equivalents (WTE), on an \
                 average working day of each week."
            }
            Self::WeeklyAvailability => "The doctors on each weekday, week by week.",
        }
    }

    /// Whether it is about people, some of whom may be left out.
    pub fn is_about_people(self) -> bool {
        !matches!(self, Self::StaffingOverview | Self::WeeklyAvailability)
    }
}

/// What reports about people are drawn from.
#[derive(Clone, Debug)]
pub struct People {
    /// How the practice runs its rota.
    pub configuration: Configuration,
    /// Its bank holidays.
    pub calendar: Calendar,
    /// Whom the report is about, in its order.
    pub clinicians: Vec<Clinician>,
    /// Terms of the practice.
    pub terms: Vec<WorkingTerm>,
    /// Leave of the practice; only what is approved counts.
    pub leave: Vec<LeaveRequest>,
    /// Its shifts of that time, counted.
    pub tallies: Vec<Tally>,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

impl People {
    fn working_days(&self) -> Vec<NaiveDate> {
        self.calendar.working_days(self.first, self.last).collect()
    }

    fn terms(&self) -> Of<WorkingTerm> {
        Of(group_by(&self.terms, |term| term.clinician_id))
    }

    fn leave(&self) -> Of<LeaveRequest> {
        Of(group_by(&self.leave, |leave| leave.clinician_id))
    }

    fn tallies(&self) -> Of<Tally> {
        Of(group_by(&self.tallies, |tally| tally.clinician_id))
    }
}

/// Values by the clinician whose they are.
struct Of<T>(BTreeMap<ClinicianId, Vec<T>>);

impl<T> Of<T> {
    fn of(&self, clinician: &Clinician) -> &[T] {
        self.0.get(&clinician.id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// An ISO 8601 week, as `2024-W23`.
fn week_name(date: NaiveDate) -> String {
    date.format("%G-W%V").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::day;

    #[test]
    fn reports_are_found_by_their_names() {
        let names: Vec<&str> = Report::VARIANTS.iter().map(|report| report.as_str()).collect();
        let expected = [
            "duty-fairness",
            "monday-balance",
            "remaining-leave",
            "staffing-overview",
            "partner-wte",
            "partner-wte-availability",
            "weekly-availability",
        ];
        assert_eq!(names, expected);
        for report in Report::VARIANTS {
            assert_eq!(report.as_str().parse::<Report>().unwrap(), *report);
        }
        assert!("Duty-Fairness".parse::<Report>().is_err());
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        for (date, expected) in
            [("2024-06-03", "2024-W23"), ("2024-12-30", "2025-W01"), ("2027-01-03", "2026-W53")]
        {
            assert_eq!(week_name(day(date)), expected);
        }
    }
}
