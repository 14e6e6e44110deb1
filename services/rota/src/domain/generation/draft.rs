use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};

use super::practice::{Cell, Doctor, Practice};
use super::{Phase, Situation};
use crate::domain::days::monday;
use crate::domain::{ClinicianId, ShiftDuration, ShiftStatus, ShiftType, WorkingTermType};

/// The rota as far as it is made: at most one live shift for each clinician
/// and date, and counts of them that phases look up.
pub(super) struct Draft {
    range: RangeInclusive<NaiveDate>,
    entries: BTreeMap<(NaiveDate, ClinicianId), Entry>,
    counts: HashMap<Count, u32>,
}

/// A live shift.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) type_: ShiftType,
    pub(super) duration: ShiftDuration,
    pub(super) origin: Origin,
}

/// Where a shift comes from.
#[derive(Clone, Copy)]
pub(super) enum Origin {
    /// It was there; changeable when scheduled and not pinned.
    Found { is_changeable: bool },
    /// This run placed it.
    Placed(Phase),
}

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Count {
    /// Doctors toward the minimum.
    Doctors(NaiveDate),
    /// Doctors on duty.
    DutyDoctors(NaiveDate),
    /// Somebody's duty shifts in the range.
    Duties(ClinicianId),
    /// Half days worked in the range.
    Worked(ClinicianId),
    /// Half days worked in the week of a Monday.
    Week(ClinicianId, NaiveDate),
    /// The same, on the days that are in the range.
    WeekInRange(ClinicianId, NaiveDate),
    /// Shifts worked in the range on that day of the week.
    Weekday(ClinicianId, Weekday),
}

/// How many half days a shift is.
pub(super) fn halves(duration: ShiftDuration) -> u32 {
    match duration {
        ShiftDuration::Full => 2,
        ShiftDuration::Half => 1,
    }
}

impl Draft {
    /// The rota as it was found.
    pub(super) fn of(situation: &Situation) -> Self {
        let mut draft = Self {
            range: situation.first..=situation.last,
            entries: BTreeMap::new(),
            counts: HashMap::new(),
        };
        for shift in situation.shifts.iter().filter(|shift| shift.is_live()) {
            let is_changeable = !shift.is_pinned && shift.status == ShiftStatus::Scheduled;
            let origin = Origin::Found { is_changeable };
            let entry = Entry { type_: shift.type_, duration: shift.duration, origin };
            draft.insert(shift.date, shift.clinician_id, entry);
        }
        draft
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (NaiveDate, ClinicianId, Entry)> {
        self.entries.iter().map(|((date, id), entry)| (*date, *id, *entry))
    }

    pub(super) fn entry(&self, date: NaiveDate, id: ClinicianId) -> Option<Entry> {
        self.entries.get(&(date, id)).copied()
    }

    pub(super) fn count(&self, of: Count) -> u32 {
        self.counts.get(&of).copied().unwrap_or_default()
    }

    /// Places a new standard shift.
    pub(super) fn place(
        &mut self,
        date: NaiveDate,
        id: ClinicianId,
        duration: ShiftDuration,
        phase: Phase,
    ) {
        let origin = Origin::Placed(phase);
        self.insert(date, id, Entry { type_: ShiftType::Standard, duration, origin });
    }

    /// Makes a shift one of another type.
    pub(super) fn turn(&mut self, date: NaiveDate, id: ClinicianId, type_: ShiftType) {
        if let Some(entry) = self.remove(date, id) {
            self.insert(date, id, Entry { type_, ..entry });
        }
    }

    pub(super) fn remove(&mut self, date: NaiveDate, id: ClinicianId) -> Option<Entry> {
        let entry = self.entries.remove(&(date, id))?;
        for (count, amount) in self.counted(date, id, entry) {
            let held = self.counts.entry(count).or_default();
            *held = held.saturating_sub(amount);
        }
        Some(entry)
    }

    fn insert(&mut self, date: NaiveDate, id: ClinicianId, entry: Entry) {
        self.remove(date, id);
        for (count, amount) in self.counted(date, id, entry) {
            *self.counts.entry(count).or_default() += amount;
        }
        self.entries.insert((date, id), entry);
    }

    fn counted(&self, date: NaiveDate, id: ClinicianId, entry: Entry) -> Vec<(Count, u32)> {
        let in_range = self.range.contains(&date);
        let mut counts = Vec::new();
        if entry.type_.counts_toward_minimum() {
            counts.push((Count::Doctors(date), 1));
        }
        if entry.type_ == ShiftType::Duty {
            counts.push((Count::DutyDoctors(date), 1));
            counts.extend(in_range.then_some((Count::Duties(id), 1)));
        }
        if entry.type_.counts_as_worked() {
            let halves = halves(entry.duration);
            counts.push((Count::Week(id, monday(date)), halves));
            if in_range {
                counts.push((Count::WeekInRange(id, monday(date)), halves));
                counts.push((Count::Worked(id), halves));
                counts.push((Count::Weekday(id, date.weekday()), 1));
            }
        }
        counts
    }

    /// The day of a partner who may work it in full beside all else in its week.
    pub(super) fn room_for_partner(&self, doctor: &Doctor, date: NaiveDate) -> Option<Cell> {
        let cell = doctor.cells.get(&date)?;
        let week = doctor.weeks.get(&monday(date))?;
        let fits = cell.is_open
            && cell.type_ == WorkingTermType::Partner
            && self.entry(date, doctor.id).is_none()
            && self.count(Count::Week(doctor.id, monday(date))) + 2 <= week.cap;
        fits.then_some(*cell)
    }

    /// Places what terms agree on. The answer is how many such days got no new
    /// shift: somebody is away, has a shift already, or has had enough that week.
    pub(super) fn place_agreed(
        &mut self,
        practice: &Practice<'_>,
        phase: Phase,
        due: fn(&Cell) -> Option<ShiftDuration>,
    ) -> u32 {
        let mut skipped = 0;
        for date in practice.days.keys() {
            for doctor in &practice.doctors {
                let cell = doctor.cells.get(date);
                let Some((cell, duration)) = cell.and_then(|cell| Some((cell, due(cell)?))) else {
                    continue;
                };
                if cell.is_open && self.has_room(doctor, *date, duration) {
                    self.place(*date, doctor.id, duration, phase);
                } else {
                    skipped += 1;
                }
            }
        }
        skipped
    }

    /// A week of a partner takes no more than its target or all that is agreed:
    /// who was given other days by hand does not get the agreed ones on top.
    fn has_room(&self, doctor: &Doctor, date: NaiveDate, duration: ShiftDuration) -> bool {
        let worked = self.count(Count::Week(doctor.id, monday(date))) + halves(duration);
        let week = doctor.weeks.get(&monday(date));
        self.entry(date, doctor.id).is_none() && week.is_none_or(|week| worked <= week.most)
    }
}
