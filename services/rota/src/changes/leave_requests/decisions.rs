//! What becomes of a request.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Utc};
use rust_decimal::Decimal;

use super::super::clinicians::named;
use super::super::{Change, SYSTEM, images};
use super::effects;
use super::range_mistake;
use crate::RotaError;
use crate::domain::leave::{Circumstances, Decision, Wish, decide};
use crate::domain::{
    Calendar, Clinician, ClinicianId, Configuration, LeaveRequest, LeaveRequestId, LeaveStatus,
    WorkingTerm,
};
use crate::store::leave_requests::{self, LeaveRequestRow};
use crate::store::shifts::{self, ShiftRow};
use crate::store::{bank_holidays, leave_adjustments, working_terms};

/// Whose leave it is, and what is known of them while it is decided on.
pub(super) struct Applicant {
    pub(super) clinician: Clinician,
    pub(super) terms: Vec<WorkingTerm>,
    pub(super) calendar: Calendar,
    /// Every request of theirs.
    pub(super) leave: Vec<LeaveRequest>,
    adjustments: BTreeMap<i32, Decimal>,
}

/// What there is on the dates of requests before the first of them is decided on.
struct Around {
    others_away: BTreeMap<NaiveDate, u32>,
    /// The applicant's own.
    shifts: Vec<ShiftRow>,
}

impl Applicant {
    pub(super) async fn find(change: &mut Change<'_>, id: ClinicianId) -> Result<Self, RotaError> {
        let practice = change.who.practice;
        let row = named(change.connection, practice, id).await?;
        let calendar =
            bank_holidays::calendar(change.connection, practice, &change.configuration).await?;
        Ok(Self {
            clinician: Clinician { id, name: row.name, active: row.active },
            terms: working_terms::of_clinicians(change.connection, practice, &[id]).await?,
            calendar,
            leave: leave_requests::of_clinician(change.connection, id).await?,
            adjustments: leave_adjustments::by_year(change.connection, id).await?,
        })
    }

    /// Their leave but for one request.
    fn other_leave(&self, id: LeaveRequestId) -> Vec<LeaveRequest> {
        self.leave.iter().copied().filter(|own| own.id != id).collect()
    }

    fn decision(
        &self,
        configuration: &Configuration,
        around: &Around,
        request: &LeaveRequest,
    ) -> Decision {
        let LeaveRequest { type_, start_date, end_date, .. } = *request;
        let leave = self.other_leave(request.id);
        let circumstances = Circumstances {
            configuration,
            calendar: &self.calendar,
            clinician: &self.clinician,
            terms: &self.terms,
            leave: &leave,
            adjustments: &self.adjustments,
            others_away: &around.others_away,
        };
        decide(&Wish { type_, start_date, end_date }, &circumstances)
    }
}

