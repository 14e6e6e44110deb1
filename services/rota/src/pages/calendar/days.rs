use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::domain::days::{dates, is_weekend};
use crate::domain::staffing::{DayForecast, forecast};
use crate::domain::{
    AlertSeverity, Calendar, Clinician, ClinicianId, Configuration, LeaveRequest, LeaveStatus,
    LeaveType, Shift, ShiftDuration, ShiftType, WorkingTerm, WorkingTermType, governing,
};
use crate::pages::cover::{Cover, cover};
use crate::pages::words::counted;
use crate::store::alerts::AlertRow;

/// What is known of a month.
pub(super) struct Facts {
    pub(super) configuration: Configuration,
    pub(super) calendar: Calendar,
    /// Everybody, in the order of their names.
    pub(super) clinicians: Vec<Clinician>,
    pub(super) terms: Vec<WorkingTerm>,
    pub(super) shifts: Vec<Shift>,
    /// Live.
    pub(super) leave: Vec<LeaveRequest>,
    /// Active; none for who is no manager.
    pub(super) alerts: Vec<AlertRow>,
}

/// For whom a month is shown.
pub(super) struct Viewer {
    pub(super) clinician: Option<ClinicianId>,
    pub(super) is_manager: bool,
    pub(super) today: NaiveDate,
    /// Whose shifts and leave they want to see; none: everybody's.
    pub(super) only: Option<ClinicianId>,
}

/// A day of a month.
#[derive(Debug)]
pub(super) struct Day {
    /// In which column it stands.
    pub(super) column: &'static str,
    pub(super) machine: String,
    /// `Monday 3`, and all of it for those who hear it.
    pub(super) heading: String,
    pub(super) spoken: String,
    pub(super) is_today: bool,
    pub(super) bank_holiday: Option<String>,
    pub(super) cover: Option<Cover>,
    pub(super) doctors: Vec<Doctor>,
    pub(super) away: Vec<Away>,
    /// `2 alerts, 1 critical`.
    pub(super) alerts: Option<String>,
}

/// Somebody on shift.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Doctor {
    pub(super) name: String,
    pub(super) is_own: bool,
    pub(super) is_locum: bool,
    pub(super) badges: Vec<&'static str>,
}

/// Who is away for one reason.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Away {
    pub(super) reason: &'static str,
    pub(super) names: Vec<String>,
}

/// Who is away by date, reason and place in the order of names; whether it is granted.
type AwayByDate = BTreeMap<NaiveDate, BTreeMap<(LeaveType, usize), bool>>;

/// The days from `first` to `last` with what the viewer may see of them;
/// weekends only when somebody works.
pub(super) fn days(facts: &Facts, viewer: &Viewer, first: NaiveDate, last: NaiveDate) -> Vec<Day> {
    let month = Grouped::of(facts, viewer);
    let away = month.away(first, last);
    let Facts { configuration, calendar, shifts, leave, .. } = facts;
    let forecast = forecast(configuration, calendar, first, last, shifts, leave);
    let day = |forecast: DayForecast| month.day(&forecast, away.get(&forecast.date));
    let days = forecast.into_iter().map(day);
    days.filter(|day| day.column != "weekend" || !day.doctors.is_empty()).collect()
}

/// The facts, grouped once.
struct Grouped<'a> {
    facts: &'a Facts,
    viewer: &'a Viewer,
    places: BTreeMap<ClinicianId, usize>,
    terms: BTreeMap<ClinicianId, Vec<&'a WorkingTerm>>,
    /// Live, and of whom the viewer wants to see.
    shifts: BTreeMap<NaiveDate, Vec<&'a Shift>>,
    /// How many alerts, and how many of them are critical.
    alerts: BTreeMap<NaiveDate, (u32, u32)>,
}

impl<'a> Grouped<'a> {
    fn of(facts: &'a Facts, viewer: &'a Viewer) -> Self {
        let mut month = Self {
            facts,
            viewer,
            places: facts.clinicians.iter().map(|of| of.id).zip(0..).collect(),
            terms: BTreeMap::new(),
            shifts: BTreeMap::new(),
            alerts: BTreeMap::new(),
        };
        for term in &facts.terms {
            month.terms.entry(term.clinician_id).or_default().push(term);
        }
        for shift in facts.shifts.iter().filter(|shift| shift.is_live()) {
            if viewer.wants(shift.clinician_id) {
                month.shifts.entry(shift.date).or_default().push(shift);
            }
        }
        for alert in &facts.alerts {
            let (all, critical) = month.alerts.entry(alert.date).or_default();
            *all += 1;
            *critical += u32::from(alert.severity == AlertSeverity::Critical);
        }
        month
    }

