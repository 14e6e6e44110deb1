use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use diesel::prelude::QueryResult;
use diesel_async::AsyncPgConnection;
use tracing::error;

use super::Request;
use crate::RotaError;
use crate::check::{Rota, Violation, check, moved_pins};
use crate::domain::days::{days_after, monday};
use crate::domain::generation::{Choice, Generated, Situation};
use crate::domain::{
    Calendar, Clinician, ClinicianId, Configuration, LeaveRequest, PracticeId, Shift, ShiftId,
    ShiftStatus, ShiftType, WorkingTerm,
};
use crate::store::shifts::{self, ShiftRow};
use crate::store::{people, practices};

/// What is known of a practice, and of its rota in some weeks.
pub(super) struct Facts {
    pub(super) configuration: Configuration,
    pub(super) calendar: Calendar,
    pub(super) clinicians: Vec<Clinician>,
    pub(super) terms: Vec<WorkingTerm>,
    /// Granted, and touching the weeks.
    pub(super) leave: Vec<LeaveRequest>,
    /// Of the weeks, of any status.
    pub(super) rows: Vec<ShiftRow>,
}

/// A shift, and whether the generator made it.
pub(super) type Made = (Shift, bool);

impl Facts {
    /// Of the whole weeks of a run, with the week before, whose duty shifts
    /// count against those of the next day, and the week after.
    pub(super) async fn around(
        connection: &mut AsyncPgConnection,
        practice: PracticeId,
        request: &Request,
    ) -> Result<Self, RotaError> {
        let (first, last) = (days_after(request.start_date, -7), days_after(request.end_date, 7));
        Self::of_weeks(connection, practice, first, last).await
    }