impl Around {
    async fn find(
        change: &mut Change<'_>,
        of: ClinicianId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Self, RotaError> {
        let practice = change.who.practice;
        Ok(Self {
            others_away: leave_requests::others_away(change.connection, practice, of, first, last)
                .await?,
            shifts: shifts::of_clinician(change.connection, of, first, last).await?,
        })
    }
}

/// Adds requests, and decides on each after the one before it.
pub(super) async fn add(
    change: &mut Change<'_>,
    applicant: &mut Applicant,
    wishes: &[Wish],
) -> Result<Vec<LeaveRequestRow>, RotaError> {
    let mut mistakes = wishes.iter().filter_map(|of| range_mistake(of.start_date, of.end_date));
    if let Some(mistake) = mistakes.next() {
        return Err(RotaError::invalid("end_date", mistake));
    }
    let first = wishes.iter().map(|wish| wish.start_date).min();
    let last = wishes.iter().map(|wish| wish.end_date).max();
    let Some((first, last)) = first.zip(last) else { return Ok(Vec::new()) };
    let (practice, clinician) = (change.who.practice, applicant.clinician.id);
    let around = Around::find(change, clinician, first, last).await?;
    let mut added = Vec::with_capacity(wishes.len());
    for row in leave_requests::insert(change.connection, practice, clinician, wishes).await? {
        // What is granted overlaps nothing that was: no shift is taken away twice.
        let row = settle(change, applicant, &around, row).await?;
        applicant.leave.push(row.request);
        note(change, None, &row);
        added.push(row);
    }
    Ok(added)
}

/// Decides on a request that is kept and waits, as far as rules can.
pub(super) async fn process(
    change: &mut Change<'_>,
    applicant: &Applicant,
    row: LeaveRequestRow,
) -> Result<LeaveRequestRow, RotaError> {
    let LeaveRequest { clinician_id, start_date, end_date, .. } = row.request;
    let around = Around::find(change, clinician_id, start_date, end_date).await?;
    settle(change, applicant, &around, row).await
}

async fn settle(
    change: &mut Change<'_>,
    applicant: &Applicant,
    around: &Around,
    row: LeaveRequestRow,
) -> Result<LeaveRequestRow, RotaError> {
    match applicant.decision(&change.configuration, around, &row.request) {
        Decision::Approved => grant(change, applicant, &around.shifts, row, SYSTEM).await,
        Decision::Denied(reason) => deny(change, row, SYSTEM, reason).await,
        Decision::Requested => Ok(row),
    }
}

/// The clinician's leave but for this request.
pub(super) async fn other_leave(
    change: &mut Change<'_>,
    request: &LeaveRequest,
) -> Result<Vec<LeaveRequest>, RotaError> {
    let mut leave = leave_requests::of_clinician(change.connection, request.clinician_id).await?;
    leave.retain(|own| own.id != request.id);
    Ok(leave)
}

/// Grants a request as whoever makes the change, whatever the rules say of it.
/// Nobody is granted leave twice for one day.
pub(super) async fn grant_by_hand(
    change: &mut Change<'_>,
    applicant: &Applicant,
    row: LeaveRequestRow,
) -> Result<LeaveRequestRow, RotaError> {
    let LeaveRequest { id, clinician_id, start_date, end_date, .. } = row.request;
    let leave = applicant.other_leave(id);
    let overlapping = leave.iter().find(|own| {
        own.status == LeaveStatus::Approved
            && own.start_date <= end_date
            && start_date <= own.end_date
    });
    if let Some(own) = overlapping {
        let (from, to) = (own.start_date, own.end_date);
        let reason = format!("It overlaps leave from {from} to {to} that is already granted.");
        return Err(RotaError::Conflict(reason));
    }
    let own = shifts::of_clinician(change.connection, clinician_id, start_date, end_date).await?;
    let who = change.who;
    grant(change, applicant, &own, row, &who.username).await
}

async fn grant(
    change: &mut Change<'_>,
    applicant: &Applicant,
    own: &[ShiftRow],
    row: LeaveRequestRow,
    by: &str,
) -> Result<LeaveRequestRow, RotaError> {
    let removed = effects::take_away(change, &row.request, own).await?;
    effects::stand_in(change, &applicant.calendar, &row.request, own, by).await?;
    let mut row = decided(row, LeaveStatus::Approved, by);
    row.affected_shift_count = i32::try_from(removed.len()).unwrap_or(i32::MAX);
    row.removed_shifts = serde_json::to_value(&removed)?;
    Ok(leave_requests::update(change.connection, &row).await?)
}

pub(super) async fn deny(
    change: &mut Change<'_>,
    row: LeaveRequestRow,
    by: &str,
    reason: String,
) -> Result<LeaveRequestRow, RotaError> {
    let mut row = decided(row, LeaveStatus::Denied, by);
    row.denial_reason = reason;
    Ok(leave_requests::update(change.connection, &row).await?)
}

fn decided(mut row: LeaveRequestRow, status: LeaveStatus, by: &str) -> LeaveRequestRow {
    row.request.status = status;
    // The database, which says when a request was made, has a clock of its own.
    row.processed_at = Some(Utc::now().max(row.requested_at));
    row.processed_by = Some(by.to_owned());
    row
}

/// Notes how a request was and how it is, and why if it is denied now.
pub(super) fn note(
    change: &mut Change<'_>,
    before: Option<&LeaveRequestRow>,
    after: &LeaveRequestRow,
) {
    let (was, is) = (before.map(images::leave_request), images::leave_request(after));
    change.record("leave_request", after.request.id, was, Some(is));
    if after.request.status == LeaveStatus::Denied {
        change.because(&after.denial_reason);
    }
}