    fn away(&self, first: NaiveDate, last: NaiveDate) -> AwayByDate {
        let mut away = AwayByDate::new();
        let mut note = |date: NaiveDate, type_: LeaveType, id: ClinicianId, is_granted: bool| {
            if let Some(place) = self.places.get(&id) {
                let granted = away.entry(date).or_default().entry((type_, *place)).or_default();
                *granted |= is_granted;
            }
        };
        for leave in self.facts.leave.iter().filter(|leave| self.viewer.may_see(leave)) {
            let days = dates(leave.start_date.max(first), leave.end_date.min(last));
            for date in days.filter(|date| !is_weekend(*date)) {
                note(date, leave.type_, leave.clinician_id, leave.takes(date));
            }
        }
        for shift in self.shifts.values().flatten() {
            if let Some(type_) = away_as(shift.type_) {
                note(shift.date, type_, shift.clinician_id, true);
            }
        }
        away
    }

    fn day(
        &self,
        forecast: &DayForecast,
        away: Option<&BTreeMap<(LeaveType, usize), bool>>,
    ) -> Day {
        let date = forecast.date;
        Day {
            column: column(date.weekday()),
            machine: date.to_string(),
            heading: date.format("%A %-d").to_string(),
            spoken: date.format(" %B %Y").to_string(),
            is_today: date == self.viewer.today,
            bank_holiday: self.facts.calendar.bank_holiday(date).map(str::to_owned),
            cover: cover(forecast),
            doctors: self.doctors(date),
            away: away.map(|away| self.reasons(away)).unwrap_or_default(),
            alerts: self.alerts.get(&date).map(|(all, critical)| alerts(*all, *critical)),
        }
    }

    /// Who is there to see patients: duty doctors first, then by name.
    fn doctors(&self, date: NaiveDate) -> Vec<Doctor> {
        let shifts = self.shifts.get(&date).into_iter().flatten();
        let mut there: Vec<(bool, usize, Doctor)> = shifts
            .filter(|shift| shift.type_.counts_toward_minimum())
            .filter_map(|shift| {
                let place = self.places.get(&shift.clinician_id)?;
                let doctor = self.doctor(shift, &self.facts.clinicians.get(*place)?.name);
                Some((shift.type_ != ShiftType::Duty, *place, doctor))
            })
            .collect();
        there.sort_by_key(|(is_not_on_duty, place, _)| (*is_not_on_duty, *place));
        there.into_iter().map(|(_, _, doctor)| doctor).collect()
    }

    fn doctor(&self, shift: &Shift, name: &str) -> Doctor {
        let terms = self.terms.get(&shift.clinician_id).into_iter().flatten().copied();
        let term = governing(terms, shift.date);
        let badges = [
            (shift.type_ == ShiftType::Duty, "Duty"),
            (shift.duration == ShiftDuration::Half, "Half"),
            (shift.is_pinned, "Pinned"),
        ];
        Doctor {
            name: name.to_owned(),
            is_own: self.viewer.is(shift.clinician_id),
            is_locum: term.is_some_and(|term| term.type_ == WorkingTermType::Locum),
            badges: badges
                .into_iter()
                .filter_map(|(holds, badge)| holds.then_some(badge))
                .collect(),
        }
    }

    fn reasons(&self, away: &BTreeMap<(LeaveType, usize), bool>) -> Vec<Away> {
        let mut reasons: Vec<Away> = Vec::new();
        for ((type_, place), is_granted) in away {
            let Some(clinician) = self.facts.clinicians.get(*place) else { continue };
            let waits = if *is_granted { "" } else { " (waits for a decision)" };
            let name = format!("{}{waits}", clinician.name);
            match reasons.last_mut().filter(|last| last.reason == type_.label()) {
                Some(last) => last.names.push(name),
                None => reasons.push(Away { reason: type_.label(), names: vec![name] }),
            }
        }
        reasons
    }
}

impl Viewer {
    fn is(&self, id: ClinicianId) -> bool {
        self.clinician == Some(id)
    }

    fn wants(&self, id: ClinicianId) -> bool {
        self.only.is_none_or(|only| only == id)
    }

    /// Illness, and what is not granted yet, is between the clinician and managers.
    fn may_see(&self, leave: &LeaveRequest) -> bool {
        let is_public =
            leave.status == LeaveStatus::Approved && leave.type_ != LeaveType::PlannedSick;
        self.wants(leave.clinician_id)
            && (is_public || self.is_manager || self.is(leave.clinician_id))
    }
}

/// The leave that a shift stands for.
fn away_as(type_: ShiftType) -> Option<LeaveType> {
    match type_ {
        ShiftType::StudyLeave => Some(LeaveType::StudyLeave),
        ShiftType::Coroners => Some(LeaveType::Coroners),
        ShiftType::Standard | ShiftType::Duty => None,
    }
}

fn alerts(all: u32, critical: u32) -> String {
    let told = counted(all, "alert");
    if critical == 0 { told } else { format!("{told}, {critical} critical") }
}

fn column(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat | Weekday::Sun => "weekend",
    }
}