    /// Of the whole weeks, from Monday to Sunday, that these dates are in.
    pub(super) async fn of_weeks(
        connection: &mut AsyncPgConnection,
        practice: PracticeId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Self, RotaError> {
        let (first, last) = (monday(first), days_after(monday(last), 6));
        let (configuration, calendar) = practices::rules(connection, practice).await?;
        let known = people::list(connection, practice, None, first, last).await?;
        let (clinicians, terms, leave) = people::apart(known);
        let filter = shifts::Filter { from: Some(first), to: Some(last), ..Default::default() };
        let rows = shifts::rows(connection, practice, &filter).await?;
        let rows = rows.into_iter().map(|(row, _)| row).collect();
        Ok(Self { configuration, calendar, clinicians, terms, leave, rows })
    }

    /// What the generator made where it would make nothing now: on new bank
    /// holidays, for who left or became a locum. It goes where all is made anew.
    pub(super) fn stale(&self, request: &Request) -> Vec<ShiftId> {
        if !request.overwrite || request.choice != Choice::All {
            return Vec::new();
        }
        let shifts = self.shifts();
        let broken = self.broken(&shifts).into_iter();
        let broken: BTreeSet<_> = broken
            .filter(|violation| STALE.contains(&violation.rule))
            .map(|violation| (violation.clinician_id, violation.date))
            .collect();
        let stale = shifts.iter().filter(|(shift, is_generated)| {
            *is_generated
                && !shift.is_pinned
                && shift.status == ShiftStatus::Scheduled
                && (request.start_date..=request.end_date).contains(&shift.date)
                && request.concerns(shift.clinician_id)
                && broken.contains(&(shift.clinician_id, shift.date))
        });
        stale.map(|(shift, _)| shift.id).collect()
    }

    /// All that a run must know; these shifts are gone.
    pub(super) fn situation(
        &self,
        request: &Request,
        stale: &[ShiftId],
        duty_before: BTreeMap<ClinicianId, u32>,
    ) -> Situation {
        let concerned = |clinician: &&Clinician| request.concerns(clinician.id);
        let shifts = self.rows.iter().map(|row| row.shift);
        Situation {
            first: request.start_date,
            last: request.end_date,
            configuration: self.configuration.clone(),
            calendar: self.calendar.clone(),
            clinicians: self.clinicians.iter().filter(concerned).cloned().collect(),
            terms: self.terms.clone(),
            leave: self.leave.clone(),
            shifts: shifts.filter(|shift| !stale.contains(&shift.id)).collect(),
            duty_before,
        }
    }

    pub(super) fn shifts(&self) -> Vec<Made> {
        self.rows.iter().map(|row| (row.shift, row.is_generated)).collect()
    }

    /// The rules that these shifts break.
    pub(super) fn broken(&self, shifts: &[Made]) -> Vec<Violation> {
        check(&Rota {
            configuration: &self.configuration,
            calendar: &self.calendar,
            clinicians: &self.clinicians,
            terms: &self.terms,
            leave: &self.leave,
            shifts,
        })
    }

    /// Whether a run keeps the rules. What was broken before it, by a shift
    /// entered by hand or a term changed since, is not its fault.
    pub(super) fn verify(&self, generated: &Generated) -> Result<(), RotaError> {
        let before = self.shifts();
        let after = resulting(&before, generated);
        let of = |violation: &Violation| (violation.rule, violation.clinician_id, violation.date);
        let old: BTreeSet<_> = self.broken(&before).iter().map(of).collect();
        let mut broken = self.broken(&after);
        broken.retain(|violation| !old.contains(&of(violation)));
        broken.extend(self.unfit_for_duty(&after, generated));
        broken.extend(moved_pins(&plain(&before), &plain(&after)));
        for Violation { rule, clinician_id, date, message } in &broken {
            let clinician = clinician_id.0;
            error!(rule, clinician, %date, reason = %message, "a rota was made that breaks a rule");
        }
        match broken.first() {
            None => Ok(()),
            Some(Violation { rule, date, .. }) => Err(RotaError::Unsound { rule, date: *date }),
        }
    }

    /// Shifts that others made and a run put on duty wrongly.
    fn unfit_for_duty(&self, after: &[Made], generated: &Generated) -> Vec<Violation> {
        let turned: BTreeSet<ShiftId> = generated.updated.iter().map(|(id, _)| *id).collect();
        let turned = after.iter().filter(|(shift, is_made)| !is_made && turned.contains(&shift.id));
        let turned: Vec<Made> = turned.map(|(shift, _)| (*shift, true)).collect();
        let mut broken = self.broken(&turned);
        broken.retain(|violation| violation.rule == "duty-not-eligible");
        broken
    }
}

/// Rules that a shift breaks which should not be there at all.
const STALE: [&str; 4] = ["inactive-clinician", "not-a-working-day", "no-term", "locum-generated"];

/// Everybody's duty shifts in the year before a date.
pub(super) async fn duty_before(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    date: NaiveDate,
) -> QueryResult<BTreeMap<ClinicianId, u32>> {
    let first = date.checked_sub_months(Months::new(12)).unwrap_or(date);
    let last = days_after(date, -1);
    let tallies = shifts::tallies(connection, practice, first, last).await?;
    let mut duties: BTreeMap<ClinicianId, u32> = BTreeMap::new();
    for tally in tallies.iter().filter(|tally| tally.type_ == ShiftType::Duty) {
        let held = duties.entry(tally.clinician_id).or_default();
        *held = held.saturating_add(u32::try_from(tally.count).unwrap_or(u32::MAX));
    }
    Ok(duties)
}

/// A rota with what a run changes of it.
pub(super) fn resulting(before: &[Made], generated: &Generated) -> Vec<Made> {
    let deleted: BTreeSet<ShiftId> = generated.deleted.iter().copied().collect();
    let types: BTreeMap<ShiftId, ShiftType> = generated.updated.iter().copied().collect();
    let kept = before.iter().filter(|(shift, _)| !deleted.contains(&shift.id));
    let kept = kept.map(|(shift, is_generated)| {
        let type_ = types.get(&shift.id).copied().unwrap_or(shift.type_);
        (Shift { type_, ..*shift }, *is_generated)
    });
    // No shift that is kept has a number below 1.
    let created = generated.created.iter().zip(1_i64..).map(|(planned, number)| {
        let shift = Shift {
            id: ShiftId(-number),
            clinician_id: planned.clinician_id,
            date: planned.date,
            type_: planned.type_,
            duration: planned.duration,
            status: ShiftStatus::Scheduled,
            is_pinned: false,
        };
        (shift, true)
    });
    kept.chain(created).collect()
}

fn plain(shifts: &[Made]) -> Vec<Shift> {
    shifts.iter().map(|(shift, _)| *shift).collect()
}
