use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use diesel_async::AsyncPgConnection;
use rust_decimal::Decimal;

use crate::RotaError;
use crate::domain::days::dates;
use crate::domain::leave::{Wish, is_taken_away, parts};
use crate::domain::quota::{cost, quota};
use crate::domain::staffing::{Status, minimum_required, status};
use crate::domain::{
    Calendar, ClinicianId, Configuration, LeaveRequest, LeaveType, PracticeId, Shift, WorkingTerm,
};
use crate::pages::quota::told;
use crate::pages::words::{counted, short};
use crate::store::{leave_adjustments, leave_requests, practices, shifts, working_terms};

/// The most dates that are named one by one.
const NAMED: usize = 10;

/// What a decision on some requests depends on.
#[derive(Default)]
pub(super) struct Facts {
    configuration: Configuration,
    calendar: Calendar,
    terms: BTreeMap<ClinicianId, Vec<WorkingTerm>>,
    /// Live, in the leave years of the requests.
    leave: BTreeMap<ClinicianId, Vec<LeaveRequest>>,
    /// The sums of each leave year.
    adjustments: BTreeMap<(ClinicianId, i32), Decimal>,
    /// Everybody's, on the dates of the requests that need doctors.
    shifts: BTreeMap<NaiveDate, Vec<Shift>>,
}

impl Facts {
    pub(super) async fn load(
        connection: &mut AsyncPgConnection,
        practice: PracticeId,
        requests: &[LeaveRequest],
    ) -> Result<Self, RotaError> {
        let (Some(first), Some(last)) = (
            requests.iter().map(|request| request.start_date).min(),
            requests.iter().map(|request| request.end_date).max(),
        ) else {
            return Ok(Self::default());
        };
        let (configuration, calendar) = practices::rules(connection, practice).await?;
        let people: BTreeSet<ClinicianId> =
            requests.iter().map(|request| request.clinician_id).collect();
        let people: Vec<ClinicianId> = people.into_iter().collect();
        let adjustments = leave_adjustments::of_all_years(connection, practice, &people).await?;
        let (begin, end) = (configuration.leave_year(first).0, configuration.leave_year(last).1);
        let terms = working_terms::of_clinicians(connection, practice, &people).await?;
        let leave =
            leave_requests::live_between(connection, practice, Some(&people), begin, end).await?;
        let asked = requests.iter().flat_map(|of| dates(of.start_date, of.end_date));
        let needed: BTreeSet<NaiveDate> =
            asked.filter(|date| minimum_required(&configuration, &calendar, *date) > 0).collect();
        let needed: Vec<NaiveDate> = needed.into_iter().collect();
        let shifts = shifts::on(connection, practice, &needed).await?;
        Ok(Self {
            configuration,
            calendar,
            terms: grouped(terms, |term| term.clinician_id),
            leave: grouped(leave, |leave| leave.clinician_id),
            adjustments,
            shifts: grouped(shifts, |shift| shift.date),
        })
    }

    /// What is left of the annual leave, and what the request takes from it, of
    /// each leave year that it is about.
    pub(super) fn quota(&self, request: &LeaveRequest) -> String {
        if request.type_ != LeaveType::AnnualLeave {
            return "Takes nothing from the annual leave.".to_owned();
        }
        let LeaveRequest { clinician_id: id, type_, start_date, end_date, .. } = *request;
        if !self.terms.contains_key(&id) {
            return told(None, self.configuration.leave_year(start_date));
        }
        let wish = Wish { type_, start_date, end_date };
        let years = parts(&self.configuration, &wish);
        let told: Vec<String> = years.map(|(first, last)| self.of_year(id, first, last)).collect();
        told.join(" ")
    }

    /// The same of dates in one leave year.
    fn of_year(&self, id: ClinicianId, first: NaiveDate, last: NaiveDate) -> String {
        let terms = self.terms.get(&id).map(Vec::as_slice).unwrap_or_default();
        let leave = self.leave.get(&id).map(Vec::as_slice).unwrap_or_default();
        let (configuration, calendar) = (&self.configuration, &self.calendar);
        let year = configuration.leave_year(first);
        let adjusted = self.adjustments.get(&(id, year.0.year())).copied().unwrap_or_default();
        let quota = quota(configuration, calendar, terms, leave, adjusted, first);
        let left = told(quota.as_ref(), year);
        let Some(quota) = quota else { return left };
        let cost = cost(configuration, calendar, terms, quota.unit, first, last);
        format!("{left} This takes {cost:.2} {}.", quota.unit.as_str())
    }

