use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use serde_json::json;

use super::Trigger;
use crate::domain::deficiency::{days_of, group_by, number, rounded, weekly_target};
use crate::domain::staffing::{self, Status};
use crate::domain::{
    AlertType, Calendar, Clinician, ClinicianId, Configuration, LeaveRequest, Shift, ShiftDuration,
    ShiftType, WorkingTerm, WorkingTermType, days, governing,
};

/// What a rota is, as far as alerts look at it.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// How the practice runs its rota.
    pub configuration: &'a Configuration,
    /// Its bank holidays.
    pub calendar: &'a Calendar,
    /// Who works there.
    pub clinicians: &'a [Clinician],
    /// On what terms.
    pub terms: &'a [WorkingTerm],
    /// Approved leave in the weeks looked at.
    pub leave: &'a [LeaveRequest],
    /// Live shifts of those weeks, from Monday to Sunday.
    pub shifts: &'a [Shift],
}

/// What there should be alerts about on these dates, and in their weeks: each
/// type, date and clinician at most once, only on dates that need doctors.
pub fn triggers(facts: &Facts<'_>, dates: &BTreeSet<NaiveDate>) -> Vec<Trigger> {
    let rota = Rota::of(facts);
    let mut triggers = Vec::new();
    for date in dates.iter().copied().filter(|date| rota.minimum(*date) > 0) {
        triggers.extend(rota.staffing(date));
        triggers.extend(rota.duty(date));
        triggers.extend(rota.violations(date));
    }
    let mondays: BTreeSet<NaiveDate> = dates.iter().copied().map(days::monday).collect();
    for monday in mondays {
        triggers.extend(rota.overwork(monday));
    }
    triggers
}

/// The facts, apart by date and by clinician.
struct Rota<'a> {
    facts: &'a Facts<'a>,
    names: BTreeMap<ClinicianId, &'a str>,
    terms: BTreeMap<ClinicianId, Vec<WorkingTerm>>,
    leave: BTreeMap<ClinicianId, Vec<LeaveRequest>>,
    shifts_on: BTreeMap<NaiveDate, Vec<Shift>>,
    shifts_of: BTreeMap<ClinicianId, Vec<Shift>>,
}

impl<'a> Rota<'a> {
    fn of(facts: &'a Facts<'a>) -> Self {
        let mut shifts = facts.shifts.to_vec();
        shifts.sort_unstable_by_key(|shift| (shift.date, shift.clinician_id, shift.id));
        let name = |clinician: &'a Clinician| (clinician.id, clinician.name.as_str());
        Self {
            facts,
            names: facts.clinicians.iter().map(name).collect(),
            terms: group_by(facts.terms, |term| term.clinician_id),
            leave: group_by(facts.leave, |leave| leave.clinician_id),
            shifts_on: group_by(&shifts, |shift| shift.date),
            shifts_of: group_by(&shifts, |shift| shift.clinician_id),
        }
    }

    fn minimum(&self, date: NaiveDate) -> u32 {
        staffing::minimum_required(self.facts.configuration, self.facts.calendar, date)
    }

    fn shifts(&self, date: NaiveDate) -> &[Shift] {
        self.shifts_on.get(&date).map(Vec::as_slice).unwrap_or_default()
    }

    fn term(&self, of: ClinicianId, date: NaiveDate) -> Option<&WorkingTerm> {
        governing(self.terms.get(&of).into_iter().flatten(), date)
    }

    fn name(&self, of: ClinicianId) -> &str {
        self.names.get(&of).copied().unwrap_or("A clinician")
    }

    fn staffing(&self, date: NaiveDate) -> Option<Trigger> {
        let minimum = self.minimum(date);
        let scheduled = staffing::doctors_on(date, self.shifts(date));
        let type_ = match staffing::status(scheduled, minimum) {
            Status::Above => return None,
            Status::At => AlertType::AtWarningThreshold,
            Status::Below => AlertType::BelowMinimum,
        };
        Some(Trigger {
            type_,
            date,
            clinician_id: None,
            message: format!("{}: {scheduled} of {minimum} doctors.", in_words(date)),
            details: json!({ "scheduled": scheduled, "minimum": minimum }),
        })
    }

