//! What statistics are made of.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::staffing::{DayForecast, Status};
use crate::domain::workload::{Balance, Summary};
use crate::domain::{ClinicianId, WorkingTermType};

/// Something that can be asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::AvailableStatistic)]
pub(crate) struct Available {
    #[schema(value_type = String, example = "forecast")]
    name: &'static str,
    /// Where it is.
    url: String,
    /// How it is asked for.
    #[schema(value_type = String, example = "GET")]
    method: &'static str,
    /// What it tells.
    #[schema(value_type = String)]
    description: &'static str,
}

impl Available {
    /// All of them, where they are below a path.
    pub(super) fn below(path: &str) -> Vec<Self> {
        let all = [
            ("forecast", "The doctors that each day needs and has."),
            ("workload", "What each clinician should work in a reporting period, and does."),
        ];
        let available = all.map(|(name, description)| {
            let url = format!("{path}{name}/");
            Self { name, url, method: "GET", description }
        });
        available.into()
    }
}

/// The staffing of a day.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::ForecastDay)]
pub(crate) struct ForecastDay {
    /// The date.
    date: NaiveDate,
    /// Its day of the week, in English.
    #[schema(value_type = String, example = "Monday")]
    day_of_week: &'static str,
    /// Doctors needed: none at weekends and on bank holidays.
    minimum_required: u32,
    /// Doctors there.
    scheduled_count: u32,
    /// Clinicians whose leave that day waits for a decision.
    pending_leave: u32,
    /// How many there are beside how many are needed: `above`, `at` or `below`.
    #[schema(value_type = String, example = "above")]
    status: Status,
}

impl From<DayForecast> for ForecastDay {
    fn from(day: DayForecast) -> Self {
        Self {
            date: day.date,
            day_of_week: day.day_of_week,
            minimum_required: day.minimum_required,
            scheduled_count: day.scheduled_count,
            pending_leave: day.pending_leave,
            status: day.status,
        }
    }
}

/// The workload of a clinician in a reporting period, up to a date.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::ClinicianWorkload)]
pub(crate) struct ClinicianWorkload {
    #[schema(value_type = i64)]
    clinician_id: ClinicianId,
    clinician_name: String,
    /// How they are engaged on that date; null without a working term.
    working_term_type: Option<WorkingTermType>,
    /// Of a whole-time equivalent on that date; 0 without a working term.
    percentage: f64,
    /// Days they are expected to work.
    target_shifts: f64,
    /// Days they work.
    actual_shifts: f64,
    /// Worked shifts that are done.
    completed_shifts: i64,
    /// Worked shifts not marked as done.
    scheduled_shifts: i64,
    /// Duty shifts.
    duty_shifts: i64,
    /// Worked shifts on Mondays.
    monday_shifts: i64,
    /// Working days of annual leave.
    leave_days: usize,
    /// Days they owe; below 0: days beyond the target.
    deficiency: f64,
    /// What they work, of the target; 0 without a target.
    percent_of_target: f64,
    /// `over` is more than 110 percent of the target, `under` less than 90,
    /// `balanced` in between.
    #[schema(value_type = String, example = "balanced")]
    status: Balance,
}

impl From<Summary> for ClinicianWorkload {
    fn from(summary: Summary) -> Self {
        Self {
            clinician_id: summary.clinician_id,
            clinician_name: summary.clinician_name,
            working_term_type: summary.working_term_type,
            percentage: summary.percentage,
            target_shifts: summary.target_shifts,
            actual_shifts: summary.actual_shifts,
            completed_shifts: summary.completed_shifts,
            scheduled_shifts: summary.scheduled_shifts,
            duty_shifts: summary.duty_shifts,
            monday_shifts: summary.monday_shifts,
            leave_days: summary.leave_days,
            deficiency: summary.deficiency,
            percent_of_target: summary.percent_of_target,
            status: summary.status,
        }
    }
}
