//! What somebody sees who chooses dates to be away.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::RotaError;
use crate::api::calculations::{amount, quotas};
use crate::domain::booking::{Mode, mode, offered};
use crate::domain::days::{dates, is_weekend};
use crate::domain::quota::Quota;
use crate::domain::staffing::forecast;
use crate::domain::{
    Calendar, ClinicianId, Configuration, LeaveRequest, LeaveStatus, LeaveType, Shift,
    ShiftDuration, ShiftStatus, ShiftType, WorkingTerm,
};
use crate::member::Member;
use crate::store::people::{self, Person};
use crate::store::{leave_requests, practices, shifts};

/// What somebody may ask for, and what the dates are like.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = rota::BookingCalendar)]
pub(crate) struct BookingCalendar {
    pub(crate) today: NaiveDate,
    pub(crate) start_date: NaiveDate,
    pub(crate) end_date: NaiveDate,
    /// `week`: annual leave is taken from Monday to Friday; else `day`.
    #[schema(value_type = String, example = "week")]
    pub(crate) booking_mode: &'static str,
    /// What this person may ask for.
    pub(crate) leave_types: Vec<OfferedType>,
    /// Of the current leave year; null without any working term.
    pub(crate) quota: Option<OwnQuota>,
    /// Monday to Friday, by date.
    #[schema(value_type = BTreeMap<String, BookingDate>)]
    pub(crate) dates: BTreeMap<NaiveDate, BookingDate>,
}

/// A type of leave that may be asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = rota::OfferedLeaveType)]
pub(crate) struct OfferedType {
    pub(crate) value: LeaveType,
    /// What people call it.
    #[schema(value_type = String, example = "Annual leave")]
    pub(crate) label: &'static str,
    /// Whether it is taken from the quota.
    pub(crate) quota_based: bool,
    /// Whether a manager always decides on it.
    pub(crate) requires_approval: bool,
}

impl OfferedType {
    fn of(type_: LeaveType) -> Self {
        Self {
            value: type_,
            label: type_.label(),
            quota_based: type_ == LeaveType::AnnualLeave,
            requires_approval: type_.shift_type().is_some(),
        }
    }
}

/// Somebody's own annual leave.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = rota::OwnLeaveQuota)]
pub(crate) struct OwnQuota {
    #[schema(example = "8.00")]
    pub(crate) entitlement: String,
    /// What is left; below zero when more was granted than there is.
    #[schema(example = "5.50")]
    pub(crate) remaining: String,
    /// `weeks` for partners, `days` for all others.
    #[schema(value_type = String, example = "weeks")]
    pub(crate) unit: &'static str,
    pub(crate) percentage_used: i64,
}

impl OwnQuota {
    fn of(quota: &Quota) -> Self {
        Self {
            entitlement: amount(quota, quota.entitlement),
            remaining: amount(quota, quota.remaining()),
            unit: quota.unit.as_str(),
            percentage_used: quota.percentage_used(),
        }
    }
}

/// A date that somebody may choose.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = rota::BookingDate)]
pub(crate) struct BookingDate {
    /// Doctors needed.
    pub(crate) minimum_required: u32,
    /// Doctors there.
    pub(crate) scheduled_count: u32,
    /// Clinicians who are granted leave.
    pub(crate) on_leave: u32,
    /// Clinicians whose leave waits for a decision.
    pub(crate) pending_leave: u32,
    /// How many more may be away: doctors beyond the minimum, or fewer where the
    /// practice allows fewer.
    pub(crate) capacity_remaining: u32,
    pub(crate) is_bank_holiday: bool,
    pub(crate) own_shift: Option<OwnShift>,
    pub(crate) own_leave: Option<OwnLeave>,
    /// Whether it may be chosen.
    pub(crate) selectable: bool,
    /// Why not.
    #[schema(value_type = Option<String>, example = "In the past")]
    pub(crate) reason: Option<&'static str>,
}

/// A shift of whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = rota::OwnShift)]
pub(crate) struct OwnShift {
    #[serde(rename = "type")]
    pub(crate) type_: ShiftType,
    pub(crate) duration: ShiftDuration,
    pub(crate) status: ShiftStatus,
}

/// Leave of whoever asks that was granted or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = rota::OwnLeave)]
pub(crate) struct OwnLeave {
    #[serde(rename = "type")]
    pub(crate) type_: LeaveType,
    pub(crate) status: LeaveStatus,
}

