use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Situation;
use super::draft::halves;
use crate::domain::days::{dates, monday};
use crate::domain::deficiency::{expected, group_by, weekly_target};
use crate::domain::staffing::{duty_doctors_required, minimum_required};
use crate::domain::{
    ClinicianId, LeaveRequest, ShiftDuration, WorkingTerm, WorkingTermType, governing,
};

/// What does not change during a run, worked out once.
pub(super) struct Practice<'a> {
    pub(super) situation: &'a Situation,
    /// The working days of the range.
    pub(super) days: BTreeMap<NaiveDate, Day>,
    /// Whose shifts may change, by number.
    pub(super) doctors: Vec<Doctor>,
}

/// What a working day needs.
pub(super) struct Day {
    pub(super) minimum: u32,
    pub(super) duty_doctors: u32,
}

/// Somebody whose shifts may change.
pub(super) struct Doctor {
    pub(super) id: ClinicianId,
    /// Over the range, in days.
    pub(super) expected: Decimal,
    pub(super) duties_before: u32,
    /// The working days of the range that a term covers.
    pub(super) cells: BTreeMap<NaiveDate, Cell>,
    /// The weeks in which they are a partner, by their Mondays.
    pub(super) weeks: BTreeMap<NaiveDate, Week>,
}

/// What somebody's term and leave say of one day.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) type_: WorkingTermType,
    pub(super) wte: Decimal,
    pub(super) is_away: bool,
    /// Whether a run may place a shift here.
    pub(super) is_open: bool,
    pub(super) participates_in_duty: bool,
    /// How long the term says that the day is worked.
    pub(super) agreed: Option<ShiftDuration>,
    /// Whether it says so of that day of every week.
    pub(super) is_every_week: bool,
}

/// How much a partner works in a week, in half days.
#[derive(Clone, Copy)]
pub(super) struct Week {
    /// At least, on the days of it that are in the range.
    pub(super) floor: u32,
    /// At most, by the target.
    pub(super) cap: u32,
    /// At most, with all that their terms agree on beyond the target.
    pub(super) most: u32,
}

impl<'a> Practice<'a> {
    pub(super) fn of(situation: &'a Situation) -> Self {
        let days = situation.calendar.working_days(situation.first, situation.last);
        let terms = group_by(&situation.terms, |term| term.clinician_id);
        let leave = group_by(&situation.leave, |leave| leave.clinician_id);
        let active = situation.clinicians.iter().filter(|clinician| clinician.active);
        let doctor = |id: ClinicianId| {
            let terms = terms.get(&id).map(Vec::as_slice).unwrap_or_default();
            let leave = leave.get(&id).map(Vec::as_slice).unwrap_or_default();
            Doctor::of(situation, id, terms, leave)
        };
        let mut doctors: Vec<Doctor> = active.map(|clinician| doctor(clinician.id)).collect();
        doctors.sort_by_key(|doctor| doctor.id);
        doctors.dedup_by_key(|doctor| doctor.id);
        Self {
            situation,
            days: days.map(|date| (date, Day::of(situation, date))).collect(),
            doctors,
        }
    }

    /// A sentence for each active clinician without a term in the range.
    pub(super) fn warnings(&self) -> Vec<String> {
        let Situation { first, last, clinicians, terms, .. } = self.situation;
        let touches = |term: &&WorkingTerm| {
            term.start_date <= *last && term.end_date.is_none_or(|end| *first <= end)
        };
        let employed: Vec<ClinicianId> =
            terms.iter().filter(touches).map(|term| term.clinician_id).collect();
        let without = clinicians
            .iter()
            .filter(|clinician| clinician.active && !employed.contains(&clinician.id));
        let sentence = |name: &str| {
            format!("{name} has no working term between {first} and {last} and gets no shifts.")
        };
        without.map(|clinician| sentence(&clinician.name)).collect()
    }
}

impl Day {
    fn of(situation: &Situation, date: NaiveDate) -> Self {
        let Situation { configuration, calendar, .. } = situation;
        Self {
            minimum: minimum_required(configuration, calendar, date),
            duty_doctors: duty_doctors_required(configuration, calendar, date),
        }
    }
}

impl Doctor {
    fn of(
        situation: &Situation,
        id: ClinicianId,
        terms: &[WorkingTerm],
        leave: &[LeaveRequest],
    ) -> Self {
        let Situation { first, last, configuration, calendar, .. } = situation;
        let cells = calendar.working_days(*first, *last).filter_map(|date| {
            let term = governing(terms, date)?;
            Some((date, Cell::of(term, leave, date)))
        });
        let mondays = dates(monday(*first), *last).step_by(7);
        let weeks =
            mondays.filter_map(|monday| Some((monday, Week::of(situation, terms, monday)?)));
        Self {
            id,
            expected: expected(configuration, calendar, terms, leave, *first, *last),
            duties_before: situation.duty_before.get(&id).copied().unwrap_or_default(),
            cells: cells.collect(),
            weeks: weeks.collect(),
        }
    }
}

impl Cell {
    fn of(term: &WorkingTerm, leave: &[LeaveRequest], date: NaiveDate) -> Self {
        let is_away = leave.iter().any(|leave| leave.takes(date));
        let can_work = !term.cannot_work_days.contains(date.weekday());
        Self {
            type_: term.type_,
            wte: term.wte(),
            is_away,
            is_open: !is_away && can_work && term.type_ != WorkingTermType::Locum,
            participates_in_duty: term.participates_in_duty,
            agreed: term.agreed(date),
            is_every_week: term.every_week().on(date.weekday()).is_some(),
        }
    }
}

impl Week {
    /// The week of a Monday; none without a day as a partner.
    fn of(situation: &Situation, terms: &[WorkingTerm], monday: NaiveDate) -> Option<Self> {
        let configuration = &situation.configuration;
        let range = situation.first..=situation.last;
        let (mut cap, mut agreed, mut target) = (None::<u32>, 0_u32, Decimal::ZERO);
        for date in monday.iter_days().take(5) {
            let Some(term) = governing(terms, date) else { continue };
            agreed += term.agreed(date).map_or(0, halves);
            if term.type_ != WorkingTermType::Partner {
                continue;
            }
            let week = weekly_target(configuration, term);
            cap = cap.max(week.ceil().to_u32());
            if range.contains(&date) {
                target += week / Decimal::from(5);
            }
        }
        let cap = 2 * cap?;
        let floor = 2 * target.floor().to_u32().unwrap_or_default();
        Some(Self { floor, cap, most: cap.max(agreed) })
    }
}