    /// The days that would have too few doctors.
    pub(super) fn impact(&self, request: &LeaveRequest) -> String {
        let short_of = self.short_of(request);
        if short_of.is_empty() {
            return "No day falls below its minimum.".to_owned();
        }
        let count = u32::try_from(short_of.len()).unwrap_or(u32::MAX);
        let mut named: Vec<String> = short_of.iter().take(NAMED).map(|date| short(*date)).collect();
        if short_of.len() > NAMED {
            named.push(format!("and {} more", short_of.len() - NAMED));
        }
        format!("{} with too few doctors: {}.", counted(count, "day"), named.join(", "))
    }

    fn short_of(&self, request: &LeaveRequest) -> Vec<NaiveDate> {
        let LeaveRequest { clinician_id, start_date, end_date, .. } = *request;
        let stays = |shift: &&Shift| {
            shift.clinician_id != clinician_id || !is_taken_away(shift, start_date, end_date)
        };
        let is_short = |date: &NaiveDate| {
            let shifts = self.shifts.get(date).into_iter().flatten().filter(stays);
            let there = shifts.filter(|shift| shift.counts_toward_minimum());
            let there: BTreeSet<ClinicianId> = there.map(|shift| shift.clinician_id).collect();
            let there = u32::try_from(there.len()).unwrap_or(u32::MAX);
            let minimum = minimum_required(&self.configuration, &self.calendar, *date);
            status(there, minimum) == Status::Below
        };
        dates(start_date, end_date).filter(is_short).collect()
    }
}

fn grouped<K: Ord, T>(items: Vec<T>, of: fn(&T) -> K) -> BTreeMap<K, Vec<T>> {
    let mut groups: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for item in items {
        groups.entry(of(&item)).or_default().push(item);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{day, decimal, leave, shift, term};
    use crate::domain::{LeaveStatus, ShiftStatus, WorkingTermType};

    fn practice(shifts: Vec<Shift>) -> Facts {
        let partner = WorkingTerm {
            annual_leave_entitlement: Some(decimal("6")),
            ..term(1, 1, WorkingTermType::Partner, "2024-01-01")
        };
        Facts {
            calendar: Calendar::new([(day("2024-06-05"), "Derby day".to_owned())].into()),
            terms: grouped(vec![partner], |term| term.clinician_id),
            shifts: grouped(shifts, |shift| shift.date),
            ..Facts::default()
        }
    }

    fn request(type_: LeaveType, start: &str, end: &str) -> LeaveRequest {
        LeaveRequest { status: LeaveStatus::Requested, ..leave(1, 1, type_, start, end) }
    }

    #[test]
    fn days_that_fall_below_their_minimum_are_named() {
        // Thursdays and Fridays need six.
        let mut shifts: Vec<Shift> = (1..=6).map(|id| shift(id, id, "2024-06-06")).collect();
        shifts.extend((1..=7).map(|id| shift(10 + id, id, "2024-06-07")));
        let wish = request(LeaveType::StudyLeave, "2024-06-05", "2024-06-09");
        let told = practice(shifts.clone()).impact(&wish);
        assert_eq!(told, "1 day with too few doctors: 6 June 2024.");
        let done = |shift: &mut Shift| shift.status = ShiftStatus::Completed;
        shifts.iter_mut().for_each(done);
        assert_eq!(practice(shifts).impact(&wish), "No day falls below its minimum.");
    }

    #[test]
    fn many_days_are_not_all_named() {
        let wish = request(LeaveType::StudyLeave, "2024-06-03", "2024-06-21");
        let told = practice(Vec::new()).impact(&wish);
        assert!(told.starts_with("14 days with too few doctors: 3 June 2024, 4 June 2024, "));
        assert!(told.ends_with("17 June 2024, and 4 more."), "{told}");
    }

    #[test]
    fn only_annual_leave_takes_from_the_quota() {
        let of = |type_| request(type_, "2024-06-10", "2024-06-16");
        let told = practice(Vec::new()).quota(&of(LeaveType::AnnualLeave));
        assert!(told.starts_with("6.00 of 6.00 weeks"), "{told}");
        assert!(told.ends_with("This takes 1.00 weeks."), "{told}");
        let told = practice(Vec::new()).quota(&of(LeaveType::StudyLeave));
        assert_eq!(told, "Takes nothing from the annual leave.");
        let over = request(LeaveType::AnnualLeave, "2024-12-30", "2025-01-10");
        let mut facts = practice(Vec::new());
        facts.adjustments.insert((ClinicianId(1), 2025), decimal("-2"));
        assert_eq!(
            facts.quota(&over),
            "6.00 of 6.00 weeks of annual leave are left from 1 January to 31 December 2024 \
             (0 % used). This takes 0.40 weeks. 4.00 of 4.00 weeks of annual leave are left from \
             1 January to 31 December 2025 (0 % used). This takes 1.60 weeks."
        );
        let nobody = LeaveRequest { clinician_id: ClinicianId(9), ..of(LeaveType::AnnualLeave) };
        assert!(facts.quota(&nobody).starts_with("No working term"));
    }
}