/// The calendar of the clinician that the member is, from one date to another,
/// both included; none where they are no clinician of their practice.
pub(super) async fn calendar(
    connection: &mut AsyncPgConnection,
    member: &Member,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Option<BookingCalendar>, RotaError> {
    let (practice, today) = (member.practice, member.today);
    let Some(id) = member.clinician else { return Ok(None) };
    let rules = practices::rules(connection, practice).await?;
    let (begin, end) = rules.0.leave_year(today);
    let people = people::list(connection, practice, Some(&[id]), begin, end).await?;
    let quota = quotas(connection, practice, &rules, &people, today).await?.remove(&id).flatten();
    let (configuration, holidays) = rules;
    let Some(Person { clinician, terms, .. }) = people.into_iter().next() else { return Ok(None) };
    let shifts = shifts::between(connection, practice, first, last).await?;
    let leave = leave_requests::live_between(connection, practice, None, first, last).await?;
    let facts = Facts {
        configuration: &configuration,
        calendar: &holidays,
        clinician: id,
        is_active: clinician.active,
        terms: &terms,
        today,
        shifts: &shifts,
        leave: &leave,
    };
    let offered = offered(&terms, today, today, member.is_manager);
    Ok(Some(BookingCalendar {
        today,
        start_date: first,
        end_date: last,
        booking_mode: mode(&terms, today).as_str(),
        leave_types: offered.into_iter().map(OfferedType::of).collect(),
        quota: quota.as_ref().map(OwnQuota::of),
        dates: facts.dates(first, last),
    }))
}

/// What the dates of a calendar are drawn from.
pub(super) struct Facts<'a> {
    pub(super) configuration: &'a Configuration,
    pub(super) calendar: &'a Calendar,
    pub(super) clinician: ClinicianId,
    pub(super) is_active: bool,
    /// Their own.
    pub(super) terms: &'a [WorkingTerm],
    pub(super) today: NaiveDate,
    /// Of the practice.
    pub(super) shifts: &'a [Shift],
    /// Live leave of the practice.
    pub(super) leave: &'a [LeaveRequest],
}

impl Facts<'_> {
    /// Monday to Friday, by date.
    pub(super) fn dates(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> BTreeMap<NaiveDate, BookingDate> {
        let Self { configuration, calendar, shifts, leave, .. } = *self;
        let away = away(leave, first, last);
        let own_shifts = shifts
            .iter()
            .filter(|shift| shift.clinician_id == self.clinician && shift.is_live())
            .map(|shift| (shift.date, own_shift(shift)));
        let own_shifts: BTreeMap<NaiveDate, OwnShift> = own_shifts.collect();
        let own_leave: Vec<&LeaveRequest> =
            leave.iter().filter(|own| own.clinician_id == self.clinician).collect();
        let staffing = forecast(configuration, calendar, first, last, shifts, leave);
        let weekdays = staffing.into_iter().filter(|day| !is_weekend(day.date));
        let shown = weekdays.map(|day| {
            let date = day.date;
            let on_leave = away.get(&date).map(BTreeSet::len).unwrap_or_default();
            let on_leave = u32::try_from(on_leave).unwrap_or(u32::MAX);
            let spare = day.scheduled_count.saturating_sub(day.minimum_required);
            let most = configuration.max_leave_per_day.map(|most| most.saturating_sub(on_leave));
            let own_leave = own_leave.iter().find(|own| own.covers(date));
            let own_leave = own_leave.map(|own| OwnLeave { type_: own.type_, status: own.status });
            let reason = self.obstacle(date, own_leave);
            let shown = BookingDate {
                minimum_required: day.minimum_required,
                scheduled_count: day.scheduled_count,
                on_leave,
                pending_leave: day.pending_leave,
                capacity_remaining: most.map_or(spare, |most| most.min(spare)),
                is_bank_holiday: calendar.bank_holiday(date).is_some(),
                own_shift: own_shifts.get(&date).copied(),
                own_leave,
                selectable: reason.is_none(),
                reason,
            };
            (date, shown)
        });
        shown.collect()
    }

    /// Why a date may not be chosen. Bank holidays may by who takes whole weeks,
    /// for they are a part of them.
    fn obstacle(&self, date: NaiveDate, own_leave: Option<OwnLeave>) -> Option<&'static str> {
        if date < self.today {
            return Some("In the past");
        }
        if !self.is_active {
            return Some("Not working here any more");
        }
        match own_leave.map(|own| own.status) {
            Some(LeaveStatus::Approved) => return Some("Already on leave"),
            Some(_) => return Some("Already asked for"),
            None => {}
        }
        let is_bank_holiday = self.calendar.bank_holiday(date).is_some();
        (is_bank_holiday && mode(self.terms, date) == Mode::Day).then_some("Bank holiday")
    }
}

fn own_shift(shift: &Shift) -> OwnShift {
    OwnShift { type_: shift.type_, duration: shift.duration, status: shift.status }
}

/// Who is granted leave, by date.
fn away(
    leave: &[LeaveRequest],
    first: NaiveDate,
    last: NaiveDate,
) -> BTreeMap<NaiveDate, BTreeSet<ClinicianId>> {
    let mut away: BTreeMap<NaiveDate, BTreeSet<ClinicianId>> = BTreeMap::new();
    for granted in leave.iter().filter(|leave| leave.status == LeaveStatus::Approved) {
        for date in dates(granted.start_date.max(first), granted.end_date.min(last)) {
            away.entry(date).or_default().insert(granted.clinician_id);
        }
    }
    away
}