    fn duty(&self, date: NaiveDate) -> Option<Trigger> {
        let is_on_duty = |shift: &&Shift| shift.is_live() && shift.type_ == ShiftType::Duty;
        let assigned = self.shifts(date).iter().filter(is_on_duty).count();
        let Facts { configuration, calendar, .. } = self.facts;
        let required = staffing::duty_doctors_required(configuration, calendar, date);
        let is_short = u32::try_from(assigned).is_ok_and(|assigned| assigned < required);
        is_short.then(|| Trigger {
            type_: AlertType::InsufficientDutyDoctors,
            date,
            clinician_id: None,
            message: format!("{}: {assigned} of {required} duty doctors.", in_words(date)),
            details: json!({ "assigned": assigned, "required": required }),
        })
    }

    fn violations(&self, date: NaiveDate) -> impl Iterator<Item = Trigger> {
        self.shifts(date).iter().filter_map(move |shift| {
            let of = shift.clinician_id;
            let reason = self.violation(shift)?;
            let (when, name) = (in_words(date), self.name(of));
            Some(Trigger {
                type_: AlertType::ConstraintViolation,
                date,
                clinician_id: Some(of),
                message: format!("{when}: {name} is on the rota but {reason}."),
                details: json!({ "clinician_id": of, "reason": reason }),
            })
        })
    }

    /// Why a shift should not be, in the words that follow "but".
    fn violation(&self, shift: &Shift) -> Option<String> {
        let (of, date) = (shift.clinician_id, shift.date);
        if !shift.counts_toward_minimum() {
            return None;
        }
        if self.leave.get(&of).into_iter().flatten().any(|leave| leave.takes(date)) {
            return Some("on leave".to_owned());
        }
        let day = date.weekday();
        let cannot = self.term(of, date).is_some_and(|term| term.cannot_work_days.contains(day));
        (cannot && !shift.is_pinned).then(|| format!("cannot work on {}s", days::name(day)))
    }

    /// Whoever works more than the threshold allows beyond the week's target.
    /// Dated the first day of the week that needs doctors.
    fn overwork(&self, monday: NaiveDate) -> Vec<Trigger> {
        let mut week = monday.iter_days().take(5);
        let Some(date) = week.find(|date| self.minimum(*date) > 0) else {
            return Vec::new();
        };
        let sunday = monday + TimeDelta::days(6);
        let threshold = Decimal::from(self.facts.configuration.overwork_threshold_percent);
        let over = |(of, shifts): (&ClinicianId, &Vec<Shift>)| {
            let WeeklyTarget { days, bearable } = self.weekly_target(*of, monday)?;
            let worked = days_of(shifts, monday, sunday);
            let is_over = worked * Decimal::ONE_HUNDRED > days * threshold && worked > bearable;
            is_over.then(|| self.overworked(date, *of, worked, rounded(days)))
        };
        self.shifts_of.iter().filter_map(over).collect()
    }

    /// What somebody should work in the week of a Monday; none where no day is
    /// agreed. In a week with a term as a partner it is the target of that term.
    fn weekly_target(&self, of: ClinicianId, monday: NaiveDate) -> Option<WeeklyTarget> {
        let (mut partner, mut agreed, mut names_days) = (None::<Decimal>, Decimal::ZERO, false);
        for date in monday.iter_days().take(5) {
            let Some(term) = self.term(of, date) else { continue };
            agreed += term.agreed(date).map_or(Decimal::ZERO, ShiftDuration::days);
            names_days |= term.names_days();
            if term.type_ == WorkingTermType::Partner {
                partner = partner.max(Some(weekly_target(self.facts.configuration, term)));
            }
        }
        match partner {
            Some(days) => Some(WeeklyTarget { days, bearable: days.ceil().max(agreed) }),
            None => names_days.then_some(WeeklyTarget { days: agreed, bearable: Decimal::ZERO }),
        }
    }

    fn overworked(
        &self,
        date: NaiveDate,
        of: ClinicianId,
        worked: Decimal,
        target: Decimal,
    ) -> Trigger {
        let (when, name) = (in_words(date), self.name(of));
        let (works, of_days) = (worked.normalize(), target.normalize());
        Trigger {
            type_: AlertType::OverworkedDoctor,
            date,
            clinician_id: Some(of),
            message: format!("Week of {when}: {name} works {works} days of {of_days}."),
            details: json!({
                "clinician_id": of, "actual": number(worked), "target": number(target),
            }),
        }
    }
}

/// What somebody should work in a week.
struct WeeklyTarget {
    days: Decimal,
    /// So much is never too much: a partner is given whole days, so up to the
    /// target rounded up, or what their term agrees on beyond it.
    bearable: Decimal,
}

/// As people write it: `Monday 3 June 2024`.
fn in_words(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}
